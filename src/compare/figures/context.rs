//! Contexts: each quantity of the two versions with what tells which thing it is of.

use ahash::{AHashMap, AHashSet};
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::MOST_QUANTITIES;
use super::evidence::weight_of;
use super::roles::Role;
use super::surroundings::{Marks, label, marks, near, owner, places, role_of};
use crate::compare::version::{Span, Version};
use crate::text::days::NamedDay;
use crate::text::frequency::{FORM_LETTERS, GeneralFrequencies};
use crate::text::korean::{is_hangul, stem, without_formal_ending};
use crate::text::quantities::{Measure, Quantity, Stated, stated};
use crate::text::told_days::{Passage, told_days};

/// A quantity in its version.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) quantity: Quantity,
    pub(super) span: Span,
    /// What is said of it.
    pub(super) role: Option<Role>,
    /// Forms of the words close to it.
    pub(super) near: AHashSet<u64>,
    /// Qualifiers that two quantities of one thing share.
    pub(super) marks: Marks,
    /// Quantities of its measure in its sentence.
    pub(super) fellows: usize,
    /// Quantities of its measure and noun in its sentence.
    pub(super) namesakes: usize,
    /// How telling its value is.
    pub(super) weight: f64,
    /// It is the day on which its version is told, and said to be `today`.
    pub(super) is_today: bool,
    pub(super) is_called_today: bool,
    /// Whose age it is: the name beside it.
    pub(super) owner: Option<u64>,
    /// What it is said to be: `a turnout of`, 투표율은.
    pub(super) label: Option<u64>,
    /// Forms of the places that its clause names.
    places: Vec<u64>,
}

/// The quantities of both versions, and how much their sentences share.
pub(super) struct Contexts {
    pub(super) first: Vec<Item>,
    pub(super) second: Vec<Item>,
    /// How telling a form is in these two versions.
    pub(super) weights: AHashMap<u64, f64>,
    /// Forms of each sentence.
    first_forms: Vec<Forms>,
    second_forms: Vec<Forms>,
    aligned: AHashSet<(usize, usize)>,
    told: AHashSet<(usize, usize)>,
}

pub(super) fn contexts(
    first: &Version,
    second: &Version,
    near: &[(usize, usize)],
    told: &[(usize, usize)],
) -> Contexts {
    let ((one, today), (two, other_today)) = (read(first, second), read(second, first));
    let mut weights = AHashMap::new();
    let (counts, other) = (sentences_with(&one), sentences_with(&two));
    for (form, frequency) in one.iter().chain(&two).flat_map(|read| &read.forms) {
        if let Some((here, there)) = counts.get(form).zip(other.get(form)) {
            // Rare in the language, and in few sentences of the two.
            let rarity = ((-frequency.max(1e-8).log10() - 2.6) / 2.0).clamp(0.0, 1.2);
            weights.insert(*form, rarity / (*here * *there).powf(0.3));
        }
    }
    let forms = |read: &[Read]| read.iter().map(|read| Forms::of(&read.forms, &weights)).collect();
    Contexts {
        first_forms: forms(&one),
        second_forms: forms(&two),
        first: items(one, today.or(other_today)),
        second: items(two, other_today.or(today)),
        weights,
        aligned: near.iter().copied().collect(),
        told: told.iter().copied().collect(),
    }
}

/// The forms of the words of a sentence, and what they weigh together.
struct Forms {
    forms: AHashSet<u64>,
    weight: f64,
}

impl Forms {
    fn of(forms: &[(u64, f64)], weights: &AHashMap<u64, f64>) -> Self {
        /// What a word that the other version lacks weighs.
        const ALONE: f64 = 0.5;
        let weight = forms.iter().map(|(form, _)| weights.get(form).copied().unwrap_or(ALONE)).sum();
        Self { forms: forms.iter().map(|(form, _)| *form).collect(), weight }
    }
}

impl Contexts {
    /// How surely two sentences tell the same, between 0 and 1.
    pub(super) fn together(&self, first: usize, second: usize) -> f64 {
        /// What sentences that share this much of their telling words certainly have.
        const ENOUGH: f64 = 0.55;
        if self.aligned.contains(&(first, second)) {
            return 1.0;
        }
        let (Some(one), Some(two)) = (self.first_forms.get(first), self.second_forms.get(second)) else { return 0.0 };
        let in_two = |form: &&u64| two.forms.contains(*form);
        let shared: f64 = one.forms.iter().filter(in_two).filter_map(|form| self.weights.get(form)).sum();
        let all = (one.weight * two.weight).sqrt();
        if all <= 0.0 { 0.0 } else { (shared / all / ENOUGH).min(0.9) }
    }

    /// Whether two sentences stand in one row.
    pub(super) fn tell_the_same(&self, first: usize, second: usize) -> bool {
        self.told.contains(&(first, second))
    }

    /// Whether sentences next to these two tell the same, so that these are of one passage.
    pub(super) fn neighbours(&self, first: usize, second: usize) -> bool {
        let around = |at: usize| [at.wrapping_sub(1), at, at + 1];
        around(first).into_iter().any(|one| around(second).into_iter().any(|two| self.aligned.contains(&(one, two))))
    }

    /// Whether one of two quantities is of a place that the other's sentence does not name: it may be a part of all.
    /// Where the sentences are known to tell the same, of a place that the other version names nowhere.
    pub(super) fn are_elsewhere(&self, first: &Item, second: &Item, are_known: bool) -> bool {
        let unnamed = |places: &[u64], sentence: Option<&Forms>| {
            let is_named = |place: &u64| sentence.is_some_and(|sentence| sentence.forms.contains(place));
            places.iter().any(|place| if are_known { !self.weights.contains_key(place) } else { !is_named(place) })
        };
        unnamed(&first.places, self.second_forms.get(second.span.sentence))
            || unnamed(&second.places, self.first_forms.get(first.span.sentence))
    }

