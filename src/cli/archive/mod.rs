//! `samestory archive`: a collection that grows.

pub(crate) mod args;
mod change;
mod lookup;

use std::path::Path;

use anyhow::bail;
use clap::ValueEnum;

use args::{Action, ArchiveCommand, Plain, Writing};

use super::args::SearchFormat;
use super::exit::Exit;
use super::output;
use super::screen::Screen;

pub(crate) fn run(command: &ArchiveCommand, screen: &Screen) -> anyhow::Result<Exit> {
    match &command.action {
        Action::Add(command) => change::add(command, screen),
        Action::Remove(command) => change::remove(command, screen),
        Action::Rebuild(command) => change::rebuild(command, screen),
        Action::Search(command) => lookup::search(command, screen),
        Action::Similar(command) => lookup::similar(command, screen),
        Action::Story(command) => lookup::story(command, screen),
        Action::Stories(command) => lookup::stories(command, screen),
        Action::Stats(command) => lookup::stats(command, screen),
        Action::Verify(command) => lookup::verify(command, screen),
        Action::Export(command) => lookup::export(command, screen),
    }
}

/// A format that an ending of a file stands for.
trait ByEnding: ValueEnum + Clone + Copy + Send + Sync + 'static {
    const JSON: Self;
    const NAMES: &'static str;
    fn by_ending(ending: Option<&str>) -> Option<Self>;
}

impl ByEnding for Plain {
    const JSON: Self = Self::Json;
    const NAMES: &'static str = "table or json";

    fn by_ending(ending: Option<&str>) -> Option<Self> {
        match ending {
            None | Some("txt") => Some(Self::Table),
            Some("json") => Some(Self::Json),
            Some(_) => None,
        }
    }
}

impl ByEnding for SearchFormat {
    const JSON: Self = Self::Json;
    const NAMES: &'static str = "table, jsonl or json";

    fn by_ending(ending: Option<&str>) -> Option<Self> {
        match ending {
            None | Some("txt") => Some(Self::Table),
            Some("jsonl" | "ndjson") => Some(Self::Jsonl),
            Some("json") => Some(Self::Json),
            Some(_) => None,
        }
    }
}

/// The format asked for, else the one that the output file's ending tells.
fn format<F: ByEnding>(writing: &Writing<F>) -> anyhow::Result<F> {
    if writing.json {
        return Ok(F::JSON);
    }
    if let Some(format) = writing.format {
        return Ok(format);
    }
    let ending = output::ending(writing.output.as_deref());
    let Some(format) = F::by_ending(ending.as_deref()) else {
        bail!(
            "no format is known by the ending `.{}`; say which with --format {}",
            ending.unwrap_or_default(),
            F::NAMES
        )
    };
    Ok(format)
}

/// Refuses an output that would stand inside the archive.
fn refuse_inside(target: Option<&Path>, archive: &Path) -> anyhow::Result<()> {
    output::refuse_input(target, [archive])
}
