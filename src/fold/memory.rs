//! What outlives a run: the items that were met, the stories they are in, and what was announced.
//!
//! One file of JSON Lines in a folder of its own, `memory.jsonl`: a head, the feeds, the items. It is written as a whole
//! beside the old one and put in its place, so a run that is killed leaves the old or the new. One run at a time holds the
//! folder's lock. An archive would keep all of this for ever; a memory keeps it for a window of days and is read in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::news::Wording;
use super::{Level, Relation};
use crate::feed::{Feed, Item};

/// Schema of the file's first line.
pub const MEMORY_SCHEMA: &str = "samestory.memory/1";
/// The file in the folder.
pub const MEMORY_FILE: &str = "memory.jsonl";
const LOCK_FILE: &str = "lock";
/// How much later an item must be seen again for that to be worth writing.
const SEEN_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Why a memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// Another run has it.
    #[error("the memory in `{}` is in use by another run; wait until that has ended, or name another folder", folder.display())]
    Busy {
        /// Its folder.
        folder: PathBuf,
    },
    /// It was kept with another level.
    #[error(
        "the memory in `{}` was kept with --level {kept}, this run has --level {asked}; use that level or another folder",
        folder.display()
    )]
    Level {
        /// Its folder.
        folder: PathBuf,
        /// The level that it was kept with.
        kept: &'static str,
        /// The level asked for.
        asked: &'static str,
    },
    /// A line is not what this version writes.
    #[error(
        "`{}` line {line} cannot be read: {cause}; restore the file from a backup, or remove it to begin anew, which \
         announces once more what is in the feeds",
        path.display()
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        cause: String,
    },
    /// The folder holds other things.
    #[error("`{}` is a folder with other files in it; name an empty or new folder", folder.display())]
    Foreign {
        /// The folder.
        folder: PathBuf,
    },
    /// The disk refuses.
    #[error("`{}` cannot be {doing}; see that its folder is there, can be written and has room", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        source: io::Error,
    },
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    schema: String,
    /// What its stories are known by in the feeds that are written.
    set: String,
    level: Level,
    /// What names the overrides that its stories were folded with.
    #[serde(default)]
    overrides: String,
}

/// A line of the file behind the head.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// A feed and what names it.
    Feed(String, Box<Feed>),
    Item(Box<Remembered>),
}

/// An item that was met.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remembered {
    /// Unique in the memory.
    pub id: String,
    /// What names its feed.
    pub feed: String,
    /// Where that was read from.
    pub path: String,
    /// [`digest`](super::members::digest), in hexadecimal digits.
    pub digest: String,
    /// When it was met first.
    pub first_seen: Timestamp,
    /// When it took the place of a later version again, if it did.
    #[serde(default)]
    pub again: Option<Timestamp>,
    /// When it was met last, to the hour.
    pub last_seen: Timestamp,
    /// Its story.
    pub story: String,
    /// What it is to the item that is kept; `None` for that one.
    pub relation: Option<Relation>,
    /// Whether it is one item with another of the story, or its owner has another report there.
    pub is_aside: bool,
    /// Of the item that is kept: what was said of it, and when.
    pub announced: Option<Announced>,
    /// The item as it was read.
    pub item: Item,
}

/// What was said of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The id of its entry, which stays.
    pub entry: String,
    /// When it was announced last.
    pub at: Timestamp,
    /// The words as they were announced, if the item has changed since.
    pub wording: Option<Wording>,
}

/// The items that were met in some days.
#[derive(Debug)]
pub struct Memory {
    /// What its stories are known by in the feeds that are written; empty until something was announced.
    pub set: String,
    /// The feeds that items are of, without their items, by what names them.
    pub feeds: BTreeMap<String, Feed>,
    /// The items by their ids.
    pub items: BTreeMap<String, Remembered>,
    level: Level,
    /// What names the overrides that its stories were folded with: others are another reason to fold.
    pub(super) overrides: String,
    folder: Option<PathBuf>,
    is_changed: bool,
    /// Held while this lives.
    _lock: Option<File>,
}

impl Memory {
    /// A memory that begins empty and ends with the run.
    #[must_use]
    pub fn of_one_run(level: Level) -> Self {
        Self {
            set: String::new(),
            feeds: BTreeMap::new(),
            items: BTreeMap::new(),
            level,
            overrides: String::new(),
            folder: None,
            is_changed: false,
            _lock: None,
        }
    }

