//! Placeholder of another branch: only the types.

use serde::Serialize;

/// What a credited source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    /// A news agency.
    Agency,
    /// Another outlet.
    Outlet,
    /// A named official or office.
    Official,
    /// Somebody who is not named.
    Unnamed,
}
