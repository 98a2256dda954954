//! `samestory serve`: the archive as a web site, driven over a socket.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod command;
    pub(crate) mod folder;
    pub(crate) mod hostile;
    pub(crate) mod server;
}

use std::net::TcpListener;
use std::process::Command;

use serde_json::{Value, json};
use support::command::{finish, run, samestory};
use support::folder::Folder;
use support::hostile::assert_harmless;
use support::server::{Server, encoded};

const FERRY: [&str; 2] = [
    "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; coast guard cutters took \
     everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar. Divers found a nine-metre gash \
     below the waterline and the ferry line halted its Geomundo service for a week.",
    "All 214 passengers and crew were rescued after the Haedoji, a ferry bound for Geomundo, struck the Gomsae reef in thick \
     fog. Captain Pi Seong-rok told the coast guard that his radar had failed, and divers have since measured a gash nine \
     metres long. Sailings to Geomundo stop for seven days.",
];
const CHESS: &str = "Twelve-year-old Ma Ro-un beat three grandmasters in Daejeon on Sunday and became the youngest winner of \
     the Hanbit Open, a chess tournament that her own teacher lost in last year's final after nine hours of play.";

fn item(id: &str, source: &str, published: &str, title: &str, text: &str) -> Value {
    json!({"id": id, "source": source, "published": published, "title": title, "text": text})
}

fn ferries() -> [Value; 2] {
    [
        item("ferry-0", "Quay Post", "2025-03-02T06:00:00Z", "Ferry runs onto reef off Geomundo", FERRY[0]),
        item("ferry-1", "Harbour News", "2025-03-02T12:00:00Z", "All 214 saved from the Haedoji", FERRY[1]),
    ]
}

fn chess() -> Value {
    item("chess", "Quay Post", "2025-03-04T18:00:00Z", "Girl of twelve wins the Hanbit Open", CHESS)
}

/// An archive in a folder of its own.
struct Archive {
    folder: Folder,
}

impl Archive {
    fn of(items: &[Value]) -> Self {
        let archive = Self { folder: Folder::new() };
        archive.add(items);
        archive
    }

    /// All of `data/news`.
    fn of_sample() -> Self {
        let archive = Self { folder: Folder::new() };
        run(&["archive", "add", &archive.path(), "data/news"]).ends_with(0);
        archive
    }

    fn path(&self) -> String {
        self.folder.named("news")
    }

    #[track_caller]
    fn add(&self, items: &[Value]) {
        let lines: Vec<String> = items.iter().map(Value::to_string).collect();
        let file = self.folder.with("items.jsonl", lines.join("\n"));
        run(&["archive", "add", &self.path(), &file]).ends_with(0);
    }

    #[track_caller]
    fn serve(&self) -> Server {
        Server::of(&self.path())
    }

    /// What a command of the archive writes.
    #[track_caller]
    fn told(&self, command: &str, arguments: &[&str]) -> String {
        let run = run(&[&["archive", command, &self.path()], arguments].concat());
        assert!(run.code < Some(2), "{}", run.stderr);
        run.stdout
    }

    /// The story of a document.
    #[track_caller]
    fn story_of(&self, id: &str) -> String {
        let export = self.told("export", &[]);
        let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let document = lines.into_iter().find(|document| document["id"] == id).unwrap();
        document["story"].as_str().unwrap().to_owned()
    }
}

