//! Names: runs of capitalised words inside a sentence, in scripts that have capitals.
//!
//! "President Oh Ji-hwan of Ulsan Marine" holds the names `president oh ji hwan` and `ulsan marine`: what a hyphen ties to a
//! name belongs to it, so that `Jae-myung` and `Jae Myung` are one. A capital that only
//! opens a sentence counts when the word is rare in general, so that "The" and "Officials" open no name.

/// Collects names from words met in order. Feed it every word of a text; it hands out each name when it ends.
#[derive(Debug, Default)]
pub struct NameCollector {
    words: Vec<String>,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Punctuation, or nothing because the word is the first.
    Apart,
    /// White space, with or without a hyphen.
    Space,
    /// Hyphens alone.
    Hyphen,
}

/// A word as the collector needs to see it.
#[derive(Debug, Clone, Copy)]
pub struct NameWord<'a> {
    /// The word as published.
    pub original: &'a str,
    /// Its normal form.
    pub normal: &'a str,
    /// What stands between the previous word and this one.
    pub joint: Joint,
    /// Whether it opens a sentence, a line or a quotation.
    pub opens_sentence: bool,
    /// Whether the word is common in the language at large.
    pub is_common: bool,
}

impl NameCollector {
    /// Takes the next word; gives back the name that ended before it, if it has two words or more.
    pub fn push(&mut self, word: NameWord<'_>) -> Option<String> {
        let is_tied = word.joint == Joint::Hyphen && !self.words.is_empty();
        let is_capitalised = is_tied || word.original.chars().next().is_some_and(char::is_uppercase);
        let ended = if word.joint != Joint::Apart && is_capitalised { None } else { self.finish() };
        let is_sentence_case = word.opens_sentence && self.words.is_empty() && word.is_common;
        if is_capitalised && !is_sentence_case {
            self.words.push(word.normal.to_owned());
        }
        ended
    }

    /// The name at the end of the text, if one is open.
    pub fn finish(&mut self) -> Option<String> {
        let words = std::mem::take(&mut self.words);
        (words.len() >= 2).then(|| words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[(&str, bool, bool, bool)]) -> Vec<String> {
        let mut collector = NameCollector::default();
        let mut names = Vec::new();
        for &(original, is_adjacent, opens_sentence, is_common) in words {
            let normal = original.to_lowercase();
            names.extend(collector.push(NameWord {
                original,
                normal: &normal,
                joint: if is_adjacent { Joint::Space } else { Joint::Apart },
                opens_sentence,
                is_common,
            }));
        }
        names.extend(collector.finish());
        names
    }

    #[test]
    fn capitals_side_by_side_are_one_name_and_punctuation_parts_them() {
        let words = [
            ("in", true, true, true),
            ("Wando", true, false, false),
            ("Harbour", true, false, true),
            ("Busan", false, false, false),
            ("Pier", true, false, true),
        ];
        assert_eq!(names(&words), ["wando harbour", "busan pier"]);
    }

    #[test]
    fn a_common_word_at_the_start_of_a_sentence_opens_no_name() {
        let words = [("The", false, true, true), ("Saebyeok", true, false, false), ("Pearl", true, false, true)];
        assert_eq!(names(&words), ["saebyeok pearl"]);
    }

    #[test]
    fn single_words_are_left_to_the_words() {
        assert!(names(&[("Seoul", true, false, false), ("said", true, false, true)]).is_empty());
    }

    #[test]
    fn a_hyphen_ties_a_small_letter_to_a_name() {
        let mut collector = NameCollector::default();
        for (original, normal, joint) in
            [("Oh", "oh", Joint::Apart), ("Ji", "ji", Joint::Space), ("hwan", "hwan", Joint::Hyphen)]
        {
            let word = NameWord { original, normal, joint, opens_sentence: false, is_common: false };
            assert_eq!(collector.push(word), None);
        }
        assert_eq!(collector.finish().as_deref(), Some("oh ji hwan"));
    }
}
