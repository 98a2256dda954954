//! Sketches: what is kept of a text between reading it and comparing it.
//!
//! Some 150 bytes a text, whatever its length: a digest of its shingles, their number, and for each band of its
//! signature a key of 32 bits. The text itself can be forgotten, if it can be had again: only texts
//! whose sketches meet are looked at a second time. Two keys are equal by chance with probability 2^-32, which
//! costs a comparison and changes no result.
//!
//! Texts are sketched in [`Chunk`]s, each by itself, so that any number of threads may work at them; within a chunk the
//! keys of one band stand together, because bands are looked at one by one.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io;

use serde::{Deserialize, Serialize};

use super::bands::Bands;
use super::containment::Probes;
use super::memory::Memory;
use super::shingle::{Shingler, Shingles};
use super::signature::Signature;
use super::word_hashes::{WORD_SECRET, fold};

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Of each text, the [digest](super::shingle::digest) of its shingles; 0 for a text without words.
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
        let (hashes, digest) = self.shingler.shingle_and_digest(text);
        self.chunk.digests.push(digest);
        let mut length = hashes.len();
        if let Some(bands) = self.settings.bands {
            match Signature::of(hashes) {
                // The usual case with its length known, so that it is unrolled.
                Some(signature) if bands.rows() == 4 => {
                    let slots = signature.slots().as_chunks::<4>().0.iter().take(bands.bands());
                    self.rows.extend(slots.zip(1..).map(|(slots, band)| key(slots, band)));
                }
                Some(signature) => {
                    let slots = signature.slots().chunks_exact(bands.rows()).take(bands.bands());
                    self.rows.extend(slots.zip(1..).map(|(slots, band)| key(slots, band)));
                }
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
        chunk.keys = Vec::with_capacity(self.rows.len());
        for band in 0..bands {
            chunk.keys.extend(self.rows.chunks_exact(bands).map(|keys| keys[band]));
        }
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

    /// Whether it is as a [`Sketcher`] with these settings makes chunks.
    #[must_use]
    pub fn is_of(&self, settings: &SketchSettings) -> bool {
        let (texts, bands) = (self.len(), settings.bands.map_or(0, |bands| bands.bands()));
        let probes = if settings.has_probes { texts } else { 0 };
        (self.lengths.len(), self.keys.len(), self.probes.len()) == (texts, bands * texts, probes)
    }

    /// The keys of a band, a text each.
    pub(super) fn band(&self, band: usize) -> &[u32] {
        &self.keys[band * self.len()..(band + 1) * self.len()]
    }
}

/// Keys or probes of what was spilled that are read at a time.
const READ_AT_ONCE: usize = 1 << 13;

/// The part of the memory that keys and probes may hold.
const PART: usize = 8;

/// The sketches of all texts of a run, which are known by their numbers from here on.
///
/// Within a [limit](Memory), keys and probes are spilled whenever they fill their share of it; digests and lengths, 20
/// bytes a text, are always at hand.
#[derive(Debug)]
pub struct Sketches {
    settings: SketchSettings,
    memory: Memory,
    chunks: Vec<Chunk>,
    /// The number of the first text of each chunk, and last the number of texts.
    starts: Vec<usize>,
    /// Where the keys of the first chunks were spilled to, and behind them their probes. Those chunks have none any more.
    spilled: Vec<u64>,
    /// Bytes of keys and probes in memory.
    held: usize,
}

impl Sketches {
    /// No sketches, to be kept in memory.
    #[must_use]
    pub fn new(settings: SketchSettings) -> Self {
        Self::within(settings, Memory::default())
    }

    /// No sketches, to be kept within a limit.
    #[must_use]
    pub fn within(settings: SketchSettings, memory: Memory) -> Self {
        Self { settings, memory, chunks: Vec::new(), starts: vec![0], spilled: Vec::new(), held: 0 }
    }

    /// Adds texts behind those there are; the chunk must have been sketched with the same settings.
    ///
    /// # Errors
    ///
    /// If what exceeds the memory cannot be spilled.
    pub fn push(&mut self, chunk: Chunk) -> io::Result<()> {
        if !chunk.is_empty() {
            self.held += chunk.keys.len() * size_of::<u32>() + chunk.probes.len() * Probes::HELD_BYTES;
            self.starts.push(self.len() + chunk.len());
            self.chunks.push(chunk);
            if self.held > self.memory.share(PART) {
                self.spill()?;
            }
        }
        Ok(())
    }

    /// Spills the keys and probes that are in memory, as those of one chunk.
    fn spill(&mut self) -> io::Result<()> {
        let first = self.spilled.len();
        let chunks = self.chunks.split_off(first);
        let texts: usize = chunks.iter().map(Chunk::len).sum();
        let bands = self.bands();
        let columns = (bands * texts * size_of::<u32>()) as u64;
        let probes: usize = chunks.iter().map(|chunk| chunk.probes.len()).sum();
        let start = self.memory.reserve(columns + (probes * Probes::SPILLED_BYTES) as u64);
        let mut at = start;
        let mut bytes = Vec::with_capacity(texts * size_of::<u32>());
        for band in 0..bands {
            bytes.clear();
            bytes.extend(chunks.iter().flat_map(|chunk| chunk.band(band)).flat_map(|key| key.to_le_bytes()));
            self.memory.write(at, &bytes)?;
            at += bytes.len() as u64;
        }
        for chunk in &chunks {
            bytes.clear();
            for probes in &chunk.probes {
                bytes.extend_from_slice(&probes.to_bytes());
            }
            self.memory.write(at, &bytes)?;
            at += bytes.len() as u64;
        }
        let mut whole =
            Chunk { digests: Vec::with_capacity(texts), lengths: Vec::with_capacity(texts), ..Chunk::default() };
        for chunk in chunks {
            whole.digests.extend(chunk.digests);
            whole.lengths.extend(chunk.lengths);
        }
        self.chunks.push(whole);
        self.starts.truncate(first + 1);
        self.starts.push(self.starts[first] + texts);
        self.spilled.push(start);
        self.held = 0;
        Ok(())
    }

    /// Puts other sketches in the place of those of `texts`, which are ascending: those of `new`, in the same order,
    /// sketched with the same settings.
    ///
    /// # Errors
    ///
    /// If what was spilled cannot be read or written.
    pub(super) fn replace(&mut self, texts: &[usize], new: &Chunk) -> io::Result<()> {
        let mut from = 0;
        while let Some(&first) = texts.get(from) {
            let chunk = self.chunk_of(first);
            let (start, end) = (self.starts[chunk], self.starts[chunk + 1]);
            let count = texts[from..].partition_point(|&text| text < end);
            let places: Vec<usize> = texts[from..from + count].iter().map(|&text| text - start).collect();
            self.replace_in(chunk, &places, new, from)?;
            from += count;
        }
        Ok(())
    }

    /// Replaces sketches at some places of a chunk by those of `new` that follow each other from place `from`.
    fn replace_in(&mut self, number: usize, places: &[usize], new: &Chunk, from: usize) -> io::Result<()> {
        let bands = self.bands();
        let (chunk, texts) = (&mut self.chunks[number], self.starts[number + 1] - self.starts[number]);
        for (&to, from) in places.iter().zip(from..) {
            chunk.digests[to] = new.digests[from];
            chunk.lengths[to] = new.lengths[from];
        }
        let Some(&start) = self.spilled.get(number) else {
            for (&to, from) in places.iter().zip(from..) {
                for band in 0..bands {
                    chunk.keys[band * texts + to] = new.band(band)[from];
                }
                if let Some(probes) = new.probes.get(from) {
                    chunk.probes[to].clone_from(probes);
                }
            }
            return Ok(());
        };
        // What was spilled is read from the first place to the last, changed, and written back.
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return Ok(()) };
        let mut bytes = Vec::new();
        for band in 0..bands {
            let at = start + ((band * texts + first) * size_of::<u32>()) as u64;
            bytes.resize((last + 1 - first) * size_of::<u32>(), 0);
            self.memory.fetch(at, &mut bytes)?;
            let keys = bytes.as_chunks_mut().0;
            for (&to, from) in places.iter().zip(from..) {
                keys[to - first] = new.band(band)[from].to_le_bytes();
            }
            self.memory.write(at, &bytes)?;
        }
        if self.settings.has_probes {
            let columns = (bands * texts * size_of::<u32>()) as u64;
            let at = start + columns + (first * Probes::SPILLED_BYTES) as u64;
            bytes.resize((last + 1 - first) * Probes::SPILLED_BYTES, 0);
            self.memory.fetch(at, &mut bytes)?;
            let probes = bytes.as_chunks_mut().0;
            for (&to, from) in places.iter().zip(from..) {
                probes[to - first] = new.probes[from].to_bytes();
            }
            self.memory.write(at, &bytes)?;
        }
        Ok(())
    }

    /// The sketches of some texts, for tests of what comes after.
    #[cfg(test)]
    pub(super) fn of<T: AsRef<str>>(settings: SketchSettings, texts: impl IntoIterator<Item = T>) -> Self {
        Self::of_within(settings, Memory::default(), texts)
    }

    /// [`of`](Self::of), within a limit.
    #[cfg(test)]
    pub(super) fn of_within<T: AsRef<str>>(
        settings: SketchSettings,
        memory: Memory,
        texts: impl IntoIterator<Item = T>,
    ) -> Self {
        /// Small, so that there are several chunks.
        const CHUNK: usize = 7;
        let (mut sketcher, mut all) = (Sketcher::new(settings), Self::within(settings, memory));
        for (text, number) in texts.into_iter().zip(1_usize..) {
            sketcher.sketch(text.as_ref());
            if number.is_multiple_of(CHUNK) {
                all.push(sketcher.take()).unwrap();
            }
        }
        all.push(sketcher.take()).unwrap();
        all
    }

    /// What is the same for all sketches.
    #[must_use]
    pub fn settings(&self) -> &SketchSettings {
        &self.settings
    }

    /// Where what does not fit goes.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.memory
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

    fn bands(&self) -> usize {
        self.settings.bands.map_or(0, |bands| bands.bands())
    }

    pub(super) fn digests(&self) -> impl Iterator<Item = u128> {
        self.chunks.iter().flat_map(|chunk| chunk.digests.iter().copied())
    }

    pub(super) fn digest(&self, text: usize) -> u128 {
        let chunk = self.chunk_of(text);
        self.chunks[chunk].digests[text - self.starts[chunk]]
    }

    pub(super) fn lengths(&self) -> impl Iterator<Item = u32> {
        self.chunks.iter().flat_map(|chunk| chunk.lengths.iter().copied())
    }

    /// Calls `take` with every text and its probes.
    pub(super) fn each_probes(&self, mut take: impl FnMut(u32, &Probes)) -> io::Result<()> {
        if !self.settings.has_probes {
            return Ok(());
        }
        let mut text = 0_u32;
        for (at, chunk) in self.chunks.iter().enumerate() {
            if let Some(start) = self.spilled.get(at) {
                let mut at = start + (self.bands() * chunk.len() * size_of::<u32>()) as u64;
                let mut left = chunk.len();
                let mut bytes = Vec::new();
                while left > 0 {
                    let count = left.min(READ_AT_ONCE);
                    bytes.resize(count * Probes::SPILLED_BYTES, 0);
                    self.memory.fetch(at, &mut bytes)?;
                    for probes in bytes.as_chunks().0 {
                        take(text, &Probes::from_bytes(probes));
                        text += 1;
                    }
                    at += bytes.len() as u64;
                    left -= count;
                }
            } else {
                for probes in &chunk.probes {
                    take(text, probes);
                    text += 1;
                }
            }
        }
        Ok(())
    }

    /// The keys of a band, a text each, in pieces.
    pub(super) fn band(&self, band: usize) -> io::Result<Vec<Cow<'_, [u32]>>> {
        let piece = |(at, chunk): (usize, &'_ Chunk)| -> io::Result<Vec<u32>> {
            let mut start = self.spilled[at] + (band * chunk.len() * size_of::<u32>()) as u64;
            let mut keys = Vec::with_capacity(chunk.len());
            let mut bytes = Vec::new();
            while keys.len() < chunk.len() {
                bytes.resize((chunk.len() - keys.len()).min(READ_AT_ONCE) * size_of::<u32>(), 0);
                self.memory.fetch(start, &mut bytes)?;
                start += bytes.len() as u64;
                keys.extend(bytes.as_chunks().0.iter().map(|key| u32::from_le_bytes(*key)));
            }
            Ok(keys)
        };
        let (spilled, held) = self.chunks.split_at(self.spilled.len());
        let mut pieces = Vec::with_capacity(self.chunks.len());
        for spilled in spilled.iter().enumerate() {
            pieces.push(Cow::Owned(piece(spilled)?));
        }
        pieces.extend(held.iter().map(|chunk| Cow::Borrowed(chunk.band(band))));
        Ok(pieces)
    }

    /// The keys of some texts in a band. What was spilled is read one by one if few keys are wanted, else as a whole.
    pub(super) fn keys(&self, texts: &[u32], band: usize) -> io::Result<Vec<u32>> {
        /// Keys that are read in the time that finding one takes.
        const KEYS_IN_A_ROW: usize = 64;
        if !self.spilled.is_empty() && texts.len() > self.len() / KEYS_IN_A_ROW {
            let band = self.band(band)?;
            return Ok(texts
                .iter()
                .map(|&text| {
                    let (chunk, at) = self.place(text);
                    band[chunk][at]
                })
                .collect());
        }
        texts
            .iter()
            .map(|&text| {
                let (number, at) = self.place(text);
                let chunk = &self.chunks[number];
                let Some(start) = self.spilled.get(number) else { return Ok(chunk.band(band)[at]) };
                let mut key = [0; size_of::<u32>()];
                self.memory.fetch(start + ((band * chunk.len() + at) * size_of::<u32>()) as u64, &mut key)?;
                Ok(u32::from_le_bytes(key))
            })
            .collect()
    }

    /// What orders texts by content: the longest first.
    pub(super) fn order(&self, text: u32) -> (Reverse<u32>, u128) {
        let (chunk, at) = self.place(text);
        (Reverse(self.chunks[chunk].lengths[at]), self.chunks[chunk].digests[at])
    }

    /// The number of a text's chunk, and its place there.
    fn place(&self, text: u32) -> (usize, usize) {
        let text = text as usize;
        let chunk = self.chunk_of(text);
        (chunk, text - self.starts[chunk])
    }

    fn chunk_of(&self, text: usize) -> usize {
        self.starts.partition_point(|&start| start <= text) - 1
    }
}

