//! Feeds: RSS 0.9 to 2.0, Atom, JSON Feed, read into one model and written from it.

use jiff::tz::Offset;

mod model;
pub mod opml;
mod repair;
pub mod write;

pub use model::{Feed, FeedKind, Item};
pub use repair::{FeedError, FeedFault, Repair, RepairKind};

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
    let _ = (bytes, context);
    todo!()
}

/// Reads a feed whose characters are known already.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(text: &str, context: &FeedContext<'_>) -> Result<Feed, FeedError> {
    let _ = (text, context);
    todo!()
}

/// Whether a text begins as a feed does; it need not be whole.
#[must_use]
pub fn is_feed(head: &str) -> bool {
    let _ = head;
    todo!()
}

impl Item {
    /// The item's own id or, without one, one that is made of its link or else of its title and text: the same for the
    /// same item, whenever it is read.
    #[must_use]
    pub fn stable_id(&self) -> String {
        todo!()
    }
}
