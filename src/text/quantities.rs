//! Quantities that a sentence states: counts, money, shares, measures, times of day, dates, ages, with how exactly each is
//! told and what it counts.
//!
//! [`figures`](super::figures) reads bare values; here each has its measure in base units (so that `3 km` is `3,000
//! meters`), the values that words like `about`, `more than`, 여 or 가량 leave open, and the words around it. English
//! and Korean. Linear in the sentence but for a bounded look around each figure.

mod behind;
mod calendar;
mod centuries;
mod clock;
mod english;
mod korean;
mod nouns;
mod number;
mod portions;
mod precision;
mod scan;
mod spelled;
mod units;
mod written;

use std::ops::Range;

use jiff::civil::Date;

pub use precision::Reading;

use super::clauses::{PlacedWord, words_of};

/// What a quantity measures. Quantities of different measures are never of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// People or things counted.
    Count,
    /// How often: `three times`, 두 차례.
    Times,
    /// Which in a row: `the nineteenth outbreak`.
    Ordinal,
    /// By what factor: `twice`, 두 배.
    Multiple,
    /// Percent.
    Share,
    /// Percentage points.
    Points,
    /// Money in a currency.
    Money([u8; 3]),
    /// Metres.
    Length,
    /// Square metres.
    Area,
    /// Cubic metres.
    Volume,
    /// Kilograms.
    Weight,
    /// Metres per second.
    Speed,
    /// Degrees Celsius.
    Temperature,
    /// Watts.
    Power,
    /// Watt hours.
    Energy,
    /// Seconds.
    Duration,
    /// Minutes of the day.
    Clock,
    /// Days since 1970.
    Calendar,
    /// Years of life.
    Age,
    /// Points of two sides; the first thousandfold.
    Score,
}

/// A quantity in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it measures.
    pub measure: Measure,
    /// Its value and what the words leave open.
    pub reading: Reading,
    /// The bytes that an editor would mark: the figure, the words of its precision, its unit and what it counts.
    pub span: Range<usize>,
    /// The numbers of its words in the sentence, without those of precision and noun.
    pub words: Range<usize>,
    /// What is counted, in its normal form, if that stands with the figure.
    pub noun: Option<String>,
    /// The counter or unit as a Korean sentence has it (명, 대).
    pub counter: Option<&'static str>,
    /// It counts some of a known lot: `eleven of the cylinders`.
    pub is_part: bool,
    /// A time of day that may be before or after noon.
    pub is_half_day_open: bool,
    /// Named by a word that means another day in another sentence: `Tuesday`, `last month`, 지난달.
    pub is_relative: bool,
}

/// A word of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its normal form.
    pub normal: String,
    /// It begins with a capital.
    pub is_capitalised: bool,
    /// The clause that it stands in.
    pub clause: usize,
}

/// What a sentence states.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stated {
    /// Its words in order.
    pub words: Vec<Token>,
    /// Its quantities in order; none overlap.
    pub quantities: Vec<Quantity>,
}

/// Words of a sentence that are read; no sentence for people has as many.
const MOST_WORDS: usize = 400;

/// Reads a sentence. `day` is that of publication, against which `Tuesday` and 지난달 are resolved; without it they are
/// left out.
#[must_use]
pub fn stated(sentence: &str, day: Option<Date>) -> Stated {
    let words = words_of(sentence, MOST_WORDS);
    let quantities = scan::Scan { text: sentence, words: &words, day }.quantities();
    Stated { words: words.into_iter().map(Token::from).collect(), quantities }
}

impl From<PlacedWord> for Token {
    fn from(word: PlacedWord) -> Self {
        Self { normal: word.normal, is_capitalised: word.is_capitalised, clause: word.clause }
    }
}

impl Quantity {
    /// Whether it is a day, and just this one.
    #[must_use]
    pub fn is_day(&self, day: Date) -> bool {
        let number = calendar::number_of(day);
        self.measure == Measure::Calendar && self.reading.likely == (number, number)
    }

