//! `samestory dedupe`: what is folded, kept, linked, logged and remembered, its formats, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
}

use std::collections::BTreeSet;
use std::fs;

use predicates::prelude::*;
use serde_json::Value;
use support::command::{run, samestory};
use support::folder::Folder;

const SAMPLE: &str = "data/feeds/valley";
const MERCURY: &str = "data/feeds/valley/hexley-mercury.rss";

/// What `dedupe` writes for the arguments.
fn feed(arguments: &[&str]) -> String {
    let output = samestory(&[]).arg("dedupe").args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The entries as JSON Feed.
fn entries(arguments: &[&str]) -> Vec<Value> {
    let text = feed(&[arguments, &["--format", "json"]].concat());
    let feed: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    feed["items"].as_array().unwrap().clone()
}

fn titles(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["title"].as_str().unwrap_or_default()).collect()
}

/// The links to others that an entry has.
fn also(entry: &Value) -> BTreeSet<&str> {
    let also = entry["_samestory"]["also"].as_array();
    also.into_iter().flatten().filter_map(|also| also["url"].as_str()).collect()
}

fn titled<'a>(entries: &'a [Value], start: &str) -> &'a Value {
    entries.iter().find(|entry| entry["title"].as_str().unwrap().starts_with(start)).unwrap()
}

/// The lines of a log.
fn log(path: &str) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn one_entry_is_kept_of_each_story_and_links_to_the_others() {
    let entries = entries(&[SAMPLE]);
    let roof = titled(&entries, "Tram depot roof");
    assert_eq!(
        also(roof),
        BTreeSet::from([
            "https://quaypost.example/2025/01/14/valley-trams-roof",
            "http://valleyradio.example/stories/depot"
        ])
    );
    assert!(roof["content_html"].as_str().unwrap().contains("Also reported by"), "{roof}");
    let biscuits = titled(&entries, "Castor");
    assert_eq!(also(biscuits), BTreeSet::from(["https://quaypost.example/2025/01/14/ginger-wafer"]), "one voice each");
    let trawlers = titled(&entries, "Trawlers freed");
    assert_eq!(trawlers["id"], "nw-20250115-007");
    assert_eq!(trawlers["_northwire"]["desk"], "north", "what is not ours stays");
    assert_eq!(also(trawlers).len(), 2);
    assert_eq!(entries.len(), 9, "{:?}", titles(&entries));
}

#[test]
fn levels_take_in_more_and_more() {
    let at = |level: &str| entries(&[SAMPLE, "--level", level]).len();
    assert_eq!((at("url"), at("copy"), at("event")), (14, 13, 9));
}

#[test]
fn every_item_is_in_the_feed_or_in_the_log_with_a_reason() {
    let folder = Folder::new();
    let path = folder.named("log.jsonl");
    let kept: BTreeSet<String> =
        entries(&[SAMPLE, "--log", &path]).iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
    let lines = log(&path);
    assert_eq!(lines.len(), 15);
    for line in &lines {
        assert_eq!(line["schema"], "samestory.fold/1");
        match line["outcome"].as_str().unwrap() {
            "announced" => assert!(kept.contains(line["entry"].as_str().unwrap()), "{line}"),
            "folded" => {
                let into = lines.iter().find(|other| other["id"] == line["into"]).unwrap();
                assert_eq!(into["outcome"], "announced", "{line}");
                assert!(!line["why"].as_str().unwrap().is_empty() && line["reason"]["by"].is_string(), "{line}");
            }
            other => panic!("{other}"),
        }
    }
    let relation = |id: &str| lines.iter().find(|line| line["id"] == id).unwrap()["relation"].clone();
    assert_eq!(relation("https://tidende.example/en/411"), "copy");
    assert_eq!(relation("https://www.hexleymercury.example/business/castor-lowe-biscuits"), "same_item");
    assert_eq!(relation("tag:quaypost.example,2025:wafer"), "same_event");
}

#[test]
fn deduping_twice_changes_nothing_in_any_format() {
    let folder = Folder::new();
    for format in ["rss", "atom", "json"] {
        let once = feed(&[SAMPLE, "--format", format, "--title", "All"]);
        let path = folder.with(&format!("once.{format}"), &once);
        assert_eq!(feed(&[&path, "--format", format]), once, "{format}");
        run(&["dedupe", &path, "--check"]).ends_with(0);
    }
}

