//! Credits: the sources that a version names for what it tells: agencies, other outlets, officials, and those who do
//! not want to be named.
//!
//! A credit is a capitalised run beside a verb of reporting (*the Lake Courier said*) if it is an outlet by its name or
//! is called one (*a daily published in…*), or a description of an official without a name (*a ministry official, who
//! asked not to be named*). Korean ones end in 통신, 신문, 일보 or stand behind 일간지, or are a 관계자. Linear.

mod korean;
mod unnamed;
mod words;

use serde::Serialize;

use super::names::runs::{Run, is_head, runs};
use super::version::{Span, Version};
use words::{AGENCIES, OUTLET_NOUNS, OUTLETS, REPORTING};

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
            korean::find(text, &mut add);
        } else {
            let mut has_outlet = false;
            outlets(text, &mut |name: &str, start, kind| {
                has_outlet = true;
                add(name, start, kind);
            });
            unnamed::find(text, has_outlet, &mut add);
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
        if run.is_light || run.is_place_like(text) {
            continue;
        }
        let context = Context::of(&run, text);
        let last = plain(name.split_whitespace().next_back().unwrap_or_default());
        let last = if name == "Associated Press" { "associated press".to_owned() } else { last };
        let is_agency = AGENCIES.contains(&last.as_str()) && (last != "agency" || name.to_lowercase().contains("news"));
        let is_outlet = context.is_called || OUTLETS.contains(&last.as_str());
        if !(is_agency || is_outlet) {
            if context.reports_aside && !run.is_person_like(text) && !is_head(&last) {
                add(name, run.start, CreditKind::Outlet);
            }
            continue;
        }
        if context.is_credited(name) {
            let is_agency = is_agency || context.is_called_agency;
            add(name, run.start, if is_agency { CreditKind::Agency } else { CreditKind::Outlet });
        }
    }
}

/// What stands around a run.
struct Context {
    /// The words before it, the nearest first, without what calls it an outlet (*the trade paper*) and without article.
    before: Vec<String>,
    /// The words behind it.
    behind: Vec<String>,
    /// The word behind an apposition: *The Lake Courier, a daily published in Lausanne, said*.
    behind_apposition: Option<String>,
    /// A noun beside it says that it is an outlet.
    is_called: bool,
    /// That noun is *agency*.
    is_called_agency: bool,
    /// It reports in a clause thrown in (*, Newsbridge reported*), or what others say, as only outlets do.
    reports_aside: bool,
}

impl Context {
    fn of(run: &Run, text: &str) -> Self {
        const BEFORE: usize = 9;
        const DESCRIPTION: usize = 4;
        let before_text = text.get(..run.start).unwrap_or_default();
        let mut before: Vec<String> = before_text.split_whitespace().rev().take(BEFORE).map(plain).collect();
        let rest = text.get(run.end..).unwrap_or_default();
        let behind: Vec<String> = rest.split_whitespace().take(6).map(plain).collect();
        let is_noun = |word: &String| OUTLET_NOUNS.contains(&word.as_str());
        let called = before.iter().take(1).find(|word| is_noun(word)).cloned();
        let called_behind = rest.starts_with(',').then(|| behind.iter().take(5).find(|word| is_noun(word))).flatten();
        let is_article = |word: &String| matches!(word.as_str(), "the" | "a" | "an");
        if called.is_some() {
            let article = before.iter().take(DESCRIPTION + 1).position(is_article);
            before.drain(..article.unwrap_or(0).max(1));
        }
        if before.first().is_some_and(is_article) {
            before.remove(0);
        }
        let behind_apposition = rest
            .strip_prefix(", ")
            .and_then(|rest| rest.split_once(", "))
            .and_then(|(_, rest)| rest.split_whitespace().next().map(plain));
        let verb = rest.split_whitespace().next().unwrap_or_default();
        let is_report = matches!(plain(verb).as_str(), "reported" | "reports");
        let hands_on = behind.get(1).is_some_and(|word| matches!(word.as_str(), "citing" | "quoting"));
        let is_aside = before_text.trim_end().ends_with([',', '"', '”']) && verb.ends_with([',', '.']);
        let called = called.as_ref().or(called_behind);
        Self {
            is_called: called.is_some(),
            is_called_agency: called.is_some_and(|noun| noun == "agency"),
            reports_aside: is_report && (is_aside || hands_on),
            before,
            behind,
            behind_apposition,
        }
    }

