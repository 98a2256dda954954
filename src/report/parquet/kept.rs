//! The rows of Parquet files that are kept, with all their columns as they are.
//!
//! Nothing is understood and written anew: each column is copied with its levels, so that whatever a schema can hold comes
//! through, and what the file says of itself (Arrow's types, for instance) too. One row group of the output for each of the
//! input that has a row to keep, so that memory is that of one column of one row group, and the file that is read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type, Int96Type,
};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{KeyValue, RowGroupMetaData};
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::TypePtr;

use super::{Sink, Table};
use crate::deduplicate::{Deduplication, Fate};
use crate::read::parquet::{self as input, contained};

/// Rows that are copied at a time.
const BATCH: usize = 1024;

/// Why the rows that are kept cannot be written as Parquet.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// Some of the input is no Parquet file.
    #[error("`{path}` is no Parquet file, and rows are passed on only from Parquet to Parquet; {CURE}")]
    NotParquet {
        /// The file, as named.
        path: String,
    },
    /// Standard input is gone.
    #[error("rows of standard input cannot be read a second time; name the file instead of `-`, or {CURE_PLAIN}")]
    StandardInput,
    /// Two files differ in their columns.
    #[error("`{first}` and `{second}` have different columns, so their rows do not fit into one file; {CURE}")]
    Schemas {
        /// A file, as named.
        first: String,
        /// Another.
        second: String,
    },
    /// A file cannot be opened any more.
    #[error("`{path}`: {message}; {cure}")]
    Unreadable {
        /// The file, as named.
        path: String,
        /// What is wrong.
        message: String,
        /// What can be done.
        cure: String,
    },
    /// There is no file to take the columns from.
    #[error("there is no row to keep, so it is not known what columns to write")]
    Nothing,
}

const CURE: &str = "write JSON Lines instead (a file that ends in .jsonl), or run it on each kind of file alone";
const CURE_PLAIN: &str = "write JSON Lines instead (a file that ends in .jsonl)";

/// The rows to keep, and the columns that all files of the input have.
#[derive(Debug)]
pub struct Kept<'r> {
    /// For each file, its rows, from 1.
    files: BTreeMap<&'r str, Vec<u64>>,
    schema: TypePtr,
    metadata: Option<Vec<KeyValue>>,
    max_file_bytes: u64,
}

impl<'r> Kept<'r> {
    /// Looks whether all input is Parquet, and of one schema.
    ///
    /// # Errors
    ///
    /// If it is not, or cannot be read a second time.
    pub fn of(result: &'r Deduplication, max_file_bytes: u64) -> Result<Self, KeptError> {
        let items = &result.parts[0];
        let mut files: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for (item, fate) in result.fates.iter().enumerate() {
            let origin = items.origin(item);
            let rows = files.entry(origin.path).or_default();
            if *fate == Fate::Kept {
                rows.push(origin.line);
            }
        }
        for rows in files.values_mut() {
            rows.sort_unstable();
        }
        let mut found: Option<(&str, TypePtr, Option<Vec<KeyValue>>)> = None;
        for &path in files.keys() {
            let table = open(path, max_file_bytes)?;
            let file = table.metadata().file_metadata();
            let schema = file.schema_descr().root_schema_ptr();
            match &found {
                None => found = Some((path, schema, file.key_value_metadata().cloned())),
                Some((first, known, _)) if known.get_fields() != schema.get_fields() => {
                    return Err(KeptError::Schemas { first: (*first).to_owned(), second: path.to_owned() });
                }
                Some(_) => {}
            }
        }
        let (_, schema, metadata) = found.ok_or(KeptError::Nothing)?;
        Ok(Self { files, schema, metadata, max_file_bytes })
    }

    /// Writes the rows: files by name, rows in their order.
    ///
    /// # Errors
    ///
    /// When `out` fails, or a file cannot be read again or has changed.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut output = Table::of(self.schema.clone(), self.metadata.clone(), out)?;
        for (path, rows) in self.files.iter().filter(|(_, rows)| !rows.is_empty()) {
            let changed = |message: &dyn std::fmt::Display| io::Error::other(format!("`{path}`: {message}"));
            let table = open(path, self.max_file_bytes).map_err(|error| changed(&error))?;
            if table.schema().root_schema().get_fields() != self.schema.get_fields() {
                return Err(changed(&"its columns have changed since it was read"));
            }
            let (mut before, mut rest) = (0_u64, rows.as_slice());
            for row_group in table.metadata().row_groups() {
                let end = before.saturating_add(u64::try_from(row_group.num_rows()).unwrap_or(0));
                let (own, others) = rest.split_at(rest.partition_point(|&row| row <= end));
                if !own.is_empty() {
                    let own: Vec<u64> = own.iter().map(|row| row - before - 1).collect();
                    contained(|| output.row_group(|group| copy_rows(&table, row_group, &own, group)))
                        .map_err(|error| changed(&input::plain(&error)))?;
                    output.drain()?;
                }
                (before, rest) = (end, others);
            }
            if !rest.is_empty() {
                return Err(changed(&"it has fewer rows than when it was read"));
            }
        }
        output.close()
    }
}

