//! Copies alone: groups, pairs, documents, what is kept and what was not compared, as a table, JSON Lines or CSV.

use std::fmt::Write as _;
use std::io::{self, Write};

use ahash::{AHashMap, AHashSet};
use anstyle::Style;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::csv::{as_io, cell};
use super::json::write_line;
use super::terminal::{Safe, fitted};
use crate::copies::bands::Bands;
use crate::copies::{Copies, CopyPair};
use crate::deduplicate::{Deduplication, Fate};

const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Columns of a title.
const TITLE_COLUMNS: usize = 80;

/// Columns of a passage.
const PASSAGE_COLUMNS: usize = 100;

/// A format that a list is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// For people.
    Table,
    /// One object a line.
    JsonLines,
    /// One row a line, with a header.
    Csv,
}

/// A group of copies.
#[derive(Debug, Serialize)]
struct GroupRow<'a> {
    documents: Vec<&'a str>,
    /// Those of them that are kept: more than one where some are no copies of each other.
    kept: Vec<&'a str>,
    /// Where its documents stand, if one of them shares its id with another that is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<String>>,
}

/// Two copies.
#[derive(Debug, Serialize)]
struct PairRow<'a> {
    first: &'a str,
    second: &'a str,
    jaccard: f64,
    first_in_second: f64,
    second_in_first: f64,
    /// Where the two stand, if one of them shares its id with another that is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<[String; 2]>,
}

/// A document and what becomes of it.
#[derive(Debug, Serialize)]
struct DocumentRow<'a> {
    id: &'a str,
    path: &'a str,
    /// Of the record in the file; for other files, the place of the document.
    line: u64,
    kept: bool,
    copy_of: Option<&'a str>,
}

/// The ids of some items.
pub(super) struct Ids {
    /// Behind each other.
    text: String,
    /// Where the id of each item begins and ends.
    places: AHashMap<usize, (usize, usize)>,
    /// The ids that several of the items have.
    shared: AHashSet<String>,
}

impl Ids {
    pub(super) fn of(result: &Deduplication, mut items: Vec<usize>) -> io::Result<Self> {
        items.sort_unstable();
        items.dedup();
        let read = |&item: &usize| {
            let (part, number) = result.place(item);
            Ok((item, part.id(number)?))
        };
        let read: Vec<(usize, String)> = items.par_iter().with_min_len(64).map(read).collect::<io::Result<_>>()?;
        let mut sorted: Vec<&str> = read.iter().map(|(_, id)| id.as_str()).collect();
        sorted.par_sort_unstable();
        let shared = sorted.chunk_by(|one, next| one == next).filter(|same| same.len() > 1);
        let shared = shared.map(|same| same[0].to_owned()).collect();
        let mut ids = Self { text: String::new(), places: AHashMap::with_capacity(read.len()), shared };
        for (item, id) in read {
            let start = ids.text.len();
            ids.text.push_str(&id);
            ids.places.insert(item, (start, ids.text.len()));
        }
        Ok(ids)
    }

