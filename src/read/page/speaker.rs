//! Who speaks: the words before a soundbite taken apart into name, role and time.
//!
//! Broadcasters print `Name/Role/March`, `Name, Role`, `Role Name`, a role alone or a name alone. The separators are
//! sure; where there are none, Korean family names, words for offices and the shape of a name decide. Tags that only say
//! that a voice was altered are left out.

/// Name, role and time of a soundbite, as printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Speaker<'a> {
    /// The name.
    pub(super) name: Option<&'a str>,
    /// The role.
    pub(super) role: Option<&'a str>,
    /// When it was said.
    pub(super) when: Option<&'a str>,
}

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

/// Takes apart what stands before the words of a soundbite.
pub(super) fn parse(text: &str) -> Speaker<'_> {
    let mut speaker = Speaker::default();
    let text = take_tags(text.trim(), &mut speaker);
    let mut parts: Vec<&str> = Vec::new();
    for part in split_outside_brackets(text, '/') {
        let part = take_tags(part, &mut speaker);
        if part.is_empty() || is_voice_tag(part) {
            continue;
        }
        if !parts.is_empty() && is_when(part) {
            speaker.when = Some(part);
        } else {
            parts.push(part);
        }
    }
    match parts.as_slice() {
        [] => {}
        [only] => take_unparted(only, &mut speaker),
        [name, role] => {
            speaker.name = Some(name);
            speaker.role = Some(role);
        }
        // More than two parts: the name is the first, the role all that is left, as printed.
        [name, second, .., last] => {
            speaker.name = Some(name);
            speaker.role = text.get(offset_in(text, second)..offset_in(text, last) + last.len());
        }
    }
    speaker
}

/// `NAME(ROLE)` or `(ROLE)`, as written before 2025 and in Korean.
pub(super) fn parse_bracketed_role(text: &str) -> Option<Speaker<'_>> {
    let text = text.trim();
    let inner_end = text.strip_suffix(')')?;
    let open = matching_open(inner_end)?;
    let name = inner_end.get(..open)?.trim();
    let inner = inner_end.get(open + 1..)?.trim();
    let mut speaker = Speaker::default();
    let role = take_tags(inner, &mut speaker);
    if is_when(role) {
        speaker.when = Some(role);
    } else if !is_voice_tag(role) && !is_language_tag(role) && !role.is_empty() {
        speaker.role = Some(role);
    }
    if speaker.role.is_none() {
        let rest = parse(name);
        return Some(Speaker { when: speaker.when.or(rest.when), ..rest });
    }
    speaker.name = (!name.is_empty()).then_some(name);
    Some(speaker)
}

/// Whether text ends with a bracketed tag, of a time or an altered voice, and says something before it.
pub(super) fn has_tag(text: &str) -> bool {
    let bare = take_tags(text, &mut Speaker::default());
    !bare.is_empty() && bare.len() < text.trim().len()
}

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

/// A part without separators inside: a title and a name, a role or a name.
fn take_unparted<'a>(part: &'a str, speaker: &mut Speaker<'a>) {
    if let Some((name, role)) = part.split_once(", ") {
        let (name, role) = (name.trim(), role.trim());
        if is_when(role) {
            speaker.when = Some(role);
            return take_unparted(name, speaker);
        }
        if is_name(name) && (name.contains(' ') || is_family_name(name)) {
            speaker.name = Some(name);
            speaker.role = Some(role);
        } else {
            speaker.role = Some(part);
        }
        return;
    }
    if is_hangul(part) {
        if is_hangul_name(part) {
            speaker.name = Some(part);
        } else {
            speaker.role = Some(part);
        }
        return;
    }
    match name_start(part) {
        Some(0) => speaker.name = Some(part),
        Some(start) => {
            speaker.role = part.get(..start).map(str::trim);
            speaker.name = part.get(start..);
        }
        None => speaker.role = Some(part),
    }
}

