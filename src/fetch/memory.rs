//! What is remembered of feeds between runs: one JSON file in a folder, replaced in one step.
//!
//! It saves traffic and nothing else: without it every feed is sent as a whole. So what cannot be understood in it is given
//! up with a notice; only a file of a later version is left alone.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::Wanted;
use super::headers::after;
use super::names::key;
use super::outcome::{Outcome, RetryLater, Validators};
use crate::problem::{Position, Problem};

/// Name of the file in its folder. It is hidden, so that a folder of feeds can hold it without its being read as one.
pub const MEMORY_FILE: &str = ".samestory-fetch.json";

/// Value of `format` in the file.
const FORMAT: &str = "samestory.fetch";

/// Version of the file.
const VERSION: u32 = 1;

/// A larger file is none of ours: a feed takes some hundred bytes.
const MOST_BYTES: u64 = 256 << 20;

/// After so many failures in a row at the address that a feed moved to, it is looked for where it was.
const FAILURES_UNTIL_RETURN: u32 = 3;

/// How long a feed that is gone is not asked for. Servers err.
const REST_OF_THE_GONE: Duration = Duration::from_hours(24);

/// How long feeds are remembered that nobody asks for any more.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(180 * 24);

/// What is remembered of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchMemory {
    feeds: BTreeMap<String, Remembered>,
}

/// What is remembered of one feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// What the last answer came with.
    #[serde(flatten)]
    pub validators: Validators,
    /// Where permanent redirects lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// When the server may be asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Timestamp>,
    /// The status that came with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_status: Option<u16>,
    /// When the server said that the feed is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Timestamp>,
    /// When the feed was last sent, or was said not to be modified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success: Option<Timestamp>,
    /// When it was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_asked: Option<Timestamp>,
    /// How often it failed since.
    #[serde(default)]
    pub failures_in_a_row: u32,
}

impl Remembered {
    /// Where to ask: where the feed moved to, unless it fails there.
    fn place(&self) -> Option<&str> {
        self.moved_to.as_deref().filter(|_| self.failures_in_a_row < FAILURES_UNTIL_RETURN)
    }
}

/// Whether to ask for a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// In this way.
    Now(Wanted),
    /// Not now: this is what comes of it.
    Not(Outcome),
}

/// Why a memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The file is of a later version.
    #[error(
        "`{}` was written by a later samestory (version {version}; this one knows {VERSION}); use that one, or another folder \
         with --state", path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// The file cannot be read or written.
    #[error("`{}` cannot be {doing}; see that its folder is there and can be written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
}

/// The file, but for what differs between versions.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: String,
    version: u32,
    feeds: BTreeMap<String, Remembered>,
}

