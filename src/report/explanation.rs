//! Everything known about why two documents are in one story or not, gathered for the formats that show it.

use serde::Serialize;

use crate::copies::CopyPair;
use crate::pipeline::{Clustering, Story};
use crate::story::StorySettings;
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
        Self { clustering, pair, relation, evidence, stories, copies: copies.copied() }
    }

    /// The story of the first document; of both, unless they are in two.
    #[must_use]
    pub fn story(&self) -> &'a Story {
        &self.clustering.stories[self.clustering.story_of[self.pair[0]]]
    }
}
