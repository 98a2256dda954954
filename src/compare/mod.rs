//! Compare: what each version of a story says, and what it leaves out.
//!
//! A document becomes a [`Version`]: sentences in their places. What versions have in common and what parts them is
//! found facet by facet, each in a file of its own and each resting on sentences: which [rows](Row) of sentences tell the
//! same, which [quotes] are one speech, which [figures] agree, which [names] and [credits] only one has, what was
//! [copied](copied) word for word. A [`Comparison`] holds all of it, for whoever shows it.

pub mod alignment;
pub mod copied;
pub mod credits;
pub mod differences;
pub mod figures;
pub mod head;
pub mod names;
pub mod quotes;
pub mod version;

use serde::Serialize;

use credits::CreditKind;
use figures::FigureMatch;
use head::Head;
use names::NameKind;
use quotes::{Speech, SpeechMatch};
use version::{Span, Version};

/// Two or more versions of one story, laid beside each other. Versions are in order of time; all numbers of versions and
/// sentences are places in these lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What stands above each version.
    pub heads: Vec<Head>,
    /// The versions.
    pub versions: Vec<Version>,
    /// Every sentence of every version once, those that tell the same in one row, in reading order.
    pub rows: Vec<Row>,
    /// The speeches of each version.
    pub speeches: Vec<Vec<Speech>>,
    /// Speeches that two versions have.
    pub quotes: Vec<Between<SpeechMatch>>,
    /// Figures that two versions state of one thing.
    pub figures: Vec<Between<FigureMatch>>,
    /// People, organisations and places, in order of first mention.
    pub names: Vec<NameRow>,
    /// Sources that are credited.
    pub credits: Vec<CreditRow>,
    /// What two versions share word for word.
    pub copied: Vec<Between<copied::Copied>>,
}

/// Something about two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Between<T> {
    /// Numbers of the versions, the earlier one first.
    pub versions: [usize; 2],
    /// What there is about them.
    #[serde(flatten)]
    pub item: T,
}

/// Sentences that tell the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Of each version, the numbers of its sentences; none where it does not tell it.
    pub cells: Vec<Vec<usize>>,
    /// How sure the alignment is, 0 to 1; 0 for a row of one version.
    pub likeness: f64,
}

/// A name and who has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NameRow {
    /// Its fullest form.
    pub name: String,
    /// What it names.
    pub kind: NameKind,
    /// Of each version, how often it is mentioned, title included.
    pub counts: Vec<usize>,
    /// Of each version, where.
    pub mentions: Vec<Vec<Span>>,
}

/// A credited source and who credits it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreditRow {
    /// Its fullest form.
    pub name: String,
    /// What it is.
    pub kind: CreditKind,
    /// Of each version, where it is credited.
    pub mentions: Vec<Vec<Span>>,
}

impl Row {
    /// The only version that tells it, if it is one.
    #[must_use]
    pub fn only_in(&self) -> Option<usize> {
        let mut telling = (0..self.cells.len()).filter(|&version| !self.cells[version].is_empty());
        telling.next().filter(|_| telling.next().is_none())
    }
}
