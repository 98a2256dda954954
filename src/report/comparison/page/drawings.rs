//! Drawings: when each version came, and who tells what.
//!
//! Shapes are placed by percentages, and words stand beside them as text that wraps, so that both stay readable on a telephone.
//! What shapes show is told in these words. Shapes differ without colour: filled, hollow, pointed, pinched.

use std::fmt::Write;

use maud::{Markup, PreEscaped, html};

use super::parts::{Place, name};
use crate::report::comparison::facts::FigureRelation;
use crate::report::comparison::view::View;
use crate::report::comparison::words;

/// Columns of the narrowest drawing, so that few things are not drawn wide.
const LEAST_COLUMNS: usize = 40;
/// Columns of the widest; what is behind them is counted, not drawn.
const MOST_COLUMNS: usize = 400;
/// The versions on a line of time; nothing if fewer than two are dated.
pub(super) fn timeline(view: &View<'_>) -> Markup {
    let heads = &view.comparison.heads;
    let dated: Vec<(usize, crate::moment::Moment)> =
        heads.iter().enumerate().filter_map(|(version, head)| Some((version, head.published?))).collect();
    let moments = || heads.iter().flat_map(|head| [head.published, head.updated]).flatten().map(|at| at.earliest());
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return html! {} };
    let Some(&(_, opening)) = dated.iter().min_by_key(|(_, at)| at.earliest()).filter(|_| dated.len() > 1) else {
        return html! {};
    };
    let span = last.duration_since(first).as_secs_f64().max(1.0);
    // Room on both sides for the marks.
    let x = |at: crate::moment::Moment| 2.0 + 96.0 * at.earliest().duration_since(first).as_secs_f64() / span;
    let is_one_day = dated.iter().all(|(_, at)| at.date() == opening.date());
    let told = |version: usize, at: crate::moment::Moment| -> String {
        let when = if is_one_day { words::clock(at) } else { words::moment(at, false) };
        let is_first = dated.first().is_some_and(|&(first, _)| first == version);
        let gap = if is_first { None } else { words::later(opening, at) };
        let updated = heads.get(version).and_then(|head| head.updated);
        let same_day = |other: &crate::moment::Moment| other.date() == at.date();
        let updated = updated.map(|at| if same_day(&at) { words::clock(at) } else { words::moment(at, false) });
        let updated = updated.map(|told| format!(", updated {told}")).unwrap_or_default();
        format!("{when}{}{updated}", gap.map(|gap| format!(", {gap}")).unwrap_or_default())
    };
    let shapes = |version: usize, at: crate::moment::Moment| {
        let mut shapes = "<line class=\"g\" x1=\"0\" x2=\"100%\" y1=\"8\" y2=\"8\"/>".to_owned();
        let updated = heads.get(version).and_then(|head| head.updated).filter(|other| other.earliest() > at.earliest());
        // Writing to a string cannot fail.
        if let Some(updated) = updated {
            let [from, to] = [at, updated].map(x);
            let _ = write!(shapes, "<line x1=\"{from:.1}%\" x2=\"{to:.1}%\" y1=\"8\" y2=\"8\"/>");
            let _ = write!(shapes, "<circle class=\"h\" cx=\"{to:.1}%\" cy=\"8\" r=\"5\"/>");
        }
        let _ = write!(shapes, "<circle cx=\"{:.1}%\" cy=\"8\" r=\"6\"/>", x(at));
        shapes
    };
    html! {
        figure.time {
            @for &(version, at) in &dated {
                @if let Some(name) = view.names.get(version) {
                    p { (self::name(name)) " · " (told(version, at)) }
                    svg width="100%" height="16" aria-hidden="true" { (PreEscaped(shapes(version, at))) }
                }
            }
            figcaption { "● published" @if heads.iter().any(|head| head.updated.is_some()) { " ○ updated" } }
        }
    }
}

/// What a version has of one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    None,
    Has,
    Finer,
    Conflicting,
}

