//! Tables with a header row: where the records are. [`super::record`] says what they hold.
//!
//! A row with more or fewer cells than the header is told and left out. A quote that is never closed swallows the rows
//! behind it; such a row is told too, and reading goes on at the line after the one where it began.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use rayon::prelude::*;

use super::fields::FieldNames;
use super::record::Fields;
use super::value::Value;
use super::{Outcome, Place, Trouble, read_record};

/// Bytes that may be read again after unclosed quotes, as a multiple of the file's length.
const MOST_READ_AGAIN: usize = 4;

/// Reads a table; the delimiter is one byte.
pub(super) fn rows(text: &str, delimiter: u8, names: &FieldNames) -> Vec<Outcome> {
    let mut table = Table::new(text, delimiter);
    let Some(header) = table.next() else { return Vec::new() };
    let columns: Vec<String> = header.cells.iter().map(|cell| cell.trim().to_owned()).collect();
    if names.recognised(columns.iter().map(String::as_str)) == 0 {
        let message = "no column holds a title or a text".to_owned();
        let shown = columns.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
        let cure = format!("say which one does with --field text=NAME; the columns are {shown}");
        return vec![Outcome::failed(header.place, Trouble::error(message, cure))];
    }
    let rows: Vec<Row> = table.collect();
    rows.into_par_iter().map(|row| row.read(&columns, names)).collect()
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: StringRecord,
    pub(super) place: Place,
    is_unclosed: bool,
}

impl Row {
    /// What is wrong with the row under a header of so many columns.
    pub(super) fn trouble(&self, columns: usize) -> Option<Trouble> {
        if self.is_unclosed {
            let cure = "close the quote, and write a quote inside a quoted cell twice";
            return Some(Trouble::error("a quote in the row is not closed", cure));
        }
        let message = format!("the row has {} cells, the header has {columns}", self.cells.len());
        let cure = "put a cell that holds the delimiter into double quotes";
        (self.cells.len() != columns).then(|| Trouble::error(message, cure))
    }

    fn read(self, columns: &[String], names: &FieldNames) -> Outcome {
        if let Some(trouble) = self.trouble(columns.len()) {
            return Outcome::failed(self.place, trouble);
        }
        let fields: Fields<'_> = columns
            .iter()
            .zip(&self.cells)
            .map(|(name, cell)| (Cow::Borrowed(name.as_str()), Value::Cell(cell)))
            .collect();
        read_record(&fields, self.place, names)
    }
}

/// The rows of a table, blank lines aside.
pub(super) struct Table<'a> {
    text: &'a str,
    delimiter: u8,
    /// Reads from `base` on.
    reader: csv::Reader<&'a [u8]>,
    base: usize,
    /// First byte that is not counted yet, and its line.
    start: usize,
    line: u64,
    /// Bytes that may still be read again.
    again: usize,
}

impl<'a> Table<'a> {
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        let reader = reader(text, delimiter);
        Self { text, delimiter, reader, base: 0, start: 0, line: 1, again: text.len() * MOST_READ_AGAIN }
    }

    /// Counts the lines up to a byte.
    fn advance(&mut self, end: usize) {
        let passed = self.text.as_bytes().get(self.start..end).unwrap_or_default();
        self.line += (passed.split(|byte| *byte == b'\n').count() - 1) as u64;
        self.start = end;
    }
}

impl Iterator for Table<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let mut cells = StringRecord::new();
        // The text is valid UTF-8 and any number of cells is allowed: nothing else can fail.
        if !self.reader.read_record(&mut cells).ok()? {
            return None;
        }
        let end = self.base + usize::try_from(self.reader.position().byte()).ok()?;
        let passed = self.text.get(self.start..end)?;
        let raw = passed.trim_start_matches(['\n', '\r', '\u{FEFF}']);
        self.advance(end - raw.len());
        let raw = raw.trim_end_matches(['\n', '\r']);
        let mut row = Row {
            cells,
            place: Place { line: Some(self.line), range: self.start..self.start + raw.len() },
            is_unclosed: false,
        };
        let first_line = raw.find('\n').map_or(raw.len(), |at| at + 1);
        match quotes(raw, self.delimiter) {
            Quotes::Sound => {}
            // Written by hand, and all in its row.
            Quotes::Stray if first_line == raw.len() => {}
            Quotes::Stray | Quotes::Open => {
                row.is_unclosed = true;
                if first_line < raw.len() && self.again >= raw.len() {
                    self.again -= raw.len();
                    row.place.range.end = self.start + raw.get(..first_line).unwrap_or(raw).trim_end().len();
                    self.advance(self.start + first_line);
                    self.base = self.start;
                    self.reader = reader(self.text.get(self.start..).unwrap_or_default(), self.delimiter);
                    return Some(row);
                }
            }
        }
        self.advance(end);
        Some(row)
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

