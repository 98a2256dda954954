//! Documents beside each other.

use std::io;

use pyo3::prelude::*;

use super::collection::{Document, written};
use super::errors::{SamestoryError, failed};
use super::from_json;
use crate::document;
use crate::pipeline::{self, ClusterSettings};
use crate::report::comparison::{self, Report, StoryComparison};

/// What some documents have in common and what not: the same object as `samestory compare --format json`.
#[pyfunction]
pub(super) fn compare<'py>(py: Python<'py>, documents: Vec<PyRef<'py, Document>>) -> PyResult<Bound<'py, PyAny>> {
    let json = reported(py, &documents, |report, out| comparison::write_json(report, out))?;
    from_json(py, &json)
}

/// The same as a page of HTML that stands alone.
#[pyfunction]
pub(super) fn compare_page<'py>(py: Python<'py>, documents: Vec<PyRef<'py, Document>>) -> PyResult<String> {
    let page = reported(py, &documents, |report, out| comparison::write_page(report, out))?;
    String::from_utf8(page).map_err(failed)
}

fn reported(
    py: Python<'_>,
    documents: &[PyRef<'_, Document>],
    write: impl FnOnce(&Report, &mut dyn io::Write) -> io::Result<()> + Send,
) -> PyResult<Vec<u8>> {
    let mut chosen: Vec<document::Document> = documents.iter().map(|document| document.document().clone()).collect();
    if chosen.len() < 2 {
        return Err(SamestoryError::new_err("one document is nothing to compare: name two or more"));
    }
    chosen.sort_by(|one, other| one.id.cmp(&other.id));
    if let Some(pair) = chosen.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(SamestoryError::new_err(format!("two of the documents have the id `{}`", pair[0].id)));
    }
    py.detach(|| {
        let settings = ClusterSettings::default();
        let clustering = pipeline::cluster(chosen, &settings, &mut |_| ());
        let members: Vec<usize> = (0..clustering.documents.len()).collect();
        let compared = StoryComparison::of(&clustering, &members, &settings.stories);
        written(|out| write(&Report { stories: vec![compared] }, out))
    })
}
