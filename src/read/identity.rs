//! Ids: every document gets one that is unique in the collection and independent of the order of the input.
//!
//! - A given id stays. Records that share one and their content too are one document; records that share one and differ
//!   all stay: the one with the least content hash keeps the id, the others get `~` and eight hexadecimal digits of
//!   their own hash behind it. With [`SharedIds::Kept`] they all keep it.
//! - Without a given id it is the stem of the file's name, `stdin` for standard input; the second document of a page is
//!   `stem#2`, and records are `stem#1`, `stem#2` … by their place in the file. A stem that several files share, or that
//!   is someone's given id, gets `~` and eight hexadecimal digits of the hash of the file's path as named.
//!
//! Hashes are XXH3-64 (frozen specification, xxHash 0.8) with [`SEED`].

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use super::{SharedIds, source};
use crate::document::Document;
use crate::problem::{Position, Problem};

/// Seed of every hash in an id: `SAMESTOR` in ASCII, big-endian.
pub const SEED: u64 = 0x5341_4D45_5354_4F52;

/// The documents of one file, before those without an id get one.
#[derive(Debug)]
pub(crate) struct FileDocuments {
    /// The file, as named.
    pub(crate) path: String,
    /// Whether it holds records, which are numbered from the first on.
    pub(crate) is_of_records: bool,
    pub(crate) documents: Vec<Document>,
}

/// Hash of what a document says: XXH3-64 with [`SEED`] over title, text, publication time and source in this order,
/// each as its length in bytes (eight bytes, little-endian; all ones for an absent one) and its UTF-8 bytes. The text is
/// [`Document::evidence_text`], the time is as `Display` writes it.
#[must_use]
pub fn content_hash(document: &Document) -> u64 {
    let mut hasher = Xxh3::with_seed(SEED);
    let mut feed = |part: Option<&str>| {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hasher.update(&length.to_le_bytes());
        hasher.update(part.unwrap_or_default().as_bytes());
    };
    feed(document.title.as_deref());
    feed(Some(&document.evidence_text()));
    feed(document.published.map(|moment| moment.to_string()).as_deref());
    feed(document.source.as_deref());
    hasher.digest()
}

/// Gives every document its id, drops repetitions, and tells what happened. The documents come back sorted by id.
pub(crate) fn settle(files: Vec<FileDocuments>, shared_ids: SharedIds, problems: &mut Vec<Problem>) -> Vec<Document> {
    let mut given: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    let mut unnamed: BTreeMap<String, Vec<FileDocuments>> = BTreeMap::new();
    for mut file in files {
        let (named, without): (Vec<_>, Vec<_>) =
            file.documents.into_iter().partition(|document| !document.id.is_empty());
        for document in named {
            given.entry(document.id.clone()).or_default().push(document);
        }
        if !without.is_empty() {
            file.documents = without;
            unnamed.entry(source::stem(&file.path).to_owned()).or_default().push(file);
        }
    }
    let mut taken: BTreeSet<String> = given.keys().cloned().collect();
    let mut settled = Vec::new();
    for sharing in given.into_values() {
        settle_given(sharing, shared_ids, &mut taken, &mut settled, problems);
    }
    for (stem, sharing) in unnamed {
        let is_shared = sharing.len() > 1;
        for file in sharing {
            settle_derived(&stem, file, is_shared, &mut taken, &mut settled);
        }
    }
    settled.sort_by(|one, other| one.id.cmp(&other.id));
    settled
}

