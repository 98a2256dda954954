//! Arrivals: what the documents of a batch are to an archive, before any are grouped.
//!
//! Each is known already, with this very content, and passed over; or a [revision](super::revision) of one that is there or
//! came with it, and takes its place, or stands as an earlier version of it; or new.

use std::collections::{BTreeMap, BTreeSet};

use ahash::{AHashMap, AHashSet};

use super::entries::{Placed, Signer, Superseded, clues, short_id};
use super::error::ArchiveError;
use super::revision::{is_later, is_revision};
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::schema::folded_key;
use crate::problem::{Position, Problem};

/// Most documents that one is compared with for each way of finding it, those that came last.
const MOST_CANDIDATES: usize = 16;

/// A document that took the place of another.
#[derive(Debug)]
pub(super) struct Revised {
    pub(super) new: String,
    pub(super) old: String,
    /// The story that both are in.
    pub(super) story: String,
}

/// What a batch is to an archive.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// Those that are to be grouped, by id, with the place of the document that they replace.
    pub(super) fresh: BTreeMap<String, Placed>,
    /// The keys of their bands.
    pub(super) bands: BTreeMap<String, Vec<u64>>,
    /// Documents of the archive whose place is taken, by number.
    pub(super) gone: BTreeMap<u64, String>,
    /// Documents whose versions are told of another from now on.
    pub(super) without_versions: BTreeSet<String>,
    pub(super) versions: Vec<Superseded>,
    /// Versions that are new to the archive, among `versions`.
    pub(super) new_versions: u64,
    pub(super) revised: Vec<Revised>,
    /// How many are known already.
    pub(super) passed_over: u64,
    pub(super) notices: Vec<Problem>,
    seen: AHashSet<String>,
    by_clue: AHashMap<String, Vec<String>>,
    by_band: AHashMap<u64, Vec<String>>,
}

impl Arrivals {
    /// Takes a document in.
    pub(super) fn take(
        &mut self,
        document: Document,
        snapshot: &Snapshot,
        signer: &mut Signer,
        sequence: u64,
        batch: u64,
    ) -> Result<(), ArchiveError> {
        let mut new = Placed::new(document);
        (new.known.sequence, new.known.batch) = (sequence, batch);
        let same = new.known.same();
        if self.seen.contains(&same) || snapshot.is_known(&same)? {
            self.passed_over += 1;
            return Ok(());
        }
        self.seen.insert(same);
        let keys = signer.keys(&new.document);
        let clues = clues(&new.document);
        let old = self
            .candidates(&new, &clues, &keys, snapshot, signer.required())?
            .into_iter()
            .find(|old| is_revision(&new, old));
        if let Some(old) = &old
            && !is_later(&new.document, &old.document)
        {
            new.story.clone_from(&old.story);
            self.versions.push(Superseded { placed: new, of: old.document.id.clone() });
            self.new_versions += 1;
            return Ok(());
        }
        self.settle_id(&mut new, old.as_ref().map(|old| old.document.id.as_str()), snapshot)?;
        if let Some(old) = old {
            self.replace(old, &mut new, snapshot)?;
        }
        let id = new.document.id.clone();
        for clue in clues {
            self.by_clue.entry(clue).or_default().push(id.clone());
        }
        for &key in &keys {
            self.by_band.entry(key).or_default().push(id.clone());
        }
        self.bands.insert(id.clone(), keys);
        self.fresh.insert(id, new);
        Ok(())
    }

