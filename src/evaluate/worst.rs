//! The worst mistakes: predicted stories that mix events, and gold stories that are in pieces.
//!
//! A predicted story costs what its documents lose of B-cubed precision, a gold story what its documents lose of recall,
//! summed over the documents: `n - sum of k*k / n` for n documents in parts of k. So a large story that is half wrong comes
//! before many small ones. O(n log n); evidence is looked for in the worst only.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cause::{Cause, Investigation};
use super::comparison::sum;
use super::events::Scored;
use crate::rounding::nine_places;

/// A story that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// The predicted story that mixes events, or the event that is in pieces.
    pub name: String,
    /// Labelled documents in it.
    pub documents: usize,
    /// What it costs: the precision, or recall, that its documents lose, in documents.
    #[serde(serialize_with = "nine_places")]
    pub loss: f64,
    /// Its documents by event, or by predicted story; the largest part first.
    pub parts: Vec<Part>,
    /// What misled, if the documents are at hand.
    pub cause: Option<Cause>,
}

/// A part of a story that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The event, or the predicted story; `None` for a document that the grouping lacks.
    pub name: Option<String>,
    /// Its documents, by id.
    pub documents: Vec<Member>,
}

/// A document, for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// Its title, if one is known.
    pub title: Option<String>,
}

impl Member {
    /// A labelled document, for a reader.
    #[must_use]
    pub fn of(scored: &Scored<'_>, index: usize) -> Self {
        Self {
            id: scored.ids.get(index).copied().unwrap_or_default().to_owned(),
            title: scored.document(index).and_then(|document| document.title.clone()),
        }
    }
}

/// A story in its parts: labelled documents by group of the other grouping, the largest part first, then by number.
type Parts = Vec<Vec<usize>>;

/// The predicted stories that lose most precision.
#[must_use]
pub fn over_merged(scored: &Scored<'_>, investigation: Option<&Investigation<'_>>, most: usize) -> Vec<Mistake> {
    let name = |first: usize| scored.document(first).map(|document| document.story.clone());
    let part_name = |first: usize| scored.events.get(first).map(|event| (*event).to_owned());
    worst(&scored.predicted_of, &scored.gold_of, most, name)
        .into_iter()
        .map(|(name, loss, parts)| Mistake {
            documents: parts.iter().map(Vec::len).sum(),
            cause: investigation.and_then(|investigation| investigation.why_joined(&parts)),
            parts: parts.iter().map(|part| told(scored, part, part_name)).collect(),
            name,
            loss,
        })
        .collect()
}

/// The gold stories that lose most recall.
#[must_use]
pub fn over_split(scored: &Scored<'_>, investigation: Option<&Investigation<'_>>, most: usize) -> Vec<Mistake> {
    let name = |first: usize| scored.events.get(first).map(|event| (*event).to_owned());
    let part_name = |first: usize| scored.document(first).map(|document| document.story.clone());
    worst(&scored.gold_of, &scored.predicted_of, most, name)
        .into_iter()
        .map(|(name, loss, parts)| Mistake {
            documents: parts.iter().map(Vec::len).sum(),
            cause: investigation.and_then(|investigation| investigation.why_apart(&parts)),
            parts: parts.iter().map(|part| told(scored, part, part_name)).collect(),
            name,
            loss,
        })
        .collect()
}

fn told(scored: &Scored<'_>, part: &[usize], name: impl Fn(usize) -> Option<String>) -> Part {
    Part {
        name: part.first().and_then(|&first| name(first)),
        documents: part.iter().map(|&index| Member::of(scored, index)).collect(),
    }
}

/// The groups of `whole_of` that `part_of` cuts at most cost, as name, loss and parts; ties by name.
fn worst(
    whole_of: &[usize],
    part_of: &[usize],
    most: usize,
    name: impl Fn(usize) -> Option<String>,
) -> Vec<(String, f64, Parts)> {
    let mut wholes: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (index, (whole, part)) in whole_of.iter().zip(part_of).enumerate() {
        wholes.entry(*whole).or_default().entry(*part).or_default().push(index);
    }
    let mut worst: Vec<(String, f64, Parts)> = wholes
        .into_values()
        .filter(|parts| parts.len() > 1)
        .filter_map(|parts| {
            let mut parts: Parts = parts.into_values().collect();
            parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
            let first = parts.iter().flatten().copied().min()?;
            let documents = parts.iter().map(Vec::len).sum::<usize>() as f64;
            let kept = sum(parts.iter().map(|part| (part.len() * part.len()) as f64 / documents).collect());
            Some((name(first)?, documents - kept, parts))
        })
        .collect();
    worst.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    worst.truncate(most);
    worst
}

#[cfg(test)]
mod tests {
    use super::super::events::tests::{gold, predicted};
    use super::*;

    #[test]
    fn the_mistake_that_costs_most_comes_first_with_its_parts() {
        let gold = gold(&[("a", "x"), ("b", "x"), ("c", "y"), ("d", "z"), ("e", "z"), ("f", "z"), ("g", "x")]);
        let predicted =
            predicted(&[("a", "1"), ("b", "1"), ("c", "1"), ("d", "2"), ("e", "2"), ("f", "3"), ("g", "2")]);
        let scored = Scored::new(&gold, &predicted);
        let merged = over_merged(&scored, None, 10);
        let told: Vec<(&str, usize, Vec<Option<&str>>)> = merged
            .iter()
            .map(|story| {
                let parts = story.parts.iter().map(|part| part.name.as_deref()).collect();
                (story.name.as_str(), story.documents, parts)
            })
            .collect();
        assert_eq!(told, [("1", 3, vec![Some("x"), Some("y")]), ("2", 3, vec![Some("z"), Some("x")])]);
        assert!((merged[0].loss - (3.0 - 5.0 / 3.0)).abs() < 1e-12);
        let split = over_split(&scored, None, 1);
        assert_eq!((split.len(), split[0].name.as_str()), (1, "x"), "as many as asked for, ties by name");
        let ids: Vec<&str> = split[0].parts[0].documents.iter().map(|member| member.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn the_losses_of_all_stories_are_the_loss_of_the_whole() {
        let gold = gold(&[("a", "x"), ("b", "x"), ("c", "y"), ("d", "y"), ("e", "z")]);
        let predicted = predicted(&[("a", "1"), ("b", "2"), ("c", "2"), ("d", "2"), ("e", "2")]);
        let scored = Scored::new(&gold, &predicted);
        let figures = super::super::comparison::Comparison::of(&scored.gold_of, &scored.predicted_of).figures();
        let loss = |mistakes: Vec<Mistake>| mistakes.iter().map(|mistake| mistake.loss).sum::<f64>() / 5.0;
        assert!((loss(over_merged(&scored, None, 10)) - (1.0 - figures.bcubed.precision)).abs() < 1e-12);
        assert!((loss(over_split(&scored, None, 10)) - (1.0 - figures.bcubed.recall)).abs() < 1e-12);
    }

    #[test]
    fn a_document_that_is_missing_is_a_part_without_a_name() {
        let (gold, predicted) = (gold(&[("a", "x"), ("b", "x")]), predicted(&[("a", "1")]));
        let split = over_split(&Scored::new(&gold, &predicted), None, 10);
        let names: Vec<Option<&str>> = split[0].parts.iter().map(|part| part.name.as_deref()).collect();
        assert_eq!(names, [Some("1"), None]);
    }
}
