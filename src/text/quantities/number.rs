//! Numbers as they are written: digits, English words, Korean words, with scales.

/// A number and the precision of its writing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Unit of the last digit that is not a zero at the end.
    pub(super) step: f64,
}

impl Number {
    pub(super) fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, step: self.step * factor }
    }

    fn plus(self, other: Self) -> Self {
        Self { value: self.value + other.value, step: other.step }
    }

    /// A number in words, with the step that its zeros make.
    pub(super) fn whole(value: f64) -> Self {
        Self { value, step: zeros_step(value) }
    }
}

fn zeros_step(value: f64) -> f64 {
    let mut step = 1.0;
    while value != 0.0 && step < 1e15 && value % (step * 10.0) == 0.0 {
        step *= 10.0;
    }
    step
}

/// More digits are a code.
const MOST_DIGITS: usize = 16;

/// The whole number that a word begins with, and the rest of it: `2019년`.
pub(super) fn leading_whole(word: &str) -> Option<(i16, &str)> {
    let length = word.find(|one: char| !one.is_ascii_digit()).unwrap_or(word.len());
    let (digits, rest) = word.split_at(length);
    (!rest.starts_with('.')).then(|| digits.parse().ok())?.map(|whole| (whole, rest))
}

/// The digits that a word in its normal form begins with, and the rest of it: `3.5`, `30km`, `43명`.
pub(super) fn leading_digits(word: &str) -> Option<(Number, &str)> {
    if !word.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let length = word.find(|one: char| !one.is_ascii_digit() && one != '.').unwrap_or(word.len());
    let (digits, rest) = word.split_at(length);
    let digits = digits.trim_end_matches('.');
    if digits.len() > MOST_DIGITS {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    let step = match digits.split_once('.') {
        Some((_, decimals)) => 0.1_f64.powi(i32::try_from(decimals.len()).ok()?),
        None => zeros_step(value),
    };
    Some((Number { value, step }, rest))
}

/// An English number of one word, up to ninety.
pub(super) fn english_word(word: &str) -> Option<f64> {
    Some(match word {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => return None,
    })
}

/// An English ordinal that a report may count by, from `second` up.
pub(super) fn english_ordinal(word: &str) -> Option<f64> {
    const WORDS: [&str; 19] = [
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    WORDS.iter().position(|&ordinal| ordinal == word).map(|index| index as f64 + 2.0)
}

pub(super) fn english_scale(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" | "mln" => 1e6,
        "billion" | "bln" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// A lot of unknown size in one word: `dozens`, `thousands`.
pub(super) fn english_lot(word: &str) -> Option<f64> {
    Some(match word {
        "dozens" => 12.0,
        "scores" => 20.0,
        "hundreds" => 1e2,
        "thousands" => 1e3,
        "millions" => 1e6,
        "billions" => 1e9,
        _ => return None,
    })
}

fn korean_scale(character: char) -> Option<f64> {
    Some(match character {
        '십' => 1e1,
        '백' => 1e2,
        '천' => 1e3,
        '만' => 1e4,
        '억' => 1e8,
        '조' => 1e12,
        _ => return None,
    })
}

/// A Korean number in digits and scales that an eojeol begins with, and the rest of it: `1만2천여` is 12,000 and `여`.
/// Scales without digits are read too (백여, 만).
pub(super) fn korean_digits(word: &str) -> Option<(Number, &str)> {
    let mut total: Option<Number> = None;
    let mut section: Option<Number> = None;
    let mut rest = word;
    while !rest.is_empty() {
        let digits = leading_digits(rest);
        let (number, tail) = digits.map_or((None, rest), |(number, tail)| (Some(number), tail));
        let Some((character, scale)) = tail.chars().next().and_then(|one| Some((one, korean_scale(one)?))) else {
            if let Some(number) = number {
                section = Some(section.map_or(number, |known| known.plus(number)));
                rest = tail;
            }
            break;
        };
        let tail = &tail[character.len_utf8()..];
        if scale < 1e4 {
            let number = number.unwrap_or(Number { value: 1.0, step: 1.0 }).scaled(scale);
            section = Some(section.map_or(number, |known| known.plus(number)));
        } else {
            let whole = match (section.take(), number) {
                (Some(known), Some(number)) => known.plus(number),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => Number { value: 1.0, step: 1.0 },
            };
            let number = whole.scaled(scale);
            total = Some(total.map_or(number, |known| known.plus(number)));
        }
        rest = tail;
    }
    let number = match (total, section) {
        (Some(total), Some(section)) => total.plus(section),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some((number, rest))
}

/// A native Korean number as a whole eojeol before its counter: 두, 스물네, 서른여덟.
pub(super) fn korean_native(word: &str) -> Option<f64> {
    const TENS: [(&str, f64); 10] = [
        ("열", 10.0),
        ("스물", 20.0),
        ("스무", 20.0),
        ("서른", 30.0),
        ("마흔", 40.0),
        ("쉰", 50.0),
        ("예순", 60.0),
        ("일흔", 70.0),
        ("여든", 80.0),
        ("아흔", 90.0),
    ];
    let (tens, rest) =
        TENS.iter().find_map(|&(ten, value)| word.strip_prefix(ten).map(|rest| (value, rest))).unwrap_or((0.0, word));
    let ones = match rest {
        "" if tens > 0.0 => 0.0,
        "한" | "하나" => 1.0,
        "두" | "둘" => 2.0,
        "세" | "석" | "서" | "셋" => 3.0,
        "네" | "넉" | "넷" => 4.0,
        "다섯" => 5.0,
        "여섯" => 6.0,
        "일곱" => 7.0,
        "여덟" => 8.0,
        "아홉" => 9.0,
        _ => return None,
    };
    Some(tens + ones)
}
