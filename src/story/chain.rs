//! Chains: how two documents of one story came together, through which others.
//!
//! The joins of a story are a tree: each connects the two groups that it joined by their strongest pair. So between any
//! two documents there is one path of such pairs, each the reason for a join, and the join that stands last in the list
//! is the one at which the groups of the two became one. Linear in the joins of the story.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::group::Join;

/// One step of a path: the strongest pair of a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The document that it starts at.
    pub from: usize,
    /// The document that it leads to.
    pub to: usize,
    /// Index of the join among those of the story.
    pub join: usize,
}

/// The path between two documents of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// From the one to the other; one or more.
    pub steps: Vec<Step>,
    /// Index of the join at which the group of the one and the group of the other became one.
    pub met: usize,
}

impl Chain {
    /// Indexes of the joins on the path, in the order they were made.
    #[must_use]
    pub fn joins(&self) -> Vec<usize> {
        let mut joins: Vec<usize> = self.steps.iter().map(|step| step.join).collect();
        joins.sort_unstable();
        joins
    }
}

/// The path between two of the documents that `joins` brought together; `None` if they are one, or not all of that story.
#[must_use]
pub fn chain(joins: &[Join], [from, to]: [usize; 2]) -> Option<Chain> {
    let mut steps_from: BTreeMap<usize, Vec<Step>> = BTreeMap::new();
    for (join, made) in joins.iter().enumerate() {
        let (first, second) = (made.strongest.first, made.strongest.second);
        steps_from.entry(first).or_default().push(Step { from: first, to: second, join });
        steps_from.entry(second).or_default().push(Step { from: second, to: first, join });
    }
    let mut reached_by: BTreeMap<usize, Step> = BTreeMap::new();
    let mut waiting = vec![from];
    while let Some(document) = waiting.pop() {
        for step in steps_from.get(&document).into_iter().flatten().filter(|step| step.to != from) {
            if let Entry::Vacant(entry) = reached_by.entry(step.to) {
                entry.insert(*step);
                waiting.push(step.to);
            }
        }
    }
    let mut steps = Vec::new();
    let mut at = to;
    while let Some(step) = reached_by.get(&at) {
        steps.push(*step);
        at = step.from;
    }
    steps.reverse();
    let met = steps.iter().map(|step| step.join).max()?;
    Some(Chain { steps, met })
}

#[cfg(test)]
mod tests {
    use super::super::candidates::Link;
    use super::super::constraints::Constraints;
    use super::super::group::group;
    use super::super::settings::StorySettings;
    use super::*;

    fn join(first: usize, second: usize) -> Join {
        let strongest = Link { first, second, score: 0.3 };
        Join { strongest, mean_score: 0.3, bar: 0.13, sizes: [1, 1], reason: None }
    }

    #[test]
    fn the_path_goes_over_strongest_pairs_and_ends_where_the_groups_met() {
        let joins = [join(0, 1), join(4, 5), join(2, 4), join(1, 2)];
        let path = chain(&joins, [0, 5]).unwrap();
        let steps: Vec<_> = path.steps.iter().map(|step| (step.from, step.to, step.join)).collect();
        assert_eq!(steps, [(0, 1, 0), (1, 2, 3), (2, 4, 2), (4, 5, 1)]);
        assert_eq!((path.met, path.joins()), (3, vec![0, 1, 2, 3]));
        assert_eq!(chain(&joins, [5, 4]).unwrap().steps, [Step { from: 5, to: 4, join: 1 }]);
    }

    #[test]
    fn one_document_or_a_stranger_has_no_path() {
        assert_eq!(chain(&[join(0, 1)], [0, 0]), None);
        assert_eq!(chain(&[join(0, 1)], [0, 2]), None);
        assert_eq!(chain(&[], [0, 1]), None);
    }

    #[test]
    fn every_two_members_of_a_group_are_connected() {
        let link = |first, second, score| Link { first, second, score };
        let links =
            [link(0, 1, 0.6), link(0, 2, 0.5), link(1, 2, 0.5), link(2, 3, 0.9), link(0, 3, 0.4), link(1, 3, 0.4)];
        let groups = group(&[0.0; 4], &links, &Constraints::default(), &StorySettings::default());
        assert_eq!(groups[0].members, [0, 1, 2, 3]);
        for pair in [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] {
            let path = chain(&groups[0].joins, pair).unwrap();
            assert_eq!((path.steps[0].from, path.steps.last().unwrap().to), (pair[0], pair[1]));
            assert!(path.steps.iter().is_sorted_by(|one, next| one.to == next.from));
        }
    }
}
