//! `samestory eval`: figures against labels, judged pairs, a sweep, all pairs; and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod hostile;
    pub(crate) mod json;
}

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::command::{Run, finish, run, samestory};
use support::hostile::assert_harmless;
use support::json::keys_in_order;
use tempfile::TempDir;

/// Two events told twice, and the first once more in words of the second.
const DESKS: &str = r#"{"id":"a1","event":"landslip","title":"Landslip buries Penmoel station","text":"A landslip buried the station of Penmoel on Monday night after two days of rain. Stationmaster Gwen Tarrant saw the slope move at 11.40 and stopped the last train with a lamp. Nobody was hurt. The line to Carreg stays shut until the weekend.","published":"2025-02-03","language":"en"}
{"id":"a2","event":"landslip","title":"Lamp saves night train at Penmoel","text":"With a railway lamp in her hand, stationmaster Gwen Tarrant halted the night train to Carreg. Minutes before, earth had slid over Penmoel station. The forty passengers walked to the quarry gate and were given soup.","published":"2025-02-04","language":"en"}
{"id":"b1","event":"pub","title":"Chess club buys its pub","text":"Members of the chess club in Lower Ashing have bought the Bishop's Head, in whose back room they have met since 1931. The price was kept secret. Darts stay.","published":"2025-02-04","language":"en"}
{"id":"b2","event":"pub","title":"Bishop's Head saved by chess players","text":"The Bishop's Head at Lower Ashing will not close: the chess club that meets in its back room has bought the pub. Landlady Oda Finch keeps the keys and the darts.","published":"2025-02-05","language":"en"}
{"id":"c1","event":"pub","title":"Rain fills the reservoir at Tolmen","text":"After two dry summers the reservoir at Tolmen is full again, and the hosepipe ban ends on Friday, the water company said.","published":"2025-02-05","language":"de"}
"#;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

fn eval(arguments: &[&str]) -> Run {
    run(&[&["eval"], arguments].concat())
}

fn figure(report: &Value, path: &str) -> f64 {
    report.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path}: {report}"))
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
}

// Events.

#[test]
fn documents_that_carry_labels_are_scored_by_them() {
    let folder = Folder::new();
    let report = eval(&[&folder.with("desks.jsonl", DESKS), "--json"]).ends_with(0).json();
    assert_eq!(report["schema"], "samestory.evaluation/1");
    let events = &report["events"];
    assert_eq!(
        (&events["documents"], &events["gold_stories"], &events["predicted_stories"]),
        (&json!(5), &json!(2), &json!(3))
    );
    assert_near(figure(events, "/bcubed/precision"), 1.0);
    assert_near(figure(events, "/bcubed/recall"), (1.0 + 1.0 + 2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0) / 5.0);
    assert_near(figure(events, "/pairwise/recall"), 0.5);
    assert_eq!(events["by_language"][0]["class"], "en");
    assert_eq!(events["by_size"].as_array().unwrap().len(), 2);
    assert!(events["over_merged"].as_array().unwrap().is_empty());
    let split = &events["over_split"][0];
    assert_eq!((&split["name"], &split["cause"]["kind"]), (&json!("pub"), &json!("closest_pair")));
    assert!(
        figure(split, "/cause/mean_score") < figure(split, "/cause/bar"),
        "it is apart because it is under the bar"
    );
}

#[test]
fn json_keeps_its_keys() {
    let folder = Folder::new();
    let told = eval(&[&folder.with("desks.jsonl", DESKS), "--json"]).ends_with(0).stdout;
    assert_eq!(keys_in_order(&told), ["schema", "events", "pairs", "sweep", "completeness"]);
    let report: Value = serde_json::from_str(&told).unwrap();
    assert!(report["pairs"].is_null() && report["sweep"].is_null() && report["completeness"].is_null());
    let keys = [
        "documents",
        "gold_stories",
        "predicted_stories",
        "bcubed",
        "pairwise",
        "adjusted_rand",
        "missing",
        "unlabelled",
        "by_language",
        "by_size",
        "over_merged",
        "over_split",
    ];
    assert_eq!(keys_in_order(&report["events"].to_string()).len(), keys.len());
    assert!(keys.iter().all(|key| !report["events"][*key].is_null()), "{report}");
}

#[test]
fn labels_of_a_file_may_lack_documents_and_have_strangers() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let gold = folder.with("gold.csv", "id;cluster\na1;x\na2;x\nb1;y\nb2;\ngone;x\n");
    let told = eval(&[&desks, "--gold", &gold, "--label", "cluster", "--json"]).ends_with(0);
    told.says("documents without a label, left out of the figures by events: 2").says("1 (gone)");
    let events = &told.json()["events"];
    assert_eq!((&events["documents"], &events["missing"], &events["unlabelled"]), (&json!(4), &json!(1), &json!(2)));
    assert_near(figure(events, "/bcubed/recall"), (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0) / 4.0);
}

