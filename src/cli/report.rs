//! `samestory report`: every story of a collection, its versions beside each other.

use std::path::PathBuf;

use samestory::pipeline::ClusterSettings;
use samestory::report::comparison::Report;

use super::args::ReportCommand;
use super::exit::Exit;
use super::screen::Screen;
use super::{cluster, compare, intake, interrupt, output, overrides};

pub(crate) fn run(command: &ReportCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let inputs = intake::inputs(&command.intake)?;
    let corrections = command.overriding.overrides.iter().map(PathBuf::as_path);
    output::refuse_input(command.output.file.as_deref(), intake::paths(&inputs).chain(corrections))?;
    let overrides = overrides::read(&command.overriding, screen)?;
    let collection = intake::read(&inputs, &command.intake.reading, screen)?;
    let lost_input = intake::lost_input(&collection.problems);
    let settings = ClusterSettings { overrides, ..ClusterSettings::from(command.matching) };
    let clustering = cluster::cluster(collection.documents, &settings, screen)?;
    let bar = screen.progress("comparing stories");
    let report = Report::of(&clustering, &settings.stories, command.min_documents as usize);
    bar.finish_and_clear();
    interrupt::check()?;
    if report.stories.is_empty() {
        screen.notice(&format!(
            "no story has {} versions or more, so there is nothing to compare",
            command.min_documents
        ));
    }
    compare::write(&report, format, &command.output, screen)?;
    Ok(if lost_input { Exit::Failed } else { Exit::Done })
}
