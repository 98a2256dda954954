//! Copies among a column of texts.

use std::sync::Arc;

use arrow_array::builder::UInt64Builder;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt64Array};
use arrow_pyarrow::IntoPyArrow;
use pyo3::prelude::*;

use super::as_object;
use super::columns::Texts;
use super::errors::{SamestoryError, failed, unreadable};
use crate::copies::linkage::Grouping;
use crate::copies::{self, CopySettings, CopyText};
use crate::moment::Moment;

/// The copies among some texts, by row.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug)]
pub(super) struct Copies(copies::Copies);

#[pymethods]
impl Copies {
    /// Lists of rows that are copies of each other: every row once.
    #[getter]
    fn groups(&self) -> Vec<Vec<usize>> {
        self.0.groups.clone()
    }

    /// For each row the first row of its group, as a column of Arrow.
    fn group_of<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows: usize = self.0.groups.iter().map(Vec::len).sum();
        let mut firsts = vec![0; rows];
        for group in &self.0.groups {
            for &row in group {
                firsts[row] = group[0] as u64;
            }
        }
        let mut column = UInt64Builder::with_capacity(rows);
        column.append_slice(&firsts);
        let batch = RecordBatch::try_from_iter([("group", Arc::new(column.finish()) as ArrayRef)]);
        batch.map_err(failed)?.into_pyarrow(py)?.call_method1("column", (0,))
    }

    /// Verified pairs as a record batch: `first`, `second`, `jaccard`, `first_in_second`, `second_in_first`.
    fn pairs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pairs = &self.0.pairs;
        let rows = |row: fn(&copies::CopyPair) -> usize| -> ArrayRef {
            Arc::new(pairs.iter().map(|pair| row(pair) as u64).collect::<UInt64Array>())
        };
        let shares = |share: fn(&copies::CopyPair) -> f64| -> ArrayRef {
            Arc::new(pairs.iter().map(share).collect::<Float64Array>())
        };
        let columns = [
            ("first", rows(|pair| pair.first)),
            ("second", rows(|pair| pair.second)),
            ("jaccard", shares(|pair| pair.jaccard)),
            ("first_in_second", shares(|pair| pair.first_in_second)),
            ("second_in_first", shares(|pair| pair.second_in_first)),
        ];
        RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)
    }

    /// What was left out of the comparison, by source.
    #[getter]
    fn boilerplate<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        as_object(py, &self.0.boilerplate)
    }

    /// What the search did, in numbers.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        as_object(py, &self.0.report)
    }
}

/// A share above 0 to 1.
pub(super) fn share(name: &str, share: Option<f64>) -> PyResult<Option<f64>> {
    match share {
        Some(share) if !(share > 0.0 && share <= 1.0) => {
            Err(SamestoryError::new_err(format!("{name} is above 0 to 1, not {share}")))
        }
        share => Ok(share),
    }
}

/// A grouping by its name on the command line.
pub(super) fn grouping(name: &str) -> PyResult<Grouping> {
    match name {
        "stars" => Ok(Grouping::Stars),
        "complete" => Ok(Grouping::Complete),
        "average" => Ok(Grouping::Average),
        "components" => Ok(Grouping::Components),
        other => {
            let known = "stars, complete, average or components";
            Err(SamestoryError::new_err(format!("there is no grouping `{other}`: write {known}")))
        }
    }
}

/// Settings, checked.
pub(super) fn copy_settings(
    similarity: Option<f64>,
    containment: Option<f64>,
    recall: f64,
    words: usize,
    grouping: Grouping,
) -> PyResult<CopySettings> {
    Ok(CopySettings {
        shingle_words: super::sketches::checked(words)?,
        similarity: share("similarity", similarity)?,
        containment: share("containment", containment)?,
        recall: share("recall", Some(recall))?.unwrap_or(recall),
        grouping,
        ..CopySettings::default()
    })
}

/// Finds the copies among texts.
#[pyfunction]
#[pyo3(signature = (
    texts, *, sources=None, published=None, similarity=Some(0.7), containment=Some(0.8), recall=0.995, words=5, group="stars",
    keep_boilerplate=false
))]
#[expect(clippy::too_many_arguments, reason = "arguments have names in Python")]
pub(super) fn find_copies(
    py: Python<'_>,
    texts: Texts,
    sources: Option<Texts>,
    published: Option<Texts>,
    similarity: Option<f64>,
    containment: Option<f64>,
    recall: f64,
    words: usize,
    group: &str,
    keep_boilerplate: bool,
) -> PyResult<Copies> {
    let settings = copy_settings(similarity, containment, recall, words, grouping(group)?)?;
    let settings = CopySettings { discounts_boilerplate: !keep_boilerplate, ..settings };
    for (name, column) in [("sources", &sources), ("published", &published)] {
        if let Some(column) = column.as_ref().filter(|column| column.len() != texts.len()) {
            let (rows, texts) = (column.len(), texts.len());
            return Err(SamestoryError::new_err(format!("{name} has {rows} rows, and there are {texts} texts")));
        }
    }
    let moments: Vec<Option<Moment>> = match &published {
        None => Vec::new(),
        Some(column) => (0..column.len()).map(|row| moment(column, row)).collect::<PyResult<_>>()?,
    };
    let found = py.detach(|| {
        let text = |row| CopyText {
            text: texts.get(row).unwrap_or_default(),
            published: moments.get(row).and_then(Option::as_ref),
            source: sources.as_ref().and_then(|sources| sources.get(row)),
        };
        let texts: Vec<CopyText<'_>> = (0..texts.len()).map(text).collect();
        copies::find_copies(&texts, &settings)
    });
    Ok(Copies(found))
}

/// When a row was published, as samestory reads dates.
fn moment(column: &Texts, row: usize) -> PyResult<Option<Moment>> {
    let Some(text) = column.get(row) else { return Ok(None) };
    let wrong = |error| unreadable(format!("row {row} of published: `{text}` is no time: {error}"));
    text.parse().map(Some).map_err(wrong)
}
