//! Names in Korean text, which has no capitals: people by the titles behind them, places by the list and by their
//! endings, organisations by theirs. What fits nothing is left out: a wrong name costs more than a missing one.

use std::sync::LazyLock;

use ahash::AHashSet;

use super::super::speakers::titles::{KOREAN_TITLES, set};
use super::{NameKind, places};
use crate::text::frequency::GeneralFrequencies;
use crate::text::korean::stem;

/// A name found in Korean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: NameKind,
}

/// Commonest family names of one syllable.
const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용예봉사부가복태목형계피두감호동경";

/// Endings of organisations, with the syllables that must stand before them.
const BODIES: &[(&str, usize)] = &[
    ("위원회", 2),
    ("변호사회", 2),
    ("협의회", 2),
    ("연합회", 2),
    ("협회", 2),
    ("학회", 2),
    ("대학교", 2),
    ("대학", 2),
    ("기술원", 2),
    ("연구원", 2),
    ("연구소", 2),
    ("진흥원", 2),
    ("감독원", 2),
    ("수사원", 2),
    ("정보원", 2),
    ("평가원", 2),
    ("개발원", 2),
    ("관리원", 2),
    ("관리단", 2),
    ("관리소", 3),
    ("관리공단", 1),
    ("공단", 2),
    ("공사", 3),
    ("지방법원", 1),
    ("고등법원", 1),
    ("지법", 2),
    ("고법", 2),
    ("지방검찰청", 1),
    ("지검", 2),
    ("고검", 2),
    ("경찰청", 2),
    ("경찰서", 2),
    ("소방서", 2),
    ("소방본부", 2),
    ("해양경찰서", 1),
    ("해경", 2),
    ("지방기상청", 1),
    ("교육청", 2),
    ("관리청", 2),
    ("대학병원", 1),
    ("병원", 2),
    ("은행", 2),
    ("증권", 2),
    ("전자", 2),
    ("조선", 3),
    ("건설", 2),
    ("중공업", 2),
    ("자동차", 2),
    ("항공", 2),
    ("해운", 2),
    ("그룹", 2),
    ("신문", 2),
    ("일보", 2),
    ("통신", 2),
    ("방송", 3),
    ("재단", 2),
    ("박물관", 2),
    ("미술관", 2),
    ("거래소", 2),
    ("노동부", 2),
    ("안전부", 2),
    ("교통부", 2),
    ("복지부", 2),
    ("수산부", 2),
    ("식품부", 2),
    ("자원부", 2),
    ("기술부", 2),
    ("재정부", 2),
    ("체육관광부", 1),
    ("안전처", 2),
    ("유산청", 2),
    ("정보센터", 2),
    ("연구센터", 2),
    ("리서치", 2),
    ("수산", 2),
    ("제약", 2),
    ("물산", 2),
    ("시멘트", 2),
    ("홀딩스", 1),
    ("엔터테인먼트", 2),
    ("모터스", 2),
    ("바이오", 2),
    ("테크", 2),
    ("소프트", 2),
    ("캐피탈", 2),
    ("백화점", 2),
    ("노조", 4),
    ("광역시의회", 1),
    ("시의회", 2),
    ("군의회", 2),
    ("도의회", 2),
];

/// Organisations that their endings do not tell.
const KNOWN_BODIES: &str = "국방부 외교부 통일부 법무부 교육부 환경부 기획재정부 국토부 복지부 고용노동부 행안부 해수부 과기정통부 국세청 관세청 조달청 통계청 병무청 산림청 특허청 기상청 소방청 경찰청 해양경찰청 질병관리청 \
국정원 감사원 금감원 대법원 헌법재판소 대검찰청 합동참모본부 합참 국회 청와대 대통령실 한국은행 유엔 백악관 국무부 크렘린궁 나토 유럽연합 세계보건기구 국과수 코레일 한전 민주당 국민의힘 더불어민주당 \
조국혁신당 개혁신당 로이터 민주노총 한국노총 전교조 연합뉴스";

