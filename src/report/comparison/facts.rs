//! What is found between pairs of versions, brought together over all versions: a figure that three versions state is one
//! thing with three cells, not three pairs.
//!
//! Pairs are edges of a graph whose connected components are the things (union-find by size, nearly linear in the pairs).

use std::collections::BTreeMap;

use crate::compare::figures::Relation;
use crate::compare::quotes::Extent;
use crate::compare::speakers::Attribution;
use crate::compare::version::Span;
use crate::compare::{Between, Comparison};

/// A thing of which versions state figures.
#[derive(Debug)]
pub(super) struct Figure {
    /// Its number, from 1: conflicting ones first, then finer ones, each in reading order.
    pub(super) number: usize,
    /// How its figures relate, by the pair that differs most.
    pub(super) relation: FigureRelation,
    /// Of each version, where it states it.
    pub(super) cells: Vec<Vec<FigureCell>>,
}

/// How the figures of one thing relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FigureRelation {
    Conflicting,
    Finer,
    Agreeing,
}

/// A figure in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FigureCell {
    pub(super) span: Span,
    pub(super) role: Role,
}

/// What a figure is to the others of its thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Conflicting,
    Finer,
    Coarser,
    Agreeing,
}

/// A speech that several versions have.
#[derive(Debug)]
pub(super) struct SharedQuote {
    /// Its number, from 1, in reading order.
    pub(super) number: usize,
    /// Of each version, the numbers of its speeches.
    pub(super) cells: Vec<Vec<usize>>,
    /// How much each of two versions has, where it is not as much.
    pub(super) extents: Vec<([usize; 2], Extent)>,
    /// How any two versions differ in whom they name, the gravest difference of each pair.
    pub(super) attributions: Vec<([usize; 2], Attribution)>,
}

/// The things of which two or more versions state figures.
pub(super) fn figures(comparison: &Comparison) -> Vec<Figure> {
    let mut roles: BTreeMap<(usize, Span), Role> = BTreeMap::new();
    let mut edges = Vec::new();
    for Between { versions: [one, other], item } in &comparison.figures {
        let told = match item.relation {
            Relation::Conflicting => [Role::Conflicting; 2],
            Relation::FirstFiner => [Role::Finer, Role::Coarser],
            Relation::SecondFiner => [Role::Coarser, Role::Finer],
            Relation::Agreeing => [Role::Agreeing; 2],
        };
        let nodes = [(*one, item.first), (*other, item.second)];
        for (node, role) in nodes.into_iter().zip(told) {
            let known = roles.entry(node).or_insert(role);
            *known = role.min(*known);
        }
        edges.push(nodes);
    }
    let mut found: Vec<Figure> = components(comparison.versions.len(), &edges)
        .into_iter()
        .map(|cells| {
            let place = |(version, spans): (usize, Vec<Span>)| {
                let role = |span| roles.get(&(version, span)).copied().unwrap_or(Role::Agreeing);
                spans.into_iter().map(|span| FigureCell { span, role: role(span) }).collect::<Vec<_>>()
            };
            let cells: Vec<Vec<FigureCell>> = cells.into_iter().enumerate().map(place).collect();
            let relation = match cells.iter().flatten().map(|cell| cell.role).min() {
                Some(Role::Conflicting) => FigureRelation::Conflicting,
                Some(Role::Finer | Role::Coarser) => FigureRelation::Finer,
                _ => FigureRelation::Agreeing,
            };
            Figure { number: 0, relation, cells }
        })
        .collect();
    found.sort_by_key(|figure| figure.relation);
    for (number, figure) in (1..).zip(&mut found) {
        figure.number = number;
    }
    found
}

/// The speeches that two or more versions have.
pub(super) fn quotes(comparison: &Comparison) -> Vec<SharedQuote> {
    let edge = |quote: &Between<crate::compare::quotes::SpeechMatch>| {
        let [one, other] = quote.versions;
        [(one, quote.item.first), (other, quote.item.second)]
    };
    let edges: Vec<[(usize, usize); 2]> = comparison.quotes.iter().map(edge).collect();
    let groups = components(comparison.versions.len(), &edges);
    let mut group_of = BTreeMap::new();
    for (group, cells) in groups.iter().enumerate() {
        for (version, speeches) in cells.iter().enumerate() {
            group_of.extend(speeches.iter().map(|&speech| ((version, speech), group)));
        }
    }
    let quote = |(number, cells)| SharedQuote { number, cells, extents: Vec::new(), attributions: Vec::new() };
    let mut shared: Vec<SharedQuote> = (1..).zip(groups).map(quote).collect();
    for quote in &comparison.quotes {
        let group = group_of.get(&edge(quote)[0]).and_then(|&group| shared.get_mut(group));
        let Some(group) = group else { continue };
        if quote.item.extent != Extent::Equal {
            group.extents.push((quote.versions, quote.item.extent));
        }
        if quote.item.attribution != Attribution::Same {
            group.attributions.push((quote.versions, quote.item.attribution));
        }
    }
    shared
}

/// Connected components, of each the places of every version, in order of their first place. Edges from or to a version
/// that is not there are left out.
fn components<Place: Ord + Copy>(versions: usize, edges: &[[(usize, Place); 2]]) -> Vec<Vec<Vec<Place>>> {
    let edges = || edges.iter().filter(|edge| edge.iter().all(|&(version, _)| version < versions));
    let mut number: BTreeMap<(usize, Place), usize> = edges().flatten().map(|&node| (node, 0)).collect();
    for (position, place) in number.values_mut().enumerate() {
        *place = position;
    }
    let mut parent: Vec<usize> = (0..number.len()).collect();
    let mut size = vec![1_usize; number.len()];
    for [one, other] in edges() {
        let [one, other] = [one, other].map(|node| root(&mut parent, number.get(node).copied().unwrap_or_default()));
        if one != other {
            let (small, large) = if size[one] <= size[other] { (one, other) } else { (other, one) };
            parent[small] = large;
            size[large] += size[small];
        }
    }
    let mut found: Vec<Vec<Vec<Place>>> = Vec::new();
    let mut place_of_root = BTreeMap::new();
    for (&(version, place), &node) in &number {
        let group = *place_of_root.entry(root(&mut parent, node)).or_insert_with(|| {
            found.push(vec![Vec::new(); versions]);
            found.len() - 1
        });
        found[group][version].push(place);
    }
    found
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::super::tests::three;
    use super::*;

    #[test]
    fn a_figure_of_three_versions_is_one_thing() {
        let edges = [[(0, 7), (1, 3)], [(1, 3), (2, 9)], [(0, 1), (2, 2)], [(0, 1), (9, 2)]];
        assert_eq!(components(3, &edges), [[vec![1], vec![], vec![2]], [vec![7], vec![3], vec![9]]]);
    }

    #[test]
    fn conflicts_come_first_and_a_figure_is_called_by_the_worst_said_of_it() {
        let found = figures(&three());
        let relations: Vec<FigureRelation> = found.iter().map(|figure| figure.relation).collect();
        assert!(relations.is_sorted(), "{relations:?}");
        let first = &found[0];
        assert_eq!((first.number, first.relation), (1, FigureRelation::Conflicting));
        assert!(first.cells.iter().filter(|cells| !cells.is_empty()).count() >= 2);
    }

    #[test]
    fn a_quote_of_three_versions_is_one() {
        let found = quotes(&three());
        assert!(found.iter().any(|quote| quote.cells.iter().all(|cells| cells.len() == 1)), "{found:?}");
    }
}
