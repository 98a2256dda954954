//! The archive in a browser: a local web site that looks up and changes nothing, and the same answers as JSON for programs.
//!
//! A [`Server`] listens at an address and answers until a [`Stopper`] says so. What lives where: `listen` takes connections
//! and ends them, `guard` refuses what must not come in and puts the headers on what goes out, `routes` knows the
//! addresses, `work` bounds what is done at once, `current` holds the archive as of its last commit, `api` answers programs
//! and `pages` people; `failure` is every answer that is none.
//!
//! Promises: nothing is written anywhere; every request sees one commit of the archive, and the next request the next
//! commit; work, memory and waiting of a request are bounded, whatever a stranger sends; every text of a document is
//! escaped, and no page holds or loads a script. Each answer of the interface for programs is what the command line writes.
//!
//! The clock is read for waiting alone: no answer depends on it. What is to be told goes to an [`Event`]'s listener.

mod api;
mod body;
mod current;
mod drafts;
mod failure;
mod guard;
mod host;
mod listen;
mod pages;
mod parameters;
mod routes;
mod stall;
#[cfg(test)]
mod tests;
mod token;
mod work;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use listen::{Server, Stopper};
pub use token::{LEAST_TOKEN, Token};

use crate::archive::ArchiveError;

/// What to serve, and to whom.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Folder of the archive.
    pub archive: PathBuf,
    /// Where to listen. Anything but a loopback address needs a token. Port 0 is any that is free.
    pub address: SocketAddr,
    /// What everybody has to know who asks for more than `/health`.
    pub token: Option<Token>,
    /// Names of this host, besides `localhost` and loopback addresses, under which it may be asked.
    pub hosts: Vec<String>,
    /// How much at once, and how long.
    pub limits: Limits,
}

impl ServeSettings {
    /// The usual settings for an archive, on a free port of this machine.
    #[must_use]
    pub fn new(archive: &Path) -> Self {
        Self {
            archive: archive.to_owned(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            token: None,
            hosts: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Bounds of what strangers can ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once; more wait until one is closed.
    pub connections: usize,
    /// Look-ups at once; half as many searches for similar texts and comparisons.
    pub workers: usize,
    /// How long a request waits for a worker.
    pub queue: Duration,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head: Duration,
    /// How long the body of a request may take.
    pub body: Duration,
    /// How long a request may take in all.
    pub request: Duration,
    /// How long a reader may take nothing of an answer.
    pub stall: Duration,
    /// How long requests may go on when the server is to stop.
    pub grace: Duration,
    /// Most bytes of a body.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            workers: std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 16),
            queue: Duration::from_secs(10),
            head: Duration::from_secs(10),
            body: Duration::from_secs(15),
            request: Duration::from_secs(45),
            stall: Duration::from_secs(20),
            grace: Duration::from_secs(10),
            body_bytes: 1 << 20,
        }
    }
}

/// What happens in a server, to be told or not.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request was answered.
    Answered {
        /// Its method.
        method: &'a str,
        /// Its path, without what is asked behind the question mark. Written by strangers.
        path: &'a str,
        /// The status.
        status: u16,
        /// How long it took.
        took: Duration,
    },
    /// Something is wrong that whoever runs the server can mend.
    Fault(&'a str),
}

/// Why a server could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Others could read everything.
    #[error(
        "`{0}` can be reached from other machines, so it needs a token; give one with --token-file or in SAMESTORY_TOKEN, or \
         leave --address out"
    )]
    NoToken(std::net::IpAddr),
    /// A token that can be guessed.
    #[error(
        "the token is no {LEAST_TOKEN} or more visible ASCII characters without spaces; make one with `openssl rand -hex 24`"
    )]
    WeakToken,
    /// The address is in use.
    #[error("`{0}` is in use already; name another --port, or 0 for any that is free")]
    Taken(SocketAddr),
    /// The address cannot be listened at.
    #[error("cannot listen at `{address}`: {source}; name another --address or --port")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The system refused a thread or a file.
    #[error("the server cannot be started: {0}; see that there are free threads and file handles")]
    Start(std::io::Error),
}
