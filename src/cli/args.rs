//! What may be typed: one file a command, and one for each group of options that commands share. Nothing but these files
//! sees clap.

pub(crate) mod archive;
mod cluster;
mod comparison;
mod copies;
mod dedupe;
mod eval;
mod explain;
mod fetch;
mod input;
mod matching;
mod output;
mod search;
mod serve;

use std::num::NonZeroUsize;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use archive::ARCHIVE_EXAMPLES;
pub(crate) use archive::ArchiveCommand;
use cluster::CLUSTER_EXAMPLES;
pub(crate) use cluster::{ClusterCommand, ClusterFormat};
use comparison::{COMPARE_EXAMPLES, REPORT_EXAMPLES};
pub(crate) use comparison::{CompareCommand, ComparisonFormat, ReportCommand};
use copies::COPIES_EXAMPLES;
pub(crate) use copies::{CopiesCommand, CopiesFormat, CopiesList, GroupingOption};
use dedupe::DEDUPE_EXAMPLES;
pub(crate) use dedupe::{DedupeCommand, DropOption, FeedFormat, KeepOption, LevelOption};
use eval::EVAL_HELP;
pub(crate) use eval::{EvalCommand, EvalFormat};
use explain::EXPLAIN_EXAMPLES;
pub(crate) use explain::ExplainCommand;
use fetch::FETCH_EXAMPLES;
pub(crate) use fetch::{FetchCommand, FetchOptions};
pub(crate) use input::{InputFormat, IntakeOptions, ReadingOptions};
pub(crate) use matching::{MatchingOptions, OverrideOptions};
pub(crate) use output::OutputOptions;
use search::SEARCH_HELP;
pub(crate) use search::{SearchCommand, SearchFormat, SearchOptions};
use serve::SERVE_EXAMPLES;
pub(crate) use serve::ServeCommand;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    done, with a negative answer (search: nothing found)
  2    wrong usage, or some of the input could not be read (the rest was)
  130  interrupted";

/// Find which news stories are the same
///
/// Reads page dumps, web pages and data files; tells copies from independent reports of one event; groups documents into
/// stories and indexes them for look-up.
#[derive(Debug, Parser)]
#[command(name = "samestory", version, styles = STYLES, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Use this many threads; the result is the same for any number [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = threads, help_heading = "General")]
    pub(crate) threads: Option<NonZeroUsize>,

    #[command(flatten)]
    pub(crate) display: Display,
}

/// What is shown beside the result.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "General")]
pub(crate) struct Display {
    /// Colour the output
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,

    /// Show errors only; twice: nothing
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) quiet: u8,

    /// Show how the work went
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// Show no progress, even on a terminal
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Group documents into copies and stories
    #[command(visible_alias = "group", after_long_help = CLUSTER_EXAMPLES)]
    Cluster(ClusterCommand),
    /// Find copies alone: groups, pairs, or the input without them
    #[command(after_long_help = COPIES_EXAMPLES)]
    Copies(CopiesCommand),
    /// Make one entry of each story that feeds carry: feeds in, one feed out
    #[command(after_long_help = DEDUPE_EXAMPLES)]
    Dedupe(DedupeCommand),
    /// Look documents up in an index made by `cluster --index`
    #[command(after_long_help = SEARCH_HELP)]
    Search(SearchCommand),
    /// Say why two documents are in one story, or are not
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainCommand),
    /// Lay two or more documents, or all of one story, beside each other: what each says, and what it leaves out
    #[command(after_long_help = COMPARE_EXAMPLES)]
    Compare(CompareCommand),
    /// Group documents into stories and compare the versions of each, those that differ most first
    #[command(after_long_help = REPORT_EXAMPLES)]
    Report(ReportCommand),
    /// Score a grouping into stories against labels that people gave
    #[command(after_long_help = EVAL_HELP)]
    Eval(EvalCommand),
    /// Keep a collection that grows: add documents as they come, look them up, follow stories
    #[command(after_long_help = ARCHIVE_EXAMPLES)]
    Archive(ArchiveCommand),
    /// Show an archive in a browser, and as JSON to programs; nothing can be changed there
    #[command(after_long_help = SERVE_EXAMPLES)]
    Serve(ServeCommand),
    /// Fetch feeds from the network into a folder, politely; built in with the feature `fetch`
    #[command(after_long_help = FETCH_EXAMPLES)]
    Fetch(FetchCommand),
    /// Write shell completions to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output
    Man,
}

/// More threads than this help nobody, and a slip of the finger could bring the machine down.
const MOST_THREADS: usize = 256;

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(threads) if threads.get() <= MOST_THREADS => Ok(threads),
        _ => Err(format!("write a number from 1 to {MOST_THREADS}")),
    }
}
