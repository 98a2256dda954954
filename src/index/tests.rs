//! The index from end to end, on invented news.

use std::fs;
use std::path::Path;

use super::*;
use crate::document::Quote;
use crate::record::{DOCUMENT_SCHEMA, DocumentRecord, RecordOrigin};

fn record(id: &str, story: &str, title: &str, body: &str) -> DocumentRecord {
    DocumentRecord {
        schema: DOCUMENT_SCHEMA.to_owned(),
        id: id.to_owned(),
        story: story.to_owned(),
        copies: format!("copies-{id}"),
        origin: RecordOrigin { path: "invented.jsonl".to_owned(), ordinal: 1, bytes: [0, 10] },
        title: Some(title.to_owned()),
        source: None,
        programme: None,
        published: None,
        updated: None,
        language: Some("en".to_owned()),
        reporter: None,
        place: None,
        quotes: Vec::new(),
        lead: String::new(),
        body: body.to_owned(),
        url: None,
        sections: Vec::new(),
        extra: Vec::new(),
        version_of: None,
    }
}

/// Two stories about a dam and a strike, one in Korean about a library, one with hostile text.
fn collection() -> Vec<DocumentRecord> {
    let mut dam_first = record(
        "dam-1",
        "story-dam",
        "Dam in Orvale overflows",
        "Heavy rain filled the reservoir above Orvale. The mayor's office opened shelters.",
    );
    dam_first.published = Some("2025-06-12T00:30:00+09:00".parse().unwrap());
    dam_first.source = Some("Harbour TV".to_owned());
    dam_first.programme = Some("News 9".to_owned());
    dam_first.lead = "Orvale woke to sirens.".to_owned();
    dam_first.url = Some("https://harbour.example/dam?id=1".to_owned());
    dam_first.quotes = vec![Quote {
        speaker: Some("Mirel Tandau".to_owned()),
        role: Some("Mayor of Orvale".to_owned()),
        text: "Nobody should sleep by the river tonight".to_owned(),
        ..Quote::default()
    }];
    let mut dam_second = record(
        "dam-2",
        "story-dam",
        "Orvale counts the damage",
        "After the flood, families returned. A drill had been held in May.",
    );
    dam_second.published = Some("2025-06-12T23:50:00+09:00".parse().unwrap());
    dam_second.source = Some("Harbour TV".to_owned());
    dam_second.programme = Some("News 12".to_owned());
    let mut strike = record(
        "strike-1",
        "story-strike",
        "Ferry crews strike",
        "Ferries stayed in port as a flood of claims followed; reservoir works went on.",
    );
    strike.published = Some("2025-06-13".parse().unwrap());
    strike.source = Some("Coast Herald".to_owned());
    let mut library = record(
        "library-1",
        "story-library",
        "새 도서관 개관",
        "하늘시가 3일 새 도서관을 열었다. 하늘시교육청은 책을 물려줬다.",
    );
    library.language = Some("ko".to_owned());
    library.published = Some("2025-06-14T09:00:00+09:00".parse().unwrap());
    let mut hostile = record(
        "x<script>",
        "story-x",
        "<b>Bold</b> & \u{202e}claim",
        "<script>alert('zebra')</script> \u{0} \"; DROP TABLE",
    );
    hostile.language = None;
    vec![dam_first, dam_second, strike, library, hostile]
}

fn index_of(records: Vec<DocumentRecord>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("index"), records, &WriteSettings::default()).unwrap();
    folder
}

fn run(folder: &tempfile::TempDir, request: &SearchRequest) -> SearchResults {
    search(&folder.path().join("index"), request).unwrap()
}

fn request(query: &str) -> SearchRequest {
    SearchRequest { query: query.to_owned(), ..SearchRequest::default() }
}

/// Ids of the documents found, in order.
fn ids(results: &SearchResults) -> Vec<&str> {
    results.stories.iter().flat_map(|story| &story.documents).map(|hit| hit.document.id.as_str()).collect()
}

