//! Leads: the documents of a time that share the words that tell most with one that may not be in the archive.
//!
//! Words are weighed by where they stand and how rare they are in the language, then by how rare they are in the parts of
//! the archive that hold documents of the time, then by how rare they are in the time itself. The postings of the heaviest
//! are gone through, a limited number of them, so that the work does not grow with an archive that grows in time.

use ahash::AHashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, InvertedIndexReader, TERMINATED, Term};

use super::columns::SegmentColumns;
use super::entries::UNDATED;
use super::error::ArchiveError;
use super::neighbourhood::spans;
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::analyzer::for_each_term;
use crate::story::StorySettings;
use crate::story::evidence::word_key;
use crate::story::trace::{Rarity, Traced};
use crate::text::frequency::GeneralFrequencies;

/// Words of a document that are looked up.
const MOST_WORDS: usize = 40;
/// Words whose documents are gone through.
const MOST_WALKED: usize = 24;
/// Entries that are gone through for them.
const MOST_POSTINGS: usize = 50_000;
/// Documents that are found at most.
pub(super) const MOST_FOUND: usize = 40;
/// Bytes of a text whose words are counted.
const MOST_TEXT: usize = 64 << 10;
/// Documents that are looked at to tell how many there are in a time.
const SAMPLE: usize = 4_096;
/// How much more a word of a title tells.
const TITLE: f32 = 2.0;

/// The time around a document, in an archive.
#[derive(Debug)]
pub(super) struct Around {
    spans: Vec<(i64, i64)>,
    is_dated: bool,
    /// Which segments may hold documents of it.
    segments: Vec<u32>,
    /// About how many documents there are in it.
    pub(super) documents: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Leads {
    /// The documents that share most, best first.
    pub(super) found: Vec<DocAddress>,
    /// For some words of the document, by the key of their evidence, in how many documents of the time they are, itself
    /// counted in.
    pub(super) documents_with: AHashMap<u64, usize>,
}

/// A word of a document.
#[derive(Debug)]
struct Wanted {
    word: String,
    weight: f64,
    general_frequency: f64,
    /// Where it is: segment, field, and what leads to its postings there.
    places: Vec<(u32, Field, TermInfo)>,
    /// How telling it is, as far as is known.
    telling: f64,
}

impl Snapshot {
    /// The time around a document, within which a link with it can be.
    pub(super) fn around(&self, document: &Document, settings: &StorySettings) -> Result<Around, ArchiveError> {
        let is_dated = document.published.is_some();
        let spans = if is_dated { spans([document].into_iter(), settings) } else { Vec::new() };
        let undated = Term::from_field_text(self.entries.kind, UNDATED);
        let columns = self.columns()?;
        let (mut segments, mut documents) = (Vec::new(), 0);
        for (ordinal, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let Some(segment) = columns.segment(ordinal) else { continue };
            let inverted = reader.inverted_index(self.entries.kind).map_err(ArchiveError::reading(&self.folder))?;
            let failed = |error: std::io::Error| ArchiveError::reading(&self.folder)(error.into());
            if !is_dated || segment.meets(&spans) || inverted.doc_freq(&undated).map_err(failed)? > 0 {
                segments.push(ordinal);
                documents += if is_dated { count_within(segment, reader.max_doc(), &spans) } else { 0 };
            }
        }
        if !is_dated {
            documents = usize::try_from(self.counters.documents).unwrap_or(usize::MAX);
        }
        Ok(Around { spans, is_dated, segments, documents })
    }

    /// The documents of the time that share most of the words that tell most.
    pub(super) fn leads(
        &self,
        document: &Document,
        around: &Around,
        settings: &StorySettings,
    ) -> Result<Leads, ArchiveError> {
        let mut wanted = self.wanted(document, around, settings)?;
        wanted.sort_unstable_by(|one, other| {
            other.telling.total_cmp(&one.telling).then_with(|| one.word.cmp(&other.word))
        });
        let mut leads = Leads::default();
        let mut scores: AHashMap<DocAddress, f32> = AHashMap::new();
        let mut left = MOST_POSTINGS;
        for word in wanted.into_iter().filter(|word| !word.places.is_empty()).take(MOST_WALKED) {
            let postings: usize = word.places.iter().map(|(.., info)| info.doc_freq as usize).sum();
            let Some(still_left) = left.checked_sub(postings) else { continue };
            left = still_left;
            let holders = self.holders(&word, around)?;
            let rarity = Rarity { with: holders.len() + 1, documents: around.documents };
            let rarity = rarity.of(word.general_frequency, settings);
            leads.documents_with.insert(word_key(&word.word), holders.len() + 1);
            #[expect(clippy::cast_possible_truncation, reason = "scores need no more than single precision")]
            let telling = (word.weight * rarity * rarity) as f32;
            for (address, is_in_title) in holders {
                *scores.entry(address).or_default() += if is_in_title { TITLE * telling } else { telling };
            }
        }
        let columns = self.columns()?;
        let mut found: Vec<(f32, u64, DocAddress)> = Vec::with_capacity(scores.len());
        for (address, score) in scores {
            found.push((score, columns.sequence(address).unwrap_or_default(), address));
        }
        let best = |one: &(f32, u64, DocAddress), other: &(f32, u64, DocAddress)| {
            other.0.total_cmp(&one.0).then_with(|| other.1.cmp(&one.1))
        };
        if found.len() > MOST_FOUND {
            found.select_nth_unstable_by(MOST_FOUND, best);
            found.truncate(MOST_FOUND);
        }
        found.sort_unstable_by(best);
        leads.found = found.into_iter().map(|(.., address)| address).collect();
        Ok(leads)
    }

