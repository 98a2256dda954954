//! `samestory eval --comparisons`: score comparisons against golden ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use samestory::document::Document;
use samestory::evaluate::comparisons::ComparisonScores;
use samestory::evaluate::golden::{GoldComparison, Half};
use samestory::read::Input;
use samestory::report::evaluation;
use walkdir::WalkDir;

use super::args::{EvalCommand, EvalFormat};
use super::exit::Exit;
use super::screen::Screen;
use super::{intake, output};

pub(crate) fn run(command: &EvalCommand, format: EvalFormat, screen: &Screen) -> anyhow::Result<Exit> {
    let [root] = command.intake.inputs.as_slice() else {
        bail!("name one folder as INPUT: that below which the golden comparisons name documents");
    };
    if format == EvalFormat::Html {
        bail!("scores of comparisons are not written as a page; take --format table, json or csv");
    }
    let mut files = Vec::new();
    for path in &command.comparisons {
        files.extend(golden_files(path)?);
    }
    files.sort();
    files.dedup();
    output::refuse_input(command.output.file.as_deref(), files.iter().map(PathBuf::as_path).chain([root.as_path()]))?;
    if files.is_empty() {
        bail!("there is no file `*.toml` in what --comparisons names");
    }
    let mut scores: BTreeMap<Half, ComparisonScores> = BTreeMap::new();
    let mut lost = false;
    let bar = screen.progress("comparing documents");
    for path in &files {
        let added = read(path).and_then(|gold| {
            let [first, second] = [&gold.first, &gold.second].map(|name| document(&root.join(name), command, screen));
            let (first, second) = (first?, second?);
            Ok(scores.entry(gold.half).or_default().add(&gold, [&first, &second])?)
        });
        if let Err(error) = added {
            lost = true;
            screen.error(&error.context(format!("`{}` is left out", path.display())));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if scores.is_empty() {
        bail!("no golden comparison could be used; docs/comparison.md tells what they look like");
    }
    output::write(command.output.file.as_deref(), screen.colour(), |out| match format {
        EvalFormat::Json => evaluation::comparisons::write_json(&scores, out),
        EvalFormat::Csv => evaluation::comparisons::write_csv(&scores, out),
        EvalFormat::Table | EvalFormat::Html => evaluation::comparisons::write_table(&scores, out),
    })?;
    Ok(if lost { Exit::Failed } else { Exit::Done })
}

fn read(path: &Path) -> anyhow::Result<GoldComparison> {
    let text = fs::read_to_string(path).context("it cannot be read as UTF-8 text")?;
    Ok(GoldComparison::read(&text)?)
}

/// The file, or the files `*.toml` of a folder and all below it, in order of their names.
fn golden_files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.with_context(|| format!("`{}` cannot be read", path.display()))?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|ending| ending == "toml") {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn document(path: &Path, command: &EvalCommand, screen: &Screen) -> anyhow::Result<Document> {
    let collection = intake::read(&[Input::Path(path.to_owned())], &command.intake.reading, screen)?;
    let found = collection.documents.len();
    match <[Document; 1]>::try_from(collection.documents) {
        Ok([document]) => Ok(document),
        Err(_) => {
            bail!("`{}` holds {found} documents, not one; a golden comparison names files of one", path.display())
        }
    }
}
