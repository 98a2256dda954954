//! Which slots of a signature are looked up: few bands, because each costs a look into memory at every query.
//!
//! Finding all pairs of a collection at once is served best by as many rows as keep the recall, over all slots (see
//! [`Bands`](crate::copies::bands::Bands)). A look-up pays otherwise: each band is one cache line that is probably far
//! away, while an unrelated signature met in a bucket costs only a comparison, and beyond four rows there are hardly
//! any to meet. So the rows are [`ROWS`] where the recall can be kept with that, else the most that keep it, and the
//! bands are the fewest that keep it. Slots past the last band are compared, but not looked up.

use crate::copies::bands::power;
use crate::copies::signature::SLOTS;

/// Slots in a band where the recall asked for allows it: with unrelated texts of Jaccard similarity .1, which share a
/// stock phrase or two, one in 600 is met by chance with the default 17 bands; three rows would be one in 90.
pub const ROWS: usize = 4;

/// Most bands there can be. More would be needed only for similarities below .07.
pub const MOST_BANDS: usize = 64;

/// How signatures are cut to be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupBands {
    bands: usize,
    rows: usize,
}

impl LookupBands {
    /// The fewest bands, of [`ROWS`] rows if possible and else of the most rows possible, that meet a pair of Jaccard
    /// similarity `similarity` with probability `recall` at least. If none do, the bands that meet most:
    /// [`MOST_BANDS`] of one row.
    ///
    /// For .7 and .99 these are 17 bands of 4 rows, which meet .9906; for .8 and .99 they are 9, for .9 they are 5.
    #[must_use]
    pub fn choose(similarity: f64, recall: f64) -> Self {
        (1..=ROWS)
            .rev()
            .find_map(|rows| Self::of_rows(rows, similarity, recall))
            .unwrap_or(Self { bands: MOST_BANDS, rows: 1 })
    }

    /// The fewest bands of so many rows that meet a pair of Jaccard similarity `similarity` with probability `recall`
    /// at least; `None` if the slots do not suffice.
    #[must_use]
    pub fn of_rows(rows: usize, similarity: f64, recall: f64) -> Option<Self> {
        let most = SLOTS.checked_div(rows)?.min(MOST_BANDS);
        (1..=most).map(|bands| Self { bands, rows }).find(|bands| bands.recall_at(similarity) >= recall)
    }

    /// As read from a saved index; `None` if a signature has not so many slots, or none would be looked up.
    pub(super) fn stored(bands: u32, rows: u32) -> Option<Self> {
        let (bands, rows) = (usize::try_from(bands).ok()?, usize::try_from(rows).ok()?);
        ((1..=SLOTS).contains(&bands.checked_mul(rows)?) && bands <= MOST_BANDS).then_some(Self { bands, rows })
    }

    /// Number of bands.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// Slots in a band.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Probability that a query meets a signature whose set has this Jaccard similarity with its own.
    #[must_use]
    pub fn recall_at(&self, jaccard: f64) -> f64 {
        1.0 - power(1.0 - power(jaccard, self.rows), self.bands)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_defaults_take_seventeen_bands_of_four() {
        let bands = LookupBands::choose(0.7, 0.99);
        assert_eq!(bands, LookupBands { bands: 17, rows: 4 });
        assert!((bands.recall_at(0.7) - 0.9906).abs() < 1e-4);
        assert_eq!(LookupBands::choose(0.8, 0.99).bands, 9);
        assert_eq!(LookupBands::choose(0.9, 0.99).bands, 5);
    }

    #[test]
    fn what_four_rows_cannot_promise_gets_fewer_rows() {
        assert_eq!(LookupBands::choose(0.5, 0.99), LookupBands { bands: 35, rows: 3 });
        assert_eq!(LookupBands::choose(0.3, 0.99), LookupBands { bands: 49, rows: 2 });
        assert_eq!(LookupBands::choose(0.1, 0.99), LookupBands { bands: 44, rows: 1 });
    }

    #[test]
    fn what_cannot_be_promised_gets_the_most_there_is() {
        for (similarity, recall) in [(0.01, 0.99), (f64::NAN, 0.99), (0.7, f64::NAN)] {
            assert_eq!(LookupBands::choose(similarity, recall), LookupBands { bands: 64, rows: 1 });
        }
        assert_eq!(LookupBands::of_rows(0, 0.7, 0.9), None);
        assert_eq!(LookupBands::of_rows(129, 0.7, 0.0), None);
    }

    #[test]
    fn stored_numbers_are_believed_only_if_a_signature_has_the_slots() {
        assert_eq!(LookupBands::stored(17, 4), Some(LookupBands { bands: 17, rows: 4 }));
        for (bands, rows) in [(0, 4), (4, 0), (33, 4), (u32::MAX, u32::MAX), (1, 129), (65, 1)] {
            assert_eq!(LookupBands::stored(bands, rows), None, "{bands} {rows}");
        }
    }

    proptest! {
        #[test]
        fn the_choice_keeps_its_promise_with_no_band_to_spare(similarity in 0.3_f64..1.0, recall in 0.01_f64..0.99) {
            let chosen = LookupBands::choose(similarity, recall);
            prop_assert!(chosen.bands * chosen.rows <= SLOTS);
            prop_assert!(chosen.recall_at(similarity) >= recall);
            let fewer = LookupBands { bands: chosen.bands - 1, ..chosen };
            prop_assert!(fewer.bands == 0 || fewer.recall_at(similarity) < recall);
        }
    }
}
