//! Candidates by containment: a text that stands, nearly whole, in a longer one.
//!
//! Such a pair has a low Jaccard similarity (a text of 100 shingles inside one of 1000 has .1), so bands that would
//! find it would find everything. Instead each text puts up its [`PROBES`] shingles of least hash, a uniform sample of
//! it that depends on the text alone, and every other text is asked which probes it holds: a semi-join of all shingles
//! with few probes. Of a text contained to the share `c`, each probe is held with probability `c`; a longer text that
//! holds `required` of them is a candidate, with `required` the largest that finds a pair at the threshold with the
//! recall asked for ([`required_probes`]; 3 of 8 for containment .8 and recall .99, theory .9988; measured on
//! Reuters-21578 against all pairs counted out: 195 of 195, 71 of 71 of those below .9).
//!
//! The probes are found when a text is sketched; asking takes a second reading of all texts. A filter of one bit a hash
//! value turns most shingles away, so the cost is one look at a bit per shingle, and a sort of what is left. A probe held by more than [`HOLDER_LIMIT`] texts (a stock phrase) does not name them all to its
//! owner: only the longest [`SAMPLED_HOLDERS`] and as many next longer than the owner, and as it may have hidden a
//! holder, the owner requires one probe fewer. The work is thus linear: at most `PROBES * HOLDER_LIMIT` namings a text.

use std::io;

use rayon::prelude::*;

use super::bands::power;
use super::candidates::{packed, unpacked};
use super::memory::Memory;
use super::shingle::{Shingler, Shingles};
use super::sketch::Sketches;
use super::sorted_runs::{Entry, Merged, Sorter};
use super::source::Texts;
use super::verify::MINIMUM_SHARED;

/// Shingles by which a text is looked for in longer ones.
pub const PROBES: usize = 8;

/// Texts with a probe's shingle up to which all of them are named to its owner.
pub const HOLDER_LIMIT: usize = 64;

/// How many of the longest holders, and of the next longer ones, a probe past that limit names.
pub const SAMPLED_HOLDERS: usize = 8;

const _: () = assert!(PROBES <= MINIMUM_SHARED, "every text that can be contained has all its probes");

/// The most probes that may be required of a candidate so that a pair of containment `containment` is found with
/// probability `recall` at least; one, if none may.
#[must_use]
pub fn required_probes(containment: f64, recall: f64) -> usize {
    (1..=PROBES).rev().find(|&required| recall_at(containment, required) >= recall).unwrap_or(1)
}

/// Probability that a longer text which holds the share `containment` of a text holds `required` of its probes at
/// least. The probes are taken as drawn with replacement, a slight underestimate above the requirement.
#[must_use]
pub fn recall_at(containment: f64, required: usize) -> f64 {
    let missed: f64 = (0..required.min(PROBES + 1))
        .map(|held| choose(PROBES, held) * power(containment, held) * power(1.0 - containment, PROBES - held))
        .sum();
    1.0 - missed
}

fn choose(from: usize, count: usize) -> f64 {
    (0..count).fold(1.0, |product, step| product * (from - step) as f64 / (step + 1) as f64)
}

/// The probes of a text; none if it is too short to be looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Probes(Option<Box<[u64; PROBES]>>);

impl Probes {
    /// The probes of a set of shingles.
    #[must_use]
    pub fn of(shingles: &Shingles) -> Self {
        let is_long_enough = shingles.len() >= MINIMUM_SHARED;
        Self(shingles.hashes().first_chunk::<PROBES>().filter(|_| is_long_enough).map(|probes| Box::new(*probes)))
    }

    /// Bytes of a text's probes in memory, what the allocator adds included.
    pub(super) const HELD_BYTES: usize = size_of::<Self>() + 16 + Self::SPILLED_BYTES;
    /// Bytes of a text's probes on disk.
    pub(super) const SPILLED_BYTES: usize = PROBES * size_of::<u64>();

    /// The probes as bytes; of a text without any, zeros, for hashes differ.
    pub(super) fn to_bytes(&self) -> [u8; Self::SPILLED_BYTES] {
        let mut bytes = [0; Self::SPILLED_BYTES];
        for (place, hash) in bytes.as_chunks_mut().0.iter_mut().zip(self.hashes()) {
            *place = hash.to_le_bytes();
        }
        bytes
    }

