//! Days that a text names, and whether two of them can be one day.
//!
//! Broadcasters mark the day of an event: `today (3.24)`, `Thursday`, `오늘(24일)`, newspapers write `on Tuesday` or
//! `May 21`. Two reports of one event name one day even where nothing says when they were published, and the next
//! day's follow-up names another. A day is kept as far as it is known: a weekday alone, a day of an unknown month, a
//! date without a year, or, resolved against the day of publication, a date.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::clauses::{PlacedWord, word_before, words_of};

/// A day as far as a text tells which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedDay {
    /// A date.
    Date(Date),
    /// Month and day of an unknown year.
    MonthDay(i8, i8),
    /// Day of an unknown month.
    MonthlyDay(i8),
    /// A weekday of an unknown week.
    Weekday(Weekday),
}

/// `2025-06-12`, `06-12`, `day 12`, `Thursday`.
impl std::fmt::Display for NamedDay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(date) => write!(formatter, "{date}"),
            Self::MonthDay(month, day) => write!(formatter, "{month:02}-{day:02}"),
            Self::MonthlyDay(day) => write!(formatter, "day {day}"),
            Self::Weekday(weekday) => write!(formatter, "{weekday:?}"),
        }
    }
}

impl NamedDay {
    /// Whether two named days can be one; `None` where they have nothing to compare, as a weekday and a date without its
    /// year.
    #[must_use]
    pub fn can_be(self, other: Self) -> Option<bool> {
        if let (Self::Date(one), Self::Date(two)) = (self, other) {
            return Some(one == two);
        }
        if let (Some(one), Some(two)) = (self.day(), other.day()) {
            let same_month = self.month().zip(other.month()).is_none_or(|(one, two)| one == two);
            return Some(one == two && same_month);
        }
        self.weekday().zip(other.weekday()).map(|(one, two)| one == two)
    }

    /// The day so many days later, as far as it is known; `None` where that may be in another month that is not known, or
    /// outside the years that there are.
    #[must_use]
    pub fn later(self, days: i8) -> Option<Self> {
        /// Most years have no 29 February.
        const COMMON_YEAR: i16 = 2023;
        let span = Span::new().days(days);
        match self {
            Self::Date(date) => date.checked_add(span).ok().map(Self::Date),
            Self::MonthDay(month, day) => {
                let date = Date::new(COMMON_YEAR, month, day).or_else(|_| Date::new(LEAP_YEAR, month, day)).ok()?;
                let date = date.checked_add(span).ok()?;
                Some(Self::MonthDay(date.month(), date.day()))
            }
            Self::MonthlyDay(day) => day.checked_add(days).filter(|&day| is_day(day)).map(Self::MonthlyDay),
            Self::Weekday(weekday) => Some(Self::Weekday(weekday.wrapping_add(days))),
        }
    }

    fn month(self) -> Option<i8> {
        match self {
            Self::Date(date) => Some(date.month()),
            Self::MonthDay(month, _) => Some(month),
            _ => None,
        }
    }

    fn day(self) -> Option<i8> {
        match self {
            Self::Date(date) => Some(date.day()),
            Self::MonthDay(_, day) | Self::MonthlyDay(day) => Some(day),
            Self::Weekday(_) => None,
        }
    }

    fn weekday(self) -> Option<Weekday> {
        match self {
            Self::Date(date) => Some(date.weekday()),
            Self::Weekday(weekday) => Some(weekday),
            _ => None,
        }
    }
}

/// The days that the first `most_words` words of a text name, each once, in the order of the text. English and Korean.
///
/// A weekday is the last one up to the day of publication; month and day are of the nearest year, a bare day of the
/// month of publication or the one before. Linear in the words.
#[must_use]
pub fn named_days(text: &str, published: Option<Date>, most_words: usize) -> Vec<NamedDay> {
    let words = words_of(text, most_words);
    let mut days: Vec<NamedDay> = Vec::new();
    for at in 0..words.len() {
        for day in [
            weekday_at(&words, at, published),
            month_day_at(text, &words, at, published),
            korean_day_at(&words, at, published),
        ] {
            if let Some(day) = day.filter(|day| !days.contains(day)) {
                days.push(day);
            }
        }
    }
    days
}

/// How far ahead of publication a bare day may be.
const DAYS_AHEAD: i8 = 7;
/// Has all days that there are.
const LEAP_YEAR: i16 = 2024;

/// `Thursday`, `목요일에`; not `last Thursday`, which is another one.
fn weekday_at(words: &[PlacedWord], at: usize, published: Option<Date>) -> Option<NamedDay> {
    let word = &words[at];
    let weekday =
        english_weekday(&word.normal).filter(|_| word.is_capitalised).or_else(|| korean_weekday(&word.normal))?;
    if matches!(word_before(words, at, 1), "last" | "next" | "every" | "지난" | "다음" | "매주") {
        return None;
    }
    Some(last_such(weekday, published))
}

