//! Title furniture: what a desk puts before or behind its titles, whatever they tell.
//!
//! `Harbour Latest: Ferry sinks`, `Ferry sinks - Coastal Times`, `Ferry sinks | World News`. Of a headline such words are a
//! third, and two headlines of one desk would look alike by them. They are known by standing before or behind several
//! titles that are otherwise different, or, behind a title, by looking like the name of an outlet. One counting pass over
//! the segments of all titles, by hash: 16 bytes a segment. A title is cut twice at most, as `Latest: Sports | Ferry sinks`
//! needs. Linear in the titles, whatever they hold.

use std::borrow::Cow;
use std::ops::Range;

use ahash::AHashSet;
use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::settings::StorySettings;
use crate::document::Document;

/// What parts a title from what stands before it, in the order in which they are tried.
const HEAD_MARKS: [&str; 5] = [": ", " | ", " - ", " – ", "-"];
/// What parts a title from what stands behind it.
const TAIL_MARKS: [&str; 4] = [BAR, " - ", " – ", " — "];
/// No sentence has a bar.
const BAR: &str = " | ";
/// Most words of a head.
const HEAD_WORDS: usize = 4;
/// Most words of a tail, the mark among them.
const TAIL_WORDS: usize = 7;
/// Least words of a title that is left.
const LEAST_WORDS: usize = 3;
/// Words by which titles are told apart in counting.
const TOLD_APART_BY: usize = 4;
/// How many times furniture is looked for.
const ROUNDS: usize = 2;

/// What is furniture in the titles of a collection.
#[derive(Debug, Clone, Default)]
pub struct Furniture {
    /// Whether it was looked for at all.
    is_sought: bool,
    /// For each round the keys of the segments that stand with enough titles.
    repeated: [AHashSet<u64>; ROUNDS],
}

/// Where the parts of a title may lie: what stands before `start` is its head, what stands from `end` on its tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segments {
    start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
enum Side {
    Head,
    Tail,
}

impl Furniture {
    /// Finds the furniture in the titles of documents.
    #[must_use]
    pub fn of(documents: &[&Document], settings: &StorySettings) -> Self {
        let mut furniture = Self { is_sought: settings.furniture_titles > 0, ..Self::default() };
        if !furniture.is_sought {
            return furniture;
        }
        for round in 0..ROUNDS {
            let segments = |document: &&Document| {
                let title = document.title.as_deref().unwrap_or_default();
                counted(&title[furniture.kept_after(title, round)])
            };
            let mut pairs: Vec<(u64, u64)> = documents.par_iter().flat_map_iter(segments).collect();
            pairs.par_sort_unstable();
            pairs.dedup();
            let by_segment = pairs.chunk_by(|one, next| one.0 == next.0);
            let repeated = by_segment.filter(|same| same.len() >= settings.furniture_titles);
            furniture.repeated[round] = repeated.map(|same| same[0].0).collect();
        }
        furniture
    }

    /// The document with a title without furniture: the document itself where there is none.
    #[must_use]
    pub fn cleared<'a>(&self, document: &'a Document) -> Cow<'a, Document> {
        let Some(title) = document.title.as_deref() else { return Cow::Borrowed(document) };
        let kept = &title[self.kept(title)];
        if kept.len() == title.len() {
            return Cow::Borrowed(document);
        }
        Cow::Owned(Document { title: Some(kept.to_owned()), ..document.clone() })
    }

    /// What of a document's title is furniture, in the order of the title.
    #[must_use]
    pub fn in_title<'a>(&self, document: &'a Document) -> Vec<&'a str> {
        let title = document.title.as_deref().unwrap_or_default();
        let Range { start, end } = self.kept(title);
        [&title[..start], &title[end..]].into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    fn kept(&self, title: &str) -> Range<usize> {
        self.kept_after(title, ROUNDS)
    }

    /// What is left of a title after the first rounds, as bytes.
    fn kept_after(&self, title: &str, rounds: usize) -> Range<usize> {
        let mut kept = 0..title.len();
        for repeated in self.repeated.iter().take(rounds).filter(|_| self.is_sought) {
            let rest = &title[kept.clone()];
            let Segments { start, end } = Segments::of(rest);
            let is_repeated = |side, segment: &str| !segment.is_empty() && repeated.contains(&key(side, segment));
            let (head, tail) = (&rest[..start], &rest[end..]);
            let start = if is_repeated(Side::Head, head) { start } else { 0 };
            let end = if is_repeated(Side::Tail, tail) || looks_like_an_outlet(tail) { end } else { rest.len() };
            let core = &rest[start..end];
            if core.len() < rest.len() {
                kept.start += start + core.len() - core.trim_start().len();
                kept.end = kept.start + core.trim().len();
            }
        }
        kept
    }
}

