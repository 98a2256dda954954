//! Shortness: how much of a headline a document is, between 0 and 1.
//!
//! A headline or a teaser tells an event in a dozen words, of which another headline may share none. Much that is settled by
//! the text of an article must be settled otherwise there: by the clock, by neighbours, by the beginnings of words. A few
//! parameters therefore have a second value for short texts, and shortness tells how far to go from the one to the other.
//! It falls from 1 to 0 steeply around [`StorySettings::short_terms`], so that articles are compared as if it did not exist.

use super::background::Profile;
use super::settings::StorySettings;

/// Shortness from which it is worth telling, and from which a document's forms are worth counting.
pub const NOTABLE: f64 = 0.01;

/// The shortness of a document of so many distinct terms: 1 for a document of none, one half at
/// [`StorySettings::short_terms`].
#[must_use]
pub fn of_terms(terms: f64, settings: &StorySettings) -> f64 {
    let shortness = 1.0 / (1.0 + (terms / settings.short_terms).powf(settings.short_exponent));
    // No terms against none allowed: settings by which no document is short.
    if shortness.is_nan() { 0.0 } else { shortness }
}

/// Most terms of a document that is [notably](NOTABLE) short.
#[must_use]
pub fn most_notable_terms(settings: &StorySettings) -> f64 {
    settings.short_terms * (1.0 / NOTABLE - 1.0).powf(1.0 / settings.short_exponent)
}

/// The shortness of a document.
#[must_use]
pub fn of_document(profile: &Profile, settings: &StorySettings) -> f64 {
    of_terms(f64::from(profile.length), settings)
}

/// The shortness of a pair: that of a document of the geometric mean of their terms. Symmetric.
#[must_use]
pub fn of_pair(one: &Profile, other: &Profile, settings: &StorySettings) -> f64 {
    of_terms((f64::from(one.length) * f64::from(other.length)).sqrt(), settings)
}

/// The value of a parameter that is `long` for long texts and `short` for short ones.
#[must_use]
pub fn between(long: f64, short: f64, shortness: f64) -> f64 {
    long + (short - long) * shortness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_short_and_articles_are_not() {
        let settings = StorySettings::default();
        let of = |terms| of_terms(terms, &settings);
        assert!(of(0.0) > 0.999 && of(12.0) > 0.98, "a headline");
        assert!((of(settings.short_terms) - 0.5).abs() < 1e-12);
        assert!(of(60.0) < 0.02, "a headline with its teaser");
        assert!(of(300.0) < 1e-5, "an article");
        assert!((of(most_notable_terms(&settings)) - NOTABLE).abs() < 1e-12);
    }

    #[test]
    fn a_pair_is_as_short_as_the_mean_of_its_two() {
        let settings = StorySettings::default();
        let [one, other] = [10, 90].map(|length| Profile { length, ..Profile::default() });
        assert!((of_pair(&one, &other, &settings) - 0.5).abs() < 1e-12);
        assert_eq!(of_pair(&one, &other, &settings).to_bits(), of_pair(&other, &one, &settings).to_bits());
    }

    #[test]
    fn no_document_need_count_as_short() {
        let settings = StorySettings { short_terms: 0.0, ..StorySettings::default() };
        assert!([0.0, 1.0, 1e9].iter().all(|&terms| of_terms(terms, &settings) == 0.0));
        assert_eq!(between(3.0, 9.0, 0.0).to_bits(), 3.0_f64.to_bits());
    }
}
