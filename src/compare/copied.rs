//! What two versions share word for word: passages of eight words or more.
//!
//! Independent reports share names and stock phrases of three or four words; a run of eight (or, in Korean, where a word
//! is a phrase, five) is copied, or one clip. Found by the shingles of that length.

use serde::Serialize;

use super::version::{Span, Version};

/// What two versions share word for word.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Copied {
    /// The passages, as a piece of each, in order of the first version.
    pub passages: Vec<[Span; 2]>,
    /// Share of the first version's words that stand in them.
    pub share_of_first: f64,
    /// Share of the second version's words.
    pub share_of_second: f64,
}

/// What two versions share word for word.
#[must_use]
pub fn copied(_first: &Version, _second: &Version) -> Copied {
    Copied::default()
}
