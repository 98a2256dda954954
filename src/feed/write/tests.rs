use proptest::prelude::*;

use super::*;
use crate::feed::{FeedContext, FeedKind, read_text};

const RSS: &str = include_str!("../../../data/feeds/harbour.rss");
const ATOM: &str = include_str!("../../../data/feeds/lagoon.atom");
const JSON: &str = include_str!("../../../data/feeds/desk.json");
const RDF: &str = include_str!("../../../data/feeds/old.rdf");
const BROKEN: &str = include_str!("../../../data/feeds/broken.rss");
const KINDS: [OutputKind; 3] = [OutputKind::Rss2, OutputKind::Atom, OutputKind::JsonFeed];

fn feed(text: &str) -> Feed {
    read_text(text, &FeedContext { address: Some("https://fetched.example/feed"), ..FeedContext::default() }).unwrap()
}

fn output(feeds: &[Feed]) -> Output<'_> {
    let entries = feeds.iter().flat_map(|feed| {
        feed.items.iter().map(move |item| Entry { item, feed, id: None, also: Vec::new(), mark: None })
    });
    Output {
        title: "All ports".to_owned(),
        home: Some("https://all.example/".to_owned()),
        address: Some("https://all.example/feed".to_owned()),
        id: None,
        description: None,
        language: Some("en".to_owned()),
        updated: None,
        entries: entries.collect(),
        base: None,
    }
}

fn others() -> Vec<Also> {
    vec![
        Also {
            title: "Others <say> \"so\" & so\u{202E}".to_owned(),
            link: Some("https://other.example/?a=1&b=\"2\"".to_owned()),
            source: Some("Other & Sons".to_owned()),
        },
        Also { title: "No link".to_owned(), link: Some("javascript:alert(1)".to_owned()), source: None },
    ]
}

fn checked(output: &Output<'_>, kind: OutputKind) -> String {
    let text = write(output, kind);
    let wrong = match kind {
        OutputKind::Rss2 => rules::rss(&text),
        OutputKind::Atom => rules::atom(&text),
        OutputKind::JsonFeed => rules::json_feed(&text),
        OutputKind::JsonLines => text
            .lines()
            .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_err())
            .map(str::to_owned)
            .collect(),
    };
    assert!(wrong.is_empty(), "{kind:?}: {wrong:#?}\n{text}");
    text
}

/// What a reader sees of an item: title, link, time, text.
type Seen = (Option<String>, Option<String>, Option<i64>, String);

fn seen(feed: &Feed) -> Vec<Seen> {
    let time = |item: &Item| item.published.or(item.updated).map(|moment| moment.earliest().as_second());
    feed.items.iter().map(|item| (item.title.clone(), item.link.clone(), time(item), item.text.clone())).collect()
}

#[test]
fn an_item_goes_back_into_its_format_as_it_was_written() {
    let feeds = [feed(RSS)];
    let mut output = output(&feeds);
    output.base = feeds.first();
    let text = checked(&output, OutputKind::Rss2);
    let item = |text: &str| text[text.find("<item>").unwrap()..text.find("</item>").unwrap()].to_owned();
    assert_eq!(item(&text), item(RSS));
    assert!(
        text.contains("<title>Harbour Herald</title>") && text.contains("<image><url>https://herald.example/logo.png"),
        "{text}"
    );
    assert!(text.contains("href=\"https://all.example/feed\"") && !text.contains("https://herald.example/feed.rss"));

    let feeds = [feed(ATOM)];
    let mut output = self::output(&feeds);
    output.base = feeds.first();
    let text = checked(&output, OutputKind::Atom);
    assert!(text.contains("<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>All 214"));
    assert!(text.contains("<link rel=\"replies\" href=\"2025/haedoji/replies\" thr:count=\"4\"/>"));
    assert!(text.contains("<entry xml:base=\"https://lagoon.example/news/\">"), "{text}");

    let feeds = [feed(JSON)];
    let mut output = self::output(&feeds);
    output.base = feeds.first();
    let text = checked(&output, OutputKind::JsonFeed);
    assert!(
        text.contains("\"_desk\":{\"editor\": 7, \"score\":  1.50}")
            && text.contains("\"_desk\":{\"shift\": \"late\"}"),
        "{text}"
    );
}

