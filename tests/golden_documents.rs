//! Every file of `data/news` is read as `tests/gold/*.documents.jsonl` says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod gold;
}

use std::collections::BTreeMap;
use std::fmt::Debug;

use samestory::document::{Document, Paragraph, Quote, SectionKind};
use samestory::moment::Moment;
use samestory::read::{Input, ReadSettings, read};
use serde_json::Value;
use support::gold::{self, GoldLine};

/// Documents by file, read once a file.
type Files = BTreeMap<String, Vec<Document>>;

fn read_files(lines: &[GoldLine]) -> Files {
    let mut files = Files::new();
    for line in lines {
        files.entry(line.text("path").to_owned()).or_insert_with_key(|path| {
            let collection = read(&[Input::Path(path.into())], &ReadSettings::default(), &|_| {}).unwrap();
            assert!(collection.problems.is_empty(), "{:?}", collection.problems);
            collection.documents
        });
    }
    files
}

#[test]
fn every_field_of_the_gold_is_read_as_stated() {
    let lines = gold::lines(".documents.jsonl");
    let files = read_files(&lines);
    let mut wrong = Vec::new();
    for line in &lines {
        let (id, path) = (line.text("id"), line.text("path"));
        let ordinal = line.value["ordinal"].as_u64().unwrap();
        match files[path].iter().find(|document| u64::from(document.origin.ordinal) == ordinal) {
            Some(document) => compare(line, document, &mut wrong),
            None => wrong.push(format!("{id}: document {ordinal} of {path} is not there")),
        }
    }
    assert!(wrong.is_empty(), "{} of the fields are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_file_holds_a_document_that_the_gold_does_not_know() {
    let lines = gold::lines(".documents.jsonl");
    for (path, documents) in read_files(&lines) {
        let known = lines.iter().filter(|line| line.text("path") == path).count();
        let titles: Vec<_> = documents.iter().map(|document| (&document.id, &document.title)).collect();
        assert_eq!(documents.len(), known, "{path}: {titles:?}");
    }
}

/// Adds a line for each field that differs from what the gold states; what the gold leaves out is not looked at.
fn compare(line: &GoldLine, document: &Document, wrong: &mut Vec<String>) {
    let id = line.text("id");
    let mut check = |field: &str, expected: &dyn Debug, found: &dyn Debug, is_right: bool| {
        if !is_right {
            wrong.push(format!("{id}: {field}: expected {expected:?}, found {found:?}"));
        }
    };
    check("id", &id, &document.id, id == document.id);

    let texts = [
        ("title", &document.title),
        ("source", &document.source),
        ("programme", &document.programme),
        ("reporter", &document.reporter),
        ("place", &document.place),
    ];
    for (field, found) in texts {
        if let Some(expected) = line.value.get(field) {
            check(field, expected, found, expected.as_str() == found.as_deref());
        }
    }

    for (field, found) in [("published", document.published), ("updated", document.updated)] {
        if let Some(expected) = line.value.get(field) {
            let moment = expected.as_str().map(|text| text.parse::<Moment>().unwrap());
            let is_right = match (moment, found) {
                (Some(moment), Some(found)) => is_same_moment(moment, found),
                (moment, found) => moment.is_none() && found.is_none(),
            };
            check(field, expected, &found.map(|moment| moment.to_string()), is_right);
        }
    }

    if let Some(expected) = line.value.get("sections") {
        let found: Vec<Value> = document.sections.iter().map(|section| kind_name(section.kind)).collect();
        check("sections", expected, &found, expected.as_array() == Some(&found));
    }

    if let Some(expected) = line.value.get("quotes") {
        let expected: Vec<Quote> = serde_json::from_value(expected.clone()).unwrap();
        let found: Vec<&Quote> = document.quotes().collect();
        check("number of quotes", &expected.len(), &found.len(), expected.len() == found.len());
        for ((expected, found), number) in expected.iter().zip(found).zip(1..) {
            check(&format!("quote {number}"), expected, found, expected == found);
        }
    }

    let text = full_text(document);
    for (field, must_stand) in [("contains", true), ("excludes", false)] {
        for phrase in line.value.get(field).and_then(Value::as_array).into_iter().flatten() {
            let stands = text.contains(phrase.as_str().unwrap());
            check(field, phrase, &if stands { "it" } else { "no such text" }, stands == must_stand);
        }
    }
}

/// The same instant, or the same clock or day where the zone or the time is not known.
fn is_same_moment(expected: Moment, found: Moment) -> bool {
    match (expected, found) {
        (Moment::Instant(expected, _), Moment::Instant(found, _)) => expected == found,
        _ => expected == found,
    }
}

fn kind_name(kind: SectionKind) -> Value {
    serde_json::to_value(kind).unwrap()
}

/// Everything that was kept of the text, hand-overs and sign-offs too.
fn full_text(document: &Document) -> String {
    let paragraphs = document.sections.iter().flat_map(|section| &section.paragraphs);
    paragraphs.map(Paragraph::text).collect::<Vec<_>>().join("\n\n")
}
