//! One entry per story: what feeds carry, folded.
//!
//! The way of the items of feeds: `same_item` makes units of those that are one item by guid or address, `revisions`
//! adds later versions under other addresses, `columns` tells the issues of what comes daily apart, the pipeline finds copies and stories among one item of each unit,
//! `decisions` holds stories to what earlier runs said of them, `keep` chooses the item that stands for each, and
//! `reason` says why the others are folded into it. `grouping` is all of it on one page. [`memory`] is what outlives a
//! run, and [`round`] folds what was read into it.
//!
//! Promises: every item is kept or folded into one that is kept, with the reason; the same items give the same entries in
//! any order of feeds; what an earlier run told apart stays apart, so that folding a second time changes nothing.

mod columns;
mod decisions;
pub mod entries;
mod grouping;
mod keep;
pub mod members;
pub mod memory;
pub mod news;
mod reason;
mod revisions;
pub mod round;
mod same_item;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use grouping::{FoldSettings, Folded, FoldedItem, FoldedStory, fold};
pub use keep::Keep;
pub use reason::{Reason, Relation};

use crate::document::Document;

/// What makes two items the same: each level takes in those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The same guid or address, and later versions of one item.
    Url,
    /// The same text, too.
    Copy,
    /// The same event, too.
    Event,
}

/// An item of a feed that takes part.
#[derive(Debug, Clone)]
pub struct Member {
    /// The item as a document; ids are unique among members.
    pub document: Document,
    /// What names its feed in every run: see [`NamedFeed::key`](crate::feed::NamedFeed::key).
    pub feed: String,
    /// Its guid, Atom id or JSON id, as written.
    pub guid: Option<String>,
    /// The canonical form of its address.
    pub address: Option<String>,
    /// Whether its feed is of the domain that its address, or its guid, is of.
    pub is_at_home: bool,
    /// Whose voice it is: the owner of its address, else its source.
    pub owner: Option<String>,
    /// What an earlier run decided of it.
    pub decided: Option<Decided>,
    /// Whether it was remembered, and not read in this run for the first time.
    pub is_remembered: bool,
    /// Whether its feed lists it now.
    pub is_listed: bool,
    /// When it was met as the version that its feed lists, if that was before this run.
    pub read: Option<Timestamp>,
}

/// What an earlier run decided of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Decided {
    /// Which run, or which memory: items of one set that are in different stories stay apart.
    pub set: String,
    /// Its story.
    pub story: String,
    /// Whether it stood for its story.
    pub is_kept: bool,
    /// What it was to the item that did.
    pub relation: Option<Relation>,
}
