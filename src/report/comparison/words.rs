//! Every phrase that a comparison is told in, once for all formats.
//!
//! A phrase keeps apart what samestory says from what strangers wrote, so that each format can escape the latter and keep
//! its direction from turning the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::facts::FigureRelation;
use super::{Difference, StoryComparison, Why};
use crate::compare::Comparison;
use crate::compare::changes::Changes;
use crate::compare::credits::CreditKind;
use crate::compare::head::Head;
use crate::compare::names::NameKind;
use crate::compare::quotes::{Extent, Speech};
use crate::compare::speakers::Attribution;
use crate::document::SectionKind;
use crate::moment::Moment;
pub(super) use crate::report::counts::counted as count;

/// Most letters of a quote where it is only called to mind.
const EXCERPT: usize = 72;

/// Words of samestory and words from outside, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Phrase(pub(super) Vec<Part>);

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Said by samestory; safe in any format but for the format's own letters.
    Said(Cow<'static, str>),
    /// Written by somebody else.
    Outside(String),
}

impl Phrase {
    pub(super) fn new(said: impl Into<Cow<'static, str>>) -> Self {
        Self::default().say(said)
    }

    pub(super) fn say(mut self, said: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Part::Said(said.into()));
        self
    }

    pub(super) fn outside(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Outside(text.into()));
        self
    }

    /// Words between quotation marks.
    fn quoted(self, text: &str) -> Self {
        self.say("“").outside(bare(text)).say("”")
    }

    /// Phrases with something between them.
    pub(super) fn joined(phrases: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut whole = Self::default();
        for phrase in phrases {
            if !whole.0.is_empty() {
                whole = whole.say(between);
            }
            whole.0.extend(phrase.0);
        }
        whole
    }

    pub(super) fn then(mut self, phrase: Self) -> Self {
        self.0.extend(phrase.0);
        self
    }
}

/// How a version is called: a short mark and a name, both unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VersionName {
    /// `A`, `B`, …
    pub(super) mark: String,
    /// Programme or source, else id; with its time, else its id, where another version is called the same.
    pub(super) name: String,
}

/// How the versions are called.
pub(super) fn version_names(heads: &[Head]) -> Vec<VersionName> {
    let known =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let plain = |head: &Head| known(&head.programme).or_else(|| known(&head.source)).unwrap_or_else(|| head.id.clone());
    let timed = |head: &Head| match head.published {
        Some(at) => format!("{}, {}", plain(head), moment(at, false)),
        None => format!("{} ({})", plain(head), head.id),
    };
    let told = |head: &Head| format!("{} ({})", plain(head), head.id);
    let mut names: Vec<String> = heads.iter().map(plain).collect();
    for finer in [&timed as &dyn Fn(&Head) -> String, &told] {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            *uses.entry(name.to_lowercase()).or_default() += 1;
        }
        for (name, head) in names.iter_mut().zip(heads) {
            if uses.get(&name.to_lowercase()).is_some_and(|&uses| uses > 1) {
                *name = finer(head);
            }
        }
    }
    names.into_iter().enumerate().map(|(number, name)| VersionName { mark: letters(number), name }).collect()
}

/// `A` to `Z`, then `AA`, `AB`, as spreadsheets count.
fn letters(number: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    match number / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", letters(more - 1)),
    }
}

/// A share in whole percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A time for people: `12 June 2025, 21:03`, with the offset from UTC if that is asked for.
pub(super) fn moment(at: Moment, with_zone: bool) -> String {
    let date = |date: Date| date.strftime("%-d %B %Y").to_string();
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    match at {
        _ if !at.has_clock() => date(at.date()),
        Moment::Date(day) => date(day),
        Moment::Local(local) => format!("{}, {}", date(local.date()), clock(local.time())),
        Moment::Instant(instant, offset) => {
            let local = offset.to_datetime(instant);
            let zone = if with_zone { format!(" (UTC{offset})") } else { String::new() };
            format!("{}, {}{zone}", date(local.date()), clock(local.time()))
        }
    }
}

/// The time of day, where the day is told elsewhere; the day of what has none.
pub(super) fn clock(at: Moment) -> String {
    let told = moment(at, false);
    told.split_once(", ").map_or(told.clone(), |(_, clock)| clock.to_owned())
}

