//! Fetching, against servers of the tests' own: what is sent, what is borne, what is refused.

#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support {
    pub(crate) mod publisher;
}

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use samestory::fetch::{
    Ask, Clock, FailureKind, Feed, FetchMemory, FetchSettings, Fetcher, Fresh, Names, Outcome, Validators, Wanted,
    user_agent,
};
use support::publisher::{Heard, Server, answer};

const FEED: &[u8] = b"<rss><channel><title>Harbour</title></channel></rss>";

/// The time of the tests; waiting takes none of it.
struct Frozen(Mutex<Timestamp>);

impl Frozen {
    fn at(time: &str) -> Self {
        Self(Mutex::new(time.parse().unwrap()))
    }
}

impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn wait(&self, time: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(time).unwrap();
    }
}

fn noon() -> Frozen {
    Frozen::at("2026-11-22T12:00:00Z")
}

/// Every name is this machine, so that a test has several hosts; counts how often it is asked.
#[derive(Debug, Default)]
struct Here(AtomicUsize);

impl Names for Here {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        if host.starts_with("missing") {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])
    }
}

fn settings() -> FetchSettings {
    FetchSettings {
        allows_private: true,
        host_interval: Duration::ZERO,
        connect_timeout: Duration::from_secs(2),
        read_timeout: Duration::from_secs(2),
        total_timeout: Duration::from_secs(5),
        max_bytes: 1 << 20,
        ..FetchSettings::default()
    }
}

fn fetcher(settings: FetchSettings) -> Fetcher {
    Fetcher::with_names(settings, Arc::new(Here::default())).unwrap()
}

fn fetch(address: &str) -> Outcome {
    fetcher(settings()).fetch(&Wanted::new(address), &noon())
}

#[track_caller]
fn fresh(outcome: Outcome) -> Fresh {
    match outcome {
        Outcome::Fresh(fresh) => fresh,
        other => panic!("{other:?}"),
    }
}

/// The kind of a failure, which says what `words` say.
#[track_caller]
fn failed(outcome: Outcome, words: &str) -> FailureKind {
    match outcome {
        Outcome::Failed(failure) => {
            assert!(failure.reason.contains(words), "{failure:?}");
            assert!(!failure.cure.is_empty());
            failure.kind
        }
        other => panic!("{other:?}"),
    }
}

fn redirect(status: &str, to: &str) -> Vec<u8> {
    answer(status, &[&format!("Location: {to}")], b"gone there")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Brotli that packs nothing: a head, the text as it is, an empty last block.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    // Window of 16 bits (one bit: 0), then a block: not last, 4 nibbles of length - 1, stored as it is.
    let length = bytes.len() - 1;
    let bits = (length << 4) | (1 << 20);
    let head = bits.to_le_bytes();
    [&head[..3], bytes, &[3]].concat()
}

#[test]
fn a_feed_is_sent_with_what_belongs_to_it() {
    let headers =
        ["ETag: \"a1\"", "Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT", "Content-Type: Text/XML; charset=EUC-KR"];
    let server = Server::of(&[("/rss?a=1", answer("200 OK", &headers, FEED))]);
    let settings = FetchSettings { user_agent: user_agent(Some("https://example.org/bot")), ..settings() };
    let got = fresh(fetcher(settings).fetch(&Wanted::new(server.url("/rss?a=1#top")), &noon()));
    assert_eq!((got.bytes.as_slice(), got.size), (FEED, FEED.len() as u64));
    assert_eq!((got.content_type.as_deref(), got.charset.as_deref()), (Some("text/xml"), Some("euc-kr")));
    assert_eq!((got.final_url, got.permanent_redirect_to), (server.url("/rss?a=1"), None));
    assert_eq!(got.validators.etag.as_deref(), Some("\"a1\""));
    assert_eq!(got.validators.last_modified.as_deref(), Some("Sun, 22 Nov 2026 11:00:00 GMT"));

    let heard = &server.heard()[0];
    let agent = format!("samestory/{} (+https://example.org/bot)", env!("CARGO_PKG_VERSION"));
    assert_eq!(heard.headers["user-agent"], agent);
    assert_eq!(heard.headers["accept-encoding"], "gzip, br");
    assert!(heard.headers["accept"].contains("application/atom+xml"));
    for absent in ["if-none-match", "if-modified-since", "authorization", "cookie", "referer"] {
        assert!(!heard.headers.contains_key(absent), "{absent}");
    }
}

