//! Revisions: when is a document a later version of another, and what changed.
//!
//! A revision is the same article of the same outlet, published again: under the same id or address, or with nearly the
//! same title within hours. Ids and addresses alone do not prove it (files are numbered alike every day, a page may list
//! many items), so the two must also be akin in title or text. A revision is no second report of an event: the latest text
//! stands for the article, the others are kept as its versions.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::entries::{Placed, words};
use crate::copies::shingle::Shingles;
use crate::copies::verify::Overlap;
use crate::document::Document;
use crate::index::schema::folded_key;
use crate::moment::Moment;

/// Likeness (Jaro and Winkler's) from which two titles are nearly the same.
const TITLE_LIKENESS: f64 = 0.95;
/// Letters of titles that are compared, the rest of longer ones is passed over.
const TITLE_LETTERS: usize = 300;
/// Share of the shorter text that the longer must hold where id or address are the same and the titles are not.
const LITTLE: f64 = 0.2;
/// The same where nothing but the titles are nearly the same.
const MUCH: f64 = 0.5;
/// Days within which a title tells a revision: what comes daily under one title is no revision.
pub(crate) const TITLE_DAYS: f64 = 0.5;
/// Words in a shingle.
const SHINGLE_WORDS: usize = 5;
/// Longest passage of a change that is told, in words.
const PASSAGE_WORDS: usize = 40;
/// Most passages of a change that are told.
const MOST_PASSAGES: usize = 20;
/// Most words of a text that are laid beside another's.
const MOST_WORDS: usize = 20_000;

/// Whether one of two documents is a version of the other.
pub(super) fn is_revision(one: &Placed, other: &Placed) -> bool {
    let same_id = one.known.given == other.known.given || one.document.id == other.document.id;
    are_versions(&one.document, &other.document, same_id)
}

/// Whether one of two documents is a version of the other, which have the same id or not.
pub(crate) fn are_versions(first: &Document, second: &Document, same_id: bool) -> bool {
    let is_same = |field: fn(&Document) -> Option<&String>| match (field(first), field(second)) {
        (Some(one), Some(other)) => folded_key(one) == folded_key(other),
        _ => false,
    };
    let same_source = is_same(|document| document.source.as_ref());
    let same_url = first.url.is_some() && first.url == second.url;
    let title = titles_alike(first, second);
    let shares = |share: f64| Overlap::of(&shingles(first), &shingles(second)).containment() >= share;
    if same_id || (same_url && (same_source || (first.source.is_none() && second.source.is_none()))) {
        return are_akin(first, second);
    }
    let same_programme =
        first.programme.is_none() && second.programme.is_none() || is_same(|document| document.programme.as_ref());
    let within_hours = match (&first.published, &second.published) {
        (Some(one), Some(other)) => one != other && one.days_apart(other) <= TITLE_DAYS && one.days_apart(other) > 0.0,
        _ => false,
    };
    same_source && same_programme && within_hours && title && shares(MUCH)
}

/// Whether two documents have nearly the same title, or part of their texts in common: enough for one item where its id or
/// address is the same.
pub(crate) fn are_akin(first: &Document, second: &Document) -> bool {
    titles_alike(first, second) || Overlap::of(&shingles(first), &shingles(second)).containment() >= LITTLE
}

/// Whether a document that comes to an archive is a later version than one that is there; if nothing tells, it is.
pub(crate) fn is_later(new: &Document, old: &Document) -> bool {
    let time = |document: &Document| document.updated.or(document.published).map(|moment| moment.earliest());
    match (time(new), time(old)) {
        (Some(new), Some(old)) => new >= old,
        _ => true,
    }
}

fn titles_alike(one: &Document, other: &Document) -> bool {
    let letters = |document: &Document| {
        let title = words(document.title.as_deref().unwrap_or_default());
        title.chars().take(TITLE_LETTERS).collect::<String>()
    };
    let (one, other) = (letters(one), letters(other));
    !one.is_empty() && !other.is_empty() && (one == other || strsim::jaro_winkler(&one, &other) >= TITLE_LIKENESS)
}

fn shingles(document: &Document) -> Shingles {
    Shingles::of(&document.compared_text(), SHINGLE_WORDS)
}

/// What a later version of a document changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The title before, if it is another now.
    pub title_before: Option<String>,
    /// The time of publication before, if it is another now.
    pub published_before: Option<Moment>,
    /// Words of the text that were added.
    pub words_added: usize,
    /// Words of the text that were dropped.
    pub words_dropped: usize,
    /// What was added, passage by passage: the first few, each cut if it is long.
    pub added: Vec<String>,
    /// What was dropped.
    pub dropped: Vec<String>,
}

