//! Feeds: RSS 0.9 to 2.0, Atom, JSON Feed, read into one model and written from it.

use jiff::tz::Offset;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::read::identity::SEED;

mod atom;
mod decode;
mod edits;
mod json;
mod links;
mod mend;
mod model;
mod namespaces;
pub mod opml;
mod ours;
mod plain;
mod reading;
mod repair;
mod rss;
mod tree;
pub mod write;
mod xml;

pub use model::{Feed, FeedKind, Item, NamedFeed};
pub use repair::{FeedError, FeedFault, Repair, RepairKind};

use reading::Reading;
use repair::Repairs;

/// What is known of a feed beside its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeedContext<'a> {
    /// The feed as its reader names it, for errors.
    pub path: &'a str,
    /// Where it was fetched from: what relative links are relative to.
    pub address: Option<&'a str>,
    /// The encoding that the server named.
    pub charset: Option<&'a str>,
    /// The zone of clock times without one.
    pub default_offset: Option<Offset>,
}

/// Reads a feed.
///
/// # Errors
///
/// If the bytes are no feed, or broken beyond repair.
pub fn read(bytes: &[u8], context: &FeedContext<'_>) -> Result<Feed, FeedError> {
    let mut repairs = Repairs::default();
    let text = decode::decode(bytes, context.charset, &mut repairs);
    read_with(&text, context, repairs)
}

/// Reads a feed whose characters are known already.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(text: &str, context: &FeedContext<'_>) -> Result<Feed, FeedError> {
    read_with(text, context, Repairs::default())
}

fn read_with(text: &str, context: &FeedContext<'_>, repairs: Repairs) -> Result<Feed, FeedError> {
    let reading = Reading { context: *context, repairs };
    let first = text.chars().find(|character| !character.is_whitespace() && *character != '\u{FEFF}');
    match first {
        None => Err(FeedError { path: context.path.to_owned(), line: None, fault: FeedFault::Empty }),
        Some('<') => xml::read(text, reading),
        _ if is_json(text) => json::read(text, reading),
        _ => xml::read(text, reading),
    }
}

/// Whether a text begins as a feed does; it need not be whole.
#[must_use]
pub fn is_feed(head: &str) -> bool {
    if is_json(head) {
        return is_json_feed(head);
    }
    match mend::root_name(head) {
        Some("rss" | "feed") => true,
        Some("rdf") => ["purl.org/rss/", "netscape.com/", "<channel", "<item"].iter().any(|sign| head.contains(sign)),
        _ => false,
    }
}

/// Whether what may be a feed is JSON, before anything else.
fn is_json(text: &str) -> bool {
    let start = text.find(['{', '<']);
    start.is_some_and(|start| text.as_bytes().get(start) == Some(&b'{'))
}

/// Whether JSON says that it is a JSON Feed.
fn is_json_feed(head: &str) -> bool {
    let says_so = |(at, _): (usize, &str)| {
        let rest = head.get(at + "\"version\"".len()..).unwrap_or_default().trim_start();
        let value = rest.strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'));
        let value = value.map(|value| value.get(..value.floor_char_boundary(60)).unwrap_or(value).replace("\\/", "/"));
        value.is_some_and(|value| {
            ["http://", "https://", "http://www.", "https://www."]
                .iter()
                .any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| rest.starts_with("jsonfeed.org/version")))
        })
    };
    head.match_indices("\"version\"").any(says_so)
}

impl Item {
    /// The item's own id or, without one, one that is made of its link or else of its title and text: the same for the
    /// same item, whenever it is read. Where items of a feed share an id and say different things, the later ones get
    /// one that says which of them they are.
    ///
    /// Hashes are XXH3-64 with the seed of all ids ([`crate::read::identity::SEED`]).
    #[must_use]
    pub fn stable_id(&self) -> String {
        let hash = || {
            let text;
            let said = if let Some(link) = &self.link {
                link
            } else {
                text = format!("{}\n{}", self.title.as_deref().unwrap_or_default(), self.text);
                &text
            };
            format!("{:016x}", xxh3_64_with_seed(said.as_bytes(), SEED))
        };
        match &self.id {
            Some(id) if self.shares_id => format!("{id}#{}", hash()),
            Some(id) => id.clone(),
            None => format!("urn:samestory:item:{}", hash()),
        }
    }
}

#[cfg(test)]
mod tests;
