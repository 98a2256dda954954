//! What is searched for ahead, searched once.
//!
//! A text of many beginnings without an end would be searched to its end from each of them. So where the next one is, is
//! remembered until the reading has passed it.

use memchr::memmem;

/// The signs that are searched for.
const SIGNS: [&str; 6] = ["]]>", "<![CDATA[", "-->", "?>", "\"", "'"];

pub(super) struct Ahead<'t> {
    text: &'t str,
    /// For each sign, where it was searched from and where it is.
    known: [Option<(usize, Option<usize>)>; 6],
}

impl<'t> Ahead<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, known: [None; 6] }
    }

    pub(super) fn section_end(&mut self, from: usize) -> Option<usize> {
        self.find(0, from)
    }

    pub(super) fn section_start(&mut self, from: usize) -> Option<usize> {
        self.find(1, from)
    }

    pub(super) fn comment_end(&mut self, from: usize) -> Option<usize> {
        self.find(2, from)
    }

    pub(super) fn instruction_end(&mut self, from: usize) -> Option<usize> {
        self.find(3, from)
    }

    pub(super) fn quote(&mut self, from: usize, quote: u8) -> Option<usize> {
        self.find(if quote == b'"' { 4 } else { 5 }, from)
    }

    fn find(&mut self, sign: usize, from: usize) -> Option<usize> {
        let (Some(known), Some(pattern)) = (self.known.get_mut(sign), SIGNS.get(sign)) else { return None };
        match *known {
            Some((searched, found)) if searched <= from && found.is_none_or(|found| from <= found) => found,
            _ => {
                let rest = self.text.as_bytes().get(from..).unwrap_or_default();
                let found = memmem::find(rest, pattern.as_bytes()).map(|at| from + at);
                *known = Some((from, found));
                found
            }
        }
    }
}
