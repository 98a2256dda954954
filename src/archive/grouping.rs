//! Grouping: the neighbourhood of what came or went is clustered anew, and laid over the stories that were.
//!
//! The clustering is that of [`pipeline`](crate::pipeline). Of its stories those count that hold a document which came, or
//! was published about then, or of whose story one went: what else stands in the neighbourhood lends its words and stays
//! where it is, because at the edges of a neighbourhood a document is seen without its own.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::entries::{Known, Placed, Redirect};
use super::error::ArchiveError;
use super::event::{EventKind, StoryEvent};
use super::reconcile::{Part, Reconciled, reconcile};
use super::snapshot::Snapshot;
use crate::document::Document;
use crate::index::schema::key;
use crate::moment::Moment;
use crate::pipeline::{self, ClusterSettings, Clustering};
use crate::story::Remembered;
use crate::story::trace::Trace;

/// How the stories of documents changed.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// All documents of the neighbourhood in their places.
    pub(super) placed: Vec<Placed>,
    /// Of these the places that changed, ascending.
    pub(super) changed: Vec<usize>,
    /// What is to be kept of the evidence of those.
    pub(super) traces: Vec<Trace>,
    pub(super) events: Vec<StoryEvent>,
    pub(super) redirects: Vec<Redirect>,
    /// Stories that began.
    pub(super) created: u64,
    /// Stories that were merged into others.
    pub(super) merged: u64,
    /// Documents that came to a story that was there.
    pub(super) joined: u64,
    /// Documents that are copies of something that was there or came with them.
    pub(super) copies: u64,
}

/// Which numbers come next, and when it happened.
#[derive(Debug)]
pub(super) struct Stamp {
    pub(super) sequence: u64,
    pub(super) batch: u64,
    pub(super) when: Option<Moment>,
}

impl Stamp {
    pub(super) fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// An event with its number.
    pub(super) fn event(&mut self, event: EventKind, story: &str, documents: Vec<String>) -> StoryEvent {
        StoryEvent {
            sequence: self.next(),
            batch: self.batch,
            when: self.when,
            event,
            story: story.to_owned(),
            into: None,
            replaced: None,
            documents,
        }
    }
}

/// Groups documents of which `fresh` (by id) came, and `touched` came or lost a neighbour in their story. Every document of a story that a
/// document is in must be among them.
pub(super) fn group(
    mut placed: Vec<Placed>,
    fresh: &BTreeSet<String>,
    touched: &BTreeSet<String>,
    snapshot: &Snapshot,
    settings: &ClusterSettings,
    remembered: &mut Remembered,
    stamp: &mut Stamp,
) -> Result<Grouped, ArchiveError> {
    placed.sort_by(|one, other| one.document.id.cmp(&other.document.id));
    let is_touched: Vec<bool> = placed.iter().map(|placed| touched.contains(&placed.document.id)).collect();
    let is_new: Vec<bool> = placed.iter().map(|placed| placed.story.is_empty()).collect();
    let mut rest = Vec::with_capacity(placed.len());
    let mut documents: Vec<Document> = Vec::with_capacity(placed.len());
    for Placed { document, known, story, copies } in placed {
        documents.push(document);
        rest.push((known, story, copies));
    }
    let clustering = pipeline::cluster_remembering(documents, settings, remembered);
    let before = |at: usize| rest[at].1.as_str();

    let stories: Vec<(&[usize], &str)> =
        clustering.stories.iter().map(|story| (story.members.as_slice(), story.id.as_str())).collect();
    let (parts, is_held) = parts(&stories, &is_touched, before);
    let reconciled = reconciled(
        &parts,
        before,
        |story| Ok(snapshot.events(story)?.first().map_or(u64::MAX, |event| event.sequence)),
        |story| Ok(snapshot.story_addresses(story)?.is_empty() && snapshot.redirect(story)?.is_none()),
    )?;
    let copies = copies(&clustering, &is_held, &rest, snapshot)?;

    let mut grouped = tell(&parts, &reconciled, before, &clustering, stamp);
    grouped.joined = joined(&parts, before);
    grouped.copies = clustering.copies.groups.iter().map(|group| copied(group, &is_new)).sum();
    let mut after: Vec<Option<&str>> = vec![None; rest.len()];
    for (part, id) in parts.iter().zip(&reconciled.ids) {
        for &at in &part.0 {
            after[at] = Some(id);
        }
    }
    let after: Vec<Option<String>> = after.into_iter().map(|id| id.map(str::to_owned)).collect();
    let documents = clustering.documents;
    for (at, (document, (known, story, copies_id))) in documents.into_iter().zip(rest).enumerate() {
        let now = after[at].clone().unwrap_or_else(|| story.clone());
        let copies_now = copies.get(&at).cloned().unwrap_or_else(|| copies_id.clone());
        if fresh.contains(&document.id) || now != story || copies_now != copies_id {
            grouped.changed.push(at);
        }
        grouped.placed.push(Placed { document, known, story: now, copies: copies_now });
    }
    let (furniture, background) = (&clustering.evidence.furniture, &clustering.evidence.background);
    let trace = |&at: &usize| {
        let weighed = remembered.weighed(&furniture.cleared(&grouped.placed[at].document), &settings.stories);
        Trace::of(&weighed, background, &settings.stories)
    };
    grouped.traces = grouped.changed.par_iter().map(trace).collect();
    Ok(grouped)
}

