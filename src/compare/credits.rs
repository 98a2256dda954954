//! Credits: the sources that a version names for what it tells: agencies, other outlets, officials, and those who do
//! not want to be named.
//!
//! A credit is a capitalised run beside a verb of reporting (*the Lake Courier said*) if it is an outlet by its name or
//! is called one (*a daily published in…*), or a description of an official without a name (*a ministry official, who
//! asked not to be named*). Korean ones end in 통신, 신문, 일보 or stand behind 일간지, or are a 관계자. Linear.

use serde::Serialize;

use super::names::runs::{Run, runs};
use super::version::{Span, Version};
use crate::text::korean::stem;

/// A source that a version credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Credit {
    /// As printed, without article.
    pub name: String,
    /// What sort of source it is.
    pub kind: CreditKind,
    /// Where.
    pub span: Span,
}

/// The sort of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    /// A news agency.
    Agency,
    /// A paper, broadcaster, site or journal.
    Outlet,
    /// An official with a name.
    Official,
    /// Somebody who is not named.
    Unnamed,
}

/// Last words of the names of outlets.
const OUTLETS: &[&str] = &[
    "news",
    "times",
    "daily",
    "post",
    "herald",
    "tribune",
    "journal",
    "courier",
    "observer",
    "gazette",
    "chronicle",
    "weekly",
    "press",
    "telegraph",
    "guardian",
    "mail",
    "mirror",
    "globe",
    "standard",
    "star",
    "sun",
    "review",
    "letters",
    "magazine",
    "television",
    "tv",
    "radio",
    "broadcasting",
    "network",
    "axios",
    "politico",
    "bloomberg",
    "cnn",
    "bbc",
    "nbc",
    "abc",
    "cbs",
    "fox",
    "kbs",
    "mbc",
    "sbs",
    "ytn",
    "jtbc",
    "nhk",
    "cctv",
    "nature",
    "science",
    "lancet",
    "spiegel",
    "monde",
    "figaro",
    "ilbo",
    "sinmun",
    "shimbun",
    "today",
    "insider",
    "wire",
    "dispatch",
    "monitor",
    "reporter",
    "inquirer",
    "bulletin",
    "echo",
    "express",
    "rundschau",
    "zeitung",
    "economist",
    "nikkei",
    "asahi",
    "yomiuri",
    "newsweek",
    "sentinel",
    "ledger",
    "examiner",
];
const AGENCIES: &[&str] = &[
    "agency",
    "associated press",
    "reuters",
    "yonhap",
    "kyodo",
    "xinhua",
    "tass",
    "kcna",
    "afp",
    "ap",
    "interfax",
    "ansa",
    "dpa",
    "newsis",
    "newswire",
    "wire",
];
/// Nouns that say of a name that it is an outlet.
const OUTLET_NOUNS: &[&str] = &[
    "newspaper",
    "paper",
    "daily",
    "weekly",
    "magazine",
    "broadcaster",
    "outlet",
    "site",
    "website",
    "journal",
    "agency",
    "tabloid",
    "channel",
    "portal",
    "station",
    "podcast",
    "blog",
    "monthly",
];
const REPORTING: &[&str] = &[
    "reported",
    "reports",
    "report",
    "wrote",
    "writes",
    "said",
    "says",
    "quoted",
    "published",
    "told",
    "revealed",
    "claimed",
    "broke",
    "cited",
    "cites",
    "also",
];

/// The sources a version credits, in order, each where it is credited first.
#[must_use]
pub fn credits(version: &Version) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    for (number, sentence) in version.sentences.iter().enumerate() {
        if sentence.speaker.is_some() {
            continue;
        }
        let text = &sentence.text;
        let mut add = |name: &str, start: usize, kind: CreditKind| {
            if !found.iter().any(|credit| credit.name.eq_ignore_ascii_case(name)) {
                let span = Span { sentence: number, start, end: start + name.len() };
                found.push(Credit { name: name.to_owned(), kind, span });
            }
        };
        if text.contains(|one| matches!(one, '가'..='힣')) {
            korean(text, &mut add);
        } else {
            outlets(text, &mut add);
            unnamed(text, &mut add);
        }
    }
    found.sort_by_key(|credit| credit.span);
    found
}

fn plain(word: &str) -> String {
    let word = word.trim_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).map(str::to_owned).unwrap_or(word)
}