#[test]
fn every_feed_in_every_format_keeps_the_rules_and_reads_the_same() {
    for text in [RSS, ATOM, JSON, RDF, BROKEN] {
        let feeds = [feed(text)];
        let mut output = output(&feeds);
        for base in [None, feeds.first()] {
            output.base = base;
            for kind in KINDS {
                let written = checked(&output, kind);
                let again = feed(&written);
                assert!(again.repairs.iter().all(|repair| !repair.what.loses_input()), "{:?}", again.repairs);
                assert_eq!(again.items.len(), feeds[0].items.len());
                for (one, other) in seen(&feeds[0]).into_iter().zip(seen(&again)) {
                    assert!(one.0.is_none() || one.0 == other.0, "{kind:?} {one:?} {other:?}");
                    assert_eq!(one.1, other.1, "{kind:?} {one:?}");
                    // Atom has no entry without a time: it gets that of its feed.
                    assert!(one.2.is_none() || one.2 == other.2, "{kind:?} {one:?} {other:?}");
                    assert!(one.3 == other.3 || one.3.is_empty(), "{kind:?} {one:?} {other:?}");
                }
            }
            checked(&output, OutputKind::JsonLines);
        }
    }
}

#[test]
fn nothing_is_dropped_on_the_way_to_another_format() {
    let feeds = [feed(RSS)];
    let output = output(&feeds);
    let atom = checked(&output, OutputKind::Atom);
    for kept in [
        "<media:content url=\"https://herald.example/haedoji.jpg\"",
        "<georss:point>34.02 127.31",
        "<link rel=\"enclosure\" href=\"https://herald.example/haedoji.mp3\"",
        "<comments xmlns=\"\">https",
        "<category xmlns=\"\" domain=",
    ] {
        assert!(atom.contains(kept), "{kept}: {atom}");
    }
    let json = checked(&output, OutputKind::JsonFeed);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["items"][0]["attachments"][0]["size_in_bytes"], 12_216_320);
    let kept = value["items"][0]["_samestory"]["written"]["xml"].to_string();
    assert!(kept.contains("<georss:point xmlns:georss=") && kept.contains("<comments>"), "{kept}");

    let feeds = [feed(ATOM), feed(JSON)];
    let output = self::output(&feeds);
    let rss = checked(&output, OutputKind::Rss2);
    for kept in [
        "rel=\"replies\"",
        "thr:count=\"4\"",
        "<uri>https://lagoon.example/dara</uri>",
        "\"score\":  1.50",
        "Reef Society",
    ] {
        assert!(rss.contains(kept) || rss.contains(&kept.replace('"', "&quot;")), "{kept}: {rss}");
    }
}

