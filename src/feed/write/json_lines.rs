//! JSON Lines: one object an item, with the names that [`read`](crate::read) knows, so that it can be read again as
//! documents; and the item as it was written.

use super::escape::safe;
use super::json::{Object, other, quoted};
use super::{Entry, Output};
use crate::feed::model::{FeedKind, RawItem};

pub(super) fn write(output: &Output<'_>) -> String {
    output.entries.iter().map(|entry| line(entry) + "\n").collect()
}

fn line(entry: &Entry<'_>) -> String {
    let item = entry.item;
    let mut line = Object::default();
    line.text("id", &entry.id());
    line.optional("title", item.title.as_deref());
    line.optional("url", entry.link());
    line.optional("source", item.source.as_deref().or(entry.feed.title.as_deref()));
    line.optional("published", item.published.map(|moment| moment.to_string()).as_deref());
    line.optional("updated", item.updated.map(|moment| moment.to_string()).as_deref());
    line.optional("author", item.author.as_deref());
    line.optional("language", item.language.as_deref());
    line.list("categories", item.categories.iter().map(|category| quoted(category)));
    line.text("text", &item.text);
    line.list("also", entry.also.iter().map(other));
    if let Some(mark) = &entry.mark {
        line.text("story", &mark.story);
        line.text("relation", &mark.relation);
        line.optional("of", mark.of.as_deref());
    }
    let mut feed = Object::default();
    feed.optional("title", entry.feed.title.as_deref());
    feed.optional("address", entry.feed.address.as_deref().and_then(safe));
    feed.optional("home", entry.feed.home.as_deref().and_then(safe));
    if !feed.is_empty() {
        line.raw("feed", &feed.finish());
    }
    match &item.raw {
        RawItem::Xml(raw) => {
            let kind = match entry.feed.kind {
                FeedKind::Rss0 => "rss0",
                FeedKind::Rss1 => "rss1",
                FeedKind::Rss2 => "rss2",
                FeedKind::Atom | FeedKind::JsonFeed => "atom",
            };
            line.text("kind", kind);
            line.text("written", &super::element::verbatim(raw, &super::declarations::Declarations::nothing()));
        }
        RawItem::Json(members) => {
            let mut written = Object::default();
            for (name, raw) in members {
                written.harmless(name, raw);
            }
            line.text("kind", "json_feed");
            line.raw("written", &without_line_ends(&written.finish()));
        }
        RawItem::None => {}
    }
    line.finish()
}

/// JSON on one line: line ends stand between its signs only, never in its strings.
fn without_line_ends(json: &str) -> String {
    json.replace(['\n', '\r'], " ")
}
