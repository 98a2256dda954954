//! What a capitalised run is: told by its last word, by what stands around it, by the lists of places and given names.
//!
//! What nothing tells is [`NameKind::Other`]: a ship, a product, a work, or a name that a reader would know.

use std::sync::LazyLock;

use ahash::AHashSet;

use super::super::speakers::{is_korean_person, is_title};
use super::runs::{Run, is_common};
use super::words::{BODIES, GIVEN, ORGANISATION_HEADS, PEOPLE, PLACE_HEADS};
use super::{NameKind, places};
use crate::text::frequency::GeneralFrequencies;

/// Looks at the run and at the few words on each side of it.
pub(super) fn kind(run: &Run, text: &str) -> NameKind {
    let name = run.name(text);
    let by_itself = of_name(name);
    let before = text[..run.start].trim_end();
    let is_mister = ["Mr.", "Mrs.", "Ms.", "Dr.", "Mr", "Ms"].iter().any(|title| before.ends_with(title));
    // "General Electric" has no general, "Director F.B.I." no name.
    let is_word = !name.contains([' ', '-']) && (is_noun(&name.to_lowercase()) || name.contains('.'));
    if run.has_title && by_itself != NameKind::Organisation && (is_mister || !is_word) {
        return NameKind::Person;
    }
    if by_itself != NameKind::Other {
        return by_itself;
    }
    of_surroundings(name, &text[..run.start], text.get(run.end..).unwrap_or_default())
}

/// Whether a word is likelier a noun of the language than a family name.
fn is_noun(lower: &str) -> bool {
    const NOUNS: &[&str] = &[
        "electric",
        "amendment",
        "mall",
        "contractors",
        "motors",
        "mills",
        "dynamics",
        "assembly",
        "election",
        "elections",
        "store",
        "public",
        "affairs",
        "strike",
        "staff",
        "sales",
    ];
    NOUNS.contains(&lower)
}

