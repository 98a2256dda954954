//! `samestory archive add`, `remove` and `rebuild`: what changes an archive.

use std::path::{Path, PathBuf};

use samestory::archive::{self, AddSettings, Archive, ArchiveError};
use samestory::pipeline::ClusterSettings;
use samestory::problem::Severity;
use samestory::read::{ReadSettings, SharedIds};
use samestory::report::archive as report;

use crate::cli::args::archive::{AddCommand, Plain, RebuildCommand, RemoveCommand};
use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::cli::{intake, interrupt, output, overrides};

pub(super) fn add(command: &AddCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let folder = command.place.archive.as_path();
    let inputs = intake::inputs(&command.intake)?;
    let corrections = command.overriding.overrides.iter().map(PathBuf::as_path);
    let target = command.output.file.as_deref();
    output::refuse_input(target, intake::paths(&inputs).chain(corrections))?;
    super::refuse_inside(target, folder)?;
    let overrides = overrides::read(&command.overriding, screen)?;
    archive::check(folder)?;
    // The archive tells versions of one article by their id, so that it must not be changed before.
    let reading = ReadSettings { shared_ids: SharedIds::Kept, ..intake::settings(&command.intake.reading) };
    let collection = intake::read_as(&inputs, &reading, screen)?;
    let lost_input = intake::lost_input(&collection.problems);
    if collection.documents.is_empty() && lost_input {
        anyhow::bail!("nothing could be read, so nothing was added");
    }
    let settings = AddSettings { batch: command.batch as usize, overrides };
    let _writing = interrupt::Writing::begin();
    let mut archive = Archive::create(folder, &holder("archive add"), &ClusterSettings::default())?;
    let bar = screen.progress("adding documents");
    bar.set_length(collection.documents.len() as u64);
    let added = archive.add(collection.documents, &settings, &mut |progress| {
        bar.set_position(progress.done as u64);
        interrupt::check().is_ok()
    });
    bar.finish_and_clear();
    let added = added.map_err(stopped)?;
    screen.problems(&added.notices);
    let counters = archive.counters();
    archive.finish()?;
    output::write(target, screen.colour(), |out| match format {
        Plain::Table => report::write_added(&added, &counters, out),
        Plain::Json => report::write_added_json(&added, &counters, out),
    })?;
    let errors = collection.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        screen.summary(&format!("{} files read, {errors} errors", collection.files));
    }
    Ok(if lost_input { Exit::Failed } else { Exit::Done })
}

pub(super) fn remove(command: &RemoveCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let folder = command.place.archive.as_path();
    let _writing = interrupt::Writing::begin();
    let mut archive = Archive::open(folder, &holder("archive remove"), &ClusterSettings::default())?;
    let removed = archive.remove(&command.ids)?;
    archive.finish()?;
    for id in &removed.unknown {
        screen.notice(&format!("no document has the id `{id}`; `samestory archive search` finds ids"));
    }
    for (id, of) in &removed.earlier {
        screen.notice(&format!("`{id}` is an earlier version of the document `{of}`: remove that, and it goes too"));
    }
    screen.summary(&format!(
        "removed {} and {}, {} ended",
        report::documents(removed.documents),
        report::versions(removed.versions),
        report::stories(removed.ended)
    ));
    Ok(if removed.unknown.is_empty() && removed.earlier.is_empty() { Exit::Done } else { Exit::Failed })
}

pub(super) fn rebuild(command: &RebuildCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let folder: &Path = &command.place.archive;
    let _writing = interrupt::Writing::begin();
    let bar = screen.progress("rebuilding entries");
    let counters = archive::rebuild(folder, &holder("archive rebuild"), &ClusterSettings::default(), &mut |entries| {
        bar.set_position(entries);
        interrupt::check().is_ok()
    });
    bar.finish_and_clear();
    let counters = counters.map_err(stopped)?;
    screen.summary(&format!(
        "rebuilt {}, {} and {}",
        report::documents(counters.documents),
        report::versions(counters.versions),
        report::stories(counters.stories)
    ));
    Ok(Exit::Done)
}

/// Who writes, for those who have to wait.
fn holder(command: &str) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.or_else(|| std::env::var("COMPUTERNAME").ok());
    let host = host.map(|host| format!(" on {}", host.trim())).unwrap_or_default();
    format!("pid {}{host}, {command}", std::process::id())
}

/// A stop that the user asked for is an interruption.
fn stopped(error: ArchiveError) -> anyhow::Error {
    match error {
        ArchiveError::Stopped { .. } => interrupt::Interrupted.into(),
        other => other.into(),
    }
}
