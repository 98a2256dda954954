//! Removing: documents go, with their versions, and what is left of their stories is grouped anew.

use std::collections::{BTreeMap, BTreeSet};

use super::add::Added;
use super::arrivals::Arrivals;
use super::error::ArchiveError;
use super::event::{EventKind, StoryEvent};
use super::grouping::Stamp;
use super::writer::Archive;

/// What removing did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Removed {
    /// Documents that were taken out.
    pub documents: u64,
    /// Earlier versions that went with them.
    pub versions: u64,
    /// Stories that have no documents any more.
    pub ended: u64,
    /// Ids that no document has.
    pub unknown: Vec<String>,
    /// Ids of earlier versions, each with the document that took its place: these go with it, and not alone.
    pub earlier: Vec<(String, String)>,
}

/// What goes besides documents whose place is taken.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub(super) events: Vec<StoryEvent>,
    pub(super) versions: u64,
    pub(super) stories: u64,
}

impl Archive {
    /// Removes documents by id, all in one commit. The ids that no document has are told, and nothing else.
    ///
    /// # Errors
    ///
    /// When the disk refuses; nothing is removed then.
    pub fn remove(&mut self, ids: &[String]) -> Result<Removed, ArchiveError> {
        let snapshot = self.snapshot();
        let ids: BTreeSet<&String> = ids.iter().collect();
        let mut removed = Removed::default();
        let mut arrivals = Arrivals::default();
        let mut by_story: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in ids {
            let Some(placed) = snapshot.document(id)? else {
                match snapshot.no_document(id)? {
                    ArchiveError::EarlierVersion { id, of, .. } => removed.earlier.push((id, of)),
                    _ => removed.unknown.push(id.clone()),
                }
                continue;
            };
            let versions = snapshot.versions(id)?.len() as u64;
            if versions > 0 {
                arrivals.without_versions.insert(id.clone());
            }
            removed.versions += versions;
            removed.documents += 1;
            by_story.entry(placed.story).or_default().push(id.clone());
            arrivals.gone.insert(placed.known.sequence, id.clone());
        }
        if removed.documents == 0 {
            return Ok(removed);
        }
        let mut stamp = Stamp { sequence: self.counters.sequence, batch: self.counters.batch + 1, when: None };
        let mut lost = Lost { versions: removed.versions, ..Lost::default() };
        let mut touched = BTreeSet::new();
        for (story, documents) in by_story {
            let left: Vec<String> = snapshot
                .members(&story)?
                .into_iter()
                .filter(|placed| !arrivals.gone.contains_key(&placed.known.sequence))
                .map(|placed| placed.document.id)
                .collect();
            lost.events.push(stamp.event(EventKind::Removed, &story, documents));
            if left.is_empty() {
                lost.events.push(stamp.event(EventKind::Ended, &story, Vec::new()));
                lost.stories += 1;
            }
            touched.extend(left);
        }
        removed.ended = lost.stories;
        self.near.retain(|sequence, _| !arrivals.gone.contains_key(sequence));
        self.place(&snapshot, arrivals, touched, lost, stamp, &mut Added::default())?;
        Ok(removed)
    }
}
