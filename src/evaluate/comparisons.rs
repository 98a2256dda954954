//! Comparisons against what people found: which sentences tell the same, which quotes are one speech, which figures
//! agree, are finer or conflict, and which names only one version has.
//!
//! A golden comparison is a TOML file that names two documents and pieces of their sentences (`docs/comparison.md`). What was
//! found meets what was expected where both overlap, in both versions. Precision is the share of what was found that
//! meets something expected, recall the share of what was expected that something meets.

use serde::Serialize;

use super::golden::{GoldComparison, GoldOnly, OnlyKind, Side};
use crate::compare::Comparison;
use crate::compare::figures::Relation;
use crate::compare::names::NameKind;
use crate::compare::quotes::Extent;
use crate::compare::speakers::Attribution;
use crate::compare::version::{Span, Version};
use crate::document::Document;

/// How much of what was found is right, and how much of what is there was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// What people found.
    pub expected: usize,
    /// How much of it was found.
    pub met: usize,
    /// What was found.
    pub found: usize,
    /// How much of that is right.
    pub right: usize,
}

impl Tally {
    /// Share of what was found that is right; 1 if nothing was.
    #[must_use]
    pub fn precision(&self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }

    /// Share of what is there that was found; 1 if there is nothing.
    #[must_use]
    pub fn recall(&self) -> f64 {
        if self.expected == 0 { 1.0 } else { self.met as f64 / self.expected as f64 }
    }

    /// Harmonic mean of the two.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    fn count<E, F>(&mut self, expected: &[E], found: &[F], meets: impl Fn(&E, &F) -> bool) {
        self.expected += expected.len();
        self.found += found.len();
        self.met += expected.iter().filter(|one| found.iter().any(|other| meets(one, other))).count();
        self.right += found.iter().filter(|other| expected.iter().any(|one| meets(one, other))).count();
    }
}

/// The score of some comparisons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ComparisonScores {
    /// How many.
    pub comparisons: usize,
    /// Pairs of sentences.
    pub sentences: Tally,
    /// Speeches.
    pub quotes: Tally,
    /// Speeches with the right extent.
    pub extents: Tally,
    /// Speeches with the right answer to whether both name one speaker.
    pub attributions: Tally,
    /// Figures that agree.
    pub agreeing: Tally,
    /// Figures one of which is finer.
    pub finer: Tally,
    /// Figures that conflict.
    pub conflicting: Tally,
    /// Figures that conflict or one of which is finer.
    pub finer_or_conflicting: Tally,
    /// People, organisations and places that one version has.
    pub names: Tally,
    /// Sources that one version credits.
    pub sources: Tally,
}

/// A piece of a golden comparison that does not tell one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnclearPiece {
    /// It stands nowhere.
    #[error("`{piece}` stands in no sentence of `{document}`; write it as it is printed, within one sentence")]
    Missing {
        /// The piece.
        piece: String,
        /// The id of the document.
        document: String,
    },
    /// It stands in several.
    #[error("`{piece}` stands in {sentences} sentences of `{document}`; write more of it")]
    Repeated {
        /// The piece.
        piece: String,
        /// The id of the document.
        document: String,
        /// In how many.
        sentences: usize,
    },
}

