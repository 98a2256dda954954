//! Word hashes: the words of a text, each as 64 bits.
//!
//! The words are those of [`for_each_word`] with [`Unspaced::Characters`], and nothing here may differ from them; what
//! is added is speed. Most bytes of most texts are ASCII, where words can be told a block of bytes at a time: a pass
//! without branches lowers the case and marks which bytes belong to words, and what remains is to jump from mark to
//! mark. A stretch with letters beyond ASCII goes the way of [`for_each_word`]. Where a stretch may begin and end
//! without changing a word is the one subtle point, see `stretch_end`.
//!
//! Everything is plain arithmetic on numbers of 64 bits, the same on every machine; compilers make vector code of it.
//!
//! # The hash
//!
//! Of the `n` bytes of a word's normal form in UTF-8, specified to the bit under [`WORD_HASH_VERSION`]:
//!
//! 1. The bytes are cut into lanes of 16, the last filled up with zeros; a lane is two little-endian numbers `a`, `b`.
//! 2. `state = WORD_SEED xor n`. For each lane: `state = fold(a xor state, b xor WORD_SECRET xor state)`, where `fold(x,
//!    y)` is the upper half of the 128-bit product of `x` and `y`, xor the lower half.
//!
//! So a word of up to 16 bytes, as nearly all are, costs one multiplication and no branch on its length, which is what
//! makes general hashes slow on words (a multiplication folded in this way is the core of wyhash and its kin). It is no
//! defence against someone who searches for collisions.

use crate::text::words::{Unspaced, for_each_word};

/// Version of the word hash described in this module.
pub const WORD_HASH_VERSION: u32 = 1;

/// Where the state of a word hash starts: the first 64 binary digits of the square root of two behind the point.
pub const WORD_SEED: u64 = 0x6a09_e667_f3bc_c908;

/// What the second number of a lane is mixed with: the first 64 binary digits of pi behind the point.
pub const WORD_SECRET: u64 = 0x243f_6a88_85a3_08d3;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Bytes of a lane of the hash.
const LANE: usize = 16;

/// Reads texts into word hashes; keeps its buffers from text to text.
#[derive(Debug, Default)]
pub struct WordHasher {
    /// The text in lower case (ASCII), with a space for what surely parts words, and room behind it.
    lower: Vec<u8>,
    /// A bit a byte of `lower`: whether it can belong to a word.
    words: Vec<u64>,
    /// A bit a byte of `lower`: whether it is beyond ASCII.
    beyond: Vec<u64>,
}

impl WordHasher {
    /// Calls `visit` with the hash of each word of `text`, in order. Linear in the text.
    pub fn for_each_hash(&mut self, text: &str, visit: impl FnMut(u64)) {
        if self.mark(text.as_bytes()) {
            self.for_each_run::<true>(text, visit);
        } else {
            self.part_at_punctuation();
            self.for_each_run::<false>(text, visit);
        }
    }

    /// Jumps from run to run of the marked bytes, which are the words but for joints and what is beyond ASCII.
    #[inline]
    fn for_each_run<const IS_ASCII: bool>(&self, text: &str, mut visit: impl FnMut(u64)) {
        // The start of a run that reaches over the end of its block, and of a word whose runs are joined.
        let (mut reaching, mut joined) = (None, None);
        // What begins before this has been dealt with.
        let mut resume = 0;
        let mut before = 0;
        for (block, &words) in self.words.iter().enumerate() {
            let behind = words << 1 | before;
            before = words >> 63;
            let (mut starts, mut ends) = (words & !behind, !words & behind);
            while ends != 0 {
                let end = block * BLOCK + ends.trailing_zeros() as usize;
                ends &= ends - 1;
                let start = reaching.take().unwrap_or_else(|| {
                    let start = block * BLOCK + starts.trailing_zeros() as usize;
                    starts &= starts.wrapping_sub(1);
                    start
                });
                if !IS_ASCII {
                    if start < resume {
                        continue;
                    }
                    let start = joined.unwrap_or(start);
                    if self.reaches_beyond(start, end) {
                        resume = self.stretch_end(start);
                        joined = None;
                        for_each_word(&text[start..resume], Unspaced::Characters, |word| {
                            visit(hash_word(word.normal.as_bytes()));
                        });
                        continue;
                    }
                }
                if matches!(self.lower[end], b'\'' | b'.' | b',') && self.is_joint(end) {
                    joined = joined.or(Some(start));
                } else if let Some(start) = joined.take() {
                    visit(self.hash_joined(start, end));
                } else {
                    visit(self.hash_at(start, end - start));
                }
            }
            if starts != 0 {
                reaching = Some(block * BLOCK + starts.trailing_zeros() as usize);
            }
        }
    }

    /// Fills the buffers. Whether all is ASCII.
    fn mark(&mut self, bytes: &[u8]) -> bool {
        let blocks = bytes.len() / BLOCK + 1;
        // Bytes past the text are zero: they part words, and lanes that reach over the end read them.
        self.lower.clear();
        self.lower.resize(blocks * BLOCK + LANE, 0);
        self.words.clear();
        self.beyond.clear();
        let mut any_beyond = 0;
        let (whole, rest) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        for (block, lower) in whole.iter().chain([&last]).zip(self.lower.as_chunks_mut::<BLOCK>().0) {
            let marks = mark_block(block, lower);
            self.words.push(marks.words | marks.beyond);
            self.beyond.push(marks.beyond);
            any_beyond |= marks.beyond;
        }
        any_beyond == 0
    }

