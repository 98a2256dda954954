//! The background: how common each term is, in this collection and in the language at large.
//!
//! The only thing in same-event grouping that must see all documents before any is judged: one counting pass. With it,
//! a document's evidence becomes a [`Profile`], a unit vector of weighted terms.
//!
//! Most terms of a large collection are met in one document alone. They lengthen its vector and can be shared with no
//! other, so the background knows the others only, and a profile holds those by their number. So the memory of a million
//! documents is some eight bytes for each of their terms.

use rayon::prelude::*;

use super::evidence::{Evidence, Term, TermKind};
use super::facts::Facts;
use super::settings::StorySettings;
use super::shortness;
use crate::moment::Moment;

/// Words in a typical news item: turns the frequency of a word into the share of documents that hold it.
const TYPICAL_WORDS: f64 = 300.0;
/// Documents in which any term is assumed to occur beside those seen: keeps a term met only twice from deciding alone.
const UNSEEN_DOCUMENTS: f64 = 1.5;
/// Taken off every term's rarity (natural logarithm), so that words of half the documents count for nothing.
const COMMON_RARITY: f64 = 1.0;
/// Keys that are sorted at a time while terms are counted.
const KEYS_AT_A_TIME: usize = 1 << 23;
/// Most parts into which keys are divided for that.
const MOST_PARTS: usize = 1 << 10;
/// Keys in a stretch of the directory, on average.
const STRETCH: usize = 4;

/// Document frequencies of a collection.
#[derive(Debug, Clone, Default)]
pub struct Background {
    documents: usize,
    /// Terms of two documents or more, ascending by key.
    terms: Vec<KnownTerm>,
    /// For each number, the position of its term.
    positions: Vec<u32>,
    /// Where the terms whose keys have given highest bits begin. Keys are hashes, so each such stretch is short.
    directory: Vec<u32>,
    /// How many bits to shift a key by for its place in the directory.
    shift: u32,
}

/// A term of two documents or more.
#[derive(Debug, Clone, Copy)]
struct KnownTerm {
    key: u64,
    /// In how many documents it occurs.
    frequency: u32,
    /// Terms are numbered by falling frequency, so that the common terms of a document are the first of its profile.
    number: u32,
}

/// A document as the scores see it.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Number and weight of each term that counts and that another document has too, ascending by number: the commonest
    /// first. With the terms that no other document has, the weights have unit length.
    pub terms: Vec<(u32, f32)>,
    /// When the document was published.
    pub published: Option<Moment>,
    /// See [`Evidence::programme`].
    pub programme: Option<u64>,
    /// See [`Evidence::outlet`].
    pub outlet: Option<u64>,
    /// See [`Evidence::facts`].
    pub facts: Facts,
    /// How many terms the document has, forms aside, whether others have them too or not.
    pub length: u32,
}

/// The evidence of a document with all that its weights owe to the document alone: what is kept while terms are counted.
#[derive(Debug, Clone)]
pub struct Weighed {
    terms: Vec<WeighedTerm>,
    /// See [`Evidence::forms`].
    forms: Box<[(u64, u64)]>,
    published: Option<Moment>,
    programme: Option<u64>,
    outlet: Option<u64>,
    facts: Facts,
    /// How many of the terms are no forms.
    length: u32,
}

/// A term of a document, in 16 bytes.
#[derive(Debug, Clone, Copy)]
struct WeighedTerm {
    key: u64,
    /// By kind and the logarithm of the count.
    weight: f32,
    general_frequency: f32,
}

impl Weighed {
    /// Weighs the terms of a document by kind and count.
    #[must_use]
    pub fn of(evidence: Evidence, settings: &StorySettings) -> Self {
        let length = evidence.terms.iter().filter(|term| term.kind != TermKind::Form).count();
        let form_weight = settings.form_weight * shortness::of_terms(length as f64, settings);
        let weigh = |term: &Term| {
            let kind = match term.kind {
                TermKind::Word => 1.0,
                TermKind::Bigram => settings.bigram_weight,
                TermKind::Name => settings.name_weight,
                TermKind::Figure => settings.figure_weight,
                TermKind::Form => form_weight,
            };
            let weight = as_f32(kind * f64::from(term.count).ln_1p());
            WeighedTerm { key: term.key, weight, general_frequency: term.general_frequency }
        };
        let terms = evidence.terms.iter().map(weigh).collect();
        let Evidence { forms, published, programme, outlet, facts, .. } = evidence;
        Self { terms, forms, published, programme, outlet, facts, length: u32::try_from(length).unwrap_or(u32::MAX) }
    }

