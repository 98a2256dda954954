//! Speakers: whether two attributions mean one person.
//!
//! Two desks write one man as `Seong Ji-ho`, `SUNG JIHO`, `Prof. Sung` or only as "the mayor". Titles are taken off,
//! order, hyphens, middle initials and capitals are passed over, Korean names are compared by sound
//! (`romanisation`) and others letter by letter with a little drift. A person named in one and only described in the
//! other is neither the same nor another: that is [`Attribution::Unknown`].

mod offices;
mod romanisation;
pub(super) mod titles;

use std::cell::OnceCell;

use serde::Serialize;

use offices::{same_body, same_office};
use romanisation::{Syllable, cuts, same_family, syllable};
use titles::{FAMILY_SPELLINGS, KOREAN_TITLES, NICKNAMES, PERSONAL, TITLES};

/// Whether two versions give one speech to one speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// To the same.
    Same,
    /// One of them names nobody, and what it says of the speaker decides nothing.
    Unknown,
    /// To different ones.
    Different,
}

/// Whether a word, in lower case and without a point, is a title of people only.
pub(super) fn is_personal_title(word: &str) -> bool {
    PERSONAL.contains(&word)
}

/// Korean family names of two syllables.
const LONG_FAMILIES: &[&str] =
    &["황보", "남궁", "사마", "선우", "제갈", "독고", "서문", "동방", "사공", "어금", "망절"];

/// Whether what stands for a name is only a title: *Retired Colonel*.
pub(super) fn is_nameless(name: &str) -> bool {
    parts(name).is_empty()
}

/// Whether a word, in lower case and without a point, is a title.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Whether two printed names can be one person's. A family name alone answers to any name with it.
#[must_use]
pub fn same_person(one: &str, other: &str) -> bool {
    Parts::of(one).may_be(&Parts::of(other))
}

/// A person's name cut into its parts, to be compared with many; what is asked of it again and again is worked out once.
#[derive(Debug)]
pub(super) struct Parts {
    words: Vec<Vec<String>>,
    joined: String,
    is_hangul: bool,
    is_korean: OnceCell<bool>,
    readings: OnceCell<Vec<KoreanReading>>,
}

/// A family name and the ways to cut the given name.
type KoreanReading = (String, Vec<Vec<Syllable>>);

impl Parts {
    pub(super) fn of(name: &str) -> Self {
        let words = parts(name);
        let joined = words.concat().concat();
        let is_hangul = joined.chars().all(is_hangul_syllable);
        Self { words, joined, is_hangul, is_korean: OnceCell::new(), readings: OnceCell::new() }
    }

    /// Whether both can be one person's, as [`same_person`] says.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        if self.words.is_empty() || other.words.is_empty() {
            return false;
        }
        match (self.is_hangul, other.is_hangul) {
            (true, true) => {
                let is_as_long = self.words.len() == other.words.len();
                same_hangul(&self.joined, &other.joined) || is_as_long && same_foreign(&self.joined, &other.joined)
            }
            (false, false) => same_latin(self, other),
            _ => false,
        }
    }

    fn is_korean(&self) -> bool {
        *self.is_korean.get_or_init(|| is_korean(&self.words))
    }

    fn readings(&self) -> &[KoreanReading] {
        self.readings.get_or_init(|| readings(&self.words))
    }
}

/// Whether two attributions, each a name or an office or both, mean one speaker.
#[must_use]
pub fn attribution(one: (Option<&str>, Option<&str>), other: (Option<&str>, Option<&str>)) -> Attribution {
    match (one.0, other.0) {
        (Some(first), Some(second)) if same_person(first, second) || same_body(first, second) => Attribution::Same,
        (Some(_), Some(_)) => Attribution::Different,
        (Some(name), None) => described(name, one.1, other.1),
        (None, Some(name)) => described(name, other.1, one.1),
        (None, None) => match (one.1, other.1) {
            (Some(first), Some(second)) => same_office(first, second),
            _ => Attribution::Unknown,
        },
    }
}

/// A speaker with a name against one with a description.
fn described(name: &str, office: Option<&str>, description: Option<&str>) -> Attribution {
    let Some(description) = description else { return Attribution::Unknown };
    // "황보 씨의 변호인", "Mr. Choi's lawyer": somebody who belongs to the named is not the named.
    let owner = description
        .split_once("의 ")
        .or_else(|| description.split_once("'s "))
        .or_else(|| description.split_once("’s "));
    if owner.is_some_and(|(owner, _)| same_person(owner, name)) {
        return Attribution::Different;
    }
    match office.map(|office| same_office(office, description)) {
        Some(Attribution::Same) => Attribution::Same,
        _ => Attribution::Unknown,
    }
}

fn is_hangul_syllable(character: char) -> bool {
    matches!(character, '가'..='힣')
}

