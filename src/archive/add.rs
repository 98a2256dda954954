//! Adding: documents come in the order of time, batch by batch, and each batch is one commit.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::DocAddress;

use super::arrivals::{Arrivals, Prepared, look, prepare};
use super::entries::{Counters, Placed, Signer};
use super::error::ArchiveError;
use super::event::EventKind;
use super::grouping::{Grouped, Stamp, group, latest};
use super::neighbourhood::spans_within;
use super::remove::Lost;
use super::snapshot::Snapshot;
use super::writer::{Archive, Changes};
use crate::document::Document;
use crate::index::schema::microseconds;
use crate::moment::Moment;
use crate::overrides::{Overrides, Ruling};
use crate::pipeline::ClusterSettings;
use crate::problem::Problem;
use crate::read::content_hash;
use crate::story::trace::Trace;

/// Documents published within so many days of one that came may change their story too. Measured on collections added by
/// fifties: with none, what was grouped too early stays so (olympics headlines, B-cubed F1 .773 against .789 all at once),
/// with one day .780, with two .775, because the farther ones are seen without their own neighbours.
const MENDED_DAYS: f64 = 1.0;

/// How to add.
#[derive(Debug, Clone)]
pub struct AddSettings {
    /// Most documents in a commit.
    pub batch: usize,
    /// What editors say of documents, those in the archive too.
    pub overrides: Overrides,
}

impl Default for AddSettings {
    fn default() -> Self {
        Self { batch: 5_000, overrides: Overrides::default() }
    }
}

/// What adding did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Added {
    /// Documents given.
    pub documents: u64,
    /// Of these, known already with the same content.
    pub known: u64,
    /// Versions of documents that were there or came with them: the later one is the document, the others are kept beside it.
    pub revisions: u64,
    /// Copies of something that was there or came with them.
    pub copies: u64,
    /// New members of stories that were there.
    pub joined: u64,
    /// Stories that began.
    pub stories: u64,
    /// Stories that were merged into older ones.
    pub merged: u64,
    /// What was found otherwise than it may be meant.
    #[serde(skip)]
    pub notices: Vec<Problem>,
}

/// How far adding has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddProgress {
    /// Documents whose commit is done.
    pub done: usize,
    /// All documents.
    pub all: usize,
}

impl Archive {
    /// Adds documents, in order of time. `on_commit` is called after every commit, and tells whether to go on.
    ///
    /// The same documents in the same batches give the same archive, whatever their order here and the number of threads.
    ///
    /// # Errors
    ///
    /// When the disk refuses, or `on_commit` says to stop. What was committed before is intact; adding the same documents
    /// again adds those that are missing.
    pub fn add(
        &mut self,
        mut documents: Vec<Document>,
        settings: &AddSettings,
        on_commit: &mut dyn FnMut(AddProgress) -> bool,
    ) -> Result<Added, ArchiveError> {
        documents.sort_by_cached_key(|document| {
            let time = document.published.as_ref().map(Moment::earliest);
            let updated = document.updated.as_ref().map(Moment::earliest);
            (time.is_none(), time, updated, document.id.clone(), content_hash(document))
        });
        let all = documents.len();
        let mut added = Added { documents: all as u64, ..Added::default() };
        self.settings.overrides = settings.overrides.clone();
        let mut done = 0;
        let mut documents = documents.into_iter();
        let mut next = |settings: &ClusterSettings, batch: usize| {
            let documents: Vec<Document> = documents.by_ref().take(batch).collect();
            prepare(documents, settings)
        };
        let batch = settings.batch.max(1);
        let of_archive = self.settings.clone();
        let mut coming = next(&of_archive, batch);
        while !coming.is_empty() {
            let current = std::mem::take(&mut coming);
            done += current.len();
            // What comes next is prepared while the commit waits for the disk.
            let outcome = std::thread::scope(|scope| {
                let preparing = scope.spawn(|| next(&of_archive, batch));
                let outcome = self.add_batch(current, &mut added);
                preparing.join().map(|prepared| coming = prepared).map(|()| outcome)
            });
            outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            if !on_commit(AddProgress { done, all }) && !coming.is_empty() {
                return Err(ArchiveError::Stopped { folder: self.folder.clone() });
            }
        }
        self.apply_rulings(&mut added)?;
        Ok(added)
    }

