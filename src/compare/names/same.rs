//! Whether two names mean one bearer, and whether a version mentions a name at all.

use std::cell::OnceCell;

use super::super::speakers::Parts;
use super::super::version::Version;
use super::runs::is_common;
use super::words::{LOOSE_HEADS, ORGANISATION_HEADS};
use super::{Name, NameKind, places};
use crate::text::words::{Unspaced, for_each_word};

/// A name with its words, read once to be compared with many.
#[derive(Debug)]
pub(in super::super) struct Known<'a> {
    name: &'a str,
    kind: NameKind,
    /// The words in their normal form, without articles.
    words: Vec<String>,
    /// The name as one of a person.
    parts: OnceCell<Parts>,
}

impl<'a> Known<'a> {
    pub(in super::super) fn of(name: &'a Name) -> Self {
        Self::new(&name.name, name.kind)
    }

    pub(super) fn new(name: &'a str, kind: NameKind) -> Self {
        Self { name, kind, words: plain(name), parts: OnceCell::new() }
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| Parts::of(self.name))
    }

    fn same_person(&self, other: &Self) -> bool {
        self.parts().may_be(other.parts())
    }

    /// Whether two names mean one bearer.
    pub(in super::super) fn is_same(&self, other: &Self) -> bool {
        use NameKind::{Organisation, Other, Person, Place};
        if self.words == other.words {
            return true;
        }
        match (self.kind, other.kind) {
            (Person, Person | Other) | (Other, Person) => self.same_person(other),
            (Place, Place | Other) | (Other, Place) => same_place(&self.words, &other.words),
            (Organisation, Organisation | Other) | (Other, Organisation) => same_body(self, other),
            (Other, Other) => is_abbreviation(self.name, &other.words) || is_abbreviation(other.name, &self.words),
            _ => false,
        }
    }

    /// Whether this name, met in a text, is a form of a group with a name as full or fuller, which may be of another kind
    /// by now.
    pub(super) fn is_form(&self, group: &Known<'_>, group_kind: NameKind) -> bool {
        if self.name.contains(' ') || self.kind == group_kind {
            return self.is_same_as_kind(group, group_kind);
        }
        // "Kim", "Hanbyeol": short for the person, or the first word of the body.
        match group_kind {
            NameKind::Person => self.kind == NameKind::Other && self.same_person(group),
            NameKind::Organisation => {
                matches!(self.kind, NameKind::Other | NameKind::Place) && starts_with(&group.words, &self.words)
            }
            NameKind::Place => self.kind == NameKind::Other && same_place(&self.words, &group.words),
            NameKind::Other if self.kind == NameKind::Person && self.words != group.words => {
                (2..=3).contains(&group.name.split_whitespace().count())
                    && self.same_person(group)
                    && self.words.last() == group.words.last()
            }
            NameKind::Other => self.words == group.words || starts_with(&group.words, &self.words),
        }
    }

    fn is_same_as_kind(&self, other: &Known<'_>, kind: NameKind) -> bool {
        if kind == other.kind {
            return self.is_same(other);
        }
        self.is_same(&Known { name: other.name, kind, words: other.words.clone(), parts: OnceCell::new() })
    }
}

/// Whether two names mean one bearer: titles, order, hyphens, romanisation and abbreviation aside.
#[must_use]
pub fn same_name(one: &Name, other: &Name) -> bool {
    Known::of(one).is_same(&Known::of(other))
}

fn starts_with(full: &[String], short: &[String]) -> bool {
    full.len() > 1
        && !is_local(full)
        && short.len() == 1
        && full.first() == short.first()
        && !places::is_known(&short[0])
}

/// Whether a body is mostly called by its town first: *Bergen Fire Department* is not Bergen.
fn is_local(words: &[String]) -> bool {
    words.last().is_some_and(|last| {
        matches!(
            last.as_str(),
            "department"
                | "station"
                | "police"
                | "court"
                | "university"
                | "hospital"
                | "office"
                | "institute"
                | "council"
                | "guard"
                | "school"
                | "museum"
                | "center"
                | "centre"
                | "airport"
                | "college"
                | "customs"
                | "assembly"
        )
    })
}

/// The words of a name in lower case, without articles and what joins them.
fn plain(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    // F.B.I. is FBI.
    let is_dotted = name
        .split(' ')
        .any(|word| word.len() > 2 && word.trim_end_matches('.').split('.').all(|letter| letter.chars().count() == 1));
    let name = if is_dotted { name.replace('.', "") } else { name.to_owned() };
    for_each_word(&name, Unspaced::Characters, |word| {
        let normal = word.normal.strip_suffix("'s").unwrap_or(word.normal);
        if !matches!(normal, "the" | "of" | "and" | "for" | "a") {
            words.push(normal.trim_end_matches('\'').to_owned());
        }
    });
    words
}

fn same_place(one: &[String], other: &[String]) -> bool {
    // Byeolmok for the Byeolmok Launch Complex.
    let is_short = |short: &[String], long: &[String]| {
        short.len() == 1
            && long.len() > 1
            && short[0] == long[0]
            && !places::is_known(&short[0])
            && !is_common(&short[0])
    };
    let (first, second) = (place_words(one).join(" "), place_words(other).join(" "));
    !first.is_empty()
        && (first == second || places::is_alias(&first, &second) || is_short(one, other) || is_short(other, one))
}

