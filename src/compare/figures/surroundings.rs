//! What stands around a quantity and tells which thing it is of: close words, its role, its label, its qualifiers.

use ahash::AHashSet;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::roles::{Role, is_notice, role};
use crate::text::korean::is_hangul;
use crate::text::quantities::{Measure, Quantity, Stated};

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

/// Words on either side of a quantity that are close to it.
const NEAR: usize = 9;
/// Words behind and before a quantity in which its role is looked for.
const ROLE_BEHIND: usize = 12;
const ROLE_BEFORE: usize = 5;

/// The forms of the words around a quantity, in its clause and the next words of its sentence.
pub(super) fn near(stated: &Stated, at: usize, forms: &[Option<u64>]) -> AHashSet<u64> {
    let words = &stated.quantities[at].words;
    let range = words.start.saturating_sub(NEAR)..(words.end + NEAR).min(forms.len());
    let noun = stated.quantities[at].noun.as_deref();
    let is_other = |index: &usize| !words.contains(index) && Some(stated.words[*index].normal.as_str()) != noun;
    range.filter(is_other).filter_map(|index| forms[index]).collect()
}

/// What is said of a quantity: by the word right before it, else by those behind it up to the next count, else by those
/// before it.
pub(super) fn role_of(stated: &Stated, at: usize) -> Option<Role> {
    let quantity = &stated.quantities[at];
    let words = &stated.words;
    let is_beside =
        |index: usize| words.get(index).zip(words.get(quantity.words.start)).is_some_and(|(a, b)| a.clause == b.clause);
    let role_at = |index: usize| {
        let word = &words.get(index)?.normal;
        if quantity.measure == Measure::Clock && is_beside(index) && is_notice(word) {
            Some(Role::Reported)
        } else {
            role(word)
        }
    };
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

/// What a figure is said to be, by the word that it is the value of: `turnout was`, `a turnout of`, 투표율은.
pub(super) fn label(stated: &Stated, at: usize, forms: &[Option<u64>]) -> Option<u64> {
    /// Words between a label and its figure.
    const BETWEEN: usize = 5;
    let quantity = &stated.quantities[at];
    let first = stated.words.get(quantity.words.start)?;
    let mut is_linked = false;
    for index in (quantity.words.start.saturating_sub(BETWEEN)..quantity.words.start).rev() {
        let word = stated.words.get(index).filter(|word| word.clause == first.clause)?;
        let normal = word.normal.as_str();
        if normal.contains(is_hangul) {
            if matches!(normal, "약" | "대략" | "최소" | "최대" | "모두" | "총" | "무려" | "거의") {
                continue;
            }
            let is_subject = normal.ends_with(['은', '는', '이', '가', '도']);
            return if is_subject { *forms.get(index)? } else { None };
        }
        match normal {
            "was" | "is" | "were" | "are" | "of" | "at" | "to" | "reached" | "reaching" | "hit" | "stood" | "came"
            | "totaled" | "totalled" | "exceeded" | "rose" | "fell" | "amounted" | "been" => is_linked = true,
            "a" | "the" | "about" | "around" | "nearly" | "almost" | "some" | "more" | "than" | "over" | "only"
            | "just" | "least" | "roughly" | "close" | "has" | "had" | "up" | "down" | "by" => {}
            _ => return if is_linked { *forms.get(index)? } else { None },
        }
    }
    None
}

/// The name that an age stands beside: `Choi, 44`, `23-year-old Choi`.
pub(super) fn owner(stated: &Stated, at: usize) -> Option<u64> {
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
pub(super) fn places(stated: &Stated, at: usize, forms: &[Option<u64>]) -> Vec<u64> {
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

pub(super) fn marks(stated: &Stated, at: usize, day: Option<Date>) -> Marks {
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
    let is_goal = has(start.saturating_sub(8)..end + 5, &|word| {
        starts(word, &goals) && !["plane", "plant"].iter().any(|other| word.starts_with(other))
    });
    let this_year = day.map(first_of_year);
    // Who was 43 last year is so today, or nearly.
    let is_background = !matches!(quantity.measure, Measure::Calendar | Measure::Age)
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
    // `shortly before three` is a time, not a limit.
    let is_soon = start.checked_sub(2).and_then(|before| words.get(before)).is_some_and(|word| {
        quantity.measure == Measure::Clock && matches!(word.normal.as_str(), "shortly" | "just" | "soon")
    });
    let bound = match start.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.normal.as_str()) {
        _ if is_soon => None,
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
