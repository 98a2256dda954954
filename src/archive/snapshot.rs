//! An archive as it was at one commit: what can be looked up in it.
//!
//! A snapshot stays what it is while others write. Opening one takes no lock and writes nothing, so an archive can be read
//! on a read-only disk, and readers never wait.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocAddress, DocId, DocSet, Index, IndexReader, ReloadPolicy, Searcher, TERMINATED, TantivyDocument, Term,
};
use xxhash_rust::xxh3::xxh3_64;

use super::columns::Columns;
use super::entries::{
    self, Counters, DOCUMENT, EVENT, Entries, Placed, REDIRECT, Redirect, Signer, Superseded, VERSION,
};
use super::error::ArchiveError;
use super::event::StoryEvent;
use super::manifest::Manifest;
use crate::copies::bands::Bands;
use crate::index::analyzer::{ANALYZER_NAME, NewsAnalyzer};
use crate::index::frozen::FrozenDirectory;
use crate::index::schema::{PUBLISHED, key};
use crate::pipeline::ClusterSettings;

/// How often opening is tried again while a writer clears files away, and how long it waits between.
const TRIES: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// The file by which tantivy commits.
const META_FILE: &str = "meta.json";

/// Most redirects that are followed from one id.
const MOST_REDIRECTS: usize = 1000;

/// A state of an archive.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) entries: Entries,
    pub(super) searcher: Searcher,
    pub(super) counters: Counters,
    /// See [`committed`]; of what a writer sees, none.
    pub(super) committed: Option<u64>,
    pub(super) kept: Arc<Kept>,
}

