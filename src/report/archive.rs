//! Archives for people and for programs: what adding did, stories and their tale, what is similar, how much there is.
//!
//! JSON is one object a result, each under a schema of its own; `docs/archive.md` tells the fields.

use std::io::{self, Write};

use serde::Serialize;

use super::counts::counted;
use super::json::write_line;
use super::table::HEADING;
use super::terminal::{Safe, fitted};
use crate::archive::event::{EventKind, StoryEvent};
use crate::archive::revision::Change;
use crate::archive::{
    Added, ArchivedStory, Counters, Relation, Similar, SimilarDocument, Statistics, StoryList, Verification,
};
use crate::moment::Moment;
use crate::record::DocumentRecord;

/// Columns of a title in a list.
const TITLE: usize = 72;
/// Most documents of an event that are named.
const MOST_NAMED: usize = 6;

/// A result under its schema.
#[derive(Serialize)]
struct Report<T> {
    schema: &'static str,
    #[serde(flatten)]
    content: T,
}

fn when(moment: Option<&Moment>) -> String {
    moment.map_or_else(|| "no date".to_owned(), ToString::to_string)
}

fn title(record: &DocumentRecord) -> String {
    fitted(record.title.as_deref().unwrap_or("(no title)"), TITLE)
}

/// A document on one line.
fn write_document(record: &DocumentRecord, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let outlet = record.programme.as_deref().or(record.source.as_deref()).unwrap_or("-");
    writeln!(
        out,
        "{indent}{}  {}  {}  {}",
        when(record.published.as_ref()),
        Safe(outlet),
        title(record),
        Safe(&record.id)
    )
}

/// Documents, counted in words.
#[must_use]
pub fn documents(number: u64) -> String {
    counted(number, "document", "documents")
}

/// Stories, counted in words.
#[must_use]
pub fn stories(number: u64) -> String {
    counted(number, "story", "stories")
}

/// Earlier versions, counted in words.
#[must_use]
pub fn versions(number: u64) -> String {
    counted(number, "earlier version", "earlier versions")
}

/// Writes what adding did, in a line.
///
/// # Errors
///
/// When `out` fails.
pub fn write_added(added: &Added, counters: &Counters, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: {} known, {}, {}, {} joined stories that were there; {} began, {} merged",
        documents(added.documents),
        added.known,
        counted(added.revisions, "revision", "revisions"),
        counted(added.copies, "copy", "copies"),
        added.joined,
        stories(added.stories),
        added.merged
    )?;
    writeln!(
        out,
        "the archive holds {} in {}, and {}",
        documents(counters.documents),
        stories(counters.stories),
        versions(counters.versions)
    )
}

/// Writes the same as JSON, schema `samestory.archive-add/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_added_json(added: &Added, counters: &Counters, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Content<'a> {
        added: &'a Added,
        archive: &'a Counters,
    }
    write_line(&Report { schema: "samestory.archive-add/1", content: Content { added, archive: counters } }, out)
}

/// Writes a story: its documents of which there are `total`, their versions, and its history if it has one.
///
/// # Errors
///
/// When `out` fails.
pub fn write_story(story: &ArchivedStory, total: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}  {}", Safe(&story.story), documents(total as u64))?;
    for document in &story.documents {
        write_document(&document.document, "  ", out)?;
        for version in &document.versions {
            write_document(&version.document, "    earlier  ", out)?;
            write_change(&version.change, out)?;
        }
    }
    if story.documents.len() < total {
        writeln!(out, "  {} of these shown, by time; --limit and --offset show others", story.documents.len())?;
    }
    if !story.history.is_empty() {
        writeln!(out, "\nHistory")?;
    }
    for event in &story.history {
        writeln!(out, "  {:>4}  {}  {}", event.batch, when(event.when.as_ref()), Safe(&told(event)))?;
    }
    Ok(())
}

fn write_change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let indent = "             ";
    writeln!(out, "{indent}then {} words added, {} dropped", change.words_added, change.words_dropped)?;
    if let Some(title) = &change.title_before {
        writeln!(out, "{indent}title was  {}", fitted(title, TITLE))?;
    }
    for (sign, passages) in [("-", &change.dropped), ("+", &change.added)] {
        for passage in passages {
            writeln!(out, "{indent}{sign} {}", fitted(passage, TITLE))?;
        }
    }
    Ok(())
}

/// An event in words, with the ids of stories and documents as they are: not safe for a terminal yet.
#[must_use]
pub fn told(event: &StoryEvent) -> String {
    let mut documents = event.documents.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if event.documents.len() > MOST_NAMED {
        documents = format!("{documents} and {} more", event.documents.len() - MOST_NAMED);
    }
    let story = &event.story;
    let into = event.into.as_deref().unwrap_or_default();
    match event.event {
        EventKind::Created => format!("{story} began with {documents}"),
        EventKind::Grew => format!("{story} grew by {documents}"),
        EventKind::Merged => format!("{story} was merged into {into}: {documents}"),
        EventKind::Split => format!("{story} was split, to {into} went {documents}"),
        EventKind::Revised => {
            format!(
                "{story}: {} was replaced by its later version {documents}",
                event.replaced.as_deref().unwrap_or_default()
            )
        }
        EventKind::Removed => format!("{story}: {documents} removed"),
        EventKind::Ended => format!("{story} ended: nothing is left of it"),
    }
}

/// Writes the documents of a story and their earlier versions, one a line, schema
/// [`DOCUMENT_SCHEMA`](crate::record::DOCUMENT_SCHEMA).
///
/// # Errors
///
/// When `out` fails.
pub fn write_story_lines(story: &ArchivedStory, out: &mut dyn Write) -> io::Result<()> {
    for document in &story.documents {
        write_line(&document.document, out)?;
        for version in &document.versions {
            write_line(&version.document, out)?;
        }
    }
    Ok(())
}

