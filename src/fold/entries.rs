//! What a memory says in a feed: an entry for each story, with the others that report it, or every item with its mark.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::memory::{Memory, Remembered};
use super::round::KEPT;
use crate::address::canonical;
use crate::feed::Feed;
use crate::feed::write::{Also, Entry, Mark};

/// Which entries are written.
#[derive(Debug, Clone, Copy)]
pub enum Show<'a> {
    /// One for each story, with links to the others that report it.
    Stories,
    /// One for each story, without links.
    Alone,
    /// One for each item, with what it is to the others.
    Marked,
    /// As [`Show::Stories`], of these stories alone.
    Of(&'a BTreeSet<String>),
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As in the feed: for a single one.
    OfTheFeed,
    /// The latest first.
    LatestFirst,
}

/// The entries of a memory. O(n log n) in its items.
#[must_use]
pub fn entries<'a>(memory: &'a Memory, nothing: &'a Feed, show: Show<'_>, order: Order) -> Vec<Entry<'a>> {
    let mut stories: BTreeMap<&str, Vec<&Remembered>> = BTreeMap::new();
    for item in memory.items.values() {
        stories.entry(&item.story).or_default().push(item);
    }
    let announced = || memory.items.values().filter_map(|item| Some(item.announced.as_ref()?.entry.as_str()));
    let taken: BTreeSet<&str> = announced().collect();
    let mut shown: Vec<(&Remembered, Entry<'a>)> = Vec::new();
    for (story, mut items) in stories {
        if let Show::Of(asked) = show
            && !asked.contains(story)
        {
            continue;
        }
        items.sort_by_key(|item| (time(item), &item.id));
        let Some((kept, announced)) = items.iter().find_map(|item| Some((*item, item.announced.as_ref()?))) else {
            continue;
        };
        let mark = |relation: &str, of: Option<String>| Mark {
            set: memory.set.clone(),
            story: story.to_owned(),
            relation: relation.to_owned(),
            of,
        };
        let entry = |item: &'a Remembered, id: &str, also: Vec<Also>, mark: Mark| Entry {
            item: &item.item,
            feed: memory.feeds.get(&item.feed).unwrap_or(nothing),
            id: Some(id.to_owned()),
            also,
            mark: Some(mark),
        };
        let also = if matches!(show, Show::Alone | Show::Marked) { Vec::new() } else { also(memory, kept, &items) };
        shown.push((kept, entry(kept, &announced.entry, also, mark(KEPT, None))));
        if let Show::Marked = show {
            let others = items.iter().filter(|item| item.announced.is_none());
            shown.extend(others.map(|item| {
                let relation = item.relation.map_or(KEPT, super::Relation::name);
                // The id of its story's entry may be its own.
                let own = if taken.contains(item.id.as_str()) {
                    format!("{}~{}", item.id, item.digest)
                } else {
                    item.id.clone()
                };
                (*item, entry(item, &own, Vec::new(), mark(relation, Some(announced.entry.clone()))))
            }));
        }
    }
    match order {
        Order::OfTheFeed => shown.sort_by_key(|(item, _)| (item.item.ordinal, &item.id)),
        Order::LatestFirst => shown.sort_by_key(|(item, _)| (Reverse(time(item)), &item.id)),
    }
    shown.into_iter().map(|(_, entry)| entry).collect()
}

/// When an item was published, as far as is known.
fn time(item: &Remembered) -> Timestamp {
    item.item.published.or(item.item.updated).map_or(item.first_seen, |moment| moment.earliest())
}

/// The others that report the same: those that an earlier run named, then the reports of the story, one for each address.
fn also(memory: &Memory, kept: &Remembered, items: &[&Remembered]) -> Vec<Also> {
    let named = kept.item.also.iter().cloned();
    let reports = items.iter().filter(|item| item.id != kept.id && !item.is_aside);
    let reports = reports.flat_map(|item| {
        let own = Also {
            title: item.item.title.clone().unwrap_or_default(),
            link: item.item.link.clone(),
            source: item.item.source.clone().or_else(|| memory.feeds.get(&item.feed)?.title.clone()),
        };
        // What an earlier run folded into it is folded with it.
        std::iter::once(own).chain(item.item.also.iter().cloned())
    });
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let key = |also: &Also| {
        let address = also.link.as_deref().map(|link| canonical(link).unwrap_or_else(|| link.to_owned()));
        address.unwrap_or_else(|| format!("{}\n{}", also.source.as_deref().unwrap_or_default(), also.title))
    };
    seen.extend(kept.item.link.as_deref().and_then(canonical));
    named.chain(reports).filter(|also| seen.insert(key(also))).collect()
}