#[test]
fn the_stories_of_a_file_are_scored_like_those_that_were_clustered() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let stories = folder.path("stories.jsonl").to_str().unwrap().to_owned();
    run(&["cluster", &desks, "-o", &stories]).ends_with(0);
    let own = eval(&[&desks, "--json"]).ends_with(0).json();
    let theirs = eval(&["--predicted", &stories, "--gold", &desks, "--json"]).ends_with(0).json();
    for part in ["bcubed", "pairwise", "adjusted_rand", "by_language", "by_size"] {
        assert_eq!(own["events"][part], theirs["events"][part]);
    }
    assert!(theirs["events"]["over_split"][0]["cause"].is_null(), "without the documents there is no evidence");

    let one_story = folder.with("one.csv", "story,id\ns,a1\ns,a2\ns,b1\ns,b2\ns,c1\n");
    let told = eval(&[&desks, "--predicted", &one_story, "--json"]).ends_with(0).json();
    assert_near(figure(&told, "/events/bcubed/precision"), (4.0 / 5.0 + 9.0 / 5.0) / 5.0);
    let merged = &told["events"]["over_merged"][0];
    assert_eq!((&merged["name"], &merged["cause"]["kind"]), (&json!("s"), &json!("closest_pair")));
    assert_eq!(merged["parts"][0]["documents"][0]["title"], "Chess club buys its pub");
}

#[test]
fn a_story_that_mixes_events_names_the_join_that_mixed_them() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let gold = folder.with("gold.jsonl", "{\"id\": \"a1\", \"event\": 1}\n{\"id\": \"a2\", \"event\": 2}\n");
    let report = eval(&[&desks, "--gold", &gold, "--json"]).ends_with(0).json();
    let cause = &report["events"]["over_merged"][0]["cause"];
    assert_eq!((&cause["kind"], &cause["documents"]), (&json!("join"), &json!(["a1", "a2"])));
    assert!(figure(cause, "/mean_score") >= figure(cause, "/bar"));
    assert!(!cause["evidence"]["shared"].as_array().unwrap().is_empty());
    let told = eval(&[&desks, "--gold", &gold]).ends_with(0).stdout;
    for words in ["Stories that mix events", "joined by a1 and a2", "a join needs", "shared: ", "penmoel"] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
}

#[test]
fn copies_of_two_events_are_told_as_such() {
    let folder = Folder::new();
    let twice = DESKS.lines().next().unwrap();
    let desks = folder.with(
        "desks.jsonl",
        format!("{twice}\n{}\n", twice.replace("\"a1\"", "\"a9\"").replace("\"landslip\"", "\"other\"")),
    );
    let report = eval(&[&desks, "--json"]).ends_with(0).json();
    let cause = &report["events"]["over_merged"][0]["cause"];
    assert_eq!(cause["kind"], "copies");
    assert_near(figure(cause, "/jaccard"), 1.0);
    assert!(cause["evidence"].is_null());
}

// Pairs.

