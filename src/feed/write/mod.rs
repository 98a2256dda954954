//! Items to a feed: RSS 2.0, Atom 1.0, JSON Feed 1.1 or JSON Lines.
//!
//! An item that goes back into its own format is passed on as it was written, with all that its publisher put in it;
//! changed is only what the format forbids, what points elsewhere now, and what was asked for. Into another format the
//! fields that both have are translated, and all else goes along: elements of other namespaces as they are, what only the
//! old format knows under a name of ours ([`NAMESPACE`], `_samestory` in JSON). What is written keeps the rules of its
//! format and is well-formed whatever came in.

use serde::{Deserialize, Serialize};

use super::model::{Feed, Item};
use crate::moment::Moment;
use std::fmt::Write as _;

pub(super) mod also;
mod atom;
mod declarations;
mod disarm;
mod element;
mod escape;
mod json;
mod json_lines;
mod rss;

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
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: Option<String>,
    /// Who published it.
    pub source: Option<String>,
}

/// What an item is to others.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The run, or the memory, that says so: what one set tells apart stays apart.
    pub set: String,
    /// The story that it belongs to.
    pub story: String,
    /// What it is to the item that stands for the story, in one word, for instance `copy`.
    pub relation: String,
    /// Id or link of the item that stands for the story, for the others.
    pub of: Option<String>,
}

/// The namespace of the elements that samestory adds to feeds: `also` (attributes `title`, `href`, `source`), `story`
/// (attributes `set`, `id`, `relation`, `of`), and what had no other place: `written` (a date that its format does not allow) and
/// `json` (members of a JSON Feed). It is a name, and nothing is to be found there.
pub const NAMESPACE: &str = "urn:samestory:feed:1";

/// Elements, one a line.
fn lines(elements: &[String]) -> String {
    elements.iter().flat_map(|element| [element.as_str(), "\n"]).collect()
}

/// The member of JSON that all of ours is in.
pub(super) const OWN_MEMBER: &str = "_samestory";

/// Text as it stands in an element.
pub(super) fn escaped(text: &str) -> String {
    escape::text(text).into_owned()
}

/// Writes a feed.
#[must_use]
pub fn write(output: &Output<'_>, kind: OutputKind) -> String {
    match kind {
        OutputKind::Rss2 => rss::write(output),
        OutputKind::Atom => atom::write(output),
        OutputKind::JsonFeed => json::write(output),
        OutputKind::JsonLines => json_lines::write(output),
    }
}

impl Output<'_> {
    /// When the feed changed: as it says or, without that, when the latest of its entries did.
    fn changed(&self) -> Option<Moment> {
        let times = |entry: &Entry<'_>| entry.item.updated.or(entry.item.published);
        self.updated.or_else(|| self.entries.iter().filter_map(times).max_by_key(Moment::earliest))
    }

    /// An address that stands for the feed.
    fn anchor(&self) -> Option<&str> {
        let own = [&self.home, &self.address].into_iter().find_map(Option::as_deref);
        let first = || self.entries.iter().find_map(|entry| entry.item.link.as_deref());
        own.or_else(first).and_then(escape::safe)
    }
}

/// A name of ours for what has none, `urn:samestory:WHAT:` and the XXH3-64 of what it says.
#[must_use]
pub fn urn(what: &str, said: &str) -> String {
    let hash = xxhash_rust::xxh3::xxh3_64_with_seed(said.as_bytes(), crate::read::identity::SEED);
    format!("urn:samestory:{what}:{hash:016x}")
}

impl Entry<'_> {
    /// The id to be written where the format asks for one.
    fn id(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.item.stable_id())
    }

    /// The id to be written in place of the item's own, if it is another.
    fn new_id(&self) -> Option<String> {
        let id = self.id();
        (self.item.id.as_ref() != Some(&id)).then_some(id)
    }

    /// A title, or what stands for one.
    fn heading(&self) -> String {
        let item = self.item;
        let opening = || element::opening(&item.text).into_owned();
        let title = item.title.clone().unwrap_or_else(opening);
        if title.is_empty() { item.link.clone().unwrap_or_else(|| "Untitled".to_owned()) } else { title }
    }

    /// The link that may be passed on.
    fn link(&self) -> Option<&str> {
        self.item.link.as_deref().and_then(escape::safe)
    }

    /// The others and the mark as elements of ours; `written_id` tells how ids are written in the format.
    fn additions(&self, declarations: &declarations::Declarations, written_id: impl Fn(&str) -> String) -> String {
        let mut written = String::new();
        let attribute =
            |name: &str, value: &str| format!(" {name}=\"{}\"", escape::attribute(&super::plain::harmless(value)));
        for also in &self.also {
            let href = also.link.as_deref().and_then(escape::safe).map(|link| attribute("href", link));
            let source = also.source.as_deref().map(|source| attribute("source", source));
            let _ = write!(
                written,
                "<{}{}{}{}/>",
                declarations.own("also"),
                attribute("title", &also.title),
                href.unwrap_or_default(),
                source.unwrap_or_default()
            );
        }
        if let Some(mark) = &self.mark {
            let of = mark.of.as_deref().map(|of| attribute("of", &written_id(of))).unwrap_or_default();
            let _ = write!(
                written,
                "<{}{}{}{}{of}/>",
                declarations.own("story"),
                attribute("set", &mark.set),
                attribute("id", &mark.story),
                attribute("relation", &mark.relation)
            );
        }
        written
    }
}

#[cfg(test)]
mod rules;
#[cfg(test)]
mod tests;
