//! What is refused before it comes in, and what goes out with every answer.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Event;
use super::failure::{Failure, Reader};
use super::routes::Shared;

/// Longest address that is read.
const LONGEST_ADDRESS: usize = 40 << 10;

/// Headers of every answer. No page may run, load or send anything but to this server, or stand in a page of others.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    (header::CACHE_CONTROL, "private, no-cache"),
];

/// Stands before everything.
pub(super) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let reader = Reader::of(&path);
    let mut response = match refuse(&shared, &request) {
        Err(failure) => failure.respond(reader),
        Ok(()) => match tokio::time::timeout(shared.limits.request, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Failure::slow().respond(reader),
        },
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    let status = response.status().as_u16();
    shared.tell(Event::Answered { method: method.as_str(), path: &path, status, took: begun.elapsed() });
    response
}

fn refuse(shared: &Shared, request: &Request) -> Result<(), Failure> {
    let headers = request.headers();
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let named = headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    let is_named = named.is_some() || authority.is_some();
    let is_named_once = headers.get_all(header::HOST).iter().count() <= 1;
    if !is_named || !is_named_once || ![named, authority].into_iter().flatten().all(|host| shared.hosts.admits(host)) {
        let what = "this server does not answer to the name that it was asked by";
        let cure = "ask it by the address that it told when it started, or start it with `--host NAME`";
        return Err(Failure::new(StatusCode::MISDIRECTED_REQUEST, what, cure));
    }
    if request.uri().path_and_query().is_some_and(|asked| asked.as_str().len() > LONGEST_ADDRESS) {
        return Err(Failure::new(StatusCode::URI_TOO_LONG, "the address is too long", "ask for less"));
    }
    let is_open = request.uri().path() == "/health";
    if let Some(token) = shared.token.as_ref().filter(|_| !is_open)
        && !token.admits(headers)
    {
        let what = "this archive is read only by those who know its token";
        let cure = "programs send it as `Authorization: Bearer TOKEN`, browsers as the password, with any name";
        return Err(Failure::new(StatusCode::UNAUTHORIZED, what, cure));
    }
    if request.method() == Method::POST && is_of_another_site(headers) {
        let what = "another site sent this form";
        return Err(Failure::new(StatusCode::FORBIDDEN, what, "open this site and send it from there"));
    }
    Ok(())
}

/// Whether a browser says that a page of another site asks. Nothing can be changed here, but work can be caused.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}
