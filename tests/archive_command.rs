//! `samestory archive`: a collection that grows, driven as a user would.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
    pub(crate) mod hostile;
}

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::command::{Run, run};
use support::folder::Folder;
use support::hostile::assert_harmless;

/// An archive in a folder of its own.
struct Archive {
    folder: Folder,
}

impl Archive {
    fn new() -> Self {
        Self { folder: Folder::new() }
    }

    /// An archive of all of `data/news`.
    fn of_sample() -> Self {
        let archive = Self::new();
        archive.add(&["data/news"]).ends_with(0);
        archive
    }

    fn path(&self) -> String {
        self.folder.named("archive")
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Run {
        run(&[&["archive", command, &self.path()], arguments].concat())
    }

    fn add(&self, arguments: &[&str]) -> Run {
        self.run("add", arguments)
    }

    /// Adds items, and gives what that did.
    #[track_caller]
    fn add_items(&self, items: &[Value], arguments: &[&str]) -> Value {
        let lines: Vec<String> = items.iter().map(Value::to_string).collect();
        let file = self.folder.with("items.jsonl", lines.join("\n"));
        self.add(&[&[file.as_str(), "--json"], arguments].concat()).ends_with(0).json()
    }

    #[track_caller]
    fn export(&self) -> String {
        self.run("export", &[]).ends_with(0).stdout
    }

    /// The story of each document.
    #[track_caller]
    fn stories(&self) -> BTreeMap<String, String> {
        let documents = self.run("export", &[]).ends_with(0).documents();
        let story = |document: &Value| document["story"].as_str().unwrap().to_owned();
        documents.iter().map(|(id, document)| (id.clone(), story(document))).collect()
    }

    #[track_caller]
    fn is_well(&self) {
        let run = self.run("verify", &[]).ends_with(0);
        assert!(run.stdout.contains("all is well"), "{}", run.stdout);
    }

    /// The path of the manifest.
    fn manifest(&self) -> String {
        format!("{}/samestory-archive.json", self.path())
    }
}

const FERRY: [&str; 3] = [
    "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; coast guard cutters took \
     everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar. Divers found a nine-metre gash \
     below the waterline and the ferry line halted its Geomundo service for a week.",
    "All 214 passengers and crew were rescued after the Haedoji, a ferry bound for Geomundo, struck the Gomsae reef in thick \
     fog. Captain Pi Seong-rok told the coast guard that his radar had failed, and divers have since measured a gash nine \
     metres long. Sailings to Geomundo stop for seven days.",
    "Investigators have taken the radar of the ferry Haedoji apart. The ship had struck the Gomsae reef off Geomundo with 214 \
     people aboard, and Captain Pi Seong-rok says that fog and a failed radar were to blame. The gash in the hull is nine \
     metres long; the line to Geomundo rests for a week.",
];
const CHESS: &str = "Twelve-year-old Ma Ro-un beat three grandmasters in Daejeon on Sunday and became the youngest winner of \
     the Hanbit Open, a chess tournament that her own teacher lost in last year's final after nine hours of play.";

fn item(id: &str, source: &str, published: &str, title: &str, text: &str) -> Value {
    json!({"id": id, "source": source, "published": published, "title": title, "text": text})
}

fn ferry(version: usize) -> Value {
    let titles = ["Ferry runs onto reef off Geomundo", "All 214 saved from the Haedoji", "Haedoji radar taken apart"];
    let sources = ["Quay Post", "Harbour News", "The Strait"];
    let hours = ["06:00", "12:00", "20:00"];
    let published = format!("2025-03-02T{}:00Z", hours[version]);
    item(&format!("ferry-{version}"), sources[version], &published, titles[version], FERRY[version])
}

fn chess() -> Value {
    item("chess", "Quay Post", "2025-03-02T18:00:00Z", "Girl of twelve wins the Hanbit Open", CHESS)
}

#[test]
fn adding_the_same_twice_changes_nothing() {
    let archive = Archive::of_sample();
    let before = archive.export();
    let stats = archive.run("stats", &["--json"]).ends_with(0).stdout;
    let again = archive.add(&["data/news", "--json"]).ends_with(0).json();
    assert_eq!(again["added"]["known"], again["added"]["documents"]);
    assert_eq!(archive.export(), before);
    assert_eq!(archive.run("stats", &["--json"]).stdout, stats);
    archive.is_well();
}

#[test]
fn all_at_once_it_groups_as_cluster_does() {
    let archive = Archive::of_sample();
    let clustered = run(&["cluster", "data/news", "--format", "jsonl"]).ends_with(0).documents();
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, document) in &clustered {
        groups.entry(document["story"].as_str().unwrap().to_owned()).or_default().insert(id.clone());
    }
    let stories = archive.stories();
    for members in groups.values() {
        let found: BTreeSet<&String> = members.iter().filter_map(|id| stories.get(id)).collect();
        assert!(found.len() <= 1, "{members:?} are in {found:?}");
    }
}

