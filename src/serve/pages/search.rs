//! What matches a query: stories, with the places where their documents match.

use maud::{Markup, html};

use super::Page;
use super::parts::{self, asking, count, counted, outside};
use crate::index::{Hit, Passage, ResultOrder, SearchRequest, StoryHits, TextField};
use crate::report::terminal::Safe;
use crate::serve::current::Opened;
use crate::serve::failure::Failure;
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Stories on a page.
const STORIES: usize = 20;
/// Documents of a story that are shown with what matches; the story shows the others.
const DOCUMENTS: usize = 4;
/// Filters besides the query: name, words, what the box is like.
const FILTERS: [(&str, &str, &str); 5] = [
    ("from", "From day", "date"),
    ("to", "To day", "date"),
    ("source", "Outlet", "text"),
    ("programme", "Programme", "text"),
    ("language", "Language (en, ko)", "text"),
];

pub(in crate::serve) fn search(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let names: Vec<&str> = ["q", "page", "story"].into_iter().chain(FILTERS.map(|(name, ..)| name)).collect();
    let parameters = Parameters::read(&asked.query, &names)?;
    let page = parameters.number("page", 1, 1..=1_000_000)?;
    let query = parameters.text("q").unwrap_or_default();
    let request = SearchRequest {
        query: query.to_owned(),
        from: parameters.moment("from")?,
        to: parameters.moment("to")?,
        source: parameters.owned("source"),
        programme: parameters.owned("programme"),
        story: parameters.owned("story"),
        language: parameters.owned("language"),
        limit: STORIES,
        offset: (page - 1) * STORIES,
    };
    let results = opened.snapshot.search(&request)?;
    let kept: Vec<(&str, &str)> = ["q", "story"]
        .into_iter()
        .chain(FILTERS.map(|(name, ..)| name))
        .map(|name| (name, parameters.text(name).unwrap_or_default()))
        .collect();
    let is_filtered = kept.iter().any(|(name, value)| *name != "q" && !value.is_empty());
    let main = html! {
        h1 {
            @if query.is_empty() { "Everything" } @else { "Search: " (outside(query)) }
        }
        p.told {
            @if results.total.documents == 0 { "Nothing found." } @else {
                (counted(results.total.documents, "document", "documents")) " in "
                (counted(results.total.stories, "story", "stories"))
                (if results.order == ResultOrder::Time { ", latest first" } else { ", best first" })
            }
        }
        @for notice in &results.notices { p.notice { (outside(notice)) } }
        (filters(&parameters, query, is_filtered))
        @if results.total.documents == 0 { (nothing(query, is_filtered)) }
        ol.results {
            @for story in &results.stories { (hits(story)) }
        }
        (parts::pager("/search", &kept, page, STORIES, results.total.stories))
    };
    let (limit, offset) = (STORIES.to_string(), request.offset.to_string());
    let data = asking("/api/search", &[&kept[..], &[("limit", &limit), ("offset", &offset)]].concat());
    let title = if query.is_empty() { "Everything".to_owned() } else { query.to_owned() };
    Ok(Answer::Page(Page { query: query.to_owned(), ..Page::new(title, main).with_data(data) }))
}

fn filters(parameters: &Parameters, query: &str, is_filtered: bool) -> Markup {
    html! {
        details.filters open[is_filtered] {
            summary { "Filters" }
            form action="/search" method="get" {
                input type="hidden" name="q" value=(query);
                @if let Some(story) = parameters.text("story") {
                    p.wide { label for="story" { "Story" } input #story type="text" name="story" value=(story) maxlength="200"; }
                }
                @for (name, words, kind) in FILTERS {
                    p { label for=(name) { (words) } input id=(name) type=(kind) name=(name) value=(parameters.text(name).unwrap_or_default()) maxlength="200"; }
                }
                p.do { button { "Filter" } " " @if is_filtered { a href=(asking("/search", &[("q", query)])) { "Without filters" } } }
            }
        }
    }
}

fn nothing(query: &str, is_filtered: bool) -> Markup {
    html! {
        ul.cure {
            @if is_filtered { li { "Take filters away." } }
            @if query.split_whitespace().count() > 1 { li { "Write fewer words, or OR between them: all words must stand in one document." } }
            li { "English words are matched as they are written: " q { "flood" } " does not find " q { "floods" } "." }
            li { "Have a text and not words? " a href="/similar" { "Ask whether the archive had it" } "." }
            li { a href="/help" { "All that a query can say" } }
        }
    }
}

fn hits(story: &StoryHits) -> Markup {
    let Some(first) = story.documents.first() else { return html! {} };
    let more = story.documents.len().saturating_sub(DOCUMENTS);
    html! {
        li {
            a.title href=(parts::story_address(&story.story)) lang=[parts::language(&first.document)] {
                (title(first))
            }
            @for (at, hit) in story.documents.iter().take(DOCUMENTS).enumerate() {
                div.hit {
                    @if at > 0 {
                        p.other lang=[parts::language(&hit.document)] { (title(hit)) }
                    }
                    p.meta {
                        a href=(parts::document_address(&hit.document.id)) { (parts::outlet(&hit.document)) }
                        " · " (parts::moment(hit.document.published))
                    }
                    @for passage in hit.passages.iter().filter(|passage| passage.field != TextField::Title) {
                        p.passage lang=[parts::language(&hit.document)] { (self::passage(passage)) }
                    }
                }
            }
            @if more > 0 {
                p.meta { a href=(parts::story_address(&story.story)) { "and " (count(more as u64, "document", "documents")) " more of this story" } }
            }
        }
    }
}

/// The title of a document, with what matches in it.
fn title(hit: &Hit) -> Markup {
    match hit.passages.iter().find(|passage| passage.field == TextField::Title) {
        Some(passage) => self::passage(passage),
        None => parts::headline(&hit.document),
    }
}

/// A passage with its matches marked.
fn passage(passage: &Passage) -> Markup {
    let text = passage.text.as_str();
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let mut at = 0;
    for range in &passage.matches {
        if let (Some(before), Some(found)) = (text.get(at..range.start), text.get(range.clone())) {
            pieces.extend([(false, before), (true, found)]);
            at = range.end;
        }
    }
    pieces.push((false, text.get(at..).unwrap_or_default()));
    html! {
        @match passage.field {
            TextField::Quote => span.where { "Soundbite: " },
            TextField::Speaker => span.where { "Speaker: " },
            TextField::Source => span.where { "Outlet: " },
            TextField::Programme => span.where { "Programme: " },
            TextField::Title | TextField::Body => {},
        }
        bdi {
            @if passage.is_cut_before { "… " }
            @for (is_found, piece) in pieces.into_iter().filter(|(_, piece)| !piece.is_empty()) {
                @if is_found { mark { (Safe(piece).to_string()) } } @else { (Safe(piece).to_string()) }
            }
            @if passage.is_cut_behind { " …" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_marked_and_markup_around_them_is_text() {
        let found = Passage {
            field: TextField::Body,
            text: "a <b>ferry</b> sank".to_owned(),
            matches: std::iter::once(5..10).collect(),
            is_cut_before: true,
            is_cut_behind: false,
        };
        assert_eq!(passage(&found).into_string(), "<bdi>… a &lt;b&gt;<mark>ferry</mark>&lt;/b&gt; sank</bdi>");
    }
}
