//! Page furniture: what a news page prints around its text, in every capture of every story.
//!
//! A line is furniture only as a whole, so that a sentence that mentions a label stays. What follows the first footer
//! line is no document's text, except for a marked story (see [`super::split`]).

/// Button and player labels; a line made of nothing else is furniture.
const LABELS: [&str; 35] = [
    "동영상 고정 취소",
    "기사 본문 영역",
    "상세페이지",
    "동영상영역 시작",
    "동영상영역 끝",
    "동영상 시작",
    "동영상 영역 시작",
    "동영상 영역 끝",
    "동영상 퍼가기",
    "키보드 컨트롤 안내",
    "고화질",
    "표준화질",
    "자동재생",
    "댓글",
    "좋아요",
    "스크랩하기",
    "스크랩",
    "공유하기",
    "글씨 크게보기",
    "글씨 작게보기",
    "글자 크게보기",
    "글자 작게보기",
    "본문듣기",
    "인쇄하기",
    "인쇄",
    "프린트",
    "닫기",
    "가",
    "KBS",
    "YTN",
    "입력",
    "수정",
    "Menu Content",
    "Go Top",
    "-",
];

/// Lines that start the footer wherever they stand.
const FOOTER_STARTS: [&str; 14] = [
    "■ 제보하기",
    "▷ 카카오톡",
    "▷ 전화 :",
    "▷ 이메일",
    "▷ 유튜브",
    "이 기사에 대한 의견을 남겨주세요",
    "이 기사가 좋으셨다면",
    "오늘의 핫 클릭",
    "실시간 뜨거운 관심을 받고 있는 뉴스",
    "각 플랫폼에서 최근",
    "수신료 수신료",
    "KBS 기사를 제공합니다",
    "Copyright ⓒ",
    "KBS / 07235",
];

/// Lines that start the footer where text came before them; some captures begin with a menu that has them.
const MENU_LINES: [&str; 6] = ["공지·정정", "많이 본 뉴스", "전체메뉴", "헤드라인", "요약내용", "동영상 퍼가기"];

/// Lines that are furniture wherever they stand.
const LINES: [&str; 6] = [
    "읽어주기 기능은 크롬기반의",
    "브라우저에서만 사용하실 수 있습니다",
    "촬영기자:",
    "촬영기자 :",
    "영상편집:",
    "Photo : ",
];

/// Longest credit line, in characters; longer ones are text that begins like one.
const LONGEST_CREDIT: usize = 60;

/// Furniture that only one outlet prints.
const SIGNATURES: [&str; 5] =
    ["동영상 고정 취소", "기사 본문 영역", "읽어주기 기능은 크롬기반의", "■ 제보하기", "▷ 카카오톡 : 'KBS제보'"];

/// Longest notice of rights or contacts, in characters.
const LONGEST_NOTICE: usize = 160;

/// Lines over the headlines of other stories.
const HEADLINE_BLOCKS: [&str; 4] = ["Related News", "Latest News", "RELATED NEWS", "LATEST NEWS"];

/// Whether a line stands over headlines of other stories, so that the footer starts if nothing but headlines follows.
pub(super) fn is_headline_block(line: &str) -> bool {
    HEADLINE_BLOCKS.contains(&line)
}

/// Whether a line says who holds the rights, or forbids to print the story elsewhere.
fn is_rights_notice(line: &str) -> bool {
    if line.chars().take(LONGEST_NOTICE + 1).count() > LONGEST_NOTICE {
        return false;
    }
    let bare = line.trim_start_matches(['[', '<', '(', '※', '▶', ' ']);
    let lower = line.to_lowercase();
    let has_sign = lower.contains('ⓒ') || lower.contains('©') || lower.contains("(c)");
    let forbids = line.trim_end_matches([']', '>', ')', '.', ' ']).ends_with("금지")
        && ["무단 전재", "무단전재", "무단 복제", "무단복제"].iter().any(|word| line.contains(word));
    let lower_bare = lower.trim_start_matches(['[', '<', '(', '※', '▶', ' ']);
    let reserves = lower.trim_end_matches([']', '>', ')', '.', ' ']).ends_with("all rights reserved");
    forbids
        || has_sign && (bare.starts_with("저작권자") || lower_bare.starts_with("copyright"))
        || reserves && (has_sign || lower_bare.starts_with("copyright"))
}

/// Whether a line asks readers for reports, as YTN does, or says where to send them.
fn is_call_for_reports(line: &str) -> bool {
    if line.chars().take(LONGEST_NOTICE + 1).count() > LONGEST_NOTICE {
        return false;
    }
    let lower = line.to_lowercase();
    if let Some(call) = lower.strip_prefix('※') {
        return call.contains("제보") || call.contains("report") && call.contains("becomes");
    }
    let after = |labels: &[&str]| labels.iter().find_map(|label| lower.strip_prefix(label)).map(str::trim);
    let is_number =
        |text: &str| text.chars().all(|character| character.is_ascii_digit() || "-+ (),".contains(character));
    after(&["[kakaotalk]", "[카카오톡]"])
        .is_some_and(|text| ["ytn", "channel", "friend", "채널", "검색", "친구"].iter().any(|word| text.contains(word)))
        || after(&["[phone]", "[telephone]", "[전화]"]).is_some_and(is_number)
        || after(&["[mail]", "[e-mail]", "[email]", "[메일]", "[이메일]"])
            .is_some_and(|text| text.contains('@') && !text.contains(' '))
}

