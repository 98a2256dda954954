//! The report of an evaluation: a table for people, JSON and CSV for programs, a page with a chart for passing on.
//!
//! All formats tell the same figures; what is said of a mistake in words is said once, in `words`.

use serde::Serialize;

use crate::evaluate::Evaluation;

mod chart;
pub mod comparisons;
mod figures;
mod page;
mod table;
mod words;

pub use figures::write_figures;
pub use page::write_page;
pub use table::write_table;

/// The schema of [`write_json`].
pub const EVALUATION_SCHEMA: &str = "samestory.evaluation/1";

/// Writes one JSON object, schema [`EVALUATION_SCHEMA`].
///
/// # Errors
///
/// When `out` fails.
pub fn write_json(evaluation: &Evaluation, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    super::json::write_line(&Report { schema: EVALUATION_SCHEMA, evaluation }, out)
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
}
