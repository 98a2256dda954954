//! Names: the people, organisations and places of a version, and which of them only one version has.
//!
//! In scripts with capitals a name is a run of capitalised words (`runs`), and what it is, its surroundings tell
//! (`kinds`); Korean names are found by titles, lists and endings (`hangul`). Speakers and their offices are read
//! too. Short forms stand under the full name. Linear in the version but for the grouping, which compares each name with
//! the `MOST` first ones.

pub(super) mod hangul;
mod kinds;
mod places;
mod roles;
pub(super) mod runs;
mod same;
mod tokens;
mod words;

use ahash::{AHashMap, AHashSet};
use serde::Serialize;

use super::version::{Span, Version};
pub(super) use same::Known;
pub use same::same_name;

/// A name and where a version mentions it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The fullest form, as printed.
    pub name: String,
    /// What bears it.
    pub kind: NameKind,
    /// Where the sentences mention it, in any form; empty if only the title, a speaker line or an office does.
    pub mentions: Vec<Span>,
}

/// What bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// A place.
    Place,
    /// A ship, a product, a work, or what nothing tells.
    Other,
}

/// Names of a version that are told apart; beyond, a new one is left out.
const MOST: usize = 250;

/// A name as met in one place.
struct Met {
    name: String,
    kind: NameKind,
    span: Option<Span>,
    is_light: bool,
}

/// The names of a version in order of first mention; those without one behind.
#[must_use]
pub fn names(version: &Version) -> Vec<Name> {
    let mut met = Vec::new();
    for (number, sentence) in version.sentences.iter().enumerate() {
        in_text(&sentence.text, |start, end| Some(Span { sentence: number, start, end }), &mut met);
    }
    // A word that opens a sentence is a name if it is one elsewhere, or one end of a person's.
    let mut told: AHashSet<String> =
        met.iter().filter(|met| !met.is_light).map(|met| met.name.to_lowercase()).collect();
    let full = met.iter().filter(|met| !met.is_light && met.kind == NameKind::Person);
    let ends: Vec<String> = full
        .flat_map(|met| [met.name.split(' ').next(), met.name.split(' ').next_back()])
        .flatten()
        .map(str::to_lowercase)
        .collect();
    told.extend(ends);
    met.retain(|met| !met.is_light || told.contains(&met.name.to_lowercase()));
    let mut speaker = None;
    for sentence in &version.sentences {
        if speaker != Some(&sentence.speaker) {
            speaker = Some(&sentence.speaker);
            if let Some(one) = &sentence.speaker {
                roles::of_speaker(one, &mut met);
            }
        }
    }
    if let Some(title) = &version.title {
        in_title(title, &told, &mut met);
    }
    grouped(&met)
}

/// The ministries, agencies and councils that an office names; for Korean ones the counties and cities too.
pub(super) fn bodies(office: &str) -> Vec<Name> {
    const HEADS: &[&str] =
        &["ministry", "department", "agency", "commission", "party", "assembly", "office", "council"];
    let mut met = Vec::new();
    in_text(office, |_, _| None, &mut met);
    met.retain(|met| match met.kind {
        NameKind::Organisation => {
            let last = met.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
            !met.name.is_ascii() || HEADS.contains(&last.as_str()) || met.name.starts_with("Ministry of")
        }
        NameKind::Place => met.name.ends_with(['시', '군', '구', '도']),
        _ => false,
    });
    met.into_iter().map(|met| Name { name: met.name, kind: met.kind, mentions: Vec::new() }).collect()
}

