//! `samestory archive`: a collection that grows.

mod change;
mod lookup;

use std::panic;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::bail;

use super::args::archive::{Action, ArchiveCommand};
use super::exit::Exit;
use super::output;
use super::screen::Screen;

/// Does what was asked for. The search engine takes files of an archive for what they say they are, and panics at some that
/// were swapped or overwritten: that is told as what it is.
pub(crate) fn run(command: &ArchiveCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let cause = Arc::new(Mutex::new(None));
    let usual = panic::take_hook();
    panic::set_hook(Box::new({
        let cause = Arc::clone(&cause);
        move |panic| {
            if let Ok(mut cause) = cause.lock() {
                let place = panic.location().map(|place| (Path::new(place.file()).file_name(), place.line()));
                let place = place.map(|(file, line)| format!("{}:{line}", file.unwrap_or_default().display()));
                let said = panic.payload_as_str().unwrap_or("no reason given");
                cause.get_or_insert_with(|| format!("{}: {said}", place.unwrap_or_default()));
            }
        }
    }));
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(|| act(command, screen)));
    panic::set_hook(usual);
    outcome.unwrap_or_else(|_| {
        let cause = cause.lock().ok().and_then(|mut cause| cause.take()).unwrap_or_default();
        bail!(
            "reading the archive failed ({cause}); its files may be damaged: `samestory archive verify` looks at all of \
             them. If it finds nothing, this is a defect of samestory: please report it"
        )
    })
}

fn act(command: &ArchiveCommand, screen: &Screen) -> anyhow::Result<Exit> {
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
