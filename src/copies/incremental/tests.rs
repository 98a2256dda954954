//! The laws of the index, as one who uses it sees them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Shingles that differ from text to text.
fn hashes(text: u64, count: u64) -> Vec<u64> {
    (0..count).map(|shingle| xxhash_rust::xxh3::xxh3_64_with_seed(&shingle.to_le_bytes(), text)).collect()
}

fn sign(set: &[u64]) -> Signature {
    Signature::of(set).unwrap()
}

/// Two sets of `size` shingles of which `shared` are the same.
fn pair(text: u64, size: usize, shared: usize) -> (Signature, Signature) {
    let pool = hashes(text, (2 * size - shared) as u64);
    (sign(&pool[..size]), sign(&pool[size - shared..]))
}

fn index_of(signatures: &[Signature], settings: &IncrementalSettings) -> IncrementalIndex {
    let mut index = IncrementalIndex::new(settings);
    for (number, signature) in signatures.iter().enumerate() {
        assert_eq!(index.insert(&number.to_string(), signature).unwrap(), number);
    }
    index
}

fn saved(index: &IncrementalIndex) -> Vec<u8> {
    let mut bytes = Vec::new();
    index.save(&mut bytes).unwrap();
    bytes
}

/// All that was found, equals told one by one: identifier and estimate in 128ths.
fn found(index: &IncrementalIndex, signature: &Signature) -> BTreeSet<(String, u32)> {
    let lookup = index.query_from(signature, 0.0);
    assert!(lookup.is_complete());
    let all = lookup.matches.iter().flat_map(|found| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let equal = (found.estimate * 128.0) as u32;
        index.equals(found.position).map(move |position| (index.identifier(position).unwrap().to_owned(), equal))
    });
    all.collect()
}

/// Texts of three to six of few sentences, so that there are equal ones, near ones and others.
fn texts() -> impl Strategy<Value = Vec<Signature>> {
    let text = prop::collection::vec(0_u64..10, 3..6)
        .prop_map(|sentences| sign(&sentences.iter().flat_map(|&sentence| hashes(sentence, 20)).collect::<Vec<_>>()));
    prop::collection::vec(text, 1..40)
}

#[test]
fn nothing_is_found_in_an_empty_index() {
    let index = IncrementalIndex::new(&IncrementalSettings::default());
    assert!(index.is_empty());
    assert_eq!(index.query(&sign(&[1])), Lookup::default());
    assert_eq!((index.identifier(0), index.equals(0).count()), (None, 0));
    let loaded = IncrementalIndex::load(saved(&index).as_slice()).unwrap();
    assert_eq!((loaded.len(), loaded.settings()), (0, index.settings()));
    assert!(index.memory_bytes() < 4096);
}

#[test]
fn the_best_match_comes_first_and_equally_good_ones_in_order() {
    let base = hashes(1, 100);
    let changed = |count: usize, text: u64| {
        let mut set = base.clone();
        set[..count].copy_from_slice(&hashes(text, count as u64));
        sign(&set)
    };
    let mut index = IncrementalIndex::new(&IncrementalSettings::default());
    let far = changed(12, 2);
    for (identifier, signature) in [
        ("far", &far),
        ("other", &sign(&hashes(9, 100))),
        ("near", &changed(2, 3)),
        ("same", &sign(&base)),
        ("far too", &far),
    ] {
        index.insert(identifier, signature).unwrap();
    }
    let lookup = index.query(&sign(&base));
    let told: Vec<(&str, usize, usize)> =
        lookup.matches.iter().map(|found| (found.identifier, found.position, found.entries)).collect();
    assert_eq!(told, [("same", 3, 1), ("near", 2, 1), ("far", 0, 2)]);
    assert!((lookup.matches[0].estimate - 1.0).abs() < f64::EPSILON);
    assert!(lookup.matches[1].estimate > lookup.matches[2].estimate);
    assert_eq!(index.equals(0).collect::<Vec<_>>(), [0, 4]);
}

#[test]
fn a_margin_reaches_below_the_similarity() {
    let strict = IncrementalSettings::default();
    let wide = IncrementalSettings { margin: 0.1, ..strict.clone() };
    let (mut within_strict, mut within_wide, trials) = (0, 0, 300);
    for text in 0..trials {
        // 28 of 34 shingles shared: Jaccard similarity .7.
        let (one, other) = pair(text, 340, 280);
        let hit =
            |settings| usize::from(!index_of(std::slice::from_ref(&one), settings).query(&other).matches.is_empty());
        within_strict += hit(&strict);
        within_wide += hit(&wide);
    }
    assert!((100..=200).contains(&within_strict), "{within_strict} of {trials}");
    assert!(within_wide >= 290, "{within_wide} of {trials}");
}

