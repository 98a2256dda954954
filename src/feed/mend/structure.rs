//! What feeds and HTML are known to be made of, for texts whose tags do not match.

use super::names::name_length;
use super::tags::StartTag;
use super::{Mender, Stop};
use crate::feed::repair::RepairKind;

/// How far the beginning of a feed is looked for behind other text.
const HEAD: usize = 1 << 16;

/// Roots of feeds and lists of feeds, without their prefix.
const ROOTS: &[&str] = &["rss", "rdf", "feed", "opml", "channel", "entry"];
/// Elements of feeds that hold text or HTML, without their prefix.
const LEAVES: &[&str] = &[
    "title",
    "link",
    "description",
    "pubdate",
    "guid",
    "encoded",
    "summary",
    "content",
    "subtitle",
    "tagline",
    "id",
    "updated",
    "published",
    "modified",
    "issued",
    "created",
    "category",
    "comments",
    "copyright",
    "rights",
    "language",
    "generator",
    "lastbuilddate",
    "date",
    "creator",
    "subject",
];
/// Those of them that may hold HTML.
const BODIES: &[&str] = &["description", "encoded", "summary", "content"];
/// Elements of feeds whose names HTML does not know.
const STRUCTURAL: &[&str] = &[
    "item",
    "entry",
    "channel",
    "pubdate",
    "guid",
    "description",
    "updated",
    "published",
    "modified",
    "issued",
    "created",
    "category",
    "comments",
    "enclosure",
    "lastbuilddate",
    "id",
];
/// Prefixes of elements that stand in items beside each other.
const PREFIXES: &[&str] = &[
    "dc",
    "dcterms",
    "content",
    "media",
    "itunes",
    "atom",
    "slash",
    "wfw",
    "feedburner",
    "georss",
    "thr",
    "sy",
    "podcast",
];

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// Whether an element of a feed holds text, not elements of the feed.
pub(super) fn is_leaf(name: &str) -> bool {
    LEAVES.contains(&local(name).as_str())
}

/// Whether it is an element of HTML without an end tag.
pub(super) fn is_void(name: &str) -> bool {
    const VOID: &[&str] =
        &["area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "source", "track", "wbr"];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// Whether the next one of its kind ends it.
fn is_ended_by_the_next(name: &str) -> bool {
    const NAMES: &[&str] = &["p", "li", "dt", "dd", "td", "th", "tr", "option"];
    NAMES.iter().any(|next| next.eq_ignore_ascii_case(name))
}

fn is_item(name: &str) -> bool {
    matches!(local(name).as_str(), "item" | "entry")
}

/// Whether a tag within an element of text is one of the feed, because the end of the element is missing.
fn ends_leaf(tag: &StartTag<'_>, leaf: &str) -> bool {
    let (leaf, name) = (local(leaf), local(tag.name));
    if let Some((prefix, _)) = tag.name.split_once(':') {
        return PREFIXES.contains(&prefix);
    }
    let is_body = BODIES.contains(&leaf.as_str());
    STRUCTURAL.contains(&name.as_str())
        || match name.as_str() {
            "link" | "title" => !is_body || !tag.has_attributes,
            "summary" | "content" | "author" | "source" => !is_body,
            _ => false,
        }
}

/// Where a feed begins: at what stands before its root, declarations and comments, or at the root. Behind white space
/// where there is no root of a feed.
pub(super) fn beginning(text: &str) -> usize {
    let trimmed = text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
    let start = text.len() - trimmed.len();
    let end = trimmed.floor_char_boundary(HEAD);
    let head = trimmed.get(..end).unwrap_or(trimmed);
    let (mut at, mut prologue) = (0, None);
    while let Some(found) = head.get(at..).and_then(|rest| rest.find('<')) {
        at += found;
        let rest = head.get(at..).unwrap_or_default();
        let skipped = match () {
            () if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            () if rest.starts_with("<?") => rest.find("?>").map(|end| end + 2),
            () if rest.get(..9).is_some_and(|rest| rest.eq_ignore_ascii_case("<!doctype")) => {
                Some(document_type_end(rest))
            }
            () => None,
        };
        if let Some(length) = skipped {
            prologue = prologue.or(Some(at));
            at += length;
            continue;
        }
        let rest = rest.get(1..).unwrap_or_default();
        if ROOTS.contains(&local(rest.get(..name_length(rest)).unwrap_or_default()).as_str()) {
            return start + prologue.unwrap_or(at);
        }
        prologue = None;
        at += 1;
    }
    start
}

/// The name of the root that a text begins with, if it is one of [`ROOTS`].
pub(super) fn root_name(text: &str) -> Option<&'static str> {
    let mut rest = text.get(beginning(text)..)?;
    loop {
        rest = rest.trim_start();
        let skipped = match () {
            () if rest.starts_with("<!--") => rest.find("-->")? + 3,
            () if rest.starts_with("<?") => rest.find("?>")? + 2,
            () if rest.starts_with("<!") => document_type_end(rest),
            () => break,
        };
        rest = rest.get(skipped..)?;
    }
    let rest = rest.strip_prefix('<')?;
    let name = local(rest.get(..name_length(rest))?);
    ROOTS.iter().find(|root| **root == name).copied()
}

/// The length of the document type that a text begins with.
pub(super) fn document_type_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut is_inside) = (0, false);
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let skip_past = |end: &[u8], from: usize| {
            memchr::memmem::find(rest.get(from..).unwrap_or_default(), end).map(|found| from + found + end.len())
        };
        let skipped = match byte {
            b'"' => skip_past(b"\"", 1),
            b'\'' => skip_past(b"'", 1),
            b'<' if rest.starts_with(b"<!--") => skip_past(b"-->", 4),
            b'[' => {
                is_inside = true;
                Some(1)
            }
            b']' => {
                is_inside = false;
                Some(1)
            }
            b'>' if !is_inside => return at + 1,
            _ => Some(1),
        };
        match skipped {
            Some(length) => at += length,
            None => break,
        }
    }
    // Without an end it is what stands up to the first tag's end.
    memchr::memchr(b'>', bytes).map_or(text.len(), |at| at + 1)
}

