//! The scale of the whole job: time and memory of `samestory cluster` on streams of growing size.
//!
//! ```console
//! $ cargo bench --bench scale -- --documents 10000,100000,1000000
//! $ cargo bench --bench scale -- --documents 100000 --write stream.jsonl
//! ```
//!
//! Each stream is written to a temporary folder and clustered by the built binary, as a user would. The time is that of
//! all processors (user and system), so that a busy machine changes little; the memory is the peak of the process; both
//! are the kernel's figures in `/proc`, so this needs Linux. The agreement with the truth is B-cubed. The exponent is the
//! slope of the logarithm of time over that of documents: 1 is proportional, 2 is quadratic.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

#[path = "../tests/support/bcubed.rs"]
mod bcubed;
mod stream;

use bcubed::BCubed;
use stream::Scale;

/// Clock ticks in a second, as `/proc` counts them on every Linux there is.
const TICKS: f64 = 100.0;
const POLL: Duration = Duration::from_millis(20);
const MEBIBYTE: f64 = 1024.0;

/// What was asked for.
#[derive(Debug)]
struct Order {
    documents: Vec<usize>,
    seed: u64,
    /// Write the stream here and measure nothing.
    write: Option<PathBuf>,
    /// Arguments for `samestory cluster`.
    passed_on: Vec<String>,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    seconds: f64,
    processor_seconds: f64,
    peak_mebibytes: f64,
}

fn main() -> ExitCode {
    let result = order(std::env::args().skip(1)).and_then(|order| match &order.write {
        Some(path) => write(Scale { documents: order.documents[0], seed: order.seed }, path),
        None => measure(&order),
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
    let wrong = |argument: &str| {
        let usage = "write --documents N,N,… [--seed N] [--write FILE] [-- ARGUMENTS OF samestory cluster]";
        io::Error::other(format!("cannot use `{argument}`; {usage}"))
    };
    let mut order = Order { documents: vec![10_000], seed: 1, write: None, passed_on: Vec::new() };
    while let Some(argument) = arguments.next() {
        let value = match argument.as_str() {
            // Cargo says this to every bench.
            "--bench" => continue,
            "--" => {
                order.passed_on = arguments.collect();
                break;
            }
            _ => arguments.next().ok_or_else(|| wrong(&argument))?,
        };
        match argument.as_str() {
            "--documents" => {
                let numbers: Result<Vec<usize>, _> = value.split(',').map(str::parse).collect();
                order.documents = numbers.map_err(|_| wrong(&value))?;
            }
            "--seed" => order.seed = value.parse().map_err(|_| wrong(&value))?,
            "--write" => order.write = Some(PathBuf::from(value)),
            _ => return Err(wrong(&argument)),
        }
    }
    Ok(order)
}

fn write(scale: Scale, path: &Path) -> io::Result<()> {
    stream::write(scale, &mut BufWriter::with_capacity(1 << 20, File::create(path)?))
}

fn measure(order: &Order) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let (stream, found) = (folder.path().join("stream.jsonl"), folder.path().join("found.jsonl"));
    println!("| documents | CPU s | CPU s for 100,000 | documents a CPU s | wall s | peak MiB | B-cubed P | R | F1 |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut costs: Vec<(usize, Cost)> = Vec::new();
    for &documents in &order.documents {
        write(Scale { documents, seed: order.seed }, &stream)?;
        let cost = cluster(&stream, &found, &order.passed_on)?;
        let agreement = compare(&stream, &found)?;
        let per_document = cost.processor_seconds / documents as f64;
        println!(
            "| {documents} | {:.1} | {:.1} | {:.0} | {:.1} | {:.0} | {:.4} | {:.4} | {:.4} |",
            cost.processor_seconds,
            per_document * 100_000.0,
            1.0 / per_document,
            cost.seconds,
            cost.peak_mebibytes,
            agreement.precision,
            agreement.recall,
            2.0 * agreement.precision * agreement.recall / (agreement.precision + agreement.recall),
        );
        costs.push((documents, cost));
    }
    if costs.len() > 1 {
        let processor = slope(costs.iter().map(|&(documents, cost)| (documents, cost.processor_seconds)));
        let memory = slope(costs.iter().map(|&(documents, cost)| (documents, cost.peak_mebibytes)));
        println!("\nExponent of growth: CPU {processor:.3}, memory {memory:.3}.");
    }
    Ok(())
}

/// Runs the command as a child and reads its costs from `/proc` until it has ended.
fn cluster(stream: &Path, found: &Path, passed_on: &[String]) -> io::Result<Cost> {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_samestory"))
        .args(["cluster", "--format", "jsonl", "--quiet", "--output"])
        .args([found, stream])
        .args(passed_on)
        .stdin(Stdio::null())
        .spawn()?;
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let mut cost = Cost::default();
    loop {
        let stat = fs::read_to_string(process.join("stat"))?;
        let (state, processor_seconds) = times(&stat)?;
        cost.processor_seconds = processor_seconds;
        // A process that has ended keeps its times until it is waited for, and has no memory any more.
        if state == "Z" {
            break;
        }
        cost.peak_mebibytes = cost.peak_mebibytes.max(peak(&fs::read_to_string(process.join("status"))?));
        std::thread::sleep(POLL);
    }
    cost.seconds = started.elapsed().as_secs_f64();
    let status = child.wait()?;
    if status.success() { Ok(cost) } else { Err(io::Error::other(format!("samestory ended with {status}"))) }
}

/// State and processor seconds of a process (proc(5): fields 3, 14 and 15 of `stat`, behind the name in brackets).
fn times(stat: &str) -> io::Result<(&str, f64)> {
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    match (fields.first(), ticks(11), ticks(12)) {
        (Some(state), Some(user), Some(system)) => Ok((state, (user + system) / TICKS)),
        _ => Err(io::Error::other("the kernel's figures are not those of Linux")),
    }
}

/// Highest memory of a process so far, in mebibytes.
fn peak(status: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) / MEBIBYTE
}

#[derive(Deserialize)]
struct Labelled {
    id: String,
    event: String,
}

#[derive(Deserialize)]
struct Grouped {
    id: String,
    story: String,
}

fn compare(stream: &Path, found: &Path) -> io::Result<BCubed> {
    let truth: BTreeMap<String, String> =
        lines(stream)?.into_iter().map(|line: Labelled| (line.id, line.event)).collect();
    let found: BTreeMap<String, String> =
        lines(found)?.into_iter().map(|line: Grouped| (line.id, line.story)).collect();
    Ok(BCubed::of(&borrowed(&truth), &borrowed(&found)))
}

fn borrowed(groups: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    groups.iter().map(|(element, group)| (element.as_str(), group.as_str())).collect()
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let lines = BufReader::new(File::open(path)?).lines();
    lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::other)).collect()
}

/// Slope of the straight line of least squares through the logarithms.
fn slope(points: impl Iterator<Item = (usize, f64)>) -> f64 {
    let points: Vec<(f64, f64)> = points.map(|(documents, cost)| ((documents as f64).ln(), cost.ln())).collect();
    let mean = |value: fn(&(f64, f64)) -> f64| points.iter().map(value).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    covariance / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
