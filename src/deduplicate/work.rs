//! Work: what a run has read and sketched, on disk, so that a killed run can be taken up again.
//!
//! One file, to which records are appended: first the settings, then for each file of the input its stamp and, block by
//! block, where its items are, their sketches and sources. Each record has a checksum. A run that finds the file takes all whole
//! records for its own, cuts off what a killed run left half written, and goes on reading behind them. So nothing that
//! stands there is read a second time, and the result is that of a run which was never stopped.
//!
//! A record is `length: u64, checksum: u64` (both little-endian; XXH3 of what follows) and a [`Record`] as postcard writes
//! it. The file begins with [`MAGIC`].

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::SketchedPiece;
use crate::copies::shingle::SHINGLE_VERSION;
use crate::copies::signature::SIGNATURE_VERSION;
use crate::copies::sketch::SketchSettings;
use crate::copies::word_hashes::WORD_HASH_VERSION;
use crate::read::ReadSettings;
use crate::read::items::{Block, FileStamp};

/// The file in the folder.
const NAME: &str = "copies.work";

const MAGIC: &[u8] = b"samestory work 1\n";

/// The form of the records; another one is refused. Form 1, which did not tell, knew no places of ids.
const FORM: u32 = 2;

/// What is written of a run.
#[derive(Debug, Deserialize)]
enum Record {
    /// What the sketches depend on.
    Settings(String),
    /// What follows is of this file.
    File(FileStamp),
    /// A block, its sketches and sources.
    Block(Block, Vec<SketchedPiece>),
}

