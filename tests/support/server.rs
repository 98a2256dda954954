//! `samestory serve` as a process, and requests over a socket, byte by byte as they are.

#![allow(dead_code, reason = "every file of tests uses its own part of this")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longest that a server may take for anything, on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that ends with the value.
pub(crate) struct Server {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// An answer to a request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Server {
    /// Starts a server of an archive on a free port.
    #[track_caller]
    pub(crate) fn of(archive: &str) -> Self {
        Self::with(archive, &[])
    }

    #[track_caller]
    pub(crate) fn with(archive: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samestory"));
        command.args(["serve", archive, "--port", "0"]).args(arguments).env_remove("SAMESTORY_TOKEN");
        Self::start(&mut command)
    }

    /// Starts a server by a command that was prepared.
    #[track_caller]
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (output, mut errors) = (process.stdout.take().unwrap(), process.stderr.take().unwrap());
        let (sender, line) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        // Before waiting, so that the process ends with this value whatever it tells.
        let mut server = Self { process, address: String::new() };
        let Ok(line) = line.recv_timeout(PATIENCE) else {
            drop(server);
            let mut told = String::new();
            let _ = errors.read_to_string(&mut told);
            panic!("the server does not listen: {told}");
        };
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let address = line.strip_prefix("listening on http://").and_then(|rest| rest.strip_suffix('/'));
        address.unwrap_or_else(|| panic!("{line}")).clone_into(&mut server.address);
        server
    }

    /// The answer to bytes as they are.
    #[track_caller]
    pub(crate) fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // A server that refuses early may not listen to the end.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&String::from_utf8_lossy(&bytes))
    }

    /// The answer to a request with more headers, each a line.
    #[track_caller]
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let host = if headers.iter().any(|header| header.to_lowercase().starts_with("host:")) {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let headers: String = headers.iter().flat_map(|header| [header, "\r\n"]).collect();
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let request = format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{length}{headers}\r\n{body}");
        self.send(request.as_bytes())
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// A page that must be there.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        self.get(path).is(200).body
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to end by a signal and waits until it has.
    #[track_caller]
    pub(crate) fn signal(&mut self, signal: &str) -> ExitStatus {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Answer {
    #[track_caller]
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self {
            status: status.unwrap_or_else(|| panic!("no status: {head}")),
            headers: lines.filter_map(header).collect(),
            body: body.to_owned(),
        }
    }

    /// The answer, which must have this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}
