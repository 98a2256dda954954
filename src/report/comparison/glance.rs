//! What an editor reads first: what differs, the gravest first, a line each.

use super::facts::{Figure, FigureRelation, Role, SharedQuote};
use super::view::{View, only_one};
use super::words::{self, Phrase};
use crate::compare::changes::Changes;

/// Most lines of a kind; the sections below hold all.
const MOST_LINES: usize = 6;
/// Most names on a line.
const MOST_NAMES: usize = 12;

/// A kind of difference and its lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Glance {
    pub(super) kind: GlanceKind,
    pub(super) lines: Vec<Phrase>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GlanceKind {
    Conflicts,
    Finer,
    Quotes,
    OwnFigures,
    Names,
    Sources,
    Copied,
    Changes,
    Coverage,
}

impl GlanceKind {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Conflicts => "Figures in conflict",
            Self::Finer => "Finer figures",
            Self::Quotes => "Quotes",
            Self::OwnFigures => "Figures that only one has",
            Self::Names => "Names",
            Self::Sources => "Sources",
            Self::Copied => "Word for word",
            Self::Changes => "From version to version",
            Self::Coverage => "Coverage",
        }
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Conflicts => "≠",
            Self::Finer => "▲",
            _ => "",
        }
    }
}

/// What differs at a glance. Kinds of which there is nothing to say are left out, but never conflicts and coverage.
pub(super) fn glance(view: &View<'_>) -> Vec<Glance> {
    let mut conflicts = figures(view, FigureRelation::Conflicting, conflict);
    if conflicts.is_empty() {
        conflicts.push(Phrase::new("none found"));
    }
    let kinds = [
        (GlanceKind::Conflicts, conflicts),
        (GlanceKind::Finer, figures(view, FigureRelation::Finer, finer)),
        (GlanceKind::Quotes, quotes(view)),
        (GlanceKind::OwnFigures, own_figures(view)),
        (GlanceKind::Names, names(view)),
        (GlanceKind::Sources, sources(view)),
        (GlanceKind::Copied, copied(view)),
        (GlanceKind::Changes, changes(view)),
        (GlanceKind::Coverage, coverage(view)),
    ];
    let shown = |(kind, lines): (GlanceKind, Vec<Phrase>)| {
        (!lines.is_empty()).then(|| Glance { kind, lines: cut(lines, MOST_LINES, "more below") })
    };
    kinds.into_iter().filter_map(shown).collect()
}

/// The first of some phrases, and how many there are besides.
fn cut(mut phrases: Vec<Phrase>, most: usize, rest: &'static str) -> Vec<Phrase> {
    if phrases.len() > most + 1 {
        let more = phrases.len() - most;
        phrases.truncate(most);
        phrases.push(Phrase::new(format!("{more} {rest}")));
    }
    phrases
}

fn figures(view: &View<'_>, relation: FigureRelation, told: fn(&View<'_>, &Figure) -> Phrase) -> Vec<Phrase> {
    view.figures.iter().filter(|figure| figure.relation == relation).map(|figure| told(view, figure)).collect()
}

/// What each version states.
fn states(view: &View<'_>, figure: &Figure, is_told: fn(Role) -> bool) -> Phrase {
    let told = figure.cells.iter().enumerate().zip(&view.names).flat_map(|((version, cells), name)| {
        let told = cells.iter().filter(|cell| is_told(cell.role));
        told.map(move |cell| words::stated(view.piece(version, cell.span), name))
    });
    Phrase::joined(told, ", ")
}

/// One figure against others: what versions state, in order.
pub(super) fn conflict(view: &View<'_>, figure: &Figure) -> Phrase {
    states(view, figure, |_| true)
}

/// The finer figures of a thing against the coarser ones.
pub(super) fn finer(view: &View<'_>, figure: &Figure) -> Phrase {
    let fine = states(view, figure, |role| role != Role::Coarser);
    words::finer(fine, states(view, figure, |role| role == Role::Coarser))
}

