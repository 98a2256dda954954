//! Placeholder of another branch: only the types.

use serde::Serialize;

use super::version::Span;

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speech {
    /// Its pieces, in order.
    pub spans: Vec<Span>,
    /// Who says it.
    pub speaker: Option<String>,
    /// The speaker's office.
    pub role: Option<String>,
    /// Whether it is a soundbite, and not words in quotation marks.
    pub is_soundbite: bool,
}

/// One speech in two versions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpeechMatch {
    /// Number among the speeches of the first version.
    pub first: usize,
    /// Number among those of the second.
    pub second: usize,
    /// How much of it each has.
    pub extent: Extent,
    /// Whether both name one speaker.
    pub attribution: Attribution,
    /// How alike the words are, 0 to 1.
    pub likeness: f64,
}

/// How much of a speech each version has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// As much.
    Equal,
    /// The first has more.
    FirstLonger,
    /// The second has more.
    SecondLonger,
    /// Each has what the other lacks.
    Overlapping,
}

/// Whether two versions name one speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// They do.
    Same,
    /// One of them names nobody.
    Unknown,
    /// They name two.
    Different,
}
