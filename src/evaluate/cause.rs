//! Causes: the evidence that joined two events, or failed to join the pieces of one.
//!
//! For a story that mixes events it is the first of its joins that brought two together, told by its strongest pair; for
//! an event in pieces it is the closest pair across its two largest pieces. Where one text stands for documents of two
//! events, the copies are the cause. Stories that another program made have no joins: there the closest pair is told.
//!
//! Work is bounded: the closest pair is looked for among [`MOST_PAIRS`] pairs at most, and a mean score is told only
//! where no more than [`MOST_MEANS`] pairs make it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::events::Scored;
use crate::pipeline::Clustering;
use crate::rounding::{four_places, four_places_if_known};
use crate::story::StorySettings;
use crate::story::explain::{GroupEvidence, PairEvidence, explain_groups};
use crate::story::group::Join;
use crate::story::score::PairScore;

/// Pairs among which the closest is looked for; of larger parts, the first documents by id.
pub const MOST_PAIRS: usize = 100_000;
/// Pairs that a mean score is computed over.
pub const MOST_MEANS: usize = 1_000_000;
/// Shared terms told of a pair.
const TERMS: usize = 8;

/// What led to a mistake.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// What it is.
    pub kind: CauseKind,
    /// Ids of the two documents that show it.
    pub documents: [String; 2],
    /// Mean score between the two groups that were joined or kept apart, if it is known.
    #[serde(serialize_with = "four_places_if_known")]
    pub mean_score: Option<f64>,
    /// What the mean score has to reach for a join.
    #[serde(serialize_with = "four_places_if_known")]
    pub bar: Option<f64>,
    /// Texts in the two groups.
    pub group_sizes: [usize; 2],
    /// Whether the closest pair was looked for among the first documents only, because there are so many.
    pub is_sampled: bool,
    /// Exact Jaccard similarity of two copies that are listed as a pair.
    #[serde(serialize_with = "four_places_if_known")]
    pub jaccard: Option<f64>,
    /// The evidence of the pair; `None` for copies.
    pub evidence: Option<PairEvidence>,
}

/// What a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// A join, told by its strongest pair.
    Join,
    /// The closest pair of documents that should be together, or apart.
    ClosestPair,
    /// One text stands for both documents.
    Copies,
}

/// A pair's score and what lies between its stories, for judged pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairCause {
    /// Score of the pair, of the texts that stand for it; 1 for copies.
    #[serde(serialize_with = "four_places")]
    pub score: f64,
    /// Mean score between the two stories and the bar; `None` for one story, and for stories too large to tell.
    pub stories: Option<GroupEvidence>,
}

/// Looks into a clustering for the causes of mistakes.
#[derive(Debug)]
pub struct Investigation<'a> {
    scored: &'a Scored<'a>,
    clustering: &'a Clustering,
    settings: &'a StorySettings,
    /// For each document of the clustering, the number of its event.
    event_of: Vec<Option<usize>>,
}

impl<'a> Investigation<'a> {
    /// Prepares the search; the predicted documents know their indexes in `clustering`.
    #[must_use]
    pub fn new(scored: &'a Scored<'a>, clustering: &'a Clustering, settings: &'a StorySettings) -> Self {
        let mut event_of = vec![None; clustering.documents.len()];
        for (scored_index, &event) in scored.gold_of.iter().enumerate() {
            if let Some(place) = scored.document(scored_index).and_then(|document| document.index)
                && let Some(known) = event_of.get_mut(place)
            {
                *known = Some(event);
            }
        }
        Self { scored, clustering, settings, event_of }
    }

    /// Why documents of several events, `parts`, are in one story.
    #[must_use]
    pub fn why_joined(&self, parts: &[Vec<usize>]) -> Option<Cause> {
        let document = self.indexes(parts.first()?).first().copied();
        if let Some(document) = document.filter(|_| self.scored.predicted.is_own) {
            let story = self.clustering.stories.get(self.clustering.story_of[document])?;
            if let Some(join) = self.mixing_join(&story.joins) {
                let pair = [join.strongest.first, join.strongest.second];
                let between = GroupEvidence { mean_score: join.mean_score, bar: join.bar };
                return Some(self.cause(CauseKind::Join, pair, Some(between), join.sizes, false));
            }
        }
        let known: Vec<Vec<usize>> =
            parts.iter().map(|part| self.indexes(part)).filter(|part| !part.is_empty()).collect();
        if let Some(pair) = self.copies_across(&known) {
            return Some(self.cause(CauseKind::Copies, pair, None, [1, 1], false));
        }
        let [one, other, ..] = known.as_slice() else { return None };
        self.closest_pair([one, other], [one, other])
    }

