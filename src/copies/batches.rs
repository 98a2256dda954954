//! Batches: candidates that can be verified and grouped apart from all others.
//!
//! Whether two texts are copies, and what groups they form, depends on nothing but the texts that candidates connect
//! them with. So candidates are parted into connected components, and components into batches of a limited number of
//! shingles. Only the sets of the batches at work are in memory, whatever the number of texts; a text's set is made once.

use super::candidates::{packed, unpacked};
use super::sketch::Sketches;
use super::spread;

/// Shingles, repeats included, that a batch holds at most, if it has more than one component.
pub const BATCH_SHINGLES: u64 = 1 << 20;

/// Some components of the graph of candidates.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    /// The texts, ascending.
    pub(super) texts: Vec<u32>,
    /// All candidates among them, ascending.
    pub(super) pairs: Vec<(u32, u32)>,
    /// How many shingles they have at most, repeats included.
    pub(super) shingles: u64,
}

/// Parts candidates, which are ascending and stand once each. Nearly linear in texts and candidates.
pub(super) fn part(sketches: &Sketches, pairs: &[(u32, u32)]) -> Vec<Batch> {
    let mut forest: Vec<u32> = (0_u32..).take(sketches.len()).collect();
    for &(one, other) in pairs {
        let (one, other) = (root(&mut forest, one), root(&mut forest, other));
        // The least text is the root, so that it depends on the component alone.
        forest[one.max(other) as usize] = one.min(other);
    }
    // Candidates are known by their places here, so that those of a root stay ascending.
    let mut by_root: Vec<u64> = pairs.iter().zip(0..).map(|(pair, at)| packed(root(&mut forest, pair.0), at)).collect();
    spread::sort(&mut by_root);
    let pair = |entry: &u64| pairs[unpacked(*entry).1 as usize];
    let mut batches = Vec::new();
    let mut batch = Batch::default();
    for component in by_root.chunk_by(|one, next| unpacked(*one).0 == unpacked(*next).0) {
        let mut texts: Vec<u32> = component.iter().map(pair).flat_map(|(one, other)| [one, other]).collect();
        texts.sort_unstable();
        texts.dedup();
        let shingles: u64 = texts.iter().map(|&text| u64::from(sketches.order(text).0.0)).sum();
        if batch.shingles + shingles > BATCH_SHINGLES && batch.shingles > 0 {
            batches.push(std::mem::take(&mut batch));
        }
        batch.shingles += shingles;
        batch.texts.extend(texts);
        batch.pairs.extend(component.iter().map(pair));
    }
    batches.push(batch);
    for batch in &mut batches {
        batch.texts.sort_unstable();
        batch.pairs.sort_unstable();
    }
    batches
}

/// The root of a text's tree; halves the path on the way.
fn root(forest: &mut [u32], mut text: u32) -> u32 {
    loop {
        let above = forest[text as usize];
        if above == text {
            return text;
        }
        let next = forest[above as usize];
        forest[text as usize] = next;
        text = next;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::SketchSettings;
    use super::*;

    fn sketched(lengths: &[u64]) -> Sketches {
        let settings = SketchSettings { shingle_words: 1, bands: None, has_probes: false };
        Sketches::of(settings, lengths.iter().map(|&length| "word ".repeat(usize::try_from(length).unwrap())))
    }

    #[test]
    fn what_is_connected_stays_together_and_what_fits_is_put_together() {
        let batches = part(&sketched(&[1; 8]), &[(0, 3), (1, 2), (3, 7), (5, 6)]);
        let pairs = vec![(0, 3), (1, 2), (3, 7), (5, 6)];
        assert_eq!(batches, [Batch { texts: vec![0, 1, 2, 3, 5, 6, 7], pairs, shingles: 7 }]);
    }

    #[test]
    fn a_full_batch_is_closed_and_a_large_component_has_one_for_itself() {
        let sketches = sketched(&[BATCH_SHINGLES, BATCH_SHINGLES, 5, 5, 5, 5]);
        let texts: Vec<Vec<u32>> =
            part(&sketches, &[(0, 1), (2, 4), (3, 5)]).into_iter().map(|batch| batch.texts).collect();
        assert_eq!(texts, [vec![0, 1], vec![2, 3, 4, 5]]);
    }

    #[test]
    fn nothing_is_one_empty_batch() {
        assert_eq!(part(&sketched(&[]), &[]), [Batch::default()]);
    }
}
