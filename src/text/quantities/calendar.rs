//! Dates and periods: `June 10`, `Tuesday`, `May 2017`, `since 1987`, `last month`, `four years ago`, 지난달 14일, 2019년.
//!
//! Each is an interval of days. What only the sentence's own day tells (`Tuesday`, `last month`) is marked as relative.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::number::{english_word, leading_digits, leading_whole};
use super::precision::Reading;
use super::scan::Scan;
use super::{Measure, Quantity};
use crate::text::days::{
    NamedDay, english_month, english_weekday, korean_day_at, korean_weekday, last_such, month_day_at,
};
use crate::text::time_words::days_from_today;

/// Further back a count of years is a round one.
const MOST_YEARS_BACK: i16 = 60;

/// Days since 1970, the first and the last of a period.
pub(super) type Period = (f64, f64);

impl Scan<'_> {
    pub(super) fn calendar_at(&self, at: usize) -> Option<Quantity> {
        self.marked(at)
            .or_else(|| self.month_and_day(at))
            .or_else(|| self.month(at))
            .or_else(|| self.century_or_decade(at))
            .or_else(|| self.korean_date(at))
            .or_else(|| self.year(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.years_ago(at))
    }

    /// `today (6.10)`, 오늘(13일): the day in brackets.
    fn marked(&self, at: usize) -> Option<Quantity> {
        days_from_today(self.words, at)?;
        if self.gap(at + 1).trim() != "(" || at + 1 >= self.words.len() {
            return None;
        }
        let next = at + 1;
        let day = month_day_at(self.text, self.words, next, self.day)
            .or_else(|| korean_day_at(self.words, next, self.day))?;
        let end = next + 1 + usize::from(english_month(self.normal(next)).is_some());
        Some(self.calendar(day_period(day)?, at..end, false))
    }

    fn month_and_day(&self, at: usize) -> Option<Quantity> {
        // `14 May` is met at its month; the figure before it must not be taken first.
        let day_first = leading_digits(self.normal(at)).is_some()
            && self.gap(at + 1) == " "
            && english_month(self.normal(at + 1)).is_some()
            && leading_digits(self.normal(at + 2)).is_none_or(|(number, _)| number.value > 31.0);
        let month = at + usize::from(day_first);
        let word = self.words.get(month)?;
        if english_month(&word.normal).is_none() && !self.gap(at).ends_with('(') {
            return None;
        }
        let NamedDay::Date(date) = month_day_at(self.text, self.words, month, self.day)? else { return None };
        let has_month = english_month(&word.normal).is_some();
        let mut end = month + 1 + usize::from(has_month && !day_first);
        let mut dated = date;
        if let Some(year) = self.four_digits(end).filter(|_| has_month && matches!(self.gap(end), " " | ", ")) {
            dated = Date::new(year, date.month(), date.day()).unwrap_or(date);
            end += 1;
        }
        Some(self.calendar(one_day(dated), at..end, false))
    }

    /// `May 2017`, `in May`, `the spring of 2017`.
    fn month(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        let month = english_month(word).filter(|_| self.is_capitalised(at));
        if let Some(season) = season(word) {
            let of = at + 1 + usize::from(self.normal(at + 1) == "of");
            let year = self.four_digits(of)?;
            let start = Date::new(year, season, 1).ok()?;
            return Some(self.calendar(months(start, 3)?, at..of + 1, false));
        }
        let month = month?;
        if let Some(year) = self.four_digits(at + 1).filter(|_| matches!(self.gap(at + 1), " " | ", ")) {
            return Some(self.calendar(months(Date::new(year, month, 1).ok()?, 1)?, at..at + 2, false));
        }
        let before = self.before(at, 1);
        let leads = ["in", "since", "until", "by", "from", "of", "last", "this", "next", "through"];
        if !leads.contains(&before) && !matches!(before, "early" | "late" | "mid" | "for") {
            return None;
        }
        let day = self.day?;
        let this_year = Date::new(day.year(), month, 1).ok()?;
        let years = match (this_year > day, self.looks_ahead(at)) {
            (true, false) => -1,
            (false, true) if this_year < day.first_of_month() => 1,
            _ => 0,
        };
        let start = this_year.checked_add(years.years()).ok()?;
        let (part, back) = self.part_before(at).map_or((None, 0), |(part, back)| (Some(part), back));
        let month = months(start, 1)?;
        Some(self.calendar(part.map_or(month, |part| part.of(month)), at - back..at + 1, true))
    }

    /// `the late fifth century`, `the 1930s`, 6세기 초.
    fn century_or_decade(&self, at: usize) -> Option<Quantity> {
        let (period, words) = self.long_period(at)?;
        Some(self.calendar(period, words, false))
    }

    /// `2019년`, `9월`, `5월 3일`, `12일`.
    fn korean_date(&self, at: usize) -> Option<Quantity> {
        let (whole, rest) = leading_whole(self.normal(at))?;
        if rest.starts_with('년') && (1500..=2200).contains(&whole) && self.normal(at).len() >= 4 + '년'.len_utf8() {
            let month = leading_whole(self.normal(at + 1)).filter(|(_, rest)| rest.starts_with('월'));
            if let Some((month, rest)) = month.filter(|_| rest == "년") {
                let start = Date::new(whole, i8::try_from(month).ok()?, 1).ok()?;
                let day = leading_whole(self.normal(at + 2)).filter(|(_, tail)| tail.starts_with('일') && rest == "월");
                let Some((day, _)) = day else { return Some(self.calendar(months(start, 1)?, at..at + 2, false)) };
                let date = Date::new(whole, start.month(), i8::try_from(day).ok()?).ok()?;
                return Some(self.calendar(one_day(date), at..at + 3, false));
            }
            if rest.starts_with("년간") || rest.starts_with("년째") {
                return None;
            }
            return Some(self.korean_part(year(whole)?, at..at + 1, false));
        }
        if rest.starts_with('월') && (1..=12).contains(&whole) {
            let has_day =
                rest == "월" && leading_digits(self.normal(at + 1)).is_some_and(|(_, tail)| tail.starts_with('일'));
            if has_day {
                let day = korean_day_at(self.words, at + 1, self.day)?;
                return Some(self.calendar(day_period(day)?, at..at + 2, false));
            }
            let day = self.day?;
            let this_year = Date::new(day.year(), i8::try_from(whole).ok()?, 1).ok()?;
            let named = match self.before(at, 1) {
                "지난해" | "작년" => -1,
                "내년" => 1,
                _ if this_year > day && !self.looks_ahead(at) => -1,
                _ => 0,
            };
            let month = months(this_year.checked_add(named.years()).ok()?, 1)?;
            return Some(self.korean_part(month, at..at + 1, true));
        }
        if !rest.starts_with('일') || rest.starts_with("일간") || rest.starts_with("일째") || rest.starts_with("일 만")
        {
            return None;
        }
        let next = self.normal(at + 1);
        if ["만", "전", "뒤", "후", "동안", "넘", "이상", "안에", "이내"].iter().any(|mark| next.starts_with(mark))
        {
            return None;
        }
        let day = korean_day_at(self.words, at, self.day)?;
        Some(self.calendar(day_period(day)?, at..at + 1, false))
    }

    /// `in 1987`, `since 1964`, `the 2018 flood`.
    fn year(&self, at: usize) -> Option<Quantity> {
        let whole = self.four_digits(at)?;
        let next = self.normal(at + 1);
        let is_noun = self.is_joined(at + 1) && super::nouns::is_plural(next, self.is_capitalised(at + 1));
        let is_unit = super::units::english_unit(next).is_some() || super::units::currency(next).is_some();
        let opens = ["in", "since", "from", "until", "by", "before", "after", "during", "early", "late", "mid"];
        let before = self.before(at, 1);
        let is_led = opens.contains(&before)
            || matches!(before, "of" | "to" | "and" | "than" | "through" | "the" | "its" | "his" | "their") && !is_noun;
        // `the 1930's`
        let is_decade = self.gap(at + 1).starts_with(['\'', '’']);
        (is_led
            && !is_decade
            && !is_noun
            && !is_unit
            && !self.gap(at).contains('$')
            && !self.gap(at + 1).starts_with('%'))
        .then(|| {
            let (part, back) = self.part_before(at).map_or((None, 0), |(part, back)| (Some(part), back));
            let period = year(whole)?;
            Some(self.calendar(part.map_or(period, |part| part.of(period)), at - back..at + 1, false))
        })
        .flatten()
    }

    /// A year of four digits, printed without a comma.
    fn four_digits(&self, at: usize) -> Option<i16> {
        let printed = self.original(at);
        (printed.len() == 4).then(|| printed.parse().ok())?.filter(|year| (1500..=2200).contains(year))
    }

    /// `Tuesday`, `today`, `last month`, 지난해.
    fn relative(&self, at: usize) -> Option<Quantity> {
        let day = self.day?;
        let word = self.normal(at);
        let before = self.before(at, 1);
        if let Some(back) = days_from_today(self.words, at) {
            let date = day.checked_add(Span::new().days(back)).ok()?;
            let starts = at - usize::from(matches!(word, "morning" | "afternoon" | "evening" | "night"));
            return Some(self.calendar(one_day(date), starts..at + 1, true));
        }
        let english = english_weekday(word.strip_suffix("'s").unwrap_or(word)).filter(|_| self.is_capitalised(at));
        if let Some(weekday) = english.or_else(|| korean_weekday(word)) {
            if matches!(before, "every" | "each" | "매주") {
                return None;
            }
            if let Some(period) = self.of_week(at, day) {
                return Some(self.calendar(period, at..at + 4, true));
            }
            let NamedDay::Date(date) = last_such(weekday, Some(day)) else { return None };
            let is_ahead = matches!(before, "next" | "coming" | "this" | "until" | "by" | "다음" | "이번" | "오는")
                || self.looks_ahead(at);
            let days = if is_ahead && date != day { 7 } else { 0 };
            return Some(self.calendar(one_day(date.checked_add(days.days()).ok()?), at..at + 1, true));
        }
        let this_year = day.year();
        let this_month = day.first_of_month();
        let month = |count: i32| months(this_month.checked_add(count.months()).ok()?, 1);
        let period = match (before, word) {
            ("last", "year") => year(this_year - 1)?,
            ("this", "year") => year(this_year)?,
            ("next", "year") => year(this_year + 1)?,
            ("last", "week") => week(day, -1)?,
            ("this", "week") => week(day, 0)?,
            ("next", "week") => week(day, 1)?,
            ("지난", _) if is_stem(word, "주") => week(day, -1)?,
            ("이번", _) if is_stem(word, "주") => week(day, 0)?,
            ("다음", _) if is_stem(word, "주") => week(day, 1)?,
            _ if is_stem(word, "지난주") => week(day, -1)?,
            ("last", "month") => month(-1)?,
            ("this", "month") => month(0)?,
            ("next", "month") => month(1)?,
            ("last" | "this" | "next", _) if season(word).is_some() || word == "winter" => {
                season_near(day, season(word).unwrap_or(12), before)?
            }
            ("다음", _) if is_stem(word, "달") => month(1)?,
            ("지난", _) if is_stem(word, "달") => month(-1)?,
            ("지난", _) if is_stem(word, "해") => year(this_year - 1)?,
            _ if is_stem(word, "지난달") => month(-1)?,
            _ if is_stem(word, "이달") => month(0)?,
            _ if is_stem(word, "내달") => month(1)?,
            _ if is_stem(word, "재작년") => year(this_year - 2)?,
            _ if is_stem(word, "지난해") || is_stem(word, "작년") => year(this_year - 1)?,
            _ if is_stem(word, "올해") || is_stem(word, "금년") => year(this_year)?,
            _ if is_stem(word, "내년") => year(this_year + 1)?,
            _ => return None,
        };
        // 다음 주 토요일
        let days = period.1 - period.0;
        if let Some(weekday) = korean_weekday(self.normal(at + 1)).filter(|_| days.to_bits() == 6.0_f64.to_bits()) {
            let date = period.0 + f64::from(weekday.to_monday_zero_offset());
            let starts = at - usize::from(matches!(before, "지난" | "이번" | "다음"));
            return Some(self.calendar((date, date), starts..at + 2, true));
        }
        let with_before = matches!(before, "last" | "this" | "next" | "다음" | "지난" | "이번");
        Some(self.korean_part(period, at - usize::from(with_before)..at + 1, true))
    }

    /// `Saturday of next week`.
    fn of_week(&self, at: usize, day: Date) -> Option<Period> {
        let weeks = match (self.normal(at + 1), self.normal(at + 2), self.normal(at + 3)) {
            ("of", "last", "week") => -1,
            ("of", "this", "week") => 0,
            ("of", "next", "week") => 1,
            _ => return None,
        };
        let (monday, _) = week(day, weeks)?;
        let offset = english_weekday(self.normal(at))?.to_monday_zero_offset();
        let date = monday + f64::from(offset);
        Some((date, date))
    }

    /// `four years ago`, 6년 전: that year.
    fn years_ago(&self, at: usize) -> Option<Quantity> {
        let day = self.day?;
        let word = self.normal(at);
        let is_korean = |rest: &str| {
            rest == "년"
                && matches!(self.normal(at + 1), "전" | "전에" | "전에도" | "전부터")
                && self.gap(at + 1) == " "
        };
        let (years, next) = match leading_whole(word) {
            Some((years, rest)) if is_korean(rest) => (years, at + 2),
            Some((_, rest)) if !rest.is_empty() => return None,
            digits => {
                let in_words = || (1..MOST_YEARS_BACK).find(|&years| english_word(word) == Some(f64::from(years)));
                let years = digits.map(|(years, _)| years).or_else(in_words)?;
                if self.normal(at + 1) != "years" || self.normal(at + 2) != "ago" {
                    return None;
                }
                (years, at + 3)
            }
        };
        if !(1..=MOST_YEARS_BACK).contains(&years) {
            return None;
        }
        Some(self.calendar(year(day.year().checked_sub(years)?)?, at..next, true))
    }

    /// Whether the clause around a word speaks of what is to come.
    fn looks_ahead(&self, at: usize) -> bool {
        /// Words around it that are looked at.
        const AROUND: usize = 10;
        let Some(word) = self.words.get(at) else { return false };
        let from = at.saturating_sub(AROUND);
        self.words.iter().skip(from).take(2 * AROUND).enumerate().any(|(index, other)| {
            let is_to = other.normal == "to" && matches!(self.before(from + index, 1), "is" | "are" | "set" | "due");
            (other.clause == word.clause || english_month(&word.normal).is_some())
                && (is_to || is_future(&other.normal))
        })
    }

    /// A Korean period with the part that is named behind it: 지난달 말.
    fn korean_part(&self, period: Period, words: std::ops::Range<usize>, is_relative: bool) -> Quantity {
        match self.part_behind(words.end) {
            Some(part) => self.calendar(part.of(period), words.start..words.end + 1, is_relative),
            None => self.calendar(period, words, is_relative),
        }
    }

    fn calendar(&self, period: Period, words: std::ops::Range<usize>, is_relative: bool) -> Quantity {
        let mut quantity = Quantity::new(Measure::Calendar, Reading::interval(period.0, period.1), words.clone());
        quantity.span = self.bytes(words);
        quantity.is_relative = is_relative;
        quantity
    }
}

