//! What an earlier run of samestory added to an item, taken off again: a second run adds to what the publisher wrote.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::edits::Edits;
use super::model::{Item, Members, RawElement, RawItem};
use super::namespaces::Space;
use super::tree::Tree;
use super::write::{Also, Mark, NAMESPACE, OWN_MEMBER, also, escaped};
use super::{links, plain};

/// Takes the marks, the links to others and the list of them off an item, and notes what they said.
pub(super) fn take_off(item: &mut Item) {
    match &mut item.raw {
        RawItem::Xml(raw) => {
            if let Some((text, others, mark)) = from_element(raw) {
                raw.text = text;
                (item.also, item.mark) = (others, mark);
            }
        }
        RawItem::Json(members) => {
            (item.also, item.mark) = from_members(members);
            item.source = item.source.take().or_else(|| origin(members));
        }
        RawItem::None => {}
    }
    for html in [&mut item.summary, &mut item.content].into_iter().flatten() {
        if let Cow::Owned(own) = also::without(html) {
            *html = own;
        }
    }
}

fn from_element(raw: &mut RawElement) -> Option<(String, Vec<Also>, Option<Mark>)> {
    let is_ours = |raw: &RawElement| raw.bindings.iter().any(|binding| binding.name == NAMESPACE);
    if !raw.text.contains("samestory") && !is_ours(raw) {
        return None;
    }
    let (mut others, mut mark) = (Vec::new(), None);
    let mut edits = Edits::default();
    let mut stays = false;
    let tree = Tree::parse(&raw.text, &raw.bindings).ok()?;
    tree.root()?;
    for id in tree.children(0) {
        let node = tree.node(id);
        if node.namespace != NAMESPACE {
            continue;
        }
        let attribute = |name: &str| tree.attribute(id, name).map(str::to_owned);
        match node.local {
            "also" => others.push(Also {
                title: attribute("title").unwrap_or_default(),
                link: attribute("href").and_then(|href| links::read(&href, None).address()),
                source: attribute("source"),
            }),
            "story" => {
                mark = Some(Mark {
                    set: attribute("set").unwrap_or_default(),
                    story: attribute("id").unwrap_or_default(),
                    relation: attribute("relation").unwrap_or_default(),
                    of: attribute("of"),
                });
            }
            _ => {
                stays = true;
                continue;
            }
        }
        edits.remove(node.range.clone());
    }
    // Atom has links of its own to the others.
    for id in tree.children(0) {
        let is_related = tree.node(id).space == Space::Atom && tree.attribute(id, "rel") == Some("related");
        let href = tree.attribute(id, "href");
        if is_related && href.is_some() && others.iter().any(|other| other.link.as_deref() == href) {
            edits.remove(tree.node(id).range.clone());
        }
    }
    let text = edits.apply(&raw.text).text.into_owned();
    let text = without_between(&text, also::MARK, "</div>").into_owned();
    let text = without_between(&text, &escaped(also::MARK), &escaped("</div>")).into_owned();
    if !stays {
        raw.bindings.retain(|binding| binding.name != NAMESPACE);
    }
    Some((text, others, mark))
}

/// A text without what stands from one sign to the next other, both signs included.
fn without_between<'t>(text: &'t str, start: &str, end: &str) -> Cow<'t, str> {
    let Some((before, rest)) = text.split_once(start) else { return text.into() };
    match rest.split_once(end) {
        Some((_, behind)) => format!("{before}{behind}").into(),
        None => text.into(),
    }
}

/// A link to another report, as JSON.
#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    title: String,
    url: Option<String>,
    source: Option<String>,
}

/// A mark, as JSON.
#[derive(Deserialize)]
struct Story {
    #[serde(default)]
    set: String,
    id: String,
    relation: String,
    of: Option<String>,
}

fn from_members(members: &mut Members) -> (Vec<Also>, Option<Mark>) {
    let (mut others, mut mark) = (Vec::new(), None);
    let Some(place) = members.iter().rposition(|(name, _)| name == OWN_MEMBER) else { return (others, mark) };
    let Ok(own) = serde_json::from_str::<super::json::members::Object<'_>>(members[place].1.get()) else {
        return (others, mark);
    };
    let mut rest: Vec<(String, Box<RawValue>)> = own.owned();
    rest.retain(|(name, raw)| match name.as_str() {
        "also" => {
            others =
                serde_json::from_str::<Vec<Other>>(raw.get()).unwrap_or_default().into_iter().map(Also::from).collect();
            false
        }
        "story" => {
            mark = serde_json::from_str::<Story>(raw.get()).ok().map(Mark::from);
            false
        }
        _ => true,
    });
    let written = rest.iter().map(|(name, raw)| format!("{}:{}", serde_json::Value::from(name.as_str()), raw.get()));
    let written = format!("{{{}}}", written.collect::<Vec<_>>().join(","));
    match RawValue::from_string(written) {
        Ok(written) if !rest.is_empty() => members[place].1 = written,
        _ => drop(members.remove(place)),
    }
    // Without others there is no list of ours, and what looks like one is the publisher's.
    for (name, raw) in members.iter_mut().filter(|_| !others.is_empty()) {
        let Ok(text) = serde_json::from_str::<String>(raw.get()) else { continue };
        let own = match name.as_str() {
            "content_html" => also::without(&text).into_owned(),
            "content_text" => text.get(..also::length_without(&text)).unwrap_or_default().to_owned(),
            _ => continue,
        };
        if own != text
            && let Ok(own) = RawValue::from_string(serde_json::Value::from(own).to_string())
        {
            *raw = own;
        }
    }
    (others, mark)
}

/// The title of the feed that an item of a merged feed is from.
fn origin(members: &Members) -> Option<String> {
    #[derive(Deserialize)]
    struct Own {
        feed: Origin,
    }
    #[derive(Deserialize)]
    struct Origin {
        title: String,
    }
    let (_, own) = members.iter().rfind(|(name, _)| name == OWN_MEMBER)?;
    plain::title(&serde_json::from_str::<Own>(own.get()).ok()?.feed.title).text
}

impl From<Other> for Also {
    fn from(other: Other) -> Self {
        let link = other.url.and_then(|url| links::read(&url, None).address());
        Self { title: other.title, link, source: other.source }
    }
}

impl From<Story> for Mark {
    fn from(story: Story) -> Self {
        Self { set: story.set, story: story.id, relation: story.relation, of: story.of }
    }
}
