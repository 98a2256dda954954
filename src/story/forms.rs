//! Forms: the beginnings of words, by which two forms of one word are alike.
//!
//! `Skateboarding` and `skateboarder`, `Japan` and `Japanese`, `withdraws` and `withdrawal`. In an article some other
//! sentence uses the word as the other report does; a headline has no other sentence. So a [short](super::shortness) document
//! has, besides each longer word, a term for its beginning, which needs neither lists of endings nor a known language. The
//! same word matches twice, as word and as form, so another form of it counts for less.

use crate::text::frequency::{FORM_LETTERS, GeneralFrequencies};
use crate::text::korean;

/// Follows a form where it is shown.
const MORE: char = '…';

/// The form of a word in its normal form, if it is long enough to have one. A Korean word is cut into syllable pairs instead.
#[must_use]
pub fn form(word: &str) -> Option<&str> {
    let last = word.char_indices().nth(FORM_LETTERS - 1);
    let (at, letter) = last.filter(|_| !word.chars().any(korean::is_hangul))?;
    Some(&word[..at + letter.len_utf8()])
}

/// Share of running words of the form, as far as the tables know them.
#[must_use]
pub fn frequency(form: &str, general: &GeneralFrequencies) -> f64 {
    general.frequency_of_form(form)
}

/// A form as it is shown.
#[must_use]
pub fn written(form: &str) -> String {
    format!("{form}{MORE}")
}

/// Whether a text is a form as it is shown: no word holds the mark.
#[must_use]
pub fn is_written(text: &str) -> bool {
    text.ends_with(MORE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_a_word_begin_alike() {
        for [one, other] in [["japan", "japanese"], ["withdrawal", "withdraws"], ["гимнастка", "гимнастики"]]
        {
            assert!(form(one).is_some());
            assert_eq!(form(one), form(other));
        }
        assert_ne!(form("swimmers"), form("swordsmen"));
    }

    #[test]
    fn short_and_korean_words_have_none() {
        assert_eq!(["", "gold", "올림픽조직위원회", "kbs뉴스특보"].map(form), [None; 4]);
    }

    #[test]
    fn a_form_is_at_least_as_frequent_as_its_words() {
        let general = GeneralFrequencies::shipped();
        for word in ["japan", "japanese", "withdrawal", "skating"] {
            let of_form = form(word).map(|form| frequency(form, general));
            assert!(of_form >= general.frequency(word), "{word}");
        }
        assert_eq!(frequency("qzxvk", general).to_bits(), 0.0_f64.to_bits());
    }
}