fn found(folder: &tempfile::TempDir, query: &str) -> Vec<String> {
    let results = run(folder, &request(query));
    let mut ids: Vec<String> = ids(&results).into_iter().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn english_words_phrases_and_negation() {
    let folder = index_of(collection());
    assert_eq!(found(&folder, "FLOOD"), ["dam-2", "strike-1"]);
    assert_eq!(found(&folder, "flood families"), ["dam-2"]);
    assert_eq!(found(&folder, "flood -drill"), ["strike-1"]);
    assert_eq!(found(&folder, "\"heavy rain\""), ["dam-1"]);
    assert_eq!(found(&folder, "\"rain heavy\""), [""; 0]);
    assert_eq!(found(&folder, "mayor sirens"), ["dam-1"]);
    assert_eq!(found(&folder, "sirens OR ferries"), ["dam-1", "strike-1"]);
    assert_eq!(found(&folder, "title:flood"), [""; 0]);
    assert_eq!(found(&folder, "orvale -(drill OR sirens)"), [""; 0]);
}

#[test]
fn korean_is_found_under_any_particle_in_parts_and_as_phrase() {
    let folder = index_of(collection());
    for query in
        ["하늘시", "하늘시는", "하늘시에서", "교육청", "도서관이", "\"하늘시가 3일\"", "\"도서관은 열었다\"", "새"]
    {
        assert_eq!(found(&folder, query), ["library-1"], "{query}");
    }
    for query in ["\"3일 하늘시\"", "13일", "하늘시장", "\"도서관 3일\""] {
        assert_eq!(found(&folder, query), [""; 0], "{query}");
    }
}

#[test]
fn fields_narrow_the_search() {
    let folder = index_of(collection());
    assert_eq!(found(&folder, "programme:\"News 9\""), ["dam-1"]);
    assert_eq!(found(&folder, "programme:news"), ["dam-1", "dam-2"]);
    assert_eq!(found(&folder, "source:harbour -programme:\"news 9\""), ["dam-2"]);
    assert_eq!(found(&folder, "speaker:\"mirel tandau\""), ["dam-1"]);
    assert_eq!(found(&folder, "speaker:mayor"), ["dam-1"]);
    assert_eq!(found(&folder, "quote:\"by the river\""), ["dam-1"]);
    assert_eq!(found(&folder, "tandau"), ["dam-1"]);
    assert_eq!(found(&folder, "story:story-dam"), ["dam-1", "dam-2"]);
    assert_eq!(found(&folder, "copies:copies-dam-2"), ["dam-2"]);
    assert_eq!(found(&folder, "id:strike-1"), ["strike-1"]);
    assert_eq!(found(&folder, "url:https://harbour.example/dam?id=1"), ["dam-1"]);
    assert_eq!(found(&folder, "language:KO"), ["library-1"]);
    assert_eq!(found(&folder, "id:\"x<script>\""), ["x<script>"]);
}

#[test]
fn days_are_those_printed_whatever_the_zone() {
    let folder = index_of(collection());
    // 00:30 at +09:00 is still the 11th in UTC; 23:50 is the 12th in both.
    assert_eq!(found(&folder, "published:2025-06-12"), ["dam-1", "dam-2"]);
    assert_eq!(found(&folder, "published:2025-06-11"), [""; 0]);
    assert_eq!(found(&folder, "published:2025-06-13..2025-06-14"), ["library-1", "strike-1"]);
    assert_eq!(found(&folder, "published:2025-06 -published:..2025-06-13"), ["library-1"]);
    assert_eq!(found(&folder, "published:2025-06-11T15:30:00Z..2025-06-12T00:00:00Z"), ["dam-1"]);
    assert_eq!(found(&folder, "published:2025-06-11T15:31:00Z..2025-06-12T14:49:00Z"), [""; 0]);
}

#[test]
fn filters_include_both_ends() {
    let folder = index_of(collection());
    let period = |from: &str, to: &str| SearchRequest {
        from: (!from.is_empty()).then(|| from.parse().unwrap()),
        to: (!to.is_empty()).then(|| to.parse().unwrap()),
        ..SearchRequest::default()
    };
    assert_eq!(ids(&run(&folder, &period("2025-06-12", "2025-06-12"))), ["dam-1", "dam-2"]);
    assert_eq!(ids(&run(&folder, &period("2025-06-13", ""))), ["library-1", "strike-1"]);
    assert_eq!(ids(&run(&folder, &period("", "2025-06-12T00:30:00+09:00"))), ["dam-1"]);
    let backwards = search(&folder.path().join("index"), &period("2025-06-13", "2025-06-12")).unwrap_err();
    assert!(backwards.to_string().contains("ends before it begins"));
    let filtered = |filter: &dyn Fn(&mut SearchRequest)| {
        let mut request = SearchRequest::default();
        filter(&mut request);
        run(&folder, &request).total.documents
    };
    assert_eq!(filtered(&|request| request.source = Some("HARBOUR tv".to_owned())), 2);
    assert_eq!(filtered(&|request| request.source = Some("harbour".to_owned())), 0);
    assert_eq!(filtered(&|request| request.programme = Some("news 9".to_owned())), 1);
    assert_eq!(filtered(&|request| request.story = Some("story-dam".to_owned())), 2);
    assert_eq!(filtered(&|request| request.language = Some("ko".to_owned())), 1);
}

#[test]
fn without_words_stories_are_listed_by_time() {
    let folder = index_of(collection());
    let results = run(&folder, &SearchRequest::default());
    assert_eq!(results.order, ResultOrder::Time);
    assert_eq!(results.total, Totals { stories: 4, documents: 5 });
    assert_eq!(ids(&results), ["library-1", "strike-1", "dam-1", "dam-2", "x<script>"]);
    let begins = &results.stories[0].documents[0].passages;
    assert!(begins[0].text.starts_with("하늘시가") && begins[0].matches.is_empty());
    assert_eq!(run(&folder, &request("-flood source:harbour")).order, ResultOrder::Time);
}

#[test]
fn stories_are_counted_limited_and_kept_together() {
    let folder = index_of(collection());
    let all = run(&folder, &request("orvale OR ferry OR reservoir"));
    assert_eq!(all.order, ResultOrder::Score);
    assert_eq!(all.total, Totals { stories: 2, documents: 3 });
    let dam = all.stories.iter().find(|story| story.story == "story-dam").unwrap();
    assert_eq!(dam.documents.len(), 2);
    assert!(dam.documents[0].score >= dam.documents[1].score);
    assert!((dam.score - dam.documents[0].score).abs() < f32::EPSILON);
    let second = run(&folder, &SearchRequest { limit: 1, offset: 1, ..request("orvale OR ferry OR reservoir") });
    assert_eq!(second.total, all.total);
    assert_eq!(second.stories.len(), 1);
    assert_eq!(second.stories[0].story, all.stories[1].story);
    let none = run(&folder, &SearchRequest { limit: 0, offset: usize::MAX, ..request("orvale") });
    assert!(none.stories.is_empty() && none.total.documents == 2);
}

#[test]
fn passages_show_what_matched_unescaped() {
    let folder = index_of(collection());
    let marked = |query: &str| -> Vec<(TextField, String)> {
        run(&folder, &request(query))
            .stories
            .iter()
            .flat_map(|story| &story.documents)
            .flat_map(|hit| &hit.passages)
            .flat_map(|passage| {
                passage.matches.iter().map(|span| (passage.field, passage.text[span.clone()].to_owned()))
            })
            .collect()
    };
    assert_eq!(marked("zebra"), [(TextField::Body, "zebra".to_owned())]);
    assert_eq!(marked("bold"), [(TextField::Title, "Bold".to_owned())]);
    let results = run(&folder, &request("zebra"));
    assert!(results.stories[0].documents[0].passages[0].text.contains("<script>alert('zebra')</script>"));
    assert_eq!(
        marked("\"heavy rain\" -ferry"),
        [(TextField::Body, "Heavy".to_owned()), (TextField::Body, "rain".to_owned())]
    );
    assert_eq!(marked("교육청에서"), [(TextField::Body, "교육청".to_owned())]);
    assert_eq!(marked("speaker:tandau"), [(TextField::Speaker, "Tandau".to_owned())]);
    assert_eq!(marked("mayor"), [(TextField::Body, "mayor's".to_owned()), (TextField::Speaker, "Mayor".to_owned())]);
}

#[test]
fn malformed_queries_never_panic() {
    let folder = index_of(collection());
    let path = folder.path().join("index");
    let quotes = "\"".repeat(10_000);
    let brackets = "(".repeat(10_000);
    for query in [
        "\"unclosed",
        "((",
        "a:b:c",
        "*",
        &quotes,
        &brackets,
        "-",
        "--",
        ":",
        "title:",
        "title:(",
        "(\"",
        ")",
        "OR OR",
        "NOT",
        "id:\"\"",
        "published:",
        "published:*",
        "\u{1}\u{0}",
        "\u{301}",
        "a\u{301}:",
        "물",
        "의",
        "ㅋㅋㅋ",
        "/.*/",
        "[a TO b]",
        "flood~2",
        "flo*",
        "\\",
        "\\\"",
        "가 OR",
        "-(-(-a))",
        "\"\" a",
        "+a +b",
        "title:title:title:",
    ] {
        match search(&path, &request(query)) {
            Ok(results) => assert!(results.total.documents <= 5),
            Err(IndexError::Query { .. }) => {}
            Err(error) => panic!("{query}: {error}"),
        }
    }
    assert_eq!(found(&folder, "\"heavy rain").len(), 1);
    assert_eq!(found(&folder, "*").len(), 5);
    assert!(!run(&folder, &request("progamme:news")).notices.is_empty());
}

#[test]
fn the_order_does_not_depend_on_how_the_index_was_built() {
    let records: Vec<DocumentRecord> = (0..300)
        .map(|number| {
            let words = ["river", "flood", "mayor", "storm", "도서관을", "bridge"];
            let body: Vec<&str> =
                (0..12).map(|place| words[(number * 7 + place * place + number / 9) % words.len()]).collect();
            record(&format!("d{number}"), &format!("s{}", number % 40), words[number % 5], &body.join(" "))
        })
        .collect();
    let one = index_of(records.clone());
    let mut shuffled = records;
    shuffled.sort_by_key(|record| xxhash_rust::xxh3::xxh3_64_with_seed(record.id.as_bytes(), 7));
    let folder = tempfile::tempdir().unwrap();
    let settings = WriteSettings { threads: 4, ..WriteSettings::default() };
    write(&folder.path().join("index"), shuffled, &settings).unwrap();
    for query in ["river flood", "river OR storm OR mayor OR bridge", "도서관", "\"river flood\"", ""] {
        let listed = |index: &tempfile::TempDir| {
            let results = run(index, &SearchRequest { limit: 100, ..request(query) });
            // What the engine finds, the passages show.
            for hit in results.stories.iter().flat_map(|story| &story.documents) {
                assert_eq!(hit.passages.iter().any(|passage| !passage.matches.is_empty()), !query.is_empty());
            }
            serde_json::to_string(&results).unwrap()
        };
        assert_eq!(listed(&one), listed(&folder), "{query}");
    }
}

#[test]
fn an_index_is_replaced_as_a_whole_and_a_failed_write_changes_nothing() {
    let folder = index_of(collection());
    let path = folder.path().join("index");
    let doubled = vec![record("same", "s", "one", "alpha"), record("same", "s", "two", "beta")];
    let error = write(&path, doubled, &WriteSettings::default()).unwrap_err();
    assert!(error.to_string().contains("`same`"));
    assert_eq!(found(&folder, "flood").len(), 2);

    let open = OpenIndex::open(&path).unwrap();
    let summary = write(&path, vec![record("new", "s", "Only one", "alpha")], &WriteSettings::default()).unwrap();
    assert_eq!(summary, Summary { documents: 1, stories: 1 });
    assert_eq!(found(&folder, "flood"), [""; 0]);
    assert_eq!(found(&folder, "alpha"), ["new"]);
    // Whoever had the old one open still sees it.
    assert_eq!(open.search(&request("flood")).unwrap().total.documents, 2);
    assert_eq!(open.manifest().documents, 5);

    write(&path, Vec::new(), &WriteSettings::default()).unwrap();
    assert_eq!(run(&folder, &request("alpha")).total, Totals { stories: 0, documents: 0 });
}

#[test]
fn a_panic_of_the_source_leaves_the_old_index() {
    let folder = index_of(collection());
    let path = folder.path().join("index");
    let bursting = collection().into_iter().inspect(|record| {
        assert!(record.id != "strike-1", "the source bursts");
    });
    let burst = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = write(&path, bursting, &WriteSettings::default());
    }));
    assert!(burst.is_err());
    assert_eq!(found(&folder, "flood").len(), 2);
    assert!(write(&path, collection(), &WriteSettings::default()).is_ok());
}

