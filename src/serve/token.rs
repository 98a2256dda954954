//! The secret that everybody has to know who may read the archive.
//!
//! Programs send it as `Authorization: Bearer TOKEN`; a browser asks its user, who writes any name and the token as the
//! password (HTTP Basic, RFC 7617). So there is nothing to log in to and nothing kept, and no page has to carry it; it
//! never stands in an address. Over a network that others can listen to it needs TLS in front of the server.

use std::fmt;
use std::hint::black_box;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::ServeError;

/// Least characters of a token.
pub const LEAST_TOKEN: usize = 16;

/// A secret. It is not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token of a text; white space around it is left out.
    ///
    /// # Errors
    ///
    /// When it is short enough to be guessed, or holds what a header cannot.
    pub fn new(text: &str) -> Result<Self, ServeError> {
        let text = text.trim();
        let is_fit = text.len() >= LEAST_TOKEN && text.chars().all(|one| one.is_ascii_graphic());
        if is_fit { Ok(Self(text.to_owned())) } else { Err(ServeError::WeakToken) }
    }

    /// Whether a request knows it.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(value) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(rest.trim().as_bytes());
        }
        let decoded = STANDARD.decode(rest.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"));
        let at = |bytes: &Vec<u8>| bytes.iter().position(|byte| *byte == b':');
        decoded.is_some_and(|bytes| at(&bytes).is_some_and(|colon| self.is(&bytes[colon + 1..])))
    }

    /// Takes the same time wherever the first difference is.
    fn is(&self, given: &[u8]) -> bool {
        let own = self.0.as_bytes();
        let mut difference = own.len() ^ given.len();
        for (at, byte) in given.iter().enumerate() {
            difference |= usize::from(byte ^ own.get(at).copied().unwrap_or_default());
            difference = black_box(difference);
        }
        difference == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_browsers_are_let_in_and_nobody_else() {
        let token = Token::new(" tide-table-4711-quay\n").unwrap();
        let ask = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            token.admits(&headers)
        };
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert!(ask("Bearer tide-table-4711-quay") && ask("bearer tide-table-4711-quay"));
        assert!(ask(&basic("editor:tide-table-4711-quay")) && ask(&basic(":tide-table-4711-quay")));
        for wrong in ["", "Bearer", "Bearer ", "Bearer tide-table-4711-qua", "Bearer tide-table-4711-quayy", "Basic !!"]
        {
            assert!(!ask(wrong), "{wrong}");
        }
        assert!(!ask(&basic("tide-table-4711-quay")) && !ask(&basic("tide-table-4711-quay:")));
        assert!(!token.admits(&HeaderMap::new()));
    }

    #[test]
    fn tokens_that_can_be_guessed_are_refused_and_none_is_shown() {
        for weak in ["", "short", "has spaces in it and more", "비밀번호비밀번호비밀번호"] {
            assert!(Token::new(weak).is_err(), "{weak}");
        }
        assert!(!format!("{:?}", Token::new("tide-table-4711-quay").unwrap()).contains("tide"));
    }
}
