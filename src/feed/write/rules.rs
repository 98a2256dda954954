//! The rules of the formats, for everything that tests write.
//!
//! Sources: RSS 2.0.11 (RSS Advisory Board), by its headings; RFC 4287, by its sections; JSON Feed 1.1, by its headings.
//! Each rule that is broken comes back as a sentence with its place.

use std::collections::HashSet;

use serde_json::Value;

use super::escape::{is_rfc_822, is_rfc_3339};
use crate::feed::links;
use crate::feed::mend;
use crate::feed::namespaces::ATOM;
use crate::feed::repair::Repairs;
use crate::feed::tree::{Id, Tree};

/// What is wrong with RSS.
pub(super) fn rss(text: &str) -> Vec<String> {
    let mut wrong = well_formed(text);
    let Ok(tree) = Tree::parse(text, &[]) else { return vec!["no XML".to_owned()] };
    let mut rule = |holds: bool, said: &str| {
        if !holds {
            wrong.push(said.to_owned());
        }
    };
    let all = |id: Id, name: &str| -> Vec<Id> {
        tree.children(id).filter(|id| tree.node(*id).namespace.is_empty() && tree.node(*id).local == name).collect()
    };
    rule(
        tree.node(0).local == "rss" && tree.attribute(0, "version") == Some("2.0"),
        "<rss>: the root is rss of version 2.0",
    );
    let channels = all(0, "channel");
    rule(channels.len() == 1, "<rss>: one channel");
    for channel in channels {
        for name in ["title", "link", "description"] {
            rule(all(channel, name).len() == 1, &format!("Required channel elements: one {name}"));
        }
        for link in all(channel, "link") {
            rule(url::Url::parse(tree.text(link).trim()).is_ok(), "Required channel elements: link is an address");
        }
        for name in ["pubDate", "lastBuildDate"] {
            for date in all(channel, name) {
                rule(is_rfc_822(&tree.text(date)), &format!("Optional channel elements: {name} is a date of RFC 822"));
            }
        }
        for item in all(channel, "item") {
            let holds_text = |name: &str| all(item, name).iter().any(|id| !tree.text(*id).trim().is_empty());
            rule(holds_text("title") || holds_text("description"), "Elements of <item>: a title or a description");
            for name in ["title", "description", "link", "guid", "pubDate", "author", "comments", "category"] {
                for id in all(item, name) {
                    rule(!tree.has_elements(id), &format!("Elements of <item>: {name} holds text alone"));
                }
            }
            for name in ["title", "description", "link", "guid", "pubDate", "source"] {
                rule(all(item, name).len() <= 1, &format!("Elements of <item>: at most one {name}"));
            }
            for link in all(item, "link") {
                let text = tree.text(link);
                rule(
                    url::Url::parse(text.trim()).is_ok() && !links::is_harmful_text(&text),
                    &format!("Elements of <item>: link is an address: {text}"),
                );
            }
            for guid in all(item, "guid") {
                let is_link = tree.attribute(guid, "isPermaLink").is_none_or(|is| is == "true");
                let text = tree.text(guid);
                rule(
                    !text.trim().is_empty() && (!is_link || links::is_web(&text)),
                    &format!("<guid>: a permanent link is an address: {text}"),
                );
            }
            for date in all(item, "pubDate") {
                rule(is_rfc_822(&tree.text(date)), &format!("<pubDate>: a date of RFC 822: {}", tree.text(date)));
            }
            for source in all(item, "source") {
                rule(tree.attribute(source, "url").is_some_and(links::is_web), "<source>: has an address");
            }
            for enclosure in all(item, "enclosure") {
                let has = |name: &str| tree.attribute(enclosure, name).is_some();
                rule(has("url") && has("length") && has("type"), "<enclosure>: url, length and type");
            }
        }
    }
    wrong
}

