//! Words: the one way samestory cuts text, for shingles, evidence and general frequencies alike.
//!
//! A word is a run of letters, digits and marks (Unicode), with an apostrophe kept inside it (`don't`) and a point or
//! comma kept between digits (`3.5`, `1,200`). Its normal form is NFKC, lower case, straight apostrophes, digits
//! without grouping commas. Scripts written without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar) are cut as
//! [`Unspaced`] says. Linear in the length of the text; allocates nothing for a word that is ASCII.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};
use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

/// How text in a script without spaces is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unspaced {
    /// Each character is a word. Depends on nothing but Unicode's script ranges, so it is fit for persisted shingles.
    Characters,
    /// Dictionary words (ICU), better evidence, free to change with the dictionary.
    Dictionary,
}

/// A word in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as published.
    pub original: &'a str,
    /// Its normal form.
    pub normal: &'a str,
    /// Byte offset of `original` in the text.
    pub start: usize,
}

static DICTIONARY: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Calls `visit` for each word of `text` in order.
pub fn for_each_word(text: &str, unspaced: Unspaced, mut visit: impl FnMut(Word<'_>)) {
    let mut buffer = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        if !is_word_character(first) {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut has_unspaced = is_unspaced(first);
        let mut previous = first;
        while let Some(&(at, character)) = characters.peek() {
            let joins =
                is_word_character(character) || joins_inside(previous, character, &text[at + character.len_utf8()..]);
            if !joins {
                break;
            }
            has_unspaced |= is_unspaced(character);
            end = at + character.len_utf8();
            previous = character;
            characters.next();
        }
        let run = &text[start..end];
        if has_unspaced {
            for_each_unspaced(run, start, unspaced, &mut buffer, &mut visit);
        } else {
            emit(run, start, &mut buffer, &mut visit);
        }
    }
}

/// The normal forms of the words of `text`, in order.
#[must_use]
pub fn normal_words(text: &str, unspaced: Unspaced) -> Vec<String> {
    let mut words = Vec::new();
    for_each_word(text, unspaced, |word| words.push(word.normal.to_owned()));
    words
}

fn emit(original: &str, start: usize, buffer: &mut String, visit: &mut impl FnMut(Word<'_>)) {
    normalise(original, buffer);
    visit(Word { original, normal: buffer, start });
}

fn normalise(original: &str, buffer: &mut String) {
    buffer.clear();
    // ASCII is its own NFKC, and only figures hold commas.
    if original.is_ascii() && !original.contains(',') {
        buffer.push_str(original);
        buffer.make_ascii_lowercase();
        return;
    }
    let composed: Cow<'_, str> = match is_nfkc_quick(original.chars()) {
        unicode_normalization::IsNormalized::Yes => Cow::Borrowed(original),
        _ => Cow::Owned(original.nfkc().collect()),
    };
    let starts_with_digit = composed.starts_with(|character: char| character.is_ascii_digit());
    for character in composed.chars() {
        match character {
            ',' if starts_with_digit => {}
            apostrophe if is_apostrophe(apostrophe) => buffer.push('\''),
            ascii if ascii.is_ascii() => buffer.push(ascii.to_ascii_lowercase()),
            other => buffer.extend(other.to_lowercase()),
        }
    }
}

/// Cuts a run that holds characters of an unspaced script: spaced stretches inside it stay whole words.
fn for_each_unspaced(
    run: &str,
    offset: usize,
    unspaced: Unspaced,
    buffer: &mut String,
    visit: &mut impl FnMut(Word<'_>),
) {
    let mut rest = run;
    let mut at = offset;
    while let Some(first) = rest.chars().next() {
        let in_unspaced = is_unspaced(first);
        let length = rest.find(|character| is_unspaced(character) != in_unspaced).unwrap_or(rest.len());
        let (piece, tail) = rest.split_at(length);
        match (in_unspaced, unspaced) {
            (false, _) => emit(piece, at, buffer, visit),
            (true, Unspaced::Characters) => {
                for (index, character) in piece.char_indices() {
                    emit(&piece[index..index + character.len_utf8()], at + index, buffer, visit);
                }
            }
            (true, Unspaced::Dictionary) => {
                let mut start = 0;
                for end in DICTIONARY.segment_str(piece).skip(1) {
                    emit(&piece[start..end], at + start, buffer, visit);
                    start = end;
                }
            }
        }
        at += length;
        rest = tail;
    }
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

fn is_combining_mark(character: char) -> bool {
    !character.is_ascii() && unicode_normalization::char::is_combining_mark(character)
}

/// Whether `character` sits inside a word: an apostrophe between letters, a point or comma between digits.
fn joins_inside(previous: char, character: char, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return false };
    if is_apostrophe(character) {
        return previous.is_alphabetic() && next.is_alphabetic();
    }
    matches!(character, '.' | ',') && previous.is_ascii_digit() && next.is_ascii_digit()
}

/// Straight and curly apostrophes, and the modifier letter that some agencies use for both.
#[must_use]
pub fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}')
}

/// Whether a character belongs to a script that is written without spaces between words.
#[must_use]
pub fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF          // Thai, Lao
        | 0x1000..=0x109F        // Myanmar
        | 0x1780..=0x17FF        // Khmer
        | 0x3005..=0x3007 | 0x3021..=0x3029
        | 0x3041..=0x30FF | 0x31F0..=0x31FF  // Kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF  // Han
        | 0xFF66..=0xFF9D        // half-width Kana
        | 0x20000..=0x3134F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        normal_words(text, Unspaced::Characters)
    }

    #[test]
    fn numbers_keep_their_point_and_lose_their_grouping() {
        assert_eq!(
            words("About 1,200 of 3.5 million, in 2025."),
            ["about", "1200", "of", "3.5", "million", "in", "2025"]
        );
    }

    #[test]
    fn apostrophes_of_every_shape_are_one() {
        assert_eq!(words("Seoul’s ‘plan’ isn't Seoul's"), ["seoul's", "plan", "isn't", "seoul's"]);
    }

    #[test]
    fn compatibility_forms_and_case_fold() {
        assert_eq!(words("Ｎｅｗｓ ９ ÉTÉ ﬁne"), ["news", "9", "été", "fine"]);
    }

    #[test]
    fn korean_is_cut_at_spaces() {
        assert_eq!(words("서울시가 3일 밝혔습니다."), ["서울시가", "3일", "밝혔습니다"]);
    }

    #[test]
    fn unspaced_scripts_are_cut_by_character_or_dictionary() {
        assert_eq!(words("国会通过2025预算"), ["国", "会", "通", "过", "2025", "预", "算"]);
        assert_eq!(normal_words("国会通过预算", Unspaced::Dictionary), ["国会", "通过", "预算"]);
    }

    #[test]
    fn offsets_point_into_the_text() {
        let text = "  «Ünïted» 国会.";
        for_each_word(text, Unspaced::Characters, |word| assert!(text[word.start..].starts_with(word.original)));
    }
}
