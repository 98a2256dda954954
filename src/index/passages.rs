//! Passages: where in a document a query matched, as plain text with byte ranges.
//!
//! The text is as published, never escaped: whoever shows it escapes it for its own edge. A passage is cut at word
//! borders, at most [`LONGEST_PASSAGE`] characters long, and its ranges are sorted, do not overlap and lie on character
//! borders.

use std::collections::BTreeSet;
use std::ops::Range;

use ahash::AHashMap;
use serde::Serialize;

use super::analyzer::for_each_term;
use super::query::{Phrase, TextField};
use super::schema::{body_text, speaker_texts};
use crate::record::DocumentRecord;

/// Longest passage in characters.
pub const LONGEST_PASSAGE: usize = 320;

/// How far apart, in bytes, matches may lie to be shown in one passage.
const REACH: usize = 240;
/// Characters shown before the first match.
const CONTEXT_BEFORE: usize = 60;
/// Most passages of one body.
const MOST_BODY_PASSAGES: usize = 2;
/// Most quotes or speakers shown of one document.
const MOST_VALUES: usize = 3;
/// Matches of one text beyond these are not marked.
const MOST_MATCHES: usize = 1000;

/// A stretch of a document's text with what matched in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Where it stands.
    pub field: TextField,
    /// The text as published, unescaped.
    pub text: String,
    /// What matched, as byte ranges of `text`. Empty in a passage that only shows how the document begins.
    pub matches: Vec<Range<usize>>,
    /// Whether text was left out before it.
    pub is_cut_before: bool,
    /// Whether text was left out behind it.
    pub is_cut_behind: bool,
}

/// The passages of a record that match, in the order of [`TextField`]; the beginning of its text if none does.
pub(super) fn passages(record: &DocumentRecord, wanted: &[&Phrase]) -> Vec<Passage> {
    let body = body_text(record);
    let quotes = || record.quotes.iter().map(|quote| quote.text.as_str());
    let speakers = || record.quotes.iter().flat_map(speaker_texts);
    let mut passages = Vec::new();
    let mut add = |field: TextField, texts: &mut dyn Iterator<Item = &str>, most_texts: usize, most_passages: usize| {
        let phrases: Vec<&Phrase> = wanted.iter().copied().filter(|phrase| phrase.fields().contains(&field)).collect();
        if phrases.is_empty() {
            return;
        }
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        for text in texts {
            if shown.len() == most_texts {
                break;
            }
            if shown.contains(text) {
                continue;
            }
            let matches = matches(text, &phrases);
            if !matches.is_empty() {
                shown.insert(text);
                passages.extend(cut(field, text, &matches, most_passages));
            }
        }
    };
    add(TextField::Title, &mut record.title.iter().map(String::as_str), 1, 1);
    add(TextField::Body, &mut std::iter::once(body.as_str()), 1, MOST_BODY_PASSAGES);
    add(TextField::Quote, &mut quotes(), MOST_VALUES, 1);
    add(TextField::Speaker, &mut speakers(), MOST_VALUES, 1);
    add(TextField::Source, &mut record.source.iter().map(String::as_str), 1, 1);
    add(TextField::Programme, &mut record.programme.iter().map(String::as_str), 1, 1);
    if passages.is_empty() && !body.trim().is_empty() {
        passages.push(window(TextField::Body, &body, 0, &[]));
    }
    passages
}

/// A match and which of the phrases it belongs to.
#[derive(Debug, Clone)]
struct Match {
    span: Range<usize>,
    phrase: usize,
}

