//! RSS, all of it: 0.90 and 1.0 (RDF), 0.91 to 0.94, 2.0, with the modules that say who, when and what.
//!
//! Sources: RSS 2.0 Specification (RSS Advisory Board, 2.0.11), RSS 1.0, Dublin Core and content modules, Media RSS.
//! Elements of RSS are those without a namespace, of a namespace of RSS, or of the root's own default namespace, whatever
//! it is; their names are read in upper and lower case.

use url::Url;

use super::model::{Feed, FeedKind, Item, RawHead, RawItem};
use super::namespaces::Space;
use super::reading::{self, Reading, joined};
use super::tree::Id;
use super::xml::Source;
use super::{links, plain};
use crate::moment::Moment;

/// Reads the feed below a root.
pub(super) fn read(source: &Source<'_>, root: Id, reading: Reading<'_>) -> Feed {
    let mut reader = Reader { source, root, reading };
    let tree = &source.tree;
    let channels: Vec<Id> = if tree.node(root).local.eq_ignore_ascii_case("channel") {
        vec![root]
    } else {
        reader.all(root, "channel").collect()
    };
    let channel = channels.first().copied().unwrap_or(root);
    let mut feed = reader.head(channel);
    let outer = reader.reading.base();
    let base = feed.home.as_deref().and_then(|home| Url::parse(home).ok()).or(outer);
    let items: Vec<Id> = tree
        .children(root)
        .flat_map(|child| {
            let is_channel = channels.contains(&child);
            let inner: Vec<Id> = if is_channel { reader.all(child, "item").collect() } else { Vec::new() };
            inner.into_iter().chain(reader.is(child, "item").then_some(child))
        })
        .collect();
    let items = if root == channel { reader.all(root, "item").collect() } else { items };
    let items = reader.reading.capped(items, |id| source.line(id));
    feed.items = items.into_iter().map(|id| reader.item(id, &feed, base.as_ref())).collect();
    reader.reading.finish(feed)
}

struct Reader<'a, 't, 'c> {
    source: &'a Source<'t>,
    root: Id,
    reading: Reading<'c>,
}

impl<'a> Reader<'a, '_, '_> {
    /// Whether an element is one of RSS, of a name.
    fn is(&self, id: Id, local: &str) -> bool {
        let node = self.source.tree.node(id);
        let is_rss = matches!(node.space, Space::None | Space::Rss)
            || node.prefix.is_empty() && node.namespace == self.source.tree.node(self.root).namespace;
        is_rss && node.local.eq_ignore_ascii_case(local)
    }

    fn all(&self, id: Id, local: &'a str) -> impl Iterator<Item = Id> {
        self.source.tree.children(id).filter(move |child| self.is(*child, local))
    }

    /// The first of them that holds text.
    fn text(&self, id: Id, local: &'a str) -> Option<(Id, String)> {
        self.all(id, local).find_map(|id| {
            let text = self.source.tree.text(id);
            let text = text.trim();
            (!text.is_empty()).then(|| (id, text.to_owned()))
        })
    }

