//! What an archive holds, as entries of one tantivy index.
//!
//! An entry is of one kind: a document, an earlier version of one, an event in the life of a story, or a redirect from the
//! id of a story that was merged. Documents have the [fields](Fields) of the search index, filled in the same way, and
//! besides the bands of their signatures, the keys by which they are known again, and the [`Trace`] of their evidence. As
//! all is in one index, one commit moves everything; the counters stand in the payload of the commit.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, STORED, STRING, Schema, TextOptions, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::event::StoryEvent;
use crate::copies::bands::Bands;
use crate::copies::shingle::{Shingler, digest};
use crate::copies::signature::Signature;
use crate::document::Document;
use crate::index::schema::{Fields, folded_key, key};
use crate::moment::Moment;
use crate::pipeline::ClusterSettings;
use crate::read::content_hash;
use crate::record::DocumentRecord;
use crate::story::trace::{FACT, FACT_BITS, Trace};
use crate::text::words::{Unspaced, for_each_word};

/// Name of the column of insertion.
pub(super) const SEQUENCE: &str = "sequence";
/// Names of the columns of traces.
pub(super) const TERMS: &str = "terms";
pub(super) const FACTS: &str = "facts";

/// Tags of facts beside those of traces.
const STORY_FACT: u64 = 14;
const COPIES_FACT: u64 = 15;

/// Bits of the key of a band that are kept. Of ten million texts one in a thousand has a band in common by chance, and more
/// bands than one are required.
const BAND_BITS: u32 = 40;

/// Values of the kind field.
pub(super) const DOCUMENT: &str = "document";
/// A second kind of documents without a time.
pub(super) const UNDATED: &str = "undated";
pub(super) const VERSION: &str = "version";
pub(super) const EVENT: &str = "event";
pub(super) const REDIRECT: &str = "redirect";

/// The fields of an archive's index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries {
    /// Those that the search index has too; only documents fill them, but for the stored record.
    pub(super) text: Fields,
    pub(super) kind: Field,
    /// Keys of the bands of a document's signature.
    pub(super) band: Field,
    /// What a document or version is known again by, see [`Known`].
    pub(super) known: Field,
    /// What else belongs to: of a version the id of the document, of an event the ids of stories, of a redirect the old id.
    pub(super) of: Field,
    pub(super) sequence: Field,
    /// See [`Known`], as JSON.
    pub(super) meta: Field,
    /// See [`Trace`].
    terms: Field,
    facts: Field,
}

/// What is kept of a document or version beside its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// The id that it came with; its own may be another if that was taken.
    pub(super) given: String,
    /// [`content_hash`], in hexadecimal digits.
    pub(super) content: String,
    /// Its place among all that came to the archive; unique.
    pub(super) sequence: u64,
    /// The commit that it came with.
    pub(super) batch: u64,
    /// Of a version the id of the document that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<String>,
}

/// A document in its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) document: Document,
    pub(super) known: Known,
    /// Empty for a document that is not placed yet.
    pub(super) story: String,
    /// The same.
    pub(super) copies: String,
}

/// An earlier version of a document.
#[derive(Debug, Clone)]
pub(super) struct Superseded {
    /// The document as it was, in its story then.
    pub(super) placed: Placed,
    /// The id of the document that took its place.
    pub(super) of: String,
}

/// The id of a story that was merged, and where it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Redirect {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) sequence: u64,
}

/// What is counted, with every commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Commits.
    pub batch: u64,
    /// The highest number of anything.
    pub sequence: u64,
    /// Documents.
    pub documents: u64,
    /// Earlier versions of documents.
    pub versions: u64,
    /// Stories.
    pub stories: u64,
    /// Redirects.
    pub redirects: u64,
    /// Events.
    pub events: u64,
}

pub(super) fn schema() -> (Schema, Entries) {
    let mut builder = Schema::builder();
    let text = Fields::add_to(&mut builder);
    let entries = Entries {
        text,
        kind: builder.add_text_field("kind", STRING),
        band: builder.add_u64_field("band", INDEXED),
        known: builder.add_text_field("known", STRING),
        of: builder.add_text_field("of", STRING),
        sequence: builder.add_u64_field(SEQUENCE, FAST),
        meta: builder.add_text_field("meta", TextOptions::default() | STORED),
        terms: builder.add_u64_field(TERMS, FAST),
        facts: builder.add_u64_field(FACTS, FAST),
    };
    (builder.build(), entries)
}