impl Segments {
    fn of(title: &str) -> Self {
        let mut segments = Self { start: 0, end: title.len() };
        for mark in TAIL_MARKS {
            let Some(at) = title.rfind(mark) else { continue };
            let is_short = words_up_to(&title[at..], TAIL_WORDS + 1) <= TAIL_WORDS;
            if is_short && words_up_to(&title[..at], LEAST_WORDS) == LEAST_WORDS {
                segments.end = at;
                break;
            }
        }
        let rest = &title[..segments.end];
        for mark in HEAD_MARKS {
            let Some(at) = rest.find(mark) else { continue };
            let (head, after) = (&rest[..at], &rest[at + mark.len()..]);
            // `Harbour-Ferry sinks`, not `Anglo-Irish` nor `well-known`: one word, then a capital.
            let is_compound = mark == "-" && (head.contains(' ') || !after.starts_with(char::is_uppercase));
            let words = words_up_to(head, HEAD_WORDS + 1);
            if (1..=HEAD_WORDS).contains(&words) && !is_compound && words_up_to(after, LEAST_WORDS) == LEAST_WORDS {
                segments.start = at + mark.len();
                break;
            }
        }
        segments
    }
}

/// The segments of a title, by the side on which they stand, with what they stand with.
fn counted(title: &str) -> impl Iterator<Item = (u64, u64)> + use<> {
    let Segments { start, end } = Segments::of(title);
    let mut words = title[start..end].split_whitespace().take(TOLD_APART_BY).collect::<Vec<_>>().join(" ");
    words = words.to_lowercase();
    let with = xxh3_64(words.as_bytes());
    let segments = [(Side::Head, &title[..start]), (Side::Tail, &title[end..])];
    segments.map(|(side, segment)| (!segment.is_empty()).then(|| (key(side, segment), with))).into_iter().flatten()
}

fn key(side: Side, segment: &str) -> u64 {
    xxh3_64_with_seed(segment.to_lowercase().as_bytes(), side as u64)
}

/// Whether a tail is a name by its looks: behind a bar always, behind a dash if no word begins in lower case and one with a
/// capital, for not all scripts have capitals.
fn looks_like_an_outlet(tail: &str) -> bool {
    let mut words = tail.split_whitespace().skip(1);
    tail.starts_with(BAR)
        || (!words.clone().any(|word| word.starts_with(char::is_lowercase))
            && words.any(|word| word.starts_with(char::is_uppercase)))
}

