//! Postings: for each term the documents that hold it, and for each document where its terms lead.
//!
//! Which documents before it in its window of days share a term with a document is worked out for all documents in
//! advance, because that goes term by term, in the order of memory, and a search of each document for each of its terms
//! does not.

use std::ops::Range;

use super::background::Profile;
use super::timeline::Timeline;

/// A document that holds a term, by position on the timeline, and the term's weight there.
pub(super) type Posting = (u32, f32);

/// The terms of all documents.
#[derive(Debug)]
pub(super) struct Postings {
    /// The postings of the first term, ascending by position, then those of the second, and so on.
    by_term: Vec<Posting>,
    /// For each document, its terms that lead to documents before it, in the order of its profile.
    leads: Lists<Lead>,
    /// Where the postings of each common term end.
    common_ends: Vec<usize>,
}

/// Postings of one term, all those in the window of a document before its own: where they begin in the upper bits, how
/// many in the lower [`LENGTH_BITS`].
#[derive(Debug, Clone, Copy, Default)]
struct Lead(u64);

/// A term leads to sixteen million documents at most, and there may be as many times that many postings.
const LENGTH_BITS: u32 = 24;

impl Lead {
    fn new(postings: &Range<usize>) -> Self {
        Self((postings.start as u64) << LENGTH_BITS | postings.len() as u64)
    }

    fn postings(self) -> Range<usize> {
        let start = (self.0 >> LENGTH_BITS) as usize;
        start..start + (self.0 & ((1 << LENGTH_BITS) - 1)) as usize
    }
}

impl Postings {
    /// Sorts terms by document into documents by term. A term that more than `most` documents of a window hold leads
    /// nowhere from there. All that may lead nowhere for that are common terms, as are all of lower numbers; so they are
    /// few where terms are numbered by falling frequency. Linear in the number of terms.
    pub(super) fn of(profiles: &[Profile], timeline: &Timeline, most: usize) -> Self {
        let most = most.min((1 << LENGTH_BITS) - 1);
        let by_term = sort(profiles, timeline);
        let windows: Vec<Range<usize>> = (0..timeline.len()).map(|position| timeline.window(position).whole).collect();
        let visit_leads = |lead: &mut dyn FnMut(usize, Range<usize>)| {
            for term in by_term.ranges() {
                let first = term.start;
                visit(&by_term.items[term], &windows, most, |own, before| {
                    if !before.is_empty() {
                        lead(own, first + before.start..first + before.end);
                    }
                });
            }
        };
        let mut counts = vec![0; timeline.len()];
        visit_leads(&mut |own, _| counts[own] += 1);
        let mut leads = Lists::new(&counts);
        visit_leads(&mut |own, postings| leads.push(own, Lead::new(&postings)));

        let common = by_term.ranges().zip(1..).filter(|(term, _)| term.len() > most).map(|(_, count)| count);
        let common_ends = by_term.ends[..common.max().unwrap_or(0)].to_vec();
        Self { by_term: by_term.items, leads, common_ends }
    }

    /// For each term that leads from a document to others before it in its window: its weight in the document, and the
    /// postings of the others.
    pub(super) fn leads(&self, position: usize) -> impl Iterator<Item = (f32, &[Posting])> + Clone {
        self.leads.get(position).iter().map(|lead| {
            let postings = lead.postings();
            // The document's own posting is the next.
            (self.by_term[postings.end].1, &self.by_term[postings])
        })
    }

    /// How many terms are common; their numbers are below this.
    pub(super) fn common_count(&self) -> usize {
        self.common_ends.len()
    }

    /// The common terms of a document that lead nowhere from it, `terms` being those of its profile.
    pub(super) fn without_lead(&self, position: usize, terms: &[(u32, f32)]) -> impl Iterator<Item = (usize, f32)> {
        let mut leads = self.leads.get(position).iter().peekable();
        let common = terms
            .iter()
            .map_while(|&(term, weight)| self.common_ends.get(term as usize).map(|&end| (term as usize, weight, end)));
        // Both follow each other in the order of the terms, so the next lead is of this term or of a later one.
        common.filter_map(move |(term, weight, end)| {
            leads.next_if(|lead| lead.postings().start < end).is_none().then_some((term, weight))
        })
    }
}

/// The postings of each term.
fn sort(profiles: &[Profile], timeline: &Timeline) -> Lists<Posting> {
    let numbers = profiles.iter().filter_map(|profile| profile.terms.last()).map(|&(number, _)| number as usize + 1);
    let mut counts = vec![0; numbers.max().unwrap_or(0)];
    for &(number, _) in profiles.iter().flat_map(|profile| &profile.terms) {
        counts[number as usize] += 1;
    }
    let mut by_term = Lists::new(&counts);
    for (position, at) in (0..timeline.len()).zip(0..) {
        for &(number, weight) in &profiles[timeline.document(position)].terms {
            by_term.push(number as usize, (at, weight));
        }
    }
    by_term
}

