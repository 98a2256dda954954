//! A comparison as JSON: one object for a whole report, schema [`COMPARISON_SCHEMA`].
//!
//! Fields, in order:
//!
//! - `schema`: `samestory.comparison/1`.
//! - `stories`: those that differ most first, each with
//!   - `story`: id, or null; `difference`: `conflicts`, `finer` (things of which figures are stated), `only_in_share`;
//!   - `versions`: in order of time, each with `mark` (`A`, `B`), `name` (as reports call it, unique), `head` (`id`,
//!     `title`, `source`, `programme`, `published`, `updated`, `reporter`, `place`, `url`, `words`, `air_seconds`,
//!     `sections` of `kind` and `words`, `sign_offs`), `language`, `sentences` (`text`, `part`, `paragraph`, `speaker`
//!     with `name`, `role` and `when`, or null) and `speeches` (`spans`, `speaker`, `role`, `is_soundbite`);
//!   - `rows`: sentences that tell the same: `cells` (of each version the numbers of its sentences), `likeness`,
//!     `only_in` (number of the version that alone tells it, or null);
//!   - `figures`: pairs: `versions`, `first`, `second` (pieces), `relation` (`agreeing`, `first_finer`, `second_finer`,
//!     `conflicting`); `own_figures`: of each version, pieces whose value no other states;
//!   - `quotes`: pairs: `versions`, `first`, `second` (numbers of speeches), `extent` (`equal`, `first_longer`,
//!     `second_longer`, `overlapping`), `attribution` (`same`, `unknown`, `different`), `likeness`;
//!   - `names`: `name`, `kind`, `counts`, `mentions` (of each version, pieces); `credits`: `name`, `kind`, `mentions`;
//!   - `copied`: pairs: `versions`, `passages` (two pieces each), `share_of_first`, `share_of_second`;
//!   - `why`: `versions`, `relation`, `score`, `bar`, `terms`; `left_out`: further versions; `copies`: copies of versions.
//!
//! All numbers of versions, sentences and speeches count from 0. A piece is `sentence`, `start`, `end` (bytes of the
//! sentence's text in UTF-8) and `text`; a mention has no `text`.

use std::io;

use serde::Serialize;

use super::view::View;
use super::{Report, StoryComparison};
use crate::compare::changes::Changes;
use crate::compare::credits::CreditKind;
use crate::compare::figures::Relation;
use crate::compare::head::Head;
use crate::compare::names::NameKind;
use crate::compare::quotes::{Extent, Speech};
use crate::compare::speakers::Attribution;
use crate::compare::version::{Sentence, Span};
use crate::report::json::write_line;
use crate::rounding::{four_places, four_places_if_known};

/// The schema of [`write_json`].
pub const COMPARISON_SCHEMA: &str = "samestory.comparison/1";

/// Writes one JSON object on one line.
///
/// # Errors
///
/// When `out` fails.
pub fn write_json(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let stories = report.by_difference();
    let views: Vec<View<'_>> = stories.iter().map(|&(story, difference)| View::of(story, difference)).collect();
    write_line(&Whole { schema: COMPARISON_SCHEMA, stories: views.iter().map(story).collect() }, out)
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    stories: Vec<StoryRecord<'a>>,
}

#[derive(Serialize)]
struct StoryRecord<'a> {
    story: Option<&'a str>,
    difference: DifferenceRecord,
    versions: Vec<VersionRecord<'a>>,
    rows: Vec<RowRecord<'a>>,
    figures: Vec<FigureRecord<'a>>,
    own_figures: Vec<Vec<Piece<'a>>>,
    quotes: Vec<QuoteRecord>,
    names: Vec<NameRecord<'a>>,
    credits: Vec<CreditRecord<'a>>,
    copied: Vec<CopiedRecord<'a>>,
    changes: &'a [crate::compare::Between<Changes>],
    why: Vec<WhyRecord<'a>>,
    left_out: usize,
    copies: usize,
}

#[derive(Serialize)]
struct DifferenceRecord {
    conflicts: usize,
    finer: usize,
    #[serde(serialize_with = "four_places")]
    only_in_share: f64,
}

#[derive(Serialize)]
struct VersionRecord<'a> {
    mark: &'a str,
    name: &'a str,
    head: Option<&'a Head>,
    language: Option<&'a str>,
    sentences: &'a [Sentence],
    speeches: &'a [Speech],
}

#[derive(Serialize)]
struct RowRecord<'a> {
    cells: &'a [Vec<usize>],
    #[serde(serialize_with = "four_places")]
    likeness: f64,
    only_in: Option<usize>,
}

#[derive(Serialize)]
struct Piece<'a> {
    #[serde(flatten)]
    span: Span,
    text: &'a str,
}

#[derive(Serialize)]
struct FigureRecord<'a> {
    versions: [usize; 2],
    first: Piece<'a>,
    second: Piece<'a>,
    relation: Relation,
}

#[derive(Serialize)]
struct QuoteRecord {
    versions: [usize; 2],
    first: usize,
    second: usize,
    extent: Extent,
    attribution: Attribution,
    #[serde(serialize_with = "four_places")]
    likeness: f64,
}

