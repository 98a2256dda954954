//! A comparison for people and programs: how the versions of one story differ, as a page, for a terminal, as Markdown and
//! as JSON.
//!
//! All formats say the same in the same words ([`words`](self)), number figures and quotes alike and list stories in one
//! order, those that differ most first, so that a printed page can be talked about with somebody who looks at a terminal.
//! Everything rests on a [`Comparison`]; nothing is judged here.

mod facts;
mod gather;
mod glance;
mod json;
mod markdown;
mod marks;
mod page;
mod terminal;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::cmp::Reverse;

use crate::compare::Comparison;

pub use gather::MOST_VERSIONS;
pub use json::{COMPARISON_SCHEMA, write_json};
pub use markdown::write_markdown;
pub use page::{SERVED_STYLE, Served, write_page, write_served_page};
pub use terminal::write_terminal;

/// Comparisons to be shown together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The stories, in any order.
    pub stories: Vec<StoryComparison>,
}

/// The comparison of the versions of one story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryComparison {
    /// The id of the story, where the versions come from a grouping.
    pub story: Option<String>,
    /// What the versions have in common and what parts them.
    pub comparison: Comparison,
    /// Why they are one story.
    pub why: Vec<Why>,
    /// Further versions, which are not shown.
    pub left_out: usize,
    /// Documents of the story that copy a version and are not shown.
    pub copies: usize,
}

/// What documents of two stories are to each other.
const TWO_STORIES: &str = "two stories";

/// Why two versions are told to be of one story.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// Numbers of the versions.
    pub versions: [usize; 2],
    /// What they are to each other: `copies`, `same story`, `two stories`.
    pub relation: String,
    /// Their score.
    pub score: Option<f64>,
    /// What the score had to reach.
    pub bar: Option<f64>,
    /// The strongest shared terms, strongest first.
    pub terms: Vec<String>,
}

/// How much the versions of a story differ.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Difference {
    /// Things of which figures are stated that cannot all be true.
    pub conflicts: usize,
    /// Things that one version states more precisely.
    pub finer: usize,
    /// Share of all sentences that only one version tells, 0 to 1.
    pub only_in_share: f64,
}

impl Difference {
    /// Measures a comparison.
    #[must_use]
    pub fn of(comparison: &Comparison) -> Self {
        let figures = facts::figures(comparison);
        let count = |relation| figures.iter().filter(|figure| figure.relation == relation).count();
        let told = |rows: &mut dyn Iterator<Item = &crate::compare::Row>| -> usize {
            rows.map(|row| row.cells.iter().map(Vec::len).sum::<usize>()).sum()
        };
        let all = told(&mut comparison.rows.iter());
        let alone = told(&mut comparison.rows.iter().filter(|row| row.only_in().is_some()));
        Self {
            conflicts: count(facts::FigureRelation::Conflicting),
            finer: count(facts::FigureRelation::Finer),
            only_in_share: if all == 0 { 0.0 } else { alone as f64 / all as f64 },
        }
    }
}

impl StoryComparison {
    /// What the story is called: the headline of the first version that has one, else how the first begins.
    #[must_use]
    pub fn title(&self) -> &str {
        let heads = &self.comparison.heads;
        heads.iter().find(|head| head.has_title).or(heads.first()).map_or("Comparison", |head| head.title.as_str())
    }

    /// The comparison of documents that an archive has in one story: it grouped them among others, and knows better than
    /// the few that are compared.
    #[must_use]
    pub fn within(mut self, story: &str) -> Self {
        self.story = Some(story.to_owned());
        for why in self.why.iter_mut().filter(|why| why.relation == TWO_STORIES) {
            "same story".clone_into(&mut why.relation);
        }
        self
    }

    /// Whether the versions are told to be of one story.
    #[must_use]
    pub fn is_one_story(&self) -> bool {
        self.why.iter().all(|why| why.relation != TWO_STORIES)
    }
}

impl Report {
    /// The stories with their difference, those that differ most first: by conflicts, then by the share that only one
    /// version tells. Stories that differ alike stay in their order.
    #[must_use]
    pub fn by_difference(&self) -> Vec<(&StoryComparison, Difference)> {
        let stories = self.stories.iter().map(|story| (story, Difference::of(&story.comparison)));
        let mut stories: Vec<(&StoryComparison, Difference)> = stories.collect();
        stories.sort_by_key(|(_, difference)| Reverse((difference.conflicts, per_mille(difference.only_in_share))));
        stories
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share, 0 to 1")]
fn per_mille(share: f64) -> u32 {
    (share * 1000.0).round() as u32
}