/// The last such weekday up to the day of publication.
pub(super) fn last_such(weekday: Weekday, published: Option<Date>) -> NamedDay {
    let resolved = published.and_then(|published| {
        let back = i64::from(published.weekday().to_monday_zero_offset()) - i64::from(weekday.to_monday_zero_offset());
        published.checked_sub(Span::new().days(back.rem_euclid(7))).ok()
    });
    resolved.map_or(NamedDay::Weekday(weekday), NamedDay::Date)
}

/// `May 21`, `21 May`, `(Dec. 4)`, `(3.24)`.
pub(super) fn month_day_at(text: &str, words: &[PlacedWord], at: usize, published: Option<Date>) -> Option<NamedDay> {
    let word = &words[at];
    if let Some(month) = english_month(&word.normal).filter(|_| word.is_capitalised) {
        let after =
            words.get(at + 1).filter(|after| after.start - word.end <= 2).and_then(|after| english_day(&after.normal));
        let before = || {
            let before = &words[at.checked_sub(1)?];
            (word.start - before.end == 1).then(|| english_day(&before.normal)).flatten()
        };
        return month_day(month, after.or_else(before)?, published);
    }
    let in_brackets = text[..word.start].ends_with('(') && text[word.end..].starts_with(')');
    let (month, day) = word.normal.split_once('.').filter(|_| in_brackets)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    month_day(month, day, published)
}

/// `24일`, `3월 24일`.
pub(super) fn korean_day_at(words: &[PlacedWord], at: usize, published: Option<Date>) -> Option<NamedDay> {
    let (number, rest) = words[at].normal.split_once('일')?;
    // A duration or an ordinal (`24일간`, `3일째`, `10일만`) is no date.
    if rest.starts_with(['간', '째', '만']) {
        return None;
    }
    let day = number.parse().ok().filter(|&day| is_day(day))?;
    let before = word_before(words, at, 1);
    let month = before.strip_suffix('월').and_then(|month| month.parse::<i8>().ok());
    if let Some(month) = month.filter(|month| (1..=12).contains(month)) {
        return month_day(month, day, published);
    }
    let Some(published) = published else { return Some(NamedDay::MonthlyDay(day)) };
    // A bare day is of this month, or of the last one where that would be further ahead than news look.
    let months = match before {
        "지난달" => -1,
        "이달" => 0,
        "다음달" | "내달" => 1,
        "달" => match word_before(words, at, 2) {
            "지난" => -1,
            "다음" => 1,
            _ => 0,
        },
        "지난" if day > published.day() => -1,
        _ if day > published.day().saturating_add(DAYS_AHEAD) => -1,
        _ => 0,
    };
    let date = published
        .first_of_month()
        .checked_add(Span::new().months(months))
        .and_then(|there| Date::new(there.year(), there.month(), day));
    Some(date.map_or(NamedDay::MonthlyDay(day), NamedDay::Date))
}

/// Month and day in the year nearest to the day of publication; `None` for a day that no year has.
fn month_day(month: i8, day: i8, published: Option<Date>) -> Option<NamedDay> {
    Date::new(LEAP_YEAR, month, day).ok()?;
    let resolved = published.and_then(|published| {
        let years = (-1..=1).filter_map(|years| Date::new(published.year().checked_add(years)?, month, day).ok());
        nearest(years, published)
    });
    Some(resolved.map_or(NamedDay::MonthDay(month, day), NamedDay::Date))
}

fn nearest(dates: impl Iterator<Item = Date>, to: Date) -> Option<Date> {
    dates.min_by_key(|date| to.duration_until(*date).abs())
}

fn is_day(day: i8) -> bool {
    (1..=31).contains(&day)
}

