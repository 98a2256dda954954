//! The document: one news item as published, the record that every stage passes on.
//!
//! [`read`](crate::read) makes it once; nothing changes it afterwards. The wings that look at it write what they find
//! about it elsewhere, under its [`id`](Document::id). Text is kept as published, less page furniture: hand-overs and
//! sign-offs stay in their [`Section`] but are left out of [`Document::evidence_text`], because unrelated stories share them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::moment::Moment;

/// One news item as published.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Unique within a collection: the id given in the input, else derived from the origin (see [`crate::read`]).
    pub id: String,
    /// Where it was read from.
    pub origin: Origin,
    /// The headline, without a programme tag such as `[News Today]`.
    pub title: Option<String>,
    /// The outlet, for instance `KBS`.
    pub source: Option<String>,
    /// The programme within the outlet, for instance `News 9`.
    pub programme: Option<String>,
    /// When it was first published.
    pub published: Option<Moment>,
    /// When it was last changed, if the origin says so.
    pub updated: Option<Moment>,
    /// Primary language subtag of BCP 47 (`en`, `ko`), given or detected.
    pub language: Option<String>,
    /// From the sign-off, the hand-over or the byline.
    pub reporter: Option<String>,
    /// Where the reporter reports from.
    pub place: Option<String>,
    /// Address of the item at its publisher.
    pub url: Option<String>,
    /// The text, in reading order. A document without section markers has one section of kind [`SectionKind::Body`].
    pub sections: Vec<Section>,
    /// Fields of the input record that samestory has no use for, untouched and in input order.
    pub extra: Vec<ExtraField>,
}

/// A field of the input record that is passed through as it was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtraField {
    /// The field's name in the input.
    pub name: String,
    /// Its value, as the JSON text of the input (white space outside strings aside).
    pub value: Box<RawValue>,
}

/// Where a document was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Path as the user named it, `/` between parts; `-` for standard input.
    pub path: String,
    /// Position in that file, from 1: among the documents of a page, among the records (broken ones too) of a data file.
    pub ordinal: u32,
    /// First byte of the document in the decompressed file.
    pub start: u64,
    /// Byte after its last byte in the decompressed file.
    pub end: u64,
}

/// A marked part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What the part is.
    pub kind: SectionKind,
    /// The marker as printed, for instance `[Anchor Lead]`; `None` for unmarked text.
    pub label: Option<String>,
    /// Its paragraphs in reading order.
    pub paragraphs: Vec<Paragraph>,
}

/// What a section is, across the generations of layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// What the anchor says before the report: `[LEAD]`, `[Anchor Lead]`, the first `[Anchor]`.
    Lead,
    /// The report itself: `[REPORT]`, `[Report]`, `[Pkg]`.
    Report,
    /// A later question of the anchor in an interview.
    Anchor,
    /// The reporter's answer in an interview.
    Reporter,
    /// Text without a marker.
    Body,
}

/// A paragraph and its part in the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paragraph {
    /// Narration or plain text.
    Prose(String),
    /// A soundbite: what a person says on air (not quotation marks inside prose).
    Quote(Quote),
    /// The anchor passes on to the reporter: "Reporter NAME has the story."
    HandOver(String),
    /// The reporter closes: "This is NAME reporting for KBS News from PLACE."
    SignOff(String),
}

/// What a person says on air.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The speaker's name as printed; `None` for a crowd, a tape, or a role alone.
    pub speaker: Option<String>,
    /// The speaker's role as printed.
    pub role: Option<String>,
    /// When it was said, as printed: `March`, `Yesterday`, `KBS News interview in 2021`.
    pub when: Option<String>,
    /// The words, without outer quotation marks.
    pub text: String,
}

impl Paragraph {
    /// The words of the paragraph.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Prose(text) | Self::HandOver(text) | Self::SignOff(text) => text,
            Self::Quote(quote) => &quote.text,
        }
    }

    /// Whether the paragraph tells the story, as prose and quotes do and hand-overs and sign-offs do not.
    #[must_use]
    pub fn is_evidence(&self) -> bool {
        matches!(self, Self::Prose(_) | Self::Quote(_))
    }
}

impl Document {
    /// The soundbites in reading order.
    pub fn quotes(&self) -> impl Iterator<Item = &Quote> {
        self.sections.iter().flat_map(|section| &section.paragraphs).filter_map(|paragraph| match paragraph {
            Paragraph::Quote(quote) => Some(quote),
            _ => None,
        })
    }

