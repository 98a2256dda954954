//! "Have we had this?": what an archive has that is like a document which is not in it.
//!
//! Copies and versions are found by equal texts, bands of the signature, address and title, and counted out exactly; what
//! an archive holds in one group of copies with one of them is a copy too. The same event and what is related is found by
//! the words that tell most, within the days in which a link can be, and then judged as [`add`](super::Archive::add) would:
//! the document is grouped with what was found and with the stories of that. That is done by the [traces](crate::story::trace)
//! of these, which tell how common their words were when they came, so that no text is read but those that are shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use serde::Serialize;
use tantivy::DocAddress;

use super::entries::{Marks, Placed, Signer, clues, place_hash, words};
use super::error::ArchiveError;
use super::judging::Judged;
use super::revision::is_revision;
use super::snapshot::Snapshot;
use crate::copies::shingle::Shingles;
use crate::copies::verify::Overlap;
use crate::document::Document;
use crate::index::schema::key;
use crate::pipeline::ClusterSettings;
use crate::record::DocumentRecord;
use crate::rounding::four_places;
use crate::story::background::Weighed;
use crate::story::explain::{SharedTerm, shortened};
use crate::story::trace::Traced;
use crate::story::{traced_texts, weighed};

/// Copies that are counted out one by one, of each kind of finding them.
const MOST_COUNTED_OUT: usize = 64;
/// Most documents that are looked at for an address or title.
const MOST_BY_CLUE: usize = 16;
/// Stories whose other documents are looked at, the most alike first.
const MOST_STORIES: usize = 8;
/// Most other documents of a story that are looked at, those that came last, and of all stories.
const MOST_OF_STORY: usize = 12;
const MOST_OTHERS: usize = 32;
/// Share of the score of a link from which a document may be a neighbour of others.
const NEARLY: f64 = 0.6;
/// Shared terms that are named.
const NAMED: usize = 8;

/// What a document of an archive is to one that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same text, or most of it.
    Copy,
    /// An earlier or later version of the same article.
    Revision,
    /// An independent report of the same event.
    SameEvent,
    /// A report that has something in common with it, too little for one event.
    Related,
}

/// What was found for a document.
#[derive(Debug, Clone, Serialize)]
pub struct Similar {
    /// The document's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// All that was found, whatever the limit.
    pub total: usize,
    /// What was found, best first.
    pub matches: Vec<SimilarDocument>,
}

/// A document that is like another, and why.
#[derive(Debug, Clone, Serialize)]
pub struct SimilarDocument {
    /// What it is to the other.
    pub relation: Relation,
    /// Exact Jaccard similarity of the two texts' shingles.
    #[serde(serialize_with = "four_places")]
    pub jaccard: f64,
    /// Exact share of the shorter text's shingles that the longer holds.
    #[serde(serialize_with = "four_places")]
    pub containment: f64,
    /// The score of the two as reports of one event; 0 for none.
    #[serde(serialize_with = "four_places")]
    pub score: f64,
    /// For what is related, the mean score between the document and the story of this one, and the bar that it misses; else
    /// the score and the bar of the two alone.
    pub reached: [f64; 2],
    /// The strongest terms that the two share.
    pub shared: Vec<SharedTerm>,
    /// The document.
    pub document: DocumentRecord,
}

/// A document that was found.
#[derive(Debug)]
struct Match {
    relation: Relation,
    address: DocAddress,
    sequence: u64,
    score: f64,
    reached: [f64; 2],
    overlap: Option<Overlap>,
    placed: Option<Placed>,
    traced: Option<Traced>,
}

/// What is asked for, with what is found out about it once.
struct Asked<'a> {
    new: &'a Placed,
    shingles: Shingles,
    settings: &'a ClusterSettings,
}

/// Documents that share words with the one asked for.
#[derive(Debug)]
struct TracedLeads {
    traced: BTreeMap<DocAddress, Traced>,
    documents_with: AHashMap<u64, usize>,
    /// About how many documents there are in the time.
    documents: usize,
}

