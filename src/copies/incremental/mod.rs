//! An index of signatures in memory that grows document by document: which texts seen before is this one like?
//!
//! It serves where texts keep coming and each is to be compared with all before it. It knows [signatures](Signature) and
//! the identifiers they were inserted with, and nothing else of this crate; the texts are not kept. An entry takes some
//! 0.9 KB, most of it the signature. [Saved](IncrementalIndex::save) and [loaded](IncrementalIndex::load), it answers as
//! before; the saved form is specified in [`saved`].
//!
//! ```
//! use samestory::copies::incremental::{IncrementalIndex, IncrementalSettings};
//! use samestory::copies::shingle::Shingles;
//! use samestory::copies::signature::Signature;
//!
//! let sign = |text: &str| Signature::of(Shingles::of(text, 5).hashes()).ok_or("a text without words");
//! let mut index = IncrementalIndex::new(&IncrementalSettings::default());
//! index.insert("river", &sign("The river rose two metres overnight and flooded the lower town.")?)?;
//! index.insert("bridge", &sign("The old bridge stays closed until a surveyor has seen the northern arch.")?)?;
//!
//! let found = index.query(&sign("THE RIVER rose two metres overnight, and flooded the lower town!")?);
//! assert_eq!(found.matches.len(), 1);
//! assert_eq!(found.matches[0].identifier, "river");
//! assert_eq!(found.matches[0].estimate, 1.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a match promises
//!
//! - Every match has been compared in all 128 slots, and its estimate is at or above the bound. That two signatures share
//!   a bucket is never enough.
//! - The estimate is one of Jaccard similarity and errs: its standard error is .04 at .7 and smaller toward 1
//!   ([`Signature::estimate`]). Near the bound, matches may be somewhat less similar than asked, and some that are as
//!   similar are left out. Only the texts' shingles can tell, and the index does not have them.
//! - Who has the texts asks for matches from somewhat below the similarity on
//!   ([`margin`](IncrementalSettings::margin)) and counts them out. Of pairs at exactly .7, half have an estimate of .7;
//!   with a margin of .04, .08 and .1 it is 84, 98 and 99 % that are within it.
//! - A pair at exactly [`similarity`](IncrementalSettings::similarity) is compared at all with the probability that
//!   [`LookupBands::recall_at`] states, more similar ones with more. An equal signature is found always.
//!
//! # What it costs
//!
//! Inserting is amortised O(1), a query O(1) and the signatures it meets. These are at most
//! [`most_compared`](IncrementalSettings::most_compared) and a few: of a text that a hundred thousand others resemble, the
//! newest of them are compared, and [`Lookup::cut_bands`] tells that there were more. Texts with equal signatures count as
//! one, however many they are. Which matches are found does not depend on the order of insertion unless something was
//! cut.

use self::buckets::Buckets;
use self::entries::Entries;
use super::signature::{SLOTS, Signature};

pub use self::choice::LookupBands;
pub use self::error::IncrementalError;

mod buckets;
pub mod choice;
mod entries;
mod error;
mod keys;
mod rows;
pub mod saved;
mod seen;
mod table;
#[cfg(test)]
mod tests;

/// Most bytes of an identifier.
pub const LONGEST_IDENTIFIER: usize = 65_535;

/// How texts are looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct IncrementalSettings {
    /// Jaccard similarity of shingle sets from which a text is a match, in (0, 1].
    pub similarity: f64,
    /// Probability with which a pair at exactly `similarity` must be compared, in [0, 1].
    pub recall: f64,
    /// How far below `similarity` the estimate of a match may be, in [0, 1]. See the [module](self).
    pub margin: f64,
    /// Signatures compared in a query before it ends, 1 or more. A query ends only when it has been to each of its buckets
    /// equally often, so there may be as many more as there are bands.
    pub most_compared: u32,
    /// Words in a shingle of the signed texts. The index has no use for it; it is saved with the signatures, because
    /// those of other shingles cannot be compared with them.
    pub shingle_words: u32,
}

impl Default for IncrementalSettings {
    fn default() -> Self {
        Self { similarity: 0.7, recall: 0.99, margin: 0.0, most_compared: 1000, shingle_words: 5 }
    }
}

impl IncrementalSettings {
    /// The settings with values outside their ranges moved to the nearest inside; what is no number becomes the
    /// default.
    #[must_use]
    pub fn clamped(&self) -> Self {
        let clamp =
            |value: f64, least: f64, default: f64| if value.is_nan() { default } else { value.clamp(least, 1.0) };
        let default = Self::default();
        Self {
            similarity: clamp(self.similarity, 0.01, default.similarity),
            recall: clamp(self.recall, 0.0, default.recall),
            margin: clamp(self.margin, 0.0, default.margin),
            most_compared: self.most_compared.max(1),
            shingle_words: self.shingle_words.max(1),
        }
    }
}

/// An index of signatures. See the [module](self).
#[derive(Debug, Clone)]
pub struct IncrementalIndex {
    settings: IncrementalSettings,
    buckets: Buckets,
    entries: Entries,
}

/// A signature like the one asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match<'a> {
    /// Where its first entry stands in the order of insertion.
    pub position: usize,
    /// What that entry was inserted with.
    pub identifier: &'a str,
    /// Estimated Jaccard similarity, in steps of 1/128.
    pub estimate: f64,
    /// Entries that have this very signature, 1 or more; [`IncrementalIndex::equals`] tells them all.
    pub entries: usize,
}

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lookup<'a> {
    /// The distinct signatures at or above the bound, best first, equally good ones in order of insertion.
    pub matches: Vec<Match<'a>>,
    /// Signatures compared.
    pub compared: usize,
    /// Bands that more signatures share with the one asked for than were compared; 0 unless the collection holds some
    /// text hundreds of times with small changes.
    pub cut_bands: usize,
}

