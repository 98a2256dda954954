//! Items: what comparing texts needs of each document, without the document.
//!
//! Most of what makes a document (dates, languages, sections, fields passed on) plays no part in finding copies, and in a
//! large file of JSON Lines costs many times what finding them does. So such files are read piece by piece, each record
//! only for its text, and a record that is wanted again is read again where it stands. Everything else, and every record
//! that is not plain, is read as it always is, so that the text of an item is always the
//! [text of the document](crate::document::Document::compared_text) that the record makes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use self::id_place::IdPlace;
use self::lines::read_lines;
use self::plain::{Fieldwise, KnownNames};
use super::records::fields::FieldNames;
use super::records::{json, record};
use super::source::{self, Source};
use super::{Format, Input, Plan, ReadError, ReadSettings, find_sources, refuse_errors};
use crate::document::{Document, with_title_if_short};
use crate::problem::Problem;
use crate::random_access::read_exactly_at;

mod id_place;
mod lines;
mod plain;
mod scan;

/// Bytes at the start of a file that tell what it is.
const HEAD: u64 = 1 << 18;

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemText<'a> {
    /// The id, if the record has one.
    pub id: Option<Cow<'a, str>>,
    /// The title, if the record has one.
    pub title: Option<Cow<'a, str>>,
    /// The text.
    pub text: Cow<'a, str>,
    /// The outlet, as [the document](Document::source) names it.
    pub source: Option<Cow<'a, str>>,
}

impl ItemText<'_> {
    /// What of the item is compared: its text, behind its title if it is short.
    #[must_use]
    pub fn compared(&self) -> Cow<'_, str> {
        with_title_if_short(self.title.as_deref(), Cow::Borrowed(&self.text))
    }

    /// [`compared`](Self::compared), after `leave_out` has given what is left of the text, or `None` for all of it.
    #[must_use]
    pub fn compared_without(&self, leave_out: &dyn Fn(&str) -> Option<String>) -> Cow<'_, str> {
        let left = leave_out(&self.text).map_or(Cow::Borrowed(&*self.text), Cow::Owned);
        with_title_if_short(self.title.as_deref(), left)
    }
}

/// All items of some inputs. An item is known by its number: files in the order of their names, records in their order,
/// and last the documents that were read as such.
#[derive(Debug, Default)]
pub struct Items {
    files: Vec<ItemFile>,
    /// Where the records are.
    places: Vec<Place>,
    /// The items that are documents.
    documents: Vec<Document>,
    names: FieldNames,
    /// What some of the names mean that the records use.
    known: KnownNames,
    /// What went wrong, sorted by path and position.
    pub problems: Vec<Problem>,
    /// How many files were opened.
    pub opened: usize,
}

#[derive(Debug)]
struct ItemFile {
    name: String,
    /// What the ids of records without one begin with: the stem of the name, or all of it where several have that stem.
    label: String,
    bytes: Bytes,
}

/// Bytes that can be read anywhere, any number of times.
#[derive(Debug)]
enum Bytes {
    File(File),
    /// One of more files than can be kept open.
    Closed(PathBuf),
    Memory(Vec<u8>),
}

impl Bytes {
    fn stamp(&self, name: &str) -> FileStamp {
        let (bytes, version) = match self {
            Self::Memory(bytes) => (bytes.len() as u64, xxh3_128(bytes)),
            Self::File(file) => {
                let data = file.metadata().ok();
                (data.as_ref().map_or(0, std::fs::Metadata::len), data.as_ref().map_or(0, version))
            }
            Self::Closed(_) => (0, 0),
        };
        FileStamp { name: name.to_owned(), bytes, version }
    }
}

/// A hash of what changes when a file does. Its times can be set back; on Unix, that of the last change to anything about
/// it cannot.
fn version(data: &std::fs::Metadata) -> u128 {
    let since = |time: io::Result<SystemTime>| {
        time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos())
    };
    let mut told = [since(data.modified()), since(data.created()), 0, 0];
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        told[2] = u128::from(data.ino());
        told[3] = u128::from(data.ctime().cast_unsigned()) << 64 | u128::from(data.ctime_nsec().cast_unsigned());
    }
    xxh3_128(&told.map(u128::to_le_bytes).concat())
}

