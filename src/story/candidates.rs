//! Candidates: the pairs worth scoring, from an inverted index of the terms that are not too common.
//!
//! Each document is compared with those before it in its [window](StorySettings::window) of days. Terms of more documents of
//! the window than [`StorySettings::candidate_documents`] propose nothing: a name that a saga brings up all year proposes
//! in the weeks in which few use it. The other terms' share of the similarity is summed up for all documents at once;
//! where it falls short of what a link at that distance of days needs, for two reasons, the pair is passed over:
//!
//! - what the common terms could add at most (by the inequality of Cauchy and Schwarz) is too little. No link is lost;
//! - it is less than a fixed share of what is needed. Pairs alike in common words alone are seldom one event.
//!
//! So the work for one document is bounded by its terms times the cap, however many documents there are, and the pairs
//! that remain are scored in full. (The bounds are those of Bayardo, Ma and Srikant, "Scaling up all pairs similarity
//! search", WWW 2007, with a cap for their order of terms, because a floor of a twentieth is too low for prefixes.)

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::all_of_each;
use super::background::Profile;
use super::postings::Postings;
use super::score::PairScore;
use super::settings::StorySettings;
use super::timeline::Timeline;

/// Share of what a link needs that the rarer terms alone must bring for a pair to be scored in full.
const RARE_SHARE: f64 = 0.3;
/// How much of what is asked sums in single precision must reach.
const PRECISE: f64 = 1.0 - 1e-4;
/// Documents of a window for each posting up to which the whole window is looked through for sums: quicker than to list
/// the documents that have one.
const SPARSEST: usize = 4;

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
/// The work for one document is bounded by its terms times the cap on their documents, and a look at the common terms of
/// each candidate. The numbers of terms must be dense: memory grows with the greatest.
#[must_use]
pub fn find_links(profiles: &[Profile], settings: &StorySettings) -> Vec<Link> {
    find_candidates(profiles, settings).links
}

/// [`find_links`], with the number of pairs that were scored for it.
#[must_use]
pub fn find_candidates(profiles: &[Profile], settings: &StorySettings) -> Candidates {
    let timeline = Timeline::of(profiles, settings);
    let postings = Postings::of(profiles, &timeline, settings.candidate_documents);
    let length = |position| {
        let terms = &profiles[timeline.document(position)].terms;
        let common = terms.iter().take_while(|&&(term, _)| (term as usize) < postings.common_count());
        common.map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
    };
    let common_lengths = (0..timeline.len()).map(length).collect();
    let comparisons = AtomicU64::new(0);
    let search = Search { profiles, settings, timeline, postings, common_lengths, comparisons };
    let mut links: Vec<Link> =
        all_of_each(profiles.len(), |workspace: &mut Workspace, position| search.links_before(position, workspace));
    links.par_sort_unstable_by_key(|link| (link.first, link.second));
    Candidates { links, comparisons: search.comparisons.into_inner() }
}

struct Search<'a> {
    profiles: &'a [Profile],
    settings: &'a StorySettings,
    timeline: Timeline,
    postings: Postings,
    /// Length of the vector of each document's common terms, by position.
    common_lengths: Vec<f32>,
    comparisons: AtomicU64,
}

/// What is reused from one document to the next.
#[derive(Default)]
struct Workspace {
    /// The weights of the document's common terms that lead nowhere, by number; 0 for others.
    common: Vec<f32>,
    alike: Alike,
}

/// Similarities to the documents of a window.
#[derive(Default)]
struct Alike {
    /// For each document of the window, from its start, what the rarer terms bring; 0 between one window and the next.
    sums: Vec<f32>,
    /// The positions that have one, where they are few.
    touched: Vec<u32>,
    /// Stretches of the window, and the similarity that a link needs there.
    stretches: Vec<(Range<usize>, f64)>,
}

