//! Groups: which copies belong together.
//!
//! Being a copy is not transitive: closing it lets a chain of small edits, or one short notice that many pages print,
//! join texts that share nothing. So a group is a star, not a chain: it has a representative, and every member was
//! itself verified against the representative.
//!
//! 1. **Versions.** Two copies are versions of one text if they are similar enough or share more than half of the
//!    longer ([`Overlap::is_version`]). Texts are taken in order of the number of texts they are versions of (then
//!    longest first); one that is no version of a representative so far becomes a representative. Then each other text
//!    joins the representative it is most similar to.
//! 2. **Parts.** A representative that is contained in a longer representative (the most similar, if in several) brings
//!    its group into the longer one's, if every text of it was verified against the longer one, and if what it covers
//!    of the longer text meets what every version of the longer text covers. A text that holds two or more such groups
//!    is a digest and takes in none of them. A short text thus never joins two long ones, nor a long one two short
//!    ones.
//!
//! What this guarantees, for `similarity` above one half: **any two texts of a group share shingles.** Versions cover
//! more than half of their representative each, so any two of them meet there; a part joins only where covers add up to
//! more than the whole.
//!
//! Copies that end up in different groups are still listed as pairs. Work: linear in the links, and for texts that lost
//! a link in an oversized bucket at most [`EXTRA_CHECKS`] further verifications each.

use std::cmp::Reverse;
use std::io;

use super::CopySettings;
use super::linkage::{Grouping, agglomerate};
use super::sets::Sets;
use super::verify::Overlap;

/// Representatives of its versions that a text without a representative of its own is verified against.
pub const EXTRA_CHECKS: usize = 8;

/// Two distinct texts that are copies; `longer` has the lesser number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) longer: u32,
    pub(super) shorter: u32,
    pub(super) overlap: Overlap,
}

impl Link {
    /// Counts two distinct texts out; `None` if they are not copies.
    ///
    /// # Errors
    ///
    /// If a set cannot be read back.
    pub(super) fn verify(one: u32, other: u32, sets: &Sets, settings: &CopySettings) -> io::Result<Option<Self>> {
        let (longer, shorter) = (one.min(other), one.max(other));
        let overlap = Overlap::if_copies(&*sets.get(longer)?, &*sets.get(shorter)?, settings);
        Ok(overlap.map(|overlap| Self { longer, shorter, overlap }))
    }

    fn other(&self, text: u32) -> u32 {
        if text == self.longer { self.shorter } else { self.longer }
    }

    /// The more similar of two links first; between equals, the one to the longer text.
    fn closeness(&self, text: u32) -> (Reverse<u64>, u32) {
        // Shares are not negative, so their bits order as they do.
        (Reverse(self.overlap.jaccard().to_bits()), self.other(text))
    }
}

/// Groups of distinct texts, and the links that grouping had to verify beyond those given.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Each distinct text once; the representative first, then the others ascending.
    pub(super) groups: Vec<Vec<u32>>,
    /// Links found on the way that were not among the candidates.
    pub(super) found: Vec<Link>,
}

/// Groups distinct texts, which are sorted by number of shingles, most first; by stars, unless the settings want another
/// [`Grouping`]. `links` is sorted, each pair once; `weights` says how many input texts each stands for.
///
/// # Errors
///
/// If a set cannot be read back.
pub(super) fn group(sets: &Sets, weights: &[usize], links: &[Link], settings: &CopySettings) -> io::Result<Groups> {
    if settings.grouping != Grouping::Stars {
        let groups = match (settings.similarity, settings.containment) {
            (Some(threshold), _) => agglomerate(sets.count(), links, settings.grouping, threshold, Overlap::jaccard),
            (None, threshold) => {
                let threshold = threshold.unwrap_or_default();
                agglomerate(sets.count(), links, settings.grouping, threshold, Overlap::containment)
            }
        };
        return Ok(Groups { groups, found: Vec::new() });
    }
    let mut stars = Stars::new(sets, settings, links);
    stars.join_versions(weights)?;
    stars.join_parts()?;
    Ok(stars.into_groups())
}

