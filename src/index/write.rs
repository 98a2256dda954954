//! Writing an index: all records of a collection, in one go, as one tantivy segment.
//!
//! The content does not depend on the order of the records or the number of threads: the documents are sorted by a hash
//! of their id, and everything is merged into one segment before the index comes into use. What stood in the folder
//! before stays in use until then (see [`folder`](super::folder)).

use std::collections::BTreeMap;
use std::path::Path;

use ahash::AHashSet;
use serde::Serialize;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::{Index, IndexSettings, IndexSortByField, IndexWriter, Order};

use super::analyzer::{ANALYZER_NAME, NewsAnalyzer};
use super::error::IndexError;
use super::folder::Claim;
use super::manifest::{Manifest, sync_folder};
use super::schema::{self, ORDER};
use crate::record::DocumentRecord;

/// Memory in which a thread gathers documents before it writes them to disk.
const BYTES_PER_THREAD: usize = 96 << 20;

/// tantivy's own limit.
const MOST_THREADS: usize = 8;

/// How to write an index.
#[derive(Debug, Clone)]
pub struct WriteSettings {
    /// Threads that analyse documents; the content of the index does not depend on it.
    pub threads: usize,
    /// How the collection was clustered, kept in the manifest for whoever looks at the index later.
    pub clustering: BTreeMap<String, serde_json::Value>,
}

impl Default for WriteSettings {
    fn default() -> Self {
        Self { threads: 1, clustering: BTreeMap::new() }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Number of documents.
    pub documents: u64,
    /// Number of stories.
    pub stories: u64,
}

/// Writes an index of all records into `folder`, which may be absent, empty, or an index of this version, which is
/// then replaced as a whole.
///
/// # Errors
///
/// When the folder holds anything else, when another writer is at work on it, when two records bear the same id, or when
/// the disk refuses. The folder is then as it was before.
pub fn write(
    folder: &Path,
    records: impl IntoIterator<Item = DocumentRecord>,
    settings: &WriteSettings,
) -> Result<Summary, IndexError> {
    let claim = Claim::new(folder)?;
    let summary = write_data(folder, &claim, records, settings)?;
    let manifest = Manifest::new(claim.data(), summary.documents, summary.stories, settings.clustering.clone());
    claim.publish(&manifest)?;
    Ok(summary)
}

fn write_data(
    folder: &Path,
    claim: &Claim,
    records: impl IntoIterator<Item = DocumentRecord>,
    settings: &WriteSettings,
) -> Result<Summary, IndexError> {
    let engine = IndexError::engine(folder);
    let (schema, fields) = schema::schema();
    let index = Index::builder()
        .schema(schema)
        .settings(IndexSettings {
            sort_by_field: Some(IndexSortByField { field: ORDER.to_owned(), order: Order::Asc }),
            ..IndexSettings::default()
        })
        .create_in_dir(claim.data_path())
        .map_err(&engine)?;
    index.tokenizers().register(ANALYZER_NAME, NewsAnalyzer::default());
    let options = IndexWriterOptions::builder()
        .num_worker_threads(settings.threads.clamp(1, MOST_THREADS))
        .memory_budget_per_thread(BYTES_PER_THREAD)
        .num_merge_threads(1)
        .build();
    let mut writer: IndexWriter = index.writer_with_options(options).map_err(&engine)?;
    // Everything is merged once, at the end.
    writer.set_merge_policy(Box::new(NoMergePolicy));

    let mut ids: AHashSet<String> = AHashSet::new();
    let mut stories: AHashSet<String> = AHashSet::new();
    for record in records {
        let entry = fields.entry(&record).map_err(|error| IndexError::io("write", folder)(error.into()))?;
        writer.add_document(entry).map_err(&engine)?;
        stories.insert(record.story);
        if let Some(id) = ids.replace(record.id) {
            return Err(IndexError::DuplicateId { folder: folder.to_owned(), id });
        }
    }
    writer.commit().map_err(&engine)?;
    let segments = index.searchable_segment_ids().map_err(&engine)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait().map_err(&engine)?;
        writer.garbage_collect_files().wait().map_err(&engine)?;
    }
    writer.wait_merging_threads().map_err(&engine)?;
    let path = claim.data_path();
    sync_folder(&path).and_then(|()| sync_folder(folder)).map_err(IndexError::io("write", &path))?;
    Ok(Summary { documents: ids.len() as u64, stories: stories.len() as u64 })
}