/// How many words a text has, up to so many.
fn words_up_to(text: &str, most: usize) -> usize {
    text.split_whitespace().take(most).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Origin;

    fn document(title: Option<&str>) -> Document {
        Document {
            id: "one".to_owned(),
            origin: Origin { path: "one.txt".to_owned(), ordinal: 1, start: 0, end: 0 },
            title: title.map(str::to_owned),
            source: None,
            programme: None,
            published: None,
            updated: None,
            language: None,
            reporter: None,
            place: None,
            url: None,
            sections: Vec::new(),
            extra: Vec::new(),
        }
    }

    fn cleared_with(titles: &[&str], settings: &StorySettings) -> Vec<String> {
        let documents: Vec<Document> = titles.iter().map(|title| document(Some(title))).collect();
        let documents: Vec<&Document> = documents.iter().collect();
        let furniture = Furniture::of(&documents, settings);
        documents.iter().filter_map(|document| furniture.cleared(document).into_owned().title).collect()
    }

    fn cleared(titles: &[&str]) -> Vec<String> {
        cleared_with(titles, &StorySettings::default())
    }

    #[test]
    fn what_a_desk_puts_before_all_its_titles_is_no_part_of_them() {
        let titles =
            ["The Latest: Ferry sinks off Wando", "the latest: Divers raise six crates", "The Latest: Port is closed"];
        assert_eq!(cleared(&titles), ["Ferry sinks off Wando", "Divers raise six crates", "Port is closed"]);
        assert_eq!(cleared(&titles[..2]), titles[..2], "twice is not often");
    }

    #[test]
    fn titles_that_begin_alike_are_one() {
        let titles = [
            "Wando: Ferry sinks off the pier, 3 lost",
            "Wando: Ferry sinks off the pier, crew saved",
            "Wando: ferry sinks off the quay",
        ];
        assert_eq!(cleared(&titles), titles, "one title in three forms makes no furniture of the place");
    }

    #[test]
    fn names_of_outlets_behind_a_title_are_no_part_of_it() {
        let titles = [
            "Ferry sinks off Wando | more at eleven",
            "Ferry sinks off Wando - The Coastal Times",
            "Ferry sinks off Wando – what we know so far",
            "여객선 완도 앞바다 침몰 - 승객 전원 구조",
            "Ferry sinks - Six lost",
        ];
        let expected = ["Ferry sinks off Wando", "Ferry sinks off Wando", titles[2], titles[3], titles[4]];
        assert_eq!(cleared(&titles), expected);
    }

    #[test]
    fn a_desk_may_stand_before_another() {
        let titles = [
            "Latest: Coast | Ferry sinks off Wando",
            "Latest: Coast | Divers raise six crates",
            "Latest: Coast | Port is closed today",
            "Coast | Nobody was on board",
        ];
        let expected =
            ["Ferry sinks off Wando", "Divers raise six crates", "Port is closed today", "Nobody was on board"];
        assert_eq!(cleared(&titles), expected);
    }

    #[test]
    fn compounds_are_no_furniture() {
        let titles = ["Anglo-irish talks are resumed", "Anglo-dutch firm is sold", "Anglo-korean film wins a prize"];
        assert_eq!(cleared(&titles), titles);
        let titles = ["Regatta-Wando wins the cup", "Regatta-Crews wait for wind", "Regatta-Last race is off"];
        assert_eq!(cleared(&titles), ["Wando wins the cup", "Crews wait for wind", "Last race is off"]);
    }

    #[test]
    fn what_was_left_out_can_be_told() {
        let documents =
            ["Latest: Ferry sinks off Wando | Coast", "Latest: Port is closed today", "Latest: No one was lost"];
        let documents = documents.map(|title| document(Some(title)));
        let furniture = Furniture::of(&documents.each_ref(), &StorySettings::default());
        assert_eq!(furniture.in_title(&documents[0]), ["Latest:", "| Coast"]);
        assert!(furniture.in_title(&document(Some("Ferry sinks off Wando"))).is_empty());
        assert!(furniture.in_title(&document(None)).is_empty());
    }

    #[test]
    fn furniture_can_be_left_in_place() {
        let titles =
            [" Latest: Ferry sinks off Wando | Coast", "Latest: Port is closed today", "Latest: No one was lost"];
        let settings = StorySettings { furniture_titles: 0, ..StorySettings::default() };
        assert_eq!(cleared_with(&titles, &settings), titles);
    }

    #[test]
    fn hostile_titles_are_quick_and_harm_nothing() {
        let long = [": ", " | ", " - ", "-", "\u{a0}", "ß: "].map(|part| part.repeat(100_000));
        let titles: Vec<&str> = long.iter().map(String::as_str).chain(["", " ", ":", "| |", "a: b: c: d: e"]).collect();
        assert_eq!(cleared(&titles).len(), titles.len());
    }
}