/// The words of a name in lower case without titles; each cut at its hyphens.
fn parts(name: &str) -> Vec<Vec<String>> {
    let cleaned = name.replace(['’', 'ʼ'], "'");
    let cleaned = cleaned.split([',', '(']).next().unwrap_or_default();
    let mut words: Vec<Vec<String>> = Vec::new();
    for word in cleaned.split_whitespace() {
        let word = word.strip_suffix("'s").unwrap_or(word);
        let pieces = word.split(['-', '‐', '‑', '–']);
        let pieces = pieces.map(|piece| {
            piece.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        });
        let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
        // A Korean title stands behind the name.
        let is_office =
            pieces.iter().all(|piece| is_title(piece) || KOREAN_TITLES.contains(piece.as_str()) && !words.is_empty());
        // 전 모 씨: the press hides the given name.
        if !pieces.is_empty() && !is_office && pieces.concat() != "모" && word != "of" {
            words.push(pieces);
        }
    }
    words
}

fn same_hangul(one: &str, other: &str) -> bool {
    let family = |name: &str| {
        let is_long = LONG_FAMILIES.iter().any(|family| name.starts_with(family));
        name.chars().take(if is_long { 2 } else { 1 }).collect::<String>()
    };
    one == other || family(one) == family(other) && (family(one) == one || family(other) == other)
}

/// Two spellings of a foreign name, which are longer than Korean names: 두아레 and 두아르. One syllable may have another
/// vowel or ending.
fn same_foreign(one: &str, other: &str) -> bool {
    const LEAST: usize = 5;
    /// Syllables are in order of their first sound: so many share one.
    const SYLLABLES_OF_ONSET: u32 = 588;
    let onset = |syllable: char| (u32::from(syllable) - u32::from('가')) / SYLLABLES_OF_ONSET;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() < LEAST || one.len() != other.len() {
        return false;
    }
    let mut drifting = one.iter().zip(&other).filter(|(one, other)| one != other);
    let is_alike = drifting.next().is_none_or(|(one, other)| onset(*one) == onset(*other));
    is_alike && drifting.next().is_none()
}

fn same_latin(one: &Parts, other: &Parts) -> bool {
    if one.joined == other.joined {
        return true;
    }
    // A family name alone.
    let (short, full) = if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
    let long = &full.words;
    if let ([_], true) = (short.words.as_slice(), long.len() > 1) {
        let alone = &short.joined;
        let last = long.last().map(|last| last.concat()).unwrap_or_default();
        let first = long[0].concat();
        return if full.is_korean() {
            same_family(alone, &first) || long.last().is_some_and(|last| last.len() == 1) && same_family(alone, &last)
        } else {
            *alone == last || drifts(alone, &last) || *alone == first
        };
    }
    if long.len() == 1 {
        return drifts(&one.joined, &other.joined);
    }
    if one.is_korean() && other.is_korean() { same_korean(one, other) } else { same_western(&one.words, &other.words) }
}

/// Whether a name can be a Korean one: a family name of one syllable and a given name of one or two, in either order.
fn is_korean(name: &[Vec<String>]) -> bool {
    let syllables: usize = name.iter().map(Vec::len).sum();
    let is_hyphened = name.iter().any(|word| word.len() == 2);
    let reads = |word: &Vec<String>| match word.as_slice() {
        [whole] => !cuts(whole).is_empty() || same_family(whole, whole) && FAMILY_SPELLINGS.contains(&whole.as_str()),
        parts => parts.iter().all(|part| syllable(part).is_some()),
    };
    (2..=3).contains(&name.len())
        && syllables <= 4
        && name.iter().all(reads)
        && (is_hyphened || name.iter().any(|word| FAMILY_SPELLINGS.contains(&word.concat().as_str())))
}

/// Whether a printed name is a family name or an initial alone, or its given name is hidden.
pub(super) fn is_family_only(name: &str) -> bool {
    let parts = parts(name);
    let joined = parts.concat().concat();
    let is_hidden = name.contains(" 모 ") || name.contains("OO") || name.contains("○");
    is_hidden || parts.len() < 2 && (joined.chars().count() < 2 || FAMILY_SPELLINGS.contains(&joined.as_str()))
}

/// Whether a printed name has the form of a Korean person's: a usual family name, and a given name with a hyphen.
pub(super) fn is_korean_person(name: &str) -> bool {
    let parts = parts(name);
    let is_usual = |word: &Vec<String>| FAMILY_SPELLINGS.contains(&word.concat().as_str());
    let is_joined = parts.iter().any(|word| word.len() == 2) || name.is_ascii() && parts.len() == 3;
    is_korean(&parts) && is_joined && (parts.first().is_some_and(is_usual) || parts.last().is_some_and(is_usual))
}

fn same_korean(one: &Parts, other: &Parts) -> bool {
    one.readings().iter().any(|(family, given)| {
        other.readings().iter().any(|(other_family, other_given)| {
            same_family(family, other_family)
                && given.iter().any(|given| {
                    other_given.iter().any(|other| {
                        given.len() == other.len() && given.iter().zip(other).all(|(one, other)| one.meets(*other))
                    })
                })
        })
    })
}

