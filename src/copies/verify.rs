//! Verification: the exact overlap of two texts, and whether it makes them copies.
//!
//! Signatures only propose: of 7,854 candidates on the newswire of Reuters-21578, 465 are copies. So each is counted
//! out, by a merge of two sorted lists.

use super::CopySettings;
use super::shingle::Shingles;

/// Shingles that two texts must share to be copies by containment alone.
///
/// Twenty shingles of five words are 24 words in a row, a long sentence, or more words in several runs. A notice of
/// that length or less ("read more of our coverage", a disclaimer) is found inside many long texts without making any
/// of them its copy. On Reuters-21578 the floor turns away 24 of 219 pairs, for the most part formulas about different
/// companies ("said its common stock has started trading on ..."). Similarity has no such floor: a headline and the
/// same headline are copies.
pub const MINIMUM_SHARED: usize = 20;

impl CopySettings {
    /// The least number of shingles that sets of these sizes share if they are copies; a lower bound.
    fn least_shared(&self, small: usize, large: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a number of shingles")]
        let share = |share: f64, of: usize| (share * of as f64).floor() as usize;
        // j = s / (a + b - s), so s = j / (1 + j) * (a + b); one less than the whole part is safe from rounding.
        let similar =
            self.similarity.map(|similarity| share(similarity / (1.0 + similarity), small + large).saturating_sub(1));
        let contained =
            self.containment.map(|containment| share(containment, small).saturating_sub(1).max(MINIMUM_SHARED));
        similar.into_iter().chain(contained).min().unwrap_or(usize::MAX)
    }
}

/// What two sets of shingles have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both.
    pub shared: usize,
    /// Shingles of the first.
    pub first: usize,
    /// Shingles of the second.
    pub second: usize,
}

impl Overlap {
    /// Counts two sets out. O(m log n) for a set of m and one of n at least sixteen times as large, else O(m + n).
    #[must_use]
    pub fn of(first: &Shingles, second: &Shingles) -> Self {
        let (mut small, mut large) = (first.hashes(), second.hashes());
        if small.len() > large.len() {
            (small, large) = (large, small);
        }
        let shared = if small.len() * 16 <= large.len() { searched(small, large) } else { merged(small, large) };
        Self { shared, first: first.len(), second: second.len() }
    }

    /// [`of`](Self::of) two sets if they are [copies](Self::is_copy), and `None` as soon as they cannot be.
    ///
    /// Hashes are spread evenly, so of two sets far below the thresholds a short beginning is enough to tell.
    #[must_use]
    pub fn if_copies(first: &Shingles, second: &Shingles, settings: &CopySettings) -> Option<Self> {
        let (mut small, mut large) = (first.hashes(), second.hashes());
        if small.len() > large.len() {
            (small, large) = (large, small);
        }
        let needed = settings.least_shared(small.len(), large.len());
        let shared = if small.len() * 16 <= large.len() {
            searched(small, large)
        } else {
            merged_while_possible(small, large, needed)?
        };
        let overlap = Self { shared, first: first.len(), second: second.len() };
        overlap.is_copy(settings).then_some(overlap)
    }

    /// Shared shingles by all shingles; 0 for two empty sets.
    #[must_use]
    pub fn jaccard(&self) -> f64 {
        share(self.shared, self.first + self.second - self.shared)
    }

    /// Share of the first's shingles that the second holds.
    #[must_use]
    pub fn first_in_second(&self) -> f64 {
        share(self.shared, self.first)
    }

    /// Share of the second's shingles that the first holds.
    #[must_use]
    pub fn second_in_first(&self) -> f64 {
        share(self.shared, self.second)
    }

    /// Share of the shorter text's shingles that the longer holds.
    #[must_use]
    pub fn containment(&self) -> f64 {
        share(self.shared, self.first.min(self.second))
    }

    /// Whether the texts are copies: similar enough, or one contained in the other with enough of it to tell.
    #[must_use]
    pub fn is_copy(&self, settings: &CopySettings) -> bool {
        self.shared > 0
            && (settings.similarity.is_some_and(|similarity| self.jaccard() >= similarity)
                || (self.shared >= MINIMUM_SHARED
                    && settings.containment.is_some_and(|containment| self.containment() >= containment)))
    }

    /// Whether two texts that are copies are versions of one text, not a part and a whole: similar enough, or sharing
    /// more than half of the longer.
    #[must_use]
    pub fn is_version(&self, settings: &CopySettings) -> bool {
        self.is_copy(settings)
            && (settings.similarity.is_some_and(|similarity| self.jaccard() >= similarity)
                || self.shared * 2 > self.first.max(self.second))
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn merged(small: &[u64], large: &[u64]) -> usize {
    let (mut at_small, mut at_large, mut shared) = (0, 0, 0);
    while let (Some(one), Some(other)) = (small.get(at_small), large.get(at_large)) {
        shared += usize::from(one == other);
        at_small += usize::from(one <= other);
        at_large += usize::from(other <= one);
    }
    shared
}

/// Shingles between two looks whether enough can still be shared.
const STRIDE: usize = 32;

/// [`merged`], given up as soon as fewer than `needed` can be shared.
///
/// The halves below and above the middle of all hashes are merged side by side, because every step of a merge has to wait
/// for the one before it.
fn merged_while_possible(small: &[u64], large: &[u64], needed: usize) -> Option<usize> {
    const MIDDLE: u64 = 1 << 63;
    let parted = |hashes| <[u64]>::split_at(hashes, hashes.partition_point(|&hash| hash < MIDDLE));
    let ((small_low, small_high), (large_low, large_high)) = (parted(small), parted(large));
    let (mut low, mut high) = (Merge::of(small_low, large_low), Merge::of(small_high, large_high));
    loop {
        if low.possible() + high.possible() < needed {
            return None;
        }
        match (low.has_stride(), high.has_stride()) {
            (true, true) => Merge::stride([&mut low, &mut high]),
            (true, false) => Merge::stride([&mut low]),
            (false, true) => Merge::stride([&mut high]),
            (false, false) => break,
        }
    }
    let shared = low.finish() + high.finish();
    (shared >= needed).then_some(shared)
}

/// A merge of two sets that is under way.
struct Merge<'a> {
    small: &'a [u64],
    large: &'a [u64],
    shared: usize,
}

impl<'a> Merge<'a> {
    fn of(small: &'a [u64], large: &'a [u64]) -> Self {
        Self { small, large, shared: 0 }
    }

