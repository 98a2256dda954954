//! A JSON object whose members keep their order and their spelling.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::feed::model::Members;

/// An object, borrowed from its text.
#[derive(Debug)]
pub(in crate::feed) struct Object<'t> {
    members: Vec<(String, &'t RawValue)>,
}

impl<'t> Object<'t> {
    /// The value of a member; of members of one name the last, as everywhere.
    pub(in crate::feed) fn get(&self, name: &str) -> Option<&'t RawValue> {
        self.members.iter().rev().find(|(own, _)| own == name).map(|(_, raw)| *raw)
    }

    pub(in crate::feed) fn iter(&self) -> impl Iterator<Item = (&str, &'t RawValue)> {
        self.members.iter().map(|(name, raw)| (name.as_str(), *raw))
    }

    pub(in crate::feed) fn owned(&self) -> Members {
        self.without("")
    }

    /// All members but those of a name.
    pub(in crate::feed) fn without(&self, name: &str) -> Members {
        let kept = self.members.iter().filter(|(own, _)| name.is_empty() || own != name);
        kept.map(|(name, raw)| (name.clone(), (*raw).to_owned())).collect()
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object { members })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Deepest nesting of a value that is kept: readers of JSON give up beyond 128.
const DEEPEST: usize = 100;

/// Whether a value is nested deeper than any feed needs.
pub(in crate::feed) fn is_too_deep(raw: &RawValue) -> bool {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    raw.get().bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_string = !is_string,
            b'{' | b'[' if !is_string => depth += 1,
            b'}' | b']' if !is_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_order_and_spelling() {
        let object: Object<'_> = serde_json::from_str(r#"{"b": 1.50, "a": {"z":  null}, "b": 2}"#).unwrap();
        assert_eq!(object.get("b").map(RawValue::get), Some("2"));
        let owned = object.owned();
        let names: Vec<&str> = owned.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "b"]);
        assert_eq!(owned[1].1.get(), r#"{"z":  null}"#);
        assert_eq!(object.without("b").len(), 1);
    }

    #[test]
    fn depth_is_that_of_brackets_outside_of_strings() {
        let is_too_deep = |text: String| super::is_too_deep(&RawValue::from_string(text).unwrap());
        assert!(is_too_deep(format!("{}{}", "[".repeat(101), "]".repeat(101))));
        assert!(!is_too_deep(format!("{}{}", "[".repeat(100), "]".repeat(100))));
        assert!(!is_too_deep(format!("[\"\\\"{}\", [1]]", "[".repeat(500))));
    }
}
