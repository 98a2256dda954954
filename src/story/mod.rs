//! Stories: which documents report one event, told independently or not.
//!
//! Three things kept apart: the [`evidence`] of a document, the [`score`] of a pair, the [`group`]ing of a connected
//! component of the candidate graph. Between them stand the [`background`], one counting pass over all documents, and
//! the [`candidates`], which spare most pairs the scoring. So all but that one pass is a function of one document, one
//! pair or one component, and gives equal results however the work is divided. [`constraints`] are what holds whatever
//! the scores; [`explain`] and [`chain`] say why.
//!
//! Knows copies only by their absence: the caller hands in one representative for each group of copies, so that one text
//! carried by ten outlets is one voice.

pub mod background;
pub mod candidates;
pub mod chain;
pub mod constraints;
pub mod evidence;
pub mod explain;
pub mod group;
pub mod score;
mod seeds;
mod settings;

use rayon::prelude::*;

pub use settings::StorySettings;

use crate::document::Document;
use crate::text::frequency::GeneralFrequencies;
use background::{Background, Profile};
use constraints::Constraints;
use evidence::Evidence;
use group::Group;

/// The stories among some documents, and what they were told by.
#[derive(Debug)]
pub struct Stories {
    /// Every document exactly once; sorted by first member.
    pub groups: Vec<Group>,
    /// The profile of each document, for explanations.
    pub profiles: Vec<Profile>,
}

/// Groups documents into stories by scores, within constraints. The same for any number of threads; the order of the documents matters only where two
/// joins have exactly equal scores.
#[must_use]
pub fn find_stories(documents: &[&Document], constraints: &Constraints, settings: &StorySettings) -> Stories {
    let general = GeneralFrequencies::shipped();
    let evidence: Vec<Evidence> =
        documents.par_iter().map(|document| Evidence::of(document, general, settings)).collect();
    let background = Background::count(&evidence[..constraints.voices(evidence.len())]);
    let profiles: Vec<Profile> = evidence.par_iter().map(|evidence| background.profile(evidence, settings)).collect();
    let links = constraints.find_links(&profiles, settings);
    Stories { groups: group::group(documents.len(), &links, constraints, settings), profiles }
}
