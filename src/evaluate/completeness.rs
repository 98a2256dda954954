//! Completeness: what the candidates miss of a comparison of all pairs.
//!
//! Candidates spare most pairs the scoring, and may miss a link. Here all pairs are scored, by the score alone and with
//! nothing of the candidates' index, the texts are grouped by all the links, and the two results are laid over each other.
//! Texts are compared, one for each group of copies, as the pipeline does.
//!
//! Quadratic on purpose, and therefore bounded: no more than [`MOST_TEXTS`] texts and [`MOST_LINKS`] links.

use rayon::prelude::*;
use serde::Serialize;

use super::comparison::{Agreement, Comparison, pairs, share};
use super::events::Scored;
use super::sweep::predicted_of;
use crate::pipeline::Clustering;
use crate::rounding::nine_places;
use crate::story::StorySettings;
use crate::story::background::Profile;
use crate::story::candidates::{Link, find_candidates};
use crate::story::constraints::Constraints;
use crate::story::corroboration::corroborate;
use crate::story::group::{Group, group};
use crate::story::score::PairScore;

/// Texts from which a caller should warn: the comparison takes minutes.
pub const MANY_TEXTS: usize = 20_000;
/// Texts beyond which the comparison is refused.
pub const MOST_TEXTS: usize = 100_000;
/// Links beyond which the comparison is given up, because they no longer fit into memory.
pub const MOST_LINKS: usize = 20_000_000;
/// Texts compared between two reports of progress.
const BLOCK: usize = 128;

/// The candidates against all pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Completeness {
    /// Texts compared: documents, copies counted once.
    pub texts: usize,
    /// Pairs of texts.
    pub pairs: u64,
    /// Pairs that were scored in full to find the candidates' links.
    pub comparisons: u64,
    /// Links among all pairs.
    pub links: usize,
    /// Of them, those that the candidates found.
    pub links_found: usize,
    /// Share of the links found.
    #[serde(serialize_with = "nine_places")]
    pub link_recall: f64,
    /// Pairs that the grouping of all links puts in one story.
    pub story_pairs: u64,
    /// Of them, those that the grouping of the candidates' links puts in one story too.
    pub story_pairs_kept: u64,
    /// Share of those pairs.
    #[serde(serialize_with = "nine_places")]
    pub story_pair_recall: f64,
    /// Pairs that only the grouping of the candidates' links puts in one story.
    pub story_pairs_added: u64,
    /// B-cubed of the grouping of all links by the gold events, if there are any.
    pub bcubed: Option<Agreement>,
}

/// Why all pairs were not compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompletenessError {
    /// There are too many texts.
    #[error(
        "{texts} texts are too many to compare all pairs of them for --candidates, {MOST_TEXTS} are the most; \
         name a part of the input"
    )]
    TooManyTexts {
        /// How many there are.
        texts: usize,
    },
    /// The texts are too much alike.
    #[error(
        "more than {MOST_LINKS} pairs are alike, which is too many to keep for --candidates; name a part of the input"
    )]
    TooManyLinks,
}

/// Compares all pairs of texts of a clustering. `progress` is called with the number of texts compared so far.
///
/// # Errors
///
/// When there are too many texts or links.
pub fn measure(
    clustering: &Clustering,
    scored: Option<&Scored<'_>>,
    settings: &StorySettings,
    progress: &mut dyn FnMut(usize),
) -> Result<Completeness, CompletenessError> {
    let profiles = &clustering.evidence.profiles;
    let links = all_links(profiles, settings, progress)?;
    let candidates = find_candidates(profiles, settings);
    let shortness = clustering.evidence.shortness(settings);
    let grouped = |links: &[Link]| {
        let links = corroborate(profiles, profiles.len(), links, settings);
        story_of(&group(&shortness, &links, &Constraints::default(), settings), profiles.len())
    };
    let (full, sparse) = (grouped(&links), grouped(&candidates.links));
    let (story_pairs, sparse_pairs, story_pairs_kept) =
        (together(&full, &full), together(&sparse, &sparse), together(&full, &sparse));
    let ends = |link: &Link| (link.first, link.second);
    let is_found = |link: &&Link| candidates.links.binary_search_by_key(&ends(link), ends).is_ok();
    let links_found = links.iter().filter(is_found).count();
    Ok(Completeness {
        texts: profiles.len(),
        pairs: narrow(pairs(profiles.len())),
        comparisons: candidates.comparisons,
        links: links.len(),
        links_found,
        link_recall: share(links_found as u128, links.len() as u128),
        story_pairs,
        story_pairs_kept,
        story_pair_recall: share(u128::from(story_pairs_kept), u128::from(story_pairs)),
        story_pairs_added: sparse_pairs - story_pairs_kept,
        bcubed: scored
            .map(|scored| Comparison::of(&scored.gold_of, &predicted_of(scored, clustering, &full)).figures().bcubed),
    })
}

