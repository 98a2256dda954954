//! JSON Feed 1.0 and 1.1.
//!
//! Members are kept in the order and the spelling of the text, so that an item is passed on as it was written, with what
//! nobody but its publisher understands.
//!
//! Source: JSON Feed Version 1.1 (jsonfeed.org).

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::model::{Feed, FeedKind, Item, Members, RawHead, RawItem};
use super::plain;
use super::reading::{self, Reading, joined};
use super::repair::{FeedError, FeedFault, RepairKind};
use super::write::also;
use crate::moment::Moment;
use members::Object;

pub(super) mod members;
mod mend;

/// Reads a feed in JSON.
pub(super) fn read(text: &str, mut reading: Reading<'_>) -> Result<Feed, FeedError> {
    let error = |line, fault| FeedError { path: reading.context.path.to_owned(), line, fault };
    let is_feed = |object: &Object<'_>| {
        let version: Option<String> = object.get("version").and_then(|raw| serde_json::from_str(raw.get()).ok());
        version.is_some_and(|version| version.contains("jsonfeed.org/version")) || object.get("items").is_some()
    };
    let trimmed = text.trim_start_matches('\u{FEFF}');
    if let Ok(object) = serde_json::from_str::<Object<'_>>(trimmed) {
        if !is_feed(&object) {
            return Err(error(None, FeedFault::Foreign));
        }
        let source =
            Source { text: trimmed, original: &|offset| offset + text.len() - trimmed.len(), lines: lines(trimmed) };
        return Ok(Reader { source, reading }.feed(&object));
    }
    let mended = mend::mend(text, &mut reading.repairs);
    let object: Object<'_> = match serde_json::from_str(&mended.text) {
        Ok(object) => object,
        Err(fault) => {
            let reason = fault.to_string();
            return Err(error(Some(fault.line() as u64), FeedFault::Malformed { reason }));
        }
    };
    if !is_feed(&object) {
        return Err(error(None, FeedFault::Foreign));
    }
    // Line ends within strings are written as escapes now: lines are those of the text that was given.
    let source = Source { text: &mended.text, original: &|offset| mended.original(offset), lines: lines(text) };
    Ok(Reader { source, reading }.feed(&object))
}

fn lines(text: &str) -> Vec<usize> {
    memchr::memchr_iter(b'\n', text.as_bytes()).collect()
}

/// The text that values are in.
struct Source<'t> {
    text: &'t str,
    original: &'t dyn Fn(usize) -> usize,
    lines: Vec<usize>,
}

impl Source<'_> {
    fn place(&self, raw: &RawValue) -> std::ops::Range<usize> {
        let start = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        (self.original)(start)..(self.original)(start + raw.get().len())
    }

    fn line(&self, raw: &RawValue) -> u64 {
        let start = self.place(raw).start;
        self.lines.partition_point(|end| *end < start) as u64 + 1
    }
}

struct Reader<'t, 'c> {
    source: Source<'t>,
    reading: Reading<'c>,
}

/// Somebody who is named.
#[derive(Debug, serde::Deserialize)]
struct Author {
    name: Option<String>,
}

/// What is attached to an item.
#[derive(Debug, serde::Deserialize)]
struct Attached {
    url: String,
}

