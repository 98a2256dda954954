//! `samestory search`: what `cluster --index` left is found by words, names, times and stories.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod gold;
    pub(crate) mod hostile;
}

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use support::command::{Run, run};
use support::gold;
use support::hostile::assert_harmless;
use tempfile::TempDir;

/// An index of all of `data/news`.
struct Archive {
    folder: TempDir,
}

impl Archive {
    fn new() -> Self {
        let archive = Self { folder: tempfile::tempdir().unwrap() };
        archive.fill("data/news");
        archive
    }

    fn path(&self) -> String {
        self.folder.path().join("archive").to_str().unwrap().to_owned()
    }

    fn fill(&self, input: &str) {
        run(&["cluster", input, "--index", &self.path()]).ends_with(0).says("indexed ");
    }

    fn search(&self, arguments: &[&str]) -> Run {
        run(&[&["search", "--index", &self.path()], arguments].concat())
    }

    /// The ids of all documents found.
    #[track_caller]
    fn find(&self, arguments: &[&str]) -> BTreeSet<String> {
        let run = self.search(&[&["--format", "jsonl", "--limit", "1000"], arguments].concat());
        let ids: BTreeSet<String> = run.ids().into_iter().collect();
        assert_eq!(run.code, Some(i32::from(ids.is_empty())), "{arguments:?}: {}", run.stderr);
        ids
    }
}

fn set<const N: usize>(ids: [&str; N]) -> BTreeSet<String> {
    ids.map(str::to_owned).into()
}

/// The ids of the gold whose field is as asked.
fn gold_ids(field: &str, is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let lines = gold::lines(".documents.jsonl");
    let meant = lines.iter().filter(|line| line.value[field].as_str().is_some_and(&is_meant));
    meant.map(|line| line.text("id").to_owned()).collect()
}

#[test]
fn words_names_and_phrases_are_found() {
    let archive = Archive::new();
    assert_eq!(archive.find(&["Verhaeren"]), set(["agency-201", "wire-002"]));
    assert_eq!(archive.find(&["verhaeren"]), set(["agency-201", "wire-002"]), "case does not matter");
    assert_eq!(archive.find(&["\"rook sacrifice\""]), set(["wire-002"]));
    assert_eq!(archive.find(&["\"sacrifice rook\""]), set([]), "a phrase is in order");
    assert_eq!(archive.find(&["sacrifice rook"]), set(["wire-002"]), "words are in any order");
    assert_eq!(archive.find(&["speaker:\"Mo Chang-sik\""]), set(["bulletin-2018-09-13-nt", "typhoon-marune-nt"]));
    assert_eq!(archive.find(&["id:wire-008"]), set(["wire-008"]));
}

#[test]
fn a_word_can_be_ruled_out() {
    let archive = Archive::new();
    assert_eq!(archive.find(&["whales"]), set(["desk-104", "late-401", "wire-003"]));
    assert_eq!(archive.find(&["whales -Tangle"]), set(["desk-104"]));
    assert_eq!(archive.find(&["-Tangle whales"]), set(["desk-104"]), "a query may begin with a dash");
    assert_eq!(archive.find(&["Verhaeren OR \"Tangle Bay\""]), set(["agency-201", "late-401", "wire-002", "wire-003"]));
}

#[test]
fn a_phrase_can_be_ruled_out() {
    let archive = Archive::new();
    for query in ["whales -\"Tangle Bay\"", "-\"Tangle Bay\" whales", "whales NOT \"Tangle Bay\""] {
        assert_eq!(archive.find(&[query]), set(["desk-104"]), "{query}");
    }
    assert_eq!(archive.find(&["-\"Tangle Bay\""]).len(), 138);
}

#[test]
fn programmes_are_found_by_query_and_by_filter() {
    let archive = Archive::new();
    for programme in ["News 9", "News Today", "뉴스 9", "뉴스12", "뉴스광장"] {
        let expected = gold_ids("programme", |name| name == programme);
        assert!(expected.len() > 2, "{programme}");
        assert_eq!(archive.find(&[&format!("programme:\"{programme}\"")]), expected, "{programme}");
        assert_eq!(archive.find(&["--programme", programme]), expected, "{programme}");
    }
    let expected = gold_ids("source", |name| name == "Continental Wire");
    assert_eq!(archive.find(&["--source", "Continental Wire"]), expected);
    assert_eq!(archive.find(&["source:\"Continental Wire\""]), expected);
}

