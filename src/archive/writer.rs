//! Writing: one commit moves everything, or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Term};

use super::entries::{self, Counters, Entries, Marks, Placed, Redirect, Signer, Superseded, VERSION};
use super::error::ArchiveError;
use super::event::StoryEvent;
use super::folder::{self, Claim};
use super::manifest::Manifest;
use super::snapshot::{self, Snapshot};
use crate::index::manifest::sync_folder;
use crate::index::plan::equal;
use crate::index::schema::key;
use crate::pipeline::ClusterSettings;
use crate::story::Remembered;
use crate::story::trace::Trace;

/// Memory in which entries are gathered before they are written to disk.
const BYTES: usize = 96 << 20;

/// Entries that are made before they are written.
const AT_A_TIME: usize = 500;

/// Share of removed entries in a segment from which it is written anew.
const MOST_REMOVED: f32 = 0.3;

/// An archive that may be written to, by this process alone.
pub struct Archive {
    pub(super) folder: PathBuf,
    pub(super) claim: Claim,
    pub(super) settings: ClusterSettings,
    pub(super) manifest: Manifest,
    pub(super) entries: Entries,
    pub(super) counters: Counters,
    /// Documents of the last neighbourhood, by number: mostly those of the next.
    pub(super) near: BTreeMap<u64, Placed>,
    /// What was found of them.
    pub(super) remembered: Remembered,
    index: Index,
    reader: IndexReader,
    writer: IndexWriter,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Archive")
            .field("folder", &self.folder)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

/// What a commit changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Documents that are new or changed their place, with what is kept of their evidence.
    pub(super) put: Vec<(Placed, Trace)>,
    /// The marks of those that are new, by id.
    pub(super) marks: BTreeMap<String, Marks>,
    /// Ids of documents that go.
    pub(super) gone: Vec<String>,
    /// Ids of documents whose versions go.
    pub(super) without_versions: Vec<String>,
    pub(super) versions: Vec<Superseded>,
    pub(super) events: Vec<StoryEvent>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) counters: Counters,
}

impl Archive {
    /// Opens an archive for writing, or makes one in a folder that is absent or empty. `holder` is what others are told
    /// of who writes.
    ///
    /// # Errors
    ///
    /// When the folder holds anything else, when somebody else writes to it, when it was made with other parameters, or
    /// when the disk refuses.
    pub fn create(folder: &Path, holder: &str, settings: &ClusterSettings) -> Result<Self, ArchiveError> {
        let claim = Claim::new(folder, holder)?;
        if let Some(manifest) = folder::current(folder)? {
            return Self::of_manifest(folder, claim, manifest, settings);
        }
        claim.clear(None)?;
        let data = claim.next_generation(None)?;
        make_index(folder, &data)?;
        let manifest = Manifest::new(&data, settings);
        manifest.write(folder)?;
        Self::of_manifest(folder, claim, manifest, settings)
    }

    /// Opens an archive for writing.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and when there is none.
    pub fn open(folder: &Path, holder: &str, settings: &ClusterSettings) -> Result<Self, ArchiveError> {
        Manifest::read(folder)?;
        Self::create(folder, holder, settings)
    }

    fn of_manifest(
        folder: &Path,
        claim: Claim,
        manifest: Manifest,
        settings: &ClusterSettings,
    ) -> Result<Self, ArchiveError> {
        manifest.demand(folder, settings)?;
        let reading = ArchiveError::reading(folder);
        let index = Index::open_in_dir(folder.join(&manifest.data)).map_err(&reading)?;
        let (index, entries) = snapshot::prepared(index).map_err(&reading)?;
        // Merging would write what is damaged anew, under a sum that is right.
        let damaged = snapshot::damaged_files(folder, &index)?;
        if !damaged.is_empty() {
            return Err(snapshot::not_as_written(folder, &damaged));
        }
        let counters = snapshot::counters(folder, &index)?;
        // What the manifest names is there, so the rest may go.
        claim.finish(&manifest.data)?;
        claim.clear(Some(&manifest.data))?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(&reading)?;
        let writer = writer(&index).map_err(ArchiveError::writing(folder))?;
        // A writer that was killed may have left files that no commit names, and the next of their names would be refused.
        writer.garbage_collect_files().wait().map_err(ArchiveError::writing(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
            claim,
            settings: settings.clone(),
            manifest,
            entries,
            counters,
            near: BTreeMap::new(),
            remembered: Remembered::default(),
            index,
            reader,
            writer,
        })
    }

