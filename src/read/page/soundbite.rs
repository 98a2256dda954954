//! Soundbites: what people say on air, told from narration by the layout.
//!
//! Each programme prints them its own way: `[Name/Role: "words"]`, a line `Name / Role` with unquoted lines under it,
//! `[Soundbite] NAME(ROLE) : "words"`, `Name (Role): words`. Brackets and quotation marks go missing in real pages, so
//! every form has an end even when its closing mark never comes: the end of the line. Bounded look-ahead keeps the whole
//! linear.

use crate::document::Quote;

use super::marker::{is_closing_quotation_mark, starts_with_quotation_mark};
use super::speaker::{self, Speaker};
use super::vocabulary;

/// Longest text before the words of a soundbite, in bytes.
const LONGEST_HEAD: usize = 300;

/// Most lines that a bracket or a quotation mark may stay open for.
const MOST_LINES: usize = 12;

/// Words that may end a role with a full stop.
const ABBREVIATIONS: [&str; 8] = ["Inc.", "Co.", "Ltd.", "Jr.", "Sr.", "Corp.", "Dept.", "Univ."];

/// Longest soundbite inside a line, in bytes.
const LONGEST_INSIDE: usize = 2_000;

/// A soundbite found at the start of some lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bite<'a> {
    /// The soundbite.
    pub(super) quote: Quote,
    /// How many lines it takes.
    pub(super) lines: usize,
    /// What follows it on its last line.
    pub(super) rest: &'a str,
}

/// `[Name/Role/March: "words"]`, `["words"]`, `[NAME / ROLE: words]`.
pub(super) fn bracketed<'a>(lines: &[&'a str]) -> Option<Bite<'a>> {
    let inner = lines.first()?.strip_prefix('[')?.trim_start();
    let (head, speech) = if starts_with_quotation_mark(inner) { ("", inner) } else { split_head(inner)? };
    let speaker = speaker::parse(head);
    if let Some(close) = closing_bracket(speech) {
        let (words, rest) = speech.split_at(close);
        return Some(Bite { quote: quote(speaker, unquoted(words)), lines: 1, rest: rest.get(1..)?.trim_start() });
    }
    let mut words = speech.to_owned();
    for (index, line) in lines.iter().enumerate().take(MOST_LINES).skip(1) {
        if line.starts_with('[') {
            break;
        }
        words.push(' ');
        match line.rfind(']') {
            Some(close) => {
                words.push_str(line.get(..close)?);
                let rest = line.get(close + 1..)?.trim_start();
                return Some(Bite { quote: quote(speaker, unquoted(&words)), lines: index + 1, rest });
            }
            None => words.push_str(line),
        }
    }
    // The closing bracket is missing: the line is all there is.
    Some(Bite { quote: quote(speaker, unquoted(speech)), lines: 1, rest: "" })
}

/// The first bracketed soundbite inside a line, with the narration before it, on pages without line breaks. Only one with
/// quotation marks and a closing bracket counts there.
pub(super) fn inside(line: &str) -> Option<(&str, Bite<'_>)> {
    for (at, _) in line.match_indices('[').filter(|(at, _)| *at > 0) {
        let (before, after) = line.split_at_checked(at)?;
        let before = before.trim_end();
        if !before.ends_with(['.', '?', '!', '…', '"', '\u{201D}', ']']) || before.len() == at {
            continue;
        }
        let Some(inner) = after.get(1..) else { continue };
        let head = if starts_with_quotation_mark(inner) { Some(("", inner)) } else { split_head(inner) };
        let Some((head, speech)) = head.filter(|(_, speech)| starts_with_quotation_mark(speech)) else { continue };
        let Some(close) = closing_bracket(within(speech, LONGEST_INSIDE)) else { continue };
        let (words, rest) = speech.split_at_checked(close)?;
        let quote = quote(speaker::parse(head), unquoted(words));
        return Some((before, Bite { quote, lines: 0, rest: rest.get(1..)?.trim_start() }));
    }
    None
}