/// All links, by the score of each pair.
fn all_links(
    profiles: &[Profile],
    settings: &StorySettings,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Link>, CompletenessError> {
    let texts = profiles.len();
    if texts > MOST_TEXTS {
        return Err(CompletenessError::TooManyTexts { texts });
    }
    let mut links = Vec::new();
    for start in (0..texts).step_by(BLOCK) {
        let end = (start + BLOCK).min(texts);
        let found: Vec<Link> =
            (start..end).into_par_iter().flat_map_iter(|first| links_after(first, profiles, settings)).collect();
        links.extend(found);
        if links.len() > MOST_LINKS {
            return Err(CompletenessError::TooManyLinks);
        }
        progress(end);
    }
    Ok(links)
}

fn links_after<'a>(
    first: usize,
    profiles: &'a [Profile],
    settings: &'a StorySettings,
) -> impl Iterator<Item = Link> + 'a {
    // A little more than any cosine, as weights are rounded: what is no link at that is none.
    const MOST_SIMILARITY: f64 = 1.001;
    let one = &profiles[first];
    (first + 1..profiles.len()).filter_map(move |second| {
        let other = &profiles[second];
        let most = PairScore::of_similarity(MOST_SIMILARITY, one, other, settings).score;
        let score = if most < settings.link_floor { return None } else { PairScore::of(one, other, settings).score };
        (score >= settings.link_floor).then_some(Link { first, second, score })
    })
}

fn story_of(groups: &[Group], texts: usize) -> Vec<usize> {
    let mut story_of = vec![0; texts];
    for (story, group) in groups.iter().enumerate() {
        for &text in &group.members {
            story_of[text] = story;
        }
    }
    story_of
}

/// Pairs that both groupings put together.
fn together(one: &[usize], other: &[usize]) -> u64 {
    let mut both: Vec<(usize, usize)> = one.iter().copied().zip(other.iter().copied()).collect();
    both.sort_unstable();
    narrow(both.chunk_by(|one, other| one == other).map(|cell| pairs(cell.len())).sum())
}

/// Fits, because the number of texts is bounded.
fn narrow(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(terms: &[(u32, f32)], published: &str) -> Profile {
        Profile { terms: terms.to_vec(), published: published.parse().ok(), ..Profile::default() }
    }

    #[test]
    fn all_links_are_those_of_every_pair() {
        let profiles = [
            profile(&[(1, 0.6), (2, 0.8)], "2025-06-01"),
            profile(&[(2, 0.8), (3, 0.6)], "2025-06-02"),
            profile(&[(1, 0.6), (2, 0.8)], "2025-09-01"),
            profile(&[(9, 1.0)], "2025-06-01"),
        ];
        let settings = StorySettings::default();
        let mut seen = Vec::new();
        let links = all_links(&profiles, &settings, &mut |done| seen.push(done)).unwrap();
        let ends: Vec<(usize, usize)> = links.iter().map(|link| (link.first, link.second)).collect();
        assert_eq!(ends, [(0, 1)], "months apart is no link, however alike");
        assert!((links[0].score - 0.64).abs() < 1e-6);
        assert_eq!(seen, [4]);
    }

    #[test]
    fn pairs_together_are_counted_by_both_groupings() {
        assert_eq!(together(&[0, 0, 0, 1], &[5, 5, 6, 6]), 1);
        assert_eq!(together(&[0, 0, 0, 1], &[0, 0, 0, 1]), 3);
        assert_eq!(together(&[], &[]), 0);
    }

    #[test]
    fn too_many_texts_are_refused_with_the_cure() {
        let profiles = vec![profile(&[], "2025-06-01"); MOST_TEXTS + 1];
        let error = all_links(&profiles, &StorySettings::default(), &mut |_| ()).unwrap_err();
        assert!(error.to_string().contains("100001 texts") && error.to_string().contains("name a part of the input"));
    }
}
