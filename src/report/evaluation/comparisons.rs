//! Scores of comparisons, by half: for people, as JSON and as CSV.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use crate::evaluate::comparisons::{ComparisonScores, Tally};
use crate::report::csv::{as_io, cell};
use crate::report::terminal::fitted;
use crate::rounding::rounded;

/// Names the shape of the JSON.
pub const COMPARISON_SCORES_SCHEMA: &str = "samestory.comparison-scores/1";

/// Writes a table for people.
///
/// # Errors
///
/// When `out` fails.
pub fn write_table(scores: &BTreeMap<String, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    for (half, scores) in scores {
        let name = if half.is_empty() { String::new() } else { format!(" ({})", fitted(half, 60).trim_end()) };
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
pub fn write_json(scores: &BTreeMap<String, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    let half = |(half, scores): (&String, &ComparisonScores)| {
        let kinds = scores.kinds().map(|(kind, tally)| {
            json!({
                "kind": kind, "expected": tally.expected, "met": tally.met, "found": tally.found, "right": tally.right,
                "precision": rounded(tally.precision()), "recall": rounded(tally.recall()), "f1": rounded(tally.f1()),
            })
        });
        json!({ "half": half, "comparisons": scores.comparisons, "kinds": kinds })
    };
    let halves: Vec<serde_json::Value> = scores.iter().map(half).collect();
    writeln!(out, "{:#}", json!({ "schema": COMPARISON_SCORES_SCHEMA, "halves": halves }))
}

/// Writes one row for each half and kind.
///
/// # Errors
///
/// When `out` fails.
pub fn write_csv(scores: &BTreeMap<String, ComparisonScores>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    let head = ["half", "kind", "expected", "met", "found", "right", "precision", "recall", "f1"];
    rows.write_record(head).map_err(as_io)?;
    for (half, scores) in scores {
        for (kind, tally) in scores.kinds() {
            let mut row = vec![cell(half).into_owned(), kind.to_owned()];
            row.extend([tally.expected, tally.met, tally.found, tally.right].map(|count| count.to_string()));
            row.extend([tally.precision(), tally.recall(), tally.f1()].map(|share| rounded(share).to_string()));
            rows.write_record(row).map_err(as_io)?;
        }
    }
    rows.flush()
}
