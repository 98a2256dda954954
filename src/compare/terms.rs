//! The words of a sentence that bear meaning, and how alike two of them are.
//!
//! A word's weight is how rare it is in the language at large. Two words are alike if they are equal, less so if they
//! begin alike (`collapse`, `collapsed`) or, in Korean, as they share syllable pairs, so that compounds written together
//! in one report and apart in another still meet.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::frequency::{FORM_LETTERS, GeneralFrequencies};
use crate::text::korean;
use crate::text::words::{Unspaced, for_each_word};

/// Words as frequent as this or more bear no meaning of their own.
const COMMON_FREQUENCY: f64 = 1e-2;
/// Taken for the frequency of a word that the tables lack, and of a Korean one, whose tables know fewer forms.
const UNKNOWN_FREQUENCY: f64 = 2e-8;
const UNKNOWN_KOREAN_FREQUENCY: f64 = 1e-6;
/// Frequency of a one-digit figure; each further character makes a figure rarer.
const FIGURE_FREQUENCY: f64 = 2e-5;
const FIGURE_RARITY: f64 = 1.0 / 3.0;
/// A figure survives retelling where words do not.
const FIGURE_WEIGHT: f64 = 1.3;
/// Rarity counts by this power: the rarest words are names, and a shared name alone says little.
const RARITY_POWER: f64 = 0.7;
/// How alike words are that begin alike, or Korean words all of whose syllable pairs agree.
const BEGINS_ALIKE: f64 = 0.8;

/// Terms that may be alike by one thing; in reports of some hundred words it is seldom more than a few.
const MOST_ALIKE: usize = 48;

/// The distinct terms of a sentence with their weights, by number.
pub(super) type Weighed = Vec<(u32, f64)>;

/// Numbers of terms.
#[derive(Debug, Default)]
pub(super) struct Terms {
    numbers: BTreeMap<String, u32>,
}

impl Terms {
    /// The terms of a text that bear meaning, each once.
    pub(super) fn of(&mut self, text: &str) -> Weighed {
        let general = GeneralFrequencies::shipped();
        let mut found: BTreeMap<u32, f64> = BTreeMap::new();
        for_each_word(text, Unspaced::Dictionary, |word| {
            let is_korean = word.normal.chars().any(korean::is_hangul);
            let term = if is_korean { korean::stem(korean::without_formal_ending(word.normal)) } else { word.normal };
            let weight = weight(term, is_korean, general);
            if weight > 0.0 {
                let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                let number = *self.numbers.entry(term.to_owned()).or_insert(next);
                found.insert(number, weight);
            }
        });
        found.into_iter().collect()
    }

    /// For each term, the terms that are like it, with how much; itself among them. Linear in the terms: what more than
    /// [`MOST_ALIKE`] have in common makes none of them alike.
    pub(super) fn alike(&self) -> Vec<Vec<(u32, f64)>> {
        let mut keys = vec![BTreeSet::new(); self.numbers.len()];
        let mut by_key: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (term, &number) in &self.numbers {
            keys[number as usize] = keys_of(term);
            for key in &keys[number as usize] {
                by_key.entry(key).or_default().push(number);
            }
        }
        by_key.retain(|_, terms| terms.len() <= MOST_ALIKE);
        let row = |(number, mine): (u32, &BTreeSet<&str>)| {
            let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
            for other in mine.iter().filter_map(|key| by_key.get(key)).flatten().filter(|&&other| other != number) {
                *shared.entry(*other).or_default() += 1;
            }
            let likeness = |(other, shared): (u32, usize)| {
                let most = mine.len().max(keys[other as usize].len());
                (other, BEGINS_ALIKE * shared as f64 / most as f64)
            };
            std::iter::once((number, 1.0)).chain(shared.into_iter().map(likeness)).collect()
        };
        (0_u32..).zip(&keys).map(row).collect()
    }
}

fn weight(term: &str, is_korean: bool, general: &GeneralFrequencies) -> f64 {
    let Some(first) = term.chars().next() else { return 0.0 };
    let is_figure = first.is_ascii_digit();
    let unknown = || match () {
        () if is_figure => FIGURE_FREQUENCY * FIGURE_RARITY.powf(term.chars().count() as f64 - 1.0),
        () if is_korean => UNKNOWN_KOREAN_FREQUENCY,
        () => UNKNOWN_FREQUENCY,
    };
    let frequency = general.frequency(term).unwrap_or_else(unknown).max(UNKNOWN_FREQUENCY);
    let rarity = (COMMON_FREQUENCY / frequency).ln().max(0.0).powf(RARITY_POWER);
    if is_figure { rarity * FIGURE_WEIGHT } else { rarity }
}

/// What words that are alike have in common: their beginning, or syllable pairs.
fn keys_of(term: &str) -> BTreeSet<&str> {
    let places = |characters: usize| {
        let starts = term.char_indices().map(|(at, _)| at);
        let ends = term.char_indices().map(|(at, _)| at).skip(characters).chain([term.len()]);
        starts.zip(ends)
    };
    if term.chars().any(korean::is_hangul) {
        return places(2).filter_map(|(start, end)| term.get(start..end)).collect();
    }
    if term.starts_with(|first: char| first.is_ascii_digit()) || term.chars().nth(FORM_LETTERS - 1).is_none() {
        return BTreeSet::new();
    }
    places(FORM_LETTERS).take(1).filter_map(|(start, end)| term.get(start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> f64 {
        let mut terms = Terms::default();
        let (first, second) = (terms.of(one)[0].0, terms.of(other)[0].0);
        let alike = terms.alike();
        alike[first as usize].iter().find(|(number, _)| *number == second).map_or(0.0, |(_, likeness)| *likeness)
    }

    #[test]
    fn forms_of_a_word_are_alike_and_other_words_are_not() {
        assert!((likeness("ferry", "Ferry") - 1.0).abs() < 1e-9);
        assert!((likeness("collapse", "collapsed") - 0.8).abs() < 1e-9);
        assert!(likeness("1200", "1,200") > 0.99);
        assert!(likeness("harbour", "harvest") < 1e-9);
        assert!(likeness("12345", "12346") < 1e-9);
        assert!(likeness("선박교통관제", "교통관제") > 0.4);
        assert!((likeness("여객선이", "여객선은") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_very_many_begin_with_makes_none_alike() {
        let mut terms = Terms::default();
        let many: Vec<String> =
            (0..5_000).map(|number| format!("harbour{}", "x".repeat(number % 70) + &number.to_string())).collect();
        assert_eq!(terms.of(&many.join(" ")).len(), many.len());
        assert!(terms.alike().iter().all(|row| row.len() <= 1));
        assert!((likeness("harbourx", "harboury") - 0.8).abs() < 1e-9);
    }

    #[test]
    fn rare_words_weigh_more_and_common_ones_nothing() {
        let mut terms = Terms::default();
        assert!(terms.of("the of and").is_empty() && terms.of("").is_empty());
        let weights: Vec<f64> = terms.of("people Saebyeok").into_iter().map(|(_, weight)| weight).collect();
        assert!(weights[0] < weights[1]);
    }
}
