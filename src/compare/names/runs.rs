//! Runs of capitalised words in a sentence, joined over the particles that names have inside.
//!
//! `Ministry of Trade, Industry and Energy`, `Ruth de la Cruz` and `Citizens for the Waterfront` are one run each;
//! `Kenya's Ruth Chelagat` is two, `In Wando` is `Wando`. A single word that may be capital only because it opens the
//! sentence is marked [light](Run::is_light). Linear in the text.

use super::super::speakers::{is_korean_person, is_personal_title, is_title};
use super::tokens::{Token, is_tag, tokens};
use super::words::{BODIES, IGNORED, OPENERS, ORGANISATION_HEADS, PLACE_HEADS, TAKES_OF};
use super::{kinds, places};
use crate::text::frequency::GeneralFrequencies;

/// A run of capitalised words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Run {
    /// Where it begins in its text, titles before it taken off.
    pub(in super::super) start: usize,
    /// The byte behind it, without a possessive ending.
    pub(in super::super) end: usize,
    /// It says too little to be a name by itself: one common word that opens a sentence, a day, a people.
    pub(in super::super) is_light: bool,
    /// A title stood before it.
    pub(in super::super) has_title: bool,
    /// It opens a sentence or a quotation.
    pub(in super::super) opens: bool,
}

impl Run {
    /// The run as printed.
    pub(in super::super) fn name<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether it is more likely a place than anything else.
    pub(in super::super) fn is_place_like(&self, text: &str) -> bool {
        kinds::kind(self, text) == super::NameKind::Place
    }

    /// Whether it is more likely a person than anything else.
    pub(in super::super) fn is_person_like(&self, text: &str) -> bool {
        !self.is_light && kinds::kind(self, text) == super::NameKind::Person
    }
}

/// The runs of a text in order.
pub(in super::super) fn runs(text: &str) -> Vec<Run> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // "An Se-young": a family name and not an article.
        let is_family = tokens.get(at + 1).is_some_and(|next| {
            next.is_capital() && next.word.contains('-') && !is_tag(next.word) && !tokens[at].breaks()
        });
        if !tokens[at].is_capital() || is_opener(&tokens[at]) && !is_family {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while let Some(next) = next_of_run(&tokens, at, end) {
            end = next;
        }
        found.extend(run(&tokens[at..end]));
        at = end;
    }
    found
}

/// A word that is capital only because it opens a sentence, whatever follows.
fn is_opener(token: &Token<'_>) -> bool {
    let lower = token.lower();
    token.opens && OPENERS.contains(&lower.as_str()) || is_pronoun(token.word)
}

