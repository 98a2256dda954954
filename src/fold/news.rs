//! Whether a new version of an item has news in it. A change of commas is not a change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::text::figures::{Figure, figures};
use crate::text::words::{Unspaced, for_each_word};

/// Share of the words of title and text that must be others.
const CHANGE: f64 = 0.1;

/// The words of an item in their normal form, without punctuation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Those of its title.
    pub title: String,
    /// Those of its text.
    pub text: String,
}

impl Wording {
    /// The wording of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        Self { title: words(document.title.as_deref().unwrap_or_default()), text: words(&document.evidence_text()) }
    }
}

fn words(text: &str) -> String {
    let mut words = String::new();
    for_each_word(text, Unspaced::Characters, |word| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word.normal);
    });
    words
}

/// Whether a later wording tells something new: another number in the title, or a tenth of all words. Linear in the words.
#[must_use]
pub fn is_news(before: &Wording, after: &Wording) -> bool {
    let mut counts: BTreeMap<&str, (i64, bool)> = BTreeMap::new();
    let mut all = 0;
    for (wording, sign) in [(before, -1), (after, 1)] {
        for (words, is_title) in [(&wording.title, true), (&wording.text, false)] {
            for word in words.split_whitespace() {
                let count = counts.entry(word).or_default();
                count.0 += sign;
                count.1 |= is_title;
                all += 1;
            }
        }
    }
    let title = |wording: &Wording| {
        // What has no value is compared as it is written.
        let is_valued = |word: &str| !figures(word).is_empty();
        let written =
            wording.title.split_whitespace().filter(|word| word.chars().any(char::is_numeric) && !is_valued(word));
        let mut written: Vec<String> = written.map(str::to_owned).collect();
        written.sort_unstable();
        let mut values: Vec<u64> = figures(&wording.title).iter().map(Figure::key).collect();
        values.sort_unstable();
        (written, values)
    };
    let changed: i64 = counts.values().map(|(count, _)| count.abs()).sum();
    title(before) != title(after) || changed as f64 >= CHANGE * f64::from(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(title: &str, text: &str) -> Wording {
        Wording { title: words(title), text: words(text) }
    }

    const TEXT: &str = "The ferry ran onto the Gomsae reef at dawn. All aboard were taken off by two fishing boats and \
        brought to the port of Haeri, where the harbour master said that nobody was hurt.";

    #[test]
    fn commas_and_a_slip_of_the_pen_are_no_news() {
        let before = wording("Ferry aground, all safe", TEXT);
        assert!(!is_news(&before, &wording("Ferry aground: all safe", &TEXT.replace(", where", " where"))));
        assert!(!is_news(&before, &wording("Ferry aground, all safe", &TEXT.replace("harbour", "harbor"))));
    }

    #[test]
    fn a_number_in_the_title_or_a_new_passage_is_news() {
        let before = wording("Ferry aground, 2 hurt", TEXT);
        assert!(is_news(&before, &wording("Ferry aground, 9 hurt", TEXT)));
        let before_in_words = wording("Ferry aground, five hurt", TEXT);
        assert!(is_news(&before_in_words, &wording("Ferry aground, nine hurt", TEXT)));
        let longer =
            format!("{TEXT} The captain has been relieved of his duties, the owners announced in the evening.");
        assert!(is_news(&before, &wording("Ferry aground, 2 hurt", &longer)));
    }
}
