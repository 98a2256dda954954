//! How fast the incremental index of signatures is: insertions a second, and percentiles of the time of a query.
//!
//! ```console
//! $ cargo bench --bench lookup -- --documents 100000,1000000
//! $ cargo bench --bench lookup -- --documents 100000 --similarity 0.8 --rows 3
//! ```
//!
//! Documents are invented sets of shingles, signed beforehand: 60 to some 3,000 shingles (log-normal, median 330), a
//! seventh of them from stock sentences that many documents share, and 30 % near-copies of an earlier document, a tenth of
//! them exact and the rest at a Jaccard similarity of .3 to 1. Queried are documents that are in the index ("known", all
//! of which are found by themselves) and as many of the same kind that are not ("new"), in random order, by one thread.
//! Found is the share of the new near-copies at or above the similarity that met their original. Times of queries are of
//! the wall, with the clock's own 20 to 40 ns in them; insertions, saving and loading are told by the processor's time
//! (where the kernel tells it: Linux), so that a busy machine changes little.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::hint::black_box;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

use samestory::copies::incremental::{IncrementalError, IncrementalIndex, IncrementalSettings, LookupBands};
use samestory::copies::signature::Signature;

const NEAR_COPIES: f64 = 0.3;
const EXACT: f64 = 0.1;
const LEAST_SIMILARITY: f64 = 0.3;
/// Stock sentences, each of so many shingles; the first are used most.
const STOCK: u64 = 2000;
const STOCK_SHINGLES: u64 = 12;
const STOCK_SHARE: f64 = 1.0 / 7.0;
/// Queries of each kind.
const QUERIES: usize = 100_000;

/// What was asked for.
#[derive(Debug)]
struct Order {
    documents: Vec<usize>,
    similarity: f64,
    recall: f64,
    rows: Option<usize>,
}

/// A signed document.
#[derive(Debug)]
struct Document {
    signature: Signature,
    /// The document it was copied from, and their Jaccard similarity.
    original: Option<(usize, f64)>,
}

