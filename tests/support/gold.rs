//! The answers in `tests/gold/`, one JSON object a line.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// One line of the gold and where it stands, for messages.
#[derive(Debug)]
pub(crate) struct GoldLine {
    pub(crate) place: String,
    pub(crate) value: Value,
}

impl GoldLine {
    /// A text that every line of its kind has.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.value[field].as_str().unwrap_or_else(|| panic!("{}: `{field}` is no text", self.place))
    }
}

/// All lines of the gold files whose names end so, by file name and line.
pub(crate) fn lines(ending: &str) -> Vec<GoldLine> {
    lines_in("", ending)
}

/// The same of a folder of the gold.
pub(crate) fn lines_in(folder: &str, ending: &str) -> Vec<GoldLine> {
    let mut files: Vec<PathBuf> = fs::read_dir(PathBuf::from("tests/gold").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    let lines: Vec<GoldLine> = files.iter().flat_map(lines_of).collect();
    assert!(!lines.is_empty(), "no gold in files ending with {ending}");
    lines
}

fn lines_of(file: &PathBuf) -> Vec<GoldLine> {
    let text = fs::read_to_string(file).unwrap();
    let parse = |(line, number): (&str, usize)| {
        let place = format!("{}:{number}", file.display());
        let value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}"));
        GoldLine { place, value }
    };
    text.lines().zip(1..).map(parse).collect()
}
