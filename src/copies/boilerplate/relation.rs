//! Whether passages stand among unrelated texts, or among the versions of one story.
//!
//! A live blog, a correction and a report that grows all day repeat most of what they say. So what is left of a text
//! without the passages in question, its *remainder*, is looked at, in three ways:
//!
//! - Texts whose remainders have a good part of their passages in common count as one voice, and so do all that a chain
//!   of such texts connects.
//! - Where most voices share a telling word, they may well be one story told anew each time.
//! - Where many remainders share a telling word with what their texts repeat, that is a part of what they report. On
//!   real news, furniture shares words with some two of a hundred remainders at most.
//!
//! All three err on the safe side: furniture that is not learned is compared like everything else.

use ahash::{AHashMap, AHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::learning::LEAST_TEXTS;
use crate::text::frequency::GeneralFrequencies;
use crate::text::korean;
use crate::text::language;
use crate::text::words::{Unspaced, for_each_word, is_unspaced};

/// Fewest words of a remainder that says something of its own.
pub(super) const SUBSTANTIAL: usize = 12;
/// A remainder must also be a good part of its text, one in so many words: what is left of an edited copy is the edit.
const PART_ONE_IN: usize = 8;
/// Of two related remainders, the words in passages common to both are this share of the shorter: one in so many.
const RELATED_ONE_IN: usize = 5;
/// A word that is met less often in general tells what a text is about.
const TELLING: f64 = 3e-5;
/// Words from the beginning of a remainder that tell what it is about.
const OPENING: usize = 60;
/// Voices of a story have a word in common: this share of them at least.
const COMMON: (usize, usize) = (2, 3);
/// What is repeated is a part of the story, if remainders echo it: this share of them at least.
const ECHO: (usize, usize) = (1, 3);

/// What is left of a text.
#[derive(Debug)]
pub(super) struct Remainder {
    /// Whether its [language has a table](is_in_tables).
    is_in_tables: bool,
    /// Identity and words of each passage that has an identity.
    passages: Vec<(u64, usize)>,
    words: usize,
    /// Words of what was left out.
    words_left_out: usize,
    telling: AHashSet<u64>,
    /// The telling words of what was left out.
    left_out: AHashSet<u64>,
}

impl Remainder {
    /// Nothing left yet of a text whose [language has a table](is_in_tables), or has none.
    pub(super) fn new(is_in_tables: bool) -> Self {
        Self {
            is_in_tables,
            passages: Vec::new(),
            words: 0,
            words_left_out: 0,
            telling: AHashSet::new(),
            left_out: AHashSet::new(),
        }
    }

    /// Adds a passage.
    pub(super) fn add(&mut self, identity: Option<u64>, passage: &str) {
        let before = self.words;
        let general = GeneralFrequencies::shipped();
        for_each_word(passage, Unspaced::Dictionary, |word| {
            if self.words < OPENING {
                self.telling.extend(telling(word.normal, general, self.is_in_tables));
            }
            self.words += 1;
        });
        self.passages.extend(identity.map(|identity| (identity, self.words - before)));
    }

    /// Notes a passage that is not part of it.
    pub(super) fn leave_out(&mut self, passage: &str) {
        self.left_out.extend(telling_words(passage, self.is_in_tables));
        for_each_word(passage, Unspaced::Dictionary, |_| self.words_left_out += 1);
    }

    /// Takes words as telling nothing: the name of a source tells nothing of its texts.
    pub(super) fn forget(&mut self, words: &AHashSet<u64>) {
        self.telling.retain(|word| !words.contains(word));
    }

    fn is_substantial(&self) -> bool {
        self.words >= SUBSTANTIAL && self.words * PART_ONE_IN >= self.words + self.words_left_out
    }

    /// Whether it shares a telling word with what was left out.
    fn is_echo(&self) -> bool {
        self.telling.iter().any(|word| self.left_out.contains(word))
    }
}

/// Hashes of the telling words of a text.
pub(super) fn telling_words(text: &str, is_in_tables: bool) -> AHashSet<u64> {
    let (mut words, general) = (AHashSet::new(), GeneralFrequencies::shipped());
    for_each_word(text, Unspaced::Dictionary, |word| words.extend(telling(word.normal, general, is_in_tables)));
    words
}

/// Whether there is a table of general frequencies for the language of a text.
pub(super) fn is_in_tables(text: &str) -> bool {
    // What is too short to tell is taken as English.
    matches!(language::detect(text), None | Some("en" | "ko"))
}

/// Hash of the stem of a word that is rare in general; figures tell nothing. In a language without a table, where the
/// tables take "werden" for a rare word, the length of a word has to tell.
fn telling(word: &str, general: &GeneralFrequencies, is_in_tables: bool) -> Option<u64> {
    /// Characters of a word that no table knows from which it is rare.
    const LONG: usize = 5;
    /// The same in languages without a table.
    const LONG_ELSEWHERE: usize = 8;
    /// The same in scripts without spaces.
    const LONG_UNSPACED: usize = 3;
    let first = word.chars().next().filter(|first| first.is_alphabetic())?;
    let word = word.strip_suffix("'s").unwrap_or(word);
    let stem = if korean::is_hangul(first) { korean::stem(word) } else { word };
    let long = match first {
        _ if is_unspaced(first) || korean::is_hangul(first) => LONG_UNSPACED,
        _ if is_in_tables => LONG,
        _ => LONG_ELSEWHERE,
    };
    let is_telling = match general.frequency(stem) {
        Some(frequency) if is_in_tables => frequency < TELLING,
        _ => stem.chars().nth(long - 1).is_some(),
    };
    is_telling.then(|| xxh3_64(stem.as_bytes()))
}

/// Which of some remainders speak of one story.
#[derive(Debug)]
pub(super) struct Voices<'r> {
    remainders: &'r [Remainder],
    /// Of each remainder the least of its voice; `None` if it says nothing of its own.
    of: Vec<Option<usize>>,
}

