//! Evidence that two quantities are of the same thing.

use super::Relation;
use super::alone::{CLOSE, Choice, Standing};
use super::context::{Contexts, Item};
use super::relation::{is_month, likeness, relation};
use super::roles::{Role, is_person};
use crate::text::figures::Figure;
use crate::text::quantities::{Measure, Quantity};

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
const SAME_LABEL: f64 = 0.8;
/// What it takes away that a figure may stand for another too, in sentences that nothing links.
const SEVERAL: f64 = 0.4;
/// What digits that changed places weigh, beyond their likeness.
const SLIP: f64 = 1.5;
/// Labels that are so rare make two figures of one thing in sentences that tell the same.
const TELLING_LABEL: f64 = 0.3;
const MOST_NEAR: f64 = 2.2;
/// What sentences that are not known to tell the same must share for a conflict, and words close to the figures.
const LIKELY_TOGETHER: f64 = 0.6;
const MUCH_NEAR: f64 = 1.4;
/// What the words close to both must weigh if their sentences stand in two rows.
const TELLING_NEAR: f64 = 1.0;
/// Or, where they share nearly all words.
const NEARLY_ONE: f64 = 0.85;
const SOME_NEAR: f64 = 0.7;
/// Or at the least, where a figure may stand for several others.
const LITTLE_NEAR: f64 = 0.4;
/// From which on sentences count as telling the same.
const SURELY_TOGETHER: f64 = 0.75;

/// Values in conflict that are less alike are of two things, but for tolls.
const ALIKE: f64 = 0.3;

/// What a value of three digits weighs, which two things seldom share.
pub(super) const TELLING: f64 = 2.0;

/// Evidence that is needed, by relation.
const AGREEING: f64 = 1.8;
const FINER: f64 = 2.0;
const CONFLICTING: f64 = 2.5;

