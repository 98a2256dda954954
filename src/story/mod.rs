//! Stories: which documents report one event, told independently or not.
//!
//! Three things kept apart: the [`evidence`] of a document, the [`score`] of a pair, the [`group`]ing of a connected
//! component of the candidate graph. Between them stand the [`background`], one counting pass over all documents, and
//! the [`candidates`], which spare most pairs the scoring: along a `timeline`, by `postings` of terms. So all but that one
//! pass is a function of one document, one pair or one component, and gives equal results however the work is divided.
//! [`furniture`] is what desks put around their titles; [`shortness`] is what headlines are judged differently by, with
//! [`forms`] beside their words. [`facts`] are the evidence that holds in any words, the [`focus`] among them the day that a
//! document is about; [`corroboration`] sees each document together with its neighbours.
//! [`constraints`] are what holds whatever the scores; [`explain`] and [`chain`] say why.
//!
//! Knows copies only by their absence: the caller hands in one representative for each group of copies, so that one text
//! carried by ten outlets is one voice.

pub mod background;
pub mod candidates;
pub mod chain;
pub mod constraints;
pub mod corroboration;
pub mod evidence;
pub mod explain;
pub mod fact_evidence;
pub mod facts;
pub mod focus;
mod foreign;
pub mod forms;
pub mod furniture;
pub mod group;
mod postings;
mod remembered;
pub mod score;
mod seeds;
mod settings;
pub mod shortness;
mod timeline;
pub(crate) mod trace;

use std::borrow::Cow;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

pub use remembered::Remembered;
pub use settings::StorySettings;

use crate::document::Document;
use crate::text::frequency::GeneralFrequencies;
use background::{Background, Profile, Weighed};
use candidates::Link;
use constraints::Constraints;
use corroboration::corroborate;
use evidence::{Evidence, term_texts_where};
use furniture::Furniture;
use group::Group;
use trace::Trace;

/// The stories among some documents, and what they were told by.
#[derive(Debug)]
pub struct Stories {
    /// Every document exactly once; sorted by first member.
    pub groups: Vec<Group>,
    /// The profile of each document, for explanations.
    pub profiles: Vec<Profile>,
    /// What the profiles were weighted by.
    pub background: Background,
    /// What was left out of titles.
    pub furniture: Furniture,
    /// The links that were grouped: those of the pairs' own scores, [corroborated](corroboration). Sorted by
    /// `(first, second)`.
    pub links: Vec<Link>,
}

impl Stories {
    /// How [short](shortness) each document is.
    #[must_use]
    pub fn shortness(&self, settings: &StorySettings) -> Vec<f64> {
        shortness_of(&self.profiles, settings)
    }

    /// The score of two documents as it was grouped by; 0 for no link.
    #[must_use]
    pub fn corroborated(&self, one: usize, other: usize) -> f64 {
        let pair = (one.min(other), one.max(other));
        let found = self.links.binary_search_by_key(&pair, |link| (link.first, link.second));
        found.map_or(0.0, |at| self.links[at].score)
    }
}

fn shortness_of(profiles: &[Profile], settings: &StorySettings) -> Vec<f64> {
    profiles.iter().map(|profile| shortness::of_document(profile, settings)).collect()
}

/// Documents up to which work is not divided: to wake other threads takes longer.
const FEW: usize = 256;

/// What is found for each of so many documents, in their order.
fn of_each<T: Send>(documents: usize, find: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    if documents <= FEW {
        (0..documents).map(find).collect()
    } else {
        (0..documents).into_par_iter().map(find).collect()
    }
}

/// All that is found for each of so many documents, in their order; `W` is reused from one to the next.
fn all_of_each<W: Default, T: Send>(documents: usize, find: impl Fn(&mut W, usize) -> Vec<T> + Send + Sync) -> Vec<T> {
    if documents <= FEW {
        let mut workspace = W::default();
        (0..documents).flat_map(|document| find(&mut workspace, document)).collect()
    } else {
        let found =
            (0..documents).into_par_iter().map_init(W::default, |workspace, document| find(workspace, document));
        found.flat_map_iter(|found| found).collect()
    }
}

