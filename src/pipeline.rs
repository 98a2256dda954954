//! The whole job on one page: documents to copies to stories.
//!
//! Copies come first and stories are found among one representative of each group of copies, so that one text carried
//! by ten outlets counts as one voice; its copies then follow it into its story. Ids are derived from content: the same
//! documents get the same ids in any run, in any order, beside any others that do not join their stories.
//!
//! Editors' [overrides](crate::overrides) come between the two: they cut groups of copies that hold different events, and
//! constrain how stories are grouped.

mod cut;

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;
use serde_json::json;

use crate::copies::source::{LeaveOut, Texts};
use crate::copies::{Copies, CopySettings, find_copies_among, sketch_all};
use crate::document::{Document, with_title_if_short};
use crate::moment::Moment;
use crate::overrides::{Applied, Override, Overrides};
use crate::read::content_hash;
use crate::record::DocumentRecord;
use crate::story::explain::{GroupEvidence, LinkEvidence, PairEvidence, explain_groups, explain_link, explain_pair};
use crate::story::group::Join;
use crate::story::{Remembered, Stories, StorySettings, find_stories_remembering};

/// The parameters of a clustering. The default serves every collection.
#[derive(Debug, Clone, Default)]
pub struct ClusterSettings {
    /// When two texts are copies.
    pub copies: CopySettings,
    /// When two documents report one event.
    pub stories: StorySettings,
    /// What editors say of documents, whatever copies and scores say.
    pub overrides: Overrides,
}

/// What the pipeline is about to do, for progress displays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Look for copies.
    Copies,
    /// Group the representatives into stories.
    Stories,
}

/// A clustered collection.
#[derive(Debug)]
pub struct Clustering {
    /// The documents, as they were handed in.
    pub documents: Vec<Document>,
    /// Their copies; indexes are into `documents`. Groups that overrides cut stand with one part in their place, with the
    /// other parts behind all groups; the pairs are as found.
    pub copies: Copies,
    /// For each group of copies, its id.
    pub copies_ids: Vec<String>,
    /// For each document, the index of its group of copies.
    pub copies_group_of: Vec<usize>,
    /// For each group of copies, the document that stands for it.
    pub representatives: Vec<usize>,
    /// The stories, those with most documents first, then the latest, then by id.
    pub stories: Vec<Story>,
    /// For each document, the index of its story.
    pub story_of: Vec<usize>,
    /// The evidence among the representatives, by index into `representatives`; for explanations.
    pub evidence: Stories,
    /// The overrides and which of the documents they name; the joins of a story give their reasons by index into its
    /// [entries](Applied::entries).
    pub overrides: Applied,
}

/// The documents that report one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Derived from the content of its first document.
    pub id: String,
    /// Indexes into [`Clustering::documents`], by time, those without a date last, then by id.
    pub members: Vec<usize>,
    /// The joins that made the story of its representatives, in the order they were made; the links' indexes are into
    /// [`Clustering::documents`].
    pub joins: Vec<Join>,
}

/// Clusters documents. Deterministic: the same for any number of threads; hand the documents in in a fixed order, as
/// [`read`](crate::read) does, for the same result in any order of input.
pub fn cluster(documents: Vec<Document>, settings: &ClusterSettings, on_stage: &mut dyn FnMut(Stage)) -> Clustering {
    cluster_with(documents, settings, None, on_stage)
}

/// [`cluster`], with what was found of some of the documents when documents were clustered last, by the same settings. The
/// same result in less time.
pub fn cluster_remembering(
    documents: Vec<Document>,
    settings: &ClusterSettings,
    remembered: &mut Remembered,
) -> Clustering {
    cluster_with(documents, settings, Some(remembered), &mut |_| ())
}

