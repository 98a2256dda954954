//! Inputs to bytes: folders are walked, files are opened, gzip and zstd are unpacked by their magic bytes.
//!
//! A file is read once however often and by whatever name it is given. In a folder only files whose names look like
//! news are read, and each file passed over is told; a file that the user names is always read. What a stream gave
//! before it broke is kept. The set of sources and its order do not depend on the order of the inputs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder, StreamingDecoder};
use walkdir::WalkDir;

/// By this file in it a folder is known for an index that samestory made.
const OUR_MANIFESTS: [&str; 2] = ["samestory-index.json", "samestory-archive.json"];

use super::Input;
use crate::problem::{Position, Problem};

/// The name of standard input.
pub(crate) const STANDARD_INPUT: &str = "-";

/// Endings of the names that are read in a folder.
const READ_IN_FOLDERS: [&str; 15] = [
    "txt", "text", "html", "htm", "xhtml", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "rss", "atom", "rdf",
    "feed",
];
const PACKED: [&str; 2] = ["gz", "zst"];

/// A thing to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    /// As the user named it, `/` between parts.
    pub(crate) name: String,
    /// `None` for standard input.
    path: Option<PathBuf>,
}

impl Source {
    /// Its file; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

/// The bytes of a source.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Unpacked; `None` if nothing could be read.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) problem: Option<Problem>,
}

/// The sources that the inputs name, sorted by name, and what is wrong with the names.
pub(crate) fn find(inputs: &[Input]) -> (Vec<Source>, Vec<Problem>) {
    find_with(inputs, &[])
}

/// The same, with further endings of names that are read in folders.
pub(crate) fn find_with(inputs: &[Input], endings: &[&str]) -> (Vec<Source>, Vec<Problem>) {
    let mut finder = Finder::default();
    for input in inputs {
        match input {
            Input::StandardInput => {
                finder.sources.push(Source { name: STANDARD_INPUT.to_owned(), path: None });
            }
            Input::Path(path) if path.is_dir() => finder.walk(path),
            Input::Path(path) => finder.add(path, true),
        }
    }
    finder.finish(endings)
}

#[derive(Default)]
struct Finder {
    sources: Vec<Source>,
    /// By canonical path: whether the file itself is named by the user, and the least of its names.
    files: BTreeMap<PathBuf, (bool, String, PathBuf)>,
    problems: Vec<Problem>,
}

impl Finder {
    fn add(&mut self, path: &Path, is_explicit: bool) {
        // What has no canonical path (a pipe, a missing file) is known by the path it is given by.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let candidate = (is_explicit, display_name(path), path.to_owned());
        match self.files.entry(canonical) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(candidate);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let known = entry.get();
                if (!candidate.0, &candidate.1) < (!known.0, &known.1) {
                    entry.insert(candidate);
                }
            }
        }
    }

    fn walk(&mut self, folder: &Path) {
        // Neither hidden files nor an index or archive of ours, whose files look like records.
        let is_ours = |path: &Path| OUR_MANIFESTS.iter().any(|manifest| path.join(manifest).exists());
        let is_seen = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.') && !is_ours(entry.path())
        };
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_seen);
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_file() => self.add(entry.path(), false),
                Ok(_) => {}
                Err(error) => self.walk_problem(folder, &error),
            }
        }
    }

    fn walk_problem(&mut self, folder: &Path, error: &walkdir::Error) {
        let name = display_name(error.path().unwrap_or(folder));
        self.problems.push(if let Some(ancestor) = error.loop_ancestor() {
            Problem::notice(
                name,
                Position::File,
                format!("the link leads back to `{}`, which holds it: not followed", display_name(ancestor)),
                "nothing to do: the folder is read once",
            )
        } else {
            let message = error.io_error().map_or_else(|| error.to_string(), plain_message);
            cannot_read(&name, &message, error.io_error().map(io::Error::kind))
        });
    }

    fn finish(mut self, endings: &[&str]) -> (Vec<Source>, Vec<Problem>) {
        for (is_explicit, name, path) in self.files.into_values() {
            if is_explicit || looks_like_news(&path, endings) {
                self.sources.push(Source { name, path: Some(path) });
            } else {
                let cure = "to read it, name it on the command line";
                self.problems.push(Problem::notice(name, Position::File, "passed over for its name", cure));
            }
        }
        self.sources.sort_unstable();
        (self.sources, self.problems)
    }
}

