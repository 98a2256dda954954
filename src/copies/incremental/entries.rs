//! What was inserted: identifiers by position, and which of them have one signature.

use super::table::NONE;

/// A position whose entry was taken out.
const REMOVED: u32 = u32::MAX;

/// Most positions, so that each fits a link.
const MOST: usize = u32::MAX as usize;

/// The entries of an index. Those of one signature are a chain, from the oldest to the newest.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries {
    /// The identifiers, one behind the other.
    text: String,
    /// By position.
    places: Vec<Entry>,
    /// Of each signature.
    chains: Vec<Chain>,
    removed: usize,
}

/// What stands at a position.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Where its identifier ends, and the next begins.
    end: usize,
    /// The number of its signature, or [`REMOVED`].
    signature: u32,
    /// The next with the same signature, or [`NONE`].
    next: u32,
}

/// The entries of a signature.
#[derive(Debug, Clone, Copy)]
struct Chain {
    /// The first that was not removed, or [`NONE`].
    first: u32,
    /// The last, removed or not.
    last: u32,
    /// How many were not removed.
    count: u32,
}

impl Entries {
    /// No entries yet, with room for so many.
    pub(super) fn with_room(entries: usize, signatures: usize) -> Self {
        Self {
            text: String::new(),
            places: Vec::with_capacity(entries),
            chains: Vec::with_capacity(signatures),
            removed: 0,
        }
    }

    /// Positions given so far, those of removed entries among them.
    pub(super) fn positions(&self) -> usize {
        self.places.len()
    }

    /// Entries not removed.
    pub(super) fn len(&self) -> usize {
        self.places.len() - self.removed
    }

    pub(super) fn is_full(&self) -> bool {
        self.places.len() >= MOST
    }

    /// Adds an entry of a known signature, or of the next one if `signature` is its number.
    pub(super) fn push(&mut self, identifier: &str, signature: u32) -> usize {
        let position = self.push_unlinked(identifier, signature);
        let link = link(position);
        match self.chains.get_mut(signature as usize) {
            Some(chain) => {
                self.places[chain.last as usize].next = link;
                chain.last = link;
                chain.count += 1;
                if chain.first == NONE {
                    chain.first = link;
                }
            }
            None => self.chains.push(Chain { first: link, last: link, count: 1 }),
        }
        position
    }

    /// Adds a position whose entry was removed before.
    pub(super) fn push_removed(&mut self) {
        self.push_unlinked("", REMOVED);
        self.removed += 1;
    }

    fn push_unlinked(&mut self, identifier: &str, signature: u32) -> usize {
        self.text.push_str(identifier);
        self.places.push(Entry { end: self.text.len(), signature, next: NONE });
        self.places.len() - 1
    }

    /// Removes an entry, if there is one. Amortised O(1).
    pub(super) fn remove(&mut self, position: usize) -> bool {
        let Some(signature) = self.signature(position) else { return false };
        self.places[position].signature = REMOVED;
        self.removed += 1;
        let chain = &mut self.chains[signature as usize];
        chain.count -= 1;
        // What is passed over here is never passed over again.
        while let Some(first) = self.places.get(chain.first as usize).filter(|first| first.signature == REMOVED) {
            chain.first = first.next;
        }
        true
    }

    /// The number of the signature at a position, unless the entry was removed.
    pub(super) fn signature(&self, position: usize) -> Option<u32> {
        self.places.get(position).map(|entry| entry.signature).filter(|&signature| signature != REMOVED)
    }

    /// The identifier at a position, unless the entry was removed.
    pub(super) fn identifier(&self, position: usize) -> Option<&str> {
        self.signature(position)?;
        let start = if position == 0 { 0 } else { self.places[position - 1].end };
        self.text.get(start..self.places[position].end)
    }

    /// The first entry of a signature, and how many it has; `None` if all were removed.
    pub(super) fn of_signature(&self, signature: u32) -> Option<(usize, usize)> {
        let chain = self.chains.get(signature as usize).filter(|chain| chain.count > 0)?;
        Some((chain.first as usize, chain.count as usize))
    }

    /// Makes the processor fetch what [`of_signature`](Self::of_signature) and [`identifier`](Self::identifier) will read.
    pub(super) fn fetch(&self, signature: u32) {
        let first = self.chains.get(signature as usize).and_then(|chain| self.places.get(chain.first as usize));
        std::hint::black_box(first.map(|first| first.signature));
    }

    /// The entries with the signature of the one at `position`, ascending; none if it was removed.
    pub(super) fn equals(&self, position: usize) -> impl Iterator<Item = usize> {
        let first = self.signature(position).map_or(NONE, |signature| self.chains[signature as usize].first);
        let at = |position: u32| (position != NONE).then_some(position as usize);
        std::iter::successors(at(first), move |&position| at(self.places[position].next))
            .filter(|&position| self.places[position].signature != REMOVED)
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.places.capacity() * size_of::<Entry>() + self.chains.capacity() * size_of::<Chain>()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the index refuses an entry past u32::MAX")]
fn link(position: usize) -> u32 {
    position as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_back_by_position() {
        let mut entries = Entries::default();
        for (identifier, signature) in [("harbour", 0), ("", 1), ("부두", 0), ("quay", 2)] {
            entries.push(identifier, signature);
        }
        let identifiers: Vec<Option<&str>> = (0..5).map(|position| entries.identifier(position)).collect();
        assert_eq!(identifiers, [Some("harbour"), Some(""), Some("부두"), Some("quay"), None]);
        assert_eq!(entries.equals(2).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(entries.of_signature(0), Some((0, 2)));
        assert_eq!(entries.of_signature(9), None);
    }

    #[test]
    fn a_removed_entry_is_gone_and_its_equals_stay() {
        let mut entries = Entries::default();
        for number in 0..5 {
            entries.push(&number.to_string(), 0);
        }
        assert!(entries.remove(2) && entries.remove(0) && !entries.remove(0) && !entries.remove(9));
        assert_eq!((entries.len(), entries.positions()), (3, 5));
        assert_eq!(entries.of_signature(0), Some((1, 3)));
        assert_eq!(entries.equals(4).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(entries.equals(2).count(), 0);
        assert_eq!(entries.identifier(2), None);
        assert!([1, 3, 4].into_iter().all(|position| entries.remove(position)));
        assert_eq!(entries.of_signature(0), None);
        assert_eq!(entries.push("again", 0), 5);
        assert_eq!(entries.of_signature(0), Some((5, 1)));
        assert_eq!(entries.equals(5).collect::<Vec<_>>(), [5]);
    }

    #[test]
    fn removing_a_hundred_thousand_equals_in_any_order_is_no_long_work() {
        let mut entries = Entries::default();
        for _ in 0..100_000 {
            entries.push("x", 0);
        }
        for position in (0..100_000).rev() {
            assert!(entries.remove(position));
        }
        assert_eq!(entries.len(), 0);
    }
}