#[test]
fn judged_pairs_are_counted_by_class_and_the_wrong_ones_listed() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let pairs = folder.with(
        "pairs.csv",
        "a,b,same,kind\na1,a2,true,told twice\na1,b1,false,other place\nb1,c1,TRUE,told twice\nb1,gone,true,\n",
    );
    let told = eval(&[&desks, "--pairs", &pairs, "--by", "kind", "--json"]).ends_with(2);
    told.says("pairs.csv:5: no document has the id `gone`");
    let report = &told.json()["pairs"];
    assert_eq!((&report["pairs"], &report["same"], &report["same_together"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(
        (&report["different"], &report["different_apart"], &report["left_out"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let classes: Vec<&str> =
        report["classes"].as_array().unwrap().iter().map(|class| class["class"].as_str().unwrap()).collect();
    assert_eq!(classes, ["other place", "told twice"]);
    let wrong = &report["wrong"];
    assert_eq!((wrong.as_array().unwrap().len(), &wrong[0]["documents"]), (1, &json!(["b1", "c1"])));
    assert!(figure(wrong, "/0/cause/stories/mean_score") < figure(wrong, "/0/cause/stories/bar"));
    let table = eval(&[&desks, "--pairs", &pairs]).ends_with(2).stdout;
    assert!(
        table.contains("2 of 3 pairs right; 1 of 2 that are the same in one story, 1 of 1 others apart"),
        "{table}"
    );
    assert!(table.contains("same, kept apart: b1 and c1"), "{table}");
}

#[test]
fn pairs_need_no_events() {
    let report = eval(&["data/news", "--pairs", "tests/gold/lookalikes.pairs.jsonl", "--json"]).ends_with(0).json();
    assert!(report["events"].is_null());
    assert!(figure(&report, "/pairs/pairs") > 50.0);
    assert_eq!(report["pairs"]["wrong"], json!([]), "the look-alikes of the sample are decided right");
}

// The sweep and the candidates.

#[test]
fn the_sweep_meets_the_default_and_never_beats_its_best_point() {
    let folder = Folder::new();
    let report = eval(&[&folder.with("desks.jsonl", DESKS), "--sweep", "--json"]).ends_with(0).json();
    let points = report["sweep"]["points"].as_array().unwrap();
    assert_eq!(points.len(), 25);
    assert_eq!(report["sweep"]["default"]["bcubed"], report["events"]["bcubed"], "strictness 1 is the default");
    let best = figure(&report, "/sweep/best/bcubed/f1");
    assert!(points.iter().all(|point| figure(point, "/bcubed/f1") <= best));
    assert_near(figure(&report, "/sweep/default_loss"), best - figure(&report, "/events/bcubed/f1"));
    let stories: Vec<u64> = points.iter().map(|point| point["predicted_stories"].as_u64().unwrap()).collect();
    assert!(stories.first() <= stories.last(), "the stricter, the more stories: {stories:?}");
}

#[test]
fn the_page_of_a_sweep_has_a_chart_and_no_scripts() {
    let folder = Folder::new();
    let page = folder.path("evaluation.html").to_str().unwrap().to_owned();
    eval(&[&folder.with("desks.jsonl", DESKS), "--sweep", "-o", &page]).ends_with(0);
    let page = fs::read_to_string(page).unwrap();
    for words in
        ["<!DOCTYPE html>", "<svg", "role=\"img\"", "<desc", "strictness", "prefers-color-scheme", "default-src 'none'"]
    {
        assert!(page.contains(words), "`{words}`");
    }
    assert!(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"), "it loads nothing");
}

#[test]
fn candidates_are_measured_without_any_label() {
    let report = eval(&["data/news", "--candidates", "--json"]).ends_with(0).json();
    let found = &report["completeness"];
    assert!(report["events"].is_null() && found["bcubed"].is_null());
    let (texts, pairs) = (figure(found, "/texts"), figure(found, "/pairs"));
    assert_near(pairs, texts * (texts - 1.0) / 2.0);
    assert!(figure(found, "/comparisons") <= pairs && figure(found, "/links_found") <= figure(found, "/links"));
    assert!(figure(found, "/story_pair_recall") >= 0.95, "{found}");
}

// The formats.

#[test]
fn csv_has_a_row_for_each_figure() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let told = eval(&[&desks, "--format", "csv", "--sweep"]).ends_with(0).stdout;
    let rows: Vec<&str> = told.lines().collect();
    assert_eq!(rows[0], "part,class,figure,value");
    for row in
        ["all,,documents,5", "all,,bcubed_precision,1.000000000", "language,de,documents,1", "size,3-5,documents,3"]
    {
        assert!(rows.contains(&row), "`{row}`:\n{told}");
    }
    assert_eq!(rows.iter().filter(|row| row.starts_with("sweep,") && row.contains("bcubed_f1")).count(), 25);
}

#[test]
fn hostile_texts_are_shown_not_obeyed_in_every_format() {
    let folder = Folder::new();
    let hostile = "</bdi></title><script>alert(1)</script>\u{1b}]0;owned\u{7}\u{202e}";
    let line = |id: &str, event: &str, text: &str| {
        json!({"id": format!("{id}{hostile}"), "event": format!("{event}{hostile}"), "title": hostile, "text": text, "language": "en"})
            .to_string()
    };
    let ferry = "The ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard, all saved.";
    let again =
        "All 214 aboard the Haedoji were saved when the ferry struck the Gomsae reef off Geomundo in thick fog.";
    let lines =
        [line("a", "x", ferry), line("b", "y", again), line("c", "=x", "Chess."), line("d", "=x", "Rain at Tolmen.")];
    let documents = folder.with("hostile.jsonl", lines.join("\n"));
    let pairs = folder.with(
        "pairs.jsonl",
        json!({"a": format!("a{hostile}"), "b": format!("b{hostile}"), "same": false, "kind": format!("={hostile}")})
            .to_string(),
    );
    for format in ["table", "json", "csv", "html"] {
        let told = eval(&[&documents, "--pairs", &pairs, "--by", "kind", "--format", format]).ends_with(0);
        assert_harmless(&told.stdout, format);
        assert_harmless(&told.stderr, "standard error");
        assert!(format != "html" || !told.stdout.contains("<script"), "{}", told.stdout);
        assert!(format != "csv" || told.stdout.contains(",'="), "{}", told.stdout);
        assert!(told.stdout.contains("alert(1)"), "{format}: it is shown:\n{}", told.stdout);
    }
}

#[test]
fn threads_and_the_order_of_labels_change_nothing() {
    let folder = Folder::new();
    let gold = fs::read_to_string("tests/gold/lookalikes.stories.jsonl").unwrap();
    let turned: Vec<&str> = gold.lines().rev().collect();
    let (one, other) = (folder.with("one.jsonl", &gold), folder.with("other.jsonl", turned.join("\n")));
    let first = eval(&["data/news/pages", "--gold", &one, "--sweep", "--json", "--threads", "1"]).ends_with(0).stdout;
    let second =
        eval(&["data/news/pages", "--gold", &other, "--sweep", "--json", "--threads", "3"]).ends_with(0).stdout;
    assert_eq!(first, second);
}

#[test]
fn standard_input_is_read_once() {
    let mut command = samestory(&["eval", "-", "--json"]);
    let report = finish(command.write_stdin(DESKS)).ends_with(0).json();
    assert_eq!(report["events"]["documents"], 5);
    let mut command = samestory(&["eval", "--gold", "-", "--json"]);
    finish(command.write_stdin(DESKS)).ends_with(2).says("standard input is wanted twice");
}

// What is refused.

#[test]
fn bad_labels_are_told_by_line_and_nothing_is_scored() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let gold = folder.with(
        "gold.jsonl",
        "{\"id\": \"a1\", \"event\": \"x\"}\n{\"id\": \"a1\", \"event\": \"y\"}\n{\"event\": \"x\"}\nno json\n",
    );
    let told = eval(&[&desks, "--gold", &gold]).ends_with(2);
    told.says("gold.jsonl:2: the id `a1` stands twice, first in line 1")
        .says("gold.jsonl:3: the record has no field `id`; it has event")
        .says("gold.jsonl:4: the record is not JSON")
        .says("hint: keep one row for each document")
        .says("nothing was scored: there are 3 errors in");
    assert_eq!(told.stdout, "");
}

#[test]
fn what_cannot_be_scored_is_refused_with_the_cure() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", DESKS);
    let empty = folder.with("empty.csv", "id,event\n");
    let stories = folder.with("stories.csv", "id,cluster\na1,1\n");
    let nested = folder.with("nested.jsonl", DESKS.lines().next().unwrap().replace("\"landslip\"", "[1]"));
    let strangers = folder.with("strangers.csv", "id,event\nzz,1\n");
    let judged = folder.with("judged.csv", "a,b,same\na1,a2,true\n");
    let refusals: [(&[&str], &str); 13] = [
        (&[&desks, "--gold", &strangers], "none of the 1 labels of"),
        (&[&desks, "--pairs", &judged, "--by", "kind"], "has a field `kind`"),
        (&["data/news/records"], "no document has a label in a field `event`; name with --label a field"),
        (&[&desks, "--label", "story"], "no document has a label in a field `story`"),
        (&[&desks, "--gold", &empty], "holds no labels"),
        (&[&desks, "--gold", "no-such.csv"], "no such file"),
        (&[&desks, "--gold", "data/news"], "is a folder"),
        (&[&desks, "--pairs", &empty], "no column has the name `a`"),
        (&["--predicted", &stories], "no column has the name `story`; the columns are id, cluster"),
        (&["--predicted", &desks, "--sweep"], "cannot be used with"),
        (&[&desks, "--gold", &empty, "-o", &empty], "is also an input"),
        (&[&desks, "-o", "figures.pdf"], "no format is known by the ending `.pdf`"),
        (&[&nested], "the field `event` of `a1` holds no text"),
    ];
    for (arguments, words) in refusals {
        let told = eval(arguments).ends_with(2);
        told.says(words);
        assert_eq!(told.stdout, "", "{arguments:?}");
    }
}

#[test]
fn input_that_was_lost_shows_in_the_exit_code() {
    let folder = Folder::new();
    let desks = folder.with("desks.jsonl", format!("{DESKS}no json\n"));
    let told = eval(&[&desks, "--json"]).ends_with(2);
    assert_eq!(told.json()["events"]["documents"], 5);
}
