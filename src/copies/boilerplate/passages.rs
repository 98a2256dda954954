//! Passages: a text in pieces between line breaks and ends of sentences.
//!
//! A passage is known by a hash (XXH3, 64 bits) of its characters, with white space collapsed and nothing else changed:
//! a sentence with another figure in it is another sentence. All is linear in the text. The hash is no defence against
//! someone who searches for collisions.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::words::is_unspaced;

/// Words that a passage must have to be known again, unless it has a line to itself and does not begin in lower case:
/// fewer are a turn of phrase, or what is left over of a sentence in lines of equal width.
const SENTENCE_WORDS: usize = 4;
/// The same in characters of scripts without spaces.
const SENTENCE_CHARACTERS: usize = 8;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// Where it stands, without white space at its ends; never empty.
    pub(super) range: Range<usize>,
    /// Whether it has a line to itself.
    is_line: bool,
}

/// The passages of a text in its order.
///
/// A sentence ends at `.`, `!`, `?` or `…`, and marks that close a quotation or bracket behind it, before white space, if
/// the word before is no abbreviation; at `。`, `！` or `？` in any case, for the scripts that have these do without
/// spaces.
pub(super) fn passages(text: &str) -> impl Iterator<Item = Passage> {
    let (mut from, mut begins_line) = (0, true);
    std::iter::from_fn(move || {
        while from < text.len() {
            let (end, next) = end_of_passage(text, from);
            let passage = &text[from..end];
            let start = from + (passage.len() - passage.trim_start().len());
            let range = start..start + passage.trim().len();
            from = next;
            let ends_line = next > end || ends_line(&text[end..]);
            let is_line = begins_line && ends_line;
            if !range.is_empty() {
                begins_line = ends_line;
                return Some(Passage { range, is_line });
            }
            begins_line |= next > end;
        }
        None
    })
}

/// Whether nothing but white space comes before the next line break.
fn ends_line(rest: &str) -> bool {
    rest.chars().find(|&character| is_line_break(character) || !character.is_whitespace()).is_none_or(is_line_break)
}

/// Where the passage that begins at `from` ends, and where the next begins: behind a line break, if one ends it.
fn end_of_passage(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        // A look at one byte passes over nearly everything.
        if !matches!(bytes[at], b'\n' | b'\r' | b'.' | b'!' | b'?' | 0xE2 | 0xE3 | 0xEF) {
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        let behind = at + character.len_utf8();
        if is_line_break(character) {
            return (at, behind);
        }
        if !is_stop(character) {
            at = behind;
            continue;
        }
        let is_abbreviation = character == '.' && is_abbreviation(&text[from..at]);
        let marks = text[at..].chars().take_while(|&mark| is_stop(mark) || is_closing(mark));
        at += marks.map(char::len_utf8).sum::<usize>();
        let is_end = text[at..].chars().next().is_none_or(char::is_whitespace) && !is_abbreviation;
        if is_end || matches!(character, '。' | '！' | '？') {
            return (at, at);
        }
    }
    (text.len(), text.len())
}

