//! Bytes to text, in the encoding that the bytes are in.
//!
//! In order: the encoding the user names; a byte order mark; the zero bytes of UTF-16; valid UTF-8 with at least one
//! character beyond ASCII (no other encoding passes for it by chance, while labels go stale when pages are saved); the
//! label of a `<meta>` or XML declaration; UTF-8 with a few bad bytes; chardetng's statistics. Labels mean what the
//! WHATWG Encoding Standard says: `euc-kr` is windows-949, `gb2312` is GBK, `iso-8859-1` is windows-1252.
//!
//! Bytes that are no character become U+FFFD and their lines are told; byte offsets survive decoding.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, EUC_KR, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes at the start of a file among which a label or a pattern is looked for.
const HEAD: usize = 4_096;
/// Bytes that are enough for the statistics.
const SAMPLE: usize = 1 << 20;
/// Longest stretch of a line between two points whose byte offset is kept.
const STRETCH: usize = 4_096;

/// The text of a file and the way back to its bytes.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: &'static Encoding,
    /// Lines (from 1) that held bytes that are no character, ascending.
    pub(crate) malformed_lines: Vec<u64>,
    /// Bytes of the byte order mark.
    pub(super) mark_length: usize,
    /// Points of text whose byte is known, ascending; empty when text and bytes are the same.
    points: Vec<(usize, u64)>,
}

impl Decoded<'_> {
    /// The byte in the file at which the character at `offset` of the text begins.
    pub(crate) fn byte_offset(&self, offset: usize) -> u64 {
        let index = self.points.partition_point(|&(text, _)| text <= offset);
        let Some(&(text, byte)) = index.checked_sub(1).and_then(|index| self.points.get(index)) else {
            return (self.mark_length + offset) as u64;
        };
        let between = self.text.get(text..offset).unwrap_or_default();
        let length = if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            between.encode_utf16().count() * 2
        } else {
            self.encoding.encode(between).0.len()
        };
        let next = self.points.get(index).map_or(u64::MAX, |&(_, byte)| byte);
        (byte + length as u64).min(next)
    }

    /// The bytes in the file of a range of the text.
    pub(crate) fn byte_range(&self, range: &Range<usize>) -> (u64, u64) {
        (self.byte_offset(range.start), self.byte_offset(range.end))
    }
}

/// Makes text of a file's bytes; `named` is the encoding that the user names.
pub(crate) fn decode<'a>(bytes: &'a [u8], named: Option<&'static Encoding>) -> Decoded<'a> {
    let (encoding, mark_length) = tell(bytes, named);
    let content = bytes.get(mark_length..).unwrap_or_default();
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(content)
    {
        let text = Cow::Borrowed(text);
        return Decoded { text, encoding, malformed_lines: Vec::new(), mark_length, points: Vec::new() };
    }
    convert(content, encoding, mark_length)
}

/// The encoding and the length of the byte order mark.
fn tell(bytes: &[u8], named: Option<&'static Encoding>) -> (&'static Encoding, usize) {
    let mark = Encoding::for_bom(bytes);
    if let Some(encoding) = named {
        return (encoding, mark.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length));
    }
    if let Some(marked) = mark {
        return marked;
    }
    (utf_16_without_mark(bytes).unwrap_or_else(|| eight_bit(bytes)), 0)
}

