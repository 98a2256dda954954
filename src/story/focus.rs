//! The focus of a document: the day that it is about, the days that it recounts and those that it looks ahead to.
//!
//! What tells a report from its sequel. The next day's hearing names the day of the arrest too, so that a day in common
//! speaks for one event only if both are about it. A different main day alone says little: reports of one event are
//! published over days, and what *on Thursday* is about is often said of the reaction to it. But where the one recounts the
//! main day of the other as past, it reports what came after.

use jiff::civil::Date;

use super::facts::{DAY_WORDS, MOST_DAYS};
use crate::document::{Document, Paragraph};
use crate::moment::Moment;
use crate::text::days::NamedDay;
use crate::text::told_days::{Passage, Telling, ToldDays, told_days};

/// Days before publication from which a day is no news, however it is told.
const OLD_DAYS: i8 = 7;
/// Days after today from which it is none yet.
const COMING_DAYS: i8 = 1;

/// Which of the days that a document names it is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Focus {
    /// The day of its news: the first that is told as such.
    pub main: Option<NamedDay>,
    /// Days that it recounts as gone before, in the order of the text.
    pub before: Box<[NamedDay]>,
    /// Days that it looks ahead to.
    pub ahead: Box<[NamedDay]>,
}

/// How the days that two documents are about lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayRelation {
    /// Nothing can be compared, or they are about different days and neither says that it follows the other.
    Unknown,
    /// Both can be about one day.
    OneDay,
    /// They are about different days, and the one recounts the day of the other.
    Sequel,
    /// The same, and of neither day more than the weekday or the day of the year is known.
    WeekdaySequel,
}

impl Focus {
    /// The focus of a document, as its opening tells it. Linear in that.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let published = document.published.as_ref().map(Moment::date);
        let paragraphs = document.sections.iter().flat_map(|section| &section.paragraphs);
        let passages: Vec<Passage<'_>> = paragraphs
            .filter(|paragraph| paragraph.is_evidence())
            .map(|paragraph| Passage { text: paragraph.text(), is_spoken: matches!(paragraph, Paragraph::Quote(_)) })
            .collect();
        Self::of_days(&told_days(&passages, published, DAY_WORDS), published)
    }

    fn of_days(told: &ToldDays, published: Option<Date>) -> Self {
        let oldest = published.and_then(|date| NamedDay::Date(date).later(-OLD_DAYS));
        let newest = told.today.and_then(|today| today.later(COMING_DAYS));
        let (mut main, mut before, mut ahead) = (None, Vec::new(), Vec::new());
        for &(day, telling) in &told.mentions {
            match telling {
                Telling::News if main.is_some() => {}
                Telling::News if is_earlier(Some(day), oldest) => push(&mut before, day),
                Telling::News if is_earlier(newest, Some(day)) => push(&mut ahead, day),
                Telling::News => main = Some(day),
                Telling::Before => push(&mut before, day),
                Telling::Ahead => push(&mut ahead, day),
                Telling::Passing => {}
            }
        }
        if let Some(main) = main {
            for day in told.days_back.iter().filter_map(|&days| main.later(-days)) {
                push(&mut before, day);
            }
            let passing = told.mentions.iter().filter(|(_, telling)| *telling == Telling::Passing);
            let is_later = |day| is_earlier(Some(main), Some(day));
            for &(day, _) in passing.filter(|&&(day, _)| day.can_be(main) == Some(false) && !is_later(day)) {
                push(&mut before, day);
            }
        }
        Self { main, before: before.into(), ahead: ahead.into() }
    }

    /// How the main days of two documents lie to each other. Symmetric.
    #[must_use]
    pub fn relation(&self, other: &Self) -> DayRelation {
        let (Some(one), Some(two)) = (self.main, other.main) else { return DayRelation::Unknown };
        match one.can_be(two) {
            Some(true) => DayRelation::OneDay,
            Some(false) if names(&self.before, two) || names(&other.before, one) => {
                let is_dated = matches!(one, NamedDay::Date(_)) || matches!(two, NamedDay::Date(_));
                if is_dated { DayRelation::Sequel } else { DayRelation::WeekdaySequel }
            }
            _ => DayRelation::Unknown,
        }
    }
}