#[test]
fn the_same_documents_give_the_same_archive_for_any_threads_and_order_of_files() {
    let one = Archive::new();
    one.add(&["data/news/korean", "data/news/records", "--batch", "7", "--threads", "1"]).ends_with(0);
    let other = Archive::new();
    other.add(&["data/news/records", "data/news/korean", "--batch", "7", "--threads", "4"]).ends_with(0);
    assert_eq!(one.export(), other.export());
    for story in one.stories().values() {
        let told = |archive: &Archive| archive.run("story", &[story, "--history", "--json"]).ends_with(0).stdout;
        assert_eq!(told(&one), told(&other));
    }
    one.is_well();
}

#[test]
fn a_day_in_a_newsroom() {
    let archive = Archive::new();
    let noon = archive.add_items(&[ferry(0), chess()], &[]);
    assert_eq!((&noon["added"]["stories"], &noon["archive"]["documents"]), (&json!(2), &json!(2)));
    let story = archive.stories()["ferry-0"].clone();

    let night = archive.add_items(&[ferry(1), ferry(2)], &[]);
    assert_eq!((&night["added"]["joined"], &night["added"]["stories"]), (&json!(2), &json!(0)));
    assert_eq!(archive.stories()["ferry-2"], story, "growth keeps the id");

    let shown = archive.run("story", &[&story, "--history", "--json"]).ends_with(0).json();
    let ids: Vec<&str> =
        shown["documents"].as_array().unwrap().iter().map(|it| it["document"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ferry-0", "ferry-1", "ferry-2"], "in order of time");
    let events: Vec<&str> =
        shown["history"].as_array().unwrap().iter().map(|it| it["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["created", "grew"]);
    let digits = story.strip_prefix("story-").unwrap();
    assert!(archive.run("story", &[&digits[..6]]).ends_with(0).stdout.contains("Haedoji radar taken apart"));

    let listed = archive.run("stories", &["--from", "2025-03-02", "--to", "2025-03-02", "--json"]).ends_with(0).json();
    assert_eq!(listed["total"], 2);
    assert_eq!(listed["stories"][0]["sources"], json!(["Harbour News", "Quay Post", "The Strait"]));
    let second = archive.run("stories", &["--limit", "1", "--offset", "1", "--json"]).ends_with(0).json();
    assert_eq!(second["stories"][0], listed["stories"][1]);
    archive.run("stories", &["--from", "2026-01-01"]).ends_with(1);

    let found = archive.run("search", &["radar -chess", "--format", "jsonl"]).ends_with(0);
    assert_eq!(found.ids(), ["ferry-0", "ferry-1", "ferry-2"]);
    archive.run("search", &["zeppelin"]).ends_with(1);
    archive.is_well();
}

#[test]
fn searching_finds_what_search_finds_in_an_index() {
    let archive = Archive::of_sample();
    let index = archive.folder.named("index");
    let documents = archive.folder.named("all.jsonl");
    archive.run("export", &["-o", &documents]).ends_with(0);
    run(&["cluster", &documents, "--index", &index]).ends_with(0);
    for query in
        ["whales", "whales -Tangle", "speaker:\"Mo Chang-sik\"", "published:2025-06", "단열재를", "-\"Tangle Bay\"", ""]
    {
        let options = [query, "--format", "jsonl", "--limit", "1000"];
        let archived = archive.run("search", &options).ids();
        assert_eq!(archived, run(&[&["search", "--index", &index], &options[..]].concat()).ids(), "{query}");
        assert!(!archived.is_empty(), "{query}");
    }
    archive.run("search", &["published:yesterday"]).ends_with(2).says("names no date");
}

#[test]
fn a_revision_is_a_version_and_no_second_source() {
    let archive = Archive::new();
    let mut first = ferry(0);
    first["url"] = "https://quay.example/ferry".into();
    let mut second = first.clone();
    second["published"] = "2025-03-02T08:30:00Z".into();
    second["text"] = FERRY[0].replace("ninety minutes", "two hours").into();
    archive.add_items(&[first.clone(), chess()], &[]);
    let story = archive.stories()["ferry-0"].clone();
    let added = archive.add_items(&[second.clone()], &[]);
    assert_eq!((&added["added"]["revisions"], &added["archive"]["documents"]), (&json!(1), &json!(2)));
    for item in [&first, &second] {
        assert_eq!(archive.add_items(std::slice::from_ref(item), &[])["added"]["known"], 1);
    }
    let shown = archive.run("story", &[&story, "--history", "--json"]).ends_with(0).json();
    let document = &shown["documents"][0];
    assert!(document["document"]["body"].as_str().unwrap().contains("two hours"), "the latest stands");
    let version = &document["versions"][0];
    assert!(version["document"]["body"].as_str().unwrap().contains("ninety minutes"));
    assert_eq!(version["change"]["added"], json!(["two hours"]));
    assert_eq!(version["change"]["dropped"], json!(["ninety minutes"]));
    assert_eq!(shown["history"][1]["event"], "revised");

    // An earlier one that comes late does not stand above what is there; neither does an address by another outlet.
    let mut earliest = first.clone();
    earliest["id"] = "ferry-early".into();
    earliest["published"] = "2025-03-02T05:00:00Z".into();
    earliest["text"] = FERRY[0].replace("at dawn", "before dawn").into();
    assert_eq!(archive.add_items(&[earliest], &[])["added"]["revisions"], 1);
    let shown = archive.run("story", &[&story, "--json"]).ends_with(0).json();
    assert_eq!(shown["documents"][0]["document"]["id"], "ferry-0");
    assert_eq!(shown["documents"][0]["versions"].as_array().unwrap().len(), 2);
    archive.run("story", &[&story]).ends_with(0);
    archive.is_well();

    // An earlier version is found by its id, goes with its document alone, and is marked where it is written out.
    archive.run("remove", &["ferry-early"]).ends_with(2).says("an earlier version of the document `ferry-0`");
    let exported = archive.folder.named("all.jsonl");
    archive.run("export", &["--versions", "-o", &exported]).ends_with(0);
    let lines = fs::read_to_string(&exported).unwrap();
    assert_eq!(lines.matches("\"version_of\":\"ferry-0\"").count(), 2, "{lines}");
    let other = Archive::new();
    other.add(&[&exported]).ends_with(0);
    assert_eq!(other.run("export", &["--versions"]).stdout.matches("version_of").count(), 2);
}

#[test]
fn long_ids_and_addresses_are_told_apart() {
    let archive = Archive::new();
    let long = "x".repeat(5_000);
    let mut items = [ferry(0), chess()];
    for (item, end) in items.iter_mut().zip(["a", "b"]) {
        item["id"] = format!("{long}{end}").into();
        item["url"] = format!("https://quay.example/{long}{end}").into();
        item["title"] = format!("{} {end}", "word ".repeat(500)).into();
    }
    for _ in 0..2 {
        archive.add_items(&items, &[]);
        assert_eq!(archive.stories().len(), 2);
    }
    archive.is_well();
    archive.run("remove", &[&format!("{long}a")]).ends_with(0);
    assert_eq!(archive.stories().keys().collect::<Vec<_>>(), [&format!("{long}b")]);
    archive.is_well();
}

#[test]
fn files_that_number_their_items_alike_lose_nothing() {
    let archive = Archive::new();
    let mut monday = chess();
    let mut tuesday = ferry(1);
    for item in [&mut monday, &mut tuesday] {
        item["id"] = "today#1".into();
    }
    archive.add_items(&[monday.clone()], &[]);
    archive.add_items(&[tuesday.clone()], &[]);
    assert_eq!(archive.stories().len(), 2);
    assert_eq!(archive.add_items(&[tuesday], &[])["added"]["known"], 1);
    assert_eq!(archive.add_items(&[monday], &[])["added"]["known"], 1);
    archive.is_well();
}

#[test]
fn a_merge_keeps_the_older_id_and_the_other_leads_to_it() {
    let archive = Archive::new();
    let rule = |ruling: &str| {
        let text = format!("[[{ruling}]]\ndocuments = [\"ferry-0\", \"ferry-1\"]\n");
        archive.folder.with(&format!("{ruling}.toml"), text)
    };
    let (apart, together) = (rule("different"), rule("same"));
    archive.add_items(&[ferry(0), chess()], &["--overrides", &apart]);
    archive.add_items(&[ferry(1)], &["--overrides", &apart]);
    let before = archive.stories();
    assert_ne!(before["ferry-0"], before["ferry-1"]);

    // What was said before can be taken back, with nothing new to add.
    let merged = archive.add_items(&[ferry(1)], &["--overrides", &together]);
    assert_eq!((&merged["added"]["known"], &merged["added"]["merged"]), (&json!(1), &json!(1)));
    let after = archive.stories();
    assert_eq!((&after["ferry-0"], &after["ferry-1"]), (&before["ferry-0"], &before["ferry-0"]));
    let led = archive.run("story", &[&before["ferry-1"], "--history", "--json"]).ends_with(0);
    led.says("was merged into");
    let beginning = &before["ferry-1"][..before["ferry-1"].len() - 2];
    archive.run("story", &[beginning]).ends_with(0).says("was merged into");
    assert_eq!(led.json()["story"], before["ferry-0"].as_str());
    assert_eq!(led.json()["redirected_from"], json!([before["ferry-1"]]));
    let found = archive.run("search", &["", "--story", &before["ferry-1"], "--format", "jsonl"]).ends_with(0);
    assert_eq!(found.ids(), ["ferry-0", "ferry-1"]);
    archive.is_well();

    let exported = archive.export();
    archive.add_items(&[ferry(1)], &["--overrides", &together]);
    assert_eq!(archive.export(), exported, "what holds already changes nothing");

    let split = archive.add_items(&[ferry(1)], &["--overrides", &apart]);
    assert_eq!(split["added"]["stories"], 1);
    let told = archive.run("story", &[&before["ferry-0"], "--history"]).ends_with(0).stdout;
    assert!(told.contains("was split"), "{told}");
    archive.is_well();
}

#[test]
fn what_is_removed_is_gone_and_may_come_again() {
    let archive = Archive::new();
    archive.add_items(&[ferry(0), ferry(1), chess()], &[]);
    let stories = archive.stories();
    let unknown = archive.run("remove", &["chess", "nobody"]).ends_with(2);
    unknown.says("no document has the id `nobody`").says("removed 1 document and");
    assert_eq!(archive.stories().len(), 2);
    archive.run("story", &[&stories["chess"]]).ends_with(2).says("ended");
    archive.is_well();
    archive.run("remove", &["ferry-0"]).ends_with(0);
    assert_eq!(archive.stories()["ferry-1"], stories["ferry-1"], "what is left keeps its story");
    archive.is_well();
    assert_eq!(archive.add_items(&[ferry(0), chess()], &[])["archive"]["documents"], 3);
    assert_eq!(archive.stories()["ferry-0"], stories["ferry-0"]);
    archive.is_well();
}

#[test]
fn similar_tells_copies_revisions_events_and_the_rest() {
    let archive = Archive::of_sample();
    archive.add_items(&[ferry(0), chess()], &[]);
    let ask = |item: &Value| {
        let file = archive.folder.with("draft.jsonl", item.to_string());
        let run = archive.run("similar", &[&file, "--json"]);
        let found = run.json()["documents"][0]["matches"].clone();
        let relations: Vec<(String, String)> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["relation"].as_str().unwrap().to_owned(), it["document"]["id"].as_str().unwrap().to_owned()))
            .collect();
        (run.code, relations, found)
    };
    let first = |relation: &str, id: &str| Some((relation.to_owned(), id.to_owned()));
    let mut copy = ferry(0);
    copy["id"] = "draft".into();
    copy["source"] = "Elsewhere".into();
    let (code, relations, found) = ask(&copy);
    assert_eq!((code, relations.first().cloned()), (Some(0), first("copy", "ferry-0")));
    assert_eq!(found[0]["jaccard"], 1.0);
    let mut revision = ferry(0);
    revision["text"] = FERRY[0].replace("ninety minutes", "two hours").into();
    assert_eq!(ask(&revision).1.first().cloned(), first("revision", "ferry-0"));
    let (_, relations, found) = ask(&ferry(1));
    assert_eq!(relations.first().cloned(), first("same_event", "ferry-0"));
    let shared: Vec<&str> = found[0]["shared"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["term"].as_str().or(it["text"].as_str()).unwrap())
        .collect();
    assert!(shared.contains(&"haedoji"), "{shared:?}");
    let lone =
        item("draft", "Elsewhere", "2011-01-05", "Zither", "Quorvax zither plimbo snerkle wuzzel brantic flomp.");
    let (code, relations, _) = ask(&lone);
    assert_eq!((code, relations), (Some(1), Vec::new()));
    let before = archive.export();
    assert_eq!(archive.export(), before, "asking changes nothing");
    let path = archive.folder.named("draft.jsonl");
    assert_harmless(&archive.run("similar", &[&path]).stdout, "similar");
}

#[test]
fn documents_of_an_archive_are_compared() {
    let archive = Archive::new();
    archive.add_items(&[ferry(0), ferry(1), chess()], &[]);
    let story = archive.stories()["ferry-0"].clone();
    let compared = run(&["compare", "--story", &story, "--in", &archive.path(), "--format", "json"]).ends_with(0);
    assert!(compared.stdout.contains(&story) && compared.stdout.contains("ferry-1"), "{}", compared.stdout);
    run(&["compare", "ferry-0", "ferry-1", "--in", &archive.path()]).ends_with(0);
    run(&["compare", "ferry-0", "ferry-9", "--in", &archive.path()]).ends_with(2).says("no document `ferry-9`");
    let chess = &archive.stories()["chess"];
    run(&["compare", "--story", chess, "--in", &archive.path()]).ends_with(2).says("nothing to compare");
}

#[test]
fn an_export_makes_the_same_archive_again() {
    let archive = Archive::of_sample();
    let exported = archive.folder.named("all.jsonl");
    archive.run("export", &["-o", &exported]).ends_with(0);
    let other = Archive::new();
    other.add(&[&exported]).ends_with(0);
    let (stories, again) = (archive.stories(), other.stories());
    assert_eq!(stories.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    archive.run("export", &["-o", &format!("{}/inside.jsonl", archive.path())]).ends_with(2).says("outside the input");
}

#[test]
fn rebuilding_keeps_everything_and_mends_other_parameters() {
    let archive = Archive::of_sample();
    archive.add_items(&[ferry(0)], &[]);
    archive.add_items(&[ferry(1)], &[]);
    let (before, story) = (archive.export(), archive.stories()["ferry-0"].clone());
    let told = archive.run("story", &[&story, "--history", "--json"]).stdout;
    let manifest = fs::read_to_string(archive.manifest()).unwrap();
    let other = manifest.replace("\"copies.signature_version\": 2", "\"copies.signature_version\": 1");
    assert_ne!(other, manifest);
    fs::write(archive.manifest(), other).unwrap();
    for command in ["verify", "add", "similar"] {
        let arguments = if command == "verify" { &[][..] } else { &["data/news/korean"] };
        let refused = archive.run(command, arguments).ends_with(2);
        refused.says("copies.signature_version is 1, not 2").says("archive rebuild").says("archive export");
    }
    assert_eq!(archive.export(), before, "reading goes on");
    archive.run("rebuild", &[]).ends_with(0).says("rebuilt ");
    assert_eq!(archive.export(), before);
    assert_eq!(archive.run("story", &[&story, "--history", "--json"]).stdout, told);
    assert_eq!(archive.add(&["data/news", "--json"]).ends_with(0).json()["added"]["joined"], 0);
    archive.is_well();
}

#[test]
fn another_version_is_refused_with_the_way_out() {
    let archive = Archive::of_sample();
    let manifest = fs::read_to_string(archive.manifest()).unwrap();
    fs::write(archive.manifest(), manifest.replace("\"version\": 2", "\"version\": 1")).unwrap();
    for (command, arguments) in [("add", &["data/news"][..]), ("search", &[""]), ("export", &[]), ("rebuild", &[])] {
        archive.run(command, arguments).ends_with(2).says("has format 1").says("archive export");
    }
    fs::write(archive.manifest(), "{").unwrap();
    archive.run("stats", &[]).ends_with(2).says("damaged").says("backup");
}

#[test]
fn folders_that_are_no_archive_are_refused_and_untouched() {
    let folder = Folder::new();
    let file = folder.with("file", "mine");
    run(&["archive", "add", &file, "data/news"]).ends_with(2).says("is a file");
    run(&["archive", "add", &folder.named(""), "data/news"]).ends_with(2).says("holds `file`");
    assert_eq!(fs::read_dir(folder.named("")).unwrap().count(), 1);
    run(&["archive", "search", &folder.named("none"), "x"]).ends_with(2).says("there is no archive");
    run(&["archive", "remove", &folder.named("none"), "x"]).ends_with(2).says("there is no archive");
    assert!(!Path::new(&folder.named("none")).exists());
    fs::create_dir(folder.named("empty")).unwrap();
    run(&["archive", "stats", &folder.named("empty")]).ends_with(2).says("holds no samestory archive");
}

#[test]
fn data_without_their_manifest_and_foreign_files_are_never_removed() {
    let archive = Archive::new();
    archive.add_items(&[ferry(0), chess()], &[]);
    let export = archive.export();
    let path = std::path::PathBuf::from(archive.path());
    let (manifest, aside) = (path.join("samestory-archive.json"), archive.folder.named("manifest.json"));
    fs::rename(&manifest, &aside).unwrap();
    archive.add(&["data/news"]).ends_with(2).says("put that file back");
    fs::rename(&aside, &manifest).unwrap();
    assert_eq!(archive.export(), export);

    // A manifest that names other data: the good ones stay.
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("generation-1\"", "generation-7\"")).unwrap();
    archive.add(&["data/news"]).ends_with(2);
    fs::write(&manifest, text).unwrap();
    assert_eq!(archive.export(), export);

    fs::create_dir(path.join("generation-9")).unwrap();
    fs::write(path.join("generation-9/mine"), "x").unwrap();
    archive.add(&["data/news"]).ends_with(2).says("generation-9/mine");
    assert!(path.join("generation-9/mine").exists());
    assert_eq!(archive.export(), export);
    fs::remove_dir_all(path.join("generation-9")).unwrap();

    fs::write(path.join("generation-1/mine"), "x").unwrap();
    archive.run("rebuild", &[]).ends_with(2).says("generation-1/mine");
    archive.add(&["data/news"]).ends_with(0);
}

#[test]
fn an_archive_in_a_folder_is_not_read_as_input() {
    let archive = Archive::new();
    archive.add_items(&[ferry(0), chess()], &[]);
    let folder = std::path::PathBuf::from(archive.path()).parent().unwrap().to_owned();
    let clustered = run(&["cluster", folder.to_str().unwrap(), "--format", "jsonl"]).ends_with(0);
    assert_eq!(clustered.documents().len(), 2, "the items that were added, and nothing of the archive");
}

#[test]
fn damage_is_told_and_never_a_panic() {
    let archive = Archive::of_sample();
    let data = format!("{}/generation-1", archive.path());
    let mut names: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort_unstable();
    for path in names.iter().filter(|path| path.extension().is_some_and(|ending| ending != "lock")) {
        let whole = fs::read(path).unwrap();
        fs::write(path, &whole[..whole.len() / 2]).unwrap();
        for command in ["verify", "stats", "export", "stories"] {
            let run = archive.run(command, &[]);
            if run.code != Some(0) {
                assert!(run.stderr.contains("archive") || run.stdout.contains("damaged"), "{path:?}: {}", run.stderr);
            }
            assert!(command != "verify" || run.code != Some(0), "{path:?} was cut and verify is content");
        }
        fs::write(path, whole).unwrap();
    }
    archive.is_well();
}

#[test]
fn damage_is_not_passed_on() {
    let archive = Archive::of_sample();
    let data = std::path::PathBuf::from(format!("{}/generation-1", archive.path()));
    let items = archive.folder.with("more.jsonl", ferry(1).to_string());
    for ending in ["store", "fast", "idx"] {
        let mut files = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.extension().is_some_and(|own| own == ending)).unwrap();
        let whole = fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 3] ^= 1;
        fs::write(&file, flipped).unwrap();
        for (command, arguments) in [("rebuild", &[][..]), ("export", &[]), ("add", &[items.as_str()])] {
            archive.run(command, arguments).ends_with(2).says("not as they were written");
        }
        assert_eq!(archive.run("verify", &[]).code, Some(1), "{ending}");
        fs::write(&file, whole).unwrap();
        archive.is_well();
    }
}

