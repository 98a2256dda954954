//! Where in a record its id is written, so that to know the id again, not all of the record need be read and parsed.
//!
//! Reports name documents by their ids, which nothing remembers: a million would be in memory for a few that are wanted.
//! Nearly all ids are strings near the front of their record in which nothing is escaped, and their place fits into the
//! four bytes that are free beside the place of the record. Of all others it is unknown, and the record is parsed again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::ItemText;

/// A place in a record, or that it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IdPlace(u32);

/// Bits that tell how long an id is.
const LENGTH_BITS: u32 = 10;

/// Bits that tell where it starts: not all that are left, so that no place is the unknown one.
const START_BITS: u32 = 21;

impl IdPlace {
    const UNKNOWN: Self = Self(u32::MAX);

    /// Where the id of an item stands in the record that the item was made from.
    pub(super) fn of(item: &ItemText<'_>, record: &[u8]) -> Self {
        let Some(Cow::Borrowed(id)) = &item.id else { return Self::UNKNOWN };
        // Wherever the id was borrowed from: what matters is what stands there.
        let start = (id.as_ptr() as usize).wrapping_sub(record.as_ptr() as usize);
        let quoted = start.checked_sub(1).and_then(|quote| record.get(quote..)?.get(..id.len() + 2));
        if quoted.and_then(Self::unquoted) != Some(*id) {
            return Self::UNKNOWN;
        }
        match (u32::try_from(start), u32::try_from(id.len())) {
            (Ok(start), Ok(length)) if start >> START_BITS == 0 && length >> LENGTH_BITS == 0 => {
                Self(start << LENGTH_BITS | length)
            }
            _ => Self::UNKNOWN,
        }
    }

    /// Where the id starts with the quotation mark before it, and how long it is with both; `None` if that is unknown.
    pub(super) fn quoted(self) -> Option<(u64, u32)> {
        let (start, length) = (self.0 >> LENGTH_BITS, self.0 & ((1 << LENGTH_BITS) - 1));
        (self != Self::UNKNOWN).then(|| (u64::from(start) - 1, length + 2))
    }

    /// The id that was read with its quotation marks; `None` if there is no such thing any more.
    pub(super) fn unquoted(quoted: &[u8]) -> Option<&str> {
        std::str::from_utf8(quoted).ok()?.strip_prefix('"')?.strip_suffix('"')
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain::Fieldwise;
    use super::*;
    use crate::read::records::fields::FieldNames;

    /// The id of a record, if it can be told by its place.
    fn by_place(record: &str) -> Option<String> {
        let names = FieldNames::default();
        let item = Fieldwise::new(&names).item_of_text(record).unwrap();
        let (start, length) = IdPlace::of(&item, record.as_bytes()).quoted()?;
        let start = usize::try_from(start).unwrap();
        let quoted = record.as_bytes().get(start..start + length as usize).unwrap();
        let id = IdPlace::unquoted(quoted).unwrap().to_owned();
        assert_eq!(Some(id.as_str()), item.id.as_deref(), "{record}");
        Some(id)
    }

    #[test]
    fn a_plain_id_is_found_where_it_stands() {
        for (record, id) in [
            (r#"{"id":"quay-7","text":"The ferry sank."}"#, "quay-7"),
            (r#"{ "text" : "The ferry sank." , "id" : "부두" }"#, "부두"),
            (r#"{"uuid":"worse","id":"better","text":"The ferry sank."}"#, "better"),
        ] {
            assert_eq!(by_place(record).as_deref(), Some(id), "{record}");
        }
    }

    #[test]
    fn of_any_other_id_the_place_is_unknown() {
        let long = "x".repeat(1024);
        for record in [
            r#"{"text":"The ferry sank."}"#.to_owned(),
            r#"{"id":7,"text":"The ferry sank."}"#.to_owned(),
            r#"{"id":" quay ","text":"The ferry sank."}"#.to_owned(),
            r#"{"id":"a\u0062c","text":"The ferry sank."}"#.to_owned(),
            r#"{"id":"quay","text":"The <b>ferry</b> sank."}"#.to_owned(),
            format!(r#"{{"id":"{long}","text":"The ferry sank."}}"#),
            format!(r#"{{"text":"{}","id":"quay"}}"#, long.repeat(2048)),
        ] {
            assert_eq!(by_place(&record), None, "{record:.50}");
        }
    }

    #[test]
    fn what_is_no_id_any_more_is_told() {
        for changed in ["quay-7", "\"quay", "\"", ""] {
            assert_eq!(IdPlace::unquoted(changed.as_bytes()), None, "{changed}");
        }
    }
}
