//! A stream of invented news of any size, with the truth about it: what the scale of the whole job is measured on.
//!
//! Words are as frequent as in English at large; topics and sagas share words over weeks; events have names, places and
//! figures of their own and one to thirty reports, each in words of its own; a tenth of the documents are copies with
//! small edits, a fiftieth are daily texts that only change their figures. The same numbers give the same stream on every
//! machine. Nothing in it is taken from a real report.

mod random;
mod report;
mod words;
mod world;

use std::io::{self, Write};

use jiff::Timestamp;
use random::Random;
use report::Report;
use serde::Serialize;
use world::World;

/// Outlets that publish; the first publish most.
pub(crate) const OUTLETS: usize = 200;
/// Chance that a report after an event's first is a copy of one before it.
const COPIES: f64 = 0.22;
/// Share of the documents that only change figures, and the days on which each such text appears.
const TEMPLATED: f64 = 0.02;
const DAYS: usize = 365;
/// 1 January 2031, a Wednesday, as a Unix time.
const START: i64 = 1_924_992_000;

/// What stream to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// How many documents.
    pub(crate) documents: usize,
    /// Another seed gives another stream of the same kind.
    pub(crate) seed: u64,
}

/// A line of the stream.
#[derive(Serialize)]
struct Record<'a> {
    id: String,
    source: String,
    published: String,
    title: &'a str,
    text: String,
    event: &'a str,
}

/// Writes a stream as JSON Lines, in about the order of time. Memory does not grow with it.
pub(crate) fn write(scale: Scale, out: &mut impl Write) -> io::Result<()> {
    let world = World::new(scale);
    let templates = (scale.documents as f64 * TEMPLATED / DAYS as f64).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
    let templates = templates as usize;
    let of_events = scale.documents - (templates * DAYS).min(scale.documents);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count is a count")]
    let events = (of_events as f64 / world.mean_reports()).ceil() as usize;

    let mut lines = Lines { scale, written: 0, out };
    for number in 0.. {
        if lines.written >= of_events {
            break;
        }
        let event = world.event(number, events.max(1));
        let mut random = Random::of(&[scale.seed, 4, number as u64]);
        let mut reports: Vec<Report> = Vec::new();
        for _ in 0..event.reports.min(of_events - lines.written) {
            let outlet = random.ranked(OUTLETS);
            let report = if !reports.is_empty() && random.chance(COPIES) {
                report::copied(random.pick(&reports), outlet, &mut random)
            } else {
                report::written(&world, &event, outlet, &mut random)
            };
            lines.write(&report, &event.label)?;
            reports.push(report);
        }
    }
    for (template, day) in (0..templates).flat_map(|template| (0..DAYS).map(move |day| (template, day))) {
        lines.write(&report::templated(&world, scale.seed, template, day), &format!("daily-{template}-{day}"))?;
    }
    lines.out.flush()
}

struct Lines<'a, W> {
    scale: Scale,
    written: usize,
    out: &'a mut W,
}

impl<W: Write> Lines<'_, W> {
    fn write(&mut self, report: &Report, event: &str) -> io::Result<()> {
        // Ids are in no order of time, as in a real archive.
        let id = format!("{:016x}", Random::of(&[self.scale.seed, 7, self.written as u64]).next());
        #[expect(clippy::cast_possible_truncation, reason = "some seconds of a year or two")]
        let published = Timestamp::from_second(START + report.time as i64).map_err(io::Error::other)?;
        let record = Record {
            id,
            source: format!("Outlet {}", report.outlet + 1),
            published: published.to_string(),
            title: &report.title,
            text: report.paragraphs.join("\n\n"),
            event,
        };
        serde_json::to_writer(&mut *self.out, &record)?;
        self.written += 1;
        self.out.write_all(b"\n")
    }
}
