//! One round: what was read, folded together with what is remembered.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::grouping::{FoldSettings, Folded, FoldedItem, FoldedStory, fold};
use super::members::{Met, digest, members};
use super::memory::{Announced, Memory, Remembered};
use super::news::{Wording, is_news};
use super::same_item::{Key, keys};
use super::{Decided, Level, Member, Reason, Relation};
use crate::address::Owners;
use crate::feed::{Feed, NamedFeed};
use crate::overrides::Overrides;
use crate::pipeline::Stage;

/// What happened to an item that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It stands for a new story.
    Announced,
    /// It is a new version of an item that stood for its story, with this news in it or none.
    Updated {
        /// Whether enough of it is new to announce the story once more.
        is_news: bool,
    },
    /// Another stands for it; one that was folded before now has its place in this story.
    Folded {
        /// The story that it was folded into before.
        before: Option<String>,
        /// The id of that.
        into: String,
        /// What it is to that.
        relation: Relation,
        /// Why.
        reason: Reason,
    },
}

/// An item that was read for the first time, or that has another place now, and what happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The item's id in the memory.
    pub id: String,
    /// Whether it was read for the first time.
    pub is_new: bool,
    /// What happened.
    pub outcome: Outcome,
}

/// An item that was there word for word in the same round, of the same feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Where it was read from.
    pub path: String,
    /// Its place there.
    pub ordinal: u32,
    /// The id of the one that was taken.
    pub of: String,
}

/// What a round came to.
#[derive(Debug, Clone, Default)]
pub struct Round {
    /// What happened to each item that was new, and to those that were moved, by id.
    pub events: Vec<Event>,
    /// Items that were read a second time in this round, by path and place.
    pub repeats: Vec<Repeat>,
    /// Items that were known from earlier rounds and are as they were.
    pub known: usize,
    /// Stories that are new or changed enough to be announced, by id.
    pub announced: BTreeSet<String>,
    /// Preferred sources that no item is of.
    pub unmatched: Vec<String>,
}

/// Folds what was read into a memory.
///
/// `now` is when the round takes place. The result does not depend on the order of the feeds.
pub fn round(
    memory: &mut Memory,
    read: &[NamedFeed],
    settings: &FoldSettings,
    owners: &Owners,
    now: Timestamp,
    on_stage: &mut dyn FnMut(Stage),
) -> Round {
    let mut round = Round::default();
    let keys: Vec<String> = read.iter().map(NamedFeed::key).collect();
    let by_digest: BTreeMap<String, String> =
        memory.items.values().map(|item| (item.digest.clone(), item.id.clone())).collect();
    let mut new: Vec<Met<'_>> = Vec::new();
    let mut digests: BTreeMap<String, usize> = BTreeMap::new();
    let mut again: Vec<(usize, Repeat)> = Vec::new();
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for (named, key) in read.iter().zip(&keys) {
        for item in &named.feed.items {
            let met = Met {
                feed_key: key,
                feed: &named.feed,
                path: &named.path,
                item,
                first_seen: None,
                read: None,
                decided: None,
                is_remembered: false,
                is_listed: true,
                id: None,
            };
            let digest = format!("{:016x}", digest(&met));
            if let Some(id) = by_digest.get(&digest) {
                round.known += 1;
                memory.see_again(id, now);
                listed.insert(id.clone());
                continue;
            }
            match digests.entry(digest) {
                Entry::Vacant(place) => {
                    place.insert(new.len());
                    new.push(met);
                }
                Entry::Occupied(place) => {
                    let (path, ordinal) = (named.path.clone(), item.ordinal);
                    again.push((*place.get(), Repeat { path, ordinal, of: String::new() }));
                }
            }
        }
    }
    let is_back = memory.take_back(&listed, now);
    let overrides = named(&settings.clustering.overrides);
    if new.is_empty() && !is_back && memory.overrides == overrides {
        return round;
    }
    memory.overrides = overrides;
    for (named, key) in read.iter().zip(&keys) {
        memory.feeds.insert(key.clone(), named.feed.without_items());
    }
    let together = gather(memory, &new, &listed, owners, settings.level);
    round.unmatched = settings.keep.unmatched(&together.members);
    for (index, mut repeat) in again {
        repeat.of.clone_from(&together.members[together.place_of_new[index]].document.id);
        round.repeats.push(repeat);
    }
    round.repeats.sort_by(|one, other| (&one.path, one.ordinal).cmp(&(&other.path, other.ordinal)));
    let folded = fold(&together.members, settings, on_stage);
    learn(memory, &together, &new, &folded, now, &mut round);
    round
}