#[test]
fn programs_are_told_what_the_command_line_writes() {
    let archive = Archive::of_sample();
    let server = archive.serve();
    let same = |path: &str, command: &str, arguments: &[&str]| {
        let told = archive.told(command, &[arguments, &["--format", "json"]].concat());
        let answer = server.get(path).is(200);
        assert_eq!(answer.body, told, "{path}");
        answer.json()
    };
    let found = same("/api/search?q=ferry+fog", "search", &["ferry fog"]);
    assert!(found["total"]["documents"].as_u64().unwrap() > 0);
    same("/api/search?q=%EB%8B%A8%EC%97%B4%EC%9E%AC%EB%A5%BC", "search", &["단열재를"]);
    same(
        "/api/search?q=&limit=3&offset=2&language=ko",
        "search",
        &["", "--limit", "3", "--offset", "2", "--language", "ko"],
    );
    same(
        "/api/search?q=whales+-Tangle&from=2025-01-01&to=2026-01-01",
        "search",
        &["whales -Tangle", "--from", "2025-01-01", "--to", "2026-01-01"],
    );
    same("/api/search?q=zeppelinzeppelin", "search", &["zeppelinzeppelin"]);
    let stories = same("/api/stories?min_documents=2&limit=5", "stories", &["--min-documents", "2", "--limit", "5"]);
    same("/api/stories?from=2025-11-12&to=2025-11-12", "stories", &["--from", "2025-11-12", "--to", "2025-11-12"]);
    for story in stories["stories"].as_array().unwrap() {
        let id = story["story"].as_str().unwrap();
        same(&format!("/api/stories/{id}"), "story", &[id]);
        same(
            &format!("/api/stories/{}?history=true&limit=1&offset=1", &id[6..]),
            "story",
            &[&id[6..], "--history", "--limit", "1", "--offset", "1"],
        );
        let compared = run(&["compare", "--story", id, "--in", &archive.path(), "--format", "json"]).ends_with(0);
        assert_eq!(server.get(&format!("/api/stories/{id}/comparison")).is(200).body, compared.stdout);
    }
    same("/api/stats", "stats", &[]);
    for line in archive.told("export", &[]).lines() {
        let id = serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(server.get(&format!("/api/documents/{}", encoded(&id))).is(200).body.trim_end(), line);
    }
    let draft = item(
        "draft",
        "Elsewhere",
        "2025-11-12",
        "Ash shuts an airport",
        "Volcanic ash from Pico Tordal has shut the airport of São Lino, an island full of holidaymakers.",
    );
    let file = archive.folder.with("draft.json", draft.to_string());
    let told = archive.told("similar", &[&file, "--json", "--limit", "4"]);
    let asked =
        server.ask("POST", "/api/similar?limit=4", &["Content-Type: application/json"], &draft.to_string()).is(200);
    assert_eq!(asked.body, told);
    assert!(asked.json()["documents"][0]["total"].as_u64().unwrap() > 0, "{told}");
    let health = server.get("/api/health").is(200).json();
    assert_eq!(
        (&health["status"], &health["documents"]),
        (&json!("ok"), &json!(archive.told("export", &[]).lines().count()))
    );
}

#[test]
fn what_cannot_be_asked_is_told_with_the_cure() {
    let archive = Archive::of(&[&ferries()[..], &[chess()]].concat());
    let server = archive.serve();
    let story = archive.story_of("ferry-0");
    for (path, status, words) in [
        ("/api/search?q=published:yesterday", 400, "names no date"),
        ("/api/search?query=ferry", 400, "`query` is not known"),
        ("/api/search?q=ferry&limit=100000", 400, "limit"),
        ("/api/search?q=a&from=2025-06-02&to=2025-06-01", 400, "ends before it begins"),
        ("/api/stories?from=tuesday", 400, "not a date"),
        ("/api/stories/nothing", 404, "no story `nothing`"),
        ("/api/documents/ferry", 404, "no document `ferry`"),
        ("/api/nothing", 404, "nothing at this address"),
    ] {
        let told = server.get(path).is(status).json();
        assert!(told["error"].as_str().unwrap().contains(words), "{path}: {told}");
        assert!(!told["cure"].as_str().unwrap().is_empty(), "{path}");
        assert!(!told.to_string().contains(&archive.path()), "where the archive is concerns nobody: {told}");
    }
    let near = server.get("/api/documents/ferry").json();
    assert_eq!(near["nearest"], json!(["ferry-0", "ferry-1"]));
    let near = server.get(&format!("/stories/{}0", &story[..12])).is(404).body;
    assert!(near.contains(&story), "{near}");
    for (path, status) in [
        ("/search?q=published:yesterday", 400),
        ("/documents/nobody", 404),
        ("/nowhere", 404),
        ("/days/2025-02-30", 400),
        ("/days/2025-3-2", 400),
        ("/?page=0", 400),
    ] {
        let page = server.get(path).is(status);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(page.body.contains("class=\"cure\""), "{path}");
    }
    for method in ["PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE"] {
        let refused = server.ask(method, "/api/stats", &[], "").is(405);
        assert!(refused.header("allow").unwrap().contains("GET"), "{refused:?}");
        assert!(refused.json()["cure"].is_string());
    }
    server.ask("POST", "/", &[], "a=b").is(405);
    assert_eq!(server.get("/api/similar").is(405).header("allow"), Some("POST"));
    let head = server.ask("HEAD", "/api/stats", &[], "").is(200);
    assert!(head.body.is_empty() && head.header("content-length").is_some_and(|length| length != "0"), "{head:?}");
}