/// Where in `part` a name begins that reaches to its end: 0 for a name alone, more for a title before it.
fn name_start(part: &str) -> Option<usize> {
    let words: Vec<&str> = part.split_whitespace().collect();
    if words.len() > 12 {
        return None;
    }
    let start_of = |index: usize| words.get(index).map(|word| offset_in(part, word));
    let (last, before) = words.split_last()?;
    let given_is_hyphened = last.split_once('-').is_some_and(|(first, second)| {
        starts_large(first) && !second.is_empty() && second.chars().all(char::is_alphabetic)
    });
    let capitalised = words.iter().all(|word| starts_large(word));
    // Kim Do-yun, also after a title of any length.
    if given_is_hyphened && before.last().is_some_and(|family| is_family_name(family)) {
        return start_of(words.len() - 2);
    }
    // Lee Jae Myung.
    if let [.., family, first, second] = words.as_slice()
        && is_family_name(family)
        && starts_large(first)
        && starts_large(second)
        && !is_role_word(first)
        && !is_role_word(second)
        && !is_listed(TITLES, first)
    {
        return start_of(words.len() - 3);
    }
    if let ["Mr." | "Ms." | "Mrs." | "Miss", ..] = words.as_slice() {
        return capitalised.then_some(0);
    }
    if is_role_word(last) || is_listed(TITLES, last) {
        return None;
    }
    // A title, then a name with capitals up to the end.
    if let Some(title) = words.iter().rposition(|word| is_listed(TITLES, word.trim_end_matches(',')))
        && title + 1 < words.len()
        && words.len() - title <= 5
    {
        let is_name = words.iter().skip(title + 1).all(|word| starts_large(word));
        return if is_name { start_of(title + 1) } else { None };
    }
    if words.len() == 1 {
        let ends_as_role =
            ["er", "or", "man", "ist", "ant", "ent", "ee", "ian"].iter().any(|ending| last.ends_with(ending));
        return (starts_large(last) && (is_family_name(last) || !ends_as_role)).then_some(0);
    }
    (is_name(part) && words.len() <= 4).then_some(0)
}

/// Takes bracketed tags off the end of `text`: a time, an altered voice, a language.
fn take_tags<'a>(text: &'a str, speaker: &mut Speaker<'a>) -> &'a str {
    let mut text = text.trim_matches(is_edge);
    // No page prints more than a few tags; the bound keeps hostile input linear.
    for _ in 0..4 {
        let Some(inner_end) = text.strip_suffix(')') else { break };
        let Some(open) = matching_open(inner_end) else { break };
        let tag = inner_end.get(open + 1..).unwrap_or_default().trim();
        if is_when(tag) {
            speaker.when = Some(tag);
        } else if !is_voice_tag(tag) && !is_language_tag(tag) {
            break;
        }
        text = inner_end.get(..open).unwrap_or_default().trim_matches(is_edge);
    }
    text
}

/// The bracket that opens the group at whose end `text` was cut.
fn matching_open(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 0 => return Some(at),
            b'(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts of `text` between `separator`s that stand outside round brackets.
fn split_outside_brackets(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |character| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == separator && depth == 0
    })
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

fn is_voice_tag(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let folded = text.to_lowercase().replace(' ', "");
    folded.contains("음성변조")
        || folded.contains("음성대역")
        || folded.contains("voice")
            && ["alter", "modif", "disguis", "chang", "distort"].iter().any(|word| folded.contains(word))
}

fn is_language_tag(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.split(['-', '/', ' ']).all(|word| {
            is_listed(
                " korean english japanese chinese russian german french spanish ukrainian arabic translation ",
                word,
            )
        })
}

fn is_role_word(word: &str) -> bool {
    is_listed(ROLE_WORDS, word.trim_end_matches([',', '.']))
}

fn is_family_name(word: &str) -> bool {
    starts_large(word) && is_listed(FAMILY_NAMES, word)
}

fn is_listed(list: &str, word: &str) -> bool {
    if word.is_empty() || word.len() > 24 || word.contains(' ') {
        return false;
    }
    let word = word.to_lowercase();
    list.split_whitespace().any(|listed| listed == word)
}