/// The theory takes slots for independent, which those of a small set are not: measure what is met.
#[test]
fn pairs_at_the_threshold_are_met_as_often_as_stated() {
    for (similarity, size, shared) in
        [(0.7, 17, 14), (0.7, 85, 70), (0.7, 340, 280), (0.8, 90, 80), (0.9, 190, 180), (0.5, 90, 60), (0.5, 9, 6)]
    {
        let settings = IncrementalSettings { similarity, ..IncrementalSettings::default() };
        let trials = 600;
        let met = (0..trials)
            .filter(|&text| {
                let (one, other) = pair(text, size, shared);
                !index_of(&[one], &settings).query_from(&other, 0.0).matches.is_empty()
            })
            .count();
        let stated = LookupBands::choose(similarity, 0.99).recall_at(similarity);
        let spread = 3.5 * (stated * (1.0 - stated) / trials as f64).sqrt();
        assert!(met as f64 / trials as f64 >= stated - spread, "{similarity}, {size} shingles: {met} of {trials}");
    }
}

#[test]
fn fifty_thousand_equal_texts_are_one_signature() {
    let signature = sign(&hashes(1, 50));
    let mut index = index_of(&vec![signature.clone(); 50_000], &IncrementalSettings::default());
    let lookup = index.query(&signature);
    assert_eq!((lookup.matches.len(), lookup.compared, lookup.cut_bands), (1, 1, 0));
    assert_eq!((lookup.matches[0].position, lookup.matches[0].entries), (0, 50_000));
    assert!(index.equals(49_999).eq(0..50_000));
    assert!(index.remove(0));
    assert_eq!(index.query(&signature).matches[0].position, 1);
    assert!(saved(&index).len() < 50_000 * 14);
}

#[test]
fn among_fifty_thousand_near_equal_texts_a_query_is_bounded_says_so_and_finds_its_equal() {
    let base = hashes(1, 200);
    let template = |text: u64| {
        let mut set = base.clone();
        set[..2].copy_from_slice(&hashes(1_000_000 + text, 2));
        sign(&set)
    };
    let signatures: Vec<Signature> = (0..50_000).map(template).collect();
    let index = index_of(&signatures, &IncrementalSettings::default());
    for text in [0, 1, 25_000, 49_999] {
        let lookup = index.query(&signatures[text]);
        assert!((lookup.matches[0].estimate - 1.0).abs() < f64::EPSILON);
        assert!(index.equals(lookup.matches[0].position).any(|position| position == text));
        assert!((1000..=1000 + index.bands().bands() + 1).contains(&lookup.compared), "{}", lookup.compared);
        assert!(lookup.cut_bands > 0 && !lookup.is_complete());
        assert!(lookup.matches.len() > 900, "{}", lookup.matches.len());
    }
    let other = sign(&hashes(77, 200));
    assert_eq!(index.query(&other), Lookup::default());
}

#[test]
fn what_is_removed_is_not_found_and_not_saved_and_positions_stay() {
    let signatures: Vec<Signature> = [1, 2, 1, 3].map(|text| sign(&hashes(text, 50))).to_vec();
    let mut index = index_of(&signatures, &IncrementalSettings::default());
    assert!(index.remove(1) && !index.remove(1) && !index.remove(4) && index.remove(0));
    assert!(index.query(&signatures[1]).matches.is_empty());
    assert_eq!((index.len(), index.identifier(1)), (2, None));
    let bytes = saved(&index);
    let mut loaded = IncrementalIndex::load(bytes.as_slice()).unwrap();
    assert_eq!(saved(&loaded), bytes);
    for index in [&mut index, &mut loaded] {
        let lookup = index.query(&signatures[0]);
        assert_eq!((lookup.matches.len(), lookup.matches[0].position, lookup.matches[0].entries), (1, 2, 1));
        assert!(index.query(&signatures[1]).matches.is_empty());
        assert_eq!(index.insert("again", &signatures[1]).unwrap(), 4);
        assert_eq!(index.query(&signatures[1]).matches[0].position, 4);
    }
    assert_eq!(saved(&index), saved(&loaded));
}

