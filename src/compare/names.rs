//! Placeholder of another branch: only the types.

use serde::Serialize;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A person.
    Person,
    /// A company, an office, a party, a team.
    Organisation,
    /// A place.
    Place,
    /// Not told.
    Other,
}