/// What follows `[Soundbite]`: `NAME(ROLE) : "words"`, `"words"`, or a speaker who is left untranslated. `is_alone` when
/// the marker had its line for itself, `is_inline` when the page has no line breaks to tell where the words end.
pub(super) fn after_marker<'a>(lines: &[&'a str], is_alone: bool, is_inline: bool) -> Option<Bite<'a>> {
    let first = *lines.first()?;
    if starts_with_quotation_mark(first) {
        return Some(spoken(Speaker::default(), first, lines, is_inline));
    }
    if let Some((head, speech)) = split_head(first) {
        let speaker = speaker::parse_bracketed_role(head).unwrap_or_else(|| speaker::parse(head));
        return Some(spoken(speaker, speech, lines, is_inline));
    }
    let name = first.trim_end_matches([':', ' ']);
    if let Some(speaker) = bracketed_speaker(name) {
        return Some(unspoken(speaker, lines));
    }
    if is_alone || first.ends_with(['.', '?', '!', '…']) {
        if vocabulary::is_name(name) {
            return Some(unspoken(speaker::parse(name), lines));
        }
        return Some(Bite { quote: quote(Speaker::default(), unquoted(first)), lines: 1, rest: "" });
    }
    Some(unspoken(speaker::parse(name), lines))
}

/// The words after `[Sound bite: NAME (Korean-English)]`: quoted ones, or the line under the marker.
pub(super) fn after_named_marker<'a>(name: &str, lines: &[&'a str], is_inline: bool) -> Bite<'a> {
    let speaker = speaker::parse_bracketed_role(name).unwrap_or_else(|| speaker::parse(name));
    match lines.first() {
        Some(first) if starts_with_quotation_mark(first) => spoken(speaker, first, lines, is_inline),
        Some(first) if !is_inline => Bite { quote: quote(speaker, first.trim()), lines: 1, rest: "" },
        _ => Bite { quote: quote(speaker, ""), lines: 0, rest: "" },
    }
}

/// `Name (Role): words` at the start of a line, as printed in 2023 and 2024 without a marker.
pub(super) fn named_line(line: &str) -> Option<Quote> {
    let first = line.chars().next()?;
    if !first.is_alphabetic() || first.is_lowercase() {
        return None;
    }
    let (head, speech) = split_head(line)?;
    let head = head.strip_suffix(')').filter(|inner| inner.contains('(')).and(Some(head))?;
    let (name, _) = head.split_once('(')?;
    if !vocabulary::is_name(name.trim()) || speech.is_empty() {
        return None;
    }
    Some(quote(speaker::parse_bracketed_role(head)?, unquoted(speech)))
}

/// A line `Name / Role` over unquoted words. Prose with a slash in it is none.
pub(super) fn speaker_line(line: &str) -> Option<Speaker<'_>> {
    if line.len() > 200 || line.contains("://") || line.contains(['"', '\u{201C}', '\u{201D}', '[', ']', '?', '!']) {
        return None;
    }
    let last_word = line.rsplit(' ').next()?;
    let is_abbreviated = last_word.trim_end_matches('.').contains('.') || ABBREVIATIONS.contains(&last_word);
    if line.ends_with([',', ':', ';', '…']) || line.ends_with('.') && !is_abbreviated {
        return None;
    }
    let starts_large = line.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase());
    let Some((name, role)) = line.split_once('/') else {
        // Without a slash only a tag tells: `Tenant (VOICE MODIFIED)`.
        let is_tagged = starts_large && speaker::has_tag(line) && line.split(' ').count() <= 12;
        return is_tagged.then(|| speaker::parse(line));
    };
    let is_spaced = name.ends_with(' ') || role.starts_with(' ');
    let (name, role) = (name.trim(), role.trim());
    let words = name.split(' ').count();
    let is_plausible = starts_large
        && !role.is_empty()
        && words <= 6
        && role.split(' ').count() <= 24
        && !role.starts_with(|first: char| first.is_ascii_digit())
        && if is_spaced { vocabulary::is_name(name) || words <= 4 } else { words >= 2 && vocabulary::is_name(name) };
    if !is_plausible || name.contains(['.', ',']) && !vocabulary::is_name(name) {
        return None;
    }
    let speaker = speaker::parse(line);
    (speaker != Speaker::default()).then_some(speaker)
}