/// Whether the last word before a full stop is an abbreviation, as far as its form tells: a title or an initial (`Mrs`,
/// `E`, `Sept`), or letters with full stops between them (`U.S`, `a.m`). A short name at the end of a sentence is taken
/// for one too, which joins two sentences.
fn is_abbreviation(before: &str) -> bool {
    /// Characters of an abbreviation at most.
    const SHORT: usize = 4;
    /// Bytes from which the word before is told.
    const LOOK: usize = 32;
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LOOK))..];
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|character: char| !character.is_alphanumeric());
    if word.contains('.') {
        return word.split('.').all(|letters| letters.chars().nth(2).is_none());
    }
    word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic) && word.chars().nth(SHORT).is_none()
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closing(character: char) -> bool {
    matches!(character, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』' | '）')
}

impl Passage {
    /// What the passage is known by; `None` if it has neither letter nor digit, or is too short to be known. `text` is the
    /// text that it is of, `buffer` is for its use.
    pub(super) fn identity(&self, text: &str, buffer: &mut String) -> Option<u64> {
        let passage = &text[self.range.clone()];
        let stands_alone = self.is_line && !passage.starts_with(char::is_lowercase);
        if !stands_alone && !is_sentence(passage) || !has_words(passage) {
            return None;
        }
        if is_collapsed(passage) {
            return Some(xxh3_64(passage.as_bytes()));
        }
        collapse(passage, buffer);
        Some(xxh3_64(buffer.as_bytes()))
    }
}

fn is_sentence(passage: &str) -> bool {
    passage.split_whitespace().nth(SENTENCE_WORDS - 1).is_some()
        || passage.chars().filter(|&character| is_unspaced(character)).nth(SENTENCE_CHARACTERS - 1).is_some()
}

fn has_words(passage: &str) -> bool {
    passage.bytes().any(|byte| byte.is_ascii_alphanumeric())
        || !passage.is_ascii() && passage.chars().any(char::is_alphanumeric)
}

/// Whether all white space is single spaces, as far as a look at the bytes tells.
fn is_collapsed(passage: &str) -> bool {
    let mut before = b'x';
    passage.bytes().all(|byte| {
        let is_single = byte.is_ascii() && !matches!(byte, 9..=13) && (byte, before) != (b' ', b' ');
        before = byte;
        is_single
    })
}

/// Writes a passage to `buffer`, with one space for each run of white space.
pub(super) fn collapse(passage: &str, buffer: &mut String) {
    buffer.clear();
    for word in passage.split_whitespace() {
        if !buffer.is_empty() {
            buffer.push(' ');
        }
        buffer.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        passages(text).map(|passage| &text[passage.range]).collect()
    }

    fn known(text: &str) -> Vec<&str> {
        let known = |passage: &Passage| passage.identity(text, &mut String::new()).is_some();
        passages(text).filter(known).map(|passage| &text[passage.range]).collect()
    }

    fn of(passage: &str) -> Option<u64> {
        passages(passage).next()?.identity(passage, &mut String::new())
    }

    #[test]
    fn lines_and_sentences_are_passages() {
        assert_eq!(
            cut(
                "  The ferry sank. \"Why?\" he asked.) It cost 3.5 million…\n\n Read more\r\nat gull.example/a.b?c ..."
            ),
            [
                "The ferry sank.",
                "\"Why?\"",
                "he asked.)",
                "It cost 3.5 million…",
                "Read more",
                "at gull.example/a.b?c ..."
            ]
        );
        assert_eq!(cut("여객선이 가라앉았다. 모두 구조됐다."), ["여객선이 가라앉았다.", "모두 구조됐다."]);
        assert_eq!(cut("渡轮沉没。“为什么？”他问！续"), ["渡轮沉没。", "“为什么？”", "他问！", "续"]);
        assert_eq!(cut(" \n . \n"), ["."]);
        assert!(cut("").is_empty());
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        for whole in
            ["Mr. Bo met Sen. Ann E. Poe at 9 a.m. in the U.S. on Sept. 3.", "(Dr. Roe left.)", "See gull.example."]
        {
            assert_eq!(cut(whole), [whole]);
        }
        assert_eq!(cut("See gull.example. It is down."), ["See gull.example.", "It is down."]);
        assert_eq!(cut("Up 3 %. Of 214 in 2031. Why"), ["Up 3 %.", "Of 214 in 2031.", "Why"]);
    }

    #[test]
    fn a_few_words_are_known_by_a_line_of_their_own_alone() {
        assert_eq!(
            known("Advertisement\nHe said. Nobody knew why it sank.\n  Go on. \n – \nSo?"),
            ["Advertisement", "Nobody knew why it sank.", "Go on.", "So?"]
        );
        assert_eq!(
            known("Nobody knew why the ferry sank in the calm of the night, he\nsaid.\nMore"),
            ["Nobody knew why the ferry sank in the calm of the night, he", "More"]
        );
        assert_eq!(known("他说。渡轮在夜里沉没了。为什么？"), ["渡轮在夜里沉没了。"]);
    }

    #[test]
    fn white_space_does_not_count_and_all_else_does() {
        assert_eq!(of("Read \t more\u{a0}here"), of("Read more here"));
        assert_eq!(of("뉴스  구독"), of("뉴스 구독"));
        assert_ne!(of("Shares fell 3 %"), of("Shares fell 4 %"));
        assert_ne!(of("Read more"), of("READ MORE"));
        assert_eq!(of("— * —"), None);
        assert!(of("것").is_some());
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_between_passages(text in "[a-zA-Z0-9 .!?…。！\n\r\"”)é]{0,60}") {
            let mut at = 0;
            for Passage { range, .. } in passages(&text) {
                prop_assert!(range.start >= at && range.start < range.end);
                prop_assert!(text[at..range.start].trim().is_empty());
                prop_assert_eq!(&text[range.clone()], text[range.clone()].trim());
                at = range.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
