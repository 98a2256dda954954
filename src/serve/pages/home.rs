//! The first page: the latest stories, by day.

use jiff::civil::Date;
use maud::html;

use super::Page;
use super::parts::{self, asking, count, counted, outside};
use crate::archive::{StoriesRequest, StoryLine};
use crate::serve::current::Opened;
use crate::serve::failure::Failure;
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Stories on a page.
const STORIES: usize = 30;
/// Least documents of what several outlets tell.
const SEVERAL: &str = "2";

pub(in crate::serve) fn latest(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["page", "min_documents"])?;
    let page = parameters.number("page", 1, 1..=1_000_000)?;
    let min_documents = parameters.number("min_documents", 1, 1..=1_000_000)?;
    let offset = (page - 1) * STORIES;
    let request = StoriesRequest { from: None, to: None, min_documents, limit: STORIES, offset };
    let list = opened.snapshot.stories(&request)?;
    let least = if min_documents > 1 { min_documents.to_string() } else { String::new() };
    let counters = opened.snapshot.counters();
    let main = html! {
        @if page == 1 {
            header.welcome {
                p.kicker { "An archive of news" }
                h1 { (outside(&opened.name)) }
                p.told {
                    (count(counters.documents, "document", "documents")) " in " (count(counters.stories, "story", "stories"))
                    @if let (Some((first, _)), Some((last, _))) = (opened.days()?.first(), opened.days()?.last()) {
                        ", " (day(*first)) @if first != last { " to " (day(*last)) }
                    }
                }
            }
        } @else {
            h1 { "Latest stories, page " (page) }
        }
        nav.choice aria-label="Which stories" {
            a href="/" aria-current=[least.is_empty().then_some("true")] { "All stories" }
            a href=(asking("/", &[("min_documents", SEVERAL)])) aria-current=[(!least.is_empty()).then_some("true")] {
                @if least.is_empty() || least == SEVERAL { "Told more than once" } @else { "Told " (least) " times or more" }
            }
        }
        @for (day, stories) in by_day(&list.stories) {
            section.day aria-label=(day.map_or_else(|| "Without a date".to_owned(), self::day)) {
                h2 {
                    @match day {
                        Some(day) => a href={ "/days/" (day) } { (self::day(day)) },
                        None => "Without a date",
                    }
                }
                (parts::story_list(stories))
            }
        }
        @if list.total == 0 {
            p.empty {
                @if counters.documents == 0 { "The archive is empty. " code { "samestory archive add" } " fills it." }
                @else { "No story has so many documents." }
            }
        } @else if list.stories.is_empty() {
            p.empty { "There are only " (counted(list.total, "story", "stories")) "." }
        }
        (parts::pager("/", &[("min_documents", &least)], page, STORIES, list.total))
    };
    let data = asking(
        "/api/stories",
        &[("min_documents", &least), ("limit", &STORIES.to_string()), ("offset", &offset.to_string())],
    );
    Ok(Answer::Page(Page::new(opened.name.clone(), main).at("/").with_data(data)))
}

/// Stories in their order, those of one last day together.
fn by_day(stories: &[StoryLine]) -> Vec<(Option<Date>, &[StoryLine])> {
    let last = |story: &StoryLine| story.last.map(|moment| moment.date());
    let groups = stories.chunk_by(|one, other| last(one) == last(other));
    groups.filter_map(|group| group.first().map(|first| (last(first), group))).collect()
}

pub(super) fn day(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}