impl Search<'_> {
    /// The links of the document at a position to documents before it.
    fn links_before(&self, position: usize, workspace: &mut Workspace) -> Vec<Link> {
        let document = self.timeline.document(position);
        let Workspace { common, alike } = workspace;
        common.resize(self.postings.common_count(), 0.0);
        let without_lead = || self.postings.without_lead(position, &self.profiles[document].terms);
        let mut length = 0.0;
        for (term, weight) in without_lead() {
            common[term] = weight;
            length += weight * weight;
        }
        let length = length.sqrt();

        let mut links = Vec::new();
        let mut comparisons = 0;
        self.visit_alike(position, alike, |other, sum, needed| {
            if f64::from(sum + length * self.common_lengths[other]) < needed * PRECISE {
                return;
            }
            comparisons += 1;
            let other = self.timeline.document(other);
            let terms = self.profiles[other].terms.iter();
            let more = terms.map_while(|&(term, weight)| Some(common.get(term as usize)? * weight));
            if f64::from(sum + more.sum::<f32>()) >= needed * PRECISE {
                links.extend(self.link(document, other));
            }
        });
        for (term, _) in without_lead() {
            common[term] = 0.0;
        }
        self.comparisons.fetch_add(comparisons, Ordering::Relaxed);
        links
    }

    /// Calls `visit` for each document before one in its window with which it shares enough of its rarer terms: with its
    /// position, the similarity that these bring, and a lower bound of the one that a link needs.
    fn visit_alike(&self, position: usize, alike: &mut Alike, mut visit: impl FnMut(usize, f32, f64)) {
        let window = self.timeline.window(position);
        let Alike { sums, touched, stretches } = alike;
        self.timeline.stretches(position, &window, stretches);
        let start = window.before.start;
        if sums.len() < window.before.len() {
            sums.resize(window.before.len(), 0.0);
        }
        let sums = &mut sums[..window.before.len()];
        let leads = self.postings.leads(position);
        let postings: usize = leads.clone().map(|(_, others)| others.len()).sum();
        if sums.len() <= postings.saturating_mul(SPARSEST) {
            for (weight, others) in leads {
                for &(other, other_weight) in others {
                    sums[other as usize - start] += weight * other_weight;
                }
            }
            for (stretch, needed) in &*stretches {
                let least = least(*needed);
                for (other, &sum) in stretch.clone().zip(&sums[stretch.start - start..]) {
                    if sum >= least {
                        visit(other, sum, *needed);
                    }
                }
            }
            sums.fill(0.0);
        } else {
            for (weight, others) in leads {
                for &(other, other_weight) in others {
                    let sum = &mut sums[other as usize - start];
                    if *sum == 0.0 {
                        touched.push(other);
                    }
                    *sum += weight * other_weight;
                }
            }
            for other in touched.drain(..).map(|other| other as usize) {
                let sum = std::mem::take(&mut sums[other - start]);
                let at = stretches.partition_point(|(stretch, _)| stretch.start > other);
                let needed = stretches.get(at).map_or(self.timeline.floor(), |&(_, needed)| needed);
                if sum >= least(needed) {
                    visit(other, sum, needed);
                }
            }
        }
    }

    /// The link of two documents, if their score reaches the floor.
    fn link(&self, one: usize, other: usize) -> Option<Link> {
        let (first, second) = (one.min(other), one.max(other));
        let score = PairScore::of(&self.profiles[first], &self.profiles[second], self.settings).score;
        (score >= self.settings.link_floor).then_some(Link { first, second, score })
    }
}

