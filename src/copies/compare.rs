//! Comparing: a batch of candidates to verified links and groups.

use std::cmp::Reverse;
use std::io;

use rayon::prelude::*;

use super::CopySettings;
use super::batches::{self, Batch};
use super::equals::Equals;
use super::group::{self, Link};
use super::sets::{self, Sets};
use super::shingle::{Shingler, Shingles};
use super::sketch::Sketches;
use super::source::Texts;

/// What became of a batch, in numbers of texts.
pub(super) struct Compared {
    pub(super) links: Vec<Link>,
    pub(super) groups: Vec<Vec<u32>>,
}

/// Verifies the candidates of a batch and groups its texts.
///
/// # Errors
///
/// If a text or a set cannot be read again.
pub(super) fn compare(
    batch: &Batch,
    sketches: &Sketches,
    equals: &Equals,
    texts: &impl Texts,
    settings: &CopySettings,
) -> io::Result<Compared> {
    let (sets, texts) = numbered_sets(batch, sketches, texts, settings)?;
    let mut numbers: Vec<(u32, u32)> = texts.iter().copied().zip(0..).collect();
    numbers.sort_unstable();
    let number = |text: u32| numbers.binary_search_by_key(&text, |&(text, _)| text).ok().map(|at| numbers[at].1);

    let mut links: Vec<Link> = batch
        .pairs
        .par_iter()
        .with_min_len(256)
        .filter_map(|&(one, other)| Link::verify(number(one)?, number(other)?, &sets, settings).transpose())
        .collect::<io::Result<_>>()?;
    links.sort_unstable_by_key(|link| (link.longer, link.shorter));
    let weights: Vec<usize> = texts.iter().map(|&text| equals.count(text)).collect();
    let grouped = group::group(&sets, &weights, &links, settings)?;
    links.extend(grouped.found);
    links.sort_unstable_by_key(|link| (link.longer, link.shorter));
    links.dedup();
    let of_text = |number: u32| texts[number as usize];
    Ok(Compared {
        links: links
            .into_iter()
            .map(|link| Link { longer: of_text(link.longer), shorter: of_text(link.shorter), ..link })
            .collect(),
        groups: grouped.groups.into_iter().map(|group| group.into_iter().map(of_text).collect()).collect(),
    })
}

/// The sets of a batch and its texts in the same order: by content, the longest first. Sets that are too many for the
/// memory are spilled.
fn numbered_sets(
    batch: &Batch,
    sketches: &Sketches,
    texts: &impl Texts,
    settings: &CopySettings,
) -> io::Result<(Sets, Vec<u32>)> {
    /// The part of the memory that the sets of a batch may hold, if they are more than those of a usual batch.
    const PART: usize = 16;
    let memory = sketches.memory();
    let most_shingles = ((memory.share(PART) / size_of::<u64>()) as u64).max(batches::BATCH_SHINGLES);
    if batch.shingles <= most_shingles {
        let (sets, texts) = sorted_sets(batch, sketches, texts, settings, Shingles::len, Ok)?;
        return Ok((Sets::Held(sets), texts));
    }
    let spill = |set: Shingles| sets::spill(&set, memory);
    let (places, texts) = sorted_sets(batch, sketches, texts, settings, |place| place.1 as usize, spill)?;
    Ok((Sets::Spilled(memory.clone(), places), texts))
}

/// Reads the texts of a batch again, makes a set of each, `keep`s what is wanted of it, and sorts that.
fn sorted_sets<K: Send>(
    batch: &Batch,
    sketches: &Sketches,
    texts: &impl Texts,
    settings: &CopySettings,
    size: impl Fn(&K) -> usize + Sync,
    keep: impl Fn(Shingles) -> io::Result<K> + Sync,
) -> io::Result<(Vec<K>, Vec<u32>)> {
    let kept: Vec<io::Result<(K, u128, u32)>> = batch
        .texts
        .par_iter()
        .with_min_len(64)
        .map_init(
            || Shingler::new(settings.shingle_words),
            |shingler, &text| {
                let mut set = Shingles::default();
                texts.read(text as usize, &mut |text| set = shingler.set(text))?;
                Ok((keep(set)?, sketches.digest(text as usize), text))
            },
        )
        .collect();
    let mut numbered = kept.into_iter().collect::<io::Result<Vec<(K, u128, u32)>>>()?;
    numbered.par_sort_unstable_by_key(|(kept, digest, text)| (Reverse(size(kept)), *digest, *text));
    Ok(numbered.into_iter().map(|(kept, _, text)| (kept, text)).unzip())
}
