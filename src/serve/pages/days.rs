//! The days: a calendar of a year, and the stories of a day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::Page;
use super::home::day as told_day;
use super::parts::{self, asking, count, counted, thousands};
use crate::archive::StoriesRequest;
use crate::moment::Moment;
use crate::serve::current::Opened;
use crate::serve::failure::Failure;
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Stories on a page.
const STORIES: usize = 50;
/// Shades of days, by their share of the busiest.
const SHADES: usize = 4;

pub(in crate::serve) fn calendar(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["year", "day"])?;
    if let Some(id) = parameters.owned("day") {
        return day(opened, &Asked { id, query: String::new() });
    }
    let days = opened.days()?;
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for (day, documents) in days {
        *years.entry(day.year()).or_default() += documents;
    }
    let last = years.last_key_value().map_or(2000, |(year, _)| usize::try_from(*year).unwrap_or_default());
    let year = i16::try_from(parameters.number("year", last, 0..=9999)?).unwrap_or_default();
    let of_year: BTreeMap<Date, usize> = days.iter().filter(|(day, _)| day.year() == year).copied().collect();
    let busiest = of_year.values().copied().max().unwrap_or(1);
    let dated: usize = days.iter().map(|(_, documents)| documents).sum();
    let undated = opened.snapshot.counters().documents.saturating_sub(dated as u64);
    let mut months: BTreeMap<i8, Vec<(Date, usize)>> = BTreeMap::new();
    for (day, documents) in &of_year {
        months.entry(day.month()).or_default().push((*day, *documents));
    }
    let main = html! {
        h1 { "Days" @if !years.is_empty() { " of " (year) } }
        p.told { "Documents by the day on which they were published, as printed." }
        @if years.len() > 1 {
            nav.choice aria-label="Years" {
                @for (other, documents) in &years {
                    a href=(asking("/days", &[("year", &other.to_string())])) aria-current=[(*other == year).then_some("true")] {
                        (other) " " span.size { (thousands(*documents as u64)) }
                    }
                }
            }
        }
        form.go action="/days" method="get" {
            label for="day" { "Go to a day" }
            input #day type="date" name="day" required;
            button { "Go" }
        }
        @if of_year.is_empty() {
            p.empty { @if years.is_empty() { "No document of the archive has a date." } @else { "Nothing was published in " (year) "." } }
        }
        div.months {
            @for days in months.values() { (month(days, busiest)) }
        }
        @if undated > 0 {
            p.told { (count(undated, "document has", "documents have")) " no date." }
        }
    };
    Ok(Answer::Page(Page::new(format!("Days of {year}"), main).at("/days")))
}

/// A month as a table of weeks.
fn month(days: &[(Date, usize)], busiest: usize) -> Markup {
    let Some((any, _)) = days.first() else { return html! {} };
    let counts: BTreeMap<Date, usize> = days.iter().copied().collect();
    let (first, last) = (any.first_of_month(), any.last_of_month());
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let mut cells: Vec<Option<Date>> = vec![None; before];
    cells.extend(first.series(1.day()).take_while(|day| *day <= last).map(Some));
    let total: usize = counts.values().sum();
    let name = first.strftime("%B %Y").to_string();
    html! {
        table.month {
            caption { (name) " " span.size { (counted(total, "document", "documents")) } }
            thead { tr { @for weekday in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] { th scope="col" { (weekday) } } } }
            tbody {
                @for week in cells.chunks(7) {
                    tr {
                        @for cell in week {
                            @match cell.map(|day| (day, counts.get(&day).copied())) {
                                Some((day, Some(documents))) => {
                                    td class={ "s" (shade(documents, busiest)) } {
                                        a href={ "/days/" (day) } aria-label={ (day.strftime("%-d %B")) ": " (counted(documents, "document", "documents")) } {
                                            b { (day.day()) } span { (thousands(documents as u64)) }
                                        }
                                    }
                                }
                                Some((day, None)) => td { b { (day.day()) } },
                                None => td {},
                            }
                        }
                        @for _ in week.len()..7 { td {} }
                    }
                }
            }
        }
    }
}

/// From 1 to [`SHADES`].
fn shade(documents: usize, busiest: usize) -> usize {
    (documents * SHADES).div_ceil(busiest.max(1)).clamp(1, SHADES)
}

pub(in crate::serve) fn day(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let parameters = Parameters::read(&asked.query, &["page"])?;
    let page = parameters.number("page", 1, 1..=1_000_000)?;
    let day: Date = asked.id.parse().ok().filter(|day: &Date| day.to_string() == asked.id).ok_or_else(|| {
        Failure::unclear(format!("`{}` is no day", asked.id), "write it as 2025-06-12, or take one from the calendar")
    })?;
    let days = opened.days()?;
    let at = days.partition_point(|(other, _)| *other < day);
    let here = days.get(at).filter(|(other, _)| *other == day);
    let documents = here.map_or(0, |(_, documents)| *documents);
    let before = at.checked_sub(1).and_then(|before| days.get(before)).map(|(other, _)| *other);
    let next = days.get(at + usize::from(here.is_some())).map(|(other, _)| *other);
    let request = StoriesRequest {
        from: Some(Moment::Date(day)),
        to: Some(Moment::Date(day)),
        min_documents: 1,
        limit: STORIES,
        offset: (page - 1) * STORIES,
    };
    let list = opened.snapshot.stories(&request)?;
    let near = |other: Option<Date>, sign: [&str; 2]| {
        html! {
            @match other {
                Some(other) => a href={ "/days/" (other) } { (sign[0]) (other.strftime("%-d %B %Y")) (sign[1]) },
                None => span {},
            }
        }
    };
    let neighbours = html! {
        nav.pager aria-label="Days" {
            (near(before, ["← ", ""]))
            a href=(asking("/days", &[("year", &day.year().to_string())])) { "All days" }
            (near(next, ["", " →"]))
        }
    };
    let path = format!("/days/{day}");
    let main = html! {
        p.kicker { "Day" }
        h1 { (told_day(day)) }
        p.told {
            @if documents == 0 { "Nothing was published on this day." }
            @else { (counted(documents, "document", "documents")) " of " (counted(list.total, "story", "stories")) }
        }
        (neighbours)
        (parts::story_list(&list.stories))
        (parts::pager(&path, &[], page, STORIES, list.total))
        @if list.stories.len() > 10 { (neighbours) }
    };
    let told = day.to_string();
    let data = asking("/api/stories", &[("from", &told), ("to", &told), ("limit", &STORIES.to_string())]);
    Ok(Answer::Page(Page::new(told_day(day), main).at("/days").with_data(data)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days_under_their_weekdays() {
        let day: Date = "2025-06-12".parse().unwrap();
        let shown = month(&[(day, 1234)], 1234).into_string();
        // 1 June 2025 is a Sunday: six empty cells before it, five weeks and a Monday behind.
        assert!(
            shown.contains("<tbody><tr><td></td><td></td><td></td><td></td><td></td><td></td><td><b>1</b></td></tr>"),
            "{shown}"
        );
        assert_eq!(shown.matches("<tr>").count(), 1 + 6);
        assert!(
            shown.contains("href=\"/days/2025-06-12\" aria-label=\"12 June: 1,234 documents\"")
                && shown.contains("class=\"s4\"")
        );
    }

    #[test]
    fn the_faintest_day_is_seen() {
        assert_eq!([shade(1, 1000), shade(251, 1000), shade(1000, 1000), shade(1, 1)], [1, 2, 4, 4]);
    }
}