/// A version's line of a matrix, a column for each thing.
fn lane(cells: &[Cell]) -> String {
    let mut path = String::new();
    let mut ground = String::new();
    for (x, cell) in cells.iter().take(MOST_COLUMNS).enumerate() {
        // Writing to a string cannot fail.
        let _ = match cell {
            Cell::None => write!(ground, "M{x} .9h.8v.1h-.8z"),
            Cell::Has => write!(path, "M{x} 0h.8v1h-.8z"),
            Cell::Finer => write!(path, "M{x} 1l.4-1 .4 1z"),
            Cell::Conflicting => write!(path, "M{x} 0h.8l-.8 1h.8z"),
        };
    }
    format!("<path class=\"x\" d=\"{ground}\"/><path d=\"{path}\"/>")
}

/// Who tells what: points, names and figures by version.
pub(super) fn coverage(view: &View<'_>, place: Place) -> Markup {
    let has = |is_told: bool| if is_told { Cell::Has } else { Cell::None };
    let points: Vec<Vec<Cell>> =
        view.rows().map(|row| row.cells.iter().map(|cell| has(!cell.is_empty())).collect()).collect();
    let by_version = |cell: &dyn Fn(usize) -> Cell| (0..view.versions()).map(cell).collect::<Vec<_>>();
    let names = view.comparison.names.iter();
    let names: Vec<Vec<Cell>> =
        names.map(|row| by_version(&|version| has(row.counts.get(version).is_some_and(|&count| count > 0)))).collect();
    let figure = |figure: &crate::report::comparison::facts::Figure| {
        by_version(&|version| {
            let Some(cells) = figure.cells.get(version).filter(|cells| !cells.is_empty()) else { return Cell::None };
            let is_finer = cells.iter().any(|cell| cell.role == crate::report::comparison::facts::Role::Finer);
            match figure.relation {
                FigureRelation::Conflicting => Cell::Conflicting,
                FigureRelation::Finer if is_finer => Cell::Finer,
                _ => Cell::Has,
            }
        })
    };
    let figures: Vec<Vec<Cell>> = view.figures.iter().map(figure).collect();
    let groups = [
        ("Points in reading order", "point", "points", points),
        ("Names", "name", "names", names),
        ("Figures of several", "figure", "figures", figures),
    ];
    html! {
        div.matrix {
            @for (number, (title, one, more, things)) in groups.iter().enumerate() {
                @if !things.is_empty() { (matrix(view, &place.anchor('x', number), title, [one, more], things)) }
            }
        }
        p.legend {
            span { "■ told" } span { "▁ not told" } span { "▲ finer" }
            span { svg.key viewBox="0 0 8 10" aria-hidden="true" { path d="M0 0h8l-8 10h8z" {} } " in conflict" }
        }
    }
}

fn matrix(view: &View<'_>, id: &str, title: &str, nouns: [&str; 2], things: &[Vec<Cell>]) -> Markup {
    let [one, more] = nouns;
    let columns = things.len().clamp(LEAST_COLUMNS, MOST_COLUMNS);
    let cells = |version: usize| -> Vec<Cell> {
        things.iter().map(|thing| thing.get(version).copied().unwrap_or(Cell::None)).collect()
    };
    let told = |cells: &[Cell]| {
        format!(
            "{} of {}",
            cells.iter().filter(|&&cell| cell != Cell::None).count(),
            words::count(things.len(), one, more)
        )
    };
    html! {
        p.lead id=(id) { (title) @if things.len() > MOST_COLUMNS { " (the first " (MOST_COLUMNS) " are drawn)" } }
        @for (version, name) in view.names.iter().enumerate() {
            @let cells = cells(version);
            div.lane {
                span { (self::name(name)) }
                span.told { (told(&cells)) }
                svg viewBox={ "0 0 " (columns) " 1" } preserveAspectRatio="none" role="img" aria-label={ (name.mark) ": " (told(&cells)) } {
                    (PreEscaped(lane(&cells)))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_shape_of_its_own_and_hostile_lengths_are_cut() {
        assert_eq!(
            lane(&[Cell::Has, Cell::None, Cell::Finer, Cell::Conflicting]),
            "<path class=\"x\" d=\"M1 .9h.8v.1h-.8z\"/><path d=\"M0 0h.8v1h-.8zM2 1l.4-1 .4 1zM3 0h.8l-.8 1h.8z\"/>"
        );
        assert!(lane(&vec![Cell::Has; 1_000_000]).len() < 20_000);
    }
}
