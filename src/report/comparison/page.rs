//! A comparison as a page: one file that loads nothing and runs nothing, for wide and narrow, light and dark screens and
//! for paper.
//!
//! The template engine escapes every text; text from outside is besides shown without invisible letters ([`Safe`]) and
//! stands between `<bdi>` and `</bdi>`, so that its direction turns nothing around it. Of attributes, only the language
//! and the address come from outside, the first as letters, digits and hyphens, the second only to `http` and `https`. A
//! content security policy forbids scripts and all that would be loaded, should any of that ever be forgotten.
//!
//! Filters and links work without a script: the page is safe to mail, to file and to print.

mod drawings;
mod parts;
mod sections;
mod side;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::facts::FigureRelation;
use super::glance;
use super::view::View;
use super::words;
use super::{Report, StoryComparison};
use crate::report::terminal::Safe;
use parts::{Place, outside};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// The style sheet of the pages.
pub const SERVED_STYLE: &str = concat!(
    include_str!("page/style.css"),
    "@media screen and (max-width: 46rem) {\n",
    include_str!("page/stacked.css"),
    "}\n@media screen and (max-width: 72rem) { .many {\n",
    include_str!("page/stacked.css"),
    // Who tells a point is more than enough where many do not.
    ".rows .no { display: none; }\n}}\n"
);
/// Versions from which on columns are too narrow for most screens.
const MANY: usize = 4;

/// How a page stands in a web site, whose headers forbid what a page of its own forbids itself.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    /// Address of [`SERVED_STYLE`].
    pub style: &'a str,
    /// Address of the picture of the site.
    pub icon: &'a str,
    /// Where the reader came from: address and words.
    pub back: [&'a str; 2],
}

/// Writes a report as a page: a single comparison in full; of several, first the stories with a line each, those that
/// differ most first, then each comparison, closed until it is asked for.
///
/// # Errors
///
/// When `out` fails.
pub fn write_page(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_placed_page(report, None, out)
}

/// Writes the same page as one of a web site.
///
/// # Errors
///
/// When `out` fails.
pub fn write_served_page(report: &Report, served: &Served<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_placed_page(report, Some(served), out)
}

fn write_placed_page(report: &Report, served: Option<&Served<'_>>, out: &mut dyn Write) -> io::Result<()> {
    let stories = report.by_difference();
    let is_single = stories.len() == 1;
    let title = match stories.as_slice() {
        [(story, _)] => Safe(title(story)).to_string(),
        _ => words::collection(&mut stories.iter().map(|(story, _)| &story.comparison)),
    };
    let head = html! {
        head {
            meta charset="utf-8";
            @if served.is_none() { meta http-equiv="Content-Security-Policy" content=(POLICY); }
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="generator" content="samestory";
            title { (title) }
            @match served {
                Some(served) => { link rel="stylesheet" href=(served.style); link rel="icon" href=(served.icon); }
                None => style { (PreEscaped(SERVED_STYLE)) }
            }
        }
    };
    // Written piece by piece, so that the page of a large collection is never whole in memory.
    write!(out, "{}<html lang=\"en\">\n{}\n<body>\n", DOCTYPE.into_string(), head.into_string())?;
    let skip = if is_single { "Skip to the comparison" } else { "Skip to the stories" };
    writeln!(out, "{}", html! { a.skip href="#main" { (skip) } }.into_string())?;
    if let Some([address, words]) = served.map(|served| served.back) {
        writeln!(out, "{}", html! { nav.back { a href=(address) { (words) } } }.into_string())?;
    }
    if let [(story, difference)] = stories.as_slice() {
        let view = View::of(story, *difference);
        let place = Place { story: 1, level: 2 };
        let class = if view.versions() < MANY { "" } else { " class=\"many\"" };
        writeln!(out, "{}<main id=\"main\"{class}>", opening(&view).into_string())?;
        sections::write_sections(&view, place, out)?;
    } else {
        let count = words::count(stories.len(), "story", "stories");
        let header = html! { header { p.kicker { (count) } h1 { (title) } } };
        writeln!(out, "{}<main id=\"main\">", header.into_string())?;
        let views: Vec<View<'_>> = stories.iter().map(|&(story, difference)| View::of(story, difference)).collect();
        write!(out, "{}", contents(&views).into_string())?;
        for (number, view) in (1..).zip(&views) {
            write_closed(view, number, out)?;
        }
    }
    writeln!(
        out,
        "</main>\n<footer><p>Found by samestory by rule, without judgement: what is not marked may differ too.</p></footer>\n</body>\n</html>"
    )
}

