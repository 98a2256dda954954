//! Shingles: a text as the set of its runs of words.
//!
//! Hashes of shingles are made to be kept and compared years later, so the function is specified here to the bit and
//! tagged with [`SHINGLE_VERSION`]; change any of it and the version changes. All arithmetic is modulo 2^64.
//!
//! 1. The words are those of [`for_each_word`](crate::text::words::for_each_word) with
//!    [`Unspaced::Characters`](crate::text::words::Unspaced::Characters), the hash of a word is that of [`word_hashes`].
//! 2. A shingle is `k` words in a row, with hashes `w[0] .. w[k-1]`. Its sum is `START * M^k + w[0] * M^(k-1) + w[1] *
//!    M^(k-2) + .. + w[k-1]`, with `M` = [`MULTIPLIER`].
//! 3. Its hash is `finish(sum)`: `x ^= x >> 32; x *= FINISHER; x ^= x >> 32`. The multiplier is odd, so the lowest bit
//!    of the sum would not know the order of the words; the finish, a bijection, makes every bit fit for sampling.
//! 4. The set is the distinct hashes in ascending order.
//!
//! A text of `n < k` words (`n > 0`) has one shingle, of all its words (`k` replaced by `n`), so a headline equals the
//! same headline and no other. A text without words has no shingles, and is no copy of anything, not even of another
//! such text.
//!
//! Each word is hashed once and each shingle costs three multiplications whatever `k` is. Two different shingles get one
//! hash with probability 2^-64; the hash is no defence against someone who searches for collisions.
//!
//! Sorting is the dearest step by far, and only texts that are compared need sorted sets. So a [`Shingler`] gives the
//! hashes as they come, which is enough to sign a text, and [`Shingles`] is the sorted set.

use std::cell::Cell;

use super::machine::{self, Machine, Work};
use super::word_hashes::{WordHasher, fold};

#[cfg(doc)]
use super::word_hashes;

/// Version of the shingle function described in this module. Version 1 had another word hash.
pub const SHINGLE_VERSION: u32 = 2;

/// Base of the polynomial over the word hashes: 2^64 divided by the golden ratio, odd.
pub const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The polynomial's leading coefficient, so that the number of words counts.
const START: u64 = 1;

/// Multiplier of the finish, from Evensen's `rrmxmx`.
const FINISHER: u64 = 0xd6e8_feb8_6659_fd93;

/// Shingles texts one after another; keeps its buffers.
#[derive(Debug)]
pub struct Shingler {
    words: usize,
    hasher: WordHasher,
    hashes: Vec<u64>,
    sorting: Sorting,
}

impl Shingler {
    /// A shingler by `words` words; 0 is taken as 1.
    #[must_use]
    pub fn new(words: usize) -> Self {
        Self { words: words.max(1), hasher: WordHasher::default(), hashes: Vec::new(), sorting: Sorting::default() }
    }

    /// The distinct shingles of `text`. O(n log n) in the words of the text.
    pub fn set(&mut self, text: &str) -> Shingles {
        machine::run(Shingling { shingler: self, text });
        Shingles::sorted(&self.hashes, &mut self.sorting)
    }

    /// The hashes of the shingles of `text` in its order, repeats included. O(n) in the text.
    pub fn shingle(&mut self, text: &str) -> &[u64] {
        self.shingle_and_digest(text).0
    }

    /// [`shingle`](Self::shingle), with the [digest] of the hashes.
    pub(super) fn shingle_and_digest(&mut self, text: &str) -> (&[u64], u128) {
        let digest = machine::run(Shingling { shingler: self, text });
        (&self.hashes, digest)
    }
}

/// The shingling of a text, to be done on a machine; gives the digest.
struct Shingling<'a> {
    shingler: &'a mut Shingler,
    text: &'a str,
}

