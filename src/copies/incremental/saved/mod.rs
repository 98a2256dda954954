//! The saved form of an index of signatures, format version 1.
//!
//! All numbers are little-endian; real numbers are IEEE 754 binary64. Checksums are `XXH3_64bits` without a seed.
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 8 | `SAMESIGS` in ASCII |
//! | 8 | 4 | format version: 1 |
//! | 12 | 4 | [signature version](crate::copies::signature::SIGNATURE_VERSION) |
//! | 16 | 4 | [shingle version](crate::copies::shingle::SHINGLE_VERSION) |
//! | 20 | 4 | slots of a signature: 128 |
//! | 24 | 4 | [words in a shingle](IncrementalSettings::shingle_words) |
//! | 28 | 4 | bands, 1 or more |
//! | 32 | 4 | rows, 1 or more; bands times rows is 128 at most |
//! | 36 | 4 | [most signatures compared](IncrementalSettings::most_compared) |
//! | 40 | 8 | [similarity](IncrementalSettings::similarity), real |
//! | 48 | 8 | [recall](IncrementalSettings::recall), real |
//! | 56 | 8 | [margin](IncrementalSettings::margin), real |
//! | 64 | 8 | `E`, positions: entries, removed ones among them |
//! | 72 | 8 | `S`, distinct signatures |
//! | 80 | 8 | `I`, bytes of all identifiers |
//! | 88 | 8 | checksum of bytes 0 to 87 |
//! | 96 | 4 `E` | of each position: the number of its signature, or 2^32 - 1 if the entry was removed |
//! | 96 + 4 `E` | 4 `E` | of each position: the length of its identifier in bytes, 65,535 at most; 0 if the entry was removed |
//! | 96 + 8 `E` | `I` | the identifiers one behind the other, UTF-8 |
//! | 96 + 8 `E` + `I` | 512 `S` | of each signature: its 128 slots, 4 bytes each |
//! | 96 + 8 `E` + `I` + 512 `S` | 8 | checksum of all bytes before |
//!
//! Signatures are numbered from 0 in the order in which the first entry of each stands, removed entries aside, and no two
//! are equal. So there is one saved form of a content, and what was removed is in it only as a gap in the positions.
//! Tables are not saved: they are made anew from the signatures, in the time that as many insertions take.
//!
//! Loading believes nothing. Memory grows with the bytes that have come and not with what a header claims, tables are
//! made when the checksum of the whole has proved right, and every rule above is looked after. A checksum tells damage;
//! it does not tell who wrote a file.

use std::io::{Read, Write};

use self::header::Header;
use self::summing::Summing;
use super::buckets::Buckets;
use super::entries::Entries;
use super::rows::Rows;
use super::{IncrementalError, IncrementalIndex, LONGEST_IDENTIFIER};

#[cfg(doc)]
use super::IncrementalSettings;

mod header;
mod summing;

/// Version of the format described in this module.
pub const FORMAT_VERSION: u32 = 1;

const CHECKSUM: usize = size_of::<u64>();
const REMOVED: u32 = u32::MAX;
/// Bytes read or written at once.
const BLOCK: usize = 64 * 1024;

/// Saves an index.
pub(super) fn save(index: &IncrementalIndex, writer: impl Write) -> Result<(), IncrementalError> {
    write(index, Summing::new(writer)).map_err(|source| IncrementalError::Io { action: "save", source })
}

fn write(index: &IncrementalIndex, mut out: Summing<impl Write>) -> std::io::Result<()> {
    let entries = &index.entries;
    // Signatures by their number in the file, and the file's number of each.
    let (mut order, mut numbers) = (Vec::new(), vec![REMOVED; index.buckets.len()]);
    let mut identifier_bytes = 0;
    for position in 0..entries.positions() {
        identifier_bytes += entries.identifier(position).map_or(0, str::len) as u64;
        if let Some(number) = entries.signature(position).filter(|&number| numbers[number as usize] == REMOVED) {
            numbers[number as usize] = u32::try_from(order.len()).unwrap_or(REMOVED);
            order.push(number);
        }
    }
    let header = Header {
        settings: index.settings.clone(),
        bands: index.buckets.bands(),
        positions: entries.positions() as u64,
        signatures: order.len() as u64,
        identifier_bytes,
    };
    out.write(&header.to_bytes())?;
    let of_position = |position| entries.signature(position).map_or(REMOVED, |number| numbers[number as usize]);
    out.write_numbers((0..entries.positions()).map(of_position))?;
    let length = |position| entries.identifier(position).map_or(0, |identifier| length_of(identifier));
    out.write_numbers((0..entries.positions()).map(length))?;
    let mut block = Vec::with_capacity(BLOCK + LONGEST_IDENTIFIER);
    for identifier in (0..entries.positions()).filter_map(|position| entries.identifier(position)) {
        block.extend_from_slice(identifier.as_bytes());
        if block.len() >= BLOCK {
            out.write(&block)?;
            block.clear();
        }
    }
    out.write(&block)?;
    out.write_numbers(order.into_iter().flat_map(|number| *index.buckets.slots(number)))?;
    out.write_sum()
}

/// Loads an index.
pub(super) fn load(reader: impl Read) -> Result<IncrementalIndex, IncrementalError> {
    let mut input = Summing::new(reader);
    let header = Header::read(&mut input)?;
    let numbers = input.read_numbers(header.positions, "the numbers of its signatures")?;
    let lengths = input.read_numbers(header.positions, "the lengths of its identifiers")?;
    let identifiers = input.read_bytes(header.identifier_bytes, "its identifiers")?;
    let rows = input.read_signatures(header.signatures)?;
    input.check_sum()?;
    let identifiers = String::from_utf8(identifiers).map_err(|_| damaged("its identifiers are not UTF-8"))?;
    build(header, &numbers, &lengths, &identifiers, rows)
}

/// The index, of parts that arrived as they were saved; whether they make sense is seen here.
fn build(
    header: Header,
    numbers: &[u32],
    lengths: &[u32],
    identifiers: &str,
    rows: Rows,
) -> Result<IncrementalIndex, IncrementalError> {
    let mut entries = Entries::with_room(numbers.len(), rows.len());
    let (mut start, mut known) = (0, 0);
    for (&number, &length) in numbers.iter().zip(lengths) {
        let length = length as usize;
        if number == REMOVED {
            if length > 0 {
                return Err(damaged("a removed entry has an identifier"));
            }
            entries.push_removed();
            continue;
        }
        if length > LONGEST_IDENTIFIER {
            return Err(damaged("an identifier is too long"));
        }
        if number > known || number as usize >= rows.len() {
            return Err(damaged("the numbers of its signatures are out of order"));
        }
        known += u32::from(number == known);
        let identifier = identifiers
            .get(start..start + length)
            .ok_or_else(|| damaged("the lengths of its identifiers do not fit them"))?;
        start += length;
        entries.push(identifier, number);
    }
    if start != identifiers.len() {
        return Err(damaged("the lengths of its identifiers do not fit them"));
    }
    if known as usize != rows.len() {
        return Err(damaged("it holds a signature of no entry"));
    }
    let buckets = Buckets::of_rows(header.bands, rows).ok_or_else(|| damaged("it holds a signature twice"))?;
    Ok(IncrementalIndex { settings: header.settings, buckets, entries })
}

#[expect(clippy::cast_possible_truncation, reason = "insertion refuses identifiers of more than 65,535 bytes")]
fn length_of(identifier: &str) -> u32 {
    identifier.len() as u32
}

fn damaged(reason: &'static str) -> IncrementalError {
    IncrementalError::Damaged { reason }
}
