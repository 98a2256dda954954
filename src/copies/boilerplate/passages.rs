//! Passages: a text in pieces between line breaks and ends of sentences.
//!
//! A passage is known by a hash (XXH3, 64 bits) of its characters, with white space collapsed and nothing else changed:
//! a sentence with another figure in it is another sentence. One without a letter or digit has no identity. All is linear
//! in the text. The hash is no defence against someone who searches for collisions.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

/// The passages of a text in its order, as ranges without white space at their ends; none is empty.
///
/// A sentence ends at `.`, `!`, `?` or `…`, and marks that close a quotation or bracket behind it, before white space; at
/// `。`, `！` or `？` in any case, for the scripts that have these do without spaces.
pub(super) fn passages(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let (end, next) = end_of_passage(text, from);
            let passage = &text[from..end];
            let start = from + (passage.len() - passage.trim_start().len());
            let range = start..start + passage.trim().len();
            from = next;
            if !range.is_empty() {
                return Some(range);
            }
        }
        None
    })
}

/// Where the passage that begins at `from` ends, and where the next begins.
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
        if matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
            return (at, behind);
        }
        if !is_stop(character) {
            at = behind;
            continue;
        }
        let marks = text[at..].chars().take_while(|&mark| is_stop(mark) || is_closing(mark));
        let is_unspaced = matches!(character, '。' | '！' | '？');
        at += marks.map(char::len_utf8).sum::<usize>();
        if is_unspaced || text[at..].chars().next().is_none_or(char::is_whitespace) {
            return (at, at);
        }
    }
    (text.len(), text.len())
}

fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closing(character: char) -> bool {
    matches!(character, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '」' | '』' | '）')
}

/// The identity of a passage; `None` if it has neither letter nor digit. `buffer` is for its use.
pub(super) fn identity(passage: &str, buffer: &mut String) -> Option<u64> {
    let has_words = passage.bytes().any(|byte| byte.is_ascii_alphanumeric())
        || !passage.is_ascii() && passage.chars().any(char::is_alphanumeric);
    has_words.then(|| {
        if is_collapsed(passage) {
            return xxh3_64(passage.as_bytes());
        }
        collapse(passage, buffer);
        xxh3_64(buffer.as_bytes())
    })
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
        passages(text).map(|range| &text[range]).collect()
    }

    fn of(passage: &str) -> Option<u64> {
        identity(passage, &mut String::new())
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
        fn nothing_but_white_space_is_between_passages(text in "[a-z0-9 .!?…。！\n\r\"”)é]{0,60}") {
            let mut at = 0;
            for range in passages(&text) {
                prop_assert!(range.start >= at && range.start < range.end);
                prop_assert!(text[at..range.start].trim().is_empty());
                prop_assert_eq!(&text[range.clone()], text[range.clone()].trim());
                at = range.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
