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
type Rank<'a> = (usize, Reverse<usize>, (bool, Option<Timestamp>), &'a str);

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
        (place, Reverse(length), earliest, &member.document.id)
    }

    /// The item that is kept of some.
    pub(super) fn choose<'a>(&self, members: &[Member], among: impl IntoIterator<Item = &'a usize>) -> Option<usize> {
        among.into_iter().copied().min_by(|&one, &other| self.rank(&members[one]).cmp(&self.rank(&members[other])))
    }
}

/// The version of an item that is shown. O(n log n) in the versions.
///
/// Of what one feed lists under one name the version that was read last counts, and one that took the place of another is as
/// late as it was read: publishers correct an item and leave its date. Of the feeds' versions the latest is shown, of those
/// the one with most text, then the one of the preferred source; but none with less than half of the longest text, for a
/// twin that only links is no later version of an article; and none of another feed that has nothing in common with the one
/// that stood for the item, or would: a guid can be written by anybody.
pub(super) fn latest(keep: &Keep, members: &[Member], unit: &[usize]) -> Option<usize> {
    let mut of_name: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for &index in unit {
        let member = &members[index];
        let name = member.guid.as_deref().or(member.address.as_deref()).unwrap_or(&member.document.id);
        of_name.entry((&member.feed, name)).or_default().push(index);
    }
    let time = |index: usize| {
        let document = &members[index].document;
        document.updated.or(document.published).map(|moment| moment.earliest())
    };
    let length = |index: usize| members[index].document.evidence_text().len();
    let seen = |index: usize| members[index].first_seen.unwrap_or(Timestamp::MAX);
    let current: Vec<(usize, Option<Timestamp>, usize)> = of_name
        .values()
        .filter_map(|versions| {
            let last = versions
                .iter()
                .copied()
                .max_by_key(|&index| (seen(index), time(index), length(index), &members[index].document.id))?;
            let is_changed = versions.iter().any(|&index| seen(index) < seen(last));
            let read = is_changed.then(|| seen(last));
            Some((last, time(last).max(read), length(last)))
        })
        .collect();
    let stood = |&&index: &&usize| members[index].is_remembered_kept();
    let anchor = unit.iter().find(stood).copied().or_else(|| keep.choose(members, unit))?;
    let current: Vec<_> = current
        .into_iter()
        .filter(|&(index, ..)| {
            let (one, other) = (&members[anchor], &members[index]);
            one.feed == other.feed || are_akin(&one.document, &other.document)
        })
        .collect();
    let longest = current.iter().map(|&(.., length)| length).max()?;
    let key = |&(index, time, length): &(usize, Option<Timestamp>, usize)| {
        let first = if *keep == Keep::Longest { length } else { 0 };
        (first, time, !members[index].is_remembered, length)
    };
    let candidates = current.iter().filter(|&&(.., length)| 2 * length >= longest);
    let chosen = candidates.max_by(|one, other| {
        key(one).cmp(&key(other)).then_with(|| keep.rank(&members[other.0]).cmp(&keep.rank(&members[one.0])))
    });
    chosen.map(|&(index, ..)| index)
}

impl Member {
    /// Whether a source that was named is that of the item: its name, its feed, or its owner.
    fn is_of(&self, source: &str) -> bool {
        let named = folded_key(source);
        let is = |own: Option<&str>| own.is_some_and(|own| folded_key(own) == named);
        is(self.document.source.as_deref())
            || is(self.owner.as_deref())
            || is(Some(&self.feed))
            || is(self.feed.split(' ').next())
    }
}
