//! The same speech in two versions.
//!
//! Speeches are cut into clauses. Two clauses tell the same if they share enough of the rarity of the words of the
//! shorter one; a word counts by how rare it is in general and is compared by its stem, so that `exam` answers to
//! `examination`. How much is enough depends on who speaks: less for the same speaker, more for another, because two
//! translations of one clip share few words, and two people rarely use the same ones. Speeches match if any clause of
//! one is found in the other; clauses that are not found say which of them has more.
//!
//! Pairs of speeches are compared all with all. Each version has some ten, and words are looked up in sorted lists, so a
//! comparison costs the product of the numbers of speeches times their words; beyond [`MOST`] speeches the rest is left.

use std::cmp::Ordering;

use serde::Serialize;

use super::super::speakers::{Attribution, attribution};
use super::super::version::Version;
use super::Speech;
use crate::text::frequency::GeneralFrequencies;
use crate::text::korean::{stem, without_formal_ending};
use crate::text::words::{Unspaced, for_each_word};

/// How much of one speech each version has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Both the same.
    Equal,
    /// The first version has more of it.
    FirstLonger,
    /// The second version has more of it.
    SecondLonger,
    /// Each has something that the other lacks.
    Overlapping,
}

/// One speech found in two versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpeechMatch {
    /// Number of the speech among those of the first version.
    pub first: usize,
    /// Number of the speech among those of the second version.
    pub second: usize,
    /// How much of it each has.
    pub extent: Extent,
    /// Whether both give it to one speaker.
    pub attribution: Attribution,
    /// How alike the words are, from 0 to 1.
    pub likeness: f64,
}

/// Speeches of a version that are looked at.
const MOST: usize = 100;
/// Words of a speech that are looked at.
const MOST_WORDS: usize = 400;

/// A word of a speech: its stem and its weight.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    stem: String,
    weight: f64,
}

/// A speech cut into clauses.
#[derive(Debug)]
struct Cut {
    clauses: Vec<Vec<Term>>,
    /// All stems, sorted.
    stems: Vec<String>,
}

/// Finds the speeches of the first version again in the second; each speech is in one match at most.
#[must_use]
pub fn match_speeches(first: (&Version, &[Speech]), second: (&Version, &[Speech])) -> Vec<SpeechMatch> {
    let cut = |(version, speeches): (&Version, &[Speech])| -> Vec<Cut> {
        speeches.iter().take(MOST).map(|speech| Cut::of(version, speech)).collect()
    };
    let (cuts, other_cuts) = (cut(first), cut(second));
    let mut matches = Vec::new();
    for (number, (speech, one)) in first.1.iter().zip(&cuts).enumerate() {
        for (other_number, (other_speech, other)) in second.1.iter().zip(&other_cuts).enumerate() {
            let attribution = attribution(
                (speech.speaker.as_deref(), speech.role.as_deref()),
                (other_speech.speaker.as_deref(), other_speech.role.as_deref()),
            );
            let likeness = likeness(one, other);
            if likeness >= bar(attribution) {
                let extent = extent(one, other);
                matches.push(SpeechMatch { first: number, second: other_number, extent, attribution, likeness });
            }
        }
    }
    best_pairs(matches)
}

/// The likeness from which two clauses are one, by who is said to speak.
fn bar(attribution: Attribution) -> f64 {
    match attribution {
        Attribution::Same => 0.45,
        Attribution::Unknown => 0.65,
        Attribution::Different => 0.75,
    }
}

/// Takes the likest pair first, and leaves what shares a speech with it.
fn best_pairs(mut matches: Vec<SpeechMatch>) -> Vec<SpeechMatch> {
    let order = |one: &SpeechMatch, other: &SpeechMatch| {
        other.likeness.partial_cmp(&one.likeness).unwrap_or(Ordering::Equal).then((one.first, one.second).cmp(&(other.first, other.second)))
    };
    matches.sort_by(order);
    let mut taken: Vec<SpeechMatch> = Vec::new();
    let (mut firsts, mut seconds) = ([false; MOST], [false; MOST]);
    for found in matches {
        if !firsts[found.first] && !seconds[found.second] {
            (firsts[found.first], seconds[found.second]) = (true, true);
            taken.push(found);
        }
    }
    taken.sort_by_key(|found| (found.first, found.second));
    taken
}

impl Cut {
    fn of(version: &Version, speech: &Speech) -> Self {
        let mut clauses = Vec::new();
        let mut budget = MOST_WORDS;
        for span in &speech.spans {
            for clause in clauses_of(version.piece(*span)) {
                let terms = terms(clause);
                budget = budget.saturating_sub(terms.len());
                if budget == 0 {
                    break;
                }
                // A scrap goes with the clause before.
                match clauses.last_mut() {
                    Some(last) if is_scrap(&terms) => Vec::extend(last, terms),
                    _ => clauses.push(terms),
                }
            }
        }
        let mut stems: Vec<String> = clauses.iter().flatten().map(|term| term.stem.clone()).collect();
        stems.sort_unstable();
        Self { clauses, stems }
    }

