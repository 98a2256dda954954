//! The score of a pair: how likely two documents report one event, and the parts it is made of.
//!
//! A function of two profiles alone.

use super::background::Profile;
use super::facts::{CountAgreement, DayAgreement};
use super::focus::DayRelation;
use super::settings::StorySettings;
use super::shortness;
use crate::rounding::four_places;

/// Most that the agreement of figures multiplies a score by.
pub(super) const MOST_LIFT: f64 = 1.5;

/// The score of a pair of documents, with its parts. `score` is the product of the others.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct PairScore {
    /// Between 0 (nothing shared) and 1.5 (the same words and figures on the same day).
    #[serde(serialize_with = "four_places")]
    pub score: f64,
    /// Cosine of the two profiles, between 0 and 1.
    #[serde(serialize_with = "four_places")]
    pub similarity: f64,
    /// What is left after the days between the two: 1 within the free days or where neither has a date, less where only
    /// one has, and less between [short](super::shortness) texts whose times of day are known.
    #[serde(serialize_with = "four_places")]
    pub day_factor: f64,
    /// What is left after the days that the texts name: 1 where both are about one, or none can be compared; least where
    /// the one recounts the other's.
    #[serde(serialize_with = "four_places")]
    pub named_day_factor: f64,
    /// How the figures agree: 1 where there are none, up to 1.5 where they are the same, less where they differ.
    #[serde(serialize_with = "four_places")]
    pub figure_factor: f64,
    /// What is left after the nouns that both count: 1 unless all their numbers differ.
    #[serde(serialize_with = "four_places")]
    pub count_factor: f64,
    /// What is left for being two items of one programme or outlet: 1 for items of different or unnamed ones.
    #[serde(serialize_with = "four_places")]
    pub outlet_factor: f64,
}

impl PairScore {
    /// Scores a pair. Symmetric; linear in the terms of the two profiles.
    #[must_use]
    pub fn of(first: &Profile, second: &Profile, settings: &StorySettings) -> Self {
        Self::of_similarity(dot(&first.terms, &second.terms), first, second, settings)
    }

    /// Scores a pair whose similarity is known.
    #[must_use]
    pub fn of_similarity(similarity: f64, first: &Profile, second: &Profile, settings: &StorySettings) -> Self {
        let day_factor = match (&first.published, &second.published) {
            (Some(one), Some(other)) if one.has_clock() && other.has_clock() => {
                settings.clock_factor(one.days_apart(other), shortness::of_pair(first, second, settings))
            }
            (Some(one), Some(other)) => settings.day_factor(one.days_apart(other)),
            (None, None) => 1.0,
            _ => settings.undated_factor,
        };
        let named_day_factor = named_day_factor(first, second, settings);
        let count_factor = match first.facts.count_agreement(&second.facts) {
            CountAgreement::Unknown | CountAgreement::Same => 1.0,
            CountAgreement::Different => settings.other_count_factor,
        };
        let figure_factor = first.facts.figure_agreement(&second.facts).powf(settings.figure_exponent).min(MOST_LIFT);
        let outlet_factor = match (first.programme, second.programme) {
            (Some(one), Some(other)) if one == other => settings.same_programme_factor,
            (None, None) if first.outlet.is_some() && first.outlet == second.outlet => settings.same_outlet_factor,
            _ => 1.0,
        };
        let score = similarity * day_factor * named_day_factor * figure_factor * count_factor * outlet_factor;
        Self { score, similarity, day_factor, named_day_factor, figure_factor, count_factor, outlet_factor }
    }
}

fn named_day_factor(first: &Profile, second: &Profile, settings: &StorySettings) -> f64 {
    let relation = first.facts.focus.relation(&second.facts.focus);
    if relation == DayRelation::OneDay {
        return 1.0;
    }
    let of_all_days = match first.facts.day_agreement(&second.facts) {
        DayAgreement::Unknown | DayAgreement::Same => 1.0,
        DayAgreement::Shared => settings.shared_day_factor,
        DayAgreement::Different => settings.other_day_factor,
    };
    let of_relation = match relation {
        DayRelation::OneDay | DayRelation::Unknown => 1.0,
        DayRelation::Sequel | DayRelation::WeekdaySequel => settings.sequel_factor,
    };
    of_relation.min(of_all_days)
}