    /// What [`to_bytes`](Self::to_bytes) made bytes of.
    pub(super) fn from_bytes(bytes: &[u8; Self::SPILLED_BYTES]) -> Self {
        let mut probes = [0; PROBES];
        for (probe, hash) in probes.iter_mut().zip(bytes.as_chunks().0) {
            *probe = u64::from_le_bytes(*hash);
        }
        Self((probes != [0; PROBES]).then(|| Box::new(probes)))
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flat_map(|probes| probes.iter().copied())
    }
}

/// Pairs of texts of which one may contain the other, and the number of probes with too many holders.
#[derive(Debug, Default)]
pub(super) struct Contained {
    /// (lesser, greater), each pair once, ascending.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Probes whose holders were only sampled.
    pub(super) oversized: usize,
}

/// Texts that are handed to a thread together.
const BATCH: usize = 256;
/// Such batches that are looked at before what they hold is put away.
const WAVE: usize = 64;
/// Probes that are put away together.
const WAITING: usize = 1 << 16;
/// The part of the memory that each of probes, holders and namings may hold.
const PART: usize = 8;

/// Proposes pairs among those texts that `is_wanted` holds for. Linear in the number of shingles, but for the sorting of
/// probes and of the shingles that are some text's probe.
///
/// # Errors
///
/// If a text cannot be read again.
pub(super) fn propose(
    sketches: &Sketches,
    is_wanted: &[bool],
    source: &impl Texts,
    required: usize,
) -> io::Result<Contained> {
    if !sketches.settings().has_probes {
        return Ok(Contained::default());
    }
    // From here on a text is known by its rank, the longest first.
    let mut ranked: Vec<u32> =
        (0_u32..).zip(is_wanted).filter(|(_, is_wanted)| **is_wanted).map(|(text, _)| text).collect();
    ranked.par_sort_by_cached_key(|&text| sketches.order(text));
    let mut ranks = vec![0; is_wanted.len()];
    for (&text, rank) in ranked.iter().zip(0_u32..) {
        ranks[text as usize] = rank;
    }
    let memory = sketches.memory();
    let mut probes = Sorter::new(memory, PART);
    let mut filter = Filter::for_hashes(ranked.len() * PROBES);
    let mut waiting = Vec::new();
    let mut failure = Ok(());
    sketches.each_probes(|text, of_text| {
        if is_wanted[text as usize] {
            let rank = ranks[text as usize];
            waiting.extend(of_text.hashes().inspect(|&hash| filter.add(hash)).map(|hash| (hash, rank)));
            if waiting.len() >= WAITING && failure.is_ok() {
                failure = probes.extend(std::mem::take(&mut waiting));
            }
        }
    })?;
    failure?;
    probes.extend(waiting)?;

    let mut held = Sorter::new(memory, PART);
    for (wave, wanted) in is_wanted.chunks(WAVE * BATCH).enumerate() {
        let first = wave * WAVE * BATCH;
        let batches: Vec<io::Result<Vec<Entry>>> = wanted
            .par_chunks(BATCH)
            .enumerate()
            .map_init(
                || Shingler::new(sketches.settings().shingle_words),
                |shingler, (batch, is_wanted)| {
                    let mut held = Vec::new();
                    let first = first + batch * BATCH;
                    for text in (first..).zip(is_wanted).filter(|(_, is_wanted)| **is_wanted).map(|(text, _)| text) {
                        source.read(text, &mut |read| {
                            let hashes = shingler.shingle(read).iter().filter(|&&hash| filter.may_hold(hash));
                            held.extend(hashes.map(|&hash| (hash, ranks[text])));
                        })?;
                    }
                    Ok(held)
                },
            )
            .collect();
        for batch in batches {
            held.extend(batch?)?;
        }
    }
    name_holders(probes, held, &ranked, memory, required)
}