impl<'r> Voices<'r> {
    /// Linear in the passages, of which none is in more than a few remainders.
    pub(super) fn among(remainders: &'r [Remainder]) -> Self {
        let mut held: Vec<(u64, usize, usize)> = (remainders.iter().enumerate())
            .filter(|(_, remainder)| remainder.is_substantial())
            .flat_map(|(at, remainder)| remainder.passages.iter().map(move |&(identity, words)| (identity, at, words)))
            .collect();
        held.sort_unstable();
        held.dedup_by_key(|&mut (identity, at, _)| (identity, at));
        let mut shared: AHashMap<(usize, usize), usize> = AHashMap::new();
        for same in held.chunk_by(|one, next| one.0 == next.0) {
            for (at, &(_, second, words)) in same.iter().enumerate() {
                for &(_, first, _) in &same[..at] {
                    *shared.entry((first, second)).or_insert(0) += words;
                }
            }
        }
        let mut forest: Vec<usize> = (0..remainders.len()).collect();
        for ((first, second), words) in shared {
            if words * RELATED_ONE_IN >= remainders[first].words.min(remainders[second].words) {
                let (first, second) = (root(&mut forest, first), root(&mut forest, second));
                // The least is the root, so that it does not depend on the order of the pairs.
                forest[first.max(second)] = first.min(second);
            }
        }
        let of = (remainders.iter().enumerate())
            .map(|(at, remainder)| remainder.is_substantial().then(|| root(&mut forest, at)))
            .collect();
        Self { remainders, of }
    }

    /// Whether the texts at these places are of enough voices, and do not report one story as far as words tell.
    pub(super) fn are_diverse(&self, places: impl Iterator<Item = usize>) -> bool {
        let mut voices: Vec<(usize, usize)> = places.filter_map(|place| Some((self.of[place]?, place))).collect();
        voices.sort_unstable();
        voices.dedup_by_key(|&mut (voice, _)| voice);
        if voices.len() < LEAST_TEXTS {
            return false;
        }
        let is_share = |count: usize, (part, whole): (usize, usize)| count * whole >= voices.len() * part;
        let echoes = voices.iter().filter(|&&(_, place)| self.remainders[place].is_echo()).count();
        if is_share(echoes, ECHO) {
            return false;
        }
        let mut counts: AHashMap<u64, usize> = AHashMap::new();
        for &(_, place) in &voices {
            for &word in &self.remainders[place].telling {
                *counts.entry(word).or_insert(0) += 1;
            }
        }
        !counts.values().any(|&count| is_share(count, COMMON))
    }
}

/// The root of a tree; halves the path on the way.
fn root(forest: &mut [usize], mut at: usize) -> usize {
    while forest[at] != at {
        forest[at] = forest[forest[at]];
        at = forest[at];
    }
    at
}