    /// Why documents of one event are in several stories, `parts`.
    #[must_use]
    pub fn why_apart(&self, parts: &[Vec<usize>]) -> Option<Cause> {
        let known: Vec<Vec<usize>> =
            parts.iter().map(|part| self.indexes(part)).filter(|part| !part.is_empty()).collect();
        let [one, other, ..] = known.as_slice() else { return None };
        if let Some(pair) = self.copies_across(&known[..2]) {
            return Some(self.cause(CauseKind::Copies, pair, None, [1, 1], false));
        }
        let stories = [one, other].map(|part| self.story_with(part));
        self.closest_pair([one, other], [&stories[0], &stories[1]])
    }

    /// What the clustering says of a pair, by the indexes of its documents. `work` is what may still be spent on means.
    #[must_use]
    pub fn pair(clustering: &Clustering, pair: [usize; 2], settings: &StorySettings, work: &mut usize) -> PairCause {
        let [first, second] = pair.map(|index| clustering.copies_group_of[index]);
        if first == second {
            return PairCause { score: 1.0, stories: None };
        }
        let score = clustering.evidence.corroborated(first, second);
        let cost = means(pair.map(|index| clustering.stories[clustering.story_of[index]].members.len()));
        let stories = if cost <= *work { clustering.explain_stories(pair, settings) } else { None };
        *work = work.saturating_sub(if stories.is_some() { cost } else { 0 });
        PairCause { score, stories }
    }

    /// Indexes in the clustering of some labelled documents.
    fn indexes(&self, part: &[usize]) -> Vec<usize> {
        part.iter().filter_map(|&scored| self.scored.document(scored)?.index).collect()
    }

    /// All documents of the predicted story that holds the documents of a part, those without a label too.
    fn story_with(&self, part: &[usize]) -> Vec<usize> {
        let Some(&first) = part.first() else { return Vec::new() };
        if self.scored.predicted.is_own {
            return self.clustering.stories[self.clustering.story_of[first]].members.clone();
        }
        let id = &self.clustering.documents[first].id;
        let predicted = &self.scored.predicted;
        let story = predicted.find(id).map(|place| &predicted.documents[place].story);
        predicted.documents.iter().filter(|document| Some(&document.story) == story).filter_map(|d| d.index).collect()
    }

