//! Shards: the search for copies in pieces that may be anywhere, for engines that have more machines than one.
//!
//! The same rules as in one process, each as a function of rows that an engine can bring together: it shuffles rows by a key,
//! counts, joins, and finds connected components, and everything that samestory decides is decided here. The way of a text:
//!
//! 1. [`sketch`] it, wherever it is. Of texts with equal [digests](Sketched::digest) the first goes on, with their number;
//!    texts without shingles do not.
//! 2. Bring together the rows of each *bucket*, a band and a key of it: [`pairs_in_buckets`]. Of buckets that are too large,
//!    bring together the sketches: [`pairs_in_oversized_bucket`]. A pair that is named by as many bands as the settings
//!    require is a candidate; one of an oversized bucket is one at once.
//! 3. Gather all probes in a [`ProbeFilter`], ask every text which of its shingles pass, and bring together probes and holders by
//!    hash: [`name_holders`]. A pair that was [named often enough](is_contained) is a candidate too.
//! 4. Bring together texts and candidates of each connected component of candidates: [`compare`].
//!
//! Boilerplate is not left out here. Rows may be shuffled in any way and come in any order; the result is that of
//! [`find_copies`](super::find_copies) with [`discounts_boilerplate`](CopySettings::discounts_boilerplate) off, on the same
//! texts in the order of their numbers. A test says so for random texts in random shards.

use std::cmp::Reverse;

use super::batches::Batch;
use super::candidates::{BUCKET_LIMIT, each_pair, sampled_pairs};
use super::containment::{self, Filter, PROBES, Probes};
use super::equals::Equals;
use super::shingle::Shingler;
use super::sketch::{Chunk, SketchSettings, Sketcher, Sketches};
use super::{CopySettings, compare as comparing};

/// What is known of a text when it is not at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketched {
    /// Of its shingles, so that texts of equal ones have the same; 0 for a text without words.
    pub digest: u128,
    /// How many shingles it has.
    pub shingles: u32,
    /// The key of each band; none if texts are not looked for by similarity.
    pub keys: Vec<u32>,
    /// Shingles by which it is looked for in longer texts; none if it is too short for that, or texts are not looked for by
    /// containment.
    pub probes: Option<[u64; PROBES]>,
}

/// Sketches texts. Linear.
#[must_use]
pub fn sketch<'a>(texts: impl IntoIterator<Item = &'a str>, settings: &CopySettings) -> Vec<Sketched> {
    let sketching = settings.sketching();
    let mut sketcher = Sketcher::new(sketching);
    for text in texts {
        sketcher.sketch(text);
    }
    let chunk = sketcher.take();
    let bands = sketching.bands.map_or(0, |bands| bands.bands());
    let keys = |text: usize| (0..bands).map(|band| chunk.band(band)[text]).collect();
    let probes = |text: usize| {
        let hashes: Vec<u64> = chunk.probes.get(text)?.hashes().collect();
        hashes.try_into().ok()
    };
    (0..chunk.len())
        .map(|text| Sketched {
            digest: chunk.digests[text],
            shingles: chunk.lengths[text],
            keys: keys(text),
            probes: probes(text),
        })
        .collect()
}

/// The pairs that buckets name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BucketPairs {
    /// Rows of two texts, once for each bucket that holds both.
    pub pairs: Vec<(u32, u32)>,
    /// The rows of buckets that are too large for that.
    pub oversized: Vec<u32>,
}

/// Names the pairs of whole buckets, given the band and the key of each row. O(n log n), and 128 pairs a row at most.
#[must_use]
pub fn pairs_in_buckets(rows: &[(u32, u32)]) -> BucketPairs {
    let mut sorted: Vec<(&(u32, u32), u32)> = rows.iter().zip(0..).collect();
    sorted.sort_unstable();
    let mut named = BucketPairs::default();
    for bucket in sorted.chunk_by(|one, next| one.0 == next.0) {
        let members = || bucket.iter().map(|&(_, row)| row);
        if bucket.len() > BUCKET_LIMIT {
            named.oversized.extend(members());
        } else {
            each_pair(members, |one, other| named.pairs.push((one, other)));
        }
    }
    named
}

