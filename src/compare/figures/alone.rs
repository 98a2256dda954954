//! Figures that stand alone: if, of two versions, a figure of each is the only one that the other may stand for, that is
//! evidence by itself that both are of one thing, wherever they are told.
//!
//! All pairs are looked at once, in time linear in their number.

use super::Relation;
use super::context::{Contexts, Item};
use super::evidence::{TELLING, are_compatible, distance, is_truncated};
use super::relation::{is_slip, relation};
use super::roles::is_person;
use crate::text::quantities::Measure;

/// Values further apart are not taken for one without other evidence, as shares of the greater.
pub(super) const CLOSE: f64 = 0.12;
/// Values that are hardly apart, and days of a part of a month.
const VERY_CLOSE: f64 = 0.05;
const PART: f64 = 20.0;
/// Periods up to which a day within them is telling, in days.
const SHORT: f64 = 45.0;

/// For each figure, whether one value of the other version is all that it may stand for, and how many values of its
/// measure its own version holds.
pub(super) struct Standing {
    first: Vec<One>,
    second: Vec<One>,
}

#[derive(Debug, Clone, Copy, Default)]
struct One {
    /// The value that it may stand for, and the one that it may be a slip of.
    close: Only,
    slip: Only,
    /// Values of its measure in its version.
    fellows: usize,
}

/// Among how many values of the other version a figure may choose, and the other back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// They are too far apart to stand for one another by themselves.
    None,
    /// Each can be no other.
    Only,
    Several,
}

/// At most one value.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Only {
    #[default]
    Nothing,
    Value(f64),
    Several,
}

impl Only {
    fn add(&mut self, value: f64) {
        *self = match *self {
            Self::Nothing => Self::Value(value),
            Self::Value(known) if known.to_bits() == value.to_bits() => *self,
            _ => Self::Several,
        };
    }

    fn is_one(self) -> bool {
        matches!(self, Self::Value(_))
    }
}

impl Standing {
    pub(super) fn of(contexts: &Contexts) -> Self {
        let alone = |items: &[Item]| -> Vec<One> {
            items.iter().map(|item| One { fellows: values_like(item, items), ..One::default() }).collect()
        };
        let (mut first, mut second) = (alone(&contexts.first), alone(&contexts.second));
        for (one, item) in first.iter_mut().zip(&contexts.first) {
            for (two, other) in second.iter_mut().zip(&contexts.second) {
                if may_stand_for(item, other) {
                    one.close.add(other.quantity.reading.value);
                    two.close.add(item.quantity.reading.value);
                } else if may_be_slip(item, other) {
                    one.slip.add(other.quantity.reading.value);
                    two.slip.add(item.quantity.reading.value);
                }
            }
        }
        Self { first, second }
    }

    /// What it weighs that two figures can be no others; 0 if they can.
    pub(super) fn weight(&self, contexts: &Contexts, first: usize, second: usize) -> f64 {
        /// Being alone, by itself and among so many values of the measure.
        const ALONE: f64 = 0.55;
        const AMONG: [f64; 3] = [0.8, 0.5, 0.35];
        /// And being very close.
        const CLOSER: f64 = 0.55;
        let (Some(one), Some(two)) = (self.first.get(first), self.second.get(second)) else { return 0.0 };
        if self.choice(contexts, first, second) != Choice::Only {
            return 0.0;
        }
        let among = one.fellows.max(two.fellows).saturating_sub(1);
        let (item, other) = (&contexts.first[first], &contexts.second[second]);
        let is_closer = match item.quantity.measure {
            Measure::Calendar => days(item).max(days(other)) <= PART,
            // A quarter of an hour.
            Measure::Clock => distance(item, other) <= 2.0 * VERY_CLOSE,
            _ => distance(item, other) <= VERY_CLOSE,
        };
        ALONE + AMONG.get(among).copied().unwrap_or(0.0) + if is_closer { CLOSER } else { 0.0 }
    }

    /// Whether two figures can be others too.
    pub(super) fn choice(&self, contexts: &Contexts, first: usize, second: usize) -> Choice {
        let (Some(one), Some(two)) = (self.first.get(first), self.second.get(second)) else { return Choice::None };
        if !may_stand_for(&contexts.first[first], &contexts.second[second]) {
            Choice::None
        } else if one.close.is_one() && two.close.is_one() {
            Choice::Only
        } else {
            Choice::Several
        }
    }

    /// Whether two figures differ by digits that changed places, and neither can be anything else.
    pub(super) fn are_slip(&self, contexts: &Contexts, first: usize, second: usize) -> bool {
        let (Some(one), Some(two)) = (self.first.get(first), self.second.get(second)) else { return false };
        let is_open = |one: &One| one.close == Only::Nothing && one.slip.is_one();
        is_open(one) && is_open(two) && may_be_slip(&contexts.first[first], &contexts.second[second])
    }
}

/// Values of an item's measure among others.
fn values_like(item: &Item, items: &[Item]) -> usize {
    let mut values: Vec<u64> = items
        .iter()
        .filter(|other| other.quantity.measure == item.quantity.measure && are_of_one_kind(item, other))
        .map(|other| other.quantity.reading.value.to_bits())
        .collect();
    values.sort_unstable();
    values.dedup();
    values.len()
}

/// People are counted apart from things.
fn are_of_one_kind(one: &Item, two: &Item) -> bool {
    let is_of_people = |item: &Item| {
        item.quantity.noun.as_deref().is_some_and(is_person) || matches!(item.quantity.counter, Some("명" | "사람"))
    };
    one.quantity.measure != Measure::Count || is_of_people(one) == is_of_people(two)
}

fn days(item: &Item) -> f64 {
    item.quantity.reading.likely.1 - item.quantity.reading.likely.0
}

fn may_stand_for(one: &Item, two: &Item) -> bool {
    let (first, second) = (&one.quantity, &two.quantity);
    if first.measure != second.measure {
        return false;
    }
    let Some(relation) = relation(first, second).filter(|relation| *relation != Relation::Conflicting) else {
        return false;
    };
    let is_close = match first.measure {
        Measure::Calendar => days(one).max(days(two)) <= SHORT,
        // What is so small is met everywhere.
        Measure::Times | Measure::Multiple | Measure::Ordinal => false,
        _ => distance(one, two) <= CLOSE || is_truncated(one, two),
    };
    is_close && are_compatible(one, two, relation)
}

fn may_be_slip(one: &Item, two: &Item) -> bool {
    one.quantity.measure == two.quantity.measure
        && one.weight.min(two.weight) >= TELLING
        && is_slip(&one.quantity, &two.quantity)
        && are_compatible(one, two, Relation::Conflicting)
}
