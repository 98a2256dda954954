//! XML feeds: what RSS and Atom have in common.

use std::ops::Range;

use url::Url;

use super::edits::Edited;
use super::mend;
use super::model::{Binding, Feed, RawElement, XmlHead};
use super::namespaces::Space;
use super::reading::Reading;
use super::repair::{FeedError, FeedFault};
use super::tree::{Id, Tree};
use super::{atom, links, rss};

/// A feed's tree, with the way back to the lines and places of the source.
pub(super) struct Source<'t> {
    pub(super) tree: Tree<'t>,
    mended: &'t Edited<'t>,
    /// Where lines end.
    lines: Vec<usize>,
}

/// Reads a feed in XML.
pub(super) fn read(text: &str, mut reading: Reading<'_>) -> Result<Feed, FeedError> {
    let mended = mend::mend(text, &mut reading.repairs);
    let error = |line, fault| FeedError { path: reading.context.path.to_owned(), line, fault };
    let mended = mended.map_err(|too_broken| error(None, FeedFault::Malformed { reason: too_broken.to_string() }))?;
    let lines: Vec<usize> = memchr::memchr_iter(b'\n', mended.text.as_bytes()).collect();
    let tree = Tree::parse(&mended.text, &[]).map_err(|refused| {
        let line = lines.partition_point(|end| *end < refused.offset) as u64 + 1;
        error(Some(line), FeedFault::Malformed { reason: refused.reason })
    })?;
    let Some(root) = tree.root() else { return Err(error(None, FeedFault::Foreign)) };
    let local = tree.node(root).local.to_ascii_lowercase();
    let source = Source { tree, mended: &mended, lines };
    match local.as_str() {
        "rss" | "rdf" | "channel" => Ok(rss::read(&source, root, reading)),
        "feed" | "entry" => Ok(atom::read(&source, root, reading)),
        "html" => Err(error(None, FeedFault::WebPage)),
        _ => Err(error(Some(source.line(root)), FeedFault::Foreign)),
    }
}

impl Source<'_> {
    /// The line on which an element begins.
    pub(super) fn line(&self, id: Id) -> u64 {
        let start = self.tree.node(id).range.start;
        self.lines.partition_point(|end| *end < start) as u64 + 1
    }

    /// Where an element is in the text that was given.
    pub(super) fn place(&self, id: Id) -> Range<usize> {
        let range = &self.tree.node(id).range;
        self.mended.original(range.start)..self.mended.original(range.end)
    }

    /// What links in an element are relative to: `xml:base` of it and of what it is in (XML Base, section 4).
    pub(super) fn base(&self, id: Id, outermost: Option<&Url>) -> Option<Url> {
        let mut stated: Vec<&str> =
            self.tree.ancestors(id).filter_map(|id| self.tree.attribute(id, "xml:base")).collect();
        stated.reverse();
        stated.into_iter().fold(outermost.cloned(), links::base)
    }

    /// The element as it was written, with what is in force around it.
    pub(super) fn raw(&self, id: Id, outermost: Option<&Url>) -> RawElement {
        let around = self.tree.node(id).parent;
        let has_base = around.is_some_and(|around| self.tree.inherited(around, "xml:base").is_some());
        RawElement {
            text: self.tree.outer(id).to_owned(),
            bindings: self.tree.outer_bindings(id, &[]),
            base: around.filter(|_| has_base).and_then(|around| self.base(around, outermost)).map(String::from),
            language: around.and_then(|around| self.tree.inherited(around, "xml:lang")).map(str::to_owned),
        }
    }

    /// The root's own part of the head.
    pub(super) fn head(&self, root: Id, elements: Vec<RawElement>) -> XmlHead {
        XmlHead {
            bindings: self
                .tree
                .declarations(root)
                .map(|(prefix, name)| Binding { prefix: prefix.to_owned(), name: name.to_owned() })
                .collect(),
            elements,
        }
    }

    /// The elements of a namespace and a name right below one, upper and lower case the same.
    pub(super) fn all<'a>(&'a self, id: Id, space: Space, local: &'a str) -> impl Iterator<Item = Id> + 'a {
        self.tree.children(id).filter(move |child| {
            let node = self.tree.node(*child);
            node.space == space && node.local.eq_ignore_ascii_case(local)
        })
    }

    /// The first of them that holds text.
    pub(super) fn text(&self, id: Id, space: Space, local: &str) -> Option<(Id, String)> {
        self.all(id, space, local).find_map(|id| {
            let text = self.tree.text(id);
            let text = text.trim();
            (!text.is_empty()).then(|| (id, text.to_owned()))
        })
    }

    /// What an element says as HTML: its text or, where it has elements, these as written.
    pub(super) fn html(&self, id: Id) -> Option<String> {
        let html = if self.tree.has_elements(id) { self.without_prefixes(id) } else { self.tree.text(id).into_owned() };
        (!html.trim().is_empty()).then_some(html)
    }

    /// The inside of an element as written, the prefix of HTML's elements taken off.
    pub(super) fn without_prefixes(&self, id: Id) -> String {
        let inner = self.tree.inner(id);
        let prefix = self
            .tree
            .children(id)
            .map(|child| self.tree.node(child))
            .find_map(|node| (node.space == Space::Xhtml && !node.prefix.is_empty()).then_some(node.prefix));
        match prefix {
            Some(prefix) => inner.replace(&format!("<{prefix}:"), "<").replace(&format!("</{prefix}:"), "</"),
            None => inner.to_owned(),
        }
    }
}
