//! Scores of comparisons, by half: for people, as JSON and as CSV.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::evaluate::comparisons::{ComparisonScores, Tally};
use crate::evaluate::golden::Half;
use crate::report::csv::as_io;
use crate::report::json;
use crate::rounding::{four_places, rounded};

/// Names the shape of the JSON.
pub const COMPARISON_SCORES_SCHEMA: &str = "samestory.comparison-scores/1";

/// Writes a table for people.
///
/// # Errors
///
/// When `out` fails.
pub fn write_table(scores: &BTreeMap<Half, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    for (half, scores) in scores {
        let name = if half.name().is_empty() { String::new() } else { format!(" ({})", half.name()) };
        writeln!(out, "{} comparisons{name}", scores.comparisons)?;
        writeln!(out, "  {:<32} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "expected", "found", "precision", "recall", "F1")?;
        for (kind, tally) in scores.kinds() {
            let Tally { expected, found, .. } = tally;
            let [precision, recall, f1] = [tally.precision(), tally.recall(), tally.f1()];
            writeln!(out, "  {kind:<32} {expected:>9} {found:>9} {precision:>9.4} {recall:>9.4} {f1:>9.4}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes one object.
///
/// # Errors
///
/// When `out` fails.
pub fn write_json(scores: &BTreeMap<Half, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    let half = |(half, scores): (&Half, &ComparisonScores)| HalfReport {
        half: half.name(),
        comparisons: scores.comparisons,
        kinds: scores.kinds().iter().map(KindReport::of).collect(),
    };
    let report = ScoresReport { schema: COMPARISON_SCORES_SCHEMA, halves: scores.iter().map(half).collect() };
    json::write_line(&report, out)
}

#[derive(Serialize)]
struct ScoresReport {
    schema: &'static str,
    halves: Vec<HalfReport>,
}

#[derive(Serialize)]
struct HalfReport {
    half: &'static str,
    comparisons: usize,
    kinds: Vec<KindReport>,
}

#[derive(Serialize)]
struct KindReport {
    kind: &'static str,
    expected: usize,
    met: usize,
    found: usize,
    right: usize,
    #[serde(serialize_with = "four_places")]
    precision: f64,
    #[serde(serialize_with = "four_places")]
    recall: f64,
    #[serde(serialize_with = "four_places")]
    f1: f64,
}

impl KindReport {
    fn of(&(kind, tally): &(&'static str, Tally)) -> Self {
        let Tally { expected, met, found, right } = tally;
        let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
        Self { kind, expected, met, found, right, precision, recall, f1 }
    }
}

/// Writes one row for each half and kind.
///
/// # Errors
///
/// When `out` fails.
pub fn write_csv(scores: &BTreeMap<Half, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    let head = ["half", "kind", "expected", "met", "found", "right", "precision", "recall", "f1"];
    rows.write_record(head).map_err(as_io)?;
    for (half, scores) in scores {
        for (kind, tally) in scores.kinds() {
            let mut row = vec![half.name().to_owned(), kind.to_owned()];
            row.extend([tally.expected, tally.met, tally.found, tally.right].map(|count| count.to_string()));
            row.extend([tally.precision(), tally.recall(), tally.f1()].map(|share| rounded(share).to_string()));
            rows.write_record(row).map_err(as_io)?;
        }
    }
    rows.flush()
}
