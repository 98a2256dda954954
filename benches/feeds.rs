//! How well feeds are read: how fast, and whether other parsers read the same.
//!
//! ```console
//! $ cargo bench --bench feeds
//! $ cargo bench --bench feeds -- --fidelity FOLDER
//! ```
//!
//! Without arguments it reads and writes invented feeds and tells items a second. With `--fidelity` it reads every feed
//! below a folder and compares it with what another parser made of it: of `name.xml` with `name.serde.json` beside it (as
//! feed-rs keeps them) or of `input/name.rss` with `output/name.json` (as rss-parser does). Titles, links, dates and ids
//! are compared item by item, white space single; every difference is listed.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use samestory::feed::write::{self, Entry, Output, OutputKind};
use samestory::feed::{self, Feed, FeedContext};
use samestory::moment::Moment;
use serde_json::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let result = match arguments.as_slice() {
        [] => {
            speed();
            Ok(())
        }
        [order, folder] if order == "--fidelity" => fidelity(Path::new(folder)),
        _ => Err("usage: cargo bench --bench feeds [-- --fidelity FOLDER]".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads and writes feeds of 100 invented items.
fn speed() {
    const FEEDS: usize = 100;
    const ITEMS: usize = 100;
    let feeds: Vec<String> = (0..FEEDS).map(|feed| invented(feed, ITEMS)).collect();
    let bytes: usize = feeds.iter().map(String::len).sum();
    let start = Instant::now();
    let read: Vec<Feed> =
        feeds.iter().filter_map(|text| feed::read(text.as_bytes(), &FeedContext::default()).ok()).collect();
    let items: usize = read.iter().map(|feed| feed.items.len()).sum();
    tell("read", items, bytes, start);
    for kind in [OutputKind::Rss2, OutputKind::Atom, OutputKind::JsonFeed, OutputKind::JsonLines] {
        let start = Instant::now();
        let entries = read
            .iter()
            .flat_map(|feed| feed.items.iter().map(move |item| (feed, item)))
            .map(|(feed, item)| Entry { item, feed, id: None, also: Vec::new(), mark: None })
            .collect();
        let output = Output {
            title: "All".to_owned(),
            home: None,
            address: None,
            id: None,
            description: None,
            language: None,
            updated: None,
            entries,
            base: None,
        };
        let written = write::write(&output, kind);
        tell(&format!("write {kind:?}"), items, written.len(), start);
    }
}

fn tell(what: &str, items: usize, bytes: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let each = |count: usize| count as f64 / seconds;
    println!("{what:<16} {items} items, {:>9.0} items/s, {:>6.1} MB/s", each(items), each(bytes) / 1e6);
}

fn invented(feed: usize, items: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Harbour news</title><link>https://example.org/</link><description>News</description>\n",
    );
    for item in 0..items {
        let number = feed * items + item;
        let _ = writeln!(
            text,
            "<item><title>Ferry {number} leaves &amp;amp; returns</title><link>https://example.org/{number}</link><guid>https://example.org/{number}</guid><pubDate>Thu, 12 Jun 2025 10:46:00 +0900</pubDate><dc:creator>Han Sora</dc:creator><description>&lt;p&gt;The ferry {number} left Geomundo at dawn with its passengers.&lt;/p&gt;&lt;p&gt;It was back by noon, the port said, and nobody was late.&lt;/p&gt;</description></item>"
        );
    }
    text.push_str("</channel></rss>");
    text
}

/// What another parser says of an item.
#[derive(Debug)]
struct Expected {
    title: Option<String>,
    links: Vec<String>,
    dates: Vec<String>,
    id: Option<String>,
}

/// Agreement, field by field.
#[derive(Debug, Default)]
struct Score {
    feeds: usize,
    unread: usize,
    items: usize,
    same: [usize; 4],
    asked: [usize; 4],
}

fn fidelity(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut score = Score::default();
    for path in files(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let bytes = fs::read(&path)?;
        match feed::read(&bytes, &FeedContext { path: &name, ..FeedContext::default() }) {
            Err(error) => {
                score.unread += 1;
                println!("{name}: {error}");
            }
            Ok(feed) => {
                score.feeds += 1;
                for repair in &feed.repairs {
                    println!("{name}:{}: {} ({})", repair.line, repair.what, repair.count);
                }
                if let Some(expected) = expected(&path)? {
                    compare(&name, &feed, &expected, &mut score);
                }
            }
        }
    }
    println!("{} feeds read, {} not; {} items compared", score.feeds, score.unread, score.items);
    for (field, name) in ["titles", "links", "dates", "ids"].into_iter().enumerate() {
        println!("{name:<8} {} of {}", score.same[field], score.asked[field]);
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() {
                if name != "output" {
                    folders.push(path);
                }
            } else if [".xml", ".rss", ".atom", ".json"].iter().any(|end| name.ends_with(end))
                && !name.ends_with(".serde.json")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn expected(path: &Path) -> Result<Option<Vec<Expected>>, Box<dyn Error>> {
    let beside = path.with_extension("serde.json");
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let output = path.parent().and_then(Path::parent).map(|above| above.join("output").join(format!("{stem}.json")));
    if beside.is_file() {
        let value: Value = json(&beside)?;
        return Ok(value["entries"].as_array().map(|entries| entries.iter().map(of_feed_rs).collect()));
    }
    match output.filter(|output| output.is_file()) {
        Some(output) => {
            let value: Value = json(&output)?;
            let items = value["feed"]["items"].as_array().or_else(|| value["items"].as_array());
            Ok(items.map(|items| items.iter().map(of_rss_parser).collect()))
        }
        None => Ok(None),
    }
}

/// JSON, with whatever bytes its strings hold.
fn json(path: &Path) -> Result<Value, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(serde_json::from_str(text.trim_start_matches('\u{FEFF}'))?)
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn of_feed_rs(entry: &Value) -> Expected {
    let links = entry["links"].as_array().cloned().unwrap_or_default();
    let is_page = |link: &&Value| link["rel"].as_str().is_none_or(|rel| rel == "alternate");
    Expected {
        title: string(&entry["title"]["content"]),
        links: links.iter().filter(is_page).filter_map(|link| string(&link["href"])).collect(),
        dates: ["published", "updated"].iter().filter_map(|name| string(&entry[*name])).collect(),
        id: string(&entry["id"]),
    }
}

fn of_rss_parser(item: &Value) -> Expected {
    Expected {
        title: string(&item["title"]),
        links: string(&item["link"]).into_iter().collect(),
        dates: string(&item["isoDate"]).into_iter().collect(),
        id: string(&item["guid"]).or_else(|| string(&item["id"])),
    }
}

/// Differences that are shown of a field of a feed.
const SHOWN: usize = 3;

fn compare(name: &str, feed: &Feed, expected: &[Expected], score: &mut Score) {
    if feed.items.len() != expected.len() {
        println!("{name}: {} items, the other parser has {}", feed.items.len(), expected.len());
    }
    let mut differences = [0; 4];
    for (item, expected) in feed.items.iter().zip(expected) {
        score.items += 1;
        let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let instant = |moment: Moment| moment.earliest().to_string();
        let ours = [item.published, item.updated].into_iter().flatten().map(instant).collect::<Vec<_>>();
        let theirs: Vec<String> =
            expected.dates.iter().filter_map(|date| date.parse::<Moment>().ok()).map(instant).collect();
        let fields = [
            (
                item.title.clone().into_iter().collect::<Vec<_>>(),
                expected.title.iter().map(|title| single(title)).filter(|title| !title.is_empty()).collect(),
            ),
            (item.link.clone().into_iter().collect(), expected.links.clone()),
            (ours, theirs),
            (item.id.clone().into_iter().collect(), expected.id.clone().into_iter().collect()),
        ];
        for (field, (ours, theirs)) in fields.into_iter().enumerate() {
            if theirs.is_empty() && ours.is_empty() {
                continue;
            }
            score.asked[field] += 1;
            let agree = ours.iter().any(|own| theirs.contains(own));
            score.same[field] += usize::from(agree);
            if !agree {
                differences[field] += 1;
                if differences[field] <= SHOWN {
                    let what = ["title", "link", "date", "id"][field];
                    println!("{name}: item {}: {what}: {ours:?}, the other parser {theirs:?}", item.ordinal);
                }
            }
        }
    }
    for (count, what) in
        differences.into_iter().zip(["titles", "links", "dates", "ids"]).filter(|(count, _)| *count > 0)
    {
        println!("{name}: {count} {what} differ");
    }
}