/// The key of a band for the time of a run: 32 bits of its slots and its number. Quicker than the key that is fit to be
/// [persisted](Bands::key).
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
fn key(slots: &[u32], band: u64) -> u32 {
    let pairs = slots.chunks(2).map(|pair| pair.iter().fold(0, |bits, &slot| bits << 32 | u64::from(slot)));
    pairs.fold(band, |state, pair| fold(state ^ pair, WORD_SECRET ^ state)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize) -> String {
        (from..from + 40).map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_was_spilled_is_what_was_kept() {
        for has_probes in [true, false] {
            let bands = Some(Bands::choose(0.7, 0.995));
            let settings = SketchSettings { shingle_words: 3, bands, has_probes };
            let mut texts: Vec<String> = (0..400).map(|number| words(number * 10)).collect();
            texts.extend(["", "short"].map(str::to_owned));
            let kept = Sketches::of(settings, &texts);
            let limited = Memory::limited(200_000, &std::env::temp_dir()).unwrap();
            let spilled = Sketches::of_within(settings, limited, &texts);
            assert!(spilled.spilled.len() > 1 && spilled.spilled.len() < spilled.chunks.len());
            assert_eq!(spilled.len(), kept.len());
            assert!(spilled.digests().eq(kept.digests()) && spilled.lengths().eq(kept.lengths()));
            for band in 0..32 {
                let all: Vec<u32> = (0..402).collect();
                let keys = kept.band(band).unwrap().concat();
                assert_eq!(spilled.band(band).unwrap().concat(), keys);
                assert_eq!(spilled.keys(&all, band).unwrap(), keys);
                assert_eq!(spilled.keys(&[401, 3], band).unwrap(), [keys[401], keys[3]]);
                assert_eq!(kept.keys(&[401, 3], band).unwrap(), [keys[401], keys[3]]);
            }
            let (mut kept, mut spilled) = (kept, spilled);
            let changed = [0, 5, 6, 203, 204, 399, 401];
            let mut sketcher = Sketcher::new(settings);
            for number in changed {
                sketcher.sketch(&words(number + 100_000));
            }
            let new = sketcher.take();
            for sketches in [&mut kept, &mut spilled] {
                let key = sketches.keys(&[4], 9).unwrap();
                sketches.replace(&changed, &new).unwrap();
                assert_eq!(sketches.keys(&[203, 4], 9).unwrap(), [new.band(9)[3], key[0]]);
                assert_eq!(sketches.order(203).1, new.digests[3]);
            }
            let probes = |sketches: &Sketches| {
                let mut all = Vec::new();
                sketches.each_probes(|text, probes| all.push((text, probes.clone()))).unwrap();
                all
            };
            assert_eq!(probes(&spilled), probes(&kept));
            assert!((0..402).all(|text| spilled.order(text) == kept.order(text)));
        }
    }
}
