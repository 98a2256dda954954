//! Changes to a text, noted while it is read and made all at once.

use std::borrow::Cow;
use std::ops::Range;

/// Replacements in a text. They may be noted in any order, and must not overlap.
#[derive(Debug, Default)]
pub(super) struct Edits {
    noted: Vec<(Range<usize>, Cow<'static, str>)>,
}

impl Edits {
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<Cow<'static, str>>) {
        self.noted.push((range, with.into()));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<Cow<'static, str>>) {
        self.replace(at..at, text);
    }

    pub(super) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Takes a stretch out and leaves its line ends, so that lines keep their numbers.
    pub(super) fn blank(&mut self, range: Range<usize>, text: &str) {
        let lines = text.as_bytes().get(range.clone()).unwrap_or_default();
        self.replace(range, "\n".repeat(memchr::memchr_iter(b'\n', lines).count()));
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.noted.append(&mut other.noted);
    }

    /// How many are noted.
    pub(super) fn len(&self) -> usize {
        self.noted.len()
    }

    /// Forgets those within a stretch that were noted last.
    pub(super) fn withdraw(&mut self, stretch: &Range<usize>) {
        while self.noted.pop_if(|(range, _)| range.start >= stretch.start && range.end <= stretch.end).is_some() {}
    }

    /// Forgets those that were noted after the first so many.
    pub(super) fn truncate(&mut self, length: usize) {
        self.noted.truncate(length);
    }

    /// Makes the changes; insertions at one place stand in the order in which they were noted.
    pub(super) fn apply(mut self, text: &str) -> Edited<'_> {
        if self.noted.is_empty() {
            return Edited { text: Cow::Borrowed(text), points: Vec::new() };
        }
        self.noted.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = String::with_capacity(text.len() + 64);
        let mut points = Vec::with_capacity(self.noted.len());
        let mut at = 0;
        for (range, with) in self.noted {
            edited.push_str(text.get(at..range.start).unwrap_or_default());
            edited.push_str(&with);
            at = at.max(range.end);
            points.push((edited.len(), at));
        }
        edited.push_str(text.get(at..).unwrap_or_default());
        Edited { text: Cow::Owned(edited), points }
    }
}

/// A text with its changes made, and the way back to the text before.
#[derive(Debug)]
pub(super) struct Edited<'a> {
    pub(super) text: Cow<'a, str>,
    /// After each change, the place in the new text and in the old one.
    points: Vec<(usize, usize)>,
}

impl Edited<'_> {
    /// The place in the old text of a place in the new one.
    pub(super) fn original(&self, offset: usize) -> usize {
        let after = self.points.partition_point(|(new, _)| *new <= offset);
        let Some((new, old)) = after.checked_sub(1).and_then(|index| self.points.get(index)) else { return offset };
        old + (offset - new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_in_place_and_lead_back() {
        let text = "one two\nthree four";
        let mut edits = Edits::default();
        edits.replace(4..7, "2");
        edits.insert(0, "<");
        edits.insert(0, ">");
        edits.blank(3..4, text);
        edits.blank(7..14, text);
        let edited = edits.apply(text);
        assert_eq!(edited.text, "<>one2\nfour");
        assert_eq!(edited.original(2), 0);
        assert_eq!(edited.original(edited.text.find("four").unwrap()), text.find("four").unwrap());
        let mut edits = Edits::default();
        edits.insert(4, "x");
        edits.truncate(0);
        assert!(matches!(edits.apply(text).text, Cow::Borrowed(_)));
    }
}
