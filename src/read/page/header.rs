//! The head of a story: title, programme and times, in whatever order and on however many lines a page prints them.
//!
//! A line of the head is told by what it holds (a date, `입력`, a programme's name, the tag `[News Today]`). The title has
//! no mark of its own, so position decides: the line before a time stamp, the line that the footer repeats, a tagged
//! line, a line of capitals, or a short line that stands alone and does not end as a sentence does. What is left before
//! the first section marker is text.

use super::lines::{Kind, Piece, trim};
use super::marker::Mark;
use super::stamp::{self, Stamp};

/// What the head of a story says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head<'a> {
    /// The title, without a programme tag or a number.
    pub(super) title: Option<&'a str>,
    /// The programme.
    pub(super) programme: Option<&'a str>,
    /// The date of the page.
    pub(super) date: Option<Stamp>,
    /// When the story was published.
    pub(super) published: Option<Stamp>,
    /// When it was changed.
    pub(super) updated: Option<Stamp>,
    /// Whether anything but a title was found.
    pub(super) has_layout: bool,
    /// Whether what was found is printed so by KBS alone.
    pub(super) is_kbs: bool,
    /// Whether the times carry Korean labels.
    pub(super) is_korean: bool,
}

impl<'a> Head<'a> {
    /// Takes over what another head knows and this one does not.
    pub(super) fn fill_from(&mut self, other: &Head<'a>) {
        self.title = self.title.or(other.title);
        self.fill_times_from(other);
    }

    /// Takes over all but the title.
    pub(super) fn fill_times_from(&mut self, other: &Head<'a>) {
        self.programme = self.programme.or(other.programme);
        self.date = self.date.or(other.date);
        if !self.published.is_some_and(Stamp::is_possible) {
            self.published = other.published.or(self.published);
            self.updated = self.updated.or(other.updated);
        }
        self.has_layout |= other.has_layout;
        self.is_kbs |= other.is_kbs;
        self.is_korean |= other.is_korean;
    }
}

/// What one line of a head holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct HeadLine<'a> {
    /// Everything but the title.
    pub(super) head: Head<'a>,
    /// What is left of the line: a title, or text.
    pub(super) rest: Option<&'a str>,
    /// Whether `rest` carries the tag `[News Today]`.
    pub(super) is_tagged: bool,
    /// Whether the line is an item of a list.
    pub(super) is_bulleted: bool,
}

impl HeadLine<'_> {
    /// Whether the line says when the story was published or changed.
    pub(super) fn has_stamp(&self) -> bool {
        self.head.published.is_some() || self.head.updated.is_some()
    }

    /// Whether the line belongs to a head and holds nothing else.
    pub(super) fn is_head_only(&self) -> bool {
        self.rest.is_none() && self.head.has_layout
    }
}

const FURNITURE_AFTER_DATE: [&str; 2] = ["동영상 고정 취소", "기사 본문 영역"];
const TAGS: [&str; 6] = ["[News Today]", "[NEWS TODAY]", "[News today]", "[News 9]", "[NEWS 9]", "[KBS News 9]"];

/// Longest title, in characters, where only its shape tells that it is one.
const LONGEST_TITLE: usize = 160;

/// Takes a line apart.
pub(super) fn read_line(line: &str) -> HeadLine<'_> {
    let mut found = HeadLine::default();
    let mut rest = line;
    for bullet in ["•", "- ", "·", "▪", "*"] {
        if let Some(after) = rest.strip_prefix(bullet) {
            rest = trim(after);
            found.is_bulleted = true;
            break;
        }
    }
    if let Some((date, after)) = rest.strip_prefix("date ").and_then(|after| stamp::at_start(trim(after))) {
        found.head.date = Some(date);
        found.head.is_kbs = true;
        rest = trim(after);
        for furniture in FURNITURE_AFTER_DATE {
            rest = rest.strip_suffix(furniture).map_or(rest, trim);
        }
        if is_short_programme(rest) {
            found.head.programme = Some(rest);
            rest = "";
        }
    }
    if let Some((before, head)) = take_stamps(rest) {
        rest = before;
        found.head.fill_from(&head);
    }
    for tag in TAGS {
        if let Some(after) = rest.strip_prefix(tag) {
            found.head.programme = found.head.programme.or(programme(tag.trim_matches(['[', ']'])));
            found.head.is_kbs = true;
            found.is_tagged = true;
            rest = trim(after);
        }
    }
    if let Some(programme) = programme(rest) {
        found.head.programme = found.head.programme.or(Some(programme));
        found.head.is_kbs = true;
        rest = "";
    } else if let Some((title, programme)) = programme_at_end(rest)
        && (found.head.has_layout || found.head.is_kbs || is_all_capitals(title))
    {
        found.head.programme = Some(programme);
        found.head.is_kbs = true;
        rest = title;
    }
    found.head.has_layout |= found.head.is_kbs;
    found.rest = (!rest.is_empty()).then_some(rest);
    found
}

