//! `samestory explain`: why two documents are in one story, or are not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod hostile;
}

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::command::{Run, run};
use support::hostile::assert_harmless;

const ONE_STORY: [&str; 2] = ["island-ferry-act-nt", "island-ferry-act-n9"];
const LOOK_ALIKES: [&str; 2] = ["vote-gong-audit-chair-nt", "vote-ban-chief-justice-rejected-nt"];
const COPIES: [&str; 2] = ["wire-004", "wire-005"];

fn explain(pair: [&str; 2], more: &[&str]) -> Run {
    let arguments = [&["explain", pair[0], pair[1], "--in", "data/news"], more].concat();
    run(&arguments).ends_with(0)
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn one_story_is_told_with_its_evidence_and_joins() {
    let told = explain(ONE_STORY, &[]).stdout;
    for words in
        ["one story", "score of the pair", "days apart", "for", "against", "joins that made the story", "ferry"]
    {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
    assert!(ONE_STORY.iter().all(|id| told.contains(id)), "{told}");
    assert!(!told.contains("two stories"), "{told}");
}

#[test]
fn look_alikes_are_told_with_the_bar_that_they_miss() {
    let told = explain(LOOK_ALIKES, &[]).stdout;
    assert!(told.contains("two stories"), "{told}");
    let line = told.lines().find(|line| line.contains("mean score between them")).unwrap_or_else(|| panic!("{told}"));
    let numbers: Vec<f64> = line.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
    let [mean, bar] = numbers[..] else { panic!("{line}") };
    assert!(mean < bar, "{line}");
    assert!(!told.contains("joins that made the story"), "{told}");
}

#[test]
fn copies_are_told_with_what_each_holds_of_the_other() {
    let told = explain(COPIES, &[]).stdout;
    for words in ["copies: one text stands for both", "Jaccard 0.", "wire-005 holds", "wire-004 holds", " % of "] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
}

#[test]
fn json_keeps_its_schema_for_every_relation() {
    let all = [
        "schema",
        "documents",
        "relation",
        "stories",
        "evidence",
        "between_stories",
        "copies",
        "represented_by",
        "kept_apart_by",
        "chain",
        "overrides",
    ];
    for (pair, relation) in [(ONE_STORY, "same_story"), (LOOK_ALIKES, "two_stories"), (COPIES, "copies")] {
        let report = explain(pair, &["--json"]).json();
        assert_eq!(keys(&report), all.into(), "{report}");
        assert_eq!(report["schema"], "samestory.explanation/1");
        assert_eq!(report["documents"], json!(pair));
        assert_eq!(report["relation"], relation, "{report}");
        assert_eq!(report["stories"][0] == report["stories"][1], relation != "two_stories", "{report}");
        assert_eq!(report["evidence"].is_null(), relation == "copies", "{report}");
        assert_eq!(report["between_stories"].is_null(), relation != "two_stories", "{report}");
        assert_eq!(report["copies"].is_null(), relation != "copies", "{report}");
        assert_eq!(report["kept_apart_by"].is_null(), relation != "two_stories", "{report}");
        assert_eq!(report["chain"].is_null(), relation != "same_story", "{report}");
        assert_eq!(report["overrides"], json!([]), "{report}");
    }
}

/// Texts that are alike two by two only: the first and the third share no word that counts.
fn write_relay(folder: &Path) -> [String; 2] {
    let words = |stem: &str| (0..60).map(|number| format!("{stem}{number}")).collect::<Vec<_>>().join(" ");
    let texts = [("first", words("reef")), ("between", words("reef") + " " + &words("buoy")), ("third", words("buoy"))];
    // Every second word of the text between is another, so that none is a copy.
    let spread = |text: &str, id: &str| {
        text.split(' ').enumerate().map(|(at, word)| format!("{word} {id}{at}")).collect::<Vec<_>>().join(" ")
    };
    let line = |(id, text): &(&str, String)| {
        json!({"id": id, "text": spread(text, id), "published": "2031-03-07"}).to_string()
    };
    let (items, overrides) = (folder.join("items.jsonl"), folder.join("desk.toml"));
    fs::write(&items, texts.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let desk = "[[same]]\ndocuments = [\"first\", \"between\"]\n[[same]]\ndocuments = [\"between\", \"third\"]\nby = \"Han\"\n";
    fs::write(&overrides, desk).unwrap();
    [items, overrides].map(|path| path.to_str().unwrap().to_owned())
}

#[test]
fn two_that_share_nothing_are_told_with_the_one_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let [items, overrides] = write_relay(folder.path());
    let arguments = ["explain", "third", "first", "--in", &items, "--overrides", &overrides];
    let report = run(&[&arguments[..], &["--json"]].concat()).ends_with(0).json();
    let chain = &report["chain"];
    let steps: Vec<[&str; 2]> = chain["path"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| ["from", "to"].map(|end| step[end].as_str().unwrap()))
        .collect();
    assert_eq!(steps, [["third", "between"], ["between", "first"]]);
    assert!(chain["path"].as_array().unwrap().iter().all(|step| step["score"].as_f64() > Some(0.05)), "{chain}");
    assert!(report["evidence"]["score"]["score"].as_f64() < Some(0.05), "{report}");
    let lines: Vec<&Value> = chain["links"].as_array().unwrap().iter().map(|link| &link["override"]["line"]).collect();
    assert_eq!(lines, [1, 3]);
    assert_eq!((&chain["met"], &chain["links"][1]["group_sizes"]), (&json!(1), &json!([2, 1])));
    assert_eq!(report["overrides"][1]["by"], "Han");

    let told = run(&arguments).ends_with(0).stdout;
    for words in [
        "how the two came together",
        "third - between (",
        "between - first (",
        "through one other; their groups became one at join 2:",
        "2 + 1 documents: mean score",
        "joined by override",
        "desk.toml:3: the same; by: Han",
    ] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
}

#[test]
fn every_two_texts_of_a_story_are_connected_by_its_links() {
    let report = run(&["cluster", "data/news", "--json", "--quiet"]).ends_with(0).json();
    let mut chains = 0;
    for story in report["stories"].as_array().unwrap() {
        let links = story["links"].as_array().unwrap();
        let (Some(first), Some(last)) = (links.first().filter(|_| links.len() > 1), links.last()) else { continue };
        for (one, other) in [("first", "first"), ("second", "second"), ("first", "second")] {
            let pair = [first[one].as_str().unwrap(), last[other].as_str().unwrap()];
            if pair[0] == pair[1] {
                continue;
            }
            let chain = explain(pair, &["--json", "--quiet"]).json()["chain"].clone();
            let path = chain["path"].as_array().unwrap();
            assert_eq!((&path[0]["from"], &path[path.len() - 1]["to"]), (&json!(pair[0]), &json!(pair[1])), "{chain}");
            assert!(path.windows(2).all(|steps| steps[0]["to"] == steps[1]["from"]), "{chain}");
            assert_eq!(path.iter().map(|step| step["link"].as_u64()).max().unwrap(), chain["met"].as_u64(), "{chain}");
            for step in path {
                let link = &links[usize::try_from(step["link"].as_u64().unwrap()).unwrap()];
                assert_eq!(link["evidence"]["corroborated"], step["score"], "{chain}");
            }
            chains += 1;
        }
    }
    assert!(chains > 0, "no story of three texts to look at");
}

#[test]
fn a_copy_is_told_with_the_one_that_stands_for_it() {
    let pair = ["ferry-saebyeok-pearl-nt", "spa-legionella-nt"];
    let report = explain(pair, &["--json"]).json();
    assert_eq!(report["represented_by"], json!(["ferry-saebyeok-pearl-rerun-nt", null]));
    assert_eq!(report["kept_apart_by"], "no_link", "{report}");
    let told = explain(pair, &[]).stdout;
    assert!(told.contains("told by its copy ferry-saebyeok-pearl-rerun-nt: one text stands for both"), "{told}");
    assert!(told.contains("kept apart by having no link"), "{told}");
    let report = explain(LOOK_ALIKES, &["--json"]).json();
    assert_eq!(report["represented_by"], json!([null, null]));
    assert_eq!(report["kept_apart_by"], "score_below_bar", "{report}");
}

#[test]
fn json_tells_the_parts_of_the_evidence() {
    let report = explain(LOOK_ALIKES, &["--json"]).json();
    let evidence = &report["evidence"];
    assert_eq!(
        keys(evidence),
        [
            "score",
            "corroborated",
            "shortness",
            "title_furniture",
            "days_apart",
            "shared",
            "figures",
            "named_days",
            "focus",
            "counts",
            "only_first",
            "only_second"
        ]
        .into()
    );
    let score = &evidence["score"];
    assert_eq!(
        keys(score),
        ["score", "similarity", "day_factor", "named_day_factor", "figure_factor", "count_factor", "outlet_factor"]
            .into()
    );
    let part = |name: &str| score[name].as_f64().unwrap();
    let factors = ["day_factor", "named_day_factor", "figure_factor", "count_factor", "outlet_factor"].map(part);
    let product = part("similarity") * factors.iter().product::<f64>();
    assert!((product - part("score")).abs() < 0.001, "{score}");

    let terms = evidence["shared"].as_array().unwrap();
    let shares: Vec<f64> = terms.iter().map(|term| term["share"].as_f64().unwrap()).collect();
    assert!(shares.is_sorted_by(|one, other| one >= other), "strongest first: {shares:?}");
    assert!(shares.iter().sum::<f64>() <= 1.0 + 0.001, "{shares:?}");
    let between = &report["between_stories"];
    assert_eq!(keys(between), ["mean_score", "bar"].into());
    assert!(between["mean_score"].as_f64() < between["bar"].as_f64(), "{between}");

    let copies = &explain(COPIES, &["--json"]).json()["copies"];
    assert_eq!(keys(copies), ["first", "second", "jaccard", "first_in_second", "second_in_first", "direction"].into());
    assert_eq!(copies["direction"], "second_from_first", "the later is taken from the earlier");
}

#[test]
fn a_sequel_and_other_counts_are_told_in_words_and_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let items = folder.path().join("items.jsonl");
    let texts = [
        (
            "arrest",
            "2031-03-04",
            "Harbour police stopped the pilot of the Osprey on Tuesday and seized three crates of glass eels.",
        ),
        (
            "release",
            "2031-03-05",
            "A judge let the pilot of the Osprey go on Wednesday. He had been stopped on Tuesday with 40 crates of glass eels.",
        ),
    ];
    let line = |(id, day, text): &(&str, &str, &str)| json!({"id": id, "text": text, "published": day}).to_string();
    fs::write(&items, texts.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let arguments = ["explain", "arrest", "release", "--in", items.to_str().unwrap()];
    let report = run(&[&arguments[..], &["--json"]].concat()).ends_with(0).json();
    let (focus, counts) = (&report["evidence"]["focus"], &report["evidence"]["counts"]);
    assert_eq!(focus["relation"], "sequel", "{focus}");
    assert_eq!(
        (&focus["first"]["main_day"], &focus["second"]["main_day"]),
        (&json!("2031-03-04"), &json!("2031-03-05"))
    );
    assert_eq!(focus["second"]["days_before"], json!(["2031-03-04"]));
    assert!(focus["corroborated_factor"].as_f64() < Some(1.0), "{focus}");
    assert_eq!(counts["agreement"], "different", "{counts}");
    assert_eq!(counts["nouns"][0], json!({"noun": "crates", "first": ["three"], "second": ["40"], "agrees": false}));
    assert!(report["evidence"]["score"]["count_factor"].as_f64() < Some(1.0), "{report}");

    let told = run(&arguments).ends_with(0).stdout;
    for words in [
        "the first is about 2031-03-04",
        "the second is about 2031-03-05; recounts 2031-03-04",
        "days    they are about different days, and the one recounts that of the other; score with neighbours x 0.75",
        "counts  crates: three / 40",
    ] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
}

#[test]
fn headlines_are_told_as_short_with_forms_and_without_furniture() {
    let folder = tempfile::tempdir().unwrap();
    let titles = [
        "Harbour Latest: Skateboarder from Wando wins",
        "Wando skateboarding prize won | Coastal Times",
        "Harbour Latest: Sixteen crates raised by divers",
        "Harbour Latest: Market reopens after the flood",
    ];
    let lines: Vec<String> =
        titles.iter().zip(1..).map(|(title, id)| json!({"id": format!("n{id}"), "title": title}).to_string()).collect();
    let items = folder.path().join("items.jsonl");
    fs::write(&items, lines.join("\n")).unwrap();
    let arguments = ["explain", "n1", "n2", "--in", items.to_str().unwrap()];
    let evidence = &run(&[&arguments[..], &["--json"]].concat()).ends_with(0).json()["evidence"];
    assert!(evidence["shortness"].as_f64() > Some(0.9), "{evidence}");
    assert_eq!(evidence["title_furniture"], json!([["Harbour Latest:"], ["| Coastal Times"]]));
    let shared: Vec<&str> =
        evidence["shared"].as_array().unwrap().iter().map(|term| term["text"].as_str().unwrap()).collect();
    assert!(shared.contains(&"skate…") && shared.contains(&"wando"), "{shared:?}");
    for side in ["only_first", "only_second"] {
        let only = evidence[side].as_array().unwrap();
        assert!(!only.is_empty() && only.iter().all(|term| !term.as_str().unwrap().contains('…')), "{evidence}");
        assert!(!only.iter().any(|term| term == "latest" || term == "coastal"), "{evidence}");
    }
    let told = run(&arguments).ends_with(0).stdout;
    for words in ["short texts (shortness 1.00)", "left out of the first title, as of a desk  Harbour Latest:"] {
        assert!(told.contains(words), "`{words}`:\n{told}");
    }
    assert!(!explain(ONE_STORY, &[]).stdout.contains("short texts"), "articles are not short");
}

#[test]
fn swapping_the_two_mirrors_the_evidence() {
    let [first, second] = LOOK_ALIKES;
    let report = explain([first, second], &["--json"]).json();
    let mirrored = explain([second, first], &["--json"]).json();
    assert_eq!(report["evidence"]["score"], mirrored["evidence"]["score"]);
    assert_eq!(report["evidence"]["shared"], mirrored["evidence"]["shared"]);
    assert_eq!(report["evidence"]["only_first"], mirrored["evidence"]["only_second"]);
    assert_eq!(report["between_stories"], mirrored["between_stories"]);
}

#[test]
fn two_files_need_no_collection() {
    let files = ONE_STORY.map(|id| format!("data/news/pages/{id}.txt"));
    let report = run(&["explain", &files[0], &files[1], "--json"]).ends_with(0).json();
    assert_eq!(report["documents"], json!(ONE_STORY));
    assert_eq!(report["relation"], "same_story", "{report}");

    let unlike = "data/news/pages/spa-legionella-nt.txt";
    let report = run(&["explain", &files[0], unlike, "--json"]).ends_with(0).json();
    assert_eq!(report["relation"], "two_stories", "{report}");
}

#[test]
fn two_files_of_one_name_are_two_documents() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (desk, source) in [("day", ONE_STORY[0]), ("night", ONE_STORY[1])] {
        fs::create_dir(folder.path().join(desk)).unwrap();
        let file = folder.path().join(desk).join("ferry.txt");
        fs::copy(format!("data/news/pages/{source}.txt"), &file).unwrap();
        files.push(file.to_str().unwrap().to_owned());
    }
    let report = run(&["explain", &files[0], &files[1], "--json"]).ends_with(0).json();
    assert_eq!(report["relation"], "same_story", "{report}");
    assert_ne!(report["documents"][0], report["documents"][1]);
}

#[test]
fn what_is_no_pair_of_documents_is_refused_in_words() {
    let page = "data/news/pages/island-ferry-act-nt.txt";
    let bulletin = "data/news/pages/bulletin-2021-08-10-nt.txt";
    let refusals: [(&[&str], &str); 6] = [
        (&["wire-04", "wire-005", "--in", "data/news"], "no document has the id `wire-04`; the nearest is `wire-004`"),
        (&["wire-004", "wire-5", "--in", "data/news"], "no document has the id `wire-5`; the nearest is `wire-005`"),
        (&["wire-005", "wire-005", "--in", "data/news"], "`wire-005` is named twice"),
        (&[page, page], "twice"),
        (&["wire-004", "wire-005"], "there is no file `wire-004`"),
        (&[page, bulletin], "bulletin-2021-08-10-nt.txt` holds 2 documents, not one"),
    ];
    for (arguments, words) in refusals {
        let run = run(&[&["explain"], arguments].concat()).ends_with(2);
        run.says("error: ").says(words);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn a_file_named_twice_is_told_as_the_file_that_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.txt");
    fs::copy("data/news/pages/island-ferry-act-nt.txt", &page).unwrap();
    let same = folder.path().join(".").join("page.txt");
    let [page, same] = [page, same].map(|path| path.to_str().unwrap().to_owned());
    run(&["explain", &page, &same]).ends_with(2).says("page");
}

#[test]
fn a_collection_without_documents_is_told() {
    let run = run(&["explain", "a", "b", "--in", "data/broken/empty.txt"]).ends_with(2);
    run.says("the input holds no documents");
}

#[test]
fn input_that_was_lost_beside_the_pair_shows_in_the_exit_code() {
    let arguments = ["explain", COPIES[0], COPIES[1], "--in", "data/news/records", "--in", "data/broken/ragged.csv"];
    let run = run(&arguments).ends_with(2);
    assert!(run.stdout.contains("copies: one text stands for both"), "{}", run.stdout);
}

#[test]
fn hostile_texts_and_ids_are_shown_not_obeyed() {
    let pair = ["orchids-harbour-courier", "orchids-northgate-ledger"];
    for more in [&[][..], &["--json"]] {
        let run = explain(pair, more);
        assert_harmless(&run.stdout, "standard output");
        assert!(run.stdout.contains("orchid"), "{}", run.stdout);
    }
    let hostile = "wire-\u{1b}]0;owned\u{7}\u{202e}004";
    let run = run(&["explain", hostile, "wire-005", "--in", "data/news"]).ends_with(2);
    assert_harmless(&run.stderr, "standard error");
    run.says("the nearest is `wire-00");
}
