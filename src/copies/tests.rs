use proptest::prelude::*;

use super::memory::Memory;
use super::*;

const FERRY: &str = "The night ferry to Moss Island ran aground on the northern reef shortly before two in the \
    morning, and all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour \
    master said. Nobody was hurt. The captain told reporters that a light on the reef had gone out in the storm \
    of last week and had not been repaired, though the harbour office had been told of it twice.";
const ORCHARD: &str = "Growers in the Ostrava valley expect the smallest apple harvest in thirty years after \
    late frost killed most of the blossom in April, and the cooperative has asked the province for help.";

fn words(stem: &str, count: usize) -> String {
    (0..count).map(|number| format!("{stem}{number}")).collect::<Vec<_>>().join(" ")
}

fn find(texts: &[&str]) -> Copies {
    let texts: Vec<CopyText<'_>> = texts.iter().map(|text| CopyText { text, published: None, source: None }).collect();
    find_copies(&texts, &CopySettings::default())
}

fn pairs(copies: &Copies) -> Vec<(usize, usize)> {
    copies.pairs.iter().map(|pair| (pair.first, pair.second)).collect()
}

#[test]
fn an_edited_copy_is_found_and_another_story_is_not() {
    let edited = FERRY.replace("Nobody was hurt.", "No one was hurt.").to_uppercase();
    let copies = find(&[FERRY, ORCHARD, &edited]);
    assert_eq!(pairs(&copies), [(0, 2)]);
    assert_eq!(copies.groups, [vec![0, 2], vec![1]]);
    assert!(copies.pairs[0].jaccard > 0.8 && copies.pairs[0].jaccard < 1.0);
    assert_eq!((copies.report.distinct, copies.report.verified), (3, 1));
}

#[test]
fn a_brief_inside_a_long_report_is_found() {
    let brief = &FERRY[..FERRY.find(" Nobody").unwrap()];
    let filler = words("detail", 900);
    let long = format!("{filler} {FERRY} {filler}");
    let copies = find(&[&long, brief, ORCHARD]);
    assert_eq!(pairs(&copies), [(0, 1)]);
    assert!((copies.pairs[0].second_in_first - 1.0).abs() < f64::EPSILON);
    assert!(copies.pairs[0].first_in_second < 0.05);
    assert_eq!(copies.groups, [vec![0, 1], vec![2]]);
}

#[test]
fn equal_headlines_are_copies_and_texts_without_words_are_not() {
    let copies = find(&["Bridge closed", "", "bridge closed!", " … ", "Bridge open"]);
    assert_eq!(pairs(&copies), [(0, 2)]);
    assert_eq!(copies.groups, [vec![0, 2], vec![1], vec![3], vec![4]]);
}

#[test]
fn nothing_comes_of_nothing() {
    assert!(find(&[]).groups.is_empty());
    assert_eq!(find(&[FERRY]).groups, [[0]]);
}

#[test]
fn settings_out_of_range_are_moved_inside_and_nothing_panics() {
    let texts = [FERRY, FERRY, ORCHARD].map(|text| CopyText { text, published: None, source: None });
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1.0, 2.0] {
        for shingle_words in [0, 1, usize::MAX] {
            let settings = CopySettings {
                shingle_words,
                similarity: Some(value),
                containment: Some(value),
                recall: value,
                ..CopySettings::default()
            };
            let copies = find_copies(&texts, &settings);
            assert!(pairs(&copies).contains(&(0, 1)), "{settings:?}");
        }
    }
}

#[test]
fn ten_thousand_equal_texts_are_one_group_and_few_pairs() {
    let copies = find(&vec![ORCHARD; 10_000]);
    assert_eq!(copies.groups.len(), 1);
    assert_eq!(copies.pairs.len() as u64 + copies.report.implied_pairs, 10_000 * 9_999 / 2);
    assert!(copies.pairs.len() < 10_000);
    assert_eq!(copies.report.candidates, 0);
}