/// Files that are kept open.
const MOST_OPEN: usize = 200;

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    file: u32,
    length: u32,
    start: u64,
    /// From 1.
    line: u32,
    id: IdPlace,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The file, as named.
    pub path: &'a str,
    /// The line of a record, or the place of a document in its file, from 1.
    pub line: u64,
}

impl Items {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len() + self.documents.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where an item stands.
    #[must_use]
    pub fn origin(&self, item: usize) -> Origin<'_> {
        if let Some(place) = self.places.get(item) {
            return Origin { path: self.name(place), line: u64::from(place.line) };
        }
        let origin = &self.documents[item - self.places.len()].origin;
        Origin { path: &origin.path, line: u64::from(origin.ordinal) }
    }

    /// Calls `read` with the text of an item.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn read(&self, item: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        self.with_item(item, |item| read(&item.compared()))
    }

    /// Calls `read` with what of an item is compared after `leave_out` has given what is left of its text.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn read_without(
        &self,
        item: usize,
        leave_out: &dyn Fn(&str) -> Option<String>,
        read: &mut dyn FnMut(&str),
    ) -> io::Result<()> {
        self.with_item(item, |item| read(&item.compared_without(leave_out)))
    }

    fn with_item(&self, item: usize, read: impl FnOnce(&ItemText<'_>)) -> io::Result<()> {
        if let Some(place) = self.places.get(item) {
            let line = self.line(place)?;
            read(&self.fieldwise().item(&line).map_err(|_| changed(self.name(place)))?);
        } else {
            read(&item_of(&self.documents[item - self.places.len()]));
        }
        Ok(())
    }

    /// The id of an item: what its record gives, else the stem of the file's name (all of it, where several files have that
    /// stem) and the line.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn id(&self, item: usize) -> io::Result<String> {
        let Some(place) = self.places.get(item) else {
            return Ok(self.documents[item - self.places.len()].id.clone());
        };
        if let Some(id) = self.written_id(place)? {
            return Ok(id);
        }
        let line = self.line(place)?;
        let item = self.fieldwise().item(&line).map_err(|_| changed(self.name(place)))?;
        Ok(item.id.map_or_else(|| self.made_up_id(place), Cow::into_owned))
    }

    /// The id of a record, if its place is known: of all the record, only that is read.
    fn written_id(&self, place: &Place) -> io::Result<Option<String>> {
        let Some((start, length)) = place.id.quoted() else { return Ok(None) };
        let quoted = self.line(&Place { start: place.start + start, length, ..*place })?;
        let id = IdPlace::unquoted(&quoted).ok_or_else(|| changed(self.name(place)))?;
        Ok(Some(id.to_owned()))
    }

    fn fieldwise(&self) -> Fieldwise<'_> {
        Fieldwise::knowing(&self.names, &self.known)
    }

    /// The record of an item as it stands in its file, without the end of its line; `None` for an item that was read as a
    /// document.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn record(&self, item: usize) -> io::Result<Option<Vec<u8>>> {
        self.places.get(item).map(|place| Ok(self.line(place)?.into_owned())).transpose()
    }

    /// The document of an item, with the [id](Self::id) of the item.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn document(&self, item: usize) -> io::Result<Cow<'_, Document>> {
        let Some(place) = self.places.get(item) else {
            return Ok(Cow::Borrowed(&self.documents[item - self.places.len()]));
        };
        let line = self.line(place)?;
        let line = String::from_utf8_lossy(&line);
        let built = json::object_fields(&line).and_then(|fields| record::build(&fields, &self.names).ok());
        let mut document = built.ok_or_else(|| changed(self.name(place)))?.document;
        let name = self.name(place);
        if document.id.is_empty() {
            document.id = self.made_up_id(place);
        }
        document.origin = crate::document::Origin {
            path: name.to_owned(),
            ordinal: place.line,
            start: place.start,
            end: place.start + u64::from(place.length),
        };
        Ok(Cow::Owned(document))
    }

    fn made_up_id(&self, place: &Place) -> String {
        format!("{}#{}", self.files[place.file as usize].label, place.line)
    }

    /// Labels files by their stems, as far as these differ.
    fn label(&mut self) {
        let mut files_of: BTreeMap<&str, usize> = BTreeMap::new();
        for file in &self.files {
            *files_of.entry(source::stem(&file.name)).or_default() += 1;
        }
        let label = |name: &str| if files_of[source::stem(name)] == 1 { source::stem(name) } else { name }.to_owned();
        let labels: Vec<String> = self.files.iter().map(|file| label(&file.name)).collect();
        for (file, label) in self.files.iter_mut().zip(labels) {
            file.label = label;
        }
    }

    fn name(&self, place: &Place) -> &str {
        &self.files[place.file as usize].name
    }

    fn line(&self, place: &Place) -> io::Result<Cow<'_, [u8]>> {
        let file = &self.files[place.file as usize];
        match &file.bytes {
            Bytes::Memory(bytes) => {
                let start = usize::try_from(place.start).unwrap_or(usize::MAX);
                let range = start..start.saturating_add(place.length as usize);
                bytes.get(range).map(Cow::Borrowed).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
            Bytes::File(opened) => read_line(opened, place),
            Bytes::Closed(path) => File::open(path).and_then(|opened| read_line(&opened, place)),
        }
        .map_err(|_| changed(&file.name))
    }
}

