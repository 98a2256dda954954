//! Broken JSON to JSON: commas, control characters in strings, junk around it, and a text that breaks off.
//!
//! One pass. Of a text that breaks off, whole items stay, and without any, whole members of the feed.

use crate::feed::edits::{Edited, Edits};
use crate::feed::repair::{RepairKind, Repairs};

/// Deepest nesting that is followed.
const DEEPEST: usize = 512;

/// Makes what can be made of a text that is nearly JSON.
pub(super) fn mend<'t>(text: &'t str, repairs: &mut Repairs) -> Edited<'t> {
    let start = text.find('{').unwrap_or(text.len());
    let mut mender = Mender {
        text,
        at: start,
        edits: Edits::default(),
        repairs,
        line: 1,
        open: Vec::new(),
        comma: None,
        ends_value: false,
        whole: None,
        item: None,
    };
    let before = text.get(..start).unwrap_or_default();
    if !before.is_empty() {
        mender.edits.remove(0..start);
        if !before.trim_matches(|character: char| character == '\u{FEFF}' || character.is_whitespace()).is_empty() {
            mender.repairs.note(1, RepairKind::JunkBefore);
        }
        mender.line += memchr::memchr_iter(b'\n', before.as_bytes()).count() as u64;
    }
    mender.run();
    mender.edits.apply(text)
}

/// A state to go back to: everything up to a place, and what is open there.
struct Whole {
    at: usize,
    edits: usize,
    closing: String,
}

struct Mender<'t, 'r> {
    text: &'t str,
    at: usize,
    edits: Edits,
    repairs: &'r mut Repairs,
    line: u64,
    /// What is open, by its closing sign.
    open: Vec<u8>,
    /// The last comma, if nothing but white space came after it.
    comma: Option<usize>,
    /// Whether a value has just ended.
    ends_value: bool,
    /// The last place up to which items, or members of the feed, are whole.
    whole: Option<Whole>,
    /// The line of an item that has begun.
    item: Option<u64>,
}