/// How the copies of a document are looked for.
#[derive(Debug)]
pub(super) struct Signer {
    shingler: Shingler,
    bands: Bands,
}

/// What the copies of a document are found by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marks {
    /// The keys of the bands of its signature; none if it has no words.
    pub(super) bands: Vec<u64>,
    /// The term of all documents with the same text, if it has words.
    pub(super) text: Option<String>,
}

impl Signer {
    pub(super) fn new(settings: &ClusterSettings) -> Self {
        let shingler = Shingler::new(settings.copies.clamped().shingle_words);
        Self { shingler, bands: super::manifest::bands(settings) }
    }

    /// One whose bands were chosen before.
    pub(super) fn with(settings: &ClusterSettings, bands: Bands) -> Self {
        Self { shingler: Shingler::new(settings.copies.clamped().shingle_words), bands }
    }

    pub(super) fn bands(&self) -> Bands {
        self.bands
    }

    /// The marks of a document.
    pub(super) fn marks(&mut self, document: &Document) -> Marks {
        let hashes = self.shingler.shingle(&document.compared_text());
        let Some(signature) = Signature::of(hashes) else { return Marks::default() };
        let key = |band| self.bands.key(&signature, band) >> (u64::BITS - BAND_BITS);
        let text = Some(format!("text {:016x}", digest(hashes) >> 64));
        Marks { bands: (0..self.bands.bands()).map(key).collect(), text }
    }

    /// Bands that copies share.
    pub(super) fn required(&self) -> usize {
        self.bands.required()
    }
}

impl Known {
    pub(super) fn of(document: &Document) -> Self {
        let content = format!("{:016x}", content_hash(document));
        Self { given: document.id.clone(), content, sequence: 0, batch: 0, of: None }
    }

    /// The term by which the same document with the same content is known again.
    pub(super) fn same(&self) -> String {
        key(&format!("same {} {}", self.content, self.given))
    }
}

/// The term by which an earlier version is found by its id.
pub(super) fn earlier(id: &str) -> String {
    key(&format!("earlier {id}"))
}

/// The terms by which revisions of a document are looked for: address and title, both of one outlet.
pub(super) fn clues(document: &Document) -> Vec<String> {
    let source = document.source.as_deref().map(folded_key).unwrap_or_default();
    let mut clues = Vec::new();
    if let Some(url) = &document.url {
        clues.push(key(&format!("url {source} {}", url.trim())));
    }
    if let Some(title) = document.title.as_deref().map(words).filter(|title| !title.is_empty()) {
        clues.push(key(&format!("title {source} {title}")));
    }
    clues
}

/// The words of a text in their normal form.
pub(super) fn words(text: &str) -> String {
    let mut words = String::new();
    for_each_word(text, Unspaced::Characters, |word| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word.normal);
    });
    words
}

impl Placed {
    /// A document that has no place yet.
    pub(super) fn new(document: Document) -> Self {
        let known = Known::of(&document);
        Self { document, known, story: String::new(), copies: String::new() }
    }

    pub(super) fn record(&self) -> DocumentRecord {
        DocumentRecord::new(&self.document, &self.story, &self.copies)
    }

    /// What orders documents: time, those without one last, then the order in which they came.
    pub(super) fn time_order(&self) -> (bool, Option<jiff::Timestamp>, &str) {
        let time = self.document.published.as_ref().map(Moment::earliest);
        (time.is_none(), time, &self.document.id)
    }
}

