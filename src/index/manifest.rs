//! The manifest: the small JSON file that makes a folder a samestory index and says which version made it.
//!
//! It is the last thing written and names the data that it speaks of, so replacing it is the one step by which an index
//! appears or is replaced: whoever reads the folder before sees the old index whole, whoever reads it after the new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::analyzer::ANALYZER_VERSION;
use super::error::IndexError;

/// Name of the manifest in the index folder.
pub const MANIFEST_FILE: &str = "samestory-index.json";

/// Value of [`Manifest::format`].
pub const FORMAT: &str = "samestory.index";

/// Version of the folder's layout and of the tantivy schema.
pub const FORMAT_VERSION: u32 = 1;

/// A manifest larger than this is none of ours.
const LARGEST_MANIFEST: u64 = 1 << 20;

/// What an index says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Version of the samestory that wrote it.
    pub samestory: String,
    /// [`ANALYZER_VERSION`].
    pub analyzer: u32,
    /// The folder of the data, inside the index folder.
    pub data: String,
    /// Number of documents.
    pub documents: u64,
    /// Number of stories.
    pub stories: u64,
    /// How the collection was clustered, as the caller gave it.
    pub settings: BTreeMap<String, Value>,
}

impl Manifest {
    /// The manifest of data that this version wrote.
    #[must_use]
    pub fn new(data: &str, documents: u64, stories: u64, settings: BTreeMap<String, Value>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: FORMAT_VERSION,
            samestory: env!("CARGO_PKG_VERSION").to_owned(),
            analyzer: ANALYZER_VERSION,
            data: data.to_owned(),
            documents,
            stories,
            settings,
        }
    }

    /// Reads the manifest of an index folder.
    ///
    /// # Errors
    ///
    /// When the folder is missing, is no index, or is one of another version.
    pub fn read(folder: &Path) -> Result<Self, IndexError> {
        let path = folder.join(MANIFEST_FILE);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(match fs::metadata(folder) {
                    Ok(metadata) if metadata.is_dir() => IndexError::NotAnIndex { folder: folder.to_owned() },
                    Ok(_) => IndexError::NotAFolder { path: folder.to_owned() },
                    Err(_) => IndexError::Missing { folder: folder.to_owned() },
                });
            }
            Err(error) => return Err(IndexError::io("read", &path)(error)),
        };
        let mut text = Vec::new();
        file.take(LARGEST_MANIFEST + 1).read_to_end(&mut text).map_err(IndexError::io("read", &path))?;
        Self::parse(folder, &text)
    }

    fn parse(folder: &Path, text: &[u8]) -> Result<Self, IndexError> {
        let damaged = |reason: &str| IndexError::Damaged {
            folder: folder.to_owned(),
            reason: format!("{MANIFEST_FILE} {reason}"),
        };
        if text.len() as u64 > LARGEST_MANIFEST {
            return Err(damaged("is too large"));
        }
        // The versions are looked at first: another version may have other fields.
        let value: Value = serde_json::from_slice(text).map_err(|_| damaged("is not JSON"))?;
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(damaged("names no format that samestory knows"));
        }
        let versions = [("version", "format", FORMAT_VERSION), ("analyzer", "analyzer", ANALYZER_VERSION)];
        for (field, what, expected) in versions {
            let found = value.get(field).and_then(Value::as_u64).ok_or_else(|| damaged("names no version"))?;
            if found != u64::from(expected) {
                return Err(IndexError::OtherVersion {
                    folder: folder.to_owned(),
                    found: format!("{what} {found}"),
                    expected: format!("{what} {expected}"),
                });
            }
        }
        let manifest: Self = serde_json::from_value(value).map_err(|_| damaged("lacks a field"))?;
        if super::folder::generation(&manifest.data).is_none() {
            return Err(damaged("names data outside the folder"));
        }
        Ok(manifest)
    }

    /// Writes the manifest in one step: a temporary file in the folder, synced to disk, then renamed.
    ///
    /// # Errors
    ///
    /// When the file system refuses; the manifest that was there is then untouched.
    pub fn write(&self, folder: &Path) -> Result<(), IndexError> {
        let path = folder.join(MANIFEST_FILE);
        let failed = || IndexError::io("write", &path);
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| failed()(error.into()))?;
        text.push(b'\n');
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX);
        // An index is no secret: as readable as the user's mask allows, not as a temporary file is.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder).map_err(failed())?;
        file.write_all(&text).map_err(failed())?;
        file.as_file().sync_all().map_err(failed())?;
        file.persist(&path).map_err(|error| failed()(error.error))?;
        sync_folder(folder).map_err(failed())
    }
}

/// How temporary manifests are named, so that leftovers of a crash are known as ours.
pub(super) const TEMPORARY_PREFIX: &str = ".samestory-index-";

/// Makes renames in the folder last, where the system knows how.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(edit: impl FnOnce(&mut Value)) -> Result<Manifest, IndexError> {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::new("generation-1", 3, 2, BTreeMap::from([("similarity".to_owned(), 0.7.into())]));
        manifest.write(folder.path()).unwrap();
        let path = folder.path().join(MANIFEST_FILE);
        let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut value);
        fs::write(&path, value.to_string()).unwrap();
        Manifest::read(folder.path())
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = written(|_| {}).unwrap();
        assert_eq!((manifest.documents, manifest.stories), (3, 2));
        assert_eq!(manifest.settings["similarity"], 0.7);
    }

    #[test]
    fn unknown_fields_are_passed_over() {
        assert!(written(|value| value["later"] = true.into()).is_ok());
    }

    #[test]
    fn another_version_is_refused_with_the_way_out() {
        for (field, expected) in [("version", "has format 9"), ("analyzer", "has analyzer 9")] {
            let error = written(|value| value[field] = 9.into()).unwrap_err();
            assert!(matches!(error, IndexError::OtherVersion { .. }));
            let message = error.to_string();
            assert!(message.contains(expected) && message.contains("index the collection again"), "{message}");
        }
    }

    #[test]
    fn a_manifest_cannot_point_out_of_its_folder() {
        for data in ["../elsewhere", "/etc", "generation-1/../..", "generation-", ""] {
            assert!(matches!(written(|value| value["data"] = data.into()), Err(IndexError::Damaged { .. })), "{data}");
        }
    }

    #[test]
    fn nothing_an_empty_folder_and_a_file_are_no_index() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Manifest::read(&folder.path().join("none")), Err(IndexError::Missing { .. })));
        assert!(matches!(Manifest::read(folder.path()), Err(IndexError::NotAnIndex { .. })));
        fs::write(folder.path().join("file"), "x").unwrap();
        assert!(matches!(Manifest::read(&folder.path().join("file")), Err(IndexError::NotAFolder { .. })));
        fs::write(folder.path().join(MANIFEST_FILE), "{").unwrap();
        assert!(matches!(Manifest::read(folder.path()), Err(IndexError::Damaged { .. })));
    }
}
