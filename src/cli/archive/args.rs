//! What may be typed behind `samestory archive`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use samestory::moment::Moment;

use crate::cli::args::{OverrideOptions, ReadingOptions, SearchFormat};

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

/// How a result is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Writing<F: ValueEnum + Clone + Send + Sync + 'static> {
    /// How to write the result [default: by the ending of the output file, else table]
    #[arg(long, value_enum)]
    pub(crate) format: Option<F>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Formats of what is no list of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plain {
    /// For people
    Table,
    /// One object
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct AddCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Files, folders (with all below them), or `-` for standard input [default: standard input if it is no terminal]
    #[arg(value_name = "INPUT", help_heading = "Input")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// Commit after so many documents; larger batches are faster, and lose more when they are interrupted
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: u32,

    #[command(flatten)]
    pub(crate) writing: Writing<Plain>,
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

    /// What to look for, as in `samestory search`
    #[arg(value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub(crate) query: String,

    /// Only documents of this day or time or later
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) from: Option<Moment>,

    /// Only documents of this day or time or earlier
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) to: Option<Moment>,

    /// Only documents of this outlet
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) source: Option<String>,

    /// Only documents of this programme
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) programme: Option<String>,

    /// Only documents of this story, or of the one that it was merged into
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub(crate) story: Option<String>,

    /// Only documents in this language
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub(crate) language: Option<String>,

    #[command(flatten)]
    pub(crate) paging: Paging,

    #[command(flatten)]
    pub(crate) writing: Writing<SearchFormat>,
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

#[derive(Debug, Args)]
pub(crate) struct SimilarCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Files, folders (with all below them), or `-` for standard input [default: standard input if it is no terminal]
    #[arg(value_name = "INPUT", help_heading = "Input")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingOptions,

    #[command(flatten)]
    pub(crate) paging: Paging,

    #[command(flatten)]
    pub(crate) writing: Writing<Plain>,
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
    pub(crate) writing: Writing<SearchFormat>,
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
    pub(crate) writing: Writing<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct StatsCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) writing: Writing<Plain>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyCommand {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) writing: Writing<Plain>,
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
