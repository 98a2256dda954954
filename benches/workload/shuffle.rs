//! Lines in random order without holding them all: each goes to the temporary file of its part of the whole, and each
//! part is then put in order in memory.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::TempDir;

use super::random::Random;

/// Lines that are put in order in memory at once.
const LINES_OF_PART: u32 = 20_000;
/// A line in a part's file: its position and its length, before its bytes.
const HEAD: usize = 8;

/// Takes so many lines one by one and gives them in random order.
#[derive(Debug)]
pub(crate) struct Shuffle {
    /// Where each line goes.
    positions: Vec<u32>,
    folder: TempDir,
    parts: Vec<BufWriter<File>>,
}

impl Shuffle {
    pub(crate) fn new(lines: u32, random: &mut Random, folder: &Path) -> io::Result<Self> {
        let folder = tempfile::tempdir_in(folder)?;
        let parts = (0..lines.div_ceil(LINES_OF_PART))
            .map(|part| File::create(folder.path().join(part.to_string())).map(BufWriter::new))
            .collect::<io::Result<_>>()?;
        let mut positions: Vec<u32> = (0..lines).collect();
        // Fisher and Yates.
        for last in (1..positions.len()).rev() {
            positions.swap(last, random.below(last + 1));
        }
        Ok(Self { positions, folder, parts })
    }

    pub(crate) fn push(&mut self, number: u32, line: &[u8]) -> io::Result<()> {
        let position = self.positions[number as usize];
        let length = u32::try_from(line.len()).map_err(io::Error::other)?;
        let part = &mut self.parts[(position / LINES_OF_PART) as usize];
        part.write_all(&position.to_le_bytes())?;
        part.write_all(&length.to_le_bytes())?;
        part.write_all(line)
    }

    /// Writes all lines and says how many bytes they are.
    pub(crate) fn finish(self, out: &mut impl Write) -> io::Result<u64> {
        let mut written = 0;
        for (part, file) in self.parts.into_iter().enumerate() {
            file.into_inner().map_err(io::IntoInnerError::into_error)?;
            let path = self.folder.path().join(part.to_string());
            let bytes = fs::read(&path)?;
            fs::remove_file(path)?;
            let mut lines = lines(&bytes);
            lines.sort_unstable_by_key(|&(position, _)| position);
            for (_, line) in lines {
                out.write_all(line)?;
                written += line.len() as u64;
            }
        }
        Ok(written)
    }
}

/// The lines of a part, each with its position.
fn lines(mut bytes: &[u8]) -> Vec<(u32, &[u8])> {
    let number = |field: &[u8]| field.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte));
    let mut lines = Vec::new();
    while let Some((head, rest)) = bytes.split_at_checked(HEAD) {
        let (line, behind) = rest.split_at(number(&head[4..]) as usize);
        lines.push((number(&head[..4]), line));
        bytes = behind;
    }
    lines
}
