//! Grouping: average linkage inside each connected component of the candidate graph.
//!
//! Two groups join when the mean score over all pairs between them clears a bar. The bar rises with the groups' own
//! inner scores: two tight groups that are only loosely alike are two events that look alike. A pair that is no link
//! counts as 0, so a component is all that its grouping depends on, and chains of chance likenesses do not pull groups
//! together. Every join is recorded with its strongest pair.
//!
//! [`Constraints`] come before scores: what must be together is joined first (see `seeds`), what must be apart never is.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use ahash::AHashMap;
use rayon::prelude::*;

use super::FEW;
use super::candidates::Link;
use super::constraints::{Constraints, Together};
use super::seeds::seeds;
use super::settings::StorySettings;
use super::shortness::between;

/// A join of two groups into one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Join {
    /// The pair with the highest score between the two groups, as a link; without any link, the pair of the constraint
    /// that made the join, with score 0.
    pub strongest: Link,
    /// Mean score over all pairs between the two groups.
    pub mean_score: f64,
    /// What the mean score had to reach.
    pub bar: f64,
    /// Documents in the two groups before the join, that of the lower first index first.
    pub sizes: [usize; 2],
    /// The [reason](Together::reason) of the constraint that made the join whatever its score; `None` if the score did.
    pub reason: Option<usize>,
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

/// Groups documents, given by their [shortness](super::shortness), by constraints and links; each document is in exactly one group, groups
/// are sorted by first member. For a component of n documents and m links: O((n + m) log m) for the sparse graphs of news.
#[must_use]
pub fn group(shortness: &[f64], links: &[Link], constraints: &Constraints, settings: &StorySettings) -> Vec<Group> {
    let documents = shortness.len();
    let settings = &settings.for_documents(constraints.voices(documents));
    let mut apart: Vec<Vec<usize>> = vec![Vec::new(); if constraints.apart.is_empty() { 0 } else { documents }];
    for (set, members) in constraints.apart.iter().enumerate() {
        for &member in members {
            apart[member].push(set);
        }
    }
    let run = |component| Linkage::new(component, &apart, shortness, settings).run();
    let components = components(documents, links, &constraints.together);
    let mut groups: Vec<Group> = if documents <= FEW {
        components.into_iter().flat_map(run).collect()
    } else {
        components.into_par_iter().flat_map_iter(run).collect()
    };
    groups.sort_unstable_by_key(|group| group.members.first().copied());
    groups
}

/// The bar for a join of two groups with these mean inner scores (`None` for a group of one): it rises with the cohesion
/// of the groups, the geometric mean of the two where both have members to compare. No group counts as looser than two
/// documents that just join, whatever a constraint has put into it.
///
/// `shortness` is the mean one of all their documents. Near-copies make groups of headlines so tight that no other words on
/// the event would reach them, while the mean over many pairs is already sure: so the bar of two such groups is lower.
#[must_use]
pub fn join_bar(inner: [Option<f64>; 2], shortness: f64, settings: &StorySettings) -> f64 {
    let raised = |cohesion: f64| cohesion.powf(settings.cohesion_exponent);
    match inner.map(|inner| inner.map(|inner| inner.max(settings.join_bar))) {
        [None, None] => settings.join_bar,
        [Some(inner), None] | [None, Some(inner)] => settings.join_document * raised(inner),
        [Some(one), Some(other)] => {
            between(settings.join_groups, settings.short_join_groups, shortness) * raised((one * other).sqrt())
        }
    }
}

/// The lowest bar that there is.
fn lowest_bar(settings: &StorySettings) -> f64 {
    let inner = [[None, None], [Some(0.0), None], [Some(0.0), Some(0.0)]];
    let bars = inner.into_iter().flat_map(|inner| [0.0, 1.0].map(|shortness| join_bar(inner, shortness, settings)));
    bars.fold(f64::INFINITY, f64::min)
}

/// A connected component: its documents, ascending, its links and what joins it whatever the scores.
struct Component {
    members: Vec<usize>,
    links: Vec<Link>,
    together: Vec<Together>,
}