#[test]
fn days_and_ranges_of_days_are_found_as_printed() {
    let archive = Archive::new();
    let day = gold_ids("published", |time| time.starts_with("2025-06-29"));
    assert_eq!(archive.find(&["published:2025-06-29"]), day);
    assert_eq!(archive.find(&["--from", "2025-06-29", "--to", "2025-06-29"]), day);

    let june = gold_ids("published", |time| time.starts_with("2025-06"));
    assert!(june.len() >= 10, "{june:?}");
    assert_eq!(archive.find(&["--from", "2025-06-01", "--to", "2025-06-30"]), june);
    assert_eq!(archive.find(&["published:2025-06-01..2025-06-30"]), june);
    assert_eq!(archive.find(&["published:2025-06"]), june);

    let before = gold_ids("published", |time| time < "2020");
    assert_eq!(archive.find(&["--to", "2019-12-31"]), before);
    assert_eq!(
        archive.find(&["ferry", "--from", "2025-06-01", "--to", "2025-06-30", "--programme", "News 9"]),
        set(["samdo-ferry-deal-voted-down-n9"])
    );
    let backwards = archive.search(&["--from", "2025-06-30", "--to", "2025-06-01"]).ends_with(2);
    backwards.says("the period ends before it begins");
}

#[test]
fn a_time_of_day_is_a_bound_too() {
    let archive = Archive::new();
    let found = archive.find(&["--from", "2025-06-29T21:00:00Z", "--to", "2025-06-29T21:30:00Z"]);
    assert_eq!(found, set(["agency-201"]), "22:15 in summer time is 21:15 UTC");
}

#[test]
fn korean_nouns_are_found_with_and_without_particles() {
    let archive = Archive::new();
    let factory = set(["gimpo-insulation-fire-n12", "gimpo-insulation-fire-n9"]);
    for query in ["단열재", "단열재를", "단열재의", "공장에서 단열재", "\"단열재 공장\""] {
        assert_eq!(archive.find(&[query]), factory, "{query}");
    }
    let hail = archive.find(&["우박"]);
    assert!(hail.is_superset(&set(["yeongdong-hail-n9", "yeongdong-hail-plaza"])), "{hail:?}");
    for query in ["우박이", "우박을", "우박으로"] {
        assert_eq!(archive.find(&[query]), hail, "{query}");
    }
}

#[test]
fn results_are_grouped_by_story() {
    let archive = Archive::new();
    let results = archive.search(&["ferry", "--json", "--limit", "100"]).ends_with(0).json();
    let stories = results["stories"].as_array().unwrap();
    let mut seen = BTreeSet::new();
    for story in stories {
        let id = story["story"].as_str().unwrap();
        assert!(seen.insert(id), "{id} stands twice");
        let documents = story["documents"].as_array().unwrap();
        assert!(!documents.is_empty());
        assert!(documents.iter().all(|hit| hit["document"]["story"] == id), "{story}");
    }
    let documents: usize = stories.iter().map(|story| story["documents"].as_array().unwrap().len()).sum();
    assert_eq!(results["total"], serde_json::json!({"stories": stories.len(), "documents": documents}));

    let table = archive.search(&["Verhaeren"]).ends_with(0).stdout;
    let headings = table.lines().filter(|line| line.starts_with("story-")).count();
    assert_eq!(headings, 1, "{table}");
    assert!(table.contains("[Verhaeren]") && table.contains("2 documents in 1 story match"), "{table}");
}

#[test]
fn the_documents_of_one_story_are_found_by_its_id() {
    let archive = Archive::new();
    let story = archive.search(&["id:wire-002", "--json"]).ends_with(0).json()["stories"][0]["story"].clone();
    let story = story.as_str().unwrap();
    let expected = set(["agency-201", "wire-002"]);
    assert_eq!(archive.find(&["--story", story]), expected);
    assert_eq!(archive.find(&[&format!("story:{story}")]), expected);
}