    /// How many can be shared at most.
    fn possible(&self) -> usize {
        self.shared + self.small.len().min(self.large.len())
    }

    fn has_stride(&self) -> bool {
        self.small.len() > STRIDE && self.large.len() > STRIDE
    }

    /// Goes some steps in each of some merges, which must have so many left.
    #[inline(always)]
    fn stride<const MERGES: usize>(merges: [&mut Self; MERGES]) {
        let mut at = [(0, 0); MERGES];
        for _ in 0..STRIDE {
            for (merge, (at_small, at_large)) in merges.iter().zip(&mut at) {
                let (one, other) = (merge.small[*at_small], merge.large[*at_large]);
                *at_small += usize::from(one <= other);
                *at_large += usize::from(other <= one);
            }
        }
        for (merge, (at_small, at_large)) in merges.into_iter().zip(at) {
            // Every step goes on in one of the two, and where a hash is shared, in both.
            merge.shared += at_small + at_large - STRIDE;
            (merge.small, merge.large) = (&merge.small[at_small..], &merge.large[at_large..]);
        }
    }

    fn finish(&self) -> usize {
        self.shared + merged(self.small, self.large)
    }
}

fn searched(small: &[u64], mut large: &[u64]) -> usize {
    let mut shared = 0;
    for hash in small {
        let at = large.partition_point(|other| other < hash);
        large = &large[at..];
        shared += usize::from(large.first() == Some(hash));
    }
    shared
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn run(hashes: std::ops::Range<u64>) -> Shingles {
        Shingles::from_hashes(hashes.collect())
    }

    fn are_copies(one: &Shingles, other: &Shingles) -> bool {
        Overlap::of(one, other).is_copy(&CopySettings::default())
    }

    #[test]
    fn similarity_at_the_threshold_counts() {
        assert!(are_copies(&run(0..17), &run(3..20)), "14 of 20 is .7");
        assert!(!are_copies(&run(0..17), &run(4..21)));
    }

    #[test]
    fn equal_headlines_are_copies_and_empty_texts_are_not() {
        assert!(are_copies(&run(0..1), &run(0..1)));
        assert!(!are_copies(&run(0..0), &run(0..0)));
        assert!(!are_copies(&run(0..0), &run(0..1)));
    }

    #[test]
    fn a_long_part_of_a_long_text_is_a_copy_and_a_stock_sentence_is_not() {
        assert!(are_copies(&run(0..25), &run(5..900)), "20 of 25 are shared");
        assert!(!are_copies(&run(0..25), &run(6..900)), "19 of 25 are shared");
        assert!(!are_copies(&run(0..19), &run(0..900)), "all of 19, fewer than the minimum");
        assert!(!are_copies(&run(0..100), &run(21..900)), "79 of 100");
    }

    #[test]
    fn a_part_of_a_text_is_not_a_version_of_it() {
        let settings = CopySettings::default();
        assert!(Overlap::of(&run(0..51), &run(0..100)).is_version(&settings));
        assert!(!Overlap::of(&run(0..50), &run(0..100)).is_version(&settings));
    }

    proptest! {
        #[test]
        fn overlap_is_that_of_the_sets(
            one in prop::collection::btree_set(0_u64..2000, 0..80),
            other in prop::collection::btree_set(0_u64..2000, 0..1600),
        ) {
            let shared = one.intersection(&other).count();
            let union: BTreeSet<_> = one.union(&other).collect();
            let set = |hashes: &BTreeSet<u64>| Shingles::from_hashes(hashes.iter().copied().collect());
            let (first, second) =
                (set(&one), set(&other));
            let (there, back) = (Overlap::of(&first, &second), Overlap::of(&second, &first));
            prop_assert_eq!(there.shared, shared);
            for (similarity, containment) in [(Some(0.7), Some(0.8)), (Some(0.05), None), (None, Some(0.1))] {
                let settings = CopySettings { similarity, containment, ..CopySettings::default() };
                prop_assert_eq!(Overlap::if_copies(&first, &second, &settings), there.is_copy(&settings).then_some(there));
            }
            prop_assert_eq!(back, Overlap { shared, first: other.len(), second: one.len() });
            prop_assert!((there.jaccard() * union.len() as f64 - shared as f64).abs() < 1e-9);
        }
    }
}
