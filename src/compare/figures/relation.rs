//! How two readings of one thing relate, by their values alone.

use super::Relation;
use crate::text::quantities::{Measure, Quantity, Reading};

/// Shares of a value up to which two are one, and up to which a rounder one may stand for a finer one unmarked.
const EXACT: f64 = 1e-6;
const SAME: f64 = 0.002;
const ROUNDED: f64 = 0.05;
/// Step of a share told as a portion, and what it may be off the whole percent that is nearest.
const PORTION: f64 = 5.0;
const WHOLE_PERCENT: f64 = 0.7;
/// From here on people round counts without saying so.
const LARGE: f64 = 1_000.0;
/// Days of a decade, nearly, and years within which periods that are as long are near.
const LONG: f64 = 3_600.0;
const LONG_APART: f64 = 60.0;
/// Minutes of half a day, and days of a week.
const HALF_DAY: f64 = 720.0;
/// Times by which the wider of two rough readings is wider.
const MUCH_WIDER: f64 = 1.8;

/// How two quantities of one measure relate if they are of the same thing; `None` where nothing can be said.
pub(super) fn relation(first: &Quantity, second: &Quantity) -> Option<Relation> {
    if first.measure == Measure::Clock && (first.is_half_day_open || second.is_half_day_open) {
        return clock(first, second);
    }
    match first.measure {
        Measure::Calendar => periods(first, second),
        Measure::Duration if are_same_months(first, second) => Some(Relation::Agreeing),
        _ => values(first.measure, &first.reading, &second.reading),
    }
}

/// Times of which one may be before or after noon: it is taken for the half of the other.
fn clock(first: &Quantity, second: &Quantity) -> Option<Relation> {
    let moved = |quantity: &Quantity| {
        let mut reading = quantity.reading;
        reading.value %= HALF_DAY;
        for (low, high) in [&mut reading.likely, &mut reading.possible] {
            let shift = (*low / HALF_DAY).floor() * HALF_DAY;
            (*low, *high) = (*low - shift, *high - shift);
        }
        reading
    };
    values(first.measure, &moved(first), &moved(second))
}

fn periods(first: &Quantity, second: &Quantity) -> Option<Relation> {
    let (one, two) = (first.reading.likely, second.reading.likely);
    if one == two {
        return Some(Relation::Agreeing);
    }
    // `yesterday` is in this month, but does not say which day of it somebody meant.
    let is_telling = |finer: &Quantity| !finer.is_relative || finer.reading.likely.0 < finer.reading.likely.1;
    if one.0 >= two.0 && one.1 <= two.1 {
        return is_telling(first).then_some(Relation::FirstFiner);
    }
    if two.0 >= one.0 && two.1 <= one.1 {
        return is_telling(second).then_some(Relation::SecondFiner);
    }
    let are_apart = one.1 < two.0 || two.1 < one.0;
    let are_known = !first.is_relative && !second.is_relative || is_month(first) && is_month(second);
    (are_apart && are_known).then_some(Relation::Conflicting)
}

/// A month, of which the sentence does not say the year: no slip of the year makes another of it.
pub(super) fn is_month(quantity: &Quantity) -> bool {
    let days = quantity.reading.likely.1 - quantity.reading.likely.0;
    quantity.measure == Measure::Calendar && (27.0..=30.0).contains(&days)
}

/// Two months are sixty days, as people say it.
fn are_same_months(first: &Quantity, second: &Quantity) -> bool {
    const DAY: f64 = 86_400.0;
    const MONTH: f64 = 365.25 / 12.0 * DAY;
    let in_days = |quantity: &Quantity| {
        let months = quantity.reading.value / MONTH;
        let is_months = quantity.reading.step >= MONTH && (months - months.round()).abs() < EXACT && months < 11.5;
        if is_months { months.round() * 30.0 } else { quantity.reading.value / DAY }
    };
    let is_exact = first.reading.is_point() || second.reading.is_point();
    is_exact && (in_days(first) - in_days(second)).abs() < EXACT
}

/// Whether two exact values of three digits or more differ by digits that changed places.
pub(super) fn is_slip(first: &Quantity, second: &Quantity) -> bool {
    let (one, two) = (first.reading.value, second.reading.value);
    if first.measure == Measure::Calendar || !first.reading.is_point() || !second.reading.is_point() {
        return false;
    }
    if one <= 0.0 || two <= 0.0 || one.max(two) / one.min(two) > 2.0 {
        return false;
    }
    let (mut first, mut second) = (digits(one), digits(two));
    if first == second || first.len() < 3 {
        return false;
    }
    first.sort_unstable();
    second.sort_unstable();
    first == second
}

