//! Who says what stands between quotation marks.
//!
//! In English the one beside the nearest verb of saying: before it, or behind it where it follows the quotation
//! (*said the mayor*). In Korean the topic of the sentence. A pronoun means the person named last, if only one was.

use super::super::names::hangul;
use super::super::names::runs::{Run, runs};
use super::super::speakers::is_title;
use super::super::version::{Span, Version};
use super::marks::{Quotation, is_saying};

/// The name and the office of a speaker, as far as the text tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributed {
    pub(super) name: Option<String>,
    pub(super) role: Option<String>,
}

/// Who says a quotation. Looks at the sentences it stands in, and one before for a pronoun.
pub(super) fn attributed(version: &Version, quotation: &Quotation) -> Attributed {
    let (Some(first), Some(last)) = (quotation.spans.first(), quotation.spans.last()) else {
        return Attributed::default();
    };
    let before = version.piece(Span { start: 0, end: first.start, ..*first });
    let behind = version.sentences[last.sentence].text.get(last.end..).unwrap_or_default();
    let text = version.piece(*first);
    if text.contains(|one| matches!(one, '가'..='힣')) {
        return korean(before).or_else(|| korean(behind)).unwrap_or_default();
    }
    // What stands behind a quotation opens no sentence: a capital there is one of a name.
    let behind_subject = subject_behind(behind).map(|subject| format!("and {subject}"));
    let subject = behind_subject.or_else(|| subject_before(before)).or_else(|| subject_according(behind));
    let Some(subject) = subject else { return Attributed::default() };
    let found = from_phrase(&subject);
    if found.name.is_none() && is_pronoun(&subject) {
        return Attributed { name: person_before(version, first.sentence, before), role: None };
    }
    found
}

/// Words of a text with their punctuation, and where each begins.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn plain(word: &str) -> String {
    word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase()
}

fn is_pronoun(phrase: &str) -> bool {
    let words = words(phrase);
    !words.is_empty()
        && words.len() <= 3
        && words.iter().any(|word| matches!(plain(word).as_str(), "he" | "she" | "they"))
}

/// `," said Kim Min-su of the union.` and `," the mayor told reporters.`
fn subject_behind(behind: &str) -> Option<String> {
    const WITHIN: usize = 9;
    const STOP: &[&str] = &[
        "in", "on", "at", "during", "after", "before", "while", "when", "who", "whose", "told", "by", "to", "as",
        "from", "with",
    ];
    let clause = behind.trim_start_matches(|one: char| !one.is_alphanumeric());
    let clause = clause.split(['"', '“', '‘', ';']).next()?;
    let words = words(clause);
    let verb = words.iter().take(WITHIN).position(|word| is_saying(word))?;
    // "…," but refused to comment, he said: another clause.
    if words.first().is_some_and(|word| matches!(plain(word).as_str(), "but" | "and" | "which" | "who" | "that")) {
        return None;
    }
    if plain(words[verb]) == "according" {
        return subject_according(behind);
    }
    if verb > 0 {
        let skip = usize::from(plain(words[0]) == "as");
        let subject = words[skip..verb].join(" ");
        return (!subject.is_empty()).then_some(subject);
    }
    let rest = words[1..].iter().take(WITHIN).take_while(|word| !STOP.contains(&plain(word).as_str()));
    let mut subject = String::new();
    for word in rest {
        subject.push_str(word);
        subject.push(' ');
        // A point behind a title ends nothing.
        if word.ends_with([',', ':', ';']) || word.ends_with('.') && !is_title(&plain(word)) {
            break;
        }
    }
    let subject = subject.trim_end_matches(|one: char| !one.is_alphanumeric()).to_owned();
    (!subject.is_empty()).then_some(subject)
}

