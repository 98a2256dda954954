//! Bands: which signatures are compared at all.
//!
//! A signature is cut into bands of `rows` slots; two texts become candidates when `required` bands are equal in both.
//! Slots agree with probability `j`, the Jaccard similarity, so a band does with probability `j^rows` (Broder 1997), and
//! a pair is found with the probability that so many of all bands or more do, by the binomial distribution. One required
//! band is the rule of the textbooks (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4). Requiring
//! two of the same bands finds nearly as many of the pairs at the threshold and only a small part of those far below it,
//! which are nearly all there are; the counting costs nothing, as the bands have to be looked at anyway.
//!
//! More rows mean fewer candidates, more bands mean more of them. [`Bands::choose`] takes the most rows that still find
//! what must be found, and then requires as many bands as it can.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::signature::{SLOTS, Signature};

/// Seed of the key of band 0: `bands` in ASCII and three zero bytes. Band `b` has seed `BAND_SEED + b`.
pub const BAND_SEED: u64 = 0x6261_6e64_7300_0000;

/// How signatures are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "there are bands, rows in each, and how many bands are required")]
pub struct Bands {
    bands: usize,
    rows: usize,
    required: usize,
}

impl Bands {
    /// The bands with most rows that find a pair of Jaccard similarity `similarity` with probability `recall` at least,
    /// requiring the most of them that still do. If none do, the bands that find most: one row each, one required.
    ///
    /// All slots are used but a remainder of `SLOTS / rows`. The defaults of [`CopySettings`](super::CopySettings) give
    /// 32 bands of 4 rows of which 2 are required; 5 rows would find .98995 instead of .99, 3 bands .9907 instead of .995.
    #[must_use]
    pub fn choose(similarity: f64, recall: f64) -> Self {
        let finds = |bands: &Self| bands.recall_at(similarity) >= recall;
        let widest = (1..=SLOTS).rev().map(|rows| Self { bands: SLOTS / rows, rows, required: 1 }).find(finds);
        let Some(widest) = widest else { return Self { bands: SLOTS, rows: 1, required: 1 } };
        (1..=widest.bands).rev().map(|required| Self { required, ..widest }).find(finds).unwrap_or(widest)
    }

    /// Bands as the user wants them; `None` if there are not so many slots, or if a number is zero or more are required
    /// than there are.
    #[must_use]
    pub fn of(bands: usize, rows: usize, required: usize) -> Option<Self> {
        let fits = bands.checked_mul(rows).is_some_and(|slots| (1..=SLOTS).contains(&slots));
        (fits && (1..=bands).contains(&required)).then_some(Self { bands, rows, required })
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

    /// Bands that must be equal.
    #[must_use]
    pub fn required(&self) -> usize {
        self.required
    }

    /// Probability that a pair of this Jaccard similarity becomes a candidate, the slots taken for independent.
    #[must_use]
    pub fn recall_at(&self, jaccard: f64) -> f64 {
        let equal = power(jaccard, self.rows);
        let mut combinations = 1.0;
        let mut missed = 0.0;
        for held in 0..self.required {
            missed += combinations * power(equal, held) * power(1.0 - equal, self.bands - held);
            combinations *= (self.bands - held) as f64 / (held + 1) as f64;
        }
        1.0 - missed
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

    use super::super::CopySettings;
    use super::*;

    #[test]
    fn the_defaults_take_two_of_32_bands_of_four_rows() {
        let settings = CopySettings::default();
        let bands = Bands::choose(settings.similarity.unwrap(), settings.recall);
        assert_eq!(bands, Bands { bands: 32, rows: 4, required: 2 });
        assert!((bands.recall_at(0.7) - 0.998_3).abs() < 1e-4, "{}", bands.recall_at(0.7));
        assert!(bands.recall_at(0.3) < 0.03 && Bands { required: 1, ..bands }.recall_at(0.3) > 0.22);
    }

    #[test]
    fn wishes_are_granted_where_the_slots_suffice() {
        assert_eq!(Bands::of(16, 8, 1), Some(Bands { bands: 16, rows: 8, required: 1 }));
        for (bands, rows, required) in [(16, 9, 1), (0, 8, 1), (8, 0, 1), (8, 8, 0), (8, 8, 9), (usize::MAX, 2, 1)] {
            assert_eq!(Bands::of(bands, rows, required), None);
        }
    }

    #[test]
    fn what_cannot_be_promised_gets_the_most_there_is() {
        let most = Bands { bands: 128, rows: 1, required: 1 };
        for (similarity, recall) in [(0.01, 0.99), (f64::NAN, 0.99), (0.7, f64::NAN)] {
            assert_eq!(Bands::choose(similarity, recall), most);
        }
        assert_eq!(Bands::choose(1.0, 0.99), Bands { bands: 1, rows: 128, required: 1 });
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
        let bands = Bands { bands: 32, rows: 4, required: 1 };
        let signature = Signature::of(&[1]).unwrap();
        assert_eq!(bands.key(&signature, 0), 0xbd3d_213a_2215_8cb4);
        assert_eq!(bands.key(&signature, 31), 0xe6f7_8817_64bb_1e41);
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
                        let equal = |&band: &usize| bands.key(&first, band) == bands.key(&second, band);
                        (0..bands.bands()).filter(equal).count() >= bands.required()
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
                let fewer = Bands { bands: SLOTS / rows, rows, required: 1 };
                prop_assert!(fewer.recall_at(similarity) < recall);
            }
            for required in chosen.required() + 1..=chosen.bands() {
                let more = Bands { required, ..chosen };
                prop_assert!(more.recall_at(similarity) < recall);
            }
        }
    }
}
