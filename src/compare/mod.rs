//! Compare: what each version of a story says, and what it leaves out.
//!
//! A document becomes a [`Version`]: sentences in their places. What versions have in common and what parts them is
//! found facet by facet, each in a file of its own and each resting on sentences: which [rows](Row) of sentences tell the
//! same, which [quotes] are one speech, which [figures] agree, which [names](mod@names) and [credits](mod@credits) only
//! one has, what was [copied](mod@copied) word for word. A [`Comparison`] holds all of it, for whoever shows it.

pub mod alignment;
pub mod changes;
pub mod copied;
pub mod credits;
pub mod differences;
pub mod figures;
pub mod head;
pub mod names;
pub mod quotes;
pub mod speakers;
mod terms;
pub mod version;

use std::collections::BTreeSet;

use serde::Serialize;

use alignment::Alignment;
use changes::Changes;
use copied::{Copied, copied};
use credits::{Credit, CreditKind, credits};
use figures::{FigureMatch, compare_figures};
use head::Head;
use names::{Known, Name, NameKind, names, only_in};
use quotes::{Speech, SpeechMatch, match_speeches, speeches};
use version::{Span, Version};

use crate::document::Document;

/// Most versions each of which is compared with each other; of more, each is compared with the first and with the one
/// before it.
const MOST_COMPARED_WITH_ALL: usize = 6;

/// Credits of a version that are told, from its beginning.
const MOST_CREDITS: usize = 250;

/// Two or more versions of one story, laid beside each other. Versions are in order of time; all numbers of versions and
/// sentences are places in these lists.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Comparison {
    /// What stands above each version.
    pub heads: Vec<Head>,
    /// The versions.
    pub versions: Vec<Version>,
    /// Every sentence of every version once, those that tell the same in one row, in reading order.
    pub rows: Vec<Row>,
    /// The speeches of each version.
    pub speeches: Vec<Vec<Speech>>,
    /// Speeches that two versions have.
    pub quotes: Vec<Between<SpeechMatch>>,
    /// Figures that two versions state of one thing.
    pub figures: Vec<Between<FigureMatch>>,
    /// Of each version, the counts and measures whose value none that it is compared with states.
    pub own_figures: Vec<Vec<Span>>,
    /// People, organisations and places, in order of first mention.
    pub names: Vec<NameRow>,
    /// Sources that are credited.
    pub credits: Vec<CreditRow>,
    /// What two versions share word for word.
    pub copied: Vec<Between<Copied>>,
    /// What each later version made of an earlier one.
    pub changes: Vec<Between<Changes>>,
}

impl Comparison {
    /// Compares documents in the order given, which should be that of time. Each pair costs
    /// O(m n) for m and n sentences, of which [`alignment::MOST_SENTENCES`] a document count.
    #[must_use]
    pub fn of(documents: &[&Document]) -> Self {
        let heads = documents.iter().map(|document| Head::of(document)).collect();
        Self::of_versions(heads, documents.iter().map(|document| Version::of(document)).collect())
    }

    pub(crate) fn of_versions(heads: Vec<Head>, versions: Vec<Version>) -> Self {
        let alignment = Alignment::of(&versions);
        let rows = alignment.rows();
        let speeches: Vec<Vec<Speech>> = versions.iter().map(speeches).collect();
        let mut comparison =
            Self { heads, names: name_rows(&versions), credits: credit_rows(&versions), ..Self::default() };
        // An outlet that is credited is a source.
        let outlets = comparison.credits.iter().filter(|credit| credit.kind != CreditKind::Unnamed);
        let outlets: BTreeSet<String> = outlets.map(|credit| credit.name.to_lowercase()).collect();
        comparison.names.retain(|row| !outlets.contains(&row.name.to_lowercase()));
        let mut own_figures: Vec<Option<Vec<Span>>> = vec![None; versions.len()];
        for pair in pairs(versions.len()) {
            let [first, second] = pair;
            let [one, other] = pair.map(|version| &versions[version]);
            let quotes = match_speeches((one, &speeches[first]), (other, &speeches[second]));
            comparison.quotes.extend(quotes.into_iter().map(|item| Between { versions: pair, item }));
            let figures = compare_figures(one, other, &alignment.near(pair), &told_by(&rows, pair));
            comparison.figures.extend(figures.matches.into_iter().map(|item| Between { versions: pair, item }));
            for (version, alone) in pair.into_iter().zip(figures.alone) {
                own_figures[version].get_or_insert_with(|| alone.clone()).retain(|span| alone.contains(span));
            }
            let copied = copied(one, other);
            let changes = Changes::between(&comparison.heads, &versions, &rows, pair, &copied);
            comparison.changes.push(Between { versions: pair, item: changes });
            comparison.copied.push(Between { versions: pair, item: copied });
        }
        drop(alignment);
        comparison.own_figures = own_figures.into_iter().map(Option::unwrap_or_default).collect();
        Self { versions, rows, speeches, ..comparison }
    }
}

