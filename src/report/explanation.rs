//! Everything known about why two documents are in one story or not, gathered for the formats that show it.

use serde::Serialize;

use crate::copies::CopyPair;
use crate::overrides::Override;
use crate::pipeline::{Clustering, Story};
use crate::story::StorySettings;
use crate::story::chain::{Chain, chain};
use crate::story::explain::{GroupEvidence, PairEvidence};

/// What two documents are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One text stands for both.
    Copies,
    /// They report one event, in other words.
    SameStory,
    /// They report two events.
    TwoStories,
}

/// What keeps two stories from being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptApart {
    /// An override, whatever the scores.
    Override,
    /// No pair of their documents is enough alike to be a link.
    NoLink,
    /// Their mean score is below the bar of a join.
    ScoreBelowBar,
}

/// Why two documents are in one story or not.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The clustering they are part of.
    pub clustering: &'a Clustering,
    /// The two documents.
    pub pair: [usize; 2],
    /// What they are to each other.
    pub relation: Relation,
    /// Their evidence, unless one text stands for both.
    pub evidence: Option<PairEvidence>,
    /// Their stories against each other, unless they are in one.
    pub stories: Option<GroupEvidence>,
    /// How much of each is in the other, if that is known to be much.
    pub copies: Option<CopyPair>,
    /// For each of the two, the copy of it that takes part in grouping in its place, if it does not do so itself.
    pub represented_by: [Option<usize>; 2],
    /// What keeps their stories apart, if they are in two.
    pub kept_apart_by: Option<KeptApart>,
    /// How they came together in one story, and the score of each step; the documents are those that stand for them.
    pub chain: Option<(Chain, Vec<f64>)>,
    /// The overrides that decided: those that made joins on the chain, or that keep the two stories apart.
    pub overrides: Vec<&'a Override>,
}

impl<'a> Explanation<'a> {
    /// Gathers what is known about two documents of a clustering, with up to `most` terms for and against.
    #[must_use]
    pub fn of(clustering: &'a Clustering, pair: [usize; 2], settings: &StorySettings, most: usize) -> Self {
        let evidence = clustering.explain_pair(pair, settings, most);
        let stories = clustering.explain_stories(pair, settings);
        let relation = match (&evidence, &stories) {
            (None, _) => Relation::Copies,
            (_, None) => Relation::SameStory,
            _ => Relation::TwoStories,
        };
        let (first, second) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        let copies = clustering.copies.pairs.iter().find(|copies| (copies.first, copies.second) == (first, second));
        let mut explanation = Self {
            clustering,
            pair,
            relation,
            evidence,
            stories,
            copies: copies.copied(),
            represented_by: pair.map(|index| Some(standing(clustering, index)).filter(|&standing| standing != index)),
            kept_apart_by: None,
            chain: None,
            overrides: clustering.overrides_between(pair).collect(),
        };
        explanation.kept_apart_by = explanation.stories.map(|stories| match stories {
            _ if !explanation.overrides.is_empty() => KeptApart::Override,
            GroupEvidence { mean_score, .. } if mean_score <= 0.0 => KeptApart::NoLink,
            _ => KeptApart::ScoreBelowBar,
        });
        if relation == Relation::SameStory {
            explanation.connect();
        }
        explanation
    }

    /// Finds how the two came together, and by whose ruling.
    fn connect(&mut self) {
        let (clustering, story) = (self.clustering, self.story());
        let Some(chain) = chain(&story.joins, self.pair.map(|index| standing(clustering, index))) else { return };
        let mut places: Vec<&Override> =
            chain.joins().into_iter().filter_map(|join| clustering.override_of(&story.joins[join])).collect();
        places.sort_unstable();
        places.dedup();
        self.overrides = places;
        let score = |from, to| clustering.corroborated([from, to]).unwrap_or(0.0);
        let scores = chain.steps.iter().map(|step| score(step.from, step.to)).collect();
        self.chain = Some((chain, scores));
    }

    /// The story of the first document; of both, unless they are in two.
    #[must_use]
    pub fn story(&self) -> &'a Story {
        &self.clustering.stories[self.clustering.story_of[self.pair[0]]]
    }
}

/// The document that stands for the copies that one is among.
fn standing(clustering: &Clustering, index: usize) -> usize {
    clustering.representatives[clustering.copies_group_of[index]]
}
