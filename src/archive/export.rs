//! Writing everything out, and telling how much there is.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use tantivy::DocAddress;

use super::entries::{Counters, Known, Placed};
use super::error::ArchiveError;
use super::folder;
use super::snapshot::Snapshot;
use crate::index::schema::{DAY, ID, PUBLISHED};
use crate::record::DocumentRecord;

/// How large an archive is, and what it was made with.
#[derive(Debug, Clone, Serialize)]
pub struct Statistics {
    /// What is counted.
    #[serde(flatten)]
    pub counters: Counters,
    /// Days on which documents were published, as printed.
    pub days: usize,
    /// The first of them, as a number: 20250612.
    pub first_day: Option<i64>,
    /// The last of them.
    pub last_day: Option<i64>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Parts that the data are in; many are merged into few as the archive grows.
    pub segments: usize,
    /// Version of the samestory that made it.
    pub samestory: String,
    /// What the data depend on.
    pub parameters: BTreeMap<String, Value>,
}

impl Snapshot {
    /// Calls `visit` for the record of every document, by time, those without one last, then by id; each followed by its
    /// earlier versions, if these are wanted.
    ///
    /// # Errors
    ///
    /// When a document is not what was added, the disk refuses, or `visit` does.
    pub fn export(
        &self,
        with_versions: bool,
        visit: &mut dyn FnMut(&DocumentRecord) -> std::io::Result<()>,
    ) -> Result<(), ExportError> {
        // What is passed on as the archive's is what was added to it.
        let check = |placed: &Placed| {
            let is_whole = Known::of(&placed.document).content == placed.known.content;
            let damaged = || self.damaged(format!("the document `{}` is not what was added", placed.document.id));
            if is_whole { Ok(()) } else { Err(damaged()) }
        };
        for address in self.in_time()? {
            let placed = self.placed(address)?;
            check(&placed)?;
            visit(&placed.record())?;
            if with_versions {
                for mut version in self.versions(&placed.document.id)? {
                    version.placed.story.clone_from(&placed.story);
                    version.placed.copies.clone_from(&placed.copies);
                    check(&version.placed)?;
                    visit(&DocumentRecord { version_of: Some(version.of), ..version.placed.record() })?;
                }
            }
        }
        Ok(())
    }

    /// Where the documents are, by time, those without one last, then by id.
    pub(super) fn in_time(&self) -> Result<Vec<DocAddress>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let mut keyed: Vec<(bool, Option<i64>, String, DocAddress)> = Vec::new();
        let addresses = self.documents()?;
        for of_segment in addresses.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let fast = self.searcher.segment_reader(first.segment_ord).fast_fields();
            let published = fast.i64(PUBLISHED).map_err(&reading)?;
            let ids = fast.str(ID).map_err(&reading)?.ok_or_else(|| self.damaged("the column of ids is missing"))?;
            let mut by_id: Vec<(u64, DocAddress)> = of_segment
                .iter()
                .map(|&address| (ids.ords().first(address.doc_id).unwrap_or(u64::MAX), address))
                .collect();
            by_id.sort_unstable();
            let ordinals: Vec<u64> = by_id.iter().map(|(ordinal, _)| *ordinal).collect();
            let mut next = by_id.iter();
            let are_known = ids
                .dictionary()
                .sorted_ords_to_term_cb(&ordinals, |id| {
                    if let Some(&(_, address)) = next.next() {
                        let time = published.first(address.doc_id);
                        keyed.push((time.is_none(), time, String::from_utf8_lossy(id).into_owned(), address));
                    }
                })
                .map_err(|error| reading(error.into()))?;
            if !are_known {
                return Err(self.damaged("a document has no id"));
            }
        }
        keyed.sort_unstable();
        Ok(keyed.into_iter().map(|(.., address)| address).collect())
    }

    /// How large the archive is.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn statistics(&self) -> Result<Statistics, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let mut days: Vec<i64> = Vec::new();
        for reader in self.searcher.segment_readers() {
            let column = reader.fast_fields().i64(DAY).map_err(&reading)?;
            days.extend(reader.doc_ids_alive().filter_map(|document| column.first(document)));
            days.sort_unstable();
            days.dedup();
        }
        Ok(Statistics {
            counters: self.counters,
            days: days.len(),
            first_day: days.first().copied(),
            last_day: days.last().copied(),
            bytes: folder::bytes(&self.folder.join(&self.manifest.data))?,
            segments: self.searcher.segment_readers().len(),
            samestory: self.manifest.samestory.clone(),
            parameters: self.manifest.parameters.clone(),
        })
    }
}

/// Why documents could not be written out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// They could not be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// They could not be written where they were to go.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
