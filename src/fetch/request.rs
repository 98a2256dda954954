//! One feed: its request, and the redirects that follow.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response};
use ureq::{Body, Timeout};
use url::Url;

use super::body::{self, BodyError};
use super::headers;
use super::outcome::{Failure, FailureKind, Fresh, NotModified, Outcome, RetryLater, Validators};
use super::resolve::Refused;
use super::settings::MOST_REDIRECTS;
use super::turns::{Turn, Turns};
use super::{Clock, Fetcher, Wanted};

/// How long a server is left alone that asks for it without saying how long.
const USUAL_WAIT: Duration = Duration::from_mins(15);

/// Longest address that is asked for.
const MOST_BYTES: usize = 8 << 10;

/// An address as it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// Where to ask first.
    start: Url,
    /// What opens the feed, and the origin that alone is told.
    credentials: Option<(url::Origin, String)>,
}

impl Address {
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Failure> {
        let mut named = checked(&wanted.address)?;
        let credentials = take_credentials(&mut named).map(|credentials| (named.origin(), credentials));
        let start = match &wanted.moved_to {
            Some(moved_to) => {
                let mut moved = checked(moved_to)?;
                take_credentials(&mut moved);
                moved
            }
            None => named,
        };
        Ok(Self { start, credentials })
    }

    pub(super) fn host(&self) -> &str {
        self.start.host_str().unwrap_or_default()
    }
}

