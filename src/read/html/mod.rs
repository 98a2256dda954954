//! Web pages: what the page says about its article, and the article's text without the page around it.
//!
//! The text is found by `dom_smoothie` (Mozilla's Readability in Rust) and cleaned of captions and link lists; the
//! `articleBody` of JSON-LD takes its place where it is plainly better. A page of a broadcaster, whose text carries
//! section markers, is handed on to the reader of page dumps.

use dom_query::Document as Page;

use super::page::{PageOutcome, read_page};
use super::paragraphs;
use crate::document::{Document, Origin, Section, SectionKind};
use crate::text::language;

mod content;
mod metadata;
pub(crate) mod text;

use metadata::Metadata;

/// Longest page that is parsed: its tree takes many times its bytes.
const LONGEST: usize = 64 << 20;
/// A page that does not call itself an article needs this many characters of running text to be taken for one.
const LEAST_TEXT: usize = 140;

/// A syllable of Hangul or a Han character says about as much as two letters.
fn letters(paragraph: &str) -> usize {
    paragraph.chars().map(|character| if character >= '\u{1100}' { 2 } else { 1 }).sum()
}

/// What a web page holds.
#[derive(Debug)]
pub(crate) enum WebPage {
    Documents(Vec<Document>),
    /// No article, with the reason.
    Nothing(String),
    /// An article perhaps, but not read, with the reason.
    Refused(String),
}

/// Reads a web page. The documents' ids and the paths of their origins are empty; offsets are into `markup`.
pub(crate) fn read(markup: &str) -> WebPage {
    if markup.len() > LONGEST {
        return WebPage::Refused(format!("the web page is longer than {LONGEST} bytes"));
    }
    if text::is_tangled(markup) {
        return WebPage::Refused("the web page is nested too deeply to be read".to_owned());
    }
    let page = Page::from(markup);
    let metadata = metadata::read(&page);
    let mut found = content::find(page, metadata.title.as_deref());
    if let Some(body) = metadata.body.as_deref() {
        found = content::better(found, body);
    }
    let length: usize = found.iter().map(|paragraph| letters(paragraph)).sum();
    if length == 0 || (length < LEAST_TEXT && !metadata.is_article) {
        return WebPage::Nothing("the page has no article: only links, menus or short notes".to_owned());
    }
    if has_markers(&found)
        && let PageOutcome::Documents(documents) = read_page(&found.join("\n\n"))
    {
        return WebPage::Documents(merge(documents, &metadata, markup.len()));
    }
    let sections = paragraphs::prose_section(SectionKind::Body, found).into_iter().collect();
    WebPage::Documents(vec![document(metadata, sections, markup.len())])
}

fn document(metadata: Metadata, sections: Vec<Section>, length: usize) -> Document {
    Document {
        id: String::new(),
        origin: Origin { path: String::new(), ordinal: 1, start: 0, end: length as u64 },
        title: metadata.title,
        source: metadata.source,
        programme: None,
        published: metadata.published,
        updated: metadata.updated,
        language: metadata.language.filter(|stated| is_credible(stated, &sections)),
        reporter: metadata.reporter,
        place: None,
        url: metadata.url,
        sections,
        extra: Vec::new(),
    }
}

/// Whether the stated language can be that of the text. Templates state the site's language over every text: a Korean
/// site's English pages say `ko`.
fn is_credible(stated: &str, sections: &[Section]) -> bool {
    let text: Vec<&str> =
        sections.iter().flat_map(|section| &section.paragraphs).map(crate::document::Paragraph::text).collect();
    let Some(detected) = language::detect(&text.join("\n")) else { return true };
    let script = |language: &str| match language {
        "ko" | "ja" | "zh" | "el" | "he" | "th" | "hi" | "ar" => language.to_owned(),
        "ru" | "uk" | "be" | "bg" | "mk" => "Cyrillic".to_owned(),
        _ => "Latin".to_owned(),
    };
    script(stated) == script(detected)
}

/// Whether paragraphs begin with the section markers of broadcast pages.
fn has_markers(paragraphs: &[String]) -> bool {
    let is_marker = |line: &str| {
        let Some((name, _)) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return false;
        };
        let name = name.trim().to_ascii_lowercase();
        matches!(
            name.as_str(),
            "anchor"
                | "anchor lead"
                | "lead"
                | "report"
                | "reporter"
                | "pkg"
                | "앵커"
                | "리포트"
                | "기자"
                | "앵커 멘트"
        )
    };
    paragraphs.iter().flat_map(|paragraph| paragraph.lines()).any(is_marker)
}

