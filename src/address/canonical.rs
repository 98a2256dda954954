//! One text for all addresses of one page.

use std::fmt::Write as _;

use url::{Host, Url};

use super::amp::unwrapped;
use super::domain::{host_of, is_at_or_below, registrable};
use super::rules::{HOST_LABELS, INDEX_FILES, KEPT_FRAGMENTS, PARAMETERS, PATH_PARAMETERS, Parameter};

/// Most bytes of an address, before and after. Servers refuse longer ones.
pub const MOST_BYTES: usize = 8 << 10;

/// Most rounds of rules. Each round but the last takes something away, and no address is worth more than this.
const MOST_ROUNDS: usize = 64;

/// The text that all addresses of one page have in common; `None` if it is no address of the web.
///
/// It names a page, to be compared with others: what it says need not be there to be fetched (the host may answer to
/// `www.` alone). The rules are in [`rules`](super::rules) and `docs/feeds-addresses.md`. The canonical address of a
/// canonical address is that address.
#[must_use]
pub fn canonical(address: &str) -> Option<String> {
    let mut address = once(address)?;
    for _ in 0..MOST_ROUNDS {
        let next = once(&address)?;
        if next == address {
            return Some(address);
        }
        address = next;
    }
    None
}

/// One round of all rules. What one rule uncovers, another may apply to.
fn once(address: &str) -> Option<String> {
    if address.len() > MOST_BYTES {
        return None;
    }
    let mut url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    // Each is shorter than the one it stood in, but only by a few bytes.
    for _ in 0..MOST_ROUNDS {
        let Some(inner) = unwrapped(&url) else { break };
        url = inner;
    }
    let host = canonical_host(&url)?;
    let path = canonical_path(url.path());
    let mut text = match url.port() {
        // Elsewhere than at the usual ports, what speaks http and what speaks https are two servers.
        Some(port) => format!("{}://{host}:{port}{path}", url.scheme()),
        None => format!("https://{host}{path}"),
    };
    if let Some(query) = url.query().and_then(|query| canonical_query(query, &host)) {
        let _ = write!(text, "?{query}");
    }
    if let Some(fragment) = url.fragment().filter(|text| KEPT_FRAGMENTS.iter().any(|kept| text.starts_with(kept))) {
        let _ = write!(text, "#{}", escaped(fragment));
    }
    (text.len() <= MOST_BYTES).then_some(text)
}

fn canonical_host(url: &Url) -> Option<String> {
    let host = host_of(url)?;
    if !matches!(url.host(), Some(Host::Domain(_))) {
        return Some(host);
    }
    let mut rest = host.as_str();
    while let Some((label, shorter)) = rest.split_once('.')
        && HOST_LABELS.contains(&label)
        && registrable(shorter).is_some()
    {
        rest = shorter;
    }
    Some(rest.to_owned())
}

fn canonical_path(path: &str) -> String {
    let mut path = escaped(path);
    for name in PATH_PARAMETERS {
        path = without_path_parameter(&path, name);
    }
    let mut rest = path.as_str();
    loop {
        let before = rest;
        rest = rest.trim_end_matches('/');
        if let Some((folder, name)) = rest.rsplit_once('/')
            && INDEX_FILES.iter().any(|index| name.eq_ignore_ascii_case(index))
        {
            rest = folder;
        }
        // `/amp` alone may be a page about it.
        if let Some(page) = rest.strip_suffix("/amp").filter(|page| !page.is_empty()) {
            rest = page;
        }
        if let Some(page) = rest.strip_suffix(".amp").filter(|page| !page.is_empty() && !page.ends_with('/')) {
            rest = page;
        }
        if rest == before {
            break;
        }
    }
    let mut path = match rest.strip_suffix(".amp.html").filter(|page| !page.is_empty() && !page.ends_with('/')) {
        Some(page) => format!("{page}.html"),
        None => rest.to_owned(),
    };
    if let Some(page) = path.strip_prefix("/amp/").filter(|page| page.trim_end_matches('/').contains('/')) {
        path = format!("/{page}");
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

/// A path without `;name=value`, in any of its segments.
fn without_path_parameter(path: &str, name: &str) -> String {
    let is_named = |parameter: &str| parameter.split_once('=').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| {
            let mut parts = segment.split(';');
            let mut kept = parts.next().unwrap_or_default().to_owned();
            for part in parts.filter(|part| !is_named(part)) {
                kept.push(';');
                kept.push_str(part);
            }
            kept
        })
        .collect();
    segments.join("/")
}

/// The parameters that choose the page; `None` if none does.
///
/// They are sorted by name where all have one, because servers look parameters up by name; those of one name keep their
/// order, because they may be a list. A query of another form stays in its order.
fn canonical_query(query: &str, host: &str) -> Option<String> {
    let mut kept: Vec<String> = query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(escaped)
        .filter(|piece| !PARAMETERS.iter().any(|rule| is_dropped(piece, host, rule)))
        .collect();
    if kept.iter().all(|piece| piece.contains('=')) {
        kept.sort_by(|one, other| name_of(one).cmp(name_of(other)));
    }
    (!kept.is_empty()).then(|| kept.join("&"))
}

fn name_of(piece: &str) -> &str {
    piece.split_once('=').map_or(piece, |(name, _)| name)
}

fn is_dropped(piece: &str, host: &str, rule: &Parameter) -> bool {
    let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let is_named = match rule.name.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == rule.name,
    };
    is_named
        && (rule.values.is_empty() || rule.values.contains(&value.as_str()))
        && (rule.domain.is_empty() || is_at_or_below(host, rule.domain))
}

