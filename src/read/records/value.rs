//! The value of a record's field, and what can be read of it.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// A value: JSON as written, or the cell of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Json(&'a RawValue),
    Cell(&'a str),
}

/// Keys under which an object holds its text or name, the surest first.
const INNER: [&str; 10] = ["name", "text", "rendered", "value", "title", "content", "$t", "#text", "_", "href"];

impl<'a> Value<'a> {
    /// Whether it is there at all: neither null, nor empty, nor white space.
    pub(crate) fn is_present(self) -> bool {
        match self {
            Self::Json(raw) => {
                let text = raw.get();
                let inner = text.trim_matches('"').trim();
                !matches!(text, "null" | "[]" | "{}") && !inner.is_empty()
            }
            Self::Cell(text) => !text.trim().is_empty(),
        }
    }

    /// The text it holds: a string, a number, the name within an object, the items of an array joined by `joint`.
    pub(crate) fn text(self, joint: &str) -> Option<Cow<'a, str>> {
        let text = match self {
            Self::Cell(text) => Cow::Borrowed(text),
            Self::Json(raw) => match raw.get().as_bytes().first()? {
                b'"' => string(raw.get())?,
                b'{' | b'[' => Cow::Owned(nested(&serde_json::from_str(raw.get()).ok()?, joint)?),
                b'-' | b'0'..=b'9' => Cow::Borrowed(raw.get()),
                _ => return None,
            },
        };
        if text.trim().is_empty() { None } else { Some(text) }
    }

    /// The value as JSON on one line.
    pub(crate) fn to_json(self) -> Option<Box<RawValue>> {
        let text = match self {
            Self::Json(raw) => compact(raw.get()),
            Self::Cell(text) => serde_json::to_string(text).ok()?,
        };
        RawValue::from_string(text).ok()
    }

    /// Reads it as a structure of our own, if it is JSON and fits.
    pub(crate) fn structure<T: serde::de::DeserializeOwned>(self) -> Option<T> {
        match self {
            Self::Json(raw) => serde_json::from_str(raw.get()).ok(),
            Self::Cell(_) => None,
        }
    }
}

/// A JSON string without its escapes. Half of a surrogate pair, which JSON can write and text cannot hold, becomes
/// U+FFFD.
fn string(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.get(1..raw.len().checked_sub(1)?)?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str(raw).or_else(|_| serde_json::from_str(&without_lone_surrogates(raw))).ok().map(Cow::Owned)
}

fn without_lone_surrogates(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        text.push_str(before);
        let unit = |at: usize| {
            let escape = escape.get(at..at + 6)?.strip_prefix("\\u")?;
            u32::from_str_radix(escape, 16).ok()
        };
        let (piece, length) = match (unit(0), unit(6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (escape.get(..12), 12),
            (Some(0xD800..=0xDFFF), _) => (Some("\\ufffd"), 6),
            (Some(_), _) => (escape.get(..6), 6),
            (None, _) => (escape.get(..2), 2),
        };
        text.push_str(piece.unwrap_or(escape));
        rest = escape.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

fn nested(value: &serde_json::Value, joint: &str) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Array(items) => {
            let texts: Vec<String> = items.iter().filter_map(|item| nested(item, joint)).collect();
            if texts.is_empty() { None } else { Some(texts.join(joint)) }
        }
        serde_json::Value::Object(fields) => INNER.iter().find_map(|key| nested(fields.get(*key)?, joint)),
        _ => None,
    }
}

/// JSON without white space outside its strings.
fn compact(json: &str) -> String {
    let (mut is_string, mut is_escaped) = (false, false);
    let keep = |character: &char| {
        if is_string {
            let ends = *character == '"' && !is_escaped;
            is_escaped = *character == '\\' && !is_escaped;
            is_string = !ends;
            return true;
        }
        is_string = *character == '"';
        !character.is_ascii_whitespace()
    };
    json.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let raw: Box<RawValue> = serde_json::from_str(json).unwrap();
        Value::Json(&raw).text(", ").map(Cow::into_owned)
    }

    #[test]
    fn text_is_found_in_every_kind_of_value() {
        for (json, expected) in [
            (r#""caf\u00e9 \"x\"""#, Some("café \"x\"")),
            ("42", Some("42")),
            (r#"{"id": null, "name": "Harbour Courier"}"#, Some("Harbour Courier")),
            (r#"[{"name": "Ann Poe"}, "Jo Lee", null]"#, Some("Ann Poe, Jo Lee")),
            (r#"{"rendered": "<p>x</p>"}"#, Some("<p>x</p>")),
            ("null", None),
            ("true", None),
            ("\" \"", None),
            ("[]", None),
            (r#""half \ud83d pair, whole \ud83d\ude00""#, Some("half \u{FFFD} pair, whole 😀")),
        ] {
            assert_eq!(text(json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn deep_values_are_refused_not_followed() {
        assert_eq!(text(&format!("{}{}", "[".repeat(5_000), "]".repeat(5_000))), None);
    }

    #[test]
    fn passed_through_values_lose_white_space_outside_strings_only() {
        assert_eq!(
            compact("{ \"a b\" : [ 1,\n \"c \\\" d\" ] , \"e\\\\\" : 1.50 }"),
            r#"{"a b":["c \" d"],"e\\":1.50}"#.replace("[\"c", "[1,\"c")
        );
        assert_eq!(Value::Cell("a\n\"b\"").to_json().unwrap().get(), r#""a\n\"b\"""#);
    }
}