pub(super) fn english_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn korean_weekday(word: &str) -> Option<Weekday> {
    let (name, _) = word.split_once("요일")?;
    Some(match name {
        "월" => Weekday::Monday,
        "화" => Weekday::Tuesday,
        "수" => Weekday::Wednesday,
        "목" => Weekday::Thursday,
        "금" => Weekday::Friday,
        "토" => Weekday::Saturday,
        "일" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn english_month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// `4`, `4th`.
fn english_day(word: &str) -> Option<i8> {
    let number = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let is_ordinal = matches!(&word[number.len()..], "" | "st" | "nd" | "rd" | "th");
    number.parse().ok().filter(|&day| is_ordinal && is_day(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// A Thursday.
    const PUBLISHED: Option<Date> = Some(Date::constant(2025, 6, 12));

    fn days(text: &str, published: Option<Date>) -> Vec<NamedDay> {
        named_days(text, published, 100)
    }

    #[test]
    fn a_weekday_is_the_last_one_up_to_publication() {
        for (text, expected) in [
            ("The reef gave way on Thursday.", "2025-06-12"),
            ("The reef gave way on Friday night.", "2025-06-06"),
            ("암초가 수요일에 무너졌다", "2025-06-11"),
        ] {
            assert_eq!(days(text, PUBLISHED), [NamedDay::Date(date(expected))], "{text}");
        }
        assert_eq!(days("on Thursday", None), [NamedDay::Weekday(Weekday::Thursday)]);
    }

    #[test]
    fn another_weeks_weekday_and_lower_case_are_no_day() {
        assert!(days("last Thursday, every Friday, a man friday", PUBLISHED).is_empty());
    }

    #[test]
    fn markers_of_broadcasts_are_dates_of_the_nearest_year() {
        for text in
            ["today (6.4)", "today (Jun. 4)", "on June 4th", "on 4 June", "Today (Jun.4)", "지난 6월 4일", "오늘(4일)"]
        {
            assert_eq!(days(text, PUBLISHED), [NamedDay::Date(date("2025-06-04"))], "{text}");
        }
        assert_eq!(days("on December 30", Some(date("2025-01-02"))), [NamedDay::Date(date("2024-12-30"))]);
        assert_eq!(days("today (6.4)", None), [NamedDay::MonthDay(6, 4)]);
        assert_eq!(days("오늘(4일)", None), [NamedDay::MonthlyDay(4)]);
    }

    #[test]
    fn a_bare_korean_day_is_of_the_month_that_news_mean() {
        let published = Some(date("2025-06-24"));
        for (text, expected) in [
            ("오늘(24일)", "2025-06-24"),
            ("지난 3일", "2025-06-03"),
            ("이달 3일", "2025-06-03"),
            ("지난달 3일", "2025-05-03"),
            ("다음달 3일", "2025-07-03"),
            ("다음 달 3일", "2025-07-03"),
            ("지난 달 3일", "2025-05-03"),
            ("오는 30일", "2025-06-30"),
            ("3월 30일", "2025-03-30"),
        ] {
            assert_eq!(days(text, published), [NamedDay::Date(date(expected))], "{text}");
        }
        assert_eq!(days("어제(31일)", Some(date("2025-06-01"))), [NamedDay::Date(date("2025-05-31"))]);
        assert_eq!(days("지난달 31일", Some(date("2025-07-01"))), [NamedDay::MonthlyDay(31)], "June has no such day");
    }

    #[test]
    fn figures_and_durations_are_no_days() {
        for text in [
            "up 3.24 percent",
            "(13.4)",
            "(2.41)",
            "24일간",
            "5일째",
            "May be",
            "may 4",
            "in June 2025",
            "32일",
            "on 31 February",
            "(2.30)",
            "9월 31일",
        ] {
            let days = days(text, PUBLISHED);
            assert!(days.is_empty(), "{text}: {days:?}");
        }
    }

    #[test]
    fn days_are_compared_as_far_as_they_are_known() {
        let thursday = NamedDay::Weekday(Weekday::Thursday);
        let exact = NamedDay::Date(date("2025-06-12"));
        assert_eq!(exact.can_be(thursday), Some(true));
        assert_eq!(exact.can_be(NamedDay::Weekday(Weekday::Friday)), Some(false));
        assert_eq!(exact.can_be(NamedDay::MonthDay(6, 12)), Some(true));
        assert_eq!(exact.can_be(NamedDay::MonthDay(7, 12)), Some(false));
        assert_eq!(exact.can_be(NamedDay::MonthlyDay(12)), Some(true));
        assert_eq!(thursday.can_be(NamedDay::MonthDay(6, 12)), None, "no year, no weekday");
    }

    #[test]
    fn days_are_counted_on_as_far_as_they_are_known() {
        use NamedDay::{MonthDay, MonthlyDay};
        assert_eq!(NamedDay::Date(date("2024-12-31")).later(1), Some(NamedDay::Date(date("2025-01-01"))));
        assert_eq!(MonthDay(1, 1).later(-1), Some(MonthDay(12, 31)));
        assert_eq!(MonthDay(3, 1).later(-1), Some(MonthDay(2, 28)), "in most years");
        assert_eq!(MonthDay(2, 29).later(1), Some(MonthDay(3, 1)));
        assert_eq!(MonthlyDay(24).later(-1), Some(MonthlyDay(23)));
        assert_eq!(MonthlyDay(1).later(-1), None, "of which month?");
        assert_eq!(NamedDay::Weekday(Weekday::Monday).later(-1), Some(NamedDay::Weekday(Weekday::Sunday)));
        assert_eq!(NamedDay::Date(Date::MAX).later(1), None);
        assert_eq!(MonthlyDay(31).later(i8::MAX), None);
    }

    #[test]
    fn the_first_and_last_years_do_not_panic() {
        for day in [Date::MIN, Date::MAX] {
            let _ = named_days(
                "Monday Sunday (1.1) (12.31) 1일 31일 1월 1일 12월 31일 on January 1 on December 31",
                Some(day),
                100,
            );
        }
    }
}
