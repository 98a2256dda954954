//! What stands before the payload: which versions and settings, and how much of everything.

use std::io::Read;

use xxhash_rust::xxh3::xxh3_64;

use super::summing::{Summing, words};
use super::{CHECKSUM, FORMAT_VERSION, damaged};
use crate::copies::incremental::{IncrementalError, IncrementalSettings, LONGEST_IDENTIFIER, LookupBands};
use crate::copies::shingle::SHINGLE_VERSION;
use crate::copies::signature::{SIGNATURE_VERSION, SLOTS};

const MAGIC: [u8; 8] = *b"SAMESIGS";
const HEADER: usize = 96;

/// What stands before the payload.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) settings: IncrementalSettings,
    pub(super) bands: LookupBands,
    pub(super) positions: u64,
    pub(super) signatures: u64,
    pub(super) identifier_bytes: u64,
}

impl Header {
    #[expect(clippy::cast_possible_truncation, reason = "slots, bands and rows are 128 at most")]
    pub(super) fn to_bytes(&self) -> [u8; HEADER] {
        let Self { settings, bands, .. } = self;
        let words = [
            FORMAT_VERSION,
            SIGNATURE_VERSION,
            SHINGLE_VERSION,
            SLOTS as u32,
            settings.shingle_words,
            bands.bands() as u32,
            bands.rows() as u32,
            settings.most_compared,
        ];
        let reals = [settings.similarity, settings.recall, settings.margin].map(f64::to_bits);
        let counts = [self.positions, self.signatures, self.identifier_bytes];
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend(MAGIC);
        bytes.extend(words.into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(reals.into_iter().chain(counts).flat_map(u64::to_le_bytes));
        bytes.extend(xxh3_64(&bytes).to_le_bytes());
        std::array::from_fn(|at| bytes[at])
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are 128 slots")]
    pub(super) fn read(input: &mut Summing<impl Read>) -> Result<Self, IncrementalError> {
        let mut bytes = [0; HEADER];
        match input.fill(&mut bytes[..8], "its header") {
            // Whatever ends within eight bytes, an empty file for one, is nothing of ours.
            Err(IncrementalError::Truncated { .. }) => return Err(IncrementalError::Foreign),
            result => result?,
        }
        if bytes[..8] != MAGIC {
            return Err(IncrementalError::Foreign);
        }
        // The format version is looked at first: of another format nothing more is known, its header's length neither.
        input.fill(&mut bytes[8..12], "its header")?;
        same("format version", word(&bytes, 8), FORMAT_VERSION)?;
        input.fill(&mut bytes[12..], "its header")?;
        if long(&bytes, HEADER - CHECKSUM) != xxh3_64(&bytes[..HEADER - CHECKSUM]) {
            return Err(damaged("the checksum of its header is wrong"));
        }
        same("signature version", word(&bytes, 12), SIGNATURE_VERSION)?;
        same("shingle version", word(&bytes, 16), SHINGLE_VERSION)?;
        same("a signature size of", word(&bytes, 20), SLOTS as u32)?;
        let settings = IncrementalSettings {
            shingle_words: word(&bytes, 24),
            most_compared: word(&bytes, 36),
            similarity: f64::from_bits(long(&bytes, 40)),
            recall: f64::from_bits(long(&bytes, 48)),
            margin: f64::from_bits(long(&bytes, 56)),
        };
        if settings.clamped() != settings {
            return Err(damaged("its settings are out of range"));
        }
        let bands = LookupBands::stored(word(&bytes, 28), word(&bytes, 32))
            .ok_or_else(|| damaged("its bands are more than a signature has"))?;
        let header = Self {
            settings,
            bands,
            positions: long(&bytes, 64),
            signatures: long(&bytes, 72),
            identifier_bytes: long(&bytes, 80),
        };
        let most_identifier_bytes = header.positions.saturating_mul(LONGEST_IDENTIFIER as u64);
        if header.positions > u64::from(u32::MAX)
            || header.signatures > header.positions
            || header.identifier_bytes > most_identifier_bytes
        {
            return Err(damaged("its counts contradict each other"));
        }
        Ok(header)
    }
}

fn word(bytes: &[u8; HEADER], offset: usize) -> u32 {
    words(&bytes[offset..]).next().unwrap_or_default()
}

fn long(bytes: &[u8; HEADER], offset: usize) -> u64 {
    u64::from(word(bytes, offset)) | u64::from(word(bytes, offset + size_of::<u32>())) << u32::BITS
}

fn same(what: &'static str, found: u32, expected: u32) -> Result<(), IncrementalError> {
    if found == expected { Ok(()) } else { Err(IncrementalError::OtherVersion { what, found, expected }) }
}
