//! The parameters of same-event grouping, all in one place. One default serves every collection.

use super::score::MOST_LIFT;
use super::shortness::between;

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
    /// Weight of a form, the beginning of a word, relative to the word, in a document of no length; see
    /// [`forms`](super::forms).
    pub form_weight: f64,
    /// Titles with the same words before or behind them from which these are [furniture](super::furniture) of a desk and no
    /// part of the title; 0 leaves all titles as they are.
    pub furniture_titles: usize,
    /// Distinct terms of a document that is half as [short](super::shortness) as one can be.
    pub short_terms: f64,
    /// How steeply shortness falls around that.
    pub short_exponent: f64,
    /// How many documents the general word frequencies count for beside the collection's own.
    pub general_documents: f64,
    /// Days apart at no cost.
    pub free_days: f64,
    /// Days beyond the free ones after which a pair's score is halved.
    pub half_life_days: f64,
    /// Days apart at no cost for two short texts whose times of day are known: at most [`free_days`](Self::free_days) counts.
    pub short_free_days: f64,
    /// The same of [`half_life_days`](Self::half_life_days).
    pub short_half_life_days: f64,
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
    /// How many of its nearest neighbours a short document is seen together with.
    pub short_neighbours: usize,
    /// Weight of a neighbour, relative to its score, for a short document.
    pub short_neighbour_weight: f64,
    /// Score from which two documents that are in no group yet join.
    pub join_bar: f64,
    /// Mean score from which a document joins a group, before the group's cohesion is counted in.
    pub join_document: f64,
    /// Mean score from which two groups join, before their cohesion is counted in.
    pub join_groups: f64,
    /// Mean score from which two groups of short documents join, before their cohesion is counted in.
    pub short_join_groups: f64,
    /// How much higher [`join_bar`](Self::join_bar) is for two documents alone, as a share of it.
    pub few_lift: f64,
    /// Documents beyond two that leave some 37 % of that lift (one e-th).
    pub few_documents: f64,
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
            form_weight: 0.7,
            furniture_titles: 3,
            short_terms: 30.0,
            short_exponent: 6.0,
            general_documents: 500.0,
            rarity_exponent: 0.9,
            free_days: 0.75,
            half_life_days: 1.0,
            short_free_days: 0.1,
            short_half_life_days: 0.7,
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
            short_neighbours: 10,
            short_neighbour_weight: 0.65,
            join_bar: 0.115,
            join_document: 0.3,
            join_groups: 0.4,
            short_join_groups: 0.3,
            few_lift: 0.25,
            few_documents: 20.0,
            cohesion_exponent: 0.6,
        }
    }
}

impl StorySettings {
    /// What is left of a pair's score at so many days apart, between 0 and 1.
    #[must_use]
    pub fn day_factor(&self, days_apart: f64) -> f64 {
        self.halved(days_apart, self.free_days, self.half_life_days)
    }

    fn halved(&self, days_apart: f64, free_days: f64, half_life_days: f64) -> f64 {
        if self.window_days.is_some_and(|window| days_apart > window) {
            return 0.0;
        }
        let days = (days_apart - free_days).max(0.0);
        0.5_f64.powf(days / half_life_days)
    }

    /// The same for two texts whose times of day are known, by their [shortness](super::shortness): reports of one event in
    /// headlines come within hours. Never more than the [day factor](Self::day_factor).
    #[must_use]
    pub fn clock_factor(&self, days_apart: f64, shortness: f64) -> f64 {
        let free_days = between(self.free_days, self.short_free_days, shortness);
        let half_life_days = between(self.half_life_days, self.short_half_life_days, shortness);
        self.halved(days_apart, free_days, half_life_days).min(self.day_factor(days_apart))
    }

    /// The same settings for a collection of so many documents: in a small one all scores are higher, because what is common
    /// in it cannot be known, and so is the bar.
    #[must_use]
    pub fn for_documents(&self, documents: usize) -> Self {
        let lift = self.few_lift * (-(documents as f64 - 2.0).max(0.0) / self.few_documents).exp();
        let lift = if lift.is_finite() { lift } else { 0.0 };
        Self { join_bar: self.join_bar * (1.0 + lift), ..self.clone() }
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
            short_join_groups: self.short_join_groups * factor,
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
    fn headlines_go_by_the_clock_and_never_cost_less() {
        let settings = StorySettings::default();
        let half_a_day = |shortness| settings.clock_factor(0.5, shortness);
        assert!(half_a_day(0.0).to_bits() == 1.0_f64.to_bits() && half_a_day(1.0) < 0.7);
        assert!(half_a_day(1.0) < half_a_day(0.5) && half_a_day(0.5) < half_a_day(0.0));
        let generous = StorySettings { short_free_days: 5.0, short_half_life_days: 9.0, ..settings.clone() };
        assert_eq!(generous.clock_factor(2.0, 1.0).to_bits(), settings.day_factor(2.0).to_bits(), "bounds rest on it");
    }

    #[test]
    fn few_documents_need_more_to_join() {
        let bar = |documents| StorySettings::default().for_documents(documents).join_bar;
        assert!((bar(2) - 0.143_75).abs() < 1e-9 && bar(0).to_bits() == bar(2).to_bits());
        assert!((bar(32) - 0.1214).abs() < 1e-4);
        assert!((bar(100) - 0.115).abs() < 5e-4);
        let never = StorySettings { few_documents: 0.0, ..StorySettings::default() };
        assert_eq!(never.for_documents(2).join_bar.to_bits(), 0.115_f64.to_bits());
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
