//! Where documents begin and end on a page, and which of its parts are the page repeating itself.
//!
//! A page may hold several stories, each under a title line with markers of its own, and it may hold one story twice:
//! whole after the footer, or run together after the sign-off ([`super::repeat`] tells). Linear in the length of the
//! page.

use std::ops::Range;

use super::furniture;
use super::header::{self, Head};
use super::lines::{Kind, Piece};
use super::marker::Mark;
use super::repeat::{self, Triples};
use super::signoff;

/// Fewest words of a marked part after the footer that count as a story of its own.
const FEWEST_WORDS: usize = 30;

/// A document on a page.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// Its pieces, head first; repeats are left out.
    pub(super) range: Range<usize>,
    /// What the page says about it elsewhere: in the footer, above a repeat.
    pub(super) elsewhere: Head<'a>,
}

/// Marks furniture among the pieces and finds the documents.
pub(super) fn parts<'a>(pieces: &mut [Piece<'a>]) -> Vec<Part<'a>> {
    let mut footer = Head::default();
    mark_furniture(pieces, &mut footer);
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut seen = Triples::default();
    for mut range in boundaries(pieces) {
        take_out_tail_repeat(pieces, range.clone());
        let part = &pieces[range.clone()];
        let mark =
            part.iter().position(|piece| section_mark(piece).is_some()).map_or(range.start, |at| range.start + at);
        if !parts.is_empty()
            && is_announced(&pieces[..mark])
            && let Some(owner) = seen.owner_of_repeat(part)
            && let Some(owner) = parts.get_mut(owner)
        {
            let (head, _) = header::read_before_mark(part, None);
            owner.elsewhere.fill_from(&head);
            continue;
        }
        if let Some(run) = seen.run(&pieces[mark..range.end])
            && let Some(owner) = parts.get_mut(run.owner)
        {
            let (head, _) = header::read_before_mark(part, None);
            owner.elsewhere.fill_from(&head);
            take_out(pieces, range.start..mark + run.length);
            range.start = mark + run.length;
            let rest = &pieces[range.clone()];
            // What is new after the repeat belongs to the story before it.
            let last = parts.len().saturating_sub(1);
            if rest.iter().any(Piece::is_text) {
                seen.add(rest, last);
                if let Some(part) = parts.get_mut(last) {
                    part.range.end = range.end;
                }
            }
            continue;
        }
        seen.add(part, parts.len());
        let elsewhere = if parts.is_empty() { footer } else { Head::default() };
        parts.push(Part { range, elsewhere });
    }
    parts
}

/// Finds lines that belong to the page, and collects what the footer says about the story.
fn mark_furniture<'a>(pieces: &mut [Piece<'a>], footer: &mut Head<'a>) {
    let leads_to_mark = leads_to_mark(pieces);
    let only_headlines_follow = only_headlines_follow(pieces);
    let mut has_text = false;
    let mut in_footer = false;
    let mut previous_text: Option<usize> = None;
    for index in 0..pieces.len() {
        let piece = pieces[index];
        match piece.kind {
            Kind::Mark(mark) if mark.is_section() => {
                in_footer = false;
                has_text = true;
                previous_text = None;
            }
            Kind::Text => {
                let line = header::read_line(piece.text);
                // The head of another page: files hold several dumps now and then.
                in_footer &= line.head.date.is_none();
                in_footer |= furniture::is_footer_start(piece.text, has_text)
                    || has_text && furniture::is_headline_block(piece.text) && only_headlines_follow[index];
                let is_interlude = has_text && line.has_stamp() && (line.rest.is_none() || line.is_bulleted);
                if is_interlude && (in_footer || !leads_to_mark[index]) {
                    footer.fill_from(&line.head);
                    footer.updated = footer.updated.or(line.head.updated);
                    if let Some(title) = previous_text.filter(|&title| is_footer_title(pieces, title)) {
                        pieces[title].kind = Kind::Furniture;
                        let line = header::read_line(pieces[title].text);
                        footer.title = footer.title.or(line.rest);
                        footer.programme = footer.programme.or(line.head.programme);
                    }
                    pieces[index].kind = Kind::Furniture;
                    previous_text = None;
                    continue;
                }
                let is_programme =
                    has_text && line.is_head_only() && line.head.programme.is_some() && line.head.date.is_none();
                if is_programme {
                    footer.programme = footer.programme.or(line.head.programme);
                }
                if in_footer || is_programme && !leads_to_mark[index] || furniture::is_furniture(piece.text) {
                    pieces[index].kind = Kind::Furniture;
                    if in_footer && line.rest.is_some() {
                        previous_text = Some(index);
                    }
                    continue;
                }
                has_text |= header::ends_as_sentence(piece.text);
                previous_text = Some(index);
            }
            Kind::Mark(_) => has_text = true,
            Kind::Blank | Kind::Furniture => {}
        }
    }
}

