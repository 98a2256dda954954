//! Candidates: the pairs worth scoring, from an inverted index of the terms that are not too common.
//!
//! A pair becomes a link when it shares such terms to a fair extent and its score reaches the floor. Terms of many
//! documents propose nothing, which bounds the work for one document by its terms times the cap; their weight still
//! counts in the score.

use ahash::AHashMap;
use rayon::prelude::*;

use super::background::Profile;
use super::score::PairScore;
use super::settings::StorySettings;

/// Share of the floor that the rarer terms alone must bring for a pair to be scored in full.
const RARE_SHARE: f64 = 0.3;

/// A pair of documents with a score of at least the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Index of the first document; less than `second`.
    pub first: usize,
    /// Index of the second document.
    pub second: usize,
    /// The pair's score.
    pub score: f64,
}

/// Finds the links among documents, sorted by `(first, second)`, the same for any number of threads.
#[must_use]
pub fn find_links(profiles: &[Profile], settings: &StorySettings) -> Vec<Link> {
    let postings = Postings::of(profiles, settings.candidate_documents);
    let mut links: Vec<Link> = (0..profiles.len())
        .into_par_iter()
        .map_init(
            || Accumulator::new(profiles.len()),
            |accumulator, second| links_before(second, profiles, &postings, accumulator, settings),
        )
        .flatten_iter()
        .collect();
    links.par_sort_unstable_by_key(|link| (link.first, link.second));
    links
}

/// The links of `second` to documents before it.
fn links_before(
    second: usize,
    profiles: &[Profile],
    postings: &Postings,
    accumulator: &mut Accumulator,
    settings: &StorySettings,
) -> Vec<Link> {
    for &(key, weight) in &profiles[second].terms {
        for &(first, other_weight) in postings.of_term(key) {
            if first as usize >= second {
                break;
            }
            accumulator.add(first, weight * other_weight);
        }
    }
    let mut links = Vec::new();
    accumulator.drain(|first, rare_similarity| {
        if f64::from(rare_similarity) < settings.link_floor * RARE_SHARE {
            return;
        }
        let first = first as usize;
        let score = PairScore::of(&profiles[first], &profiles[second], settings).score;
        if score >= settings.link_floor {
            links.push(Link { first, second, score });
        }
    });
    links
}

/// For each term of two documents or more, but not of too many: the documents that hold it, ascending, with its weight.
struct Postings(AHashMap<u64, Vec<(u32, f32)>>);

impl Postings {
    fn of(profiles: &[Profile], most_documents: usize) -> Self {
        let mut postings: AHashMap<u64, Vec<(u32, f32)>> = AHashMap::new();
        for (index, profile) in (0_u32..).zip(profiles) {
            for &(key, weight) in &profile.terms {
                postings.entry(key).or_default().push((index, weight));
            }
        }
        postings.retain(|_, documents| (2..=most_documents).contains(&documents.len()));
        Self(postings)
    }

    fn of_term(&self, key: u64) -> &[(u32, f32)] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Sums by document, reused from one document to the next.
struct Accumulator {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Accumulator {
    fn new(documents: usize) -> Self {
        Self { sums: vec![0.0; documents], touched: Vec::new() }
    }

    fn add(&mut self, document: u32, value: f32) {
        let sum = &mut self.sums[document as usize];
        if *sum == 0.0 {
            self.touched.push(document);
        }
        *sum += value;
    }

    fn drain(&mut self, mut visit: impl FnMut(u32, f32)) {
        for document in self.touched.drain(..) {
            visit(document, std::mem::take(&mut self.sums[document as usize]));
        }
    }
}
