//! What earlier runs decided holds: items of one set that were told apart stay apart, those of one story together.
//!
//! An editor's ruling is worth more than a decision, so no decision is made of items that a ruling names.

use std::collections::{BTreeMap, BTreeSet};

use super::{Decided, Member};
use crate::overrides::classes::Classes;
use crate::overrides::{NamedDocument, Override, Overrides, Ruling};

/// What is told of a join or a cut that stands on a decision.
pub(super) const BY: &str = "an earlier run";

/// The stories of each set, with the units or items that are in them.
type Sets<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<usize>>>;

/// The decisions as classes of items: what stood for two stories of one set is never one item, whatever names it now.
pub(super) fn of_items(members: &[Member]) -> Classes {
    let mut sets = Sets::new();
    for (index, member) in members.iter().enumerate() {
        if let Some(decided) = member.decided.as_ref().filter(|decided| decided.is_kept) {
            sets.entry(&decided.set).or_default().entry(&decided.story).or_default().push(index);
        }
    }
    classes(members.len(), sets)
}

/// The ids of what editors' rulings name.
pub(super) fn ruled(overrides: &Overrides) -> BTreeSet<&str> {
    overrides.entries().iter().flat_map(|entry| &entry.documents).map(|document| document.id.as_str()).collect()
}

/// One decision for each unit at most: that of a remembered item first, then by set and story.
pub(super) fn of_units<'a>(
    members: &'a [Member],
    units: &[Vec<usize>],
    overrides: &Overrides,
) -> Vec<Option<&'a Decided>> {
    let ruled = ruled(overrides);
    units
        .iter()
        .map(|unit| {
            if unit.iter().any(|&index| ruled.contains(members[index].document.id.as_str())) {
                return None;
            }
            let decided = unit.iter().filter_map(|&index| Some((&members[index], members[index].decided.as_ref()?)));
            decided
                .min_by_key(|(member, decided)| (!member.is_remembered, !decided.is_kept, *decided))
                .map(|(_, decided)| decided)
        })
        .collect()
}

fn sets<'a>(decided: &[Option<&'a Decided>]) -> Sets<'a> {
    let mut sets = Sets::new();
    for (unit, decided) in decided.iter().enumerate() {
        if let Some(decided) = decided {
            sets.entry(&decided.set).or_default().entry(&decided.story).or_default().push(unit);
        }
    }
    sets
}

/// The decisions as overrides of the documents that stand for units,
/// with the `columns` of which every issue is a story of its own, if nothing decided otherwise.
pub(super) fn as_overrides(decided: &[Option<&Decided>], columns: &[Vec<usize>], ids: &[&str]) -> Vec<Override> {
    let entry = |ruling: Ruling, units: Vec<usize>, line: u64| Override {
        path: String::new(),
        line,
        ruling,
        documents: units.into_iter().map(|unit| NamedDocument { line, id: ids[unit].to_owned() }).collect(),
        by: Some(BY.to_owned()),
        when: None,
        why: None,
    };
    let mut overrides = Vec::new();
    let columns = columns.iter().map(|issues| apart(decided, issues));
    let columns = columns.filter(|issues| issues.len() > 1);
    overrides.extend((1..).zip(columns).map(|(line, issues)| entry(Ruling::Different, issues, line)));
    for (line, stories) in (1..).zip(sets(decided).into_values()) {
        let first_of_each: Vec<usize> = stories.values().filter_map(|units| units.first().copied()).collect();
        overrides.extend((first_of_each.len() > 1).then(|| entry(Ruling::Different, first_of_each, line)));
        let together = stories.into_values().filter(|units| units.len() > 1);
        overrides.extend(together.map(|units| entry(Ruling::Same, units, line)));
    }
    overrides
}

/// The decisions as classes of units: one story is one class, the classes of one set or column bear its label.
pub(super) fn as_classes(decided: &[Option<&Decided>], columns: &[Vec<usize>]) -> Classes {
    let sets = sets(decided);
    let labels = sets.len();
    let mut classes = classes(decided.len(), sets);
    for (label, issues) in (labels..).zip(columns) {
        for unit in apart(decided, issues) {
            classes.label(unit, label);
        }
    }
    classes
}

/// The issues of a column, but of those of one story one.
fn apart(decided: &[Option<&Decided>], issues: &[usize]) -> Vec<usize> {
    let mut stories = BTreeSet::new();
    let is_first = |unit: &usize| decided[*unit].is_none_or(|decided| stories.insert((&decided.set, &decided.story)));
    issues.iter().copied().filter(is_first).collect()
}

fn classes(elements: usize, sets: Sets<'_>) -> Classes {
    let mut classes = Classes::new(elements);
    for (label, stories) in sets.into_values().enumerate() {
        for members in stories.into_values() {
            for pair in members.windows(2) {
                classes.join(pair[0], pair[1]);
            }
            if let Some(&first) = members.first() {
                classes.label(first, label);
            }
        }
    }
    classes
}
