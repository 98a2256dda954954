//! Names in the line of a speaker: `Ye Chang-ho | Rescue Chief, Gimcheon Fire Station`.
//!
//! Every word of an office may have a capital, so a piece of it is a name only if it ends in the head of an organisation
//! or place and has a word that no dictionary knows, or is a known place.

use super::super::speakers::is_nameless;
use super::super::version::Speaker;
use super::runs::{is_common, runs};
use super::words::{ORGANISATION_HEADS, PLACE_HEADS};
use super::{Met, NameKind, hangul, kinds, places};

/// Heads that in an office are rather what somebody does.
const NO_HEADS: &[&str] = &[
    "unit",
    "team",
    "division",
    "office",
    "service",
    "services",
    "program",
    "project",
    "group",
    "line",
    "house",
    "press",
    "committee",
    "club",
    "company",
    "co",
    "engineering",
    "chemical",
    "energy",
    "power",
    "construction",
];

/// The names of a speaker line.
pub(super) fn of_speaker(speaker: &Speaker, met: &mut Vec<Met>) {
    if let Some(name) = &speaker.name
        && name.contains(char::is_alphabetic)
        && !is_nameless(name)
    {
        met.push(Met { name: name.clone(), kind: NameKind::Person, span: None, is_light: false });
    }
    let Some(role) = &speaker.role else { return };
    if role.contains(|one| matches!(one, '가'..='힣')) {
        for found in hangul::find(role) {
            met.push(Met {
                name: role[found.start..found.end].to_owned(),
                kind: found.kind,
                span: None,
                is_light: false,
            });
        }
        return;
    }
    let role = role.replace(" of the ", " of ");
    // Ministry of Land, Infrastructure and Transport
    let ministry = runs(&role).into_iter().find(|run| {
        let name = run.name(&role);
        name.starts_with("Ministry of") && name.contains(',')
    });
    let role = match ministry {
        Some(run) => {
            let name = run.name(&role).to_owned();
            let rest = role.replacen(&name, "", 1);
            met.push(Met { name, kind: NameKind::Organisation, span: None, is_light: false });
            rest
        }
        None => role,
    };
    let whole = cut(&role);
    let pieces = if whole.is_some() { vec![role.as_str()] } else { role.split([',', ';', '(', ')']).collect() };
    for piece in pieces {
        // "Citizens for the Waterfront" before "Head of Sangmae Village".
        let names = cut(piece).map_or_else(|| parts_of(piece).filter_map(cut).collect(), |name| vec![name]);
        for (name, kind) in names {
            met.push(Met { name, kind, span: None, is_light: false });
        }
    }
}

/// An office cut at what says where it is: *Skier from Daejeon*.
fn parts_of(piece: &str) -> impl Iterator<Item = &str> {
    piece.split(" of ").flat_map(|part| part.split(" from ")).flat_map(|part| part.split(" in "))
}

/// The name in a piece of an office, from its beginning to its last head.
fn cut(piece: &str) -> Option<(String, NameKind)> {
    if piece.contains(',') {
        return None;
    }
    let words: Vec<&str> = piece.split_whitespace().collect();
    let lower: Vec<String> = words
        .iter()
        .map(|word| word.to_lowercase().trim_matches(|one: char| !one.is_alphanumeric()).to_owned())
        .collect();
    let joined = lower.join(" ");
    if places::is_known(&joined) {
        return Some((words.join(" "), NameKind::Place));
    }
    let is_rare = |word: &String| !is_common(word) || places::is_known(word);
    let has_for = lower.iter().position(|word| word == "for");
    if let Some(at) = has_for
        && at > 0
        && ORGANISATION_HEADS.contains(&lower[at - 1].as_str())
    {
        return Some((words.join(" "), NameKind::Organisation));
    }
    if lower.contains(&"of".to_owned()) {
        let of = lower.iter().position(|word| word == "of")?;
        let head = lower.get(of.checked_sub(1)?)?;
        let is_body = of == 1
            && ["university", "bank", "institute", "ministry", "academy", "museum", "court"].contains(&head.as_str());
        return is_body.then(|| (words.join(" "), NameKind::Organisation));
    }
    let at = lower.iter().rposition(|word| {
        ORGANISATION_HEADS.contains(&word.as_str()) && !NO_HEADS.contains(&word.as_str())
            || PLACE_HEADS.contains(&word.as_str())
    })?;
    let is_proper = lower[..=at].iter().any(is_rare)
        || lower[0] == "national"
        || matches!(lower[at].as_str(), "ministry" | "department" | "assembly");
    if at == 0 || !is_proper || words.iter().take(at + 1).any(|word| word.starts_with(char::is_lowercase)) {
        return None;
    }
    let name = words[..=at].join(" ");
    let kind = kinds::of_name(&name);
    (kind == NameKind::Organisation || kind == NameKind::Place).then_some((name, kind))
}
