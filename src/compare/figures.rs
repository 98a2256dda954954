//! Figures of the same thing in two versions: where they agree, where one is finer, where they conflict.
//!
//! Every quantity of one version is held against those of the same measure in the other. That both are of the same thing
//! is judged from what they count, what is said of it (killed and injured are not the same), the rarer words around
//! them, and whether their sentences tell the same. A conflict is only claimed on much more evidence than an agreement:
//! editors act on it. English and Korean.
//!
//! Sentences are read once, in linear time; quantities are compared in pairs, of which there are at most
//! [`MOST_QUANTITIES`] squared.

mod context;
mod evidence;
mod matching;
mod relation;
mod roles;

use serde::{Deserialize, Serialize};

use crate::compare::version::{Span, Version};

/// A figure that two versions state of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigureMatch {
    /// The figure in the first version and what it counts.
    pub first: Span,
    /// The same in the second.
    pub second: Span,
    /// How they relate.
    pub relation: Relation,
}

/// How two figures of one thing relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They state one value.
    Agreeing,
    /// Both can be true, and the first says it more exactly.
    FirstFiner,
    /// Both can be true, and the second says it more exactly.
    SecondFiner,
    /// They cannot both be true.
    Conflicting,
}

/// Quantities of a version that are compared, from its beginning: those of some 5,000 words of news.
pub const MOST_QUANTITIES: usize = 400;

/// The figures that two versions state of the same thing, in the order of the first version.
///
/// `aligned` holds the numbers of sentences, in the first and in the second version, that tell the same. Without them
/// the words alone decide, and less is found.
#[must_use]
pub fn compare_figures(first: &Version, second: &Version, aligned: &[(usize, usize)]) -> Vec<FigureMatch> {
    let contexts = context::contexts(first, second, aligned);
    let mut found = matching::matches(&contexts);
    found.sort_unstable();
    found
}