#[test]
fn what_is_known_is_asked_for_on_condition() {
    let server = Server::new(|request, stream| {
        let is_known = request.headers.get("if-none-match").is_some_and(|etag| etag == "W/\"a1\"");
        let reply =
            if is_known { answer("304 Not Modified", &["ETag: W/\"a1\""], b"") } else { answer("200 OK", &[], FEED) };
        let _ = stream.write_all(&reply);
    });
    let validators = Validators {
        etag: Some("W/\"a1\"".to_owned()),
        last_modified: Some("yesterday, more or less".to_owned()),
        address: Some(server.url("/rss")),
    };
    let wanted = Wanted { validators: validators.clone(), ..Wanted::new(server.url("/rss")) };
    let outcome = fetcher(settings()).fetch(&wanted, &noon());
    assert!(matches!(outcome, Outcome::NotModified(same) if same.validators == validators));
    assert_eq!(server.heard()[0].headers["if-modified-since"], "yesterday, more or less");
    // Another address may mean another thing by them.
    let other = Wanted { validators, ..Wanted::new(server.url("/other")) };
    fresh(fetcher(settings()).fetch(&other, &noon()));
    assert!(!server.heard()[1].headers.contains_key("if-none-match"));
}

#[test]
fn not_modified_is_no_answer_to_who_did_not_ask() {
    let server = Server::of(&[("/", answer("304 Not Modified", &[], b""))]);
    assert_eq!(failed(fetch(&server.url("/")), "304"), FailureKind::Status);
}

#[test]
fn redirects_are_followed_and_permanent_ones_are_told() {
    let server = Server::of(&[
        ("/old", redirect("301 Moved Permanently", "/newer")),
        ("/newer", redirect("308 Permanent Redirect", "newest#part")),
        ("/newest", redirect("302 Found", "/today")),
        ("/today", answer("200 OK", &[], FEED)),
    ]);
    let got = fresh(fetch(&server.url("/old")));
    assert_eq!(got.final_url, server.url("/today"));
    assert_eq!(got.permanent_redirect_to, Some(server.url("/newest")));
    assert_eq!(fresh(fetch(&server.url("/newest"))).permanent_redirect_to, None);
}

#[test]
fn redirects_end() {
    let server = Server::new(|request, stream| {
        let number: u32 = request.path[1..].parse().unwrap_or(0);
        let to = if request.path == "/circle" { "/circle".to_owned() } else { format!("/{}", number + 1) };
        let reply = if number == 5 { answer("200 OK", &[], FEED) } else { redirect("302 Found", &to) };
        let _ = stream.write_all(&reply);
    });
    assert_eq!(failed(fetch(&server.url("/circle")), "circle"), FailureKind::Redirects);
    fresh(fetch(&server.url("/0")));
    assert_eq!(failed(fetch(&server.url("/6")), "more than 5 redirects"), FailureKind::Redirects);
    assert_eq!(server.heard().len(), 1 + 6 + 6);
}

#[test]
fn redirects_lead_nowhere_but_to_the_web() {
    let server = Server::of(&[
        ("/file", redirect("302 Found", "file:///etc/passwd")),
        ("/script", redirect("302 Found", "javascript:alert(1)")),
        ("/none", answer("302 Found", &[], b"")),
        ("/broken", redirect("302 Found", "http://[::1")),
    ]);
    for (path, words) in
        [("/file", "`file`"), ("/script", "`javascript`"), ("/none", "not where to"), ("/broken", "no address")]
    {
        assert_eq!(failed(fetch(&server.url(path)), words), FailureKind::Redirects, "{path}");
    }
}

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    let server = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let port = server.address.port();
    let careful = fetcher(FetchSettings { allows_private: false, ..settings() });
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "localhost",
        "LOCALHOST.",
        "name.test",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
    ] {
        let outcome = careful.fetch(&Wanted::new(format!("http://{host}:{port}/")), &noon());
        assert_eq!(failed(outcome, ""), FailureKind::Refused, "{host}");
    }
    assert!(server.heard().is_empty());
}

