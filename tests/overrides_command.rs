//! `--overrides`: what editors say holds, is shown, and is refused where it cannot hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod hostile;
}

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use support::command::{Run, run};
use support::hostile::assert_harmless;
use tempfile::TempDir;

/// Two reports of one event, a copy of the second, and a report of another event.
const ITEMS: [(&str, &str, &str); 4] = [
    (
        "drone-n9",
        "Drone drops rope to climbers on the Hanbyeol spire",
        "Three climbers who had spent two nights on the Hanbyeol spire were brought down on Friday after a survey drone of \
         the forest office carried them a rope. The drone flew four times, the guide Seo Ha-yul said, because the wind at \
         the summit tore the first lines away; the three were unhurt but for frostbitten fingers.",
    ),
    (
        "drone-nt",
        "Rope by drone ends two nights on Hanbyeol spire",
        "A drone of the forest office has carried a rope to three climbers stranded on the Hanbyeol spire. It took four \
         flights, as gusts at the summit blew the lines off, guide Seo Ha-yul said. After two nights on the rock the \
         climbers came down with frostbitten fingers and no other injury.",
    ),
    (
        "drone-web",
        "Rope by drone ends two nights on Hanbyeol spire",
        "A drone of the forest office has carried a rope to three climbers stranded on the Hanbyeol spire. It took four \
         flights, as gusts at the summit blew the lines off, guide Seo Ha-yul said. After two nights on the rock the \
         climbers came down with frostbitten fingers and no other injury. Photo: forest office.",
    ),
    (
        "bakery",
        "Baker of Osan keeps the town's last wood oven",
        "The council of Osan voted on Friday to let the baker Ma Dong-ik keep the last wood oven in the old town, which a \
         new rule on smoke would have closed. Neighbours had collected nine hundred signatures.",
    ),
];

/// The items and a file of overrides.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(overrides: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let line = |(id, title, text): (&str, &str, &str)| {
            json!({"id": id, "title": title, "text": text, "published": "2031-03-07", "source": id}).to_string()
        };
        fs::write(folder.path().join("items.jsonl"), ITEMS.map(line).join("\n")).unwrap();
        fs::write(folder.path().join("desk.toml"), overrides).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn cluster(&self, more: &[&str]) -> Run {
        let (items, desk) = (self.path("items.jsonl"), self.path("desk.toml"));
        run(&[&["cluster", &items, "--overrides", &desk], more].concat())
    }

    fn explain(&self, first: &str, second: &str, more: &[&str]) -> Run {
        let (items, desk) = (self.path("items.jsonl"), self.path("desk.toml"));
        run(&[&["explain", first, second, "--in", &items, "--overrides", &desk], more].concat())
    }

    fn stories(&self) -> BTreeMap<String, Value> {
        let documents = self.cluster(&["--format", "jsonl"]).ends_with(0).documents();
        documents.into_iter().map(|(id, document)| (id, document["story"].clone())).collect()
    }
}

const SAME: &str = "[[same]]\ndocuments = [\"bakery\", \"drone-web\"] # both of the weekend page\nby = \"Han, night desk\"\n\
                    when = 2031-03-08\nwhy = \"One feature.\"\n";
const DIFFERENT: &str =
    "# two rescues\n[[different]]\ndocuments = [\"drone-n9\", \"drone-nt\"]\nwhy = \"Two rescues.\"\n";
const CUT: &str = "[[different]]\ndocuments = [\"drone-web\", \"drone-nt\"]\n";

#[test]
fn without_overrides_the_items_are_two_stories() {
    let stories = Desk::new("").stories();
    assert!(stories["drone-n9"] == stories["drone-nt"] && stories["drone-nt"] == stories["drone-web"], "{stories:?}");
    assert_ne!(stories["bakery"], stories["drone-n9"]);
}

#[test]
fn what_is_ruled_the_same_is_one_story_with_all_its_copies() {
    let desk = Desk::new(SAME);
    let stories = desk.stories();
    assert!(stories.values().all(|story| *story == stories["bakery"]), "{stories:?}");

    let report = desk.cluster(&["--json"]).ends_with(0).json();
    let place = json!({"path": desk.path("desk.toml"), "line": 1});
    let links = report["stories"][0]["links"].as_array().unwrap();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0]["override"], place, "rulings come before scores");
    assert!(links[0]["mean_score"].as_f64() < links[0]["bar"].as_f64(), "{}", links[0]);
    assert_eq!(links[1]["override"], Value::Null);
    let entry = &report["overrides"][0];
    assert_eq!(entry["documents"], json!(["bakery", "drone-web"]));
    assert_eq!((&entry["ruling"], &entry["by"]), (&json!("same"), &json!("Han, night desk")));
    assert_eq!((&entry["when"], &entry["why"]), (&json!("2031-03-08"), &json!("One feature.")));
}