/// The pairs of an oversized bucket of a band that are candidates, given the sketches of all its members. Linear, but for
/// sorting; a bucket that is too large for one machine is cut by whoever brings it together, and loses pairs by that.
#[must_use]
pub fn pairs_in_oversized_bucket(band: usize, members: &[Sketched], settings: &CopySettings) -> Vec<(u32, u32)> {
    let sketching = settings.sketching();
    // Nothing goes to disk that could fail to come back.
    sampled_pairs(&sketches_of(members, sketching), band).unwrap_or_default()
}

fn sketches_of(members: &[Sketched], settings: SketchSettings) -> Sketches {
    let bands = settings.bands.map_or(0, |bands| bands.bands());
    let key = |member: &Sketched, band: usize| member.keys.get(band).copied().unwrap_or_default();
    let chunk = Chunk {
        digests: members.iter().map(|member| member.digest).collect(),
        lengths: members.iter().map(|member| member.shingles).collect(),
        keys: (0..bands).flat_map(|band| members.iter().map(move |member| key(member, band))).collect(),
        probes: if settings.has_probes { vec![Probes::default(); members.len()] } else { Vec::new() },
    };
    let mut sketches = Sketches::new(settings);
    // What is not limited is never spilled.
    let _ = sketches.push(chunk);
    sketches
}

/// A set of probes that may answer yes for other shingles too, and never no for a probe: 8 to 16 bits a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeFilter(Filter);

impl ProbeFilter {
    /// A filter for so many texts with probes.
    #[must_use]
    pub fn for_texts(texts: usize) -> Self {
        Self(Filter::for_hashes(texts.saturating_mul(PROBES)))
    }

    /// Adds a probe.
    pub fn add(&mut self, probe: u64) {
        self.0.add(probe);
    }

    /// Adds what another filter for as many texts holds; whether it is for as many.
    pub fn add_all(&mut self, other: &Self) -> bool {
        self.0.add_all(&other.0)
    }

    /// The filter as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// The filter of [bytes](Self::to_bytes); none if they are not of one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Filter::from_bytes(bytes).map(Self)
    }

    /// The shingles of a text that may be probes, each once.
    #[must_use]
    pub fn held_by(&self, shingler: &mut Shingler, text: &str) -> Vec<u64> {
        let mut held: Vec<u64> = shingler.shingle(text).iter().copied().filter(|&hash| self.0.may_hold(hash)).collect();
        held.sort_unstable();
        held.dedup();
        held
    }
}

/// A text that has a shingle, as a probe of its own or at all. The owner of a probe is a holder of it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeRow {
    /// The shingle.
    pub hash: u64,
    /// Whether it is a probe of the text.
    pub is_probe: bool,
    /// The text's [digest](Sketched::digest), which tells it from others.
    pub digest: u128,
    /// The text's number of [shingles](Sketched::shingles).
    pub shingles: u32,
}

/// Who is named to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namings {
    /// Rows of an owner and of a longer text that holds a probe of it, once for each such probe.
    pub named: Vec<(u32, u32)>,
    /// Rows of owners, once for each of their probes that has too many holders.
    pub hidden: Vec<u32>,
}

/// Names the holders of probes to their owners, given all rows of some shingles. O(n log n), and 64 namings a probe at most.
#[must_use]
pub fn name_holders(rows: &[ProbeRow]) -> Namings {
    // By hash, then the longest text first, as ranks are; a text's probe before the same shingle as one that it holds.
    let order = |row: u32| {
        let row = &rows[row as usize];
        (row.hash, Reverse(row.shingles), row.digest, !row.is_probe)
    };
    let mut sorted: Vec<u32> = (0_u32..).take(rows.len()).collect();
    sorted.sort_by_key(|&row| order(row));
    let text = |row: u32| (rows[row as usize].shingles, rows[row as usize].digest);
    let mut namings = Namings::default();
    let mut holders: Vec<u32> = Vec::new();
    for same in sorted.chunk_by(|&one, &next| rows[one as usize].hash == rows[next as usize].hash) {
        // A text is known by its rank among those of this shingle.
        let mut texts: Vec<u32> = same.to_vec();
        texts.dedup_by(|next, one| text(*next) == text(*one));
        holders.clear();
        holders.extend((0_u32..).take(texts.len()));
        let owners = (0_u32..).zip(&texts).filter(|&(_, &row)| rows[row as usize].is_probe);
        for (owner, &row) in owners {
            let (named, is_hidden) = containment::named_to(owner, &holders);
            let named = named.into_iter().flatten().map(|&holder| (row, texts[holder as usize]));
            namings.named.extend(named);
            if is_hidden {
                namings.hidden.push(row);
            }
        }
    }
    namings
}