#[test]
fn texts_to_be_looked_for_have_bounds() {
    let archive = Archive::of(&[&ferries()[..], &[chess()]].concat());
    let server = archive.serve();
    let large = "The ferry ran onto the reef. ".repeat(80_000);
    assert_eq!(server.ask("POST", "/api/similar", &[], &large).is(413).header("connection"), Some("close"));
    server
        .ask("POST", "/similar", &["Content-Type: application/x-www-form-urlencoded"], &format!("text={large}"))
        .is(413);
    for nothing in ["", " \n "] {
        let told = server.ask("POST", "/api/similar", &["Content-Length: 0"], nothing);
        assert_eq!(told.status, 400, "{told:?}");
    }
    server.ask("POST", "/api/similar", &["Content-Type: application/json"], "{\"text\":").is(400);
    server.ask("POST", "/similar", &[], "something=else").is(400);
    let found = server.ask("POST", "/api/similar", &["Content-Type: text/plain"], FERRY[0]).is(200).json();
    assert_eq!(found["documents"][0]["matches"][0]["relation"], "copy");
    let page = server
        .ask(
            "POST",
            "/similar",
            &[],
            &format!("text={}&title=&published=2025-03-02&source=", FERRY[0].replace(' ', "+").replace(';', "%3B")),
        )
        .is(200)
        .body;
    assert!(page.contains("Yes:") && page.contains("/documents/ferry-0"), "{page}");
    let foreign = server.ask("POST", "/similar", &["Sec-Fetch-Site: cross-site"], "text=ferry").is(403);
    assert!(foreign.body.contains("Another site"));
}

#[test]
fn every_answer_forbids_what_no_page_needs() {
    let archive = Archive::of(&ferries());
    let server = archive.serve();
    let story = archive.story_of("ferry-0");
    let comparison = format!("/stories/{story}/comparison");
    for path in [
        "/",
        "/search?q=ferry",
        "/help",
        "/nowhere",
        "/api/stats",
        "/style.css",
        "/comparison.css",
        "/health",
        &comparison,
    ] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self';") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "private, no-cache"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(
            !answer.body.contains("<script") && !answer.body.contains("<style") && !answer.body.contains(" style="),
            "{path}"
        );
    }
    let style = server.get("/style.css").is(200);
    let tag = format!("If-None-Match: {}", style.header("etag").unwrap());
    assert!(server.ask("GET", "/style.css", &[&tag], "").is(304).body.is_empty());
    assert_eq!(server.get("/robots.txt").is(200).body, "User-agent: *\nDisallow: /\n");
}

