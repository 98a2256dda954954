//! English quantities: a number, the words of its precision before it, its unit or noun behind it.

use super::number::{Number, english_lot, english_ordinal, english_scale, english_word, leading_digits};
use super::precision::{Hedge, Reading};
use super::scan::Scan;
use super::units::{self, Unit};
use super::{Measure, Quantity};

/// Words behind a figure among which its noun is looked for.
const NOUN_WITHIN: usize = 4;
/// Nobody is older.
const OLDEST: f64 = 120.0;

/// A number with the words that it takes.
struct Written {
    number: Number,
    /// The higher end of a range.
    upper: Option<f64>,
    next: usize,
    /// What is written behind the digits in one word.
    rest: String,
}

impl Scan<'_> {
    pub(super) fn english_at(&self, at: usize) -> Option<Quantity> {
        let mut quantity = self
            .lot(at)
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
                let least = if lot == 12.0 || lot == 20.0 { (24.0, 99.0) } else { (1.2 * lot, 9.99 * lot) };
                let factor = of.unwrap_or(1.0);
                (least.0 * factor, least.1 * factor, if of.is_some() { at + 3 } else { at + 1 })
            }
        };
        if super::units::english_unit(self.normal(next)).is_some() || self.normal(next) == "times" {
            return None;
        }
        let reading = Reading { value: low, likely: (low, high), possible: (low * 0.7, high * 2.0), step: 1.0 };
        let after = next + usize::from(self.normal(next) == "of");
        // `thousands of tons of goods`, `millions of dollars`.
        let of_unit = self.unit_at(after).map(|(unit, end)| (unit, end)).or_else(|| {
            units::currency(self.normal(after)).map(|measure| ((measure, 1.0), after + 1))
        });
        if let Some(((measure, factor), end)) = of_unit {
            let reading = Reading {
                value: low * factor,
                likely: (low * factor, high * factor),
                possible: (low * 0.7 * factor, high * 2.0 * factor),
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
            let is_other = matches!(before, "first" | "second" | "the" | "last" | "this" | "previous" | "third" | "fourth")
                || matches!(next, "past" | "an" | "hour" | "time" | "year" | "day" | "marathon" | "brother" | "sister")
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
        let part = |at: usize| leading_digits(self.normal(at)).filter(|(_, rest)| rest.is_empty()).map(|(it, _)| it.value);
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
        let high = if low == 13.0 { 19.0 } else { low + 9.0 };
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
        let sign = if matches!(self.before(at, 1), "minus") { -1.0 } else { 1.0 };
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
        if let Some(((measure, factor), end)) = self.rest_unit(&written).or_else(|| self.unit_at(next)) {
            // `over six years` is during them.
            let is_during = measure == Measure::Duration && self.before(at, 1) == "over" && self.before(at, 2) != "just";
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
            leading_digits(self.normal(written.next)).filter(|(_, rest)| joined && rest.is_empty()).map(|(it, _)| it.value)
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
        if is_word && quantity.reading.value == 2.0 && self.before(at, 1) == "the" {
            return None;
        }
        if !written.rest.is_empty() || self.gap(next) == "-" || self.gap(at).ends_with('-') {
            return None;
        }
        let value = quantity.reading.value;
        if value == 1.0 && is_word && !is_person(self.normal(next)) && !is_state(self.normal(next)) {
            return None;
        }
        let start = quantity.span.start;
        self.give_noun(&mut quantity, next, at);
        quantity.span.start = quantity.span.start.min(start);
        // A number that a name ends with, or that only labels: `Apollo 11`, `number 31`.
        let before = self.before(at, 1);
        let labels = ["number", "no", "route", "article", "page", "phase", "section", "group", "chapter", "channel", "gate", "room"];
        let follows_name = at > 0 && self.gap(at) == " " && self.is_capitalised(at - 1) && at > 1;
        if quantity.noun.is_none() && self.text.contains(crate::text::korean::is_hangul) {
            return None;
        }
        if quantity.noun.is_none() && (labels.contains(&before) || follows_name && !is_word) {
            return None;
        }
        if quantity.noun.is_none() && value < 13.0 && matches!(before, "at" | "by" | "past") {
            return None;
        }
        Some(quantity)
    }

    /// Finds what is counted behind a figure.
    fn give_noun(&self, quantity: &mut Quantity, next: usize, first: usize) {
        let mut at = next;
        if self.normal(at) == "of" {
            let is_lot = english_lot(self.normal(first)).is_some();
            quantity.is_part = !is_lot
                && matches!(self.normal(at + 1), "the" | "these" | "those" | "his" | "her" | "its" | "their" | "our");
            at += 1 + usize::from(quantity.is_part);
        }
        let mut end = next;
        for word in at..at + NOUN_WITHIN {
            let is_next = word == at && word > next || self.is_joined(word);
            if word >= self.words.len() || !is_next || ends_phrase(self.normal(word)) {
                break;
            }
            let normal = self.normal(word);
            if is_plural(normal, self.is_capitalised(word)) || is_person(normal) {
                quantity.noun = Some(normal.to_owned());
                end = word + 1;
                break;
            }
            if word == at && is_state(normal) {
                end = word + 1;
                break;
            }
        }
        quantity.span = self.bytes(first..end.max(next));
    }

    fn money(&self, at: usize, written: &Written) -> Option<(Unit, usize)> {
        if let Some(measure) = self.gap(at).chars().last().and_then(units::currency_sign) {
            let factor = match written.rest.as_str() {
                "" => 1.0,
                "k" => 1e3,
                "m" | "mn" => 1e6,
                "bn" | "b" => 1e9,
                _ => return None,
            };
            let is_tight = self.gap(at + 1).len() <= 1 || written.next > at + 1;
            return is_tight.then(|| self.rated((measure, factor), written.next));
        }
        if !written.rest.is_empty() {
            return None;
        }
        let mut name = written.next;
        name += usize::from(matches!(self.normal(name), "american" | "korean" | "canadian" | "australian"));
        if self.normal(name) == "u" && self.normal(name + 1) == "s" {
            name += 2;
        }
        name += usize::from(self.normal(name) == "us");
        let measure = units::currency(self.normal(name)).filter(|_| self.is_joined(written.next))?;
        Some(self.rated((measure, 1.0), name + 1))
    }

    /// Money a month is money a year.
    fn rated(&self, (measure, factor): Unit, end: usize) -> (Unit, usize) {
        let per = matches!(self.normal(end), "a" | "per" | "each") && self.is_joined(end);
        match self.normal(end + 1) {
            "month" if per => ((measure, factor * 12.0), end + 2),
            "year" if per => ((measure, factor), end + 2),
            _ => ((measure, factor), end),
        }
    }

    fn share(&self, written: &Written) -> Option<(Measure, usize)> {
        let next = written.next;
        let (two, end) = match (self.normal(next), self.normal(next + 1)) {
            _ if self.gap(next).starts_with('%') => (false, next),
            ("percent", _) => (true, next + 1),
            ("per", "cent") => (true, next + 2),
            ("percentage", "point" | "points") => return Some((Measure::Points, next + 2)),
            _ => return None,
        };
        let points = matches!(self.normal(end), "point" | "points" | "p");
        let is_share = written.rest.is_empty() && (!two || self.is_joined(next));
        is_share.then_some(if points { (Measure::Points, end + 1) } else { (Measure::Share, end) })
    }

    /// `43-year-old`, `aged 43`, `Choi, 44, who`: the word behind the age.
    fn age(&self, at: usize, written: &Written) -> Option<usize> {
        let (value, next) = (written.number.value, written.next);
        if value > OLDEST || !written.rest.is_empty() {
            return None;
        }
        if matches!(self.normal(next), "year" | "years") && self.normal(next + 1) == "old" {
            return Some(next + 2);
        }
        if matches!(self.before(at, 1), "aged" | "age") {
            return Some(next);
        }
        // A name, or whom a phrase names, then the age between commas.
        let is_digits = leading_digits(self.normal(at)).is_some() && value >= 5.0 && value.fract() == 0.0;
        let ends = next >= self.words.len() || self.gap(next).starts_with([',', '.', ';', ')']);
        let is_listed = leading_digits(self.before(at, 1)).is_some();
        let follows = at > 0
            && matches!(self.gap(at), ", " | " (")
            && english_word(self.before(at, 1)).is_none()
            && crate::text::days::english_month(self.before(at, 1)).is_none()
            && (self.is_capitalised(at - 1) || is_person(self.before(at, 1)) || self.gap(at) == ", " && self.before(at, 2) == "dead");
        (is_digits && ends && !is_listed && follows).then_some(next)
    }

    fn rest_unit(&self, written: &Written) -> Option<(Unit, usize)> {
        if written.rest.is_empty() {
            return None;
        }
        let unit = units::english_unit(&written.rest)?;
        Some((unit, written.next))
    }

    /// A unit that stands at a word, and the word behind it.
    pub(super) fn unit_at(&self, at: usize) -> Option<(Unit, usize)> {
        if self.gap(at).starts_with('°') || self.gap(at).starts_with(" °") {
            return Some(((Measure::Temperature, 1.0), at + usize::from(self.normal(at) == "c")));
        }
        if !self.is_joined(at) {
            return None;
        }
        let word = self.normal(at);
        if matches!(word, "degree" | "degrees") {
            let named = matches!(self.normal(at + 1), "celsius" | "centigrade");
            return (self.normal(at + 1) != "fahrenheit").then_some(((Measure::Temperature, 1.0), at + 1 + usize::from(named)));
        }
        if matches!(word, "kph" | "kmh" | "mph") {
            let metres = if word == "mph" { 1_609.344 } else { 1_000.0 };
            return Some(((Measure::Speed, metres / 3_600.0), at + 1));
        }
        if matches!(word, "square" | "cubic") {
            return units::raised(word, units::english_unit(self.normal(at + 1))?).map(|unit| (unit, at + 2));
        }
        // A letter alone is a unit only where it is written to the figure.
        let unit = units::english_unit(word).filter(|_| word.len() > 1)?;
        let time = match (self.gap(at + 1), self.normal(at + 1)) {
            ("/", "h") => Some(("hour", at + 2)),
            ("/", "s") => Some(("second", at + 2)),
            (_, "per" | "an" | "a") => Some((self.normal(at + 2), at + 3)),
            _ => None,
        };
        if let Some((speed, end)) = time.and_then(|(time, end)| Some((units::speed(unit, time)?, end))) {
            return Some((speed, end));
        }
        Some((unit, at + 1))
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

    /// The number that is written at a word.
    fn written(&self, at: usize) -> Option<Written> {
        let mut written = self.plain_number(at)?;
        let next = written.next;
        let is_between = self.before(at, 1) == "between";
        let joint = match self.normal(next) {
            "to" if !matches!(self.before(at, 1), "from") => next + 1,
            "and" if is_between => next + 1,
            _ if matches!(self.gap(next), "-" | "–") => next,
            _ => return Some(written),
        };
        let Some(upper) = self.plain_number(joint) else { return Some(written) };
        let is_dash = joint == next;
        let high = upper.number.value;
        // `1 to 3 million` is in millions.
        let low = if written.number.value < high && written.number.value * 1e3 <= high && upper.next > joint + 1 {
            written.number.value * high / upper.number.value.max(1.0)
        } else {
            written.number.value
        };
        let is_unit = self.unit_at(upper.next).is_some() || self.share(&upper).is_some() || self.money(joint, &upper).is_some();
        let is_noun = self.is_joined(upper.next) && is_plural(self.normal(upper.next), self.is_capitalised(upper.next));
        if low < high && written.rest.is_empty() && (!is_dash || is_unit || is_noun) && (is_between || is_unit || is_noun) {
            written.number.value = low;
            written.upper = Some(high);
            written.next = upper.next;
            written.rest = upper.rest;
        }
        Some(written)
    }

    fn plain_number(&self, at: usize) -> Option<Written> {
        let word = self.normal(at);
        let mut next = at + 1;
        let mut rest = String::new();
        let mut number = if let Some((number, behind)) = leading_digits(word) {
            if behind.contains(|one: char| one.is_ascii_digit()) || word.contains(|one: char| !one.is_ascii()) {
                return None;
            }
            behind.clone_into(&mut rest);
            number
        } else if let Some(value) = english_word(word) {
            let ones = english_word(self.normal(next)).filter(|&ones| {
                (1.0..10.0).contains(&ones) && value >= 20.0 && self.gap(next) == "-"
            });
            next += usize::from(ones.is_some());
            Number::whole(value + ones.unwrap_or(0.0))
        } else if english_scale(word).is_some() && matches!(self.before(at, 1), "a" | "the" | "one") {
            Number::whole(1.0)
        } else {
            return None;
        };
        if english_scale(word).is_some() {
            next = at;
        }
        while let Some(scale) = english_scale(self.normal(next)).filter(|_| rest.is_empty()) {
            if next > at && !self.is_joined(next) {
                break;
            }
            number = number.scaled(scale);
            next += 1;
        }
        // `two and a half hours`
        if self.normal(next) == "and" && self.normal(next + 1) == "a" && self.normal(next + 2) == "half" {
            number = Number { value: number.value + 0.5 * number.step.min(number.value), step: number.step / 2.0 };
            next += 3;
        }
        number.value.is_finite().then_some(Written { number, upper: None, next, rest })
    }

    /// `COVID-19`, `F-16`.
    fn is_code(&self, at: usize) -> bool {
        at > 0 && self.gap(at) == "-" && leading_digits(self.before(at, 1)).is_none() && english_word(self.before(at, 1)).is_none()
    }

    /// What the words before a number say of its precision, and the first of them.
    fn hedge_before(&self, at: usize) -> (Hedge, usize) {
        let at = at - usize::from(matches!(self.before(at, 1), "a" | "an" | "the" | "minus"));
        let back = |count: usize| self.before(at, count);
        let (hedge, words) = match (back(1), back(2)) {
            ("about" | "around" | "roughly" | "approximately" | "some" | "estimated", _) => (Hedge::About, 1),
            ("nearly" | "almost", _) => (Hedge::Nearly, 1),
            ("to", "close") => (Hedge::Nearly, 2),
            ("over" | "above" | "exceeding", _) => (Hedge::Above, 1),
            ("under" | "below", _) => (Hedge::Below, 1),
            ("than", "more" | "fewer" | "less") if matches!(back(3), "no" | "not") => (Hedge::Plain, 3),
            ("than", "more" | "greater" | "higher" | "larger" | "longer") => (Hedge::Above, 2),
            ("than", "less" | "fewer" | "lower" | "shorter") => (Hedge::Below, 2),
            ("least", "at") => (Hedge::Above, 2),
            ("most", "at") => (Hedge::Below, 2),
            ("to", "up") => (Hedge::Below, 2),
            ("as", "many" | "much") if back(3) == "as" => (Hedge::Below, 3),
            ("over", "just" | "well") => (Hedge::Above, 2),
            ("more", _) => (Hedge::Plain, 0),
            ("doubled" | "tripled", _) => (Hedge::Plain, 0),
            _ => (Hedge::Plain, 0),
        };
        (hedge, at - words)
    }

    fn hedge_behind(&self, next: usize) -> Option<Hedge> {
        match (self.normal(next), self.normal(next + 1)) {
            ("or", "so") => Some(Hedge::About),
            ("or", "more") => Some(Hedge::Above),
            _ => None,
        }
    }
}

/// Whether a word is a noun in the plural, as far as its form tells.
pub(super) fn is_plural(normal: &str, is_capitalised: bool) -> bool {
    /// Shorter words in `-s` are others.
    const LEAST: usize = 4;
    if matches!(
        normal,
        "people" | "men" | "women" | "children" | "police" | "personnel" | "staff" | "cattle" | "sheep" | "aircraft"
            | "livestock" | "poultry" | "fish"
    ) {
        return true;
    }
    let is_noun = normal.len() >= LEAST && normal.ends_with('s') && normal.is_ascii() && !normal.ends_with("'s");
    is_noun && !is_capitalised && !normal.ends_with("ss") && !normal.ends_with("us") && !matches!(normal, "this" | "does")
}

/// A person, or the state that a count is of, in the singular.
fn is_person(word: &str) -> bool {
    matches!(
        word,
        "person" | "man" | "woman" | "child" | "worker" | "boy" | "girl" | "passenger" | "resident" | "firefighter"
            | "soldier" | "student" | "driver" | "crewman" | "sailor" | "patient" | "suspect"
    )
}

fn is_state(word: &str) -> bool {
    matches!(word, "dead" | "injured" | "missing" | "killed" | "wounded" | "hurt" | "died" | "strong")
}

/// A word that no noun of the figure follows.
fn ends_phrase(word: &str) -> bool {
    matches!(
        word,
        "of" | "the" | "a" | "an" | "in" | "on" | "at" | "to" | "and" | "or" | "for" | "from" | "with" | "by" | "as"
            | "is" | "was" | "are" | "were" | "has" | "have" | "had" | "who" | "that" | "which" | "before" | "after"
            | "when" | "while" | "will" | "would" | "could" | "came" | "went" | "died" | "per" | "into" | "out" | "off"
            | "against" | "between" | "but" | "because" | "since" | "than" | "says" | "said" | "under" | "over" | "if"
    )
}
