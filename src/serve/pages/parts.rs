//! What all pages are made of: text from outside, addresses, times, counts, lists of pages.

use std::fmt::Write;

use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::archive::StoryLine;
use crate::document::Document;
use crate::moment::Moment;
use crate::record::DocumentRecord;
use crate::report::terminal::{Safe, fitted};

/// Columns of a headline: longer ones are cut where they stand in lists.
const HEADLINE: usize = 160;
/// Outlets that are named of a story.
const OUTLETS: usize = 6;
/// Columns of the name of an outlet.
const OUTLET: usize = 48;

/// What stands in an address as it is.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text in an address.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &UNRESERVED).to_string()
}

pub(super) fn story_address(id: &str) -> String {
    format!("/stories/{}", encoded(id))
}

pub(in crate::serve) fn document_address(id: &str) -> String {
    format!("/documents/{}", encoded(id))
}

/// An address with what is asked behind it; what is empty is left out.
pub(super) fn asking(path: &str, asked: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (name, value) in asked.iter().filter(|(_, value)| !value.is_empty()) {
        let sign = if address.contains('?') { '&' } else { '?' };
        // Writing to a string cannot fail.
        let _ = write!(address, "{sign}{name}={}", encoded(value));
    }
    address
}

/// Text from outside.
pub(super) fn outside(text: &str) -> Markup {
    html! { bdi { (Safe(text).to_string()) } }
}

/// Text from outside, cut.
pub(super) fn short(text: &str, columns: usize) -> Markup {
    html! { bdi { (fitted(text, columns)) } }
}

/// How a text begins, cut between words where it has any.
pub(super) fn beginning(text: &str, columns: usize) -> Markup {
    /// Letters that a cut may go back for the end of a word.
    const BACK: usize = 24;
    let mut cut = fitted(text.trim(), columns);
    if let Some(kept) = cut.strip_suffix('…')
        && let Some(at) = kept.rfind(' ').filter(|at| kept.len() - at <= BACK)
    {
        cut.truncate(at);
        cut.push_str(" …");
    }
    html! { bdi { (cut) } }
}

/// A number with its noun.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// [`count`] of what is in memory.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    count(number as u64, one, many)
}

/// A number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// What a document is called, whole.
pub(super) fn title_of(record: &DocumentRecord) -> String {
    match record.title.as_deref().filter(|title| !title.trim().is_empty()) {
        Some(title) => title.to_owned(),
        None => Document::from(DocumentRecord { title: None, ..record.clone() }).heading().into_owned(),
    }
}

/// What a document is called, for lists.
pub(super) fn headline(record: &DocumentRecord) -> Markup {
    short(&title_of(record), HEADLINE)
}

/// A title for lists.
pub(super) fn cut_title(title: &str) -> Markup {
    short(title, HEADLINE)
}

/// The language of a document, where it is a tag and nothing else.
pub(super) fn language(record: &DocumentRecord) -> Option<&str> {
    let is_tag = |tag: &&str| {
        tag.len() <= 35
            && tag.starts_with(|first: char| first.is_ascii_alphabetic())
            && tag.chars().all(|one| one.is_ascii_alphanumeric() || one == '-')
    };
    record.language.as_deref().filter(is_tag)
}

/// Outlet and programme.
pub(super) fn outlet(record: &DocumentRecord) -> Markup {
    let names: Vec<&str> = [record.source.as_deref(), record.programme.as_deref()].into_iter().flatten().collect();
    html! {
        @if names.is_empty() { span.none { "no outlet" } }
        @for (at, name) in names.iter().enumerate() { @if at > 0 { ", " } (short(name, OUTLET)) }
    }
}

/// A time for people: `12 June 2025, 21:03`.
pub(super) fn moment(moment: Option<Moment>) -> Markup {
    html! {
        @match moment {
            Some(moment) => time datetime=(moment) { (told_moment(moment)) },
            None => span.none { "no date" },
        }
    }
}

pub(super) fn told_moment(moment: Moment) -> String {
    let day = moment.date().strftime("%-d %B %Y").to_string();
    match clock(moment) {
        Some(clock) => format!("{day}, {clock}"),
        None => day,
    }
}

/// The time of day, if one is known.
pub(super) fn clock(moment: Moment) -> Option<String> {
    let time = match moment {
        _ if !moment.has_clock() => return None,
        Moment::Date(_) => return None,
        Moment::Local(local) => local.time(),
        Moment::Instant(instant, offset) => offset.to_datetime(instant).time(),
    };
    Some(time.strftime("%H:%M").to_string())
}

/// The times between which a story was told.
pub(super) fn span(first: Option<Moment>, last: Option<Moment>) -> Markup {
    let (Some(first), Some(last)) = (first, last) else { return moment(first.or(last)) };
    if first.date() == last.date() && clock(first).is_none() {
        return moment(Some(last));
    }
    html! {
        (moment(Some(first)))
        @if first != last {
            " – "
            @match clock(last).filter(|_| first.date() == last.date()) {
                Some(clock) => time datetime=(last) { (clock) },
                None => (moment(Some(last)))
            }
        }
    }
}