impl Work for Shingling<'_> {
    type Output = u128;

    #[inline(always)]
    fn on(self, machine: impl Machine) -> u128 {
        let Shingler { words, hasher, hashes, .. } = self.shingler;
        hashes.clear();
        hasher.append_hashes_on(machine, self.text, hashes);
        shingle_in_place(hashes, *words)
    }
}

/// 128 bits that tell texts apart by their shingles, whatever the order of these: the sums, modulo 2^64, of the hashes
/// and of a function of them. Repeats count. Two texts with different shingles get one digest with probability 2^-128.
#[must_use]
pub fn digest(hashes: &[u64]) -> u128 {
    let mut digest = Digest::default();
    for &hash in hashes {
        digest.add(hash);
    }
    digest.bits()
}

/// A [digest] in the making.
#[derive(Debug, Default)]
struct Digest {
    plain: u64,
    folded: u64,
}

impl Digest {
    #[inline(always)]
    fn add(&mut self, hash: u64) {
        self.plain = self.plain.wrapping_add(hash);
        self.folded = self.folded.wrapping_add(fold(hash ^ MULTIPLIER, FINISHER));
    }

    fn bits(&self) -> u128 {
        u128::from(self.plain) << 64 | u128::from(self.folded)
    }
}

/// The lower half of a [digest], which tells nearly all texts apart.
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
pub(super) fn half(digest: u128) -> u64 {
    digest as u64
}

/// The distinct shingles of a text, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shingles(Box<[u64]>);

impl Shingles {
    /// Shingles `text` by `words` words; 0 is taken as 1. O(n log n) in the words of the text.
    #[must_use]
    pub fn of(text: &str, words: usize) -> Self {
        Shingler::new(words).set(text)
    }

    /// A set of shingle hashes in any order, repeats allowed.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "whoever made the list has no further use for it")]
    pub fn from_hashes(hashes: Vec<u64>) -> Self {
        Self::sorted(&hashes, &mut Sorting::default())
    }

    fn sorted(hashes: &[u64], sorting: &mut Sorting) -> Self {
        Self(sorting.distinct(hashes).into())
    }

    /// The hashes, ascending, each once.
    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// How many distinct shingles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text had no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Fewest hashes that are worth distributing.
const FEW: usize = 64;
/// Most hashes in one piece of the range that are sorted by insertion.
const CROWD: u32 = 24;

/// Sorts hashes, which spread evenly: each goes straight to its piece of the range, of more pieces than there are
/// hashes, and what is left to do is next to nothing. Numbers that crowd somewhere are sorted by comparison.
///
/// Keeps its buffers.
#[derive(Debug, Default)]
struct Sorting {
    /// Where the next hash of each piece goes.
    places: Vec<u32>,
    /// The hashes so far; room behind them.
    sorted: Vec<u64>,
}

impl Sorting {
    /// The distinct ones of some hashes, ascending.
    fn distinct(&mut self, hashes: &[u64]) -> &[u64] {
        let has_repeats =
            if self.distribute(hashes) { self.settle(hashes.len()) } else { self.sort_by_comparison(hashes) };
        let mut count = hashes.len();
        if has_repeats {
            count = 0;
            for at in 0..hashes.len() {
                let hash = self.sorted[at];
                self.sorted[count] = hash;
                // The same hash again will take its place.
                count += usize::from(self.sorted[..hashes.len()].get(at + 1) != Some(&hash));
            }
        }
        &self.sorted[..count]
    }

    /// Puts each hash into its piece; whether that could be done.
    #[expect(clippy::cast_possible_truncation, reason = "the highest bits of a number, fewer than a usize has")]
    fn distribute(&mut self, hashes: &[u64]) -> bool {
        if hashes.len() < FEW || u32::try_from(hashes.len()).is_err() {
            return false;
        }
        let bits = hashes.len().ilog2() + 1;
        let shift = 64 - bits;
        let places = &mut self.places;
        places.clear();
        places.resize(1 << bits, 0);
        for &hash in hashes {
            places[(hash >> shift) as usize] += 1;
        }
        let (mut place, mut most) = (0, 0);
        for count in places.iter_mut() {
            most = most.max(*count);
            place += *count;
            *count = place - *count;
        }
        if most > CROWD {
            return false;
        }
        if self.sorted.len() < hashes.len() {
            self.sorted.resize(hashes.len(), 0);
        }
        for &hash in hashes {
            let place = &mut places[(hash >> shift) as usize];
            self.sorted[*place as usize] = hash;
            *place += 1;
        }
        true
    }

