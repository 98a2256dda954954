//! Arrivals: what the documents of a batch are to an archive, before any are grouped.
//!
//! Each is known already, with this very content, and passed over; or a [revision](super::revision) of one that is there or
//! came with it, and takes its place, or stands as an earlier version of it; or new.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use tantivy::DocAddress;

use super::entries::{Marks, Placed, Signer, Superseded, clues, short_id};
use super::error::ArchiveError;
use super::revision::{is_later, is_revision};
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::schema::{folded_key, key};
use crate::pipeline::ClusterSettings;
use crate::problem::{Position, Problem};

/// Most documents that one is compared with for each way of finding it, those that came last.
const MOST_CANDIDATES: usize = 16;

/// Most documents of the archive that are kept at hand once they were read.
const MOST_AT_HAND: usize = 1_000;

/// A document on its way, with what it is found by: a function of the document alone.
#[derive(Debug)]
pub(super) struct Prepared {
    new: Placed,
    marks: Marks,
    clues: Vec<String>,
    same: String,
}

/// Documents on their way, in their order.
pub(super) fn prepare(documents: Vec<Document>, settings: &ClusterSettings) -> Vec<Prepared> {
    let prepare = |signer: &mut Signer, document: Document| {
        let (marks, clues) = (signer.marks(&document), clues(&document));
        let new = Placed::new(document);
        Prepared { marks, clues, same: new.known.same(), new }
    };
    documents.into_par_iter().map_init(|| Signer::new(settings), prepare).collect()
}

/// What an archive has that may have to do with a document.
#[derive(Debug)]
pub(super) struct Looked {
    is_known: bool,
    /// Those of its id.
    of_id: Vec<DocAddress>,
    /// Those of each of its clues, some that came last.
    by_clue: Vec<Vec<DocAddress>>,
    /// See [`Snapshot::alike`].
    alike: Arc<[DocAddress]>,
}

/// Looks documents up. Equal texts are looked up once.
pub(super) fn look(
    prepared: &[Prepared],
    snapshot: &Snapshot,
    settings: &ClusterSettings,
) -> Result<Vec<Looked>, ArchiveError> {
    let required = Signer::new(settings).required();
    let mut texts: AHashMap<&str, usize> = AHashMap::new();
    let mut firsts: Vec<&Prepared> = Vec::new();
    for prepared in prepared {
        let Some(text) = &prepared.marks.text else { continue };
        texts.entry(text).or_insert_with(|| {
            firsts.push(prepared);
            firsts.len() - 1
        });
    }
    let alike = |prepared: &&Prepared| snapshot.alike(&prepared.marks.bands, required).map(Arc::from);
    let alike: Vec<Arc<[DocAddress]>> = firsts.par_iter().map(alike).collect::<Result<_, _>>()?;
    let look = |prepared: &Prepared| {
        let by_clue = |clue: &String| snapshot.latest(snapshot.with(snapshot.entries.known, clue)?, MOST_CANDIDATES);
        let text = prepared.marks.text.as_deref();
        Ok(Looked {
            is_known: snapshot.is_known(&prepared.same)?,
            of_id: snapshot.with(snapshot.entries.text.id, &key(&prepared.new.document.id))?,
            by_clue: prepared.clues.iter().map(by_clue).collect::<Result<_, _>>()?,
            alike: text.and_then(|text| alike.get(*texts.get(text)?)).cloned().unwrap_or_default(),
        })
    };
    prepared.par_iter().map(look).collect()
}

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
    /// What they are found by.
    pub(super) marks: BTreeMap<String, Marks>,
    /// What of the archive is like them.
    pub(super) alike: BTreeMap<String, Arc<[DocAddress]>>,
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
    at_hand: AHashMap<DocAddress, Placed>,
}

impl Arrivals {
    /// Takes a document in.
    pub(super) fn take(
        &mut self,
        prepared: Prepared,
        looked: Looked,
        snapshot: &Snapshot,
        required: usize,
        [sequence, batch]: [u64; 2],
    ) -> Result<(), ArchiveError> {
        let Prepared { mut new, marks, clues, same } = prepared;
        (new.known.sequence, new.known.batch) = (sequence, batch);
        if looked.is_known || self.seen.contains(&same) {
            self.passed_over += 1;
            return Ok(());
        }
        // What came under an id that was taken has one of its own since, and may come again under that.
        for &address in &looked.of_id {
            if snapshot.placed(address)?.known.content == new.known.content {
                self.passed_over += 1;
                return Ok(());
            }
        }
        self.seen.insert(same);
        let old = self
            .candidates(&new, &clues, &marks.bands, &looked, snapshot, required)?
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
        for &key in &marks.bands {
            self.by_band.entry(key).or_default().push(id.clone());
        }
        self.marks.insert(id.clone(), marks);
        self.alike.insert(id.clone(), looked.alike);
        self.fresh.insert(id, new);
        Ok(())
    }

    /// The documents that one may be a version of: that of its id first, then those found by address or title, then by
    /// text; of each those that came last first.
    fn candidates(
        &mut self,
        new: &Placed,
        clues: &[String],
        keys: &[u64],
        looked: &Looked,
        snapshot: &Snapshot,
        required: usize,
    ) -> Result<Vec<Placed>, ArchiveError> {
        if self.at_hand.len() > MOST_AT_HAND {
            self.at_hand.clear();
        }
        let mut at_hand = std::mem::take(&mut self.at_hand);
        let mut read = |address: DocAddress| -> Result<Placed, ArchiveError> {
            if let Some(placed) = at_hand.get(&address) {
                return Ok(placed.clone());
            }
            let placed = snapshot.placed(address)?;
            at_hand.insert(address, placed.clone());
            Ok(placed)
        };
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
        let mut of_id: Vec<Placed> = self.fresh.get(id).cloned().into_iter().collect();
        for &address in &looked.of_id {
            // A long id is cut for its term, so the whole one is looked at.
            of_id.extend(Some(read(address)?).filter(|placed| placed.document.id == *id));
        }
        add(of_id);
        for (clue, addresses) in clues.iter().zip(&looked.by_clue) {
            let mut candidates = fresh(self.by_clue.get(clue));
            for &address in addresses {
                candidates.push(read(address)?);
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
            for &address in looked.alike.iter().take(MOST_CANDIDATES) {
                candidates.push(read(address)?);
            }
            candidates.retain(|placed| placed.document.source.as_deref().map(folded_key) == source);
            add(candidates);
        }
        self.at_hand = at_hand;
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
            self.marks.remove(&was);
            self.alike.remove(&was);
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
