//! Columns: what a feed brings day after day in the same few words, a forecast or a bulletin, is another item each time.
//!
//! Nothing but the day tells one from the other: their titles are one title, and there is no text that could differ. A long
//! text that comes again is the same text, whenever it comes.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Member;
use crate::copies::shingle::Shingles;
use crate::copies::verify::Overlap;
use crate::index::schema::folded_key;

/// From when on the same few words are no longer the same item put out again.
const APART: SignedDuration = SignedDuration::from_hours(16);
/// Texts of fewer words have nothing in them that could tell one issue from another.
const FEW_WORDS: usize = 50;
/// Words in a shingle, and the share of the shorter text that a later version of it holds.
const SHINGLE_WORDS: usize = 5;
const MOSTLY: f64 = 0.5;

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

/// Whether two items of one feed and address are issues of a column that has no other page: each is another item.
pub(super) fn are_issues(one: &Member, other: &Member) -> bool {
    let apart = match (&one.document.published, &other.document.published) {
        (Some(one), Some(other)) => one.earliest().duration_since(other.earliest()).abs() >= APART,
        _ => false,
    };
    apart && {
        let [first, second] = [one, other].map(|member| member.document.compared_text());
        let shares = || Overlap::of(&Shingles::of(&first, SHINGLE_WORDS), &Shingles::of(&second, SHINGLE_WORDS));
        is_short(&first) && is_short(&second) || shares().containment() < MOSTLY
    }
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().take(FEW_WORDS).count() < FEW_WORDS
}