/// What names overrides: a hash of what they rule, empty without any.
fn named(overrides: &Overrides) -> String {
    let ruled = overrides.entries().iter().map(|entry| {
        let ids: Vec<&str> = entry.documents.iter().map(|document| document.id.as_str()).collect();
        format!("{:?} {}", entry.ruling, ids.join("\n"))
    });
    let ruled: Vec<String> = ruled.collect();
    if ruled.is_empty() { String::new() } else { format!("{:016x}", xxh3_64(ruled.join("\n\n").as_bytes())) }
}

/// All that takes part in a round.
struct Together {
    /// Sorted by id.
    members: Vec<Member>,
    /// For each new item, its place among the members.
    place_of_new: Vec<usize>,
    /// For each member, the new item that it is; `None` for what is remembered.
    new_of: Vec<Option<usize>>,
}

/// Gathers what is remembered and what is new; `listed` are the ids of what is remembered and was read again.
fn gather(memory: &Memory, new: &[Met<'_>], listed: &BTreeSet<String>, owners: &Owners, level: Level) -> Together {
    let decide = |set: &str, story: &str, relation: Option<Relation>, is_kept: bool| Decided {
        set: set.to_owned(),
        story: story.to_owned(),
        is_kept,
        relation,
    };
    let remembered: Vec<&Remembered> = memory.items.values().collect();
    let mut decided: Vec<Option<Decided>> = remembered
        .iter()
        // What was announced stays apart. What was folded is judged again with all that is known now: decided once and for
        // all, headlines of a day's stream lose a twentieth of their agreement with a grouping of the whole.
        .map(|item| item.relation.is_none().then(|| decide(&memory.set, &item.story, None, true)))
        .collect();
    decided.extend(new.iter().map(|met| {
        let mark = met.item.mark.as_ref().filter(|mark| mark.set.starts_with(&format!("{}-", level.name())))?;
        // Marks speak of the items of their own feed alone, for anybody can write them.
        let set = format!("{}\n{}", met.feed_key, mark.set);
        Some(decide(&set, &mark.story, Relation::named(&mark.relation), mark.relation == KEPT))
    }));
    let no_feed = Feed::default();
    let mut items: Vec<Met<'_>> = remembered
        .iter()
        .map(|item| Met {
            feed_key: &item.feed,
            feed: memory.feeds.get(&item.feed).unwrap_or(&no_feed),
            path: &item.path,
            item: &item.item,
            first_seen: Some(item.first_seen),
            read: Some(item.again.unwrap_or(item.first_seen)),
            decided: None,
            is_remembered: true,
            is_listed: listed.contains(&item.id),
            id: Some(&item.id),
        })
        .collect();
    items.extend(new.iter().copied());
    for (met, decided) in items.iter_mut().zip(&decided) {
        met.decided = decided.as_ref();
    }
    let unsorted = members(&items, owners);
    let mut order: Vec<usize> = (0..unsorted.len()).collect();
    order.sort_by(|&one, &other| unsorted[one].document.id.cmp(&unsorted[other].document.id));
    let mut place_of_new = vec![0; new.len()];
    let mut new_of = vec![None; unsorted.len()];
    for (place, &index) in order.iter().enumerate() {
        if let Some(of_new) = index.checked_sub(remembered.len()) {
            place_of_new[of_new] = place;
            new_of[place] = Some(of_new);
        }
    }
    let mut unsorted: Vec<Option<Member>> = unsorted.into_iter().map(Some).collect();
    let members = order.into_iter().filter_map(|index| unsorted[index].take()).collect();
    Together { members, place_of_new, new_of }
}

/// What a mark says of an item that stands for its story.
pub const KEPT: &str = "kept";

/// Lays what was found down in the memory.
fn learn(
    memory: &mut Memory,
    together: &Together,
    new: &[Met<'_>],
    folded: &Folded,
    now: Timestamp,
    round: &mut Round,
) {
    if memory.set.is_empty() {
        memory.set = set_of(memory, together, new, folded);
    }
    let mut entries: BTreeSet<String> = memory
        .items
        .values()
        .filter_map(|item| item.announced.as_ref().map(|announced| announced.entry.clone()))
        .collect();
    for story in &folded.stories {
        let standing = &together.members[story.kept];
        let earlier = announced_in(memory, together, story);
        let kept_new = together.new_of[story.kept].map(|index| &new[index]);
        let outcome = match (&earlier, kept_new) {
            (None, _) => Outcome::Announced,
            // An article under another address is no change of the one that was announced, however like its title is.
            (Some(before), Some(_)) => Outcome::Updated {
                is_news: before.keys.iter().any(|key| keys(standing).contains(key))
                    && is_news(&before.wording, &Wording::of(&standing.document)),
            },
            (Some(_), None) => Outcome::Updated { is_news: false },
        };
        let announced = match (earlier, &outcome) {
            (Some(Before { wording, announced, .. }), Outcome::Updated { is_news: false }) => {
                let wording = if kept_new.is_some() { Some(wording) } else { announced.wording.clone() };
                Announced { wording, ..announced }
            }
            (earlier, _) => {
                round.announced.insert(story.id.clone());
                let entry = earlier.map(|before| before.announced.entry);
                Announced {
                    entry: entry.unwrap_or_else(|| entry_id(standing, kept_new, story, &mut entries)),
                    at: now,
                    wording: None,
                }
            }
        };
        let others = story.folded.iter().map(|folded| (folded.item, Some(folded)));
        for (place, folded) in others.chain([(story.kept, None)]) {
            let member = &together.members[place];
            let met = together.new_of[place].map(|index| &new[index]);
            let before = memory.items.get(&member.document.id).map(|item| item.story.clone());
            if let Some(met) = met {
                memory.items.insert(member.document.id.clone(), first_met(member, met, now));
            }
            let is_moved = before.as_ref().is_some_and(|before| *before != story.id);
            let is_told = folded.map_or(outcome == Outcome::Announced, |_| is_moved);
            if met.is_some() || is_told {
                let outcome = folded.map_or_else(
                    || outcome.clone(),
                    |folded| Outcome::Folded {
                        before,
                        into: standing.document.id.clone(),
                        relation: folded.relation,
                        reason: folded.reason.clone(),
                    },
                );
                round.events.push(Event { id: member.document.id.clone(), is_new: met.is_some(), outcome });
            }
            if let Some(item) = memory.items.get_mut(&member.document.id) {
                // What finds its place now is remembered from now on, or it would be told and forgotten in one round.
                if is_told {
                    item.last_seen = item.last_seen.max(now);
                }
                item.story.clone_from(&story.id);
                item.relation = folded.map(|folded| folded.relation);
                item.is_aside = folded.is_some_and(FoldedItem::is_aside);
                item.announced = folded.is_none().then(|| announced.clone());
            }
        }
    }
    round.events.sort_by(|one, other| one.id.cmp(&other.id));
    memory.change();
}

/// What was announced of a story.
struct Before {
    announced: Announced,
    /// The words that it was announced in.
    wording: Wording,
    /// What names the item that was announced.
    keys: Vec<Key>,
}

fn announced_in(memory: &Memory, together: &Together, story: &FoldedStory) -> Option<Before> {
    let members = story.folded.iter().map(|folded| folded.item).chain([story.kept]);
    let earlier = members.filter_map(|place| {
        let member = &together.members[place];
        let announced = memory.items.get(&member.document.id)?.announced.clone()?;
        let wording = announced.wording.clone().unwrap_or_else(|| Wording::of(&member.document));
        Some(Before { announced, wording, keys: keys(member) })
    });
    earlier.min_by(|one, other| {
        (one.announced.at, &one.announced.entry).cmp(&(other.announced.at, &other.announced.entry))
    })
}

fn first_met(member: &Member, met: &Met<'_>, now: Timestamp) -> Remembered {
    Remembered {
        id: member.document.id.clone(),
        feed: met.feed_key.to_owned(),
        path: met.path.to_owned(),
        digest: format!("{:016x}", digest(met)),
        first_seen: now,
        again: None,
        last_seen: now,
        story: String::new(),
        relation: None,
        is_aside: false,
        announced: None,
        item: met.item.clone(),
    }
}

/// The id of a story's entry: that of its item where no other entry has it.
fn entry_id(standing: &Member, met: Option<&Met<'_>>, story: &FoldedStory, taken: &mut BTreeSet<String>) -> String {
    let own = met.filter(|met| !met.item.shares_id).and_then(|met| met.item.id.clone());
    let candidates = own.into_iter().chain([standing.document.id.clone(), format!("urn:samestory:{}", story.id)]);
    let free = candidates.into_iter().find(|id| !taken.contains(id));
    let id = free.unwrap_or_else(|| format!("urn:samestory:{}:{}", story.id, taken.len()));
    taken.insert(id.clone());
    id
}

/// The name of a set of stories: made of their ids; that of the set that all items are of already, if nothing was folded.
fn set_of(memory: &Memory, together: &Together, new: &[Met<'_>], folded: &Folded) -> String {
    let level = memory.level().name();
    let sets: BTreeSet<Option<&str>> =
        new.iter().map(|met| met.item.mark.as_ref().map(|mark| mark.set.as_str())).collect();
    let is_folded = folded.stories.iter().any(|story| !story.folded.is_empty());
    if let (false, Some(Some(only)), 1) = (is_folded, sets.first().copied(), sets.len())
        && only.starts_with(&format!("{level}-"))
    {
        return only.to_owned();
    }
    let mut ids: Vec<&str> = folded.stories.iter().map(|story| story.id.as_str()).collect();
    ids.sort_unstable();
    let documents = together.members.len().to_string();
    ids.push(&documents);
    format!("{level}-{:016x}", xxh3_64(ids.join(" ").as_bytes()))
}
