//! Word hashes: the words of a text, each as 64 bits.
//!
//! The words are those of [`for_each_word`] with [`Unspaced::Characters`], and nothing here may differ from them; what
//! is added is speed. Most bytes of most texts are ASCII, where words can be told a block of bytes at a time: a pass
//! without branches lowers the case and marks which bytes belong to words, and what remains is to take what
//! is marked. A stretch with letters beyond ASCII goes the way of [`for_each_word`]. Where a stretch may begin and end
//! without changing a word is the one subtle point, see `stretch_end`.
//!
//! Blocks of bytes are looked at together (`marks`), by the best instructions that the
//! `machine` has; all is arithmetic on whole numbers, so the result is the same on any.
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

use super::machine::{self, Machine, Work};
use super::marks::{BLOCK, Marks};
use crate::text::words::{Unspaced, for_each_word};

/// Version of the word hash described in this module.
pub const WORD_HASH_VERSION: u32 = 1;

/// Where the state of a word hash starts: the first 64 binary digits of the square root of two behind the point.
pub const WORD_SEED: u64 = 0x6a09_e667_f3bc_c908;

/// What the second number of a lane is mixed with: the first 64 binary digits of pi behind the point.
pub const WORD_SECRET: u64 = 0x243f_6a88_85a3_08d3;

/// Bytes of a lane of the hash.
const LANE: usize = 16;

/// Reads texts into word hashes; keeps its buffers from text to text.
#[derive(Debug, Default)]
pub struct WordHasher {
    /// The text in lower case (ASCII), with a space for what surely parts words, and room behind it.
    lower: Vec<u8>,
    /// A bit a byte of `lower`: whether it can belong to a word; an apostrophe between letters and a point or comma
    /// between digits, all of ASCII, do.
    words: Vec<u64>,
    /// A bit a byte of `lower`: whether it is beyond ASCII.
    beyond: Vec<u64>,
    /// A bit a byte of `lower`: whether a word at it needs a closer look: it is beyond ASCII, or a comma between digits.
    special: Vec<u64>,
    /// Where runs of marked bytes begin and end, by turns; room behind the last.
    edges: Vec<u32>,
    /// How many edges there are.
    found: usize,
}

impl WordHasher {
    /// Appends the hash of each word of `text`, in order. Linear in the text.
    pub fn append_hashes(&mut self, text: &str, hashes: &mut Vec<u64>) {
        machine::run(Appending { hasher: self, text, hashes });
    }

    /// [`append_hashes`](Self::append_hashes) on a machine.
    #[inline(always)]
    pub(super) fn append_hashes_on(&mut self, machine: impl Machine, text: &str, hashes: &mut Vec<u64>) {
        /// Bytes that are read at once, so that places fit 32 bits and buffers stay small; a power of two.
        const STRETCH: usize = 1 << 20;
        let mut rest = text;
        while rest.len() > STRETCH {
            // Words do not reach over white space. Without any in so long a text, the rest is read at once.
            let Some(end) = rest.as_bytes()[STRETCH..].iter().position(u8::is_ascii_whitespace) else { break };
            let (stretch, behind) = rest.split_at(STRETCH + end);
            self.append_hashes_of_stretch(machine, stretch, hashes);
            rest = behind;
        }
        if u32::try_from(rest.len()).is_ok_and(|length| length < u32::MAX - 1024) {
            self.append_hashes_of_stretch(machine, rest, hashes);
        } else {
            for_each_word(rest, Unspaced::Characters, |word| hashes.push(hash_word(word.normal.as_bytes())));
        }
    }

