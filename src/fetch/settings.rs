//! How feeds are asked for, and how much that may cost.

use std::net::SocketAddr;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::HeaderValue;

/// Most redirects that are followed for one feed.
pub const MOST_REDIRECTS: usize = 5;

/// What is said to be welcome; feeds first.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, \
                      text/xml;q=0.9, application/json;q=0.9, */*;q=0.5";

/// How feeds are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// What is said of who asks; see [`user_agent`].
    pub user_agent: String,
    /// Whether addresses that are not public may be asked (see [`reach`](super::reach)).
    pub allows_private: bool,
    /// Addresses that may be asked though they are not public.
    pub allowed_addresses: Vec<SocketAddr>,
    /// Most time to look a host up, and again to connect to it.
    pub connect_timeout: Duration,
    /// Most time without a byte.
    pub read_timeout: Duration,
    /// Most time for one feed, redirects and all, without the time that it waits for its turn.
    pub total_timeout: Duration,
    /// Most bytes of one feed, on the wire and unpacked.
    pub max_bytes: u64,
    /// Most hosts that are asked at once.
    pub hosts_at_once: usize,
    /// Least time between the end of a request to a host and the next one to it.
    pub host_interval: Duration,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            user_agent: user_agent(None),
            allows_private: false,
            allowed_addresses: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(30),
            max_bytes: 16 << 20,
            hosts_at_once: 16,
            host_interval: Duration::from_secs(1),
        }
    }
}

/// Settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSettings {
    /// The user agent cannot be sent.
    #[error("`{0}` cannot be sent as a user agent; write printable ASCII on one line")]
    UserAgent(String),
    /// A time or a size is 0.
    #[error("the {0} must be more than 0")]
    Zero(&'static str),
}

/// `samestory/VERSION`, with an address of a page or of mail where the operator can be reached.
#[must_use]
pub fn user_agent(contact: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match contact.map(str::trim).filter(|contact| !contact.is_empty()) {
        Some(contact) => format!("samestory/{version} (+{contact})"),
        None => format!("samestory/{version}"),
    }
}

impl FetchSettings {
    pub(super) fn configuration(&self) -> Result<Config, InvalidSettings> {
        let is_sendable = self.user_agent.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if self.user_agent.trim().is_empty() || !is_sendable || HeaderValue::from_str(&self.user_agent).is_err() {
            return Err(InvalidSettings::UserAgent(self.user_agent.clone()));
        }
        for (time, name) in [
            (self.connect_timeout, "time to connect"),
            (self.read_timeout, "time to read"),
            (self.total_timeout, "time for a feed"),
        ] {
            if time.is_zero() {
                return Err(InvalidSettings::Zero(name));
            }
        }
        if self.max_bytes == 0 {
            return Err(InvalidSettings::Zero("size of a feed"));
        }
        Ok(Config::builder()
            .http_status_as_error(false)
            // Redirects are followed by hand: each has its turn, and its own address to be checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would look hosts up itself, unchecked. The default reads the environment.
            .proxy(None)
            // A connection that is kept is not looked up and checked again, and the next turn of a host is seconds away.
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .user_agent(self.user_agent.as_str())
            .accept(ACCEPT)
            // Unpacked here, within limits.
            .accept_encoding("gzip, br")
            .timeout_resolve(Some(self.connect_timeout))
            .timeout_connect(Some(self.connect_timeout))
            .timeout_per_read(Some(self.read_timeout))
            .timeout_per_write(Some(self.read_timeout))
            .timeout_recv_response(Some(self.total_timeout))
            .build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_says_who_asks() {
        assert_eq!(user_agent(None), concat!("samestory/", env!("CARGO_PKG_VERSION")));
        let said = user_agent(Some(" https://example.org/bot "));
        assert!(said.starts_with("samestory/") && said.ends_with(" (+https://example.org/bot)"), "{said}");
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        for agent in ["", " ", "a\r\nX-Evil: 1", "한국", "a\tb"] {
            let settings = FetchSettings { user_agent: agent.to_owned(), ..FetchSettings::default() };
            assert_eq!(settings.configuration().unwrap_err(), InvalidSettings::UserAgent(agent.to_owned()));
        }
        let settings = FetchSettings { max_bytes: 0, ..FetchSettings::default() };
        assert!(settings.configuration().is_err());
        let settings = FetchSettings { total_timeout: Duration::ZERO, ..FetchSettings::default() };
        assert!(settings.configuration().is_err());
    }
}
