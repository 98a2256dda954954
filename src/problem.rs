//! What went wrong with a piece of input: where, what, and what the user can do about it.
//!
//! Reading never stops at the first bad record: each becomes a [`Problem`] and the good input beside it is still
//! processed. Messages are lower-case, without a full stop, and carry text from outside unescaped; whoever shows them
//! escapes them at its own edge.

use serde::{Deserialize, Serialize};

/// How much a problem costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing was lost: a page that holds no document, a field that could not be understood, a file passed over by rule.
    Notice,
    /// Input was lost: the run ends with exit code 2, or at once under `--strict`.
    Error,
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// The file as a whole.
    File,
    /// Line of the decompressed file, from 1.
    Line(u64),
    /// Record (array element, CSV row, document of a page), from 1.
    Record(u64),
}

/// One thing wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// The file, as the user named it; `-` for standard input.
    pub path: String,
    /// Where in the file.
    pub position: Position,
    /// What it costs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What the user can do.
    pub cure: String,
}

impl Problem {
    /// A problem that lost input.
    pub fn error(
        path: impl Into<String>,
        position: Position,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), position, severity: Severity::Error, message: message.into(), cure: cure.into() }
    }

    /// A problem that lost nothing.
    pub fn notice(
        path: impl Into<String>,
        position: Position,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), position, severity: Severity::Notice, message: message.into(), cure: cure.into() }
    }

    /// `path`, `path:12` for a line or `path: record 3`, as compilers and editors understand it.
    #[must_use]
    pub fn location(&self) -> String {
        match self.position {
            Position::File => self.path.clone(),
            Position::Line(line) => format!("{}:{line}", self.path),
            Position::Record(record) => format!("{}: record {record}", self.path),
        }
    }
}