impl ComparisonScores {
    /// Scores of what is there: the names of the kinds in the order in which they are shown.
    #[must_use]
    pub fn kinds(&self) -> [(&'static str, Tally); 10] {
        [
            ("sentences that tell the same", self.sentences),
            ("quotes", self.quotes),
            ("quotes, with their extent", self.extents),
            ("quotes, with their attribution", self.attributions),
            ("figures that agree", self.agreeing),
            ("figures, one finer", self.finer),
            ("figures in conflict", self.conflicting),
            ("figures finer or in conflict", self.finer_or_conflicting),
            ("names only in one", self.names),
            ("sources only in one", self.sources),
        ]
    }

    /// Adds a comparison of two documents.
    ///
    /// # Errors
    ///
    /// If a golden piece stands in no sentence, or in several. Nothing is added then.
    pub fn add(&mut self, gold: &GoldComparison, documents: [&Document; 2]) -> Result<(), UnclearPiece> {
        self.add_comparison(gold, &Comparison::of(&documents))
    }

    pub(crate) fn add_comparison(
        &mut self,
        gold: &GoldComparison,
        comparison: &Comparison,
    ) -> Result<(), UnclearPiece> {
        let [first, second] = [&comparison.versions[0], &comparison.versions[1]];
        self.comparisons += 1;

        let mut expected = Vec::new();
        for aligned in &gold.aligned {
            for one in &aligned.first {
                for other in &aligned.second {
                    expected.push((place(first, one)?.sentence, place(second, other)?.sentence));
                }
            }
        }
        let found: Vec<(usize, usize)> = comparison
            .rows
            .iter()
            .flat_map(|row| row.cells[0].iter().flat_map(|&one| row.cells[1].iter().map(move |&other| (one, other))))
            .collect();
        self.sentences.count(&expected, &found, |one, other| one == other);

        self.add_quotes(gold, comparison)?;
        self.add_figures(gold, comparison)?;
        self.add_only(gold, comparison);
        Ok(())
    }

    fn add_quotes(&mut self, gold: &GoldComparison, comparison: &Comparison) -> Result<(), UnclearPiece> {
        let [first, second] = [&comparison.versions[0], &comparison.versions[1]];
        let mut expected = Vec::new();
        for quote in &gold.quotes {
            let is_different = quote.attribution == Attribution::Different;
            expected.push((place(first, &quote.first)?, place(second, &quote.second)?, quote.extent, is_different));
        }
        let found: Vec<_> = comparison
            .quotes
            .iter()
            .map(|quote| {
                let spans = |version: usize, speech: usize| comparison.speeches[version][speech].spans.as_slice();
                let is_different = quote.item.attribution == Attribution::Different;
                (spans(0, quote.item.first), spans(1, quote.item.second), quote.item.extent, is_different)
            })
            .collect();
        let meets = |expected: &(Span, Span, Extent, bool), found: &(&[Span], &[Span], Extent, bool)| {
            found.0.iter().any(|span| overlap(span, &expected.0))
                && found.1.iter().any(|span| overlap(span, &expected.1))
        };
        self.quotes.count(&expected, &found, meets);
        self.extents.count(&expected, &found, |one, other| meets(one, other) && one.2 == other.2);
        self.attributions.count(&expected, &found, |one, other| meets(one, other) && one.3 == other.3);
        Ok(())
    }

    fn add_figures(&mut self, gold: &GoldComparison, comparison: &Comparison) -> Result<(), UnclearPiece> {
        let [first, second] = [&comparison.versions[0], &comparison.versions[1]];
        let mut expected = Vec::new();
        for figure in &gold.figures {
            expected.push((place(first, &figure.first)?, place(second, &figure.second)?, figure.relation));
        }
        let found: Vec<(Span, Span, Relation)> = comparison
            .figures
            .iter()
            .map(|figure| (figure.item.first, figure.item.second, figure.item.relation))
            .collect();
        let meets = |one: &(Span, Span, Relation), other: &(Span, Span, Relation)| {
            one.2 == other.2 && overlap(&one.0, &other.0) && overlap(&one.1, &other.1)
        };
        let is_finer = |relation: Relation| matches!(relation, Relation::FirstFiner | Relation::SecondFiner);
        let tallies: [(&mut Tally, &dyn Fn(Relation) -> bool); 4] = [
            (&mut self.agreeing, &|relation| relation == Relation::Agreeing),
            (&mut self.finer, &is_finer),
            (&mut self.conflicting, &|relation| relation == Relation::Conflicting),
            (&mut self.finer_or_conflicting, &|relation| relation != Relation::Agreeing),
        ];
        for (tally, is_of) in tallies {
            let of = |all: &[(Span, Span, Relation)]| -> Vec<(Span, Span, Relation)> {
                all.iter().copied().filter(|figure| is_of(figure.2)).collect()
            };
            tally.count(&of(&expected), &of(&found), meets);
        }
        Ok(())
    }

    fn add_only(&mut self, gold: &GoldComparison, comparison: &Comparison) {
        let version = |only: &GoldOnly| usize::from(only.r#in == Side::Second);
        let meets = |expected: &(usize, String), found: &(usize, String)| {
            expected.0 == found.0 && (expected.1.contains(&found.1) || found.1.contains(&expected.1))
        };
        let expected = |is_source: bool| -> Vec<(usize, String)> {
            let of_kind = gold.only.iter().filter(|only| (only.kind == OnlyKind::Source) == is_source);
            of_kind.map(|only| (version(only), only.name.to_lowercase())).collect()
        };
        let only = |present: [bool; 2]| match present {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        };
        let names: Vec<(usize, String)> = comparison
            .names
            .iter()
            .filter(|name| name.kind != NameKind::Other)
            .filter_map(|name| Some((only([name.counts[0] > 0, name.counts[1] > 0])?, name.name.to_lowercase())))
            .collect();
        self.names.count(&expected(false), &names, meets);
        let sources: Vec<(usize, String)> = comparison
            .credits
            .iter()
            .filter_map(|credit| {
                Some((
                    only([!credit.mentions[0].is_empty(), !credit.mentions[1].is_empty()])?,
                    credit.name.to_lowercase(),
                ))
            })
            .collect();
        self.sources.count(&expected(true), &sources, meets);
    }
}

fn place(version: &Version, piece: &str) -> Result<Span, UnclearPiece> {
    let mut found = version.sentences.iter().enumerate().filter_map(|(sentence, told)| {
        let start = told.text.find(piece)?;
        Some(Span { sentence, start, end: start + piece.len() })
    });
    let (piece, document) = (piece.to_owned(), version.id.clone());
    match (found.next(), found.count()) {
        (None, _) => Err(UnclearPiece::Missing { piece, document }),
        (Some(span), 0) => Ok(span),
        (Some(_), more) => Err(UnclearPiece::Repeated { piece, document, sentences: more + 1 }),
    }
}

fn overlap(one: &Span, other: &Span) -> bool {
    one.sentence == other.sentence && one.start < other.end && other.start < one.end
}