fn cluster_with(
    documents: Vec<Document>,
    settings: &ClusterSettings,
    remembered: Option<&mut Remembered>,
    on_stage: &mut dyn FnMut(Stage),
) -> Clustering {
    on_stage(Stage::Copies);
    let mut copies = copies_among(&documents, &settings.copies);
    let lengths: Vec<usize> = documents.par_iter().map(|document| document.compared_text().len()).collect();

    on_stage(Stage::Stories);
    let overrides = settings.overrides.applied_to(documents.iter().map(|document| document.id.as_str()));
    let stand = |groups: &[Vec<usize>]| -> Vec<usize> {
        groups.iter().filter_map(|group| representative(group, &documents, &lengths)).collect()
    };
    let mut representatives = stand(&copies.groups);
    let constraints = cut::cut(&mut copies, &documents, &representatives, &overrides);
    representatives.extend(stand(&copies.groups[representatives.len()..]));
    let chosen: Vec<&Document> = representatives.iter().map(|&index| &documents[index]).collect();
    let evidence = find_stories_remembering(&chosen, &constraints, &settings.stories, remembered);

    let hashes: Vec<u64> = documents.par_iter().map(content_hash).collect();
    let by_time = |&index: &usize| {
        let document = &documents[index];
        let earliest = document.published.as_ref().map(Moment::earliest);
        (earliest.is_none(), earliest, hashes[index], document.id.clone())
    };
    let copies_ids = unique_ids("copies", copies.groups.iter().map(|group| founder(group, &by_time, &hashes)));
    let copies_group_of = places(documents.len(), copies.groups.iter().map(Vec::as_slice));

    let mut stories: Vec<Story> = evidence
        .groups
        .iter()
        .map(|group| {
            let mut members: Vec<usize> =
                group.members.iter().flat_map(|&index| copies.groups[index].iter().copied()).collect();
            members.sort_by_cached_key(by_time);
            let joins = group.joins.iter().map(|join| join.renumbered(|index| representatives[index])).collect();
            Story { id: String::new(), members, joins }
        })
        .collect();
    let names = unique_ids("story", stories.iter().map(|story| founder(&story.members, &by_time, &hashes)));
    for (story, id) in stories.iter_mut().zip(names) {
        story.id = id;
    }
    let latest = |story: &Story| {
        story.members.iter().filter_map(|&index| documents[index].published.as_ref()).map(Moment::earliest).max()
    };
    stories.sort_by(|one, other| {
        (other.members.len(), latest(other)).cmp(&(one.members.len(), latest(one))).then_with(|| one.id.cmp(&other.id))
    });
    let story_of = places(documents.len(), stories.iter().map(|story| story.members.as_slice()));
    Clustering {
        documents,
        copies,
        copies_ids,
        copies_group_of,
        representatives,
        stories,
        story_of,
        evidence,
        overrides,
    }
}

impl Clustering {
    /// The published records of all documents, in the order of the documents.
    pub fn records(&self) -> impl Iterator<Item = DocumentRecord> {
        (0..self.documents.len()).map(|index| self.record(index))
    }

    /// The published record of one document.
    #[must_use]
    pub fn record(&self, index: usize) -> DocumentRecord {
        DocumentRecord::new(
            &self.documents[index],
            &self.stories[self.story_of[index]].id,
            &self.copies_ids[self.copies_group_of[index]],
        )
    }

    /// The evidence between two documents, or between the copies that stand for them; `None` if one text stands for
    /// both.
    #[must_use]
    pub fn explain_pair(&self, pair: [usize; 2], settings: &StorySettings, most: usize) -> Option<PairEvidence> {
        let [first, second] = pair.map(|index| self.copies_group_of[index]);
        if first == second {
            return None;
        }
        let documents = [first, second].map(|group| &self.documents[self.representatives[group]]);
        Some(explain_pair(documents, &self.evidence, [first, second], settings, most))
    }

    /// The evidence for two documents in short; `None` if one text stands for both.
    #[must_use]
    pub fn explain_link(&self, pair: [usize; 2], settings: &StorySettings, most: usize) -> Option<LinkEvidence> {
        let [first, second] = pair.map(|index| self.copies_group_of[index]);
        let document = &self.documents[self.representatives[first]];
        (first != second).then(|| explain_link(document, &self.evidence, [first, second], settings, most))
    }

    /// The corroborated score of two documents, or of the copies that stand for them; `None` if one text stands for both.
    #[must_use]
    pub fn corroborated(&self, pair: [usize; 2]) -> Option<f64> {
        let [first, second] = pair.map(|index| self.copies_group_of[index]);
        (first != second).then(|| self.evidence.corroborated(first, second))
    }

