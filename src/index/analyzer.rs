//! The analyzer: one way, for all languages and for index and query alike, to cut text into terms.
//!
//! Words come from [`for_each_word`] in their normal form (NFKC, lower case). Every word takes one position; a text in a
//! script without spaces takes one position a character. At the position of a word stand
//!
//! - for a word of most scripts: the word, an English possessive `'s` dropped. There is no stemming: `flood` does not
//!   find `floods`;
//! - for an eojeol (a word that holds Hangul): the eojeol, its [`stem`], the noun of a lone syllable with a particle,
//!   each run of another script in it (`KBS뉴스` holds `kbs`), and, marked so that they never meet a word, the pairs of
//!   neighbouring units, a unit being a syllable or such a run;
//! - for a character of an unspaced script: the character, and its pair with the next one if that adjoins.
//!
//! A query word matches accordingly. An eojeol matches every eojeol that holds the pairs of its stem, in practice every
//! eojeol that holds its stem: `서울시가` finds `서울시는` and `서울시교육청`, `5일` does not find `15일`. An unspaced
//! stretch matches where all its characters stand in that order without a gap.
//!
//! A phrase matches consecutive words in the given order, without a word between, each of which matches as said above;
//! punctuation and paragraph ends between words do not matter, case and possessives neither. So `"서울시 예산"` finds
//! `서울시가 예산을` and also `서울시교육청 예산안`.
//!
//! Terms are cut at [`LONGEST_TERM`] bytes, in index and query alike, so an endless word costs little and is still
//! found. Linear in the length of the text. Any change here must raise [`ANALYZER_VERSION`].

use std::ops::Range;

use ahash::AHashSet;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::korean::{is_hangul, lone_syllable, stem};
use crate::text::words::{Unspaced, Word, for_each_word, is_unspaced};

/// Version of the analysis; an index made with another one is refused.
pub const ANALYZER_VERSION: u32 = 1;

/// Name under which tantivy knows the analyzer.
pub const ANALYZER_NAME: &str = "samestory";

/// Longest term in bytes.
pub const LONGEST_TERM: usize = 240;

/// Stands before a pair of units, so that it is never taken for a word: no word holds a control character.
const PAIR_MARK: char = '\u{1}';

/// A term where it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedTerm<'a> {
    /// The term as it is indexed.
    pub term: &'a str,
    /// Position of its word.
    pub position: usize,
    /// The bytes of the text it was made of.
    pub span: Range<usize>,
}

