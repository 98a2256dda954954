//! Bytes to documents: files, folders and standard input, in any of the formats newsrooms keep.
//!
//! The way of one input: `source` opens it (walks folders, unpacks gzip and zstd), `charset` makes text of it,
//! `format` tells what it holds, and one reader a format makes documents: [`page`] for broadcast page dumps, `html`
//! for web pages, `feed` for RSS, Atom and JSON Feed, `records` for JSON Lines, JSON arrays, CSV and TSV, `parquet` (behind a feature) for Parquet. [`identity`]
//! gives every document an id that is unique in the collection and does not depend on the order of the input.
//!
//! Promises: what cannot be read becomes a [`Problem`] and stops nothing else; the result is the same for any number of
//! threads and any order of inputs; nothing is read twice when a file is named twice.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use encoding_rs::Encoding;
use rayon::prelude::*;

use crate::document::Document;
use crate::problem::{Position, Problem, Severity};
use crate::text::language;

pub(crate) mod charset;
pub mod dates;
mod feed;
pub mod feeds;
mod format;
pub(crate) mod html;
pub mod identity;
pub mod items;
pub mod page;
mod paragraphs;
#[cfg(feature = "parquet")]
pub mod parquet;
mod records;
mod source;

pub use identity::content_hash;
pub use records::rows::{Column, Row, Rows, read_rows};

use charset::Decoded;
use format::Content;
use html::WebPage;
use identity::FileDocuments;
use page::PageOutcome;
use records::fields::FieldNames;

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A file, or a folder with all that is below it.
    Path(PathBuf),
    /// Standard input, `-` on the command line.
    StandardInput,
}

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Raw page dump or plain text.
    Page,
    /// Web page.
    Html,
    /// One JSON object a line.
    JsonLines,
    /// One JSON array of objects (or one object).
    Json,
    /// Comma separated, with a header row.
    Csv,
    /// Tab separated, with a header row.
    Tsv,
    /// RSS, Atom or JSON Feed.
    Feed,
}

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadSettings {
    /// Read everything as this format instead of telling it by content.
    pub format: Option<Format>,
    /// Encoding label (WHATWG) that wins over every detection.
    pub encoding: Option<String>,
    /// Field names of records: `(ours, theirs)`, for instance `("text", "body")`; wins over the usual names.
    pub fields: Vec<(String, String)>,
    /// Stop at the first [`Severity::Error`].
    pub strict: bool,
    /// Most bytes that a file may have, unpacked; a larger one is an error and not read. Of a file that is read
    /// [piece by piece](items), most bytes of a line.
    pub max_file_bytes: u64,
    /// What becomes of documents that share a given id and differ.
    pub shared_ids: SharedIds,
}

impl Default for ReadSettings {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            fields: Vec::new(),
            strict: false,
            max_file_bytes: 4 << 30,
            shared_ids: SharedIds::default(),
        }
    }
}

/// What becomes of documents that share a given id and differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SharedIds {
    /// All but one get an id of their own, so that no two have the same.
    #[default]
    ToldApart,
    /// All keep it: whoever takes them tells versions of one article from other articles.
    Kept,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Files read so far.
    pub files_done: usize,
    /// Files to read.
    pub files: usize,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Collection {
    /// The documents, sorted by id; ids are unique.
    pub documents: Vec<Document>,
    /// What went wrong, sorted by path and position.
    pub problems: Vec<Problem>,
    /// How many files were opened (standard input counts as one).
    pub files: usize,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No input was named.
    #[error("no input: name files or folders, or `-` for standard input")]
    NoInput,
    /// Standard input was named more than once.
    #[error("standard input is named twice: it can be read only once, so write `-` once")]
    StandardInputTwice,
    /// No encoding has this label.
    #[error(
        "unknown encoding `{label}`: use a label such as utf-8, euc-kr, shift_jis, gbk or windows-1252 with --encoding"
    )]
    UnknownEncoding {
        /// The label as given.
        label: String,
    },
    /// A field is mapped that documents do not have.
    #[error("unknown field `{name}` in --field {name}=…: the fields are {known}")]
    UnknownField {
        /// The field as given.
        name: String,
        /// The fields that can be mapped.
        known: String,
    },
    /// Input was lost and the settings are strict.
    #[error("{}: {}", .0.location(), .0.message)]
    Strict(Box<Problem>),
}

