//! Sentences of a text, as published: where each begins and ends.
//!
//! A sentence ends with its line, or at a point, exclamation or question mark, ellipsis or their fullwidth forms, with
//! the quotation marks and brackets that follow, if white space is next. A point is no end inside a figure, behind an
//! initial or an abbreviation (`Mr.`, `U.S.`, `Mar. 22`), or where a lower-case letter goes on; nor is one between
//! quotation marks where the sentence around them goes on (*"It sank." said the captain*). Linear in the text.

use std::ops::Range;

use super::days::{english_month, english_weekday};

/// What may stand behind the mark that ends a sentence and belongs to it.
const CLOSING: [char; 13] = ['"', '\'', '”', '’', '»', ')', ']', '」', '』', '》', '〉', '】', '）'];

/// The sentences of a text in order, as ranges of bytes, without white space around them. Pieces without a letter or
/// digit are left out.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let mut end = at + character.len_utf8();
        if character == '\n' {
            push(text, start..at, &mut found);
            start = end;
            continue;
        }
        if !matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
            continue;
        }
        while let Some(&(next, character)) = characters.peek() {
            if !CLOSING.contains(&character) && !matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
                break;
            }
            end = next + character.len_utf8();
            characters.next();
        }
        if is_end(text, start, at, end) {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    if piece.contains(char::is_alphanumeric) {
        let start = range.start + (piece.len() - piece.trim_start().len());
        found.push(start..start + piece.trim().len());
    }
}

/// Whether the sentence that began at `start` ends with the mark at `mark`, what belongs to which ends at `end`.
fn is_end(text: &str, start: usize, mark: usize, end: usize) -> bool {
    let behind = &text[end..];
    let is_wide = text[mark..].starts_with(['。', '！', '？']);
    let Some(next) = behind.trim_start().chars().next() else { return true };
    if !is_wide && !behind.starts_with(char::is_whitespace) {
        return false;
    }
    // What goes on in lower case goes on.
    if next.is_lowercase() {
        return false;
    }
    if text[mark..].starts_with('.') && end == mark + 1 {
        let before = text[start..mark].rsplit(|one: char| one.is_whitespace() || "(\"“‘'-".contains(one)).next();
        let before = before.unwrap_or_default();
        let goes_on = is_abbreviation(before, next) || is_half_of_day(before) && goes_on_in_time(behind);
        return !goes_on;
    }
    true
}

fn is_half_of_day(word: &str) -> bool {
    matches!(word, "a.m" | "p.m" | "A.M" | "P.M")
}

/// Whether what follows a time of day belongs to it: `Korean time`, `KST`, `Monday`, `March 7`.
fn goes_on_in_time(behind: &str) -> bool {
    let mut words = behind.split_whitespace().map(|word| word.trim_end_matches(|one: char| !one.is_alphanumeric()));
    let (Some(word), next) = (words.next(), words.next()) else { return false };
    let is_zone = (2..=4).contains(&word.len()) && word.bytes().all(|one| one.is_ascii_uppercase());
    let lower = word.to_lowercase();
    is_zone || next == Some("time") || english_weekday(&lower).is_some() || english_month(&lower).is_some()
}

/// Whether a point behind a word ends no sentence, given how the text goes on.
fn is_abbreviation(word: &str, next: char) -> bool {
    let lower = word.to_lowercase();
    let is_title = matches!(
        lower.as_str(),
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "prof"
            | "sen"
            | "rep"
            | "gov"
            | "gen"
            | "lt"
            | "col"
            | "sgt"
            | "capt"
            | "cmdr"
            | "adm"
            | "maj"
            | "pres"
            | "rev"
            | "hon"
            | "st"
            | "mt"
            | "messrs"
            | "vs"
            | "fig"
            | "art"
    );
    // "U.S.", "a.m." and "D.C." may end a sentence; before a figure or a capital that is most often a name they seldom do,
    // and a sentence too long does less harm than one cut in two.
    let is_dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    let is_time = is_half_of_day(word);
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let is_number_sign = matches!(lower.as_str(), "no" | "nos") && next.is_ascii_digit();
    let is_month = lower.len() <= 4 && english_month(&lower).is_some() && next.is_ascii_digit();
    is_title || is_initial || is_number_sign || is_month || is_dotted && !is_time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        assert_eq!(cut("It sank. Why? Nobody knows!"), ["It sank.", "Why?", "Nobody knows!"]);
        assert_eq!(cut("  One line\nand another \n\n …\n"), ["One line", "and another"]);
        assert_eq!(cut("He said: \"It sank.\" Then he left."), ["He said: \"It sank.\"", "Then he left."]);
        assert_eq!(
            cut("배가 가라앉았습니다. 선원은 모두 구조됐습니다."),
            ["배가 가라앉았습니다.", "선원은 모두 구조됐습니다."]
        );
        assert_eq!(cut("船が沈んだ。全員が救助された。"), ["船が沈んだ。", "全員が救助された。"]);
        assert_eq!(cut("It opened at 7:12 a.m. A second followed."), ["It opened at 7:12 a.m.", "A second followed."]);
    }

    #[test]
    fn a_point_inside_a_sentence_does_not_end_it() {
        for text in [
            "It rose 3.5 percent in the U.S. Senate.",
            "On Mar. 22 Mr. J. Harbour and Dr. Quay sailed.",
            "At 3 p.m. on Monday it sank.",
            "It shook at 5:38 a.m. Korean time, at 4:38 a.m. KST.",
            "At 3 p.m. Monday, it sank.",
            "\"It sank.\" said the captain.",
            "Flight No. 7 was late.",
            "example.org is down",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }

    #[test]
    fn nothing_is_lost_but_what_has_no_letter() {
        for text in ["", "...", "\"\n\"", "a.b.c", "?!", "x…y", "é. É."] {
            let kept: String = cut(text).concat();
            assert_eq!(
                kept.chars().filter(|one| one.is_alphanumeric()).count(),
                text.chars().filter(|one| one.is_alphanumeric()).count(),
                "{text:?}"
            );
        }
    }
}