    /// The documents that one may be a version of: that of its id first, then those found by address or title, then by
    /// text; of each those that came last first.
    fn candidates(
        &self,
        new: &Placed,
        clues: &[String],
        keys: &[u64],
        snapshot: &Snapshot,
        required: usize,
    ) -> Result<Vec<Placed>, ArchiveError> {
        let source = new.document.source.as_deref().map(folded_key);
        let may_be_found_by_text = source.is_some() && new.document.title.is_some() && new.document.published.is_some();
        let mut found: Vec<Placed> = Vec::new();
        let mut met: BTreeSet<u64> = BTreeSet::new();
        let mut add = |mut candidates: Vec<Placed>| {
            candidates.sort_by_key(|placed| std::cmp::Reverse(placed.known.sequence));
            for placed in candidates {
                if !self.gone.contains_key(&placed.known.sequence) && met.insert(placed.known.sequence) {
                    found.push(placed);
                }
            }
        };
        let fresh = |ids: Option<&Vec<String>>| -> Vec<Placed> {
            let ids = ids.map_or(&[][..], Vec::as_slice).iter().rev().take(MOST_CANDIDATES);
            ids.filter_map(|id| self.fresh.get(id)).cloned().collect()
        };
        let id = &new.document.id;
        add(self.fresh.get(id).cloned().into_iter().chain(snapshot.document(id)?).collect());
        for clue in clues {
            let mut candidates = fresh(self.by_clue.get(clue));
            let addresses = snapshot.with(snapshot.entries.known, clue)?;
            for address in snapshot.latest(addresses, MOST_CANDIDATES)? {
                candidates.push(snapshot.placed(address)?);
            }
            add(candidates);
        }
        if may_be_found_by_text {
            let mut candidates = Vec::new();
            let mut shared: BTreeMap<&String, usize> = BTreeMap::new();
            for key in keys {
                for id in self.by_band.get(key).into_iter().flat_map(|ids| ids.iter().rev().take(MOST_CANDIDATES)) {
                    *shared.entry(id).or_default() += 1;
                }
            }
            let shared = shared.into_iter().filter(|&(_, bands)| bands >= required).take(MOST_CANDIDATES);
            candidates.extend(shared.filter_map(|(id, _)| self.fresh.get(id)).cloned());
            for (address, _) in snapshot.alike(keys, required)?.into_iter().take(MOST_CANDIDATES) {
                candidates.push(snapshot.placed(address)?);
            }
            candidates.retain(|placed| placed.document.source.as_deref().map(folded_key) == source);
            add(candidates);
        }
        Ok(found)
    }

    /// Gives a document another id if its own is that of another article.
    fn settle_id(&mut self, new: &mut Placed, old: Option<&str>, snapshot: &Snapshot) -> Result<(), ArchiveError> {
        let given = new.document.id.clone();
        let mut number = 1_u64;
        loop {
            let id = &new.document.id;
            let is_taken = Some(id.as_str()) != old
                && (self.fresh.contains_key(id)
                    || snapshot.document(id)?.is_some_and(|other| !self.gone.contains_key(&other.known.sequence)));
            if !is_taken {
                break;
            }
            let digits = short_id(&new.known.content);
            new.document.id =
                if number == 1 { format!("{given}~{digits}") } else { format!("{given}~{digits}~{number}") };
            number += 1;
        }
        if new.document.id != given {
            let origin = &new.document.origin;
            self.notices.push(Problem::notice(
                &origin.path,
                Position::Record(u64::from(origin.ordinal)),
                format!(
                    "the id `{given}` is that of another document in the archive: this one is `{}`",
                    new.document.id
                ),
                "give each document an id of its own",
            ));
        }
        Ok(())
    }

    /// Puts a document in the place of an earlier version of it.
    fn replace(&mut self, old: Placed, new: &mut Placed, snapshot: &Snapshot) -> Result<(), ArchiveError> {
        let (was, is) = (old.document.id.clone(), new.document.id.clone());
        new.story.clone_from(&old.story);
        new.copies.clone_from(&old.copies);
        if was != is {
            for version in self.versions.iter_mut().filter(|version| version.of == was) {
                version.of.clone_from(&is);
            }
        }
        if self.fresh.remove(&was).is_some() {
            self.bands.remove(&was);
            // What it replaced itself is replaced by the new one now.
            for revised in self.revised.iter_mut().filter(|revised| revised.new == was) {
                revised.new.clone_from(&is);
            }
        } else {
            if was != is {
                self.versions.extend(
                    snapshot.versions(&was)?.into_iter().map(|version| Superseded { of: is.clone(), ..version }),
                );
                self.without_versions.insert(was.clone());
            }
            self.gone.insert(old.known.sequence, was.clone());
            self.revised.push(Revised { new: is.clone(), old: was, story: old.story.clone() });
        }
        self.versions.push(Superseded { placed: old, of: is });
        self.new_versions += 1;
        Ok(())
    }
}
