//! The words that tell people, roles and times apart in front of a soundbite.
//!
//! Closed lists, lower case, with the predicates that read them: months and days, offices, what people are called when
//! they have no name, Korean family names in both scripts. A word that is missing here costs a field, never text.

/// Family names in the romanisations that newsrooms use, lower case.
const FAMILY_NAMES: &str = " ahn an bae baek paik bak ban bang bong boo bu byeon byun cha chae chang cheon chun cho choe choi choo chu chung do \
eom eum eun gal gam gang geum gi gil go gong gu guk gwak gwon gye ha ham han heo ho hong hur huh hwang hwangbo hyeon hyun im in \
jang je jegal jeon jun jeong jung ji jin jo joo ju kal kang ki kil kim ko koo ku kuk kwak kwon lee rhee yi li lim ma maeng min mo moon mun \
myeong na nam namgung ra noh no roh oh ok pae pak park pi pyeon pyo pyun rim ri ryang ryoo ryu sagong seo seok seol seon seong shim shin \
shon sim sin so sohn son song suh suk sun sung tae tak tang um uhm wang wee wi won woo wu yang ye yeo yeom yeon yeop yim yoo you yoon yook yu yuk yum yun \
dam eo hyung ";

/// Family names in Hangul, the common ones.
const HANGUL_FAMILY_NAMES: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용봉사갈견경계나단당돈동두랑래";

/// Words that name a person by what he or she is or does, lower case; with the endings below they tell a role.
const ROLE_WORDS: &str = " resident residents neighbor neighbour neighbors official officials witness witnesses passerby passersby \
employee employees driver user users worker workers owner survivor victim victims passenger passengers student students citizen citizens \
visitor visitors tourist tourists guard guards crowd protester protesters caller nurse doctor patient patients mother father parent parents son daughter \
sister brother wife husband family families chief head staff crew captain pilot police room spokesperson spokesman spokeswoman spectator \
coworker colleague colleagues friend fan fans guest guests couple woman man boy girl child children customer customers merchant merchants vendor clerk fisherman \
farmer soldier soldiers lawyer attorney judge police officer officers firefighter firefighters volunteer holder member members expert narrator announcer anonymous source sources announcement recording \
president professor minister mayor governor secretary director manager teacher principal buyer seller tenant landlord chairman chairwoman chair deputy vice \
representative lawmaker ambassador envoy senator general admiral colonel commander bishop monk priest pastor coach player athlete singer actor actress author informant whistleblower suspect defendant ";

/// Words that may stand before a name as a title, lower case.
const TITLES: &str = " president minister mayor governor secretary director professor chairman chairwoman chairperson chair chief commissioner senator representative rep. \
ambassador envoy spokesperson spokesman spokeswoman captain capt. general gen. admiral colonel col. major maj. sergeant lieutenant lt. commander judge justice king queen prince princess pope \
cardinal bishop reverend rev. pastor ven. venerable prof. chancellor premier speaker prosecutor attorney lawyer detective inspector officer superintendent coach manager \
dr. doctor leader nominee candidate lawmaker reporter correspondent anchor ceo mr. sen. gov. sec. director-general vice deputy former acting u.s. prime ";

/// Words that make up a time of speech, lower case.
const MONTHS: &str = " january february march april may june july august september october november december jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. jan feb mar apr jun jul aug sep sept oct nov dec ";
const DAYS: &str = " monday tuesday wednesday thursday friday saturday sunday yesterday today tonight ";
const AROUND_TIMES: &str = " last this next past early late mid in on of at the ago days day weeks week months month years year morning afternoon evening night time interview kbs news kbs1 tv \
press conference briefing speech address debate hearing broadcast a an earlier since before during file footage ";
const HANGUL_TIMES: [&str; 16] = [
    "어제",
    "오늘",
    "그제",
    "그저께",
    "지난달",
    "지난해",
    "작년",
    "올해",
    "지난주",
    "오전",
    "오후",
    "당시",
    "지난",
    "이달",
    "어젯밤",
    "그끄제",
];

const HANGUL_ROLES: [&str; 34] = [
    "주민",
    "시민",
    "상인",
    "목격자",
    "피해자",
    "관계자",
    "유족",
    "승객",
    "기사",
    "운전자",
    "학생",
    "교사",
    "직원",
    "손님",
    "업주",
    "신고자",
    "농민",
    "어민",
    "환자",
    "보호자",
    "학부모",
    "대표",
    "교수",
    "변호사",
    "경찰",
    "소방관",
    "중계",
    "가족",
    "이용자",
    "방문객",
    "관광객",
    "경비원",
    "구조대원",
    "선원",
];

/// Whether text reads as a person's name: a few words, each with a capital, or a Korean name.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(7).collect();
    if is_hangul(text) {
        return is_hangul_name(text);
    }
    (1..=6).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().next().is_some_and(char::is_uppercase)
                || is_listed(" de da di del der den van von bin ibn al la le el dos du ", word)
        })
        && !words.iter().any(|word| is_role_word(word))
        && !text.contains(['?', '!', ';', '"', ':'])
}

