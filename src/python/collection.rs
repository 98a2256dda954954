//! What is read: documents, and what is wrong with the input.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{Array, LargeStringArray, RecordBatch, make_array};
use arrow_json::LineDelimitedWriter;
use arrow_pyarrow::{PyArrowType, Table, ToPyArrow};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema};
use pyo3::exceptions::{PyIndexError, PyKeyError};
use pyo3::prelude::*;

use super::as_object;
use super::errors::{SamestoryError, failed, unreadable};
use crate::document;
use crate::problem::Problem;
use crate::read::{self as reading, Format, Input, ReadSettings};
use crate::record::DocumentRecord;

/// A news item as published.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) of: Arc<Vec<document::Document>>,
    pub(super) at: usize,
}

impl Document {
    pub(super) fn document(&self) -> &document::Document {
        &self.of[self.at]
    }
}

#[pymethods]
impl Document {
    #[getter]
    fn id(&self) -> &str {
        &self.document().id
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.document().title.as_deref()
    }

    #[getter]
    fn source(&self) -> Option<&str> {
        self.document().source.as_deref()
    }

    #[getter]
    fn published(&self) -> Option<String> {
        self.document().published.map(|moment| moment.to_string())
    }

    #[getter]
    fn language(&self) -> Option<&str> {
        self.document().language.as_deref()
    }

    /// The text without hand-overs and sign-offs: what is compared.
    #[getter]
    fn text(&self) -> String {
        self.document().evidence_text()
    }

    /// The record of the document, as `samestory cluster` writes it; its story and copies are empty.
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        as_object(py, &DocumentRecord::new(self.document(), "", ""))
    }

    fn __repr__(&self) -> String {
        let Self { of, at } = self;
        format!("Document(id={:?}, title={:?})", of[*at].id, of[*at].title.as_deref().unwrap_or_default())
    }
}

/// Documents, sorted by id, and what is wrong with what they were read from.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) documents: Arc<Vec<document::Document>>,
    problems: Vec<Problem>,
}

impl From<reading::Collection> for Collection {
    fn from(read: reading::Collection) -> Self {
        Self { documents: Arc::new(read.documents), problems: read.problems }
    }
}

impl Collection {
    /// The place of a document of an id.
    pub(super) fn place(documents: &[document::Document], id: &str) -> PyResult<usize> {
        documents
            .binary_search_by(|document| document.id.as_str().cmp(id))
            .map_err(|_| PyKeyError::new_err(format!("no document has the id `{id}`")))
    }
}

#[pymethods]
impl Collection {
    fn __len__(&self) -> usize {
        self.documents.len()
    }

    /// A document by place or by id.
    fn __getitem__(&self, key: Key) -> PyResult<Document> {
        let at = match key {
            Key::Id(id) => Self::place(&self.documents, &id)?,
            Key::Place(place) => {
                let at = if place < 0 { self.documents.len().checked_add_signed(place) } else { place.try_into().ok() };
                at.filter(|&at| at < self.documents.len())
                    .ok_or_else(|| PyIndexError::new_err(format!("there are {} documents", self.documents.len())))?
            }
        };
        Ok(Document { of: Arc::clone(&self.documents), at })
    }

    /// The ids of all documents and what is compared of each when copies are looked for, as two columns.
    fn texts<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let ids: LargeStringArray = self.documents.iter().map(|document| Some(document.id.as_str())).collect();
        let texts: LargeStringArray = self.documents.iter().map(|document| Some(document.compared_text())).collect();
        Ok((ids.to_data().to_pyarrow(py)?, texts.to_data().to_pyarrow(py)?))
    }

    /// What is wrong with the input: a dictionary each, with `path`, `position`, `severity`, `message` and `cure`.
    #[getter]
    fn problems<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        as_object(py, &self.problems)
    }

    fn __repr__(&self) -> String {
        format!("Collection({} documents, {} problems)", self.documents.len(), self.problems.len())
    }
}

#[derive(FromPyObject)]
pub(super) enum Key {
    Place(isize),
    Id(String),
}