/// What of the text the phrases match, by start.
fn matches(text: &str, phrases: &[&Phrase]) -> Vec<Match> {
    let mut occurrences: AHashMap<&str, Vec<(usize, Range<usize>)>> = AHashMap::new();
    for (_, term) in phrases.iter().flat_map(|phrase| &phrase.terms) {
        occurrences.entry(term).or_default();
    }
    for_each_term(text, |placed| {
        if let Some(places) = occurrences.get_mut(placed.term) {
            places.push((placed.position, placed.span));
        }
    });
    let span_at = |term: &str, position: usize| -> Option<Range<usize>> {
        let places = occurrences.get(term)?;
        let found = places.binary_search_by_key(&position, |(position, _)| *position).ok()?;
        places.get(found).map(|(_, span)| span.clone())
    };
    let mut matches = Vec::new();
    for (number, phrase) in phrases.iter().enumerate() {
        // The rarest term leads, so that the work is bounded by how often it stands in the text.
        let Some((offset, term)) = phrase.terms.iter().min_by_key(|(_, term)| occurrences[term.as_str()].len()) else {
            continue;
        };
        for (position, _) in &occurrences[term.as_str()] {
            let Some(start) = position.checked_sub(*offset) else { continue };
            let spans: Option<Vec<Range<usize>>> =
                phrase.terms.iter().map(|(offset, term)| span_at(term, start + offset)).collect();
            matches.extend(spans.into_iter().flatten().map(|span| Match { span, phrase: number }));
            if matches.len() > MOST_MATCHES {
                break;
            }
        }
    }
    matches.sort_by_key(|found| (found.span.start, found.span.end, found.phrase));
    matches
}

/// The stretches of the text that hold most phrases, in reading order.
fn cut(field: TextField, text: &str, matches: &[Match], most: usize) -> Vec<Passage> {
    let mut passages: Vec<(usize, usize, Passage)> = Vec::new();
    let spans = merge(matches);
    while passages.len() < most {
        let mut best: Option<(usize, usize, &Match)> = None;
        for (index, first) in matches.iter().enumerate() {
            if passages.iter().any(|(start, end, _)| (*start..*end).contains(&first.span.start)) {
                continue;
            }
            let near = matches[index..].iter().take_while(|found| found.span.start < first.span.start + REACH).take(64);
            let phrases: BTreeSet<usize> = near.clone().map(|found| found.phrase).collect();
            let worth = (phrases.len(), near.count());
            if best.is_none_or(|(phrases, count, _)| worth > (phrases, count)) {
                best = Some((worth.0, worth.1, first));
            }
        }
        let Some((_, _, first)) = best else { break };
        let (start, end) = borders(text, first.span.start);
        // A passage never shows again what an earlier one showed.
        let start =
            passages.iter().map(|(_, end, _)| *end).filter(|end| *end <= first.span.start).fold(start, usize::max);
        let end =
            passages.iter().map(|(start, _, _)| *start).filter(|other| *other > first.span.start).fold(end, usize::min);
        passages.push((start, end, passage(field, text, start..end, &spans)));
    }
    passages.sort_by_key(|(start, _, _)| *start);
    passages.into_iter().map(|(_, _, passage)| passage).collect()
}

fn window(field: TextField, text: &str, at: usize, spans: &[Range<usize>]) -> Passage {
    let (start, end) = borders(text, at);
    passage(field, text, start..end, spans)
}

/// Spans sorted, those that overlap or touch joined.
fn merge(matches: &[Match]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for found in matches {
        match merged.last_mut() {
            Some(last) if found.span.start <= last.end => last.end = last.end.max(found.span.end),
            _ => merged.push(found.span.clone()),
        }
    }
    merged
}

/// Where a passage around the match at `at` begins and ends.
fn borders(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let mut start = before.char_indices().rev().nth(CONTEXT_BEFORE - 1).map_or(0, |(index, _)| index);
    if start > 0 {
        // At a paragraph's or a word's beginning, if there is one; scripts without spaces are cut anywhere.
        let context = &text[start..at];
        if let Some(line) = context.rfind('\n') {
            start += line + 1;
        } else if let Some((space, character)) = context.char_indices().find(|(_, character)| character.is_whitespace())
        {
            start += space + character.len_utf8();
        }
    } else if let Some(line) = before.rfind('\n') {
        start = line + 1;
    }
    let behind = &text[start..];
    let mut end = behind.char_indices().nth(LONGEST_PASSAGE).map_or(text.len(), |(index, _)| start + index);
    if end < text.len()
        && let Some(space) = text[start..end].rfind(char::is_whitespace)
        && start + space > at
    {
        end = start + space;
    }
    (start, end)
}

