//! Words of languages that have no table of general frequencies.
//!
//! Where most words of a document stand in no table, a word's absence says nothing of its rarity: `он` would count as much as
//! a surname. But in all languages frequent words are short (the law of abbreviation, Zipf 1935), so that there a word is
//! taken for as frequent as its length lets expect.

use super::evidence::known_frequency;
use crate::document::{Document, Paragraph};
use crate::text::frequency::GeneralFrequencies;
use crate::text::words::{Unspaced, for_each_word};

/// Orders of magnitude of the rarity of a word of no length, and of each of its characters.
const RARITY: [f64; 2] = [2.0, 0.45];
/// Words that are looked at, from the beginning.
const WORDS: usize = 100;
/// Bytes of a paragraph that may hold so many: words beyond need not even be cut.
const BYTES: usize = 2_000;

/// Whether less than half of the words of a document, of its beginning if it is long, are in any table.
pub(super) fn is_foreign(document: &Document, general: &GeneralFrequencies) -> bool {
    let (mut known, mut all) = (0, 0);
    let mut count = |text: &str| {
        for_each_word(&text[..text.floor_char_boundary(BYTES)], Unspaced::Dictionary, |word| {
            if all < WORDS && word.normal.starts_with(char::is_alphabetic) {
                all += 1;
                known += usize::from(known_frequency(word.normal, general).is_some());
            }
        });
        all < WORDS
    };
    let paragraphs = document.sections.iter().flat_map(|section| &section.paragraphs);
    let texts = paragraphs.filter(|paragraph| paragraph.is_evidence()).map(Paragraph::text);
    let _ = document.title.as_deref().into_iter().chain(texts).all(&mut count);
    known * 2 < all
}

/// The share of running words that a word of its length has in a language at large.
pub(super) fn frequency_by_length(word: &str) -> f64 {
    10_f64.powf(-(RARITY[0] + RARITY[1] * word.chars().count() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, Section, SectionKind};

    fn document(title: &str, text: &str) -> Document {
        let paragraphs = text.lines().map(|line| Paragraph::Prose(line.to_owned())).collect();
        Document {
            id: "one".to_owned(),
            origin: Origin { path: "one.txt".to_owned(), ordinal: 1, start: 0, end: 0 },
            title: Some(title.to_owned()),
            source: None,
            programme: None,
            published: None,
            updated: None,
            language: None,
            reporter: None,
            place: None,
            url: None,
            sections: vec![Section { kind: SectionKind::Body, label: None, paragraphs }],
            extra: Vec::new(),
        }
    }

    #[test]
    fn languages_without_a_table_are_foreign() {
        let is_foreign = |title, text| is_foreign(&document(title, text), GeneralFrequencies::shipped());
        assert!(is_foreign("Паром затонул у берега", "Все пассажиры спасены, сообщили вчера в порту."));
        assert!(!is_foreign("Ferry sinks off Wando", "All who were on board were saved, the port said."));
        assert!(!is_foreign("완도 앞바다 여객선 침몰", "승객은 모두 구조됐다고 해경이 밝혔다."));
        assert!(!is_foreign("", ""), "nothing is no foreign word");
        let mixed = "This text begins in a language that is known, and goes on so for long.\n".repeat(40)
            + "Паром затонул у берега";
        assert!(!is_foreign("Paroxe", &mixed));
    }

    #[test]
    fn long_words_are_rarer() {
        assert!(frequency_by_length("он") > 1e-3);
        assert!(frequency_by_length("затонул") < 1e-5);
    }
}
