//! The figures of small groupings are those in `tests/gold/evaluation`, counted by another program or by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use samestory::evaluate::events::{EventFigures, Scored};
use samestory::evaluate::labels::{Gold, Predicted, PredictedDocument};
use samestory::story::StorySettings;
use serde::Deserialize;

/// Largest difference to the figures of the other program.
const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Case {
    why: String,
    gold: BTreeMap<String, String>,
    predicted: BTreeMap<String, String>,
    expected: Expected,
}

#[derive(Debug, Deserialize)]
struct Expected {
    documents: usize,
    missing: usize,
    gold_clusters: usize,
    predicted_clusters: usize,
    bcubed_precision: f64,
    bcubed_recall: f64,
    bcubed_f1: f64,
    pairwise_precision: f64,
    pairwise_recall: f64,
    pairwise_f1: f64,
    adjusted_rand: f64,
}

fn figures(case: &Case) -> EventFigures {
    let document = |(id, story): (&String, &String)| PredictedDocument {
        id: id.clone(),
        story: story.clone(),
        title: None,
        language: None,
        index: None,
    };
    let gold = Gold { events: case.gold.clone() };
    let predicted = Predicted { documents: case.predicted.iter().map(document).collect(), is_own: false };
    EventFigures::of(&Scored::new(&gold, &predicted), None, &StorySettings::default(), 10)
}

#[test]
fn every_case_has_its_figures() {
    let mut files: Vec<PathBuf> =
        fs::read_dir("tests/gold/evaluation").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 15, "cases are gone: {files:?}");
    for file in files {
        let case: Case = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let (told, expected) = (figures(&case), &case.expected);
        let place = format!("{}: {}", file.display(), case.why);
        let found = told.figures;
        assert_eq!(
            (found.documents, told.missing, found.gold_stories, found.predicted_stories),
            (expected.documents, expected.missing, expected.gold_clusters, expected.predicted_clusters),
            "{place}"
        );
        for (name, found, expected) in [
            ("B-cubed precision", found.bcubed.precision, expected.bcubed_precision),
            ("B-cubed recall", found.bcubed.recall, expected.bcubed_recall),
            ("B-cubed F1", found.bcubed.f1, expected.bcubed_f1),
            ("pairwise precision", found.pairwise.precision, expected.pairwise_precision),
            ("pairwise recall", found.pairwise.recall, expected.pairwise_recall),
            ("pairwise F1", found.pairwise.f1, expected.pairwise_f1),
            ("adjusted Rand", found.adjusted_rand, expected.adjusted_rand),
        ] {
            assert!((found - expected).abs() <= TOLERANCE, "{place}: {name} is {found}, not {expected}");
        }
    }
}

#[test]
fn classes_and_mistakes_add_up_to_the_whole() {
    let case: Case = serde_json::from_str(&fs::read_to_string("tests/gold/evaluation/many.json").unwrap()).unwrap();
    let told = figures(&case);
    let documents = told.figures.documents as f64;
    let weighted: f64 = told.by_size.iter().map(|class| class.bcubed.recall * class.documents as f64).sum();
    assert!((weighted / documents - told.figures.bcubed.recall).abs() < TOLERANCE);
    assert_eq!(told.by_size.iter().map(|class| class.documents).sum::<usize>(), told.figures.documents);
    let losses: Vec<f64> = told.over_split.iter().map(|mistake| mistake.loss).collect();
    assert!(losses.len() == 10 && losses.is_sorted_by(|one, other| one >= other), "{losses:?}");
}
