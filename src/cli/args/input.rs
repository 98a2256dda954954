//! What is read, and how: the options of all commands that read documents.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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

    /// Most bytes that one file may have, unpacked; a larger one is not read. Files of JSON Lines that are read piece by piece
    /// (copies) may be of any size, and a line of theirs has so many
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
    /// RSS, Atom or JSON Feed
    Feed,
}

fn field_mapping(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => Ok((ours.to_owned(), theirs.to_owned())),
        _ => Err("write OURS=THEIRS, for instance text=body".to_owned()),
    }
}