/// Whether a file in a folder is read: by the ending of its name, or because it has none.
fn looks_like_news(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let (mut stem, mut ending) = split_ending(&name);
    if PACKED.contains(&ending) {
        (stem, ending) = split_ending(stem);
    }
    ending.is_empty() && !stem.is_empty() || READ_IN_FOLDERS.contains(&ending) || endings.contains(&ending)
}

fn split_ending(name: &str) -> (&str, &str) {
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((name, ""))
}

/// The name of a file without folders and without the endings that tell its format and packing.
pub(crate) fn stem(name: &str) -> &str {
    if name == STANDARD_INPUT {
        return "stdin";
    }
    let mut stem = name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(name);
    for endings in [&PACKED[..], &READ_IN_FOLDERS[..]] {
        let (rest, ending) = split_ending(stem);
        if endings.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            stem = rest;
        }
    }
    stem
}

/// The ending of a name that tells its format (packing aside), lower case; empty without one.
pub(crate) fn ending(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let (stem, ending) = split_ending(&last);
    if PACKED.contains(&ending) { split_ending(stem).1.to_owned() } else { ending.to_owned() }
}

/// A path as the user wrote it, `/` between its parts.
fn display_name(path: &Path) -> String {
    if std::path::MAIN_SEPARATOR == '/' {
        return path.to_string_lossy().into_owned();
    }
    let mut name = String::new();
    for component in path.components() {
        if !name.is_empty() && !name.ends_with('/') {
            name.push('/');
        }
        match component {
            Component::RootDir => name.push('/'),
            other => name.push_str(&other.as_os_str().to_string_lossy()),
        }
    }
    name
}

/// Reads and unpacks a source; `most` is the most bytes that it may have, unpacked.
pub(crate) fn open(source: &Source, most: u64) -> Opened {
    let mut bytes = Vec::new();
    let read = match &source.path {
        Some(path) => File::open(path).and_then(|file| {
            let data = file.metadata()?;
            // What is known to be too large need not be read for it.
            if data.is_file() && data.len() > most { Ok(false) } else { read_up_to(file, most, &mut bytes) }
        }),
        None => read_up_to(io::stdin().lock(), most, &mut bytes),
    };
    match read {
        Ok(true) => unpack(&source.name, bytes, most),
        Ok(false) => Opened { bytes: None, problem: Some(too_large(&source.name, "the file has", most)) },
        Err(error) => {
            let problem = cannot_read(&source.name, &plain_message(&error), Some(error.kind()));
            Opened { bytes: None, problem: Some(problem) }
        }
    }
}

/// Unpacks gzip (all its members) and zstd (all its frames); other bytes pass unchanged.
pub(crate) fn unpack(name: &str, bytes: Vec<u8>, most: u64) -> Opened {
    let mut unpacked = Vec::new();
    let (kind, result) = if bytes.starts_with(&[0x1F, 0x8B]) {
        ("gzip", read_up_to(MultiGzDecoder::new(bytes.as_slice()), most, &mut unpacked))
    } else if is_zstd(&bytes) {
        ("zstd", unpack_zstd(&bytes, most, &mut unpacked))
    } else {
        return Opened { bytes: Some(bytes), problem: None };
    };
    match result {
        Ok(true) => Opened { bytes: Some(unpacked), problem: None },
        Ok(false) => Opened { bytes: None, problem: Some(too_large(name, "the file unpacks to", most)) },
        Err(error) => {
            let message =
                format!("the {kind} stream is broken after {} bytes: {}", unpacked.len(), plain_message(&error));
            let cure = "fetch or pack the file again; what came before the break is read";
            Opened { bytes: Some(unpacked), problem: Some(Problem::error(name, Position::File, message, cure)) }
        }
    }
}

