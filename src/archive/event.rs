//! What happened to stories: the tale that an archive keeps.
//!
//! Every event says which documents are in which story from then on, so that the stories of an archive are what its events
//! tell, in order; `verify` plays them back.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// `story` began with `documents`.
    Created,
    /// `documents` came to `story`.
    Grew,
    /// `story` ended: `documents`, all that were left of it, went to the story `into`, which is the older one.
    Merged,
    /// `documents` left `story` for the story `into`; both go on.
    Split,
    /// `documents`, one, took the place of `replaced` in `story`, being a later version of it.
    Revised,
    /// `documents` of `story` were taken out of the archive.
    Removed,
    /// `story` has no documents any more.
    Ended,
}

/// An event in the life of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryEvent {
    /// Its place among all that is in the archive; later events have higher ones.
    pub sequence: u64,
    /// The commit that it came with, from 1.
    pub batch: u64,
    /// The latest time of publication among the documents that came to the story with it, or with its commit if none did;
    /// not the time of a clock.
    pub when: Option<Moment>,
    /// What happened.
    pub event: EventKind,
    /// The story that it happened to.
    pub story: String,
    /// The other story, of a merge or a split.
    pub into: Option<String>,
    /// The document that was replaced, of a revision.
    pub replaced: Option<String>,
    /// The documents that it is about, ascending.
    pub documents: Vec<String>,
}

impl StoryEvent {
    /// The stories whose tale it belongs to.
    pub(super) fn stories(&self) -> impl Iterator<Item = &str> {
        [Some(self.story.as_str()), self.into.as_deref()].into_iter().flatten()
    }

    /// The story in which its documents are afterwards; `None` if in none.
    pub(super) fn destination(&self) -> Option<&str> {
        match self.event {
            EventKind::Created | EventKind::Grew | EventKind::Revised => Some(&self.story),
            EventKind::Merged | EventKind::Split => self.into.as_deref(),
            EventKind::Removed | EventKind::Ended => None,
        }
    }
}
