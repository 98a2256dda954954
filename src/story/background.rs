//! The background: how common each term is, in this collection and in the language at large.
//!
//! The only thing in same-event grouping that must see all documents before any is judged: one counting pass. With it,
//! a document's evidence becomes a [`Profile`], a unit vector of weighted terms.

use ahash::AHashMap;

use super::evidence::{Evidence, Term, TermKind};
use super::settings::StorySettings;
use crate::moment::Moment;

/// Words in a typical news item: turns the frequency of a word into the share of documents that hold it.
const TYPICAL_WORDS: f64 = 300.0;
/// Documents in which any term is assumed to occur beside those seen: keeps a term met only twice from deciding alone.
const UNSEEN_DOCUMENTS: f64 = 1.5;
/// Taken off every term's rarity (natural logarithm), so that words of half the documents count for nothing.
const COMMON_RARITY: f64 = 1.0;

/// Document frequencies of a collection.
#[derive(Debug, Clone, Default)]
pub struct Background {
    documents: usize,
    frequencies: AHashMap<u64, u32>,
}

/// A document as the scores see it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Key and weight of each term that counts, ascending by key; the weights have unit length.
    pub terms: Vec<(u64, f32)>,
    /// When the document was published.
    pub published: Option<Moment>,
    /// See [`Evidence::programme`].
    pub programme: Option<u64>,
}

impl Background {
    /// Counts in how many documents each term occurs. Linear in the number of terms.
    #[must_use]
    pub fn count<'a>(evidence: impl IntoIterator<Item = &'a Evidence>) -> Self {
        let mut background = Self::default();
        for document in evidence {
            background.documents += 1;
            for term in &document.terms {
                *background.frequencies.entry(term.key).or_insert(0) += 1;
            }
        }
        background
    }

    /// In how many documents of the collection a term occurs.
    #[must_use]
    pub fn document_frequency(&self, key: u64) -> usize {
        self.frequencies.get(&key).map_or(0, |&count| count as usize)
    }

    /// How much a term of a document tells: the logarithm of its rarity, 0 for a term of about every third document.
    ///
    /// The document frequency is the collection's own, less the document at hand, smoothed by what the general
    /// frequency leads one to expect, as if [`StorySettings::general_documents`] other documents had been seen.
    #[must_use]
    pub fn rarity(&self, term: &Term, settings: &StorySettings) -> f64 {
        let expected = 1.0 - (-f64::from(term.general_frequency) * TYPICAL_WORDS).exp();
        let others = self.document_frequency(term.key).saturating_sub(1) as f64;
        let share = (others + settings.general_documents * expected + UNSEEN_DOCUMENTS)
            / (self.documents as f64 + settings.general_documents);
        (-share.min(1.0).ln() - COMMON_RARITY).max(0.0)
    }

    /// The profile of a document: terms weighted by rarity, kind and the logarithm of their count.
    #[must_use]
    pub fn profile(&self, evidence: &Evidence, settings: &StorySettings) -> Profile {
        let weight = |term: &Term| {
            let kind = match term.kind {
                TermKind::Word => 1.0,
                TermKind::Bigram => settings.bigram_weight,
                TermKind::Name => settings.name_weight,
                TermKind::Figure => settings.figure_weight,
            };
            kind * f64::from(term.count).ln_1p() * self.rarity(term, settings)
        };
        let weights: Vec<(u64, f64)> =
            evidence.terms.iter().map(|term| (term.key, weight(term))).filter(|&(_, weight)| weight > 0.0).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        #[expect(clippy::cast_possible_truncation, reason = "weights need no more than single precision")]
        let terms = weights.into_iter().map(|(key, weight)| (key, (weight / length) as f32)).collect();
        Profile { terms, published: evidence.published, programme: evidence.programme }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(key: u64, general_frequency: f32) -> Term {
        Term { key, kind: TermKind::Word, count: 1.0, general_frequency }
    }

    fn evidence(terms: &[Term]) -> Evidence {
        Evidence { terms: terms.to_vec(), published: None, programme: None }
    }

    #[test]
    fn two_documents_alone_are_judged_by_general_frequencies() {
        let (common, rare) = (term(1, 1e-2), term(2, 1e-7));
        let both = evidence(&[common, rare]);
        let background = Background::count([&both, &both]);
        let settings = StorySettings::default();
        assert!(background.rarity(&common, &settings).abs() < 1e-9, "a word of every document tells nothing");
        assert!(background.rarity(&rare, &settings) > 3.0);
    }

    #[test]
    fn a_word_grows_common_with_the_documents_that_hold_it() {
        let (everywhere, once) = (term(1, 1e-7), term(2, 1e-7));
        let mut documents = vec![evidence(&[everywhere]); 99];
        documents.push(evidence(&[everywhere, once]));
        let background = Background::count(&documents);
        let settings = StorySettings::default();
        assert!(background.rarity(&once, &settings) > background.rarity(&everywhere, &settings) + 2.0);
        assert_eq!(background.document_frequency(1), 100);
    }

    #[test]
    fn profiles_have_unit_length_and_none_is_no_number() {
        let background = Background::count([&evidence(&[term(1, 1e-7), term(2, 1e-6)])]);
        let settings = StorySettings::default();
        let profile = background.profile(&evidence(&[term(1, 1e-7), term(2, 1e-6)]), &settings);
        let length: f32 = profile.terms.iter().map(|(_, weight)| weight * weight).sum();
        assert!((length - 1.0).abs() < 1e-5);
        assert!(background.profile(&evidence(&[]), &settings).terms.is_empty());
    }
}
