//! Distinct texts: texts with the same shingles are one text to everything that follows.
//!
//! Exact copies are the commonest copies, and any number of them cost as much as one. Distinct texts stand in an order
//! of their own, by content (longest first), so that nothing downstream can depend on the order of the input.

use std::cmp::Reverse;

use super::shingle::Shingles;

/// Texts without repeats. A distinct text is known by its position in both lists.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    /// The shingles of each, most shingles first, then by content.
    pub(super) shingles: Vec<Shingles>,
    /// The input texts that have these shingles, ascending.
    pub(super) members: Vec<Vec<usize>>,
}

/// Collapses equal texts and leaves out those without words. O(n log n) comparisons.
pub(super) fn collapse(texts: Vec<Shingles>) -> Distinct {
    let mut texts: Vec<(usize, Shingles)> =
        texts.into_iter().enumerate().filter(|(_, text)| !text.is_empty()).collect();
    texts.sort_by(|(_, one), (_, other)| (Reverse(one.len()), one).cmp(&(Reverse(other.len()), other)));
    let mut distinct = Distinct::default();
    for (index, text) in texts {
        match distinct.members.last_mut() {
            Some(members) if distinct.shingles.last() == Some(&text) => members.push(index),
            _ => {
                distinct.shingles.push(text);
                distinct.members.push(vec![index]);
            }
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_become_one_and_empty_ones_none() {
        let texts = [&[7, 8][..], &[], &[1], &[8, 7, 7], &[], &[1, 2, 3]];
        let distinct = collapse(texts.iter().map(|hashes| Shingles::from_hashes(hashes.to_vec())).collect());
        assert_eq!(distinct.members, [vec![5], vec![0, 3], vec![2]]);
        assert_eq!(distinct.shingles.iter().map(Shingles::len).collect::<Vec<_>>(), [3, 2, 1]);
    }
}
