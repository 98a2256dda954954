//! Gathers everything that matches, by story.
//!
//! tantivy's own collectors give the best documents; a list of stories with totals needs them all. A found document
//! costs some 24 bytes, its story's id is read once a story.

use std::collections::BTreeMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use super::schema::{PUBLISHED, STORY};

/// A document that matches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) score: Score,
    pub(crate) address: DocAddress,
    /// In microseconds since 1970.
    pub(crate) published: Option<i64>,
}

/// Gathers the matching documents of every story.
#[derive(Debug)]
pub(crate) struct StoryCollector {
    pub(crate) is_scored: bool,
}

pub(crate) struct StorySegmentCollector {
    segment: SegmentOrdinal,
    stories: StrColumn,
    published: Column<i64>,
    found: Vec<(u64, Found)>,
}

impl Collector for StoryCollector {
    type Fruit = BTreeMap<String, Vec<Found>>;
    type Child = StorySegmentCollector;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<StorySegmentCollector> {
        let stories = reader
            .fast_fields()
            .str(STORY)?
            .ok_or_else(|| TantivyError::SchemaError("the column of stories is missing".to_owned()))?;
        Ok(StorySegmentCollector {
            segment,
            stories,
            published: reader.fast_fields().i64(PUBLISHED)?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.is_scored
    }

    fn merge_fruits(
        &self,
        fruits: Vec<tantivy::Result<BTreeMap<String, Vec<Found>>>>,
    ) -> tantivy::Result<BTreeMap<String, Vec<Found>>> {
        let mut merged = BTreeMap::new();
        for fruit in fruits {
            for (story, mut found) in fruit? {
                merged.entry(story).or_insert_with(Vec::new).append(&mut found);
            }
        }
        Ok(merged)
    }
}

impl SegmentCollector for StorySegmentCollector {
    type Fruit = tantivy::Result<BTreeMap<String, Vec<Found>>>;

    fn collect(&mut self, document: DocId, score: Score) {
        let story = self.stories.ords().first(document).unwrap_or(u64::MAX);
        let published = self.published.first(document);
        self.found.push((story, Found { score, address: DocAddress::new(self.segment, document), published }));
    }

    fn harvest(mut self) -> Self::Fruit {
        self.found.sort_by_key(|(story, _)| *story);
        let mut chunks = self.found.chunk_by(|(first, _), (second, _)| first == second);
        let mut ordinals: Vec<u64> = self.found.iter().map(|(story, _)| *story).collect();
        ordinals.dedup();
        let mut stories = BTreeMap::new();
        // One pass through the dictionary for all of them; one look-up a story would be many times slower.
        let are_known = self.stories.dictionary().sorted_ords_to_term_cb(&ordinals, |id| {
            let documents = chunks.next().unwrap_or_default().iter().map(|(_, found)| *found).collect();
            stories.insert(String::from_utf8_lossy(id).into_owned(), documents);
        })?;
        if !are_known {
            return Err(TantivyError::SchemaError("a document without a story".to_owned()));
        }
        Ok(stories)
    }
}