fn is_future(word: &str) -> bool {
    matches!(word, "will" | "expected" | "scheduled" | "planned" | "plans" | "next" | "opens" | "meets")
        || ["예정", "계획", "방침"].iter().any(|mark| word.contains(mark))
        || word.ends_with("겠습니다")
}

/// Whether an eojeol is a word with nothing or a particle behind it.
fn is_stem(eojeol: &str, stem: &str) -> bool {
    eojeol.strip_prefix(stem).is_some_and(|rest| {
        matches!(
            rest,
            "" | "에"
                | "에는"
                | "에도"
                | "의"
                | "은"
                | "는"
                | "도"
                | "만"
                | "부터"
                | "까지"
                | "보다"
                | "쯤"
                | "로"
                | "이"
                | "가"
        ) || rest == "까지는"
    })
}

/// `last autumn`, `next spring`: the season that begins in a month.
fn season_near(day: Date, first: i8, which: &str) -> Option<Period> {
    /// A season is three months.
    const MONTHS: i32 = 3;
    let starts = (-1..=1).filter_map(|years| Date::new(day.year() + years, first, 1).ok());
    let ends = |start: Date| start.checked_add(MONTHS.months()).ok();
    let start = match which {
        "last" => starts.filter(|&start| ends(start).is_some_and(|end| end <= day)).max(),
        "next" => starts.filter(|&start| start > day).min(),
        _ => starts.min_by_key(|&start| start.duration_until(day).as_hours().abs_diff(45 * 24)),
    };
    months(start?, MONTHS)
}

fn season(word: &str) -> Option<i8> {
    Some(match word {
        "spring" => 3,
        "summer" => 6,
        "autumn" | "fall" => 9,
        _ => return None,
    })
}

pub(super) fn number_of(date: Date) -> f64 {
    f64::from(date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

fn one_day(date: Date) -> Period {
    (number_of(date), number_of(date))
}

/// The week, from Monday, so many weeks from that of a day.
fn week(day: Date, count: i32) -> Option<Period> {
    let monday = i32::from(day.weekday().to_monday_zero_offset());
    let first = day.checked_add((count * 7 - monday).days()).ok()?;
    Some((number_of(first), number_of(first.checked_add(6.days()).ok()?)))
}

fn day_period(day: NamedDay) -> Option<Period> {
    match day {
        NamedDay::Date(date) => Some(one_day(date)),
        _ => None,
    }
}

fn months(start: Date, count: i32) -> Option<Period> {
    let end = start.checked_add(count.months()).ok()?;
    Some((number_of(start), number_of(end) - 1.0))
}

fn year(year: i16) -> Option<Period> {
    months(Date::new(year, 1, 1).ok()?, 12)
}