impl Reader<'_, '_> {
    fn feed(mut self, object: &Object<'_>) -> Feed {
        let base = self.reading.base();
        let mut feed = Feed { kind: FeedKind::JsonFeed, ..Feed::default() };
        feed.title = self.title(object, "title");
        feed.home = self.link(object, &["home_page_url"], base.as_ref());
        let of_home = || feed.home.as_deref().and_then(|home| url::Url::parse(home).ok());
        feed.address = self.link(object, &["feed_url"], base.clone().or_else(of_home).as_ref());
        feed.description = self.text(object, "description").map(|text| plain::paragraphs(&plain::as_html(&text)));
        feed.language = self.text(object, "language");
        let base = base.or_else(|| feed.home.as_deref().and_then(|home| url::Url::parse(home).ok()));
        let author = self.authors(object);
        let raw_items: Vec<&RawValue> = match object.get("items").map(|raw| serde_json::from_str(raw.get())) {
            Some(Ok(items)) => items,
            Some(Err(_)) => {
                self.wrong_type(object.get("items"));
                Vec::new()
            }
            None => Vec::new(),
        };
        let source = &self.source;
        let raw_items = self.reading.capped(raw_items, |raw| source.line(raw));
        for raw in raw_items {
            if let Ok(object) = serde_json::from_str::<Object<'_>>(raw.get()) {
                let mut item = self.item(raw, &object, base.as_ref());
                item.author = item.author.or_else(|| author.clone());
                item.language = item.language.or_else(|| feed.language.clone());
                feed.items.push(item);
            } else {
                let line = self.source.line(raw);
                self.reading.repairs.note(line, RepairKind::NoItem);
            }
        }
        feed.head = RawHead::Json(self.shallow(object.without("items"), 1));
        self.reading.finish(feed)
    }

    fn item(&mut self, raw: &RawValue, object: &Object<'_>, base: Option<&url::Url>) -> Item {
        let mut item = reading::item(self.source.line(raw), self.source.place(raw));
        item.raw = RawItem::Json(self.shallow(object.owned(), item.line));
        item.id = object.get("id").and_then(|raw| match raw.get().trim() {
            // Numbers are allowed to be read (JSON Feed 1.1, "Items").
            text if text.starts_with('"') => serde_json::from_str::<String>(text).ok(),
            text if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => Some(text.to_owned()),
            _ => None,
        });
        item.id = item.id.take().map(|id| id.trim().to_owned());
        item.link = self.link(object, &["url", "external_url"], base);
        item.id_is_link = item.id.is_some() && item.id == item.link;
        item.title = self.title(object, "title");
        item.published = self.date(object, "date_published");
        item.updated = self.date(object, "date_modified");
        item.author = self.authors(object);
        item.language = self.text(object, "language");
        item.summary = self.text(object, "summary").map(|text| plain::as_html(&text));
        // The list that an earlier run put behind the text is no part of it.
        let text = self.text(object, "content_text").map(|mut text| {
            text.truncate(also::length_without(&text));
            text
        });
        item.content = self.text(object, "content_html");
        if item.content.is_none()
            && let Some(text) = text.filter(|text| !text.trim().is_empty())
        {
            item.text = plain::text_paragraphs(&text);
            item.content = Some(plain::as_paragraphs(&item.text));
        }
        let tags: Option<Vec<String>> = self.value(object, "tags");
        let attached: Option<Vec<Attached>> = self.value(object, "attachments");
        item.attached = attached.unwrap_or_default().into_iter().map(|attached| attached.url).collect();
        item.categories = tags.unwrap_or_default().iter().filter_map(|tag| plain::title(tag).text).collect();
        item
    }

    /// The members that are not nested too deeply to be read by others.
    fn shallow(&mut self, members: Members, line: u64) -> Members {
        let is_shallow = |(_, raw): &(String, Box<RawValue>)| {
            let is_too_deep = members::is_too_deep(raw);
            if is_too_deep {
                self.reading.repairs.note(line, RepairKind::TooDeep);
            }
            !is_too_deep
        };
        members.into_iter().filter(is_shallow).collect()
    }

    fn wrong_type(&mut self, raw: Option<&RawValue>) {
        if let Some(raw) = raw {
            let line = self.source.line(raw);
            self.reading.repairs.note(line, RepairKind::WrongType);
        }
    }

    /// A member of a type; `null` is as good as none.
    fn value<T: DeserializeOwned>(&mut self, object: &Object<'_>, name: &str) -> Option<T> {
        let raw = object.get(name)?;
        let value: Result<Option<T>, _> = serde_json::from_str(raw.get());
        value.unwrap_or_else(|_| {
            self.wrong_type(Some(raw));
            None
        })
    }

    fn text(&mut self, object: &Object<'_>, name: &str) -> Option<String> {
        self.value::<String>(object, name).filter(|text| !text.trim().is_empty())
    }

    fn title(&mut self, object: &Object<'_>, name: &str) -> Option<String> {
        let text = self.text(object, name)?;
        let line = object.get(name).map_or(1, |raw| self.source.line(raw));
        self.reading.title(line, &text)
    }

    fn link(&mut self, object: &Object<'_>, names: &[&str], base: Option<&url::Url>) -> Option<String> {
        for name in names {
            if let Some(written) = self.text(object, name) {
                let line = object.get(name).map_or(1, |raw| self.source.line(raw));
                if let Some(link) = self.reading.link(line, &written, base) {
                    return Some(link);
                }
            }
        }
        None
    }

    fn date(&mut self, object: &Object<'_>, name: &str) -> Option<Moment> {
        let written = self.text(object, name)?;
        let line = object.get(name).map_or(1, |raw| self.source.line(raw));
        self.reading.date(line, &written)
    }

    /// `authors` of version 1.1, `author` of 1.0.
    fn authors(&mut self, object: &Object<'_>) -> Option<String> {
        let authors: Option<Vec<Author>> = self.value(object, "authors");
        let author: Option<Author> = if authors.is_none() { self.value(object, "author") } else { None };
        let all = authors.unwrap_or_default().into_iter().chain(author);
        joined(all.filter_map(|author| plain::title(&author.name?).text))
    }
}

/// A member as it is written.
pub(super) fn member<'m>(members: &'m Members, name: &str) -> Option<&'m RawValue> {
    members.iter().find(|(own, _)| own == name).map(|(_, raw)| raw.as_ref())
}
