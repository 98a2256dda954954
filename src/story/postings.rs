//! Postings: for each term the documents that hold it, and for each document its common terms.

use super::background::Profile;
use super::timeline::{Timeline, Window};

/// A document that holds a term, by position on the timeline, and the term's weight there.
pub(super) type Posting = (u32, f32);

/// The terms of all documents: by term, and by document where a term is common.
#[derive(Debug)]
pub(super) struct Postings {
    /// Where the postings of each term begin, and where those of the last end.
    starts: Vec<usize>,
    /// Ascending by position within a term.
    by_term: Vec<Posting>,
    /// For each document and each of its terms, how many documents before it hold the term: where its posting is.
    ranks: Vec<u32>,
    /// Where the ranks of each document begin, and where those of the last end.
    rank_starts: Vec<usize>,
    /// For each term its number among the common ones; [`RARE`] for others.
    common_numbers: Vec<u32>,
    common_count: usize,
    /// Where the common terms of each document begin, and where those of the last end.
    common_starts: Vec<usize>,
    /// Number of each among the common terms, and weight.
    common: Vec<(u32, f32)>,
    /// Length of the vector of each document's common terms.
    common_lengths: Vec<f32>,
}

/// Stands for no number.
const RARE: u32 = u32::MAX;

impl Postings {
    /// Sorts terms by document into documents by term; a term of more than `most` documents is common. Linear in the
    /// number of terms.
    pub(super) fn of(profiles: &[Profile], timeline: &Timeline, most: usize) -> Self {
        let terms = profiles.iter().filter_map(|profile| profile.terms.last()).map(|&(number, _)| number as usize + 1);
        let mut starts = vec![0; terms.max().unwrap_or(0) + 1];
        for &(number, _) in profiles.iter().flat_map(|profile| &profile.terms) {
            starts[number as usize + 1] += 1;
        }
        let mut common_count = 0;
        let numbered = starts.iter().skip(1).map(|&count: &usize| {
            let number = if count > most { common_count } else { RARE };
            common_count += u32::from(count > most);
            number
        });
        let common_numbers: Vec<u32> = numbered.collect();
        for term in 1..starts.len() {
            starts[term] += starts[term - 1];
        }

        let mut held = vec![0_u32; common_numbers.len()];
        let mut by_term = vec![(0, 0.0); starts.last().copied().unwrap_or(0)];
        let (mut ranks, mut rank_starts) = (Vec::with_capacity(by_term.len()), vec![0]);
        let (mut common_starts, mut common, mut common_lengths) = (vec![0], Vec::new(), Vec::new());
        for (position, at) in (0..timeline.len()).zip(0_u32..) {
            let mut length = 0.0;
            for &(number, weight) in &profiles[timeline.document(position)].terms {
                let term = number as usize;
                by_term[starts[term] + held[term] as usize] = (at, weight);
                ranks.push(held[term]);
                held[term] += 1;
                if common_numbers[term] != RARE {
                    common.push((common_numbers[term], weight));
                    length += weight * weight;
                }
            }
            rank_starts.push(ranks.len());
            common_starts.push(common.len());
            common_lengths.push(length.sqrt());
        }
        Self {
            starts,
            by_term,
            ranks,
            rank_starts,
            common_numbers,
            common_count: common_count as usize,
            common_starts,
            common,
            common_lengths,
        }
    }

    /// For each term of the document at a position, in the order of its profile, how many documents before it hold it.
    pub(super) fn ranks(&self, position: usize) -> &[u32] {
        &self.ranks[self.rank_starts[position]..self.rank_starts[position + 1]]
    }

    /// The documents before one in its window that hold a term of it; `None` if more than `most` of the window do.
    ///
    /// The search begins at the document's own posting, of the term's `rank`, and looks at `most` around it.
    pub(super) fn before(&self, term: u32, rank: u32, window: &Window, most: usize) -> Option<&[Posting]> {
        let term = term as usize;
        let all = &self.by_term[self.starts[term]..self.starts[term + 1]];
        let (before, after) = all.split_at(rank as usize);
        let after = after.get(..=most).unwrap_or(after);
        let same_time = after.partition_point(|&(position, _)| (position as usize) < window.whole.end);
        let room = most.saturating_add(1).checked_sub(same_time)?;
        let nearest = &before[before.len().saturating_sub(room)..];
        let start = nearest.partition_point(|&(position, _)| (position as usize) < window.whole.start);
        let holders = &nearest[start..];
        (holders.len() + same_time <= most).then_some(holders)
    }

    /// A term's number among the common ones, which are below [`Self::common_count`].
    pub(super) fn common_number(&self, term: u32) -> Option<usize> {
        Some(self.common_numbers[term as usize]).filter(|&number| number != RARE).map(|number| number as usize)
    }

    /// How many terms are common.
    pub(super) fn common_count(&self) -> usize {
        self.common_count
    }

    /// The common terms of the document at a position, by their number among the common ones.
    pub(super) fn common(&self, position: usize) -> &[(u32, f32)] {
        &self.common[self.common_starts[position]..self.common_starts[position + 1]]
    }

    /// Length of the vector of these: with the other's length, it bounds what they can add to a similarity.
    pub(super) fn common_length(&self, position: usize) -> f32 {
        self.common_lengths[position]
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::story::StorySettings;

    fn postings(most: usize) -> Postings {
        let profile = |terms: &[(u32, f32)]| Profile { terms: terms.to_vec(), published: None, programme: None };
        let profiles =
            [profile(&[(0, 0.6), (2, 0.8)]), profile(&[(2, 1.0)]), profile(&[]), profile(&[(1, 0.3), (2, 0.4)])];
        Postings::of(&profiles, &Timeline::of(&profiles, &StorySettings::default()), most)
    }

    fn window(before: Range<usize>, end: usize) -> Window {
        Window { whole: before.start..end, before }
    }

    #[test]
    fn documents_of_a_term_are_told_within_a_window() {
        let postings = postings(9);
        assert_eq!(postings.ranks(3), [0, 2]);
        assert_eq!(postings.before(2, 2, &window(0..3, 4), 9), Some(&[(0, 0.8), (1, 1.0)][..]));
        assert_eq!(postings.before(2, 2, &window(1..3, 4), 9), Some(&[(1, 1.0)][..]));
        assert_eq!(postings.before(1, 0, &window(0..3, 4), 9), Some(&[][..]));
        assert_eq!(postings.common_count(), 0);
    }

    #[test]
    fn a_term_of_many_documents_of_the_window_names_none() {
        let postings = postings(9);
        assert_eq!(postings.before(2, 2, &window(0..3, 4), 2), None, "three hold it");
        assert_eq!(postings.before(2, 2, &window(1..3, 4), 2), Some(&[(1, 1.0)][..]), "two of the window hold it");
        assert_eq!(postings.before(2, 1, &window(0..1, 2), 2), Some(&[(0, 0.8)][..]));
        assert_eq!(postings.before(2, 1, &window(0..1, 4), 2), None, "the third is of the same time");
        assert_eq!(postings.before(2, 0, &window(0..0, 4), 0), None);
    }

    #[test]
    fn terms_of_many_documents_are_common() {
        let postings = postings(2);
        assert_eq!([0, 1, 2].map(|term| postings.common_number(term)), [None, None, Some(0)]);
        assert_eq!(postings.common(3), [(0, 0.4)]);
        assert!((postings.common_length(0) - 0.8).abs() < 1e-6 && postings.common_length(2) == 0.0);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let none = Postings::of(&[], &Timeline::of(&[], &StorySettings::default()), 500);
        assert_eq!(none.common_count(), 0);
    }
}
