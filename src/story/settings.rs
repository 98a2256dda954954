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
    /// Days apart beyond which a pair scores nothing; by default no more than [`window`](Self::window) tells, which loses
    /// no link.
    pub window_days: Option<f64>,
    /// A term found in more documents than this proposes no candidates: more of a pair's window of days where both are
    /// dated, of the collection where one is not.
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
            window_days: None,
            candidate_documents: 500,
            join_bar: 0.13,
            join_cohesion: 0.6,
            join_sure: 0.18,
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
    /// A score is a cosine, at most 1, halved every [`half_life_days`](Self::half_life_days) beyond the free ones.
    #[must_use]
    pub fn window(&self) -> Option<f64> {
        // Weights are rounded, so that a cosine may exceed 1 by a trifle.
        const TRIFLE: f64 = 1e-3;
        let exact = self.free_days + self.half_life_days * ((1.0 + TRIFLE) / self.link_floor).log2().max(0.0);
        let exact = Some(exact).filter(|days| days.is_finite() && self.half_life_days >= 0.0 && self.link_floor > 0.0);
        [exact, self.window_days].into_iter().flatten().reduce(f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_window_equal_texts_are_no_link() {
        let settings = StorySettings::default();
        let window = settings.window().unwrap();
        assert!((window - 9.64).abs() < 0.01, "{window}");
        assert!(settings.day_factor(window) < settings.link_floor);
        assert!(settings.day_factor(window - 0.01) > settings.link_floor);
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
