//! Alignment: which sentences tell the same.

use super::Row;
use super::version::Version;

/// Every sentence of every version once, those that tell the same in one row, in reading order.
#[must_use]
pub fn rows(versions: &[Version]) -> Vec<Row> {
    let count = versions.len();
    let alone = |(version, sentence)| {
        let mut cells = vec![Vec::new(); count];
        cells[version] = vec![sentence];
        Row { cells, likeness: 0.0 }
    };
    let all = versions.iter().enumerate();
    all.flat_map(|(version, told)| (0..told.sentences.len()).map(move |sentence| (version, sentence)))
        .map(alone)
        .collect()
}
