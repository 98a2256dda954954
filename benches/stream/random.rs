//! Pseudorandom numbers that are the same on every machine: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).

/// A sequence of pseudorandom numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence of one thing among many: the parts say which.
    pub(crate) fn of(parts: &[u64]) -> Self {
        let mut random = Self(0x5341_4d45_5354_4f52);
        for part in parts {
            random.0 ^= part.wrapping_mul(0xd6e8_feb8_6659_fd93);
            random.0 = random.next();
        }
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Evenly from 0 to below `count`; 0 for none.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.share() * count as f64) as usize
    }

    /// Evenly from `least` to `most`.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// One of some things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// One of `count` things of which the first are the commonest, by a power law like Zipf's; 1.0 is a fair exponent.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position is below the count")]
    pub(crate) fn ranked(&mut self, count: usize) -> usize {
        // The inverse of the distribution with density 1 / (rank + 1).
        let position = ((count as f64 + 1.0).ln() * self.share()).exp() - 1.0;
        (position as usize).min(count.saturating_sub(1))
    }
}