/// Family name and the ways to cut the given name, with the family name first, or last if it is a usual one.
fn readings(name: &[Vec<String>]) -> Vec<KoreanReading> {
    let given = |words: &[Vec<String>]| -> Vec<Vec<Syllable>> {
        let pieces: Vec<&String> = words.iter().flatten().collect();
        match pieces.as_slice() {
            [whole] => cuts(whole),
            pieces => pieces.iter().map(|piece| syllable(piece)).collect::<Option<Vec<_>>>().into_iter().collect(),
        }
    };
    let mut found = Vec::new();
    if let [family, rest @ ..] = name {
        found.push((family.concat(), given(rest)));
    }
    if let [rest @ .., family] = name
        && FAMILY_SPELLINGS.contains(&family.concat().as_str())
    {
        found.push((family.concat(), given(rest)));
    }
    found
}

/// Names of other languages: the last words and the first must agree, and only one of them may drift.
fn same_western(one: &[Vec<String>], other: &[Vec<String>]) -> bool {
    let ends = |name: &[Vec<String>]| {
        Some((name.first()?.concat(), name.last()?.concat()))
            .filter(|(first, last)| !first.is_empty() && !last.is_empty())
    };
    let (Some((first, last)), Some((other_first, other_last))) = (ends(one), ends(other)) else { return false };
    let is_initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    let firsts_equal = first == other_first || is_initial(&first, &other_first) || is_initial(&other_first, &first);
    let lasts_equal = last == other_last;
    let is_nickname =
        NICKNAMES.iter().any(|names| names.contains(&first.as_str()) && names.contains(&other_first.as_str()));
    if lasts_equal && is_nickname {
        return true;
    }
    firsts_equal && (lasts_equal || drifts(&last, &other_last)) || lasts_equal && drifts(&first, &other_first)
}

/// Whether two words are so alike that one may be the other respelt: one letter in short words, two in longer ones.
fn drifts(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let allowed = match shorter {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    one == other
        || shorter <= 40
            && one.chars().next() == other.chars().next()
            && one.len().abs_diff(other.len()) <= 4 * allowed
            && strsim::levenshtein(one, other) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_in_other_spellings() {
        for (one, other) in [
            ("Seong Ji-ho", "SUNG JI-HO"),
            ("Mayor Han", "Han Do-yun"),
            ("Han Do-yoon", "Mayor Han Do-yun"),
            ("Lee Jaemyung", "Yi Jae-myeong"),
            ("Jin-su Park", "Pak Chin-su"),
            ("Ra Myung-shik", "Na Myeong-sik"),
            ("Fang Soon-ja", "Pang Sun-ja"),
            ("Greta Harmeier", "Greta Harmayer"),
            ("John F. Carver", "John Carver"),
            ("J. Carver", "John Carver"),
            ("Mr. Carver's", "John Carver"),
            ("오하람", "오하람 선수"),
            ("이사 두아레", "이사 두아르"),
            ("Kang Mi-reu", "Kang Mi-roo"),
            ("황보 모 씨", "황보 대표"),
        ] {
            assert!(same_person(one, other), "{one} {other}");
            assert!(same_person(other, one), "{other} {one}");
        }
    }

    #[test]
    fn other_people_stay_apart() {
        for (one, other) in [
            ("Kim Min-su", "Kim Min-so"),
            ("Kim Ha-na", "Kim Ha-ra"),
            ("Han Do-yun", "Min Do-yun"),
            ("Anna Carver", "John Carver"),
            ("Anna Holm", "Anna Berg"),
            ("김하나", "김하라"),
            ("", "Han"),
            ("Mr.", "Ms."),
            ("오하람", "Oh Ha-ram"),
        ] {
            assert!(!same_person(one, other), "{one} {other}");
        }
    }

    #[test]
    fn attributions_are_the_same_other_or_unknown() {
        let of = |one, other| attribution(one, other);
        assert_eq!(of((Some("Mayor Han"), None), (Some("Han Do-yun"), Some("Mayor"))), Attribution::Same);
        assert_eq!(of((Some("Han Do-yun"), None), (Some("Tak Won-il"), None)), Attribution::Different);
        assert_eq!(of((None, Some("night guard")), (Some("Tak Won-il"), None)), Attribution::Unknown);
        assert_eq!(of((None, Some("황보 씨의 변호인")), (Some("황보 대표"), None)), Attribution::Different);
        assert_eq!(of((None, Some("법원")), (None, Some("재판부"))), Attribution::Same);
        assert_eq!(of((None, Some("소방 당국")), (None, Some("경찰 관계자"))), Attribution::Different);
        assert_eq!(of((None, Some("외교부 당국자")), (None, Some("해양수산부 당국자"))), Attribution::Different);
        assert_eq!(of((None, Some("행정안전부 장관")), (None, Some("보은군 간부"))), Attribution::Different);
        assert_eq!(
            of((None, Some("a Foreign Ministry official")), (None, Some("an Oceans Ministry official"))),
            Attribution::Different
        );
        assert_eq!(of((None, None), (None, Some("a witness"))), Attribution::Unknown);
    }
}
