//! Verifying: is everything in an archive as it should be?
//!
//! Files against their sums, records against their hashes, what documents are found by against their texts, the stories
//! against the tale that the events tell, redirects against stories, counters against everything.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::path::Path;

use ahash::AHashMap;
use serde::Serialize;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyError};
use xxhash_rust::xxh3::xxh3_64;

use super::entries::{Counters, EVENT, Known, REDIRECT, Redirect, Signer, UNDATED, VERSION, clues, place_hash};
use super::error::ArchiveError;
use super::event::{EventKind, StoryEvent};
use super::snapshot::{Snapshot, damaged_files};
use crate::index::schema::key;
use crate::pipeline::ClusterSettings;

/// Most findings of one kind that are told one by one.
const MOST_TOLD: usize = 20;

/// What mends what documents are found by.
const REBUILD: &str = "`samestory archive rebuild` makes it anew from the documents";
/// What mends what is lost.
const RESTORE: &str = "put the folder back from a backup, or add `archive export`'s documents to a new archive";

/// What verifying found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verification {
    /// What was looked at.
    pub counters: Counters,
    /// What is wrong; nothing, if all is well.
    pub findings: Vec<Finding>,
    /// Findings beyond those.
    pub more: usize,
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
    /// What mends it.
    pub cure: &'static str,
}

impl Verification {
    fn find(&mut self, what: String, cure: &'static str) {
        if self.findings.len() < MOST_TOLD {
            self.findings.push(Finding { what, cure });
        } else {
            self.more += 1;
        }
    }
}

/// Looks at everything in the archive in a folder. What is so damaged that it cannot be opened is found, too.
///
/// # Errors
///
/// When there is no archive, when it was made with other parameters or by another version, or when the disk refuses.
pub fn verify(folder: &Path) -> Result<Verification, ArchiveError> {
    // The search engine takes some files that are whole, and not those that belong there, for what they are not.
    let looked = catch_unwind(|| Snapshot::open_checked(folder).and_then(|snapshot| snapshot.verify()));
    match looked.unwrap_or_else(|_| Err(ArchiveError::damaged(folder, "its files do not go together"))) {
        Err(ArchiveError::Damaged { reason, .. }) => {
            let mut verification = Verification::default();
            verification.find(format!("it is damaged and cannot be opened: {reason}"), RESTORE);
            Ok(verification)
        }
        Err(ArchiveError::Reading { source, .. })
            if !matches!(*source, TantivyError::IoError(_) | TantivyError::OpenReadError(_)) =>
        {
            let mut verification = Verification::default();
            verification.find(format!("it is damaged and cannot be read: {source}"), RESTORE);
            Ok(verification)
        }
        outcome => outcome,
    }
}

impl Snapshot {
    /// Looks at everything.
    ///
    /// # Errors
    ///
    /// When the archive was made with other parameters, or cannot be read at all.
    pub fn verify(&self) -> Result<Verification, ArchiveError> {
        let settings = ClusterSettings::default();
        self.manifest.demand(&self.folder, &settings)?;
        let mut verification = Verification { counters: self.counters, ..Verification::default() };
        for file in damaged_files(&self.folder, self.searcher.index())? {
            verification.find(format!("the file `{}/{file}` is damaged", self.manifest.data), RESTORE);
        }
        if !verification.findings.is_empty() {
            return Ok(verification);
        }
        let mut seen = Seen::default();
        self.verify_documents(&settings, &mut seen, &mut verification)?;
        self.verify_versions(&mut seen, &mut verification)?;
        self.verify_events(&mut seen, &mut verification)?;
        self.verify_redirects(&mut seen, &mut verification)?;
        let found = Counters {
            batch: self.counters.batch,
            sequence: self.counters.sequence.max(seen.highest),
            ..seen.counters
        };
        if found != self.counters {
            verification.find(format!("the counters say {:?}, there are {found:?}", self.counters), REBUILD);
        }
        Ok(verification)
    }