/// What two quantities are to each other; `None` if they cannot be shown to be of the same thing.
pub(super) fn candidate(contexts: &Contexts, standing: &Standing, first: usize, second: usize) -> Option<Candidate> {
    let (one, two) = (&contexts.first[first], &contexts.second[second]);
    if one.quantity.measure != two.quantity.measure {
        return None;
    }
    let relation = relation(&one.quantity, &two.quantity)?;
    let nouns = nouns(one, two)?;
    let roles = roles(one, two, relation)?;
    if !may_be_one(one, two, relation) {
        return None;
    }
    let together = contexts.together(one.span.sentence, two.span.sentence);
    let label = contexts.shared_label(one, two);
    let is_slip = relation == Relation::Conflicting && standing.are_slip(contexts, first, second);
    let near = contexts.shared_near(one, two).min(MOST_NEAR);
    let single = if one.fellows == 1 && two.fellows == 1 { 0.3 } else { 0.0 };
    let mut score = together * TOGETHER + near + nouns + roles + single + label * SAME_LABEL;
    if contexts.neighbours(one.span.sentence, two.span.sentence) {
        score += 0.3;
    }
    let (needed, value) = match relation {
        Relation::Agreeing => (AGREEING, telling(one, two)),
        Relation::FirstFiner | Relation::SecondFiner => (FINER, closeness(one, two)),
        Relation::Conflicting => {
            (CONFLICTING, likeness(&one.quantity, &two.quantity) + if is_slip { SLIP } else { 0.0 })
        }
    };
    score += value + standing.weight(contexts, first, second);
    let is_finer = matches!(relation, Relation::FirstFiner | Relation::SecondFiner);
    let words = Words {
        near,
        label,
        is_named: nouns > 0.0 || roles > 0.0,
        is_of_one_place: together >= 1.0 && !contexts.are_elsewhere(one, two, false),
    };
    let choice = standing.choice(contexts, first, second);
    if is_finer && !is_worded_as_one(one, two, words, choice) {
        return None;
    }
    if is_finer && choice == Choice::Several && together < SURELY_TOGETHER {
        score -= SEVERAL;
    }
    // A false conflict costs more trust than a missed one: sentences of one row, or words that say what both are of.
    let is_of_one_thing = is_slip || roles > 0.0 || label >= TELLING_LABEL || near >= TELLING_NEAR;
    if relation == Relation::Conflicting
        && !is_of_one_thing
        && !contexts.tell_the_same(one.span.sentence, two.span.sentence)
    {
        return None;
    }
    if relation == Relation::Conflicting && contexts.are_elsewhere(one, two, together >= 1.0) {
        return None;
    }
    if relation == Relation::Conflicting && !is_slip && !is_same_count(one, two, (together, near, label), value) {
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
        // `More than twenty people`, `23 cases`: where a sentence counts nothing else, another noun may be of the same.
        (true, false) | (false, true) => {
            if one.fellows == 1 && two.fellows == 1 {
                -0.4
            } else {
                -0.9
            }
        }
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
    let form = |word: &'_ str| word.trim_end_matches('s').chars().take(LETTERS).map(u32::from).collect::<Vec<_>>();
    one == two || one.chars().next() == two.chars().next() && form(one) == form(two)
}

fn roles(one: &Item, two: &Item, relation: Relation) -> Option<f64> {
    match (one.role, two.role) {
        (Some(first), Some(second)) if first == second => Some(SAME_ROLE),
        (Some(_), Some(_)) => None,
        (None, None) => Some(0.0),
        // What happened, and when somebody was told of it.
        (Some(Role::Reported), None) | (None, Some(Role::Reported)) if one.quantity.measure == Measure::Clock => {
            (relation == Relation::Agreeing).then_some(-0.5)
        }
        (Some(role), None) | (None, Some(role)) => {
            Some(if role.is_toll() && one.quantity.measure == Measure::Count { -0.3 } else { 0.0 })
        }
    }
}

/// Whether nothing between two quantities makes two things of them, as far as nouns, roles and qualifiers tell.
pub(super) fn are_compatible(one: &Item, two: &Item, relation: Relation) -> bool {
    nouns(one, two).is_some_and(|nouns| nouns >= 0.0)
        && roles(one, two, relation).is_some()
        && may_be_one(one, two, relation)
}

/// What the words around two quantities share.
#[derive(Clone, Copy)]
struct Words {
    near: f64,
    label: f64,
    /// They count the same, or the same is said of them.
    is_named: bool,
    /// Their sentences tell the same, and neither names a place that the other does not.
    is_of_one_place: bool,
}

/// Whether a finer figure has the words around it that such a pair needs: what is near in value by chance is not rare.
fn is_worded_as_one(one: &Item, two: &Item, words: Words, choice: Choice) -> bool {
    let (first, second) = (&one.quantity, &two.quantity);
    let are_points = first.reading.is_point() && second.reading.is_point();
    let is_alone = choice == Choice::Only;
    let is_worded = words.near >= SOME_NEAR || words.label > 0.0 || words.is_named;
    match first.measure {
        Measure::Clock => {
            // `shortly before three` is of one side of it, `around three` of both.
            let is_soon = |item: &Item| {
                let reading = &item.quantity.reading;
                !reading.is_point() && (reading.value <= reading.likely.0 || reading.value >= reading.likely.1)
            };
            if distance(one, two) > CLOSE {
                is_worded
            } else {
                words.near > 0.0 || is_alone && (words.is_of_one_place || is_soon(one) || is_soon(two))
            }
        }
        // A year and a month of it, a month and a part of it.
        Measure::Calendar => {
            !first.is_relative || !second.is_relative || words.near >= SOME_NEAR && choice != Choice::Several
        }
        Measure::Share if are_points && one.weight.max(two.weight) < TELLING => is_worded,
        _ => {
            let is_far = distance(one, two) > CLOSE && !is_truncated(one, two);
            is_worded || is_alone || !is_far && (choice != Choice::Several || words.near >= LITTLE_NEAR)
        }
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
    // Nor do three digits meet by chance.
    let is_same =
        is_same_noun || weight_of(&one.quantity).min(weight_of(&two.quantity)) >= 1.2 && distance(one, two) <= 0.02;
    let differs_in_background = first.is_background != second.is_background && (is_conflict || !is_same);
    if is_claim && (first.is_part != second.is_part || differs_in_background) {
        return false;
    }
    !(is_conflict
        && (first.extreme != second.extreme || first.bound != second.bound || first.is_growing || second.is_growing))
}

/// Whether a conflict rests on more than a common topic.
fn is_same_count(one: &Item, two: &Item, (together, near, label): (f64, f64, f64), likeness: f64) -> bool {
    let same_noun =
        one.quantity.noun.as_ref().zip(two.quantity.noun.as_ref()).is_some_and(|(one, two)| same_form(one, two));
    let same_role = one.role.is_some() && one.role == two.role;
    let is_toll = one.role.is_some_and(Role::is_toll);
    let is_alone = one.fellows == 1 && two.fellows == 1;
    let are_only_namesakes = one.namesakes == 1 && two.namesakes == 1;
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
                || same_noun && (is_known && (is_alone || near > 0.0 || are_only_namesakes) || is_worded_alike)
                || is_known && is_alone && (near >= 0.4 || likeness >= 0.6)
        }
        Measure::Duration | Measure::Share | Measure::Times | Measure::Multiple | Measure::Points => {
            is_alone && near >= 0.8 && is_known || is_likely && same_role || label >= TELLING_LABEL && is_known
        }
        Measure::Ordinal => same_noun && (is_known || is_likely),
        Measure::Age => is_alone && (is_known && near > 0.0 || one.owner.is_some() && one.owner == two.owner),
        Measure::Calendar => {
            let is_day = |item: &Item| item.quantity.reading.is_point();
            let is_bound = one.marks.bound.is_some() && one.marks.bound == two.marks.bound;
            let is_telling = !(is_month(&one.quantity) && is_month(&two.quantity)) || near >= SOME_NEAR;
            is_telling && is_alone && is_known || !is_day(one) && !is_day(two) && (same_role || is_bound && is_likely)
        }
        Measure::Clock => {
            // 10:40 and 11:40: one of them slipped by an hour.
            let (first, second) = (one.quantity.reading.value, two.quantity.reading.value);
            let is_hour_off = ((first - second).abs() - 60.0).abs() < 0.5 && first % 60.0 > 0.0;
            is_alone && is_known && (near > 0.0 || is_hour_off) || is_likely || same_role && near >= MUCH_NEAR
        }
        _ => {
            is_alone && is_known && (near >= LITTLE_NEAR || likeness >= 0.6)
                || is_likely
                || same_role && near >= MUCH_NEAR
        }
    }
}