/// What is wrong with Atom.
pub(super) fn atom(text: &str) -> Vec<String> {
    let mut wrong = well_formed(text);
    let Ok(tree) = Tree::parse(text, &[]) else { return vec!["no XML".to_owned()] };
    let mut rule = |holds: bool, said: &str| {
        if !holds {
            wrong.push(said.to_owned());
        }
    };
    let all = |id: Id, name: &str| -> Vec<Id> {
        tree.children(id).filter(|id| tree.node(*id).namespace == ATOM && tree.node(*id).local == name).collect()
    };
    rule(tree.node(0).local == "feed" && tree.node(0).namespace == ATOM, "4.1.1: the root is atom:feed");
    let mut ids = HashSet::new();
    let entries = all(0, "entry");
    let has_author = !all(0, "author").is_empty();
    for (id, what) in [(0, "feed")].into_iter().chain(entries.iter().map(|id| (*id, "entry"))) {
        let section = if what == "feed" { "4.1.1" } else { "4.1.2" };
        for name in ["id", "title", "updated"] {
            rule(all(id, name).len() == 1, &format!("{section}: one {name} in {what}"));
        }
        for name in ["published", "content", "summary", "source", "subtitle", "rights"] {
            rule(all(id, name).len() <= 1, &format!("{section}: at most one {name} in {what}"));
        }
        for own in all(id, "id") {
            let own = tree.text(own).into_owned();
            rule(url::Url::parse(&own).is_ok(), &format!("4.2.6: an id is an IRI: {own}"));
            rule(ids.insert(own.clone()), &format!("4.2.6: an id is that of one: {own}"));
        }
        for name in ["updated", "published"] {
            for date in all(id, name) {
                rule(is_rfc_3339(&tree.text(date)), &format!("3.3: a date of RFC 3339: {}", tree.text(date)));
            }
        }
        rule(has_author || !all(id, "author").is_empty(), "4.1.1: an author");
        for author in all(id, "author") {
            rule(all(author, "name").len() == 1, "3.2: a person has one name");
        }
        for link in all(id, "link") {
            rule(
                tree.attribute(link, "href").is_some_and(|href| !links::is_harmful_text(href)),
                "4.2.7.1: a link has an address",
            );
        }
        for category in all(id, "category") {
            rule(tree.attribute(category, "term").is_some(), "4.2.2.1: a category has a term");
        }
        for name in ["title", "summary", "subtitle", "rights"] {
            for text in all(id, name) {
                let kind = tree.attribute(text, "type").unwrap_or("text");
                rule(["text", "html", "xhtml"].contains(&kind), &format!("3.1.1: a type of text: {kind}"));
                rule(
                    kind == "xhtml" || !tree.has_elements(text),
                    &format!("3.1.1: no elements in {name} of type {kind}"),
                );
            }
        }
    }
    for entry in entries {
        let has_page =
            all(entry, "link").iter().any(|link| tree.attribute(*link, "rel").is_none_or(|rel| rel == "alternate"));
        rule(has_page || !all(entry, "content").is_empty(), "4.1.2: a link to a page, or content");
        for source in all(entry, "source") {
            for name in ["id", "title", "updated"] {
                rule(all(source, name).len() <= 1, "4.2.11: a source has one of each");
            }
        }
    }
    wrong
}

/// What is wrong with a JSON Feed.
pub(super) fn json_feed(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let Ok(feed) = serde_json::from_str::<Value>(text) else { return vec!["no JSON".to_owned()] };
    let mut rule = |holds: bool, said: String| {
        if !holds {
            wrong.push(said);
        }
    };
    let is_link = |value: &Value| value.as_str().is_some_and(|link| !links::is_harmful_text(link));
    let is_optional = |value: &Value, holds: &dyn Fn(&Value) -> bool| value.is_null() || holds(value);
    rule(feed["version"] == "https://jsonfeed.org/version/1.1", "Top-level: version".to_owned());
    rule(feed["title"].is_string(), "Top-level: title".to_owned());
    for name in ["home_page_url", "feed_url", "next_url", "icon", "favicon"] {
        rule(is_optional(&feed[name], &is_link), format!("Top-level: {name} is an address"));
    }
    rule(feed["items"].is_array(), "Top-level: items".to_owned());
    let mut ids = HashSet::new();
    for item in feed["items"].as_array().into_iter().flatten() {
        rule(item["id"].is_string(), "Items: id is a string".to_owned());
        rule(ids.insert(item["id"].to_string()), format!("Items: id is unique: {}", item["id"]));
        for name in ["url", "external_url", "image", "banner_image"] {
            rule(is_optional(&item[name], &is_link), format!("Items: {name} is an address"));
        }
        for name in ["title", "content_html", "content_text", "summary", "language"] {
            rule(is_optional(&item[name], &Value::is_string), format!("Items: {name} is a string"));
        }
        rule(
            item["content_html"].is_string() || item["content_text"].is_string(),
            "Items: content_html or content_text".to_owned(),
        );
        for name in ["date_published", "date_modified"] {
            rule(
                is_optional(&item[name], &|date| date.as_str().is_some_and(is_rfc_3339)),
                format!("Items: {name} is a date of RFC 3339: {}", item[name]),
            );
        }
        rule(
            is_optional(&item["tags"], &|tags| tags.as_array().is_some_and(|tags| tags.iter().all(Value::is_string))),
            "Items: tags are strings".to_owned(),
        );
        for author in item["authors"].as_array().into_iter().flatten() {
            rule(
                author.as_object().is_some_and(|author| !author.is_empty()),
                "Authors: an object that says something".to_owned(),
            );
        }
        for attachment in item["attachments"].as_array().into_iter().flatten() {
            rule(
                attachment["url"].is_string() && attachment["mime_type"].is_string(),
                "Attachments: url and mime_type".to_owned(),
            );
        }
    }
    wrong
}

/// Whether XML is well-formed and declares what it uses, told by there being nothing to mend.
fn well_formed(text: &str) -> Vec<String> {
    let mut repairs = Repairs::default();
    mend::mend(text, &mut repairs).unwrap();
    repairs.finish().into_iter().map(|repair| format!("line {}: {}", repair.line, repair.what)).collect()
}
