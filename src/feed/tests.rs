use proptest::prelude::*;

use super::*;

fn feed(text: &str) -> Feed {
    read_text(text, &FeedContext::default()).unwrap()
}

fn times(item: &Item) -> (Option<String>, Option<String>) {
    (item.published.map(|moment| moment.to_string()), item.updated.map(|moment| moment.to_string()))
}

fn lines(feed: &Feed, what: &RepairKind) -> Vec<u64> {
    feed.repairs.iter().filter(|repair| repair.what == *what).map(|repair| repair.line).collect()
}

#[test]
fn rss_is_read_with_its_modules() {
    let feed = feed(include_str!("../../data/feeds/harbour.rss"));
    assert_eq!(feed.kind, FeedKind::Rss2);
    assert_eq!(feed.title.as_deref(), Some("Harbour Herald"));
    assert_eq!(feed.home.as_deref(), Some("https://herald.example/"));
    assert_eq!(feed.address.as_deref(), Some("https://herald.example/feed.rss"));
    assert_eq!(feed.language.as_deref(), Some("en-gb"));
    assert_eq!(feed.updated.map(|moment| moment.to_string()).as_deref(), Some("2025-06-12T12:00:00+09:00"));
    let [first, second, third] = feed.items.as_slice() else { panic!("{:?}", feed.items.len()) };
    assert_eq!(first.id.as_deref(), Some("herald-4711"));
    assert!(!first.id_is_link && second.id_is_link);
    assert_eq!(first.link.as_deref(), Some("https://herald.example/2025/06/haedoji?utm_source=feed&utm_medium=rss"));
    assert_eq!(first.author.as_deref(), Some("Han Sora"));
    assert_eq!(first.categories, ["Ferries", "Geomundo"]);
    assert_eq!(
        first.text,
        "The ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard.\n\nAll of them were saved — the last by noon."
    );
    assert_eq!(first.summary.as_deref(), Some("The ferry <b>Haedoji</b> struck the reef at dawn."));
    assert_eq!(times(first).0.as_deref(), Some("2025-06-12T10:46:00+09:00"));
    assert_eq!(second.title.as_deref(), Some("Crane falls & blocks pier 3"));
    assert_eq!(second.author.as_deref(), Some("Bae Jiho"));
    assert_eq!(second.source.as_deref(), Some("Port Wire"));
    assert_eq!((third.title.as_deref(), third.id.as_deref(), third.ordinal, third.line), (None, None, 3, 36));
    assert!(feed.repairs.is_empty(), "{:?}", feed.repairs);
}

#[test]
fn atom_is_read_with_bases_and_constructs() {
    let feed = feed(include_str!("../../data/feeds/lagoon.atom"));
    assert_eq!(feed.title.as_deref(), Some("Lagoon & Reef"));
    assert_eq!(feed.address.as_deref(), Some("https://lagoon.example/feed.atom"));
    assert_eq!(feed.id.as_deref(), Some("tag:lagoon.example,2020:feed"));
    let [first, second] = feed.items.as_slice() else { panic!() };
    assert_eq!(first.link.as_deref(), Some("https://lagoon.example/news/2025/haedoji"));
    assert_eq!(first.author.as_deref(), Some("Ok Dara"));
    assert_eq!(first.text, "All 214 aboard the Haedoji were saved after the ferry struck a reef.\n\nSee the map.");
    assert!(first.content.as_deref().unwrap().starts_with("<p>All 214"));
    assert_eq!(
        times(first),
        (Some("2025-06-12T02:10:00Z".to_owned()), Some("2025-06-12T03:30:00.25+09:00".to_owned()))
    );
    assert_eq!(first.categories, ["Ferries"]);
    assert_eq!(second.title.as_deref(), Some("산호가 돌아왔다"));
    assert_eq!((second.language.as_deref(), first.language.as_deref()), (Some("ko"), Some("en")));
    assert_eq!((second.author.as_deref(), second.source.as_deref()), (Some("Lagoon desk"), Some("Reef Society")));
}

