//! How well a predicted grouping agrees with the gold one: B-cubed, pairs, adjusted Rand.
//!
//! B-cubed precision is the mean over all documents of the share of a document's predicted story that is truly of its
//! event, itself among them; recall is the mean of the share of its event that was found with it (Bagga and Baldwin,
//! LREC 1998; Amigó, Gonzalo, Artiles and Verdejo, Information Retrieval 12, 2009). The pairwise figures count pairs of
//! documents. The adjusted Rand index is the share of agreeing pairs, corrected for chance (Hubert and Arabie, Journal of
//! Classification 2, 1985). What has nothing to be wrong about is right: the figures of no documents are 1.
//!
//! Addends are sorted before they are summed and pairs are counted in whole numbers, so the figures are the same to the
//! last bit for any order of the documents and any names of the groups. O(n log n).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rounding::nine_places;

/// Precision, recall and their harmonic mean, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// How much of what was put together belongs together.
    #[serde(serialize_with = "nine_places")]
    pub precision: f64,
    /// How much of what belongs together was put together.
    #[serde(serialize_with = "nine_places")]
    pub recall: f64,
    /// The harmonic mean of the two.
    #[serde(serialize_with = "nine_places")]
    pub f1: f64,
}

impl Agreement {
    /// The agreement of a precision and a recall.
    #[must_use]
    pub fn of(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        Self { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }
}

/// All figures of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Documents compared.
    pub documents: usize,
    /// Stories in the gold.
    pub gold_stories: usize,
    /// Stories predicted, those of one document among them.
    pub predicted_stories: usize,
    /// B-cubed precision, recall and F1.
    pub bcubed: Agreement,
    /// Precision, recall and F1 over pairs of documents.
    pub pairwise: Agreement,
    /// The adjusted Rand index: 1 for equal groupings, 0 for what chance would give, and less for worse.
    #[serde(serialize_with = "nine_places")]
    pub adjusted_rand: f64,
}

/// Two groupings of the same documents, laid over each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    gold_of: Vec<usize>,
    predicted_of: Vec<usize>,
    gold_sizes: Vec<usize>,
    predicted_sizes: Vec<usize>,
    /// Documents by gold and predicted group, for those that share any.
    shared: BTreeMap<(usize, usize), usize>,
}

impl Comparison {
    /// Compares two groupings, each the number of a group for every document. Groups may be numbered at will; documents
    /// beyond the shorter of the two are left out.
    #[must_use]
    pub fn of(gold: &[usize], predicted: &[usize]) -> Self {
        let documents = gold.len().min(predicted.len());
        let (gold_of, gold_sizes) = numbered(gold.get(..documents).unwrap_or_default());
        let (predicted_of, predicted_sizes) = numbered(predicted.get(..documents).unwrap_or_default());
        let mut shared = BTreeMap::new();
        for (gold, predicted) in gold_of.iter().zip(&predicted_of) {
            *shared.entry((*gold, *predicted)).or_insert(0) += 1;
        }
        Self { gold_of, predicted_of, gold_sizes, predicted_sizes, shared }
    }

