//! The folder of an archive: what may stand in it, and who may write to it.
//!
//! ```text
//! samestory-archive.json   the manifest; names the data in use
//! samestory-archive.lock   locked while somebody writes, and says who; stays
//! generation-1/            the data: one tantivy index
//! ```
//!
//! The lock is the operating system's, so it goes with its process, however that ends.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::manifest::{MANIFEST_FILE, Manifest, TEMPORARY_PREFIX};
use crate::index::folder::generation;

/// Name of the lock file in the folder.
pub(super) const LOCK_FILE: &str = "samestory-archive.lock";

const GENERATION_PREFIX: &str = "generation-";

/// Stands in a generation until a manifest names it: only what is unfinished may be cleared where there is no manifest.
const UNFINISHED: &str = "samestory-unfinished";

/// Most bytes that are read of what a lock file says.
const LONGEST_HOLDER: u64 = 1000;

/// The sole right to write to an archive.
#[derive(Debug)]
pub(super) struct Claim {
    folder: PathBuf,
    lock: File,
}

impl Claim {
    /// Claims a folder that is absent, empty or an archive. `holder` is what others are told of who writes.
    pub(super) fn new(folder: &Path, holder: &str) -> Result<Self, ArchiveError> {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(ArchiveError::NotAFolder { path: folder.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(ArchiveError::io("make", folder))?;
            }
            Err(error) => return Err(ArchiveError::io("open", folder)(error)),
        }
        refuse_foreign(folder)?;
        let claim = Self { folder: folder.to_owned(), lock: lock(folder)? };
        claim.sign(holder);
        Ok(claim)
    }

