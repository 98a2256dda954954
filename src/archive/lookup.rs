//! Looking things up: words, a story with all its versions, the list of stories.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tantivy::query::{BooleanQuery, Occur, Query};

use super::entries::{DOCUMENT, Placed};
use super::error::ArchiveError;
use super::event::StoryEvent;
use super::near::STORY_PREFIX;
use super::revision::Change;
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::collect::{Found, StoryCollector};
use crate::index::period::Period;
use crate::index::plan::equal;
use crate::index::search::Searching;
use crate::index::{IndexError, SearchRequest, SearchResults};
use crate::moment::Moment;
use crate::pipeline::ClusterSettings;
use crate::record::DocumentRecord;

/// Most stories that are named where the beginning of an id is that of several.
const MOST_NAMED: usize = 8;

/// A story as it is in an archive.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedStory {
    /// Its id.
    pub story: String,
    /// The ids that led to it, if another was asked for: stories that were merged, the one asked for first.
    pub redirected_from: Vec<String>,
    /// Its documents, by time, those without one last.
    pub documents: Vec<ArchivedDocument>,
    /// What happened to it and to those that led to it, in order.
    pub history: Vec<StoryEvent>,
}

/// A document with its earlier versions.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedDocument {
    /// The document as it is.
    pub document: DocumentRecord,
    /// The document as it was, the latest version first.
    pub versions: Vec<EarlierVersion>,
}

/// A version of a document that a later one took the place of.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierVersion {
    /// What the next version changed.
    pub change: Change,
    /// The document as it was.
    pub document: DocumentRecord,
}

/// Which stories to list.
#[derive(Debug, Clone)]
pub struct StoriesRequest {
    /// Only stories with a document published then or later.
    pub from: Option<Moment>,
    /// Only stories with a document published then or earlier.
    pub to: Option<Moment>,
    /// Only stories of this many documents or more, of those in the period.
    pub min_documents: usize,
    /// Most stories to give.
    pub limit: usize,
    /// Stories to pass over first.
    pub offset: usize,
}

/// Stories, the latest first, those without a date last.
#[derive(Debug, Clone, Serialize)]
pub struct StoryList {
    /// All that were asked for, whatever the limit.
    pub total: usize,
    /// Those from the offset on.
    pub stories: Vec<StoryLine>,
}

/// A story in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryLine {
    /// Its id.
    pub story: String,
    /// The heading of its first document.
    pub title: String,
    /// Its documents.
    pub documents: usize,
    /// The outlets that they are of, by name.
    pub sources: Vec<String>,
    /// When the first was published.
    pub first: Option<Moment>,
    /// When the last was published.
    pub last: Option<Moment>,
}

