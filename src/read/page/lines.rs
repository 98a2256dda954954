//! A page cut into pieces: lines, blank lines and markers, each with its place in the page.
//!
//! Lines end at any line separator that Unicode knows. Some pages were stored without line breaks, so a line is cut at
//! markers in its middle too, where no prose would hold one. Linear in the length of the page.

use super::marker::{self, Mark};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// Its text, without white space around it; a marker as printed.
    pub(super) text: &'a str,
    /// First byte of `text` in the page.
    pub(super) start: usize,
    /// Whether nothing stands before it on its line.
    pub(super) is_line_start: bool,
}

impl Piece<'_> {
    /// Byte after the last of `text` in the page.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is text of the page, so far as is known.
    pub(super) fn is_text(&self) -> bool {
        self.kind == Kind::Text
    }
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// An empty line.
    Blank,
    /// A marker.
    Mark(Mark<'a>),
    /// A line of text, or the part of a line beside a marker.
    Text,
    /// Text that belongs to the page and to no document.
    Furniture,
}

/// The pieces of a page, in order. `is_radio` pages mark their parts with `Anchor:` and `Report:`.
pub(super) fn pieces(text: &str, is_radio: bool) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !is_line_separator(character) {
            continue;
        }
        cut_line(text, start, at, is_radio, &mut pieces);
        start = at + character.len_utf8();
        if character == '\r'
            && let Some(&(_, '\n')) = characters.peek()
        {
            characters.next();
            start += 1;
        }
    }
    cut_line(text, start, text.len(), is_radio, &mut pieces);
    pieces
}

fn is_line_separator(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn cut_line<'a>(page: &'a str, start: usize, end: usize, is_radio: bool, pieces: &mut Vec<Piece<'a>>) {
    let line = &page[start..end];
    if trim(line).is_empty() {
        pieces.push(Piece { kind: Kind::Blank, text: "", start, is_line_start: true });
        return;
    }
    let bytes = line.as_bytes();
    let mut text_from = 0;
    let mut at = 0;
    while at < bytes.len() {
        let found = match bytes[at] {
            b'[' | b'<' => marker::at_start(&line[at..]),
            b'A' | b'R' if is_radio => marker::spoken_at_start(&line[at..]),
            _ => None,
        };
        match found {
            Some(found)
                if stands_as_marker(trim(&line[text_from..at]), found, trim(&line[at + found.label.len()..])) =>
            {
                push_text(line, text_from, at, start, pieces);
                let is_line_start = trim(&line[..at]).is_empty();
                pieces.push(Piece {
                    kind: Kind::Mark(found.mark),
                    text: found.label,
                    start: start + at,
                    is_line_start,
                });
                at += found.label.len();
                text_from = at;
            }
            _ => at += 1,
        }
    }
    push_text(line, text_from, line.len(), start, pieces);
}

fn push_text<'a>(line: &'a str, from: usize, to: usize, line_start: usize, pieces: &mut Vec<Piece<'a>>) {
    let raw = &line[from..to];
    let text = trim(raw);
    if !text.is_empty() {
        let indent = raw.len() - raw.trim_start_matches(is_space).len();
        let is_line_start = trim(&line[..from]).is_empty();
        pieces.push(Piece { kind: Kind::Text, text, start: line_start + from + indent, is_line_start });
    }
}

/// Whether a bracketed word is a marker between the text before and after it on its line, or the writer's own.
fn stands_as_marker(before: &str, found: marker::Found<'_>, after: &str) -> bool {
    if found.mark == Mark::Soundbite && !found.is_distinctive {
        // In Korean headlines `[인터뷰]` is a rubric; a soundbite names a speaker or opens a quotation.
        return after.contains([':', '"', '\u{201C}']);
    }
    if found.is_distinctive {
        return true;
    }
    let is_written_large =
        found.label.chars().find(|first| first.is_alphabetic()).is_some_and(|first| !first.is_lowercase());
    if before.is_empty() {
        return after.is_empty() || is_written_large;
    }
    let ends_something = before.ends_with(|last: char| {
        matches!(last, '.' | '?' | '!' | '…' | ')' | ']' | '>' | '\'' | '\u{2019}' | '0'..='9')
            || marker::is_closing_quotation_mark(last)
    }) || ["News Today", "YONHAP News", "취소", "영역"].iter().any(|end| before.ends_with(end));
    is_written_large && ends_something
}

/// `text` without white space and invisible characters around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\0' | '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<&str> {
        pieces(page, false).iter().filter(|piece| piece.kind != Kind::Blank).map(|piece| piece.text).collect()
    }

    #[test]
    fn lines_end_at_any_separator_and_lose_invisible_edges() {
        assert_eq!(texts("\u{FEFF}one\r\ntwo\rthree\u{2028}four\0\n"), ["one", "two", "three", "four"]);
    }

    #[test]
    fn pieces_know_their_place() {
        let page = "  첫 줄\r\n\r\n [Pkg] Tail ";
        for piece in pieces(page, false) {
            assert_eq!(&page[piece.start..piece.end()], piece.text);
        }
    }

    #[test]
    fn a_page_without_line_breaks_is_cut_at_its_markers() {
        let page =
            "OLD MILL REOPENS News Today [Anchor Lead] It turned. [Pkg] Flour flew. [Soundbite] \"At last.\" The end.";
        assert_eq!(
            texts(page),
            [
                "OLD MILL REOPENS News Today",
                "[Anchor Lead]",
                "It turned.",
                "[Pkg]",
                "Flour flew.",
                "[Soundbite]",
                "\"At last.\" The end."
            ]
        );
    }

    #[test]
    fn a_bracketed_word_inside_a_sentence_stays_there() {
        for line in ["He called the [report] thin.", "The [Report on tin] came", "Ask the [anchor], she said."] {
            assert_eq!(texts(line), [line]);
        }
    }

    #[test]
    fn radio_scripts_are_cut_at_spoken_markers() {
        let page = "Anchor: Rain fell. Report: The Report: it fell hard.";
        let cut: Vec<&str> = pieces(page, true).iter().map(|piece| piece.text).collect();
        assert_eq!(cut, ["Anchor:", "Rain fell.", "Report:", "The Report: it fell hard."]);
        assert_eq!(pieces(page, false).len(), 1);
    }
}