/// The texts that are like the one asked for.
#[derive(Debug, Default)]
struct Alike {
    /// Copies and revisions.
    matches: Vec<Match>,
    /// All that were found to be one of these.
    taken: AHashSet<DocAddress>,
    /// The stories that they are in.
    stories: BTreeSet<String>,
}

impl Snapshot {
    /// What the archive has that is like a document, `limit` from `offset` on.
    ///
    /// # Errors
    ///
    /// When the archive was made with other parameters, or the disk refuses.
    pub fn similar(&self, document: &Document, limit: usize, offset: usize) -> Result<Similar, ArchiveError> {
        let (settings, bands) = self.demanded()?;
        let mut signer = Signer::with(settings, *bands);
        let marks = signer.marks(document);
        let new = Placed::new(document.clone());
        let words = settings.copies.clamped().shingle_words;
        let asked = Asked { new: &new, shingles: Shingles::of(&document.compared_text(), words), settings };

        let (alike, event) = rayon::join(
            || self.alike_texts(&asked, &marks, signer.required()),
            || rayon::join(|| weighed(document, &settings.stories), || self.traced_leads(document, settings)),
        );
        let (Alike { mut matches, taken, stories }, (weighed, leads)) = (alike?, event);
        let new = self.same_event(&asked, &weighed, leads?, (&taken, &stories), &mut matches)?;
        matches.sort_by_key(|found| (found.relation, Reverse(found.strength()), found.sequence));
        let total = matches.len();
        let page: Vec<Match> = matches.into_iter().skip(offset).take(limit).collect();
        let shown = self.shown(page, &asked, &new)?;
        Ok(Similar { id: document.id.clone(), title: document.heading().into_owned(), total, matches: shown })
    }

    /// Copies and revisions.
    fn alike_texts(&self, asked: &Asked<'_>, marks: &Marks, required: usize) -> Result<Alike, ArchiveError> {
        let known = self.entries.known;
        let equal = marks.text.as_ref().map_or_else(|| Ok(Vec::new()), |text| self.with(known, text))?;
        let mut candidates: Vec<DocAddress> = self.latest(equal.clone(), MOST_COUNTED_OUT)?;
        if equal.len() < MOST_COUNTED_OUT {
            candidates.extend(self.alike(&marks.bands, required)?);
        }
        let mut clues = clues(&asked.new.document);
        clues.push(asked.new.known.same());
        for clue in clues {
            candidates.extend(self.latest(self.with(known, &clue)?, MOST_BY_CLUE)?);
        }
        let mut alike = Alike::default();
        let mut groups: BTreeSet<String> = BTreeSet::new();
        let mut looked_at: AHashSet<DocAddress> = AHashSet::new();
        for address in candidates {
            if !looked_at.insert(address) {
                continue;
            }
            let placed = self.placed(address)?;
            // A version that was superseded may be found by what it is known by; the document in its place stands for it.
            if placed.known.of.is_some() {
                continue;
            }
            let overlap = asked.overlap(&placed.document);
            let is_copy = overlap.is_copy(&asked.settings.copies);
            let Some(relation) = asked.relation(&placed, &overlap, is_copy) else { continue };
            if is_copy {
                groups.insert(placed.copies.clone());
            }
            alike.stories.insert(placed.story.clone());
            alike.taken.insert(address);
            let found = Match { overlap: Some(overlap), placed: Some(placed), ..self.found(relation, address)? };
            alike.matches.push(found);
        }
        let mut others = equal;
        for group in groups {
            others.extend(self.with(self.entries.text.copies, &key(&group))?);
        }
        for address in others {
            if alike.taken.insert(address) {
                alike.matches.push(self.found(Relation::Copy, address)?);
            }
        }
        Ok(alike)
    }