    /// Sorts what is nearly sorted; whether any hash is there twice.
    fn settle(&mut self, count: usize) -> bool {
        let sorted = &mut self.sorted[..count];
        // Once through without a branch that the processor could guess wrong: that settles pieces of two.
        for at in 1..sorted.len() {
            let [one, other] = [sorted[at - 1], sorted[at]];
            sorted[at - 1] = one.min(other);
            sorted[at] = one.max(other);
        }
        let mut has_repeats = false;
        for at in 1..sorted.len() {
            let hash = sorted[at];
            if hash > sorted[at - 1] {
                continue;
            }
            let mut to = at;
            while to > 0 && sorted[to - 1] > hash {
                sorted[to] = sorted[to - 1];
                to -= 1;
            }
            sorted[to] = hash;
            has_repeats |= to > 0 && sorted[to - 1] == hash;
        }
        has_repeats
    }

    /// Sorts anything; whether any hash may be there twice.
    fn sort_by_comparison(&mut self, hashes: &[u64]) -> bool {
        self.sorted.clear();
        self.sorted.extend_from_slice(hashes);
        self.sorted.sort_unstable();
        true
    }
}

/// Turns word hashes into shingle hashes, in the order of the text, and gives their [digest]. The shingle that starts at a
/// word takes its place.
#[inline(always)]
fn shingle_in_place(hashes: &mut Vec<u64>, words: usize) -> u128 {
    let mut digest = Digest::default();
    let words = words.min(hashes.len());
    if words == 0 {
        return digest.bits();
    }
    let (mut sum, mut power) = (START, 1_u64);
    for &hash in &hashes[..words] {
        sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(hash);
        power = power.wrapping_mul(MULTIPLIER);
    }
    // Rolling one word on multiplies START once too often, and leaves the oldest word behind with factor M^k.
    let leaving = START.wrapping_mul(power).wrapping_mul(MULTIPLIER).wrapping_sub(START.wrapping_mul(power));
    let places = Cell::from_mut(hashes.as_mut_slice()).as_slice_of_cells();
    for (place, entering) in places.iter().zip(&places[words..]) {
        // What enters and leaves is worked out apart from the sum, which has one multiplication to wait for.
        let change = entering.get().wrapping_sub(place.get().wrapping_mul(power)).wrapping_sub(leaving);
        let hash = finish(sum);
        place.set(hash);
        digest.add(hash);
        sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(change);
    }
    let last = finish(sum);
    digest.add(last);
    let shingles = hashes.len() - words + 1;
    hashes[shingles - 1] = last;
    hashes.truncate(shingles);
    digest.bits()
}

#[inline(always)]
fn finish(sum: u64) -> u64 {
    let folded = (sum ^ (sum >> 32)).wrapping_mul(FINISHER);
    folded ^ (folded >> 32)
}

#[cfg(test)]
mod tests {
    use super::super::word_hashes::hash_word;
    use super::*;

    fn numbered(numbers: std::ops::Range<u32>) -> String {
        numbers.map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")
    }

    fn written_out(words: &[&str]) -> u64 {
        let mut sum = START;
        for word in words {
            sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(hash_word(word.as_bytes()));
        }
        finish(sum)
    }

    #[test]
    fn the_rolling_sum_is_the_polynomial_of_the_specification() {
        let words = ["the", "ferry", "to", "moss", "island", "sank", "at", "dawn", "on", "the", "ferry"];
        for size in 1..=words.len() {
            let expected = Shingles::from_hashes(words.windows(size).map(written_out).collect());
            assert_eq!(Shingles::of(&words.join(" "), size), expected, "{size} words");
        }
    }

