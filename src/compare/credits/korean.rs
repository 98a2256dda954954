//! Credits in Korean: `연합뉴스는 … 보도했습니다`, `일간지 새벽소식에 실린`, `외교부 당국자는`.

use super::CreditKind;
use crate::text::korean::stem;

/// What tells that a sentence hands on what somebody said.
const VERBS: &[&str] = &[
    "전했",
    "전한",
    "밝혔",
    "밝힌",
    "말했",
    "말한",
    "귀띔",
    "설명",
    "알렸",
    "답했",
    "강조",
    "주장",
    "덧붙",
    "인정",
    "부인",
    "반박",
    "해명",
    "따르면",
    "고 했",
    "선을 그",
];
/// What tells that a sentence hands on what an outlet printed.
const PRINTED: &[&str] = &["보도", "전했", "전한", "인용", "실린", "실렸", "게재", "따르면", "썼습니다"];
/// Nouns behind which the name of an outlet stands.
const OUTLET_NOUNS: &[&str] = &[
    "일간지",
    "경제지",
    "주간지",
    "월간지",
    "지역지",
    "전문지",
    "학술지",
    "매체",
    "신문",
    "방송",
    "언론",
    "통신사",
    "방송사",
    "언론사",
    "잡지",
];
const AGENCY_ENDINGS: &[&str] = &["통신", "뉴스"];
const OUTLET_ENDINGS: &[&str] = &["신문", "일보", "방송", "타임스", "저널"];
/// Nouns for the unnamed: the first may stand alone.
const UNNAMED: &[&str] = &["관계자", "당국자", "소식통", "간부", "외교관"];

/// Adds the credits of a sentence.
pub(super) fn find(text: &str, add: &mut impl FnMut(&str, usize, CreditKind)) {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let (is_printed, is_quoted) = (has(PRINTED), text.contains(['"', '“']));
    if !is_printed && !is_quoted && !has(VERBS) {
        return;
    }
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        words.push((at, word.trim_end()));
        at += word.len();
    }
    for (number, &(start, word)) in words.iter().enumerate() {
        let bare = stem(word);
        let before = number.checked_sub(1).map_or("", |before| words[before].1);
        let noun = bare.strip_suffix('들').unwrap_or(bare);
        if UNNAMED.contains(&noun) {
            // The words before it, from the beginning of the sentence or behind a word with a particle.
            let first = (0..number).rev().take(3).take_while(|at| is_of_office(words[*at].1)).last();
            if first.is_some() && bare != word || noun == "관계자" {
                let from = first.map_or(start, |first| words[first].0);
                add(&text[from..start + bare.len()], from, CreditKind::Unnamed);
            }
        } else if is_printed {
            let ends = |endings: &[&str]| endings.iter().any(|ending| bare.ends_with(ending));
            let is_long = bare.chars().count() >= 3;
            if OUTLET_NOUNS.iter().any(|noun| before.ends_with(noun)) {
                if let Some(end) = end_of_name(&words[number..]) {
                    add(&text[start..end], start, CreditKind::Outlet);
                }
            } else if bare != word && is_long && ends(AGENCY_ENDINGS) {
                add(bare, start, CreditKind::Agency);
            } else if bare != word && is_long && ends(OUTLET_ENDINGS) {
                add(bare, start, CreditKind::Outlet);
            }
        }
    }
}

/// Whether a word can be part of the office of somebody unnamed: it has no particle and describes no doing.
fn is_of_office(word: &str) -> bool {
    stem(word) == word && !word.ends_with([',', '한', '는', '된', '던', '"', '”', ')'])
}

/// The end of a name of up to three words, the last of which bears a particle.
fn end_of_name(words: &[(usize, &str)]) -> Option<usize> {
    const LONGEST: usize = 3;
    for (start, word) in words.iter().take(LONGEST) {
        let bare = stem(word);
        if bare != *word {
            return (words[0].0 < *start || bare.chars().count() >= 2).then_some(start + bare.len());
        }
        if word.ends_with(|one: char| !one.is_alphanumeric()) {
            return None;
        }
    }
    None
}
