//! What can come of asking for a feed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an answer came with, by which a server can tell whether something is new since (RFC 9110, 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// Its entity tag, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it was last modified, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The address that it came from, which alone is asked by them: to another they may mean another thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What came of asking for a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The feed was sent.
    Fresh(Fresh),
    /// It is still what it was.
    NotModified(NotModified),
    /// The server does not want to be asked before some time. It may not have been asked.
    RetryLater(RetryLater),
    /// The server says that the feed is gone for good.
    Gone,
    /// Nothing came of it.
    Failed(Failure),
}

/// A feed as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// How many there were, if they are put elsewhere.
    pub size: u64,
    /// Its media type in lower case, without parameters, as the server says.
    pub content_type: Option<String>,
    /// Its encoding, as the server says, which counts before what the feed says (RFC 7303, 3).
    pub charset: Option<String>,
    /// The address that sent it, after all redirects; never with a user or password.
    pub final_url: String,
    /// What to ask by next time.
    pub validators: Validators,
    /// Where to ask next time.
    pub permanent_redirect_to: Option<String>,
}

/// A feed that is what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotModified {
    /// What to ask by next time.
    pub validators: Validators,
    /// Where to ask next time.
    pub permanent_redirect_to: Option<String>,
}

/// A server that wants to be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryLater {
    /// When it may be asked again.
    pub until: Timestamp,
    /// What it answered: 429 or 503.
    pub status: u16,
}

/// Why nothing came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure, for programs.
    pub kind: FailureKind,
    /// What is wrong: lower case, without a full stop.
    pub reason: String,
    /// What the user can do.
    pub cure: String,
}

/// Kinds of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The address is none that can be fetched.
    Address,
    /// The address is not public.
    Refused,
    /// The host is not found, or nothing answers there.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// It is too large.
    TooLarge,
    /// Redirects do not end, or lead nowhere.
    Redirects,
    /// The server answered with an error.
    Status,
    /// What the server sent is broken.
    Broken,
    /// It was sent, but could not be stored.
    NotStored,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, reason: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), cure: cure.into() }
    }
}

impl Outcome {
    /// Whether the user has to do something about it.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Gone | Self::Failed(_))
    }

    /// What came of a request that ended in the middle by a fault of samestory's.
    pub(super) fn broken_off() -> Self {
        let reason = "reading the answer ended in a fault of samestory";
        Self::Failed(Failure::new(FailureKind::Broken, reason, "report it, with the address of the feed"))
    }
}
