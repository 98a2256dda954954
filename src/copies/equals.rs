//! Equal texts: texts with the same shingles are one text to everything that follows.
//!
//! Exact copies are the commonest copies, and any number of them cost as much as one. The first of equal texts stands
//! for all of them.

use rayon::prelude::*;

use super::repeats::Repeats;
use super::shingle::half;
use super::sketch::Sketches;

/// Which texts are equal.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Equals {
    /// Whether a text has words and is the first of its equals.
    pub(super) is_first: Vec<bool>,
    /// (first, text) for every text that has equals, itself among them; ascending.
    entries: Vec<(u32, u32)>,
}

impl Equals {
    /// Finds equal texts by their digests. O(n log n).
    pub(super) fn among(sketches: &Sketches) -> Self {
        let wanted = || {
            (sketches.digests().zip(0_u32..).zip(sketches.lengths()))
                .filter(|(_, length)| *length > 0)
                .map(|((digest, text), _)| (half(digest), text))
        };
        // A few bits of a digest turn away most texts that have no equal. Half a digest sorts nearly all others; the other
        // half is looked at where that is not enough.
        let hash = |half: u64| (half >> u32::BITS) as u32;
        let mut repeats = Repeats::among(sketches.len());
        for (half, _) in wanted() {
            repeats.meet(hash(half));
        }
        let mut equals = Self { is_first: vec![false; sketches.len()], entries: Vec::new() };
        let mut texts: Vec<(u64, u32)> = Vec::new();
        for (half, text) in wanted() {
            if repeats.has_met_again(hash(half)) {
                texts.push((half, text));
            } else {
                equals.is_first[text as usize] = true;
            }
        }
        texts.par_sort_unstable();
        for similar in texts.chunk_by_mut(|one, next| one.0 == next.0) {
            let digest = |text: u32| sketches.order(text).1;
            similar.sort_by_key(|&(_, text)| (digest(text), text));
            for same in similar.chunk_by(|one, next| digest(one.1) == digest(next.1)) {
                let first = same[0].1;
                equals.is_first[first as usize] = true;
                if same.len() > 1 {
                    equals.entries.extend(same.iter().map(|&(_, text)| (first, text)));
                }
            }
        }
        equals.entries.par_sort_unstable();
        equals
    }

    /// Texts that differ, each of which stands for so many. Which ones is not known.
    pub(super) fn counted(counts: &[usize]) -> Self {
        let entries = (0_u32..).zip(counts).filter(|(_, count)| **count > 1);
        let entries = entries.flat_map(|(text, &count)| std::iter::repeat_n((text, text), count)).collect();
        Self { is_first: vec![true; counts.len()], entries }
    }

    /// Equals by their texts, for tests of what comes after.
    #[cfg(test)]
    pub(super) fn given(groups: &[&[u32]]) -> Self {
        let entries = |texts: &&[u32]| texts.iter().map(|&text| (texts[0], text)).collect::<Vec<_>>();
        let mut entries: Vec<(u32, u32)> = groups.iter().filter(|texts| texts.len() > 1).flat_map(entries).collect();
        entries.sort_unstable();
        Self { is_first: Vec::new(), entries }
    }

    /// The texts that have equals, each with its equals, as (first, text).
    pub(super) fn groups(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.entries.chunk_by(|one, next| one.0 == next.0)
    }

    /// The texts that a first one stands for, itself among them, ascending.
    pub(super) fn of(&self, first: u32) -> Vec<usize> {
        let from = self.entries.partition_point(|entry| entry.0 < first);
        let same = self.entries[from..].iter().take_while(|entry| entry.0 == first);
        let texts: Vec<usize> = same.map(|&(_, text)| text as usize).collect();
        if texts.is_empty() { vec![first as usize] } else { texts }
    }

    /// How many texts a first one stands for, itself among them.
    pub(super) fn count(&self, first: u32) -> usize {
        let from = self.entries.partition_point(|entry| entry.0 < first);
        self.entries[from..].iter().take_while(|entry| entry.0 == first).count().max(1)
    }

    /// For each text the first of its equals.
    pub(super) fn firsts(&self) -> Vec<u32> {
        let mut firsts: Vec<u32> = (0_u32..).take(self.is_first.len()).collect();
        for &(first, text) in &self.entries {
            firsts[text as usize] = first;
        }
        firsts
    }

    /// How many different texts with words there are.
    pub(super) fn distinct(&self) -> usize {
        self.is_first.iter().filter(|is_first| **is_first).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::SketchSettings;
    use super::*;

    #[test]
    fn equal_texts_become_one_and_empty_ones_none() {
        let settings = SketchSettings { shingle_words: 2, bands: None, has_probes: false };
        let texts = ["One two three.", "", "four", "ONE two — three", "…", "three two one", "Four!", "four"];
        let sketches = Sketches::of(settings, texts);
        let equals = Equals::among(&sketches);
        assert_eq!(equals.distinct(), 3);
        assert_eq!([0, 2, 5].map(|first| equals.of(first)), [vec![0, 3], vec![2, 6, 7], vec![5]]);
        assert_eq!(equals.firsts(), [0, 1, 2, 0, 4, 5, 2, 2]);
        assert_eq!(equals.groups().map(<[_]>::len).collect::<Vec<_>>(), [2, 3]);
    }
}
