//! The days of an archive, as printed, and how many documents came on each.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::error::ArchiveError;
use super::snapshot::Snapshot;
use crate::index::schema::DAY;

impl Snapshot {
    /// The days on which documents were published, the earliest first, each with how many there were. O(n) for n documents.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn days(&self) -> Result<Vec<(Date, usize)>, ArchiveError> {
        let reading = ArchiveError::reading(&self.folder);
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let column = reader.fast_fields().i64(DAY).map_err(&reading)?;
            for day in reader.doc_ids_alive().filter_map(|document| column.first(document)) {
                *counts.entry(day).or_default() += 1;
            }
        }
        Ok(counts.into_iter().filter_map(|(day, count)| Some((date(day)?, count))).collect())
    }
}

/// The date of a number as the index keeps it: 20250612.
fn date(day: i64) -> Option<Date> {
    let part = |number: i64| i8::try_from(number % 100).ok();
    Date::new(i16::try_from(day.div_euclid(10_000)).ok()?, part(day / 100)?, part(day)?).ok()
}
