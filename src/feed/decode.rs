//! Bytes to text, where a server, a byte order mark, a declaration and the bytes themselves may all say something else.
//!
//! In order (RFC 7303, section 3, and what the web does): the server's label, unless the bytes are plainly UTF-8 or cannot
//! be what the label says; then what [`charset`](crate::read::charset) says of a file: mark, UTF-8, declaration,
//! statistics. A label that is not followed is told.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::repair::{RepairKind, Repairs};
use crate::read::charset;

/// Makes text of the bytes of a feed; `label` is what the server said.
pub(super) fn decode<'b>(bytes: &'b [u8], label: Option<&str>, repairs: &mut Repairs) -> Cow<'b, str> {
    let named = label.map(str::trim).filter(|label| !label.is_empty());
    let encoding = named.and_then(charset::known);
    let decoded = charset::decode(bytes, encoding.filter(|encoding| is_credible(bytes, encoding)));
    let stated = match named {
        Some(named) if encoding != Some(decoded.encoding) => Some(named.to_owned()),
        Some(_) => None,
        None => declared(bytes).filter(|stated| charset::known(stated) != Some(decoded.encoding)),
    };
    let is_ascii = || decoded.encoding == UTF_8 && decoded.text.is_ascii();
    if let Some(stated) = stated.filter(|_| !is_ascii()) {
        repairs.note(1, RepairKind::WrongEncoding { stated, used: decoded.encoding.name() });
    }
    for line in &decoded.malformed_lines {
        repairs.note(*line, RepairKind::BadBytes);
    }
    decoded.text
}

/// Whether bytes can be what a server says of them.
fn is_credible(bytes: &[u8], encoding: &'static Encoding) -> bool {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked == encoding;
    }
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).is_ok();
    }
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return bytes.first() == Some(&0) || bytes.get(1) == Some(&0);
    }
    // No other encoding passes for UTF-8 by chance.
    let is_utf_8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
    !is_utf_8 && encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// The encoding that the declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(512))?).into_owned();
    let (declaration, _) = head.split_once("<?xml")?.1.split_once("?>")?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(label, _)| label.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{EUC_KR, WINDOWS_1252};

    fn decoded(bytes: &[u8], label: Option<&str>) -> (String, usize) {
        let mut repairs = Repairs::default();
        let text = decode(bytes, label, &mut repairs).into_owned();
        (text, repairs.finish().len())
    }

    #[test]
    fn the_server_is_followed_where_the_bytes_agree() {
        let (korean, ..) = EUC_KR.encode("<rss>노을도</rss>");
        assert_eq!(decoded(&korean, Some("EUC-KR")), ("<rss>노을도</rss>".to_owned(), 0));
        let (western, ..) = WINDOWS_1252.encode("<rss>caf\u{e9}</rss>");
        assert_eq!(decoded(&western, Some("iso-8859-1")), ("<rss>café</rss>".to_owned(), 0));
    }

    #[test]
    fn labels_that_are_wrong_are_told() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss>노을도</rss>";
        assert_eq!(decoded(text.as_bytes(), None), (text.to_owned(), 1));
        assert_eq!(decoded("<rss>노을도</rss>".as_bytes(), Some("iso-8859-1")), ("<rss>노을도</rss>".to_owned(), 1));
        let (western, ..) = WINDOWS_1252
            .encode("<?xml version='1.0' encoding='utf-8'?><rss>un caf\u{e9} cr\u{e8}me \u{e0} la carte</rss>");
        let (text, repairs) = decoded(&western, None);
        assert!(text.contains("café crème à"), "{text}");
        assert_eq!(repairs, 1);
        assert_eq!(decoded(b"<?xml version='1.0' encoding='latin1'?><rss/>", None).1, 0, "nothing to be wrong about");
    }
}
