//! Officials without a name in English: *a State Department official said*, *diplomatic sources say*.
//!
//! Who speaks for a body counts, and so does anybody who asks not to be named; an employee or a passer-by is an
//! interviewee. Whom another outlet quotes is that outlet's source.

use super::{CreditKind, plain};

/// Nouns for people who speak for a body.
const OFFICIALS: &[&str] =
    &["official", "officials", "diplomat", "diplomats", "source", "sources", "aide", "aides", "envoy"];
/// Nouns for people who are a source only if they ask not to be named.
const ANONYMOUS: &[&str] = &[
    "insider",
    "insiders",
    "executive",
    "executives",
    "person",
    "people",
    "employee",
    "employees",
    "lawmaker",
    "lawmakers",
    "officer",
    "officers",
    "investigator",
    "investigators",
    "prosecutor",
    "member",
];
const SAYING: &[&str] = &["said", "says", "say", "told", "confirmed", "added", "hinted", "acknowledged"];

/// Adds the unnamed of a sentence; `has_outlet` if it credits an outlet.
pub(super) fn find(text: &str, has_outlet: bool, add: &mut impl FnMut(&str, usize, CreditKind)) {
    /// Words of a description before its noun, and between it and its verb.
    const LONGEST: usize = 5;
    const TO_VERB: usize = 12;
    let mut words: Vec<(usize, &str, String)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        words.push((at, word.trim_end(), plain(word)));
        at += word.len();
    }
    let is_noun = |word: &String| OFFICIALS.contains(&word.as_str()) || ANONYMOUS.contains(&word.as_str());
    if !words.iter().any(|(_, _, word)| is_noun(word)) {
        return;
    }
    let lower = text.to_lowercase();
    let is_anonymous = [
        "anonymity",
        "not to be named",
        "not to be identified",
        "not be named",
        "not be identified",
        "declined to be named",
        "not authorized",
        "unnamed",
        "anonymously",
    ]
    .iter()
    .any(|phrase| lower.contains(phrase));
    for (number, (start, printed, word)) in words.iter().enumerate() {
        if !is_noun(word) || ANONYMOUS.contains(&word.as_str()) && !is_anonymous {
            continue;
        }
        let from = number.saturating_sub(LONGEST);
        let any =
            |range: &[(usize, &str, String)], of: &[&str]| range.iter().any(|(_, _, word)| of.contains(&word.as_str()));
        let is_saying = any(&words[number + 1..words.len().min(number + 1 + TO_VERB)], SAYING);
        let is_quoted = any(&words[from..number], &["quoting", "citing", "quoted", "cited", "according"]);
        if is_quoted && has_outlet || !(is_anonymous || is_saying || is_quoted) {
            continue;
        }
        // Back to the article: what stands between it and the noun is the description.
        let article = (from..number).rev().find(|at| {
            matches!(words[*at].2.as_str(), "a" | "an" | "one" | "the" | "two" | "three" | "several" | "some")
        });
        let first = match article {
            Some(article) if words[article].2 == "the" => continue,
            Some(article) => article + 1,
            // "Diplomatic sources say", "to government sources": a plural needs no article.
            None if word == "sources" && number > 0 => number - 1,
            None => continue,
        };
        let is_parted = words[first..number].iter().any(|(_, printed, _)| printed.ends_with([',', '.', ';']));
        let is_described =
            words.get(first).is_some_and(|(_, _, word)| !matches!(word.as_str(), "to" | "by" | "and" | "from"));
        let Some((begin, _, _)) = words.get(first) else { continue };
        if is_parted || !is_described {
            continue;
        }
        let mut end = start + printed.trim_end_matches(|one: char| !one.is_alphanumeric()).len();
        if start + printed.len() == end {
            end = behind_office(&words[number + 1..]).unwrap_or(end);
        }
        if let Some(name) = text.get(*begin..end) {
            add(name, *begin, CreditKind::Unnamed);
        }
    }
}

/// The end of the office that follows the noun: *of the election commission*.
fn behind_office(words: &[(usize, &str, String)]) -> Option<usize> {
    const LONGEST: usize = 6;
    if !words.first().is_some_and(|(_, _, word)| matches!(word.as_str(), "of" | "at" | "from" | "with" | "in")) {
        return None;
    }
    for (number, (start, printed, _)) in words.iter().take(LONGEST).enumerate() {
        if printed.ends_with(|one: char| !one.is_alphanumeric()) {
            return (number > 0).then(|| start + printed.trim_end_matches(|one: char| !one.is_alphanumeric()).len());
        }
        let is_over = words.get(number + 1).is_none_or(|(_, _, next)| {
            SAYING.contains(&next.as_str()) || matches!(next.as_str(), "who" | "also" | "later" | "on" | "that")
        });
        if is_over {
            return (number > 0).then_some(start + printed.len());
        }
    }
    None
}
