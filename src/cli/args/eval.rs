//! `samestory eval`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::IntakeOptions;
use super::matching::MatchingOptions;
use super::output::{Format, OutputOptions};

pub(super) const EVAL_HELP: &str = "\
Labels are JSON Lines, JSON or CSV with `id` and `event`; judged pairs have `a`, `b` and `same` (true or false).
Examples:
  samestory eval labelled.jsonl                         documents that carry their `event`
  samestory eval archive/ --gold labels.csv             labels in a file of their own
  samestory eval archive/ --gold labels.csv --sweep -o evaluation.html
  samestory eval --predicted theirs.jsonl --gold labels.csv    the stories of another program
  samestory eval archive/ --pairs look-alikes.jsonl --by kind  pairs that were judged alone
  samestory eval archive/ --candidates                  what is missed by not comparing all pairs
The figures are defined in docs/evaluation.md.";

#[derive(Debug, Args)]
pub(crate) struct EvalCommand {
    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    /// The event of each document, by its id [default: the field that --label names, of the documents themselves]
    #[arg(long, value_name = "FILE", help_heading = "Labels")]
    pub(crate) gold: Option<PathBuf>,

    /// The field that holds the event
    #[arg(long, value_name = "NAME", default_value = "event", help_heading = "Labels")]
    pub(crate) label: String,

    /// Score the stories in this file, by id, instead of clustering; INPUT then only helps to explain errors
    #[arg(long, value_name = "FILE", help_heading = "Labels")]
    pub(crate) predicted: Option<PathBuf>,

    /// Score pairs that were judged to be one event or not
    #[arg(long, value_name = "FILE", help_heading = "Labels")]
    pub(crate) pairs: Option<PathBuf>,

    /// Score comparisons of two documents against this golden one, a TOML file or a folder of them (can be repeated); INPUT
    /// is the folder below which they name documents
    #[arg(long, value_name = "PATH", conflicts_with_all = ["gold", "predicted", "pairs", "sweep", "candidates"], help_heading = "Labels")]
    pub(crate) comparisons: Vec<PathBuf>,

    /// Count the pairs by this field of theirs too
    #[arg(long, value_name = "FIELD", requires = "pairs", help_heading = "Labels")]
    pub(crate) by: Option<String>,

    /// Group again at 25 points from half to double the bars, and score each
    #[arg(long, conflicts_with = "predicted", help_heading = "Measurements")]
    pub(crate) sweep: bool,

    /// Compare all pairs of texts, and say what the candidates miss (slow beyond 20,000 texts, refused beyond 100,000)
    #[arg(long, conflicts_with = "predicted", help_heading = "Measurements")]
    pub(crate) candidates: bool,

    /// Show this many of the worst stories of each kind
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(crate) worst: usize,

    #[command(flatten)]
    pub(crate) output: OutputOptions<EvalFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// For people
    Table,
    /// One object, schema samestory.evaluation/1
    Json,
    /// One row for each figure
    Csv,
    /// A page, with a chart of the sweep
    Html,
}

impl Format for EvalFormat {
    const FOR_PEOPLE: Self = Self::Table;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "html" | "htm" => Self::Html,
            _ => return None,
        })
    }
}