impl Mender<'_> {
    /// Closes what cannot hold the element that begins: the item before it, the text before it.
    pub(super) fn make_room(&mut self, tag: &StartTag<'_>) {
        let at = self.at;
        if let Some(leaf) = self.leaf {
            let name = self.open.get(leaf).map_or("", |open| open.name);
            if ends_leaf(tag, name) {
                while self.open.len() > leaf {
                    self.close_missing(at);
                }
            } else if is_ended_by_the_next(tag.name)
                && self.open.len() > leaf + 1
                && self.open.last().is_some_and(|open| open.name.eq_ignore_ascii_case(tag.name))
            {
                self.close_missing(at);
            }
        }
        if is_item(tag.name)
            && self.leaf.is_none()
            && let Some(item) = self.open.iter().skip(1).position(|open| is_item(open.name)).map(|item| item + 1)
        {
            while self.open.len() > item {
                self.close_missing(at);
            }
        }
    }

    /// The text ends within a tag or section, which is left out.
    pub(super) fn cut(&mut self) -> Result<(), Stop> {
        if !self.is_lenient {
            return Err(Stop::Unbalanced);
        }
        if self.open.is_empty() {
            self.note(self.at, RepairKind::JunkAfter);
        }
        self.edits.blank(self.at..self.text.len(), self.text);
        self.at = self.text.len();
        Ok(())
    }

    /// The text ends: whatever is open is closed, and an item that is open is left out.
    pub(super) fn end_of_text(&mut self) -> Result<(), Stop> {
        if self.open.is_empty() {
            return Ok(());
        }
        if !self.is_lenient {
            return Err(Stop::Unbalanced);
        }
        let end = self.text.len();
        if let Some(item) = self.open.iter().position(|open| is_item(open.name)) {
            let (start, edits) = self.open.get(item).map_or((end, 0), |open| (open.start, open.edits));
            while self.open.len() > item {
                self.close();
            }
            self.edits.truncate(edits);
            self.edits.blank(start..end, self.text);
            self.note(start, RepairKind::CutItem);
            if item == 0 {
                self.root = None;
            }
        } else {
            self.note(end, RepairKind::CutOff);
        }
        while let Some(open) = self.close() {
            self.edits.insert(end, format!("</{}>", open.name));
        }
        Ok(())
    }
}
