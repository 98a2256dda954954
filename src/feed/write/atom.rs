//! Atom 1.0 (RFC 4287).

use super::declarations::Declarations;
use super::element::{self, Rewriting};
use super::escape::{self, element as tag, is_rfc_3339, rfc_3339, safe};
use super::{Entry, Output, also, disarm, lines, urn};
use crate::feed::links;
use crate::feed::model::{Feed, FeedKind, RawElement, RawHead, RawItem};
use crate::feed::namespaces::{ATOM, Space};
use crate::feed::plain;
use crate::feed::tree::{Id, Tree};
use std::fmt::Write as _;

/// A time for what has none: every entry must have one (section 4.1.2).
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(super) fn write(output: &Output<'_>) -> String {
    let elements: Vec<&RawElement> = element::all(output).chain(head(output)).collect();
    let mut declarations = Declarations::gather(ATOM, elements.iter().copied());
    let entries: Vec<String> = output.entries.iter().map(|item| entry(item, output, &mut declarations)).collect();
    let head = self::feed(output, &declarations);
    let language = output.language.as_deref().map(|language| format!(" xml:lang=\"{}\"", escape::attribute(language)));
    let body = head + &lines(&entries);
    let attributes = declarations.attributes(&body) + &language.unwrap_or_default();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed{attributes}>\n{body}</feed>\n")
}

/// The entry as it was written, if that was in Atom 1.0.
fn own_element<'a>(entry: &Entry<'a>) -> Option<&'a RawElement> {
    match &entry.item.raw {
        RawItem::Xml(raw) if entry.feed.kind == FeedKind::Atom => {
            let name = raw.text.get(1..)?.split([' ', '>', '/', '\n', '\t', '\r']).next()?;
            let (prefix, local) = name.split_once(':').unwrap_or(("", name));
            let is_atom = raw.bindings.iter().any(|binding| binding.prefix == prefix && binding.name == ATOM);
            (is_atom && local == "entry").then_some(raw)
        }
        _ => None,
    }
}

/// The elements of the only feed's head, if it is Atom 1.0 too.
fn head<'a>(output: &Output<'a>) -> impl Iterator<Item = &'a RawElement> + use<'a> {
    let elements = output.base.filter(|base| base.kind == FeedKind::Atom).map(|base| match &base.head {
        RawHead::Xml(head) if head.bindings.iter().any(|binding| binding.name == ATOM) => head.elements.as_slice(),
        _ => &[],
    });
    elements.unwrap_or_default().iter()
}

fn feed(output: &Output<'_>, declarations: &Declarations) -> String {
    let mut text = String::new();
    let mut has = [false; 4];
    let changed = output.changed().map_or_else(|| NEVER.to_owned(), |moment| rfc_3339(&moment));
    for raw in head(output) {
        let Some(raw) = disarm::element(raw) else { continue };
        let Some(mut rewriting) = Rewriting::of(&raw) else { continue };
        let node = rewriting.tree.node(0);
        if node.namespace == ATOM {
            let is_self = node.local == "link" && rewriting.tree.attribute(0, "rel") == Some("self");
            let is_blank = element::is_blank(&rewriting.tree, 0);
            let is_bad_time = node.local == "updated" && !is_rfc_3339(&rewriting.tree.text(0));
            if is_self && output.address.is_some() || is_bad_time || node.local == "id" && is_blank {
                continue;
            }
            let required = ["id", "title", "updated", "author"].iter().position(|name| *name == node.local);
            if let Some(seen) = required.and_then(|required| has.get_mut(required)) {
                *seen = true;
            }
        }
        rewriting.carry(output.language.as_deref(), None);
        text.push_str(&rewriting.finish(declarations));
        text.push('\n');
    }
    let [has_id, has_title, has_updated, has_author] = has;
    let mut first = String::new();
    if !has_id {
        let id = output.id.as_deref().map(str::trim).filter(|id| is_iri(id)).map(str::to_owned);
        first.push_str(&tag("id", &id.unwrap_or_else(|| feed_id(output))));
        first.push('\n');
    }
    if !has_title {
        first.push_str(&tag("title", &output.title));
        first.push('\n');
    }
    if !has_updated {
        first.push_str(&tag("updated", &changed));
        first.push('\n');
    }
    if !has_author {
        let _ = writeln!(first, "<author>{}</author>", tag("name", &output.title));
    }
    if head(output).next().is_none() {
        if let Some(home) = output.home.as_deref().and_then(safe) {
            let _ = writeln!(text, "<link rel=\"alternate\" href=\"{}\"/>", escape::attribute(home));
        }
        if let Some(description) = &output.description {
            let _ = writeln!(text, "{}", tag("subtitle", description));
        }
    }
    if let Some(address) = output.address.as_deref().and_then(safe) {
        let _ = writeln!(
            text,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
            escape::attribute(address)
        );
    }
    first + &text
}

