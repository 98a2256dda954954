//! `samestory compare` and `samestory report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::{IntakeOptions, ReadingOptions};
use super::matching::{MatchingOptions, OverrideOptions};
use super::output::{Format, OutputOptions};

pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  samestory compare today.txt news9.txt                two files of one document each, for the terminal
  samestory compare a1 b7 --in wire.jsonl -o both.html  two documents of a collection, by id, as a page
  samestory compare --story d83c0a5e6e2f --in bulletins/  every version of a story that `cluster bulletins/` lists
  samestory compare --story d83c0a5e6e2f --in news     ... or as the archive `news` has it
  samestory compare today.txt news9.txt --format json  for programs";

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  samestory report bulletins/ -o report.html           one page: the stories, then each comparison
  samestory report wire.jsonl --min-documents 3 -o wire.md
  samestory report bulletins/ --overrides desk.toml --format json";

#[derive(Debug, Args)]
pub(crate) struct CompareCommand {
    /// The documents: files that hold one each, or ids together with --in
    #[arg(value_name = "DOCUMENT", required_unless_present = "story", conflicts_with = "story")]
    pub(crate) documents: Vec<String>,

    /// Compare all documents of this story (an id, or its beginning), as `cluster` finds it in the collection
    #[arg(long, value_name = "ID", requires = "inputs", help_heading = "Input")]
    pub(crate) story: Option<String>,

    /// The collection that the ids are of (can be repeated); without it documents are files
    #[arg(long = "in", value_name = "INPUT", help_heading = "Input")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    #[command(flatten)]
    pub(crate) output: OutputOptions<ComparisonFormat>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportCommand {
    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// Leave out stories with fewer versions than this
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(2..), help_heading = "Output")]
    pub(crate) min_documents: u32,

    #[command(flatten)]
    pub(crate) output: OutputOptions<ComparisonFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ComparisonFormat {
    /// For people, in a terminal
    Terminal,
    /// For a document that goes on
    Markdown,
    /// One page that needs nothing else, for screen and paper
    Html,
    /// One object, schema samestory.comparison/1
    Json,
}

impl Format for ComparisonFormat {
    const FOR_PEOPLE: Self = Self::Terminal;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Terminal,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" => Self::Html,
            "json" => Self::Json,
            _ => return None,
        })
    }
}
