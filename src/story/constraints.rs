//! Constraints: what grouping must keep together and apart whatever the scores say.
//!
//! A value that the caller makes, for instance of an editor's rulings; grouping knows nothing of where it comes from. With
//! no constraints grouping is by scores alone, and documents whose component no constraint touches are grouped as without.

use super::background::Profile;
use super::candidates::{self, Link};
use super::settings::StorySettings;

/// Two documents that are one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// The two documents.
    pub pair: [usize; 2],
    /// The caller's number for the reason, kept in the [join](super::group::Join::reason) that it makes.
    pub reason: usize,
}

/// What must be together and what apart, of documents by their index. Consistent: no two documents of one of the sets in `apart` are connected by
/// `together`; where they are, `together` holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are joined before any score is looked at, in the order of the joins.
    pub together: Vec<Together>,
    /// Sets of documents of which no two may come into one story. A set stands for all its pairs at the cost of its
    /// members.
    pub apart: Vec<Vec<usize>>,
    /// How many documents, the last ones, repeat a text that stands for another document too. They are grouped like all,
    /// but no voice in what is counted over the collection, so that they change nothing for others.
    pub repeats: usize,
}

impl Constraints {
    /// How many of some documents are voices in what is counted over the collection: the first so many.
    pub(super) fn voices(&self, documents: usize) -> usize {
        documents.saturating_sub(self.repeats)
    }

    /// The links among documents. Those between two voices are the same as if there were no repeats.
    pub(super) fn find_links(&self, profiles: &[Profile], settings: &StorySettings) -> Vec<Link> {
        let voices = self.voices(profiles.len());
        let mut links = candidates::find_links(&profiles[..voices], settings);
        if voices < profiles.len() {
            let among_all = candidates::find_links(profiles, settings);
            links.extend(among_all.into_iter().filter(|link| link.second >= voices));
            links.sort_unstable_by_key(|link| (link.first, link.second));
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_takes_no_link_from_others() {
        let settings = StorySettings { candidate_documents: 2, ..StorySettings::default() };
        let profile = Profile { terms: vec![(1, 1.0)], ..Profile::default() };
        let links = |documents: usize, repeats| {
            let constraints = Constraints { repeats, ..Constraints::default() };
            let links = constraints.find_links(&vec![profile.clone(); documents], &settings);
            links.iter().map(|link| (link.first, link.second)).collect::<Vec<_>>()
        };
        assert_eq!(links(2, 0), [(0, 1)]);
        assert_eq!(links(3, 0), [], "a term of three documents proposes nothing here");
        assert_eq!(links(3, 1), [(0, 1)], "the third counts for nothing");
    }
}
