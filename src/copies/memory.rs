//! Memory: how much of it the search for copies may take, and the file that takes the rest.
//!
//! Without a limit everything stays in memory. With one, whoever holds a lot asks for its share, and
//! what goes beyond is appended to one temporary file and read back from where it stands. The file has no name: it is gone
//! with the process, however that ends. What is spilled changes no result.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::random_access::{read_exactly_at, write_all_at};

/// A limit that all its clones share, or none.
#[derive(Debug, Clone, Default)]
pub struct Memory(Option<Arc<Limit>>);

#[derive(Debug)]
struct Limit {
    bytes: usize,
    file: File,
    /// Where the file ends.
    end: AtomicU64,
}

impl Memory {
    /// At most some `bytes` of memory for what grows with the number of texts, as far as it can be spilled; the rest goes
    /// to a temporary file in `folder`.
    ///
    /// # Errors
    ///
    /// If no file can be made there.
    pub fn limited(bytes: usize, folder: &Path) -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Self(Some(Arc::new(Limit { bytes, file, end: AtomicU64::new(0) }))))
    }

    /// The bytes that a holder of the `part`-th part of the memory may hold.
    pub(super) fn share(&self, part: usize) -> usize {
        self.0.as_ref().map_or(usize::MAX, |limit| limit.bytes / part)
    }

    /// How many bytes have been spilled.
    #[must_use]
    pub fn spilled(&self) -> u64 {
        self.0.as_ref().map_or(0, |limit| limit.end.load(Ordering::Relaxed))
    }

    /// A place behind all others for so many bytes.
    pub(super) fn reserve(&self, bytes: u64) -> u64 {
        self.0.as_ref().map_or(0, |limit| limit.end.fetch_add(bytes, Ordering::Relaxed))
    }

    /// Writes bytes to a place that was reserved.
    pub(super) fn write(&self, start: u64, bytes: &[u8]) -> io::Result<()> {
        let limit = self.0.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        write_all_at(&limit.file, bytes, start).map_err(|error| {
            let message = format!("what does not fit into the memory allowed cannot be written to disk: {error}");
            io::Error::new(error.kind(), message)
        })
    }

    /// Writes bytes behind all others and tells where they stand.
    pub(super) fn spill(&self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.reserve(bytes.len() as u64);
        self.write(start, bytes)?;
        Ok(start)
    }

    /// Reads bytes back.
    pub(super) fn fetch(&self, start: u64, bytes: &mut [u8]) -> io::Result<()> {
        let limit = self.0.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        read_exactly_at(&limit.file, bytes, start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spilled_by_several_comes_back_to_each() {
        let memory = Memory::limited(1024, &std::env::temp_dir()).unwrap();
        assert_eq!((memory.share(4), Memory::default().share(4)), (256, usize::MAX));
        std::thread::scope(|scope| {
            for thread in 0..4_u8 {
                let memory = memory.clone();
                scope.spawn(move || {
                    let starts: Vec<u64> = (0..50).map(|length| memory.spill(&vec![thread; length]).unwrap()).collect();
                    for (length, start) in starts.into_iter().enumerate() {
                        let mut back = vec![255; length];
                        memory.fetch(start, &mut back).unwrap();
                        assert!(back.iter().all(|&byte| byte == thread));
                    }
                });
            }
        });
        assert_eq!(memory.spilled(), 4 * 50 * 49 / 2);
        assert!(memory.fetch(memory.spilled(), &mut [0]).is_err(), "there is nothing behind the end");
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        assert!(Memory::limited(1024, Path::new("/no/such/folder")).is_err());
    }
}