#[test]
fn json_feed_is_read_with_what_only_its_publisher_knows() {
    let feed = feed(include_str!("../../data/feeds/desk.json"));
    assert_eq!((feed.kind, feed.title.as_deref()), (FeedKind::JsonFeed, Some("Night desk")));
    let [first, second] = feed.items.as_slice() else { panic!() };
    assert_eq!(first.text, "The Haedoji ran aground off Geomundo.\n\nAll 214 were saved.");
    assert_eq!(first.summary.as_deref(), Some("A ferry &amp; a reef"));
    assert_eq!(first.author.as_deref(), Some("Night desk"));
    assert_eq!(second.id.as_deref(), Some("2"));
    assert_eq!(second.link.as_deref(), Some("https://elsewhere.example/note"));
    assert_eq!(second.text, "Tide tables\nof July are out.\n\nGet yours at <pier 3>.");
    assert_eq!((second.author.as_deref(), second.line), (Some("Han Sora"), 21));
    assert!(feed.repairs.is_empty(), "{:?}", feed.repairs);
}

#[test]
fn rss_1_is_read() {
    let feed = feed(include_str!("../../data/feeds/old.rdf"));
    assert_eq!((feed.kind, feed.items.len()), (FeedKind::Rss1, 1));
    let item = &feed.items[0];
    assert_eq!(item.id.as_deref(), Some("https://old.example/1"));
    assert_eq!(times(item).0.as_deref(), Some("2025-06-09T09:00:00+09:00"));
    assert_eq!(
        (item.author.as_deref(), item.categories.as_slice()),
        (Some("Yun Haneul"), ["Dredging".to_owned()].as_slice())
    );
}

#[test]
fn a_broken_feed_is_read_and_every_repair_told_by_its_line() {
    let feed = feed(include_str!("../../data/feeds/broken.rss"));
    let titles: Vec<_> = feed.items.iter().filter_map(|item| item.title.as_deref()).collect();
    assert_eq!(feed.title.as_deref(), Some("Gale & Gull"));
    assert_eq!(titles, ["Gale warning for the strait <updated>", "Gulls & gales", "Same id, other words"]);
    let [first, second, third] = feed.items.as_slice() else { panic!() };
    assert_eq!(first.link.as_deref(), Some("https://gull.example/gale?day=1&hour=2"));
    assert_eq!(times(first).0.as_deref(), Some("2025-06-12T04:00:00+09:00"));
    assert_eq!(first.text, "Winds up to 25 m/s\nBoats stay in port\nuntil Friday");
    assert_eq!(second.link, None);
    assert_eq!(second.text, "Gulls return to 5 < 6 islands.");
    assert!(third.shares_id && !second.shares_id && third.stable_id() != second.stable_id());
    for (what, expected) in [
        (RepairKind::JunkBefore, vec![1]),
        (RepairKind::Ampersand, vec![5, 10]),
        (RepairKind::HtmlEntity, vec![7]),
        (RepairKind::RelativeLink, vec![10]),
        (RepairKind::MarkupInTitle, vec![9]),
        (RepairKind::UnboundPrefix, vec![13]),
        (RepairKind::BrokenSection, vec![16]),
        (RepairKind::HarmfulLink, vec![17]),
        (RepairKind::UnreadableDate, vec![19]),
        (RepairKind::LessThan, vec![20]),
        (RepairKind::SharedId, vec![21]),
        (RepairKind::CutItem, vec![26]),
    ] {
        assert_eq!(lines(&feed, &what), expected, "{what}: {:?}", feed.repairs);
    }
}

#[test]
fn a_bare_ampersand_costs_nothing_else() {
    let whole = include_str!("../../data/feeds/harbour.rss");
    let broken = whole.replace("Crane falls &amp;amp; blocks", "Crane falls & blocks");
    let (whole, broken) = (feed(whole), feed(&broken));
    assert_eq!(whole.items[1].title, broken.items[1].title);
    assert_eq!(broken.repairs, [Repair { line: 28, what: RepairKind::Ampersand, count: 1 }]);
}

