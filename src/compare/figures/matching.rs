//! Matching: of all candidates, those that hold beside each other.

use super::context::Contexts;
use super::evidence::{Candidate, candidate};
use super::{FigureMatch, Relation};

/// Evidence beyond what is needed with which a figure that is matched already is matched again: it is told twice.
const TOLD_TWICE: f32 = 0.6;

pub(super) fn matches(contexts: &Contexts) -> Vec<FigureMatch> {
    let mut candidates: Vec<Candidate> = (0..contexts.first.len())
        .flat_map(|first| (0..contexts.second.len()).filter_map(move |second| candidate(contexts, first, second)))
        .collect();
    candidates.sort_by(|one, two| {
        let compatible = |it: &Candidate| it.relation == Relation::Conflicting;
        compatible(one)
            .cmp(&compatible(two))
            .then(two.score.total_cmp(&one.score))
            .then((one.first, one.second).cmp(&(two.first, two.second)))
    });
    let mut first_used = vec![false; contexts.first.len()];
    let mut second_used = vec![false; contexts.second.len()];
    let mut found = Vec::new();
    for candidate in candidates {
        let is_used = (first_used[candidate.first], second_used[candidate.second]);
        let is_taken = match (is_used, candidate.relation) {
            ((false, false), _) => true,
            ((true, true), _) | (_, Relation::Conflicting) => false,
            _ => candidate.score >= TOLD_TWICE && candidate.are_together,
        };
        if is_taken {
            first_used[candidate.first] = true;
            second_used[candidate.second] = true;
            found.push(FigureMatch {
                first: contexts.first[candidate.first].span,
                second: contexts.second[candidate.second].span,
                relation: candidate.relation,
            });
        }
    }
    found
}
