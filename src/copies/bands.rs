//! Bands: which signatures are compared at all.
//!
//! A signature is cut into bands of `rows` slots; two texts become candidates when some band is equal in both. Slots
//! agree with probability `j`, the Jaccard similarity, so a pair is found with probability `1 - (1 - j^rows)^bands`
//! (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4). More rows mean fewer
//! candidates, more bands mean more of them; [`Bands::choose`] takes the most rows that still find what must be found.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::signature::{SLOTS, Signature};

/// Seed of the key of band 0: `bands` in ASCII and three zero bytes. Band `b` has seed `BAND_SEED + b`.
pub const BAND_SEED: u64 = 0x6261_6e64_7300_0000;

/// How signatures are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    bands: usize,
    rows: usize,
}

impl Bands {
    /// The bands with most rows that find a pair of Jaccard similarity `similarity` with probability `recall` at least.
    /// If none do, the bands that find most: one row each.
    ///
    /// All slots are used but a remainder of `SLOTS / rows`. The defaults of [`CopySettings`](super::CopySettings) give
    /// 32 bands of 4 rows; 5 rows would find .98995 instead of .99.
    #[must_use]
    pub fn choose(similarity: f64, recall: f64) -> Self {
        (1..=SLOTS)
            .rev()
            .map(|rows| Self { bands: SLOTS / rows, rows })
            .find(|bands| bands.recall_at(similarity) >= recall)
            .unwrap_or(Self { bands: SLOTS, rows: 1 })
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

    /// Probability that a pair of this Jaccard similarity becomes a candidate.
    #[must_use]
    pub fn recall_at(&self, jaccard: f64) -> f64 {
        1.0 - power(1.0 - power(jaccard, self.rows), self.bands)
    }

    /// [`recall_at`](Self::recall_at) of `0, 1/steps, 2/steps .. 1`, as pairs of similarity and recall.
    pub fn recall_curve(&self, steps: u32) -> impl Iterator<Item = (f64, f64)> {
        let steps = steps.max(1);
        (0..=steps).map(move |step| {
            let jaccard = f64::from(step) / f64::from(steps);
            (jaccard, self.recall_at(jaccard))
        })
    }

    /// The key of a band, fit to be persisted: `XXH3_64bits` with seed [`BAND_SEED`]` + band` over the band's slots as
    /// little-endian 32-bit numbers. Keys of different bands are unrelated. A band past the last has no slots.
    #[must_use]
    pub fn key(&self, signature: &Signature, band: usize) -> u64 {
        let mut bytes = [0_u8; SLOTS * size_of::<u32>()];
        let slots = signature.slots().iter().skip(band.saturating_mul(self.rows)).take(self.rows);
        let mut length = 0;
        for (target, slot) in bytes.chunks_exact_mut(size_of::<u32>()).zip(slots) {
            target.copy_from_slice(&slot.to_le_bytes());
            length += target.len();
        }
        xxh3_64_with_seed(&bytes[..length], BAND_SEED.wrapping_add(band as u64))
    }
}

/// A whole power by multiplication alone, which rounds alike on every machine (`powi` need not).
pub(super) fn power(base: f64, exponent: usize) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_defaults_take_four_rows() {
        let bands = Bands::choose(0.7, 0.99);
        assert_eq!((bands.bands(), bands.rows()), (32, 4));
        assert!((bands.recall_at(0.7) - 0.999_85).abs() < 1e-5);
    }

    #[test]
    fn what_cannot_be_promised_gets_the_most_there_is() {
        assert_eq!(Bands::choose(0.01, 0.99), Bands { bands: 128, rows: 1 });
        assert_eq!(Bands::choose(f64::NAN, 0.99), Bands { bands: 128, rows: 1 });
        assert_eq!(Bands::choose(0.7, f64::NAN), Bands { bands: 128, rows: 1 });
        assert_eq!(Bands::choose(1.0, 0.99), Bands { bands: 1, rows: 128 });
    }

    #[test]
    fn the_curve_runs_from_never_to_always() {
        let curve: Vec<(f64, f64)> = Bands::choose(0.7, 0.9).recall_curve(20).collect();
        assert_eq!(curve.len(), 21);
        assert_eq!((curve[0], curve[20]), ((0.0, 0.0), (1.0, 1.0)));
        assert!(curve.is_sorted_by(|one, next| one.1 <= next.1));
    }

    #[test]
    fn keys_are_those_of_the_specification() {
        // Computed by an independent implementation (Python, xxhash package).
        let bands = Bands { bands: 32, rows: 4 };
        let signature = Signature::of(&[1]).unwrap();
        assert_eq!(bands.key(&signature, 0), 0x661c_cbd3_690f_76f3);
        assert_eq!(bands.key(&signature, 31), 0xe443_361d_919b_3343);
    }

    /// The theory takes slots for independent, which those of a small set are not: measure what is found.
    #[test]
    fn pairs_at_the_threshold_are_found_as_often_as_promised() {
        for (size, shared) in [(17, 14), (34, 28), (85, 70), (340, 280)] {
            for recall in [0.5, 0.9, 0.99] {
                let bands = Bands::choose(0.7, recall);
                let trials = 400;
                let found = (0..trials)
                    .filter(|trial| {
                        let hash = |number: usize| xxh3_64_with_seed(&number.to_le_bytes(), *trial);
                        let first: Vec<u64> = (0..size).map(hash).collect();
                        let second: Vec<u64> = (size - shared..2 * size - shared).map(hash).collect();
                        let (first, second) = (Signature::of(&first).unwrap(), Signature::of(&second).unwrap());
                        (0..bands.bands()).any(|band| bands.key(&first, band) == bands.key(&second, band))
                    })
                    .count();
                let found = found as f64 / trials as f64;
                let spread = 3.5 * (recall * (1.0 - recall) / trials as f64).sqrt();
                assert!(found >= recall - spread, "{size} shingles: {found} of {recall} with {bands:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_choice_keeps_its_promise_and_wastes_no_row(similarity in 0.3_f64..1.0, recall in 0.01_f64..0.999) {
            let chosen = Bands::choose(similarity, recall);
            prop_assert!(chosen.bands() * chosen.rows() <= SLOTS);
            prop_assert!(chosen.recall_at(similarity) >= recall || chosen.rows() == 1);
            for rows in chosen.rows() + 1..=SLOTS {
                let fewer = Bands { bands: SLOTS / rows, rows };
                prop_assert!(fewer.recall_at(similarity) < recall);
            }
        }
    }
}
