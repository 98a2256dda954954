//! From the tree of a query to tantivy's queries.
//!
//! The score is BM25 over the words and phrases in the texts; a word in the headline counts [`TITLE_BOOST`] times, an
//! eojeol that stands as it was typed more than a compound that holds it. Places, times and `*` select without scoring.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::excluded::ExcludedQuery;
use super::period::Period;
use super::query::{ExactField, Node, Phrase, TextField};
use super::schema::{Fields, folded_key, key};

/// How much more a word in the headline counts.
const TITLE_BOOST: f32 = 2.0;

impl Fields {
    /// The tantivy query of a tree.
    pub(super) fn plan(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Everything => everything(),
            Node::Phrase(phrase) => self.plan_phrase(phrase),
            Node::Exact(field, value) => self.plan_exact(*field, value),
            Node::Published(period) => self.plan_period(period),
            Node::Or(nodes) => {
                Box::new(BooleanQuery::new(nodes.iter().map(|node| (Occur::Should, self.plan(node))).collect()))
            }
            Node::Not(_) => self.plan_all(std::slice::from_ref(node)),
            Node::And(nodes) => self.plan_all(nodes),
        }
    }

    fn plan_all(&self, nodes: &[Node]) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = nodes
            .iter()
            .map(|node| -> (Occur, Box<dyn Query>) {
                match node {
                    Node::Not(inner) => (Occur::MustNot, Box::new(ExcludedQuery(self.plan(inner)))),
                    node => (Occur::Must, self.plan(node)),
                }
            })
            .collect();
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn plan_phrase(&self, phrase: &Phrase) -> Box<dyn Query> {
        let in_fields: Vec<(Occur, Box<dyn Query>)> = phrase
            .fields()
            .iter()
            .map(|&text_field| {
                let query = plan_phrase_in(self.text_field(text_field), phrase);
                let query = match text_field {
                    TextField::Title => Box::new(BoostQuery::new(query, TITLE_BOOST)),
                    // Outlets and programmes select, as filters do; how rare they are says nothing.
                    TextField::Source | TextField::Programme => unscored(query),
                    TextField::Body | TextField::Quote | TextField::Speaker => query,
                };
                (Occur::Should, query)
            })
            .collect();
        Box::new(BooleanQuery::new(in_fields))
    }

    fn plan_exact(&self, field: ExactField, value: &str) -> Box<dyn Query> {
        let (field, value) = match field {
            ExactField::Story => (self.story, key(value)),
            ExactField::Copies => (self.copies, key(value)),
            ExactField::Id => (self.id, key(value)),
            ExactField::Url => (self.url, key(value)),
            ExactField::Language => (self.language, folded_key(value)),
        };
        equal(field, &value)
    }

    pub(crate) fn plan_period(&self, period: &Period) -> Box<dyn Query> {
        let columns = [
            (self.day, period.first_day, period.last_day),
            (self.published, period.first_instant, period.last_instant),
        ];
        let mut ranges: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, first, last) in columns {
            if first.is_some() || last.is_some() {
                let bound = |end: Option<i64>| match end {
                    Some(end) => Bound::Included(Term::from_field_i64(field, end)),
                    None => Bound::Unbounded,
                };
                ranges.push((Occur::Must, Box::new(RangeQuery::new(bound(first), bound(last)))));
            }
        }
        if ranges.is_empty() { everything() } else { unscored(Box::new(BooleanQuery::new(ranges))) }
    }

    fn text_field(&self, field: TextField) -> Field {
        match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
            TextField::Quote => self.quote,
            TextField::Speaker => self.speaker,
            TextField::Source => self.source,
            TextField::Programme => self.programme,
        }
    }
}

/// Whether a tree gives scores that tell one document from another.
pub(super) fn is_scored(node: &Node) -> bool {
    node.wanted().iter().any(|phrase| !matches!(phrase.field, Some(TextField::Source | TextField::Programme)))
}

/// The documents whose exact field has this value, already in its indexed form.
pub(crate) fn equal(field: Field, value: &str) -> Box<dyn Query> {
    unscored(Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic)))
}

fn plan_phrase_in(field: Field, phrase: &Phrase) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(field, text);
    let single = |text: &str| -> Box<dyn Query> { Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs)) };
    let matching: Box<dyn Query> = match phrase.terms.as_slice() {
        [(_, only)] => single(only),
        terms => {
            Box::new(PhraseQuery::new_with_offset(terms.iter().map(|(offset, text)| (*offset, term(text))).collect()))
        }
    };
    if phrase.exact.is_empty() {
        return matching;
    }
    let exact = phrase.exact.iter().map(|text| (Occur::Should, single(text)));
    Box::new(BooleanQuery::new([(Occur::Must, matching)].into_iter().chain(exact).collect()))
}

fn everything() -> Box<dyn Query> {
    unscored(Box::new(AllQuery))
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
