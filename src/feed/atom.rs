//! Atom 1.0 (RFC 4287), and 0.3, which many an archive still holds.

use url::Url;

use super::model::{Feed, FeedKind, Item, RawHead, RawItem};
use super::namespaces::Space;
use super::plain;
use super::reading::{self, Reading, joined};
use super::tree::Id;
use super::write::NAMESPACE;
use super::xml::Source;
use crate::moment::Moment;

/// Reads the feed below a root.
pub(super) fn read(source: &Source<'_>, root: Id, reading: Reading<'_>) -> Feed {
    let mut reader = Reader { source, reading, space: source.tree.node(root).space };
    let outer = reader.reading.base().or_else(|| reader.own_address(root));
    let mut feed = reader.head(root, outer.as_ref());
    let author = reader.authors(root);
    // A document may be one entry alone (RFC 4287, section 2).
    let is_entry = source.tree.node(root).local.eq_ignore_ascii_case("entry");
    let entries: Vec<Id> = if is_entry { vec![root] } else { source.all(root, reader.space, "entry").collect() };
    let entries = reader.reading.capped(entries, |id| source.line(id));
    if is_entry {
        feed = Feed { kind: FeedKind::Atom, ..Feed::default() };
    }
    feed.items = entries
        .into_iter()
        .map(|id| {
            let mut item = reader.entry(id, outer.as_ref());
            item.author = item.author.or_else(|| author.clone());
            item
        })
        .collect();
    reader.reading.finish(feed)
}

struct Reader<'a, 't, 'c> {
    source: &'a Source<'t>,
    reading: Reading<'c>,
    /// The namespace of the root: Atom's, or none where that was forgotten.
    space: Space,
}

/// What a construct of text says.
enum Words {
    Plain(String),
    Html(String),
}

impl Words {
    fn html(self) -> String {
        match self {
            Self::Plain(text) if text.trim().contains('\n') => plain::as_paragraphs(&plain::text_paragraphs(&text)),
            Self::Plain(text) => plain::as_html(&text),
            Self::Html(html) => html,
        }
    }
}

