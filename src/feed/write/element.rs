//! An element as it was written, with as little changed as must be.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::declarations::Declarations;
use super::{Output, disarm, escape};
use crate::feed::edits::Edits;
use crate::feed::links;
use crate::feed::model::{RawElement, RawItem};
use crate::feed::namespaces::Space;
use crate::feed::plain::{as_html, is_harmless};
use crate::feed::tree::{Content, Id, Tree};

/// The changes to one element.
pub(super) struct Rewriting<'t> {
    pub(super) tree: Tree<'t>,
    raw: &'t RawElement,
    edits: Edits,
    /// What is put in behind its content.
    behind: String,
    /// What is put in before its content.
    before: String,
    /// Attributes for its start tag.
    attributes: String,
}

impl<'t> Rewriting<'t> {
    /// Reads the element; `None` for what is no element, which [`RawElement`] never is.
    pub(super) fn of(raw: &'t RawElement) -> Option<Self> {
        let tree = Tree::parse(&raw.text, &raw.bindings).ok()?;
        tree.root()?;
        Some(Self {
            tree,
            raw,
            edits: Edits::default(),
            behind: String::new(),
            before: String::new(),
            attributes: String::new(),
        })
    }

    /// A name in the namespace of the element itself.
    pub(super) fn name(&self, local: &str) -> String {
        match self.tree.node(0).prefix {
            "" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        }
    }

    /// The elements right below, of the element's own format, by their name.
    pub(super) fn own(&self, local: &str) -> Vec<Id> {
        let root = self.tree.node(0);
        let is_own = |id: &Id| {
            let node = self.tree.node(*id);
            let is_rss =
                matches!(root.space, Space::None | Space::Rss) && matches!(node.space, Space::None | Space::Rss);
            (node.namespace == root.namespace || is_rss) && node.local.eq_ignore_ascii_case(local)
        };
        self.tree.children(0).filter(is_own).collect()
    }

    pub(super) fn replace(&mut self, id: Id, with: String) {
        self.edits.replace(self.tree.node(id).range.clone(), with);
    }

    /// Puts text in place of all that an element holds.
    pub(super) fn replace_content(&mut self, id: Id, with: &str) {
        let node = self.tree.node(id);
        if node.inner.is_empty() && node.range.end == node.inner.end {
            let name = self.qualified(id);
            let start = self.tree.outer(id).trim_end_matches("/>").to_owned();
            self.edits.replace(node.range.clone(), format!("{start}>{with}</{name}>"));
        } else {
            self.edits.replace(node.inner.clone(), with.to_owned());
        }
    }

    /// Puts text behind all that an element holds.
    pub(super) fn append_content(&mut self, id: Id, text: &str) {
        let node = self.tree.node(id);
        if node.range.end == node.inner.end {
            self.replace_content(id, text);
        } else {
            self.edits.insert(node.inner.end, text.to_owned());
        }
    }

    /// The name of an element as written.
    pub(super) fn qualified(&self, id: Id) -> String {
        let node = self.tree.node(id);
        if node.prefix.is_empty() { node.local.to_owned() } else { format!("{}:{}", node.prefix, node.local) }
    }

    pub(super) fn push(&mut self, element: &str) {
        self.behind.push_str(element);
    }

    /// Puts an element in before the others.
    pub(super) fn unshift(&mut self, element: &str) {
        self.before.push_str(element);
    }

    /// Makes an element one of ours, so that it is kept where its own format would not allow it.
    pub(super) fn set_aside(&mut self, id: Id, name: &str) {
        let text = self.tree.text(id).trim().to_owned();
        self.replace(id, escape::element(name, &text));
    }

    /// Puts the plain title in place of one whose controls of direction reach beyond it.
    /// Tells whether it did.
    pub(super) fn straighten_title(&mut self, title: Option<Id>, plain: &str) -> bool {
        let Some(id) = title.filter(|id| !is_harmless(&self.tree.text(*id))) else { return false };
        if self.tree.has_elements(id) {
            let name = self.qualified(id);
            self.edits.replace(self.tree.node(id).range.clone(), escape::element(&name, plain));
        } else {
            let kind = self.tree.attribute(id, "type").map(str::trim);
            let is_text = self.tree.node(id).space == Space::Atom && matches!(kind, None | Some("text"));
            let plain = if is_text { escape::text(plain) } else { escape::text(&as_html(plain)).into_owned().into() };
            self.edits.replace(self.tree.node(id).inner.clone(), plain.into_owned());
        }
        true
    }

    /// Whether an element has a relative link in one of its attributes.
    pub(super) fn is_relative(&self, id: Id, attribute: &str) -> bool {
        let written = self.tree.attribute(id, attribute);
        written.is_some_and(|written| matches!(links::read(written, None), links::Link::Relative(_)))
    }