    fn has(&self, term: &Term) -> bool {
        self.stems.binary_search(&term.stem).is_ok()
    }
}

fn clauses_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ':', '—', '–', '?', '!']).filter(|clause| clause.contains(char::is_alphanumeric))
}

/// Whether a clause says too little to be missed.
fn is_scrap(terms: &[Term]) -> bool {
    const LEAST: f64 = 5.0;
    terms.iter().map(|term| term.weight).sum::<f64>() < LEAST
}

/// The words of a clause with their weights.
fn terms(clause: &str) -> Vec<Term> {
    let general = GeneralFrequencies::shipped();
    let mut terms = Vec::new();
    for_each_word(clause, Unspaced::Characters, |word| {
        let weight = weight(general.frequency(word.normal));
        terms.push(Term { stem: root(word.normal), weight });
    });
    terms
}

/// Orders of magnitude by which a word is rarer than the most frequent ones; almost nothing for those.
fn weight(frequency: Option<f64>) -> f64 {
    const UNKNOWN: f64 = 3e-7;
    const COMMON: f64 = 4e-3;
    (COMMON / frequency.unwrap_or(UNKNOWN).max(UNKNOWN)).log10().clamp(0.1, 4.0)
}

/// The part of a word that its forms share.
fn root(word: &str) -> String {
    const LETTERS: usize = 4;
    if word.contains(|one| matches!(one, '가'..='힣')) {
        let stem = stem(word);
        let short = without_formal_ending(stem);
        return if short.is_empty() { stem.to_owned() } else { short.to_owned() };
    }
    let irregular = match word {
        "kept" => "keep",
        "told" | "tell" | "tells" | "says" | "said" => "say",
        "thought" | "thinks" => "think",
        "cannot" | "couldn't" | "can't" | "could" => "can",
        "saw" | "seen" | "sees" => "see",
        "shut" | "shuts" | "closed" | "closes" => "close",
        "was" | "were" | "is" | "are" | "am" | "been" | "i'm" | "it's" => "be",
        "won't" | "would" => "will",
        "hasn't" | "haven't" | "hadn't" | "has" | "had" => "have",
        "lost" | "loses" => "lose",
        "fought" => "fight",
        "brought" => "bring",
        "taught" => "teach",
        "made" | "makes" => "make",
        "gave" | "given" => "give",
        "went" | "gone" => "go",
        "came" => "come",
        "knew" | "known" => "know",
        "felt" => "feel",
        "left" => "leave",
        "paid" => "pay",
        "bought" => "buy",
        "grew" | "grown" => "grow",
        "children" => "child",
        "exam" => "examination",
        "km" => "kilometer",
        other => other,
    };
    if irregular.chars().all(char::is_numeric) {
        return irregular.to_owned();
    }
    let plain = irregular.strip_suffix("'s").unwrap_or(irregular);
    let plain = ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|ending| plain.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(plain);
    plain.chars().take(LETTERS).collect()
}

/// The share of the weight of the shorter of the two likest clauses that the other has too.
fn likeness(one: &Cut, other: &Cut) -> f64 {
    /// What two clauses must share at least, in orders of magnitude: so much is no chance.
    const LEAST: f64 = 4.0;
    let mut best = 0.0_f64;
    for clause in &one.clauses {
        for other_clause in &other.clauses {
            let (shared, weight, other_weight) = shared(clause, other_clause);
            let shorter = weight.min(other_weight);
            if shorter > 0.0 && shared >= LEAST.min(shorter.max(2.0)) {
                best = best.max(shared / shorter);
            }
        }
    }
    best.min(1.0)
}

/// What two clauses share, and what each weighs.
fn shared(one: &[Term], other: &[Term]) -> (f64, f64, f64) {
    let sum = |terms: &[Term]| terms.iter().map(|term| term.weight).sum::<f64>();
    let mut open: Vec<&Term> = other.iter().collect();
    let mut shared = 0.0;
    for term in one {
        if let Some(at) = open.iter().position(|other| other.stem == term.stem) {
            shared += term.weight.min(open.swap_remove(at).weight);
        }
    }
    (shared, sum(one), sum(other))
}

/// Which speech has clauses that the other has not.
fn extent(one: &Cut, other: &Cut) -> Extent {
    match (has_more(one, other), has_more(other, one)) {
        (false, false) => Extent::Equal,
        (true, false) => Extent::FirstLonger,
        (false, true) => Extent::SecondLonger,
        (true, true) => Extent::Overlapping,
    }
}

/// Whether a speech has a clause of which the other has too little.
fn has_more(one: &Cut, other: &Cut) -> bool {
    const TOLD: f64 = 0.35;
    one.clauses.iter().any(|clause| {
        let weight: f64 = clause.iter().map(|term| term.weight).sum();
        let told: f64 = clause.iter().filter(|term| other.has(term)).map(|term| term.weight).sum();
        !is_scrap(clause) && told < TOLD * weight
    })
}