#[test]
fn ids_are_made_of_what_an_item_says_and_never_of_chance() {
    let text = "<rss><channel><item><link>https://a.example/1</link><title>A</title></item><item><title>B</title></item></channel></rss>";
    let (one, other) = (feed(text), feed(&text.replace("<title>A</title>", "<title>Z</title>")));
    assert_eq!(one.items[0].stable_id(), other.items[0].stable_id(), "the link is enough");
    assert_eq!(one.items[0].stable_id(), "urn:samestory:item:c806cadab63c7e06");
    assert_ne!(one.items[0].stable_id(), one.items[1].stable_id());
}

#[test]
fn links_are_relative_to_what_is_nearest() {
    let text = "<rss><channel><link>https://home.example/</link><item><link>a</link></item><item xml:base='https://base.example/x/'><link>a</link></item></channel></rss>";
    let links = |feed: Feed| feed.items.into_iter().filter_map(|item| item.link).collect::<Vec<_>>();
    assert_eq!(links(feed(text)), ["https://home.example/a", "https://base.example/x/a"]);
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self' href='https://self.example/f/feed'/><entry><link href='a'/></entry></feed>";
    assert_eq!(links(feed(atom)), ["https://self.example/f/a"]);
    let context = FeedContext { address: Some("https://fetched.example/f/"), ..FeedContext::default() };
    assert_eq!(links(read_text(atom, &context).unwrap()), ["https://fetched.example/f/a"]);
}

#[test]
fn feeds_are_told_from_other_texts() {
    for text in [
        "<?xml version='1.0'?>\n<!-- x -->\n<rss version='2.0'>",
        "\u{FEFF}<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<!DOCTYPE rss [<!ENTITY a 'b>'>]><rss>",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>",
        "<a:feed xmlns:a='x'>",
        "{\"version\": \"https://jsonfeed.org/version/1\"",
        "{\"title\": \"x\", \"version\" : \"https:\\/\\/jsonfeed.org\\/version\\/1.1\"",
    ] {
        assert!(is_feed(text), "{text}");
    }
    for text in [
        "",
        "words",
        "<html><body><rs>",
        "<opml version='2.0'>",
        "<rdf:RDF xmlns:foaf='x'><foaf:Person/>",
        "{\"version\": \"1.1\"}",
        "[{\"title\": 1}]",
        "{\"text\": \"about https://jsonfeed.org/version/1\"}",
        "<urlset>",
    ] {
        assert!(!is_feed(text), "{text}");
    }
}

#[test]
fn what_is_no_feed_is_refused_with_a_cure() {
    for (text, fault) in [
        ("", FeedFault::Empty),
        (" \u{FEFF}\n", FeedFault::Empty),
        ("<html><head><title>x</title></head></html>", FeedFault::WebPage),
        ("<nitf/>", FeedFault::Foreign),
        ("plain words", FeedFault::Foreign),
        ("{\"a\": 1}", FeedFault::Foreign),
    ] {
        let error = read_text(text, &FeedContext { path: "x", ..FeedContext::default() }).unwrap_err();
        assert_eq!((error.fault, error.path.as_str()), (fault, "x"), "{text}");
    }
    let error = read_text("{\"version\": \"https://jsonfeed.org/version/1\",\n\"items\": [}", &FeedContext::default())
        .unwrap_err();
    assert_eq!(error.line, Some(2));
}

#[test]
fn bytes_are_read_in_the_encoding_they_are_in() {
    let text = "<?xml version=\"1.0\" encoding=\"EUC-KR\"?><rss><channel><title>노을도 소식</title></channel></rss>";
    let (korean, ..) = encoding_rs::EUC_KR.encode(text);
    for (bytes, label, repairs) in [
        (korean.as_ref(), None, 0),
        (korean.as_ref(), Some("euc-kr"), 0),
        (korean.as_ref(), Some("utf-8"), 1),
        (text.as_bytes(), None, 1),
    ] {
        let feed = read(bytes, &FeedContext { charset: label, ..FeedContext::default() }).unwrap();
        assert_eq!(feed.title.as_deref(), Some("노을도 소식"), "{label:?}");
        assert_eq!(feed.repairs.len(), repairs, "{label:?}");
    }
    let cut = [&b"<rss><channel><title>"[..], "노을도 여객선".as_bytes(), b"\n \xFF</title></channel></rss>"].concat();
    let feed = read(&cut, &FeedContext::default()).unwrap();
    assert_eq!(lines(&feed, &RepairKind::BadBytes), [2]);
}

