use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::{CopyText, find_copies};
use super::*;

/// What an engine does: brings rows together by key, in shards, in an order of its own.
fn shuffled<K: Ord + Clone, T>(rows: Vec<(K, T)>, shards: usize, turn: usize) -> Vec<Vec<(K, T)>> {
    let keys: BTreeSet<K> = rows.iter().map(|(key, _)| key.clone()).collect();
    let places: BTreeMap<&K, usize> = keys.iter().zip((0..).map(|at| (at * 7 + turn) % shards)).collect();
    let mut all: Vec<Vec<(K, T)>> = (0..shards).map(|_| Vec::new()).collect();
    for (key, row) in rows {
        all[places[&key]].push((key, row));
    }
    for shard in &mut all {
        let length = shard.len().max(1);
        shard.rotate_left(turn % length);
        shard.reverse();
    }
    all
}

/// An engine, and what it knows of the texts.
struct Engine<'a> {
    texts: &'a [String],
    settings: &'a CopySettings,
    shards: usize,
    turn: usize,
    sketched: Vec<Sketched>,
    /// By digest, the texts that have it.
    equals: BTreeMap<u128, Vec<usize>>,
    /// Of equal texts the first.
    firsts: Vec<usize>,
    candidates: BTreeSet<(usize, usize)>,
}

/// Pairs and groups by number of the text, as an engine would find them.
fn found_in_shards(texts: &[String], settings: &CopySettings, shards: usize, turn: usize) -> (Pairs, Vec<Vec<usize>>) {
    let sketched: Vec<Sketched> =
        texts.chunks(7).flat_map(|texts| sketch(texts.iter().map(String::as_str), settings)).collect();
    let mut equals: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for (text, sketch) in sketched.iter().enumerate().filter(|(_, sketch)| sketch.shingles > 0) {
        equals.entry(sketch.digest).or_default().push(text);
    }
    let firsts = equals.values().map(|same| same[0]).collect();
    let mut engine = Engine { texts, settings, shards, turn, sketched, equals, firsts, candidates: BTreeSet::new() };
    engine.propose_by_similarity();
    engine.propose_by_containment();
    engine.compare()
}

fn in_order(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

impl Engine<'_> {
    fn propose_by_similarity(&mut self) {
        let Some(bands) = self.settings.sketching().bands else { return };
        let keys = |text: &usize| {
            (0_u32..).zip(self.sketched[*text].keys.clone()).map(|bucket| (bucket, *text)).collect::<Vec<_>>()
        };
        let mut times: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut oversized: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for shard in shuffled(self.firsts.iter().flat_map(keys).collect(), self.shards, self.turn) {
            let rows: Vec<(u32, u32)> = shard.iter().map(|(bucket, _)| *bucket).collect();
            let named = pairs_in_buckets(&rows);
            for (one, other) in named.pairs {
                *times.entry(in_order(shard[one as usize].1, shard[other as usize].1)).or_default() += 1;
            }
            for row in named.oversized {
                let (bucket, text) = shard[row as usize];
                oversized.entry(bucket).or_default().push(text);
            }
        }
        let often = times.into_iter().filter(|(_, times)| *times >= bands.required());
        self.candidates.extend(often.map(|(pair, _)| pair));
        for ((band, _), texts) in oversized {
            let members: Vec<Sketched> = texts.iter().map(|&text| self.sketched[text].clone()).collect();
            let pairs = pairs_in_oversized_bucket(band as usize, &members, self.settings);
            let of_texts = |(one, other): (u32, u32)| in_order(texts[one as usize], texts[other as usize]);
            self.candidates.extend(pairs.into_iter().map(of_texts));
        }
    }

    fn propose_by_containment(&mut self) {
        let mut filters = vec![ProbeFilter::for_texts(self.firsts.len()); 3];
        for (at, &text) in self.firsts.iter().enumerate() {
            for probe in self.sketched[text].probes.into_iter().flatten() {
                filters[at % 3].add(probe);
            }
        }
        let mut filter = ProbeFilter::from_bytes(&filters[0].to_bytes()).unwrap();
        assert!(filter.add_all(&filters[1]) && filter.add_all(&filters[2]));
        let mut rows: Vec<(u64, ProbeRow)> = Vec::new();
        let mut shingler = Shingler::new(self.settings.shingle_words);
        for &text in &self.firsts {
            let Sketched { digest, shingles, probes, .. } = self.sketched[text];
            let row = |hash, is_probe| (hash, ProbeRow { hash, is_probe, digest, shingles });
            let held = filter.held_by(&mut shingler, &self.texts[text]);
            rows.extend(held.into_iter().map(|hash| row(hash, false)));
            rows.extend(probes.into_iter().flatten().map(|hash| row(hash, true)));
        }
        let mut named: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut hidden: BTreeMap<usize, usize> = BTreeMap::new();
        for shard in shuffled(rows, self.shards, self.turn) {
            let rows: Vec<ProbeRow> = shard.iter().map(|(_, row)| *row).collect();
            let namings = name_holders(&rows);
            let text = |row: u32| self.equals[&rows[row as usize].digest][0];
            for (owner, holder) in namings.named {
                *named.entry((text(owner), text(holder))).or_default() += 1;
            }
            for owner in namings.hidden {
                *hidden.entry(text(owner)).or_default() += 1;
            }
        }
        for ((owner, holder), times) in named {
            if is_contained(times, hidden.get(&owner).copied().unwrap_or(0), self.settings) {
                self.candidates.insert(in_order(owner, holder));
            }
        }
    }

    /// The component of each text, known by its least.
    fn components(&self) -> Vec<usize> {
        let mut component: Vec<usize> = (0..self.texts.len()).collect();
        for _ in 0..self.texts.len() {
            for &(one, other) in &self.candidates {
                let least = component[one].min(component[other]);
                (component[one], component[other]) = (least, least);
            }
        }
        component
    }

    fn compare(&self) -> (Pairs, Vec<Vec<usize>>) {
        let component = self.components();
        let of_component: Vec<(usize, usize)> = self.firsts.iter().map(|&text| (component[text], text)).collect();
        let (mut pairs, mut groups) = (Pairs::new(), Vec::new());
        for shard in shuffled(of_component, self.shards, self.turn) {
            let place = |text| u32::try_from(shard.iter().position(|(_, other)| *other == text)?).ok();
            let text = |&(_, text): &(usize, usize)| {
                let Sketched { digest, shingles, .. } = self.sketched[text];
                ShardText { text: &self.texts[text], digest, shingles, equals: self.equals[&digest].len() }
            };
            let own = self.candidates.iter().rev().filter_map(|&(one, other)| Some((place(other)?, place(one)?)));
            let texts: Vec<ShardText<'_>> = shard.iter().map(text).collect();
            let copies = compare(&texts, &own.collect::<Vec<_>>(), self.settings);
            for pair in &copies.pairs {
                let [one, other] = [pair.longer, pair.shorter].map(|place| shard[place as usize].1);
                pairs.insert(in_order(one, other), pair.jaccard.to_bits());
            }
            for group in copies.groups {
                let members = group.iter().flat_map(|&place| &self.equals[&texts[place as usize].digest]);
                groups.push(members.copied().collect::<BTreeSet<usize>>().into_iter().collect());
            }
        }
        let wordless = self.sketched.iter().enumerate().filter(|(_, sketch)| sketch.shingles == 0);
        groups.extend(wordless.map(|(text, _)| vec![text]));
        groups.sort_unstable();
        (pairs, groups)
    }
}

