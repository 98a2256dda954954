//! Broadcast page dumps: the text of a news page as a browser shows it, furniture and all.

use std::ops::Range;

use crate::document::{Document, Origin};

/// What a page holds.
#[derive(Debug)]
pub enum PageOutcome {
    /// The documents, at least one, in page order. Their `id` is empty and their `origin.path` too: the caller, who
    /// knows the file, fills them.
    Documents(Vec<Document>),
    /// None, with the reason.
    Nothing(String),
}

/// Reads one page dump.
#[must_use]
pub fn read_page(text: &str) -> PageOutcome {
    let _ = (text, Range { start: 0_u64, end: 0 }, None::<(Document, Origin)>);
    PageOutcome::Nothing("not written yet".to_owned())
}
