//! Contexts: each quantity of the two versions with what tells which thing it is of.

use ahash::{AHashMap, AHashSet};
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::MOST_QUANTITIES;
use super::roles::{Role, role};
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
    /// It is the day on which its version is told, and said to be `today`.
    pub(super) is_today: bool,
    pub(super) is_called_today: bool,
    /// Whose age it is: the name beside it.
    pub(super) owner: Option<u64>,
    /// Forms of the places that its clause names.
    places: Vec<u64>,
}

/// Words that make another thing of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a qualifier of its own, and any of them may go together")]
pub(super) struct Marks {
    /// The highest, the lowest, the average.
    pub(super) extreme: Option<char>,
    /// A target or a forecast.
    pub(super) is_goal: bool,
    /// Of another event or time, which the sentence names.
    pub(super) is_background: bool,
    /// Some of a lot: `two of them seriously`.
    pub(super) is_part: bool,
    /// By how much things differ: `three years less`.
    pub(super) is_difference: bool,
    /// A count that grows: `so far`, `rose to`.
    pub(super) is_growing: bool,
    /// Where a time begins or ends: `since`, `until`.
    pub(super) bound: Option<Bound>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    From,
    Until,
}

/// The quantities of both versions, and how much their sentences share.
pub(super) struct Contexts {
    pub(super) first: Vec<Item>,
    pub(super) second: Vec<Item>,
    /// How telling a form is in these two versions.
    pub(super) weights: AHashMap<u64, f64>,
    /// Forms of each sentence.
    first_forms: Vec<AHashSet<u64>>,
    second_forms: Vec<AHashSet<u64>>,
    aligned: AHashSet<(usize, usize)>,
}

/// Words on either side of a quantity that are close to it.
const NEAR: usize = 9;
/// Words behind and before a quantity in which its role is looked for.
const ROLE_BEHIND: usize = 12;
const ROLE_BEFORE: usize = 5;

