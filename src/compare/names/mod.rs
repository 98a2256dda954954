//! Names: the people, organisations and places of a version, and which of them only one version has.
//!
//! In scripts with capitals a name is a run of capitalised words ([`runs`]), and what it is, its surroundings tell
//! ([`kinds`]); Korean names are found by titles, lists and endings ([`hangul`]). Speakers and their offices are read
//! too. Short forms stand under the full name. Linear in the version but for the grouping, which compares each name with
//! the [`MOST`] first ones.

pub(super) mod hangul;
mod kinds;
mod places;
mod roles;
pub(super) mod runs;
mod same;
mod words;

use ahash::{AHashMap, AHashSet};
use serde::Serialize;

use super::version::{Span, Version};
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
const MOST: usize = 500;

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
    // A word that opens a sentence is a name if it is one elsewhere.
    let told: AHashSet<String> = met.iter().filter(|met| !met.is_light).map(|met| met.name.to_lowercase()).collect();
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

fn in_text(text: &str, span: impl Fn(usize, usize) -> Option<Span>, met: &mut Vec<Met>) {
    for run in runs::runs(text) {
        let name = run.name(text);
        if name.chars().any(char::is_alphabetic) && !name.contains(|one| matches!(one, '가'..='힣')) {
            let kind = kinds::kind(&run, text);
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
    text[..run.start].ends_with(" told ") && !run.name(text).contains(' ')
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
    let mut exact: AHashMap<(String, NameKind), usize> = AHashMap::new();
    // Full forms first, so that a short one finds its own whatever the order.
    let mut order: Vec<&Met> = met.iter().collect();
    order.sort_by_key(|met| std::cmp::Reverse(met.name.split([' ', '-']).count()));
    for met in order {
        let key = (met.name.to_lowercase(), met.kind);
        let known = exact
            .get(&key)
            .copied()
            .or_else(|| groups.iter().position(|group| same::is_form(&met.name, met.kind, group)));
        let at = match known {
            Some(at) => at,
            None if groups.len() < MOST => {
                groups.push(Name { name: met.name.clone(), kind: met.kind, mentions: Vec::new() });
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
    let is_only = |name: &Name| {
        !is_partial(name) && !other_names.iter().any(|other| same_name(name, other)) && !same::is_told(name, &text)
    };
    (0..names.len()).filter(|number| is_only(&names[*number])).collect()
}
