//! When each outlet told a story: a line for each, a filled mark where a document came, a hollow one where a version of it
//! stood before.
//!
//! Marks are placed by percentages, and words stand beside them as text that wraps. What the drawing shows is told in words
//! below it, so it is hidden from those who listen.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};

use super::parts::{counted, short, told_moment};
use crate::archive::ArchivedDocument;
use crate::moment::Moment;

/// Most lines.
const LANES: usize = 12;
/// Most marks on a line: more stand where others are.
const MARKS: usize = 200;
/// Columns of a name.
const NAME: usize = 32;

/// What is on a line.
#[derive(Default)]
struct Lane {
    documents: Vec<Timestamp>,
    versions: Vec<Timestamp>,
}

/// The drawing; nothing if there is only one time.
pub(super) fn timeline(documents: &[ArchivedDocument]) -> Markup {
    let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
    let mut moments: Vec<Moment> = Vec::new();
    for document in documents {
        let record = &document.document;
        let name = record.programme.as_deref().or(record.source.as_deref()).unwrap_or("no outlet");
        let lane = lanes.entry(name).or_default();
        // A revised document stands at the time of its latest version.
        let times = document.versions.iter().map(|version| (&version.document, false)).chain([(record, true)]);
        for (record, is_latest) in times {
            let Some(moment) = record.updated.or(record.published) else { continue };
            moments.push(moment);
            if is_latest { lane.documents.push(moment.earliest()) } else { lane.versions.push(moment.earliest()) }
        }
    }
    lanes.retain(|_, lane| !lane.documents.is_empty() || !lane.versions.is_empty());
    let first = moments.iter().min_by_key(|moment| moment.earliest());
    let last = moments.iter().max_by_key(|moment| moment.earliest());
    let (Some(first), Some(last)) = (first, last) else { return html! {} };
    let span = last.earliest().duration_since(first.earliest()).as_secs_f64();
    if span <= 0.0 {
        return html! {};
    }
    let place = |at: Timestamp| 2.0 + 96.0 * at.duration_since(first.earliest()).as_secs_f64() / span;
    let mut ordered: Vec<(&str, Lane)> = lanes.into_iter().collect();
    ordered.sort_by_key(|(name, lane)| (lane.documents.iter().chain(&lane.versions).min().copied(), *name));
    let more = ordered.len().saturating_sub(LANES);
    let has_versions = ordered.iter().any(|(_, lane)| !lane.versions.is_empty());
    html! {
        figure.timeline aria-hidden="true" {
            @for (name, lane) in ordered.iter().take(LANES) {
                div.lane {
                    p { (short(name, NAME)) }
                    svg width="100%" height="18" aria-hidden="true" { (PreEscaped(marks(lane, &place))) }
                }
            }
            div.lane.axis { p {} p.ends { span { (told_moment(*first)) } span { (told_moment(*last)) } } }
            figcaption {
                "● a document" @if has_versions { " ○ an earlier version of it" }
                @if more > 0 { "; " (counted(more, "outlet", "outlets")) " more" }
            }
        }
    }
}

fn marks(lane: &Lane, place: &dyn Fn(Timestamp) -> f64) -> String {
    let mut drawn = "<line x1=\"0\" x2=\"100%\" y1=\"9\" y2=\"9\"/>".to_owned();
    for (times, class, radius) in [(&lane.versions, "earlier", 5), (&lane.documents, "latest", 6)] {
        for at in times.iter().take(MARKS) {
            // Writing to a string cannot fail.
            let _ = write!(drawn, "<circle class=\"{class}\" cx=\"{:.2}%\" cy=\"9\" r=\"{radius}\"/>", place(*at));
        }
    }
    drawn
}
