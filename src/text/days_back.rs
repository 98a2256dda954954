//! Days counted back from the day of the news: `two days after`, `the previous morning`, `사흘 전`, `하루 만에`.
//!
//! A sequel says so how long ago the first event was, often without naming its day. English and Korean.

use super::clauses::{PlacedWord, word_before};

/// How many days back some words count, each time they do, in order.
pub(super) fn days_back(words: &[PlacedWord]) -> Vec<i8> {
    (0..words.len()).filter_map(|at| english(words, at).or_else(|| korean(words, at))).collect()
}

fn word_after(words: &[PlacedWord], at: usize) -> &str {
    words.get(at + 1).map_or("", |word| &word.normal)
}

/// `three days after`, `a day ago`, `the previous night`.
fn english(words: &[PlacedWord], at: usize) -> Option<i8> {
    let (word, next) = (words[at].normal.as_str(), word_after(words, at));
    match word {
        "day" | "days" if matches!(next, "after" | "ago" | "earlier" | "before") => {
            Some(match word_before(words, at, 1) {
                "one" | "a" | "the" | "1" if word == "day" => 1,
                "two" | "2" => 2,
                "three" | "3" => 3,
                "four" | "4" => 4,
                "five" | "5" => 5,
                "six" | "6" => 6,
                "seven" | "7" => 7,
                "eight" | "8" => 8,
                "nine" | "9" => 9,
                "ten" | "10" => 10,
                _ => return None,
            })
        }
        "previous" if matches!(next, "day" | "morning" | "afternoon" | "evening" | "night") => Some(1),
        _ => None,
    }
}

/// `전날`, `사흘 전`, `10일 만에`.
fn korean(words: &[PlacedWord], at: usize) -> Option<i8> {
    /// From here on it is counted in weeks.
    const MOST: i8 = 14;
    let word = words[at].normal.as_str();
    if word.starts_with("전날") {
        return Some(1);
    }
    if !matches!(word_after(words, at), "전" | "만에" | "만") {
        return None;
    }
    Some(match word {
        "하루" => 1,
        "이틀" => 2,
        "사흘" => 3,
        "나흘" => 4,
        "닷새" => 5,
        "엿새" => 6,
        "이레" => 7,
        "열흘" => 10,
        _ => word.strip_suffix('일')?.parse().ok().filter(|days| (1..=MOST).contains(days))?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::clauses::words_of;
    use super::*;

    #[test]
    fn days_are_counted_back() {
        for (text, expected) in [
            ("Two days after the flood, a day before the fair", vec![2, 1]),
            ("he was found the previous evening", vec![1]),
            ("three days later; some days ago; two days", vec![]),
            ("a few days after", vec![]),
            ("송환 하루 만에, 사흘 전, 10일 만에 전날의", vec![1, 3, 10, 1]),
            ("30일 만에 이틀 동안 99999일 전", vec![]),
        ] {
            assert_eq!(days_back(&words_of(text, 50)), expected, "{text}");
        }
    }
}