/// Calls `visit` for each document of one term's postings, with the range of those before it in its window; an empty one
/// where more than `most` of the whole window hold the term.
fn visit(postings: &[Posting], windows: &[Range<usize>], most: usize, mut visit: impl FnMut(usize, Range<usize>)) {
    let is_before = |at: usize, end: usize| postings.get(at).is_some_and(|&(position, _)| (position as usize) < end);
    let (mut start, mut end) = (0, 0);
    for (at, &(own, _)) in postings.iter().enumerate() {
        let window = &windows[own as usize];
        // Windows move forward, until they are everything for documents without a date.
        if window.start == 0 {
            start = 0;
        }
        while is_before(start, window.start) {
            start += 1;
        }
        while is_before(end, window.end) {
            end += 1;
        }
        visit(own as usize, if end - start <= most { start..at } else { at..at });
    }
}

/// Lists of things in one piece of memory.
#[derive(Debug)]
struct Lists<T> {
    /// Where each list ends, as far as it is filled.
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// Empty lists with room for so many things each.
    fn new(lengths: &[usize]) -> Self {
        let mut room = 0;
        let ends = lengths.iter().map(|length| {
            room += length;
            room - length
        });
        Self { ends: ends.collect(), items: vec![T::default(); lengths.iter().sum()] }
    }

    fn push(&mut self, list: usize, item: T) {
        self.items[self.ends[list]] = item;
        self.ends[list] += 1;
    }

    /// Where each list is, once all are full.
    fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }

    /// A list, once all are full.
    fn get(&self, list: usize) -> &[T] {
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[list]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::StorySettings;

    /// Documents with these terms on these days of March, or on none.
    fn postings(documents: &[(&str, &[(u32, f32)])], most: usize) -> Postings {
        let profile = |(day, terms): &(&str, &[(u32, f32)])| Profile {
            terms: terms.to_vec(),
            published: format!("2025-03-{day}T00:00:00Z").parse().ok(),
            ..Profile::default()
        };
        let profiles: Vec<Profile> = documents.iter().map(profile).collect();
        Postings::of(&profiles, &Timeline::of(&profiles, &StorySettings::default()), most)
    }

    fn leads(postings: &Postings, position: usize) -> Vec<(f32, Vec<Posting>)> {
        postings.leads(position).map(|(weight, others)| (weight, others.to_vec())).collect()
    }

    #[test]
    fn a_term_leads_to_the_documents_before_in_the_window() {
        let terms: &[(u32, f32)] = &[(2, 0.5)];
        let postings = postings(&[("01", &[(0, 0.6), (2, 0.8)]), ("02", &[(1, 1.0)]), ("05", terms), ("08", terms)], 9);
        assert_eq!(leads(&postings, 2), [(0.5, vec![(0, 0.8)])]);
        assert_eq!(leads(&postings, 3), [(0.5, vec![(2, 0.5)])], "the first is a week before");
        assert_eq!(leads(&postings, 1), []);
        assert_eq!(postings.common_count(), 0);
    }

    #[test]
    fn what_is_common_in_a_year_may_lead_in_a_week() {
        let terms: &[(u32, f32)] = &[(0, 0.5), (1, 0.25)];
        let documents = [("01", terms), ("02", terms), ("20", terms), ("21", terms), ("22", terms)];
        let postings = postings(&documents, 2);
        assert_eq!(postings.common_count(), 2, "five hold each");
        assert_eq!(postings.without_lead(1, terms).count(), 0);
        assert_eq!(leads(&postings, 1), [(0.5, vec![(0, 0.5)]), (0.25, vec![(0, 0.25)])]);
        assert_eq!(leads(&postings, 4), [], "three of the window hold them");
        assert_eq!(postings.without_lead(4, terms).collect::<Vec<_>>(), [(0, 0.5), (1, 0.25)]);
    }

    #[test]
    fn terms_without_lead_are_told_from_their_neighbours() {
        let (busy, own): (&[_], &[_]) = (&[(0, 0.5), (2, 0.25)], &[(0, 0.5), (1, 0.1), (2, 0.25), (3, 0.2)]);
        let documents = [("01", own), ("20", busy), ("21", busy), ("22", own)];
        let postings = postings(&documents, 2);
        assert_eq!(postings.common_count(), 3, "the third term is common, the fourth is not");
        let without: Vec<_> = postings.without_lead(3, own).collect();
        assert_eq!(without, [(0, 0.5), (1, 0.1), (2, 0.25)], "the second leads to nobody in the window");
        assert_eq!(postings.without_lead(2, busy).collect::<Vec<_>>(), []);
    }

    #[test]
    fn documents_of_one_time_count_for_each_other() {
        let terms: &[(u32, f32)] = &[(0, 0.5)];
        let postings = postings(&[("01", terms), ("01", terms), ("01", terms)], 2);
        assert!((0..3).all(|position| postings.leads(position).count() == 0), "three of one time hold the term");
    }

    #[test]
    fn without_a_date_all_documents_are_one_window() {
        let terms: &[(u32, f32)] = &[(0, 0.5)];
        let documents = [("", terms), ("01", terms), ("30", terms)];
        assert_eq!(leads(&postings(&documents, 3), 2), [(0.5, vec![(0, 0.5), (1, 0.5)])]);
        assert_eq!(leads(&postings(&documents, 2), 2), [], "three hold the term");
        assert_eq!(leads(&postings(&documents, 2), 1), [], "there are thirty days between the two");
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let none = postings(&[], 500);
        assert_eq!(none.common_count(), 0);
        assert_eq!(leads(&postings(&[("01", &[])], 500), 0), []);
    }
}
