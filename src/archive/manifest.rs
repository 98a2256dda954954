//! The manifest: the small JSON file that makes a folder an archive, names its data, and says what it was made with.
//!
//! It is replaced in one step, and only when an archive begins or is rebuilt; what grows is in the data (see
//! [`entries`](super::entries)).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::error::ArchiveError;
use crate::copies::bands::Bands;
use crate::copies::shingle::SHINGLE_VERSION;
use crate::copies::signature::SIGNATURE_VERSION;
use crate::index::analyzer::ANALYZER_VERSION;
use crate::index::folder::generation;
use crate::index::manifest::sync_folder;
use crate::pipeline::ClusterSettings;

/// Name of the manifest in the folder of an archive.
pub const MANIFEST_FILE: &str = "samestory-archive.json";

/// Value of [`Manifest::format`].
pub const FORMAT: &str = "samestory.archive";

/// Version of the folder's layout and of what is stored.
pub const FORMAT_VERSION: u32 = 2;

/// How temporary manifests are named.
pub(super) const TEMPORARY_PREFIX: &str = ".samestory-archive-";

/// A manifest larger than this is none of ours.
const LARGEST_MANIFEST: u64 = 1 << 20;

/// The parameter that searching depends on.
const ANALYZER: &str = "analyzer";

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Version of the samestory that made it.
    pub samestory: String,
    /// The folder of the data, inside the archive's folder.
    pub data: String,
    /// What the data depend on.
    pub parameters: BTreeMap<String, Value>,
}

/// The bands that signatures are cut into.
#[must_use]
pub(super) fn bands(settings: &ClusterSettings) -> Bands {
    settings.copies.sketching().bands.unwrap_or_else(|| Bands::choose(0.7, 0.995))
}

