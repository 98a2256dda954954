//! Quantities that a sentence states: counts, money, shares, measures, times of day, dates, ages, with how exactly each is
//! told and what it counts.
//!
//! [`figures`](super::figures) reads bare values; here each has its measure in base units (so that `3 km` is `3,000
//! meters`), the values that words like `about`, `more than`, 여 or 가량 leave open, and the words around it. English
//! and Korean. Linear in the sentence but for a bounded look around each figure.

mod calendar;
mod clock;
mod english;
mod korean;
mod number;
mod precision;
mod scan;
mod units;

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
