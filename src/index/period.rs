//! Periods of publication, as a query or a filter names them: `2025-06-12`, `2025-06`, `2025-06-01..2025-06-30`.
//!
//! A date means the calendar day as printed, wherever the outlet sits: `2025-06-12` holds an item of 00:30 at +09:00 of
//! that day, though it is still the 11th in UTC. A time means an instant (one without zone is taken for UTC), and an item
//! that states but a date stands at midnight UTC of it. Both ends belong to the period; either may be left out.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::error::IndexError;
use super::schema::{day_number, microseconds};
use crate::moment::Moment;

/// A period, as bounds on the two columns that know of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Period {
    /// See [`day_number`].
    pub(crate) first_day: Option<i64>,
    pub(crate) last_day: Option<i64>,
    /// See [`microseconds`].
    pub(crate) first_instant: Option<i64>,
    pub(crate) last_instant: Option<i64>,
}

/// One end of a period before it is known which.
enum End {
    Days(RangeInclusive<i64>),
    Instant(i64),
}

impl Period {
    /// From one moment to another, both included.
    pub(crate) fn between(from: Option<&Moment>, to: Option<&Moment>) -> Self {
        let mut period = Self::default();
        if let Some(from) = from {
            period.start(&End::from(from));
        }
        if let Some(to) = to {
            period.end(&End::from(to));
        }
        period
    }

    /// Reads what stands behind `published:`.
    pub(crate) fn parse(text: &str) -> Result<Self, IndexError> {
        let refused = || {
            IndexError::query(
                format!("`published:{text}` names no date"),
                "write published:2025-06-12, published:2025-06 or published:2025-06-01..2025-06-30",
            )
        };
        let read = |end: &str| match end.trim() {
            "" => Ok(None),
            end => parse_end(end).map(Some).ok_or_else(refused),
        };
        let mut period = Self::default();
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (read(from)?, read(to)?);
            if from.is_none() && to.is_none() {
                return Err(refused());
            }
            if let Some(end) = &from {
                period.start(end);
            }
            if let Some(end) = &to {
                period.end(end);
            }
        } else {
            let whole = read(text)?.ok_or_else(refused)?;
            period.start(&whole);
            period.end(&whole);
        }
        if period.is_backwards() {
            return Err(IndexError::query(
                format!("`published:{text}` ends before it begins"),
                "write the earlier date first",
            ));
        }
        Ok(period)
    }

    /// Whether it ends before it begins, as far as its ends are of one kind.
    pub(crate) fn is_backwards(&self) -> bool {
        let backwards = |first: Option<i64>, last: Option<i64>| matches!((first, last), (Some(a), Some(b)) if b < a);
        backwards(self.first_day, self.last_day) || backwards(self.first_instant, self.last_instant)
    }

    fn start(&mut self, end: &End) {
        match end {
            End::Days(days) => self.first_day = Some(*days.start()),
            End::Instant(instant) => self.first_instant = Some(*instant),
        }
    }

    fn end(&mut self, end: &End) {
        match end {
            End::Days(days) => self.last_day = Some(*days.end()),
            End::Instant(instant) => self.last_instant = Some(*instant),
        }
    }
}

impl From<&Moment> for End {
    fn from(moment: &Moment) -> Self {
        match moment {
            Moment::Date(date) => {
                let day = day_number(*date);
                Self::Days(day..=day)
            }
            _ => Self::Instant(microseconds(moment)),
        }
    }
}

/// A year, a month, a date or a time.
fn parse_end(text: &str) -> Option<End> {
    let is_number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(text, 4) {
        let year = text.parse().ok()?;
        return Some(End::Days(day_number(Date::new(year, 1, 1).ok()?)..=day_number(Date::new(year, 12, 31).ok()?)));
    }
    if let Some((year, month)) = text.split_once('-')
        && is_number(year, 4)
        && is_number(month, 2)
    {
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        return Some(End::Days(day_number(first)..=day_number(first.last_of_month())));
    }
    text.parse::<Moment>().ok().map(|moment| End::from(&moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_and_a_month_all_its_days() {
        let day = Period::parse("2025-06-12").unwrap();
        assert_eq!((day.first_day, day.last_day), (Some(20_250_612), Some(20_250_612)));
        let month = Period::parse("2024-02").unwrap();
        assert_eq!((month.first_day, month.last_day), (Some(20_240_201), Some(20_240_229)));
        let years = Period::parse("2023..2024").unwrap();
        assert_eq!((years.first_day, years.last_day), (Some(20_230_101), Some(20_241_231)));
    }

    #[test]
    fn either_end_may_be_left_out() {
        assert_eq!(Period::parse("..2025-06-30").unwrap().first_day, None);
        assert_eq!(Period::parse("2025-06-01..").unwrap().last_day, None);
    }

    #[test]
    fn times_are_instants() {
        let period = Period::parse("2025-06-12T00:00:00+09:00..2025-06-12").unwrap();
        assert!(period.first_instant.is_some() && period.last_day.is_some() && period.first_day.is_none());
    }

    #[test]
    fn what_is_no_period_is_refused_with_the_forms() {
        for text in ["", "..", "tuesday", "2025-13", "2025-02-30", "12/06/2025", "2025-06-12...", "9999999999"] {
            let message = Period::parse(text).unwrap_err().to_string();
            assert!(message.contains("published:2025-06-12"), "{message}");
        }
        let message = Period::parse("2025-06-30..2025-06-01").unwrap_err().to_string();
        assert!(message.contains("ends before it begins"), "{message}");
    }
}