/// An address that can be asked for, without its fragment.
fn checked(text: &str) -> Result<Url, Failure> {
    let cure = "write an address that begins with http:// or https://";
    let failure = |reason| Failure::new(FailureKind::Address, reason, cure);
    if text.len() > MOST_BYTES {
        return Err(failure(format!("the address has more than {MOST_BYTES} bytes")));
    }
    let mut url = Url::parse(text).map_err(|error| failure(format!("this is no address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(failure(format!("`{}` is not fetched", url.scheme())));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Takes user and password out of an address, as they are sent (RFC 7617).
fn take_credentials(url: &mut Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut plain = percent_decoded(url.username());
    plain.push(b':');
    plain.extend(percent_decoded(url.password().unwrap_or_default()));
    // It cannot fail: the address has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(format!("Basic {}", base64(&plain)))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    // A query's decoding but for its plus signs.
    let query = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D").replace(';', "%3B");
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned().into_bytes())
        .unwrap_or_default()
}

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for piece in bytes.chunks(3) {
        let bits = piece.iter().chain([0, 0].iter()).take(3).fold(0_usize, |bits, &byte| bits << 8 | usize::from(byte));
        for digit in 0..4 {
            let six = bits >> (18 - 6 * digit) & 63;
            let sign = if digit > piece.len() { None } else { DIGITS.get(six) };
            text.push(sign.map_or('=', |&sign| char::from(sign)));
        }
    }
    text
}

/// What a request led to.
enum Step {
    Done(Outcome),
    Redirect { target: Url, is_permanent: bool },
}

impl Fetcher {
    /// Asks for a feed, beginning with the turn at its host, and follows redirects to its end.
    pub(super) fn answer<'a>(
        &self,
        wanted: &Wanted,
        address: &Address,
        turn: Turn<'a>,
        turns: &'a Turns,
        clock: &'a dyn Clock,
    ) -> Outcome {
        let mut url = address.start.clone();
        let mut turn = turn;
        let mut left = self.settings.total_timeout;
        let mut seen = BTreeSet::from([url.to_string()]);
        let mut permanent = Permanent { is_unbroken: true, target: None };
        for redirects in 0..=MOST_REDIRECTS {
            if let Some(later) = turn.closed() {
                return Outcome::RetryLater(later);
            }
            turn.ask();
            // How long something takes is no question of what time it is.
            let started = Instant::now();
            let credentials = address.credentials.as_ref().filter(|(origin, _)| *origin == url.origin());
            let sent = self.send(&url, credentials.map(|(_, text)| text.as_str()), &wanted.validators, left);
            let step = sent.and_then(|answer| self.step(&url, answer, &wanted.validators, &permanent, clock));
            left = left.saturating_sub(started.elapsed());
            let (target, is_permanent) = match step {
                Ok(Step::Redirect { target, is_permanent }) => (target, is_permanent),
                Ok(Step::Done(outcome)) => {
                    if let Outcome::RetryLater(later) = outcome {
                        turn.close(later);
                    }
                    return outcome;
                }
                Err(failure) => return Outcome::Failed(told_after(redirects, &url, failure)),
            };
            if redirects == MOST_REDIRECTS {
                break;
            }
            if !seen.insert(target.to_string()) {
                let reason = format!("redirects go round in a circle at {target}");
                let cure = "open the address in a browser, and use the one that it ends at";
                return Outcome::Failed(Failure::new(FailureKind::Redirects, reason, cure));
            }
            if left.is_zero() {
                return Outcome::Failed(self.timed_out(Timeout::Global));
            }
            permanent.follow(&url, &target, is_permanent);
            if target.host_str() != url.host_str() {
                // First the old turn ends, then the new one begins: nobody waits for one host while holding another.
                drop(turn);
                turn = turns.enter(target.host_str().unwrap_or_default(), clock);
            }
            url = target;
        }
        let reason = format!("more than {MOST_REDIRECTS} redirects");
        let cure = "open the address in a browser, and use the one that it ends at";
        Outcome::Failed(Failure::new(FailureKind::Redirects, reason, cure))
    }

    fn send(
        &self,
        url: &Url,
        credentials: Option<&str>,
        validators: &Validators,
        left: Duration,
    ) -> Result<Response<Body>, Failure> {
        let mut request = self.agent.get(url.as_str());
        if let Some(credentials) = credentials {
            request = request.header("authorization", credentials);
        }
        if validators.address.as_deref() == Some(url.as_str()) {
            if let Some(etag) = &validators.etag {
                request = request.header("if-none-match", etag);
            }
            if let Some(last_modified) = &validators.last_modified {
                request = request.header("if-modified-since", last_modified);
            }
        }
        request.config().timeout_global(Some(left)).build().call().map_err(|error| self.failure(error))
    }

    /// What an answer means.
    fn step(
        &self,
        url: &Url,
        answer: Response<Body>,
        asked_by: &Validators,
        permanent: &Permanent,
        clock: &dyn Clock,
    ) -> Result<Step, Failure> {
        let (head, body) = answer.into_parts();
        let status = head.status.as_u16();
        match status {
            200 | 203 => {
                let validators = headers::validators(&head.headers, url.as_str());
                let fresh = self.fresh(url, &head.headers, body, validators, permanent)?;
                Ok(Step::Done(Outcome::Fresh(fresh)))
            }
            304 if asked_by.address.as_deref() == Some(url.as_str()) => {
                let newer = headers::validators(&head.headers, url.as_str());
                let validators = if newer == Validators::default() {
                    asked_by.clone()
                } else {
                    Validators {
                        etag: newer.etag.or_else(|| asked_by.etag.clone()),
                        last_modified: newer.last_modified.or_else(|| asked_by.last_modified.clone()),
                        address: newer.address,
                    }
                };
                let permanent_redirect_to = permanent.target.clone();
                Ok(Step::Done(Outcome::NotModified(NotModified { validators, permanent_redirect_to })))
            }
            301 | 302 | 303 | 307 | 308 => {
                let target = redirect_target(url, &head.headers)?;
                Ok(Step::Redirect { target, is_permanent: matches!(status, 301 | 308) })
            }
            410 => Ok(Step::Done(Outcome::Gone)),
            429 | 503 => {
                let now = clock.now();
                let named = headers::retry_after(&head.headers, now);
                match named.or_else(|| headers::after(now, USUAL_WAIT).filter(|_| status == 429)) {
                    Some(until) => Ok(Step::Done(Outcome::RetryLater(RetryLater { until, status }))),
                    None => Err(status_failure(status)),
                }
            }
            status => Err(status_failure(status)),
        }
    }

    fn fresh(
        &self,
        url: &Url,
        headers: &HeaderMap,
        mut body: Body,
        validators: Validators,
        permanent: &Permanent,
    ) -> Result<Fresh, Failure> {
        let most = self.settings.max_bytes;
        let declared = headers::text(headers, "content-length").and_then(|length| length.parse::<u64>().ok());
        if declared.is_some_and(|length| length > most) {
            return Err(too_large(most));
        }
        let encoding = headers::text(headers, "content-encoding");
        let bytes = body::read(body.as_reader(), encoding, most).map_err(|error| match error {
            BodyError::TooLarge => too_large(most),
            BodyError::Encoding(name) => {
                let reason = format!("the answer is packed as `{name}`, which was not asked for");
                Failure::new(FailureKind::Broken, reason, "tell the publisher")
            }
            BodyError::Packing(name, what) => {
                let reason = format!("the answer is no whole {name}: {what}");
                Failure::new(FailureKind::Broken, reason, "try again later; if it stays so, tell the publisher")
            }
            BodyError::Connection(error) => self.failure(error),
        })?;
        if bytes.is_empty() {
            let cure = "try again later; if it stays so, tell the publisher";
            return Err(Failure::new(FailureKind::Broken, "the answer is empty", cure));
        }
        let (content_type, charset) = headers::content_type(headers);
        Ok(Fresh {
            size: bytes.len() as u64,
            bytes,
            content_type,
            charset,
            final_url: url.to_string(),
            validators,
            permanent_redirect_to: permanent.target.clone(),
        })
    }

    /// A failure of the connection in words.
    fn failure(&self, error: ureq::Error) -> Failure {
        use std::io::ErrorKind;
        let again = "see whether it opens in a browser; try again later";
        match error {
            ureq::Error::Timeout(timeout) => self.timed_out(timeout),
            ureq::Error::HostNotFound => Failure::new(
                FailureKind::Unreachable,
                "its host is not found",
                "see that its name is right; try again later",
            ),
            ureq::Error::Other(error) => match error.downcast::<Refused>() {
                Ok(refused) => Failure::new(
                    FailureKind::Refused,
                    refused.told(),
                    "name it with --allow-address ADDRESS:PORT if it is yours",
                ),
                Err(error) => Failure::new(FailureKind::Unreachable, error.to_string(), again),
            },
            ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => self.timed_out(Timeout::PerRead),
            ureq::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Failure::new(FailureKind::Broken, "the answer ends in the middle", "try again later")
            }
            // What TLS cannot go on with comes as invalid data.
            ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => insecure(&error.to_string()),
            ureq::Error::Io(error) => {
                Failure::new(FailureKind::Unreachable, format!("the connection failed: {error}"), again)
            }
            ureq::Error::ConnectionFailed => {
                Failure::new(FailureKind::Unreachable, "no connection could be made", again)
            }
            ureq::Error::Rustls(error) => insecure(&error.to_string()),
            ureq::Error::Tls(error) => insecure(error),
            ureq::Error::LargeResponseHeader(..) => {
                Failure::new(FailureKind::TooLarge, "the head of the answer is too large", "tell the publisher")
            }
            error => Failure::new(FailureKind::Broken, format!("the answer is not HTTP: {error}"), again),
        }
    }

    fn timed_out(&self, timeout: Timeout) -> Failure {
        let (what, time) = match timeout {
            Timeout::Resolve => ("its host was not found", self.settings.connect_timeout),
            Timeout::Connect => ("no connection was made", self.settings.connect_timeout),
            Timeout::PerRead | Timeout::PerWrite => ("nothing came", self.settings.read_timeout),
            _ => ("the answer was not whole", self.settings.total_timeout),
        };
        let reason = format!("{what} within {} s", time.as_secs_f64());
        Failure::new(FailureKind::TimedOut, reason, "try again later, or give it more time with --timeout")
    }
}