#[test]
fn what_came_under_an_id_that_was_taken_is_known_under_its_own() {
    let archive = Archive::new();
    let mut other = chess();
    other["id"] = "ferry-0".into();
    archive.add_items(&[ferry(0), other], &[]);
    let exported = archive.folder.named("all.jsonl");
    archive.run("export", &["-o", &exported]).ends_with(0);
    let again = archive.add(&[&exported, "--json"]).ends_with(0).json();
    assert_eq!((&again["added"]["known"], &again["added"]["revisions"]), (&json!(2), &json!(0)));
}

#[test]
fn files_that_do_not_go_together_are_told_and_never_a_panic() {
    let archive = Archive::new();
    archive.add(&["data/news/pages"]).ends_with(0);
    archive.add_items(&[ferry(0), ferry(1), chess()], &[]);
    let data = format!("{}/generation-1", archive.path());
    let all = || fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
    let mut endings: BTreeSet<_> = all().filter_map(|path| Some(path.extension()?.to_owned())).collect();
    endings.remove(std::ffi::OsStr::new("lock"));
    let mut swapped = 0;
    for ending in endings {
        let mut alike: Vec<_> = all().filter(|path| path.extension() == Some(&ending)).collect();
        alike.sort_unstable();
        let [one, other] = &alike[..] else { continue };
        let [first, second] = [one, other].map(|path| fs::read(path).unwrap());
        fs::write(one, &second).unwrap();
        fs::write(other, &first).unwrap();
        // Where words stand in a text, and how long that is, only the ranking and phrases depend on.
        let is_seen = archive.run("verify", &[]).code == Some(1);
        assert!(is_seen || ending == "pos" || ending == "fieldnorm", "{ending:?} was swapped and verify is content");
        for (command, arguments) in [("search", &["ferry"][..]), ("export", &[]), ("stories", &[]), ("stats", &[])] {
            let run = archive.run(command, arguments);
            assert!(matches!(run.code, Some(0..=2)), "{command} {ending:?}: {}", run.stderr);
        }
        fs::write(one, first).unwrap();
        fs::write(other, second).unwrap();
        swapped += 1;
    }
    assert!(swapped > 3, "{swapped}");
    archive.is_well();
}

