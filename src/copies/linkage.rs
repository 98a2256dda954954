//! Linkage: other ways than stars to make groups of links, for those who want them.
//!
//! Stars ([`group`](super::group)) are the default, because they cannot chain and need no two members to be copies of
//! each other. Components are what most tools give; complete linkage wants every two texts of a group to be copies;
//! average linkage wants the mean similarity of all pairs between two groups to reach the threshold, a pair that is no
//! copy counting as 0.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::group::Link;
use super::verify::Overlap;

/// How copies become groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Grouping {
    /// Every text of a group is a copy of one and the same text of it, and any two share shingles.
    #[default]
    Stars,
    /// Every two texts of a group are copies.
    Complete,
    /// The mean similarity between the two groups of each join reached the threshold.
    Average,
    /// Texts that a chain of copies connects, however long; the ends may share nothing.
    Components,
}

/// Groups `texts` texts by agglomeration, the link most similar by `measure` first. A join is made when the links between
/// the two groups allow it by `grouping`, and looked at again with each further link between them. O(l log l) for l
/// links, and the merging of neighbours, the smaller list into the larger.
///
/// Each text is in one group, ascending; groups by first member.
pub(super) fn agglomerate(
    texts: usize,
    links: &[Link],
    grouping: Grouping,
    threshold: f64,
    measure: fn(&Overlap) -> f64,
) -> Vec<Vec<u32>> {
    let mut order: Vec<&Link> = links.iter().collect();
    // Similarities are not negative, so their bits order as they do.
    order.sort_unstable_by_key(|link| (Reverse(measure(&link.overlap).to_bits()), link.longer, link.shorter));
    let mut groups: Vec<Vec<u32>> = (0_u32..).take(texts).map(|text| vec![text]).collect();
    let mut group_of: Vec<u32> = (0_u32..).take(texts).collect();
    // Between groups: how many links, and their similarities in all.
    let mut between: Vec<BTreeMap<u32, (usize, f64)>> = vec![BTreeMap::new(); texts];
    for link in links {
        for (one, other) in [(link.longer, link.shorter), (link.shorter, link.longer)] {
            between[one as usize].insert(other, (1, measure(&link.overlap)));
        }
    }
    for link in order {
        let (one, other) = (group_of[link.longer as usize], group_of[link.shorter as usize]);
        if one == other {
            continue;
        }
        let pairs = groups[one as usize].len() * groups[other as usize].len();
        let (count, sum) = between[one as usize].get(&other).copied().unwrap_or_default();
        let joins = match grouping {
            Grouping::Complete => count == pairs,
            Grouping::Average => sum / pairs as f64 >= threshold,
            Grouping::Stars | Grouping::Components => true,
        };
        if joins {
            let (into, from) =
                if between[one as usize].len() >= between[other as usize].len() { (one, other) } else { (other, one) };
            let moved = std::mem::take(&mut groups[from as usize]);
            for &text in &moved {
                group_of[text as usize] = into;
            }
            groups[into as usize].extend(moved);
            for (neighbour, (count, sum)) in std::mem::take(&mut between[from as usize]) {
                between[neighbour as usize].remove(&from);
                if neighbour != into {
                    for (at, with) in [(into, neighbour), (neighbour, into)] {
                        let known = between[at as usize].entry(with).or_default();
                        *known = (known.0 + count, known.1 + sum);
                    }
                }
            }
        }
    }
    let mut groups: Vec<Vec<u32>> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links by similarity in hundredths.
    fn links(links: &[(u32, u32, usize)]) -> Vec<Link> {
        let overlap = |similarity| Overlap { shared: similarity, first: similarity, second: 100 };
        links
            .iter()
            .map(|&(longer, shorter, similarity)| Link { longer, shorter, overlap: overlap(similarity) })
            .collect()
    }

    #[test]
    fn a_chain_is_one_component_and_pairs_by_complete_linkage() {
        let chain = links(&[(0, 1, 90), (1, 2, 80), (2, 3, 85)]);
        assert_eq!(agglomerate(5, &chain, Grouping::Components, 0.7, Overlap::jaccard), [vec![0, 1, 2, 3], vec![4]]);
        assert_eq!(
            agglomerate(5, &chain, Grouping::Complete, 0.7, Overlap::jaccard),
            [vec![0, 1], vec![2, 3], vec![4]]
        );
    }

    #[test]
    fn a_clique_is_whole_however_it_is_grouped() {
        let clique = links(&[(0, 1, 90), (0, 2, 80), (1, 2, 71)]);
        for grouping in [Grouping::Components, Grouping::Complete, Grouping::Average] {
            assert_eq!(agglomerate(3, &clique, grouping, 0.7, Overlap::jaccard), [[0, 1, 2]], "{grouping:?}");
        }
    }

    #[test]
    fn average_linkage_forgives_one_missing_pair_among_many() {
        let all = [(0, 1, 99), (0, 2, 99), (1, 2, 99), (0, 3, 98), (1, 3, 98)];
        assert_eq!(agglomerate(4, &links(&all), Grouping::Average, 0.6, Overlap::jaccard), [[0, 1, 2, 3]]);
        assert_eq!(agglomerate(4, &links(&all), Grouping::Average, 0.7, Overlap::jaccard), [vec![0, 1, 2], vec![3]]);
        assert_eq!(agglomerate(4, &links(&all), Grouping::Complete, 0.6, Overlap::jaccard), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn nothing_is_grouped_of_nothing() {
        assert!(agglomerate(0, &[], Grouping::Average, 0.7, Overlap::jaccard).is_empty());
    }
}
