//! The timeline: documents in the order of time, and which of them a document can be linked with at all.
//!
//! A score is halved every few days, so a pair further apart than [`StorySettings::window`] cannot reach the link floor
//! however alike it is: dated documents need to be compared within a window that slides along the timeline. Documents
//! without a date stand at its end and are compared with all before them.

use std::ops::Range;

use jiff::Timestamp;

use super::background::Profile;
use super::score::MOST_LIFT;
use super::settings::StorySettings;
use crate::moment::Moment;

/// Added to distances in days, so that rounding excludes nothing.
const TRIFLE: f64 = 1e-6;
/// Stretches of a window within which one similarity is required of all documents.
const STEPS: usize = 32;

/// Documents by time. A document is known by its position.
#[derive(Debug)]
pub(super) struct Timeline {
    /// The index of the document at each position: dated ones by time, then those without a date.
    documents: Vec<u32>,
    /// When each of the dated ones was published at the earliest, in days.
    times: Vec<f64>,
    /// Most days between the earliest times of two documents that can be a link.
    reach: f64,
    /// What the required similarity rises by: days apart and the similarity that a link needs from there on, ascending.
    steps: Vec<(f64, f64)>,
    /// The similarity that a link needs where nothing is known of days.
    floor: f64,
}

/// The documents that a document is to be compared with, by position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    /// Those before it: each pair is looked at once.
    pub(super) before: Range<usize>,
    /// All of its window and of its own time, itself among them: among these, terms are common or rare.
    pub(super) whole: Range<usize>,
}

impl Timeline {
    /// Sorts documents by time. Where there is no [window](StorySettings::window), none counts as dated.
    pub(super) fn of(profiles: &[Profile], settings: &StorySettings) -> Self {
        let window = settings.window();
        let time =
            |profile: &Profile| profile.published.filter(|_| window.is_some()).map(|moment| days(moment.earliest()));
        let mut order: Vec<(Option<f64>, u32)> = profiles.iter().map(time).zip(0..).collect();
        order.sort_by(|(one, first), (other, second)| {
            let by_time = match (one, other) {
                (Some(one), Some(other)) => one.total_cmp(other),
                _ => one.is_none().cmp(&other.is_none()),
            };
            by_time.then(first.cmp(second))
        });
        // A bare date may mean any time of its day, so that its distance is that of the day's end.
        let has_bare_dates = profiles.iter().any(|profile| matches!(profile.published, Some(Moment::Date(_))));
        let vague = if has_bare_dates { 1.0 } else { 0.0 };
        let window = window.unwrap_or(0.0).max(0.0);
        let floor = settings.link_floor / MOST_LIFT;
        let steps = (0..STEPS).map(|step| {
            let apart = window * step as f64 / STEPS as f64;
            (apart + vague + TRIFLE, floor / settings.day_factor(apart))
        });
        Self {
            documents: order.iter().map(|&(_, document)| document).collect(),
            times: order.iter().map_while(|&(time, _)| time).collect(),
            reach: window + vague + TRIFLE,
            steps: steps.collect(),
            floor,
        }
    }

    /// The similarity that a link needs where nothing is known of days.
    pub(super) fn floor(&self) -> f64 {
        self.floor
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The index of the document at a position.
    pub(super) fn document(&self, position: usize) -> usize {
        self.documents[position] as usize
    }

    /// The documents to compare the one at a position with.
    pub(super) fn window(&self, position: usize) -> Window {
        let Some(&time) = self.times.get(position) else {
            return Window { before: 0..position, whole: 0..self.len() };
        };
        let start = self.times[..position].partition_point(|&other| other < time - self.reach);
        let end = position + self.times[position..].partition_point(|&other| other <= time);
        Window { before: start..position, whole: start..end }
    }

    /// The stretches of a window, the nearest first, with the least similarity that a link in it needs. Replaces what
    /// `stretches` holds.
    pub(super) fn stretches(&self, position: usize, window: &Window, stretches: &mut Vec<(Range<usize>, f64)>) {
        stretches.clear();
        let Range { start, mut end } = window.before;
        if let Some(time) = self.times.get(position) {
            for pair in self.steps.windows(2) {
                let (needed, next) = (pair[0].1, pair[1].0);
                let from = start + self.times[start..end].partition_point(|&other| other < time - next);
                stretches.push((from..end, needed));
                end = from;
            }
        }
        let needed = match self.steps.last() {
            Some(&(_, needed)) if position < self.times.len() => needed,
            _ => self.floor,
        };
        stretches.push((start..end, needed));
    }
}

/// Days since the epoch.
fn days(time: Timestamp) -> f64 {
    time.as_duration().as_secs_f64() / 86_400.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(published: &[&str]) -> Timeline {
        let profile = |text: &&str| Profile { published: text.parse().ok(), ..Profile::default() };
        Timeline::of(&published.iter().map(profile).collect::<Vec<_>>(), &StorySettings::default())
    }

    #[test]
    fn dated_documents_come_by_time_and_undated_ones_last() {
        let timeline = timeline(&["2025-03-02T10:00:00Z", "", "2025-03-01T10:00:00Z", "2025-03-02T10:00:00Z"]);
        let order: Vec<usize> = (0..timeline.len()).map(|position| timeline.document(position)).collect();
        assert_eq!(order, [2, 0, 3, 1]);
    }

    #[test]
    fn a_window_ends_where_no_pair_can_be_a_link() {
        let timeline = timeline(&["2025-03-01T00:00:00Z", "2025-03-06T15:00:00Z", "2025-03-06T16:00:00Z", ""]);
        assert_eq!(timeline.window(1).before, 0..1, "5.6 days");
        assert_eq!(timeline.window(2).before, 1..2, "a little more");
        assert_eq!(timeline.window(3).before, 0..3, "no date is no distance");
    }

    #[test]
    fn documents_of_one_time_have_one_window() {
        let timeline = timeline(&["2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z", "2025-03-02T00:00:00Z"]);
        assert_eq!(timeline.window(1), Window { before: 0..1, whole: 0..3 });
        assert_eq!(timeline.window(2), Window { before: 0..2, whole: 0..3 });
    }

    #[test]
    fn a_bare_date_is_as_near_as_its_day() {
        let timeline = timeline(&["2025-03-01", "2025-03-07T12:00:00Z"]);
        assert_eq!(timeline.window(1).before, 0..1, "5.5 days from the end of the first");
    }

    #[test]
    fn stretches_cover_the_window_and_ask_for_more_the_further_away() {
        let times: Vec<String> =
            (0..9).map(|half| format!("2025-03-0{}T{:02}:00:00Z", 1 + half / 2, half % 2 * 12)).collect();
        let timeline = timeline(&times.iter().map(String::as_str).collect::<Vec<_>>());
        let mut stretches = Vec::new();
        timeline.stretches(8, &timeline.window(8), &mut stretches);
        let mut end = 8;
        for (stretch, _) in &stretches {
            assert_eq!(stretch.end, end);
            end = stretch.start;
        }
        assert_eq!(end, 0);
        assert!(stretches.is_sorted_by(|(_, one), (_, next)| one <= next));
        let settings = StorySettings::default();
        for (stretch, needed) in stretches {
            for position in stretch {
                let apart = (8 - position) as f64 / 2.0;
                assert!(MOST_LIFT * needed * settings.day_factor(apart) <= settings.link_floor + 1e-12, "{apart} days");
                assert!(MOST_LIFT * needed * settings.day_factor(apart) >= settings.link_floor * 0.7, "{apart} days");
            }
        }
    }
}
