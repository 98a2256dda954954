//! What a user sees of reading: the unhappy paths of every format, and the promises of the module.

use std::fs;

use super::*;
use crate::document::{Paragraph, Quote, Section, SectionKind};
use crate::record::DocumentRecord;

fn bytes(path: &str, content: &[u8]) -> Collection {
    read_bytes(path, content.to_vec(), &ReadSettings::default()).unwrap()
}

fn ids(collection: &Collection) -> Vec<&str> {
    collection.documents.iter().map(|document| document.id.as_str()).collect()
}

fn locations(collection: &Collection) -> Vec<String> {
    collection.problems.iter().map(Problem::location).collect()
}

#[test]
fn impossible_requests_are_refused_before_anything_is_read() {
    let none = ReadSettings::default();
    let message = |inputs: &[Input], settings: &ReadSettings| read(inputs, settings, &|_| {}).unwrap_err().to_string();
    assert!(message(&[], &none).starts_with("no input"));
    assert!(message(&[Input::StandardInput, Input::StandardInput], &none).contains("named twice"));
    let inputs = [Input::Path("no/such".into())];
    let encoding = ReadSettings { encoding: Some("utf-9".to_owned()), ..ReadSettings::default() };
    assert!(message(&inputs, &encoding).contains("unknown encoding `utf-9`"));
    let fields = ReadSettings { fields: vec![("txet".to_owned(), "b".to_owned())], ..ReadSettings::default() };
    assert!(message(&inputs, &fields).contains("unknown field `txet`"));
}

#[test]
fn strict_reading_stops_with_the_first_error() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.jsonl", "a.jsonl", "c.jsonl"] {
        fs::write(folder.path().join(name), "{\"title\": \"sound\"}\n{\"broken\n").unwrap();
    }
    let strict = ReadSettings { strict: true, ..ReadSettings::default() };
    let error = read(&[Input::Path(folder.path().to_owned())], &strict, &|_| {}).unwrap_err();
    let ReadError::Strict(problem) = &error else { panic!("{error}") };
    assert!(problem.path.ends_with("/a.jsonl") && problem.position == Position::Line(2));
    assert!(error.to_string().contains("a.jsonl:2: the record"), "{error}");
    assert!(read_bytes("x.jsonl", b"{".to_vec(), &strict).is_err());
}

#[test]
fn a_missing_file_stops_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    fs::write(&file, "{\"title\": \"A\"}\n").unwrap();
    let inputs = [Input::Path("no/such.txt".into()), Input::Path(file)];
    let collection = read(&inputs, &ReadSettings::default(), &|_| {}).unwrap();
    assert_eq!((ids(&collection), collection.files), (vec!["a#1"], 1));
    assert_eq!(collection.problems[0].severity, Severity::Error);
}