#[test]
fn two_thousand_revisions_of_one_text_stay_one_group_without_comparing_all() {
    let words: Vec<String> = (0..120).map(|number| format!("word{number}")).collect();
    let texts: Vec<String> = (0..2000)
        .map(|revision| {
            let mut words = words.clone();
            words[revision % 115] = format!("changed{revision}");
            words.join(" ")
        })
        .collect();
    let copies = find(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(copies.groups.len(), 1, "{:?}", copies.report);
    assert!(copies.report.oversized_buckets > 0);
    assert!(copies.report.candidates < 2000 * 600, "{:?}", copies.report);
}

fn find_within(texts: &[String], memory: Memory, settings: &CopySettings) -> Copies {
    let mut sketches = Sketches::within(settings.sketching(), memory);
    for texts in texts.chunks(50) {
        let mut maker = Sketcher::new(settings.sketching());
        for text in texts {
            maker.sketch(text);
        }
        sketches.push(maker.take()).unwrap();
    }
    find_copies_among(sketches, &texts, &Publishers::default(), &[], settings).unwrap()
}

/// One component of more shingles than a usual batch, with buckets and probes that are oversized.
#[test]
fn what_does_not_fit_into_memory_changes_nothing() {
    let template = words("template", 180);
    let texts: Vec<String> = (0..5000)
        .map(|number| {
            format!("{} {template} {}", words(&format!("a{}w", number / 2), 20), words(&format!("b{number}w"), 25))
        })
        .collect();
    let settings = CopySettings::default();
    let plenty = find_within(&texts, Memory::default(), &settings);
    assert!(plenty.report.oversized_buckets > 0 && plenty.report.oversized_probes > 0, "{:?}", plenty.report);
    let memory = Memory::limited(1 << 16, &std::env::temp_dir()).unwrap();
    let little = find_within(&texts, memory.clone(), &settings);
    assert!(memory.spilled() > 5000 * 200 * 8, "the sets were spilled too: {} bytes", memory.spilled());
    assert_eq!(little.report, plenty.report);
    assert_eq!((little.pairs, little.groups), (plenty.pairs, plenty.groups));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is a copy at a threshold is one at every lower threshold, with the same figures.
    #[test]
    fn a_higher_threshold_finds_a_part_of_what_a_lower_one_finds(
        texts in prop::collection::vec(prop::collection::vec(0_u8..12, 0..9), 1..40),
        thresholds in (0.3..1.0_f64, 0.3..1.0_f64),
    ) {
        let sentence = |sentence: &u8| words(&format!("s{sentence}w"), 14);
        let texts: Vec<String> =
            texts.iter().map(|text| text.iter().map(sentence).collect::<Vec<_>>().join(". ")).collect();
        let texts: Vec<CopyText<'_>> = texts.iter().map(|text| CopyText { text, published: None, source: None }).collect();
        // The same candidates, which is a matter of bands, not of this law.
        let pairs = |threshold: f64| {
            let bands = Some(Bands::choose(0.3, 0.999));
            let thresholds = [Some(threshold), None];
            thresholds.into_iter().zip(thresholds.into_iter().rev()).map(|(similarity, containment)| {
                find_copies(&texts, &CopySettings { similarity, containment, bands, recall: 0.9, ..CopySettings::default() }).pairs
            }).collect::<Vec<_>>()
        };
        let (lower, higher) = (pairs(thresholds.0.min(thresholds.1)), pairs(thresholds.0.max(thresholds.1)));
        prop_assert!(higher[0].iter().all(|pair| lower[0].contains(pair)), "by similarity");
        // By containment, a lower threshold also asks for fewer probes.
        prop_assert!(higher[1].iter().all(|pair| lower[1].contains(pair)), "by containment");
    }

    /// Texts drawn from few sentences overlap in every way there is.
    #[test]
    fn the_order_of_texts_and_the_number_of_threads_change_nothing(
        texts in prop::collection::vec(prop::collection::vec(0_u8..12, 0..9), 1..60),
        seed in any::<prop::sample::Index>(),
    ) {
        let sentence = |sentence: &u8| words(&format!("s{sentence}w"), 14);
        let texts: Vec<String> =
            texts.iter().map(|text| text.iter().map(sentence).collect::<Vec<_>>().join(". ")).collect();
        let straight = find(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let turn = seed.index(texts.len());
        let turned: Vec<&str> = (0..texts.len()).map(|at| texts[(at + turn) % texts.len()].as_str()).collect();
        let turned = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| find(&turned));
        prop_assert_eq!(straight.report, turned.report);

        let original = |at: usize| (at + turn) % texts.len();
        let mut back: Vec<Vec<usize>> =
            turned.groups.iter().map(|group| group.iter().map(|&text| original(text)).collect()).collect();
        for group in &mut back {
            group.sort_unstable();
        }
        back.sort_unstable();
        prop_assert_eq!(&straight.groups, &back);
        let mut back: Vec<(usize, usize)> = pairs(&turned)
            .iter()
            .map(|&(first, second)| (original(first).min(original(second)), original(first).max(original(second))))
            .collect();
        back.sort_unstable();
        prop_assert_eq!(pairs(&straight), back);
    }
}
