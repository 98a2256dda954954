//! Counted nouns: what a text counts, and how many: `2,147 residents`, `three missiles`, `21 people`.
//!
//! Two reports of one event seldom count one thing differently, and two events of one kind seldom alike. English only:
//! the noun is `people` or a plural in `-s`, up to three words after the figure.

use super::clauses::{PlacedWord, words_of};
use super::figures::{Figure, figures};

/// How many of what.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// The noun in its normal form, in the plural.
    pub noun: String,
    /// The figure.
    pub figure: Figure,
}

/// Words after a figure among which its noun is looked for.
const NOUN_WITHIN: usize = 3;

/// What the first `most_words` words of a text count, in order. Linear in them.
#[must_use]
pub fn counted(text: &str, most_words: usize) -> Vec<Counted> {
    let words = words_of(text, most_words + NOUN_WITHIN);
    let opening = words.last().map_or(0, |last| last.end);
    let mut at = 0;
    let mut counted = Vec::new();
    for figure in figures(&text[..opening]) {
        while words.get(at).is_some_and(|word| word.end < figure.span.1) {
            at += 1;
        }
        if at >= most_words {
            break;
        }
        if let Some(noun) = noun_after(text, &words, at) {
            counted.push(Counted { noun, figure });
        }
    }
    counted
}

/// The noun that the figure ending with a word counts.
fn noun_after(text: &str, words: &[PlacedWord], at: usize) -> Option<String> {
    for pair in words.get(at..)?.windows(2).take(NOUN_WITHIN) {
        let (before, word) = (&pair[0], &pair[1]);
        let gap = text.get(before.end..word.start)?;
        let is_broken = gap.contains(['.', ',', ';', ':', '(', '"', '“', '”', '$', '%', '-', '—', '\n']);
        if is_broken || ends_count(&word.normal) || is_unit(&word.normal) {
            return None;
        }
        if is_plural(word) {
            return Some(word.normal.clone());
        }
    }
    None
}

fn is_plural(word: &PlacedWord) -> bool {
    /// Shorter words in `-s` are others: `has`, `this`.
    const LEAST: usize = 4;
    let normal = word.normal.as_str();
    let is_noun = !word.is_capitalised && normal.len() >= LEAST && normal.ends_with('s');
    normal == "people" || is_noun && !normal.ends_with("ss") && !normal.ends_with("us")
}

/// A word that no noun of the figure follows.
fn ends_count(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "a"
            | "in"
            | "on"
            | "at"
            | "to"
            | "and"
            | "or"
            | "for"
            | "from"
            | "percent"
            | "won"
            | "as"
            | "is"
            | "was"
            | "has"
            | "points"
            | "others"
    )
}

/// A measure of time, money, length, weight or area: two reports round it, each in its own way.
fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "seconds"
            | "minutes"
            | "hours"
            | "days"
            | "weeks"
            | "months"
            | "years"
            | "decades"
            | "times"
            | "dollars"
            | "euros"
            | "pounds"
            | "cents"
            | "meters"
            | "metres"
            | "kilometers"
            | "kilometres"
            | "centimeters"
            | "centimetres"
            | "miles"
            | "feet"
            | "inches"
            | "yards"
            | "tons"
            | "tonnes"
            | "grams"
            | "kilograms"
            | "liters"
            | "litres"
            | "acres"
            | "hectares"
            | "degrees"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, f64)> {
        counted(text, 100).into_iter().map(|counted| (counted.noun, counted.figure.value)).collect()
    }

    #[test]
    fn nouns_are_counted_up_to_three_words_on() {
        for (text, expected) in [
            ("2,147 residents left", vec![("residents", 2147.0)]),
            ("three more ballistic missiles", vec![("missiles", 3.0)]),
            ("Twenty-one People", vec![("people", 21.0)]),
            ("1.2 million boxes and two crates", vec![("boxes", 1.2e6), ("crates", 2.0)]),
            ("two of the boats", vec![]),
            ("three, boats", vec![]),
            ("three big old wooden boats", vec![]),
            ("a three-year plans", vec![]),
            ("five days, 300 kilometers, 12 percent", vec![]),
            ("two Giants", vec![]),
            ("one glass, nine", vec![]),
            ("three of the, nine", vec![]),
            ("seven", vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<(String, f64)> =
                expected.into_iter().map(|(noun, value)| (noun.to_owned(), value)).collect();
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn only_the_opening_counts() {
        let text = "two boats sank and three boats did not";
        assert_eq!(counted(text, 4).len(), 1);
        assert_eq!(counted(text, 5).len(), 2, "the noun may stand just after");
        assert!(counted(text, 0).is_empty());
    }
}