/// What the data of an archive depend on, by name.
#[must_use]
pub(super) fn parameters(settings: &ClusterSettings) -> BTreeMap<String, Value> {
    let copies = settings.copies.clamped();
    let bands = bands(settings);
    // The parameters of stories are many and all matter: any change of one changes the digest.
    let stories = xxh3_64(format!("{:?}", settings.stories).as_bytes());
    [
        (ANALYZER, json!(ANALYZER_VERSION)),
        ("copies.signature_version", json!(SIGNATURE_VERSION)),
        ("copies.shingle_version", json!(SHINGLE_VERSION)),
        ("copies.shingle_words", json!(copies.shingle_words)),
        ("copies.bands", json!(format!("{}x{}x{}", bands.bands(), bands.rows(), bands.required()))),
        ("copies.similarity", json!(copies.similarity)),
        ("copies.containment", json!(copies.containment)),
        ("copies.discounts_boilerplate", json!(copies.discounts_boilerplate)),
        ("stories.digest", json!(format!("{stories:016x}"))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

impl Manifest {
    /// The manifest of data that this version made.
    #[must_use]
    pub fn new(data: &str, settings: &ClusterSettings) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: FORMAT_VERSION,
            samestory: env!("CARGO_PKG_VERSION").to_owned(),
            data: data.to_owned(),
            parameters: parameters(settings),
        }
    }

    /// Reads the manifest of an archive, whatever its parameters.
    ///
    /// # Errors
    ///
    /// When the folder is missing, is no archive, or is one of another version.
    pub fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let path = folder.join(MANIFEST_FILE);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(match fs::metadata(folder) {
                    Ok(metadata) if metadata.is_dir() => ArchiveError::NotAnArchive { folder: folder.to_owned() },
                    Ok(_) => ArchiveError::NotAFolder { path: folder.to_owned() },
                    Err(_) => ArchiveError::Missing { folder: folder.to_owned() },
                });
            }
            Err(error) => return Err(ArchiveError::io("read", &path)(error)),
        };
        let mut text = Vec::new();
        file.take(LARGEST_MANIFEST + 1).read_to_end(&mut text).map_err(ArchiveError::io("read", &path))?;
        Self::parse(folder, &text)
    }

    fn parse(folder: &Path, text: &[u8]) -> Result<Self, ArchiveError> {
        let damaged = |reason: &str| ArchiveError::damaged(folder, format!("{MANIFEST_FILE} {reason}"));
        if text.len() as u64 > LARGEST_MANIFEST {
            return Err(damaged("is too large"));
        }
        // The version is looked at first: another one may have other fields.
        let value: Value = serde_json::from_slice(text).map_err(|_| damaged("is not JSON"))?;
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(damaged("names no format that samestory knows"));
        }
        let found = value.get("version").and_then(Value::as_u64).ok_or_else(|| damaged("names no version"))?;
        if found != u64::from(FORMAT_VERSION) {
            let folder = folder.to_owned();
            return Err(ArchiveError::OtherVersion { folder, found, expected: FORMAT_VERSION });
        }
        let manifest: Self = serde_json::from_value(value).map_err(|_| damaged("lacks a field"))?;
        if generation(&manifest.data).is_none() {
            return Err(damaged("names data outside the folder"));
        }
        Ok(manifest)
    }

    /// Refuses an archive whose data were made with other parameters.
    pub(super) fn demand(&self, folder: &Path, settings: &ClusterSettings) -> Result<(), ArchiveError> {
        self.demand_where(folder, settings, |_| true)
    }

    /// Refuses an archive whose texts were analysed in another way.
    pub(super) fn demand_analyzer(&self, folder: &Path, settings: &ClusterSettings) -> Result<(), ArchiveError> {
        self.demand_where(folder, settings, |name| name == ANALYZER)
    }

    fn demand_where(
        &self,
        folder: &Path,
        settings: &ClusterSettings,
        matters: impl Fn(&str) -> bool,
    ) -> Result<(), ArchiveError> {
        let expected = parameters(settings);
        let mut names: Vec<&String> = expected.keys().chain(self.parameters.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let shown = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
        let differences: Vec<String> = names
            .into_iter()
            .filter(|name| matters(name) && expected.get(*name) != self.parameters.get(*name))
            .map(|name| format!("{name} is {}, not {}", shown(self.parameters.get(name)), shown(expected.get(name))))
            .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(ArchiveError::OtherParameters { folder: folder.to_owned(), differences: differences.join(", ") })
    }

    /// Writes the manifest in one step: a temporary file in the folder, synced to disk, then renamed.
    pub(super) fn write(&self, folder: &Path) -> Result<(), ArchiveError> {
        let path = folder.join(MANIFEST_FILE);
        let failed = || ArchiveError::io("write", &path);
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| failed()(error.into()))?;
        text.push(b'\n');
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX);
        // An archive is as readable as its user's mask allows, not as a temporary file is.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder).map_err(failed())?;
        file.write_all(&text).map_err(failed())?;
        file.as_file().sync_all().map_err(failed())?;
        file.persist(&path).map_err(|error| failed()(error.error))?;
        sync_folder(folder).map_err(failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(edit: impl FnOnce(&mut Value)) -> Result<Manifest, ArchiveError> {
        let folder = tempfile::tempdir().unwrap();
        Manifest::new("generation-1", &ClusterSettings::default()).write(folder.path()).unwrap();
        let path = folder.path().join(MANIFEST_FILE);
        let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut value);
        fs::write(&path, value.to_string()).unwrap();
        Manifest::read(folder.path())
    }

    #[test]
    fn another_version_is_refused_with_the_way_out() {
        let error = written(|value| value["version"] = 9.into()).unwrap_err();
        assert!(error.to_string().contains("format 9") && error.to_string().contains("archive export"), "{error}");
    }

    #[test]
    fn other_parameters_are_named_with_the_way_out() {
        let manifest = written(|value| value["parameters"]["copies.signature_version"] = 1.into()).unwrap();
        let settings = ClusterSettings::default();
        let message = manifest.demand(Path::new("x"), &settings).unwrap_err().to_string();
        assert!(message.contains("copies.signature_version is 1, not 2"), "{message}");
        assert!(message.contains("archive rebuild") && message.contains("archive export"), "{message}");
        assert!(manifest.demand_analyzer(Path::new("x"), &settings).is_ok());
        assert!(written(|_| ()).unwrap().demand(Path::new("x"), &settings).is_ok());
    }

    #[test]
    fn any_setting_of_stories_counts() {
        let mut settings = ClusterSettings::default();
        let before = parameters(&settings);
        settings.stories.join_bar += 1e-9;
        assert_ne!(parameters(&settings), before);
    }

    #[test]
    fn a_damaged_manifest_says_so() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "[]", "{\"format\": \"samestory.index\"}", "{\"format\": \"samestory.archive\"}"] {
            fs::write(folder.path().join(MANIFEST_FILE), text).unwrap();
            assert!(matches!(Manifest::read(folder.path()), Err(ArchiveError::Damaged { .. })), "{text}");
        }
        assert!(matches!(written(|value| value["data"] = "../x".into()), Err(ArchiveError::Damaged { .. })));
    }
}
