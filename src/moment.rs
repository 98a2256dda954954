//! A point in time as news items state it: an instant with its zone, a local time without one, or a bare date.
//!
//! Nothing is invented: a date alone stays a date alone, and comparisons treat it as the whole day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// When something was published or updated, as precisely as the origin states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// An instant and the zone offset it was written in.
    Instant(Timestamp, Offset),
    /// Date and time of a clock in an unknown zone; compared as if in UTC.
    Local(DateTime),
    /// A date alone.
    Date(Date),
}

impl Moment {
    /// An instant written as a clock time at a known offset. `None` when the instant is outside the supported years.
    #[must_use]
    pub fn at_offset(clock: DateTime, offset: Offset) -> Option<Self> {
        offset.to_timestamp(clock).ok().map(|timestamp| Self::Instant(timestamp, offset))
    }

    /// The calendar date as written.
    #[must_use]
    pub fn date(&self) -> Date {
        match self {
            Self::Instant(timestamp, offset) => offset.to_datetime(*timestamp).date(),
            Self::Local(clock) => clock.date(),
            Self::Date(date) => *date,
        }
    }

    /// Whether a time of day is known. Midnight sharp is how feeds write a bare date, and no time of day.
    #[must_use]
    pub fn has_clock(&self) -> bool {
        let time = match self {
            Self::Instant(timestamp, offset) => offset.to_datetime(*timestamp).time(),
            Self::Local(clock) => clock.time(),
            Self::Date(_) => return false,
        };
        time != Time::midnight()
    }

    /// First instant that the moment may mean, for sorting: a bare date begins at midnight UTC.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        match self {
            Self::Instant(timestamp, _) => *timestamp,
            Self::Local(clock) => utc(*clock),
            Self::Date(date) => utc(date.at(0, 0, 0, 0)),
        }
    }

    /// Days between two moments: the gap between the spans they may mean, so that a bare date is no distance from any
    /// time of its day. Symmetric, never negative.
    #[must_use]
    pub fn days_apart(&self, other: &Self) -> f64 {
        let (start, end) = self.span();
        let (other_start, other_end) = other.span();
        let gap = if end < other_start {
            other_start.duration_since(end)
        } else if other_end < start {
            start.duration_since(other_end)
        } else {
            SignedDuration::ZERO
        };
        gap.as_secs_f64() / 86_400.0
    }

    fn span(&self) -> (Timestamp, Timestamp) {
        let start = self.earliest();
        match self {
            Self::Date(_) => (start, start.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)),
            _ => (start, start),
        }
    }
}

fn utc(clock: DateTime) -> Timestamp {
    TimeZone::UTC.to_timestamp(clock).unwrap_or(if clock.year() > 0 { Timestamp::MAX } else { Timestamp::MIN })
}

/// RFC 3339 for an instant (`2025-06-12T15:22:00+09:00`, `Z` for UTC), the same without offset for a local time, `2025-06-12` for a date.
impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(timestamp, offset) if *offset == Offset::UTC => write!(formatter, "{timestamp}"),
            Self::Instant(timestamp, offset) => write!(formatter, "{}", timestamp.display_with_offset(*offset)),
            Self::Local(clock) => write!(formatter, "{clock}"),
            Self::Date(date) => write!(formatter, "{date}"),
        }
    }
}

/// The text is not one of the forms that [`Moment`]'s `Display` writes.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{text}` is not a date or time; write 2025-06-12, 2025-06-12T15:22:00 or 2025-06-12T15:22:00+09:00")]
pub struct ParseMomentError {
    text: String,
}

/// Reads what `Display` writes (RFC 3339 and its parts). Looser forms are the business of [`crate::read`].
impl FromStr for Moment {
    type Err = ParseMomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed =
            jiff::fmt::temporal::Pieces::parse(text).map_err(|_| ParseMomentError { text: text.to_owned() })?;
        Ok(match (parsed.time(), parsed.to_numeric_offset()) {
            (Some(time), Some(offset)) => Self::at_offset(DateTime::from_parts(parsed.date(), time), offset)
                .ok_or_else(|| ParseMomentError { text: text.to_owned() })?,
            (Some(time), None) => Self::Local(DateTime::from_parts(parsed.date(), time)),
            (None, _) => Self::Date(parsed.date()),
        })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back_what_it_writes() {
        for text in ["2025-06-12T15:22:00+09:00", "2016-05-13T00:00:00Z", "2025-06-12T15:22:00", "2025-06-12"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_bare_date_is_no_distance_from_a_time_of_its_day() {
        let date: Moment = "2025-06-12".parse().unwrap();
        let noon: Moment = "2025-06-12T12:00:00Z".parse().unwrap();
        let later: Moment = "2025-06-14T12:00:00Z".parse().unwrap();
        assert!(date.days_apart(&noon).abs() < 1e-9);
        assert!((date.days_apart(&later) - 1.5).abs() < 1e-9);
        assert!((later.days_apart(&date) - 1.5).abs() < 1e-9);
    }

    #[test]
    fn words_are_refused_with_the_accepted_forms() {
        let error = "last Tuesday".parse::<Moment>().unwrap_err();
        assert!(error.to_string().contains("2025-06-12T15:22:00+09:00"));
    }
}
