//! Distinct signatures, and the buckets of those that share a band.
//!
//! A bucket is a chain from its newest signature to its oldest: the table of the band knows the newest, and each
//! signature has a row of links to the one before it in each of its buckets. The rows lie together, so that a signature
//! met in many buckets costs one or two cache lines. The last table and link are of whole signatures; its chains are
//! longer than one only if hashes collide.
//!
//! A query goes through all its buckets at once, one signature of each in turn. So the far reads of a round overlap, and
//! when a bucket is too large to be gone through, the small ones have been: it is they that tell most.

use super::choice::LookupBands;
use super::keys::{Keys, MOST_TABLES};
use super::rows::{Rows, equal_slots};
use super::seen::Seen;
use super::table::{Found, NONE, Table};
use crate::copies::signature::SLOTS;

/// Signatures with one 32-bit hash of all slots that are looked through for an equal one. Two are a rare chance;
/// this many were sought, and then equal signatures may be kept twice.
const MOST_COLLISIONS: usize = 64;

/// See the [module](self).
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    bands: LookupBands,
    /// Of each band, and of whole signatures.
    tables: Vec<Table>,
    /// As many for each signature as there are tables.
    links: Vec<u32>,
    rows: Rows,
}

/// How far a query came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Walked {
    /// Signatures compared.
    pub(super) compared: usize,
    /// Bands whose bucket was not gone through to its end.
    pub(super) cut_bands: usize,
}

impl Buckets {
    pub(super) fn new(bands: LookupBands) -> Self {
        Self { bands, tables: vec![Table::with_room(0); bands.bands() + 1], links: Vec::new(), rows: Rows::default() }
    }

    /// The buckets of signatures that are there already; `None` if two are equal.
    pub(super) fn of_rows(bands: LookupBands, rows: Rows) -> Option<Self> {
        let count = rows.len();
        let tables = vec![Table::with_room(count); bands.bands() + 1];
        let links = Vec::with_capacity(count * tables.len());
        let mut buckets = Self { bands, tables, links, rows };
        for number in (0..).take(count) {
            let slots = buckets.rows.slots(number);
            let keys = buckets.keys(slots);
            if buckets.find_equal(&keys, slots).is_some() {
                return None;
            }
            buckets.enter(&keys, number);
        }
        Some(buckets)
    }

    pub(super) fn bands(&self) -> LookupBands {
        self.bands
    }

    /// Number of signatures.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The slots of a signature that was added.
    pub(super) fn slots(&self, number: u32) -> &[u32; SLOTS] {
        self.rows.slots(number)
    }

    pub(super) fn keys(&self, slots: &[u32; SLOTS]) -> Keys {
        Keys::of(slots, self.bands)
    }

    /// The signature with exactly these slots. O(1).
    pub(super) fn find_equal(&self, keys: &Keys, slots: &[u32; SLOTS]) -> Option<u32> {
        let whole = self.tables.last()?;
        let Found::Last(mut number) = whole.find(keys.of_whole()) else { return None };
        for _ in 0..MOST_COLLISIONS {
            if number == NONE {
                break;
            }
            if self.rows.slots(number) == slots {
                return Some(number);
            }
            number = self.link(number, self.tables.len() - 1);
        }
        None
    }