/// The end of a run that goes on at `end`, one word or one particle and a word further; `None` if it ends there.
fn next_of_run(tokens: &[Token<'_>], start: usize, end: usize) -> Option<usize> {
    /// No name is so long, and what it has inside is looked through again for each of its words.
    const LONGEST: usize = 30;
    if end - start >= LONGEST {
        return None;
    }
    let last = &tokens[end - 1];
    let next = tokens.get(end)?;
    let run = &tokens[start..end];
    let has_of = run.iter().any(|token| token.word == "of");
    // Ministry of Trade, Industry and Energy
    if last.tail == "," && has_of && next.is_capital() && !next.opens {
        let is_list = tokens.get(end + 1).is_some_and(|token| token.word == "and" || token.word == "&")
            && tokens.get(end + 2).is_some_and(Token::is_capital)
            && matches!(run[0].lower().as_str(), "ministry" | "department" | "minister" | "committee");
        return (is_list && next.tail.is_empty()).then_some(end + 3);
    }
    if last.breaks() || next.is_parted || is_tag(last.word) {
        return None;
    }
    if next.is_capital() {
        return (!is_pronoun(next.word) && !is_day(&next.lower())).then_some(end + 1);
    }
    let follows = |at: usize| tokens.get(at).is_some_and(|token| token.is_capital() && !token.is_parted);
    if !next.tail.is_empty() {
        return None;
    }
    match next.word {
        "of" | "for" => {
            if !TAKES_OF.contains(&last.lower().as_str()) {
                return None;
            }
            let skips =
                usize::from(tokens.get(end + 1).is_some_and(|token| token.word == "the" && token.tail.is_empty()));
            follows(end + 1 + skips).then_some(end + 2 + skips)
        }
        "and" | "&" => {
            // Food and Drug Safety Ministry: common words before a head of an organisation.
            let is_body = tokens[end..]
                .iter()
                .skip(1)
                .take(5)
                .take_while(|token| token.is_capital())
                .any(|token| ORGANISATION_HEADS.contains(&token.lower().as_str()));
            let is_common_noun = is_common(&last.lower()) && !places::is_known(&last.lower());
            let is_body = is_body && follows(end + 2);
            // Disease Control and Prevention Agency: more words before it, none of which is the head of another.
            let is_next_noun = tokens.get(end + 1).is_some_and(|token| is_common(&token.lower()));
            let is_one = run.len() == 1 || run.len() <= 4 && is_next_noun && !is_head(&last.lower());
            (follows(end + 1)
                && (has_of && !run.iter().any(|token| token.word == "University")
                    || is_body && is_one && is_common_noun))
                .then_some(end + 2)
        }
        "de" | "da" | "do" | "dos" | "du" | "del" | "della" | "di" | "van" | "von" | "der" | "den" | "la" | "le"
        | "bin" | "ibn" | "al" | "el" | "ul" | "zu" | "ter" | "ten" => {
            let skips = usize::from(
                tokens.get(end + 1).is_some_and(|token| matches!(token.word, "la" | "der" | "den" | "las" | "los")),
            );
            follows(end + 1 + skips).then_some(end + 2 + skips)
        }
        _ => None,
    }
}

fn is_day(lower: &str) -> bool {
    matches!(lower, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}

fn is_pronoun(word: &str) -> bool {
    matches!(word, "I" | "The" | "A") || word.starts_with("I'") || word.starts_with("I’")
}

/// Words that are no name alone but part of what follows: *North America*, *South Jeolla*.
fn is_compass(lower: &str) -> bool {
    matches!(lower, "north" | "south" | "east" | "west" | "western" | "eastern" | "northern" | "southern")
}

/// Whether a word is common in the language at large.
pub(super) fn is_common(lower: &str) -> bool {
    const COMMON: f64 = 2e-6;
    GeneralFrequencies::shipped().frequency(lower).is_some_and(|frequency| frequency > COMMON)
}

/// The run of some tokens without titles and what opens the sentence before it.
fn run(tokens: &[Token<'_>]) -> Option<Run> {
    /// Words of the longest name.
    const LONGEST: usize = 9;
    let opens = tokens[0].opens;
    let mut rest = tokens;
    let mut has_title = false;
    // Titles come off the front as long as a name is left; but "Prime Minister's Office" and "State Department" stay whole.
    let is_body = tokens.iter().enumerate().any(|(at, token)| {
        let goes_on = tokens.get(at + 1).is_some_and(|next| matches!(next.word, "of" | "for"));
        // "Fisheries Minister" heads no body.
        let is_office =
            tokens.get(at + 1).is_some_and(|next| matches!(next.lower().as_str(), "minister" | "secretary"));
        (at > 0 || goes_on || tokens.len() == 1) && !is_office && is_head(&token.lower())
    });
    let is_body = is_body && !(tokens.len() == 2 && is_personal_title(&tokens[0].lower()));
    // Missouri Gov. Anna Holm, White House Press Secretary Anna Holm: the name is what stands behind the last title.
    let last_title = tokens.iter().rposition(|token| is_personal_title(&token.lower()));
    if let Some(at) = last_title
        && (1..=3).contains(&tokens[at + 1..].len())
        && tokens[at + 1..].iter().all(|token| token.is_capital() && !is_head(&token.lower()))
    {
        has_title = true;
        rest = &tokens[at + 1..];
    }
    has_title |= rest.len() > 1 && !is_body && is_title(&rest[0].lower());
    while let [title, name, ..] = rest
        && !is_body
        && is_title(&title.lower())
        && name.is_capital()
    {
        rest = &rest[1..];
    }
    // Shipbuilder Daeyang Works: what it is opens the sentence.
    if let [first, next, ..] = rest
        && first.opens
        && first.tail.is_empty()
        && next.is_capital()
        && BODIES.contains(&first.lower().as_str())
        && !is_head(&first.lower())
    {
        rest = &rest[1..];
    }
    // Ornithologist Baek Sol-mi: whatever stands before a Korean name in full is no part of it.
    if let [.., before, family, given] = rest
        && !is_body
        && before.tail.is_empty()
        && given.word.contains('-')
        && is_korean_person(&format!("{} {}", family.word, given.word))
    {
        has_title = true;
        rest = &rest[rest.len() - 2..];
    }
    while let [first, next, ..] = rest
        && !(is_month(&first.lower()) && first.tail.is_empty() && next.is_capital())
        && IGNORED.contains(&first.lower().as_str())
        && !rest[1].word.contains('-')
        && !is_compass(&first.lower())
        && !is_body
    {
        rest = &rest[1..];
    }
    let (first, last) = (rest.first()?, rest.last()?);
    let name: Vec<String> = rest.iter().map(Token::lower).collect();
    let joined = name.join(" ");
    let is_known = places::is_known(&joined);
    let is_ignored = name.iter().all(|word| {
        IGNORED.contains(&word.as_str()) || word.chars().all(|one| one.is_numeric() || one == ',' || one == '.')
    }) || is_title(&joined)
        || rest.iter().all(|token| is_title(&token.lower()));
    // A headline is no name.
    let is_ignored = is_ignored || rest.len() > LONGEST || rest.len() == 1 && is_tag(first.word);
    let is_opening_word =
        opens && !has_title && rest.len() == 1 && !is_known && (is_common(&joined) || is_form_of_word(&joined));
    Some(Run {
        start: first.start,
        end: last.end(),
        is_light: is_ignored && !is_known || is_opening_word,
        has_title,
        opens,
    })
}

/// Whether a word is made of common ones: *floodlights*, *dockers*.
fn is_form_of_word(lower: &str) -> bool {
    const SHORTEST: usize = 4;
    // Forty-seven, High-bandwidth; but Min-su is a name.
    if let Some((one, other)) = lower.split_once('-') {
        return one.len() >= SHORTEST && other.len() >= 3 && is_common(one) && is_common(other);
    }
    let is_form = ["s", "es", "ing", "ed", "ly", "er", "ers"]
        .iter()
        .any(|ending| lower.strip_suffix(ending).is_some_and(|stem| stem.len() >= SHORTEST && is_common(stem)));
    let halves = || lower.char_indices().map(|(at, _)| lower.split_at(at));
    is_form
        || halves()
            .any(|(one, other)| one.len() >= SHORTEST && other.len() >= SHORTEST && is_common(one) && is_common(other))
}

/// Whether a word is a month cut short, which may open a name too.
fn is_month(lower: &str) -> bool {
    matches!(lower, "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec")
}

/// Whether a word ends the name of an organisation or a place.
pub(in super::super) fn is_head(lower: &str) -> bool {
    ORGANISATION_HEADS.contains(&lower) || PLACE_HEADS.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        runs(text).iter().filter(|run| !run.is_light).map(|run| run.name(text)).collect()
    }

    #[test]
    fn particles_join_and_punctuation_parts() {
        assert_eq!(
            names("The Ministry of Trade, Industry and Energy met Ruth de la Cruz, Paul van Dam and Oyster Bank."),
            ["Ministry of Trade, Industry and Energy", "Ruth de la Cruz", "Paul van Dam", "Oyster Bank"]
        );
        assert_eq!(names("In Wando, Kenya's Ruth Chelagat ran."), ["Wando", "Kenya", "Ruth Chelagat"]);
        assert_eq!(names("It is for Citizens for the Waterfront."), ["Citizens for the Waterfront"]);
        assert_eq!(names("A leader of the Reed Growers' Union left."), ["Reed Growers' Union"]);
    }

    #[test]
    fn openers_days_and_peoples_are_no_names() {
        assert!(names("Officials said on Monday that Korean farmers left. \"Nobody came,\" he said.").is_empty());
        assert!(names("Floodlights went out.").is_empty());
        assert_eq!(names("The U.S.-based North Korea watchers left."), ["North Korea"]);
        assert_eq!(names("When Kim left, Mayor Han stayed."), ["Kim", "Han"]);
    }

    #[test]
    fn titles_come_off_but_stay_in_bodies() {
        assert_eq!(names("We saw Deputy Mayor Tak Won-il and Dr. Anna Holm."), ["Tak Won-il", "Anna Holm"]);
        assert_eq!(names("Ornithologist Tak Won-il counted them."), ["Tak Won-il"]);
        assert_eq!(
            names("The Reed Disease Control and Prevention Agency left."),
            ["Reed Disease Control and Prevention Agency"]
        );
        assert_eq!(names("The State Department and the Police Agency agreed."), ["State Department", "Police Agency"]);
    }

    #[test]
    fn hostile_text_is_harmless() {
        for text in ["", "—", "'", "A", "\u{301}", "É'S’s", "Of of Of", "Ministry of", "\"“‘"] {
            let _ = runs(text);
        }
    }
}
