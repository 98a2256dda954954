//! Rebuilding: a new generation of the data from what is stored, with the parameters of this version.
//!
//! Documents, versions, events and redirects stay as they are, and so do the ids of stories; what is made anew is what they
//! are found by. The new generation stands beside the old one until it is whole; replacing the manifest switches over.

use std::path::Path;

use rayon::prelude::*;

use super::entries::{Counters, EVENT, Placed, REDIRECT, Redirect, Signer, Superseded, VERSION};
use super::error::ArchiveError;
use super::event::StoryEvent;
use super::folder::Claim;
use super::manifest::Manifest;
use super::snapshot::Snapshot;
use super::writer::{make_index, writer};
use crate::document::Document;
use crate::index::manifest::sync_folder;
use crate::pipeline::ClusterSettings;
use crate::story::trace_all;

/// Documents whose evidence is weighed against each other: those of some days, as when they were added.
const AT_A_TIME: usize = 5_000;

/// Entries between two looks whether to go on.
const STRIDE: usize = 1_000;

/// Makes the data of an archive anew. `on_entries` is told how many entries are done, and tells whether to go on.
///
/// # Errors
///
/// When there is no archive, somebody writes to it, something stored cannot be read back, or the disk refuses. The archive
/// is then as it was.
pub fn rebuild(
    folder: &Path,
    holder: &str,
    settings: &ClusterSettings,
    on_entries: &mut dyn FnMut(u64) -> bool,
) -> Result<Counters, ArchiveError> {
    Manifest::read(folder)?;
    let claim = Claim::new(folder, holder)?;
    // What is damaged would be made the only copy there is.
    let old = Snapshot::open_checked(folder)?;
    claim.clear(Some(&old.manifest.data))?;
    // It goes when the new one is whole, unless it holds what is not ours.
    claim.refuse_foreign_data(&old.manifest.data, true)?;
    let data = claim.next_generation(Some(&old.manifest.data))?;
    let outcome = fill(folder, &data, &old, settings, on_entries);
    let kept = match &outcome {
        Ok(_) => data.as_str(),
        Err(_) => old.manifest.data.as_str(),
    };
    if outcome.is_ok() {
        Manifest::new(&data, settings).write(folder)?;
        claim.finish(&data)?;
    }
    // What cannot be removed now the next writer removes.
    let _ = claim.clear(Some(kept));
    outcome
}

fn fill(
    folder: &Path,
    data: &str,
    old: &Snapshot,
    settings: &ClusterSettings,
    on_entries: &mut dyn FnMut(u64) -> bool,
) -> Result<Counters, ArchiveError> {
    let writing = ArchiveError::writing(folder);
    let unfit = |error: serde_json::Error| ArchiveError::io("write", folder)(error.into());
    let (index, entries) = make_index(folder, data)?;
    let mut writer = writer(&index).map_err(&writing)?;
    let mut counters = Counters { batch: old.counters.batch, sequence: old.counters.sequence, ..Counters::default() };
    let mut done = 0_u64;
    let mut go_on = move || {
        done += 1;
        !done.is_multiple_of(STRIDE as u64) || on_entries(done)
    };
    let stopped = || ArchiveError::Stopped { folder: folder.to_owned() };
    let mut stories = std::collections::BTreeSet::new();
    for addresses in old.in_time()?.chunks(AT_A_TIME) {
        let placed = addresses.iter().map(|&address| old.placed(address)).collect::<Result<Vec<Placed>, _>>()?;
        let documents: Vec<&Document> = placed.iter().map(|placed| &placed.document).collect();
        let traces = trace_all(&documents, &settings.stories);
        let made = placed.par_iter().zip(&traces).map_init(
            || Signer::new(settings),
            |signer, (placed, trace)| entries.document(placed, &signer.marks(&placed.document), trace),
        );
        for (entry, placed) in made.collect::<serde_json::Result<Vec<_>>>().map_err(unfit)?.into_iter().zip(placed) {
            writer.add_document(entry).map_err(&writing)?;
            counters.documents += 1;
            stories.insert(placed.story);
            if !go_on() {
                return Err(stopped());
            }
        }
    }
    counters.stories = stories.len() as u64;
    for kind in [VERSION, EVENT, REDIRECT] {
        for address in old.of_kind(kind)? {
            let entry = old.entry(address)?;
            let lost = || old.damaged(format!("a {kind} in it cannot be read back"));
            let again = match kind {
                VERSION => {
                    let placed = old.entries.placed(&entry).ok_or_else(lost)?;
                    let of = placed.known.of.clone().ok_or_else(lost)?;
                    counters.versions += 1;
                    entries.version(&Superseded { placed, of })
                }
                EVENT => {
                    counters.events += 1;
                    entries.event(&old.entries.stored::<StoryEvent>(&entry).ok_or_else(lost)?)
                }
                _ => {
                    counters.redirects += 1;
                    entries.redirect(&old.entries.stored::<Redirect>(&entry).ok_or_else(lost)?)
                }
            };
            writer.add_document(again.map_err(unfit)?).map_err(&writing)?;
            if !go_on() {
                return Err(stopped());
            }
        }
    }
    let mut commit = writer.prepare_commit().map_err(&writing)?;
    commit.set_payload(&serde_json::to_string(&counters).map_err(unfit)?);
    commit.commit().map_err(&writing)?;
    writer.wait_merging_threads().map_err(&writing)?;
    let path = folder.join(data);
    sync_folder(&path).and_then(|()| sync_folder(folder)).map_err(ArchiveError::io("write", &path))?;
    Ok(counters)
}