impl Change {
    /// What `later` made of `earlier`. O(n d) for texts of n words with d changes.
    #[must_use]
    pub fn between(earlier: &Document, later: &Document) -> Self {
        let (before, after) = (earlier.evidence_text(), later.evidence_text());
        let [before, after] =
            [&before, &after].map(|text| -> Vec<&str> { text.split_whitespace().take(MOST_WORDS).collect() });
        let mut change = Self {
            title_before: earlier.title.clone().filter(|title| Some(title) != later.title.as_ref()),
            published_before: earlier.published.filter(|moment| Some(*moment) != later.published),
            words_added: 0,
            words_dropped: 0,
            added: Vec::new(),
            dropped: Vec::new(),
        };
        for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
            if let DiffOp::Equal { .. } = operation {
                continue;
            }
            let (old, new) = (&before[operation.old_range()], &after[operation.new_range()]);
            change.words_dropped += old.len();
            change.words_added += new.len();
            for (words, passages) in [(old, &mut change.dropped), (new, &mut change.added)] {
                if !words.is_empty() && passages.len() < MOST_PASSAGES {
                    let cut = if words.len() > PASSAGE_WORDS { " …" } else { "" };
                    passages.push(words[..words.len().min(PASSAGE_WORDS)].join(" ") + cut);
                }
            }
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::read::{ReadSettings, read_bytes};

    const CRANE: &str = "A harbour crane fell across two empty barges at Pier Nine in Mokhyang on Tuesday and blocked the \
        channel until dusk. Nobody was aboard. The port says that a bolt, changed in April, had sheared off.";
    const BUDGET: &str =
        "The council of Mokhyang raised the fares of its trams by a tenth after a debate of nine hours.";

    fn placed(edit: impl FnOnce(&mut Value)) -> Placed {
        let mut item = json!({"id": "a", "title": "Crane falls across barges at Pier Nine", "source": "Quay Post",
            "url": "https://quay.example/crane", "published": "2025-04-01T09:00:00Z", "text": CRANE});
        edit(&mut item);
        let settings = ReadSettings::default();
        let document = read_bytes("x.json", item.to_string().into_bytes(), &settings).unwrap().documents.remove(0);
        Placed::new(document)
    }

    fn is_revision_if(edit: impl FnOnce(&mut Value)) -> bool {
        is_revision(&placed(|_| ()), &placed(edit))
    }

    #[test]
    fn the_same_address_with_a_like_text_is_a_revision() {
        assert!(is_revision_if(|item| {
            item["id"] = "b".into();
            item["title"] = "Channel open again".into();
            item["text"] = format!("{CRANE} The channel was open again by night.").into();
        }));
        assert!(!is_revision_if(|item| {
            item["id"] = "b".into();
            item["title"] = "Fares rise".into();
            item["text"] = BUDGET.into();
        }));
    }

    #[test]
    fn an_id_alone_proves_nothing() {
        assert!(!is_revision_if(|item| {
            item["url"] = Value::Null;
            item["title"] = "Fares rise".into();
            item["text"] = BUDGET.into();
        }));
        assert!(is_revision_if(|item| item["text"] = BUDGET.into()), "the title is the same");
    }

    #[test]
    fn a_title_tells_within_hours_and_one_outlet_and_programme() {
        let later = |item: &mut Value, published: &str| {
            item["id"] = "b".into();
            item["url"] = "https://quay.example/other".into();
            item["published"] = published.into();
        };
        assert!(is_revision_if(|item| later(item, "2025-04-01T12:00:00Z")));
        assert!(!is_revision_if(|item| later(item, "2025-04-02T09:00:00Z")), "a day later");
        assert!(!is_revision_if(|item| later(item, "2025-04-01T09:00:00Z")), "at the same time: a copy");
        assert!(!is_revision_if(|item| {
            later(item, "2025-04-01T12:00:00Z");
            item["source"] = "Harbour News".into();
        }));
        assert!(!is_revision_if(|item| {
            later(item, "2025-04-01T12:00:00Z");
            item["programme"] = "Night".into();
        }));
    }

    #[test]
    fn a_change_tells_what_came_and_went() {
        let earlier = placed(|_| ()).document;
        let later = placed(|item| {
            item["title"] = "Crane lifted".into();
            item["text"] = CRANE.replace("until dusk", "until late at night").into();
        })
        .document;
        let change = Change::between(&earlier, &later);
        assert_eq!((change.words_added, change.words_dropped), (3, 1));
        assert_eq!((change.added, change.dropped), (vec!["late at night.".to_owned()], vec!["dusk.".to_owned()]));
        assert_eq!(change.title_before.as_deref(), Some("Crane falls across barges at Pier Nine"));
        assert_eq!(change.published_before, None);
    }
}
