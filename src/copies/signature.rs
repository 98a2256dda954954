//! Signatures: a set of shingles in 128 slots, such that the share of equal slots estimates Jaccard similarity.
//!
//! The scheme is Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, "Fast Similarity Sketching", FOCS 2017,
//! arXiv:1704.04370), chosen over k permutations because its error is never larger and on texts of up to some 400
//! shingles a tenth to a third smaller for the same slots (each shingle falls into slots without replacement, so to
//! speak), because it costs O(128 log 128 + n) instead of O(128 n), and because it is plain integer arithmetic: the
//! same bits on every machine. Densified one-permutation hashing is faster still but errs more on short texts.
//!
//! Signatures are made to be kept and compared years later, so the function is specified to the bit and tagged
//! [`SIGNATURE_VERSION`]:
//!
//! 1. Keys `K[0] .. K[511]` are the first 512 outputs of `SplitMix64` (Steele, Lea, Flood 2014) from state
//!    [`SIGNATURE_SEED`].
//! 2. In round `i`, a shingle hash `x` draws `r = fold(x xor K[2i], K[2i + 1] or 1)`, where `fold(x, y)` is the upper half
//!    of the 128-bit product of `x` and `y`, xor the lower half. Its slot is the 7 highest bits of `r` in rounds 0 to 127,
//!    and slot `i - 128` in rounds 128 to 255. Its rank is (`i`, the 56 lowest bits of `r`).
//! 3. A slot holds the 32 lowest bits of the `r` with the least rank that fell into it. Rounds end when every slot is
//!    filled; as ranks order by round first, ending early never changes a slot.
//!
//! An empty set has no signature. Two different shingles win a slot with equal bits with probability 2^-32.

use super::machine::{self, Machine, Work};
use super::word_hashes::fold;

/// Version of the signature function described in this module. Version 1 drew by another function.
pub const SIGNATURE_VERSION: u32 = 2;

/// State from which the round keys are drawn: `sketches` in ASCII.
pub const SIGNATURE_SEED: u64 = 0x736b_6574_6368_6573;

/// Slots of a signature.
pub const SLOTS: usize = 128;

const ROUNDS: usize = 2 * SLOTS;
/// What a round mixes hashes with.
const ROUND_KEYS: [(u64, u64); ROUNDS] = round_keys();
const RANK_BITS: u32 = 56;
const SLOT_SHIFT: u32 = 64 - SLOTS.trailing_zeros();
const UNFILLED: u64 = u64::MAX;

/// A text's sketch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature([u32; SLOTS]);

impl Signature {
    /// Signs a set of shingle hashes; `None` if it is empty. The order of the hashes and repeats do not matter.
    #[must_use]
    pub fn of(hashes: &[u64]) -> Option<Self> {
        (!hashes.is_empty()).then(|| machine::run(Signing(hashes)))
    }

    /// The signature of slots that [`slots`](Self::slots) gave.
    #[must_use]
    pub fn from_slots(slots: [u32; SLOTS]) -> Self {
        Self(slots)
    }

    /// The slots.
    #[must_use]
    pub fn slots(&self) -> &[u32; SLOTS] {
        &self.0
    }

    /// Unbiased estimate of the Jaccard similarity of the two signed sets, in steps of 1/128; its standard error is
    /// about `sqrt(j * (1 - j) / 128)`, .04 at its widest, and less for sets of up to some 400.
    #[must_use]
    pub fn estimate(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(slot, other_slot)| slot == other_slot).count();
        equal as f64 / SLOTS as f64
    }
}

/// The signing of hashes, of which there are some, to be done on a machine.
struct Signing<'a>(&'a [u64]);