impl Entries {
    /// The entry of a document.
    pub(super) fn document(
        &self,
        placed: &Placed,
        marks: &Marks,
        trace: &Trace,
    ) -> serde_json::Result<TantivyDocument> {
        let mut entry = self.text.entry(&placed.record())?;
        entry.add_text(self.kind, DOCUMENT);
        if placed.document.published.is_none() {
            entry.add_text(self.kind, UNDATED);
        }
        for &band in &marks.bands {
            entry.add_u64(self.band, band);
        }
        for &term in &trace.terms {
            entry.add_u64(self.terms, term);
        }
        let place = [place_fact(STORY_FACT, &placed.story), place_fact(COPIES_FACT, &placed.copies)];
        for &fact in trace.facts.iter().chain(&place) {
            entry.add_u64(self.facts, fact);
        }
        for clue in clues(&placed.document).iter().chain(&marks.text) {
            entry.add_text(self.known, clue);
        }
        self.add_known(&mut entry, &Known { of: None, ..placed.known.clone() })?;
        Ok(entry)
    }

    /// The entry of an earlier version.
    pub(super) fn version(&self, version: &Superseded) -> serde_json::Result<TantivyDocument> {
        let mut entry = TantivyDocument::default();
        entry.add_text(self.kind, VERSION);
        entry.add_text(self.of, key(&version.of));
        entry.add_text(self.known, earlier(&version.placed.document.id));
        let known = Known { of: Some(version.of.clone()), ..version.placed.known.clone() };
        self.add_known(&mut entry, &known)?;
        entry.add_text(self.text.record, serde_json::to_string(&version.placed.record())?);
        Ok(entry)
    }

    fn add_known(&self, entry: &mut TantivyDocument, known: &Known) -> serde_json::Result<()> {
        entry.add_text(self.known, known.same());
        entry.add_u64(self.sequence, known.sequence);
        entry.add_text(self.meta, serde_json::to_string(known)?);
        Ok(())
    }

    /// The entry of an event.
    pub(super) fn event(&self, event: &StoryEvent) -> serde_json::Result<TantivyDocument> {
        let mut entry = TantivyDocument::default();
        entry.add_text(self.kind, EVENT);
        for story in event.stories() {
            entry.add_text(self.of, key(story));
        }
        entry.add_u64(self.sequence, event.sequence);
        entry.add_text(self.text.record, serde_json::to_string(event)?);
        Ok(entry)
    }

    /// The entry of a redirect.
    pub(super) fn redirect(&self, redirect: &Redirect) -> serde_json::Result<TantivyDocument> {
        let mut entry = TantivyDocument::default();
        entry.add_text(self.kind, REDIRECT);
        entry.add_text(self.of, key(&redirect.from));
        entry.add_u64(self.sequence, redirect.sequence);
        entry.add_text(self.text.record, serde_json::to_string(redirect)?);
        Ok(entry)
    }

    /// The document or version of an entry; `None` if it cannot be read back.
    pub(super) fn placed(&self, entry: &TantivyDocument) -> Option<Placed> {
        let record: DocumentRecord = self.stored(entry)?;
        let known = serde_json::from_str(entry.get_first(self.meta)?.as_str()?).ok()?;
        let (story, copies) = (record.story.clone(), record.copies.clone());
        Some(Placed { document: Document::from(record), known, story, copies })
    }

    /// What an entry holds.
    pub(super) fn stored<T: serde::de::DeserializeOwned>(&self, entry: &TantivyDocument) -> Option<T> {
        serde_json::from_str(entry.get_first(self.text.record)?.as_str()?).ok()
    }
}

/// The fact that a document is in a story or in a group of copies.
fn place_fact(tag: u64, id: &str) -> u64 {
    (tag << FACT_BITS) | place_hash(id)
}

/// What tells stories from each other, and groups of copies, where their ids need not be known.
pub(super) fn place_hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes()) >> (u64::BITS - FACT_BITS)
}

/// Story and group of copies of a document of some facts, as [`place_hash`] tells them.
pub(super) fn places_of(facts: impl Iterator<Item = u64>) -> (u64, u64) {
    let (mut story, mut copies) = (0, 0);
    for fact in facts {
        match fact >> FACT_BITS {
            STORY_FACT => story = fact & FACT,
            COPIES_FACT => copies = fact & FACT,
            _ => {}
        }
    }
    (story, copies)
}

/// A term of no more than some bytes that is equal for equal texts, for what may be long.
#[must_use]
pub(super) fn short_id(text: &str) -> String {
    format!("{:08x}", xxh3_64(text.as_bytes()) >> 32)
}
