//! What a file holds, told by its content; the ending of its name decides only where the content leaves it open.

use super::Format;
use super::records::fields::FieldNames;
use super::source;
use crate::feed;

/// Characters at the start of a file that are looked at.
const HEAD: usize = 8_192;
/// Bytes at the start of a file that tell text from other data.
const BINARY_HEAD: usize = 8_192;

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Documents in a format that is read.
    Documents(Format),
    /// XML that is not read, with what it is.
    Foreign(&'static str),
    /// Nothing but white space.
    Empty,
}

/// What bytes are that hold no text; `None` for text.
pub(crate) fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a zip archive or office document"),
        (b"\x1F\x8B", "packed twice"),
        (b"\x28\xB5\x2F\xFD", "packed twice"),
        (b"BZh", "packed with bzip2"),
        (b"\xFD7zXZ\0", "packed with xz"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"Rar!\x1A", "a rar archive"),
        (b"\x89PNG", "an image"),
        (b"\xFF\xD8\xFF", "an image"),
        (b"GIF8", "an image"),
        (b"RIFF", "an image, sound or film"),
        (b"ID3", "sound"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"{\\rtf", "an RTF document"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7FELF", "a program"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    None
}

/// Whether bytes are a Parquet file, by its magic number; an encrypted one has another.
pub(crate) fn is_parquet(bytes: &[u8]) -> bool {
    // A text may begin with `PARENTS`.
    bytes.starts_with(b"PAR1") || bytes.starts_with(b"PARE") && bytes.ends_with(b"PARE")
}

/// Whether decoded text is other data after all: control characters that no text holds.
pub(crate) fn is_binary(text: &str) -> bool {
    let head = text.chars().take(BINARY_HEAD);
    let is_odd = |character: char| {
        matches!(character, '\0'..='\x08' | '\x0E'..='\x1A' | '\x1C'..='\x1F' | '\x7F'..='\u{84}' | '\u{86}'..='\u{9F}')
            || character == '\u{FFFD}'
    };
    let (mut all, mut odd) = (0_usize, 0_usize);
    for character in head {
        all += 1;
        odd += usize::from(is_odd(character));
    }
    odd * 10 > all
}

/// Tells what a text holds; `name` is the name of its file.
pub(crate) fn tell(text: &str, name: &str, names: &FieldNames) -> Content {
    let head = head(text);
    let trimmed = head.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
    if trimmed.is_empty() {
        // White space beyond the head may still be followed by text.
        return if text.trim().is_empty() { Content::Empty } else { Content::Documents(Format::Page) };
    }
    let ending = source::ending(name);
    // Junk before a feed is no reason to take it for something else, where its name says what it is.
    if matches!(ending.as_str(), "rss" | "atom" | "rdf" | "feed") && feed::is_feed(trimmed) {
        return Content::Documents(Format::Feed);
    }
    let format = match ending.as_str() {
        _ if trimmed.starts_with('<') => match markup(trimmed) {
            Markup::Html => Some(Format::Html),
            Markup::Feed => Some(Format::Feed),
            Markup::Foreign(kind) => return Content::Foreign(kind),
            Markup::None => None,
        },
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ if trimmed.starts_with('{') && feed::is_feed(trimmed) => Some(Format::Feed),
        ending if trimmed.starts_with('{') => Some(json(text, trimmed, ending)),
        _ if is_array(trimmed) => Some(Format::Json),
        "json" => Some(Format::Json),
        _ => None,
    };
    let format = format.or_else(|| table(trimmed, &ending, names)).unwrap_or(match ending.as_str() {
        "html" | "htm" | "xhtml" => Format::Html,
        _ => Format::Page,
    });
    Content::Documents(format)
}

