//! Sorting numbers that spread: by their highest bits, into about as many pieces as there are numbers.
//!
//! Bands and pairs are sorted by the ten thousand and by the ten million, always packed in 64 bits. Distributing them takes
//! two looks at each, where comparing them takes twenty; and distributing many in two steps keeps what is written to
//! within the processor's caches. Numbers that crowd in a piece are sorted there by comparison, so nothing is ever worse
//! than that.

use rayon::prelude::*;

/// Fewest numbers that are worth distributing.
const FEW: usize = 64;
/// Numbers that are distributed in one step.
const STEP: usize = 1 << 15;
/// Numbers in a piece of the first of two steps, about.
const PIECE: usize = 1 << 12;
/// Numbers in a piece that are sorted by insertion.
const CROWD: usize = 16;

/// Sorts numbers. O(n) where they spread evenly over their range, else O(n log n).
pub(super) fn sort(numbers: &mut Vec<u64>) {
    if numbers.len() < FEW || u32::try_from(numbers.len()).is_err() {
        return numbers.par_sort_unstable();
    }
    let bits = u64::BITS - numbers.iter().copied().max().unwrap_or_default().leading_zeros();
    let mut sorted = vec![0; numbers.len()];
    if numbers.len() <= STEP {
        sort_into(numbers, &mut sorted, bits);
        *numbers = sorted;
        return;
    }
    let (starts, bits) = distribute(numbers, &mut sorted, bits, (numbers.len() / PIECE).ilog2());
    let mut pieces = Vec::with_capacity(starts.len());
    let (mut from, mut to) = (sorted.as_slice(), numbers.as_mut_slice());
    for ends in starts.windows(2) {
        let length = (ends[1] - ends[0]) as usize;
        let (piece, place);
        (piece, from) = from.split_at(length);
        (place, to) = to.split_at_mut(length);
        pieces.push((piece, place));
    }
    pieces.into_par_iter().with_min_len(8).for_each(|(piece, place)| sort_into(piece, place, bits));
}

/// Sorts numbers into another place; of each, only so many of the lowest bits need to be looked at.
fn sort_into(numbers: &[u64], sorted: &mut [u64], bits: u32) {
    if numbers.len() < FEW {
        sorted.copy_from_slice(numbers);
        sorted.sort_unstable();
        return;
    }
    let (starts, _) = distribute(numbers, sorted, bits, numbers.len().ilog2());
    for ends in starts.windows(2) {
        let piece = &mut sorted[ends[0] as usize..ends[1] as usize];
        if piece.len() > CROWD {
            piece.sort_unstable();
            continue;
        }
        for at in 1..piece.len() {
            let number = piece[at];
            let mut to = at;
            while to > 0 && piece[to - 1] > number {
                piece[to] = piece[to - 1];
                to -= 1;
            }
            piece[to] = number;
        }
    }
}

/// Puts numbers, which differ in their lowest `bits`, into pieces by the highest `wanted` of these. Gives where each piece
/// starts, and last where all end; and how many bits the numbers of a piece may differ in.
#[expect(clippy::cast_possible_truncation, reason = "pieces are no more than numbers, and these fit 32 bits")]
fn distribute(numbers: &[u64], pieces: &mut [u64], bits: u32, wanted: u32) -> (Vec<u32>, u32) {
    let wanted = wanted.min(bits);
    let shift = bits - wanted;
    let mask = (1 << wanted) - 1;
    let piece = |number: u64| (number.unbounded_shr(shift) & mask) as usize;
    let mut starts = vec![0_u32; (1 << wanted) + 1];
    for &number in numbers {
        starts[piece(number)] += 1;
    }
    let mut end = 0;
    for start in &mut starts {
        end += *start;
        *start = end;
    }
    // From the ends of the pieces backward, so that what is left are their starts.
    for &number in numbers.iter().rev() {
        let place = &mut starts[piece(number)];
        *place -= 1;
        pieces[*place as usize] = number;
    }
    (starts, shift)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(mut numbers: Vec<u64>) {
        let mut expected = numbers.clone();
        expected.sort_unstable();
        sort(&mut numbers);
        assert!(numbers == expected);
    }

    #[test]
    fn few_and_many_numbers_are_sorted_however_they_crowd() {
        let spread = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for count in [0, 1, 63, 64, 65, 1000, 32_768, 32_769, 200_000] {
            check((0..count).map(spread).collect());
            check((0..count).rev().collect());
            check((0..count).map(|number| (spread(number) >> 40 << 32) | (spread(number + 7) >> 44)).collect());
            check((0..count).map(|number| (number % 3) << 62).collect());
            check((0..count).map(|number| (5 << 32) | (spread(number) >> 32)).collect());
            check((0..count).map(|_| 7).collect());
            check((0..count).map(|_| 0).collect());
        }
    }

    proptest! {
        #[test]
        fn any_numbers_are_sorted(
            numbers in prop::collection::vec(prop_oneof![any::<u64>(), 0_u64..50, (0_u64..5).prop_map(|it| it << 33)], 0..400),
        ) {
            check(numbers);
        }
    }
}