    fn head(&mut self, channel: Id) -> Feed {
        let source = self.source;
        let tree = &source.tree;
        let node = tree.node(self.root);
        let version = tree.attribute(self.root, "version").unwrap_or_default();
        let kind = match () {
            () if node.local.eq_ignore_ascii_case("rdf") => FeedKind::Rss1,
            () if version.trim().starts_with("0.") => FeedKind::Rss0,
            () => FeedKind::Rss2,
        };
        let outer = self.reading.base();
        let base = source.base(channel, outer.as_ref());
        let line = source.line(channel);
        let home = self.link_of(channel, base.as_ref());
        let address = source.all(channel, Space::Atom, "link").find(|id| tree.attribute(*id, "rel") == Some("self"));
        let address = address
            .and_then(|id| tree.attribute(id, "href"))
            .and_then(|href| self.reading.link(line, href, base.as_ref()));
        let title = self.text(channel, "title").or_else(|| source.text(channel, Space::DublinCore, "title"));
        let title = title.and_then(|(id, title)| self.reading.title(source.line(id), &title));
        let description = self
            .all(channel, "description")
            .find_map(|id| source.html(id))
            .or_else(|| source.text(channel, Space::Itunes, "summary").map(|(_, text)| text));
        let language = self.text(channel, "language").or_else(|| source.text(channel, Space::DublinCore, "language"));
        let language =
            language.map(|(_, language)| language).or_else(|| tree.inherited(channel, "xml:lang").map(str::to_owned));
        let updated = self
            .date(channel, &[Place::Rss("lastBuildDate"), Place::Rss("pubDate")])
            .or_else(|| self.date(channel, &[Place::Of(Space::DublinCore, "date"), Place::Of(Space::Atom, "updated")]));
        let elements = if kind == FeedKind::Rss1 || channel == self.root {
            Vec::new()
        } else {
            tree.children(channel).filter(|id| !self.is(*id, "item")).map(|id| source.raw(id, base.as_ref())).collect()
        };
        Feed {
            kind,
            title,
            home,
            address,
            id: source.text(channel, Space::Atom, "id").map(|(_, id)| id),
            description: description.map(|html| plain::paragraphs(&html)).filter(|text| !text.is_empty()),
            language,
            updated,
            items: Vec::new(),
            repairs: Vec::new(),
            head: RawHead::Xml(source.head(self.root, elements)),
        }
    }

    /// The web page of a channel or item: its own `link`, or the one that Atom's element names.
    fn link_of(&mut self, id: Id, base: Option<&Url>) -> Option<String> {
        let source = self.source;
        let tree = &source.tree;
        let written = self.text(id, "link").or_else(|| {
            let with_address = self.all(id, "link").find(|id| tree.attribute(*id, "href").is_some());
            let of_atom = || {
                source.all(id, Space::Atom, "link").find(|id| {
                    let is_page = tree.attribute(*id, "rel").is_none_or(|rel| rel.trim() == "alternate");
                    is_page && tree.attribute(*id, "href").is_some()
                })
            };
            let id = with_address.or_else(of_atom)?;
            Some((id, tree.attribute(id, "href")?.to_owned()))
        });
        let (id, written) = written?;
        self.reading.link(source.line(id), &written, source.base(id, base).as_ref())
    }

    fn item(&mut self, id: Id, feed: &Feed, base: Option<&Url>) -> Item {
        let source = self.source;
        let tree = &source.tree;
        let line = source.line(id);
        let mut item = reading::item(line, source.place(id));
        item.raw = RawItem::Xml(source.raw(id, base));
        let about = tree.node(id).attributes.iter().find(|attribute| attribute.name.ends_with(":about"));
        let guid = self.text(id, "guid");
        item.id_is_link = guid.as_ref().is_some_and(|(id, _)| {
            tree.attribute(*id, "isPermaLink").is_none_or(|is| !is.trim().eq_ignore_ascii_case("false"))
        });
        item.id = guid.map(|(_, guid)| guid);
        item.id = item.id.or_else(|| source.text(id, Space::Atom, "id").map(|(_, id)| id));
        item.id = item.id.or_else(|| about.map(|about| about.value.trim().to_owned()));
        item.id = item.id.or_else(|| source.text(id, Space::DublinCore, "identifier").map(|(_, id)| id));
        item.link = self.link_of(id, base);
        if item.link.is_none()
            && let Some(guid) = item.id.as_deref().filter(|guid| links::is_web(guid))
            && (item.id_is_link || about.is_some())
        {
            item.link = self.reading.link(line, guid, None);
        }
        item.id_is_link &= item.id.as_deref().is_some_and(links::is_web);
        let title = self.all(id, "title").find_map(|id| Some((id, source.html(id)?)));
        let title = title
            .or_else(|| source.text(id, Space::DublinCore, "title"))
            .or_else(|| source.text(id, Space::Atom, "title"))
            .or_else(|| source.text(id, Space::Media, "title"));
        item.title = title.and_then(|(id, title)| self.reading.title(source.line(id), &title));
        item.published = self.date(
            id,
            &[
                Place::Rss("pubDate"),
                Place::Of(Space::DublinCore, "date"),
                Place::Of(Space::Atom, "published"),
                Place::Of(Space::DublinTerms, "issued"),
                Place::Of(Space::DublinTerms, "available"),
                Place::Of(Space::DublinTerms, "created"),
                Place::Rss("published"),
                Place::Rss("date"),
            ],
        );
        item.updated = self.date(
            id,
            &[
                Place::Of(Space::Atom, "updated"),
                Place::Of(Space::DublinTerms, "modified"),
                Place::Rss("updated"),
                Place::Rss("lastBuildDate"),
            ],
        );
        item.author = self.author(id);
        item.language = source
            .text(id, Space::DublinCore, "language")
            .map(|(_, language)| language)
            .or_else(|| tree.inherited(id, "xml:lang").map(str::to_owned))
            .or_else(|| feed.language.clone());
        self.words(id, &mut item);
        item.source = self.text(id, "source").and_then(|(_, text)| plain::title(&text).text);
        let attached = self.all(id, "enclosure").filter_map(|id| tree.attribute(id, "url"));
        item.attached = attached.map(str::to_owned).collect();
        let categories = self.all(id, "category").chain(source.all(id, Space::DublinCore, "subject"));
        item.categories = categories.filter_map(|id| plain::title(&tree.text(id)).text).collect();
        item
    }