fn read_line<'a>(file: &File, place: &Place) -> io::Result<Cow<'a, [u8]>> {
    let mut line = vec![0; place.length as usize];
    read_exactly_at(file, &mut line, place.start)?;
    Ok(Cow::Owned(line))
}

fn changed(name: &str) -> io::Error {
    io::Error::other(format!("`{name}` changed while it was being read; leave it as it is and run again"))
}

/// Something that looks at the texts of the items of a piece, one after another.
pub trait Taker: Send {
    /// Takes an item.
    fn take(&mut self, item: &ItemText<'_>);
}

/// Gathers what takers took, and may remember it from one run to the next.
pub trait Collector<T: Taker> {
    /// A file of JSON Lines is about to be read.
    ///
    /// # Errors
    ///
    /// What fails the whole reading.
    fn begin(&mut self, _file: &FileStamp) -> io::Result<()> {
        Ok(())
    }

    /// The next block of the file begun, if that is known from an earlier run; what its takers took is then with the
    /// collector.
    ///
    /// # Errors
    ///
    /// What fails the whole reading.
    fn recall(&mut self) -> io::Result<Option<Block>> {
        Ok(None)
    }

    /// Collects from the takers of a block, in the order of the items; without a block, from those of documents.
    ///
    /// # Errors
    ///
    /// What fails the whole reading.
    fn collect(&mut self, block: Option<&Block>, takers: Vec<T>) -> io::Result<()>;
}

/// By what a file is known for the same: if none of it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// As the user named it.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// XXH3 hash of a file's times and place on disk; of what was unpacked or piped in, of its content.
    pub version: u128,
}

/// Some whole lines of a file of JSON Lines, and what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where they start in the file.
    start: u64,
    /// Where they end.
    end: u64,
    /// How many lines of the file end there.
    lines: u32,
    /// Whether the file ends there.
    is_last: bool,
    /// Whether the file could not be read further.
    is_broken: bool,
    /// Start in the file, length, line and id of each record.
    places: Vec<(u64, u32, u32, IdPlace)>,
    problems: Vec<Problem>,
}

impl Block {
    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.places.len()
    }

    /// Whether the file could not be read further.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }
}

/// Why items could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadItemsError {
    /// As for [`read`](super::read).
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The [`Collector`] failed.
    #[error(transparent)]
    Collect(#[from] io::Error),
}

/// Reads all inputs as items. Pieces of the input are looked at in parallel, each by a taker that `make` makes; the
/// collector gets these in the order of the items.
///
/// # Errors
///
/// As [`read`](super::read), and what the collector fails with.
pub fn read_items<T: Taker>(
    inputs: &[Input],
    settings: &ReadSettings,
    make: &(impl Fn() -> T + Sync),
    collector: &mut impl Collector<T>,
) -> Result<Items, ReadItemsError> {
    let plan = Plan::new(settings)?;
    let (sources, problems) = find_sources(inputs, settings, &[])?;
    let mut items = Items {
        files: Vec::new(),
        places: Vec::new(),
        documents: Vec::new(),
        names: plan.names.clone(),
        known: KnownNames::default(),
        problems,
        opened: 0,
    };
    let mut others = Vec::new();
    for source in &sources {
        match open(source, &plan) {
            Opening::Lines(bytes) => {
                items.opened += 1;
                collector.begin(&bytes.stamp(&source.name))?;
                items.files.push(ItemFile { name: source.name.clone(), label: String::new(), bytes });
                read_lines(&mut items, settings.max_file_bytes, make, collector)?;
                if items.files.len() > MOST_OPEN
                    && let (Some(file), Some(path)) = (items.files.last_mut(), source.path())
                    && matches!(file.bytes, Bytes::File(_))
                {
                    file.bytes = Bytes::Closed(path.to_owned());
                }
            }
            Opening::Other(reading) => others.push(reading),
        }
        refuse_errors(&items.problems, settings)?;
    }
    items.label();
    read_others(others, &plan, settings, &mut items)?;
    let mut taker = make();
    for document in &items.documents {
        taker.take(&item_of(document));
    }
    collector.collect(None, vec![taker])?;
    items.problems.sort();
    Ok(items)
}