    /// Makes a relative link in an attribute absolute.
    pub(super) fn resolve(&mut self, id: Id, name: &str, base: &url::Url) {
        let attribute = self.tree.node(id).attributes.iter().find(|attribute| attribute.name == name);
        if let Some(attribute) = attribute
            && let links::Link::Made(absolute) = links::read(&attribute.value, Some(base))
        {
            self.edits.replace(attribute.range.clone(), escape::attribute(&absolute));
        }
    }

    /// Escapes the markup in elements that hold text: RSS has no elements in them.
    pub(super) fn flatten(&mut self, ids: &[Option<Id>]) {
        for id in ids.iter().copied().flatten() {
            if self.tree.has_elements(id) {
                let inner = escape::text(&without_sections(self.tree.inner(id))).into_owned();
                self.edits.replace(self.tree.node(id).inner.clone(), inner);
            }
        }
    }

    /// Carries what was in force around the element to its own attributes.
    /// `around` is what relative links are relative to where nothing says so, if that is not to be seen where it goes.
    pub(super) fn carry(&mut self, language: Option<&str>, around: Option<&str>) {
        if let Some(base) = self.raw.base.as_deref().or(around) {
            let own = self.tree.node(0).attributes.iter().find(|attribute| attribute.name == "xml:base");
            match own {
                Some(own) => {
                    let joined = links::base(url::Url::parse(base).ok(), &own.value).map(String::from);
                    let joined = joined.filter(|joined| *joined != own.value);
                    if let Some(joined) = joined {
                        self.edits.replace(own.range.clone(), escape::attribute(&joined));
                    }
                }
                None => {
                    let _ = write!(self.attributes, " xml:base=\"{}\"", escape::attribute(base));
                }
            }
        }
        if let Some(own) = self.raw.language.as_deref().filter(|own| Some(*own) != language)
            && self.tree.attribute(0, "xml:lang").is_none()
        {
            let _ = write!(self.attributes, " xml:lang=\"{}\"", escape::attribute(own));
        }
    }

    /// The element with its changes made.
    pub(super) fn finish(mut self, declarations: &Declarations) -> String {
        self.attributes.push_str(&declarations.missing(self.raw));
        let node = self.tree.node(0);
        let name = self.qualified(0);
        let is_closed_at_once = node.range.end == node.inner.end;
        let start_length = 1 + name.len();
        if !self.attributes.is_empty() {
            self.edits.insert(start_length, self.attributes);
        }
        if is_closed_at_once {
            if !self.behind.is_empty() || !self.before.is_empty() {
                let slash = node.range.end - 2;
                self.edits.replace(slash..node.range.end, format!(">{}{}</{name}>", self.before, self.behind));
            }
        } else {
            if !self.before.is_empty() {
                self.edits.insert(node.inner.start, self.before);
            }
            if !self.behind.is_empty() {
                self.edits.insert(node.inner.end, self.behind);
            }
        }
        self.edits.apply(&self.raw.text).text.into_owned()
    }
}

/// Markup whose CDATA sections are written as text, for those who know none: readers of HTML.
fn without_sections(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, section)) = rest.split_once("<![CDATA[") {
        let (content, behind) = section.split_once("]]>").unwrap_or((section, ""));
        text.push_str(before);
        text.push_str(&escape::text(content));
        rest = behind;
    }
    text + rest
}

/// The items of a feed to be written that were XML.
pub(super) fn all<'a>(output: &Output<'a>) -> impl Iterator<Item = &'a RawElement> {
    output.entries.iter().filter_map(|entry| match &entry.item.raw {
        RawItem::Xml(raw) => Some(raw),
        _ => None,
    })
}

/// An element as it was written, declared where it now stands.
pub(super) fn verbatim(raw: &RawElement, declarations: &Declarations) -> String {
    let Some(raw) = disarm::element(raw) else { return String::new() };
    Rewriting::of(&raw).map(|rewriting| rewriting.finish(declarations)).unwrap_or_default()
}

/// A piece of an element as an element of its own: for what goes along into another format.
pub(super) fn piece(tree: &Tree<'_>, id: Id, raw: &RawElement) -> RawElement {
    RawElement {
        text: tree.outer(id).to_owned(),
        bindings: tree.outer_bindings(id, &raw.bindings),
        base: None,
        language: None,
    }
}

/// Whether an element holds nothing but white space.
pub(super) fn is_blank(tree: &Tree<'_>, id: Id) -> bool {
    tree.node(id).content.iter().all(|content| match content {
        Content::Text(text) => text.trim().is_empty(),
        Content::Element(_) => false,
    })
}

/// Text on one line that stands for a title where a format asks for one.
pub(super) fn opening(text: &str) -> Cow<'_, str> {
    const WORDS: usize = 12;
    let mut words = text.split_whitespace();
    let opening = words.by_ref().take(WORDS).collect::<Vec<_>>().join(" ");
    if words.next().is_some() { format!("{opening} …").into() } else { opening.into() }
}
