use proptest::prelude::*;

use super::*;
use crate::copies::{Copies, CopySettings, CopyText, find_copies};

const DISCLAIMER: &str = "This newsletter is made by a machine out of notices of the harbour offices and is not read by an \
    editor before it goes out. Nothing in it is advice to sail, to stay ashore or to buy a boat. Whoever relies on it does \
    so at their own peril, and the publisher answers for nothing that comes of it, be it to ships, to cargo or to people.\n\
    Follow us wherever you like.\nRead more";
const WIRE: &str = "The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning, and \
    all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour master said.";
const GULL: &str = "Gull Online has been telling the coast what happens on it for ninety years.\nSubscribe to the Gull \
    for a crown a month and get the tide tables with it.\nMost read this week on these pages";
const TERN: &str = "You have two free articles left this month, so sign in or make an account.\nThe Tern is a member of the \
    council of the press and keeps its code.\nWrite to our editors with what you know";

/// Some words that no other number has, in a sentence of common ones.
fn brief(number: usize) -> String {
    let word = |at: usize| format!("quoll{}{}", ["ash", "bek", "cor", "dun", "elm"][at], letters(number));
    let [one, two, three, four, five] = [0, 1, 2, 3, 4].map(word);
    format!("The {one} of {two} was told by {three} that it has to go to {four} with {five} on day {number}.")
}

fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

struct Text {
    source: Option<&'static str>,
    text: String,
}

fn text(source: &'static str, text: impl Into<String>) -> Text {
    Text { source: Some(source), text: text.into() }
}

fn find_with(texts: &[Text], settings: &CopySettings) -> Copies {
    let texts: Vec<CopyText<'_>> =
        texts.iter().map(|text| CopyText { text: &text.text, published: None, source: text.source }).collect();
    find_copies(&texts, settings)
}

fn find(texts: &[Text]) -> Copies {
    find_with(texts, &CopySettings::default())
}

fn kept() -> CopySettings {
    CopySettings { discounts_boilerplate: false, ..CopySettings::default() }
}

fn has_pair(copies: &Copies, first: usize, second: usize) -> bool {
    copies.pairs.iter().any(|pair| (pair.first, pair.second) == (first, second))
}

fn passages_of<'c>(copies: &'c Copies, source: &str) -> Vec<&'c str> {
    let of_source = copies.boilerplate.iter().filter(|passage| passage.source == source);
    of_source.map(|passage| passage.passage.as_str()).collect()
}

#[test]
fn briefs_under_one_disclaimer_are_no_copies() {
    let texts: Vec<Text> = (0..12).map(|number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)))).collect();
    let copies = find(&texts);
    assert_eq!(copies.pairs, []);
    assert_eq!(passages_of(&copies, "Log").len(), 5);
    assert!(copies.boilerplate.iter().all(|passage| (passage.texts, passage.sampled) == (12, 12)));
    let report = &copies.report;
    assert_eq!((report.boilerplate_sources, report.boilerplate_passages, report.discounted), (1, 5, 12));

    let whole = find_with(&texts, &kept());
    assert_eq!(whole.groups.len(), 1, "{:?}", whole.groups);
    assert_eq!((whole.boilerplate.len(), whole.report.discounted), (0, 0));
}

#[test]
fn a_wire_report_is_found_in_the_furniture_of_two_outlets() {
    let dressed = |source, furniture: &str, body: &str| text(source, format!("{body}\n{furniture}"));
    let mut texts: Vec<Text> = (0..10).map(|number| dressed("Gull", GULL, &brief(number))).collect();
    texts.extend((10..20).map(|number| dressed("Tern", TERN, &brief(number))));
    texts.push(dressed("Gull", GULL, WIRE));
    texts.push(dressed("Tern", TERN, WIRE));
    let jaccard = CopySettings { containment: None, ..CopySettings::default() };
    let copies = find_with(&texts, &jaccard);
    assert_eq!(copies.pairs.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(), [(20, 21)]);
    assert!((copies.pairs[0].jaccard - 1.0).abs() < f64::EPSILON);
    assert_eq!(copies.firsts[21], 20, "equal but for furniture is equal");
    assert!(!has_pair(&find_with(&texts, &CopySettings { discounts_boilerplate: false, ..jaccard }), 20, 21));
}

/// Every entry stays, and a new one comes on top.
#[test]
fn a_live_blog_is_no_furniture() {
    let versions: Vec<Text> = (1..=20)
        .map(|version| {
            let entries: Vec<String> = (0..version).rev().map(brief).collect();
            text("Gull", format!("{}\n{WIRE}", entries.join("\n")))
        })
        .collect();
    let copies = find(&versions);
    assert_eq!(copies.boilerplate, []);
    assert_eq!(copies.groups, find_with(&versions, &kept()).groups);
    assert!(copies.groups.len() < 4);
}

