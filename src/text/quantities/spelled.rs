//! Spans of time in words without a number: `half an hour`, `three quarters of an hour`, `an hour and a half`, `more
//! than a year`.

use super::number::english_word;
use super::precision::{Hedge, Reading};
use super::scan::Scan;
use super::units::english_unit;
use super::{Measure, Quantity};

/// Parts of a unit that such a span is told in.
const PARTS: f64 = 4.0;

impl Scan<'_> {
    pub(super) fn spelled_span(&self, at: usize) -> Option<Quantity> {
        let (hedge, first) = self.hedge_before(at);
        if let Some((measure, unit)) = self.one_measure(at).filter(|_| hedge != Hedge::Plain) {
            let mut quantity = Quantity::new(measure, Reading::hedged(unit, unit, hedge), at..at + 2);
            quantity.span = self.bytes(first..at + 2);
            return Some(quantity);
        }
        let (value, unit, end) = self.part_of_unit(at).or_else(|| self.one_unit(at))?;
        let hedge = self.hedge_behind(end).unwrap_or(hedge);
        // `half an hour` is a round one.
        let hedge = if value < unit && hedge == Hedge::Plain { Hedge::About } else { hedge };
        let step = if value.to_bits() == unit.to_bits() { unit } else { unit / PARTS };
        let mut quantity = Quantity::new(Measure::Duration, Reading::hedged(value, step, hedge), at..end);
        quantity.span = self.bytes(first..end);
        Some(quantity)
    }

    /// `more than a kilometer`, `nearly a ton`.
    fn one_measure(&self, at: usize) -> Option<(Measure, f64)> {
        let is_one = matches!(self.normal(at), "a" | "an") && self.gap(at + 1) == " ";
        let unit = english_unit(self.normal(at + 1)).filter(|_| is_one && self.normal(at + 1).len() > 2)?;
        (unit.0 != Measure::Duration).then_some(unit)
    }

    /// `half an hour`, `three quarters of an hour`.
    fn part_of_unit(&self, at: usize) -> Option<(f64, f64, usize)> {
        let (share, next) = if self.normal(at) == "half" {
            (0.5, at + 1)
        } else {
            let many = if matches!(self.normal(at), "a") { 1.0 } else { english_word(self.normal(at))? };
            let parts = match self.normal(at + 1) {
                "quarter" | "quarters" => 4.0,
                "third" | "thirds" => 3.0,
                _ => return None,
            };
            if many >= parts || self.normal(at + 2) != "of" {
                return None;
            }
            (many / parts, at + 3)
        };
        let unit = self.duration_at(next)?;
        // `and a half an hour` is of the number before it.
        (self.before(at, 1) != "and").then_some((share * unit, unit, next + 2))
    }

    /// `an hour and a half`, and `more than an hour`, `for a week`, where the words before show that it is a span.
    fn one_unit(&self, at: usize) -> Option<(f64, f64, usize)> {
        let unit = self.duration_at(at)?;
        let end = at + 2;
        if self.normal(end) == "and" && self.normal(end + 1) == "a" && self.normal(end + 2) == "half" {
            return Some((1.5 * unit, unit, end + 3));
        }
        if matches!(self.normal(end), "ago" | "earlier" | "before" | "old" | "and") || self.gap(end) == "-" {
            return None;
        }
        let before = self.before(at, 1);
        // `over a year` is during it; `a little over a year` is more.
        let is_during = before == "over" && !matches!(self.before(at, 2), "just" | "little" | "well");
        let is_hedged = self.hedge_before(at).0 != Hedge::Plain && !is_during;
        let is_led = matches!(before, "for" | "within" | "lasted" | "lasting" | "lasts" | "took" | "takes");
        (is_hedged || is_led).then_some((unit, unit, end))
    }

    /// Seconds of the unit in `an hour`, `a year`.
    fn duration_at(&self, at: usize) -> Option<f64> {
        if !matches!(self.normal(at), "a" | "an") || self.gap(at + 1) != " " {
            return None;
        }
        let name = self.normal(at + 1);
        let is_singular = !name.ends_with('s') && name.len() > 2 && name != "second";
        english_unit(name)
            .filter(|(measure, _)| is_singular && *measure == Measure::Duration)
            .map(|(_, seconds)| seconds)
    }
}

#[cfg(test)]
mod tests {
    use crate::text::quantities::{Measure, stated};

    #[test]
    fn spans_are_read_from_words() {
        for (text, minutes, piece) in [
            ("The lights failed for half an hour.", 30.0, "half an hour"),
            ("It took three quarters of an hour.", 45.0, "three quarters of an hour"),
            ("It took about an hour and a half.", 90.0, "about an hour and a half"),
            ("Boarding took a little over an hour.", 60.0, "over an hour"),
            ("It burned for more than a day.", 1440.0, "more than a day"),
        ] {
            let found = stated(text, None).quantities;
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].measure, found[0].reading.value / 60.0), (Measure::Duration, minutes), "{text}");
            assert_eq!(&text[found[0].span.clone()], piece);
        }
        for text in ["Half of an orchard burned a year ago.", "A day at the fair.", "It spread over a year."] {
            assert!(stated(text, None).quantities.iter().all(|it| it.measure != Measure::Duration), "{text}");
        }
    }
}
