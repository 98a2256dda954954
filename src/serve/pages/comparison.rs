//! What each version of a story says: the page of `samestory compare --story`, made when it is asked for.

use std::collections::BTreeSet;

use super::parts;
use super::{Main, Page};
use crate::document::Document;
use crate::moment::Moment;
use crate::pipeline::{self, ClusterSettings};
use crate::report::comparison::{MOST_VERSIONS, Report, Served, StoryComparison, write_served_page};
use crate::serve::current::Opened;
use crate::serve::failure::{Failure, NearKind};
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

/// Most documents of a story that are read and grouped for a comparison, the first by time; of these the first few are
/// compared.
const MOST_GROUPED: usize = 60;
/// Most bytes of all texts that are compared: of larger ones a page would be too much for any browser.
const MOST_TEXT: usize = 2 << 20;

pub(in crate::serve) fn comparison(opened: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    let (story, report) = compared(opened, asked)?;
    let address = parts::story_address(&story);
    let served = Served { style: "/comparison.css", icon: "/icon.svg", back: [&address, "← The story"] };
    let mut page = Vec::new();
    write_served_page(&report, &served, &mut page).map_err(|_| Failure::broken())?;
    let page = String::from_utf8(page).map_err(|_| Failure::broken())?;
    Ok(Answer::Page(Page { title: story, place: "", query: String::new(), main: Main::Whole(page), data: None }))
}

/// The id of the story that was asked for, and the comparison of its documents, or of those that were chosen.
pub(in crate::serve) fn compared(opened: &Opened, asked: &Asked) -> Result<(String, Report), Failure> {
    let parameters = Parameters::read(&asked.query, &["document"])?;
    let chosen: BTreeSet<&str> = parameters.all("document").collect();
    let snapshot = &opened.snapshot;
    let near = |error| Failure::from(error).with_nearest(&asked.id, NearKind::Stories, snapshot);
    let (mut documents, story) = snapshot.story_documents(&asked.id).map_err(near)?;
    if !chosen.is_empty() {
        let is_there = |id: &&&str| documents.iter().any(|document| document.id == **id);
        if let Some(stranger) = chosen.iter().find(|id| !is_there(id)) {
            let what = format!("the story has no document `{stranger}`");
            return Err(Failure::unclear(what, "choose documents on the page of the story"));
        }
        if !(2..=MOST_VERSIONS).contains(&chosen.len()) {
            let what = format!("{} was chosen", parts::counted(chosen.len(), "document", "documents"));
            return Err(Failure::unclear(what, format!("choose two to {MOST_VERSIONS}, or none for the first ones")));
        }
        documents.retain(|document| chosen.contains(document.id.as_str()));
    }
    if documents.len() < 2 {
        let what = "that story has one document, which is nothing to compare";
        return Err(Failure::unclear(what, "choose a story of two documents or more"));
    }
    let all = documents.len();
    documents.truncate(MOST_GROUPED);
    let by_time = |document: &Document| document.published.as_ref().map(Moment::earliest);
    documents.sort_by_key(|document| (document.published.is_none(), by_time(document)));
    let text: usize = documents.iter().take(MOST_VERSIONS).map(|document| document.evidence_text().len()).sum();
    if text > MOST_TEXT {
        let what = "the texts are too long to be laid beside each other on a page";
        return Err(Failure::unclear(what, "`samestory compare --story` compares them"));
    }
    let settings = ClusterSettings::default();
    let left_out = all - documents.len();
    let clustering = pipeline::cluster(documents, &settings, &mut |_| ());
    let members: Vec<usize> = (0..clustering.documents.len()).collect();
    let mut compared = StoryComparison::of(&clustering, &members, &settings.stories).within(&story);
    compared.left_out += left_out;
    Ok((story, Report { stories: vec![compared] }))
}
