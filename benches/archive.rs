//! The archive: how fast it grows, how fast it answers, and how large it is.
//!
//! ```console
//! $ cargo bench --bench archive -- --documents 10000,100000,300000
//! $ cargo bench --bench archive -- --documents 10000 --agreement
//! $ cargo bench --bench archive -- --input stream.jsonl --agreement
//! ```
//!
//! A stream of invented news (see `stream`) is added by time, in the batches asked for; some documents of all times are held
//! back. The last 10,000 are timed by themselves. Then every one that was held back is asked for: "have we had this?", and
//! the first two words of its title as a phrase; each once before, so that what is read of the disk is the same for all.
//! Times of questions are of the wall, by one thread; those of adding are of the wall and of the processors (Linux).
//!
//! With `--agreement` each document held back is also added to a copy of the archive, to see whether it comes into the story
//! that was told.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use samestory::archive::{AddSettings, Archive, Relation, Snapshot};
use samestory::document::Document;
use samestory::index::SearchRequest;
use samestory::pipeline::ClusterSettings;
use samestory::read::{ReadSettings, read_bytes};

mod stream;

use stream::Scale;

/// Documents at the end that are timed by themselves.
const LAST: usize = 10_000;
/// Documents that are read and handed in at a time.
const AT_A_TIME: usize = 20_000;
/// Answers that are asked for.
const LIMIT: usize = 10;
/// Clock ticks in a second, as `/proc` counts them on every Linux there is.
const TICKS: f64 = 100.0;

/// What was asked for.
#[derive(Debug)]
struct Order {
    documents: Vec<usize>,
    batch: usize,
    held_back: usize,
    input: Option<PathBuf>,
    keep: Option<PathBuf>,
    agreement: bool,
    /// The archive that is kept is there already.
    is_there: bool,
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
        let usage = "write [--documents N,N,…] [--batch N] [--held-back N] [--input FILE] [--keep FOLDER [--there]] [--agreement]";
        io::Error::other(format!("cannot use `{argument}`; {usage}"))
    };
    let batch = AddSettings::default().batch;
    let mut order = Order {
        documents: vec![10_000],
        batch,
        held_back: 300,
        input: None,
        keep: None,
        agreement: false,
        is_there: false,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo says this to every bench.
            "--bench" => continue,
            "--there" => {
                order.is_there = true;
                continue;
            }
            "--agreement" => {
                order.agreement = true;
                continue;
            }
            _ => {}
        }
        let value = arguments.next().ok_or_else(|| wrong(&argument))?;
        let number = || value.parse::<usize>().map_err(|_| wrong(&value));
        match argument.as_str() {
            "--documents" => {
                let numbers: Result<Vec<usize>, _> = value.split(',').map(str::parse).collect();
                order.documents = numbers.map_err(|_| wrong(&value))?;
            }
            "--batch" => order.batch = number()?,
            "--held-back" => order.held_back = number()?.max(1),
            "--input" => order.input = Some(PathBuf::from(value)),
            "--keep" => order.keep = Some(PathBuf::from(value)),
            _ => return Err(wrong(&argument)),
        }
    }
    Ok(order)
}

fn measure(order: &Order) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    println!("Batches of {}, {} questions.\n", order.batch, order.held_back);
    println!(
        "| documents | add all: /s, /CPU s | last {LAST}: /s, /CPU s | similar p50, p99 ms | search p50, p99 ms | \
         both CPU ms | similar as a process ms | bytes a document | of that text | verify s |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let sizes: Vec<Option<usize>> =
        if order.input.is_some() { vec![None] } else { order.documents.iter().copied().map(Some).collect() };
    for size in sizes {
        let (source, place) = (folder.path().join("stream.jsonl"), folder.path().join("archive"));
        let source = match (&order.input, size) {
            (Some(input), _) => input.clone(),
            (None, size) => {
                let scale = Scale { documents: size.unwrap_or(LAST) + order.held_back, seed: 1 };
                stream::write(scale, &mut BufWriter::with_capacity(1 << 20, File::create(&source)?))?;
                source
            }
        };
        let place = order.keep.clone().unwrap_or(place);
        of_size(&source, &place, order)?;
        if order.keep.is_none() {
            fs::remove_dir_all(&place)?;
        }
    }
    Ok(())
}

