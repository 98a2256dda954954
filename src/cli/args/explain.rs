//! `samestory explain`.

use std::path::PathBuf;

use clap::Args;

use super::input::ReadingOptions;
use super::matching::{MatchingOptions, OverrideOptions};

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  samestory explain ferry-nt ferry-n9 --in bulletins/   two documents of a collection, by id
  samestory explain afternoon.txt night.txt             two files of one document each";

#[derive(Debug, Args)]
pub(crate) struct ExplainCommand {
    /// Id of the first document, or a file that holds it
    #[arg(value_name = "A")]
    pub(crate) first: String,

    /// Id of the second document, or a file that holds it
    #[arg(value_name = "B")]
    pub(crate) second: String,

    /// The collection that the ids are of (can be repeated); without it A and B are files
    #[arg(long = "in", value_name = "INPUT", help_heading = "Input")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// Write JSON instead of words
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}