    /// All figures.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let cells = || self.shared.iter().map(|(&(gold, predicted), &shared)| (gold, predicted, shared));
        let documents = self.gold_of.len();
        let bcubed = if documents == 0 {
            Agreement::of(1.0, 1.0)
        } else {
            let mean = |size: &dyn Fn(usize, usize) -> usize| {
                let share = |(gold, predicted, shared): (usize, usize, usize)| {
                    (shared * shared) as f64 / size(gold, predicted) as f64
                };
                sum(cells().map(share).collect()) / documents as f64
            };
            Agreement::of(mean(&|_, predicted| self.predicted_sizes[predicted]), mean(&|gold, _| self.gold_sizes[gold]))
        };
        let together: u128 = cells().map(|(_, _, shared)| pairs(shared)).sum();
        let of_gold: u128 = self.gold_sizes.iter().copied().map(pairs).sum();
        let of_predicted: u128 = self.predicted_sizes.iter().copied().map(pairs).sum();
        Figures {
            documents,
            gold_stories: self.gold_sizes.len(),
            predicted_stories: self.predicted_sizes.len(),
            bcubed,
            pairwise: Agreement::of(share(together, of_predicted), share(together, of_gold)),
            adjusted_rand: adjusted_rand(together, of_gold, of_predicted, pairs(documents)),
        }
    }

    /// B-cubed over some of the documents, each judged among all.
    #[must_use]
    pub fn bcubed_over(&self, documents: &[usize]) -> Agreement {
        let mean = |share: fn(&Self, usize) -> f64| {
            sum(documents.iter().map(|&document| share(self, document)).collect()) / documents.len() as f64
        };
        if documents.is_empty() {
            return Agreement::of(1.0, 1.0);
        }
        Agreement::of(mean(Self::precision_of), mean(Self::recall_of))
    }

    /// Documents of the gold story of a document, itself among them.
    #[must_use]
    pub fn gold_size_of(&self, document: usize) -> usize {
        self.gold_of.get(document).map_or(0, |&gold| self.gold_sizes[gold])
    }

    /// Share of the predicted story of a document that is of its event; 1 for one that was not compared.
    #[must_use]
    pub fn precision_of(&self, document: usize) -> f64 {
        self.share_of(document, |_, predicted| self.predicted_sizes[predicted])
    }

    /// Share of the event of a document that is in its predicted story; 1 for one that was not compared.
    #[must_use]
    pub fn recall_of(&self, document: usize) -> f64 {
        self.share_of(document, |gold, _| self.gold_sizes[gold])
    }

    fn share_of(&self, document: usize, size: impl Fn(usize, usize) -> usize) -> f64 {
        let (Some(&gold), Some(&predicted)) = (self.gold_of.get(document), self.predicted_of.get(document)) else {
            return 1.0;
        };
        let shared = self.shared.get(&(gold, predicted)).copied().unwrap_or_default();
        shared as f64 / size(gold, predicted) as f64
    }
}

/// Sums from the smallest up, so that the order of the addends does not matter.
pub(super) fn sum(mut addends: Vec<f64>) -> f64 {
    addends.sort_unstable_by(f64::total_cmp);
    addends.into_iter().sum()
}

/// A part of a whole; 1 of nothing.
pub(super) fn share(part: u128, whole: u128) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Pairs among some documents.
pub(super) fn pairs(documents: usize) -> u128 {
    let documents = documents as u128;
    documents * documents.saturating_sub(1) / 2
}

fn adjusted_rand(together: u128, of_gold: u128, of_predicted: u128, all: u128) -> f64 {
    // Both groupings are one story, or both are all singles: chance agrees as much as agreement can.
    if all == 0 || (of_gold + of_predicted) * all == 2 * of_gold * of_predicted {
        return 1.0;
    }
    let expected = of_gold as f64 * of_predicted as f64 / all as f64;
    let most = (of_gold + of_predicted) as f64 / 2.0;
    (together as f64 - expected) / (most - expected)
}

