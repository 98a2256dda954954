//! A workload of near-duplicate texts of any size, with the exact truth about it: what finding copies is measured on.
//!
//! Running words are drawn from the shipped table of English by their true frequencies, texts have log-normal lengths,
//! some sentences come from a bank that the whole collection shares, and about three documents in ten stand in planted
//! clusters, as copies edited to every degree. The same numbers give the same bytes. Memory does not grow with the
//! text: clusters are made one at a time, and lines are shuffled through files.

mod edit;
#[path = "../stream/random.rs"]
mod random;
mod shuffle;
mod text;
pub(crate) mod truth;
mod vocabulary;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use random::Random;
use serde::Serialize;
use shuffle::Shuffle;
pub(crate) use text::MEDIAN_LENGTH;
use text::{Text, Writing};

/// Share of the documents that stand in planted clusters.
const PLANTED: f64 = 0.3;
/// Share of the clusters that are large, and their sizes.
const LARGE: f64 = 0.01;
const LARGE_SIZES: (usize, usize) = (20, 120);
/// Chance that a cluster of two or more gets one member more: sizes are geometric.
const ANOTHER: f64 = 0.5;
/// Share of the clusters in which each member is an edit of the one before it, rather than of the first.
const CHAINS: f64 = 0.3;

/// What numbers are drawn for.
const FOR_POSITIONS: u64 = 1;
const FOR_BANK: u64 = 2;
const FOR_CLUSTERS: u64 = 3;
const FOR_SINGLES: u64 = 4;
const FOR_IDS: u64 = 5;

/// What workload to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workload {
    /// How many documents.
    pub(crate) documents: u32,
    /// Another seed gives another workload of the same kind.
    pub(crate) seed: u64,
    /// Median length of a text in words.
    pub(crate) median_length: f64,
}

/// What was planted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Planted {
    pub(crate) clusters: usize,
    pub(crate) chains: usize,
    pub(crate) large: usize,
    pub(crate) documents: usize,
}

/// What was written.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Written {
    pub(crate) documents: u32,
    pub(crate) bytes: u64,
    pub(crate) words: u64,
    pub(crate) planted: Planted,
}

/// A line of the workload.
#[derive(Serialize)]
struct Record<'a> {
    id: String,
    text: &'a str,
}

impl Workload {
    /// Writes the documents as JSON Lines to `path`, in random order. Temporary files stand beside it.
    pub(crate) fn write(self, path: &Path) -> io::Result<Written> {
        let writing = Writing::new(self.median_length, &mut Random::of(&[self.seed, FOR_BANK]));
        let folder = path.parent().unwrap_or(Path::new("."));
        let shuffle = Shuffle::new(self.documents, &mut Random::of(&[self.seed, FOR_POSITIONS]), folder)?;
        let mut lines = Lines { workload: self, writing: &writing, shuffle, written: 0, words: 0 };
        let planted = self.plant(&mut lines)?;
        while lines.written < self.documents {
            let mut random = Random::of(&[self.seed, FOR_SINGLES, u64::from(lines.written)]);
            lines.write(&writing.text(&mut random))?;
        }
        let words = lines.words;
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let bytes = lines.shuffle.finish(&mut out)?;
        out.flush()?;
        Ok(Written { documents: self.documents, bytes, words, planted })
    }

    fn plant(self, lines: &mut Lines<'_>) -> io::Result<Planted> {
        let mut planted = Planted::default();
        while f64::from(lines.written) < f64::from(self.documents) * PLANTED {
            let mut random = Random::of(&[self.seed, FOR_CLUSTERS, planted.clusters as u64]);
            let is_large = random.chance(LARGE);
            let size = if is_large { random.between(LARGE_SIZES.0, LARGE_SIZES.1) } else { small_size(&mut random) };
            let is_chain = random.chance(CHAINS);
            let mut original = lines.writing.text(&mut random);
            lines.write(&original)?;
            for _ in 1..size {
                if lines.written == self.documents {
                    break;
                }
                let edited = edit::edited(&original, lines.writing, &mut random);
                lines.write(&edited)?;
                if is_chain {
                    original = edited;
                }
            }
            planted.clusters += 1;
            planted.chains += usize::from(is_chain);
            planted.large += usize::from(is_large);
        }
        planted.documents = lines.written as usize;
        Ok(planted)
    }
}

fn small_size(random: &mut Random) -> usize {
    let mut size = 2;
    while random.chance(ANOTHER) {
        size += 1;
    }
    size
}

struct Lines<'a> {
    workload: Workload,
    writing: &'a Writing,
    shuffle: Shuffle,
    written: u32,
    words: u64,
}

impl Lines<'_> {
    fn write(&mut self, text: &Text) -> io::Result<()> {
        // Ids tell nothing of the order or the cluster. The numbers of one seed are all different: mixing is one to
        // one.
        let id = format!("{:016x}", Random::of(&[self.workload.seed, FOR_IDS, u64::from(self.written)]).next());
        let mut line = serde_json::to_vec(&Record { id, text: &self.writing.render(text) })?;
        line.push(b'\n');
        self.words += text.len() as u64;
        self.shuffle.push(self.written, &line)?;
        self.written += 1;
        Ok(())
    }
}
