//! What a later version made of an earlier one: kept, reworded, added, dropped.
//!
//! Of independent reports this tells what the night knew that the afternoon did not; of revisions of one article it is
//! the history of the text, in which commas, case and layout are no change.

use serde::Serialize;

use super::Row;
use super::copied::Copied;
use super::differences::own_words;
use super::head::Head;
use super::version::Version;
use crate::index::schema::folded_key;

/// Share of the words of one version that stand in the other, from which on it is no report of its own.
const COPIED_SHARE: f64 = 0.5;

/// What a later version made of an earlier one. All are numbers of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Whether the later is a revision of the earlier, most of whose words stand in it, of the same outlet as far as is known.
    pub is_revision: bool,
    /// Whether it has most of its words from the earlier, of another outlet.
    pub is_copy: bool,
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
    pub(super) fn between(
        heads: &[Head],
        versions: &[Version],
        rows: &[Row],
        [earlier, later]: [usize; 2],
        copied: &Copied,
    ) -> Self {
        let is_copied = copied.share_of_first.max(copied.share_of_second) >= COPIED_SHARE;
        let outlets = [earlier, later].map(|version| heads[version].source.as_deref().map(folded_key));
        let is_of_another = outlets.iter().all(Option::is_some) && outlets[0] != outlets[1];
        let mut changes =
            Self { is_revision: is_copied && !is_of_another, is_copy: is_copied && is_of_another, ..Self::default() };
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
