//! The sections of a comparison, in the order in which an editor asks: what differs, who tells it, the texts, then the
//! lists behind it.

use std::io::{self, Write};

use maud::{Markup, html};

use super::drawings;
use super::parts::{self, Place, cell_name, columns, outside, phrase};
use super::side;
use crate::compare::head::Head;
use crate::moment::Moment;
use crate::report::comparison::facts::{Figure, FigureCell, FigureRelation, Role, SharedQuote};
use crate::report::comparison::glance::{self, GlanceKind, glance};
use crate::report::comparison::marks::{Mark, Marked, own_among, pieces};
use crate::report::comparison::view::{View, only_one};
use crate::report::comparison::words;

/// Writes all sections; those with nothing to show are left out.
pub(super) fn write_sections(view: &View<'_>, place: Place, out: &mut dyn Write) -> io::Result<()> {
    let sections = [
        ("At a glance", 'g', Some(at_a_glance(view))),
        ("Versions", 'v', Some(versions(view))),
        ("Side by side", 'b', Some(side::table(view, place))),
        ("Figures", 'i', (!view.figures.is_empty()).then(|| figures(view, place))),
        ("Quotes", 'u', quotes(view, place)),
        ("Names and places", 'n', (!view.comparison.names.is_empty()).then(|| names(view))),
        ("Sources credited", 'e', (!view.comparison.credits.is_empty()).then(|| credits(view))),
        ("Word for word", 'w', copied(view)),
        ("Who tells what", 'm', Some(drawings::coverage(view, place))),
        ("Why they are one story", 'y', why(view)),
    ];
    for (title, kind, content) in sections {
        let Some(content) = content else { continue };
        let id = place.anchor(kind, 0);
        let section = html! {
            section class=[(kind == 'g').then_some("glance")] aria-labelledby=(id) { (place.heading(&id, title)) (content) }
        };
        writeln!(out, "{}", section.into_string())?;
    }
    Ok(())
}

fn at_a_glance(view: &View<'_>) -> Markup {
    html! {
        dl {
            @for glance in glance(view) {
                @let is_alarm = glance.kind == GlanceKind::Conflicts && view.difference.conflicts > 0;
                dt class=[is_alarm.then_some("c")] { @if !glance.kind.sign().is_empty() { span.sign aria-hidden="true" { (glance.kind.sign()) } " " } (glance.kind.title()) }
                dd { @for line in &glance.lines { p { (phrase(line)) } } }
            }
        }
    }
}

fn versions(view: &View<'_>) -> Markup {
    let heads = &view.comparison.heads;
    let optional = |text: &Option<String>| text.as_deref().map(outside);
    let zones = |at: Moment| match at {
        Moment::Instant(_, offset) => Some(offset),
        _ => None,
    };
    let offsets: std::collections::BTreeSet<_> = heads.iter().filter_map(|head| head.published).map(zones).collect();
    let moment = |at: Option<Moment>| at.map(|at| html! { (words::moment(at, offsets.len() > 1)) });
    let sections = |head: &Head| {
        let told = head.sections.iter().map(|section| format!("{} {}", words::section(section.kind), section.words));
        let told = told.collect::<Vec<_>>().join(", ");
        (!told.is_empty()).then(|| html! { (told) })
    };
    let sign_offs = |head: &Head| {
        (!head.sign_offs.is_empty()).then(|| html! { @for text in &head.sign_offs { p { (outside(text)) } } })
    };
    let title = |head: &Head| {
        let address = head.url.as_deref().filter(|url| is_web_address(url));
        Some(match address {
            Some(address) => html! { a href=(address) rel="noreferrer" { (outside(&head.title)) } },
            None => outside(&head.title),
        })
    };
    html! {
        table.head {
            thead { tr { td {} (columns(view)) } }
            tbody {
                (line(view, "Title", title))
                (line(view, "Outlet", |head| optional(&head.source)))
                (line(view, "Published", |head| moment(head.published)))
                (line(view, "Updated", |head| moment(head.updated)))
                (line(view, "Length", |head| Some(html! { (words::length(head)) })))
                (line(view, "Reporter", |head| optional(&head.reporter)))
                (line(view, "From", |head| optional(&head.place)))
                (line(view, "Sections", sections))
                (line(view, "Sign-off", sign_offs))
                (line(view, "Id", |head| Some(outside(&head.id))))
            }
        }
        (drawings::timeline(view))
    }
}