    /// Key, weight and general frequency of each term, ascending by key.
    pub(super) fn weighed_terms(&self) -> impl Iterator<Item = (u64, f32, f32)> + '_ {
        self.terms.iter().map(|term| (term.key, term.weight, term.general_frequency))
    }

    pub(super) fn published(&self) -> Option<Moment> {
        self.published
    }

    pub(super) fn programme(&self) -> Option<u64> {
        self.programme
    }

    pub(super) fn outlet(&self) -> Option<u64> {
        self.outlet
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many of the terms are no forms.
    pub(super) fn length(&self) -> u32 {
        self.length
    }

    /// The terms whose keys begin with the given bits, the others being shifted out.
    fn part(&self, part: u64, shift: u32) -> &[WeighedTerm] {
        let start = self.terms.partition_point(|term| term.key >> shift < part);
        let length = self.terms[start..].partition_point(|term| term.key >> shift == part);
        &self.terms[start..start + length]
    }
}

impl Background {
    /// Counts in how many documents each term occurs. O(n log n) in the number of terms; the memory beside the result is
    /// that of a part of the terms.
    #[must_use]
    pub fn count(documents: &[Weighed]) -> Self {
        let terms: usize = documents.iter().map(|document| document.terms.len()).sum();
        let parts = (terms / KEYS_AT_A_TIME).next_power_of_two().min(MOST_PARTS);
        // Shifting by all 64 bits is no shift, so there are two parts at least.
        let shift = u64::BITS - parts.ilog2().max(1);
        let counted: Vec<Vec<KnownTerm>> = (0..=u64::MAX >> shift)
            .into_par_iter()
            .map(|part| {
                let of_document = |document| Weighed::part(document, part, shift).iter().map(|term| term.key);
                let mut keys: Vec<u64> = documents.iter().flat_map(of_document).collect();
                keys.sort_unstable();
                let counts = keys.chunk_by(|one, next| one == next).filter(|same| same.len() > 1);
                let known = |same: &[u64]| {
                    let frequency = u32::try_from(same.len()).unwrap_or(u32::MAX);
                    KnownTerm { key: same[0], frequency, number: 0 }
                };
                counts.map(known).collect()
            })
            .collect();
        let mut terms = Vec::with_capacity(counted.iter().map(Vec::len).sum());
        terms.extend(counted.into_iter().flatten());
        let mut background = Self { documents: documents.len(), terms, ..Self::default() };
        background.number();
        background.index();
        background
    }

    /// Of so many documents whose terms are not known.
    pub(super) fn of_documents(documents: usize) -> Self {
        Self { documents, ..Self::default() }
    }

    /// Numbers terms by falling frequency, those of one frequency by key. Linear: frequencies are at most documents.
    fn number(&mut self) {
        let most = self.terms.iter().map(|term| term.frequency as usize).max().unwrap_or(0);
        let mut next = vec![0_u32; most + 2];
        for term in &self.terms {
            next[most - term.frequency as usize + 1] += 1;
        }
        for rank in 0..most {
            next[rank + 1] += next[rank];
        }
        self.positions = vec![0; self.terms.len()];
        for (term, position) in self.terms.iter_mut().zip(0..) {
            let next = &mut next[most - term.frequency as usize];
            term.number = *next;
            self.positions[*next as usize] = position;
            *next += 1;
        }
    }

    fn index(&mut self) {
        let stretches = (self.terms.len() / STRETCH).next_power_of_two().max(2);
        self.shift = u64::BITS - stretches.ilog2();
        self.directory = vec![0; stretches + 1];
        for term in &self.terms {
            self.directory[stretch(term.key, self.shift) + 1] += 1;
        }
        for at in 0..stretches {
            self.directory[at + 1] += self.directory[at];
        }
    }

    /// A term that two documents or more have.
    fn find(&self, key: u64) -> Option<KnownTerm> {
        let at = stretch(key, self.shift);
        let (&start, &end) = (self.directory.get(at)?, self.directory.get(at + 1)?);
        let known = self.terms.get(start as usize..end as usize)?;
        known.binary_search_by_key(&key, |term| term.key).ok().map(|position| known[position])
    }

    /// The key of the term of a number that a profile holds.
    #[must_use]
    pub fn key(&self, number: u32) -> Option<u64> {
        let &position = self.positions.get(number as usize)?;
        self.terms.get(position as usize).map(|term| term.key)
    }

    /// How many documents were counted.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// In how many documents of the collection a term occurs, if in two or more; 0 for a term of one document.
    #[must_use]
    pub fn document_frequency(&self, key: u64) -> usize {
        self.find(key).map_or(0, |term| term.frequency as usize)
    }

    /// How much a term of a document tells: the logarithm of its rarity, 0 for a term of about every third document.
    ///
    /// The document frequency is the collection's own, less the document at hand, smoothed by what the general
    /// frequency leads one to expect, as if [`StorySettings::general_documents`] other documents had been seen.
    fn rarity(&self, document_frequency: usize, general_frequency: f32, settings: &StorySettings) -> f64 {
        rarity_of_share(document_frequency, self.documents, general_frequency, settings)
    }