fn outlets(text: &str, add: &mut impl FnMut(&str, usize, CreditKind)) {
    for run in runs(text) {
        let name = run.name(text);
        let before: Vec<String> = text[..run.start].split_whitespace().rev().take(4).map(plain).collect();
        let behind_text = text.get(run.end..).unwrap_or_default();
        let behind: Vec<String> = behind_text.split_whitespace().take(6).map(plain).collect();
        if run.is_light || run.is_place_like(text) || !is_credited(&run, text, &before, &behind) {
            continue;
        }
        let last = plain(name.split_whitespace().next_back().unwrap_or_default());
        let is_called = before.iter().take(2).any(|word| OUTLET_NOUNS.contains(&word.as_str()))
            || behind_text.starts_with(',') && behind.iter().take(5).any(|word| OUTLET_NOUNS.contains(&word.as_str()));
        let last = if name == "Associated Press" { "associated press".to_owned() } else { last };
        let is_agency = AGENCIES.contains(&last.as_str()) && (last != "agency" || name.to_lowercase().contains("news"));
        if is_agency || is_called && before.iter().chain(&behind).take(8).any(|word| word == "agency") {
            add(name, run.start, CreditKind::Agency);
        } else if is_called || OUTLETS.contains(&last.as_str()) {
            add(name, run.start, CreditKind::Outlet);
        }
    }
}

/// Whether what stands around a run credits it with what is told.
fn is_credited(run: &Run, text: &str, before: &[String], behind: &[String]) -> bool {
    let is_reporting = |word: &String| REPORTING.contains(&word.as_str());
    let first = |at: usize| before.get(at).map_or("", String::as_str);
    let is_according = first(0) == "to" && first(1) == "according" || first(0) == "the" && first(2) == "according";
    let is_issue = before
        .iter()
        .take(3)
        .any(|word| matches!(word.as_str(), "issue" | "edition" | "citing" | "quoting" | "told" | "pages"))
        || first(0) == "in" && before.iter().any(|word| word == "published" || word == "appeared");
    // "The Lake Courier, a daily published in Lausanne, said that": behind an apposition.
    let rest = text.get(run.end..).unwrap_or_default();
    let is_behind_apposition = rest.starts_with(", ")
        && rest[2..]
            .split_once(", ")
            .is_some_and(|(_, rest)| rest.split_whitespace().next().map(plain).is_some_and(|word| is_reporting(&word)));
    let is_by = first(0) == "by"
        && before
            .iter()
            .any(|word| matches!(word.as_str(), "report" | "reported" | "published" | "story" | "obtained"));
    let is_told = first(0) != "to" && before.first().is_some_and(|word| word == "told");
    is_according
        || is_by
        || is_issue && !is_told
        || behind.first().is_some_and(is_reporting)
        || is_behind_apposition
        || behind.first().is_some_and(|word| word == "was")
            && behind.iter().any(|word| word == "report" || word == "reported")
}

/// Nouns for people who speak for a body.
const OFFICIALS: &[&str] = &[
    "official",
    "officials",
    "diplomat",
    "diplomats",
    "source",
    "sources",
    "insider",
    "insiders",
    "aide",
    "aides",
    "executive",
    "person",
    "employee",
    "lawmaker",
    "officer",
    "investigator",
    "envoy",
];

/// *a senior official … on condition of anonymity*, *a State Department official said*, *quoting a Swiss diplomat*.
fn unnamed(text: &str, add: &mut impl FnMut(&str, usize, CreditKind)) {
    /// Words of a description before its noun.
    const LONGEST: usize = 5;
    let lower = text.to_lowercase();
    let is_anonymous = [
        "anonymity",
        "not to be named",
        "not to be identified",
        "declined to be named",
        "not authorized",
        "unnamed",
        "requested anonymity",
    ]
    .iter()
    .any(|phrase| lower.contains(phrase));
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        words.push((at, word.trim_end()));
        at += word.len();
    }
    for (number, (start, word)) in words.iter().enumerate() {
        if !OFFICIALS.contains(&plain(word).as_str())
            || matches!(plain(word).as_str(), "officials" | "lawmaker") && !is_anonymous
        {
            continue;
        }
        // Back to the article: what stands between it and the noun is the description.
        let article = (number.saturating_sub(LONGEST)..number)
            .rev()
            .find(|at| matches!(plain(words[*at].1).as_str(), "a" | "an" | "one" | "the" | "two" | "several"));
        let is_saying = words[number + 1..]
            .iter()
            .take(12)
            .any(|(_, word)| matches!(plain(word).as_str(), "said" | "says" | "told" | "confirmed" | "added"));
        let is_quoted = words[number.saturating_sub(LONGEST)..number]
            .iter()
            .any(|(_, word)| matches!(plain(word).as_str(), "quoting" | "citing" | "quoted" | "according"));
        let Some(article) = article else { continue };
        let is_definite = plain(words[article].1) == "the";
        let is_parted = words[article + 1..number].iter().any(|(_, word)| word.ends_with([',', '.', ';']));
        let Some((from, _)) = words.get(article + 1) else { continue };
        let noun_end = start + word.trim_end_matches(|one: char| !one.is_alphanumeric()).len();
        if !is_definite && !is_parted && (is_anonymous || is_saying || is_quoted) && from < &noun_end {
            add(&text[*from..noun_end], *from, CreditKind::Unnamed);
        }
    }
}

