//! Well-formed XML to a tree, by quick-xml.
//!
//! The tree borrows the text: every element knows its place in it, so that what is passed on is passed on as it was
//! written. Its depth is bounded by what [`mend`](super::mend) lets through. Namespaces are resolved here and not by the
//! parser's own list, which is searched from its end for every element.

use std::borrow::Cow;
use std::ops::Range;

use ahash::AHashMap;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::model::Binding;
use super::namespaces::{self, Space};

/// Place of an element in the tree.
pub(super) type Id = usize;

/// An element.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) prefix: &'t str,
    /// The name without its prefix.
    pub(super) local: &'t str,
    pub(super) space: Space,
    /// The name of its namespace.
    pub(super) namespace: &'t str,
    pub(super) attributes: Vec<Attribute<'t>>,
    /// Text and elements, in order.
    pub(super) content: Vec<Content<'t>>,
    /// All of it.
    pub(super) range: Range<usize>,
    /// Between its tags.
    pub(super) inner: Range<usize>,
    pub(super) parent: Option<Id>,
}

/// A piece of an element's content.
#[derive(Debug)]
pub(super) enum Content<'t> {
    Text(Cow<'t, str>),
    Element(Id),
}

/// An attribute; declarations of namespaces are among them.
#[derive(Debug)]
pub(super) struct Attribute<'t> {
    /// As written.
    pub(super) name: &'t str,
    pub(super) value: Cow<'t, str>,
    /// The value as written, between its quotes.
    pub(super) range: Range<usize>,
}

/// The elements of a text. The first is the root.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    pub(super) text: &'t str,
    nodes: Vec<Node<'t>>,
}

/// What the parser refuses.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) offset: usize,
    pub(super) reason: String,
}

/// Namespaces while a text is read.
#[derive(Default)]
struct Scope<'t> {
    bound: AHashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Scope<'t> {
    fn name(&self, prefix: &str) -> &'t str {
        match self.bound.get(prefix).and_then(|names| names.last()) {
            Some(name) => name,
            None if prefix == "xml" => namespaces::XML,
            None => "",
        }
    }
}

/// What an attribute declares: a prefix, empty for the default namespace.
fn declared(name: &str) -> Option<&str> {
    if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") }
}

impl<'t> Tree<'t> {
    /// Reads a text in which the given namespaces are bound already.
    pub(super) fn parse(text: &'t str, bindings: &'t [Binding]) -> Result<Self, Refused> {
        let mut tree = Self { text, nodes: Vec::new() };
        let mut scope = Scope::default();
        for binding in bindings {
            scope.bound.entry(&binding.prefix).or_default().push(&binding.name);
        }
        let mut open: Vec<Id> = Vec::new();
        let mut reader = Reader::from_str(text);
        loop {
            let start = place(reader.buffer_position());
            let event = reader
                .read_event()
                .map_err(|error| Refused { offset: place(reader.error_position()), reason: error.to_string() })?;
            let end = place(reader.buffer_position());
            match event {
                Event::Start(tag) => {
                    let id = tree.add(&tag, start..end, open.last().copied(), &mut scope)?;
                    open.push(id);
                }
                Event::Empty(tag) => {
                    let id = tree.add(&tag, start..end, open.last().copied(), &mut scope)?;
                    tree.leave(id, &mut scope);
                }
                Event::End(_) => {
                    if let Some(id) = open.pop() {
                        if let Some(node) = tree.nodes.get_mut(id) {
                            node.inner.end = start;
                            node.range.end = end;
                        }
                        tree.leave(id, &mut scope);
                    }
                }
                Event::Text(text) => tree.put(open.last(), lines(text.into_inner())),
                Event::CData(text) => tree.put(open.last(), lines(text.into_inner())),
                Event::GeneralRef(reference) => {
                    let written = format!("&{};", reference.into_inner());
                    let read = quick_xml::escape::unescape(&written).map(Cow::into_owned).unwrap_or(written);
                    tree.put(open.last(), read.into());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(tree)
    }

    fn add(
        &mut self,
        tag: &BytesStart<'t>,
        range: Range<usize>,
        parent: Option<Id>,
        scope: &mut Scope<'t>,
    ) -> Result<Id, Refused> {
        let text = self.text;
        let refused = |reason: String| Refused { offset: range.start, reason };
        let mut attributes = Vec::new();
        let mut raw = tag.attributes();
        for attribute in raw.with_checks(false) {
            let attribute = attribute.map_err(|error| refused(error.to_string()))?;
            let (Some(name), Some(value_range)) =
                (within(text, attribute.key.into_inner()), borrowed_range(text, &attribute))
            else {
                return Err(refused("an attribute cannot be read".to_owned()));
            };
            let Some(written) = text.get(value_range.clone()) else { continue };
            let value = if written.contains(['&', '\t', '\r', '\n']) {
                let value =
                    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| refused(error.to_string()))?;
                Cow::Owned(value.into_owned())
            } else {
                Cow::Borrowed(written)
            };
            if let Some(prefix) = declared(name) {
                // A declared name is hardly ever escaped; where it is, the written form still tells one from another.
                scope.bound.entry(prefix).or_default().push(written);
            }
            attributes.push(Attribute { name, value, range: value_range });
        }
        let name = text.get(range.start + 1..range.start + 1 + tag.name().into_inner().len()).unwrap_or_default();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = scope.name(prefix);
        let id = self.nodes.len();
        self.nodes.push(Node {
            prefix,
            local,
            space: namespaces::space(namespace),
            namespace,
            attributes,
            content: Vec::new(),
            inner: range.end..range.end,
            range,
            parent,
        });
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.content.push(Content::Element(id));
        }
        Ok(id)
    }

    /// Takes the declarations of an element out of force.
    fn leave(&self, id: Id, scope: &mut Scope<'t>) {
        for attribute in &self.node(id).attributes {
            if let Some(names) = declared(attribute.name).and_then(|prefix| scope.bound.get_mut(prefix)) {
                names.pop();
            }
        }
    }

    fn put(&mut self, open: Option<&Id>, text: Cow<'t, str>) {
        let Some(node) = open.and_then(|id| self.nodes.get_mut(*id)) else { return };
        match node.content.last_mut() {
            Some(Content::Text(before)) => before.to_mut().push_str(&text),
            _ => node.content.push(Content::Text(text)),
        }
    }

    /// The root; `None` in a text without elements.
    pub(super) fn root(&self) -> Option<Id> {
        (!self.nodes.is_empty()).then_some(0)
    }

    #[expect(clippy::indexing_slicing, reason = "ids come from this tree alone")]
    pub(super) fn node(&self, id: Id) -> &Node<'t> {
        &self.nodes[id]
    }

