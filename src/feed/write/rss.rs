//! RSS 2.0 (RSS Advisory Board, 2.0.11).

use std::borrow::Cow;
use std::fmt::Write as _;

use super::declarations::Declarations;
use super::element::{self, Rewriting};
use super::escape::{self, element as tag, is_rfc_822, rfc_822, safe};
use super::{Entry, Output, also, disarm, lines};
use crate::feed::links;
use crate::feed::model::{FeedKind, RawElement, RawHead, RawItem};
use crate::feed::namespaces::{ATOM, CONTENT, DUBLIN_CORE, Space};
use crate::feed::tree::{Id, Tree};

/// Elements that hold text alone, whatever stands in them.
const TEXTS: &[&str] = &["title", "description", "link", "guid", "pubDate", "author", "category", "comments"];

pub(super) fn write(output: &Output<'_>) -> String {
    let elements: Vec<&RawElement> = element::all(output).chain(head(output)).collect();
    let mut declarations = Declarations::gather("", elements.iter().copied());
    let items: Vec<String> = output.entries.iter().map(|entry| item(entry, output, &mut declarations)).collect();
    let channel = channel(output, &mut declarations);
    let body = channel + &lines(&items);
    let attributes = declarations.attributes(&body);
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    format!("{declaration}\n<rss version=\"2.0\"{attributes}>\n<channel>\n{body}</channel>\n</rss>\n")
}

/// The item as it was written, if that was in RSS without a namespace or near enough.
fn own_element<'a>(entry: &Entry<'a>) -> Option<&'a RawElement> {
    match &entry.item.raw {
        RawItem::Xml(raw) if matches!(entry.feed.kind, FeedKind::Rss0 | FeedKind::Rss2) => {
            let is_plain = raw.text.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case("item"));
            let is_rss = |name: &str| matches!(crate::feed::namespaces::space(name), Space::None | Space::Rss);
            let default = raw.bindings.iter().find(|binding| binding.prefix.is_empty());
            (is_plain && default.is_none_or(|binding| is_rss(&binding.name))).then_some(raw)
        }
        _ => None,
    }
}

/// The elements of the only feed's head, if it is RSS too.
fn head<'a>(output: &Output<'a>) -> impl Iterator<Item = &'a RawElement> + use<'a> {
    let base = output.base.filter(|base| matches!(base.kind, FeedKind::Rss0 | FeedKind::Rss2));
    let elements = base.map(|base| match &base.head {
        RawHead::Xml(head) => head.elements.as_slice(),
        _ => &[],
    });
    elements.unwrap_or_default().iter()
}

fn channel(output: &Output<'_>, declarations: &mut Declarations) -> String {
    let mut text = String::new();
    let mut has = [false; 3];
    for raw in head(output) {
        let Some(local) = local_name(&raw.text) else { continue };
        let prefix = raw.text.get(1..).and_then(|text| text.split_once(local)).map_or("", |(prefix, _)| prefix);
        let is_own_address = output.address.is_some() && local == "link" && raw.text.contains("\"self\"");
        let is_blank = || {
            Tree::parse(&raw.text, &raw.bindings).is_ok_and(|tree| element::is_blank(&tree, 0) && !tree.has_elements(0))
        };
        let required = ["title", "link", "description"]
            .iter()
            .position(|name| prefix.is_empty() && local.eq_ignore_ascii_case(name));
        if let Some(seen) = required.and_then(|required| has.get_mut(required)) {
            // There is one of each, and the first is it.
            if *seen || local.eq_ignore_ascii_case("link") && is_blank() {
                continue;
            }
            *seen = true;
        }
        if !is_own_address {
            let written = head_element(raw, declarations);
            if written.is_empty() {
                if let Some(seen) = required.and_then(|required| has.get_mut(required)) {
                    *seen = false;
                }
                continue;
            }
            text.push_str(&written);
            text.push('\n');
        }
    }
    let [has_title, has_link, has_description] = has;
    let mut first = String::new();
    if !has_title {
        first.push_str(&tag("title", &output.title));
        first.push('\n');
    }
    if !has_link {
        first.push_str(&tag(
            "link",
            output.anchor().filter(|anchor| links::is_web(anchor)).unwrap_or("urn:samestory:feed"),
        ));
        first.push('\n');
    }
    if !has_description {
        first.push_str(&tag("description", output.description.as_deref().unwrap_or(&output.title)));
        first.push('\n');
    }
    if head(output).next().is_none() {
        if let Some(language) = &output.language {
            let _ = writeln!(text, "{}", tag("language", language));
        }
        if let Some(changed) = output.changed() {
            let _ = writeln!(text, "{}", tag("lastBuildDate", &rfc_822(&changed)));
        }
    }
    if let Some(address) = output.address.as_deref().and_then(safe) {
        let atom = declarations.prefix("atom", ATOM);
        let _ = writeln!(
            text,
            "<{atom}:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>",
            escape::attribute(address)
        );
    }
    first + &text
}