/// Groups numbered by first document, and their sizes.
fn numbered(groups: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut sizes = Vec::new();
    let of = groups
        .iter()
        .map(|&group| {
            let number = *numbers.entry(group).or_insert_with(|| {
                sizes.push(0);
                sizes.len() - 1
            });
            sizes[number] += 1;
            number
        })
        .collect();
    (of, sizes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn figures(gold: &[usize], predicted: &[usize]) -> Figures {
        Comparison::of(gold, predicted).figures()
    }

    fn assert_near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-12, "{one} is not {other}");
    }

    #[test]
    fn the_worked_example_of_amigo_and_others_comes_out() {
        // Two events of five and two documents; one is found as three and two with one stranger.
        let figures = figures(&[0, 0, 0, 0, 0, 1, 1], &[0, 0, 0, 1, 1, 1, 2]);
        assert_near(figures.bcubed.precision, (9.0 / 3.0 + 4.0 / 3.0 + 1.0 / 3.0 + 1.0) / 7.0);
        assert_near(figures.bcubed.recall, (9.0 / 5.0 + 4.0 / 5.0 + 0.5 + 0.5) / 7.0);
        assert_near(figures.pairwise.precision, 4.0 / 6.0);
        assert_near(figures.pairwise.recall, 4.0 / 11.0);
        assert_near(figures.adjusted_rand, (4.0 - 66.0 / 21.0) / (8.5 - 66.0 / 21.0));
    }

    #[test]
    fn groupings_at_the_edges_have_figures() {
        let equal = figures(&[5, 5, 9], &[1, 1, 0]);
        assert_near(equal.bcubed.f1 + equal.pairwise.f1 + equal.adjusted_rand, 3.0);
        let nothing = figures(&[], &[]);
        assert_eq!((nothing.documents, nothing.gold_stories), (0, 0));
        assert_near(nothing.bcubed.f1 + nothing.pairwise.f1 + nothing.adjusted_rand, 3.0);
        assert_near(figures(&[0], &[0]).adjusted_rand, 1.0);
        assert_near(figures(&[0, 0, 0], &[0, 0, 0]).adjusted_rand, 1.0);
        let split = figures(&[0, 0, 0, 0], &[0, 1, 2, 3]);
        assert_near(split.bcubed.precision, 1.0);
        assert_near(split.bcubed.recall, 0.25);
        assert_near(split.pairwise.f1, 0.0);
        assert_near(split.adjusted_rand, 0.0);
    }

    #[test]
    fn a_part_is_judged_among_all() {
        let comparison = Comparison::of(&[0, 0, 1], &[0, 0, 0]);
        assert_near(comparison.bcubed_over(&[2]).precision, 1.0 / 3.0);
        assert_near(comparison.bcubed_over(&[0, 1]).precision, 2.0 / 3.0);
        assert_near(comparison.bcubed_over(&[0, 1, 2]).precision, comparison.figures().bcubed.precision);
        assert_eq!(comparison.gold_size_of(1), 2);
    }

    proptest! {
        #[test]
        fn neither_order_nor_names_change_a_bit(
            documents in prop::collection::vec((0_usize..6, 0_usize..6), 0..40),
            turn in 0_usize..40,
        ) {
            let split = |documents: &[(usize, usize)]| -> (Vec<usize>, Vec<usize>) { documents.iter().copied().unzip() };
            let (gold, predicted) = split(&documents);
            let mut turned = documents.clone();
            turned.rotate_left(turn.min(documents.len()));
            let (gold_turned, predicted_turned) = split(&turned);
            let renamed: Vec<usize> = gold_turned.iter().map(|group| 1_000 - group * 7).collect();
            prop_assert_eq!(figures(&gold, &predicted), figures(&renamed, &predicted_turned));
        }

        #[test]
        fn what_is_precision_one_way_is_recall_the_other(
            documents in prop::collection::vec((0_usize..6, 0_usize..6), 0..40),
        ) {
            let (gold, predicted): (Vec<usize>, Vec<usize>) = documents.into_iter().unzip();
            let (there, back) = (figures(&gold, &predicted), figures(&predicted, &gold));
            prop_assert_eq!(there.bcubed.precision.to_bits(), back.bcubed.recall.to_bits());
            prop_assert_eq!(there.pairwise.precision.to_bits(), back.pairwise.recall.to_bits());
            prop_assert_eq!(there.adjusted_rand.to_bits(), back.adjusted_rand.to_bits());
            for figure in [there.bcubed.precision, there.bcubed.recall, there.bcubed.f1, there.pairwise.f1] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&figure));
            }
        }
    }
}
