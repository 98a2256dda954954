//! Publishers: which source a text is of, in four bytes a text.
//!
//! A source is known by its name, as it stands in the documents but for white space around it. It is numbered in the order
//! in which sources are met, so a number says nothing by itself and no result depends on it.

use ahash::AHashMap;
use serde::{Deserialize, Serialize};

/// Of each text its source, if it has one. Takes no memory for texts until one of them has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Publishers {
    names: Vec<String>,
    /// Of each name its number; not written, for what is read back is only [appended](Self::append) to others.
    #[serde(skip)]
    numbers: AHashMap<String, u32>,
    /// The source's number, or [`NOBODY`]; texts past the end have no source.
    of: Vec<u32>,
    texts: usize,
}

const NOBODY: u32 = u32::MAX;

impl Publishers {
    /// Adds a text behind those there are. A name of white space is none.
    pub fn push(&mut self, source: Option<&str>) {
        let source = source.map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = source {
            let number = self.number(name);
            self.of.resize(self.texts, NOBODY);
            self.of.push(number);
        }
        self.texts += 1;
    }

    /// Adds the texts of another list behind those there are.
    pub fn append(&mut self, other: &Self) {
        if !other.of.is_empty() {
            let numbers: Vec<u32> = other.names.iter().map(|name| self.number(name)).collect();
            self.of.resize(self.texts, NOBODY);
            let renumbered = |&own: &u32| numbers.get(own as usize).copied().unwrap_or(NOBODY);
            self.of.extend(other.of.iter().map(renumbered));
        }
        self.texts += other.texts;
    }

    /// The number of a text's source.
    #[must_use]
    pub fn of(&self, text: usize) -> Option<u32> {
        self.of.get(text).copied().filter(|number| *number != NOBODY)
    }

    /// The name of the source of a number; empty for a number that none has.
    #[must_use]
    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", |name| name)
    }

    /// How many sources there are.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.names.len()
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        // There are as many sources as texts at most, and those have numbers of 32 bits.
        let number = u32::try_from(self.names.len()).unwrap_or(NOBODY);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

impl<'a> FromIterator<Option<&'a str>> for Publishers {
    fn from_iter<I: IntoIterator<Item = Option<&'a str>>>(sources: I) -> Self {
        let mut publishers = Self::default();
        for source in sources {
            publishers.push(source);
        }
        publishers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(publishers: &Publishers) -> Vec<Option<&str>> {
        (0..publishers.texts).map(|text| Some(publishers.name(publishers.of(text)?))).collect()
    }

    #[test]
    fn lists_put_together_name_the_same_sources() {
        let parts =
            [vec![None, Some("Gull"), None], vec![], vec![None, None], vec![Some(" Tern "), Some("Gull"), Some(" ")]];
        let mut whole = Publishers::default();
        for part in &parts {
            whole.append(&part.iter().copied().collect());
        }
        let expected = [None, Some("Gull"), None, None, None, Some("Tern"), Some("Gull"), None];
        assert_eq!(names(&whole), expected);
        assert_eq!(whole.sources(), 2);
        assert_eq!(whole.of(100), None);
    }

    #[test]
    fn texts_without_sources_take_nothing() {
        let publishers: Publishers = vec![None; 1000].into_iter().collect();
        assert_eq!((publishers.of.capacity(), publishers.texts), (0, 1000));
    }
}
