//! Comparisons made by hand for the tests of all formats, and what holds for all of them.

use super::{Report, StoryComparison, Why, write_json, write_markdown, write_page, write_terminal};
use crate::compare::copied::Copied;
use crate::compare::credits::CreditKind;
use crate::compare::figures::{FigureMatch, Relation};
use crate::compare::head::{Head, SectionHead};
use crate::compare::names::NameKind;
use crate::compare::quotes::{Extent, Speech, SpeechMatch};
use crate::compare::speakers::Attribution;
use crate::compare::version::{Sentence, Span, Speaker, Version};
use crate::compare::{Between, Comparison, CreditRow, NameRow, Row};
use crate::document::SectionKind::{self, Lead, Report as Package};

/// What would be markup, a script, a link, a table cell or a turned line, were it not text.
pub(super) const HOSTILE: &str = "</bdi></title><script>alert(1)</script> <img src=x onerror='a()'> \
     | ![i](http://e.example) *b* `c` \u{202e}gnp\u{1b}[2J\u{200b} \" onclick=\"a()\" &";

type Told<'a> = (SectionKind, &'a str, Option<[&'a str; 2]>);

pub(super) fn head(id: &str, programme: &str, title: &str) -> Head {
    Head {
        id: id.to_owned(),
        title: title.to_owned(),
        source: Some("Haedong Broadcasting".to_owned()),
        programme: Some(programme.to_owned()),
        published: None,
        updated: None,
        reporter: None,
        place: None,
        url: None,
        words: 120,
        air_seconds: 48,
        has_title: true,
        is_broadcast: true,
        sections: vec![SectionHead { kind: Lead, words: 28 }, SectionHead { kind: Package, words: 92 }],
        sign_offs: Vec::new(),
    }
}

fn version(head: &Head, language: &str, told: &[Told<'_>]) -> Version {
    let sentence = |(paragraph, &(part, text, speaker)): (usize, &Told<'_>)| Sentence {
        text: text.to_owned(),
        part,
        paragraph,
        speaker: speaker.map(|[name, role]| Speaker {
            name: Some(name.to_owned()),
            role: Some(role.to_owned()),
            when: None,
        }),
    };
    Version {
        id: head.id.clone(),
        title: Some(head.title.clone()),
        language: Some(language.to_owned()),
        day: head.published.map(|at| at.date()),
        sentences: told.iter().enumerate().map(sentence).collect(),
    }
}

fn speeches(version: &Version) -> Vec<Speech> {
    let soundbite = |(number, sentence): (usize, &Sentence)| {
        let speaker = sentence.speaker.as_ref()?;
        let span = Span { sentence: number, start: 0, end: sentence.text.len() };
        Some(Speech {
            spans: vec![span],
            speaker: speaker.name.clone(),
            role: speaker.role.clone(),
            is_soundbite: true,
        })
    };
    version.sentences.iter().enumerate().filter_map(soundbite).collect()
}

/// The first place of a text.
fn find(version: &Version, text: &str) -> Span {
    let place = |(number, sentence): (usize, &Sentence)| {
        let start = sentence.text.find(text)?;
        Some(Span { sentence: number, start, end: start + text.len() })
    };
    version.sentences.iter().enumerate().find_map(place).unwrap_or_else(|| panic!("no {text}"))
}

fn row(cells: &[&[usize]]) -> Row {
    let cells: Vec<Vec<usize>> = cells.iter().map(|cell| cell.to_vec()).collect();
    let likeness = if cells.iter().filter(|cell| !cell.is_empty()).count() > 1 { 0.62 } else { 0.0 };
    Row { cells, likeness }
}

fn figure(
    versions: &[Version],
    [one, other]: [usize; 2],
    texts: [&str; 2],
    relation: Relation,
) -> Between<FigureMatch> {
    let [first, second] = [find(&versions[one], texts[0]), find(&versions[other], texts[1])];
    Between { versions: [one, other], item: FigureMatch { first, second, relation } }
}

fn quote(versions: [usize; 2], speeches: [usize; 2], extent: Extent, attribution: Attribution) -> Between<SpeechMatch> {
    let [first, second] = speeches;
    Between { versions, item: SpeechMatch { first, second, extent, attribution, likeness: 0.8 } }
}

fn name(versions: &[Version], name: &str, kind: NameKind, forms: &[&str]) -> NameRow {
    let mentions = |(version, form): (&Version, &&str)| -> Vec<Span> {
        if form.is_empty() { Vec::new() } else { vec![find(version, form)] }
    };
    let mentions: Vec<Vec<Span>> = versions.iter().zip(forms).map(mentions).collect();
    NameRow { name: name.to_owned(), kind, counts: mentions.iter().map(Vec::len).collect(), mentions }
}

fn noon() -> (Head, Version) {
    let head = Head {
        published: Some("2025-06-12T12:04:00+09:00".parse().unwrap()),
        updated: Some("2025-06-12T13:30:00+09:00".parse().unwrap()),
        reporter: Some("Seol Min-gyu".to_owned()),
        place: Some("Sorae".to_owned()),
        url: Some("https://haedong.example/today/4471".to_owned()),
        sign_offs: vec!["Seol Min-gyu, HBN News, Sorae.".to_owned()],
        ..head("nt-4471", "News Today", "Tram Runs into Flower Market at Sorae Terminus")
    };
    let told = [
        (Lead, "A tram ran past its last stop in Sorae this morning and into a flower market.", None),
        (Lead, "The city says thirty-one people were hurt, none of them gravely.", None),
        (
            Package,
            "Pots and awnings lie scattered where the front car came to rest, about 40 meters beyond the buffers.",
            None,
        ),
        (
            Package,
            "I heard the bell, then glass, and I pulled my mother under the table.",
            Some(["HAN SEO-YUN", "FLOWER SELLER"]),
        ),
        (Package, "The driver told police that the brakes did not answer.", None),
        (Package, "Shopkeepers said the tram came in faster than usual.", None),
        (Package, "We ask for patience until the recorder has been read.", Some(["YU DAE-IN", "SORAE TRAMWAYS"])),
        (Package, "Line 2 is closed between the harbor and the terminus until Friday.", None),
    ];
    let version = version(&head, "en", &told);
    (head, version)
}

fn night() -> (Head, Version) {
    let head = Head {
        published: Some("2025-06-12T21:03:00+09:00".parse().unwrap()),
        reporter: Some("Noh A-ra".to_owned()),
        words: 214,
        air_seconds: 86,
        has_title: true,
        is_broadcast: true,
        sections: vec![SectionHead { kind: Lead, words: 33 }, SectionHead { kind: Package, words: 181 }],
        sign_offs: vec!["This is Noh A-ra reporting for HBN News.".to_owned()],
        ..head("n9-0918", "News 9", "Sorae Tram Crash: Weak Brakes Had Been Reported Twice")
    };
    let told = [
        (Lead, "The number of people hurt when a tram overshot its terminus in Sorae has risen to 33.", None),
        (Lead, "HBN has learned that the same car was reported for weak brakes twice this month.", None),
        (
            Package,
            "At 8:12 AM, car 207 broke through the buffers and stopped 43 meters further on, between two rows of stalls.",
            None,
        ),
        (Package, "The recorder shows 38 kilometers an hour at the last signal, where 15 are allowed.", None),
        (
            Package,
            "I heard the bell, then glass, and I pulled my mother under the table. The lilies saved us, really.",
            Some(["HAN SEO-YUN", "FLOWER SELLER"]),
        ),
        (Package, "The driver, surnamed Ma, told police that he braked three times before the last stop.", None),
        (
            Package,
            "We ask for patience until the recorder has been read, but those reports were on the desk.",
            Some(["BAE JUNG-AH", "TRAM WORKERS' UNION"]),
        ),
        (
            Package,
            "Sorae Tramways confirmed to the Gaon News Agency that two defect reports were filed, on June 3 and June 9.",
            None,
        ),
        (Package, "Both were closed without a visit to the workshop.", None),
        (Package, "The Land Ministry has sent four inspectors.", None),
        (
            Package,
            "Line 2 is closed between the harbor and the terminus until Friday, and buses run every ten minutes.",
            None,
        ),
        (Package, "Nobody should have had to file a third one.", Some(["GU TAE-SIK", "RETIRED MECHANIC"])),
    ];
    let version = version(&head, "en", &told);
    (head, version)
}

fn korean() -> (Head, Version) {
    let head = Head {
        published: Some("2025-06-12T23:10:00+09:00".parse().unwrap()),
        reporter: Some("문가람".to_owned()),
        words: 58,
        air_seconds: 41,
        has_title: true,
        is_broadcast: true,
        ..head("line-77", "뉴스라인", "소래 전차, 종점 지나 꽃시장 덮쳐…33명 부상")
    };
    let told = [
        (Lead, "오늘 아침 소래에서 전차가 종점을 지나 꽃시장으로 돌진해 서른세 명이 다쳤습니다.", None),
        (Package, "전차는 완충 장치를 부수고 43미터를 더 미끄러진 뒤에야 멈췄습니다.", None),
        (Package, "경찰은 제동 장치 결함 가능성에 무게를 두고 있습니다.", None),
        (Package, "종소리가 나더니 유리 깨지는 소리가 났어요.", Some(["한서윤", "꽃 상인"])),
        (Package, "국토부는 조사관 네 명을 현장에 보냈습니다.", None),
        (Package, "시장 상인회는 모레까지 문을 닫기로 했습니다.", None),
        (Package, "2호선 항구와 종점 사이는 금요일까지 운행이 중단됩니다.", None),
    ];
    let version = version(&head, "ko", &told);
    (head, version)
}

/// Two versions in one language.
pub(super) fn two() -> Comparison {
    let mut comparison = three();
    comparison.heads.truncate(2);
    comparison.versions.truncate(2);
    comparison.speeches.truncate(2);
    for row in &mut comparison.rows {
        row.cells.truncate(2);
    }
    comparison.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    comparison.figures.retain(|found| found.versions[1] < 2);
    comparison.quotes.retain(|found| found.versions[1] < 2);
    for row in &mut comparison.names {
        row.counts.truncate(2);
        row.mentions.truncate(2);
    }
    comparison.names.retain(|row| row.counts.iter().any(|&count| count > 0));
    for row in &mut comparison.credits {
        row.mentions.truncate(2);
    }
    comparison.credits.retain(|row| row.mentions.iter().any(|mentions| !mentions.is_empty()));
    comparison
}

/// Three versions, the last in Korean.
pub(super) fn three() -> Comparison {
    let (heads, versions): (Vec<Head>, Vec<Version>) = [noon(), night(), korean()].into_iter().unzip();
    let rows = vec![
        row(&[&[0, 1], &[0], &[0]]),
        row(&[&[], &[1], &[]]),
        row(&[&[2], &[2], &[1]]),
        row(&[&[], &[3], &[]]),
        row(&[&[3], &[4], &[3]]),
        row(&[&[4], &[5], &[]]),
        row(&[&[5], &[], &[]]),
        row(&[&[], &[], &[2]]),
        row(&[&[6], &[6], &[]]),
        row(&[&[], &[7, 8], &[]]),
        row(&[&[], &[9], &[4]]),
        row(&[&[], &[], &[5]]),
        row(&[&[7], &[10], &[6]]),
        row(&[&[], &[11], &[]]),
    ];
    let figures = vec![
        figure(&versions, [0, 1], ["thirty-one", "33"], Relation::Conflicting),
        figure(&versions, [0, 2], ["thirty-one", "서른세 명"], Relation::Conflicting),
        figure(&versions, [1, 2], ["33", "서른세 명"], Relation::Agreeing),
        figure(&versions, [0, 1], ["about 40 meters", "43 meters"], Relation::SecondFiner),
        figure(&versions, [1, 2], ["43 meters", "43미터"], Relation::Agreeing),
        figure(&versions, [0, 1], ["this morning", "8:12 AM"], Relation::SecondFiner),
        figure(&versions, [1, 2], ["four inspectors", "네 명"], Relation::Agreeing),
        figure(&versions, [0, 1], ["Friday", "Friday"], Relation::Agreeing),
        figure(&versions, [0, 2], ["Friday", "금요일"], Relation::Agreeing),
    ];
    let speeches: Vec<Vec<Speech>> = versions.iter().map(speeches).collect();
    let quotes = vec![
        quote([0, 1], [0, 0], Extent::SecondLonger, Attribution::Same),
        quote([0, 2], [0, 0], Extent::FirstLonger, Attribution::Same),
        quote([0, 1], [1, 1], Extent::SecondLonger, Attribution::Different),
    ];
    let names = vec![
        name(&versions, "Sorae", NameKind::Place, &["Sorae", "Sorae", "소래"]),
        name(&versions, "Han Seo-yun", NameKind::Person, &["I heard", "I heard", "종소리"]),
        name(&versions, "Sorae Tramways", NameKind::Organisation, &["", "Sorae Tramways", ""]),
        name(&versions, "Land Ministry", NameKind::Organisation, &["", "Land Ministry", "국토부"]),
        name(&versions, "Ma", NameKind::Person, &["", "Ma,", ""]),
        name(&versions, "상인회", NameKind::Organisation, &["", "", "상인회"]),
        name(&versions, "Yu Dae-in", NameKind::Person, &["We ask", "", ""]),
    ];
    let credit = |name: &str, kind, forms: [&str; 3]| {
        let mentions = |(version, form): (&Version, &str)| {
            if form.is_empty() { Vec::new() } else { vec![find(version, form)] }
        };
        CreditRow { name: name.to_owned(), kind, mentions: versions.iter().zip(forms).map(mentions).collect() }
    };
    let credits = vec![
        credit("the city", CreditKind::Official, ["The city", "", ""]),
        credit("police", CreditKind::Official, ["told police", "told police", "경찰은"]),
        credit("shopkeepers", CreditKind::Unnamed, ["Shopkeepers", "", ""]),
        credit("Gaon News Agency", CreditKind::Agency, ["", "Gaon News Agency", ""]),
    ];
    let passage = "Line 2 is closed between the harbor and the terminus until Friday";
    let copied = Copied {
        passages: vec![[find(&versions[0], passage), find(&versions[1], passage)]],
        share_of_first: 0.14,
        share_of_second: 0.08,
    };
    let copied = vec![Between { versions: [0, 1], item: copied }];
    Comparison {
        heads,
        versions,
        rows,
        speeches,
        quotes,
        figures,
        names,
        credits,
        copied,
        changes: Vec::new(),
        own_figures: Vec::new(),
    }
}

/// Two versions of which every text is an attack, and every place wrong that can be.
pub(super) fn hostile() -> Comparison {
    let own = |text: &mut String| HOSTILE.clone_into(text);
    let optional = |text: &mut Option<String>| *text = Some(HOSTILE.to_owned());
    let mut comparison = two();
    for head in &mut comparison.heads {
        own(&mut head.id);
        own(&mut head.title);
        for text in [&mut head.source, &mut head.programme, &mut head.reporter, &mut head.place] {
            optional(text);
        }
        head.url = Some(format!("javascript:{HOSTILE}"));
        head.sign_offs = vec![HOSTILE.to_owned()];
    }
    comparison.heads[1].url = Some(format!("https://a.example/\"{HOSTILE}"));
    for version in &mut comparison.versions {
        own(&mut version.id);
        optional(&mut version.language);
        for sentence in &mut version.sentences {
            sentence.text.insert_str(0, HOSTILE);
            sentence.speaker = Some(Speaker {
                name: Some(HOSTILE.to_owned()),
                role: Some(HOSTILE.to_owned()),
                when: Some(HOSTILE.to_owned()),
            });
        }
    }
    for speech in comparison.speeches.iter_mut().flatten() {
        optional(&mut speech.speaker);
        optional(&mut speech.role);
    }
    for row in &mut comparison.names {
        own(&mut row.name);
    }
    for row in &mut comparison.credits {
        own(&mut row.name);
    }
    comparison.rows[0].cells[0].push(999);
    comparison.rows.push(Row { cells: vec![vec![4]], likeness: f64::NAN });
    comparison.figures[0].item.first = Span { sentence: 900, start: 7, end: 3 };
    comparison.figures.push(Between { versions: [0, 44], item: comparison.figures[1].item });
    comparison.quotes.push(Between { versions: [44, 1], item: comparison.quotes[0].item.clone() });
    comparison.quotes[0].item.first = 800;
    comparison.copied[0].versions = [0, 70];
    comparison
}

pub(super) fn story(comparison: Comparison) -> StoryComparison {
    let why = Why {
        versions: [0, 1],
        relation: "same story".to_owned(),
        score: Some(0.4123),
        bar: Some(0.2),
        terms: ["tram", "sorae", "terminus", HOSTILE].map(str::to_owned).to_vec(),
    };
    StoryComparison { story: Some("story-4be1".to_owned()), comparison, why: vec![why], left_out: 0, copies: 0 }
}

pub(super) fn report(comparisons: Vec<Comparison>) -> Report {
    Report { stories: comparisons.into_iter().map(story).collect() }
}

fn all_formats(report: &Report) -> Vec<Vec<u8>> {
    let mut formats = vec![Vec::new(); 4];
    write_page(report, &mut formats[0]).unwrap();
    write_terminal(report, 120, &mut formats[1]).unwrap();
    write_markdown(report, &mut formats[2]).unwrap();
    write_json(report, &mut formats[3]).unwrap();
    formats
}

#[test]
fn stories_that_differ_most_come_first_in_every_format() {
    let mut calm = two();
    calm.figures.clear();
    for head in &mut calm.heads {
        head.title = "A calm day".to_owned();
    }
    let report = report(vec![calm, two()]);
    for format in all_formats(&report) {
        let text = String::from_utf8(format).unwrap();
        assert!(text.find("Flower Market").unwrap() < text.find("A calm day").unwrap(), "{text}");
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = report(vec![two(), three(), hostile()]);
    assert_eq!(all_formats(&report), all_formats(&report.clone()));
}

#[test]
fn nothing_and_empty_versions_are_reports_too() {
    let empty = Comparison::default();
    let mut silent = two();
    for version in &mut silent.versions {
        version.sentences.clear();
    }
    for comparisons in [Vec::new(), vec![empty.clone()], vec![silent.clone()], vec![empty, silent]] {
        all_formats(&report(comparisons));
    }
}
