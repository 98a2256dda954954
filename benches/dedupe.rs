//! Folding feeds: what a run costs, and how it groups headlines that come hour by hour.
//!
//! ```console
//! $ cargo bench --bench dedupe
//! $ cargo bench --bench dedupe -- --hours headlines.jsonl -o predicted.jsonl
//! ```
//!
//! Without arguments 10,000 invented news (see `stream`) are put into 100 feeds, one for each outlet or two, and
//! `samestory dedupe --state` reads them twice: cold, and with nothing new. With `--hours` documents of JSON Lines (`id`,
//! `title`, `published`) become one feed of titles for each hour; `dedupe --state --new` runs over these in order, and the
//! story that the log told of each item last is written for scoring. Seconds are those of the processors, by the children of
//! this process (Linux).

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

mod stream;

use stream::Scale;

const ITEMS: usize = 10_000;
const FEEDS: usize = 100;
/// Clock ticks in a second, as `/proc` counts them on every Linux there is.
const TICKS: f64 = 100.0;
const HOUR: i64 = 3_600;

/// A line of a collection.
#[derive(Debug, Deserialize)]
struct News {
    id: String,
    title: String,
    published: Timestamp,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    text: String,
}

/// A line of the log, or of an output in JSON Lines.
#[derive(Debug, Deserialize)]
struct Told {
    id: Option<String>,
    story: Option<String>,
}

#[derive(Debug, Serialize)]
struct Predicted<'a> {
    id: &'a str,
    story: &'a str,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] => cost(),
        ["--hours", headlines, "-o", predicted] => hours(Path::new(headlines), Path::new(predicted)),
        _ => Err("usage: cargo bench --bench dedupe [-- --hours HEADLINES.jsonl -o PREDICTED.jsonl]".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Two runs over many feeds.
fn cost() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let lines = folder.path().join("stream.jsonl");
    stream::write(Scale { documents: ITEMS, seed: 1 }, &mut BufWriter::new(File::create(&lines)?))?;
    let mut by_feed: BTreeMap<usize, Vec<News>> = BTreeMap::new();
    for news in read(&lines)? {
        let source = news.source.as_deref().unwrap_or_default();
        let outlet: usize = source.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        by_feed.entry(outlet % FEEDS).or_default().push(news);
    }
    let feeds = folder.path().join("feeds");
    fs::create_dir(&feeds)?;
    for (number, news) in &by_feed {
        fs::write(feeds.join(format!("{number:03}.rss")), rss(&format!("Feed {number}"), news)?)?;
    }
    // The invented year is longer than what is remembered by default.
    let run = |what: &str| -> Result<(), Box<dyn Error>> {
        let before = children_seconds();
        let outcome = samestory()
            .args(["dedupe", "--remember", "1000", "--now", "2026-01-01T00:00:00Z", "-q"])
            .arg(&feeds)
            .arg("--state")
            .arg(folder.path().join("state"))
            .arg("-o")
            .arg(folder.path().join("merged.xml"))
            .output()?;
        if !outcome.status.success() {
            return Err(String::from_utf8_lossy(&outcome.stderr).into_owned().into());
        }
        println!("{what}: {ITEMS} items, {} feeds, {:.2} CPU s", by_feed.len(), children_seconds() - before);
        Ok(())
    };
    run("cold")?;
    run("nothing new")
}

/// A feed of titles for each hour, folded in order.
fn hours(headlines: &Path, predicted: &Path) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut by_hour: BTreeMap<i64, Vec<News>> = BTreeMap::new();
    for mut news in read(headlines)? {
        news.text.clear();
        by_hour.entry(news.published.as_second().div_euclid(HOUR)).or_default().push(news);
    }
    let [feed, state, log] = ["hour.rss", "state", "log.jsonl"].map(|name| folder.path().join(name));
    let mut announced: BTreeSet<String> = BTreeSet::new();
    let mut twice = 0;
    let before = children_seconds();
    for (hour, news) in &by_hour {
        fs::write(&feed, rss("Headlines", news)?)?;
        let end = Timestamp::from_second((hour + 1) * HOUR)?.to_string();
        let outcome = samestory()
            .args(["dedupe", "--new", "-q", "--format", "jsonl", "--now", &end])
            .arg(&feed)
            .arg("--state")
            .arg(&state)
            .arg("--log")
            .arg(&log)
            .output()?;
        if !outcome.status.success() {
            return Err(String::from_utf8_lossy(&outcome.stderr).into_owned().into());
        }
        for line in outcome.stdout.lines() {
            let told: Told = serde_json::from_str(&line?)?;
            twice += usize::from(!announced.insert(told.story.unwrap_or_default()));
        }
    }
    println!(
        "{} feeds: {} stories announced, {twice} of them twice, {:.1} CPU s",
        by_hour.len(),
        announced.len(),
        children_seconds() - before
    );
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for line in BufReader::new(File::open(&log)?).lines() {
        if let Told { id: Some(id), story: Some(story) } = serde_json::from_str(&line?)? {
            last.insert(id, story);
        }
    }
    let mut out = BufWriter::new(File::create(predicted)?);
    for (id, story) in &last {
        serde_json::to_writer(&mut out, &Predicted { id, story })?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

fn read(lines: &Path) -> Result<Vec<News>, Box<dyn Error>> {
    BufReader::new(File::open(lines)?).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn rss(title: &str, news: &[News]) -> Result<String, Box<dyn Error>> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut text = format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><link>https://feed.example/</link><description>News</description>\n"
    );
    for news in news {
        let published = jiff::fmt::rfc2822::to_string(&news.published.to_zoned(TimeZone::UTC))?;
        write!(
            text,
            "<item><title>{}</title><guid isPermaLink=\"false\">{}</guid><pubDate>{published}</pubDate>",
            escaped(&news.title),
            escaped(&news.id)
        )?;
        if let Some(source) = &news.source {
            let host = source.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
            write!(text, "<source url=\"https://{host}.example/\">{}</source>", escaped(source))?;
        }
        if !news.text.is_empty() {
            write!(text, "<description>{}</description>", escaped(&escaped(&news.text)))?;
        }
        text.push_str("</item>\n");
    }
    text.push_str("</channel></rss>\n");
    Ok(text)
}

fn samestory() -> Command {
    Command::new(PathBuf::from(env!("CARGO_BIN_EXE_samestory")))
}

/// Seconds that the processors have worked for the children of this process (proc(5): fields 16 and 17 of `stat`).
fn children_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / TICKS
}
