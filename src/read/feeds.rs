//! Feeds as feeds, for those who write feeds from them; [`read`](super::read) makes documents of their items.

use rayon::prelude::*;

use super::{Input, ReadError, ReadSettings, find_sources, refuse_errors, source, stated_encoding};
use crate::feed::{self, FeedContext, NamedFeed, opml};
use crate::problem::{Position, Problem};

/// The feeds that were read.
#[derive(Debug, Default)]
pub struct Feeds {
    /// Sorted by path.
    pub feeds: Vec<NamedFeed>,
    /// The feeds that lists of feeds (OPML) name, sorted and once each.
    pub listed: Vec<String>,
    /// What went wrong, and what was mended, sorted by path and place.
    pub problems: Vec<Problem>,
}

/// What one file gave.
#[derive(Default)]
struct Reading {
    feed: Option<NamedFeed>,
    listed: Vec<String>,
    problems: Vec<Problem>,
}

/// Reads the feeds that inputs name. Files in folders that are no feeds are passed over and told.
///
/// # Errors
///
/// As [`read`](super::read).
pub fn read_feeds(inputs: &[Input], settings: &ReadSettings) -> Result<Feeds, ReadError> {
    stated_encoding(settings)?;
    let (sources, mut problems) = find_sources(inputs, settings, &["xml"])?;
    let readings: Vec<Reading> = sources
        .par_iter()
        .map(|source| {
            let is_named = inputs.iter().any(|input| match input {
                Input::StandardInput => source.path().is_none(),
                Input::Path(path) => source.path() == Some(path),
            });
            let opened = source::open(source, settings.max_file_bytes);
            let mut reading = match opened.bytes {
                Some(bytes) => read_one(&source.name, &bytes, settings.encoding.as_deref(), is_named),
                None => Reading::default(),
            };
            reading.problems.extend(opened.problem);
            reading
        })
        .collect();
    let mut feeds = Feeds::default();
    for reading in readings {
        feeds.feeds.extend(reading.feed);
        feeds.listed.extend(reading.listed);
        problems.extend(reading.problems);
    }
    refuse_errors(&problems, settings)?;
    problems.sort();
    feeds.problems = problems;
    feeds.listed.sort_unstable();
    feeds.listed.dedup();
    Ok(feeds)
}

/// Reads the bytes of one feed, or of a list of feeds; `charset` is the encoding that is known from elsewhere.
fn read_one(name: &str, bytes: &[u8], charset: Option<&str>, is_named: bool) -> Reading {
    let mut reading = Reading::default();
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or_default());
    if head.to_ascii_lowercase().contains("<opml") && !feed::is_feed(&head) {
        match opml::read(&String::from_utf8_lossy(bytes)) {
            Ok(outlines) => reading.listed.extend(outlines.into_iter().map(|outline| outline.xml_url)),
            Err(error) => reading.problems.push(problem(name, &error, true)),
        }
        return reading;
    }
    match read_feed(name, None, bytes, charset) {
        Ok((feed, mended)) => {
            reading.feed = Some(feed);
            reading.problems = mended;
        }
        Err(error) => reading.problems.push(problem(name, &error, is_named || feed::is_feed(&head))),
    }
    reading
}

/// Reads a feed that was fetched from an address, or whose path is known; with what was mended as problems.
///
/// # Errors
///
/// If it is no feed or broken beyond repair.
pub fn read_feed(
    name: &str,
    address: Option<&str>,
    bytes: &[u8],
    charset: Option<&str>,
) -> Result<(NamedFeed, Vec<Problem>), feed::FeedError> {
    let context = FeedContext { path: name, address, charset, default_offset: None };
    let feed = feed::read(bytes, &context)?;
    let problems = super::feed::repairs(&feed, name);
    Ok((NamedFeed { path: name.to_owned(), feed }, problems))
}

fn problem(name: &str, error: &feed::FeedError, is_lost: bool) -> Problem {
    let position = error.line.map_or(Position::File, Position::Line);
    let make = if is_lost { Problem::error } else { Problem::notice };
    make(name, position, error.fault.to_string(), error.fault.cure())
}