#[test]
fn a_redirect_to_a_private_address_is_refused() {
    let inner = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let outer = Server::of(&[
        ("/inner", redirect("302 Found", &inner.url("/"))),
        ("/name", redirect("301 Moved Permanently", &format!("http://name.test:{}/", inner.address.port()))),
        ("/metadata", redirect("307 Temporary Redirect", "http://169.254.169.254/latest/meta-data/")),
        ("/", answer("200 OK", &[], FEED)),
    ]);
    let settings = FetchSettings { allows_private: false, allowed_addresses: vec![outer.address], ..settings() };
    let careful = fetcher(settings);
    fresh(careful.fetch(&Wanted::new(outer.url("/")), &noon()));
    for path in ["/inner", "/name", "/metadata"] {
        let outcome = careful.fetch(&Wanted::new(outer.url(path)), &noon());
        assert_eq!(failed(outcome, "redirected to"), FailureKind::Refused, "{path}");
    }
    // Nor does it help to be remembered.
    let moved = Wanted { moved_to: Some(inner.url("/")), ..Wanted::new(outer.url("/")) };
    assert_eq!(failed(careful.fetch(&moved, &noon()), ""), FailureKind::Refused);
    assert!(inner.heard().is_empty());
}

#[test]
fn a_host_is_looked_up_once_and_what_was_checked_is_asked() {
    let server = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let names = Arc::new(Here::default());
    let fetcher = Fetcher::with_names(settings(), Arc::clone(&names) as Arc<dyn Names>).unwrap();
    fresh(fetcher.fetch(&Wanted::new(format!("http://feed.test:{}/", server.address.port())), &noon()));
    assert_eq!(names.0.load(Ordering::SeqCst), 1);
}

#[test]
fn passwords_are_told_to_nobody_else() {
    let other = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let elsewhere = other.url("/");
    let server = Server::of(&[
        ("/", answer("200 OK", &[], FEED)),
        ("/here", redirect("302 Found", "/")),
        ("/there", redirect("302 Found", &elsewhere)),
        ("/sly", redirect("302 Found", &format!("http://admin:admin@{}/", other.address))),
    ]);
    let with = |path: &str| format!("http://reader:secret@{}{path}", server.address);
    for path in ["/", "/here", "/there", "/sly"] {
        let got = fresh(fetch(&with(path)));
        assert!(!got.final_url.contains('@'), "{}", got.final_url);
    }
    assert!(server.heard().iter().all(|heard| heard.headers["authorization"] == "Basic cmVhZGVyOnNlY3JldA=="));
    assert!(other.heard().iter().all(|heard| !heard.headers.contains_key("authorization")) && other.heard().len() == 2);
    let Outcome::Failed(failure) = fetch(&with("/missing")) else { panic!() };
    assert!(!format!("{failure:?}").contains("secret"));
}

#[test]
fn packed_feeds_are_unpacked() {
    let server = Server::of(&[
        ("/gzip", answer("200 OK", &["Content-Encoding: gzip"], &gzip(FEED))),
        ("/brotli", answer("200 OK", &["Content-Encoding: br"], &brotli(FEED))),
        ("/cut", answer("200 OK", &["Content-Encoding: gzip"], &gzip(FEED)[..20])),
        ("/plain", answer("200 OK", &["Content-Encoding: gzip"], FEED)),
        ("/unasked", answer("200 OK", &["Content-Encoding: compress"], FEED)),
    ]);
    assert_eq!(fresh(fetch(&server.url("/gzip"))).bytes, FEED);
    assert_eq!(fresh(fetch(&server.url("/brotli"))).bytes, FEED);
    for (path, words) in [("/cut", "no whole gzip"), ("/plain", "no whole gzip"), ("/unasked", "`compress`")] {
        assert_eq!(failed(fetch(&server.url(path)), words), FailureKind::Broken);
    }
}

