//! Stories against gold events: the figures, the figures of parts of the collection, and the worst mistakes.
//!
//! Every labelled document counts. One that the grouping lacks is scored as a story of its own and counted as missing;
//! one without a label is left out of all figures and counted as unlabelled.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cause::Investigation;
use super::comparison::{Agreement, Comparison, Figures};
use super::labels::{Gold, Predicted, PredictedDocument};
use super::worst::{self, Mistake};
use crate::pipeline::Clustering;
use crate::story::StorySettings;

/// Classes of gold stories by their number of documents: name, least and most.
const SIZES: [(&str, usize, usize); 6] =
    [("1", 1, 1), ("2", 2, 2), ("3-5", 3, 5), ("6-10", 6, 10), ("11-20", 11, 20), ("21+", 21, usize::MAX)];

/// A grouping judged by gold events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventFigures {
    /// The figures over all labelled documents.
    #[serde(flatten)]
    pub figures: Figures,
    /// Labelled documents that the grouping lacks, each scored as a story of its own.
    pub missing: usize,
    /// Documents of the grouping without a label, left out of the figures.
    pub unlabelled: usize,
    /// The figures by language of the document, those with most documents first.
    pub by_language: Vec<ClassFigures>,
    /// The figures by number of documents in the gold story, small ones first.
    pub by_size: Vec<ClassFigures>,
    /// Predicted stories that mix events, those that cost most precision first.
    pub over_merged: Vec<Mistake>,
    /// Gold stories that are in pieces, those that cost most recall first.
    pub over_split: Vec<Mistake>,
}

/// B-cubed over the documents of a class, each judged among all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassFigures {
    /// The class; `None` for documents of which it is not known.
    pub class: Option<String>,
    /// Documents in it.
    pub documents: usize,
    /// B-cubed precision, recall and F1.
    #[serde(flatten)]
    pub bcubed: Agreement,
}

/// The labelled documents with their places in both groupings, in order of their ids.
#[derive(Debug)]
pub struct Scored<'a> {
    /// The grouping that is judged.
    pub predicted: &'a Predicted,
    /// Id of each labelled document.
    pub ids: Vec<&'a str>,
    /// Its event.
    pub events: Vec<&'a str>,
    /// Its place among the predicted documents; `None` for one that is missing.
    pub places: Vec<Option<usize>>,
    /// Number of its event.
    pub gold_of: Vec<usize>,
    /// Number of its predicted story; one of its own for a document that is missing.
    pub predicted_of: Vec<usize>,
}

impl<'a> Scored<'a> {
    /// Brings labels and predicted stories together by id.
    #[must_use]
    pub fn new(gold: &'a Gold, predicted: &'a Predicted) -> Self {
        let (ids, events): (Vec<&str>, Vec<&str>) =
            gold.events.iter().map(|(id, event)| (id.as_str(), event.as_str())).unzip();
        let places: Vec<Option<usize>> = ids.iter().map(|id| predicted.find(id)).collect();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let gold_of = events
            .iter()
            .map(|event| {
                let next = numbers.len();
                *numbers.entry(event).or_insert(next)
            })
            .collect();
        let mut stories: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = 0;
        let predicted_of = places
            .iter()
            .map(|place| {
                let own = next;
                let number = match place.and_then(|place| predicted.documents.get(place)) {
                    Some(document) => *stories.entry(&document.story).or_insert(own),
                    None => own,
                };
                next += usize::from(number == own);
                number
            })
            .collect();
        Self { predicted, ids, events, places, gold_of, predicted_of }
    }

    /// The predicted document of a labelled one.
    #[must_use]
    pub fn document(&self, scored: usize) -> Option<&'a PredictedDocument> {
        self.places.get(scored).copied().flatten().and_then(|place| self.predicted.documents.get(place))
    }

    /// Ids of the labelled documents that the grouping lacks.
    pub fn missing(&self) -> impl Iterator<Item = &'a str> {
        self.ids.iter().zip(&self.places).filter(|(_, place)| place.is_none()).map(|(id, _)| *id)
    }
}

impl EventFigures {
    /// Judges a grouping, with up to `most` mistakes of each kind; the evidence of mistakes is taken from `clustering`.
    #[must_use]
    pub fn of(scored: &Scored<'_>, clustering: Option<&Clustering>, settings: &StorySettings, most: usize) -> Self {
        let comparison = Comparison::of(&scored.gold_of, &scored.predicted_of);
        let investigation = clustering.map(|clustering| Investigation::new(scored, clustering, settings));
        Self {
            figures: comparison.figures(),
            missing: scored.missing().count(),
            unlabelled: scored.predicted.documents.len() - scored.places.iter().flatten().count(),
            by_language: by_language(scored, &comparison),
            by_size: by_size(&comparison, scored.ids.len()),
            over_merged: worst::over_merged(scored, investigation.as_ref(), most),
            over_split: worst::over_split(scored, investigation.as_ref(), most),
        }
    }
}