    /// The lead: the text of the sections of kind [`SectionKind::Lead`]. Empty if the layout marks none.
    #[must_use]
    pub fn lead(&self) -> String {
        self.joined(|kind| kind == SectionKind::Lead)
    }

    /// The text after the lead, quotes in place, hand-overs and sign-offs left out; paragraphs parted by a blank line.
    #[must_use]
    pub fn body(&self) -> String {
        self.joined(|kind| kind != SectionKind::Lead)
    }

    /// What stands for the document in a list: its title or, in brackets, how it begins.
    #[must_use]
    pub fn heading(&self) -> Cow<'_, str> {
        /// Words of an opening.
        const WORDS: usize = 16;
        let opening = || {
            let text = self.evidence_text();
            let mut words = text.split_whitespace();
            let opening = words.by_ref().take(WORDS).collect::<Vec<_>>().join(" ");
            format!("({opening}{})", if words.next().is_some() { " …" } else { "" })
        };
        self.title.as_deref().map_or_else(|| opening().into(), Cow::Borrowed)
    }

    /// The whole text that bears on what the document reports: lead and body, quotes in place, without the title,
    /// hand-overs and sign-offs.
    #[must_use]
    pub fn evidence_text(&self) -> String {
        self.joined(|_| true)
    }

    /// What of the document is compared to find copies: its [evidence](Self::evidence_text), and with the title if that is
    /// short.
    #[must_use]
    pub fn compared_text(&self) -> String {
        with_title_if_short(self.title.as_deref(), self.evidence_text().into()).into_owned()
    }

    fn joined(&self, keep: impl Fn(SectionKind) -> bool) -> String {
        let paragraphs: Vec<&str> = self
            .sections
            .iter()
            .filter(|section| keep(section.kind))
            .flat_map(|section| &section.paragraphs)
            .filter(|paragraph| paragraph.is_evidence())
            .map(Paragraph::text)
            // A foreign speaker left untranslated is a quote without words.
            .filter(|text| !text.is_empty())
            .collect();
        paragraphs.join("\n\n")
    }
}

/// A text of at most so many words is compared together with its title: short texts are often formulas.
const SHORT_TEXT_WORDS: usize = 40;

/// What of a text is compared to find copies: all of it, behind its title if it is short.
#[must_use]
pub fn with_title_if_short<'a>(title: Option<&str>, text: Cow<'a, str>) -> Cow<'a, str> {
    match title {
        Some(title) if is_compared_with_title(&text) => format!("{title}\n\n{text}").into(),
        _ => text,
    }
}

/// Whether a text is so short that its title counts when copies are looked for.
#[must_use]
pub fn is_compared_with_title(text: &str) -> bool {
    /// Bytes that are looked at together.
    const BLOCK: usize = 64;
    // Most texts are long and begin with ASCII, and then it is enough to count where words begin.
    // Without branches, so that it becomes vector instructions.
    let is_space = |byte: u8| u8::from(byte == b' ') | u8::from(byte.wrapping_sub(b'\t') <= b'\r' - b'\t');
    let (mut words, mut spaces) = (0, [1; BLOCK + 1]);
    for block in text.as_bytes().as_chunks::<BLOCK>().0.iter().take_while(|block| block.is_ascii()) {
        spaces[0] = spaces[BLOCK];
        for (space, &byte) in spaces[1..].iter_mut().zip(block) {
            *space = is_space(byte);
        }
        let mut begins = 0;
        for at in 0..BLOCK {
            begins += spaces[at] & (spaces[at + 1] ^ 1);
        }
        words += usize::from(begins);
        if words > SHORT_TEXT_WORDS {
            return false;
        }
    }
    text.split_whitespace().nth(SHORT_TEXT_WORDS).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_short_up_to_forty_words_whatever_parts_them() {
        for space in [" ", "\n\n", "\t \u{b}", "\u{a0}", "\u{2003}", " \u{85} "] {
            for word in ["a", "harbour", "부두", "\u{1c}", &"long".repeat(40)] {
                for words in [0, 1, 39, 40, 41, 200] {
                    let text = [word].repeat(words).join(space);
                    for text in [text.clone(), format!("{space}{text}{space}")] {
                        assert_eq!(is_compared_with_title(&text), words <= 40, "{words} times {word:?} with {space:?}");
                    }
                }
            }
        }
    }
}
