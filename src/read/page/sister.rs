//! Sister layouts: the pages of KBS World, YTN and others, and which outlet a page is from.

use super::header::{self, Head};
use super::lines::{Kind, Piece};
use super::stamp;

/// Lines looked at for the head of a radio page.
const LONGEST_HEAD: usize = 60;

/// Longest head on one line, in bytes.
const LONGEST_LINE: usize = 600;

/// Whether a page is one of KBS World Radio, whose parts begin with `Anchor:` and `Report:`.
pub(super) fn is_radio(text: &str) -> bool {
    let is_written = text.contains("Written:") && text.contains("Updated:");
    is_written || ["Menu Content", "KBS World Radio News.", "[Sound bite:"].iter().any(|mark| text.contains(mark))
}

/// Reads the head of a KBS World page: menu, section name, `Written: ...Updated: ...`, the title twice, a photo credit.
/// Gives back how many pieces it takes.
pub(super) fn radio_head<'a>(pieces: &[Piece<'a>]) -> Option<(Head<'a>, usize)> {
    let stop = pieces
        .iter()
        .position(|piece| matches!(piece.kind, Kind::Mark(mark) if mark.is_section()))
        .unwrap_or(pieces.len())
        .min(LONGEST_HEAD);
    let pieces = pieces.get(..stop)?;
    if let Some((at, head)) = pieces.iter().enumerate().find_map(|(at, piece)| Some((at, head_on_one_line(piece)?))) {
        return Some((head, at + 1));
    }
    let written = pieces.iter().position(|piece| piece.is_text() && header::read_line(piece.text).has_stamp())?;
    let mut head = header::read_line(pieces[written].text).head;
    let texts = || {
        pieces.iter().enumerate().filter(|(_, piece)| piece.is_text() && !header::read_line(piece.text).is_head_only())
    };
    let is_title =
        |line: &str| header::is_title_shaped(line) || line.ends_with(['.', '?']) && line.chars().count() <= 110;
    let twice = texts().find(|(at, piece)| {
        texts().any(|(other, again)| other > *at && other > written && header::same_words(piece.text, again.text))
    });
    let after = texts().find(|(at, piece)| *at > written && header::is_title_shaped(piece.text));
    let before = texts().rfind(|(at, piece)| *at < written && is_title(piece.text));
    let title = twice.or(before).or(after).map(|(_, piece)| piece.text)?;
    head.title = Some(title);
    head.has_layout = true;
    let last_title = texts().rfind(|(_, piece)| header::same_words(piece.text, title)).map(|(at, _)| at);
    let end = last_title.unwrap_or(written).max(written) + 1;
    Some((head, end))
}

/// The same head on one line, from a page without line breaks.
fn head_on_one_line<'a>(piece: &Piece<'a>) -> Option<Head<'a>> {
    if !piece.is_text() || piece.text.len() > LONGEST_LINE {
        return None;
    }
    let (_, stamps) = piece.text.split_once("Written:")?;
    let (published, rest) = stamp::at_start(stamps.trim_start())?;
    let (updated, rest) =
        match rest.trim_start().strip_prefix("Updated:").and_then(|rest| stamp::at_start(rest.trim_start())) {
            Some((updated, rest)) => (Some(updated), rest),
            None => (None, rest),
        };
    let titles = rest.split_once("Photo :").map_or(rest, |(titles, _)| titles).trim();
    let (first, second) = titles.split_at_checked(titles.len() / 2)?;
    let title = (!titles.is_empty() && first.trim() == second.trim()).then(|| first.trim())?;
    Some(Head { title: Some(title), published: Some(published), updated, has_layout: true, ..Head::default() })
}

/// The outlet of a page, from its layout and from what its reporters sign with.
pub(super) fn outlet(
    text: &str,
    pieces: &[Piece<'_>],
    is_kbs: bool,
    signed: Option<&'static str>,
) -> Option<&'static str> {
    let has_mark = |is_wanted: fn(&Piece<'_>) -> bool| {
        pieces.iter().any(|piece| matches!(piece.kind, Kind::Mark(_)) && is_wanted(piece))
    };
    let has_marks = has_mark(|_| true);
    if is_kbs && signed.is_none() {
        return Some("KBS");
    }
    if is_radio(text) && (has_marks || text.contains("Written:")) {
        return Some("KBS World");
    }
    if signed.is_some() {
        return signed;
    }
    let is_ytn = pieces.iter().any(|piece| {
        piece.is_text() && piece.text.len() <= 80 && (piece.text.starts_with("YTN ") || piece.text.contains("[YTN"))
    });
    if has_half_day_stamp(pieces) || is_ytn && has_marks {
        return Some("YTN");
    }
    if has_mark(|piece| piece.text.starts_with("<Anchor") || piece.text.starts_with("<Reporter")) {
        return text.contains("SBS").then_some("SBS");
    }
    has_marks.then_some("KBS")
}

/// Whether a line is a stamp as YTN prints it: `2031.04.09 PM 03:22`.
fn has_half_day_stamp(pieces: &[Piece<'_>]) -> bool {
    pieces
        .iter()
        .take(LONGEST_HEAD)
        .any(|piece| (piece.text.contains(" PM ") || piece.text.contains(" AM ")) && stamp::is_whole(piece.text))
}

#[cfg(test)]
mod tests {
    use super::super::lines::pieces;
    use super::*;

    #[test]
    fn the_title_of_a_radio_page_is_the_line_printed_twice() {
        let page = "Menu Content\n\nGo Top\n\nCulture\n\nWritten: 2031-04-09 15:22:52Updated: 2031-04-09 16:00:01\n\nChoir Wins in Riga\n\nChoir Wins in Riga\n\nPhoto : YONHAP News\n\nA choir has won.\n";
        let all = pieces(page, true);
        let (head, end) = radio_head(&all).unwrap();
        assert_eq!(head.title, Some("Choir Wins in Riga"));
        assert!(head.published.is_some() && head.updated.is_some());
        assert!(all[end..].iter().any(|piece| piece.text == "A choir has won."));
        assert!(all[end..].iter().all(|piece| piece.text != "Choir Wins in Riga"));
    }

    #[test]
    fn a_head_without_line_breaks_is_read_too() {
        let page = "Menu Content Go Top Culture Written: 2031-04-09 15:22:52Updated: 2031-04-09 16:00:01 Choir Wins Choir Wins Photo : YONHAP News Anchor: It won.";
        let (head, end) = radio_head(&pieces(page, true)).unwrap();
        assert_eq!((head.title, end), (Some("Choir Wins"), 1));
    }

    #[test]
    fn outlets_are_told_by_layout_and_signature() {
        let of = |text: &str, signed| outlet(text, &pieces(text, false), false, signed);
        assert_eq!(of("[Anchor]\nIt rained.\n[Report]\nIt poured.", None), Some("KBS"));
        assert_eq!(of("2031.04.09 PM 03:22\n[Anchor]\nIt rained.", None), Some("YTN"));
        assert_eq!(of("<Anchor>\nIt rained.\n<Reporter>\nIt poured. SBS Ha Yeo-reum.", None), Some("SBS"));
        assert_eq!(of("[앵커]\n비가 왔습니다.", Some("MBC")), Some("MBC"));
        assert_eq!(of("It rained.", None), None);
    }
}
