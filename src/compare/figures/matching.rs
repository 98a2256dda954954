//! Matching: of all candidates, those that hold beside each other.

use super::alone::Standing;
use super::context::{Contexts, Item};
use super::evidence::{Candidate, candidate};
use super::relation::relation;
use super::{FigureMatch, Relation};
use crate::compare::version::Span;
use crate::text::quantities::{Measure, Quantity};

/// Evidence beyond what is needed with which a figure that is matched already is matched again: it is told twice.
const TOLD_TWICE: f64 = 0.6;

/// Sentences among which a report names the day of its news.
const OPENING: usize = 8;

pub(super) fn matches(contexts: &Contexts) -> Vec<FigureMatch> {
    let standing = &Standing::of(contexts);
    let mut candidates: Vec<Candidate> = (0..contexts.first.len())
        .flat_map(|first| {
            (0..contexts.second.len()).filter_map(move |second| candidate(contexts, standing, first, second))
        })
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
            // Where one of them is only told to be finer than a rough figure, the exact ones may still conflict.
            (_, Relation::Conflicting) => {
                let agrees =
                    |it: &Pair| it.2 == Relation::Agreeing && (it.0 == candidate.first || it.1 == candidate.second);
                is_used != (true, true) && candidate.score >= TOLD_TWICE && !found.iter().any(agrees)
            }
            ((true, true), _) => false,
            _ => candidate.score >= TOLD_TWICE && candidate.is_certain,
        };
        if is_taken {
            first_used[candidate.first] = true;
            second_used[candidate.second] = true;
            found.push((candidate.first, candidate.second, candidate.relation));
        }
    }
    found.extend(
        announced(&contexts.first, &found, &mut first_used)
            .map(|(rough, other)| (rough, other, Relation::SecondFiner))
            .collect::<Vec<_>>(),
    );
    let mirrored: Vec<_> = found.iter().map(|&(first, second, relation)| (second, first, mirrored(relation))).collect();
    found.extend(
        announced(&contexts.second, &mirrored, &mut second_used)
            .map(|(rough, other)| (other, rough, Relation::FirstFiner))
            .collect::<Vec<_>>(),
    );
    found.extend(news_day(contexts, &found));
    found
        .into_iter()
        .map(|(first, second, relation)| FigureMatch {
            first: contexts.first[first].span,
            second: contexts.second[second].span,
            relation,
        })
        .collect()
}

/// Of each version, the counts and measures that are in no match, and whose value no figure of the other version can be.
pub(super) fn alone(contexts: &Contexts, matches: &[FigureMatch]) -> [Vec<Span>; 2] {
    let of = |own: &[Item], others: &[Item], is_matched: &dyn Fn(Span) -> bool| -> Vec<Span> {
        let is_alone = |item: &&Item| {
            let quantity = &item.quantity;
            tells_how_much(quantity)
                && !is_matched(item.span)
                && !others.iter().any(|other| {
                    let is_like = other.quantity.measure == quantity.measure;
                    is_like && relation(quantity, &other.quantity).is_some_and(|it| it != Relation::Conflicting)
                })
        };
        own.iter().filter(is_alone).map(|item| item.span).collect()
    };
    [
        of(&contexts.first, &contexts.second, &|span| matches.iter().any(|it| it.first == span)),
        of(&contexts.second, &contexts.first, &|span| matches.iter().any(|it| it.second == span)),
    ]
}

/// Whether a quantity is a count of something or a measure: not a time, a rank or a number of times.
fn tells_how_much(quantity: &Quantity) -> bool {
    match quantity.measure {
        Measure::Count => quantity.noun.is_some() || quantity.counter.is_some(),
        Measure::Calendar
        | Measure::Clock
        | Measure::Duration
        | Measure::Times
        | Measure::Ordinal
        | Measure::Multiple
        | Measure::Score => false,
        _ => true,
    }
}

/// Numbers of a quantity of the first version and of one of the second, and how they relate.
type Pair = (usize, usize, Relation);

fn mirrored(relation: Relation) -> Relation {
    match relation {
        Relation::FirstFiner => Relation::SecondFiner,
        Relation::SecondFiner => Relation::FirstFiner,
        other => other,
    }
}

/// Rough figures of a lead that its own version gives exactly further on (*"thousands of tickets ... 4,300 tickets"*):
/// the other version's figure is finer than these too. Pairs of the rough one and the other version's.
fn announced<'a>(
    own: &'a [Item],
    found: &'a [Pair],
    used: &'a mut [bool],
) -> impl Iterator<Item = (usize, usize)> + use<'a> {
    found.iter().filter(|(_, _, relation)| *relation == Relation::Agreeing).filter_map(|&(fine, other, _)| {
        let exact = &own[fine];
        let mut rough = (0..fine).filter(|&rough| {
            let item = &own[rough];
            let is_finer = relation(&item.quantity, &exact.quantity) == Some(Relation::SecondFiner);
            let noun = |item: &Item| item.quantity.noun.clone();
            let is_same = match item.quantity.measure {
                Measure::Count => noun(item).is_some() && noun(item) == noun(exact),
                Measure::Weight | Measure::Money(_) | Measure::Area | Measure::Volume => true,
                _ => false,
            };
            is_finer
                && is_same
                && item.quantity.reading.likely.1 > item.quantity.reading.likely.0
                && item.quantity.measure == exact.quantity.measure
        });
        let (one, another) = (rough.next()?, rough.next());
        if another.is_some() || used[one] {
            return None;
        }
        used[one] = true;
        Some((one, other))
    })
}

/// The day of the news, which each version names once at least: `on Tuesday` is `today (6.10)`.
fn news_day(contexts: &Contexts, found: &[Pair]) -> Option<Pair> {
    let day = |item: &Item| {
        let is_day = item.quantity.measure == Measure::Calendar && item.quantity.reading.is_point();
        is_day.then_some(item.quantity.reading.value)
    };
    let is_found = |number: f64| found.iter().any(|&(first, _, _)| day(&contexts.first[first]) == Some(number));
    let is_early = |item: &Item| item.span.sentence < OPENING;
    let mut days = contexts
        .first
        .iter()
        .enumerate()
        .filter(|(_, item)| is_early(item))
        .filter_map(|(first, item)| Some((first, item, day(item)?)));
    days.find_map(|(first, item, number)| {
        let same = |other: &Item| day(other) == Some(number) && item.is_called_today != other.is_called_today;
        let second = contexts.second.iter().position(same).filter(|&second| is_early(&contexts.second[second]))?;
        (!is_found(number)).then_some((first, second, Relation::Agreeing))
    })
}
