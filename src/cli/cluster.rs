//! `samestory cluster`: read, group, report, index.

use std::path::{Path, PathBuf};

use anyhow::bail;
use samestory::copies::{CopyReport, CopySettings};
use samestory::document::Document;
use samestory::index::{self, WriteSettings};
use samestory::pipeline::{self, ClusterSettings, Clustering, Stage};
use samestory::problem::{Problem, Severity};
use samestory::report::{csv, json, table};
use samestory::story::StorySettings;

use super::args::{ClusterCommand, ClusterFormat, MatchingOptions};
use super::exit::Exit;
use super::screen::Screen;
use super::{intake, interrupt, output, overrides, parquet};

pub(crate) fn run(command: &ClusterCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    if format == ClusterFormat::Parquet {
        parquet::check()?;
    }
    let inputs = intake::inputs(&command.intake)?;
    let corrections = command.overriding.overrides.iter().map(PathBuf::as_path);
    output::refuse_input(command.output.file.as_deref(), intake::paths(&inputs).chain(corrections))?;
    let overrides = overrides::read(&command.overriding, screen)?;
    if let Some(folder) = &command.index {
        index::check(folder)?;
    }
    let mut collection = intake::read(&inputs, &command.intake.reading, screen)?;
    let would_replace = command.output.file.is_some() || command.index.is_some();
    if would_replace && collection.documents.is_empty() && intake::lost_input(&collection.problems) {
        bail!("nothing could be read, so nothing was written");
    }
    let settings = ClusterSettings { overrides, ..ClusterSettings::from(command.matching) };
    let clustering = cluster(collection.documents, &settings, screen)?;
    collection.problems.extend_from_slice(clustering.overrides.missing());

    if format == ClusterFormat::Parquet {
        parquet::write_clustering(&clustering, command)?;
    } else {
        write(command, format, &clustering, &collection.problems, &settings, screen)?;
    }
    if let Some(folder) = &command.index {
        write_index(folder, &clustering, &settings, screen)?;
    }

    let errors = collection.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    if !collection.problems.is_empty() {
        let notices = collection.problems.len() - errors;
        let (files, documents) = (collection.files, clustering.documents.len());
        screen.summary(&format!("{files} files read, {documents} documents, {errors} errors, {notices} notices"));
    }
    Ok(if intake::lost_input(&collection.problems) { Exit::Failed } else { Exit::Done })
}

fn write(
    command: &ClusterCommand,
    format: ClusterFormat,
    clustering: &Clustering,
    problems: &[Problem],
    settings: &ClusterSettings,
    screen: &Screen,
) -> anyhow::Result<()> {
    output::write(command.output.file.as_deref(), screen.colour(), |out| match format {
        ClusterFormat::Table => table::write_clustering(clustering, problems, command.min_documents, out),
        ClusterFormat::Jsonl => json::write_document_lines(clustering, out),
        ClusterFormat::Json => json::write_clustering(clustering, problems, &settings.stories, out),
        ClusterFormat::Csv => csv::write_clustering(clustering, out),
        ClusterFormat::Parquet => Ok(()),
    })
}

/// Clusters with progress on the screen.
pub(crate) fn cluster(
    documents: Vec<Document>,
    settings: &ClusterSettings,
    screen: &Screen,
) -> anyhow::Result<Clustering> {
    let bar = screen.progress("clustering documents");
    bar.set_position(documents.len() as u64);
    let clustering = pipeline::cluster(documents, settings, &mut |stage| {
        bar.set_message(match stage {
            Stage::Copies => "looking for copies among documents",
            Stage::Stories => "grouping documents into stories",
        });
    });
    bar.finish_and_clear();
    interrupt::check()?;
    let report = &clustering.copies.report;
    screen.detail(&format!(
        "copies: {} bands of {} rows, recall at the threshold {:.4}, {} candidates, {} verified, {} implied by equals, \
         {} oversized buckets, {} oversized probes",
        report.bands,
        report.rows,
        report.similarity_recall,
        report.candidates,
        report.verified,
        report.implied_pairs,
        report.oversized_buckets,
        report.oversized_probes
    ));
    tell_boilerplate(report, screen);
    overrides::tell(&clustering.overrides, screen);
    Ok(clustering)
}

/// What was left out when copies were looked for, for `--verbose`.
pub(crate) fn tell_boilerplate(report: &CopyReport, screen: &Screen) {
    if report.boilerplate_passages > 0 {
        screen.detail(&format!(
            "boilerplate: {} passages of {} sources, left out of {} texts",
            report.boilerplate_passages, report.boilerplate_sources, report.discounted
        ));
    }
}

fn write_index(
    folder: &Path,
    clustering: &Clustering,
    settings: &ClusterSettings,
    screen: &Screen,
) -> anyhow::Result<()> {
    let _writing = interrupt::Writing::begin();
    let bar = screen.progress("indexing documents");
    let settings = WriteSettings { threads: rayon::current_num_threads(), clustering: settings.described() };
    let summary = index::write(folder, clustering.records().inspect(|_| bar.inc(1)), &settings);
    bar.finish_and_clear();
    let summary = summary?;
    screen.summary(&format!(
        "indexed {} documents of {} stories in {}",
        summary.documents,
        summary.stories,
        folder.display()
    ));
    Ok(())
}

impl From<MatchingOptions> for ClusterSettings {
    fn from(options: MatchingOptions) -> Self {
        let copies = CopySettings {
            similarity: Some(options.similarity),
            containment: Some(options.containment),
            discounts_boilerplate: !options.keep_boilerplate,
            ..CopySettings::default()
        };
        let stories = StorySettings { window_days: options.window, ..StorySettings::default() };
        Self { copies, stories, ..Self::default() }
    }
}