/// Whether the line before a stamp after the text repeats the title.
fn is_footer_title(pieces: &[Piece<'_>], index: usize) -> bool {
    let line = header::read_line(pieces[index].text);
    let stands_alone = index.checked_sub(1).is_none_or(|before| !pieces[before].is_text());
    line.rest.is_some_and(|rest| {
        line.is_bulleted
            || line.is_tagged
            || stands_alone && header::is_title_shaped(rest)
            || header::is_all_capitals(rest)
    })
}

/// For each piece, whether only head lines stand between it and the next section marker.
fn leads_to_mark(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut leads = vec![false; pieces.len()];
    let mut state = false;
    for (index, piece) in pieces.iter().enumerate().rev() {
        leads[index] = state;
        match piece.kind {
            Kind::Mark(mark) => state = mark.is_section(),
            Kind::Text => {
                let is_head = header::read_line(piece.text).is_head_only() || furniture::is_furniture(piece.text);
                state &= is_head || header::is_all_capitals_or_numbered(piece.text);
            }
            Kind::Blank | Kind::Furniture => {}
        }
    }
    leads
}

/// For each piece, whether no sentence stands between it and the next section marker.
fn only_headlines_follow(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut only = vec![false; pieces.len()];
    let mut state = true;
    for (slot, piece) in only.iter_mut().zip(pieces).rev() {
        *slot = state;
        match piece.kind {
            Kind::Mark(mark) => state = mark.is_section(),
            Kind::Text => state &= header::is_title_shaped(piece.text) || furniture::is_furniture(piece.text),
            Kind::Blank | Kind::Furniture => {}
        }
    }
    only
}

/// The parts of the page, each from its head to before the next one's.
fn boundaries(pieces: &[Piece<'_>]) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let next_mark = next_marks(pieces);
    let mut last_mark: Option<(usize, Mark<'_>)> = None;
    let mut has_report = false;
    for (index, piece) in pieces.iter().enumerate() {
        let Kind::Mark(mark) = piece.kind else { continue };
        if !mark.is_section() {
            continue;
        }
        if let Some((last, last_kind)) = last_mark {
            let mut run = head_run(pieces, last, index, mark);
            let is_next_story =
                mark == Mark::Anchor && last_kind == Mark::Report && next_mark[index] == Some(Mark::Report);
            let seam = is_next_story.then(|| start_after_sign_off(pieces, last, index)).flatten();
            if let Some(start) = seam {
                run.start = run.start.min(start);
            }
            let begins = match mark {
                Mark::Lead => true,
                Mark::Anchor => run.has_title || run.has_stamp || run.crosses_footer || seam.is_some(),
                Mark::Report => run.crosses_footer || has_report && run.has_title,
                _ => run.crosses_footer,
            };
            if begins {
                starts.push(run.start);
                has_report = false;
            }
        }
        has_report |= mark == Mark::Report;
        last_mark = Some((index, mark));
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([pieces.len()]).collect();
    let ranges: Vec<Range<usize>> = starts.into_iter().zip(ends).map(|(start, end)| start..end).collect();
    drop_fragments(pieces, ranges)
}

/// For each piece, the next section marker after it.
fn next_marks<'a>(pieces: &[Piece<'a>]) -> Vec<Option<Mark<'a>>> {
    let mut next = vec![None; pieces.len()];
    let mut state = None;
    for (slot, piece) in next.iter_mut().zip(pieces).rev() {
        *slot = state;
        state = section_mark(piece).or(state);
    }
    next
}

/// Longest line between a sign-off and an anchor that is the title of the next story, in characters.
const LONGEST_TITLE: usize = 160;

/// Where the story of the anchor at `index` starts if the report at `last` was signed: at the anchor, or at a title
/// line between the two.
fn start_after_sign_off(pieces: &[Piece<'_>], last: usize, index: usize) -> Option<usize> {
    let between = pieces.get(last + 1..index)?.iter().enumerate().rev();
    let mut lines = between
        .filter(|(_, piece)| piece.is_text() && !header::read_line(piece.text).is_head_only())
        .map(|(at, piece)| (last + 1 + at, piece.text));
    let (at, line) = lines.next()?;
    if is_signed(line) {
        return Some(index);
    }
    let (_, before) = lines.next()?;
    (is_signed(before) && line.chars().take(LONGEST_TITLE + 1).count() <= LONGEST_TITLE).then_some(at)
}

/// Whether a line is a sign-off or ends with one.
fn is_signed(line: &str) -> bool {
    let ends_signed = || signoff::split_last_sentence(line).is_some_and(|(_, end)| signoff::sign_off(end).is_some());
    signoff::sign_off(line).is_some() || ends_signed()
}

/// What stands right before a marker.
struct HeadRun {
    start: usize,
    has_title: bool,
    has_stamp: bool,
    crosses_footer: bool,
}

/// Walks back from the marker at `index`, not beyond the one at `last`, over what may be the head of a story.
fn head_run(pieces: &[Piece<'_>], last: usize, index: usize, mark: Mark<'_>) -> HeadRun {
    let mut run = HeadRun { start: index, has_title: false, has_stamp: false, crosses_footer: false };
    for at in (last + 1..index).rev() {
        let piece = pieces[at];
        match piece.kind {
            Kind::Blank => {}
            Kind::Furniture => run.crosses_footer |= furniture::is_footer_start(piece.text, true),
            Kind::Mark(_) => break,
            Kind::Text => {
                let line = header::read_line(piece.text);
                let stands_alone =
                    pieces[at - 1].kind != Kind::Text && pieces.get(at + 1).is_none_or(|next| !next.is_text());
                let is_title = line.is_tagged
                    || line.head.date.is_some()
                    || header::is_all_capitals_or_numbered(piece.text)
                    || (mark == Mark::Lead || run.has_stamp) && stands_alone && header::is_title_shaped(piece.text);
                if line.is_head_only() {
                    run.has_stamp |= line.has_stamp() || line.head.date.is_some();
                } else if is_title && !run.has_title {
                    run.has_title = true;
                } else {
                    break;
                }
                run.start = at;
            }
        }
    }
    run
}

/// Leaves out marked parts after the footer that are too short to be stories: headlines of other pages in brackets.
fn drop_fragments(pieces: &[Piece<'_>], ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut is_after_footer = false;
    ranges
        .into_iter()
        .filter(|range| {
            let has_own_head =
                pieces.get(range.start).is_some_and(|first| header::read_line(first.text).head.date.is_some());
            let keep = !is_after_footer
                || has_own_head
                || is_marked_story(&pieces[range.clone()])
                || repeat::count_words(&pieces[range.clone()]) >= FEWEST_WORDS;
            is_after_footer |= pieces[range.clone()]
                .iter()
                .any(|piece| piece.kind == Kind::Furniture && furniture::is_footer_start(piece.text, true));
            keep
        })
        .collect()
}

/// Whether a part begins with a lead, which always begins a story, or another marker with a whole sentence after it.
fn is_marked_story(pieces: &[Piece<'_>]) -> bool {
    let mark = pieces.iter().find_map(section_mark);
    let has_sentence = || pieces.iter().any(|piece| piece.is_text() && header::ends_as_sentence(piece.text));
    mark.is_some_and(|mark| mark == Mark::Lead || has_sentence())
}

/// Most places looked at where a body may begin again.
const MOST_BEGINNINGS: usize = 4;

/// Takes out a body that begins again within its part, as run-together captures have it.
fn take_out_tail_repeat(pieces: &mut [Piece<'_>], range: Range<usize>) {
    let Some(part) = pieces.get(range.clone()) else { return };
    let from_mark = part.iter().position(|piece| matches!(piece.kind, Kind::Mark(_))).map_or(0, |at| at + 1);
    let is_long = |piece: &Piece<'_>| piece.is_text() && piece.text.len() >= 40;
    let Some(first) = part.iter().skip(from_mark).position(is_long).map(|at| at + from_mark) else { return };
    let opening = part[first].text;
    let again = part
        .iter()
        .enumerate()
        .skip(first + 1)
        .filter(|(_, piece)| piece.is_text() && piece.text.starts_with(opening))
        .take(MOST_BEGINNINGS);
    for (at, _) in again {
        // A section that begins as the story did is no repeat, unless the marker is one too.
        let before = part.get(..at).unwrap_or_default();
        let Some(last) = before.iter().rposition(Piece::is_text) else { continue };
        let last_mark =
            (last + 1..at).find(|&at| part.get(at).is_some_and(|piece| section_mark(piece).is_some())).unwrap_or(at);
        let mut marks = before.iter().skip(last + 1).filter_map(section_mark);
        let is_new_section =
            marks.any(|mark| !before.iter().take(last).filter_map(section_mark).any(|old| old == mark));
        let from = if is_new_section { at } else { last + 1 };
        let mut seen = Triples::default();
        seen.add(part.get(first..=last).unwrap_or_default(), 0);
        let after = part.get(at..).unwrap_or_default();
        let end = if is_announced(before.get(..last_mark).unwrap_or_default()) && seen.owner_of_repeat(after).is_some()
        {
            part.len()
        } else if let Some(run) = seen.run(after)
            && !is_new_section
        {
            at + run.length
        } else {
            continue;
        };
        take_out(pieces, range.start + from..range.start + end);
        return;
    }
}

fn section_mark<'a>(piece: &Piece<'a>) -> Option<Mark<'a>> {
    match piece.kind {
        Kind::Mark(mark) if mark.is_section() => Some(mark),
        _ => None,
    }
}

/// Leaves text and markers out of every document.
fn take_out(pieces: &mut [Piece<'_>], range: Range<usize>) {
    for piece in pieces.get_mut(range).unwrap_or_default() {
        if piece.kind != Kind::Blank {
            piece.kind = Kind::Furniture;
        }
    }
}

/// Whether what stands last before a text announces that the page repeats itself: a list item, a stamp.
fn is_announced(before: &[Piece<'_>]) -> bool {
    for piece in before.iter().rev() {
        let line = header::read_line(piece.text);
        match piece.kind {
            Kind::Blank => {}
            Kind::Mark(_) => return false,
            // The head of another page.
            _ if line.head.date.is_some() => return false,
            _ if line.is_bulleted || line.has_stamp() => return true,
            Kind::Text if !line.is_head_only() => return false,
            Kind::Furniture | Kind::Text => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::lines::pieces;
    use super::*;

    const FIRST: &str = "[Anchor Lead]\nThe weir at Sandol gave way before sunrise on Monday.\n[Pkg]\nBrown water poured over the orchards and into forty cellars.\n";
    const SECOND: &str = "[Anchor Lead]\nA choir of retired miners has won a prize in Riga.\n[Pkg]\nThey sang two songs about lamps, and the jury wept openly.\n";

    fn documents(page: &str) -> Vec<String> {
        let mut all = pieces(page, false);
        let parts = parts(&mut all);
        parts
            .into_iter()
            .map(|part| {
                all[part.range]
                    .iter()
                    .filter(|piece| piece.is_text())
                    .map(|piece| piece.text)
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect()
    }

    #[test]
    fn stories_under_titles_of_capitals_or_numbers_are_parted() {
        for title in ["MINERS' CHOIR WINS", "2. Miners' Choir", "Miners' Choir Wins"] {
            let found = documents(&format!("WEIR GIVES WAY\n\n{FIRST}\n{title}\n\n{SECOND}"));
            assert_eq!(found.len(), 2, "{title}");
            assert!(found[1].starts_with(title), "{title}: {}", found[1]);
        }
    }

    #[test]
    fn a_story_repeated_after_the_footer_is_one() {
        let page = format!(
            "{FIRST}■ 제보하기\n  • WEIR GIVES WAY\n    • 입력 2031-04-09 15:22:52\n    News Today\n\n{FIRST}KBS\n헤드라인\n[단독] 다른 기사\n"
        );
        let mut all = pieces(&page, false);
        let parts = parts(&mut all);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].elsewhere.title, Some("WEIR GIVES WAY"));
        assert!(parts[0].elsewhere.published.is_some());
    }

    #[test]
    fn another_story_after_the_footer_is_not_lost() {
        let long = "The tenor, who dug coal for thirty-one years, bought a suit for the journey and slept in it on the night train.";
        assert_eq!(documents(&format!("{FIRST}■ 제보하기\n\n{SECOND}{long}\n")).len(), 2);
    }

    #[test]
    fn a_short_marked_story_after_the_footer_is_not_lost() {
        let found = documents(&format!("{FIRST}■ 제보하기\n\n[Anchor Lead]\nA choir of miners has won.\n"));
        assert_eq!(found.last().map(String::as_str), Some("A choir of miners has won."));
        assert_eq!(documents(&format!("{FIRST}■ 제보하기\n\n[리포트] 합창단 우승\n")).len(), 1);
    }

    #[test]
    fn dumps_one_after_the_other_are_parted_at_their_heads() {
        let dump = |title: &str, text: &str| {
            format!(
                " date 2031-04-09 News 9\n\n{title}\n\n입력 2031.04.09 (22:46)\n\n[Anchor]\n\n{text}\n\n공지·정정\n"
            )
        };
        let page = dump("Weir gives way", "The weir burst.") + &dump("Choir wins", "A choir of miners won.");
        let found = documents(&page);
        assert_eq!(found.len(), 2);
        assert!(found[1].starts_with("date 2031-04-09 News 9|Choir wins|"), "{}", found[1]);
    }

    #[test]
    fn a_body_that_begins_again_is_cut() {
        let body = "The weir at Sandol gave way before sunrise on Monday.\nBrown water poured over the orchards and into forty cellars.\n";
        let found = documents(&format!("[Anchor]\n{body}[Report]\nA mule swam home.\n{body}"));
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with("A mule swam home."), "{}", found[0]);
    }

    #[test]
    fn a_sentence_said_twice_costs_nothing() {
        let said = "Sandol's reeve resigned on Monday over a weir deal.";
        for (page, last) in [
            (format!("{said}\n{said}\nHis deputy leads.\n"), "His deputy leads."),
            (
                format!("[Anchor]\n{said}\n[Report]\n{said}\nHis deputy leads.\nA mule swam home.\n"),
                "A mule swam home.",
            ),
            (format!("{said}\n\n{said}\n\n{said}\n\nHis deputy leads.\n"), "His deputy leads."),
        ] {
            let found = documents(&page);
            assert_eq!(found.len(), 1, "{page}");
            assert!(found[0].contains("His deputy leads.") && found[0].ends_with(last), "{}", found[0]);
        }
    }

    #[test]
    fn what_is_new_after_a_repeat_is_kept() {
        let body = "The weir at Sandol gave way before sunrise on Monday.\nBrown water poured over the orchards and into forty cellars.\n";
        let found = documents(&format!("{body}{body}A mule swam home.\n"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].matches("forty").count(), 1);
        assert!(found[0].ends_with("A mule swam home."), "{}", found[0]);
        let found = documents(&format!("{FIRST}{FIRST}A mule swam home.\n{SECOND}"));
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("A mule swam home.") && found[0].matches("forty").count() == 1, "{}", found[0]);
    }

    #[test]
    fn a_repeat_that_is_announced_may_differ_a_little() {
        let again = FIRST.replace("forty", "fifty");
        assert_eq!(documents(&format!("{FIRST}\n • WEIR GIVES WAY\n • 입력 2031-04-09 15:22:52\n\n{again}")).len(), 1);
        assert_eq!(documents(&format!("{FIRST}\nWEIR GIVES WAY\n\n{again}")).len(), 2);
    }

    #[test]
    fn signed_reports_before_another_anchor_are_parted() {
        let first = "[Anchor]\nThe weir burst.\n[Report]\nIt was old.\nThis is KBS News, Ha Yeo-reum.\n";
        let second = "[Anchor]\nA choir won.\n[Report]\nIt sang. This is Ok Ji-an reporting for KBS News.\n";
        for title in ["", "Choir of miners wins\n", "\nChoir wins!\n\n"] {
            let found = documents(&format!("{first}{title}{second}"));
            assert_eq!(found.len(), 2, "{title}");
            assert!(found[0].ends_with("This is KBS News, Ha Yeo-reum."), "{}", found[0]);
            assert!(found[1].starts_with(if title.is_empty() { "A choir won." } else { "Choir " }), "{}", found[1]);
        }
        let korean = "[앵커]\n둑이 무너졌습니다.\n[리포트]\n낡은 둑이었습니다.\nKBS 뉴스 하여름입니다.\n[앵커]\n합창단이 이겼습니다.\n[리포트]\n노래했습니다.\nKBS 뉴스 옥지안입니다.\n";
        assert_eq!(documents(korean).len(), 2);
    }

    #[test]
    fn an_anchor_who_goes_on_with_a_report_parts_nothing() {
        for page in [
            "[Anchor]\nThe weir burst.\n[Report]\nIt was old.\n[Anchor]\nAnd now?\n[Report]\nIt is gone.\nThis is KBS News, Ha Yeo-reum.\n",
            "[Anchor]\nThe weir burst.\n[Report]\nIt was old.\nThis is KBS News, Ha Yeo-reum.\n[Anchor]\nWho saw it?\n[Reporter]\nA heron.\n",
            "[Anchor]\nThe weir burst.\n[Report]\nIt was old.\nThis is KBS News, Ha Yeo-reum.\n[Anchor]\nThank you.\n",
        ] {
            assert_eq!(documents(page).len(), 1, "{page}");
        }
    }

    #[test]
    fn headlines_of_other_stories_are_left_out_where_nothing_else_follows() {
        let story = "The weir at Sandol gave way.\n\nIt was old.\n\n";
        let found = documents(&format!("{story}Related News\n\nChoir wins\n\nLatest News\n\nMule swims home\n"));
        assert_eq!(found, ["The weir at Sandol gave way.|It was old."]);
        let found = documents(&format!("{story}Latest News\n\nThe mule swam home.\n"));
        assert!(found[0].ends_with("Latest News|The mule swam home."), "{found:?}");
    }

    #[test]
    fn interviews_stay_whole() {
        let page = "[Anchor]\nWhat burst?\n[Reporter]\nThe old weir did.\n[Anchor]\nAnd who was there?\n[Reporter]\nNobody but a heron.\n";
        assert_eq!(documents(page).len(), 1);
    }
}