/// How long after the first version another was published; none if that is not known.
pub(super) fn later(first: Moment, other: Moment) -> Option<String> {
    if !(first.has_clock() && other.has_clock()) {
        let days = other.date().since(first.date()).ok()?.get_days();
        return Some(match days {
            0 => "the same day".to_owned(),
            days => format!("{} later", count(usize::try_from(days).ok()?, "day", "days")),
        });
    }
    let minutes = usize::try_from(other.earliest().duration_since(first.earliest()).as_mins()).ok()?;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    Some(match (hours, minutes) {
        (0, 0) => "at the same time".to_owned(),
        (0, minutes) => format!("{minutes} min later"),
        (48.., _) => format!("{} later", count(hours / 24, "day", "days")),
        (hours, 0) => format!("{hours} h later"),
        (hours, minutes) => format!("{hours} h {minutes} min later"),
    })
}

/// Words and, of what was on air, the estimated time.
pub(super) fn length(head: &Head) -> String {
    let words = count(head.words, "word", "words");
    if !head.is_broadcast {
        return words;
    }
    let air = match (head.air_seconds / 60, head.air_seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds:02} s"),
    };
    format!("{words}, about {air} on air")
}

pub(super) fn section(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Lead => "lead",
        SectionKind::Report => "report",
        SectionKind::Anchor => "anchor",
        SectionKind::Reporter => "reporter",
        SectionKind::Body => "body",
    }
}

pub(super) fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "person",
        NameKind::Organisation => "organisation",
        NameKind::Place => "place",
        NameKind::Other => "other",
    }
}

pub(super) fn credit_kind(kind: CreditKind) -> &'static str {
    match kind {
        CreditKind::Agency => "news agency",
        CreditKind::Outlet => "outlet",
        CreditKind::Official => "official",
        CreditKind::Unnamed => "not named",
    }
}

pub(super) fn relation(relation: FigureRelation) -> &'static str {
    match relation {
        FigureRelation::Conflicting => "conflict",
        FigureRelation::Finer => "one is finer",
        FigureRelation::Agreeing => "agree",
    }
}

/// What stands where a version does not tell what others do.
pub(super) fn not_in(name: &VersionName) -> Phrase {
    Phrase::new("not in ").outside(&name.name)
}

pub(super) fn only_in(name: &VersionName) -> Phrase {
    Phrase::new("only in ").outside(&name.name)
}

/// `“159” in News Today`.
pub(super) fn stated(text: &str, name: &VersionName) -> Phrase {
    Phrase::default().quoted(text).say(" in ").outside(&name.name)
}

/// `“27 letters” in News Today – finer than “letters” in News 9`.
pub(super) fn finer(fine: Phrase, coarse: Phrase) -> Phrase {
    fine.say(" – finer than ").then(coarse)
}

/// Who says a speech: `KWAK MI-JA, PASSENGER`.
pub(super) fn speaker(name: Option<&str>, role: Option<&str>) -> Option<Phrase> {
    match (name, role) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(Phrase::default().outside(one)),
        (Some(name), Some(role)) => Some(Phrase::default().outside(name).say(", ").outside(role)),
    }
}

/// The beginning of a speech and, if it is given, who says it.
pub(super) fn speech(text: &str, speech: Option<&Speech>) -> Phrase {
    let said = Phrase::default().quoted(&excerpt(text));
    match speech.and_then(|speech| speaker(speech.speaker.as_deref(), speech.role.as_deref())) {
        Some(speaker) => speaker.say(": ").then(said),
        None => said,
    }
}

/// How much of a speech each of two versions has; none if as much.
pub(super) fn extent(extent: Extent, names: [&VersionName; 2], versions: usize) -> Option<Phrase> {
    let longer = |long: &VersionName, short: &VersionName| {
        let phrase = Phrase::new("longer in ").outside(&long.name);
        if versions > 2 { phrase.say(" than in ").outside(&short.name) } else { phrase }
    };
    let [first, second] = names;
    match extent {
        Extent::Equal => None,
        Extent::FirstLonger => Some(longer(first, second)),
        Extent::SecondLonger => Some(longer(second, first)),
        Extent::Overlapping => Some(
            Phrase::default()
                .outside(&first.name)
                .say(" and ")
                .outside(&second.name)
                .say(" each have words that the other cuts"),
        ),
    }
}