#[test]
fn a_folder_reads_the_same_in_any_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("more")).unwrap();
    for (name, content) in [
        ("wire.jsonl", "{\"title\": \"One two three four\"}\n{\"id\": 7, \"title\": \"B\"}\n"),
        ("more/wire.json", "[{\"title\": \"C\"}]"),
        ("more/desk.csv", "id,title,text\n7,B,\n7,D,\n"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let (whole, file) = (Input::Path(folder.path().to_owned()), Input::Path(folder.path().join("wire.jsonl")));
    let read = |inputs: &[Input]| {
        let seen = AtomicUsize::new(0);
        let progress = |_: Progress| {
            seen.fetch_add(1, Ordering::Relaxed);
        };
        let collection = read(inputs, &ReadSettings::default(), &progress).unwrap();
        assert_eq!((collection.files, seen.into_inner()), (3, 3));
        let problems: Vec<String> = collection.problems.iter().map(|problem| format!("{problem:?}")).collect();
        (ids(&collection).into_iter().map(str::to_owned).collect::<Vec<_>>(), problems)
    };
    let (ids, problems) = read(&[whole.clone(), file.clone()]);
    assert_eq!(ids.len(), 4, "{ids:?}");
    assert!(ids[0] == "7" && ids[1].starts_with("7~"), "{ids:?}");
    assert!(ids[2..].iter().all(|id| id.starts_with("wire~") && id.ends_with("#1")), "{ids:?}");
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(read(&[file, whole]), (ids, problems));
}

#[test]
fn every_bad_record_is_told_with_its_place_and_the_good_ones_stay() {
    let lines =
        "{\"id\": \"a\", \"title\": \"A\", \"published\": \"2025-02-30\"}\n\n[]\n{\"note\": 1}\n{\"title\": \"cut";
    let collection = bytes("x.jsonl", lines.as_bytes());
    assert_eq!(ids(&collection), ["a"]);
    assert_eq!(locations(&collection), ["x.jsonl:1", "x.jsonl:3", "x.jsonl:4", "x.jsonl:5"]);
    assert_eq!(collection.problems[0].severity, Severity::Notice);
    assert!(collection.documents[0].published.is_none());
    assert_eq!(collection.documents[0].extra[0].name, "published", "what was not understood is passed on");
    assert!(collection.problems[2].cure.contains("--field text=NAME; the record has note"));
    assert!(collection.problems.iter().all(|problem| !problem.cure.is_empty()));
}

#[test]
fn files_without_a_document_say_why() {
    for (path, content, severity, message) in [
        ("e.txt", &b" \n"[..], Severity::Notice, "the file is empty"),
        ("e.jsonl", b"", Severity::Notice, "the file is empty"),
        ("a.json", b"[]", Severity::Notice, "the file holds no records"),
        ("h.csv", b"title,text\n", Severity::Notice, "the file holds no records"),
        ("p.html", b"<html><body><a href=/>Home</a></body></html>", Severity::Notice, "no document: the page has no"),
        ("d.pdf", b"%PDF-1.7 x", Severity::Error, "the file is no text: it is a PDF document"),
        ("b.bin", b"\x01\x02\x03\xFF\xFE\x00\x07", Severity::Error, "the file is no text"),
        ("f.xml", b"<?xml version='1.0'?><rss><channel/></rss>", Severity::Notice, "the feed holds no items"),
        ("n.xml", b"<?xml version='1.0'?><nitf/>", Severity::Error, "the file is XML of another kind"),
        ("s.csv", b"sku,bin\n1,2\n", Severity::Error, "no column holds a title or a text"),
        ("j.json", b"words", Severity::Error, "the text is not JSON"),
    ] {
        let collection = bytes(path, content);
        assert!(collection.documents.is_empty(), "{path}");
        assert_eq!(collection.problems.len(), 1, "{path}: {:?}", collection.problems);
        let problem = &collection.problems[0];
        assert_eq!(problem.severity, severity, "{path}");
        assert!(problem.message.starts_with(message), "{path}: {}", problem.message);
        assert!(!problem.cure.is_empty());
    }
}

#[test]
fn the_format_that_the_user_names_wins() {
    let settings = ReadSettings { format: Some(Format::Csv), ..ReadSettings::default() };
    let collection = read_bytes("-", b"title,other,more,columns\nA,b,c,d\n".to_vec(), &settings).unwrap();
    assert_eq!(ids(&collection), ["stdin#1"]);
}

#[test]
fn bad_bytes_harm_their_own_record_only() {
    let mut lines = "{\"title\": \"다리 노을\"}\n{\"title\": \"bad ".as_bytes().to_vec();
    lines.extend(b"\xFF byte\"}\n{\"title\": \"good\"}\n");
    let collection = bytes("x.jsonl", &lines);
    let titles: Vec<_> = collection.documents.iter().filter_map(|document| document.title.as_deref()).collect();
    assert_eq!(titles, ["다리 노을", "bad \u{FFFD} byte", "good"]);
    assert_eq!(locations(&collection), ["x.jsonl:2"]);
    assert!(collection.problems[0].message.contains("in lines: 2;"));
}

#[test]
fn a_broken_stream_tells_the_break_and_not_the_record_it_cut() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let text: String =
        (0..20_000).map(|number| format!("{{\"title\": \"story {number}\"}}\n")).collect::<Vec<_>>().concat();
    encoder.write_all(text.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let collection = bytes("cut.json.gz", &packed[..packed.len() / 2]);
    assert!(collection.documents.len() > 100);
    assert_eq!(locations(&collection), ["cut.json.gz"]);
    assert!(collection.problems[0].message.contains("stream is broken"));
}

#[test]
fn fields_of_every_kind_find_their_place() {
    let record = r#"{"guid": 41, "Headline": "Tom &amp; Jerry <b>win</b>", "articleBody": "<p>One.</p><p>Two &amp; three.</p>",
        "description": "A summary of its own.", "source": {"id": null, "name": "Quay Post"},
        "pubDate": "Thu, 12 Jun 2025 10:46:00 +0900", "dateModified": 1749692760, "inLanguage": "en-GB",
        "author": [{"name": "By Ann Poe"}], "link": "https://q.example/1", "tags": ["a",  {"b" : 1.50}],
        "headline": null, "note": null}"#;
    let collection = bytes("x.json", record.as_bytes());
    assert!(collection.problems.is_empty(), "{:?}", collection.problems);
    let document = &collection.documents[0];
    assert_eq!((document.id.as_str(), document.title.as_deref()), ("41", Some("Tom & Jerry win")));
    assert_eq!((document.lead().as_str(), document.body().as_str()), ("A summary of its own.", "One.\n\nTwo & three."));
    assert_eq!((document.source.as_deref(), document.reporter.as_deref()), (Some("Quay Post"), Some("Ann Poe")));
    assert_eq!(document.published.unwrap().to_string(), "2025-06-12T10:46:00+09:00");
    assert_eq!(document.updated.unwrap().to_string(), "2025-06-12T01:46:00Z");
    assert_eq!((document.language.as_deref(), document.url.as_deref()), (Some("en"), Some("https://q.example/1")));
    let extra: Vec<(&str, &str)> =
        document.extra.iter().map(|field| (field.name.as_str(), field.value.get())).collect();
    assert_eq!(extra, [("tags", r#"["a",{"b":1.50}]"#), ("note", "null")]);
}

#[test]
fn a_lead_that_the_text_repeats_or_that_stands_alone_is_no_second_part() {
    let repeated = bytes("x.json", br#"{"summary": "The crane fell\u2026", "text": "The crane fell at dawn. More."}"#);
    assert_eq!(repeated.documents[0].sections.len(), 1);
    let alone = bytes("x.json", br#"{"summary": "The crane fell."}"#);
    assert_eq!(alone.documents[0].sections[0].kind, SectionKind::Body);
}

#[test]
fn mapped_fields_win_and_unused_mappings_are_told() {
    let mapping = |ours: &str, theirs: &str| (ours.to_owned(), theirs.to_owned());
    let settings = ReadSettings {
        fields: vec![mapping("text", "meta.inner.Inhalt"), mapping("title", "Kopf"), mapping("url", "adr")],
        ..ReadSettings::default()
    };
    let record =
        br#"{"title": "weak", "kopf": "strong", "text": "weak", "meta": {"inner": {"inhalt": "strong text"}}}"#;
    let collection = read_bytes("x.json", record.to_vec(), &settings).unwrap();
    let document = &collection.documents[0];
    assert_eq!((document.title.as_deref(), document.body().as_str()), (Some("strong"), "strong text"));
    assert_eq!(collection.problems.len(), 1);
    assert!(collection.problems[0].message.contains("`adr`"));
}

#[test]
fn our_own_records_read_back_as_the_same_documents() {
    let quote = Quote {
        speaker: Some("Ann Poe".to_owned()),
        role: None,
        when: Some("March".to_owned()),
        text: "It fell.".to_owned(),
    };
    let prose = |text: &str| Paragraph::Prose(text.to_owned());
    let section = |kind, label: Option<&str>, paragraphs: &[Paragraph]| Section {
        kind,
        label: label.map(str::to_owned),
        paragraphs: paragraphs.to_vec(),
    };
    let (hand_over, sign_off) =
        (Paragraph::HandOver("Jo has it.".to_owned()), Paragraph::SignOff("This is Jo.".to_owned()));
    let marked = vec![
        section(SectionKind::Lead, Some("[Anchor]"), &[prose("AT&amp;T said <p>."), hand_over]),
        section(SectionKind::Report, Some("[Report]"), &[Paragraph::Quote(quote.clone()), sign_off]),
    ];
    let plain = vec![
        section(SectionKind::Lead, None, &[prose("Lead.")]),
        section(SectionKind::Body, None, &[prose("One\ngoes on."), Paragraph::Quote(quote)]),
    ];
    let mut lines = String::new();
    let mut written = Vec::new();
    let bare = vec![
        section(SectionKind::Lead, None, &[prose("Lead.")]),
        section(SectionKind::Body, None, &[prose("One\ngoes on."), prose("Two.")]),
    ];
    for (id, sections) in [("a", marked), ("b", plain), ("c", bare)] {
        let mut document = bytes("x.json", br#"{"title": "x", "note": {"deep": [1]}}"#).documents.remove(0);
        document.id = id.to_owned();
        document.title = Some("Tom &amp; Jerry".to_owned());
        document.language = Some("en".to_owned());
        document.published = "2025-06-12".parse().ok();
        document.sections = sections;
        lines.push_str(&serde_json::to_string(&DocumentRecord::new(&document, "s1", "c1")).unwrap());
        lines.push('\n');
        written.push(document);
    }
    let collection = bytes("again.jsonl", lines.as_bytes());
    assert!(collection.problems.is_empty(), "{:?}", collection.problems);
    for (document, own) in written.iter().zip(&collection.documents) {
        assert_eq!((&document.id, &document.title, &document.sections), (&own.id, &own.title, &own.sections));
        assert_eq!((&document.published, &document.language), (&own.published, &own.language));
        let extra = |document: &Document| format!("{:?}", document.extra);
        assert_eq!(extra(document), extra(own));
        assert_eq!(content_hash(document), content_hash(own));
        let again = Document::from(DocumentRecord::new(document, "s1", "c1"));
        assert_eq!(format!("{again:?}"), format!("{document:?}"), "without reading");
    }
}

#[test]
fn origins_point_at_the_bytes_of_the_record() {
    let text = "\u{FEFF}{\"title\": \"가\"}\n  {\"title\": \"나\"}\n";
    let collection = bytes("x.jsonl", text.as_bytes());
    assert_eq!(collection.documents.len(), 2);
    for document in &collection.documents {
        let byte = |offset: u64| usize::try_from(offset).unwrap();
        let range = byte(document.origin.start)..byte(document.origin.end);
        assert_eq!(text[range], format!("{{\"title\": \"{}\"}}", document.title.as_deref().unwrap()));
    }
}

#[test]
fn every_document_has_a_language_unless_it_is_too_short() {
    let lines = "{\"title\": \"노을도 여객선이 표류하다 구조됐습니다\", \"lang\": \"unknown\"}
{\"title\": \"Budget bill passes\"}
{\"title\": \"x\", \"lang\": \"de-AT\"}
";
    let collection = bytes("x.jsonl", lines.as_bytes());
    let languages: Vec<_> = collection.documents.iter().map(|document| document.language.as_deref()).collect();
    assert_eq!(languages, [Some("ko"), None, Some("de")]);
}