/// Documents that are one group, by their place, and the id that it has of itself.
type Members<'a> = (Vec<usize>, &'a str);

/// The groups that hold something touched, each with its id; and what is left of the known groups that have members in
/// these, each as a group of its own. By first member. Tells of each document, too, whether it is in a group of the first
/// kind.
fn parts<'a>(
    groups: &[(&[usize], &'a str)],
    is_touched: &[bool],
    before: impl Fn(usize) -> &'a str,
) -> (Vec<Members<'a>>, Vec<bool>) {
    let mut parts: Vec<Members<'_>> = Vec::new();
    let mut is_held = vec![false; is_touched.len()];
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (members, id) in groups {
        if members.iter().any(|&at| is_touched[at]) {
            for &at in *members {
                is_held[at] = true;
                reached.insert(before(at));
            }
            let mut members = members.to_vec();
            members.sort_unstable();
            parts.push((members, id));
        }
    }
    reached.remove("");
    let mut left: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in (0..is_touched.len()).filter(|&at| !is_held[at]) {
        if reached.contains(before(at)) {
            left.entry(before(at)).or_default().push(at);
        }
    }
    parts.extend(left.into_iter().map(|(known, members)| (members, known)));
    parts.sort_unstable_by_key(|(members, _)| members.first().copied());
    (parts, is_held)
}

/// What groups were before, and the ids that they take.
fn reconciled<'a>(
    parts: &[Members<'a>],
    before: impl Fn(usize) -> &'a str,
    age: impl Fn(&str) -> Result<u64, ArchiveError>,
    is_free: impl Fn(&str) -> Result<bool, ArchiveError>,
) -> Result<Reconciled, ArchiveError> {
    let part = |(members, own): &Members<'a>| Part {
        known: members.iter().map(|&at| before(at)).collect(),
        own: (*own).to_owned(),
    };
    let parts: Vec<Part<'a>> = parts.iter().map(part).collect();
    reconcile(&parts, age, is_free)
}

fn copied(group: &[usize], is_new: &[bool]) -> u64 {
    let new = group.iter().filter(|&&at| is_new[at]).count();
    (if new == group.len() { new.saturating_sub(1) } else { new }) as u64
}

/// How many new documents are in a group that was known before.
fn joined<'a>(parts: &[Members<'a>], before: impl Fn(usize) -> &'a str) -> u64 {
    let new = |members: &[usize]| members.iter().filter(|&&at| before(at).is_empty()).count();
    parts
        .iter()
        .map(|(members, _)| new(members))
        .zip(parts)
        .map(|(new, (members, _))| if new < members.len() { new as u64 } else { 0 })
        .sum()
}