struct Stars<'a> {
    sets: &'a Sets,
    settings: &'a CopySettings,
    links: &'a [Link],
    found: Vec<Link>,
    /// Links of versions, each under both its texts: `versions[starts[text]..starts[text + 1]]`.
    versions: Vec<Link>,
    starts: Vec<usize>,
    /// The representative of each text; itself for a representative.
    representatives: Vec<u32>,
    /// The least number of a representative's shingles that a text of its group covers.
    least_cover: Vec<usize>,
    /// The texts of each representative's group but itself.
    members: Vec<Vec<u32>>,
}

impl<'a> Stars<'a> {
    fn new(sets: &'a Sets, settings: &'a CopySettings, links: &'a [Link]) -> Self {
        let count = sets.count();
        let mut under: Vec<(u32, Link)> = links
            .iter()
            .filter(|link| link.overlap.is_version(settings))
            .flat_map(|link| [(link.longer, *link), (link.shorter, *link)])
            .collect();
        under.sort_unstable_by_key(|(text, link)| (*text, link.closeness(*text)));
        let mut starts = vec![0; count + 1];
        for (text, _) in &under {
            starts[*text as usize + 1] += 1;
        }
        for text in 0..count {
            starts[text + 1] += starts[text];
        }
        Self {
            sets,
            settings,
            links,
            found: Vec::new(),
            versions: under.into_iter().map(|(_, link)| link).collect(),
            starts,
            representatives: (0..).take(count).collect(),
            least_cover: (0_u32..).take(count).map(|text| sets.size(text)).collect(),
            members: vec![Vec::new(); count],
        }
    }

    /// A text's links to its versions, the most similar first.
    fn versions(&self, text: u32) -> &[Link] {
        &self.versions[self.starts[text as usize]..self.starts[text as usize + 1]]
    }

    fn join_versions(&mut self, weights: &[usize]) -> io::Result<()> {
        let popularity = |text: u32| -> usize {
            self.versions(text).iter().map(|link| weights[link.other(text) as usize]).sum::<usize>()
                + weights[text as usize]
        };
        let mut order: Vec<(Reverse<usize>, u32)> =
            (0..).take(self.sets.count()).map(|text| (Reverse(popularity(text)), text)).collect();
        order.sort_unstable();

        // While representatives are chosen, a text's entry says who covers it so far.
        let mut is_chosen = vec![false; self.sets.count()];
        let mut joined: Vec<Option<Link>> = vec![None; self.sets.count()];
        for (_, text) in order {
            let linked = self.versions(text).iter().find(|link| is_chosen[link.other(text) as usize]).copied();
            let found = if linked.is_some() { linked } else { self.search_representative(text, &is_chosen)? };
            if let Some(link) = found {
                self.representatives[text as usize] = link.other(text);
                joined[text as usize] = Some(link);
            } else {
                is_chosen[text as usize] = true;
            }
        }

        for text in (0..).take(self.sets.count()) {
            let Some(first) = joined[text as usize] else { continue };
            // A closer representative may have been chosen after this text found its first.
            let link = self
                .versions(text)
                .iter()
                .find(|link| is_chosen[link.other(text) as usize])
                .copied()
                .into_iter()
                .chain([first])
                .min_by_key(|link| link.closeness(text))
                .unwrap_or(first);
            self.join(text, link.other(text), link.overlap.shared);
        }
        Ok(())
    }

    /// A representative of the text's versions that the text is a version of too, though no link says so.
    fn search_representative(&mut self, text: u32, is_chosen: &[bool]) -> io::Result<Option<Link>> {
        let mut tried = Vec::new();
        for link in self.versions(text) {
            let representative = self.representatives[link.other(text) as usize];
            if is_chosen[representative as usize] && !tried.contains(&representative) {
                tried.push(representative);
                if tried.len() == EXTRA_CHECKS {
                    break;
                }
            }
        }
        for representative in tried {
            let link = Link::verify(text, representative, self.sets, self.settings)?;
            if let Some(link) = link.filter(|link| link.overlap.is_version(self.settings)) {
                self.found.push(link);
                return Ok(Some(link));
            }
        }
        Ok(None)
    }

    fn join(&mut self, text: u32, representative: u32, cover: usize) {
        self.representatives[text as usize] = representative;
        self.members[representative as usize].push(text);
        let least = &mut self.least_cover[representative as usize];
        *least = cover.min(*least);
    }

