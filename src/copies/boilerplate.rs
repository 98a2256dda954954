//! Boilerplate: what a source puts around its texts, learned from the texts and left out when they are compared.
//!
//! A disclaimer of a hundred words makes two briefs of thirty look like copies, and two outlets' blocks of links around a
//! wire report make its copies look like different texts. So the [passages](passages) that many unrelated texts of one
//! source hold are [learned](learning), and every text is compared as if they were not there.
//!
//! A passage that one source repeats is left out of all texts, whoever published them. So what is equal stays equal,
//! whether or not the one who took a text over also took over the furniture. A text of which less than a shingle would be
//! left is compared whole.
//!
//! Nothing is learned where no text has a source, and then texts are not read for it either. Otherwise it takes a look at
//! the digests and the reading of a sample of each source; and only if that finds something, another reading of all texts.

use std::cell::Cell;
use std::io;

use ahash::AHashSet;
use rayon::prelude::*;

use self::learning::Learned;
use self::passages::passages;
use super::CHUNK;
use super::publishers::Publishers;
use super::sketch::{Chunk, Sketcher, Sketches};
use super::source::Texts;
use crate::text::words::{Unspaced, for_each_word};

mod learning;
mod passages;
mod relation;
#[cfg(test)]
mod tests;

pub use self::learning::{LEAST_TEXTS, ONE_IN, SAMPLE};

/// A passage that a source repeats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct BoilerplatePassage {
    /// The source.
    pub source: String,
    /// In how many texts of its sample the passage stands.
    pub texts: usize,
    /// How many texts of the source were sampled.
    pub sampled: usize,
    /// The passage, with one space for each run of white space.
    pub passage: String,
}

/// The boilerplate of all sources.
#[derive(Debug, Default)]
pub struct Boilerplate {
    identities: AHashSet<u64>,
    /// Each source's passages, by its name, those in most texts first.
    pub passages: Vec<BoilerplatePassage>,
    shingle_words: usize,
}

impl Boilerplate {
    /// Learns what is boilerplate among texts that were sketched.
    ///
    /// # Errors
    ///
    /// If a text cannot be read again.
    pub fn learn(sketches: &Sketches, publishers: &Publishers, texts: &impl Texts) -> io::Result<Self> {
        let learned = learning::learn(sketches, publishers, texts)?;
        let identities = learned.iter().map(|learned| learned.identity).collect();
        let named = |Learned { publisher, text, texts, sampled, .. }: Learned| BoilerplatePassage {
            source: publishers.name(publisher).to_owned(),
            texts,
            sampled,
            passage: text,
        };
        let mut passages: Vec<BoilerplatePassage> = learned.into_iter().map(named).collect();
        passages.sort_unstable_by(|one, other| {
            one.source.cmp(&other.source).then(other.texts.cmp(&one.texts)).then(one.passage.cmp(&other.passage))
        });
        Ok(Self { identities, passages, shingle_words: sketches.settings().shingle_words })
    }

    /// Whether nothing was learned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty()
    }

    /// Of how many sources something was learned.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.passages.chunk_by(|one, next| one.source == next.source).count()
    }

    /// A text without its boilerplate; `None` if it is to be compared whole. Linear in the text.
    #[must_use]
    pub fn discount(&self, text: &str) -> Option<String> {
        let mut buffer = String::new();
        let mut left = String::new();
        let mut from = 0;
        for passage in passages(text) {
            let identity = passage.identity(text, &mut buffer);
            if identity.is_some_and(|identity| self.identities.contains(&identity)) {
                left.push_str(&text[from..passage.range.start]);
                // Words on both sides must not become one.
                left.push(' ');
                from = passage.range.end;
            }
        }
        if from == 0 {
            return None;
        }
        left.push_str(&text[from..]);
        has_words(&left, self.shingle_words).then_some(left)
    }

    /// Sketches those texts anew that hold boilerplate, and tells which do.
    ///
    /// # Errors
    ///
    /// If a text cannot be read again.
    pub(super) fn discount_sketches(&self, sketches: &mut Sketches, texts: &impl Texts) -> io::Result<Changed> {
        /// Chunks whose new sketches are in memory together.
        const TOGETHER: usize = 64;
        let (settings, count) = (*sketches.settings(), sketches.len());
        let mut all_changed = Changed { bits: vec![0; count.div_ceil(64)], count: 0 };
        for wave in (0..count).step_by(CHUNK * TOGETHER) {
            let starts: Vec<usize> = (wave..count).step_by(CHUNK).take(TOGETHER).collect();
            let chunks: Vec<io::Result<(Vec<usize>, Chunk)>> = starts
                .into_par_iter()
                .map_init(
                    || Sketcher::new(settings),
                    |sketcher, start| {
                        let mut changed = Vec::new();
                        for number in start..(start + CHUNK).min(count) {
                            let is_changed = Cell::new(false);
                            let leave_out = |text: &str| {
                                let left = self.discount(text);
                                is_changed.set(left.is_some());
                                left
                            };
                            texts.read_without(number, &leave_out, &mut |left| {
                                if is_changed.get() {
                                    sketcher.sketch(left);
                                    changed.push(number);
                                }
                            })?;
                        }
                        Ok((changed, sketcher.take()))
                    },
                )
                .collect();
            for chunk in chunks {
                let (changed, chunk) = chunk?;
                sketches.replace(&changed, &chunk)?;
                changed.into_iter().for_each(|text| all_changed.add(text));
            }
        }
        Ok(all_changed)
    }
}

/// Whether a text has so many words.
fn has_words(text: &str, least: usize) -> bool {
    // Between spaces there is a word at least; that settles it for nearly all texts.
    let has_word = |run: &&str| run.chars().any(char::is_alphanumeric);
    if text.split_whitespace().filter(has_word).take(least).count() >= least {
        return true;
    }
    let mut words = 0;
    for_each_word(text, Unspaced::Characters, |_| words += 1);
    words >= least
}

/// Which texts hold boilerplate, a bit a text, so that the others need not be searched for it again.
#[derive(Debug)]
pub(super) struct Changed {
    bits: Vec<u64>,
    pub(super) count: usize,
}

impl Changed {
    /// Adds a text that was not added before.
    fn add(&mut self, text: usize) {
        self.bits[text / 64] |= 1 << (text % 64);
        self.count += 1;
    }

    fn contains(&self, text: usize) -> bool {
        self.bits[text / 64] >> (text % 64) & 1 == 1
    }
}

/// Texts without their boilerplate.
#[derive(Debug)]
pub(super) struct Discounted<'a, T> {
    pub(super) texts: &'a T,
    pub(super) boilerplate: &'a Boilerplate,
    pub(super) changed: &'a Changed,
}

impl<T: Texts> Texts for Discounted<'_, T> {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        if !self.changed.contains(text) {
            return self.texts.read(text, read);
        }
        self.texts.read_without(text, &|text| self.boilerplate.discount(text), read)
    }
}