    /// Makes spaces of the commonest characters beyond ASCII that are no part of any word: quotation marks, dashes, the
    /// ellipsis, the no-break space. An apostrophe that may stand inside a word is left.
    fn part_at_punctuation(&mut self) {
        for block in 0..self.beyond.len() {
            let mut beyond = self.beyond[block];
            while beyond != 0 {
                let at = block * BLOCK + beyond.trailing_zeros() as usize;
                beyond &= beyond - 1;
                let length = match self.lower[at..at + 4] {
                    [0xe2, 0x80, 0x90..=0x97 | 0x9a..=0xa7 | 0xb0..=0xbe, _] => 3,
                    // An apostrophe, with no letter behind it.
                    [0xe2, 0x80, 0x98 | 0x99, 0..=b'@'] => 3,
                    [0xc2, 0xa0 | 0xab | 0xbb, ..] => 2,
                    _ => continue,
                };
                for part in at..at + length {
                    self.lower[part] = b' ';
                    self.words[part / BLOCK] &= !(1 << (part % BLOCK));
                    self.beyond[part / BLOCK] &= !(1 << (part % BLOCK));
                }
                beyond &= self.beyond[block];
            }
        }
    }

    /// Whether a run of marked bytes, or what may join it to the next run, is beyond ASCII.
    fn reaches_beyond(&self, at: usize, end: usize) -> bool {
        if next(&self.beyond, at, false) < end {
            return true;
        }
        let behind_joint = self.lower.get(end + 1).is_some_and(|byte| !byte.is_ascii());
        behind_joint && matches!(self.lower[end], b'\'' | b'.' | b',')
    }

    /// The end of the stretch of text from `at` that [`for_each_word`] has to read: the next byte of ASCII that neither
    /// belongs to a word nor can stand inside one. No word reaches over such a byte, and none looks at it but to end.
    fn stretch_end(&self, at: usize) -> usize {
        let mut end = at;
        loop {
            end = next(&self.words, end, true);
            if !matches!(self.lower[end], b'\'' | b'.' | b',') {
                return end;
            }
            end += 1;
        }
    }

    /// Whether a character of ASCII between two runs joins them: an apostrophe letters, a point or comma digits.
    fn is_joint(&self, at: usize) -> bool {
        let (before, after) = (self.lower[at - 1], self.lower[at + 1]);
        match self.lower[at] {
            b'\'' => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
            _ => before.is_ascii_digit() && after.is_ascii_digit(),
        }
    }

    /// The hash of a word with joints. Commas are no part of a figure, which is what begins with a digit.
    #[cold]
    fn hash_joined(&self, start: usize, end: usize) -> u64 {
        let word = &self.lower[start..end];
        if !word.first().is_some_and(u8::is_ascii_digit) {
            return hash_word(word);
        }
        let figure: Vec<u8> = word.iter().copied().filter(|&byte| byte != b',').collect();
        hash_word(&figure)
    }

    /// [`hash_word`] of bytes in the buffer.
    #[inline]
    fn hash_at(&self, at: usize, length: usize) -> u64 {
        let (Some(bytes), Some(kept)) = (self.lower[at..].first_chunk::<LANE>(), KEPT.get(length)) else {
            return hash_word(&self.lower[at..at + length]);
        };
        let [low, high] = lane(bytes);
        let state = WORD_SEED ^ length as u64;
        fold((low & kept[0]) ^ state, (high & kept[1]) ^ WORD_SECRET ^ state)
    }
}

/// For each length of a word of one lane, the bits of the lane's two numbers that are the word's.
const KEPT: [[u64; 2]; LANE + 1] = kept();