fn insecure(error: &str) -> Failure {
    Failure::new(
        FailureKind::Unreachable,
        format!("the secure connection failed: {error}"),
        "see whether it opens in a browser; certificates of an authority of your own are not known to samestory",
    )
}

fn too_large(most: u64) -> Failure {
    let reason = format!("it is larger than {most} bytes");
    Failure::new(FailureKind::TooLarge, reason, "allow more with --max-size, if it is a feed")
}

fn status_failure(status: u16) -> Failure {
    let (what, cure) = match status {
        401 | 403 => ("the server does not let samestory in", "see what its owner asks for; see --contact"),
        404 => ("there is nothing at this address", "see that it is right"),
        304 => ("`not modified`, though that was not asked", "tell the publisher"),
        500..=599 => ("the server has a fault", "try again later"),
        _ => ("this is no answer with a feed", "see whether it opens in a browser"),
    };
    Failure::new(FailureKind::Status, format!("the server answered {status}: {what}"), cure)
}

fn redirect_target(url: &Url, headers: &HeaderMap) -> Result<Url, Failure> {
    let cure = "open the address in a browser, and use the one that it ends at";
    let failure = |reason: String| Failure::new(FailureKind::Redirects, reason, cure);
    let location = headers.get("location").ok_or_else(|| failure("a redirect that says not where to".to_owned()))?;
    // Servers send other than ASCII; browsers read it as UTF-8.
    let location = String::from_utf8_lossy(location.as_bytes());
    let mut target =
        url.join(location.trim()).map_err(|error| failure(format!("a redirect to no address: {error}")))?;
    if !matches!(target.scheme(), "http" | "https") {
        return Err(failure(format!("a redirect to `{}`, which is not fetched", target.scheme())));
    }
    if target.as_str().len() > MOST_BYTES {
        return Err(failure(format!("a redirect to an address of more than {MOST_BYTES} bytes")));
    }
    target.set_fragment(None);
    // What a server writes there is none of the user's.
    take_credentials(&mut target);
    Ok(target)
}

