//! What an English figure measures, by the signs before it and the words behind it: money, shares, ages, units.

use super::Measure;
use super::nouns::is_person;
use super::number::{english_word, leading_digits};
use super::scan::Scan;
use super::units::{self, Unit};
use super::written::Written;

/// Nobody is older.
const OLDEST: f64 = 120.0;

impl Scan<'_> {
    pub(super) fn money(&self, at: usize, written: &Written) -> Option<(Unit, usize)> {
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
    pub(super) fn rated(&self, (measure, factor): Unit, end: usize) -> (Unit, usize) {
        let per = matches!(self.normal(end), "a" | "per" | "each") && self.is_joined(end);
        match self.normal(end + 1) {
            "month" if per => ((measure, factor * 12.0), end + 2),
            "year" if per => ((measure, factor), end + 2),
            _ => ((measure, factor), end),
        }
    }

    pub(super) fn share(&self, written: &Written) -> Option<(Measure, usize)> {
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
    pub(super) fn age(&self, at: usize, written: &Written) -> Option<usize> {
        let (value, next) = (written.number.value, written.next);
        if value > OLDEST || !written.rest.is_empty() {
            return None;
        }
        if matches!(self.normal(next), "year" | "years") && self.normal(next + 1) == "old" {
            return Some(next + 2);
        }
        // `under age 40`, `children under 5`, say whom, not how old somebody is.
        if matches!(self.before(at, 1), "aged" | "age") {
            if matches!(self.before(at, 2), "under" | "over" | "below" | "above" | "than") {
                return None;
            }
            return Some(next);
        }
        if self.is_said_of_person(at) && matches!(self.gap(next), "" | " " | ", " | ".") {
            let is_counted = self.is_joined(next) && !matches!(self.normal(next), "and" | "but" | "now" | "today");
            return (!is_counted && value >= 5.0).then_some(next);
        }
        // A name, or whom a phrase names, then the age between commas.
        let is_digits = leading_digits(self.normal(at)).is_some() && value >= 5.0 && value.fract() == 0.0;
        let ends = next >= self.words.len() || self.gap(next).starts_with([',', '.', ';', ')']);
        let is_listed = leading_digits(self.before(at, 1)).is_some();
        let follows = at > 0
            && matches!(self.gap(at), ", " | " (")
            && english_word(self.before(at, 1)).is_none()
            && crate::text::days::english_month(self.before(at, 1)).is_none()
            && (self.is_capitalised(at - 1)
                || is_person(self.before(at, 1))
                || self.gap(at) == ", " && self.before(at, 2) == "dead");
        (is_digits && ends && !is_listed && follows).then_some(next)
    }

    /// `who is just 20`, `the man is 41`.
    fn is_said_of_person(&self, at: usize) -> bool {
        let skipped =
            usize::from(matches!(self.before(at, 1), "just" | "only" | "now" | "almost" | "nearly" | "about"));
        let back = |count: usize| self.before(at, skipped + count);
        matches!(back(1), "is" | "was" | "turned" | "turns")
            && (matches!(back(2), "who" | "he" | "she") || is_person(back(2)))
    }

    pub(super) fn rest_unit(written: &Written) -> Option<(Unit, usize)> {
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
            return (self.normal(at + 1) != "fahrenheit")
                .then_some(((Measure::Temperature, 1.0), at + 1 + usize::from(named)));
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
}