/// How telling it is that two values are one.
fn telling(one: &Item, two: &Item) -> f64 {
    match one.quantity.measure {
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
        Measure::Share => one.weight.min(two.weight).max(0.3),
        _ => one.weight.min(two.weight),
    }
}

/// How telling it is that a figure lies where the words of another leave it: the more digits the finer has, and the
/// nearer they are, the less is it chance.
fn closeness(one: &Item, two: &Item) -> f64 {
    if one.quantity.measure == Measure::Calendar {
        return 0.0;
    }
    let finer = if one.quantity.reading.step <= two.quantity.reading.step { one } else { two };
    let telling = finer.weight.min(1.6) * 0.75;
    match distance(one, two) {
        ..0.04 => telling,
        ..CLOSE => telling * 0.5,
        _ if is_truncated(one, two) => telling * 0.5,
        ..0.35 => 0.2,
        _ => 0.0,
    }
}

/// Whether one is the other without its last digits, as what is said to be more: `more than 2,000` for 2,340.
pub(super) fn is_truncated(one: &Item, two: &Item) -> bool {
    let (first, second) = (&one.quantity.reading, &two.quantity.reading);
    let (rough, fine) = if first.step >= second.step { (first, second) } else { (second, first) };
    let is_above = rough.value <= rough.likely.0 && rough.value < rough.likely.1;
    is_above && rough.step > fine.step && ((fine.value / rough.step).floor() - rough.value / rough.step).abs() < 1e-6
}

/// How far apart two values are, as a share of the greater; times of day, by minutes.
pub(super) fn distance(one: &Item, two: &Item) -> f64 {
    /// Minutes that are as far apart as values can be.
    const HALF_DAY: f64 = 720.0;
    const FAR: f64 = 150.0;
    // `between four and five` is about four and a half.
    let value = |item: &Item| {
        let reading = &item.quantity.reading;
        let is_range = !reading.is_point() && reading.likely == reading.possible;
        if is_range { reading.likely.0.midpoint(reading.likely.1) } else { reading.value }
    };
    let (first, second) = (value(one), value(two));
    if one.quantity.measure == Measure::Clock {
        let is_open = one.quantity.is_half_day_open || two.quantity.is_half_day_open;
        let minutes = (first - second).abs();
        let minutes = if is_open { minutes % HALF_DAY } else { minutes };
        return (minutes / FAR).min(1.0);
    }
    (first - second).abs() / first.abs().max(second.abs()).max(f64::MIN_POSITIVE)
}

/// How telling a value is by its digits.
pub(super) fn weight_of(quantity: &Quantity) -> f64 {
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
