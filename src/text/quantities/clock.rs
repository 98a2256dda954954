//! Times of day: `3:20 p.m.`, `at nine`, `two in the afternoon`, `noon`, 오후 3시 20분.

use super::number::{english_word, leading_digits};
use super::precision::{Hedge, Reading};
use super::scan::Scan;
use super::{Measure, Quantity};
use crate::text::days::english_weekday;

/// Minutes of an hour, half a day and a day.
const HOUR: f64 = 60.0;
const HALF_DAY: f64 = 720.0;
const DAY: f64 = 1_440.0;
/// Minutes within which `about`, `shortly before` and `just after` a time are, and beyond which they are wrong.
const NEAR: f64 = 15.0;
const FAR: f64 = 40.0;

/// Half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
    /// 밤 11시, 밤 1시.
    Night,
}

impl Scan<'_> {
    pub(super) fn clock_at(&self, at: usize) -> Option<Quantity> {
        self.korean_clock(at).or_else(|| self.english_clock(at))
    }

    fn english_clock(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        if matches!(word, "noon" | "midday" | "midnight") && !self.is_capitalised(at) {
            let minutes = if word == "midnight" { 0.0 } else { HALF_DAY };
            return Some(self.clock(minutes, 1.0, false, at, at + 1));
        }
        let hour = leading_digits(word).map(|(number, rest)| (number.value, rest)).or_else(|| {
            let hour = english_word(word)?;
            Some((hour, ""))
        });
        let (hour, rest) = hour.filter(|(hour, _)| hour.fract() == 0.0 && (0.0..=24.0).contains(hour))?;
        let mut next = at + 1;
        let (mut minutes, mut step, mut is_told) = (hour * HOUR, HOUR, false);
        if self.gap(next) == ":" && rest.is_empty() {
            let (past, tail) = leading_digits(self.normal(next)).filter(|_| self.normal(next).len() >= 2)?;
            if !(0.0..60.0).contains(&past.value) || self.gap(next + 1) == ":" {
                return None;
            }
            minutes += past.value;
            step = if past.value == 0.0 { HOUR } else { past.step };
            is_told = true;
            next += 1;
            if let Some(half) = half_of(tail) {
                return Some(self.clock(on(minutes, half), step, false, at, next));
            }
        } else if let Some(half) = half_of(rest) {
            return Some(self.clock(on(minutes, half), step, false, at, next));
        } else if !rest.is_empty() {
            return None;
        }
        if !is_told && !(1.0..=12.0).contains(&hour) {
            return None;
        }
        if self.before(at, 1) == "between" && self.normal(next) == "and" {
            return self.clock_range(at, minutes, next + 1);
        }
        if self.normal(next) == "o'clock" {
            is_told = true;
            next += 1;
        }
        if let Some((half, end)) = self.half_at(next, is_told) {
            return Some(self.clock(on(minutes, half), step, false, at, end));
        }
        let ends = |next: usize| next >= self.words.len() || self.gap(next).trim_start().starts_with([',', '.', ';']);
        is_told |= hour <= 12.0 && english_word(word).is_some() && ends(next) && self.is_at(at);
        is_told.then(|| self.clock(minutes % DAY, step, hour <= 12.0 && minutes < HALF_DAY + HOUR, at, next))
    }

    /// `between 7:10 and 7:20 a.m.`, `between four and seven on Friday morning`.
    fn clock_range(&self, at: usize, from: f64, until: usize) -> Option<Quantity> {
        let word = self.normal(until);
        let digits = leading_digits(word).filter(|(_, rest)| rest.is_empty()).map(|(number, _)| number.value);
        let hour = english_word(word).or(digits).filter(|hour| (1.0..=12.0).contains(hour))?;
        let mut end = until + 1;
        let mut minutes = hour * HOUR;
        if self.gap(end) == ":" {
            minutes += leading_digits(self.normal(end)).filter(|(past, _)| past.value < HOUR)?.0.value;
            end += 1;
        }
        let (half, end) = self.half_at(end, true)?;
        let last = on(minutes, half);
        // `between 11 and 1 in the afternoon` begins before noon.
        let first = Some(on(from, half)).filter(|first| *first < last).or(Some(from).filter(|first| *first < last))?;
        let mut quantity = Quantity::new(Measure::Clock, Reading::interval(first, last), at..end);
        quantity.span = self.bytes(at - 1..end);
        Some(quantity)
    }

    /// `at nine`, `at around nine`.
    fn is_at(&self, at: usize) -> bool {
        let before = self.before(at, 1);
        before == "at" || matches!(before, "around" | "about" | "exactly") && self.before(at, 2) == "at"
    }

    /// `a.m.`, `pm`, `in the morning`, `in the afternoon`, and the word behind it.
    fn half_at(&self, at: usize, is_told: bool) -> Option<(Half, usize)> {
        let (one, two) = (self.normal(at), self.normal(at + 1));
        if two == "m" && self.gap(at + 1) == "." {
            return half_of(&format!("{one}m")).map(|half| (half, at + 2));
        }
        if let Some(half) = half_of(one) {
            return Some((half, at + 1));
        }
        if one == "in" && two == "the" {
            return match self.normal(at + 2) {
                "morning" => Some((Half::Morning, at + 3)),
                "afternoon" | "evening" => Some((Half::Afternoon, at + 3)),
                _ => None,
            };
        }
        // The day is read as one.
        if is_told && one == "on" && english_weekday(two).is_some() {
            return match self.normal(at + 2) {
                "morning" => Some((Half::Morning, at)),
                "afternoon" | "evening" => Some((Half::Afternoon, at)),
                "night" => Some((Half::Night, at)),
                _ => None,
            };
        }
        // `at eleven at night`
        let is_led = at.checked_sub(1).is_some_and(|hour| self.is_at(hour));
        ((is_told || is_led) && one == "at" && two == "night").then_some((Half::Night, at + 2))
    }

    fn korean_clock(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        if matches!(word, "정오" | "정오쯤" | "자정" | "자정쯤" | "정오에" | "자정에") {
            let minutes = if word.starts_with("정오") { HALF_DAY } else { 0.0 };
            return Some(self.clock(minutes, 1.0, false, at, at + 1));
        }
        let (hour, rest) = leading_digits(word)?;
        let rest = rest.strip_prefix('시').filter(|rest| !rest.starts_with(['간', '즌', '리']))?;
        if hour.value.fract() != 0.0 || !(0.0..=24.0).contains(&hour.value) {
            return None;
        }
        let (mut minutes, mut step, mut next) = (hour.value * HOUR, HOUR, at + 1);
        if rest.starts_with('반') || rest.is_empty() && self.normal(next).starts_with('반') {
            (minutes, step) = (minutes + 30.0, 30.0);
            next += usize::from(rest.is_empty());
        } else if let Some((past, _)) = leading_digits(if rest.is_empty() { self.normal(next) } else { rest })
            .filter(|(past, tail)| tail.starts_with('분') && past.value < 60.0)
        {
            (minutes, step) = (minutes + past.value, past.step);
            next += usize::from(rest.is_empty());
        }
        let half = match self.before(at, 1) {
            "오전" | "새벽" | "아침" => Some(Half::Morning),
            "오후" | "저녁" | "낮" => Some(Half::Afternoon),
            "밤" | "어젯밤" | "간밤" | "오늘밤" | "한밤" => Some(Half::Night),
            _ => None,
        };
        let is_open = half.is_none() && hour.value <= 12.0;
        Some(self.clock(half.map_or(minutes, |half| on(minutes, half)) % DAY, step, is_open, at, next))
    }

    fn clock(&self, minutes: f64, step: f64, is_open: bool, at: usize, next: usize) -> Quantity {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        let last = self.normal(next.saturating_sub(1));
        let soon = matches!(two, "shortly" | "just" | "soon") && matches!(one, "before" | "after");
        let about = matches!(one, "around" | "about" | "almost" | "nearly")
            || one == "약"
            || ["쯤", "께", "경", "무렵"].iter().any(|mark| last.contains(mark) || self.normal(next).starts_with(mark));
        let reading = if soon && one == "before" {
            near(minutes, (-NEAR, 0.0), (-FAR, 0.0))
        } else if soon {
            near(minutes, (0.0, NEAR), (0.0, FAR))
        } else if about {
            // Minutes are rounded to five too.
            let round = if minutes % 5.0 == 0.0 { step.max(5.0) } else { step };
            let (likely, possible) = (NEAR.min(round / 2.0), if step < 30.0 { FAR / 2.0 } else { FAR });
            near(minutes, (-likely, likely), (-possible, possible))
        } else {
            Reading::hedged(minutes, step, Hedge::Plain)
        };
        let reading = Reading { step, ..reading };
        let mut quantity = Quantity::new(Measure::Clock, reading, at..next);
        let back = if soon { 2 } else { usize::from(about && english_word(one).is_none() && !one.is_empty()) };
        quantity.span = self.bytes(at.saturating_sub(back)..next);
        quantity.is_half_day_open = is_open;
        quantity
    }
}

fn near(minutes: f64, likely: (f64, f64), possible: (f64, f64)) -> Reading {
    Reading {
        value: minutes,
        likely: (minutes + likely.0, minutes + likely.1),
        possible: (minutes + possible.0, minutes + possible.1),
        step: 1.0,
    }
}

fn half_of(word: &str) -> Option<Half> {
    match word {
        "am" => Some(Half::Morning),
        "pm" => Some(Half::Afternoon),
        _ => None,
    }
}

/// A time in its half of the day.
fn on(minutes: f64, half: Half) -> f64 {
    let is_twelve = (HALF_DAY..HALF_DAY + HOUR).contains(&minutes);
    match half {
        Half::Morning | Half::Night if is_twelve => minutes - HALF_DAY,
        Half::Afternoon if !is_twelve && minutes < HALF_DAY => minutes + HALF_DAY,
        Half::Night if (6.0 * HOUR..HALF_DAY).contains(&minutes) => minutes + HALF_DAY,
        _ => minutes,
    }
}
