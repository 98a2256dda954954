//! Later versions that came under another guid and address: nearly the same title from the same outlet within hours of the
//! first.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Member;
use crate::archive::revision::{TITLE_DAYS, are_versions};
use crate::index::schema::folded_key;
use crate::overrides::classes::Classes;
use crate::text::words::{Unspaced, for_each_word};

const SECONDS_A_DAY: f64 = 86_400.0;
/// Items before an item that are laid beside it, of those with a title that begins alike.
const MOST_BEFORE: usize = 32;

/// Joins items that are versions of one article, but of those that were told apart. Each item is laid beside a bounded number of
/// others, so O(n log n).
pub(super) fn join(members: &[Member], classes: &mut Classes) {
    let mut alike: BTreeMap<(String, String), Vec<(Timestamp, usize)>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let document = &member.document;
        if let (Some(source), Some(time), Some(word)) =
            (&document.source, &document.published, first_word(document.title.as_deref().unwrap_or_default()))
        {
            alike.entry((folded_key(source), word)).or_default().push((time.earliest(), index));
        }
    }
    // When the first version of each item was published.
    let mut firsts: Vec<Option<Timestamp>> = vec![None; members.len()];
    for mut items in alike.into_values() {
        items.sort_by_key(|&(time, index)| (time, &members[index].document.id));
        for (at, &(time, later)) in items.iter().enumerate() {
            for &(earlier_time, earlier) in &items[at.saturating_sub(MOST_BEFORE)..at] {
                let first = firsts[earlier].unwrap_or(earlier_time);
                if time.duration_since(first).as_secs_f64() <= TITLE_DAYS * SECONDS_A_DAY
                    && classes.find(earlier) != classes.find(later)
                    && !classes.are_apart(earlier, later)
                    && are_versions(&members[earlier].document, &members[later].document, false)
                {
                    classes.join(earlier, later);
                    firsts[later] = Some(first.min(firsts[later].unwrap_or(first)));
                }
            }
        }
    }
}

fn first_word(title: &str) -> Option<String> {
    let mut first = None;
    for_each_word(title, Unspaced::Characters, |word| {
        first.get_or_insert_with(|| word.normal.to_owned());
    });
    first
}
