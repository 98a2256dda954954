//! Text from outside made safe for a page: nothing in it is markup, and nothing hides or turns what is around it.

use std::fmt::{self, Write};

use super::terminal::Safe;

/// Displays a text as HTML or SVG text or in a quoted attribute: `&`, `<`, `>` and quotes become references, and what is
/// dangerous on a terminal ([`Safe`]) is shown as an escape here too.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", Safe(self.0))
    }
}

struct Escaping<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((before, after)) = rest.find(['&', '<', '>', '"', '\'']).map(|at| rest.split_at(at)) {
            self.0.write_str(before)?;
            self.0.write_str(match after.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                Some(b'>') => "&gt;",
                Some(b'"') => "&quot;",
                _ => "&#39;",
            })?;
            rest = after.get(1..).unwrap_or_default();
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn markup_becomes_text_and_text_stays() {
        let hostile = "<script>alert('1')</script> \"&amp;\"";
        assert_eq!(
            Escaped(hostile).to_string(),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;&amp;amp;&quot;"
        );
        assert_eq!(Escaped("서울 “été”").to_string(), "서울 “été”");
        assert_eq!(Escaped("a\u{202e}b\nc").to_string(), r"a\u{202e}b c");
    }
}