fn in_text(text: &str, span: impl Fn(usize, usize) -> Option<Span>, met: &mut Vec<Met>) {
    let runs = runs::runs(text);
    let mut kinds: Vec<NameKind> = runs.iter().map(|run| kinds::kind(run, text)).collect();
    kinds::of_lists(&runs, text, &mut kinds);
    for (run, kind) in runs.into_iter().zip(kinds) {
        let name = run.name(text);
        if name.chars().any(char::is_alphabetic) && !name.contains(|one| matches!(one, '가'..='힣')) {
            if kind == NameKind::Person && is_handed_over(text, &run)
                || kind == NameKind::Organisation && is_listener(text, &run)
            {
                continue;
            }
            met.push(Met { name: name.to_owned(), kind, span: span(run.start, run.end), is_light: run.is_light });
        }
    }
    if text.contains(|one| matches!(one, '가'..='힣')) {
        for found in hangul::find(text) {
            let name = text[found.start..found.end].to_owned();
            met.push(Met { name, kind: found.kind, span: span(found.start, found.end), is_light: false });
        }
    }
}

/// Whether a person is the reporter who is handed over to: *Reporter Kim Min-su is there.*
fn is_handed_over(text: &str, run: &runs::Run) -> bool {
    let before = text[..run.start].trim_end().to_lowercase();
    let behind = text.get(run.end..).unwrap_or_default();
    ["reporter", "correspondent", "our colleague"].iter().any(|title| before.ends_with(title))
        || [
            " is there",
            " is on the scene",
            " is at the scene",
            " has more",
            " has the story",
            " has the details",
            " is standing by",
            " is live",
            " reports.",
        ]
        .iter()
        .any(|phrase| behind.starts_with(phrase))
}

/// Whether an outlet is only the one that was told: *an official told KBS*.
fn is_listener(text: &str, run: &runs::Run) -> bool {
    let before = &text[..run.start];
    let is_single = !run.name(text).contains(' ');
    is_single && (before.ends_with(" told ") || before.ends_with(" obtained by ")) || before.starts_with("This is ")
}

/// The names of a headline. Where most words have capitals they tell nothing, and only known places count.
fn in_title(title: &str, told: &AHashSet<String>, met: &mut Vec<Met>) {
    let words: Vec<&str> = title.split_whitespace().filter(|word| word.chars().count() > 3).collect();
    let capitals = words
        .iter()
        .filter(|word| word.trim_start_matches(|one: char| !one.is_alphanumeric()).starts_with(char::is_uppercase))
        .count();
    if capitals * 2 <= words.len() {
        let known = met.len();
        in_text(title, |_, _| None, met);
        let mut at = 0;
        met.retain(|met| {
            at += 1;
            at <= known || !met.is_light && (met.kind != NameKind::Other || told.contains(&met.name.to_lowercase()))
        });
        return;
    }
    let plain = |word: &&str| {
        let word = word.trim_matches(|one: char| !one.is_alphanumeric());
        word.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches("'S").to_owned()
    };
    let all: Vec<String> = title.split_whitespace().collect::<Vec<_>>().iter().map(plain).collect();
    for at in 0..all.len() {
        let two = all.get(at..at + 2).map(|two| two.join(" "));
        for name in two.into_iter().chain([all[at].clone()]) {
            if places::is_known(&name.to_lowercase())
                && !matches!(name.as_str(), "US" | "Us" | "NICE" | "Nice" | "SPLIT" | "Split")
            {
                met.push(Met { name, kind: NameKind::Place, span: None, is_light: false });
                break;
            }
        }
    }
}

/// Puts all forms of a name together under the fullest.
fn grouped(met: &[Met]) -> Vec<Name> {
    let mut groups: Vec<Name> = Vec::new();
    let mut known_groups: Vec<Known<'_>> = Vec::new();
    let mut exact: AHashMap<(String, NameKind), usize> = AHashMap::new();
    // Full forms first, so that a short one finds its own whatever the order.
    let mut order: Vec<&Met> = met.iter().collect();
    order.sort_by_key(|met| std::cmp::Reverse(met.name.split([' ', '-']).count()));
    for met in order {
        let key = (met.name.to_lowercase(), met.kind);
        let known = exact.get(&key).copied().or_else(|| {
            let looked = if groups.len() < MOST { groups.as_slice() } else { &[] };
            let name = Known::new(&met.name, met.kind);
            looked.iter().zip(&known_groups).position(|(group, known)| name.is_form(known, group.kind))
        });
        let at = match known {
            Some(at) => at,
            None if groups.len() < MOST => {
                groups.push(Name { name: met.name.clone(), kind: met.kind, mentions: Vec::new() });
                known_groups.push(Known::new(&met.name, met.kind));
                groups.len() - 1
            }
            None => continue,
        };
        exact.entry(key).or_insert(at);
        let group = &mut groups[at];
        if group.kind == NameKind::Other {
            group.kind = met.kind;
        }
        group.mentions.extend(met.span);
    }
    for group in &mut groups {
        group.mentions.sort_unstable();
        group.mentions.dedup();
    }
    groups.sort_by_key(|group| (group.mentions.is_empty(), group.mentions.first().copied()));
    groups
}