#[test]
fn a_lock_that_leads_elsewhere_is_refused_and_one_that_is_missing_is_made() {
    let archive = Archive::new();
    archive.add_items(&[ferry(0)], &[]);
    let lock = format!("{}/samestory-archive.lock", archive.path());
    fs::remove_file(&lock).unwrap();
    archive.add_items(&[ferry(0), chess()], &[]);
    #[cfg(unix)]
    {
        let victim = archive.folder.with("victim.txt", "precious");
        fs::remove_file(&lock).unwrap();
        std::os::unix::fs::symlink(&victim, &lock).unwrap();
        let items = archive.folder.with("more.jsonl", ferry(1).to_string());
        archive.add(&[&items]).ends_with(2).says("samestory-archive.lock");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }
}

/// A stream of items on events of their own vocabulary, some told twice, some revised.
fn stream(items: usize) -> String {
    let mut lines = String::new();
    for number in 0..items {
        let event = number / 2;
        let word = |place: usize| format!("w{}x{}", event * 31 % 977, (place * 7 + event) % 23);
        let told: Vec<String> = (0..40).map(|place| word((place * (3 + number % 2)) % 23)).collect();
        let (day, hour) = (1 + number / 60 % 28, number % 24);
        let published = format!("2031-{:02}-{day:02}T{hour:02}:00:00Z", 1 + number / 1_680 % 12);
        let title = format!("Event {event} told {}", number % 2);
        lines.push_str(
            &item(&format!("n{number}"), &format!("Outlet {}", number % 5), &published, &title, &told.join(" "))
                .to_string(),
        );
        lines.push('\n');
    }
    lines
}