#[test]
fn languages_are_told_apart() {
    let archive = Archive::new();
    let korean = archive.find(&["--language", "ko"]);
    assert!(korean.contains("food-festival-gaonnuri") && korean.contains("wire-006"), "{korean:?}");
    assert_eq!(archive.find(&["--language", "de"]), set(["wire-007"]));
}

#[test]
fn an_empty_query_lists_everything_latest_first() {
    let archive = Archive::new();
    let results = archive.search(&["--json", "--limit", "1000"]).ends_with(0).json();
    assert_eq!((&results["total"]["documents"], &results["order"]), (&140.into(), &"time".into()));
    assert_eq!(archive.find(&["*"]).len(), 140);
    let latest: Vec<Option<String>> = results["stories"].as_array().unwrap().iter().map(latest_day).collect();
    assert!(latest.iter().any(Option::is_none), "stories without a date are last");
    let days: Vec<&str> = latest.iter().map(|day| day.as_deref().unwrap_or_default()).collect();
    // Zones may set the order of two neighbouring days.
    assert!(days.windows(2).all(|pair| pair[0][..pair[0].len().min(7)] >= pair[1][..pair[1].len().min(7)]), "{days:?}");
}

fn latest_day(story: &Value) -> Option<String> {
    let documents = story["documents"].as_array().unwrap();
    documents.iter().filter_map(|hit| hit["document"]["published"].as_str()).map(|day| day[..10].to_owned()).max()
}

#[test]
fn pages_of_results_follow_one_another() {
    let archive = Archive::new();
    let page = |offset: &str, limit: &str| -> Vec<String> {
        let run = archive.search(&["ferry", "--json", "--offset", offset, "--limit", limit]).ends_with(0);
        let stories = run.json()["stories"].as_array().unwrap().clone();
        stories.iter().map(|story| story["story"].as_str().unwrap().to_owned()).collect()
    };
    let all = page("0", "1000");
    assert!(all.len() >= 4, "{all:?}");
    assert_eq!([page("0", "2"), page("2", "2"), page("4", "1000")].concat(), all);
    assert_eq!(page("1000", "20"), [""; 0], "behind the last: found, but nothing to show");
    assert_eq!(page("0", "0"), [""; 0]);
    let totals = |limit: &str| archive.search(&["ferry", "--json", "--limit", limit]).json()["total"].clone();
    assert_eq!(totals("1"), totals("1000"), "the totals are of all");
}

#[test]
fn nothing_found_ends_with_one() {
    let archive = Archive::new();
    let table = archive.search(&["zyzzyva"]).ends_with(1).stdout;
    assert!(table.contains("0 documents in 0 stories match"), "{table}");
    assert_eq!(archive.search(&["zyzzyva", "--format", "jsonl"]).ends_with(1).stdout, "");
    let results = archive.search(&["zyzzyva", "--json"]).ends_with(1).json();
    assert_eq!(results["stories"], serde_json::json!([]));
}

#[test]
fn json_lines_of_a_search_are_those_of_the_clustering() {
    let archive = Archive::new();
    let clustered = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0).stdout;
    let clustered: BTreeSet<&str> = clustered.lines().collect();
    let found = archive.search(&["ferry", "--format", "jsonl"]).ends_with(0).stdout;
    assert!(found.lines().count() > 4, "{found}");
    for line in found.lines() {
        assert!(clustered.contains(line), "{line}");
    }
}

#[test]
fn json_marks_what_matched() {
    let archive = Archive::new();
    let results = archive.search(&["whales", "--json"]).ends_with(0).json();
    assert_eq!(results["schema"], "samestory.search/1");
    assert_eq!(results["order"], "score");
    let mut marked = 0;
    for story in results["stories"].as_array().unwrap() {
        for passage in story["documents"].as_array().unwrap().iter().flat_map(|hit| hit["passages"].as_array().unwrap())
        {
            let text = passage["text"].as_str().unwrap();
            for range in passage["matches"].as_array().unwrap() {
                let [start, end] = ["start", "end"].map(|side| usize::try_from(range[side].as_u64().unwrap()).unwrap());
                assert_eq!(text[start..end].to_lowercase().trim_end_matches('s'), "whale", "{passage}");
                marked += 1;
            }
        }
    }
    assert!(marked >= 3, "{results}");
}