fn eight_bit(bytes: &[u8]) -> &'static Encoding {
    let (mut characters, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    if faults == 0 && characters > 0 {
        return UTF_8;
    }
    if let Some(labelled) = label(bytes).filter(|labelled| *labelled != UTF_8) {
        return labelled;
    }
    let is_ascii = faults == 0;
    if is_ascii {
        let shifts = |bytes: &[u8]| bytes.windows(3).any(|three| three == b"\x1b$B" || three == b"\x1b$@");
        return if shifts(bytes) { ISO_2022_JP } else { UTF_8 };
    }
    // Text in another encoding is nearly all faults when read as UTF-8; text with a few bad bytes is nearly none.
    if characters >= 4 * faults {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 that lost its mark: zero bytes in one half of the pairs only, and nothing but text when read so.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let encoding = match (first, second) {
        (0, 2..) => UTF_16LE,
        (2.., 0) => UTF_16BE,
        _ => return None,
    };
    let pairs = head.len() / 2 * 2;
    let (text, _, has_faults) = encoding.decode(head.get(..pairs)?);
    // A surrogate pair cut at the end of the sample is no fault of the text.
    let is_text = |text: &str| !text.chars().any(|character| character.is_control() && !character.is_whitespace());
    (first.max(second) * 20 >= pairs / 2 && is_text(&text) && !has_faults).then_some(encoding)
}

/// The label that the start of a page states: `<meta charset=…>`, `<meta … content="…charset=…">`, `<?xml encoding=…?>`.
fn label(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let tag_after = |start: &str, name: &str| -> Option<&'static Encoding> {
        head.match_indices(start).find_map(|(at, _)| {
            let tag = head.get(at..)?;
            let tag = tag.get(..tag.find('>')?)?;
            let value = tag.split_once(name)?.1.trim_start().strip_prefix('=')?;
            let value =
                value.trim_start_matches(|character: char| character.is_whitespace() || "\"'".contains(character));
            let end = value
                .find(|character: char| character.is_whitespace() || "\"';/>?".contains(character))
                .unwrap_or(value.len());
            known(value.get(..end)?)
        })
    };
    let found = tag_after("<?xml", "encoding").or_else(|| tag_after("<meta", "charset"))?;
    // A page whose label can be read byte by byte is not in UTF-16, whatever it says (HTML Standard, 13.2.3.2).
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// The encoding of a label, with the names that Korean systems write beside those of the standard.
pub(crate) fn known(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    Encoding::for_label_no_replacement(label.as_bytes()).or_else(|| {
        let is_korean = ["cp949", "ms949", "uhc", "ks_c_5601-1992"].iter().any(|name| label.eq_ignore_ascii_case(name));
        is_korean.then_some(EUC_KR)
    })
}

/// Decodes piece by piece, a piece at most a line, so that every line's first byte and every bad line are known.
fn convert(content: &[u8], encoding: &'static Encoding, mark_length: usize) -> Decoded<'static> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(content.len());
    let (mut points, mut malformed_lines) = (Vec::new(), Vec::new());
    let mut start = 0;
    let mut line = 1;
    while start < content.len() {
        let rest = content.get(start..).unwrap_or_default();
        let (length, ends_line) = piece(rest, encoding);
        let is_last = length == rest.len();
        points.push((text.len(), (mark_length + start) as u64));
        let mut source = rest.get(..length).unwrap_or(rest);
        let mut has_faults = false;
        loop {
            text.reserve(decoder.max_utf8_buffer_length(source.len()).unwrap_or(source.len() * 3 + 16));
            let (result, read, faulty) = decoder.decode_to_string(source, &mut text, is_last);
            has_faults |= faulty;
            source = source.get(read..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if has_faults && malformed_lines.last() != Some(&line) {
            malformed_lines.push(line);
        }
        line += u64::from(ends_line);
        start += length;
    }
    Decoded { text: Cow::Owned(text), encoding, malformed_lines, mark_length, points }
}

/// Length of the next piece and whether it ends a line. Pieces end after a line feed or, in a long line, after a
/// quotation mark: neither byte is ever the second of a character in the encodings of the standard.
fn piece(rest: &[u8], encoding: &'static Encoding) -> (usize, bool) {
    let is_end = |at: usize, character: u8| character == b'\n' || (character == b'"' && at >= STRETCH);
    let found = if encoding == UTF_16LE || encoding == UTF_16BE {
        let character = |pair: &[u8]| match (pair, encoding == UTF_16LE) {
            ([unit, 0], true) | ([0, unit], false) => *unit,
            _ => 0,
        };
        rest.chunks_exact(2)
            .map(character)
            .enumerate()
            .find(|&(index, unit)| is_end(index * 2, unit))
            .map(|(index, unit)| (index * 2 + 2, unit))
    } else {
        rest.iter().enumerate().find(|&(at, byte)| is_end(at, *byte)).map(|(at, byte)| (at + 1, *byte))
    };
    found.map_or((rest.len(), false), |(length, character)| (length, character == b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KOREAN: &str = "노을도 여객선이 표류하다 구조됐습니다.\n승객 서른두 명은 모두 무사합니다.\n";

    fn utf_16(text: &str, is_little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn korean_of_every_encoding_reads_the_same() {
        let (windows_949, ..) = EUC_KR.encode(KOREAN);
        assert_eq!(decode(&windows_949, None).text, KOREAN);
        assert_eq!(decode(KOREAN.as_bytes(), None).text, KOREAN);
        assert_eq!(decode(format!("\u{FEFF}{KOREAN}").as_bytes(), None).text, KOREAN);
        for is_little in [true, false] {
            assert_eq!(decode(&utf_16(KOREAN, is_little), None).text, KOREAN, "without a mark");
            assert_eq!(decode(&utf_16(&format!("\u{FEFF}{KOREAN}"), is_little), None).text, KOREAN);
        }
    }

    #[test]
    fn a_label_is_read_as_the_standard_says() {
        let page =
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\"></head>똠방각하";
        let (bytes, ..) = EUC_KR.encode(page);
        assert_eq!(decode(&bytes, None).text, page, "a syllable that only windows-949 has");
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("<?xml version='1.0' encoding='Shift_JIS'?><p>橋</p>");
        assert!(decode(&bytes, None).text.contains('橋'));
    }

    #[test]
    fn a_stale_label_does_not_spoil_utf_8() {
        let page = "<meta charset=euc-kr><p>노을도</p>";
        assert_eq!(decode(page.as_bytes(), None).text, page);
        let page = "<meta charset='utf-16'><p>plain</p>";
        assert_eq!(decode(page.as_bytes(), None).text, page);
    }

    #[test]
    fn the_encoding_that_the_user_names_wins() {
        let (bytes, ..) = EUC_KR.encode("<meta charset=windows-1252>가");
        assert!(decode(&bytes, known("CP949")).text.ends_with('가'));
        assert_eq!(known("utf-9"), None);
    }

    #[test]
    fn bad_bytes_are_replaced_and_their_lines_told() {
        let mut bytes = KOREAN.as_bytes().to_vec();
        bytes.extend(b"fine\nbad \xFF\xFE here\nfine\ncut \xEB\x8B");
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.encoding, UTF_8);
        assert_eq!(decoded.malformed_lines, [4, 6]);
        assert!(decoded.text.contains("bad \u{FFFD}\u{FFFD} here\nfine\ncut \u{FFFD}"));
    }

    #[test]
    fn offsets_lead_back_to_the_bytes() {
        let long = format!("{KOREAN}{}\"x\" 가나", "가".repeat(5_000));
        for (bytes, mark) in [
            (EUC_KR.encode(&long).0.into_owned(), 0),
            (format!("\u{FEFF}{long}").into_bytes(), 3),
            (utf_16(&format!("\u{FEFF}{long}"), true), 2),
        ] {
            let decoded = decode(&bytes, None);
            assert_eq!(decoded.text, long);
            assert_eq!(decoded.byte_offset(0), mark);
            assert_eq!(decoded.byte_offset(long.len()), bytes.len() as u64);
            let at = long.rfind('나').unwrap();
            let before = decoded.byte_offset(at);
            let tail = decoded.encoding.decode_without_bom_handling(&bytes[usize::try_from(before).unwrap()..]).0;
            assert_eq!(tail, "나");
        }
    }

    #[test]
    fn hostile_bytes_do_no_harm() {
        for bytes in
            [&b""[..], b"\0", b"\0\0\0\0", b"\xFF\xFE", b"\xFF\xFE\0", b"<meta charset=", b"<meta charset=''>\xFF"]
        {
            let _ = decode(bytes, None);
            let _ = decode(bytes, Some(UTF_16BE));
        }
    }
}