/// Stories in a list.
pub(super) fn story_list<'a>(stories: impl IntoIterator<Item = &'a StoryLine>) -> Markup {
    html! {
        ol.stories {
            @for story in stories {
                li {
                    a.title href=(story_address(&story.story)) { (cut_title(&story.title)) }
                    p.meta {
                        b { (counted(story.documents, "document", "documents")) }
                        " · " (outlets(&story.sources)) " · " (span(story.first, story.last))
                    }
                }
            }
        }
    }
}

/// The first outlets of a story.
pub(super) fn outlets(names: &[String]) -> Markup {
    html! {
        @if names.is_empty() { span.none { "no outlet" } }
        @for (at, name) in names.iter().take(OUTLETS).enumerate() { @if at > 0 { ", " } (short(name, OUTLET)) }
        @if names.len() > OUTLETS { " and " (names.len() - OUTLETS) " more" }
    }
}

/// Links to the pages before and behind one of a list: `page` of `size` entries each, from 1.
pub(super) fn pager(path: &str, asked: &[(&str, &str)], page: usize, size: usize, total: usize) -> Markup {
    let pages = total.div_ceil(size).max(1);
    let link = |page: usize| {
        let number = page.to_string();
        let number = if page > 1 { number.as_str() } else { "" };
        asking(path, &[asked, &[("page", number)]].concat())
    };
    html! {
        @if pages > 1 || page > 1 {
            nav.pager aria-label="Pages" {
                @if page > 1 { a rel="prev" href=(link(page.min(pages + 1) - 1)) { "← Before" } } @else { span {} }
                span { "Page " (page) " of " (pages) }
                @if page < pages { a rel="next" href=(link(page + 1)) { "Next →" } } @else { span {} }
            }
        }
    }
}

/// Whether an address leads to the web and is nothing but an address.
pub(super) fn is_web_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.chars().all(|one| one.is_ascii_graphic() && !matches!(one, '"' | '\'' | '<' | '>' | '`'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_strangers_stay_in_their_part_of_an_address() {
        assert_eq!(document_address("a/b?c#d e%<\"'"), "/documents/a%2Fb%3Fc%23d%20e%25%3C%22%27");
        assert_eq!(asking("/search", &[("q", "홍 & x"), ("page", "")]), "/search?q=%ED%99%8D%20%26%20x");
    }

    #[test]
    fn text_of_strangers_is_text() {
        let shown = outside("<script>alert(1)</script>\u{202e}\u{1b}").into_string();
        assert_eq!(shown, r"<bdi>&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}\u{1b}</bdi>");
        for address in ["javascript:alert(1)", "https://", "https://a\"onclick=b", "ftp://a", "//a"] {
            assert!(!is_web_address(address), "{address}");
        }
        assert!(is_web_address("https://quay.example/a?b=c&d=%ED"));
    }

    #[test]
    fn beginnings_end_between_words() {
        let shown = |text: &str, columns| beginning(text, columns).into_string();
        assert_eq!(shown("The ferry ran onto the reef", 12), "<bdi>The ferry …</bdi>");
        assert_eq!(shown("The ferry", 12), "<bdi>The ferry</bdi>");
        assert_eq!(shown(&"x".repeat(90), 40), format!("<bdi>{}…</bdi>", "x".repeat(39)));
    }

    #[test]
    fn numbers_and_times_are_told_as_people_write_them() {
        assert_eq!(
            (thousands(7).as_str(), thousands(1234).as_str(), thousands(1_234_567).as_str()),
            ("7", "1,234", "1,234,567")
        );
        let told = |text: &str| told_moment(text.parse().unwrap());
        assert_eq!(told("2025-06-12T15:22:00+09:00"), "12 June 2025, 15:22");
        assert_eq!(told("2025-06-12"), "12 June 2025");
        let between = |first: &str, last: &str| {
            let shown = span(Some(first.parse().unwrap()), Some(last.parse().unwrap())).into_string();
            shown.split('>').filter_map(|part| part.split('<').next()).collect::<String>()
        };
        assert_eq!(between("2025-06-12T06:00:00Z", "2025-06-12T21:30:00Z"), "12 June 2025, 06:00 – 21:30");
        assert_eq!(between("2025-06-12", "2025-06-12T21:30:00Z"), "12 June 2025, 21:30");
        assert_eq!(between("2025-06-11", "2025-06-12"), "11 June 2025 – 12 June 2025");
    }

    #[test]
    fn a_page_far_behind_the_last_leads_back() {
        let shown = pager("/", &[], 1000, 20, 30).into_string();
        assert!(shown.contains("?page=2\"") && !shown.contains("Next"), "{shown}");
        assert_eq!(pager("/", &[], 1, 20, 20).into_string(), "");
    }
}
