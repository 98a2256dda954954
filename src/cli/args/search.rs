//! `samestory search`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use samestory::moment::Moment;

use super::output::{Format, OutputOptions};

pub(super) const SEARCH_HELP: &str = "\
Queries:
  ferry fog              both words, in title, text or speaker
  \"struck a reef\"        the phrase
  ferry -strike          the first without the second
  ferry OR cable         either
  title:ferry            in one field: title, body, quote, speaker, source, programme, story, copies, id, url, language
  published:2025-06-12   on that day; published:2025-06-01..2025-06-30 in those days
Examples:
  samestory search --index archive 'speaker:\"nam gi-tae\"'
  samestory search --index archive ferry --from 2025-06-01 --to 2025-06-30 --format json
An empty query ('') lists everything, latest first.";

#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,

    #[command(flatten)]
    pub(crate) search: SearchOptions,

    #[command(flatten)]
    pub(crate) output: OutputOptions<SearchFormat>,
}

/// What is looked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct SearchOptions {
    /// What to look for
    #[arg(value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub(crate) query: String,

    /// Only documents of this day or time or later (2025-06-12 as printed, or 2025-06-12T15:00+09:00; no zone is UTC)
    #[arg(long, value_name = "WHEN")]
    pub(crate) from: Option<Moment>,

    /// Only documents of this day or time or earlier (written alike)
    #[arg(long, value_name = "WHEN")]
    pub(crate) to: Option<Moment>,

    /// Only documents of this outlet
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,

    /// Only documents of this programme
    #[arg(long, value_name = "NAME")]
    pub(crate) programme: Option<String>,

    /// Only documents of this story
    #[arg(long, value_name = "ID")]
    pub(crate) story: Option<String>,

    /// Only documents in this language
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,

    #[command(flatten)]
    pub(crate) paging: Paging,
}

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Paging {
    /// Show this many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,

    /// Pass over this many first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SearchFormat {
    /// For people, matches between brackets
    Table,
    /// One line for each document, schema samestory.document/1
    Jsonl,
    /// One object: totals, stories, documents, passages
    Json,
}

impl Format for SearchFormat {
    const FOR_PEOPLE: Self = Self::Table;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            _ => return None,
        })
    }
}
