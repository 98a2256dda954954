//! What is boilerplate of a source: passages that many of its texts hold and that are no news there.
//!
//! Of each source a sample is read: of its texts that differ, the [`SAMPLE`] of least digest, so that the sample depends
//! on nothing but the texts. A passage in [`LEAST_TEXTS`] of them at least, and in one of [`ONE_IN`], is a candidate.
//! That alone would take the versions of one story for texts with boilerplate, so a candidate must also stand among
//! [unrelated](super::relation) remainders.
//!
//! The cost is a look at each text's digest, and the reading of the samples; the samples' texts are not kept.

use std::io;

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::passages::{Passage, collapse, passages};
use super::relation::{Remainder, Voices, is_in_tables, telling_words};
use crate::copies::publishers::Publishers;
use crate::copies::sketch::Sketches;
use crate::copies::source::Texts;

/// Most texts of a source that are read to learn from.
pub const SAMPLE: usize = 256;
/// Fewest texts of the sample that must hold a passage, and fewest stories among them.
pub const LEAST_TEXTS: usize = 8;
/// A passage must be in one text of so many in the sample.
pub const ONE_IN: usize = 20;
/// Passages of a text that are looked at, from its beginning, so that no text takes up more memory than it is worth.
const MOST_PASSAGES: usize = 10_000;

/// A passage that was learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Learned {
    pub(super) publisher: u32,
    pub(super) identity: u64,
    /// The passage, white space collapsed.
    pub(super) text: String,
    /// In how many texts of the sample it stands.
    pub(super) texts: usize,
    /// How many texts there were in the sample.
    pub(super) sampled: usize,
}

/// Learns the boilerplate of each source.
///
/// # Errors
///
/// If a text cannot be read again.
pub(super) fn learn(sketches: &Sketches, publishers: &Publishers, texts: &impl Texts) -> io::Result<Vec<Learned>> {
    if publishers.sources() == 0 {
        return Ok(Vec::new());
    }
    let mut samples = vec![Sample::default(); publishers.sources()];
    for (text, digest) in sketches.digests().enumerate() {
        if let Some(publisher) = publishers.of(text) {
            samples[publisher as usize].offer(digest);
        }
    }
    for sample in &mut samples {
        sample.settle();
    }
    // (source, place in its sample, text); of texts with equal shingles there are several.
    let mut members: Vec<(u32, u32, u32)> = Vec::new();
    for ((text, digest), number) in sketches.digests().enumerate().zip(0_u32..) {
        if let Some(publisher) = publishers.of(text)
            && let Some(place) = samples[publisher as usize].place(digest)
        {
            members.push((publisher, place, number));
        }
    }
    drop(samples);
    members.par_sort_unstable();
    let sources: Vec<&[(u32, u32, u32)]> = members.chunk_by(|one, next| one.0 == next.0).collect();
    let learned: Vec<io::Result<Vec<Learned>>> = sources
        .into_par_iter()
        .map(|members| {
            let mut chosen = Vec::new();
            for equal in members.chunk_by(|one, next| one.1 == next.1) {
                chosen.push(choose(equal, texts)?);
            }
            let publisher = members[0].0;
            learn_source(publisher, publishers.name(publisher), &chosen, texts)
        })
        .collect();
    let mut all = Vec::new();
    for learned in learned {
        all.extend(learned?);
    }
    Ok(all)
}

/// The least digests of a source's texts, each once.
#[derive(Debug, Clone, Default)]
struct Sample {
    digests: Vec<u128>,
    /// The greatest digest that can still be among the least.
    bound: Option<u128>,
}

impl Sample {
    /// Amortised O(log SAMPLE).
    fn offer(&mut self, digest: u128) {
        // A text without words has the digest 0.
        if digest == 0 || self.bound.is_some_and(|bound| digest > bound) {
            return;
        }
        self.digests.push(digest);
        if self.digests.len() >= 2 * SAMPLE {
            self.tidy();
        }
    }

