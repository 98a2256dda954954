//! Evidence, scores, groups and whole clusterings.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_pyarrow::{IntoPyArrow, PyArrowType};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use rayon::prelude::*;
use serde::Serialize;

use super::collection::{Collection, Document, written};
use super::copies::share;
use super::errors::{SamestoryError, failed};
use super::{as_object, from_json};
use crate::document;
use crate::overrides::{InvalidOverrides, Overrides};
use crate::pipeline::{self, ClusterSettings};
use crate::problem::Problem;
use crate::report::explanation::Explanation;
use crate::report::json;
use crate::story::background::{Background, Profile, Weighed};
use crate::story::candidates::{self, Link};
use crate::story::constraints::Constraints;
use crate::story::corroboration::corroborate;
use crate::story::evidence::{Evidence, TermKind, term_texts};
use crate::story::furniture::Furniture;
use crate::story::score::PairScore;
use crate::story::{StorySettings, shortness};
use crate::text::frequency::GeneralFrequencies;

/// How many terms a pair is explained by.
const TERMS: usize = 12;

/// A term of a document.
#[derive(Serialize)]
struct TermRecord {
    text: String,
    kind: TermKind,
    count: f32,
    general_frequency: f32,
}

/// The evidence of one document.
#[derive(Serialize)]
struct EvidenceRecord {
    /// Those that occur most for how rare they are first.
    terms: Vec<TermRecord>,
    days: Vec<String>,
}

/// What a document says for being about an event: its terms, and the days that its opening names.
#[pyfunction]
pub(super) fn evidence<'py>(py: Python<'py>, document: PyRef<'py, Document>) -> PyResult<Bound<'py, PyAny>> {
    let (settings, general) = (StorySettings::default(), GeneralFrequencies::shipped());
    let document = document.document();
    let evidence = Evidence::of(document, general, &settings);
    let mut texts = term_texts(document, general, &settings);
    let mut terms: Vec<TermRecord> = evidence
        .terms
        .iter()
        .map(|term| TermRecord {
            text: texts.remove(&term.key).unwrap_or_default(),
            kind: term.kind,
            count: term.count,
            general_frequency: term.general_frequency,
        })
        .collect();
    let weight = |term: &TermRecord| term.count / (term.general_frequency + 1e-6);
    terms.sort_by(|one, other| weight(other).total_cmp(&weight(one)).then_with(|| one.text.cmp(&other.text)));
    let days = evidence.facts.days.iter().map(ToString::to_string).collect();
    as_object(py, &EvidenceRecord { terms, days })
}

/// The scores of pairs among the documents of a collection, each taken for a voice of its own.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug)]
pub(super) struct Scores {
    documents: Arc<Vec<document::Document>>,
    profiles: Vec<Profile>,
    settings: StorySettings,
}

#[pymethods]
impl Scores {
    #[new]
    #[pyo3(signature = (collection, *, window=None))]
    fn new(py: Python<'_>, collection: PyRef<'_, Collection>, window: Option<f64>) -> PyResult<Self> {
        let documents = Arc::clone(&collection.documents);
        let settings = StorySettings { window_days: days(window)?, ..StorySettings::default() };
        let profiles = py.detach(|| {
            let general = GeneralFrequencies::shipped();
            let all: Vec<&document::Document> = documents.iter().collect();
            let furniture = Furniture::of(&all, &settings);
            let weigh = |document: &&document::Document| {
                Weighed::of(Evidence::of(&furniture.cleared(document), general, &settings), &settings)
            };
            let weighed: Vec<Weighed> = all.par_iter().map(weigh).collect();
            let background = Background::count(&weighed);
            weighed.into_par_iter().map(|document| background.profile(document, &settings)).collect()
        });
        Ok(Self { documents, profiles, settings })
    }

