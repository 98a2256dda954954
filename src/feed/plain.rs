//! HTML, as feeds hold it, to plain text: titles on one line, texts in paragraphs.
//!
//! Titles are meant to be text and are often HTML, or text that was escaped once too often. Tags come off only where they
//! are plainly markup, so that a title about `<div>` keeps it. Control characters and controls of writing direction that
//! would reach beyond the text are left out of both.

use std::borrow::Cow;

use crate::read::html::text as markup;

/// A title, made plain.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    pub(super) had_markup: bool,
    pub(super) was_escaped_twice: bool,
}

/// Longest title that is read; the rest of a longer one is left out.
const LONGEST_TITLE: usize = 16 << 10;

/// Makes a title plain: the value of an element or member, its XML or JSON read.
pub(super) fn title(value: &str) -> Title {
    let value = value.get(..value.floor_char_boundary(LONGEST_TITLE)).unwrap_or(value);
    let mut title = Title::default();
    let mut text = Cow::Borrowed(value);
    for round in 0..2 {
        let is_markup = is_markup(&text);
        title.had_markup |= is_markup;
        let read = if is_markup {
            markup::inline_text(&text.replace("<br", " <br")).into()
        } else {
            html_escape::decode_html_entities(&text)
        };
        let is_same = read == text;
        // The first round takes the escapes of HTML off, as most titles have them; the second is one too many.
        title.was_escaped_twice |= round == 1 && !is_same;
        text = Cow::Owned(read.into_owned());
        if is_same || !text.contains('&') && !is_markup_after(round, &text) {
            break;
        }
    }
    let line = one_line(&text);
    title.text = (!line.is_empty()).then_some(line);
    title
}

fn is_markup_after(round: usize, text: &str) -> bool {
    round == 0 && is_markup(text)
}

/// Whether tags in a text are meant as such: a pair of them, or one that never has an end.
fn is_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "cite",
        "code",
        "del",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "i",
        "ins",
        "mark",
        "p",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
    ];
    const VOID: &[&str] = &["br", "hr", "img", "wbr"];
    memchr::memchr_iter(b'<', text.as_bytes()).take(100).any(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
        let is_tag = rest.get(length..).is_some_and(|behind| behind.starts_with([' ', '>', '/', '\n', '\t']));
        let behind = rest.get(length..).unwrap_or_default();
        let ends = || behind.to_ascii_lowercase().contains(&format!("</{name}>"));
        is_tag && behind.contains('>') && (VOID.contains(&name.as_str()) || TAGS.contains(&name.as_str()) && ends())
    })
}

/// A text of one line: white space single, nothing that is not meant to be seen.
pub(super) fn one_line(text: &str) -> String {
    let clean = harmless(text);
    let mut line = String::with_capacity(clean.len());
    for word in clean.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

/// The plain text of HTML, paragraphs parted by a blank line.
pub(super) fn paragraphs(html: &str) -> String {
    let text = if !html.contains(['<', '&']) {
        Cow::Borrowed(html)
    } else if markup::is_tangled(html) {
        Cow::Owned(without_tags(html))
    } else {
        Cow::Owned(markup::fragment_text(html))
    };
    text_paragraphs(&text)
}

/// Plain text with its paragraphs parted by one blank line, and nothing in it that is not meant to be seen.
pub(super) fn text_paragraphs(text: &str) -> String {
    let clean = harmless(text);
    let mut paragraphs = String::with_capacity(clean.len());
    let mut is_apart = false;
    for line in clean.lines() {
        let line = one_line(line);
        if line.is_empty() {
            is_apart = true;
            continue;
        }
        if !paragraphs.is_empty() {
            paragraphs.push_str(if is_apart { "\n\n" } else { "\n" });
        }
        is_apart = false;
        paragraphs.push_str(&line);
    }
    paragraphs
}

/// Text as HTML that says the same.
pub(super) fn as_html(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}

/// Paragraphs of plain text as HTML.
pub(super) fn as_paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    for paragraph in text.split("\n\n") {
        html.push_str("<p>");
        html.push_str(&as_html(paragraph).replace('\n', "<br>"));
        html.push_str("</p>");
    }
    html
}