    /// The first join of a story that brought events together which neither side mixed before.
    fn mixing_join(&self, joins: &'a [Join]) -> Option<&'a Join> {
        let mut parent: BTreeMap<usize, usize> = BTreeMap::new();
        let mut sides: BTreeMap<usize, (usize, BTreeSet<usize>)> = BTreeMap::new();
        for join in joins {
            let [mut root, mut child] = [join.strongest.first, join.strongest.second].map(|document| {
                let mut root = self.clustering.copies_group_of[document];
                while let Some(&above) = parent.get(&root) {
                    root = above;
                }
                root
            });
            let mut side = |root: usize| sides.remove(&root).unwrap_or_else(|| (1, self.events_of(root)));
            let (mut one, mut other) = (side(root), side(child));
            let before = one.1.len().max(other.1.len());
            // The smaller side goes under the larger, so that paths stay short.
            if one.0 < other.0 {
                std::mem::swap(&mut one, &mut other);
                std::mem::swap(&mut root, &mut child);
            }
            one.0 += other.0;
            one.1.extend(other.1);
            if before > 0 && one.1.len() > before {
                return Some(join);
            }
            parent.insert(child, root);
            sides.insert(root, one);
        }
        None
    }

    /// The events of a group of copies.
    fn events_of(&self, copies: usize) -> BTreeSet<usize> {
        self.clustering.copies.groups[copies].iter().filter_map(|&document| self.event_of[document]).collect()
    }

    /// Two documents of different parts that are copies of one text.
    fn copies_across(&self, parts: &[Vec<usize>]) -> Option<[usize; 2]> {
        let mut seen: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (part, documents) in parts.iter().enumerate() {
            for &document in documents {
                let copies = self.clustering.copies_group_of[document];
                match seen.get(&copies) {
                    Some(&(known_part, known)) if known_part != part => return Some([known, document]),
                    Some(_) => {}
                    None => {
                        seen.insert(copies, (part, document));
                    }
                }
            }
        }
        None
    }

    /// The closest pair across two parts, with the mean score between two groups.
    fn closest_pair(&self, parts: [&[usize]; 2], groups: [&[usize]; 2]) -> Option<Cause> {
        let texts = |documents: &[usize]| -> Vec<usize> {
            let texts: BTreeSet<usize> =
                documents.iter().map(|&document| self.clustering.copies_group_of[document]).collect();
            texts.into_iter().collect()
        };
        let [one, other] = parts.map(texts);
        let [most_one, most_other] = searched([one.len(), other.len()]);
        let profiles = &self.clustering.evidence.profiles;
        let mut closest: Option<(f64, [usize; 2])> = None;
        for &first in &one[..most_one] {
            for &second in &other[..most_other] {
                // Pairs that are no link are told apart by their own scores.
                let own = PairScore::of(&profiles[first], &profiles[second], self.settings).score;
                let score = self.clustering.evidence.corroborated(first, second).max(own);
                if closest.is_none_or(|(best, _)| score > best) {
                    closest = Some((score, [first, second]));
                }
            }
        }
        let pair = closest?.1.map(|text| self.clustering.representatives[text]);
        let groups = groups.map(texts);
        let sizes = [groups[0].len(), groups[1].len()];
        let between = (means(sizes) <= MOST_MEANS)
            .then(|| explain_groups(&self.clustering.evidence, [&groups[0], &groups[1]], self.settings));
        let is_sampled = most_one < one.len() || most_other < other.len();
        Some(self.cause(CauseKind::ClosestPair, pair, between, sizes, is_sampled))
    }

    fn cause(
        &self,
        kind: CauseKind,
        pair: [usize; 2],
        between: Option<GroupEvidence>,
        group_sizes: [usize; 2],
        is_sampled: bool,
    ) -> Cause {
        let sorted = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        let copies = &self.clustering.copies.pairs;
        let listed = copies.binary_search_by_key(&sorted, |copies| (copies.first, copies.second)).ok();
        Cause {
            kind,
            documents: pair.map(|index| self.clustering.documents[index].id.clone()),
            mean_score: between.map(|between| between.mean_score),
            bar: between.map(|between| between.bar),
            group_sizes,
            is_sampled,
            jaccard: listed.filter(|_| kind == CauseKind::Copies).map(|place| copies[place].jaccard),
            evidence: self.clustering.explain_pair(pair, self.settings, TERMS),
        }
    }
}

/// How many of each side are searched for the closest pair: all, or as many of the larger as keep to [`MOST_PAIRS`].
fn searched([one, other]: [usize; 2]) -> [usize; 2] {
    let other = other.min(MOST_PAIRS / one.clamp(1, MOST_PAIRS.isqrt()));
    [one.min(MOST_PAIRS / other.max(1)), other]
}

/// Pairs between and inside two groups of such sizes.
fn means([one, other]: [usize; 2]) -> usize {
    let all = one.saturating_add(other);
    all.saturating_mul(all) / 2
}

#[cfg(test)]
mod tests {
    use super::super::events::tests::gold;
    use super::super::labels::{Gold, Predicted};
    use super::*;
    use crate::pipeline::{ClusterSettings, cluster};
    use crate::read::{ReadSettings, read_bytes};

    const REEF: [(&str, &str); 3] = [
        (
            "reef-1",
            "The ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard, all saved.",
        ),
        (
            "reef-2",
            "All 214 aboard the ferry Haedoji were saved when it struck the Gomsae reef off Geomundo in thick fog.",
        ),
        (
            "reef-3",
            "Fog hid the Gomsae reef from the ferry Haedoji; its 214 passengers were saved and taken to Geomundo.",
        ),
    ];
    const CHESS: (&str, &str) =
        ("chess", "Ma Ro-un, twelve, beat three grandmasters in Daejeon and won the Hanbit Open.");

