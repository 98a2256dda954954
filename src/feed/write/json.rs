//! JSON Feed 1.1 (jsonfeed.org).

use serde_json::value::RawValue;

use super::declarations::Declarations;
use super::element;
use super::escape::{self, is_rfc_3339, rfc_3339, safe};
use super::{Entry, Output, also, disarm};
use crate::feed::json::member;
use crate::feed::links;
use crate::feed::model::{FeedKind, Members, RawElement, RawHead, RawItem};
use crate::feed::namespaces::Space;
use crate::feed::plain;
use crate::feed::tree::Tree;

const VERSION: &str = "https://jsonfeed.org/version/1.1";
/// The member that all of ours is in.
const OWN: &str = super::OWN_MEMBER;

/// A JSON object that is being written.
#[derive(Debug, Default)]
pub(super) struct Object {
    text: String,
}

impl Object {
    /// A member whose value is JSON already.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        self.text.push_str(&quoted(name));
        self.text.push(':');
        self.text.push_str(value);
    }

    /// A member as it was written, without what could do harm.
    pub(super) fn harmless(&mut self, name: &str, value: &RawValue) {
        if let Some(value) = disarm::member(name, value) {
            self.raw(name, &value);
        }
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &quoted(value));
    }

    pub(super) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    pub(super) fn list<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
        if !values.is_empty() {
            self.raw(name, &format!("[{}]", values.join(",")));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn finish(mut self) -> String {
        if self.text.is_empty() {
            self.text.push('{');
        }
        self.text.push('}');
        self.text
    }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn write(output: &Output<'_>) -> String {
    let mut feed = Object::default();
    feed.text("version", VERSION);
    let base = output.base.filter(|base| base.kind == FeedKind::JsonFeed);
    let head = match base.map(|base| &base.head) {
        Some(RawHead::Json(members)) => members.as_slice(),
        _ => &[],
    };
    let has = |name: &str| head.iter().any(|(own, _)| own == name);
    if !head.iter().any(|(name, raw)| name == "title" && is_string(raw)) {
        feed.text("title", &output.title);
    }
    for (index, (name, raw)) in head.iter().enumerate() {
        let is_replaced = name == "version" || name == "items";
        let is_first = !head.iter().take(index).any(|(before, _)| before == name);
        let address = output.address.as_deref().and_then(safe).filter(|_| name == "feed_url" && is_first);
        match address {
            Some(address) => feed.text(name, address),
            None if !is_replaced && is_first && is_allowed(name, raw) => feed.harmless(name, raw),
            None => {}
        }
    }
    if !has("home_page_url") {
        feed.optional("home_page_url", output.home.as_deref().and_then(safe));
    }
    if !has("feed_url") {
        feed.optional("feed_url", output.address.as_deref().and_then(safe));
    }
    if head.is_empty() {
        feed.optional("description", output.description.as_deref());
        feed.optional("language", output.language.as_deref());
    }
    let items: Vec<String> = output.entries.iter().map(|entry| item(entry, output)).collect();
    let separator = if items.is_empty() { "" } else { "\n" };
    feed.raw("items", &format!("[{separator}{}{separator}]", items.join(",\n")));
    format!("{}\n", feed.finish())
}

fn is_string(raw: &RawValue) -> bool {
    raw.get().starts_with('"')
}

/// Whether a value is of the type that its name asks for.
fn is_allowed(name: &str, raw: &RawValue) -> bool {
    let string = || serde_json::from_str::<String>(raw.get()).ok();
    match name {
        "url" | "external_url" | "image" | "banner_image" | "icon" | "favicon" | "home_page_url" | "feed_url"
        | "next_url" | "title" | "content_html" | "content_text" | "summary" | "language" | "description"
        | "user_comment" => is_string(raw),
        "date_published" | "date_modified" => string().is_some_and(|date| is_rfc_3339(&date)),
        "tags" => serde_json::from_str::<Vec<String>>(raw.get()).is_ok(),
        "authors" | "attachments" | "hubs" => raw.get().starts_with('['),
        "author" => raw.get().starts_with('{'),
        "expired" => matches!(raw.get(), "true" | "false"),
        _ => true,
    }
}

fn item(entry: &Entry<'_>, output: &Output<'_>) -> String {
    match &entry.item.raw {
        RawItem::Json(members) if entry.feed.kind == FeedKind::JsonFeed => rewritten(members, entry, output),
        raw => translated(raw, entry, output),
    }
}

/// The item as it was written, with what must be changed.
fn rewritten(members: &Members, entry: &Entry<'_>, output: &Output<'_>) -> String {
    let mut item = Object::default();
    let mut aside = Object::default();
    let id = entry.id();
    item.text("id", &id);
    let has = |name: &str| member(members, name).is_some_and(|raw| is_allowed(name, raw));
    let listed = ["content_html", "content_text"].into_iter().find(|name| has(name)).filter(|_| !entry.also.is_empty());
    let mut old = None;
    for (index, (name, raw)) in members.iter().enumerate() {
        // Of members of one name the last counts.
        if name == "id" || members.iter().skip(index + 1).any(|(later, _)| later == name) {
            continue;
        }
        let value: Option<String> = serde_json::from_str(raw.get()).ok();
        let is_relative =
            |value: &str| matches!(links::read(value, None), links::Link::Relative(_) | links::Link::Made(_));
        match (name.as_str(), value) {
            (OWN, _) => old = Some(raw),
            ("title", Some(value)) if !plain::is_harmless(&value) => {
                item.optional("title", entry.item.title.as_deref());
            }
            (name, Some(value)) if Some(name) == listed => {
                let list = if name == "content_html" { also::html(&entry.also, "") } else { also::text(&entry.also) };
                item.text(name, &format!("{value}{list}"));
            }
            ("url", Some(value)) if is_relative(&value) => match entry.link() {
                Some(link) => item.text("url", link),
                None => aside.harmless(name, raw),
            },
            ("date_published" | "date_modified", Some(value)) if !is_rfc_3339(&value) => {
                let moment = if name == "date_published" { entry.item.published } else { entry.item.updated };
                match moment {
                    Some(moment) => item.text(name, &rfc_3339(&moment)),
                    None => aside.harmless(name, raw),
                }
            }
            (name, _) if is_allowed(name, raw) => item.harmless(name, raw),
            _ if raw.get() == "null" => {}
            (name, _) => aside.harmless(name, raw),
        }
    }
    if !has("content_html") && !has("content_text") {
        if entry.also.is_empty() {
            item.text("content_text", &entry.heading());
        } else {
            item.text("content_html", &also::html(&entry.also, ""));
        }
    }
    let own = own(entry, output, aside, old.map(AsRef::as_ref));
    if !own.is_empty() {
        item.raw(OWN, &own.finish());
    }
    item.finish()
}

/// What is ours: others, mark, origin, and what had no other place. What an earlier run has put there stays.
fn own(entry: &Entry<'_>, output: &Output<'_>, aside: Object, old: Option<&RawValue>) -> Object {
    let mut own = Object::default();
    let mut names = Vec::new();
    if !entry.also.is_empty() {
        names.push("also");
        own.list("also", entry.also.iter().map(other));
    }
    if let Some(mark) = &entry.mark {
        names.push("story");
        let mut story = Object::default();
        story.text("set", &mark.set);
        story.text("id", &mark.story);
        story.text("relation", &mark.relation);
        story.optional("of", mark.of.as_deref());
        own.raw("story", &story.finish());
    }
    let old = old
        .and_then(|old| serde_json::from_str::<crate::feed::json::members::Object<'_>>(old.get()).ok())
        .map(|old| old.owned())
        .unwrap_or_default();
    // What comes from a merged feed keeps the feed that it was in first.
    let has_origin = old.iter().any(|(name, _)| name == "feed");
    if output.base.is_none()
        && !has_origin
        && let Some(title) = &entry.feed.title
    {
        names.push("feed");
        let mut feed = Object::default();
        feed.text("title", title);
        feed.optional("feed_url", entry.feed.address.as_deref().and_then(safe));
        feed.optional("home_page_url", entry.feed.home.as_deref().and_then(safe));
        own.raw("feed", &feed.finish());
    }
    if !aside.is_empty() {
        names.push("written");
        own.raw("written", &aside.finish());
    }
    for (name, raw) in old.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        own.harmless(name, raw);
    }
    own
}

pub(super) fn other(also: &super::Also) -> String {
    let mut other = Object::default();
    other.text("title", &plain::one_line(&also.title));
    other.optional("url", also.link.as_deref().and_then(safe));
    other.optional("source", also.source.as_deref().map(plain::one_line).as_deref());
    other.finish()
}

/// The item in members of JSON Feed, made of its fields, with what has no place among them in ours.
fn translated(raw: &RawItem, entry: &Entry<'_>, output: &Output<'_>) -> String {
    let source = entry.item;
    let mut item = Object::default();
    item.text("id", &entry.id());
    item.optional("url", entry.link());
    item.optional("title", source.title.as_deref());
    let list = if entry.also.is_empty() { String::new() } else { also::html(&entry.also, "") };
    let html = source.content.as_deref().or(source.summary.as_deref());
    match html {
        Some(html) => item.text("content_html", &format!("{html}{list}")),
        None if list.is_empty() => item.text("content_text", &entry.heading()),
        None => item.text("content_html", &list),
    }
    if source.content.is_some() {
        item.optional("summary", source.summary.as_deref().map(plain::paragraphs).as_deref());
    }
    item.optional("date_published", source.published.as_ref().map(rfc_3339).as_deref());
    item.optional("date_modified", source.updated.as_ref().map(rfc_3339).as_deref());
    if let Some(author) = &source.author {
        item.raw("authors", &format!("[{{\"name\":{}}}]", quoted(author)));
    }
    item.list("tags", source.categories.iter().map(|tag| quoted(tag)));
    item.optional("language", source.language.as_deref());
    let mut aside = Object::default();
    if let RawItem::Xml(raw) = raw {
        let (attachments, rest) = rest(raw, entry.feed.kind);
        item.list("attachments", attachments);
        aside.list("xml", rest.iter().map(|element| quoted(element)));
    }
    let own = own(entry, output, aside, None);
    if !own.is_empty() {
        item.raw(OWN, &own.finish());
    }
    item.finish()
}

/// What an item of XML holds beyond the fields: what is attached to it, and elements with their own declarations.
fn rest(raw: &RawElement, kind: FeedKind) -> (Vec<String>, Vec<String>) {
    let (mut attachments, mut rest) = (Vec::new(), Vec::new());
    let Some(raw) = disarm::element(raw) else { return (attachments, rest) };
    let Ok(tree) = Tree::parse(&raw.text, &raw.bindings) else { return (attachments, rest) };
    for id in tree.children(0) {
        let node = tree.node(id);
        let local = node.local.to_ascii_lowercase();
        let relation = tree.attribute(id, "rel").unwrap_or("alternate");
        let is_translated = match node.space {
            Space::Content => local == "encoded",
            Space::None | Space::Rss => {
                matches!(local.as_str(), "title" | "link" | "guid" | "description" | "pubdate")
                    || local == "category" && node.attributes.is_empty()
            }
            Space::Atom if kind == FeedKind::Atom => match local.as_str() {
                "link" => relation == "alternate",
                "author" => tree.children(id).all(|child| tree.node(child).local == "name"),
                name => ["id", "title", "updated", "published", "summary", "content"].contains(&name),
            },
            _ => false,
        };
        if is_translated {
            continue;
        }
        let address = match local.as_str() {
            "enclosure" => tree.attribute(id, "url"),
            "link" if relation == "enclosure" => tree.attribute(id, "href"),
            _ => None,
        };
        if let Some(address) = address.filter(|address| links::is_web(address)) {
            let mut attachment = Object::default();
            attachment.text("url", address);
            attachment.text("mime_type", tree.attribute(id, "type").unwrap_or(UNKNOWN_KIND));
            if let Some(size) = tree.attribute(id, "length").and_then(|length| length.trim().parse::<u64>().ok()) {
                attachment.raw("size_in_bytes", &size.to_string());
            }
            attachments.push(attachment.finish());
            continue;
        }
        let piece = element::piece(&tree, id, &raw);
        let declarations = Declarations::nothing();
        rest.push(element::verbatim(&piece, &declarations));
    }
    (attachments, rest)
}

/// A file that is attached to an item of JSON.
pub(super) struct Attachment {
    /// Of the web.
    pub(super) address: String,
    pub(super) kind: String,
    /// Bytes.
    pub(super) size: u64,
}

/// The files that are attached to an item, but those that nobody can fetch.
pub(super) fn attachments(members: &Members) -> Vec<Attachment> {
    #[derive(serde::Deserialize)]
    struct Written {
        url: String,
        mime_type: Option<String>,
        size_in_bytes: Option<f64>,
    }
    let raw = member(members, "attachments").map_or("[]", RawValue::get);
    let written: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
    let written = written.into_iter().filter_map(|raw| serde_json::from_str::<Written>(raw.get()).ok());
    written
        .filter(|written| links::is_web(&written.url))
        .map(|written| Attachment {
            address: written.url,
            kind: written.mime_type.unwrap_or_else(|| UNKNOWN_KIND.to_owned()),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
            size: written.size_in_bytes.unwrap_or_default() as u64,
        })
        .collect()
}

/// The type of a file of which nothing is known.
const UNKNOWN_KIND: &str = "application/octet-stream";

/// The members of an item that XML has no place for, as an element of ours.
pub(super) fn as_element(members: &Members, declarations: &Declarations) -> String {
    let mut rest = Object::default();
    for (name, raw) in members {
        let is_translated = matches!(
            name.as_str(),
            "id" | "url"
                | "title"
                | "content_html"
                | "content_text"
                | "summary"
                | "date_published"
                | "date_modified"
                | "tags"
                | "language"
        );
        if !is_translated && is_allowed(name, raw) && name != OWN {
            rest.harmless(name, raw);
        }
    }
    if rest.is_empty() { String::new() } else { escape::element(&declarations.own("json"), &rest.finish()) }
}
