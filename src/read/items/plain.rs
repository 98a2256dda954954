//! A record to an item: by the short way, if it is nothing but names and strings, else by way of its document.

use std::borrow::Cow;

use ahash::AHashMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::ItemText;
use super::scan::{NotPlain, Scanned, Scanner};
use crate::document::is_compared_with_title;
use crate::read::html::text::{inline_text, looks_like_markup};
use crate::read::records::fields::{Field, FieldNames, Rank};
use crate::read::records::value::Value as Written;
use crate::read::records::{json, record};

/// Names of fields that are remembered; a file with more makes them up as it goes.
const MOST_NAMES: usize = 4096;

/// What field each of some names means, if any.
pub(super) type KnownNames = AHashMap<String, Option<(Field, Rank)>>;

/// Reads records for their texts; remembers what field each name means.
pub(super) struct Fieldwise<'n> {
    names: &'n FieldNames,
    /// What was known before.
    given: Option<&'n KnownNames>,
    known: KnownNames,
}

impl<'n> Fieldwise<'n> {
    pub(super) fn new(names: &'n FieldNames) -> Self {
        Self { names, given: None, known: KnownNames::new() }
    }

    /// A reader that knows some names already.
    pub(super) fn knowing(names: &'n FieldNames, given: &'n KnownNames) -> Self {
        Self { names, given: Some(given), known: KnownNames::new() }
    }

    /// The names that were met.
    pub(super) fn into_known(self) -> KnownNames {
        self.known
    }

    /// The item of a record; else what is wrong, and the cure. Bytes that are no UTF-8 stand as U+FFFD.
    pub(super) fn item<'r>(&mut self, record: &'r [u8]) -> Result<ItemText<'r>, (String, String)> {
        match std::str::from_utf8(record) {
            Ok(record) => self.item_of_text(record),
            Err(_) => self.any_item(&String::from_utf8_lossy(record)),
        }
    }

    /// [`item`](Self::item) of a record that is known to be UTF-8.
    pub(super) fn item_of_text<'r>(&mut self, record: &'r str) -> Result<ItemText<'r>, (String, String)> {
        self.plain_item(record).map_or_else(|| self.any_item(record), Ok)
    }

    fn any_item(&self, record: &str) -> Result<ItemText<'static>, (String, String)> {
        let Some(fields) = json::object_fields(record) else {
            let trouble = json::unreadable(record);
            return Err((trouble.message, trouble.cure));
        };
        let built = record::build(&fields, self.names).map_err(|fault| (fault.message, fault.cure))?;
        let document = built.document;
        Ok(ItemText {
            text: Cow::Owned(document.evidence_text()),
            title: document.title.map(Cow::Owned),
            id: Some(document.id).filter(|id| !id.is_empty()).map(Cow::Owned),
            source: document.source.map(Cow::Owned),
        })
    }

    /// The item of a record that is nothing but names and strings without markup; `None` for any other.
    fn plain_item<'r>(&mut self, record: &'r str) -> Option<ItemText<'r>> {
        if self.names.paths().next().is_some() {
            return None;
        }
        let fields = if let Ok(fields) = self.scanned_fields(record) {
            fields
        } else {
            let mut deserializer = serde_json::Deserializer::from_str(record);
            let fields = deserializer.deserialize_map(PlainVisitor { names: self }).ok().flatten()?;
            deserializer.end().ok()?;
            fields
        };
        let value = |slot: Option<(Rank, Cow<'r, str>)>| slot.map(|(_, value)| value);
        let (text, title) = (value(fields.text), value(fields.title));
        if text.is_none() && title.is_none() || text.as_ref().is_some_and(|text| looks_like_markup(text)) {
            return None;
        }
        let text = text.unwrap_or_default();
        let title = match title {
            // What a title says in markup matters where it is compared.
            Some(title) if title.contains(['&', '<']) => {
                if is_compared_with_title(&text) {
                    return None;
                }
                Some(Cow::Owned(inline_text(&title)))
            }
            title => title,
        };
        let id = value(fields.id).map(|id| match id {
            Cow::Borrowed(id) => Cow::Borrowed(id.trim()),
            Cow::Owned(id) => Cow::Owned(id.trim().to_owned()),
        });
        let source = value(fields.source).map(|source| Cow::Owned(inline_text(&source)));
        Some(ItemText { id, title, text, source })
    }

    /// What [`PlainVisitor`] makes of a record, if that can be scanned.
    fn scanned_fields<'r>(&mut self, record: &'r str) -> Result<PlainFields<'r>, NotPlain> {
        let mut scanner = Scanner::new(record)?;
        let mut fields = PlainFields::default();
        while let Some(name) = scanner.name()? {
            if name == "schema" {
                return Err(NotPlain);
            }
            let Some((field, rank)) = self.field(name) else {
                scanner.value()?;
                continue;
            };
            let slot = match field {
                Field::Id => &mut fields.id,
                Field::Title => &mut fields.title,
                Field::Text => &mut fields.text,
                Field::Lead | Field::Sections | Field::Quotes => match scanner.value()? {
                    Scanned::Text(text) if !is_blank(&text) => return Err(NotPlain),
                    Scanned::Text(_) | Scanned::Null => continue,
                    Scanned::Other => return Err(NotPlain),
                },
                Field::Source => {
                    let written = scanner.written_string()?;
                    let raw: &RawValue = serde_json::from_str(written).map_err(|_| NotPlain)?;
                    fields.set_source(rank, raw);
                    continue;
                }
                _ => {
                    scanner.value()?;
                    continue;
                }
            };
            match scanner.value()? {
                Scanned::Text(text) if is_blank(&text) => {}
                Scanned::Null => {}
                Scanned::Text(text) => {
                    if slot.as_ref().is_none_or(|(known, _)| rank < *known) {
                        *slot = Some((rank, text));
                    }
                }
                Scanned::Other => return Err(NotPlain),
            }
        }
        Ok(fields)
    }

    fn field(&mut self, name: &str) -> Option<(Field, Rank)> {
        if let Some(&field) = self.given.and_then(|given| given.get(name)).or_else(|| self.known.get(name)) {
            return field;
        }
        let field = self.names.field(name);
        if self.known.len() < MOST_NAMES {
            self.known.insert(name.to_owned(), field);
        }
        field
    }
}

