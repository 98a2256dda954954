//! Characters and references.

use std::fmt::Write as _;
use std::ops::Range;

use super::Mender;
use super::names::{is_allowed, name_length};
use crate::feed::repair::RepairKind;

/// Longest name of an entity of HTML, with room.
const LONGEST_NAME: usize = 40;

impl Mender<'_> {
    /// Text between tags: references, characters, `]]>`.
    pub(super) fn characters(&mut self, range: Range<usize>) {
        if self.open.is_empty() {
            // Nothing but white space stands outside of the root.
            if !self.text.get(range.clone()).unwrap_or_default().trim().is_empty() {
                self.note(range.start, RepairKind::JunkBefore);
                self.edits.blank(range, self.text);
            }
            return;
        }
        let text = self.text.get(range.clone()).unwrap_or_default();
        if self.brackets > 0 || memchr::memchr(b']', text.as_bytes()).is_some() {
            self.section_ends(range.clone());
        }
        self.references(range.clone());
        self.controls(range, "");
    }

    /// Escapes `]]>`, also where it comes together of what is kept.
    fn section_ends(&mut self, range: Range<usize>) {
        for (at, character) in self.text.get(range.clone()).unwrap_or_default().char_indices() {
            match character {
                ']' => self.brackets += 1,
                '>' if self.brackets >= 2 => {
                    if self.is_too_broken() {
                        return;
                    }
                    self.note(range.start + at, RepairKind::SectionEnd);
                    self.edits.replace(range.start + at..range.start + at + 1, "&gt;");
                    self.brackets = 0;
                }
                '\u{B}' | '\u{C}' => self.brackets = 0,
                character if !is_allowed(character) => {}
                _ => self.brackets = 0,
            }
        }
    }

    /// Takes out the characters that XML does not allow. `with` takes their place: nothing where what stands around them
    /// may come together.
    pub(super) fn controls(&mut self, range: Range<usize>, with: &'static str) {
        let Some(text) = self.text.get(range.clone()) else { return };
        // Nearly every text is without; U+FFFE and U+FFFF are the only ones of several bytes, and begin with EF BF.
        let is_suspect = |byte: &u8| (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0xEF;
        if !text.as_bytes().iter().any(is_suspect) {
            return;
        }
        for (at, character) in text.char_indices().filter(|(_, character)| !is_allowed(*character)) {
            if self.is_too_broken() {
                return;
            }
            let at = range.start + at;
            self.note(at, RepairKind::ControlCharacter);
            let with = if matches!(character, '\u{B}' | '\u{C}') { " " } else { with };
            self.edits.replace(at..at + character.len_utf8(), with);
        }
    }

    /// Puts references right: `&` alone, names that only HTML knows, numbers of characters that XML does not allow.
    pub(super) fn references(&mut self, range: Range<usize>) {
        let Some(text) = self.text.get(range.clone()) else { return };
        let mut read = 0;
        for at in memchr::memchr_iter(b'&', text.as_bytes()) {
            let rest = text.get(at + 1..).unwrap_or_default();
            let at = range.start + at;
            if self.is_too_broken() {
                return;
            }
            if at < read {
                continue;
            }
            if rest.starts_with('#') {
                read = self.number(at, rest);
                continue;
            }
            let length = name_length(rest.get(..rest.floor_char_boundary(LONGEST_NAME)).unwrap_or(rest));
            let name = rest.get(..length).unwrap_or_default();
            if name.is_empty() || rest.as_bytes().get(length) != Some(&b';') {
                self.note(at, RepairKind::Ampersand);
                self.edits.replace(at..at + 1, "&amp;");
                continue;
            }
            if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
                continue;
            }
            if let Some(characters) = html_entity(name) {
                self.note(at, RepairKind::HtmlEntity);
                let mut written = String::new();
                for character in characters.chars() {
                    let _ = write!(written, "&#{};", u32::from(character));
                }
                self.edits.replace(at..at + length + 2, written);
            } else {
                self.note(at, RepairKind::UnknownEntity);
                self.edits.replace(at..at + 1, "&amp;");
            }
        }
    }

    /// A reference by number; gives the place up to which the text was read.
    fn number(&mut self, at: usize, rest: &str) -> usize {
        let Some((value, length)) = number(rest) else {
            self.note(at, RepairKind::Ampersand);
            self.edits.replace(at..at + 1, "&amp;");
            return at + 1;
        };
        let end = at + 1 + length;
        // A character beyond U+FFFF in two halves, as UTF-16 writes it.
        let low = rest.get(length..).and_then(|rest| rest.strip_prefix('&')).and_then(number);
        if let (Some(high @ 0xD800..=0xDBFF), Some((Some(low @ 0xDC00..=0xDFFF), low_length))) = (value, low) {
            self.note(at, RepairKind::IllegalReference);
            let whole = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
            let end = end + 1 + low_length;
            self.edits.replace(at..end, format!("&#{whole};"));
            return end;
        }
        match value.and_then(char::from_u32).filter(|character| is_allowed(*character)) {
            None => {
                self.note(at, RepairKind::IllegalReference);
                self.edits.replace(at..end, "\u{FFFD}");
            }
            // XML knows a small x only.
            Some(_) if rest.starts_with("#X") => self.edits.replace(at + 2..at + 3, "x"),
            Some(_) => {}
        }
        end
    }
}

/// The number of a reference behind its `&` (none if it is beyond all numbers), and the length up to the `;`.
fn number(rest: &str) -> Option<(Option<u32>, usize)> {
    let digits = rest.strip_prefix('#')?;
    let (digits, radix, before) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 2),
        None => (digits, 10, 1),
    };
    let length = digits.find(|character: char| !character.is_digit(radix)).filter(|length| *length > 0)?;
    let is_ended = digits.as_bytes().get(length) == Some(&b';');
    is_ended.then(|| (u32::from_str_radix(digits.get(..length).unwrap_or_default(), radix).ok(), before + length + 1))
}

/// The characters that a name of HTML stands for.
pub(super) fn html_entity(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let read = html_escape::decode_html_entities(&written);
    (read != written).then(|| read.into_owned())
}
