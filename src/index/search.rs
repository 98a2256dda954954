//! Searching: a request to stories, each with the documents that match.
//!
//! Everything that matches is counted; the order is total and does not depend on how the index was built: stories by the
//! score of their best document, then by id; the documents of a story by score, then time, then id. A request that gives
//! no scores (filters alone, `*`, only `-words`, nothing at all) lists by time instead, the story with the latest
//! document first, stories without a date last.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use super::analyzer::{ANALYZER_NAME, NewsAnalyzer};
use super::collect::{Found, StoryCollector};
use super::error::IndexError;
use super::frozen::FrozenDirectory;
use super::manifest::Manifest;
use super::passages::{Passage, passages};
use super::period::Period;
use super::plan::{equal, is_scored};
use super::query::{Node, parse};
use super::schema::{self, Fields, folded_key, key};
use crate::moment::Moment;
use crate::record::DocumentRecord;

/// What to look for.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// In the language of [`query`](super::query); empty for everything.
    pub query: String,
    /// Only documents published then or later; a date from its beginning as printed. Documents without a date are left out.
    pub from: Option<Moment>,
    /// Only documents published then or earlier; a date to its end as printed. Documents without a date are left out.
    pub to: Option<Moment>,
    /// Only documents of this outlet, whatever its case.
    pub source: Option<String>,
    /// Only documents of this programme, whatever its case.
    pub programme: Option<String>,
    /// Only documents of this story.
    pub story: Option<String>,
    /// Only documents in this language.
    pub language: Option<String>,
    /// Most stories to give.
    pub limit: usize,
    /// Stories to pass over first.
    pub offset: usize,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            from: None,
            to: None,
            source: None,
            programme: None,
            story: None,
            language: None,
            limit: 20,
            offset: 0,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct SearchResults {
    /// All that matches, whatever the limit.
    pub total: Totals,
    /// How the stories are ordered.
    pub order: ResultOrder,
    /// The stories from `offset` on, `limit` at most.
    pub stories: Vec<StoryHits>,
    /// What was read in the query otherwise than it may be meant.
    pub notices: Vec<String>,
}

/// How much matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Stories with a matching document.
    pub stories: usize,
    /// Matching documents.
    pub documents: usize,
}

/// How stories are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultOrder {
    /// Best first.
    Score,
    /// Latest first.
    Time,
}

/// A story with its matching documents.
#[derive(Debug, Clone, Serialize)]
pub struct StoryHits {
    /// The story's id.
    pub story: String,
    /// Score of its best document; 0 in a list by time.
    pub score: f32,
    /// The documents that match, best first.
    pub documents: Vec<Hit>,
}

/// A document that matches.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// BM25 score; comparable within one search only.
    pub score: f32,
    /// Where it matched; how its text begins if it was found by filters alone.
    pub passages: Vec<Passage>,
    /// The document.
    pub document: DocumentRecord,
}

/// An index opened for searching. It shows the index as it was when opened, even when it is replaced meanwhile.
#[derive(Debug)]
pub struct OpenIndex {
    folder: PathBuf,
    manifest: Manifest,
    fields: Fields,
    reader: Reader,
}

struct Reader(IndexReader);

impl std::fmt::Debug for Reader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("IndexReader")
    }
}

/// Searches the index in a folder.
///
/// # Errors
///
/// When the folder is no index of this version, the query cannot be read, or the disk refuses.
pub fn search(folder: &Path, request: &SearchRequest) -> Result<SearchResults, IndexError> {
    OpenIndex::open(folder)?.search(request)
}

impl OpenIndex {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// When the folder is no index of this version or the disk refuses.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let mut manifest = Manifest::read(folder)?;
        loop {
            match open_data(&folder.join(&manifest.data)) {
                Ok((fields, reader)) => {
                    return Ok(Self { folder: folder.to_owned(), manifest, fields, reader: Reader(reader) });
                }
                Err(error) => {
                    // A writer may have replaced the index between the two steps.
                    let now = Manifest::read(folder)?;
                    if now.data == manifest.data {
                        return Err(IndexError::engine(folder)(error));
                    }
                    manifest = now;
                }
            }
        }
    }

    /// What the index says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Searches it.
    ///
    /// # Errors
    ///
    /// When the query cannot be read or the disk refuses.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, IndexError> {
        Searching { folder: &self.folder, fields: &self.fields, searcher: &self.reader.0.searcher(), only: None }
            .search(request)
    }
}

