//! A stream with a running checksum: what passes through cannot be forgotten in it.

use std::io::{ErrorKind, Read, Write};

use xxhash_rust::xxh3::Xxh3;

use super::{BLOCK, CHECKSUM, damaged};
use crate::copies::incremental::IncrementalError;
use crate::copies::incremental::rows::Rows;
use crate::copies::signature::SLOTS;

const ROW: usize = SLOTS * size_of::<u32>();

/// A reader or writer that sums up what goes through it.
pub(super) struct Summing<I> {
    inner: I,
    sum: Xxh3,
}

impl<I> Summing<I> {
    pub(super) fn new(inner: I) -> Self {
        Self { inner, sum: Xxh3::new() }
    }
}

impl<W: Write> Summing<W> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.sum.update(bytes);
        self.inner.write_all(bytes)
    }

    pub(super) fn write_numbers(&mut self, numbers: impl Iterator<Item = u32>) -> std::io::Result<()> {
        let mut block = Vec::with_capacity(BLOCK);
        for number in numbers {
            block.extend(number.to_le_bytes());
            if block.len() == BLOCK {
                self.write(&block)?;
                block.clear();
            }
        }
        self.write(&block)
    }

    /// Writes the checksum of all before.
    pub(super) fn write_sum(mut self) -> std::io::Result<()> {
        self.inner.write_all(&self.sum.digest().to_le_bytes())?;
        self.inner.flush()
    }
}

impl<R: Read> Summing<R> {
    pub(super) fn fill(&mut self, target: &mut [u8], part: &'static str) -> Result<(), IncrementalError> {
        self.inner.read_exact(target).map_err(|source| match source.kind() {
            ErrorKind::UnexpectedEof => IncrementalError::Truncated { part },
            _ => IncrementalError::Io { action: "load", source },
        })?;
        self.sum.update(target);
        Ok(())
    }

    /// Reads `count` bytes in blocks and gives each to `take`, so that nothing is kept that has not come.
    fn read_blocks(
        &mut self,
        count: u64,
        part: &'static str,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), IncrementalError> {
        let mut block = vec![0; BLOCK];
        let mut left = count;
        while left > 0 {
            let length = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
            self.fill(&mut block[..length], part)?;
            take(&block[..length]);
            left -= length as u64;
        }
        Ok(())
    }

    pub(super) fn read_bytes(&mut self, count: u64, part: &'static str) -> Result<Vec<u8>, IncrementalError> {
        let mut bytes = Vec::new();
        self.read_blocks(count, part, |block| bytes.extend_from_slice(block))?;
        Ok(bytes)
    }

    pub(super) fn read_numbers(&mut self, count: u64, part: &'static str) -> Result<Vec<u32>, IncrementalError> {
        let mut numbers = Vec::new();
        let bytes = count.saturating_mul(size_of::<u32>() as u64);
        self.read_blocks(bytes, part, |block| numbers.extend(words(block)))?;
        Ok(numbers)
    }

    pub(super) fn read_signatures(&mut self, count: u64) -> Result<Rows, IncrementalError> {
        let mut rows = Rows::default();
        self.read_blocks(count.saturating_mul(ROW as u64), "its signatures", |block| {
            for row in block.chunks_exact(ROW) {
                let mut slots = [0; SLOTS];
                slots.iter_mut().zip(words(row)).for_each(|(slot, word)| *slot = word);
                rows.push(&slots);
            }
        })?;
        Ok(rows)
    }

    /// Reads the checksum of all before, and sees that it is right and nothing follows.
    pub(super) fn check_sum(mut self) -> Result<(), IncrementalError> {
        let sum = self.sum.digest();
        let mut stored = [0; CHECKSUM];
        self.fill(&mut stored, "its last checksum")?;
        if u64::from_le_bytes(stored) != sum {
            return Err(damaged("the checksum of the whole is wrong"));
        }
        match self.fill(&mut [0], "nothing") {
            Err(IncrementalError::Truncated { .. }) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => Err(damaged("more bytes follow its end")),
        }
    }
}

/// The numbers of bytes that hold whole ones.
pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|&bytes| u32::from_le_bytes(bytes))
}