/// What is found out once for a state.
#[derive(Debug, Default)]
pub(super) struct Kept {
    columns: OnceLock<Columns>,
    demanded: OnceLock<(ClusterSettings, Bands)>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Snapshot")
            .field("folder", &self.folder)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Opens the last committed state of the archive in a folder.
    ///
    /// # Errors
    ///
    /// When the folder is no archive of this version, or the disk refuses.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        Self::open_in(folder, false)
    }

    /// The same, after the sums of all files were found right, for what goes by each of them. Reads every byte: half a second
    /// for each GB that the system has at hand.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and when a file is not what was written.
    pub fn open_checked(folder: &Path) -> Result<Self, ArchiveError> {
        Self::open_in(folder, true)
    }

    fn open_in(folder: &Path, is_checked: bool) -> Result<Self, ArchiveError> {
        let mut tries = 0;
        loop {
            let manifest = Manifest::read(folder)?;
            // Looked at first: a commit while this is being opened makes it one that is not current.
            let committed = committed(folder, &manifest);
            let error = match open_data(&folder.join(&manifest.data)) {
                Ok((index, entries)) => {
                    let damaged = if is_checked { damaged_files(folder, &index) } else { Ok(Vec::new()) };
                    match damaged {
                        Ok(files) if !files.is_empty() => return Err(not_as_written(folder, &files)),
                        Ok(_) => match Self::of_index(folder, &manifest, &index, entries, committed) {
                            Ok(snapshot) => return Ok(snapshot),
                            Err(error) => error,
                        },
                        Err(error) => error,
                    }
                }
                Err(error) => ArchiveError::reading(folder)(error),
            };
            // A writer may have committed, or rebuilt the archive, between two steps.
            tries += 1;
            if tries == TRIES {
                return Err(error);
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn of_index(
        folder: &Path,
        manifest: &Manifest,
        index: &Index,
        entries: Entries,
        committed: Option<u64>,
    ) -> Result<Self, ArchiveError> {
        let reading = ArchiveError::reading(folder);
        let before = counters(folder, index)?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(&reading)?;
        let counters = counters(folder, index)?;
        if counters != before {
            return Err(ArchiveError::damaged(folder, "it changed while it was opened"));
        }
        Ok(Self {
            folder: folder.to_owned(),
            manifest: manifest.clone(),
            entries,
            searcher: reader.searcher(),
            counters,
            committed,
            kept: Arc::default(),
        })
    }

    /// Whether this is what would be opened now: nobody has committed, merged or rebuilt since. Reads two small files.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.committed.is_some()
            && Manifest::read(&self.folder)
                .is_ok_and(|manifest| manifest == self.manifest && committed(&self.folder, &manifest) == self.committed)
    }

    /// What is counted.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// What the archive says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(super) fn damaged(&self, reason: impl Into<String>) -> ArchiveError {
        ArchiveError::damaged(&self.folder, reason)
    }

    /// Calls `visit` for every entry that has a term, in the order of segments.
    pub(super) fn for_each_with(&self, term: &Term, mut visit: impl FnMut(DocAddress)) -> Result<(), ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let inverted = reader.inverted_index(term.field()).map_err(&reading)?;
            let failed = |error: std::io::Error| reading(error.into());
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic).map_err(failed)? else {
                continue;
            };
            let alive = reader.alive_bitset();
            loop {
                let document: DocId = postings.doc();
                if document == TERMINATED {
                    break;
                }
                if alive.is_none_or(|alive| alive.is_alive(document)) {
                    visit(DocAddress::new(segment, document));
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// The entries with a text in an exact field.
    pub(super) fn with(&self, field: Field, text: &str) -> Result<Vec<DocAddress>, ArchiveError> {
        let mut addresses = Vec::new();
        self.for_each_with(&Term::from_field_text(field, text), |address| addresses.push(address))?;
        Ok(addresses)
    }

    /// All entries of a kind.
    pub(super) fn of_kind(&self, kind: &str) -> Result<Vec<DocAddress>, ArchiveError> {
        self.with(self.entries.kind, kind)
    }

    /// Whether anything is known by this term.
    pub(super) fn is_known(&self, term: &str) -> Result<bool, ArchiveError> {
        Ok(!self.with(self.entries.known, term)?.is_empty())
    }

    pub(super) fn entry(&self, address: DocAddress) -> Result<TantivyDocument, ArchiveError> {
        self.searcher.doc(address).map_err(ArchiveError::reading(&self.folder))
    }

    /// The document or version of an entry.
    pub(super) fn placed(&self, address: DocAddress) -> Result<Placed, ArchiveError> {
        let entry = self.entry(address)?;
        self.entries.placed(&entry).ok_or_else(|| self.damaged("a document in it cannot be read back"))
    }

    /// The document of an id.
    pub(super) fn document(&self, id: &str) -> Result<Option<Placed>, ArchiveError> {
        // A long id is cut for its term, so the whole one is looked at.
        for address in self.with(self.entries.text.id, &key(id))? {
            let placed = self.placed(address)?;
            if placed.document.id == id {
                return Ok(Some(placed));
            }
        }
        Ok(None)
    }

    /// What is said of an id that no document has: that it is an earlier version's, or unknown.
    pub(super) fn no_document(&self, id: &str) -> Result<ArchiveError, ArchiveError> {
        let (folder, asked) = (self.folder.clone(), id.to_owned());
        for address in self.with(self.entries.known, &entries::earlier(id))? {
            let placed = self.placed(address)?;
            if placed.document.id == id
                && let Some(of) = placed.known.of
            {
                return Ok(ArchiveError::EarlierVersion { folder, id: asked, of });
            }
        }
        Ok(ArchiveError::UnknownDocument { folder, id: asked })
    }

    /// Where the documents of a story are.
    pub(super) fn story_addresses(&self, story: &str) -> Result<Vec<DocAddress>, ArchiveError> {
        self.with(self.entries.text.story, &key(story))
    }

    /// The documents of a story, by time.
    pub(super) fn members(&self, story: &str) -> Result<Vec<Placed>, ArchiveError> {
        let mut members = Vec::new();
        for address in self.story_addresses(story)? {
            members.push(self.placed(address)?);
        }
        members.sort_by(|one, other| one.time_order().cmp(&other.time_order()));
        Ok(members)
    }

    /// The earlier versions of a document, in the order in which they came.
    pub(super) fn versions(&self, id: &str) -> Result<Vec<Superseded>, ArchiveError> {
        let mut versions = Vec::new();
        for address in self.with(self.entries.of, &key(id))? {
            // Events of a story of that id stand here too.
            let entry = self.entry(address)?;
            if !self.is_of_kind(&entry, VERSION) {
                continue;
            }
            let placed = self.placed(address)?;
            if placed.known.of.as_deref() != Some(id) {
                continue;
            }
            versions.push(Superseded { placed, of: id.to_owned() });
        }
        versions.sort_by_key(|version| version.placed.known.sequence);
        Ok(versions)
    }

    /// What is stored in the entries of a kind that belong to something.
    fn stored_of<T: serde::de::DeserializeOwned>(&self, kind: &str, of: &str) -> Result<Vec<T>, ArchiveError> {
        let kinds: BTreeSet<DocAddress> = self.with(self.entries.of, &key(of))?.into_iter().collect();
        let mut stored = Vec::new();
        for address in kinds {
            let entry = self.entry(address)?;
            if self.is_of_kind(&entry, kind) {
                let value = self.entries.stored(&entry);
                stored.push(value.ok_or_else(|| self.damaged(format!("a {kind} in it cannot be read back")))?);
            }
        }
        Ok(stored)
    }

    /// Kinds are not stored: events and redirects are told by their fields, versions by their meta.
    fn is_of_kind(&self, entry: &TantivyDocument, kind: &str) -> bool {
        let is_version = entry.get_first(self.entries.meta).is_some();
        match kind {
            VERSION => is_version,
            EVENT => !is_version && self.entries.stored::<StoryEvent>(entry).is_some(),
            REDIRECT => !is_version && self.entries.stored::<Redirect>(entry).is_some(),
            _ => false,
        }
    }

    /// The events of a story's life, in order.
    pub(super) fn events(&self, story: &str) -> Result<Vec<StoryEvent>, ArchiveError> {
        let mut events: Vec<StoryEvent> = self.stored_of(EVENT, story)?;
        events.sort_by_key(|event| event.sequence);
        Ok(events)
    }

    /// Where a story that was merged went.
    pub(super) fn redirect(&self, story: &str) -> Result<Option<Redirect>, ArchiveError> {
        let redirects: Vec<Redirect> = self.stored_of(REDIRECT, story)?;
        Ok(redirects.into_iter().filter(|redirect| redirect.from == story).max_by_key(|redirect| redirect.sequence))
    }

    /// The ids of stories that an id leads through, itself first, the story that is left last.
    pub(super) fn way(&self, story: &str) -> Result<Vec<String>, ArchiveError> {
        let mut way = vec![story.to_owned()];
        while let Some(redirect) = self.redirect(way.last().map_or("", String::as_str))? {
            if way.contains(&redirect.to) || way.len() > MOST_REDIRECTS {
                return Err(self.damaged(format!("the redirects of the story `{story}` run in a circle")));
            }
            way.push(redirect.to);
        }
        Ok(way)
    }

    /// The columns that look-ups need.
    pub(super) fn columns(&self) -> Result<&Columns, ArchiveError> {
        if let Some(columns) = self.kept.columns.get() {
            return Ok(columns);
        }
        let columns = Columns::of(&self.searcher).map_err(ArchiveError::reading(&self.folder))?;
        Ok(self.kept.columns.get_or_init(|| columns))
    }

    /// The settings by which the archive was made, with the bands that they choose; an error if they are others than this
    /// version's.
    pub(super) fn demanded(&self) -> Result<&(ClusterSettings, Bands), ArchiveError> {
        if let Some(demanded) = self.kept.demanded.get() {
            return Ok(demanded);
        }
        let settings = ClusterSettings::default();
        self.manifest.demand(&self.folder, &settings)?;
        let bands = Signer::new(&settings).bands();
        Ok(self.kept.demanded.get_or_init(|| (settings, bands)))
    }

    /// For each address its number in the order of insertion.
    pub(super) fn sequences(&self, addresses: &[DocAddress]) -> Result<Vec<u64>, ArchiveError> {
        let columns = self.columns()?;
        let sequence = |&address| columns.sequence(address).ok_or_else(|| self.damaged("an entry has no number"));
        addresses.iter().map(sequence).collect()
    }

    /// The stories of documents.
    pub(super) fn stories_of(
        &self,
        addresses: impl IntoIterator<Item = DocAddress>,
    ) -> Result<BTreeSet<String>, ArchiveError> {
        let mut by_segment: BTreeMap<u32, Vec<DocId>> = BTreeMap::new();
        for address in addresses {
            by_segment.entry(address.segment_ord).or_default().push(address.doc_id);
        }
        let reading = ArchiveError::reading(&self.folder);
        let columns = self.columns()?;
        let mut stories = BTreeSet::new();
        for (segment, documents) in by_segment {
            let Some(column) = columns.segment(segment).and_then(|segment| segment.story.as_ref()) else { continue };
            let mut ordinals: Vec<u64> =
                documents.into_iter().filter_map(|document| column.ords().first(document)).collect();
            ordinals.sort_unstable();
            ordinals.dedup();
            let failed = |error: std::io::Error| reading(error.into());
            column
                .dictionary()
                .sorted_ords_to_term_cb(&ordinals, |id| {
                    stories.insert(String::from_utf8_lossy(id).into_owned());
                })
                .map_err(failed)?;
        }
        Ok(stories)
    }

    /// The documents published within any of some spans, both ends included, in microseconds since 1970.
    pub(super) fn published_within(&self, spans: &[(i64, i64)]) -> Result<Vec<DocAddress>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let mut found = Vec::new();
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let column = reader.fast_fields().i64(PUBLISHED).map_err(&reading)?;
            let mut documents = Vec::new();
            for &(first, last) in spans {
                column.get_docids_for_value_range(first..=last, 0..reader.max_doc(), &mut documents);
                found.extend(documents.drain(..).map(|document| DocAddress::new(segment, document)));
            }
        }
        found.retain(|address| !self.searcher.segment_reader(address.segment_ord).is_deleted(address.doc_id));
        Ok(found)
    }

    /// All documents, by number.
    pub(super) fn documents(&self) -> Result<Vec<DocAddress>, ArchiveError> {
        self.of_kind(DOCUMENT)
    }
}

