//! The versions side by side: a table whose rows are what is told and whose columns are the versions.
//!
//! On a narrow screen the cells of a row stand below each other, each with the name of its version. A checkbox hides, by
//! style alone, the rows that all versions tell and that differ in no figure.

use maud::{Markup, html};

use super::parts::{self, Place, cell_name, outside, phrase};
use crate::compare::version::Sentence;
use crate::report::comparison::view::{ShownRow, View};
use crate::report::comparison::words;

/// The table.
pub(super) fn table(view: &View<'_>, place: Place) -> Markup {
    let switch = place.anchor('d', 0);
    html! {
        (legend())
        div.side {
            input type="checkbox" id=(switch);
            label for=(switch) { "Only what differs" }
            table.rows {
                thead { tr { th scope="col" { span.hidden { "Row" } } (parts::columns(view)) } }
                tbody {
                    @for shown in view.rows() { (row(view, &shown, place)) }
                }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        p.legend {
            span { mark.c { "figure" } sup { "≠" } " in conflict" }
            span { mark.f { "figure" } sup { "▲" } " finer" }
            span { mark.k { "figure" } sup { "▽" } " less fine" }
            span { mark.a { "figure" } " agreeing" }
            span { sup { "Q" } mark.q { "quote" } " of several" }
            span { mark.w { "passage" } " word for word alike" }
            span { mark.o { "words" } " of one version only" }
        }
    }
}

fn row(view: &View<'_>, row: &ShownRow<'_>, place: Place) -> Markup {
    let telling = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let class = match (row.is_alike, telling) {
        (true, _) => Some("same"),
        (_, 1) => Some("only"),
        _ => None,
    };
    html! {
        tr class=[class] {
            th scope="row" { (row.number) }
            @for (version, cell) in row.cells.iter().enumerate() {
                @let language = view.language(version).filter(|_| !cell.is_empty());
                td lang=[language] class=[cell.is_empty().then_some("no")] {
                    @if cell.is_empty() {
                        @if let Some(name) = view.names.get(version) { (phrase(&words::not_in(name))) }
                    } @else {
                        @if let Some(name) = view.names.get(version) { (cell_name(name)) }
                        @for (position, &(number, sentence)) in cell.iter().enumerate() {
                            @let before = position.checked_sub(1).and_then(|before| cell.get(before));
                            (told(view, version, number, sentence, before.map(|&(_, before)| before), place))
                        }
                    }
                }
            }
        }
    }
}

/// A sentence, its speaker before the first of a soundbite.
fn told(
    view: &View<'_>,
    version: usize,
    number: usize,
    sentence: &Sentence,
    before: Option<&Sentence>,
    place: Place,
) -> Markup {
    let goes_on =
        before.is_some_and(|before| before.paragraph == sentence.paragraph && before.speaker == sentence.speaker);
    let speaker = sentence.speaker.as_ref().filter(|_| !goes_on);
    let by = speaker.and_then(|by| words::speaker(by.name.as_deref(), by.role.as_deref()));
    html! {
        p class=[sentence.speaker.as_ref().map(|_| "say")] {
            @if let Some(by) = by {
                b.by {
                    (phrase(&by))
                    @if let Some(when) = speaker.and_then(|speaker| speaker.when.as_deref()) { ", " (outside(when)) }
                    ":"
                }
                " "
            }
            (parts::pieces(&view.pieces(version, number), place))
        }
    }
}
