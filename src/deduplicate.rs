//! Copies alone: documents to copies, and which of them to keep.
//!
//! The job of `samestory copies`, for those who want nothing else: texts are read and sketched in one go, piece by piece
//! ([`read::items`](crate::read::items)), compared ([`copies`](crate::copies)), and what is a copy of something kept is
//! dropped. The file beside [`pipeline`](crate::pipeline) that knows both `read` and `copies`.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::work::Work;
use crate::copies::linkage::Grouping;
use crate::copies::memory::Memory;
use crate::copies::publishers::Publishers;
use crate::copies::sketch::{Chunk, Sketcher, Sketches};
use crate::copies::source::{LeaveOut, Texts};
use crate::copies::{Copies, CopySettings, find_copies_among};
use crate::document::Document;
use crate::moment::Moment;
use crate::read::items::{Block, Collector, FileStamp, ItemText, Items, ReadItemsError, Taker, read_items};
use crate::read::{Input, ReadError, ReadSettings};

mod work;

/// Where the job may put what it knows.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    /// How much of it may be in memory.
    pub memory: Memory,
    /// A folder to remember in what was read, so that a run that was stopped can be taken up again; it is made if it is
    /// not there. Files of JSON Lines are remembered; everything else is read again.
    pub work: Option<PathBuf>,
}

/// Which document is kept of those that are copies of each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// The first in the order of the input.
    #[default]
    First,
    /// The one with the longest text, in characters.
    Longest,
    /// The one published first; those without a time come last.
    Oldest,
    /// The one published last; those without a time come last.
    Newest,
    /// The one with the least value of a field: numbers by size, before texts by characters, before none.
    Least(String),
    /// The one with the greatest value of a field: texts by characters, before numbers by size, before none.
    Greatest(String),
}

/// The copies among some inputs.
#[derive(Debug)]
pub struct Deduplication {
    /// Everything that was read: the items of the input, then those of the reference.
    pub parts: [Items; 2],
    /// Their copies, by number of the item; those of the reference follow those of the input.
    pub copies: Copies,
    /// What became of each item of the input.
    pub fates: Vec<Fate>,
    /// Whether the field that decides what is kept is missing wherever it was looked for.
    pub is_field_missing: bool,
    /// How many of the items that have copies have no time, where times decide what is kept.
    pub undated: usize,
    /// How many items an earlier run had read.
    pub recalled: usize,
    /// Bytes that went to disk because they did not fit into the memory.
    pub spilled: u64,
}

/// What becomes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is kept.
    Kept,
    /// It is dropped, for this item of its group, or of the reference, is there.
    CopyOf(usize),
}