    fn verify_documents(
        &self,
        settings: &ClusterSettings,
        seen: &mut Seen,
        verification: &mut Verification,
    ) -> Result<(), ArchiveError> {
        let text = |bytes: &[u8]| Some(xxh3_64(bytes));
        let number = |bytes: &[u8]| <[u8; 8]>::try_from(bytes).ok().map(u64::from_be_bytes);
        let fields = self.entries;
        let bands = self.sums(fields.band, &number)?;
        let by_text = [fields.known, fields.text.id, fields.text.story, fields.text.copies];
        let [known, ids, stories, copies] = by_text.map(|field| self.sums(field, &text));
        let (known, ids, stories, copies) = (known?, ids?, stories?, copies?);
        let undated: BTreeSet<DocAddress> = self.of_kind(UNDATED)?.into_iter().collect();
        let mut signer = Signer::new(settings);
        let columns = self.columns()?;
        for address in self.documents()? {
            seen.counters.documents += 1;
            let Ok(placed) = self.placed(address) else {
                verification.find(format!("document {} cannot be read back", seen.counters.documents), RESTORE);
                continue;
            };
            let id = &placed.document.id;
            if Known::of(&placed.document).content != placed.known.content {
                verification.find(format!("the document `{id}` is not what was added: its hash differs"), RESTORE);
            }
            let mut terms = clues(&placed.document);
            terms.push(placed.known.same());
            let marks = signer.marks(&placed.document);
            terms.extend(marks.text);
            let one = |term: &str| xxh3_64(key(term).as_bytes());
            let sum = |numbers: &mut dyn Iterator<Item = u64>| numbers.fold(0_u64, u64::wrapping_add);
            let found_by = [
                ("copies", &bands, sum(&mut marks.bands.iter().copied())),
                ("what it is known again by", &known, sum(&mut terms.iter().map(|term| xxh3_64(term.as_bytes())))),
                ("its id", &ids, one(id)),
                ("its story", &stories, one(&placed.story)),
                ("its group of copies", &copies, one(&placed.copies)),
            ];
            for (what, sums, expected) in found_by {
                if sums.get(&address).copied().unwrap_or(0) != expected {
                    verification.find(format!("the document `{id}` is not found by {what}"), REBUILD);
                }
            }
            let place = (place_hash(&placed.story), place_hash(&placed.copies));
            if columns.places(address) != place || columns.facts(address) <= 2 {
                verification.find(format!("the document `{id}` is not judged by what it tells"), REBUILD);
            }
            if undated.contains(&address) != placed.document.published.is_none() {
                verification.find(format!("the document `{id}` is not found by its time"), REBUILD);
            }
            if !seen.sequences.insert(placed.known.sequence) {
                verification.find(format!("the document `{id}` has the number of another"), RESTORE);
            }
            seen.highest = seen.highest.max(placed.known.sequence);
            if seen.stories.insert(id.clone(), placed.story).is_some() {
                verification.find(format!("there are two documents `{id}`"), RESTORE);
            }
        }
        let stories: BTreeSet<&String> = seen.stories.values().collect();
        seen.counters.stories = stories.len() as u64;
        Ok(())
    }

