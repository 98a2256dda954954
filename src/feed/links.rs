//! Links: absolute where they can be, and none that runs a program.

use url::Url;

/// What became of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing is there.
    None,
    /// Absolute as written.
    Absolute(String),
    /// Relative as written, and absolute now.
    Made(String),
    /// Relative to something that nobody names.
    Relative(String),
    /// Of a scheme that runs a program or holds data.
    Harmful,
}

impl Link {
    /// The address, if there is one to be followed.
    pub(super) fn address(self) -> Option<String> {
        match self {
            Self::Absolute(address) | Self::Made(address) | Self::Relative(address) => Some(address),
            Self::None | Self::Harmful => None,
        }
    }
}

/// Longest address that is kept.
const LONGEST: usize = 64 << 10;

/// Reads a link as written; `base` is what it is relative to.
pub(super) fn read(written: &str, base: Option<&Url>) -> Link {
    let written = trimmed(written);
    if written.is_empty() || written.len() > LONGEST {
        return Link::None;
    }
    let is_clean = |text: &str| !text.contains(|character: char| is_unseen(character) || "<>\"".contains(character));
    match Url::parse(written) {
        Ok(address) if is_harmful(&address) => Link::Harmful,
        // As written: another spelling of the same address would be another id to those who remember it.
        Ok(_) if is_clean(written) => Link::Absolute(written.to_owned()),
        Ok(address) => Link::Made(address.into()),
        Err(url::ParseError::RelativeUrlWithoutBase) => relative(written, base),
        // `http://` and nothing, a port that is none: whoever follows it will see.
        Err(_) if is_clean(written) => Link::Relative(written.to_owned()),
        Err(_) => Link::None,
    }
}

fn trimmed(written: &str) -> &str {
    written.trim_matches(is_unseen)
}

/// Whether nobody sees a character: white space, controls, marks of byte order and of direction.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn relative(written: &str, base: Option<&Url>) -> Link {
    let is_host = written.starts_with("www.") && written.contains('.');
    if is_host && let Ok(address) = Url::parse(&format!("http://{written}")) {
        return Link::Made(address.into());
    }
    if written.starts_with("//")
        && base.is_none()
        && let Ok(address) = Url::parse(&format!("https:{written}"))
    {
        return Link::Made(address.into());
    }
    match base.map(|base| base.join(written)) {
        Some(Ok(address)) if is_harmful(&address) => Link::Harmful,
        Some(Ok(address)) => Link::Made(address.into()),
        Some(Err(_)) | None => Link::Relative(written.replace(is_unseen, "")),
    }
}

/// Whether following an address may run a program, or shows what the address itself holds.
fn is_harmful(address: &Url) -> bool {
    matches!(
        address.scheme(),
        "javascript" | "vbscript" | "livescript" | "mocha" | "data" | "file" | "blob" | "about" | "view-source" | "jar"
    )
}

/// Whether following a link as written runs a program.
pub(super) fn runs_program(written: &str) -> bool {
    let address = Url::parse(trimmed(written));
    address.is_ok_and(|address| matches!(address.scheme(), "javascript" | "vbscript" | "livescript" | "mocha"))
}

/// Whether a link as written is one that must not be passed on.
pub(super) fn is_harmful_text(written: &str) -> bool {
    read(written, None) == Link::Harmful
}

/// What relative links are relative to: an address, and what an `xml:base` makes of it.
pub(super) fn base(outer: Option<Url>, stated: &str) -> Option<Url> {
    let stated = match &outer {
        Some(url) => url.join(stated.trim()).ok(),
        None => Url::parse(stated.trim()).ok(),
    };
    stated.filter(|stated| !is_harmful(stated)).or(outer)
}

/// Whether it is the address of a web page.
pub(super) fn is_web(address: &str) -> bool {
    Url::parse(address.trim()).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_links_stay_as_written() {
        for link in ["http://example.org", "HTTPS://Example.org/a?b=ü#c", "mailto:desk@example.org", "urn:isbn:1"] {
            assert_eq!(read(&format!("\n {link} "), None), Link::Absolute(link.to_owned()));
        }
    }

    #[test]
    fn relative_links_become_absolute() {
        let base = Url::parse("https://example.org/news/feed.xml").ok();
        let made = |link: &str| Link::Made(link.to_owned());
        assert_eq!(read("a.html", base.as_ref()), made("https://example.org/news/a.html"));
        assert_eq!(read("/a b", base.as_ref()), made("https://example.org/a%20b"));
        assert_eq!(read("//cdn.example.org/x", base.as_ref()), made("https://cdn.example.org/x"));
        assert_eq!(read("//cdn.example.org/x", None), made("https://cdn.example.org/x"));
        assert_eq!(read("www.example.org/x", None), made("http://www.example.org/x"));
        assert_eq!(read("a.html", None), Link::Relative("a.html".to_owned()));
    }

    #[test]
    fn programs_are_no_links() {
        for link in [
            "javascript:alert(1)",
            " JaVa\nScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "\u{1}javascript:x",
            "file:///etc/passwd",
        ] {
            assert_eq!(read(link, None), Link::Harmful, "{link:?}");
            assert!(is_harmful_text(link));
        }
        assert_eq!(read(" ", None), Link::None);
    }
}
