//! Boilerplate: what a source puts around its texts, learned from the texts and left out when they are compared.
//!
//! A disclaimer of a hundred words makes two briefs of thirty look like copies, and two outlets' blocks of links around a
//! wire report make its copies look like different texts. So the `passages` that many unrelated texts of one
//! source hold are `learned`, and every text is compared as if they were not there.
//!
//! What a source repeats is left out of its texts, and out of texts equal to these, whoever published them: so what is
//! equal stays equal when another takes a text over, furniture and all. Nobody's texts lose what somebody else repeats
//! otherwise. A text of which hardly anything would be left is compared whole.
//!
//! Nothing is learned where no text has a source, and then texts are not read for it either. Otherwise it takes a look at
//! the digests and the reading of a sample of each source; and only if that finds something, another reading of all texts.

use std::cell::Cell;
use std::io;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use self::learning::Learned;
use self::passages::passages;
use super::CHUNK;
use super::publishers::Publishers;
use super::shingle::half;
use super::sketch::{Chunk, Sketcher, Sketches};
use super::source::Texts;
use crate::text::words::{Unspaced, for_each_word};

mod learning;
mod passages;
mod relation;
#[cfg(test)]
mod tests;

pub use self::learning::{LEAST_TEXTS, ONE_IN, SAMPLE};

/// A text of which fewer words would be left is compared whole: what is left would be a heading, and what is left out
/// might be the news.
pub const LEAST_WORDS: usize = 12;

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
    /// Numbers of sources, and what each repeats.
    identities: AHashSet<(u32, u64)>,
    /// The sources among them.
    sources: AHashSet<u32>,
    /// Half the digests of the texts of these sources, each with the source; ascending.
    published: Vec<(u64, u32)>,
    /// Each source's passages, by its name, those in most texts first.
    pub passages: Vec<BoilerplatePassage>,
    least_words: usize,
}

impl Boilerplate {
    /// Learns what is boilerplate among texts that were sketched.
    ///
    /// # Errors
    ///
    /// If a text cannot be read again.
    pub fn learn(sketches: &Sketches, publishers: &Publishers, texts: &impl Texts) -> io::Result<Self> {
        let learned = learning::learn(sketches, publishers, texts)?;
        let identities = learned.iter().map(|learned| (learned.publisher, learned.identity)).collect();
        let sources: AHashSet<u32> = learned.iter().map(|learned| learned.publisher).collect();
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
        let of_source = |(text, digest)| {
            let source = publishers.of(text).filter(|source| sources.contains(source))?;
            Some((half(digest), source))
        };
        let mut published: Vec<(u64, u32)> = Vec::new();
        if !sources.is_empty() {
            published.extend(sketches.digests().enumerate().filter_map(of_source));
            published.par_sort_unstable();
            published.dedup();
        }
        let least_words = LEAST_WORDS.max(sketches.settings().shingle_words);
        Ok(Self { identities, sources, published, passages, least_words })
    }

