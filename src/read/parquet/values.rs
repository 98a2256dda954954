//! The values of a column as JSON.
//!
//! Numbers stay numbers; dates and times become text as RFC 3339 writes it (without a zone where the column has none);
//! decimals keep their digits. JSON in a column of JSON stays what it is. Bytes that are said to be text and are not get
//! U+FFFD; bytes of which nothing is said are text if they are UTF-8, else null.

use std::io::Write;

use jiff::{SignedDuration, Timestamp, civil};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;
use serde_json::value::RawValue;

/// Most digits behind the point that a decimal is written out with.
const MOST_SCALE: i32 = 76;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What their physical type says; bytes are text if they can be.
    Plain,
    Unsigned,
    Text,
    Json,
    Date,
    /// Since midnight.
    Time(Unit),
    /// Since 1970 in UTC, or by a clock of which the zone is not known.
    Timestamp(Unit, bool),
    /// Digits behind the point.
    Decimal(i32),
    Float16,
    Uuid,
}

/// How many nanoseconds a unit of time has.
pub(super) type Unit = i64;

/// What a value turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Well,
    /// Bytes that are no text stand as U+FFFD.
    Malformed,
    /// Bytes that are no text at all are left out.
    LeftOut,
}

impl Meaning {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        if column.physical_type() == Type::INT96 {
            return Self::Timestamp(1, true);
        }
        let unit = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000_000,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1,
        };
        match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum) => return Self::Text,
            Some(LogicalType::Json) => return Self::Json,
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(time)) => return Self::Time(unit(&time.unit)),
            Some(LogicalType::Timestamp(time)) => {
                return Self::Timestamp(unit(&time.unit), time.is_adjusted_to_u_t_c);
            }
            Some(LogicalType::Decimal(decimal)) => return Self::Decimal(decimal.scale),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Self::Unsigned,
            Some(LogicalType::Float16) => return Self::Float16,
            Some(LogicalType::Uuid) => return Self::Uuid,
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM => Self::Text,
            ConvertedType::JSON => Self::Json,
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::Time(1_000_000),
            ConvertedType::TIME_MICROS => Self::Time(1_000),
            ConvertedType::TIMESTAMP_MILLIS => Self::Timestamp(1_000_000, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Timestamp(1_000, true),
            ConvertedType::DECIMAL => Self::Decimal(column.type_scale()),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Self::Unsigned
            }
            _ => Self::Plain,
        }
    }

    pub(super) fn write_int32(self, value: i32, out: &mut Vec<u8>) {
        match self {
            Self::Unsigned => number(value.cast_unsigned(), out),
            Self::Date => {
                match civil::date(1970, 1, 1).checked_add(SignedDuration::from_hours(i64::from(value) * 24)) {
                    Ok(date) => text(&date.to_string(), out),
                    Err(_) => number(value, out),
                }
            }
            other => other.write_int64(i64::from(value), out),
        }
    }

    pub(super) fn write_int64(self, value: i64, out: &mut Vec<u8>) {
        let nanoseconds = |unit: Unit| i128::from(value) * i128::from(unit);
        match self {
            Self::Unsigned => number(value.cast_unsigned(), out),
            Self::Decimal(scale) => decimal(i128::from(value), scale, out),
            Self::Timestamp(unit, is_utc) => timestamp(nanoseconds(unit), is_utc, value, out),
            Self::Time(unit) => {
                let since = i64::try_from(nanoseconds(unit)).ok().map(SignedDuration::from_nanos);
                let is_of_a_day = |since: &SignedDuration| !since.is_negative() && since.as_hours() < 24;
                match since.filter(is_of_a_day).and_then(|since| civil::Time::midnight().checked_add(since).ok()) {
                    Some(time) => text(&time.to_string(), out),
                    None => number(value, out),
                }
            }
            _ => number(value, out),
        }
    }

    pub(super) fn write_bytes(self, bytes: &[u8], out: &mut Vec<u8>) -> Written {
        match self {
            Self::Decimal(scale) if (1..=16).contains(&bytes.len()) => {
                let sign = if bytes.first().is_some_and(|first| first & 0x80 != 0) { 0xFF } else { 0 };
                let mut whole = [sign; 16];
                if let Some(end) = whole.get_mut(16 - bytes.len()..) {
                    end.copy_from_slice(bytes);
                }
                decimal(i128::from_be_bytes(whole), scale, out);
            }
            Self::Float16 if bytes.len() == 2 => {
                let bits =
                    u16::from_le_bytes([bytes.first().copied().unwrap_or(0), bytes.get(1).copied().unwrap_or(0)]);
                real(half(bits), out);
            }
            Self::Uuid if bytes.len() == 16 => {
                let digits = bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
                let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits.get(range).unwrap_or_default());
                text(&parts.join("-"), out);
            }
            Self::Json => match std::str::from_utf8(bytes).map(serde_json::from_str::<&RawValue>) {
                Ok(Ok(json)) => out.extend_from_slice(json.get().as_bytes()),
                _ => return Self::Text.write_bytes(bytes, out),
            },
            Self::Text => {
                text(&String::from_utf8_lossy(bytes), out);
                if std::str::from_utf8(bytes).is_err() {
                    return Written::Malformed;
                }
            }
            _ => match std::str::from_utf8(bytes) {
                Ok(valid) if !valid.contains('\0') => text(valid, out),
                _ => {
                    out.extend_from_slice(b"null");
                    return Written::LeftOut;
                }
            },
        }
        Written::Well
    }
}

