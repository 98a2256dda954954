//! A hash table of one band: from the hash of the band's slots to the signature that came last with it.
//!
//! One flat array with linear probing. A place holds the whole 32-bit hash and a signature's number in one 64-bit word,
//! so a look-up of what is not there costs one cache line, and growing needs nothing but the array. The home of a hash
//! is its proportional place in the array, whatever its length: hence the array grows by half and not by double, and
//! growing writes in about the order it reads.

/// No signature: the end of a chain, and the number in a free place.
pub(super) const NONE: u32 = u32::MAX;

/// A free place.
const FREE: u64 = u64::MAX;
const LEAST_PLACES: usize = 16;

/// Places that a look-up may pass over. Runs of this length do not come about by chance at the load kept here; whoever
/// builds signatures to make one loses the band, and not everyone's time.
const LONGEST_RUN: usize = 1024;

/// What a table knows of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The signature that came last with the hash.
    Last(u32),
    /// The hash is not there.
    Nothing,
    /// The run around the hash is too long to be searched.
    Crowded,
}

/// See the [module](self). Never full, so there is always a free place to end at.
#[derive(Debug, Clone)]
pub(super) struct Table {
    places: Vec<u64>,
    used: usize,
}

impl Table {
    /// An empty table with room for so many hashes.
    pub(super) fn with_room(hashes: usize) -> Self {
        Self { places: vec![FREE; (hashes + hashes / 2).max(LEAST_PLACES)], used: 0 }
    }

    /// The word at the home of `hash`, for [`find`](Self::find) and [`put`](Self::put). Callers read it from all tables
    /// before they go on with any, so that the processor waits for all the cache lines at once.
    pub(super) fn at_home(&self, hash: u32) -> u64 {
        self.places[self.home(hash)]
    }

    /// Looks `hash` up, `first` being what is [at its home](Self::at_home). O(1) expected, bounded always.
    pub(super) fn find(&self, hash: u32, first: u64) -> Found {
        match self.search(hash, first) {
            Some((_, FREE)) => Found::Nothing,
            Some((_, word)) => Found::Last(number_of(word)),
            None => Found::Crowded,
        }
    }

    /// Makes `number` the signature that came last with `hash` and gives the one before it, or [`NONE`]; `first` is
    /// what is [at the home](Self::at_home). There must be [room](Self::make_room).
    pub(super) fn put(&mut self, hash: u32, first: u64, number: u32) -> u32 {
        let Some((place, word)) = self.search(hash, first) else { return NONE };
        self.used += usize::from(word == FREE);
        self.places[place] = word_of(hash, number);
        number_of(word)
    }

    /// Grows the table if one more hash would make it too full. Amortised O(1).
    pub(super) fn make_room(&mut self) {
        // At three quarters, 8.5 places are passed on average for a hash that is not there: a cache line has 8.
        if self.used < self.places.len() / 4 * 3 {
            return;
        }
        let larger = vec![FREE; self.places.len() + self.places.len() / 2];
        for word in std::mem::replace(&mut self.places, larger) {
            if word != FREE {
                let mut place = self.home(hash_of(word));
                while self.places[place] != FREE {
                    place = self.after(place);
                }
                self.places[place] = word;
            }
        }
    }

    /// Bytes that the places take.
    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u64>()
    }

    /// The place of `hash` or the free place where it belongs, and what is there.
    fn search(&self, hash: u32, first: u64) -> Option<(usize, u64)> {
        let (mut place, mut word) = (self.home(hash), first);
        for _ in 0..LONGEST_RUN {
            if word == FREE || hash_of(word) == hash {
                return Some((place, word));
            }
            place = self.after(place);
            word = self.places[place];
        }
        None
    }

    fn home(&self, hash: u32) -> usize {
        // The length is far below 2^32 times what memory holds, so the product does not overflow.
        ((u64::from(hash) * self.places.len() as u64) >> u32::BITS) as usize
    }

    fn after(&self, place: usize) -> usize {
        if place + 1 == self.places.len() { 0 } else { place + 1 }
    }
}

fn word_of(hash: u32, number: u32) -> u64 {
    u64::from(hash) << u32::BITS | u64::from(number)
}

fn hash_of(word: u64) -> u32 {
    (word >> u32::BITS) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the number is the lower half")]
fn number_of(word: u64) -> u32 {
    word as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn put(table: &mut Table, hash: u32, number: u32) -> u32 {
        table.make_room();
        let first = table.at_home(hash);
        table.put(hash, first, number)
    }

    fn find(table: &Table, hash: u32) -> Found {
        table.find(hash, table.at_home(hash))
    }

    #[test]
    fn the_extremes_of_hash_and_number_are_kept() {
        let mut table = Table::with_room(0);
        for hash in [0, 1, u32::MAX - 1, u32::MAX] {
            assert_eq!(find(&table, hash), Found::Nothing);
            assert_eq!(put(&mut table, hash, NONE - 1), NONE);
            assert_eq!(put(&mut table, hash, 0), NONE - 1);
            assert_eq!(find(&table, hash), Found::Last(0));
        }
    }

    #[test]
    fn a_run_made_on_purpose_costs_a_bounded_time_and_is_told() {
        let mut table = Table::with_room(0);
        // All homes are the first place; without a bound this would pass over 200 million places.
        for number in 0..20_000 {
            put(&mut table, number, number);
        }
        assert_eq!(find(&table, 0), Found::Last(0));
        assert_eq!(find(&table, 19_999), Found::Crowded);
        assert_eq!(find(&table, u32::MAX / 2), Found::Nothing);
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
                prop_assert_eq!(find(&table, hash), Found::Last(number));
                let after = hash.wrapping_add(1);
                prop_assert_eq!(matches!(find(&table, after), Found::Last(_)), map.contains_key(&after));
            }
        }
    }
}