    /// Whose boilerplate is left out of a text: that of its source, and of every source that published an equal text.
    fn sources_of(&self, digest: u128, publisher: Option<u32>) -> Vec<u32> {
        let digest = half(digest);
        let from = self.published.partition_point(|&(other, _)| other < digest);
        let equal = self.published[from..].iter().take_while(|&&(other, _)| other == digest);
        let mut sources: Vec<u32> = equal.map(|&(_, source)| source).collect();
        if let Some(own) = publisher.filter(|own| self.sources.contains(own) && !sources.contains(own)) {
            sources.push(own);
        }
        sources
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

    /// A text without what some sources repeat; `None` if it is to be compared whole. Linear in the text.
    fn discount(&self, text: &str, sources: &[u32]) -> Option<String> {
        let mut buffer = String::new();
        let mut left = String::new();
        let mut from = 0;
        for passage in passages(text) {
            let is_repeated = |identity| sources.iter().any(|&source| self.identities.contains(&(source, identity)));
            if passage.identity(text, &mut buffer).is_some_and(is_repeated) {
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
        has_words(&left, self.least_words).then_some(left)
    }

    /// Sketches those texts anew that hold boilerplate, and tells which do.
    ///
    /// # Errors
    ///
    /// If a text cannot be read again.
    pub(super) fn discount_sketches(
        &self,
        sketches: &mut Sketches,
        publishers: &Publishers,
        texts: &impl Texts,
    ) -> io::Result<Changed> {
        /// Chunks whose new sketches are in memory together.
        const TOGETHER: usize = 64;
        let (settings, count) = (*sketches.settings(), sketches.len());
        let mut all_changed = Changed::default();
        for wave in (0..count).step_by(CHUNK * TOGETHER) {
            let starts: Vec<usize> = (wave..count).step_by(CHUNK).take(TOGETHER).collect();
            let chunks: Vec<io::Result<(Vec<ChangedText>, Chunk)>> = starts
                .into_par_iter()
                .map_init(
                    || Sketcher::new(settings),
                    |sketcher, start| {
                        let mut changed = Vec::new();
                        for number in start..(start + CHUNK).min(count) {
                            let own = publishers.of(number);
                            let sources = self.sources_of(sketches.digest(number), own);
                            if sources.is_empty() {
                                continue;
                            }
                            let is_changed = Cell::new(false);
                            let leave_out = |text: &str| {
                                let left = self.discount(text, &sources);
                                is_changed.set(left.is_some());
                                left
                            };
                            texts.read_without(number, &leave_out, &mut |left| {
                                if is_changed.get() {
                                    sketcher.sketch(left);
                                }
                            })?;
                            if is_changed.get() {
                                let is_own = own.is_some_and(|own| sources == [own]);
                                changed.push((number, if is_own { Vec::new() } else { sources }));
                            }
                        }
                        Ok((changed, sketcher.take()))
                    },
                )
                .collect();
            for chunk in chunks {
                let (changed, chunk) = chunk?;
                let numbers: Vec<usize> = changed.iter().map(|&(number, _)| number).collect();
                sketches.replace(&numbers, &chunk)?;
                for (number, sources) in changed {
                    all_changed.add(number, sources);
                }
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

/// A text that holds boilerplate, and whose, if not just its own source's.
type ChangedText = (usize, Vec<u32>);

/// Which texts hold boilerplate, so that the others need not be searched for it again, and whose.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// A bit a text, up to the last that does.
    bits: Vec<u64>,
    /// For a text of which not just its own source's boilerplate is left out, the sources.
    sources: AHashMap<usize, Vec<u32>>,
    pub(super) count: usize,
}

impl Changed {
    /// Adds a text that was not added before.
    fn add(&mut self, text: usize, sources: Vec<u32>) {
        self.bits.resize(self.bits.len().max(text / 64 + 1), 0);
        self.bits[text / 64] |= 1 << (text % 64);
        self.count += 1;
        if !sources.is_empty() {
            self.sources.insert(text, sources);
        }
    }

    fn contains(&self, text: usize) -> bool {
        self.bits.get(text / 64).is_some_and(|bits| bits >> (text % 64) & 1 == 1)
    }
}

/// Texts without their boilerplate.
#[derive(Debug)]
pub(super) struct Discounted<'a, T> {
    pub(super) texts: &'a T,
    pub(super) publishers: &'a Publishers,
    pub(super) boilerplate: &'a Boilerplate,
    pub(super) changed: &'a Changed,
}

impl<T: Texts> Texts for Discounted<'_, T> {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        if !self.changed.contains(text) {
            return self.texts.read(text, read);
        }
        let own = self.publishers.of(text);
        let sources = self.changed.sources.get(&text).map_or(own.as_slice(), Vec::as_slice);
        self.texts.read_without(text, &|text| self.boilerplate.discount(text, sources), read)
    }
}