    fn tidy(&mut self) {
        self.digests.sort_unstable();
        self.digests.dedup();
        self.digests.truncate(SAMPLE);
        self.bound = self.digests.get(SAMPLE - 1).copied();
    }

    /// No sample at all, if there is too little to learn from.
    fn settle(&mut self) {
        self.tidy();
        if self.digests.len() < LEAST_TEXTS {
            self.digests = Vec::new();
        }
    }

    fn place(&self, digest: u128) -> Option<u32> {
        let place = self.digests.binary_search(&digest).ok()?;
        u32::try_from(place).ok()
    }
}

/// Of texts with equal shingles, one that does not depend on their order: they may differ in layout.
fn choose(equal: &[(u32, u32, u32)], texts: &impl Texts) -> io::Result<u32> {
    if let [(_, _, only)] = equal {
        return Ok(*only);
    }
    let mut least: Option<(u64, u32)> = None;
    for &(_, _, text) in equal {
        let mut hash = 0;
        texts.read(text as usize, &mut |text| hash = xxh3_64(text.as_bytes()))?;
        least = Some(least.map_or((hash, text), |least| least.min((hash, text))));
    }
    Ok(least.map_or(0, |(_, text)| text))
}

fn cut(text: &str) -> impl Iterator<Item = Passage> {
    passages(text).take(MOST_PASSAGES)
}

/// Learns from the sampled texts of one source.
fn learn_source(publisher: u32, name: &str, sample: &[u32], texts: &impl Texts) -> io::Result<Vec<Learned>> {
    let mut buffer = String::new();
    // (identity, place in the sample), each once.
    let mut held: Vec<(u64, u32)> = Vec::new();
    for (&text, place) in sample.iter().zip(0_u32..) {
        let from = held.len();
        texts.read(text as usize, &mut |text| {
            held.extend(cut(text).filter_map(|passage| Some((passage.identity(text, &mut buffer)?, place))));
        })?;
        held[from..].sort_unstable();
    }
    held.sort_unstable();
    held.dedup();
    let needed = LEAST_TEXTS.max(sample.len().div_ceil(ONE_IN));
    let holders: AHashMap<u64, &[(u64, u32)]> = held
        .chunk_by(|one, next| one.0 == next.0)
        .filter(|holders| holders.len() >= needed)
        .map(|holders| (holders[0].0, holders))
        .collect();
    if holders.is_empty() {
        return Ok(Vec::new());
    }

    let own_name = &telling_words(name, true) | &telling_words(name, false);
    let mut remainders = Vec::with_capacity(sample.len());
    for &text in sample {
        let mut remainder = Remainder::new(true);
        texts.read(text as usize, &mut |text| {
            remainder = Remainder::new(is_in_tables(text));
            for passage in cut(text) {
                let identity = passage.identity(text, &mut buffer);
                let words = &text[passage.range];
                if identity.is_some_and(|identity| holders.contains_key(&identity)) {
                    remainder.leave_out(words);
                } else {
                    remainder.add(identity, words);
                }
            }
        })?;
        remainder.forget(&own_name);
        remainders.push(remainder);
    }
    let voices = Voices::among(&remainders);
    let mut wanted: AHashMap<u64, usize> = holders
        .into_iter()
        .filter(|(_, holders)| voices.are_diverse(holders.iter().map(|&(_, place)| place as usize)))
        .map(|(identity, holders)| (identity, holders.len()))
        .collect();

    // What the passages say stands in the first text that holds each.
    let mut learned = Vec::with_capacity(wanted.len());
    for &text in sample {
        if wanted.is_empty() {
            break;
        }
        texts.read(text as usize, &mut |text| {
            for passage in cut(text) {
                let Some(identity) = passage.identity(text, &mut buffer) else { continue };
                if let Some(texts) = wanted.remove(&identity) {
                    collapse(&text[passage.range], &mut buffer);
                    learned.push(Learned { publisher, identity, text: buffer.clone(), texts, sampled: sample.len() });
                }
            }
        })?;
    }
    Ok(learned)
}
