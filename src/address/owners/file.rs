//! A file of owners: TOML, so that it can be written by hand and commented.
//!
//! ```toml
//! [[owner]]
//! name = "Harbour Press"
//! domains = ["harbour.example", "harbour-mirror.example"]
//! sources = ["The Harbour"]
//! ```
//!
//! Everything wrong with a file is told at once, by line, with what to write instead. A key that is not known is an error,
//! because it may be a slip in one that is.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Owner;
use crate::address::domain::{host, registrable};
use crate::problem::{Position, Problem};

/// Most bytes of a file.
const MOST_BYTES: u64 = 16 << 20;

const CURE: &str = "write `[[owner]]` on a line of its own, and name, domains and sources below";

/// The text of a file.
pub(super) fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let bytes = File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if bytes as u64 > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 16 MiB"));
    }
    Ok(text)
}

/// The owners that a text holds; all that is wrong with it goes to `problems`.
pub(super) fn parse(path: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Owner> {
    let line_ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at).collect();
    let mut reader = Reader { path, line_ends, problems };
    match DeTable::parse(text) {
        Ok(table) => reader.owners(table.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let message = format!("this is not TOML: {}", error.message().replace('\n', "; "));
            reader.error(at, message, "texts stand between quotation marks, lists between brackets, with commas");
            Vec::new()
        }
    }
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

    fn owners(&mut self, table: &DeTable<'_>) -> Vec<Owner> {
        let mut owners = Vec::new();
        for (key, value) in table {
            if key.get_ref() != "owner" {
                self.error(key.span().start, format!("unknown key `{}`", key.get_ref()), CURE);
                continue;
            }
            let DeValue::Array(entries) = value.get_ref() else {
                self.error(key.span().start, "`owner` is no list of owners", CURE);
                continue;
            };
            for entry in entries {
                match entry.get_ref() {
                    DeValue::Table(table) => owners.extend(self.owner(entry.span().start, table)),
                    _ => self.error(entry.span().start, "this is no owner", CURE),
                }
            }
        }
        owners
    }

    fn owner(&mut self, at: usize, table: &DeTable<'_>) -> Option<Owner> {
        let (mut name, mut domains, mut sources) = (String::new(), Vec::new(), Vec::new());
        let before = self.problems.len();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => match value.get_ref() {
                    DeValue::String(text) => text.trim().clone_into(&mut name),
                    _ => self.error(value.span().start, "`name` is no text", "put it between quotation marks"),
                },
                "domains" => {
                    for (at, domain) in self.list("domains", value) {
                        domains.extend(self.domain(at, &domain));
                    }
                }
                "sources" => sources = self.list("sources", value).into_iter().map(|(_, source)| source).collect(),
                unknown => {
                    let message = format!("unknown key `{unknown}`");
                    self.error(key.span().start, message, "known are name, domains, sources");
                }
            }
        }
        if self.problems.len() == before {
            if name.is_empty() {
                self.error(at, "an owner without `name`", "add `name = \"…\"`");
            } else if domains.is_empty() && sources.is_empty() {
                let message = format!("`{name}` owns nothing");
                self.error(at, message, "add `domains = [\"example.org\"]` or `sources = [\"…\"]`");
            }
        }
        let line = self.line(at);
        (self.problems.len() == before).then(|| Owner { path: self.path.to_owned(), line, name, domains, sources })
    }

    /// A list of texts that are not empty, each with its place.
    fn list(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(usize, String)> {
        let cure = format!("write `{key} = [\"one\", \"another\"]`");
        let DeValue::Array(entries) = value.get_ref() else {
            self.error(value.span().start, format!("`{key}` is no list of texts"), cure);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in entries {
            let at = entry.span().start;
            match entry.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => texts.push((at, text.trim().to_owned())),
                DeValue::String(_) => self.error(at, format!("an empty text in `{key}`"), "take it out"),
                _ => self.error(at, format!("`{key}` holds what is no text"), cure.clone()),
            }
        }
        texts
    }

    /// A domain as hosts are compared with it; one that is a suffix of many owners' domains is a slip.
    fn domain(&mut self, at: usize, text: &str) -> Option<String> {
        let Some(host) = host(text).filter(|_| !text.contains(':')) else {
            self.error(at, format!("`{text}` is no domain"), "write it without scheme, port and path: \"example.org\"");
            return None;
        };
        let host = match host.strip_prefix("www.") {
            Some(domain) if registrable(domain).is_some() => domain.to_owned(),
            _ => host,
        };
        if psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix == host.as_str()) {
            let message = format!("`{host}` is a public suffix: the domains below it have many owners");
            self.error(at, message, "name the domains below it that are this owner's");
            return None;
        }
        Some(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        parse("o.toml", text, &mut problems);
        problems.sort();
        problems
            .into_iter()
            .map(|problem| format!("{}: {} ({})", problem.location(), problem.message, problem.cure))
            .collect()
    }

    #[test]
    fn an_owner_is_read() {
        let mut problems = Vec::new();
        let owners = parse("o.toml", "\n[[owner]]\nname = \" A \"\ndomains = [\"WWW.뉴스.한국\"]\n", &mut problems);
        assert_eq!(problems, []);
        assert_eq!((owners[0].line, owners[0].name.as_str()), (2, "A"));
        assert_eq!(owners[0].domains, ["xn--vg1b002a.xn--3e0b707e"]);
    }

    #[test]
    fn everything_wrong_is_told_by_line_with_a_cure() {
        let found = errors(
            "[[owners]]\nname = \"A\"\n[[owner]]\ndomains = [\"a.org\"]\n[[owner]]\nname = \"B\"\n[[owner]]\nname = 7\n\
             domain = [\"b.org\"]\n[[owner]]\nname = \"C\"\ndomains = [\"co.kr\",\n\"https://c.org/x\", \"blogspot.com\", 7, \"\"]\n\
             sources = \"C\"\n",
        );
        let expected = [
            "o.toml:1: unknown key `owners` (write `[[owner]]` on a line of its own, and name, domains and sources below)",
            "o.toml:3: an owner without `name` (add `name = \"…\"`)",
            "o.toml:5: `B` owns nothing (add `domains = [\"example.org\"]` or `sources = [\"…\"]`)",
            "o.toml:8: `name` is no text (put it between quotation marks)",
            "o.toml:9: unknown key `domain` (known are name, domains, sources)",
            "o.toml:12: `co.kr` is a public suffix: the domains below it have many owners (name the domains below it that are this owner's)",
            "o.toml:13: `blogspot.com` is a public suffix: the domains below it have many owners (name the domains below it that are this owner's)",
            "o.toml:13: `domains` holds what is no text (write `domains = [\"one\", \"another\"]`)",
            "o.toml:13: `https://c.org/x` is no domain (write it without scheme, port and path: \"example.org\")",
            "o.toml:13: an empty text in `domains` (take it out)",
            "o.toml:14: `sources` is no list of texts (write `sources = [\"one\", \"another\"]`)",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn hostile_files_end_in_errors() {
        for text in
            ["[".repeat(100_000), "a = {".repeat(10_000), "\u{0}".to_owned(), "owner = 3".to_owned(), "=".to_owned()]
        {
            assert_eq!(errors(&text).len(), 1);
        }
    }
}
