//! English quantities: a number, the words of its precision before it, its unit or noun behind it.

use super::nouns::{ends_phrase, is_person, is_plural, is_state};
use super::number::{english_lot, english_ordinal, english_word, leading_digits};
use super::precision::{Hedge, Reading};
use super::scan::Scan;
use super::units::{self, Unit};
use super::written::Written;
use super::{Measure, Quantity};

impl Scan<'_> {
    pub(super) fn english_at(&self, at: usize) -> Option<Quantity> {
        let mut quantity = self
            .spelled_span(at)
            .or_else(|| self.portion(at))
            .or_else(|| self.lot(at))
            .or_else(|| self.fraction(at))
            .or_else(|| self.multiple(at))
            .or_else(|| self.finish_time(at))
            .or_else(|| self.decade_of_life(at))
            .or_else(|| self.measured(at))?;
        if quantity.span == (0..0) {
            quantity.span = self.bytes(quantity.words.clone());
        }
        Some(quantity)
    }

    /// `dozens of`, `hundreds of thousands`, `several`.
    fn lot(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        let (low, high, next) = match word {
            "several" => (3.0, 9.0, at + 1),
            "couple" if self.before(at, 1) == "a" && self.normal(at + 1) == "of" => (2.0, 3.0, at + 1),
            "tens" if self.normal(at + 1) == "of" && english_lot(self.normal(at + 2)).is_some() => {
                let lot = english_lot(self.normal(at + 2))?;
                (20.0 * lot / 2.0, 99.0 * lot, at + 3)
            }
            _ => {
                let lot = english_lot(word)?;
                let of = english_lot(self.normal(at + 2)).filter(|_| self.normal(at + 1) == "of");
                let least = if lot < 50.0 { (24.0, 99.0) } else { (1.2 * lot, 9.99 * lot) };
                let factor = of.unwrap_or(1.0);
                (least.0 * factor, least.1 * factor, if of.is_some() { at + 3 } else { at + 1 })
            }
        };
        if super::units::english_unit(self.normal(next)).is_some() || self.normal(next) == "times" {
            return None;
        }
        let reading = Reading { value: low, likely: (low, high), possible: (low * 0.5, f64::INFINITY), step: 1.0 };
        let after = next + usize::from(self.normal(next) == "of");
        // `thousands of tons of goods`, `millions of dollars`.
        let of_unit = self
            .unit_at(after)
            .or_else(|| units::currency(self.normal(after)).map(|measure| ((measure, 1.0), after + 1)));
        if let Some(((measure, factor), end)) = of_unit {
            let reading = Reading {
                value: low * factor,
                likely: (low * factor, high * factor),
                possible: (low * 0.5 * factor, f64::INFINITY),
                step: factor,
            };
            return Some(Quantity::new(measure, reading, at..end));
        }
        let mut quantity = Quantity::new(Measure::Count, reading, at..next);
        self.give_noun(&mut quantity, next, at);
        Some(quantity)
    }

    /// `half of`, `a third`, `two-thirds`, `one-quarter`.
    fn fraction(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        let (before, next) = (self.before(at, 1), self.normal(at + 1));
        let single = |part: &str| match part {
            "half" => Some(2.0),
            "third" => Some(3.0),
            "quarter" => Some(4.0),
            "fifth" => Some(5.0),
            "tenth" => Some(10.0),
            _ => None,
        };
        let (share, start, end) = if let Some(parts) = single(word) {
            // `the first half`, `half past`, `half an hour`, `the third`.
            let is_other =
                matches!(before, "first" | "second" | "the" | "last" | "this" | "previous" | "third" | "fourth")
                    || matches!(
                        next,
                        "past" | "an" | "hour" | "time" | "year" | "day" | "marathon" | "brother" | "sister"
                    )
                    || self.gap(at + 1) == "-";
            let is_led = word == "half" && before != "a" || matches!(before, "a" | "one");
            let is_partitive = word == "half" || matches!(next, "of" | "more" | "less") || before == "one";
            let is_hour = next == "of" && self.normal(at + 2) == "an";
            if is_other || !is_led || !is_partitive || is_hour {
                return None;
            }
            (100.0 / parts, at - usize::from(matches!(before, "a" | "one")), at + 1)
        } else {
            let many = english_word(word).filter(|&many| (1.0..10.0).contains(&many) && self.is_joined(at + 1))?;
            let parts = single(next.strip_suffix('s').filter(|_| many > 1.0).unwrap_or(next))?;
            if many >= parts || self.normal(at + 2) == "of" && self.normal(at + 3) == "an" {
                return None;
            }
            (many * 100.0 / parts, at, at + 2)
        };
        let (hedge, first) = self.hedge_before(start);
        let is_of_point = [self.normal(end), self.normal(end + 1), self.normal(end + 2)] == ["of", "a", "percentage"];
        if is_of_point {
            let points = Reading::hedged(share / 100.0, share / 100.0, hedge);
            let mut quantity = Quantity::new(Measure::Points, points, at..end + 4);
            quantity.span = self.bytes(first..end + 4);
            return Some(quantity);
        }
        let mut quantity = Quantity::new(Measure::Share, Reading::hedged(share, 5.0, hedge), at..end);
        quantity.span = self.bytes(first..end + usize::from(self.normal(end) == "of") * 2);
        Some(quantity)
    }

    /// `twice the volume`, `doubled`, `three times as many`.
    fn multiple(&self, at: usize) -> Option<Quantity> {
        let factor = match self.normal(at) {
            "twice" if matches!(self.normal(at + 1), "the" | "as" | "what" | "its" | "that") => 2.0,
            "twice" => {
                let mut twice = Quantity::new(Measure::Times, Reading::hedged(2.0, 1.0, Hedge::Plain), at..at + 1);
                twice.span = self.bytes(at..at + 1);
                return Some(twice);
            }
            "double" | "doubled" | "doubling" => 2.0,
            "triple" | "tripled" | "threefold" => 3.0,
            "quadruple" | "quadrupled" => 4.0,
            _ => return None,
        };
        let (hedge, first) = self.hedge_before(at);
        let mut quantity = Quantity::new(Measure::Multiple, Reading::hedged(factor, 1.0, hedge), at..at + 1);
        quantity.span = self.bytes(first..at + 1);
        Some(quantity)
    }

    /// `2:24:51`.
    fn finish_time(&self, at: usize) -> Option<Quantity> {
        if self.gap(at + 1) != ":" {
            return None;
        }
        let part =
            |at: usize| leading_digits(self.normal(at)).filter(|(_, rest)| rest.is_empty()).map(|(it, _)| it.value);
        let (one, two) = (part(at)?, part(at + 1)?);
        let three = part(at + 2).filter(|_| self.gap(at + 2) == ":")?;
        let seconds = one * 3_600.0 + two * 60.0 + three;
        Some(Quantity::new(Measure::Duration, Reading::hedged(seconds, 1.0, Hedge::Plain), at..at + 3))
    }

    /// `in his forties`, `a woman in her 70s`.
    fn decade_of_life(&self, at: usize) -> Option<Quantity> {
        if !matches!(self.before(at, 1), "his" | "her" | "their") {
            if !matches!(self.before(at, 1), "early" | "mid" | "late") {
                return None;
            }
            if !matches!(self.before(at, 2), "his" | "her" | "their") {
                return None;
            }
        }
        let word = self.normal(at);
        let low = match word {
            "twenties" => 20.0,
            "thirties" => 30.0,
            "forties" => 40.0,
            "fifties" => 50.0,
            "sixties" => 60.0,
            "seventies" => 70.0,
            "eighties" => 80.0,
            "nineties" => 90.0,
            "teens" => 13.0,
            _ => leading_digits(word).filter(|(_, rest)| *rest == "s")?.0.value,
        };
        let high = if low < 20.0 { 19.0 } else { low + 9.0 };
        Some(Quantity::new(Measure::Age, Reading::interval(low, high), at..at + 1))
    }

    fn measured(&self, at: usize) -> Option<Quantity> {
        if let Some(ordinal) = self.ordinal(at) {
            return Some(ordinal);
        }
        let written = self.written(at)?;
        if self.is_code(at) {
            return None;
        }
        let (hedge, first) = self.hedge_before(at);
        let hedge = self.hedge_behind(written.next).unwrap_or(hedge);
        let is_minus = self.before(at, 1) == "minus" && !matches!(self.before(at, 2), "or" | "and");
        let sign = if is_minus { -1.0 } else { 1.0 };
        let make = |(measure, factor): Unit, end: usize, hedge: Hedge| {
            let number = written.number.scaled(factor);
            let reading = match written.upper {
                Some(upper) => Reading::interval(number.value, upper * factor),
                None => Reading::hedged(number.value * sign, number.step, hedge),
            };
            let mut quantity = Quantity::new(measure, reading, at..end);
            quantity.span = self.bytes(first..end);
            quantity
        };
        let next = written.next;
        if let Some((unit, end)) = self.money(at, &written) {
            return Some(make(unit, end, hedge));
        }
        if let Some((measure, end)) = self.share(&written) {
            return Some(make((measure, 1.0), end, hedge));
        }
        if let Some(age) = self.age(at, &written) {
            let mut quantity = make((Measure::Age, 1.0), age, hedge);
            quantity.words.end = age;
            return Some(quantity);
        }
        if let Some(((measure, factor), end)) = Self::rest_unit(&written).or_else(|| self.unit_at(next)) {
            // `over six years` is during them.
            let is_during =
                measure == Measure::Duration && self.before(at, 1) == "over" && self.before(at, 2) != "just";
            return Some(make((measure, factor), end, if is_during { Hedge::Plain } else { hedge }));
        }
        if matches!(self.before(at, 1), "kilometer" | "kilometre") {
            return Some(make((Measure::Length, 1_000.0), next, Hedge::Plain));
        }
        if self.normal(next) == "times" && self.is_joined(next) {
            let is_factor = matches!(self.normal(next + 1), "the" | "as" | "more" | "what" | "higher");
            return Some(make((if is_factor { Measure::Multiple } else { Measure::Times }, 1.0), next + 1, hedge));
        }
        self.score(at, &written).or_else(|| self.count(at, &written, make((Measure::Count, 1.0), next, hedge)))
    }

    /// `3-2`.
    fn score(&self, at: usize, written: &Written) -> Option<Quantity> {
        let low = leading_digits(self.normal(at))?.0.value;
        let high = written.upper.or_else(|| {
            let joined = matches!(self.gap(written.next), "-" | "–");
            leading_digits(self.normal(written.next))
                .filter(|(_, rest)| joined && rest.is_empty())
                .map(|(it, _)| it.value)
        })?;
        let end = if written.upper.is_some() { written.next } else { written.next + 1 };
        let is_dash = matches!(self.gap(at + 1), "-" | "–");
        let is_noun = self.is_joined(end) && is_plural(self.normal(end), self.is_capitalised(end));
        if !is_dash || low.max(high) >= 200.0 || is_noun || self.unit_at(end).is_some() {
            return None;
        }
        let (more, less) = if low >= high { (low, high) } else { (high, low) };
        let value = more * 1_000.0 + less;
        Some(Quantity::new(Measure::Score, Reading::hedged(value, 1.0, Hedge::Plain), at..end))
    }

    fn count(&self, at: usize, written: &Written, mut quantity: Quantity) -> Option<Quantity> {
        let next = written.next;
        let is_word = leading_digits(self.normal(at)).is_none();
        // `the two sides` is a way to say `they`.
        if is_word && quantity.reading.value < 2.5 && self.before(at, 1) == "the" {
            return None;
        }
        if written.rest.is_empty() && self.gap(next) == "-" && self.normal(next) == "strong" {
            quantity.noun = Some("people".to_owned());
            quantity.span.end = self.bytes(at..next + 1).end;
            return Some(quantity);
        }
        if !written.rest.is_empty() || self.gap(next) == "-" || self.gap(at).ends_with('-') {
            return None;
        }
        let value = quantity.reading.value;
        if value < 1.5 && is_word && !is_person(self.normal(next)) && !is_state(self.normal(next)) {
            return None;
        }
        let start = quantity.span.start;
        self.give_noun(&mut quantity, next, at);
        quantity.span.start = quantity.span.start.min(start);
        // A number that a name ends with, or that only labels: `Apollo 11`, `number 31`.
        let before = self.before(at, 1);
        if quantity.noun.is_none() && before == "of" && is_crowd(self.before(at, 2)) {
            quantity.noun = Some("people".to_owned());
        }
        let labels = [
            "number", "no", "route", "article", "page", "phase", "section", "group", "chapter", "channel", "gate",
            "room",
        ];
        let follows_name =
            at > 0 && self.gap(at) == " " && self.is_capitalised(at - 1) && self.hedge_before(at).1 == at;
        if quantity.noun.is_none() && self.text.contains(crate::text::korean::is_hangul) {
            return None;
        }
        if quantity.noun.is_none() && (labels.contains(&before) || follows_name && !is_word) {
            return None;
        }
        if quantity.noun.is_none() && value.fract() != 0.0 {
            return None;
        }
        if quantity.noun.is_none() && value < 13.0 && matches!(before, "at" | "by" | "past") {
            return None;
        }
        Some(quantity)
    }

    fn ordinal(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        let digits = leading_digits(word)
            .filter(|(number, rest)| matches!(*rest, "st" | "nd" | "rd" | "th") && number.value.fract() == 0.0)
            .map(|(number, _)| number.value);
        let value = digits.or_else(|| english_ordinal(word))?;
        // Small ones rank more often than they count: `the second floor`.
        let is_counted = self.before(at, 1) == "the" || digits.is_some();
        let noun = self.normal(at + 1);
        let is_noun = self.gap(at + 1) == " " && !ends_phrase(noun) && !matches!(noun, "century" | "place" | "floor");
        if !is_counted || !is_noun || value < 3.0 {
            return None;
        }
        let mut quantity = Quantity::new(Measure::Ordinal, Reading::hedged(value, 1.0, Hedge::Plain), at..at + 1);
        quantity.noun = Some(noun.to_owned());
        quantity.span = self.bytes(at..at + 2);
        Some(quantity)
    }
}

/// A word for many people together: `a crowd of 2,300`.
fn is_crowd(word: &str) -> bool {
    matches!(word, "crowd" | "audience" | "gathering" | "crew" | "staff" | "workforce" | "delegation" | "congregation")
}
