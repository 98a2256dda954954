//! `samestory archive`: a collection that grows.

mod change;
mod lookup;

use std::path::Path;

use super::args::archive::{Action, ArchiveCommand};
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

/// Refuses an output that would stand inside the archive.
fn refuse_inside(target: Option<&Path>, archive: &Path) -> anyhow::Result<()> {
    output::refuse_input(target, [archive])
}
