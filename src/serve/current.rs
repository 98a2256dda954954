//! The archive as of its last commit: opened once, and again when somebody has committed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use crate::archive::{ArchiveError, Snapshot};

/// A commit, and what was worked out of it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) snapshot: Snapshot,
    /// What the archive is called: the name of its folder.
    pub(super) name: String,
    days: OnceLock<Vec<(Date, usize)>>,
}

impl Opened {
    fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = place.file_name().map_or_else(|| "archive".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self { snapshot: Snapshot::open(folder)?, name, days: OnceLock::new() })
    }

    /// See [`Snapshot::days`]; counted once.
    pub(super) fn days(&self) -> Result<&[(Date, usize)], ArchiveError> {
        if let Some(days) = self.days.get() {
            return Ok(days);
        }
        let days = self.snapshot.days()?;
        Ok(self.days.get_or_init(|| days))
    }
}

/// The last commit that was seen.
#[derive(Debug)]
pub(super) struct Current {
    folder: PathBuf,
    opened: Mutex<Arc<Opened>>,
}

impl Current {
    pub(super) fn open(folder: &Path) -> Result<Self, ArchiveError> {
        // Once, and not again for each commit: some damaged files would end the whole server.
        drop(Snapshot::open_checked(folder)?);
        Ok(Self { folder: folder.to_owned(), opened: Mutex::new(Arc::new(Opened::open(folder)?)) })
    }

    /// The last commit. Looks into two small files; opens the archive again if they say that it is another.
    pub(super) fn get(&self) -> Result<Arc<Opened>, ArchiveError> {
        // What a panic interrupted has changed nothing.
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if !opened.snapshot.is_current() {
            *opened = Arc::new(Opened::open(&self.folder)?);
        }
        Ok(Arc::clone(&opened))
    }
}