/// A line of the table of heads; nothing if no version has anything to say.
fn line(view: &View<'_>, title: &str, told: impl Fn(&Head) -> Option<Markup>) -> Markup {
    let cells: Vec<Option<Markup>> =
        (0..view.versions()).map(|version| view.comparison.heads.get(version).and_then(&told)).collect();
    html! {
        @if cells.iter().any(Option::is_some) {
            tr {
                th scope="row" { (title) }
                @for ((version, cell), name) in cells.into_iter().enumerate().zip(&view.names) {
                    td lang=[view.language(version)] {
                        @if let Some(cell) = cell { (cell_name(name)) (cell) } @else { span.none { "–" } }
                    }
                }
            }
        }
    }
}

/// Whether an address leads to the web and holds nothing that could end it.
fn is_web_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.chars().all(|one| one.is_ascii_graphic() && !matches!(one, '"' | '\'' | '<' | '>' | '`'))
    })
}

fn figures(view: &View<'_>, place: Place) -> Markup {
    html! {
        table.figures {
            thead { tr { th scope="col" { "Relation" } (columns(view)) } }
            tbody { @for figure in &view.figures { (figure_row(view, figure, place)) } }
        }
    }
}

fn figure_row(view: &View<'_>, figure: &Figure, place: Place) -> Markup {
    let (class, sign) = match figure.relation {
        FigureRelation::Conflicting => ("c", "≠"),
        FigureRelation::Finer => ("f", "▲"),
        FigureRelation::Agreeing => ("a", "="),
    };
    html! {
        tr id=(place.anchor('f', figure.number)) {
            th scope="row" { span class={ "s " (class) } { (sign) (figure.number) } " " (words::relation(figure.relation)) }
            @for ((version, cells), name) in figure.cells.iter().enumerate().zip(&view.names) {
                td lang=[view.language(version).filter(|_| !cells.is_empty())] {
                    @if cells.is_empty() { span.none { "–" } } @else {
                        (cell_name(name))
                        @for (position, cell) in cells.iter().enumerate() {
                            @if position > 0 { ", " }
                            (figure_cell(view, version, cell))
                        }
                    }
                }
            }
        }
    }
}

fn figure_cell(view: &View<'_>, version: usize, cell: &FigureCell) -> Markup {
    let text = outside(view.piece(version, cell.span));
    html! {
        @match cell.role {
            Role::Conflicting => mark.c { (text) },
            Role::Finer => { mark.f { (text) } " finer" },
            Role::Coarser | Role::Agreeing => (text),
        }
    }
}

fn quotes(view: &View<'_>, place: Place) -> Option<Markup> {
    let own: Vec<Vec<usize>> = (0..view.versions()).map(|version| view.own_speeches(version)).collect();
    if view.quotes.is_empty() && own.iter().all(Vec::is_empty) {
        return None;
    }
    Some(html! {
        @if !view.quotes.is_empty() {
            table.quotes {
                thead { tr { (columns(view)) } }
                @for quote in &view.quotes { (quote_rows(view, quote, place)) }
            }
        }
        @for (version, numbers) in own.iter().enumerate() {
            @if let (Some(name), false) = (view.names.get(version), numbers.is_empty()) {
                p.lead { (phrase(&words::only_in(name))) }
                ul.own lang=[view.language(version)] {
                    @for speech in numbers.iter().filter_map(|&number| view.speech(version, number)) {
                        li {
                            @if let Some(by) = words::speaker(speech.speaker.as_deref(), speech.role.as_deref()) { b.by { (phrase(&by)) ":" } " " }
                            "“" (outside(words::bare(&view.spoken(version, speech)))) "”"
                        }
                    }
                }
            }
        }
    })
}