#[test]
fn results_go_to_a_file_in_the_format_of_its_ending() {
    let archive = Archive::new();
    for (name, format) in [("found.json", "json"), ("found.jsonl", "jsonl"), ("found.txt", "table")] {
        let output = archive.folder.path().join(name);
        assert_eq!(archive.search(&["ferry", "-o", output.to_str().unwrap()]).ends_with(0).stdout, "");
        let expected = archive.search(&["ferry", "--format", format]).stdout;
        assert_eq!(fs::read_to_string(output).unwrap(), expected, "{name}");
    }
}

#[test]
fn what_is_no_index_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let [missing, foreign, file] =
        ["missing", "foreign", "page.txt"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
    fs::create_dir(&foreign).unwrap();
    fs::write(folder.path().join("foreign/page.txt"), "a page").unwrap();
    fs::write(&file, "a page").unwrap();
    for (index, words) in [
        (&missing, "there is no index at"),
        (&foreign, "holds no finished samestory index"),
        (&file, "is a file, not a folder"),
    ] {
        let refused = run(&["search", "--index", index, "ferry"]).ends_with(2);
        refused.says("error: ").says(words).says(index);
        assert_eq!(refused.stdout, "");
    }
    run(&["search", "ferry"]).ends_with(2).says("--index");
    assert!(!folder.path().join("missing").exists(), "a search makes nothing");
}

#[test]
fn a_query_that_means_nothing_is_told_with_a_way_out() {
    let archive = Archive::new();
    for (query, words) in [
        ("published:never", "write published:2025-06-12"),
        ("published:2025-02-30", "published:2025-02-30"),
        ("(", "the query holds no word to search for"),
        ("\"\"", "the query holds no word to search for"),
        ("-", "the query holds no word to search for"),
    ] {
        let refused = archive.search(&["--", query]).ends_with(2);
        refused.says("error: ").says(words);
        assert_eq!(refused.stdout, "", "{query}");
    }
    archive.search(&["ferry", "--from", "last Tuesday"]).ends_with(2).says("is not a date or time");
    archive.search(&["ferry", "--limit", "many"]).ends_with(2).says("--limit");
}

#[test]
fn a_query_that_is_read_in_another_way_is_told_and_answered() {
    let archive = Archive::new();
    let run = archive.search(&["\"rook sacrifice"]).ends_with(0);
    run.says("notice: ").says("quote is not closed");
    let run = archive.search(&["headline:ferry"]);
    run.says("`headline` is no field");
}

#[test]
fn a_second_index_takes_the_place_of_the_first() {
    let archive = Archive::new();
    assert_eq!(archive.find(&["\"rook sacrifice\""]).len(), 1);
    archive.fill("data/news/html");
    assert_eq!(archive.find(&["\"rook sacrifice\""]), set([]));
    assert_eq!(archive.find(&[""]).len(), 10);
    archive.fill("data/news");
    assert_eq!(archive.find(&[""]).len(), 140);
}

#[test]
fn a_run_that_fails_leaves_the_index_as_it_was() {
    let archive = Archive::new();
    run(&["cluster", "data/broken/ragged.csv", "--strict", "--index", &archive.path()]).ends_with(2);
    assert_eq!(archive.find(&[""]).len(), 140);
}

#[test]
fn a_damaged_index_is_told_not_guessed_at() {
    let archive = Archive::new();
    fs::write(archive.folder.path().join("archive/samestory-index.json"), "{ half a manifest").unwrap();
    archive.search(&["ferry"]).ends_with(2).says("damaged").says("index the collection again");
}

#[test]
fn hostile_texts_are_shown_not_obeyed() {
    let archive = Archive::new();
    for format in ["table", "jsonl", "json"] {
        let run = archive.search(&["id:orchids-harbour-courier", "--format", format]).ends_with(0);
        assert_harmless(&run.stdout, format);
        assert!(run.stdout.contains("raid") && run.stdout.contains("at Wexcombe"), "{}", run.stdout);
    }
    let run = archive.search(&["\u{1b}]0;owned\u{7}:\u{202e}zyzzyva"]);
    assert_harmless(&run.stdout, "standard output");
    assert_harmless(&run.stderr, "standard error");
}
