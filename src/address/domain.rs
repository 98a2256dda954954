//! Whose an address is, by the public suffix list.

use url::{Host, Url};

/// The registrable domain that an address or a host belongs to: `news.kbs.co.kr` to `kbs.co.kr`.
///
/// Suffixes of the list's private part count as suffixes: `ann.blogspot.com` and `ben.blogspot.com` are two owners. What
/// has no registrable domain (an IP address, a name without a dot, a suffix itself) is an owner of its own. `None` if the
/// text is neither a host nor an address of a host.
#[must_use]
pub fn owner(host_or_address: &str) -> Option<String> {
    let text = host_or_address.trim();
    let host = if text.contains("://") { Url::parse(text).ok().and_then(|url| host_of(&url)) } else { host(text) }?;
    Some(registrable(&host).unwrap_or(&host).to_owned())
}

/// A host as text, with or without a port, in lower case, in ASCII, without a final dot.
pub(super) fn host(text: &str) -> Option<String> {
    if text.is_empty() || text.contains(['/', '?', '#', '@', '\\']) {
        return None;
    }
    let parsed = Url::parse(&format!("http://{text}/")).or_else(|_| Url::parse(&format!("http://[{text}]/"))).ok()?;
    host_of(&parsed)
}

/// The host of an address; `None` for one without, such as that of a mail.
pub(super) fn host_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            (!name.is_empty() && !name.starts_with('.') && !name.contains("..")).then_some(name)
        }
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(format!("[{address}]")),
    }
}

/// The registrable domain of a host; `None` for addresses, single names and public suffixes.
pub(super) fn registrable(host: &str) -> Option<&str> {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    if is_address { None } else { psl::domain_str(host) }
}

/// Whether a host is a domain or below it.
pub(super) fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_registrable_domains() {
        for (of, expected) in [
            ("https://news.kbs.co.kr/news/view.do?ncd=1", "kbs.co.kr"),
            ("WWW.Example.ORG", "example.org"),
            ("example.org:8080", "example.org"),
            ("example.org.", "example.org"),
            ("http://ann.blogspot.com/2026/", "ann.blogspot.com"),
            ("a.ann.blogspot.com", "ann.blogspot.com"),
            ("someone.github.io", "someone.github.io"),
            ("https://뉴스.한국/기사", "xn--vg1b002a.xn--3e0b707e"),
            ("ftp://files.example.net/x", "example.net"),
        ] {
            assert_eq!(owner(of).as_deref(), Some(expected), "{of}");
        }
    }

    #[test]
    fn what_has_no_registrable_domain_is_its_own_owner() {
        for (of, expected) in [
            ("http://192.0.2.7:8000/feed", "192.0.2.7"),
            ("http://0xC0000207/", "192.0.2.7"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("2001:db8::1", "[2001:db8::1]"),
            ("localhost", "localhost"),
            ("co.kr", "co.kr"),
        ] {
            assert_eq!(owner(of).as_deref(), Some(expected), "{of}");
        }
    }

    #[test]
    fn what_is_no_host_has_no_owner() {
        for text in ["", " ", "a b", "news desk", "mailto:x@example.org", "data:text/plain,x", "/path", "http://", ".."]
        {
            assert_eq!(owner(text), None, "{text:?}");
        }
    }
}
