//! Classes: which elements were joined, and which classes may not be.
//!
//! Union-find by size (Tarjan 1975), where a class also keeps its labels. A label is shared by elements of which no two
//! may come together, so two classes with a label in common are apart. So "all of these thousand are different" costs a
//! thousand labels and not half a million pairs. Labels move from the class of fewer to the class of more: O(n log n)
//! moves in all.

use std::collections::{BTreeMap, BTreeSet};

/// A partition of elements, each known by its number.
#[derive(Debug, Clone)]
pub(crate) struct Classes {
    parents: Vec<usize>,
    sizes: Vec<usize>,
    /// By root.
    labels: Vec<BTreeSet<usize>>,
}

impl Classes {
    /// Every element in a class of its own.
    pub(crate) fn new(elements: usize) -> Self {
        Self { parents: (0..elements).collect(), sizes: vec![1; elements], labels: vec![BTreeSet::new(); elements] }
    }

    /// What the class of an element is known by until its next join; halves the path on the way.
    pub(crate) fn find(&mut self, mut element: usize) -> usize {
        while self.parents[element] != element {
            self.parents[element] = self.parents[self.parents[element]];
            element = self.parents[element];
        }
        element
    }

    /// Gives a label to the class of an element; false if the class has it already.
    pub(crate) fn label(&mut self, element: usize, label: usize) -> bool {
        let root = self.find(element);
        self.labels[root].insert(label)
    }

    /// Whether the classes of two elements share a label. One class is never apart from itself.
    pub(crate) fn are_apart(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.find(one), self.find(other));
        one != other && is_any_shared(&self.labels[one], &self.labels[other])
    }

    /// Makes one class of two, whatever their labels.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        if one == other {
            return;
        }
        let (large, small) = if self.sizes[one] >= self.sizes[other] { (one, other) } else { (other, one) };
        self.parents[small] = large;
        self.sizes[large] += self.sizes[small];
        let labels = std::mem::take(&mut self.labels[small]);
        let kept = &mut self.labels[large];
        let fewer = if kept.len() < labels.len() { std::mem::replace(kept, labels) } else { labels };
        kept.extend(fewer);
    }

    /// The elements of each class in ascending order, the classes by their first elements.
    pub(crate) fn parts(&mut self) -> Vec<Vec<usize>> {
        let mut by_root: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for element in 0..self.parents.len() {
            by_root.entry(self.find(element)).or_default().push(element);
        }
        let mut parts: Vec<Vec<usize>> = by_root.into_values().collect();
        parts.sort_unstable();
        parts
    }
}

/// Whether two sets share an element: a look-up for each of the smaller.
fn is_any_shared(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    small.iter().any(|label| large.contains(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_keeps_the_labels_of_all_that_were_joined() {
        let mut classes = Classes::new(5);
        assert!(classes.label(0, 7) && classes.label(1, 8) && classes.label(2, 7));
        assert!(!classes.label(0, 7), "it has it already");
        assert!(classes.are_apart(0, 2) && !classes.are_apart(0, 1) && !classes.are_apart(0, 0));
        classes.join(0, 1);
        classes.join(3, 1);
        assert!(classes.are_apart(3, 2), "by the label of the first");
        assert!(!classes.are_apart(4, 2) && !classes.are_apart(3, 0));
        assert_eq!(classes.find(0), classes.find(3));
    }

    #[test]
    fn a_hundred_thousand_joins_in_the_worst_order_are_quick() {
        let mut classes = Classes::new(100_000);
        for element in 0..100_000 {
            classes.label(element, element % 10);
        }
        for element in 1..100_000 {
            classes.join(element, element - 1);
        }
        assert!((0..100_000).all(|element| classes.find(element) == classes.find(0)));
    }
}