    /// Whether what stands around a name credits it with what is told.
    fn is_credited(&self, name: &str) -> bool {
        let is_reporting = |word: &String| REPORTING.contains(&word.as_str());
        let first = |at: usize| self.before.get(at).map_or("", String::as_str);
        let has = |words: &[&str]| self.before.iter().any(|word| words.contains(&word.as_str()));
        let is_according = first(0) == "to" && first(1) == "according";
        let is_by = first(0) == "by"
            && has(&[
                "report",
                "reported",
                "published",
                "story",
                "quoted",
                "cited",
                "carried",
                "broken",
                "interviewed",
            ]);
        let is_in = first(0) == "in"
            && has(&["published", "appeared", "wrote", "report", "reported", "printed", "said"])
            || first(0) == "with" && has(&["interview"]);
        let is_issue = self
            .before
            .iter()
            .take(3)
            .any(|word| matches!(word.as_str(), "issue" | "edition" | "citing" | "quoting" | "pages"));
        // A broadcaster that says whom it was told by says it of itself: "told KBS".
        let is_told = first(0) == "told" && name.contains(' ');
        let was_first = self.behind.first().is_some_and(|word| word == "was")
            && self.behind.iter().any(|word| word == "report" || word == "reported");
        is_according
            || is_by
            || is_in
            || is_issue
            || is_told
            || was_first
            || self.behind.first().is_some_and(is_reporting)
            || self.behind_apposition.as_ref().is_some_and(is_reporting)
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
            ("The trade paper Oar Weekly, according to the trade paper Oar Weekly.", "Oar Weekly", Outlet),
            ("The findings were published on Tuesday in the journal Reed Letters.", "Reed Letters", Outlet),
            ("It was sold in pieces, Reedwire reported, citing an employee.", "Reedwire", Outlet),
            ("He told the Reed Courier that he was tired.", "Reed Courier", Outlet),
            ("Diplomatic sources say that a pledge helped.", "Diplomatic sources", Unnamed),
            ("An official of the river board said so.", "official of the river board", Unnamed),
            ("A senior official, on condition of anonymity, said so.", "senior official", Unnamed),
            ("Quoting a Swiss diplomat, it said the talks were over.", "Swiss diplomat", Unnamed),
            ("연합뉴스는 두 회사가 만났다고 보도했습니다.", "연합뉴스", Agency),
            ("일간지 새벽소식은 검찰이 나섰다고 전했습니다.", "새벽소식", Outlet),
            ("경찰 관계자는 확인된 것이 없다고 말했습니다.", "경찰 관계자", Unnamed),
            ("벨로아 신문 르 라공은 벌금이 있었다고 보도했습니다.", "르 라공", Outlet),
            ("지난해 일간지 새벽소식에 실린 제목입니다.", "새벽소식", Outlet),
            ("외교부 당국자는 \"두고 볼 일\"이라며 선을 그었습니다.", "외교부 당국자", Unnamed),
            ("익명을 요구한 보은군 간부는 어렵다고 전했습니다.", "보은군 간부", Unnamed),
            ("익명을 요구한 정부 고위 관계자는 곧 끝난다고 귀띔했습니다.", "정부 고위 관계자", Unnamed),
        ] {
            assert_eq!(found(text), [(name.to_owned(), kind)], "{text}");
        }
    }

    #[test]
    fn what_merely_mentions_an_outlet_or_an_official_credits_nobody() {
        for text in [
            "An employee of the operator told KBS that it went off.",
            "According to a log obtained by KBS, it failed.",
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