    fn new(measure: Measure, reading: Reading, words: Range<usize>) -> Self {
        Self {
            measure,
            reading,
            span: 0..0,
            words,
            noun: None,
            counter: None,
            is_part: false,
            is_half_day_open: false,
            is_relative: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Thursday.
    const DAY: Date = Date::constant(2025, 6, 12);

    fn only(text: &str) -> Quantity {
        let mut quantities = stated(text, Some(DAY)).quantities;
        assert_eq!(quantities.len(), 1, "{text}: {quantities:?}");
        quantities.remove(0)
    }

    #[track_caller]
    fn assert_reads(text: &str, measure: Measure, value: f64, piece: &str) {
        let quantity = only(text);
        assert_eq!(quantity.measure, measure, "{text}");
        let is_near = (quantity.reading.value - value).abs() <= 1e-6 * value.abs().max(1e-3);
        assert!(is_near, "{text}: {} is not {value}", quantity.reading.value);
        assert_eq!(&text[quantity.span.clone()], piece, "{text}");
    }

    #[track_caller]
    fn assert_days(text: &str, first: (i16, i8, i8), last: (i16, i8, i8)) {
        let quantity = only(text);
        let day = |(year, month, day)| calendar::number_of(Date::constant(year, month, day));
        assert_eq!(quantity.measure, Measure::Calendar, "{text}");
        assert_eq!(quantity.reading.likely, (day(first), day(last)), "{text}");
    }

    #[test]
    fn english_figures_have_their_measure_and_base_unit() {
        use Measure::{
            Age, Area, Count, Duration, Length, Money, Multiple, Ordinal, Points, Share, Speed, Temperature, Times,
        };
        for (text, measure, value, piece) in [
            ("It held more than twenty letters.", Count, 20.0, "more than twenty letters"),
            ("A dozen eggs broke.", Count, 12.0, "A dozen eggs"),
            ("Forty-three crates sank.", Count, 43.0, "Forty-three crates"),
            ("Nine injured were flown out.", Count, 9.0, "Nine injured"),
            ("It earned 1.2 million won.", Money(*b"KRW"), 1.2e6, "1.2 million won"),
            ("It earned $59.57 billion.", Money(*b"USD"), 59.57e9, "$59.57 billion"),
            ("The rent is 10 million won a month.", Money(*b"KRW"), 120e6, "10 million won a month"),
            ("It grew by 3.6 percent.", Share, 3.6, "3.6 percent"),
            ("It grew by 85%.", Share, 85.0, "85%"),
            ("Half of it burned.", Share, 50.0, "Half of it"),
            ("It shrank by 2.1 percentage points.", Points, 2.1, "2.1 percentage points"),
            ("It is 3 km long.", Length, 3000.0, "3 km"),
            ("It covers 870 hectares.", Area, 8.7e6, "870 hectares"),
            ("Gusts of 24 meters per second blew.", Speed, 24.0, "24 meters per second"),
            ("It was minus 30 degrees Celsius.", Temperature, -30.0, "minus 30 degrees Celsius"),
            ("It took two hours, 24 minutes and 51 seconds.", Duration, 8691.0, "two hours, 24 minutes and 51 seconds"),
            ("She won in 2:24:51.", Duration, 8691.0, "2:24:51"),
            ("It lasted three decades.", Duration, 30.0 * 365.25 * 86_400.0, "three decades"),
            ("She is a 29-year-old pilot.", Age, 29.0, "a 29-year-old"),
            ("Choi, 44, was held.", Age, 44.0, "44"),
            ("The man is 41 and lame.", Age, 41.0, "41"),
            ("She, who is just 20, won.", Age, 20.0, "20"),
            ("It is more than a kilometer deep.", Length, 1000.0, "more than a kilometer"),
            ("It fell by a quarter of a percentage point.", Points, 0.25, "a quarter of a percentage point"),
            ("It is twice the volume.", Multiple, 2.0, "twice"),
            ("They met three times.", Times, 3.0, "three times"),
            ("It is the nineteenth outbreak.", Ordinal, 19.0, "nineteenth outbreak"),
        ] {
            assert_reads(text, measure, value, piece);
        }
    }

    #[test]
    fn korean_figures_have_their_measure_and_base_unit() {
        use Measure::{Age, Area, Count, Duration, Length, Money, Multiple, Points, Share, Temperature, Times, Weight};
        for (text, measure, value, piece) in [
            ("차량 열두 대가 부딪쳤습니다.", Count, 12.0, "차량 열두 대"),
            ("피해자가 모두 241명입니다.", Count, 241.0, "피해자가 모두 241명"),
            ("승객 서른여덟 명을 구했습니다.", Count, 38.0, "승객 서른여덟 명"),
            ("주민 12만 3천 명이 삽니다.", Count, 123_000.0, "주민 12만 3천 명"),
            ("업체 수십 곳이 멈췄습니다.", Count, 20.0, "업체 수십 곳"),
            ("피해는 8억 4천만 원입니다.", Money(*b"KRW"), 8.4e8, "8억 4천만 원"),
            ("지분은 18%입니다.", Share, 18.0, "18%"),
            ("임금의 70퍼센트를 받습니다.", Share, 70.0, "70퍼센트"),
            ("빚은 전체의 10분의 1입니다.", Share, 10.0, "10분의 1입니다"),
            ("1.3%포인트 줄었습니다.", Points, 1.3, "1.3%"),
            ("길이는 1.2킬로미터입니다.", Length, 1200.0, "1.2킬로미터"),
            ("넓이는 30평입니다.", Area, 30.0 * 400.0 / 121.0, "30평"),
            ("소금 4천 톤을 뿌렸습니다.", Weight, 4e6, "4천 톤"),
            ("기온은 영하 6도였습니다.", Temperature, -6.0, "6도"),
            ("한 시간 반을 걸었습니다.", Duration, 5400.0, "한 시간 반을"),
            ("43살 남성이 다쳤습니다.", Age, 43.0, "43살"),
            ("재고가 두 배로 불었습니다.", Multiple, 2.0, "두 배"),
            ("두 차례 수색했습니다.", Times, 2.0, "두 차례"),
        ] {
            assert_reads(text, measure, value, piece);
        }
        assert_eq!(only("40대 직원이 나왔습니다.").reading.likely, (40.0, 49.0));
        assert_eq!(only("장비 50대를 보냈습니다.").measure, Measure::Count);
    }

    #[test]
    fn times_of_day_are_minutes() {
        for (text, minutes, is_open) in [
            ("It fell at 3:20 p.m.", 920.0, false),
            ("It fell at 10:40 in the morning.", 640.0, false),
            ("It fell shortly before three in the morning.", 180.0, false),
            ("It fell at nine.", 540.0, true),
            ("It fell just after 2 o'clock.", 120.0, true),
            ("It fell at noon.", 720.0, false),
            ("It fell at midday.", 720.0, false),
            ("It fell at eleven at night.", 1380.0, false),
            ("It fell at 15:20.", 920.0, false),
            ("오후 3시 20분에 무너졌습니다.", 920.0, false),
            ("어젯밤 11시 반에 무너졌습니다.", 1410.0, false),
            ("9시 50분에 꺼졌습니다.", 590.0, true),
        ] {
            let quantities = stated(text, None).quantities;
            let clock = quantities.iter().find(|it| it.measure == Measure::Clock).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((clock.reading.value, clock.is_half_day_open), (minutes, is_open), "{text}");
        }
    }

    #[test]
    fn days_and_periods_are_resolved() {
        for (text, first, last) in [
            ("It sank on June 10.", (2025, 6, 10), (2025, 6, 10)),
            ("It sank on Tuesday, June 10.", (2025, 6, 10), (2025, 6, 10)),
            ("It sank on Tuesday.", (2025, 6, 10), (2025, 6, 10)),
            ("It will sail on Tuesday.", (2025, 6, 17), (2025, 6, 17)),
            ("It sank today (6.10).", (2025, 6, 10), (2025, 6, 10)),
            ("It sank on Dec. 14, 2018.", (2018, 12, 14), (2018, 12, 14)),
            ("It sank in December 2018.", (2018, 12, 1), (2018, 12, 31)),
            ("It sank in December.", (2024, 12, 1), (2024, 12, 31)),
            ("It sank in the spring of 2017.", (2017, 3, 1), (2017, 5, 31)),
            ("It has stood since 1987.", (1987, 1, 1), (1987, 12, 31)),
            ("It sank last month.", (2025, 5, 1), (2025, 5, 31)),
            ("It sank last week.", (2025, 6, 2), (2025, 6, 8)),
            ("It opens on Saturday of next week.", (2025, 6, 21), (2025, 6, 21)),
            ("다음 주 토요일 문을 엽니다.", (2025, 6, 21), (2025, 6, 21)),
            ("지난주 침몰했습니다.", (2025, 6, 2), (2025, 6, 8)),
            ("It sank four years ago.", (2021, 1, 1), (2021, 12, 31)),
            ("It opens next spring.", (2026, 3, 1), (2026, 5, 31)),
            ("오늘(12일) 침몰했습니다.", (2025, 6, 12), (2025, 6, 12)),
            ("지난달 14일 침몰했습니다.", (2025, 5, 14), (2025, 5, 14)),
            ("2023년에 침몰했습니다.", (2023, 1, 1), (2023, 12, 31)),
            ("6년 전 침몰했습니다.", (2019, 1, 1), (2019, 12, 31)),
            ("재작년에도 침몰했습니다.", (2023, 1, 1), (2023, 12, 31)),
        ] {
            assert_days(text, first, last);
        }
        assert!(stated("It sank on Tuesday, or last month.", None).quantities.is_empty(), "which was that?");
    }

    #[test]
    fn words_of_precision_leave_values_open() {
        let allows = |text: &str, value: f64| {
            let (low, high) = only(text).reading.likely;
            (low..=high).contains(&value)
        };
        for (text, inside, outside) in [
            ("About 3,000 rafts sank.", 2960.0, 2000.0),
            ("Some 420,000 rafts sank.", 418_000.0, 448_000.0),
            ("More than twenty letters burned.", 27.0, 19.0),
            ("Dozens of letters burned.", 43.0, 120.0),
            ("Nearly six thousand pens burned.", 5860.0, 6100.0),
            ("Between 30 and 50 letters burned.", 40.0, 51.0),
            ("A woman in her 70s slept.", 74.0, 80.0),
            ("1,300여 명이 모였습니다.", 1304.0, 1450.0),
            ("업체 수십 곳이 멈췄습니다.", 47.0, 120.0),
            ("약 180억 원입니다.", 183e8, 240e8),
            ("눈 30cm가 넘는 곳입니다.", 0.314, 0.29),
        ] {
            assert!(allows(text, inside), "{text} allows {inside}");
            assert!(!allows(text, outside), "{text} does not allow {outside}");
        }
    }

    #[test]
    fn names_codes_and_pronouns_are_no_quantities() {
        for text in [
            "Apollo 11 flew past the B52.",
            "Wearing number 31, she waved.",
            "COVID-19 is one of them.",
            "The two sides met.",
            "The third-largest of all.",
            "119 불빛이 보였습니다.",
            "그런 분도 오셨습니다.",
            "",
        ] {
            let quantities = stated(text, Some(DAY)).quantities;
            assert!(quantities.is_empty(), "{text}: {quantities:?}");
        }
    }

    #[test]
    fn nothing_panics_on_pieces_of_anything() {
        let text = "about $ 1.2 trillion trillion - 3-2 %: at 9:99 a.m. 25시 61분 12만 3천조 9조조 영하 0분의 1 2월 30일 (2.30) today \
                    (13.45) in her 0s two and a half half of an hour 31 February 9999 ago 3 % 포인트 몇 수십 between 5 and 3 minus 4°";
        let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
        for &end in &ends {
            for day in [None, Some(Date::MIN), Some(Date::MAX), Some(DAY)] {
                for piece in [&text[..end], &text[end..]] {
                    for quantity in stated(piece, day).quantities {
                        assert!(piece.get(quantity.span.clone()).is_some(), "{piece}");
                    }
                }
            }
        }
        assert!(stated(&"7 ".repeat(100_000), None).quantities.len() <= MOST_WORDS);
    }
}
