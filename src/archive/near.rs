//! The ids that are nearest to one that is not there, for those who mistyped or cut it.
//!
//! Nearest are ids that begin alike: the dictionary of ids is sorted, so a look costs no more than the few that are
//! told. An id that is wrong in its first letters is not mended.

use std::collections::BTreeSet;

use tantivy::schema::Field;

use super::error::ArchiveError;
use super::snapshot::Snapshot;

/// Most ids that are looked at for one beginning.
const MOST_SEEN: usize = 64;
/// Letters of an asked id that are looked at.
const MOST_LETTERS: usize = 200;
/// Least letters of an id that must be right.
const LEAST: usize = 3;
/// What the ids of stories begin with.
pub(super) const STORY_PREFIX: &str = "story-";

impl Snapshot {
    /// The ids of stories that are nearest to one, `most` of them, the nearest first.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn stories_near(&self, asked: &str, most: usize) -> Result<Vec<String>, ArchiveError> {
        let digits = asked.trim().trim_start_matches(STORY_PREFIX);
        let is_story = |id: &str| Ok(!self.story_addresses(id)?.is_empty());
        self.ids_near(self.entries.text.story, STORY_PREFIX, digits, most, &is_story)
    }

    /// The ids of documents that are nearest to one, `most` of them, the nearest first.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn documents_near(&self, asked: &str, most: usize) -> Result<Vec<String>, ArchiveError> {
        let is_document = |id: &str| Ok(self.document(id)?.is_some());
        self.ids_near(self.entries.text.id, "", asked.trim(), most, &is_document)
    }

    fn ids_near(
        &self,
        field: Field,
        prefix: &str,
        asked: &str,
        most: usize,
        is_there: &dyn Fn(&str) -> Result<bool, ArchiveError>,
    ) -> Result<Vec<String>, ArchiveError> {
        let ends: Vec<usize> =
            asked.char_indices().take(MOST_LETTERS).map(|(at, letter)| at + letter.len_utf8()).collect();
        let mut found: BTreeSet<String> = BTreeSet::new();
        for letters in (LEAST.min(ends.len())..=ends.len()).rev() {
            let Some(&end) = letters.checked_sub(1).and_then(|last| ends.get(last)) else { break };
            let seen = self.terms_from(field, &format!("{prefix}{}", &asked[..end]))?;
            for id in seen {
                if !found.contains(&id) && is_there(&id)? {
                    found.insert(id);
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        let whole = format!("{prefix}{asked}");
        let mut ranked: Vec<(f64, String)> =
            found.into_iter().map(|id| (strsim::jaro_winkler(&id, &whole), id)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        Ok(ranked.into_iter().take(most).map(|(_, id)| id).collect())
    }

    /// The first terms of a field that begin so, those of removed entries among them.
    pub(super) fn terms_from(&self, field: Field, start: &str) -> Result<BTreeSet<String>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let failed = |error: std::io::Error| reading(error.into());
        let mut found = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(field).map_err(&reading)?;
            let mut terms = inverted.terms().range().ge(start.as_bytes()).into_stream().map_err(failed)?;
            let mut seen = 0;
            while seen < MOST_SEEN && terms.advance() && terms.key().starts_with(start.as_bytes()) {
                found.insert(String::from_utf8_lossy(terms.key()).into_owned());
                seen += 1;
            }
        }
        Ok(found)
    }
}