/// The fields of a plain record that matter here, each with the surest name.
#[derive(Default)]
struct PlainFields<'r> {
    id: Option<(Rank, Cow<'r, str>)>,
    title: Option<(Rank, Cow<'r, str>)>,
    text: Option<(Rank, Cow<'r, str>)>,
    source: Option<(Rank, Cow<'r, str>)>,
}

impl<'r> PlainFields<'r> {
    fn set_source(&mut self, rank: Rank, written: &'r RawValue) {
        if self.source.as_ref().is_none_or(|(known, _)| rank < *known)
            && let Some(source) = Written::Json(written).text(", ")
        {
            self.source = Some((rank, source));
        }
    }
}

struct PlainVisitor<'f, 'n> {
    names: &'f mut Fieldwise<'n>,
}

impl<'r> Visitor<'r> for PlainVisitor<'_, '_> {
    type Value = Option<PlainFields<'r>>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = PlainFields::default();
        while let Some(name) = map.next_key_seed(Plain)? {
            let Value::Text(name) = name else { return Ok(None) };
            if name == "schema" {
                return Ok(None);
            }
            let Some((field, rank)) = self.names.field(&name) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let slot = match field {
                Field::Id => &mut fields.id,
                Field::Title => &mut fields.title,
                Field::Text => &mut fields.text,
                Field::Lead | Field::Sections | Field::Quotes => match map.next_value_seed(Plain)? {
                    Value::Absent => continue,
                    _ => return Ok(None),
                },
                // A source may be an object, which is no reason to take the long way.
                Field::Source => {
                    fields.set_source(rank, map.next_value()?);
                    continue;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            match map.next_value_seed(Plain)? {
                Value::Absent => {}
                Value::Text(value) => {
                    if slot.as_ref().is_none_or(|(known, _)| rank < *known) {
                        *slot = Some((rank, value));
                    }
                }
                Value::Whole(number) if field == Field::Id => {
                    if slot.as_ref().is_none_or(|(known, _)| rank < *known) {
                        *slot = Some((rank, Cow::Owned(number)));
                    }
                }
                Value::Whole(_) | Value::Other => return Ok(None),
            }
        }
        Ok(Some(fields))
    }
}

/// A value as far as it is plain.
enum Value<'r> {
    /// Null, or nothing but white space.
    Absent,
    Text(Cow<'r, str>),
    /// A whole number as written.
    Whole(String),
    Other,
}

struct Plain;

impl<'r> DeserializeSeed<'r> for Plain {
    type Value = Value<'r>;

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Whether a text is nothing but white space, told by its first letter.
fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn told(text: Cow<'_, str>) -> Value<'_> {
    if is_blank(&text) { Value::Absent } else { Value::Text(text) }
}

impl<'r> Visitor<'r> for Plain {
    type Value = Value<'r>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'r str) -> Result<Self::Value, E> {
        Ok(told(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(told(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Absent)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Whole(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Whole(number.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_seq<A: SeqAccess<'r>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }
}