/// The settings, checked.
struct Plan {
    format: Option<Format>,
    encoding: Option<&'static Encoding>,
    names: FieldNames,
    max_file_bytes: u64,
}

impl Plan {
    fn new(settings: &ReadSettings) -> Result<Self, ReadError> {
        Ok(Self {
            format: settings.format,
            encoding: stated_encoding(settings)?,
            names: FieldNames::new(&settings.fields)?,
            max_file_bytes: settings.max_file_bytes,
        })
    }
}

/// The encoding that settings name.
fn stated_encoding(settings: &ReadSettings) -> Result<Option<&'static Encoding>, ReadError> {
    let known =
        |label: &String| charset::known(label).ok_or_else(|| ReadError::UnknownEncoding { label: label.clone() });
    settings.encoding.as_ref().map(known).transpose()
}

/// Files read between two looks for an error, under strict settings.
const STRICT_BATCH: usize = 64;

/// Reads all inputs. `progress` is called from several threads, once a file.
///
/// # Errors
///
/// If there is no input, if standard input is named twice, if the settings name an unknown encoding or field, or, under
/// strict settings, with the first problem that lost input (by path and position, whatever the order of the inputs).
pub fn read(
    inputs: &[Input],
    settings: &ReadSettings,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Collection, ReadError> {
    let plan = Plan::new(settings)?;
    let (sources, mut problems) = find_sources(inputs, settings, &[])?;
    let done = AtomicUsize::new(0);
    let mut files = Vec::with_capacity(sources.len());
    let mut opened = 0;
    for batch in sources.chunks(if settings.strict { STRICT_BATCH } else { sources.len().max(1) }) {
        let read: Vec<FileReading> = batch
            .par_iter()
            .map(|source| {
                let reading = read_source(source, &plan);
                progress(Progress { files_done: done.fetch_add(1, Ordering::Relaxed) + 1, files: sources.len() });
                reading
            })
            .collect();
        for reading in read {
            opened += usize::from(reading.is_opened);
            problems.extend(reading.problems);
            files.push(reading.file);
        }
        refuse_errors(&problems, settings)?;
    }
    Ok(collect(files, problems, opened, settings))
}

/// The sources that the inputs name, and what is wrong with the names; in folders those with `endings` are read too.
fn find_sources(
    inputs: &[Input],
    settings: &ReadSettings,
    endings: &[&str],
) -> Result<(Vec<source::Source>, Vec<Problem>), ReadError> {
    if inputs.is_empty() {
        return Err(ReadError::NoInput);
    }
    if inputs.iter().filter(|input| **input == Input::StandardInput).count() > 1 {
        return Err(ReadError::StandardInputTwice);
    }
    let (sources, problems) = source::find_with(inputs, endings);
    refuse_errors(&problems, settings)?;
    Ok((sources, problems))
}

/// Reads bytes as if they were a file of the given name.
///
/// # Errors
///
/// As [`read`].
pub fn read_bytes(path: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Result<Collection, ReadError> {
    let plan = Plan::new(settings)?;
    let reading = read_opened(path, source::unpack(path, bytes, plan.max_file_bytes), &plan);
    refuse_errors(&reading.problems, settings)?;
    Ok(collect(vec![reading.file], reading.problems, 1, settings))
}

fn refuse_errors(problems: &[Problem], settings: &ReadSettings) -> Result<(), ReadError> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    match errors.min().filter(|_| settings.strict) {
        Some(first) => Err(ReadError::Strict(Box::new(first.clone()))),
        None => Ok(()),
    }
}

fn collect(
    files: Vec<FileDocuments>,
    mut problems: Vec<Problem>,
    opened: usize,
    settings: &ReadSettings,
) -> Collection {
    let documents = identity::settle(files, settings.shared_ids, &mut problems);
    problems.sort();
    Collection { documents, problems, files: opened }
}

/// What one file gave.
struct FileReading {
    file: FileDocuments,
    problems: Vec<Problem>,
    is_opened: bool,
}

fn read_source(source: &source::Source, plan: &Plan) -> FileReading {
    read_opened(&source.name, source::open(source, plan.max_file_bytes), plan)
}

fn read_opened(path: &str, opened: source::Opened, plan: &Plan) -> FileReading {
    let mut problems = Vec::new();
    let mut file = FileDocuments { path: path.to_owned(), is_of_records: false, documents: Vec::new() };
    let is_opened = opened.bytes.is_some();
    if let Some(bytes) = opened.bytes {
        if format::is_parquet(&bytes) {
            read_table(bytes, &mut file, &mut problems, plan);
        } else {
            read_content(&bytes, &mut file, &mut problems, plan);
            if opened.problem.is_some() {
                forget_cut(&bytes, &mut problems);
            }
        }
    }
    problems.extend(opened.problem);
    file.documents.par_iter_mut().for_each(fill_language);
    FileReading { file, problems, is_opened }
}

/// Reads a Parquet file, if samestory was built to.
fn read_table(bytes: Vec<u8>, file: &mut FileDocuments, problems: &mut Vec<Problem>, plan: &Plan) {
    if plan.format.is_some() {
        let message = "the file is a Parquet file, which is not what --input-format names";
        let cure = "leave --input-format out, or name other files";
        problems.push(Problem::error(&file.path, Position::File, message, cure));
        return;
    }
    #[cfg(feature = "parquet")]
    {
        file.is_of_records = true;
        let (documents, found) = parquet::read(bytes, &file.path, &plan.names, plan.max_file_bytes);
        file.documents = documents;
        problems.extend(found);
    }
    #[cfg(not(feature = "parquet"))]
    {
        drop(bytes);
        let message = "the file is a Parquet file, which this build of samestory does not read";
        let cure = "build samestory with `--features parquet`, or save the table as JSON Lines or CSV";
        problems.push(Problem::error(&file.path, Position::File, message, cure));
    }
}

/// Leaves out the error about the last record of a stream that broke inside it: the break itself is told.
fn forget_cut(bytes: &[u8], problems: &mut Vec<Problem>) {
    let last_line = bytes.split(|byte| *byte == b'\n').count() as u64;
    let ends_line = bytes.last() == Some(&b'\n');
    let is_cut = |problem: &Problem| match problem.position {
        Position::Line(line) => line == last_line && !ends_line,
        Position::Record(_) => problem.message.ends_with("ends too early"),
        Position::File => false,
    };
    if problems.last().is_some_and(|last| last.severity == Severity::Error && is_cut(last)) {
        problems.pop();
    }
}

fn read_content(bytes: &[u8], file: &mut FileDocuments, problems: &mut Vec<Problem>, plan: &Plan) {
    let path = file.path.clone();
    let lost = |message: String, cure: &str| Problem::error(&path, Position::File, message, cure);
    if let Some(kind) = format::binary_kind(bytes) {
        let cure = "save its text as plain text, HTML, JSON Lines or CSV";
        problems.push(lost(format!("the file is no text: it is {kind}"), cure));
        return;
    }
    let decoded = charset::decode(bytes, plan.encoding);
    if format::is_binary(&decoded.text) {
        let cure = "leave it out, or name its encoding with --encoding if it is text";
        problems.push(lost("the file is no text".to_owned(), cure));
        return;
    }
    let content = match format::tell(&decoded.text, &path, &plan.names) {
        Content::Empty => Content::Empty,
        told => plan.format.map_or(told, Content::Documents),
    };
    match content {
        Content::Empty => {
            let cure = "nothing to do if it should be empty";
            problems.push(Problem::notice(&path, Position::File, "the file is empty", cure));
        }
        Content::Foreign(kind) => problems.push(lost(
            format!("the file is {kind}, which is not read"),
            "turn it into HTML, JSON Lines or CSV, or read it as plain text with --input-format page",
        )),
        Content::Documents(Format::Page) => read_page_dump(&decoded, file, problems),
        Content::Documents(Format::Feed) => {
            file.is_of_records = true;
            let (documents, found) = feed::read(&decoded, &path);
            file.documents = documents;
            problems.extend(found);
        }
        Content::Documents(Format::Html) => read_web_page(&decoded, bytes.len(), file, problems),
        Content::Documents(format) => {
            file.is_of_records = true;
            let (documents, found) = records::read(&decoded, format, &path, &plan.names);
            file.documents = documents;
            problems.extend(found);
            if matches!(format, Format::JsonLines | Format::Json) && plan.encoding.is_none() {
                problems.extend(guessed(&decoded, &path));
            }
        }
    }
    problems.extend(malformed(&decoded, &path));
}

/// What is told about JSON that is not in UTF-8, as it should be (RFC 8259, section 8.1), nor marked as something else.
fn guessed(decoded: &Decoded<'_>, path: &str) -> Option<Problem> {
    if decoded.encoding == encoding_rs::UTF_8 || decoded.mark_length > 0 {
        return None;
    }
    let message = format!("the file is no UTF-8 text; it is read as {}, which is a guess", decoded.encoding.name());
    let cure = "name its encoding with --encoding: utf-8 if it has a few broken bytes";
    Some(Problem::notice(path, Position::File, message, cure))
}

/// What is told about bytes that are no characters: one notice a file, with the lines.
fn malformed(decoded: &Decoded<'_>, path: &str) -> Option<Problem> {
    const SHOWN: usize = 5;
    let lines = &decoded.malformed_lines;
    let first = lines.first()?;
    let shown: Vec<String> = lines.iter().take(SHOWN).map(u64::to_string).collect();
    let more = if lines.len() > SHOWN { format!(" and {} more", lines.len() - SHOWN) } else { String::new() };
    let message = format!(
        "bytes that are no {} text, in lines: {}{more}; each stands as U+FFFD",
        decoded.encoding.name(),
        shown.join(", ")
    );
    let cure = "mend the bytes, or name the right encoding with --encoding";
    Some(Problem::notice(path, Position::Line(*first), message, cure))
}

fn read_page_dump(decoded: &Decoded<'_>, file: &mut FileDocuments, problems: &mut Vec<Problem>) {
    match page::read_page(&decoded.text) {
        PageOutcome::Documents(mut documents) => {
            for (document, ordinal) in documents.iter_mut().zip(1..) {
                let offset = |byte: u64| decoded.byte_offset(usize::try_from(byte).unwrap_or(usize::MAX));
                let origin = &mut document.origin;
                (origin.start, origin.end) = (offset(origin.start), offset(origin.end));
                (origin.path, origin.ordinal) = (file.path.clone(), ordinal);
            }
            file.documents = documents;
        }
        PageOutcome::Nothing(reason) => {
            let cure = "nothing to do if it holds no story";
            problems.push(Problem::notice(&file.path, Position::File, format!("no document: {reason}"), cure));
        }
    }
}

fn read_web_page(decoded: &Decoded<'_>, length: usize, file: &mut FileDocuments, problems: &mut Vec<Problem>) {
    match html::read(&decoded.text) {
        WebPage::Documents(mut documents) => {
            for (document, ordinal) in documents.iter_mut().zip(1..) {
                document.origin.path.clone_from(&file.path);
                (document.origin.ordinal, document.origin.start, document.origin.end) = (ordinal, 0, length as u64);
            }
            file.documents = documents;
        }
        WebPage::Nothing(reason) => {
            let cure = "nothing to do if it holds no story";
            problems.push(Problem::notice(&file.path, Position::File, format!("no document: {reason}"), cure));
        }
        WebPage::Refused(reason) => {
            let cure = "save the article alone, as HTML or plain text";
            problems.push(Problem::error(&file.path, Position::File, reason, cure));
        }
    }
}

/// Reduces a given language to its primary subtag; detects it where none is given.
pub(crate) fn fill_language(document: &mut Document) {
    let given = document.language.take().and_then(|tag| language::primary_subtag(&tag));
    document.language = given.or_else(|| {
        let mut text = document.title.clone().unwrap_or_default();
        for paragraph in document.sections.iter().flat_map(|section| &section.paragraphs) {
            if text.len() > language::LONGEST * 4 {
                break;
            }
            text.push('\n');
            text.push_str(paragraph.text());
        }
        language::detect(&text).map(str::to_owned)
    });
}

#[cfg(test)]
mod tests;
