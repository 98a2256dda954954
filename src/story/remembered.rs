//! What is kept of documents from one grouping to the next.
//!
//! To find the evidence of a document is most of the work for it, and a function of the document alone. Whoever groups much
//! the same documents again and again, as an archive does that grows, hands in what was found the last time.

use ahash::AHashMap;
use xxhash_rust::xxh3::Xxh3;

use super::background::Weighed;
use super::evidence::Evidence;
use super::settings::StorySettings;
use crate::document::{Document, Paragraph};
use crate::text::frequency::GeneralFrequencies;

/// The weighed evidence of the documents of the last grouping. Of use with the same settings only.
#[derive(Debug, Default)]
pub struct Remembered {
    weighed: AHashMap<u128, Weighed>,
}

impl Remembered {
    pub(super) fn get(&self, print: u128) -> Option<&Weighed> {
        self.weighed.get(&print)
    }

    /// The weighed evidence of a document without furniture in its title: what is remembered, or found now.
    pub(crate) fn weighed(&self, cleared: &Document, settings: &StorySettings) -> Weighed {
        let found = || Weighed::of(Evidence::of(cleared, GeneralFrequencies::shipped(), settings), settings);
        self.get(print(cleared)).cloned().unwrap_or_else(found)
    }

    /// Keeps these, and nothing else.
    pub(super) fn keep<'a>(&mut self, weighed: impl Iterator<Item = (u128, &'a Weighed)>) {
        let mut before = std::mem::take(&mut self.weighed);
        for (print, weighed) in weighed {
            let kept = before.remove(&print).unwrap_or_else(|| weighed.clone());
            self.weighed.insert(print, kept);
        }
    }
}

/// A hash of all that evidence may rest on: of everything in a document but its id, its address, where it was read from, and
/// the fields that samestory has no use for.
pub(super) fn print(document: &Document) -> u128 {
    let mut hasher = Xxh3::new();
    let mut feed = |part: Option<&str>| {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hasher.update(&length.to_le_bytes());
        hasher.update(part.unwrap_or_default().as_bytes());
    };
    let Document { id: _, origin: _, url: _, extra: _, title, source, programme, .. } = document;
    let Document { published, updated, language, reporter, place, sections, .. } = document;
    for text in [title, source, programme, language, reporter, place] {
        feed(text.as_deref());
    }
    for moment in [published, updated] {
        feed(moment.map(|moment| moment.to_string()).as_deref());
    }
    for section in sections {
        feed(Some(&format!("{:?}", section.kind)));
        feed(section.label.as_deref());
        for paragraph in &section.paragraphs {
            let (kind, quote) = match paragraph {
                Paragraph::Prose(_) => ("prose", None),
                Paragraph::HandOver(_) => ("hand-over", None),
                Paragraph::SignOff(_) => ("sign-off", None),
                Paragraph::Quote(quote) => ("quote", Some(quote)),
            };
            feed(Some(kind));
            feed(Some(paragraph.text()));
            for part in quote.into_iter().flat_map(|quote| [&quote.speaker, &quote.role, &quote.when]) {
                feed(part.as_deref());
            }
        }
    }
    hasher.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{ClusterSettings, cluster, cluster_remembering};
    use crate::read::{ReadSettings, read_bytes};

    fn documents(from: usize, to: usize) -> Vec<Document> {
        let lines: Vec<String> = (from..to)
            .map(|number| {
                let event = number / 3;
                let told: Vec<String> =
                    (0..30).map(|word| format!("w{event}x{}", word * (1 + number % 3) % 11)).collect();
                serde_json::json!({"id": format!("d{number:03}"), "title": format!("Desk: event {event}"),
                    "published": "2025-03-02", "text": told.join(" ")})
                .to_string()
            })
            .collect();
        read_bytes("x.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap().documents
    }

    #[test]
    fn what_is_remembered_changes_nothing() {
        let settings = ClusterSettings::default();
        let mut remembered = Remembered::default();
        for (from, to) in [(0, 30), (9, 45), (9, 45), (40, 42)] {
            let plain = cluster(documents(from, to), &settings, &mut |_| ());
            let again = cluster_remembering(documents(from, to), &settings, &mut remembered);
            assert_eq!(plain.stories, again.stories);
            assert_eq!(plain.evidence.links, again.evidence.links);
            assert_eq!(remembered.weighed.len(), again.representatives.len(), "and nothing else is kept");
        }
    }

    #[test]
    fn whatever_evidence_rests_on_counts() {
        let document = || documents(0, 1).remove(0);
        let changes: [fn(&mut Document); 5] = [
            |document| document.title = None,
            |document| document.source = Some("Quay Post".to_owned()),
            |document| document.language = None,
            |document| document.published = None,
            |document| document.sections.clear(),
        ];
        let mut prints = vec![print(&document())];
        for change in changes {
            let mut other = document();
            other.language.get_or_insert_with(|| "en".to_owned());
            change(&mut other);
            prints.push(print(&other));
        }
        prints.sort_unstable();
        prints.dedup();
        assert!(prints.len() >= changes.len(), "{prints:?}");
        let mut elsewhere = document();
        elsewhere.id = "other".to_owned();
        assert_eq!(print(&elsewhere), print(&document()));
    }
}
