//! What all parts of the page are made of: text from outside, phrases, names of versions, marked sentences.

use maud::{Markup, html};

use crate::report::comparison::marks::{Mark, Piece};
use crate::report::comparison::view::View;
use crate::report::comparison::words::{Part, Phrase, VersionName};
use crate::report::terminal::Safe;

/// Where on the page a comparison stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Number of the story, from 1, for anchors.
    pub(super) story: usize,
    /// Level of the headings of its sections.
    pub(super) level: u8,
}

impl Place {
    /// An anchor: `s3f2` is figure 2 of story 3.
    pub(super) fn anchor(self, kind: char, number: usize) -> String {
        format!("s{}{kind}{number}", self.story)
    }

    pub(super) fn heading(self, id: &str, text: &str) -> Markup {
        html! {
            @if self.level == 2 { h2 id=(id) { (text) } } @else { h3 id=(id) { (text) } }
        }
    }
}

/// Text from outside.
pub(super) fn outside(text: &str) -> Markup {
    html! { bdi { (Safe(text).to_string()) } }
}

pub(super) fn phrase(phrase: &Phrase) -> Markup {
    html! {
        @for part in &phrase.0 {
            @match part {
                Part::Said(text) => (text),
                Part::Outside(text) => (outside(text)),
            }
        }
    }
}

/// Mark and name of a version.
pub(super) fn name(name: &VersionName) -> Markup {
    html! { span.v { (name.mark) } " " (outside(&name.name)) }
}

pub(super) fn all_names(view: &View<'_>) -> Markup {
    html! {
        @for (position, version) in view.names.iter().enumerate() {
            @if position > 0 { " " }
            span { (name(version)) }
        }
    }
}

/// The name of a version in a cell, for narrow screens where no column tells it.
pub(super) fn cell_name(version: &VersionName) -> Markup {
    html! { i.n { (version.mark) " " (outside(&version.name)) } }
}

/// The heads of columns, one for each version.
pub(super) fn columns(view: &View<'_>) -> Markup {
    html! {
        @for version in &view.names {
            th scope="col" { (name(version)) }
        }
    }
}

/// A sentence cut at its marks.
pub(super) fn pieces(pieces: &[Piece<'_>], place: Place) -> Markup {
    html! { bdi { @for piece in pieces { (self::piece(piece, place)) } } }
}

fn piece(piece: &Piece<'_>, place: Place) -> Markup {
    let text = Safe(piece.text).to_string();
    let Some(mark) = piece.mark else { return html! { (text) } };
    let (class, kind, told) = match mark {
        Mark::Conflicting(_) => ("c", 'f', "conflicting figure"),
        Mark::Finer(_) => ("f", 'f', "finer figure"),
        Mark::Coarser(_) => ("k", 'f', "less fine figure"),
        Mark::Agreeing(_) => ("a", 'f', ""),
        Mark::Quote(_) => ("q", 'q', "quote"),
        Mark::Copied => ("w", ' ', ""),
        Mark::Own => ("o", ' ', ""),
    };
    let label = mark.number().filter(|_| piece.opens && !told.is_empty());
    html! {
        @if let (Some(number), true) = (label, class == "q") { (reference(mark, kind, told, number, place)) }
        mark class=(class) { (text) }
        @if let (Some(number), false) = (label, class == "q") { (reference(mark, kind, told, number, place)) }
    }
}

fn reference(mark: Mark, kind: char, told: &str, number: usize, place: Place) -> Markup {
    html! {
        sup { a href={ "#" (place.anchor(kind, number)) } aria-label={ (told) " " (number) } { (mark.sign()) (number) } }
    }
}
