//! Dates and times in the forms that publishers write.
//!
//! No list of formats: the text is cut into tokens, a time and a zone and a date are looked for among them, and every
//! token left over must be one that carries no meaning (a weekday, `at`, a bracket, a label such as `입력`). What is
//! ambiguous is refused, not guessed: `12/06/2025` is two dates, `10:46 IST` three zones. Linear in the text, which is
//! refused beyond `LONGEST` bytes.
//!
//! Sources: RFC 3339, RFC 2822 section 4.3 (obsolete zones and two-digit years), and the layouts of Korean, American
//! and European news pages.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::moment::Moment;

mod tokens;

use tokens::{Kind, Token, tokens};

/// No written date is longer; a longer text is refused unread.
const LONGEST: usize = 160;

/// Reads a date or time in any form that publishers write, the whole of `text` (white space around it aside). A clock
/// time without a zone is at `zone` if that is known.
#[must_use]
pub fn parse(text: &str, zone: Option<Offset>) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if let Some(moment) = epoch(text) {
        return Some(moment);
    }
    let mut tokens = tokens(text);
    let packed = packed(&mut tokens);
    let clock = match packed {
        Some((_, Some(time), at)) => Some(Clock { time, next_day: false, end: at }),
        _ => clock(&mut tokens)?,
    };
    let stated = clock.as_ref().map_or(Some(Zone::Unstated), |clock| find_zone(&mut tokens, clock.end))?;
    let date = match packed {
        Some((date, ..)) => date,
        None => numeric_date(&mut tokens).or_else(|| named_date(&mut tokens))?,
    };
    if !(1900..=2200).contains(&date.year()) || tokens.iter().any(|token| !token.is_idle()) {
        return None;
    }
    let Some(clock) = clock else { return Some(Moment::Date(date)) };
    let date = if clock.next_day { date.tomorrow().ok()? } else { date };
    let local = DateTime::from_parts(date, clock.time);
    match (stated, zone) {
        (Zone::Known(offset), _) | (Zone::Unstated, Some(offset)) => Moment::at_offset(local, offset),
        (Zone::Unstated | Zone::Ambiguous, _) => Some(Moment::Local(local)),
    }
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told by the number of digits.
fn epoch(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let timestamp = match whole.len() {
        9 | 10 => Timestamp::from_second(number),
        13 => Timestamp::from_millisecond(number),
        16 => Timestamp::from_microsecond(number),
        19 => Timestamp::from_nanosecond(i128::from(number)),
        _ => return None,
    };
    timestamp.ok().map(|timestamp| Moment::Instant(timestamp, Offset::UTC))
}

struct Clock {
    time: Time,
    /// The clock says 24:00.
    next_day: bool,
    /// Index of the token after the time.
    end: usize,
}

enum Zone {
    Unstated,
    Known(Offset),
    /// A zone is named, but the name stands for several.
    Ambiguous,
}

