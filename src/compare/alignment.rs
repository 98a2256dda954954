//! Alignment: which sentences tell the same.
//!
//! Independent reports share meaning-bearing words, names and figures, not wording and not order. The likeness of two
//! sentences is the share of weight of the terms of each that the other has, the mean of both sides. It
//! counts for less the further apart the two stand in their reports, and for more if the sentences before or behind are
//! alike too: reports keep some of their order, and those that do not lose little. What is spoken rarely answers to what
//! is narrated.
//!
//! The best pair is taken first, and so on down to a bar; then a sentence that is left joins a pair, if it is more alike to
//! one side than a higher bar: one sentence often tells what another report says in two. Measured in
//! `docs/comparison.md`. Quadratic in the sentences of two versions, of which [`MOST_SENTENCES`] are looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use super::terms::{Terms, Weighed};
use super::version::{Sentence, Version};

/// Sentences of a version, from its start, that are aligned; the rest stand alone.
pub const MOST_SENTENCES: usize = 400;

/// Least likeness of two sentences that tell the same.
const BAR: f64 = 0.15;
/// Least likeness of a sentence that joins a pair: next to the sentence that it joins, and further away.
const JOINING_BAR: f64 = 0.2;
const FAR_JOINING_BAR: f64 = 0.3;
/// Most sentences that one sentence answers to.
const MOST_JOINED: usize = 3;
/// Weight that no sentence has, added to each: few words prove little.
const ASSUMED_WEIGHT: f64 = 2.0;
/// What is left of the likeness of the first and the last sentence.
const FAR_APART: f64 = 0.3;
/// What is left of the likeness of a spoken and a narrated sentence.
const SPOKEN_AND_TOLD: f64 = 0.5;
/// How much like neighbours add, and the likeness that counts in full.
const NEIGHBOUR_SHARE: f64 = 0.7;
const NEIGHBOUR_LIKENESS: f64 = 0.2;

/// Least likeness of two sentences that may be about the same, for those who have more evidence.
const NEAR_BAR: f64 = 0.06;
/// Most sentences of the other version that one sentence is near to.
const MOST_NEAR: usize = 4;

/// Sentences of some versions, read for aligning.
#[derive(Debug)]
pub struct Alignment<'a> {
    told: Vec<Vec<Told<'a>>>,
    alike: Vec<Vec<(u32, f64)>>,
}

impl<'a> Alignment<'a> {
    /// Reads the sentences. Linear in them, but for words that many begin alike.
    #[must_use]
    pub fn of(versions: &'a [Version]) -> Self {
        let mut terms = Terms::default();
        let told = versions
            .iter()
            .map(|version| {
                let sentences = version.sentences.iter();
                sentences.map(|sentence| Told { sentence, terms: terms.of(&sentence.text) }).collect()
            })
            .collect();
        Self { told, alike: terms.alike() }
    }

