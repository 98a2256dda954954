//! What became of the items of feeds: the log, a line an item, and the counts.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::json::write_line;
use crate::fold::memory::{Memory, Remembered};
use crate::fold::round::{Event, Outcome, Round};
use crate::fold::{Reason, Relation};

/// Schema of a line of the log.
pub const LOG_SCHEMA: &str = "samestory.fold/1";

/// A line of the log. The members are told in `docs/feeds.md`.
#[derive(Debug, Serialize)]
struct LogLine<'a> {
    schema: &'static str,
    /// When the round took place; `None` where nothing is remembered, so that the same input gives the same log.
    at: Option<String>,
    outcome: &'static str,
    id: &'a str,
    feed: &'a str,
    path: &'a str,
    ordinal: u32,
    title: Option<&'a str>,
    link: Option<&'a str>,
    published: Option<String>,
    story: &'a str,
    entry: Option<&'a str>,
    into: Option<&'a str>,
    relation: Option<Relation>,
    reason: Option<&'a Reason>,
    why: String,
}

/// Items by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FoldCounts {
    /// Items that were read.
    pub items: usize,
    /// Of them, those that are known from earlier rounds and are as they were.
    pub known: usize,
    /// New stories.
    pub stories: usize,
    /// New versions of items that stand for their stories.
    pub updates: usize,
    /// Of these, those with news in them.
    pub updates_with_news: usize,
    /// Items of earlier rounds that have another place now.
    pub moved: usize,
    /// Items folded because they are one item with another; those that a feed lists twice too.
    pub same_items: usize,
    /// Items folded as versions of another.
    pub revisions: usize,
    /// Items folded as copies.
    pub copies: usize,
    /// Items folded as reports of one event.
    pub same_events: usize,
}

impl FoldCounts {
    /// Counts what a round came to.
    #[must_use]
    pub fn of(round: &Round) -> Self {
        let mut counts = Self { known: round.known, same_items: round.repeats.len(), ..Self::default() };
        for event in &round.events {
            match &event.outcome {
                Outcome::Announced => counts.stories += 1,
                Outcome::Updated { is_news } => {
                    counts.updates += 1;
                    counts.updates_with_news += usize::from(*is_news);
                }
                Outcome::Folded { before: Some(_), .. } => counts.moved += 1,
                Outcome::Folded { relation, .. } => {
                    *match relation {
                        Relation::SameItem => &mut counts.same_items,
                        Relation::Revision => &mut counts.revisions,
                        Relation::Copy => &mut counts.copies,
                        Relation::SameEvent => &mut counts.same_events,
                    } += 1;
                }
            }
        }
        let new = round.events.iter().filter(|event| event.is_new).count();
        counts.items = new + round.repeats.len() + round.known;
        counts
    }

    /// Items that another stands for.
    #[must_use]
    pub fn folded(&self) -> usize {
        self.same_items + self.revisions + self.copies + self.same_events
    }

    /// In a sentence.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut parts = vec![format!("{} new {}", self.stories, if self.stories == 1 { "story" } else { "stories" })];
        let mut add = |count: usize, one: &str, many: &str| {
            if count > 0 {
                parts.push(format!("{count} {}", if count == 1 { one } else { many }));
            }
        };
        add(self.same_items, "repeated item folded", "repeated items folded");
        add(self.revisions, "version folded", "versions folded");
        add(self.copies, "copy folded", "copies folded");
        add(self.same_events, "report of the same event folded", "reports of the same events folded");
        add(self.updates_with_news, "story announced again", "stories announced again");
        add(self.updates - self.updates_with_news, "item updated", "items updated");
        add(self.moved, "known item moved to another story", "known items moved to other stories");
        add(self.known, "item known", "items known");
        let items = if self.items == 1 { "item" } else { "items" };
        format!("{} {items}: {}", self.items, parts.join(", "))
    }
}

/// Writes the log of a round: a line for each item that was new, by id, then one for each that was there twice.
///
/// # Errors
///
/// Those of the writer.
pub fn write_log(memory: &Memory, round: &Round, at: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let nothing = |id: &str| io::Error::other(format!("no item {id} is remembered"));
    for event in &round.events {
        let item = memory.items.get(&event.id).ok_or_else(|| nothing(&event.id))?;
        write_line(&line(event, item, at), out)?;
    }
    for repeat in &round.repeats {
        let line = json!({
            "schema": LOG_SCHEMA, "at": at, "outcome": "repeated", "path": repeat.path, "ordinal": repeat.ordinal,
            "into": repeat.of, "relation": Relation::SameItem, "why": "the feed has it twice, word for word",
        });
        write_line(&line, out)?;
    }
    if round.known > 0 {
        let why = "known from earlier rounds and unchanged";
        write_line(
            &json!({"schema": LOG_SCHEMA, "at": at, "outcome": "known", "items": round.known, "why": why}),
            out,
        )?;
    }
    Ok(())
}

fn line<'a>(event: &'a Event, item: &'a Remembered, at: Option<&str>) -> LogLine<'a> {
    let (outcome, into, relation, reason, why) = match &event.outcome {
        Outcome::Announced => ("announced", None, None, None, "the first report of its story".to_owned()),
        Outcome::Updated { is_news: true } => {
            ("announced_again", None, None, None, "a new version with news in it".to_owned())
        }
        Outcome::Updated { is_news: false } => {
            ("updated", None, None, None, "a new version without news in it".to_owned())
        }
        Outcome::Folded { into, relation, reason, before } => {
            let outcome = if before.is_some() { "moved" } else { "folded" };
            (outcome, Some(into.as_str()), Some(*relation), Some(reason), in_words(*relation, reason))
        }
    };
    LogLine {
        schema: LOG_SCHEMA,
        at: at.map(str::to_owned),
        outcome,
        id: &item.id,
        feed: &item.feed,
        path: &item.path,
        ordinal: item.item.ordinal,
        title: item.item.title.as_deref(),
        link: item.item.link.as_deref(),
        published: item.item.published.map(|moment| moment.to_string()),
        story: &item.story,
        entry: item.announced.as_ref().map(|announced| announced.entry.as_str()),
        into,
        relation,
        reason,
        why,
    }
}

/// A reason in plain words.
fn in_words(relation: Relation, reason: &Reason) -> String {
    let what = match relation {
        Relation::SameItem => "the same item",
        Relation::Revision => "another version of it",
        Relation::Copy => "the same text",
        Relation::SameEvent => "the same event",
    };
    let why = match reason {
        Reason::Guid { .. } => "they have one guid".to_owned(),
        Reason::Address { address } => format!("they have one address, {address}"),
        Reason::Title => "nearly the same title, from one outlet within hours".to_owned(),
        Reason::Text { jaccard, containment } => {
            format!("Jaccard similarity {jaccard:.2}, {:.0} % of the shorter text in the longer", containment * 100.0)
        }
        Reason::Event { score, .. } if *score <= 0.0 => "joined through other reports of the story".to_owned(),
        Reason::Event { score, shared } => {
            let shared: Vec<&str> = shared.iter().map(|term| term.text.as_str()).collect();
            format!("score {score:.2}; both have {}", shared.join(", "))
        }
        Reason::Override { at } => format!("an override says so, {at}"),
        Reason::Earlier => "an earlier run said so".to_owned(),
        Reason::Through { id } => format!("it is one item with {id}, which is folded for a reason of its own"),
    };
    format!("{what}: {why}")
}