/// What a story is called: the headline of its first version.
fn title(story: &StoryComparison) -> &str {
    story.title()
}

/// The head of a page of one comparison.
fn opening(view: &View<'_>) -> Markup {
    html! {
        header {
            p.kicker { (words::versions_of(view.story)) }
            h1 lang=[view.language(0)] { (outside(title(view.story))) }
            p.names { (parts::all_names(view)) }
        }
    }
}

/// The stories with a line each: the first conflict, if there is any, and how much they differ.
fn contents(views: &[View<'_>]) -> Markup {
    let conflict = |view: &View<'_>| {
        let first = view.figures.first().filter(|figure| figure.relation == FigureRelation::Conflicting);
        first.map(|figure| glance::conflict(view, figure))
    };
    html! {
        section.contents aria-label="Stories, those that differ most first" {
            ol {
                @for (number, view) in (1..).zip(views) {
                    li {
                        a href={ "#s" (number) } lang=[view.language(0)] { (outside(title(view.story))) }
                        @if let Some(conflict) = conflict(view) { span.alarm { "≠ " (parts::phrase(&conflict)) } }
                        span.told { (words::difference(&view.difference)) }
                    }
                }
            }
        }
    }
}

/// A comparison of a collection. The anchor stands inside, for browsers open what holds the target of a link.
fn write_closed(view: &View<'_>, number: usize, out: &mut dyn Write) -> io::Result<()> {
    let place = Place { story: number, level: 3 };
    let summary = html! {
        summary {
            h2 lang=[view.language(0)] { (number) ". " (outside(title(view.story))) }
            span.told { (words::difference(&view.difference)) }
        }
    };
    let class = if view.versions() < MANY { "story" } else { "story many" };
    write!(out, "<details class=\"{class}\">{}<div id=\"s{number}\">", summary.into_string())?;
    write!(out, "{}", html! { p.names { (parts::all_names(view)) } }.into_string())?;
    sections::write_sections(view, place, out)?;
    writeln!(out, "<p class=\"back\"><a href=\"#main\">All stories</a></p></div></details>")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, report, story, three, two};
    use super::*;
    use crate::report::terminal::is_dangerous;

    fn written(report: &Report) -> String {
        let mut page = Vec::new();
        write_page(report, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn text_from_outside_is_text_wherever_it_stands() {
        for report in [report(vec![hostile()]), report(vec![hostile(), hostile()])] {
            let page = written(&report);
            let body = page.split_once("</style>").unwrap().1;
            assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("javascript:"), "{page}");
            assert!(!page.chars().any(|one| one != '\n' && is_dangerous(one)));
            assert!(!body.contains("\" onclick") && !page.contains("lang=\"&lt;") && !page.contains(" src=\""));
            assert_eq!(page.matches("<bdi>").count(), page.matches("</bdi>").count());
            assert_eq!(page.matches("</title>").count() - page.matches("<title").count(), 0);
            assert!(page.contains("&lt;script&gt;alert(1)"));
        }
    }

    #[test]
    fn addresses_are_kept_only_to_the_web() {
        let page = written(&report(vec![two()]));
        assert!(page.contains("href=\"https://haedong.example/today/4471\" rel=\"noreferrer\""));
        let outward = |page: &str| page.matches("href=\"").count() - page.matches("href=\"#").count();
        assert_eq!(outward(&page), 1);
        assert_eq!(outward(&written(&report(vec![hostile()]))), 0, "an address with white space or quotes is none");
    }

    #[test]
    fn every_link_leads_somewhere_and_no_place_is_named_twice() {
        let page = written(&report(vec![three(), two()]));
        let values = |name: &str| -> Vec<String> {
            page.split(name).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
        };
        let ids = values(" id=\"");
        let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        for target in values("href=\"#").iter().chain(&values(" for=\"")) {
            assert!(unique.contains(target), "{target}");
        }
    }

    #[test]
    fn headings_go_down_by_one_and_begin_with_one_of_the_first_level() {
        for report in [report(vec![three()]), report(vec![three(), two()])] {
            let page = written(&report);
            let levels: Vec<u32> =
                page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
            assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1);
            assert_eq!(levels[0], 1);
            assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        }
    }

    #[test]
    fn versions_are_told_in_their_language() {
        let page = written(&report(vec![three()]));
        assert!(page.contains("<td lang=\"ko\""), "{page}");
        assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print") && page.contains("<svg"));
    }

    #[test]
    fn two_hundred_stories_stay_small() {
        let collection = Report { stories: (0..200).map(|_| story(two())).collect() };
        let page = written(&collection);
        assert!(page.len() < 5_000_000, "{}", page.len());
    }
}
