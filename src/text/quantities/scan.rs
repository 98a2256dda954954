//! One pass over the words of a sentence: at each, the readers are asked in turn whether a quantity begins there.

use std::ops::Range;

use jiff::civil::Date;

use super::{Measure, Quantity};
use crate::text::clauses::PlacedWord;

/// A sentence that is read.
pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [PlacedWord],
    pub(super) day: Option<Date>,
}

impl<'a> Scan<'a> {
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let read = self
                .clock_at(at)
                .or_else(|| self.calendar_at(at))
                .or_else(|| self.korean_at(at))
                .or_else(|| self.english_at(at));
            let Some(mut quantity) = read else {
                at += 1;
                continue;
            };
            quantity.span = self.with_signs(quantity.span);
            at = quantity.words.end.max(at + 1);
            match found.last_mut() {
                Some(last) if self.continues(last, &quantity) => join(last, &quantity),
                _ => found.push(quantity),
            }
        }
        found
    }

    /// The normal form of a word; empty outside the sentence.
    pub(super) fn normal(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| &word.normal)
    }

    /// The normal form of the word so many back.
    pub(super) fn before(&self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |at| self.normal(at))
    }

    /// What stands between a word and the one before it.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let end = at.checked_sub(1).and_then(|before| self.words.get(before)).map_or(0, |word| word.end);
        let start = self.words.get(at).map_or(self.text.len(), |word| word.start);
        self.text.get(end..start).unwrap_or_default()
    }

    /// Whether a word follows the one before it within a phrase.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        at < self.words.len() && matches!(self.gap(at), " " | "-" | "" | "\u{a0}" | "‑" | "–")
    }

    pub(super) fn is_capitalised(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.is_capitalised)
    }

    /// The word as printed.
    pub(super) fn original(&self, at: usize) -> &'a str {
        self.words.get(at).and_then(|word| self.text.get(word.start..word.end)).unwrap_or_default()
    }

    /// The bytes of some words.
    pub(super) fn bytes(&self, words: Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(0, |word| word.start);
        let end = words.end.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |word| word.end);
        start..end.max(start)
    }

    /// A span with the sign of a currency before it and that of percent or degrees behind it.
    fn with_signs(&self, span: Range<usize>) -> Range<usize> {
        let before = self.text.get(..span.start).unwrap_or_default();
        let sign = before.chars().last().filter(|&sign| super::units::currency_sign(sign).is_some());
        let behind = self.text.get(span.end..).unwrap_or_default();
        let text = self.text.get(span.clone()).unwrap_or_default();
        let is_half = [".m", ".M"].iter().any(|half| text.ends_with(half));
        if is_half && behind.starts_with('.') || text.contains('(') && !text.contains(')') && behind.starts_with(')') {
            return span.start..span.end + 1;
        }
        let percent = behind.chars().next().filter(|sign| matches!(sign, '%' | '％' | '℃'));
        span.start - sign.map_or(0, char::len_utf8)..span.end + percent.map_or(0, char::len_utf8)
    }

    /// Whether a quantity goes on with the one before it: a date beside its weekday, `two hours, 24 minutes`.
    fn continues(&self, last: &Quantity, next: &Quantity) -> bool {
        /// Bytes between the parts of one quantity: `, `, ` and `, ` (`.
        const ONE_QUANTITY: usize = 5;
        let is_near = next.span.start.saturating_sub(last.span.end) <= ONE_QUANTITY;
        let same = last.measure == next.measure;
        match last.measure {
            Measure::Calendar => {
                let (one, other) = (last.reading.likely, next.reading.likely);
                same && is_near && (one.0 <= other.0 && one.1 >= other.1 || one.0 >= other.0 && one.1 <= other.1)
            }
            Measure::Duration => {
                same && is_near
                    && last.reading.is_point()
                    && next.reading.is_point()
                    && last.words.end - last.words.start <= 6
                    && next.reading.value < last.reading.step
                    && last.reading.step >= 60.0
                    && !self.normal(next.words.end).starts_with("later")
            }
            _ => false,
        }
    }
}

fn join(last: &mut Quantity, next: &Quantity) {
    last.span.end = next.span.end.max(last.span.end);
    last.words.end = next.words.end.max(last.words.end);
    if last.measure == Measure::Duration {
        let (value, step) = (last.reading.value + next.reading.value, next.reading.step);
        last.reading = super::precision::Reading::hedged(value, step, super::precision::Hedge::Plain);
        return;
    }
    let width = |(low, high): (f64, f64)| high - low;
    if width(next.reading.likely) < width(last.reading.likely) {
        last.reading = next.reading;
    }
    last.is_relative &= next.is_relative;
}