#[test]
fn what_is_ruled_different_is_two_stories_and_explain_says_by_whom() {
    let desk = Desk::new(DIFFERENT);
    let stories = desk.stories();
    assert_ne!(stories["drone-n9"], stories["drone-nt"]);
    assert_eq!(stories["drone-web"], stories["drone-nt"], "the copy goes with its text");

    let told = desk.explain("drone-n9", "drone-nt", &[]).ends_with(0).stdout;
    for words in ["two stories", "kept apart by an override", "desk.toml:2: different; why: Two rescues."] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
    let report = desk.explain("drone-web", "drone-n9", &["--json"]).ends_with(0).json();
    assert_eq!(report["kept_apart_by"], "override", "{report}");
    assert_eq!(report["overrides"][0]["line"], 2);
    assert!(report["between_stories"]["mean_score"].as_f64() >= report["between_stories"]["bar"].as_f64(), "{report}");
}

#[test]
fn copies_that_are_ruled_different_end_in_two_stories() {
    let desk = Desk::new(CUT);
    let documents = desk.cluster(&["--format", "jsonl"]).ends_with(0).documents();
    assert_ne!(documents["drone-web"]["story"], documents["drone-nt"]["story"]);
    assert_ne!(documents["drone-web"]["copies"], documents["drone-nt"]["copies"]);
    let report = desk.explain("drone-nt", "drone-web", &["--json"]).ends_with(0).json();
    assert_eq!((&report["relation"], &report["kept_apart_by"]), (&json!("two_stories"), &json!("override")));
    assert!(report["copies"]["jaccard"].as_f64().unwrap() > 0.7, "that they are one text is still told: {report}");
}

#[test]
fn several_files_hold_together_in_any_order() {
    let desk = Desk::new(SAME);
    let (items, first, second) = (desk.path("items.jsonl"), desk.path("desk.toml"), desk.path("more.toml"));
    fs::write(&second, "[[same]]\ndocuments = [\"bakery\", \"drone-n9\"]\n").unwrap();
    let cluster = |files: [&str; 2]| {
        run(&["cluster", &items, "--json", "--overrides", files[0], "--overrides", files[1]]).ends_with(0).stdout
    };
    assert_eq!(cluster([&first, &second]), cluster([&second, &first]));
    fs::write(&second, "[[different]]\ndocuments = [\"bakery\", \"drone-web\"]\n").unwrap();
    let run = run(&["cluster", &items, "--overrides", &first, "--overrides", &second]).ends_with(2);
    run.says("more.toml:1: `bakery` and `drone-web` are different by this override and the same by ")
        .says("desk.toml:1");
}