/// Joins probes with those that hold them.
fn name_holders(
    probes: Sorter,
    held: Sorter,
    ranked: &[u32],
    memory: &Memory,
    required: usize,
) -> io::Result<Contained> {
    let mut named = Named { namings: Sorter::new(memory, PART), hidden: Vec::new() };
    let mut oversized = 0;
    let (mut probes, mut held) = (ByHash::new(probes)?, ByHash::new(held)?);
    let (mut owners, mut holders) = (Vec::new(), Vec::new());
    let mut holders_hash = None;
    while let Some(hash) = probes.take(&mut owners)? {
        // The filter lets some hashes through that are nobody's probe.
        while holders_hash.is_none_or(|held| held < hash) {
            holders_hash = held.take(&mut holders)?;
            if holders_hash.is_none() {
                return Ok(Contained { pairs: named.into_pairs(ranked, required)?, oversized });
            }
        }
        if holders_hash == Some(hash) {
            oversized += usize::from(holders.len() > HOLDER_LIMIT);
            for &owner in &owners {
                named.add(owner, &holders, ranked.len())?;
            }
        }
    }
    Ok(Contained { pairs: named.into_pairs(ranked, required)?, oversized })
}

/// Sorted entries, hash by hash.
struct ByHash {
    entries: Merged,
    next: Option<Entry>,
}

impl ByHash {
    fn new(entries: Sorter) -> io::Result<Self> {
        let mut entries = entries.into_sorted()?;
        let next = entries.next()?;
        Ok(Self { entries, next })
    }

    /// The next hash, and all texts that have it, each once, ascending.
    fn take(&mut self, texts: &mut Vec<u32>) -> io::Result<Option<u64>> {
        texts.clear();
        let Some((hash, _)) = self.next else { return Ok(None) };
        while let Some((_, text)) = self.next.filter(|&(next, _)| next == hash) {
            if texts.last() != Some(&text) {
                texts.push(text);
            }
            self.next = self.entries.next()?;
        }
        Ok(Some(hash))
    }

    /// The next hash, and how many entries have it.
    fn count(&mut self) -> io::Result<Option<(u64, usize)>> {
        let Some((hash, _)) = self.next else { return Ok(None) };
        let mut times = 0;
        while self.next.is_some_and(|(next, _)| next == hash) {
            times += 1;
            self.next = self.entries.next()?;
        }
        Ok(Some((hash, times)))
    }
}

/// Who holds whose probes.
#[derive(Debug)]
struct Named {
    /// (owner and holder, 0), once for each probe of the owner that the holder holds.
    namings: Sorter,
    /// For each owner, how many of its probes had too many holders.
    hidden: Vec<u8>,
}

impl Named {
    /// Holders are ascending, so the longer texts stand before the owner.
    fn add(&mut self, owner: u32, holders: &[u32], texts: usize) -> io::Result<()> {
        let (named, is_hidden) = named_to(owner, holders);
        for holders in named {
            self.namings.extend(holders.iter().map(|&holder| (packed(owner, holder), 0)).collect())?;
        }
        if is_hidden {
            self.hidden.resize(texts, 0);
            self.hidden[owner as usize] += 1;
        }
        Ok(())
    }

    fn into_pairs(mut self, ranked: &[u32], required: usize) -> io::Result<Vec<(u32, u32)>> {
        self.hidden.resize(ranked.len(), 0);
        let mut pairs = Vec::new();
        let mut namings = ByHash::new(self.namings)?;
        while let Some((naming, times)) = namings.count()? {
            let (owner, holder) = unpacked(naming);
            if is_candidate(times, usize::from(self.hidden[owner as usize]), required) {
                let (one, other) = (ranked[owner as usize], ranked[holder as usize]);
                pairs.push((one.min(other), one.max(other)));
            }
        }
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }
}

/// Which of the holders of a probe are named to its owner, and whether there are so many that others are hidden. Holders
/// are known by rank, ascending, the longest first.
pub(super) fn named_to(owner: u32, holders: &[u32]) -> ([&[u32]; 2], bool) {
    let longer = &holders[..holders.partition_point(|&holder| holder < owner)];
    if holders.len() <= HOLDER_LIMIT {
        return ([longer, &[]], false);
    }
    let longest = longer.len().min(SAMPLED_HOLDERS);
    let nearest = longer.len().saturating_sub(SAMPLED_HOLDERS).max(longest);
    ([&longer[..longest], &longer[nearest..]], true)
}

/// Whether a longer text that was named to an owner so many times is a candidate, if so many of the owner's probes had too
/// many holders.
pub(super) fn is_candidate(named: usize, hidden: usize, required: usize) -> bool {
    named >= required.saturating_sub(hidden).max(1)
}

