//! JSON Lines and JSON values: where the records are. [`super::record`] says what they hold.
//!
//! Lines are read in parallel. An array is walked element by element, so that a broken one costs itself and not the
//! rest, and a file that ends too early keeps what came before. An object is a record, or wraps an array of records
//! (`{"articles": […]}`). Linear: what is read again after a break is limited.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use rayon::prelude::*;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::{Field, FieldNames};
use super::record::Fields;
use super::value::Value;
use super::{Outcome, Place, Trouble, read_record};

/// Lines are handed to threads in pieces of about this many bytes.
const PIECE: usize = 1 << 18;
/// Broken elements of an array after which the rest is given up.
const MOST_BREAKS: usize = 64;
/// Objects in objects that are searched for an array of records.
const DEEPEST_WRAPPER: usize = 3;

/// Reads JSON Lines: a record a line, blank lines aside.
pub(super) fn lines(text: &str, names: &FieldNames) -> Vec<Outcome> {
    let mut pieces: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let wanted = (start + PIECE).min(text.len());
        let rest = text.as_bytes().get(wanted..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| wanted + at + 1);
        pieces.push((start, text.get(start..end).unwrap_or_default()));
        start = end;
    }
    let read = |&(start, piece): &(usize, &str)| {
        let mut outcomes = Vec::new();
        let (mut at, mut count) = (start, 0);
        for line in piece.split_inclusive('\n') {
            count += 1;
            let record = line.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
            if !record.is_empty() {
                let from = at + (line.len() - line.trim_start().len());
                outcomes.push(self::line(record, from, count, names));
            }
            at += line.len();
        }
        (outcomes, count)
    };
    let pieces: Vec<(Vec<Outcome>, u64)> = pieces.par_iter().map(read).collect();
    let mut before = 0;
    let mut outcomes = Vec::new();
    for (piece, count) in pieces {
        outcomes.extend(piece.into_iter().map(|outcome| outcome.after_lines(before)));
        before += count;
    }
    outcomes
}

fn line(record: &str, start: usize, line: u64, names: &FieldNames) -> Outcome {
    let place = Place { line: Some(line), range: start..start + record.len() };
    match object_fields(record) {
        Some(fields) => read_record(&fields, place, names),
        None => Outcome::failed(place, unreadable(record)),
    }
}

/// What is wrong with a record that is no object.
pub(crate) fn unreadable(record: &str) -> Trouble {
    let message = match serde_json::from_str::<&RawValue>(record) {
        Ok(value) => format!("the record is {}, not an object", kind_of(value.get())),
        Err(error) if error.is_eof() => "the record ends too early".to_owned(),
        Err(error) => format!("the record is not JSON from column {}: {}", error.column(), plain(&error)),
    };
    Trouble::error(message, "write the record as one JSON object, such as {\"title\": \"…\", \"text\": \"…\"}")
}