/// Documents that share a given id.
fn settle_given(
    sharing: Vec<Document>,
    shared_ids: SharedIds,
    taken: &mut BTreeSet<String>,
    settled: &mut Vec<Document>,
    problems: &mut Vec<Problem>,
) {
    if sharing.len() == 1 {
        settled.extend(sharing);
        return;
    }
    let mut sharing: Vec<(u64, Document)> =
        sharing.into_iter().map(|document| (content_hash(&document), document)).collect();
    sharing.sort_by(|(hash, document), (other_hash, other)| {
        (hash, &document.origin.path, document.origin.ordinal).cmp(&(
            other_hash,
            &other.origin.path,
            other.origin.ordinal,
        ))
    });
    let mut kept: Vec<(u64, Document)> = Vec::new();
    for (hash, mut document) in sharing {
        if let Some((_, first)) = kept.last().filter(|(own, _)| *own == hash) {
            problems.push(notice(
                &document,
                format!("the same document as {}, both with the id `{}`: kept once", place(first), document.id),
                "nothing to do, or take one of the two out of the input",
            ));
            continue;
        }
        if let Some((_, first)) = kept.first().filter(|_| shared_ids == SharedIds::ToldApart) {
            let id = free(&format!("{}~{}", document.id, digits(hash)), taken);
            problems.push(notice(
                &document,
                format!(
                    "the id `{}` is that of another document too, at {}: this one is `{id}`",
                    document.id,
                    place(first)
                ),
                "give each document an id of its own",
            ));
            document.id = id;
        }
        kept.push((hash, document));
    }
    settled.extend(kept.into_iter().map(|(_, document)| document));
}

/// Documents of one file that have no given id.
fn settle_derived(
    stem: &str,
    file: FileDocuments,
    is_shared: bool,
    taken: &mut BTreeSet<String>,
    settled: &mut Vec<Document>,
) {
    let by_path = format!("{stem}~{}", digits(xxh3_64_with_seed(file.path.as_bytes(), SEED)));
    for mut document in file.documents {
        let number = document.origin.ordinal;
        let is_numbered = file.is_of_records || number > 1;
        let id = |stem: &str| if is_numbered { format!("{stem}#{number}") } else { stem.to_owned() };
        let plain = id(stem);
        document.id =
            if is_shared || taken.contains(&plain) { free(&id(&by_path), taken) } else { free(&plain, taken) };
        settled.push(document);
    }
}

/// Takes an id, or the first free one of its line if someone has given it.
fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = wanted.to_owned();
    let mut number = 2_u64;
    while !taken.insert(id.clone()) {
        id = format!("{wanted}~{number}");
        number += 1;
    }
    id
}

fn digits(hash: u64) -> String {
    format!("{:08x}", hash >> 32)
}

fn place(document: &Document) -> String {
    format!("{}: record {}", document.origin.path, document.origin.ordinal)
}

