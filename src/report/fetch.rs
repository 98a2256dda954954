//! What came of fetching feeds: a line each for people, one JSON object for programs.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::json::write_line;
use crate::fetch::{FailureKind, Outcome};

/// The schema of [`write_json`].
pub const FETCH_SCHEMA: &str = "samestory.fetch/1";

/// What came of one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFeed {
    /// Its address, without a password.
    pub address: String,
    /// Its file, if there is one, of now or of earlier.
    pub file: Option<PathBuf>,
    /// What came of it.
    pub outcome: Outcome,
    /// How often it failed since it was last sent.
    pub failures_in_a_row: u32,
}

/// What to tell of a feed that failed, and what to do about it; `None` if it did not.
#[must_use]
pub fn failure(feed: &FetchedFeed) -> Option<(String, String)> {
    let (reason, cure) = match &feed.outcome {
        Outcome::Gone => (
            "the server answered 410: it is gone for good".to_owned(),
            "take it off the list, or look for its new address".to_owned(),
        ),
        Outcome::Failed(failure) => (failure.reason.clone(), failure.cure.clone()),
        Outcome::Fresh(_) | Outcome::NotModified(_) | Outcome::RetryLater(_) => return None,
    };
    let times = feed.failures_in_a_row;
    let reason = if times > 1 { format!("{reason}; {times} failures in a row") } else { reason };
    Some((reason, cure))
}

/// What to tell of a feed that did not fail.
#[must_use]
pub fn line(feed: &FetchedFeed) -> String {
    let address = &feed.address;
    let (told, moved_to) = match &feed.outcome {
        Outcome::Fresh(fresh) => {
            let file = feed.file.as_ref().map(|file| format!(" in {}", file.display())).unwrap_or_default();
            (format!("{} bytes{file}", fresh.size), fresh.permanent_redirect_to.as_ref())
        }
        Outcome::NotModified(same) => ("not modified".to_owned(), same.permanent_redirect_to.as_ref()),
        Outcome::RetryLater(later) => {
            (format!("the server answered {}: to be asked again from {:.0}", later.status, later.until), None)
        }
        Outcome::Gone | Outcome::Failed(_) => ("failed".to_owned(), None),
    };
    match moved_to {
        Some(moved_to) => format!("{address}: {told}; it has moved to {moved_to} for good"),
        None => format!("{address}: {told}"),
    }
}

/// How many feeds went how.
#[must_use]
pub fn totals(feeds: &[FetchedFeed]) -> String {
    let count = |is: fn(&Outcome) -> bool| feeds.iter().filter(|feed| is(&feed.outcome)).count();
    format!(
        "{} feeds: {} sent, {} not modified, {} to be asked later, {} failed",
        feeds.len(),
        count(|outcome| matches!(outcome, Outcome::Fresh(_))),
        count(|outcome| matches!(outcome, Outcome::NotModified(_))),
        count(|outcome| matches!(outcome, Outcome::RetryLater(_))),
        count(Outcome::is_failure),
    )
}

#[derive(Serialize)]
struct Listing<'a> {
    schema: &'static str,
    feeds: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    address: &'a str,
    outcome: &'static str,
    file: Option<String>,
    bytes: Option<u64>,
    content_type: Option<&'a str>,
    charset: Option<&'a str>,
    final_url: Option<&'a str>,
    moved_to: Option<&'a str>,
    retry_after: Option<String>,
    failure: Option<FailureKind>,
    reason: Option<&'a str>,
    failures_in_a_row: u32,
}

/// Writes one JSON object, schema [`FETCH_SCHEMA`], with the feeds in their order.
///
/// # Errors
///
/// When `out` fails.
pub fn write_json(feeds: &[FetchedFeed], out: &mut dyn Write) -> io::Result<()> {
    write_line(&Listing { schema: FETCH_SCHEMA, feeds: feeds.iter().map(entry).collect() }, out)
}

fn entry(feed: &FetchedFeed) -> Entry<'_> {
    let entry = Entry {
        address: &feed.address,
        outcome: "gone",
        file: feed.file.as_ref().map(|file| file.display().to_string()),
        bytes: None,
        content_type: None,
        charset: None,
        final_url: None,
        moved_to: None,
        retry_after: None,
        failure: None,
        reason: None,
        failures_in_a_row: feed.failures_in_a_row,
    };
    match &feed.outcome {
        Outcome::Fresh(fresh) => Entry {
            outcome: "fresh",
            bytes: Some(fresh.size),
            content_type: fresh.content_type.as_deref(),
            charset: fresh.charset.as_deref(),
            final_url: Some(&fresh.final_url),
            moved_to: fresh.permanent_redirect_to.as_deref(),
            ..entry
        },
        Outcome::NotModified(same) => {
            Entry { outcome: "not_modified", moved_to: same.permanent_redirect_to.as_deref(), ..entry }
        }
        Outcome::RetryLater(later) => {
            Entry { outcome: "retry_later", retry_after: Some(format!("{:.0}", later.until)), ..entry }
        }
        Outcome::Gone => entry,
        Outcome::Failed(failure) => {
            Entry { outcome: "failed", failure: Some(failure.kind), reason: Some(&failure.reason), ..entry }
        }
    }
}
