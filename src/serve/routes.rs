//! The addresses, and how an answer is made: in its turn, of one commit, for a person or a program.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use xxhash_rust::xxh3::xxh3_64;

use super::current::{Current, Opened};
use super::failure::{Failure, Reader};
use super::host::Hosts;
use super::pages::{self, Page};
use super::token::Token;
use super::work::{Weight, Work};
use super::{Event, Limits, ServeSettings, api, body, drafts};
use crate::archive::ArchiveError;
use crate::report::comparison::SERVED_STYLE;

/// What all requests share.
pub(super) struct Shared {
    current: Current,
    work: Work,
    told: Box<dyn Fn(Event<'_>) + Send + Sync>,
    pub(super) hosts: Hosts,
    pub(super) token: Option<Token>,
    pub(super) limits: Limits,
}

impl Shared {
    pub(super) fn open(
        settings: &ServeSettings,
        told: Box<dyn Fn(Event<'_>) + Send + Sync>,
    ) -> Result<Self, ArchiveError> {
        Ok(Self {
            current: Current::open(&settings.archive)?,
            work: Work::new(&settings.limits),
            told,
            hosts: Hosts::new(settings.address.ip(), &settings.hosts),
            token: settings.token.clone(),
            limits: settings.limits.clone(),
        })
    }

    pub(super) fn tell(&self, event: Event<'_>) {
        (self.told)(event);
    }

    /// The answer that `make` makes of the last commit.
    async fn answer(
        self: Arc<Self>,
        weight: Weight,
        reader: Reader,
        make: impl FnOnce(&Opened) -> Result<Answer, Failure> + Send + 'static,
    ) -> Response {
        let shared = Arc::clone(&self);
        let done = self.work.run(weight, move || {
            let opened = shared.current.get()?;
            make(&opened).map(|answer| match answer {
                Answer::Page(page) => {
                    let page = pages::framed(&page, Some(&opened)).into_bytes();
                    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
                }
                Answer::Bytes(kind, bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
                Answer::Elsewhere(address) => Redirect::to(&address).into_response(),
            })
        });
        match done.await.and_then(|done| done) {
            Ok(response) => response,
            Err(failure) => {
                if let Some(fault) = &failure.fault {
                    self.tell(Event::Fault(fault));
                }
                failure.respond(reader)
            }
        }
    }
}

/// What a request is answered with.
pub(super) enum Answer {
    Page(Page),
    /// A content type and what is of it.
    Bytes(&'static str, Vec<u8>),
    /// Where to go on: a path of this server.
    Elsewhere(String),
}

/// What was asked for: the id in the path, if there is one, and what stands behind the question mark.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) query: String,
}

type Make = fn(&Opened, &Asked) -> Result<Answer, Failure>;
type MakeSimilar = fn(&Opened, &Asked, &[crate::document::Document]) -> Result<Answer, Failure>;

/// Everything that may be asked for.
pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let light = |make: Make| looked_up(Weight::Light, make);
    let heavy = |make: Make| looked_up(Weight::Heavy, make);
    Router::new()
        .route("/", light(pages::home::latest))
        .route("/search", light(pages::search::search))
        .route("/days", light(pages::days::calendar))
        .route("/days/{id}", light(pages::days::day))
        .route("/stories/{id}", light(pages::story::story))
        .route("/stories/{id}/comparison", heavy(pages::comparison::comparison))
        .route("/documents/{id}", light(pages::document::document))
        .route("/similar", light(pages::similar::form).post(sent_form))
        .route("/help", light(pages::help::help))
        .route("/style.css", file("text/css; charset=utf-8", pages::STYLE))
        .route("/comparison.css", file("text/css; charset=utf-8", SERVED_STYLE))
        .route("/icon.svg", file("image/svg+xml", pages::ICON))
        .route("/favicon.ico", file("image/svg+xml", pages::ICON))
        .route("/robots.txt", file("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n"))
        .route("/health", light(api::alive))
        .route("/api/health", light(api::health))
        .route("/api/search", light(api::search))
        .route("/api/stories", light(api::stories))
        .route("/api/stories/{id}", light(api::story))
        .route("/api/stories/{id}/comparison", heavy(api::comparison))
        .route("/api/documents/{id}", light(api::document))
        .route("/api/stats", light(api::statistics))
        .route("/api/similar", axum::routing::post(sent_text))
        .method_not_allowed_fallback(wrong_method)
        .fallback(async |uri: Uri| Failure::nowhere().respond(Reader::of(uri.path())))
        .layer(from_fn_with_state(Arc::clone(shared), super::guard::guard))
        .with_state(Arc::clone(shared))
}

fn looked_up(weight: Weight, make: Make) -> MethodRouter<Arc<Shared>> {
    get(
        async move |State(shared): State<Arc<Shared>>,
                    path: Result<Option<Path<String>>, PathRejection>,
                    RawQuery(query): RawQuery,
                    uri: Uri| {
            let reader = Reader::of(uri.path());
            let Ok(path) = path else { return Failure::nowhere().respond(reader) };
            let id = path.map_or_else(String::new, |Path(id)| id);
            let asked = Asked { id, query: query.unwrap_or_default() };
            shared.answer(weight, reader, move |opened| make(opened, &asked)).await
        },
    )
}

/// A file that is part of the program; sent again only when it is another.
fn file(kind: &'static str, content: &'static str) -> MethodRouter<Arc<Shared>> {
    let tag = format!("\"{:016x}\"", xxh3_64(content.as_bytes()));
    get(async move |headers: HeaderMap| {
        let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
        let is_known =
            known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
        let tagged = [(header::ETAG, HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\"")))];
        if is_known {
            return (StatusCode::NOT_MODIFIED, tagged).into_response();
        }
        (tagged, [(header::CONTENT_TYPE, kind)], content).into_response()
    })
}

async fn sent_form(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let make: MakeSimilar = pages::similar::similar;
    sent(shared, request, Reader::Person, make).await
}

async fn sent_text(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let make: MakeSimilar = api::similar;
    sent(shared, request, Reader::Program, make).await
}

/// Reads the texts of a request and looks for what is like them.
async fn sent(shared: Arc<Shared>, request: Request, reader: Reader, make: MakeSimilar) -> Response {
    let (parts, sent) = request.into_parts();
    let bytes = match body::read(sent, &shared.limits).await {
        Ok(bytes) => bytes,
        Err(failure) => return failure.respond(reader),
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let asked = Asked { id: String::new(), query: parts.uri.query().unwrap_or_default().to_owned() };
    let answer = move |opened: &Opened| {
        let documents = match reader {
            Reader::Program => drafts::read(bytes, kind.as_deref())?,
            Reader::Person => drafts::of_form(&pages::similar::form_fields(&bytes)?)?,
        };
        make(opened, &asked, &documents)
    };
    shared.answer(Weight::Heavy, reader, answer).await
}

async fn wrong_method(uri: Uri) -> Response {
    let reader = Reader::of(uri.path());
    let cure = match reader {
        Reader::Person => "open the address in a browser",
        Reader::Program => "ask with GET; with POST only at /api/similar",
    };
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, "nothing can be changed here", cure).respond(reader)
}
