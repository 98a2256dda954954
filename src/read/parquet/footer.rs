//! What the footer of a Parquet file says of itself, looked at before the `parquet` crate believes it.
//!
//! That crate reads a schema by recursion as deep as the file says, and a stack that overflows ends the program, which
//! nothing can contain. So the one list that matters, the schema's elements, is walked here first (Thrift's compact
//! protocol: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>), without recursion over
//! the schema and without keeping anything.

use super::Trouble;

/// By these bytes a Parquet file begins and ends.
const MAGIC: &[u8] = b"PAR1";
/// The same, where the footer is encrypted.
const ENCRYPTED_MAGIC: &[u8] = b"PARE";

/// Most bytes of a footer: its lists are made room for by what they say of their length, up to some 200 bytes a byte.
const MOST_FOOTER: usize = 32 << 20;
/// Deepest nesting of a schema.
const DEEPEST: usize = 64;
/// Most columns, fields of structs counted one by one.
const MOST_COLUMNS: usize = 10_000;
/// Deepest nesting of what is passed over.
const DEEPEST_SKIP: u32 = 32;

/// Whether the footer can be handed to the `parquet` crate.
pub(super) fn check(file: &[u8]) -> Result<(), Trouble> {
    let broken = |message: &str| Trouble::error(message, "fetch or write the file again");
    let tail = file.len().checked_sub(8).and_then(|at| file.get(at..)).unwrap_or_default();
    let (length, magic) = tail.split_at_checked(4).unwrap_or_default();
    if magic == ENCRYPTED_MAGIC {
        return Err(Trouble::error("the Parquet file is encrypted", "decrypt it first"));
    }
    let length: [u8; 4] = length.try_into().map_err(|_| broken("the Parquet file ends too early"))?;
    if magic != MAGIC {
        return Err(broken("the Parquet file ends too early: it has no footer"));
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MOST_FOOTER {
        return Err(broken("the footer of the Parquet file says that it is larger than any"));
    }
    let footer = (file.len() - 8).checked_sub(length).and_then(|at| file.get(at..file.len() - 8));
    let footer = footer.ok_or_else(|| broken("the footer of the Parquet file says that it is larger than the file"))?;
    match Walk(footer).schema() {
        Some(Schema::Sound) => Ok(()),
        Some(Schema::TooDeep) => Err(Trouble::error(
            format!("the columns of the Parquet file are nested more than {DEEPEST} deep"),
            "write it with flatter columns",
        )),
        Some(Schema::TooWide) => Err(Trouble::error(
            format!("the Parquet file has more than {MOST_COLUMNS} columns"),
            "write it with fewer columns",
        )),
        None => Err(broken("the footer of the Parquet file is broken")),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Schema {
    Sound,
    TooDeep,
    TooWide,
}

/// The rest of the footer.
struct Walk<'a>(&'a [u8]);

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    /// The type and number of the next field of a structure; type 0 is its end.
    fn field(&mut self, last: i64) -> Option<(u8, i64)> {
        let head = self.byte()?;
        let kind = head & 0x0F;
        let delta = i64::from(head >> 4);
        if kind == 0 || delta != 0 {
            return Some((kind, last + delta));
        }
        Some((kind, zigzag(self.varint()?)))
    }

    /// The type and number of the elements of a list.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        Some((head & 0x0F, length))
    }

    /// Passes over a value of a type; `in_list`, because there true and false have a byte.
    fn skip(&mut self, kind: u8, in_list: bool, depth: u32) -> Option<()> {
        if depth == 0 {
            return None;
        }
        match kind {
            1 | 2 => self.pass(u64::from(in_list)),
            3 => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => {
                let (kind, length) = self.list()?;
                (0..length).try_for_each(|_| self.skip(kind, true, depth - 1))
            }
            11 => {
                let length = self.varint()?;
                if length == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                (0..length).try_for_each(|_| {
                    self.skip(kinds >> 4, true, depth - 1)?;
                    self.skip(kinds & 0x0F, true, depth - 1)
                })
            }
            12 => {
                let mut last = 0;
                loop {
                    let (kind, number) = self.field(last)?;
                    if kind == 0 {
                        return Some(());
                    }
                    self.skip(kind, false, depth - 1)?;
                    last = number;
                }
            }
            _ => None,
        }
    }

    /// Walks `FileMetaData` up to the end: every list of schema elements (field 2) must be sound.
    fn schema(&mut self) -> Option<Schema> {
        let (mut last, mut verdict) = (0, None);
        loop {
            let (kind, number) = self.field(last)?;
            match (kind, number) {
                (0, _) => return verdict,
                (9, 2) => match self.elements()? {
                    Schema::Sound => verdict = Some(Schema::Sound),
                    unsound => return Some(unsound),
                },
                _ => self.skip(kind, false, DEEPEST_SKIP)?,
            }
            last = number;
        }
    }

    /// The schema is its tree in preorder, each group with the number of its children.
    fn elements(&mut self) -> Option<Schema> {
        let (kind, length) = self.list()?;
        if kind != 12 {
            return None;
        }
        let mut open: Vec<u64> = Vec::new();
        let mut columns = 0;
        for _ in 0..length {
            let children = self.children()?;
            if let Some(left) = open.last_mut() {
                *left = left.saturating_sub(1);
            }
            if children > 0 {
                open.push(children);
            } else {
                columns += 1;
            }
            while open.last() == Some(&0) {
                open.pop();
            }
            if open.len() > DEEPEST {
                return Some(Schema::TooDeep);
            }
            if columns > MOST_COLUMNS {
                return Some(Schema::TooWide);
            }
        }
        Some(Schema::Sound)
    }

    /// The number of children of a schema element (field 5).
    fn children(&mut self) -> Option<u64> {
        let (mut last, mut children) = (0, 0);
        loop {
            let (kind, number) = self.field(last)?;
            match (kind, number) {
                (0, _) => return Some(children),
                (4..=6, 5) => children = u64::try_from(zigzag(self.varint()?)).unwrap_or(0),
                _ => self.skip(kind, false, DEEPEST_SKIP)?,
            }
            last = number;
        }
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with no data and a schema of nested groups, the innermost of one column.
    fn nested(depth: usize) -> Vec<u8> {
        let mut footer = vec![0x15, 2, 0x19, 0xFC];
        let mut length = depth + 2;
        while length > 0x7F {
            footer.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
            length >>= 7;
        }
        footer.push(u8::try_from(length).unwrap());
        for _ in 0..=depth {
            // repetition 0, name `g`, one child.
            footer.extend([0x35, 0, 0x18, 1, b'g', 0x15, 2, 0]);
        }
        // type 6, repetition 0, name `c`.
        footer.extend([0x15, 12, 0x25, 0, 0x18, 1, b'c', 0]);
        footer.extend([0x16, 0, 0x19, 0x0C, 0]);
        let mut file = b"PAR1".to_vec();
        file.extend(&footer);
        file.extend(u32::try_from(footer.len()).unwrap().to_le_bytes());
        file.extend(b"PAR1");
        file
    }

    #[test]
    fn nesting_is_limited_before_anything_recurses() {
        assert!(check(&nested(3)).is_ok());
        for depth in [100, 100_000] {
            assert!(check(&nested(depth)).unwrap_err().message.contains("nested"), "{depth}");
        }
    }

    #[test]
    fn what_is_cut_or_lies_is_told() {
        let whole = nested(3);
        for end in 0..whole.len() {
            assert!(check(&whole[..end]).is_err(), "{end}");
        }
        let mut lying = whole.clone();
        let at = lying.len() - 8;
        lying[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(check(&lying).unwrap_err().message.contains("larger than any"));
        let mut encrypted = whole;
        let at = encrypted.len() - 4;
        encrypted[at..].copy_from_slice(b"PARE");
        assert!(check(&encrypted).unwrap_err().message.contains("encrypted"));
    }
}
