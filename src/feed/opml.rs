//! OPML: lists of feeds, as feed readers export them.
//!
//! Source: OPML 2.0 (opml.org), "Subscription lists". Folders are outlines that hold outlines and name no feed.

use super::repair::{FeedError, FeedFault, Repairs};
use super::tree::{Id, Tree};
use super::{links, mend, plain};

/// A feed on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What the list calls it.
    pub title: Option<String>,
    /// Address of the feed.
    pub xml_url: String,
    /// Address of the web page that the feed belongs to.
    pub html_url: Option<String>,
    /// The folders that it is in, outermost first, parted by `/`.
    pub folder: Option<String>,
}

/// Reads a list of feeds, in its order. Broken lists are mended as feeds are; outlines whose address runs a program or is
/// none are passed over.
///
/// # Errors
///
/// If the text is no OPML.
pub fn read(text: &str) -> Result<Vec<Outline>, FeedError> {
    let error = |line, fault| FeedError { path: String::new(), line, fault };
    let mended = mend::mend(text, &mut Repairs::default());
    let mended = mended.map_err(|too_broken| error(None, FeedFault::Malformed { reason: too_broken.to_string() }))?;
    let tree = Tree::parse(&mended.text, &[]).map_err(|refused| {
        let before = mended.text.as_bytes().get(..refused.offset).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        error(Some(line), FeedFault::Malformed { reason: refused.reason })
    })?;
    let Some(root) = tree.root().filter(|root| tree.node(*root).local.eq_ignore_ascii_case("opml")) else {
        return Err(error(None, FeedFault::NoList));
    };
    let mut outlines = Vec::new();
    for body in tree.children(root).filter(|id| tree.node(*id).local.eq_ignore_ascii_case("body")) {
        collect(&tree, body, &mut Vec::new(), &mut outlines);
    }
    Ok(outlines)
}

fn collect(tree: &Tree<'_>, id: Id, folders: &mut Vec<String>, outlines: &mut Vec<Outline>) {
    for child in tree.children(id).filter(|id| tree.node(*id).local.eq_ignore_ascii_case("outline")) {
        let text = |name: &str| tree.attribute(child, name).and_then(|text| plain::title(text).text);
        let title = text("title").or_else(|| text("text"));
        let address = |name: &str| tree.attribute(child, name).and_then(|written| links::read(written, None).address());
        let xml_url = address("xmlUrl");
        if let Some(xml_url) = xml_url.clone() {
            let folder = (!folders.is_empty()).then(|| folders.join("/"));
            outlines.push(Outline { title: title.clone(), xml_url, html_url: address("htmlUrl"), folder });
        }
        let is_folder = xml_url.is_none() && title.is_some();
        if is_folder {
            folders.push(title.unwrap_or_default().replace('/', "-"));
        }
        collect(tree, child, folders, outlines);
        if is_folder {
            folders.pop();
        }
    }
}

/// Whether a text begins as OPML does.
#[must_use]
pub fn is_opml(head: &str) -> bool {
    mend::root_name(head) == Some("opml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_come_with_their_folders() {
        let text = "<?xml version='1.0'?><opml version='2.0'><head><title>Mine</title></head><body>
            <outline text='Harbour &amp; sea'><outline type='rss' text='Tide' xmlUrl='https://tide.example/rss?a=1&b=2' htmlUrl='https://tide.example/'/>
            <outline text='Far/away'><outline title='Reef' text='x' xmlURL='https://reef.example/atom'/></outline></outline>
            <outline xmlUrl='javascript:alert(1)' text='bad'/><outline text='empty'/>
            <outline xmlUrl=https://plain.example/feed></body></opml>";
        assert!(is_opml(text) && !is_opml("<rss/>"));
        let outlines = read(text).unwrap();
        let told: Vec<_> = outlines
            .iter()
            .map(|outline| (outline.title.as_deref(), outline.xml_url.as_str(), outline.folder.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (Some("Tide"), "https://tide.example/rss?a=1&b=2", Some("Harbour & sea")),
                (Some("Reef"), "https://reef.example/atom", Some("Harbour & sea/Far-away")),
                (None, "https://plain.example/feed", None),
            ]
        );
        assert_eq!(outlines[0].html_url.as_deref(), Some("https://tide.example/"));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "<rss/>", "words", "<html><body/></html>"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
