//! Broken XML to well-formed XML, with what was mended told by line.
//!
//! One pass that looks at the characters, references and tags of a text and changes what XML does not allow; a feed
//! without a fault comes back as it is, not even copied. Where tags do not match, a second pass takes what is known of
//! feeds and of HTML to help: an item within an item is the next one, `<br>` has no end, a text that ends in an item lost
//! the rest of it. Line ends are never added or taken out, so a line of the result is the same line of the source.
//!
//! Sources: XML 1.0 (fifth edition), sections 2.2 to 3.1, and Namespaces in XML 1.0. Entities that a document type
//! defines are never expanded. Linear in the text: what is searched for ahead is searched once ([`ahead`]), and the
//! second pass is the last.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ahash::{AHashMap, AHashSet};

use super::edits::{Edited, Edits};
use super::namespaces;
use super::repair::{RepairKind, Repairs};

mod ahead;
mod characters;
mod names;
mod structure;
mod tags;

use ahead::Ahead;
use names::is_name_start;

/// Deepest nesting that is kept.
pub(super) const DEEPEST: usize = 256;

/// What was mended.
pub(super) type Mended<'t> = Edited<'t>;

/// Makes a text well-formed.
///
/// # Errors
///
/// If it has more faults than anything that was ever a feed.
pub(super) fn mend<'t>(text: &'t str, repairs: &mut Repairs) -> Result<Mended<'t>, TooBroken> {
    for is_lenient in [false, true] {
        let mut mender = Mender::new(text, is_lenient);
        match mender.run() {
            Ok(()) => {
                repairs.take(mender.repairs);
                return Ok(mender.edits.apply(text));
            }
            Err(Stop::Unbalanced) => {}
            Err(Stop::TooBroken) => return Err(TooBroken),
        }
    }
    // The lenient pass stops for nothing else.
    Err(TooBroken)
}

/// A text has more than [`MOST_EDITS`] faults.
#[derive(Debug, thiserror::Error)]
#[error("it has more than {MOST_EDITS} faults")]
pub(super) struct TooBroken;

/// Most changes to one text: each costs some memory.
const MOST_EDITS: usize = 1_000_000;

/// The name of a text's root in lower case, without its prefix: of a feed, if there is one behind other text.
pub(super) fn root_name(text: &str) -> Option<&'static str> {
    structure::root_name(text)
}

/// Why a pass ends before the text does.
enum Stop {
    /// Tags do not match.
    Unbalanced,
    /// There are too many faults.
    TooBroken,
}

/// An element that is open.
struct Open<'t> {
    name: &'t str,
    start: usize,
    /// How many edits were noted before it.
    edits: usize,
    /// How many prefixes it declares.
    prefixes: usize,
}

struct Mender<'t> {
    text: &'t str,
    at: usize,
    is_lenient: bool,
    edits: Edits,
    repairs: Repairs,
    /// Where lines were counted to, and how many.
    counted: (usize, u64),
    ahead: Ahead<'t>,
    open: Vec<Open<'t>>,
    /// How many elements of a name are open.
    open_names: AHashMap<&'t str, u32>,
    /// Open elements that were left out because they are too deep.
    too_deep: usize,
    /// The outermost open element that holds text, not elements of the feed: its place among the open ones.
    leaf: Option<usize>,
    /// Prefixes declared by open elements, and how often.
    prefixes: AHashMap<&'t str, u32>,
    /// The prefixes that the open elements declare, in order.
    declared: Vec<&'t str>,
    unbound: BTreeSet<&'t str>,
    /// Where declarations can be put in the root.
    root: Option<usize>,
    has_document_type: bool,
    /// How many `]` the text that is kept ends with.
    brackets: usize,
    /// Names of the attributes of one tag.
    seen: AHashSet<&'t str>,
}