fn open(path: &str, max_file_bytes: u64) -> Result<input::Table, KeptError> {
    match input::Table::open_again(path, max_file_bytes) {
        Ok(table) => Ok(table),
        Err(input::Again::StandardInput) => Err(KeptError::StandardInput),
        Err(input::Again::NotParquet) => Err(KeptError::NotParquet { path: path.to_owned() }),
        Err(input::Again::Unreadable(message, cure)) => {
            Err(KeptError::Unreadable { path: path.to_owned(), message, cure })
        }
    }
}

/// Copies rows of a row group, by their numbers in it from 0.
fn copy_rows(
    table: &input::Table,
    row_group: &RowGroupMetaData,
    rows: &[u64],
    group: &mut SerializedRowGroupWriter<'_, Sink>,
) -> ParquetResult<()> {
    let mut index = 0;
    while let Some(mut column) = group.next_column()? {
        match table.column(row_group, index)? {
            ColumnReader::BoolColumnReader(it) => copy(it, column.typed::<BoolType>(), rows),
            ColumnReader::Int32ColumnReader(it) => copy(it, column.typed::<Int32Type>(), rows),
            ColumnReader::Int64ColumnReader(it) => copy(it, column.typed::<Int64Type>(), rows),
            ColumnReader::Int96ColumnReader(it) => copy(it, column.typed::<Int96Type>(), rows),
            ColumnReader::FloatColumnReader(it) => copy(it, column.typed::<FloatType>(), rows),
            ColumnReader::DoubleColumnReader(it) => copy(it, column.typed::<DoubleType>(), rows),
            ColumnReader::ByteArrayColumnReader(it) => copy(it, column.typed::<ByteArrayType>(), rows),
            ColumnReader::FixedLenByteArrayColumnReader(it) => copy(it, column.typed::<FixedLenByteArrayType>(), rows),
        }?;
        column.close()?;
        index += 1;
    }
    Ok(())
}

/// Copies rows of one column.
fn copy<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    writer: &mut ColumnWriterImpl<'_, T>,
    rows: &[u64],
) -> ParquetResult<()> {
    let descriptor = writer.get_descriptor().clone();
    let (full, has_repetitions) = (descriptor.max_def_level(), descriptor.max_rep_level() > 0);
    let (mut definitions, mut repetitions, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = rows.iter().copied().peekable();
    let mut before = 0_u64;
    while rest.peek().is_some() {
        definitions.clear();
        repetitions.clear();
        values.clear();
        let (read, _, entries) =
            reader.read_records(BATCH, Some(&mut definitions), Some(&mut repetitions), &mut values)?;
        if read == 0 {
            return Err(ParquetError::General("a column ends too early".to_owned()));
        }
        let (mut kept_definitions, mut kept_repetitions, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        let (mut row, mut value, mut is_kept) = (before, 0, false);
        for entry in 0..entries {
            let repetition = if has_repetitions { repetitions.get(entry).copied().unwrap_or(0) } else { 0 };
            let definition = if full > 0 { definitions.get(entry).copied().unwrap_or(0) } else { 0 };
            if repetition == 0 {
                is_kept = rest.next_if_eq(&row).is_some();
                row += 1;
            }
            if is_kept {
                kept_definitions.push(definition);
                kept_repetitions.push(repetition);
            }
            if definition == full {
                if is_kept {
                    kept.extend(values.get(value).cloned());
                }
                value += 1;
            }
        }
        before = row;
        let definitions = (full > 0).then_some(kept_definitions.as_slice());
        let repetitions = has_repetitions.then_some(kept_repetitions.as_slice());
        if !kept_definitions.is_empty() {
            writer.write_batch(&kept, definitions, repetitions)?;
        }
    }
    Ok(())
}
