//! Parquet files to documents: a row is a record, and goes the way of the records of JSON.
//!
//! The `parquet` crate decodes pages, without Arrow: rows are put together here, as JSON, so that all that holds for records
//! (names of fields, `--field`, what is passed on) holds for rows. The file and what it holds are in memory, as with other
//! formats.
//!
//! What a stranger can write into such a file is checked before that crate believes it: how deep the schema is
//! (`footer`), how large pages are and how many values they hold (`pages`), how large rows become. A row group that cannot
//! be read costs its rows from there on, and nothing else. That crate also panics at some broken files, though it means to
//! return errors; so its calls are `contained`.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::column::reader::ColumnReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::schema::types::SchemaDescriptor;
use rayon::prelude::*;

use super::records::fields::FieldNames;
use super::records::{Trouble, json, record, unused_mappings};
use super::{Input, format, source};
use crate::document::{Document, Origin};
use crate::problem::{Position, Problem};

mod columns;
mod footer;
mod pages;
mod tree;
mod values;

use columns::Leaf;
use pages::{Budget, refused};
use tree::Tree;

/// Rows that are read, and put together, at a time.
const BATCH: usize = 1024;
/// Rows and row groups told one by one that give no document; a file of nothing but nulls could hold billions of them.
const MOST_TOLD: usize = 100;
/// Rows named where bytes are no text.
const MOST_NAMED: usize = 5;
/// Characters of what the `parquet` crate says.
const LONGEST_MESSAGE: usize = 300;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread will be caught, and told as a problem with the input: for a panic hook that should say
/// nothing then.
#[must_use]
pub fn contains_panics() -> bool {
    IS_CONTAINED.get()
}

/// Calls the `parquet` crate. It means to return errors for broken files, and at some it panics all the same: it slices by
/// offsets of the file, asserts and has gaps that are marked as such. Nothing of it is used after a panic.
pub(crate) fn contained<T>(call: impl FnOnce() -> ParquetResult<T>) -> ParquetResult<T> {
    IS_CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    IS_CONTAINED.set(false);
    result.unwrap_or_else(|_| Err(refused("it is broken in a way that no reader expects")))
}

/// What an error of the `parquet` crate says, on one line of bounded length.
pub(crate) fn plain(error: &ParquetError) -> String {
    let message = match error {
        ParquetError::General(message) | ParquetError::EOF(message) | ParquetError::NYI(message) => message.clone(),
        other => other.to_string(),
    };
    let line: String = message.lines().next().unwrap_or_default().chars().take(LONGEST_MESSAGE).collect();
    if line.is_empty() { "it is broken".to_owned() } else { line }
}

/// Why a file that was read cannot be opened again.
#[derive(Debug)]
pub(crate) enum Again {
    /// Standard input is gone.
    StandardInput,
    /// It is something else.
    NotParquet,
    /// What is wrong, and the cure.
    Unreadable(String, String),
}

/// A Parquet file in memory.
#[derive(Debug)]
pub(crate) struct Table {
    bytes: Arc<Bytes>,
    metadata: ParquetMetaData,
    budget: Arc<Budget>,
}

impl Table {
    /// Opens the bytes of a file; its pages may unpack to `most` bytes.
    pub(crate) fn open(bytes: Vec<u8>, most: u64) -> Result<Self, Trouble> {
        footer::check(&bytes)?;
        let bytes = Bytes::from(bytes);
        let metadata = contained(|| ParquetMetaDataReader::new().parse_and_finish(&bytes)).map_err(|error| {
            Trouble::error(
                format!("the Parquet file cannot be read: {}", plain(&error)),
                "fetch or write the file again",
            )
        })?;
        Ok(Self { bytes: Arc::new(bytes), metadata, budget: Budget::new(most) })
    }

    /// Opens a file that was read, by its name.
    pub(crate) fn open_again(path: &str, most: u64) -> Result<Self, Again> {
        if path == source::STANDARD_INPUT {
            return Err(Again::StandardInput);
        }
        let (sources, problems) = source::find(&[Input::Path(path.into())]);
        let opened = sources.first().map(|source| source::open(source, most));
        let opened = opened.unwrap_or(source::Opened { bytes: None, problem: None });
        let problem = problems.into_iter().chain(opened.problem).next();
        match (opened.bytes, problem) {
            (_, Some(problem)) => Err(Again::Unreadable(problem.message, problem.cure)),
            (Some(bytes), None) if format::is_parquet(&bytes) => {
                Self::open(bytes, most).map_err(|trouble| Again::Unreadable(trouble.message, trouble.cure))
            }
            _ => Err(Again::NotParquet),
        }
    }

