//! What an English figure counts: the noun behind it.

use super::Quantity;
use super::number::english_lot;
use super::scan::Scan;

/// Words behind a figure among which its noun is looked for.
const NOUN_WITHIN: usize = 4;

impl Scan<'_> {
    /// Finds what is counted behind a figure.
    pub(super) fn give_noun(&self, quantity: &mut Quantity, next: usize, first: usize) {
        let mut at = next;
        if self.normal(at) == "of" {
            let is_lot = english_lot(self.normal(first)).is_some();
            quantity.is_part = !is_lot
                && matches!(self.normal(at + 1), "the" | "these" | "those" | "his" | "her" | "its" | "their" | "our");
            at += 1 + usize::from(quantity.is_part);
        }
        let mut end = next;
        for word in at..at + NOUN_WITHIN {
            let is_next = word == at && word > next || self.is_joined(word);
            if word >= self.words.len() || !is_next || ends_phrase(self.normal(word)) {
                break;
            }
            let normal = self.normal(word);
            if is_plural(normal, self.is_capitalised(word)) || is_person(normal) {
                quantity.noun = Some(normal.to_owned());
                end = word + 1;
                break;
            }
            if word == at && is_state(normal) {
                end = word + 1;
                break;
            }
        }
        quantity.span = self.bytes(first..end.max(next));
    }
}

/// Whether a word is a noun in the plural, as far as its form tells.
pub(super) fn is_plural(normal: &str, is_capitalised: bool) -> bool {
    /// Shorter words in `-s` are others.
    const LEAST: usize = 4;
    if matches!(
        normal,
        "people"
            | "men"
            | "women"
            | "children"
            | "police"
            | "personnel"
            | "staff"
            | "cattle"
            | "sheep"
            | "aircraft"
            | "livestock"
            | "poultry"
            | "fish"
    ) {
        return true;
    }
    let is_noun = normal.len() >= LEAST && normal.ends_with('s') && normal.is_ascii() && !normal.ends_with("'s");
    is_noun
        && !is_capitalised
        && !normal.ends_with("ss")
        && !normal.ends_with("us")
        && !matches!(normal, "this" | "does")
}

/// A person, or the state that a count is of, in the singular.
pub(super) fn is_person(word: &str) -> bool {
    matches!(
        word,
        "person"
            | "man"
            | "woman"
            | "child"
            | "worker"
            | "boy"
            | "girl"
            | "passenger"
            | "resident"
            | "firefighter"
            | "soldier"
            | "student"
            | "driver"
            | "crewman"
            | "sailor"
            | "patient"
            | "suspect"
    )
}

pub(super) fn is_state(word: &str) -> bool {
    matches!(word, "dead" | "injured" | "missing" | "killed" | "wounded" | "hurt" | "died" | "strong")
}

/// A word that no noun of the figure follows.
pub(super) fn ends_phrase(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "a"
            | "an"
            | "in"
            | "on"
            | "at"
            | "to"
            | "and"
            | "or"
            | "for"
            | "from"
            | "with"
            | "by"
            | "as"
            | "is"
            | "was"
            | "are"
            | "were"
            | "has"
            | "have"
            | "had"
            | "who"
            | "that"
            | "which"
            | "before"
            | "after"
            | "when"
            | "while"
            | "will"
            | "would"
            | "could"
            | "came"
            | "went"
            | "died"
            | "per"
            | "into"
            | "out"
            | "off"
            | "against"
            | "between"
            | "but"
            | "because"
            | "since"
            | "than"
            | "says"
            | "said"
            | "under"
            | "over"
            | "if"
    )
}
