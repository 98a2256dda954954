//! Parquet: the lists of copies and the documents of a clustering, as tables for databases and notebooks.
//!
//! Columns are named, and typed, as the fields of the JSON Lines are (docs/records.md); what is nested in a document is JSON
//! text. The same rows give the same bytes: no times, a fixed name of the writer, row groups of a fixed number of rows.
//! [`kept`] passes on rows that were read, with all their columns.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::TypePtr;

use super::copies::{Ids, wanted_pairs};
use crate::copies::Copies;
use crate::deduplicate::{Deduplication, Fate};
use crate::pipeline::Clustering;
use crate::record::DocumentRecord;

pub mod kept;

/// Rows of a row group.
const ROWS: usize = 1 << 16;
/// Documents of a row group: they hold texts.
const DOCUMENTS: usize = 1 << 13;

const GROUPS: &str = "message groups {
    required group documents (LIST) { repeated group list { required binary element (STRING); } }
    required group kept (LIST) { repeated group list { required binary element (STRING); } }
}";

const PAIRS: &str = "message pairs {
    required binary first (STRING);
    required binary second (STRING);
    required double jaccard;
    required double first_in_second;
    required double second_in_first;
}";

const DOCUMENT_FATES: &str = "message documents {
    required binary id (STRING);
    required binary path (STRING);
    required int64 line;
    required boolean kept;
    optional binary copy_of (STRING);
}";

const BOILERPLATE: &str = "message boilerplate {
    required binary source (STRING);
    required int64 texts;
    required int64 sampled;
    required binary passage (STRING);
}";

const RECORDS: &str = "message documents {
    required binary schema (STRING);
    required binary id (STRING);
    required binary story (STRING);
    required binary copies (STRING);
    required binary origin (JSON);
    optional binary title (STRING);
    optional binary source (STRING);
    optional binary programme (STRING);
    optional binary published (STRING);
    optional binary updated (STRING);
    optional binary language (STRING);
    optional binary reporter (STRING);
    optional binary place (STRING);
    required binary quotes (JSON);
    required binary lead (STRING);
    required binary body (STRING);
    optional binary url (STRING);
    required binary sections (JSON);
    required binary extra (JSON);
}";

/// Writes the groups of two or more documents, a group a row.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_groups(result: &Deduplication, out: &mut dyn Write) -> io::Result<()> {
    let ids = Ids::of(result, result.groups().flatten().copied().collect())?;
    let is_kept = |item: &&usize| result.fates.get(**item) == Some(&Fate::Kept);
    let groups: Vec<&[usize]> = result.groups().collect();
    let mut table = Table::new(GROUPS, out)?;
    for groups in groups.chunks(ROWS) {
        let documents = groups.iter().map(|group| group.iter().map(|&item| bytes(ids.get(item))).collect());
        let kept = groups.iter().map(|group| group.iter().filter(is_kept).map(|&item| bytes(ids.get(item))).collect());
        table.rows(&[Column::Lists(documents.collect()), Column::Lists(kept.collect())])?;
    }
    table.close()
}

/// Writes the pairs of copies with their exact figures, a pair a row.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_pairs(result: &Deduplication, out: &mut dyn Write) -> io::Result<()> {
    let pairs: Vec<_> = wanted_pairs(result).collect();
    let mut table = Table::new(PAIRS, out)?;
    for pairs in pairs.chunks(ROWS) {
        let ids = Ids::of(result, pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect())?;
        table.rows(&[
            Column::Texts(pairs.iter().map(|pair| bytes(ids.get(pair.first))).collect()),
            Column::Texts(pairs.iter().map(|pair| bytes(ids.get(pair.second))).collect()),
            Column::Shares(pairs.iter().map(|pair| pair.jaccard).collect()),
            Column::Shares(pairs.iter().map(|pair| pair.first_in_second).collect()),
            Column::Shares(pairs.iter().map(|pair| pair.second_in_first).collect()),
        ])?;
    }
    table.close()
}

/// Writes a row for every document of the input, in its order.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_documents(result: &Deduplication, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(DOCUMENT_FATES, out)?;
    for from in (0..result.len()).step_by(ROWS) {
        let items = from..(from + ROWS).min(result.len());
        let copied = |item: usize| match result.fates.get(item) {
            Some(&Fate::CopyOf(other)) => Some(other),
            _ => None,
        };
        let ids = Ids::of(result, items.clone().chain(items.clone().filter_map(copied)).collect())?;
        let origins = || items.clone().map(|item| result.parts[0].origin(item));
        table.rows(&[
            Column::Texts(items.clone().map(|item| bytes(ids.get(item))).collect()),
            Column::Texts(origins().map(|origin| bytes(origin.path)).collect()),
            Column::Numbers(origins().map(|origin| origin.line.cast_signed()).collect()),
            Column::Flags(items.clone().map(|item| copied(item).is_none()).collect()),
            Column::Optional(items.clone().map(|item| copied(item).map(|other| bytes(ids.get(other)))).collect()),
        ])?;
    }
    table.close()
}

/// Writes the passages that were left out of the comparison, a passage a row.
///
/// # Errors
///
/// When `out` fails.
pub fn write_boilerplate(copies: &Copies, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(BOILERPLATE, out)?;
    for rows in copies.boilerplate.chunks(ROWS) {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        table.rows(&[
            Column::Texts(rows.iter().map(|row| bytes(&row.source)).collect()),
            Column::Numbers(rows.iter().map(|row| count(row.texts)).collect()),
            Column::Numbers(rows.iter().map(|row| count(row.sampled)).collect()),
            Column::Texts(rows.iter().map(|row| bytes(&row.passage)).collect()),
        ])?;
    }
    table.close()
}