/// The words of a place without what kind of place it is: `Bigeumdo Island`, `Bigeum Island` and `Bigeum-do` are one.
fn place_words(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    let is_island = words.last().is_some_and(|last| last.starts_with("island"));
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| LOOSE_HEADS.contains(&last.as_str()) || matches!(last.as_str(), "do" | "si" | "gun"))
    {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        if is_island && last.len() > 5 && last.ends_with("do") {
            last.truncate(last.len() - 2);
        }
        // 강릉시 and 강릉
        let short = last
            .strip_suffix(['시', '군', '도'])
            .filter(|rest| places::is_known(rest) && rest.chars().count() > 1)
            .map(str::to_owned);
        if let Some(short) = short {
            *last = short;
        }
    }
    words
}

fn same_body(one: &Known<'_>, other: &Known<'_>) -> bool {
    let (first, second) = (&one.words, &other.words);
    let (one, other) = (one.name, other.name);
    if is_abbreviation(one, second) || is_abbreviation(other, first) {
        return true;
    }
    if one.contains(|character| matches!(character, '가'..='힣')) {
        return same_korean_body(one, other);
    }
    let head = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let of = words.iter().position(|word| matches!(word.as_str(), "of" | "for"));
        of.and_then(|of| words.get(of.checked_sub(1)?).cloned()).or_else(|| words.last().cloned())
    };
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    let is_within = !short.is_empty() && short.iter().all(|word| long.contains(word));
    // Hanbyeol for Hanbyeol Shipyard, but neither Seoul for Seoul Bank nor Seoul University for Seoul National University.
    if short.len() == 1 {
        return !is_local(long)
            && short[0].chars().count() > 3
            && long.first() == short.first()
            && !places::is_known(&short[0])
            && !ORGANISATION_HEADS.contains(&short[0].as_str());
    }
    let is_strict = |head: &str| {
        matches!(head, "university" | "school" | "college" | "hospital" | "bank" | "party" | "institute" | "club")
    };
    is_within
        && head(one) == head(other)
        && (short.len() == long.len() || !head(one).is_some_and(|head| is_strict(&head)))
}

/// 대전지법 and 대전지방법원.
fn same_korean_body(one: &str, other: &str) -> bool {
    let full = |name: &str| {
        let name = name.replace(' ', "");
        for (short, long) in [
            ("지법", "지방법원"),
            ("고법", "고등법원"),
            ("지검", "지방검찰청"),
            ("해경", "해양경찰서"),
            ("국과수", "국립과학수사연구원"),
            ("금감원", "금융감독원"),
            ("행안부", "행정안전부"),
            ("국토부", "국토교통부"),
            ("해수부", "해양수산부"),
            ("합참", "합동참모본부"),
        ] {
            if let Some(rest) = name.strip_suffix(short) {
                return format!("{rest}{long}");
            }
        }
        name
    };
    full(one) == full(other)
}

/// Whether a name is made of the first letters of the words of another: `UN`, `NIS`.
fn is_abbreviation(short: &str, words: &[String]) -> bool {
    let letters: String = short.chars().filter(|one| one.is_alphabetic()).collect();
    letters.len() >= 2
        && words.len() == letters.chars().count()
        && letters.chars().all(char::is_uppercase)
        && words
            .iter()
            .zip(letters.chars())
            .all(|(word, letter)| word.starts_with(|first: char| first.to_uppercase().eq(letter.to_uppercase())))
}

/// All words of a version in one line, to look names up in.
pub(super) fn searchable(version: &Version) -> String {
    let mut text = String::from(" ");
    let mut push = |piece: &str| {
        for_each_word(piece, Unspaced::Characters, |word| {
            text.push_str(word.normal.strip_suffix("'s").unwrap_or(word.normal));
            text.push(' ');
        });
    };
    for sentence in &version.sentences {
        push(&sentence.text);
        if let Some(speaker) = &sentence.speaker {
            push(speaker.role.as_deref().unwrap_or_default());
            push(speaker.name.as_deref().unwrap_or_default());
        }
    }
    push(version.title.as_deref().unwrap_or_default());
    text
}

/// Whether the words of a version hold a name, as printed or without the kind of place it is.
pub(super) fn is_told(name: &Name, text: &str) -> bool {
    let mut words = Vec::new();
    for_each_word(&name.name, Unspaced::Characters, |word| {
        words.push(word.normal.strip_suffix("'s").unwrap_or(word.normal).to_owned());
    });
    let joined = words.join(" ");
    if joined.contains(|one| matches!(one, '가'..='힣')) {
        // Particles stand behind, and other words may be glued before.
        return text.contains(&format!(" {joined}"));
    }
    // Austria where the other has Austrian, Antarctica where it has Antarctic.
    let is_people = || {
        let stem = joined.trim_end_matches(['a', 'e', 'y', 'o']);
        joined.chars().count() >= 5
            && !joined.contains(' ')
            && [joined.as_str(), stem].iter().any(|stem| {
                ["n ", "an ", "ian ", "ean ", "ese ", "ish ", "i ", " "]
                    .iter()
                    .any(|end| text.contains(&format!(" {stem}{end}")))
            })
    };
    !joined.is_empty() && (text.contains(&format!(" {joined} ")) || name.kind == NameKind::Place && is_people())
}