/// Each version has nothing new but its first paragraph.
#[test]
fn versions_of_a_report_under_a_new_lead_are_no_texts_with_furniture() {
    let body = "The ferry Haedoji ran onto the Gomsae reef at dawn with 214 people aboard. Captain Pi Seong-rok blamed a \
        fogged radar for it. Divers found a nine-metre gash below the waterline. The ferry line halted its service.";
    let leads = [
        "Coast guard cutters have taken all passengers off the stranded Haedoji by now, their commander says.",
        "Captain Pi Seong-rok has been led ashore in handcuffs, as can be seen in pictures from the quay.",
        "Tugs will try to pull the ferry off the reef with the evening tide, the harbour office says.",
        "The minister for the sea has come to Gomsae and wants all radars of the line to be looked at.",
        "Oil has been seen on the water behind the Haedoji, and booms are being laid out around it.",
        "Families of the passengers wait in a sports hall and say that nobody has told them anything yet.",
        "Divers went down to the gash once more this morning and came up with parts of a propeller.",
        "An old fisherman says that he warned the captain of the reef by radio, and was laughed at.",
        "The ferry line says that its other three ships have sailed with the same radar for eleven years.",
        "The Haedoji broke in two in the night, and her stern has gone down in forty metres of water.",
    ];
    let versions: Vec<Text> = leads.iter().map(|lead| text("Gull", format!("{lead}\n{body} {WIRE}"))).collect();
    let copies = find(&versions);
    assert_eq!(copies.boilerplate, []);
    assert_eq!(copies.groups, find_with(&versions, &kept()).groups);
}

#[test]
fn too_few_texts_teach_nothing_and_equal_ones_count_once() {
    let dressed = |number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)));
    let mut texts: Vec<Text> = (0..7).map(dressed).collect();
    texts.extend((0..20).map(|_| dressed(0)));
    assert_eq!(find(&texts).boilerplate, []);
    texts.push(dressed(7));
    assert_eq!(find(&texts).report.boilerplate_passages, 5);
}

#[test]
fn without_sources_nothing_is_learned() {
    let mut texts: Vec<Text> = (0..12).map(|number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)))).collect();
    for text in &mut texts {
        text.source = None;
    }
    let copies = find(&texts);
    assert_eq!((copies.boilerplate.len(), copies.groups.len()), (0, 1));
    // Nor of two sources that have too few texts each.
    for (text, source) in texts.iter_mut().zip(["Log", "Gull"].into_iter().cycle()) {
        text.source = Some(source);
    }
    assert_eq!(find(&texts).boilerplate, []);
}

/// A market report says every day the same of other figures.
#[test]
fn a_formula_with_other_figures_is_news() {
    let texts: Vec<Text> = (0..12)
        .map(|day| {
            text("Bourse", format!("{}\nThe index closed {day} points higher at {}.", brief(day), 2000 + day * 7))
        })
        .collect();
    assert_eq!(find(&texts).boilerplate, []);
}

/// An aggregator takes over a brief with the disclaimer below it, and has no furniture of its own.
#[test]
fn what_is_equal_stays_equal_whoever_published_it() {
    let mut texts: Vec<Text> = (0..12).map(|number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)))).collect();
    texts.push(text("Elsewhere", format!("{}\n{DISCLAIMER}", brief(3))));
    texts.push(Text { source: None, text: format!("{}\n{DISCLAIMER}", brief(3)) });
    let copies = find(&texts);
    assert_eq!(copies.groups.iter().find(|group| group.len() > 1), Some(&vec![3, 12, 13]));
    assert_eq!(copies.report.discounted, 14);
}

#[test]
fn a_text_of_furniture_alone_is_compared_whole() {
    let mut texts: Vec<Text> = (0..12).map(|number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)))).collect();
    texts.extend([text("Log", DISCLAIMER), text("Log", format!("Late news\n{DISCLAIMER}")), text("Tern", DISCLAIMER)]);
    let copies = find(&texts);
    assert_eq!(copies.groups.iter().find(|group| group.len() > 1), Some(&vec![12, 13, 14]));
    assert_eq!(copies.report.discounted, 12);
}

#[test]
fn of_many_texts_a_sample_is_enough_and_what_few_hold_is_left() {
    let texts: Vec<Text> = (0..600)
        .map(|number| {
            let often = if number % 2 == 0 { "\nSign up for the letter" } else { "" };
            let seldom = if number % 60 == 0 { "\nPhotographs by the author" } else { "" };
            text("Gull", format!("{}{often}{seldom}", brief(number)))
        })
        .collect();
    let copies = find(&texts);
    assert_eq!(passages_of(&copies, "Gull"), ["Sign up for the letter"]);
    let learned = &copies.boilerplate[0];
    assert!(learned.sampled == SAMPLE && (90..166).contains(&learned.texts), "{learned:?}");
    assert_eq!(copies.report.discounted, 300);
}

