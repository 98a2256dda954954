//! The same speech in two versions.
//!
//! Speeches are cut into clauses. Two clauses tell the same if they share enough of the rarity of the words of the
//! shorter one; a word counts by how rare it is in general and is compared by its stem, so that `exam` answers to
//! `examination`. How much is enough depends on who speaks: less for the same speaker, more for another, because two
//! translations of one clip share few words, and two people rarely use the same ones. A word that both reports are full of
//! counts little, as whatever is said of the event has it. Speeches match if any clause of one is found in the other;
//! clauses that are not found say which of them has more.
//!
//! Pairs of speeches are compared all with all, and so are their words: a version has some ten speeches of thirty words.
//! In hostile ones only the first [`MOST`] speeches and the first [`MOST_WORDS`] words of each count.

use std::cmp::Ordering;

use ahash::{AHashMap, AHashSet};
use serde::Serialize;

use super::super::speakers::{Attribution, attribution, same_person};
use super::super::version::Version;
use super::Speech;
use super::roots::root;
use crate::text::frequency::GeneralFrequencies;
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
const MOST: usize = 60;
/// Words of a speech that are looked at.
const MOST_WORDS: usize = 150;

/// A word of a speech: its stem and its weight.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    stem: String,
    weight: f64,
    /// Its weight if the reports were not full of it.
    rarity: f64,
}

/// A speech cut into sentences.
#[derive(Debug)]
struct Cut {
    sentences: Vec<CutSentence>,
    /// All stems, sorted.
    stems: Vec<String>,
}

/// A sentence of a speech cut into clauses.
#[derive(Debug, Default)]
struct CutSentence {
    /// The clauses, and behind them the whole if there are several.
    units: Vec<Vec<Term>>,
}

/// Finds the speeches of the first version again in the second; each speech is in one match at most.
#[must_use]
pub fn match_speeches(first: (&Version, &[Speech]), second: (&Version, &[Speech])) -> Vec<SpeechMatch> {
    let topic = Topic::of(first.0, second.0);
    let cut = |(version, speeches): (&Version, &[Speech])| -> Vec<Cut> {
        speeches.iter().take(MOST).map(|speech| Cut::of(version, speech, &topic)).collect()
    };
    let (cuts, other_cuts) = (cut(first), cut(second));
    let mut matches = Vec::new();
    for (number, (speech, one)) in first.1.iter().zip(&cuts).enumerate() {
        for (other_number, (other_speech, other)) in second.1.iter().zip(&other_cuts).enumerate() {
            let attribution = attribution(
                (speech.speaker.as_deref(), speech.role.as_deref()),
                (other_speech.speaker.as_deref(), other_speech.role.as_deref()),
            );
            let bar = Bar::of(attribution);
            let mut likeness = likeness(one, other, bar);
            let is_like = || {
                likeness >= bar.likeness && (bar.side_by_side == 0 || is_side_by_side(one, other, bar.side_by_side))
                    || attribution == Attribution::Different && is_catchphrase(one, other)
            };
            let is_alone =
                || attribution == Attribution::Same && is_alone(speech, first.1) && is_alone(other_speech, second.1);
            let is_like = is_like();
            if is_like || is_alone() && is_near(one, other) {
                likeness = likeness.max(LEAST);
                let extent = if is_like { extent(one, other) } else { extent_by_length(one, other) };
                matches.push(SpeechMatch { first: number, second: other_number, extent, attribution, likeness });
            }
        }
    }
    best_pairs(matches)
}

/// What two speeches must reach to be one.
#[derive(Debug, Clone, Copy)]
struct Bar {
    /// The likeness of the likest sentences.
    likeness: f64,
    /// What these must share at least, in orders of magnitude: so much is no chance.
    shared: f64,
    /// What they must share if they are too light for that.
    shared_of_light: f64,
    /// Words that must stand side by side in both, unless a speech is shorter.
    side_by_side: usize,
}

impl Bar {
    /// The bar by who is said to speak. Others than the same seldom use the same words side by side by chance.
    fn of(attribution: Attribution) -> Self {
        match attribution {
            Attribution::Same => Self { likeness: 0.42, shared: 3.0, shared_of_light: 2.0, side_by_side: 0 },
            Attribution::Unknown => Self { likeness: 0.6, shared: 4.0, shared_of_light: 3.0, side_by_side: 2 },
            Attribution::Different => Self { likeness: 0.65, shared: 4.5, shared_of_light: 4.5, side_by_side: 5 },
        }
    }
}

/// Likeness of what only its speaker tells to be one.
const LEAST: f64 = 0.1;

