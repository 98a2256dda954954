//! JSON: one document for a whole clustering, search or explanation, and the JSON Lines of documents.
//!
//! Invisible and direction-changing characters are written as `\u` escapes, which mean the same to a parser and nothing
//! to a terminal. What stories and copies are judged by is rounded to four places; search scores only order one search.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use super::counts::Counts;
use super::explanation::{Explanation, KeptApart, Relation};
use super::terminal::is_dangerous;
use crate::copies::{CopyPair, Direction};
use crate::index::SearchResults;
use crate::overrides::{Override, Ruling};
use crate::pipeline::{Clustering, Story};
use crate::problem::Problem;
use crate::record::DocumentRecord;
use crate::rounding::four_places;
use crate::story::StorySettings;
use crate::story::explain::{GroupEvidence, PairEvidence};

/// The schema of [`write_clustering`].
pub const CLUSTERING_SCHEMA: &str = "samestory.clustering/1";
/// The schema of [`write_search`].
pub const SEARCH_SCHEMA: &str = "samestory.search/1";
/// The schema of [`write_explanation`].
pub const EXPLANATION_SCHEMA: &str = "samestory.explanation/1";

/// How many terms each link of a story is explained by.
const LINK_TERMS: usize = 8;

/// Writes one line for each document, schema [`DOCUMENT_SCHEMA`](crate::record::DOCUMENT_SCHEMA), by document id.
///
/// # Errors
///
/// When `out` fails.
pub fn write_document_lines(clustering: &Clustering, out: &mut dyn io::Write) -> io::Result<()> {
    for record in clustering.records() {
        write_line(&record, out)?;
    }
    Ok(())
}

/// Writes one JSON object, schema [`CLUSTERING_SCHEMA`]: counts, stories with the evidence of each join, pairs of
/// copies, problems, documents, overrides.
///
/// # Errors
///
/// When `out` fails.
pub fn write_clustering(
    clustering: &Clustering,
    problems: &[Problem],
    settings: &StorySettings,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let stories = clustering.stories.iter().map(|story| story_report(clustering, story, settings)).collect();
    let copies = clustering.copies.pairs.iter().map(|pair| CopyReport::of(clustering, pair));
    let content = ClusteringReport {
        counts: Counts::of(clustering, problems),
        stories,
        copies: copies.collect(),
        problems,
        documents: clustering.records().collect(),
        overrides: clustering.overrides.entries().iter().map(OverrideReport::of).collect(),
    };
    write_line(&Report { schema: CLUSTERING_SCHEMA, content }, out)
}

/// Writes one line for each document found, schema [`DOCUMENT_SCHEMA`](crate::record::DOCUMENT_SCHEMA), in the order of
/// the results.
///
/// # Errors
///
/// When `out` fails.
pub fn write_search_lines(results: &SearchResults, out: &mut dyn io::Write) -> io::Result<()> {
    for hit in results.stories.iter().flat_map(|story| &story.documents) {
        write_line(&hit.document, out)?;
    }
    Ok(())
}

/// Writes one JSON object, schema [`SEARCH_SCHEMA`]: totals, order, and the stories with their documents and passages.
///
/// # Errors
///
/// When `out` fails.
pub fn write_search(results: &SearchResults, out: &mut dyn io::Write) -> io::Result<()> {
    write_line(&Report { schema: SEARCH_SCHEMA, content: results }, out)
}

/// Writes one JSON object, schema [`EXPLANATION_SCHEMA`].
///
/// # Errors
///
/// When `out` fails.
pub fn write_explanation(explanation: &Explanation<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let clustering = explanation.clustering;
    let id = |index: usize| clustering.documents[index].id.as_str();
    let content = ExplanationReport {
        documents: explanation.pair.map(id),
        relation: explanation.relation,
        stories: explanation.pair.map(|index| clustering.stories[clustering.story_of[index]].id.as_str()),
        evidence: explanation.evidence.as_ref(),
        between_stories: explanation.stories.as_ref(),
        copies: explanation.copies.as_ref().map(|pair| CopyReport::of(clustering, pair)),
        represented_by: explanation.represented_by.map(|index| index.map(id)),
        kept_apart_by: explanation.kept_apart_by,
        chain: explanation.chain.as_ref().map(|(chain, scores)| ChainReport {
            path: chain
                .steps
                .iter()
                .zip(scores)
                .map(|(step, &score)| StepReport { from: id(step.from), to: id(step.to), score, link: step.join })
                .collect(),
            links: chain.joins().into_iter().map(|at| JoinReport::of(clustering, explanation.story(), at)).collect(),
            met: chain.met,
        }),
        overrides: explanation.overrides.iter().copied().map(OverrideReport::of).collect(),
    };
    write_line(&Report { schema: EXPLANATION_SCHEMA, content }, out)
}

/// Writes any record as one line of JSON that is safe to show.
///
/// # Errors
///
/// When `out` fails.
pub fn write_line(record: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = Vec::new();
    record.serialize(&mut serde_json::Serializer::with_formatter(&mut line, SafeFormatter))?;
    line.push(b'\n');
    out.write_all(&line)
}

/// A report under its schema.
#[derive(Serialize)]
struct Report<T> {
    schema: &'static str,
    #[serde(flatten)]
    content: T,
}

#[derive(Serialize)]
struct ExplanationReport<'a> {
    documents: [&'a str; 2],
    relation: Relation,
    stories: [&'a str; 2],
    evidence: Option<&'a PairEvidence>,
    between_stories: Option<&'a GroupEvidence>,
    copies: Option<CopyReport<'a>>,
    represented_by: [Option<&'a str>; 2],
    kept_apart_by: Option<KeptApart>,
    chain: Option<ChainReport<'a>>,
    overrides: Vec<OverrideReport<'a>>,
}

/// How two documents came together; links are numbered as in the story, from 0.
#[derive(Serialize)]
struct ChainReport<'a> {
    path: Vec<StepReport<'a>>,
    links: Vec<JoinReport<'a>>,
    met: usize,
}

#[derive(Serialize)]
struct StepReport<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(serialize_with = "four_places")]
    score: f64,
    link: usize,
}

