//! Words in their places: which clause of which sentence each stands in, and whether between quotation marks.
//!
//! Enough of grammar to tell the words that go with a named day from those that go with the next one. A clause ends at a
//! comma, semicolon, colon, dash, opening bracket or quotation mark, or with its sentence. Only the opening of a text is
//! looked at, so the work is bounded by it.

use super::days::english_month;
use super::words::{Unspaced, for_each_word};

/// A word with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedWord {
    pub(super) normal: String,
    pub(super) is_capitalised: bool,
    /// Where it begins and ends in the text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Number of its clause in the text.
    pub(super) clause: usize,
    /// Number of its sentence in the text.
    pub(super) sentence: usize,
    /// It stands between quotation marks.
    pub(super) is_quoted: bool,
}

/// The first words of a text, `most` of them.
pub(super) fn words_of(text: &str, most: usize) -> Vec<PlacedWord> {
    let mut words: Vec<PlacedWord> = Vec::new();
    let (mut clause, mut sentence, mut is_quoted, mut before) = (0, 0, false, 0);
    for_each_word(opening(text, most), Unspaced::Characters, |word| {
        if words.len() >= most {
            return;
        }
        let gap = text.get(before..word.start).unwrap_or_default();
        before = word.start + word.original.len();
        let ends_sentence = ends_sentence(gap, words.last().map_or("", |last| &last.normal));
        sentence += usize::from(ends_sentence);
        clause += usize::from(ends_sentence || gap.contains([',', ';', ':', '—', '–', '(']) || gap.contains(" - "));
        for mark in gap.chars() {
            match mark {
                '"' => is_quoted = !is_quoted,
                '“' => is_quoted = true,
                '”' => is_quoted = false,
                _ => {}
            }
        }
        words.push(PlacedWord {
            normal: word.normal.to_owned(),
            is_capitalised: word.original.starts_with(char::is_uppercase),
            start: word.start,
            end: before,
            clause,
            sentence,
            is_quoted,
        });
    });
    words
}

/// The normal form of the word so many before one; empty before the first.
pub(super) fn word_before(words: &[PlacedWord], at: usize, back: usize) -> &str {
    at.checked_sub(back).and_then(|at| words.get(at)).map_or("", |word| &word.normal)
}

/// The start of a text that holds its first words, and few more.
fn opening(text: &str, words: usize) -> &str {
    let (mut end, mut left) = (0, words);
    for run in text.split_inclusive(char::is_whitespace) {
        if left == 0 {
            break;
        }
        end += run.len();
        left -= usize::from(run.contains(char::is_alphanumeric));
    }
    &text[..end]
}

/// Whether a sentence ends between two words: at a mark that ends one, a quotation mark or a new line.
fn ends_sentence(gap: &str, before: &str) -> bool {
    gap.contains(['!', '?', '"', '“', '”', '\n']) || gap.contains(". ") && !is_abbreviation(before)
}

/// A word that a point may follow inside a sentence: `Dec.`, `Mr.`, an initial.
fn is_abbreviation(word: &str) -> bool {
    word.len() <= 2
        || english_month(word).is_some()
        || matches!(word, "mrs" | "rep" | "sen" | "gov" | "gen" | "prof" | "sgt" | "col" | "capt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> PlacedWord {
        words_of(text, 100).pop().unwrap()
    }

    #[test]
    fn a_comma_parts_clauses_and_a_point_sentences() {
        for (text, clauses, sentences) in [
            ("It sank on Monday", 0, 0),
            ("It sank, divers said", 1, 0),
            ("It sank - divers said", 1, 0),
            ("It sank (3.18) off the mole", 1, 0),
            ("It sank. Divers went down", 1, 1),
            ("It sank!\nDivers went down", 1, 1),
            ("On Dec. 4 Mr. J. Harbour sank it", 0, 0),
            ("It sank 3.5 fathoms", 0, 0),
        ] {
            let last = last(text);
            assert_eq!((last.clause, last.sentence), (clauses, sentences), "{text}");
        }
    }

    #[test]
    fn what_is_said_stands_between_marks() {
        let quoted = |text: &str| words_of(text, 100).iter().map(|word| word.is_quoted).collect::<Vec<_>>();
        assert_eq!(quoted("\"It sank\" he said"), [true, true, false, false]);
        assert_eq!(quoted("he said “it sank” twice"), [false, false, true, true, false]);
    }

    #[test]
    fn no_more_than_the_first_words_are_read() {
        assert_eq!(words_of("one two - three four", 3).len(), 3);
        assert_eq!(words_of("국会国会国会", 4).len(), 4);
        assert_eq!(opening("one -- two three four", 2), "one -- two ");
        assert_eq!(opening(" ... ", 2), " ... ");
        assert!(words_of("", 5).is_empty() && words_of("one", 0).is_empty());
    }
}
