//! What is marked in a sentence: pieces in order that do not overlap, the weightiest mark where several meet.
//!
//! A reader must know the marks without colour: the page has an underline of its own and a sign for each, Markdown and
//! terminal have signs and brackets.

use std::collections::BTreeSet;
use std::ops::Range;

use super::facts::{Figure, Role, SharedQuote};
use crate::compare::differences::own_words;
use crate::compare::{Comparison, Row};

/// Most versions that tell a row whose own words are looked for: of more, hardly a word is anybody's own.
const MOST_COMPARED: usize = 4;

/// What a piece of a sentence is, the weightiest first. Numbers are those of the figure or the quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A figure that another version contradicts.
    Conflicting(usize),
    /// A figure that is more precise than another version's.
    Finer(usize),
    /// A figure that another version states more precisely.
    Coarser(usize),
    /// A figure that another version states too.
    Agreeing(usize),
    /// Of a speech that another version has too.
    Quote(usize),
    /// Of a passage that another version has word for word.
    Copied,
    /// Words that no sentence which tells the same has.
    Own,
}

impl Mark {
    /// The sign of it; none for what is shown by its letters alone.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Conflicting(_) => "≠",
            Self::Finer(_) => "▲",
            Self::Coarser(_) => "▽",
            Self::Agreeing(_) => "=",
            Self::Quote(_) => "Q",
            Self::Copied | Self::Own => "",
        }
    }

    /// The number of the figure or quote.
    pub(super) fn number(self) -> Option<usize> {
        match self {
            Self::Conflicting(number)
            | Self::Finer(number)
            | Self::Coarser(number)
            | Self::Agreeing(number)
            | Self::Quote(number) => Some(number),
            Self::Copied | Self::Own => None,
        }
    }

    /// What stands before and after a piece where there are only letters.
    pub(super) fn brackets(self, opens: bool) -> (String, &'static str) {
        match (self, self.number()) {
            (Self::Quote(number), _) if opens => (format!("(Q{number}) "), ""),
            (Self::Quote(_), _) => (String::new(), ""),
            (Self::Copied, _) => ("{".to_owned(), "}"),
            (_, Some(number)) => (format!("[{}{number} ", self.sign()), "]"),
            (_, None) => ("_".to_owned(), "_"),
        }
    }

    /// Whether it tells that versions differ about a figure.
    pub(super) fn is_difference(self) -> bool {
        matches!(self, Self::Conflicting(_) | Self::Finer(_) | Self::Coarser(_))
    }
}

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) mark: Option<Mark>,
    /// Whether what is marked begins here, and not in a piece before.
    pub(super) opens: bool,
}

/// A range to be marked. Only the first of several ranges of one thing opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) range: Range<usize>,
    pub(super) mark: Mark,
    pub(super) opens: bool,
}

/// The marks of every sentence of every version.
pub(super) fn marks(comparison: &Comparison, figures: &[Figure], quotes: &[SharedQuote]) -> Vec<Vec<Vec<Marked>>> {
    let mut marks: Vec<Vec<Vec<Marked>>> =
        comparison.versions.iter().map(|version| vec![Vec::new(); version.sentences.len()]).collect();
    let mut mark = |version: usize, sentence: usize, range: Range<usize>, mark: Mark, opens: bool| {
        if let Some(marked) = marks.get_mut(version).and_then(|sentences| sentences.get_mut(sentence)) {
            marked.push(Marked { range, mark, opens });
        }
    };
    for figure in figures {
        for (version, cells) in figure.cells.iter().enumerate() {
            for cell in cells {
                let role = match cell.role {
                    Role::Conflicting => Mark::Conflicting(figure.number),
                    Role::Finer => Mark::Finer(figure.number),
                    Role::Coarser => Mark::Coarser(figure.number),
                    Role::Agreeing => Mark::Agreeing(figure.number),
                };
                mark(version, cell.span.sentence, cell.span.start..cell.span.end, role, true);
            }
        }
    }
    for quote in quotes {
        for (version, speeches) in quote.cells.iter().enumerate() {
            let speech = |&number: &usize| comparison.speeches.get(version)?.get(number);
            for speech in speeches.iter().filter_map(speech) {
                for (position, span) in speech.spans.iter().enumerate() {
                    let range = span.start..span.end;
                    mark(version, span.sentence, range, Mark::Quote(quote.number), position == 0);
                }
            }
        }
    }
    for copied in &comparison.copied {
        for passage in &copied.item.passages {
            for (version, span) in copied.versions.into_iter().zip(passage) {
                mark(version, span.sentence, span.start..span.end, Mark::Copied, true);
            }
        }
    }
    for row in &comparison.rows {
        for (version, sentence, range) in own_in_row(comparison, row) {
            mark(version, sentence, range, Mark::Own, true);
        }
    }
    marks
}

