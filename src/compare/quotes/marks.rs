//! Pieces between quotation marks, and which of them are speech.
//!
//! Marks also fence off titles of works, labels and words that the writer keeps at a distance. A piece is speech if it
//! is a sentence or long, and has words in lower case as titles have not; a short one needs a verb of saying beside it.
//! In Korean what follows the marks decides: speech is handed on by 고, 며 or 라고.

use std::sync::LazyLock;

use ahash::AHashSet;

use super::super::speakers::titles::set;
use super::super::version::{Span, Version};

/// What stands between one pair of marks; over several sentences if they open in one and close in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quotation {
    /// A piece for each sentence, without the marks.
    pub(super) spans: Vec<Span>,
}

/// Sentences that one pair of marks may go over; what is not closed by then was no quotation.
const LONGEST: usize = 12;

/// The quotations of a version outside its soundbites, in order. Linear.
pub(super) fn quotations(version: &Version) -> Vec<Quotation> {
    let mut found = Vec::new();
    // The mark that closes, and the pieces so far.
    let mut open: Option<(char, Vec<Span>)> = None;
    let mut paragraph = usize::MAX;
    for (number, sentence) in version.sentences.iter().enumerate() {
        if sentence.paragraph != paragraph || sentence.speaker.is_some() {
            (open, paragraph) = (None, sentence.paragraph);
        }
        if sentence.speaker.is_some() {
            continue;
        }
        let text = &sentence.text;
        let mut start = 0;
        let mut before = ' ';
        for (at, mark) in text.char_indices() {
            let end = at + mark.len_utf8();
            let after = text[end..].chars().next().unwrap_or(' ');
            match &mut open {
                Some((closing, spans)) if *closing == mark && closes(mark, before, after) => {
                    spans.push(Span { sentence: number, start, end: at });
                    let spans = trimmed(version, spans);
                    if !spans.is_empty() {
                        found.push(Quotation { spans });
                    }
                    open = None;
                }
                Some(_) => {}
                None => {
                    if let Some(closing) = opens(mark, before, after) {
                        open = Some((closing, Vec::new()));
                        start = end;
                    }
                }
            }
            before = mark;
        }
        if let Some((_, spans)) = &mut open {
            spans.push(Span { sentence: number, start, end: text.len() });
            if spans.len() > LONGEST {
                open = None;
            }
        }
    }
    found
}

/// The mark that closes what a mark opens here, if it opens anything.
fn opens(mark: char, before: char, after: char) -> Option<char> {
    let is_free = before.is_whitespace() || "([{—–-:,“‘".contains(before);
    match mark {
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '「' => Some('」'),
        '『' => Some('』'),
        '"' if !after.is_whitespace() || is_free => Some('"'),
        '‘' if is_free => Some('’'),
        '\'' if is_free && !after.is_whitespace() => Some('\''),
        _ => None,
    }
}

/// Whether a closing mark closes, and is no apostrophe.
fn closes(mark: char, before: char, after: char) -> bool {
    let is_apostrophe = matches!(mark, '\'' | '’');
    !is_apostrophe || !before.is_whitespace() && !after.is_ascii_alphanumeric()
}

/// The pieces without white space around them; those without a letter left out.
fn trimmed(version: &Version, spans: &[Span]) -> Vec<Span> {
    let trim = |span: &Span| {
        let piece = version.piece(*span);
        let start = span.start + (piece.len() - piece.trim_start().len());
        let whole = Span { start, end: start + piece.trim().len(), ..*span };
        piece.contains(char::is_alphanumeric).then_some(whole)
    };
    spans.iter().filter_map(trim).collect()
}

/// Verbs that hand on what somebody said.
pub(super) static SAYING: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "said says say saying told tells telling asked asks asking added adds wrote writes writing called calls calling \
warned warns warning argued argues claimed claims insisted insists replied replies answered answers shouted \
shouts cried recalled recalls stressed stresses explained explains noted notes stated states announced announces \
declared declares spoke speaks posted tweeted quoted described describes criticized criticised denounced \
dismissed praised vowed vows pledged promised urged urges acknowledged admitted admits conceded joked remarked \
observed commented testified concluded put puts according remembers remembered complained complains whispered \
demanded accused hailed condemned labeled labelled responded maintained maintains reads read thinks believes \
fears blamed confirmed denied denies stating adding laughed ruled",
    )
});

/// Whether a quotation is speech.
pub(super) fn is_speech(version: &Version, quotation: &Quotation) -> bool {
    const LONG: usize = 4;
    const LONG_KOREAN: usize = 3;
    let (Some(first), Some(last)) = (quotation.spans.first(), quotation.spans.last()) else { return false };
    let text = quotation.spans.iter().map(|span| version.piece(*span)).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let before = version.piece(Span { start: 0, end: first.start, ..*first });
    let opening = before.chars().next_back().unwrap_or(' ');
    let rest = version.sentences[last.sentence].text.get(last.end..).unwrap_or_default();
    let behind = rest.trim_start_matches(|one: char| !one.is_alphanumeric() && !one.is_whitespace());
    let is_alone = before.chars().all(|one| !one.is_alphanumeric()) && !behind.contains(char::is_alphanumeric);
    if is_alone {
        return true;
    }
    let is_single = matches!(opening, '\'' | '‘' | '『');
    if text.contains(|one| matches!(one, '가'..='힣')) {
        // 라고, 이라고, 이라면서도: what hands on a quotation, with and without its 이.
        let bare = behind.strip_prefix('이').filter(|rest| rest.starts_with('라')).unwrap_or(behind);
        let is_handed_on = [
            "고",
            "며",
            "라고",
            "라며",
            "라는",
            "라던",
            "라지만",
            "는 ",
            "면서",
            "라면서",
            "냐고",
            "냐며",
            "자고",
            "자며",
        ]
        .iter()
        .any(|particle| bare.starts_with(particle));
        let needed = if is_single { LONG_KOREAN } else { 2 };
        return is_handed_on && words.len() >= needed;
    }
    // Titles and labels have capitals, and figures.
    let is_small =
        |word: &&&str| word.trim_start_matches(|one: char| !one.is_alphanumeric()).starts_with(char::is_lowercase);
    let small = words.iter().skip(1).filter(is_small).count();
    let is_long_word = |word: &&str| word.chars().count() > 3;
    let content = words.iter().skip(1).filter(|word| is_long_word(word) || is_small(word)).count();
    if words.len() > 1 && small * 2 < content.max(1) {
        return false;
    }
    if words.len() >= LONG {
        return true;
    }
    if words.len() < 2 || is_single {
        return false;
    }
    let is_near_before = is_near_saying(before.split_whitespace().rev().take(4));
    let is_near_behind = is_near_saying(behind.split_whitespace().take(4));
    is_near_before || is_near_behind
}

fn is_near_saying<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    words.any(is_saying)
}

/// Whether a word, however printed, is a verb of saying.
pub(super) fn is_saying(word: &str) -> bool {
    let plain = word.trim_matches(|one: char| !one.is_alphanumeric());
    plain.len() < 16 && SAYING.contains(&plain.to_lowercase().as_str())
}
