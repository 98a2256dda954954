//! The parameters of same-event grouping, all in one place. One default serves every collection.

/// How evidence is weighted, pairs are scored and documents are grouped. The defaults were chosen on labelled news and on
/// thinned samples of it in which most documents have no partner; `docs/method.md` gives the measurements.
#[derive(Debug, Clone, PartialEq)]
pub struct StorySettings {
    /// How many times a word of the title counts.
    pub title_weight: f64,
    /// How many times a word among the first [`lead_words`](Self::lead_words) counts.
    pub lead_weight: f64,
    /// Length of the opening that counts as the lead, in words.
    pub lead_words: usize,
    /// How many times a word after the first [`tail_words`](Self::tail_words) counts.
    pub tail_weight: f64,
    /// Where the tail begins, in words.
    pub tail_words: usize,
    /// Weight of a pair of adjacent words, relative to a word.
    pub bigram_weight: f64,
    /// Weight of a name of two words or more, relative to a word.
    pub name_weight: f64,
    /// Weight of a figure, relative to a word.
    pub figure_weight: f64,
    /// How many documents the general word frequencies count for beside the collection's own.
    pub general_documents: f64,
    /// Days apart at no cost.
    pub free_days: f64,
    /// Days beyond the free ones after which a pair's score is halved.
    pub half_life_days: f64,
    /// Factor on the score of two items of one programme: a programme airs an event once, its next item on the subject
    /// is another event or a follow-up.
    pub same_programme_factor: f64,
    /// Score from which a pair is a link of the candidate graph; below it a pair counts as unlike.
    pub link_floor: f64,
    /// A term found in more documents than this proposes no candidates.
    pub candidate_documents: usize,
    /// Mean score between two groups from which they may join.
    pub join_bar: f64,
    /// Share of the groups' inner mean score that the mean score between them must reach.
    pub join_cohesion: f64,
    /// Mean score from which two groups join whatever their inner scores.
    pub join_sure: f64,
}

impl Default for StorySettings {
    fn default() -> Self {
        Self {
            title_weight: 5.0,
            lead_weight: 3.0,
            lead_words: 80,
            tail_weight: 0.5,
            tail_words: 400,
            bigram_weight: 0.35,
            name_weight: 0.5,
            figure_weight: 0.8,
            general_documents: 200.0,
            free_days: 1.0,
            half_life_days: 2.0,
            same_programme_factor: 0.5,
            link_floor: 0.05,
            candidate_documents: 500,
            join_bar: 0.13,
            join_cohesion: 0.6,
            join_sure: 0.18,
        }
    }
}

impl StorySettings {
    /// The same settings with both bars of a join multiplied: above 1 fewer documents join, below 1 more.
    #[must_use]
    pub fn with_strictness(&self, factor: f64) -> Self {
        Self { join_bar: self.join_bar * factor, join_sure: self.join_sure * factor, ..self.clone() }
    }
}