fn korean(text: &str, add: &mut impl FnMut(&str, usize, CreditKind)) {
    const VERBS: &[&str] = &["보도", "전했", "전한", "밝혔", "말했", "귀띔", "설명", "알렸", "인용"];
    if !VERBS.iter().any(|verb| text.contains(verb)) {
        return;
    }
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        words.push((at, word.trim_end()));
        at += word.len();
    }
    let is_reported = text.contains("보도") || text.contains("전했") || text.contains("인용");
    for (number, &(start, word)) in words.iter().enumerate() {
        let bare = stem(word);
        let before = number.checked_sub(1).map_or("", |before| words[before].1);
        if bare == "관계자" {
            // The words before it, from the beginning of the sentence or behind a word with a particle.
            let first = (0..number)
                .rev()
                .take(3)
                .take_while(|at| {
                    stem(words[*at].1) == words[*at].1 && !words[*at].1.ends_with([',', '한', '는', '된', '던'])
                })
                .last();
            let from = first.map_or(start, |first| words[first].0);
            add(&text[from..start + bare.len()], from, CreditKind::Unnamed);
        } else if bare != word && is_reported {
            let is_agency = ["통신", "뉴스"].iter().any(|ending| bare.ends_with(ending));
            let is_outlet = ["신문", "일보", "방송", "타임스", "저널"].iter().any(|ending| bare.ends_with(ending))
                || ["일간지", "경제지", "주간지", "매체", "신문", "방송"].iter().any(|noun| before.ends_with(noun));
            let is_long = bare.chars().count() >= 3;
            if is_long && is_agency {
                add(bare, start, CreditKind::Agency);
            } else if is_long && is_outlet {
                add(bare, start, CreditKind::Outlet);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::version::Sentence;
    use crate::document::SectionKind;

    fn found(text: &str) -> Vec<(String, CreditKind)> {
        let text = text.to_owned();
        let sentences = vec![Sentence { text, part: SectionKind::Body, paragraph: 0, speaker: None }];
        let version = Version { id: "one".to_owned(), title: None, language: None, day: None, sentences };
        credits(&version).into_iter().map(|credit| (credit.name, credit.kind)).collect()
    }

    #[test]
    fn outlets_agencies_and_the_unnamed_are_credited() {
        use CreditKind::{Agency, Outlet, Unnamed};
        for (text, name, kind) in [
            ("NK News reported that the letter came back.", "NK News", Outlet),
            ("According to Axios, it was known.", "Axios", Outlet),
            ("The Reed Courier, a daily published in Lausanne, said the talks went on.", "Reed Courier", Outlet),
            ("It fell at noon, the Harbour News Agency reported.", "Harbour News Agency", Agency),
            ("A senior official, on condition of anonymity, said so.", "senior official", Unnamed),
            ("Quoting a Swiss diplomat, it said the talks were over.", "Swiss diplomat", Unnamed),
            ("연합뉴스는 두 회사가 만났다고 보도했습니다.", "연합뉴스", Agency),
            ("일간지 새벽소식은 검찰이 나섰다고 전했습니다.", "새벽소식", Outlet),
            ("경찰 관계자는 확인된 것이 없다고 말했습니다.", "경찰 관계자", Unnamed),
            ("익명을 요구한 정부 고위 관계자는 곧 끝난다고 귀띔했습니다.", "정부 고위 관계자", Unnamed),
        ] {
            assert_eq!(found(text), [(name.to_owned(), kind)], "{text}");
        }
    }

    #[test]
    fn what_merely_mentions_an_outlet_or_an_official_credits_nobody() {
        for text in [
            "He read the Reed Courier at breakfast.",
            "The officials left early.",
            "Talks in Switzerland, a newspaper reported, went on.",
            "그는 신문을 읽었습니다.",
            "",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