/// What is searched: a state of a tantivy index with the [fields](Fields) of records, or some of its entries.
pub(crate) struct Searching<'a> {
    /// The folder that errors name.
    pub(crate) folder: &'a Path,
    pub(crate) fields: &'a Fields,
    pub(crate) searcher: &'a Searcher,
    /// The field and the value of those entries that are records, where others stand beside them.
    pub(crate) only: Option<(Field, &'a str)>,
}

impl Searching<'_> {
    /// Searches it.
    pub(crate) fn search(&self, request: &SearchRequest) -> Result<SearchResults, IndexError> {
        let engine = IndexError::engine(self.folder);
        let parsed = parse(&request.query)?;
        let order = if is_scored(&parsed.root) { ResultOrder::Score } else { ResultOrder::Time };
        let query = self.plan_request(request, &parsed.root)?;
        let collector = StoryCollector { is_scored: order == ResultOrder::Score };
        let found: BTreeMap<String, Vec<Found>> = self.searcher.search(&*query, &collector).map_err(&engine)?;
        let total = Totals { stories: found.len(), documents: found.values().map(Vec::len).sum() };

        let mut stories: Vec<(String, Vec<Found>)> = found.into_iter().collect();
        // The sort is stable and the map was sorted by id, so equals stay in the order of their ids.
        stories.sort_by(|(_, first), (_, second)| match order {
            ResultOrder::Score => best_score(second).total_cmp(&best_score(first)),
            ResultOrder::Time => latest(second).cmp(&latest(first)),
        });
        let wanted = parsed.root.wanted();
        let mut shown = Vec::new();
        for (_, found) in stories.into_iter().skip(request.offset).take(request.limit) {
            let mut documents = Vec::with_capacity(found.len());
            for one in found {
                let document = self.record(one.address)?;
                documents.push(Hit { score: one.score, passages: passages(&document, &wanted), document });
            }
            documents.sort_by(by_rank);
            let Some(first) = documents.first() else { continue };
            shown.push(StoryHits { story: first.document.story.clone(), score: first.score, documents });
        }
        Ok(SearchResults { total, order, stories: shown, notices: parsed.notices })
    }

    fn plan_request(&self, request: &SearchRequest, root: &Node) -> Result<Box<dyn Query>, IndexError> {
        let fields = self.fields;
        let period = Period::between(request.from.as_ref(), request.to.as_ref());
        if period.is_backwards() {
            return Err(IndexError::query("the period ends before it begins", "give the earlier time as the first"));
        }
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, fields.plan(root))];
        clauses.extend(self.only.map(|(field, value)| (Occur::Must, equal(field, value))));
        if period != Period::default() {
            clauses.push((Occur::Must, fields.plan_period(&period)));
        }
        let filters = [
            (fields.source_exact, request.source.as_deref().map(folded_key)),
            (fields.programme_exact, request.programme.as_deref().map(folded_key)),
            (fields.story, request.story.as_deref().map(key)),
            (fields.language, request.language.as_deref().map(folded_key)),
        ];
        for (field, value) in filters {
            clauses.extend(value.map(|value| (Occur::Must, equal(field, &value))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn record(&self, address: DocAddress) -> Result<DocumentRecord, IndexError> {
        let entry: TantivyDocument = self.searcher.doc(address).map_err(IndexError::engine(self.folder))?;
        entry
            .get_first(self.fields.record)
            .and_then(|value| value.as_str())
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(|| IndexError::Damaged {
                folder: self.folder.to_owned(),
                reason: "a document in it cannot be read back".to_owned(),
            })
    }
}

fn open_data(path: &Path) -> tantivy::Result<(Fields, IndexReader)> {
    let index = Index::open(FrozenDirectory::open(path)?)?;
    index.tokenizers().register(ANALYZER_NAME, NewsAnalyzer::default());
    let (expected, fields) = schema::schema();
    if index.schema() != expected {
        return Err(tantivy::TantivyError::SchemaError("the fields are not those of this version".to_owned()));
    }
    Ok((fields, index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?))
}

fn best_score(found: &[Found]) -> f32 {
    found.iter().map(|one| one.score).max_by(f32::total_cmp).unwrap_or(0.0)
}

fn latest(found: &[Found]) -> Option<i64> {
    found.iter().filter_map(|one| one.published).max()
}

/// By score, then time (without a date last), then id.
fn by_rank(first: &Hit, second: &Hit) -> Ordering {
    let time = |hit: &Hit| hit.document.published.as_ref().map(Moment::earliest);
    let by_time = match (time(first), time(second)) {
        (Some(first), Some(second)) => first.cmp(&second),
        (first, second) => second.is_some().cmp(&first.is_some()),
    };
    second.score.total_cmp(&first.score).then(by_time).then_with(|| first.document.id.cmp(&second.document.id))
}