pub(super) fn contexts(first: &Version, second: &Version, aligned: &[(usize, usize)]) -> Contexts {
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
    let forms = |read: &[Read]| read.iter().map(|read| read.forms.iter().map(|(form, _)| *form).collect()).collect();
    Contexts {
        first_forms: forms(&one),
        second_forms: forms(&two),
        first: items(one, today.or(other_today)),
        second: items(two, other_today.or(today)),
        weights,
        aligned: aligned.iter().copied().collect(),
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
        let sum = |forms: &mut dyn Iterator<Item = &u64>| -> f64 {
            /// What a word that the other version lacks weighs.
            const ALONE: f64 = 0.5;
            forms.map(|form| self.weights.get(form).copied().unwrap_or(ALONE)).sum()
        };
        let shared = sum(&mut one.iter().filter(|form| two.contains(form)));
        let all = (sum(&mut one.iter()) * sum(&mut two.iter())).sqrt();
        if all <= 0.0 { 0.0 } else { (shared / all / ENOUGH).min(0.9) }
    }

    /// Whether sentences next to these two tell the same, so that these are of one passage.
    pub(super) fn neighbours(&self, first: usize, second: usize) -> bool {
        let around = |at: usize| [at.wrapping_sub(1), at, at + 1];
        around(first).into_iter().any(|one| around(second).into_iter().any(|two| self.aligned.contains(&(one, two))))
    }

    /// Whether one of two quantities is of a place that the other's sentence does not name: it may be a part of all.
    /// Where the sentences are known to tell the same, of a place that the other version names nowhere.
    pub(super) fn are_elsewhere(&self, first: &Item, second: &Item, are_known: bool) -> bool {
        let unnamed = |places: &[u64], forms: Option<&AHashSet<u64>>| {
            let is_named = |place: &u64| forms.is_some_and(|forms| forms.contains(place));
            places.iter().any(|place| if are_known { !self.weights.contains_key(place) } else { !is_named(place) })
        };
        unnamed(&first.places, self.second_forms.get(second.span.sentence))
            || unnamed(&second.places, self.first_forms.get(first.span.sentence))
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
                is_today: quantity.measure == Measure::Calendar && today.is_some_and(|today| quantity.is_day(today)),
                owner: owner(&stated, at),
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

/// The forms of the words around a quantity, in its clause and the next words of its sentence.
fn near(stated: &Stated, at: usize, forms: &[Option<u64>]) -> AHashSet<u64> {
    let words = &stated.quantities[at].words;
    let range = words.start.saturating_sub(NEAR)..(words.end + NEAR).min(forms.len());
    let noun = stated.quantities[at].noun.as_deref();
    let is_other = |index: &usize| !words.contains(index) && Some(stated.words[*index].normal.as_str()) != noun;
    range.filter(is_other).filter_map(|index| forms[index]).collect()
}

/// What is said of a quantity: by the word right before it, else by those behind it up to the next count, else by those
/// before it.
fn role_of(stated: &Stated, at: usize) -> Option<Role> {
    let quantity = &stated.quantities[at];
    let words = &stated.words;
    let role_at = |index: usize| role(&words.get(index)?.normal);
    let is_beside =
        |index: usize| words.get(index).zip(words.get(quantity.words.start)).is_some_and(|(a, b)| a.clause == b.clause);
    for back in 1..=2 {
        let Some(index) = quantity.words.start.checked_sub(back).filter(|&index| is_beside(index)) else { break };
        // A Korean verb belongs to what stands before it.
        if let Some(role) = role_at(index).filter(|_| words[index].normal.is_ascii()) {
            return Some(role);
        }
        if !matches!(
            words[index].normal.as_str(),
            "about" | "some" | "least" | "by" | "to" | "than" | "only" | "another"
        ) {
            break;
        }
    }
    let counts = |other: &Quantity| other.measure == quantity.measure;
    let next =
        stated.quantities[at + 1..].iter().find(|other| counts(other)).map_or(words.len(), |next| next.words.start);
    let until = next.min(quantity.words.end + ROLE_BEHIND);
    let last = stated.quantities[..at].iter().rev().find(|other| counts(other)).map_or(0, |last| last.words.end);
    let from = last.max(quantity.words.start.saturating_sub(ROLE_BEFORE));
    let behind = (quantity.words.end..until).find_map(role_at);
    behind.or_else(|| (from..quantity.words.start).rev().filter(|&index| is_beside(index)).find_map(role_at))
}

/// The name that an age stands beside: `Choi, 44`, `23-year-old Choi`.
fn owner(stated: &Stated, at: usize) -> Option<u64> {
    let quantity = &stated.quantities[at];
    if quantity.measure != Measure::Age {
        return None;
    }
    let name = |index: usize| stated.words.get(index).filter(|word| word.is_capitalised);
    let before = quantity.words.start.checked_sub(1).and_then(name);
    // The last word of a name behind the age.
    let behind = (quantity.words.end..quantity.words.end + 3).take_while(|&index| name(index).is_some()).last();
    let word = behind.and_then(name).or(before)?;
    Some(xxh3_64(word.normal.as_bytes()))
}

/// The places that the clause of a quantity and those beside it name, by `in` or 에서.
fn places(stated: &Stated, at: usize, forms: &[Option<u64>]) -> Vec<u64> {
    let Some(first) = stated.words.get(stated.quantities[at].words.start) else { return Vec::new() };
    let is_led = |index: usize| {
        index.checked_sub(1).is_some_and(|before| matches!(stated.words[before].normal.as_str(), "in" | "at" | "near"))
    };
    let of_clause = stated.words.iter().enumerate().filter(|(_, word)| word.clause.abs_diff(first.clause) <= 1);
    of_clause
        .filter(|&(index, word)| {
            is_led(index) && word.is_capitalised || word.normal.ends_with("에서만") || word.normal.ends_with("에서는")
        })
        .filter_map(|(index, _)| forms.get(index).copied().flatten())
        .collect()
}

/// The number of the day on which the year of a day begins, as quantities count days.
fn first_of_year(day: Date) -> f64 {
    let first = day.first_of_year();
    f64::from(first.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

fn marks(stated: &Stated, at: usize, day: Option<Date>) -> Marks {
    let quantity = &stated.quantities[at];
    let words = &stated.words;
    let has = |range: std::ops::Range<usize>, test: &dyn Fn(&str) -> bool| {
        words.get(range.start..range.end.min(words.len())).unwrap_or_default().iter().any(|word| test(&word.normal))
    };
    let (start, end) = (quantity.words.start, quantity.words.end);
    let is_beside = |at: usize| words.get(at).zip(words.get(start)).is_some_and(|(one, two)| one.clause == two.clause);
    let around = start.saturating_sub(6)..end + 6;
    let starts = |word: &str, forms: &[&str]| forms.iter().any(|form| word.starts_with(form));
    let extreme = [
        ('h', ["highest", "maximum", "peak", "최고", "최대"]),
        ('l', ["lowest", "minimum", "least", "최저", "최소"]),
        ('a', ["average", "averaged", "mean", "평균", "median"]),
    ]
    .into_iter()
    .find(|(_, forms)| has(around.clone(), &|word| forms.iter().any(|form| word.starts_with(form) && word != "means")))
    .map(|(mark, _)| mark)
    .filter(|&mark| !(mark == 'l' && has(start.saturating_sub(2)..start, &|word| matches!(word, "least" | "최소"))))
    .filter(|&mark| !(mark == 'h' && has(start.saturating_sub(1)..start, &|word| word == "최대")));
    let goals = ["target", "goal", "forecast", "expected", "plan", "aim", "목표", "전망", "예상", "계획"];
    let is_goal = has(start.saturating_sub(8)..end + 5, &|word| starts(word, &goals) && !word.starts_with("plane"));
    let this_year = day.map(first_of_year);
    let is_background = quantity.measure != Measure::Calendar
        && (has(around.clone(), &|word| matches!(word, "previous" | "formerly" | "previously"))
            || stated.quantities.iter().any(|other| {
                let is_of_it = other.words.start < start || is_beside(other.words.start);
                is_of_it
                    && other.measure == Measure::Calendar
                    && this_year.is_some_and(|start| other.reading.likely.1 < start)
            }));
    let grave = ["seriously", "critically", "severely", "중상", "위독", "중태"];
    let of_lot = ["including", "가운데", "일부"];
    let is_part = quantity.is_part
        || has(start.saturating_sub(4)..end + 4, &|word| starts(word, &grave))
        || has(start.saturating_sub(3)..start, &|word| starts(word, &of_lot))
        || has(end.saturating_sub(1)..end, &|word| word.ends_with("명도"))
        || has(start.saturating_sub(1)..start, &|word| matches!(word, "another" | "additional" | "또"));
    let differences = ["적은", "많은", "낮은", "높은", "more", "fewer", "less", "better", "worse", "higher", "lower"];
    let is_difference = words.get(end).is_some_and(|word| {
        differences.contains(&word.normal.as_str()) && words.get(start).is_some_and(|first| first.clause == word.clause)
    });
    let growing = has(0..words.len(), &|word| matches!(word, "지금까지" | "현재까지"))
        || words.windows(2).any(|pair| {
            matches!(
                (pair[0].normal.as_str(), pair[1].normal.as_str()),
                ("so", "far") | ("rose" | "risen" | "climbed" | "rises", "to") | ("at", "first") | ("initially", _)
            )
        });
    let bound = match start.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.normal.as_str()) {
        Some("since" | "from" | "beginning" | "starting" | "after") => Some(Bound::From),
        Some("until" | "till" | "by" | "before" | "through") => Some(Bound::Until),
        _ => words.get(end.saturating_sub(1)).and_then(|last| {
            if last.normal.ends_with("부터") {
                Some(Bound::From)
            } else {
                last.normal.ends_with("까지").then_some(Bound::Until)
            }
        }),
    };
    Marks { extreme, is_goal, is_background, is_part, is_difference, is_growing: growing, bound }
}
