//! One record to one document.
//!
//! For each field the surest name with a usable value is taken; every other field is passed on in
//! [`Document::extra`], so nothing of the record is lost. Our own records (schema `samestory.document/1`) give the
//! document they were written from, less its place among stories, which is found anew.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::fields::{Field, FieldNames, Rank};
use super::value::Value;
use crate::document::{Document, ExtraField, Origin, Paragraph, Quote, Section, SectionKind};
use crate::moment::Moment;
use crate::read::html::text::{fragment_text, inline_text, looks_like_markup};
use crate::read::{dates, paragraphs};
use crate::record::RecordSection;
use crate::text::language;

/// Field names in input order, with their values.
pub(crate) type Fields<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A document, and what could not be understood in its record: message and cure.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) document: Document,
    pub(crate) notices: Vec<(String, String)>,
    /// Positions of the user's field mappings that found a field.
    pub(crate) mappings: Vec<usize>,
}

/// Why a record gives no document.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) cure: String,
}

/// Makes a document of a record. Its id is empty if the record has none; its origin is the caller's business.
pub(crate) fn build(fields: &Fields<'_>, names: &FieldNames) -> Result<Built, Fault> {
    let mut reading = Reading::new(fields, names);
    let is_own = reading.is_own;
    let inline = |text: Cow<'_, str>| if is_own { text.into_owned() } else { inline_text(&text) };
    let mut document = Document {
        id: String::new(),
        origin: Origin { path: String::new(), ordinal: 0, start: 0, end: 0 },
        title: reading.take_text(Field::Title, " ").map(inline).filter(|title| !title.is_empty()),
        source: reading.take_text(Field::Source, ", ").map(inline),
        programme: reading.take_text(Field::Programme, ", ").map(inline),
        published: reading.take_moment(Field::Published, "published"),
        updated: reading.take_moment(Field::Updated, "updated"),
        language: reading.take(Field::Language, |value| language::primary_subtag(&value.text(",")?)),
        reporter: reading.take_text(Field::Reporter, ", ").map(inline).map(|reporter| without_by(&reporter).to_owned()),
        place: reading.take_text(Field::Place, ", ").map(inline),
        url: reading.take_text(Field::Url, " ").map(|url| url.trim().to_owned()),
        sections: Vec::new(),
        extra: Vec::new(),
    };
    if let Some(id) = reading.take_text(Field::Id, "-") {
        id.trim().clone_into(&mut document.id);
    }
    document.sections = reading.sections();
    if document.title.is_none() && document.sections.is_empty() {
        return Err(no_words(fields));
    }
    reading.mark_quotes(&mut document.sections);
    document.extra = reading.extra();
    Ok(Built {
        document,
        mappings: names.mappings(fields.iter().map(|(name, _)| name.as_ref())),
        notices: reading.notices,
    })
}

fn no_words(fields: &Fields<'_>) -> Fault {
    const SHOWN: usize = 8;
    let mut shown: Vec<&str> = fields.iter().take(SHOWN).map(|(name, _)| name.as_ref()).collect();
    if fields.len() > SHOWN {
        shown.push("…");
    }
    let cure = if shown.is_empty() {
        "leave the empty record out".to_owned()
    } else {
        format!(
            "leave it out if its text is empty, or say which field holds the text with --field text=NAME; the record has {}",
            shown.join(", ")
        )
    };
    Fault { message: "the record has neither a title nor a text".to_owned(), cure }
}

/// `By Jane Poe` without its `By`.
pub(crate) fn without_by(byline: &str) -> &str {
    let byline = byline.trim();
    match byline.get(..3) {
        Some(start) if start.eq_ignore_ascii_case("by ") => byline.get(3..).unwrap_or(byline).trim_start(),
        _ => byline,
    }
}

struct Reading<'r, 'a> {
    fields: &'r Fields<'a>,
    /// Index into `fields` by field, the surest name first.
    candidates: Vec<(Field, Rank, usize)>,
    /// Values found by a path into an object, tried before the candidates.
    found: Vec<(Field, Box<RawValue>)>,
    /// Whether each of `fields` has been understood and is not passed on.
    is_taken: Vec<bool>,
    is_own: bool,
    notices: Vec<(String, String)>,
}

