//! Judged pairs: two documents of which a person said whether they report one event.
//!
//! Labels of events say little of look-alikes, because most pairs of two events are nothing alike. Pairs that were chosen
//! for being alike, and judged, measure it: how many of the same are in one story, and how many of the others apart.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cause::{Investigation, MOST_MEANS, PairCause};
use super::labels::{Predicted, place};
use crate::pipeline::Clustering;
use crate::problem::{Position, Problem};
use crate::read::{Column, Rows};
use crate::story::StorySettings;

/// A pair and what a person said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedPair {
    /// Ids of the two documents.
    pub ids: [String; 2],
    /// Whether they report one event.
    pub is_same: bool,
    /// The class of pairs that it is of, if classes were asked for and it has one.
    pub class: Option<String>,
    /// Where it was read.
    pub position: Position,
}

/// The judged pairs of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JudgedPairs {
    /// The file.
    pub path: String,
    /// Its pairs, in their order.
    pub pairs: Vec<JudgedPair>,
}

/// A grouping judged by pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairFigures {
    /// All pairs.
    #[serde(flatten)]
    pub counts: PairCounts,
    /// Pairs of which a document is not known; they are in no other count.
    pub left_out: usize,
    /// The pairs by class, in order of its name; empty unless classes were asked for.
    pub classes: Vec<PairClass>,
    /// The pairs that the grouping gets wrong, in the order of the file.
    pub wrong: Vec<WrongPair>,
}

/// How many pairs a grouping gets right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PairCounts {
    /// Pairs judged.
    pub pairs: usize,
    /// Pairs that are the same.
    pub same: usize,
    /// Of them, those in one story.
    pub same_together: usize,
    /// Pairs that are not the same.
    pub different: usize,
    /// Of them, those in two stories.
    pub different_apart: usize,
}

/// The pairs of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairClass {
    /// The class; `None` for pairs without one.
    pub class: Option<String>,
    /// Its pairs.
    #[serde(flatten)]
    pub counts: PairCounts,
}

/// A pair that the grouping gets wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongPair {
    /// Ids of the two documents.
    pub documents: [String; 2],
    /// Their titles, where they are known.
    pub titles: [Option<String>; 2],
    /// Whether they are the same; the grouping says otherwise.
    pub is_same: bool,
    /// See [`JudgedPair::class`].
    pub class: Option<String>,
    /// See [`JudgedPair::position`].
    pub position: Position,
    /// What the clustering says of the two, if it made the stories.
    pub cause: Option<PairCause>,
}

impl PairCounts {
    /// Pairs that the grouping gets right.
    #[must_use]
    pub fn right(&self) -> usize {
        self.same_together + self.different_apart
    }

    fn add(&mut self, is_same: bool, is_together: bool) {
        self.pairs += 1;
        self.same += usize::from(is_same);
        self.same_together += usize::from(is_same && is_together);
        self.different += usize::from(!is_same);
        self.different_apart += usize::from(!is_same && !is_together);
    }
}

impl JudgedPairs {
    /// The columns of a file of judged pairs; `by` is the field that holds a pair's class.
    #[must_use]
    pub fn columns(by: Option<&str>) -> Vec<Column<'_>> {
        let required = |name| Column {
            name,
            is_required: true,
            cure: "give every pair the ids of its documents in fields `a` and `b`, and `same`: true or false",
        };
        let class = by.map(|name| Column { name, is_required: false, cure: "" });
        [required("a"), required("b"), required("same")].into_iter().chain(class).collect()
    }

    /// The pairs of a file read with [`JudgedPairs::columns`], and what is wrong with them.
    #[must_use]
    pub fn of_rows(rows: &Rows) -> (Self, Vec<Problem>) {
        let mut pairs = Vec::with_capacity(rows.rows.len());
        let mut problems = Vec::new();
        let mut judged: BTreeMap<[&str; 2], Position> = BTreeMap::new();
        for row in &rows.rows {
            let mut error = |message, cure| problems.push(Problem::error(&rows.path, row.position, message, cure));
            let (Some(first), Some(second)) = (row.value(0), row.value(1)) else {
                error("the pair lacks an id".to_owned(), "write the ids of both documents, in `a` and `b`");
                continue;
            };
            let Some(is_same) = row.value(2).and_then(verdict) else {
                let written = row.value(2).unwrap_or("nothing");
                error(format!("`same` is {written}, not true or false"), "write true or false");
                continue;
            };
            if first == second {
                error(format!("the pair is `{first}` and itself"), "name two documents, or leave the pair out");
                continue;
            }
            if let Some(known) = judged.insert([first.min(second), first.max(second)], row.position) {
                let known = place(known);
                error(format!("`{first}` and `{second}` are judged twice, first in {known}"), "keep one judgement");
                continue;
            }
            pairs.push(JudgedPair {
                ids: [first, second].map(str::to_owned),
                is_same,
                class: row.value(3).map(str::to_owned),
                position: row.position,
            });
        }
        problems.sort();
        (Self { path: rows.path.clone(), pairs }, problems)
    }

    /// Judges a grouping by the pairs, and tells of pairs whose documents it does not know. `clustering` is the one that
    /// made the stories, if there is one.
    #[must_use]
    pub fn judge(
        &self,
        predicted: &Predicted,
        clustering: Option<&Clustering>,
        settings: &StorySettings,
        by_class: bool,
    ) -> (PairFigures, Vec<Problem>) {
        let mut figures =
            PairFigures { counts: PairCounts::default(), left_out: 0, classes: Vec::new(), wrong: Vec::new() };
        let mut problems = Vec::new();
        let mut classes: BTreeMap<Option<&str>, PairCounts> = BTreeMap::new();
        let mut work = MOST_MEANS;
        for pair in &self.pairs {
            let found = pair.ids.each_ref().map(|id| predicted.find(id).map(|place| &predicted.documents[place]));
            let [Some(first), Some(second)] = found else {
                let unknown = pair.ids.iter().zip(&found).find(|(_, found)| found.is_none()).map(|(id, _)| id.as_str());
                let message = format!("no document has the id `{}`: the pair is left out", unknown.unwrap_or_default());
                let cure = "check the id, or name the input that holds the document";
                problems.push(Problem::error(&self.path, pair.position, message, cure));
                figures.left_out += 1;
                continue;
            };
            let is_together = first.story == second.story;
            figures.counts.add(pair.is_same, is_together);
            classes.entry(pair.class.as_deref()).or_default().add(pair.is_same, is_together);
            if pair.is_same != is_together {
                let cause = match (clustering, first.index, second.index) {
                    (Some(clustering), Some(first), Some(second)) => {
                        Some(Investigation::pair(clustering, [first, second], settings, &mut work))
                    }
                    _ => None,
                };
                figures.wrong.push(WrongPair {
                    documents: pair.ids.clone(),
                    titles: [first.title.clone(), second.title.clone()],
                    is_same: pair.is_same,
                    class: pair.class.clone(),
                    position: pair.position,
                    cause,
                });
            }
        }
        if by_class {
            let class =
                |(class, counts): (Option<&str>, PairCounts)| PairClass { class: class.map(str::to_owned), counts };
            figures.classes = classes.into_iter().map(class).collect();
        }
        (figures, problems)
    }
}