impl Reader<'_, '_, '_> {
    fn text(&self, id: Id, local: &str) -> Option<(Id, String)> {
        self.source.text(id, self.space, local)
    }

    /// Where the feed says that it is, to stand for where it was fetched from.
    fn own_address(&self, root: Id) -> Option<Url> {
        let tree = &self.source.tree;
        let addresses = |relation: &'static str| {
            self.source.all(root, self.space, "link").filter_map(move |id| {
                let is_wanted = tree.attribute(id, "rel").unwrap_or("alternate") == relation;
                Url::parse(tree.attribute(id, "href").filter(|_| is_wanted)?).ok()
            })
        };
        ["self", "alternate"].into_iter().find_map(|relation| addresses(relation).find(Url::has_host))
    }

    fn head(&mut self, root: Id, outer: Option<&Url>) -> Feed {
        let source = self.source;
        let title = self.title(root);
        let elements = source
            .tree
            .children(root)
            .filter(|id| {
                let node = source.tree.node(*id);
                node.space != self.space || !node.local.eq_ignore_ascii_case("entry")
            })
            .map(|id| source.raw(id, outer))
            .collect();
        let description = ["subtitle", "tagline", "info"]
            .into_iter()
            .find_map(|local| source.all(root, self.space, local).find_map(|id| self.words(id)));
        Feed {
            kind: FeedKind::Atom,
            title,
            home: self.link(root, &["alternate"], outer),
            address: self.link(root, &["self"], outer),
            id: self.text(root, "id").map(|(_, id)| id),
            description: description.map(|words| plain::paragraphs(&words.html())).filter(|text| !text.is_empty()),
            language: source.tree.attribute(root, "xml:lang").map(str::to_owned),
            updated: self.date(root, &["updated", "modified"]),
            items: Vec::new(),
            repairs: Vec::new(),
            head: RawHead::Xml(source.head(root, elements)),
        }
    }

    fn entry(&mut self, id: Id, outer: Option<&Url>) -> Item {
        let source = self.source;
        let tree = &source.tree;
        let mut item = reading::item(source.line(id), source.place(id));
        item.raw = RawItem::Xml(source.raw(id, outer));
        item.id = self.text(id, "id").map(|(_, id)| id);
        item.title = self.title(id).or_else(|| {
            let (id, title) = source.text(id, Space::Media, "title")?;
            self.reading.title(source.line(id), &title)
        });
        item.link = self
            .link(id, &["alternate"], outer)
            .or_else(|| {
                let content = source.all(id, self.space, "content").find(|id| tree.attribute(*id, "src").is_some())?;
                let written = tree.attribute(content, "src")?;
                self.reading.link(source.line(content), written, source.base(content, outer).as_ref())
            })
            .or_else(|| self.link(id, &["self", "via", "related"], outer));
        item.published = self.date(id, &["published", "issued", "created"]).or_else(|| {
            let (id, written) = source.text(id, Space::DublinCore, "date")?;
            self.reading.date(source.line(id), &written)
        });
        item.updated = self.date(id, &["updated", "modified"]);
        let origin = source.all(id, self.space, "source").next();
        item.author = self.authors(id).or_else(|| origin.and_then(|origin| self.authors(origin)));
        item.source = origin.and_then(|origin| self.title(origin));
        item.language = tree.inherited(id, "xml:lang").map(str::to_owned);
        item.summary = source.all(id, self.space, "summary").find_map(|id| self.words(id)).map(Words::html);
        item.content = source.all(id, self.space, "content").find_map(|id| self.words(id)).map(Words::html);
        if item.summary.is_none() && item.content.is_none() {
            let group = source.all(id, Space::Media, "group").next();
            let described = [Some(id), group].into_iter().flatten();
            item.summary = described
                .flat_map(|id| source.all(id, Space::Media, "description"))
                .find_map(|id| source.html(id))
                .map(|text| plain::as_html(&text));
        }
        let categories = source.all(id, self.space, "category").filter_map(|id| {
            let name = tree.attribute(id, "label").or_else(|| tree.attribute(id, "term"));
            plain::title(name?).text
        });
        let subjects = source.all(id, Space::DublinCore, "subject").filter_map(|id| plain::title(&tree.text(id)).text);
        item.categories = categories.chain(subjects).collect();
        let attached = source.all(id, self.space, "link").filter(|id| tree.attribute(*id, "rel") == Some("enclosure"));
        item.attached = attached.filter_map(|id| tree.attribute(id, "href")).map(str::to_owned).collect();
        item
    }

    fn title(&mut self, id: Id) -> Option<String> {
        let source = self.source;
        let (line, words) =
            source.all(id, self.space, "title").find_map(|id| Some((source.line(id), self.words(id)?)))?;
        match words {
            Words::Plain(text) | Words::Html(text) => self.reading.title(line, &text),
        }
    }

    /// A construct of text or content (RFC 4287, sections 3.1 and 4.1.3); `None` if it is empty, elsewhere, or no text.
    fn words(&self, id: Id) -> Option<Words> {
        let source = self.source;
        let tree = &source.tree;
        let kind = tree.attribute(id, "type").map(|kind| kind.trim().to_ascii_lowercase()).unwrap_or_default();
        let mode = tree.attribute(id, "mode").unwrap_or_default();
        let words = match kind.as_str() {
            _ if mode == "base64" => return None,
            _ if tree.has_elements(id) => {
                // The `div` around XHTML is no part of it.
                let mut children = tree.children(id);
                let only = children.next().filter(|_| children.next().is_none());
                let is_div = |id: &Id| kind == "xhtml" && tree.node(*id).local == "div";
                Words::Html(match only.filter(is_div) {
                    Some(div) => {
                        let outer = source.without_prefixes(id);
                        let inner = outer.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</"));
                        if tree.node(div).prefix.is_empty() {
                            tree.inner(div).to_owned()
                        } else {
                            inner.map_or(outer.clone(), |(inner, _)| inner.to_owned())
                        }
                    }
                    None => source.without_prefixes(id),
                })
            }
            "html" | "text/html" | "xhtml" | "application/xhtml+xml" => Words::Html(tree.text(id).into_owned()),
            "" | "text" => match mode {
                "escaped" => Words::Html(tree.text(id).into_owned()),
                _ => Words::Plain(tree.text(id).into_owned()),
            },
            kind if kind.starts_with("text/") => match mode {
                "escaped" => Words::Html(tree.text(id).into_owned()),
                _ => Words::Plain(tree.text(id).into_owned()),
            },
            _ => return None,
        };
        let (Words::Plain(text) | Words::Html(text)) = &words;
        (!text.trim().is_empty()).then_some(words)
    }

    /// The link of the first of some relations; of several alternates, the one that is a web page.
    fn link(&mut self, id: Id, relations: &[&str], outer: Option<&Url>) -> Option<String> {
        let source = self.source;
        let tree = &source.tree;
        let relation = |id: Id| {
            let written = tree.attribute(id, "rel").map_or("alternate", str::trim);
            written.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(written).to_ascii_lowercase()
        };
        // Links that an earlier run wrote lead to the reports of others.
        let is_other = |link: Id| {
            let others = tree.children(id).filter(|id| tree.node(*id).namespace == NAMESPACE);
            let mut addresses = others.filter_map(|other| tree.attribute(other, "href"));
            relation(link) == "related" && addresses.any(|address| Some(address) == tree.attribute(link, "href"))
        };
        for wanted in relations {
            let mut found: Vec<Id> = source
                .all(id, self.space, "link")
                .filter(|id| tree.attribute(*id, "href").is_some() && relation(*id) == *wanted && !is_other(*id))
                .collect();
            let is_page = |id: &Id| tree.attribute(*id, "type").is_none_or(|kind| kind.contains("html"));
            found.sort_by_key(|id| !is_page(id));
            for link in found {
                let base = source.base(link, outer);
                let written = tree.attribute(link, "href").unwrap_or_default();
                if let Some(link) = self.reading.link(source.line(link), written, base.as_ref()) {
                    return Some(link);
                }
            }
        }
        None
    }

    fn authors(&self, id: Id) -> Option<String> {
        let source = self.source;
        let names = source.all(id, self.space, "author").filter_map(|author| {
            let name = self.text(author, "name").or_else(|| self.text(author, "email"));
            let name = name.map(|(_, name)| name).or_else(|| Some(source.tree.text(author).into_owned()))?;
            plain::title(&name).text
        });
        let creators =
            || source.all(id, Space::DublinCore, "creator").filter_map(|id| plain::title(&source.tree.text(id)).text);
        joined(names).or_else(|| joined(creators()))
    }

    fn date(&mut self, id: Id, names: &[&str]) -> Option<Moment> {
        for name in names {
            if let Some((id, written)) = self.text(id, name)
                && let Some(moment) = self.reading.date(self.source.line(id), &written)
            {
                return Some(moment);
            }
        }
        None
    }
}
