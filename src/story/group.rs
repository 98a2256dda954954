//! Grouping: average linkage inside each connected component of the candidate graph.
//!
//! Two groups join when the mean score over all pairs between them clears a bar. The bar rises with the groups' own
//! inner scores (two tight groups that are only loosely alike are two events that look alike) and never exceeds the
//! score that is sure. A pair that is no link counts as 0, so a component is all that its grouping depends on, and
//! chains of chance likenesses do not pull groups together. Every join is recorded with its strongest pair.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ahash::AHashMap;
use rayon::prelude::*;

use super::candidates::Link;
use super::settings::StorySettings;

/// A join of two groups into one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Join {
    /// The pair with the highest score between the two groups, as a link.
    pub strongest: Link,
    /// Mean score over all pairs between the two groups.
    pub mean_score: f64,
    /// What the mean score had to reach.
    pub bar: f64,
    /// Documents in the two groups before the join, that of the lower first index first.
    pub sizes: [usize; 2],
}

impl Join {
    /// The same join with the documents of its strongest pair renumbered.
    #[must_use]
    pub fn renumbered(&self, number: impl Fn(usize) -> usize) -> Self {
        let Link { first, second, score } = self.strongest;
        let (first, second) = (number(first), number(second));
        Self { strongest: Link { first: first.min(second), second: first.max(second), score }, ..*self }
    }
}

/// A group of documents that report one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Indexes of the documents, ascending.
    pub members: Vec<usize>,
    /// The joins that made it, in the order they were made; one less than members.
    pub joins: Vec<Join>,
}

/// Groups `documents` documents by their links; each document is in exactly one group, groups are sorted by first
/// member. For a component of n documents and m links: O((n + m) log m) for the sparse graphs of news.
#[must_use]
pub fn group(documents: usize, links: &[Link], settings: &StorySettings) -> Vec<Group> {
    let mut groups: Vec<Group> = components(documents, links)
        .into_par_iter()
        .flat_map_iter(|component| Linkage::new(component, settings).run())
        .collect();
    groups.sort_unstable_by_key(|group| group.members.first().copied());
    groups
}

/// The bar for a join of two groups with these mean inner scores (`None` for a group of one).
#[must_use]
pub fn join_bar(inner: [Option<f64>; 2], settings: &StorySettings) -> f64 {
    let known: Vec<f64> = inner.into_iter().flatten().collect();
    let cohesion = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    (settings.join_cohesion * cohesion).min(settings.join_sure).max(settings.join_bar)
}

/// A connected component: its documents, ascending, and its links.
struct Component {
    members: Vec<usize>,
    links: Vec<Link>,
}

/// Parts the candidate graph into its connected components, by first member.
fn components(documents: usize, links: &[Link]) -> Vec<Component> {
    let mut root: Vec<usize> = (0..documents).collect();
    for link in links {
        let (first, second) = (find(&mut root, link.first), find(&mut root, link.second));
        root[first.max(second)] = first.min(second);
    }
    let mut position = vec![usize::MAX; documents];
    let mut components: Vec<Component> = Vec::new();
    for document in 0..documents {
        let root = find(&mut root, document);
        if position[root] == usize::MAX {
            position[root] = components.len();
            components.push(Component { members: Vec::new(), links: Vec::new() });
        }
        components[position[root]].members.push(document);
    }
    for link in links {
        components[position[find(&mut root, link.first)]].links.push(*link);
    }
    components
}

/// Root of a document, halving the path on the way.
fn find(root: &mut [usize], mut document: usize) -> usize {
    while root[document] != document {
        root[document] = root[root[document]];
        document = root[document];
    }
    document
}

/// What lies between two groups.
#[derive(Clone, Copy)]
struct Bond {
    /// Sum of the scores of the links between them.
    sum: f64,
    strongest: Link,
}

