//! The interface for programs: what the command line writes with `--format json`, byte for byte.

use std::io::Write;

use serde::Serialize;

use super::current::Opened;
use super::failure::{Failure, NearKind};
use super::pages::comparison::compared;
use super::pages::parts::document_address;
use super::parameters::Parameters;
use super::routes::{Answer, Asked};
use crate::archive::{ArchiveError, StoriesRequest};
use crate::document::Document;
use crate::index::SearchRequest;
use crate::report::{archive as report, comparison, json};

/// Entries of a list where nothing is said, as on the command line.
const LIMIT: usize = 20;
/// Most entries of a list.
const MOST: usize = 200;

fn json(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<Answer, Failure> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|_| Failure::broken())?;
    Ok(Answer::Bytes("application/json", bytes))
}

fn paging(parameters: &Parameters) -> Result<(usize, usize), Failure> {
    Ok((parameters.number("limit", LIMIT, 0..=MOST)?, parameters.number("offset", 0, 0..=usize::MAX)?))
}

#[derive(Serialize)]
struct Alive {
    status: &'static str,
    #[serde(flatten)]
    known: Option<Known>,
}

/// What an archive that is well says besides.
#[derive(Serialize)]
struct Known {
    samestory: &'static str,
    documents: u64,
    stories: u64,
    commits: u64,
}

/// Whether the archive can be read, for anybody.
pub(super) fn alive(_: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    json(|out| json::write_line(&Alive { status: "ok", known: None }, out))
}

/// The same, with what there is.
pub(super) fn health(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let counters = opened.snapshot.counters();
    let known = Known {
        samestory: env!("CARGO_PKG_VERSION"),
        documents: counters.documents,
        stories: counters.stories,
        commits: counters.batch,
    };
    json(|out| json::write_line(&Alive { status: "ok", known: Some(known) }, out))
}

pub(super) fn search(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let names = ["q", "from", "to", "source", "programme", "story", "language", "limit", "offset"];
    let parameters = Parameters::read(&asked.query, &names)?;
    let (limit, offset) = paging(&parameters)?;
    let request = SearchRequest {
        query: parameters.text("q").unwrap_or_default().to_owned(),
        from: parameters.moment("from")?,
        to: parameters.moment("to")?,
        source: parameters.owned("source"),
        programme: parameters.owned("programme"),
        story: parameters.owned("story"),
        language: parameters.owned("language"),
        limit,
        offset,
    };
    let results = opened.snapshot.search(&request)?;
    json(|out| json::write_search(&results, out))
}

pub(super) fn stories(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["from", "to", "min_documents", "limit", "offset"])?;
    let (limit, offset) = paging(&parameters)?;
    let request = StoriesRequest {
        from: parameters.moment("from")?,
        to: parameters.moment("to")?,
        min_documents: parameters.number("min_documents", 1, 0..=usize::MAX)?,
        limit,
        offset,
    };
    let list = opened.snapshot.stories(&request)?;
    json(|out| report::write_stories_json(&list, out))
}

pub(super) fn story(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["history", "limit", "offset"])?;
    let (limit, offset) = paging(&parameters)?;
    let snapshot = &opened.snapshot;
    let near = |error| Failure::from(error).with_nearest(&asked.id, NearKind::Stories, snapshot);
    let mut story = snapshot.story(&asked.id).map_err(near)?;
    if !parameters.is_set("history")? {
        story.history.clear();
    }
    let total = story.documents.len();
    story.documents = story.documents.into_iter().skip(offset).take(limit).collect();
    json(|out| report::write_story_json(&story, total, out))
}

pub(super) fn comparison(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let (_, report) = compared(opened, asked)?;
    json(|out| comparison::write_json(&report, out))
}

pub(super) fn document(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let snapshot = &opened.snapshot;
    match snapshot.archived_document(&asked.id) {
        Ok(document) => json(|out| json::write_line(&document.document, out)),
        Err(ArchiveError::EarlierVersion { of, .. }) => Ok(Answer::Elsewhere(format!("/api{}", document_address(&of)))),
        Err(error) => Err(Failure::from(error).with_nearest(&asked.id, NearKind::Documents, snapshot)),
    }
}

pub(super) fn statistics(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let statistics = opened.snapshot.statistics()?;
    json(|out| report::write_statistics_json(&statistics, out))
}

pub(super) fn similar(opened: &Opened, asked: &Asked, documents: &[Document]) -> Result<Answer, Failure> {
    let (limit, offset) = paging(&Parameters::read(&asked.query, &["limit", "offset"])?)?;
    let answers = documents.iter().map(|document| opened.snapshot.similar(document, limit, offset));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    json(|out| report::write_similar_json(&answers, out))
}
