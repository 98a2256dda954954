//! Sets: the shingles of the texts of a batch, in memory or, of a batch that is too large for it, on disk.
//!
//! Nearly every batch is small. But a template that a hundred thousand texts fill in is one component and hence one batch;
//! its sets are spilled, and read back when two of them are compared.

use std::borrow::Cow;
use std::io;

use super::memory::Memory;
use super::shingle::Shingles;

/// Sets, by number.
#[derive(Debug)]
pub(super) enum Sets {
    /// In memory.
    Held(Vec<Shingles>),
    /// Where each stands on disk, and its size.
    Spilled(Memory, Vec<(u64, u32)>),
}

impl Sets {
    /// How many sets there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Held(sets) => sets.len(),
            Self::Spilled(_, places) => places.len(),
        }
    }

    /// The size of a set.
    pub(super) fn size(&self, number: u32) -> usize {
        match self {
            Self::Held(sets) => sets[number as usize].len(),
            Self::Spilled(_, places) => places[number as usize].1 as usize,
        }
    }

    /// A set.
    ///
    /// # Errors
    ///
    /// If it cannot be read back.
    pub(super) fn get(&self, number: u32) -> io::Result<Cow<'_, Shingles>> {
        match self {
            Self::Held(sets) => Ok(Cow::Borrowed(&sets[number as usize])),
            Self::Spilled(memory, places) => {
                let (start, size) = places[number as usize];
                let mut bytes = vec![0; size as usize * size_of::<u64>()];
                memory.fetch(start, &mut bytes)?;
                let hashes = bytes.as_chunks().0.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
                Ok(Cow::Owned(Shingles::from_hashes(hashes)))
            }
        }
    }
}

/// Spills a set and tells where it stands.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn spill(set: &Shingles, memory: &Memory) -> io::Result<(u64, u32)> {
    let bytes: Vec<u8> = set.hashes().iter().flat_map(|hash| hash.to_le_bytes()).collect();
    let size = u32::try_from(set.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    Ok((memory.spill(&bytes)?, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spilled_set_is_the_set() {
        let memory = Memory::limited(1, &std::env::temp_dir()).unwrap();
        let sets = [Shingles::default(), Shingles::from_hashes((0..500).collect())];
        let places = sets.iter().map(|set| spill(set, &memory).unwrap()).collect();
        let spilled = Sets::Spilled(memory, places);
        assert_eq!((spilled.count(), spilled.size(0), spilled.size(1)), (2, 0, 500));
        for (number, set) in (0..).zip(&sets) {
            assert_eq!(spilled.get(number).unwrap().as_ref(), set);
        }
    }
}