/// A group while the component is being joined.
struct Cluster {
    members: Vec<usize>,
    joins: Vec<Join>,
    /// Sum of the scores of the links inside.
    inner_sum: f64,
    bonds: AHashMap<usize, Bond>,
    /// Counts joins, so that proposals made before one are known to be stale.
    version: usize,
}

/// Mean score of a proposed join, then the two clusters: highest score first, ties by lowest indexes.
#[derive(PartialEq)]
struct Proposal {
    mean_score: f64,
    clusters: [usize; 2],
    versions: [usize; 2],
}

impl Eq for Proposal {}

impl PartialOrd for Proposal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Proposal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.mean_score
            .total_cmp(&other.mean_score)
            .then_with(|| Reverse(self.clusters).cmp(&Reverse(other.clusters)))
            .then_with(|| self.versions.cmp(&other.versions))
    }
}

struct Linkage<'a> {
    settings: &'a StorySettings,
    /// `None` once joined into another.
    clusters: Vec<Option<Cluster>>,
    proposals: BinaryHeap<Proposal>,
}

impl<'a> Linkage<'a> {
    fn new(component: Component, settings: &'a StorySettings) -> Self {
        let single = |&member: &usize| {
            Some(Cluster {
                members: vec![member],
                joins: Vec::new(),
                inner_sum: 0.0,
                bonds: AHashMap::new(),
                version: 0,
            })
        };
        let clusters = component.members.iter().map(single).collect();
        let mut linkage = Self { settings, clusters, proposals: BinaryHeap::new() };
        for link in component.links {
            let places = [link.first, link.second].map(|document| component.members.binary_search(&document));
            let [Ok(first), Ok(second)] = places else { continue };
            for (one, other) in [(first, second), (second, first)] {
                if let Some(cluster) = &mut linkage.clusters[one] {
                    cluster.bonds.insert(other, Bond { sum: link.score, strongest: link });
                }
            }
            linkage.propose(first, second);
        }
        linkage
    }

    fn run(mut self) -> Vec<Group> {
        while let Some(proposal) = self.proposals.pop() {
            if proposal.mean_score < self.settings.join_bar {
                break;
            }
            let [first, second] = proposal.clusters;
            let (Some(one), Some(other)) = (&self.clusters[first], &self.clusters[second]) else { continue };
            if [one.version, other.version] != proposal.versions {
                continue;
            }
            let bar = join_bar([one.inner_mean(), other.inner_mean()], self.settings);
            if proposal.mean_score >= bar {
                self.join(first, second, proposal.mean_score, bar);
            }
        }
        self.clusters
            .into_iter()
            .flatten()
            .map(|mut cluster| {
                cluster.members.sort_unstable();
                Group { members: cluster.members, joins: cluster.joins }
            })
            .collect()
    }

    /// Joins cluster `second` into cluster `first` (`first < second`) and proposes the joins of the union.
    fn join(&mut self, first: usize, second: usize, mean_score: f64, bar: f64) {
        let (Some(mut one), Some(other)) = (self.clusters[first].take(), self.clusters[second].take()) else { return };
        let Some(bond) = one.bonds.remove(&second) else { return };
        let sizes = [one.members.len(), other.members.len()];
        one.members.extend(other.members);
        one.joins.extend(other.joins);
        one.joins.push(Join { strongest: bond.strongest, mean_score, bar, sizes });
        one.inner_sum += other.inner_sum + bond.sum;
        one.version += other.version + 1;
        for (neighbour, bond) in other.bonds {
            if neighbour == first {
                continue;
            }
            let merged = match one.bonds.get(&neighbour) {
                Some(known) => Bond { sum: known.sum + bond.sum, strongest: stronger(known.strongest, bond.strongest) },
                None => bond,
            };
            one.bonds.insert(neighbour, merged);
        }
        let neighbours: Vec<(usize, Bond)> = one.bonds.iter().map(|(&neighbour, &bond)| (neighbour, bond)).collect();
        self.clusters[first] = Some(one);
        for (neighbour, bond) in neighbours {
            if let Some(cluster) = &mut self.clusters[neighbour] {
                cluster.bonds.remove(&second);
                cluster.bonds.insert(first, bond);
            }
            self.propose(first, neighbour);
        }
    }