    /// Every sentence of every version once, those that tell the same in one row, in reading order.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let versions = self.told.len();
        let mut rows: Vec<Row> = Vec::new();
        for version in 0..versions {
            let links = if version == 0 { Vec::new() } else { self.link(&rows, version) };
            rows = joined(rows, version, versions, self.told[version].len(), &links);
        }
        rows
    }

    /// Pairs of sentences of two versions that may be about the same: for each sentence of the first the most alike of the
    /// second, at most four, and the other way round.
    #[must_use]
    pub fn near(&self, [first, second]: [usize; 2]) -> Vec<(usize, usize)> {
        let [one, other] = [first, second].map(|version| {
            let told = &self.told[version];
            &told[..told.len().min(MOST_SENTENCES)]
        });
        let likeness = with_neighbours(&self.likenesses(&one.iter().map(|told| vec![told]).collect::<Vec<_>>(), other));
        let mut near = BTreeSet::new();
        let mut keep = |mut found: Vec<(f64, (usize, usize))>| {
            found.retain(|(likeness, _)| *likeness >= NEAR_BAR);
            found.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
            near.extend(found.into_iter().take(MOST_NEAR).map(|(_, pair)| pair));
        };
        for (at, row) in likeness.iter().enumerate() {
            keep(row.iter().enumerate().map(|(to, &likeness)| (likeness, (at, to))).collect());
        }
        for to in 0..other.len() {
            keep(likeness.iter().enumerate().map(|(at, row)| (row[to], (at, to))).collect());
        }
        near.into_iter().collect()
    }

    /// Finds which sentences of a version tell what rows of earlier versions tell.
    fn link(&self, rows: &[Row], version: usize) -> Vec<Link> {
        let new = &self.told[version][..self.told[version].len().min(MOST_SENTENCES)];
        let rows = &rows[..rows.len().min(MOST_SENTENCES * version)];
        let members = |row: &Row| -> Vec<&Told<'a>> {
            let cells = row.cells.iter().zip(&self.told);
            cells.flat_map(|(cell, told)| cell.iter().map(|&sentence| &told[sentence])).collect()
        };
        assign(&with_neighbours(&self.likenesses(&rows.iter().map(members).collect::<Vec<_>>(), new)))
    }

    /// How alike each group of sentences is to each sentence: as the most alike of the group, less what lies between.
    fn likenesses(&self, groups: &[Vec<&Told<'a>>], sentences: &[Told<'a>]) -> Vec<Vec<f64>> {
        let best = |group: &[&Told<'a>], sentence: &Told<'a>| {
            group.iter().map(|member| alikeness(member, sentence, &self.alike)).fold(0.0, f64::max)
        };
        let of_group = |(at, group): (usize, &Vec<&Told<'a>>)| {
            let place = relative(at, groups.len());
            let apart = |sentence: usize| (place - relative(sentence, sentences.len())).abs();
            let likeness = |(at, sentence)| best(group, sentence) * (1.0 - (1.0 - FAR_APART) * apart(at));
            sentences.iter().enumerate().map(likeness).collect()
        };
        groups.iter().enumerate().map(of_group).collect()
    }
}

/// A sentence and its terms.
#[derive(Debug)]
struct Told<'a> {
    sentence: &'a Sentence,
    terms: Weighed,
}

/// A sentence that tells what a row tells.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Link {
    row: usize,
    sentence: usize,
    likeness: f64,
}

fn relative(at: usize, of: usize) -> f64 {
    (at as f64 + 0.5) / of as f64
}

/// How alike two sentences are, by their words.
fn alikeness(one: &Told<'_>, other: &Told<'_>, alike: &[Vec<(u32, f64)>]) -> f64 {
    let found = found(&one.terms, &other.terms, alike).midpoint(found(&other.terms, &one.terms, alike));
    let is_mixed = one.sentence.speaker.is_some() != other.sentence.speaker.is_some();
    if is_mixed { found * SPOKEN_AND_TOLD } else { found }
}

/// Share of the weight of some terms that others have.
fn found(terms: &Weighed, others: &Weighed, alike: &[Vec<(u32, f64)>]) -> f64 {
    let mut shared = 0.0;
    for &(term, weight) in terms {
        let has = |other: u32| others.binary_search_by_key(&other, |&(number, _)| number).is_ok();
        let best = alike[term as usize].iter().filter(|&&(other, _)| has(other)).map(|&(_, likeness)| likeness);
        shared += weight * best.fold(0.0, f64::max);
    }
    shared / (terms.iter().map(|(_, weight)| weight).sum::<f64>() + ASSUMED_WEIGHT)
}

