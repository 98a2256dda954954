//! OPML: lists of feeds, as feed readers export them.

use super::repair::FeedError;

/// A feed on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What the list calls it.
    pub title: Option<String>,
    /// Address of the feed.
    pub xml_url: String,
    /// Address of the web page that the feed belongs to.
    pub html_url: Option<String>,
    /// The folders that it is in, outermost first, parted by `/`.
    pub folder: Option<String>,
}

/// Reads a list of feeds, in its order. Broken lists are mended as feeds are.
///
/// # Errors
///
/// If the text is no OPML.
pub fn read(text: &str) -> Result<Vec<Outline>, FeedError> {
    let _ = text;
    todo!()
}

/// Whether a text begins as OPML does.
#[must_use]
pub fn is_opml(head: &str) -> bool {
    let _ = head;
    todo!()
}
