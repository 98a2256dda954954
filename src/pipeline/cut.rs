//! Cutting: groups of copies that editors' rulings part, and what is left of the rulings for grouping.
//!
//! Copies stand for each other, so a ruling on one of them holds for all. But where two copies of one text are ruled
//! different, say the notice of Monday's quake and the same notice of Tuesday's, or are so by way of what others are the
//! same as, their group is cut into parts. The part of the document that stood for the whole group goes on as its voice;
//! the other parts get a document of their own to stand for them, but are no voice in what is counted over the collection
//! (see [`Constraints::repeats`]).
//!
//! Rulings come first, copies second: what is the same is joined, then each group of copies is held together as far as
//! no ruling parts it. Near linear in the documents that rulings name and the groups they are in; groups that no ruling
//! names are not looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::copies::{Copies, CopyPair};
use crate::document::Document;
use crate::overrides::Applied;
use crate::overrides::classes::Classes;
use crate::story::constraints::{Constraints, Together};

/// Parts of one group that a document is tried with before it is a part of its own. Keeps a thousand documents that are
/// all different from being tried with each other.
const MOST_TRIED: usize = 32;

/// Cuts the groups of `copies` that rulings part, and says what the rulings mean for the groups that are left, by their
/// index. `standing` is the document that stands for each group. Parts that were cut off stand behind all groups.
pub(super) fn cut(copies: &mut Copies, documents: &[Document], standing: &[usize], applied: &Applied) -> Constraints {
    if applied.entries().is_empty() {
        return Constraints::default();
    }
    let mut rulings = Rulings::of(applied, documents.len());
    let mut parted = Vec::new();
    for (index, (group, &standing)) in copies.groups.iter().zip(standing).enumerate() {
        if group.len() > 1 && group.iter().any(|&member| rulings.is_named[member]) {
            rulings.hold_together(group, standing);
            parted.push(index);
        }
    }
    parted.retain(|&index| rulings.is_parted(&copies.groups[index], standing[index]));
    let followed = followed(copies, documents, standing, &parted, &rulings);
    let mut cut_off = Vec::new();
    for index in parted {
        let group = std::mem::take(&mut copies.groups[index]);
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for member in group {
            let leader = followed.get(&member).copied().unwrap_or(member);
            parts.entry(rulings.classes.find(leader)).or_default().push(member);
        }
        copies.groups[index] = parts.remove(&rulings.classes.find(standing[index])).unwrap_or_default();
        cut_off.extend(parts.into_values());
    }
    cut_off.sort_unstable();
    let repeats = cut_off.len();
    copies.groups.append(&mut cut_off);
    constraints(applied, &copies.groups, documents.len(), repeats)
}

/// Rulings as classes of documents.
struct Rulings {
    classes: Classes,
    /// For each document, whether a ruling speaks of it.
    is_named: Vec<bool>,
}

impl Rulings {
    fn of(applied: &Applied, documents: usize) -> Self {
        let mut rulings = Self { classes: Classes::new(documents), is_named: vec![false; documents] };
        for joined in applied.joined() {
            rulings.classes.join(joined.pair[0], joined.pair[1]);
        }
        for (label, apart) in applied.apart().iter().enumerate() {
            for &document in &apart.documents {
                rulings.classes.label(document, label);
            }
        }
        let joined = applied.joined().iter().flat_map(|joined| joined.pair);
        for document in joined.chain(applied.apart().iter().flat_map(|apart| apart.documents.iter().copied())) {
            rulings.is_named[document] = true;
        }
        rulings
    }

    /// Makes as few classes as it can of the named documents of a group of copies and the one that stands for it.
    fn hold_together(&mut self, group: &[usize], standing: usize) {
        let mut parts = vec![standing];
        for &member in group.iter().filter(|&&member| member != standing) {
            if !self.is_named[member] {
                continue;
            }
            match parts.iter().take(MOST_TRIED).find(|&&part| !self.classes.are_apart(part, member)) {
                Some(&part) => self.classes.join(part, member),
                None => parts.push(member),
            }
        }
    }