/// Calls `visit` for each term of `text`, by position.
pub fn for_each_term(text: &str, mut visit: impl FnMut(PlacedTerm<'_>)) {
    let mut next_position = 0;
    let mut previous_character: Option<(String, Range<usize>)> = None;
    let mut pair = String::new();
    for_each_word(text, Unspaced::Characters, |word| {
        let position = next_position;
        next_position += 1;
        let span = word.start..word.start + word.original.len();
        if word.original.chars().all(is_unspaced) {
            if let Some((character, before)) = &previous_character
                && before.end == span.start
            {
                pair.clear();
                pair.push_str(character);
                pair.push_str(word.normal);
                visit(PlacedTerm { term: &pair, position: position - 1, span: before.start..span.end });
            }
            visit(PlacedTerm { term: word.normal, position, span: span.clone() });
            previous_character = Some((word.normal.to_owned(), span));
            return;
        }
        previous_character = None;
        if word.normal.contains(is_hangul) {
            visit_eojeol(word, position, &mut visit);
        } else {
            visit(PlacedTerm { term: plain_term(word.normal), position, span });
        }
    });
}

/// The terms that a text must hold to match `text` as a phrase, each with the offset of its word from the first word.
///
/// Empty if `text` holds no word.
#[must_use]
pub fn phrase_terms(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    for_each_word(text, Unspaced::Characters, |word| {
        words.push((word.normal.to_owned(), word.start..word.start + word.original.len()));
    });
    let unspaced: Vec<bool> = words.iter().map(|(_, span)| text[span.clone()].chars().all(is_unspaced)).collect();
    let adjoins = |first: usize, second: usize| {
        unspaced.get(first) == Some(&true)
            && unspaced.get(second) == Some(&true)
            && matches!((words.get(first), words.get(second)), (Some(a), Some(b)) if a.1.end == b.1.start)
    };
    let mut terms = Vec::new();
    for (offset, (normal, _)) in words.iter().enumerate() {
        if adjoins(offset, offset + 1) {
            terms.push((offset, format!("{normal}{}", words[offset + 1].0)));
        } else if offset > 0 && adjoins(offset - 1, offset) {
            // The pair before holds it.
        } else if normal.contains(is_hangul) {
            terms.extend(eojeol_terms(normal).into_iter().map(|term| (offset, term)));
        } else {
            terms.push((offset, plain_term(normal).to_owned()));
        }
    }
    terms
}

/// The terms that raise the score of a text in which the eojeol `word` stands as it is, or with other particles.
///
/// Empty unless `text` is one eojeol.
#[must_use]
pub fn exact_terms(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each_word(text, Unspaced::Characters, |word| words.push(word.normal.to_owned()));
    match words.as_slice() {
        [eojeol] if eojeol.contains(is_hangul) => {
            let mut terms = vec![cut(eojeol).to_owned(), cut(stem(eojeol)).to_owned()];
            terms.dedup();
            terms
        }
        _ => Vec::new(),
    }
}

/// What an eojeol in a query stands for: the pairs of its stem, or the stem if it is but one unit.
fn eojeol_terms(eojeol: &str) -> Vec<String> {
    let stem = stem(eojeol);
    let units: Vec<Range<usize>> = units(stem).collect();
    if units.len() < 2 {
        return vec![cut(stem).to_owned()];
    }
    let mut pairs = Vec::new();
    for neighbours in units.windows(2) {
        if let [first, second] = neighbours {
            pairs.push(pair_term(&stem[first.start..second.end]));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn visit_eojeol(word: Word<'_>, position: usize, visit: &mut impl FnMut(PlacedTerm<'_>)) {
    let normal = word.normal;
    let whole = word.start..word.start + word.original.len();
    let corresponds = forms_correspond(word);
    let span_of = |part: &Range<usize>| {
        if corresponds { word.start + part.start..word.start + part.end } else { whole.clone() }
    };
    // A term twice at one position would count twice in the score.
    let mut words: AHashSet<&str> = AHashSet::new();
    let mut visit_word = |part: Range<usize>| {
        let term = cut(&normal[part.clone()]);
        if words.insert(term) {
            visit(PlacedTerm { term, position, span: span_of(&part) });
        }
    };
    visit_word(0..normal.len());
    visit_word(0..stem(normal).len());
    if let Some(noun) = lone_syllable(normal) {
        visit_word(0..noun.len());
    }
    for unit in units(normal).filter(|unit| !normal[unit.clone()].starts_with(is_hangul)) {
        visit_word(unit);
    }
    let mut pairs: AHashSet<&str> = AHashSet::new();
    let mut previous: Option<Range<usize>> = None;
    for unit in units(normal) {
        if let Some(previous) = previous {
            let part = previous.start..unit.end;
            let pair = cut(&normal[part.clone()]);
            if pairs.insert(pair) {
                visit(PlacedTerm { term: &pair_term(pair), position, span: span_of(&part) });
            }
        }
        previous = Some(unit);
    }
}

/// Each Hangul character, and each run of other characters, as byte ranges.
fn units(eojeol: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = eojeol.get(at..)?;
        let first = rest.chars().next()?;
        let length = if is_hangul(first) { first.len_utf8() } else { rest.find(is_hangul).unwrap_or(rest.len()) };
        let unit = at..at + length;
        at += length;
        Some(unit)
    })
}

fn pair_term(pair: &str) -> String {
    let mut term = String::with_capacity(pair.len() + 1);
    term.push(PAIR_MARK);
    term.push_str(cut(pair));
    term
}

fn plain_term(normal: &str) -> &str {
    let owner = normal.strip_suffix("'s").filter(|owner| !owner.is_empty());
    cut(owner.unwrap_or(normal))
}

/// The longest beginning of `term` that fits into [`LONGEST_TERM`] bytes.
fn cut(term: &str) -> &str {
    &term[..term.floor_char_boundary(LONGEST_TERM)]
}

/// Whether the printed and the normal form of a word correspond byte for byte; decomposed Hangul and its like do not.
fn forms_correspond(word: Word<'_>) -> bool {
    word.original.chars().map(char::len_utf8).eq(word.normal.chars().map(char::len_utf8))
}

/// The analyzer as tantivy wants it.
#[derive(Debug, Clone, Default)]
pub struct NewsAnalyzer {
    stream: Terms,
}

/// The terms of one text, kept in one buffer.
#[derive(Debug, Clone, Default)]
struct Terms {
    text: String,
    places: Vec<Place>,
    next: usize,
    token: Token,
}

#[derive(Debug, Clone)]
struct Place {
    term: Range<usize>,
    position: usize,
    span: Range<usize>,
}

/// The terms of a text, one after another.
#[derive(Debug)]
pub struct NewsTerms<'a> {
    terms: &'a mut Terms,
}

impl Tokenizer for NewsAnalyzer {
    type TokenStream<'a> = NewsTerms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsTerms<'a> {
        let terms = &mut self.stream;
        terms.text.clear();
        terms.places.clear();
        terms.next = 0;
        terms.token.reset();
        for_each_term(text, |placed| {
            let start = terms.text.len();
            terms.text.push_str(placed.term);
            terms.places.push(Place { term: start..terms.text.len(), position: placed.position, span: placed.span });
        });
        NewsTerms { terms }
    }
}