    #[test]
    fn test_vectors_hold_on_every_platform() {
        // Computed by an independent implementation of the module's specification (Python).
        assert_eq!(Shingles::of("Bridge closed", 5).hashes(), [0x38f1_52d0_7660_1cac]);
        let river = Shingles::of("The river rose two metres overnight.", 5);
        assert_eq!(river.hashes(), [0xcb5e_9559_9600_a052, 0xd932_6ac0_472b_c71d]);
        let korean = Shingles::of("서울시가 3일 밝혔습니다.", 2);
        assert_eq!(korean.hashes(), [0x79c0_10c7_aebb_5901, 0xd979_62bf_8373_fddf]);
        assert_eq!(digest(&[1, 2, 3]), 0x0000_0000_0000_0006 << 64 | 0x1823_5dd0_0ba6_1f8c);
    }

    #[test]
    fn a_digest_counts_repeats_and_not_the_order() {
        assert_eq!(digest(&[7, 8, 8]), digest(&[8, 7, 8]));
        assert_ne!(digest(&[7, 8, 8]), digest(&[7, 8]));
        assert_ne!(digest(&[7, 9]), digest(&[8, 8]), "sums alone would not tell");
    }

    #[test]
    fn layout_case_and_punctuation_do_not_count() {
        let plain = Shingles::of("the harbour of Lindholm froze over, again", 5);
        assert_eq!(Shingles::of("  The harbour\nof\tLINDHOLM —froze   over; again! ", 5), plain);
        assert_ne!(Shingles::of("the harbour of Lindholm froze again, over", 5), plain);
    }

    #[test]
    fn a_short_text_is_one_shingle_of_all_its_words() {
        let short = Shingles::of("Bridge closed", 5);
        assert_eq!(short.len(), 1);
        assert_eq!(short, Shingles::of("bridge CLOSED", 3));
        assert_ne!(short, Shingles::of("closed bridge", 5));
        assert_ne!(short, Shingles::of("bridge closed closed", 5));
        assert_eq!(Shingles::of("one two three four five", 5).len(), 1);
        assert_eq!(Shingles::of("one two three four five six", 5).len(), 2);
        assert_eq!(Shingles::of("one two", usize::MAX).len(), 1);
        assert_eq!(Shingles::of("one two", 0).len(), 2);
    }

    #[test]
    fn a_text_without_words_has_no_shingles() {
        for text in ["", "   \n", "… — !?", "\u{feff}"] {
            assert!(Shingles::of(text, 5).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn repeated_runs_count_once_and_the_set_is_sorted() {
        let shingles = Shingles::of(&"left right ".repeat(50), 5);
        assert_eq!(shingles.len(), 2);
        let many = Shingles::of(&numbered(0..500), 5);
        assert_eq!(many.len(), 496);
        assert!(many.hashes().is_sorted());
    }

    #[test]
    fn hashes_are_sorted_however_they_crowd() {
        let even = |count: u64| (0..count).map(|number| number.wrapping_mul(MULTIPLIER)).collect::<Vec<u64>>();
        let mut sorting = Sorting::default();
        for hashes in
            [even(63), even(64), even(65), even(1000), (0..1000).rev().collect(), vec![7; 100], vec![], vec![0, 0]]
        {
            let mut expected = hashes.clone();
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(sorting.distinct(&hashes), expected);
        }
    }

    #[test]
    fn the_lowest_bits_are_fit_for_sampling() {
        let shingles = Shingles::of(&numbered(0..4099), 4);
        let sampled = shingles.hashes().iter().filter(|&&hash| hash.trailing_zeros() >= 4).count();
        assert!((180..=330).contains(&sampled), "a sixteenth of 4096 is 256, not {sampled}");
    }
}
