//! Reading what answers say of themselves.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use ureq::http::HeaderMap;

use super::outcome::Validators;

/// Longest value of a header that is remembered.
const MOST_BYTES: usize = 1 << 10;

/// Longest time that a server can ask for; longer ones are slips.
const LONGEST_WAIT: Duration = Duration::from_hours(7 * 24);

/// A header's value if it is ASCII.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}

/// Media type and encoding of an answer.
pub(super) fn content_type(headers: &HeaderMap) -> (Option<String>, Option<String>) {
    let Some(value) = text(headers, "content-type") else { return (None, None) };
    let mut parts = value.split(';').map(str::trim);
    let media_type = parts.next().filter(|part| !part.is_empty()).map(str::to_ascii_lowercase);
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, label)| label.trim().trim_matches(['"', '\'']).trim().to_ascii_lowercase())
        .filter(|label| !label.is_empty() && label.len() <= 64);
    (media_type, charset)
}

/// What to ask by next time.
pub(super) fn validators(headers: &HeaderMap, address: &str) -> Validators {
    let short = |name| text(headers, name).filter(|value| value.len() <= MOST_BYTES).map(str::to_owned);
    let (etag, last_modified) = (short("etag"), short("last-modified"));
    let address = (etag.is_some() || last_modified.is_some()).then(|| address.to_owned());
    Validators { etag, last_modified, address }
}

/// When a server may be asked again, by `Retry-After` (RFC 9110, 10.2.3): seconds or a date.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let value = text(headers, "retry-after")?;
    let wait = if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit ask for more than is granted anyway.
        value.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        Duration::try_from(date(value)?.duration_since(now)).unwrap_or_default()
    };
    after(now, wait.min(LONGEST_WAIT))
}

/// The time so much later; none where the calendar ends.
pub(super) fn after(now: Timestamp, wait: Duration) -> Option<Timestamp> {
    now.checked_add(wait).ok()
}

/// A date of HTTP in any of the three forms that are to be understood (RFC 9110, 5.6.7).
fn date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = rfc2822::parse(text) {
        return Some(date.timestamp());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].into_iter().find_map(|form| {
        let date: DateTime = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        date.to_zoned(TimeZone::UTC).ok().map(|date| date.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(entries: &[(&'static str, &str)]) -> HeaderMap {
        entries.iter().map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_encoding_is_read_from_the_header() {
        let read = |value| content_type(&headers(&[("content-type", value)]));
        let of = |media: &str, charset: Option<&str>| (Some(media.to_owned()), charset.map(str::to_owned));
        assert_eq!(read("Text/XML; Charset=\"EUC-KR\""), of("text/xml", Some("euc-kr")));
        assert_eq!(read("application/rss+xml;a=b; charset=utf-8;"), of("application/rss+xml", Some("utf-8")));
        assert_eq!(read("text/xml; charset="), of("text/xml", None));
        assert_eq!(read("text/xml"), of("text/xml", None));
        assert_eq!(read(";charset=utf-8"), (None, Some("utf-8".to_owned())));
        assert_eq!(content_type(&headers(&[])), (None, None));
    }

    #[test]
    fn a_server_says_when_to_ask_again() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let at = |value| retry_after(&headers(&[("retry-after", value)]), now).map(|time| time.to_string());
        let is = |value, expected: &str| assert_eq!(at(value).as_deref(), Some(expected), "{value}");
        is("120", "2026-11-22T10:02:00Z");
        is("Sun, 22 Nov 2026 11:00:00 GMT", "2026-11-22T11:00:00Z");
        is("Sunday, 22-Nov-26 11:00:00 GMT", "2026-11-22T11:00:00Z");
        is("Sun Nov 22 11:00:00 2026", "2026-11-22T11:00:00Z");
        is("Sat, 21 Nov 2026 11:00:00 GMT", "2026-11-22T10:00:00Z");
        is("0", "2026-11-22T10:00:00Z");
        is("99999999999999999999999", "2026-11-29T10:00:00Z");
        is("Sun, 22 Nov 2099 11:00:00 GMT", "2026-11-29T10:00:00Z");
        for value in ["-1", "soon", "1.5", "2026-11-22"] {
            assert_eq!(at(value), None, "{value}");
        }
        assert_eq!(retry_after(&headers(&[]), now), None);
    }

    #[test]
    fn validators_are_as_sent_and_short() {
        let long = "x".repeat(2000);
        let read = validators(&headers(&[("etag", "W/\"a b\""), ("last-modified", &long)]), "http://a.org/");
        assert_eq!((read.etag.as_deref(), read.last_modified), (Some("W/\"a b\""), None));
        assert_eq!(read.address.as_deref(), Some("http://a.org/"));
        assert_eq!(validators(&headers(&[]), "http://a.org/"), Validators::default());
    }
}