fn kind_of(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// The error without its place, which is told elsewhere.
fn plain(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

/// Reads JSON values: one array, one object, or several one after another.
pub(super) fn values(text: &str, names: &FieldNames) -> Vec<Outcome> {
    let mut walk = Walk { text, names, outcomes: Vec::new(), ranges: Vec::new(), breaks: 0 };
    let mut at = 0;
    loop {
        at = walk.skip(at, "");
        let rest = text.get(at..).unwrap_or_default();
        at = match rest.as_bytes().first() {
            None => break,
            Some(b'[') => walk.array(at),
            Some(b'{') => match walk.object(at, 0) {
                Some(end) => end,
                None => break,
            },
            Some(_) => {
                walk.fail(at..text.len(), "the text is not JSON".to_owned());
                break;
            }
        };
    }
    let Walk { mut outcomes, ranges, .. } = walk;
    let records: Vec<Outcome> = ranges
        .into_par_iter()
        .map(|range| {
            let place = Place { line: None, range: range.clone() };
            match text.get(range).and_then(object_fields) {
                Some(fields) => read_record(&fields, place, names),
                None => Outcome::failed(place.clone(), unreadable(text.get(place.range).unwrap_or_default())),
            }
        })
        .collect();
    outcomes.extend(records);
    outcomes.sort_by_key(|outcome| outcome.place.range.start);
    outcomes
}

struct Walk<'a> {
    text: &'a str,
    names: &'a FieldNames,
    /// What is broken.
    outcomes: Vec<Outcome>,
    /// Where the records are.
    ranges: Vec<Range<usize>>,
    breaks: usize,
}

impl Walk<'_> {
    /// The next byte at or after `at` that is neither white space nor one of `also`.
    fn skip(&self, at: usize, also: &str) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let is_skipped =
            |character: char| character.is_whitespace() || character == '\u{FEFF}' || also.contains(character);
        at + (rest.len() - rest.trim_start_matches(is_skipped).len())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The byte after the value at `at`.
    fn end_of_value(&self, at: usize) -> Result<usize, serde_json::Error> {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(_)) => Ok(at + values.byte_offset()),
            Some(Err(error)) => Err(error),
            None => serde_json::from_str::<&RawValue>(rest).map(|_| at),
        }
    }

    fn fail(&mut self, range: Range<usize>, message: String) {
        let trouble = Trouble::error(message, "mend the JSON there; the records before it are read");
        self.outcomes.push(Outcome::failed(Place { line: None, range }, trouble));
    }

    /// Walks the array at `at`; the byte after it.
    fn array(&mut self, at: usize) -> usize {
        let mut at = at + 1;
        loop {
            at = self.skip(at, ",");
            match self.byte(at) {
                None => {
                    self.fail(
                        self.text.len()..self.text.len(),
                        "the array is not closed: the file ends too early".to_owned(),
                    );
                    return at;
                }
                Some(b']') => return at + 1,
                Some(_) => {}
            }
            match self.end_of_value(at) {
                Ok(end) => {
                    self.ranges.push(at..end);
                    at = end;
                }
                Err(error) if error.is_eof() => {
                    self.fail(at..self.text.len(), "the record ends too early".to_owned());
                    return self.text.len();
                }
                Err(error) => {
                    self.breaks += 1;
                    let next = if self.breaks < MOST_BREAKS { self.next_record(at) } else { None };
                    let lost = if next.is_some() { "" } else { "; the records after it are lost" };
                    self.fail(
                        at..next.unwrap_or(self.text.len()),
                        format!("the record is not JSON: {}{lost}", plain(&error)),
                    );
                    match next {
                        Some(next) => at = next,
                        None => return self.text.len(),
                    }
                }
            }
        }
    }

    /// Where the record after a broken one may begin: an object behind `},` or `}` and a line end.
    fn next_record(&self, broken: usize) -> Option<usize> {
        let rest = self.text.get(broken + 1..)?;
        rest.match_indices('{').map(|(at, _)| (at, broken + 1 + at)).find_map(|(at, start)| {
            let before = rest.get(..at)?.trim_end();
            let before = before.strip_suffix(',').unwrap_or(before).trim_end();
            before.ends_with('}').then_some(start)
        })
    }

    /// Reads the object at `at`: a record, or a wrapper of records. The byte after it; `None` if it is broken.
    fn object(&mut self, at: usize, depth: usize) -> Option<usize> {
        let whole = self.end_of_value(at);
        let mut arrays: Vec<(String, usize)> = Vec::new();
        let mut objects: Vec<(String, usize)> = Vec::new();
        let (mut has_words, mut has_text) = (false, false);
        let mut inner = self.skip(at + 1, "");
        // The keys are read one by one, because an object that ends too early may still hold whole records.
        while self.byte(inner) == Some(b'"') {
            let Ok(key_end) = self.end_of_value(inner) else { break };
            let key: String =
                self.text.get(inner..key_end).and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
            let colon = self.skip(key_end, "");
            if self.byte(colon) != Some(b':') {
                break;
            }
            let value = self.skip(colon + 1, "");
            match self.byte(value) {
                Some(b'[') if self.byte(self.skip(value + 1, "")) == Some(b'{') => arrays.push((key, value)),
                Some(b'{') => objects.push((key, value)),
                Some(b'"') => {
                    let field = self.names.field(&key).map(|(field, _)| field);
                    has_text |= field == Some(Field::Text);
                    has_words |= matches!(field, Some(Field::Title | Field::Text | Field::Lead));
                }
                _ => {}
            }
            let Ok(end) = self.end_of_value(value) else { break };
            inner = self.skip(end, ",");
        }
        let named = |key: &str| {
            [
                "articles",
                "items",
                "documents",
                "results",
                "records",
                "stories",
                "news",
                "data",
                "docs",
                "entries",
                "hits",
            ]
            .contains(&key.to_ascii_lowercase().as_str())
        };
        let is_wrapper =
            |key: &str| named(key) || ["response", "result", "value"].contains(&key.to_ascii_lowercase().as_str());
        // A feed has a title of its own beside its items; a record has a text.
        let array = arrays.iter().find(|(key, _)| named(key) && !has_text);
        if let Some(&(_, start)) = array.or_else(|| arrays.first().filter(|_| arrays.len() == 1 && !has_words)) {
            let end = self.array(start);
            return Some(whole.unwrap_or(end.max(self.text.len())));
        }
        if let Some(&(_, start)) = objects.iter().find(|(key, _)| is_wrapper(key))
            && !has_words
            && depth < DEEPEST_WRAPPER
        {
            let end = self.object(start, depth + 1);
            return Some(whole.unwrap_or(end.unwrap_or(self.text.len())));
        }
        match whole {
            Ok(end) => {
                self.ranges.push(at..end);
                Some(end)
            }
            Err(error) => {
                let what = if error.is_eof() {
                    "the record ends too early".to_owned()
                } else {
                    format!("the record is not JSON: {}", plain(&error))
                };
                self.fail(at..self.text.len(), what);
                None
            }
        }
    }
}

