//! Under which names a server may be asked.
//!
//! A page of a stranger can give its own name the address of this machine, and then ask a server on it in the reader's
//! browser as if it were its own (DNS rebinding). The browser still tells the stranger's name as the host, so a server
//! that listens on loopback answers for nothing but its own names.

use std::net::IpAddr;

/// The names that are answered.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    /// In lower case.
    names: Vec<String>,
    /// Any host is, of a server that a token protects and that no names were given to.
    is_open: bool,
}

impl Hosts {
    pub(super) fn new(listening: IpAddr, names: &[String]) -> Self {
        let own = (!listening.is_unspecified()).then(|| listening.to_string());
        Self {
            names: names.iter().map(|name| folded(name)).chain(own).collect(),
            is_open: !listening.is_loopback() && names.is_empty(),
        }
    }

    /// Whether a request that names this host (`name`, `name:port`, `[::1]:port`) may be answered.
    pub(super) fn admits(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => match rest.split_once(']') {
                Some((address, port)) if port.is_empty() || is_port(port) => address,
                _ => return false,
            },
            None => match host.split_once(':') {
                Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
                Some(_) => return false,
                None => host,
            },
        };
        let name = folded(name);
        self.is_open
            || name == "localhost"
            || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            || self.names.contains(&name)
    }
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn folded(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_loopback_only_its_own_names_are_answered() {
        let hosts = Hosts::new("127.0.0.1".parse().unwrap(), &["Desk.example".to_owned()]);
        for own in ["127.0.0.1:7070", "localhost", "LOCALHOST:80", "[::1]:7070", "desk.example:443", "desk.example."] {
            assert!(hosts.admits(own), "{own}");
        }
        for other in [
            "",
            "evil.example",
            "localhost:evil",
            "localhost:80:evil",
            "[::1].evil",
            "[::1",
            "127.0.0.1.evil.example",
            "localhost.evil.example:7070",
            "10.0.0.7",
            "[::2]:1",
        ] {
            assert!(!hosts.admits(other), "{other}");
        }
    }

    #[test]
    fn elsewhere_names_are_looked_at_if_some_were_given() {
        let anywhere: IpAddr = "0.0.0.0".parse().unwrap();
        assert!(Hosts::new(anywhere, &[]).admits("anything.example"));
        let named = Hosts::new(anywhere, &["news.example".to_owned()]);
        assert!(named.admits("news.example:7070") && !named.admits("anything.example"));
    }
}