impl TokenStream for NewsTerms<'_> {
    fn advance(&mut self) -> bool {
        let Terms { text, places, next, token } = &mut *self.terms;
        let Some(place) = places.get(*next) else { return false };
        *next += 1;
        token.text.clear();
        token.text.push_str(&text[place.term.clone()]);
        token.position = place.position;
        token.offset_from = place.span.start;
        token.offset_to = place.span.end;
        true
    }

    fn token(&self) -> &Token {
        &self.terms.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.terms.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(usize, String)> {
        let mut terms = Vec::new();
        for_each_term(text, |placed| terms.push((placed.position, placed.term.replace(PAIR_MARK, "+"))));
        terms
    }

    /// Whether `text` matches `phrase` as the index would have it.
    fn matches(phrase: &str, text: &str) -> bool {
        let mut held = AHashSet::new();
        let mut last = 0;
        for_each_term(text, |placed| {
            last = last.max(placed.position);
            held.insert((placed.position, placed.term.to_owned()));
        });
        let wanted = phrase_terms(phrase);
        (0..=last).any(|start| wanted.iter().all(|(offset, term)| held.contains(&(start + offset, term.clone()))))
    }

    #[test]
    fn english_words_are_folded_and_lose_their_possessive() {
        assert_eq!(terms("The Mayor’s plan"), [(0, "the".to_owned()), (1, "mayor".to_owned()), (2, "plan".to_owned())]);
        assert!(matches("mayor plan", "The MAYOR'S plan"));
        assert!(!matches("flood", "floods"));
    }

    #[test]
    fn an_eojeol_stands_with_its_stem_and_pairs_at_one_position() {
        let expected = ["도서관이", "도서관", "+도서", "+서관", "+관이"].map(|term| (0, term.to_owned()));
        assert_eq!(terms("도서관이"), expected);
    }

    #[test]
    fn an_eojeol_finds_its_stem_under_any_particle_and_in_compounds() {
        for text in ["하늘시가", "하늘시는 말했다", "새하늘시에서", "하늘시교육청"] {
            assert!(matches("하늘시를", text), "{text}");
        }
        assert!(!matches("하늘시를", "하늘 시장"));
        assert!(matches("물", "물을 마셨다"));
    }

    #[test]
    fn numbers_in_eojeols_are_whole() {
        assert!(matches("5일", "지난 5일에"));
        assert!(!matches("5일", "지난 15일에"));
        assert!(matches("2025", "2025년에"));
        assert!(matches("kbs", "KBS가 보도했다"));
        assert!(matches("뉴스", "KBS뉴스가"));
    }

    #[test]
    fn unspaced_scripts_match_where_the_characters_adjoin() {
        assert!(matches("预算", "国会通过预算"));
        assert!(!matches("国预", "国会通过预算"));
        assert!(!matches("过预", "国会通过。预算"));
        assert!(matches("国", "国会通过"));
        assert!(matches("2025年预算", "在2025年预算中"));
    }

    #[test]
    fn phrases_want_neighbours_in_order() {
        assert!(matches("하늘시 예산", "하늘시가 예산을 냈다"));
        assert!(!matches("예산 하늘시", "하늘시가 예산을 냈다"));
        assert!(!matches("하늘시 예산", "하늘시가 새 예산을 냈다"));
        assert!(matches("cross border", "a cross-border raid"));
    }

    #[test]
    fn spans_mark_the_part_that_matched() {
        let text = "새 도서관이";
        let mut marked = Vec::new();
        for_each_term(text, |placed| marked.push(text[placed.span].to_owned()));
        assert!(marked.contains(&"서관".to_owned()) && marked.contains(&"도서관".to_owned()));
        // Decomposed Hangul matches composed and is marked as a whole.
        let decomposed = "\u{1103}\u{1169}\u{1109}\u{1165}\u{1100}\u{116A}\u{11AB}";
        assert!(matches("도서관", decomposed));
        for_each_term(decomposed, |placed| assert_eq!(&decomposed[placed.span], decomposed));
    }

    #[test]
    fn endless_words_are_cut_and_still_found() {
        let word = "x".repeat(100_000);
        assert!(matches(&word, &word));
        let eojeol = "가나다라".repeat(20_000);
        for_each_term(&eojeol, |placed| assert!(placed.term.len() <= LONGEST_TERM + 1));
        assert!(matches(&eojeol, &eojeol));
    }

    #[test]
    fn no_word_gives_no_term() {
        assert!(terms("— … !!! \u{1}").is_empty());
        assert!(phrase_terms("\"\"").is_empty());
    }
}