#[test]
fn another_version_and_a_foreign_folder_are_refused() {
    let folder = index_of(collection());
    let path = folder.path().join("index");
    let manifest = fs::read_to_string(path.join(MANIFEST_FILE)).unwrap();
    fs::write(path.join(MANIFEST_FILE), manifest.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert!(matches!(search(&path, &request("flood")), Err(IndexError::OtherVersion { .. })));
    assert!(matches!(write(&path, collection(), &WriteSettings::default()), Err(IndexError::OtherVersion { .. })));

    let foreign = tempfile::tempdir().unwrap();
    fs::write(foreign.path().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(
        write(foreign.path(), collection(), &WriteSettings::default()),
        Err(IndexError::ForeignFolder { .. })
    ));
    assert!(matches!(search(foreign.path(), &request("flood")), Err(IndexError::NotAnIndex { .. })));
    assert_eq!(fs::read_dir(foreign.path()).unwrap().count(), 1);
    assert!(matches!(search(Path::new("no/such/folder"), &request("flood")), Err(IndexError::Missing { .. })));
}

#[test]
fn records_come_back_as_they_went_in() {
    let folder = index_of(collection());
    let results = run(&folder, &request("id:dam-1"));
    let hit = &results.stories[0].documents[0];
    assert_eq!(serde_json::to_value(&hit.document).unwrap(), serde_json::to_value(&collection()[0]).unwrap());
}

#[test]
fn searching_writes_nothing_into_the_folder() {
    let folder = index_of(collection());
    let data = folder.path().join("index/generation-1");
    let names = || {
        let mut names: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort_unstable();
        names
    };
    for lock in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        let _ = fs::remove_file(data.join(lock));
    }
    let before = names();
    assert_eq!(found(&folder, "flood").len(), 2);
    assert_eq!(names(), before);
}