/// Reads, compares, chooses.
///
/// Of stars every item is dropped that is a copy of one that is kept, the best first by `keep`; of groups that are made
/// otherwise, all but the best.
///
/// With a reference, every item is dropped that is a copy of one of the reference's, and nothing else is.
///
/// # Errors
///
/// As [`read`](crate::read::read), if what was read cannot be read again, and if what should be put on disk cannot.
pub fn deduplicate(
    inputs: &[Input],
    reference_inputs: &[Input],
    reading: &ReadSettings,
    settings: &CopySettings,
    keep: &Keep,
    resources: &Resources,
) -> Result<Deduplication, DeduplicateError> {
    let sketching = settings.sketching();
    let mut gathered = Gathered {
        sketches: Sketches::within(sketching, resources.memory.clone()),
        publishers: Publishers::default(),
        work: resources.work.as_ref().map(|folder| Work::open(folder, &sketching, reading)).transpose()?,
        recalled: 0,
    };
    let make = || SketchTaker { sketcher: Sketcher::new(sketching), publishers: Publishers::default() };
    let items = read_items(inputs, reading, &make, &mut gathered)?;
    let reference = if reference_inputs.is_empty() {
        Items::default()
    } else {
        read_items(reference_inputs, reading, &make, &mut gathered)?
    };
    let Gathered { sketches, publishers, recalled, .. } = gathered;
    let parts = [items, reference];
    let copies = find_copies_among(sketches, &Parts(&parts), &publishers, &[], settings)?;
    let (mut is_field_missing, mut undated) = (false, 0);
    let fates = if reference_inputs.is_empty() {
        let merits = Merits::of(&parts[0], &copies, keep)?;
        (is_field_missing, undated) = (merits.is_field_missing, merits.undated);
        match settings.grouping {
            Grouping::Stars => verified_by_one_kept(&parts[0], &copies, &merits),
            _ => one_of_each_group(&parts[0], &copies, &merits),
        }
    } else {
        against(parts[0].len(), &copies)
    };
    Ok(Deduplication { parts, copies, fates, is_field_missing, undated, recalled, spilled: resources.memory.spilled() })
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum DeduplicateError {
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What was read cannot be read again, or what should be put on disk cannot.
    #[error(transparent)]
    Files(#[from] io::Error),
}

impl From<ReadItemsError> for DeduplicateError {
    fn from(error: ReadItemsError) -> Self {
        match error {
            ReadItemsError::Read(error) => Self::Read(error),
            ReadItemsError::Collect(error) => Self::Files(error),
        }
    }
}

/// What is kept of the items that were read, now or by an earlier run.
struct Gathered {
    sketches: Sketches,
    publishers: Publishers,
    work: Option<Work>,
    recalled: usize,
}

impl Collector<SketchTaker> for Gathered {
    fn begin(&mut self, file: &FileStamp) -> io::Result<()> {
        self.work.as_mut().map_or(Ok(()), |work| work.begin(file))
    }

    fn recall(&mut self) -> io::Result<Option<Block>> {
        let Some(work) = &mut self.work else { return Ok(None) };
        let Some((block, pieces)) = work.block()? else { return Ok(None) };
        let settings = self.sketches.settings();
        let sketched: usize = pieces.iter().map(|SketchedPiece(chunk, _)| chunk.len()).sum();
        if sketched != block.items() || !pieces.iter().all(|SketchedPiece(chunk, _)| chunk.is_of(settings)) {
            return Err(work.refused("holds a block that does not fit its sketches"));
        }
        self.recalled += block.items();
        self.add(pieces)?;
        Ok(Some(block))
    }

    fn collect(&mut self, block: Option<&Block>, takers: Vec<SketchTaker>) -> io::Result<()> {
        let taken = |mut taker: SketchTaker| SketchedPiece(taker.sketcher.take(), taker.publishers);
        let pieces: Vec<SketchedPiece> = takers.into_iter().map(taken).collect();
        if let (Some(work), Some(block)) = (&mut self.work, block) {
            work.add(block, &pieces)?;
        }
        self.add(pieces)
    }
}

impl Gathered {
    fn add(&mut self, pieces: Vec<SketchedPiece>) -> io::Result<()> {
        for SketchedPiece(chunk, publishers) in pieces {
            self.publishers.append(&publishers);
            self.sketches.push(chunk)?;
        }
        Ok(())
    }
}

/// What is kept of the items of a piece.
#[derive(Debug, Serialize, Deserialize)]
struct SketchedPiece(Chunk, Publishers);

struct SketchTaker {
    sketcher: Sketcher,
    publishers: Publishers,
}

impl Taker for SketchTaker {
    fn take(&mut self, item: &ItemText<'_>) {
        self.sketcher.sketch(&item.compared());
        self.publishers.push(item.source.as_deref());
    }
}

/// The items of input and reference, numbered on.
struct Parts<'a>(&'a [Items; 2]);

impl Texts for Parts<'_> {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        let [items, reference] = self.0;
        if text < items.len() { items.read(text, read) } else { reference.read(text - items.len(), read) }
    }

    fn read_without(&self, text: usize, leave_out: &LeaveOut<'_>, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        let [items, reference] = self.0;
        if text < items.len() {
            items.read_without(text, leave_out, read)
        } else {
            reference.read_without(text - items.len(), leave_out, read)
        }
    }
}

impl Deduplication {
    /// How many items there are of the input, without those of the reference.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts[0].len()
    }

    /// Whether the input holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part that holds an item, and its number there.
    #[must_use]
    pub fn place(&self, item: usize) -> (&Items, usize) {
        let [items, reference] = &self.parts;
        if item < items.len() { (items, item) } else { (reference, item - items.len()) }
    }

    /// The document of an item.
    ///
    /// # Errors
    ///
    /// If its file cannot be read any more, or has changed.
    pub fn document(&self, item: usize) -> io::Result<std::borrow::Cow<'_, Document>> {
        let (items, item) = self.place(item);
        items.document(item)
    }

    /// The groups of two items or more, by their first items.
    pub fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.copies.groups.iter().map(Vec::as_slice).filter(|group| group.len() > 1)
    }
}

