//! Which item stands for others.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::Member;
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

/// The version of an item that is shown: the latest, of those the one with most text, then the one of the preferred source.
pub(super) fn latest(keep: &Keep, members: &[Member], unit: &[usize]) -> Option<usize> {
    let key = |index: usize| {
        let document = &members[index].document;
        let time = document.updated.or(document.published).map(|moment| moment.earliest());
        (time, !members[index].is_remembered, document.evidence_text().len())
    };
    unit.iter().copied().max_by(|&one, &other| {
        key(one).cmp(&key(other)).then_with(|| keep.rank(&members[other]).cmp(&keep.rank(&members[one])))
    })
}

impl Member {
    /// Whether a source that was named is that of the item: its name, its feed, or its owner.
    fn is_of(&self, source: &str) -> bool {
        let named = folded_key(source);
        let is = |own: Option<&str>| own.is_some_and(|own| folded_key(own) == named);
        is(self.document.source.as_deref()) || is(self.owner.as_deref()) || is(Some(&self.feed))
    }
}
