//! Writes the workload that finding copies is measured on, with the exact truth about it, or times the bare reading of
//! one.
//!
//! ```console
//! $ cargo bench --bench workload -- --documents 100000 --seed 11 --output FOLDER
//! $ cargo bench --bench workload -- --parse FOLDER/documents.jsonl
//! ```
//!
//! The first writes `documents.jsonl` (`id` and `text` a line), `truth.jsonl` (`a`, `b` and `jaccard` a line: all pairs
//! of a Jaccard similarity of at least 0.7 between their sets of word 5-shingles) and `about.json`. Above 100,000
//! documents the truth is written only if `--truth` is given: it takes minutes and, by estimate, 4 GiB a million. Texts have a
//! median of 335 words, or of as many as `--words` says. The
//! second reads and parses every line and does nothing with it, the floor under every tool's time, and says how many
//! CPU seconds that took (Linux).

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::borrow::Cow;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

#[path = "mod.rs"]
mod workload;

use workload::{Planted, Workload, truth};

/// The most documents of which the truth is written without being asked for.
const TRUTH_UP_TO: u32 = 100_000;
const USAGE: &str = "write --output FOLDER [--documents N] [--seed N] [--words MEDIAN] [--truth], or --parse FILE";
const NANOSECONDS: f64 = 1e9;

/// What was asked for.
#[derive(Debug)]
enum Order {
    Write { workload: Workload, folder: PathBuf, is_truth_asked: bool },
    Parse(PathBuf),
}

/// What `about.json` says.
#[derive(Serialize)]
struct About {
    seed: u64,
    documents: u32,
    bytes: u64,
    mean_bytes_a_line: f64,
    mean_words: f64,
    planted: Planted,
    /// `null` if the truth was not computed.
    pairs: Option<usize>,
}

fn main() -> ExitCode {
    let result = order(std::env::args().skip(1)).and_then(|order| match order {
        Order::Write { workload, folder, is_truth_asked } => write(workload, &folder, is_truth_asked),
        Order::Parse(path) => parse(&path),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn order(mut arguments: impl Iterator<Item = String>) -> io::Result<Order> {
    let wrong = |argument: &str| io::Error::other(format!("cannot use `{argument}`; {USAGE}"));
    let mut workload = Workload { documents: 10_000, seed: 7, median_length: workload::MEDIAN_LENGTH };
    let (mut folder, mut is_truth_asked) = (None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo says this to every bench.
            "--bench" => continue,
            "--truth" => {
                is_truth_asked = true;
                continue;
            }
            _ => {}
        }
        let value = arguments.next().ok_or_else(|| wrong(&argument))?;
        match argument.as_str() {
            "--documents" => workload.documents = value.parse().map_err(|_| wrong(&value))?,
            "--seed" => workload.seed = value.parse().map_err(|_| wrong(&value))?,
            "--words" => workload.median_length = value.parse().map_err(|_| wrong(&value))?,
            "--output" => folder = Some(PathBuf::from(value)),
            "--parse" => return Ok(Order::Parse(PathBuf::from(value))),
            _ => return Err(wrong(&argument)),
        }
    }
    let folder = folder.ok_or_else(|| io::Error::other(format!("no folder to write to; {USAGE}")))?;
    Ok(Order::Write { workload, folder, is_truth_asked })
}

fn write(workload: Workload, folder: &Path, is_truth_asked: bool) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let (documents, told) = (folder.join("documents.jsonl"), folder.join("truth.jsonl"));
    let written = workload.write(&documents)?;
    let pairs = if is_truth_asked || workload.documents <= TRUTH_UP_TO {
        Some(truth::write(&documents, &told)?)
    } else {
        // The truth about another collection would be taken for this one's.
        if told.exists() {
            fs::remove_file(told)?;
        }
        None
    };
    let count = f64::from(written.documents.max(1));
    let about = About {
        seed: workload.seed,
        documents: written.documents,
        bytes: written.bytes,
        mean_bytes_a_line: written.bytes as f64 / count,
        mean_words: written.words as f64 / count,
        planted: written.planted,
        pairs,
    };
    let about = serde_json::to_string_pretty(&about)? + "\n";
    fs::write(folder.join("about.json"), &about)?;
    print!("{about}");
    Ok(())
}

/// A line, borrowed from the buffer where it has no escapes.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn parse(path: &Path) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut buffer = Vec::new();
    let (mut documents, mut bytes) = (0_u64, 0_u64);
    loop {
        buffer.clear();
        let read = reader.read_until(b'\n', &mut buffer)?;
        if read == 0 {
            break;
        }
        let line: Line<'_> = serde_json::from_slice(&buffer)?;
        black_box((&line.id, &line.text));
        documents += 1;
        bytes += read as u64;
    }
    println!("{{\"documents\":{documents},\"bytes\":{bytes},\"cpu_seconds\":{:.4}}}", processor_seconds()?);
    Ok(())
}

/// Time that this process, of one thread, has run: in the kernel's accounting of nanoseconds, finer than its ticks.
fn processor_seconds() -> io::Result<f64> {
    let accounts = fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = accounts.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds
        .map(|nanoseconds| nanoseconds / NANOSECONDS)
        .ok_or_else(|| io::Error::other("no account of this process"))
}
