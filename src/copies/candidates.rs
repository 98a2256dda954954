//! Candidates by similarity: texts whose signatures agree in as many bands as are required.
//!
//! Band by band, texts of equal keys are gathered in buckets. Most texts are alone in every bucket, and a filter of one
//! bit a text turns those away before anything is sorted; the others are sorted by key: deterministic, and no table of
//! pointers. A bucket of up to [`BUCKET_LIMIT`] texts names all its pairs, and a pair that is named by as many bands as
//! [`Bands::required`](super::bands::Bands::required) says is a candidate.
//!
//! A larger bucket would be quadratic, so there each text is paired only with the bucket's [`REPRESENTATIVES`] longest
//! texts and with the [`NEIGHBOURS`] that follow it in the order of their keys, read from the next band on; these pairs
//! are candidates at once. Texts that agree in further bands are neighbours, so true pairs are still found, in this band
//! or in others whose buckets are smaller; which of many near-equal texts pair up is then a sample. Oversized buckets are
//! counted.
//!
//! Bound: 128 pairs a text and band on average, whatever the texts are.

use std::io;

use rayon::prelude::*;

use super::memory::Memory;
use super::repeats::Repeats;
use super::sketch::Sketches;
use super::sorted_runs::{Entry, HELD_BYTES, Runs};
use super::spread;

/// Texts in a bucket up to which all of them are compared with each other.
pub const BUCKET_LIMIT: usize = 256;

/// Longest texts of an oversized bucket that every text of it is compared with.
pub const REPRESENTATIVES: usize = 8;

/// Following texts, in the order of keys, that each text of an oversized bucket is compared with.
pub const NEIGHBOURS: usize = 8;

/// Pairs of texts to verify.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Candidates {
    /// (lesser, greater), each pair once, ascending.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Buckets of which only some pairs were taken.
    pub(super) oversized: usize,
}

/// The part of the memory that the counts of one band may hold, and those of all.
const PART: usize = 16;

/// Pairs and how often each was named; repeats are summed up whenever they could outweigh the rest.
#[derive(Debug, Default)]
struct PairCounts {
    /// Pairs, [packed], ascending, with the times they were named.
    counted: Vec<Entry>,
    /// Pairs named since.
    named: Vec<u64>,
    /// What was counted earlier.
    runs: Runs,
}

impl PairCounts {
    const SLACK: usize = 1 << 20;

    /// Names a pair in either order; a text with itself is no pair.
    fn name(&mut self, one: u32, other: u32) {
        if one != other {
            self.named.push(packed(one.min(other), one.max(other)));
            if self.named.len() > self.counted.len() + Self::SLACK {
                self.compact();
            }
        }
    }

    /// Adds what another has counted.
    fn add(&mut self, other: Self) {
        self.runs.append(other.runs);
        self.named.extend(other.named);
        if !other.counted.is_empty() {
            self.merge(&other.counted);
        }
    }

    /// Spills what exceeds the memory.
    fn spill_if_due(&mut self, memory: &Memory) -> io::Result<()> {
        let held = self.counted.len() * HELD_BYTES + self.named.len() * size_of::<u64>();
        if held > memory.share(PART) {
            self.compact();
            self.runs.spill(&self.counted, memory)?;
            self.counted.clear();
        }
        Ok(())
    }

    /// The pairs that were named `required` times at least, ascending.
    fn named_at_least(mut self, required: usize, memory: &Memory) -> io::Result<Vec<(u32, u32)>> {
        self.compact();
        let is_enough = |times: u32| times as usize >= required;
        if self.runs.is_empty() {
            return Ok(self.counted.iter().filter(|entry| is_enough(entry.1)).map(|entry| unpacked(entry.0)).collect());
        }
        let mut merged = self.runs.merge(self.counted, memory)?;
        let mut pairs = Vec::new();
        let mut next = merged.next()?;
        while let Some((pair, mut times)) = next {
            next = merged.next()?;
            while let Some((_, more)) = next.filter(|(again, _)| *again == pair) {
                times = times.saturating_add(more);
                next = merged.next()?;
            }
            if is_enough(times) {
                pairs.push(unpacked(pair));
            }
        }
        Ok(pairs)
    }

    fn compact(&mut self) {
        spread::sort(&mut self.named);
        let counted: Vec<Entry> = self
            .named
            .chunk_by(|one, next| one == next)
            .map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX)))
            .collect();
        self.named.clear();
        self.merge(&counted);
    }

    fn merge(&mut self, more: &[Entry]) {
        if self.counted.is_empty() {
            self.counted = more.to_vec();
            return;
        }
        let mut merged = Vec::with_capacity(self.counted.len() + more.len());
        let mut more = more.iter().copied().peekable();
        for &(pair, times) in &self.counted {
            while let Some(before) = more.next_if(|&(other, _)| other < pair) {
                merged.push(before);
            }
            let again = more.next_if(|&(other, _)| other == pair).map_or(0, |(_, times)| times);
            merged.push((pair, times.saturating_add(again)));
        }
        merged.extend(more);
        self.counted = merged;
    }
}