#[test]
fn bombs_and_endless_answers_cost_no_more_than_allowed() {
    let bomb = gzip(&vec![b' '; 64 << 20]);
    let server = Server::new(move |request, stream| match request.path.as_str() {
        "/bomb" => {
            let _ = stream.write_all(&answer("200 OK", &["Content-Encoding: gzip"], &bomb));
        }
        "/endless" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
        "/declared" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
        }
        _ => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(b"X-More: and more and more and more\r\n").is_ok() {}
        }
    });
    for path in ["/bomb", "/endless", "/declared"] {
        assert_eq!(failed(fetch(&server.url(path)), "larger than 1048576 bytes"), FailureKind::TooLarge, "{path}");
    }
    let started = Instant::now();
    assert!(matches!(fetch(&server.url("/head")), Outcome::Failed(_)));
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[test]
fn slow_servers_are_given_up() {
    let server = Server::new(|request, stream| {
        if request.path == "/silent" {
            thread::sleep(Duration::from_secs(20));
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        if request.path == "/body" {
            let _ = stream.write_all(b"Content-Length: 1000\r\n\r\n");
        }
        // A byte now and then, which no limit between two bytes ends.
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    let settings = FetchSettings {
        read_timeout: Duration::from_millis(400),
        total_timeout: Duration::from_millis(1200),
        ..settings()
    };
    let hasty = fetcher(settings);
    for (path, words) in [("/silent", "nothing came within 0.4 s"), ("/body", "not whole within 1.2 s"), ("/head", "")]
    {
        let started = Instant::now();
        let outcome = hasty.fetch(&Wanted::new(server.url(path)), &noon());
        assert_eq!(failed(outcome, words), FailureKind::TimedOut, "{path}");
        assert!(started.elapsed() < Duration::from_secs(4), "{path}");
    }
}

#[test]
fn redirects_share_one_time() {
    let server = Server::new(|request, stream| {
        thread::sleep(Duration::from_millis(400));
        let number: u32 = request.path[1..].parse().unwrap();
        let _ = stream.write_all(&redirect("302 Found", &format!("/{}", number + 1)));
    });
    let hasty = fetcher(FetchSettings { total_timeout: Duration::from_secs(1), ..settings() });
    assert_eq!(failed(hasty.fetch(&Wanted::new(server.url("/1")), &noon()), "within 1 s"), FailureKind::TimedOut);
}

#[test]
fn broken_answers_are_told() {
    let raw = |bytes: &[u8]| bytes.to_vec();
    let server = Server::of(&[
        ("/truncated", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")),
        ("/chunked", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n")),
        ("/chunks", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n")),
        ("/silent", raw(b"")),
        ("/noise", raw(b"SSH-2.0-OpenSSH_9.9\r\n")),
        ("/empty", answer("200 OK", &[], b"")),
        ("/short", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>and what is beyond the length")),
        ("/old", raw(b"HTTP/1.0 200 OK\r\n\r\n<rss>")),
    ]);
    for path in ["/truncated", "/chunked", "/chunks", "/silent", "/noise", "/empty"] {
        let kind = failed(fetch(&server.url(path)), "");
        assert_eq!(kind, FailureKind::Broken, "{path}");
    }
    for path in ["/short", "/old"] {
        assert_eq!(fresh(fetch(&server.url(path))).bytes, b"<rss>", "{path}");
    }
}

#[test]
fn who_does_not_speak_tls_is_told_apart() {
    let server = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let outcome = fetch(&format!("https://{}/", server.address));
    assert_eq!(failed(outcome, "the secure connection failed"), FailureKind::Unreachable);
}

#[test]
fn statuses_are_told() {
    let server = Server::of(&[
        ("/403", answer("403 Forbidden", &[], b"no")),
        ("/410", answer("410 Gone", &[], b"")),
        ("/500", answer("500 Internal Server Error", &[], b"")),
        ("/503", answer("503 Service Unavailable", &[], b"")),
        ("/204", answer("204 No Content", &[], b"")),
        ("/206", answer("206 Partial Content", &[], FEED)),
    ]);
    for status in ["403", "404", "500", "503", "204", "206"] {
        assert_eq!(failed(fetch(&server.url(&format!("/{status}"))), status), FailureKind::Status);
    }
    assert_eq!(fetch(&server.url("/410")), Outcome::Gone);
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_and_its_other_feeds_too() {
    let server = Server::of(&[
        ("/a", answer("429 Too Many Requests", &["Retry-After: 120"], b"")),
        ("/b", answer("200 OK", &[], FEED)),
        ("/dated", answer("503 Service Unavailable", &["Retry-After: Sun, 22 Nov 2026 13:00:00 GMT"], b"")),
        ("/silent", answer("429 Too Many Requests", &[], b"")),
    ]);
    let until = |path: &str| match fetch(&server.url(path)) {
        Outcome::RetryLater(later) => later.until.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(until("/dated"), "2026-11-22T13:00:00Z");
    assert_eq!(until("/silent"), "2026-11-22T12:15:00Z");

    let asked = server.heard().len();
    let clock = noon();
    let mut memory = FetchMemory::default();
    let feeds = ["/a", "/b"].map(|path| Feed { address: server.url(path), is_kept: true });
    for _ in 0..2 {
        let outcomes = fetcher(settings()).refresh(&mut memory, &feeds, &clock, |_, outcome| outcome);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::RetryLater(_))), "{outcomes:?}");
        assert_eq!(server.heard().len(), asked + 1, "it was asked once, for the first feed of the first run");
    }
    clock.wait(Duration::from_secs(121));
    let later = fetcher(settings()).refresh(&mut memory, &feeds[1..], &clock, |_, outcome| outcome).remove(0);
    assert_eq!(fresh(later).bytes, FEED);
    assert_eq!(server.heard().len(), asked + 2);
}

#[test]
fn the_next_run_knows_what_moved_and_what_it_has() {
    let server = Server::new(|request, stream| {
        let reply = match (request.path.as_str(), request.headers.get("if-none-match")) {
            ("/old", _) => redirect("301 Moved Permanently", "/new"),
            (_, Some(etag)) if etag == "\"1\"" => answer("304 Not Modified", &[], b""),
            _ => answer("200 OK", &["ETag: \"1\""], FEED),
        };
        let _ = stream.write_all(&reply);
    });
    let (clock, fetcher) = (noon(), fetcher(settings()));
    let folder = tempfile::tempdir().unwrap();
    let run = |is_kept: bool| {
        let (mut memory, problem) = FetchMemory::read(folder.path()).unwrap();
        assert_eq!(problem, None);
        let feeds = [Feed { address: server.url("/old"), is_kept }];
        let outcome = fetcher.refresh(&mut memory, &feeds, &clock, |_, outcome| outcome).remove(0);
        memory.write(folder.path(), clock.now()).unwrap();
        outcome
    };
    let paths = || server.heard().into_iter().map(|heard| heard.path).collect::<Vec<_>>();
    assert!(matches!(run(false), Outcome::Fresh(_)));
    assert!(matches!(run(true), Outcome::NotModified(_)));
    assert_eq!(paths(), ["/old", "/new", "/new"]);
    assert!(matches!(run(false), Outcome::Fresh(_)), "what is not kept is sent again");
}

#[test]
fn what_could_not_be_stored_is_sent_again() {
    let server = Server::of(&[("/", answer("200 OK", &["ETag: \"1\""], FEED))]);
    let mut memory = FetchMemory::default();
    let feeds = [Feed { address: server.url("/"), is_kept: true }];
    let failure = match fetch("ftp://x/") {
        Outcome::Failed(failure) => failure,
        other => panic!("{other:?}"),
    };
    let lose = |_: usize, _: Outcome| Outcome::Failed(failure.clone());
    fetcher(settings()).refresh(&mut memory, &feeds, &noon(), lose);
    let Ask::Now(wanted) = memory.ask(&feeds[0].address, true, noon().now()) else { panic!() };
    assert_eq!(wanted.validators, Validators::default());
}

#[test]
fn dead_feeds_do_not_stop_the_others_and_order_is_kept() {
    let server = Server::new(|request, stream| {
        if request.path == "/slow" {
            thread::sleep(Duration::from_millis(500));
        }
        let _ = stream.write_all(&answer("200 OK", &[], request.path.as_bytes()));
    });
    let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let port = server.address.port();
    let wanted = [
        format!("http://one.test:{port}/slow"),
        format!("http://dead.test:{}/", dead.port()),
        format!("http://missing.test:{port}/"),
        "no address".to_owned(),
        format!("http://two.test:{port}/quick"),
        format!("http://one.test:{port}/after"),
    ]
    .map(Wanted::new);
    let arrived = Mutex::new(Vec::new());
    let outcomes = fetcher(settings()).fetch_all(&wanted, &noon(), |place, outcome| {
        arrived.lock().unwrap().push(place);
        outcome
    });
    let mut outcomes = outcomes.into_iter();
    assert_eq!(fresh(outcomes.next().unwrap()).bytes, b"/slow");
    assert_eq!(failed(outcomes.next().unwrap(), "connection"), FailureKind::Unreachable);
    assert_eq!(failed(outcomes.next().unwrap(), "not found"), FailureKind::Unreachable);
    assert_eq!(failed(outcomes.next().unwrap(), "no address"), FailureKind::Address);
    assert_eq!(fresh(outcomes.next().unwrap()).bytes, b"/quick");
    assert_eq!(fresh(outcomes.next().unwrap()).bytes, b"/after");
    let mut arrived = arrived.into_inner().unwrap();
    assert!(arrived.iter().position(|&place| place == 0) > arrived.iter().position(|&place| place == 4));
    arrived.sort_unstable();
    assert_eq!(arrived, [0, 1, 2, 3, 4, 5]);
}

/// The time of this machine.
struct Real;

impl Clock for Real {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, time: Duration) {
        thread::sleep(time);
    }
}

#[test]
fn a_host_is_asked_politely() {
    let server = Server::new(|_, stream| {
        thread::sleep(Duration::from_millis(50));
        let _ = stream.write_all(&answer("200 OK", &[], FEED));
    });
    let wanted: Vec<Wanted> =
        (0..3).map(|number| Wanted::new(format!("http://one.test:{}/{number}", server.address.port()))).collect();
    let polite = fetcher(FetchSettings { host_interval: Duration::from_millis(200), ..settings() });
    polite.fetch_all(&wanted, &Real, |_, outcome| outcome);
    let times: Vec<Instant> = server.heard().iter().map(|heard: &Heard| heard.at).collect();
    // The answer takes 50 ms, and the interval begins after it.
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(245)), "{times:?}");
}

#[test]
fn a_panic_in_a_look_up_is_one_feed_lost() {
    #[derive(Debug)]
    struct Panicking;
    impl Names for Panicking {
        fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
            assert!(!host.starts_with("panic"), "on purpose");
            Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])
        }
    }
    let server = Server::of(&[("/", answer("200 OK", &[], FEED))]);
    let port = server.address.port();
    let wanted = [format!("http://panic.test:{port}/"), format!("http://fine.test:{port}/")].map(Wanted::new);
    let fetcher = Fetcher::with_names(settings(), Arc::new(Panicking)).unwrap();
    let outcomes = fetcher.fetch_all(&wanted, &noon(), |_, outcome| outcome);
    assert!(matches!(outcomes[0], Outcome::Failed(_)));
    assert!(matches!(outcomes[1], Outcome::Fresh(_)));
}
