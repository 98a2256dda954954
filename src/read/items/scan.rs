//! Scanning: the members of an object of strings, numbers and literals, as most records are, without a parser.
//!
//! Texts are long and hold few quotation marks, so their ends are found many bytes at a time. Whatever is not plain (an
//! array, a control character, an escaped name, half a surrogate, an error of any kind) is given up and left to the
//! parser: what a [`Scanner`] gives is what the parser would give, or nothing.

use std::borrow::Cow;

/// Goes through the members of an object.
#[derive(Debug)]
pub(super) struct Scanner<'r> {
    record: &'r str,
    /// What has been gone through.
    at: usize,
    is_first: bool,
}

/// A value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scanned<'r> {
    Text(Cow<'r, str>),
    Null,
    /// A number or a truth value.
    Other,
}

/// That a record, or the rest of it, is not plain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotPlain;

impl<'r> Scanner<'r> {
    /// A scanner of a record that begins as an object does.
    pub(super) fn new(record: &'r str) -> Result<Self, NotPlain> {
        // JSON allows them between values, and nowhere else.
        let has_control = record.bytes().fold(u8::MAX, u8::min) < b' ';
        if has_control || !record.starts_with('{') { Err(NotPlain) } else { Ok(Self { record, at: 1, is_first: true }) }
    }

