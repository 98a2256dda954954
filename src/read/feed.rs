//! Feeds to documents: one an item.
//!
//! The reading is that of [`crate::feed`]; here its items take the form that all stages know. What was mended becomes a
//! notice, one for each kind with the lines that it was needed on; what was lost becomes an error.

use std::collections::BTreeMap;

use super::charset::Decoded;
use super::paragraphs;
use crate::document::{Document, Origin, SectionKind};
use crate::feed::{self, Feed, FeedContext, Item, RepairKind};
use crate::problem::{Position, Problem, Severity};
use crate::text::language;

/// Reads a feed. Documents have the ids of their items or, without one, their links; what has neither has an empty id.
pub(super) fn read(decoded: &Decoded<'_>, path: &str) -> (Vec<Document>, Vec<Problem>) {
    let feed = match feed::read_text(&decoded.text, &FeedContext { path, ..FeedContext::default() }) {
        Ok(feed) => feed,
        Err(error) => {
            let position = error.line.map_or(Position::File, Position::Line);
            return (Vec::new(), vec![Problem::error(path, position, error.fault.to_string(), error.fault.cure())]);
        }
    };
    let mut problems = repairs(&feed, path);
    let mut documents = Vec::new();
    for item in &feed.items {
        if item.title.is_none() && item.text.is_empty() {
            let cure = "nothing to do, or tell the feed's publisher";
            problems.push(Problem::notice(
                path,
                Position::Line(item.line),
                "the item has neither title nor text",
                cure,
            ));
            continue;
        }
        let mut document = document(item, &feed);
        let (start, end) = decoded.byte_range(&item.range);
        document.origin = Origin { path: path.to_owned(), ordinal: item.ordinal, start, end };
        documents.push(document);
    }
    if feed.items.is_empty() {
        let cure = "nothing to do if nothing was published";
        problems.push(Problem::notice(path, Position::File, "the feed holds no items", cure));
    }
    (documents, problems)
}

fn document(item: &Item, feed: &Feed) -> Document {
    let own = item.id.as_ref().map(|_| item.stable_id());
    Document {
        id: own.or_else(|| item.link.clone()).unwrap_or_default(),
        origin: Origin { path: String::new(), ordinal: 0, start: 0, end: 0 },
        title: item.title.clone(),
        source: item.source.clone().or_else(|| feed.title.clone()),
        programme: None,
        published: item.published,
        updated: item.updated,
        language: item.language.as_deref().and_then(language::primary_subtag),
        reporter: item.author.clone(),
        place: None,
        url: item.link.clone(),
        sections: paragraphs::prose_section(SectionKind::Body, paragraphs::paragraphs(&item.text))
            .into_iter()
            .collect(),
        extra: Vec::new(),
    }
}

/// What is told of repairs: one problem for each kind, at its first line.
pub(super) fn repairs(feed: &Feed, path: &str) -> Vec<Problem> {
    const SHOWN: usize = 5;
    let mut by_kind: BTreeMap<&RepairKind, (Vec<u64>, u64)> = BTreeMap::new();
    for repair in &feed.repairs {
        let (lines, count) = by_kind.entry(&repair.what).or_default();
        lines.push(repair.line);
        *count += u64::from(repair.count);
    }
    by_kind
        .into_iter()
        .filter_map(|(what, (lines, count))| {
            let first = *lines.first()?;
            let mut message = what.to_string();
            if lines.len() > 1 {
                let shown: Vec<String> = lines.iter().take(SHOWN).map(u64::to_string).collect();
                let more = if lines.len() > SHOWN { " and more" } else { "" };
                message = format!("{message}, {count} times, in lines {}{more}", shown.join(", "));
            }
            let severity = if what.loses_input() { Severity::Error } else { Severity::Notice };
            let cure = match severity {
                Severity::Error => "fetch the feed again",
                Severity::Notice => "nothing to do, or tell the feed's publisher",
            };
            let position = Position::Line(first);
            Some(Problem { path: path.to_owned(), position, severity, message, cure: cure.to_owned() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::problem::{Position, Severity};
    use crate::read::{Collection, ReadSettings, read_bytes};

    fn read(path: &str, text: &str) -> Collection {
        read_bytes(path, text.as_bytes().to_vec(), &ReadSettings::default()).unwrap()
    }

    #[test]
    fn items_become_documents() {
        let text = include_str!("../../data/feeds/harbour.rss");
        let collection = read("harbour.rss", text);
        assert!(collection.problems.is_empty(), "{:?}", collection.problems);
        let ids: Vec<&str> = collection.documents.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["harbour#3", "herald-4711", "https://herald.example/2025/06/crane"]);
        let ferry = &collection.documents[1];
        assert_eq!(ferry.title.as_deref(), Some("Ferry Haedoji runs onto Gomsae reef"));
        assert_eq!((ferry.source.as_deref(), ferry.reporter.as_deref()), (Some("Harbour Herald"), Some("Han Sora")));
        assert_eq!(ferry.language.as_deref(), Some("en"));
        assert_eq!(ferry.sections[0].paragraphs.len(), 2);
        let start = usize::try_from(ferry.origin.start).unwrap();
        let end = usize::try_from(ferry.origin.end).unwrap();
        assert!(text[start..end].starts_with("<item>") && text[start..end].ends_with("</item>"));
        assert_eq!(collection.documents[2].source.as_deref(), Some("Port Wire"));
    }

    #[test]
    fn every_kind_of_feed_is_known_by_its_content() {
        for (text, count) in [
            (include_str!("../../data/feeds/lagoon.atom"), 2),
            (include_str!("../../data/feeds/desk.json"), 2),
            (include_str!("../../data/feeds/old.rdf"), 1),
        ] {
            let collection = read("file", text);
            let lost = collection.problems.iter().filter(|problem| problem.severity == Severity::Error);
            assert_eq!((collection.documents.len(), lost.count()), (count, 0), "{:?}", collection.problems);
        }
    }

    #[test]
    fn repairs_are_told_by_kind_and_losses_are_errors() {
        let collection = read("broken.rss", include_str!("../../data/feeds/broken.rss"));
        assert_eq!(collection.documents.len(), 3);
        let errors: Vec<_> = collection.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].position, Position::Line(26));
        let ampersands = collection.problems.iter().find(|problem| problem.message.starts_with("a bare &")).unwrap();
        assert_eq!(ampersands.message, "a bare & was escaped, 2 times, in lines 5, 10");
        let text = include_str!("../../data/feeds/broken.rss");
        let gale =
            collection.documents.iter().find(|document| document.title.as_deref() == Some("Gulls & gales")).unwrap();
        let start = usize::try_from(gale.origin.start).unwrap();
        assert!(text[start..].starts_with("<item>\n<title><![CDATA[Gulls"), "places are those of the file");
    }

    #[test]
    fn a_feed_without_items_is_told() {
        let collection = read("f.xml", "<rss><channel><title>x</title></channel></rss>");
        assert_eq!(collection.problems[0].message, "the feed holds no items");
    }
}
