//! "Also reported by": the others of a story, as their readers see them.

use super::Also;
use super::escape::safe;
use crate::feed::plain;
use std::fmt::Write as _;

/// How the list of others begins in HTML; it ends with `</div>` and holds none of its own.
pub(in crate::feed) const MARK: &str = "<div class=\"samestory-also\">";

/// Items of the list: title, link, source, each on one line and none that could do harm.
struct Line {
    title: String,
    link: Option<String>,
    source: Option<String>,
}

fn lines(also: &[Also]) -> impl Iterator<Item = Line> + '_ {
    also.iter().map(|also| {
        let title = plain::one_line(&also.title);
        let link = also.link.as_deref().and_then(safe).map(str::to_owned);
        let source = also.source.as_deref().map(plain::one_line).filter(|source| !source.is_empty());
        let fallback = || link.clone().unwrap_or_else(|| "untitled".to_owned());
        Line { title: if title.is_empty() { fallback() } else { title }, link, source }
    })
}

/// The list as HTML; with a prefix for its elements, as XHTML in a feed that asks for one.
pub(super) fn html(also: &[Also], prefix: &str) -> String {
    let name = |local: &str| if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
    let escape = |text: &str| super::escape::text(text).into_owned();
    let (a, li) = (name("a"), name("li"));
    let mut items = String::new();
    for line in lines(also) {
        let title = escape(&line.title);
        let title = match line.link {
            Some(link) => format!("<{a} href=\"{}\">{title}</{a}>", super::escape::attribute(&link)),
            None => title,
        };
        let source = line.source.map(|source| format!(" ({})", escape(&source))).unwrap_or_default();
        let _ = write!(items, "<{li}>{title}{source}</{li}>");
    }
    format!(
        "<{div} class=\"samestory-also\"><{p}>Also reported by:</{p}><{ul}>{items}</{ul}></{div}>",
        div = name("div"),
        p = name("p"),
        ul = name("ul")
    )
}

/// How the list begins behind plain text; each of its lines begins with `- `.
const TEXT_MARK: &str = "\n\nAlso reported by:";

/// The list as plain text, behind a text.
pub(super) fn text(also: &[Also]) -> String {
    let mut text = String::from(TEXT_MARK);
    for line in lines(also) {
        text.push_str("\n- ");
        text.push_str(&line.title);
        if let Some(source) = line.source {
            let _ = write!(text, " ({source})");
        }
        if let Some(link) = line.link.filter(|link| *link != line.title) {
            let _ = write!(text, ": {link}");
        }
    }
    text
}

/// HTML without the list that an earlier run put behind it.
pub(in crate::feed) fn without(html: &str) -> std::borrow::Cow<'_, str> {
    let Some(start) = html.find(MARK) else { return html.into() };
    let rest = html.get(start..).unwrap_or_default();
    match rest.find("</div>") {
        Some(end) => {
            let behind = rest.get(end + "</div>".len()..).unwrap_or_default();
            format!("{}{behind}", html.get(..start).unwrap_or_default()).into()
        }
        None => html.into(),
    }
}

/// The length of plain text without the list that an earlier run put behind it.
pub(in crate::feed) fn length_without(text: &str) -> usize {
    let Some(start) = text.rfind(TEXT_MARK) else { return text.len() };
    let list = text.get(start + TEXT_MARK.len()..).unwrap_or_default();
    let is_list = !list.is_empty() && list.trim_start_matches('\n').lines().all(|line| line.starts_with("- "));
    if is_list { start } else { text.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_comes_off_plain_text_too() {
        let also = [Also { title: "A".to_owned(), link: None, source: None }];
        let text = format!("One.{}", text(&also));
        assert_eq!(&text[..length_without(&text)], "One.");
        for text in ["One.", "One.\n\nAlso reported by:\nnobody", "\n\nAlso reported by:"] {
            assert_eq!(length_without(text), text.len());
        }
    }

    #[test]
    fn the_list_is_escaped_and_comes_off_again() {
        let also = [
            Also {
                title: "A <b> & c\u{202E}".to_owned(),
                link: Some("https://a.example/?x=\"y\"&z".to_owned()),
                source: Some("The\nHerald".to_owned()),
            },
            Also { title: String::new(), link: Some("javascript:alert(1)".to_owned()), source: None },
        ];
        let list = html(&also, "");
        assert_eq!(
            list,
            "<div class=\"samestory-also\"><p>Also reported by:</p><ul><li><a href=\"https://a.example/?x=&quot;y&quot;&amp;z\">A &lt;b&gt; &amp; c</a> (The Herald)</li><li>untitled</li></ul></div>"
        );
        assert_eq!(without(&format!("<p>x</p>{list}y")), "<p>x</p>y");
        assert!(html(&also, "h").starts_with("<h:div class=\"samestory-also\"><h:p>"));
        assert_eq!(
            text(&also),
            "\n\nAlso reported by:\n- A <b> & c (The Herald): https://a.example/?x=\"y\"&z\n- untitled"
        );
    }
}
