//! Documents that were named one by one: files that hold one each, or ids of a collection.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use samestory::document::Document;
use samestory::read::{Collection, Input};

use super::args::ReadingOptions;
use super::intake;
use super::screen::Screen;

/// Reads what the names are of: a collection of inputs, or, without any, the named files. Gives the ids of the documents
/// that were named.
pub(crate) fn read(
    named: &[String],
    inputs: &[PathBuf],
    reading: &ReadingOptions,
    screen: &Screen,
) -> anyhow::Result<(Collection, Vec<String>)> {
    if inputs.is_empty() {
        return read_files(named, reading, screen);
    }
    let inputs: Vec<Input> = inputs.iter().map(|path| intake::input(path)).collect();
    Ok((intake::read(&inputs, reading, screen)?, named.to_vec()))
}

/// Reads files that hold one document each.
fn read_files(
    named: &[String],
    reading: &ReadingOptions,
    screen: &Screen,
) -> anyhow::Result<(Collection, Vec<String>)> {
    let paths: Vec<&Path> = named.iter().map(Path::new).collect();
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        bail!(
            "there is no file `{}`; name files, or ids together with --in FOLDER for the collection they are of",
            missing.display()
        );
    }
    let input = |path: &Path| Input::Path(path.to_owned());
    let inputs: Vec<Input> = paths.iter().map(|path| input(path)).collect();
    let collection = intake::read(&inputs, reading, screen)?;
    let mut ids = Vec::new();
    for path in paths {
        let alone = intake::read(&[input(path)], reading, screen)?;
        let [document] = alone.documents.as_slice() else {
            bail!(
                "`{}` holds {} documents, not one; name ids and the file with --in",
                path.display(),
                alone.documents.len()
            );
        };
        let found = collection.documents.iter().find(|other| other.origin == document.origin);
        ids.push(found.with_context(|| format!("`{}` is the same file as another", path.display()))?.id.clone());
    }
    Ok((collection, ids))
}

/// Where the documents of some ids are. An unknown id is an error that names the nearest, and so is one named twice.
pub(crate) fn positions(documents: &[Document], ids: &[String]) -> anyhow::Result<Vec<usize>> {
    let mut positions = Vec::new();
    for id in ids {
        let position = position(documents, id)?;
        if positions.contains(&position) {
            bail!("`{id}` is named twice; name different documents");
        }
        positions.push(position);
    }
    Ok(positions)
}

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