#[test]
fn the_order_of_feeds_changes_nothing() {
    let names =
        ["hexley-mercury.rss", "hexley-mercury-business.rss", "quay-post.atom", "northwire.json", "sundby-tidende.rdf"];
    let paths: Vec<String> = names.iter().map(|name| format!("{SAMPLE}/{name}")).collect();
    let forward: Vec<&str> = paths.iter().map(String::as_str).collect();
    let backward: Vec<&str> = forward.iter().rev().copied().collect();
    assert_eq!(feed(&forward), feed(&backward));
    let threads = [&forward[..], &["--threads", "1"]].concat();
    assert_eq!(feed(&forward), feed(&threads));
}

#[test]
fn a_filter_keeps_the_format_the_order_and_every_element() {
    let source = fs::read_to_string(format!("{SAMPLE}/hexley-mercury.rss")).unwrap();
    let output = samestory(&[]).arg("dedupe").write_stdin(source).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    for kept in [
        "<title>Hexley Mercury</title>",
        "<dc:creator>Ottilie Brandreth</dc:creator>",
        "<media:content url=\"https://img.hexleymercury.example/88121.jpg\" medium=\"image\"/>",
        "hm-88150",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let places: Vec<usize> = ["hm-88121", "hm-88130", "hm-88144", "hm-88150"].map(|id| text.find(id).unwrap()).to_vec();
    assert!(places.is_sorted());
}

#[test]
fn marks_keep_all_items() {
    let entries = entries(&[SAMPLE, "--mark"]);
    assert_eq!(entries.len(), 15);
    let kept = titled(&entries, "Tram depot roof");
    let folded = titled(&entries, "Snow brings down");
    assert_eq!(kept["_samestory"]["story"]["relation"], "kept");
    assert_eq!(folded["_samestory"]["story"]["relation"], "same_event");
    assert_eq!(kept["_samestory"]["story"]["id"], folded["_samestory"]["story"]["id"]);
    assert_eq!(folded["_samestory"]["story"]["of"], kept["id"]);
}

#[test]
fn copies_alone_are_dropped_without_links() {
    let entries = entries(&[SAMPLE, "--drop", "copies"]);
    assert_eq!(entries.len(), 13);
    assert!(entries.iter().all(|entry| also(entry).is_empty()));
}

#[test]
fn the_rule_says_which_item_is_kept() {
    let roof = |arguments: &[&str]| {
        let entries = entries(&[&[SAMPLE], arguments].concat());
        let roof = entries.iter().find(|entry| entry["title"].as_str().unwrap().contains("depot")).unwrap();
        roof["title"].as_str().unwrap().to_owned()
    };
    assert!(
        roof(&["--keep", "longest"]).starts_with("Snow brings down")
            || roof(&["--keep", "longest"]).starts_with("Tram")
    );
    assert!(roof(&["--keep", "source", "--prefer", "the quay post"]).starts_with("Snow brings down"));
    assert!(roof(&["--keep", "source", "--prefer", "valleyradio.example"]).starts_with("Roof of Hexley"));
    assert!(roof(&["--keep", "source", "--prefer", "Nobody"]).starts_with("Tram depot"), "else the earliest");
    run(&["dedupe", SAMPLE, "--keep", "source"]).ends_with(2).says("--prefer");
    run(&["dedupe", SAMPLE, "--prefer", "x"]).ends_with(2).says("--keep source");
}

#[test]
fn a_check_counts_and_tells_by_the_exit_code() {
    let folder = Folder::new();
    let alone = folder.with("one.atom", fs::read_to_string(format!("{SAMPLE}/quay-post.atom")).unwrap());
    run(&["dedupe", &alone, "--check"]).ends_with(0);
    samestory(&[])
        .args(["dedupe", "data/feeds/valley/northwire.json", "data/feeds/valley/sundby-tidende.rdf", "--check"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains("1 copy folded"));
}

#[test]
fn a_broken_feed_gives_what_is_whole_and_says_what_was_mended() {
    let assert = samestory(&[]).args(["dedupe", "data/feeds/valley/valley-radio-broken.rss"]).assert().code(2);
    let assert = assert.stdout(predicate::str::contains("Hexley pass closed until Thursday"));
    assert.stderr(predicate::str::contains("valley-radio-broken.rss:").and(predicate::str::contains("breaks off")));
}

/// An RSS feed of items: guid, title, text, and the hour of a day at which they were published.
fn rss(items: &[(&str, &str, &str, u32)]) -> String {
    let item = |(guid, title, text, hour): &(&str, &str, &str, u32)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><link>https://lark.example/{guid}</link>\
             <pubDate>Wed, 15 Jan 2025 {hour:02}:00:00 +0000</pubDate><description>{text}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Lark</title><link>https://lark.example/</link><description>x</description>\
         {items}</channel></rss>"
    )
}

const DAM: &str = "Engineers opened the second sluice of the Torbeck dam on Wednesday after the lake had risen by two metres \
    overnight. Forty houses below the dam were cleared, and the bridge at Oswick is shut.";
const DAM_AGAIN: &str = "Forty households below Torbeck dam had to leave their homes when engineers opened a second sluice on \
    Wednesday. The lake rose two metres in the night. Oswick bridge is closed to traffic.";
const CHEESE: &str = "The cheese of the monks of Elm Abbey won the gold medal of the fair at Lindau, the first for a cow's \
    milk cheese from the valley since 1961.";

/// One round with a memory, at an hour.
fn remembered(folder: &Folder, feed: &str, hour: u32, arguments: &[&str]) -> Vec<Value> {
    let path = folder.with("lark.rss", feed);
    let now = format!("2025-01-15T{hour:02}:30:00Z");
    let state = folder.named("seen");
    entries(&[&[path.as_str(), "--state", &state, "--now", &now], arguments].concat())
}

#[test]
fn a_story_is_announced_once_and_keeps_its_entry() {
    let folder = Folder::new();
    let first = rss(&[("a", "Second sluice opened at Torbeck dam", DAM, 8)]);
    let announced = remembered(&folder, &first, 8, &["--new"]);
    assert_eq!(titles(&announced), ["Second sluice opened at Torbeck dam"]);
    assert_eq!(remembered(&folder, &first, 9, &["--new"]).len(), 0, "nothing new");
    let second =
        rss(&[("b", "Homes cleared below Torbeck dam", DAM_AGAIN, 9), ("c", "Abbey cheese wins gold", CHEESE, 9)]);
    assert_eq!(titles(&remembered(&folder, &second, 10, &["--new"])), ["Abbey cheese wins gold"]);
    let all = remembered(&folder, &second, 11, &[]);
    assert_eq!(titles(&all), ["Abbey cheese wins gold", "Second sluice opened at Torbeck dam"]);
    assert_eq!(all[1]["id"], announced[0]["id"]);
    assert_eq!(also(&all[1]).len(), 1, "what an outlet tells in other words later can be reached");
}

#[test]
fn what_really_changed_is_announced_again_under_its_id() {
    let folder = Folder::new();
    let text = |title: &str, text: &str| rss(&[("a", title, text, 8)]);
    let title = "Second sluice opened at Torbeck dam";
    let first = remembered(&folder, &text(title, DAM), 8, &["--new"]);
    let comma = DAM.replace("cleared, and", "cleared and");
    assert_eq!(remembered(&folder, &text(title, &comma), 9, &["--new"]).len(), 0, "a comma is no news");
    let longer =
        format!("{DAM} At noon the crest of the dam began to leak, and the army was called in to close the gap.");
    let again = remembered(&folder, &text(title, &longer), 10, &["--new"]);
    assert_eq!(again.len(), 1);
    assert_eq!(again[0]["id"], first[0]["id"]);
    assert!(again[0].to_string().contains("the army was called in"));
    assert_eq!(remembered(&folder, &text(title, &longer), 11, &["--new"]).len(), 0);
}

#[test]
fn what_was_not_seen_for_the_window_is_forgotten() {
    let folder = Folder::new();
    let dam = rss(&[("a", "Second sluice opened at Torbeck dam", DAM, 1)]);
    let cheese = rss(&[("c", "Abbey cheese wins gold", CHEESE, 1)]);
    assert_eq!(remembered(&folder, &dam, 1, &[]).len(), 1);
    assert_eq!(remembered(&folder, &cheese, 3, &["--remember", "0.5"]).len(), 2);
    assert_eq!(titles(&remembered(&folder, &cheese, 22, &["--remember", "0.5"])), ["Abbey cheese wins gold"]);
}

#[test]
fn a_memory_in_use_or_spoilt_is_refused_and_stays() {
    let folder = Folder::new();
    let dam = folder.with("dam.rss", rss(&[("a", "Second sluice opened at Torbeck dam", DAM, 8)]));
    let state = folder.named("seen");
    let arguments = ["dedupe", dam.as_str(), "--state", &state];
    run(&arguments).ends_with(0);
    run(&[&arguments[..], &["--level", "url"]].concat()).ends_with(2).says("kept with --level event");
    let lock = fs::File::options().write(true).open(format!("{state}/lock")).unwrap();
    lock.lock().unwrap();
    run(&arguments).ends_with(2).says("in use by another run");
    drop(lock);
    let file = format!("{state}/memory.jsonl");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    run(&arguments).ends_with(2).says("memory.jsonl` line ");
    assert_eq!(fs::read_to_string(&file).unwrap().len(), whole.len() / 2, "left for its owner to look at");
    let notes = folder.named("notes");
    fs::create_dir(&notes).unwrap();
    folder.with("notes/diary.txt", "x");
    run(&["dedupe", &dam, "--state", &notes]).ends_with(2).says("other files");
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_memory_as_it_was() {
    let folder = Folder::new();
    let dam = folder.with("dam.rss", rss(&[("a", "Second sluice opened at Torbeck dam", DAM, 8)]));
    let state = folder.named("seen");
    run(&["dedupe", &dam, "--state", &state, "-o", &folder.named("missing/out.rss")]).ends_with(2);
    let announced = entries(&[&dam, "--state", &state, "--new"]);
    assert_eq!(announced.len(), 1, "what nobody heard is said again");
}

#[test]
fn what_is_no_feed_is_told_and_the_others_are_folded() {
    let folder = Folder::new();
    fs::create_dir(folder.named("feeds")).unwrap();
    folder.with("feeds/page.html", "<html><body><p>Hello</p></body></html>");
    folder.with("feeds/dam.rss", rss(&[("a", "Second sluice opened at Torbeck dam", DAM, 8)]));
    assert_eq!(entries(&[&folder.named("feeds")]).len(), 1);
    run(&["dedupe", &folder.named("feeds/page.html")]).ends_with(2).says("web page");
    run(&["dedupe", &folder.named("missing.rss")]).ends_with(2).says("missing.rss");
}

#[test]
fn a_pretty_printed_json_feed_is_remembered() {
    let folder = Folder::new();
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"title\": \"Lark\",\n \"items\": [\n  {\"id\": \"1\",\n   \
                \"content_text\": \"A ferry ran aground.\",\n   \"tags\": [\n    \"sea\",\n    \"ferry\"\n   ]}]}\n";
    let (feed, state, output) = (folder.with("feed.json", feed), folder.named("state"), folder.named("merged.json"));
    for known in ["1 new story", "1 item known"] {
        run(&["dedupe", &feed, "--state", &state, "-o", &output]).ends_with(0).says(known);
    }
}

#[test]
fn a_folder_without_feeds_leaves_the_output_as_it_was() {
    let folder = Folder::new();
    let feeds = folder.named("feeds");
    fs::create_dir(&feeds).unwrap();
    let output = folder.with("merged.xml", "as it was");
    let run = run(&["dedupe", &feeds, "--state", &folder.named("state"), "-o", &output]);
    run.ends_with(2).says("no feed could be read");
    assert_eq!(fs::read_to_string(output).unwrap(), "as it was");
}

#[test]
fn a_guid_of_another_feed_does_not_take_its_entry_over() {
    let folder = Folder::new();
    let feed = |title: &str, item: &str, text: &str, hour: u8| {
        format!(
            "<rss version=\"2.0\"><channel><title>{title}</title><link>https://{title}.example/</link>\
             <description>News</description><item><title>{item}</title><guid>https://lark.example/1</guid>\
             <pubDate>Tue, 14 Jan 2025 {hour:02}:00:00 GMT</pubDate><description>{text}</description></item></channel></rss>"
        )
    };
    let news = folder.with("news.xml", feed("lark", "Second sluice opened at Torbeck dam", DAM, 8));
    let watches = "Buy one, get one of the same kind free of charge today.";
    let other = folder.with("other.xml", feed("bargains", "Replica watches", watches, 9));
    assert_eq!(titles(&entries(&[&news, &other])), ["Second sluice opened at Torbeck dam"]);
}

#[test]
fn a_log_goes_on_behind_half_a_line_and_files_of_its_own_are_asked_for() {
    let folder = Folder::new();
    let path = folder.with("log.jsonl", "{\"schema\":\"samest");
    let clean = format!("{SAMPLE}/hexley-mercury.rss");
    run(&["dedupe", &clean, "--log", &path]).ends_with(0);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.lines().skip(1).all(|line| serde_json::from_str::<Value>(line).is_ok()), "{text}");
    run(&["dedupe", &clean, "--log", &path, "-o", &path]).ends_with(2).says("one file");
    let state = folder.named("state");
    let inside = format!("{state}/memory.jsonl");
    run(&["dedupe", &clean, "--state", &state, "--log", &inside]).ends_with(2).says("--state");
}

/// An RSS feed at an address, with items as title, guid, link, hour from the first of May, and text.
fn rss_of(address: &str, items: &[(&str, &str, &str, u32, &str)]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|(title, guid, link, hour, text)| {
            let (day, hour) = (hour / 24 + 1, hour % 24);
            let guid = if guid.is_empty() { String::new() } else { format!("<guid isPermaLink=\"false\">{guid}</guid>") };
            format!(
                "<item><title>{title}</title>{guid}<link>{link}</link><pubDate>{day:02} May 2025 {hour:02}:00:00 GMT</pubDate>\
                 <description>{text}</description></item>"
            )
        })
        .collect();
    let items = items.concat();
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>{address}</title>\
         <link>https://{address}.example/</link><description>d</description>\
         <atom:link rel=\"self\" href=\"https://{address}.example/feed\"/>{items}</channel></rss>"
    )
}

