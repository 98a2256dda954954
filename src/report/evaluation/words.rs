//! What is said of mistakes in words, the same in a table and on a page. Texts from outside are not escaped here.

use crate::evaluate::cause::{Cause, CauseKind, PairCause};
use crate::evaluate::completeness::Completeness;
use crate::evaluate::events::EventFigures;
use crate::evaluate::pairs::{PairCounts, PairFigures};
use crate::evaluate::sweep::Sweep;
use crate::report::table::told_score;

/// A count and its noun, the `s` left out for one.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A count and its noun, in the plural that is given.
fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// What was compared.
pub(super) fn compared(events: &EventFigures) -> String {
    let stories = |number| counted(number, "story", "stories");
    let told = format!(
        "{} of {} in the gold are in {} of the grouping",
        count(events.figures.documents, "labelled document"),
        stories(events.figures.gold_stories),
        stories(events.figures.predicted_stories)
    );
    let missing = match events.missing {
        0 => String::new(),
        missing => format!("; {missing} of them missing, each scored as a story of its own"),
    };
    let unlabelled = match events.unlabelled {
        0 => String::new(),
        unlabelled => format!("; {} left out for want of a label", count(unlabelled, "document")),
    };
    told + &missing + &unlabelled
}

/// Why the documents of several events were joined.
pub(super) fn why_joined(cause: &Cause) -> Vec<String> {
    let [first, second] = &cause.documents;
    let opening = match cause.kind {
        CauseKind::Join => format!("joined by {first} and {second}"),
        CauseKind::ClosestPair => format!("closest across the two largest events: {first} and {second}"),
        CauseKind::Copies => return vec![copies(cause)],
    };
    told(cause, opening, "between them")
}

/// Why the documents of one event are apart.
pub(super) fn why_apart(cause: &Cause) -> Vec<String> {
    let [first, second] = &cause.documents;
    if cause.kind == CauseKind::Copies {
        return vec![copies(cause)];
    }
    let opening = format!("closest across the two largest pieces: {first} and {second}");
    told(cause, opening, "between their stories")
}

fn copies(cause: &Cause) -> String {
    let [first, second] = &cause.documents;
    let jaccard = cause.jaccard.map(|jaccard| format!(" (Jaccard {jaccard:.2})")).unwrap_or_default();
    format!("one text stands for {first} and {second}{jaccard}")
}

fn told(cause: &Cause, mut opening: String, between: &str) -> Vec<String> {
    if cause.is_sampled {
        opening += " (of so many documents, only the first were compared)";
    }
    let mut lines = vec![opening];
    if let (Some(mean_score), Some(bar)) = (cause.mean_score, cause.bar) {
        let [one, other] = cause.group_sizes;
        lines.push(format!("mean score {between} {mean_score:.3} ({one} and {other} texts), a join needs {bar:.3}"));
    }
    if let Some(evidence) = &cause.evidence {
        let score = &evidence.score;
        lines.push(format!("score of the pair {}", told_score(score, evidence.corroborated)));
        let share = |term: &crate::story::explain::SharedTerm| format!("{} {:.0} %", term.text, term.share * 100.0);
        let shared: Vec<String> = evidence.shared.iter().map(share).collect();
        lines.push(if shared.is_empty() {
            "they share nothing".to_owned()
        } else {
            format!("shared: {}", shared.join(", "))
        });
    }
    lines
}

/// How many pairs of a set are right.
pub(super) fn pairs(counts: &PairCounts) -> String {
    format!(
        "{} of {} right; {} of {} that are the same in one story, {} of {} others apart",
        counts.right(),
        count(counts.pairs, "pair"),
        counts.same_together,
        counts.same,
        counts.different_apart,
        counts.different
    )
}

/// What was left out of the pairs; nothing if nothing was.
pub(super) fn left_out(pairs: &PairFigures) -> Option<String> {
    let pairs = pairs.left_out;
    (pairs > 0).then(|| format!("{} left out, because a document of them is not known", count(pairs, "pair")))
}

/// The scores of a judged pair that is wrong.
pub(super) fn pair_cause(cause: &PairCause) -> String {
    match cause.stories {
        None => format!("score {:.3}", cause.score),
        Some(stories) => format!(
            "score {:.3}; mean score between their stories {:.3}, a join needs {:.3}",
            cause.score, stories.mean_score, stories.bar
        ),
    }
}

/// What the default loses against the best point.
pub(super) fn best(sweep: &Sweep) -> String {
    let best = &sweep.best;
    if sweep.default_loss <= 0.0 {
        return format!("the default is the best point: F1 {:.4}", sweep.default.bcubed.f1);
    }
    format!(
        "best at strictness {:.2}: F1 {:.4}; the default, at 1, has {:.4} and loses {:.4}",
        best.strictness, best.bcubed.f1, sweep.default.bcubed.f1, sweep.default_loss
    )
}

/// What the candidates miss, a line each.
pub(super) fn completeness(found: &Completeness) -> Vec<String> {
    let of_all = if found.pairs == 0 { 0.0 } else { found.comparisons as f64 / found.pairs as f64 * 100.0 };
    let mut lines = vec![
        format!(
            "{} and {} pairs of them; {} scored for the candidates ({of_all:.2} %)",
            count(found.texts, "text"),
            found.pairs,
            found.comparisons
        ),
        format!("{} of {} found (recall {:.4})", found.links_found, count(found.links, "link"), found.link_recall),
        format!(
            "{} of {} pairs in one story by all links are so by the candidates too (recall {:.4}), {} are so by these alone",
            found.story_pairs_kept, found.story_pairs, found.story_pair_recall, found.story_pairs_added
        ),
    ];
    if let Some(bcubed) = found.bcubed {
        lines.push(format!(
            "with all links: B-cubed precision {:.4}, recall {:.4}, F1 {:.4}",
            bcubed.precision, bcubed.recall, bcubed.f1
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::chart::tests::sweep;
    use super::*;

    #[test]
    fn the_best_point_is_told_with_what_the_default_loses() {
        let told = best(&sweep(&[(0.5, 0.9, 0.9), (1.0, 0.8, 0.8)]));
        assert_eq!(told, "best at strictness 0.50: F1 0.9000; the default, at 1, has 0.8000 and loses 0.1000");
        assert_eq!(best(&sweep(&[(1.0, 1.0, 1.0)])), "the default is the best point: F1 1.0000");
    }

    #[test]
    fn no_texts_are_no_division_by_zero() {
        let found = Completeness {
            texts: 0,
            pairs: 0,
            comparisons: 0,
            links: 0,
            links_found: 0,
            link_recall: 1.0,
            story_pairs: 0,
            story_pairs_kept: 0,
            story_pair_recall: 1.0,
            story_pairs_added: 0,
            bcubed: None,
        };
        let lines = completeness(&found);
        assert_eq!(lines[0], "0 texts and 0 pairs of them; 0 scored for the candidates (0.00 %)");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn one_is_not_several() {
        assert_eq!((count(1, "pair").as_str(), count(2, "pair").as_str()), ("1 pair", "2 pairs"));
    }
}
