//! Centuries, decades, and parts of periods: `the late fifth century`, `the 1930s`, `mid-February`, `the end of 2019`,
//! 6세기 초, 1990년대 후반, 지난달 말.

use jiff::civil::Date;

use super::calendar::{Period, number_of};
use super::number::{english_ordinal, leading_digits, leading_whole};
use super::scan::Scan;

/// A part of a period, as shares of it. What is early or late has no sharp edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part(f64, f64);

const EARLY: Part = Part(0.0, 0.42);
const MIDDLE: Part = Part(0.25, 0.75);
const LATE: Part = Part(0.58, 1.0);
const FIRST_HALF: Part = Part(0.0, 0.5);
const SECOND_HALF: Part = Part(0.5, 1.0);

impl Part {
    /// This part of a period of whole days.
    pub(super) fn of(self, (first, last): Period) -> Period {
        let days = last - first;
        ((first + days * self.0).floor(), (first + days * self.1).floor().max(first))
    }
}

impl Scan<'_> {
    /// The part that the words before a period name, and how many they are: `mid-`, `late`, `the end of`.
    pub(super) fn part_before(&self, at: usize) -> Option<(Part, usize)> {
        match self.before(at, 1) {
            "early" => return Some((EARLY, 1)),
            "mid" => return Some((MIDDLE, 1)),
            "late" => return Some((LATE, 1)),
            _ => {}
        }
        let of = 1 + usize::from(self.before(at, 1) == "the");
        if self.before(at, of) != "of" {
            return None;
        }
        let part = match (self.before(at, of + 1), self.before(at, of + 2)) {
            ("beginning" | "start", _) => EARLY,
            ("middle", _) => MIDDLE,
            ("end", _) => LATE,
            ("half", "first") => FIRST_HALF,
            ("half", "second" | "latter") => SECOND_HALF,
            _ => return None,
        };
        Some((part, of + 1 + usize::from(part == FIRST_HALF || part == SECOND_HALF)))
    }

    /// The part that the word behind a Korean period names: 초, 중순, 말.
    pub(super) fn part_behind(&self, next: usize) -> Option<Part> {
        const PARTS: [(&str, Part); 10] = [
            ("초반", EARLY),
            ("초순", EARLY),
            ("초", EARLY),
            ("중반", MIDDLE),
            ("중엽", MIDDLE),
            ("중순", MIDDLE),
            ("하순", LATE),
            ("말", LATE),
            ("전반", FIRST_HALF),
            ("후반", SECOND_HALF),
        ];
        if self.gap(next) != " " {
            return None;
        }
        let word = self.normal(next);
        let particles = ["", "에", "에는", "에도", "의", "로", "으로", "부터", "까지", "쯤", "이", "께", "무렵"];
        PARTS
            .iter()
            .find(|(name, _)| word.strip_prefix(name).is_some_and(|rest| particles.contains(&rest)))
            .map(|it| it.1)
    }

    /// A century or a decade with its part: its days and its words.
    pub(super) fn long_period(&self, at: usize) -> Option<(Period, std::ops::Range<usize>)> {
        self.english_long_period(at).or_else(|| self.korean_long_period(at))
    }

    fn english_long_period(&self, at: usize) -> Option<(Period, std::ops::Range<usize>)> {
        let word = self.normal(at);
        let (period, end) = if let Some((decade, "s")) = leading_whole(word) {
            if decade % 10 != 0 || !(1500..=2200).contains(&decade) {
                return None;
            }
            let years = if decade % 100 == 0 { return None } else { 9 };
            (years_from(decade, decade + years)?, at + 1)
        } else {
            let (number, end) = if word == "twenty" && self.normal(at + 1) == "first" {
                (21.0, at + 2)
            } else if let Some((number, "st" | "nd" | "rd" | "th")) = leading_digits(word) {
                (number.value, at + 1)
            } else {
                (if word == "first" { 1.0 } else { english_ordinal(word)? }, at + 1)
            };
            let is_before_christ = self.normal(end + 1).starts_with("bc") || self.normal(end + 1) == "b";
            if self.normal(end) != "century" || is_before_christ {
                return None;
            }
            (century(number)?, end + 1)
        };
        let (part, back) = self.part_before(at).map_or((None, 0), |(part, back)| (Some(part), back));
        Some((part.map_or(period, |part| part.of(period)), at - back..end))
    }

    fn korean_long_period(&self, at: usize) -> Option<(Period, std::ops::Range<usize>)> {
        let (number, rest) = leading_whole(self.normal(at))?;
        let next = self.normal(at + 1);
        let period = if rest.starts_with("세기") {
            let is_span = ["동안", "만", "넘", "가까이", "전", "뒤"].iter().any(|mark| next.starts_with(mark));
            if is_span || self.before(at, 1) == "기원전" {
                return None;
            }
            century(f64::from(number))?
        } else if rest.starts_with("년대") && number % 10 == 0 {
            let decade = if (20..100).contains(&number) { number + 1900 } else { number };
            if !(1500..=2200).contains(&decade) {
                return None;
            }
            years_from(decade, decade + 9)?
        } else {
            return None;
        };
        let part = self.part_behind(at + 1);
        Some((part.map_or(period, |part| part.of(period)), at..at + 1 + usize::from(part.is_some())))
    }
}

