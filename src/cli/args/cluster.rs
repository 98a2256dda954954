//! `samestory cluster`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::IntakeOptions;
use super::matching::{MatchingOptions, OverrideOptions};
use super::output::{Format, OutputOptions};

pub(super) const CLUSTER_EXAMPLES: &str = "\
Examples:
  samestory cluster bulletins/                      a folder of page dumps, as a table
  samestory cluster bulletins/ --index archive      ... and an index of them to search
  samestory cluster wire.jsonl -o stories.jsonl     data in, data out
  cat page.txt | samestory cluster -                standard input
  samestory cluster desk.csv --field text=Wortlaut  a column under a name of its own
  samestory cluster wire.jsonl --overrides desk.toml  with the corrections that editors made";

#[derive(Debug, Args)]
pub(crate) struct ClusterCommand {
    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    #[command(flatten)]
    pub(crate) output: OutputOptions<ClusterFormat>,

    /// Leave an index of the documents in this folder (made new, or replaced as a whole)
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) index: Option<PathBuf>,

    /// Show only stories of this many documents or more in the table
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Output")]
    pub(crate) min_documents: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClusterFormat {
    /// For people
    Table,
    /// One line for each document, schema samestory.document/1
    Jsonl,
    /// One object: stories with the evidence of their links, copies, problems, documents
    Json,
    /// One row for each document
    Csv,
    /// One row for each document, schema samestory.document/1, if samestory was built with Parquet
    Parquet,
}

impl Format for ClusterFormat {
    const FOR_PEOPLE: Self = Self::Table;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }
}
