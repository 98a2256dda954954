//! The head of a version: what a desk wants to know before it reads.

use serde::Serialize;

use crate::document::{Document, Paragraph, SectionKind};
use crate::moment::Moment;
use crate::text::korean::is_hangul;

/// Words that an English presenter speaks in a minute, pauses and clips included.
const WORDS_A_MINUTE: f64 = 150.0;
/// Syllable blocks that a Korean presenter speaks in a minute: 300 to 350 is usual in news.
const SYLLABLES_A_MINUTE: f64 = 320.0;

/// What stands above a version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// The id of the document.
    pub id: String,
    /// The headline, or how the text begins.
    pub title: String,
    /// Whether it is a headline.
    #[serde(skip)]
    pub has_title: bool,
    /// The outlet.
    pub source: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// When it was first published.
    pub published: Option<Moment>,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// Who reports.
    pub reporter: Option<String>,
    /// Where the report comes from.
    pub place: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Words of lead and body.
    pub words: usize,
    /// Estimated seconds on air: 150 English words or 320 Korean syllables a minute.
    pub air_seconds: u32,
    /// Whether anything tells that it was on air: a programme, a marked section, a soundbite.
    #[serde(skip)]
    pub is_broadcast: bool,
    /// The sections in order.
    pub sections: Vec<SectionHead>,
    /// Hand-overs and sign-offs as printed.
    pub sign_offs: Vec<String>,
}

/// A section of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionHead {
    /// What it is.
    pub kind: SectionKind,
    /// Words.
    pub words: usize,
}

impl Head {
    /// The head of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let paragraphs = || document.sections.iter().flat_map(|section| &section.paragraphs);
        let told = |paragraphs: &[Paragraph]| -> usize {
            paragraphs.iter().filter(|paragraph| paragraph.is_evidence()).map(|paragraph| words(paragraph.text())).sum()
        };
        let sections = document
            .sections
            .iter()
            .map(|section| SectionHead { kind: section.kind, words: told(&section.paragraphs) })
            .collect::<Vec<_>>();
        Self {
            id: document.id.clone(),
            title: document.heading().into_owned(),
            has_title: document.title.is_some(),
            source: document.source.clone(),
            programme: document.programme.clone(),
            published: document.published,
            updated: document.updated,
            reporter: document.reporter.clone(),
            place: document.place.clone(),
            url: document.url.clone(),
            words: sections.iter().map(|section| section.words).sum(),
            air_seconds: air_seconds(&document.evidence_text()),
            is_broadcast: document.programme.is_some()
                || document.quotes().next().is_some()
                || document.sections.iter().any(|section| section.label.is_some()),
            sections,
            sign_offs: paragraphs()
                .filter(|paragraph| !paragraph.is_evidence())
                .map(|paragraph| paragraph.text().to_owned())
                .collect(),
        }
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a text")]
fn air_seconds(text: &str) -> u32 {
    let syllables = text.chars().filter(|&one| is_hangul(one)).count();
    let words = text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric) && !word.chars().any(is_hangul))
        .count();
    (60.0 * (words as f64 / WORDS_A_MINUTE + syllables as f64 / SYLLABLES_A_MINUTE)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn air_time_goes_by_words_in_english_and_by_syllables_in_korean() {
        assert_eq!(air_seconds(&"ferry ".repeat(150)), 60);
        assert_eq!(air_seconds(&"여객선 ".repeat(100)), 56);
        assert_eq!(air_seconds(""), 0);
    }
}
