//! Dates and times in the forms that publishers write.
//!
//! Placeholder body, to be written: the signature is the contract.

use jiff::tz::Offset;

use crate::moment::Moment;

/// Reads a date or time in any form that publishers write, the whole of `text` (white space around it aside). A clock
/// time without a zone is at `zone` if that is known.
#[must_use]
pub fn parse(text: &str, zone: Option<Offset>) -> Option<Moment> {
    match (text.trim().parse().ok()?, zone) {
        (Moment::Local(clock), Some(offset)) => Moment::at_offset(clock, offset),
        (moment, _) => Some(moment),
    }
}