impl<'t> Mender<'t> {
    fn new(text: &'t str, is_lenient: bool) -> Self {
        Self {
            text,
            at: 0,
            is_lenient,
            edits: Edits::default(),
            repairs: Repairs::default(),
            counted: (0, 1),
            ahead: Ahead::new(text),
            open: Vec::new(),
            open_names: AHashMap::new(),
            too_deep: 0,
            leaf: None,
            prefixes: AHashMap::new(),
            declared: Vec::new(),
            unbound: BTreeSet::new(),
            root: None,
            has_document_type: false,
            brackets: 0,
            seen: AHashSet::new(),
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        self.begin();
        while self.at < self.text.len() {
            if self.root.is_some() && self.open.is_empty() {
                self.after_root();
                break;
            }
            let rest = self.rest(self.at);
            let length = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            self.characters(self.at..self.at + length);
            self.at += length;
            if self.is_too_broken() {
                return Err(Stop::TooBroken);
            }
            if self.at < self.text.len() {
                self.markup()?;
            }
        }
        self.end_of_text()?;
        if let (Some(root), false) = (self.root, self.unbound.is_empty()) {
            let mut declarations = String::new();
            for prefix in &self.unbound {
                let _ = write!(declarations, " xmlns:{prefix}=\"{}\"", namespaces::usual(prefix));
            }

            self.edits.insert(root, declarations);
        }
        Ok(())
    }

    fn is_too_broken(&self) -> bool {
        self.edits.len() > MOST_EDITS
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The line of a place. Places are asked for in ascending order, a few steps back aside.
    fn line(&mut self, at: usize) -> u64 {
        let (from, line) = self.counted;
        let between = |range: std::ops::Range<usize>| {
            memchr::memchr_iter(b'\n', self.text.as_bytes().get(range).unwrap_or_default()).count() as u64
        };
        if at < from {
            return line - between(at..from);
        }
        self.counted = (at, line + between(from..at));
        self.counted.1
    }

    fn note(&mut self, at: usize, what: RepairKind) {
        let line = self.line(at);
        self.repairs.note(line, what);
    }

    /// Leaves out what stands before the first element, declaration or comment.
    fn begin(&mut self) {
        let start = structure::beginning(self.text);
        if start > 0 {
            let before = self.text.get(..start).unwrap_or_default();
            // A byte order mark is no fault, and white space is one before a declaration only.
            let before = before.strip_prefix('\u{FEFF}').unwrap_or(before);
            if !before.trim().is_empty() || !before.is_empty() && self.rest(start).starts_with("<?xml") {
                self.note(0, RepairKind::JunkBefore);
            }
            self.edits.blank(0..start, self.text);
        }
        self.at = start;
    }

    /// Leaves out what stands after the root and is no comment, instruction or white space.
    fn after_root(&mut self) {
        loop {
            let rest = self.rest(self.at);
            self.at += rest.len() - rest.trim_start().len();
            let rest = self.rest(self.at);
            let end = match () {
                () if rest.is_empty() => return,
                () if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
                () if rest.starts_with("<?") && !rest.starts_with("<?xml") => rest.find("?>").map(|end| end + 2),
                () => None,
            };
            let Some(end) = end else { break };
            self.edits.blank(self.at..self.at + end, self.text);
            self.at += end;
        }
        let rest = self.rest(self.at);
        let holds_items = rest.contains("<item") || rest.contains("<entry");
        self.note(self.at, if holds_items { RepairKind::CutOff } else { RepairKind::JunkAfter });
        self.edits.blank(self.at..self.text.len(), self.text);
        self.at = self.text.len();
    }

    /// What begins with `<`.
    fn markup(&mut self) -> Result<(), Stop> {
        let rest = self.rest(self.at);
        let mut following = rest.chars().skip(1);
        match following.next() {
            Some('/') => self.end_tag(),
            Some('!') if rest.starts_with("<!--") => self.comment(),
            Some('!') if rest.starts_with("<![CDATA[") => self.section(),
            Some('!')
                if self.root.is_none()
                    && !self.has_document_type
                    && rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) =>
            {
                self.document_type();
                Ok(())
            }
            Some('?') => self.instruction(),
            Some(first) if is_name_start(first) => self.start_tag(),
            None => self.cut(),
            _ => {
                self.escape_less_than();
                Ok(())
            }
        }
    }

    /// The `<` at hand is a sign of the text.
    fn escape_less_than(&mut self) {
        self.note(self.at, RepairKind::LessThan);
        self.edits.replace(self.at..self.at + 1, if self.open.is_empty() { "" } else { "&lt;" });
        self.at += 1;
    }

    fn comment(&mut self) -> Result<(), Stop> {
        let start = self.at + 4;
        let Some(end) = self.ahead.comment_end(start) else {
            if !self.is_lenient {
                return Err(Stop::Unbalanced);
            }
            self.escape_less_than();
            return Ok(());
        };
        let content = self.text.get(start..end).unwrap_or_default();
        if content.contains("--") || content.ends_with('-') || content.starts_with('>') {
            self.note(self.at, RepairKind::BrokenSection);
            self.edits.blank(self.at..end + 3, self.text);
        } else {
            self.brackets = 0;
            self.controls(start..end, " ");
        }
        self.at = end + 3;
        Ok(())
    }

    fn section(&mut self) -> Result<(), Stop> {
        let start = self.at + 9;
        self.brackets = 0;
        let end = self.ahead.section_end(start);
        // A section that swallows the end of its element and the beginning of another section lost its own end.
        let until = self.ahead.section_start(start).unwrap_or(self.text.len());
        let mut lost_end = None;
        if end.is_none_or(|end| end > until)
            && let Some(open) = self.open.last()
        {
            let within = self.text.get(start..until).unwrap_or_default();
            lost_end = memchr::memmem::find(within.as_bytes(), format!("</{}>", open.name).as_bytes());
        }
        match (lost_end, end) {
            _ if self.open.is_empty() => {
                self.note(self.at, RepairKind::BrokenSection);
                self.edits.blank(self.at..start, self.text);
                self.at = start;
            }
            (Some(_), _) | (None, None) if !self.is_lenient => return Err(Stop::Unbalanced),
            (Some(length), _) => {
                self.note(self.at, RepairKind::BrokenSection);
                self.controls(start..start + length, " ");
                self.edits.insert(start + length, "]]>");
                self.at = start + length;
            }
            (None, Some(end)) => {
                self.controls(start..end, " ");
                self.at = end + 3;
            }
            (None, None) => return self.cut(),
        }
        Ok(())
    }

    /// Leaves out a document type: what it defines is never used.
    fn document_type(&mut self) {
        self.has_document_type = true;
        let end = structure::document_type_end(self.rest(self.at));
        self.edits.blank(self.at..self.at + end, self.text);
        self.at += end;
    }

    fn instruction(&mut self) -> Result<(), Stop> {
        let rest = self.rest(self.at);
        let is_named = rest.chars().nth(2).is_some_and(is_name_start);
        let Some(end) = self.ahead.instruction_end(self.at + 2).filter(|_| is_named) else {
            if !self.is_lenient && is_named {
                return Err(Stop::Unbalanced);
            }
            self.escape_less_than();
            return Ok(());
        };
        let target = rest.get(2..).unwrap_or_default();
        let is_declaration = target.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"))
            && !target.chars().nth(3).is_some_and(names::is_name);
        // The declaration says nothing that is not known by now.
        if is_declaration {
            if self.root.is_some() {
                self.note(self.at, RepairKind::BrokenSection);
            }
            self.edits.blank(self.at..end + 2, self.text);
        } else {
            self.brackets = 0;
            self.controls(self.at..end, " ");
        }
        self.at = end + 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
