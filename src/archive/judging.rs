//! Judging: which story a document would come into that is not in the archive, by its trace and those of others.

use std::collections::BTreeMap;

use ahash::{AHashMap, AHashSet};
use tantivy::DocAddress;

use super::columns::Columns;
use super::entries::place_hash;
use super::similar::Relation;
use crate::story::explain::explain_groups;
use crate::story::trace::Traced;
use crate::story::{Stories, StorySettings, find_stories_of_profiles};

/// A document among those that may be of its event.
#[derive(Debug)]
pub(super) struct Judged {
    /// The document is the first profile; the others stand for one text each.
    stories: Stories,
    /// For each of the others the profile that stands for it, and its story.
    others: Vec<(usize, u64)>,
    /// For each profile its group.
    group_of: Vec<usize>,
    /// The stories that the document would come into.
    pub(super) joined: AHashSet<u64>,
}

impl Judged {
    /// Groups a document with others. Where its text is in `stories` already, it is in those.
    pub(super) fn of<'a>(
        new: Traced,
        others: &BTreeMap<DocAddress, Traced>,
        columns: &Columns,
        documents: usize,
        stories: impl Iterator<Item = &'a String>,
        settings: &StorySettings,
    ) -> Self {
        let mut joined: AHashSet<u64> = stories.map(|story| place_hash(story)).collect();
        // One text is one voice: the longest of its copies, then the first.
        let mut voices: AHashMap<u64, (u32, std::cmp::Reverse<u64>, DocAddress)> = AHashMap::new();
        for (&address, traced) in others {
            let sequence = columns.sequence(address).unwrap_or_default();
            let voice = (traced.length(), std::cmp::Reverse(sequence), address);
            let copies = columns.places(address).1;
            voices.entry(copies).and_modify(|known| *known = voice.max(*known)).or_insert(voice);
        }
        let mut ordered: Vec<(u64, u64, DocAddress)> =
            voices.into_iter().map(|(copies, (_, sequence, address))| (sequence.0, copies, address)).collect();
        ordered.sort_unstable();
        let place: AHashMap<u64, usize> = ordered.iter().zip(1..).map(|(&(_, copies, _), at)| (copies, at)).collect();
        let mut traced = vec![new];
        traced.extend(ordered.iter().filter_map(|(.., address)| others.get(address)).cloned());
        let profiles = Traced::profiles(&traced);
        let stories = find_stories_of_profiles(profiles, documents.max(traced.len()), settings);
        let mut group_of = vec![0; traced.len()];
        for (at, group) in stories.groups.iter().enumerate() {
            for &member in &group.members {
                group_of[member] = at;
            }
        }
        let places = others.keys().map(|&address| columns.places(address));
        let others: Vec<(usize, u64)> =
            places.map(|(story, copies)| (place.get(&copies).copied().unwrap_or(0), story)).collect();
        if joined.is_empty() {
            // A story goes where most of it goes.
            let mut shares: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
            for &(at, story) in &others {
                let (with, all) = shares.entry(story).or_default();
                *with += usize::from(group_of[at] == group_of[0]);
                *all += 1;
            }
            joined.extend(shares.into_iter().filter(|(_, (with, all))| 2 * with >= *all).map(|(story, _)| story));
        }
        Self { stories, others, group_of, joined }
    }

    /// What one of the others is to the document, with the score, and what was reached of what bar; `None` for nothing.
    pub(super) fn verdict(&self, other: usize, settings: &StorySettings) -> Option<(Relation, f64, [f64; 2])> {
        let &(at, story) = self.others.get(other)?;
        let score = self.stories.corroborated(0, at);
        let bar = settings.for_documents(self.stories.background.documents()).join_bar;
        if self.joined.contains(&story) {
            return Some((Relation::SameEvent, score, [score, bar]));
        }
        if score < settings.link_floor {
            return None;
        }
        let members = |at: usize| self.stories.groups.get(self.group_of[at]).map_or(&[][..], |group| &group.members);
        if self.group_of[at] == self.group_of[0] {
            return Some((Relation::Related, score, [score, bar]));
        }
        let apart = explain_groups(&self.stories, [members(0), members(at)], settings);
        Some((Relation::Related, score, [apart.mean_score, apart.bar]))
    }
}