    /// Removes all generations but `kept`, and all temporary manifests: what a crash left behind. `kept` must have been
    /// opened before; without one, only generations that were never finished go.
    pub(super) fn clear(&self, kept: Option<&str>) -> Result<(), ArchiveError> {
        for name in entries(&self.folder)? {
            let path = self.folder.join(&name);
            if generation(&name).is_some() && Some(name.as_str()) != kept {
                self.refuse_foreign_data(&name, kept.is_some())?;
                fs::remove_dir_all(&path).map_err(ArchiveError::io("remove", &path))?;
            } else if name.starts_with(TEMPORARY_PREFIX) {
                fs::remove_file(&path).map_err(ArchiveError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Refuses to remove a generation that holds anything which is not ours, or the data of an archive whose manifest is
    /// gone.
    pub(super) fn refuse_foreign_data(&self, name: &str, has_manifest: bool) -> Result<(), ArchiveError> {
        let names = entries(&self.folder.join(name))?;
        if let Some(foreign) = names.iter().find(|entry| !is_data(entry)) {
            return Err(ArchiveError::ForeignFolder {
                folder: self.folder.clone(),
                entry: format!("{name}/{foreign}"),
            });
        }
        let is_unfinished = names.is_empty() || names.iter().any(|entry| entry == UNFINISHED);
        if !has_manifest && !is_unfinished {
            return Err(ArchiveError::NoManifest { folder: self.folder.clone(), data: name.to_owned() });
        }
        Ok(())
    }

    /// Says that a manifest names a generation from now on.
    pub(super) fn finish(&self, generation: &str) -> Result<(), ArchiveError> {
        let path = self.folder.join(generation).join(UNFINISHED);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ArchiveError::io("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// Makes an empty folder for a generation after `current`, and gives its name.
    pub(super) fn next_generation(&self, current: Option<&str>) -> Result<String, ArchiveError> {
        let number = current.and_then(generation).unwrap_or(0).saturating_add(1);
        let name = format!("{GENERATION_PREFIX}{number}");
        let path = self.folder.join(&name);
        fs::create_dir(&path).map_err(ArchiveError::io("make", &path))?;
        let mark = path.join(UNFINISHED);
        File::create(&mark).map_err(ArchiveError::io("write", &mark))?;
        Ok(name)
    }

    /// Says in the lock file who holds it. Only an error message depends on it, so that it fails in silence.
    fn sign(&self, holder: &str) {
        let mut file = &self.lock;
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(holder.as_bytes()));
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let _ = self.lock.set_len(0);
    }
}

fn lock(folder: &Path) -> Result<File, ArchiveError> {
    let path = folder.join(LOCK_FILE);
    // What it holds is cut to nothing, so that it must be ours: not a file of another folder that a link leads to.
    if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        let reason = "it is a link or a folder, and a lock is a file; remove it";
        return Err(ArchiveError::io("lock", &path)(io::Error::new(io::ErrorKind::InvalidInput, reason)));
    }
    let mut file = File::options()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .map_err(ArchiveError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let mut holder = Vec::new();
            let _ = Read::by_ref(&mut file).take(LONGEST_HOLDER).read_to_end(&mut holder);
            let holder = String::from_utf8_lossy(&holder).trim().to_owned();
            let holder = if holder.is_empty() { "it does not say which".to_owned() } else { holder };
            Err(ArchiveError::Busy { folder: folder.to_owned(), holder })
        }
        Err(TryLockError::Error(error)) => Err(ArchiveError::io("lock", &path)(error)),
    }
}

/// The manifest of the archive in a folder, if there is one.
pub(super) fn current(folder: &Path) -> Result<Option<Manifest>, ArchiveError> {
    match Manifest::read(folder) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(ArchiveError::NotAnArchive { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a folder looks like an archive.
#[must_use]
pub fn is_archive(folder: &Path) -> bool {
    folder.join(MANIFEST_FILE).is_file()
}

/// Looks whether documents may be added to the folder, before the work of reading them is done.
///
/// # Errors
///
/// When the folder is a file, holds anything that is not of an archive of this version, or cannot be looked into.
pub fn check(folder: &Path) -> Result<(), ArchiveError> {
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => refuse_foreign(folder),
        Ok(_) => Err(ArchiveError::NotAFolder { path: folder.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(ArchiveError::io("open", folder)(error)),
    }
}

fn refuse_foreign(folder: &Path) -> Result<(), ArchiveError> {
    // Another version may have laid the folder out in another way, so its refusal comes first.
    let has_manifest = current(folder)?.is_some();
    let names = entries(folder)?;
    // Without the lock file, which a backup may leave out, or a manifest no writer of ours was ever here, whatever the names
    // look like.
    let was_ours = has_manifest || names.iter().any(|name| name == LOCK_FILE);
    for name in names {
        let is_ours = name == LOCK_FILE
            || (was_ours
                && (name == MANIFEST_FILE || name.starts_with(TEMPORARY_PREFIX) || generation(&name).is_some()));
        if !is_ours {
            return Err(ArchiveError::ForeignFolder { folder: folder.to_owned(), entry: name });
        }
    }
    Ok(())
}

/// Whether a file in a generation is one of the index there, or our mark.
fn is_data(name: &str) -> bool {
    let is_segment = name
        .split_once('.')
        .is_some_and(|(segment, _)| segment.len() == 32 && segment.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_segment
        || matches!(name, UNFINISHED | "meta.json" | ".managed.json")
        || name.starts_with(".tantivy-")
        || name.starts_with(".tmp")
}

/// The names in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<String>, ArchiveError> {
    let failed = || ArchiveError::io("list", folder);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        names.push(entry.map_err(failed())?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Bytes of all files in a folder of data.
pub(super) fn bytes(folder: &Path) -> Result<u64, ArchiveError> {
    let failed = || ArchiveError::io("list", folder);
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        // A file may have gone since its name was read: a writer clears up.
        bytes += entry.metadata().map_or(0, |metadata| metadata.len());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_is_cleared_and_data_without_a_manifest_are_not() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("archive");
        let claim = Claim::new(&folder, "x").unwrap();
        let data = claim.next_generation(None).unwrap();
        claim.clear(None).unwrap();
        assert!(!folder.join(&data).exists(), "it was never finished");

        let data = claim.next_generation(None).unwrap();
        fs::write(folder.join(&data).join("meta.json"), "{}").unwrap();
        claim.finish(&data).unwrap();
        claim.finish(&data).unwrap();
        let error = claim.clear(None).unwrap_err();
        assert!(error.to_string().contains(MANIFEST_FILE) && folder.join(&data).exists(), "{error}");

        let next = claim.next_generation(Some(&data)).unwrap();
        fs::write(folder.join(&data).join("mine"), "x").unwrap();
        let error = claim.clear(Some(&next)).unwrap_err();
        assert!(error.to_string().contains("generation-1/mine"), "{error}");
        fs::remove_file(folder.join(&data).join("mine")).unwrap();
        claim.clear(Some(&next)).unwrap();
        assert!(!folder.join(&data).exists() && folder.join(&next).exists());
    }

    #[test]
    fn a_second_writer_is_told_who_the_first_is() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("archive");
        let claim = Claim::new(&folder, "pid 12 on desk3, archive add").unwrap();
        let message = Claim::new(&folder, "pid 13").unwrap_err().to_string();
        assert!(message.contains("pid 12 on desk3, archive add") && message.contains("wait"), "{message}");
        drop(claim);
        assert!(Claim::new(&folder, "pid 13").is_ok());
    }

    #[test]
    fn a_folder_that_holds_something_else_is_refused_and_untouched() {
        for foreign in ["notes.txt", "generation-1", ".samestory-archive-x"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(foreign), "mine").unwrap();
            let error = Claim::new(folder.path(), "").unwrap_err();
            assert!(error.to_string().contains(foreign), "{error}");
            assert_eq!(entries(folder.path()).unwrap(), [foreign]);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert!(matches!(Claim::new(&file, ""), Err(ArchiveError::NotAFolder { .. })));
    }

    #[test]
    fn leftovers_of_a_crash_are_cleared() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("archive");
        let claim = Claim::new(&folder, "").unwrap();
        let kept = claim.next_generation(None).unwrap();
        assert_eq!(claim.next_generation(Some(&kept)).unwrap(), "generation-2");
        fs::write(folder.join(format!("{TEMPORARY_PREFIX}abc")), "half").unwrap();
        claim.clear(Some(&kept)).unwrap();
        assert_eq!(entries(&folder).unwrap(), ["generation-1", LOCK_FILE]);
    }
}
