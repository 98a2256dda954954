//! A hash table of one band: from the hash of the band's slots to the signature that came last with it.
//!
//! One flat array of groups, each a cache line of eight hashes and eight numbers; a hash goes into the first group with a
//! free place, from its home on. So a look-up reads one cache line nearly always, and compares eight hashes at once
//! without a branch that the processor could guess wrong. The whole 32-bit hashes are kept, so that growing needs nothing
//! but the array. The home of a hash is its proportional place in the array, whatever its length: hence the array grows
//! by half and not by double, and growing writes in about the order it reads.

/// No signature: the end of a chain.
pub(super) const NONE: u32 = u32::MAX;

const PLACES: usize = 8;

/// Places of every eight that are used when the table grows: at six, one group in six is full.
const MOST_USED: usize = 6;

/// Groups that a look-up may pass over. Runs of this length do not come about by chance at the load kept here; whoever
/// builds signatures to make one loses the band, and not everyone's time.
const LONGEST_RUN: usize = 128;

/// What a table knows of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The signature that came last with the hash, or [`NONE`].
    Last(u32),
    /// The run around the hash is too long to be searched.
    Crowded,
}

/// Places fill up from the first on, and no two have one hash.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Group {
    hashes: [u32; PLACES],
    /// One more than the signature's number; 0 in a free place.
    successors: [u32; PLACES],
}

/// See the [module](self). Never full, so there is always a free place to end at.
#[derive(Debug, Clone)]
pub(super) struct Table {
    groups: Vec<Group>,
    used: usize,
}

impl Group {
    /// The successor of the hash's number, or 0. At most one place adds to the sum, a free one nothing: without
    /// branches it becomes a few vector instructions.
    fn successor(&self, hash: u32) -> u32 {
        self.hashes
            .iter()
            .zip(&self.successors)
            .map(|(&place, &successor)| if place == hash { successor } else { 0 })
            .fold(0, u32::wrapping_add)
    }

    fn is_full(&self) -> bool {
        self.successors[PLACES - 1] != 0
    }

    /// Places in use, counted without branches.
    fn used(&self) -> usize {
        self.successors.iter().map(|&successor| u32::from(successor != 0)).sum::<u32>() as usize
    }

    /// The place of `hash`, or the free place where it belongs; `None` if it belongs elsewhere.
    fn place(&self, hash: u32) -> Option<usize> {
        if self.successor(hash) == 0 {
            return (!self.is_full()).then(|| self.used());
        }
        (0..PLACES).find(|&place| self.hashes[place] == hash)
    }
}

impl Table {
    /// An empty table with room for so many hashes.
    pub(super) fn with_room(hashes: usize) -> Self {
        Self { groups: vec![Group::default(); hashes / (MOST_USED - 1) + 1], used: 0 }
    }

    /// Makes the processor fetch what [`find`](Self::find) will read, and gives a part of it. Callers do this for all
    /// tables before they go on with any, so that they wait for all the cache lines at once.
    pub(super) fn fetch(&self, hash: u32) -> u32 {
        self.groups[self.home(hash)].hashes[0]
    }

    /// The signature that came last with `hash`. O(1) expected, bounded always.
    #[inline]
    pub(super) fn find(&self, hash: u32) -> Found {
        let mut at = self.home(hash);
        for _ in 0..LONGEST_RUN {
            let group = &self.groups[at];
            let successor = group.successor(hash);
            if successor != 0 || !group.is_full() {
                return Found::Last(successor.wrapping_sub(1));
            }
            at = self.after(at);
        }
        Found::Crowded
    }

    /// Makes `number` the signature that came last with `hash` and gives the one before it, or [`NONE`]. There must be
    /// [room](Self::make_room).
    pub(super) fn put(&mut self, hash: u32, number: u32) -> u32 {
        let mut at = self.home(hash);
        for _ in 0..LONGEST_RUN {
            let group = &mut self.groups[at];
            if let Some(place) = group.place(hash) {
                group.hashes[place] = hash;
                let before = std::mem::replace(&mut group.successors[place], number + 1);
                self.used += usize::from(before == 0);
                return before.wrapping_sub(1);
            }
            at = self.after(at);
        }
        NONE
    }

    /// Grows the table if one more hash would make it too full. Amortised O(1).
    pub(super) fn make_room(&mut self) {
        if self.used < self.groups.len() * MOST_USED {
            return;
        }
        let larger = vec![Group::default(); self.groups.len() + self.groups.len() / 2 + 1];
        // What is known of the groups while they are filled: asking them would be slower.
        let mut used = vec![0_u8; larger.len()];
        for group in std::mem::replace(&mut self.groups, larger) {
            for (hash, successor) in group.hashes.into_iter().zip(group.successors).filter(|place| place.1 != 0) {
                let mut at = self.home(hash);
                while usize::from(used[at]) == PLACES {
                    at = self.after(at);
                }
                let place = usize::from(used[at]);
                used[at] += 1;
                self.groups[at].hashes[place] = hash;
                self.groups[at].successors[place] = successor;
            }
        }
    }

    /// Bytes that the places take.
    pub(super) fn bytes(&self) -> usize {
        self.groups.capacity() * size_of::<Group>()
    }

    fn home(&self, hash: u32) -> usize {
        // The length is far below 2^32 times what memory holds, so the product does not overflow.
        ((u64::from(hash) * self.groups.len() as u64) >> u32::BITS) as usize
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 == self.groups.len() { 0 } else { at + 1 }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn put(table: &mut Table, hash: u32, number: u32) -> u32 {
        table.make_room();
        table.put(hash, number)
    }

    #[test]
    fn the_extremes_of_hash_and_number_are_kept() {
        let mut table = Table::with_room(0);
        for hash in [0, 1, u32::MAX - 1, u32::MAX] {
            assert_eq!(table.find(hash), Found::Last(NONE));
            assert_eq!(put(&mut table, hash, NONE - 1), NONE);
            assert_eq!(put(&mut table, hash, 0), NONE - 1);
            assert_eq!(table.find(hash), Found::Last(0));
        }
    }

    #[test]
    fn a_run_made_on_purpose_costs_a_bounded_time_and_is_told() {
        let mut table = Table::with_room(0);
        // All homes are the first place; without a bound this would pass over 200 million places.
        for number in 0..20_000 {
            put(&mut table, number, number);
        }
        assert_eq!(table.find(0), Found::Last(0));
        assert_eq!(table.find(19_999), Found::Crowded);
        assert_eq!(table.find(u32::MAX / 2), Found::Last(NONE));
    }

    proptest! {
        #[test]
        fn a_table_knows_what_a_map_knows(
            puts in prop::collection::vec((prop_oneof![0_u32..40, any::<u32>(), u32::MAX - 40..=u32::MAX], 0..NONE), 0..600),
            room in 0_usize..100,
        ) {
            let (mut table, mut map) = (Table::with_room(room), BTreeMap::new());
            for (hash, number) in puts {
                prop_assert_eq!(put(&mut table, hash, number), map.insert(hash, number).unwrap_or(NONE));
            }
            for (&hash, &number) in &map {
                prop_assert_eq!(table.find(hash), Found::Last(number));
                let after = hash.wrapping_add(1);
                prop_assert_eq!(table.find(after), Found::Last(map.get(&after).copied().unwrap_or(NONE)));
            }
        }
    }
}
