//! The index: a folder in which clustered documents are looked up, by words, names, times and stories.
//!
//! [`write()`] takes the [records](crate::record) of a whole collection and replaces what the folder held; [`search()`]
//! answers a [`SearchRequest`] with stories and the documents in them that match. The layout of the folder and how it is
//! replaced without a gap is told in `folder.rs`, what a word matches in [`analyzer`], the language of queries in
//! [`query`].
//!
//! Promises: nothing that samestory did not write is ever overwritten; a failed or killed write leaves the old index as
//! it was; the same records give the same results in the same order, however they were ordered when written and
//! whatever the number of threads; no query makes it panic.

pub mod analyzer;
pub(crate) mod collect;
mod error;
mod excluded;
pub(crate) mod folder;
pub(crate) mod frozen;
pub(crate) mod manifest;
mod passages;
pub(crate) mod period;
pub(crate) mod plan;
pub mod query;
pub(crate) mod schema;
pub(crate) mod search;
mod write;

#[cfg(test)]
mod tests;

pub use error::IndexError;
pub use folder::check;
pub use manifest::{FORMAT, FORMAT_VERSION, MANIFEST_FILE, Manifest};
pub use passages::{LONGEST_PASSAGE, Passage};
pub use query::TextField;
pub use search::{Hit, OpenIndex, ResultOrder, SearchRequest, SearchResults, StoryHits, Totals, search};
pub use write::{Summary, WriteSettings, write};
