//! Placeholder of another branch: only the types.

use serde::Serialize;

use super::version::Span;

/// A figure that two versions state of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FigureMatch {
    /// In the first version.
    pub first: Span,
    /// In the second version.
    pub second: Span,
    /// How they relate.
    pub relation: Relation,
}

/// How two figures of one thing relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same value.
    Agreeing,
    /// Compatible, the first more precise.
    FirstFiner,
    /// Compatible, the second more precise.
    SecondFiner,
    /// They cannot both be true.
    Conflicting,
}