/// Whether text says when something was said.
pub(super) fn is_when(text: &str) -> bool {
    if text.is_empty() || text.len() > 60 {
        return false;
    }
    let mut has_time = false;
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let is_number = word.chars().all(|character| character.is_ascii_digit() || character == '.');
        let is_hangul_date = word.starts_with(|first: char| first.is_ascii_digit())
            && word.ends_with(['년', '월', '일', '시'])
            && word
                .chars()
                .all(|character| character.is_ascii_digit() || matches!(character, '년' | '월' | '일' | '시'));
        if is_listed(MONTHS, &word) || is_listed(DAYS, &word) || is_hangul_date || HANGUL_TIMES.contains(&word.as_str())
        {
            has_time = true;
        } else if is_number {
            has_time |= word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            has_time |= word.contains('.') && word.len() >= 3;
        } else if is_ordinal(&word) || is_month_and_day(&word) {
            has_time = true;
        } else if is_listed(AROUND_TIMES, &word) {
            has_time |= matches!(word.as_str(), "ago" | "last" | "night" | "earlier" | "past");
        } else {
            return false;
        }
    }
    has_time
}

/// `9th`, `22nd`.
fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|ending| {
        word.strip_suffix(ending).is_some_and(|number| {
            !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}

/// `nov.15`, as printed without a space.
fn is_month_and_day(word: &str) -> bool {
    word.split_once('.').is_some_and(|(month, day)| {
        is_listed(MONTHS, month) && !day.is_empty() && day.len() <= 2 && day.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a tag says that a voice was altered.
pub(super) fn is_voice_tag(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let folded = text.to_lowercase().replace(' ', "");
    folded.contains("음성변조")
        || folded.contains("음성대역")
        || folded.contains("voice")
            && ["alter", "modif", "disguis", "chang", "distort"].iter().any(|word| folded.contains(word))
}

/// Whether a tag names the languages of a soundbite.
pub(super) fn is_language_tag(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.split(['-', '/', ' ']).all(|word| {
            is_listed(
                " korean english japanese chinese russian german french spanish ukrainian arabic translation ",
                word,
            )
        })
}

/// Whether a word names a person by what he or she is or does.
pub(super) fn is_role_word(word: &str) -> bool {
    is_listed(ROLE_WORDS, word.trim_end_matches([',', '.']))
}

/// Whether a word is a Korean family name.
pub(super) fn is_family_name(word: &str) -> bool {
    starts_large(word) && is_listed(FAMILY_NAMES, word)
}

fn is_listed(list: &str, word: &str) -> bool {
    if word.is_empty() || word.len() > 24 || word.contains(' ') {
        return false;
    }
    let word = word.to_lowercase();
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether a word begins with a capital.
pub(super) fn starts_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether text is written in Hangul.
pub(super) fn is_hangul(text: &str) -> bool {
    text.chars().any(|character| matches!(character, '가'..='힣'))
}

/// A Korean name: two to four syllables with a family name first, also `김OO` and `이 모 씨`.
pub(super) fn is_hangul_name(text: &str) -> bool {
    let first_is_family = text.chars().next().is_some_and(|first| HANGUL_FAMILY_NAMES.contains(first));
    if !first_is_family {
        return false;
    }
    if let Some(rest) = text.strip_suffix(" 씨").or_else(|| text.strip_suffix(" 모")) {
        return rest.chars().count() <= 5;
    }
    let length = text.chars().count();
    (2..=4).contains(&length)
        && text.chars().all(|character| matches!(character, '가'..='힣' | 'O' | 'X' | '○' | '△'))
        && !HANGUL_ROLES.iter().any(|role| text.ends_with(role))
}

/// Whether a word may stand before a name as a title.
pub(super) fn is_title_word(word: &str) -> bool {
    is_listed(TITLES, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_shape_are_told_from_roles() {
        for time in [
            "March",
            "Apr. 2",
            "Apr. 29th",
            "Yesterday",
            "2022",
            "in 2021",
            "Nov.15",
            "last 9th",
            "12.4",
            "Feb. 7",
            "last year",
            "지난달",
            "9일",
        ] {
            assert!(is_when(time), "{time}");
        }
        for role in [
            "U.S. President",
            "KBS News",
            "Marching Band",
            "Mayor",
            "Head",
            "Press",
            "2nd Division Commander",
            "일반 시민",
        ] {
            assert!(!is_when(role), "{role}");
        }
    }

    #[test]
    fn korean_names_are_told_from_roles() {
        for name in ["하여름", "김OO", "이 모 씨", "제갈윤슬"] {
            assert!(is_hangul_name(name), "{name}");
        }
        for role in ["주민", "인근 주민", "문구점 주인", "경찰", "소방관"] {
            assert!(!is_hangul_name(role), "{role}");
        }
    }
}