/// Which versions are compared with which.
fn pairs(versions: usize) -> Vec<[usize; 2]> {
    let mut pairs = Vec::new();
    for later in 1..versions {
        for earlier in 0..later {
            if versions <= MOST_COMPARED_WITH_ALL || earlier == 0 || earlier + 1 == later {
                pairs.push([earlier, later]);
            }
        }
    }
    pairs
}

/// Pairs of sentences of two versions that stand in one row.
fn told_by(rows: &[Row], [first, second]: [usize; 2]) -> Vec<(usize, usize)> {
    let pairs = |row: &Row| -> Vec<(usize, usize)> {
        row.cells[first].iter().flat_map(|&one| row.cells[second].iter().map(move |&other| (one, other))).collect()
    };
    rows.iter().flat_map(pairs).collect()
}

fn name_rows(versions: &[Version]) -> Vec<NameRow> {
    let named: Vec<Vec<Name>> = versions.iter().map(names).collect();
    let read: Vec<Vec<Known<'_>>> = named.iter().map(|names| names.iter().map(Known::of).collect()).collect();
    let mut rows: Vec<(Vec<&Known<'_>>, NameRow)> = Vec::new();
    for (number, all) in named.iter().enumerate() {
        // A family name alone, or a place that another version has as an adjective, is in none of them alone.
        let mut alone = BTreeSet::new();
        for other in (0..versions.len()).filter(|other| *other != number) {
            alone.extend(only_in(all, &versions[other], &named[other]));
        }
        for (at, name) in all.iter().enumerate() {
            let known_name = &read[number][at];
            let is_same = |(forms, row): &(Vec<&Known<'_>>, NameRow)| {
                row.counts[number] == 0 && forms.iter().any(|form| form.is_same(known_name))
            };
            let is_elsewhere = || {
                let others = read.iter().enumerate().filter(|(other, _)| *other != number);
                others.flat_map(|(_, names)| names).any(|other| known_name.is_same(other))
            };
            let known = rows.iter().position(is_same);
            if known.is_none() && versions.len() > 1 && !alone.contains(&at) && !is_elsewhere() {
                continue;
            }
            let place = known.unwrap_or_else(|| {
                let row = NameRow {
                    name: name.name.clone(),
                    kind: name.kind,
                    counts: vec![0; versions.len()],
                    mentions: vec![Vec::new(); versions.len()],
                };
                rows.push((Vec::new(), row));
                rows.len() - 1
            });
            let (forms, row) = &mut rows[place];
            // A name of a title or a speaker's line has no mention in the text.
            row.counts[number] = name.mentions.len().max(1);
            row.mentions[number].clone_from(&name.mentions);
            if row.kind == NameKind::Other {
                row.kind = name.kind;
            }
            forms.push(known_name);
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn credit_rows(versions: &[Version]) -> Vec<CreditRow> {
    let mut rows: Vec<(String, CreditRow)> = Vec::new();
    for (number, version) in versions.iter().enumerate() {
        for Credit { name, kind, span } in credits(version).into_iter().take(MOST_CREDITS) {
            let lower = name.to_lowercase();
            let is_same = |(known, row): &&mut (String, CreditRow)| {
                row.kind == kind && (known.contains(&lower) || lower.contains(known.as_str()))
            };
            if let Some((known, row)) = rows.iter_mut().find(is_same) {
                row.mentions[number].push(span);
                if name.len() > row.name.len() {
                    (*known, row.name) = (lower, name);
                }
            } else {
                let mut mentions = vec![Vec::new(); versions.len()];
                mentions[number].push(span);
                rows.push((lower, CreditRow { name, kind, mentions }));
            }
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Something about two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Between<T> {
    /// Numbers of the versions, the earlier one first.
    pub versions: [usize; 2],
    /// What there is about them.
    #[serde(flatten)]
    pub item: T,
}

/// Sentences that tell the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Of each version, the numbers of its sentences; none where it does not tell it.
    pub cells: Vec<Vec<usize>>,
    /// How sure the alignment is, 0 to 1; 0 for a row of one version.
    pub likeness: f64,
}

/// A name and who has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NameRow {
    /// Its fullest form.
    pub name: String,
    /// What it names.
    pub kind: NameKind,
    /// Of each version, how often its text mentions it; 1 if only its title or the line of a speaker does.
    pub counts: Vec<usize>,
    /// Of each version, where.
    pub mentions: Vec<Vec<Span>>,
}

/// A credited source and who credits it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreditRow {
    /// Its fullest form.
    pub name: String,
    /// What it is.
    pub kind: CreditKind,
    /// Of each version, where it is credited.
    pub mentions: Vec<Vec<Span>>,
}

impl Row {
    /// The only version that tells it, if it is one.
    #[must_use]
    pub fn only_in(&self) -> Option<usize> {
        let mut telling = (0..self.cells.len()).filter(|&version| !self.cells[version].is_empty());
        telling.next().filter(|_| telling.next().is_none())
    }
}
