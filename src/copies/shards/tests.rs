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

/// Pairs and groups by number of the text, as an engine would find them.
fn found_in_shards(texts: &[String], settings: &CopySettings, shards: usize, turn: usize) -> (Pairs, Vec<Vec<usize>>) {
    let sketched: Vec<Sketched> =
        texts.chunks(7).flat_map(|texts| sketch(texts.iter().map(String::as_str), settings)).collect();
    let mut equals: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for (text, sketch) in sketched.iter().enumerate().filter(|(_, sketch)| sketch.shingles > 0) {
        equals.entry(sketch.digest).or_default().push(text);
    }
    let firsts: Vec<usize> = equals.values().map(|same| same[0]).collect();
    let of_digest = |digest: u128| equals[&digest][0];

    let mut candidates: BTreeSet<(usize, usize)> = BTreeSet::new();
    let in_order = |one: usize, other: usize| (one.min(other), one.max(other));
    if let Some(bands) = settings.sketching().bands {
        let keys = |text: &usize| {
            (0_u32..).zip(sketched[*text].keys.clone()).map(|bucket| (bucket, *text)).collect::<Vec<_>>()
        };
        let mut times: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut oversized = Vec::new();
        for shard in shuffled(firsts.iter().flat_map(keys).collect(), shards, turn) {
            let rows: Vec<(u32, u32)> = shard.iter().map(|(bucket, _)| *bucket).collect();
            let named = pairs_in_buckets(&rows);
            for (one, other) in named.pairs {
                *times.entry(in_order(shard[one as usize].1, shard[other as usize].1)).or_default() += 1;
            }
            oversized.extend(named.oversized.into_iter().map(|row| shard[row as usize]));
        }
        candidates.extend(times.into_iter().filter(|(_, times)| *times >= bands.required()).map(|(pair, _)| pair));
        for shard in shuffled(oversized, shards, turn) {
            let mut buckets: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
            for (bucket, text) in shard {
                buckets.entry(bucket).or_default().push(text);
            }
            for ((band, _), members) in buckets {
                let sketches: Vec<Sketched> = members.iter().map(|&text| sketched[text].clone()).collect();
                let pairs = pairs_in_oversized_bucket(band as usize, &sketches, settings);
                candidates.extend(
                    pairs.into_iter().map(|(one, other)| in_order(members[one as usize], members[other as usize])),
                );
            }
        }
    }

    let mut filters = vec![ProbeFilter::for_texts(firsts.len()); 3];
    for (at, &text) in firsts.iter().enumerate() {
        for probe in sketched[text].probes.into_iter().flatten() {
            filters[at % 3].add(probe);
        }
    }
    let mut filter = ProbeFilter::from_bytes(&filters[0].to_bytes()).unwrap();
    assert!(filter.add_all(&filters[1]) && filter.add_all(&filters[2]));
    let mut rows: Vec<(u64, ProbeRow)> = Vec::new();
    let mut shingler = Shingler::new(settings.shingle_words);
    for &text in &firsts {
        let Sketched { digest, shingles, probes, .. } = sketched[text];
        let row = |hash, is_probe| (hash, ProbeRow { hash, is_probe, digest, shingles });
        rows.extend(filter.held_by(&mut shingler, &texts[text]).into_iter().map(|hash| row(hash, false)));
        rows.extend(probes.into_iter().flatten().map(|hash| row(hash, true)));
    }
    let mut named: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut hidden: BTreeMap<usize, usize> = BTreeMap::new();
    for shard in shuffled(rows, shards, turn) {
        let rows: Vec<ProbeRow> = shard.iter().map(|(_, row)| *row).collect();
        let namings = name_holders(&rows);
        let text = |row: u32| of_digest(rows[row as usize].digest);
        for (owner, holder) in namings.named {
            *named.entry((text(owner), text(holder))).or_default() += 1;
        }
        for owner in namings.hidden {
            *hidden.entry(text(owner)).or_default() += 1;
        }
    }
    for ((owner, holder), times) in named {
        if is_contained(times, hidden.get(&owner).copied().unwrap_or(0), settings) {
            candidates.insert(in_order(owner, holder));
        }
    }

    let mut component: Vec<usize> = (0..texts.len()).collect();
    for _ in 0..texts.len() {
        for &(one, other) in &candidates {
            let least = component[one].min(component[other]);
            (component[one], component[other]) = (least, least);
        }
    }
    let (mut pairs, mut groups) = (Pairs::new(), Vec::new());
    let of_component: Vec<(usize, usize)> = firsts.iter().map(|&text| (component[text], text)).collect();
    for shard in shuffled(of_component, shards, turn) {
        let of_text = |text: usize| shard.iter().position(|(_, other)| *other == text);
        let place = |text| u32::try_from(of_text(text)?).ok();
        let shard_texts: Vec<ShardText<'_>> = shard
            .iter()
            .map(|&(_, text)| {
                let Sketched { digest, shingles, .. } = sketched[text];
                ShardText { text: &texts[text], digest, shingles, equals: equals[&digest].len() }
            })
            .collect();
        let own: Vec<(u32, u32)> =
            candidates.iter().rev().filter_map(|&(one, other)| Some((place(other)?, place(one)?))).collect();
        let copies = compare(&shard_texts, &own, settings);
        for pair in &copies.pairs {
            let [one, other] = [pair.longer, pair.shorter].map(|place| shard[place as usize].1);
            pairs.insert(in_order(one, other), pair.jaccard.to_bits());
        }
        for group in copies.groups {
            let members = group.iter().flat_map(|&place| &equals[&sketched[shard[place as usize].1].digest]);
            groups.push(members.copied().collect::<BTreeSet<usize>>().into_iter().collect());
        }
    }
    groups.extend((0..texts.len()).filter(|&text| sketched[text].shingles == 0).map(|text| vec![text]));
    groups.sort_unstable();
    (pairs, groups)
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