/// A line that is wholly in quotation marks, as programmes print a crowd's call where they do not bracket soundbites.
pub(super) fn quoted_line(line: &str) -> Option<Quote> {
    let inner = line.strip_prefix(super::marker::is_opening_quotation_mark)?;
    let inner = inner.strip_suffix(is_closing_quotation_mark)?;
    let is_one = !inner.contains(['"', '\u{201C}', '\u{201D}']) && !inner.trim().is_empty();
    is_one.then(|| quote(Speaker::default(), inner.trim()))
}

/// Makes a soundbite of a speaker and words.
pub(super) fn quote(speaker: Speaker<'_>, words: &str) -> Quote {
    let owned = |part: Option<&str>| part.map(str::to_owned);
    Quote { speaker: owned(speaker.name), role: owned(speaker.role), when: owned(speaker.when), text: words.to_owned() }
}

/// Words without the quotation marks around them.
pub(super) fn unquoted(words: &str) -> &str {
    let words = words.trim();
    if let Some(inner) = words.strip_prefix(['\'', '\u{2018}'])
        && let Some(inner) = inner.strip_suffix(['\'', '\u{2019}'])
        && !inner.contains(['\'', '\u{2018}', '\u{2019}'])
    {
        return inner.trim();
    }
    let Some(inner) = words.strip_prefix(super::marker::is_opening_quotation_mark) else { return words };
    let closed = inner.strip_suffix(is_closing_quotation_mark);
    let closed =
        closed.or_else(|| inner.strip_suffix('.').and_then(|inner| inner.strip_suffix(is_closing_quotation_mark)));
    closed.unwrap_or(inner).trim()
}

/// Cuts `Name/Role: words` at the colon: the first outside brackets with a space or a quotation mark after it.
fn split_head(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().take_while(|(at, _)| *at < LONGEST_HEAD) {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '[' | ']' => return None,
            '?' | '!' | ';' if depth == 0 => return None,
            ':' | '\u{FF1A}' if depth == 0 => {
                let (head, speech) = (text.get(..at)?.trim(), text.get(at + character.len_utf8()..)?);
                let follows = speech.chars().next();
                let is_end = follows.is_none_or(|next| !next.is_alphanumeric());
                if is_end && !head.is_empty() {
                    return Some((head, speech.trim()));
                }
            }
            mark if is_closing_quotation_mark(mark) && depth == 0 => {
                // The colon is missing, the slash is not: [Name/Role "words"].
                let (head, speech) = text.split_at_checked(at)?;
                return (head.contains('/') && !head.trim().is_empty()).then_some((head.trim(), speech));
            }
            _ => {}
        }
    }
    None
}

/// The bracket that closes the one before `text`; brackets of the interviewer inside are passed over.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 0 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
    }
    text.ends_with(']').then(|| text.len() - 1)
}

