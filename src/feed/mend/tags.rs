//! Tags and their attributes.

use std::ops::Range;

use super::names::{is_name, is_name_start, is_qualified, name_length, prefix};
use super::{DEEPEST, Mender, Open, Stop, structure};
use crate::feed::edits::Edits;
use crate::feed::namespaces;
use crate::feed::repair::RepairKind;

/// A start tag.
pub(super) struct StartTag<'t> {
    pub(super) name: &'t str,
    /// Behind the `>`.
    pub(super) end: usize,
    pub(super) is_empty: bool,
    pub(super) has_attributes: bool,
    /// Prefixes that it declares.
    declares: Vec<&'t str>,
    /// Prefixes of its attributes.
    uses: Vec<&'t str>,
    /// What has to be changed in it, and where something was mended.
    edits: Edits,
    mended: Vec<(usize, RepairKind)>,
    values: Vec<Range<usize>>,
}

/// What a `<` and a name begin.
enum Parsed<'t> {
    Tag(Box<StartTag<'t>>),
    /// The text ends within.
    Cut,
    /// No tag.
    Text,
}

impl<'t> Mender<'t> {
    pub(super) fn start_tag(&mut self) -> Result<(), Stop> {
        let tag = match self.parse_start() {
            Parsed::Tag(tag) => *tag,
            Parsed::Cut => return self.cut(),
            Parsed::Text => {
                self.escape_less_than();
                return Ok(());
            }
        };
        if self.is_lenient {
            self.make_room(&tag);
        }
        let start = self.at;
        let edits = self.edits.len();
        self.at = tag.end;
        if self.open.len() >= DEEPEST || self.too_deep > 0 {
            self.note(start, RepairKind::TooDeep);
            self.edits.blank(start..tag.end, self.text);
            self.too_deep += usize::from(!tag.is_empty);
            return Ok(());
        }
        self.brackets = 0;
        for (at, what) in tag.mended {
            self.note(at, what);
        }
        self.edits.append(tag.edits);
        for value in tag.values {
            self.references(value.clone());
            self.controls(value, "");
        }
        if self.root.is_none() {
            self.root = Some(start + 1 + tag.name.len());
        }
        for declared in &tag.declares {
            *self.prefixes.entry(declared).or_default() += 1;
        }
        for used in tag.uses.into_iter().chain(prefix(tag.name)) {
            let is_bound = self.prefixes.get(used).is_some_and(|count| *count > 0);
            if used != "xml" && !is_bound && self.unbound.insert(used) {
                self.note(start, RepairKind::UnboundPrefix);
            }
        }
        let is_void = self.is_lenient && self.leaf.is_some() && structure::is_void(tag.name);
        if is_void && !tag.is_empty {
            self.note(start, RepairKind::MissingEnd);
            self.edits.insert(tag.end - 1, "/");
        }
        if tag.is_empty || is_void {
            for declared in tag.declares {
                self.forget_prefix(declared);
            }
            return Ok(());
        }
        if self.leaf.is_none() && !self.open.is_empty() && structure::is_leaf(tag.name) {
            self.leaf = Some(self.open.len());
        }
        self.open.push(Open { name: tag.name, start, edits, prefixes: tag.declares.len() });
        self.declared.extend(tag.declares);
        *self.open_names.entry(tag.name).or_default() += 1;
        Ok(())
    }

    fn forget_prefix(&mut self, prefix: &str) {
        if let Some(count) = self.prefixes.get_mut(prefix) {
            *count -= 1;
        }
    }

