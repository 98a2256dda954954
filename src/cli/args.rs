//! What may be typed. Nothing below this file sees clap.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use samestory::copies::bands::Bands;
use samestory::copies::signature::SLOTS;
use samestory::deduplicate::Keep;
use samestory::moment::Moment;

pub(crate) use super::archive::args::ArchiveCommand;

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
    #[command(visible_alias = "dedupe", after_long_help = COPIES_EXAMPLES)]
    Copies(CopiesCommand),
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
    /// Write shell completions to standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output
    Man,
}

const CLUSTER_EXAMPLES: &str = "\
Examples:
  samestory cluster bulletins/                      a folder of page dumps, as a table
  samestory cluster bulletins/ --index archive      ... and an index of them to search
  samestory cluster wire.jsonl -o stories.jsonl     data in, data out
  cat page.txt | samestory cluster -                standard input
  samestory cluster desk.csv --field text=Wortlaut  a column under a name of its own
  samestory cluster wire.jsonl --overrides desk.toml  with the corrections that editors made";

const COMPARE_EXAMPLES: &str = "\
Examples:
  samestory compare today.txt news9.txt                two files of one document each, for the terminal
  samestory compare a1 b7 --in wire.jsonl -o both.html  two documents of a collection, by id, as a page
  samestory compare --story d83c0a5e6e2f --in bulletins/  every version of a story that `cluster bulletins/` lists
  samestory compare --story d83c0a5e6e2f --in news     ... or as the archive `news` has it
  samestory compare today.txt news9.txt --format json  for programs";

const REPORT_EXAMPLES: &str = "\
Examples:
  samestory report bulletins/ -o report.html           one page: the stories, then each comparison
  samestory report wire.jsonl --min-documents 3 -o wire.md
  samestory report bulletins/ --overrides desk.toml --format json";

const COPIES_EXAMPLES: &str = "\
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

const SEARCH_HELP: &str = "\
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

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  samestory explain ferry-nt ferry-n9 --in bulletins/   two documents of a collection, by id
  samestory explain afternoon.txt night.txt             two files of one document each";

const ARCHIVE_EXAMPLES: &str = "\
Examples:
  samestory archive add news/ afternoon.txt         make an archive, or add to it; the same twice changes nothing
  samestory archive search news 'ferry -strike'     what is known, grouped by story
  samestory archive similar news draft.txt          have we had this?
  samestory archive story news d83c0a5e6e2f --history
  samestory archive stories news --from 2025-06-12 --to 2025-06-12
  samestory archive export news -o all.jsonl        everything, for cluster, report or another archive
docs/archive.md tells more.";

const EVAL_HELP: &str = "\
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
pub(crate) struct ClusterCommand {
    #[command(flatten)]
    pub(crate) intake: IntakeOptions,

    #[command(flatten)]
    pub(crate) matching: MatchingOptions,

    #[command(flatten)]
    pub(crate) overriding: OverrideOptions,

    /// How to write the result [default: by the ending of the output file, else table]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<ClusterFormat>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

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

    /// Share of the shorter text found in the longer from which two texts are copies, above 0 to 1 [default: 0.8; none if
    /// only --similarity is given]
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

    /// Share this much memory out among what can be put on disk, and put the rest of it into a temporary file: 512MiB, 2GiB
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

    /// Which of several copies to keep: first (by name of the file, then by line; of tables and JSON by id), longest, oldest,
    /// newest, least:FIELD or greatest:FIELD
    #[arg(long, value_name = "RULE", default_value = "first", value_parser = keep, help_heading = "Output")]
    pub(crate) keep: Keep,

    /// How to write the result [default: by the ending of the output file, else table; for --list kept, jsonl]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<CopiesFormat>,

