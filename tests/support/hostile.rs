//! What must never reach a terminal from a text that strangers wrote.

/// Fails if the text holds a control character other than a line feed, or one that hides or turns what is around it.
#[track_caller]
pub(crate) fn assert_harmless(text: &str, what: &str) {
    for (line, number) in text.lines().zip(1..) {
        let harmful = line.chars().find(|&character| is_harmful(character));
        assert_eq!(harmful, None, "{what}, line {number}: {}", line.escape_debug());
    }
}

fn is_harmful(character: char) -> bool {
    let is_override = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_mark = matches!(character, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    character.is_control() || is_override || is_mark
}
