//! What facts say of a pair, for explanations: which day each document is about, and what both count.

use serde::Serialize;

use super::background::Profile;
use super::explain::shortened;
use super::facts::{CountAgreement, counted_texts};
use super::focus::{DayRelation, Focus};
use super::score::corroborated_factor;
use super::settings::StorySettings;
use crate::document::Document;
use crate::rounding::four_places;
use crate::text::days::NamedDay;

/// The day that a document is about, and those that it tells of beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FocusEvidence {
    /// The day that it is about, if it names one.
    pub main_day: Option<String>,
    /// Days that it recounts as gone before.
    pub days_before: Vec<String>,
    /// Days that it looks ahead to.
    pub days_ahead: Vec<String>,
}

/// How the days that two documents are about lie to each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FocusPair {
    /// What follows from the two.
    pub relation: DayRelation,
    /// What is left of the corroborated score for it.
    #[serde(serialize_with = "four_places")]
    pub corroborated_factor: f64,
    /// The focus of the first document.
    pub first: FocusEvidence,
    /// The focus of the second document.
    pub second: FocusEvidence,
}

/// A noun that two documents count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountedNoun {
    /// The noun, in the plural.
    pub noun: String,
    /// The numbers of the first document, as it writes them.
    pub first: Vec<String>,
    /// The numbers of the second document, as it writes them.
    pub second: Vec<String>,
    /// Whether a number of the one is a number of the other.
    pub agrees: bool,
}

/// What two documents count, by noun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountPair {
    /// What follows from it.
    pub agreement: CountAgreement,
    /// The nouns that both count.
    pub nouns: Vec<CountedNoun>,
}

impl FocusEvidence {
    fn of(focus: &Focus) -> Self {
        let told = |days: &[NamedDay]| days.iter().map(ToString::to_string).collect();
        let main_day = focus.main.map(|day| day.to_string());
        Self { main_day, days_before: told(&focus.before), days_ahead: told(&focus.ahead) }
    }
}

impl FocusPair {
    /// The two documents by their profiles.
    pub(super) fn of([first, second]: [&Profile; 2], settings: &StorySettings) -> Self {
        let [one, other] = [first, second].map(|profile| &profile.facts.focus);
        Self {
            relation: one.relation(other),
            corroborated_factor: corroborated_factor(first, second, settings),
            first: FocusEvidence::of(one),
            second: FocusEvidence::of(other),
        }
    }
}

impl CountPair {
    /// The two documents, with up to `most` nouns, those first on which they agree.
    pub(super) fn of(documents: [&Document; 2], [first, second]: [&Profile; 2], most: usize) -> Self {
        let [ours, mut theirs] = documents.map(counted_texts);
        let mut nouns: Vec<CountedNoun> = ours
            .into_iter()
            .filter_map(|(noun, first)| {
                let second = theirs.remove(&noun)?;
                let agrees = first.iter().any(|(key, _)| second.iter().any(|(other, _)| key == other));
                let written = |figures: Vec<(u64, String)>| figures.iter().map(|(_, text)| shortened(text)).collect();
                let (first, second) = (written(first), written(second));
                Some(CountedNoun { noun: shortened(&noun), first, second, agrees })
            })
            .collect();
        nouns.sort_by_key(|counted| !counted.agrees);
        nouns.truncate(most);
        Self { agreement: first.facts.count_agreement(&second.facts), nouns }
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::*;
    use crate::document::{Origin, Paragraph, Section, SectionKind};

    fn document(published: &str, text: &str) -> Document {
        Document {
            id: "one".to_owned(),
            origin: Origin { path: "one.txt".to_owned(), ordinal: 1, start: 0, end: 0 },
            title: None,
            source: None,
            programme: None,
            published: published.parse().ok(),
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

    fn profile(document: &Document) -> Profile {
        Profile { facts: Facts::of(document), ..Profile::default() }
    }

    #[test]
    fn a_sequel_is_told_with_its_days() {
        let arrest = document("2025-03-18", "Officers stopped him on Tuesday.");
        let release = document("2025-03-19", "He walked free on Wednesday. He had been stopped on Tuesday.");
        let settings = StorySettings::default();
        let pair = FocusPair::of([&profile(&arrest), &profile(&release)], &settings);
        assert_eq!(pair.relation, DayRelation::Sequel);
        assert!((pair.corroborated_factor - settings.sequel_corroborated_factor).abs() < 1e-12);
        assert_eq!(pair.first.main_day.as_deref(), Some("2025-03-18"));
        assert_eq!(pair.second.main_day.as_deref(), Some("2025-03-19"));
        assert_eq!(pair.second.days_before, ["2025-03-18"]);
    }

    #[test]
    fn counts_are_told_as_written_those_that_agree_first() {
        let documents = [
            document("", "Two boats, 40 crates and forty crates; nine anchors."),
            document("", "Three boats and forty crates, and 12 ropes."),
        ];
        let profiles = documents.each_ref().map(profile);
        let told = |most| CountPair::of(documents.each_ref(), profiles.each_ref(), most);
        let counted = |noun: &str, first: &str, second: &str, agrees| CountedNoun {
            noun: noun.to_owned(),
            first: vec![first.to_owned()],
            second: vec![second.to_owned()],
            agrees,
        };
        assert_eq!(told(9).nouns, [counted("crates", "40", "forty", true), counted("boats", "Two", "Three", false)]);
        assert_eq!(told(9).agreement, CountAgreement::Same);
        assert_eq!(told(1).nouns.len(), 1);
        assert_eq!(told(0).nouns, []);
    }
}
