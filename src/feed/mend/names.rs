//! Characters and names that XML allows.

/// Whether a name may begin with it (XML 1.0, production 4), the colon aside.
pub(super) fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Whether a name may hold it (production 4a), the colon among them.
pub(super) fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character, ':' | '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether a text may hold it (production 2).
pub(super) fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// How long the name is that a text begins with; zero if it begins with none. With namespaces a name has at most one
/// colon, between two parts.
pub(super) fn name_length(text: &str) -> usize {
    if !text.chars().next().is_some_and(is_name_start) {
        return 0;
    }
    text.find(|character| !is_name(character)).unwrap_or(text.len())
}

/// Whether a name is one in the sense of Namespaces in XML: at most one colon, and a name on either side.
pub(super) fn is_qualified(name: &str) -> bool {
    match name.split_once(':') {
        None => true,
        Some((_, local)) => local.chars().next().is_some_and(is_name_start) && !local.contains(':'),
    }
}

/// The prefix of a name.
pub(super) fn prefix(name: &str) -> Option<&str> {
    name.split_once(':').map(|(prefix, _)| prefix)
}
