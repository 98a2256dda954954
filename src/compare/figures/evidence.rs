//! Evidence that two quantities are of the same thing.

use super::Relation;
use super::context::{Contexts, Item};
use super::relation::{likeness, relation};
use super::roles::{Role, is_person};
use crate::text::figures::Figure;
use crate::text::quantities::Measure;

/// Two quantities that may be of the same thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) relation: Relation,
    pub(super) score: f64,
    /// Their sentences tell the same, or the value is one that is not met twice by chance.
    pub(super) is_certain: bool,
}

/// What a sentence of the same content, and what is counted, weigh; words are of their own weight, up to a limit.
const TOGETHER: f64 = 1.7;
const SAME_NOUN: f64 = 1.0;
const SAME_ROLE: f64 = 1.0;
const MOST_NEAR: f64 = 2.2;
/// What sentences that are not known to tell the same must share for a conflict, and words close to the figures.
const LIKELY_TOGETHER: f64 = 0.6;
const MUCH_NEAR: f64 = 1.4;
/// Or, where they share nearly all words.
const NEARLY_ONE: f64 = 0.85;
const SOME_NEAR: f64 = 0.7;
/// From which on sentences count as telling the same.
const SURELY_TOGETHER: f64 = 0.75;

/// Values in conflict that are less alike are of two things, but for tolls.
const ALIKE: f64 = 0.3;

/// What a value of three digits weighs, which two things seldom share.
const TELLING: f64 = 2.0;

/// Evidence that is needed, by relation.
const AGREEING: f64 = 1.8;
const FINER: f64 = 2.0;
const CONFLICTING: f64 = 2.5;

/// What two quantities are to each other; `None` if they cannot be shown to be of the same thing.
pub(super) fn candidate(contexts: &Contexts, first: usize, second: usize) -> Option<Candidate> {
    let (one, two) = (&contexts.first[first], &contexts.second[second]);
    if one.quantity.measure != two.quantity.measure {
        return None;
    }
    let relation = relation(&one.quantity, &two.quantity)?;
    let nouns = nouns(one, two)?;
    let roles = roles(one, two)?;
    if !may_be_one(one, two, relation) {
        return None;
    }
    let together = contexts.together(one.span.sentence, two.span.sentence);
    let near = contexts.shared_near(one, two).min(MOST_NEAR);
    let single = if one.fellows == 1 && two.fellows == 1 { 0.3 } else { 0.0 };
    let mut score = together * TOGETHER + near + nouns + roles + single;
    if contexts.neighbours(one.span.sentence, two.span.sentence) {
        score += 0.3;
    }
    let (needed, value) = match relation {
        Relation::Agreeing => (AGREEING, telling(one, two)),
        Relation::FirstFiner | Relation::SecondFiner => (FINER, closeness(one, two)),
        Relation::Conflicting => (CONFLICTING, likeness(&one.quantity, &two.quantity)),
    };
    score += value;
    if relation == Relation::Conflicting && contexts.are_elsewhere(one, two, together >= 1.0) {
        return None;
    }
    if relation == Relation::Conflicting && !is_same_count(one, two, together, near, value) {
        return None;
    }
    (score >= needed).then_some(Candidate {
        first,
        second,
        relation,
        score: score - needed,
        is_certain: match one.quantity.measure {
            Measure::Calendar => together >= 1.0,
            _ if roles > 0.0 && relation == Relation::Agreeing => true,
            _ => together >= SURELY_TOGETHER || relation == Relation::Agreeing && value >= TELLING,
        },
    })
}

/// What the nouns say; `None` if they are of two things.
fn nouns(one: &Item, two: &Item) -> Option<f64> {
    let (first, second) = (&one.quantity, &two.quantity);
    if first.measure == Measure::Count && !same_counter(first.counter, second.counter) {
        return None;
    }
    let is_several =
        |item: &Item| item.quantity.measure == Measure::Count && item.quantity.reading.likely == (3.0, 9.0);
    let (Some(noun), Some(other)) = (&first.noun, &second.noun) else {
        if is_several(one) || is_several(two) {
            return None;
        }
        let is_bare = first.measure == Measure::Count && first.counter.is_none();
        return Some(if is_bare { -0.3 } else { 0.0 });
    };
    if same_form(noun, other) {
        return Some(SAME_NOUN);
    }
    if is_several(one) || is_several(two) {
        return None;
    }
    Some(match (is_person(noun), is_person(other)) {
        (true, true) => 0.4,
        (true, false) | (false, true) => -0.9,
        (false, false) => -0.3,
    })
}

/// 명 and 대 count different things; 개 and 곳 may count the same.
fn same_counter(one: Option<&str>, two: Option<&str>) -> bool {
    let kind = |counter: &str| match counter {
        "사람" | "명" => 0,
        "개" | "곳" | "군데" | "개사" => 1,
        "동" | "채" => 2,
        "가구" | "세대" => 3,
        "대" | "량" => 4,
        other => 10 + other.chars().map(u32::from).sum::<u32>(),
    };
    one.zip(two).is_none_or(|(one, two)| kind(one) == kind(two))
}

fn same_form(one: &str, two: &str) -> bool {
    /// Letters of a beginning that forms of one word share.
    const LETTERS: usize = 5;
    let form = |word: &str| word.trim_end_matches('s').chars().take(LETTERS).collect::<String>();
    form(one) == form(two)
}

