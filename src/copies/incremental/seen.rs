//! Which signatures a query has met already: a few, nearly always, and many in collections of one template.

use ahash::AHashSet;

const FEW: usize = 32;

/// A set of numbers that allocates nothing while there are few.
#[derive(Debug)]
pub(super) struct Seen {
    few: [u32; FEW],
    count: usize,
    /// Asked for membership only, so its order reaches nothing.
    more: Option<AHashSet<u32>>,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self { few: [0; FEW], count: 0, more: None }
    }

    /// Whether `number` is met for the first time.
    #[inline]
    pub(super) fn insert(&mut self, number: u32) -> bool {
        let few = &self.few[..self.count];
        // Buckets of one template hold the same signatures in the same order: the last one met is the likeliest.
        if few.last() == Some(&number) || few.contains(&number) {
            return false;
        }
        match self.few.get_mut(self.count) {
            Some(free) => {
                *free = number;
                self.count += 1;
                true
            }
            None => self.more.get_or_insert_default().insert(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_new_once() {
        let mut seen = Seen::new();
        for number in (0..200).chain([u32::MAX]) {
            assert!(seen.insert(number));
            assert!(!seen.insert(number));
        }
        assert!((0..200).all(|number| !seen.insert(number)));
    }
}