    /// Takes the innermost open element off.
    pub(super) fn close(&mut self) -> Option<Open<'t>> {
        let open = self.open.pop()?;
        if let Some(count) = self.open_names.get_mut(open.name) {
            *count -= 1;
        }
        for _ in 0..open.prefixes {
            if let Some(declared) = self.declared.pop() {
                self.forget_prefix(declared);
            }
        }
        if self.leaf.is_some_and(|leaf| leaf >= self.open.len()) {
            self.leaf = None;
        }
        Some(open)
    }

    /// Closes the innermost open element with an end tag of our own.
    pub(super) fn close_missing(&mut self, at: usize) {
        if let Some(open) = self.close() {
            self.note(at, RepairKind::MissingEnd);
            self.edits.insert(at, format!("</{}>", open.name));
        }
    }

    pub(super) fn end_tag(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let rest = self.rest(start + 2);
        let name = rest.get(..name_length(rest)).unwrap_or_default();
        let behind = rest.get(name.len()..).unwrap_or_default();
        if name.is_empty()
            || behind.starts_with(|character: char| !">/<".contains(character) && !character.is_whitespace())
        {
            self.escape_less_than();
            return Ok(());
        }
        let name_end = start + 2 + name.len();
        let space = behind.len() - behind.trim_start().len();
        let edits = self.edits.len();
        let end = match memchr::memchr2(b'>', b'<', behind.as_bytes()) {
            None => return self.cut(),
            Some(at) if behind.as_bytes().get(at) == Some(&b'>') => {
                if at > space {
                    self.note(start, RepairKind::Attribute);
                    self.edits.blank(name_end..name_end + at, self.text);
                }
                name_end + at + 1
            }
            // `</title<link>`: the next tag begins before this one ends.
            Some(at) => {
                self.note(start, RepairKind::Attribute);
                self.edits.blank(name_end..name_end + at, self.text);
                self.edits.insert(name_end + at, ">");
                name_end + at
            }
        };
        self.at = end;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            self.edits.truncate(edits);
            self.edits.blank(start..end, self.text);
            return Ok(());
        }
        let top = self.open.last().map(|open| open.name);
        self.brackets = if top == Some(name) { 0 } else { self.brackets };
        if top == Some(name) {
            self.close();
            return Ok(());
        }
        if !self.is_lenient {
            return Err(Stop::Unbalanced);
        }
        self.end_of_another(name, top, start..end, edits);
        Ok(())
    }

    /// An end tag that is not that of the innermost element.
    fn end_of_another(&mut self, name: &'t str, top: Option<&'t str>, range: Range<usize>, edits: usize) {
        if self.open_names.get(name).is_some_and(|count| *count > 0) {
            while self.open.last().is_some_and(|open| open.name != name) {
                self.close_missing(range.start);
            }
            self.close();
        } else if let Some(top) = top.filter(|top| top.eq_ignore_ascii_case(name)) {
            self.note(range.start, RepairKind::MissingEnd);
            self.edits.replace(range.start + 2..range.start + 2 + name.len(), top.to_owned());
            self.close();
        } else {
            self.note(range.start, RepairKind::StrayEnd);
            self.edits.truncate(edits);
            self.edits.blank(range, self.text);
        }
    }

    fn parse_start(&mut self) -> Parsed<'t> {
        let text = self.text;
        let bytes = text.as_bytes();
        let rest = self.rest(self.at + 1);
        let name = rest.get(..name_length(rest)).unwrap_or_default();
        let mut at = self.at + 1 + name.len();
        let is_ended = bytes.get(at).is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        if !is_ended || !is_qualified(name) {
            return Parsed::Text;
        }
        let mut tag = StartTag {
            name,
            end: 0,
            is_empty: false,
            has_attributes: false,
            declares: Vec::new(),
            uses: Vec::new(),
            edits: Edits::default(),
            mended: Vec::new(),
            values: Vec::new(),
        };
        self.seen.clear();
        loop {
            let before = at;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            match bytes.get(at) {
                None => return Parsed::Cut,
                Some(b'>') => {
                    tag.end = at + 1;
                    return Parsed::Tag(Box::new(tag));
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                    tag.end = at + 2;
                    tag.is_empty = true;
                    return Parsed::Tag(Box::new(tag));
                }
                Some(b'<') => return Parsed::Text,
                Some(_) => {}
            }
            let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) else { return Parsed::Text };
            if !is_name_start(first) {
                tag.mended.push((at, RepairKind::Attribute));
                tag.edits.remove(at..at + first.len_utf8());
                at += first.len_utf8();
                continue;
            }
            if at == before {
                tag.mended.push((at, RepairKind::Attribute));
                tag.edits.insert(at, " ");
            }
            tag.has_attributes = true;
            match self.parse_attribute(at, &mut tag) {
                Some(end) => at = end,
                None => return Parsed::Cut,
            }
        }
    }

    /// Reads an attribute and gives the place behind it; `None` if the text ends.
    fn parse_attribute(&mut self, start: usize, tag: &mut StartTag<'t>) -> Option<usize> {
        let text = self.text;
        let bytes = text.as_bytes();
        let rest = text.get(start..)?;
        let name = rest.get(..name_length(rest))?;
        let mut at = start + name.len();
        let skip_space = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            at
        };
        let behind = skip_space(at);
        let mut edits = Edits::default();
        let mut is_mended = false;
        let value;
        if bytes.get(behind) == Some(&b'=') {
            at = skip_space(behind + 1);
            let quote = bytes.get(at).copied()?;
            let closing = if matches!(quote, b'"' | b'\'') { self.closing_quote(at + 1, quote) } else { None };
            if let Some(closing) = closing {
                value = at + 1..closing;
                at = closing + 1;
            } else {
                is_mended = true;
                let has_quote = matches!(quote, b'"' | b'\'');
                let from = at + usize::from(has_quote);
                let rest = text.get(from..)?;
                let mut length =
                    rest.find(|character: char| character.is_ascii_whitespace() || "<>".contains(character))?;
                let ends_tag = rest.as_bytes().get(length) == Some(&b'>');
                if ends_tag && rest.get(..length).is_some_and(|value| value.ends_with('/')) {
                    length -= 1;
                }
                value = from..from + length;
                edits.replace(at..from, "\"");
                for quote in memchr::memchr_iter(b'"', bytes.get(value.clone())?) {
                    edits.replace(value.start + quote..value.start + quote + 1, "&quot;");
                }
                edits.insert(value.end, "\"");
                at = value.end;
            }
        } else {
            is_mended = true;
            edits.insert(at, format!("=\"{name}\""));
            value = at..at;
        }
        let written = text.get(value.clone())?;
        let is_kept = is_qualified(name) && self.seen.insert(name) && !is_reserved(name, written);
        if !is_kept {
            tag.mended.push((start, RepairKind::Attribute));
            tag.edits.blank(start..at, text);
            return Some(at);
        }
        for less_than in memchr::memchr_iter(b'<', written.as_bytes()) {
            tag.mended.push((value.start + less_than, RepairKind::LessThan));
            edits.replace(value.start + less_than..value.start + less_than + 1, "&lt;");
        }
        if is_mended {
            tag.mended.push((start, RepairKind::Attribute));
        }
        tag.edits.append(edits);
        tag.values.push(value);
        match (prefix(name), name.split_once(':')) {
            (Some("xmlns"), Some((_, declared))) => tag.declares.push(declared),
            (Some(prefix), _) => tag.uses.push(prefix),
            _ => {}
        }
        Some(at)
    }

    /// Where a value in quotes ends; `None` if the quote at hand is followed by one that begins another value.
    fn closing_quote(&mut self, from: usize, quote: u8) -> Option<usize> {
        let closing = self.ahead.quote(from, quote)?;
        let behind = self.rest(closing + 1).chars().next();
        let is_end = behind.is_none_or(|behind| behind.is_whitespace() || "/>?".contains(behind));
        if is_end {
            return Some(closing);
        }
        // Two attributes without a space between them, or a quote that was forgotten.
        let value = self.text.get(from..closing)?;
        let is_glued = behind.is_some_and(is_name) && !value.contains(['<', '>']);
        is_glued.then_some(closing)
    }
}

/// Whether a declaration is one that namespaces do not allow: of `xml` and `xmlns`, or of nothing.
fn is_reserved(name: &str, value: &str) -> bool {
    let is_declaration = name == "xmlns" || prefix(name) == Some("xmlns");
    is_declaration
        && (matches!(name, "xmlns:xml" | "xmlns:xmlns")
            || matches!(value, namespaces::XML | namespaces::XMLNS)
            || value.is_empty() && name != "xmlns")
}