impl<'r, 'a> Reading<'r, 'a> {
    fn new(fields: &'r Fields<'a>, names: &FieldNames) -> Self {
        let is_own = fields.iter().any(|(name, value)| {
            name == "schema" && value.text("").is_some_and(|schema| schema.starts_with("samestory.document/"))
        });
        let mut candidates: Vec<(Field, Rank, usize)> = (fields.iter().enumerate())
            .filter_map(|(index, (name, _))| names.field(name).map(|(field, rank)| (field, rank, index)))
            .collect();
        candidates.sort_by_key(|&(_, rank, index)| (rank, index));
        let found = names.paths().filter_map(|(field, _, path)| Some((field, follow(fields, path)?))).collect();
        // What our own records say beyond the document is found anew.
        let is_derived =
            |name: &str| is_own && matches!(name, "schema" | "story" | "copies" | "origin" | "extra" | "version_of");
        let is_taken = fields.iter().map(|(name, _)| is_derived(name)).collect();
        Self { fields, candidates, found, is_taken, is_own, notices: Vec::new() }
    }

    /// Takes the first value of a field that `read` can use.
    fn take<T>(&mut self, field: Field, read: impl Fn(Value<'_>) -> Option<T>) -> Option<T> {
        if let Some(read) =
            self.found.iter().filter(|(own, _)| *own == field).find_map(|(_, raw)| read(Value::Json(raw)))
        {
            return Some(read);
        }
        let mut taken = None;
        for &(_, _, index) in self.candidates.iter().filter(|(own, ..)| *own == field) {
            let (Some((_, value)), Some(is_taken)) = (self.fields.get(index), self.is_taken.get_mut(index)) else {
                continue;
            };
            if *is_taken {
                continue;
            }
            if !value.is_present() {
                *is_taken = true;
            } else if taken.is_none() {
                taken = read(*value);
                *is_taken = taken.is_some();
            }
        }
        taken
    }

    fn take_text(&mut self, field: Field, joint: &str) -> Option<Cow<'static, str>> {
        self.take(field, |value| value.text(joint).map(|text| Cow::Owned(text.into_owned())))
    }

    fn take_moment(&mut self, field: Field, name: &str) -> Option<Moment> {
        if let Some(moment) = self.take(field, |value| dates::parse(&value.text(" ")?, None)) {
            return Some(moment);
        }
        let is_unread = |index: usize| self.is_taken.get(index) == Some(&false);
        let (_, _, index) = self.candidates.iter().find(|(own, _, index)| *own == field && is_unread(*index))?;
        let (theirs, value) = self.fields.get(*index)?;
        let written = value.text(" ").unwrap_or(Cow::Borrowed("…"));
        let shown: String = written.chars().take(40).collect();
        self.notices.push((
            format!("`{shown}` in `{theirs}` is no date that can be read: the document has no `{name}` time"),
            "write it as 2025-06-12 or 2025-06-12T15:22:00+09:00".to_owned(),
        ));
        None
    }

    fn sections(&mut self) -> Vec<Section> {
        let marked: Option<Vec<RecordSection>> = self.take(Field::Sections, |value| {
            value.structure().filter(|sections: &Vec<RecordSection>| !sections.is_empty())
        });
        if let Some(marked) = marked {
            if self.is_own {
                // They hold the lead and the body already.
                self.take(Field::Lead, |_| Some(()));
                self.take(Field::Text, |_| Some(()));
            }
            let section = |own: RecordSection| Section { kind: own.kind, label: own.label, paragraphs: own.paragraphs };
            return marked.into_iter().map(section).collect();
        }
        let split = if self.is_own { paragraphs::blocks } else { paragraphs_of };
        let body = self.take_text(Field::Text, "\n\n").map(|text| split(&text)).unwrap_or_default();
        if body.is_empty() || self.is_own {
            let lead = self.take_text(Field::Lead, "\n\n").map(|text| split(&text)).unwrap_or_default();
            let lead_kind = if self.is_own { SectionKind::Lead } else { SectionKind::Body };
            return [(lead_kind, lead), (SectionKind::Body, body)]
                .into_iter()
                .filter_map(|(kind, paragraphs)| paragraphs::prose_section(kind, paragraphs))
                .collect();
        }
        let lead = self.take_text(Field::Lead, "\n\n").map(|text| split(&text)).unwrap_or_default();
        let lead = if opens(&lead, &body) { None } else { paragraphs::prose_section(SectionKind::Lead, lead) };
        lead.into_iter().chain(paragraphs::prose_section(SectionKind::Body, body)).collect()
    }

