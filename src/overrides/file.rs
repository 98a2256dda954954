//! A file of overrides: TOML, so that it can be written by hand and commented.
//!
//! `docs/overrides.md` tells the format. Everything wrong with a file is told at once, by line, with what to write
//! instead; only an error in the TOML itself hides what stands after it. Nothing that is written is passed over: a key
//! that is not known is an error, because it may be a slip in one that is.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{NamedDocument, Override, Ruling};
use crate::problem::{Position, Problem};

/// Most bytes of a file. A ruling takes about a hundred.
const MOST_BYTES: u64 = 64 << 20;

/// What stands in a file of overrides, by name.
const RULINGS: [(&str, Ruling); 2] = [("same", Ruling::Same), ("different", Ruling::Different)];

/// What an override may say.
const KEYS: [&str; 4] = ["documents", "by", "when", "why"];

/// Likeness (Jaro-Winkler) from which a key is taken for a slip in another.
const SLIP: f64 = 0.7;

/// The text of a file.
pub(super) fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let bytes = File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if bytes as u64 > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    Ok(text)
}

/// The overrides that a text holds; all that is wrong with it goes to `problems`.
pub(super) fn parse(path: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Override> {
    let mut reader = Reader { path, line_ends: line_ends(text), problems };
    match DeTable::parse(text) {
        Ok(table) => reader.overrides(table.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let message = format!("this is not TOML: {}", error.message().replace('\n', "; "));
            reader.error(at, message, "texts stand between quotation marks, lists between brackets, with commas");
            Vec::new()
        }
    }
}

fn line_ends(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at).collect()
}

struct Reader<'a> {
    path: &'a str,
    line_ends: Vec<usize>,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> u64 {
        self.line_ends.partition_point(|&end| end < at) as u64 + 1
    }

    fn error(&mut self, at: usize, message: impl Into<String>, cure: impl Into<String>) {
        self.problems.push(Problem::error(self.path, Position::Line(self.line(at)), message, cure));
    }

    fn unknown(&mut self, key: &str, span: &Range<usize>, known: &[&str]) {
        let likeness = |known: &&&str| strsim::jaro_winkler(known, &key.to_lowercase());
        let nearest = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        let cure = match nearest.filter(|nearest| likeness(nearest) >= SLIP) {
            Some(nearest) => format!("the nearest is `{nearest}`; known are {}", known.join(", ")),
            None => format!("known are {}", known.join(", ")),
        };
        self.error(span.start, format!("unknown key `{key}`"), cure);
    }

    fn overrides(&mut self, table: &DeTable<'_>) -> Vec<Override> {
        let mut overrides = Vec::new();
        for (key, value) in table {
            let Some(&(name, ruling)) = RULINGS.iter().find(|(name, _)| name == key.get_ref()) else {
                self.unknown(key.get_ref(), &key.span(), &RULINGS.map(|(name, _)| name));
                continue;
            };
            let cure =
                format!("write `[[{name}]]` on a line of its own, and `documents = [\"one\", \"another\"]` below");
            let DeValue::Array(entries) = value.get_ref() else {
                let message = format!("`{name}` is {}, not a list of overrides", kind(value.get_ref()));
                self.error(key.span().start, message, cure);
                continue;
            };
            for entry in entries {
                match entry.get_ref() {
                    DeValue::Table(table) => overrides.extend(self.entry(ruling, entry.span().start, table)),
                    other => self.error(entry.span().start, format!("{} is no override", kind(other)), cure.clone()),
                }
            }
        }
        overrides
    }

    fn entry(&mut self, ruling: Ruling, at: usize, table: &DeTable<'_>) -> Option<Override> {
        let mut entry = Override {
            path: self.path.to_owned(),
            line: self.line(at),
            ruling,
            documents: Vec::new(),
            by: None,
            when: None,
            why: None,
        };
        let mut documents = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "documents" => documents = Some(self.documents(value)),
                "by" => entry.by = self.text("by", value, false),
                "when" => entry.when = self.text("when", value, true),
                "why" => entry.why = self.text("why", value, false),
                unknown => self.unknown(unknown, &key.span(), &KEYS),
            }
        }
        let Some(documents) = documents else {
            self.error(at, "an override without `documents`", "add `documents = [\"one\", \"another\"]`");
            return None;
        };
        entry.documents = documents?;
        Some(entry)
    }

    /// A text; a date too, where one may stand.
    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>, may_be_date: bool) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            DeValue::Datetime(date) if may_be_date => Some(date.to_string()),
            other => {
                let message = format!("`{key}` is {}, not a text", kind(other));
                self.error(value.span().start, message, format!("put it between quotation marks: {key} = \"…\""));
                None
            }
        }
    }

    /// Two or more ids, all different; `None` if anything is wrong with them.
    fn documents(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<NamedDocument>> {
        let at = value.span().start;
        let DeValue::Array(ids) = value.get_ref() else {
            let message = format!("`documents` is {}, not a list of ids", kind(value.get_ref()));
            self.error(at, message, "write `documents = [\"one\", \"another\"]`");
            return None;
        };
        let before = self.problems.len();
        let mut documents = Vec::new();
        let mut seen = BTreeSet::new();
        for id in ids {
            let at = id.span().start;
            match id.get_ref() {
                DeValue::String(text) if text.is_empty() => {
                    self.error(at, "an empty id", "name a document by the id that `cluster` shows");
                }
                DeValue::String(text) if !seen.insert(text.as_ref()) => {
                    self.error(at, format!("`{text}` is listed twice"), "take one of the two out");
                }
                DeValue::String(text) => {
                    documents.push(NamedDocument { line: self.line(at), id: text.clone().into_owned() });
                }
                other => {
                    let message = format!("{} stands where an id should", kind(other));
                    self.error(at, message, "put ids between quotation marks: documents = [\"104\", \"105\"]");
                }
            }
        }
        if self.problems.len() == before && documents.len() < 2 {
            let message = format!("{} documents, but an override is about two or more", documents.len());
            self.error(at, message, "name the others too, or take the override out");
        }
        (self.problems.len() == before).then_some(documents)
    }
}