/// What the rarer terms must bring where a link needs a similarity of `needed`: never nothing.
#[expect(clippy::cast_possible_truncation, reason = "sums are of single precision")]
fn least(needed: f64) -> f32 {
    (RARE_SHARE * needed * PRECISE).max(f64::from(f32::MIN_POSITIVE)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(terms: &[(u32, f32)]) -> Profile {
        Profile { terms: terms.to_vec(), ..Profile::default() }
    }

    #[test]
    fn common_terms_propose_nothing_but_count_once_a_rare_one_has() {
        let settings = StorySettings { candidate_documents: 2, ..StorySettings::default() };
        let profiles = [profile(&[(1, 0.6), (2, 0.8)]), profile(&[(1, 0.6), (2, 0.8)]), profile(&[(2, 1.0)])];
        let Candidates { links, comparisons } = find_candidates(&profiles, &settings);
        assert_eq!(links.len(), 1, "only the first two share a term of two documents at most");
        assert_eq!((links[0].first, links[0].second), (0, 1));
        assert!((links[0].score - 1.0).abs() < 1e-6);
        assert_eq!(comparisons, 1, "the other two pairs are never scored");
    }

    #[test]
    fn the_index_gives_the_score_that_the_pair_has_alone() {
        let settings = StorySettings::default();
        let profiles = [profile(&[(1, 0.6), (2, 0.8)]), profile(&[(2, 0.8), (3, 0.6)])];
        let alone = PairScore::of(&profiles[0], &profiles[1], &settings).score;
        assert!((find_links(&profiles, &settings)[0].score - alone).abs() < 1e-12);
    }

    fn at(time: &str, terms: &[(u32, f32)]) -> Profile {
        Profile { published: time.parse().ok(), ..profile(terms) }
    }

    fn ends(links: &[Link]) -> Vec<(usize, usize)> {
        links.iter().map(|link| (link.first, link.second)).collect()
    }

    #[test]
    fn a_name_of_the_whole_year_proposes_where_few_use_it() {
        let settings = StorySettings { candidate_documents: 2, ..StorySettings::default() };
        let term: &[(u32, f32)] = &[(0, 1.0)];
        let quiet = [at("2025-03-01", term), at("2025-05-01", term), at("2025-05-02", term), at("2025-07-01", term)];
        assert_eq!(ends(&find_links(&quiet, &settings)), [(1, 2)], "four documents of the year, two of the week");
        let busy = [at("2025-05-01", term), at("2025-05-01", term), at("2025-05-02", term), at("2025-05-03", term)];
        assert_eq!(ends(&find_links(&busy, &settings)), [(0, 1)], "the third has two others in its window");
    }

    #[test]
    fn documents_without_a_date_are_compared_with_all() {
        let term: &[(u32, f32)] = &[(0, 1.0)];
        let profiles = [profile(term), at("2025-03-01", term), at("2025-12-01", term), profile(term)];
        let found = ends(&find_links(&profiles, &StorySettings::default()));
        assert_eq!(found, [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)], "all but the two dated ones, nine months apart");
    }

    #[test]
    fn a_narrow_window_keeps_what_is_alike_apart() {
        let term: &[(u32, f32)] = &[(0, 1.0)];
        let profiles = [at("2025-03-01", term), at("2025-03-03", term), at("2025-03-06", term)];
        let within = |days| {
            let settings = StorySettings { window_days: days, ..StorySettings::default() };
            ends(&find_links(&profiles, &settings))
        };
        assert_eq!(within(None), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(within(Some(1.5)), [(0, 1)], "bare dates are as near as the ends of their days");
        assert_eq!(within(Some(0.5)), []);
    }

    /// Documents of a few terms each out of few, on the days of a month, on its hours, or without a date.
    fn many(count: u32) -> Vec<Profile> {
        let mut state = 7_u32;
        let mut draw = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let published = |kind, day, hour| match kind {
            0 => String::new(),
            1 | 2 => format!("2025-03-{day:02}"),
            _ => format!("2025-03-{day:02}T{hour:02}:00:00Z"),
        };
        (0..count)
            .map(|_| {
                let mut terms: Vec<(u32, f32)> = (0..draw(12)).map(|_| (draw(6) * draw(30), 0.1)).collect();
                terms.sort_unstable_by_key(|term| term.0);
                terms.dedup_by_key(|term| term.0);
                let length = (terms.len() as f32).sqrt();
                for term in &mut terms {
                    term.1 = 1.0 / length;
                }
                at(&published(draw(8), 1 + draw(31), draw(24)), &terms)
            })
            .collect()
    }

    #[test]
    fn where_all_terms_propose_every_link_is_found() {
        let settings = StorySettings { candidate_documents: 400, ..StorySettings::default() };
        let profiles = many(400);
        let mut links = Vec::new();
        for first in 0..profiles.len() {
            for second in first + 1..profiles.len() {
                let score = PairScore::of(&profiles[first], &profiles[second], &settings).score;
                if score >= settings.link_floor {
                    links.push(Link { first, second, score });
                }
            }
        }
        assert!(links.len() > 10_000, "{}", links.len());
        assert_eq!(find_links(&profiles, &settings), links);
    }

    #[test]
    fn neither_the_order_of_the_documents_nor_the_number_of_threads_matters() {
        let settings = StorySettings { candidate_documents: 20, ..StorySettings::default() };
        let profiles = many(600);
        let straight = find_candidates(&profiles, &settings);
        assert!(straight.links.len() > 1_000 && straight.comparisons > straight.links.len() as u64);

        let place = |index: usize| index * 7 % profiles.len();
        let turned: Vec<Profile> = (0..profiles.len()).map(|index| profiles[place(index)].clone()).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let mut back = pool.install(|| find_candidates(&turned, &settings));
        for link in &mut back.links {
            let (one, other) = (place(link.first), place(link.second));
            (link.first, link.second) = (one.min(other), one.max(other));
        }
        back.links.sort_unstable_by_key(|link| (link.first, link.second));
        assert_eq!(straight.links, back.links);
    }
}
