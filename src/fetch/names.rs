//! What feeds are called in memory and on disk.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

/// Most bytes of a host that a file name begins with.
const MOST_BYTES: usize = 100;

/// An address by which a feed is remembered and shown: with its user, but without the password.
#[must_use]
pub fn key(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.trim().to_owned() };
    // It fails only for addresses without a host, which have no password.
    let _ = url.set_password(None);
    url.set_fragment(None);
    url.to_string()
}

/// The name of the file of a feed: its host, for people, and a hash of its [`key`], so that every feed has its own.
/// It depends on the address alone.
#[must_use]
pub fn file_name(address: &str) -> String {
    let key = key(address);
    let host = Url::parse(&key).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let plain: String = host
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || sign == '.' || sign == '-' { sign } else { '_' })
        .take(MOST_BYTES)
        .collect();
    let plain = plain.trim_matches('.');
    let plain = if plain.is_empty() { "feed" } else { plain };
    format!("{plain}-{:012x}.feed", xxh3_64(key.as_bytes()) & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_readable_and_stable() {
        // Fixed: files that are there are found again by it.
        assert_eq!(file_name("https://example.org/rss.xml"), "example.org-fc597057869d.feed");
        assert_eq!(file_name("https://EXAMPLE.org:443/rss.xml#x"), file_name("https://example.org/rss.xml"));
        assert_ne!(file_name("https://example.org/a"), file_name("https://example.org/b"));
    }

    #[test]
    fn no_address_leads_out_of_the_folder() {
        for address in [
            "http://../../x",
            "../../etc/passwd",
            "http://[::1]/",
            "",
            "/",
            "http://.hidden/",
            "한국",
            "http://a\\..\\b/",
        ] {
            let name = file_name(address);
            assert!(!name.contains(['/', '\\', ':']) && !name.starts_with('.') && name.is_ascii(), "{address}: {name}");
        }
        assert!(file_name(&format!("http://{}.org/", "a.".repeat(200))).len() < 130);
    }

    #[test]
    fn passwords_are_not_kept() {
        assert_eq!(key("https://reader:secret@example.org/a#top"), "https://reader@example.org/a");
        assert_ne!(key("https://one:x@example.org/"), key("https://two:x@example.org/"));
    }
}