    /// Opens the memory in a folder, which is made if it is not there, and keeps other runs out of it.
    ///
    /// # Errors
    ///
    /// When another run has it, it was kept with another level, or it cannot be read.
    pub fn open(folder: &Path, level: Level) -> Result<Self, MemoryError> {
        let disk = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| MemoryError::Disk { path, doing, source }
        };
        fs::create_dir_all(folder).map_err(disk("made", folder))?;
        let path = folder.join(MEMORY_FILE);
        if !path.exists() && !folder.join(LOCK_FILE).exists() {
            let others = fs::read_dir(folder).map_err(disk("read", folder))?;
            if others.flatten().any(|entry| !OWN_FILES.contains(&entry.file_name().to_string_lossy().as_ref())) {
                return Err(MemoryError::Foreign { folder: folder.to_owned() });
            }
        }
        let lock_path = folder.join(LOCK_FILE);
        let lock = File::options().create(true).truncate(false).write(true).open(&lock_path);
        let lock = lock.map_err(disk("written", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(MemoryError::Busy { folder: folder.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(disk("locked", &lock_path)(source)),
        }
        remove_unfinished(folder);
        let mut memory = Self { folder: Some(folder.to_owned()), _lock: Some(lock), ..Self::of_one_run(level) };
        match fs::read_to_string(&path) {
            Ok(text) => memory.load(&text, &path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(MemoryError::Malformed { path, line: 1, cause: "it is not UTF-8".to_owned() });
            }
            Err(error) => return Err(disk("read", &path)(error)),
        }
        Ok(memory)
    }

    fn load(&mut self, text: &str, path: &Path) -> Result<(), MemoryError> {
        let malformed = |line: usize, cause: String| MemoryError::Malformed { path: path.to_owned(), line, cause };
        let mut lines = text.lines();
        let head = lines.next().unwrap_or_default();
        let head: Head = serde_json::from_str(head).map_err(|error| malformed(1, error.to_string()))?;
        if head.schema != MEMORY_SCHEMA {
            return Err(malformed(1, format!("its schema is `{}`, not `{MEMORY_SCHEMA}`", head.schema)));
        }
        if head.level != self.level {
            let folder = self.folder.clone().unwrap_or_default();
            return Err(MemoryError::Level { folder, kept: head.level.name(), asked: self.level.name() });
        }
        self.set = head.set;
        self.overrides = head.overrides;
        let lines: Vec<&str> = lines.collect();
        let lines: Vec<Line> = lines
            .par_iter()
            .enumerate()
            .map(|(index, line)| serde_json::from_str(line).map_err(|error| malformed(index + 2, error.to_string())))
            .collect::<Result<_, _>>()?;
        for line in lines {
            match line {
                Line::Feed(key, feed) => drop(self.feeds.insert(key, *feed)),
                Line::Item(item) => drop(self.items.insert(item.id.clone(), *item)),
            }
        }
        Ok(())
    }

    /// The level that it is kept with.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Whether anything is to be written.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Notes that something is to be written.
    pub(super) fn change(&mut self) {
        self.is_changed = true;
    }

    /// Notes that an item was seen again.
    pub(super) fn see_again(&mut self, id: &str, now: Timestamp) {
        if let Some(item) = self.items.get_mut(id)
            && now.duration_since(item.last_seen) >= SEEN_AGAIN
        {
            item.last_seen = now;
            self.is_changed = true;
        }
    }

    /// Notes which of the items that were read again took the place of a later version, which their feeds list no longer;
    /// tells whether any did.
    pub(super) fn take_back(&mut self, listed: &BTreeSet<String>, now: Timestamp) -> bool {
        let read = |item: &Remembered| item.again.unwrap_or(item.first_seen);
        let mut latest: BTreeMap<(&str, &str), &Remembered> = BTreeMap::new();
        for item in self.items.values() {
            if let Some(name) = name(item) {
                let latest = latest.entry((&item.feed, name)).or_insert(item);
                if read(item) > read(latest) {
                    *latest = item;
                }
            }
        }
        let is_back = |id: &&String| {
            let Some(item) = self.items.get(*id) else { return false };
            let later = name(item).and_then(|name| latest.get(&(item.feed.as_str(), name)));
            later.is_some_and(|later| read(later) > read(item) && !listed.contains(&later.id))
        };
        let back: Vec<String> = listed.iter().filter(is_back).cloned().collect();
        for id in &back {
            if let Some(item) = self.items.get_mut(id) {
                item.again = Some(now);
                self.is_changed = true;
            }
        }
        !back.is_empty()
    }

    /// Whether items are remembered that were read from a place.
    #[must_use]
    pub fn has_read(&self, path: &str) -> bool {
        self.items.values().any(|item| item.path == path)
    }

    /// Notes that a feed is what it was when it was read last: the items that it had then are there still.
    pub fn is_unchanged(&mut self, path: &str, now: Timestamp) {
        let of_feed = || self.items.values().filter(|item| item.path == path);
        let Some(last) = of_feed().map(|item| item.last_seen).max() else { return };
        let there: Vec<String> = of_feed()
            .filter(|item| last.duration_since(item.last_seen) < SEEN_AGAIN)
            .map(|item| item.id.clone())
            .collect();
        for id in there {
            self.see_again(&id, now);
        }
    }

    /// Forgets the stories of which nothing was seen since a time, and feeds without items.
    pub fn forget_before(&mut self, time: Timestamp) {
        let mut last_seen: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for item in self.items.values() {
            let last = last_seen.entry(&item.story).or_insert(item.last_seen);
            *last = (*last).max(item.last_seen);
        }
        let old: Vec<String> =
            last_seen.into_iter().filter(|(_, last)| *last < time).map(|(story, _)| story.to_owned()).collect();
        if old.is_empty() {
            return;
        }
        let old: BTreeSet<String> = old.into_iter().collect();
        self.items.retain(|_, item| !old.contains(&item.story));
        let used: BTreeSet<&str> = self.items.values().map(|item| item.feed.as_str()).collect();
        self.feeds.retain(|key, _| used.contains(key.as_str()));
        self.is_changed = true;
    }

    /// Writes what changed. A memory of one run is not written.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the memory on disk is then as it was.
    pub fn save(&mut self) -> Result<(), MemoryError> {
        let Some(folder) = self.folder.clone().filter(|_| self.is_changed) else { return Ok(()) };
        let path = folder.join(MEMORY_FILE);
        self.write(&folder, &path).map_err(|source| MemoryError::Disk { path, doing: "written", source })?;
        self.is_changed = false;
        Ok(())
    }

    fn write(&self, folder: &Path, path: &Path) -> io::Result<()> {
        let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        let mut out = BufWriter::new(file.as_file());
        let head = Head {
            schema: MEMORY_SCHEMA.to_owned(),
            set: self.set.clone(),
            level: self.level,
            overrides: self.overrides.clone(),
        };
        serde_json::to_writer(&mut out, &head)?;
        let mut line = Vec::new();
        for (key, feed) in &self.feeds {
            out.write_all(b"\n{\"feed\":")?;
            write_on_one_line(&(key, feed), &mut line, &mut out)?;
            out.write_all(b"}")?;
        }
        for item in self.items.values() {
            out.write_all(b"\n{\"item\":")?;
            write_on_one_line(item, &mut line, &mut out)?;
            out.write_all(b"}")?;
        }
        out.write_all(b"\n")?;
        out.flush()?;
        drop(out);
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }
}

/// What an item is called in its feed.
fn name(item: &Remembered) -> Option<&str> {
    item.item.id.as_deref().or(item.item.link.as_deref())
}

/// Writes a value as JSON without line ends. A feed of JSON keeps the white space that its publisher wrote between values;
/// within strings there is none of it, where JSON asks for escapes.
fn write_on_one_line(value: &impl Serialize, line: &mut Vec<u8>, out: &mut impl Write) -> io::Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, value)?;
    for byte in line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    out.write_all(line)
}

/// How the names of files begin that are being written.
const UNFINISHED: &str = ".memory-";

/// Removes what killed runs were writing. Called with the lock held; what cannot be removed does no harm.
fn remove_unfinished(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        let _ = fs::remove_file(entry.path());
    }
}

/// What may be in the folder before the memory is: what was fetched is remembered beside it.
const OWN_FILES: &[&str] = &[LOCK_FILE, ".samestory-fetch.json"];

impl Level {
    /// As it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Copy => "copy",
            Self::Event => "event",
        }
    }
}
