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
    /// For sorting.
    places: Vec<u32>,
}

impl Shingler {
    /// A shingler by `words` words; 0 is taken as 1.
    #[must_use]
    pub fn new(words: usize) -> Self {
        Self { words: words.max(1), hasher: WordHasher::default(), hashes: Vec::new(), places: Vec::new() }
    }

    /// The distinct shingles of `text`. O(n log n) in the words of the text.
    pub fn set(&mut self, text: &str) -> Shingles {
        self.shingle(text);
        Shingles::sorted(&self.hashes, &mut self.places)
    }

    /// The hashes of the shingles of `text` in its order, repeats included. O(n) in the text.
    pub fn shingle(&mut self, text: &str) -> &[u64] {
        let hashes = &mut self.hashes;
        hashes.clear();
        self.hasher.append_hashes(text, hashes);
        shingle_in_place(hashes, self.words);
        hashes
    }
}

/// 128 bits that tell texts apart by their shingles, whatever the order of these: the sums, modulo 2^64, of the hashes
/// and of a function of them. Repeats count. Two texts with different shingles get one digest with probability 2^-128.
#[must_use]
pub fn digest(hashes: &[u64]) -> u128 {
    let (mut plain, mut folded) = (0_u64, 0_u64);
    for &hash in hashes {
        plain = plain.wrapping_add(hash);
        folded = folded.wrapping_add(fold(hash ^ MULTIPLIER, FINISHER));
    }
    u128::from(plain) << 64 | u128::from(folded)
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
        Self::sorted(&hashes, &mut Vec::new())
    }

    fn sorted(hashes: &[u64], places: &mut Vec<u32>) -> Self {
        let mut sorted = sorted(hashes, places);
        sorted.dedup();
        Self(sorted.into_boxed_slice())
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

/// Sorts hashes, which spread evenly: each goes straight to its piece of the range, of as many pieces as there are
/// hashes, and what is left to do is next to nothing. Numbers that crowd somewhere are sorted by comparison.
#[expect(clippy::cast_possible_truncation, reason = "the highest bits of a number, fewer than a usize has")]
fn sorted(hashes: &[u64], places: &mut Vec<u32>) -> Vec<u64> {
    let by_comparison = || {
        let mut hashes = hashes.to_vec();
        hashes.sort_unstable();
        hashes
    };
    if hashes.len() < FEW || u32::try_from(hashes.len()).is_err() {
        return by_comparison();
    }
    let shift = 64 - hashes.len().ilog2();
    places.clear();
    places.resize(1 << hashes.len().ilog2(), 0);
    for &hash in hashes {
        places[(hash >> shift) as usize] += 1;
    }
    let mut place = 0;
    for count in places.iter_mut() {
        if *count > CROWD {
            return by_comparison();
        }
        place += *count;
        *count = place - *count;
    }
    let mut sorted = vec![0; hashes.len()];
    for &hash in hashes {
        let place = &mut places[(hash >> shift) as usize];
        sorted[*place as usize] = hash;
        *place += 1;
    }
    for at in 1..sorted.len() {
        let hash = sorted[at];
        let mut to = at;
        while to > 0 && sorted[to - 1] > hash {
            sorted[to] = sorted[to - 1];
            to -= 1;
        }
        sorted[to] = hash;
    }
    sorted
}

/// Turns word hashes into shingle hashes, in the order of the text. The shingle that starts at a word takes its place.
fn shingle_in_place(hashes: &mut Vec<u64>, words: usize) {
    let words = words.min(hashes.len());
    if words == 0 {
        return;
    }
    let (mut sum, mut power) = (START, 1_u64);
    for &hash in &hashes[..words] {
        sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(hash);
        power = power.wrapping_mul(MULTIPLIER);
    }
    // Rolling one word on multiplies START once too often, and leaves the oldest word behind with factor M^k.
    let leaving = START.wrapping_mul(power).wrapping_mul(MULTIPLIER).wrapping_sub(START.wrapping_mul(power));
    let shingles = hashes.len() - words + 1;
    for first in 0..shingles - 1 {
        // What enters and leaves is worked out apart from the sum, which has one multiplication to wait for.
        let change = hashes[first + words].wrapping_sub(hashes[first].wrapping_mul(power)).wrapping_sub(leaving);
        hashes[first] = finish(sum);
        sum = sum.wrapping_mul(MULTIPLIER).wrapping_add(change);
    }
    hashes[shingles - 1] = finish(sum);
    hashes.truncate(shingles);
}

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
        for hashes in [even(63), even(64), even(65), even(1000), (0..1000).rev().collect(), vec![7; 100], vec![]] {
            let mut expected = hashes.clone();
            expected.sort_unstable();
            assert_eq!(sorted(&hashes, &mut Vec::new()), expected);
        }
    }

    #[test]
    fn the_lowest_bits_are_fit_for_sampling() {
        let shingles = Shingles::of(&numbered(0..4099), 4);
        let sampled = shingles.hashes().iter().filter(|&&hash| hash.trailing_zeros() >= 4).count();
        assert!((180..=330).contains(&sampled), "a sixteenth of 4096 is 256, not {sampled}");
    }
}