/// The words of a row that only one of its versions has, by version, sentence and bytes. Nothing of a version many of
/// whose words are its own: marks all over a sentence tell nothing.
fn own_in_row(comparison: &Comparison, row: &Row) -> Vec<(usize, usize, Range<usize>)> {
    let text_of = |version: usize, sentence: usize| -> &str {
        let version = comparison.versions.get(version);
        version.and_then(|version| version.sentences.get(sentence)).map_or("", |sentence| sentence.text.as_str())
    };
    let telling: Vec<(usize, &Vec<usize>)> =
        row.cells.iter().enumerate().filter(|(_, sentences)| !sentences.is_empty()).collect();
    if telling.len() < 2 || telling.len() > MOST_COMPARED {
        return Vec::new();
    }
    let join = |&(version, sentences): &(usize, &Vec<usize>)| -> String {
        sentences.iter().map(|&sentence| text_of(version, sentence)).collect::<Vec<_>>().join(" ")
    };
    let texts: Vec<String> = telling.iter().map(join).collect();
    let mut found = Vec::new();
    for (position, &(version, sentences)) in telling.iter().enumerate() {
        let own = own_among(&texts, position);
        let mut start = 0;
        for &sentence in sentences {
            let end = start + text_of(version, sentence).len();
            let inside = own.iter().filter(|range| range.start < end && range.end > start);
            found.extend(
                inside.map(|range| (version, sentence, range.start.max(start) - start..range.end.min(end) - start)),
            );
            start = end + 1;
        }
    }
    found
}

/// The pieces of one text whose words all others lack; none if that is more than a third of it.
pub(super) fn own_among(texts: &[String], position: usize) -> Vec<Range<usize>> {
    let Some(text) = texts.get(position) else { return Vec::new() };
    let mut own = vec![Range { start: 0, end: text.len() }];
    for (_, other) in texts.iter().enumerate().filter(|&(other, _)| other != position) {
        let [lacked, _] = own_words(text, other);
        own = both(&own, &lacked);
    }
    let length: usize = own.iter().map(ExactSizeIterator::len).sum();
    if 3 * length > text.len() { Vec::new() } else { own }
}

/// What two lists of ranges, each in order, have in common.
fn both(one: &[Range<usize>], other: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut at, mut beside) = (one.iter().peekable(), other.iter().peekable());
    let mut common = Vec::new();
    while let (Some(first), Some(second)) = (at.peek(), beside.peek()) {
        let shared = first.start.max(second.start)..first.end.min(second.end);
        if first.end <= second.end {
            at.next()
        } else {
            beside.next()
        };
        if !shared.is_empty() {
            common.push(shared);
        }
    }
    common
}

/// Cuts a text at its marks, the weightiest where several meet. Marks that are not of the text are left out. O(n log n)
/// in the marks.
pub(super) fn pieces<'a>(text: &'a str, marked: &[Marked]) -> Vec<Piece<'a>> {
    let mut edges: Vec<(usize, bool, usize)> = Vec::new();
    for (index, Marked { range, .. }) in marked.iter().enumerate() {
        if !range.is_empty() && text.get(range.clone()).is_some() {
            edges.extend([(range.start, true, index), (range.end, false, index)]);
        }
    }
    edges.sort_unstable();
    let mut open: BTreeSet<(Mark, usize)> = BTreeSet::new();
    let mut cut: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    let mut start = 0;
    for (at, is_start, index) in edges.into_iter().chain([(text.len(), false, marked.len())]) {
        if at > start {
            let top = open.first().map(|&(_, index)| index);
            match cut.last_mut() {
                Some((range, known)) if *known == top => range.end = at,
                _ => cut.push((start..at, top)),
            }
            start = at;
        }
        if let Some(mark) = marked.get(index) {
            if is_start {
                open.insert((mark.mark, index))
            } else {
                open.remove(&(mark.mark, index))
            };
        }
    }
    let piece = |(range, index): (Range<usize>, Option<usize>)| {
        let mark = index.and_then(|index| marked.get(index));
        let opens = mark.is_some_and(|mark| mark.opens && mark.range.start == range.start);
        Piece { text: text.get(range).unwrap_or_default(), mark: mark.map(|mark| mark.mark), opens }
    };
    cut.into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(range: Range<usize>, mark: Mark) -> Marked {
        Marked { range, mark, opens: true }
    }

    fn told(text: &str, marks: &[Marked]) -> String {
        let shown = |piece: Piece<'_>| match piece.mark {
            Some(mark) => {
                let (before, after) = mark.brackets(piece.opens);
                format!("{before}{}{after}", piece.text)
            }
            None => piece.text.to_owned(),
        };
        pieces(text, marks).into_iter().map(shown).collect()
    }

    #[test]
    fn the_weightiest_mark_is_shown_and_no_letter_is_lost() {
        let text = "She said \"all 159 are safe\" at nine.";
        let marks = [
            marked(9..27, Mark::Quote(2)),
            marked(14..17, Mark::Conflicting(1)),
            marked(0..36, Mark::Copied),
            marked(10..13, Mark::Own),
        ];
        assert_eq!(told(text, &marks), "{She said }(Q2) \"all [≠1 159] are safe\"{ at nine.}");
        let whole: String = pieces(text, &marks).iter().map(|piece| piece.text).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn marks_that_are_not_of_the_text_are_left_out() {
        let text = "여객선 좌초";
        assert_eq!(told(text, &[marked(1..4, Mark::Own), marked(0..99, Mark::Copied), marked(3..3, Mark::Own)]), text);
        assert_eq!(told("", &[]), "");
    }

    #[test]
    fn what_two_lists_have_in_common() {
        assert_eq!(both(&[0..4, 6..9], &[2..7, 8..20]), [2..4, 6..7, 8..9]);
    }
}