/// The documents of a page dump with what the web page says for sure: address and dates for all of them, the title for
/// the first.
fn merge(mut documents: Vec<Document>, metadata: &Metadata, length: usize) -> Vec<Document> {
    for (index, document) in documents.iter_mut().enumerate() {
        if index == 0 && metadata.title.is_some() {
            document.title.clone_from(&metadata.title);
        }
        document.published = metadata.published.or(document.published);
        document.updated = metadata.updated.or(document.updated);
        document.url = metadata.url.clone().or(document.url.take());
        document.source = document.source.take().or_else(|| metadata.source.clone());
        document.reporter = document.reporter.take().or_else(|| metadata.reporter.clone());
        document.origin.start = 0;
        document.origin.end = length as u64;
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(head: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav>{body}<footer>All rights reserved</footer></body></html>"
        )
    }

    fn article() -> String {
        let sentence = "The harbour crane fell across the freighter at dawn, and divers searched the basin until dusk, the port said. ";
        format!(
            "<article><h1>Crane falls</h1><p>{}</p><p>{}</p><p>Nobody was hurt, the harbourmaster said.</p></article>",
            sentence.repeat(3),
            sentence.repeat(2)
        )
    }

    fn documents(markup: &str) -> Vec<Document> {
        match read(markup) {
            WebPage::Documents(documents) => documents,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_article_comes_without_the_page_around_it() {
        let documents = documents(&page("<title>Crane falls</title>", &article()));
        let text = documents[0].evidence_text();
        assert_eq!(documents[0].title.as_deref(), Some("Crane falls"));
        assert_eq!(documents[0].sections[0].paragraphs.len(), 3, "{text}");
        assert!(text.starts_with("The harbour crane") && text.ends_with("the harbourmaster said."), "{text}");
    }

    #[test]
    fn a_page_of_links_has_no_article() {
        let links =
            "<ul><li><a href=/a>Storm ahead for the western isles</a><li><a href=/b>Ferry fares frozen</a></ul>"
                .repeat(20);
        for body in [links.as_str(), "", "<p>Log in</p>"] {
            assert!(matches!(read(&page("<title>News</title>", body)), WebPage::Nothing(_)), "{body}");
        }
    }

    #[test]
    fn the_body_in_json_ld_serves_where_the_page_has_none() {
        let sentence = "The harbour crane fell across the freighter at dawn. ".repeat(5);
        let script = format!(
            "<script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"headline\": \"Crane falls\", \"articleBody\": \"{sentence}\"}}</script>"
        );
        let documents = documents(&page(&script, "<div id=app></div>"));
        assert_eq!(documents[0].evidence_text(), sentence.trim());
    }

    #[test]
    fn a_stated_language_of_another_script_is_not_believed() {
        let markup = page("<title>Crane falls</title>", &article()).replace("lang=en", "lang=ko");
        assert_eq!(documents(&markup)[0].language, None);
        let markup = page("<title>Crane falls</title>", &article());
        assert_eq!(documents(&markup)[0].language.as_deref(), Some("en"));
    }

    #[test]
    fn markers_are_seen_at_the_start_of_lines_only() {
        let seen = |text: &str| has_markers(&[text.to_owned()]);
        assert!(seen("[Anchor]\nGood evening.") && seen("[ANCHOR LEAD] Good") && seen("[앵커]"));
        assert!(!seen("He [the anchor] said") && !seen("[Exclusive] x") && !seen("[Anchor"));
    }

    #[test]
    fn hostile_pages_end_in_time() {
        for body in ["<div>".repeat(20_000), "<table><tr><td>".repeat(3_000), format!("<a {}>", "x ".repeat(5_000))] {
            assert!(matches!(read(&page("", &body)), WebPage::Refused(_)));
        }
        for body in [
            "<div>".repeat(400),
            "<br>".repeat(50_000),
            "<p>word, word.".repeat(5_000),
            "<div><a>x</a>, word".repeat(400),
            "<![CDATA[<".repeat(1_000),
            "&#x".repeat(10_000),
        ] {
            let _ = read(&page("", &body));
        }
        let _ = read("<");
        let _ = read("\0");
    }
}
