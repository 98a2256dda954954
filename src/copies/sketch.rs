//! Sketches: what is kept of a text between reading it and comparing it.
//!
//! Some 150 bytes a text, whatever its length: a digest of its shingles, their number, and for each band of its
//! signature the lower half of the band's key. The text itself can be forgotten, if it can be had again: only texts
//! whose sketches meet are looked at a second time. Two halves of keys are equal by chance with probability 2^-32, which
//! costs a comparison and changes no result.
//!
//! Texts are sketched in [`Chunk`]s, each by itself, so that any number of threads may work at them; within a chunk the
//! keys of one band stand together, because bands are looked at one by one.

use std::cmp::Reverse;

use super::bands::Bands;
use super::containment::Probes;
use super::shingle::{Shingler, Shingles, digest};
use super::signature::Signature;

/// What is the same for all sketches of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SketchSettings {
    /// Words in a shingle.
    pub shingle_words: usize,
    /// How signatures are cut; `None` if texts are not looked for by similarity.
    pub bands: Option<Bands>,
    /// Whether texts are looked for by containment.
    pub has_probes: bool,
}

/// The sketches of some texts in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Of each text, the [digest] of its shingles; 0 for a text without words.
    pub(super) digests: Vec<u128>,
    /// Of each text, how many shingles it has: repeats included, unless it has probes.
    pub(super) lengths: Vec<u32>,
    /// `keys[band * texts + text]`.
    pub(super) keys: Vec<u32>,
    /// Of each text, its probes.
    pub(super) probes: Vec<Probes>,
}

/// Sketches texts one after another.
#[derive(Debug)]
pub struct Sketcher {
    settings: SketchSettings,
    shingler: Shingler,
    /// `rows[text * bands + band]`, until the chunk is complete.
    rows: Vec<u32>,
    chunk: Chunk,
}

impl Sketcher {
    /// A sketcher with nothing sketched.
    #[must_use]
    pub fn new(settings: SketchSettings) -> Self {
        let shingler = Shingler::new(settings.shingle_words);
        Self { settings, shingler, rows: Vec::new(), chunk: Chunk::default() }
    }

    /// Sketches a text. O(n) in the text; with probes, O(n log n).
    pub fn sketch(&mut self, text: &str) {
        let hashes = self.shingler.shingle(text);
        self.chunk.digests.push(if hashes.is_empty() { 0 } else { digest(hashes) });
        let mut length = hashes.len();
        if let Some(bands) = self.settings.bands {
            match Signature::of(hashes) {
                Some(signature) => self.rows.extend((0..bands.bands()).map(|band| half(bands.key(&signature, band)))),
                None => self.rows.resize(self.rows.len() + bands.bands(), 0),
            }
        }
        if self.settings.has_probes {
            let set = Shingles::from_hashes(hashes.to_vec());
            length = set.len();
            self.chunk.probes.push(Probes::of(&set));
        }
        self.chunk.lengths.push(u32::try_from(length).unwrap_or(u32::MAX));
    }

    /// The sketches of the texts since the last call, in the order given.
    pub fn take(&mut self) -> Chunk {
        let mut chunk = std::mem::take(&mut self.chunk);
        let bands = self.settings.bands.map_or(0, |bands| bands.bands());
        chunk.keys = (0..bands).flat_map(|band| self.rows.iter().skip(band).step_by(bands)).copied().collect();
        self.rows.clear();
        chunk
    }
}

impl Chunk {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// The keys of a band, a text each.
    pub(super) fn band(&self, band: usize) -> &[u32] {
        &self.keys[band * self.len()..(band + 1) * self.len()]
    }
}

/// The sketches of all texts of a run, which are known by their numbers from here on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketches {
    settings: SketchSettings,
    chunks: Vec<Chunk>,
    /// The number of the first text of each chunk, and last the number of texts.
    starts: Vec<usize>,
}

impl Sketches {
    /// No sketches.
    #[must_use]
    pub fn new(settings: SketchSettings) -> Self {
        Self { settings, chunks: Vec::new(), starts: vec![0] }
    }

    /// Adds texts behind those there are; the chunk must have been sketched with the same settings.
    pub fn push(&mut self, chunk: Chunk) {
        if !chunk.is_empty() {
            self.starts.push(self.len() + chunk.len());
            self.chunks.push(chunk);
        }
    }

    /// Puts the sketch at a place of a chunk in the place of a text's own; both were sketched with the same settings.
    pub(super) fn replace(&mut self, text: usize, from: &Chunk, at: usize) {
        let chunk = self.starts.partition_point(|&start| start <= text) - 1;
        let place = text - self.starts[chunk];
        let to = &mut self.chunks[chunk];
        let bands = from.keys.len() / from.len();
        for band in 0..bands {
            let key = band * to.len() + place;
            to.keys[key] = from.keys[band * from.len() + at];
        }
        to.digests[place] = from.digests[at];
        to.lengths[place] = from.lengths[at];
        if let Some(probes) = from.probes.get(at) {
            to.probes[place].clone_from(probes);
        }
    }

    /// The sketches of some texts, for tests of what comes after.
    #[cfg(test)]
    pub(super) fn of<T: AsRef<str>>(settings: SketchSettings, texts: impl IntoIterator<Item = T>) -> Self {
        /// Small, so that there are several chunks.
        const CHUNK: usize = 7;
        let (mut sketcher, mut all) = (Sketcher::new(settings), Self::new(settings));
        for (text, number) in texts.into_iter().zip(1_usize..) {
            sketcher.sketch(text.as_ref());
            if number.is_multiple_of(CHUNK) {
                all.push(sketcher.take());
            }
        }
        all.push(sketcher.take());
        all
    }

    /// What is the same for all sketches.
    #[must_use]
    pub fn settings(&self) -> &SketchSettings {
        &self.settings
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(super) fn digests(&self) -> impl Iterator<Item = u128> {
        self.chunks.iter().flat_map(|chunk| chunk.digests.iter().copied())
    }

    pub(super) fn lengths(&self) -> impl Iterator<Item = u32> {
        self.chunks.iter().flat_map(|chunk| chunk.lengths.iter().copied())
    }

    pub(super) fn probes(&self) -> impl Iterator<Item = &Probes> {
        self.chunks.iter().flat_map(|chunk| &chunk.probes)
    }

    /// The keys of a band, a text each.
    pub(super) fn band(&self, band: usize) -> impl Iterator<Item = u32> {
        self.chunks.iter().flat_map(move |chunk| chunk.band(band).iter().copied())
    }

    /// The key of a text in a band.
    pub(super) fn key(&self, text: u32, band: usize) -> u32 {
        let (chunk, at) = self.place(text);
        chunk.keys[band * chunk.len() + at]
    }

    /// What orders texts by content: the longest first.
    pub(super) fn order(&self, text: u32) -> (Reverse<u32>, u128) {
        let (chunk, at) = self.place(text);
        (Reverse(chunk.lengths[at]), chunk.digests[at])
    }

    fn place(&self, text: u32) -> (&Chunk, usize) {
        let text = text as usize;
        let chunk = self.starts.partition_point(|&start| start <= text) - 1;
        (&self.chunks[chunk], text - self.starts[chunk])
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
fn half(key: u64) -> u32 {
    key as u32
}
