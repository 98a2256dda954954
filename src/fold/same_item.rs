//! Which items are one and the same: by guid, and by address.
//!
//! A guid names an item in all feeds if it is an address, a tag or another URI, and in its own feed otherwise. Publishers
//! break both: they give every item the address of the front page, or one guid to all. So a key under which one feed lists
//! two items at a time that have nothing in common identifies nothing and is passed over. Nor does a guid join items of two
//! feeds with two addresses and nothing in common: anybody can write one.

use std::collections::BTreeMap;

use super::Member;
use super::columns::are_issues;
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
            Some(address) if !is_home(&address) => Key::Address(address),
            None if is_uri(guid) => Key::Everywhere(guid.to_owned()),
            _ => Key::InFeed(member.feed.clone(), guid.to_owned()),
        });
    }
    let address = member.address.clone().filter(|address| !is_home(address)).map(Key::Address);
    keys.extend(address.filter(|address| !keys.contains(address)));
    keys
}

/// Whether an address in canonical form is that of a whole site.
fn is_home(address: &str) -> bool {
    address.strip_prefix("https://").is_some_and(|rest| rest.find('/').is_none_or(|slash| slash + 1 == rest.len()))
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
    for (_, holders) in by_key.iter().filter(|(key, holders)| identifies(members, key, holders)) {
        // One of each item that the key names, should it name several.
        let mut firsts: Vec<usize> = Vec::new();
        for &index in holders {
            let mut joins = |first: usize| is_one(&members[first], &members[index]) && !classes.are_apart(first, index);
            match firsts.iter().copied().find(|&first| joins(first)) {
                Some(first) => classes.join(first, index),
                None if firsts.len() < MOST_ITEMS => firsts.push(index),
                None => {}
            }
        }
    }
}

/// Items of one key that others are laid beside.
const MOST_ITEMS: usize = 32;

/// Whether two items that share a key are one.
fn is_one(one: &Member, other: &Member) -> bool {
    one.feed == other.feed && !(has_other_guid(one, other) && are_issues(one, other))
        // Two that both say to be at home there, and have nothing in common, cannot both be right: neither hides the other.
        || one.feed != other.feed && !(one.is_at_home && other.is_at_home) && one.address.is_some() && one.address == other.address
        || one.feed != other.feed && are_akin(&one.document, &other.document)
}

fn has_other_guid(one: &Member, other: &Member) -> bool {
    one.guid.is_some() && other.guid.is_some() && one.guid != other.guid
}

/// Whether a key stands for one item wherever it occurs. What a feed lists no longer may have been an earlier version of what
/// it lists now, however much of that was written anew.
fn identifies(members: &[Member], key: &Key, holders: &[usize]) -> bool {
    let mut first_of_feed: BTreeMap<&str, usize> = BTreeMap::new();
    let listed_first = || {
        let is_listed = |index: &&usize| members[**index].is_listed;
        holders.iter().filter(is_listed).chain(holders.iter().filter(move |index| !is_listed(index)))
    };
    listed_first().all(|&index| {
        let first = *first_of_feed.entry(&members[index].feed).or_insert(index);
        let (one, other) = (&members[first], &members[index]);
        // A guid is given to one item, an address to all that have no page of their own.
        let is_guid = |member: &Member| keys(member).first() == Some(key) && member.guid.is_some();
        let agree = is_guid(one) && is_guid(other) || !has_other_guid(one, other);
        first == index || (agree && !(one.is_listed && other.is_listed)) || are_akin(&one.document, &other.document)
    })
}