    /// Key, weight and rarity of each term of a document; the product is what it weighs.
    pub(super) fn rarities<'a>(
        &'a self,
        document: &'a Weighed,
        settings: &'a StorySettings,
    ) -> impl Iterator<Item = (u64, f32, f64)> + 'a {
        document.terms.iter().map(|term| {
            let frequency = self.document_frequency(term.key).max(self.words_of(document, term.key));
            (term.key, term.weight, self.rarity(frequency, term.general_frequency, settings))
        })
    }

    /// Weights the terms of a document by rarity, kind and the logarithm of their count; the factor that makes them a
    /// vector of unit length comes with them. Terms without weight are left out.
    fn weigh<'a>(
        &'a self,
        document: &'a Weighed,
        settings: &'a StorySettings,
    ) -> (f64, impl Iterator<Item = (u64, Option<u32>, f64)> + 'a) {
        let weighed = document.terms.iter().map(|term| {
            let known = self.find(term.key);
            let frequency = known.map_or(0, |known| known.frequency as usize).max(self.words_of(document, term.key));
            let weight = f64::from(term.weight) * self.rarity(frequency, term.general_frequency, settings);
            (term.key, known.map(|known| known.number), weight)
        });
        let weighed: Vec<(u64, Option<u32>, f64)> = weighed.filter(|&(.., weight)| weight > 0.0).collect();
        let length = weighed.iter().map(|(.., weight)| weight * weight).sum::<f64>().sqrt();
        (1.0 / length, weighed.into_iter())
    }

    /// In how many documents the commonest word of a form of a document occurs; 0 for a term that is no form.
    fn words_of(&self, document: &Weighed, form: u64) -> usize {
        let start = document.forms.partition_point(|&(key, _)| key < form);
        let words = document.forms[start..].iter().take_while(|&&(key, _)| key == form);
        words.map(|&(_, word)| self.document_frequency(word)).max().unwrap_or(0)
    }

    /// The profile of a document: terms weighted by rarity, kind and the logarithm of their count.
    #[must_use]
    pub fn profile(&self, document: Weighed, settings: &StorySettings) -> Profile {
        let (scale, weighed) = self.weigh(&document, settings);
        let mut terms: Vec<(u32, f32)> =
            weighed.filter_map(|(_, number, weight)| Some((number?, as_f32(weight * scale)))).collect();
        terms.shrink_to_fit();
        terms.sort_unstable_by_key(|&(number, _)| number);
        let Weighed { published, programme, outlet, facts, length, .. } = document;
        Profile { terms, published, programme, outlet, facts, length }
    }

    /// Key and weight of each term of a document that counts, of those that no other document has too; ascending by key,
    /// of unit length.
    #[must_use]
    pub fn weights(&self, document: &Weighed, settings: &StorySettings) -> Vec<(u64, f32)> {
        let (scale, weighed) = self.weigh(document, settings);
        weighed.map(|(key, _, weight)| (key, as_f32(weight * scale))).collect()
    }
}

/// The share of documents that a word of this frequency in general occurs in.
pub(super) fn expected_share(general_frequency: f32) -> f64 {
    1.0 - (-f64::from(general_frequency) * TYPICAL_WORDS).exp()
}

/// How much a term tells that occurs in some of so many documents; see [`Background::rarity`].
pub(super) fn rarity_of_share(
    document_frequency: usize,
    documents: usize,
    general_frequency: f32,
    settings: &StorySettings,
) -> f64 {
    let expected = expected_share(general_frequency);
    let others = document_frequency.saturating_sub(1) as f64;
    let share = (others + settings.general_documents * expected + UNSEEN_DOCUMENTS)
        / (documents as f64 + settings.general_documents);
    (-share.min(1.0).ln() - COMMON_RARITY).max(0.0).powf(settings.rarity_exponent)
}

/// Place of a key in the directory.
#[expect(clippy::cast_possible_truncation, reason = "what is left of a key is less than the length of a list")]
fn stretch(key: u64, shift: u32) -> usize {
    // A background that was never counted has no keys and shifts by nothing.
    key.checked_shr(shift).unwrap_or(0) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "weights need no more than single precision")]