    pub(crate) fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }

    pub(crate) fn schema(&self) -> &SchemaDescriptor {
        self.metadata.file_metadata().schema_descr()
    }

    /// A reader of a column of a row group. To be `contained`.
    pub(crate) fn column(&self, row_group: &RowGroupMetaData, index: usize) -> ParquetResult<ColumnReader> {
        pages::column(&self.bytes, row_group, index, &self.budget)
    }
}

/// Reads a file of rows. Documents keep their given ids; a document without one has an empty id. The ordinal counts the
/// rows. All rows together may have `most` bytes, as JSON.
pub(super) fn read(bytes: Vec<u8>, path: &str, names: &FieldNames, most: u64) -> (Vec<Document>, Vec<Problem>) {
    let mut reading = Reading {
        path,
        names,
        length: bytes.len() as u64,
        left: usize::try_from(most).unwrap_or(usize::MAX),
        documents: Vec::new(),
        problems: Vec::new(),
        used: BTreeSet::new(),
        told: 0,
        untold: 0,
        columns: Vec::new(),
    };
    if let Err(trouble) = Table::open(bytes, most).and_then(|table| reading.table(&table)) {
        reading.problem(Position::File, trouble);
    }
    (reading.documents, reading.problems)
}

/// What is told about a column.
#[derive(Debug, Default)]
struct Told {
    name: String,
    malformed: u64,
    /// The first rows with bytes that are no text, from 1.
    rows: Vec<u64>,
    left_out: u64,
}

struct Reading<'a> {
    path: &'a str,
    names: &'a FieldNames,
    length: u64,
    /// Bytes that rows may still have.
    left: usize,
    documents: Vec<Document>,
    problems: Vec<Problem>,
    /// The user's mappings that a row used.
    used: BTreeSet<usize>,
    /// Rows that give no document: those told one by one, and the others.
    told: usize,
    untold: u64,
    columns: Vec<Told>,
}