    fn clustered(items: &[(&str, &str)]) -> Clustering {
        let lines: Vec<String> =
            items.iter().map(|(id, text)| serde_json::json!({"id": id, "text": text}).to_string()).collect();
        let read = read_bytes("items.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap();
        cluster(read.documents, &ClusterSettings::default(), &mut |_| ())
    }

    /// The causes of the first mistake of each kind, by these labels.
    fn causes(clustering: &Clustering, gold: &Gold, predicted: &Predicted) -> [Option<Cause>; 2] {
        let scored = Scored::new(gold, predicted);
        let settings = StorySettings::default();
        let investigation = Investigation::new(&scored, clustering, &settings);
        let merged = super::super::worst::over_merged(&scored, Some(&investigation), 1);
        let split = super::super::worst::over_split(&scored, Some(&investigation), 1);
        [merged, split].map(|mut mistakes| mistakes.pop().and_then(|mistake| mistake.cause))
    }

    #[test]
    fn the_join_that_mixed_is_the_one_that_brought_the_other_event() {
        let clustering = clustered(&REEF);
        assert_eq!(clustering.stories.len(), 1, "the three are one story");
        let joins = &clustering.stories[0].joins;
        let last = joins.last().unwrap();
        // The text that joined last is labelled as another event, so the first join is no mistake.
        let first: BTreeSet<usize> = [joins[0].strongest.first, joins[0].strongest.second].into();
        let labels: Vec<(&str, &str)> =
            (0..3).map(|index| (REEF[index].0, if first.contains(&index) { "reef" } else { "other" })).collect();
        let [merged, split] = causes(&clustering, &gold(&labels), &Predicted::of_clustering(&clustering));
        let cause = merged.unwrap();
        assert_eq!((cause.kind, cause.mean_score, cause.bar), (CauseKind::Join, Some(last.mean_score), Some(last.bar)));
        assert!(!cause.evidence.unwrap().shared.is_empty());
        assert_eq!(split, None);
    }

    #[test]
    fn pieces_are_told_by_their_closest_pair_and_the_bar_that_they_miss() {
        let clustering = clustered(&[REEF[0], REEF[1], CHESS]);
        let gold = gold(&[("reef-1", "x"), ("reef-2", "x"), ("chess", "x")]);
        let [merged, split] = causes(&clustering, &gold, &Predicted::of_clustering(&clustering));
        let cause = split.unwrap();
        assert_eq!((merged, cause.kind, cause.group_sizes), (None, CauseKind::ClosestPair, [2, 1]));
        assert!(cause.mean_score < cause.bar && !cause.is_sampled);
    }

    #[test]
    fn the_stories_of_another_program_are_told_by_closest_pairs() {
        let clustering = clustered(&[REEF[0], REEF[1], CHESS]);
        let mut predicted = super::super::events::tests::predicted(&[("reef-1", "1"), ("reef-2", "2"), ("chess", "1")]);
        predicted.look_up(&clustering);
        let gold = gold(&[("reef-1", "reef"), ("reef-2", "reef"), ("chess", "chess")]);
        let [merged, split] = causes(&clustering, &gold, &predicted).map(Option::unwrap);
        assert_eq!((merged.kind, split.kind), (CauseKind::ClosestPair, CauseKind::ClosestPair));
        assert!(merged.mean_score < merged.bar, "samestory would not have joined them");
        assert_eq!(split.group_sizes, [2, 1], "a whole story is told, not only what is of the event");
    }

    #[test]
    fn the_search_for_a_closest_pair_is_bounded_and_whole_where_it_can_be() {
        for [one, other] in [[1, 1_000_000], [1_000_000, 1], [5_000, 7_000], [3, 400_000]] {
            let [first, second] = searched([one, other]);
            assert!(first * second <= MOST_PAIRS && first > 0 && second > 0, "{one} and {other}: {first} and {second}");
        }
        for all in [[100, 900], [900, 100], [316, 316], [1, 1]] {
            assert_eq!(searched(all), all);
        }
    }
}
