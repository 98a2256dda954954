//! From the paths that were typed to documents, with progress and problems on the screen.

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::bail;
use samestory::problem::{Problem, Severity};
use samestory::read::{self, Collection, Format, Input, ReadSettings};

use super::args::{InputFormat, IntakeOptions, ReadingOptions};
use super::interrupt;
use super::screen::Screen;

/// The inputs that were typed, or standard input if nothing was and something is piped in.
pub(crate) fn inputs(options: &IntakeOptions) -> anyhow::Result<Vec<Input>> {
    if !options.inputs.is_empty() {
        return Ok(options.inputs.iter().map(|path| input(path)).collect());
    }
    if std::io::stdin().is_terminal() {
        bail!("no input: name files or folders, or pipe something in (`samestory cluster --help` shows examples)");
    }
    Ok(vec![Input::StandardInput])
}

/// What a path that was typed names.
pub(crate) fn input(path: &Path) -> Input {
    if path.as_os_str() == OsStr::new("-") { Input::StandardInput } else { Input::Path(path.to_owned()) }
}

/// The files among the inputs.
pub(crate) fn paths(inputs: &[Input]) -> impl Iterator<Item = &Path> {
    inputs.iter().filter_map(|input| match input {
        Input::Path(path) => Some(path.as_path()),
        Input::StandardInput => None,
    })
}

/// How to read, as typed.
pub(crate) fn settings(options: &ReadingOptions) -> ReadSettings {
    ReadSettings {
        format: options.input_format.map(Format::from),
        encoding: options.encoding.clone(),
        fields: options.fields.clone(),
        strict: options.strict,
        max_file_bytes: options.max_file_bytes,
        ..ReadSettings::default()
    }
}

/// Reads all inputs and shows what was wrong with them.
pub(crate) fn read(inputs: &[Input], options: &ReadingOptions, screen: &Screen) -> anyhow::Result<Collection> {
    read_as(inputs, &settings(options), screen)
}

/// Reads all inputs in a way that was not typed.
pub(crate) fn read_as(inputs: &[Input], settings: &ReadSettings, screen: &Screen) -> anyhow::Result<Collection> {
    let bar = screen.progress("reading files");
    let collection = read::read(inputs, settings, &|progress| {
        bar.set_length(progress.files as u64);
        bar.set_position(progress.files_done as u64);
    });
    bar.finish_and_clear();
    interrupt::check()?;
    let collection = collection?;
    screen.problems(&collection.problems);
    Ok(collection)
}

/// Whether input was lost.
pub(crate) fn lost_input(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Page => Self::Page,
            InputFormat::Html => Self::Html,
            InputFormat::Jsonl => Self::JsonLines,
            InputFormat::Json => Self::Json,
            InputFormat::Csv => Self::Csv,
            InputFormat::Tsv => Self::Tsv,
            InputFormat::Feed => Self::Feed,
        }
    }
}