#[test]
fn an_identifier_that_cannot_be_saved_is_refused() {
    let mut index = IncrementalIndex::new(&IncrementalSettings::default());
    let error = index.insert(&"x".repeat(65_536), &sign(&[1])).unwrap_err();
    assert_eq!(error.to_string(), "an identifier has 65536 bytes, and 65,535 are allowed; give a shorter one");
    assert!(index.is_empty());
    index.insert(&"x".repeat(65_535), &sign(&[1])).unwrap();
    assert_eq!(IncrementalIndex::load(saved(&index).as_slice()).unwrap().identifier(0).unwrap().len(), 65_535);
}

#[test]
fn settings_out_of_range_are_moved_inside_and_nothing_panics() {
    let signature = sign(&hashes(1, 40));
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1.0, 2.0] {
        for count in [0, u32::MAX] {
            let settings = IncrementalSettings {
                similarity: value,
                recall: value,
                margin: value,
                most_compared: count,
                shingle_words: count,
            };
            let index = index_of(&[signature.clone(), signature.clone()], &settings);
            assert_eq!(index.query(&signature).matches.len(), 1, "{settings:?}");
            assert!(index.query_from(&signature, f64::NAN).matches.is_empty());
            let loaded = IncrementalIndex::load(saved(&index).as_slice()).unwrap();
            assert_eq!(loaded.query(&signature), index.query(&signature));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_inserted_is_found_with_estimate_one(signatures in texts()) {
        let index = index_of(&signatures, &IncrementalSettings::default());
        for (position, signature) in signatures.iter().enumerate() {
            let best = index.query(signature).matches[0];
            prop_assert!((best.estimate - 1.0).abs() < f64::EPSILON);
            prop_assert!(index.equals(best.position).any(|equal| equal == position));
            prop_assert_eq!(best.entries, signatures.iter().filter(|other| *other == signature).count());
        }
    }

    #[test]
    fn matches_are_as_similar_as_they_say_and_none_is_told_twice(signatures in texts()) {
        let index = index_of(&signatures, &IncrementalSettings::default());
        for signature in &signatures {
            let lookup = index.query(signature);
            let positions: BTreeSet<usize> = lookup.matches.iter().map(|found| found.position).collect();
            prop_assert_eq!(positions.len(), lookup.matches.len());
            for found in &lookup.matches {
                prop_assert!(found.estimate >= 0.7);
                prop_assert_eq!(found.estimate.to_bits(), signatures[found.position].estimate(signature).to_bits());
                prop_assert_eq!(found.identifier, found.position.to_string());
            }
        }
    }

    #[test]
    fn the_order_of_insertion_does_not_change_what_is_found(signatures in texts(), turn in any::<prop::sample::Index>()) {
        let straight = index_of(&signatures, &IncrementalSettings::default());
        let turn = turn.index(signatures.len());
        let mut turned = IncrementalIndex::new(&IncrementalSettings::default());
        for at in (0..signatures.len()).map(|at| (at + turn) % signatures.len()).rev() {
            turned.insert(&at.to_string(), &signatures[at]).unwrap();
        }
        for signature in &signatures {
            prop_assert_eq!(found(&straight, signature), found(&turned, signature));
        }
    }

    #[test]
    fn a_higher_bound_gives_the_beginning_of_the_same_matches(
        signatures in texts(), low in 0.0_f64..1.0, high in 0.0_f64..1.0,
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let index = index_of(&signatures, &IncrementalSettings::default());
        let (few, many) = (index.query_from(&signatures[0], high).matches, index.query_from(&signatures[0], low).matches);
        prop_assert_eq!(&few[..], &many[..few.len()]);
        prop_assert!(many[few.len()..].iter().all(|found| found.estimate < high));
    }

    #[test]
    fn loaded_it_answers_as_before_and_saves_the_same_bytes(
        signatures in texts(), removed in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut index = index_of(&signatures, &IncrementalSettings::default());
        for removed in removed {
            index.remove(removed.index(signatures.len()));
        }
        let bytes = saved(&index);
        prop_assert_eq!(&saved(&index), &bytes);
        let loaded = IncrementalIndex::load(bytes.as_slice()).unwrap();
        prop_assert_eq!(&saved(&loaded), &bytes);
        prop_assert_eq!(loaded.bands(), index.bands());
        for signature in &signatures {
            prop_assert_eq!(loaded.query_from(signature, 0.0).matches, index.query_from(signature, 0.0).matches);
        }
    }
}