    fn add_batch(&mut self, batch: Vec<Prepared>, added: &mut Added) -> Result<(), ArchiveError> {
        let snapshot = self.snapshot();
        let number = self.counters.batch + 1;
        let mut arrivals = Arrivals::default();
        let mut sequence = self.counters.sequence;
        let looked = look(&batch, &snapshot, &self.settings)?;
        let required = Signer::new(&self.settings).required();
        for (prepared, looked) in batch.into_iter().zip(looked) {
            sequence += 1;
            arrivals.take(prepared, looked, &snapshot, required, [sequence, number])?;
        }
        added.known += arrivals.passed_over;
        added.notices.append(&mut arrivals.notices);
        if arrivals.fresh.is_empty() && arrivals.versions.is_empty() {
            return Ok(());
        }
        added.revisions += arrivals.new_versions;
        let came = arrivals.fresh.values().chain(arrivals.versions.iter().map(|version| &version.placed));
        let when = latest(came.map(|placed| &placed.document));
        let stamp = Stamp { sequence, batch: number, when };
        self.place(&snapshot, arrivals, BTreeSet::new(), Lost::default(), stamp, added)
    }

    /// Groups the documents of rulings that do not hold yet, whatever came with them.
    fn apply_rulings(&mut self, added: &mut Added) -> Result<(), ArchiveError> {
        let snapshot = self.snapshot();
        let overrides = self.settings.overrides.clone();
        let mut named: BTreeMap<&str, Option<Placed>> = BTreeMap::new();
        for id in overrides.entries().iter().flat_map(|entry| entry.documents.iter().map(|document| &document.id)) {
            named.insert(id, snapshot.document(id)?);
        }
        let there = named.iter().filter(|(_, placed)| placed.is_some()).map(|(id, _)| *id);
        added.notices.extend_from_slice(overrides.applied_to(there).missing());
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for entry in overrides.entries() {
            let documents =
                || entry.documents.iter().filter_map(|named_one| named.get(named_one.id.as_str())?.as_ref());
            let stories: BTreeSet<&str> = documents().map(|placed| placed.story.as_str()).collect();
            let holds = match entry.ruling {
                Ruling::Same => stories.len() < 2,
                Ruling::Different => stories.len() == documents().count(),
            };
            if !holds {
                touched.extend(documents().map(|placed| placed.document.id.clone()));
            }
        }
        if touched.is_empty() {
            return Ok(());
        }
        let when =
            latest(named.values().flatten().map(|placed| &placed.document).filter(|one| touched.contains(&one.id)));
        let stamp = Stamp { sequence: self.counters.sequence, batch: self.counters.batch + 1, when };
        self.place(&snapshot, Arrivals::default(), touched, Lost::default(), stamp, added)
    }

