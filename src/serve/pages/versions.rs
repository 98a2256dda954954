//! What revisions changed: the earlier versions of a document, the latest first.

use maud::{Markup, html};

use super::parts::{self, counted, outside};
use crate::archive::revision::Change;
use crate::archive::{ArchivedDocument, EarlierVersion};
use crate::document::Paragraph;
use crate::record::DocumentRecord;

/// The earlier versions of a document; nothing if there are none.
pub(super) fn earlier(document: &ArchivedDocument) -> Markup {
    html! {
        @if !document.versions.is_empty() {
            ol.versions {
                @for version in &document.versions { li { (self::version(version)) } }
            }
        }
    }
}

fn version(version: &EarlierVersion) -> Markup {
    let record = &version.document;
    html! {
        details {
            summary {
                span.when { "Version of " (parts::moment(record.updated.or(record.published))) }
                " " span.told { "then " (words(&version.change)) }
            }
            (changed(&version.change))
            details.text {
                summary { "Its text" }
                (text(record))
            }
        }
    }
}

/// How much was changed, in words.
fn words(change: &Change) -> String {
    let mut told = Vec::new();
    if change.title_before.is_some() {
        told.push("a new title".to_owned());
    }
    for (words, done) in [(change.words_added, "added"), (change.words_dropped, "dropped")] {
        if words > 0 {
            told.push(format!("{} {done}", counted(words, "word", "words")));
        }
    }
    if told.is_empty() {
        told.push(if change.published_before.is_some() { "another time" } else { "nothing in its words" }.to_owned());
    }
    told.join(", ")
}

fn changed(change: &Change) -> Markup {
    html! {
        dl.change {
            @if let Some(title) = &change.title_before { dt { "Title before" } dd { del { (outside(title)) } } }
            @for passage in &change.dropped { dt { "Dropped" } dd { del { (outside(passage)) } } }
            @for passage in &change.added { dt { "Added" } dd { ins { (outside(passage)) } } }
        }
    }
}

/// The text of a document as published.
pub(super) fn text(record: &DocumentRecord) -> Markup {
    let paragraphs = |text: &str| {
        html! { @for block in text.split('\n').filter(|block| !block.trim().is_empty()) { p { (outside(block)) } } }
    };
    html! {
        div.prose lang=[parts::language(record)] {
            @if record.sections.is_empty() {
                (paragraphs(&record.lead))
                (paragraphs(&record.body))
            }
            @for section in &record.sections {
                @if let Some(label) = &section.label { p.label { (outside(label)) } }
                @for paragraph in &section.paragraphs {
                    @match paragraph {
                        Paragraph::Prose(text) => (paragraphs(text)),
                        Paragraph::HandOver(text) | Paragraph::SignOff(text) => p.aside { (outside(text)) },
                        Paragraph::Quote(quote) => {
                            blockquote {
                                (paragraphs(&quote.text))
                                @let by: Vec<&str> = [&quote.speaker, &quote.role, &quote.when].into_iter().filter_map(|one| one.as_deref()).collect();
                                @if !by.is_empty() { p.by { "– " @for (at, one) in by.iter().enumerate() { @if at > 0 { ", " } (outside(one)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
