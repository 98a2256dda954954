//! Candidates: the pairs worth scoring, from an inverted index of the terms that are not too common.
//!
//! A pair becomes a link when it shares such terms to a fair extent and its score reaches the floor. Terms of many
//! documents propose nothing, which bounds the work for one document by its terms times the cap; their weight still
//! counts in the score.

use std::sync::atomic::{AtomicU64, Ordering};

use ahash::AHashMap;
use rayon::prelude::*;

use super::background::Profile;
use super::score::{PairScore, dot};
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

/// The links among documents, and what it took to find them.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    /// Sorted by `(first, second)`.
    pub links: Vec<Link>,
    /// Pairs that were scored in full.
    pub comparisons: u64,
}

/// Finds the links among documents, sorted by `(first, second)`, the same for any number of threads.
///
/// The work for one document is bounded by its terms times the cap on their documents, and a merge of its common terms
/// with those of each candidate.
#[must_use]
pub fn find_links(profiles: &[Profile], settings: &StorySettings) -> Vec<Link> {
    find_candidates(profiles, settings).links
}

/// [`find_links`], with the number of pairs that were scored for it.
#[must_use]
pub fn find_candidates(profiles: &[Profile], settings: &StorySettings) -> Candidates {
    let comparisons = AtomicU64::new(0);
    let terms = TermIndex::of(profiles, settings.candidate_documents);
    let mut links: Vec<Link> = (0..profiles.len())
        .into_par_iter()
        .map_init(
            || Accumulator::new(profiles.len()),
            |accumulator, second| links_before(second, profiles, &terms, accumulator, &comparisons, settings),
        )
        .flatten_iter()
        .collect();
    links.par_sort_unstable_by_key(|link| (link.first, link.second));
    Candidates { links, comparisons: comparisons.into_inner() }
}

/// The links of `second` to documents before it.
fn links_before(
    second: usize,
    profiles: &[Profile],
    terms: &TermIndex,
    accumulator: &mut Accumulator,
    comparisons: &AtomicU64,
    settings: &StorySettings,
) -> Vec<Link> {
    for &(key, weight) in &profiles[second].terms {
        for &(first, other_weight) in terms.documents_of(key) {
            if first as usize >= second {
                break;
            }
            accumulator.add(first, f64::from(weight) * f64::from(other_weight));
        }
    }
    let mut links = Vec::new();
    let mut scored = 0;
    accumulator.drain(|first, rare_similarity| {
        if rare_similarity < settings.link_floor * RARE_SHARE {
            return;
        }
        scored += 1;
        let first = first as usize;
        let similarity = rare_similarity + dot(&terms.common[first], &terms.common[second]);
        let score = PairScore::of_similarity(similarity, &profiles[first], &profiles[second], settings).score;
        if score >= settings.link_floor {
            links.push(Link { first, second, score });
        }
    });
    comparisons.fetch_add(scored, Ordering::Relaxed);
    links
}

/// The terms of all documents: by term where it is rare, by document where it is common.
struct TermIndex {
    /// For each term of two documents or more, but not of too many: the documents that hold it, ascending, with weights.
    rare: AHashMap<u64, Vec<(u32, f32)>>,
    /// For each document, its terms of too many documents, ascending by key.
    common: Vec<Vec<(u64, f32)>>,
}

impl TermIndex {
    fn of(profiles: &[Profile], most_documents: usize) -> Self {
        let mut rare: AHashMap<u64, Vec<(u32, f32)>> = AHashMap::new();
        for (index, profile) in (0_u32..).zip(profiles) {
            for &(key, weight) in &profile.terms {
                rare.entry(key).or_default().push((index, weight));
            }
        }
        let is_common = |key: &u64| rare.get(key).is_some_and(|documents| documents.len() > most_documents);
        let common = profiles
            .iter()
            .map(|profile| profile.terms.iter().filter(|(key, _)| is_common(key)).copied().collect())
            .collect();
        rare.retain(|_, documents| (2..=most_documents).contains(&documents.len()));
        Self { rare, common }
    }

    fn documents_of(&self, key: u64) -> &[(u32, f32)] {
        self.rare.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Sums by document, reused from one document to the next.
struct Accumulator {
    sums: Vec<f64>,
    touched: Vec<u32>,
}

impl Accumulator {
    fn new(documents: usize) -> Self {
        Self { sums: vec![0.0; documents], touched: Vec::new() }
    }

    fn add(&mut self, document: u32, value: f64) {
        let sum = &mut self.sums[document as usize];
        if *sum == 0.0 {
            self.touched.push(document);
        }
        *sum += value;
    }

    fn drain(&mut self, mut visit: impl FnMut(u32, f64)) {
        for document in self.touched.drain(..) {
            visit(document, std::mem::take(&mut self.sums[document as usize]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(terms: &[(u64, f32)]) -> Profile {
        Profile { terms: terms.to_vec(), published: None, programme: None }
    }

    #[test]
    fn common_terms_propose_nothing_but_count_once_a_rare_one_has() {
        let settings = StorySettings { candidate_documents: 2, ..StorySettings::default() };
        let profiles = [profile(&[(1, 0.6), (2, 0.8)]), profile(&[(1, 0.6), (2, 0.8)]), profile(&[(2, 1.0)])];
        let links = find_links(&profiles, &settings);
        assert_eq!(links.len(), 1, "only the first two share a term of two documents at most");
        assert_eq!((links[0].first, links[0].second), (0, 1));
        assert!((links[0].score - 1.0).abs() < 1e-6);
        assert_eq!(find_candidates(&profiles, &settings).comparisons, 1, "the other two pairs are never scored");
    }

    #[test]
    fn the_index_gives_the_score_that_the_pair_has_alone() {
        let settings = StorySettings::default();
        let profiles = [profile(&[(1, 0.6), (2, 0.8)]), profile(&[(2, 0.8), (3, 0.6)])];
        let alone = PairScore::of(&profiles[0], &profiles[1], &settings).score;
        assert!((find_links(&profiles, &settings)[0].score - alone).abs() < 1e-12);
    }
}
