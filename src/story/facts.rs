//! Facts of a document: the days that it names, the figures that it states and what it counts.
//!
//! What two reports of one event agree on in whatever words, and what tells a look-alike apart: the next day's session,
//! the other vote, the other fire. Facts are compared by value and hold across languages, so they are kept apart from
//! the terms.

use std::collections::BTreeMap;

use ahash::AHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::focus::Focus;
use crate::document::Document;
use crate::moment::Moment;
use crate::text::counted::{Counted, counted};
use crate::text::days::{NamedDay, named_days};
use crate::text::figures::figures;

/// Words of the text, from its start, in which named days are looked for: further down stands what went before.
pub(super) const DAY_WORDS: usize = 150;
/// Most named days of a document that are compared.
pub(super) const MOST_DAYS: usize = 12;
/// Words of the text, from its start, whose counted nouns are compared.
const COUNTED_WORDS: usize = 150;
/// Weight of figures that both documents are given beside their own, so that few figures decide little.
const ASSUMED_FIGURES: f64 = 4.0;
/// Share of the figures that two reports of like events have in common by chance.
const CHANCE_SHARE: f64 = 0.12;

/// The facts of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The days that the opening names, the first one first.
    pub days: Box<[NamedDay]>,
    /// Key and weight of each figure, ascending by key; see [`Figure`](crate::text::figures::Figure).
    pub figures: Box<[(u64, f32)]>,
    /// Which of the days it is about.
    pub focus: Focus,
    /// Hash of the noun and key of the figure of each [counted noun](crate::text::counted) of title and opening,
    /// ascending.
    pub counted: Box<[(u64, u64)]>,
}

/// What the days that two documents name say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayAgreement {
    /// One of them names none, or none can be compared.
    Unknown,
    /// Both name the same day first.
    Same,
    /// They name a day in common, but not first.
    Shared,
    /// All days that can be compared differ.
    Different,
}

/// What the nouns that two documents count say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountAgreement {
    /// They count no noun in common.
    Unknown,
    /// They count as many of a noun.
    Same,
    /// They count nouns in common, and of each another number.
    Different,
}

impl Facts {
    /// The facts of a document. Linear in its length.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let text = document.evidence_text();
        let mut days = named_days(&text, document.published.as_ref().map(Moment::date), DAY_WORDS);
        days.truncate(MOST_DAYS);
        let title = document.title.as_deref().unwrap_or_default();
        let mut figures: Vec<(u64, f32)> =
            [title, &text].into_iter().flat_map(figures).map(|figure| (figure.key(), figure.weight())).collect();
        figures.sort_unstable_by_key(|&(key, _)| key);
        figures.dedup_by_key(|&mut (key, _)| key);
        let counted = [title, &text].into_iter().flat_map(|text| counted_in(document, text));
        let mut counted: Vec<(u64, u64)> = counted.map(|it| (xxh3_64(it.noun.as_bytes()), it.figure.key())).collect();
        counted.sort_unstable();
        counted.dedup();
        Self { days: days.into(), figures: figures.into(), focus: Focus::of(document), counted: counted.into() }
    }

    /// What the named days of two documents say. Symmetric.
    #[must_use]
    pub fn day_agreement(&self, other: &Self) -> DayAgreement {
        if let (Some(one), Some(two)) = (self.days.first(), other.days.first())
            && one.can_be(*two) == Some(true)
        {
            return DayAgreement::Same;
        }
        let mut agreement = DayAgreement::Unknown;
        for one in &self.days {
            for two in &other.days {
                match one.can_be(*two) {
                    Some(true) => return DayAgreement::Shared,
                    Some(false) => agreement = DayAgreement::Different,
                    None => {}
                }
            }
        }
        agreement
    }

    /// What the nouns that two documents count say. Symmetric; linear in them.
    #[must_use]
    pub fn count_agreement(&self, other: &Self) -> CountAgreement {
        let mut agreement = CountAgreement::Unknown;
        let (mut one, mut two) = (&*self.counted, &*other.counted);
        while let (Some(left), Some(right)) = (one.first(), two.first()) {
            if left == right {
                return CountAgreement::Same;
            }
            if left.0 == right.0 {
                agreement = CountAgreement::Different;
            }
            if left < right {
                one = &one[1..];
            } else {
                two = &two[1..];
            }
        }
        agreement
    }

    /// How the figures of two documents agree against what chance would give: 1 where there are none, less where both
    /// state many and share few. Symmetric; linear in the figures.
    #[must_use]
    pub fn figure_agreement(&self, other: &Self) -> f64 {
        let weight = |figures: &[(u64, f32)]| figures.iter().map(|&(_, weight)| f64::from(weight)).sum::<f64>();
        let shared: f64 = shared_figures(self, other).map(|(_, weight)| f64::from(weight)).sum();
        let both = (weight(&self.figures) * weight(&other.figures)).sqrt();
        (shared / CHANCE_SHARE + ASSUMED_FIGURES) / (both + ASSUMED_FIGURES)
    }
}

/// What the opening of a text of a document counts. English documents only.
fn counted_in(document: &Document, text: &str) -> Vec<Counted> {
    let is_english = document.language.as_deref().is_none_or(|language| language == "en");
    if is_english { counted(text, COUNTED_WORDS) } else { Vec::new() }
}