fn values(measure: Measure, one: &Reading, two: &Reading) -> Option<Relation> {
    let are_ranges = one.likely.1 > one.likely.0 && two.likely.1 > two.likely.0;
    // A third is 33.3 percent.
    let same = if measure == Measure::Share { SAME } else { EXACT };
    // `At least a third` is at least 33 percent; plain ones are told apart below.
    let are_hedged = measure == Measure::Share
        && are_ranges
        && (one.step.to_bits() == PORTION.to_bits()) != (two.step.to_bits() == PORTION.to_bits());
    let most = if are_hedged { WHOLE_PERCENT } else { 0.0 };
    let is_same = |one: f64, two: f64| (one - two).abs() <= (same * one.abs().max(two.abs())).max(most);
    if is_same(one.value, two.value) {
        // Ranges that begin alike.
        let tops =
            is_same(one.likely.1, two.likely.1) || one.likely.1 < one.possible.1 || two.likely.1 < two.possible.1;
        // Less than a third, and at least a third.
        let (above, below) = (|it: &Reading| it.likely.0 >= it.value, |it: &Reading| it.likely.1 <= it.value);
        let are_opposite = are_ranges && (above(one) && below(two) || below(one) && above(two));
        if are_opposite {
            // What passes a limit and what falls short of it; a share may do one in one vote and the other in the next.
            let is_limit = !matches!(measure, Measure::Share | Measure::Points | Measure::Times);
            return is_limit.then_some(Relation::Conflicting);
        }
        if !are_ranges || tops {
            return Some(Relation::Agreeing);
        }
    }
    let within = |value: f64, (low, high): (f64, f64)| value >= low && value <= high;
    match (one.is_point(), two.is_point()) {
        (true, true) => rounded(measure, one, two),
        (true, false) if within(one.value, two.likely) => Some(Relation::FirstFiner),
        (false, true) if within(two.value, one.likely) => Some(Relation::SecondFiner),
        (true, false) => (!within(one.value, two.possible)).then_some(Relation::Conflicting),
        (false, true) => (!within(two.value, one.possible)).then_some(Relation::Conflicting),
        (false, false) => {
            let overlap = one.likely.0.max(two.likely.0) <= one.likely.1.min(two.likely.1);
            if !overlap {
                let apart = one.possible.0.max(two.possible.0) > one.possible.1.min(two.possible.1);
                return apart.then_some(Relation::Conflicting);
            }
            let (narrow, wide) = (one.likely.1 - one.likely.0, two.likely.1 - two.likely.0);
            if narrow * MUCH_WIDER <= wide {
                Some(Relation::FirstFiner)
            } else if wide * MUCH_WIDER <= narrow {
                Some(Relation::SecondFiner)
            } else {
                None
            }
        }
    }
}

/// Two exact values: one may be the other rounded.
fn rounded(measure: Measure, one: &Reading, two: &Reading) -> Option<Relation> {
    let may_round = !matches!(
        measure,
        Measure::Clock | Measure::Age | Measure::Ordinal | Measure::Score | Measure::Times | Measure::Multiple
    );
    let (coarse, fine, finer) =
        if one.step > two.step { (one, two, Relation::SecondFiner) } else { (two, one, Relation::FirstFiner) };
    let difference = (coarse.value - fine.value).abs();
    let rounds = may_round && coarse.step > fine.step && difference <= coarse.step / 2.0 * (1.0 + SAME);
    if !rounds {
        return Some(Relation::Conflicting);
    }
    if difference <= ROUNDED * fine.value.abs() {
        return Some(finer);
    }
    // A large or a measured figure may well be rounded, a count of people in the tens seldom is.
    let is_rough = coarse.value >= LARGE || measure != Measure::Count;
    (!is_rough).then_some(Relation::Conflicting)
}

/// How alike two values in conflict look: those of one thing mostly differ by a slip or an update, those of two things
/// by anything. Between -1 and 1.
pub(super) fn likeness(first: &Quantity, second: &Quantity) -> f64 {
    let (one, two) = (first.reading.value, second.reading.value);
    match first.measure {
        Measure::Clock => {
            let minutes = (one - two).abs();
            if minutes % 60.0 == 0.0 && minutes <= 120.0 || minutes <= 20.0 { 0.6 } else { -0.5 }
        }
        Measure::Calendar => {
            let years = (one - two).abs() / 365.25;
            let is_year = |quantity: &Quantity| quantity.reading.likely.1 - quantity.reading.likely.0 > 360.0;
            let is_long = |quantity: &Quantity| quantity.reading.likely.1 - quantity.reading.likely.0 >= LONG;
            match (is_year(first), is_year(second)) {
                (true, true) if years < 2.1 || is_decade_slip(years) => 0.6,
                (false, false) if years < 0.02 || is_month(first) && is_month(second) && years < 0.26 => 0.4,
                // The end of one century, and the beginning of the next.
                _ if is_long(first) && is_long(second) && years <= LONG_APART => 0.4,
                _ => -0.6,
            }
        }
        _ => {
            let (low, high) = (one.abs().min(two.abs()), one.abs().max(two.abs()));
            let (low_digits, high_digits) = (digits(low), digits(high));
            let mut sorted = [low_digits.clone(), high_digits.clone()];
            for digits in &mut sorted {
                digits.sort_unstable();
            }
            if low <= 0.0 {
                -0.5
            } else if low.to_bits() == high.to_bits() {
                // Up to so much, and more than so much.
                0.6
            } else if low_digits.len() > 1 && (sorted[0] == sorted[1]) {
                0.8
            } else if high / low <= 1.35 {
                0.5
            } else if low_digits.len() == high_digits.len()
                && low_digits.len() > 1
                && one_apart(&low_digits, &high_digits)
            {
                0.4
            } else if high / low <= 2.0 {
                0.0
            } else {
                -0.8
            }
        }
    }
}

/// 1987 and 1978, 1968 and 1986.
fn is_decade_slip(years: f64) -> bool {
    let whole = years.round();
    whole <= 45.0 && whole % 9.0 < 0.5 || (whole - 10.0).abs() < 0.5
}

/// The significant digits of a value.
fn digits(value: f64) -> Vec<u8> {
    let written = format!("{value:.8e}");
    let mantissa = written.split('e').next().unwrap_or_default().trim_end_matches('0');
    mantissa.bytes().filter(u8::is_ascii_digit).collect()
}

fn one_apart(one: &[u8], two: &[u8]) -> bool {
    one.iter().zip(two).filter(|(one, two)| one != two).count() == 1
}
