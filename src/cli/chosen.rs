//! Documents that were named one by one: files that hold one each, or ids of a collection.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::bail;
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
    // A pipe can be read only once, and what is wrong with a file need be told only once.
    let inputs: Vec<Input> = paths.iter().map(|path| Input::Path(path.to_path_buf())).collect();
    let collection = intake::read(&inputs, reading, screen)?;
    let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut read: BTreeMap<PathBuf, Vec<&Document>> = BTreeMap::new();
    for document in &collection.documents {
        read.entry(place(Path::new(&document.origin.path))).or_default().push(document);
    }
    let mut ids = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let place = place(path);
        let found = read.get(&place).map_or(&[][..], Vec::as_slice);
        let [document] = found else {
            bail!("`{}` holds {} documents, not one; name ids and the file with --in", path.display(), found.len());
        };
        if !seen.insert(place) {
            bail!("`{}` is named twice, or is the same file as another; name different ones", path.display());
        }
        ids.push(document.id.clone());
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
