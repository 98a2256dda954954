//! The index folder: who may write it, what may stand in it, and how one index takes the place of another.
//!
//! ```text
//! samestory-index.json   the manifest; names the generation in use
//! samestory-index.lock   locked while somebody writes; stays
//! generation-3/          the data (tantivy)
//! ```
//!
//! A new index is built as the next generation beside the one in use; replacing the manifest switches over in one step,
//! and only then is the old generation removed. So a crash, a full disk or a failed build leaves the old index as it
//! was, and what it left behind is cleared by the next writer. (Renaming whole folders would not do: swapping two takes
//! two steps, and a folder that is a mount point cannot be renamed.) Nothing that samestory did not name itself is ever
//! removed: a folder with anything else in it is refused before anything is written.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::IndexError;
use super::manifest::{MANIFEST_FILE, Manifest, TEMPORARY_PREFIX};

/// Name of the lock file in the index folder.
pub(super) const LOCK_FILE: &str = "samestory-index.lock";

const GENERATION_PREFIX: &str = "generation-";

/// The number of a generation, from its folder's name.
pub(crate) fn generation(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(GENERATION_PREFIX)?;
    if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Looks whether an index may be written to the folder, before the work is done that gives its documents.
///
/// # Errors
///
/// When the folder is a file, holds anything that is not of an index of this version, or cannot be looked into.
pub fn check(folder: &Path) -> Result<(), IndexError> {
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {
            refuse_foreign(folder)?;
            current(folder).map(drop)
        }
        Ok(_) => Err(IndexError::NotAFolder { path: folder.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(IndexError::io("open", folder)(error)),
    }
}

/// The sole right to write an index folder, with a new generation under construction in it. Dropped without
/// [`Claim::publish`], it takes away everything that it made.
#[derive(Debug)]
pub(super) struct Claim {
    folder: PathBuf,
    data: String,
    made_folder: bool,
    is_published: bool,
    lock: Option<File>,
}

impl Claim {
    /// Claims the folder, which may be absent, empty or an index, and makes an empty folder for the new generation.
    pub(super) fn new(folder: &Path) -> Result<Self, IndexError> {
        let made_folder = match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => false,
            Ok(_) => return Err(IndexError::NotAFolder { path: folder.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(IndexError::io("make", folder))?;
                true
            }
            Err(error) => return Err(IndexError::io("open", folder)(error)),
        };
        refuse_foreign(folder)?;
        let lock = lock(folder)?;
        let mut claim =
            Self { folder: folder.to_owned(), data: String::new(), made_folder, is_published: false, lock: Some(lock) };
        let current = current(folder)?;
        let number = match &current {
            Some(manifest) => generation(&manifest.data).unwrap_or(0).saturating_add(1),
            None => 1,
        };
        claim.clear(current.as_ref().map(|manifest| manifest.data.as_str()))?;
        claim.data = format!("{GENERATION_PREFIX}{number}");
        let path = claim.data_path();
        fs::create_dir(&path).map_err(IndexError::io("make", &path))?;
        Ok(claim)
    }

    /// Name of the new generation's folder.
    pub(super) fn data(&self) -> &str {
        &self.data
    }

    /// Path of the new generation's folder.
    pub(super) fn data_path(&self) -> PathBuf {
        self.folder.join(&self.data)
    }

    /// Makes the new generation the one in use.
    pub(super) fn publish(mut self, manifest: &Manifest) -> Result<(), IndexError> {
        manifest.write(&self.folder)?;
        self.is_published = true;
        // The index is in use already; what cannot be removed now (a reader on Windows holds it) the next writer removes.
        let _ = self.clear(Some(&self.data));
        Ok(())
    }

    /// Removes all generations but `kept` and all temporary manifests.
    fn clear(&self, kept: Option<&str>) -> Result<(), IndexError> {
        for name in entries(&self.folder)? {
            let path = self.folder.join(&name);
            if generation(&name).is_some() && Some(name.as_str()) != kept {
                fs::remove_dir_all(&path).map_err(IndexError::io("remove", &path))?;
            } else if name.starts_with(TEMPORARY_PREFIX) {
                fs::remove_file(&path).map_err(IndexError::io("remove", &path))?;
            }
        }
        Ok(())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.is_published && !self.data.is_empty() {
            let _ = fs::remove_dir_all(self.data_path());
        }
        drop(self.lock.take());
        if !self.is_published && self.made_folder {
            let _ = fs::remove_file(self.folder.join(LOCK_FILE));
            // Fails, as it should, when somebody put something there meanwhile.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

fn lock(folder: &Path) -> Result<File, IndexError> {
    let path = folder.join(LOCK_FILE);
    let file =
        File::options().create(true).write(true).truncate(false).open(&path).map_err(IndexError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexError::Busy { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(IndexError::io("lock", &path)(error)),
    }
}

/// The manifest of the index in the folder, if there is one.
fn current(folder: &Path) -> Result<Option<Manifest>, IndexError> {
    match Manifest::read(folder) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(IndexError::NotAnIndex { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn refuse_foreign(folder: &Path) -> Result<(), IndexError> {
    // Another version may have laid the folder out in another way, so its refusal comes first.
    current(folder)?;
    let names = entries(folder)?;
    // Without the lock file no writer of ours was ever here, whatever the names look like.
    let was_ours = names.iter().any(|name| name == LOCK_FILE);
    for name in names {
        let is_ours = name == LOCK_FILE
            || (was_ours
                && (name == MANIFEST_FILE || name.starts_with(TEMPORARY_PREFIX) || generation(&name).is_some()));
        if !is_ours {
            return Err(IndexError::ForeignFolder { folder: folder.to_owned(), entry: name });
        }
    }
    Ok(())
}

/// The names in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<String>, IndexError> {
    let failed = || IndexError::io("list", folder);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        names.push(entry.map_err(failed())?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_new_folder_disappears_again_when_nothing_is_published() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/index");
        drop(Claim::new(&folder).unwrap());
        assert!(!folder.exists());
    }

    fn publish(folder: &Path) -> String {
        let claim = Claim::new(folder).unwrap();
        fs::write(claim.data_path().join("data"), "x").unwrap();
        let data = claim.data().to_owned();
        let manifest = Manifest::new(&data, 0, 0, BTreeMap::new());
        claim.publish(&manifest).unwrap();
        data
    }

    #[test]
    fn an_index_stays_until_the_next_is_published() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("index");
        assert_eq!(publish(&folder), "generation-1");
        let failing = Claim::new(&folder).unwrap();
        assert!(folder.join("generation-1/data").exists() && folder.join("generation-2").exists());
        drop(failing);
        assert_eq!(entries(&folder).unwrap(), ["generation-1", MANIFEST_FILE, LOCK_FILE]);
        assert_eq!(publish(&folder), "generation-2");
        assert_eq!(entries(&folder).unwrap(), ["generation-2", MANIFEST_FILE, LOCK_FILE]);
    }

    #[test]
    fn leftovers_of_a_crash_are_cleared() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("index");
        publish(&folder);
        fs::create_dir(folder.join("generation-2")).unwrap();
        fs::write(folder.join(format!("{TEMPORARY_PREFIX}abc")), "half").unwrap();
        assert_eq!(publish(&folder), "generation-2");
        assert_eq!(entries(&folder).unwrap(), ["generation-2", MANIFEST_FILE, LOCK_FILE]);
    }

    #[test]
    fn two_writers_cannot_claim_one_folder() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("index");
        let claim = Claim::new(&folder).unwrap();
        let error = Claim::new(&folder).unwrap_err();
        assert!(matches!(error, IndexError::Busy { .. }) && error.to_string().contains("wait"));
        drop(claim);
        assert!(Claim::new(&folder).is_ok());
    }

    #[test]
    fn a_folder_that_holds_something_else_is_refused_and_untouched() {
        for foreign in ["notes.txt", "generation-1", ".samestory-index-x"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(foreign), "mine").unwrap();
            let error = Claim::new(folder.path()).unwrap_err();
            assert!(error.to_string().contains(foreign), "{error}");
            assert_eq!(entries(folder.path()).unwrap(), [foreign]);
        }
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("index");
        publish(&folder);
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        assert!(matches!(Claim::new(&folder), Err(IndexError::ForeignFolder { .. })));
        assert!(folder.join("generation-1/data").exists());
    }
}
