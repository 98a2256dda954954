//! Sorted runs: more entries than fit the memory given, sorted all the same.
//!
//! Entries are gathered until they fill their share of the [memory](super::memory), then sorted and spilled as a run; at
//! the end the runs are merged (external merge sort). Without a limit nothing is ever spilled, and this is a sort.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use rayon::prelude::*;

use super::memory::Memory;

/// What is sorted: by the first number, then by the second.
pub(super) type Entry = (u64, u32);

/// Bytes of an entry in memory.
pub(super) const HELD_BYTES: usize = size_of::<Entry>();
/// Bytes of an entry in a run.
const SPILLED_BYTES: usize = 12;
/// Entries of a run that are read at a time.
const READ_AT_ONCE: usize = 1 << 13;

/// Runs that were spilled.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Where each starts and how many entries it has.
    runs: Vec<(u64, usize)>,
}

impl Runs {
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub(super) fn append(&mut self, mut others: Self) {
        self.runs.append(&mut others.runs);
    }

    /// Spills entries, which are ascending.
    pub(super) fn spill(&mut self, entries: &[Entry], memory: &Memory) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(SPILLED_BYTES * READ_AT_ONCE.min(entries.len()));
        let mut start = None;
        // Written piece by piece, each piece a run of its own if another thread wrote in between.
        for piece in entries.chunks(1 << 18) {
            bytes.clear();
            for (one, other) in piece {
                bytes.extend_from_slice(&one.to_le_bytes());
                bytes.extend_from_slice(&other.to_le_bytes());
            }
            let at = memory.spill(&bytes)?;
            match &mut start {
                Some((start, entries)) if *start + (*entries * SPILLED_BYTES) as u64 == at => *entries += piece.len(),
                _ => {
                    self.runs.extend(start);
                    start = Some((at, piece.len()));
                }
            }
        }
        self.runs.extend(start);
        Ok(())
    }

    /// All entries of all runs and those `held`, which are ascending too, in order.
    pub(super) fn merge(self, held: Vec<Entry>, memory: &Memory) -> io::Result<Merged> {
        let mut readers = Vec::with_capacity(self.runs.len());
        for (start, entries) in self.runs {
            readers.push(Reader { memory: memory.clone(), start, left: entries, buffer: Vec::new(), at: 0 });
        }
        let mut merged = Merged { held: held.into_iter(), readers, heap: BinaryHeap::new() };
        for reader in 0..merged.readers.len() {
            merged.refill(reader)?;
        }
        Ok(merged)
    }
}

/// Entries in order.
#[derive(Debug)]
pub(super) struct Merged {
    held: std::vec::IntoIter<Entry>,
    readers: Vec<Reader>,
    /// The next entry of each run.
    heap: BinaryHeap<Reverse<(Entry, usize)>>,
}

impl Merged {
    /// The next entry.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
        let held = self.held.as_slice().first().copied();
        match (self.heap.peek(), held) {
            (Some(&Reverse((entry, reader))), held) if held.is_none_or(|held| entry <= held) => {
                self.heap.pop();
                self.refill(reader)?;
                Ok(Some(entry))
            }
            _ => Ok(self.held.next()),
        }
    }

    fn refill(&mut self, reader: usize) -> io::Result<()> {
        if let Some(entry) = self.readers[reader].next()? {
            self.heap.push(Reverse((entry, reader)));
        }
        Ok(())
    }
}

/// Reads a run.
#[derive(Debug)]
struct Reader {
    memory: Memory,
    /// Where what was not read yet starts.
    start: u64,
    left: usize,
    buffer: Vec<Entry>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.at == self.buffer.len() {
            let count = self.left.min(READ_AT_ONCE);
            let mut bytes = vec![0; count * SPILLED_BYTES];
            self.memory.fetch(self.start, &mut bytes)?;
            self.start += bytes.len() as u64;
            self.left -= count;
            self.at = 0;
            self.buffer.clear();
            self.buffer.extend(bytes.as_chunks::<SPILLED_BYTES>().0.iter().map(entry));
        }
        let next = self.buffer.get(self.at).copied();
        self.at += usize::from(next.is_some());
        Ok(next)
    }
}

fn entry(bytes: &[u8; SPILLED_BYTES]) -> Entry {
    let (mut one, mut other) = ([0; 8], [0; 4]);
    one.copy_from_slice(&bytes[..8]);
    other.copy_from_slice(&bytes[8..]);
    (u64::from_le_bytes(one), u32::from_le_bytes(other))
}

/// Takes entries in any order and gives them back sorted.
#[derive(Debug)]
pub(super) struct Sorter {
    held: Vec<Entry>,
    most_held: usize,
    runs: Runs,
    memory: Memory,
}

impl Sorter {
    /// A sorter that may hold the `part`-th part of the memory.
    pub(super) fn new(memory: &Memory, part: usize) -> Self {
        let most_held = (memory.share(part) / HELD_BYTES).max(1024);
        Self { held: Vec::new(), most_held, runs: Runs::default(), memory: memory.clone() }
    }

    /// Adds entries.
    pub(super) fn extend(&mut self, entries: Vec<Entry>) -> io::Result<()> {
        if self.held.len() + entries.len() > self.most_held {
            self.held.par_sort_unstable();
            self.runs.spill(&self.held, &self.memory)?;
            self.held.clear();
        }
        if self.held.is_empty() && self.held.capacity() < entries.len() {
            self.held = entries;
        } else {
            self.held.extend(entries);
        }
        Ok(())
    }

    /// All entries, ascending; repeats are kept.
    pub(super) fn into_sorted(mut self) -> io::Result<Merged> {
        self.held.par_sort_unstable();
        self.runs.merge(self.held, &self.memory)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(batches: &[Vec<Entry>], memory: &Memory) -> Vec<Entry> {
        let mut sorter = Sorter::new(memory, 1);
        for batch in batches {
            sorter.extend(batch.clone()).unwrap();
        }
        let mut merged = sorter.into_sorted().unwrap();
        std::iter::from_fn(|| merged.next().unwrap()).collect()
    }

    #[test]
    fn hundreds_of_thousands_of_entries_come_back_sorted_from_many_runs() {
        let memory = Memory::limited(64 << 10, &std::env::temp_dir()).unwrap();
        let batches: Vec<Vec<Entry>> = (0..100_u64)
            .map(|batch| (0..3000_u32).map(|at| ((batch * 3000 + u64::from(at)) * 7919 % 100_003, at)).collect())
            .collect();
        let mut expected = batches.concat();
        expected.sort_unstable();
        assert_eq!(sorted(&batches, &memory), expected);
        assert!(memory.spilled() > 3_000_000, "{} bytes were spilled", memory.spilled());
    }

    proptest! {
        #[test]
        fn entries_are_sorted_whether_they_are_spilled_or_not(
            batches in prop::collection::vec(prop::collection::vec((0..50_u64, 0..9_u32), 0..900), 0..9)
        ) {
            let mut expected = batches.concat();
            expected.sort_unstable();
            prop_assert_eq!(&sorted(&batches, &Memory::default()), &expected);
            let memory = Memory::limited(1, &std::env::temp_dir()).unwrap();
            prop_assert_eq!(&sorted(&batches, &memory), &expected);
        }
    }
}