/// Percent-encoding in one form (RFC 3986, 6.2.2): what needs none has none, what needs it has it, in capitals.
fn escaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut escaped = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let byte = match (byte, bytes.get(at..at + 2).and_then(hexadecimal)) {
            (b'%', Some(encoded)) => {
                at += 2;
                if !is_unreserved(encoded) {
                    let _ = write!(escaped, "%{encoded:02X}");
                    continue;
                }
                encoded
            }
            (byte, _) => byte,
        };
        if is_unreserved(byte) || b":/?#[]@!$&'()*+,;=".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match digits {
        &[high, low] => Some(digit(high)? * 16 + digit(low)?),
        _ => None,
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::address::rules::{AMP_CACHES, WRAPPERS};

    fn is(address: &str, expected: &str) {
        assert_eq!(canonical(address).as_deref(), Some(expected), "{address}");
        assert_eq!(canonical(expected).as_deref(), Some(expected), "{expected}");
    }

    fn same(addresses: &[&str]) {
        let first = canonical(addresses[0]);
        assert!(first.is_some());
        for address in addresses {
            assert_eq!(canonical(address), first, "{address}");
        }
    }

    fn differ(one: &str, other: &str) {
        assert_ne!(canonical(one).unwrap(), canonical(other).unwrap());
    }

    #[test]
    fn scheme_port_and_host_have_one_form() {
        same(&[
            "https://example.org/a",
            "http://example.org/a",
            "HTTP://WWW.EXAMPLE.ORG:80/a",
            "https://example.org:443/a",
            " https://example.org./a\n",
            "https://m.example.org/a",
            "https://mobile.example.org/a",
            "https://www.m.example.org/a",
            "https://reader:secret@example.org/a",
        ]);
        differ("http://example.org:8080/a", "https://example.org:8080/a");
        differ("https://example.org:8080/a", "https://example.org/a");
        is("https://뉴스.한국/", "https://xn--vg1b002a.xn--3e0b707e/");
    }

    #[test]
    fn a_label_is_dropped_only_where_a_domain_remains() {
        is("https://www.gov.uk/guidance", "https://www.gov.uk/guidance");
        is("https://m.blogspot.com/", "https://m.blogspot.com/");
        is("https://amp.dev/", "https://amp.dev/");
        is("https://www.co.kr/", "https://www.co.kr/");
        is("https://news.example.org/", "https://news.example.org/");
        is("http://[2001:DB8::1]/", "https://[2001:db8::1]/");
        is("http://0x7f.1/", "https://127.0.0.1/");
    }

    #[test]
    fn amp_is_the_page() {
        same(&[
            "https://example.org/2026/11/harbour-opens.html",
            "https://amp.example.org/2026/11/harbour-opens.html",
            "https://example.org/2026/11/harbour-opens.amp.html",
            "https://example.org/2026/11/harbour-opens.html?amp",
            "https://example.org/2026/11/harbour-opens.html?amp=1",
            "https://example.org/2026/11/harbour-opens.html?outputType=amp",
            "https://example.org/2026/11/harbour-opens.html/amp",
            "https://example.org/2026/11/harbour-opens.html/amp/",
            "https://example.org/amp/2026/11/harbour-opens.html",
            "https://example-org.cdn.ampproject.org/c/s/example.org/2026/11/harbour-opens.html",
            "https://example-org.cdn.ampproject.org/v/s/www.example.org/2026/11/harbour-opens.html?amp_js_v=0.1&usqp=mq3",
            "https://example-org.cdn.ampproject.org/c/example.org/2026/11/harbour-opens.html",
            "https://www.google.com/amp/s/example.org/2026/11/harbour-opens.html",
            "https://google.co.kr/amp/s/amp.example.org/2026/11/harbour-opens.html/amp/",
        ]);
    }

    #[test]
    fn what_only_looks_like_amp_stays() {
        is("https://example.org/amp", "https://example.org/amp");
        is("https://example.org/amp/", "https://example.org/amp");
        is("https://example.org/amp/guide", "https://example.org/amp/guide");
        is("https://example.org/camp", "https://example.org/camp");
        is("https://example.org/shop?amp=marshall", "https://example.org/shop?amp=marshall");
        is("https://example.org/.amp", "https://example.org/.amp");
        is("https://google.example.org/amp/s/x", "https://google.example.org/s/x");
        is("https://cdn.ampproject.org/v0.js", "https://cdn.ampproject.org/v0.js");
        is("https://x.cdn.ampproject.org/i/s/e.org/a.png", "https://x.cdn.ampproject.org/i/s/e.org/a.png");
        is(
            "https://notcdn.ampproject.org.example.net/c/s/a.b/c",
            "https://notcdn.ampproject.org.example.net/c/s/a.b/c",
        );
    }

    #[test]
    fn links_that_only_lead_on_are_what_they_lead_to() {
        same(&[
            "https://example.org/a?id=7",
            "https://www.google.com/url?rct=j&sa=t&url=https://example.org/a%3Fid%3D7&ct=ga&usg=x",
            "https://www.google.co.kr/url?q=http%3A%2F%2Fexample.org%2Fa%3Fid%3D7",
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fexample.org%2fa%3fid%3d7&c=1",
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D7%26fbclid%3Dx&h=y",
        ]);
        is("https://google.com/url?url=javascript:alert(1)", "https://google.com/url?url=javascript:alert(1)");
        is("https://google.com/url?url=/relative", "https://google.com/url?url=/relative");
        is("https://google.com/search?q=https://a.org/", "https://google.com/search?q=https://a.org/");
    }

    #[test]
    fn tracking_parameters_go_and_all_others_stay() {
        is(
            "https://example.org/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z&mc_cid=1&gclid=2",
            "https://example.org/a?id=7",
        );
        is("https://example.org/a?utm_source=x", "https://example.org/a");
        is("https://example.org/a?", "https://example.org/a");
        is("https://example.org/a?&&b=2&", "https://example.org/a?b=2");
        is("https://example.org/a?%75tm_source=x&b", "https://example.org/a?b");
        is("https://example.org/a?from=rss&ref=front", "https://example.org/a?ref=front");
        is("https://example.org/a?utmost=1&ga=2", "https://example.org/a?ga=2&utmost=1");
        is("https://en.yna.co.kr/view/A1?section=news&input=1", "https://en.yna.co.kr/view/A1");
        is("https://example.org/list?section=news", "https://example.org/list?section=news");
        is("https://notyna.co.kr/view?section=news", "https://notyna.co.kr/view?section=news");
        is("https://example.org/a;jsessionid=4F2;v=2?x=1", "https://example.org/a;v=2?x=1");
    }

    #[test]
    fn parameters_are_sorted_by_name_alone() {
        same(&["https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1"]);
        differ("https://example.org/a?a=1&a=2", "https://example.org/a?a=2&a=1");
        differ("https://example.org/a?sport&7", "https://example.org/a?7&sport");
    }

    #[test]
    fn paths_lose_what_names_their_folder() {
        same(&[
            "https://example.org",
            "https://example.org/",
            "https://example.org//",
            "https://example.org/index.html",
            "https://example.org/Index.PHP?",
            "https://example.org/a/../#top",
        ]);
        same(&[
            "https://example.org/a",
            "https://example.org/a/",
            "https://example.org/a/index.htm",
            "https://example.org/./a",
        ]);
        differ("https://example.org/A", "https://example.org/a");
        differ("https://example.org/a//b", "https://example.org/a/b");
        differ("https://example.org/index", "https://example.org/");
    }

    #[test]
    fn fragments_stay_where_they_carry_the_page() {
        is("https://example.org/a#comments", "https://example.org/a");
        is("https://example.org/a#:~:text=harbour", "https://example.org/a");
        is("https://example.org/a#!/story/7", "https://example.org/a#!/story/7");
        is("https://example.org/#/story/7", "https://example.org/#/story/7");
    }

    #[test]
    fn percent_encoding_has_one_form() {
        same(&[
            "https://example.org/%7euser/%ed%95%9c",
            "https://example.org/~user/%ED%95%9C",
            "https://example.org/~user/한",
        ]);
        differ("https://example.org/a%2Fb", "https://example.org/a/b");
        differ("https://example.org/a?b=1%262", "https://example.org/a?b=1&2");
        is("https://example.org/100%", "https://example.org/100%25");
        is("https://example.org/%%34%31", "https://example.org/%2541");
        is("https://example.org/a?q=x|y\"z", "https://example.org/a?q=x%7Cy%22z");
    }

    #[test]
    fn what_is_not_of_the_web_has_none() {
        for text in [
            "",
            " ",
            "example.org/a",
            "/a",
            "//example.org/a",
            "javascript:alert(1)",
            "JaVaScRiPt://example.org/%0aalert(1)",
            "data:text/html,x",
            "mailto:desk@example.org",
            "file:///etc/passwd",
            "ftp://example.org/a",
            "tag:example.org,2026:1",
            "urn:uuid:0",
            "http://",
            "https:///",
            "http://a b/",
            "http://exa mple.org",
            "http://[::1",
            "http://example.org:99999/",
            "http://../",
            "http://a..b/",
        ] {
            assert_eq!(canonical(text), None, "{text:?}");
        }
        assert_eq!(canonical(&format!("https://example.org/{}", "a".repeat(MOST_BYTES))), None);
        assert_eq!(canonical(&format!("https://example.org/{}", "한".repeat(MOST_BYTES / 4))), None);
    }

    #[test]
    fn wrappers_in_wrappers_end() {
        for unit in ["google.com/amp/s/", "x.cdn.ampproject.org/c/s/"] {
            let nested = format!("https://{}example.org/a", unit.repeat(400));
            let started = std::time::Instant::now();
            let _ = canonical(&nested);
            assert!(started.elapsed().as_secs() < 2);
        }
        let slashes = format!("https://example.org/{}", "amp/index.html/".repeat(500));
        is(&slashes, "https://example.org/amp");
    }

    #[test]
    fn the_document_tells_every_rule() {
        let document = include_str!("../../docs/feeds-addresses.md");
        let told = |name: &str| assert!(document.contains(&format!("`{name}`")), "docs/feeds-addresses.md: {name}");
        for rule in PARAMETERS {
            told(rule.name);
            assert!(document.contains(rule.by), "docs/feeds-addresses.md: {}", rule.by);
            for text in rule.values.iter().chain([&rule.domain]).filter(|text| !text.is_empty()) {
                told(text);
            }
        }
        for name in PATH_PARAMETERS.iter().chain(INDEX_FILES).chain(AMP_CACHES) {
            told(name);
        }
        for label in HOST_LABELS {
            told(&format!("{label}."));
        }
        for fragment in KEPT_FRAGMENTS {
            told(&format!("#{fragment}"));
        }
        for wrapper in WRAPPERS {
            told(&format!("{}{}", wrapper.host, wrapper.path));
        }
    }

    const PIECES: &[&str] = &[
        "http://",
        "https://",
        "www.",
        "m.",
        "amp.",
        "google.com",
        "cdn.ampproject.org",
        "example.org",
        "co.kr",
        "/",
        "/amp/",
        "/c/s/",
        "s/",
        ".amp",
        ".html",
        "index.html",
        "?",
        "&",
        "=",
        "utm_source",
        "amp",
        "url=",
        "%",
        "%25",
        "%2F",
        "%2e",
        "41",
        "..",
        ".",
        ";jsessionid=1",
        "#",
        "!",
        "#/",
        ":80",
        "@",
        "\\",
        "한",
        "\u{202e}",
        "\t",
        " ",
        "[",
        "]",
        "|",
    ];

    proptest! {
        #[test]
        fn canonical_is_idempotent(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..16)) {
            let address = format!("http://{}", pieces.concat());
            if let Some(once) = canonical(&address) {
                prop_assert_eq!(canonical(&once), Some(once));
            }
        }

        #[test]
        fn any_text_is_borne(text in "\\PC{0,60}|http://[ -~]{0,60}|https?://example[.]org/.{0,60}") {
            if let Some(once) = canonical(&text) {
                prop_assert!(once.starts_with("http") && once.is_ascii());
                prop_assert_eq!(canonical(&once), Some(once));
            }
        }

        #[test]
        fn tracking_never_tells_pages_apart(
            path in "[a-z0-9/._-]{0,20}", query in "([a-z]=[a-z0-9]{1,3}&){0,3}", which in 0..PARAMETERS.len(),
        ) {
            let rule = PARAMETERS[which];
            let host = if rule.domain.is_empty() { "example.org" } else { rule.domain };
            let name = rule.name.replace('*', "x");
            let value = rule.values.first().copied().unwrap_or("v");
            let plain = canonical(&format!("https://{host}/{path}?{query}"));
            prop_assert_eq!(plain, canonical(&format!("http://www.{host}/{path}?{query}{name}={value}#part")));
        }
    }
}