/// The ids of the groups of copies of documents that may be in another one now.
fn copies(
    clustering: &Clustering,
    is_held: &[bool],
    rest: &[(Known, String, String)],
    snapshot: &Snapshot,
) -> Result<BTreeMap<usize, String>, ArchiveError> {
    let before = |at: usize| rest[at].2.as_str();
    let groups: Vec<(&[usize], &str)> = clustering
        .copies
        .groups
        .iter()
        .zip(&clustering.copies_ids)
        .map(|(group, id)| (group.as_slice(), id.as_str()))
        .collect();
    let (parts, _) = parts(&groups, is_held, before);
    let age = |id: &str| {
        let of_group = rest.iter().filter(|(_, _, copies)| copies == id).map(|(known, _, _)| known.sequence);
        Ok(of_group.min().unwrap_or(u64::MAX))
    };
    let is_free = |id: &str| Ok(snapshot.with(snapshot.entries.text.copies, &key(id))?.is_empty());
    let reconciled = reconciled(&parts, before, age, is_free)?;
    let mut ids = BTreeMap::new();
    for ((members, _), id) in parts.iter().zip(&reconciled.ids) {
        ids.extend(members.iter().map(|&at| (at, id.clone())));
    }
    Ok(ids)
}

/// The events and redirects that lead from what was to what is.
fn tell<'a>(
    parts: &[Members<'a>],
    reconciled: &Reconciled,
    before: impl Fn(usize) -> &'a str,
    clustering: &Clustering,
    stamp: &mut Stamp,
) -> Grouped {
    let mut grouped = Grouped::default();
    let name = |at: &usize| clustering.documents[*at].id.clone();
    for (at, ((members, _), id)) in parts.iter().zip(&reconciled.ids).enumerate() {
        let known: BTreeSet<&str> = members.iter().map(|&member| before(member)).filter(|id| !id.is_empty()).collect();
        let of = |story: &str| -> Vec<String> {
            members.iter().filter(|&&member| before(member) == story).map(name).collect()
        };
        let is_new = !known.contains(id.as_str());
        let came = members.iter().filter(|&&member| before(member).is_empty());
        let when = latest(came.map(|&member| &clustering.documents[member])).or(stamp.when);
        let mut event = |kind, story: &str, documents| StoryEvent { when, ..stamp.event(kind, story, documents) };
        if is_new {
            grouped.created += 1;
            grouped.events.push(event(EventKind::Created, id, members.iter().map(name).collect()));
        } else if known.len() < members.iter().map(|&member| before(member)).collect::<BTreeSet<_>>().len() {
            grouped.events.push(event(EventKind::Grew, id, of("")));
        }
        for &story in known.iter().filter(|&&story| story != id) {
            // A story goes on in one part, under its own id or another's; what else it lost it lost.
            let ends = reconciled.goes_on.get(story) == Some(&at);
            let kind = if ends { EventKind::Merged } else { EventKind::Split };
            let event = StoryEvent { into: Some(id.clone()), ..event(kind, story, of(story)) };
            if ends {
                grouped.merged += 1;
                grouped.redirects.push(Redirect { from: story.to_owned(), to: id.clone(), sequence: event.sequence });
            }
            grouped.events.push(event);
        }
    }
    grouped
}

/// The latest time of publication of some documents.
pub(super) fn latest<'a>(documents: impl Iterator<Item = &'a Document>) -> Option<Moment> {
    let moments = documents.filter_map(|document| document.published);
    moments.max_by(|one, other| {
        one.earliest().cmp(&other.earliest()).then_with(|| one.to_string().cmp(&other.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_touched_stays_and_what_is_left_behind_is_a_part() {
        let before = ["s", "s", "t", "", "t", "u"];
        let groups: [(&[usize], &str); 4] = [(&[0, 3], "x"), (&[1], "y"), (&[2, 4], "z"), (&[5], "w")];
        let touched = [false, false, false, true, false, false];
        let (parts, is_held) = parts(&groups, &touched, |at| before[at]);
        assert_eq!(parts, [(vec![0, 3], "x"), (vec![1], "s")]);
        assert_eq!(is_held, [true, false, false, true, false, false]);
    }

    #[test]
    fn copies_are_counted_beyond_the_first() {
        assert_eq!(copied(&[0, 1, 2], &[true, true, true]), 2);
        assert_eq!(copied(&[0, 1, 2], &[false, true, true]), 2);
        assert_eq!(copied(&[0], &[true]), 0);
        assert_eq!(copied(&[0, 1], &[false, false]), 0);
    }
}
