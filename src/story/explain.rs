//! Explanations: why two documents are in one story, or are not.

use serde::Serialize;

use super::Stories;
use super::background::Weighed;
use super::evidence::{Evidence, term_texts};
use super::fact_evidence::{CountPair, FocusPair};
use super::facts::{figure_texts, shared_figures};
use super::group::join_bar;
use super::score::{PairScore, shared_terms};
use super::settings::StorySettings;
use super::{forms, shortness};
use crate::document::Document;
use crate::rounding::{four_places, four_places_if_known};
use crate::text::frequency::GeneralFrequencies;

/// A term that two documents share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedTerm {
    /// The term in its normal form.
    pub text: String,
    /// Its share of the pair's similarity, between 0 and 1.
    #[serde(serialize_with = "four_places")]
    pub share: f64,
}

/// The evidence of a pair of documents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairEvidence {
    /// The score and its parts.
    pub score: PairScore,
    /// The score that the pair was grouped by, seen together with its neighbours; 0 for no link.
    #[serde(serialize_with = "four_places")]
    pub corroborated: f64,
    /// How short the two are, between 0 for articles and 1 for headlines: how far times of day count, beginnings of words
    /// beside the words, and more neighbours.
    #[serde(serialize_with = "four_places")]
    pub shortness: f64,
    /// What of the title of each was left out as furniture of a desk.
    pub title_furniture: [Vec<String>; 2],
    /// Days between the two, if both are dated.
    #[serde(serialize_with = "four_places_if_known")]
    pub days_apart: Option<f64>,
    /// The strongest terms that they share, strongest first.
    pub shared: Vec<SharedTerm>,
    /// The most telling figures that they share, as the first writes them, most telling first.
    pub figures: Vec<String>,
    /// The days that each names in its opening, in the order of the text.
    pub named_days: [Vec<String>; 2],
    /// Which of these days each is about.
    pub focus: FocusPair,
    /// What both count.
    pub counts: CountPair,
    /// The strongest terms of the first that the second lacks, strongest first.
    pub only_first: Vec<String>,
    /// The strongest terms of the second that the first lacks, strongest first.
    pub only_second: Vec<String>,
}

/// The mean score between two groups of documents, against the bar that it would have to clear.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GroupEvidence {
    /// Mean score over all pairs between the two groups; pairs below the link floor count as 0.
    #[serde(serialize_with = "four_places")]
    pub mean_score: f64,
    /// The bar that a join of the two groups has to clear.
    #[serde(serialize_with = "four_places")]
    pub bar: f64,
}

/// What made a pair one story, in short.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkEvidence {
    /// The score that the pair was grouped by; 0 for no link.
    pub corroborated: f64,
    /// How short the two are, as in [`PairEvidence::shortness`].
    pub shortness: f64,
    /// The strongest terms that they share, strongest first.
    pub shared: Vec<SharedTerm>,
}

/// Explains a pair by up to `most` shared terms: a tenth of the work of [`explain_pair`], for many pairs.
#[must_use]
pub fn explain_link(
    document: &Document,
    stories: &Stories,
    indexes: [usize; 2],
    settings: &StorySettings,
    most: usize,
) -> LinkEvidence {
    // What both have stands in the first.
    let texts = term_texts(&stories.furniture.cleared(document), GeneralFrequencies::shipped(), settings);
    let text_of = |key: u64| shortened(texts.get(&key).map_or("", String::as_str));
    let profiles = indexes.map(|index| &stories.profiles[index]);
    LinkEvidence {
        corroborated: stories.corroborated(indexes[0], indexes[1]),
        shortness: shortness::of_pair(profiles[0], profiles[1], settings),
        shared: strongest_shared(stories, indexes, settings, most, text_of),
    }
}

fn strongest_shared(
    stories: &Stories,
    indexes: [usize; 2],
    settings: &StorySettings,
    most: usize,
    text_of: impl Fn(u64) -> String,
) -> Vec<SharedTerm> {
    let [first, second] = indexes.map(|index| &stories.profiles[index]);
    let similarity = PairScore::of(first, second, settings).similarity;
    let mut shared: Vec<SharedTerm> = shared_terms(first, second)
        .filter_map(|(number, product)| {
            Some(SharedTerm { text: text_of(stories.background.key(number)?), share: product / similarity })
        })
        .collect();
    shared.sort_unstable_by(|one, other| other.share.total_cmp(&one.share).then_with(|| one.text.cmp(&other.text)));
    shared.truncate(most);
    shared
}