impl Snapshot {
    /// Searches the documents, as [`search`](crate::index::search()) does in an index.
    ///
    /// # Errors
    ///
    /// When the query cannot be read, the archive was made with another analysis, or the disk refuses.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, ArchiveError> {
        self.manifest.demand_analyzer(&self.folder, &ClusterSettings::default())?;
        let mut request = request.clone();
        if let Some(story) = &request.story {
            request.story = self.way(story)?.pop();
        }
        Searching {
            folder: &self.folder,
            fields: &self.entries.text,
            searcher: &self.searcher,
            only: Some((self.entries.kind, DOCUMENT)),
        }
        .search(&request)
        .map_err(ArchiveError::of_search)
    }

    /// The id of the story that an id, or the beginning of one, leads to; with the ids on the way, the asked one first.
    ///
    /// # Errors
    ///
    /// When there is none, or several.
    pub fn find_story(&self, asked: &str) -> Result<(String, Vec<String>), ArchiveError> {
        let asked = asked.trim();
        let unknown = |id: String| ArchiveError::UnknownStory { folder: self.folder.clone(), id };
        for id in [asked.to_owned(), format!("{STORY_PREFIX}{asked}")] {
            let mut way = self.way(&id)?;
            let Some(last) = way.pop() else { continue };
            if !self.story_addresses(&last)?.is_empty() {
                return Ok((last, way));
            }
            if !way.is_empty() || !self.events(&id)?.is_empty() {
                return Err(ArchiveError::EndedStory { folder: self.folder.clone(), id: last });
            }
        }
        if asked.is_empty() {
            return Err(unknown(String::new()));
        }
        let mut found = self.stories_that_begin(asked)?;
        found.extend(self.stories_that_begin(&format!("{STORY_PREFIX}{asked}"))?);
        for merged in [asked.to_owned(), format!("{STORY_PREFIX}{asked}")] {
            found.extend(self.merged_that_begin(&merged)?);
        }
        let mut led: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in found {
            let mut way = self.way(&id)?;
            let last = way.pop().unwrap_or(id);
            let known = led.entry(last).or_default();
            if known.len() < way.len() {
                *known = way;
            }
        }
        let mut led = led.into_iter();
        match (led.next(), led.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => {
                Err(ArchiveError::AmbiguousStory { folder: self.folder.clone(), id: asked.to_owned() })
            }
            _ => Err(unknown(asked.to_owned())),
        }
    }

    fn stories_that_begin(&self, start: &str) -> Result<BTreeSet<String>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let failed = |error: std::io::Error| reading(error.into());
        let mut candidates = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.entries.text.story).map_err(&reading)?;
            let mut terms = inverted.terms().range().ge(start.as_bytes()).into_stream().map_err(failed)?;
            while terms.advance() && terms.key().starts_with(start.as_bytes()) && candidates.len() < MOST_NAMED * 64 {
                candidates.insert(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        let mut found = BTreeSet::new();
        for id in candidates {
            // A story that was merged leaves its term until its documents are written anew.
            if found.len() < MOST_NAMED && !self.story_addresses(&id)?.is_empty() {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// The ids of stories that were merged and begin so.
    fn merged_that_begin(&self, start: &str) -> Result<BTreeSet<String>, ArchiveError> {
        let mut found = BTreeSet::new();
        for id in self.terms_from(self.entries.of, start)? {
            if self.redirect(&id)?.is_some() {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// The document of an id, and the id of its story.
    ///
    /// # Errors
    ///
    /// When there is none, or the disk refuses.
    pub fn find_document(&self, id: &str) -> Result<(Document, String), ArchiveError> {
        match self.document(id)? {
            Some(placed) => Ok((placed.document, placed.story)),
            None => Err(self.no_document(id)?),
        }
    }

    /// The documents of a story, by time.
    ///
    /// # Errors
    ///
    /// When there is none of that id, or the disk refuses.
    pub fn story_documents(&self, id: &str) -> Result<(Vec<Document>, String), ArchiveError> {
        let (story, _) = self.find_story(id)?;
        let members = self.members(&story)?;
        Ok((members.into_iter().map(|placed| placed.document).collect(), story))
    }

    /// A story with all versions of its documents, and its history.
    ///
    /// # Errors
    ///
    /// When there is none of that id, or the disk refuses.
    pub fn story(&self, id: &str) -> Result<ArchivedStory, ArchiveError> {
        let (story, redirected_from) = self.find_story(id)?;
        let mut documents = Vec::new();
        for placed in self.members(&story)? {
            documents.push(self.with_versions(&placed, &story)?);
        }
        let mut history: BTreeMap<u64, StoryEvent> = BTreeMap::new();
        for id in redirected_from.iter().chain([&story]) {
            history.extend(self.events(id)?.into_iter().map(|event| (event.sequence, event)));
        }
        Ok(ArchivedStory { story, redirected_from, documents, history: history.into_values().collect() })
    }

    /// A document with its earlier versions.
    ///
    /// # Errors
    ///
    /// When there is none of that id, or the disk refuses.
    pub fn archived_document(&self, id: &str) -> Result<ArchivedDocument, ArchiveError> {
        let Some(placed) = self.document(id)? else { return Err(self.no_document(id)?) };
        self.with_versions(&placed, &placed.story)
    }

    fn with_versions(&self, placed: &Placed, story: &str) -> Result<ArchivedDocument, ArchiveError> {
        let mut later = placed.document.clone();
        let mut versions = Vec::new();
        let mut superseded = self.versions(&placed.document.id)?;
        superseded.sort_by_cached_key(|version| {
            let document = &version.placed.document;
            let time = document.updated.or(document.published).map(|moment| moment.earliest());
            (time, version.placed.known.sequence)
        });
        for version in superseded.into_iter().rev() {
            let change = Change::between(&version.placed.document, &later);
            let mut earlier = version.placed;
            story.clone_into(&mut earlier.story);
            versions.push(EarlierVersion { change, document: earlier.record() });
            later = earlier.document;
        }
        Ok(ArchivedDocument { document: placed.record(), versions })
    }

    /// Lists stories.
    ///
    /// # Errors
    ///
    /// When the period ends before it begins, or the disk refuses.
    pub fn stories(&self, request: &StoriesRequest) -> Result<StoryList, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let period = Period::between(request.from.as_ref(), request.to.as_ref());
        if period.is_backwards() {
            return Err(ArchiveError::Query(IndexError::Query {
                message: "the period ends before it begins".to_owned(),
                cure: "give the earlier time as the first".to_owned(),
            }));
        }
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, equal(self.entries.kind, DOCUMENT))];
        if period != Period::default() {
            clauses.push((Occur::Must, self.entries.text.plan_period(&period)));
        }
        let collector = StoryCollector { is_scored: false };
        let found = self.searcher.search(&BooleanQuery::new(clauses), &collector).map_err(&reading)?;
        let latest = |found: &[Found]| found.iter().filter_map(|one| one.published).max();
        let mut stories: Vec<(Option<i64>, String, usize)> = found
            .into_iter()
            .filter(|(_, found)| found.len() >= request.min_documents)
            .map(|(story, found)| (latest(&found), story, found.len()))
            .collect();
        stories.sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let total = stories.len();
        let mut lines = Vec::new();
        for (_, story, _) in stories.into_iter().skip(request.offset).take(request.limit) {
            let members = self.members(&story)?;
            let published = || members.iter().filter_map(|placed| placed.document.published);
            let sources: BTreeSet<String> =
                members.iter().filter_map(|placed| placed.document.source.clone()).collect();
            lines.push(StoryLine {
                title: members.first().map(|first| first.document.heading().into_owned()).unwrap_or_default(),
                documents: members.len(),
                sources: sources.into_iter().collect(),
                first: published().next(),
                last: published().next_back(),
                story,
            });
        }
        Ok(StoryList { total, stories: lines })
    }
}