    /// The last committed state.
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            folder: self.folder.clone(),
            manifest: self.manifest.clone(),
            entries: self.entries,
            searcher: self.reader.searcher(),
            counters: self.counters,
            committed: None,
            kept: Arc::default(),
        }
    }

    /// What is counted.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Makes changes, all of them or none.
    pub(super) fn commit(&mut self, changes: &Changes) -> Result<(), ArchiveError> {
        let writing = ArchiveError::writing(&self.folder);
        let unfit = |error: serde_json::Error| ArchiveError::io("write", &self.folder)(error.into());
        let Entries { text, of, kind, .. } = self.entries;
        for id in &changes.without_versions {
            let clauses: Vec<(Occur, Box<dyn Query>)> =
                vec![(Occur::Must, equal(kind, VERSION)), (Occur::Must, equal(of, &key(id)))];
            self.writer.delete_query(Box::new(BooleanQuery::new(clauses))).map_err(&writing)?;
        }
        for id in changes.gone.iter().chain(changes.put.iter().map(|(placed, _)| &placed.document.id)) {
            self.writer.delete_term(Term::from_field_text(text.id, &key(id)));
        }
        for some in changes.put.chunks(AT_A_TIME) {
            let made = some.par_iter().map_init(
                || Signer::new(&self.settings),
                |signer, (placed, trace)| {
                    let known = changes.marks.get(&placed.document.id);
                    let marks = known.cloned().unwrap_or_else(|| signer.marks(&placed.document));
                    self.entries.document(placed, &marks, trace)
                },
            );
            for entry in made.collect::<serde_json::Result<Vec<_>>>().map_err(unfit)? {
                self.writer.add_document(entry).map_err(&writing)?;
            }
        }
        for version in &changes.versions {
            self.writer.add_document(self.entries.version(version).map_err(unfit)?).map_err(&writing)?;
        }
        for event in &changes.events {
            self.writer.add_document(self.entries.event(event).map_err(unfit)?).map_err(&writing)?;
        }
        for redirect in &changes.redirects {
            self.writer.add_document(self.entries.redirect(redirect).map_err(unfit)?).map_err(&writing)?;
        }
        let payload = serde_json::to_string(&changes.counters).map_err(unfit)?;
        let mut commit = self.writer.prepare_commit().map_err(&writing)?;
        commit.set_payload(&payload);
        commit.commit().map_err(&writing)?;
        self.counters = changes.counters;
        self.reader.reload().map_err(ArchiveError::reading(&self.folder))
    }

    /// Waits until the data are tidied up, which goes on beside commits.
    ///
    /// # Errors
    ///
    /// When the disk refuses. Everything committed is intact then.
    pub fn finish(self) -> Result<(), ArchiveError> {
        let Self { folder, writer, index, manifest, claim, .. } = self;
        drop(index);
        writer.wait_merging_threads().map_err(ArchiveError::writing(&folder))?;
        let data = folder.join(&manifest.data);
        sync_folder(&data).map_err(ArchiveError::io("write", &data))?;
        drop(claim);
        Ok(())
    }
}

/// Makes an empty index as data of an archive.
pub(super) fn make_index(folder: &Path, data: &str) -> Result<(Index, Entries), ArchiveError> {
    let writing = ArchiveError::writing(folder);
    let (schema, _) = entries::schema();
    let index = Index::builder().schema(schema).create_in_dir(folder.join(data)).map_err(&writing)?;
    snapshot::prepared(index).map_err(&writing)
}

/// A writer of an index.
pub(super) fn writer(index: &Index) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(BYTES)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = index.writer_with_options(options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(MOST_REMOVED);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