    #[inline(always)]
    fn append_hashes_of_stretch(&mut self, machine: impl Machine, text: &str, hashes: &mut Vec<u64>) {
        let is_ascii = self.mark(machine, text.as_bytes());
        if !is_ascii {
            self.part_at_punctuation();
        }
        self.find_edges();
        let mut runs = self.runs();
        let mut from = 0;
        loop {
            // A run is a word as it stands, unless it or what is behind a joint at its end is special.
            let special = next(&self.special, from, false);
            let plain = runs.partition_point(|[_, end]| ((end + 1) as usize) < special);
            let (words, rest) = runs.split_at(plain);
            self.append_words(words, hashes);
            let Some((run, rest)) = rest.split_first() else { break };
            let [start, end] = run.map(|edge| edge as usize);
            from = if self.reaches_beyond(start, end) {
                let from = self.stretch_end(start);
                for_each_word(&text[start..from], Unspaced::Characters, |word| {
                    hashes.push(hash_word(word.normal.as_bytes()));
                });
                from
            } else {
                hashes.push(self.hash_run(start, end));
                end
            };
            runs = &rest[rest.partition_point(|&[start, _]| (start as usize) < from)..];
        }
    }

    /// Appends the hashes of runs that are words as they stand.
    #[inline(always)]
    fn append_words(&self, words: &[[u32; 2]], hashes: &mut Vec<u64>) {
        let lower = self.lower.as_slice();
        // A loop and no closure, which would not be built for the machine.
        let known = hashes.len();
        hashes.resize(known + words.len(), 0);
        for (hash, word) in hashes[known..].iter_mut().zip(words) {
            let [start, end] = word.map(|edge| edge as usize);
            let bytes = lower.get(start..start + LANE).and_then(<[u8]>::first_chunk);
            *hash = match (bytes, KEPT.get(end.wrapping_sub(start))) {
                (Some(bytes), Some(kept)) => kept.hash(lane(bytes)),
                _ => hash_long_word(&lower[start..end]),
            };
        }
    }

    /// Fills the buffers. Whether all is ASCII.
    #[inline(always)]
    fn mark(&mut self, machine: impl Machine, bytes: &[u8]) -> bool {
        let blocks = bytes.len() / BLOCK + 1;
        // Bytes past the text are zero: they part words, and lanes that reach over the end read them.
        let room = blocks * BLOCK + LANE;
        if self.lower.len() < room {
            self.lower.resize(room, 0);
        }
        self.lower[blocks * BLOCK..room].fill(0);
        let Self { lower, words, beyond, special, .. } = self;
        for bits in [&mut *words, beyond, special] {
            bits.resize(blocks, 0);
        }
        let mut unsettled = words.iter_mut().zip(beyond).zip(special);
        let mut any_beyond = 0;
        let mut settle = |before: &Marks, marks: &Marks, next: &Marks| {
            let Some(((words, beyond), special)) = unsettled.next() else { return };
            let joints = marks.joints(before, next);
            *words = marks.letters | marks.digits | marks.beyond | joints;
            *beyond = marks.beyond;
            *special = marks.beyond | joints & marks.commas;
            any_beyond |= marks.beyond;
        };
        let (whole, rest) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        // A joint looks at the bytes beside it, so a block is settled when the next one has been seen.
        let (mut before, mut marks) = (Marks::default(), None);
        for (block, lower) in whole.iter().chain([&last]).zip(lower.as_chunks_mut::<BLOCK>().0) {
            let next = machine.mark_block(block, lower);
            if let Some(marks) = marks.replace(next) {
                settle(&before, &marks, &next);
                before = marks;
            }
        }
        if let Some(marks) = marks {
            settle(&before, &marks, &Marks::default());
        }
        any_beyond == 0
    }

    /// Lists the edges of the runs of marked bytes. A last run ends with the text, whose last block has room behind it.
    #[inline(always)]
    fn find_edges(&mut self) {
        /// Edges that are listed at a time; a block has a multiple of that at most.
        const GROUP: usize = 8;
        // A block's edges are written in groups, the last of them filled up with what the next block overwrites: that
        // costs less than to foresee how many there are.
        let room = self.words.len() * BLOCK;
        if self.edges.len() < room {
            self.edges.resize(room, 0);
        }
        let (mut before, mut found) = (0, 0);
        for (base, &words) in (0_u32..).step_by(BLOCK).zip(&self.words) {
            let mut edges = words ^ (words << 1 | before);
            before = words >> 63;
            let end = found + edges.count_ones() as usize;
            let Some(listed) = self.edges[found..].first_chunk_mut::<BLOCK>() else { break };
            for group in listed.as_chunks_mut::<GROUP>().0 {
                if edges == 0 {
                    break;
                }
                for edge in group {
                    *edge = base + edges.trailing_zeros();
                    edges &= edges.wrapping_sub(1);
                }
            }
            found = end;
        }
        self.found = found;
    }