    /// Whether the named documents of a group of copies and the one that stands for it are of several classes.
    fn is_parted(&mut self, group: &[usize], standing: usize) -> bool {
        let root = self.classes.find(standing);
        group.iter().any(|&member| self.is_named[member] && self.classes.find(member) != root)
    }
}

/// The rulings as constraints on groups of copies, by index.
fn constraints(applied: &Applied, groups: &[Vec<usize>], documents: usize, repeats: usize) -> Constraints {
    let place = super::places(documents, groups.iter().map(Vec::as_slice));
    let together = applied
        .joined()
        .iter()
        .map(|joined| Together { pair: joined.pair.map(|document| place[document]), reason: joined.entry })
        .filter(|constraint| constraint.pair[0] != constraint.pair[1])
        .collect();
    let groups_of = |documents: &[usize]| documents.iter().map(|&document| place[document]).collect();
    Constraints { together, apart: applied.apart().iter().map(|apart| groups_of(&apart.documents)).collect(), repeats }
}

/// For each unnamed document of the groups that are cut, the named or standing one whose part it goes to: the copy it is
/// most alike, then nearest in time, then first; where none is known, the one that stands for the group.
fn followed(
    copies: &Copies,
    documents: &[Document],
    standing: &[usize],
    parted: &[usize],
    rulings: &Rulings,
) -> BTreeMap<usize, usize> {
    let mut followed: BTreeMap<usize, (Option<Likeness>, usize)> = BTreeMap::new();
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    for &index in parted {
        for &member in &copies.groups[index] {
            group_of.insert(member, index);
            if !rulings.is_named[member] {
                let itself = member == standing[index];
                followed.insert(member, (itself.then_some(Likeness::ITSELF), standing[index]));
            }
        }
    }
    let leads = |document: usize, group: usize| rulings.is_named[document] || document == standing[group];
    for pair in &copies.pairs {
        let (Some(&group), Some(&other)) = (group_of.get(&pair.first), group_of.get(&pair.second)) else { continue };
        for (follower, leader) in [(pair.first, pair.second), (pair.second, pair.first)] {
            if group == other && leads(leader, group) && !leads(follower, group) {
                let found = (Some(Likeness::of(pair, documents)), leader);
                if let Some(known) = followed.get_mut(&follower)
                    && (&found.0, Reverse(found.1)) > (&known.0, Reverse(known.1))
                {
                    *known = found;
                }
            }
        }
    }
    followed.into_iter().map(|(follower, (_, leader))| (follower, leader)).collect()
}

/// How like two copies are; the greater the liker.
#[derive(Debug, Clone, Copy)]
struct Likeness {
    jaccard: f64,
    days_apart: f64,
}

impl Likeness {
    const ITSELF: Self = Self { jaccard: f64::INFINITY, days_apart: 0.0 };

    fn of(pair: &CopyPair, documents: &[Document]) -> Self {
        let [first, second] = [pair.first, pair.second].map(|document| documents[document].published.as_ref());
        let days_apart = first.zip(second).map_or(f64::INFINITY, |(first, second)| first.days_apart(second));
        Self { jaccard: pair.jaccard, days_apart }
    }
}

impl PartialEq for Likeness {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(std::cmp::Ordering::Equal)
    }
}

impl PartialOrd for Likeness {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let by_days = || other.days_apart.total_cmp(&self.days_apart);
        Some(self.jaccard.total_cmp(&other.jaccard).then_with(by_days))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::json;

    use super::super::{ClusterSettings, Clustering, cluster};
    use crate::overrides::Overrides;
    use crate::read::{ReadSettings, read_bytes};

    const NOTICE: &str = "An earthquake was felt in the Sarn valley shortly after dawn; the seismological office at Verrin \
        put its depth at nine kilometres, the fire brigade counted no calls for help, and trains to Lower Sarn went on \
        after an inspection of the viaduct that took forty minutes.";