/// The nouns that a document counts, with key and text of each figure as it first writes it.
pub(super) fn counted_texts(document: &Document) -> BTreeMap<String, Vec<(u64, String)>> {
    let text = document.evidence_text();
    let mut texts: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for text in [document.title.as_deref().unwrap_or_default(), &text] {
        for Counted { noun, figure } in counted_in(document, text) {
            let figures = texts.entry(noun).or_default();
            if figures.iter().all(|&(key, _)| key != figure.key()) {
                let written = text.get(figure.span.0..figure.span.1).unwrap_or_default();
                figures.push((figure.key(), written.to_owned()));
            }
        }
    }
    texts
}

/// The figures of a document by their keys, as it writes them.
pub(super) fn figure_texts(document: &Document) -> AHashMap<u64, String> {
    let text = document.evidence_text();
    let mut texts = AHashMap::new();
    for text in [document.title.as_deref().unwrap_or_default(), &text] {
        for figure in figures(text) {
            let written = text.get(figure.span.0..figure.span.1).unwrap_or_default();
            texts.entry(figure.key()).or_insert_with(|| written.to_owned());
        }
    }
    texts
}

/// The figures that two documents share, ascending by key, with their weights.
pub fn shared_figures<'a>(first: &'a Facts, second: &'a Facts) -> impl Iterator<Item = (u64, f32)> + 'a {
    let mut rest = &second.figures[..];
    first.figures.iter().copied().filter(move |&(key, _)| {
        let skipped = rest.partition_point(|&(other, _)| other < key);
        rest = &rest[skipped..];
        rest.first().is_some_and(|&(other, _)| other == key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, Paragraph, Section, SectionKind};

    fn facts(published: Option<&str>, text: &str) -> Facts {
        Facts::of(&document(published, text))
    }

    fn document(published: Option<&str>, text: &str) -> Document {
        Document {
            id: "one".to_owned(),
            origin: Origin { path: "one.txt".to_owned(), ordinal: 1, start: 0, end: 0 },
            title: None,
            source: None,
            programme: None,
            published: published.and_then(|text| text.parse().ok()),
            updated: None,
            language: None,
            reporter: None,
            place: None,
            url: None,
            sections: vec![Section {
                kind: SectionKind::Body,
                label: None,
                paragraphs: vec![Paragraph::Prose(text.to_owned())],
            }],
            extra: Vec::new(),
        }
    }

    #[test]
    fn the_day_after_is_another_day() {
        let arrest = facts(Some("2025-03-18"), "Officers stopped him on Tuesday morning.");
        let retold = facts(Some("2025-03-19"), "He was taken off the ship yesterday (3.18).");
        let hearing = facts(Some("2025-03-20"), "A judge let him go on Wednesday. He was stopped on Tuesday.");
        let vote = facts(Some("2025-03-20"), "Parliament votes on Thursday.");
        assert_eq!(arrest.day_agreement(&retold), DayAgreement::Same);
        assert_eq!(arrest.day_agreement(&hearing), DayAgreement::Shared);
        assert_eq!(hearing.day_agreement(&arrest), DayAgreement::Shared);
        assert_eq!(arrest.day_agreement(&vote), DayAgreement::Different);
        assert_eq!(arrest.day_agreement(&facts(None, "No day here.")), DayAgreement::Unknown);
    }

    #[test]
    fn shared_figures_speak_for_one_event_and_other_figures_against() {
        let fire = facts(None, "It burned 4,300 crates in 212 sheds; 47 people fled.");
        let retold = facts(None, "Some 4300 crates in more than two hundred sheds; forty-seven people got out.");
        let other = facts(None, "It burned 1,150 pallets in 38 halls; 260 people fled.");
        let none = facts(None, "It burned, and people fled.");
        assert!(fire.figure_agreement(&retold) > 1.5, "{}", fire.figure_agreement(&retold));
        assert!(fire.figure_agreement(&other) < 0.7, "{}", fire.figure_agreement(&other));
        assert!((none.figure_agreement(&none) - 1.0).abs() < 1e-9, "no figures say nothing");
        assert!((fire.figure_agreement(&other) - other.figure_agreement(&fire)).abs() < 1e-12);
    }

    #[test]
    fn other_numbers_of_one_thing_speak_against_unless_one_agrees() {
        let told = |text| facts(None, text);
        let one = told("Three missiles flew over 12 boats.");
        assert_eq!(one.count_agreement(&told("Two missiles fell.")), CountAgreement::Different);
        assert_eq!(told("Two missiles fell.").count_agreement(&one), CountAgreement::Different);
        assert_eq!(one.count_agreement(&told("Two missiles; twelve boats saw them.")), CountAgreement::Same);
        assert_eq!(one.count_agreement(&told("Four missiles, and then 3 missiles more.")), CountAgreement::Same);
        assert_eq!(one.count_agreement(&told("Two crates fell.")), CountAgreement::Unknown);
        assert_eq!(one.count_agreement(&told("")), CountAgreement::Unknown);
    }

    #[test]
    fn nouns_are_counted_in_english_only() {
        let document = |language: Option<&str>| Document {
            language: language.map(str::to_owned),
            ..document(None, "3 bateaux, 12 marins")
        };
        assert_eq!(Facts::of(&document(Some("fr"))).counted.len(), 0);
        assert_eq!(Facts::of(&document(None)).counted.len(), 1, "no language is no reason");
    }

    #[test]
    fn one_figure_alone_decides_little() {
        let (one, other) = (facts(None, "43 crates"), facts(None, "51 crates"));
        assert!(one.figure_agreement(&other) > 0.7);
    }
}