    /// Takes parts into their wholes, shortest first, so that a part of a part is settled before the whole.
    fn join_parts(&mut self) -> io::Result<()> {
        let mut whole_of: Vec<Option<Link>> = vec![None; self.sets.count()];
        for link in self.links.iter().filter(|link| !link.overlap.is_version(self.settings)) {
            let is_representative = |text: u32| self.representatives[text as usize] == text;
            if is_representative(link.longer) && is_representative(link.shorter) {
                let whole = &mut whole_of[link.shorter as usize];
                let closest = whole.iter().chain([link]).min_by_key(|link| link.closeness(link.shorter)).copied();
                *whole = closest;
            }
        }
        let mut parts_of: Vec<Vec<Link>> = vec![Vec::new(); self.sets.count()];
        for link in whole_of.iter().flatten() {
            parts_of[link.longer as usize].push(*link);
        }
        for parts in parts_of.iter().rev() {
            if let [part] = parts.as_slice() {
                self.join_part(*part)?;
            }
        }
        Ok(())
    }

    fn join_part(&mut self, part: Link) -> io::Result<()> {
        let whole = part.longer;
        let mut links = vec![part];
        for &text in &self.members[part.shorter as usize] {
            let Some(link) = Link::verify(text, whole, self.sets, self.settings)? else { return Ok(()) };
            links.push(link);
        }
        let cover = links.iter().map(|link| link.overlap.shared).min().unwrap_or(0);
        if cover + self.least_cover[whole as usize] <= self.sets.size(whole) {
            return Ok(());
        }
        self.members[part.shorter as usize].clear();
        for link in &links {
            self.join(link.other(whole), whole, link.overlap.shared);
        }
        self.found.extend(&links[1..]);
        Ok(())
    }

