//! `samestory compare`: documents beside each other.

use std::path::{Path, PathBuf};

use anyhow::bail;
use samestory::archive::{self, Snapshot};
use samestory::pipeline::{ClusterSettings, Clustering};
use samestory::read::Input;
use samestory::report::comparison::{self, Report, StoryComparison};

use super::args::{CompareCommand, ComparisonFormat, OutputOptions};
use super::exit::Exit;
use super::screen::Screen;
use super::{chosen, cluster, intake, output, overrides};

/// Columns of text that does not go to a terminal.
const COLUMNS: usize = 100;

pub(crate) fn run(command: &CompareCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    if command.story.is_none() && command.documents.len() < 2 {
        bail!("one document is nothing to compare; name two or more, or a story with --story ID --in INPUT");
    }
    let inputs: Vec<Input> = command.inputs.iter().map(|path| intake::input(path)).collect();
    let files = command.documents.iter().map(Path::new);
    let corrections = command.overriding.overrides.iter().map(PathBuf::as_path);
    output::refuse_input(command.output.file.as_deref(), intake::paths(&inputs).chain(files).chain(corrections))?;
    if let [folder] = command.inputs.as_slice()
        && archive::is_archive(folder)
    {
        return archived(command, folder, format, screen);
    }
    let overrides = overrides::read(&command.overriding, screen)?;
    let (collection, ids) = chosen::read(&command.documents, &command.inputs, &command.reading, screen)?;
    let lost_input = intake::lost_input(&collection.problems);
    let settings = ClusterSettings { overrides, ..ClusterSettings::from(command.matching) };
    let clustering = cluster::cluster(collection.documents, &settings, screen)?;
    let members = match &command.story {
        Some(id) => clustering.stories[story(&clustering, id)?].members.clone(),
        None => chosen::positions(&clustering.documents, &ids)?,
    };
    if members.len() < 2 {
        bail!("that story has one document, which is nothing to compare");
    }
    let story = StoryComparison::of(&clustering, &members, &settings.stories);
    let report = Report { stories: vec![story] };
    write(&report, format, &command.output, screen)?;
    Ok(if lost_input { Exit::Failed } else { Exit::Done })
}

/// Compares documents of an archive, which knows their stories.
fn archived(
    command: &CompareCommand,
    folder: &Path,
    format: ComparisonFormat,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let snapshot = Snapshot::open(folder)?;
    let (mut documents, mut stories) = (Vec::new(), Vec::new());
    if let Some(id) = &command.story {
        let (of_story, story) = snapshot.story_documents(id)?;
        documents = of_story;
        stories.push(story);
    }
    for id in &command.documents {
        let (document, story) = snapshot.find_document(id)?;
        documents.push(document);
        stories.push(story);
    }
    chosen::positions(&documents, &command.documents)?;
    stories.sort_unstable();
    stories.dedup();
    if documents.len() < 2 {
        bail!("that story has one document, which is nothing to compare");
    }
    let settings = ClusterSettings::from(command.matching);
    let clustering = cluster::cluster(documents, &settings, screen)?;
    let members: Vec<usize> = (0..clustering.documents.len()).collect();
    let mut compared = StoryComparison::of(&clustering, &members, &settings.stories);
    compared = match stories.as_slice() {
        [story] => compared.within(story),
        _ => StoryComparison { story: None, ..compared },
    };
    write(&Report { stories: vec![compared] }, format, &command.output, screen)?;
    Ok(Exit::Done)
}

/// The story of an id, or of the beginning of one.
fn story(clustering: &Clustering, id: &str) -> anyhow::Result<usize> {
    let found: Vec<usize> =
        (0..clustering.stories.len()).filter(|&story| clustering.stories[story].id.starts_with(id)).collect();
    match found.as_slice() {
        &[story] => Ok(story),
        [] => {
            bail!("no story has the id `{id}`; `samestory cluster` with the same input lists the stories and their ids")
        }
        many => bail!("{} stories have an id that begins with `{id}`; write more of it", many.len()),
    }
}

/// Writes what is compared in the format asked for.
pub(crate) fn write(
    report: &Report,
    format: ComparisonFormat,
    output: &OutputOptions<ComparisonFormat>,
    screen: &Screen,
) -> anyhow::Result<()> {
    let is_screen = output.file.is_none();
    let columns =
        terminal_size::terminal_size().filter(|_| is_screen).map_or(COLUMNS, |(width, _)| usize::from(width.0));
    output::write(output.file.as_deref(), screen.colour(), |out| match format {
        ComparisonFormat::Terminal => comparison::write_terminal(report, columns, out),
        ComparisonFormat::Markdown => comparison::write_markdown(report, out),
        ComparisonFormat::Html => comparison::write_page(report, out),
        ComparisonFormat::Json => comparison::write_json(report, out),
    })
}