    fn found(&self, relation: Relation, address: DocAddress) -> Result<Match, ArchiveError> {
        let sequence = self.columns()?.sequence(address).unwrap_or_default();
        let reached = [0.0, self.demanded()?.0.stories.join_bar];
        Ok(Match { relation, address, sequence, score: 0.0, reached, overlap: None, placed: None, traced: None })
    }

    /// The documents of the time that share the words that tell most, with their traces.
    fn traced_leads(&self, document: &Document, settings: &ClusterSettings) -> Result<TracedLeads, ArchiveError> {
        let around = self.around(document, &settings.stories)?;
        let leads = self.leads(document, &around, &settings.stories)?;
        let columns = self.columns()?;
        let traced = leads.found.iter().filter_map(|&address| Some((address, columns.traced(address)?))).collect();
        Ok(TracedLeads { traced, documents_with: leads.documents_with, documents: around.documents })
    }

    /// Other reports of the event, and what is related.
    fn same_event(
        &self,
        asked: &Asked<'_>,
        weighed: &Weighed,
        leads: TracedLeads,
        (taken, stories): (&AHashSet<DocAddress>, &BTreeSet<String>),
        matches: &mut Vec<Match>,
    ) -> Result<Traced, ArchiveError> {
        let settings = &asked.settings.stories;
        let columns = self.columns()?;
        let TracedLeads { traced: mut loaded, documents_with, documents } = leads;
        loaded.retain(|address, _| !taken.contains(address));
        let mut by_age: Vec<(u64, &Traced)> =
            loaded.iter().map(|(&address, traced)| (columns.sequence(address).unwrap_or_default(), traced)).collect();
        by_age.sort_unstable_by_key(|&(sequence, _)| sequence);
        let others = by_age.into_iter().map(|(_, traced)| traced);
        let new = Traced::of_new(weighed, others, documents, &documents_with, settings);

        // The stories of those that are most alike, whole as far as they are not large.
        let mut scored: Vec<(f64, u64, DocAddress)> = Vec::new();
        loaded.retain(|&address, traced| {
            let score = new.score(traced, settings);
            if score >= settings.link_floor {
                scored.push((score, columns.sequence(address).unwrap_or_default(), address));
            }
            score >= NEARLY * settings.link_floor
        });
        scored.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let mut wanted: Vec<String> = stories.iter().take(MOST_STORIES).cloned().collect();
        let mut met: AHashSet<u64> = wanted.iter().map(|story| place_hash(story)).collect();
        for &(.., address) in &scored {
            if wanted.len() < MOST_STORIES && met.insert(columns.places(address).0) {
                wanted.extend(self.stories_of([address])?);
            }
        }
        let mut of_stories: Vec<(u64, Vec<DocAddress>)> = Vec::new();
        let mut left = MOST_OTHERS;
        for story in &wanted {
            let members = self.story_addresses(story)?;
            let others = members.iter().copied().filter(|it| !loaded.contains_key(it) && !taken.contains(it)).collect();
            let others = self.latest(others, MOST_OF_STORY.min(left))?;
            left -= others.len();
            loaded.extend(others.into_iter().filter_map(|address| Some((address, columns.traced(address)?))));
            of_stories.push((place_hash(story), members));
        }
        let judged = Judged::of(new.clone(), &loaded, columns, documents, stories.iter(), settings);
        for (at, (&address, traced)) in loaded.iter().enumerate() {
            let Some((relation, score, reached)) = judged.verdict(at, settings) else { continue };
            let found = self.found(relation, address)?;
            matches.push(Match { score, reached, traced: Some(traced.clone()), ..found });
        }
        // What was too much to look at is where its story is.
        for (story, members) in of_stories {
            if judged.joined.contains(&story) {
                for address in members {
                    if !loaded.contains_key(&address) && !taken.contains(&address) {
                        matches.push(self.found(Relation::SameEvent, address)?);
                    }
                }
            }
        }
        Ok(new)
    }

