//! "Have we had this?": a form for a text, and what the archive has that is like it.

use maud::{Markup, html};

use super::Page;
use super::parts::{self, counted, outside, short};
use crate::archive::{Relation, Similar, SimilarDocument};
use crate::document::Document;
use crate::report::archive::{reason, relation};
use crate::serve::current::Opened;
use crate::serve::drafts::FIELDS;
use crate::serve::failure::Failure;
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Most that is shown for a document.
const MATCHES: usize = 30;
/// Columns of the beginning of a text.
const OPENING: usize = 200;

/// The form with nothing in it.
pub(in crate::serve) fn form(_: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let main = html! {
        h1 { "Have we had this?" }
        p.told { "Paste an article or a draft. The archive says whether it has the same text, a version of it, or reports of the same event." }
        (fields())
    };
    Ok(Answer::Page(Page::new("Have we had this?", main).at("/similar")))
}

/// What was written into the form.
pub(in crate::serve) fn form_fields(bytes: &[u8]) -> Result<Parameters, Failure> {
    let cure = "use the form of this page; programs send text to /api/similar";
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::unclear("that is no form", cure))?;
    Parameters::read(text, &FIELDS).map_err(|_| Failure::unclear("that is no form of this page", cure))
}

fn fields() -> Markup {
    html! {
        form.ask action="/similar" method="post" {
            p { label for="text" { "Text" } textarea #text name="text" rows="12" required {} }
            div.row {
                p.wide { label for="title" { "Title " span.none { "if you have one" } } input #title type="text" name="title" maxlength="1000"; }
                p { label for="published" { "Day " span.none { "if it matters" } } input #published type="date" name="published"; }
                p { label for="source" { "Outlet" } input #source type="text" name="source" maxlength="200"; }
            }
            p.do { button { "Look" } " " span.none { "Nothing is kept of it." } }
        }
    }
}

/// What was found.
pub(in crate::serve) fn similar(opened: &Opened, _: &Asked, documents: &[Document]) -> Result<Answer, Failure> {
    let answers = documents.iter().map(|document| opened.snapshot.similar(document, MATCHES, 0));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    let main = html! {
        h1 { "Have we had this?" }
        @for answer in &answers { (self::answer(answer)) }
        details.filters { summary { "Look for another text" } (fields()) }
    };
    Ok(Answer::Page(Page::new("Have we had this?", main).at("/similar")))
}

fn answer(answer: &Similar) -> Markup {
    html! {
        section.answer aria-label="What was found" {
            p.asked { (short(&answer.title, 160)) }
            p.verdict { (verdict(answer)) }
            ol.results {
                @for found in &answer.matches { (self::found(found)) }
            }
            @if answer.total > answer.matches.len() {
                p.told { (answer.matches.len()) " of " (answer.total) " are shown." }
            }
        }
    }
}

/// The answer in a sentence.
fn verdict(answer: &Similar) -> Markup {
    let count = |wanted: Relation| answer.matches.iter().filter(|found| found.relation == wanted).count();
    let told: Vec<String> = [
        (Relation::Copy, "document with this text", "documents with this text"),
        (Relation::Revision, "version of this article", "versions of this article"),
        (Relation::SameEvent, "other report of this event", "other reports of this event"),
        (Relation::Related, "report that is only related", "reports that are only related"),
    ]
    .into_iter()
    .map(|(relation, one, many)| (count(relation), one, many))
    .filter(|(found, ..)| *found > 0)
    .map(|(found, one, many)| counted(found, one, many))
    .collect();
    let has = answer.matches.first().is_some_and(|first| first.relation != Relation::Related);
    html! {
        @if told.is_empty() { strong { "No." } " The archive has nothing like this." }
        @else { strong { (if has { "Yes:" } else { "No, but" }) } " " (told.join(", ")) "." }
    }
}

fn found(found: &SimilarDocument) -> Markup {
    let record = &found.document;
    let class = match found.relation {
        Relation::Copy => "badge copy",
        Relation::Revision => "badge revision",
        Relation::SameEvent => "badge event",
        Relation::Related => "badge related",
    };
    let text = if record.lead.trim().is_empty() { &record.body } else { &record.lead };
    html! {
        li {
            p { span class=(class) { (relation(found.relation)) } }
            a.title href=(parts::document_address(&record.id)) lang=[parts::language(record)] { (parts::headline(record)) }
            p.meta {
                (parts::outlet(record)) " · " (parts::moment(record.published))
                " · " a href=(parts::story_address(&record.story)) { "its story" }
            }
            p.passage lang=[parts::language(record)] { (parts::beginning(text, OPENING)) }
            p.why { (outside(&reason(found))) }
        }
    }
}