/// Whether a text that was named to an owner so many times is a candidate, if so many probes of the owner have too many
/// holders.
#[must_use]
pub fn is_contained(named: usize, hidden: usize, settings: &CopySettings) -> bool {
    let settings = settings.clamped();
    let Some(containment) = settings.containment else { return false };
    containment::is_candidate(named, hidden, containment::required_probes(containment, settings.recall))
}

/// A text to compare with those of its component.
#[derive(Debug, Clone, Copy)]
pub struct ShardText<'a> {
    /// The text, as it was sketched.
    pub text: &'a str,
    /// Its [digest](Sketched::digest).
    pub digest: u128,
    /// Its number of [shingles](Sketched::shingles).
    pub shingles: u32,
    /// How many texts have its digest, itself among them.
    pub equals: usize,
}

/// Two texts that are copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShardPair {
    /// The one with more shingles.
    pub longer: u32,
    /// The other.
    pub shorter: u32,
    /// Exact Jaccard similarity.
    pub jaccard: f64,
    /// Exact share of the longer one's shingles that the shorter has.
    pub longer_in_shorter: f64,
    /// Exact share of the shorter one's shingles that the longer has.
    pub shorter_in_longer: f64,
}

/// What became of some components.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShardCopies {
    /// Verified pairs, by place of the texts.
    pub pairs: Vec<ShardPair>,
    /// Every text once, by place: the one that a group is made around first.
    pub groups: Vec<Vec<u32>>,
}

/// Verifies candidates and groups texts, given all texts and candidates of some components; candidates are by place, each
/// once, in any order. The work of one component is in memory: 8 bytes a shingle.
#[must_use]
pub fn compare(texts: &[ShardText<'_>], candidates: &[(u32, u32)], settings: &CopySettings) -> ShardCopies {
    let settings = &settings.clamped();
    let sketching = SketchSettings { bands: None, has_probes: false, ..settings.sketching() };
    let members = texts.iter().map(|text| Sketched {
        digest: text.digest,
        shingles: text.shingles,
        keys: Vec::new(),
        probes: None,
    });
    let sketches = sketches_of(&members.collect::<Vec<_>>(), sketching);
    let equals = Equals::counted(&texts.iter().map(|text| text.equals).collect::<Vec<_>>());
    let mut pairs: Vec<(u32, u32)> = candidates.iter().map(|&(one, other)| (one.min(other), one.max(other))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let batch = Batch {
        texts: (0_u32..).take(texts.len()).collect(),
        pairs,
        shingles: texts.iter().map(|text| u64::from(text.shingles)).sum(),
    };
    let source: Vec<&str> = texts.iter().map(|text| text.text).collect();
    let compared = comparing::compare(&batch, &sketches, &equals, &source.as_slice(), settings);
    let Ok(compared) = compared else { return ShardCopies::default() };
    let pair = |link: super::group::Link| ShardPair {
        longer: link.longer,
        shorter: link.shorter,
        jaccard: link.overlap.jaccard(),
        longer_in_shorter: link.overlap.first_in_second(),
        shorter_in_longer: link.overlap.second_in_first(),
    };
    ShardCopies { pairs: compared.links.into_iter().map(pair).collect(), groups: compared.groups }
}

#[cfg(test)]
mod tests;
