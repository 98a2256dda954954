//! Input that goes wrong: what is sound is kept, the rest is told with its place and a cure, the exit code says so.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod gold;
}

use std::fs;

use serde_json::Value;
use support::command::run;
use support::gold;

const GOOD: &str = "data/news/records/wire.jsonl";

/// The files of `data/broken` of which nothing is lost: without a story in them, or with bytes that are replaced.
const NOTHING_LOST: [&str; 4] = ["empty.txt", "furniture-only.txt", "navigation.html", "not-utf8.jsonl"];

fn loses_nothing(path: &str) -> bool {
    NOTHING_LOST.iter().any(|name| path.ends_with(name))
}

#[test]
fn what_is_sound_is_kept_and_the_rest_is_counted() {
    for line in gold::lines("broken.jsonl") {
        let path = line.text("path");
        let run = run(&["cluster", path, "--json"]);
        let report = run.json();
        let count = |list: &str| report[list].as_array().unwrap().len() as u64;
        let why = line.text("why");
        assert!(count("documents") >= line.value["good"].as_u64().unwrap(), "{path}: {report}\n{why}");
        assert!(count("problems") >= line.value["problems"].as_u64().unwrap(), "{path}: {report}\n{why}");

        let lost = report["problems"].as_array().unwrap().iter().any(|problem| problem["severity"] == "error");
        assert_eq!(lost, !loses_nothing(path), "{path}: {report}");
        assert_eq!(run.code, Some(if lost { 2 } else { 0 }), "{path}: {}", run.stderr);
        assert_eq!(report["counts"]["errors"].as_u64().unwrap() > 0, lost, "{path}");
    }
}

#[test]
fn an_unsound_file_without_a_story_gives_no_document() {
    for line in gold::lines("broken.jsonl").iter().filter(|line| line.value["good"] == 0) {
        let path = line.text("path");
        assert_eq!(run(&["cluster", path, "--format", "jsonl"]).stdout, "", "{path}");
    }
}

#[test]
fn every_problem_is_shown_with_file_place_and_hint() {
    for line in gold::lines("broken.jsonl") {
        let path = line.text("path");
        let run = run(&["cluster", path, "--json"]);
        for problem in run.json()["problems"].as_array().unwrap() {
            let [message, cure] = ["message", "cure"].map(|field| problem[field].as_str().unwrap());
            let severity = problem["severity"].as_str().unwrap();
            let shown = format!("{severity}: {}: {message}\n  hint: {cure}\n", location(problem));
            run.says(&shown);
            assert!(!cure.is_empty(), "{problem}");
        }
    }
}

fn location(problem: &Value) -> String {
    let path = problem["path"].as_str().unwrap();
    let position = &problem["position"];
    match (position["line"].as_u64(), position["record"].as_u64()) {
        (Some(line), _) => format!("{path}:{line}"),
        (None, Some(record)) => format!("{path}: record {record}"),
        (None, None) => path.to_owned(),
    }
}

#[test]
fn the_bad_lines_of_json_lines_are_named_and_the_good_ones_are_whole() {
    let path = "data/broken/truncated.jsonl";
    let run = run(&["cluster", path, "--format", "jsonl"]).ends_with(2);
    for line in [3, 4, 5, 7, 8] {
        let (as_line, as_record) = (format!("{path}:{line}:"), format!("{path}: record {line}:"));
        assert!(run.stderr.contains(&as_line) || run.stderr.contains(&as_record), "line {line}:\n{}", run.stderr);
    }
    let documents = run.documents();
    for id in ["cut-001", "cut-002", "cut-005"] {
        assert!(documents.contains_key(id), "{id}: {:?}", documents.keys());
    }
    assert_eq!(documents["cut-004"]["published"], Value::Null, "an impossible date is no date");
    assert_eq!(documents["cut-001"]["title"], "Swan holds up ring road for an hour");
}

#[test]
fn one_line_of_bad_bytes_harms_no_other_line() {
    let documents = run(&["cluster", "data/broken/not-utf8.jsonl", "--format", "jsonl"]).ends_with(0).documents();
    assert_eq!(documents["bytes-001"]["title"], "늦가을 옥상에서 딴 첫 바나나");
    assert_eq!(documents["bytes-003"]["title"], "Café du Pont rouvre après la crue");
}

#[test]
fn a_whole_folder_of_broken_files_gives_what_each_gives_alone() {
    let together = run(&["cluster", "data/broken", "--format", "jsonl"]).ends_with(2).ids();
    let mut alone = Vec::new();
    for line in gold::lines("broken.jsonl") {
        alone.extend(run(&["cluster", line.text("path"), "--format", "jsonl"]).ids());
    }
    alone.sort();
    assert_eq!(together, alone);
}

#[test]
fn strict_stops_and_writes_nothing() {
    for line in gold::lines("broken.jsonl").iter().filter(|line| !loses_nothing(line.text("path"))) {
        let path = line.text("path");
        let run = run(&["cluster", GOOD, path, "--strict"]).ends_with(2);
        assert_eq!(run.stdout, "", "{path}");
        run.says(&format!("error: {path}"));
    }
}

#[test]
fn strict_says_what_to_do() {
    let run = run(&["cluster", "data/broken/truncated.jsonl", "--strict"]).ends_with(2);
    run.says("error: data/broken/truncated.jsonl:3: the record is an array, not an object").says("hint: ");
}

#[test]
fn strict_takes_what_loses_nothing() {
    for name in NOTHING_LOST {
        run(&["cluster", GOOD, &format!("data/broken/{name}"), "--strict"]).ends_with(0);
    }
}

#[test]
fn strict_leaves_the_output_file_and_the_index_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("stories.csv");
    let index = folder.path().join("index");
    fs::write(&output, "from an earlier run\n").unwrap();
    let [output_name, index_name] = [&output, &index].map(|path| path.to_str().unwrap());
    run(&["cluster", "data/broken/ragged.csv", "--strict", "-o", output_name, "--index", index_name]).ends_with(2);
    assert_eq!(fs::read_to_string(&output).unwrap(), "from an earlier run\n");
    assert!(!index.exists());
}

#[test]
fn a_missing_path_is_told_and_the_good_one_beside_it_is_read() {
    let alone = run(&["cluster", GOOD]).ends_with(0);
    for inputs in [["no/such/wire.jsonl", GOOD], [GOOD, "no/such/wire.jsonl"]] {
        let run = run(&["cluster", inputs[0], inputs[1]]).ends_with(2);
        assert_eq!(run.stdout, alone.stdout);
        run.says("error: no/such/wire.jsonl: cannot be read: no such file or folder\n  hint: check the spelling");
    }
}

#[test]
fn a_picture_is_told_and_stops_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("front-page.png");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01").unwrap();
    let picture = picture.to_str().unwrap();
    let run = run(&["cluster", GOOD, picture, "--format", "jsonl"]).ends_with(2);
    assert_eq!(run.ids().len(), 8);
    run.says(&format!("error: {picture}: the file is no text"));
}

#[test]
fn quiet_twice_says_nothing_and_still_ends_with_the_code() {
    let run = run(&["cluster", "data/broken", "-qq"]).ends_with(2);
    assert_eq!(run.stderr, "");
}
