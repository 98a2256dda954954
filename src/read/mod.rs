//! Bytes to documents: files, folders and standard input, in any of the formats newsrooms keep.
//!
//! The way of one input: [`source`] opens it (walks folders, unpacks gzip and zstd), [`format`] tells what it holds,
//! [`charset`] makes text of it, and one reader a format makes documents: [`page`] for broadcast page dumps, [`html`]
//! for web pages, [`records`] for JSON Lines, JSON arrays, CSV and TSV. [`identity`] gives every document an id that is
//! unique in the collection and does not depend on the order of the input.
//!
//! Promises: what cannot be read becomes a [`Problem`] and stops nothing else; the result is the same for any number of
//! threads and any order of inputs; nothing is read twice when a file is named twice.

use std::path::PathBuf;

use crate::document::Document;
use crate::problem::Problem;

mod charset;
pub mod dates;
pub mod page;
mod paragraphs;
mod source;

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A file, or a folder with all that is below it.
    Path(PathBuf),
    /// Standard input, `-` on the command line.
    StandardInput,
}

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Raw page dump or plain text.
    Page,
    /// Web page.
    Html,
    /// One JSON object a line.
    JsonLines,
    /// One JSON array of objects (or one object).
    Json,
    /// Comma separated, with a header row.
    Csv,
    /// Tab separated, with a header row.
    Tsv,
}

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ReadSettings {
    /// Read everything as this format instead of telling it by content.
    pub format: Option<Format>,
    /// Encoding label (WHATWG) that wins over every detection.
    pub encoding: Option<String>,
    /// Field names of records: `(ours, theirs)`, for instance `("text", "body")`; wins over the usual names.
    pub fields: Vec<(String, String)>,
    /// Stop at the first [`Severity::Error`](crate::problem::Severity::Error).
    pub strict: bool,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Collection {
    /// The documents, sorted by id; ids are unique.
    pub documents: Vec<Document>,
    /// What went wrong, sorted by path and position.
    pub problems: Vec<Problem>,
    /// How many files were opened (standard input counts as one).
    pub files: usize,
}