    fn into_groups(self) -> Groups {
        let mut groups = Vec::new();
        for (text, mut members) in (0..).zip(self.members) {
            if self.representatives[text as usize] == text {
                members.push(text);
                members.sort_unstable_by_key(|&member| (member != text, member));
                groups.push(members);
            }
        }
        Groups { groups, found: self.found }
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a text is a list of ranges of shingles, often of one")]
mod tests {
    use std::ops::Range;

    use proptest::prelude::*;

    use super::super::shingle::Shingles;
    use super::*;

    /// Texts as ranges of shingles, grouped by all their links; each group as positions in the input, sorted.
    fn grouped(texts: &[&[Range<u64>]]) -> Vec<Vec<usize>> {
        let shingles = texts.iter().map(|ranges| ranges.iter().cloned().flatten().collect()).collect();
        let shingles: Vec<Shingles> = Vec::into_iter(shingles).map(Shingles::from_hashes).collect();
        let mut order: Vec<usize> = (0..shingles.len()).collect();
        order.sort_by_key(|&text| (Reverse(shingles[text].len()), &shingles[text]));
        let sorted: Vec<Shingles> = order.iter().map(|&text| shingles[text].clone()).collect();
        let (groups, _) = group_all(&sorted);
        let mut groups: Vec<Vec<usize>> = groups
            .into_iter()
            .map(|group| {
                let mut texts: Vec<usize> = group.iter().map(|&text| order[text as usize]).collect();
                texts.sort_unstable();
                texts
            })
            .collect();
        groups.sort_unstable();
        groups
    }

    fn group_all(shingles: &[Shingles]) -> (Vec<Vec<u32>>, Vec<Link>) {
        let settings = CopySettings::default();
        let count = u32::try_from(shingles.len()).unwrap();
        let sets = Sets::Held(shingles.to_vec());
        let mut links: Vec<Link> = (0..count)
            .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
            .filter_map(|(one, other)| Link::verify(one, other, &sets, &settings).unwrap())
            .collect();
        let groups = group(&sets, &vec![1; shingles.len()], &links, &settings).unwrap();
        links.extend(groups.found);
        (groups.groups, links)
    }

    #[test]
    fn a_chain_of_small_edits_does_not_join_its_ends() {
        let chain: Vec<[Range<u64>; 1]> = (0..30).map(|step| [step * 15..step * 15 + 100]).collect();
        let chain: Vec<&[Range<u64>]> = chain.iter().map(<[_; 1]>::as_slice).collect();
        let groups = grouped(&chain);
        assert!(groups.len() >= 10, "{groups:?}");
        assert!(groups.iter().all(|group| group.len() <= 3), "{groups:?}");
    }

    #[test]
    fn versions_gather_around_the_one_that_most_are_versions_of() {
        // Three rewrites of the first text, each of another fifth of it: none is a copy of another.
        let centre = [0..100];
        let rewrites = [[0..40, 40..80, 1000..1020], [0..20, 40..100, 2000..2020], [0..0, 20..100, 3000..3020]];
        let [one, two, three] = &rewrites;
        assert_eq!(grouped(&[one, two, three]), [[0], [1], [2]]);
        assert_eq!(grouped(&[one, two, &centre, three]), [[0, 1, 2, 3]]);
    }

    #[test]
    fn texts_just_below_both_thresholds_stay_apart() {
        assert_eq!(grouped(&[&[0..100], &[0..79, 1000..1021]]), [[0], [1]]);
    }

    #[test]
    fn a_part_joins_its_whole_with_its_own_versions() {
        assert_eq!(grouped(&[&[0..1000], &[100..150]]), [[0, 1]]);
        assert_eq!(grouped(&[&[0..1000], &[100..150], &[100..148], &[101..150, 5000..5003]]), [[0, 1, 2, 3]]);
        assert_eq!(grouped(&[&[0..1000], &[100..300], &[120..160]]), [[0, 1, 2]], "a part of a part");
    }

    #[test]
    fn a_short_text_does_not_join_two_long_ones() {
        let groups = grouped(&[&[0..50, 1000..1400], &[0..50, 2000..2300], &[0..50]]);
        assert_eq!(groups, [vec![0], vec![1, 2]], "it goes to the one it is more similar to");
    }

    #[test]
    fn a_digest_does_not_join_its_items() {
        assert_eq!(grouped(&[&[0..50, 100..150, 200..250], &[0..50], &[100..150]]), [[0], [1], [2]]);
    }

    #[test]
    fn a_part_does_not_join_a_version_that_lacks_it() {
        // The second text is a version of the first without its end; the third is that end.
        let groups = grouped(&[&[0..100], &[0..75], &[75..100]]);
        assert_eq!(groups, [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_link_lost_in_an_oversized_bucket_is_found_again() {
        let settings = CopySettings::default();
        let shingles: Vec<Shingles> =
            [0..100, 1..101, 2..102, 3..103].into_iter().map(|range| Shingles::from_hashes(range.collect())).collect();
        let sets = Sets::Held(shingles);
        let links: Vec<Link> = [(0, 1), (0, 2), (2, 3)]
            .into_iter()
            .filter_map(|(one, other)| Link::verify(one, other, &sets, &settings).unwrap())
            .collect();
        let groups = group(&sets, &[1, 1, 1, 1], &links, &settings).unwrap();
        assert_eq!(groups.groups, [[0, 1, 2, 3]]);
        assert_eq!(groups.found.iter().map(|link| (link.longer, link.shorter)).collect::<Vec<_>>(), [(0, 3)]);
    }

    proptest! {
        #[test]
        fn members_are_linked_to_their_representative_and_share_shingles_with_each_other(
            texts in prop::collection::vec(prop::collection::vec((0_u64..40, 1_u64..8), 1..5), 1..40),
        ) {
            let mut shingles: Vec<Shingles> = texts
                .iter()
                .map(|blocks| {
                    Shingles::from_hashes(blocks.iter().flat_map(|(at, length)| at * 12..(at + length) * 12).collect())
                })
                .collect();
            shingles.sort_by(|one, other| (Reverse(one.len()), one).cmp(&(Reverse(other.len()), other)));
            shingles.dedup();
            let (groups, links) = group_all(&shingles);
            let mut seen: Vec<u32> = groups.concat();
            seen.sort_unstable();
            prop_assert!(seen.into_iter().eq((0..).take(shingles.len())));
            for group in groups {
                for (at, &one) in group.iter().enumerate() {
                    for &other in &group[..at] {
                        prop_assert!(Overlap::of(&shingles[one as usize], &shingles[other as usize]).shared > 0);
                    }
                    let (longer, shorter) = (one.min(group[0]), one.max(group[0]));
                    prop_assert!(at == 0 || links.iter().any(|link| (link.longer, link.shorter) == (longer, shorter)));
                }
            }
        }
    }
}