/// Raises likenesses whose neighbours before and behind are alike too.
fn with_neighbours(likeness: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let at = |row: Option<usize>, sentence: Option<usize>| {
        let found = row.and_then(|row| likeness.get(row)).zip(sentence).and_then(|(row, sentence)| row.get(sentence));
        found.copied().unwrap_or_default().min(NEIGHBOUR_LIKENESS)
    };
    let raised = |row: usize, sentence: usize, own: f64| {
        let before = at(row.checked_sub(1), sentence.checked_sub(1));
        own * (1.0 + NEIGHBOUR_SHARE * (before + at(Some(row + 1), Some(sentence + 1))))
    };
    likeness
        .iter()
        .enumerate()
        .map(|(row, all)| all.iter().enumerate().map(|(sentence, &own)| raised(row, sentence, own)).collect())
        .collect()
}

/// Takes the best pairs first: one to one, then one to many.
fn assign(likeness: &[Vec<f64>]) -> Vec<Link> {
    let mut possible: Vec<Link> = likeness
        .iter()
        .enumerate()
        .flat_map(|(row, all)| {
            let links = all.iter().enumerate().map(move |(sentence, &likeness)| Link { row, sentence, likeness });
            links.filter(|link| link.likeness >= BAR)
        })
        .collect();
    possible.sort_by(|one, other| {
        let place = |link: &Link| (link.row, link.sentence);
        other.likeness.total_cmp(&one.likeness).then_with(|| place(one).cmp(&place(other)))
    });
    let mut of_row: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut of_sentence: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut links = Vec::new();
    for link in possible {
        let empty = Vec::new();
        let of_this_row = of_row.get(&link.row).unwrap_or(&empty);
        let of_this_sentence = of_sentence.get(&link.sentence).unwrap_or(&empty);
        let (own, taken, others) = match (of_this_row.is_empty(), of_this_sentence.is_empty()) {
            (true, true) => (0, &empty, &of_sentence),
            (false, true) => (link.sentence, of_this_row, &of_sentence),
            (true, false) => (link.row, of_this_sentence, &of_row),
            (false, false) => continue,
        };
        if !taken.is_empty() {
            let is_next = taken.iter().any(|&taken| taken.abs_diff(own) == 1);
            let bar = if is_next { JOINING_BAR } else { FAR_JOINING_BAR };
            // Never many to many: those that are joined answer to nothing else.
            let is_many = taken.iter().any(|taken| others.get(taken).is_some_and(|answers| answers.len() > 1));
            if link.likeness < bar || is_many || taken.len() >= MOST_JOINED {
                continue;
            }
        }
        of_row.entry(link.row).or_default().push(link.sentence);
        of_sentence.entry(link.sentence).or_default().push(link.row);
        links.push(link);
    }
    links
}