#[test]
fn a_damaged_index_is_an_error_with_the_way_out() {
    let folder = index_of(collection());
    let data = folder.path().join("index/generation-1");
    fs::remove_file(data.join("meta.json")).unwrap();
    let message = search(&folder.path().join("index"), &request("flood")).unwrap_err().to_string();
    assert!(message.contains("index the collection again"), "{message}");
    assert!(write(&folder.path().join("index"), collection(), &WriteSettings::default()).is_ok());
    assert_eq!(found(&folder, "flood").len(), 2);
}

#[test]
fn many_records_on_many_threads_become_one_segment() {
    let records = (0..25_000).map(|number| record(&format!("d{number}"), &format!("s{}", number / 3), "Title", "Body"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let settings = WriteSettings { threads: 3, ..WriteSettings::default() };
    let summary = write(&path, records, &settings).unwrap();
    assert_eq!(summary, Summary { documents: 25_000, stories: 8_334 });
    let stores = fs::read_dir(path.join("generation-1"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "store"));
    assert_eq!(stores.count(), 1);
    let results = search(&path, &request("body")).unwrap();
    assert_eq!(results.total, Totals { stories: 8_334, documents: 25_000 });
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn any_query_over_any_text_is_answered(query in "(\\PC|[\"() :*-]|OR|title:|가|国){0,40}", text in "(\\PC|[가나은는 国a.]){0,120}") {
        if let Ok(parsed) = query::parse(&query) {
            let wanted = parsed.root.wanted();
            let mut document = record("d", "s", &text, &text);
            document.lead.clone_from(&text);
            for passage in passages::passages(&document, &wanted) {
                for span in &passage.matches {
                    proptest::prop_assert!(passage.text.get(span.clone()).is_some_and(|matched| !matched.is_empty()));
                }
                proptest::prop_assert!(passage.text.chars().count() <= LONGEST_PASSAGE);
            }
        }
    }

    #[test]
    fn a_text_matches_itself_as_a_phrase(text in "(\\PC|[가나은는국회의 国会a.]){1,60}") {
        let quoted = text.replace(['"', '“', '”', '„', '＂'], " ");
        if let Ok(parsed) = query::parse(&format!("\"{quoted}\"")) {
            let document = record("d", "s", "", &quoted);
            let shown = passages::passages(&document, &parsed.root.wanted());
            proptest::prop_assert!(shown.iter().any(|passage| !passage.matches.is_empty()), "{}", quoted);
        }
    }
}
