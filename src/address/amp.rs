//! Addresses that stand for another: pages in AMP caches, and links that only count a click and lead on.

use url::Url;

use super::domain::{host_of, is_at_or_below};
use super::rules::{AMP_CACHE_KINDS, AMP_CACHES, WRAPPERS};

/// The address that another one stands for; `None` for one that stands for itself.
pub(super) fn unwrapped(url: &Url) -> Option<Url> {
    let host = host_of(url)?;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = url.path();
    let inner = if AMP_CACHES.iter().any(|cache| is_at_or_below(host, cache)) {
        let (kind, rest) = path.strip_prefix('/')?.split_once('/')?;
        AMP_CACHE_KINDS.contains(&kind).then(|| in_cache(rest, url.query()))?
    } else if is_host(host, "google.*") && path.starts_with("/amp/") {
        in_cache(path.strip_prefix("/amp/")?, url.query())
    } else {
        let wrapper = WRAPPERS.iter().find(|wrapper| wrapper.path == path && is_host(host, wrapper.host))?;
        wrapper.parameters.iter().find_map(|name| {
            url.query_pairs()
                .find(|(key, value)| key == name && is_web_address(value))
                .map(|(_, value)| value.into_owned())
        })?
    };
    Url::parse(&inner).ok().filter(|inner| matches!(inner.scheme(), "http" | "https") && inner.has_host())
}

/// `s/HOST/PATH` or `HOST/PATH` as an address.
fn in_cache(rest: &str, query: Option<&str>) -> String {
    let (scheme, rest) = match rest.strip_prefix("s/") {
        Some(rest) => ("https", rest),
        None => ("http", rest),
    };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{rest}{query}")
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether a host is the one of a rule, where `*` stands for any public suffix.
fn is_host(host: &str, rule: &str) -> bool {
    match rule.strip_suffix(".*") {
        None => host == rule,
        Some(name) => host
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|suffix| psl::suffix_str(host) == Some(suffix)),
    }
}