fn notice(document: &Document, message: String, cure: &str) -> Problem {
    Problem::notice(&document.origin.path, Position::Record(u64::from(document.origin.ordinal)), message, cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, SectionKind};
    use crate::read::paragraphs;

    fn document(id: &str, path: &str, ordinal: u32, text: &str) -> Document {
        Document {
            id: id.to_owned(),
            origin: Origin { path: path.to_owned(), ordinal, start: 0, end: 0 },
            title: Some("A title".to_owned()),
            source: None,
            programme: None,
            published: None,
            updated: None,
            language: None,
            reporter: None,
            place: None,
            url: None,
            sections: paragraphs::prose_section(SectionKind::Body, vec![text.to_owned()]).into_iter().collect(),
            extra: Vec::new(),
        }
    }

    fn file(path: &str, is_of_records: bool, documents: Vec<Document>) -> FileDocuments {
        FileDocuments { path: path.to_owned(), is_of_records, documents }
    }

    fn settled(files: Vec<FileDocuments>) -> (Vec<(String, String)>, Vec<String>) {
        let mut problems = Vec::new();
        let documents = settle(files, SharedIds::ToldApart, &mut problems);
        problems.sort();
        let ids = documents.into_iter().map(|document| (document.id.clone(), document.evidence_text())).collect();
        (ids, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn the_content_hash_is_frozen() {
        let mut document = document("x", "y", 1, "One.");
        document.published = "2025-06-12T15:22:00+09:00".parse().ok();
        document.source = Some("KBS".to_owned());
        let mut bytes = Vec::new();
        for part in ["A title", "One.", "2025-06-12T15:22:00+09:00", "KBS"] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part.as_bytes());
        }
        assert_eq!(content_hash(&document), xxh3_64_with_seed(&bytes, SEED));
        assert_eq!(content_hash(&document), FROZEN);
        document.source = None;
        assert_ne!(content_hash(&document), FROZEN);
        document.source = Some(String::new());
        let empty = content_hash(&document);
        document.source = None;
        assert_ne!(content_hash(&document), empty, "absent is not empty");
    }

    const FROZEN: u64 = 12_212_113_819_316_018_183;

    #[test]
    fn ids_come_from_the_stem_of_the_file() {
        let pages = vec![document("", "a/ferry.txt", 1, "x"), document("", "a/ferry.txt", 2, "y")];
        let records = vec![document("", "b/wire.jsonl.gz", 1, "x"), document("", "b/wire.jsonl.gz", 3, "y")];
        let (ids, messages) = settled(vec![
            file("a/ferry.txt", false, pages),
            file("b/wire.jsonl.gz", true, records),
            file("-", false, vec![document("", "-", 1, "z")]),
        ]);
        let ids: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["ferry", "ferry#2", "stdin", "wire#1", "wire#3"]);
        assert!(messages.is_empty());
    }

    #[test]
    fn files_of_one_stem_are_told_apart_by_their_paths() {
        let files = |order: [&str; 2]| {
            order.map(|path| file(path, false, vec![document("", path, 1, path), document("", path, 2, "x")])).into()
        };
        let (ids, messages) = settled(files(["a/ferry.txt", "b/ferry.html"]));
        assert!(messages.is_empty());
        assert_eq!(ids.len(), 4);
        assert!(
            ids.iter().all(|(id, _)| id.starts_with("ferry~") && (id.len() == 14 || id.ends_with("#2"))),
            "{ids:?}"
        );
        assert_eq!(settled(files(["b/ferry.html", "a/ferry.txt"])).0, ids);
    }

    #[test]
    fn a_repeated_record_is_one_document() {
        let (ids, messages) = settled(vec![
            file("a.jsonl", true, vec![document("x", "a.jsonl", 1, "same"), document("x", "a.jsonl", 2, "same")]),
            file("b.jsonl", true, vec![document("x", "b.jsonl", 1, "same")]),
        ]);
        assert_eq!(ids, [("x".to_owned(), "same".to_owned())]);
        assert_eq!(messages.len(), 2);
        assert!(messages[0].contains("the same document as a.jsonl: record 1"), "{messages:?}");
    }

    #[test]
    fn an_id_over_different_documents_loses_none_of_them() {
        let read = |reverse: bool| {
            let mut files = vec![
                file("a.jsonl", true, vec![document("x", "a.jsonl", 1, "one"), document("x", "a.jsonl", 2, "two")]),
                file("b.jsonl", true, vec![document("x", "b.jsonl", 1, "three"), document("x", "b.jsonl", 2, "one")]),
            ];
            if reverse {
                files.reverse();
            }
            settled(files)
        };
        let (ids, messages) = read(false);
        assert_eq!((ids.len(), messages.len()), (3, 3));
        assert_eq!(ids[0].0, "x");
        assert!(ids[1..].iter().all(|(id, _)| id.starts_with("x~") && id.len() == 10), "{ids:?}");
        assert_eq!(read(true), (ids, messages));
    }

    #[test]
    fn an_id_over_different_documents_may_stay_that_of_all() {
        let documents = ["one", "two", "one"].map(|text| document("x", "a.jsonl", 1, text)).into();
        let settled = settle(vec![file("a.jsonl", true, documents)], SharedIds::Kept, &mut Vec::new());
        let ids: Vec<&str> = settled.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["x", "x"]);
    }

    #[test]
    fn a_given_id_is_never_taken_by_a_derived_one() {
        let (ids, _) = settled(vec![
            file("ferry.txt", false, vec![document("", "ferry.txt", 1, "page")]),
            file("a.jsonl", true, vec![document("ferry", "a.jsonl", 1, "record")]),
        ]);
        assert_eq!(ids[0], ("ferry".to_owned(), "record".to_owned()));
        assert!(ids[1].0.starts_with("ferry~"));
    }
}