    /// Same as --format jsonl
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupingOption {
    /// Every document is a copy of one and the same document of the group
    Stars,
    /// Every two documents of a group are copies
    Complete,
    /// The mean similarity between the two groups of each join reaches the threshold
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
    /// The input without what is dropped: lines of JSON Lines as they stand, other documents as JSON Lines of samestory's
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

/// What to read and how.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct IntakeOptions {
    /// Files, folders (with all below them), or `-` for standard input [default: standard input if it is no terminal]
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingOptions,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct ReadingOptions {
    /// Read all input as this format instead of telling it by content
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,

    /// Encoding of all input, by its web name such as euc-kr, instead of telling it by content
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// Read a field of data files under another name, for instance text=body (can be repeated)
    #[arg(long = "field", value_name = "OURS=THEIRS", value_parser = field_mapping)]
    pub(crate) fields: Vec<(String, String)>,

    /// Most bytes that one file may have, unpacked; a larger one is not read
    #[arg(long, value_name = "N", default_value_t = 4 << 30)]
    pub(crate) max_file_bytes: u64,

    /// Stop at the first input that cannot be read
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// Page dump or plain text
    Page,
    Html,
    /// JSON Lines
    Jsonl,
    /// JSON array or object
    Json,
    Csv,
    Tsv,
}

/// When documents are the same.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Matching")]
pub(crate) struct MatchingOptions {
    /// Jaccard similarity of word shingles from which two texts are copies, above 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share)]
    pub(crate) similarity: f64,

    /// Share of the shorter text found in the longer from which two texts are copies, above 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    pub(crate) containment: f64,

    /// When looking for copies, compare what a source repeats in many of its texts, such as disclaimers, like everything
    /// else
    #[arg(long)]
    pub(crate) keep_boilerplate: bool,

    /// Days apart beyond which two reports are never one event [default: as many as can matter, some six]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) window: Option<f64>,
}

/// What editors say of documents, whatever the scores.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Matching")]
pub(crate) struct OverrideOptions {
    /// Keep documents together or apart as this file says, whatever their scores (can be repeated)
    ///
    /// A TOML file of `[[same]]` and `[[different]]`, each with `documents = ["id", "id"]` and, if you like, `by`, `when`
    /// and `why`. Nothing is grouped if the files contradict themselves. docs/overrides.md tells more.
    #[arg(long, value_name = "FILE")]
    pub(crate) overrides: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    /// What to look for
    #[arg(value_name = "QUERY", default_value = "", allow_hyphen_values = true)]
    pub(crate) query: String,

    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,

    /// Only documents of this day or time or later (2025-06-12 as printed, or 2025-06-12T15:00+09:00; no zone is UTC)
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) from: Option<Moment>,

    /// Only documents of this day or time or earlier (written alike)
    #[arg(long, value_name = "WHEN", help_heading = "Filters")]
    pub(crate) to: Option<Moment>,

    /// Only documents of this outlet
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) source: Option<String>,

    /// Only documents of this programme
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) programme: Option<String>,

    /// Only documents of this story
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub(crate) story: Option<String>,

    /// Only documents in this language
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub(crate) language: Option<String>,

    /// Show this many stories at most
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Output")]
    pub(crate) limit: usize,

    /// Pass over this many stories first
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub(crate) offset: usize,

    /// How to write the result [default: by the ending of the output file, else table]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<SearchFormat>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
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
    pub(crate) showing: ShowingOptions,
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
    pub(crate) showing: ShowingOptions,
}

/// How a comparison is shown.
#[derive(Debug, Args)]
pub(crate) struct ShowingOptions {
    /// How to write the result [default: by the ending of the output file, else terminal]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<ComparisonFormat>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
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

    /// How to write the result [default: by the ending of the output file, else table]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(crate) format: Option<EvalFormat>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
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

/// More threads than this help nobody, and a slip of the finger could bring the machine down.
const MOST_THREADS: usize = 256;

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(threads) if threads.get() <= MOST_THREADS => Ok(threads),
        _ => Err(format!("write a number from 1 to {MOST_THREADS}")),
    }
}

fn field_mapping(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => Ok((ours.to_owned(), theirs.to_owned())),
        _ => Err("write OURS=THEIRS, for instance text=body".to_owned()),
    }
}

fn days(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if days >= 0.0 && days.is_finite() => Ok(days),
        _ => Err("write a number of days, for instance 3 or 0.5".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("write a number above 0 and up to 1, for instance 0.7".to_owned()),
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
