//! Looking hosts up, and refusing those that are not public.
//!
//! The check is on the addresses that the connection is then made to, not on an earlier look-up: a name that leads elsewhere
//! the second time it is looked up (DNS rebinding) gains nothing by it.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::reach::refused;

/// Most addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;

/// What looks hosts up.
pub trait Names: Debug + Send + Sync + 'static {
    /// The addresses of a host, which is a name.
    ///
    /// # Errors
    ///
    /// When it is not found, or the look-up fails.
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// Looks hosts up as the system does.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok((host, port).to_socket_addrs()?.collect())
    }
}

/// A host has no address that may be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is {what} ({address})")]
pub(super) struct Refused {
    pub(super) host: String,
    pub(super) address: IpAddr,
    pub(super) what: &'static str,
}

impl Refused {
    /// The same in words that name no address twice.
    pub(super) fn told(&self) -> String {
        if self.host.parse() == Ok(self.address) { format!("{} is {}", self.host, self.what) } else { self.to_string() }
    }
}

/// The resolver that all connections are made by.
#[derive(Debug)]
pub(super) struct CheckedResolver {
    pub(super) names: Arc<dyn Names>,
    pub(super) allows_private: bool,
    pub(super) allowed: Vec<SocketAddr>,
}

impl CheckedResolver {
    /// The addresses of a host, within the time there is. A look-up cannot be broken off, so one that takes longer is left
    /// to end by itself.
    fn look_up(&self, host: &str, port: u16, timeout: &NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let Some(time) = timeout.not_zero() else { return Ok(self.names.addresses(host, port)?) };
        let (sender, receiver) = mpsc::sync_channel(1);
        let (names, name) = (Arc::clone(&self.names), host.to_owned());
        thread::Builder::new().spawn(move || sender.send(names.addresses(&name, port)).ok())?;
        match receiver.recv_timeout(*time) {
            Ok(addresses) => addresses.map_err(|_| ureq::Error::HostNotFound),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(ureq::Error::HostNotFound),
        }
    }
}

impl Resolver for CheckedResolver {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let addresses = self.look_up(host, uri.port_u16().unwrap_or(usual), &timeout)?;
        let mut allowed = self.empty();
        let mut stopped = None;
        for address in addresses {
            let is_allowed = self.allows_private || self.allowed.contains(&address);
            match refused(address.ip()).filter(|_| !is_allowed) {
                Some(what) => {
                    stopped.get_or_insert_with(|| Refused { host: host.to_owned(), address: address.ip(), what });
                }
                None if allowed.len() < MOST_ADDRESSES => allowed.push(address),
                None => {}
            }
        }
        match stopped {
            _ if !allowed.is_empty() => Ok(allowed),
            Some(refused) => Err(ureq::Error::Other(Box::new(refused))),
            None => Err(ureq::Error::HostNotFound),
        }
    }
}