/// Reads to the end or to `most` bytes; whether the end came first. Bytes read before an error are kept.
fn read_up_to(reader: impl Read, most: u64, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let before = bytes.len() as u64;
    reader.take(most.saturating_sub(before).saturating_add(1)).read_to_end(bytes)?;
    Ok(bytes.len() as u64 <= most)
}

fn is_zstd(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || skippable_length(bytes).is_some()
}

/// Length of the skippable frame (RFC 8878, section 3.1.2) that the bytes begin with.
fn skippable_length(bytes: &[u8]) -> Option<usize> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (word(0)? & 0xFFFF_FFF0 == 0x184D_2A50).then_some(())?;
    usize::try_from(word(4)?).ok()?.checked_add(8)
}

fn unpack_zstd(bytes: &[u8], most: u64, unpacked: &mut Vec<u8>) -> io::Result<bool> {
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(length) = skippable_length(rest) {
            rest = rest.get(length..).ok_or(io::ErrorKind::UnexpectedEof)?;
            continue;
        }
        if !unpack_frame(&mut rest, most, unpacked)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn unpack_frame(rest: &mut &[u8], most: u64, unpacked: &mut Vec<u8>) -> io::Result<bool> {
    let (frame, before) = (*rest, unpacked.len());
    let mut decoder = FrameDecoder::new();
    decoder.init(&mut *rest).map_err(io::Error::other)?;
    while !decoder.is_finished() {
        let good = frame.len() - rest.len();
        if let Err(error) = decoder.decode_blocks(&mut *rest, BlockDecodingStrategy::UptoBlocks(1)) {
            unpacked.truncate(before);
            read_up_to(closed_frame(frame.get(..good).unwrap_or_default())?, most, unpacked)?;
            return Err(io::Error::other(error));
        }
        decoder.collect_to_writer(&mut *unpacked)?;
        if unpacked.len() as u64 > most {
            return Ok(false);
        }
    }
    let stated = decoder.get_checksum_from_data();
    if stated.is_some() && stated != decoder.get_calculated_checksum() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
    }
    Ok(true)
}

/// The good blocks of a broken frame with an empty last block behind them (RFC 8878, section 3.1.1.2) and room for a
/// checksum: the decoder keeps a window of text to itself until it has seen the end.
fn closed_frame(good: &[u8]) -> io::Result<impl Read> {
    let closed = [good, &[1, 0, 0], &[0; 4]].concat();
    StreamingDecoder::new(io::Cursor::new(closed)).map_err(io::Error::other)
}

fn too_large(name: &str, has: &str, most: u64) -> Problem {
    let message = format!("{has} more than {most} bytes: not read");
    Problem::error(name, Position::File, message, "split it, or raise the limit with --max-file-bytes")
}

fn cannot_read(name: &str, message: &str, kind: Option<io::ErrorKind>) -> Problem {
    let cure = match kind {
        Some(io::ErrorKind::NotFound) => "check the spelling of the path",
        Some(io::ErrorKind::PermissionDenied) => "allow reading it, for instance with `chmod u+r`",
        _ => "check that the file can be read",
    };
    Problem::error(name, Position::File, format!("cannot be read: {message}"), cure)
}

