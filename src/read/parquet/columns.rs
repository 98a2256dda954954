//! The columns of a row group, batch by batch, and where the reader stands in each.
//!
//! A column holds, for each of its entries, a repetition level (0 where a row begins) and a definition level (the full one
//! where there is a value), and the values apart from them (Melnik et al., "Dremel", VLDB 2010).

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::Result;
use parquet::schema::types::ColumnDescriptor;

use super::pages::refused;
use super::values::{self, Meaning, Written};

/// Values of a batch.
#[derive(Debug)]
enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A column and a place in it.
pub(super) struct Leaf {
    reader: ColumnReader,
    meaning: Meaning,
    pub(super) name: String,
    full: i16,
    has_repetitions: bool,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    values: Values,
    /// Entries of the batch.
    entries: usize,
    entry: usize,
    value: usize,
    is_at_start: bool,
    /// Rows, from 0 in the batch, where bytes are no text; at most one a row.
    pub(super) malformed: Vec<usize>,
    /// Values left out.
    pub(super) left_out: u64,
}

impl Leaf {
    pub(super) fn new(column: &ColumnDescriptor, reader: ColumnReader) -> Self {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bool(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Int64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Int96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Self {
            reader,
            meaning: Meaning::of(column),
            name: column.path().string(),
            full: column.max_def_level(),
            has_repetitions: column.max_rep_level() > 0,
            definitions: Vec::new(),
            repetitions: Vec::new(),
            values,
            entries: 0,
            entry: 0,
            value: 0,
            is_at_start: true,
            malformed: Vec::new(),
            left_out: 0,
        }
    }

    /// Reads the entries of so many rows.
    pub(super) fn fill(&mut self, rows: usize) -> Result<()> {
        let (definitions, repetitions) = (&mut self.definitions, &mut self.repetitions);
        let (read, entries) = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(it), Values::Bool(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::Int32ColumnReader(it), Values::Int32(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::Int64ColumnReader(it), Values::Int64(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::Int96ColumnReader(it), Values::Int96(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::FloatColumnReader(it), Values::Float(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::DoubleColumnReader(it), Values::Double(to)) => batch(it, rows, definitions, repetitions, to),
            (ColumnReader::ByteArrayColumnReader(it), Values::Bytes(to)) => {
                batch(it, rows, definitions, repetitions, to)
            }
            (ColumnReader::FixedLenByteArrayColumnReader(it), Values::Fixed(to)) => {
                batch(it, rows, definitions, repetitions, to)
            }
            _ => Err(refused("its type is not what it says")),
        }
        .map_err(|error| refused(format!("column `{}`: {}", self.name, super::plain(&error))))?;
        if read != rows {
            return Err(refused(format!("column `{}` ends too early", self.name)));
        }
        (self.entries, self.entry, self.value) = (entries, 0, 0);
        Ok(())
    }

    /// Begins a row.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.is_at_start = true;
        self.definition().map(|_| ())
    }

    /// The repetition level of the entry that the reader stands at; 0 at the end.
    pub(super) fn repetition(&self) -> i16 {
        if self.has_repetitions { self.repetitions.get(self.entry).copied().unwrap_or(0) } else { 0 }
    }

    /// The definition level of the entry that the reader stands at, which must be of this row.
    pub(super) fn definition(&self) -> Result<i16> {
        if self.entry >= self.entries || self.is_at_start != (self.repetition() == 0) {
            return Err(refused(format!("column `{}` does not fit the others", self.name)));
        }
        Ok(if self.full > 0 { self.definitions.get(self.entry).copied().unwrap_or(0) } else { 0 })
    }

    /// Goes on to the next entry; the number of the value, if there is one.
    pub(super) fn pass(&mut self) -> Result<Option<usize>> {
        let has_value = self.definition()? == self.full;
        self.entry += 1;
        self.is_at_start = false;
        let value = self.value;
        self.value += usize::from(has_value);
        Ok(has_value.then_some(value))
    }

    /// Writes the value of an entry as JSON and goes on to the next; `row` is for what is told.
    pub(super) fn write(&mut self, row: usize, out: &mut Vec<u8>) -> Result<()> {
        let Some(index) = self.pass()? else {
            out.extend_from_slice(b"null");
            return Ok(());
        };
        let lacks = || refused(format!("column `{}` lacks a value", self.name));
        let meaning = self.meaning;
        let mut written = Written::Well;
        match &self.values {
            Values::Bool(values) => {
                let value = *values.get(index).ok_or_else(lacks)?;
                out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            Values::Int32(values) => meaning.write_int32(*values.get(index).ok_or_else(lacks)?, out),
            Values::Int64(values) => meaning.write_int64(*values.get(index).ok_or_else(lacks)?, out),
            Values::Int96(values) => values::write_int96(values.get(index).ok_or_else(lacks)?, out),
            Values::Float(values) => values::single(*values.get(index).ok_or_else(lacks)?, out),
            Values::Double(values) => values::real(*values.get(index).ok_or_else(lacks)?, out),
            Values::Bytes(values) => {
                written = meaning.write_bytes(values.get(index).ok_or_else(lacks)?.data(), out);
            }
            Values::Fixed(values) => {
                written = meaning.write_bytes(values.get(index).ok_or_else(lacks)?.data(), out);
            }
        }
        match written {
            Written::Well => {}
            Written::Malformed if self.malformed.last() == Some(&row) => {}
            Written::Malformed => self.malformed.push(row),
            Written::LeftOut => self.left_out += 1,
        }
        Ok(())
    }
}

/// Rows and entries read.
fn batch<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    definitions: &mut Vec<i16>,
    repetitions: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<(usize, usize)> {
    definitions.clear();
    repetitions.clear();
    values.clear();
    let (rows, _, entries) = reader.read_records(rows, Some(definitions), Some(repetitions), values)?;
    Ok((rows, entries))
}