const SLUICE: &str =
    "Engineers opened the second sluice of the Torbeck dam after the lake had risen by two metres overnight.";
const ABBEY: &str = "The cheese of the monks of Elm Abbey won the gold medal of the fair at Lindau on Sunday.";

#[test]
fn a_column_is_news_every_day() {
    let folder = Folder::new();
    let days: Vec<(String, u32)> = (0..4).map(|day| (format!("https://a.example/w{day}"), day * 24 + 6)).collect();
    let items: Vec<_> = days.iter().map(|(link, hour)| ("Weather forecast", "", link.as_str(), *hour, "")).collect();
    let again = ("Weather forecast", "", "https://a.example/w3b", 80, "");
    let path = folder.with("a.rss", rss_of("a", &[&items[..], &[again]].concat()));
    for level in ["copy", "event"] {
        assert_eq!(entries(&[&path, "--level", level]).len(), 4, "{level}");
    }
}

#[test]
fn nobody_takes_over_the_item_of_another_by_its_guid() {
    let folder = Folder::new();
    let own = ("Sluice opened at Torbeck dam", "tag:a.example,2025:1", "https://a.example/1", 6, SLUICE);
    let foreign = ("Abbey cheese wins gold", "tag:a.example,2025:1", "https://b.example/1", 5, ABBEY);
    let copy = ("Sluice opened at Torbeck dam", "tag:a.example,2025:1", "https://c.example/1", 7, SLUICE);
    let a = folder.with("a.rss", rss_of("a", &[own]));
    let b = folder.with("b.rss", rss_of("b", &[foreign]));
    let c = folder.with("c.rss", rss_of("c", &[copy]));
    let entries = entries(&[&a, &b, &c, "--level", "url"]);
    assert_eq!(titles(&entries), ["Sluice opened at Torbeck dam", "Abbey cheese wins gold"]);
}

