//! The workload of the benches is what it is said to be, and the truth about it is the truth.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[path = "../benches/workload/mod.rs"]
mod workload;

use serde_json::Value;
use workload::truth::{self, Collection, Pair};
use workload::{Workload, Written};

fn written(documents: u32, seed: u64) -> (tempfile::TempDir, PathBuf, Written) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("documents.jsonl");
    let written = Workload { documents, seed, median_length: workload::MEDIAN_LENGTH }.write(&path).unwrap();
    (folder, path, written)
}

#[test]
fn the_truth_is_what_comparing_all_pairs_finds() {
    let (_folder, path, _) = written(400, 3);
    let collection = Collection::read(&path).unwrap();
    let sets: Vec<BTreeSet<u128>> = (0..collection.ids.len()).map(|at| collection.shingles(at).collect()).collect();
    let mut expected = Vec::new();
    for (second, right) in sets.iter().enumerate() {
        for (first, left) in sets[..second].iter().enumerate() {
            let shared = left.intersection(right).count();
            let all = left.len() + right.len() - shared;
            if shared as f64 / all as f64 >= 0.7 {
                let [first, second, shared, all] = [first, second, shared, all].map(|n| u32::try_from(n).unwrap());
                expected.push(Pair { first, second, shared, all });
            }
        }
    }
    expected.sort();
    assert!(expected.len() > 40, "{}", expected.len());
    assert_eq!(collection.pairs(usize::MAX), expected);
    // Counted in many parts it is the same.
    assert_eq!(collection.pairs(10_000), expected);
}

#[test]
fn the_truth_is_told_by_ids_with_each_similarity() {
    let (folder, path, _) = written(200, 4);
    let told = folder.path().join("truth.jsonl");
    let count = truth::write(&path, &told).unwrap();
    let ids: BTreeSet<String> = Collection::read(&path).unwrap().ids.into_iter().collect();
    let told = fs::read_to_string(told).unwrap();
    assert_eq!(told.lines().count(), count);
    for line in told.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        assert!(ids.contains(pair["a"].as_str().unwrap()) && ids.contains(pair["b"].as_str().unwrap()), "{line}");
        assert!((0.7..=1.0).contains(&pair["jaccard"].as_f64().unwrap()), "{line}");
    }
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let [(_a, first, _), (_b, second, _), (_c, other, _)] = [written(50, 1), written(50, 1), written(50, 2)];
    assert_eq!(fs::read(&first).unwrap(), fs::read(second).unwrap());
    assert_ne!(fs::read(first).unwrap(), fs::read(other).unwrap());
}

#[test]
fn every_document_is_there_once_and_three_in_ten_are_planted() {
    let (_folder, path, written) = written(2000, 5);
    let collection = Collection::read(&path).unwrap();
    assert_eq!(collection.ids.iter().collect::<BTreeSet<_>>().len(), 2000);
    assert_eq!(fs::metadata(&path).unwrap().len(), written.bytes);
    assert!((600..800).contains(&written.planted.documents), "{:?}", written.planted);
    assert!((1900.0..2600.0).contains(&(written.bytes as f64 / 2000.0)), "{}", written.bytes);
}

#[test]
fn words_are_the_same_to_samestory_as_to_the_truth() {
    use samestory::text::words::{Unspaced, normal_words};

    let (_folder, path, _) = written(100, 9);
    for line in fs::read_to_string(path).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = line["text"].as_str().unwrap();
        let lower = text.to_lowercase();
        let runs: Vec<&str> = lower.split([' ', '.', ',']).filter(|word| !word.is_empty()).collect();
        assert!(runs.iter().all(|word| word.chars().all(char::is_alphanumeric)), "{text}");
        assert_eq!(normal_words(text, Unspaced::Characters), runs);
    }
}
