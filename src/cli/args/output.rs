//! How and where a result is written: the options of all commands that have one.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::cli::output;

/// The formats of a command.
pub(crate) trait Format: ValueEnum + Copy + Send + Sync + 'static {
    /// What is written where nothing is asked for.
    const FOR_PEOPLE: Self;
    /// What `--json` stands for.
    const FOR_PROGRAMS: Self;

    /// The format of files with an ending, which is in lower case.
    fn of_ending(ending: &str) -> Option<Self>;
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions<F: Format> {
    /// How to write the result [default: by the ending of the output file, else for people]
    #[arg(long, value_enum)]
    format: Option<F>,

    /// Same as --format json, or jsonl where there is no json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Write the result to this file instead of standard output; `-` is standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

impl<F: Format> OutputOptions<F> {
    /// The format asked for, else the one that the output file's ending tells, else that for people.
    pub(crate) fn format(&self) -> anyhow::Result<F> {
        self.asked().map(|asked| asked.unwrap_or(F::FOR_PEOPLE))
    }

    /// As [`Self::asked`], where an ending leaves the format open.
    pub(crate) fn asked_but(&self, open: &str) -> anyhow::Result<Option<F>> {
        let is_open =
            !self.json && self.format.is_none() && output::ending(self.file.as_deref()).as_deref() == Some(open);
        if is_open { Ok(None) } else { self.asked() }
    }

    /// The format asked for by name or by the output file's ending, if one is.
    pub(crate) fn asked(&self) -> anyhow::Result<Option<F>> {
        if self.json {
            return Ok(Some(F::FOR_PROGRAMS));
        }
        let ending = output::ending(self.file.as_deref());
        let (None, Some(ending)) = (self.format, ending) else { return Ok(self.format) };
        if let Some(format) = F::of_ending(&ending) {
            return Ok(Some(format));
        }
        let names: Vec<String> = F::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        bail!("no format is known by the ending `.{ending}`; say which with --format: {}", names.join(", "))
    }
}