fn starts_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_hangul(text: &str) -> bool {
    text.chars().any(|character| matches!(character, '가'..='힣'))
}

/// A Korean name: two to four syllables with a family name first, also `김OO` and `이 모 씨`.
fn is_hangul_name(text: &str) -> bool {
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

fn is_edge(character: char) -> bool {
    character.is_whitespace() || matches!(character, '/' | ',')
}

/// Byte offset of a part in the text that it was cut from.
fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, Option<&str>, Option<&str>) {
        let speaker = parse(text);
        (speaker.name, speaker.role, speaker.when)
    }

    #[test]
    fn parts_at_slashes_are_name_role_and_time() {
        assert_eq!(parts("Ha Yeo-reum/Reservoir Keeper"), (Some("Ha Yeo-reum"), Some("Reservoir Keeper"), None));
        assert_eq!(parts("Lena Brandt/U.S. Envoy/March"), (Some("Lena Brandt"), Some("U.S. Envoy"), Some("March")));
        assert_eq!(parts("Ha Yeo-reum / Keeper (KBS News interview in 2021)").2, Some("KBS News interview in 2021"));
        assert_eq!(parts("Lee / Keeper (VOICE MODIFIED)"), (Some("Lee"), Some("Keeper"), None));
        assert_eq!(parts("Local resident/voice altered"), (None, Some("Local resident"), None));
        assert_eq!(parts("하여름/저수지 관리인/지난 4월"), (Some("하여름"), Some("저수지 관리인"), Some("지난 4월")));
        assert_eq!(parts("인근 주민/음성변조"), (None, Some("인근 주민"), None));
    }

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
    fn without_a_slash_shape_decides() {
        assert_eq!(parts("President Park Do-yun"), (Some("Park Do-yun"), Some("President"), None));
        assert_eq!(parts("President Lee Han Byeol"), (Some("Lee Han Byeol"), Some("President"), None));
        assert_eq!(parts("Foreign Minister Ivo Marek"), (Some("Ivo Marek"), Some("Foreign Minister"), None));
        assert_eq!(
            parts("Seo Ga-on, Cellist of the Orchestra"),
            (Some("Seo Ga-on"), Some("Cellist of the Orchestra"), None)
        );
        assert_eq!(parts("Resident of Nok-ri, Pocheon"), (None, Some("Resident of Nok-ri, Pocheon"), None));
        for role in [
            "Local Resident",
            "Control Room",
            "Spectator from Suncheon",
            "Store employee at the scene",
            "Night Guard",
            "Coworker",
            "Victim's Sister",
            "Fan",
        ] {
            assert_eq!(parts(role), (None, Some(role), None), "{role}");
        }
        for name in ["Kim", "Seo Ga-on", "Nils Aaberg", "Mr. Kim"] {
            assert_eq!(parts(name), (Some(name), None, None), "{name}");
        }
    }

    #[test]
    fn bracketed_roles_are_taken_apart_with_their_nested_brackets() {
        let speaker = parse_bracketed_role("Ok Ji-an (Policy chief, Pres. office (May 20))").unwrap();
        assert_eq!(
            (speaker.name, speaker.role, speaker.when),
            (Some("Ok Ji-an"), Some("Policy chief, Pres. office"), Some("May 20"))
        );
        let speaker = parse_bracketed_role("(Hotel Manager)").unwrap();
        assert_eq!((speaker.name, speaker.role), (None, Some("Hotel Manager")));
        let speaker = parse_bracketed_role("Defense Minister Ok Ji-an (Korean-English)").unwrap();
        assert_eq!((speaker.name, speaker.role), (Some("Ok Ji-an"), Some("Defense Minister")));
        assert!(parse_bracketed_role("Ok Ji-an").is_none());
    }

    #[test]
    fn hostile_separators_do_no_harm() {
        for text in ["/", "//////", ")", "(((", ")))", ", ,", "(March)(March)(March)"] {
            let _ = parse(text);
            let _ = parse_bracketed_role(text);
        }
        let _ = parse(&"a/".repeat(200_000));
        let _ = parse(&")".repeat(200_000));
    }
}
