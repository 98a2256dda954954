//! Which items are one and the same: by guid, and by address.
//!
//! A guid names an item in all feeds if it is an address, a tag or another URI, and in its own feed otherwise. Publishers
//! break both: they give every item the address of the front page, or one guid to all. So a key under which one feed lists
//! two items at a time that have nothing in common identifies nothing and is passed over.

use std::collections::BTreeMap;

use super::Member;
use crate::address::canonical;
use crate::archive::revision::are_akin;
use crate::overrides::classes::Classes;

/// What told that two items are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// An address in canonical form; it may have been the guid.
    Address(String),
    /// A guid that is valid in all feeds.
    Everywhere(String),
    /// A guid that is valid in one feed.
    InFeed(String, String),
}

/// The keys of an item, the guid's first.
pub(super) fn keys(member: &Member) -> Vec<Key> {
    let mut keys = Vec::new();
    if let Some(guid) = member.guid.as_deref().map(str::trim).filter(|guid| !guid.is_empty()) {
        keys.push(match canonical(guid) {
            Some(address) => Key::Address(address),
            None if is_uri(guid) => Key::Everywhere(guid.to_owned()),
            None => Key::InFeed(member.feed.clone(), guid.to_owned()),
        });
    }
    let address = member.address.clone().map(Key::Address);
    keys.extend(address.filter(|address| !keys.contains(address)));
    keys
}

/// Whether a guid is a URI, which is given once in the world: `tag:example.org,2025:1`, `urn:uuid:…`, or a bare UUID.
fn is_uri(guid: &str) -> bool {
    let is_uuid = guid.len() == 36
        && guid.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    let has_scheme = ["tag:", "urn:"]
        .iter()
        .any(|scheme| guid.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    is_uuid || has_scheme
}

/// Joins items that are one and the same, but of those that were told apart. Near linear in the items.
pub(super) fn join(members: &[Member], classes: &mut Classes) {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        for key in keys(member) {
            by_key.entry(key).or_default().push(index);
        }
    }
    for holders in by_key.values().filter(|holders| identifies(members, holders)) {
        for pair in holders.windows(2) {
            if !classes.are_apart(pair[0], pair[1]) {
                classes.join(pair[0], pair[1]);
            }
        }
    }
}

/// Whether a key stands for one item wherever it occurs.
fn identifies(members: &[Member], holders: &[usize]) -> bool {
    let mut first_of_feed: BTreeMap<&str, usize> = BTreeMap::new();
    holders.iter().all(|&index| {
        let first = *first_of_feed.entry(&members[index].feed).or_insert(index);
        let (one, other) = (&members[first], &members[index]);
        let agree = one.guid == other.guid && one.address == other.address;
        first == index
            || (agree && one.is_remembered != other.is_remembered)
            || are_akin(&one.document, &other.document)
    })
}
