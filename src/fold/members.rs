//! Items of feeds to members: as documents with unique ids, with what names their feeds and owners.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;
use xxhash_rust::xxh3::xxh3_64;

use super::{Decided, Member};
use crate::address::{Owners, canonical, owner};
use crate::document::{Document, Origin, Paragraph, Section, SectionKind};
use crate::feed::{Feed, Item};
use crate::moment::Moment;
use crate::read::fill_language;

/// An item as it takes part: which feed it is of, and when it was met first.
#[derive(Debug, Clone, Copy)]
pub struct Met<'a> {
    /// What names its feed.
    pub feed_key: &'a str,
    /// Its feed, whose items are not looked at.
    pub feed: &'a Feed,
    /// Where the feed was read from.
    pub path: &'a str,
    /// The item.
    pub item: &'a Item,
    /// When it was met first, if that is remembered: the time of items without one.
    pub first_seen: Option<Timestamp>,
    /// When it was met as the version that its feed lists, if that is remembered.
    pub read: Option<Timestamp>,
    /// What an earlier run decided of it.
    pub decided: Option<&'a Decided>,
    /// Whether it is remembered, and was not read in this run for the first time.
    pub is_remembered: bool,
    /// Whether its feed lists it now.
    pub is_listed: bool,
    /// The id that it has had so far.
    pub id: Option<&'a str>,
}

/// Makes members of items. They come in the order of the items; ids are unique and do not depend on it.
#[must_use]
pub fn members(items: &[Met<'_>], owners: &Owners) -> Vec<Member> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    let digests: Vec<u64> = items.iter().map(digest).collect();
    let at_home: Vec<bool> = items.iter().map(is_at_home).collect();
    // Who has an id keeps it; then it goes to whom it is of, and to the first by feed and content.
    order.sort_by(|&one, &other| {
        let key = |index: usize| {
            (
                items[index].id.is_none(),
                !at_home[index],
                items[index].feed_key,
                digests[index],
                items[index].item.ordinal,
            )
        };
        key(one).cmp(&key(other))
    });
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids = vec![String::new(); items.len()];
    for index in order {
        let met = &items[index];
        let own = met.id.map_or_else(|| met.item.stable_id(), str::to_owned);
        let mut id = own.clone();
        if taken.contains_key(&id) {
            id = format!("{own}~{:08x}", digests[index] >> 32);
        }
        let plain = id.clone();
        let mut times = 1;
        while taken.contains_key(&id) {
            times += 1;
            id = format!("{plain}~{times}");
        }
        taken.insert(id.clone(), index);
        ids[index] = id;
    }
    items.iter().zip(ids).map(|(met, id)| member(met, id, owners)).collect()
}

/// Whether the feed of an item is of the domain that its address or, without one, its guid is of: whoever else names these
/// speaks of the item of another.
fn is_at_home(met: &Met<'_>) -> bool {
    let named = [met.item.link.as_deref(), met.item.id.as_deref()].into_iter().flatten().find_map(of_web);
    // Where it was fetched from is known; of a file only what it says of itself, which anybody can write.
    let fetched = of_web(met.path);
    let said = [met.feed.address.as_deref(), met.feed.home.as_deref()];
    let is_said = || said.into_iter().flatten().any(|address| of_web(address) == named);
    named.is_some() && if fetched.is_some() { fetched == named } else { is_said() }
}

/// The owner of an address of the web.
fn of_web(address: &str) -> Option<String> {
    canonical(address).as_deref().and_then(owner)
}

/// What tells whether an item is as it was: a hash of its feed and of all that it says.
#[must_use]
pub fn digest(met: &Met<'_>) -> u64 {
    let item = met.item;
    let time = |moment: Option<Moment>| moment.map(|moment| moment.to_string());
    let (published, updated) = (time(item.published), time(item.updated));
    let parts = [
        Some(met.feed_key),
        item.id.as_deref(),
        item.link.as_deref(),
        item.title.as_deref(),
        item.summary.as_deref(),
        item.content.as_deref(),
        published.as_deref(),
        updated.as_deref(),
        item.author.as_deref(),
    ];
    let mut text = String::new();
    for part in parts.into_iter().chain(item.attached.iter().map(|address| Some(address.as_str()))) {
        text.push_str(&part.map_or_else(|| "-".to_owned(), |part| format!("{}:{part}", part.len())));
    }
    xxh3_64(text.as_bytes())
}

fn member(met: &Met<'_>, id: String, owners: &Owners) -> Member {
    let document = document(met, id);
    let address = met.item.link.as_deref().and_then(canonical);
    let owner = owners.voice(document.source.as_deref(), address.as_deref().or(met.feed.home.as_deref()));
    Member {
        feed: met.feed_key.to_owned(),
        guid: met.item.id.clone(),
        address,
        is_at_home: is_at_home(met),
        owner,
        decided: met.decided.cloned(),
        is_remembered: met.is_remembered,
        is_listed: met.is_listed,
        read: met.read,
        document,
    }
}

fn document(met: &Met<'_>, id: String) -> Document {
    let item = met.item;
    let published = item.published.or(item.updated).or_else(|| met.first_seen.map(instant));
    let paragraphs = item.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let paragraphs: Vec<Paragraph> = paragraphs.map(|paragraph| Paragraph::Prose(paragraph.to_owned())).collect();
    let body = Section { kind: SectionKind::Body, label: None, paragraphs };
    let mut document = Document {
        id,
        origin: Origin { path: met.path.to_owned(), ordinal: item.ordinal, start: 0, end: 0 },
        title: item.title.clone(),
        source: item.source.clone().or_else(|| met.feed.title.clone()),
        programme: None,
        published,
        updated: item.updated,
        language: item.language.clone(),
        reporter: item.author.clone(),
        place: None,
        url: item.link.clone(),
        sections: if body.paragraphs.is_empty() { Vec::new() } else { vec![body] },
        extra: Vec::new(),
    };
    fill_language(&mut document);
    document
}

/// A time to the second, in universal time.
fn instant(time: Timestamp) -> Moment {
    Moment::Instant(time, Offset::UTC)
}
