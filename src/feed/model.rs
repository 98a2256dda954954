//! What a feed says: the feed and its items, with what is needed to write them again as they were.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::repair::Repair;
use super::write::{Also, Mark};
use crate::address::canonical;
use crate::moment::Moment;

/// The family of formats that a feed is written in.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FeedKind {
    /// RSS 0.91 to 0.94: `rss` with a version below 2.
    Rss0,
    /// RSS 0.90 and 1.0: `rdf:RDF`.
    Rss1,
    /// RSS 2.0: `rss`.
    #[default]
    Rss2,
    /// Atom 1.0, and 0.3 before it: `feed`.
    Atom,
    /// JSON Feed 1.0 and 1.1.
    JsonFeed,
}

/// A feed that was read.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub struct Feed {
    /// The format that it was in.
    pub kind: FeedKind,
    /// Plain text on one line.
    pub title: Option<String>,
    /// The web page that the feed belongs to.
    pub home: Option<String>,
    /// Where the feed itself is, as it says.
    pub address: Option<String>,
    /// `atom:id`.
    pub id: Option<String>,
    /// Plain text: the channel's description, Atom's subtitle.
    pub description: Option<String>,
    /// Tag of BCP 47, as written.
    pub language: Option<String>,
    /// When the feed changed, as it says.
    pub updated: Option<Moment>,
    /// The items, in the order of the feed.
    #[serde(skip)]
    pub items: Vec<Item>,
    /// What had to be mended, by line.
    #[serde(skip)]
    pub repairs: Vec<Repair>,
    /// All that stands beside the items, as it was written.
    pub(super) head: RawHead,
}

/// One item of a feed: an `item`, an `entry`, an element of `items`.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub struct Item {
    /// Place among the items of the feed, from 1.
    pub ordinal: u32,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// `guid`, `atom:id`, `id`, as written; `None` where it has none. See [`Item::stable_id`].
    pub id: Option<String>,
    /// Whether the id is the item's address as well: a `guid` that is a permanent link.
    pub id_is_link: bool,
    /// Address of the item's page, absolute where it can be, of a harmless scheme.
    pub link: Option<String>,
    /// Plain text on one line.
    pub title: Option<String>,
    /// When it was first published.
    pub published: Option<Moment>,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// Who wrote it: names, parted by commas.
    pub author: Option<String>,
    /// Tag of BCP 47, as written, of the item or of what holds it.
    pub language: Option<String>,
    /// The short form, as HTML.
    pub summary: Option<String>,
    /// The text, as HTML as published.
    pub content: Option<String>,
    /// The plain text of the content or, without one, of the summary; paragraphs parted by a blank line.
    pub text: String,
    /// The feed that it was taken over from, by its name: `source`.
    pub source: Option<String>,
    /// Its categories or tags, by their names.
    pub categories: Vec<String>,
    /// Addresses of what is attached to it, as written.
    #[serde(default)]
    pub attached: Vec<String>,
    /// Another item of the feed before it has the same id, and says something else.
    pub shares_id: bool,
    /// What an earlier run of samestory said of it.
    pub mark: Option<Mark>,
    /// Other reports of the same that an earlier run of samestory named.
    pub also: Vec<Also>,
    /// The item's place in the text that was read.
    #[serde(skip)]
    pub(crate) range: Range<usize>,
    /// The item as it was written.
    pub(super) raw: RawItem,
}

/// An item as it was written, mended where it had to be.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub(super) enum RawItem {
    /// An item that was made, not read.
    #[default]
    None,
    Xml(RawElement),
    /// Members in their order.
    Json(Members),
}

/// All of a feed that is no item.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub(super) enum RawHead {
    #[default]
    None,
    Xml(XmlHead),
    Json(Members),
}

/// The head of an XML feed.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub(super) struct XmlHead {
    /// The namespaces that the root declares.
    pub(super) bindings: Vec<Binding>,
    /// The elements beside the items.
    pub(super) elements: Vec<RawElement>,
}

/// A namespace declaration: prefix (empty for the default namespace) and name.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Binding {
    pub(super) prefix: String,
    pub(super) name: String,
}

/// An element as it was written.
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub(super) struct RawElement {
    /// Well-formed XML: one element, with its own declarations.
    pub(super) text: String,
    /// The namespaces that it uses and does not declare.
    pub(super) bindings: Vec<Binding>,
    /// `xml:base` in force around it.
    pub(super) base: Option<String>,
    /// `xml:lang` in force around it.
    pub(super) language: Option<String>,
}

/// Members of a JSON object in the order of the text.
pub(super) type Members = Vec<(String, Box<RawValue>)>;

impl Item {
    /// Whether the item is a link to nothing and says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.link.is_none() && self.title.is_none() && self.text.is_empty()
    }
}

impl Feed {
    /// The feed without its items and what was mended in them.
    #[must_use]
    pub fn without_items(&self) -> Self {
        Self { items: Vec::new(), repairs: Vec::new(), ..self.clone() }
    }
}

/// A feed that was read, and where from.
#[derive(Debug, Clone)]
pub struct NamedFeed {
    /// Path or address as the user named it.
    pub path: String,
    /// The feed.
    pub feed: Feed,
}

impl NamedFeed {
    /// What names the feed in every run: the address that it gives as its own, else that which it was fetched from, else
    /// its home page and title, which feeds of one site do not share, else its path.
    #[must_use]
    pub fn key(&self) -> String {
        let own = || self.feed.address.as_deref().and_then(canonical);
        let fetched = || canonical(&self.path);
        let home = || {
            let home = self.feed.home.as_deref().and_then(canonical)?;
            Some(self.feed.title.as_ref().map_or_else(|| home.clone(), |title| format!("{home} {title}")))
        };
        own().or_else(fetched).or_else(home).unwrap_or_else(|| self.path.clone())
    }
}