/// A hash of the file that tells which data belong to the last commit.
fn committed(folder: &Path, manifest: &Manifest) -> Option<u64> {
    std::fs::read(folder.join(&manifest.data).join(META_FILE)).ok().map(|bytes| xxh3_64(&bytes))
}

/// The files of an index whose sums are not those that they were written with, by name. Reads all files.
pub(super) fn damaged_files(folder: &Path, index: &Index) -> Result<Vec<String>, ArchiveError> {
    let damaged = index.validate_checksum().map_err(ArchiveError::reading(folder))?;
    let mut damaged: Vec<String> = damaged.iter().map(|path| path.display().to_string()).collect();
    damaged.sort_unstable();
    Ok(damaged)
}

/// Says so.
pub(super) fn not_as_written(folder: &Path, files: &[String]) -> ArchiveError {
    ArchiveError::damaged(folder, format!("these files are not as they were written: {}", files.join(", ")))
}

/// The counters of the last commit; the default before the first.
pub(super) fn counters(folder: &Path, index: &Index) -> Result<Counters, ArchiveError> {
    let meta = index.load_metas().map_err(ArchiveError::reading(folder))?;
    match meta.payload {
        None => Ok(Counters::default()),
        Some(payload) => {
            serde_json::from_str(&payload).map_err(|_| ArchiveError::damaged(folder, "its counters cannot be read"))
        }
    }
}

fn open_data(path: &Path) -> tantivy::Result<(Index, Entries)> {
    let index = Index::open(FrozenDirectory::open(path)?)?;
    prepared(index)
}

/// An index with the analyzer; refused if it has other fields than this version's.
pub(super) fn prepared(index: Index) -> tantivy::Result<(Index, Entries)> {
    index.tokenizers().register(ANALYZER_NAME, NewsAnalyzer::default());
    let (expected, entries) = entries::schema();
    if index.schema() != expected {
        return Err(tantivy::TantivyError::SchemaError("the fields are not those of this version".to_owned()));
    }
    Ok((index, entries))
}