    /// Matches as they are shown.
    fn shown(&self, page: Vec<Match>, asked: &Asked<'_>, new: &Traced) -> Result<Vec<SimilarDocument>, ArchiveError> {
        let read = |found: Match| {
            let placed = found.placed.map_or_else(|| self.placed(found.address), Ok)?;
            let overlap = found.overlap.unwrap_or_else(|| asked.overlap(&placed.document));
            let traced = if found.relation == Relation::Copy {
                None
            } else {
                found
                    .traced
                    .map_or_else(|| self.columns().map(|columns| columns.traced(found.address)), |it| Ok(Some(it)))?
            };
            let shared = traced.map(|traced| strongest_shared(new, &traced)).unwrap_or_default();
            let document = SimilarDocument {
                relation: found.relation,
                jaccard: overlap.jaccard(),
                containment: overlap.containment(),
                score: found.score,
                reached: found.reached,
                shared: Vec::new(),
                document: placed.record(),
            };
            Ok((document, shared))
        };
        let shown: Vec<(SimilarDocument, Vec<(u32, f64)>)> =
            page.into_par_iter().map(read).collect::<Result<_, ArchiveError>>()?;
        let wanted: AHashSet<u32> = shown.iter().flat_map(|(_, shared)| shared).map(|&(key, _)| key).collect();
        let texts = if wanted.is_empty() {
            AHashMap::new()
        } else {
            traced_texts(&asked.new.document, &wanted, &asked.settings.stories)
        };
        let named = |(mut document, shared): (SimilarDocument, Vec<(u32, f64)>)| {
            let terms = shared.into_iter();
            let named = terms.filter_map(|(key, share)| Some(SharedTerm { text: shortened(texts.get(&key)?), share }));
            document.shared = named.collect();
            document
        };
        Ok(shown.into_iter().map(named).collect())
    }
}

/// The keys of the terms that add most to the similarity of two documents, with their share of it.
fn strongest_shared(new: &Traced, other: &Traced) -> Vec<(u32, f64)> {
    let mut shared: Vec<(u32, f64)> = new.shared(other).collect();
    let similarity: f64 = shared.iter().map(|(_, product)| product).sum();
    shared.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    shared.truncate(NAMED);
    shared.into_iter().map(|(key, product)| (key, product / similarity)).collect()
}

impl Match {
    /// What orders documents of one relation, in ten-thousandths.
    #[expect(clippy::cast_possible_truncation, reason = "a share or a score in ten-thousandths")]
    fn strength(&self) -> (i64, i64) {
        let whole = |figure: f64| (figure * 10_000.0).round() as i64;
        match (self.relation, &self.overlap) {
            (Relation::Copy | Relation::Revision, Some(overlap)) => {
                (whole(overlap.jaccard()), whole(overlap.containment()))
            }
            _ => (whole(self.score), 0),
        }
    }
}