/// What parts the versions of a shared quote: attribution first, then extent.
pub(super) fn quote_differences(view: &View<'_>, quote: &SharedQuote) -> (Vec<Phrase>, Vec<Phrase>) {
    let speech_of =
        |version: usize| quote.cells.get(version).and_then(|speeches| view.speech(version, *speeches.first()?));
    let attributions = quote.attributions.iter().filter_map(|&(versions, attribution)| {
        words::attribution(attribution, versions.map(speech_of), view.names_of(versions)?)
    });
    let extents = quote
        .extents
        .iter()
        .filter_map(|&(versions, extent)| words::extent(extent, view.names_of(versions)?, view.versions()));
    (attributions.collect(), extents.collect())
}

/// How a shared quote begins, in the first version that has it, and who says it, if that is asked for.
fn quote_excerpt(view: &View<'_>, quote: &SharedQuote, with_speaker: bool) -> Phrase {
    let first = quote.cells.iter().enumerate().find_map(|(version, speeches)| {
        let speech = view.speech(version, *speeches.first()?)?;
        Some(words::speech(&view.spoken(version, speech), Some(speech).filter(|_| with_speaker)))
    });
    first.unwrap_or_default()
}

fn quotes(view: &View<'_>) -> Vec<Phrase> {
    let mut given_to_others = Vec::new();
    let mut longer_or_shorter = Vec::new();
    for quote in &view.quotes {
        let (mut given, longer) = quote_differences(view, quote);
        let lines = if given.is_empty() { &mut longer_or_shorter } else { &mut given_to_others };
        let opening = quote_excerpt(view, quote, given.is_empty()).say(" – ");
        given.extend(longer);
        if !given.is_empty() {
            lines.push(opening.then(Phrase::joined(given, "; ")));
        }
    }
    let mut lines = given_to_others;
    lines.append(&mut longer_or_shorter);
    for (version, name) in view.names.iter().enumerate() {
        let own = view.own_speeches(version);
        if own.is_empty() {
            continue;
        }
        let mut speakers: Vec<String> = Vec::new();
        for speech in own.iter().filter_map(|&number| view.speech(version, number)) {
            let speaker = speech.speaker.as_ref().or(speech.role.as_ref());
            if let Some(speaker) = speaker.filter(|&speaker| !speakers.contains(speaker)) {
                if speakers.len() > MOST_NAMES {
                    break;
                }
                speakers.push(speaker.clone());
            }
        }
        let told = words::only_in(name).say(format!(": {}", words::count(own.len(), "quote", "quotes")));
        let speakers: Vec<Phrase> = speakers.iter().map(|speaker| Phrase::default().outside(speaker)).collect();
        lines.push(if speakers.is_empty() {
            told
        } else {
            told.say(", of ").then(Phrase::joined(cut(speakers, MOST_NAMES, "more"), ", "))
        });
    }
    lines
}

/// What only one version has, a line for each version.
fn only_in<'a>(view: &View<'_>, having: impl Iterator<Item = (&'a str, Option<usize>)>) -> Vec<Phrase> {
    let mut own: Vec<Vec<Phrase>> = vec![Vec::new(); view.versions()];
    for (name, version) in having {
        if let Some(names) = version.and_then(|version| own.get_mut(version)) {
            names.push(Phrase::default().outside(name));
        }
    }
    let line = |(names, version): (Vec<Phrase>, _)| {
        let told = || words::only_in(version).say(": ");
        (!names.is_empty()).then(|| told().then(Phrase::joined(cut(names, MOST_NAMES, "more"), ", ")))
    };
    own.into_iter().zip(&view.names).filter_map(line).collect()
}

fn own_figures(view: &View<'_>) -> Vec<Phrase> {
    let own = view.comparison.own_figures.iter().enumerate();
    let pieces =
        own.flat_map(|(version, spans)| spans.iter().map(move |&span| (view.piece(version, span), Some(version))));
    only_in(view, pieces)
}

fn names(view: &View<'_>) -> Vec<Phrase> {
    only_in(view, view.comparison.names.iter().map(|row| (row.name.as_str(), only_one(row.counts.iter().copied()))))
}

fn sources(view: &View<'_>) -> Vec<Phrase> {
    let version = |mentions: &[Vec<_>]| only_one(mentions.iter().map(Vec::len));
    let credits = || view.comparison.credits.iter();
    let by_all =
        credits().filter(|row| view.versions() > 1 && row.mentions.iter().all(|mentions| !mentions.is_empty()));
    let by_all: Vec<Phrase> = by_all.map(|row| Phrase::default().outside(&row.name)).collect();
    let mut lines = only_in(view, credits().map(|row| (row.name.as_str(), version(&row.mentions))));
    if !by_all.is_empty() {
        let all = Phrase::joined(cut(by_all, MOST_NAMES, "more"), ", ");
        lines.push(Phrase::new(format!("credited by {}: ", words::all(view.versions()))).then(all));
    }
    lines
}