const fn kept() -> [[u64; 2]; LANE + 1] {
    let mut kept = [[0, 0]; LANE + 1];
    let mut length = 1;
    while length <= LANE {
        let bits = u128::MAX >> (128 - 8 * length);
        kept[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    kept
}

/// The hash of a word's normal form.
#[must_use]
pub fn hash_word(bytes: &[u8]) -> u64 {
    let mut state = WORD_SEED ^ bytes.len() as u64;
    for bytes in bytes.chunks(LANE) {
        let mut filled = [0; LANE];
        filled[..bytes.len()].copy_from_slice(bytes);
        let [low, high] = lane(&filled);
        state = fold(low ^ state, high ^ WORD_SECRET ^ state);
    }
    state
}

#[inline]
fn lane(bytes: &[u8; LANE]) -> [u64; 2] {
    let lane = u128::from_le_bytes(*bytes);
    [lane as u64, (lane >> 64) as u64]
}

#[inline]
pub(super) fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

/// What a block's bytes are, a bit each.
struct Marks {
    words: u64,
    beyond: u64,
}

/// Marks the letters and digits of a block and lowers their case.
fn mark_block(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks {
    let mut is_word = [0_u8; BLOCK];
    for at in 0..BLOCK {
        let byte = block[at];
        let is_upper = byte.wrapping_sub(b'A') < 26;
        let lowered = byte | (u8::from(is_upper) << 5);
        lower[at] = lowered;
        is_word[at] = u8::from(lowered.wrapping_sub(b'a') < 26) | u8::from(byte.wrapping_sub(b'0') < 10);
    }
    let mut marks = Marks { words: 0, beyond: 0 };
    let mut high_bits = 0;
    for (eighth, (ones, bytes)) in is_word.as_chunks::<8>().0.iter().zip(block.as_chunks::<8>().0).enumerate() {
        marks.words |= gather(u64::from_le_bytes(*ones)) << (8 * eighth);
        high_bits |= u64::from_le_bytes(*bytes);
    }
    if high_bits & 0x8080_8080_8080_8080 != 0 {
        for (eighth, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
            marks.beyond |= gather((u64::from_le_bytes(*bytes) >> 7) & 0x0101_0101_0101_0101) << (8 * eighth);
        }
    }
    marks
}

/// The lowest bits of eight bytes as the eight lowest bits of the result.
fn gather(ones: u64) -> u64 {
    ones.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The first position from `from` whose bit is set, or clear if `clear`; past the last bit, their number.
fn next(bits: &[u64], from: usize, clear: bool) -> usize {
    let turn = if clear { u64::MAX } else { 0 };
    let (mut block, bit) = (from / BLOCK, from % BLOCK);
    let Some(first) = bits.get(block) else { return bits.len() * BLOCK };
    let mut rest = (first ^ turn) & (u64::MAX << bit);
    while rest == 0 {
        block += 1;
        match bits.get(block) {
            Some(bits) => rest = bits ^ turn,
            None => return bits.len() * BLOCK,
        }
    }
    block * BLOCK + rest.trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        WordHasher::default().for_each_hash(text, |hash| hashes.push(hash));
        hashes
    }

    fn expected(text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        for_each_word(text, Unspaced::Characters, |word| hashes.push(hash_word(word.normal.as_bytes())));
        hashes
    }

    #[test]
    fn words_are_those_of_every_other_stage() {
        for text in [
            "",
            " ",
            "a",
            "The HARBOUR of Lindholm froze over, again.",
            "1,200 of 3.5 million, in 2025. 1,,2 1., .5 5. 3.x x.3 1.2.3 a1,2b 1,2b",
            "don't 'tis rock'n'roll dogs' 90's o'9 '' a'",
            "Seoul’s ‘plan’ isn’t — it’s… “new” 3’s ’n’ é’s d’État",
            "café naïve e\u{301}tude 3.é é.3 x'é é'x \u{301}x x\u{301}'s",
            "Ｎｅｗｓ ９ ÉTÉ ﬁne 1,２ 国会通过2025预算 abc国abc",
            "서울시가 3일 밝혔습니다. a\u{a0}b \u{ab}x\u{bb}",
            "ﷺ a\u{200d}b a_b a-b\u{2011}c",
            "averyveryverylongwordthatneedsmorethanonelane antidisestablishmentarianism 12345678901234567.12345678",
        ] {
            assert_eq!(hashes(text), expected(text), "{text:?}");
            for pad in 0..70 {
                let padded = format!("{}{text}", " ".repeat(pad));
                assert_eq!(hashes(&padded), expected(text), "{pad} spaces before {text:?}");
            }
        }
    }

    #[test]
    fn test_vectors_hold_on_every_platform() {
        // Computed by an independent implementation of the module's specification (Python).
        for (text, expected) in [
            ("Bridge", 0xccbc_0558_9c35_68a0),
            ("Antidisestablishmentarianism", 0xd4ad_cd71_7d80_2897),
            ("서울시가", 0xfdc8_405c_ea87_b5d1),
            ("don’t", 0x473e_8273_c7dd_1799),
            ("1,200", 0xee8c_1e0e_fa3e_12ed),
        ] {
            assert_eq!(hashes(text), [expected], "{text}");
        }
    }

    #[test]
    fn length_and_every_byte_count() {
        let mut seen = std::collections::BTreeSet::new();
        for length in 0..40 {
            for change in 0..=length {
                let mut word = vec![b'a'; length];
                if let Some(byte) = word.get_mut(change) {
                    *byte = b'b';
                }
                assert!(seen.insert(hash_word(&word)), "{length} bytes, changed at {change}");
            }
            assert!(seen.insert(hash_word(&[&vec![b'a'; length][..], &[0]].concat())));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_gives_the_words_of_the_definition(
            pieces in prop::collection::vec(
                prop_oneof![
                    "[a-zA-Z0-9]{1,9}", "[ '.,-]{1,2}", "[’‘“”—…\u{a0}éÉß\u{301}国서ﬁ９]{1,2}", "\\PC", "[a-z]{60,70}",
                ],
                0..40,
            ),
        ) {
            let text = pieces.concat();
            prop_assert_eq!(hashes(&text), expected(&text), "{:?}", text);
        }
    }
}