/// Reads the head of a story whose pieces may hold markers.
pub(super) fn read_before_mark<'a>(pieces: &[Piece<'a>], footer_title: Option<&str>) -> (Head<'a>, usize) {
    let marked = pieces.iter().enumerate().find_map(|(at, piece)| match piece.kind {
        Kind::Mark(mark) => Some((at, mark)),
        _ => None,
    });
    let end = marked.map_or(pieces.len(), |(at, _)| at);
    read(pieces.get(..end).unwrap_or_default(), marked.map(|(_, mark)| mark), footer_title)
}

/// Reads the head from the pieces before the first marker, or, without a marker, from the first pieces of the text.
/// Gives back how many pieces the head takes.
fn read<'a>(pieces: &[Piece<'a>], mark: Option<Mark<'_>>, footer_title: Option<&str>) -> (Head<'a>, usize) {
    let mut head = Head::default();
    let mut title_is_tagged = false;
    let mut taken = 0;
    let candidates =
        pieces.iter().filter(|piece| piece.is_text() && !read_line(piece.text).is_head_only()).take(2).count();
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.is_text() {
            if taken == index {
                taken = index + 1;
            }
            continue;
        }
        let mut line = read_line(piece.text);
        if mark.is_some()
            && let Some((title, programme)) = line.rest.and_then(programme_at_end)
        {
            line.head = Head {
                programme: line.head.programme.or(Some(programme)),
                is_kbs: true,
                has_layout: true,
                ..line.head
            };
            line.rest = Some(title);
        }
        let following = pieces.get(index + 1..).unwrap_or_default();
        let is_before_mark = mark.is_some() && following.iter().all(|piece| !piece.is_text());
        if let Some(rest) = line.rest {
            let is_only = candidates == 1 && is_before_mark && matches!(mark, Some(Mark::Lead | Mark::Anchor));
            let is_title = line.is_tagged
                || line.has_stamp()
                || line.head.date.is_some()
                || line.head.programme.is_some()
                || is_only && rest.chars().count() <= LONGEST_TITLE
                || is_title_here(rest, following, head.has_layout || mark.is_some(), footer_title);
            if is_all_capitals_or_numbered(rest) && is_before_mark && !title_is_tagged {
                head.title = Some(without_number(rest));
            } else if head.title.is_none() && is_title {
                head.title = Some(without_number(rest));
                title_is_tagged = line.is_tagged;
            } else if !head.title.is_some_and(|title| same_words(title, rest)) {
                break;
            }
        }
        let known = Head { title: None, ..head };
        let title = head.title;
        head = line.head;
        head.fill_from(&known);
        head.programme = known.programme.or(head.programme);
        head.published = known.published.or(head.published);
        head.updated = known.updated.or(head.updated);
        head.title = title;
        taken = index + 1;
    }
    (head, taken)
}

/// Whether a line of a head that says nothing else is the title.
fn is_title_here(line: &str, following: &[Piece<'_>], has_layout: bool, footer_title: Option<&str>) -> bool {
    let next_text = following.iter().find(|piece| piece.is_text()).map(|piece| read_line(piece.text));
    if next_text.is_some_and(|next| next.has_stamp() && next.rest.is_none()) {
        return line.chars().take(301).count() <= 300;
    }
    if footer_title.is_some_and(|title| same_words(title, line)) {
        return true;
    }
    let stands_alone = following.first().is_none_or(|next| next.kind != Kind::Text);
    let has_text_after = following.iter().any(|piece| piece.is_text() || matches!(piece.kind, Kind::Mark(_)));
    if is_all_capitals(line) && has_layout {
        return has_text_after;
    }
    is_title_shaped(line) && has_text_after && (stands_alone || has_layout && line.chars().count() <= 110)
}

/// Whether a line is short and does not end as a sentence does.
pub(super) fn is_title_shaped(line: &str) -> bool {
    line.chars().take(LONGEST_TITLE + 1).count() <= LONGEST_TITLE
        && !ends_as_sentence(line)
        && !(line.starts_with('[') && line.contains([':', '"', '\u{201C}']) && line.ends_with(']'))
}

/// Whether a line ends with a full stop or a mark that promises more; the dot of an abbreviation is none.
pub(super) fn ends_as_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\u{201D}', '\'', '\u{2019}', ')', ']']);
    if bare.ends_with([',', ':', ';', '。', '…']) {
        return true;
    }
    let Some(before) = bare.strip_suffix('.') else { return false };
    let last = before.rsplit([' ', '.']).next().unwrap_or_default();
    !(before.rsplit(' ').next().unwrap_or_default().contains('.') && last.chars().count() <= 2)
}