/// What stands before the last verb of saying in front of the quotation; before the one before, if that is a pronoun.
fn subject_before(before: &str) -> Option<String> {
    let words = words(before);
    let mut found = None;
    for verb in (0..words.len()).rev().filter(|at| is_saying(words[*at])) {
        if plain(words[verb]) == "according" {
            found = words.get(verb + 2..).map(|rest| rest.join(" "));
            break;
        }
        // Back to where the clause begins: a conjunction, or a comma that parts no apposition.
        let from = (0..verb).rev().find(|at| {
            matches!(
                plain(words[*at]).as_str(),
                "but" | "while" | "that" | "what" | "when" | "because" | "although" | "which"
            )
        });
        let subject = words[from.map_or(0, |at| at + 1)..verb].join(" ");
        if !subject.is_empty() {
            let is_pronoun = is_pronoun(&subject);
            found = Some(subject);
            if !is_pronoun {
                break;
            }
        }
    }
    found
}

fn subject_according(behind: &str) -> Option<String> {
    let (_, rest) = behind.split_once("according to ")?;
    let end = rest.find([',', '.', ';']).unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

/// The name and the office in a phrase such as `Floor leader Do Man-sik of the Reform Party`.
///
/// The one who speaks is who stands right before the verb, else the first person; a place never speaks, nor does the
/// owner of something (*Mr. Holm's office*).
fn from_phrase(phrase: &str) -> Attributed {
    const LONGEST_ROLE: usize = 7;
    let is_owner =
        |run: &Run| matches!(phrase.get(run.end..), Some(rest) if rest.starts_with("'s") || rest.starts_with("’s"));
    let runs: Vec<Run> =
        runs(phrase).into_iter().filter(|run| !run.is_light && !run.is_place_like(phrase) && !is_owner(run)).collect();
    let is_last = |run: &&Run| phrase.get(run.end..).is_some_and(|rest| !rest.contains(char::is_alphanumeric));
    let person = runs.last().filter(|run| run.is_person_like(phrase)).filter(is_last);
    let person = person.or_else(|| runs.iter().find(|run| run.is_person_like(phrase)));
    let cleaned =
        phrase.strip_prefix("and ").unwrap_or(phrase).trim_matches(|one: char| !one.is_alphanumeric()).to_owned();
    let is_short = cleaned.split_whitespace().count() <= LONGEST_ROLE;
    let name = person.or_else(|| runs.first()).map(|run| run.name(phrase).to_owned());
    let role = (!cleaned.is_empty() && is_short && !is_pronoun(&cleaned)).then_some(cleaned);
    let role = role.filter(|role| name.as_ref() != Some(role));
    Attributed { name, role }
}

/// The only person named in the words before, or else in the sentence before.
fn person_before(version: &Version, sentence: usize, before: &str) -> Option<String> {
    let only = |text: &str| {
        let people: Vec<String> =
            runs(text).iter().filter(|run| run.is_person_like(text)).map(|run| run.name(text).to_owned()).collect();
        <[String; 1]>::try_from(people).ok().map(|[one]| one)
    };
    only(before).or_else(|| {
        let previous = version.sentences.get(sentence.checked_sub(1)?)?;
        match &previous.speaker {
            Some(speaker) => speaker.name.clone(),
            None => only(&previous.text),
        }
    })
}

/// The topic of a Korean clause: up to four words that end in 은 or 는, else in 이 or 가.
fn korean(clause: &str) -> Option<Attributed> {
    const LONGEST: usize = 4;
    let words = words(clause);
    let ends = |ending: [char; 2]| {
        words.iter().position(|word| {
            word.chars().count() > 1 && word.ends_with(ending) && crate::text::korean::stem(word) != *word
        })
    };
    let at = ends(['은', '는']).or_else(|| ends(['이', '가']))?;
    // Behind a clause: "내는지를 두고 해양수산부 당국자".
    let ends_clause = |word: &&&str| {
        word.ends_with([',', '를', '을'])
            || ["두고", "하고", "에서", "면서", "해서", "라며", "지만"].iter().any(|end| word.ends_with(end))
    };
    let from = (at + 1).saturating_sub(LONGEST);
    let from = words[from..at].iter().rposition(|word| ends_clause(&word)).map_or(from, |clause| from + clause + 1);
    let mut phrase: Vec<&str> = words[from..at].to_vec();
    phrase.push(crate::text::korean::stem(words[at]));
    let phrase = phrase.join(" ");
    Some(Attributed { name: hangul::titled(&phrase), role: Some(phrase) })
}
