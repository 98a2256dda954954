//! "Have we had this?": what an archive has that is like a document which is not in it.
//!
//! Copies and versions are found by bands of the signature, address and title, and counted out exactly. The same event
//! and what is related is found by the words that tell most, within the days in which a link can be, and then judged as
//! [`add`](super::Archive::add) would: the document is clustered together with what was found, with the stories of that, and
//! with a sample of what else was published then, which tells how common words are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use ahash::AHashMap;
use serde::Serialize;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::entries::{Placed, Signer, clues};
use super::error::ArchiveError;
use super::neighbourhood::spans;
use super::revision::is_revision;
use super::snapshot::Snapshot;
use crate::copies::shingle::Shingles;
use crate::copies::verify::Overlap;
use crate::document::Document;
use crate::index::analyzer::for_each_term;
use crate::index::collect::StoryCollector;
use crate::pipeline::{self, ClusterSettings};
use crate::record::DocumentRecord;
use crate::rounding::four_places;
use crate::story::explain::SharedTerm;

/// Terms of a document that others are looked for by.
const TERMS: usize = 24;
/// Most documents that are looked at for sharing them.
const MOST_FOUND: usize = 40;
/// Most documents of their stories.
const MOST_OF_STORIES: usize = 200;
/// Documents that tell how common words are.
const SAMPLE: usize = 150;
/// Most documents that are looked at for an address or title.
const MOST_BY_CLUE: usize = 16;
/// Shared terms that are named.
const NAMED: usize = 8;
/// Bytes of a text whose terms are counted.
const MOST_TEXT: usize = 64 << 10;

/// What a document of an archive is to one that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same text, or most of it.
    Copy,
    /// An earlier or later version of the same article.
    Revision,
    /// An independent report of the same event.
    SameEvent,
    /// A report that has something in common with it, too little for one event.
    Related,
}

/// What was found for a document.
#[derive(Debug, Clone, Serialize)]
pub struct Similar {
    /// The document's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// All that was found, whatever the limit.
    pub total: usize,
    /// What was found, best first.
    pub matches: Vec<SimilarDocument>,
}

/// A document that is like another, and why.
#[derive(Debug, Clone, Serialize)]
pub struct SimilarDocument {
    /// What it is to the other.
    pub relation: Relation,
    /// Exact Jaccard similarity of the two texts' shingles.
    #[serde(serialize_with = "four_places")]
    pub jaccard: f64,
    /// Exact share of the shorter text's shingles that the longer holds.
    #[serde(serialize_with = "four_places")]
    pub containment: f64,
    /// The score of the two as reports of one event; 0 for none.
    #[serde(serialize_with = "four_places")]
    pub score: f64,
    /// For what is related, the mean score between the document and the story of this one, and the bar that it misses; else
    /// the score and the bar of the two alone.
    pub reached: [f64; 2],
    /// The strongest terms that the two share.
    pub shared: Vec<SharedTerm>,
    /// The document.
    pub document: DocumentRecord,
}

impl Snapshot {
    /// What the archive has that is like a document, `limit` from `offset` on.
    ///
    /// # Errors
    ///
    /// When the archive was made with other parameters, or the disk refuses.
    pub fn similar(&self, document: &Document, limit: usize, offset: usize) -> Result<Similar, ArchiveError> {
        let settings = ClusterSettings::default();
        self.manifest.demand(&self.folder, &settings)?;
        let mut signer = Signer::new(&settings);
        let keys = signer.keys(document);
        let new = Placed::new(document.clone());

        let mut by_text: BTreeSet<DocAddress> = BTreeSet::new();
        by_text.extend(self.alike(&keys, signer.required())?.into_iter().map(|(address, _)| address));
        let mut clues = clues(document);
        clues.push(new.known.same());
        for clue in clues {
            let addresses = self.with(self.entries.known, &clue)?;
            by_text.extend(self.latest(addresses, MOST_BY_CLUE)?);
        }
        let mut context = by_text.clone();
        let found = self.by_terms(document, &settings)?;
        context.extend(found.iter().copied());
        let mut of_stories = Vec::new();
        for story in self.stories_of(context.iter().copied())? {
            of_stories.extend(self.story_addresses(&story)?);
        }
        context.extend(self.latest(of_stories, MOST_OF_STORIES)?);
        context.extend(self.sample(document, &settings)?);

        let mut placed: Vec<Placed> = self.load(&context, &mut BTreeMap::new())?.into_values().collect();
        // A version that was superseded may be found by what it is known by; the document in its place stands for it.
        placed.retain(|placed| placed.known.of.is_none());
        let mut matches = judged(&new, placed, &settings);
        matches.sort_by(|one, other| {
            let key = |found: &SimilarDocument| (found.relation, Reverse(found.strength()), found.document.id.clone());
            key(one).cmp(&key(other))
        });
        let total = matches.len();
        let matches = matches.into_iter().skip(offset).take(limit).collect();
        Ok(Similar { id: document.id.clone(), title: document.heading().into_owned(), total, matches })
    }