/// Groups documents into stories by scores, within constraints. The same for any number of threads; the order of the
/// documents matters only where two joins have exactly equal scores.
#[must_use]
pub fn find_stories(documents: &[&Document], constraints: &Constraints, settings: &StorySettings) -> Stories {
    find_stories_remembering(documents, constraints, settings, None)
}

/// [`find_stories`], with what was found of some of the documents before. The same result; what is remembered afterwards is
/// what was found of these documents.
#[must_use]
pub fn find_stories_remembering(
    documents: &[&Document],
    constraints: &Constraints,
    settings: &StorySettings,
    remembered: Option<&mut Remembered>,
) -> Stories {
    let general = GeneralFrequencies::shipped();
    let furniture = Furniture::of(&documents[..constraints.voices(documents.len())], settings);
    let weigh =
        |document: &&Document| Weighed::of(Evidence::of(&furniture.cleared(document), general, settings), settings);
    let weighed: Vec<Weighed> = match remembered {
        None => documents.par_iter().map(weigh).collect(),
        Some(remembered) => {
            let prints: Vec<u128> =
                documents.par_iter().map(|document| remembered::print(&furniture.cleared(document))).collect();
            let known = |(document, print): (&&Document, &u128)| {
                remembered.get(*print).cloned().unwrap_or_else(|| weigh(document))
            };
            let weighed: Vec<Weighed> = documents.par_iter().zip(&prints).map(known).collect();
            remembered.keep(prints.into_iter().zip(&weighed));
            weighed
        }
    };
    let background = Background::count(&weighed[..constraints.voices(weighed.len())]);
    let profiles: Vec<Profile> =
        weighed.into_par_iter().map(|document| background.profile(document, settings)).collect();
    let links = constraints.find_links(&profiles, settings);
    let links = corroborate(&profiles, constraints.voices(profiles.len()), &links, settings);
    let groups = group::group(&shortness_of(&profiles, settings), &links, constraints, settings);
    Stories { groups, profiles, background, furniture, links }
}

/// The weighed evidence of a document alone: of its title that is left out which looks like furniture.
pub(crate) fn weighed(document: &Document, settings: &StorySettings) -> Weighed {
    let cleared = cleared(document, settings);
    Weighed::of(Evidence::of(&cleared, GeneralFrequencies::shipped(), settings), settings)
}

/// The texts of some of its terms, by the keys that traces keep.
pub(crate) fn traced_texts(
    document: &Document,
    wanted: &AHashSet<u32>,
    settings: &StorySettings,
) -> AHashMap<u32, String> {
    let general = GeneralFrequencies::shipped();
    let is_wanted = |key: u64| wanted.contains(&trace::cut(key));
    let texts = term_texts_where(&cleared(document, settings), general, settings, is_wanted);
    let mut texts: Vec<(u64, String)> = texts.into_iter().collect();
    texts.sort_unstable();
    texts.into_iter().map(|(key, text)| (trace::cut(key), text)).collect()
}

fn cleared<'a>(document: &'a Document, settings: &StorySettings) -> Cow<'a, Document> {
    Furniture::of(&[document], settings).cleared(document)
}

/// The traces of documents among each other.
pub(crate) fn trace_all(documents: &[&Document], settings: &StorySettings) -> Vec<Trace> {
    let general = GeneralFrequencies::shipped();
    let furniture = Furniture::of(documents, settings);
    let weigh =
        |document: &&Document| Weighed::of(Evidence::of(&furniture.cleared(document), general, settings), settings);
    let weighed: Vec<Weighed> = documents.par_iter().map(weigh).collect();
    let background = Background::count(&weighed);
    weighed.par_iter().map(|document| Trace::of(document, &background, settings)).collect()
}

/// Groups some of a collection of so many documents by their profiles.
pub(crate) fn find_stories_of_profiles(profiles: Vec<Profile>, documents: usize, settings: &StorySettings) -> Stories {
    let links = candidates::find_links(&profiles, settings);
    let links = corroborate(&profiles, profiles.len(), &links, settings);
    // The bar is that of the collection.
    let of_collection = StorySettings { few_lift: 0.0, ..settings.for_documents(documents) };
    let groups = group::group(&shortness_of(&profiles, settings), &links, &Constraints::default(), &of_collection);
    let background = Background::of_documents(documents);
    Stories { groups, profiles, background, furniture: Furniture::default(), links }
}
