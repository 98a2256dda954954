//! Marks: what the bytes of a block of text are, a bit each, found many bytes at a time.

#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;
use wide::i8x16;

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// What a block's bytes are, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) letters: u64,
    pub(super) digits: u64,
    pub(super) apostrophes: u64,
    /// Points and commas.
    pub(super) stops: u64,
    pub(super) commas: u64,
    pub(super) beyond: u64,
}

impl Marks {
    /// The bytes that join what is beside them: an apostrophe letters, a point or comma digits.
    #[inline(always)]
    pub(super) fn joints(&self, before: &Self, next: &Self) -> u64 {
        if self.apostrophes | self.stops == 0 {
            return 0;
        }
        let between = |bits: u64, before: u64, next: u64| (bits << 1 | before >> 63) & (bits >> 1 | next << 63);
        self.apostrophes & between(self.letters, before.letters, next.letters)
            | self.stops & between(self.digits, before.digits, next.digits)
    }
}

/// What tells a range of bytes from all others by one comparison: added to a byte, it moves the last of the range to the
/// greatest number that has a sign, and what is beyond the range or beyond ASCII below its first.
const fn moved(last: u8) -> i8 {
    i8::MAX - last.cast_signed()
}

/// What the moved bytes of a range of so many are greater than.
const fn least(count: i8) -> i8 {
    i8::MAX - count
}

/// The bit in which the cases of a letter of ASCII differ.
const CASE: i8 = 0x20;

/// The bit in which a comma and a point differ.
const STOP: i8 = 0x02;

/// Marks the bytes of a block and lowers the case of its letters, with what every machine has.
#[inline(always)]
pub(super) fn mark_plainly(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks {
    /// Bytes of a block that one instruction takes.
    const QUARTER: usize = 16;
    let mut marks = Marks::default();
    let quarters = block.as_chunks::<QUARTER>().0.iter().zip(lower.as_chunks_mut::<QUARTER>().0);
    for ((bytes, lower), shift) in quarters.zip((0..).step_by(QUARTER)) {
        let bytes = i8x16::new(bytes.map(u8::cast_signed));
        let is_letter = ((bytes | i8x16::splat(CASE)) + i8x16::splat(moved(b'z'))).simd_gt(i8x16::splat(least(26)));
        let is_digit = (bytes + i8x16::splat(moved(b'9'))).simd_gt(i8x16::splat(least(10)));
        let is = |bytes: i8x16, byte: u8| bits(bytes.simd_eq(i8x16::splat(byte.cast_signed()))) << shift;
        *lower = (bytes | (is_letter & i8x16::splat(CASE))).to_array().map(i8::cast_unsigned);
        marks.letters |= bits(is_letter) << shift;
        marks.digits |= bits(is_digit) << shift;
        marks.apostrophes |= is(bytes, b'\'');
        marks.stops |= is(bytes | i8x16::splat(STOP), b'.');
        marks.commas |= is(bytes, b',');
        marks.beyond |= bits(bytes) << shift;
    }
    marks
}

/// The highest bit of each of sixteen bytes.
#[inline(always)]
fn bits(bytes: i8x16) -> u64 {
    u64::from(bytes.to_bitmask())
}

/// [`mark_plainly`], with twice as many bytes at a time.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn mark_with_avx2(machine: V3, block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Marks {
    const HALF: usize = 32;
    let (avx, avx2) = (machine.avx, machine.avx2);
    let splat = |byte: i8| avx._mm256_set1_epi8(byte);
    let mut marks = Marks::default();
    let halves = block.as_chunks::<HALF>().0.iter().zip(lower.as_chunks_mut::<HALF>().0);
    for ((bytes, lower), shift) in halves.zip((0..).step_by(HALF)) {
        let bytes = pulp::cast(*bytes);
        let bits = |bytes| u64::from(avx2._mm256_movemask_epi8(bytes).cast_unsigned()) << shift;
        let is_letter = avx2._mm256_cmpgt_epi8(
            avx2._mm256_add_epi8(avx2._mm256_or_si256(bytes, splat(CASE)), splat(moved(b'z'))),
            splat(least(26)),
        );
        let is_digit = avx2._mm256_cmpgt_epi8(avx2._mm256_add_epi8(bytes, splat(moved(b'9'))), splat(least(10)));
        let is = |bytes, byte: u8| bits(avx2._mm256_cmpeq_epi8(bytes, splat(byte.cast_signed())));
        *lower = pulp::cast(avx2._mm256_or_si256(bytes, avx2._mm256_and_si256(is_letter, splat(CASE))));
        marks.letters |= bits(is_letter);
        marks.digits |= bits(is_digit);
        marks.apostrophes |= is(bytes, b'\'');
        marks.stops |= is(avx2._mm256_or_si256(bytes, splat(STOP)), b'.');
        marks.commas |= is(bytes, b',');
        marks.beyond |= bits(bytes);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    type Marking = Box<dyn Fn(&[u8; BLOCK], &mut [u8; BLOCK]) -> Marks>;

    /// All ways of marking that this machine has.
    fn ways() -> Vec<Marking> {
        let mut ways: Vec<Marking> = vec![Box::new(mark_plainly)];
        #[cfg(target_arch = "x86_64")]
        if let Some(machine) = V3::try_new() {
            ways.push(Box::new(move |block, lower| mark_with_avx2(machine, block, lower)));
        }
        ways
    }

    #[test]
    fn every_byte_is_what_it_is_at_every_place() {
        for mark in ways() {
            for byte in 0..=u8::MAX {
                for place in 0..BLOCK {
                    let (mut block, mut lower) = ([b' '; BLOCK], [0; BLOCK]);
                    block[place] = byte;
                    let marks = mark(&block, &mut lower);
                    let bit = |is: bool| u64::from(is) << place;
                    let expected = Marks {
                        letters: bit(byte.is_ascii_alphabetic()),
                        digits: bit(byte.is_ascii_digit()),
                        apostrophes: bit(byte == b'\''),
                        stops: bit(matches!(byte, b'.' | b',')),
                        commas: bit(byte == b','),
                        beyond: bit(!byte.is_ascii()),
                    };
                    assert_eq!(marks, expected, "byte {byte} at {place}");
                    assert_eq!(lower, block.map(|byte| byte.to_ascii_lowercase()), "byte {byte} at {place}");
                }
            }
        }
    }
}