#[test]
fn the_pages_lead_from_a_word_to_a_comparison() {
    let archive = Archive::of(&[&ferries()[..], &[chess()]].concat());
    let mut revised = chess();
    revised["text"] = CHESS.replace("three grandmasters", "four grandmasters").into();
    revised["published"] = "2025-03-04T20:00:00Z".into();
    archive.add(&[revised]);
    let server = archive.serve();
    let story = archive.story_of("ferry-0");
    let home = server.page("/");
    assert!(home.contains("Tuesday, 4 March 2025") && home.contains(&format!("/stories/{story}")), "{home}");
    let several = server.page("/?min_documents=2");
    assert!(several.contains("Ferry runs onto reef") && !several.contains("Girl of twelve"), "{several}");
    let found = server.page("/search?q=radar");
    assert!(found.contains("<mark>radar</mark>") && found.contains("2 documents in 1 story"), "{found}");
    assert!(server.page("/search?q=zeppelin").contains("Nothing found."));
    let days = server.page("/days");
    assert!(days.contains("href=\"/days/2025-03-02\"") && !days.contains("href=\"/days/2025-03-03\""), "{days}");
    let day = server.page("/days/2025-03-02");
    assert_eq!(server.page("/days?day=2025-03-02"), day);
    assert!(
        day.contains("Sunday, 2 March 2025") && day.contains("href=\"/days/2025-03-04\"") && day.contains(&story),
        "{day}"
    );
    let shown = server.page(&format!("/stories/{story}"));
    assert!(
        shown.contains("Ferry runs onto reef") && shown.contains("Harbour News") && shown.contains("<svg"),
        "{shown}"
    );
    let document = server.page("/documents/chess");
    assert!(document.contains("four grandmasters") && document.contains("1 earlier version"), "{document}");
    assert!(
        document.contains("<del><bdi>three</bdi></del>") && document.contains("<ins><bdi>four</bdi></ins>"),
        "{document}"
    );
    let compared = server.page(&format!("/stories/{story}/comparison"));
    assert!(compared.contains("At a glance") && compared.contains(&format!("href=\"/stories/{story}\"")), "{compared}");
    server.get(&format!("/stories/{story}/comparison?document=ferry-0&document=ferry-1")).is(200);
    server.get(&format!("/stories/{story}/comparison?document=ferry-0")).is(400);
    server.get(&format!("/stories/{story}/comparison?document=ferry-0&document=chess")).is(400);
    let alone = server.get(&format!("/stories/{}/comparison", archive.story_of("chess"))).is(400).body;
    assert!(alone.contains("nothing to compare"), "{alone}");
    assert!(server.page("/help").contains("published:2025-06-12"));
}

#[test]
fn an_earlier_version_leads_to_the_document_that_took_its_place() {
    let [first, _] = ferries();
    let mut later = first.clone();
    later["id"] = "ferry-0b".into();
    later["published"] = "2025-03-02T08:00:00Z".into();
    later["text"] = FERRY[0].replace("ninety minutes", "two hours").into();
    let archive = Archive::of(&[first]);
    archive.add(&[later]);
    let server = archive.serve();
    for (path, way) in [("/documents/", "/documents/ferry-0b"), ("/api/documents/", "/api/documents/ferry-0b")] {
        let answer = server.get(&format!("{path}ferry-0")).is(303);
        assert_eq!(answer.header("location"), Some(way));
        server.get(way).is(200);
    }
    run(&["compare", "ferry-0", "ferry-0b", "--in", &archive.path()]).ends_with(2).says("earlier version");
}

#[test]
fn a_merged_story_is_found_by_its_old_id_and_one_that_ended_is_gone() {
    let archive = Archive::of(&[chess()]);
    let rule = |ruling: &str| {
        archive
            .folder
            .with(&format!("{ruling}.toml"), format!("[[{ruling}]]\ndocuments = [\"ferry-0\", \"ferry-1\"]\n"))
    };
    let file = archive.folder.with("ferries.jsonl", format!("{}\n{}", ferries()[0], ferries()[1]));
    run(&["archive", "add", &archive.path(), &file, "--overrides", &rule("different")]).ends_with(0);
    let (old, kept) = (archive.story_of("ferry-1"), archive.story_of("ferry-0"));
    assert_ne!(old, kept);
    run(&["archive", "add", &archive.path(), &file, "--overrides", &rule("same")]).ends_with(0);
    let server = archive.serve();
    let (old, kept) = if archive.story_of("ferry-0") == kept { (old, kept) } else { (kept, old) };
    let page = server.page(&format!("/stories/{old}"));
    assert!(page.contains("was merged into this one") && page.contains(&kept), "{page}");
    let ended = archive.story_of("chess");
    run(&["archive", "remove", &archive.path(), "chess"]).ends_with(0);
    assert!(server.get(&format!("/stories/{ended}")).is(410).body.contains("ended"));
    server.get("/documents/chess").is(404);
}

