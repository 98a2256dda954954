//! What a signature is looked up by: a hash of each band, and one of all slots.
//!
//! These hashes never leave memory (a saved index holds signatures, and its tables are made anew), so they are made to
//! be fast, may change at any time, and are no defence against someone who searches for collisions; such a one gains
//! a comparison too many, or loses a band of texts of his own.

use xxhash_rust::xxh3::xxh3_64;

use super::choice::LookupBands;
use crate::copies::signature::SLOTS;

/// Most tables there can be: a band for each slot, and one for whole signatures.
pub(super) const MOST_TABLES: usize = SLOTS + 1;

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

/// The slots are evenly spread already, so that a rotation and a multiplication each suffice.
fn hash(band: impl IntoIterator<Item = u32>) -> u32 {
    let folded =
        band.into_iter().fold(0_u64, |folded, slot| (folded.rotate_left(5) ^ u64::from(slot)).wrapping_mul(MULTIPLIER));
    (folded >> u32::BITS) as u32
}

fn whole(slots: &[u32; SLOTS]) -> u32 {
    let mut bytes = [0_u8; SLOTS * size_of::<u32>()];
    for (target, slot) in bytes.chunks_exact_mut(size_of::<u32>()).zip(slots) {
        target.copy_from_slice(&slot.to_le_bytes());
    }
    (xxh3_64(&bytes) >> u32::BITS) as u32
}

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
