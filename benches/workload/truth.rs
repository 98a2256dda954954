//! The exact truth about a collection: all pairs of documents whose sets of word 5-shingles have a Jaccard similarity
//! of at least 0.7. Nothing here is samestory's code, and nothing is estimated or hashed.
//!
//! A word is a run of Unicode letters and digits in lower case, what `\w+` finds. The workload has only words, spaces,
//! full stops and commas, and its words are plain (see `vocabulary.rs`): no apostrophe, no figure, no character that
//! normalising changes, no script without spaces. On such text that is what samestory calls a word too, so both sides
//! have the same sets and the truth can be held against it.
//!
//! The join is `AllPairs` with prefix and length filters (Bayardo, Ma and Srikant, WWW 2007; Chaudhuri, Ganti and
//! Kaushik, ICDE 2006): if two sets are similar, they share one of their rarest shingles. Shingles of one document only
//! are counted but not stored, which leaves most documents without anything to join.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

const SHINGLE_WORDS: usize = 5;
/// The lowest similarity of a pair, in tenths, so that it is compared exactly.
const LEAST_TENTHS: usize = 7;
/// Bits of a word's number in a shingle: five fit 128 bits, and there may be two million different words.
const WORD_BITS: u32 = 21;
/// Shingles that are counted at once; a collection of more is gone through several times.
const SHINGLES_AT_ONCE: usize = 16_000_000;

/// A document of a collection, as its line has it.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    text: String,
}

/// Two documents by their positions in the collection, and how many of their shingles they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) shared: u32,
    pub(crate) all: u32,
}

/// A pair as the truth tells it.
#[derive(Debug, Serialize)]
struct Told<'a> {
    a: &'a str,
    b: &'a str,
    jaccard: f64,
}

/// Writes the pairs of the collection at `documents` as JSON Lines, in the order of the documents; says how many.
pub(crate) fn write(documents: &Path, truth: &Path) -> io::Result<usize> {
    let collection = Collection::read(documents)?;
    let pairs = collection.pairs(SHINGLES_AT_ONCE);
    let mut out = BufWriter::new(File::create(truth)?);
    for pair in &pairs {
        let id = |document: u32| collection.ids[document as usize].as_str();
        let jaccard = f64::from(pair.shared) / f64::from(pair.all);
        serde_json::to_writer(&mut out, &Told { a: id(pair.first), b: id(pair.second), jaccard })?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(pairs.len())
}

/// The words of a collection as numbers.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    pub(crate) ids: Vec<String>,
    words: Vec<u32>,
    /// Where each document's words end.
    ends: Vec<usize>,
}

impl Collection {
    pub(crate) fn read(documents: &Path) -> io::Result<Self> {
        let mut collection = Self::default();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for line in BufReader::with_capacity(1 << 20, File::open(documents)?).lines() {
            let line: Line = serde_json::from_str(&line?)?;
            let text = line.text.to_lowercase();
            for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
                let number = if let Some(&number) = numbers.get(word) {
                    number
                } else {
                    // 0 is no word.
                    let number = u32::try_from(numbers.len() + 1).map_err(io::Error::other)?;
                    numbers.insert(word.to_owned(), number);
                    number
                };
                collection.words.push(number);
            }
            collection.ids.push(line.id);
            collection.ends.push(collection.words.len());
        }
        if numbers.len() >= 1 << WORD_BITS {
            return Err(io::Error::other("too many different words for exact shingles"));
        }
        Ok(collection)
    }

    /// The shingles of a document with repetitions, each by the numbers of its words; a document of fewer words is one.
    pub(crate) fn shingles(&self, document: usize) -> impl Iterator<Item = u128> {
        let start = document.checked_sub(1).map_or(0, |before| self.ends[before]);
        let words = &self.words[start..self.ends[document]];
        let pack = |words: &[u32]| words.iter().fold(0, |shingle, &word| shingle << WORD_BITS | u128::from(word));
        let whole = (1..SHINGLE_WORDS).contains(&words.len()).then(|| pack(words));
        words.windows(SHINGLE_WORDS).map(pack).chain(whole)
    }

    /// All pairs that are similar enough, in the order of the documents; `at_once` bounds the shingles held in memory.
    pub(crate) fn pairs(&self, at_once: usize) -> Vec<Pair> {
        self.shared_shingles(at_once).pairs()
    }

    fn shared_shingles(&self, at_once: usize) -> SharedShingles {
        let documents = self.ends.len();
        let mut sizes = vec![0_usize; documents];
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); documents];
        let mut frequencies: Vec<u32> = Vec::new();
        let passes = (self.words.len() / at_once + 1) as u64;
        for pass in 0..passes {
            let mut shingles: Vec<(u128, u32)> = Vec::new();
            for document in 0..documents {
                let of_pass = self.shingles(document).filter(|&shingle| passes == 1 || part(shingle, passes) == pass);
                shingles.extend(of_pass.map(|shingle| (shingle, number(document))));
            }
            shingles.sort_unstable();
            shingles.dedup();
            for same in shingles.chunk_by(|(left, _), (right, _)| left == right) {
                for &(_, document) in same {
                    sizes[document as usize] += 1;
                    if same.len() > 1 {
                        lists[document as usize].push(number(frequencies.len()));
                    }
                }
                if same.len() > 1 {
                    frequencies.push(number(same.len()));
                }
            }
        }
        SharedShingles::new(sizes, lists, &frequencies)
    }
}

