//! Which ids groups take that were made anew: those of the groups known before, as far as that goes.
//!
//! A known group goes on where most of its members are. Of the known groups that go on in one and the same new group the
//! oldest gives it its id, and the others are merged into it. A new group in which no known one goes on gets an id of its
//! own.

use std::collections::{BTreeMap, BTreeSet};

/// A group as it was made anew.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    /// For each member the group that it was in; empty for one that is new.
    pub(super) known: Vec<&'a str>,
    /// The id that it gets if it takes none over.
    pub(super) own: String,
}

/// The ids of some parts, which together hold every known group that they touch as a whole. `age` tells which of two known
/// groups is older, `is_free` whether an id was never given.
///
/// The order of the parts matters where a known group has equally many members in two of them: it goes on in the first.
pub(super) fn reconcile<E>(
    parts: &[Part<'_>],
    age: impl Fn(&str) -> Result<u64, E>,
    is_free: impl Fn(&str) -> Result<bool, E>,
) -> Result<Reconciled, E> {
    let mut shares: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        for known in part.known.iter().filter(|known| !known.is_empty()) {
            *shares.entry(known).or_default().entry(at).or_default() += 1;
        }
    }
    let mut goes_on: BTreeMap<&str, usize> = BTreeMap::new();
    let mut heirs: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (known, shares) in &shares {
        let most = shares.iter().max_by_key(|&(&at, &members)| (members, std::cmp::Reverse(at)));
        let Some((&at, _)) = most else { continue };
        goes_on.insert(known, at);
        heirs.entry(at).or_default().push(known);
    }
    let mut ids = Vec::with_capacity(parts.len());
    let mut taken: BTreeSet<String> = shares.keys().map(|&known| known.to_owned()).collect();
    for (at, part) in parts.iter().enumerate() {
        let id = match heirs.get(&at).map_or(&[][..], Vec::as_slice) {
            [] => {
                let mut id = part.own.clone();
                let mut number = 2_u64;
                while taken.contains(&id) || !is_free(&id)? {
                    id = format!("{}-{number}", part.own);
                    number += 1;
                }
                taken.insert(id.clone());
                id
            }
            [only] => (*only).to_owned(),
            several => {
                let mut aged = Vec::new();
                for &known in several {
                    aged.push((age(known)?, known));
                }
                aged.sort_unstable();
                aged.first().map_or_else(String::new, |(_, known)| (*known).to_owned())
            }
        };
        ids.push(id);
    }
    let goes_on = goes_on.into_iter().map(|(known, at)| (known.to_owned(), at)).collect();
    Ok(Reconciled { ids, goes_on })
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Reconciled {
    /// The id of each part.
    pub(super) ids: Vec<String>,
    /// For each known group the part in which it goes on, under its own id or that of an older one.
    pub(super) goes_on: BTreeMap<String, usize>,
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn ids(parts: &[(&[&str], &str)]) -> Vec<String> {
        let parts: Vec<Part<'_>> =
            parts.iter().map(|(known, own)| Part { known: known.to_vec(), own: (*own).to_owned() }).collect();
        // Younger by name, and `used` was given before.
        let age = |known: &str| Ok::<u64, Infallible>(known.bytes().map(u64::from).sum());
        reconcile(&parts, age, |id| Ok(id != "used")).unwrap().ids
    }

    #[test]
    fn growth_keeps_the_id() {
        assert_eq!(ids(&[(&["a", "a", "", ""], "new")]), ["a"]);
    }

    #[test]
    fn a_merge_keeps_the_older_whatever_its_size() {
        assert_eq!(ids(&[(&["b", "b", "b", "a", ""], "new")]), ["a"]);
    }

    #[test]
    fn a_split_leaves_the_id_with_most_members() {
        assert_eq!(ids(&[(&["a"], "x"), (&["a", "a"], "y")]), ["x", "a"]);
        assert_eq!(ids(&[(&["a"], "x"), (&["a"], "y")]), ["a", "y"], "the first of equals");
    }

    #[test]
    fn a_strayed_member_does_not_bring_its_id_along() {
        assert_eq!(ids(&[(&["a", "b", ""], "x"), (&["a", "a"], "y")]), ["b", "a"]);
        assert_eq!(ids(&[(&["a", ""], "x"), (&["a", "a"], "y")]), ["x", "a"]);
    }

    #[test]
    fn an_id_is_never_given_twice() {
        assert_eq!(ids(&[(&[""], "used"), (&[""], "used"), (&["a"], "x")]), ["used-2", "used-3", "a"]);
        assert_eq!(ids(&[(&[""], "a"), (&["a"], "x")]), ["a-2", "a"]);
    }
}