/// Whether a speech is the only one of a speaker who is named.
fn is_alone(speech: &Speech, all: &[Speech]) -> bool {
    let Some(name) = &speech.speaker else { return false };
    let is_theirs = |other: &&Speech| other.speaker.as_ref().is_some_and(|other| same_person(name, other));
    all.iter().take(MOST).filter(is_theirs).count() == 1
}

/// Whether two speeches tell so much alike that they are one if their speaker is heard but once in each version: some
/// words that bear meaning, or a few in one order. Who is quoted once by two reports is mostly quoted with one clip.
fn is_near(one: &Cut, other: &Cut) -> bool {
    /// Words lighter than this are grammar.
    const LIGHT: f64 = 0.9;
    const ENOUGH: f64 = 2.0;
    const WORDS: usize = 2;
    const IN_ORDER: usize = 3;
    let mut told: Vec<&Term> = one.terms().filter(|term| term.rarity >= LIGHT && other.has(term)).collect();
    told.sort_by(|one, other| one.stem.cmp(&other.stem));
    told.dedup_by(|one, other| one.stem == other.stem);
    let sum = told.iter().map(|term| term.rarity).sum::<f64>();
    sum >= ENOUGH && told.len() >= WORDS || is_side_by_side(one, other, IN_ORDER)
}

/// Whether two speakers say one striking thing: nearly all words of a clause, and some side by side.
fn is_catchphrase(one: &Cut, other: &Cut) -> bool {
    const SIDE_BY_SIDE: usize = 3;
    let bar = Bar { likeness: 0.75, shared: 3.0, shared_of_light: 3.0, side_by_side: SIDE_BY_SIDE };
    likeness(one, other, bar) >= bar.likeness && is_side_by_side(one, other, SIDE_BY_SIDE)
}

/// Takes the likest pair first, and leaves what shares a speech with it.
fn best_pairs(mut matches: Vec<SpeechMatch>) -> Vec<SpeechMatch> {
    let order = |one: &SpeechMatch, other: &SpeechMatch| {
        other
            .likeness
            .partial_cmp(&one.likeness)
            .unwrap_or(Ordering::Equal)
            .then((one.first, one.second).cmp(&(other.first, other.second)))
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
    fn of(version: &Version, speech: &Speech, topic: &Topic) -> Self {
        let mut sentences = Vec::new();
        let mut budget = MOST_WORDS;
        for span in &speech.spans {
            let mut clauses: Vec<Vec<Term>> = Vec::new();
            for clause in clauses_of(version.piece(*span)) {
                let terms = terms(clause, topic);
                budget = budget.saturating_sub(terms.len());
                if budget == 0 {
                    break;
                }
                // A scrap goes with the clause before.
                match clauses.last_mut() {
                    Some(last) if is_scrap(&terms) => last.extend(terms),
                    _ => clauses.push(terms),
                }
            }
            if clauses.len() > 1 {
                clauses.push(clauses.concat());
            }
            sentences.push(CutSentence { units: clauses });
        }
        let mut cut = Self { sentences, stems: Vec::new() };
        cut.stems = cut.terms().map(|term| term.stem.clone()).collect();
        cut.stems.sort_unstable();
        cut
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.sentences.iter().flat_map(CutSentence::clauses).flatten()
    }

    fn has(&self, term: &Term) -> bool {
        self.stems.binary_search(&term.stem).is_ok()
    }
}

impl CutSentence {
    fn clauses(&self) -> &[Vec<Term>] {
        let clauses = if self.units.len() > 1 { self.units.len() - 1 } else { self.units.len() };
        &self.units[..clauses]
    }
}

fn clauses_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ':', '—', '–', '?', '!'])
        .flat_map(|clause| clause.split(" and "))
        .flat_map(|clause| clause.split(" but "))
        .filter(|clause| clause.contains(char::is_alphanumeric))
}

/// Whether a clause says too little to be missed.
fn is_scrap(terms: &[Term]) -> bool {
    const LEAST: f64 = 2.0;
    terms.iter().map(|term| term.weight).sum::<f64>() < LEAST
}

/// The words of a clause with their weights.
fn terms(clause: &str, topic: &Topic) -> Vec<Term> {
    let general = GeneralFrequencies::shipped();
    let mut terms = Vec::new();
    for_each_word(clause, Unspaced::Characters, |word| {
        let stem = root(word.normal);
        let own = weight(general.frequency(word.normal));
        // "gone" is no rarer than "go".
        let rarity = general.frequency(&stem).map_or(own, |frequency| own.min(weight(Some(frequency))));
        let weight = (own * topic.share(&stem)).max(LIGHTEST);
        terms.push(Term { stem, weight, rarity });
    });
    terms
}

/// In how many sentences of two versions each root stands.
struct Topic(AHashMap<String, (usize, usize)>);

