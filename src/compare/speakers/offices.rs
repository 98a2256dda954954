//! Offices: whether two descriptions of somebody who is not named mean one.

use super::super::names::{bodies, same_name};
use super::Attribution;

/// Bodies that speak, each with the words that mean it.
const BODIES: &[&[&str]] = &[
    &[
        "court",
        "courts",
        "judge",
        "judges",
        "bench",
        "ruling",
        "verdict",
        "tribunal",
        "법원",
        "재판부",
        "재판장",
        "판사",
        "지방법원",
        "지법",
    ],
    &["police", "officer", "officers", "detective", "detectives", "경찰", "경찰청", "경찰서"],
    &["firefighter", "firefighters", "fire", "소방", "소방서", "소방청", "소방당국"],
    &["prosecutor", "prosecutors", "prosecution", "검찰", "검사", "지검"],
    &["ministry", "minister", "부처", "장관"],
    &["company", "firm", "operator", "maker", "회사", "업체"],
    &["union", "unions", "노조", "조합"],
    &["lawyer", "lawyers", "attorney", "counsel", "변호인", "변호사"],
    &["army", "military", "navy", "군", "합참", "해군"],
    &["victim", "victims", "피해자", "피해자들"],
    &["resident", "residents", "neighbor", "neighbors", "neighbour", "villager", "villagers", "주민", "이웃"],
    &["doctor", "doctors", "physician", "의사", "의료진"],
];

/// Two descriptions: the same if they share a word of weight or name one body, different if they name two.
pub(super) fn same_office(first_office: &str, second_office: &str) -> Attribution {
    let (one, other) = (office_words(first_office), office_words(second_office));
    let bodies = |words: &[String]| -> Vec<usize> {
        let of = |word: &String| BODIES.iter().position(|body| body.contains(&word.as_str()));
        words.iter().filter_map(of).collect()
    };
    let (first, second) = (bodies(&one), bodies(&other));
    if are_other_bodies(first_office, second_office) {
        return Attribution::Different;
    }
    if first.iter().any(|body| second.contains(body)) {
        return Attribution::Same;
    }
    if !first.is_empty() && !second.is_empty() {
        return Attribution::Different;
    }
    if one.iter().any(|word| other.contains(word)) { Attribution::Same } else { Attribution::Unknown }
}

/// Whether two offices name bodies of which none is one: *외교부 당국자* and *해양수산부 당국자*.
fn are_other_bodies(one: &str, other: &str) -> bool {
    let (one, other) = (bodies(one), bodies(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|one| other.iter().any(|other| same_name(one, other)))
}

fn office_words(office: &str) -> Vec<String> {
    const LIGHT: &[&str] = &[
        "the",
        "a",
        "an",
        "of",
        "for",
        "and",
        "at",
        "in",
        "one",
        "official",
        "officials",
        "senior",
        "person",
        "man",
        "woman",
        "관계자",
        "당국자",
        "간부",
        "교수",
        "professor",
        "당국",
        "측",
        "한",
        "일부",
        "고위",
    ];
    let words = office.split(|one: char| !one.is_alphanumeric()).map(str::to_lowercase);
    let stemmed = words.map(|word| crate::text::korean::stem(&word).to_owned());
    stemmed.filter(|word| !word.is_empty() && !LIGHT.contains(&word.as_str())).collect()
}

/// Two organisations by name, in full or shortened to its first words.
pub(super) fn same_body(one: &str, other: &str) -> bool {
    let words = |name: &str| office_words(name);
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && (long.starts_with(&short) || long.ends_with(&short) && short.len() > 1)
}