fn verdict(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::tests::predicted;
    use super::*;
    use crate::read::Row;

    fn rows(values: &[[&str; 4]]) -> Rows {
        let row = |(values, line): (&[&str; 4], u64)| Row {
            position: Position::Line(line),
            values: values.iter().map(|value| Some((*value).to_owned()).filter(|value| !value.is_empty())).collect(),
        };
        Rows { path: "pairs.csv".to_owned(), rows: values.iter().zip(2..).map(row).collect(), problems: Vec::new() }
    }

    #[test]
    fn same_pairs_belong_together_and_others_apart() {
        let (pairs, problems) = JudgedPairs::of_rows(&rows(&[
            ["a", "b", "true", "one"],
            ["a", "c", "No", "one"],
            ["c", "d", "false", "two"],
            ["b", "d", "1", ""],
        ]));
        assert!(problems.is_empty(), "{problems:?}");
        let predicted = predicted(&[("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]);
        let (figures, unknown) = pairs.judge(&predicted, None, &StorySettings::default(), true);
        assert!(unknown.is_empty());
        assert_eq!(
            figures.counts,
            PairCounts { pairs: 4, same: 2, same_together: 1, different: 2, different_apart: 1 }
        );
        let told: Vec<(Option<&str>, usize, usize)> = figures
            .classes
            .iter()
            .map(|class| (class.class.as_deref(), class.counts.pairs, class.counts.right()))
            .collect();
        assert_eq!(told, [(None, 1, 0), (Some("one"), 2, 2), (Some("two"), 1, 0)]);
        let wrong: Vec<[&str; 2]> =
            figures.wrong.iter().map(|pair| pair.documents.each_ref().map(String::as_str)).collect();
        assert_eq!(wrong, [["c", "d"], ["b", "d"]]);
    }

    #[test]
    fn a_pair_of_an_unknown_document_is_told_and_left_out() {
        let (pairs, _) = JudgedPairs::of_rows(&rows(&[["a", "z", "true", ""], ["a", "b", "true", ""]]));
        let (figures, unknown) =
            pairs.judge(&predicted(&[("a", "1"), ("b", "1")]), None, &StorySettings::default(), false);
        assert_eq!((figures.left_out, figures.counts.pairs), (1, 1));
        assert!(figures.classes.is_empty());
        assert_eq!(unknown[0].location(), "pairs.csv:2");
        assert!(unknown[0].message.contains("`z`"));
    }

    #[test]
    fn pairs_that_say_nothing_are_told_by_line() {
        let (pairs, problems) = JudgedPairs::of_rows(&rows(&[
            ["a", "b", "maybe", ""],
            ["a", "a", "true", ""],
            ["a", "", "true", ""],
            ["a", "b", "true", ""],
            ["b", "a", "false", ""],
        ]));
        assert_eq!(pairs.pairs.len(), 1);
        let told: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.location(), problem.message)).collect();
        assert_eq!(
            told,
            [
                "pairs.csv:2: `same` is maybe, not true or false",
                "pairs.csv:3: the pair is `a` and itself",
                "pairs.csv:4: the pair lacks an id",
                "pairs.csv:6: `b` and `a` are judged twice, first in line 5",
            ]
        );
    }
}
