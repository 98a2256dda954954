//! The whole job on the shipped collection: reading it, and clustering what was read.

use std::path::PathBuf;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use samestory::pipeline::{self, ClusterSettings};
use samestory::read::{self, Input, ReadSettings};

fn shipped() -> read::Collection {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/news");
    read::read(&[Input::Path(folder)], &ReadSettings::default(), &|_| ()).unwrap_or_default()
}

fn reading(criterion: &mut Criterion) {
    criterion.bench_function("read data/news", |bencher| bencher.iter(shipped));
}

fn clustering(criterion: &mut Criterion) {
    let documents = shipped().documents;
    let settings = ClusterSettings::default();
    criterion.bench_function("cluster data/news", |bencher| {
        bencher.iter_batched(
            || documents.clone(),
            |documents| pipeline::cluster(documents, &settings, &mut |_| ()),
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, reading, clustering);
criterion_main!(benches);