#[test]
fn texts_that_mean_harm_stay_texts() {
    let markup =
        "&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}\u{1b}[31m \"quoted\" &lt;img src=x onerror=alert(1)&gt;";
    let mut first = item(
        "a/b?c=\"d\"&e<f>#g",
        "Quay &lt;b&gt;Post&lt;/b&gt;",
        "2025-03-02",
        markup,
        &format!("{} {markup}", FERRY[0]),
    );
    first["url"] = "javascript:alert(1)".into();
    let mut second =
        item("<script>alert(2)</script>", "Harbour", "2025-03-02", markup, &format!("{} {markup}", FERRY[1]));
    second["url"] = "https://quay.example/\"onclick=alert(1)".into();
    let archive = Archive::of(&[first, second]);
    let server = archive.serve();
    let found = server.get("/api/search?q=").is(200);
    assert_harmless(&found.body, "JSON");
    let found = found.json();
    let mut addresses = vec![
        "/".to_owned(),
        "/search?q=radar".to_owned(),
        "/search?q=%3Cscript%3E".to_owned(),
        "/days/2025-03-02".to_owned(),
        "/documents/%3Cscript%3E".to_owned(),
    ];
    for story in found["stories"].as_array().unwrap() {
        let id = story["story"].as_str().unwrap();
        addresses.extend([format!("/stories/{id}"), format!("/stories/{id}/comparison")]);
        for hit in story["documents"].as_array().unwrap() {
            addresses.push(format!("/documents/{}", encoded(hit["document"]["id"].as_str().unwrap())));
        }
    }
    for address in &addresses {
        let page = server.get(address);
        assert!(page.status < 500, "{page:?}");
        assert_harmless(&page.body, address);
        let body = page.body.to_lowercase();
        for harm in ["<script", "<img", "href=\"javascript", "onclick=alert(1)\"", "<b>post", "\"quoted\""] {
            assert!(!body.contains(harm), "{address} holds {harm}: {body}");
        }
    }
    let pages = addresses.iter().map(|address| server.get(address).body).collect::<String>();
    assert!(pages.contains("&lt;script&gt;alert(1)"), "the text is shown");
}

#[test]
fn only_its_own_names_are_answered() {
    let archive = Archive::of(&[chess()]);
    let server = archive.serve();
    for own in ["localhost", "127.0.0.1:1", "[::1]:7070"] {
        server.ask("GET", "/", &[&format!("Host: {own}")], "").is(200);
    }
    let refused = server.ask("GET", "/api/stats", &["Host: evil.example"], "").is(421);
    assert!(refused.json()["cure"].as_str().unwrap().contains("--host"));
    let named = Server::with(&archive.path(), &["--host", "news.example"]);
    named.ask("GET", "/", &["Host: news.example"], "").is(200);
    named.ask("GET", "/", &["Host: evil.example"], "").is(421);
}

