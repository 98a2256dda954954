//! What a signature is looked up by: a hash of each band, and one of all slots.
//!
//! These hashes never leave memory (a saved index holds signatures, and its tables are made anew), so they are made to
//! be fast, may change at any time, and are no defence against someone who searches for collisions; such a one gains
//! a comparison too many, or loses a band of texts of his own.

use super::choice::{LookupBands, MOST_BANDS};
use crate::copies::signature::SLOTS;

/// Most tables there can be: of the bands, and of whole signatures.
pub(super) const MOST_TABLES: usize = MOST_BANDS + 1;

/// 2^64 divided by the golden ratio, odd.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hashes of the bands, followed by that of the whole signature.
#[derive(Debug)]
pub(super) struct Keys {
    hashes: [u32; MOST_TABLES],
    bands: usize,
}

impl Keys {
    pub(super) fn of(slots: &[u32; SLOTS], bands: LookupBands) -> Self {
        let mut hashes = [0; MOST_TABLES];
        // The usual case with its length known, so that it is unrolled.
        if bands.rows() == 4 {
            fill(
                &mut hashes[..bands.bands()],
                slots.chunks_exact(4).map(|band| hash([band[0], band[1], band[2], band[3]])),
            );
        } else {
            fill(&mut hashes[..bands.bands()], slots.chunks_exact(bands.rows()).map(|band| hash(band.iter().copied())));
        }
        hashes[bands.bands()] = whole(slots);
        Self { hashes, bands: bands.bands() }
    }

    /// The hashes of the bands.
    pub(super) fn of_bands(&self) -> &[u32] {
        &self.hashes[..self.bands]
    }

    /// The hash of all slots.
    pub(super) fn of_whole(&self) -> u32 {
        self.hashes[self.bands]
    }

    /// The hashes of the bands, then that of all slots: one for each table.
    pub(super) fn all(&self) -> &[u32] {
        &self.hashes[..=self.bands]
    }
}

fn fill(hashes: &mut [u32], values: impl Iterator<Item = u32>) {
    for (hash, value) in hashes.iter_mut().zip(values) {
        *hash = value;
    }
}

/// The upper half of the sum of the slots, each times a number of its own (multilinear hashing: Lemire, Kaser 2014). The
/// products do not wait for each other.
fn hash(band: impl IntoIterator<Item = u32>) -> u32 {
    let products = band.into_iter().zip(&FACTORS).map(|(slot, factor)| u64::from(slot).wrapping_mul(*factor));
    (products.fold(0, u64::wrapping_add) >> u32::BITS) as u32
}

/// The sum of the products of neighbours, each moved by a number of its own (NH of UMAC: Black, Halevi, Krawczyk,
/// Krovetz, Rogaway 1999), which becomes vector instructions.
fn whole(slots: &[u32; SLOTS]) -> u32 {
    let sum = slots.as_chunks::<2>().0.iter().zip(MOVES.as_chunks::<2>().0).fold(0_u64, |sum, (slots, moves)| {
        let [one, other] = [0, 1].map(|at| u64::from(slots[at].wrapping_add(moves[at])));
        sum.wrapping_add(one * other)
    });
    (sum.wrapping_mul(MULTIPLIER) >> u32::BITS) as u32
}

/// The first outputs of `SplitMix64` (Steele, Lea, Flood 2014) from state 0, made odd.
const FACTORS: [u64; SLOTS] = {
    let mut factors = [0; SLOTS];
    let (mut slot, mut state) = (0, 0_u64);
    while slot < SLOTS {
        state = state.wrapping_add(MULTIPLIER);
        let mut bits = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        factors[slot] = (bits ^ (bits >> 31)) | 1;
        slot += 1;
    }
    factors
};

/// The upper halves of the [`FACTORS`].
const MOVES: [u32; SLOTS] = {
    let mut moves = [0; SLOTS];
    let mut slot = 0;
    while slot < SLOTS {
        moves[slot] = (FACTORS[slot] >> u32::BITS) as u32;
        slot += 1;
    }
    moves
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::copies::signature::Signature;

    #[test]
    fn a_key_depends_on_every_slot_of_its_band_and_on_no_other() {
        let slots = *Signature::of(&[1, 2, 3]).unwrap().slots();
        for bands in [LookupBands::choose(0.7, 0.99), LookupBands::choose(0.5, 0.99), LookupBands::choose(0.1, 0.99)] {
            let keys = Keys::of(&slots, bands);
            assert_eq!(keys.all().len(), bands.bands() + 1);
            for changed in 0..SLOTS {
                let mut other = slots;
                other[changed] ^= 1;
                let other = Keys::of(&other, bands);
                for band in 0..bands.bands() {
                    let is_inside = changed / bands.rows() == band;
                    assert_eq!(
                        keys.of_bands()[band] != other.of_bands()[band],
                        is_inside,
                        "slot {changed}, band {band}"
                    );
                }
                assert_ne!(keys.of_whole(), other.of_whole());
            }
        }
    }

    #[test]
    fn the_usual_case_is_no_special_case() {
        let slots = *Signature::of(&[7]).unwrap().slots();
        let keys = Keys::of(&slots, LookupBands::choose(0.7, 0.99));
        let expected: Vec<u32> = slots.chunks(4).take(17).map(|band| hash(band.iter().copied())).collect();
        assert_eq!(keys.of_bands(), expected);
    }

    #[test]
    fn hashes_of_bands_are_spread() {
        let bands = LookupBands::choose(0.7, 0.99);
        let hashes = (0..4000_u64).map(|text| Keys::of(Signature::of(&[text]).unwrap().slots(), bands).of_bands()[3]);
        let (places, distinct): (BTreeSet<u32>, BTreeSet<u32>) = hashes.map(|hash| (hash >> 20, hash)).unzip();
        assert_eq!(distinct.len(), 4000);
        // 4,000 balls in 4,096 urns leave 37.7 % of them empty.
        assert!((2400..2700).contains(&places.len()), "{}", places.len());
    }
}