/// Keeps the best item of each group, whatever the others are copies of: for groupings that the user chose.
fn one_of_each_group(items: &Items, copies: &Copies, merits: &Merits) -> Vec<Fate> {
    let mut fates = vec![Fate::Kept; items.len()];
    let mut ranks = vec![usize::MAX; copies.firsts.len()];
    for (&item, rank) in merits.items.iter().zip(0..) {
        ranks[item] = rank;
    }
    for group in copies.groups.iter().filter(|group| group.len() > 1) {
        let chosen = group.iter().copied().min_by_key(|&item| ranks[item]).unwrap_or_default();
        for &item in group.iter().filter(|&&item| item != chosen) {
            fates[item] = Fate::CopyOf(chosen);
        }
    }
    fates
}

/// Goes through all items that have copies, the best first, and keeps each that is no copy of one that is kept already.
/// So whatever is dropped is a verified copy of what is kept, and no two that are kept were found to be copies.
fn verified_by_one_kept(items: &Items, copies: &Copies, merits: &Merits) -> Vec<Fate> {
    const NONE: usize = usize::MAX;
    let mut fates = vec![Fate::Kept; items.len()];
    let first = |item: usize| copies.firsts[item] as usize;
    // Equal texts are one: the best of them stands for all.
    let mut best = vec![NONE; copies.firsts.len()];
    for &item in &merits.items {
        let best = &mut best[first(item)];
        if *best == NONE {
            *best = item;
        }
    }
    let links = Links::of(copies);
    // The item that is kept for a text: its best one, or that of another text; none before that is settled.
    let mut kept_for = vec![NONE; copies.firsts.len()];
    for &item in &merits.items {
        let text = first(item);
        if kept_for[text] == NONE {
            let is_kept = |other: usize| kept_for[other] != NONE && kept_for[other] == best[other];
            let closest = links.of_text(text).iter().filter(|(_, other)| is_kept(*other)).min();
            kept_for[text] = closest.map_or(best[text], |(_, other)| best[*other]);
        }
        if kept_for[text] != item {
            fates[item] = Fate::CopyOf(kept_for[text]);
        }
    }
    fates
}

/// Which texts are copies of which, each known by the first of its equals.
struct Links {
    /// Of each text, the closest first by its similarity; those of all texts one behind the other.
    links: Vec<(Reverse<u64>, usize)>,
    /// Where the links of each text start, and last where all end.
    starts: Vec<usize>,
}

impl Links {
    fn of(copies: &Copies) -> Self {
        let texts = copies.firsts.len();
        let is_first = |item: usize| copies.firsts[item] as usize == item;
        // Every link has a pair of first ones.
        let pairs = || copies.pairs.iter().filter(|pair| is_first(pair.first) && is_first(pair.second));
        let mut starts = vec![0; texts + 1];
        for pair in pairs() {
            starts[pair.first] += 1;
            starts[pair.second] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        // From the ends backward, so that what is left are the starts.
        let mut links = vec![(Reverse(0), 0); end];
        for pair in pairs() {
            for (one, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                starts[one] -= 1;
                // Shares are not negative, so their bits order as they do.
                links[starts[one]] = (Reverse(pair.jaccard.to_bits()), other);
            }
        }
        Self { links, starts }
    }

    fn of_text(&self, text: usize) -> &[(Reverse<u64>, usize)] {
        &self.links[self.starts[text]..self.starts[text + 1]]
    }
}

/// The items that have copies, by what a rule says of them.
struct Merits {
    /// The best first; those that the rule holds equal by number.
    items: Vec<usize>,
    /// Whether a field decides, and no item has it.
    is_field_missing: bool,
    /// How many have no time, if it decides.
    undated: usize,
}

impl Merits {
    fn of(items: &Items, copies: &Copies, keep: &Keep) -> io::Result<Self> {
        let mut is_concerned = vec![false; copies.firsts.len()];
        let grouped = copies.groups.iter().filter(|group| group.len() > 1).flatten().copied();
        for item in grouped.chain(copies.pairs.iter().flat_map(|pair| [pair.first, pair.second])) {
            is_concerned[item] = true;
        }
        let concerned: Vec<usize> = (0..).zip(is_concerned).filter(|(_, is)| *is).map(|(item, _)| item).collect();
        if *keep == Keep::First {
            return Ok(Self { items: concerned, is_field_missing: false, undated: 0 });
        }
        let mut merits: Vec<(Merit, usize)> =
            concerned.par_iter().map(|&item| Ok((merit(items, item, keep)?, item))).collect::<io::Result<_>>()?;
        merits.sort_unstable();
        let is_missing =
            |merit: &Merit| matches!(merit, Merit::Least(Value::Missing) | Merit::Greatest(_, Reverse(Value::Missing)));
        let is_undated = |merit: &Merit| matches!(merit, Merit::Oldest(true, _) | Merit::Newest(_, Reverse(None)));
        Ok(Self {
            undated: merits.iter().filter(|(merit, _)| is_undated(merit)).count(),
            is_field_missing: !merits.is_empty() && merits.iter().all(|(merit, _)| is_missing(merit)),
            items: merits.into_iter().map(|(_, item)| item).collect(),
        })
    }
}

/// What a rule goes by; the least is kept.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Merit {
    None,
    Length(Reverse<usize>),
    Oldest(bool, Option<i128>),
    Newest(bool, Reverse<Option<i128>>),
    Least(Value),
    Greatest(bool, Reverse<Value>),
}

