//! Which domains and sources are one owner's, as users say in files of owners.
//!
//! `file` reads them. Where nothing is said, the registrable domain of an address is its owner, and the source's own name
//! where there is no address.

mod file;

use std::collections::BTreeMap;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;

use super::domain::{host, host_of, owner};
use crate::problem::{Position, Problem};

/// An owner, as a file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// The file, as named.
    pub path: String,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Its name.
    pub name: String,
    /// Its domains, in lower case and ASCII; what is below them is its own too, unless another owner is nearer.
    pub domains: Vec<String>,
    /// Its sources, as feeds and documents name them.
    pub sources: Vec<String>,
}

/// Owners, no two of which claim the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    by_domain: BTreeMap<String, String>,
    by_source: BTreeMap<String, String>,
}

impl Owners {
    /// Reads files of owners. An owner that several entries name is one owner.
    ///
    /// # Errors
    ///
    /// All that is wrong with the files, in order of file and line.
    pub fn read(paths: &[PathBuf]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut owners = Vec::new();
        for path in paths {
            let name = path.display().to_string();
            match file::text(path) {
                Ok(text) => owners.extend(file::parse(&name, &text, &mut problems)),
                Err(error) => problems.push(Problem::error(
                    name,
                    Position::File,
                    format!("the file of owners cannot be read: {error}"),
                    "name a TOML file, in UTF-8, that can be read",
                )),
            }
        }
        Self::of(owners, problems)
    }

    /// The owners that a text holds, which stands in the file `path`.
    ///
    /// # Errors
    ///
    /// All that is wrong with the text, by line.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let owners = file::parse(path, text, &mut problems);
        Self::of(owners, problems)
    }

    fn of(mut entries: Vec<Owner>, mut problems: Vec<Problem>) -> Result<Self, Vec<Problem>> {
        entries.sort();
        let mut owners = Self::default();
        let mut claimed: BTreeMap<(bool, String), &Owner> = BTreeMap::new();
        for entry in &entries {
            let domains = entry.domains.iter().map(|domain| (true, domain.clone()));
            for (is_domain, claim) in domains.chain(entry.sources.iter().map(|source| (false, folded(source)))) {
                match claimed.get(&(is_domain, claim.clone())) {
                    Some(other) if other.name != entry.name => problems.push(Problem::error(
                        &entry.path,
                        Position::Line(entry.line),
                        format!(
                            "`{claim}` belongs to `{}` and, by {}:{}, to `{}`",
                            entry.name, other.path, other.line, other.name
                        ),
                        "take it out of one of the two, or give both the same name",
                    )),
                    _ => {
                        let names = if is_domain { &mut owners.by_domain } else { &mut owners.by_source };
                        names.insert(claim.clone(), entry.name.clone());
                        claimed.insert((is_domain, claim), entry);
                    }
                }
            }
        }
        problems.sort();
        if problems.is_empty() { Ok(owners) } else { Err(problems) }
    }

    /// The owner that a file names for a source.
    #[must_use]
    pub fn of_source(&self, source: &str) -> Option<&str> {
        self.by_source.get(&folded(source)).map(String::as_str)
    }

    /// The owner that a file names for an address or a host, by the nearest domain above it.
    #[must_use]
    pub fn of_address(&self, host_or_address: &str) -> Option<&str> {
        if self.by_domain.is_empty() {
            return None;
        }
        let text = host_or_address.trim();
        let host = if text.contains("://") { host_of(&url::Url::parse(text).ok()?)? } else { host(text)? };
        let mut rest = host.as_str();
        loop {
            if let Some(name) = self.by_domain.get(rest) {
                return Some(name);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Whose voice something published is: the owner of its source or of its address by the files, else the registrable
    /// domain of the address, else the source. Mirrors of one owner have one voice.
    #[must_use]
    pub fn voice(&self, source: Option<&str>, address: Option<&str>) -> Option<String> {
        source
            .and_then(|source| self.of_source(source))
            .or_else(|| address.and_then(|address| self.of_address(address)))
            .map(str::to_owned)
            .or_else(|| address.and_then(owner))
            .or_else(|| source.map(str::trim).filter(|source| !source.is_empty()).map(str::to_owned))
    }
}

/// A source's name as it is compared: without regard to case, width and spaces.
fn folded(source: &str) -> String {
    let words: Vec<String> =
        source.split_whitespace().map(|word| word.nfkc().collect::<String>().to_lowercase()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# one newsroom, three sites\n[[owner]]\nname = \"Harbour Press\"\n\
        domains = [\"harbour.example.org\", \"harbour-mirror.net\"]\nsources = [\"The Harbour\", \"하버 뉴스\"]\n\n\
        [[owner]]\nname = \"Example Trust\"\ndomains = [\"example.org\"]\n";

    #[test]
    fn mirrors_of_one_owner_are_one_voice() {
        let owners = Owners::parse("owners.toml", FILE).unwrap();
        for (source, address) in [
            (None, Some("https://www.harbour.example.org/a")),
            (None, Some("https://cdn.harbour-mirror.net/a")),
            (Some("the  HARBOUR"), None),
            (Some("하버 뉴스"), Some("https://elsewhere.net/a")),
        ] {
            assert_eq!(owners.voice(source, address).as_deref(), Some("Harbour Press"), "{source:?} {address:?}");
        }
        assert_eq!(owners.of_address("news.example.org"), Some("Example Trust"), "the nearest domain counts");
        assert_eq!(owners.of_address("notexample.org"), None);
    }

    #[test]
    fn without_a_word_in_the_files_the_domain_is_the_voice() {
        let owners = Owners::default();
        assert_eq!(owners.voice(Some("A"), Some("https://m.news.kbs.co.kr/x")).as_deref(), Some("kbs.co.kr"));
        assert_eq!(owners.voice(Some(" A "), Some("tag:x")).as_deref(), Some("A"));
        assert_eq!(owners.voice(Some(" "), None), None);
    }

    #[test]
    fn what_two_owners_claim_is_refused() {
        let problems = Owners::parse(
            "o.toml",
            "[[owner]]\nname = \"A\"\ndomains = [\"a.org\"]\n[[owner]]\nname = \"B\"\ndomains = [\"WWW.A.org\"]\n",
        )
        .unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].message, "`a.org` belongs to `B` and, by o.toml:1, to `A`");
        let twice = "[[owner]]\nname = \"A\"\ndomains = [\"a.org\"]\n[[owner]]\nname = \"A\"\ndomains = [\"a.org\"]\n";
        assert!(Owners::parse("o.toml", twice).is_ok());
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let problems = Owners::read(&[PathBuf::from("no/such.toml")]).unwrap_err();
        assert!(problems[0].message.starts_with("the file of owners cannot be read"), "{problems:?}");
    }
}