/// A join without the evidence of its strongest pair.
#[derive(Serialize)]
struct JoinReport<'a> {
    link: usize,
    first: &'a str,
    second: &'a str,
    #[serde(serialize_with = "four_places")]
    mean_score: f64,
    #[serde(serialize_with = "four_places")]
    bar: f64,
    group_sizes: [usize; 2],
    r#override: Option<Place<'a>>,
}

impl<'a> JoinReport<'a> {
    fn of(clustering: &'a Clustering, story: &Story, at: usize) -> Self {
        let join = &story.joins[at];
        Self {
            link: at,
            first: &clustering.documents[join.strongest.first].id,
            second: &clustering.documents[join.strongest.second].id,
            mean_score: join.mean_score,
            bar: join.bar,
            group_sizes: join.sizes,
            r#override: clustering.override_of(join).map(Place::of),
        }
    }
}

/// Where an override stands: enough to find it, however long its list of documents is.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u64,
}

impl<'a> Place<'a> {
    fn of(entry: &'a Override) -> Self {
        Self { path: &entry.path, line: entry.line }
    }
}

#[derive(Serialize)]
struct OverrideReport<'a> {
    path: &'a str,
    line: u64,
    ruling: Ruling,
    documents: Vec<&'a str>,
    by: Option<&'a str>,
    when: Option<&'a str>,
    why: Option<&'a str>,
}

impl<'a> OverrideReport<'a> {
    fn of(entry: &'a Override) -> Self {
        Self {
            path: &entry.path,
            line: entry.line,
            ruling: entry.ruling,
            documents: entry.documents.iter().map(|document| document.id.as_str()).collect(),
            by: entry.by.as_deref(),
            when: entry.when.as_deref(),
            why: entry.why.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct ClusteringReport<'a> {
    counts: Counts,
    stories: Vec<StoryReport<'a>>,
    copies: Vec<CopyReport<'a>>,
    problems: &'a [Problem],
    documents: Vec<DocumentRecord>,
    overrides: Vec<OverrideReport<'a>>,
}

#[derive(Serialize)]
struct StoryReport<'a> {
    id: &'a str,
    documents: Vec<&'a str>,
    links: Vec<LinkReport<'a>>,
}

/// A join of two groups, told by its strongest pair.
#[derive(Serialize)]
struct LinkReport<'a> {
    first: &'a str,
    second: &'a str,
    #[serde(serialize_with = "four_places")]
    mean_score: f64,
    #[serde(serialize_with = "four_places")]
    bar: f64,
    group_sizes: [usize; 2],
    evidence: PairEvidence,
    r#override: Option<Place<'a>>,
}

#[derive(Serialize)]
struct CopyReport<'a> {
    first: &'a str,
    second: &'a str,
    #[serde(serialize_with = "four_places")]
    jaccard: f64,
    #[serde(serialize_with = "four_places")]
    first_in_second: f64,
    #[serde(serialize_with = "four_places")]
    second_in_first: f64,
    direction: Direction,
}

impl<'a> CopyReport<'a> {
    fn of(clustering: &'a Clustering, pair: &CopyPair) -> Self {
        Self {
            first: &clustering.documents[pair.first].id,
            second: &clustering.documents[pair.second].id,
            jaccard: pair.jaccard,
            first_in_second: pair.first_in_second,
            second_in_first: pair.second_in_first,
            direction: pair.direction,
        }
    }
}

fn story_report<'a>(clustering: &'a Clustering, story: &'a Story, settings: &StorySettings) -> StoryReport<'a> {
    let links = story.joins.iter().filter_map(|join| {
        let pair = [join.strongest.first, join.strongest.second];
        let evidence = clustering.explain_pair(pair, settings, LINK_TERMS)?;
        let [first, second] = pair.map(|index| clustering.documents[index].id.as_str());
        Some(LinkReport {
            first,
            second,
            mean_score: join.mean_score,
            bar: join.bar,
            group_sizes: join.sizes,
            evidence,
            r#override: clustering.override_of(join).map(Place::of),
        })
    });
    StoryReport {
        id: &story.id,
        documents: story.members.iter().map(|&index| clustering.documents[index].id.as_str()).collect(),
        links: links.collect(),
    }
}

/// Compact JSON whose strings hold no character that a terminal would obey or hide.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(writer, fragment)
    }
}

/// Dangerous characters stand only inside strings of JSON, so a `\u` escape in their place keeps the meaning.
fn write_escaped<W: ?Sized + io::Write>(writer: &mut W, fragment: &str) -> io::Result<()> {
    let mut rest = fragment;
    let must_escape = |character| character == '\u{7f}' || !char::is_ascii(&character) && is_dangerous(character);
    while let Some((at, character)) = rest.char_indices().find(|&(_, character)| must_escape(character)) {
        writer.write_all(&rest.as_bytes()[..at])?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        rest = &rest[at + character.len_utf8()..];
    }
    writer.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_escaped_and_read_back_the_same() {
        let text = "a\u{202e}b\u{1b}c\u{e0041}d\u{9b}서울\u{7f}";
        let mut line = Vec::new();
        write_line(&text, &mut line).unwrap();
        let shown = String::from_utf8(line).unwrap();
        assert!(!shown.trim_end().chars().any(is_dangerous), "{shown}");
        assert!(shown.contains("서울"));
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }
}