#[test]
fn a_contradiction_names_every_line_of_its_chain_and_nothing_is_grouped() {
    let text = "[[same]]\ndocuments = [\"drone-n9\", \"elsewhere\"]\n[[same]]\ndocuments = [\"elsewhere\", \"bakery\"]\n\
                [[different]]\ndocuments = [\"drone-nt\", \"bakery\", \"drone-n9\"]\n";
    let desk = Desk::new(text);
    let output = desk.path("out.json");
    let run = desk.cluster(&["--json", "-o", &output]).ends_with(2);
    let file = desk.path("desk.toml");
    run.says(&format!(
        "{file}:5: `bakery` and `drone-n9` are different by this override and the same by {file}:3 and {file}:1"
    ));
    run.says("hint: take one of these overrides back").says("error: nothing was grouped");
    assert_eq!(run.stdout, "");
    assert!(!fs::exists(output).unwrap());
    desk.explain("drone-nt", "bakery", &[]).ends_with(2).says(":5: ");
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_line_with_a_cure() {
    let text = "[[sme]]\ndocuments = [\"a\", \"b\"]\n[[same]]\ndocuments = [\"a\"]\nbecause = \"x\"\n[[different]]\n\
                documents = [\"a\", 3, \"a\"]\n";
    let desk = Desk::new(text);
    let told = desk.cluster(&[]).ends_with(2);
    let file = desk.path("desk.toml");
    for (line, words) in [
        (1, "unknown key `sme`"),
        (4, "1 documents, but an override is about two or more"),
        (5, "unknown key `because`"),
        (7, "a number stands where an id should"),
        (7, "`a` is listed twice"),
    ] {
        told.says(&format!("{file}:{line}: {words}"));
    }
    told.says("the nearest is `same`").says("known are documents, by, when, why");

    Desk::new("[[same]\n").cluster(&[]).ends_with(2).says("desk.toml:1: this is not TOML");
    let file = ["cluster", "data/news", "--overrides", "no/such/file.toml"];
    run(&file).ends_with(2).says("no/such/file.toml: the overrides cannot be read");
}

#[test]
fn ids_that_are_not_there_are_noted_by_line_and_change_nothing() {
    let desk = Desk::new(
        "[[same]]\ndocuments = [\n  \"bakery\",\n  \"harbour\",\n]\n[[different]]\ndocuments = [\"drone-n9\", \"drone-nt\"]\n",
    );
    let noted = desk.cluster(&["--format", "jsonl"]).ends_with(0);
    noted.says("notice: ").says("desk.toml:4: the input holds no document with the id `harbour`");
    let verbose = desk.cluster(&["--verbose"]).ends_with(0);
    verbose.says("overrides: 1 applied, 1 with fewer than two of their documents in the input");
    let report = desk.cluster(&["--json", "--quiet"]).ends_with(0);
    assert_eq!(report.stderr, "");
    assert!(report.json()["problems"][0]["message"].as_str().unwrap().contains("`harbour`"));
}

#[test]
fn documents_that_no_override_names_keep_their_stories() {
    let stories = |more: &[&str]| -> BTreeMap<String, Value> {
        let arguments = [&["cluster", "data/news", "--format", "jsonl", "--quiet"], more].concat();
        let documents = run(&arguments).ends_with(0).documents();
        documents.into_iter().map(|(id, document)| (id, document["story"].clone())).collect()
    };
    let desk = Desk::new(
        "[[different]]\ndocuments = [\"agency-203\", \"tsv-302\", \"desk-103\"]\n[[same]]\ndocuments = [\"wire-004\", \"late-403\"]\n",
    );
    let (before, after) = (stories(&[]), stories(&["--overrides", &desk.path("desk.toml")]));
    let named: Vec<&Value> = ["agency-203", "wire-004"].map(|id| &before[id]).into();
    let mut untouched = 0;
    for (id, story) in before.iter().filter(|(_, story)| !named.contains(story)) {
        assert_eq!(after[id], *story, "{id}");
        untouched += 1;
    }
    assert!(untouched > 120, "{untouched}");
    assert_ne!(after["agency-203"], after["tsv-302"]);
    assert_eq!(after["wire-005"], after["late-403"]);
}

#[test]
fn the_file_of_overrides_is_never_written_over() {
    let desk = Desk::new(SAME);
    let file = desk.path("desk.toml");
    desk.cluster(&["--json", "-o", &file]).ends_with(2).says("is also an input");
    assert_eq!(fs::read_to_string(&file).unwrap(), SAME);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let desk = Desk::new(&format!("{DIFFERENT}{SAME}"));
    let run = |threads| desk.cluster(&["--json", "--threads", threads]).ends_with(0).stdout;
    assert_eq!(run("1"), run("2"));
}

#[test]
fn hostile_overrides_are_shown_not_obeyed() {
    let hostile = "\\u001b]0;owned\\u0007\\u202e";
    let text = format!("[[same]]\ndocuments = [\"bakery\", \"drone-web\"]\nwhy = \"{hostile}\"\nby = \"a\\nb\"\n");
    let desk = Desk::new(&text);
    for more in [&[][..], &["--json"]] {
        let run = desk.explain("bakery", "drone-nt", more).ends_with(0);
        assert_harmless(&run.stdout, "standard output");
    }
    let text = format!("[[same]]\ndocuments = [\"{hostile}\", \"b\"]\n\"{hostile}\" = 1\n");
    assert_harmless(&Desk::new(&text).cluster(&[]).ends_with(2).stderr, "standard error");
}
