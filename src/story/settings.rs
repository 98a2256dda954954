//! The parameters of same-event grouping, all in one place. One default serves every collection.

use super::score::MOST_LIFT;

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
    /// Factor on the score of a document with a date and one without: it may be of any time.
    pub undated_factor: f64,
    /// Exponent of the rarity of a term in its weight.
    pub rarity_exponent: f64,
    /// Exponent of the agreement of figures in the score: 0 leaves figures out.
    pub figure_exponent: f64,
    /// Factor on the score of two documents that name a day in common, but not first.
    pub shared_day_factor: f64,
    /// Factor on the score of two documents that name different days.
    pub other_day_factor: f64,
    /// Most that is left of the score of two documents about different days of which the one recounts the other's.
    pub sequel_factor: f64,
    /// Factor on their corroborated score: a report and its sequel share their neighbours.
    pub sequel_corroborated_factor: f64,
    /// Factor on the score of two documents that count the same things, and each of them differently.
    pub other_count_factor: f64,
    /// Factor on the score of two items of one programme: a programme airs an event once, its next item on the subject
    /// is another event or a follow-up.
    pub same_programme_factor: f64,
    /// The same for two items of one outlet that name no programme.
    pub same_outlet_factor: f64,
    /// Score from which a pair is a link of the candidate graph; below it a pair counts as unlike.
    pub link_floor: f64,
    /// Days apart beyond which a pair scores nothing; by default no more than [`window`](Self::window) tells, which loses
    /// no link.
    pub window_days: Option<f64>,
    /// A term found in more documents than this proposes no candidates: more of a pair's window of days where both are
    /// dated, of the collection where one is not.
    pub candidate_documents: usize,
    /// How many of a document's nearest neighbours it is seen together with.
    pub neighbours: usize,
    /// Score from which a document is a neighbour of another.
    pub neighbour_floor: f64,
    /// Weight of a neighbour, relative to its score, for a document of no length.
    pub neighbour_weight: f64,
    /// Terms of a document that is long enough to need its neighbours half as much.
    pub neighbour_terms: f64,
    /// Score from which two documents that are in no group yet join.
    pub join_bar: f64,
    /// Mean score from which a document joins a group, before the group's cohesion is counted in.
    pub join_document: f64,
    /// Mean score from which two groups join, before their cohesion is counted in.
    pub join_groups: f64,
    /// Exponent of the cohesion of the groups (their mean inner score) in the bar of a join: 0 for one bar whatever the
    /// cohesion, 1 for a bar that is a share of it.
    pub cohesion_exponent: f64,
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
            name_weight: 0.3,
            figure_weight: 1.0,
            general_documents: 500.0,
            rarity_exponent: 0.9,
            free_days: 0.75,
            half_life_days: 1.0,
            undated_factor: 0.8,
            figure_exponent: 0.3,
            shared_day_factor: 0.9,
            other_day_factor: 0.75,
            sequel_factor: 0.6,
            sequel_corroborated_factor: 0.75,
            other_count_factor: 0.75,
            same_programme_factor: 0.5,
            same_outlet_factor: 0.7,
            link_floor: 0.05,
            window_days: None,
            candidate_documents: 500,
            neighbours: 5,
            neighbour_floor: 0.15,
            neighbour_weight: 0.5,
            neighbour_terms: 200.0,
            join_bar: 0.115,
            join_document: 0.3,
            join_groups: 0.4,
            cohesion_exponent: 0.6,
        }
    }
}

impl StorySettings {
    /// What is left of a pair's score at so many days apart, between 0 and 1.
    #[must_use]
    pub fn day_factor(&self, days_apart: f64) -> f64 {
        if self.window_days.is_some_and(|window| days_apart > window) {
            return 0.0;
        }
        let days = (days_apart - self.free_days).max(0.0);
        0.5_f64.powf(days / self.half_life_days)
    }

    /// Days apart beyond which no pair can reach the link floor, however alike; `None` if there is no such bound.
    ///
    /// A score is a cosine, at most 1, lifted by figures that agree and halved every
    /// [`half_life_days`](Self::half_life_days) beyond the free ones.
    #[must_use]
    pub fn window(&self) -> Option<f64> {
        // Weights are rounded, so that a cosine may exceed 1 by a trifle.
        const TRIFLE: f64 = 1e-3;
        let most = MOST_LIFT * (1.0 + TRIFLE);
        let exact = self.free_days + self.half_life_days * (most / self.link_floor).log2().max(0.0);
        let exact = Some(exact).filter(|days| days.is_finite() && self.half_life_days >= 0.0 && self.link_floor > 0.0);
        [exact, self.window_days].into_iter().flatten().reduce(f64::min)
    }

    /// The same settings with all bars of a join multiplied: above 1 fewer documents join, below 1 more.
    #[must_use]
    pub fn with_strictness(&self, factor: f64) -> Self {
        Self {
            join_bar: self.join_bar * factor,
            join_document: self.join_document * factor,
            join_groups: self.join_groups * factor,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_window_equal_texts_are_no_link() {
        let settings = StorySettings::default();
        let window = settings.window().unwrap();
        assert!((window - 5.66).abs() < 0.01, "{window}");
        assert!(MOST_LIFT * settings.day_factor(window) < settings.link_floor);
        assert!(MOST_LIFT * settings.day_factor(window - 0.01) > settings.link_floor);
    }

    #[test]
    fn a_window_may_be_narrowed_and_not_widened() {
        let with = |days| StorySettings { window_days: Some(days), ..StorySettings::default() };
        assert_eq!(with(3.0).window(), Some(3.0));
        assert_eq!(with(3.0).day_factor(3.5).to_bits(), 0.0_f64.to_bits());
        assert_eq!(with(300.0).window(), StorySettings::default().window());
    }

    #[test]
    fn without_a_floor_there_is_no_window() {
        for settings in [
            StorySettings { link_floor: 0.0, ..StorySettings::default() },
            StorySettings { link_floor: f64::NAN, ..StorySettings::default() },
            StorySettings { half_life_days: f64::INFINITY, ..StorySettings::default() },
            StorySettings { half_life_days: -1.0, ..StorySettings::default() },
        ] {
            assert_eq!(settings.window(), None, "{settings:?}");
        }
    }
}