    pub(super) fn get(&self, item: usize) -> &str {
        self.places.get(&item).and_then(|&(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// Where items stand, if the id of one of them does not tell.
    fn told_apart<const N: usize>(&self, result: &Deduplication, items: [usize; N]) -> Option<[String; N]> {
        self.is_any_shared(&items).then(|| items.map(|item| place(result, item)))
    }

    fn is_any_shared(&self, items: &[usize]) -> bool {
        !self.shared.is_empty() && items.iter().any(|&item| self.shared.contains(self.get(item)))
    }
}

/// Where an item stands, for people and programs.
fn place(result: &Deduplication, item: usize) -> String {
    let (part, number) = result.place(item);
    let origin = part.origin(number);
    format!("{}:{}", origin.path, origin.line)
}

/// Writes the groups of two or more documents: as JSON Lines a group a line, as CSV a document a row, as a table both.
/// Tells how many ids several of them have.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_groups(result: &Deduplication, format: ListFormat, out: &mut dyn Write) -> io::Result<usize> {
    let stand_in = |item: usize| match result.fates.get(item) {
        Some(&Fate::CopyOf(other)) => Some(other),
        _ => None,
    };
    let listed = result.groups().flatten().flat_map(|&item| [Some(item), stand_in(item)]).flatten();
    let ids = Ids::of(result, listed.collect())?;
    let is_kept = |item: &usize| result.fates.get(*item) == Some(&Fate::Kept);
    match format {
        ListFormat::JsonLines => {
            for group in result.groups() {
                let documents = group.iter().map(|&item| ids.get(item)).collect();
                let kept = group.iter().copied().filter(is_kept).map(|item| ids.get(item)).collect();
                let places = || group.iter().map(|&item| place(result, item)).collect();
                let places = ids.is_any_shared(group).then(places);
                write_line(&GroupRow { documents, kept, places }, out)?;
            }
        }
        ListFormat::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record(["group", "id", "kept", "path", "line"]).map_err(as_io)?;
            for (group, number) in result.groups().zip(1_usize..) {
                for item in group {
                    let (part, own_number) = result.place(*item);
                    let origin = part.origin(own_number);
                    let [number, kept, line] = [number.to_string(), is_kept(item).to_string(), origin.line.to_string()];
                    let row = [&*number, &*cell(ids.get(*item)), &*kept, &*cell(origin.path), &*line];
                    rows.write_record(row).map_err(as_io)?;
                }
            }
            rows.flush()?;
        }
        ListFormat::Table => {
            for group in result.groups() {
                writeln!(out, "{HEADING}{} copies{HEADING:#}", group.len())?;
                for &item in group {
                    let document = result.document(item)?;
                    let mark = if is_kept(&item) { "keep" } else { "drop" };
                    let title = fitted(&document.heading(), TITLE_COLUMNS);
                    // In a star, one may be dropped for a document of another group.
                    let other = stand_in(item).filter(|other| group.binary_search(other).is_err());
                    let other = other.map(|other| format!("  copy of {}", Safe(ids.get(other)))).unwrap_or_default();
                    writeln!(out, "  {mark}  {title}  {FAINT}{}{other}{FAINT:#}", Safe(ids.get(item)))?;
                }
                writeln!(out)?;
            }
            write_counts(result, out)?;
        }
    }
    Ok(ids.shared.len())
}

/// The pairs that answer the question: against a reference, those of the two parts.
pub(super) fn wanted_pairs(result: &Deduplication) -> impl Iterator<Item = &CopyPair> {
    let own = result.len();
    let has_reference = !result.parts[1].is_empty();
    let is_wanted = move |first: usize, second: usize| !has_reference || (first < own) != (second < own);
    result.copies.pairs.iter().filter(move |pair| is_wanted(pair.first, pair.second))
}

/// Writes the pairs of copies with their exact figures. Tells how many ids several of their documents have.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_pairs(result: &Deduplication, format: ListFormat, out: &mut dyn Write) -> io::Result<usize> {
    let pairs = || wanted_pairs(result);
    let ids = Ids::of(result, pairs().flat_map(|pair| [pair.first, pair.second]).collect())?;
    let rows = pairs().map(|pair| PairRow {
        first: ids.get(pair.first),
        second: ids.get(pair.second),
        jaccard: pair.jaccard,
        first_in_second: pair.first_in_second,
        second_in_first: pair.second_in_first,
        places: ids.told_apart(result, [pair.first, pair.second]),
    });
    match format {
        ListFormat::JsonLines => {
            for row in rows {
                write_line(&row, out)?;
            }
        }
        ListFormat::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["first", "second", "jaccard", "first_in_second", "second_in_first"]).map_err(as_io)?;
            let mut shares = [String::new(), String::new(), String::new()];
            for row in rows {
                for (text, share) in shares.iter_mut().zip([row.jaccard, row.first_in_second, row.second_in_first]) {
                    text.clear();
                    // Half of them, in most collections.
                    if share.to_bits() == 1.0_f64.to_bits() {
                        text.push('1');
                    } else {
                        write!(text, "{share}").map_err(io::Error::other)?;
                    }
                }
                let [jaccard, there, back] = &shares;
                writer.write_record([&*cell(row.first), &*cell(row.second), jaccard, there, back]).map_err(as_io)?;
            }
            writer.flush()?;
        }
        ListFormat::Table => {
            writeln!(out, "{HEADING}Jaccard  first in second  second in first{HEADING:#}")?;
            for row in rows {
                let PairRow { first, second, jaccard, first_in_second, second_in_first, .. } = row;
                let (first, second) = (Safe(first), Safe(second));
                writeln!(
                    out,
                    "  {jaccard:.3}           {first_in_second:.3}            {second_in_first:.3}  {first}  {second}"
                )?;
            }
            write_counts(result, out)?;
        }
    }
    Ok(ids.shared.len())
}

/// Writes a row for every document of the input, in its order.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_documents(result: &Deduplication, format: ListFormat, out: &mut dyn Write) -> io::Result<()> {
    /// Documents whose ids are in memory together.
    const TOGETHER: usize = 1 << 16;
    let mut csv = (format == ListFormat::Csv).then(|| csv::Writer::from_writer(Vec::new()));
    if let Some(csv) = &mut csv {
        csv.write_record(["id", "path", "line", "kept", "copy_of"]).map_err(as_io)?;
    }
    for from in (0..result.len()).step_by(TOGETHER) {
        let items = from..(from + TOGETHER).min(result.len());
        let copied = |item: usize| match result.fates[item] {
            Fate::Kept => None,
            Fate::CopyOf(other) => Some(other),
        };
        let ids = Ids::of(result, items.clone().chain(items.clone().filter_map(copied)).collect())?;
        for item in items {
            let origin = result.parts[0].origin(item);
            let copy_of = copied(item).map(|other| ids.get(other));
            let row = DocumentRow {
                id: ids.get(item),
                path: origin.path,
                line: origin.line,
                kept: copy_of.is_none(),
                copy_of,
            };
            match &mut csv {
                Some(csv) => csv
                    .write_record([
                        &*cell(row.id),
                        &*cell(row.path),
                        &row.line.to_string(),
                        &row.kept.to_string(),
                        &*cell(row.copy_of.unwrap_or_default()),
                    ])
                    .map_err(as_io)?,
                None if format == ListFormat::JsonLines => write_line(&row, out)?,
                None => {
                    let fate = row.copy_of.map(|id| format!("  copy of {}", Safe(id))).unwrap_or_default();
                    let mark = if row.kept { "keep" } else { "drop" };
                    writeln!(out, "  {mark}  {}{FAINT}{fate}{FAINT:#}", Safe(row.id))?;
                }
            }
        }
    }
    if let Some(csv) = csv {
        out.write_all(&csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?)?;
    }
    if format == ListFormat::Table { write_counts(result, out) } else { Ok(()) }
}

