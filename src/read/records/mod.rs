//! Records to documents: JSON Lines, JSON values, CSV and TSV.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Format;
use super::charset::Decoded;
use super::format::delimiter_of;
use crate::document::Document;
use crate::problem::{Position, Problem, Severity};

mod csv;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod record;
pub(crate) mod rows;
pub(crate) mod value;

use fields::FieldNames;
use record::{Built, Fields};

/// Where a record is.
#[derive(Debug, Clone)]
struct Place {
    /// Line of its start, from 1, where lines are what a user counts.
    line: Option<u64>,
    /// Its bytes in the text.
    range: Range<usize>,
}

/// What became of a record.
#[derive(Debug)]
struct Outcome {
    place: Place,
    result: Result<Built, Trouble>,
}

/// What is wrong with a record.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) message: String,
    pub(crate) cure: String,
}

impl Trouble {
    pub(crate) fn error(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { message: message.into(), cure: cure.into() }
    }
}

impl Outcome {
    fn failed(place: Place, trouble: Trouble) -> Self {
        Self { place, result: Err(trouble) }
    }

    fn after_lines(mut self, lines: u64) -> Self {
        self.place.line = self.place.line.map(|line| line + lines);
        self
    }
}

fn read_record(fields: &Fields<'_>, place: Place, names: &FieldNames) -> Outcome {
    let result = record::build(fields, names).map_err(|fault| Trouble { message: fault.message, cure: fault.cure });
    Outcome { place, result }
}

/// Reads a file of records. Documents keep their given ids; a document without one has an empty id. The ordinal counts
/// the records, so that it does not change when a broken record before it is mended.
pub(crate) fn read(
    decoded: &Decoded<'_>,
    format: Format,
    path: &str,
    names: &FieldNames,
) -> (Vec<Document>, Vec<Problem>) {
    let text = decoded.text.as_ref();
    let outcomes = match format {
        Format::JsonLines => json::lines(text, names),
        Format::Tsv => csv::rows(text, b'\t', names),
        Format::Csv => {
            let header = text.trim_start().lines().next().unwrap_or_default();
            csv::rows(text, if delimiter_of(header) == ';' { b';' } else { b',' }, names)
        }
        _ => json::values(text, names),
    };
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (outcome, record) in outcomes.into_iter().zip(1_u32..) {
        let position = outcome.place.line.map_or(Position::Record(u64::from(record)), Position::Line);
        let problem = |severity, message, cure| Problem { path: path.to_owned(), position, severity, message, cure };
        match outcome.result {
            Ok(Built { mut document, notices, mappings }) => {
                used.extend(mappings);
                let (start, end) = decoded.byte_range(&outcome.place.range);
                document.origin = crate::document::Origin { path: path.to_owned(), ordinal: record, start, end };
                documents.push(document);
                problems.extend(notices.into_iter().map(|(message, cure)| problem(Severity::Notice, message, cure)));
            }
            Err(trouble) => problems.push(problem(Severity::Error, trouble.message, trouble.cure)),
        }
    }
    problems.extend(unused_mappings(names, &used, path));
    if documents.is_empty() && problems.is_empty() {
        let cure = "nothing to do if it should be empty";
        problems.push(Problem::notice(path, Position::File, "the file holds no records", cure));
    }
    (documents, problems)
}

/// What is told about mappings of the user that no document of a file has used.
pub(crate) fn unused_mappings<'a>(
    names: &'a FieldNames,
    used: &'a BTreeSet<usize>,
    path: &'a str,
) -> impl Iterator<Item = Problem> + 'a {
    names.mapped().enumerate().filter(|(index, _)| !used.contains(index)).map(move |(_, name)| {
        let message = format!("no document of the file has the field `{name}` that --field names");
        Problem::notice(path, Position::File, message, "check the spelling of the name")
    })
}