/// How two versions differ in whom they name for a speech; none if they do not.
pub(super) fn attribution(
    attribution: Attribution,
    speeches: [Option<&Speech>; 2],
    names: [&VersionName; 2],
) -> Option<Phrase> {
    let speaker_of =
        |speech: Option<&Speech>| speech.and_then(|speech| speaker(speech.speaker.as_deref(), speech.role.as_deref()));
    match attribution {
        Attribution::Same => None,
        Attribution::Unknown => {
            let silent = speeches.iter().position(|speech| speech.is_none_or(|speech| speech.speaker.is_none()));
            silent
                .and_then(|silent| names.get(silent))
                .map(|name| Phrase::new("no speaker named in ").outside(&name.name))
        }
        Attribution::Different => {
            let told = speeches.into_iter().zip(names).map(|(speech, name)| {
                speaker_of(speech).unwrap_or_else(|| Phrase::new("nobody")).say(" in ").outside(&name.name)
            });
            Some(Phrase::new("given to ").then(Phrase::joined(told, ", to ")))
        }
    }
}

/// What share of two versions' words stand in both word for word.
pub(super) fn copied(passages: usize, shares: [f64; 2], names: [&VersionName; 2]) -> Phrase {
    let share = |(share, name): (f64, &VersionName)| Phrase::new(format!("{} of ", percent(share))).outside(&name.name);
    let told = Phrase::joined(shares.into_iter().zip(names).map(share), " and ");
    Phrase::new(format!("{} word for word alike: ", count(passages, "passage", "passages"))).then(told)
}

/// All of so many versions.
pub(super) fn all(versions: usize) -> &'static str {
    if versions == 2 { "both versions" } else { "all versions" }
}

/// What a later version made of an earlier one, or the second of the first, where it is not known which is later.
pub(super) fn changes(changes: &Changes, [earlier, later]: [&VersionName; 2], is_dated: bool) -> Phrase {
    let relation = match (changes.is_revision, changes.is_copy, is_dated) {
        (true, _, true) => " is a revision of ",
        (_, true, true) => " has most words of ",
        (true, ..) | (_, true, _) => " has most words of (which is later is not known) ",
        (.., true) => " after ",
        (.., false) => " against (which is later is not known) ",
    };
    let counted = [
        (changes.kept.len(), "kept in the same words"),
        (changes.reworded.len(), "told in other words"),
        (changes.added.len(), "added"),
        (changes.dropped.len(), "dropped"),
    ];
    let told = counted.into_iter().filter(|(count, _)| *count > 0);
    let told = told.map(|(number, what)| Phrase::new(format!("{} {what}", count(number, "point", "points"))));
    let versions = Phrase::default().outside(&later.name).say(relation).outside(&earlier.name).say(": ");
    versions.then(Phrase::joined(told, ", "))
}

/// A sentence that a revision changed: `dropped (row 7): “The operator apologised.”`
pub(super) fn changed(what: &'static str, row: usize, text: &str) -> Phrase {
    Phrase::new(format!("{what} (row {row}): ")).quoted(&excerpt(text))
}

/// Why two versions are told to be of one story.
pub(super) fn why(why: &Why, names: [&VersionName; 2]) -> Phrase {
    let [first, second] = names;
    let mut phrase =
        Phrase::default().outside(&first.name).say(" and ").outside(&second.name).say(": ").outside(&why.relation);
    if let Some(score) = why.score {
        phrase = phrase.say(format!(", score {score:.3}"));
    }
    if let Some(bar) = why.bar {
        phrase = phrase.say(format!(" (at least {bar:.3} is needed)"));
    }
    if why.terms.is_empty() {
        return phrase;
    }
    let terms = why.terms.iter().map(|term| Phrase::default().outside(term));
    phrase.say("; they share ").then(Phrase::joined(terms, ", "))
}

/// How much the versions differ, on one line.
pub(super) fn difference(difference: &Difference) -> String {
    let conflicts = match difference.conflicts {
        0 => "no figures conflict".to_owned(),
        1 => "1 figure conflicts".to_owned(),
        more => format!("{more} figures conflict"),
    };
    let finer = match difference.finer {
        0 => String::new(),
        finer => format!(", {finer} told more finely by one"),
    };
    format!("{conflicts}{finer}, {} told by one version only", percent(difference.only_in_share))
}

/// What a report is called.
pub(super) fn versions_of(story: &StoryComparison) -> String {
    let versions = story.comparison.versions.len();
    if story.is_one_story() {
        format!("{} of one story", count(versions, "version", "versions"))
    } else {
        format!("{} that are not told to be of one story", count(versions, "document", "documents"))
    }
}