/// Words behind which the name of a body stands: *기상업체 구름결*, *일간지 한밭새소식*.
const BEFORE_BODIES: &[&str] = &[
    "업체",
    "기업",
    "회사",
    "제조사",
    "제약사",
    "운영사",
    "선사",
    "일간지",
    "경제지",
    "주간지",
    "매체",
    "신문",
    "통신사",
    "은행",
    "학술지",
    "월간지",
    "단체",
];

/// Words behind which the name of a town stands: *항구 도시 산타벨에*.
const BEFORE_PLACES: &[&str] = &["도시", "마을", "휴양지", "수도", "소도시"];

/// Endings of places behind another place, or in words that no dictionary has.
const PLACES: &[&str] =
    &["시", "군", "구", "읍", "면", "동", "리", "섬", "도", "항", "산", "강", "재", "령", "역", "천"];
/// Endings that are places behind any two syllables.
const SURE_PLACES: &[&str] =
    &["터널", "나들목", "휴게소", "공항", "해수욕장", "저수지", "대교", "산단", "국립공원", "해협"];

fn is_hangul(character: char) -> bool {
    matches!(character, '가'..='힣')
}

static KNOWN_BODY_SET: LazyLock<AHashSet<&str>> = LazyLock::new(|| set(KNOWN_BODIES));
/// Last syllables of [`BODIES`].
static BODY_SYLLABLES: LazyLock<AHashSet<char>> =
    LazyLock::new(|| BODIES.iter().filter_map(|(ending, _)| ending.chars().next_back()).collect());

/// Whether a list with spaces between has a word.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

fn syllables(word: &str) -> usize {
    word.chars().count()
}

/// Whether what looks like a name is a body cut short, or a word met too often for one (names of the famous are met too).
fn is_noun(name: &str) -> bool {
    const OFTEN: f64 = 1e-5;
    let is_body = name.ends_with(['부', '처', '청', '위', '당', '팀', '측', '회', '실', '국']);
    is_body || GeneralFrequencies::shipped().frequency(name).is_some_and(|frequency| frequency > OFTEN)
}

/// Whether a word is in the dictionary of general frequencies.
fn is_common(word: &str) -> bool {
    GeneralFrequencies::shipped().frequency(word).is_some()
}

/// The name before a title in a phrase, without the title: `김하나 장관` gives `김하나`; a family name alone is kept.
pub(in super::super) fn titled(phrase: &str) -> Option<String> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let at = words.iter().rposition(|word| KOREAN_TITLES.contains(&stem(word)) || KOREAN_TITLES.contains(word))?;
    // 황보 씨의 변호인: the title bears a particle, so that the phrase means another.
    if at + 1 < words.len() {
        return None;
    }
    let name = words.get(at.checked_sub(1)?)?;
    let foreign = words_of_foreign(&words[..at]);
    if foreign > 0 {
        return Some(words[at - foreign..at].join(" "));
    }
    let name = if *name == "모" { words.get(at.checked_sub(2)?)? } else { name };
    (is_person(name) || is_family(name)).then(|| (*name).to_owned())
}

fn is_family(word: &str) -> bool {
    syllables(word) == 1 && FAMILIES.contains(word)
        || matches!(word, "황보" | "남궁" | "사마" | "선우" | "제갈" | "독고" | "서문")
}

/// Whether a word can be a full name: a family name and two syllables, and no word of the dictionary.
fn is_person(word: &str) -> bool {
    let first: String = word.chars().take(1).collect();
    let is_long =
        ["황보", "남궁", "사마", "선우", "제갈", "독고", "서문"].iter().any(|family| word.starts_with(family));
    let length = syllables(word);
    word.chars().all(is_hangul)
        && (length == 3 && FAMILIES.contains(&first) || length == 4 && is_long)
        && !is_place(word)
        && !ends_as_body(word)
        && !is_doing(word)
}