    /// The overrides that keep the stories of two documents apart; none if they are in one.
    pub fn overrides_between(&self, pair: [usize; 2]) -> impl Iterator<Item = &Override> {
        let [first, second] = pair.map(|index| self.story_of[index]);
        let holds = move |documents: &[usize], story: usize| documents.iter().any(|&it| self.story_of[it] == story);
        self.overrides
            .apart()
            .iter()
            .filter(move |apart| first != second && holds(&apart.documents, first) && holds(&apart.documents, second))
            .filter_map(|apart| self.overrides.entries().get(apart.entry))
    }

    /// The override that made a join; `None` if its score did.
    #[must_use]
    pub fn override_of(&self, join: &Join) -> Option<&Override> {
        self.overrides.entries().get(join.reason?)
    }

    /// The mean score between the stories of two documents, and the bar; `None` if they are in one story.
    #[must_use]
    pub fn explain_stories(&self, pair: [usize; 2], settings: &StorySettings) -> Option<GroupEvidence> {
        let [first, second] = pair.map(|index| self.story_of[index]);
        if first == second {
            return None;
        }
        let groups = [first, second].map(|story| {
            let mut groups: Vec<usize> =
                self.stories[story].members.iter().map(|&member| self.copies_group_of[member]).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        });
        Some(explain_groups(&self.evidence, [&groups[0], &groups[1]], settings))
    }
}

impl ClusterSettings {
    /// The settings by name, to be kept beside a result.
    #[must_use]
    pub fn described(&self) -> std::collections::BTreeMap<String, serde_json::Value> {
        let (copies, stories) = (self.copies.clamped(), &self.stories);
        [
            ("copies.shingle_words", json!(copies.shingle_words)),
            ("copies.similarity", json!(copies.similarity)),
            ("copies.containment", json!(copies.containment)),
            ("copies.discounts_boilerplate", json!(copies.discounts_boilerplate)),
            ("copies.signature_version", json!(crate::copies::signature::SIGNATURE_VERSION)),
            ("stories.window_days", json!(stories.window())),
            ("stories.join_bar", json!(stories.join_bar)),
            ("stories.join_document", json!(stories.join_document)),
            ("stories.join_groups", json!(stories.join_groups)),
            ("stories.cohesion_exponent", json!(stories.cohesion_exponent)),
        ]
        .into_iter()
        .chain((!self.overrides.entries().is_empty()).then(|| ("overrides", json!(self.overrides.entries().len()))))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}

/// For each of `documents` documents, the index of the group that holds it.
fn places<'a>(documents: usize, groups: impl Iterator<Item = &'a [usize]>) -> Vec<usize> {
    let mut places = vec![0; documents];
    for (index, group) in groups.enumerate() {
        for &member in group {
            places[member] = index;
        }
    }
    places
}

/// The texts of documents, as they are compared.
struct DocumentTexts<'a>(&'a [Document]);

impl Texts for DocumentTexts<'_> {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(&self.0[text].compared_text());
        Ok(())
    }

    fn read_without(&self, text: usize, leave_out: &LeaveOut<'_>, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        let document = &self.0[text];
        let whole = document.evidence_text();
        let left = leave_out(&whole).unwrap_or(whole);
        read(&with_title_if_short(document.title.as_deref(), left.into()));
        Ok(())
    }
}

pub(crate) fn copies_among(documents: &[Document], settings: &CopySettings) -> Copies {
    let texts = DocumentTexts(documents);
    let published: Vec<Option<&Moment>> = documents.iter().map(|document| document.published.as_ref()).collect();
    let publishers = documents.iter().map(|document| document.source.as_deref()).collect();
    sketch_all(documents.len(), &texts, settings)
        .and_then(|sketches| find_copies_among(sketches, &texts, &publishers, &published, settings))
        .unwrap_or_default()
}

/// The document that stands for its copies: the longest, then the earliest, then the first by id.
fn representative(group: &[usize], documents: &[Document], lengths: &[usize]) -> Option<usize> {
    group.iter().copied().min_by_key(|&index| {
        let earliest = documents[index].published.as_ref().map(Moment::earliest);
        (std::cmp::Reverse(lengths[index]), earliest.is_none(), earliest, &documents[index].id)
    })
}

/// Content hash of the first of some documents by time.
fn founder<K: Ord>(members: &[usize], by_time: &impl Fn(&usize) -> K, hashes: &[u64]) -> u64 {
    members.iter().min_by_key(|index| by_time(index)).map_or(0, |&index| hashes[index])
}