fn years_from(first: i16, last: i16) -> Option<Period> {
    Some((number_of(Date::new(first, 1, 1).ok()?), number_of(Date::new(last, 12, 31).ok()?)))
}

/// The days of a century: the fifth begins in 401.
fn century(number: f64) -> Option<Period> {
    let count = (1_i16..=22).find(|&count| (f64::from(count) - number).abs() < f64::EPSILON)?;
    years_from((count - 1) * 100 + 1, count * 100)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use crate::text::quantities::{Measure, stated};

    #[test]
    fn long_periods_and_their_parts_are_intervals() {
        let day = Some(Date::constant(2025, 6, 12));
        let years = |text: &str| {
            let quantities = stated(text, day).quantities;
            assert_eq!(quantities.len(), 1, "{text}: {quantities:?}");
            assert_eq!(quantities[0].measure, Measure::Calendar, "{text}");
            let year = |days: f64| (1970.0 + days / 365.2425).floor();
            let (first, last) = quantities[0].reading.likely;
            (year(first), year(last), text[quantities[0].span.clone()].to_owned())
        };
        for (text, first, last, piece) in [
            ("It dates from the fifth century.", 401.0, 500.0, "fifth century"),
            ("It dates from the late 15th century.", 1459.0, 1500.0, "late 15th century"),
            ("It was built in the 1930s.", 1930.0, 1939.0, "1930s"),
            ("It was built in the second half of the 19th century.", 1851.0, 1900.0, "second half of the 19th century"),
            ("6세기 초에 지었습니다.", 501.0, 542.0, "6세기 초에"),
            ("5세기 후반의 무덤입니다.", 451.0, 500.0, "5세기 후반의"),
            ("1990년대에 지었습니다.", 1990.0, 1999.0, "1990년대에"),
        ] {
            let (one, other, found) = years(text);
            assert!((one - first).abs() <= 1.0 && (other - last).abs() <= 1.0, "{text}: {one} {other}");
            assert_eq!(found, piece);
        }
    }

    #[test]
    fn a_part_of_a_month_is_some_days_of_it() {
        let day = Some(Date::constant(2025, 6, 12));
        let days = |text: &str| {
            let quantities = stated(text, day).quantities;
            let found =
                quantities.iter().find(|it| it.measure == Measure::Calendar).unwrap_or_else(|| panic!("{text}"));
            found.reading.likely
        };
        let on = |text: &str| days(text).0;
        for (text, inside, outside) in [
            ("It sank in mid-February.", "It sank on February 15.", "It sank on February 27."),
            ("It sank at the end of March.", "It sank on March 30.", "It sank on March 2."),
            ("지난달 말에 침몰했습니다.", "5월 30일 침몰했습니다.", "5월 2일 침몰했습니다."),
            ("3월 초 침몰했습니다.", "3월 2일 침몰했습니다.", "3월 29일 침몰했습니다."),
        ] {
            let (first, last) = days(text);
            assert!((first..=last).contains(&on(inside)), "{text}");
            assert!(!(first..=last).contains(&on(outside)), "{text}");
        }
    }
}