/// Nanoseconds of a day and days since a day of the Julian calendar: what Impala and old Spark write.
pub(super) fn write_int96(value: &Int96, out: &mut Vec<u8>) {
    let part = |index: usize| value.data().get(index).copied().map_or(0, u64::from);
    let nanoseconds = i128::from(part(1) << 32 | part(0));
    let days = i128::from(part(2)) - 2_440_588;
    timestamp(days * 86_400_000_000_000 + nanoseconds, true, 0, out);
}

/// JSON has no number that is infinite or none.
pub(super) fn real(value: f64, out: &mut Vec<u8>) {
    if value.is_finite() {
        write(serde_json::to_writer(out, &value));
    } else {
        out.extend_from_slice(b"null");
    }
}

/// As short as a number of its own size can be.
pub(super) fn single(value: f32, out: &mut Vec<u8>) {
    if value.is_finite() {
        write(serde_json::to_writer(out, &value));
    } else {
        out.extend_from_slice(b"null");
    }
}

pub(super) fn text(value: &str, out: &mut Vec<u8>) {
    write(serde_json::to_writer(out, value));
}

fn number(value: impl std::fmt::Display, out: &mut Vec<u8>) {
    write(write!(out, "{value}"));
}

/// Writing into memory cannot fail.
fn write<E>(written: Result<(), E>) {
    drop(written);
}

/// A time, or the number as it is if it is no time that can be written.
fn timestamp(nanoseconds: i128, is_utc: bool, value: i64, out: &mut Vec<u8>) {
    match Timestamp::from_nanosecond(nanoseconds) {
        Ok(at) if is_utc => text(&at.to_string(), out),
        Ok(at) => text(&at.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string(), out),
        Err(_) => number(value, out),
    }
}

fn decimal(value: i128, scale: i32, out: &mut Vec<u8>) {
    if !(0..=MOST_SCALE).contains(&scale) {
        number(format_args!("{value}e{}", -i64::from(scale)), out);
        return;
    }
    let scale = usize::try_from(scale).unwrap_or(0);
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if value < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    number(format_args!("{sign}{whole}{point}{fraction}"), out);
}