/// The fields of the object that a text is; `None` if it is none.
pub(crate) fn object_fields(json: &str) -> Option<Fields<'_>> {
    struct FieldVisitor;

    impl<'de> Visitor<'de> for FieldVisitor {
        type Value = Fields<'de>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Fields::new();
            while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                fields.push((Cow::Owned(name), Value::Json(value)));
            }
            Ok(fields)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    let fields = deserializer.deserialize_map(FieldVisitor).ok()?;
    deserializer.end().ok()?;
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(outcomes: Vec<Outcome>) -> Vec<Result<String, String>> {
        let tell = |outcome: Outcome| match outcome.result {
            Ok(built) => Ok(built.document.title.unwrap_or_default()),
            Err(trouble) => Err(trouble.message),
        };
        outcomes.into_iter().map(tell).collect()
    }

    fn read(text: &str) -> Vec<Result<String, String>> {
        told(values(text, &FieldNames::default()))
    }

    fn titles(text: &str) -> Vec<String> {
        read(text).into_iter().flatten().collect()
    }

    #[test]
    fn lines_know_their_numbers_across_pieces() {
        let text: String = (0..9_000)
            .map(|number| format!("{{\"title\": \"story {number} {}\"}}\n\n", "x".repeat(50)))
            .collect::<Vec<_>>()
            .concat();
        let outcomes = lines(&text, &FieldNames::default());
        assert_eq!(outcomes.len(), 9_000);
        for (index, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.place.line, Some(index as u64 * 2 + 1));
            assert!(text[outcome.place.range.clone()].starts_with(&format!("{{\"title\": \"story {index} ")));
        }
    }

    #[test]
    fn a_bad_line_costs_itself_and_says_why() {
        let text = "{\"title\": \"a\"}\n[1]\n{\"title\": \"b\",}\n{\"note\": 1}\nnull\n{\"title\": \"c";
        let told = told(lines(text, &FieldNames::default()));
        assert_eq!(told[0], Ok("a".into()));
        assert_eq!(told[1], Err("the record is an array, not an object".into()));
        assert!(told[2].as_ref().unwrap_err().starts_with("the record is not JSON from column 15"));
        assert_eq!(told[3], Err("the record has neither a title nor a text".into()));
        assert_eq!(told[4], Err("the record is null, not an object".into()));
        assert_eq!(told[5], Err("the record ends too early".into()));
    }

    #[test]
    fn records_are_found_in_arrays_objects_and_wrappers() {
        for text in [
            r#"[{"title": "a"}, {"title": "b"}]"#,
            r#"{"title": "a"} {"title": "b"}"#,
            r#"{"articles": [{"title": "a"}, {"title": "b"}], "total": 2}"#,
            r#"{"status": "ok", "rows": [{"title": "a"}, {"title": "b"}]}"#,
            r#"{"response": {"numFound": 2, "docs": [{"title": "a"}, {"title": "b"}]}}"#,
            r#"{"version": "1.1", "title": "Feed", "items": [{"title": "a"}, {"title": "b"}]}"#,
        ] {
            assert_eq!(titles(text), ["a", "b"], "{text}");
        }
        assert_eq!(titles(r#"{"title": "a", "text": "b", "data": [{"title": "c"}]}"#), ["a"]);
        assert!(read("[]").is_empty() && read("").is_empty());
    }

    #[test]
    fn a_broken_element_costs_itself() {
        let text = "[{\"title\": \"a\"},\n{\"title\": bad},\n{\"title\": \"c\"}]";
        let told = read(text);
        assert_eq!((&told[0], &told[2]), (&Ok("a".into()), &Ok("c".into())));
        assert!(told[1].as_ref().unwrap_err().starts_with("the record is not JSON"));
    }

    #[test]
    fn a_file_that_ends_too_early_keeps_its_records() {
        for text in [
            r#"[{"title": "a"}, {"title": "b"}, {"tit"#,
            r#"{"articles": [{"title": "a"}, {"title": "b"}, {"#,
            r#"[{"title": "a"}, {"title": "b"}, "#,
        ] {
            assert_eq!(titles(text), ["a", "b"], "{text}");
            assert_eq!(read(text).iter().filter(|result| result.is_err()).count(), 1, "{text}");
        }
        assert_eq!(read("{\"title\": \"a").len(), 1);
        assert_eq!(read("plain words").len(), 1);
    }

    #[test]
    fn hostile_json_ends_in_time() {
        let deep = "[".repeat(100_000);
        for text in
            [deep.clone(), format!("{{\"a\":{deep}"), "{".repeat(100_000), "[{,".repeat(50_000), "[\"".repeat(50_000)]
        {
            let _ = read(&text);
            let _ = told(lines(&text, &FieldNames::default()));
        }
    }
}
