//! Listing: what was found about distinct texts, told of the texts themselves.
//!
//! Equal texts multiply: a thousand equal texts are half a million pairs. Up to [`LISTED_EQUALS`] equal texts are
//! listed in full, pair by pair; of more, each is listed with the first. Two linked distinct texts that stand for
//! several are listed in full up to [`LISTED_CROSS`] pairs; beyond, the first of each with all of the other. What is
//! left out is implied by what is listed, and counted.

use super::equals::Equals;
use super::group::Link;
use super::verify::Overlap;
use super::{CopyPair, Direction};
use crate::moment::Moment;

/// Equal texts up to which all their pairs are listed.
pub const LISTED_EQUALS: usize = 32;

/// Pairs between the texts of two linked distinct texts up to which all of them are listed.
pub const LISTED_CROSS: usize = 16;

/// Pairs of input texts.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Sorted by (first, second).
    pub(super) pairs: Vec<CopyPair>,
    /// True pairs that are not listed.
    pub(super) implied: u64,
}

/// Lists the pairs among equal texts and along links between first ones; `published` says when each text was, and of
/// texts past its end nothing is known.
pub(super) fn list(published: &[Option<&Moment>], equals: &Equals, links: &[Link]) -> Listing {
    let mut listing = Listing::default();
    for same in equals.groups() {
        let overlap = Overlap { shared: 1, first: 1, second: 1 };
        let whole = if same.len() <= LISTED_EQUALS { same.len() } else { 1 };
        for (at, &(_, second)) in same.iter().enumerate() {
            for &(_, first) in &same[..at.min(whole)] {
                listing.add(published, first as usize, second as usize, overlap);
            }
            listing.implied += (at - at.min(whole)) as u64;
        }
    }
    for link in links {
        let (longer, shorter) = (equals.of(link.longer), equals.of(link.shorter));
        let is_full = longer.len().saturating_mul(shorter.len()) <= LISTED_CROSS;
        for (row, &first) in longer.iter().enumerate() {
            let listed = if is_full || row == 0 { shorter.len() } else { 1 };
            for &second in &shorter[..listed] {
                listing.add(published, first, second, link.overlap);
            }
            listing.implied += (shorter.len() - listed) as u64;
        }
    }
    listing.pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
    listing
}

impl Listing {
    fn add(&mut self, published: &[Option<&Moment>], one: usize, other: usize, overlap: Overlap) {
        let (one_in_other, other_in_one) = (overlap.first_in_second(), overlap.second_in_first());
        let (first, second) = (one.min(other), one.max(other));
        let (first_in_second, second_in_first) =
            if first == one { (one_in_other, other_in_one) } else { (other_in_one, one_in_other) };
        let when = |text: usize| published.get(text).copied().flatten();
        let direction = direction(when(first), when(second));
        self.pairs.push(CopyPair {
            first,
            second,
            jaccard: overlap.jaccard(),
            first_in_second,
            second_in_first,
            direction,
        });
    }
}

/// Who copied whom, as far as times that cannot mean the same moment tell.
fn direction(first: Option<&Moment>, second: Option<&Moment>) -> Direction {
    match (first, second) {
        (Some(one), Some(other)) if one.days_apart(other) > 0.0 => {
            if one.earliest() < other.earliest() {
                Direction::SecondFromFirst
            } else {
                Direction::FirstFromSecond
            }
        }
        _ => Direction::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(published: &[Option<Moment>]) -> Vec<Option<&Moment>> {
        published.iter().map(Option::as_ref).collect()
    }

    fn pairs(listing: &Listing) -> Vec<(usize, usize)> {
        listing.pairs.iter().map(|pair| (pair.first, pair.second)).collect()
    }

    fn link(longer: u32, shorter: u32) -> Link {
        Link { longer, shorter, overlap: Overlap { shared: 30, first: 60, second: 40 } }
    }

    #[test]
    fn shares_follow_the_texts_whichever_is_longer() {
        let texts = at(&[None, None]);
        let listing = list(&texts, &Equals::given(&[]), &[link(1, 0)]);
        let [pair] = listing.pairs[..] else { panic!("one pair, not {listing:?}") };
        assert_eq!((pair.first, pair.second, pair.direction), (0, 1, Direction::Unknown));
        assert_eq!(
            (pair.first_in_second.to_bits(), pair.second_in_first.to_bits()),
            (0.75_f64.to_bits(), 0.5_f64.to_bits())
        );
        assert!((pair.jaccard - 30.0 / 70.0).abs() < 1e-12);
    }

    #[test]
    fn every_pair_of_a_few_equals_is_listed() {
        let texts = at(&[None; 5]);
        let listing = list(&texts, &Equals::given(&[&[0, 2, 4], &[1, 3]]), &[link(0, 1)]);
        assert_eq!(pairs(&listing).len(), 10, "three and one among equals, six across");
        assert_eq!(listing.implied, 0);
        assert!(pairs(&listing).is_sorted());
    }

    #[test]
    fn many_equals_are_listed_with_the_first_and_the_rest_is_counted() {
        let times = vec![None; 1100];
        let texts = at(&times);
        let (longer, shorter): (Vec<u32>, Vec<u32>) = ((0..1000).collect(), (1000..1100).collect());
        let listing = list(&texts, &Equals::given(&[&longer, &shorter]), &[link(0, 1000)]);
        assert_eq!(listing.pairs.len(), 999 + 99 + (1000 + 100 - 1));
        let all = 1000 * 999 / 2 + 100 * 99 / 2 + 1000 * 100;
        assert_eq!(listing.pairs.len() as u64 + listing.implied, all);
        assert!(pairs(&listing).contains(&(0, 999)) && pairs(&listing).contains(&(999, 1000)));
    }

    #[test]
    fn direction_follows_times_that_cannot_be_the_same() {
        let moment = |text: &str| Some(text.parse::<Moment>().unwrap());
        for (first, second, expected) in [
            (moment("2031-05-02T08:00:00Z"), moment("2031-05-02T08:01:00Z"), Direction::SecondFromFirst),
            (moment("2031-05-03"), moment("2031-05-02T08:01:00Z"), Direction::FirstFromSecond),
            (moment("2031-05-02T08:00:00Z"), moment("2031-05-02T10:00:00+02:00"), Direction::Unknown),
            (moment("2031-05-02"), moment("2031-05-02T08:01:00Z"), Direction::Unknown),
            (moment("2031-05-02"), None, Direction::Unknown),
            (None, None, Direction::Unknown),
        ] {
            let times = [first, second];
            let texts = at(&times);
            assert_eq!(direction(texts[0], texts[1]), expected, "{first:?} and {second:?}");
        }
    }
}
