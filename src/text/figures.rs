//! Figures that a text states, by value: `1,200`, `2.43 billion`, `forty-three`, `two dozen`, `1만2천`, `38억`.
//!
//! A figure survives retelling and translation where words do not. Written forms of one value are one figure; how
//! telling a figure is depends on its significant digits, not on its unit.

use xxhash_rust::xxh3::xxh3_64;

use super::words::{Unspaced, for_each_word};

/// A figure of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The value.
    pub value: f64,
    /// Where the figure begins and ends in the text, in bytes.
    pub span: (usize, usize),
}

impl Figure {
    /// Hash of the value to nine significant digits: the same for all ways to write it.
    #[must_use]
    pub fn key(&self) -> u64 {
        xxh3_64(format!("{:.8e}", self.value).as_bytes())
    }

    /// How telling the figure is, between 0.2 and 2.5: small counts and years are met everywhere, four digits are not.
    #[must_use]
    pub fn weight(&self) -> f32 {
        if (1900.0..2100.0).contains(&self.value) && self.value.fract() == 0.0 {
            return 0.3;
        }
        let written = format!("{:.8e}", self.value);
        let digits = written.split('e').next().unwrap_or_default().trim_end_matches('0');
        match digits.chars().filter(char::is_ascii_digit).count() {
            0 | 1 if self.value <= 10.0 => 0.2,
            0 | 1 => 0.6,
            2 if self.value < 32.0 => 0.8,
            2 => 1.2,
            3 => 2.0,
            _ => 2.5,
        }
    }
}

/// The figures of a text in order. Linear in its length.
#[must_use]
pub fn figures(text: &str) -> Vec<Figure> {
    let mut reader = FigureReader::default();
    for_each_word(text, Unspaced::Characters, |word| {
        let end = word.start + word.original.len();
        let gap = text.get(reader.end..word.start).unwrap_or_default();
        reader.push(word.normal, gap, word.start, end);
    });
    reader.finish()
}

#[derive(Default)]
struct FigureReader {
    figures: Vec<Figure>,
    open: Option<Open>,
    /// Where the last word ended.
    end: usize,
}

/// A figure that the next word may continue.
struct Open {
    figure: Figure,
    /// It ends with a bare multiple of ten in letters, which a hyphen and a digit may follow (`forty-three`).
    takes_unit: bool,
}

impl FigureReader {
    fn push(&mut self, word: &str, gap: &str, start: usize, end: usize) {
        self.end = end;
        if let Some(open) = &mut self.open {
            let is_next = gap == " " || gap == "-";
            if let Some(factor) = english_scale(word).filter(|_| is_next) {
                open.figure.value *= factor;
                open.figure.span.1 = end;
                open.takes_unit = false;
                return;
            }
            if let Some(unit) = english_number(word).filter(|&unit| open.takes_unit && gap == "-" && unit < 10.0) {
                open.figure.value += unit;
                open.figure.span.1 = end;
                open.takes_unit = false;
                return;
            }
        }
        self.close();
        let letters = english_number(word).or_else(|| (word == "dozen").then_some(12.0));
        if let Some(value) = letters.or_else(|| written_number(word)).filter(|value| value.is_finite()) {
            let takes_unit = letters.is_some_and(|value| value >= 20.0);
            self.open = Some(Open { figure: Figure { value, span: (start, end) }, takes_unit });
        }
    }

    fn close(&mut self) {
        self.figures.extend(self.open.take().map(|open| open.figure).filter(|figure| figure.value.is_finite()));
    }

    fn finish(mut self) -> Vec<Figure> {
        self.close();
        self.figures
    }
}

fn english_number(word: &str) -> Option<f64> {
    const UP_TO_TWENTY: [&str; 20] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [&str; 7] = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(index) = UP_TO_TWENTY.iter().position(|&number| number == word) {
        return Some(index as f64 + 1.0);
    }
    TENS.iter().position(|&number| number == word).map(|index| index as f64 * 10.0 + 30.0)
}