impl Mender<'_, '_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'{' | b'[' => {
                    self.begin_value();
                    if self.open.len() >= DEEPEST {
                        return;
                    }
                    if byte == b'{' && self.open == [b'}', b']'] {
                        self.item = Some(self.line);
                    }
                    self.open.push(if byte == b'{' { b'}' } else { b']' });
                    self.ends_value = false;
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.end_container(byte);
                    if self.open.is_empty() {
                        return self.after_end();
                    }
                }
                b',' => {
                    if self.comma.is_some() || !self.ends_value {
                        self.repairs.note(self.line, RepairKind::Comma);
                        self.edits.remove(self.at..self.at + 1);
                    } else {
                        self.note_whole();
                        self.comma = Some(self.at);
                        self.ends_value = false;
                    }
                    self.at += 1;
                }
                b':' => {
                    self.ends_value = false;
                    self.at += 1;
                }
                b'"' => {
                    self.begin_value();
                    if !self.string() {
                        break;
                    }
                    self.ends_value = true;
                }
                _ => {
                    self.begin_value();
                    let rest = bytes.get(self.at..).unwrap_or_default();
                    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]\"".contains(byte);
                    self.at += rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
                    self.ends_value = true;
                }
            }
        }
        self.cut();
    }

    /// A value begins: behind another value a comma is missing.
    fn begin_value(&mut self) {
        if self.ends_value {
            self.repairs.note(self.line, RepairKind::Comma);
            self.note_whole();
            self.edits.insert(self.at, ",");
        }
        self.comma = None;
        self.ends_value = false;
    }

    fn end_container(&mut self, byte: u8) {
        if let Some(comma) = self.comma.take() {
            self.repairs.note(self.line, RepairKind::Comma);
            self.edits.remove(comma..comma + 1);
        }
        // A sign that closes nothing is left to the parser to tell.
        if self.open.last() == Some(&byte) {
            self.open.pop();
        }
        self.ends_value = true;
        self.at += 1;
        if self.open == [b'}', b']'] {
            self.item = None;
        }
    }

    /// Behind a value: remembers the place if what is before it makes a feed.
    fn note_whole(&mut self) {
        if matches!(self.open.as_slice(), [b'}'] | [b'}', b']']) {
            let closing = self.open.iter().rev().map(|byte| char::from(*byte)).collect();
            self.whole = Some(Whole { at: self.at, edits: self.edits.len(), closing });
        }
    }

    /// Passes a string; false if the text ends in it.
    fn string(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    self.at = at + 1;
                    return true;
                }
                b'\\' => {
                    let is_known = bytes.get(at + 1).is_some_and(|next| b"\"\\/bfnrtu".contains(next));
                    if is_known {
                        at += 2;
                    } else {
                        self.repairs.note(self.line, RepairKind::ControlCharacter);
                        self.edits.insert(at, "\\");
                        at += 1;
                    }
                }
                0..b' ' => {
                    let escape = match byte {
                        b'\n' => "\\n",
                        b'\r' => "\\r",
                        b'\t' => "\\t",
                        _ => "",
                    };
                    self.repairs.note(self.line, RepairKind::ControlCharacter);
                    self.line += u64::from(byte == b'\n');
                    self.edits.replace(at..at + 1, escape);
                    at += 1;
                }
                _ => at += 1,
            }
        }
        self.at = bytes.len();
        false
    }

    /// The text ends before it should: goes back to what is whole, and closes what is open.
    fn cut(&mut self) {
        let is_item_whole = self.ends_value && self.item.is_none() && self.open.as_slice() == [b'}', b']'];
        if is_item_whole {
            self.note_whole();
        }
        let end = self.text.len();
        match self.item {
            Some(line) => self.repairs.note(line, RepairKind::CutItem),
            None => self.repairs.note(self.line, RepairKind::CutOff),
        }
        match self.whole.take() {
            Some(whole) => {
                self.edits.truncate(whole.edits);
                self.edits.replace(whole.at..end, whole.closing);
            }
            // The first item is cut, or the first member.
            None => self.edits.replace(self.at.min(end)..end, ""),
        }
    }

    fn after_end(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.trim().is_empty() {
            self.repairs.note(self.line, RepairKind::JunkAfter);
            self.edits.remove(self.at..self.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::repair::Repair;

    fn mended(text: &str) -> (String, Vec<Repair>) {
        let mut repairs = Repairs::default();
        let text = mend(text, &mut repairs).text.into_owned();
        (text, repairs.finish())
    }

    fn kinds(text: &str) -> Vec<RepairKind> {
        mended(text).1.into_iter().map(|repair| repair.what).collect()
    }

    #[test]
    fn what_is_json_stays_as_it_is() {
        let text = "{\"a\": [1, {\"b\": \"x\\\"\\u00e9\"}], \"c\": null}\n";
        assert_eq!(mended(text), (text.to_owned(), Vec::new()));
    }

    #[test]
    fn commas_are_put_right() {
        assert_eq!(mended("{\"a\": [1, 2,], \"b\": {\"c\": 1,},}").0, "{\"a\": [1, 2], \"b\": {\"c\": 1}}");
        assert_eq!(mended("{\"a\": [{} {}] \"b\": 1}").0, "{\"a\": [{} ,{}] ,\"b\": 1}");
        assert_eq!(mended("{\"a\": 1,, \"b\": 2}").0, "{\"a\": 1, \"b\": 2}");
    }

    #[test]
    fn strings_lose_what_json_forbids() {
        assert_eq!(mended("{\"a\": \"one\ntwo\u{1}\\x\"}").0, "{\"a\": \"one\\ntwo\\\\x\"}");
    }

    #[test]
    fn whole_items_stay_of_a_text_that_breaks_off() {
        let text = "{\"title\": \"T\",\n\"items\": [\n{\"id\": \"1\"},\n{\"id\": \"2\"},\n{\"id\": \"3";
        let (whole, repairs) = mended(text);
        assert!(whole.ends_with("{\"id\": \"2\"}]}"), "{whole}");
        assert_eq!(repairs, [Repair { line: 5, what: RepairKind::CutItem, count: 1 }]);
        let (whole, repairs) = mended(&text[..text.rfind(",\n").unwrap()]);
        assert!(whole.ends_with("{\"id\": \"2\"}]}"), "{whole}");
        assert_eq!(repairs[0].what, RepairKind::CutOff);
        assert_eq!(mended("{\"title\": \"T\", \"items\": [{\"id\"").0, "{\"title\": \"T\"}");
    }

    #[test]
    fn junk_around_it_is_left_out() {
        assert_eq!(mended(")]}'\n{\"a\": 1} // x").0, "{\"a\": 1}");
        assert_eq!(kinds(")]}'\n{\"a\": 1} // x"), [RepairKind::JunkBefore, RepairKind::JunkAfter]);
    }
}