/// Whether a name is a person's but half: a family name, an initial, or with a hidden given name.
fn is_partial(name: &Name) -> bool {
    name.kind == NameKind::Person && super::speakers::is_family_only(&name.name)
}

/// Which names (by number) the other version lacks in every form: among its names, and as words anywhere in it.
#[must_use]
pub fn only_in(names: &[Name], other: &Version, other_names: &[Name]) -> Vec<usize> {
    let text = same::searchable(other);
    let others: Vec<Known<'_>> = other_names.iter().map(Known::of).collect();
    let is_only = |name: &Name| {
        let known = Known::of(name);
        !is_partial(name) && !others.iter().any(|other| known.is_same(other)) && !same::is_told(name, &text)
    };
    (0..names.len()).filter(|number| is_only(&names[*number])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::version::{Sentence, Speaker};
    use crate::document::SectionKind;

    fn version(title: Option<&str>, sentences: &[&str], speaker: Option<(&str, &str)>) -> Version {
        let of_text =
            |text: &&str| Sentence { text: (*text).to_owned(), part: SectionKind::Body, paragraph: 0, speaker: None };
        let mut sentences: Vec<Sentence> = sentences.iter().map(of_text).collect();
        if let Some((name, role)) = speaker {
            let speaker = Speaker { name: Some(name.to_owned()), role: Some(role.to_owned()), when: None };
            let text = "It was so.".to_owned();
            sentences.push(Sentence { text, part: SectionKind::Body, paragraph: 1, speaker: Some(speaker) });
        }
        let title = title.map(str::to_owned);
        Version { id: "one".to_owned(), title, language: None, day: None, sentences }
    }

    fn found(text: &str) -> Vec<(String, NameKind)> {
        names(&version(None, &[text], None)).into_iter().map(|name| (name.name, name.kind)).collect()
    }

    fn name(name: &str, kind: NameKind) -> Name {
        Name { name: name.to_owned(), kind, mentions: Vec::new() }
    }

    #[test]
    fn people_organisations_and_places_are_told_apart() {
        use NameKind::{Organisation, Person, Place};
        for (text, names) in [
            ("The port of Bergen was shut by Mayor Tak Won-il.", vec![("Bergen", Place), ("Tak Won-il", Person)]),
            (
                "Sweden's Elsa Lund left Daehan Shipping.",
                vec![("Sweden", Place), ("Elsa Lund", Person), ("Daehan Shipping", Organisation)],
            ),
            ("The operator, Dado Ropeway, stayed in Okgye.", vec![("Dado Ropeway", Organisation), ("Okgye", Place)]),
            (
                "국토교통부 김하늘 장관은 강원도 인제군 방동리를 찾았습니다.",
                vec![
                    ("국토교통부", Organisation),
                    ("김하늘", Person),
                    ("강원도", Place),
                    ("인제군", Place),
                    ("방동리", Place),
                ],
            ),
            ("It calls at Bergen, Sandvor and Lisbon.", vec![("Bergen", Place), ("Sandvor", Place), ("Lisbon", Place)]),
            ("It began at Reed Quayle, a company that mends lanterns.", vec![("Reed Quayle", Organisation)]),
            ("The head of the house, Olvi Brandmar, is away.", vec![("Olvi Brandmar", Person)]),
            ("N. Korea said nothing.", vec![("N. Korea", Place)]),
            (
                "일본 교와대의 모리구치 겐 교수가 왔습니다.",
                vec![("일본", Place), ("교와대", Organisation), ("모리구치 겐", Person)],
            ),
            ("두 군이 추천한 위원이 왔습니다.", vec![]),
            ("다시 우리 거리 행동 측면 관리 요구에서 목소리가 나왔습니다.", vec![]),
        ] {
            let names: Vec<(String, NameKind)> =
                names.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect();
            assert_eq!(found(text), names, "{text}");
        }
    }

    #[test]
    fn short_forms_stand_under_the_full_name() {
        let version =
            version(None, &["Han met Ruth Holm of Haneul Shipyard.", "Mr. Holm thanked Han Do-yun and Haneul."], None);
        let names: Vec<(String, usize)> =
            names(&version).into_iter().map(|name| (name.name, name.mentions.len())).collect();
        let expected = [("Han Do-yun", 2), ("Ruth Holm", 2), ("Haneul Shipyard", 2)];
        assert_eq!(names, expected.map(|(name, mentions)| (name.to_owned(), mentions)));
    }

    #[test]
    fn titles_and_speaker_lines_have_names_without_mentions() {
        let version = version(
            Some("BLAZE IN GIMCHEON"),
            &["It burned."],
            Some(("YE CHANG-HO", "Rescue Chief, Gimcheon Fire Station")),
        );
        let names = names(&version);
        assert!(names.iter().all(|name| name.mentions.is_empty()));
        let names: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
        assert_eq!(names, ["YE CHANG-HO", "Gimcheon Fire Station", "GIMCHEON"]);
    }

    #[test]
    fn one_bearer_under_two_names() {
        use NameKind::{Organisation, Other, Person, Place};
        for (one, other) in [
            (name("Seong Ji-ho", Person), name("SUNG JIHO", Person)),
            (name("United Nations", Organisation), name("UN", Organisation)),
            (
                name("Ministry of Food and Drug Safety", Organisation),
                name("Food and Drug Safety Ministry", Organisation),
            ),
            (name("Bigeumdo Island", Place), name("Bigeum Island", Place)),
            (name("U.S.", Place), name("United States", Place)),
            (name("F.B.I", Other), name("FBI", Organisation)),
            (name("Gyeongsangbuk-do Province", Place), name("North Gyeongsang Province", Place)),
            (name("N. Korea", Place), name("North Korea", Place)),
            (name("대전지법", Organisation), name("대전지방법원", Organisation)),
        ] {
            assert!(same_name(&one, &other) && same_name(&other, &one), "{one:?} {other:?}");
        }
        for (one, other) in [
            (name("Seoul University", Organisation), name("Seoul National University", Organisation)),
            (name("Cheongju", Place), name("Chungju", Place)),
            (name("Bergen", Place), name("Bergen Fire Department", Organisation)),
        ] {
            assert!(!same_name(&one, &other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn only_what_the_other_lacks_in_every_form_is_only_in_one() {
        let first = version(None, &["Ruth Holm flew from Austria to Ningbo with Mr. Kim."], None);
        let second = version(None, &["The Austrian doctor Ruth Holm stayed at home."], None);
        let (one, other) = (names(&first), names(&second));
        let only: Vec<&str> =
            only_in(&one, &second, &other).into_iter().map(|number| one[number].name.as_str()).collect();
        assert_eq!(only, ["Ningbo"]);
    }

    #[test]
    fn hostile_versions_are_harmless() {
        for text in ["", "A-", "'S", "Of the For", "모 씨", "· ,", "İstanbul ǅ", "가 나 다"] {
            let version = version(Some(text), &[text], Some((text, text)));
            let names = names(&version);
            let _ = only_in(&names, &version, &names);
        }
    }
}