#[derive(Debug, PartialEq, Eq)]
enum Quotes {
    Sound,
    /// Words stand between the end of a quoted cell and the next delimiter.
    Stray,
    /// The row ends inside a quoted cell.
    Open,
}

/// Whether the quotes of a row are as RFC 4180 wants them.
fn quotes(raw: &str, delimiter: u8) -> Quotes {
    let mut bytes = raw.bytes().peekable();
    let mut quotes = Quotes::Sound;
    let mut is_start = true;
    while let Some(byte) = bytes.next() {
        if !(is_start && byte == b'"') {
            is_start = byte == delimiter || byte == b'\n';
            continue;
        }
        loop {
            match bytes.next() {
                None => return Quotes::Open,
                Some(b'"') if bytes.peek() == Some(&b'"') => {
                    bytes.next();
                }
                Some(b'"') => break,
                Some(_) => {}
            }
        }
        is_start = false;
        if bytes.peek().is_some_and(|next| *next != delimiter && !next.is_ascii_whitespace()) {
            quotes = Quotes::Stray;
        }
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<String, String>)> {
        let outcomes = rows(text, b',', &FieldNames::default());
        outcomes
            .into_iter()
            .map(|outcome| {
                let told = match outcome.result {
                    Ok(built) => Ok(built.document.title.unwrap_or_default()),
                    Err(trouble) => Err(trouble.message),
                };
                (outcome.place.line.unwrap(), told)
            })
            .collect()
    }

    #[test]
    fn rows_know_their_lines() {
        let text = "\u{FEFF}title,text\r\nOne,\"a\r\nb\"\r\n\r\nTwo,\"said \"\"x\"\"\"\r\n";
        assert_eq!(read(text), [(2, Ok("One".into())), (5, Ok("Two".into()))]);
    }

    #[test]
    fn a_ragged_row_costs_itself() {
        let told = read("title,text\nOne,a,b,c\nTwo\nThree,c\n");
        assert_eq!(told[0].1.as_ref().unwrap_err(), "the row has 4 cells, the header has 2");
        assert_eq!(told[1].1.as_ref().unwrap_err(), "the row has 1 cells, the header has 2");
        assert_eq!(told[2], (4, Ok("Three".into())));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_row() {
        let told = read("title,text\nOne,\"a is open\nTwo,b\nThree,\"c\"\nFour,\"d\n");
        assert_eq!(told[0].0, 2);
        assert!(told[0].1.as_ref().unwrap_err().contains("not closed"));
        assert_eq!(told[1..3], [(3, Ok("Two".into())), (4, Ok("Three".into()))]);
        assert!(told[3].1.is_err() && told.len() == 4, "{told:?}");
    }

    #[test]
    fn a_quote_inside_a_line_is_let_pass() {
        assert_eq!(read("title,text\nOne,\"he said \"x\" twice\"\n5\" pipe,b\n").len(), 2);
    }

    #[test]
    fn a_table_of_other_things_is_told_once() {
        let told = read("sku,bin\n1,2\n3,4\n");
        assert_eq!(told, [(1, Err("no column holds a title or a text".into()))]);
        assert!(read("").is_empty());
    }

    #[test]
    fn hostile_quotes_end_in_time() {
        let told = read(&format!("title,text\n{}", "a,\"b\n".repeat(20_000)));
        assert!(told.len() >= 10_000);
        let _ = read(&format!("title,text\n{}", "\"\"\"\n".repeat(20_000)));
    }
}