    /// The runs of marked bytes, as their starts and ends.
    fn runs(&self) -> &[[u32; 2]] {
        self.edges[..self.found].as_chunks().0
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
                    // The last two are apostrophes, with no letter behind them.
                    [0xe2, 0x80, 0x90..=0x97 | 0x9a..=0xa7 | 0xb0..=0xbe, _] | [0xe2, 0x80, 0x98 | 0x99, 0..=b'@'] => 3,
                    [0xc2, 0xa0 | 0xab | 0xbb, ..] => 2,
                    _ => continue,
                };
                for part in at..at + length {
                    self.lower[part] = b' ';
                    self.words[part / BLOCK] &= !(1 << (part % BLOCK));
                    self.beyond[part / BLOCK] &= !(1 << (part % BLOCK));
                    self.special[part / BLOCK] &= !(1 << (part % BLOCK));
                }
                beyond &= self.beyond[block];
            }
        }
    }

    /// Whether a run of marked bytes is beyond ASCII in part, or what is may be joined to it.
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

    /// The hash of a run without anything beyond ASCII. Commas are no part of a figure.
    fn hash_run(&self, start: usize, end: usize) -> u64 {
        let bytes = &self.lower[start..end];
        if bytes.first().is_some_and(u8::is_ascii_digit) {
            let figure: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != b',').collect();
            hash_word(&figure)
        } else {
            hash_word(bytes)
        }
    }
}

/// [`WordHasher::append_hashes`], to be done on a machine.
struct Appending<'a> {
    hasher: &'a mut WordHasher,
    text: &'a str,
    hashes: &'a mut Vec<u64>,
}

impl Work for Appending<'_> {
    type Output = ();

    #[inline(always)]
    fn on(self, machine: impl Machine) {
        self.hasher.append_hashes_on(machine, self.text, self.hashes);
    }
}

/// [`hash_word`] of a word that is longer than a lane, apart from the common case.
#[cold]
#[inline(never)]
fn hash_long_word(bytes: &[u8]) -> u64 {
    hash_word(bytes)
}

/// How a word of one lane is hashed, by its length.
#[derive(Clone, Copy)]
struct Kept {
    /// The bits of the lane's two numbers that are the word's.
    bits: [u64; 2],
    /// What they are mixed with.
    mixed: [u64; 2],
}

impl Kept {
    #[inline(always)]
    fn hash(&self, [low, high]: [u64; 2]) -> u64 {
        fold((low & self.bits[0]) ^ self.mixed[0], (high & self.bits[1]) ^ self.mixed[1])
    }
}

const KEPT: [Kept; LANE + 1] = kept();

const fn kept() -> [Kept; LANE + 1] {
    let mut kept = [Kept { bits: [0, 0], mixed: [0, 0] }; LANE + 1];
    let mut length = 0;
    while length <= LANE {
        let bits = if length == 0 { 0 } else { u128::MAX >> (128 - 8 * length) };
        let state = WORD_SEED ^ length as u64;
        kept[length] = Kept { bits: halves(bits), mixed: [state, WORD_SECRET ^ state] };
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

#[inline(always)]
fn lane(bytes: &[u8; LANE]) -> [u64; 2] {
    halves(u128::from_le_bytes(*bytes))
}

#[inline(always)]
pub(super) fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    let [low, high] = halves(product);
    high ^ low
}

/// The lower and the upper half.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the halves are wanted one by one")]
const fn halves(number: u128) -> [u64; 2] {
    [number as u64, (number >> 64) as u64]
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
        let (mut hashes, mut plainly) = (Vec::new(), Vec::new());
        WordHasher::default().append_hashes(text, &mut hashes);
        machine::run_plainly(Appending { hasher: &mut WordHasher::default(), text, hashes: &mut plainly });
        assert_eq!(hashes, plainly, "the best machine and the plainest, on {text:?}");
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