type Pairs = BTreeMap<(usize, usize), u64>;

fn found_at_once(texts: &[String], settings: &CopySettings) -> (Pairs, Vec<Vec<usize>>) {
    let texts: Vec<CopyText<'_>> = texts.iter().map(|text| CopyText { text, published: None, source: None }).collect();
    let copies = find_copies(&texts, settings);
    let is_first = |text: usize| copies.firsts[text] as usize == text;
    let pairs = copies.pairs.iter().filter(|pair| is_first(pair.first) && is_first(pair.second));
    (pairs.map(|pair| ((pair.first, pair.second), pair.jaccard.to_bits())).collect(), copies.groups)
}

fn words(stem: &str, count: usize) -> String {
    (0..count).map(|number| format!("{stem}{number}")).collect::<Vec<_>>().join(" ")
}

fn settings() -> CopySettings {
    CopySettings { discounts_boilerplate: false, ..CopySettings::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Texts drawn from few sentences overlap in every way there is.
    #[test]
    fn shards_find_what_one_process_finds(
        texts in prop::collection::vec(prop::collection::vec(0_u8..12, 0..9), 1..60),
        shards in 1_usize..6,
        turn in 0_usize..100,
        kind in 0_usize..3,
    ) {
        let sentence = |sentence: &u8| words(&format!("s{sentence}w"), 14);
        let texts: Vec<String> =
            texts.iter().map(|text| text.iter().map(sentence).collect::<Vec<_>>().join(". ")).collect();
        let settings = match kind {
            0 => settings(),
            1 => CopySettings { containment: None, ..settings() },
            _ => CopySettings { similarity: None, ..settings() },
        };
        prop_assert_eq!(found_in_shards(&texts, &settings, shards, turn), found_at_once(&texts, &settings));
    }
}

/// Revisions of one template, and a notice that all of them print: buckets and probes that are oversized.
#[test]
fn shards_find_the_same_where_buckets_and_probes_are_oversized() {
    let template = words("template", 180);
    let texts: Vec<String> = (0..900)
        .map(|number| {
            format!("{} {template} {}", words(&format!("a{}w", number / 2), 20), words(&format!("b{number}w"), 25))
        })
        .chain([words("template", 30)])
        .collect();
    let at_once = find_copies(
        &texts.iter().map(|text| CopyText { text, published: None, source: None }).collect::<Vec<_>>(),
        &settings(),
    );
    assert!(at_once.report.oversized_buckets > 0 && at_once.report.oversized_probes > 0, "{:?}", at_once.report);
    let (pairs, groups) = found_in_shards(&texts, &settings(), 4, 3);
    let (expected_pairs, expected_groups) = found_at_once(&texts, &settings());
    assert_eq!(pairs.len(), expected_pairs.len());
    assert!(pairs == expected_pairs && groups == expected_groups);
}

#[test]
fn filters_of_other_sizes_are_not_mixed() {
    let mut filter = ProbeFilter::for_texts(10);
    assert!(!filter.add_all(&ProbeFilter::for_texts(10_000)));
    assert_eq!(ProbeFilter::from_bytes(b"odd"), None);
    assert_eq!(ProbeFilter::from_bytes(&[0; 24]), None, "no power of two");
    filter.add(7);
    assert_eq!(ProbeFilter::from_bytes(&filter.to_bytes()), Some(filter));
}