/// Whether a line is a numbered title, `2. Night Market`.
pub(super) fn is_numbered(line: &str) -> bool {
    without_number(line).len() < line.len()
}

/// Whether a line is written in capitals throughout, as titles were until 2024.
pub(super) fn is_all_capitals(line: &str) -> bool {
    let (mut large, mut small) = (0_usize, 0_usize);
    for character in line.chars().take(400) {
        large += usize::from(character.is_uppercase());
        small += usize::from(character.is_lowercase());
    }
    // A single small letter is a plural or a possessive: `SIX MPs HELD`, `KIM's VISIT`.
    large >= 4 && small <= 2 && large > 4 * small && line.len() <= 400
}

pub(super) fn is_all_capitals_or_numbered(line: &str) -> bool {
    is_all_capitals(line) || is_numbered(line) && is_title_shaped(line)
}

/// A title without the number before it.
fn without_number(line: &str) -> &str {
    let digits = line.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return line;
    }
    line.get(digits..)
        .and_then(|rest| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")))
        .map(trim)
        .filter(|rest| rest.starts_with(|first: char| !first.is_ascii_digit()))
        .unwrap_or(line)
}

/// Whether two lines have the same letters and digits, whatever quotation marks and case they are in.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        text.chars().take(1000).filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let letters_of_one = letters(one);
    !letters_of_one.is_empty() && letters_of_one == letters(other)
}

const LABELS: [(&str, bool); 6] =
    [("입력", true), ("수정", false), ("등록", true), ("Written", true), ("Updated", false), ("업데이트", false)];

/// Takes the stamps off the end of a line, with a programme or button labels after them: at `입력`, `수정`, `Written:` or
/// where the line is a bare stamp. A line that goes on after its stamps is text.
fn take_stamps(line: &str) -> Option<(&str, Head<'_>)> {
    let bare = stamp::at_start(line).map(|_| 0);
    let labelled = LABELS.iter().filter_map(|(label, _)| {
        line.match_indices(label)
            .map(|(at, _)| at)
            .find(|&at| line.get(at..).is_some_and(|text| after_label(text).is_some()))
    });
    let at = bare.into_iter().chain(labelled).min()?;
    let (before, stamps) = line.split_at_checked(at)?;
    let mut head = Head { has_layout: true, ..Head::default() };
    let mut rest = stamps;
    if let Some((stamp, after)) = stamp::at_start(rest) {
        head.published = Some(stamp);
        rest = trim(after);
    }
    while let Some((is_first, stamp, after)) = after_label(rest) {
        let slot = if is_first { &mut head.published } else { &mut head.updated };
        *slot = slot.or(Some(stamp));
        rest = trim(after);
    }
    // Only KBS brackets its clock times.
    head.is_kbs = bare.is_none() && stamps.contains('(') && stamps.len() <= 120;
    head.is_korean = bare.is_none() && !stamps.is_ascii();
    if let Some(programme) = programme(rest) {
        head.programme = Some(programme);
        head.is_kbs = true;
    } else if !rest.is_empty() && !super::furniture::is_furniture(rest) {
        return None;
    }
    Some((trim(before), head))
}

/// The label and stamp that `text` starts with: whether it tells the publication, the stamp, the rest.
fn after_label(text: &str) -> Option<(bool, Stamp, &str)> {
    let (label, is_first) = LABELS.iter().find(|(label, _)| text.starts_with(label))?;
    let (stamp, rest) = stamp::at_start(text.get(label.len()..)?.trim_start_matches([' ', ':', '\u{A0}', '\t']))?;
    Some((*is_first, stamp, rest))
}

/// The programme that a line consists of.
fn programme(line: &str) -> Option<&str> {
    match line {
        "News Today" | "NEWS TODAY" | "News today" => Some("News Today"),
        "News 9" | "NEWS 9" | "KBS News 9" => Some("News 9"),
        _ => is_korean_programme(line).then_some(line),
    }
}

/// The programme at the end of a line, and the line before it.
fn programme_at_end(line: &str) -> Option<(&str, &str)> {
    ["News Today", "NEWS TODAY", "News 9", "NEWS 9"].iter().find_map(|name| {
        let before = line.strip_suffix(name)?;
        let title = trim(before);
        (before.ends_with(' ') && !title.is_empty()).then_some((title, programme(name)?))
    })
}