fn feed_id(output: &Output<'_>) -> String {
    let anchor = [&output.address, &output.home]
        .into_iter()
        .find_map(|address| address.as_deref().filter(|address| links::is_web(address)));
    anchor.map_or_else(|| urn("feed", &output.title), str::to_owned)
}

/// Whether an id is one that Atom allows: an absolute IRI (section 4.2.6).
fn is_iri(id: &str) -> bool {
    let is_clean = !id.contains(|character: char| {
        character.is_whitespace() || character.is_control() || "<>\"{}|\\^`".contains(character)
    });
    is_clean && url::Url::parse(id).is_ok()
}

/// The id of an entry as Atom allows it: one that is no IRI becomes part of one.
fn entry_id(entry: &Entry<'_>) -> String {
    iri(&entry.id())
}

fn iri(id: &str) -> String {
    if is_iri(id) { id.to_owned() } else { urn("id", id) }
}

fn entry(entry: &Entry<'_>, output: &Output<'_>, declarations: &mut Declarations) -> String {
    if let Some(raw) = own_element(entry).and_then(disarm::element)
        && let Some(rewriting) = Rewriting::of(&raw)
    {
        return rewritten(rewriting, entry, output, declarations);
    }
    translated(entry, output, declarations)
}

fn time(entry: &Entry<'_>) -> String {
    let item = entry.item;
    let moment = item.updated.or(item.published).or(entry.feed.updated);
    moment.map_or_else(|| NEVER.to_owned(), |moment| rfc_3339(&moment))
}

/// The entry as it was written, with what must be changed.
fn rewritten(mut item: Rewriting<'_>, entry: &Entry<'_>, output: &Output<'_>, declarations: &Declarations) -> String {
    // As they were read: relative to where the feed says that it is.
    let around = [&entry.feed.address, &entry.feed.home].into_iter().find_map(Option::as_deref);
    let has_relative = item.own("link").into_iter().any(|id| item.is_relative(id, "href"))
        || item.own("content").into_iter().any(|id| item.is_relative(id, "src"));
    item.carry(output.language.as_deref(), around.filter(|_| output.base.is_none() && has_relative));
    let id = entry_id(entry);
    let id_name = item.name("id");
    let ids = item.own("id");
    match ids.first() {
        Some(own) if item.tree.text(*own).trim() == id => {}
        Some(own) => item.replace(*own, tag(&id_name, &id)),
        None => item.unshift(&tag(&id_name, &id)),
    }
    for more in ids.iter().skip(1) {
        item.replace(*more, String::new());
    }
    if item.own("title").is_empty() {
        item.unshift(&tag(&item.name("title"), &entry.heading()));
    }
    let titled = item.own("title").first().copied();
    let _ = item.straighten_title(titled, &entry.heading());
    for (local, moment) in [("updated", entry.item.updated), ("published", entry.item.published)] {
        let mut is_there = false;
        for id in item.own(local) {
            let text = item.tree.text(id).trim().to_owned();
            if is_there {
                item.set_aside(id, &declarations.own("written"));
            } else if is_rfc_3339(&text) {
                is_there = true;
            } else if let Some(moment) = moment {
                is_there = true;
                item.replace_content(id, &rfc_3339(&moment));
            } else {
                item.set_aside(id, &declarations.own("written"));
            }
        }
        if !is_there && local == "updated" {
            item.push(&tag(&item.name("updated"), &time(entry)));
        }
    }
    let has_page = item
        .own("link")
        .into_iter()
        .any(|id| item.tree.attribute(id, "rel").is_none_or(|relation| relation.trim() == "alternate"));
    let needs_content = !has_page && item.own("content").is_empty() && entry.link().is_none();
    if !has_page && let Some(link) = entry.link() {
        let name = item.name("link");
        item.push(&format!("<{name} rel=\"alternate\" href=\"{}\"/>", escape::attribute(link)));
    }
    let is_listed = !entry.also.is_empty() && list(&mut item, entry, needs_content);
    // Without a page to link to, an entry must have content (section 4.1.2).
    if needs_content && !is_listed {
        item.push(&tag(&item.name("content"), &entry.heading()));
    }
    if output.base.is_none() && item.own("source").is_empty() {
        item.push(&source(entry, &item.name("")));
    }
    let old = item
        .tree
        .children(0)
        .find(|id| item.tree.node(*id).namespace == super::NAMESPACE && item.tree.node(*id).local == "story");
    if let Some(old) = old.filter(|_| entry.mark.is_some()) {
        item.replace(old, String::new());
    }
    item.push(&related(entry, &item.name("")));
    item.push(&entry.additions(declarations, iri));
    item.finish(declarations)
}

