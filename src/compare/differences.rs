//! Word-level differences inside matched sentences.
//!
//! By the `similar` crate's Myers algorithm over words in their normal form, so that case, punctuation and layout do not
//! count.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::words::{Unspaced, for_each_word};

/// Words of a text that are compared; behind them nothing is told apart.
const MOST_WORDS: usize = 2000;

/// The pieces of each of two texts whose words the other lacks, in bytes, in order: none in either if the texts have the
/// same words in the same order. O(n d) for n words of which d differ.
#[must_use]
pub fn own_words(first: &str, second: &str) -> [Vec<Range<usize>>; 2] {
    let (first, second) = (words(first), words(second));
    let normal = |words: &[(String, Range<usize>)]| words.iter().map(|(normal, _)| normal.clone()).collect::<Vec<_>>();
    let (mut own_first, mut own_second) = (Vec::new(), Vec::new());
    for operation in capture_diff_slices(Algorithm::Myers, &normal(&first), &normal(&second)) {
        if !matches!(operation, DiffOp::Equal { .. }) {
            own_first.extend(piece(&first[operation.old_range()]));
            own_second.extend(piece(&second[operation.new_range()]));
        }
    }
    [own_first, own_second]
}

fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    for_each_word(text, Unspaced::Characters, |word| {
        if words.len() < MOST_WORDS {
            words.push((word.normal.to_owned(), word.start..word.start + word.original.len()));
        }
    });
    words
}

/// From the first of some words to the last.
fn piece(words: &[(String, Range<usize>)]) -> Option<Range<usize>> {
    Some(words.first()?.1.start..words.last()?.1.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own<'a>(first: &'a str, second: &'a str) -> [Vec<&'a str>; 2] {
        let [one, other] = own_words(first, second);
        [one.into_iter().map(|range| &first[range]).collect(), other.into_iter().map(|range| &second[range]).collect()]
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        assert_eq!(own("The old ferry sank at dawn.", "The ferry sank at noon."), [vec!["old", "dawn"], vec!["noon"]]);
        assert_eq!(own("여객선이 침몰했습니다", "여객선이 표류했습니다"), [["침몰했습니다"], ["표류했습니다"]]);
        assert_eq!(own("", "It sank"), [vec![], vec!["It sank"]]);
    }

    #[test]
    fn commas_case_and_layout_are_no_difference() {
        assert_eq!(own("The ferry, at dawn,  sank!", "the FERRY at dawn sank"), [Vec::<&str>::new(), Vec::new()]);
    }
}