/// Parts the candidate graph into its connected components, by first member.
fn components(documents: usize, links: &[Link], together: &[Together]) -> Vec<Component> {
    let mut root: Vec<usize> = (0..documents).collect();
    let pairs = links.iter().map(|link| [link.first, link.second]);
    for [first, second] in pairs.chain(together.iter().map(|constraint| constraint.pair)) {
        let (first, second) = (find(&mut root, first), find(&mut root, second));
        root[first.max(second)] = first.min(second);
    }
    let mut position = vec![usize::MAX; documents];
    let mut components: Vec<Component> = Vec::new();
    for document in 0..documents {
        let root = find(&mut root, document);
        if position[root] == usize::MAX {
            position[root] = components.len();
            components.push(Component { members: Vec::new(), links: Vec::new(), together: Vec::new() });
        }
        components[position[root]].members.push(document);
    }
    for link in links {
        components[position[find(&mut root, link.first)]].links.push(*link);
    }
    for constraint in together {
        components[position[find(&mut root, constraint.pair[0])]].together.push(*constraint);
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

impl Bond {
    /// What lies between two groups of which this was known, when more is found.
    fn and(self, more: Self) -> Self {
        Self { sum: self.sum + more.sum, strongest: stronger(self.strongest, more.strongest) }
    }
}

/// A group while the component is being joined.
struct Cluster {
    members: Vec<usize>,
    joins: Vec<Join>,
    /// Sum of the scores of the links inside.
    inner_sum: f64,
    /// Sum of the shortness of the members.
    shortness: f64,
    bonds: AHashMap<usize, Bond>,
    /// The sets of [`Constraints::apart`] that hold a member.
    apart: BTreeSet<usize>,
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
    lowest_bar: f64,
    /// `None` once joined into another.
    clusters: Vec<Option<Cluster>>,
    proposals: BinaryHeap<Proposal>,
}

impl<'a> Linkage<'a> {
    fn new(component: Component, apart: &[Vec<usize>], shortness: &[f64], settings: &'a StorySettings) -> Self {
        let Component { members, links, together } = component;
        let place = |document: usize| members.binary_search(&document).ok();
        let mut clusters: Vec<Option<Cluster>> = Vec::new();
        clusters.resize_with(members.len(), || None);
        let mut cluster_of: Vec<usize> = (0..members.len()).collect();
        for seed in seeds(&members, &links, &together, shortness, settings) {
            let Some(first) = place(seed.first) else { continue };
            for place in seed.members.iter().filter_map(|&member| place(member)) {
                cluster_of[place] = first;
            }
            let apart = seed.members.iter().filter_map(|&member| apart.get(member)).flatten().copied().collect();
            let (joins, inner_sum) = (seed.joins, seed.inner_sum);
            let (members, shortness) = (seed.members, seed.shortness);
            let bonds = AHashMap::new();
            clusters[first] = Some(Cluster { members, joins, inner_sum, shortness, bonds, apart, version: 0 });
        }
        let mut linkage = Self { settings, lowest_bar: lowest_bar(settings), clusters, proposals: BinaryHeap::new() };
        let ends_of = |link: &Link| {
            let places = (cluster_of[place(link.first)?], cluster_of[place(link.second)?]);
            (places.0 != places.1).then_some(places)
        };
        for link in &links {
            let Some((first, second)) = ends_of(link) else { continue };
            for (one, other) in [(first, second), (second, first)] {
                if let Some(cluster) = &mut linkage.clusters[one] {
                    let link = Bond { sum: link.score, strongest: *link };
                    cluster.bonds.entry(other).and_modify(|bond| *bond = bond.and(link)).or_insert(link);
                }
            }
        }
        for (first, second) in links.iter().filter_map(ends_of) {
            linkage.propose(first, second);
        }
        linkage
    }

    fn run(mut self) -> Vec<Group> {
        while let Some(proposal) = self.proposals.pop() {
            let [first, second] = proposal.clusters;
            let (Some(one), Some(other)) = (&self.clusters[first], &self.clusters[second]) else { continue };
            if [one.version, other.version] != proposal.versions {
                continue;
            }
            let bar = join_bar([one.inner_mean(), other.inner_mean()], one.mean_shortness(other), self.settings);
            if proposal.mean_score >= bar && !one.is_apart_from(other) {
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
        one.joins.push(Join { strongest: bond.strongest, mean_score, bar, sizes, reason: None });
        let (many, few) =
            if one.apart.len() < other.apart.len() { (other.apart, one.apart) } else { (one.apart, other.apart) };
        one.apart = many;
        one.apart.extend(few);
        one.inner_sum += other.inner_sum + bond.sum;
        one.shortness += other.shortness;
        one.version += other.version + 1;
        for (neighbour, bond) in other.bonds {
            if neighbour == first {
                continue;
            }
            let merged = match one.bonds.get(&neighbour) {
                Some(known) => known.and(bond),
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
        if mean_score >= self.lowest_bar {
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

    /// Mean shortness of the members of two clusters.
    fn mean_shortness(&self, other: &Self) -> f64 {
        (self.shortness + other.shortness) / (self.members.len() + other.members.len()) as f64
    }

    /// Whether a constraint keeps the two apart: a look-up for each set of the one that is in fewer.
    fn is_apart_from(&self, other: &Self) -> bool {
        let (few, many) = if self.apart.len() <= other.apart.len() {
            (&self.apart, &other.apart)
        } else {
            (&other.apart, &self.apart)
        };
        few.iter().any(|set| many.contains(set))
    }
}

/// The link of the higher score; of equal ones, the one with the lower indexes.
pub(super) fn stronger(one: Link, other: Link) -> Link {
    let rank = |link: &Link| (Reverse(link.first), Reverse(link.second));
    match one.score.total_cmp(&other.score).then_with(|| rank(&one).cmp(&rank(&other))) {
        std::cmp::Ordering::Less => other,
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link(first: usize, second: usize, score: f64) -> Link {
        Link { first, second, score }
    }

    fn members(documents: usize, links: &[Link]) -> Vec<Vec<usize>> {
        constrained(documents, links, &Constraints::default())
    }

    fn constrained(documents: usize, links: &[Link], constraints: &Constraints) -> Vec<Vec<usize>> {
        let groups = group(&vec![0.0; documents], links, constraints, &StorySettings::default());
        groups.into_iter().map(|group| group.members).collect()
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
        assert_eq!(members(4, &[tight.as_slice(), &between(0.2)].concat()), [vec![0, 1], vec![2, 3]]);
        assert_eq!(members(4, &[tight.as_slice(), &between(0.3)].concat()), [vec![0, 1, 2, 3]]);
    }

    #[test]
    fn two_tight_groups_of_headlines_join_by_less() {
        let tight = [link(0, 1, 0.6), link(2, 3, 0.6)];
        let between = [link(0, 2, 0.25), link(0, 3, 0.25), link(1, 2, 0.25), link(1, 3, 0.25)];
        let links = [tight.as_slice(), &between].concat();
        let groups = |shortness| group(&[shortness; 4], &links, &Constraints::default(), &StorySettings::default());
        assert_eq!((groups(0.0).len(), groups(0.9).len()), (2, 1));
        let half = group(&[0.9, 0.9, 0.0, 0.0], &links, &Constraints::default(), &StorySettings::default());
        assert_eq!(half.len(), 2, "half of them are no headlines");
    }

    #[test]
    fn two_documents_alone_need_more_than_two_among_many() {
        let links = [link(0, 1, 0.13)];
        assert_eq!(members(2, &links).len(), 2);
        assert_eq!(members(200, &links).len(), 199);
        let repeats = Constraints { repeats: 198, ..Constraints::default() };
        assert_eq!(constrained(200, &links, &repeats).len(), 200, "repeats do not count");
    }

    #[test]
    fn every_join_names_its_strongest_pair_and_its_bar() {
        let links = [link(0, 1, 0.4), link(0, 2, 0.2), link(1, 2, 0.3)];
        let groups = group(&[0.0; 3], &links, &Constraints::default(), &StorySettings::default());
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

    fn together(pair: [usize; 2]) -> Together {
        Together { pair, reason: 0 }
    }

    #[test]
    fn what_must_be_together_is_joined_across_components_and_counts_in_later_joins() {
        let links = [link(0, 1, 0.3), link(2, 3, 0.3)];
        let constraints = Constraints { together: vec![together([1, 4])], ..Constraints::default() };
        assert_eq!(constrained(5, &links, &constraints), [vec![0, 1, 4], vec![2, 3]]);
        let links = [link(0, 1, 0.16), link(2, 3, 0.3)];
        assert_eq!(
            constrained(5, &links, &constraints),
            [vec![0], vec![1, 4], vec![2, 3]],
            "half of 0.16 is too little"
        );
    }

    #[test]
    fn what_must_be_apart_stays_apart_by_any_way_round() {
        let links =
            [link(0, 1, 0.9), link(1, 2, 0.8), link(0, 2, 0.9), link(2, 3, 0.7), link(0, 3, 0.2), link(1, 3, 0.2)];
        let constraints = Constraints { apart: vec![vec![0, 2]], ..Constraints::default() };
        assert_eq!(constrained(4, &links, &constraints), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn a_join_by_constraint_tells_its_reason_and_one_by_score_none() {
        let constraints =
            Constraints { together: vec![Together { pair: [2, 0], reason: 7 }], ..Constraints::default() };
        let links = [link(0, 1, 0.5), link(1, 2, 0.5)];
        let groups = group(&[0.0; 3], &links, &constraints, &StorySettings::default());
        let reasons: Vec<_> = groups[0].joins.iter().map(|join| (join.strongest, join.reason)).collect();
        assert_eq!(reasons, [(link(0, 2, 0.0), Some(7)), (link(0, 1, 0.5), None)]);
    }

    proptest! {
        /// Links, pairs that must be together, and sets that must be apart, as far as they do not contradict each other.
        #[test]
        fn constraints_hold_and_change_nothing_where_they_do_not_reach(
            scores in prop::collection::vec(((0_usize..24, 0_usize..24), 5_u32..90), 0..120),
            wishes in prop::collection::vec([0_usize..24, 0_usize..24], 0..8),
            sets in prop::collection::vec(prop::collection::btree_set(0_usize..24, 2..5), 0..5),
        ) {
            let mut links: Vec<Link> = scores
                .into_iter()
                .filter(|((one, other), _)| one != other)
                .map(|((one, other), score)| link(one.min(other), one.max(other), f64::from(score) / 100.0))
                .collect();
            links.sort_unstable_by_key(|link| (link.first, link.second));
            links.dedup_by_key(|link| (link.first, link.second));
            let mut root: Vec<usize> = (0..24).collect();
            for &[one, other] in &wishes {
                let (one, other) = (find(&mut root, one), find(&mut root, other));
                root[one] = other;
            }
            let classes = |set: &BTreeSet<usize>, root: &mut [usize]| {
                set.iter().map(|&member| find(root, member)).collect::<BTreeSet<_>>().len()
            };
            let apart: Vec<Vec<usize>> = sets
                .iter()
                .filter(|set| classes(set, &mut root) == set.len())
                .map(|set| set.iter().copied().collect())
                .collect();
            let constraints =
                Constraints { together: wishes.iter().map(|&pair| together(pair)).collect(), apart, repeats: 0 };
            let settings = StorySettings::default();
            let groups = group(&[0.0; 24], &links, &constraints, &settings);

            let mut group_of = [usize::MAX; 24];
            for (at, group) in groups.iter().enumerate() {
                for &member in &group.members {
                    prop_assert_eq!(std::mem::replace(&mut group_of[member], at), usize::MAX);
                }
                prop_assert_eq!(group.joins.len() + 1, group.members.len());
            }
            prop_assert!(group_of.iter().all(|&at| at < groups.len()));
            for &[one, other] in &wishes {
                prop_assert_eq!(group_of[one], group_of[other]);
            }
            for set in &constraints.apart {
                let groups: BTreeSet<usize> = set.iter().map(|&member| group_of[member]).collect();
                prop_assert_eq!(groups.len(), set.len());
            }

            let unconstrained = group(&[0.0; 24], &links, &Constraints::default(), &settings);
            for component in components(24, &links, &constraints.together) {
                let is_touched = |member: &usize| {
                    wishes.iter().flatten().chain(constraints.apart.iter().flatten()).any(|named| named == member)
                };
                if !component.members.iter().any(is_touched) {
                    let is_inside = |group: &&Group| component.members.contains(&group.members[0]);
                    let before: Vec<&Group> = unconstrained.iter().filter(is_inside).collect();
                    prop_assert_eq!(groups.iter().filter(is_inside).collect::<Vec<_>>(), before);
                }
            }
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            prop_assert_eq!(alone.install(|| group(&[0.0; 24], &links, &constraints, &settings)), groups);
        }
    }
}