#[test]
fn the_address_of_a_whole_site_names_no_item() {
    let folder = Folder::new();
    let a = folder.with("a.rss", rss_of("a", &[("Sluice opened at Torbeck dam", "", "https://a.example", 6, SLUICE)]));
    let b = folder.with("b.rss", rss_of("b", &[("Abbey cheese wins gold", "", "http://www.a.example/", 5, ABBEY)]));
    assert_eq!(entries(&[&a, &b, "--level", "url"]).len(), 2);
}

#[test]
fn an_item_that_is_written_anew_under_its_address_stays_one_item() {
    let folder = Folder::new();
    let state = folder.named("state");
    let texts = ["One: the water rises at the upper weir.", "Two: cheese and wine for all volunteers.", "Three: done."];
    for (hour, text) in (6..).zip(texts) {
        let title = format!("{} o'clock: {}", hour, text.split(':').next().unwrap());
        let path = folder.with("live.rss", rss_of("a", &[(&title, "live-1", "https://a.example/live", hour, text)]));
        let entries = entries(&[&path, "--state", &state, "--level", "url"]);
        assert_eq!(titles(&entries), [title], "{hour}");
    }
}

#[test]
fn marks_speak_of_their_own_feed_alone() {
    let folder = Folder::new();
    let mark = |relation: &str| {
        format!("</pubDate><s:story xmlns:s='urn:samestory:feed:1' set='event-1' id='story-1' relation='{relation}'/>")
    };
    let a = rss_of("a", &[("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, SLUICE)]);
    let b = rss_of("b", &[("Abbey cheese wins gold", "1", "https://b.example/1", 5, ABBEY)]);
    let a = folder.with("a.rss", a.replace("</pubDate>", &mark("kept")));
    let b = folder.with("b.rss", b.replace("</pubDate>", &mark("copy")));
    assert_eq!(entries(&[&a, &b]).len(), 2);
}

#[test]
fn a_version_that_is_taken_back_is_shown_no_more() {
    let folder = Folder::new();
    let state = folder.named("state");
    let corrected = SLUICE.replace("two metres", "three metres");
    for (day, text) in ["2025-05-01", "2025-05-02", "2025-05-03"].into_iter().zip([SLUICE, &corrected, SLUICE]) {
        let item = ("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, text);
        let path = folder.with("a.rss", rss_of("a", &[item]));
        let entries = entries(&[&path, "--state", &state, "--now", day]);
        assert!(entries[0]["content_html"].as_str().unwrap().contains(text), "{day}: {}", entries[0]);
    }
}

#[test]
fn a_corrected_file_reaches_the_entry() {
    let folder = Folder::new();
    let state = folder.named("state");
    let feed = rss_of("a", &[("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, SLUICE)]);
    for file in ["one.mp3", "two.mp3"] {
        let enclosure =
            format!("</pubDate><enclosure url=\"https://a.example/{file}\" length=\"1\" type=\"audio/mpeg\"/>");
        let path = folder.with("a.rss", feed.replace("</pubDate>", &enclosure));
        let entries = entries(&[&path, "--state", &state]);
        assert_eq!(entries[0]["attachments"][0]["url"], format!("https://a.example/{file}"));
    }
}

#[test]
fn what_a_killed_run_was_writing_is_removed() {
    let folder = Folder::new();
    let state = folder.named("state");
    feed(&[SAMPLE, "--state", &state]);
    let left = format!("{state}/.memory-x1");
    fs::write(&left, "half").unwrap();
    feed(&[SAMPLE, "--state", &state]);
    assert!(fs::metadata(left).is_err());
}

#[test]
fn sources_and_documents_that_are_nowhere_are_told() {
    let folder = Folder::new();
    let overrides = folder.with("o.toml", "[[same]]\ndocuments = [\"nobody\", \"nothing\"]\n");
    let mut command = samestory(&["dedupe", MERCURY, "--keep", "source", "--prefer", "Nobody's Post"]);
    let assert = command.args(["--overrides", &overrides, "--verbose"]).assert().success();
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(said.contains("--prefer Nobody's Post: no item is of it") && said.contains("nobody"), "{said}");
}

#[test]
fn feeds_in_folders_may_be_called_xml() {
    let folder = Folder::new();
    folder.with("feed.xml", rss_of("a", &[("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, SLUICE)]));
    folder.with("map.xml", "<urlset/>");
    assert_eq!(entries(&[folder.named("").trim_end_matches(std::path::MAIN_SEPARATOR)]).len(), 1);
}

#[test]
fn marking_a_second_time_changes_nothing() {
    let folder = Folder::new();
    let undated = |feed: String| {
        let (before, rest) = feed.split_once("<pubDate>").unwrap();
        format!("{before}{}", rest.split_once("</pubDate>").unwrap().1)
    };
    let item = ("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, SLUICE);
    let a = folder.with("a.rss", undated(rss_of("a", &[item])));
    let b = folder.with(
        "b.rss",
        undated(rss_of("b", &[("Sluice opened at Torbeck dam", "2", "https://b.example/1", 7, SLUICE)])),
    );
    for format in ["rss", "atom", "json"] {
        let once = feed(&[&a, &b, "--mark", "--format", format, "--title", "All"]);
        let path = folder.with(&format!("once.{format}"), &once);
        assert_eq!(feed(&[&path, "--mark", "--format", format]), once, "{format}");
        assert!(once.contains("copy"), "{once}");
    }
}

#[test]
fn a_run_that_is_killed_keeps_nothing_to_itself() {
    let folder = Folder::new();
    let arguments = |state: &str, out: &str| -> Vec<String> {
        let state = folder.named(state);
        let out = folder.named(out);
        ["dedupe", SAMPLE, "--state", &state, "-o", &out, "--now", "2025-01-16", "--new"].map(str::to_owned).to_vec()
    };
    let whole = arguments("whole", "whole.atom");
    samestory(&[]).args(&whole).assert().code(2);
    let whole = fs::read_to_string(folder.named("whole.atom")).unwrap();
    for round in 0..12 {
        let (state, out) = (format!("state-{round}"), format!("{round}.atom"));
        let arguments = arguments(&state, &out);
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("samestory"))
            .args(&arguments)
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round * 7));
        child.kill().unwrap();
        child.wait().unwrap();
        let was_written = fs::read_to_string(folder.named(&out)).is_ok_and(|written| written == whole);
        samestory(&[]).args(&arguments).assert().code(2);
        let then = fs::read_to_string(folder.named(&out)).unwrap();
        assert!(was_written || then == whole, "{round}: {then}");
    }
}

#[test]
fn whoever_names_the_address_of_another_does_not_speak_for_it() {
    let folder = Folder::new();
    let own = ("Sluice opened at Torbeck dam", "1", "https://a.example/1", 6, SLUICE);
    let foreign = ("Abbey cheese wins gold", "https://a.example/1", "https://a.example/1", 5, ABBEY);
    let a = folder.with("a.rss", rss_of("a", &[own]));
    let b = folder.with("b.rss", rss_of("b", &[foreign]));
    assert_eq!(titles(&entries(&[&a, &b, "--level", "url"])), ["Sluice opened at Torbeck dam"]);
    // Even where the stranger came first.
    let state = folder.named("state");
    assert_eq!(entries(&[&b, "--state", &state]).len(), 1);
    assert_eq!(titles(&entries(&[&a, &b, "--state", &state])), ["Sluice opened at Torbeck dam"]);
}

#[test]
fn a_column_of_one_page_is_news_every_day() {
    let folder = Folder::new();
    let state = folder.named("state");
    for (day, guid) in (0..3).zip(["w10", "w11", "w12"]) {
        let items = ["w10", "w11", "w12"].into_iter().zip(0..=day).map(|(guid, day)| {
            ("Weather forecast", guid, "https://w.example/weather", day * 24 + 6, "Rain, then sun.")
        });
        let path = folder.with("w.rss", rss_of("w", &items.collect::<Vec<_>>()));
        let now = format!("2025-05-0{}T08:00Z", day + 1);
        let new = entries(&[&path, "--state", &state, "--new", "--now", &now]);
        assert_eq!(new.len(), 1, "{guid}");
        assert_eq!(entries(&[&path, "--level", "url"]).len(), usize::try_from(day).unwrap() + 1);
    }
}

#[test]
fn a_ruling_holds_for_every_version_of_an_item_and_at_once() {
    let folder = Folder::new();
    let state = folder.named("state");
    let mut rounds = 0;
    let mut entries_of = |text: &str, arguments: &[&str]| {
        rounds += 1;
        let a = folder
            .with("a.rss", rss_of("a", &[("Sluice opened at Torbeck dam", "a-1", "https://a.example/1", 6, text)]));
        let b = folder
            .with("b.rss", rss_of("b", &[("Sluice opened at Torbeck dam", "b-1", "https://b.example/1", 7, SLUICE)]));
        let now = format!("2025-05-0{rounds}");
        entries(&[&[&a, &b, "--state", &state, "--now", &now], arguments].concat()).len()
    };
    let apart = folder.with("apart.toml", "[[different]]\ndocuments = [\"a-1\", \"b-1\"]\n");
    assert_eq!(entries_of(SLUICE, &[]), 1);
    assert_eq!(entries_of(SLUICE, &["--overrides", &apart]), 2, "with nothing new");
    assert_eq!(entries_of(&SLUICE.replace("two", "three"), &["--overrides", &apart]), 2, "of a corrected item");
}

#[test]
fn marked_items_have_ids_of_their_own_and_keep_what_they_are() {
    let folder = Folder::new();
    let guid = "urn:uuid:6a1d6d0e-1111-4222-8333-444455556666";
    let a =
        folder.with("a.rss", rss_of("a", &[("Sluice opened at Torbeck dam", guid, "https://c.example/1", 6, SLUICE)]));
    let corrected = SLUICE.replace("two", "three");
    let b = folder
        .with("b.rss", rss_of("b", &[("Sluice opened at Torbeck dam", guid, "https://c.example/1", 7, &corrected)]));
    for format in ["rss", "atom", "json"] {
        let once = feed(&[&a, &b, "--mark", "--format", format, "--title", "All"]);
        let path = folder.with(&format!("once.{format}"), &once);
        assert_eq!(feed(&[&path, "--mark", "--format", format]), once, "{format}");
        let ids: BTreeSet<String> =
            entries(&[&path, "--mark"]).iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
    }
}

#[test]
fn relative_links_lead_where_they_led_in_their_own_feed() {
    let folder = Folder::new();
    let atom = |site: &str| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:{site}</id><title>{site}</title>\
             <updated>2025-05-01T00:00:00Z</updated><link href=\"https://{site}.example/\"/><entry><id>urn:{site}:1</id>\
             <title>{site} opens</title><updated>2025-05-01T00:00:00Z</updated><link href=\"/rel/{site}\"/>\
             <link rel=\"enclosure\" href=\"{site}.mp3\"/></entry></feed>"
        )
    };
    let a = folder.with("a.atom", atom("one"));
    let b = folder.with("b.atom", atom("two"));
    let merged = folder.with("merged.atom", feed(&[&a, &b, "--format", "atom", "--level", "url"]));
    let entries = entries(&[&merged, "--level", "url"]);
    for site in ["one", "two"] {
        let entry = titled(&entries, site);
        assert_eq!(entry["url"], format!("https://{site}.example/rel/{site}"));
    }
    assert_eq!(feed(&[&merged, "--format", "atom", "--level", "url"]), fs::read_to_string(&merged).unwrap());
}

#[test]
fn of_two_that_say_to_be_the_publisher_none_hides_the_other() {
    let folder = Folder::new();
    let own = ("Sluice opened at Torbeck dam", "https://a.example/1", "https://a.example/1", 6, SLUICE);
    let foreign = ("Abbey cheese wins gold", "https://a.example/1", "https://a.example/1", 5, ABBEY);
    let a = folder.with("a.rss", rss_of("a", &[own]));
    let b = rss_of("b", &[foreign]).replace("<link>https://b.example/</link>", "<link>https://a.example/</link>");
    let b = folder.with("b.rss", b);
    assert_eq!(entries(&[&a, &b]).len(), 2);
}

#[test]
fn without_dates_a_second_time_keeps_the_same() {
    let folder = Folder::new();
    let item = |guid: &str| {
        format!(
            "<item><title>Weather</title><link>https://b.example/w</link><guid isPermaLink=\"false\">{guid}</guid></item>"
        )
    };
    for guids in [["2", "3"], ["4", "3"]] {
        let items = guids.map(item).concat();
        let path =
            folder.with("b.rss", format!("<rss version=\"2.0\"><channel><title>B</title>{items}</channel></rss>"));
        let once = feed(&[&path, "--mark", "--format", "atom"]);
        let again = folder.with("once.atom", &once);
        assert_eq!(feed(&[&again, "--mark", "--format", "atom"]), once);
    }
}