/// Writes a story as JSON, schema `samestory.archive-story/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_story_json(story: &ArchivedStory, total: usize, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Content<'a> {
        total: usize,
        #[serde(flatten)]
        story: &'a ArchivedStory,
    }
    write_line(&Report { schema: "samestory.archive-story/1", content: Content { total, story } }, out)
}

/// Writes a list of stories under their days.
///
/// # Errors
///
/// When `out` fails.
pub fn write_stories(list: &StoryList, out: &mut dyn Write) -> io::Result<()> {
    let mut day = None;
    for story in &list.stories {
        let date = story.last.map_or_else(|| "no date".to_owned(), |moment| moment.date().to_string());
        if day.as_ref() != Some(&date) {
            writeln!(out, "{HEADING}{date}{HEADING:#}")?;
            day = Some(date);
        }
        writeln!(
            out,
            "  {}  {:>4}  {}  {}",
            Safe(&story.story),
            story.documents,
            fitted(&story.title, TITLE),
            Safe(&story.sources.join(", "))
        )?;
    }
    writeln!(out, "{}, {} shown, latest first", stories(list.total as u64), list.stories.len())
}

/// Writes the same as JSON, schema `samestory.archive-stories/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_stories_json(list: &StoryList, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Report { schema: "samestory.archive-stories/1", content: list }, out)
}

/// Writes what is like documents, and why.
///
/// # Errors
///
/// When `out` fails.
pub fn write_similar(answers: &[Similar], out: &mut dyn Write) -> io::Result<()> {
    for answer in answers {
        writeln!(out, "{HEADING}{}{HEADING:#}  {}", Safe(&answer.id), fitted(&answer.title, TITLE))?;
        for found in &answer.matches {
            writeln!(out, "  {}  {}", relation(found.relation), reason(found))?;
            write_document(&found.document, "      ", out)?;
            writeln!(out, "      {}", Safe(&found.document.story))?;
        }
        writeln!(out, "  {} found, {} shown, best first", answer.total, answer.matches.len())?;
    }
    Ok(())
}

/// What a document is to another, in words.
#[must_use]
pub fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Copy => "copy",
        Relation::Revision => "revision",
        Relation::SameEvent => "same event",
        Relation::Related => "related",
    }
}

/// Why a document is like another, in words.
#[must_use]
pub fn reason(found: &SimilarDocument) -> String {
    let terms: Vec<&str> = found.shared.iter().map(|term| term.text.as_str()).collect();
    let terms = Safe(&terms.join(", ")).to_string();
    let [reached, bar] = found.reached;
    match found.relation {
        Relation::Copy | Relation::Revision => {
            format!("Jaccard {:.2}, {:.0} % of the shorter text", found.jaccard, 100.0 * found.containment)
        }
        Relation::SameEvent => format!("score {:.3}; share {terms}", found.score),
        Relation::Related => format!("score {:.3}, {reached:.3} where {bar:.3} is the bar; share {terms}", found.score),
    }
}

/// Writes the same as JSON, schema `samestory.archive-similar/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_similar_json(answers: &[Similar], out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Content<'a> {
        documents: &'a [Similar],
    }
    write_line(&Report { schema: "samestory.archive-similar/1", content: Content { documents: answers } }, out)
}

/// Writes how large an archive is.
///
/// # Errors
///
/// When `out` fails.
pub fn write_statistics(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    let counters = &statistics.counters;
    let day = |number: Option<i64>| {
        number.map_or_else(
            || "-".to_owned(),
            |day| format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100),
        )
    };
    writeln!(out, "documents         {}", counters.documents)?;
    writeln!(out, "earlier versions  {}", counters.versions)?;
    writeln!(out, "stories           {}", counters.stories)?;
    writeln!(out, "merged stories    {}", counters.redirects)?;
    writeln!(out, "events            {}", counters.events)?;
    writeln!(
        out,
        "days              {}, {} to {}",
        statistics.days,
        day(statistics.first_day),
        day(statistics.last_day)
    )?;
    writeln!(out, "commits           {}", counters.batch)?;
    writeln!(out, "bytes             {}", statistics.bytes)?;
    writeln!(out, "segments          {}", statistics.segments)?;
    writeln!(out, "made by           samestory {}", Safe(&statistics.samestory))?;
    for (name, value) in &statistics.parameters {
        writeln!(out, "  {} = {}", Safe(name), Safe(&value.to_string()))?;
    }
    Ok(())
}

/// Writes the same as JSON, schema `samestory.archive-stats/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_statistics_json(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Report { schema: "samestory.archive-stats/1", content: statistics }, out)
}

/// Writes what verifying found.
///
/// # Errors
///
/// When `out` fails.
pub fn write_verification(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    let counters = &verification.counters;
    for finding in &verification.findings {
        writeln!(out, "{}\n  {}", Safe(&finding.what), finding.cure)?;
    }
    if verification.more > 0 {
        writeln!(out, "and {} more", counted(verification.more, "finding", "findings"))?;
    }
    let outcome = if verification.findings.is_empty() { "all is well" } else { "something is wrong" };
    writeln!(
        out,
        "{}, {}, {}, {}, {}: {outcome}",
        documents(counters.documents),
        versions(counters.versions),
        stories(counters.stories),
        counted(counters.redirects, "redirect", "redirects"),
        counted(counters.events, "event", "events")
    )
}

/// Writes the same as JSON, schema `samestory.archive-verify/1`.
///
/// # Errors
///
/// When `out` fails.
pub fn write_verification_json(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Report { schema: "samestory.archive-verify/1", content: verification }, out)
}