/// The first `most` bytes of `text`, less a character that would be cut.
fn within(text: &str, most: usize) -> &str {
    (0..=most.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

/// Words after a speaker, up to their closing quotation mark or the end of the line.
fn spoken<'a>(speaker: Speaker<'_>, speech: &'a str, lines: &[&'a str], is_inline: bool) -> Bite<'a> {
    if speech.is_empty() {
        return unspoken(speaker, lines);
    }
    if !starts_with_quotation_mark(speech) {
        return Bite { quote: quote(speaker, speech), lines: 1, rest: "" };
    }
    let is_closed = |line: &str| line.trim_end_matches('.').ends_with(is_closing_quotation_mark);
    let inner_from = speech.chars().next().map_or(0, char::len_utf8);
    let inner = speech.get(inner_from..).unwrap_or_default();
    if !is_inline && is_closed(inner) {
        return Bite { quote: quote(speaker, unquoted(speech)), lines: 1, rest: "" };
    }
    if let Some(end) = end_of_quotation(inner) {
        let (words, rest) = speech.split_at(inner_from + end);
        return Bite { quote: quote(speaker, unquoted(words)), lines: 1, rest: rest.trim_start() };
    }
    let mut words = speech.to_owned();
    for (index, line) in lines.iter().enumerate().take(MOST_LINES).skip(1) {
        words.push(' ');
        words.push_str(line);
        if is_closed(line) {
            return Bite { quote: quote(speaker, unquoted(&words)), lines: index + 1, rest: "" };
        }
    }
    Bite { quote: quote(speaker, unquoted(speech)), lines: 1, rest: "" }
}

/// Byte after the quotation mark that ends what is said: the first with a space or nothing after it.
fn end_of_quotation(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, character)| {
        let end = at + character.len_utf8();
        let ends =
            is_closing_quotation_mark(character) && text.get(end..)?.chars().next().is_none_or(char::is_whitespace);
        ends.then_some(end)
    })
}