/// Writes all documents of a clustering, schema [`DOCUMENT_SCHEMA`](crate::record::DOCUMENT_SCHEMA), by document id.
///
/// # Errors
///
/// When `out` fails.
pub fn write_clustering(clustering: &Clustering, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(RECORDS, out)?;
    let mut records = clustering.records().peekable();
    while records.peek().is_some() {
        let rows: Vec<DocumentRecord> = records.by_ref().take(DOCUMENTS).collect();
        let texts =
            |text: fn(&DocumentRecord) -> &str| Column::Texts(rows.iter().map(|row| bytes(text(row))).collect());
        let optional = |text: fn(&DocumentRecord) -> &Option<String>| {
            Column::Optional(rows.iter().map(|row| text(row).as_deref().map(bytes)).collect())
        };
        let moments = |moment: fn(&DocumentRecord) -> Option<crate::moment::Moment>| {
            Column::Optional(rows.iter().map(|row| moment(row).map(|at| bytes(&at.to_string()))).collect())
        };
        // One field is a structure of its own; the record as a whole knows how to write it.
        let json: Vec<serde_json::Value> = rows.iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
        let nested = |name: &str| {
            let text = |row: &serde_json::Value| row.get(name).map(ToString::to_string).unwrap_or_default();
            Column::Texts(json.iter().map(|row| bytes(&text(row))).collect())
        };
        table.rows(&[
            texts(|row| &row.schema),
            texts(|row| &row.id),
            texts(|row| &row.story),
            texts(|row| &row.copies),
            nested("origin"),
            optional(|row| &row.title),
            optional(|row| &row.source),
            optional(|row| &row.programme),
            moments(|row| row.published),
            moments(|row| row.updated),
            optional(|row| &row.language),
            optional(|row| &row.reporter),
            optional(|row| &row.place),
            nested("quotes"),
            texts(|row| &row.lead),
            texts(|row| &row.body),
            optional(|row| &row.url),
            nested("sections"),
            nested("extra"),
        ])?;
    }
    table.close()
}

fn bytes(text: &str) -> ByteArray {
    ByteArray::from(text)
}

/// The values of a column in one row group.
enum Column {
    Texts(Vec<ByteArray>),
    Optional(Vec<Option<ByteArray>>),
    Lists(Vec<Vec<ByteArray>>),
    Numbers(Vec<i64>),
    Shares(Vec<f64>),
    Flags(Vec<bool>),
}

impl Column {
    fn write(&self, group: &mut SerializedRowGroupWriter<'_, Sink>) -> Result<(), ParquetError> {
        match self {
            Self::Texts(values) => put::<ByteArrayType>(group, values, None, None),
            Self::Numbers(values) => put::<Int64Type>(group, values, None, None),
            Self::Shares(values) => put::<DoubleType>(group, values, None, None),
            Self::Flags(values) => put::<BoolType>(group, values, None, None),
            Self::Optional(values) => {
                let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                let values: Vec<ByteArray> = values.iter().flatten().cloned().collect();
                put::<ByteArrayType>(group, &values, Some(&levels), None)
            }
            Self::Lists(lists) => {
                let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
                for list in lists {
                    definitions.extend(std::iter::repeat_n(i16::from(!list.is_empty()), list.len().max(1)));
                    repetitions.push(0);
                    repetitions.extend(std::iter::repeat_n(1, list.len().saturating_sub(1)));
                }
                let values: Vec<ByteArray> = lists.iter().flatten().cloned().collect();
                put::<ByteArrayType>(group, &values, Some(&definitions), Some(&repetitions))
            }
        }
    }
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    values: &[T::T],
    definitions: Option<&[i16]>,
    repetitions: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<T>().write_batch(values, definitions, repetitions)?;
    column.close()
}

/// What the `parquet` crate has written and the output has not got yet: that crate wants to own what it writes to.
#[derive(Debug, Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn drain(&self, out: &mut dyn Write) -> io::Result<()> {
        let written = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        out.write_all(&written)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A table that is being written, row group by row group.
struct Table<'o> {
    writer: SerializedFileWriter<Sink>,
    sink: Sink,
    out: &'o mut dyn Write,
}

impl<'o> Table<'o> {
    fn new(schema: &str, out: &'o mut dyn Write) -> io::Result<Self> {
        let schema = parse_message_type(schema).map_err(io::Error::other)?;
        Self::of(Arc::new(schema), None, out)
    }

    fn of(schema: TypePtr, metadata: Option<Vec<KeyValue>>, out: &'o mut dyn Write) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_created_by(concat!("samestory version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(metadata)
            .build();
        let sink = Sink::default();
        let writer = SerializedFileWriter::new(sink.clone(), schema, Arc::new(properties)).map_err(io::Error::other)?;
        Ok(Self { writer, sink, out })
    }

    /// Writes a row group.
    fn rows(&mut self, columns: &[Column]) -> io::Result<()> {
        self.row_group(|group| columns.iter().try_for_each(|column| column.write(group))).map_err(io::Error::other)?;
        self.drain()
    }

    fn row_group(
        &mut self,
        write: impl FnOnce(&mut SerializedRowGroupWriter<'_, Sink>) -> Result<(), ParquetError>,
    ) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        write(&mut group)?;
        group.close().map(|_| ())
    }

    fn drain(&mut self) -> io::Result<()> {
        self.sink.drain(self.out)
    }

    fn close(self) -> io::Result<()> {
        self.writer.close().map_err(io::Error::other)?;
        self.sink.drain(self.out)
    }
}
