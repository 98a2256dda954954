use super::*;
use crate::feed::repair::Repair;

fn mended(text: &str) -> (String, Vec<Repair>) {
    let mut repairs = Repairs::default();
    let mended = mend(text, &mut repairs).unwrap().text.into_owned();
    (mended, repairs.finish())
}

fn kinds(text: &str) -> Vec<RepairKind> {
    mended(text).1.into_iter().map(|repair| repair.what).collect()
}

fn channel(items: &str) -> String {
    format!("<rss><channel><title>T</title>{items}</channel></rss>")
}

#[test]
fn what_is_well_formed_is_not_even_copied() {
    for text in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a --><rss xmlns:a='b'><a:c d = 'e'/>&amp;&#233;&#xE9;<![CDATA[<b>&]]></rss>\n<!-- z -->\n",
        "<feed xmlns='http://www.w3.org/2005/Atom'><p><p><br></br></p></p></feed>",
        "<rss><title>a</title><item><item/></item></rss>",
    ] {
        let mut repairs = Repairs::default();
        let edited = mend(text, &mut repairs).unwrap();
        assert!(repairs.finish().is_empty(), "{text}");
        // What says nothing any more is left out: the declaration, and comments behind the root.
        assert!(edited.text.contains("<rss") || edited.text.contains("<feed"));
    }
    assert!(matches!(mend("<rss><a/></rss>", &mut Repairs::default()).unwrap().text, std::borrow::Cow::Borrowed(_)));
}

#[test]
fn characters_and_references_are_put_right() {
    for (text, expected, what) in [
        ("AT&T", "AT&amp;T", RepairKind::Ampersand),
        ("a & b", "a &amp; b", RepairKind::Ampersand),
        ("?a=1&b=2&copy", "?a=1&amp;b=2&amp;copy", RepairKind::Ampersand),
        ("a&nbsp;b&eacute;", "a&#160;b&#233;", RepairKind::HtmlEntity),
        ("&harbour;", "&amp;harbour;", RepairKind::UnknownEntity),
        ("a&#0;b&#x1F;&#1114112;c", "a\u{FFFD}b\u{FFFD}\u{FFFD}c", RepairKind::IllegalReference),
        ("&#55357;&#56832;", "&#128512;", RepairKind::IllegalReference),
        ("a\u{0}b\u{1}\u{B}c\u{FFFE}", "ab c", RepairKind::ControlCharacter),
        ("5 < 6 <3 <- <foo@bar.example>", "5 &lt; 6 &lt;3 &lt;- &lt;foo@bar.example>", RepairKind::LessThan),
        ("a ]]> b]> c", "a ]]&gt; b]> c", RepairKind::SectionEnd),
        ("a <b and c", "a &lt;b and c", RepairKind::LessThan),
    ] {
        let (found, repairs) = mended(&format!("<rss>{text}</rss>"));
        assert_eq!(found, format!("<rss>{expected}</rss>"));
        assert!(repairs.iter().all(|repair| repair.what == what), "{text}: {repairs:?}");
    }
}

#[test]
fn attributes_are_put_right() {
    for (tag, expected) in [
        ("<a b=c/>", "<a b=\"c\"/>"),
        ("<a b=http://x.example/>", "<a b=\"http://x.example\"/>"),
        ("<a b/>", "<a b=\"b\"/>"),
        ("<a b='1' b='2'/>", "<a b='1' />"),
        ("<a b='1'c='2'/>", "<a b='1' c='2'/>"),
        ("<a b='x&y<z'/>", "<a b='x&amp;y&lt;z'/>"),
        ("<a b=x\"y/>", "<a b=\"x&quot;y\"/>"),
        ("<a b=\"x></a>", "<a b=\"x\"></a>"),
        ("<a = b='1'/>", "<a  b='1'/>"),
        ("<a xmlns:xml='q' xmlns:e=''/>", "<a  />"),
    ] {
        assert_eq!(mended(&format!("<rss>{tag}</rss>")).0, format!("<rss>{expected}</rss>"));
    }
    assert_eq!(mended("<rss><a></a b='1'></rss>").0, "<rss><a></a></rss>");
    assert_eq!(mended("<rss><a></a<b/></rss>").0, "<rss><a></a><b/></rss>");
}

#[test]
fn prefixes_are_bound() {
    let (text, repairs) = mended("<rss a='1'>\n<media:content zz:y='1'/></rss>");
    assert_eq!(
        text,
        "<rss xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:zz=\"urn:samestory:unbound:zz\" a='1'>\n<media:content zz:y='1'/></rss>"
    );
    assert_eq!(repairs, [Repair { line: 2, what: RepairKind::UnboundPrefix, count: 2 }]);
    assert!(kinds("<rss><x xmlns:media='u'><media:y/></x></rss>").is_empty());
    assert_eq!(kinds("<rss><x xmlns:media='u'/><media:y/></rss>"), [RepairKind::UnboundPrefix], "out of its scope");
}

#[test]
fn html_in_a_text_is_closed_as_html_is() {
    let text = channel("<item><description>one<br>two<p>three<p>four <img src=a.png> <b>five</description></item>");
    let (text, repairs) = mended(&text);
    assert!(
        text.contains(
            "<description>one<br/>two<p>three</p><p>four <img src=\"a.png\"/> <b>five</b></p></description></item>"
        ),
        "{text}"
    );
    assert!(repairs.iter().all(|repair| matches!(repair.what, RepairKind::MissingEnd | RepairKind::Attribute)));
}

