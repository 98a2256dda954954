//! Whole pages: every layout in small, and laws that hold for any text.

use proptest::prelude::*;

use super::{PageOutcome, read_page};
use crate::document::{Document, Paragraph, SectionKind};
use crate::moment::Moment;
use crate::text::words::{Unspaced, normal_words};

const FOOTER: &str = "■ 제보하기\n▷ 카카오톡 : 'KBS제보' 검색, 채널 추가\n▷ 전화 : 02-781-1234, 4444\n";

fn documents(page: &str) -> Vec<Document> {
    match read_page(page) {
        PageOutcome::Documents(documents) => documents,
        PageOutcome::Nothing(reason) => panic!("nothing: {reason}"),
    }
}

fn only(page: &str) -> Document {
    let mut documents = documents(page);
    assert_eq!(documents.len(), 1, "{documents:#?}");
    documents.remove(0)
}

fn bytes_of<'a>(page: &'a str, document: &Document) -> &'a str {
    &page[usize::try_from(document.origin.start).unwrap()..usize::try_from(document.origin.end).unwrap()]
}

fn kinds(document: &Document) -> Vec<SectionKind> {
    document.sections.iter().map(|section| section.kind).collect()
}

fn time(moment: Option<Moment>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

#[test]
fn an_afternoon_page_with_footer_and_repeat_is_one_clean_document() {
    let body = "[LEAD]\nThe weir at Sandol gave way before sunrise on Monday.\n\n[REPORT]\nBrown water filled forty cellars.\n\n\
        Ha Yeo-reum / Reservoir Keeper (March)\nIt sang for a week.\nThen it stopped.\n\nThe carp have been counted.\n";
    let page = format!(
        " date 2031-04-09 News Today\n\n[News Today] ‘Singing’ weir bursts\n\n입력 2031.04.09 (15:22) 수정 2031.04.09 (15:24)\n\n\
         읽어주기 기능은 크롬기반의\n브라우저에서만 사용하실 수 있습니다.\n\n\n{body}\n{FOOTER}\n\n  • [News Today] ‘Singing’ weir bursts\n    • 입력 \
         2031-04-09 15:22:52\n    • 수정2031-04-09 15:24:13\n    News Today\n\n{body}KBS\nKBS\n\n헤드라인\n\n다른 기사 제목\n"
    );
    let document = only(&page);
    assert_eq!(document.title.as_deref(), Some("‘Singing’ weir bursts"));
    assert_eq!((document.source.as_deref(), document.programme.as_deref()), (Some("KBS"), Some("News Today")));
    assert_eq!(time(document.published), "2031-04-09T15:22:00+09:00");
    assert_eq!(time(document.updated), "2031-04-09T15:24:00+09:00");
    assert_eq!(kinds(&document), [SectionKind::Lead, SectionKind::Report]);
    let quote = document.quotes().next().unwrap();
    assert_eq!(quote.speaker.as_deref(), Some("Ha Yeo-reum"));
    assert_eq!(quote.when.as_deref(), Some("March"));
    assert_eq!(quote.text, "It sang for a week. Then it stopped.");
    assert_eq!(document.evidence_text().matches("carp").count(), 1);
    assert!(!document.evidence_text().contains("기사"));
    let bytes = bytes_of(&page, &document);
    assert!(bytes.starts_with("date 2031") && bytes.ends_with("counted."), "{bytes}");
}

#[test]
fn an_evening_page_without_head_still_names_its_programme_and_reporter() {
    let page = "동영상 고정 취소\n\n[Anchor]\n\n\n\nThe weir burst.\n\n\n\nReporter Ha Yeo-reum has the story.\n\n\n\n[Report]\n\n\n\n\
        It was old.\n\n\n\n[“It sang!”]\n\n\n\nThis is Ha Yeo-reum reporting for KBS News from Sandol.\n\n\n\n공지·정정\n";
    let document = only(page);
    assert_eq!((document.title.as_deref(), document.published), (None, None));
    assert_eq!(document.programme.as_deref(), Some("News 9"));
    assert_eq!((document.reporter.as_deref(), document.place.as_deref()), (Some("Ha Yeo-reum"), Some("Sandol")));
    assert_eq!(document.evidence_text(), "The weir burst.\n\nIt was old.\n\nIt sang!");
}

#[test]
fn speech_before_the_first_marker_is_a_body() {
    let document = only(
        " date 2031-04-09 News 9\n\nWeir bursts\n\nThe weir burst.\n\nHa Yeo-reum reports.\n\n[Report]\n\nIt was old.\n",
    );
    assert_eq!(document.title.as_deref(), Some("Weir bursts"));
    assert_eq!(kinds(&document), [SectionKind::Body, SectionKind::Report]);
    assert_eq!(document.reporter.as_deref(), Some("Ha Yeo-reum"));
}

#[test]
fn stories_on_one_page_share_its_times_and_have_their_own_bytes() {
    let page = "Weir Bursts\n입력 2031.04.09 (14:21)\n수정 2031.04.09 (14:43)\n[Anchor Lead]\nThe weir at Sandol burst.\n[Pkg]\nIt was old.\n\
        [Soundbite] (Keeper) : \"It sang.\"\n2. Choir Wins\n[Anchor Lead]\nA choir of miners won in Riga.\n[Pkg]\nThe jury wept openly.\n";
    let found = documents(page);
    assert_eq!(
        found.iter().map(|document| document.title.as_deref()).collect::<Vec<_>>(),
        [Some("Weir Bursts"), Some("Choir Wins")]
    );
    for (document, ordinal) in found.iter().zip(1..) {
        assert_eq!(time(document.published), "2031-04-09T14:21:00+09:00");
        assert_eq!((document.programme.as_deref(), document.origin.ordinal), (Some("News Today"), ordinal));
    }
    let second = bytes_of(page, &found[1]);
    assert!(second.starts_with("2. Choir Wins") && second.ends_with("openly."), "{second}");
    assert!(found[0].origin.end <= found[1].origin.start);
}

#[test]
fn the_footer_lends_title_and_times_to_a_headless_page() {
    let page = " date 2031-04-09 기사 본문 영역\n상세페이지\n[Anchor Lead]\nThe weir burst.\n[Pkg]\nIt was old.\n\n  • WEIR BURSTS\n    • 입력 \
        2031-04-09 15:02:10\n    • 수정2031-04-09 15:40:33\n    News Today\n";
    let document = only(page);
    assert_eq!(document.title.as_deref(), Some("WEIR BURSTS"));
    assert_eq!(time(document.published), "2031-04-09T15:02:10+09:00");
    assert_eq!(document.body(), "It was old.");
}

#[test]
fn korean_pages_are_read_alike() {
    let page = " date 2031-04-09 뉴스 9\n\n노래하던 둑 무너져\n\n입력 2031.04.09 (21:22)\n\n[앵커]\n\n산돌 둑이 무너졌습니다.\n\n보도에 하여름 기자입니다.\n\n[리포트]\n\n\
        낡은 둑이었습니다.\n\n[옥지안/주민 : \"일주일 내내 노래했어요.\"]\n\n산돌에서 KBS 뉴스 하여름입니다.\n\n촬영기자:마상철\n\n공지·정정\n";
    let document = only(page);
    assert_eq!(
        (document.title.as_deref(), document.programme.as_deref()),
        (Some("노래하던 둑 무너져"), Some("뉴스 9"))
    );
    assert_eq!((document.reporter.as_deref(), document.place.as_deref()), (Some("하여름"), Some("산돌")));
    assert_eq!(document.evidence_text(), "산돌 둑이 무너졌습니다.\n\n낡은 둑이었습니다.\n\n일주일 내내 노래했어요.");
}

#[test]
fn sister_pages_keep_their_outlet() {
    let radio = "Menu Content\n\nGo Top\n\nCulture\n\nWritten: 2031-04-09 15:22:52Updated: 2031-04-09 16:00:01\n\nChoir Wins\n\nChoir Wins\n\n\
        Photo : YONHAP News\n\nAnchor: A choir has won. Our Ha Yeo-reum reports. Report: It sang. [Sound bite: Conductor Ok Ji-an (Korean)] \
        \"They breathe badly.\" The jury wept. Ha Yeo-reum, KBS World Radio News.\n";
    let document = only(radio);
    assert_eq!((document.source.as_deref(), document.programme.as_deref()), (Some("KBS World"), None));
    assert_eq!((document.title.as_deref(), document.reporter.as_deref()), (Some("Choir Wins"), Some("Ha Yeo-reum")));
    assert_eq!(kinds(&document), [SectionKind::Lead, SectionKind::Report]);
    assert_eq!(document.body(), "It sang.\n\nThey breathe badly.\n\nThe jury wept.");

    let ytn = only(
        "Weir bursts\n2031.04.09 PM 03:22\n[Anchor]\nThe weir burst.\n[Reporter]\nIt was old.\n[OK JI-AN / MILLER: It sang.]\n",
    );
    assert_eq!((ytn.source.as_deref(), ytn.programme.as_deref()), (Some("YTN"), None));
    assert_eq!(ytn.quotes().next().unwrap().role.as_deref(), Some("MILLER"));
}

#[test]
fn plain_text_is_a_document() {
    let document = only("Weir bursts\n\nThe weir at\nSandol burst.\n\nHe looked up/down, and [the end] came.\n");
    assert_eq!(document.title.as_deref(), Some("Weir bursts"));
    assert_eq!((document.source.as_deref(), document.programme.as_deref()), (None, None));
    assert_eq!(document.evidence_text(), "The weir at Sandol burst.\n\nHe looked up/down, and [the end] came.");
    assert_eq!(only("The weir at Sandol burst.\n\nIt was old.\n").title, None);
    assert_eq!(only("A single line").evidence_text(), "A single line");
    let other = only("둑이 무너졌다\n\n입력 2031.04.09 15:22\n\n낡은 둑이었다.\n");
    assert_eq!((other.source, time(other.published).as_str()), (None, "2031-04-09T15:22:00+09:00"));
    assert_eq!(only("Menders met.\n\nThey read the KBS World site and News 9.\n").source, None);
}

#[test]
fn pages_without_a_story_say_why() {
    for (page, reason) in [
        ("", "blank"),
        ("\u{FEFF} \n\0\n", "blank"),
        ("동영상 고정 취소\n\n■ 제보하기\n▷ 카카오톡 : x\n\n많이 본 뉴스\n\n어떤 제목\n", "furniture"),
        (" date 2031-04-09 동영상 고정 취소\n\n■ 제보하기\n▷ 카카오톡 : x\n", "header"),
        (" date 2031-04-09 News 9\n\n입력 2031.04.09 (22:46)\n", "header"),
        ("[Anchor]\n\n[Report]\n", "marker"),
    ] {
        match read_page(page) {
            PageOutcome::Nothing(said) => assert!(said.contains(reason), "{page:?}: {said}"),
            PageOutcome::Documents(found) => panic!("{page:?}: {found:?}"),
        }
    }
}

#[test]
fn impossible_dates_are_unknown_dates() {
    let document =
        only(" date 2031-13-40 News 9\n\nWeir bursts\n\n입력 2031.02.30 (22:46)\n\n[Anchor]\nThe weir burst.\n");
    assert_eq!((document.published, document.title.as_deref()), (None, Some("Weir bursts")));
}

#[test]
fn large_hostile_pages_are_read_in_linear_time() {
    let unit = [
        "[",
        "]",
        "[a: \"x",
        "[LEAD]\n",
        "[Anchor]\nx\n",
        "\n",
        "\r\n",
        "\u{2028}",
        "Ha Yeo / Keeper\n",
        ". [a: \"x",
        "입력 2031.04.09\n",
        "■ 제보하기\n",
        "• x\n입력 2031.04.09\n",
        "(",
        "\"",
        "/",
        "2. A\n[Pkg]\n",
        "date 2031-04-09 ",
        "가",
        "\0",
        "x. ",
        "AAAA BBBB\n",
        "[Soundbite]\n",
        "Anchor: Written: Updated: ",
    ];
    for unit in unit {
        let page = unit.repeat(400_000 / unit.len());
        let started = std::time::Instant::now();
        let _ = read_page(&page);
        // Far above what linear work takes even on a busy machine, far below what quadratic work takes.
        assert!(started.elapsed().as_secs() < 20, "{unit:?} took {:?}", started.elapsed());
    }
}

/// Every word of a document, title and speakers included.
fn words_of(document: &Document) -> Vec<String> {
    let mut parts: Vec<&str> =
        [&document.title, &document.reporter, &document.place].into_iter().flatten().map(String::as_str).collect();
    for paragraph in document.sections.iter().flat_map(|section| &section.paragraphs) {
        if let Paragraph::Quote(quote) = paragraph {
            parts.extend([&quote.speaker, &quote.role, &quote.when].into_iter().flatten().map(String::as_str));
        }
        parts.push(paragraph.text());
    }
    normal_words(&parts.join("\n"), Unspaced::Characters)
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("[LEAD]".to_owned()),
        Just("[Anchor]".to_owned()),
        Just("[Report]".to_owned()),
        Just("[Pkg]".to_owned()),
        Just("[Soundbite]".to_owned()),
        Just("■ 제보하기".to_owned()),
        Just(" date 2031-04-09 News 9".to_owned()),
        Just("입력 2031.04.09 (15:22)".to_owned()),
        Just("This is KBS News, Ha Yeo-reum.".to_owned()),
        "[A-Z][a-z]{2,5} [A-Z][a-z]{2,5} / [A-Z][a-z]{2,8}",
        "\\[[A-Z][a-z]{2,5}/[A-Z][a-z]{2,8}: \"[a-z ]{1,20}\"?\\]?",
        "\\[Soundbite\\] [A-Z]{2,5}\\([A-Z]{2,8}\\) : \"[a-z ]{1,20}\"?",
        "[A-Z ]{6,30}",
        "[A-Z][a-z ]{3,60}\\.",
        "[0-9]\\. [A-Z][a-z ]{3,30}",
        "\\PC{0,40}",
        "[\\[\\]\"“”()/:<>•. a-zA-Z가-힣0-9]{0,60}",
    ]
}

