//! `samestory archive search`, `similar`, `story`, `stories`, `stats`, `verify` and `export`: what is in an archive.

use std::io;

use samestory::archive::{self, ExportError, Snapshot, StoriesRequest};
use samestory::report::{archive as report, json};

use crate::cli::args::SearchFormat;
use crate::cli::args::archive::{
    ExportCommand, Plain, SearchCommand, SimilarCommand, StatsCommand, StoriesCommand, StoryCommand, VerifyCommand,
};
use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::cli::{intake, output, search};

pub(super) fn search(command: &SearchCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let results = Snapshot::open(&command.place.archive)?.search(&search::request(&command.search))?;
    search::write(&results, &command.output, format, screen)?;
    Ok(if results.total.documents == 0 { Exit::Negative } else { Exit::Done })
}

pub(super) fn similar(command: &SimilarCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    let inputs = intake::inputs(&command.intake)?;
    output::refuse_input(target, intake::paths(&inputs))?;
    super::refuse_inside(target, &command.place.archive)?;
    let snapshot = Snapshot::open(&command.place.archive)?;
    let collection = intake::read(&inputs, &command.intake.reading, screen)?;
    let mut answers = Vec::new();
    for document in &collection.documents {
        answers.push(snapshot.similar(document, command.paging.limit, command.paging.offset)?);
    }
    output::write(target, screen.colour(), |out| match format {
        Plain::Table => report::write_similar(&answers, out),
        Plain::Json => report::write_similar_json(&answers, out),
    })?;
    if intake::lost_input(&collection.problems) {
        return Ok(Exit::Failed);
    }
    let has_any = answers.iter().any(|answer| answer.total > 0);
    Ok(if has_any { Exit::Done } else { Exit::Negative })
}

pub(super) fn story(command: &StoryCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let mut story = Snapshot::open(&command.place.archive)?.story(&command.story)?;
    if let Some(asked) = story.redirected_from.first() {
        screen.notice(&format!("the story `{asked}` was merged into `{}`", story.story));
    }
    if !command.history {
        story.history.clear();
    }
    let total = story.documents.len();
    story.documents = story.documents.into_iter().skip(command.paging.offset).take(command.paging.limit).collect();
    output::write(target, screen.colour(), |out| match format {
        SearchFormat::Table => report::write_story(&story, total, out),
        SearchFormat::Jsonl => report::write_story_lines(&story, out),
        SearchFormat::Json => report::write_story_json(&story, total, out),
    })?;
    Ok(Exit::Done)
}

pub(super) fn stories(command: &StoriesCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let request = StoriesRequest {
        from: command.from,
        to: command.to,
        min_documents: command.min_documents,
        limit: command.paging.limit,
        offset: command.paging.offset,
    };
    let list = Snapshot::open(&command.place.archive)?.stories(&request)?;
    output::write(target, screen.colour(), |out| match format {
        Plain::Table => report::write_stories(&list, out),
        Plain::Json => report::write_stories_json(&list, out),
    })?;
    Ok(if list.total == 0 { Exit::Negative } else { Exit::Done })
}

pub(super) fn stats(command: &StatsCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let statistics = Snapshot::open(&command.place.archive)?.statistics()?;
    output::write(target, screen.colour(), |out| match format {
        Plain::Table => report::write_statistics(&statistics, out),
        Plain::Json => report::write_statistics_json(&statistics, out),
    })?;
    Ok(Exit::Done)
}

pub(super) fn verify(command: &VerifyCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let target = command.output.file.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let bar = screen.working("verifying the archive");
    let verification = archive::verify(&command.place.archive);
    bar.finish_and_clear();
    let verification = verification?;
    output::write(target, screen.colour(), |out| match format {
        Plain::Table => report::write_verification(&verification, out),
        Plain::Json => report::write_verification_json(&verification, out),
    })?;
    Ok(if verification.findings.is_empty() { Exit::Done } else { Exit::Negative })
}

pub(super) fn export(command: &ExportCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let target = command.output.as_deref();
    super::refuse_inside(target, &command.place.archive)?;
    let snapshot = Snapshot::open_checked(&command.place.archive)?;
    let mut unread = None;
    output::write(target, screen.colour(), |out| {
        let outcome = snapshot.export(command.versions, &mut |record| json::write_line(record, out));
        outcome.map_err(|error| match error {
            ExportError::Io(error) => error,
            ExportError::Archive(error) => {
                unread = Some(error);
                io::ErrorKind::InvalidData.into()
            }
        })
    })
    .or_else(|error| unread.map_or(Err(error), |unread| Err(unread.into())))?;
    Ok(Exit::Done)
}
