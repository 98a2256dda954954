//! `samestory explain`: why two documents are in one story, or are not.

use std::path::PathBuf;

use anyhow::{Context, bail};
use samestory::document::Document;
use samestory::pipeline::ClusterSettings;
use samestory::read::{Collection, Input};
use samestory::report::explanation::Explanation;
use samestory::report::{json, table};

use super::args::ExplainCommand;
use super::exit::Exit;
use super::screen::Screen;
use super::{cluster, intake, output, overrides};

/// How many terms are shown for and against.
const TERMS: usize = 12;

pub(crate) fn run(command: &ExplainCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let overrides = overrides::read(&command.overriding, screen)?;
    let (collection, ids) = if command.inputs.is_empty() {
        read_two_files(command, screen)?
    } else {
        let inputs: Vec<Input> = command.inputs.iter().cloned().map(Input::Path).collect();
        let collection = intake::read(&inputs, &command.reading, screen)?;
        (collection, [command.first.clone(), command.second.clone()])
    };
    let lost_input = intake::lost_input(&collection.problems);
    let settings = ClusterSettings { overrides, ..ClusterSettings::from(command.matching) };
    let clustering = cluster::cluster(collection.documents, &settings, screen)?;
    let first = position(&clustering.documents, &ids[0])?;
    let second = position(&clustering.documents, &ids[1])?;
    if first == second {
        bail!("`{}` is named twice; name two documents", ids[0]);
    }
    let explanation = Explanation::of(&clustering, [first, second], &settings.stories, TERMS);
    output::write(None, screen.colour(), |out| {
        if command.json {
            json::write_explanation(&explanation, out)
        } else {
            table::write_explanation(&explanation, out)
        }
    })?;
    Ok(if lost_input { Exit::Failed } else { Exit::Done })
}

/// Reads A and B as files that hold one document each.
fn read_two_files(command: &ExplainCommand, screen: &Screen) -> anyhow::Result<(Collection, [String; 2])> {
    let paths = [&command.first, &command.second].map(PathBuf::from);
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        bail!(
            "there is no file `{}`; name two files, or two ids together with --in FOLDER for the collection they are of",
            missing.display()
        );
    }
    let inputs = paths.clone().map(Input::Path);
    let collection = intake::read(&inputs, &command.reading, screen)?;
    let mut ids = [String::new(), String::new()];
    for (id, path) in ids.iter_mut().zip(&paths) {
        let alone = intake::read(&[Input::Path(path.clone())], &command.reading, screen)?;
        let [document] = alone.documents.as_slice() else {
            bail!(
                "`{}` holds {} documents, not one; name two ids and the file with --in",
                path.display(),
                alone.documents.len()
            );
        };
        let origin = &document.origin;
        let found = collection.documents.iter().find(|document| document.origin == *origin);
        id.clone_from(&found.with_context(|| format!("`{}` is the same file as the other", path.display()))?.id);
    }
    Ok((collection, ids))
}

/// The document of an id; for an unknown one, an error that names the nearest.
fn position(documents: &[Document], id: &str) -> anyhow::Result<usize> {
    if let Some(found) = documents.iter().position(|document| document.id == id) {
        return Ok(found);
    }
    let likeness = |document: &&Document| strsim::jaro_winkler(&document.id, id);
    let nearest = documents.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest {
        Some(nearest) => bail!("no document has the id `{id}`; the nearest is `{}`", nearest.id),
        None => bail!("no document has the id `{id}`: the input holds no documents"),
    }
}
