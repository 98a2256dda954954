//! Dates and clock times as news pages print them: `2025.06.12 (15:22)`, `2025-06-12 15:22:52`, `2025.6.12`.
//!
//! A stamp is told by its shape, not by its value, so that an impossible date (`2025.13.40`) is still taken out of the
//! text; it just means nothing. A good date with an impossible time keeps the date.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::moment::Moment;

/// Clocks of Korean newsrooms.
pub(super) const KOREA: Offset = jiff::tz::offset(9);

/// What a stamp says, as far as it is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    date: Option<Date>,
    time: Option<Time>,
}

impl Stamp {
    /// The moment that the stamp means on a clock at `zone`.
    pub(super) fn moment(self, zone: Option<Offset>) -> Option<Moment> {
        let date = self.date?;
        let Some(time) = self.time else { return Some(Moment::Date(date)) };
        let clock = DateTime::from_parts(date, time);
        match zone {
            Some(offset) => Moment::at_offset(clock, offset),
            None => Some(Moment::Local(clock)),
        }
    }

    /// Whether it means anything.
    pub(super) fn is_possible(self) -> bool {
        self.date.is_some()
    }
}

/// The stamp that `text` starts with, and the text after it.
pub(super) fn at_start(text: &str) -> Option<(Stamp, &str)> {
    let (year, rest) = digits(text, 4, 4)?;
    let separator = rest.chars().next().filter(|character| matches!(character, '.' | '-' | '/'))?;
    let (month, rest) = digits(rest.strip_prefix(separator)?.trim_start_matches(' '), 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix(separator)?.trim_start_matches(' '), 1, 2)?;
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    match clock(rest) {
        Some((time, rest)) => Some((Stamp { date, time }, rest)),
        None => Some((Stamp { date, time: None }, rest)),
    }
}

/// Whether `text` holds nothing but a stamp.
pub(super) fn is_whole(text: &str) -> bool {
    at_start(text.trim()).is_some_and(|(_, rest)| rest.trim().is_empty())
}

/// A clock time, in brackets or not, before or after noon or on 24 hours.
fn clock(text: &str) -> Option<(Option<Time>, &str)> {
    let text = text.trim_start_matches(['T', ' ']);
    let (inner, is_bracketed) = text.strip_prefix('(').map_or((text, false), |inner| (inner.trim_start(), true));
    let (half, inner) = half_of_day(inner);
    let (hour, rest) = digits(inner, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':').and_then(|rest| digits(rest, 2, 2)) {
        Some((second, rest)) => (second, rest),
        None => (0, rest),
    };
    let hour = match half {
        Some(_) if hour > 12 => hour,
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None => hour,
    };
    let time =
        (|| Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok())();
    let rest = if is_bracketed { rest.trim_start().strip_prefix(')').unwrap_or(rest) } else { rest };
    Some((time, rest))
}

/// `PM`, `오후` (true) or `AM`, `오전` (false) before a clock time.
fn half_of_day(text: &str) -> (Option<bool>, &str) {
    for (word, is_afternoon) in [("PM", true), ("AM", false), ("오후", true), ("오전", false)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(is_afternoon), rest.trim_start());
        }
    }
    (None, text)
}

/// A number of `least` to `most` digits that no further digit follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
    if length < least || length > most {
        return None;
    }
    let (number, rest) = text.split_at_checked(length)?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        at_start(text)?.0.moment(Some(KOREA)).map(|moment| moment.to_string())
    }

    #[test]
    fn every_printed_form_is_read_in_korean_time() {
        for (text, expected) in [
            ("2031.04.09 (15:22)", "2031-04-09T15:22:00+09:00"),
            ("2031-04-09 15:22:52", "2031-04-09T15:22:52+09:00"),
            ("2031.4.9 (9:05)", "2031-04-09T09:05:00+09:00"),
            ("2031.04.09 PM 03:22", "2031-04-09T15:22:00+09:00"),
            ("2031.04.09. AM 12:10", "2031-04-09T00:10:00+09:00"),
            ("2031. 4. 9. 오후 11:01", "2031-04-09T23:01:00+09:00"),
            ("2031.4.9", "2031-04-09"),
            ("2031-04-09", "2031-04-09"),
        ] {
            assert_eq!(moment(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_impossible_date_is_a_stamp_that_means_nothing() {
        for text in ["2031.13.40", "2031.02.30 (10:00)", "0000-00-00"] {
            let (stamp, rest) = at_start(text).unwrap();
            assert_eq!((stamp.moment(Some(KOREA)), rest), (None, ""), "{text}");
        }
        assert_eq!(moment("2031.04.09 (25:61)").as_deref(), Some("2031-04-09"));
    }

    #[test]
    fn numbers_that_only_resemble_a_date_are_no_stamp() {
        for text in ["20310.4.9", "2031.4-9", "31.4.9", "2031.4.999", "2031", "", "2031.."] {
            assert!(at_start(text).is_none(), "{text}");
        }
    }
}