/// Two numbers in one, ordered as the pair is.
pub(super) fn packed(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

/// What was [packed].
#[expect(clippy::cast_possible_truncation, reason = "the two halves are wanted one by one")]
pub(super) fn unpacked(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// Proposes pairs among those texts that `is_wanted` holds for. O(bands * n) for n texts, and O(log n) for each text that
/// is in some bucket with another.
///
/// # Errors
///
/// If what exceeds the memory cannot be written to disk or read back.
pub(super) fn propose(sketches: &Sketches, is_wanted: &[bool]) -> io::Result<Candidates> {
    let Some(bands) = sketches.settings().bands else { return Ok(Candidates::default()) };
    let (counts, oversized) = (0..bands.bands())
        .into_par_iter()
        .map(|band| {
            let mut buckets = Buckets::default();
            buckets.read(sketches, band, is_wanted)?;
            Ok((buckets.counts, buckets.oversized))
        })
        .try_reduce(
            || (PairCounts::default(), 0),
            |(mut counts, oversized), (more, more_oversized)| {
                counts.add(more);
                counts.spill_if_due(sketches.memory())?;
                Ok::<_, io::Error>((counts, oversized + more_oversized))
            },
        )?;
    Ok(Candidates { pairs: counts.named_at_least(bands.required(), sketches.memory())?, oversized })
}

/// The pairs that the buckets of one band name.
#[derive(Debug, Default)]
struct Buckets {
    counts: PairCounts,
    oversized: usize,
}

impl Buckets {
    fn read(&mut self, sketches: &Sketches, band: usize, is_wanted: &[bool]) -> io::Result<()> {
        let keys = sketches.band(band)?;
        let wanted = || {
            let keys = keys.iter().flat_map(|keys| keys.iter().copied());
            keys.zip(0_u32..).zip(is_wanted).filter(|(_, is_wanted)| **is_wanted).map(|(entry, _)| entry)
        };
        let mut repeats = Repeats::among(sketches.len());
        for (key, _) in wanted() {
            repeats.meet(key);
        }
        let mut shared: Vec<u64> =
            wanted().filter(|(key, _)| repeats.has_met_again(*key)).map(|(key, text)| packed(key, text)).collect();
        drop(repeats);
        drop(keys);
        spread::sort(&mut shared);
        let mut oversized: Vec<Vec<u32>> = Vec::new();
        for bucket in shared.chunk_by(|one, next| one >> 32 == next >> 32) {
            let members = || bucket.iter().map(|&entry| unpacked(entry).1);
            if bucket.len() <= BUCKET_LIMIT {
                each_pair(members, |one, other| self.counts.name(one, other));
                self.counts.spill_if_due(sketches.memory())?;
            } else {
                oversized.push(members().collect());
            }
        }
        drop(shared);
        self.sample(sketches, band, oversized)
    }

    /// The pairs of the oversized buckets of a band. Everything goes by content, so that the order of the input changes
    /// nothing.
    fn sample(&mut self, sketches: &Sketches, band: usize, mut buckets: Vec<Vec<u32>>) -> io::Result<()> {
        self.oversized += buckets.len();
        let required = sketches.settings().bands.map_or(1, |bands| bands.required());
        let name = |counts: &mut PairCounts, one, other| {
            for _ in 0..required {
                counts.name(one, other);
            }
        };
        for members in &mut buckets {
            members.sort_by_cached_key(|&member| sketches.order(member));
            for &representative in members.iter().take(REPRESENTATIVES) {
                for &member in &*members {
                    name(&mut self.counts, representative, member);
                }
                self.counts.spill_if_due(sketches.memory())?;
            }
        }
        sort_by_keys(&mut buckets, sketches, band)?;
        for members in &buckets {
            for (at, &one) in members.iter().enumerate() {
                for &other in members[at + 1..].iter().take(NEIGHBOURS) {
                    name(&mut self.counts, one, other);
                }
            }
            self.counts.spill_if_due(sketches.memory())?;
        }
        Ok(())
    }
}

/// Calls `name` with all pairs of the members of a bucket, the earlier member first.
pub(super) fn each_pair<M: Iterator<Item = u32>>(members: impl Fn() -> M, mut name: impl FnMut(u32, u32)) {
    for (at, one) in members().enumerate() {
        for other in members().take(at) {
            name(other, one);
        }
    }
}

/// The pairs that an oversized bucket of a band names, each once, ascending, given the sketches of its members.
///
/// # Errors
///
/// If keys that were spilled cannot be read back.
pub(super) fn sampled_pairs(sketches: &Sketches, band: usize) -> io::Result<Vec<(u32, u32)>> {
    let members: Vec<u32> = (0_u32..).take(sketches.len()).collect();
    let mut buckets = Buckets::default();
    buckets.sample(sketches, band, vec![members])?;
    buckets.counts.named_at_least(1, sketches.memory())
}

/// Sorts the members of buckets, which are in order of content, by their keys in the bands that follow `band`; equal ones
/// stay in order of content. Band after band, all those of all buckets together whose place is not settled yet, so that a
/// band that was spilled is read once.
fn sort_by_keys(buckets: &mut [Vec<u32>], sketches: &Sketches, band: usize) -> io::Result<()> {
    let bands = sketches.settings().bands.map_or(0, |bands| bands.bands());
    let mut unsettled: Vec<&mut [u32]> = buckets.iter_mut().map(Vec::as_mut_slice).collect();
    for next in 1..bands {
        let texts: Vec<u32> = unsettled.iter().flat_map(|members| members.iter().copied()).collect();
        let mut keys = sketches.keys(&texts, (band + next) % bands)?.into_iter();
        let mut still_unsettled = Vec::new();
        for members in unsettled {
            let mut keyed: Vec<(u32, u32)> = keys.by_ref().zip(members.iter().copied()).collect();
            keyed.sort_by_key(|&(key, _)| key);
            for (member, &(_, text)) in members.iter_mut().zip(&keyed) {
                *member = text;
            }
            let mut rest = members;
            for same in keyed.chunk_by(|one, other| one.0 == other.0) {
                let (members, behind) = rest.split_at_mut(same.len());
                rest = behind;
                if members.len() > 1 {
                    still_unsettled.push(members);
                }
            }
        }
        unsettled = still_unsettled;
        if unsettled.is_empty() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::bands::Bands;
    use super::super::sketch::SketchSettings;
    use super::*;

    fn sketched(texts: impl Iterator<Item = String>) -> Sketches {
        let bands = Some(Bands::choose(0.7, 0.995));
        let settings = SketchSettings { shingle_words: 1, bands, has_probes: false };
        Sketches::of(settings, texts)
    }

    fn words(numbers: impl Iterator<Item = u32>) -> String {
        numbers.map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")
    }

    fn propose_all(sketches: &Sketches) -> Candidates {
        propose(sketches, &vec![true; sketches.len()]).unwrap()
    }

    #[test]
    fn similar_texts_are_proposed_once_and_unrelated_ones_never() {
        let sketches = sketched([words(0..100), words(5000..5100), words(5..105)].into_iter());
        assert_eq!(propose_all(&sketches), Candidates { pairs: vec![(0, 2)], oversized: 0 });
        assert_eq!(propose(&sketches, &[true, true, false]).unwrap(), Candidates::default());
    }

    #[test]
    fn nothing_is_proposed_of_nothing() {
        assert!(propose_all(&sketched(std::iter::empty())).pairs.is_empty());
        assert!(propose_all(&sketched([words(0..5)].into_iter())).pairs.is_empty());
    }

    /// Texts that share half their shingles (a template) fill common buckets; among them are true pairs.
    #[test]
    fn an_oversized_bucket_stays_linear_and_keeps_its_true_pairs() {
        let count = 1200_u32;
        let texts = (0..count)
            .map(|text| words((0..60).chain(1000 + text / 2 * 50..1040 + text / 2 * 50).chain([900_000 + text])));
        let candidates = propose_all(&sketched(texts));
        assert!(candidates.oversized > 0);
        assert!(candidates.pairs.len() <= 32 * 128 * 1200, "{}", candidates.pairs.len());
        let found = (0..count / 2).filter(|twin| candidates.pairs.contains(&(2 * twin, 2 * twin + 1))).count();
        assert!(found >= 594, "{found} of 600 twins");
    }

    #[test]
    fn the_order_of_texts_changes_nothing_even_in_oversized_buckets() {
        let count = 900_u32;
        let text =
            |number: u32| words((0..60).chain(1000 + number / 3 * 9..1030 + number / 3 * 9).chain([9000 + number]));
        let straight = propose_all(&sketched((0..count).map(text)));
        let turned = propose_all(&sketched((0..count).rev().map(text)));
        let mut back: Vec<(u32, u32)> =
            turned.pairs.iter().map(|&(one, other)| (count - 1 - other, count - 1 - one)).collect();
        back.sort_unstable();
        assert_eq!(straight.pairs, back);
        assert!(straight.oversized > 0 && straight.oversized == turned.oversized);
    }

    #[test]
    fn pairs_are_counted_however_often_they_are_compacted() {
        let mut counts = PairCounts::default();
        for round in 0..PairCounts::SLACK {
            counts.name(2, 1);
            counts.name(3, 3);
            if round % 3 == 0 {
                counts.name(1, 5);
            }
        }
        let mut more = PairCounts::default();
        more.name(1, 0);
        more.compact();
        counts.add(more);
        assert!(counts.named.len() <= PairCounts::SLACK + 3);
        let [first, second, third] = [1, PairCounts::SLACK / 3, PairCounts::SLACK].map(|required| {
            let copy =
                PairCounts { counted: counts.counted.clone(), named: counts.named.clone(), ..PairCounts::default() };
            copy.named_at_least(required, &Memory::default()).unwrap()
        });
        assert_eq!((first, second, third), (vec![(0, 1), (1, 2), (1, 5)], vec![(1, 2), (1, 5)], vec![(1, 2)]));
    }
}