impl Lookup<'_> {
    /// Whether all was compared that shares a band with what was asked for.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.cut_bands == 0
    }
}

impl IncrementalIndex {
    /// An empty index, with the bands that [`LookupBands::choose`] takes. Settings outside their ranges are
    /// [clamped](IncrementalSettings::clamped).
    #[must_use]
    pub fn new(settings: &IncrementalSettings) -> Self {
        let settings = settings.clamped();
        let bands = LookupBands::choose(settings.similarity, settings.recall);
        Self::with_bands(&settings, bands)
    }

    /// An empty index with bands of one's own, which need not keep the settings' recall.
    #[must_use]
    pub fn with_bands(settings: &IncrementalSettings, bands: LookupBands) -> Self {
        Self { settings: settings.clamped(), buckets: Buckets::new(bands), entries: Entries::default() }
    }

    /// The settings, as clamped.
    #[must_use]
    pub fn settings(&self) -> &IncrementalSettings {
        &self.settings
    }

    /// The bands that are looked up; their [`recall_at`](LookupBands::recall_at) tells what a query meets.
    #[must_use]
    pub fn bands(&self) -> LookupBands {
        self.buckets.bands()
    }

    /// Entries, those removed not among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an entry and gives its position: 0 for the first ever inserted, 1 for the next, whatever is removed.
    /// Identifiers need not be unique; the index only gives them back. Amortised O(1).
    ///
    /// # Errors
    ///
    /// If the identifier has more than [`LONGEST_IDENTIFIER`] bytes, or there are `u32::MAX` entries; the index is
    /// unchanged then.
    pub fn insert(&mut self, identifier: &str, signature: &Signature) -> Result<usize, IncrementalError> {
        if identifier.len() > LONGEST_IDENTIFIER {
            return Err(IncrementalError::LongIdentifier { bytes: identifier.len() });
        }
        if self.entries.is_full() {
            return Err(IncrementalError::Full);
        }
        let keys = self.buckets.keys(signature.slots());
        let number = match self.buckets.find_equal(&keys, signature.slots()) {
            Some(number) => number,
            None => self.buckets.push(&keys, signature.slots()),
        };
        Ok(self.entries.push(identifier, number))
    }

    /// The entries whose estimated similarity is [`similarity`](IncrementalSettings::similarity) less the
    /// [`margin`](IncrementalSettings::margin), or more.
    #[must_use]
    pub fn query(&self, signature: &Signature) -> Lookup<'_> {
        self.query_from(signature, self.settings.similarity - self.settings.margin)
    }

    /// The entries whose estimated similarity is `bound` or more. Below the settings' similarity they are met the more
    /// seldom, the less similar they are.
    #[must_use]
    pub fn query_from(&self, signature: &Signature, bound: f64) -> Lookup<'_> {
        let mut matches = Vec::new();
        let keys = self.buckets.keys(signature.slots());
        let most = usize::try_from(self.settings.most_compared).unwrap_or(usize::MAX);
        let expect = |number| self.entries.fetch(number);
        let walked = self.buckets.walk(&keys, signature.slots(), most, expect, |number, equal| {
            let estimate = f64::from(equal) / SLOTS as f64;
            if equal == 0 || estimate < bound || bound.is_nan() {
                return;
            }
            // A signature stays in its buckets when its last entry is removed.
            let Some((position, entries)) = self.entries.of_signature(number) else { return };
            let identifier = self.entries.identifier(position).unwrap_or_default();
            matches.push(Match { position, identifier, estimate, entries });
        });
        matches.sort_unstable_by(|one, other| {
            other.estimate.total_cmp(&one.estimate).then_with(|| one.position.cmp(&other.position))
        });
        Lookup { matches, compared: walked.compared, cut_bands: walked.cut_bands }
    }

    /// The identifier of the entry at a position; `None` if it was removed or never was.
    #[must_use]
    pub fn identifier(&self, position: usize) -> Option<&str> {
        self.entries.identifier(position)
    }

    /// The positions of all entries that have the very signature of the entry at `position`, which is among them,
    /// ascending. None if it was removed or never was.
    pub fn equals(&self, position: usize) -> impl Iterator<Item = usize> {
        self.entries.equals(position)
    }

    /// Takes an entry out, and tells whether it was there. Amortised O(1): no query finds it and it will not be saved,
    /// but until the index has been saved and loaded the memory stays in use, and a query that meets its signature
    /// compares it. Other positions stay as they are, then too.
    pub fn remove(&mut self, position: usize) -> bool {
        self.entries.remove(position)
    }

    /// Bytes of memory that the index has taken.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.buckets.bytes() + self.entries.bytes()
    }

    /// Saves the index, in the form that [`saved`] specifies: the same bytes for the same entries, inserted and removed in
    /// the same places. The writer is written to in large blocks, and flushed.
    ///
    /// # Errors
    ///
    /// If the writer refuses; what it then holds cannot be loaded.
    pub fn save(&self, writer: impl std::io::Write) -> Result<(), IncrementalError> {
        saved::save(self, writer)
    }

    /// Loads what [`save`](Self::save) wrote, up to the reader's end. The index gives the same matches as the one that
    /// was saved (where something was removed fewer signatures are compared, so that if something is cut, it may be
    /// others).
    ///
    /// # Errors
    ///
    /// If the bytes are no saved index, one of another version, cut short, or changed in any place, or the reader refuses.
    pub fn load(reader: impl std::io::Read) -> Result<Self, IncrementalError> {
        saved::load(reader)
    }
}
