//! From a clustering to comparisons of its stories.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Report, StoryComparison, TWO_STORIES, Why};
use crate::compare::Comparison;
use crate::document::Document;
use crate::moment::Moment;
use crate::pipeline::Clustering;
use crate::story::StorySettings;
use crate::story::group::join_bar;
use crate::text::words::{Unspaced, for_each_word};

/// Terms that are named as a reason.
const TERMS: usize = 8;

/// Versions of a story that are laid beside each other: more columns than these nobody reads.
pub const MOST_VERSIONS: usize = 6;

impl Report {
    /// Compares the versions of every story that has `least` or more. Of documents that copy each other the first one
    /// stands for all, but where one outlet published its text again with other words: that is a revision, and a version.
    #[must_use]
    pub fn of(clustering: &Clustering, settings: &StorySettings, least: usize) -> Self {
        let stories = clustering.stories.par_iter().map(|story| (versions(clustering, &story.members), story));
        let several = stories.filter(|(versions, _)| versions.len() >= least.max(2));
        let compared = several.map(|(versions, story)| StoryComparison {
            copies: story.members.len() - versions.len(),
            ..StoryComparison::of(clustering, &versions, settings)
        });
        Self { stories: compared.collect() }
    }
}

/// Of the documents of a story, in their order, those that are versions of their own.
fn versions(clustering: &Clustering, members: &[usize]) -> Vec<usize> {
    // Of each group of copies, the outlets that published it and the words of their versions.
    let mut known: BTreeMap<usize, Vec<(&Document, Vec<String>)>> = BTreeMap::new();
    let is_version = |&&member: &&usize| {
        let document = &clustering.documents[member];
        let of_copies = known.entry(clustering.copies_group_of[member]).or_default();
        let is_same_outlet = |(other, _): &&(&Document, Vec<String>)| {
            other.source == document.source && other.programme == document.programme
        };
        let words = words_of(document);
        let is_new = of_copies.is_empty()
            || of_copies.iter().any(|it| is_same_outlet(&it)) && !of_copies.iter().any(|(_, others)| *others == words);
        if is_new {
            of_copies.push((document, words));
        }
        is_new
    };
    members.iter().filter(is_version).copied().collect()
}

/// The words of a document in their order: commas, case and layout make no version.
fn words_of(document: &Document) -> Vec<String> {
    let mut words = Vec::new();
    for_each_word(&document.evidence_text(), Unspaced::Dictionary, |word| words.push(word.normal.to_owned()));
    words
}

impl StoryComparison {
    /// Compares some documents of a clustering, in order of time; the first [`MOST_VERSIONS`] of them.
    #[must_use]
    pub fn of(clustering: &Clustering, members: &[usize], settings: &StorySettings) -> Self {
        let mut places = members.to_vec();
        // Those without a time stay in the order in which they were named.
        places.sort_by_key(|&place| {
            let time = clustering.documents[place].published.as_ref().map(Moment::earliest);
            (time.is_none(), time)
        });
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
            copies: 0,
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
            relation: if is_one_story { "same story" } else { TWO_STORIES }.to_owned(),
            score: Some(evidence.corroborated),
            bar: Some(join_bar([None, None], evidence.shortness, settings)),
            terms: evidence.shared.into_iter().map(|term| term.text).collect(),
        },
    }
}
