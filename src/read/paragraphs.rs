//! Running text to paragraphs.

use crate::document::{Paragraph, Section, SectionKind};

/// The paragraphs of a text: parted by blank lines, or, in a text without any, by line ends. White space around a line
/// is dropped, empty paragraphs are too.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let blocks = blocks(text);
    match blocks.as_slice() {
        [block] => block.lines().map(str::to_owned).collect(),
        _ => blocks,
    }
}

/// The paragraphs of a text whose only separator is the blank line.
pub(crate) fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    let is_line_end = |character| matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // `\r\n` is one line end: nothing stands between the two.
    for line in text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split(is_line_end)) {
        let line = trimmed(line);
        if line.is_empty() {
            if !block.is_empty() {
                // A copy of just its length, as collections of many texts are kept in memory.
                blocks.push(block.as_str().to_owned());
                block.clear();
            }
            continue;
        }
        if !block.is_empty() {
            block.push('\n');
        }
        block.push_str(line);
    }
    if !block.is_empty() {
        blocks.push(block.as_str().to_owned());
    }
    blocks
}

/// A section of prose; `None` without paragraphs.
pub(crate) fn prose_section(kind: SectionKind, paragraphs: Vec<String>) -> Option<Section> {
    if paragraphs.is_empty() {
        return None;
    }
    Some(Section { kind, label: None, paragraphs: paragraphs.into_iter().map(Paragraph::Prose).collect() })
}

/// A line without the white space and invisible characters around it.
pub(crate) fn trimmed(line: &str) -> &str {
    line.trim_matches(|character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\ngoes on.\n \u{A0}\n\nTwo.\n"), ["One\ngoes on.", "Two."]);
        assert_eq!(paragraphs("One.\r\n\r\nTwo.\r\n"), ["One.", "Two."]);
    }

    #[test]
    fn lines_part_paragraphs_where_no_blank_line_does() {
        assert_eq!(paragraphs("One.\r\nTwo.\rThree."), ["One.", "Two.", "Three."]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(paragraphs(" \n\u{200B}\n\t").is_empty());
        assert!(prose_section(SectionKind::Body, Vec::new()).is_none());
    }
}
