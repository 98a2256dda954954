//! Postings: for each term the documents that hold it, and for each document its common terms.

use std::ops::Range;

use super::background::Profile;
use super::timeline::Timeline;

/// A document that holds a term, by position on the timeline, and the term's weight there.
pub(super) type Posting = (u32, f32);

/// The terms of all documents: by term, and by document where a term is common.
#[derive(Debug)]
pub(super) struct Postings {
    /// Where the postings of each term begin, and where those of the last end.
    starts: Vec<usize>,
    /// Ascending by position within a term.
    by_term: Vec<Posting>,
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

        let mut ends = starts.clone();
        let mut by_term = vec![(0, 0.0); starts.last().copied().unwrap_or(0)];
        let (mut common_starts, mut common, mut common_lengths) = (vec![0], Vec::new(), Vec::new());
        for (position, at) in (0..timeline.len()).zip(0_u32..) {
            let mut length = 0.0;
            for &(number, weight) in &profiles[timeline.document(position)].terms {
                let term = number as usize;
                by_term[ends[term]] = (at, weight);
                ends[term] += 1;
                if common_numbers[term] != RARE {
                    common.push((common_numbers[term], weight));
                    length += weight * weight;
                }
            }
            common_starts.push(common.len());
            common_lengths.push(length.sqrt());
        }
        Self {
            starts,
            by_term,
            common_numbers,
            common_count: common_count as usize,
            common_starts,
            common,
            common_lengths,
        }
    }

    /// The documents of a range of positions that hold a term.
    pub(super) fn within(&self, term: u32, positions: &Range<usize>) -> &[Posting] {
        let term = term as usize;
        let all = &self.by_term[self.starts[term]..self.starts[term + 1]];
        let start = all.partition_point(|&(position, _)| (position as usize) < positions.start);
        let length = all[start..].partition_point(|&(position, _)| (position as usize) < positions.end);
        &all[start..start + length]
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
    use super::*;
    use crate::story::StorySettings;

    fn postings(most: usize) -> Postings {
        let profile = |terms: &[(u32, f32)]| Profile { terms: terms.to_vec(), ..Profile::default() };
        let profiles =
            [profile(&[(0, 0.6), (2, 0.8)]), profile(&[(2, 1.0)]), profile(&[]), profile(&[(1, 0.3), (2, 0.4)])];
        Postings::of(&profiles, &Timeline::of(&profiles, &StorySettings::default()), most)
    }

    #[test]
    fn documents_of_a_term_are_told_within_a_window() {
        let postings = postings(9);
        assert_eq!(postings.within(2, &(0..4)), [(0, 0.8), (1, 1.0), (3, 0.4)]);
        assert_eq!(postings.within(2, &(1..3)), [(1, 1.0)]);
        assert_eq!(postings.within(0, &(1..4)), []);
        assert_eq!(postings.common_count(), 0);
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
