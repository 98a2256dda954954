//! Words that place what is told in time: `today`, `last night`, `will`, `had`, `예정`. English and Korean.
//!
//! Closed classes of the two languages, no more: auxiliaries, adverbs of time and the few verbs and nouns that announce.

use super::clauses::{PlacedWord, word_before};
use super::korean;

/// How many days from today a word names: 0 for `today`, -1 for `yesterday` and `last night`, 1 for `내일`.
pub(super) fn days_from_today(words: &[PlacedWord], at: usize) -> Option<i8> {
    let (word, before) = (words.get(at)?.normal.as_str(), word_before(words, at, 1));
    Some(match word {
        "today" | "tonight" => 0,
        "morning" | "afternoon" | "evening" if before == "this" => 0,
        "yesterday" => -1,
        "night" if before == "last" => -1,
        "tomorrow" => 1,
        // Nowadays.
        _ if word.starts_with("오늘날") => return None,
        _ if word.starts_with("오늘") => 0,
        _ if ["어제", "어젯밤", "간밤"].iter().any(|day| word.starts_with(day)) => -1,
        _ => match korean::stem(word) {
            "내일" => 1,
            "그제" => -2,
            _ => return None,
        },
    })
}

/// Whether English words, in order, speak of what is to come.
pub(super) fn announces(words: &[&str]) -> bool {
    words.iter().any(|word| is_future(word))
        || words.windows(2).any(|pair| matches!(pair[0], "is" | "are" | "set") && pair[1] == "to")
}

fn is_future(word: &str) -> bool {
    word.ends_with("'ll")
        || matches!(
            word,
            "will"
                | "shall"
                | "would"
                | "expected"
                | "due"
                | "scheduled"
                | "slated"
                | "plan"
                | "plans"
                | "planned"
                | "planning"
                | "ahead"
                | "upcoming"
                | "forthcoming"
        )
}

/// Whether the end of a Korean sentence speaks of what is to come.
pub(super) fn announces_in_korean(end: &str) -> bool {
    ["예정", "계획", "방침", "전망", "앞두", "할 것", "될 것"].iter().any(|word| end.contains(word))
}

/// Whether English words speak of what was before the rest.
pub(super) fn looks_back(words: &[&str]) -> bool {
    words.iter().any(|word| matches!(*word, "had" | "hadn't"))
}

/// Whether a word opens a clause that the words before it have no part in, without a comma.
pub(super) fn opens_clause(word: &str) -> bool {
    matches!(word, "who" | "which" | "that" | "whose" | "where" | "to")
}

#[cfg(test)]
mod tests {
    use super::super::clauses::words_of;
    use super::*;

    #[test]
    fn words_for_days_count_from_today() {
        for (text, expected) in [
            ("today", Some(0)),
            ("this morning", Some(0)),
            ("every morning", None),
            ("last night", Some(-1)),
            ("the night", None),
            ("tomorrow", Some(1)),
            ("오늘은", Some(0)),
            ("오늘날", None),
            ("어제저녁", Some(-1)),
            ("내일부터", Some(1)),
            ("그제야", None),
            ("그제는", Some(-2)),
        ] {
            let words = words_of(text, 9);
            assert_eq!(days_from_today(&words, words.len() - 1), expected, "{text}");
        }
        assert_eq!(days_from_today(&[], 0), None);
    }

    #[test]
    fn announcements_are_told_from_news() {
        for text in ["she will sail", "we'll sail", "is to sail", "set to sail", "due at sea"] {
            assert!(announces(&text.split(' ').collect::<Vec<_>>()), "{text}");
        }
        assert!(!announces(&["has", "to", "sail"]) && !announces(&["is"]) && !announces(&[]));
        assert!(announces_in_korean("출항할 예정입니다") && !announces_in_korean("출항했습니다"));
    }
}