    /// For each entry the sum of the numbers of its terms in a field, in one pass through the index.
    fn sums(
        &self,
        field: Field,
        number: &dyn Fn(&[u8]) -> Option<u64>,
    ) -> Result<AHashMap<DocAddress, u64>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let failed = |error: std::io::Error| reading(error.into());
        let mut sums: AHashMap<DocAddress, u64> = AHashMap::new();
        for (segment, reader) in (0_u32..).zip(self.searcher.segment_readers()) {
            let inverted = reader.inverted_index(field).map_err(&reading)?;
            let mut terms = inverted.terms().stream().map_err(failed)?;
            while terms.advance() {
                let number = number(terms.key()).ok_or_else(|| self.damaged("a term in it is none"))?;
                let mut postings =
                    inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic).map_err(failed)?;
                while postings.doc() != TERMINATED {
                    let sum = sums.entry(DocAddress::new(segment, postings.doc())).or_default();
                    *sum = sum.wrapping_add(number);
                    postings.advance();
                }
            }
        }
        Ok(sums)
    }

    fn verify_versions(&self, seen: &mut Seen, verification: &mut Verification) -> Result<(), ArchiveError> {
        for address in self.of_kind(VERSION)? {
            seen.counters.versions += 1;
            let Ok(placed) = self.placed(address) else {
                verification.find(format!("earlier version {} cannot be read back", seen.counters.versions), RESTORE);
                continue;
            };
            let id = &placed.document.id;
            if Known::of(&placed.document).content != placed.known.content {
                verification.find(format!("an earlier version of `{id}` is not what was added"), RESTORE);
            }
            if !placed.known.of.as_ref().is_some_and(|of| seen.stories.contains_key(of)) {
                verification.find(format!("the document whose earlier version `{id}` is does not exist"), RESTORE);
            }
            if !seen.sequences.insert(placed.known.sequence) {
                verification.find(format!("an earlier version of `{id}` has the number of another document"), RESTORE);
            }
            seen.highest = seen.highest.max(placed.known.sequence);
        }
        Ok(())
    }

    /// Plays the events back: the stories must come out as they are.
    fn verify_events(&self, seen: &mut Seen, verification: &mut Verification) -> Result<(), ArchiveError> {
        let mut events: Vec<StoryEvent> = Vec::new();
        for address in self.of_kind(EVENT)? {
            seen.counters.events += 1;
            match self.entries.stored(&self.entry(address)?) {
                Some(event) => events.push(event),
                None => verification.find(format!("event {} cannot be read back", seen.counters.events), RESTORE),
            }
        }
        events.sort_by_key(|event| event.sequence);
        let mut told: BTreeMap<String, String> = BTreeMap::new();
        for event in events {
            if !seen.sequences.insert(event.sequence) {
                verification.find(format!("two events have the number {}", event.sequence), RESTORE);
            }
            seen.highest = seen.highest.max(event.sequence);
            if let Some(replaced) = &event.replaced {
                told.remove(replaced);
            }
            if event.event == EventKind::Ended {
                seen.ended.insert(event.story.clone());
            }
            for document in &event.documents {
                match event.destination() {
                    Some(story) => told.insert(document.clone(), story.to_owned()),
                    None => told.remove(document),
                };
            }
        }
        let ids: BTreeSet<&String> = told.keys().chain(seen.stories.keys()).collect();
        for id in ids {
            if told.get(id) != seen.stories.get(id) {
                let shown =
                    |story: Option<&String>| story.map_or_else(|| "no story".to_owned(), |id| format!("`{id}`"));
                let (told, is) = (shown(told.get(id)), shown(seen.stories.get(id)));
                verification.find(format!("the document `{id}` is in {is}, and by the events in {told}"), RESTORE);
            }
        }
        Ok(())
    }

    fn verify_redirects(&self, seen: &mut Seen, verification: &mut Verification) -> Result<(), ArchiveError> {
        let stories: BTreeSet<&String> = seen.stories.values().collect();
        for address in self.of_kind(REDIRECT)? {
            seen.counters.redirects += 1;
            let Some(redirect) = self.entries.stored::<Redirect>(&self.entry(address)?) else {
                verification.find(format!("redirect {} cannot be read back", seen.counters.redirects), RESTORE);
                continue;
            };
            if stories.contains(&redirect.from) {
                verification.find(format!("the story `{}` was merged and has documents", redirect.from), RESTORE);
            }
            match self.way(&redirect.from) {
                Ok(way) => {
                    let end = way.last().cloned().unwrap_or_default();
                    if !stories.contains(&end) && !seen.ended.contains(&end) {
                        verification.find(
                            format!("the story `{}` leads to `{end}`, which does not exist", redirect.from),
                            RESTORE,
                        );
                    }
                }
                Err(_) => verification.find(format!("the redirects of `{}` run in a circle", redirect.from), RESTORE),
            }
        }
        Ok(())
    }
}

/// What was met so far.
#[derive(Debug, Default)]
struct Seen {
    counters: Counters,
    /// Of each document the story.
    stories: BTreeMap<String, String>,
    sequences: BTreeSet<u64>,
    highest: u64,
    ended: BTreeSet<String>,
}
