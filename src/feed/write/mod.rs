//! Items to a feed: RSS 2.0, Atom 1.0, JSON Feed 1.1 or JSON Lines.

use super::model::{Feed, Item};
use crate::moment::Moment;

/// A format that feeds are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputKind {
    /// RSS 2.0.
    Rss2,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// One JSON object a line and item.
    JsonLines,
}

/// A feed to be written.
#[derive(Debug, Clone)]
pub struct Output<'a> {
    /// Plain text.
    pub title: String,
    /// The web page that the feed belongs to.
    pub home: Option<String>,
    /// Where the feed will be found.
    pub address: Option<String>,
    /// `atom:id`; made of the address or the home, or else of the title, without one.
    pub id: Option<String>,
    /// Plain text.
    pub description: Option<String>,
    /// Tag of BCP 47.
    pub language: Option<String>,
    /// When the feed changed; without it, the latest time of its entries.
    pub updated: Option<Moment>,
    /// What is in it, in this order.
    pub entries: Vec<Entry<'a>>,
    /// The only feed that the entries come from: its head is kept as it was written where it is of the same kind.
    pub base: Option<&'a Feed>,
}

/// An item to be written.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The item.
    pub item: &'a Item,
    /// The feed that it is from.
    pub feed: &'a Feed,
    /// The id to be written in place of the item's own.
    pub id: Option<String>,
    /// Others that report the same.
    pub also: Vec<Also>,
    /// What the item is to others.
    pub mark: Option<Mark>,
}

/// Another report of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: Option<String>,
    /// Who published it.
    pub source: Option<String>,
}

/// What an item is to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The story that it belongs to.
    pub story: String,
    /// What it is to the item that stands for the story, in one word, for instance `copy`.
    pub relation: String,
    /// Id or link of the item that stands for the story, for the others.
    pub of: Option<String>,
}

/// The namespace of the elements that samestory adds: `also` and `story`.
pub const NAMESPACE: &str = "https://samestory.example/ns/feed";

/// Writes a feed.
#[must_use]
pub fn write(output: &Output<'_>, kind: OutputKind) -> String {
    let _ = (output, kind);
    todo!()
}