impl Asked<'_> {
    fn overlap(&self, document: &Document) -> Overlap {
        let words = self.settings.copies.clamped().shingle_words;
        Overlap::of(&self.shingles, &Shingles::of(&document.compared_text(), words))
    }

    /// What a document is whose text was laid beside the one asked for.
    fn relation(&self, placed: &Placed, overlap: &Overlap, is_copy: bool) -> Option<Relation> {
        let title = |document: &Document| words(document.title.as_deref().unwrap_or_default());
        let is_equal = overlap.jaccard() >= 1.0 && title(&self.new.document) == title(&placed.document);
        if !is_equal && self.new.known.content != placed.known.content && is_revision(self.new, placed) {
            return Some(Relation::Revision);
        }
        (is_copy || is_equal).then_some(Relation::Copy)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::archive::{AddSettings, Archive};
    use crate::read::{ReadSettings, read_bytes};

    const FERRY: [&str; 3] = [
        "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; coast guard cutters \
         took everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar. Divers found a \
         nine-metre gash below the waterline and the ferry line halted its Geomundo service for a week.",
        "All 214 passengers and crew were rescued after the Haedoji, a ferry bound for Geomundo, struck the Gomsae reef in \
         thick fog. Captain Pi Seong-rok told the coast guard that his radar had failed, and divers have since measured a \
         gash nine metres long. Sailings to Geomundo stop for seven days.",
        "Investigators have taken the radar of the ferry Haedoji apart. The ship had struck the Gomsae reef off Geomundo \
         with 214 people aboard, and Captain Pi Seong-rok says that fog and a failed radar were to blame. The gash in the \
         hull is nine metres long; the line to Geomundo rests for a week.",
    ];

    fn item(id: &str, source: &str, published: &str, text: &str) -> Value {
        json!({"id": id, "source": source, "published": published, "title": format!("Ferry on a reef {id}"), "text": text})
    }

    /// Other news of those days.
    fn others(days: std::ops::Range<u32>) -> Vec<Value> {
        let words = ["tram", "choir", "harvest", "tunnel", "ballot", "museum", "orchard", "glacier", "loom", "quarry"];
        days.flat_map(|day| (0..10).map(move |at| (day, at)))
            .map(|(day, at)| {
                let text: Vec<String> = (0..40)
                    .map(|word| format!("{}{}", words[(at + word) % 10], (day as usize * 7 + at * word) % 23))
                    .collect();
                let published = format!("2025-03-{:02}T{:02}:00:00Z", day + 1, at + 5);
                let mut item = item(&format!("other-{day}-{at}"), "Hill Gazette", &published, &text.join(" "));
                item["title"] = format!("{} of day {day}", words[at]).into();
                item
            })
            .collect()
    }

    fn documents(items: &[Value]) -> Vec<Document> {
        let lines: Vec<String> = items.iter().map(Value::to_string).collect();
        read_bytes("x.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap().documents
    }

    fn archive_of(items: &[Value]) -> (tempfile::TempDir, Snapshot) {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::create(folder.path(), "a test", &ClusterSettings::default()).unwrap();
        archive.add(documents(items), &AddSettings::default(), &mut |_| true).unwrap();
        archive.finish().unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        (folder, snapshot)
    }

    fn asked(snapshot: &Snapshot, item: &Value) -> Vec<(Relation, String)> {
        let answer = snapshot.similar(&documents(std::slice::from_ref(item))[0], usize::MAX, 0).unwrap();
        assert_eq!(answer.total, answer.matches.len());
        answer.matches.into_iter().map(|found| (found.relation, found.document.id)).collect()
    }

    #[test]
    fn copies_are_all_told_however_many() {
        let copy = |at: usize| {
            let mut item =
                item(&at.to_string(), &format!("Outlet {at}"), &format!("2025-03-02T06:{:02}:00Z", at % 60), FERRY[0]);
            item["title"] = "Ferry on a reef".into();
            item
        };
        let (_folder, snapshot) = archive_of(&(0..150).map(copy).collect::<Vec<_>>());
        let told = asked(&snapshot, &item("draft", "Elsewhere", "2025-03-02T07:00:00Z", FERRY[0]));
        assert_eq!(told.len(), 150);
        assert!(told.iter().all(|(relation, _)| *relation == Relation::Copy));
        let mut near = copy(7);
        near["id"] = "near".into();
        near["source"] = "Elsewhere".into();
        near["text"] = FERRY[0].replace("ninety minutes", "two hours").into();
        assert_eq!(asked(&snapshot, &near).len(), 150, "by one group of copies");
        let page = snapshot.similar(&documents(&[near])[0], 3, 140).unwrap();
        assert_eq!((page.total, page.matches.len()), (150, 3));
        assert!(page.matches.iter().all(|found| found.jaccard > 0.7 && found.jaccard < 1.0));
    }

    #[test]
    fn the_same_text_later_is_a_copy_and_another_is_a_revision() {
        let first = item("a", "Quay Post", "2025-03-02T06:00:00Z", FERRY[0]);
        let (_folder, snapshot) = archive_of(std::slice::from_ref(&first));
        let mut later = first.clone();
        later["published"] = "2025-03-02T09:00:00Z".into();
        assert_eq!(asked(&snapshot, &later), [(Relation::Copy, "a".to_owned())]);
        later["text"] = format!("{} Nobody was hurt.", FERRY[0]).into();
        assert_eq!(asked(&snapshot, &later), [(Relation::Revision, "a".to_owned())]);
        later["text"] = first["text"].clone();
        later["title"] = "Ferry on a reef: all aboard are safe".into();
        assert_eq!(asked(&snapshot, &later), [(Relation::Revision, "a".to_owned())], "the title is another");
    }

    #[test]
    fn what_is_told_is_what_adding_does() {
        let mut items = others(0..4);
        items.push(item("one", "Quay Post", "2025-03-02T06:00:00Z", FERRY[0]));
        items.push(item("two", "Harbour News", "2025-03-02T12:00:00Z", FERRY[1]));
        let (folder, snapshot) = archive_of(&items);
        let third = item("three", "The Strait", "2025-03-02T20:00:00Z", FERRY[2]);
        let told: BTreeSet<String> = asked(&snapshot, &third)
            .into_iter()
            .filter(|(relation, _)| *relation == Relation::SameEvent)
            .map(|(_, id)| id)
            .collect();
        assert_eq!(told, ["one", "two"].map(str::to_owned).into());

        let mut archive = Archive::open(folder.path(), "a test", &ClusterSettings::default()).unwrap();
        archive.add(documents(&[third]), &AddSettings::default(), &mut |_| true).unwrap();
        let snapshot = archive.snapshot();
        let story = snapshot.document("three").unwrap().unwrap().story;
        let members = snapshot.members(&story).unwrap().into_iter().map(|placed| placed.document.id);
        assert_eq!(members.filter(|id| id != "three").collect::<BTreeSet<_>>(), told);
    }

    #[test]
    fn reports_of_other_days_are_no_reports_of_the_event() {
        let mut items = others(0..12);
        items.push(item("one", "Quay Post", "2025-03-02T06:00:00Z", FERRY[0]));
        let (_folder, snapshot) = archive_of(&items);
        let of_ferry = |published: &str| {
            let found = asked(&snapshot, &item("draft", "The Strait", published, FERRY[2]));
            found.into_iter().find(|(_, id)| id == "one").map(|(relation, _)| relation)
        };
        assert_eq!(of_ferry("2025-03-02T20:00:00Z"), Some(Relation::SameEvent));
        assert_eq!(of_ferry("2025-03-12T20:00:00Z"), None);
    }

    #[test]
    fn the_best_leads_come_first_and_are_counted() {
        let mut items = others(0..4);
        items.push(item("one", "Quay Post", "2025-03-02T06:00:00Z", FERRY[0]));
        items.push(item("two", "Harbour News", "2025-03-02T12:00:00Z", FERRY[1]));
        let (_folder, snapshot) = archive_of(&items);
        let settings = ClusterSettings::default().stories;
        let third = &documents(&[item("three", "The Strait", "2025-03-02T20:00:00Z", FERRY[2])])[0];
        let around = snapshot.around(third, &settings).unwrap();
        assert_eq!(around.documents, items.len());
        let leads = snapshot.leads(third, &around, &settings).unwrap();
        let first: BTreeSet<String> =
            leads.found.iter().take(2).map(|&address| snapshot.placed(address).unwrap().document.id).collect();
        assert_eq!(first, ["one", "two"].map(str::to_owned).into());
        let with = leads.documents_with.get(&crate::story::evidence::word_key("haedoji"));
        assert_eq!(with, Some(&3), "two, and the one asked for");
    }
}