    /// Turns the paragraphs that the record lists as quotes into quotes.
    fn mark_quotes(&mut self, sections: &mut [Section]) {
        let is_own = self.is_own;
        let quotes: Vec<Quote> = self
            .take(Field::Quotes, |value| value.structure().filter(|quotes: &Vec<Quote>| is_own || !quotes.is_empty()))
            .unwrap_or_default();
        let mut quotes = quotes.into_iter().peekable();
        for paragraph in sections.iter_mut().flat_map(|section| &mut section.paragraphs) {
            match (&paragraph, quotes.peek()) {
                (Paragraph::Prose(text), Some(quote)) if *text == quote.text => {
                    if let Some(quote) = quotes.next() {
                        *paragraph = Paragraph::Quote(quote);
                    }
                }
                (Paragraph::Quote(own), Some(quote)) if own == quote => {
                    quotes.next();
                }
                _ => {}
            }
        }
    }

    /// What has not been understood, in input order.
    fn extra(&self) -> Vec<ExtraField> {
        let mut extra = Vec::new();
        for ((name, value), is_taken) in self.fields.iter().zip(&self.is_taken) {
            if self.is_own && name == "extra" {
                extra.extend(inner_fields(*value));
            } else if !is_taken && let Some(value) = value.to_json().filter(|_| is_worth_keeping(*value)) {
                extra.push(ExtraField { name: name.clone().into_owned(), value });
            }
        }
        extra
    }
}

/// An empty cell says nothing; a JSON null may.
fn is_worth_keeping(value: Value<'_>) -> bool {
    !matches!(value, Value::Cell(text) if text.trim().is_empty())
}

fn inner_fields(value: Value<'_>) -> Vec<ExtraField> {
    let Value::Json(raw) = value else { return Vec::new() };
    let fields = super::json::object_fields(raw.get()).unwrap_or_default();
    fields
        .into_iter()
        .filter_map(|(name, value)| Some(ExtraField { name: name.into_owned(), value: value.to_json()? }))
        .collect()
}

/// The value at a path such as `meta.body`.
fn follow(fields: &Fields<'_>, path: &str) -> Option<Box<RawValue>> {
    let (first, rest) = path.split_once('.')?;
    let (_, value) = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(first))?;
    let Value::Json(raw) = value else { return None };
    let inner = super::json::object_fields(raw.get())?;
    if rest.contains('.')
        && let Some(found) = follow(&inner, rest)
    {
        return Some(found);
    }
    let (_, value) = inner.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest))?;
    value.to_json()
}

fn paragraphs_of(text: &str) -> Vec<String> {
    if looks_like_markup(text) {
        return paragraphs::paragraphs(&fragment_text(text));
    }
    paragraphs::paragraphs(text)
}

/// Whether the body begins with the words of the lead, a mark of omission at the lead's end aside.
fn opens(lead: &[String], body: &[String]) -> bool {
    let words = |paragraphs: &[String]| -> String {
        paragraphs
            .iter()
            .flat_map(|paragraph| paragraph.chars())
            .filter(|character| character.is_alphanumeric())
            .collect()
    };
    let lead = words(lead);
    let length = lead.chars().count();
    let start: String = body
        .iter()
        .flat_map(|paragraph| paragraph.chars())
        .filter(|character| character.is_alphanumeric())
        .take(length)
        .collect();
    start == lead
}
