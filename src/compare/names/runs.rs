//! Runs of capitalised words in a sentence, joined over the particles that names have inside.
//!
//! `Ministry of Trade, Industry and Energy`, `Ruth de la Cruz` and `Citizens for the Waterfront` are one run each;
//! `Kenya's Ruth Chelagat` is two, `In Wando` is `Wando`. A single word that may be capital only because it opens the
//! sentence is marked [light](Run::is_light). Linear in the text.

use super::super::speakers::{is_personal_title, is_title};
use super::words::{IGNORED, OPENERS, ORGANISATION_HEADS, PLACE_HEADS, TAKES_OF};
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

/// A word between white space, without the punctuation around it.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    word: &'a str,
    start: usize,
    /// Punctuation stands before it.
    is_parted: bool,
    /// It opens a sentence or a quotation.
    opens: bool,
    /// What stands between it and the next white space.
    tail: &'a str,
    is_possessive: bool,
}

impl Token<'_> {
    fn is_capital(&self) -> bool {
        self.word.chars().next().is_some_and(char::is_uppercase)
    }

    fn lower(&self) -> String {
        self.word.to_lowercase()
    }

    fn end(&self) -> usize {
        self.start + self.word.len()
    }

    /// Whether no name goes on behind it.
    fn breaks(&self) -> bool {
        let is_abbreviated = self.tail == "."
            && (is_title(&self.lower())
                || self.word.chars().count() == 1
                || self.word.contains('.')
                || self.word == "St");
        self.is_possessive || !self.tail.is_empty() && !is_abbreviated
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut opens = true;
    let cut = |one: char| one.is_whitespace() || matches!(one, '—' | '–' | '/' | '…');
    let mut at = 0;
    for chunk in text.split_inclusive(cut) {
        let offset = at;
        at += chunk.len();
        let piece = chunk.trim_end_matches(cut);
        let is_cut_off = chunk[piece.len()..].starts_with(['—', '–', '/', '…']);
        let head = piece.find(char::is_alphanumeric);
        let Some(head) = head else {
            if let Some(last) = found.last_mut()
                && (!piece.is_empty() || is_cut_off)
            {
                last.tail = ",";
            }
            opens |= piece.ends_with(['"', '“', '‘', '\'']);
            continue;
        };
        let mut body = piece[head..].trim_end_matches(|one: char| !one.is_alphanumeric());
        let tail = &piece[head + body.len()..];
        let mut is_possessive = false;
        for ending in ["'s", "’s"] {
            if let Some(rest) = body.strip_suffix(ending) {
                (body, is_possessive) = (rest, true);
            }
        }
        // "Makers' Federation": the apostrophe of a plural parts nothing.
        let tail = if matches!(tail, "'" | "’") && body.ends_with('s') { "" } else { tail };
        let marks = &piece[..head];
        let is_opening = opens || marks.contains(['"', '“', '‘', '\'', '«']);
        let tail = if is_cut_off && tail.is_empty() { "," } else { tail };
        found.push(Token {
            word: body,
            start: offset + head,
            is_parted: !marks.is_empty(),
            opens: is_opening,
            tail,
            is_possessive,
        });
        let is_abbreviation = tail.starts_with('.')
            && (is_title(&body.to_lowercase()) || body.chars().count() == 1 || body.contains('.'));
        opens = tail.contains(['.', '!', '?', ':']) && !is_abbreviation;
    }
    found
}

/// The runs of a text in order.
pub(in super::super) fn runs(text: &str) -> Vec<Run> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // "An Se-young": a family name and not an article.
        let is_family =
            tokens.get(at + 1).is_some_and(|next| next.is_capital() && next.word.contains('-') && !tokens[at].breaks());
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
    if last.breaks() || next.is_parted {
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
            (follows(end + 1)
                && (has_of && !run.iter().any(|token| token.word == "University")
                    || is_body && run.len() == 1 && is_common_noun))
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
        (at > 0 || goes_on || tokens.len() == 1) && is_head(&token.lower())
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
    let has_title = has_title || rest.len() > 1 && !is_body && is_title(&rest[0].lower());
    while let [title, name, ..] = rest
        && !is_body
        && is_title(&title.lower())
        && name.is_capital()
    {
        rest = &rest[1..];
    }
    while let [first, _, ..] = rest
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
    // A headline is no name, nor is "R-Texas" or "U.S.-led".
    let is_tag = rest.len() == 1
        && first.word.split_once('-').is_some_and(|(party, state)| {
            matches!(party, "R" | "D" | "I")
                || matches!(
                    state,
                    "led"
                        | "based"
                        | "backed"
                        | "born"
                        | "style"
                        | "made"
                        | "era"
                        | "bound"
                        | "area"
                        | "wide"
                        | "elect"
                        | "sponsored"
                        | "brokered"
                        | "run"
                )
        });
    let is_ignored = is_ignored || rest.len() > LONGEST || is_tag;
    let is_opening_word =
        opens && !has_title && rest.len() == 1 && !is_known && is_common(&joined) && !joined.contains('-');
    Some(Run {
        start: first.start,
        end: last.end(),
        is_light: is_ignored && !is_known || is_opening_word,
        has_title,
        opens,
    })
}

/// Whether a word ends the name of an organisation or a place.
pub(super) fn is_head(lower: &str) -> bool {
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
        assert_eq!(names("When Kim left, Mayor Han stayed."), ["Kim", "Han"]);
    }

    #[test]
    fn titles_come_off_but_stay_in_bodies() {
        assert_eq!(names("We saw Deputy Mayor Tak Won-il and Dr. Anna Holm."), ["Tak Won-il", "Anna Holm"]);
        assert_eq!(names("The State Department and the Police Agency agreed."), ["State Department", "Police Agency"]);
    }

    #[test]
    fn hostile_text_is_harmless() {
        for text in ["", "—", "'", "A", "\u{301}", "É'S’s", "Of of Of", "Ministry of", "\"“‘"] {
            let _ = runs(text);
        }
    }
}