fn item_of(document: &Document) -> ItemText<'_> {
    ItemText {
        id: Some(Cow::Borrowed(&document.id)),
        title: document.title.as_deref().map(Cow::Borrowed),
        text: document.evidence_text().into(),
        source: document.source.as_deref().map(Cow::Borrowed),
    }
}

/// Reads what is no plain file of JSON Lines as [`read`](super::read) does.
fn read_others(others: Vec<Other>, plan: &Plan, settings: &ReadSettings, items: &mut Items) -> Result<(), ReadError> {
    let readings: Vec<super::FileReading> = others
        .into_par_iter()
        .map(|other| match other {
            Other::Unopened(source) => super::read_source(&source, plan),
            Other::Opened(name, opened) => super::read_opened(&name, opened, plan),
        })
        .collect();
    let mut files = Vec::new();
    for reading in readings {
        items.opened += usize::from(reading.is_opened);
        items.problems.extend(reading.problems);
        files.push(reading.file);
    }
    refuse_errors(&items.problems, settings)?;
    items.documents = super::identity::settle(files, settings.shared_ids, &mut items.problems);
    // As they stand in their files, like lines. What is one document stands where it is kept.
    let place = |document: &Document| (document.origin.path.clone(), document.origin.ordinal);
    items.documents.sort_by_cached_key(place);
    Ok(())
}

enum Opening {
    Lines(Bytes),
    Other(Other),
}

enum Other {
    Unopened(Source),
    Opened(String, source::Opened),
}

/// Opens a source and tells whether it is a file of JSON Lines in UTF-8.
fn open(source: &Source, plan: &Plan) -> Opening {
    let may_be_lines = plan.encoding.is_none_or(|encoding| encoding == encoding_rs::UTF_8)
        && plan.format.is_none_or(|format| format == Format::JsonLines);
    if !may_be_lines {
        return Opening::Other(Other::Unopened(source.clone()));
    }
    let is_told = plan.format.is_some() || matches!(source::ending(&source.name).as_str(), "jsonl" | "ndjson");
    if let Some(path) = source.path().filter(|path| path.is_file()) {
        let mut head = Vec::new();
        let opened = File::open(path).and_then(|file| Ok(((&file).take(HEAD).read_to_end(&mut head)?, file)));
        return match opened {
            // It is never in memory as a whole, so it may be of any size.
            Ok((_, file)) if is_lines(&head, is_told) => Opening::Lines(Bytes::File(file)),
            _ => open_whole(source, plan, is_told),
        };
    }
    open_whole(source, plan, is_told)
}

/// What has to be unpacked, or cannot be read twice, is kept in memory.
fn open_whole(source: &Source, plan: &Plan, is_told: bool) -> Opening {
    let opened = source::open(source, plan.max_file_bytes);
    match opened {
        source::Opened { bytes: Some(bytes), problem: None } if is_lines(&bytes, is_told) => {
            Opening::Lines(Bytes::Memory(bytes))
        }
        opened => Opening::Other(Other::Opened(source.name.clone(), opened)),
    }
}

/// Whether bytes begin as JSON Lines do: with an object on a line of its own, if the name does not tell.
fn is_lines(bytes: &[u8], is_told: bool) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Other encodings are told, and read, as they always are. The head may end inside a character.
    let is_utf8 = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    head.first() == Some(&b'{')
        && is_utf8
        && !line.contains(&0)
        && (is_told || serde_json::from_slice::<IgnoredAny>(line).is_ok() && head.len() > line.len() + 1)
}
