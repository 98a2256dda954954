//! English numbers with the words that they take, and the words before them that say how exact they are.

use super::nouns::is_plural;
use super::number::{Number, english_scale, english_word, leading_digits};
use super::precision::Hedge;
use super::scan::Scan;

/// A number with the words that it takes.
pub(super) struct Written {
    pub(super) number: Number,
    /// The higher end of a range.
    pub(super) upper: Option<f64>,
    pub(super) next: usize,
    /// What is written behind the digits in one word.
    pub(super) rest: String,
}

impl Scan<'_> {
    /// The number that is written at a word.
    pub(super) fn written(&self, at: usize) -> Option<Written> {
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
        let is_unit =
            self.unit_at(upper.next).is_some() || self.share(&upper).is_some() || self.money(joint, &upper).is_some();
        let is_noun = self.is_joined(upper.next) && is_plural(self.normal(upper.next), self.is_capitalised(upper.next));
        if low < high
            && written.rest.is_empty()
            && (!is_dash || is_unit || is_noun)
            && (is_between || is_unit || is_noun)
        {
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
            let ones = english_word(self.normal(next))
                .filter(|&ones| (1.0..10.0).contains(&ones) && value >= 20.0 && self.gap(next) == "-");
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
    pub(super) fn is_code(&self, at: usize) -> bool {
        at > 0
            && self.gap(at) == "-"
            && leading_digits(self.before(at, 1)).is_none()
            && english_word(self.before(at, 1)).is_none()
    }

    /// What the words before a number say of its precision, and the first of them.
    pub(super) fn hedge_before(&self, at: usize) -> (Hedge, usize) {
        let at = at - usize::from(matches!(self.before(at, 1), "a" | "an" | "the" | "minus"));
        let back = |count: usize| self.before(at, count);
        let (hedge, words) = match (back(1), back(2)) {
            ("about" | "around" | "roughly" | "approximately" | "some" | "estimated", _) => (Hedge::About, 1),
            ("nearly" | "almost", _) => (Hedge::Nearly, 1),
            ("to", "close") => (Hedge::Nearly, 2),
            ("over" | "above" | "exceeding", _) => (Hedge::Above, 1),
            ("under" | "below", _) => (Hedge::Below, 1),
            ("than", "more" | "fewer" | "less") if matches!(back(3), "no" | "not") => (Hedge::Plain, 3),
            ("than", "more" | "greater" | "higher" | "larger" | "longer") | ("least", "at") => (Hedge::Above, 2),
            ("than", "less" | "fewer" | "lower" | "shorter") => (Hedge::Below, 2),
            ("to", "up") | ("most", "at") => (Hedge::UpTo, 2),
            ("as", "many" | "much") if back(3) == "as" => (Hedge::UpTo, 3),
            _ => (Hedge::Plain, 0),
        };
        (hedge, at - words)
    }

    pub(super) fn hedge_behind(&self, next: usize) -> Option<Hedge> {
        match (self.normal(next), self.normal(next + 1)) {
            ("or", "so") => Some(Hedge::About),
            ("or", "more") => Some(Hedge::Above),
            _ => None,
        }
    }
}
