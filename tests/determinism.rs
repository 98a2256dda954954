//! The same collection gives the same result: for any number of threads, order of input, and place on the disk.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
}

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use support::command::run;

const FORMATS: [&str; 4] = ["table", "jsonl", "json", "csv"];
const QUERIES: [&str; 6] =
    ["ferry", "", "공장에서", "programme:\"News 9\"", "published:2025", "whales OR strike -deal"];

#[test]
fn the_number_of_threads_changes_nothing() {
    for format in FORMATS {
        let [one, two] = ["1", "2"].map(|threads| {
            run(&["cluster", "data/news", "--format", format, "--threads", threads]).ends_with(0).stdout
        });
        assert!(one == two, "{format} differs between one thread and two");
        assert!(!one.is_empty());
    }
}

#[test]
fn the_order_of_the_inputs_changes_nothing() {
    let folders = ["data/news/html", "data/news/korean", "data/news/pages", "data/news/records"];
    let reversed: Vec<&str> = folders.iter().rev().copied().collect();
    for format in FORMATS {
        let whole = run(&["cluster", "data/news", "--format", format]).ends_with(0).stdout;
        for inputs in [&folders[..], &reversed[..]] {
            let arguments = [&["cluster", "--format", format], inputs].concat();
            assert!(run(&arguments).ends_with(0).stdout == whole, "{format} differs for {inputs:?}");
        }
    }
}

#[test]
fn naming_a_file_twice_changes_nothing() {
    let once = run(&["cluster", "data/news/records", "--format", "jsonl"]).ends_with(0);
    let again = ["cluster", "data/news/records/wire.jsonl", "data/news/records", "--format", "jsonl"];
    assert_eq!(run(&again).ends_with(0).stdout, once.stdout);
}

#[test]
fn a_copied_collection_with_shuffled_lines_is_grouped_the_same() {
    let folder = tempfile::tempdir().unwrap();
    copy("data/news".as_ref(), folder.path());
    let records = folder.path().join("records");
    shuffle(&records.join("wire.jsonl"));
    shuffle_packed(&records.join("late.jsonl.gz"));
    let shuffled = run(&["cluster", folder.path().to_str().unwrap(), "--format", "jsonl"]).ends_with(0).documents();
    let original = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0).documents();

    assert_ne!(shuffled["wire-001"]["origin"]["ordinal"], original["wire-001"]["origin"]["ordinal"], "not shuffled");
    assert_eq!(shuffled.len(), original.len());
    for (id, document) in &original {
        let moved = shuffled.get(id).unwrap_or_else(|| panic!("`{id}` is not there"));
        assert_eq!(without_origin(moved), without_origin(document), "{id}");
    }
}

fn without_origin(document: &Value) -> Value {
    let mut document = document.clone();
    document["origin"] = json!(null);
    document
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The last line first, then every second one, then the rest: no line stays where it was.
fn shuffled(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.rotate_right(1);
    let (even, odd): (Vec<_>, Vec<_>) = lines.iter().zip(0..).partition(|(_, place)| place % 2 == 0);
    let lines: Vec<&str> = even.into_iter().chain(odd).map(|(line, _)| *line).collect();
    lines.join("\n") + "\n"
}

fn shuffle(file: &Path) {
    fs::write(file, shuffled(&fs::read_to_string(file).unwrap())).unwrap();
}

fn shuffle_packed(file: &Path) {
    let mut text = String::new();
    GzDecoder::new(File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    let mut packed = GzEncoder::new(File::create(file).unwrap(), Compression::default());
    packed.write_all(shuffled(&text).as_bytes()).unwrap();
    packed.finish().unwrap();
}

#[test]
fn stories_do_not_depend_on_unrelated_documents_for_their_ids() {
    let stories = |inputs: &[&str]| -> BTreeMap<String, Value> {
        let arguments = [&["cluster", "--format", "jsonl"], inputs].concat();
        let documents = run(&arguments).ends_with(0).documents();
        documents.into_iter().map(|(id, document)| (id, document["story"].clone())).collect()
    };
    let alone = stories(&["data/news/korean"]);
    let beside_others = stories(&["data/news/korean", "data/news/records", "data/news/html"]);
    for (id, story) in alone {
        assert_eq!(beside_others[&id], story, "{id}");
    }
}

#[test]
fn two_indexes_of_one_collection_answer_alike() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = ["data/news/html", "data/news/korean", "data/news/pages", "data/news/records"];
    let [first, second] = ["first", "second"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
    run(&["cluster", "data/news", "--threads", "1", "--index", &first]).ends_with(0);
    let reversed: Vec<&str> = inputs.iter().rev().copied().collect();
    run(&[&["cluster", "--threads", "2", "--index", &second], &reversed[..]].concat()).ends_with(0);
    for query in QUERIES {
        for format in ["table", "jsonl", "json"] {
            let [one, other] = [&first, &second].map(|index| {
                run(&["search", "--index", index, "--format", format, "--limit", "500", query]).ends_with(0).stdout
            });
            assert!(one == other, "{query} as {format}");
        }
    }
}

#[test]
fn indexing_again_changes_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index").to_str().unwrap().to_owned();
    let answers = || {
        run(&["cluster", "data/news", "--index", &index]).ends_with(0);
        QUERIES.map(|query| run(&["search", "--index", &index, "--json", query]).ends_with(0).stdout)
    };
    assert_eq!(answers(), answers());
}
