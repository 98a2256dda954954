//! Text and times as the formats write them.

use std::borrow::Cow;

use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};

use crate::feed::links;
use crate::moment::Moment;

/// Text for between tags: nothing that XML forbids, nothing that is markup.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    match allowed(text) {
        Cow::Borrowed(text) => quick_xml::escape::escape(text),
        Cow::Owned(text) => quick_xml::escape::escape(text.as_str()).into_owned().into(),
    }
}

/// Text for the value of an attribute in double quotes. Line ends would come back as spaces.
pub(super) fn attribute(value: &str) -> String {
    text(value).replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;")
}

/// Text without the characters that XML forbids (XML 1.0, section 2.2).
fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|character| is_allowed(*character)).collect::<String>().into()
}

/// An element of text.
pub(super) fn element(name: &str, content: &str) -> String {
    format!("<{name}>{}</{name}>", text(content))
}

/// A link that may be passed on.
pub(super) fn safe(link: &str) -> Option<&str> {
    Some(link).filter(|link| !links::is_harmful_text(link))
}

/// What RSS asks for: RFC 822 with a year of four digits. A clock without a zone is taken for UTC, a day for its midnight.
pub(super) fn rfc_822(moment: &Moment) -> String {
    let offset = match moment {
        Moment::Instant(_, offset) => *offset,
        _ => Offset::UTC,
    };
    let zoned = moment.earliest().to_zoned(TimeZone::fixed(offset));
    rfc2822::to_string(&zoned).unwrap_or_else(|_| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned())
}

/// Whether a date is one that RSS allows.
pub(super) fn is_rfc_822(written: &str) -> bool {
    const ZONES: &[&str] = &["UT", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
    let zone = written.split_whitespace().next_back().unwrap_or_default();
    // Zones that RFC 822 does not know are read as none at all.
    let is_known = zone.starts_with(['+', '-']) || ZONES.contains(&zone);
    is_known && rfc2822::DateTimeParser::new().parse_timestamp(written.trim()).is_ok()
}

/// What Atom and JSON Feed ask for: RFC 3339.
pub(super) fn rfc_3339(moment: &Moment) -> String {
    match moment {
        Moment::Instant(..) => moment.to_string(),
        _ => moment.earliest().to_string(),
    }
}

/// Whether a date is one that Atom allows (RFC 4287, section 3.3): capital `T` and `Z`, with an offset.
pub(super) fn is_rfc_3339(written: &str) -> bool {
    let bytes = written.as_bytes();
    bytes.get(10) == Some(&b'T')
        // The parser takes less: minutes alone, offsets without a colon.
        && bytes.get(16) == Some(&b':')
        && (written.ends_with('Z') || bytes.len().checked_sub(3).and_then(|at| bytes.get(at)) == Some(&b':'))
        && written.parse::<jiff::Timestamp>().is_ok()
        && !written.contains('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_written_as_the_formats_ask() {
        assert_eq!(rfc_822(&moment("2025-06-12T10:46:00+09:00")), "Thu, 12 Jun 2025 10:46:00 +0900");
        assert_eq!(rfc_822(&moment("2025-06-12")), "Thu, 12 Jun 2025 00:00:00 +0000");
        assert_eq!(rfc_3339(&moment("2025-06-12T10:46:00")), "2025-06-12T10:46:00Z");
        assert_eq!(rfc_3339(&moment("2025-06-12T10:46:00+09:00")), "2025-06-12T10:46:00+09:00");
        for (written, is_good) in [
            ("2025-06-12T10:46:00Z", true),
            ("2025-06-12T10:46:00+09:00", true),
            ("2025-06-12", false),
            ("2025-06-12 10:46:00Z", false),
            ("2025-06-12T10:46", false),
            ("2025-06-12T10:46Z", false),
            ("2025-06-12T10:46+09:00", false),
            ("2025-06-12T10:46:00+0900", false),
            ("2025-06-12T10:46:00.25Z", true),
        ] {
            assert_eq!(is_rfc_3339(written), is_good, "{written}");
        }
        assert!(
            is_rfc_822("Thu, 12 Jun 2025 10:46:00 EST")
                && is_rfc_822("12 Jun 25 10:46 +0900")
                && !is_rfc_822("2025-06-12")
        );
    }

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(element("t", "a<b>\u{1}&\u{FFFF}"), "<t>a&lt;b&gt;&amp;</t>");
        assert_eq!(attribute("a\"b\n"), "a&quot;b&#10;");
        assert_eq!(safe("javascript:x"), None);
    }
}
