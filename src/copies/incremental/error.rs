//! What can go wrong with an index of signatures: what, and the way out.

use std::io;

/// Something could not be inserted, saved or loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IncrementalError {
    /// There are `u32::MAX` entries.
    #[error("an index of signatures holds 4,294,967,295 entries and no more; begin another one and query both")]
    Full,
    /// The identifier is longer than a saved index can tell.
    #[error("an identifier has {bytes} bytes, and 65,535 are allowed; give a shorter one")]
    LongIdentifier {
        /// Its length.
        bytes: usize,
    },
    /// What is read begins otherwise.
    #[error(
        "this is no saved index of signatures: it does not begin with `SAMESIGS`; name a file that was saved by samestory"
    )]
    Foreign,
    /// It was saved by a version that reckons otherwise.
    #[error(
        "the saved index of signatures has {what} {found}, this samestory reads {expected}; make the index again from the texts, or use the version that saved it"
    )]
    OtherVersion {
        /// Which version, for instance `format version`.
        what: &'static str,
        /// What the saved index says.
        found: u32,
        /// What this version reads.
        expected: u32,
    },
    /// It ends too early.
    #[error(
        "the saved index of signatures is cut short: it ends within {part}; copy it again, or make it again from the texts"
    )]
    Truncated {
        /// Where it ends, for instance `the signatures`.
        part: &'static str,
    },
    /// It is whole in length, but its bytes are not those that were saved.
    #[error("the saved index of signatures is damaged: {reason}; copy it again, or make it again from the texts")]
    Damaged {
        /// What is wrong, for instance `the checksum of its header is wrong`.
        reason: &'static str,
    },
    /// Reading or writing failed.
    #[error(
        "cannot {action} the index of signatures: {source}; see that the file can be read and written and that the disk is not full"
    )]
    Io {
        /// What was tried: `load` or `save`.
        action: &'static str,
        /// Why not.
        source: io::Error,
    },
}