    /// Adds a signature and gives its number. Amortised O(bands). There must be fewer than `u32::MAX`.
    pub(super) fn push(&mut self, keys: &Keys, slots: &[u32; SLOTS]) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "there are no more signatures than entries")]
        let number = self.len() as u32;
        self.rows.push(slots);
        self.enter(keys, number);
        number
    }

    /// Puts a signature into its buckets.
    fn enter(&mut self, keys: &Keys, number: u32) {
        for table in &mut self.tables {
            table.make_room();
        }
        self.fetch(keys.all());
        self.links.extend(self.tables.iter_mut().zip(keys.all()).map(|(table, &hash)| table.put(hash, number)));
    }

    /// Waits for what is far away in all tables at once.
    fn fetch(&self, hashes: &[u32]) {
        let parts = self.tables.iter().zip(hashes).map(|(table, &hash)| table.fetch(hash));
        std::hint::black_box(parts.fold(0, |all, part| all ^ part));
    }

    /// Tells `meet` of signatures that share a bucket with `slots`, each once, with the number of slots that are equal;
    /// of one with equal slots first and in any case. Ends after the round in which `limit` signatures were compared.
    ///
    /// `expect` is told what will be met if hashes do not collide, so that what is known of it elsewhere is fetched in time.
    #[expect(clippy::cast_possible_truncation, reason = "there are 128 slots")]
    pub(super) fn walk(
        &self,
        keys: &Keys,
        slots: &[u32; SLOTS],
        limit: usize,
        expect: impl FnOnce(u32),
        mut meet: impl FnMut(u32, u32),
    ) -> Walked {
        self.fetch(keys.all());
        if let Some(Found::Last(number)) = self.tables.last().map(|whole| whole.find(keys.of_whole()))
            && number != NONE
        {
            // All of it is far away: asked for now, it comes while the bands are looked up.
            expect(number);
            let slots = self.rows.slots(number);
            std::hint::black_box([
                slots[0],
                slots[SLOTS / 2],
                self.link(number, 0),
                self.link(number, self.bands.bands()),
            ]);
        }

        let mut walked = Walked::default();
        let mut next = [NONE; MOST_TABLES];
        let next = &mut next[..self.bands.bands()];
        for ((next, table), &hash) in next.iter_mut().zip(&self.tables).zip(keys.of_bands()) {
            match table.find(hash) {
                Found::Last(number) => *next = number,
                Found::Crowded => walked.cut_bands += 1,
            }
        }

        let mut seen = Seen::new();
        if let Some(equal) = self.find_equal(keys, slots) {
            seen.insert(equal);
            walked.compared += 1;
            meet(equal, SLOTS as u32);
            // It is in every bucket, and in most there is nothing else.
            for (next, &before) in next.iter_mut().zip(self.links_of(equal)) {
                *next = if *next == equal { before } else { *next };
            }
        }
        if next.iter().all(|&next| next == NONE) {
            return walked;
        }

        let mut round = [0; MOST_TABLES];
        loop {
            let (mut count, mut unfinished) = (0, 0);
            for (band, next) in next.iter_mut().enumerate().filter(|(_, next)| **next != NONE) {
                if seen.insert(*next) {
                    round[count] = *next;
                    count += 1;
                }
                *next = self.link(*next, band);
                unfinished += usize::from(*next != NONE);
            }
            for &number in &round[..count] {
                meet(number, equal_slots(self.rows.slots(number), slots));
            }
            walked.compared += count;
            if unfinished == 0 {
                return walked;
            }
            if walked.compared >= limit {
                walked.cut_bands += unfinished;
                return walked;
            }
        }
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        let tables: usize = self.tables.iter().map(Table::bytes).sum();
        tables + self.links.capacity() * size_of::<u32>() + self.rows.bytes()
    }

    fn link(&self, number: u32, table: usize) -> u32 {
        self.links[number as usize * self.tables.len() + table]
    }

    /// The links of a signature in all tables.
    fn links_of(&self, number: u32) -> &[u32] {
        let start = number as usize * self.tables.len();
        &self.links[start..start + self.tables.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copies::signature::Signature;

    fn sign(set: &[u64]) -> [u32; SLOTS] {
        *Signature::of(set).unwrap().slots()
    }

    fn push(buckets: &mut Buckets, slots: &[u32; SLOTS]) {
        let keys = buckets.keys(slots);
        buckets.push(&keys, slots);
    }

    fn walk(buckets: &Buckets, slots: &[u32; SLOTS], limit: usize) -> (Vec<(u32, u32)>, Walked) {
        let mut met = Vec::new();
        let walked =
            buckets.walk(&buckets.keys(slots), slots, limit, |_| {}, |number, equal| met.push((number, equal)));
        (met, walked)
    }

    #[test]
    fn nothing_is_met_among_nothing() {
        let buckets = Buckets::new(LookupBands::choose(0.7, 0.99));
        let slots = sign(&[1]);
        assert_eq!(walk(&buckets, &slots, 10), (vec![], Walked::default()));
        assert_eq!(buckets.find_equal(&buckets.keys(&slots), &slots), None);
    }

    #[test]
    fn each_signature_is_met_once_and_the_equal_one_first() {
        let mut buckets = Buckets::new(LookupBands::choose(0.7, 0.99));
        let base = sign(&[1, 2, 3]);
        push(&mut buckets, &base);
        for changed in 120..124 {
            let mut slots = base;
            slots[changed] ^= 1;
            push(&mut buckets, &slots);
        }
        push(&mut buckets, &sign(&[4, 5, 6]));
        let (met, walked) = walk(&buckets, &base, 10);
        assert_eq!(met, [(0, 128), (4, 127), (3, 127), (2, 127), (1, 127)]);
        assert_eq!(walked, Walked { compared: 5, cut_bands: 0 });
    }

    #[test]
    fn small_buckets_are_gone_through_before_large_ones_and_what_is_cut_is_told() {
        let mut buckets = Buckets::new(LookupBands::choose(0.7, 0.99));
        let base = sign(&[1, 2, 3]);
        // The oldest signature shares band 9 alone; a thousand younger ones share band 0.
        let mut lone = sign(&[7]);
        lone[36..40].copy_from_slice(&base[36..40]);
        push(&mut buckets, &lone);
        for text in 100..1100 {
            let mut slots = sign(&[text]);
            slots[..4].copy_from_slice(&base[..4]);
            push(&mut buckets, &slots);
        }
        let (met, walked) = walk(&buckets, &base, 50);
        assert!(met.contains(&(0, 4)));
        assert_eq!(walked, Walked { compared: 50, cut_bands: 1 });
        assert_eq!(walk(&buckets, &base, 2000).1, Walked { compared: 1001, cut_bands: 0 });
    }

    #[test]
    fn signatures_whose_hashes_collide_are_told_apart() {
        let mut buckets = Buckets::new(LookupBands::choose(0.7, 0.99));
        let (one, other) = (sign(&[1]), sign(&[2]));
        push(&mut buckets, &one);
        // The other one under the keys of the first, as if all its hashes collided.
        let keys = buckets.keys(&one);
        buckets.push(&keys, &other);
        assert_eq!(buckets.find_equal(&keys, &one), Some(0));
        assert_eq!(buckets.find_equal(&keys, &other), Some(1));
        assert_eq!(walk(&buckets, &one, 10).0, [(0, 128), (1, 0)]);
    }
}