/// How many words before a title are a foreign name, as 모리구치 겐: two or three that no dictionary has; else none.
fn words_of_foreign(before: &[&str]) -> usize {
    const LONGEST: usize = 3;
    const SYLLABLES: usize = 4;
    const LONGEST_WORD: usize = 5;
    const NO_ENDINGS: [char; 14] = ['한', '된', '진', '던', '는', '은', '을', '를', '의', '이', '로', '도', '가', '들'];
    const NO_NAMES: &str = "모 전 현 새 첫 두 세 네 한 그 이 각 총 부 측";
    let is_short = |word: &str| syllables(word) == 1 && !has(NO_NAMES, word);
    let is_long = |word: &str| {
        (2..=LONGEST_WORD).contains(&syllables(word))
            && !is_common(word)
            && stem(word) == word
            && !word.ends_with(NO_ENDINGS)
            && !is_person(word)
            && !is_place(word)
            && !ends_as_body(word)
            && !is_noun(word)
            && !KOREAN_TITLES.contains(word)
    };
    let is_part = |word: &&&str| word.chars().all(is_hangul) && (is_short(word) || is_long(word));
    let words = before.iter().rev().take(LONGEST).take_while(is_part).count();
    let name = &before[before.len() - words..];
    let all: usize = name.iter().map(|word| syllables(word)).sum();
    if words >= 2 && all >= SYLLABLES && name.iter().any(|word| syllables(word) > 2) { words } else { 0 }
}

/// Whether a word is a verb that describes what follows: 추천한 위원.
fn is_doing(word: &str) -> bool {
    word.strip_suffix(['한', '된', '던', '할', '될', '는']).is_some_and(is_common)
}

fn is_place(word: &str) -> bool {
    places::is_known(word)
}

fn ends_as_body(word: &str) -> bool {
    if ["책임", "선임", "수석", "전임", "주임"].iter().any(|rank| word.starts_with(rank)) {
        return false;
    }
    KNOWN_BODY_SET.contains(word)
        || word.chars().next_back().is_some_and(|last| BODY_SYLLABLES.contains(&last))
            && BODIES
                .iter()
                .any(|(ending, before)| word.strip_suffix(ending).is_some_and(|rest| syllables(rest) >= *before))
}

/// The names in a Korean text, in order. Linear in it.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for chunk in text.split_inclusive(|one: char| one.is_whitespace() || matches!(one, '·' | ',' | '(' | ')' | '…'))
    {
        let head = chunk.find(char::is_alphanumeric).unwrap_or(chunk.len());
        let word = chunk[head..].trim_end_matches(|one: char| !one.is_alphanumeric());
        if !word.is_empty() {
            words.push((at + head, word));
        }
        at += chunk.len();
    }
    for (number, &(start, word)) in words.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|before| words.get(before)).map_or("", |before| before.1);
        let next = words.get(number + 1).map_or("", |next| next.1);
        let bare = stem(word);
        // 강릉시, 경기도: with and without particle.
        let is_behind_place = found.last().is_some_and(|last| last.kind == NameKind::Place && start - last.end <= 4);
        // 한국다랑어선주협회장: the body of its head.
        let led = word.strip_suffix('장').filter(|body| body.ends_with(['회', '조']) && ends_as_body(body));
        // 문경에서도: two particles.
        let twice = ["에서도", "에서는", "에서만", "까지도"].iter().find_map(|end| word.strip_suffix(end));
        let mut names = [Some(word), Some(bare).filter(|bare| *bare != word), led, twice.filter(|name| is_place(name))]
            .into_iter()
            .flatten();
        let kind_and_name = names
            .find_map(|name| Some((kind(name, word, before, next, is_behind_place)?, name)))
            .or_else(|| is_told_university(bare, &words[number + 1..]).then_some((NameKind::Organisation, bare)));
        if KOREAN_TITLES.contains(word) || KOREAN_TITLES.contains(bare) {
            let from = number.saturating_sub(4);
            let before: Vec<&str> = words[from..number].iter().map(|(_, word)| *word).collect();
            let foreign = words_of_foreign(&before);
            if let (Some((first, _)), Some((last, end))) =
                (words.get(number - foreign), number.checked_sub(1).and_then(|last| words.get(last)))
                && foreign > 0
            {
                found.push(Found { start: *first, end: last + end.len(), kind: NameKind::Person });
            }
        }
        if let Some((kind, name)) = kind_and_name {
            found.push(Found { start, end: start + name.len(), kind });
        }
    }
    found
}

