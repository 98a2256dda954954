//! What the readers of all formats share: titles, links and dates read, and what was mended in them told.

use ahash::AHashMap;
use jiff::Timestamp;
use url::Url;

use super::model::{Feed, FeedKind, Item};
use super::repair::{RepairKind, Repairs};
use super::write::also;
use super::{FeedContext, links, ours, plain};
use crate::moment::Moment;
use crate::read::dates;

/// Most items of one feed that are read. Feeds of archives have some thousands.
const MOST_ITEMS: usize = 100_000;

/// The reading of one feed.
pub(super) struct Reading<'c> {
    pub(super) context: FeedContext<'c>,
    pub(super) repairs: Repairs,
}

impl Reading<'_> {
    /// What relative links are relative to where the feed says nothing.
    pub(super) fn base(&self) -> Option<Url> {
        self.context.address.and_then(|address| Url::parse(address).ok())
    }

    pub(super) fn title(&mut self, line: u64, value: &str) -> Option<String> {
        let title = plain::title(value);
        if title.had_markup {
            self.repairs.note(line, RepairKind::MarkupInTitle);
        }
        if title.was_escaped_twice {
            self.repairs.note(line, RepairKind::EscapedTwice);
        }
        title.text
    }

    pub(super) fn link(&mut self, line: u64, written: &str, base: Option<&Url>) -> Option<String> {
        let read = links::read(written, base);
        match read {
            links::Link::Made(_) => self.repairs.note(line, RepairKind::RelativeLink),
            links::Link::Relative(_) => self.repairs.note(line, RepairKind::BaselessLink),
            links::Link::Harmful => self.repairs.note(line, RepairKind::HarmfulLink),
            links::Link::None | links::Link::Absolute(_) => {}
        }
        read.address()
    }

    pub(super) fn date(&mut self, line: u64, written: &str) -> Option<Moment> {
        let written = written.trim();
        let moment = dates::parse(written, self.context.default_offset);
        // What programs write that have no time to tell, ours among them, where Atom asks for one.
        if moment.is_some_and(|moment| moment.earliest() == Timestamp::UNIX_EPOCH) {
            return None;
        }
        if moment.is_none() && !written.is_empty() {
            self.repairs.note(line, RepairKind::UnreadableDate);
        }
        moment
    }

    /// As many items as are read; the first that is not, on the line that `line` gives, is told with the others.
    pub(super) fn capped<T: Copy>(&mut self, mut items: Vec<T>, line: impl Fn(T) -> u64) -> Vec<T> {
        for left_out in items.iter().skip(MOST_ITEMS) {
            self.repairs.note(line(*left_out), RepairKind::TooManyItems);
        }
        items.truncate(MOST_ITEMS);
        items
    }

    /// What is left to do when all items are read: texts, places, ids.
    pub(super) fn finish(mut self, mut feed: Feed) -> Feed {
        /// What an id was first used for.
        struct First {
            title: Option<String>,
            link: Option<String>,
            text: String,
        }
        let mut ids: AHashMap<String, First> = AHashMap::new();
        for (item, ordinal) in feed.items.iter_mut().zip(1..) {
            item.ordinal = ordinal;
            ours::take_off(item);
            if item.text.is_empty() {
                let html = item.content.as_deref().or(item.summary.as_deref());
                item.text = html.map(|html| plain::paragraphs(&also::without(html))).unwrap_or_default();
            }
            item.text.truncate(also::length_without(&item.text));
            item.id = item.id.take().filter(|id| !id.is_empty() && !links::runs_program(id));
            let is_asked_for = matches!(feed.kind, FeedKind::Atom | FeedKind::JsonFeed);
            match &item.id {
                None if is_asked_for => self.repairs.note(item.line, RepairKind::MissingId),
                None => {}
                Some(id) => {
                    let same =
                        |first: &First| first.title == item.title && first.link == item.link && first.text == item.text;
                    match ids.get(id) {
                        Some(first) if same(first) => {}
                        Some(_) => {
                            item.shares_id = true;
                            self.repairs.note(item.line, RepairKind::SharedId);
                        }
                        None => {
                            let first =
                                First { title: item.title.clone(), link: item.link.clone(), text: item.text.clone() };
                            ids.insert(id.clone(), first);
                        }
                    }
                }
            }
        }
        feed.id = feed.id.take().filter(|id| !links::runs_program(id));
        feed.repairs = self.repairs.finish();
        feed
    }
}

/// Names, each once, parted by commas.
pub(super) fn joined(names: impl IntoIterator<Item = String>) -> Option<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        if !distinct.contains(&name) && distinct.len() < 100 {
            distinct.push(name);
        }
    }
    (!distinct.is_empty()).then(|| distinct.join(", "))
}

/// A new item of a place.
pub(super) fn item(line: u64, range: std::ops::Range<usize>) -> Item {
    Item { line, range, ..Item::default() }
}