impl Reading<'_> {
    fn problem(&mut self, position: Position, trouble: Trouble) {
        self.problems.push(Problem::error(self.path, position, trouble.message, trouble.cure));
    }

    fn notice(&mut self, position: Position, message: String, cure: &str) {
        self.problems.push(Problem::notice(self.path, position, message, cure));
    }

    fn table(&mut self, table: &Table) -> Result<(), Trouble> {
        let tree = contained(|| Tree::of(table.schema())).map_err(|error| {
            let message = format!("the Parquet file cannot be read: {}", plain(&error));
            Trouble::error(message, "write it again with another program")
        })?;
        if self.names.recognised(tree.names()) == 0 && self.names.paths().next().is_none() {
            let shown = tree.names().take(12).collect::<Vec<_>>().join(", ");
            let cure = format!("say which one does with --field text=NAME; the columns are {shown}");
            return Err(Trouble::error("no column holds a title or a text", cure));
        }
        let columns = table.schema().columns().iter();
        self.columns = columns.map(|column| Told { name: column.path().string(), ..Told::default() }).collect();
        let mut first = 0;
        for (row_group, number) in table.metadata().row_groups().iter().zip(1..) {
            self.row_group(table, &tree, row_group, number, first);
            first = first.saturating_add(rows_of(row_group));
        }
        self.tell();
        Ok(())
    }

    /// Reads a row group; `first` rows are before it.
    fn row_group(&mut self, table: &Table, tree: &Tree, row_group: &RowGroupMetaData, number: usize, first: u64) {
        let rows = rows_of(row_group);
        let opened = contained(|| {
            let columns = table.schema().columns().iter().enumerate();
            let leaf = |(index, column): (usize, &Arc<_>)| Ok(Leaf::new(column, table.column(row_group, index)?));
            columns.map(leaf).collect::<ParquetResult<Vec<Leaf>>>()
        });
        let mut done = 0;
        let mut leaves = match opened {
            Ok(leaves) => leaves,
            Err(error) => return self.lost(number, first, rows, &error),
        };
        while done < rows {
            let batch = usize::try_from(rows - done).unwrap_or(usize::MAX).min(BATCH);
            let mut text = Vec::new();
            let mut ends = Vec::with_capacity(batch);
            let left = self.left;
            let result = contained(|| {
                leaves.iter_mut().try_for_each(|leaf| leaf.fill(batch))?;
                for row in 0..batch {
                    let written = text.len();
                    tree.write(&mut leaves, row, left.saturating_sub(written), &mut text)?;
                    ends.push(text.len());
                }
                Ok(())
            });
            self.left = self.left.saturating_sub(text.len());
            self.told_by(&mut leaves, first + done);
            self.records(&text, &ends, first + done);
            if let Err(error) = result {
                let good = done + ends.len() as u64;
                return self.lost(number, first + good, rows - good, &error);
            }
            done += batch as u64;
        }
    }

    fn lost(&mut self, row_group: usize, before: u64, rows: u64, error: &ParquetError) {
        if self.told >= MOST_TOLD {
            self.untold = self.untold.saturating_add(rows);
            return;
        }
        self.told += 1;
        let message = format!(
            "row group {row_group} cannot be read from row {} on (rows lost: {rows}): {}",
            before.saturating_add(1),
            plain(error)
        );
        let trouble = Trouble::error(message, "fetch or write the file again; the other row groups are read");
        self.problem(Position::Record(before.saturating_add(1)), trouble);
    }

    /// Makes documents of rows: `ends` are the ends of their JSON in `text`, and `before` rows come before them.
    fn records(&mut self, text: &[u8], ends: &[usize], before: u64) {
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let ranges: Vec<Range<usize>> = starts.zip(ends).map(|(start, &end)| start..end).collect();
        let names = self.names;
        let document_of = |range: Range<usize>| {
            let row = text.get(range).and_then(|row| std::str::from_utf8(row).ok()).unwrap_or_default();
            let fields = json::object_fields(row).ok_or_else(|| json::unreadable(row))?;
            record::build(&fields, names).map_err(|fault| Trouble { message: fault.message, cure: fault.cure })
        };
        let built: Vec<Result<record::Built, Trouble>> = ranges.into_par_iter().map(document_of).collect();
        for (outcome, row) in built.into_iter().zip(before.saturating_add(1)..) {
            let position = Position::Record(row);
            // A document knows its place by 32 bits.
            let outcome = outcome.and_then(|built| match u32::try_from(row) {
                Ok(ordinal) => Ok((built, ordinal)),
                Err(_) => {
                    Err(Trouble::error("the row is beyond the 4294967295th, so it is not read", "split the file"))
                }
            });
            match outcome {
                Ok((built, ordinal)) => {
                    let mut document = built.document;
                    self.used.extend(built.mappings);
                    document.origin = Origin { path: self.path.to_owned(), ordinal, start: 0, end: self.length };
                    self.documents.push(document);
                    for (message, cure) in built.notices {
                        self.notice(position, message, &cure);
                    }
                }
                Err(trouble) if self.told < MOST_TOLD => {
                    self.told += 1;
                    self.problem(position, trouble);
                }
                Err(_) => self.untold += 1,
            }
        }
    }

    /// Takes down what the columns have to tell of the rows behind the first `before`.
    fn told_by(&mut self, leaves: &mut [Leaf], before: u64) {
        for (leaf, told) in leaves.iter_mut().zip(&mut self.columns) {
            told.malformed += leaf.malformed.len() as u64;
            let rows = leaf.malformed.drain(..).map(|row| before + row as u64 + 1);
            told.rows.extend(rows.take(MOST_NAMED - told.rows.len().min(MOST_NAMED)));
            told.left_out += std::mem::take(&mut leaf.left_out);
        }
    }

    fn tell(&mut self) {
        for told in std::mem::take(&mut self.columns) {
            let name = &told.name;
            if let Some(&first) = told.rows.first() {
                let shown: Vec<String> = told.rows.iter().map(u64::to_string).collect();
                let more = told.malformed.saturating_sub(shown.len() as u64);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let message = format!(
                    "bytes that are no UTF-8 text in column `{name}`, in rows: {}{more}; each stands as U+FFFD",
                    shown.join(", ")
                );
                self.notice(Position::Record(first), message, "mend the bytes");
            }
            if told.left_out > 0 {
                let message =
                    format!("column `{name}` holds bytes that are no text: {} values left out", told.left_out);
                self.notice(Position::File, message, "nothing to do if it holds no text");
            }
        }
        if self.untold > 0 {
            let message = format!("{} more rows give no document", self.untold);
            self.problem(Position::File, Trouble::error(message, "mend those that are told first"));
        }
        self.problems.extend(unused_mappings(self.names, &self.used, self.path));
        if self.documents.is_empty() && self.problems.is_empty() {
            let cure = "nothing to do if it should be empty";
            self.notice(Position::File, "the file holds no rows".to_owned(), cure);
        }
    }
}

/// How many rows a row group says that it has.
fn rows_of(row_group: &RowGroupMetaData) -> u64 {
    u64::try_from(row_group.num_rows()).unwrap_or(0)
}
