//! `samestory copies`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use samestory::copies::bands::Bands;
use samestory::copies::signature::SLOTS;
use samestory::deduplicate::Keep;

use super::input::IntakeOptions;
use super::matching::share;
use super::output::{Format, OutputOptions};

pub(super) const COPIES_EXAMPLES: &str = "\
Examples:
  samestory copies wire.jsonl                            groups of copies, as a table
  samestory copies wire.jsonl --list kept -o clean.jsonl without copies, every line as it stands in the file
  samestory copies wire.jsonl --list kept --keep longest
  samestory copies wire.jsonl --list pairs --format csv  every pair with its exact figures
  samestory copies news.parquet --list kept -o clean.parquet   Parquet, if samestory was built with it
  samestory copies today.jsonl --against archive.jsonl --list kept   what the archive does not have yet
  samestory copies huge.jsonl --memory 2GiB --work run1  more than fits into memory; run it again if it was stopped
  samestory copies wire.jsonl --similarity 0.8           by Jaccard similarity alone
  samestory copies wire.jsonl --list boilerplate         what sources repeat, which is not compared
  samestory copies --similarity 0.8 --explain-bands      how often a pair of which similarity is found";

#[derive(Debug, Args)]
pub(crate) struct CopiesCommand {
    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    /// Drop what is a copy of something in these files or folders, and nothing else (can be repeated)
    #[arg(long, value_name = "INPUT", help_heading = "Input")]
    pub(crate) against: Vec<PathBuf>,

    /// Jaccard similarity of word shingles from which two texts are copies, above 0 to 1 [default: 0.7; none if only
    /// --containment is given]
    #[arg(long, visible_alias = "threshold", value_name = "SHARE", value_parser = share, help_heading = "Matching")]
    pub(crate) similarity: Option<f64>,

    /// Share of the shorter text found in the longer from which two texts are copies, above 0 to 1; at least 20 shingles must
    /// be shared [default: 0.8; none if only --similarity is given]
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Matching")]
    pub(crate) containment: Option<f64>,

    /// Probability with which a pair exactly at the threshold is to be found, above 0, below 1
    #[arg(
        long, value_name = "SHARE", default_value_t = 0.995, value_parser = probability, conflicts_with = "bands",
        help_heading = "Matching"
    )]
    pub(crate) recall: f64,

    /// Words in a shingle
    #[arg(
        long, visible_alias = "ngram", value_name = "N", default_value_t = 5, help_heading = "Matching",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub(crate) words: u16,

    /// Bands, rows in each and bands that must be equal, instead of those that --recall asks for: 16x8 or 32x4x2
    #[arg(long, value_name = "BANDS", value_parser = bands, help_heading = "Matching")]
    pub(crate) bands: Option<Bands>,

    /// How copies become groups
    #[arg(long, value_enum, value_name = "CRITERION", default_value_t = GroupingOption::Stars, help_heading = "Matching")]
    pub(crate) group: GroupingOption,

    /// Compare what a source repeats in many of its texts, such as disclaimers, like everything else
    #[arg(long, help_heading = "Matching")]
    pub(crate) keep_boilerplate: bool,

    /// Show the bands and how often they find a pair of which similarity, and read nothing
    #[arg(long, help_heading = "Matching")]
    pub(crate) explain_bands: bool,

    /// Share this much memory out among what can be put on disk, and put the rest of it into a temporary file: 512MiB, 2GiB; 16MiB
    /// at least
    /// [default: everything in memory]
    #[arg(long, value_name = "SIZE", value_parser = memory_size, help_heading = "Large input")]
    pub(crate) memory: Option<usize>,

    /// Remember in this folder what was read, so that the same command takes up a run that was stopped; the folder is made,
    /// and is yours to delete
    #[arg(long, value_name = "FOLDER", help_heading = "Large input")]
    pub(crate) work: Option<PathBuf>,

    /// What to write [default: groups; with --against, documents]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    pub(crate) list: Option<CopiesList>,

    /// Which of several copies to keep: first (by name of the file, then by line or record; files of JSON Lines before others), longest, oldest,
    /// newest, least:FIELD or greatest:FIELD
    #[arg(long, value_name = "RULE", default_value = "first", value_parser = keep, help_heading = "Output")]
    pub(crate) keep: Keep,

    #[command(flatten)]
    pub(crate) output: OutputOptions<CopiesFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupingOption {
    /// Every document is a copy of one and the same document of the group
    Stars,
    /// Every two documents of a group are copies
    Complete,
    /// The mean similarity between the two groups of each join reaches the threshold; parts of longer texts do not count where
    /// a similarity is asked for
    Average,
    /// Documents that any chain of copies connects
    Components,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopiesList {
    /// Groups of two or more documents
    Groups,
    /// Pairs of copies with exact Jaccard similarity and containment
    Pairs,
    /// Every document, whether it is kept, and what it is a copy of
    Documents,
    /// The input without what is dropped: lines of JSON Lines as they stand, other documents as JSON Lines of samestory's, with
    /// the text as it was read
    Kept,
    /// The passages that were left out of the comparison, by source
    Boilerplate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopiesFormat {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
    /// One row a line
    Csv,
    /// A table with the fields of the JSON objects for columns, if samestory was built with Parquet
    Parquet,
}

impl Format for CopiesFormat {
    const FOR_PEOPLE: Self = Self::Table;
    const FOR_PROGRAMS: Self = Self::Jsonl;

    fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }
}

fn memory_size(text: &str) -> Result<usize, String> {
    const LEAST: u64 = 16 << 20;
    match text.parse::<bytesize::ByteSize>() {
        Ok(size) if size.as_u64() >= LEAST => Ok(usize::try_from(size.as_u64()).unwrap_or(usize::MAX)),
        Ok(_) => Err("below 16MiB nothing can be done; write more".to_owned()),
        Err(_) => Err("write a size such as 512MiB or 2GiB".to_owned()),
    }
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("write a number above 0 and below 1, for instance 0.999".to_owned()),
    }
}

fn bands(text: &str) -> Result<Bands, String> {
    let numbers: Option<Vec<usize>> = text.split('x').map(|number| number.parse().ok()).collect();
    let bands = match numbers.as_deref() {
        Some(&[bands, rows]) => Bands::of(bands, rows, 1),
        Some(&[bands, rows, required]) => Bands::of(bands, rows, required),
        _ => return Err("write bands, rows and, if you like, how many must be equal: 16x8 or 32x4x2".to_owned()),
    };
    bands.ok_or_else(|| {
        format!(
            "a signature has {SLOTS} slots: bands times rows must not be more, no more bands can be required than there are, \
             and none can be 0"
        )
    })
}

fn keep(text: &str) -> Result<Keep, String> {
    match text.split_once(':') {
        None if text == "first" => Ok(Keep::First),
        None if text == "longest" => Ok(Keep::Longest),
        None if text == "oldest" => Ok(Keep::Oldest),
        None if text == "newest" => Ok(Keep::Newest),
        Some(("least", name)) if !name.is_empty() => Ok(Keep::Least(name.to_owned())),
        Some(("greatest", name)) if !name.is_empty() => Ok(Keep::Greatest(name.to_owned())),
        _ => Err("write first, longest, oldest, newest, least:FIELD or greatest:FIELD".to_owned()),
    }
}