/// Whether a line is the name of a Korean programme: `뉴스 9`, `뉴스광장`.
fn is_korean_programme(line: &str) -> bool {
    let name = line.strip_prefix("KBS ").unwrap_or(line);
    let Some(rest) = name.strip_prefix("뉴스").map(str::trim_start) else { return false };
    let number = rest.trim_end_matches(" 1부").trim_end_matches(" 2부");
    !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
        || ["광장", "라인", "라인 W", "타임", "투데이", "특보", "브런치"].contains(&number)
}

/// Whether the text behind a page's date is a programme rather than a title.
fn is_short_programme(text: &str) -> bool {
    let is_named = text.starts_with("뉴스") || text.ends_with("뉴스");
    is_korean_programme(text) || is_named && text.chars().count() <= 7 && !text.contains([',', '.', '…', '·', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::super::lines::pieces;
    use super::*;

    fn head(text: &str) -> (Option<&str>, Option<&str>, Option<String>) {
        let all = pieces(text, false);
        let (head, _) = read_before_mark(&all, None);
        let stamp = head.published.or(head.date);
        (
            head.title,
            head.programme,
            stamp.and_then(|stamp| stamp.moment(Some(stamp::KOREA))).map(|moment| moment.to_string()),
        )
    }

    #[test]
    fn titles_and_times_are_found_in_every_order() {
        let time = Some("2031-04-09T15:22:00+09:00".to_owned());
        let date = Some("2031-04-09".to_owned());
        for (page, title, programme, stamp) in [
            (
                " date 2031-04-09 News 9\n\nDam holds\n\n입력 2031.04.09 (15:22)\n\n[Anchor]",
                Some("Dam holds"),
                Some("News 9"),
                &time,
            ),
            (" date 2031-04-09 동영상 고정 취소\n\n[Anchor]", None, None, &date),
            (" date 2031-04-09 [News Today] Dam holds\n\n[LEAD]", Some("Dam holds"), Some("News Today"), &date),
            ("News 9\n\nDam holds\n\n입력 2031.04.09 (15:22)\n[Anchor]", Some("Dam holds"), Some("News 9"), &time),
            (
                " date 2031-04-09 DAM HOLDS News Today 입력 2031.04.09 (15:22) 수정 2031.04.09 (16:45)\n[Anchor Lead]",
                Some("DAM HOLDS"),
                Some("News Today"),
                &time,
            ),
            ("DAM HOLDS News Today\n[Anchor Lead]", Some("DAM HOLDS"), Some("News Today"), &None),
            (" date 2031-04-09 News Today\n\n[LEAD]", None, Some("News Today"), &date),
            ("입력 2031-04-09\n[LEAD]", None, None, &date),
            (" date 2031-04-09 Dam holds\n입력 2031.04.09 (15:22)\n[Anchor]", Some("Dam holds"), None, &time),
            (
                " date 2031-04-09 뉴스 9\n\n댐은 버텼다\n\n입력 2031.04.09 (15:22)\n\n[앵커]",
                Some("댐은 버텼다"),
                Some("뉴스 9"),
                &time,
            ),
            ("[Exclusive] Dam cracked before\n\n[Anchor]", Some("[Exclusive] Dam cracked before"), None, &None),
        ] {
            assert_eq!(head(page), (title, programme, stamp.clone()), "{page}");
        }
    }

    #[test]
    fn lines_that_go_on_after_a_stamp_are_text() {
        for line in [
            "2031-04-09 was the day the dam held.",
            "입력 2031.04.09 (15:22) The dam held all night.",
            "수정 2031.04.09라고 적혀 있습니다.",
        ] {
            assert!(!read_line(line).has_stamp(), "{line}");
            assert_eq!(read_line(line).rest, Some(line));
        }
        assert!(read_line("입력 2031.04.09 (15:22) 댓글 0 좋아요 동영상 고정 취소").has_stamp());
        assert_eq!(read_line("Why we watch News Today").head.programme, None);
    }

    #[test]
    fn speech_before_the_first_marker_is_no_title() {
        let (title, ..) = head("The dam held through the night.\n\nHa Yeo-reum reports.\n\n[Report]\nIt held.");
        assert_eq!(title, None);
        let (title, ..) = head(" date 2031-04-09 News 9\n\nNight flood\n\nThe dam held.\n\n[Report]\nIt held.");
        assert_eq!(title, Some("Night flood"));
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        assert!(!ends_as_sentence("Envoy leaves for the U.S."));
        assert!(ends_as_sentence("The envoy left."));
        assert!(ends_as_sentence("“The envoy left.”"));
    }

    #[test]
    fn numbers_before_titles_are_theirs_alone() {
        assert_eq!(without_number("2. Night Market"), "Night Market");
        assert_eq!(without_number("2.5 percent growth"), "2.5 percent growth");
        assert_eq!(without_number("31 missing"), "31 missing");
    }
}
