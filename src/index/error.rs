//! What can go wrong with an index: where, what, and the way out.

use std::io;
use std::path::{Path, PathBuf};

/// An index could not be written or searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is nothing at the path.
    #[error("there is no index at `{}`; make one there first, or name another folder", folder.display())]
    Missing {
        /// The folder named.
        folder: PathBuf,
    },
    /// The folder is there but is no index, or one that was never finished.
    #[error("`{}` holds no finished samestory index; make one there first, or name another folder", folder.display())]
    NotAnIndex {
        /// The folder named.
        folder: PathBuf,
    },
    /// The folder holds something that is not ours to replace.
    #[error("`{}` holds `{entry}`, which is not part of a samestory index, so nothing was written; name a new or empty folder", folder.display())]
    ForeignFolder {
        /// The folder named.
        folder: PathBuf,
        /// The first foreign entry by name.
        entry: String,
    },
    /// The path is a file.
    #[error("`{}` is a file, not a folder; name a new or empty folder for the index", path.display())]
    NotAFolder {
        /// The path named.
        path: PathBuf,
    },
    /// The index was made by another version.
    #[error("the index in `{}` has {found}, this samestory reads {expected}; delete the folder and index the collection again", folder.display())]
    OtherVersion {
        /// The folder named.
        folder: PathBuf,
        /// What the manifest says, for instance `format 2`.
        found: String,
        /// What this version reads, for instance `format 1`.
        expected: String,
    },
    /// The manifest is there but cannot be understood.
    #[error("the index in `{}` is damaged ({reason}); delete the folder and index the collection again", folder.display())]
    Damaged {
        /// The folder named.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process or thread is writing the same index.
    #[error("another samestory is writing the index in `{}`; wait until it is done, or name another folder", folder.display())]
    Busy {
        /// The folder named.
        folder: PathBuf,
    },
    /// Two records bear the same id.
    #[error("two documents have the id `{id}`, so the index in `{}` was not written; give every document an id of its own", folder.display())]
    DuplicateId {
        /// The folder named.
        folder: PathBuf,
        /// The id.
        id: String,
    },
    /// The query cannot be understood.
    #[error("{message}; {cure}")]
    Query {
        /// What is wrong, quoting the query unescaped.
        message: String,
        /// What to write instead.
        cure: String,
    },
    /// The file system refused.
    #[error("cannot {action} `{}`: {source}; see that the folder can be read and written and that the disk is not full", path.display())]
    Io {
        /// What was tried, for instance `write`.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The search engine refused.
    #[error("the index in `{}` cannot be used: {source}; if this stays so, delete the folder and index the collection again", folder.display())]
    Engine {
        /// The folder named.
        folder: PathBuf,
        /// Why not.
        source: Box<tantivy::TantivyError>,
    },
}

impl IndexError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    pub(super) fn engine(folder: &Path) -> impl Fn(tantivy::TantivyError) -> Self {
        let folder = folder.to_owned();
        move |source| Self::Engine { folder: folder.clone(), source: Box::new(source) }
    }

    pub(super) fn query(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Query { message: message.into(), cure: cure.into() }
    }
}