/// Explains a pair by up to `most` shared terms and as many that only one has.
#[must_use]
pub fn explain_pair(
    documents: [&Document; 2],
    stories: &Stories,
    indexes: [usize; 2],
    settings: &StorySettings,
    most: usize,
) -> PairEvidence {
    let general = GeneralFrequencies::shipped();
    let background = &stories.background;
    let profiles = indexes.map(|index| &stories.profiles[index]);
    let cleared = documents.map(|document| stories.furniture.cleared(document));
    let texts = cleared.each_ref().map(|document| term_texts(document, general, settings));
    let text_of = |key: u64| shortened(texts.iter().find_map(|texts| texts.get(&key)).map_or("", String::as_str));
    let shared = strongest_shared(stories, indexes, settings, most, text_of);

    // Terms that no other document has are in no profile.
    let weights = cleared.each_ref().map(|document| {
        background.weights(&Weighed::of(Evidence::of(document, general, settings), settings), settings)
    });
    let only = |weights: &[(u64, f32)], lacking: &[(u64, f32)]| {
        let lacks = |key: u64| lacking.binary_search_by_key(&key, |&(key, _)| key).is_err();
        // The words that a form stands for are lacking too.
        let is_form = |text: &str| forms::is_written(text);
        let mut terms: Vec<(f32, String)> = weights
            .iter()
            .filter(|&&(key, _)| lacks(key) && !texts.iter().any(|texts| texts.get(&key).is_some_and(|it| is_form(it))))
            .map(|&(key, weight)| (weight, text_of(key)))
            .collect();
        terms.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        terms.into_iter().take(most).map(|(_, text)| text).collect()
    };
    let dates = (&documents[0].published, &documents[1].published);
    let named = cleared.each_ref().map(|document| figure_texts(document));
    let left_out = |document| stories.furniture.in_title(document).into_iter().map(shortened).collect();
    let mut figures: Vec<(f32, String)> = shared_figures(&profiles[0].facts, &profiles[1].facts)
        .map(|(key, weight)| (weight, shortened(named[0].get(&key).map_or("", String::as_str))))
        .collect();
    figures.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    figures.truncate(most);
    PairEvidence {
        score: PairScore::of(profiles[0], profiles[1], settings),
        corroborated: stories.corroborated(indexes[0], indexes[1]),
        shortness: shortness::of_pair(profiles[0], profiles[1], settings),
        title_furniture: documents.map(left_out),
        figures: figures.into_iter().map(|(_, text)| text).collect(),
        named_days: profiles.map(|profile| profile.facts.days.iter().map(ToString::to_string).collect()),
        focus: FocusPair::of(profiles, settings),
        counts: CountPair::of(documents, profiles, most),
        days_apart: dates.0.as_ref().zip(dates.1.as_ref()).map(|(one, other)| one.days_apart(other)),
        shared,
        only_first: only(&weights[0], &weights[1]),
        only_second: only(&weights[1], &weights[0]),
    }
}

/// A term as it is shown: words of a language are shorter than what strangers write.
pub(crate) fn shortened(text: &str) -> String {
    const MOST_CHARACTERS: usize = 60;
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The mean score between two groups of documents of `stories` and the bar that it would have to clear.
#[must_use]
pub fn explain_groups(stories: &Stories, groups: [&[usize]; 2], settings: &StorySettings) -> GroupEvidence {
    let score = |one: usize, other: usize| stories.corroborated(one, other);
    let between: f64 = groups[0]
        .iter()
        .flat_map(|&one| groups[1].iter().map(move |&other| (one, other)))
        .map(|(a, b)| score(a, b))
        .sum();
    let inner = |members: &[usize]| {
        let pairs = members.len() * (members.len() - 1) / 2;
        let sum: f64 = members
            .iter()
            .enumerate()
            .flat_map(|(at, &one)| members[at + 1..].iter().map(move |&other| (one, other)))
            .map(|(one, other)| score(one, other))
            .sum();
        (pairs > 0).then(|| sum / pairs as f64)
    };
    let both = groups[0].iter().chain(groups[1]);
    let shortness: f64 = both.map(|&index| shortness::of_document(&stories.profiles[index], settings)).sum();
    let shortness = shortness / (groups[0].len() + groups[1].len()) as f64;
    let for_documents = settings.for_documents(stories.background.documents());
    GroupEvidence {
        mean_score: between / (groups[0].len() * groups[1].len()) as f64,
        bar: join_bar([inner(groups[0]), inner(groups[1])], shortness, &for_documents),
    }
}
