//! Words of a text with what stands around them, as runs of capitals are made of.

use super::super::speakers::is_title;

/// A word between white space, without the punctuation around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) word: &'a str,
    pub(super) start: usize,
    /// Punctuation stands before it.
    pub(super) is_parted: bool,
    /// It opens a sentence or a quotation.
    pub(super) opens: bool,
    /// What stands between it and the next white space.
    pub(super) tail: &'a str,
    pub(super) is_possessive: bool,
}

impl Token<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.word.chars().next().is_some_and(char::is_uppercase)
    }

    pub(super) fn lower(&self) -> String {
        self.word.to_lowercase()
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.word.len()
    }

    /// Whether no name goes on behind it.
    pub(super) fn breaks(&self) -> bool {
        let is_abbreviated = self.tail == "."
            && (is_title(&self.lower())
                || self.word.chars().count() == 1
                || self.word.contains('.')
                || self.word == "St");
        self.is_possessive || !self.tail.is_empty() && !is_abbreviated
    }
}

/// The words of a text in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut opens = true;
    let cut = |one: char| one.is_whitespace() || matches!(one, '—' | '–' | '/' | '…');
    let mut at = 0;
    for chunk in text.split_inclusive(cut) {
        let offset = at;
        at += chunk.len();
        let piece = chunk.trim_end_matches(cut);
        let is_cut_off = chunk[piece.len()..].starts_with(['—', '–', '/', '…']);
        let head = piece.find(char::is_alphanumeric);
        let Some(head) = head else {
            if let Some(last) = found.last_mut()
                && (!piece.is_empty() || is_cut_off)
            {
                last.tail = ",";
            }
            opens |= piece.ends_with(['"', '“', '‘', '\'']);
            continue;
        };
        let mut body = piece[head..].trim_end_matches(|one: char| !one.is_alphanumeric());
        let tail = &piece[head + body.len()..];
        let mut is_possessive = false;
        for ending in ["'s", "’s"] {
            if let Some(rest) = body.strip_suffix(ending) {
                (body, is_possessive) = (rest, true);
            }
        }
        // "Makers' Federation": the apostrophe of a plural parts nothing.
        let tail = if matches!(tail, "'" | "’") && body.ends_with('s') { "" } else { tail };
        let marks = &piece[..head];
        let is_opening = opens || marks.contains(['"', '“', '‘', '\'', '«']);
        let tail = if is_cut_off && tail.is_empty() { "," } else { tail };
        found.push(Token {
            word: body,
            start: offset + head,
            is_parted: !marks.is_empty(),
            opens: is_opening,
            tail,
            is_possessive,
        });
        let is_abbreviation = tail.starts_with('.')
            && (is_title(&body.to_lowercase()) || body.chars().count() == 1 || body.contains('.'));
        opens = tail.contains(['.', '!', '?', ':']) && !is_abbreviation;
    }
    found
}

/// Whether a word is a party with a state or a participle joined to a name: *R-Texas*, *U.S.-led*.
pub(super) fn is_tag(word: &str) -> bool {
    const JOINED: &[&str] = &[
        "led",
        "based",
        "backed",
        "born",
        "style",
        "made",
        "era",
        "bound",
        "area",
        "wide",
        "elect",
        "sponsored",
        "brokered",
        "run",
        "owned",
        "built",
        "funded",
        "flagged",
        "held",
        "like",
        "registered",
        "listed",
        "trained",
    ];
    word.rsplit_once('-').is_some_and(|(one, other)| matches!(one, "R" | "D" | "I") || JOINED.contains(&other))
}