fn of_size(source: &Path, place: &Path, order: &Order) -> io::Result<()> {
    let mut stream = Stream::open(source)?;
    let held_back = stream.hold_back(order.held_back);
    let all = stream.lines.len();
    let first = all.saturating_sub(LAST);
    let mut text_bytes = 0;
    let mut costs = Vec::new();
    for range in [0..first, first..all] {
        let mut cost = [0.0; 2];
        for start in range.clone().step_by(AT_A_TIME) {
            if order.is_there {
                continue;
            }
            let documents = stream.read(start..(start + AT_A_TIME).min(range.end))?;
            text_bytes += documents.iter().map(text_bytes_of).sum::<usize>();
            let (wall, processor) = (Instant::now(), processor_seconds());
            add(place, documents, order.batch)?;
            cost[0] += wall.elapsed().as_secs_f64();
            cost[1] += processor_seconds() - processor;
        }
        costs.push(cost.map(|seconds| range.len() as f64 / seconds));
    }
    let snapshot = Snapshot::open(place).map_err(io::Error::other)?;
    let questions = stream.read_lines(&held_back)?;
    let mut similar = Vec::new();
    let mut search = Vec::new();
    let mut processor = 0.0;
    for is_timed in [false, true] {
        processor = processor_seconds();
        for question in &questions {
            let started = Instant::now();
            snapshot.similar(question, LIMIT, 0).map_err(io::Error::other)?;
            let heading = question.heading();
            let words: Vec<&str> = heading.split_whitespace().take(2).collect();
            let between = Instant::now();
            let request =
                SearchRequest { query: format!("\"{}\"", words.join(" ")), limit: LIMIT, ..SearchRequest::default() };
            snapshot.search(&request).map_err(io::Error::other)?;
            if is_timed {
                similar.push((between - started).as_secs_f64() * 1e3);
                search.push(between.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    let processor = (processor_seconds() - processor) / questions.len() as f64 * 1e3;
    let process = as_process(place, &stream, &held_back)?;
    let statistics = snapshot.statistics().map_err(io::Error::other)?;
    let started = Instant::now();
    let verification = snapshot.verify().map_err(io::Error::other)?;
    let verify = started.elapsed().as_secs_f64();
    let documents = statistics.counters.documents as f64;
    println!(
        "| {} | {:.0}, {:.0} | {:.0}, {:.0} | {:.2}, {:.2} | {:.2}, {:.2} | {processor:.2} | {process:.0} | {:.0} | {:.0} | {verify:.1}{} |",
        statistics.counters.documents,
        costs[0][0],
        costs[0][1],
        costs[1][0],
        costs[1][1],
        percentile(&mut similar, 50),
        percentile(&mut similar, 99),
        percentile(&mut search, 50),
        percentile(&mut search, 99),
        statistics.bytes as f64 / documents,
        text_bytes as f64 / all as f64,
        if verification.findings.is_empty() { "" } else { ", and it is NOT well" },
    );
    if order.agreement {
        agreement(place, &snapshot, &questions)?;
    }
    Ok(())
}

fn add(place: &Path, documents: Vec<Document>, batch: usize) -> io::Result<()> {
    let mut archive = Archive::create(place, "bench", &ClusterSettings::default()).map_err(io::Error::other)?;
    let settings = AddSettings { batch, ..AddSettings::default() };
    archive.add(documents, &settings, &mut |_| true).map_err(io::Error::other)?;
    archive.finish().map_err(io::Error::other)
}

/// Milliseconds of `samestory archive similar` for one document, the least of ten.
fn as_process(place: &Path, stream: &Stream, held_back: &[(u64, usize)]) -> io::Result<f64> {
    let question = tempfile::NamedTempFile::with_suffix(".jsonl")?;
    let mut least = f64::INFINITY;
    for line in held_back.iter().take(10) {
        fs::write(question.path(), stream.bytes(&[*line])?)?;
        let started = Instant::now();
        Command::new(env!("CARGO_BIN_EXE_samestory"))
            .args(["archive", "similar", "--json"])
            .args([place, question.path()])
            .stdout(Stdio::null())
            .status()?;
        least = least.min(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(least)
}

/// Adds each question to a copy of the archive, and compares the story that it comes into with the one that was told.
fn agreement(place: &Path, snapshot: &Snapshot, questions: &[Document]) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut same, mut with_story, mut both) = (0, 0, 0);
    let (mut told_all, mut are_all, mut shared_all) = (0, 0, 0);
    let mut copies = (0, 0, 0);
    for question in questions {
        let answer = snapshot.similar(question, usize::MAX, 0).map_err(io::Error::other)?;
        let of = |relations: &[Relation]| -> BTreeSet<String> {
            let is_of = |relation| relations.contains(&relation);
            answer.matches.iter().filter(|it| is_of(it.relation)).map(|it| it.document.id.clone()).collect()
        };
        let told = of(&[Relation::Copy, Relation::Revision, Relation::SameEvent]);
        let told_copies = of(&[Relation::Copy]);
        let copy = folder.path().join("copy");
        copy_folder(place, &copy)?;
        add(&copy, vec![question.clone()], 1)?;
        let after = Snapshot::open(&copy).map_err(io::Error::other)?;
        let mut are: BTreeSet<String> = BTreeSet::new();
        if let Ok((_, story)) = after.find_document(&question.id) {
            let (documents, _) = after.story_documents(&story).map_err(io::Error::other)?;
            are = documents.into_iter().map(|document| document.id).filter(|id| *id != question.id).collect();
            let members = after.story(&story).map_err(io::Error::other)?.documents;
            let group = members.iter().find(|it| it.document.id == question.id).map(|it| it.document.copies.clone());
            let others = members.iter().filter(|it| Some(&it.document.copies) == group.as_ref());
            let are_copies: BTreeSet<String> =
                others.map(|it| it.document.id.clone()).filter(|id| *id != question.id).collect();
            copies.0 += told_copies.intersection(&are_copies).count();
            copies.1 += told_copies.len();
            copies.2 += are_copies.len();
        }
        let shared = told.intersection(&are).count();
        same += usize::from(told == are);
        with_story += usize::from(!are.is_empty());
        both += usize::from((shared > 0) != are.is_empty() && told.is_empty() == are.is_empty());
        told_all += told.len();
        are_all += are.len();
        shared_all += shared;
        fs::remove_dir_all(&copy)?;
    }
    println!(
        "\nOf {} added, {with_story} came into a story with others; in {both} cases it was told whether and which, in \
         {same} all of its documents and no others. Documents told {told_all}, in the story {are_all}, both {shared_all}; \
         copies told {}, added as such {}, both {}.",
        questions.len(),
        copies.1,
        copies.2,
        copies.0,
    );
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() || is_written(&entry.path()) {
            let _ = fs::remove_file(&target);
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Whether a file of an archive is ever written to again; those of segments are not.
fn is_written(path: &Path) -> bool {
    path.file_stem().is_none_or(|name| name.len() != 32)
}

/// A file of records, by time.
struct Stream {
    path: PathBuf,
    /// Where each line is, and how long.
    lines: Vec<(u64, usize)>,
}

impl Stream {
    fn open(path: &Path) -> io::Result<Self> {
        let mut timed: Vec<(String, u64, usize)> = Vec::new();
        let mut start = 0;
        for line in BufReader::with_capacity(1 << 20, File::open(path)?).split(b'\n') {
            let line = line?;
            let record: serde_json::Value = serde_json::from_slice(&line).map_err(io::Error::other)?;
            let published = record["published"].as_str().unwrap_or("~").to_owned();
            timed.push((published, start, line.len()));
            start += line.len() as u64 + 1;
        }
        timed.sort();
        let lines = timed.into_iter().map(|(_, start, length)| (start, length)).collect();
        Ok(Self { path: path.to_owned(), lines })
    }

    /// Takes so many lines out, evenly spread.
    fn hold_back(&mut self, count: usize) -> Vec<(u64, usize)> {
        let stride = (self.lines.len() / count).max(1);
        let mut held_back = Vec::new();
        let mut at = 0;
        self.lines.retain(|line| {
            at += 1;
            let is_held = at % stride == stride / 2 + stride % 2 && held_back.len() < count;
            if is_held {
                held_back.push(*line);
            }
            !is_held
        });
        held_back
    }

    fn bytes(&self, lines: &[(u64, usize)]) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        let mut bytes = Vec::new();
        for &(start, length) in lines {
            file.seek(SeekFrom::Start(start))?;
            file.by_ref().take(length as u64).read_to_end(&mut bytes)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    fn read_lines(&self, lines: &[(u64, usize)]) -> io::Result<Vec<Document>> {
        let collection = read_bytes("stream.jsonl", self.bytes(lines)?, &ReadSettings::default());
        Ok(collection.map_err(io::Error::other)?.documents)
    }

    fn read(&self, lines: std::ops::Range<usize>) -> io::Result<Vec<Document>> {
        self.read_lines(&self.lines[lines])
    }
}

/// Bytes of title and text.
fn text_bytes_of(document: &Document) -> usize {
    document.title.as_ref().map_or(0, String::len) + document.evidence_text().len()
}

/// Seconds that the processors have worked for this process (proc(5): fields 14 and 15 of `stat`).
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = (values.len() * percent).div_ceil(100).saturating_sub(1);
    values.get(at).copied().unwrap_or(f64::NAN)
}