/// The title of a collection, with the days it spans.
pub(super) fn collection(comparisons: &mut dyn Iterator<Item = &Comparison>) -> String {
    let days: Vec<Date> =
        comparisons.flat_map(|comparison| &comparison.heads).filter_map(|head| Some(head.published?.date())).collect();
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first == last => format!("Stories of {}", moment(Moment::Date(*first), false)),
        (Some(first), Some(last)) => {
            format!("Stories of {} to {}", moment(Moment::Date(*first), false), moment(Moment::Date(*last), false))
        }
        _ => "Stories".to_owned(),
    }
}

/// The beginning of a text, cut between words where that is possible.
pub(super) fn excerpt(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(EXCERPT) else { return text.to_owned() };
    let cut = text.get(..end).unwrap_or_default();
    let whole = cut.rfind(' ').filter(|&at| at > end / 2).and_then(|at| cut.get(..at)).unwrap_or(cut);
    format!("{}…", whole.trim_end())
}

/// A text without the quotation marks that enclose it, so that they do not stand twice.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix(['“', '"', '‘', '「', '„', '«']);
    let inner = inner.map(|inner| inner.strip_suffix(['”', '"', '’', '」', '“', '»']).unwrap_or(inner));
    inner.filter(|inner| !inner.contains(['“', '"', '”'])).map_or(text, str::trim)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{head, three};
    use super::*;

    fn names(heads: &[Head]) -> Vec<String> {
        version_names(heads).into_iter().map(|name| format!("{} {}", name.mark, name.name)).collect()
    }

    #[test]
    fn versions_of_one_programme_are_told_apart() {
        let one = |id: &str, published: Option<&str>| Head {
            published: published.map(|at| at.parse().unwrap()),
            ..head(id, "News 9", "Ferry")
        };
        let heads =
            [one("a", Some("2025-06-12T21:00:00+09:00")), one("b", Some("2025-06-12T21:40:00+09:00")), one("c", None)];
        assert_eq!(names(&heads), ["A News 9, 12 June 2025, 21:00", "B News 9, 12 June 2025, 21:40", "C News 9 (c)"]);
        let heads = [one("a", Some("2025-06-12")), one("b", Some("2025-06-12"))];
        assert_eq!(names(&heads), ["A News 9 (a)", "B News 9 (b)"]);
    }

    #[test]
    fn marks_go_on_behind_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn times_are_told_as_people_do() {
        let [noon, night]: [Moment; 2] =
            ["2025-06-12T12:00:00+09:00", "2025-06-12T21:03:00+09:00"].map(|at| at.parse().unwrap());
        assert_eq!(later(noon, night).unwrap(), "9 h 3 min later");
        assert_eq!(later(noon, "2025-06-13".parse().unwrap()).unwrap(), "1 day later");
        assert_eq!(later(noon, noon).unwrap(), "at the same time");
        assert_eq!(later(night, noon), None);
        assert_eq!(moment(night, true), "12 June 2025, 21:03 (UTC+09)");
        let told = |words, air_seconds, is_broadcast| {
            length(&Head { words, air_seconds, is_broadcast, ..head("a", "News 9", "Ferry") })
        };
        assert_eq!(told(1, 0, true), "1 word, about 0 s on air");
        assert_eq!(told(290, 116, true), "290 words, about 1 min 56 s on air");
        assert_eq!(told(290, 116, false), "290 words");
    }

    #[test]
    fn a_collection_is_called_by_its_days() {
        let comparison = three();
        assert_eq!(collection(&mut [&comparison].into_iter()), "Stories of 12 June 2025");
        assert_eq!(collection(&mut std::iter::empty()), "Stories");
    }

    #[test]
    fn long_texts_are_cut_between_words_and_korean_between_letters() {
        assert_eq!(excerpt("short"), "short");
        let cut = excerpt(&"letters of a drowned captain ".repeat(5));
        assert!(cut.ends_with("…") && cut.chars().count() <= EXCERPT + 1 && !cut.contains("  "), "{cut}");
        assert_eq!(excerpt(&"여".repeat(100)).chars().count(), EXCERPT + 1);
        assert_eq!(bare("“We ran.”"), "We ran.");
        assert_eq!(bare("\"a\" and \"b\""), "\"a\" and \"b\"");
    }
}