/// Factor on the corroborated score of two documents, 1 at most: a report and its sequel share their neighbours, which
/// would bring back what the days took.
#[must_use]
pub fn corroborated_factor(first: &Profile, second: &Profile, settings: &StorySettings) -> f64 {
    match first.facts.focus.relation(&second.facts.focus) {
        DayRelation::OneDay | DayRelation::WeekdaySequel | DayRelation::Unknown => 1.0,
        DayRelation::Sequel => settings.sequel_corroborated_factor,
    }
}

/// The terms that two profiles share, as `(number, share of the cosine)`, unordered.
pub fn shared_terms<'a>(first: &'a Profile, second: &'a Profile) -> impl Iterator<Item = (u32, f64)> + 'a {
    let mut rest = second.terms.as_slice();
    first.terms.iter().filter_map(move |&(number, weight)| {
        let skipped = rest.partition_point(|&(other, _)| other < number);
        rest = &rest[skipped..];
        let &(other, other_weight) = rest.first()?;
        (other == number).then(|| (number, f64::from(weight) * f64::from(other_weight)))
    })
}

/// Sum of the products of the weights of shared terms; of whole profiles, their cosine. Linear in both.
pub(super) fn dot(first: &[(u32, f32)], second: &[(u32, f32)]) -> f64 {
    let (mut left, mut right) = (0, 0);
    let mut sum = 0.0;
    while let (Some(&(number, weight)), Some(&(other, other_weight))) = (first.get(left), second.get(right)) {
        if number == other {
            sum += f64::from(weight) * f64::from(other_weight);
        }
        left += usize::from(number <= other);
        right += usize::from(other <= number);
    }
    sum
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, Weekday};

    use super::super::facts::Facts;
    use super::super::focus::Focus;
    use super::*;
    use crate::text::days::NamedDay;

    fn profile(terms: &[(u32, f32)], published: Option<&str>, programme: Option<u64>) -> Profile {
        let published = published.and_then(|text| text.parse().ok());
        Profile { terms: terms.to_vec(), published, programme, ..Profile::default() }
    }

    fn score(first: &Profile, second: &Profile) -> f64 {
        PairScore::of(first, second, &StorySettings::default()).score
    }

    #[test]
    fn only_shared_terms_count_and_order_does_not() {
        let first = profile(&[(1, 0.6), (2, 0.8)], None, None);
        let second = profile(&[(2, 0.6), (3, 0.8)], None, None);
        assert!((score(&first, &second) - 0.48).abs() < 1e-6);
        assert!((score(&first, &second) - score(&second, &first)).abs() < 1e-12);
        assert_eq!(shared_terms(&first, &second).map(|(number, _)| number).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_day_costs_nothing_and_more_days_cost_more() {
        let at = |date| profile(&[(1, 1.0)], Some(date), None);
        let first = at("2025-06-12");
        assert!((score(&first, &at("2025-06-13")) - 1.0).abs() < 1e-6);
        assert!(
            (score(&first, &at("2025-06-15")) - 0.42).abs() < 1e-2,
            "two days between the two, one and a quarter beyond the free ones"
        );
        assert!(score(&first, &at("2025-07-12")) < 0.01);
        let undated = profile(&[(1, 1.0)], None, None);
        assert!((score(&undated, &undated) - 1.0).abs() < 1e-6, "no date is no evidence");
        assert!(score(&first, &undated) < 0.9, "a date beside none is a little");
    }

    #[test]
    fn two_headlines_half_a_day_apart_are_less_likely_one_event_than_two_articles() {
        let of = |length, published| Profile { length, ..profile(&[(1, 1.0)], Some(published), None) };
        let apart = |length, one, other| score(&of(length, one), &of(length, other));
        let (morning, evening) = ("2025-06-12T07:30:00Z", "2025-06-12T19:30:00Z");
        assert!(apart(12, morning, evening) < 0.7);
        assert!((apart(300, morning, evening) - 1.0).abs() < 1e-6);
        for date in ["2025-06-12", "2025-06-12T00:00:00Z", "2025-06-12T00:00:00+09:00"] {
            assert!((apart(12, date, evening) - apart(300, date, evening)).abs() < 1e-6, "{date} is no time of day");
        }
    }

    #[test]
    fn two_items_of_one_programme_are_less_likely_one_event() {
        let item = |programme| profile(&[(1, 1.0)], None, programme);
        assert!(score(&item(Some(9)), &item(Some(9))) < score(&item(Some(9)), &item(Some(1))));
        assert!((score(&item(None), &item(None)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn two_items_of_one_outlet_are_too_unless_it_names_their_programmes() {
        let item = |outlet, programme| Profile { outlet, ..profile(&[(1, 1.0)], None, programme) };
        assert!(score(&item(Some(1), None), &item(Some(1), None)) < 0.8);
        assert!((score(&item(Some(1), None), &item(Some(2), None)) - 1.0).abs() < 1e-6);
        assert!((score(&item(Some(1), Some(8)), &item(Some(1), Some(9))) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn other_days_and_other_figures_speak_against() {
        let telling = |days: &[NamedDay], figures: &[(u64, f32)]| Profile {
            facts: Facts { days: days.into(), figures: figures.into(), ..Facts::default() },
            ..profile(&[(1, 1.0)], None, None)
        };
        let (monday, tuesday) = (NamedDay::MonthDay(3, 3), NamedDay::MonthDay(3, 4));
        let one = telling(&[monday], &[]);
        assert!((score(&one, &telling(&[monday], &[])) - 1.0).abs() < 1e-6);
        assert!(score(&one, &telling(&[tuesday, monday], &[])) < 1.0);
        assert!(score(&one, &telling(&[tuesday], &[])) < score(&one, &telling(&[tuesday, monday], &[])));
        let counts = telling(&[], &[(1, 2.5), (2, 2.5), (3, 2.5)]);
        assert!((score(&counts, &counts) - MOST_LIFT).abs() < 1e-6);
        assert!(score(&counts, &telling(&[], &[(4, 2.5), (5, 2.5), (6, 2.5)])) < 0.8);
    }

    /// Documents of one term, about some days.
    fn about(days: &[NamedDay], before: &[NamedDay]) -> Profile {
        let focus = Focus { main: days.first().copied(), before: before.into(), ..Focus::default() };
        Profile { facts: Facts { days: days.into(), focus, ..Facts::default() }, ..profile(&[(1, 1.0)], None, None) }
    }

    #[test]
    fn a_sequel_scores_less_than_another_day_and_that_less_than_one_day() {
        let settings = StorySettings::default();
        let (monday, tuesday) =
            (NamedDay::Date(Date::constant(2025, 3, 3)), NamedDay::Date(Date::constant(2025, 3, 4)));
        let first = about(&[monday], &[]);
        let (other, sequel) = (about(&[tuesday, monday], &[]), about(&[tuesday, monday], &[monday]));
        assert!((score(&first, &other) - settings.shared_day_factor).abs() < 1e-6);
        assert!((score(&first, &sequel) - settings.sequel_factor).abs() < 1e-6);
        assert!((score(&sequel, &first) - settings.sequel_factor).abs() < 1e-6);
        let recounted_first = Profile {
            facts: Facts { days: [tuesday, monday].into(), focus: first.facts.focus.clone(), ..Facts::default() },
            ..first.clone()
        };
        assert!((score(&first, &recounted_first) - 1.0).abs() < 1e-6, "both are about Monday");
        assert!((corroborated_factor(&first, &other, &settings) - 1.0).abs() < 1e-12);
        assert!((corroborated_factor(&first, &sequel, &settings) - settings.sequel_corroborated_factor).abs() < 1e-12);
    }

    #[test]
    fn weekdays_alone_are_no_reason_to_doubt_the_neighbours() {
        let [monday, tuesday] = [Weekday::Monday, Weekday::Tuesday].map(NamedDay::Weekday);
        let (first, sequel) = (about(&[monday], &[]), about(&[tuesday], &[monday]));
        let settings = StorySettings::default();
        assert!((score(&first, &sequel) - settings.sequel_factor).abs() < 1e-6);
        assert!((corroborated_factor(&first, &sequel, &settings) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn other_counts_of_one_thing_speak_against() {
        let counting = |counted: &[(u64, u64)]| Profile {
            facts: Facts { counted: counted.into(), ..Facts::default() },
            ..profile(&[(1, 1.0)], None, None)
        };
        let settings = StorySettings::default();
        let one = counting(&[(7, 3), (8, 12)]);
        assert!((score(&one, &counting(&[(7, 2)])) - settings.other_count_factor).abs() < 1e-6);
        assert!((score(&one, &counting(&[(7, 2), (8, 12)])) - 1.0).abs() < 1e-6);
        assert!((score(&one, &counting(&[(9, 2)])) - 1.0).abs() < 1e-6);
    }
}
