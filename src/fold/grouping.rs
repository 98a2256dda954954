//! Items to entries, on one page.

use std::collections::BTreeSet;
use std::iter::once;

use super::keep::{Keep, latest};
use super::reason::{Reason, Relation, of_one_unit};
use super::{Decided, Level, Member, columns, decisions, revisions, same_item};
use crate::archive::revision::are_versions;
use crate::copies::shingle::Shingles;
use crate::copies::verify::Overlap;
use crate::document::Document;
use crate::moment::Moment;
use crate::overrides::classes::Classes;
use crate::pipeline::{self, ClusterSettings, Clustering, Stage, copies_among, unique_ids};
use crate::read::content_hash;

/// Shared terms that are named.
const NAMED: usize = 5;

/// How to fold.
#[derive(Debug, Clone)]
pub struct FoldSettings {
    /// What makes two items the same.
    pub level: Level,
    /// Which of them is kept.
    pub keep: Keep,
    /// When two texts are copies and two documents one story, and what editors say.
    pub clustering: ClusterSettings,
}

impl Default for FoldSettings {
    fn default() -> Self {
        Self { level: Level::Event, keep: Keep::default(), clustering: ClusterSettings::default() }
    }
}

/// The stories of some items.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// In the order of the items that are kept.
    pub stories: Vec<FoldedStory>,
    /// For each item, the index of its story.
    pub story_of: Vec<usize>,
}

/// Items that are the same, as far as the level says.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldedStory {
    /// That of an earlier run, or made of the content of its first item by time.
    pub id: String,
    /// The item that stands for it.
    pub kept: usize,
    /// The others, by time.
    pub folded: Vec<FoldedItem>,
    /// Owners that the items are of.
    pub voices: usize,
}

/// An item that another stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldedItem {
    /// Which item.
    pub item: usize,
    /// What it is to the one that is kept.
    pub relation: Relation,
    /// Why.
    pub reason: Reason,
    /// Whether it is one item with another that was folded, so that only that one is a report of its own.
    pub is_repeated: bool,
    /// Whether its owner has another report in the story before it, the kept one first: a mirror is no voice of its own.
    pub is_mirror: bool,
}

impl FoldedItem {
    /// Whether it is no report of its own: one item with another of the story, or the same text at another place of its
    /// owner. What an owner tells in other words later is one, if no other voice.
    #[must_use]
    pub fn is_aside(&self) -> bool {
        self.is_repeated || self.relation <= Relation::Revision || self.is_mirror && self.relation == Relation::Copy
    }
}