impl Topic {
    fn of(first: &Version, second: &Version) -> Self {
        // The sentence that each root was met in last, and in how many.
        let mut sentences: AHashMap<String, (usize, usize)> = AHashMap::new();
        for (number, sentence) in first.sentences.iter().chain(&second.sentences).enumerate() {
            for_each_word(&sentence.text, Unspaced::Characters, |word| {
                let (last, count) = sentences.entry(root(word.normal)).or_insert((usize::MAX, 0));
                if *last != number {
                    (*last, *count) = (number, *count + 1);
                }
            });
        }
        Self(sentences)
    }

    /// How much of its weight a word keeps: all in up to [`OWN`](Self::OWN) sentences, then less and less.
    fn share(&self, root: &str) -> f64 {
        /// A speech told twice by each version.
        const OWN: f64 = 4.0;
        (OWN / self.0.get(root).map_or(1.0, |(_, sentences)| *sentences as f64)).min(1.0)
    }
}

/// The weight of a word that says nothing.
const LIGHTEST: f64 = 0.1;

/// Orders of magnitude by which a word is rarer than the most frequent ones; almost nothing for those.
fn weight(frequency: Option<f64>) -> f64 {
    const UNKNOWN: f64 = 3e-7;
    const COMMON: f64 = 4e-3;
    (COMMON / frequency.unwrap_or(UNKNOWN).max(UNKNOWN)).log10().clamp(LIGHTEST, 4.0)
}

/// The likeness of the likest sentences.
fn likeness(one: &Cut, other: &Cut, bar: Bar) -> f64 {
    let pairs = one.sentences.iter().flat_map(|one| other.sentences.iter().map(move |other| (one, other)));
    pairs.map(|(one, other)| likeness_of_sentences(one, other, bar)).fold(0.0, f64::max)
}

/// The share of the weight of the shorter of the two likest clauses that the other has too; nothing if what they share
/// weighs less than the bar, or than most of what clauses too light for that weigh.
fn likeness_of_sentences(one: &CutSentence, other: &CutSentence, bar: Bar) -> f64 {
    let mut best = 0.0_f64;
    for clause in &one.units {
        for other_clause in &other.units {
            let (shared, weight, other_weight) = shared(clause, other_clause);
            let shorter = weight.min(other_weight);
            if shared >= bar.shared.min((0.8 * shorter).max(bar.shared_of_light)) {
                best = best.max(shared / shorter);
            }
        }
    }
    best.min(1.0)
}

/// Whether so many words stand side by side in both speeches, or all of the shorter one if it has fewer.
fn is_side_by_side(one: &Cut, other: &Cut, words: usize) -> bool {
    let roots = |cut: &'_ Cut| -> Vec<String> { cut.terms().map(|term| term.stem.clone()).collect() };
    let (one, other) = (roots(one), roots(other));
    let words = words.min(one.len()).min(other.len()).max(1);
    let known: AHashSet<&[String]> = one.windows(words).collect();
    other.windows(words).any(|window| known.contains(window))
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

/// Which speech has more, of two that share few words: the one that is longer by far.
fn extent_by_length(one: &Cut, other: &Cut) -> Extent {
    const LONGER: f64 = 1.5;
    let words = |cut: &Cut| cut.terms().count() as f64;
    match (words(one), words(other)) {
        (one, other) if one > LONGER * other => Extent::FirstLonger,
        (one, other) if other > LONGER * one => Extent::SecondLonger,
        _ => Extent::Equal,
    }
}

/// Whether a speech has a clause of which the other has too little. In a sentence that is found again, a clause in other
/// words is rather the same once more, so that next to nothing of it must be told.
fn has_more(one: &Cut, other: &Cut) -> bool {
    const TOLD: f64 = 0.5;
    const TOLD_IN_FOUND: f64 = 0.25;
    const WEIGHT_IN_FOUND: f64 = 2.5;
    /// Words lighter than this are grammar.
    const LIGHT: f64 = 0.5;
    one.sentences.iter().any(|sentence| {
        let bar = Bar::of(Attribution::Same);
        let is_found = other.sentences.iter().any(|other| likeness_of_sentences(sentence, other, bar) >= bar.likeness);
        sentence.clauses().iter().any(|clause| {
            let heavy = || clause.iter().filter(|term| term.weight >= LIGHT);
            let weight: f64 = heavy().map(|term| term.weight).sum();
            let told: f64 = heavy().filter(|term| other.has(term)).map(|term| term.weight).sum();
            if is_found { weight >= WEIGHT_IN_FOUND && told < TOLD_IN_FOUND * weight } else { told < TOLD * weight }
        })
    })
}
