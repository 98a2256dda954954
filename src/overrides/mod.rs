//! Overrides: what editors say of documents, against which no score counts.
//!
//! A person who has read two reports knows better than a score whether they tell one event. Overrides are files of such
//! rulings: these documents are the same story, those are different ones. `file` reads them, `contradictions` refuses
//! what cannot be true together, `classes` is the bookkeeping of what is joined and what is kept apart, and
//! [`Overrides::applied_to`] finds the documents of a run that they speak of. Grouping gets them as
//! [`Constraints`](crate::story::constraints::Constraints).
//!
//! Promises: [`Overrides`] never contradict themselves, so grouping by them cannot fail; their order is by file and line,
//! whatever the order they were given in; everything is linear in the files, up to logarithms.

mod applied;
pub(crate) mod classes;
mod contradictions;
mod file;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

pub use applied::Applied;

use crate::problem::{Position, Problem};

/// What an override says of its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// All of them report one event.
    Same,
    /// Every two of them report different events.
    Different,
}

/// A document as an override names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedDocument {
    /// Line on which it is named, from 1.
    pub line: u64,
    /// Its id.
    pub id: String,
}

/// One ruling on some documents: who made it, when, and why, as far as it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Override {
    /// The file, as named.
    pub path: String,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// What it says.
    pub ruling: Ruling,
    /// The documents that it speaks of: two or more, none twice, as listed.
    pub documents: Vec<NamedDocument>,
    /// Who decided.
    pub by: Option<String>,
    /// When, as written.
    pub when: Option<String>,
    /// The reason given.
    pub why: Option<String>,
}

impl Override {
    /// `path:12`, as compilers and editors understand it.
    #[must_use]
    pub fn location(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// Overrides that do not contradict themselves, in order of file and line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    entries: Vec<Override>,
}

/// Why overrides cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("nothing was grouped, for what the overrides say is not clear: {} errors", problems.len())]
pub struct InvalidOverrides {
    /// All that is wrong with them.
    pub problems: Vec<Problem>,
}

impl Overrides {
    /// Reads files of overrides. A path that is named twice counts once.
    ///
    /// # Errors
    ///
    /// With all that is wrong: files that cannot be read, that are not as `docs/overrides.md` says, or that contradict
    /// themselves or each other.
    pub fn read(paths: &[PathBuf]) -> Result<Self, InvalidOverrides> {
        let paths: BTreeSet<&PathBuf> = paths.iter().collect();
        let texts = paths.into_iter().map(|path| (path.to_string_lossy().into_owned(), file::text(path)));
        let (mut read, mut problems) = (Vec::new(), Vec::new());
        for (name, text) in texts {
            match text {
                Ok(text) => read.push((name, text)),
                Err(cause) => problems.push(Problem::error(
                    name,
                    Position::File,
                    format!("the overrides cannot be read: {cause}"),
                    "name a file of overrides with --overrides; docs/overrides.md tells what it holds",
                )),
            }
        }
        Self::gathered(&read, problems)
    }

    /// Overrides from texts of files, each with the name that errors call it by.
    ///
    /// # Errors
    ///
    /// With all that is wrong with them.
    pub fn parse(texts: &[(String, String)]) -> Result<Self, InvalidOverrides> {
        Self::gathered(texts, Vec::new())
    }

    fn gathered(texts: &[(String, String)], mut problems: Vec<Problem>) -> Result<Self, InvalidOverrides> {
        let mut entries: Vec<Override> =
            texts.iter().flat_map(|(name, text)| file::parse(name, text, &mut problems)).collect();
        entries.sort_unstable();
        entries.dedup();
        problems.extend(contradictions::find(&entries));
        problems.sort_unstable();
        if problems.is_empty() { Ok(Self { entries }) } else { Err(InvalidOverrides { problems }) }
    }

    /// These and others, which name none of the same documents, so that the two cannot contradict each other. The others
    /// must not contradict themselves.
    pub(crate) fn and(&self, others: Vec<Override>) -> Self {
        let mut entries = self.entries.clone();
        entries.extend(others);
        entries.sort_unstable();
        Self { entries }
    }

    /// All of them, in order of file and line.
    #[must_use]
    pub fn entries(&self) -> &[Override] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(files: &[(&str, &str)]) -> Result<Overrides, InvalidOverrides> {
        let files: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Overrides::parse(&files)
    }

    const DESK: &str = "[[same]]\ndocuments = [\"a\", \"b\"]\n\n[[different]]\ndocuments = [\"a\",\n\"x\"]\n";

    #[test]
    fn the_order_of_files_changes_nothing() {
        let night = "[[same]]\ndocuments = [\"b\", \"c\"]";
        let one = parsed(&[("desk.toml", DESK), ("night.toml", night)]).unwrap();
        let other = parsed(&[("night.toml", night), ("desk.toml", DESK), ("desk.toml", DESK)]).unwrap();
        assert_eq!(one, other);
        let locations: Vec<String> = one.entries().iter().map(Override::location).collect();
        assert_eq!(locations, ["desk.toml:1", "desk.toml:4", "night.toml:1"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error_like_any_other() {
        let error = Overrides::read(&[PathBuf::from("no/such/overrides.toml")]).unwrap_err();
        assert_eq!(error.problems[0].location(), "no/such/overrides.toml");
        assert!(error.problems[0].message.contains("cannot be read"), "{error:?}");
    }
}