/// Folds items. Hand them in sorted by the ids of their documents for the same result in any order of feeds. Near linear in
/// the items but for what the pipeline takes.
#[must_use]
pub fn fold(members: &[Member], settings: &FoldSettings, on_stage: &mut dyn FnMut(Stage)) -> Folded {
    let mut items = decisions::of_items(members);
    same_item::join(members, &mut items);
    revisions::join(members, &mut items);
    let units = items.parts();
    let shown: Vec<usize> = units.iter().filter_map(|unit| latest(&settings.keep, members, unit)).collect();
    let decided = decisions::of_units(members, &units, &settings.clustering.overrides);
    let ruled = decisions::ruled(&settings.clustering.overrides);
    let mut columns = columns::issues(members, &shown);
    for issues in &mut columns {
        issues.retain(|&unit| !units[unit].iter().any(|&item| ruled.contains(members[item].document.id.as_str())));
    }
    let mut documents: Vec<Document> = shown.iter().map(|&index| members[index].document.clone()).collect();
    // What is ruled of one version of an item is ruled of all.
    for (document, unit) in documents.iter_mut().zip(&units) {
        let named = unit.iter().map(|&item| &members[item].document.id).find(|id| ruled.contains(id.as_str()));
        if let Some(named) = named.filter(|_| !ruled.contains(document.id.as_str())) {
            document.id.clone_from(named);
        }
    }

    let (groups, evidence) = match settings.level {
        Level::Url => (decisions::as_classes(&decided, &[]).parts(), Evidence::None),
        Level::Copy => {
            on_stage(Stage::Copies);
            let mut classes = decisions::as_classes(&decided, &columns);
            join_copies(&mut classes, &documents, &settings.clustering);
            (classes.parts(), Evidence::None)
        }
        Level::Event => {
            let ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
            let overrides = settings.clustering.overrides.and(decisions::as_overrides(&decided, &columns, &ids));
            let clustering = pipeline::cluster(
                documents.clone(),
                &ClusterSettings { overrides, ..settings.clustering.clone() },
                on_stage,
            );
            let groups = clustering.stories.iter().map(|story| story.members.clone()).collect();
            (groups, Evidence::Clustering(Box::new(clustering)))
        }
    };

    let by_time = |&unit: &usize| {
        let earliest = documents[unit].published.as_ref().map(Moment::earliest);
        (earliest.is_none(), earliest, content_hash(&documents[unit]), documents[unit].id.clone())
    };
    let mut stories: Vec<(usize, Vec<usize>)> = groups
        .into_iter()
        .filter_map(|mut group| {
            group.sort_by_cached_key(by_time);
            let stood = |&&unit: &&usize| {
                members[shown[unit]].is_remembered_kept()
                    || units[unit].iter().any(|&item| members[item].is_remembered_kept())
            };
            let kept = group.iter().find(stood).copied().or_else(|| {
                let chosen = settings.keep.choose(members, group.iter().map(|&unit| &shown[unit]))?;
                group.iter().copied().find(|&unit| shown[unit] == chosen)
            })?;
            Some((kept, group))
        })
        .collect();
    stories.sort_by_key(|&(kept, _)| shown[kept]);
    let founders = stories.iter().map(|(_, group)| group.first().map_or(0, |&unit| content_hash(&documents[unit])));
    let made = unique_ids("story", founders);
    let ids = ids_of(&stories, &decided, made);
    let judge = Judge { members, documents: &documents, settings, evidence };
    let stories: Vec<FoldedStory> =
        stories.into_iter().zip(ids).map(|((kept, group), id)| judge.story(id, kept, &group, &units, &shown)).collect();
    let mut story_of = vec![0; members.len()];
    for (index, story) in stories.iter().enumerate() {
        for item in story.folded.iter().map(|folded| folded.item).chain([story.kept]) {
            story_of[item] = index;
        }
    }
    Folded { stories, story_of }
}

/// The ids of stories: those that were given before, and those that were made now for the others, none of them twice.
fn ids_of(stories: &[(usize, Vec<usize>)], decided: &[Option<&Decided>], made: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |id: &str| {
        let further = (2..).map(|times: u64| format!("{id}~{times}"));
        once(id.to_owned()).chain(further).find(|id| taken.insert(id.clone())).unwrap_or_default()
    };
    let earlier = |(kept, group): &(usize, Vec<usize>)| {
        let decided = decided[*kept].or_else(|| group.iter().find_map(|&unit| decided[unit]))?;
        Some(decided.story.as_str())
    };
    let known: Vec<Option<String>> = stories.iter().map(|story| earlier(story).map(&mut free)).collect();
    known.into_iter().zip(made).map(|(known, made)| known.unwrap_or_else(|| free(&made))).collect()
}

/// Makes one class of copies, but of those that were told apart.
fn join_copies(classes: &mut Classes, documents: &[Document], settings: &ClusterSettings) {
    let overrides = settings.overrides.applied_to(documents.iter().map(|document| document.id.as_str()));
    for joined in overrides.joined() {
        classes.join(joined.pair[0], joined.pair[1]);
    }
    // Those below are of decisions and columns.
    let labels = 2 * documents.len();
    for (label, apart) in overrides.apart().iter().enumerate() {
        for &unit in &apart.documents {
            classes.label(unit, labels + label);
        }
    }
    for group in copies_among(documents, &settings.copies).groups {
        let Some((&first, others)) = group.split_first() else { continue };
        for &other in others {
            if !classes.are_apart(first, other) {
                classes.join(first, other);
            }
        }
    }
}

/// What is known of why items are in one story.
enum Evidence {
    None,
    Clustering(Box<Clustering>),
}

/// Says why items are folded.
struct Judge<'a> {
    members: &'a [Member],
    /// Those that stand for units.
    documents: &'a [Document],
    settings: &'a FoldSettings,
    evidence: Evidence,
}

