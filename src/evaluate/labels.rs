//! Labels: which document is of which event by the gold, and of which story by the grouping that is judged.
//!
//! Gold labels come from a file of their own or from a field of the documents; the stories come from a clustering or from
//! a file that some program wrote. A label that contradicts another is a problem with its place: figures over labels that
//! contradict themselves would be no figures, so a caller refuses them.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::pipeline::Clustering;
use crate::problem::{Position, Problem};
use crate::read::{Column, Row, Rows};

/// What is true: the event of each labelled document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// Event by id of the document.
    pub events: BTreeMap<String, String>,
}

/// What is judged: the story of each document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Predicted {
    /// By id.
    pub documents: Vec<PredictedDocument>,
    /// Whether the stories are those of the clustering that the documents' indexes are of.
    pub is_own: bool,
}

/// A document in its predicted story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictedDocument {
    /// The document's id.
    pub id: String,
    /// Its story.
    pub story: String,
    /// Its title or, in brackets, how it begins, if either is known.
    pub title: Option<String>,
    /// Its language, if one is known.
    pub language: Option<String>,
    /// Its index in the clustering, if there is one that holds it.
    pub index: Option<usize>,
}

const ID: Column<'static> =
    Column { name: "id", is_required: true, cure: "give every row the id of its document, in a field `id`" };

impl Gold {
    /// The columns of a file of labels.
    #[must_use]
    pub fn columns(label: &str) -> [Column<'_>; 2] {
        [ID, Column { name: label, is_required: true, cure: "say which field holds the event with --label NAME" }]
    }

    /// The labels of a file read with [`Gold::columns`], and what is wrong with them. A row without a label leaves its
    /// document unlabelled.
    #[must_use]
    pub fn of_rows(rows: &Rows) -> (Self, Vec<Problem>) {
        let (rows, mut problems) = by_id(rows);
        let labelled = rows.into_iter().filter_map(|(id, row)| Some((id.to_owned(), row.value(1)?.to_owned())));
        let events: BTreeMap<String, String> = labelled.collect();
        problems.sort();
        (Self { events }, problems)
    }

    /// The labels that documents carry in a field that samestory has no use for, and what is wrong with them.
    #[must_use]
    pub fn of_documents(documents: &[Document], label: &str) -> (Self, Vec<Problem>) {
        let (mut gold, mut problems) = (Self::default(), Vec::new());
        for document in documents {
            let Some(field) = document.extra.iter().find(|field| field.name == label) else { continue };
            let text = match serde_json::from_str(field.value.get()) {
                Ok(serde_json::Value::String(text)) => Some(text.trim().to_owned()),
                Ok(serde_json::Value::Null) => None,
                Ok(serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => Some(field.value.get().to_owned()),
                _ => {
                    let (path, record) = (&document.origin.path, u64::from(document.origin.ordinal));
                    let message = format!("the field `{label}` of `{}` holds no text", document.id);
                    let cure = "write the event as a text or a number, or name another field with --label";
                    problems.push(Problem::error(path, Position::Record(record), message, cure));
                    None
                }
            };
            if let Some(event) = text.filter(|text| !text.is_empty()) {
                gold.events.insert(document.id.clone(), event);
            }
        }
        problems.sort();
        (gold, problems)
    }
}

impl Predicted {
    /// The columns of a file of stories.
    #[must_use]
    pub fn columns() -> [Column<'static>; 4] {
        let optional = |name| Column { name, is_required: false, cure: "" };
        let story = Column {
            name: "story",
            is_required: true,
            cure: "give every row its story in a field `story`, as `samestory cluster --format jsonl` does",
        };
        [ID, story, optional("title"), optional("language")]
    }

    /// The stories of a file read with [`Predicted::columns`], and what is wrong with them.
    #[must_use]
    pub fn of_rows(rows: &Rows) -> (Self, Vec<Problem>) {
        let (by_id, mut problems) = by_id(rows);
        let text = |row: &Row, column| row.value(column).map(str::to_owned);
        let mut documents = Vec::with_capacity(by_id.len());
        for (id, row) in by_id {
            match text(row, 1) {
                Some(story) => documents.push(PredictedDocument {
                    id: id.to_owned(),
                    story,
                    title: text(row, 2),
                    language: text(row, 3),
                    index: None,
                }),
                None => problems.push(Problem::error(
                    &rows.path,
                    row.position,
                    format!("`{id}` has no story"),
                    "give it one, of its own if it is alone, or leave the row out",
                )),
            }
        }
        problems.sort();
        (Self { documents, is_own: false }, problems)
    }

