//! Seeds: the groups that grouping begins with, joined by constraints before any score is looked at.
//!
//! Each join is recorded like those by score, with the mean score and the bar that it did not need, and the reason that it
//! was made for. The group of fewer documents is looked through for links to the other: O(m log n) for n constrained
//! documents with m links among them, in whatever order the constraints come.

use super::candidates::Link;
use super::constraints::Together;
use super::group::{Join, join_bar, stronger};
use super::settings::StorySettings;

/// A group before scores are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seed {
    /// The first of its documents.
    pub(super) first: usize,
    /// Its documents, ascending.
    pub(super) members: Vec<usize>,
    /// The joins that made it.
    pub(super) joins: Vec<Join>,
    /// Sum of the scores of the links inside.
    pub(super) inner_sum: f64,
    /// Sum of the shortness of its documents.
    pub(super) shortness: f64,
}

impl Seed {
    fn single(document: usize, shortness: f64) -> Self {
        Self { first: document, members: vec![document], joins: Vec::new(), inner_sum: 0.0, shortness }
    }

    /// Mean score over all pairs inside; `None` for one document.
    fn inner_mean(&self) -> Option<f64> {
        let pairs = self.members.len() * (self.members.len() - 1) / 2;
        (pairs > 0).then(|| self.inner_sum / pairs as f64)
    }
}

/// The seeds among `documents`, ascending, by first member; `shortness` is that of all documents.
pub(super) fn seeds(
    documents: &[usize],
    links: &[Link],
    together: &[Together],
    shortness: &[f64],
    settings: &StorySettings,
) -> Vec<Seed> {
    let mut seeding = Seeding::new(documents, links, together, shortness);
    for constraint in together {
        seeding.join(documents, constraint, settings);
    }
    let mut seeds: Vec<Seed> = seeding.seeds.into_iter().flatten().collect();
    for seed in &mut seeds {
        seed.members.sort_unstable();
    }
    seeds.sort_unstable_by_key(|seed| seed.first);
    seeds
}

struct Seeding {
    /// By place; `None` once joined into another.
    seeds: Vec<Option<Seed>>,
    /// For each place, the place of its seed.
    seed_of: Vec<usize>,
    /// For each place that a constraint names, its links to others.
    links_of: Vec<Vec<(usize, Link)>>,
}

impl Seeding {
    fn new(documents: &[usize], links: &[Link], together: &[Together], shortness: &[f64]) -> Self {
        let single = |&document: &usize| Some(Seed::single(document, shortness.get(document).copied().unwrap_or(0.0)));
        let mut seeding = Self {
            seeds: documents.iter().map(single).collect(),
            seed_of: (0..documents.len()).collect(),
            links_of: Vec::new(),
        };
        if together.is_empty() {
            return seeding;
        }
        let mut is_named = vec![false; documents.len()];
        for place in together.iter().flat_map(|constraint| constraint.pair).filter_map(|it| place(documents, it)) {
            is_named[place] = true;
        }
        seeding.links_of = vec![Vec::new(); documents.len()];
        for link in links {
            let (Some(first), Some(second)) = (place(documents, link.first), place(documents, link.second)) else {
                continue;
            };
            if is_named[first] && is_named[second] {
                seeding.links_of[first].push((second, *link));
                seeding.links_of[second].push((first, *link));
            }
        }
        seeding
    }

    fn join(&mut self, documents: &[usize], constraint: &Together, settings: &StorySettings) {
        let [Some(first), Some(second)] = constraint.pair.map(|document| place(documents, document)) else { return };
        let (first, second) = (self.seed_of[first], self.seed_of[second]);
        if first == second {
            return;
        }
        let (Some(mut one), Some(mut other)) = (self.seeds[first].take(), self.seeds[second].take()) else { return };
        let shortness = (one.shortness + other.shortness) / (one.members.len() + other.members.len()) as f64;
        let bar = join_bar([one.inner_mean(), other.inner_mean()], shortness, settings);
        let (mut large, mut small) = (first, second);
        if one.members.len() < other.members.len() {
            (one, other) = (other, one);
            (large, small) = (second, first);
        }
        let [low, high] = [constraint.pair[0].min(constraint.pair[1]), constraint.pair[0].max(constraint.pair[1])];
        let mut strongest = Link { first: low, second: high, score: 0.0 };
        let mut sum = 0.0;
        for place in other.members.iter().filter_map(|&document| place(documents, document)) {
            for &(neighbour, link) in self.links_of[place].iter().filter(|&&(it, _)| self.seed_of[it] == large) {
                debug_assert_ne!(self.seed_of[neighbour], small);
                sum += link.score;
                strongest = stronger(strongest, link);
            }
        }
        for place in other.members.iter().filter_map(|&document| place(documents, document)) {
            self.seed_of[place] = large;
        }
        let sizes = [one.members.len(), other.members.len()];
        let mean_score = sum / (sizes[0] * sizes[1]) as f64;
        let sizes = if one.first < other.first { sizes } else { [sizes[1], sizes[0]] };
        one.first = one.first.min(other.first);
        one.members.append(&mut other.members);
        one.joins.append(&mut other.joins);
        one.joins.push(Join { strongest, mean_score, bar, sizes, reason: Some(constraint.reason) });
        one.inner_sum += other.inner_sum + sum;
        one.shortness += other.shortness;
        self.seeds[large] = Some(one);
    }
}

fn place(documents: &[usize], document: usize) -> Option<usize> {
    documents.binary_search(&document).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(first: usize, second: usize, score: f64) -> Link {
        Link { first, second, score }
    }

    fn together(pairs: &[[usize; 2]]) -> Vec<Together> {
        pairs.iter().zip(10..).map(|(&pair, reason)| Together { pair, reason }).collect()
    }

    #[test]
    fn each_join_is_told_with_its_reason_and_what_the_scores_say() {
        let links = [link(2, 3, 0.4), link(3, 7, 0.2), link(5, 7, 0.3)];
        let pairs = together(&[[7, 2], [3, 2], [2, 7]]);
        let seeds = seeds(&[2, 3, 5, 7], &links, &pairs, &[], &StorySettings::default());
        let members: Vec<&[usize]> = seeds.iter().map(|seed| seed.members.as_slice()).collect();
        assert_eq!(members, [&[2, 3, 7][..], &[5]]);
        let [first, second] = seeds[0].joins[..] else { panic!("{seeds:?}") };
        assert_eq!((first.strongest, first.sizes, first.reason), (link(2, 7, 0.0), [1, 1], Some(10)));
        assert_eq!((second.strongest, second.sizes, second.reason), (link(2, 3, 0.4), [2, 1], Some(11)));
        assert!((second.mean_score - 0.3).abs() < 1e-12 && (seeds[0].inner_sum - 0.6).abs() < 1e-12, "{seeds:?}");
        assert!(first.mean_score < first.bar);
    }

    #[test]
    fn a_long_chain_in_any_direction_is_quick() {
        let documents: Vec<usize> = (0..50_000).collect();
        let mut pairs: Vec<[usize; 2]> = documents.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        for _ in 0..2 {
            pairs.reverse();
            let seeds = seeds(&documents, &[], &together(&pairs), &[], &StorySettings::default());
            assert_eq!((seeds.len(), seeds[0].joins.len()), (1, 49_999));
            assert!(seeds[0].members.is_sorted());
        }
    }
}
