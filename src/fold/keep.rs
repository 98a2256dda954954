//! Which item stands for others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Member;
use crate::archive::revision::are_akin;
use crate::index::schema::folded_key;

/// Which item of a story is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// The one that was published first.
    #[default]
    Earliest,
    /// The one with the longest text.
    Longest,
    /// The one of the source that stands first in this list, by name, feed or owner; without any of them the earliest.
    Preferred(Vec<String>),
}

/// What orders items: the least is kept.
type Rank<'a> = (usize, Reverse<usize>, (bool, Option<Timestamp>), bool, &'a str);

impl Keep {
    fn rank<'a>(&self, member: &'a Member) -> Rank<'a> {
        let published = member.document.published.map(|moment| moment.earliest());
        let earliest = (published.is_none(), published);
        let (place, length) = match self {
            Self::Earliest => (0, 0),
            Self::Longest => (0, member.document.evidence_text().len()),
            Self::Preferred(sources) => {
                (sources.iter().position(|source| member.is_of(source)).unwrap_or(usize::MAX), 0)
            }
        };
        // Ids may be others in a feed that was written; its marks are the same.
        let is_marked = member.decided.as_ref().is_some_and(|decided| decided.is_kept);
        (place, Reverse(length), earliest, !is_marked, &member.document.id)
    }

    /// The preferred sources that no item is of.
    pub(super) fn unmatched(&self, members: &[Member]) -> Vec<String> {
        let Self::Preferred(sources) = self else { return Vec::new() };
        sources.iter().filter(|source| !members.iter().any(|member| member.is_of(source))).cloned().collect()
    }

    /// The item that is kept of some.
    pub(super) fn choose<'a>(&self, members: &[Member], among: impl IntoIterator<Item = &'a usize>) -> Option<usize> {
        among.into_iter().copied().min_by(|&one, &other| self.rank(&members[one]).cmp(&self.rank(&members[other])))
    }
}

/// A version of an item.
struct Version {
    index: usize,
    /// When it was published or, if it took the place of another, when it was read: publishers correct an item and leave its
    /// date.
    time: Option<Timestamp>,
    /// Bytes of its text.
    length: usize,
}

/// The version of an item that is shown. O(n log n) in the versions, and one comparison of texts for each.
///
/// Of the [current] versions the latest is shown, of those the one with most text, then the one of the preferred
/// source; but none with less than half of the longest text, for a twin that only links is no later version of an article; and
/// none of another feed that has nothing in common with the one that stood for the item, or would: a guid or an address can be
/// written by anybody.
pub(super) fn latest(keep: &Keep, members: &[Member], unit: &[usize]) -> Option<usize> {
    let stood = |&&index: &&usize| members[index].is_remembered_kept();
    let first = unit.iter().find(stood).copied().or_else(|| keep.choose(members, unit))?;
    // Whoever names the address of another speaks for it only as long as that one says nothing, or much the same.
    let own: Vec<usize> = unit.iter().copied().filter(|&index| members[index].is_at_home).collect();
    let speaks = |&index: &usize| are_akin(&members[first].document, &members[index].document);
    let taken_over = !members[first].is_at_home && !own.is_empty() && !own.iter().any(speaks);
    let standing = &members[if taken_over { keep.choose(members, &own)? } else { first }];
    let may_stand = |version: &Version| {
        let member = &members[version.index];
        member.feed == standing.feed || are_akin(&standing.document, &member.document)
    };
    let candidates: Vec<Version> = current(members, unit).into_iter().filter(may_stand).collect();
    let longest = candidates.iter().map(|version| version.length).max()?;
    let key = |version: &Version| {
        let first = if *keep == Keep::Longest { version.length } else { 0 };
        (first, version.time, !members[version.index].is_remembered, version.length)
    };
    let rank = |version: &Version| Reverse(keep.rank(&members[version.index]));
    let chosen = candidates
        .iter()
        .filter(|version| 2 * version.length >= longest)
        .max_by(|one, other| key(one).cmp(&key(other)).then_with(|| rank(one).cmp(&rank(other))));
    chosen.map(|version| version.index)
}

/// Of all that each feed lists under one name, the version that was read last.
fn current(members: &[Member], unit: &[usize]) -> Vec<Version> {
    let mut of_name: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for &index in unit {
        let member = &members[index];
        let name = member.guid.as_deref().or(member.address.as_deref()).unwrap_or(&member.document.id);
        of_name.entry((&member.feed, name)).or_default().push(index);
    }
    let read = |index: usize| members[index].read.unwrap_or(Timestamp::MAX);
    let version = |index: usize| {
        let document = &members[index].document;
        let time = document.updated.or(document.published).map(|moment| moment.earliest());
        Version { index, time, length: document.evidence_text().len() }
    };
    let last = |versions: Vec<usize>| {
        let first_read = versions.iter().map(|&index| read(index)).min();
        let mut last = versions.into_iter().map(version).max_by_key(|version| {
            (read(version.index), version.time, version.length, &members[version.index].document.id)
        })?;
        let is_changed = first_read < Some(read(last.index));
        last.time = last.time.max(is_changed.then(|| read(last.index)));
        Some(last)
    };
    of_name.into_values().filter_map(last).collect()
}

impl Member {
    /// Whether a source that was named is that of the item: its name, its feed, or its owner.
    fn is_of(&self, source: &str) -> bool {
        let named = folded_key(source);
        let is = |own: Option<&str>| own.is_some_and(|own| folded_key(own) == named);
        // Behind the address of its home page its key may have its title.
        is(self.document.source.as_deref())
            || is(self.owner.as_deref())
            || is(Some(&self.feed))
            || is(self.feed.split(' ').next())
    }
}