#[test]
fn json_is_mended() {
    let text = include_str!("../../data/feeds/desk.json");
    let whole = feed(text);
    let commas =
        feed(&format!("\u{FEFF}{}", text.replace("\"late\"}", "\"late\",}").replace("Geomundo\"]", "Geomundo\",]")));
    assert_eq!(commas.items.len(), 2);
    assert_eq!(commas.items[0].text, whole.items[0].text);
    assert_eq!(lines(&commas, &RepairKind::Comma), [8, 17]);
    let cut = feed(&text[..text.find("Tide tables").unwrap()]);
    assert_eq!((cut.items.len(), lines(&cut, &RepairKind::CutItem)), (1, vec![21]));
}

#[test]
fn an_entry_may_stand_alone() {
    let feed = feed(
        "<entry xmlns='http://www.w3.org/2005/Atom'><title>Alone</title><id>urn:x:1</id><updated>2025-06-12T00:00:00Z</updated></entry>",
    );
    assert_eq!(feed.items.len(), 1);
    assert_eq!(feed.items[0].title.as_deref(), Some("Alone"));
}

/// Feeds of pieces that belong and do not belong together.
fn broken_feed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<rss version=\"2.0\">",
        "<channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<link>",
        "</link>",
        "a & b",
        "&nbsp;",
        "&#0;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<br>",
        "<p>",
        "</p>",
        "<a href=x y='z'>",
        "</a>",
        "</channel>",
        "</rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "</entry>",
        "</feed>",
        "<content type='xhtml'>",
        "</content>",
        "<media:x/>",
        "<",
        ">",
        "\"",
        "\u{0}",
        "\u{FFFF}",
        "\n",
        "노을도",
        "<?xml version='1.0'?>",
        "<!DOCTYPE a [",
        "]>",
        "<description>",
        "</description>",
        "https://a.example/",
        "<guid>",
        "</guid>",
        "{\"version\":\"https://jsonfeed.org/version/1\",",
        "\"items\":[",
        "{\"id\":\"1\"}",
        ",",
        "]",
        "}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_that_is_read_ends_badly(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC*") {
        let _ = read(&bytes, &FeedContext::default());
        let _ = read_text(&text, &FeedContext::default());
        let _ = is_feed(&text);
        let _ = opml::read(&text);
    }

    #[test]
    fn whatever_is_mended_is_well_formed(text in broken_feed()) {
        let mut repairs = Repairs::default();
        let mended = mend::mend(&text, &mut repairs).unwrap().text.into_owned();
        prop_assert!(tree::Tree::parse(&mended, &[]).is_ok(), "{}", mended);
        // In what has no root of a feed, another root may come to light.
        if mend::root_name(&text).is_none() {
            return Ok(());
        }
        let mut again = Repairs::default();
        let twice = mend::mend(&mended, &mut again).unwrap().text.into_owned();
        let left = again.finish();
        prop_assert!(left.is_empty(), "{:?} of {}", left, mended);
        prop_assert_eq!(twice, mended);
    }

    #[test]
    fn lines_keep_their_numbers(text in broken_feed()) {
        let mended = mend::mend(&text, &mut Repairs::default()).unwrap().text.into_owned();
        prop_assert_eq!(mended.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn a_feed_without_fault_is_not_changed(titles in prop::collection::vec("[a-z<>&é ]{1,20}", 1..5)) {
        let items: String = titles.iter().map(|title| ["<item><title>", &html_escape::encode_text(title), "</title></item>"].concat()).collect();
        let text = format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>");
        let mut repairs = Repairs::default();
        let mended = mend::mend(&text, &mut repairs).unwrap().text.into_owned();
        prop_assert_eq!(mended, text);
        prop_assert!(repairs.finish().is_empty());
    }
}