/// Whether a line is furniture that ends nothing.
pub(super) fn is_furniture(line: &str) -> bool {
    MENU_LINES.contains(&line)
        || is_rights_notice(line)
        || is_call_for_reports(line)
        || LINES.iter().any(|start| line.starts_with(start))
            && line.chars().take(LONGEST_CREDIT + 1).count() <= LONGEST_CREDIT
        || line.ends_with("동영상 고정 취소") && is_hangul_only(line)
        || is_labels(line)
}

/// Whether a line starts the footer, where text (`has_text`) came before it or not.
pub(super) fn is_footer_start(line: &str, has_text: bool) -> bool {
    FOOTER_STARTS.iter().any(|start| line.starts_with(start))
        || ["저작권자", "[저작권자"].iter().any(|start| line.starts_with(start)) && is_rights_notice(line)
        || has_text && MENU_LINES.contains(&line)
}

/// Whether the furniture of a page tells that it is KBS's.
pub(super) fn is_signed_by_kbs(text: &str) -> bool {
    SIGNATURES.iter().any(|signature| text.contains(signature))
}

fn is_hangul_only(line: &str) -> bool {
    !line.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a line is made of labels and counts alone.
fn is_labels(line: &str) -> bool {
    let mut rest = line;
    let mut is_first = true;
    while !rest.is_empty() {
        let next = LABELS.iter().find_map(|label| {
            let after = rest.strip_prefix(label)?;
            // A label that is part of a longer word is none: `가` in `가을`, `KBS` in `KBS1`.
            (after.is_empty()
                || after.starts_with(' ')
                || LABELS.iter().any(|label| after.starts_with(label) && label.len() > 6))
            .then_some(after)
        });
        let counted = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        rest = match next {
            Some(after) => after,
            None if counted.len() < rest.len() && !is_first => counted,
            None => return false,
        };
        rest = rest.trim_start();
        is_first = false;
    }
    !is_first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_notices_are_furniture() {
        for line in [
            "동영상 고정 취소",
            "읽어주기 기능은 크롬기반의",
            "동영상영역 시작동영상영역 끝",
            "공유하기 글씨 크게보기",
            "댓글 0",
            "가",
            "KBS",
            "고화질 표준화질 화면 크기 동영상 고정 취소",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn sentences_that_mention_a_label_are_text() {
        for line in [
            "가을이 왔습니다.",
            "KBS is on strike.",
            "댓글 수사가 시작됐습니다.",
            "2031",
            "KBS1",
            "좋아요를 눌렀습니다.",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
        assert!(!is_footer_start("헤드라인을 장식한 화가가 돌아왔습니다.", true));
        assert!(!is_furniture(&format!("Photo : {}", "a long line of text that no editor cut ".repeat(3))));
    }

    #[test]
    fn notices_of_rights_and_contacts_are_furniture() {
        for line in [
            "무단 전재-재배포 금지",
            "무단전재 및 재배포 금지",
            "<저작권자(c) 산돌뉴스, 무단 전재-재배포 금지>",
            "저작권자 ⓒ 산돌뉴스",
            "Copyright © Sandol News. All rights reserved.",
            "Copyright (c) Sandol News All Rights Reserved",
            "[Copyright holder (c) YTN Unauthorized reproduction prohibited]",
            "※ 'Your report becomes news'",
            "※ '당신의 제보가 뉴스가 됩니다'",
            "[KakaoTalk] Search for YTN and add the channel",
            "[전화] 02-000-0000",
            "[Mail] weir@sandol.example",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "저작권자는 법정에서 울었습니다.",
            "무단 전재 금지 조항이 사라졌습니다.",
            "Copyright law is to change.",
            "[Phone] A caller said that the weir sang.",
            "※ 둑은 낡았습니다.",
        ] {
            assert!(!is_furniture(line) && !is_footer_start(line, true), "{line}");
        }
    }

    #[test]
    fn footers_start_where_the_text_ends() {
        for line in ["■ 제보하기", "공지·정정", "이 기사가 좋으셨다면", "헤드라인", "전체메뉴"]
        {
            assert!(is_footer_start(line, true), "{line}");
        }
    }

    #[test]
    fn a_long_line_of_labels_is_read_once() {
        assert!(is_furniture(&"댓글 1 ".repeat(100_000)));
        assert!(!is_furniture(&format!("{}x", "가 ".repeat(100_000))));
    }
}