/// The message of an error without the number that the operating system adds, lower case at the start.
fn plain_message(error: &io::Error) -> String {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    };
    message.split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::problem::Severity;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn names(sources: &[Source], folder: &Path) -> Vec<String> {
        let start = format!("{}/", folder.display());
        sources.iter().map(|source| source.name.replace(&start, "")).collect()
    }

    #[test]
    fn a_folder_is_walked_and_what_is_no_news_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        for name in ["b.txt", "a.JSON.gz", "deep/page", "deep/photo.jpg", ".hidden.txt", "v.sqlite.zst"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let (sources, problems) = find(&[Input::Path(folder.path().to_owned())]);
        assert_eq!(names(&sources, folder.path()), ["a.JSON.gz", "b.txt", "deep/page"]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems.iter().all(|problem| problem.severity == Severity::Notice));
    }

    #[test]
    fn a_file_named_twice_is_read_once_under_the_name_the_user_gave() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("photo.jpg");
        fs::write(&file, "x").unwrap();
        let inputs = [Input::Path(folder.path().to_owned()), Input::Path(file.clone()), Input::Path(file.clone())];
        let (sources, problems) = find(&inputs);
        assert_eq!((names(&sources, folder.path()), problems.len()), (vec!["photo.jpg".to_owned()], 0));
        let reversed: Vec<Input> = inputs.iter().rev().cloned().collect();
        assert_eq!(find(&reversed).0, sources);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("gone"), folder.path().join("broken.txt")).unwrap();
        let (sources, problems) = find(&[Input::Path(folder.path().to_owned())]);
        assert_eq!(names(&sources, folder.path()), ["a.txt"]);
        let severities: Vec<_> = problems.iter().map(|problem| problem.severity).collect();
        assert_eq!(severities, [Severity::Notice, Severity::Error], "{problems:?}");
    }

    #[test]
    fn a_missing_file_is_an_error_with_a_cure() {
        let (sources, _) = find(&[Input::Path("no/such/file.txt".into())]);
        let opened = open(&sources[0], 100);
        let problem = opened.problem.unwrap();
        assert!(opened.bytes.is_none());
        assert_eq!(problem.message, "cannot be read: no such file or folder");
        assert_eq!(problem.cure, "check the spelling of the path");
    }

    #[test]
    fn packed_streams_are_unpacked_to_their_last_member() {
        let text = "the ferry drifted for six hours ".repeat(500);
        let mut skippable = vec![0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7];
        for (packed, twice) in
            [(gzip(text.as_bytes()), Vec::new()), (zstd(text.as_bytes()), std::mem::take(&mut skippable))]
        {
            let bytes = [packed.clone(), twice, packed].concat();
            let opened = unpack("a", bytes, 1 << 20);
            assert!(opened.problem.is_none(), "{:?}", opened.problem);
            assert_eq!(opened.bytes.unwrap(), text.repeat(2).as_bytes());
        }
    }

    #[test]
    fn a_cut_stream_keeps_its_good_part() {
        let text: String = (0..100_000).map(|number| format!("{number} ")).collect::<Vec<_>>().concat();
        for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            let opened = unpack("a", packed[..packed.len() - 9].to_vec(), 1 << 30);
            assert_eq!(opened.problem.unwrap().severity, Severity::Error);
            let kept = opened.bytes.unwrap();
            assert!(text.as_bytes().starts_with(&kept) && kept.len() > 1_000, "{}", kept.len());
        }
    }

    #[test]
    fn damaged_streams_never_panic() {
        let text: String = (0..400).map(|number| format!("{number} ")).collect::<Vec<_>>().concat();
        for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            for at in 0..packed.len() {
                let mut damaged = packed.clone();
                damaged[at] ^= 0x55;
                let _ = unpack("a", damaged, 1 << 20);
                let _ = unpack("a", packed[..at].to_vec(), 1 << 20);
            }
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; 1 << 20];
        for packed in [gzip(&zeros), zstd(&zeros)] {
            let opened = unpack("bomb", packed, 1 << 16);
            assert!(opened.bytes.is_none());
            assert!(opened.problem.unwrap().message.contains("unpacks to more than 65536 bytes"));
        }
        assert!(unpack("fits", gzip(&zeros), 1 << 20).problem.is_none());
    }

    #[test]
    fn names_lose_their_endings() {
        for (name, expected) in [
            ("data/2025.06.12.html.gz", "2025.06.12"),
            ("a/b/ferry.TXT", "ferry"),
            ("ferry", "ferry"),
            ("ferry.v2", "ferry.v2"),
            (".txt", ".txt"),
            ("-", "stdin"),
        ] {
            assert_eq!(stem(name), expected, "{name}");
        }
        assert_eq!(ending("a.b/x.JSONL.zst"), "jsonl");
        assert_eq!(ending("a.b/x"), "");
    }
}
