//! From a clustering to comparisons of its stories.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{Report, StoryComparison, Why};
use crate::compare::{Comparison, time_order};
use crate::document::Document;
use crate::pipeline::Clustering;
use crate::story::StorySettings;
use crate::story::group::join_bar;

/// Terms that are named as a reason.
const TERMS: usize = 8;

/// Versions of a story that are laid beside each other: more columns than these nobody reads.
pub const MOST_VERSIONS: usize = 6;

impl Report {
    /// Compares the versions of every story that has `least` or more. Of documents that copy each other the first one
    /// stands for all.
    #[must_use]
    pub fn of(clustering: &Clustering, settings: &StorySettings, least: usize) -> Self {
        let versions = |members: &[usize]| {
            let mut seen = BTreeSet::new();
            let first_of_copies = members.iter().filter(|&&member| seen.insert(clustering.copies_group_of[member]));
            first_of_copies.copied().collect::<Vec<usize>>()
        };
        let stories = clustering.stories.par_iter().map(|story| versions(&story.members));
        let several = stories.filter(|versions| versions.len() >= least.max(2));
        Self { stories: several.map(|versions| StoryComparison::of(clustering, &versions, settings)).collect() }
    }
}

impl StoryComparison {
    /// Compares some documents of a clustering, in order of time; the first [`MOST_VERSIONS`] of them.
    #[must_use]
    pub fn of(clustering: &Clustering, members: &[usize], settings: &StorySettings) -> Self {
        let mut places = members.to_vec();
        places.sort_by_key(|&place| time_order(&clustering.documents[place]));
        let left_out = places.len().saturating_sub(MOST_VERSIONS);
        places.truncate(MOST_VERSIONS);
        let documents: Vec<&Document> = places.iter().map(|&place| &clustering.documents[place]).collect();
        let stories: BTreeSet<usize> = places.iter().map(|&place| clustering.story_of[place]).collect();
        let story = stories.first().filter(|_| stories.len() == 1);
        Self {
            story: story.map(|&story| clustering.stories[story].id.clone()),
            comparison: Comparison::of(&documents),
            why: (1..places.len()).map(|later| why(clustering, &places, [later - 1, later], settings)).collect(),
            left_out,
        }
    }
}

fn why(clustering: &Clustering, places: &[usize], versions: [usize; 2], settings: &StorySettings) -> Why {
    let pair = versions.map(|version| places[version]);
    let is_one_story = clustering.story_of[pair[0]] == clustering.story_of[pair[1]];
    match clustering.explain_link(pair, settings, TERMS) {
        None => Why { versions, relation: "copies".to_owned(), score: None, bar: None, terms: Vec::new() },
        Some(evidence) => Why {
            versions,
            relation: if is_one_story { "same story" } else { "two stories" }.to_owned(),
            score: Some(evidence.corroborated),
            bar: Some(join_bar([None, None], evidence.shortness, settings)),
            terms: evidence.shared.into_iter().map(|term| term.text).collect(),
        },
    }
}
