//! The pages: made whole on the server, without a script, for wide and narrow, light and dark screens.
//!
//! The template engine escapes every text; texts from outside are besides shown without invisible letters and stand between
//! `<bdi>` and `</bdi>` ([`parts::outside`]), so that they turn nothing around them. Of attributes only addresses, languages
//! and what was typed into a form come from outside.

pub(super) mod comparison;
pub(super) mod days;
pub(super) mod document;
pub(super) mod help;
pub(super) mod home;
pub(super) mod parts;
pub(super) mod search;
pub(super) mod similar;
pub(super) mod story;
mod timeline;
mod versions;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::current::Opened;
use super::failure::{Failure, NearKind};
use parts::{count, outside};

/// The style sheet of all pages but comparisons.
pub(super) const STYLE: &str = include_str!("style.css");
/// The sign of the site.
pub(super) const ICON: &str = include_str!("icon.svg");

/// A page without what stands around all pages.
#[derive(Debug)]
pub(super) struct Page {
    /// What the window is called.
    pub(super) title: String,
    /// The place in the head of the site that it belongs to: an address.
    pub(super) place: &'static str,
    /// What stands in the box for searching.
    pub(super) query: String,
    pub(super) main: Main,
    /// The same for programs: an address.
    pub(super) data: Option<String>,
}

/// The content of a page.
#[derive(Debug)]
pub(super) enum Main {
    /// What stands in `<main>`.
    Within(Markup),
    /// A page that is whole.
    Whole(String),
}

impl Page {
    pub(super) fn new(title: impl Into<String>, main: Markup) -> Self {
        Self { title: title.into(), place: "", query: String::new(), main: Main::Within(main), data: None }
    }

    pub(super) fn at(self, place: &'static str) -> Self {
        Self { place, ..self }
    }

    pub(super) fn with_data(self, address: String) -> Self {
        Self { data: Some(address), ..self }
    }
}

/// The places of the site.
const PLACES: [(&str, &str); 4] =
    [("/", "Latest"), ("/days", "Days"), ("/similar", "Have we had this?"), ("/help", "Help")];

/// The whole page, with the size of the archive if it could be opened.
pub(super) fn framed(page: &Page, opened: Option<&Opened>) -> String {
    let main = match &page.main {
        Main::Whole(page) => return page.clone(),
        Main::Within(main) => main,
    };
    let name = opened.map(|opened| opened.name.as_str());
    let title = crate::report::terminal::Safe(&page.title).to_string();
    let title = crate::report::terminal::fitted(&title, 90);
    let whole = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – samestory" }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="/icon.svg";
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.site {
                    a.mark href="/" { (PreEscaped(ICON)) span { "samestory" } }
                    nav aria-label="Site" {
                        @for (address, words) in PLACES {
                            a href=(address) aria-current=[(page.place == address).then_some("page")] { (words) }
                        }
                    }
                    form.seek role="search" action="/search" method="get" {
                        label.hidden for="seek" { "Search the archive" }
                        input #seek type="search" name="q" value=(page.query) placeholder="Words or names" maxlength="2000" autocomplete="off";
                        button { "Search" }
                    }
                }
                main id="main" { (main) }
                footer.site {
                    @if let Some(opened) = opened {
                        @let counters = opened.snapshot.counters();
                        p {
                            @if let Some(name) = name { (outside(name)) ": " }
                            (count(counters.documents, "document", "documents")) " in "
                            (count(counters.stories, "story", "stories"))
                            @if counters.versions > 0 { ", and " (count(counters.versions, "earlier version", "earlier versions")) }
                        }
                    }
                    p {
                        @if let Some(data) = &page.data { a href=(data) { "This page as JSON" } }
                        "Found by samestory by rule, without judgement. Nothing here can change the archive."
                    }
                }
            }
        }
    };
    whole.into_string()
}

/// The page of a failure.
pub(super) fn failed(failure: &Failure) -> Page {
    let status = failure.status;
    let heading = match status.as_u16() {
        400 => "That cannot be read",
        401 => "This archive is not open to all",
        404 => "Not found",
        410 => "No longer there",
        413 => "Too much text",
        500 => "Something went wrong",
        503 => "Not at the moment",
        _ => "That cannot be done",
    };
    let main = html! {
        p.kicker { (status.as_u16()) }
        h1 { (heading) }
        p.told { (outside(&sentence(&failure.what))) }
        p.cure { (outside(&sentence(&failure.cure))) }
        @if let Some(near) = &failure.near {
            section aria-labelledby="near" {
                h2 #near { "Near it" }
                ul.near {
                    @for id in &near.ids {
                        @let address = match near.kind {
                            NearKind::Stories => parts::story_address(id),
                            NearKind::Documents => parts::document_address(id),
                        };
                        li { a href=(address) { (outside(id)) } }
                    }
                }
            }
        }
        p.ways { a href="/" { "Latest stories" } " · " a href="/days" { "Days" } " · " a href="/help" { "How to search" } }
    };
    Page::new(heading, main)
}

/// A message as a sentence of its own.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{rest}{end}")
}
