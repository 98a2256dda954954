//! A file of JSON Lines to items: block by block, each block cut into pieces for the threads.

use std::io::{self, Read};
use std::ops::Range;

use rayon::prelude::*;

use super::id_place::IdPlace;
use super::plain::{Fieldwise, KnownNames};
use super::{Block, Bytes, Collector, Items, Place, Taker};
use crate::problem::{Position, Problem};
use crate::read::records::fields::FieldNames;

/// Bytes that are read from a file at a time and handed to the threads.
const BLOCK: usize = 8 << 20;
/// What helps against a line that memory is not meant to hold.
const LONG_LINE_CURE: &str = "give each record a line of its own, or raise the limit with --max-file-bytes";
/// Bytes that a thread is handed at least.
const PIECE: usize = 1 << 18;

/// Reads the last file of `items` block by block, up to a line of more than `most` bytes.
pub(super) fn read_lines<T: Taker>(
    items: &mut Items,
    most: u64,
    make: &(impl Fn() -> T + Sync),
    collector: &mut impl Collector<T>,
) -> io::Result<()> {
    let (mut at, mut lines) = (0, 0);
    while let Some(block) = collector.recall()? {
        if block.start != at {
            let message = "what an earlier run remembered of it does not fit together; delete that to begin anew";
            let name = items.files.last().map_or("", |file| &file.name);
            return Err(io::Error::other(format!("`{name}`: {message}")));
        }
        items.add(&block);
        if block.is_last {
            return Ok(());
        }
        (at, lines) = (block.end, block.lines);
    }
    let mut bytes = Vec::new();
    loop {
        let Some(file) = items.files.last() else { return Ok(()) };
        // What is left of the block before holds no end of a line.
        let kept = bytes.len();
        let (is_whole, mut failure) = match fill(&file.bytes, &mut bytes, at + kept as u64) {
            Ok(is_whole) => (is_whole, None),
            Err(error) => (true, Some((Position::File, error.to_string(), "check that the file can be read"))),
        };
        let end = memchr::memrchr(b'\n', &bytes[kept..]).map(|end| kept + end + 1);
        let is_endless = end.is_none() && !is_whole && bytes.len() as u64 > most;
        if is_endless {
            let position = Position::Line(u64::from(lines) + 1);
            failure = Some((position, format!("the line has more than {most} bytes"), LONG_LINE_CURE));
            bytes.clear();
        }
        let whole = if is_whole { bytes.len() } else { end.unwrap_or(0) };
        let mut pieces: Vec<Piece<T>> = pieces(&bytes[..whole])
            .into_par_iter()
            .map(|range| read_piece(&bytes[range.clone()], range.start, &items.names, make()))
            .collect();
        let mut block = Block {
            start: at,
            end: at + whole as u64,
            lines,
            is_last: is_whole || is_endless,
            is_broken: failure.is_some(),
            places: Vec::with_capacity(pieces.iter().map(|piece| piece.places.len()).sum()),
            problems: Vec::new(),
        };
        if let (true, Some(piece)) = (items.known.is_empty(), pieces.first_mut()) {
            items.known = std::mem::take(&mut piece.known);
        }
        let takers = pieces.into_iter().map(|piece| block.add(piece, at, &file.name)).collect();
        if let Some((position, message, cure)) = failure {
            let message = format!("cannot be read further: {message}");
            block.problems.push(Problem::error(&file.name, position, message, cure));
        }
        items.add(&block);
        collector.collect(Some(&block), takers)?;
        if block.is_last {
            return Ok(());
        }
        bytes.drain(..whole);
        (at, lines) = (block.end, block.lines);
    }
}

impl Items {
    /// Adds what a block of the last file holds.
    fn add(&mut self, block: &Block) {
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.places.extend(block.places.iter().map(|&(start, length, line, id)| Place {
            file,
            length,
            start,
            line,
            id,
        }));
        self.problems.extend(block.problems.iter().cloned());
    }
}

