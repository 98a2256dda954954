//! `samestory archive` and what follows it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use samestory::moment::Moment;

use super::input::IntakeOptions;
use super::matching::OverrideOptions;
use super::output::{Format, OutputOptions};
use super::search::{Paging, SearchFormat, SearchOptions};

pub(super) const ARCHIVE_EXAMPLES: &str = "\
Examples:
  samestory archive add news/ afternoon.txt         make an archive, or add to it; the same twice changes nothing
  samestory archive search news 'ferry -strike'     what is known, grouped by story
  samestory archive similar news draft.txt          have we had this?
  samestory archive story news d83c0a5e6e2f --history
  samestory archive stories news --from 2025-06-12 --to 2025-06-12
  samestory archive export news -o all.jsonl        everything, for cluster, report or another archive
docs/archive.md tells more.";

#[derive(Debug, Args)]
pub(crate) struct ArchiveCommand {
    #[command(subcommand)]
    pub(crate) action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Add documents, each to the story it belongs to; makes the archive if there is none
    Add(AddCommand),
    /// Take documents out
    Remove(RemoveCommand),
    /// Look documents up by words, names and times, grouped by story
    Search(SearchCommand),
    /// Say whether the archive has documents like these: copies, versions, the same event, related ones
    Similar(SimilarCommand),
    /// Show a story: its documents in order of time, with their versions
    Story(StoryCommand),
    /// List stories, the latest first
    Stories(StoriesCommand),
    /// Say how much there is, and what the archive was made with
    Stats(StatsCommand),
    /// Look whether everything in the archive is as it should be
    Verify(VerifyCommand),
    /// Write all documents as JSON Lines, by time, for `cluster`, `report` or another archive
    Export(ExportCommand),
    /// Make the data anew from the documents in it, keeping the ids of stories
    Rebuild(RebuildCommand),
}

/// The archive, of every command.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Folder of the archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,
}

/// Formats of what is no list of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plain {
    /// For people
    Table,
    /// One object
    Json,
}

impl Format for Plain {
    const FOR_PEOPLE: Self = Self::Table;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct AddCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// Commit after so many documents; larger batches are faster, and lose more when they are interrupted
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: u32,

    #[command(flatten)]
    pub(crate) output: OutputOptions<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Ids of the documents
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) search: SearchOptions,

    #[command(flatten)]
    pub(crate) output: OutputOptions<SearchFormat>,
}

#[derive(Debug, Args)]
pub(crate) struct SimilarCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) paging: Paging,

    #[command(flatten)]
    pub(crate) output: OutputOptions<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct StoryCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Id of the story, or its beginning; the id of a story that was merged leads to the one that is left
    #[arg(value_name = "ID")]
    pub(crate) story: String,

    /// Tell what happened to the story
    #[arg(long, help_heading = "Output")]
    pub(crate) history: bool,

    #[command(flatten)]
    pub(crate) paging: Paging,

    #[command(flatten)]
    pub(crate) output: OutputOptions<SearchFormat>,
}

#[derive(Debug, Args)]
pub(crate) struct StoriesCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Only stories with a document of this day or time or later
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) from: Option<Moment>,

    /// Only stories with a document of this day or time or earlier
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) to: Option<Moment>,

    /// Only stories of this many documents or more
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Filters")]
    pub(crate) min_documents: usize,

    #[command(flatten)]
    pub(crate) paging: Paging,

    #[command(flatten)]
    pub(crate) output: OutputOptions<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct StatsCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) output: OutputOptions<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) output: OutputOptions<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Write the earlier versions of each document behind it
    #[arg(long, help_heading = "Output")]
    pub(crate) versions: bool,

    /// Write to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RebuildCommand {
    #[command(flatten)]
    pub(crate) place: Place,
}
