//! Why an item was folded into another.

use serde::{Deserialize, Serialize};

use super::Member;
use super::same_item::{Key, keys};
use crate::archive::revision::Change;
use crate::rounding::four_places;
use crate::story::explain::SharedTerm;

/// What an item is to the one that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same item, carried by another feed or twice by one.
    SameItem,
    /// An earlier version of the same item.
    Revision,
    /// The same text, or most of it.
    Copy,
    /// An independent report of the same event.
    SameEvent,
}

impl Relation {
    /// The relation of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::SameItem, Self::Revision, Self::Copy, Self::SameEvent]
            .into_iter()
            .find(|relation| relation.name() == name)
    }

    /// In one word, as records and feeds have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SameItem => "same_item",
            Self::Revision => "revision",
            Self::Copy => "copy",
            Self::SameEvent => "same_event",
        }
    }
}

/// What tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Reason {
    /// The two have one guid.
    Guid {
        /// It, as written.
        guid: String,
    },
    /// The two have one address.
    Address {
        /// It, in canonical form.
        address: String,
    },
    /// The two have nearly the same title, come from one outlet within hours, and share their text.
    Title,
    /// The two share their text.
    Text {
        /// Jaccard similarity of their shingles.
        #[serde(serialize_with = "four_places")]
        jaccard: f64,
        /// Share of the shorter text's shingles that the longer holds.
        #[serde(serialize_with = "four_places")]
        containment: f64,
    },
    /// The two tell of one event.
    Event {
        /// The score that they were grouped by; 0 if nothing but other items of the story joins them.
        #[serde(serialize_with = "four_places")]
        score: f64,
        /// The strongest terms that they share.
        shared: Vec<SharedTerm>,
    },
    /// An editor's override says so.
    Override {
        /// The override, as `path:line`.
        at: String,
    },
    /// An earlier run said so.
    Earlier,
    /// It is one item with another that is folded for a reason of its own.
    Through {
        /// The id of the other.
        id: String,
    },
}

/// Why two items of one unit are one: what they share, and whether the words are still the same.
pub(super) fn of_one_unit(member: &Member, kept: &Member) -> (Relation, Reason) {
    let others = keys(kept);
    let reason = keys(member).into_iter().find(|key| others.contains(key)).map_or(Reason::Title, |key| match key {
        Key::Address(address) => Reason::Address { address },
        Key::Everywhere(guid) | Key::InFeed(_, guid) => Reason::Guid { guid },
    });
    let changed = Change::between(&member.document, &kept.document);
    let is_same = changed.title_before.is_none() && changed.words_added == 0 && changed.words_dropped == 0;
    (if is_same { Relation::SameItem } else { Relation::Revision }, reason)
}