/// How to read, as the options of the command line say it.
fn settings(
    format: Option<&str>,
    encoding: Option<String>,
    fields: Option<BTreeMap<String, String>>,
    strict: bool,
) -> PyResult<ReadSettings> {
    let format = match format {
        None => None,
        Some("page") => Some(Format::Page),
        Some("html") => Some(Format::Html),
        Some("jsonl") => Some(Format::JsonLines),
        Some("json") => Some(Format::Json),
        Some("csv") => Some(Format::Csv),
        Some("tsv") => Some(Format::Tsv),
        Some("feed") => Some(Format::Feed),
        Some(other) => {
            let known = "page, html, jsonl, json, csv, tsv or feed";
            return Err(SamestoryError::new_err(format!("there is no format `{other}`: write {known}")));
        }
    };
    let fields = fields.unwrap_or_default().into_iter().collect();
    Ok(ReadSettings { format, encoding, fields, strict, ..ReadSettings::default() })
}

/// Reads files and folders.
#[pyfunction]
#[pyo3(signature = (paths, *, format=None, encoding=None, fields=None, strict=false))]
pub(super) fn read(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    format: Option<&str>,
    encoding: Option<String>,
    fields: Option<BTreeMap<String, String>>,
    strict: bool,
) -> PyResult<Collection> {
    let settings = settings(format, encoding, fields, strict)?;
    let inputs: Vec<Input> = paths.into_iter().map(Input::Path).collect();
    let read = py.detach(|| reading::read(&inputs, &settings, &|_| ())).map_err(unreadable)?;
    Ok(read.into())
}

/// Reads bytes as if they were a file of a name.
#[pyfunction]
#[pyo3(signature = (data, name="page.txt", *, format=None, encoding=None, fields=None, strict=false))]
pub(super) fn read_bytes(
    py: Python<'_>,
    data: Vec<u8>,
    name: &str,
    format: Option<&str>,
    encoding: Option<String>,
    fields: Option<BTreeMap<String, String>>,
    strict: bool,
) -> PyResult<Collection> {
    let settings = settings(format, encoding, fields, strict)?;
    let read = py.detach(|| reading::read_bytes(name, data, &settings)).map_err(unreadable)?;
    Ok(read.into())
}

/// Reads the rows of a table of Arrow as records.
#[pyfunction]
#[pyo3(signature = (table, name="table.jsonl", *, fields=None, strict=false))]
pub(super) fn read_table(
    py: Python<'_>,
    table: PyArrowType<Table>,
    name: &str,
    fields: Option<BTreeMap<String, String>>,
    strict: bool,
) -> PyResult<Collection> {
    let settings = settings(Some("jsonl"), None, fields, strict)?;
    let read = py.detach(|| {
        // Rows become records as they would in a file, so that a table and a file of the same records are one collection.
        let lines = lines_of(&table.0).map_err(|error| error.to_string())?;
        reading::read_bytes(name, lines, &settings).map_err(|error| error.to_string())
    });
    Ok(read.map_err(unreadable)?.into())
}

fn lines_of(table: &Table) -> Result<Vec<u8>, ArrowError> {
    let mut lines = Vec::new();
    let mut writer = LineDelimitedWriter::new(&mut lines);
    for batch in table.record_batches() {
        writer.write(&in_universal_time(batch)?)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(lines)
}

/// The same instants without the names of zones, which would take a table of all zones to be written with.
fn in_universal_time(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let mut fields: Vec<FieldRef> = batch.schema().fields().iter().cloned().collect();
    let mut columns = batch.columns().to_vec();
    for (field, column) in fields.iter_mut().zip(&mut columns) {
        if let DataType::Timestamp(unit, Some(_)) = field.data_type() {
            let universal = DataType::Timestamp(*unit, Some("+00:00".into()));
            let data = column.to_data().into_builder().data_type(universal.clone()).build()?;
            *column = make_array(data);
            *field = Arc::new(Field::clone(field).with_data_type(universal));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The texts of JSON in a buffer.
pub(super) fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> PyResult<Vec<u8>> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
