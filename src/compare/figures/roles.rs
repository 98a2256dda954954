//! Roles: what is said of a quantity, by the words of state and change that reports of one event share.
//!
//! Nine killed and nine injured are different nines, and prices that rose are not those that fell. Closed classes in
//! English and Korean; a word that is in none of them says nothing.

/// What is said of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Dead,
    Hurt,
    Missing,
    Held,
    Charged,
    Fled,
    Saved,
    Trapped,
    Ill,
    Founded,
    Rose,
    Fell,
    Sought,
    Granted,
    For,
    Against,
    Reported,
}

impl Role {
    /// Whether it is a state of people, of which an event has one count each.
    pub(super) fn is_toll(self) -> bool {
        matches!(self, Self::Dead | Self::Hurt | Self::Missing | Self::Held | Self::Fled | Self::Saved | Self::Trapped)
    }
}

const KOREAN: [(&str, Role); 43] = [
    ("신고", Role::Reported),
    ("숨지", Role::Dead),
    ("숨졌", Role::Dead),
    ("숨진", Role::Dead),
    ("사망", Role::Dead),
    ("목숨", Role::Dead),
    ("희생", Role::Dead),
    ("다치", Role::Hurt),
    ("다쳤", Role::Hurt),
    ("다친", Role::Hurt),
    ("다쳐", Role::Hurt),
    ("부상", Role::Hurt),
    ("중경상", Role::Hurt),
    ("실종", Role::Missing),
    ("체포", Role::Held),
    ("구속", Role::Held),
    ("검거", Role::Held),
    ("붙잡", Role::Held),
    ("기소", Role::Charged),
    ("대피", Role::Fled),
    ("피신", Role::Fled),
    ("빠져나", Role::Fled),
    ("구조", Role::Saved),
    ("고립", Role::Trapped),
    ("갇", Role::Trapped),
    ("감염", Role::Ill),
    ("확진", Role::Ill),
    ("설립", Role::Founded),
    ("세워", Role::Founded),
    ("창립", Role::Founded),
    ("창업", Role::Founded),
    ("문을", Role::Founded),
    ("개교", Role::Founded),
    ("올랐", Role::Rose),
    ("오른", Role::Rose),
    ("늘었", Role::Rose),
    ("늘어", Role::Rose),
    ("증가", Role::Rose),
    ("줄었", Role::Fell),
    ("감소", Role::Fell),
    ("떨어", Role::Fell),
    ("찬성", Role::For),
    ("반대", Role::Against),
];

/// The role that a word gives to the quantities beside it.
pub(super) fn role(word: &str) -> Option<Role> {
    if !word.is_ascii() {
        return KOREAN.iter().find(|(form, _)| word.starts_with(form)).map(|&(_, role)| role);
    }
    Some(match word {
        "killed" | "kill" | "kills" | "killing" | "dead" | "died" | "die" | "dies" | "deaths" | "death"
        | "fatalities" | "perished" | "drowned" | "lives" => Role::Dead,
        "injured" | "injuries" | "injuring" | "hurt" | "wounded" | "wounding" | "wounds" => Role::Hurt,
        "missing" | "unaccounted" => Role::Missing,
        "arrested" | "arrest" | "arrests" | "detained" | "custody" | "jailed" => Role::Held,
        "charged" | "indicted" => Role::Charged,
        "evacuated" | "evacuate" | "evacuating" | "evacuees" | "fled" | "displaced" => Role::Fled,
        "rescued" | "rescuing" | "saved" | "freed" => Role::Saved,
        "trapped" | "stranded" => Role::Trapped,
        "infected" | "infections" | "sickened" | "ill" => Role::Ill,
        "founded" | "established" | "founding" | "inaugurated" => Role::Founded,
        "rose" | "rise" | "risen" | "grew" | "increased" | "climbed" | "gained" | "jumped" | "jump" | "soared" => {
            Role::Rose
        }
        "fell" | "dropped" | "declined" | "decreased" | "slipped" | "shrank" | "plunged" | "slumped" => Role::Fell,
        "demanded" | "sought" | "requested" | "claimed" => Role::Sought,
        "awarded" | "granted" | "sentenced" => Role::Granted,
        "favor" | "favour" => Role::For,
        "against" | "opposed" => Role::Against,
        _ => return None,
    })
}

/// Whether a word tells that somebody was told of what happened, where it stands by a time of day.
pub(super) fn is_notice(word: &str) -> bool {
    matches!(word, "call" | "calls" | "alarm" | "alarms" | "alert" | "alerted" | "distress")
        || ["신고", "조난", "신호", "접수"].iter().any(|notice| word.starts_with(notice))
}

/// Nouns for people: two of them may count the same ones.
pub(super) fn is_person(noun: &str) -> bool {
    const ENGLISH: [&str; 62] = [
        "people",
        "persons",
        "person",
        "men",
        "women",
        "man",
        "woman",
        "children",
        "child",
        "boys",
        "girls",
        "workers",
        "worker",
        "employees",
        "staff",
        "residents",
        "passengers",
        "passenger",
        "victims",
        "others",
        "patients",
        "patient",
        "customers",
        "users",
        "farmers",
        "growers",
        "villagers",
        "soldiers",
        "sailors",
        "fishermen",
        "crewmen",
        "firefighters",
        "rescuers",
        "officers",
        "police",
        "students",
        "pupils",
        "teachers",
        "tourists",
        "visitors",
        "sightseers",
        "spectators",
        "fans",
        "protesters",
        "demonstrators",
        "suspects",
        "plaintiffs",
        "defendants",
        "experts",
        "specialists",
        "dockworkers",
        "drivers",
        "miners",
        "hikers",
        "climbers",
        "guests",
        "members",
        "researchers",
        "scientists",
        "voters",
        "households",
        "citizens",
    ];
    const KOREAN: [&str; 24] = [
        "사람",
        "직원",
        "근로자",
        "노동자",
        "주민",
        "승객",
        "학생",
        "노인",
        "피해자",
        "환자",
        "부상자",
        "사망자",
        "운전자",
        "시민",
        "관광객",
        "선원",
        "소방관",
        "공무원",
        "어린이",
        "작업자",
        "손님",
        "인원",
        "이사",
        "군인",
    ];
    ENGLISH.contains(&noun) || KOREAN.iter().any(|person| noun.ends_with(person))
}
