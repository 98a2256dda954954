//! Markup to text: fragments in record fields, titles with entities, and the guard against markup that no parser bears.

use ahash::AHashMap;
use dom_query::Document;

/// Deepest nesting that is parsed; the one that browsers stop at.
const DEEPEST: usize = 512;
/// Most nodes a parser may have to visit: the sum of the nesting over all tags.
const MOST_WORK: usize = 20_000_000;
/// Most attributes of one tag.
const MOST_ATTRIBUTES: usize = 1_024;

/// Whether markup would keep a parser busy beyond all proportion to its length: nesting without end, formatting that is
/// opened anew in every paragraph, tags of thousands of attributes. Linear, and needs no tree.
pub(crate) fn is_tangled(markup: &str) -> bool {
    let bytes = markup.as_bytes();
    let mut open: AHashMap<Vec<u8>, usize> = AHashMap::new();
    let (mut depth, mut work, mut at) = (0_usize, 0_usize, 0_usize);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        at += found + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let rest = bytes.get(at + usize::from(is_end)..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let Some(name) = rest.get(..length).filter(|name| name.first().is_some_and(u8::is_ascii_alphabetic)) else {
            continue;
        };
        let name = name.to_ascii_lowercase();
        if !is_end && attributes(rest) > MOST_ATTRIBUTES {
            return true;
        }
        work += depth;
        if is_end {
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
            }
        } else if matches!(name.as_slice(), b"script" | b"style" | b"textarea" | b"title") {
            // What these hold is no markup. The search goes on from here for each, so it must not run to the end twice.
            match end_of_raw(bytes, at, &name) {
                Some(end) => at = end,
                None => return false,
            }
        } else if !closes_itself(&name) {
            *open.entry(name).or_default() += 1;
            depth += 1;
        }
        if depth > DEEPEST || work > MOST_WORK {
            return true;
        }
    }
    false
}

/// How many attributes the tag that the bytes begin may have.
fn attributes(tag: &[u8]) -> usize {
    let (mut quote, mut count, mut was_space) = (None, 0, false);
    for byte in tag {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'>') => break,
            (None, byte) => {
                let is_space = byte.is_ascii_whitespace() || *byte == b'/';
                count += usize::from(was_space && !is_space);
                was_space = is_space;
            }
        }
        if count > MOST_ATTRIBUTES {
            break;
        }
    }
    count
}

fn end_of_raw(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.windows(2).position(|two| two == b"</")? + 2;
        if bytes.get(at..at + name.len())?.eq_ignore_ascii_case(name) {
            return Some(at + name.len());
        }
    }
}

/// Elements without an end tag, and those that the next of their kind closes.
fn closes_itself(name: &[u8]) -> bool {
    const NAMES: &[&[u8]] = &[
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source",
        b"track", b"wbr", b"p", b"li", b"dt", b"dd", b"td", b"th", b"tr", b"option", b"html", b"head", b"body",
        b"path",
    ];
    NAMES.contains(&name)
}

/// Whether a text is markup: it holds a tag that texts are built of.
pub(crate) fn looks_like_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "p",
        "/p",
        "br",
        "br/",
        "div",
        "/div",
        "span",
        "/span",
        "a",
        "/a",
        "b",
        "/b",
        "i",
        "/i",
        "em",
        "/em",
        "strong",
        "/strong",
        "ul",
        "/ul",
        "ol",
        "li",
        "/li",
        "h1",
        "h2",
        "h3",
        "h4",
        "/h2",
        "/h3",
        "blockquote",
        "/blockquote",
        "img",
        "figure",
        "/figure",
        "table",
        "/table",
        "section",
        "article",
        "u",
        "/u",
        "sup",
        "sub",
    ];
    memchr::memchr_iter(b'<', text.as_bytes()).take(1_000).any(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let end = rest.find(|character: char| character == '>' || character.is_whitespace()).unwrap_or(rest.len());
        rest.len() > end && rest.get(..end).is_some_and(|name| TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)))
    })
}

/// The text of a fragment of markup, blocks parted by blank lines. Tangled markup is given back as it is.
pub(crate) fn fragment_text(markup: &str) -> String {
    if is_tangled(markup) {
        return markup.to_owned();
    }
    let fragment = Document::fragment(markup);
    fragment.select("script, style, template, noscript").remove();
    fragment.formatted_text().to_string()
}

/// A headline or name on one line: markup and entities resolved once, white space single.
pub(crate) fn inline_text(text: &str) -> String {
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_entity = text.contains('&') && text.contains(';');
    if !has_entity && !looks_like_markup(text) || is_tangled(text) {
        return single(text);
    }
    let markup = if looks_like_markup(text) { text.to_owned() } else { text.replace('<', "&lt;") };
    single(&Document::fragment(markup).text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_become_paragraphs() {
        assert_eq!(
            fragment_text("<p>One &amp; two.</p><p>Three<br>four.</p><script>x()</script>"),
            "One & two.\n\nThree\nfour."
        );
    }

    #[test]
    fn only_markup_is_taken_for_markup() {
        for text in ["<p>One", "a<br/>b", "a <B>bold</B> word", "see <a href='x'>this</a>"] {
            assert!(looks_like_markup(text), "{text}");
        }
        for text in ["5 < 6", "x <y and z> w", "<Name withheld>", "a <p", "mail <desk@example.org>"] {
            assert!(!looks_like_markup(text), "{text}");
        }
    }

    #[test]
    fn titles_lose_entities_once_and_keep_signs() {
        assert_eq!(inline_text(" Tom &amp; Jerry&#8217;s\n  day "), "Tom & Jerry’s day");
        assert_eq!(inline_text("AT&amp;amp;T"), "AT&amp;T");
        assert_eq!(inline_text("A < B & C; D"), "A < B & C; D");
        assert_eq!(inline_text("<b>Ferry</b> sinks"), "Ferry sinks");
    }

    #[test]
    fn tangles_are_refused_and_pages_are_not() {
        assert!(is_tangled(&"<div>".repeat(600)));
        assert!(is_tangled(&format!("<a {}>", "x ".repeat(2_000))));
        let formatting: String = (0..400).map(|number| format!("<b id={number}>")).collect::<Vec<_>>().concat();
        assert!(is_tangled(&format!("{formatting}{}", "<p>x".repeat(100_000))));
        assert!(is_tangled(&"<div></x>".repeat(600)), "an end tag of nothing closes nothing");
        assert!(!is_tangled(&"<div><p>word<br></div>".repeat(10_000)));
        assert!(!is_tangled(&"<p>".repeat(10_000)));
        assert!(!is_tangled(&"<script>'<div>'</script>".repeat(10_000)));
        assert!(!is_tangled("<title><b<</"));
    }

    #[test]
    fn the_guard_is_linear() {
        for hostile in ["<", "<script", "<a ", "</", "<a '", "<title></"] {
            let _ = is_tangled(&hostile.repeat(200_000));
        }
    }
}
