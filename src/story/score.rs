//! The score of a pair: how likely two documents report one event, and the parts it is made of.
//!
//! A function of two profiles alone.

use super::background::Profile;
use super::settings::StorySettings;
use crate::rounding::four_places;

/// The score of a pair of documents, with its parts. `score` is the product of the other three.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct PairScore {
    /// Between 0 (nothing shared) and 1 (the same words on the same day).
    #[serde(serialize_with = "four_places")]
    pub score: f64,
    /// Cosine of the two profiles, between 0 and 1.
    #[serde(serialize_with = "four_places")]
    pub similarity: f64,
    /// What is left after the days between the two: 1 within the free days or where a date is missing.
    #[serde(serialize_with = "four_places")]
    pub day_factor: f64,
    /// What is left for being two items of one programme: 1 for items of different or unnamed programmes.
    #[serde(serialize_with = "four_places")]
    pub programme_factor: f64,
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
            (Some(one), Some(other)) => settings.day_factor(one.days_apart(other)),
            _ => 1.0,
        };
        let is_same_programme = first.programme.is_some() && first.programme == second.programme;
        let programme_factor = if is_same_programme { settings.same_programme_factor } else { 1.0 };
        Self { score: similarity * day_factor * programme_factor, similarity, day_factor, programme_factor }
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
    use super::*;

    fn profile(terms: &[(u32, f32)], published: Option<&str>, programme: Option<u64>) -> Profile {
        Profile { terms: terms.to_vec(), published: published.and_then(|text| text.parse().ok()), programme }
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
        assert!((score(&first, &at("2025-06-16")) - 0.5).abs() < 1e-6, "a half-life of two days beyond the free one");
        assert!(score(&first, &at("2025-07-12")) < 0.01);
        assert!((score(&first, &profile(&[(1, 1.0)], None, None)) - 1.0).abs() < 1e-6, "no date is no evidence");
    }

    #[test]
    fn two_items_of_one_programme_are_less_likely_one_event() {
        let item = |programme| profile(&[(1, 1.0)], None, programme);
        assert!(score(&item(Some(9)), &item(Some(9))) < score(&item(Some(9)), &item(Some(1))));
        assert!((score(&item(None), &item(None)) - 1.0).abs() < 1e-6);
    }
}