/// Which pass over the collection counts a shingle.
#[expect(clippy::cast_possible_truncation, reason = "it is folded to 32 bits")]
fn part(shingle: u128, passes: u64) -> u64 {
    // Fibonacci hashing; all that matters is that the parts are about even.
    let bits = u128::from(u32::MAX);
    let folded = (0..4).fold(0, |folded, quarter| folded ^ (shingle >> (quarter * 32) & bits)) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % passes
}

/// A count as the index that it is.
#[expect(clippy::cast_possible_truncation, reason = "collections have fewer than 2^32 documents and shared shingles")]
fn number(index: usize) -> u32 {
    index as u32
}

/// The sets that are joined.
struct SharedShingles {
    /// For each document, how many shingles it has.
    sizes: Vec<usize>,
    /// For each document, those that others have too, by their rank: the rarest first.
    lists: Vec<Vec<u32>>,
    ranks: usize,
}

impl SharedShingles {
    fn new(sizes: Vec<usize>, mut lists: Vec<Vec<u32>>, frequencies: &[u32]) -> Self {
        let mut order: Vec<u32> = (0..number(frequencies.len())).collect();
        order.sort_unstable_by_key(|&shingle| (frequencies[shingle as usize], shingle));
        let mut ranks = vec![0; order.len()];
        for (rank, &shingle) in order.iter().enumerate() {
            ranks[shingle as usize] = number(rank);
        }
        for list in &mut lists {
            for shingle in &mut *list {
                *shingle = ranks[*shingle as usize];
            }
            list.sort_unstable();
        }
        Self { sizes, lists, ranks: order.len() }
    }

    fn pairs(&self) -> Vec<Pair> {
        let mut order: Vec<u32> = (0..number(self.sizes.len())).collect();
        order.sort_by_key(|&document| self.sizes[document as usize]);
        // For each shingle, the documents so far that have it in their prefix; they come in the order of their sizes.
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); self.ranks];
        let mut seen = vec![u32::MAX; self.sizes.len()];
        let mut pairs = Vec::new();
        for &document in &order {
            let size = self.sizes[document as usize];
            for &rank in self.prefix(document) {
                let holders = &mut holders[rank as usize];
                let long_enough =
                    holders.partition_point(|&other| self.sizes[other as usize] * 10 < LEAST_TENTHS * size);
                for &other in &holders[long_enough..] {
                    if seen[other as usize] != document {
                        seen[other as usize] = document;
                        pairs.extend(self.pair(document, other));
                    }
                }
                holders.push(document);
            }
        }
        pairs.sort_unstable();
        pairs
    }

    /// Of the rarest shingles of a document, of which any document similar to it has at least one, those that are
    /// shared at all: a similar document holds at least `least` of its shingles, so it cannot lack one more than the
    /// others.
    fn prefix(&self, document: u32) -> &[u32] {
        let (size, list) = (self.sizes[document as usize], &self.lists[document as usize]);
        let least = (size * LEAST_TENTHS).div_ceil(10);
        let alone = size - list.len();
        &list[..(size + 1 - least).saturating_sub(alone).min(list.len())]
    }

    fn pair(&self, left: u32, right: u32) -> Option<Pair> {
        let shared = common(&self.lists[left as usize], &self.lists[right as usize]);
        let all = self.sizes[left as usize] + self.sizes[right as usize] - shared;
        let is_similar = shared * 10 >= all * LEAST_TENTHS;
        let (first, second) = (left.min(right), left.max(right));
        is_similar.then(|| Pair { first, second, shared: number(shared), all: number(all) })
    }
}

/// How many numbers two ascending lists have in common.
fn common(mut left: &[u32], mut right: &[u32]) -> usize {
    let mut common = 0;
    while let (Some(first), Some(second)) = (left.first(), right.first()) {
        common += usize::from(first == second);
        left = &left[usize::from(first <= second)..];
        right = &right[usize::from(second <= first)..];
    }
    common
}
