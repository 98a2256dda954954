//! What a later version made of an earlier one: kept, reworded, added, dropped.
//!
//! Of independent reports this tells what the night knew that the afternoon did not; of revisions of one article it is
//! the history of the text, in which commas, case and layout are no change.

use serde::Serialize;

use super::Row;
use super::copied::Copied;
use super::differences::own_words;
use super::version::Version;

/// Share of the words of one version that stand in the other, from which on it is a revision and not another report.
const REVISION_SHARE: f64 = 0.5;

/// What a later version made of an earlier one. All are numbers of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Whether the later is a revision of the earlier, most of whose words stand in it.
    pub is_revision: bool,
    /// Told in the same words.
    pub kept: Vec<usize>,
    /// Told in other words.
    pub reworded: Vec<usize>,
    /// Told by the later alone.
    pub added: Vec<usize>,
    /// Told by the earlier alone.
    pub dropped: Vec<usize>,
}

impl Changes {
    pub(super) fn between(versions: &[Version], rows: &[Row], [earlier, later]: [usize; 2], copied: &Copied) -> Self {
        let share = copied.share_of_first.max(copied.share_of_second);
        let mut changes = Self { is_revision: share >= REVISION_SHARE, ..Self::default() };
        for (number, row) in rows.iter().enumerate() {
            let told = |version: usize| -> String {
                let sentences = row.cells[version].iter().map(|&at| versions[version].sentences[at].text.as_str());
                sentences.collect::<Vec<_>>().join(" ")
            };
            let list = match (row.cells[earlier].is_empty(), row.cells[later].is_empty()) {
                (true, true) => continue,
                (true, false) => &mut changes.added,
                (false, true) => &mut changes.dropped,
                (false, false) if own_words(&told(earlier), &told(later)).iter().all(Vec::is_empty) => {
                    &mut changes.kept
                }
                (false, false) => &mut changes.reworded,
            };
            list.push(number);
        }
        changes
    }
}
