//! `samestory dedupe`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::fetch::FetchOptions;
use super::matching::OverrideOptions;
use super::output::{Format, OutputOptions};

pub(super) const DEDUPE_EXAMPLES: &str = "\
Examples:
  samestory dedupe < feed.xml                              a filter: one entry for each story, in the feed's own format
  samestory dedupe feeds/ -o merged.atom                   many feeds into one
  samestory dedupe feeds/ --state seen -o merged.xml       from cron: stories keep their entries, new ones are added
  samestory dedupe feeds/ --state seen --new --format jsonl   only what was not announced before
  samestory dedupe feeds/ --mark -o marked.xml             keep every item and mark what it is to the others
  samestory dedupe feeds/ --level copy --log folded.jsonl  fold copies only, and write down what was folded into what
  samestory dedupe feeds/ --keep source --prefer \"Hexley Mercury\" --prefer quay.example
  samestory dedupe https://a.example/feed feeds.opml --state seen -o merged.xml   fetched, if samestory was built with it
  samestory dedupe feeds/ --check                          only count; exit code 1 if anything would be folded";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command are independent of each other")]
pub(crate) struct DedupeCommand {
    /// Feeds: files, folders (with all below them), `-` for standard input, addresses of feeds (http, https), or OPML lists of
    /// feeds [default: standard input if it is no terminal]
    #[arg(value_name = "FEED", help_heading = "Input")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Encoding of all feeds, by its web name such as euc-kr, instead of telling it by content
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(crate) encoding: Option<String>,

    /// Most bytes that one feed may have, unpacked; a larger one is not read
    #[arg(long, value_name = "N", default_value_t = 64 << 20, help_heading = "Input")]
    pub(crate) max_file_bytes: u64,

    /// Stop at the first feed that cannot be read
    #[arg(long, help_heading = "Input")]
    pub(crate) strict: bool,

    #[command(flatten)]
    pub(crate) fetching: FetchOptions,

    /// What makes two items the same; each takes in those before it
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelOption::Event, help_heading = "Matching")]
    pub(crate) level: LevelOption,

    /// Count the domains and sources of one owner as one voice, as this file says (can be repeated)
    #[arg(long, value_name = "FILE", help_heading = "Matching")]
    pub(crate) owners: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// Which item of a story is kept
    #[arg(long, value_enum, value_name = "RULE", default_value_t = KeepOption::Earliest, help_heading = "Entries")]
    pub(crate) keep: KeepOption,

    /// For --keep source: a source by its name, its feed or its domain, the best first (can be repeated)
    #[arg(long, value_name = "SOURCE", help_heading = "Entries")]
    pub(crate) prefer: Vec<String>,

    /// Keep every item, and mark its story and what it is to the one that would be kept
    #[arg(long, conflicts_with_all = ["drop", "new"], help_heading = "Entries")]
    pub(crate) mark: bool,

    /// Drop copies and nothing else, and do not link to them
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "level", help_heading = "Entries")]
    pub(crate) drop: Option<DropOption>,

    /// With --state: write only the stories that are new or have news in them
    #[arg(long, requires = "state", help_heading = "Entries")]
    pub(crate) new: bool,

    /// Title of the feed that is written [default: that of a single feed]
    #[arg(long, value_name = "TEXT", help_heading = "Entries")]
    pub(crate) title: Option<String>,

    /// Where the feed that is written will be found
    #[arg(long, value_name = "URL", help_heading = "Entries")]
    pub(crate) address: Option<String>,

    /// Remember in this folder what was announced, so that a story keeps its entry and is announced once
    #[arg(long, value_name = "DIR", help_heading = "State")]
    pub(crate) state: Option<PathBuf>,

    /// Days for which a story is remembered, and in the feed, after it was last seen in one
    #[arg(long, value_name = "DAYS", default_value_t = 14.0, requires = "state", value_parser = days, help_heading = "State")]
    pub(crate) remember: f64,

    /// The time that it is taken to be, instead of the clock's, for instance 2025-06-12T15:00Z; a day alone is its midnight in
    /// UTC
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "State")]
    pub(crate) now: Option<Timestamp>,

    /// Count only, and write no feed; exit code 1 if anything would be folded
    #[arg(long, conflicts_with_all = ["mark", "new", "log"], help_heading = "Output")]
    pub(crate) check: bool,

    /// Append what became of each item, and why, to this file, as JSON Lines
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) log: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputOptions<FeedFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelOption {
    /// The same guid or address, and later versions of one item
    Url,
    /// The same text, too
    Copy,
    /// The same event, too
    Event,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepOption {
    /// The one that was published first
    Earliest,
    /// The one with the longest text
    Longest,
    /// The one of the source that --prefer names first
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DropOption {
    /// What is the same text, or the same item
    Copies,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FeedFormat {
    /// RSS 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.1
    #[value(alias = "jsonfeed")]
    Json,
    /// One JSON object a line and entry
    Jsonl,
}

impl Format for FeedFormat {
    const FOR_PEOPLE: Self = Self::Atom;
    const FOR_PROGRAMS: Self = Self::Json;

    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "rss" => Some(Self::Rss),
            "atom" => Some(Self::Atom),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|midnight| midnight.timestamp());
    let time = text.parse::<Timestamp>().ok().or_else(day);
    time.ok_or_else(|| "write a time with its zone, for instance 2025-06-12T15:00Z, or a day".to_owned())
}

fn days(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if days > 0.0 && days <= 36_500.0 => Ok(days),
        _ => Err("write a number of days above 0, for instance 14 or 0.5".to_owned()),
    }
}