    fn run(records: &[(&str, &str, &str)], overrides: &str) -> Clustering {
        let lines: Vec<String> = records
            .iter()
            .map(|(id, text, published)| json!({"id": id, "text": text, "published": published}).to_string())
            .collect();
        let documents = read_bytes("items.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap();
        let overrides = Overrides::parse(&[("desk.toml".to_owned(), overrides.to_owned())]).unwrap();
        cluster(documents.documents, &ClusterSettings { overrides, ..ClusterSettings::default() }, &mut |_| ())
    }

    fn ruling(ruling: &str, documents: &[&str]) -> String {
        format!("[[{ruling}]]\ndocuments = {documents:?}\n")
    }

    /// The ids of the stories, or of the groups of copies.
    fn ids(clustering: &Clustering, groups: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<&str>> {
        let mut groups: Vec<Vec<&str>> = groups
            .map(|members| {
                let mut ids: Vec<&str> =
                    members.into_iter().map(|member| clustering.documents[member].id.as_str()).collect();
                ids.sort_unstable();
                ids
            })
            .collect();
        groups.sort_unstable();
        groups
    }

    fn stories(clustering: &Clustering) -> Vec<Vec<&str>> {
        ids(clustering, clustering.stories.iter().map(|story| story.members.clone()))
    }

    fn copies(clustering: &Clustering) -> Vec<Vec<&str>> {
        ids(clustering, clustering.copies.groups.iter().cloned())
    }

    #[test]
    fn copies_that_are_ruled_different_part_with_the_copies_of_their_day() {
        let days = [
            ("monday", NOTICE, "2031-03-03T07:00:00Z"),
            ("monday-other", NOTICE, "2031-03-03T08:00:00Z"),
            ("tuesday", NOTICE, "2031-03-04T07:00:00Z"),
            ("tuesday-other", NOTICE, "2031-03-04T09:00:00Z"),
        ];
        assert_eq!(copies(&run(&days, "")), [["monday", "monday-other", "tuesday", "tuesday-other"]]);
        let parted = run(&days, &ruling("different", &["tuesday", "monday"]));
        let expected = [["monday", "monday-other"], ["tuesday", "tuesday-other"]];
        assert_eq!(copies(&parted), expected);
        assert_eq!(stories(&parted), expected);
        assert!(parted.representatives.iter().zip(&parted.copies.groups).all(|(it, group)| group.contains(it)));
        assert_eq!(parted.copies_ids.iter().collect::<BTreeSet<_>>().len(), 2);
    }

    #[test]
    fn what_is_the_same_as_one_copy_is_the_same_as_all() {
        let other = "Twelve-year-old Ma Ro-un won the Hanbit Open, a chess tournament, in Daejeon on Sunday.";
        let records = [("a", NOTICE, "2031-03-03"), ("b", NOTICE, "2031-03-03"), ("chess", other, "2031-03-03")];
        let joined = run(&records, &ruling("same", &["chess", "b"]));
        assert_eq!(stories(&joined), [["a", "b", "chess"]]);
        let join = joined.stories[0].joins[0];
        assert_eq!((join.reason, joined.override_of(&join).unwrap().line), (Some(0), 1));
        assert!(join.mean_score < join.bar);
    }

    #[test]
    fn copies_part_where_only_others_are_ruled_different() {
        let other = NOTICE.replace("earthquake", "landslide").replace("Sarn", "Ostrava").replace("Verrin", "Moss");
        let other = other.replace("nine kilometres, the fire brigade", "two metres, the coast guard");
        let records = [
            ("a", NOTICE, "2031-03-03"),
            ("a2", NOTICE, "2031-03-04"),
            ("b", &other, "2031-03-03"),
            ("b2", &other, "2031-03-04"),
        ];
        let rulings = ruling("same", &["a", "b"]) + &ruling("different", &["a2", "b2"]);
        let parted = run(&records, &rulings);
        assert_eq!(stories(&parted).len(), 2, "{:?}", stories(&parted));
        assert_ne!(parted.story_of[1], parted.story_of[3], "a2 and b2");
        assert_eq!(parted.story_of[0], parted.story_of[2], "a and b");
    }

    #[test]
    fn a_thousand_copies_that_are_all_different_are_a_thousand_stories() {
        let names: Vec<String> = (0..1000).map(|number| format!("notice-{number:04}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let records: Vec<(&str, &str, &str)> = names.iter().map(|name| (*name, NOTICE, "2031-03-03")).collect();
        assert_eq!(run(&records, &ruling("different", &names)).stories.len(), 1000);
    }

    /// Sentences of one of two vocabularies; texts of few of them are copies, alike, or neither.
    fn text(vocabulary: &str, sentences: &[u8]) -> String {
        let sentence =
            |sentence: &u8| (0..14).map(|word| format!("{vocabulary}{sentence}w{word}")).collect::<Vec<_>>().join(" ");
        sentences.iter().map(sentence).collect::<Vec<_>>().join(". ")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn rulings_hold_whatever_is_copied_and_alike(
            touched in prop::collection::vec(prop::collection::vec(0_u8..7, 1..6), 2..14),
            untouched in prop::collection::vec(prop::collection::vec(0_u8..7, 1..6), 0..8),
            same in prop::collection::vec(prop::collection::btree_set(0_usize..16, 2..4), 0..4),
            different in prop::collection::vec(prop::collection::btree_set(0_usize..16, 2..5), 0..5),
            turn in any::<prop::sample::Index>(),
        ) {
            // A vocabulary for the documents that rulings name and one for the others, so that the two are never alike.
            let named = touched.iter().enumerate().map(|(at, it)| (format!("n{at}"), text("verrin", it)));
            let others = untouched.iter().enumerate().map(|(at, it)| (format!("o{at}"), text("ostrava", it)));
            let documents: Vec<(String, String)> = named.chain(others).collect();
            let records: Vec<(&str, &str, &str)> =
                documents.iter().map(|(id, text)| (id.as_str(), text.as_str(), "2031-03-03")).collect();
            let entry = |word, documents: &BTreeSet<usize>| {
                let ids: Vec<String> = documents.iter().map(|at| format!("n{at}")).collect();
                ruling(word, &ids.iter().map(String::as_str).collect::<Vec<_>>())
            };
            let mut text: String = same.iter().map(|documents| entry("same", documents)).collect();
            let mut kept = Vec::new();
            for documents in &different {
                let more = text.clone() + &entry("different", documents);
                if Overrides::parse(&[("desk.toml".to_owned(), more.clone())]).is_ok() {
                    text = more;
                    kept.push(documents);
                }
            }
            let clustering = run(&records, &text);

            let story_of = |at: &usize| {
                let id = format!("n{at}");
                let found = clustering.documents.iter().position(|document| document.id == id);
                found.map(|index| clustering.story_of[index])
            };
            for documents in &same {
                let stories: BTreeSet<usize> = documents.iter().filter_map(story_of).collect();
                prop_assert!(stories.len() <= 1, "{text}");
            }
            for documents in kept {
                let held: Vec<usize> = documents.iter().filter_map(story_of).collect();
                prop_assert_eq!(held.iter().collect::<BTreeSet<_>>().len(), held.len(), "{}", text);
            }
            prop_assert_eq!(stories(&clustering).concat().len(), records.len());
            prop_assert_eq!(copies(&clustering).concat().len(), records.len());
            for story in &clustering.stories {
                for group in &clustering.copies.groups {
                    let inside = group.iter().filter(|member| story.members.contains(member)).count();
                    prop_assert!(inside == 0 || inside == group.len(), "a group of copies is in one story");
                }
            }

            let without = run(&records, "");
            let of_others = |clustering: &Clustering| {
                let stories = clustering.stories.iter().filter(|story| {
                    story.members.iter().all(|&member| clustering.documents[member].id.starts_with('o'))
                });
                let mut stories: Vec<_> = stories.cloned().collect();
                stories.sort_by(|one, other| one.members.cmp(&other.members));
                stories.into_iter().map(|story| (story.members, story.joins)).collect::<Vec<_>>()
            };
            prop_assert_eq!(of_others(&clustering), of_others(&without));

            let mut turned = records.clone();
            turned.rotate_left(turn.index(records.len()));
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let turned = alone.install(|| run(&turned, &text));
            prop_assert_eq!(&turned.stories, &clustering.stories);
            prop_assert_eq!(&turned.copies.groups, &clustering.copies.groups);
        }
    }
}
