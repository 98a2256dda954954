//! How long it takes to compare two documents, and to write the page of many comparisons.
//!
//! ```console
//! $ cargo bench --bench comparison
//! $ cargo bench --bench comparison -- --words 300 --stories 1000
//! ```
//!
//! The pairs are those of `data/comparisons` (`EVENT-nt.txt` and `EVENT-n9.txt`) both of which have so many words or more.
//! Told is the time of the wall of `Comparison::of` for one pair, on one thread, over ten rounds of all pairs after one that
//! is not counted; and the processor's time of the whole process for a page of so many stories, the pairs over and over.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use samestory::compare::Comparison;
use samestory::document::Document;
use samestory::read::{Input, ReadSettings, read};
use samestory::report::comparison::{Report, StoryComparison, write_page};

const ROUNDS: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut words, mut stories) = (250_usize, 1_000_usize);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or("write --words N, --stories N")?.parse()?;
        match argument.as_str() {
            "--words" => words = value,
            "--stories" => stories = value,
            _ => return Err("write --words N, --stories N".into()),
        }
    }
    let pairs = pairs(words)?;
    if pairs.is_empty() {
        return Err(format!("no pair has {words} words or more in both").into());
    }
    let lengths: Vec<usize> = pairs.iter().flatten().map(length).collect();
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..=ROUNDS {
        for [one, other] in &pairs {
            let start = Instant::now();
            black_box(Comparison::of(&[one, other]));
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!(
        "{} pairs, {} words a document: ms a pair p50 {:.2}, p90 {:.2}, most {:.2}",
        pairs.len(),
        lengths.iter().sum::<usize>() / lengths.len(),
        at(50),
        at(90),
        at(100)
    );

    let start = (Instant::now(), processor_time());
    let compared = pairs.iter().cycle().take(stories).map(|[one, other]| StoryComparison {
        story: None,
        comparison: Comparison::of(&[one, other]),
        why: Vec::new(),
        left_out: 0,
        copies: 0,
    });
    let report = Report { stories: compared.collect() };
    let mut page = Vec::new();
    write_page(&report, &mut page)?;
    let spent = processor_time().zip(start.1).map_or(start.0.elapsed(), |(now, before)| now.saturating_sub(before));
    println!(
        "{stories} stories, compared and written as a page of {:.1} MB: {:.2} s",
        page.len() as f64 / 1e6,
        spent.as_secs_f64()
    );
    Ok(())
}

/// The pairs of the folder both of which are long enough, in order of their names.
fn pairs(words: usize) -> io::Result<Vec<[Document; 2]>> {
    let mut events: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    let mut folders: Vec<_> = fs::read_dir(Path::new("data/comparisons"))?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::file_name);
    for folder in folders {
        let collection =
            read(&[Input::Path(folder.path())], &ReadSettings::default(), &|_| {}).map_err(io::Error::other)?;
        for document in collection.documents {
            let event = document.origin.path.trim_end_matches("-nt.txt").trim_end_matches("-n9.txt").to_owned();
            events.entry(event).or_default().push(document);
        }
    }
    let pairs = events.into_values().filter_map(|documents| <[Document; 2]>::try_from(documents).ok());
    Ok(pairs.filter(|pair| pair.iter().all(|document| length(document) >= words)).collect())
}

fn length(document: &Document) -> usize {
    document.evidence_text().split_whitespace().count()
}

/// The processor's time of this process so far, where the kernel tells it (Linux).
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split_whitespace().next()?.parse().ok()?))
}
