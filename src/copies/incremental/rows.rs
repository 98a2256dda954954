//! The signatures themselves, and how two are compared.

use crate::copies::signature::SLOTS;

/// Signatures in a part.
const PART: usize = 8192;

/// A signature on cache lines of its own: eight and not nine.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Row([u32; SLOTS]);

/// Signatures by number, in parts that never move: growing copies none of them and leaves no room unused but in the last.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows(Vec<Vec<Row>>);

impl Rows {
    pub(super) fn push(&mut self, slots: &[u32; SLOTS]) {
        let row = Row(*slots);
        match self.0.last_mut() {
            Some(part) if part.len() < PART => part.push(row),
            // The first part grows as it must, so that a small index is small.
            None => self.0.push(vec![row]),
            Some(_) => {
                let mut part = Vec::with_capacity(PART);
                part.push(row);
                self.0.push(part);
            }
        }
    }

    /// The slots of a signature that was pushed.
    pub(super) fn slots(&self, number: u32) -> &[u32; SLOTS] {
        let number = number as usize;
        &self.0[number / PART][number % PART].0
    }

    pub(super) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PART + last.len())
    }

    /// Bytes that the signatures take.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|part| part.capacity() * size_of::<Row>()).sum()
    }
}

/// How many slots are equal. Written so that it becomes vector instructions on every processor: 32 comparisons of four
/// slots on the oldest x86-64.
pub(super) fn equal_slots(one: &[u32; SLOTS], other: &[u32; SLOTS]) -> u32 {
    one.iter().zip(other).map(|(slot, other_slot)| u32::from(slot == other_slot)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_found_by_number_across_parts() {
        let mut rows = Rows::default();
        assert_eq!(rows.len(), 0);
        let count = 2 * PART + 3;
        for number in 0..count {
            rows.push(&[u32::try_from(number).unwrap(); SLOTS]);
            assert_eq!(rows.len(), number + 1);
        }
        for number in [0, 1, PART - 1, PART, 2 * PART - 1, 2 * PART, count - 1] {
            let number = u32::try_from(number).unwrap();
            assert_eq!(rows.slots(number), &[number; SLOTS]);
        }
    }

    #[test]
    fn every_slot_counts() {
        let one: [u32; SLOTS] = std::array::from_fn(|slot| u32::try_from(slot).unwrap());
        assert_eq!(equal_slots(&one, &one), 128);
        for slot in 0..SLOTS {
            let mut other = one;
            other[slot] = u32::MAX;
            assert_eq!(equal_slots(&one, &other), 127);
            let mut other = [u32::MAX; SLOTS];
            other[slot] = one[slot];
            assert_eq!(equal_slots(&one, &other), 1);
        }
    }
}