impl Work for Signing<'_> {
    type Output = Signature;

    #[inline(always)]
    fn on(self, _: impl Machine) -> Signature {
        /// Slots up to which it pays to ask of each hash whether it falls into one that is not filled yet.
        const FEW: usize = 6;
        let Self(hashes) = self;
        let mut ranks = [UNFILLED; SLOTS];
        let mut unfilled = SLOTS;
        for (round, &keys) in (0_u64..).zip(&ROUND_KEYS[..SLOTS]) {
            if unfilled > FEW {
                // A slot that was filled in an earlier round keeps its rank, so that nothing has to ask which slots were.
                for &hash in hashes {
                    let drawn = draw(hash, keys);
                    let slot = &mut ranks[(drawn >> SLOT_SHIFT) as usize];
                    *slot = rank(round, drawn).min(*slot);
                }
            } else {
                for &hash in hashes {
                    let drawn = draw(hash, keys);
                    let slot = &mut ranks[(drawn >> SLOT_SHIFT) as usize];
                    if *slot >= round << RANK_BITS {
                        *slot = rank(round, drawn).min(*slot);
                    }
                }
            }
            unfilled = ranks.iter().filter(|slot| **slot == UNFILLED).count();
            if unfilled == 0 {
                break;
            }
        }
        if unfilled > 0 {
            let later_rounds = (SLOTS as u64..).zip(&ROUND_KEYS[SLOTS..]);
            for ((round, &keys), slot) in later_rounds.zip(&mut ranks).filter(|(_, slot)| **slot == UNFILLED) {
                for &hash in hashes {
                    *slot = rank(round, draw(hash, keys)).min(*slot);
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "a slot is the 32 lowest bits of its rank")]
        Signature(ranks.map(|rank| rank as u32))
    }
}

#[inline(always)]
const fn rank(round: u64, drawn: u64) -> u64 {
    (round << RANK_BITS) | (drawn & ((1 << RANK_BITS) - 1))
}

#[inline(always)]
fn draw(hash: u64, (added, multiplier): (u64, u64)) -> u64 {
    fold(hash ^ added, multiplier)
}

/// `SplitMix64`'s output function (Stafford's variant 13).
const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

