//! The sweep: the same evidence grouped at other strictness, to see how well the default bars fit a collection.
//!
//! Strictness is a factor on both bars of a join ([`StorySettings::with_strictness`]). Copies, evidence and links do not
//! depend on the bars and are found once; only the grouping repeats. The best point is the best in hindsight, on the very
//! labels that it is judged by: it says what is lost, not what to set.

use serde::Serialize;

use super::comparison::{Agreement, Comparison};
use super::events::Scored;
use crate::pipeline::Clustering;
use crate::rounding::{four_places, nine_places, rounded};
use crate::story::StorySettings;
use crate::story::constraints::Constraints;
use crate::story::group::group;

/// Points on each side of the default; twelve to an octave, so that the ends are half and double the default.
const STEPS: i32 = 12;

/// The figures at each strictness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// From the most lenient to the strictest.
    pub points: Vec<SweepPoint>,
    /// The point of the highest B-cubed F1; of equal ones, the nearest to the default.
    pub best: SweepPoint,
    /// The point of strictness 1.
    pub default: SweepPoint,
    /// B-cubed F1 that the default loses against the best point.
    #[serde(serialize_with = "nine_places")]
    pub default_loss: f64,
}

/// The figures at one strictness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SweepPoint {
    /// Factor on the bars of a join.
    #[serde(serialize_with = "four_places")]
    pub strictness: f64,
    /// Stories that the labelled documents are in.
    pub predicted_stories: usize,
    /// B-cubed precision, recall and F1.
    pub bcubed: Agreement,
    /// Precision, recall and F1 over pairs of documents.
    pub pairwise: Agreement,
}

/// Groups the documents of a clustering again at each strictness and judges it. `progress` is called after each.
#[must_use]
pub fn sweep(
    scored: &Scored<'_>,
    clustering: &Clustering,
    settings: &StorySettings,
    progress: &mut dyn FnMut(),
) -> Sweep {
    let shortness = clustering.evidence.shortness(settings);
    let texts = shortness.len();
    let links = &clustering.evidence.links;
    let mut point = |strictness: f64| {
        let mut story_of = vec![0; texts];
        for (story, group) in
            group(&shortness, links, &Constraints::default(), &settings.with_strictness(strictness)).iter().enumerate()
        {
            for &text in &group.members {
                story_of[text] = story;
            }
        }
        let figures = Comparison::of(&scored.gold_of, &predicted_of(scored, clustering, &story_of)).figures();
        progress();
        SweepPoint {
            strictness,
            predicted_stories: figures.predicted_stories,
            bcubed: figures.bcubed,
            pairwise: figures.pairwise,
        }
    };
    let points: Vec<SweepPoint> = (-STEPS..=STEPS).map(strictness).map(&mut point).collect();
    let default = points.iter().copied().find(is_default).unwrap_or_else(|| point(1.0));
    let distance = |point: &SweepPoint| point.strictness.ln().abs();
    let best = points.iter().copied().fold(default, |best, point| {
        let is_better = point.bcubed.f1.total_cmp(&best.bcubed.f1).then(distance(&best).total_cmp(&distance(&point)));
        if is_better.is_gt() { point } else { best }
    });
    Sweep { points, best, default, default_loss: best.bcubed.f1 - default.bcubed.f1 }
}

impl Sweep {
    /// How many times the documents are grouped.
    pub const POINTS: u64 = 2 * STEPS as u64 + 1;
}

/// The factor of a step, rounded so that it is the same number on every machine.
fn strictness(step: i32) -> f64 {
    rounded((f64::from(step) / f64::from(STEPS)).exp2())
}

fn is_default(point: &SweepPoint) -> bool {
    (point.strictness - 1.0).abs() < 1e-9
}

/// Story numbers of the labelled documents, by the story of the text that stands for each; those that are missing have
/// one of their own.
pub(super) fn predicted_of(scored: &Scored<'_>, clustering: &Clustering, story_of: &[usize]) -> Vec<usize> {
    (0..scored.ids.len())
        .map(|index| {
            let document = scored.document(index).and_then(|document| document.index);
            document.map_or(story_of.len() + index, |document| story_of[clustering.copies_group_of[document]])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factors_run_from_half_to_double_and_meet_the_default() {
        let factors: Vec<f64> = (-STEPS..=STEPS).map(strictness).collect();
        assert_eq!(factors.len() as u64, Sweep::POINTS);
        assert!((factors[0] - 0.5).abs() < 1e-12 && (factors[24] - 2.0).abs() < 1e-12);
        assert!((factors[12] - 1.0).abs() < 1e-12, "the default is one of them");
        assert!(factors.is_sorted());
    }
}