/// Writes the records that are kept as JSON Lines: every record as it stands in its file; a document that was no record of
/// JSON Lines becomes one, schema `samestory.document/1` without a story.
///
/// # Errors
///
/// When `out` fails, or a document cannot be read again.
pub fn write_kept(result: &Deduplication, out: &mut dyn Write) -> io::Result<()> {
    let kept = || (0..result.len()).filter(|&item| result.fates[item] == Fate::Kept);
    for item in kept() {
        match result.parts[0].record(item)? {
            Some(mut record) => {
                record.push(b'\n');
                out.write_all(&record)?;
            }
            None => write_line(&crate::record::DocumentRecord::new(&*result.document(item)?, "", ""), out)?,
        }
    }
    Ok(())
}

/// Writes the passages that were left out of the comparison, by source, those in most texts first; in a table, long ones
/// as they begin.
///
/// # Errors
///
/// When `out` fails.
pub fn write_boilerplate(copies: &Copies, format: ListFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ListFormat::JsonLines => {
            for passage in &copies.boilerplate {
                write_line(passage, out)?;
            }
        }
        ListFormat::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            rows.write_record(["source", "texts", "sampled", "passage"]).map_err(as_io)?;
            for row in &copies.boilerplate {
                let [texts, sampled] = [row.texts, row.sampled].map(|count| count.to_string());
                rows.write_record([&*cell(&row.source), &texts, &sampled, &*cell(&row.passage)]).map_err(as_io)?;
            }
            rows.flush()?;
        }
        ListFormat::Table => {
            for source in copies.boilerplate.chunk_by(|one, next| one.source == next.source) {
                let Some(first) = source.first() else { continue };
                writeln!(
                    out,
                    "{HEADING}{}{HEADING:#}  {FAINT}in how many of {} texts looked at{FAINT:#}",
                    Safe(&first.source),
                    first.sampled
                )?;
                for row in source {
                    writeln!(out, "  {:>4}  {}", row.texts, fitted(&row.passage, PASSAGE_COLUMNS))?;
                }
                writeln!(out)?;
            }
            let report = &copies.report;
            writeln!(
                out,
                "{} passages of {} sources, left out of {} texts",
                report.boilerplate_passages, report.boilerplate_sources, report.discounted
            )?;
        }
    }
    Ok(())
}

fn write_counts(result: &Deduplication, out: &mut dyn Write) -> io::Result<()> {
    let documents = result.len();
    let dropped = result.fates.iter().filter(|fate| **fate != Fate::Kept).count();
    let kept = documents - dropped;
    // Groups and pairs are counted over both parts, which is no answer about the input.
    if !result.parts[1].is_empty() {
        return writeln!(out, "{documents} documents, {kept} kept, {dropped} dropped");
    }
    let groups = result.groups().count();
    let pairs = result.copies.pairs.len() as u64 + result.copies.report.implied_pairs;
    writeln!(out, "{documents} documents, {groups} groups of copies, {pairs} pairs, {kept} kept, {dropped} dropped")
}

/// Writes which bands are used, and how often a pair of each similarity is found.
///
/// # Errors
///
/// When `out` fails.
pub fn write_bands(bands: Bands, similarity: f64, is_json: bool, out: &mut dyn Write) -> io::Result<()> {
    let slots = crate::copies::signature::SLOTS;
    let (count, rows, required) = (bands.bands(), bands.rows(), bands.required());
    if is_json {
        let curve: Vec<_> = bands
            .recall_curve(20)
            .map(|(similarity, recall)| json!({ "similarity": similarity, "recall": recall }))
            .collect();
        let explained = json!({
            "bands": count, "rows": rows, "required": required, "slots": slots, "similarity": similarity,
            "recall": bands.recall_at(similarity), "curve": curve,
        });
        return writeln!(out, "{explained}");
    }
    writeln!(
        out,
        "{count} bands of {rows} of {slots} slots, {required} of them equal; at similarity {similarity} a pair is compared \
         with probability {:.5}",
        bands.recall_at(similarity)
    )?;
    writeln!(out, "{HEADING}similarity  compared{HEADING:#}")?;
    for (jaccard, recall) in bands.recall_curve(20) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 40")]
        let bar = "█".repeat((recall * 40.0).round() as usize);
        writeln!(out, "      {jaccard:.2}   {recall:.5}  {bar}")?;
    }
    Ok(())
}
