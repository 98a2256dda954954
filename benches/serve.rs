//! How `samestory serve` bears load: requests a second, percentiles of their time, errors, and whether memory stays flat.
//!
//! ```console
//! $ cargo bench --bench serve -- --seconds 120 --connections 8
//! ```
//!
//! An archive of an invented [stream] is made in a temporary folder and served by the built binary, as a user would. So many
//! connections stay open and ask one request after the other: search, pages of days, stories and documents, JSON, now and
//! then a comparison and a text to be looked for. Memory is the process's own in `/proc`, so this needs Linux; times are of
//! the wall, with those of the clients in them. It ends with an error if a single answer was none.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

mod stream;

use stream::Scale;

/// Documents of the archive, stories, days and texts that requests are made of.
const SAMPLES: usize = 200;
/// How often memory is looked at.
const LOOKS: u32 = 12;

/// What was asked for.
#[derive(Debug, Clone, Copy)]
struct Order {
    seconds: u64,
    connections: usize,
    documents: usize,
}

/// What one connection went through.
#[derive(Debug, Default)]
struct Load {
    /// By kind of request, milliseconds.
    times: BTreeMap<&'static str, Vec<f64>>,
    errors: Vec<String>,
    bytes: usize,
}

fn main() -> ExitCode {
    match order(std::env::args().skip(1)).and_then(measure) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(errors) => {
            println!("{errors} requests were not answered");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn order(mut arguments: impl Iterator<Item = String>) -> io::Result<Order> {
    let wrong = |argument: &str| {
        io::Error::other(format!("cannot use `{argument}`; write [--seconds N] [--connections N] [--documents N]"))
    };
    let mut order = Order { seconds: 20, connections: 8, documents: 5_000 };
    while let Some(argument) = arguments.next() {
        // Cargo says this to every bench.
        if argument == "--bench" {
            continue;
        }
        let value = arguments.next().ok_or_else(|| wrong(&argument))?;
        let number = || value.parse::<usize>().ok().filter(|number| *number > 0).ok_or_else(|| wrong(&value));
        match argument.as_str() {
            "--seconds" => order.seconds = number()? as u64,
            "--connections" => order.connections = number()?,
            "--documents" => order.documents = number()?,
            _ => return Err(wrong(&argument)),
        }
    }
    Ok(order)
}

/// The server, which ends with the value.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn measure(order: Order) -> io::Result<usize> {
    let folder = tempfile::tempdir()?;
    let (stream, archive) = (folder.path().join("stream.jsonl"), folder.path().join("news"));
    stream::write(Scale { documents: order.documents, seed: 1 }, &mut BufWriter::new(File::create(&stream)?))?;
    let begun = Instant::now();
    let added = Command::new(env!("CARGO_BIN_EXE_samestory"))
        .args(["archive", "add", "--quiet", "--batch", "10000"])
        .args([&archive, &stream])
        .stdout(Stdio::null())
        .status()?;
    if !added.success() {
        return Err(io::Error::other("the archive could not be made"));
    }
    println!("{} documents added in {:.1} s", order.documents, begun.elapsed().as_secs_f64());
    let requests = requests(&stream, &archive)?;
    let server = start(&archive)?;
    let process = server.process.id();
    let is_over = AtomicBool::new(false);
    let mut memory = vec![resident(process)?];
    let begun = Instant::now();
    let loads: Vec<Load> = std::thread::scope(|scope| -> io::Result<Vec<Load>> {
        let (address, requests, is_over) = (server.address.as_str(), &requests, &is_over);
        let asking: Vec<_> = (0..order.connections)
            .map(|connection| scope.spawn(move || ask(address, requests, connection, is_over)))
            .collect();
        let look = Duration::from_secs(order.seconds) / LOOKS;
        let mut looked = Ok(());
        for _ in 0..LOOKS {
            std::thread::sleep(look);
            looked = looked.and_then(|()| resident(process).map(|now| memory.push(now)));
        }
        is_over.store(true, Ordering::Relaxed);
        let loads = asking.into_iter().map(|one| one.join().unwrap_or_default()).collect();
        looked.map(|()| loads)
    })?;
    Ok(tell(order, begun.elapsed().as_secs_f64(), &loads, &memory))
}

fn start(archive: &Path) -> io::Result<Server> {
    let mut process = Command::new(env!("CARGO_BIN_EXE_samestory"))
        .arg("serve")
        .arg(archive)
        .args(["--port", "0"])
        .env_remove("SAMESTORY_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = process.stdout.take();
    let mut server = Server { process, address: String::new() };
    let mut line = String::new();
    BufReader::new(output.ok_or_else(|| io::Error::other("no output"))?).read_line(&mut line)?;
    let address = line.trim().strip_prefix("listening on http://").and_then(|rest| rest.strip_suffix('/'));
    let deaf = || io::Error::other(format!("the server does not listen: {line}"));
    address.ok_or_else(deaf)?.clone_into(&mut server.address);
    Ok(server)
}

/// A kind of requests, and some of them with head and body.
type Requests = (&'static str, Vec<Vec<u8>>);

/// Kinds of requests with their heads and bodies, whole; kinds that stand more often are asked more often.
fn requests(stream: &Path, archive: &Path) -> io::Result<Vec<Requests>> {
    let lines: Vec<Value> = BufReader::new(File::open(stream)?)
        .lines()
        .map(|line| serde_json::from_str(&line?).map_err(io::Error::other))
        .collect::<io::Result<_>>()?;
    let stride = (lines.len() / SAMPLES).max(1);
    let sample: Vec<&Value> = lines.iter().step_by(stride).collect();
    let listed = Command::new(env!("CARGO_BIN_EXE_samestory"))
        .args(["archive", "stories", "--json", "--min-documents", "2", "--limit", "200"])
        .arg(archive)
        .output()?;
    let listed: Value = serde_json::from_slice(&listed.stdout).map_err(io::Error::other)?;
    let empty = Vec::new();
    let stories: Vec<&str> =
        listed["stories"].as_array().unwrap_or(&empty).iter().filter_map(|story| story["story"].as_str()).collect();
    let get = |path: String| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes();
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let of_sample = |path: &dyn Fn(&Value) -> String| sample.iter().map(|one| get(path(one))).collect::<Vec<_>>();
    let of_stories = |path: &dyn Fn(&str) -> String| stories.iter().map(|story| get(path(story))).collect::<Vec<_>>();
    let words = |one: &Value| text(one, "title").split_whitespace().take(2).collect::<Vec<_>>().join("+");
    let search = of_sample(&|one| format!("/search?q={}", words(one)));
    let document = of_sample(&|one| format!("/documents/{}", text(one, "id")));
    let story = of_stories(&|story| format!("/stories/{story}"));
    let send = |one: &&Value| {
        let body = text(one, "text");
        format!("POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}", body.len())
            .into_bytes()
    };
    Ok(vec![
        ("search page", search.clone()),
        ("search page", search),
        ("search JSON", of_sample(&|one| format!("/api/search?q={}", words(one)))),
        ("document page", document.clone()),
        ("document page", document),
        ("story page", story.clone()),
        ("story page", story),
        ("story JSON", of_stories(&|story| format!("/api/stories/{story}?history=true"))),
        ("day page", of_sample(&|one| format!("/days/{}", &text(one, "published")[..10]))),
        ("first page", vec![get("/".to_owned())]),
        ("days", vec![get("/days".to_owned())]),
        ("style", vec![get("/style.css".to_owned())]),
        ("comparison", of_stories(&|story| format!("/stories/{story}/comparison"))),
        ("similar", sample.iter().map(send).collect()),
    ])
}

/// Asks on one connection until it is over; opens it again when it was closed.
fn ask(address: &str, requests: &[Requests], connection: usize, is_over: &AtomicBool) -> Load {
    let mut load = Load::default();
    let mut open: Option<BufReader<TcpStream>> = None;
    let mut turn = connection * 31;
    while !is_over.load(Ordering::Relaxed) {
        turn += 1;
        let Some((kind, asked)) = requests.get(turn % requests.len()) else { break };
        let Some(request) = asked.get((turn / requests.len() * 7 + connection) % asked.len().max(1)) else { continue };
        let begun = Instant::now();
        let answered = (|| {
            if open.is_none() {
                let stream = TcpStream::connect(address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_mins(1)))?;
                open = Some(BufReader::new(stream));
            }
            let stream = open.as_mut().ok_or(io::ErrorKind::NotConnected)?;
            stream.get_mut().write_all(request)?;
            answer(stream)
        })();
        match answered {
            Ok(bytes) => {
                load.bytes += bytes;
                load.times.entry(kind).or_default().push(begun.elapsed().as_secs_f64() * 1e3);
            }
            Err(error) => {
                load.errors.push(format!("{kind}: {error}"));
                open = None;
            }
        }
    }
    load
}

/// Reads an answer, which must be one, and gives its size.
fn answer(stream: &mut BufReader<TcpStream>) -> io::Result<usize> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let is_ok = line.starts_with("HTTP/1.1 200 ") || line.starts_with("HTTP/1.1 303 ");
    let status = line.trim().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    if is_ok { Ok(length) } else { Err(io::Error::other(status)) }
}

/// Resident memory of a process in mebibytes: that of its own, and pages of the archive's files that it has mapped.
fn resident(process: u32) -> io::Result<[f64; 2]> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    };
    Ok([of("RssAnon:"), of("RssFile:")])
}

fn tell(order: Order, seconds: f64, loads: &[Load], memory: &[[f64; 2]]) -> usize {
    let errors: Vec<&String> = loads.iter().flat_map(|load| &load.errors).collect();
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (kind, times) in loads.iter().flat_map(|load| &load.times) {
        kinds.entry("all").or_default().extend(times);
        kinds.entry(kind).or_default().extend(times);
    }
    println!("\n{} connections, {seconds:.0} s, {} documents\n", order.connections, order.documents);
    println!("| request | answered | a second | p50 ms | p99 ms | most ms |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (kind, times) in &mut kinds {
        times.sort_unstable_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        let answered = times.len();
        println!(
            "| {kind} | {answered} | {:.1} | {:.1} | {:.1} | {:.1} |",
            answered as f64 / seconds,
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
    let megabytes = loads.iter().map(|load| load.bytes).sum::<usize>() as f64 / 1e6;
    println!("\n{} errors, {megabytes:.0} MB", errors.len());
    for error in errors.iter().take(5) {
        println!("  {error}");
    }
    println!("memory of its own and of mapped files, MiB, from the start to the end:");
    for [own, mapped] in memory {
        println!("  {own:.1} {mapped:.1}");
    }
    errors.len()
}
