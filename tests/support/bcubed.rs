//! B-cubed: how well found groups agree with the true ones (Bagga and Baldwin 1998; Amigó et al. 2009).
//!
//! Precision is the mean over all elements of the share of an element's found group that is truly with it; recall is the
//! mean of the share of its true group that was found with it. Unlike pair counts, a large group counts no more than
//! its elements.

use std::collections::BTreeMap;

/// Agreement of a grouping with the true one, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BCubed {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

impl BCubed {
    /// Compares two groupings of the same elements, each from an element to the name of its group.
    pub(crate) fn of(truth: &BTreeMap<&str, &str>, found: &BTreeMap<&str, &str>) -> Self {
        assert!(truth.keys().eq(found.keys()), "the two groupings are of different elements");
        let sizes = |grouping: &BTreeMap<&str, &str>| {
            let mut sizes: BTreeMap<String, f64> = BTreeMap::new();
            for group in grouping.values() {
                *sizes.entry((*group).to_owned()).or_default() += 1.0;
            }
            sizes
        };
        let mut shared: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for (element, group) in truth {
            *shared.entry((group, found[element])).or_default() += 1.0;
        }
        let (true_sizes, found_sizes) = (sizes(truth), sizes(found));
        let (mut precision, mut recall) = (0.0, 0.0);
        for ((true_group, found_group), shared) in shared {
            precision += shared * shared / found_sizes[found_group];
            recall += shared * shared / true_sizes[true_group];
        }
        let elements = truth.len() as f64;
        Self { precision: precision / elements, recall: recall / elements }
    }
}
