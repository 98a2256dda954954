//! A server on a socket of its own, with bounds short enough to be waited for.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{Limits, ServeError, ServeSettings, Server, Stopper, Token};
use crate::archive::{AddSettings, Archive};
use crate::pipeline::ClusterSettings;
use crate::read::{ReadSettings, read_bytes};

/// Longest that anything here takes on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// An archive of two documents.
fn archive(folder: &Path) {
    let items = r#"
        {"id": "noon", "title": "Ferry on the reef", "source": "Quay Post", "published": "2025-03-02T06:00:00Z", "text": "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard."}
        {"id": "chess", "title": "Girl of twelve wins", "source": "Hill Courier", "published": "2025-03-03T18:00:00Z", "text": "Ma Ro-un, who is twelve, beat three grandmasters in Daejeon and won the Hanbit Open on Sunday."}
    "#;
    let read = read_bytes("items.jsonl", items.trim().as_bytes().to_vec(), &ReadSettings::default()).unwrap();
    assert_eq!(read.documents.len(), 2);
    let mut archive = Archive::create(folder, "a test", &ClusterSettings::default()).unwrap();
    archive.add(read.documents, &AddSettings::default(), &mut |_| true).unwrap();
    archive.finish().unwrap();
}

/// A server that runs until it is dropped.
struct Running {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
    _folder: tempfile::TempDir,
}

impl Running {
    fn with(change: impl FnOnce(&mut ServeSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("news");
        archive(&place);
        let mut settings = ServeSettings::new(&place);
        change(&mut settings);
        let server = Server::bind(&settings, |_| ()).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let thread = Some(std::thread::spawn(move || server.run()));
        Self { address, stopper, thread, _folder: folder }
    }

    fn new() -> Self {
        Self::with(|_| ())
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The answer to bytes as they are.
    fn ask(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        rest(&mut stream)
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    fn stop(mut self) {
        self.stopper.stop();
        self.thread.take().unwrap().join().unwrap().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What a connection still gives until it ends, however that is.
fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn who_is_slow_with_the_head_or_idle_is_let_go() {
    let limits = Limits { head: Duration::from_millis(300), ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    for beginning in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let begun = Instant::now();
        let mut stream = server.connect();
        stream.write_all(beginning.as_bytes()).unwrap();
        rest(&mut stream);
        assert!(begun.elapsed() < PATIENCE, "`{beginning}` is waited for");
    }
    let mut stream = server.connect();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(rest(&mut stream).contains("\"ok\""), "answered, then let go");
}

#[test]
fn who_is_slow_with_the_body_is_told_so() {
    let limits = Limits { body: Duration::from_millis(300), ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    let mut stream = server.connect();
    let head = "POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nThe night";
    stream.write_all(head.as_bytes()).unwrap();
    let answer = rest(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("did not come in time"), "{answer}");
}

#[test]
fn who_takes_no_answer_is_given_up() {
    let limits = Limits { stall: Duration::from_millis(300), connections: 1, ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    let mut greedy = server.connect();
    greedy.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    // More than the buffers of both ends hold, and nothing is read.
    let request = "GET /comparison.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    for _ in 0..40 {
        if greedy.write_all(request.as_bytes()).is_err() {
            break;
        }
    }
    // There is one place for a connection, and it is free again.
    assert!(server.get("/health").contains("\"ok\""));
}

#[test]
fn more_connections_than_there_is_place_for_wait() {
    let limits = Limits { connections: 1, head: Duration::from_millis(500), ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    let _idle = server.connect();
    assert!(server.get("/health").contains("\"ok\""), "when the idle one was let go");
}

#[test]
fn what_is_running_ends_before_the_server_does() {
    let server = Running::new();
    let mut kept = server.connect();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 15];
    kept.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let mut sending = server.connect();
    let text = "The ferry Haedoji ran onto the Gomsae reef off Geomundo.";
    let head = format!("POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", text.len());
    sending.write_all(head.as_bytes()).unwrap();
    sending.write_all(&text.as_bytes()[..9]).unwrap();
    // Long enough for the head to be read.
    std::thread::sleep(Duration::from_millis(300));
    server.stopper.stop();
    std::thread::sleep(Duration::from_millis(200));
    sending.write_all(&text.as_bytes()[9..]).unwrap();
    assert!(rest(&mut sending).contains("archive-similar"), "the request that was under way is answered");
    let address = server.address;
    server.stop();
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_server_that_is_held_up_stops_all_the_same() {
    let limits = Limits { grace: Duration::from_millis(300), ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    let mut stream = server.connect();
    stream.write_all(b"POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    server.stop();
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn when_everybody_is_at_work_the_next_is_told_to_come_again() {
    let limits = Limits { queue: Duration::ZERO, workers: 2, ..Limits::default() };
    let server = Running::with(|settings| settings.limits = limits);
    let ask = "POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\nConnection: close\r\n\r\n";
    let text = "The ferry Haedoji ran onto the Gomsae reef off Geomundo now.";
    let answers: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..12).map(|_| scope.spawn(|| server.ask(&format!("{ask}{text}")))).collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    let is = |status: &str| answers.iter().filter(|answer| answer.starts_with(&format!("HTTP/1.1 {status}"))).count();
    assert!(is("200") >= 1 && is("200") + is("503") == 12, "{answers:#?}");
    for refused in answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 503")) {
        assert!(refused.contains("retry-after") && refused.contains("\"cure\""), "{refused}");
    }
}

#[test]
fn other_machines_are_served_only_with_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("news");
    archive(&place);
    let mut settings = ServeSettings::new(&place);
    settings.address = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = Server::bind(&settings, |_| ()).unwrap_err();
    assert!(matches!(refused, ServeError::NoToken(_)), "{refused}");
    settings.token = Some(Token::new("tide-table-4711-quay").unwrap());
    assert!(Server::bind(&settings, |_| ()).is_ok());
}

#[test]
fn heads_that_are_no_heads_are_refused() {
    let server = Running::new();
    for (request, status) in [
        ("NONSENSE\r\n\r\n".to_owned(), "400"),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "x".repeat(50_000)), "414"),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-A: b\r\n".repeat(200)), "431"),
        ("GET /documents/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), "404"),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "421"),
        ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(), "421"),
    ] {
        let answer = server.ask(&request);
        let shown = &request[..request.len().min(60)];
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {answer}");
    }
}
