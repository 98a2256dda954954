//! The running text of an article on a web page.

use dom_query::Document as Page;
use dom_smoothie::{Config, Readability, TextMode};

use super::text::{fragment_text, looks_like_markup};
use crate::read::{dates, paragraphs};

/// Share of a block's text inside links from which it is a list of links.
const MOSTLY: f64 = 0.8;
/// Share of the article's text up to which a block is furniture if its class says so.
const FURNITURE: f64 = 0.25;
/// Longest line that is a byline or a time stamp.
const SHORT_LINE: usize = 80;

/// Elements that are no running text wherever they stand.
const NO_TEXT: &str = "figure, figcaption, aside, nav, form, button, footer, script, style, iframe, video, audio, \
    [hidden], [aria-hidden=true]";

/// Words in the class or id of a block that mark it as furniture inside the article.
const FURNITURE_NAMES: [&str; 22] = [
    "caption",
    "credit",
    "gallery",
    "slideshow",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "promo",
    "support",
    "donate",
    "membership",
    "related",
    "recommend",
    "readmore",
    "read-more",
    "share",
    "social",
    "byline",
    "timestamp",
    "copyright",
    "advert",
];

/// The paragraphs of the article on a page; empty if there is none. Takes the page, which the search consumes.
pub(crate) fn find(page: Page, title: Option<&str>) -> Vec<String> {
    let config =
        Config { text_mode: TextMode::Formatted, disable_json_ld: true, keep_classes: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(page, None, Some(config)) else { return Vec::new() };
    let Ok(article) = readability.parse() else { return Vec::new() };
    let content = Page::fragment(article.content);
    content.select(NO_TEXT).remove();
    let whole = visible(&content.text());
    for block in
        &content.select("p[class], ul[class], ol[class], div[class], section[class], span[class], div[id], section[id]")
    {
        let names = format!("{} {}", block.attr_or("class", ""), block.attr_or("id", "")).to_ascii_lowercase();
        if FURNITURE_NAMES.iter().any(|name| names.contains(name))
            && visible(&block.text()) as f64 <= whole as f64 * FURNITURE
        {
            block.remove();
        }
    }
    for block in &content.select("p, li, ul, ol, h2, h3, h4, h5, h6") {
        let whole = visible(&block.text());
        let linked: usize = block.select("a").iter().map(|link| visible(&link.text())).sum();
        if whole > 0 && linked as f64 >= whole as f64 * MOSTLY {
            block.remove();
        }
    }
    let mut found = without_title(paragraphs::paragraphs(&content.formatted_text()), title);
    found.retain(|paragraph| !is_line_of_furniture(paragraph));
    found.dedup();
    found
}

fn visible(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// A byline or a time of publication on a line of its own: the metadata tell both.
fn is_line_of_furniture(paragraph: &str) -> bool {
    if paragraph.chars().count() > SHORT_LINE {
        return false;
    }
    let is_byline = paragraph.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
        && !paragraph.ends_with(['.', '!', '?', '”', '"']);
    is_byline || dates::parse(paragraph, None).is_some()
}

/// Drops the title where it is the first paragraph.
fn without_title(mut found: Vec<String>, title: Option<&str>) -> Vec<String> {
    if let (Some(title), Some(first)) = (title, found.first())
        && letters(first) == letters(title)
    {
        found.remove(0);
    }
    found
}

/// The found paragraphs, or those of the body that the page states where it plainly holds more.
pub(crate) fn better(found: Vec<String>, stated: &str) -> Vec<String> {
    let text = if looks_like_markup(stated) { fragment_text(stated) } else { stated.to_owned() };
    let stated = paragraphs::paragraphs(&text);
    let length = |paragraphs: &[String]| paragraphs.iter().map(|paragraph| letters(paragraph).len()).sum::<usize>();
    if length(&stated) * 2 > length(&found) * 3 { stated } else { found }
}

fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_no_paragraph() {
        let found = vec!["Crane Falls!".to_owned(), "It fell.".to_owned()];
        assert_eq!(without_title(found.clone(), Some("Crane falls")), ["It fell."]);
        assert_eq!(without_title(found.clone(), Some("Other")), found);
        assert!(without_title(Vec::new(), Some("Crane falls")).is_empty());
    }

    #[test]
    fn bylines_and_time_stamps_on_their_own_lines_are_furniture() {
        for line in [
            "By Ann Poe, waterfront correspondent",
            "Updated 5:27 am CST, Wednesday, November 20, 2019",
            "2025.06.12 (22:46)",
        ] {
            assert!(is_line_of_furniture(line), "{line}");
        }
        for line in ["By noon the basin was closed.", "Two people were hurt on 12 June 2025.", "노을도"] {
            assert!(!is_line_of_furniture(line), "{line}");
        }
    }

    #[test]
    fn furniture_inside_the_article_is_left_out_and_its_text_is_not() {
        let sentence =
            "The harbour crane fell across the freighter at dawn, and divers searched the basin until dusk. ".repeat(3);
        let markup = format!(
            "<html><body><article class=support><p>{sentence}</p><p>{sentence} More.</p><p class=support>Become a member for the price of a pot of tea.</p>\
             <figure><img><figcaption>The crane.</figcaption></figure><p><a href=/x>Read the story of the other crane</a></p></article></body></html>"
        );
        let found = find(Page::from(markup), None);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn the_stated_body_wins_only_where_it_holds_more() {
        let found = vec!["One. Two.".to_owned()];
        assert_eq!(better(found.clone(), "One. Two. x"), found);
        assert_eq!(better(found, "<p>One. Two.</p><p>Three. Four.</p>"), ["One. Two.", "Three. Four."]);
    }
}
