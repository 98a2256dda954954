//! A story: when each outlet told it, its documents in order of time with what later versions changed, and its history.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::parts::{self, asking, counted, outside, short};
use super::{Page, timeline, versions};
use crate::archive::{ArchivedDocument, ArchivedStory};
use crate::record::DocumentRecord;
use crate::report::archive::told;
use crate::serve::current::Opened;
use crate::serve::failure::{Failure, NearKind};
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Documents on a page.
const DOCUMENTS: usize = 50;
/// Columns of the beginning of a text.
const OPENING: usize = 280;
/// Columns of an event.
const EVENT: usize = 240;
/// Most events that are told.
const EVENTS: usize = 200;

pub(in crate::serve) fn story(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["page"])?;
    let page = parameters.number("page", 1, 1..=1_000_000)?;
    let snapshot = &opened.snapshot;
    let near = |error| Failure::from(error).with_nearest(&asked.id, NearKind::Stories, snapshot);
    let story = snapshot.story(&asked.id).map_err(near)?;
    let total = story.documents.len();
    let address = parts::story_address(&story.story);
    let first = story.documents.first().map(|first| &first.document);
    let title = first.map(parts::title_of).unwrap_or_default();
    let main = html! {
        p.kicker { "Story" }
        h1 lang=[first.and_then(parts::language)] { (short(&title, 240)) }
        p.told { (summary(&story)) }
        @if let Some(asked) = story.redirected_from.first() {
            p.notice { "The story " code { (outside(asked)) } " was merged into this one." }
        }
        @if page == 1 { (timeline::timeline(&story.documents)) }
        form.compare action={ (address) "/comparison" } method="get" {
            @if total > 1 {
                p.do {
                    button { "Compare what they say" }
                    " " span.told { "Tick some to compare these alone." }
                }
            }
            section aria-labelledby="documents" {
                h2 #documents { "Documents" }
                ol.documents {
                    @for (at, document) in story.documents.iter().enumerate().skip((page - 1) * DOCUMENTS).take(DOCUMENTS) {
                        li { (entry(document, at, &story, total > 1)) }
                    }
                }
                (parts::pager(&address, &[], page, DOCUMENTS, total))
            }
        }
        (history(&story))
        p.id { "Id " code { (outside(&story.story)) } }
    };
    let data = asking(&format!("/api{address}"), &[("history", "true"), ("limit", &total.min(200).to_string())]);
    Ok(Answer::Page(Page::new(title, main).with_data(data)))
}

fn summary(story: &ArchivedStory) -> Markup {
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &story.documents {
        if let Some(source) = document.document.source.as_deref() {
            *sources.entry(source).or_default() += 1;
        }
    }
    let names: Vec<String> = sources.into_keys().map(str::to_owned).collect();
    let published = || story.documents.iter().filter_map(|document| document.document.published);
    let versions: usize = story.documents.iter().map(|document| document.versions.len()).sum();
    html! {
        (counted(story.documents.len(), "document", "documents"))
        @if versions > 0 { ", " (counted(versions, "earlier version", "earlier versions")) }
        " · " (parts::outlets(&names)) " · " (parts::span(published().next(), published().next_back()))
    }
}

/// A document on the line of time.
fn entry(document: &ArchivedDocument, at: usize, story: &ArchivedStory, is_one_of_many: bool) -> Markup {
    let record = &document.document;
    let name = format!("document-{at}");
    html! {
        p.when { (parts::moment(record.published)) @if let Some(updated) = record.updated { " " span.none { "updated " (parts::moment(Some(updated))) } } }
        p.head {
            @if is_one_of_many {
                label.hidden for=(name) { "Compare document " (at + 1) }
                input type="checkbox" name="document" id=(name) value=(record.id);
                " "
            }
            a.title href=(parts::document_address(&record.id)) lang=[parts::language(record)] { (parts::headline(record)) }
        }
        p.meta {
            (parts::outlet(record))
            @for text in [&record.reporter, &record.place].into_iter().flatten() { " · " (short(text, 48)) }
        }
        @match original(record, story) {
            Some(original) => p.copy { "Much the same text as " a href=(parts::document_address(&original.id)) { (parts::headline(original)) } },
            None => p.opening lang=[parts::language(record)] { (opening(record)) },
        }
        (versions::earlier(document))
    }
}

/// The first document of the story whose text this one has too.
fn original<'a>(record: &DocumentRecord, story: &'a ArchivedStory) -> Option<&'a DocumentRecord> {
    let first = story.documents.iter().map(|other| &other.document).find(|other| other.copies == record.copies)?;
    (first.id != record.id).then_some(first)
}

fn opening(record: &DocumentRecord) -> Markup {
    let text = if record.lead.trim().is_empty() { &record.body } else { &record.lead };
    parts::beginning(text, OPENING)
}

fn history(story: &ArchivedStory) -> Markup {
    let more = story.history.len().saturating_sub(EVENTS);
    html! {
        details.history {
            summary { "History of this story: " (counted(story.history.len(), "event", "events")) }
            ol {
                @for event in story.history.iter().take(EVENTS) {
                    li { (parts::moment(event.when)) " " span.told { (short(&told(event), EVENT)) } }
                }
            }
            @if more > 0 { p.told { "and " (more) " more" } }
        }
    }
}