fn head(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

enum Markup {
    Html,
    Feed,
    Foreign(&'static str),
    None,
}

/// The kind of markup by its first element, past the XML declaration, comments, instructions and the doctype.
fn markup(head: &str) -> Markup {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let lower: String = rest.chars().take(40).flat_map(char::to_lowercase).collect();
        let end = match lower.as_str() {
            start if start.starts_with("<!--") => "-->",
            start if start.starts_with("<?") => "?>",
            start if start.starts_with("<!doctype html") => return Markup::Html,
            start if start.starts_with("<!doctype") => ">",
            _ => {
                let name: String =
                    lower.chars().skip(1).take_while(|character| !" \t\r\n/>".contains(*character)).collect();
                return element(&name, head);
            }
        };
        let Some((_, after)) = rest.split_once(end) else { return Markup::Html };
        rest = after;
    }
}

fn element(name: &str, head: &str) -> Markup {
    const HTML: &[&str] = &[
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "base",
        "script",
        "style",
        "noscript",
        "div",
        "p",
        "article",
        "section",
        "header",
        "main",
        "nav",
        "aside",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "span",
        "a",
        "img",
        "br",
        "hr",
        "table",
        "ul",
        "ol",
        "dl",
        "b",
        "i",
        "em",
        "strong",
        "font",
        "center",
        "figure",
        "blockquote",
        "pre",
        "form",
        "iframe",
        "template",
    ];
    match name {
        name if is_feed_root(name) && feed::is_feed(head) => Markup::Feed,
        "urlset" | "sitemapindex" => Markup::Foreign("a site map"),
        name if HTML.contains(&name) => Markup::Html,
        name if head.starts_with("<?xml") || name.contains(':') => Markup::Foreign("XML of another kind"),
        _ => Markup::None,
    }
}

/// Whether an element is the root of a feed, by its name in lower case.
fn is_feed_root(name: &str) -> bool {
    matches!(name.rsplit(':').next(), Some("rss" | "feed" | "rdf"))
}

/// JSON Lines or one JSON value: many values on one line each, or one value.
fn json(text: &str, head: &str, ending: &str) -> Format {
    if ending == "json" && !has_several_objects(head) {
        return Format::Json;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let is_whole = |line: &str| line.starts_with('{') && line.ends_with('}');
    match lines.next() {
        Some(second) if is_whole(first) && second.starts_with('{') => Format::JsonLines,
        Some(second) if first.starts_with("{\"") && is_whole(second) => Format::JsonLines,
        _ => Format::Json,
    }
}

fn has_several_objects(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let starts = |line: Option<&str>| line.is_some_and(|line| line.starts_with('{') && line.len() > 1);
    starts(lines.next()) && starts(lines.next())
}

/// `[` before an object or an end. A page dump begins with `[` too: `[Anchor]`.
fn is_array(head: &str) -> bool {
    let Some(rest) = head.strip_prefix('[') else { return false };
    matches!(rest.trim_start().chars().next(), Some('{' | ']'))
}

/// A table by its header row: names of news fields, a title or a text among them.
fn table(head: &str, ending: &str, names: &FieldNames) -> Option<Format> {
    let header = head.lines().next().unwrap_or_default();
    let cells = |delimiter: char| header.split(delimiter).map(|cell| cell.trim().trim_matches('"'));
    let (format, delimiter) =
        if header.contains('\t') { (Format::Tsv, '\t') } else { (Format::Csv, delimiter_of(header)) };
    let count = cells(delimiter).count();
    let recognised = names.recognised(cells(delimiter));
    // Prose may begin `Title, text and …`; a header is short names, most of them known or the file's name says so.
    let is_name = |cell: &str| cell.len() <= 64 && cell.split_whitespace().count() <= 4 && !cell.ends_with(['.', ':']);
    let is_header = count >= 2 && recognised >= 2 && cells(delimiter).all(is_name) && recognised * 3 >= count;
    match ending {
        "csv" => {
            Some(if format == Format::Tsv && recognised == 0 && header.contains(',') { Format::Csv } else { format })
        }
        "tsv" => Some(Format::Tsv),
        _ => is_header.then_some(format),
    }
}

/// The delimiter of a header row without tabs: a semicolon where it parts more cells than the comma.
pub(crate) fn delimiter_of(header: &str) -> char {
    let count = |delimiter: char| header.matches(delimiter).count();
    if count(';') > count(',') { ';' } else { ',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, name: &str) -> Content {
        tell(text, name, &FieldNames::default())
    }

    #[test]
    fn a_text_that_begins_like_an_encrypted_table_is_text() {
        assert!(is_parquet(b"PAR1\x15\0PAR1") && is_parquet(b"PARE\0PARE"));
        assert!(!is_parquet("PARENTS WAIT FOR NEWS".as_bytes()));
    }

    #[test]
    fn content_tells_the_format_without_an_ending() {
        for (text, format) in [
            ("\u{FEFF} <!DOCTYPE html><p>x", Format::Html),
            ("<?xml version=\"1.0\"?>\n<!-- saved -->\n<html xmlns=\"x\">", Format::Html),
            ("<article><p>Text</p></article>", Format::Html),
            ("{\"title\": \"a\"}\n{\"title\": \"b\"}\n", Format::JsonLines),
            ("{\"title\": \"a\"}\n\n{\"title\": \"b", Format::JsonLines),
            ("{\"title\": \"a\"}", Format::Json),
            ("{\n \"title\": \"a\"\n}", Format::Json),
            ("[ {\"title\": \"a\"} ]", Format::Json),
            ("[]", Format::Json),
            ("id,Title,Body,extra\n1,a,b,c\n", Format::Csv),
            ("id;title;text\n1;a;b\n", Format::Csv),
            ("id\ttitle\ttext\n1\ta\tb\n", Format::Tsv),
            ("[Anchor]\n\nGood evening.", Format::Page),
            ("[LEAD] The ferry", Format::Page),
            ("Title, text and other words of a plain story.\nMore.", Format::Page),
            ("A story about < and >, source, title.", Format::Page),
            (" date 2025-06-12 News 9", Format::Page),
        ] {
            assert_eq!(told(text, "file"), Content::Documents(format), "{text}");
        }
    }

    #[test]
    fn the_ending_decides_what_the_content_leaves_open() {
        assert_eq!(told("sku,bin\n1,2", "stock.csv"), Content::Documents(Format::Csv));
        assert_eq!(told("not json\n{\"title\": \"a\"}", "a.jsonl.gz"), Content::Documents(Format::JsonLines));
        assert_eq!(told("not json", "a.json"), Content::Documents(Format::Json));
        assert_eq!(told("{\"title\": \"a\"}\n{\"title\": \"b\"}\n", "a.json"), Content::Documents(Format::JsonLines));
        assert_eq!(told("words before <p>markup</p>", "a.html"), Content::Documents(Format::Html));
        assert_eq!(told("<html><body>x", "a.txt"), Content::Documents(Format::Html), "content wins");
    }

    #[test]
    fn feeds_and_other_xml_are_named() {
        for (text, name) in [
            ("<?xml version=\"1.0\"?><rss version=\"2.0\">", "a"),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", "a.html"),
            ("<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\">", "a"),
            ("<rdf:RDF xmlns:rdf=\"x\" xmlns=\"http://purl.org/rss/1.0/\">", "a.xml"),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", "a.json"),
            ("Warning: x\n<rss version=\"2.0\">", "a.rss"),
        ] {
            assert_eq!(told(text, name), Content::Documents(Format::Feed), "{text}");
        }
        assert_eq!(told("<rdf:RDF xmlns:foaf=\"x\"><foaf:Person/>", "a"), Content::Foreign("XML of another kind"));
        assert_eq!(told("{\"version\": \"1.1\", \"items\": []}", "a.json"), Content::Documents(Format::Json));
        assert_eq!(told("<html><body><rss>", "a"), Content::Documents(Format::Html));
        assert_eq!(told("<?xml version='1.0'?><nitf>", "a.txt"), Content::Foreign("XML of another kind"));
        assert_eq!(told(" \n\t", "a"), Content::Empty);
    }

    #[test]
    fn other_data_is_no_text() {
        assert_eq!(binary_kind(b"%PDF-1.7"), Some("a PDF document"));
        assert_eq!(binary_kind("노을도".as_bytes()), None);
        assert!(is_binary("\0\u{1}\u{2}abc\u{FFFD}\u{FFFD}"));
        assert!(!is_binary("A story with one bad byte \u{FFFD} in it, and a form feed \x0C."));
        assert!(!is_binary(""));
    }
}
