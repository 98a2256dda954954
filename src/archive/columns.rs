//! Columns: what is read of many documents without opening any of them.
//!
//! Opening a column costs more than reading a hundred values of it, so those that look-ups need are opened once for a
//! state of an archive, when the first look-up comes.

use jiff::Timestamp;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use super::entries::{FACTS, SEQUENCE, TERMS, places_of};
use crate::index::schema::{PUBLISHED, STORY};
use crate::story::trace::{Trace, Traced};

/// The columns of all segments.
#[derive(Debug)]
pub(super) struct Columns {
    segments: Vec<SegmentColumns>,
}

/// The columns of a segment.
#[derive(Debug)]
pub(super) struct SegmentColumns {
    pub(super) sequence: Column<u64>,
    /// In microseconds since 1970.
    pub(super) published: Column<i64>,
    terms: Column<u64>,
    facts: Column<u64>,
    pub(super) story: Option<StrColumn>,
    /// The first and the last time of publication.
    span: Option<(i64, i64)>,
}

impl Columns {
    pub(super) fn of(searcher: &Searcher) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(SegmentColumns::of);
        Ok(Self { segments: segments.collect::<tantivy::Result<_>>()? })
    }

    pub(super) fn segment(&self, segment: u32) -> Option<&SegmentColumns> {
        self.segments.get(segment as usize)
    }

    pub(super) fn sequence(&self, address: DocAddress) -> Option<u64> {
        self.segment(address.segment_ord)?.sequence.first(address.doc_id)
    }

    /// The evidence of a document.
    pub(super) fn traced(&self, address: DocAddress) -> Option<Traced> {
        let segment = self.segment(address.segment_ord)?;
        let document = address.doc_id;
        let earliest = segment.published.first(document).and_then(|time| Timestamp::from_microsecond(time).ok());
        Some(Trace::read(segment.terms.values_for_doc(document), segment.facts.values_for_doc(document), earliest))
    }

    /// What tells the story of a document and its group of copies; see [`place_hash`](super::entries::place_hash).
    pub(super) fn places(&self, address: DocAddress) -> (u64, u64) {
        let facts = self.segment(address.segment_ord).map(|segment| segment.facts.values_for_doc(address.doc_id));
        places_of(facts.into_iter().flatten())
    }

    /// How many facts are kept of a document, its places among them.
    pub(super) fn facts(&self, address: DocAddress) -> usize {
        self.segment(address.segment_ord).map_or(0, |segment| segment.facts.values_for_doc(address.doc_id).count())
    }
}

impl SegmentColumns {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let published = fast.i64(PUBLISHED)?;
        let span = (published.values.num_vals() > 0).then(|| (published.min_value(), published.max_value()));
        Ok(Self {
            sequence: fast.u64(SEQUENCE)?,
            published,
            terms: fast.u64(TERMS)?,
            facts: fast.u64(FACTS)?,
            story: fast.str(STORY)?,
            span,
        })
    }

    /// Whether any document may have been published within one of some spans.
    pub(super) fn meets(&self, spans: &[(i64, i64)]) -> bool {
        self.span.is_some_and(|(first, last)| spans.iter().any(|&(from, to)| from <= last && first <= to))
    }

    /// Whether a document was published within one of some spans; `None` if it has no time.
    pub(super) fn is_within(&self, document: DocId, spans: &[(i64, i64)]) -> Option<bool> {
        let time = self.published.first(document)?;
        Some(spans.iter().any(|&(first, last)| (first..=last).contains(&time)))
    }
}