fn english_scale(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" | "mln" => 1e6,
        "billion" | "bln" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// A word that begins with a digit: `1200`, `3.5`, `40m`, `21st`, `1만2천여`, `3일`.
fn written_number(word: &str) -> Option<f64> {
    if !word.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let length = word.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(word.len());
    let (number, rest) = word.split_at(length);
    // `1e999`, `2x4`: a code, not a figure.
    if rest.starts_with(|it: char| it.is_ascii_alphabetic()) && rest.contains(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let value: f64 = number.trim_end_matches('.').parse().ok()?;
    match rest {
        "k" => Some(value * 1e3),
        "m" | "mn" => Some(value * 1e6),
        "bn" => Some(value * 1e9),
        _ if rest.starts_with(is_korean_scale) => Some(korean_number(word)),
        _ => Some(value),
    }
}

fn is_korean_scale(character: char) -> bool {
    matches!(character, '백' | '천' | '만' | '억' | '조')
}

/// A Korean number in digits and scales, up to the first other character: `1만2천` is 12,000, `3억5천만` 350,000,000.
fn korean_number(word: &str) -> f64 {
    let (mut total, mut section, mut digits) = (0.0, 0.0, String::new());
    for character in word.chars() {
        let number = |digits: &str| digits.parse::<f64>().ok();
        match character {
            '0'..='9' | '.' => digits.push(character),
            '백' | '천' => {
                section += number(&digits).unwrap_or(1.0) * if character == '백' { 1e2 } else { 1e3 };
                digits.clear();
            }
            '만' | '억' | '조' => {
                let scale = match character {
                    '만' => 1e4,
                    '억' => 1e8,
                    _ => 1e12,
                };
                section += number(&digits).unwrap_or(0.0);
                total += if section == 0.0 { scale } else { section * scale };
                (section, digits) = (0.0, String::new());
            }
            _ => break,
        }
    }
    total + section + digits.parse::<f64>().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        figures(text).iter().map(|figure| figure.value).collect()
    }

    #[test]
    fn figures_are_read_by_value() {
        for (text, expected) in [
            ("1,200 of 3.5 million", vec![1200.0, 3.5e6]),
            ("forty-three crates, two dozen eggs", vec![43.0, 24.0]),
            ("twenty five, a dozen", vec![20.0, 5.0, 12.0]),
            ("two hundred thousand", vec![200_000.0]),
            ("£40m, 2bn, 5k, the 21st", vec![4e7, 2e9, 5e3, 21.0]),
            ("1만2천여 명, 38억 원, 3억5천만", vec![12_000.0, 3.8e9, 3.5e8]),
            ("43명 3백 2천5백", vec![43.0, 300.0, 2500.0]),
            ("Apollo, B52, no figure", vec![]),
        ] {
            assert_eq!(values(text), expected, "{text}");
        }
    }

    #[test]
    fn ways_to_write_a_value_are_one_figure() {
        let key = |text: &str| figures(text)[0].key();
        assert_eq!(key("18.3 billion won"), key("18,300 million won"));
        assert_eq!(key("forty-three"), key("43"));
        assert_eq!(key("1만2천"), key("12,000"));
        assert_ne!(key("43"), key("430"));
    }

    #[test]
    fn more_digits_tell_more_and_years_tell_little() {
        let weight = |text: &str| figures(text)[0].weight();
        assert!(weight("3") < weight("17") && weight("17") < weight("43"));
        assert!(weight("43") < weight("2,147") && weight("2025") < weight("2,147"));
        assert!(weight("5000") < weight("5120"), "zeros at the end are rounding");
    }

    #[test]
    fn a_span_covers_what_was_read() {
        let text = "raised 18.3 billion won";
        let figure = figures(text)[0];
        assert_eq!(&text[figure.span.0..figure.span.1], "18.3 billion");
    }

    #[test]
    fn what_no_number_holds_is_no_figure() {
        assert_eq!(figures(&"9".repeat(300)).len(), 1);
        assert!(values(&format!("{} trillion", "9".repeat(300))).is_empty());
        assert!(values(&"9".repeat(5000)).is_empty());
        assert!(values("1e999 2x4 B52").is_empty());
        let _ = figures("1.2.3.4 00 0.0 9조조조조 million million");
    }
}
