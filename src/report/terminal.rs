//! Text from outside made safe to show: no control, no bidirectional override, nothing invisible reaches a terminal.
//!
//! Headlines are written by strangers. An escape sequence in one could rename a window or hide a line, a bidirectional
//! override could make it read as another. Such characters are shown as `\u{1b}`; everything else stays as it is.

use std::fmt::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Displays a text on one line with every dangerous character escaped; line breaks and tabs become spaces.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'a>(pub &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '\n' | '\r' | '\t' => formatter.write_char(' ')?,
                _ if is_dangerous(character) => write!(formatter, "{}", character.escape_unicode())?,
                _ => formatter.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// Whether a character can change how text around it is shown without being seen itself: C0 and C1 controls, zero-width
/// and bidirectional formatting, line and paragraph separators, fillers and blanks that are no white space, tag characters,
/// the byte order mark. Variation selectors are none: they only choose the shape of the character before them.
#[must_use]
pub fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0x00AD | 0x061C | 0x115F | 0x1160 | 0x180E | 0x2800 | 0x3164 | 0xFFA0
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F
            | 0xFEFF | 0xFFF9..=0xFFFB
            | 0xE0000..=0xE007F)
}

/// The text made [`Safe`] and cut to `columns` terminal columns, the cut marked by `…`.
#[must_use]
pub fn fitted(text: &str, columns: usize) -> String {
    let safe = Safe(text).to_string();
    if safe.width() <= columns {
        return safe;
    }
    let mut used = 0;
    let mut cut = String::new();
    for character in safe.chars() {
        let width = character.width().unwrap_or(0);
        if used + width + 1 > columns {
            break;
        }
        used += width;
        cut.push(character);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// [`fitted`], then filled up with spaces to exactly `columns`.
#[must_use]
pub fn padded(text: &str, columns: usize) -> String {
    let mut cell = fitted(text, columns);
    cell.extend(std::iter::repeat_n(' ', columns.saturating_sub(cell.width())));
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_are_shown_not_obeyed() {
        let hostile = "Ferry \u{1b}]0;owned\u{7}\u{202e}sinks\u{200b}\u{9b}2J";
        assert_eq!(Safe(hostile).to_string(), r"Ferry \u{1b}]0;owned\u{7}\u{202e}sinks\u{200b}\u{9b}2J");
    }

    #[test]
    fn line_breaks_cannot_forge_a_line() {
        assert_eq!(Safe("one\nstory-0\ttwo").to_string(), "one story-0 two");
    }

    #[test]
    fn korean_and_accents_stay() {
        assert_eq!(Safe("서울시 “été” 🚢").to_string(), "서울시 “été” 🚢");
    }

    #[test]
    fn cells_count_columns_not_characters() {
        assert_eq!(fitted("서울시가 밝혔습니다", 8), "서울시…");
        assert_eq!(padded("서울", 6), "서울  ");
        assert_eq!(padded("Busan", 5), "Busan");
        assert_eq!(fitted("Busan port", 6), "Busan…");
    }
}