#[derive(Serialize)]
struct NameRecord<'a> {
    name: &'a str,
    kind: NameKind,
    counts: &'a [usize],
    mentions: &'a [Vec<Span>],
}

#[derive(Serialize)]
struct CreditRecord<'a> {
    name: &'a str,
    kind: CreditKind,
    mentions: &'a [Vec<Span>],
}

#[derive(Serialize)]
struct CopiedRecord<'a> {
    versions: [usize; 2],
    passages: Vec<[Piece<'a>; 2]>,
    #[serde(serialize_with = "four_places")]
    share_of_first: f64,
    #[serde(serialize_with = "four_places")]
    share_of_second: f64,
}

#[derive(Serialize)]
struct WhyRecord<'a> {
    versions: [usize; 2],
    relation: &'a str,
    #[serde(serialize_with = "four_places_if_known")]
    score: Option<f64>,
    #[serde(serialize_with = "four_places_if_known")]
    bar: Option<f64>,
    terms: &'a [String],
}

fn story<'a>(view: &'a View<'_>) -> StoryRecord<'a> {
    let StoryComparison { story, comparison, why, left_out, copies } = view.story;
    let piece = |version: usize, span: Span| Piece { span, text: view.piece(version, span) };
    let version = |(number, name): (usize, &'a super::words::VersionName)| {
        let version = comparison.versions.get(number);
        VersionRecord {
            mark: &name.mark,
            name: &name.name,
            head: comparison.heads.get(number),
            language: version.and_then(|version| version.language.as_deref()),
            sentences: version.map_or(&[], |version| &version.sentences),
            speeches: comparison.speeches.get(number).map_or(&[], Vec::as_slice),
        }
    };
    let figure = |found: &crate::compare::Between<crate::compare::figures::FigureMatch>| FigureRecord {
        versions: found.versions,
        first: piece(found.versions[0], found.item.first),
        second: piece(found.versions[1], found.item.second),
        relation: found.item.relation,
    };
    let copied = |found: &crate::compare::Between<crate::compare::copied::Copied>| CopiedRecord {
        versions: found.versions,
        passages: found
            .item
            .passages
            .iter()
            .map(|[first, second]| [piece(found.versions[0], *first), piece(found.versions[1], *second)])
            .collect(),
        share_of_first: found.item.share_of_first,
        share_of_second: found.item.share_of_second,
    };
    let own_figures = comparison
        .own_figures
        .iter()
        .enumerate()
        .map(|(version, spans)| spans.iter().map(|&span| piece(version, span)).collect());
    StoryRecord {
        story: story.as_deref(),
        difference: DifferenceRecord {
            conflicts: view.difference.conflicts,
            finer: view.difference.finer,
            only_in_share: view.difference.only_in_share,
        },
        versions: view.names.iter().enumerate().map(version).collect(),
        rows: comparison
            .rows
            .iter()
            .map(|row| RowRecord { cells: &row.cells, likeness: row.likeness, only_in: row.only_in() })
            .collect(),
        figures: comparison.figures.iter().map(figure).collect(),
        own_figures: own_figures.collect(),
        quotes: comparison
            .quotes
            .iter()
            .map(|found| QuoteRecord {
                versions: found.versions,
                first: found.item.first,
                second: found.item.second,
                extent: found.item.extent,
                attribution: found.item.attribution,
                likeness: found.item.likeness,
            })
            .collect(),
        names: comparison
            .names
            .iter()
            .map(|row| NameRecord { name: &row.name, kind: row.kind, counts: &row.counts, mentions: &row.mentions })
            .collect(),
        credits: comparison
            .credits
            .iter()
            .map(|row| CreditRecord { name: &row.name, kind: row.kind, mentions: &row.mentions })
            .collect(),
        copied: comparison.copied.iter().map(copied).collect(),
        changes: &comparison.changes,
        left_out: *left_out,
        copies: *copies,
        why: why
            .iter()
            .map(|why| WhyRecord {
                versions: why.versions,
                relation: &why.relation,
                score: why.score,
                bar: why.bar,
                terms: &why.terms,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{HOSTILE, hostile, report, two};
    use super::*;
    use crate::report::terminal::is_dangerous;

    fn written(comparison: crate::compare::Comparison) -> String {
        let mut bytes = Vec::new();
        write_json(&report(vec![comparison]), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn one_object_with_pieces_that_can_be_read_without_counting_bytes() {
        let line = written(two());
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["schema"], COMPARISON_SCHEMA);
        let story = &value["stories"][0];
        assert_eq!(story["versions"][1]["mark"], "B");
        assert_eq!(story["versions"][0]["head"]["programme"], "News Today");
        assert_eq!(story["figures"][0]["first"]["text"], "thirty-one");
        assert_eq!(story["figures"][0]["relation"], "conflicting");
        assert_eq!(story["rows"][0]["cells"].as_array().unwrap().len(), 2);
        assert_eq!(line.lines().count(), 1);
    }

    #[test]
    fn hostile_text_comes_back_as_it_was_and_nothing_of_it_is_seen() {
        let line = written(hostile());
        assert!(!line.trim_end().chars().any(is_dangerous), "{line:?}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["stories"][0]["versions"][0]["head"]["title"], HOSTILE);
    }
}
