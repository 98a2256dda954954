//! A document as published, with its earlier versions.

use maud::{Markup, html};

use super::parts::{self, counted, outside, short};
use super::{Page, versions};
use crate::archive::ArchiveError;
use crate::record::DocumentRecord;
use crate::serve::current::Opened;
use crate::serve::failure::{Failure, NearKind};
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Columns of a field that samestory has no use for.
const FIELD: usize = 400;
/// Most of these.
const FIELDS: usize = 60;

pub(in crate::serve) fn document(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let snapshot = &opened.snapshot;
    let document = match snapshot.archived_document(&asked.id) {
        Ok(document) => document,
        Err(ArchiveError::EarlierVersion { of, .. }) => return Ok(Answer::Elsewhere(parts::document_address(&of))),
        Err(error) => return Err(Failure::from(error).with_nearest(&asked.id, NearKind::Documents, snapshot)),
    };
    let record = &document.document;
    let title = parts::title_of(record);
    let main = html! {
        p.kicker { (parts::outlet(record)) }
        h1 lang=[parts::language(record)] { (outside(&title)) }
        p.told {
            (parts::moment(record.published))
            @if let Some(updated) = record.updated { ", updated " (parts::moment(Some(updated))) }
            @if let Some(reporter) = &record.reporter { " · " (outside(reporter)) }
            @if let Some(place) = &record.place { " · " (outside(place)) }
        }
        p.ways {
            a href=(parts::story_address(&record.story)) { "The story and who else told it" }
            @if let Some(address) = record.url.as_deref().filter(|url| parts::is_web_address(url)) {
                " · " a href=(address) rel="noreferrer nofollow" { "At its publisher" }
            }
        }
        (versions::text(record))
        @if !document.versions.is_empty() {
            section aria-labelledby="versions" {
                h2 #versions { (counted(document.versions.len(), "earlier version", "earlier versions")) }
                (versions::earlier(&document))
            }
        }
        (about(record))
    };
    let data = format!("/api{}", parts::document_address(&record.id));
    Ok(Answer::Page(Page::new(title, main).with_data(data)))
}

/// Where it comes from.
fn about(record: &DocumentRecord) -> Markup {
    let is_web = record.url.as_deref().is_some_and(parts::is_web_address);
    html! {
        details.about {
            summary { "About this document" }
            dl {
                dt { "Id" } dd { code { (outside(&record.id)) } }
                dt { "Story" } dd { code { (outside(&record.story)) } }
                dt { "Read from" } dd { (outside(&record.origin.path)) ", number " (record.origin.ordinal) }
                @if let Some(language) = &record.language { dt { "Language" } dd { (outside(language)) } }
                @if let Some(address) = record.url.as_deref().filter(|_| !is_web) { dt { "Address" } dd { (outside(address)) } }
                @for field in record.extra.iter().take(FIELDS) {
                    dt { (short(&field.name, 60)) } dd { (short(field.value.get(), FIELD)) }
                }
            }
        }
    }
}
