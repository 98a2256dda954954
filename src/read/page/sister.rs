//! Sister layouts: the pages of KBS World, YTN and others, and which outlet a page is from.

use super::header::{self, Head};
use super::lines::Kind;
use super::lines::Piece;
use super::marker::Mark;

/// Lines looked at for the head of a radio page.
const LONGEST_HEAD: usize = 60;

/// Whether a page is a script of KBS World Radio, whose parts begin with `Anchor:` and `Report:`.
pub(super) fn is_radio(text: &str) -> bool {
    let is_written = text.contains("Written:") && text.contains("Updated:") || text.contains("Written: ");
    text.contains("KBS World") || text.contains("Menu Content") || is_written && text.contains("Updated")
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
    let before = texts().filter(|(at, piece)| *at < written && is_title(piece.text)).last();
    let title = twice.or(before).or(after).map(|(_, piece)| piece.text)?;
    head.title = Some(title);
    head.has_layout = true;
    let last_title = texts().filter(|(_, piece)| header::same_words(piece.text, title)).map(|(at, _)| at).last();
    let end = last_title.unwrap_or(written).max(written) + 1;
    Some((head, end))
}

/// The outlet of a page, from its layout and from what its reporters sign with.
pub(super) fn outlet(
    text: &str,
    pieces: &[Piece<'_>],
    has_layout: bool,
    signed: Option<&'static str>,
) -> Option<&'static str> {
    let has_marks = pieces.iter().any(|piece| matches!(piece.kind, Kind::Mark(_)));
    if is_radio(text) && (has_marks || has_layout) {
        return Some("KBS World");
    }
    if let Some(outlet) = signed {
        return Some(outlet);
    }
    let has_furniture = ["동영상 고정 취소", "기사 본문 영역", "읽어주기 기능은", "■ 제보하기"]
        .iter()
        .any(|furniture| text.contains(furniture));
    if !has_furniture && (text.contains("YTN") || has_half_day_stamp(pieces)) && (has_marks || has_layout) {
        return Some("YTN");
    }
    let is_angled = pieces
        .iter()
        .any(|piece| piece.text.starts_with('<') && matches!(piece.kind, Kind::Mark(Mark::Anchor | Mark::Reporter)));
    if is_angled && !has_furniture {
        return text.contains("SBS").then_some("SBS");
    }
    (has_marks || has_layout || has_furniture).then_some("KBS")
}

/// Whether a line is a stamp as YTN prints it: `2031.04.09 PM 03:22`.
fn has_half_day_stamp(pieces: &[Piece<'_>]) -> bool {
    pieces
        .iter()
        .take(LONGEST_HEAD)
        .any(|piece| (piece.text.contains(" PM ") || piece.text.contains(" AM ")) && super::stamp::is_whole(piece.text))
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
    fn outlets_are_told_by_layout_and_signature() {
        let of = |text: &str, signed| outlet(text, &pieces(text, false), false, signed);
        assert_eq!(of("[Anchor]\nIt rained.\n[Report]\nIt poured.", None), Some("KBS"));
        assert_eq!(of("2031.04.09 PM 03:22\n[Anchor]\nIt rained.", None), Some("YTN"));
        assert_eq!(of("<Anchor>\nIt rained.\n<Reporter>\nIt poured. SBS Ha Yeo-reum.", None), Some("SBS"));
        assert_eq!(of("[앵커]\n비가 왔습니다.", Some("MBC")), Some("MBC"));
        assert_eq!(of("It rained.", None), None);
    }
}