    /// The score of two documents, by id, with its parts.
    fn pair<'py>(&self, py: Python<'py>, first: &str, second: &str) -> PyResult<Bound<'py, PyAny>> {
        let place = |id| Collection::place(&self.documents, id);
        let (first, second) = (&self.profiles[place(first)?], &self.profiles[place(second)?]);
        as_object(py, &PairScore::of(first, second, &self.settings))
    }

    /// The pairs that reach the floor of a link, as a record batch: places `first` and `second` in the collection, `score`.
    /// With `corroborated`, each document is seen together with its neighbours, as it is when stories are grouped.
    #[pyo3(signature = (*, corroborated=true))]
    fn links<'py>(&self, py: Python<'py>, corroborated: bool) -> PyResult<Bound<'py, PyAny>> {
        let links = py.detach(|| {
            let links = candidates::find_links(&self.profiles, &self.settings);
            if !corroborated {
                return links;
            }
            corroborate(&self.profiles, self.profiles.len(), &links, &self.settings)
        });
        let ends = |end: fn(&Link) -> usize| -> ArrayRef {
            Arc::new(links.iter().map(|link| end(link) as u64).collect::<UInt64Array>())
        };
        let scores: Float64Array = links.iter().map(|link| link.score).collect();
        let columns = [
            ("first", ends(|link| link.first)),
            ("second", ends(|link| link.second)),
            ("score", Arc::new(scores) as _),
        ];
        RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)
    }

    /// How short each document is, between 0 for articles and 1 for headlines.
    fn shortness(&self) -> Vec<f64> {
        self.profiles.iter().map(|profile| shortness::of_document(profile, &self.settings)).collect()
    }
}

/// Groups documents, given by their shortness, by links among them, a record batch as `Scores.links` gives.
#[pyfunction]
pub(super) fn group(py: Python<'_>, shortness: Vec<f64>, links: PyArrowType<RecordBatch>) -> PyResult<Vec<Vec<usize>>> {
    let batch = links.0;
    let column = |name: &str| {
        let missing = || SamestoryError::new_err(format!("the links have no column `{name}`"));
        batch.column_by_name(name).ok_or_else(missing)
    };
    let wrong = |name: &str, wanted: &str| SamestoryError::new_err(format!("the column `{name}` is not of {wanted}"));
    let ends = |name| column(name)?.as_primitive_opt::<UInt64Type>().ok_or_else(|| wrong(name, "uint64"));
    let scores = column("score")?.as_primitive_opt::<Float64Type>().ok_or_else(|| wrong("score", "double"))?;
    let (firsts, seconds) = (ends("first")?, ends("second")?);
    if let Some(row) = (0..batch.num_rows()).find(|&row| batch.columns().iter().any(|column| column.is_null(row))) {
        return Err(SamestoryError::new_err(format!("row {row} of the links has a null")));
    }
    if let Some(place) = shortness.iter().position(|shortness| !(0.0..=1.0).contains(shortness)) {
        let value = shortness[place];
        return Err(SamestoryError::new_err(format!(
            "the shortness of document {place} is between 0 and 1, not {value}"
        )));
    }
    let mut links = Vec::with_capacity(batch.num_rows());
    for (row, ((&first, &second), &score)) in
        firsts.values().iter().zip(seconds.values()).zip(scores.values()).enumerate()
    {
        let place = |end: u64| usize::try_from(end).ok().filter(|&end| end < shortness.len());
        let (Some(one), Some(other)) = (place(first), place(second)) else {
            let documents = shortness.len();
            return Err(SamestoryError::new_err(format!(
                "row {row} of the links names document {}, and there are {documents}",
                first.max(second)
            )));
        };
        if one == other || !score.is_finite() {
            return Err(SamestoryError::new_err(format!("row {row} of the links is none: {one}, {other}, {score}")));
        }
        links.push(Link { first: one.min(other), second: one.max(other), score });
    }
    Ok(py.detach(|| {
        links.sort_unstable_by_key(|link| (link.first, link.second));
        links.dedup_by_key(|link| (link.first, link.second));
        let settings = StorySettings::default();
        let groups = crate::story::group::group(&shortness, &links, &Constraints::default(), &settings);
        groups.into_iter().map(|group| group.members).collect()
    }))
}

/// A clustered collection.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug)]
pub(super) struct Clustering {
    clustering: pipeline::Clustering,
    settings: ClusterSettings,
}

/// A story, in ids.
#[derive(Serialize)]
struct StoryRecord<'a> {
    id: &'a str,
    documents: Vec<&'a str>,
}

#[pymethods]
impl Clustering {
    fn __len__(&self) -> usize {
        self.clustering.documents.len()
    }