/// `kind-` and twelve hexadecimal digits of each hash. Equal hashes (the same content in two groups, or chance) get a
/// number behind them in the order given.
pub(crate) fn unique_ids(kind: &str, hashes: impl Iterator<Item = u64>) -> Vec<String> {
    let mut seen: HashMap<u64, usize> = HashMap::new();
    hashes
        .map(|hash| {
            let digits = hash >> 16;
            let times = seen.entry(digits).or_insert(0);
            *times += 1;
            if *times == 1 { format!("{kind}-{digits:012x}") } else { format!("{kind}-{digits:012x}-{times}") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{ReadSettings, read_bytes};

    const FERRY: &str = "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; \
        coast guard cutters took everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar. \
        Divers found a nine-metre gash below the waterline and the ferry line halted its Geomundo service for a week.";
    const FERRY_RETOLD: &str = "All 214 passengers and crew were rescued after the Haedoji, a ferry bound for Geomundo, \
        struck the Gomsae reef in thick fog. Captain Pi Seong-rok told the coast guard that his radar had failed, and \
        divers have since measured a gash nine metres long. Sailings to Geomundo stop for seven days.";
    const CHESS: &str = "Twelve-year-old Ma Ro-un beat three grandmasters in Daejeon on Sunday and became the youngest \
        winner of the Hanbit Open, a chess tournament that her own teacher lost in last year's final after nine hours.";

    fn documents(records: &[(&str, &str)]) -> Vec<Document> {
        let lines: Vec<String> = records
            .iter()
            .map(|(id, text)| json!({"id": id, "text": text, "published": "2025-03-02"}).to_string())
            .collect();
        read_bytes("items.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap().documents
    }

    fn run(records: &[(&str, &str)]) -> Clustering {
        cluster(documents(records), &ClusterSettings::default(), &mut |_| ())
    }

    fn story(clustering: &Clustering, id: &str) -> String {
        clustering.records().find(|record| record.id == id).unwrap().story
    }

    #[test]
    fn a_retold_event_is_one_story_and_another_event_is_not() {
        let clustering = run(&[("a", FERRY), ("b", FERRY_RETOLD), ("c", CHESS)]);
        assert_eq!(story(&clustering, "a"), story(&clustering, "b"));
        assert_ne!(story(&clustering, "a"), story(&clustering, "c"));
        assert!(clustering.copies.groups.iter().all(|group| group.len() == 1), "retold is not copied");
    }

    #[test]
    fn copies_follow_their_representative_into_its_story() {
        let copy = format!("{FERRY} Photo: harbour office.");
        let clustering = run(&[("a", FERRY), ("b", FERRY_RETOLD), ("copy", &copy)]);
        assert_eq!(story(&clustering, "copy"), story(&clustering, "b"));
        let record = |id: &str| clustering.records().find(|record| record.id == id).unwrap();
        assert_eq!(record("a").copies, record("copy").copies);
        assert_ne!(record("a").copies, record("b").copies);
        assert_eq!(clustering.stories[0].joins.len(), 1, "the copy is no voice of its own");
    }

    #[test]
    fn ids_depend_on_content_alone() {
        let with = run(&[("a", FERRY), ("b", FERRY_RETOLD), ("c", CHESS)]);
        let without = run(&[("b", FERRY_RETOLD), ("a", FERRY)]);
        assert_eq!(story(&with, "a"), story(&without, "a"));
    }

    #[test]
    fn a_join_is_explained_by_what_the_two_share() {
        let clustering = run(&[("a", FERRY), ("b", FERRY_RETOLD), ("c", CHESS)]);
        let settings = StorySettings::default();
        let evidence = clustering.explain_pair([0, 1], &settings, 50).unwrap();
        let shared: Vec<&str> = evidence.shared.iter().map(|term| term.text.as_str()).collect();
        assert!(shared.contains(&"haedoji") && shared.contains(&"gomsae"), "{shared:?}");
        assert_eq!(clustering.explain_stories([0, 1], &settings), None);
        let apart = clustering.explain_stories([0, 2], &settings).unwrap();
        assert!(apart.mean_score < apart.bar);
    }

    #[test]
    fn nothing_in_nothing_out() {
        let clustering = run(&[]);
        assert!(clustering.stories.is_empty() && clustering.records().next().is_none());
    }
}