fn page() -> impl Strategy<Value = String> {
    (proptest::collection::vec(line(), 0..30), prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just(" ")])
        .prop_map(|(lines, separator)| lines.join(separator))
}

fn sentence() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{2,9}( [a-z]{2,9}){5,12}\\."
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = read_page(&text);
    }

    #[test]
    fn every_word_of_a_document_stands_in_its_page(text in page()) {
        let printed: std::collections::HashSet<String> = normal_words(&text, Unspaced::Characters).into_iter().collect();
        if let PageOutcome::Documents(found) = read_page(&text) {
            let mut last_end = 0;
            for document in found {
                // A tag's spelling is the one thing that is made uniform: [NEWS TODAY] is News Today.
                for word in words_of(&document) {
                    prop_assert!(printed.contains(&word), "{word:?} is not in {text:?}");
                }
                prop_assert!(document.origin.start >= last_end && document.origin.end <= text.len() as u64);
                prop_assert!(text.is_char_boundary(usize::try_from(document.origin.start).unwrap()));
                prop_assert!(document.sections.iter().all(|section| !section.paragraphs.is_empty()));
                last_end = document.origin.end;
            }
        }
    }

    #[test]
    fn a_story_read_again_as_plain_text_keeps_its_words(
        lead in proptest::collection::vec(sentence(), 1..3),
        report in proptest::collection::vec(sentence(), 1..6),
        said in sentence(),
        is_evening in any::<bool>(),
    ) {
        let quote = if is_evening { format!("[Ha Yeo-reum/Keeper: \"{said}\"]") } else { format!("Ha Yeo-reum / Keeper\n{said}") };
        let (first, second) = if is_evening { ("[Anchor]", "[Report]") } else { ("[LEAD]", "[REPORT]") };
        let page = format!(
            " date 2031-04-09 News 9\n\nWeir bursts\n\n{first}\n{}\n\n{second}\n{}\n\n{quote}\n\n{FOOTER}",
            lead.join("\n\n"),
            report.join("\n\n"),
        );
        let document = only(&page);
        let text = format!("{}\n\n{}", document.lead(), document.body());
        let again = only(&text);
        prop_assert_eq!(words_of(&again), normal_words(&text, Unspaced::Characters));
        let wanted = normal_words(&format!("{}\n{}\n{said}", lead.join("\n"), report.join("\n")), Unspaced::Characters);
        prop_assert_eq!(normal_words(&text, Unspaced::Characters), wanted);
    }
}