    /// Groups what arrived, and what is `touched` besides, within its neighbourhood, and commits it.
    pub(super) fn place(
        &mut self,
        snapshot: &Snapshot,
        arrivals: Arrivals,
        mut touched: BTreeSet<String>,
        lost: Lost,
        mut stamp: Stamp,
        added: &mut Added,
    ) -> Result<(), ArchiveError> {
        let gone: BTreeSet<u64> = arrivals.gone.keys().copied().collect();
        let mut events = lost.events;
        for revised in &arrivals.revised {
            let mut event = stamp.event(EventKind::Revised, &revised.story, vec![revised.new.clone()]);
            event.replaced = Some(revised.old.clone());
            let published = arrivals.fresh.get(&revised.new).and_then(|placed| placed.document.published);
            event.when = published.or(event.when);
            events.push(event);
        }
        let fresh: BTreeSet<String> = arrivals.fresh.keys().cloned().collect();
        let replaced: BTreeSet<String> = arrivals.gone.values().cloned().collect();
        let grouped = self.regroup(snapshot, &arrivals, &gone, &fresh, &mut touched, &mut stamp)?;
        events.extend(grouped.events);
        added.copies += grouped.copies;
        added.joined += grouped.joined;
        added.stories += grouped.created;
        added.merged += grouped.merged;

        let mut versions = arrivals.versions;
        for version in versions.iter_mut().filter(|version| version.placed.story.is_empty()) {
            let current = grouped.placed.iter().find(|placed| placed.document.id == version.of);
            version.placed.story = current.map(|placed| placed.story.clone()).unwrap_or_default();
        }
        let moved = grouped.changed.iter().map(|&at| grouped.placed[at].clone());
        let put: Vec<(Placed, Trace)> = moved.zip(grouped.traces).collect();
        if put.is_empty() && versions.is_empty() && events.is_empty() {
            return Ok(());
        }
        let before = self.counters;
        let counters = Counters {
            batch: stamp.batch,
            sequence: stamp.sequence,
            documents: before.documents + fresh.len() as u64 - replaced.len() as u64,
            versions: before.versions + arrivals.new_versions - lost.versions,
            stories: before.stories + grouped.created - grouped.merged - lost.stories,
            redirects: before.redirects + grouped.redirects.len() as u64,
            events: before.events + events.len() as u64,
        };
        let changes = Changes {
            put,
            marks: arrivals.marks,
            gone: replaced.into_iter().filter(|id| !fresh.contains(id)).collect(),
            without_versions: arrivals.without_versions.into_iter().collect(),
            versions,
            events,
            redirects: grouped.redirects,
            counters,
        };
        self.commit(&changes)?;
        self.near = grouped.placed.into_iter().map(|placed| (placed.known.sequence, placed)).collect();
        Ok(())
    }

    fn regroup(
        &mut self,
        snapshot: &Snapshot,
        arrivals: &Arrivals,
        gone: &BTreeSet<u64>,
        fresh: &BTreeSet<String>,
        touched: &mut BTreeSet<String>,
        stamp: &mut Stamp,
    ) -> Result<Grouped, ArchiveError> {
        let mut signer = Signer::new(&self.settings);
        let mut more: Vec<(Document, Vec<DocAddress>)> = Vec::new();
        for id in touched.iter() {
            if let Some(placed) = snapshot.document(id)? {
                let alike = snapshot.alike(&signer.marks(&placed.document).bands, signer.required())?;
                more.push((placed.document, alike));
            }
        }
        let fresh_ones = arrivals.fresh.iter().map(|(id, placed)| {
            let alike = arrivals.alike.get(id).map_or(&[][..], |alike| alike);
            (&placed.document, alike)
        });
        let centres = fresh_ones.chain(more.iter().map(|(document, alike)| (document, alike.as_slice())));
        if centres.clone().next().is_none() {
            return Ok(Grouped::default());
        }
        let mut addresses = snapshot.near(centres, &self.settings.stories)?;
        // Whose place is taken has its story's others around it.
        for revised in &arrivals.revised {
            addresses.extend(snapshot.story_addresses(&revised.story)?);
        }
        let mut near = snapshot.load(&addresses, &mut self.near)?;
        near.retain(|sequence, _| !gone.contains(sequence));
        let mut placed: Vec<Placed> = near.into_values().collect();
        placed.extend(arrivals.fresh.values().cloned());
        touched.extend(fresh.iter().cloned());
        // What was published about then has its own neighbours around it too, and may find its place anew.
        let spans = spans_within(arrivals.fresh.values().map(|placed| &placed.document), MENDED_DAYS);
        for placed in &placed {
            let time = placed.document.published.as_ref().map(microseconds);
            if time.is_some_and(|time| spans.iter().any(|&(first, last)| (first..=last).contains(&time))) {
                touched.insert(placed.document.id.clone());
            }
        }
        group(placed, fresh, touched, snapshot, &self.settings, &mut self.remembered, stamp)
    }
}