/// A quote that several have, the words that only one version has marked.
fn quote_rows(view: &View<'_>, quote: &SharedQuote, place: Place) -> Markup {
    let (given, longer) = glance::quote_differences(view, quote);
    let spoken = |version: usize| -> Option<String> {
        let speeches = quote.cells.get(version)?.iter().filter_map(|&number| view.speech(version, number));
        let told: Vec<String> = speeches.map(|speech| view.spoken(version, speech)).collect();
        (!told.is_empty()).then(|| told.join(" "))
    };
    let spoken: Vec<Option<String>> = (0..view.versions()).map(spoken).collect();
    let texts: Vec<String> = spoken.iter().flatten().cloned().collect();
    let telling = |version: usize| spoken.iter().take(version).flatten().count();
    let by = |version: usize| {
        let speech = view.speech(version, *quote.cells.get(version)?.first()?)?;
        words::speaker(speech.speaker.as_deref(), speech.role.as_deref())
    };
    html! {
        tbody id=(place.anchor('q', quote.number)) {
            tr.note { th scope="rowgroup" colspan=(view.versions()) {
                span.s { "Q" (quote.number) } " "
                @for (position, note) in given.iter().enumerate() { @if position > 0 { "; " } b.flag { @if position == 0 { "⚠ " } (phrase(note)) } }
                @for (position, note) in longer.iter().enumerate() { @if position > 0 || !given.is_empty() { "; " } (phrase(note)) }
                @if given.is_empty() && longer.is_empty() { "alike" }
            } }
            tr {
            @for ((version, text), name) in spoken.iter().enumerate().zip(&view.names) {
                td lang=[view.language(version).filter(|_| text.is_some())] {
                    @if let Some(text) = text {
                        (cell_name(name))
                        @let own = own_among(&texts, telling(version));
                        @let marked: Vec<Marked> = own.into_iter().map(|range| Marked { range, mark: Mark::Own, opens: true }).collect();
                        p { @if let Some(by) = by(version) { b.by { (phrase(&by)) ":" } " " } (parts::pieces(&pieces(text, &marked), place)) }
                    } @else { span.none { "–" } }
                }
            }
            }
        }
    }
}

fn names(view: &View<'_>) -> Markup {
    let own: Vec<Vec<&str>> = (0..view.versions())
        .map(|version| {
            let rows = view.comparison.names.iter();
            let own = rows.filter(|row| only_one(row.counts.iter().copied()) == Some(version));
            own.map(|row| row.name.as_str()).collect()
        })
        .collect();
    let shared = || view.comparison.names.iter().filter(|row| only_one(row.counts.iter().copied()).is_none());
    html! {
        @for (own, name) in own.iter().zip(&view.names) {
            @if !own.is_empty() {
                p.only {
                    b { (phrase(&words::only_in(name))) ":" } " "
                    @for (position, name) in own.iter().enumerate() { @if position > 0 { ", " } (outside(name)) }
                }
            }
        }
        @if shared().next().is_some() {
            table.counts {
                caption { "Named by several, and how often" }
                thead { tr { th scope="col" { "Name" } (columns(view)) } }
                tbody {
                    @for row in shared() {
                        tr {
                            th scope="row" { (outside(&row.name)) " " span.kind { (words::name_kind(row.kind)) } }
                            @for version in 0..view.versions() {
                                @let count = row.counts.get(version).copied().unwrap_or_default();
                                td { @if count > 0 { (count) } @else { span.none { "–" } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn credits(view: &View<'_>) -> Markup {
    html! {
        table.counts {
            thead { tr { th scope="col" { "Source" } (columns(view)) } }
            tbody {
                @for row in &view.comparison.credits {
                    @let only = only_one(row.mentions.iter().map(Vec::len)).and_then(|version| view.names.get(version));
                    tr {
                        th scope="row" {
                            (outside(&row.name)) " " span.kind { (words::credit_kind(row.kind)) @if let Some(name) = only { ", " (phrase(&words::only_in(name))) } }
                        }
                        @for version in 0..view.versions() {
                            @let count = row.mentions.get(version).map_or(0, Vec::len);
                            td { @if count > 0 { (count) } @else { span.none { "–" } } }
                        }
                    }
                }
            }
        }
    }
}

fn copied(view: &View<'_>) -> Option<Markup> {
    let found: Vec<_> = view.comparison.copied.iter().filter(|copied| !copied.item.passages.is_empty()).collect();
    (!found.is_empty()).then(|| {
        html! {
            @for copied in found {
                @if let Some(names) = view.names_of(copied.versions) {
                    @let shares = [copied.item.share_of_first, copied.item.share_of_second];
                    p.lead { (phrase(&words::copied(copied.item.passages.len(), shares, names))) }
                    ul.own lang=[view.language(copied.versions[0])] {
                        @for [first, _] in &copied.item.passages { li { "“" (outside(view.piece(copied.versions[0], *first))) "”" } }
                    }
                }
            }
        }
    })
}

fn why(view: &View<'_>) -> Option<Markup> {
    let told: Vec<_> =
        view.story.why.iter().filter_map(|why| Some(words::why(why, view.names_of(why.versions)?))).collect();
    (!told.is_empty()).then(|| html! { ul { @for line in &told { li { (phrase(line)) } } } })
}