#[test]
fn missing_and_stray_ends_do_not_spread() {
    let text = channel("<item><title>A<link>u</link></item><item><title>B</title></b><item><title>C</title></Item>");
    let (text, _) = mended(&text);
    assert_eq!(
        text,
        channel(
            "<item><title>A</title><link>u</link></item><item><title>B</title></item><item><title>C</title></item>"
        )
    );
    assert_eq!(mended("<rss><a></A></rss>").0, "<rss><a></a></rss>");
}

#[test]
fn a_text_that_breaks_off_keeps_what_is_whole() {
    let whole = "<rss>\n<channel><item><title>A</title></item>\n<item><title>B</title></item>";
    for tail in [
        "\n<item><title>C",
        "\n<item><title>C</ti",
        "\n<item><a b=\"c",
        "\n<item><![CDATA[x",
        "\n<item",
        "\n<item>\n<title>C</title>",
    ] {
        let (text, repairs) = mended(&format!("{whole}{tail}"));
        let kept = text.replace('\n', "");
        assert_eq!(kept, format!("{}</channel></rss>", whole.replace('\n', "")), "{tail}");
        let what = if tail == "\n<item" { RepairKind::CutOff } else { RepairKind::CutItem };
        assert_eq!(repairs.iter().filter(|repair| repair.what == what).count(), 1, "{tail}: {repairs:?}");
        assert!(repairs.iter().any(|repair| repair.line == 4 || what == RepairKind::CutOff));
    }
    let cut_before = mended("<rss><channel><item><title>A</title><item><title>B");
    assert!(cut_before.0.contains("<item><title>A</title></item></channel></rss>"), "{}", cut_before.0);
}

#[test]
fn sections_that_lost_their_end_do_not_swallow_the_rest() {
    let text = channel("<item><title><![CDATA[A</title></item><item><title><![CDATA[B]]></title></item>");
    assert_eq!(
        mended(&text).0,
        channel("<item><title><![CDATA[A]]></title></item><item><title><![CDATA[B]]></title></item>")
    );
    let text = channel("<item><title><![CDATA[A</title></item>");
    assert_eq!(mended(&text).0, channel("<item><title><![CDATA[A]]></title></item>"));
    let text = channel("<item><title><![CDATA[<![CDATA[A]]>]]></title></item>");
    assert_eq!(mended(&text).0, channel("<item><title><![CDATA[<![CDATA[A]]>]]&gt;</title></item>"));
    assert_eq!(kinds("<rss><!-- a -- b --><!-- ok --></rss>"), [RepairKind::BrokenSection]);
}

#[test]
fn junk_around_the_feed_is_left_out_and_lines_stay() {
    let text = "<br />\n<b>Warning</b>: x\n<?xml version='1.0'?>\n<rss>a</rss>\nbye <p>";
    let (text, repairs) = mended(text);
    assert_eq!(text, "\n\n\n<rss>a</rss>\n");
    assert_eq!(
        repairs.iter().map(|repair| (repair.line, &repair.what)).collect::<Vec<_>>(),
        [(1, &RepairKind::JunkBefore), (5, &RepairKind::JunkAfter)]
    );
    assert_eq!(kinds("\u{FEFF}<?xml version='1.0'?><rss/>"), []);
    assert_eq!(kinds(" <?xml version='1.0'?><rss/>"), [RepairKind::JunkBefore]);
}

#[test]
fn entities_of_a_document_type_are_never_expanded() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"> <!-- ' -->]>\n<rss>&b;&lt;</rss>";
    let (text, repairs) = mended(bomb);
    assert_eq!(text, "\n<rss>&amp;b;&lt;</rss>");
    assert_eq!(repairs, [Repair { line: 2, what: RepairKind::UnknownEntity, count: 1 }]);
}

#[test]
fn depth_is_bounded() {
    let text = format!("<rss>{}x{}<item/></rss>", "<a>".repeat(1_000), "</a>".repeat(1_000));
    let (text, repairs) = mended(&text);
    assert_eq!(text.matches("<a>").count(), DEEPEST - 1);
    assert_eq!(text.matches("</a>").count(), DEEPEST - 1);
    assert!(text.ends_with("<item/></rss>") && text.contains('x'));
    assert_eq!(repairs[0].what, RepairKind::TooDeep);
}

#[test]
fn hostile_texts_end_in_time() {
    let start = std::time::Instant::now();
    for piece in [
        "<",
        "<a",
        "<a>",
        "<a b",
        "<a b='",
        "<a b=\"",
        "<a b=c",
        "</a>",
        "<![CDATA[",
        "<!--",
        "<?x",
        "&",
        "&#",
        "<!DOCTYPE '",
        "<a b='x' c=\"",
        "<item><title>",
        "<description><br>",
        "<p>",
        "]]>",
        "<a:b>",
        "<a xmlns:b='c'>",
        "<title><b></title>",
        "<![CDATA[</item>",
        "<a></b>",
        "<item><![CDATA[</title>",
        "\u{1}",
        "<title><link>",
    ] {
        for before in ["", "<rss><channel>", "<rss><channel><item><description>"] {
            let _ = mended(&format!("{before}{}", piece.repeat(20_000)));
        }
    }
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