#[test]
fn what_is_attached_stays_attached_in_every_format() {
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{\"id\":\"1\",\"content_text\":\"x\",\"attachments\":[{\"url\":\"https://a.example/1.mp3\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":12},{\"url\":\"https://a.example/2.mp3\",\"mime_type\":\"audio/mpeg\"}]}]}";
    let feeds = [feed(json)];
    let rss = checked(&output(&feeds), OutputKind::Rss2);
    let enclosure = "<enclosure url=\"https://a.example/1.mp3\" length=\"12\" type=\"audio/mpeg\"/>";
    assert!(rss.contains(enclosure) && rss.contains("2.mp3"), "{rss}");
    let atom = checked(&output(&feeds), OutputKind::Atom);
    assert_eq!(atom.matches("<link rel=\"enclosure\"").count(), 2, "{atom}");
}

#[test]
fn the_others_of_a_story_are_listed_and_linked() {
    let feeds = [feed(RSS), feed(ATOM), feed(JSON), feed(RDF)];
    let mut output = output(&feeds);
    for entry in &mut output.entries {
        entry.also = others();
        entry.mark = Some(Mark {
            set: "event-1".to_owned(),
            story: "s1".to_owned(),
            relation: "copy".to_owned(),
            of: Some("x\"<".to_owned()),
        });
    }
    for kind in KINDS {
        let text = checked(&output, kind);
        assert!(text.contains("Also reported by"), "{kind:?}");
        assert!(!text.contains("javascript:") && !text.contains('\u{202E}'), "{kind:?}: {text}");
        let again = feed(&text);
        for (one, other) in feeds.iter().flat_map(|feed| &feed.items).zip(&again.items) {
            assert_eq!(one.text, other.text, "{kind:?}: the list is no part of the text");
            let html = other.content.as_deref().or(other.summary.as_deref()).unwrap_or_default();
            assert!(!html.contains("Also reported by"), "{kind:?}: {html}");
            assert_eq!(other.mark.as_ref().map(|mark| mark.story.as_str()), Some("s1"), "{kind:?}");
        }
    }
    let rss = write(&output, OutputKind::Rss2);
    assert!(rss.contains("<samestory:also title=\"Others &lt;say&gt; &quot;so&quot; &amp; so\" href=\"https://other.example/?a=1&amp;b=&quot;2&quot;\" source=\"Other &amp; Sons\"/>"), "{rss}");
    assert!(rss.contains("<samestory:story set=\"event-1\" id=\"s1\" relation=\"copy\" of=\"x&quot;&lt;\"/>"));
    let atom = write(&output, OutputKind::Atom);
    assert!(atom.contains("<link rel=\"related\" href=\"https://other.example/"));
    let lines = checked(&output, OutputKind::JsonLines);
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((first["story"].as_str(), first["also"][0]["source"].as_str()), (Some("s1"), Some("Other & Sons")));
}

#[test]
fn prefixes_that_mean_two_things_are_kept_apart() {
    let one = "<rss version='2.0' xmlns:x='urn:one' xmlns:samestory='urn:theirs'><channel><item><title>A</title><x:y>1</x:y><samestory:z/></item></channel></rss>";
    let other =
        "<rss version='2.0' xmlns:x='urn:two'><channel><item><title>B</title><x:y>2</x:y></item></channel></rss>";
    let feeds = [feed(one), feed(other)];
    let mut output = output(&feeds);
    for entry in &mut output.entries {
        entry.also = others();
    }
    for kind in KINDS {
        let text = checked(&output, kind);
        if kind == OutputKind::JsonFeed {
            continue;
        }
        let tree = crate::feed::tree::Tree::parse(&text, &[]).unwrap();
        let mut ids = vec![0];
        let mut found = Vec::new();
        while let Some(id) = ids.pop() {
            let node = tree.node(id);
            if ["y", "z", "also"].contains(&node.local) {
                found.push((node.namespace.to_owned(), tree.text(id).into_owned()));
            }
            ids.extend(tree.children(id));
        }
        found.sort();
        found.dedup();
        let pairs: Vec<(&str, &str)> = found.iter().map(|(space, text)| (space.as_str(), text.as_str())).collect();
        assert_eq!(pairs, [("urn:one", "1"), (NAMESPACE, ""), ("urn:theirs", ""), ("urn:two", "2")], "{text}");
    }
}

#[test]
fn links_that_run_programs_are_not_passed_on() {
    let rss = "<rss version='2.0'><channel><title>T</title><link>javascript:a()</link><item><title>A</title><link>JavaScript:x()</link><guid>javascript:y()</guid><enclosure url='data:text/html,x' length='1' type='text/html'/><comments>vbscript:z</comments><source url='javascript:s'>S</source></item></channel></rss>";
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='javascript:b'><id>javascript:1</id><icon>javascript:i</icon><title>T</title><updated>2025-06-12T00:00:00Z</updated><link href='javascript:a()'/><entry><id>urn:x:2</id><title>A</title><updated>2025-06-12T00:00:00Z</updated><link href='java&#10;script:x()'/><content type='text'>x</content><author><name>A</name><uri>javascript:u</uri></author></entry></feed>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"T\",\"home_page_url\":\"javascript:a()\",\"items\":[{\"id\":\"1\",\"url\":\"javascript:x()\",\"content_text\":\"x\",\"authors\":[{\"name\":\"A\",\"avatar\":\"java\\tscript:x\"}],\"attachments\":[{\"url\":\"javascript:y\",\"mime_type\":\"a/b\"}],\"_own\":{\"site_url\":\"vbscript:z\"}}]}";
    for text in [rss, atom, json] {
        let feeds = [feed(text)];
        assert_eq!((feeds[0].home.as_deref(), feeds[0].items[0].link.as_deref()), (None, None));
        let mut output = output(&feeds);
        for base in [None, feeds.first()] {
            output.base = base;
            for kind in KINDS {
                let written = checked(&output, kind).to_lowercase().replace(char::is_whitespace, "");
                assert!(!written.contains("script:") && !written.contains("data:text"), "{written}");
            }
        }
    }
}

#[test]
fn ids_are_made_where_formats_ask_for_them_and_replaced_where_they_clash() {
    let text = "<rss version='2.0'><channel><item><title>A</title><guid>1</guid></item><item><title>B</title><guid>1</guid></item><item><title>C</title></item></channel></rss>";
    let feeds = [feed(text)];
    let mut output = output(&feeds);
    for kind in KINDS {
        checked(&output, kind);
    }
    output.entries[0].id = Some("urn:mine:1".to_owned());
    let rss = checked(&output, OutputKind::Rss2);
    assert!(rss.contains("<guid isPermaLink=\"false\">urn:mine:1</guid>") && !rss.contains("<guid>1</guid>"), "{rss}");
    let again = feed(&rss);
    assert!(again.items.iter().all(|item| !item.shares_id));
}

#[test]
fn an_empty_feed_is_a_feed() {
    let mut output = output(&[]);
    for kind in KINDS {
        checked(&output, kind);
    }
    assert_eq!(checked(&output, OutputKind::JsonLines), "");
    (output.home, output.address, output.language) = (None, None, None);
    for kind in KINDS {
        assert_eq!(checked(&output, kind), write(&output, kind));
    }
}

/// What feed-rs reads of what was written: the other half of a round trip.
#[test]
fn feed_rs_reads_what_was_written() {
    for text in [RSS, ATOM, JSON, RDF, BROKEN] {
        let feeds = [feed(text)];
        let mut output = output(&feeds);
        for entry in &mut output.entries {
            entry.also = others();
        }
        for base in [None, feeds.first()] {
            output.base = base;
            for kind in KINDS {
                let written = checked(&output, kind);
                let ours = feed(&written);
                let theirs =
                    feed_rs::parser::parse(written.as_bytes()).unwrap_or_else(|error| panic!("{error}: {written}"));
                assert_eq!(ours.items.len(), theirs.entries.len());
                for (own, entry) in ours.items.iter().zip(&theirs.entries) {
                    let title = entry
                        .title
                        .as_ref()
                        .map(|title| crate::feed::plain::title(&title.content).text.unwrap_or_default());
                    assert_eq!(own.title, title, "{kind:?} {written}");
                    if let Some(id) = &own.id {
                        assert_eq!(id, &entry.id, "{kind:?} {written}");
                    }
                    if let Some(link) = &own.link {
                        assert!(
                            entry.links.iter().any(|entry| entry.href == *link),
                            "{kind:?}: {link} {:?}",
                            entry.links
                        );
                    }
                    let time = entry.published.or(entry.updated).map(|time| time.timestamp());
                    let own_time = own.published.or(own.updated).map(|moment| moment.earliest().as_second());
                    assert!(own_time.is_none() || own_time == time, "{kind:?} {own_time:?} {time:?} {written}");
                }
            }
        }
    }
}

/// A feed of our own making that holds what it likes.
fn any_feed() -> impl Strategy<Value = Feed> {
    let text = || prop::option::of("[a-z<>&\"'é\u{0}\u{1b}\u{202E}\\]\n ]{0,30}");
    let link = || {
        prop::option::of(prop::sample::select(vec![
            "https://a.example/1",
            "/rel",
            "javascript:x()",
            "data:text/html,x",
            "urn:x:y",
            "",
            "https://a.example/?a=1&b=<>\"",
        ]))
    };
    let date = || {
        prop::option::of(prop::sample::select(vec![
            "Thu, 12 Jun 2025 10:46:00 +0900",
            "2025-06-12",
            "2025-06-12T10:46:00",
            "yesterday",
            "",
        ]))
    };
    let item = (text(), link(), text(), link(), date(), text());
    (prop::collection::vec(item, 0..5), any::<bool>()).prop_map(|(items, is_atom)| {
        let element = |name: &str, value: Option<String>| value.map(|value| format!("<{name}>{}</{name}>", escape::text(&value))).unwrap_or_default();
        let items: String = items
            .into_iter()
            .map(|(title, link, text, id, date, author)| {
                let link = link.map(str::to_owned);
                let (id, date) = (id.map(str::to_owned), date.map(str::to_owned));
                if is_atom {
                    let link = link.map(|link| format!("<link href=\"{}\"/>", escape::attribute(&link))).unwrap_or_default();
                    let author = author.map(|author| format!("<author>{}</author>", element("name", Some(author)))).unwrap_or_default();
                    format!("<entry>{}{link}{}{}{}{author}</entry>", element("title", title), element("content", text), element("id", id), element("updated", date))
                } else {
                    format!("<item>{}{}{}{}{}{}</item>", element("title", title), element("link", link), element("description", text), element("guid", id), element("pubDate", date), element("dc:creator", author))
                }
            })
            .collect();
        let text = if is_atom {
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title>{items}</feed>")
        } else {
            format!("<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title>{items}</channel></rss>")
        };
        feed(&text)
    })
}

proptest! {
    #[test]
    fn whatever_is_written_keeps_the_rules_and_comes_back(feed_ in any_feed(), has_base in any::<bool>(), lists in any::<bool>()) {
        let feeds = [feed_];
        let mut output = output(&feeds);
        let mut ids = std::collections::HashSet::new();
        for (entry, number) in output.entries.iter_mut().zip(0..) {
            // Whoever merges feeds gives ids of their own to those that clash.
            if !ids.insert(entry.item.stable_id()) {
                entry.id = Some(format!("urn:own:{number}"));
            }
            if lists {
                entry.also = others();
            }
        }
        output.base = feeds.first().filter(|_| has_base);
        for kind in KINDS {
            let again = feed(&checked(&output, kind));
            prop_assert_eq!(again.items.len(), feeds[0].items.len());
            for (one, other) in feeds[0].items.iter().zip(&again.items) {
                if one.title.is_some() {
                    prop_assert_eq!(&one.title, &other.title);
                }
                if let Some(link) = one.link.as_deref().filter(|link| crate::feed::links::is_web(link)) {
                    prop_assert_eq!(Some(link), other.link.as_deref(), "{:?} {:?}", kind, other);
                }
                let time = |item: &Item| item.published.or(item.updated).map(|moment| moment.earliest());
                if time(one).is_some() {
                    prop_assert_eq!(time(one), time(other), "{:?}", kind);
                }
                prop_assert!(one.text.is_empty() || one.text == other.text, "{:?}: {:?} {:?}", kind, one.text, other.text);
            }
        }
    }

    #[test]
    fn writing_again_changes_nothing(feed_ in any_feed()) {
        for (kind, family) in [(OutputKind::Rss2, FeedKind::Rss2), (OutputKind::Atom, FeedKind::Atom)] {
            let feeds = [feed_.clone()];
            let mut first = output(&feeds);
            let mut ids = std::collections::HashSet::new();
            for (entry, number) in first.entries.iter_mut().zip(0..) {
                if !ids.insert(entry.item.stable_id()) {
                    entry.id = Some(format!("urn:own:{number}"));
                }
            }
            let once = write(&first, kind);
            let feeds = [feed(&once)];
            prop_assert_eq!(feeds[0].kind, family);
            let mut second = output(&feeds);
            second.base = feeds.first();
            let twice = write(&second, kind);
            let feeds = [feed(&twice)];
            let mut third = output(&feeds);
            third.base = feeds.first();
            prop_assert_eq!(write(&third, kind), twice);
        }
    }
}