impl Block {
    /// Adds the next piece of the block, which begins `at` this place of the file, and gives its taker back.
    fn add<T>(&mut self, piece: Piece<T>, at: u64, file: &str) -> T {
        // Pieces count lines from 0.
        let line = |own_line: u32| self.lines.saturating_add(own_line).saturating_add(1);
        let places = piece.places.into_iter();
        self.places.extend(places.map(|(start, length, own_line, id)| (at + start, length, line(own_line), id)));
        let position = |own_line| Position::Line(u64::from(line(own_line)));
        let problem =
            |(own_line, message, cure): (u32, String, String)| Problem::error(file, position(own_line), message, cure);
        self.problems.extend(piece.problems.into_iter().map(problem));
        for own_line in piece.malformed {
            let message = "bytes that are no UTF-8 text; each stands as U+FFFD".to_owned();
            let cure = "mend the bytes, or name the right encoding with --encoding";
            self.problems.push(Problem::notice(file, position(own_line), message, cure));
        }
        self.lines = self.lines.saturating_add(piece.lines);
        piece.taker
    }
}

/// Adds a block's worth of bytes from position `at`; whether the end has come.
fn fill(bytes: &Bytes, block: &mut Vec<u8>, at: u64) -> io::Result<bool> {
    match bytes {
        Bytes::Memory(bytes) => {
            let rest = bytes.get(usize::try_from(at).unwrap_or(usize::MAX)..).unwrap_or_default();
            block.extend_from_slice(&rest[..rest.len().min(BLOCK)]);
            Ok(rest.len() <= BLOCK)
        }
        Bytes::File(file) => {
            let kept = block.len();
            io::Seek::seek(&mut &*file, io::SeekFrom::Start(at))?;
            file.take(BLOCK as u64).read_to_end(block)?;
            Ok(block.len() - kept < BLOCK)
        }
        // Only files that have been read are closed.
        Bytes::Closed(_) => Ok(true),
    }
}

/// Cuts a block at ends of lines.
fn pieces(block: &[u8]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < block.len() {
        let wanted = (start + PIECE).min(block.len());
        let end = memchr::memchr(b'\n', &block[wanted..]).map_or(block.len(), |at| wanted + at + 1);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// What a piece of a file gave; lines are counted from 0.
struct Piece<T> {
    taker: T,
    /// Start in the block, length, line and id of each record.
    places: Vec<(u64, u32, u32, IdPlace)>,
    problems: Vec<(u32, String, String)>,
    /// Lines that hold bytes which are no text.
    malformed: Vec<u32>,
    lines: u32,
    /// What the names mean that its records use.
    known: KnownNames,
}

fn read_piece<T: Taker>(piece: &[u8], start: usize, names: &FieldNames, taker: T) -> Piece<T> {
    let mut reader = Fieldwise::new(names);
    let mut read = Piece {
        taker,
        places: Vec::new(),
        problems: Vec::new(),
        malformed: Vec::new(),
        lines: 0,
        known: KnownNames::default(),
    };
    let mut at = start;
    let mut rest = piece;
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1));
        rest = behind;
        let record = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
        if !record.is_empty() {
            let from = at + (record.as_ptr() as usize - line.as_ptr() as usize);
            let text = std::str::from_utf8(record);
            let item = match text {
                Ok(text) => reader.item_of_text(text),
                Err(_) => reader.item(record),
            };
            match item {
                Ok(item) => {
                    if text.is_err() {
                        read.malformed.push(read.lines);
                    }
                    read.taker.take(&item);
                    let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
                    read.places.push((from as u64, length, read.lines, IdPlace::of(&item, record)));
                }
                Err((message, cure)) => read.problems.push((read.lines, message, cure)),
            }
        }
        read.lines += 1;
        at += line.len();
    }
    read.known = reader.into_known();
    read
}