/// `20250612`, `20250612T104600`, `202506121046`: date and time without separators. The last item is the index of the
/// token after them.
fn packed(tokens: &mut [Token<'_>]) -> Option<(Date, Option<Time>, usize)> {
    let at = tokens.iter().position(|token| token.digits().is_some_and(|digits| digits.len() >= 8))?;
    let digits = tokens[at].digits()?;
    let date = calendar_date(number(digits.get(..4)?)?, number(digits.get(4..6)?)?, number(digits.get(6..8)?)?)?;
    let mut end = at + 1;
    let mut clock_digits = &digits[8..];
    if clock_digits.is_empty()
        && tokens.get(at + 1).is_some_and(|token| token.is_word("t"))
        && let Some(after) = tokens.get(at + 2).and_then(Token::digits)
    {
        clock_digits = after;
        end = at + 3;
    }
    let part = |range: std::ops::Range<usize>| clock_digits.get(range).and_then(number);
    let time = match clock_digits.len() {
        0 => None,
        4 => Some(time_of_day(part(0..2)?, part(2..4)?, 0, 0)?),
        6 => Some(time_of_day(part(0..2)?, part(2..4)?, part(4..6)?, 0)?),
        _ => return None,
    };
    tokens.iter_mut().take(end).skip(at).for_each(Token::use_up);
    Some((date, time, end))
}

/// Finds and uses up the time of day. The outer `None` means that there is one and it is wrong.
#[expect(clippy::option_option, reason = "no time and a wrong time are different answers")]
fn clock(tokens: &mut [Token<'_>]) -> Option<Option<Clock>> {
    // Minutes or `시` first: the number before `PM` in `2025.06.12 PM 10:46` is a day.
    let hour_before = |is_mark: fn(&Token<'_>) -> bool| {
        (0..tokens.len()).find(|&at| {
            tokens[at].digits().is_some_and(|digits| digits.len() <= 2) && tokens.get(at + 1).is_some_and(is_mark)
        })
    };
    let with_minutes = hour_before(|token| token.is_sign(':') || token.is_word("시"));
    let Some(at) = with_minutes.or_else(|| hour_before(|token| token.meridiem().is_some())) else { return Some(None) };
    let is_sign = |tokens: &[Token<'_>], index: usize, sign| tokens.get(index).is_some_and(|token| token.is_sign(sign));
    let small = |tokens: &[Token<'_>], index: usize| {
        tokens.get(index).and_then(Token::digits).filter(|digits| digits.len() <= 2).and_then(number)
    };
    let hour = small(tokens, at)?;
    let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
    let mut end = at + 1;
    if is_sign(tokens, end, ':') {
        minute = small(tokens, end + 1)?;
        end += 2;
        if is_sign(tokens, end, ':') {
            second = small(tokens, end + 1)?;
            end += 2;
            let fraction = tokens.get(end + 1).filter(|token| token.is_glued).and_then(Token::digits);
            if let (true, Some(digits)) = (is_sign(tokens, end, '.') || is_sign(tokens, end, ','), fraction) {
                nanosecond = nanoseconds(digits);
                end += 2;
            }
        }
    } else if tokens.get(end).is_some_and(|token| token.is_word("시")) {
        end += 1;
        for (unit, value) in [("분", &mut minute), ("초", &mut second)] {
            if tokens.get(end + 1).is_some_and(|token| token.is_word(unit)) {
                *value = small(tokens, end)?;
                end += 2;
            }
        }
    }
    let mut start = at;
    let before = at.checked_sub(1).and_then(|index| tokens[index].meridiem());
    let after = tokens.get(end).and_then(Token::meridiem);
    let hour = match (before, after) {
        (Some(_), Some(_)) => return None,
        (None, None) => hour,
        (Some(is_afternoon), None) => {
            start -= 1;
            twelve_hour(hour, is_afternoon)?
        }
        (None, Some(is_afternoon)) => {
            end += 1;
            twelve_hour(hour, is_afternoon)?
        }
    };
    tokens.iter_mut().take(end).skip(start).for_each(Token::use_up);
    let next_day = hour == 24 && minute == 0 && second == 0;
    let time = time_of_day(if next_day { 0 } else { hour }, minute, second, nanosecond)?;
    Some(Some(Clock { time, next_day, end }))
}

fn twelve_hour(hour: i32, is_afternoon: bool) -> Option<i32> {
    match (hour, is_afternoon) {
        (12, false) => Some(0),
        (0..=11, false) | (12..=23, true) => Some(hour),
        (0..=11, true) => Some(hour + 12),
        _ => None,
    }
}

fn time_of_day(hour: i32, minute: i32, second: i32, nanosecond: i32) -> Option<Time> {
    // A leap second is read as the second before it.
    let second = if second == 60 { 59 } else { second };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, nanosecond).ok()
}

fn nanoseconds(digits: &str) -> i32 {
    let mut value = 0;
    for place in 0..9 {
        value = value * 10 + digits.as_bytes().get(place).map_or(0, |digit| i32::from(digit - b'0'));
    }
    value
}

/// Finds and uses up the zone: an offset right after the time, or a name anywhere after it. `None` for a wrong one.
fn find_zone(tokens: &mut [Token<'_>], after_time: usize) -> Option<Zone> {
    let named = (after_time..tokens.len()).find_map(|at| {
        let Kind::Word(word) = &tokens[at].kind else { return None };
        tokens::zone_hours(word).map(|hours| (at, hours))
    });
    if let Some((at, hours)) = named {
        tokens[at].use_up();
        let Some(hours) = hours else { return Some(Zone::Ambiguous) };
        if hours == 0.0
            && let Some(offset) = numeric_offset(tokens, at + 1)
        {
            return offset.map(Zone::Known);
        }
        #[expect(clippy::cast_possible_truncation, reason = "hours of a table, all within a day")]
        return Offset::from_seconds((hours * 3600.0) as i32).ok().map(Zone::Known);
    }
    match numeric_offset(tokens, after_time) {
        Some(offset) => offset.map(Zone::Known),
        None => Some(Zone::Unstated),
    }
}

/// `+0900`, `+09:00`, `-05`, `+9`. The inner `None` means an offset that no place on earth has.
#[expect(clippy::option_option, reason = "no offset and a wrong offset are different answers")]
fn numeric_offset(tokens: &mut [Token<'_>], at: usize) -> Option<Option<Offset>> {
    let is_west = tokens.get(at).filter(|token| token.is_sign('+') || token.is_sign('-'))?.is_sign('-');
    let digits = tokens.get(at + 1).filter(|token| token.is_glued)?.digits()?;
    let mut end = at + 2;
    let (hours, minutes) = match digits.len() {
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        1 | 2 => {
            let hours = number(digits)?;
            let colon = tokens.get(end).is_some_and(|token| token.is_sign(':'));
            match tokens.get(end + 1).and_then(Token::digits).filter(|_| colon) {
                Some(minutes) => {
                    end += 2;
                    (hours, number(minutes)?)
                }
                None => (hours, 0),
            }
        }
        _ => return None,
    };
    tokens.iter_mut().take(end).skip(at).for_each(Token::use_up);
    let seconds = hours * 3600 + minutes * 60;
    if minutes > 59 || seconds > 15 * 3600 {
        return Some(None);
    }
    Some(Offset::from_seconds(if is_west { -seconds } else { seconds }).ok())
}

/// `2025-06-12`, `2025.06.12.`, `2025년 6월 12일`, `12.06.2025`, and `13/06/2025` where only one reading is a date.
fn numeric_date(tokens: &mut [Token<'_>]) -> Option<Date> {
    for at in 0..tokens.len().saturating_sub(4) {
        let Some([first, second, third]) = [at, at + 2, at + 4]
            .map(|index| tokens[index].digits())
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .map(|parts| [parts[0], parts[1], parts[2]])
        else {
            continue;
        };
        let separator = |index: usize, unit: &str| {
            ['-', '/', '.', '\u{2013}'].into_iter().any(|sign| tokens[index].is_sign(sign))
                || tokens[index].is_word(unit)
        };
        if !separator(at + 1, "년") || !separator(at + 3, "월") || second.len() > 2 {
            continue;
        }
        let (first_number, second_number, third_number) = (number(first)?, number(second)?, number(third)?);
        let date = if first.len() == 4 && third.len() <= 2 {
            calendar_date(first_number, second_number, third_number)?
        } else if first.len() <= 2 && third.len() == 4 {
            let day_first = calendar_date(third_number, second_number, first_number);
            let month_first = calendar_date(third_number, first_number, second_number);
            // With points the day stands first wherever they are used; with strokes either may.
            let is_dotted = tokens[at + 1].is_sign('.') && tokens[at + 3].is_sign('.');
            match (day_first, month_first) {
                (Some(one), Some(_)) if is_dotted => one,
                (Some(one), Some(other)) if one != other => return None,
                (one, other) => one.or(other)?,
            }
        } else {
            continue;
        };
        let mut end = at + 5;
        if tokens.get(end).is_some_and(|token| token.is_word("일")) {
            end += 1;
        }
        tokens.iter_mut().take(end).skip(at).for_each(Token::use_up);
        return Some(date);
    }
    None
}

/// `June 12, 2025`, `12 June 2025`, `12-Jun-25`, `Thu Jun 12 … 2025`: a month by name, the day beside it, the year after.
fn named_date(tokens: &mut [Token<'_>]) -> Option<Date> {
    let mut months = tokens.iter().enumerate().filter_map(|(at, token)| Some((at, token.month()?)));
    let first = months.next()?;
    // `mar` is a Tuesday in half of Europe: where another month follows it.
    let (at, month) = months.next().filter(|_| tokens[first.0].is_word("mar")).unwrap_or(first);
    tokens[at].use_up();
    // Between the parts stand only commas, points, hyphens, `of` and the ending of an ordinal number.
    let number_near = |tokens: &[Token<'_>], steps: &mut dyn Iterator<Item = usize>| {
        for index in steps {
            let token = &tokens[index];
            if !token.is_used && token.digits().is_some() {
                return Some(index);
            }
            if !token.is_used && !token.is_idle() {
                return None;
            }
        }
        None
    };
    let before = number_near(tokens, &mut (0..at).rev());
    let after = number_near(tokens, &mut (at + 1..tokens.len()));
    let is_day = |tokens: &[Token<'_>], index: usize| tokens[index].digits().is_some_and(|digits| digits.len() <= 2);
    let day_at = match (before, after) {
        (Some(index), _) | (_, Some(index)) if is_day(tokens, index) => index,
        _ => return None,
    };
    let is_day_first = day_at < at;
    let day = number(tokens[day_at].digits()?)?;
    tokens[day_at].use_up();
    let year_at = number_near(tokens, &mut (at.max(day_at) + 1..tokens.len()))?;
    let digits = tokens[year_at].digits()?;
    let year = match digits.len() {
        4 => number(digits)?,
        2 if is_day_first => number(digits).map(|year| if year < 50 { 2000 + year } else { 1900 + year })?,
        _ => return None,
    };
    tokens[year_at].use_up();
    calendar_date(year, month, day)
}

fn calendar_date(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(digits: &str) -> Option<i32> {
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text, None).map(|moment| moment.to_string())
    }

    fn seoul(text: &str) -> Option<String> {
        parse(text, Some(Offset::constant(9))).map(|moment| moment.to_string())
    }

    #[test]
    fn machine_forms_are_read() {
        for (text, expected) in [
            ("2025-06-12T10:46:00+09:00", "2025-06-12T10:46:00+09:00"),
            ("2025-06-12 10:46:00 +0900", "2025-06-12T10:46:00+09:00"),
            ("2025-06-12T10:46Z", "2025-06-12T10:46:00Z"),
            ("2025-06-12T10:46:30.250Z", "2025-06-12T10:46:30.25Z"),
            ("2025-06-12 10:46", "2025-06-12T10:46:00"),
            ("2025-06-12T24:00:00", "2025-06-13T00:00:00"),
            ("20250612T104600Z", "2025-06-12T10:46:00Z"),
            ("20250612104600", "2025-06-12T10:46:00"),
            ("20250612", "2025-06-12"),
            ("2025-06-12", "2025-06-12"),
            ("1749692760", "2025-06-12T01:46:00Z"),
            ("1749692760000", "2025-06-12T01:46:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn mail_forms_are_read_with_their_zones() {
        for (text, expected) in [
            ("Thu, 12 Jun 2025 10:46:00 +0900", "2025-06-12T10:46:00+09:00"),
            ("Thu, 12 Jun 2025 10:46 EST", "2025-06-12T10:46:00-05:00"),
            ("12 Jun 2025 10:46:00 KST", "2025-06-12T10:46:00+09:00"),
            ("Thu, 12 Jun 25 10:46:00 GMT", "2025-06-12T10:46:00Z"),
            ("12 Jun 2025 10:46:00 GMT+9", "2025-06-12T10:46:00+09:00"),
            ("Thu Jun 12 10:46:00 2025", "2025-06-12T10:46:00"),
            ("Thu Jun 12 10:46:00 KST 2025", "2025-06-12T10:46:00+09:00"),
            ("12-JUN-1987 06:10:05.17", "1987-06-12T06:10:05.17"),
            ("Seg, 12 Set 2022 19:42:40 -0300", "2022-09-12T19:42:40-03:00"),
            ("mar, 15 nov 2022 00:38:15 +0100", "2022-11-15T00:38:15+01:00"),
            ("mer., 16 nov. 2022 00:38:15 CET", "2022-11-16T00:38:15+01:00"),
            ("Mo, 03 Mär 2025 10:46:00 +0100", "2025-03-03T10:46:00+01:00"),
            ("Tue, 04 Mar 2025 10:46:00 AKST", "2025-03-04T10:46:00-09:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn page_forms_are_read() {
        for (text, expected) in [
            ("2025.06.12 (22:46)", "2025-06-12T22:46:00"),
            ("2025.6.12 (9:05)", "2025-06-12T09:05:00"),
            ("2025.06.12. 오후 10:46", "2025-06-12T22:46:00"),
            ("2025.06.12. 오전 12:05", "2025-06-12T00:05:00"),
            ("2025년 6월 12일 22시 46분", "2025-06-12T22:46:00"),
            ("2025년 6월 12일(목) 오후 10시", "2025-06-12T22:00:00"),
            ("2025년6월12일 오후10시46분", "2025-06-12T22:46:00"),
            ("2025.06.12 PM 10:46", "2025-06-12T22:46:00"),
            ("입력 2025.06.12 (22:46)", "2025-06-12T22:46:00"),
            ("June 12, 2025", "2025-06-12"),
            ("June 12th, 2025 at 9:05 a.m.", "2025-06-12T09:05:00"),
            ("Thursday, 12 June 2025 10:46 pm", "2025-06-12T22:46:00"),
            ("12th of June 2025", "2025-06-12"),
            ("10:46, 12 Jun 2025", "2025-06-12T10:46:00"),
            ("2025/06/12", "2025-06-12"),
            ("13/06/2025", "2025-06-13"),
            ("06/13/2025 10:46 PM", "2025-06-13T22:46:00"),
            ("06.06.2025", "2025-06-06"),
            ("2025.06.12.", "2025-06-12"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_known_zone_is_for_clocks_without_one() {
        assert_eq!(seoul("2025.06.12 (22:46)").as_deref(), Some("2025-06-12T22:46:00+09:00"));
        assert_eq!(seoul("2025-06-12T10:46:00Z").as_deref(), Some("2025-06-12T10:46:00Z"));
        assert_eq!(seoul("2025.06.12").as_deref(), Some("2025-06-12"));
        assert_eq!(seoul("June 12, 2025 10:46 pm ET").as_deref(), Some("2025-06-12T22:46:00"), "another zone is named");
    }

    #[test]
    fn what_is_ambiguous_or_wrong_is_refused() {
        for text in [
            "",
            "12/06/2025",
            "yesterday",
            "last Tuesday, 12 June 2025",
            "2025-02-30",
            "2025-13-01",
            "2025-06-12 25:10",
            "2025-06-12 10:61",
            "2025-06-12 10:46 and 11:50",
            "2025-06-12 to 2025-06-14",
            "1800-06-12",
            "2525-06-12",
            "June 2025",
            "2025",
            "404",
            "123456789012345678901234567890",
            "2025-06-12T10:46:00+99:00",
            "오전 13:10 2025.06.12",
            "12 June 202",
            "::::",
            "T",
            "+",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"1".repeat(100_000)), None);
        assert_eq!(read(&"2025-".repeat(30)), None);
    }

    #[test]
    fn with_points_the_day_stands_first() {
        assert_eq!(read("02.10.2025").as_deref(), Some("2025-10-02"));
        assert_eq!(read("25.10.2025").as_deref(), Some("2025-10-25"));
    }
}