/// The rows with the sentences of one more version: linked ones in their rows, the others each in a row behind the one
/// that holds the sentence before.
fn joined(rows: Vec<Row>, version: usize, versions: usize, sentences: usize, links: &[Link]) -> Vec<Row> {
    let mut home: Vec<Option<usize>> = vec![None; sentences];
    let mut merged: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    let mut ordered = links.to_vec();
    ordered.sort_by_key(|link| (link.sentence, link.row));
    for link in &ordered {
        match home[link.sentence] {
            None => {
                home[link.sentence] = Some(link.row);
                if let Some(row) = &mut merged[link.row] {
                    row.cells[version].push(link.sentence);
                    row.likeness = row.likeness.max(link.likeness);
                }
            }
            // The sentence tells what two rows told: they become one.
            Some(first) => {
                if let (Some(other), Some(row)) = (merged[link.row].take(), merged[first].as_mut()) {
                    for (cell, more) in row.cells.iter_mut().zip(other.cells) {
                        cell.extend(more);
                        cell.sort_unstable();
                        cell.dedup();
                    }
                    row.likeness = row.likeness.max(link.likeness).max(other.likeness);
                }
            }
        }
    }
    // What is new follows the row of the sentence before it.
    let mut following: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut last = None;
    for (sentence, home) in home.iter().enumerate() {
        match home {
            Some(row) => last = Some(*row),
            None => following.entry(last).or_default().push(sentence),
        }
    }
    let alone = |sentence: usize| {
        let mut cells = vec![Vec::new(); versions];
        cells[version] = vec![sentence];
        Row { cells, likeness: 0.0 }
    };
    // What the new version begins with stands before the first row that both tell, behind what others begin with.
    let mut opening = following.remove(&None).unwrap_or_default();
    let first_shared = home.iter().flatten().min().copied();
    let mut all: Vec<Row> = Vec::new();
    for (at, row) in merged.into_iter().enumerate() {
        if first_shared == Some(at) {
            all.extend(opening.drain(..).map(alone));
        }
        all.extend(row);
        all.extend(following.remove(&Some(at)).unwrap_or_default().into_iter().map(alone));
    }
    all.extend(opening.into_iter().map(alone));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::SectionKind;

    fn version(sentences: &[&str]) -> Version {
        let sentences = sentences.iter().map(|text| Sentence {
            text: (*text).to_owned(),
            part: SectionKind::Body,
            paragraph: 0,
            speaker: None,
        });
        Version { id: String::new(), title: None, language: None, day: None, sentences: sentences.collect() }
    }

    fn cells(versions: &[Version]) -> Vec<Vec<Vec<usize>>> {
        Alignment::of(versions).rows().into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn sentences_that_tell_the_same_share_a_row_whatever_their_order() {
        let first = version(&[
            "The ferry Haedoji ran onto the Gomsae reef at dawn.",
            "All 214 passengers were taken off by squid boats.",
            "The captain had left the bridge to make coffee.",
        ]);
        let second = version(&[
            "Squid boats rescued the 214 passengers.",
            "An inquiry opens on Friday.",
            "At dawn the Haedoji struck the reef of Gomsae.",
        ]);
        assert_eq!(
            cells(&[first, second]),
            [vec![vec![0], vec![2]], vec![vec![1], vec![0]], vec![vec![], vec![1]], vec![vec![2], vec![]]]
        );
    }

    #[test]
    fn one_sentence_may_tell_what_two_tell() {
        let first = version(&["The Haedoji hit the Gomsae reef, and squid boats took all 214 passengers to Geomundo."]);
        let second =
            version(&["The Haedoji struck the Gomsae reef.", "Squid boats brought the 214 passengers to Geomundo."]);
        assert_eq!(cells(&[first.clone(), second.clone()]), [[vec![0], vec![0, 1]]]);
        assert_eq!(cells(&[second, first]), [[vec![0, 1], vec![0]]]);
    }

    #[test]
    fn a_third_version_joins_the_rows_of_the_first_two() {
        let one = version(&["The ferry Haedoji ran onto the Gomsae reef.", "The captain was asleep."]);
        let two = version(&["Squid boats took the passengers off."]);
        let three = version(&["Squid boats saved all passengers.", "The captain was asleep, prosecutors say."]);
        let found = cells(&[one, two, three]);
        assert!(found.contains(&vec![vec![1], vec![], vec![1]]), "{found:?}");
        assert!(found.contains(&vec![vec![], vec![0], vec![0]]), "{found:?}");
    }

    #[test]
    fn every_sentence_stands_in_one_row() {
        let texts = ["Alpha beta gamma.", "Alpha beta gamma.", "", "Delta, epsilon.", "그 배는 떠났습니다."];
        for versions in [0, 1, 2, 4] {
            let all: Vec<Version> = (0..versions).map(|shift| version(&texts[shift.min(2)..])).collect();
            let rows = Alignment::of(&all).rows();
            for (number, version) in all.iter().enumerate() {
                let mut seen: Vec<usize> = rows.iter().flat_map(|row| row.cells[number].iter().copied()).collect();
                seen.sort_unstable();
                assert_eq!(seen, (0..version.sentences.len()).collect::<Vec<_>>());
            }
        }
    }
}
