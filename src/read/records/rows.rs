//! Rows of named values that are no documents: labels, judged pairs, the stories that another program found.
//!
//! Read from JSON Lines, a JSON array, CSV or TSV like records of documents, in any packing and encoding, but without
//! asking for a title or a text. Only the columns asked for are kept. Every row that cannot be used is a problem with its
//! place and a cure; whoever asked decides what that is worth.

use std::path::Path;

use serde_json::value::RawValue;

use super::csv::Table;
use super::json::{object_fields, unreadable};
use super::value::Value;
use crate::problem::{Position, Problem};
use crate::read::charset;
use crate::read::format::{self, delimiter_of};
use crate::read::source;
use crate::read::{Input, ReadSettings};

/// Errors told of one file; of the rest only the number.
const MOST_TOLD: usize = 20;
/// Columns named where one is missing.
const MOST_NAMES: usize = 12;

/// A column that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its name, as written.
    pub name: &'a str,
    /// Whether every row must have it; its value may still be empty.
    pub is_required: bool,
    /// What a user can do about a missing one.
    pub cure: &'a str,
}

/// The rows of a file.
#[derive(Debug, Default)]
pub struct Rows {
    /// The file, as the user named it; `-` for standard input.
    pub path: String,
    /// The rows that could be read, in their order.
    pub rows: Vec<Row>,
    /// What was wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub position: Position,
    /// The values in the order of the columns asked for, trimmed; `None` for a missing, null or empty one.
    pub values: Vec<Option<String>>,
}

impl Row {
    /// The value of the column that was asked for in this place.
    #[must_use]
    pub fn value(&self, column: usize) -> Option<&str> {
        self.values.get(column)?.as_deref()
    }
}

