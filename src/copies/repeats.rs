//! Repeats: which of many hashes come more than once, up to chance.
//!
//! Most texts have no copy, so most hashes of texts are met once. Telling these apart takes a look at two bits, which
//! is much less than sorting them.

/// What was met, and what was met again: eight bits or more a hash, twice.
#[derive(Debug)]
pub(super) struct Repeats {
    met: Vec<u64>,
    met_again: Vec<u64>,
    mask: usize,
}

impl Repeats {
    /// Nothing met yet, with room for so many hashes.
    pub(super) fn among(hashes: usize) -> Self {
        let words = (hashes / 8).next_power_of_two();
        Self { met: vec![0; words], met_again: vec![0; words], mask: words - 1 }
    }

    /// Meets a hash.
    pub(super) fn meet(&mut self, hash: u32) {
        let (word, bit) = self.place(hash);
        self.met_again[word] |= self.met[word] & bit;
        self.met[word] |= bit;
    }

    /// Whether a hash was met more than once; of one in ten that were not, this is said too.
    pub(super) fn has_met_again(&self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        self.met_again[word] & bit != 0
    }

    fn place(&self, hash: u32) -> (usize, u64) {
        ((hash >> 6) as usize & self.mask, 1 << (hash & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_met_twice_is_told_and_most_of_the_rest_is_not() {
        let hash = |number: u32| number.wrapping_mul(0x9e37_79b9);
        let mut repeats = Repeats::among(10_000);
        for number in (0..10_000).chain(0..1000) {
            repeats.meet(hash(number));
        }
        assert!((0..1000).all(|number| repeats.has_met_again(hash(number))));
        let wrong = (1000..10_000).filter(|&number| repeats.has_met_again(hash(number))).count();
        assert!(wrong < 1500, "{wrong}");
    }
}
