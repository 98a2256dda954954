//! Namespaces of a feed that is put together of others.
//!
//! What the elements use is declared once, in the root, under the prefix that they use it by. Where two of them mean
//! different things by one prefix, the first has it and the others declare their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::NAMESPACE;
use super::escape::attribute;
use crate::feed::model::{Binding, RawElement};
use crate::feed::namespaces::{self, Space};

/// The declarations of a root.
#[derive(Debug)]
pub(super) struct Declarations {
    root: BTreeMap<String, String>,
    /// The prefix of our own elements.
    own: String,
}

impl Declarations {
    /// Gathers what elements use; `default` is the namespace of the root itself, empty for RSS.
    pub(super) fn gather<'a>(default: &str, elements: impl Iterator<Item = &'a RawElement> + Clone) -> Self {
        let mut root = BTreeMap::new();
        root.insert(String::new(), default.to_owned());
        // An element that declares our prefix for something else would take our elements in it away from us.
        let is_taken = |prefix: &str| {
            let declaration = format!("xmlns:{prefix}=");
            elements.clone().any(|element| {
                let is_bound = |binding: &Binding| binding.prefix == prefix && binding.name != NAMESPACE;
                let is_declared = |(at, _): (usize, &str)| {
                    let value = element.text.get(at + declaration.len() + 1..).unwrap_or_default();
                    !value.starts_with(NAMESPACE)
                };
                element.bindings.iter().any(is_bound) || element.text.match_indices(&declaration).any(is_declared)
            })
        };
        let mut own = "samestory".to_owned();
        for number in 1..=8 {
            if !is_taken(&own) {
                break;
            }
            own = format!("samestory{number}");
        }
        root.insert(own.clone(), NAMESPACE.to_owned());
        for binding in elements.flat_map(|element| &element.bindings).filter(|binding| !binding.prefix.is_empty()) {
            root.entry(binding.prefix.clone()).or_insert_with(|| binding.name.clone());
        }
        Self { root, own }
    }

    /// No root: an element alone declares all that it uses.
    pub(super) fn nothing() -> Self {
        Self { root: BTreeMap::new(), own: "samestory".to_owned() }
    }

    /// The name of an element of ours.
    pub(super) fn own(&self, local: &str) -> String {
        format!("{}:{local}", self.own)
    }

    /// A prefix of the root for a namespace.
    pub(super) fn prefix(&mut self, usual: &str, name: &str) -> String {
        let bound = self.root.iter().find(|(prefix, own)| !prefix.is_empty() && *own == name);
        if let Some((prefix, _)) = bound {
            return prefix.clone();
        }
        let mut prefix = usual.to_owned();
        while self.root.contains_key(&prefix) {
            prefix.push('_');
        }
        self.root.insert(prefix.clone(), name.to_owned());
        prefix
    }

    /// What an element has to declare itself, as attributes.
    pub(super) fn missing(&self, element: &RawElement) -> String {
        let default = self.root.get("").map_or("", String::as_str);
        let mut missing = String::new();
        // In RSS, what is of a namespace of RSS is of none.
        let is_rss = |name: &str| default.is_empty() && namespaces::space(name) == Space::Rss;
        let own_default = element.bindings.iter().find(|binding| binding.prefix.is_empty());
        let own_default = own_default.map_or(default, |binding| &binding.name);
        if own_default != default && !is_rss(own_default) {
            let _ = write!(missing, " xmlns=\"{}\"", written(own_default));
        }
        for binding in element.bindings.iter().filter(|binding| !binding.prefix.is_empty()) {
            if self.root.get(&binding.prefix) != Some(&binding.name) {
                let _ = write!(missing, " xmlns:{}=\"{}\"", binding.prefix, written(&binding.name));
            }
        }
        missing
    }

    /// The declarations that a text makes use of, as attributes of the root.
    pub(super) fn attributes(&self, text: &str) -> String {
        let mut attributes = String::new();
        let is_used = |prefix: &str| {
            prefix.is_empty()
                || prefix == self.own
                || memchr::memmem::find(text.as_bytes(), format!("{prefix}:").as_bytes()).is_some()
        };
        for (prefix, name) in self.root.iter().filter(|(prefix, _)| is_used(prefix)) {
            match prefix.as_str() {
                "" if name.is_empty() => {}
                "" => {
                    let _ = write!(attributes, " xmlns=\"{}\"", written(name));
                }
                prefix => {
                    let _ = write!(attributes, " xmlns:{prefix}=\"{}\"", written(name));
                }
            }
        }
        attributes
    }
}

/// The name of a namespace as it goes into an attribute: it came from one, and may hold escapes already.
fn written(name: &str) -> String {
    if name.contains('"') || name.contains('<') { attribute(name) } else { name.to_owned() }
}