fn as_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(key: u64, general_frequency: f32) -> Term {
        Term { key, kind: TermKind::Word, count: 1.0, general_frequency }
    }

    fn weighed(terms: &[Term]) -> Weighed {
        let evidence = Evidence { terms: terms.to_vec(), ..Evidence::default() };
        Weighed::of(evidence, &StorySettings::default())
    }

    /// A term's rarity in a collection.
    fn rarity(background: &Background, term: &Term) -> f64 {
        let frequency = background.document_frequency(term.key);
        background.rarity(frequency, term.general_frequency, &StorySettings::default())
    }

    #[test]
    fn two_documents_alone_are_judged_by_general_frequencies() {
        let (common, rare) = (term(1, 1e-2), term(2, 1e-7));
        let background = Background::count(&vec![weighed(&[common, rare]); 2]);
        assert!(rarity(&background, &common).abs() < 1e-9, "a word of every document tells nothing");
        assert!(rarity(&background, &rare) > 3.0);
    }

    #[test]
    fn a_form_is_as_common_as_its_words() {
        let settings = StorySettings::default();
        let form = Term { kind: TermKind::Form, ..term(7, 1e-7) };
        let short = |words: &[(u64, u64)]| {
            let evidence = Evidence { terms: vec![term(1, 1e-7), form], forms: words.into(), ..Evidence::default() };
            Weighed::of(evidence, &settings)
        };
        let weight_of_form = |common_word: u64| {
            let mut documents = vec![weighed(&[term(common_word, 1e-7)]); 500];
            documents.extend(vec![short(&[(7, 1)]); 2]);
            Background::count(&documents).weigh(&documents[501], &settings).1.last().map(|(.., weight)| weight)
        };
        assert!(weight_of_form(1) < weight_of_form(2), "the articles that hold the word have no forms");
    }

    #[test]
    fn a_word_grows_common_with_the_documents_that_hold_it() {
        let (everywhere, once) = (term(1, 1e-7), term(2, 1e-7));
        let mut documents = vec![weighed(&[everywhere]); 99];
        documents.push(weighed(&[everywhere, once]));
        let background = Background::count(&documents);
        assert!(rarity(&background, &once) > rarity(&background, &everywhere) + 2.0);
        assert_eq!(background.document_frequency(1), 100);
    }

    #[test]
    fn profiles_have_unit_length_and_none_is_no_number() {
        let settings = StorySettings::default();
        let document = weighed(&[term(1, 1e-7), term(2, 1e-6)]);
        let background = Background::count(&[document.clone(), document.clone()]);
        let profile = background.profile(document.clone(), &settings);
        let length: f32 = profile.terms.iter().map(|(_, weight)| weight * weight).sum();
        assert!((length - 1.0).abs() < 1e-5);
        assert!(background.profile(weighed(&[]), &settings).terms.is_empty());
    }

    #[test]
    fn a_term_of_one_document_lengthens_its_vector_and_is_in_no_profile() {
        let settings = StorySettings::default();
        let (shared, own) = (term(1, 1e-7), term(2, 1e-7));
        let both = weighed(&[shared, own]);
        let background = Background::count(&[both.clone(), weighed(&[shared])]);
        let profile = background.profile(both.clone(), &settings);
        assert_eq!(profile.terms.len(), 1);
        assert!(profile.terms[0].1 < 0.8, "{profile:?}");
        let weights = background.weights(&both, &settings);
        assert_eq!(weights.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(background.key(profile.terms[0].0), Some(1));
    }

    #[test]
    fn the_commonest_terms_come_first() {
        let settings = StorySettings::default();
        let terms: Vec<Term> = (1..=6).map(|key| term(key, 1e-7)).collect();
        let documents: Vec<Weighed> = [&terms[..], &terms[2..], &terms[..3], &terms[2..4]].map(weighed).to_vec();
        let background = Background::count(&documents);
        let keys: Vec<u64> = (0..6).map_while(|number| background.key(number)).collect();
        assert_eq!(keys, [3, 4, 1, 2, 5, 6], "in four documents, in three, in two each");
        for document in &documents {
            let profile = background.profile(document.clone(), &settings);
            let mut weights: Vec<(u64, f32)> =
                profile.terms.iter().map(|&(number, weight)| (background.key(number).unwrap(), weight)).collect();
            assert!(profile.terms.is_sorted_by_key(|&(number, _)| number));
            weights.sort_unstable_by_key(|&(key, _)| key);
            assert_eq!(weights, background.weights(document, &settings));
        }
    }

    #[test]
    fn every_term_is_counted_wherever_its_key_lies() {
        let keys = || (0..5_000_u64).map(|at| at.wrapping_mul(0x9e37_79b9_7f4a_7c15)).chain([0, 1, u64::MAX]);
        let mut terms: Vec<Term> = keys().map(|key| term(key, 1e-7)).collect();
        terms.sort_unstable_by_key(|term| term.key);
        terms.dedup_by_key(|term| term.key);
        let document = weighed(&terms);
        let background = Background::count(&vec![document.clone(); 3]);
        assert!(keys().all(|key| background.document_frequency(key) == 3));
        assert_eq!(background.document_frequency(2), 0);
        assert_eq!(background.profile(document, &StorySettings::default()).terms.len(), terms.len());
        assert_eq!(Background::default().document_frequency(7), 0);
    }
}