    /// The weight of the label that two quantities share; 0 if they do not.
    pub(super) fn shared_label(&self, first: &Item, second: &Item) -> f64 {
        let shared = first.label.filter(|label| second.label == Some(*label));
        shared.and_then(|label| self.weights.get(&label).copied()).unwrap_or(0.0)
    }

    /// The weight of the words close to both of two quantities.
    pub(super) fn shared_near(&self, first: &Item, second: &Item) -> f64 {
        first.near.iter().filter(|form| second.near.contains(form)).filter_map(|form| self.weights.get(form)).sum()
    }
}

/// A sentence as read.
struct Read {
    stated: Stated,
    /// Each form of its words with its frequency, in order; empty hash for words that have none.
    word_forms: Vec<Option<u64>>,
    forms: Vec<(u64, f64)>,
}

/// How often a word is met that the tables lack.
const RARE: f64 = 1e-7;

/// Words in which the day that is `today` is looked for.
const OPENING: usize = 200;

/// Reads a version, and finds the day that is its `today`.
fn read(version: &Version, other: &Version) -> (Vec<Read>, Option<Date>) {
    let passages: Vec<Passage<'_>> = version
        .sentences
        .iter()
        .map(|sentence| Passage { text: &sentence.text, is_spoken: sentence.speaker.is_some() })
        .collect();
    let published = version.day.or(other.day);
    let (day, is_known) = match told_days(&passages, published, OPENING).today {
        Some(NamedDay::Date(date)) => (Some(date), true),
        Some(NamedDay::MonthDay(month, day)) => (Date::new(UNKNOWN_YEAR, month, day).ok(), false),
        _ => (published.or(Date::new(UNKNOWN_YEAR, 7, 1).ok()), published.is_some()),
    };
    let read = version.sentences.iter().map(|sentence| read_sentence(&sentence.text, day, is_known)).collect();
    (read, day.filter(|_| is_known))
}

/// Stands for the year of dates of which nothing tells the year: both versions then name month and day.
const UNKNOWN_YEAR: i16 = 2024;

fn read_sentence(text: &str, day: Option<Date>, is_known: bool) -> Read {
    let mut stated = stated(text, day);
    stated.quantities.retain(|quantity| is_known || quantity.measure != Measure::Calendar || !quantity.is_relative);
    let general = GeneralFrequencies::shipped();
    let mut forms: Vec<(u64, f64)> = Vec::new();
    let word_forms = stated
        .words
        .iter()
        .map(|word| {
            let (form, frequency) = form_of(&word.normal, general)?;
            forms.push((form, frequency));
            Some(form)
        })
        .collect();
    forms.sort_unstable_by_key(|(form, _)| *form);
    forms.dedup_by_key(|(form, _)| *form);
    Read { stated, word_forms, forms }
}

/// The beginning that forms of a word share, and how often words begin so. None for figures and very short words.
fn form_of(word: &str, general: &GeneralFrequencies) -> Option<(u64, f64)> {
    /// Syllables of a Korean stem that are compared.
    const SYLLABLES: usize = 2;
    if word.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if word.contains(is_hangul) {
        let whole = without_formal_ending(stem(word));
        let end = whole.char_indices().nth(SYLLABLES).map_or(whole.len(), |(end, _)| end);
        let form = &whole[..end];
        if form.chars().count() < SYLLABLES {
            return None;
        }
        let frequency = general.frequency(whole).or_else(|| general.frequency(form)).unwrap_or(RARE);
        return Some((xxh3_64(form.as_bytes()), frequency));
    }
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.len() < 3 {
        return None;
    }
    let frequency = general.frequency(word).unwrap_or(RARE);
    let end = word.char_indices().nth(FORM_LETTERS).map_or(word.len(), |(end, _)| end);
    let singular = if end == word.len() { word.strip_suffix('s').unwrap_or(word) } else { &word[..end] };
    Some((xxh3_64(singular.as_bytes()), frequency))
}

fn sentences_with(read: &[Read]) -> AHashMap<u64, f64> {
    let mut counts = AHashMap::new();
    for (form, _) in read.iter().flat_map(|read| &read.forms) {
        *counts.entry(*form).or_insert(0.0) += 1.0;
    }
    counts
}

fn items(read: Vec<Read>, today: Option<Date>) -> Vec<Item> {
    let mut items = Vec::new();
    for (sentence, read) in read.into_iter().enumerate() {
        let Read { stated, word_forms, .. } = read;
        for (at, quantity) in stated.quantities.iter().enumerate() {
            if items.len() == MOST_QUANTITIES {
                return items;
            }
            let near = near(&stated, at, &word_forms);
            let is_alike = |other: &&Quantity| other.measure == quantity.measure;
            items.push(Item {
                span: Span { sentence, start: quantity.span.start, end: quantity.span.end },
                role: role_of(&stated, at),
                near,
                marks: marks(&stated, at, today),
                fellows: stated.quantities.iter().filter(is_alike).count(),
                namesakes: stated.quantities.iter().filter(|it| is_alike(it) && it.noun == quantity.noun).count(),
                is_today: quantity.measure == Measure::Calendar && today.is_some_and(|today| quantity.is_day(today)),
                weight: weight_of(quantity),
                owner: owner(&stated, at),
                label: label(&stated, at, &word_forms),
                places: places(&stated, at, &word_forms),
                is_called_today: stated.words.get(quantity.words.start..quantity.words.end).is_some_and(|words| {
                    words
                        .iter()
                        .any(|word| matches!(word.normal.as_str(), "today" | "this") || word.normal.starts_with("오늘"))
                }),
                quantity: quantity.clone(),
            });
        }
    }
    items
}