/// The local name of the element that a text is.
fn local_name(text: &str) -> Option<&str> {
    let name = text.get(1..)?.split([' ', '>', '/', '\n', '\t', '\r']).next()?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

fn head_element(raw: &RawElement, declarations: &Declarations) -> String {
    let Some(raw) = disarm::element(raw) else { return String::new() };
    let Some(mut rewriting) = Rewriting::of(&raw) else { return String::new() };
    let node = rewriting.tree.node(0);
    if matches!(node.space, Space::None | Space::Rss) {
        let text = rewriting.tree.text(0).trim().to_owned();
        let is_date = ["pubDate", "lastBuildDate"].iter().any(|name| node.local.eq_ignore_ascii_case(name));
        if is_date && !is_rfc_822(&text) {
            return match crate::read::dates::parse(&text, None) {
                Some(moment) => tag(node.local, &rfc_822(&moment)),
                None => tag(&declarations.own("written"), &text),
            };
        }
        if TEXTS.iter().any(|name| node.local.eq_ignore_ascii_case(name)) && rewriting.tree.has_elements(0) {
            let inner = escape::text(rewriting.tree.inner(0)).into_owned();
            rewriting.replace_content(0, &inner);
        }
    }
    rewriting.finish(declarations)
}

fn item(entry: &Entry<'_>, output: &Output<'_>, declarations: &mut Declarations) -> String {
    if let Some(raw) = own_element(entry).and_then(disarm::element)
        && let Some(rewriting) = Rewriting::of(&raw)
    {
        return rewritten(rewriting, entry, output, declarations);
    }
    translated(entry, output, declarations)
}

/// The item as it was written, with what must be changed.
fn rewritten(mut item: Rewriting<'_>, entry: &Entry<'_>, output: &Output<'_>, declarations: &Declarations) -> String {
    item.carry(None, None);
    let base =
        [&entry.feed.home, &entry.feed.address].into_iter().flatten().find_map(|base| url::Url::parse(base).ok());
    if let Some(base) = base.filter(|_| output.base.is_none()) {
        for enclosure in item.own("enclosure") {
            item.resolve(enclosure, "url", &base);
        }
    }
    let link = single(&mut item, "link", declarations);
    if let Some(link) = link {
        let text = item.tree.text(link).trim().to_owned();
        if let links::Link::Relative(_) | links::Link::Made(_) = links::read(&text, None) {
            match entry.link().filter(|link| links::is_web(link)) {
                Some(absolute) => item.replace_content(link, &escape::text(absolute)),
                None => item.set_aside(link, &declarations.own("written")),
            }
        }
    }
    let guid = single(&mut item, "guid", declarations);
    let new_id = entry.new_id();
    match (guid, new_id) {
        (Some(guid), Some(id)) => {
            item.replace(guid, self::guid(&id, false));
            // It may have been the link as well.
            if let Some(link) = entry.link().filter(|_| link.is_none()) {
                item.push(&tag("link", link));
            }
        }
        (Some(id), None) => {
            let text = item.tree.text(id).trim().to_owned();
            let says_link =
                item.tree.attribute(id, "isPermaLink").is_none_or(|says| !says.trim().eq_ignore_ascii_case("false"));
            if says_link && !links::is_web(&text) {
                item.replace(id, self::guid(&text, false));
            }
        }
        (None, Some(id)) if entry.id.is_some() || entry.item.link.is_none() => item.push(&self::guid(&id, false)),
        (None, _) => {}
    }
    if let Some(date) = single(&mut item, "pubDate", declarations) {
        let text = item.tree.text(date).trim().to_owned();
        if !is_rfc_822(&text) {
            match crate::read::dates::parse(&text, None).or(entry.item.published) {
                Some(moment) => item.replace_content(date, &rfc_822(&moment)),
                None => item.set_aside(date, &declarations.own("written")),
            }
        }
    }
    let titled = single(&mut item, "title", declarations);
    let described = single(&mut item, "description", declarations);
    let from = single(&mut item, "source", declarations);
    let says =
        |id: &Option<Id>| id.is_some_and(|id| !item.tree.text(id).trim().is_empty() || item.tree.has_elements(id));
    if !says(&titled) && !says(&described) {
        item.unshift(&tag("title", &entry.heading()));
    }
    let is_straightened = item.straighten_title(titled, &entry.heading());
    item.flatten(&[titled.filter(|_| !is_straightened), described]);
    if output.base.is_none() && from.is_none() {
        item.push(&origin(entry));
    }
    if !entry.also.is_empty() {
        let list = escape::text(&also::html(&entry.also, "")).into_owned();
        match body(&item.tree, described) {
            Some(id) => item.append_content(id, &list),
            // Where it will stand when the item is written again.
            None => item.push(&format!("<description>{list}</description>")),
        }
    }
    if entry.mark.is_some() {
        let old = item
            .tree
            .children(0)
            .find(|id| item.tree.node(*id).namespace == super::NAMESPACE && item.tree.node(*id).local == "story");
        if let Some(old) = old {
            item.replace(old, String::new());
        }
    }
    item.push(&entry.additions(declarations, str::to_owned));
    item.finish(declarations)
}

/// The first element of a name, of which there may be one: empty ones and further ones make room for it.
fn single(item: &mut Rewriting<'_>, local: &str, declarations: &Declarations) -> Option<Id> {
    let mut first = None;
    for id in item.own(local) {
        if item.tree.text(id).trim().is_empty()
            && !item.tree.has_elements(id)
            && (local == "guid" || item.tree.node(id).attributes.is_empty())
        {
            item.replace(id, String::new());
        } else if first.is_some() {
            item.set_aside(id, &declarations.own("written"));
        } else {
            first = Some(id);
        }
    }
    first
}

/// The element that readers show: the whole text where there is one.
fn body(tree: &Tree<'_>, description: Option<Id>) -> Option<Id> {
    let encoded =
        tree.children(0).find(|id| tree.node(*id).space == Space::Content && tree.node(*id).local == "encoded");
    encoded.or(description)
}

fn guid(id: &str, is_link: bool) -> String {
    let attribute = if is_link { "" } else { " isPermaLink=\"false\"" };
    format!("<guid{attribute}>{}</guid>", escape::text(id))
}

/// The feed that an item is from, for a feed of several.
fn origin(entry: &Entry<'_>) -> String {
    let feed = entry.feed;
    let address =
        feed.address.as_deref().or(feed.home.as_deref()).and_then(safe).filter(|address| links::is_web(address));
    match (address, &feed.title) {
        (Some(address), Some(title)) => {
            format!("<source url=\"{}\">{}</source>", escape::attribute(address), escape::text(title))
        }
        _ => String::new(),
    }
}

/// The item in words of RSS, made of its fields, with what has no place among them behind.
fn translated(entry: &Entry<'_>, output: &Output<'_>, declarations: &mut Declarations) -> String {
    let item = entry.item;
    let mut text = String::from("<item>");
    text.push_str(&tag("title", &entry.heading()));
    if let Some(link) = entry.link() {
        text.push_str(&tag("link", link));
    }
    let id = entry.id();
    let is_link = entry.new_id().is_none() && item.id_is_link && links::is_web(&id);
    text.push_str(&guid(&id, is_link));
    if let Some(moment) = item.published.or(item.updated) {
        text.push_str(&tag("pubDate", &rfc_822(&moment)));
    }
    if let Some(moment) = item.updated.filter(|_| item.published.is_some()) {
        let atom = declarations.prefix("atom", ATOM);
        text.push_str(&tag(&format!("{atom}:updated"), &escape::rfc_3339(&moment)));
    }
    if let Some(author) = &item.author {
        let dublin = declarations.prefix("dc", DUBLIN_CORE);
        text.push_str(&tag(&format!("{dublin}:creator"), author));
    }
    for category in &item.categories {
        text.push_str(&tag("category", category));
    }
    let list = if entry.also.is_empty() { String::new() } else { also::html(&entry.also, "") };
    let listed = |html: &str| -> Cow<'_, str> { format!("{html}{list}").into() };
    match (&item.summary, &item.content) {
        (Some(summary), Some(content)) => {
            let prefix = declarations.prefix("content", CONTENT);
            text.push_str(&tag("description", summary));
            text.push_str(&tag(&format!("{prefix}:encoded"), &listed(content)));
        }
        (Some(html), None) | (None, Some(html)) => text.push_str(&tag("description", &listed(html))),
        (None, None) => {}
    }
    if output.base.is_none() {
        text.push_str(&origin(entry));
    }
    match &item.raw {
        RawItem::Xml(raw) => text.push_str(&rest(entry.feed.kind, raw, declarations)),
        RawItem::Json(members) => {
            // An item has one at most; the others are among the members that go along.
            if let Some(file) = super::json::attachments(members).first() {
                let (address, kind) = (escape::attribute(&file.address), escape::attribute(&file.kind));
                let _ = write!(text, "<enclosure url=\"{address}\" length=\"{}\" type=\"{kind}\"/>", file.size);
            }
            text.push_str(&super::json::as_element(members, declarations));
        }
        RawItem::None => {}
    }
    // Where it will stand when the item is written again.
    if item.summary.is_none() && item.content.is_none() && !list.is_empty() {
        text.push_str(&tag("description", &list));
    }
    text.push_str(&entry.additions(declarations, str::to_owned));
    text.push_str("</item>");
    text
}

/// What an item of another format holds beyond the fields.
fn rest(kind: FeedKind, raw: &RawElement, declarations: &mut Declarations) -> String {
    let Some(raw) = disarm::element(raw) else { return String::new() };
    let Ok(tree) = Tree::parse(&raw.text, &raw.bindings) else { return String::new() };
    let mut text = String::new();
    let mut has_enclosure = false;
    for id in tree.children(0) {
        let node = tree.node(id);
        let local = node.local.to_ascii_lowercase();
        let relation = tree.attribute(id, "rel").unwrap_or("alternate");
        let is_translated = match (kind, node.space) {
            (_, Space::Content) => local == "encoded",
            (FeedKind::Atom, Space::Atom) => match local.as_str() {
                "link" => relation == "alternate",
                "author" => tree.children(id).all(|child| tree.node(child).local == "name"),
                "category" => tree.attribute(id, "scheme").is_none(),
                name => ["id", "title", "updated", "published", "summary", "content", "issued", "modified", "created"]
                    .contains(&name),
            },
            (_, Space::None | Space::Rss) => {
                ["title", "link", "guid", "description", "pubdate", "category"].contains(&local.as_str())
            }
            _ => false,
        };
        if is_translated {
            continue;
        }
        let address = tree.attribute(id, "href").filter(|_| relation == "enclosure" && local == "link");
        if let Some(address) = address.filter(|address| !has_enclosure && links::is_web(address)) {
            has_enclosure = true;
            let length = tree.attribute(id, "length").filter(|length| length.bytes().all(|byte| byte.is_ascii_digit()));
            let media_type = tree.attribute(id, "type").unwrap_or("application/octet-stream");
            let _ = write!(
                text,
                "<enclosure url=\"{}\" length=\"{}\" type=\"{}\"/>",
                escape::attribute(address),
                length.filter(|length| !length.is_empty()).unwrap_or("0"),
                escape::attribute(media_type)
            );
            continue;
        }
        text.push_str(&element::verbatim(&element::piece(&tree, id, &raw), declarations));
    }
    text
}