fn spawn(archive: &Archive, input: &str, batch: &str) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("samestory"))
        .args(["archive", "add", &archive.path(), input, "--batch", batch, "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn documents(archive: &Archive) -> u64 {
    let run = archive.run("stats", &["--json"]);
    if run.code == Some(0) { run.json()["documents"].as_u64().unwrap() } else { 0 }
}

/// Waits until an archive has documents.
fn wait_for_documents(archive: &Archive) {
    let end = Instant::now() + Duration::from_mins(1);
    while documents(archive) == 0 {
        assert!(Instant::now() < end, "nothing was committed");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Kills an add again and again at moments spread over its first seconds, each time taking it up.
fn kill_again_and_again(kills: u32) {
    let whole = Archive::new();
    let input = whole.folder.with("stream.jsonl", stream(600));
    whole.add(&[&input, "--batch", "20"]).ends_with(0);
    let archive = Archive::new();
    let mut rested = 0;
    for kill in 0..kills {
        let mut child = spawn(&archive, &input, "20");
        let moment = 30 + u64::from(kill) * 7_919 % 470;
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let there = documents(&archive);
        assert!(there >= rested, "{there} documents where there were {rested}");
        rested = there;
        if there > 0 {
            archive.is_well();
        }
    }
    archive.add(&[&input, "--batch", "20"]).ends_with(0);
    assert_eq!(archive.stories().keys().collect::<Vec<_>>(), whole.stories().keys().collect::<Vec<_>>());
    archive.is_well();
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    kill_again_and_again(50);
}

#[test]
fn a_second_writer_is_told_who_the_first_is_and_readers_go_on() {
    let archive = Archive::new();
    let input = archive.folder.with("stream.jsonl", stream(3_000));
    let mut child = spawn(&archive, &input, "50");
    wait_for_documents(&archive);
    let refused = archive.add(&["data/news"]);
    if child.try_wait().unwrap().is_none() {
        refused.ends_with(2).says(&format!("pid {}", child.id())).says("archive add").says("wait");
    }
    let mut last = 0;
    for _ in 0..10 {
        let now = archive.run("search", &["", "--limit", "1", "--json"]).ends_with(0).json()["total"]["documents"]
            .as_u64()
            .unwrap();
        assert!(now >= last && now.is_multiple_of(50), "{now} documents after {last}");
        last = now;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    archive.is_well();
    archive.run("remove", &["n0"]).ends_with(0);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_what_was_committed() {
    let archive = Archive::new();
    archive.add(&["data/news/korean"]).ends_with(0);
    let before = archive.export();
    let input = archive.folder.with("stream.jsonl", stream(2_000));
    // No file may grow beyond some kilobytes, and the signal that tells so is ignored: a write fails, as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 32; exec \"$@\"";
    let output = Command::new("bash")
        .args(["-c", script, "bash"])
        .arg(assert_cmd::cargo::cargo_bin!("samestory"))
        .args(["archive", "add", &archive.path(), &input])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("archive") && stderr.contains("disk is not full"), "{stderr}");
    // The engine's own words for a writer that failed are "io::Error most likely, or panicked".
    assert!(!stderr.contains("panicked at"), "{stderr}");
    assert_eq!(archive.export(), before);
    archive.is_well();
    archive.add(&[&input]).ends_with(0);
    archive.is_well();
}

#[cfg(unix)]
#[test]
fn a_folder_that_can_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::of_sample();
    let before = archive.export();
    let data = format!("{}/generation-1", archive.path());
    let allow = |mode: u32| {
        for folder in [&archive.path(), &data] {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(0o555);
    // Who may do everything is not kept out.
    let binds = File::create(format!("{data}/probe")).is_err();
    let (read, written) = (archive.run("export", &[]), archive.add(&["data/news", "--quiet"]));
    allow(0o755);
    assert_eq!(read.stdout, before);
    if binds {
        assert_eq!(written.code, Some(2), "{}", written.stderr);
    } else {
        fs::remove_file(format!("{data}/probe")).unwrap();
    }
}

#[test]
fn hostile_titles_are_shown_not_obeyed() {
    let archive = Archive::new();
    let hostile = "Ferry \u{1b}]0;owned\u{7}\u{202e}sinks\u{200b}\u{9b}2J";
    let mut first = item("a\u{1b}[2J", "Outlet\u{202e}", "2025-03-02T08:00:00Z", hostile, FERRY[0]);
    archive.add_items(&[first.clone()], &[]);
    first["text"] = FERRY[0].replace("ninety", "\u{1b}[31mnine\u{202e}").into();
    first["published"] = "2025-03-02T09:00:00Z".into();
    archive.add_items(&[first], &[]);
    let story = archive.stories().into_values().next().unwrap();
    for (command, arguments) in [
        ("story", &[story.as_str(), "--history"][..]),
        ("story", &[story.as_str(), "--history", "--json"]),
        ("stories", &[]),
        ("search", &["ferry"]),
        ("export", &["--versions"]),
    ] {
        assert_harmless(&archive.run(command, arguments).ends_with(0).stdout, command);
    }
}