    fn propose(&mut self, one: usize, other: usize) {
        let clusters = [one.min(other), one.max(other)];
        let (Some(first), Some(second)) = (&self.clusters[clusters[0]], &self.clusters[clusters[1]]) else { return };
        let Some(bond) = first.bonds.get(&clusters[1]) else { return };
        let mean_score = bond.sum / (first.members.len() * second.members.len()) as f64;
        // A mean only falls while its two sides stay as they are, so what is below the lowest bar need not wait.
        if mean_score >= self.settings.join_bar {
            self.proposals.push(Proposal { mean_score, clusters, versions: [first.version, second.version] });
        }
    }
}

impl Cluster {
    /// Mean score over all pairs inside; `None` for a cluster of one.
    fn inner_mean(&self) -> Option<f64> {
        let pairs = self.members.len() * (self.members.len() - 1) / 2;
        (pairs > 0).then(|| self.inner_sum / pairs as f64)
    }
}

/// The link of the higher score; of equal ones, the one with the lower indexes.
fn stronger(one: Link, other: Link) -> Link {
    let rank = |link: &Link| (Reverse(link.first), Reverse(link.second));
    match one.score.total_cmp(&other.score).then_with(|| rank(&one).cmp(&rank(&other))) {
        std::cmp::Ordering::Less => other,
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(first: usize, second: usize, score: f64) -> Link {
        Link { first, second, score }
    }

    fn members(documents: usize, links: &[Link]) -> Vec<Vec<usize>> {
        group(documents, links, &StorySettings::default()).into_iter().map(|group| group.members).collect()
    }

    #[test]
    fn documents_without_links_are_stories_of_their_own() {
        assert_eq!(members(3, &[]), [vec![0], vec![1], vec![2]]);
    }

    #[test]
    fn a_pair_above_the_bar_joins_and_one_below_does_not() {
        assert_eq!(members(4, &[link(0, 2, 0.3), link(1, 3, 0.08)]), [vec![0, 2], vec![1], vec![3]]);
    }

    #[test]
    fn a_chain_of_likenesses_does_not_join_its_ends() {
        let chain = [link(0, 1, 0.5), link(1, 2, 0.2), link(2, 3, 0.5)];
        assert_eq!(members(4, &chain), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn two_tight_groups_that_are_loosely_alike_stay_apart() {
        let tight = [link(0, 1, 0.5), link(2, 3, 0.5)];
        let between = |score| [link(0, 2, score), link(0, 3, score), link(1, 2, score), link(1, 3, score)];
        assert_eq!(members(4, &[tight.as_slice(), &between(0.15)].concat()), [vec![0, 1], vec![2, 3]]);
        assert_eq!(members(4, &[tight.as_slice(), &between(0.25)].concat()), [vec![0, 1, 2, 3]]);
    }

    #[test]
    fn every_join_names_its_strongest_pair_and_its_bar() {
        let groups = group(3, &[link(0, 1, 0.4), link(0, 2, 0.2), link(1, 2, 0.3)], &StorySettings::default());
        let joins: Vec<_> = groups[0].joins.iter().map(|join| (join.strongest, join.sizes)).collect();
        assert_eq!(joins, [(link(0, 1, 0.4), [1, 1]), (link(1, 2, 0.3), [2, 1])]);
        assert!(groups[0].joins.iter().all(|join| join.mean_score >= join.bar));
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let links = [link(0, 1, 0.3), link(1, 2, 0.3), link(0, 2, 0.3), link(2, 3, 0.3), link(3, 4, 0.3)];
        let mut reversed = links.to_vec();
        reversed.reverse();
        assert_eq!(members(5, &links), members(5, &reversed));
    }
}