fn by_language(scored: &Scored<'_>, comparison: &Comparison) -> Vec<ClassFigures> {
    let mut languages: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for index in 0..scored.ids.len() {
        let language = scored.document(index).and_then(|document| document.language.as_deref());
        languages.entry(language).or_default().push(index);
    }
    let mut classes: Vec<ClassFigures> = languages
        .into_iter()
        .map(|(language, documents)| ClassFigures {
            class: language.map(str::to_owned),
            documents: documents.len(),
            bcubed: comparison.bcubed_over(&documents),
        })
        .collect();
    classes.sort_by(|one, other| {
        let rank = |class: &ClassFigures| (class.class.is_none(), std::cmp::Reverse(class.documents));
        rank(one).cmp(&rank(other)).then_with(|| one.class.cmp(&other.class))
    });
    classes
}

fn by_size(comparison: &Comparison, documents: usize) -> Vec<ClassFigures> {
    let class = |&(name, least, most): &(&str, usize, usize)| {
        let is_in = |document: &usize| (least..=most).contains(&comparison.gold_size_of(*document));
        let documents: Vec<usize> = (0..documents).filter(is_in).collect();
        (!documents.is_empty()).then(|| ClassFigures {
            class: Some(name.to_owned()),
            documents: documents.len(),
            bcubed: comparison.bcubed_over(&documents),
        })
    };
    SIZES.iter().filter_map(class).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn gold(labels: &[(&str, &str)]) -> Gold {
        Gold { events: labels.iter().map(|&(id, event)| (id.to_owned(), event.to_owned())).collect() }
    }

    pub(crate) fn predicted(stories: &[(&str, &str)]) -> Predicted {
        let document = |&(id, story): &(&str, &str)| PredictedDocument {
            id: id.to_owned(),
            story: story.to_owned(),
            title: None,
            language: id.split_once('-').map(|(language, _)| language.to_owned()),
            index: None,
        };
        let mut documents: Vec<PredictedDocument> = stories.iter().map(document).collect();
        documents.sort_by(|one, other| one.id.cmp(&other.id));
        Predicted { documents, is_own: false }
    }

    fn figures(labels: &[(&str, &str)], stories: &[(&str, &str)]) -> EventFigures {
        let (gold, predicted) = (gold(labels), predicted(stories));
        EventFigures::of(&Scored::new(&gold, &predicted), None, &StorySettings::default(), 10)
    }

    #[test]
    fn what_is_missing_is_alone_and_what_has_no_label_is_left_out() {
        let told =
            figures(&[("a", "x"), ("b", "x"), ("gone", "x"), ("lost", "y")], &[("a", "1"), ("b", "1"), ("z", "1")]);
        assert_eq!((told.missing, told.unlabelled), (2, 1));
        assert_eq!((told.figures.documents, told.figures.predicted_stories), (4, 3));
        assert!((told.figures.bcubed.precision - 1.0).abs() < 1e-12, "what is not labelled is no error");
        assert!((told.figures.bcubed.recall - (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn classes_hold_every_document_once() {
        let labels = [("en-1", "x"), ("en-2", "x"), ("ko-1", "y"), ("ko-2", "y"), ("ko-3", "y"), ("none", "z")];
        let told = figures(
            &labels,
            &[("en-1", "1"), ("en-2", "1"), ("ko-1", "2"), ("ko-2", "2"), ("ko-3", "1"), ("none", "3")],
        );
        let named = |classes: &[ClassFigures]| -> Vec<(Option<String>, usize)> {
            classes.iter().map(|class| (class.class.clone(), class.documents)).collect()
        };
        let class = |name: &str| Some(name.to_owned());
        assert_eq!(named(&told.by_language), [(class("ko"), 3), (class("en"), 2), (None, 1)]);
        assert_eq!(named(&told.by_size), [(class("1"), 1), (class("2"), 2), (class("3-5"), 3)]);
        assert!((told.by_language[1].bcubed.precision - 2.0 / 3.0).abs() < 1e-12, "the stranger counts against them");
        assert!((told.by_language[0].bcubed.recall - 5.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn no_labels_give_no_documents() {
        let told = figures(&[], &[("a", "1")]);
        assert_eq!((told.figures.documents, told.unlabelled), (0, 1));
        assert!(told.by_language.is_empty() && told.by_size.is_empty() && told.over_merged.is_empty());
    }
}