/// Whether a word is a university cut short: 교와대의 … 교수.
fn is_told_university(name: &str, behind: &[(usize, &str)]) -> bool {
    (3..=5).contains(&syllables(name))
        && name.ends_with('대')
        && !is_common(name)
        && behind.iter().take(3).any(|(_, word)| ["교수", "연구팀", "총장", "연구진"].contains(&stem(word)))
}

fn kind(name: &str, word: &str, before: &str, next: &str, is_behind_place: bool) -> Option<NameKind> {
    if !name.starts_with(is_hangul) {
        return None;
    }
    if KNOWN_BODY_SET.contains(name) || ends_as_body(name) && (syllables(name) > 4 || !is_common(name)) {
        return Some(NameKind::Organisation);
    }
    if is_place(name) && is_told_place(name, word) {
        return Some(NameKind::Place);
    }
    // 상주시, 김포시, 담양군: a known place and its rank.
    let ranked =
        name.strip_suffix(['시', '군', '구', '읍', '역']).is_some_and(|rest| syllables(rest) > 1 && is_place(rest));
    if ranked {
        return Some(NameKind::Place);
    }
    if is_place_by_ending(name, word, [before, next], is_behind_place) {
        return Some(NameKind::Place);
    }
    if word == name && KOREAN_TITLES.contains(&stem(next)) && is_person(name) && !is_noun(name) {
        return Some(NameKind::Person);
    }
    let is_behind_body = BEFORE_BODIES
        .iter()
        .any(|body| before == *body || before.ends_with(body) && syllables(before) > syllables(body));
    let is_body = is_behind_body && word != name && syllables(name) >= 3 && !is_common(name) && stem(word) == name;
    is_body.then_some(NameKind::Organisation)
}

/// Whether a word ends as places do, and stands where places stand.
fn is_place_by_ending(name: &str, word: &str, [before, next]: [&str; 2], is_behind_place: bool) -> bool {
    let is_behind_town = BEFORE_PLACES.contains(&before);
    let length = syllables(name);
    if is_common(name) || ["끼리", "에서도", "에도", "에게도"].iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let is_sure = SURE_PLACES.iter().any(|ending| name.strip_suffix(ending).is_some_and(|rest| syllables(rest) > 1));
    let ends_as_place = PLACES.iter().any(|ending| name.ends_with(ending));
    let is_at_sea = ["남쪽", "북쪽", "동쪽", "서쪽", "앞바다", "해상", "인근", "남방", "북방"].contains(&stem(next));
    // "직원들도 인근" bears a particle: what is before it is a word.
    let is_island = name
        .strip_suffix(['도', '섬'])
        .is_some_and(|rest| syllables(rest) >= 2 && !rest.ends_with('들') && !is_common(rest) && is_at_sea);
    let is_rank = ["읍", "면", "동", "리"].iter().any(|ending| name.ends_with(ending));
    let has_where = word
        .strip_prefix(name)
        .is_some_and(|particle| particle.starts_with("에서") || particle == "의" || particle == "에");
    let is_in = word.strip_prefix(name).is_some_and(|particle| particle == "에" || particle.starts_with("에서"));
    is_sure
        || is_in && (is_behind_place && length == 2 || is_behind_town && (2..=4).contains(&length))
        || ends_as_place && (3..=5).contains(&length) && is_behind_place
        || is_island
        || is_rank && length == 3 && has_where && !is_common(word)
}

/// Some places are words too (`공주`, `예산`, `수단`): those need the particle of a place.
fn is_told_place(name: &str, word: &str) -> bool {
    const COMMON_NOUNS: &str = "빈 가나 수단 공주 부여 선전 음성 예산 영광 인도 전주 개성 장수 경기 도하 세부 우한 진도 중동 영양 \
양산 고양 진주 구리 남원 강화 정선 나선 사천 태백 오만 영동 상주 통가 하동 발리 리마";
    let particle = word.strip_prefix(name).unwrap_or_default();
    let has_where = particle.starts_with("에서")
        || particle == "에"
        || particle == "의"
        || particle.starts_with("까지")
        || particle.starts_with("지역")
        || particle.starts_with("으로");
    !has(COMMON_NOUNS, name) || has_where && !["빈", "경기", "예산", "인도"].contains(&name)
}
