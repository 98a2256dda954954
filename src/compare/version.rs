//! A version: one document made ready for comparison, cut into sentences.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::{Document, Paragraph, SectionKind};
use crate::text::sentences::sentences;

/// One telling of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The id of the document.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// Primary language subtag.
    pub language: Option<String>,
    /// The day of publication, against which named days are resolved.
    pub day: Option<Date>,
    /// The sentences of lead and body in reading order; hand-overs and sign-offs are not among them.
    pub sentences: Vec<Sentence>,
}

/// A sentence and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// As published.
    pub text: String,
    /// What part of the document it stands in.
    pub part: SectionKind,
    /// Number of its paragraph among those of the document that have sentences.
    pub paragraph: usize,
    /// Who says it, if it is of a soundbite.
    pub speaker: Option<Speaker>,
}

/// The speaker of a soundbite, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The name.
    pub name: Option<String>,
    /// The office.
    pub role: Option<String>,
    /// When it was said.
    pub when: Option<String>,
}

/// A piece of a sentence of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Number of the sentence.
    pub sentence: usize,
    /// First byte of the piece in the sentence's text.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

impl Version {
    /// Cuts a document into sentences. Linear in it.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut cut = Vec::new();
        let mut paragraphs = 0;
        for section in &document.sections {
            for paragraph in section.paragraphs.iter().filter(|paragraph| paragraph.is_evidence()) {
                let speaker = match paragraph {
                    Paragraph::Quote(quote) => Some(Speaker {
                        name: quote.speaker.clone(),
                        role: quote.role.clone(),
                        when: quote.when.clone(),
                    }),
                    _ => None,
                };
                let text = paragraph.text();
                let known = cut.len();
                cut.extend(sentences(text).into_iter().map(|range| Sentence {
                    text: text[range].to_owned(),
                    part: section.kind,
                    paragraph: paragraphs,
                    speaker: speaker.clone(),
                }));
                paragraphs += usize::from(cut.len() > known);
            }
        }
        Self {
            id: document.id.clone(),
            title: document.title.clone(),
            language: document.language.clone(),
            day: document.published.as_ref().map(crate::moment::Moment::date),
            sentences: cut,
        }
    }

    /// The words of a piece. Empty if the version has no such piece.
    #[must_use]
    pub fn piece(&self, span: Span) -> &str {
        self.sentences
            .get(span.sentence)
            .and_then(|sentence| sentence.text.get(span.start..span.end))
            .unwrap_or_default()
    }
}
