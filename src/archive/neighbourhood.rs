//! The neighbourhood of documents: what of an archive may have to do with them.
//!
//! Those are the documents within the days beyond which no pair can be a link, those that share bands of the signature,
//! those without a date, and all documents of the stories that any of these belong to.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{DocAddress, Term};

use super::entries::{Placed, UNDATED};
use super::error::ArchiveError;
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::schema::microseconds;
use crate::story::StorySettings;

/// In an archive of no more documents a document without a date is compared with all.
const FEW_DOCUMENTS: u64 = 5_000;

/// Of documents without a date, so many that came last belong to every neighbourhood.
const MOST_UNDATED: usize = 5_000;

/// Most documents that are looked at of those that share a band with one.
const MOST_OF_BAND: usize = 500;

/// Most documents that belong to a neighbourhood for sharing bands with one document: those that share most, then those
/// that came last.
const MOST_LIKE: usize = 64;

const MICROSECONDS_OF_A_DAY: f64 = 86_400e6;

/// The spans of time around documents within which others may be linked with them, in microseconds since 1970.
pub(super) fn spans<'a>(centres: impl Iterator<Item = &'a Document>, settings: &StorySettings) -> Vec<(i64, i64)> {
    // A bare date may be any time of its day.
    settings.window().map_or_else(|| vec![(i64::MIN, i64::MAX)], |days| spans_within(centres, days + 1.0))
}

/// The spans of so many days around documents, in microseconds since 1970, ascending, none touching another.
#[expect(clippy::cast_possible_truncation, reason = "some days in microseconds")]
pub(super) fn spans_within<'a>(centres: impl Iterator<Item = &'a Document>, days: f64) -> Vec<(i64, i64)> {
    let reach = (days * MICROSECONDS_OF_A_DAY) as i64;
    let mut times: Vec<i64> = centres.filter_map(|document| document.published.as_ref().map(microseconds)).collect();
    times.sort_unstable();
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for time in times {
        let (first, last) = (time.saturating_sub(reach), time.saturating_add(reach));
        match spans.last_mut() {
            Some((_, end)) if *end >= first => *end = last,
            _ => spans.push((first, last)),
        }
    }
    spans
}

impl Snapshot {
    /// Where the neighbours of documents are that are [alike](Self::alike) to those given.
    pub(super) fn near<'a>(
        &self,
        centres: impl Iterator<Item = (&'a Document, &'a [DocAddress])> + Clone,
        settings: &StorySettings,
    ) -> Result<BTreeSet<DocAddress>, ArchiveError> {
        let mut found: BTreeSet<DocAddress> = BTreeSet::new();
        let has_undated = centres.clone().any(|(document, _)| document.published.is_none());
        if has_undated && self.counters.documents <= FEW_DOCUMENTS {
            found.extend(self.documents()?);
        } else {
            let spans = spans(centres.clone().map(|(document, _)| document), settings);
            found.extend(self.published_within(&spans)?);
            found.extend(self.latest(self.of_kind(UNDATED)?, MOST_UNDATED)?);
            for (_, alike) in centres {
                found.extend(alike);
            }
        }
        for story in self.stories_of(found.iter().copied())? {
            found.extend(self.story_addresses(&story)?);
        }
        Ok(found)
    }

    /// The documents that share bands with one whose bands have these keys: those that share most first, then those that
    /// came last.
    pub(super) fn alike(&self, keys: &[u64], required: usize) -> Result<Vec<DocAddress>, ArchiveError> {
        let mut found: Vec<DocAddress> = Vec::new();
        for &band in keys {
            let mut of_band = Vec::new();
            self.for_each_with(&Term::from_field_u64(self.entries.band, band), |address| of_band.push(address))?;
            found.append(&mut self.latest(of_band, MOST_OF_BAND)?);
        }
        found.sort_unstable();
        let shared = found.chunk_by(|one, next| one == next).filter(|same| same.len() >= required);
        let (bands, addresses): (Vec<usize>, Vec<DocAddress>) = shared.map(|same| (same.len(), same[0])).unzip();
        let sequences = self.sequences(&addresses)?;
        let mut alike: Vec<(usize, u64, DocAddress)> = bands
            .into_iter()
            .zip(sequences)
            .zip(addresses)
            .map(|((bands, sequence), address)| (bands, sequence, address))
            .collect();
        alike.sort_unstable_by(|one, other| other.cmp(one));
        alike.truncate(MOST_LIKE);
        Ok(alike.into_iter().map(|(.., address)| address).collect())
    }

    /// Of some entries those that came last.
    pub(super) fn latest(&self, addresses: Vec<DocAddress>, most: usize) -> Result<Vec<DocAddress>, ArchiveError> {
        if addresses.len() <= most {
            return Ok(addresses);
        }
        let mut numbered: Vec<(u64, DocAddress)> = self.sequences(&addresses)?.into_iter().zip(addresses).collect();
        numbered.sort_unstable_by(|one, other| other.cmp(one));
        numbered.truncate(most);
        Ok(numbered.into_iter().map(|(_, address)| address).collect())
    }

    /// The documents at some addresses, by number; those that are in `known` already are taken out of it.
    pub(super) fn load(
        &self,
        addresses: &BTreeSet<DocAddress>,
        known: &mut BTreeMap<u64, Placed>,
    ) -> Result<BTreeMap<u64, Placed>, ArchiveError> {
        let addresses: Vec<DocAddress> = addresses.iter().copied().collect();
        let mut loaded = BTreeMap::new();
        for (sequence, address) in self.sequences(&addresses)?.into_iter().zip(addresses) {
            let placed = match known.remove(&sequence) {
                Some(placed) => placed,
                None => self.placed(address)?,
            };
            loaded.insert(sequence, placed);
        }
        Ok(loaded)
    }
}