/// Says where a redirect led, when something went wrong there.
fn told_after(redirects: usize, url: &Url, failure: Failure) -> Failure {
    if redirects == 0 {
        return failure;
    }
    Failure { reason: format!("redirected to {url}: {}", failure.reason), ..failure }
}

/// How far permanent redirects lead from where the asking began.
#[derive(Debug)]
struct Permanent {
    is_unbroken: bool,
    target: Option<String>,
}

impl Permanent {
    fn follow(&mut self, from: &Url, to: &Url, is_permanent: bool) {
        // From https to http anybody on the way can redirect; that is not remembered.
        self.is_unbroken &= is_permanent && !(from.scheme() == "https" && to.scheme() == "http");
        if self.is_unbroken {
            self.target = Some(to.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_passwords_are_sent_as_they_were_meant() {
        for (address, expected) in [
            ("http://reader:secret@example.org/", Some("Basic cmVhZGVyOnNlY3JldA==")),
            ("http://reader@example.org/", Some("Basic cmVhZGVyOg==")),
            ("http://a+b:c%40d%26e;f=g@example.org/", Some("Basic YStiOmNAZCZlO2Y9Zw==")),
            ("http://example.org/", None),
        ] {
            let mut url = Url::parse(address).unwrap();
            assert_eq!(take_credentials(&mut url).as_deref(), expected, "{address}");
            assert_eq!(url.as_str(), "http://example.org/");
        }
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("\u{ff}\u{fe}~", "w7/Dvn4="),
        ] {
            assert_eq!(base64(plain.as_bytes()), expected);
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_asked_for() {
        for text in ["", "feed", "ftp://example.org/", "file:///etc/passwd", "javascript:1", "http://", "http://a b/"] {
            assert_eq!(Address::of(&Wanted::new(text)).unwrap_err().kind, FailureKind::Address, "{text}");
        }
        let long = format!("http://example.org/{}", "a".repeat(9000));
        assert!(Address::of(&Wanted::new(long)).is_err());
    }

    #[test]
    fn only_what_is_permanent_from_the_beginning_is_remembered() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (a, b, c) = (url("https://a.org/"), url("https://b.org/"), url("https://c.org/"));
        let after = |hops: &[(&Url, &Url, bool)]| {
            let mut permanent = Permanent { is_unbroken: true, target: None };
            for &(from, to, is_permanent) in hops {
                permanent.follow(from, to, is_permanent);
            }
            permanent.target
        };
        assert_eq!(after(&[(&a, &b, true), (&b, &c, true)]).as_deref(), Some("https://c.org/"));
        assert_eq!(after(&[(&a, &b, true), (&b, &c, false)]).as_deref(), Some("https://b.org/"));
        assert_eq!(after(&[(&a, &b, false), (&b, &c, true)]), None);
        assert_eq!(after(&[(&a, &url("http://a.org/"), true)]), None);
    }
}