    /// The elements right below one.
    pub(super) fn children(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> + '_ {
        self.node(id).content.iter().filter_map(|content| match content {
            Content::Element(id) => Some(*id),
            Content::Text(_) => None,
        })
    }

    pub(super) fn has_elements(&self, id: Id) -> bool {
        self.children(id).next().is_some()
    }

    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let found = self.node(id).attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
        found.map(|attribute| attribute.value.as_ref())
    }

    /// All text in an element, that of its elements too.
    pub(super) fn text(&self, id: Id) -> Cow<'_, str> {
        match self.node(id).content.as_slice() {
            [] => Cow::Borrowed(""),
            [Content::Text(text)] => Cow::Borrowed(text),
            _ => {
                let mut text = String::new();
                self.push_text(id, &mut text);
                Cow::Owned(text)
            }
        }
    }

    fn push_text(&self, id: Id, into: &mut String) {
        for content in &self.node(id).content {
            match content {
                Content::Text(text) => into.push_str(text),
                Content::Element(id) => self.push_text(*id, into),
            }
        }
    }

    /// The text that is written between the tags of an element.
    pub(super) fn inner(&self, id: Id) -> &'t str {
        self.text.get(self.node(id).inner.clone()).unwrap_or_default()
    }

    /// The element as written.
    pub(super) fn outer(&self, id: Id) -> &'t str {
        self.text.get(self.node(id).range.clone()).unwrap_or_default()
    }

    /// The value of an attribute that holds for all that is below it, as `xml:lang`.
    pub(super) fn inherited(&self, id: Id, name: &str) -> Option<&str> {
        self.ancestors(id).find_map(|id| self.attribute(id, name))
    }

    /// The element, and those that it is in.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), |id| self.node(*id).parent)
    }

    /// What the element declares.
    pub(super) fn declarations(&self, id: Id) -> impl Iterator<Item = (&'t str, &'t str)> + '_ {
        self.node(id).attributes.iter().filter_map(|attribute| {
            let prefix = declared(attribute.name)?;
            Some((prefix, self.text.get(attribute.range.clone())?))
        })
    }

    /// The namespaces that an element and what is in it use and do not declare, sorted by prefix; `outer` is what is bound
    /// around the whole text. An empty name is that of no namespace.
    pub(super) fn outer_bindings(&self, id: Id, outer: &[Binding]) -> Vec<Binding> {
        let mut used = Vec::new();
        self.collect_used(id, &mut Vec::new(), &mut used);
        let mut bindings: Vec<Binding> = used
            .into_iter()
            .filter_map(|prefix| {
                let above = self.ancestors(id).skip(1);
                let declared = above.flat_map(|id| self.declarations(id)).find(|(declared, _)| *declared == prefix);
                let bound =
                    || outer.iter().find(|binding| binding.prefix == prefix).map(|binding| binding.name.as_str());
                let name = declared.map(|(_, name)| name).or_else(bound);
                let name = name.or_else(|| prefix.is_empty().then_some(""))?;
                Some(Binding { prefix: prefix.to_owned(), name: name.to_owned() })
            })
            .collect();
        bindings.sort();
        bindings
    }

    fn collect_used(&self, id: Id, declared: &mut Vec<&'t str>, used: &mut Vec<&'t str>) {
        let node = self.node(id);
        let before = declared.len();
        declared.extend(self.declarations(id).map(|(prefix, _)| prefix));
        let of_attributes = node.attributes.iter().filter_map(|attribute| attribute.name.split_once(':'));
        let prefixes = of_attributes.map(|(prefix, _)| prefix).chain([node.prefix]);
        for prefix in prefixes.filter(|prefix| !matches!(*prefix, "xml" | "xmlns")) {
            if !declared.contains(&prefix) && !used.contains(&prefix) {
                used.push(prefix);
            }
        }
        for child in self.children(id) {
            self.collect_used(child, declared, used);
        }
        declared.truncate(before);
    }
}

/// Line ends as XML has them (XML 1.0, section 2.11).
fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The piece of a text that another piece of the same text is.
fn piece_range(text: &str, piece: &str) -> Option<Range<usize>> {
    let start = (piece.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let end = start.checked_add(piece.len())?;
    (end <= text.len()).then_some(start..end)
}

fn within<'t>(text: &'t str, piece: &str) -> Option<&'t str> {
    text.get(piece_range(text, piece)?)
}

/// Where the value of an attribute is; values are borrowed from the text as long as that is text.
fn borrowed_range(text: &str, attribute: &quick_xml::events::attributes::Attribute<'_>) -> Option<Range<usize>> {
    match &attribute.value {
        Cow::Borrowed(value) => piece_range(text, value),
        Cow::Owned(_) => None,
    }
}