    /// The name of the next member, whose value is then to be scanned; `None` behind the last, where the record ends.
    pub(super) fn name(&mut self) -> Result<Option<&'r str>, NotPlain> {
        match self.next_sign()? {
            b'}' if self.at == self.record.len() => return Ok(None),
            b',' if !self.is_first => self.expect(b'"')?,
            b'"' if self.is_first => {}
            _ => return Err(NotPlain),
        }
        self.is_first = false;
        let Cow::Borrowed(name) = self.string()? else { return Err(NotPlain) };
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Scanned<'r>, NotPlain> {
        match self.next_sign()? {
            b'"' => self.string().map(Scanned::Text),
            b'n' => self.literal("ull").map(|()| Scanned::Null),
            b't' => self.literal("rue").map(|()| Scanned::Other),
            b'f' => self.literal("alse").map(|()| Scanned::Other),
            b'-' | b'0'..=b'9' => {
                self.at -= 1;
                self.number().map(|()| Scanned::Other)
            }
            _ => Err(NotPlain),
        }
    }

    /// The next value as it is written, if it is a string.
    pub(super) fn written_string(&mut self) -> Result<&'r str, NotPlain> {
        self.expect(b'"')?;
        let start = self.at - 1;
        self.string()?;
        self.record.get(start..self.at).ok_or(NotPlain)
    }

    fn peek(&self) -> Option<u8> {
        self.record.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, NotPlain> {
        let byte = self.peek().ok_or(NotPlain)?;
        self.at += 1;
        Ok(byte)
    }

    /// The next byte that is no space.
    fn next_sign(&mut self) -> Result<u8, NotPlain> {
        loop {
            match self.next()? {
                b' ' => {}
                sign => return Ok(sign),
            }
        }
    }

    fn expect(&mut self, sign: u8) -> Result<(), NotPlain> {
        if self.next_sign()? == sign { Ok(()) } else { Err(NotPlain) }
    }

    fn literal(&mut self, rest: &str) -> Result<(), NotPlain> {
        if !self.record.as_bytes()[self.at..].starts_with(rest.as_bytes()) {
            return Err(NotPlain);
        }
        self.at += rest.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), NotPlain> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), NotPlain> {
        let count = self.record.as_bytes()[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(NotPlain) } else { Ok(()) }
    }

    /// What a string says of which the opening quotation mark is behind.
    fn string(&mut self) -> Result<Cow<'r, str>, NotPlain> {
        let (piece, end) = self.piece()?;
        if end == b'"' {
            return Ok(Cow::Borrowed(piece));
        }
        let mut text = String::with_capacity(piece.len() * 2);
        text.push_str(piece);
        loop {
            text.push(self.escaped()?);
            let (piece, end) = self.piece()?;
            text.push_str(piece);
            if end == b'"' {
                return Ok(Cow::Owned(text));
            }
        }
    }

    /// What of a string stands before the next quotation mark or backslash, and which it is; it is passed.
    fn piece(&mut self) -> Result<(&'r str, u8), NotPlain> {
        let rest = &self.record.as_bytes()[self.at..];
        let length = memchr::memchr2(b'"', b'\\', rest).ok_or(NotPlain)?;
        let piece = self.record.get(self.at..self.at + length).ok_or(NotPlain)?;
        self.at += length + 1;
        Ok((piece, rest[length]))
    }

    /// The character that is escaped by the backslash behind.
    fn escaped(&mut self) -> Result<char, NotPlain> {
        Ok(match self.next()? {
            sign @ (b'"' | b'\\' | b'/') => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                if !matches!(unit, 0xd800..=0xdbff) {
                    // The second half of a pair on its own is no character.
                    return char::from_u32(unit).ok_or(NotPlain);
                }
                if (self.next()?, self.next()?) != (b'\\', b'u') {
                    return Err(NotPlain);
                }
                match self.unit()? {
                    second @ 0xdc00..=0xdfff => {
                        let character = 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
                        char::from_u32(character).ok_or(NotPlain)?
                    }
                    _ => return Err(NotPlain),
                }
            }
            _ => return Err(NotPlain),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, NotPlain> {
        (0..4).try_fold(0, |unit, _| Ok(unit << 4 | char::from(self.next()?).to_digit(16).ok_or(NotPlain)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    /// The members of a record; of numbers and truth values, only that they are some.
    fn scanned(record: &str) -> Result<Vec<(String, Option<String>, bool)>, NotPlain> {
        let mut scanner = Scanner::new(record)?;
        let mut members = Vec::new();
        while let Some(name) = scanner.name()? {
            members.push(match scanner.value()? {
                Scanned::Text(text) => (name.to_owned(), Some(text.into_owned()), false),
                Scanned::Null => (name.to_owned(), None, false),
                Scanned::Other => (name.to_owned(), None, true),
            });
        }
        Ok(members)
    }

    /// What the parser says of the same; `None` if it is wrong, or holds what a scanner leaves to it.
    fn parsed(record: &str) -> Option<Vec<(String, Option<String>, bool)>> {
        let members: Map<String, Value> = serde_json::from_str(record).ok()?;
        let of_value = |value: Value| match value {
            Value::String(text) => Some((Some(text), false)),
            Value::Null => Some((None, false)),
            Value::Bool(_) | Value::Number(_) => Some((None, true)),
            _ => None,
        };
        members.into_iter().map(|(name, value)| of_value(value).map(|(text, is)| (name, text, is))).collect()
    }

    #[test]
    fn plain_records_are_scanned_as_they_are_parsed() {
        for record in [
            r#"{"id":"a"}"#,
            r#"{ "id" : "a" , "text":"b" }"#,
            "{}",
            r#"{"a":-0.5e+7,"b":0,"c":null,"d":true,"e":false,"f":10}"#,
            r#"{"a":"\"\\\/\b\f\n\r\t","b":"\u00e9\u2019\ud83d\ude00 x","c":"부두"}"#,
        ] {
            assert_eq!(scanned(record).ok(), parsed(record), "{record}");
            assert!(scanned(record).is_ok(), "{record}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for record in [
            "",
            "[]",
            "{",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":"b"#,
            r#"{"a":"b"}x"#,
            r#"{"a":"b",}"#,
            r#"{,"a":"b"}"#,
            r#"{"a":"b" "c":"d"}"#,
            r#"{"a":01}"#,
            r#"{"a":1.}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":nul}"#,
            r#"{"a":[1]}"#,
            r#"{"a":{}}"#,
            r#"{"\u0061":"b"}"#,
            r#"{"a":"\ud83d"}"#,
            r#"{"a":"\ud83d\u0041"}"#,
            r#"{"a":"\ude00"}"#,
            r#"{"a":"\u00g0"}"#,
            r#"{"a":"\x"}"#,
            "{\"a\":\"\t\"}",
            "{\"a\":\n\"b\"}",
        ] {
            assert_eq!(scanned(record), Err(NotPlain), "{record}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_is_scanned_is_what_is_parsed(
            pieces in prop::collection::vec(
                prop_oneof![
                    Just("{".to_owned()), Just("}".to_owned()), Just(",".to_owned()), Just(":".to_owned()),
                    "\"[a-f]\":", "\"[a-f]\"", r#"\\["\\/bfnrtux]"#, r"\\u[0-9a-fD]{4}", "\"", "[ \t\n]", "\\PC{1,3}",
                    "-?[0-9]{1,2}(\\.[0-9])?(e[+-]?[0-9])?", "null|true|false|nul",
                ],
                0..12,
            ),
        ) {
            for record in [pieces.concat(), format!("{{{}}}", pieces.concat()), format!("{{\"x\":\"{}\"}}", pieces.concat())] {
                if let Ok(mut members) = scanned(&record) {
                    // The parser's map keeps the last of equal names; and it sorts.
                    members.reverse();
                    members.sort_by(|one, other| one.0.cmp(&other.0));
                    members.dedup_by(|one, other| one.0 == other.0);
                    prop_assert_eq!(Some(members), parsed(&record), "{}", record);
                }
            }
        }
    }
}
