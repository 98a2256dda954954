//! What can go wrong with an archive: where, what, and the way out.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

use crate::index::IndexError;

/// An archive could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// There is nothing at the path.
    #[error("there is no archive at `{}`; make one with `samestory archive add`, or name another folder", folder.display())]
    Missing {
        /// The folder named.
        folder: PathBuf,
    },
    /// The folder is there but holds no archive.
    #[error("`{}` holds no samestory archive; make one with `samestory archive add`, or name another folder", folder.display())]
    NotAnArchive {
        /// The folder named.
        folder: PathBuf,
    },
    /// The folder holds something that is not ours.
    #[error("`{}` holds `{entry}`, which is not part of a samestory archive, so nothing was written; name a new or empty folder", folder.display())]
    ForeignFolder {
        /// The folder named.
        folder: PathBuf,
        /// The first foreign entry by name.
        entry: String,
    },
    /// Data without the manifest that says what they are.
    #[error("`{}` holds `{data}` but no `samestory-archive.json`, so nothing was written; put that file back, or name a new or empty folder", folder.display())]
    NoManifest {
        /// The folder named.
        folder: PathBuf,
        /// The data.
        data: String,
    },
    /// The path is a file.
    #[error("`{}` is a file, not a folder; name a new or empty folder for the archive", path.display())]
    NotAFolder {
        /// The path named.
        path: PathBuf,
    },
    /// The layout is that of another version.
    #[error(
        "the archive in `{}` has format {found}, this samestory knows format {expected}; write it out with the samestory \
         that made it (`archive export`) and add that to a new archive", folder.display()
    )]
    OtherVersion {
        /// The folder named.
        folder: PathBuf,
        /// What the manifest says.
        found: u64,
        /// What this version knows.
        expected: u32,
    },
    /// The archive was made with other parameters.
    #[error(
        "the archive in `{}` was made with other parameters ({differences}); make it anew from its own documents with \
         `samestory archive rebuild`, or write them out with `samestory archive export`", folder.display()
    )]
    OtherParameters {
        /// The folder named.
        folder: PathBuf,
        /// Which, and how they differ.
        differences: String,
    },
    /// Something in the folder cannot be understood.
    #[error(
        "the archive in `{}` is damaged ({reason}); put the folder back from a backup, or add the documents to a new archive",
        folder.display()
    )]
    Damaged {
        /// The folder named.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process writes to it.
    #[error("another samestory ({holder}) writes to the archive in `{}`; wait until it is done", folder.display())]
    Busy {
        /// The folder named.
        folder: PathBuf,
        /// Who, as far as it says.
        holder: String,
    },
    /// The query cannot be understood.
    #[error(transparent)]
    Query(IndexError),
    /// No document has this id.
    #[error("the archive in `{}` has no document `{id}`; `samestory archive search` finds ids", folder.display())]
    UnknownDocument {
        /// The folder named.
        folder: PathBuf,
        /// The id.
        id: String,
    },
    /// The id is that of an earlier version.
    #[error("`{id}` is an earlier version of the document `{of}` in the archive in `{}`; name that one", folder.display())]
    EarlierVersion {
        /// The folder named.
        folder: PathBuf,
        /// The id.
        id: String,
        /// The id of the document that took its place.
        of: String,
    },
    /// No story has this id, or one that begins so.
    #[error("the archive in `{}` has no story `{id}`; `samestory archive stories` lists them", folder.display())]
    UnknownStory {
        /// The folder named.
        folder: PathBuf,
        /// The id.
        id: String,
    },
    /// A story has no documents any more.
    #[error("the story `{id}` of the archive in `{}` ended: its documents were removed", folder.display())]
    EndedStory {
        /// The folder named.
        folder: PathBuf,
        /// The id.
        id: String,
    },
    /// Several stories have an id that begins so.
    #[error("several stories of the archive in `{}` have an id that begins with `{id}`; write more of it", folder.display())]
    AmbiguousStory {
        /// The folder named.
        folder: PathBuf,
        /// The beginning.
        id: String,
    },
    /// The file system refused.
    #[error(
        "cannot {action} `{}`: {source}; see that the folder can be read and written and that the disk is not full",
        path.display()
    )]
    Io {
        /// What was tried, for instance `write`.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The search engine refused to read.
    #[error(
        "the archive in `{}` cannot be read: {source}; if this stays so, put the folder back from a backup, or add the \
         documents to a new archive", folder.display()
    )]
    Reading {
        /// The folder named.
        folder: PathBuf,
        /// Why not.
        source: Box<TantivyError>,
    },
    /// The search engine refused to write.
    #[error(
        "cannot write to the archive in `{}`: {source}; see that the disk is not full and the folder can be written. What \
         was committed before is intact; run the command again to do the rest", folder.display()
    )]
    Writing {
        /// The folder named.
        folder: PathBuf,
        /// Why not.
        source: Box<TantivyError>,
    },
    /// The caller asked to stop between two commits.
    #[error("stopped before the archive in `{}` was complete; what was committed is intact, run the command again to do the rest", folder.display())]
    Stopped {
        /// The folder named.
        folder: PathBuf,
    },
}

impl ArchiveError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    pub(super) fn reading(folder: &Path) -> impl Fn(TantivyError) -> Self {
        let folder = folder.to_owned();
        move |source| match broken_file(&source) {
            Some(reason) => Self::Damaged { folder: folder.clone(), reason },
            None => Self::Reading { folder: folder.clone(), source: Box::new(source) },
        }
    }

    pub(super) fn writing(folder: &Path) -> impl Fn(TantivyError) -> Self {
        let folder = folder.to_owned();
        move |source| Self::Writing { folder: folder.clone(), source: Box::new(source) }
    }

    pub(super) fn damaged(folder: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { folder: folder.to_owned(), reason: reason.into() }
    }

    /// What a search failed by, told of an archive.
    pub(super) fn of_search(error: IndexError) -> Self {
        match error {
            IndexError::Engine { folder, source } => Self::Reading { folder, source },
            IndexError::Damaged { folder, reason } => Self::Damaged { folder, reason },
            other => Self::Query(other),
        }
    }
}

/// Letters of what the search engine says of a corrupted file.
const LONGEST_REASON: usize = 90;

/// Which file is missing or cut off, if that is what the search engine says.
fn broken_file(error: &TantivyError) -> Option<String> {
    let error = match error {
        TantivyError::OpenReadError(error) => error,
        // It goes on to quote the file.
        TantivyError::DataCorruption(corruption) => {
            let said: String = format!("{corruption:?}").chars().take(LONGEST_REASON).collect();
            return Some(format!("{}…", said.trim_end()));
        }
        _ => return None,
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match error {
        OpenReadError::FileDoesNotExist(path) => Some(format!("its file `{}` is missing", name(path))),
        OpenReadError::IoError { io_error, filepath }
            if matches!(io_error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
        {
            Some(format!("its file `{}` is cut off or overwritten", name(filepath)))
        }
        _ => None,
    }
}