/// Puts the list of others behind the text, in the form that the text is in, or makes it the content; tells whether it is.
fn list(item: &mut Rewriting<'_>, entry: &Entry<'_>, needs_content: bool) -> bool {
    let html = || escape::text(&also::html(&entry.also, "")).into_owned();
    let bodies: Vec<Id> = item.own("content").into_iter().chain(item.own("summary")).collect();
    for id in bodies {
        let tree = &item.tree;
        let kind = tree.attribute(id, "type").unwrap_or("text").trim().to_ascii_lowercase();
        if tree.attribute(id, "src").is_some() {
            continue;
        }
        match kind.as_str() {
            "html" | "text/html" if !tree.has_elements(id) => item.append_content(id, &html()),
            "xhtml" => {
                let Some(div) = tree.children(id).find(|child| tree.node(*child).local == "div") else { continue };
                let list = also::html(&entry.also, tree.node(div).prefix);
                item.append_content(div, &list);
            }
            "text" | "text/plain" if !tree.has_elements(id) => {
                item.append_content(id, &escape::text(&also::text(&entry.also)));
            }
            _ => continue,
        }
        return false;
    }
    if needs_content || item.own("summary").is_empty() {
        let name = item.name(if needs_content { "content" } else { "summary" });
        item.push(&format!("<{name} type=\"html\">{}</{name}>", html()));
    }
    needs_content
}

/// Links to the others.
fn related(entry: &Entry<'_>, prefix: &str) -> String {
    let mut links = String::new();
    for also in &entry.also {
        if let Some(link) = also.link.as_deref().and_then(safe) {
            let title = escape::attribute(&plain::one_line(&also.title));
            let href = escape::attribute(link);
            let _ = write!(links, "<{prefix}link rel=\"related\" href=\"{href}\" title=\"{title}\"/>");
        }
    }
    links
}

/// The feed that an entry is from, for a feed of several (section 4.2.11).
fn source(entry: &Entry<'_>, prefix: &str) -> String {
    let feed = entry.feed;
    let Some(title) = &feed.title else { return String::new() };
    let address = feed.address.as_deref().and_then(safe);
    let home = feed.home.as_deref().and_then(safe);
    let id =
        feed.id.clone().filter(|id| is_iri(id)).or_else(|| address.or(home).filter(|id| is_iri(id)).map(str::to_owned));
    let id = id.unwrap_or_else(|| urn("feed", title));
    let name = |local: &str| format!("{prefix}{local}");
    let mut text = format!("<{}>{}{}", name("source"), tag(&name("id"), &id), tag(&name("title"), title));
    text.push_str(&tag(&name("updated"), &feed.updated.map_or_else(|| time(entry), |moment| rfc_3339(&moment))));
    for (relation, link) in [("self", address), ("alternate", home)] {
        if let Some(link) = link {
            let _ = write!(text, "<{} rel=\"{relation}\" href=\"{}\"/>", name("link"), escape::attribute(link));
        }
    }
    let _ = write!(text, "</{}>", name("source"));
    text
}