fn passage(field: TextField, text: &str, window: Range<usize>, spans: &[Range<usize>]) -> Passage {
    let shown = &text[window.clone()];
    let start = window.start + (shown.len() - shown.trim_start().len());
    let shown = shown.trim();
    let end = start + shown.len();
    let matches = spans
        .iter()
        .map(|span| span.start.max(start)..span.end.min(end))
        .filter(|span| span.start < span.end)
        .map(|span| span.start - start..span.end - start)
        .collect();
    Passage {
        field,
        text: shown.to_owned(),
        matches,
        is_cut_before: !text[..start].trim().is_empty(),
        is_cut_behind: !text[end..].trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::parse;
    use super::*;

    fn body_passages(query: &str, text: &str) -> Vec<Passage> {
        let parsed = parse(query).unwrap();
        let found = matches(text, &parsed.root.wanted());
        let passages = cut(TextField::Body, text, &found, MOST_BODY_PASSAGES);
        for passage in &passages {
            assert!(passage.text.chars().count() <= LONGEST_PASSAGE);
            assert!(text.contains(&passage.text));
            for span in &passage.matches {
                assert!(!passage.text[span.clone()].is_empty());
            }
            assert!(passage.matches.is_sorted_by(|first, second| first.end <= second.start));
        }
        passages
    }

    fn filler(words: usize) -> String {
        "calm ".repeat(words)
    }

    #[test]
    fn the_stretch_with_most_of_the_words_is_shown_first() {
        let text = format!("flood {}flood and storm {}storm", filler(200), filler(200));
        let passages = body_passages("flood storm", &text);
        assert_eq!(passages.len(), 2);
        assert!(passages.iter().any(|passage| passage.text.contains("flood and storm") && passage.matches.len() == 2));
        assert!(passages[0].is_cut_behind);
    }

    #[test]
    fn passages_do_not_overlap() {
        let text = format!("flood {}flood {}flood", filler(55), filler(55));
        let passages = body_passages("flood", &text);
        let marked: usize = passages.iter().map(|passage| passage.matches.len()).sum();
        assert_eq!(passages.len(), 2);
        assert!(marked <= 3);
        let shown: usize = passages.iter().map(|passage| passage.text.len()).sum();
        assert!(shown <= text.len());
    }

    #[test]
    fn a_phrase_is_marked_only_as_a_phrase() {
        let passages = body_passages("\"heavy rain\"", "Rain fell. Heavy rain, then heavy wind.");
        assert_eq!(passages[0].matches, [11..16, 17..21]);
    }

    #[test]
    fn scripts_without_spaces_are_marked_as_one_stretch() {
        let text = format!("{}国会通过预算{}", "山".repeat(400), "水".repeat(400));
        let passages = body_passages("\"通过预算\"", &text);
        let span = passages[0].matches[0].clone();
        assert_eq!(&passages[0].text[span], "通过预算");
        assert!(passages[0].is_cut_before && passages[0].is_cut_behind);
    }

    #[test]
    fn endless_words_and_hostile_repetition_stay_short() {
        let word = "x".repeat(50_000);
        let passages = body_passages(&word[..1000], &format!("{word} end"));
        assert!(passages.iter().all(|passage| passage.text.len() <= LONGEST_PASSAGE));
        let passages = body_passages("\"a1 a1 a1\"", &"a1 ".repeat(100_000));
        assert!(passages.len() <= MOST_BODY_PASSAGES && !passages.is_empty());
    }

    #[test]
    fn nothing_matches_nothing_is_shown() {
        assert!(body_passages("storm", "Calm all day.").is_empty());
    }
}