fn roles(one: &Item, two: &Item) -> Option<f64> {
    match (one.role, two.role) {
        (Some(first), Some(second)) if first == second => Some(SAME_ROLE),
        (Some(_), Some(_)) => None,
        (None, None) => Some(0.0),
        (Some(Role::Reported), None) | (None, Some(Role::Reported)) if one.quantity.measure == Measure::Clock => None,
        (Some(role), None) | (None, Some(role)) => Some(if role.is_toll() { -0.3 } else { 0.0 }),
    }
}

/// Whether no qualifier makes two things of them.
fn may_be_one(one: &Item, two: &Item, relation: Relation) -> bool {
    let (first, second) = (&one.marks, &two.marks);
    if first.extreme.zip(second.extreme).is_some_and(|(first, second)| first != second) {
        return false;
    }
    if first.is_difference != second.is_difference
        && !matches!(one.quantity.measure, Measure::Share | Measure::Multiple)
    {
        return false;
    }
    let is_claim = relation != Relation::Agreeing;
    if first.bound.zip(second.bound).is_some_and(|(first, second)| first != second) {
        return false;
    }
    if is_claim && first.is_goal != second.is_goal {
        return false;
    }
    let is_conflict = relation == Relation::Conflicting;
    // What one report tells as background (*"since the 2018 summit"*) another may tell without saying so.
    let is_same_noun =
        one.quantity.noun.as_ref().zip(two.quantity.noun.as_ref()).is_some_and(|(one, two)| same_form(one, two));
    let differs_in_background = first.is_background != second.is_background && (is_conflict || !is_same_noun);
    if is_claim && (first.is_part != second.is_part || differs_in_background) {
        return false;
    }
    !(is_conflict
        && (first.extreme != second.extreme || first.bound != second.bound || first.is_growing || second.is_growing))
}

/// Whether a conflict rests on more than a common topic.
fn is_same_count(one: &Item, two: &Item, together: f64, near: f64, likeness: f64) -> bool {
    let same_noun =
        one.quantity.noun.as_ref().zip(two.quantity.noun.as_ref()).is_some_and(|(one, two)| same_form(one, two));
    let same_role = one.role.is_some() && one.role == two.role;
    let is_toll = one.role.is_some_and(Role::is_toll);
    let is_alone = one.fellows == 1 && two.fellows == 1;
    if likeness < ALIKE && !(is_toll && same_role && likeness >= 0.0) {
        return false;
    }
    // Sentences that are known to tell the same; without that, words have to say all the more.
    let is_known = together >= 1.0;
    let is_worded_alike =
        together >= LIKELY_TOGETHER && near >= MUCH_NEAR || together >= NEARLY_ONE && near >= SOME_NEAR;
    let is_likely = is_worded_alike && is_alone;
    match one.quantity.measure {
        Measure::Count => {
            let people = |item: &Item| item.quantity.noun.as_deref().is_none_or(is_person);
            same_role && is_toll && people(one) && people(two)
                || same_noun && (is_known && (is_alone || near > 0.0) || is_worded_alike)
                || is_known && is_alone && (near >= 0.4 || likeness >= 0.6)
        }
        Measure::Duration | Measure::Share | Measure::Times | Measure::Multiple | Measure::Points => {
            is_alone && near >= 0.8 && is_known || is_likely && same_role
        }
        Measure::Ordinal => same_noun && (is_known || is_likely),
        Measure::Age => is_alone && (is_known && near > 0.0 || one.owner.is_some() && one.owner == two.owner),
        Measure::Calendar => {
            let is_day = |item: &Item| item.quantity.reading.is_point();
            let is_bound = one.marks.bound.is_some() && one.marks.bound == two.marks.bound;
            is_alone && is_known || !is_day(one) && !is_day(two) && (same_role || is_bound && is_likely)
        }
        _ => is_alone && is_known || is_likely || same_role && near >= MUCH_NEAR,
    }
}

/// How telling it is that two values are one.
fn telling(one: &Item, two: &Item) -> f64 {
    let (first, second) = (&one.quantity, &two.quantity);
    match first.measure {
        Measure::Calendar => {
            let is_day = |item: &Item| item.quantity.reading.is_point();
            if one.is_today && two.is_today {
                0.0
            } else if is_day(one) {
                0.7
            } else {
                0.4
            }
        }
        Measure::Clock => 0.9,
        Measure::Age => 1.6,
        Measure::Multiple | Measure::Times | Measure::Ordinal => 0.5,
        Measure::Duration | Measure::Share => {
            let weight = weight(first.reading.value / first.reading.step).max(0.3);
            weight.min(weight_of(second))
        }
        _ => weight_of(first).min(weight_of(second)),
    }
}

fn weight_of(quantity: &crate::text::quantities::Quantity) -> f64 {
    let reading = &quantity.reading;
    if quantity.measure == Measure::Duration {
        weight(reading.value / reading.step).max(0.3)
    } else {
        weight(reading.value)
    }
}

fn weight(value: f64) -> f64 {
    f64::from(Figure { value, span: (0, 0) }.weight())
}

/// How telling it is that a figure lies where the words of another leave it: the more digits the finer has, and the
/// nearer they are, the less is it chance.
fn closeness(one: &Item, two: &Item) -> f64 {
    if one.quantity.measure == Measure::Calendar {
        return 0.0;
    }
    let (first, second) = (&one.quantity.reading, &two.quantity.reading);
    let finer = if first.step <= second.step { first } else { second };
    let distance =
        (first.value - second.value).abs() / first.value.abs().max(second.value.abs()).max(f64::MIN_POSITIVE);
    let telling = weight(finer.value).min(1.6) * 0.75;
    match distance {
        ..0.04 => telling,
        ..0.12 => telling * 0.5,
        ..0.35 => 0.2,
        _ => 0.0,
    }
}
