//! Answers that are none: what is wrong, what to do about it, and for whom that is told.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::pages;
use crate::archive::{ArchiveError, Snapshot};
use crate::index::IndexError;
use crate::report::json;

/// Ids that are named where one is not there.
const MOST_NEAR: usize = 5;

/// Whom an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A page.
    Person,
    /// JSON.
    Program,
}

impl Reader {
    /// Who asks for a path.
    pub(super) fn of(path: &str) -> Self {
        let is_program = path == "/api" || path.starts_with("/api/") || path == "/health";
        if is_program { Self::Program } else { Self::Person }
    }
}

/// What is nearest to what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) kind: NearKind,
    pub(super) ids: Vec<String>,
}

/// What the ids are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NearKind {
    Stories,
    Documents,
}

/// A request that is not answered as it was meant.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// What is wrong. May hold text of strangers.
    pub(super) what: String,
    /// What to do.
    pub(super) cure: String,
    pub(super) near: Option<Near>,
    /// What whoever runs the server should know.
    pub(super) fault: Option<String>,
}

impl Failure {
    pub(super) fn new(status: StatusCode, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { status, what: what.into(), cure: cure.into(), near: None, fault: None }
    }

    /// A request that cannot be understood.
    pub(super) fn unclear(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, what, cure)
    }

    pub(super) fn nowhere() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this address", "begin at the first page, or search")
    }

    pub(super) fn too_large(most: usize) -> Self {
        let what = format!("the text is larger than the {most} bytes that are read");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, what, "send less: the beginning of an article is enough")
    }

    pub(super) fn busy() -> Self {
        let what = "too many others ask for something at the moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, what, "try again in a few seconds")
    }

    pub(super) fn slow() -> Self {
        let what = "this took too long and was given up";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, what, "ask for less, or try again when less is going on")
    }

    /// A defect of samestory.
    pub(super) fn broken() -> Self {
        let what = "samestory failed at this";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, what, "that is a defect of samestory: please report it")
    }

    /// Says which stories or documents an unknown id may have meant.
    pub(super) fn with_nearest(mut self, asked: &str, kind: NearKind, snapshot: &Snapshot) -> Self {
        if self.status == StatusCode::NOT_FOUND && self.near.is_none() {
            let ids = match kind {
                NearKind::Stories => snapshot.stories_near(asked, MOST_NEAR),
                NearKind::Documents => snapshot.documents_near(asked, MOST_NEAR),
            };
            let ids = ids.unwrap_or_default();
            self.near = (!ids.is_empty()).then_some(Near { kind, ids });
        }
        self
    }

    /// The answer.
    pub(super) fn respond(&self, reader: Reader) -> Response {
        let mut response = match reader {
            Reader::Person => {
                let page = pages::framed(&pages::failed(self), None);
                (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
            }
            Reader::Program => {
                #[derive(Serialize)]
                struct Told<'a> {
                    error: &'a str,
                    cure: &'a str,
                    #[serde(skip_serializing_if = "Option::is_none")]
                    nearest: Option<&'a [String]>,
                }
                let nearest = self.near.as_ref().map(|near| near.ids.as_slice());
                let mut body = Vec::new();
                // Writing to memory cannot fail.
                let _ = json::write_line(&Told { error: &self.what, cure: &self.cure, nearest }, &mut body);
                (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
            }
        };
        let headers = response.headers_mut();
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
            }
            StatusCode::UNAUTHORIZED => {
                let challenge = HeaderValue::from_static("Basic realm=\"samestory\", charset=\"UTF-8\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            // What was sent was not read to its end.
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

impl From<ArchiveError> for Failure {
    /// Nobody but who runs the server is told where the archive is.
    fn from(error: ArchiveError) -> Self {
        let listed = "the days and the search lead to everything that is there";
        match error {
            ArchiveError::Query(IndexError::Query { message, cure }) => Self::unclear(message, cure),
            ArchiveError::UnknownDocument { id, .. } => {
                Self::new(StatusCode::NOT_FOUND, format!("there is no document `{id}`"), listed)
            }
            ArchiveError::EarlierVersion { id, of, .. } => {
                let what = format!("`{id}` is an earlier version of the document `{of}`");
                let near = Some(Near { kind: NearKind::Documents, ids: vec![of] });
                Self { near, ..Self::new(StatusCode::NOT_FOUND, what, "see that document, which shows its versions") }
            }
            ArchiveError::UnknownStory { id, .. } => {
                Self::new(StatusCode::NOT_FOUND, format!("there is no story `{id}`"), listed)
            }
            ArchiveError::AmbiguousStory { id, .. } => {
                let what = format!("several stories have an id that begins with `{id}`");
                Self::new(StatusCode::NOT_FOUND, what, "write more of it")
            }
            ArchiveError::EndedStory { id, .. } => {
                let what = format!("the story `{id}` ended: its documents were removed from the archive");
                Self::new(StatusCode::GONE, what, listed)
            }
            other => {
                let cure = match &other {
                    ArchiveError::Missing { .. }
                    | ArchiveError::NotAnArchive { .. }
                    | ArchiveError::NotAFolder { .. } => "whoever runs this server has to put it back where it was",
                    ArchiveError::OtherParameters { .. } | ArchiveError::OtherVersion { .. } => {
                        "whoever runs this server has to rebuild the archive with this samestory"
                    }
                    _ => "try again in a moment; if it stays so, whoever runs this server has to look at it",
                };
                let what = "the archive cannot be read at the moment";
                let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, what, cure);
                Self { fault: Some(other.to_string()), ..failure }
            }
        }
    }
}
