//! Copies: which texts are near-duplicates, by shingles, MinHash signatures and exact verification.
//!
//! Knows texts, not documents and not stories.

use crate::moment::Moment;

/// A text to compare, with what is needed to tell who copied whom.
#[derive(Debug, Clone, Copy)]
pub struct CopyText<'a> {
    /// The text.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<&'a Moment>,
}

/// How texts are compared. The defaults serve every collection.
#[derive(Debug, Clone)]
pub struct CopySettings {
    /// Words in a shingle.
    pub shingle_words: usize,
    /// Jaccard similarity of shingle sets from which two texts are copies, in (0, 1].
    pub similarity: f64,
    /// Share of the shorter text's shingles found in the longer from which two texts are copies, in (0, 1].
    pub containment: f64,
    /// Probability with which a pair at exactly `similarity` must become a candidate, in (0, 1).
    pub recall: f64,
}

impl Default for CopySettings {
    fn default() -> Self {
        Self { shingle_words: 5, similarity: 0.7, containment: 0.8, recall: 0.99 }
    }
}

/// Who copied whom, as far as the times tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The second text was published later than the first.
    SecondFromFirst,
    /// The first text was published later than the second.
    FirstFromSecond,
    /// The times are equal, overlap or are missing.
    Unknown,
}

/// Two texts that are copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CopyPair {
    /// Index of the first text; less than `second`.
    pub first: usize,
    /// Index of the second text.
    pub second: usize,
    /// Exact Jaccard similarity of the two shingle sets.
    pub jaccard: f64,
    /// Exact share of the first's shingles that the second holds.
    pub first_in_second: f64,
    /// Exact share of the second's shingles that the first holds.
    pub second_in_first: f64,
    /// Who copied whom.
    pub direction: Direction,
}

/// The copies among some texts.
#[derive(Debug, Default)]
pub struct Copies {
    /// Verified pairs, sorted by (first, second).
    pub pairs: Vec<CopyPair>,
    /// Every index exactly once, in groups of copies (one member for a text without copies); members ascending, groups
    /// by first member.
    pub groups: Vec<Vec<usize>>,
}