impl Judge<'_> {
    fn story(&self, id: String, kept: usize, group: &[usize], units: &[Vec<usize>], shown: &[usize]) -> FoldedStory {
        let standing = &self.members[shown[kept]];
        let mut folded = Vec::new();
        let mut owners: Vec<&str> = Vec::new();
        owners.extend(standing.owner.as_deref());
        let mut voices = 1;
        let others = group.iter().filter(|&&unit| unit != kept);
        for &unit in [kept].iter().chain(others) {
            let head = &self.members[shown[unit]];
            if unit != kept {
                let told = self.told(shown[unit], shown[kept]);
                let (relation, reason) = told.unwrap_or_else(|| self.units(unit, kept));
                let is_mirror = head.owner.as_deref().is_some_and(|owner| owners.contains(&owner));
                if !is_mirror {
                    owners.extend(head.owner.as_deref());
                    voices += usize::from(relation > Relation::Revision);
                }
                folded.push(FoldedItem { item: shown[unit], relation, reason, is_repeated: false, is_mirror });
            }
            let mut repeated: Vec<usize> = units[unit].iter().copied().filter(|&item| item != shown[unit]).collect();
            repeated.sort_by_key(|&item| &self.members[item].document.id);
            for item in repeated {
                let (relation, reason) = of_one_unit(&self.members[item], head);
                let reason = if unit == kept { reason } else { Reason::Through { id: head.document.id.clone() } };
                folded.push(FoldedItem { item, relation, reason, is_repeated: true, is_mirror: true });
            }
        }
        FoldedStory { id, kept: shown[kept], folded, voices }
    }

    /// What an item was to the one that is kept, as an earlier run marked both.
    fn told(&self, item: usize, kept: usize) -> Option<(Relation, Reason)> {
        let [decided, of_kept] = [item, kept].map(|index| self.members[index].decided.as_ref());
        let (decided, of_kept) = (decided?, of_kept?);
        let is_told = of_kept.is_kept && decided.set == of_kept.set && decided.story == of_kept.story;
        decided.relation.filter(|_| is_told).map(|relation| (relation, Reason::Earlier))
    }

    /// What one unit is to the one that is kept.
    fn units(&self, unit: usize, kept: usize) -> (Relation, Reason) {
        let (one, other) = (&self.documents[unit], &self.documents[kept]);
        let settings = &self.settings.clustering;
        let words = settings.copies.clamped().shingle_words;
        let [first, second] = [one, other].map(|document| Shingles::of(&document.compared_text(), words));
        let overlap = Overlap::of(&first, &second);
        if overlap.is_copy(&settings.copies) {
            let (jaccard, containment) = (overlap.jaccard(), overlap.containment());
            let relation = if are_versions(one, other, false) { Relation::Revision } else { Relation::Copy };
            return (relation, Reason::Text { jaccard, containment });
        }
        if are_versions(one, other, false) {
            return (Relation::Revision, Reason::Title);
        }
        let Evidence::Clustering(clustering) = &self.evidence else {
            return (Relation::Copy, Reason::Earlier);
        };
        if let Some(at) = ruling(clustering, unit, kept) {
            return (Relation::SameEvent, Reason::Override { at });
        }
        if clustering.copies_group_of[unit] == clustering.copies_group_of[kept] {
            let (jaccard, containment) = (overlap.jaccard(), overlap.containment());
            return (Relation::Copy, Reason::Text { jaccard, containment });
        }
        let link = clustering.explain_link([unit, kept], &settings.stories, NAMED);
        let (score, shared) = link.map_or_else(Default::default, |link| (link.corroborated, link.shared));
        (Relation::SameEvent, Reason::Event { score, shared })
    }
}

/// The editor's override that names two documents as one story.
fn ruling(clustering: &Clustering, unit: usize, kept: usize) -> Option<String> {
    let ids = [unit, kept].map(|index| clustering.documents[index].id.as_str());
    let names = |id: &str, documents: &[crate::overrides::NamedDocument]| documents.iter().any(|named| named.id == id);
    clustering
        .overrides
        .entries()
        .iter()
        .filter(|entry| entry.by.as_deref() != Some(decisions::BY) || !entry.path.is_empty())
        .find(|entry| {
            entry.ruling == crate::overrides::Ruling::Same && ids.iter().all(|id| names(id, &entry.documents))
        })
        .map(crate::overrides::Override::location)
}

impl Member {
    /// Whether it stood for its story in what is remembered.
    pub(super) fn is_remembered_kept(&self) -> bool {
        self.is_remembered && self.decided.as_ref().is_some_and(|decided| decided.is_kept)
    }
}
