//! The running text of an article on a web page.

use dom_query::Document as Page;
use dom_smoothie::{Config, Readability, TextMode};

use super::text::{fragment_text, looks_like_markup};
use crate::read::paragraphs;

/// Share of a block's text inside links from which it is a list of links.
const MOSTLY: f64 = 0.8;

/// The paragraphs of the article on a page; empty if there is none. Takes the page, which the search consumes.
pub(crate) fn find(page: Page, title: Option<&str>) -> Vec<String> {
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(page, None, Some(config)) else { return Vec::new() };
    let Ok(article) = readability.parse() else { return Vec::new() };
    let content = Page::fragment(article.content);
    content
        .select("figure, figcaption, aside, nav, form, button, footer, script, style, iframe, video, audio")
        .remove();
    for block in &content.select("p, li, ul, ol, h2, h3, h4, h5, h6") {
        let whole = block.text().chars().filter(|character| !character.is_whitespace()).count();
        let linked: usize = block
            .select("a")
            .iter()
            .map(|link| link.text().chars().filter(|character| !character.is_whitespace()).count())
            .sum();
        if whole > 0 && linked as f64 >= whole as f64 * MOSTLY {
            block.remove();
        }
    }
    without_title(paragraphs::paragraphs(&content.formatted_text()), title)
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
    fn the_stated_body_wins_only_where_it_holds_more() {
        let found = vec!["One. Two.".to_owned()];
        assert_eq!(better(found.clone(), "One. Two. x"), found);
        assert_eq!(better(found, "<p>One. Two.</p><p>Three. Four.</p>"), ["One. Two.", "Three. Four."]);
    }
}