fn names(days: &[NamedDay], day: NamedDay) -> bool {
    days.iter().any(|known| known.can_be(day) == Some(true))
}

/// Whether both are dates and the one is earlier.
fn is_earlier(one: Option<NamedDay>, other: Option<NamedDay>) -> bool {
    matches!((one, other), (Some(NamedDay::Date(one)), Some(NamedDay::Date(other))) if one < other)
}

fn push(days: &mut Vec<NamedDay>, day: NamedDay) {
    if days.len() < MOST_DAYS && !days.contains(&day) {
        days.push(day);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::told_days::told_days;

    fn focus(published: &str, text: &str) -> Focus {
        let published = published.parse::<Date>().ok();
        Focus::of_days(&told_days(&[Passage { text, is_spoken: false }], published, DAY_WORDS), published)
    }

    fn day(text: &str) -> NamedDay {
        NamedDay::Date(text.parse().unwrap())
    }

    #[test]
    fn the_first_day_told_as_news_is_the_main_one() {
        let focus = focus(
            "2025-03-20",
            "The mate, who had been arrested on Monday, walked free on Wednesday. On Tuesday he was silent.",
        );
        assert_eq!(focus.main, Some(day("2025-03-19")));
        assert_eq!(*focus.before, [day("2025-03-17")]);
    }

    #[test]
    fn a_day_long_gone_or_to_come_is_no_news() {
        let focus = focus("2025-03-20", "It opened on February 2 and closes on March 28. The owner spoke on March 20.");
        assert_eq!(focus.main, Some(day("2025-03-20")));
        assert_eq!((&*focus.before, &*focus.ahead), (&[day("2025-02-02")][..], &[day("2025-03-28")][..]));
    }

    #[test]
    fn days_counted_back_count_from_the_news() {
        let told = focus("2025-03-20", "Two days after the collapse the mayor went on Wednesday.");
        assert_eq!((told.main, &*told.before), (Some(day("2025-03-19")), &[day("2025-03-17")][..]));
        let unnamed = focus("2025-03-20", "Two days after the collapse the mayor went.");
        assert_eq!(unnamed, Focus::default(), "two days after what?");
    }

    #[test]
    fn a_day_in_passing_is_recounted_if_it_is_another() {
        let told = focus("2025-03-20", "On Wednesday the harbour counted the cost of Monday's storm and Wednesday's.");
        assert_eq!((told.main, &*told.before), (Some(day("2025-03-19")), &[day("2025-03-17")][..]));
    }

    #[test]
    fn a_report_that_recounts_the_day_of_another_is_its_sequel() {
        let arrest = focus("2025-03-18", "He was arrested on Tuesday.");
        for (published, text, expected) in [
            ("2025-03-19", "He was arrested yesterday.", DayRelation::OneDay),
            ("2025-03-19", "He walked free on Wednesday. He had been held since Tuesday.", DayRelation::Sequel),
            ("2025-03-19", "Tonight he walked free, a day after his arrest.", DayRelation::Sequel),
            ("2025-03-19", "The crew went home on Wednesday.", DayRelation::Unknown),
            ("2025-03-20", "He was still silent. He had been held since Tuesday.", DayRelation::Unknown),
            ("", "He walked free on Wednesday. He had been held since Tuesday.", DayRelation::Sequel),
            ("", "He had been held since Tuesday.", DayRelation::Unknown),
            ("2025-03-20", "No day here.", DayRelation::Unknown),
        ] {
            let other = focus(published, text);
            assert_eq!(arrest.relation(&other), expected, "{text}");
            assert_eq!(other.relation(&arrest), expected, "{text}");
        }
        let (one, other) = (focus("", "It sank on Monday."), focus("", "Divers went on Tuesday, after Monday."));
        assert_eq!(one.relation(&other), DayRelation::WeekdaySequel);
    }

    #[test]
    fn countless_days_are_cut() {
        let days: Vec<String> = (1..=28).map(|day| format!("since March {day}")).collect();
        assert_eq!(focus("2025-03-20", &days.join(", ")).before.len(), MOST_DAYS);
    }
}
