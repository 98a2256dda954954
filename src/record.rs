//! The published form of a clustered document: one JSON object, schema `samestory.document/1`.
//!
//! It is what `cluster --format jsonl` writes a line of, what the index stores and what look-ups give back. The
//! contract: fields keep their names, order and meaning within a schema version; absent values are `null`; new fields
//! may be added behind the known ones.

use serde::{Deserialize, Serialize};

use crate::document::{Document, ExtraField, Origin, Paragraph, Quote, Section, SectionKind};
use crate::moment::Moment;

/// The schema that this version writes.
pub const DOCUMENT_SCHEMA: &str = "samestory.document/1";

/// A document with its place among copies and stories.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// [`DOCUMENT_SCHEMA`].
    pub schema: String,
    /// The document's id.
    pub id: String,
    /// Id of its story, derived from content.
    pub story: String,
    /// Id of its group of copies, derived from content.
    pub copies: String,
    /// Where it was read from.
    pub origin: RecordOrigin,
    /// See [`Document::title`].
    pub title: Option<String>,
    /// See [`Document::source`].
    pub source: Option<String>,
    /// See [`Document::programme`].
    pub programme: Option<String>,
    /// See [`Document::published`].
    pub published: Option<Moment>,
    /// See [`Document::updated`].
    pub updated: Option<Moment>,
    /// See [`Document::language`].
    pub language: Option<String>,
    /// See [`Document::reporter`].
    pub reporter: Option<String>,
    /// See [`Document::place`].
    pub place: Option<String>,
    /// The soundbites in reading order.
    pub quotes: Vec<Quote>,
    /// See [`Document::lead`].
    pub lead: String,
    /// See [`Document::body`].
    pub body: String,
    /// See [`Document::url`].
    pub url: Option<String>,
    /// The sections with all their paragraphs; empty for a document of plain prose without section markers, whose text
    /// is all in `body`.
    #[serde(default)]
    pub sections: Vec<RecordSection>,
    /// Fields of the input record that samestory has no use for, as an object.
    #[serde(default, with = "extra_as_object")]
    pub extra: Vec<ExtraField>,
    /// Of an earlier version the id of the document that took its place; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_of: Option<String>,
}

/// Where a document was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOrigin {
    /// See [`Origin::path`].
    pub path: String,
    /// See [`Origin::ordinal`].
    pub ordinal: u32,
    /// First byte and byte after the last, in the decompressed file.
    pub bytes: [u64; 2],
}

/// A marked section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSection {
    /// See [`Section::kind`].
    pub kind: crate::document::SectionKind,
    /// See [`Section::label`].
    pub label: Option<String>,
    /// The paragraphs, each an object of one key: `prose`, `quote`, `hand_over` or `sign_off`.
    pub paragraphs: Vec<Paragraph>,
}

impl DocumentRecord {
    /// The record of a document in the given story and group of copies.
    #[must_use]
    pub fn new(document: &Document, story: &str, copies: &str) -> Self {
        let is_plain = document.sections.iter().all(|section| {
            let is_prose = |paragraph: &Paragraph| matches!(paragraph, Paragraph::Prose(_));
            section.label.is_none() && section.paragraphs.iter().all(is_prose)
        });
        let sections = if is_plain { Vec::new() } else { document.sections.iter().map(RecordSection::from).collect() };
        Self {
            schema: DOCUMENT_SCHEMA.to_owned(),
            id: document.id.clone(),
            story: story.to_owned(),
            copies: copies.to_owned(),
            origin: RecordOrigin::from(&document.origin),
            title: document.title.clone(),
            source: document.source.clone(),
            programme: document.programme.clone(),
            published: document.published,
            updated: document.updated,
            language: document.language.clone(),
            reporter: document.reporter.clone(),
            place: document.place.clone(),
            quotes: document.quotes().cloned().collect(),
            lead: document.lead(),
            body: document.body(),
            url: document.url.clone(),
            sections,
            extra: document.extra.clone(),
            version_of: None,
        }
    }
}

impl From<DocumentRecord> for Document {
    /// The document that a record was made of; what `read` makes of the record too, but for the origin, which is the
    /// record's own.
    fn from(record: DocumentRecord) -> Self {
        let prose = |kind, text: &str| {
            let blocks = text.split("\n\n").filter(|block| !block.is_empty());
            let paragraphs: Vec<Paragraph> = blocks.map(|block| Paragraph::Prose(block.to_owned())).collect();
            (!paragraphs.is_empty()).then_some(Section { kind, label: None, paragraphs })
        };
        let sections = if record.sections.is_empty() {
            let parts = [(SectionKind::Lead, &record.lead), (SectionKind::Body, &record.body)];
            parts.into_iter().filter_map(|(kind, text)| prose(kind, text)).collect()
        } else {
            let marked = record.sections.into_iter();
            marked.map(|own| Section { kind: own.kind, label: own.label, paragraphs: own.paragraphs }).collect()
        };
        let RecordOrigin { path, ordinal, bytes: [start, end] } = record.origin;
        Self {
            id: record.id,
            origin: Origin { path, ordinal, start, end },
            title: record.title,
            source: record.source,
            programme: record.programme,
            published: record.published,
            updated: record.updated,
            language: record.language,
            reporter: record.reporter,
            place: record.place,
            url: record.url,
            sections,
            extra: record.extra,
        }
    }
}

impl From<&Origin> for RecordOrigin {
    fn from(origin: &Origin) -> Self {
        Self { path: origin.path.clone(), ordinal: origin.ordinal, bytes: [origin.start, origin.end] }
    }
}

impl From<&Section> for RecordSection {
    fn from(section: &Section) -> Self {
        Self { kind: section.kind, label: section.label.clone(), paragraphs: section.paragraphs.clone() }
    }
}

mod extra_as_object {
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::ser::SerializeMap;
    use serde::{Deserializer, Serializer};

    use crate::document::ExtraField;

    pub(super) fn serialize<S: Serializer>(fields: &[ExtraField], serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for field in fields {
            map.serialize_entry(&field.name, &field.value)?;
        }
        map.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ExtraField>, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<ExtraField>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    fields.push(ExtraField { name, value });
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Fields)
    }
}
