//! How long finding copies takes, stage by stage and as a whole, on invented text.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::copies::shingle::Shingles;
use samestory::copies::signature::Signature;
use samestory::copies::sketch::Sketcher;
use samestory::copies::verify::Overlap;
use samestory::copies::{CopySettings, CopyText, find_copies};

/// Texts of some 300 words drawn from a vocabulary of 5,000; every fourth is an edited copy of the one before.
fn texts(count: usize) -> Vec<String> {
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut texts: Vec<Vec<String>> = Vec::new();
    for number in 0..count {
        let words = match texts.last() {
            Some(before) if number % 4 == 3 => {
                let mut words = before.clone();
                for _ in 0..4 {
                    let at = draw(words.len() as u64);
                    words[usize::try_from(at).unwrap_or_default()] = format!("edit{}", draw(5000));
                }
                words
            }
            _ => (0..200 + draw(200)).map(|_| format!("word{}", draw(5000))).collect(),
        };
        texts.push(words);
    }
    texts.iter().map(|words| words.join(" ")).collect()
}

fn stages(criterion: &mut Criterion) {
    let texts = texts(2000);
    let bytes = texts.iter().map(String::len).sum::<usize>() as u64;
    let shingles: Vec<Shingles> = texts.iter().map(|text| Shingles::of(text, 5)).collect();
    let settings = CopySettings { containment: None, ..CopySettings::default() };
    let views: Vec<CopyText<'_>> = texts.iter().map(|text| CopyText { text, published: None, source: None }).collect();

    let mut group = criterion.benchmark_group("copies");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("shingle", |bencher| {
        bencher.iter(|| texts.iter().map(|text| Shingles::of(black_box(text), 5).len()).sum::<usize>());
    });
    group.bench_function("sign", |bencher| {
        bencher.iter(|| shingles.iter().filter_map(|text| Signature::of(black_box(text.hashes()))).count());
    });
    group.bench_function("sketch", |bencher| {
        let mut sketcher = Sketcher::new(settings.sketching());
        bencher.iter(|| {
            for text in &texts {
                sketcher.sketch(black_box(text));
            }
            sketcher.take().len()
        });
    });
    // Every text with its neighbour, most of them unrelated.
    group.bench_function("verify", |bencher| {
        let verify = |pair: &[Shingles]| Overlap::if_copies(&pair[0], &pair[1], &settings).is_some();
        bencher.iter(|| black_box(&shingles).windows(2).filter(|pair| verify(pair)).count());
    });
    group.bench_function("find", |bencher| {
        bencher.iter(|| find_copies(black_box(&views), &CopySettings::default()));
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