/// What a value is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Override>, Vec<String>) {
        let mut problems = Vec::new();
        let overrides = parse("o.toml", text, &mut problems);
        problems.sort();
        let told = |problem: Problem| format!("{}: {} ({})", problem.location(), problem.message, problem.cure);
        (overrides, problems.into_iter().map(told).collect())
    }

    #[test]
    fn an_override_is_read_with_who_when_and_why() {
        let (overrides, errors) = read(
            "# corrections of the night desk\n[[same]]\ndocuments = [\"a\", # the first\n  \"b#2\"]\nby = \"Han\"\n\
             when = 2026-11-22\nwhy = \"\"\"Same\ngrounding.\"\"\"\n\n[[different]]\ndocuments = [\"a\", \"c\", \"d\"]\n\
             when = \"last week\"\n",
        );
        assert_eq!(errors, [""; 0]);
        let same = overrides.iter().find(|entry| entry.ruling == Ruling::Same).unwrap();
        assert_eq!(same.location(), "o.toml:2");
        let document = |line, id: &str| NamedDocument { line, id: id.to_owned() };
        assert_eq!(same.documents, [document(3, "a"), document(4, "b#2")]);
        assert_eq!((same.by.as_deref(), same.when.as_deref()), (Some("Han"), Some("2026-11-22")));
        assert_eq!(same.why.as_deref(), Some("Same\ngrounding."));
        let different = overrides.iter().find(|entry| entry.ruling == Ruling::Different).unwrap();
        assert_eq!((different.line, different.when.as_deref()), (10, Some("last week")));
        assert_eq!(different.documents.len(), 3);
    }

    #[test]
    fn an_empty_file_overrides_nothing() {
        assert_eq!(read(""), (Vec::new(), Vec::new()));
        assert_eq!(read("\u{feff}# nothing yet\r\n"), (Vec::new(), Vec::new()));
    }

    #[test]
    fn everything_wrong_is_told_by_line_with_a_cure() {
        let (_, errors) = read(
            "[[sane]]\ndocuments = [\"a\", \"b\"]\n[[same]]\ndocument = [\"a\", \"b\"]\n[[same]]\ndocuments = [\"a\"]\n\
             [[same]]\ndocuments = [\"a\", \"b\",\n\"a\"]\n[[different]]\ndocuments = \"a\"\nby = 7\n[[different]]\n\
             documents = [\"a\", 104, \"\"]\n",
        );
        let expected = [
            "o.toml:1: unknown key `sane` (the nearest is `same`; known are same, different)",
            "o.toml:3: an override without `documents` (add `documents = [\"one\", \"another\"]`)",
            "o.toml:4: unknown key `document` (the nearest is `documents`; known are documents, by, when, why)",
            "o.toml:6: 1 documents, but an override is about two or more (name the others too, or take the override out)",
            "o.toml:9: `a` is listed twice (take one of the two out)",
            "o.toml:11: `documents` is a text, not a list of ids (write `documents = [\"one\", \"another\"]`)",
            "o.toml:12: `by` is a number, not a text (put it between quotation marks: by = \"…\")",
            "o.toml:14: a number stands where an id should (put ids between quotation marks: documents = [\"104\", \"105\"])",
            "o.toml:14: an empty id (name a document by the id that `cluster` shows)",
        ];
        assert_eq!(errors, expected);
    }

    #[test]
    fn single_brackets_and_broken_toml_are_told() {
        let (_, errors) = read("[same]\ndocuments = [\"a\", \"b\"]\n");
        assert!(
            errors[0].starts_with("o.toml:1: `same` is a table, not a list of overrides (write `[[same]]`"),
            "{errors:?}"
        );
        let (_, errors) = read("same = [3]");
        assert!(errors[0].starts_with("o.toml:1: a number is no override"), "{errors:?}");
        let (_, errors) = read("[[same]]\ndocuments = [\"a\" \"b\"]\n");
        assert!(errors.len() == 1 && errors[0].starts_with("o.toml:2: this is not TOML: "), "{errors:?}");
    }

    #[test]
    fn hostile_files_end_in_errors() {
        for text in
            ["[".repeat(100_000), "a = {".repeat(10_000), "a.".repeat(50_000), "\u{0}".to_owned(), "=".to_owned()]
        {
            let (overrides, errors) = read(&text);
            assert!(overrides.is_empty() && errors.len() == 1, "{errors:?}");
        }
    }
}
