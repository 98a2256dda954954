//! How much a clustering holds, in numbers.

use std::fmt::Display;

use serde::Serialize;

use crate::pipeline::Clustering;
use crate::problem::{Problem, Severity};

/// How much a clustering holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents clustered.
    pub documents: usize,
    /// Stories, those of one document among them.
    pub stories: usize,
    /// Stories of two or more documents.
    pub stories_told_twice: usize,
    /// Groups of two or more copies.
    pub copy_groups: usize,
    /// Problems that lost input.
    pub errors: usize,
    /// Problems that lost nothing.
    pub notices: usize,
}

impl Counts {
    /// Counts a clustering and the problems met on the way to it.
    #[must_use]
    pub fn of(clustering: &Clustering, problems: &[Problem]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        Self {
            documents: clustering.documents.len(),
            stories: clustering.stories.len(),
            stories_told_twice: clustering.stories.iter().filter(|story| story.members.len() > 1).count(),
            copy_groups: clustering.copies.groups.iter().filter(|group| group.len() > 1).count(),
            errors,
            notices: problems.len() - errors,
        }
    }
}

/// A count and its noun.
pub(super) fn counted<N: Copy + Display + PartialEq + From<u8>>(number: N, one: &str, more: &str) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { more })
}