/// A set of hashes that may answer yes for others: some eight bits a hash, found by the hash's low bits (probes are
/// their texts' least hashes, so high bits would not spread).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    bits: Vec<u64>,
    mask: u64,
}

impl Filter {
    pub(super) fn for_hashes(count: usize) -> Self {
        let size = (count * 8).next_power_of_two().max(64);
        Self { bits: vec![0; size / 64], mask: size as u64 - 1 }
    }

    pub(super) fn add(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.bits[word] |= bit;
    }

    /// Adds what another filter holds, if it is of the same size.
    pub(super) fn add_all(&mut self, other: &Self) -> bool {
        let is_alike = self.mask == other.mask;
        if is_alike {
            for (bits, more) in self.bits.iter_mut().zip(&other.bits) {
                *bits |= more;
            }
        }
        is_alike
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.bits.iter().flat_map(|bits| bits.to_le_bytes()).collect()
    }

    /// What [`to_bytes`](Self::to_bytes) made bytes of.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks();
        let is_filter = rest.is_empty() && words.len().is_power_of_two();
        let bits: Vec<u64> = words.iter().map(|bits| u64::from_le_bytes(*bits)).collect();
        is_filter.then(|| Self { mask: bits.len() as u64 * 64 - 1, bits })
    }

    pub(super) fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bit = hash & self.mask;
        ((bit / 64) as usize, 1 << (bit % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::SketchSettings;
    use super::*;

    fn text(numbers: impl Iterator<Item = u64>) -> String {
        numbers.map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")
    }

    fn propose_all(input: &[String], required: usize) -> Contained {
        let settings = SketchSettings { shingle_words: 1, bands: None, has_probes: true };
        let sketches = Sketches::of(settings, input);
        propose(&sketches, &vec![true; input.len()], &input, required).unwrap()
    }

    fn proposed(input: &[String], required: usize) -> Vec<(u32, u32)> {
        propose_all(input, required).pairs
    }

    #[test]
    fn the_defaults_require_three_probes() {
        assert_eq!(required_probes(0.8, 0.99), 3);
        assert!((recall_at(0.8, 3) - 0.998_77).abs() < 1e-5);
        assert_eq!(required_probes(1.0, 0.99), PROBES);
        assert_eq!(required_probes(0.1, 0.99), 1);
        assert_eq!(required_probes(f64::NAN, 0.99), 1);
    }

    #[test]
    fn a_part_is_proposed_with_its_whole_and_with_nothing_else() {
        let whole = text(0..1000);
        let part = text(100..160);
        let other = text(5000..5400);
        assert_eq!(proposed(&[part, other, whole], 3), [(0, 2)]);
    }

    #[test]
    fn a_text_too_short_to_be_contained_is_not_looked_for() {
        assert_eq!(proposed(&[text(0..1000), text(0..19)], 1), []);
        assert_eq!(proposed(&[text(0..1000), text(0..20)], 1), [(0, 1)]);
    }

    #[test]
    fn parts_at_the_threshold_are_found_as_often_as_promised() {
        for (size, kept) in [(20, 16), (50, 40), (300, 240)] {
            let trials = 600;
            let found = (0..trials)
                .filter(|trial| {
                    let start = trial * 10_000;
                    let whole = text(start..start + 2000);
                    let part = text(start + 2000 - kept..start + 2000 - kept + size);
                    !proposed(&[whole, part], required_probes(0.8, 0.99)).is_empty()
                })
                .count();
            assert!(found >= 592, "{found} of {trials} parts of {size} shingles");
        }
    }

    /// A notice that a thousand texts print, one of them a round-up: its owner is still led to the longest and the
    /// nearest.
    #[test]
    fn a_probe_that_everyone_holds_stays_linear_and_leads_to_the_longest() {
        let count = 1000;
        let mut input: Vec<String> =
            (1..count).map(|number| text((0..30).chain(number * 1000..number * 1000 + 200))).collect();
        input.push(text(0..30));
        input.push(text((0..30).chain(7_000_000..7_001_000)));
        let contained = propose_all(&input, 3);
        assert!(contained.oversized >= PROBES);
        assert!(contained.pairs.len() <= input.len() * PROBES * 2 * SAMPLED_HOLDERS);
        assert!(contained.pairs.contains(&(999, 1000)));
    }
}