#[test]
fn furniture_in_the_middle_leaves_words_apart() {
    let repeated = "Weiter unten geht es weiter。";
    let learned = Boilerplate {
        identities: passages(repeated).filter_map(|it| Some((3, it.identity(repeated, &mut String::new())?))).collect(),
        least_words: 2,
        ..Boilerplate::default()
    };
    let text = "Eins。Weiter unten geht es weiter。Zwei";
    assert_eq!(learned.discount(text, &[1, 3]).as_deref(), Some("Eins。 Zwei"));
    assert_eq!(learned.discount(text, &[1]), None, "another source's");
    assert_eq!(learned.discount("Weiter unten geht es weiter。Zwei", &[3]), None, "too little is left");
    assert_eq!(learned.discount("Eins zwei", &[3]), None);
}

/// A court reporter's texts end in one of two sentences, and these are the news.
#[test]
fn what_one_source_repeats_may_be_the_news_of_another() {
    let endings =
        ["The court allowed the appeal and ordered a new trial.", "The court dismissed the appeal and upheld it all."];
    let mut texts: Vec<Text> =
        (0..34).map(|number| text("Court Log", format!("{} {}", brief(number), endings[number % 2]))).collect();
    for (source, ending) in ["Gull", "Tern"].into_iter().zip(endings) {
        texts.push(text(
            source,
            format!("Ruling in the case of Quollash against the harbour office of Moss Island. {ending}"),
        ));
    }
    // The same by the reporter: too little would be left.
    texts.extend(endings.map(|ending| text("Court Log", format!("Ruling in the case of Quollbek. {ending}"))));
    let copies = find(&texts);
    assert_eq!(passages_of(&copies, "Court Log").len(), 2);
    assert_eq!(copies.pairs, []);
}

#[test]
fn a_text_taken_over_with_its_furniture_stays_equal() {
    let mut texts: Vec<Text> = (0..12).map(|number| text("Log", format!("{}\n{DISCLAIMER}", brief(number)))).collect();
    for source in [Some("Aggregator"), None] {
        texts.push(Text { source, text: texts[3].text.clone() });
    }
    let copies = find(&texts);
    assert_eq!((copies.firsts[12], copies.firsts[13], copies.report.discounted), (3, 3, 14));
}

/// Ten thousand would do, too: one word of an article is changed, another in each.
#[test]
fn edited_copies_of_one_article_are_no_texts_with_furniture() {
    let texts: Vec<Text> = (0..120)
        .map(|number| {
            let mut sentences: Vec<String> = (0..20).map(brief).collect();
            sentences[number % 20] = brief(1000 + number);
            text("Gull", sentences.join(" "))
        })
        .collect();
    let copies = find(&texts);
    assert_eq!(copies.boilerplate, []);
    assert_eq!(copies.groups.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Texts of two sources and none, of few briefs and furniture in any layout.
    #[test]
    fn order_and_threads_change_nothing(
        texts in prop::collection::vec((0_usize..3, prop::collection::vec(0_usize..24, 1..4), 0_u8..8, any::<bool>()), 8..70),
        seed in any::<prop::sample::Index>(),
    ) {
        let furniture = ["Sign up for the letter of the week", "Photographs by the author", "All rights are with us, ask first."];
        let texts: Vec<Text> = texts
            .iter()
            .map(|(source, briefs, blocks, is_lines)| {
                let mut parts: Vec<String> = briefs.iter().copied().map(brief).collect();
                let has = |at: usize| blocks >> at & 1 == 1;
                parts.extend(furniture.iter().enumerate().filter(|(at, _)| has(*at)).map(|(_, block)| (*block).to_owned()));
                let source = [Some("Gull"), Some("Tern"), None][*source];
                Text { source, text: parts.join(if *is_lines { "\n" } else { " " }) }
            })
            .collect();
        let straight = find(&texts);
        let turn = seed.index(texts.len());
        let turned: Vec<Text> = (0..texts.len())
            .map(|at| &texts[(at + turn) % texts.len()])
            .map(|text| Text { source: text.source, text: text.text.clone() })
            .collect();
        let turned = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| find(&turned));
        prop_assert_eq!(&straight.boilerplate, &turned.boilerplate);
        prop_assert_eq!(straight.report, turned.report);
        let mut back: Vec<Vec<usize>> = turned
            .groups
            .iter()
            .map(|group| group.iter().map(|&text| (text + turn) % texts.len()).collect())
            .collect();
        for group in &mut back {
            group.sort_unstable();
        }
        back.sort_unstable();
        prop_assert_eq!(&straight.groups, &back);
    }
}
