//! A comparison made ready to be shown: what every format needs, worked out once.

use super::facts::{self, Figure, SharedQuote};
use super::marks::{self, Marked, Piece};
use super::words::{self, VersionName};
use super::{Difference, StoryComparison};
use crate::compare::quotes::Speech;
use crate::compare::version::{Sentence, Span};
use crate::compare::{Comparison, Row};

/// A comparison and what is told of it.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) story: &'a StoryComparison,
    pub(super) comparison: &'a Comparison,
    pub(super) difference: Difference,
    pub(super) names: Vec<VersionName>,
    pub(super) figures: Vec<Figure>,
    pub(super) quotes: Vec<SharedQuote>,
    marks: Vec<Vec<Vec<Marked>>>,
}

/// A row as far as it can be shown: sentences that are not there are passed over.
#[derive(Debug)]
pub(super) struct ShownRow<'a> {
    /// From 1.
    pub(super) number: usize,
    /// Of each version, its sentences and their numbers.
    pub(super) cells: Vec<Vec<(usize, &'a Sentence)>>,
    /// Whether all versions tell it and differ in no figure.
    pub(super) is_alike: bool,
}

impl<'a> View<'a> {
    pub(super) fn of(story: &'a StoryComparison, difference: Difference) -> Self {
        let comparison = &story.comparison;
        let figures = facts::figures(comparison);
        let quotes = facts::quotes(comparison);
        let marks = marks::marks(comparison, &figures, &quotes);
        let mut names = words::version_names(&comparison.heads);
        // A comparison has a head for each version; should one not, its versions still need names.
        names.truncate(comparison.versions.len());
        for version in comparison.versions.iter().skip(names.len()) {
            names.push(VersionName { mark: "?".to_owned(), name: version.id.clone() });
        }
        Self { story, comparison, difference, names, figures, quotes, marks }
    }

    pub(super) fn versions(&self) -> usize {
        self.names.len()
    }

    /// The names of two versions; none if one of them is not there.
    pub(super) fn names_of(&self, versions: [usize; 2]) -> Option<[&VersionName; 2]> {
        let [first, second] = versions;
        Some([self.names.get(first)?, self.names.get(second)?])
    }

    pub(super) fn language(&self, version: usize) -> Option<&'a str> {
        let language = self.comparison.versions.get(version)?.language.as_deref()?;
        let is_tag = |text: &str| {
            text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text.len() <= 35
                && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '-')
        };
        Some(language).filter(|text| is_tag(text))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = ShownRow<'a>> + '_ {
        self.comparison.rows.iter().zip(1..).map(|(row, number)| self.row(row, number))
    }

    fn row(&self, row: &Row, number: usize) -> ShownRow<'a> {
        let sentence = |version: usize, number: usize| -> Option<(usize, &'a Sentence)> {
            Some((number, self.comparison.versions.get(version)?.sentences.get(number)?))
        };
        let cell = |version: usize| -> Vec<(usize, &'a Sentence)> {
            row.cells.get(version).into_iter().flatten().filter_map(|&number| sentence(version, number)).collect()
        };
        let cells: Vec<Vec<_>> = (0..self.versions()).map(cell).collect();
        let differs = |version: usize, number: usize| {
            self.marked(version, number).iter().any(|marked| marked.mark.is_difference())
        };
        let is_alike = cells.iter().all(|cell| !cell.is_empty())
            && !cells
                .iter()
                .enumerate()
                .any(|(version, cell)| cell.iter().any(|&(number, _)| differs(version, number)));
        ShownRow { number, cells, is_alike }
    }

    fn marked(&self, version: usize, sentence: usize) -> &[Marked] {
        self.marks.get(version).and_then(|sentences| sentences.get(sentence)).map_or(&[], Vec::as_slice)
    }

    /// The pieces of a sentence.
    pub(super) fn pieces(&self, version: usize, sentence: usize) -> Vec<Piece<'_>> {
        let text = self.comparison.versions.get(version).and_then(|version| version.sentences.get(sentence));
        marks::pieces(text.map_or("", |sentence| sentence.text.as_str()), self.marked(version, sentence))
    }

    /// The number of a row as it is shown, and what a version tells in it.
    pub(super) fn told(&self, row: usize, version: usize) -> (usize, String) {
        let cells = self.comparison.rows.get(row).and_then(|row| row.cells.get(version)).map_or(&[][..], Vec::as_slice);
        let sentences = self.comparison.versions.get(version).map_or(&[][..], |version| version.sentences.as_slice());
        let told: Vec<&str> = cells.iter().filter_map(|&at| Some(sentences.get(at)?.text.as_str())).collect();
        (row + 1, told.join(" "))
    }

    pub(super) fn is_dated(&self, version: usize) -> bool {
        self.comparison.heads.get(version).is_some_and(|head| head.published.is_some())
    }

    /// The words of a span.
    pub(super) fn piece(&self, version: usize, span: Span) -> &'a str {
        self.comparison.versions.get(version).map_or("", |version| version.piece(span))
    }

    pub(super) fn speech(&self, version: usize, number: usize) -> Option<&'a Speech> {
        self.comparison.speeches.get(version)?.get(number)
    }

    /// The words of a speech.
    pub(super) fn spoken(&self, version: usize, speech: &Speech) -> String {
        speech.spans.iter().map(|&span| self.piece(version, span)).collect::<Vec<_>>().join(" ")
    }

    /// Numbers of the speeches that only this version has.
    pub(super) fn own_speeches(&self, version: usize) -> Vec<usize> {
        let shared: std::collections::BTreeSet<usize> =
            self.quotes.iter().filter_map(|quote| quote.cells.get(version)).flatten().copied().collect();
        let speeches = self.comparison.speeches.get(version).map_or(0, Vec::len);
        (0..speeches).filter(|number| !shared.contains(number)).collect()
    }

    /// Of the rows, how many all versions tell, and how many each version tells and tells alone.
    pub(super) fn coverage(&self) -> Coverage {
        let mut coverage =
            Coverage { rows: 0, by_all: 0, told: vec![0; self.versions()], alone: vec![0; self.versions()] };
        for row in self.rows() {
            let telling: Vec<usize> = (0..row.cells.len()).filter(|&version| !row.cells[version].is_empty()).collect();
            coverage.rows += 1;
            coverage.by_all += usize::from(telling.len() == row.cells.len());
            for &version in &telling {
                coverage.told[version] += 1;
                coverage.alone[version] += usize::from(telling.len() == 1);
            }
        }
        coverage
    }
}

/// How many rows are told by whom.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Coverage {
    pub(super) rows: usize,
    pub(super) by_all: usize,
    pub(super) told: Vec<usize>,
    pub(super) alone: Vec<usize>,
}

/// The only version that has any of something, by its counts.
pub(super) fn only_one(counts: impl IntoIterator<Item = usize>) -> Option<usize> {
    let mut having = counts.into_iter().enumerate().filter(|&(_, count)| count > 0).map(|(version, _)| version);
    having.next().filter(|_| having.next().is_none())
}