impl FetchMemory {
    /// The memory that a folder holds; an empty one, with a notice, if it cannot be understood.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is of a later version.
    pub fn read(folder: &Path) -> Result<(Self, Option<Problem>), MemoryError> {
        let path = folder.join(MEMORY_FILE);
        let failed = |source| MemoryError::File { path: path.clone(), doing: "read", source };
        let mut text = Vec::new();
        match File::open(&path) {
            Ok(file) => file.take(MOST_BYTES + 1).read_to_end(&mut text).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Self::default(), None)),
            Err(error) => return Err(failed(error)),
        };
        let lost = |what: String| {
            let cure = "nothing needs to be done: every feed is fetched as a whole once";
            let message = format!("what was remembered of feeds is given up: {what}");
            Ok((Self::default(), Some(Problem::notice(path.display().to_string(), Position::File, message, cure))))
        };
        if text.len() as u64 > MOST_BYTES {
            return lost("the file is too large".to_owned());
        }
        match serde_json::from_slice::<Head>(&text) {
            Ok(head) if head.format != FORMAT => return lost("the file holds something else".to_owned()),
            Ok(head) if head.version > u64::from(VERSION) => {
                return Err(MemoryError::Version { path, version: head.version });
            }
            Ok(_) => {}
            Err(error) => return lost(error.to_string()),
        }
        match serde_json::from_slice::<Stored>(&text) {
            Ok(stored) => Ok((Self { feeds: stored.feeds }, None)),
            Err(error) => lost(error.to_string()),
        }
    }

    /// Writes the memory to a folder, which is made if need be. What nobody asked for in half a year is forgotten.
    ///
    /// # Errors
    ///
    /// When it cannot be written; what was there before is then still there.
    pub fn write(&mut self, folder: &Path, now: Timestamp) -> Result<(), MemoryError> {
        self.feeds.retain(|_, feed| {
            feed.last_asked.and_then(|asked| after(asked, FORGOTTEN_AFTER)).is_none_or(|end| end > now)
        });
        let path = folder.join(MEMORY_FILE);
        let stored = Stored { format: FORMAT.to_owned(), version: VERSION, feeds: std::mem::take(&mut self.feeds) };
        let written = Self::replace(folder, &path, &stored);
        self.feeds = stored.feeds;
        written.map_err(|source| MemoryError::File { path, doing: "written", source })
    }

    fn replace(folder: &Path, path: &Path, stored: &Stored) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::with_prefix_in(".samestory-fetch-", folder)?;
        serde_json::to_writer_pretty(&mut file, stored)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    /// What is remembered of a feed.
    #[must_use]
    pub fn get(&self, address: &str) -> Option<&Remembered> {
        self.feeds.get(&key(address))
    }

    /// Whether a feed may be asked for now, and how. `is_kept` says whether what it sent last is still there: if not, it
    /// is to send everything.
    #[must_use]
    pub fn ask(&self, address: &str, is_kept: bool, now: Timestamp) -> Ask {
        let Some(feed) = self.get(address) else { return Ask::Now(Wanted::new(address)) };
        if let Some(until) = feed.retry_after.filter(|&until| until > now) {
            let status = feed.retry_status.unwrap_or(429);
            return Ask::Not(Outcome::RetryLater(RetryLater { until, status }));
        }
        if feed.gone_at.and_then(|gone| after(gone, REST_OF_THE_GONE)).is_some_and(|end| end > now) {
            return Ask::Not(Outcome::Gone);
        }
        Ask::Now(Wanted {
            address: address.to_owned(),
            moved_to: feed.place().map(str::to_owned),
            validators: if is_kept { feed.validators.clone() } else { Validators::default() },
        })
    }

    /// Remembers what came of asking for a feed.
    pub fn note(&mut self, address: &str, outcome: &Outcome, now: Timestamp) {
        let feed = self.feeds.entry(key(address)).or_default();
        let was_asked_where_it_moved = feed.place().is_some();
        feed.last_asked = Some(now);
        (feed.retry_after, feed.retry_status, feed.gone_at) = (None, None, None);
        let (validators, moved_to) = match outcome {
            Outcome::Fresh(fresh) => (&fresh.validators, &fresh.permanent_redirect_to),
            Outcome::NotModified(same) => (&same.validators, &same.permanent_redirect_to),
            Outcome::RetryLater(later) => {
                (feed.retry_after, feed.retry_status) = (Some(later.until), Some(later.status));
                return;
            }
            Outcome::Gone => {
                feed.gone_at = Some(now);
                feed.failures_in_a_row = feed.failures_in_a_row.saturating_add(1);
                return;
            }
            Outcome::Failed(_) => {
                feed.failures_in_a_row = feed.failures_in_a_row.saturating_add(1);
                return;
            }
        };
        feed.validators = validators.clone();
        if moved_to.is_some() || !was_asked_where_it_moved {
            feed.moved_to.clone_from(moved_to);
        }
        feed.last_success = Some(now);
        feed.failures_in_a_row = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{Failure, FailureKind, Fresh};
    use super::*;

    const FEED: &str = "https://reader:secret@example.org/rss";

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn fresh(etag: &str, moved_to: Option<&str>) -> Outcome {
        Outcome::Fresh(Fresh {
            bytes: b"<rss/>".to_vec(),
            size: 6,
            content_type: None,
            charset: None,
            final_url: "https://example.org/rss".to_owned(),
            validators: Validators {
                etag: Some(etag.to_owned()),
                last_modified: None,
                address: Some("https://example.org/rss".to_owned()),
            },
            permanent_redirect_to: moved_to.map(str::to_owned),
        })
    }

    fn failed() -> Outcome {
        Outcome::Failed(Failure::new(FailureKind::Unreachable, "x", "y"))
    }

    fn wanted(memory: &FetchMemory, is_kept: bool, now: &str) -> Wanted {
        match memory.ask(FEED, is_kept, time(now)) {
            Ask::Now(wanted) => wanted,
            Ask::Not(outcome) => panic!("{outcome:?}"),
        }
    }

    #[test]
    fn what_is_noted_is_read_again_without_passwords() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = FetchMemory::default();
        memory.note(FEED, &fresh("\"1\"", Some("https://example.org/new")), time("2026-11-22T10:00:00Z"));
        memory.write(folder.path(), time("2026-11-22T10:00:00Z")).unwrap();
        let text = fs::read_to_string(folder.path().join(MEMORY_FILE)).unwrap();
        assert!(!text.contains("secret"), "{text}");
        let (again, problem) = FetchMemory::read(folder.path()).unwrap();
        assert_eq!((&again, problem), (&memory, None));
        let ask = wanted(&again, true, "2026-11-22T10:01:00Z");
        assert_eq!(ask.address, FEED);
        assert_eq!(ask.moved_to.as_deref(), Some("https://example.org/new"));
        assert_eq!(ask.validators.etag.as_deref(), Some("\"1\""));
        assert_eq!(wanted(&again, false, "2026-11-22T10:01:00Z").validators, Validators::default());
    }

    #[test]
    fn a_server_is_left_alone_as_long_as_it_asked() {
        let mut memory = FetchMemory::default();
        let later = Outcome::RetryLater(RetryLater { until: time("2026-11-22T11:00:00Z"), status: 503 });
        memory.note(FEED, &later, time("2026-11-22T10:00:00Z"));
        assert_eq!(memory.ask(FEED, true, time("2026-11-22T10:59:59Z")), Ask::Not(later));
        assert!(matches!(memory.ask(FEED, true, time("2026-11-22T11:00:00Z")), Ask::Now(_)));
    }

    #[test]
    fn what_is_gone_is_asked_for_once_a_day() {
        let mut memory = FetchMemory::default();
        memory.note(FEED, &Outcome::Gone, time("2026-11-22T10:00:00Z"));
        assert_eq!(memory.ask(FEED, true, time("2026-11-23T09:59:00Z")), Ask::Not(Outcome::Gone));
        assert!(matches!(memory.ask(FEED, true, time("2026-11-23T10:00:00Z")), Ask::Now(_)));
    }

    #[test]
    fn a_feed_that_moved_and_fails_there_is_looked_for_where_it_was() {
        let (mut memory, now) = (FetchMemory::default(), time("2026-11-22T10:00:00Z"));
        memory.note(FEED, &fresh("1", Some("https://example.org/new")), now);
        for _ in 0..2 {
            memory.note(FEED, &failed(), now);
        }
        assert!(wanted(&memory, true, "2026-11-22T10:00:00Z").moved_to.is_some());
        memory.note(FEED, &failed(), now);
        assert_eq!(wanted(&memory, true, "2026-11-22T10:00:00Z").moved_to, None);
        assert_eq!(memory.get(FEED).unwrap().failures_in_a_row, 3);
        memory.note(FEED, &fresh("2", None), now);
        let feed = memory.get(FEED).unwrap();
        assert_eq!((feed.moved_to.as_ref(), feed.failures_in_a_row), (None, 0));
    }

    #[test]
    fn a_feed_that_moved_stays_there() {
        let (mut memory, now) = (FetchMemory::default(), time("2026-11-22T10:00:00Z"));
        memory.note(FEED, &fresh("1", Some("https://example.org/new")), now);
        memory.note(FEED, &fresh("2", None), now);
        assert!(wanted(&memory, true, "2026-11-22T10:00:00Z").moved_to.is_some());
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = FetchMemory::default();
        memory.note(FEED, &failed(), time("2026-01-01T00:00:00Z"));
        memory.note("https://example.net/", &failed(), time("2026-11-22T10:00:00Z"));
        memory.write(folder.path(), time("2026-11-22T10:00:00Z")).unwrap();
        assert!(memory.get(FEED).is_none() && memory.get("https://example.net/").is_some());
    }

    #[test]
    fn what_cannot_be_understood_is_given_up_with_a_notice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MEMORY_FILE);
        let broken = "{\"format\": \"samestory.fetch\", \"version\": 1, \"feeds\": {\"a\": {\"etag\": 7}}}";
        for text in ["", "{", "[]", "{\"format\": \"other\", \"version\": 1}", broken] {
            fs::write(&path, text).unwrap();
            let (memory, problem) = FetchMemory::read(folder.path()).unwrap();
            assert!(memory == FetchMemory::default() && problem.is_some(), "{text}");
        }
    }

    #[test]
    fn a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MEMORY_FILE);
        fs::write(&path, "{\"format\": \"samestory.fetch\", \"version\": 2, \"feeds\": []}").unwrap();
        let error = FetchMemory::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("later samestory") && error.contains("--state"), "{error}");
    }
}