/// Reads the wanted columns of a file. Linear in its length.
#[must_use]
pub fn read_rows(input: &Input, columns: &[Column<'_>], settings: &ReadSettings) -> Rows {
    let (sources, problems) = match input {
        Input::Path(path) if path.is_dir() => (Vec::new(), vec![is_folder(path)]),
        _ => source::find(std::slice::from_ref(input)),
    };
    let Some(source) = sources.first() else { return Rows { problems, ..Rows::default() } };
    let opened = source::open(source, settings.max_file_bytes);
    let mut rows = Rows { path: source.name.clone(), rows: Vec::new(), problems };
    rows.problems.extend(opened.problem);
    if let Some(bytes) = opened.bytes {
        read_bytes(&bytes, columns, &mut rows);
    }
    rows
}

fn is_folder(path: &Path) -> Problem {
    let name = path.to_string_lossy();
    Problem::error(name, Position::File, "it is a folder, not a file", "name one file of JSON Lines or CSV")
}

fn read_bytes(bytes: &[u8], columns: &[Column<'_>], rows: &mut Rows) {
    let decoded = charset::decode(bytes, None);
    let text = decoded.text.as_ref();
    if let Some(kind) = format::binary_kind(bytes).or_else(|| format::is_binary(text).then_some("other data")) {
        let message = format!("the file is no text: it is {kind}");
        rows.problems.push(Problem::error(&rows.path, Position::File, message, "save it as JSON Lines or CSV"));
        return;
    }
    let content = text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
    let mut reading = Reading { columns, path: rows.path.clone(), rows: Vec::new(), found: Found::default() };
    match (content.chars().next(), source::ending(&rows.path).as_str()) {
        (None, _) => {}
        (Some('['), ending) if !matches!(ending, "jsonl" | "ndjson" | "csv" | "tsv") => reading.array(content),
        (Some('{'), ending) if !matches!(ending, "csv" | "tsv") => reading.lines(text),
        (_, "json" | "jsonl" | "ndjson") => reading.lines(text),
        (_, ending) => reading.table(text, ending),
    }
    rows.rows = reading.rows;
    rows.problems.extend(reading.found.told(&rows.path, columns, rows.rows.len()));
}

/// What is wrong so far.
#[derive(Default)]
struct Found {
    problems: Vec<Problem>,
    /// Errors beyond those kept.
    untold: usize,
    /// For each column, how many rows lack it, and the names that the first of them has.
    lacking: Vec<(usize, String)>,
}

impl Found {
    fn push(&mut self, problem: Problem) {
        if self.problems.len() < MOST_TOLD {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// The problems to tell: where no row has a column, its name is wrong, and that is told once.
    fn told(mut self, path: &str, columns: &[Column<'_>], good: usize) -> Vec<Problem> {
        let everywhere = |(index, (count, _)): &(usize, &(usize, String))| {
            good == 0 && *count > 1 && columns.get(*index).is_some_and(|column| column.is_required)
        };
        if let Some((index, (_, names))) = self.lacking.iter().enumerate().find(everywhere)
            && let Some(column) = columns.get(index)
        {
            let message = format!("no row has the field `{}`; the first has {names}", column.name);
            return vec![Problem::error(path, Position::File, message, column.cure)];
        }
        if self.untold > 0 {
            let message = format!("{} more rows cannot be used", self.untold);
            self.problems.push(Problem::error(path, Position::File, message, "mend those that are told first"));
        }
        self.problems
    }
}

struct Reading<'a> {
    columns: &'a [Column<'a>],
    path: String,
    rows: Vec<Row>,
    found: Found,
}

impl Reading<'_> {
    fn lines(&mut self, text: &str) {
        for (line, number) in text.lines().zip(1..) {
            let record = line.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
            if !record.is_empty() {
                self.record(record, Position::Line(number));
            }
        }
    }

    fn array(&mut self, text: &str) {
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(records) => {
                for (record, number) in records.into_iter().zip(1..) {
                    self.record(record.get(), Position::Record(number));
                }
            }
            Err(error) => {
                let message = format!("the array is not JSON: {error}");
                self.error(Position::File, message, "mend the JSON there, or write one object a line");
            }
        }
    }

    fn record(&mut self, record: &str, position: Position) {
        let Some(fields) = object_fields(record) else {
            let example: Vec<String> = self.columns.iter().filter(|column| column.is_required).map(example).collect();
            let cure = format!("write one JSON object a line, such as {{{}}}", example.join(", "));
            self.error(position, unreadable(record).message, &cure);
            return;
        };
        let names = || names(fields.iter().map(|(name, _)| name.as_ref()));
        let value = |column: &Column<'_>| fields.iter().find(|(name, _)| name == column.name).map(|(_, value)| *value);
        let values: Vec<Option<Value<'_>>> = self.columns.iter().map(value).collect();
        self.row(&values, position, names);
    }

    fn table(&mut self, text: &str, ending: &str) {
        let header = text.trim_start().lines().next().unwrap_or_default();
        let delimiter = match ending {
            "tsv" => b'\t',
            "csv" if header.contains(',') => b',',
            _ if header.contains('\t') => b'\t',
            _ if delimiter_of(header) == ';' => b';',
            _ => b',',
        };
        let mut table = Table::new(text, delimiter);
        let Some(header) = table.next() else { return };
        let titles: Vec<&str> =
            header.cells.iter().map(|cell| cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')).collect();
        let places: Vec<Option<usize>> =
            self.columns.iter().map(|column| titles.iter().position(|title| *title == column.name)).collect();
        let absent = self.columns.iter().zip(&places).find(|(column, place)| column.is_required && place.is_none());
        if let Some((column, _)) = absent {
            let message = format!("no column has the name `{}`; the columns are {}", column.name, names(titles));
            self.error(Position::Line(header.place.line.unwrap_or(1)), message, column.cure);
            return;
        }
        for row in table {
            let position = Position::Line(row.place.line.unwrap_or_default());
            if let Some(trouble) = row.trouble(titles.len()) {
                self.error(position, trouble.message, &trouble.cure);
                continue;
            }
            let value = |place: &Option<usize>| Some(Value::Cell(row.cells.get((*place)?)?));
            let values: Vec<Option<Value<'_>>> = places.iter().map(value).collect();
            self.row(&values, position, String::new);
        }
    }

    fn row(&mut self, values: &[Option<Value<'_>>], position: Position, names: impl Fn() -> String) {
        let mut row = Row { position, values: Vec::with_capacity(values.len()) };
        for (index, (column, value)) in self.columns.iter().zip(values).enumerate() {
            match value.map(plain) {
                None if column.is_required => {
                    self.found.lacking.resize(self.columns.len(), (0, String::new()));
                    let names = names();
                    if let Some((count, first_names)) = self.found.lacking.get_mut(index) {
                        *count += 1;
                        if *count == 1 {
                            first_names.clone_from(&names);
                        }
                    }
                    let message = format!("the record has no field `{}`; it has {names}", column.name);
                    self.error(position, message, column.cure);
                    return;
                }
                Some(Plain::Nested) if column.is_required => {
                    let message = format!("the field `{}` holds an array or an object, not a text", column.name);
                    self.error(position, message, "write a text or a number there");
                    return;
                }
                None | Some(Plain::Nothing | Plain::Nested) => row.values.push(None),
                Some(Plain::Text(text)) => row.values.push(Some(text)),
            }
        }
        self.rows.push(row);
    }

    fn error(&mut self, position: Position, message: String, cure: &str) {
        self.found.push(Problem::error(&self.path, position, message, cure));
    }
}

enum Plain {
    Text(String),
    Nothing,
    Nested,
}

fn plain(value: Value<'_>) -> Plain {
    if let Value::Json(raw) = value {
        match raw.get().as_bytes().first() {
            Some(b'{' | b'[') => return Plain::Nested,
            Some(b't' | b'f') => return Plain::Text(raw.get().to_owned()),
            _ => {}
        }
    }
    match value.text("") {
        Some(text) => Plain::Text(text.trim().to_owned()),
        None => Plain::Nothing,
    }
}

fn example(column: &Column<'_>) -> String {
    format!("\"{}\": \"…\"", column.name)
}

/// The first names, for a message.
fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<&str> = names.by_ref().take(MOST_NAMES).collect();
    if names.next().is_some() {
        shown.push("…");
    }
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<'_>; 3] = [
        Column { name: "id", is_required: true, cure: "name the document" },
        Column { name: "event", is_required: true, cure: "say which with --label" },
        Column { name: "half", is_required: false, cure: "" },
    ];

    fn read(name: &str, text: &str) -> Rows {
        let mut rows = Rows { path: name.to_owned(), ..Rows::default() };
        read_bytes(text.as_bytes(), &COLUMNS, &mut rows);
        rows
    }

    fn values(rows: &Rows) -> Vec<Vec<Option<&str>>> {
        rows.rows.iter().map(|row| (0..3).map(|column| row.value(column)).collect()).collect()
    }

    #[test]
    fn every_format_gives_the_same_rows() {
        let expected = [vec![Some("a"), Some("7"), Some("x")], vec![Some("b"), None, None]];
        for (name, text) in [
            ("labels.jsonl", "{\"id\": \"a\", \"event\": 7, \"half\": \" x \"}\n\n{\"event\": null, \"id\": \"b\"}\n"),
            ("labels", "\u{FEFF}{\"id\": \"a\", \"event\": \"7\", \"half\": \"x\"}\n{\"id\": \"b\", \"event\": \" \"}"),
            ("labels.json", "[{\"id\": \"a\", \"event\": 7, \"half\": \"x\"},\n {\"id\": \"b\", \"event\": null}]"),
            ("labels.csv", "\u{FEFF}event,more,id,half\r\n7,\"x, y\",a,x\r\n,,b,\r\n"),
            ("labels", "id;event;half\na;7;x\nb;;\n"),
            ("labels.tsv", "id\tevent\thalf\na\t7\tx\nb\t\t\n"),
        ] {
            let rows = read(name, text);
            assert!(rows.problems.is_empty(), "{name}: {:?}", rows.problems);
            assert_eq!(values(&rows), expected, "{name}");
        }
    }

    #[test]
    fn a_bad_row_costs_itself_and_says_where_and_what_to_do() {
        let text = "{\"id\": \"a\", \"event\": \"x\"}\n[1]\n{\"id\": \"b\", \"event\": {\"name\": \"x\"}}\n{\"id\": \"c\"}\n{\"id";
        let rows = read("labels.jsonl", text);
        assert_eq!(rows.rows.len(), 1);
        let told: Vec<String> =
            rows.problems.iter().map(|problem| format!("{}: {}", problem.location(), problem.message)).collect();
        assert_eq!(
            told,
            [
                "labels.jsonl:2: the record is an array, not an object",
                "labels.jsonl:3: the field `event` holds an array or an object, not a text",
                "labels.jsonl:4: the record has no field `event`; it has id",
                "labels.jsonl:5: the record ends too early",
            ]
        );
        assert!(rows.problems[0].cure.contains("{\"id\": \"…\", \"event\": \"…\"}"));
        assert_eq!(rows.problems[2].cure, "say which with --label");
    }

    #[test]
    fn a_name_that_no_row_has_is_told_once() {
        let rows = read("labels.jsonl", &"{\"id\": \"a\", \"cluster\": 1}\n".repeat(1_000));
        assert_eq!(rows.problems.len(), 1);
        assert_eq!(rows.problems[0].message, "no row has the field `event`; the first has id, cluster");
        let table = read("labels.csv", "id,cluster\na,1\n");
        assert_eq!(table.problems[0].location(), "labels.csv:1");
        assert_eq!(table.problems[0].message, "no column has the name `event`; the columns are id, cluster");
    }

    #[test]
    fn a_flood_of_errors_is_counted_not_shown() {
        let rows = read("labels.csv", &format!("id,event\na,x\n{}", "a,b,c\n".repeat(1_000)));
        assert_eq!(rows.problems.len(), MOST_TOLD + 1);
        assert_eq!(rows.problems[MOST_TOLD].message, "980 more rows cannot be used");
        assert_eq!(rows.rows.len(), 1);
    }

    #[test]
    fn other_data_and_broken_arrays_are_told() {
        assert!(read("labels.csv", "PK\u{3}\u{4}").problems[0].message.contains("zip"));
        assert!(read("labels.json", "[{\"id\": 1},").problems[0].message.contains("the array is not JSON"));
        assert!(read("labels.jsonl", "").problems.is_empty() && read("labels.jsonl", "").rows.is_empty());
        let _ = read("labels.json", &"[".repeat(200_000));
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told() {
        let settings = ReadSettings::default();
        let missing = read_rows(&Input::Path("no-such-labels.csv".into()), &COLUMNS, &settings);
        assert!(missing.problems[0].message.contains("no such file"), "{:?}", missing.problems);
        let folder = tempfile::tempdir().unwrap();
        let told = read_rows(&Input::Path(folder.path().into()), &COLUMNS, &settings);
        assert!(told.problems[0].message.contains("folder"));
    }
}