    /// What an item says, in short and at length.
    fn words(&self, id: Id, item: &mut Item) {
        let source = self.source;
        let of = |space, local| source.all(id, space, local).find_map(|id| source.html(id));
        item.content = of(Space::Content, "encoded")
            .or_else(|| of(Space::Xhtml, "body"))
            .or_else(|| of(Space::Xhtml, "div"))
            .or_else(|| of(Space::Atom, "content"))
            .or_else(|| self.all(id, "content").find_map(|id| source.html(id)));
        item.summary = self
            .all(id, "description")
            .find_map(|id| source.html(id))
            .or_else(|| of(Space::Atom, "summary"))
            .or_else(|| of(Space::DublinCore, "description"))
            .or_else(|| of(Space::Itunes, "summary"))
            .or_else(|| of(Space::Media, "description"))
            .or_else(|| {
                let group = source.all(id, Space::Media, "group").next()?;
                source.all(group, Space::Media, "description").find_map(|id| source.html(id))
            });
    }

    fn author(&self, id: Id) -> Option<String> {
        let source = self.source;
        let name = |id: Id| plain::title(&source.tree.text(id)).text;
        let creators = joined(source.all(id, Space::DublinCore, "creator").filter_map(name));
        let authors = || joined(self.all(id, "author").filter_map(name).map(|written| person(&written)));
        let of_atom = || {
            let names =
                source.all(id, Space::Atom, "author").flat_map(|author| source.all(author, Space::Atom, "name"));
            joined(names.filter_map(name))
        };
        let of_podcast = || joined(source.all(id, Space::Itunes, "author").filter_map(name));
        creators.or_else(authors).or_else(of_atom).or_else(of_podcast)
    }

    /// The first date among places, in their order.
    fn date(&mut self, id: Id, places: &[Place<'static>]) -> Option<Moment> {
        let source = self.source;
        for place in places {
            let found = match place {
                Place::Rss(local) => self.text(id, local),
                Place::Of(space, local) => source.text(id, *space, local),
            };
            if let Some((id, written)) = found
                && let Some(moment) = self.reading.date(source.line(id), &written)
            {
                return Some(moment);
            }
        }
        None
    }
}

/// Where a field may stand.
enum Place<'a> {
    Rss(&'a str),
    Of(Space, &'a str),
}

/// The name in what RSS asks for, an address of mail: `desk@example.org (Han Sora)`, `Han Sora <desk@example.org>`.
fn person(written: &str) -> String {
    let named = match (written.split_once('('), written.split_once('<')) {
        (Some((mail, name)), _) if mail.contains('@') => name.trim_end().trim_end_matches(')').trim(),
        (_, Some((name, mail))) if mail.contains('@') && !name.trim().is_empty() => name.trim().trim_matches('"'),
        _ => written,
    };
    named.to_owned()
}
