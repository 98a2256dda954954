//! Columns: what a feed brings day after day in the same few words, a forecast or a bulletin, is another item each time.
//!
//! Nothing but the day tells one from the other: their titles are one title, and there is no text that could differ. A long
//! text that comes again is the same text, whenever it comes.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Member;
use crate::index::schema::folded_key;

/// From when on the same few words are no longer the same item put out again.
const APART: SignedDuration = SignedDuration::from_hours(16);
/// Texts of fewer words have nothing in them that could tell one issue from another.
const FEW_WORDS: usize = 50;

/// When something short was published, its id, and the unit that it stands for.
type Issue<'a> = (Timestamp, &'a str, usize);

/// For each column, one unit of each of its issues. `shown` are the members that stand for units. O(n log n).
pub(super) fn issues(members: &[Member], shown: &[usize]) -> Vec<Vec<usize>> {
    let mut columns: BTreeMap<(&str, String), Vec<Issue<'_>>> = BTreeMap::new();
    for (unit, &index) in shown.iter().enumerate() {
        let member = &members[index];
        let document = &member.document;
        let text = document.compared_text();
        let Some(published) = document.published.as_ref().filter(|_| is_short(&text)) else { continue };
        let words = folded_key(document.title.as_deref().unwrap_or(&text));
        if !words.is_empty() {
            columns.entry((&member.feed, words)).or_default().push((published.earliest(), &document.id, unit));
        }
    }
    let firsts = columns.into_values().map(|mut column| {
        column.sort_unstable();
        let mut last: Option<Timestamp> = None;
        column.retain(|&(time, ..)| {
            let is_first = last.is_none_or(|last| time.duration_since(last) >= APART);
            last = if is_first { Some(time) } else { last };
            is_first
        });
        column.into_iter().map(|(_, _, unit)| unit).collect::<Vec<usize>>()
    });
    firsts.filter(|issues| issues.len() > 1).collect()
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().take(FEW_WORDS).count() < FEW_WORDS
}