    /// The stories, those with most documents first: a dictionary each, with `id` and the ids of the `documents`.
    #[getter]
    fn stories<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let id = |&index: &usize| self.clustering.documents[index].id.as_str();
        let records: Vec<StoryRecord<'_>> = self
            .clustering
            .stories
            .iter()
            .map(|story| StoryRecord { id: &story.id, documents: story.members.iter().map(id).collect() })
            .collect();
        as_object(py, &records)
    }

    /// Document, copies and story of every document as a record batch of ids.
    fn assignments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let Self { clustering, .. } = self;
        let places = || 0..clustering.documents.len();
        let documents: StringArray = places().map(|index| Some(&clustering.documents[index].id)).collect();
        let copies: StringArray =
            places().map(|index| Some(&clustering.copies_ids[clustering.copies_group_of[index]])).collect();
        let stories: StringArray =
            places().map(|index| Some(&clustering.stories[clustering.story_of[index]].id)).collect();
        let columns = [("document", documents), ("copies", copies), ("story", stories)];
        let columns = columns.map(|(name, ids)| (name, Arc::new(ids) as ArrayRef));
        RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)
    }

    /// The record of a document by place, as a line of `samestory cluster --format jsonl`.
    fn record<'py>(&self, py: Python<'py>, place: usize) -> PyResult<Bound<'py, PyAny>> {
        let documents = self.clustering.documents.len();
        if place >= documents {
            return Err(PyIndexError::new_err(format!("there are {documents} documents")));
        }
        as_object(py, &self.clustering.record(place))
    }

    /// All records as lines of JSON.
    fn json_lines(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        py.detach(|| written(|out| json::write_document_lines(&self.clustering, out)))
    }

    /// Why two documents, by id, are in one story or not, as `samestory explain --format json`.
    fn explain<'py>(&self, py: Python<'py>, first: &str, second: &str) -> PyResult<Bound<'py, PyAny>> {
        let place = |id| Collection::place(&self.clustering.documents, id);
        let pair = [place(first)?, place(second)?];
        if pair[0] == pair[1] {
            return Err(SamestoryError::new_err(format!("`{first}` is one document; name two")));
        }
        let json = py.detach(|| {
            let explanation = Explanation::of(&self.clustering, pair, &self.settings.stories, TERMS);
            written(|out| json::write_explanation(&explanation, out))
        })?;
        from_json(py, &json)
    }
}

/// What is wrong with overrides, all of it.
fn unclear(invalid: InvalidOverrides) -> PyErr {
    let told = |problem: &Problem| format!("{}: {}; {}", problem.location(), problem.message, problem.cure);
    failed(invalid.problems.iter().map(told).collect::<Vec<_>>().join("\n"))
}

/// A window of days.
fn days(window: Option<f64>) -> PyResult<Option<f64>> {
    match window {
        Some(days) if days.is_nan() || days < 0.0 => {
            Err(SamestoryError::new_err(format!("the window is a number of days, not {days}")))
        }
        window => Ok(window),
    }
}

/// Clusters the documents of a collection.
#[pyfunction]
#[pyo3(signature = (
    collection, *, similarity=0.7, containment=0.8, window=None, keep_boilerplate=false, overrides=None
))]
pub(super) fn cluster(
    py: Python<'_>,
    collection: PyRef<'_, Collection>,
    similarity: f64,
    containment: f64,
    window: Option<f64>,
    keep_boilerplate: bool,
    overrides: Option<Vec<PathBuf>>,
) -> PyResult<Clustering> {
    let mut settings = ClusterSettings::default();
    settings.copies.similarity = share("similarity", Some(similarity))?;
    settings.copies.containment = share("containment", Some(containment))?;
    settings.copies.discounts_boilerplate = !keep_boilerplate;
    settings.stories.window_days = days(window)?;
    let documents = Arc::clone(&collection.documents);
    drop(collection);
    py.detach(|| {
        settings.overrides = Overrides::read(&overrides.unwrap_or_default()).map_err(unclear)?;
        let documents = Vec::clone(&documents);
        let clustering = pipeline::cluster(documents, &settings, &mut |_| ());
        Ok(Clustering { clustering, settings })
    })
}
