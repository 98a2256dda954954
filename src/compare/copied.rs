//! What two versions share word for word.
//!
//! Independent reports share names and stock phrases of three or four words; a run of eight words, or of five in a language
//! whose words are phrases (Korean), is copied. Passages are looked for within sentences. Two soundbites with the same
//! words are one clip, and no copy.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::version::{Span, Version};
use crate::text::korean::is_hangul;
use crate::text::words::{Unspaced, for_each_word};

/// Words in a row that are copied.
const RUN: usize = 8;
const KOREAN_RUN: usize = 5;
/// Places of one run of words in a version that are looked at.
const MOST_PLACES: usize = 16;

/// What two versions share word for word.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Copied {
    /// The passages, as a piece of each version, in order of the second version.
    pub passages: Vec<[Span; 2]>,
    /// Share of the first version's words that stand in them.
    pub share_of_first: f64,
    /// Share of the second version's words.
    pub share_of_second: f64,
}

/// What two versions share word for word. O(n) in their words, but for runs that one repeats.
#[must_use]
pub fn copied(first: &Version, second: &Version) -> Copied {
    let (one, other) = (words(first), words(second));
    let mut found = Copied::default();
    let run = if is_korean(first) && is_korean(second) { KOREAN_RUN } else { RUN };
    let mut places: BTreeMap<&[String], Vec<(usize, usize)>> = BTreeMap::new();
    for (sentence, told) in one.iter().enumerate() {
        for (at, words) in told.normal.windows(run).enumerate() {
            let places = places.entry(words).or_default();
            if places.len() < MOST_PLACES {
                places.push((sentence, at));
            }
        }
    }
    let mut covered_first = BTreeSet::new();
    let mut covered_second = 0;
    for (sentence, told) in other.iter().enumerate() {
        let mut at = 0;
        while at + run <= told.normal.len() {
            let length = |&(of, from): &(usize, usize)| {
                told.normal[at..].iter().zip(&one[of].normal[from..]).take_while(|(word, other)| word == other).count()
            };
            let is_clip =
                |of: usize| first.sentences[of].speaker.is_some() && second.sentences[sentence].speaker.is_some();
            let longest = places
                .get(&told.normal[at..at + run])
                .into_iter()
                .flatten()
                .filter(|(of, _)| !is_clip(*of))
                .map(|place| (length(place), *place))
                .max_by_key(|(length, place)| (*length, std::cmp::Reverse(*place)));
            let Some((length, (of, from))) = longest else {
                at += 1;
                continue;
            };
            found.passages.push([one[of].span(of, from, length), told.span(sentence, at, length)]);
            covered_first.extend((from..from + length).map(|word| (of, word)));
            covered_second += length;
            at += length;
        }
    }
    let share = |covered: usize, all: &[Told]| {
        let words: usize = all.iter().map(|told| told.normal.len()).sum();
        if words == 0 { 0.0 } else { covered as f64 / words as f64 }
    };
    found.share_of_first = share(covered_first.len(), &one);
    found.share_of_second = share(covered_second, &other);
    found
}

/// The words of a sentence.
struct Told {
    normal: Vec<String>,
    /// Where each begins and ends.
    places: Vec<(usize, usize)>,
}

impl Told {
    fn span(&self, sentence: usize, from: usize, length: usize) -> Span {
        Span { sentence, start: self.places[from].0, end: self.places[from + length - 1].1 }
    }
}

fn words(version: &Version) -> Vec<Told> {
    let told = |text: &str| {
        let mut told = Told { normal: Vec::new(), places: Vec::new() };
        for_each_word(text, Unspaced::Characters, |word| {
            told.normal.push(word.normal.to_owned());
            told.places.push((word.start, word.start + word.original.len()));
        });
        told
    };
    version.sentences.iter().map(|sentence| told(&sentence.text)).collect()
}

fn is_korean(version: &Version) -> bool {
    version.sentences.iter().take(3).any(|sentence| sentence.text.chars().any(is_hangul))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::version::{Sentence, Speaker};
    use crate::document::SectionKind;

    fn version(sentences: &[&str], is_spoken: bool) -> Version {
        let sentences = sentences.iter().map(|text| Sentence {
            text: (*text).to_owned(),
            part: SectionKind::Body,
            paragraph: 0,
            speaker: is_spoken.then(Speaker::default),
        });
        Version { id: String::new(), title: None, language: None, day: None, sentences: sentences.collect() }
    }

    #[test]
    fn a_long_run_of_words_is_copied_and_a_stock_phrase_is_not() {
        let first = version(&["The ship, which had left Geomundo at dawn, ran onto the Gomsae reef."], false);
        let second = version(&["Police say the ship which had left Geomundo at dawn ran aground.", "It sank."], false);
        let copied = copied(&first, &second);
        let texts: Vec<[&str; 2]> = copied.passages.iter().map(|[a, b]| [first.piece(*a), second.piece(*b)]).collect();
        assert_eq!(
            texts,
            [["The ship, which had left Geomundo at dawn, ran", "the ship which had left Geomundo at dawn ran"]]
        );
        assert!((copied.share_of_first - 9.0 / 13.0).abs() < 1e-9);
        assert!((copied.share_of_second - 9.0 / 14.0).abs() < 1e-9);
        let third = version(&["It ran onto the Gomsae reef."], false);
        assert_eq!(super::copied(&first, &third), Copied::default());
    }

    #[test]
    fn a_clip_that_both_show_is_no_copy() {
        let clip = version(&["We were told of nothing until the water stood in the engine room."], true);
        assert_eq!(copied(&clip, &clip), Copied::default());
    }

    #[test]
    fn nothing_shares_nothing() {
        assert_eq!(copied(&version(&[], false), &version(&["It sank."], false)), Copied::default());
    }
}
