//! What stands behind the question mark of an address, and in a form: names and values.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;

use super::failure::Failure;
use crate::moment::Moment;

/// Most names and values that are read.
const MOST: usize = 64;

/// Names and values, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `name=value&name=value` (WHATWG, application/x-www-form-urlencoded). Names that are not known are refused, so
    /// that no filter is thought to hold which does not.
    pub(super) fn read(text: &str, known: &[&str]) -> Result<Self, Failure> {
        let decoded =
            |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8().map(std::borrow::Cow::into_owned);
        let mut read = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Ok(name), Ok(value)) = (decoded(name), decoded(value)) else {
                return Err(Failure::unclear("the address holds bytes that are no UTF-8", "encode it as UTF-8"));
            };
            if !known.contains(&name.as_str()) {
                let known = match known {
                    [] => "leave it out: nothing can be asked behind this address".to_owned(),
                    known => format!("known are {}", known.join(", ")),
                };
                return Err(Failure::unclear(format!("`{name}` is not known here"), known));
            }
            read.push((name, value));
            if read.len() > MOST {
                return Err(Failure::unclear("too much is asked for at once", "leave most of it out"));
            }
        }
        Ok(Self(read))
    }

    /// Every value of a name, empty ones left out.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(other, value)| other == name && !value.trim().is_empty());
        named.map(|(_, value)| value.as_str())
    }

    /// The last value of a name; an empty one is none.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let last = self.0.iter().rev().find(|(other, _)| other == name);
        last.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| text.trim().to_owned())
    }

    pub(super) fn number(&self, name: &str, default: usize, allowed: RangeInclusive<usize>) -> Result<usize, Failure> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.trim().parse().ok().filter(|number| allowed.contains(number)).ok_or_else(|| {
            let (least, most) = (allowed.start(), allowed.end());
            let allowed = if *most == usize::MAX { format!("{least} or more") } else { format!("{least} to {most}") };
            Failure::unclear(format!("`{name}={text}` is no number that is taken"), format!("write {allowed}"))
        })
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<Moment>, Failure> {
        self.text(name).map(|text| text.trim().parse::<Moment>()).transpose().map_err(|error| {
            let said = error.to_string();
            let (what, cure) = said.split_once("; ").unwrap_or((&said, "write 2025-06-12"));
            Failure::unclear(format!("{name}: {what}"), cure)
        })
    }

    /// Whether something is asked for: `true` or `1`; not with `false`, `0` or nothing.
    pub(super) fn is_set(&self, name: &str) -> Result<bool, Failure> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => {
                Err(Failure::unclear(format!("`{name}={other}` is neither true nor false"), "write true or false"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_empty_ones_are_none() {
        let read = Parameters::read("q=%ED%99%8D+%22a%26b%22&from=&limit=7&q=", &["q", "from", "limit"]).unwrap();
        assert_eq!(read.all("q").collect::<Vec<_>>(), ["홍 \"a&b\""]);
        assert_eq!(read.text("q"), None, "the last one counts");
        assert_eq!((read.text("from"), read.number("limit", 20, 0..=200).unwrap()), (None, 7));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_the_cure() {
        let unknown = Parameters::read("form=2025", &["from"]).unwrap_err();
        assert!(unknown.what.contains("`form`") && unknown.cure.contains("from"), "{unknown:?}");
        assert!(Parameters::read("q=%ff", &["q"]).is_err());
        assert!(Parameters::read(&"q&".repeat(1000), &["q"]).is_err());
        let read = Parameters::read("limit=many&from=tuesday&history=maybe", &["limit", "from", "history"]).unwrap();
        assert!(read.number("limit", 20, 0..=200).unwrap_err().cure.contains("0 to 200"));
        assert!(read.moment("from").unwrap_err().cure.contains("2025-06-12"));
        assert!(read.is_set("history").is_err());
    }
}