    /// The stories of a clustering.
    #[must_use]
    pub fn of_clustering(clustering: &Clustering) -> Self {
        let mut documents: Vec<PredictedDocument> = (clustering.documents.iter().enumerate())
            .map(|(index, document)| PredictedDocument {
                id: document.id.clone(),
                story: clustering.stories[clustering.story_of[index]].id.clone(),
                title: Some(document.heading().into_owned()),
                language: document.language.clone(),
                index: Some(index),
            })
            .collect();
        documents.sort_by(|one, other| one.id.cmp(&other.id));
        Self { documents, is_own: true }
    }

    /// Finds the documents in a clustering that did not make these stories, so that errors can be explained.
    pub fn look_up(&mut self, clustering: &Clustering) {
        let by_id: BTreeMap<&str, usize> =
            clustering.documents.iter().zip(0..).map(|(document, index)| (document.id.as_str(), index)).collect();
        for predicted in &mut self.documents {
            predicted.index = by_id.get(predicted.id.as_str()).copied();
            if let Some(document) = predicted.index.and_then(|index| clustering.documents.get(index)) {
                predicted.title = Some(document.heading().into_owned());
                predicted.language.clone_from(&document.language);
            }
        }
    }

    /// The place of a document in [`documents`](Self::documents).
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.documents.binary_search_by(|document| document.id.as_str().cmp(id)).ok()
    }
}

/// The rows by the id in their first column; one without an id, or with one that was met before, is a problem.
fn by_id(rows: &Rows) -> (BTreeMap<&str, &Row>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut by_id: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in &rows.rows {
        let mut error = |message, cure| problems.push(Problem::error(&rows.path, row.position, message, cure));
        let Some(id) = row.value(0) else {
            error("the row has no id".to_owned(), ID.cure);
            continue;
        };
        if let Some(known) = by_id.get(id) {
            let place = place(known.position);
            error(format!("the id `{id}` stands twice, first in {place}"), "keep one row for each document");
        } else {
            by_id.insert(id, row);
        }
    }
    (by_id, problems)
}

/// A position in words.
pub(super) fn place(position: Position) -> String {
    match position {
        Position::File => "the file".to_owned(),
        Position::Line(line) => format!("line {line}"),
        Position::Record(record) => format!("record {record}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{ReadSettings, read_bytes};

    fn rows(values: &[&[Option<&str>]]) -> Rows {
        let row = |(values, line): (&&[Option<&str>], u64)| Row {
            position: Position::Line(line),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
        };
        Rows { path: "gold.csv".to_owned(), rows: values.iter().zip(2..).map(row).collect(), problems: Vec::new() }
    }

    #[test]
    fn labels_that_contradict_themselves_are_told_by_line() {
        let rows = rows(&[&[Some("a"), Some("x")], &[None, Some("y")], &[Some("a"), Some("z")], &[Some("b"), None]]);
        let (gold, problems) = Gold::of_rows(&rows);
        let told: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.location(), problem.message)).collect();
        assert_eq!(told, ["gold.csv:3: the row has no id", "gold.csv:4: the id `a` stands twice, first in line 2"]);
        assert_eq!(gold.events.into_iter().collect::<Vec<_>>(), [("a".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn a_row_without_a_story_is_told() {
        let (predicted, problems) = Predicted::of_rows(&rows(&[&[Some("b"), Some("s")], &[Some("a"), None]]));
        assert_eq!(problems[0].location(), "gold.csv:3");
        assert!(problems[0].message.contains("`a` has no story"));
        assert_eq!((predicted.documents.len(), predicted.find("b"), predicted.find("a")), (1, Some(0), None));
    }

    #[test]
    fn documents_carry_their_labels_as_texts_and_numbers() {
        let lines = r#"{"id": "a", "text": "One ferry.", "event": " reef "}
{"id": "b", "text": "Two ferries.", "event": 17}
{"id": "c", "text": "Three ferries.", "event": null}
{"id": "d", "text": "Four ferries."}
{"id": "e", "text": "Five ferries.", "event": ["reef"]}"#;
        let documents =
            read_bytes("items.jsonl", lines.as_bytes().to_vec(), &ReadSettings::default()).unwrap().documents;
        let (gold, problems) = Gold::of_documents(&documents, "event");
        let told: Vec<(&str, &str)> = gold.events.iter().map(|(id, event)| (id.as_str(), event.as_str())).collect();
        assert_eq!(told, [("a", "reef"), ("b", "17")]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].location(), "items.jsonl: record 5");
        assert!(Gold::of_documents(&documents, "cluster").0.events.is_empty());
    }
}
