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
//! | 28 | 4 | bands, 1 to 64 |
//! | 32 | 4 | rows; bands times rows is 1 to 128 |
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
    let length = |position| entries.identifier(position).map_or(0, length_of);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;
    use crate::copies::incremental::IncrementalSettings;
    use crate::copies::shingle::SHINGLE_VERSION;
    use crate::copies::signature::{SIGNATURE_VERSION, Signature};

    /// Two entries of one signature, one removed, one of another.
    fn sample() -> Vec<u8> {
        let mut index = IncrementalIndex::new(&IncrementalSettings::default());
        for (identifier, text) in [("부두", 1), ("gone", 2), ("quay", 1), ("", 3)] {
            index.insert(identifier, &Signature::of(&[text]).unwrap()).unwrap();
        }
        index.remove(1);
        let mut bytes = Vec::new();
        index.save(&mut bytes).unwrap();
        bytes
    }

    /// The sample with some bytes replaced and both checksums made right again, as a forger would.
    fn forged(changes: &[(usize, &[u8])]) -> IncrementalError {
        let mut bytes = sample();
        for (offset, change) in changes {
            bytes[*offset..offset + change.len()].copy_from_slice(change);
        }
        let header = xxh3_64(&bytes[..88]);
        bytes[88..96].copy_from_slice(&header.to_le_bytes());
        let end = bytes.len() - 8;
        let whole = xxh3_64(&bytes[..end]);
        bytes[end..].copy_from_slice(&whole.to_le_bytes());
        load(bytes.as_slice()).unwrap_err()
    }

    fn reason(error: IncrementalError) -> &'static str {
        match error {
            IncrementalError::Damaged { reason } => reason,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_specification() {
        let bytes = sample();
        let mut expected = b"SAMESIGS".to_vec();
        // The versions of signatures and shingles may rise without a word here.
        for number in [1_u32, SIGNATURE_VERSION, SHINGLE_VERSION, 128, 5, 17, 4, 1000] {
            expected.extend(number.to_le_bytes());
        }
        for real in [0.7_f64, 0.99, 0.0] {
            expected.extend(real.to_le_bytes());
        }
        for count in [4_u64, 2, 10] {
            expected.extend(count.to_le_bytes());
        }
        expected.extend(xxh3_64(&expected).to_le_bytes());
        for number in [0, u32::MAX, 0, 1, 6, 0, 4, 0] {
            expected.extend(number.to_le_bytes());
        }
        expected.extend("부두quay".as_bytes());
        for text in [1, 3] {
            expected.extend(Signature::of(&[text]).unwrap().slots().iter().flat_map(|slot| slot.to_le_bytes()));
        }
        expected.extend(xxh3_64(&expected).to_le_bytes());
        assert_eq!(bytes, expected);
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = sample();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                assert!(load(bytes.as_slice()).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn every_cut_is_noticed_and_says_where() {
        let bytes = sample();
        for length in 0..bytes.len() {
            let part = match load(&bytes[..length]).unwrap_err() {
                IncrementalError::Foreign => "nothing",
                IncrementalError::Truncated { part } => part,
                other => panic!("{other}"),
            };
            let expected = match length {
                0..8 => "nothing",
                8..96 => "its header",
                96..112 => "the numbers of its signatures",
                112..128 => "the lengths of its identifiers",
                128..138 => "its identifiers",
                138..1162 => "its signatures",
                _ => "its last checksum",
            };
            assert_eq!(part, expected, "{length} bytes");
        }
    }

    #[test]
    fn what_is_not_ours_is_named_with_the_cure() {
        let told = |bytes: &[u8]| load(bytes).unwrap_err().to_string();
        let foreign = "this is no saved index of signatures: it does not begin with `SAMESIGS`; name a file that was saved by samestory";
        assert_eq!(told(b""), foreign);
        assert_eq!(told(&[b'{'; 5000]), foreign);
        let version = |offset: usize| {
            let error = forged(&[(offset, &9_u32.to_le_bytes())]).to_string();
            error.split(';').next().unwrap().to_owned()
        };
        assert_eq!(version(8), "the saved index of signatures has format version 9, this samestory reads 1");
        assert_eq!(version(12), "the saved index of signatures has signature version 9, this samestory reads 2");
        assert!(version(16).contains("shingle version 9"));
        assert!(version(20).contains("a signature size of 9, this samestory reads 128"));
        let mut longer = sample();
        longer.push(0);
        assert!(told(&longer).contains("more bytes follow its end"));
    }

    #[test]
    fn a_forged_file_is_not_believed() {
        let word = |number: u32| number.to_le_bytes();
        let long = |number: u64| number.to_le_bytes();
        let bands = "its bands are more than a signature has";
        assert_eq!(reason(forged(&[(28, &word(33))])), bands);
        assert_eq!(reason(forged(&[(28, &word(0))])), bands);
        let settings = "its settings are out of range";
        assert_eq!(reason(forged(&[(40, &f64::NAN.to_le_bytes())])), settings);
        assert_eq!(reason(forged(&[(48, &1.5_f64.to_le_bytes())])), settings);
        assert_eq!(reason(forged(&[(36, &word(0))])), settings);
        let counts = "its counts contradict each other";
        assert_eq!(reason(forged(&[(64, &long(u64::MAX))])), counts);
        assert_eq!(reason(forged(&[(72, &long(5))])), counts);
        assert_eq!(reason(forged(&[(80, &long(u64::MAX))])), counts);
        let order = "the numbers of its signatures are out of order";
        assert_eq!(reason(forged(&[(96, &word(1))])), order);
        assert_eq!(reason(forged(&[(108, &word(2))])), order);
        assert_eq!(reason(forged(&[(108, &word(0))])), "it holds a signature of no entry");
        assert_eq!(reason(forged(&[(116, &word(4)), (120, &word(0))])), "a removed entry has an identifier");
        assert_eq!(reason(forged(&[(112, &word(65_536))])), "an identifier is too long");
        let lengths = "the lengths of its identifiers do not fit them";
        assert_eq!(reason(forged(&[(112, &word(5)), (120, &word(5))])), lengths);
        assert_eq!(reason(forged(&[(120, &word(3))])), lengths);
        assert_eq!(reason(forged(&[(120, &word(5))])), lengths);
        assert_eq!(reason(forged(&[(128, &[0xff])])), "its identifiers are not UTF-8");
        let first = &sample()[138..650];
        assert_eq!(reason(forged(&[(650, first)])), "it holds a signature twice");
    }

    /// A header may claim 2 TB; what is kept grows with what comes.
    #[test]
    fn a_claim_of_terabytes_ends_where_the_bytes_end() {
        let most = u64::from(u32::MAX).to_le_bytes();
        for changes in [&[(64, &most[..])][..], &[(64, &most[..]), (72, &most[..])]] {
            let error = forged(changes);
            assert!(matches!(error, IncrementalError::Truncated { .. }), "{error}");
        }
    }

    #[test]
    fn a_writer_or_reader_that_fails_is_told() {
        struct Failing;
        impl Write for Failing {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("the tape is torn"))
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("the tape is torn"))
            }
        }
        let index = load(sample().as_slice()).unwrap();
        let error = index.save(Failing).unwrap_err().to_string();
        assert!(error.starts_with("cannot save the index of signatures: the tape is torn; "), "{error}");
        let error = load(Failing).unwrap_err().to_string();
        assert!(error.starts_with("cannot load the index of signatures: the tape is torn; "), "{error}");
    }

    proptest! {
        #[test]
        fn bytes_of_any_kind_do_no_harm(
            mut bytes in prop::collection::vec(any::<u8>(), 0..400),
            is_header_kept in any::<bool>(),
        ) {
            if is_header_kept {
                bytes.splice(..0, sample().into_iter().take(96));
            }
            prop_assert!(load(bytes.as_slice()).is_err());
        }
    }
}