/// What a name is by its own words.
pub(super) fn of_name(name: &str) -> NameKind {
    let lower = name.to_lowercase();
    let lower = lower.trim_end_matches('.');
    if places::is_known(lower) {
        return NameKind::Place;
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    let Some(last) = words.last() else { return NameKind::Other };
    // The head of "Ministry of X" stands before "of".
    let head = words
        .iter()
        .position(|word| matches!(*word, "of" | "for"))
        .and_then(|of| words.get(of.checked_sub(1)?))
        .unwrap_or(last);
    let is_short = words.len() == 1;
    if matches!(lower, "islamic state" | "white house" | "blue house" | "city council") {
        return NameKind::Organisation;
    }
    if is_korean_place(lower) {
        return NameKind::Place;
    }
    if matches!(lower, "n. korea" | "s. korea") {
        return NameKind::Place;
    }
    let is_station = *last == "station"
        && words.len() > 2
        && matches!(words[words.len() - 2], "fire" | "police" | "space" | "radio" | "power");
    if is_station
        || *head == "institution"
        || ORGANISATION_HEADS.contains(head) && (!is_short || is_single_body(head))
        || is_short && lower.contains('.') && is_single_body(&lower.replace('.', ""))
    {
        return NameKind::Organisation;
    }
    if !is_short
        && (PLACE_HEADS.contains(last)
            || PLACE_HEADS.contains(head)
            || matches!(words[0], "mount" | "lake" | "hotel" | "cape" | "port" | "camp"))
    {
        return NameKind::Place;
    }
    if is_korean_person(name) || words.len() > 1 && words.len() <= 4 && is_given(words[0]) {
        return NameKind::Person;
    }
    // J. Carver
    let is_initial = |word: &&&str| word.trim_end_matches('.').chars().count() == 1;
    if words.len() > 1 && words[..words.len() - 1].iter().filter(is_initial).count() > 0 && last.chars().count() > 2 {
        return NameKind::Person;
    }
    NameKind::Other
}

static GIVEN_NAMES: LazyLock<AHashSet<&'static str>> = LazyLock::new(|| GIVEN.split('|').collect());

fn is_given(lower: &str) -> bool {
    GIVEN_NAMES.contains(lower)
}

/// Heads that are names by themselves.
fn is_single_body(head: &str) -> bool {
    const SINGLE: &[&str] = &[
        "army",
        "navy",
        "congress",
        "senate",
        "parliament",
        "kremlin",
        "pentagon",
        "nato",
        "un",
        "eu",
        "imf",
        "fbi",
        "cia",
        "asean",
        "opec",
        "unicef",
        "unesco",
        "interpol",
        "kbs",
        "mbc",
        "sbs",
        "ytn",
        "bbc",
        "cnn",
        "nbc",
        "abc",
        "nhk",
        "afp",
        "ap",
        "reuters",
        "yonhap",
        "kcna",
        "xinhua",
        "tass",
        "samsung",
        "hyundai",
        "lg",
        "sk",
        "google",
        "microsoft",
        "tesla",
        "boeing",
        "airbus",
        "openai",
        "nasa",
        "who",
    ];
    SINGLE.contains(&head)
}

/// `Seongsu-dong`, `Yeonpyeongdo`: what Korean places end in. Without a hyphen only where the word is in no dictionary.
fn is_korean_place(lower: &str) -> bool {
    const ENDINGS: &[&str] = &["eundo", "angdo", "yeongdo", "ondo", "myeon", "bong", "saejae"];
    if lower.contains(' ') {
        return false;
    }
    if let Some((stem, end)) = lower.rsplit_once('-') {
        stem.chars().count() > 1
            && !stem.contains('-')
            && matches!(
                end,
                "do" | "si" | "gun" | "gu" | "eup" | "myeon" | "dong" | "ri" | "ro" | "gil" | "daero" | "ga"
            )
    } else {
        lower.len() >= 7 && !is_common(lower) && ENDINGS.iter().any(|end| lower.ends_with(end))
    }
}

/// What stands in a list of three or more with a known place is one: *Callao, Chimbote and Paita*.
pub(super) fn of_lists(runs: &[Run], text: &str, kinds: &mut [NameKind]) {
    const LIST: usize = 3;
    let is_joined = |one: &Run, other: &Run| {
        let between = text.get(one.end..other.start).unwrap_or_default();
        matches!(between, ", " | " and " | ", and ")
    };
    let mut start = 0;
    while start < runs.len() {
        let mut end = start + 1;
        while end < runs.len() && is_joined(&runs[end - 1], &runs[end]) {
            end += 1;
        }
        let list = start..end;
        start = end;
        let is_open =
            |at: usize| kinds[at] == NameKind::Other && !runs[at].is_light && !runs[at].name(text).contains(' ');
        let is_place = |at: usize| kinds[at] == NameKind::Place;
        let is_sure = |at: usize| is_place(at) && places::is_known(&runs[at].name(text).to_lowercase());
        if list.len() >= LIST && list.clone().all(|at| is_place(at) || is_open(at)) && list.clone().any(is_sure) {
            kinds[list].fill(NameKind::Place);
        }
    }
}

fn of_surroundings(name: &str, before: &str, behind: &str) -> NameKind {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_rare = |word: &&str| !is_common(&word.to_lowercase());
    let all_rare = words.iter().all(is_rare);
    let has_rare = words.iter().any(is_rare);
    let before_word = |back: usize| {
        let word = before.split_whitespace().rev().nth(back).unwrap_or_default();
        word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase()
    };
    let last_before = before.split_whitespace().next_back().unwrap_or_default();
    let is_apposed = last_before.ends_with(',');
    let nearest = before_word(0);
    let is_parted = last_before.ends_with(['.', ';', ':', '(', ')', '"', '”']);
    if !is_parted && BODIES.contains(&nearest.as_str()) {
        return NameKind::Organisation;
    }
    let is_people = PEOPLE.contains(&nearest.as_str()) || is_title(&nearest);
    if !is_parted
        && is_people
        && !(is_apposed && words.len() == 1)
        && words.len() <= 4
        && !words.iter().all(|word| is_common(&word.to_lowercase()))
    {
        return NameKind::Person;
    }
    let is_full = (2..=3).contains(&words.len());
    // Kenya's Ruth Chelagat
    if is_full
        && has_rare
        && (last_before.ends_with("'s") || last_before.ends_with("’s"))
        && places::is_known(nearest.trim_end_matches("'s").trim_end_matches("’s"))
    {
        return NameKind::Person;
    }
    if let Some(kind) = of_apposition(behind, words.len()) {
        return kind;
    }
    // "the director of the house, Liesl Brandmoser, is": a full name set off behind somebody's office.
    let is_set_off = behind.starts_with([',', '.']) || behind.starts_with(" of ");
    let is_office_before = || {
        let words = before.split_whitespace().rev().take(8);
        let mut words = words.map(|word| word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase());
        words.any(|word| PEOPLE.contains(&word.as_str()))
    };
    if is_full && all_rare && is_apposed && is_set_off && is_office_before() {
        return NameKind::Person;
    }
    let behind = behind.trim_start();
    let next = behind.split_whitespace().next().unwrap_or_default();
    let is_aged = behind.strip_prefix(", ").is_some_and(|rest| {
        let figure: String = rest.chars().take_while(char::is_ascii_digit).collect();
        matches!(figure.len(), 1 | 2) && rest[figure.len()..].starts_with([',', '.'])
    });
    if is_aged && words.len() <= 3
        || is_full
            && all_rare
            && (matches!(next, "said" | "says" | "told" | "recalled") || behind.starts_with(", who "))
    {
        return NameKind::Person;
    }
    // "the port of Bergen"
    let is_of = nearest == "of"
        && matches!(
            before_word(1).as_str(),
            "port"
                | "city"
                | "town"
                | "village"
                | "island"
                | "district"
                | "county"
                | "province"
                | "state"
                | "capital"
                | "region"
                | "mayor"
                | "coast"
                | "outskirts"
        );
    if is_of && words.len() <= 2 {
        return NameKind::Place;
    }
    // "in Okgye", "off Seogwipo"; but what follows "in" may be a work, so the word must be in no dictionary.
    let is_where = matches!(nearest.as_str(), "in" | "near" | "at" | "off" | "from" | "outside" | "toward");
    let is_sure = matches!(nearest.as_str(), "near" | "off" | "outside" | "toward");
    let is_named_place = || {
        let noun = next.trim_matches(|one: char| !one.is_alphanumeric());
        all_rare && words.len() <= 2 && BEHIND_PLACES.contains(&noun)
    };
    if words.len() == 1 && is_sure && !is_apposed && !is_known_word(name) || is_named_place() {
        return NameKind::Place;
    }
    if words.len() == 1
        && is_where
        && !is_apposed
        && is_rare(&words[0])
        && name.chars().skip(1).all(|one| !one.is_uppercase())
    {
        return NameKind::Place;
    }
    if is_known_after(behind) && words.len() <= 2 {
        return NameKind::Place;
    }
    NameKind::Other
}

/// Nouns without a capital that call what stands before them a place.
const BEHIND_PLACES: &[&str] = &[
    "headquarters",
    "island",
    "islands",
    "river",
    "harbor",
    "harbour",
    "port",
    "beach",
    "coast",
    "village",
    "province",
    "county",
    "peninsula",
    "valley",
    "mountains",
    "lake",
    "airport",
    "bay",
    "strait",
    "canal",
    "reservoir",
    "district",
];

/// Whether a word is so frequent that it is rather a noun than a town.
fn is_known_word(name: &str) -> bool {
    const FREQUENT: f64 = 2e-5;
    let frequency = GeneralFrequencies::shipped().frequency(&name.to_lowercase());
    frequency.is_some_and(|frequency| frequency > FREQUENT)
}

/// What an apposition behind a name calls it: *Reed Foods, a company that…*, *Ola Berg, the losing skip*.
fn of_apposition(behind: &str, words: usize) -> Option<NameKind> {
    const LONGEST: usize = 5;
    let rest = behind.strip_prefix(", ")?;
    let mut told = rest.split_whitespace();
    if !matches!(told.next()?, "a" | "an" | "the" | "one" | "its" | "his" | "her") {
        return None;
    }
    for word in told.take(LONGEST) {
        let plain = word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
        if matches!(plain.as_str(), "of" | "that" | "who" | "which" | "in" | "for" | "at" | "and" | "from") {
            return None;
        }
        if plain == "group" || BODIES.contains(&plain.as_str()) && !PEOPLE.contains(&plain.as_str()) {
            return Some(NameKind::Organisation);
        }
        if words > 1 && words <= 4 && PEOPLE.contains(&plain.as_str()) {
            return Some(NameKind::Person);
        }
        if matches!(plain.as_str(), "village" | "town" | "island" | "city" | "county" | "hamlet") {
            return Some(NameKind::Place);
        }
        if !word.ends_with(char::is_alphanumeric) {
            return None;
        }
    }
    None
}

/// Whether a larger place follows: *Okgye, Gangwon Province*.
fn is_known_after(behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix(", ") else { return false };
    let end = rest.find([',', '.', ';', '(']).unwrap_or(rest.len());
    let next = rest[..end].to_lowercase();
    let next = next.trim();
    places::is_known(next) || next.strip_suffix(" province").is_some_and(places::is_known)
}