/// A [`Record`] to be written; must be laid out like that.
#[derive(Serialize)]
enum NewRecord<'a> {
    Settings(&'a str),
    File(&'a FileStamp),
    Block(&'a Block, &'a [SketchedPiece]),
}

/// The file of a run.
#[derive(Debug)]
pub(super) struct Work {
    path: PathBuf,
    state: State,
}

#[derive(Debug)]
enum State {
    /// There may be records of an earlier run behind this place.
    Recalling {
        reader: BufReader<File>,
        /// Where the last whole record ends.
        end: u64,
        /// The record that was read and not wanted yet.
        next: Option<Record>,
    },
    Appending(File),
    /// Nothing is remembered any more.
    Ended,
}

impl Work {
    /// Opens the work in a folder, and makes both if they are not there.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written, is in use, or holds the work of a run with other settings.
    pub(super) fn open(folder: &Path, sketching: &SketchSettings, reading: &ReadSettings) -> io::Result<Self> {
        let path = folder.join(NAME);
        let failed = |error: io::Error| {
            let place = path.display();
            io::Error::new(
                error.kind(),
                format!("`{place}` cannot be opened: {error}; name another folder with --work"),
            )
        };
        if folder.is_file() {
            return Err(io::Error::other(format!("`{}` is a file; name a folder with --work", folder.display())));
        }
        std::fs::create_dir_all(folder).map_err(failed)?;
        // A pipe would be waited for.
        if std::fs::metadata(&path).is_ok_and(|data| !data.is_file()) {
            let message = format!("`{}` is no regular file; name another folder with --work", path.display());
            return Err(io::Error::other(message));
        }
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = "another run works there; wait for it, or name another folder with --work";
                return Err(io::Error::other(format!("`{}` is in use: {message}", path.display())));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut magic = Vec::new();
        (&file).take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        if !MAGIC.starts_with(&magic) {
            let message = "holds no work of samestory; name another folder with --work";
            return Err(io::Error::other(format!("`{}` {message}", path.display())));
        }
        if magic.len() < MAGIC.len() {
            // New, or killed at the first breath.
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(MAGIC)?;
        }
        let reader = BufReader::with_capacity(1 << 20, file);
        let mut work = Self { path, state: State::Recalling { reader, end: MAGIC.len() as u64, next: None } };
        let settings = settings(sketching, reading);
        match work.recall()? {
            None => work.write(&NewRecord::Settings(&settings))?,
            Some(Record::Settings(found)) if found == settings => {}
            Some(_) => {
                return Err(
                    work.refused("holds the work of a run with other settings or of another version of samestory")
                );
            }
        }
        Ok(work)
    }

    /// A file is about to be read.
    ///
    /// # Errors
    ///
    /// If the earlier run read another one here.
    pub(super) fn begin(&mut self, file: &FileStamp) -> io::Result<()> {
        match self.recall()? {
            None => self.write(&NewRecord::File(file)),
            Some(Record::File(found)) if found == *file => Ok(()),
            Some(Record::File(found)) if found.name == file.name => {
                Err(self.refused(&format!("was begun when `{}` was another file", file.name)))
            }
            Some(Record::File(found)) => Err(self.refused(&format!(
                "holds the work of a run on other input (`{}` where there is `{}` now)",
                found.name, file.name
            ))),
            Some(_) => Err(self.refused("holds the work of a run on other input")),
        }
    }

    /// The next block of the file begun, if it is known.
    ///
    /// # Errors
    ///
    /// If the work cannot be read.
    pub(super) fn block(&mut self) -> io::Result<Option<(Block, Vec<SketchedPiece>)>> {
        match self.recall()? {
            Some(Record::Block(block, pieces)) => Ok(Some((block, pieces))),
            Some(other) => {
                if let State::Recalling { next, .. } = &mut self.state {
                    *next = Some(other);
                }
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Remembers a block. One that could not be read whole is not remembered, nor anything after it, so that the next run
    /// tries again.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(super) fn add(&mut self, block: &Block, pieces: &[SketchedPiece]) -> io::Result<()> {
        if block.is_broken() {
            self.state = State::Ended;
        }
        self.write(&NewRecord::Block(block, pieces))
    }

    /// The next record of the earlier run. After the last whole one, the file is cut there and written from there on.
    fn recall(&mut self) -> io::Result<Option<Record>> {
        let State::Recalling { reader, end, next } = &mut self.state else { return Ok(None) };
        if let Some(next) = next.take() {
            return Ok(Some(next));
        }
        let left = reader.get_ref().metadata()?.len().saturating_sub(*end);
        if let Some((record, length)) = read_record(reader, left)? {
            *end += length;
            return Ok(Some(record));
        }
        let end = *end;
        let State::Recalling { reader, .. } = std::mem::replace(&mut self.state, State::Ended) else {
            return Ok(None);
        };
        let mut file = reader.into_inner();
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        self.state = State::Appending(file);
        Ok(None)
    }

    fn write(&mut self, record: &NewRecord<'_>) -> io::Result<()> {
        let State::Appending(file) = &mut self.state else { return Ok(()) };
        let payload = postcard::to_stdvec(record).map_err(io::Error::other)?;
        let mut bytes = Vec::with_capacity(payload.len() + 16);
        bytes.extend_from_slice(&(payload.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&xxh3_64(&payload).to_le_bytes());
        bytes.extend_from_slice(&payload);
        file.write_all(&bytes).map_err(|error| {
            let place = self.path.display();
            io::Error::new(error.kind(), format!("`{place}` cannot be written: {error}; make room, and run again"))
        })
    }

    pub(super) fn refused(&self, message: &str) -> io::Error {
        let cure = "delete it to begin anew, or name another folder with --work";
        io::Error::other(format!("`{}` {message}; {cure}", self.path.display()))
    }
}

/// Reads a record and tells how long it is; `None` if what is `left` of the file is no whole record.
fn read_record(reader: &mut impl Read, left: u64) -> io::Result<Option<(Record, u64)>> {
    let mut head = [0; 16];
    if left < head.len() as u64 {
        return Ok(None);
    }
    reader.read_exact(&mut head)?;
    let ([length, checksum], _) = head.as_chunks::<8>() else { return Ok(None) };
    let (length, checksum) = (u64::from_le_bytes(*length), u64::from_le_bytes(*checksum));
    if length > left - head.len() as u64 {
        return Ok(None);
    }
    let mut payload = Vec::new();
    reader.take(length).read_to_end(&mut payload)?;
    if xxh3_64(&payload) != checksum {
        return Ok(None);
    }
    Ok(postcard::from_bytes(&payload).ok().map(|record| (record, head.len() as u64 + length)))
}

/// All that decides what the sketches of a text are.
fn settings(sketching: &SketchSettings, reading: &ReadSettings) -> String {
    let versions = (WORD_HASH_VERSION, SHINGLE_VERSION, SIGNATURE_VERSION);
    let version = env!("CARGO_PKG_VERSION");
    format!("samestory {version}, form {FORM}, specifications {versions:?}, {sketching:?}, {reading:?}")
}