#[test]
fn a_token_is_asked_for_wherever_it_is_set() {
    let archive = Archive::of(&[chess()]);
    let token = archive.folder.with("token.txt", "tide-table-4711-quay\n");
    let server = Server::with(&archive.path(), &["--token-file", &token]);
    let refused = server.get("/api/stats").is(401);
    assert!(refused.header("www-authenticate").unwrap().starts_with("Basic") && refused.json()["cure"].is_string());
    for path in ["/", "/style.css", "/api/health", "/nowhere"] {
        server.get(path).is(401);
    }
    server.ask("POST", "/api/similar", &[], "ferry").is(401);
    server.ask("GET", "/", &["Authorization: Bearer tide-table-4711-quax"], "").is(401);
    server.ask("GET", "/", &["Authorization: Bearer tide-table-4711-quay"], "").is(200);
    // editor:tide-table-4711-quay
    server.ask("GET", "/", &["Authorization: Basic ZWRpdG9yOnRpZGUtdGFibGUtNDcxMS1xdWF5"], "").is(200);
    assert_eq!(server.get("/health").is(200).body.trim(), "{\"status\":\"ok\"}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_samestory"));
    command.args(["serve", &archive.path(), "--port", "0"]).env("SAMESTORY_TOKEN", "another-token-4711");
    let server = Server::start(&mut command);
    server.get("/").is(401);
    server.ask("GET", "/", &["Authorization: Bearer another-token-4711"], "").is(200);
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let archive = Archive::of(&[chess()]);
    let path = archive.path();
    let serve = |arguments: &[&str]| finish(samestory(&[&["serve"], arguments].concat()).env_remove("SAMESTORY_TOKEN"));
    serve(&["data/news"]).ends_with(2).says("holds no samestory archive");
    serve(&[&archive.folder.named("nowhere")]).ends_with(2).says("there is no archive");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    serve(&[&path, "--port", &port]).ends_with(2).says("is in use already").says("--port");
    serve(&[&path, "--address", "0.0.0.0", "--port", "0"]).ends_with(2).says("needs a token").says("--token-file");
    let weak = archive.folder.with("weak.txt", "1234");
    serve(&[&path, "--token-file", &weak]).ends_with(2).says("openssl rand");
    serve(&[&path, "--token-file", &archive.folder.named("no.txt")]).ends_with(2).says("cannot read the token");
    serve(&[&path, "--address", "192.0.2.7", "--token-file", &archive.folder.with("t", "tide-table-4711-quay")])
        .ends_with(2)
        .says("cannot listen");
}

#[test]
fn what_is_added_is_seen_while_the_server_runs() {
    let archive = Archive::of(&[chess()]);
    let server = archive.serve();
    assert_eq!(server.get("/api/search?q=").is(200).json()["total"]["documents"], 1);
    archive.add(&ferries());
    assert_eq!(server.get("/api/search?q=").is(200).json()["total"]["documents"], 3);
    assert!(server.page("/days").contains("/days/2025-03-02"));
    run(&["archive", "rebuild", &archive.path()]).ends_with(0);
    assert_eq!(server.get("/api/search?q=").is(200).json()["total"]["documents"], 3);
    let (path, away) = (archive.path(), archive.folder.named("away"));
    std::fs::rename(&path, &away).unwrap();
    let gone = server.get("/api/stats").is(503);
    assert_eq!(gone.header("retry-after"), Some("3"));
    assert!(gone.json()["cure"].as_str().unwrap().contains("put it back") && !gone.body.contains(&path), "{gone:?}");
    server.get("/").is(503);
    server.get("/health").is(503);
    std::fs::rename(&away, &path).unwrap();
    server.get("/").is(200);
}

#[test]
fn readers_see_whole_commits_while_an_add_runs() {
    let archive = Archive::of(&[chess()]);
    let server = archive.serve();
    let mut adding = Command::new(env!("CARGO_BIN_EXE_samestory"))
        .args(["archive", "add", &archive.path(), "data/news", "--batch", "10", "--quiet"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let (mut before, mut seen) = (0, 0);
    loop {
        let has_ended = adding.try_wait().unwrap();
        let stats = server.get("/api/stats").is(200).json();
        let found = server.get("/api/search?q=&limit=1").is(200).json();
        let documents = stats["documents"].as_u64().unwrap();
        assert!(
            documents >= before && found["total"]["documents"].as_u64().unwrap() >= documents,
            "{documents}, {found}"
        );
        server.get("/").is(200);
        seen += usize::from(documents > before);
        before = documents;
        if let Some(status) = has_ended {
            assert!(status.success());
            break;
        }
    }
    assert!(before > 100 && seen > 1, "{before} documents, {seen} commits seen");
}

#[test]
#[cfg(unix)]
fn it_ends_when_it_is_asked_to() {
    let archive = Archive::of(&[chess()]);
    for (signal, code) in [("-INT", 130), ("-TERM", 0)] {
        let mut server = archive.serve();
        server.get("/").is(200);
        assert_eq!(server.signal(signal).code(), Some(code), "{signal}");
    }
}