/// A field's value; numbers by size, before texts, before none.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(Number),
    Text(String),
    Missing,
}

/// A number, ordered as IEEE 754 orders all of them.
#[derive(Debug, Clone, Copy)]
struct Number(f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

fn merit(items: &Items, item: usize, keep: &Keep) -> io::Result<Merit> {
    let published = |item: usize| -> io::Result<Option<i128>> {
        let document = items.document(item)?;
        Ok(document.published.as_ref().map(Moment::earliest).map(jiff::Timestamp::as_nanosecond))
    };
    Ok(match keep {
        Keep::First => Merit::None,
        Keep::Longest => {
            let mut length = 0;
            items.read(item, &mut |text| length = text.chars().count())?;
            Merit::Length(Reverse(length))
        }
        Keep::Oldest => {
            let published = published(item)?;
            Merit::Oldest(published.is_none(), published)
        }
        Keep::Newest => {
            let published = published(item)?;
            Merit::Newest(published.is_none(), Reverse(published))
        }
        Keep::Least(name) => Merit::Least(value(items, item, name)?),
        Keep::Greatest(name) => {
            let value = value(items, item, name)?;
            Merit::Greatest(value == Value::Missing, Reverse(value))
        }
    })
}

/// The value of a field of an item's record, or of the document it makes.
fn value(items: &Items, item: usize, name: &str) -> io::Result<Value> {
    let parsed = if let Some(record) = items.record(item)? {
        let fields = serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(&record).ok();
        fields.and_then(|mut fields| fields.remove(name))
    } else {
        let document = items.document(item)?;
        match document.extra.iter().find(|field| field.name == name) {
            Some(extra) => serde_json::from_str(extra.value.get()).ok(),
            None => serde_json::to_value(&*document).ok().and_then(|fields| fields.get(name).cloned()),
        }
    };
    Ok(match parsed {
        Some(serde_json::Value::Number(number)) => {
            number.as_f64().map_or(Value::Missing, |it| Value::Number(Number(it)))
        }
        Some(serde_json::Value::String(text)) => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(Number(number)),
            _ if text.trim().is_empty() => Value::Missing,
            _ => Value::Text(text),
        },
        Some(serde_json::Value::Bool(is_true)) => Value::Number(Number(f64::from(u8::from(is_true)))),
        _ => Value::Missing,
    })
}

/// Drops every item below `items` that is a copy of one above.
fn against(items: usize, copies: &Copies) -> Vec<Fate> {
    // Equal texts have a first one, and every link has a pair of first ones.
    let first = |item: usize| copies.firsts[item] as usize;
    // For each first text: its best copy in the reference, by similarity, then by number.
    let mut best: Vec<Option<(Reverse<u64>, usize)>> = vec![None; copies.firsts.len()];
    let mut own = best.clone();
    for item in items..copies.firsts.len() {
        let known = &mut own[first(item)];
        *known = Some(known.unwrap_or((Reverse(1.0_f64.to_bits()), item)));
    }
    for pair in &copies.pairs {
        for (one, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
            if first(one) != first(other)
                && let Some((_, copy)) = own[first(other)]
            {
                // Shares are not negative, so their bits order as they do.
                let found = (Reverse(pair.jaccard.to_bits()), copy);
                let known = &mut best[first(one)];
                *known = Some(known.map_or(found, |known| known.min(found)));
            }
        }
    }
    (0..items)
        .map(|item| own[first(item)].or(best[first(item)]).map_or(Fate::Kept, |(_, copy)| Fate::CopyOf(copy)))
        .collect()
}