    /// The words of a document that tell most, and where they are.
    fn wanted(
        &self,
        document: &Document,
        around: &Around,
        settings: &StorySettings,
    ) -> Result<Vec<Wanted>, ArchiveError> {
        let general = GeneralFrequencies::shipped();
        let mut wanted: Vec<Wanted> = counted(document, settings)
            .into_iter()
            .map(|(word, count)| {
                let general_frequency = general.frequency(&word).unwrap_or(Traced::UNKNOWN_FREQUENCY);
                let weight = count.ln_1p();
                let telling = weight * Rarity::usual(around.documents).of(general_frequency, settings);
                Wanted { word, weight, general_frequency, places: Vec::new(), telling }
            })
            .collect();
        let most = |one: &Wanted, other: &Wanted| {
            other.telling.total_cmp(&one.telling).then_with(|| one.word.cmp(&other.word))
        };
        if wanted.len() > MOST_WORDS {
            wanted.select_nth_unstable_by(MOST_WORDS, most);
            wanted.truncate(MOST_WORDS);
        }
        let failed = |error: std::io::Error| ArchiveError::reading(&self.folder)(error.into());
        let mut all = 0;
        for &segment in &around.segments {
            all += self.searcher.segment_reader(segment).num_docs() as usize;
            for field in [self.entries.text.title, self.entries.text.body, self.entries.text.quote] {
                let inverted = self.inverted(segment, field)?;
                for word in &mut wanted {
                    let term = Term::from_field_text(field, &word.word);
                    if let Some(info) = inverted.get_term_info(&term).map_err(failed)? {
                        word.places.push((segment, field, info));
                    }
                }
            }
        }
        for word in &mut wanted {
            let with: usize = word.places.iter().map(|(.., info)| info.doc_freq as usize).sum();
            let rarity = Rarity { with: with + 1, documents: all };
            word.telling = word.weight * rarity.of(word.general_frequency, settings).powi(2);
        }
        Ok(wanted)
    }

    /// The documents of the time that hold a word, and whether they do so in their title.
    fn holders(&self, word: &Wanted, around: &Around) -> Result<Vec<(DocAddress, bool)>, ArchiveError> {
        let failed = |error: std::io::Error| ArchiveError::reading(&self.folder)(error.into());
        let columns = self.columns()?;
        let mut holders: Vec<(DocAddress, bool)> = Vec::new();
        for &(ordinal, field, ref info) in &word.places {
            let is_in_title = field == self.entries.text.title;
            let Some(segment) = columns.segment(ordinal) else { continue };
            let alive = self.searcher.segment_reader(ordinal).alive_bitset();
            let inverted = self.inverted(ordinal, field)?;
            let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic).map_err(failed)?;
            while postings.doc() != TERMINATED {
                let document = postings.doc();
                let is_near = !around.is_dated || segment.is_within(document, &around.spans).unwrap_or(true);
                if is_near && alive.is_none_or(|alive| alive.is_alive(document)) {
                    holders.push((DocAddress::new(ordinal, document), is_in_title));
                }
                postings.advance();
            }
        }
        // In the title counts for both.
        holders.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
        holders.dedup_by_key(|(address, _)| *address);
        Ok(holders)
    }

    fn inverted(&self, segment: u32, field: Field) -> Result<std::sync::Arc<InvertedIndexReader>, ArchiveError> {
        let reader = self.searcher.segment_reader(segment);
        reader.inverted_index(field).map_err(ArchiveError::reading(&self.folder))
    }
}

/// About how many documents of a segment were published within some spans.
fn count_within(segment: &SegmentColumns, documents: u32, spans: &[(i64, i64)]) -> usize {
    let stride = (documents as usize).div_ceil(SAMPLE).max(1);
    let within = |&document: &u32| segment.is_within(document, spans) == Some(true);
    stride * (0..documents).step_by(stride).filter(within).count()
}

/// The words of a document, each with how often it occurs, weighed by where it stands.
fn counted(document: &Document, settings: &StorySettings) -> AHashMap<String, f64> {
    let mut counts: AHashMap<String, f64> = AHashMap::new();
    let mut count = |text: &str, weight: &dyn Fn(usize) -> f64| {
        for_each_term(&text[..text.floor_char_boundary(MOST_TEXT)], |placed| {
            let weight = weight(placed.position);
            match counts.get_mut(placed.term) {
                Some(count) => *count += weight,
                None => {
                    counts.insert(placed.term.to_owned(), weight);
                }
            }
        });
    };
    count(document.title.as_deref().unwrap_or_default(), &|_| settings.title_weight);
    count(&document.evidence_text(), &|position| {
        if position < settings.lead_words {
            settings.lead_weight
        } else if position > settings.tail_words {
            settings.tail_weight
        } else {
            1.0
        }
    });
    counts
}