/// What stands outside of all tags, for markup that no parser bears.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in html.split('<') {
        match piece.split_once('>') {
            Some((_, outside)) => text.push_str(outside),
            None => text.push_str(piece),
        }
        text.push(' ');
    }
    html_escape::decode_html_entities(&text).into_owned()
}

/// A text without byte order marks, and without controls of direction that are not closed in it (Unicode Bidirectional
/// Algorithm, UAX 9: embeddings, overrides and isolates). Overrides, which turn letters around, never stay.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let is_control =
        |character: char| matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    // All of them begin with E2 or EF.
    if !text.bytes().any(|byte| matches!(byte, 0xE2 | 0xEF)) || !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let (mut open, mut is_balanced) = (Vec::new(), true);
    for character in text.chars() {
        match character {
            '\u{202A}' | '\u{202B}' => open.push('\u{202C}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202C}' | '\u{2069}' => is_balanced &= open.pop() == Some(character),
            '\u{202D}' | '\u{202E}' => is_balanced = false,
            _ => {}
        }
    }
    let keeps = is_balanced && open.is_empty();
    text.chars()
        .filter(|character| !is_control(*character) || keeps && *character != '\u{FEFF}')
        .collect::<String>()
        .into()
}

/// Whether a text has nothing that [`harmless`] takes out.
pub(super) fn is_harmless(text: &str) -> bool {
    harmless(text) == text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: &str) -> String {
        title(value).text.unwrap_or_default()
    }

    #[test]
    fn titles_lose_markup_and_escapes() {
        for (value, expected) in [
            ("Ferry <b>sinks</b> off Geomundo", "Ferry sinks off Geomundo"),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("Tom &amp;amp; Jerry", "Tom & Jerry"),
            ("Q &#38;#8217;n&#38;#8217; A", "Q ’n’ A"),
            ("one<br/>two", "one two"),
            ("  one\n\ttwo\u{0}\u{7}  ", "one two"),
            ("&lt;i&gt;Haedoji&lt;/i&gt; afloat", "Haedoji afloat"),
            ("caf&eacute;", "café"),
        ] {
            assert_eq!(plain(value), expected, "{value}");
        }
    }

    #[test]
    fn signs_stay() {
        for value in
            ["5 < 6 & 7 > 2", "The <div> element", "a <b and c", "Q&A;", "C++ <vector>", "I <3 ferries", "P&L <b>"]
        {
            assert_eq!(plain(value), value);
            assert!(!title(value).had_markup && !title(value).was_escaped_twice, "{value}");
        }
        assert_eq!(title(" \u{FEFF} ").text, None);
    }

    #[test]
    fn directions_do_not_reach_beyond_a_title() {
        assert_eq!(plain("a\u{202E}bc"), "abc");
        assert_eq!(plain("a\u{2067}bc"), "abc");
        assert_eq!(plain("a \u{2067}אב\u{2069} c"), "a \u{2067}אב\u{2069} c");
        assert_eq!(plain("a\u{202C}b\u{200F}"), "ab\u{200F}");
    }

    #[test]
    fn texts_come_in_paragraphs() {
        assert_eq!(paragraphs("<p>One &amp; two.</p><p>Three<br>four.</p>"), "One & two.\n\nThree\nfour.");
        assert_eq!(paragraphs("One\n\n\n two "), "One\n\ntwo");
        assert_eq!(paragraphs("<script>x()</script>"), "");
        let tangled = format!("{}end", "<div>".repeat(2_000));
        assert_eq!(paragraphs(&tangled), "end");
    }

    #[test]
    fn hostile_titles_end_in_time() {
        for piece in ["<b>", "&", "&amp;", "<a ", "&amp;amp;", "<b", "\u{202E}"] {
            let _ = title(&piece.repeat(50_000));
            let _ = paragraphs(&piece.repeat(50_000));
        }
    }
}