fn main() -> ExitCode {
    match order(std::env::args().skip(1)).and_then(|order| measure(&order)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn order(mut arguments: impl Iterator<Item = String>) -> io::Result<Order> {
    let wrong = |argument: &str| {
        let usage = "write --documents N,N,… [--similarity J] [--recall R] [--rows N]";
        io::Error::other(format!("cannot use `{argument}`; {usage}"))
    };
    let mut order = Order { documents: vec![100_000], similarity: 0.7, recall: 0.99, rows: None };
    while let Some(argument) = arguments.next() {
        // Cargo says this to every bench.
        if argument == "--bench" {
            continue;
        }
        let value = arguments.next().ok_or_else(|| wrong(&argument))?;
        match argument.as_str() {
            "--documents" => {
                let numbers: Result<Vec<usize>, _> = value.split(',').map(str::parse).collect();
                order.documents = numbers.map_err(|_| wrong(&value))?;
            }
            "--similarity" => order.similarity = value.parse().map_err(|_| wrong(&value))?,
            "--recall" => order.recall = value.parse().map_err(|_| wrong(&value))?,
            "--rows" => order.rows = Some(value.parse().map_err(|_| wrong(&value))?),
            _ => return Err(wrong(&argument)),
        }
    }
    Ok(order)
}

fn measure(order: &Order) -> io::Result<()> {
    let settings =
        IncrementalSettings { similarity: order.similarity, recall: order.recall, ..IncrementalSettings::default() };
    let bands = match order.rows {
        Some(rows) => LookupBands::of_rows(rows, order.similarity, order.recall).ok_or_else(|| {
            io::Error::other("no number of bands of so many rows keeps the recall; ask for fewer rows")
        })?,
        None => LookupBands::choose(order.similarity, order.recall),
    };
    println!(
        "{} bands of {} rows, which meet a pair at {} with probability {:.4}\n",
        bands.bands(),
        bands.rows(),
        order.similarity,
        bands.recall_at(order.similarity)
    );
    println!(
        "| documents | inserts/s | known p50 us | p99 us | new p50 us | p99 us | compared a query | found | bytes a document | save MB/s | load MB/s |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for &documents in &order.documents {
        measure_size(documents.max(1), &settings, bands).map_err(io::Error::other)?;
    }
    Ok(())
}

fn measure_size(documents: usize, settings: &IncrementalSettings, bands: LookupBands) -> Result<(), IncrementalError> {
    let mut random = Random(1);
    let all = documents_of(documents + QUERIES, documents, &mut random);
    let (known, new) = all.split_at(documents);
    let identifiers: Vec<String> = (0..documents).map(|number| format!("document-{number}")).collect();

    let clock = Processor::start();
    let mut index = IncrementalIndex::with_bands(settings, bands);
    for (identifier, document) in identifiers.iter().zip(known) {
        index.insert(identifier, &document.signature)?;
    }
    let inserts = documents as f64 / clock.seconds();

    let known_order: Vec<&Document> = (0..QUERIES).map(|_| &known[random.below(documents)]).collect();
    // Once round without a clock, as in a service that has run for a while.
    let mut compared = known_order.iter().map(|document| index.query(&document.signature).compared).sum::<usize>();
    compared += new.iter().map(|document| index.query(&document.signature).compared).sum::<usize>();
    let known_times = times(&index, known_order.iter().copied());
    let new_times = times(&index, new);

    let (mut planted, mut found) = (0_usize, 0);
    for document in new {
        let Some((original, similarity)) = document.original else { continue };
        if similarity >= settings.similarity {
            planted += 1;
            let lookup = index.query_from(&document.signature, 0.0);
            let mut equals = lookup.matches.iter().flat_map(|found| index.equals(found.position));
            found += usize::from(equals.any(|position| position == original));
        }
    }

    let mut saved = Vec::new();
    let clock = Processor::start();
    index.save(&mut saved)?;
    let megabytes = saved.len() as f64 / 1e6;
    let save = megabytes / clock.seconds();
    let bytes = index.memory_bytes() as f64 / documents as f64;
    drop(index);
    let clock = Processor::start();
    let loaded = IncrementalIndex::load(saved.as_slice())?;
    let load = megabytes / clock.seconds();
    assert_eq!(loaded.len(), documents, "an index that was saved and loaded");

    println!(
        "| {documents} | {inserts:.0} | {:.2} | {:.1} | {:.2} | {:.1} | {:.1} | {:.4} | {bytes:.0} | {save:.0} | {load:.0} |",
        percentile(&known_times, 0.5),
        percentile(&known_times, 0.99),
        percentile(&new_times, 0.5),
        percentile(&new_times, 0.99),
        compared as f64 / (2 * QUERIES) as f64,
        found as f64 / planted.max(1) as f64,
    );
    Ok(())
}

/// Processor time of this thread, or where the kernel does not tell it, time of the wall.
#[derive(Debug)]
struct Processor {
    nanoseconds: Option<u64>,
    wall: Instant,
}

impl Processor {
    fn start() -> Self {
        Self { nanoseconds: Self::nanoseconds(), wall: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.nanoseconds, Self::nanoseconds()) {
            (Some(start), Some(end)) => (end - start) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }

    fn nanoseconds() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }
}

/// The time of each query in microseconds, ascending.
fn times<'a>(index: &IncrementalIndex, documents: impl IntoIterator<Item = &'a Document>) -> Vec<f64> {
    let mut times: Vec<f64> = documents
        .into_iter()
        .map(|document| {
            let start = Instant::now();
            black_box(index.query(black_box(&document.signature)));
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times
}

fn percentile(ascending: &[f64], share: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
    ascending[((ascending.len() - 1) as f64 * share) as usize]
}

/// `count` documents, of which near-copies have their original among the first `originals`.
fn documents_of(count: usize, originals: usize, random: &mut Random) -> Vec<Document> {
    // The sets are drawn again from their seeds when they are copied, so that a million need no memory.
    let mut seeds: Vec<(u64, Option<(usize, f64)>)> = Vec::with_capacity(count);
    for number in 0..count {
        let is_copy = number > 0 && random.share() < NEAR_COPIES;
        let original = is_copy.then(|| {
            let similarity =
                if random.share() < EXACT { 1.0 } else { LEAST_SIMILARITY + (1.0 - LEAST_SIMILARITY) * random.share() };
            (random.below(number.min(originals)), similarity)
        });
        seeds.push((random.next(), original));
    }
    (0..count)
        .filter_map(|number| {
            let (seed, original) = seeds[number];
            let (set, original) = match original {
                None => (shingles(seed), None),
                Some((of, similarity)) => {
                    let mut set = shingles(seeds[of].0);
                    // Replacing r of n gives (n - r) / (n + r).
                    let replaced = (set.len() as f64 * (1.0 - similarity) / (1.0 + similarity)).round();
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a share of a count is a count"
                    )]
                    let replaced = replaced as usize;
                    let mut random = Random(seed);
                    // Shingles are in no order, so the first are any.
                    set[..replaced].fill_with(|| random.next());
                    let exact = (set.len() - replaced) as f64 / (set.len() + replaced) as f64;
                    // A copy of a copy is not one of what that was drawn from.
                    (set, seeds[of].1.is_none().then_some((of, exact)))
                }
            };
            Signature::of(&set).map(|signature| Document { signature, original })
        })
        .collect()
}

/// The shingles of the original with this seed.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts within bounds")]
fn shingles(seed: u64) -> Vec<u64> {
    let mut random = Random(seed);
    let normal = (0..12).map(|_| random.share()).sum::<f64>() - 6.0;
    let count = (330.0 * (0.6 * normal).exp()).clamp(60.0, 3000.0) as usize;
    let mut set = Vec::with_capacity(count + STOCK_SHINGLES as usize);
    while (set.len() as f64) < count as f64 * STOCK_SHARE {
        // The square of an even share: the first percent of the sentences make a tenth of the uses.
        let sentence = (random.share().powi(2) * STOCK as f64) as u64;
        set.extend((0..STOCK_SHINGLES).map(|shingle| Random(sentence * STOCK_SHINGLES + shingle).next()));
    }
    while set.len() < count {
        set.push(random.next());
    }
    // So that replacing the first does not spare the stock.
    for at in (1..set.len()).rev() {
        set.swap(at, random.below(at + 1));
    }
    set
}

/// `SplitMix64`.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the rest is below a usize")]
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// Evenly in [0, 1).
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