    /// The documents of the time that share most of the terms that tell most.
    fn by_terms(&self, document: &Document, settings: &ClusterSettings) -> Result<Vec<DocAddress>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let text = format!("{}\n{}", document.title.as_deref().unwrap_or_default(), document.evidence_text());
        let mut counts: AHashMap<String, u32> = AHashMap::new();
        for_each_term(&text[..text.floor_char_boundary(MOST_TEXT)], |placed| {
            *counts.entry(placed.term.to_owned()).or_default() += 1;
        });
        let body = self.entries.text.body;
        let all = self.counters.documents.max(1) as f64;
        let mut weighed: Vec<(f64, String)> = Vec::new();
        for (term, count) in counts {
            let documents = self.searcher.doc_freq(&Term::from_field_text(body, &term)).map_err(&reading)?;
            if documents > 0 {
                let weight = (1.0 + f64::from(count).ln()) * (1.0 + all / documents as f64).ln();
                weighed.push((weight, term));
            }
        }
        weighed.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let mut should: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (_, term) in weighed.into_iter().take(TERMS) {
            for field in [body, self.entries.text.title] {
                let query = TermQuery::new(Term::from_field_text(field, &term), IndexRecordOption::WithFreqs);
                should.push((Occur::Should, Box::new(query)));
            }
        }
        if should.is_empty() {
            return Ok(Vec::new());
        }
        let collector = StoryCollector { is_scored: true };
        let found = self.searcher.search(&BooleanQuery::new(should), &collector).map_err(&reading)?;
        let spans = spans([document].into_iter(), &settings.stories);
        let is_near = |published: Option<i64>| {
            document.published.is_none()
                || published.is_none_or(|time| spans.iter().any(|&(first, last)| (first..=last).contains(&time)))
        };
        let mut found: Vec<(f32, DocAddress)> = found
            .into_values()
            .flatten()
            .filter(|one| is_near(one.published))
            .map(|one| (one.score, one.address))
            .collect();
        let sequences = self.sequences(&found.iter().map(|(_, address)| *address).collect::<Vec<_>>())?;
        let mut ranked: Vec<((f32, DocAddress), u64)> = found.drain(..).zip(sequences).collect();
        ranked.sort_unstable_by(|one, other| other.0.0.total_cmp(&one.0.0).then_with(|| other.1.cmp(&one.1)));
        Ok(ranked.into_iter().take(MOST_FOUND).map(|((_, address), _)| address).collect())
    }

    /// Some of the documents of the time, spread evenly.
    fn sample(&self, document: &Document, settings: &ClusterSettings) -> Result<Vec<DocAddress>, ArchiveError> {
        let addresses = match document.published {
            Some(_) => self.published_within(&spans([document].into_iter(), &settings.stories))?,
            None => self.documents()?,
        };
        let mut numbered: Vec<(u64, DocAddress)> = self.sequences(&addresses)?.into_iter().zip(addresses).collect();
        numbered.sort_unstable();
        let stride = numbered.len().div_ceil(SAMPLE).max(1);
        Ok(numbered.into_iter().step_by(stride).map(|(_, address)| address).collect())
    }
}

/// What documents are to a new one, which is clustered with them.
fn judged(new: &Placed, mut placed: Vec<Placed>, settings: &ClusterSettings) -> Vec<SimilarDocument> {
    placed.sort_by(|one, other| one.document.id.cmp(&other.document.id));
    let mut documents: Vec<Document> = vec![new.document.clone()];
    documents.extend(placed.iter().map(|placed| placed.document.clone()));
    let clustering = pipeline::cluster(documents, settings, &mut |_| ());
    let words = settings.copies.clamped().shingle_words;
    let shingles = |document: &Document| Shingles::of(&document.compared_text(), words);
    let own = shingles(&new.document);
    let join_bar = settings.stories.for_documents(clustering.documents.len()).join_bar;
    let mut matches = Vec::new();
    for (at, placed) in (1..).zip(placed) {
        let overlap = Overlap::of(&own, &shingles(&placed.document));
        let is_copy =
            overlap.is_copy(&settings.copies) || clustering.copies_group_of[at] == clustering.copies_group_of[0];
        let score = clustering.corroborated([0, at]).unwrap_or(0.0);
        let relation = if is_revision(new, &placed) && new.known.content != placed.known.content {
            Relation::Revision
        } else if is_copy {
            Relation::Copy
        } else if clustering.story_of[at] == clustering.story_of[0] {
            Relation::SameEvent
        } else if score >= settings.stories.link_floor {
            Relation::Related
        } else {
            continue;
        };
        let apart = clustering.explain_stories([0, at], &settings.stories).filter(|_| relation == Relation::Related);
        let shared = clustering.explain_link([0, at], &settings.stories, NAMED).map(|link| link.shared);
        matches.push(SimilarDocument {
            relation,
            jaccard: overlap.jaccard(),
            containment: overlap.containment(),
            score,
            reached: apart.map_or([score, join_bar], |apart| [apart.mean_score, apart.bar]),
            shared: shared.unwrap_or_default(),
            document: placed.record(),
        });
    }
    matches
}

impl SimilarDocument {
    /// What orders documents of one relation, in ten-thousandths.
    #[expect(clippy::cast_possible_truncation, reason = "a share or a score in ten-thousandths")]
    fn strength(&self) -> (i64, i64) {
        let whole = |figure: f64| (figure * 10_000.0).round() as i64;
        match self.relation {
            Relation::Copy | Relation::Revision => (whole(self.jaccard), whole(self.containment)),
            Relation::SameEvent | Relation::Related => (whole(self.score), 0),
        }
    }
}