/// An IEEE 754 binary16 number.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3FF) / 1024.0;
    let magnitude = match (bits >> 10) & 0x1F {
        0 => fraction * 2_f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1.0 + fraction) * 2_f64.powi(i32::from(exponent) - 15),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int64(meaning: Meaning, value: i64) -> String {
        let mut out = Vec::new();
        meaning.write_int64(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn bytes(meaning: Meaning, value: &[u8]) -> (String, Written) {
        let mut out = Vec::new();
        let written = meaning.write_bytes(value, &mut out);
        (String::from_utf8(out).unwrap(), written)
    }

    #[test]
    fn times_are_written_as_rfc_3339_and_without_a_zone_that_is_not_known() {
        let utc = |unit| Meaning::Timestamp(unit, true);
        assert_eq!(int64(utc(1_000_000), 1_900_000_000_123), r#""2030-03-17T17:46:40.123Z""#);
        assert_eq!(int64(utc(1), -1), r#""1969-12-31T23:59:59.999999999Z""#);
        assert_eq!(int64(Meaning::Timestamp(1_000, false), 1_900_000_000_000_000), r#""2030-03-17T17:46:40""#);
        assert_eq!(int64(utc(1_000_000), i64::MAX), i64::MAX.to_string());
        assert_eq!(int64(Meaning::Time(1_000), 3_600_000_000), r#""01:00:00""#);
        assert_eq!(int64(Meaning::Time(1_000), -1), "-1");
        assert_eq!(int64(Meaning::Time(1_000), 86_400_000_000), "86400000000");
        let mut out = Vec::new();
        for day in [0, 19_000, -1, i32::MAX, i32::MIN] {
            Meaning::Date.write_int32(day, &mut out);
            out.push(b' ');
        }
        assert_eq!(out, br#""1970-01-01" "2022-01-08" "1969-12-31" 2147483647 -2147483648 "#);
        let mut value = Int96::new();
        value.set_data(1_000_000_000, 0, 2_440_589);
        out.clear();
        write_int96(&value, &mut out);
        assert_eq!(out, br#""1970-01-02T00:00:01Z""#);
        value.set_data(u32::MAX, u32::MAX, u32::MAX);
        write_int96(&value, &mut out);
    }

    #[test]
    fn decimals_keep_their_digits_whatever_the_scale() {
        assert_eq!(int64(Meaning::Decimal(2), -1250), "-12.50");
        assert_eq!(int64(Meaning::Decimal(0), 7), "7");
        assert_eq!(int64(Meaning::Decimal(4), 7), "0.0007");
        assert_eq!(int64(Meaning::Decimal(i32::MAX), 7), "7e-2147483647");
        assert_eq!(int64(Meaning::Decimal(i32::MIN), 7), "7e2147483648");
        assert_eq!(bytes(Meaning::Decimal(1), &[0xFF, 0x85]).0, "-12.3");
        assert_eq!(int64(Meaning::Unsigned, -1), u64::MAX.to_string());
    }

    #[test]
    fn bytes_are_text_where_they_can_be() {
        assert_eq!(bytes(Meaning::Text, b"a \"b\""), (r#""a \"b\"""#.to_owned(), Written::Well));
        assert_eq!(bytes(Meaning::Text, b"a\xFFb"), ("\"a\u{FFFD}b\"".to_owned(), Written::Malformed));
        assert_eq!(bytes(Meaning::Plain, b"a\xFFb"), ("null".to_owned(), Written::LeftOut));
        assert_eq!(bytes(Meaning::Plain, "plain".as_bytes()).0, r#""plain""#);
        assert_eq!(bytes(Meaning::Json, br#"{"a": [1]}"#).0, r#"{"a": [1]}"#);
        assert_eq!(bytes(Meaning::Json, b"{").0, r#""{""#);
        assert_eq!(bytes(Meaning::Uuid, &[0xAB; 16]).0, r#""abababab-abab-abab-abab-abababababab""#);
        assert_eq!(bytes(Meaning::Float16, &[0x00, 0x3E]).0, "1.5");
        assert_eq!(bytes(Meaning::Float16, &[0x00, 0x7C]).0, "null");
    }
}