const fn round_keys() -> [(u64, u64); ROUNDS] {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut keys = [(0, 0); ROUNDS];
    let mut state = SIGNATURE_SEED;
    let mut round = 0;
    while round < ROUNDS {
        // A multiplier is odd, so that no two hashes have one product.
        keys[round] = (mix(state.wrapping_add(STEP)), mix(state.wrapping_add(STEP.wrapping_mul(2))) | 1);
        state = state.wrapping_add(STEP.wrapping_mul(2));
        round += 1;
    }
    keys
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stream of distinct hashes that differs from trial to trial.
    fn hashes(trial: u64, count: usize) -> Vec<u64> {
        (0..count as u64).map(|number| mix(mix(trial) ^ number)).collect()
    }

    /// Two sets of `size` hashes each that share as many as Jaccard `similarity` asks, and their true similarity.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below twice the size")]
    fn planted(trial: u64, size: usize, similarity: f64) -> (Vec<u64>, Vec<u64>, f64) {
        let shared = (2.0 * size as f64 * similarity / (1.0 + similarity)).round() as usize;
        let pool = hashes(trial, 2 * size - shared);
        let truth = shared as f64 / pool.len() as f64;
        (pool[..size].to_vec(), pool[size - shared..].to_vec(), truth)
    }

    fn sign(hashes: &[u64]) -> Signature {
        let signature = Signature::of(hashes).unwrap();
        assert_eq!(machine::run_plainly(Signing(hashes)), signature, "on the plainest machine");
        signature
    }

    #[test]
    fn test_vectors_hold_on_every_platform() {
        // Computed by an independent implementation of the module's specification (Python).
        let thousand: Vec<u64> = (0..1000).collect();
        let vectors: [(&[u64], [u32; 4], u64); 3] = [
            (&[1], [0x4d60_04da, 0x07de_f4cc, 0xd7a1_833b, 0x852b_e546], 0xe5f3_5c9a_277a_aafb),
            (&[1, 2, 3], [0x63ef_a249, 0x56f3_c2f1, 0xa64d_f10f, 0x1873_e2f7], 0x5c9c_3681_16d0_2837),
            (&thousand, [0x79f3_7072, 0xe37b_c21d, 0x36e9_d7ce, 0xbfc0_ee5a], 0x848b_9455_e4b7_29f7),
        ];
        for (set, expected, digest) in vectors {
            let signature = sign(set);
            assert_eq!([0, 1, 64, 127].map(|slot| signature.slots()[slot]), expected);
            let bytes: Vec<u8> = signature.slots().iter().flat_map(|slot| slot.to_le_bytes()).collect();
            assert_eq!(xxhash_rust::xxh3::xxh3_64(&bytes), digest);
        }
    }

    #[test]
    fn an_empty_set_has_no_signature() {
        assert_eq!(Signature::of(&[]), None);
    }

    #[test]
    fn equal_sets_agree_fully_and_unrelated_sets_hardly_ever() {
        for size in [1, 2, 3, 50, 128, 2000] {
            let (one, other) = (hashes(1, size), hashes(2, size));
            assert!((sign(&one).estimate(&sign(&one)) - 1.0).abs() < f64::EPSILON);
            assert!(sign(&one).estimate(&sign(&other)) < 0.02, "{size}");
        }
    }

    #[test]
    fn the_estimate_is_unbiased_and_errs_no_more_than_theory() {
        for (size, trials) in
            [(1, 200), (2, 400), (5, 400), (20, 400), (100, 400), (400, 300), (2000, 120), (5000, 200)]
        {
            for similarity in [0.2, 0.5, 0.7, 0.9] {
                let (mut sum, mut squares, mut theory) = (0.0, 0.0, 0.0);
                for trial in 0..trials {
                    let (first, second, truth) = planted(trial, size, similarity);
                    let error = sign(&first).estimate(&sign(&second)) - truth;
                    sum += error;
                    squares += error * error;
                    theory = (truth * (1.0 - truth) / SLOTS as f64).sqrt();
                }
                let (bias, rmse) = (sum / trials as f64, (squares / trials as f64).sqrt());
                let spread = 4.0 * theory / (trials as f64).sqrt() + 1e-9;
                assert!(bias.abs() <= spread, "{size} shingles, similarity {similarity}: bias {bias}");
                assert!(rmse <= 1.16 * theory + 1e-9, "{size} shingles, similarity {similarity}: {rmse} over {theory}");
                if (20..=100).contains(&size) {
                    assert!(rmse <= 0.9 * theory, "{size} shingles, {similarity}: {rmse} is not below {theory}");
                }
            }
        }
    }

    #[test]
    fn sets_of_very_different_size_are_estimated_too() {
        let pool = hashes(5, 2000);
        let (mut sum, trials) = (0.0, 100);
        for trial in 0..trials {
            let pool: Vec<u64> = pool.iter().map(|&hash| mix(hash ^ trial)).collect();
            sum += sign(&pool[..500]).estimate(&sign(&pool));
        }
        assert!((sum / trials as f64 - 0.25).abs() < 0.02, "{}", sum / trials as f64);
    }

    proptest! {
        #[test]
        fn order_and_repeats_do_not_matter(mut set in prop::collection::vec(any::<u64>(), 1..300)) {
            let signature = sign(&set);
            set.reverse();
            set.extend_from_within(..set.len() / 2);
            prop_assert_eq!(sign(&set), signature);
        }

        #[test]
        fn the_estimate_is_symmetric_and_a_share(
            one in prop::collection::vec(0_u64..400, 1..200),
            other in prop::collection::vec(0_u64..400, 1..200),
        ) {
            let (one, other) = (sign(&one), sign(&other));
            prop_assert_eq!(one.estimate(&other).to_bits(), other.estimate(&one).to_bits());
            prop_assert!((0.0..=1.0).contains(&one.estimate(&other)));
        }

        #[test]
        fn each_slot_of_a_union_is_a_slot_of_one_side(
            one in prop::collection::vec(any::<u64>(), 1..200),
            other in prop::collection::vec(any::<u64>(), 1..200),
        ) {
            let union = sign(&[one.as_slice(), other.as_slice()].concat());
            let (one, other) = (sign(&one), sign(&other));
            for slot in 0..SLOTS {
                prop_assert!([one.slots()[slot], other.slots()[slot]].contains(&union.slots()[slot]));
            }
        }
    }
}