/// The item in words of Atom, made of its fields, with what has no place among them behind.
fn translated(entry: &Entry<'_>, output: &Output<'_>, declarations: &mut Declarations) -> String {
    let item = entry.item;
    let language = item.language.as_deref().filter(|own| Some(*own) != output.language.as_deref());
    let language = language.map(|language| format!(" xml:lang=\"{}\"", escape::attribute(language)));
    let mut text = format!("<entry{}>", language.unwrap_or_default());
    text.push_str(&tag("id", &entry_id(entry)));
    if entry.new_id().is_none() && !is_iri(&entry.id()) {
        text.push_str(&tag(&declarations.own("written"), &entry.id()));
    }
    text.push_str(&tag("title", &entry.heading()));
    text.push_str(&tag("updated", &time(entry)));
    if let Some(moment) = &item.published {
        text.push_str(&tag("published", &rfc_3339(moment)));
    }
    if let Some(link) = entry.link() {
        let _ = write!(text, "<link rel=\"alternate\" href=\"{}\"/>", escape::attribute(link));
    }
    if let Some(author) = &item.author {
        let _ = write!(text, "<author>{}</author>", tag("name", author));
    }
    for category in &item.categories {
        let _ = write!(text, "<category term=\"{}\"/>", escape::attribute(category));
    }
    let list = if entry.also.is_empty() { String::new() } else { also::html(&entry.also, "") };
    let heading = plain::as_html(&entry.heading());
    let construct = |local: &str, html: &str| format!("<{local} type=\"html\">{}</{local}>", escape::text(html));
    match (&item.summary, &item.content) {
        (summary, Some(content)) => {
            text.push_str(&summary.as_deref().map(|summary| construct("summary", summary)).unwrap_or_default());
            text.push_str(&construct("content", &format!("{content}{list}")));
        }
        (Some(summary), None) => {
            let local = if entry.link().is_some() { "summary" } else { "content" };
            text.push_str(&construct(local, &format!("{summary}{list}")));
        }
        // Without a page to link to, an entry must have content (section 4.1.2).
        (None, None) if list.is_empty() && entry.link().is_some() => {}
        (None, None) => text.push_str(&construct("content", if list.is_empty() { &heading } else { &list })),
    }
    if output.base.is_none() {
        text.push_str(&source(entry, ""));
    }
    match &item.raw {
        RawItem::Xml(raw) => text.push_str(&rest(raw, entry.feed, declarations)),
        RawItem::Json(members) => {
            for file in super::json::attachments(members) {
                let (address, kind) = (escape::attribute(&file.address), escape::attribute(&file.kind));
                let size = if file.size > 0 { format!(" length=\"{}\"", file.size) } else { String::new() };
                let _ = write!(text, "<link rel=\"enclosure\" href=\"{address}\" type=\"{kind}\"{size}/>");
            }
            text.push_str(&super::json::as_element(members, declarations));
        }
        RawItem::None => {}
    }
    text.push_str(&related(entry, ""));
    text.push_str(&entry.additions(declarations, iri));
    text.push_str("</entry>");
    text
}

/// What an item of RSS, or of an older Atom, holds beyond the fields.
fn rest(raw: &RawElement, feed: &Feed, declarations: &Declarations) -> String {
    let Some(raw) = disarm::element(raw) else { return String::new() };
    let Ok(tree) = Tree::parse(&raw.text, &raw.bindings) else { return String::new() };
    let mut text = String::new();
    for id in tree.children(0) {
        let node = tree.node(id);
        let local = node.local.to_ascii_lowercase();
        let is_own =
            matches!(node.space, Space::None | Space::Rss) || feed.kind == FeedKind::Atom && node.space == Space::Atom;
        let is_translated = match local.as_str() {
            "encoded" => node.space == Space::Content,
            "title" | "link" | "guid" | "description" | "pubdate" => is_own,
            "category" => is_own && tree.attribute(id, "domain").is_none(),
            "id" | "summary" | "content" | "updated" | "published" | "issued" | "modified" | "created" => {
                is_own && node.space == Space::Atom
            }
            _ => false,
        };
        if is_translated {
            continue;
        }
        let address =
            tree.attribute(id, "url").filter(|address| is_own && local == "enclosure" && links::is_web(address));
        if let Some(address) = address {
            let part = |name: &str| {
                let value = tree.attribute(id, name).filter(|value| !value.trim().is_empty());
                value.map(|value| format!(" {name}=\"{}\"", escape::attribute(value))).unwrap_or_default()
            };
            let _ = write!(
                text,
                "<link rel=\"enclosure\" href=\"{}\"{}{}/>",
                escape::attribute(address),
                part("length"),
                part("type")
            );
            continue;
        }
        // An element of Atom would be taken for one of this entry, which has its own.
        let written = element::verbatim(&element::piece(&tree, id, &raw), declarations);
        if node.namespace == ATOM && !matches!(local.as_str(), "link" | "contributor" | "rights") {
            text.push_str(&tag(&declarations.own("written"), &written));
        } else {
            text.push_str(&written);
        }
    }
    text
}