/// A speaker whose words are on the next line in quotation marks, or nowhere.
fn unspoken<'a>(speaker: Speaker<'_>, lines: &[&'a str]) -> Bite<'a> {
    match lines.get(1) {
        Some(next) if starts_with_quotation_mark(next) => {
            Bite { quote: quote(speaker, unquoted(next)), lines: 2, rest: "" }
        }
        _ => Bite { quote: quote(speaker, ""), lines: 1, rest: "" },
    }
}

fn bracketed_speaker(text: &str) -> Option<Speaker<'_>> {
    if text.len() > LONGEST_HEAD { None } else { speaker::parse_bracketed_role(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(bite: Option<Bite<'_>>) -> (String, usize, String) {
        let bite = bite.unwrap();
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        let quote = bite.quote;
        let line = format!("{}|{}|{}|{}", part(quote.speaker), part(quote.role), part(quote.when), quote.text);
        (line, bite.lines, bite.rest.to_owned())
    }

    #[test]
    fn brackets_hold_speaker_and_words() {
        let (line, lines, rest) = flat(bracketed(&["[Ha Yeo-reum/Keeper/March: \"It rose. It fell.\"]"]));
        assert_eq!((line.as_str(), lines, rest.as_str()), ("Ha Yeo-reum|Keeper|March|It rose. It fell.", 1, ""));
        assert_eq!(flat(bracketed(&["[“Open the gate!”]"])).0, "-|-|-|Open the gate!");
        assert_eq!(
            flat(bracketed(&["[HA YEO-REUM / KEEPER: We left at 8:30.]"])).0,
            "HA YEO-REUM|KEEPER|-|We left at 8:30."
        );
        assert_eq!(flat(bracketed(&["[하여름/관리인 : \"물이 찼어요.\"]"])).0, "하여름|관리인|-|물이 찼어요.");
    }

    #[test]
    fn the_interviewer_in_brackets_stays_in_the_words() {
        let line = "[Ha Yeo-reum/Keeper: \"[Was it you?] No. (And then?) ...\"]";
        assert_eq!(flat(bracketed(&[line])).0, "Ha Yeo-reum|Keeper|-|[Was it you?] No. (And then?) ...");
    }

    #[test]
    fn missing_marks_end_with_the_line() {
        assert_eq!(
            flat(bracketed(&["[Ha Yeo-reum/Keeper: \"It rose.", "Then it fell.\"]"])).0,
            "Ha Yeo-reum|Keeper|-|It rose. Then it fell."
        );
        assert_eq!(flat(bracketed(&["[Ha Yeo-reum/Keeper: \"It rose.\"", "[Other]"])).1, 1);
        assert_eq!(flat(bracketed(&["[Ha Yeo-reum/Keeper: \"It rose.]"])).0, "Ha Yeo-reum|Keeper|-|It rose.");
        assert_eq!(
            flat(bracketed(&["[Ha Yeo-reum/Keeper: \"He [laughs and left.\"]"])).0,
            "Ha Yeo-reum|Keeper|-|He [laughs and left."
        );
    }

    #[test]
    fn other_bracketed_text_is_no_soundbite() {
        for line in ["[Exclusive] Dam closed", "[Photo by the author]", "[", "[]", "[What now?: \"x\"]"] {
            assert!(bracketed(&[line]).is_none(), "{line}");
        }
    }

    #[test]
    fn older_markers_take_name_role_and_words() {
        let bite = |line| flat(after_marker(&[line], false, false)).0;
        assert_eq!(bite("HA YEO-REUM(KEEPER) : \"It rose.\""), "HA YEO-REUM|KEEPER|-|It rose.");
        assert_eq!(bite("(Gate Operator) : \"It rose.\""), "-|Gate Operator|-|It rose.");
        assert_eq!(bite("\"It rose.\""), "-|-|-|It rose.");
        assert_eq!(bite("NILS AABERG(ENGINEER)"), "NILS AABERG|ENGINEER|-|");
        let lines = ["Ha Yeo-reum (Keeper): It rose.", "The town slept."];
        assert_eq!(
            flat(after_marker(&lines, true, false)),
            ("Ha Yeo-reum|Keeper|-|It rose.".to_owned(), 1, String::new())
        );
    }

    #[test]
    fn on_a_page_without_line_breaks_the_quotation_mark_ends_it() {
        let bite = flat(after_marker(&["HA(KEEPER) : \"It rose.\" The town slept in \"peace.\""], false, true));
        assert_eq!((bite.0.as_str(), bite.2.as_str()), ("HA|KEEPER|-|It rose.", "The town slept in \"peace.\""));
    }

    #[test]
    fn brackets_inside_a_line_count_after_a_sentence() {
        let (before, bite) = inside("It rose. [Ha Yeo-reum/Keeper: \"So it did.\"] Then it fell.").unwrap();
        assert_eq!((before, bite.quote.text.as_str(), bite.rest), ("It rose.", "So it did.", "Then it fell."));
        assert!(inside("It rose [Ha Yeo-reum/Keeper: \"So it did.\"] again").is_none());
        assert!(inside("It rose. [Editor's note: see below]").is_none());
    }

    #[test]
    fn speaker_lines_are_told_from_prose_with_a_slash() {
        for line in [
            "Ha Yeo-reum / Reservoir Keeper",
            "Ha Yeo-reum/ Keeper (March)",
            "Mr. C / Former Inspector (VOICE MODIFIED)",
            "Lee / Keeper",
            "Nils Aaberg / Head, Aaberg Inc.",
        ] {
            assert!(speaker_line(line).is_some(), "{line}");
        }
        for line in [
            "The dam/reservoir complex was closed",
            "Profits rose and/or fell / it is unclear",
            "It opens 24/7",
            "See https://example.org/dam",
            "Ha Yeo-reum / the keeper / said it rose.",
            "Levels rose 3 / 5 meters",
            "Levels rose in the spring (the wet one)",
            "/",
        ] {
            assert!(speaker_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn unmarked_speakers_need_a_bracketed_role() {
        assert_eq!(named_line("Ha Yeo-reum (Keeper): It rose.").unwrap().role.as_deref(), Some("Keeper"));
        for line in ["He said: no.", "The gate (the old one): closed.", "Ha Yeo-reum: It rose.", "(Keeper): It rose."] {
            assert!(named_line(line).is_none(), "{line}");
        }
    }
}