/// What each version made of the one before it.
fn changes(view: &View<'_>) -> Vec<Phrase> {
    let next = view.comparison.changes.iter().filter(|change| change.versions[0] + 1 == change.versions[1]);
    let mut lines = Vec::new();
    for change in next {
        let Some(names) = view.names_of(change.versions) else { continue };
        let is_dated = change.versions.iter().all(|&version| view.is_dated(version));
        lines.push(words::changes(&change.item, names, is_dated));
        // Of a revision or a copy, what was changed is what an editor wants to know.
        if change.item.is_revision || change.item.is_copy {
            let Changes { added, dropped, reworded, .. } = &change.item;
            let kinds = [("dropped", dropped, 0), ("added", added, 1), ("now reads", reworded, 1)];
            for (what, rows, side) in kinds {
                let told = rows.iter().map(|&row| view.told(row, change.versions[side]));
                lines.extend(told.map(|(row, text)| words::changed(what, row, &text)));
            }
        }
    }
    lines
}

fn copied(view: &View<'_>) -> Vec<Phrase> {
    let told = view.comparison.copied.iter().filter(|copied| !copied.item.passages.is_empty());
    told.filter_map(|copied| {
        let names = view.names_of(copied.versions)?;
        let item = &copied.item;
        Some(words::copied(item.passages.len(), [item.share_of_first, item.share_of_second], names))
    })
    .collect()
}

fn coverage(view: &View<'_>) -> Vec<Phrase> {
    let coverage = view.coverage();
    let mut told = vec![Phrase::new(format!(
        "{} of {} told by {}",
        coverage.by_all,
        words::count(coverage.rows, "point", "points"),
        words::all(view.versions())
    ))];
    for (alone, name) in coverage.alone.iter().zip(&view.names) {
        told.push(Phrase::new(format!("{alone} ")).then(words::only_in(name)));
    }
    let mut lines = vec![Phrase::joined(told, "; ")];
    if view.story.copies > 0 {
        let copies = words::count(view.story.copies, "document copies", "documents copy");
        lines.push(Phrase::new(format!("{copies} one of these versions")));
    }
    if view.story.left_out > 0 {
        lines.push(Phrase::new(format!(
            "{} of this story not shown",
            words::count(view.story.left_out, "further version", "further versions")
        )));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::{story, three, two};
    use super::super::words::Part;
    use super::*;

    fn text(phrase: &Phrase) -> String {
        let part = |part: &Part| match part {
            Part::Said(text) => text.to_string(),
            Part::Outside(text) => text.clone(),
        };
        phrase.0.iter().map(part).collect()
    }

    #[test]
    fn the_gravest_difference_is_told_first() {
        let story = story(two());
        let view = View::of(&story, super::super::Difference::of(&story.comparison));
        let told = glance(&view);
        assert_eq!(told[0].kind, GlanceKind::Conflicts);
        assert_eq!(text(&told[0].lines[0]), "“thirty-one” in News Today, “33” in News 9");
        assert_eq!(told.last().unwrap().kind, GlanceKind::Coverage);
        let quotes = told.iter().find(|glance| glance.kind == GlanceKind::Quotes).unwrap();
        assert!(text(&quotes.lines[0]).contains("given to "), "attribution comes before extent: {quotes:?}");
    }

    #[test]
    fn that_nothing_conflicts_is_said() {
        let mut comparison = three();
        comparison.figures.clear();
        let story = story(comparison);
        let view = View::of(&story, super::super::Difference::of(&story.comparison));
        assert_eq!(text(&glance(&view)[0].lines[0]), "none found");
    }

    #[test]
    fn of_many_lines_the_rest_is_counted() {
        let lines = |count| vec![Phrase::new("x"); count];
        assert_eq!(cut(lines(7), 6, "more below").len(), 7);
        let cut = cut(lines(9), 6, "more below");
        assert_eq!((cut.len(), text(&cut[6]).as_str()), (7, "3 more below"));
    }
}
