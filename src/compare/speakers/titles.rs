//! Titles, and the spellings of names that tell whose they are.

use std::sync::LazyLock;

use ahash::AHashSet;

/// The words of a list with white space between.
pub(in super::super) fn set(words: &'static str) -> AHashSet<&'static str> {
    words.split_whitespace().collect()
}

/// Words before or behind a name that are no part of it.
pub(in super::super) static TITLES: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "mr mrs ms miss mx dr prof professor sir lord lady dame president chairman chairwoman chair chairperson minister \
premier chancellor king queen prince princess pope bishop archbishop cardinal father sister rev reverend pastor \
rabbi imam senator sen sens rep reps speaker president-elect sheriff counsel gop special agent agents \
representatives senators representative congressman congresswoman governor gov mayor judge justice prosecutor \
attorney lawyer secretary spokesperson spokesman spokeswoman ambassador envoy consul general gen lieutenant lt \
colonel col major maj captain capt commander cmdr admiral adm sergeant sgt officer inspector detective chief \
director head leader coach manager ceo founder deputy vice acting former prime first foreign interior defense \
defence finance presiding press floor party state lawmaker councilor councillor adviser advisor commissioner \
doctor nurse teacher reporter correspondent anchor analyst economist skipper supreme assistant national security \
presidential senior junior village city county police fire team union musicologist biologist geologist historian \
physicist chemist activist artist actor actress singer novelist author writer farmer fisherman resident witness \
driver student worker researcher scientist engineer pilot owner citizen suspect victim defendant plaintiff \
striker midfielder goalkeeper defender pitcher runner dockworker paleontologist archaeologist psychologist \
sociologist zoologist seismologist meteorologist veterinarian pharmacist pediatrician surgeon physician baker \
chef curator conductor retired unnamed anonymous ornithologist",
    )
});

/// Titles that go only before people's names, unlike `state`, `police` or `fire`.
pub(in super::super) static PERSONAL: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "mr mrs ms miss dr prof professor president chairman chairwoman chair chairperson minister chancellor senator sen \
sens rep reps representative congressman congresswoman governor gov mayor judge justice prosecutor secretary \
spokesperson spokesman spokeswoman ambassador envoy gen lieutenant lt colonel col captain capt commander cmdr \
admiral adm sergeant sgt inspector detective director leader coach ceo adviser advisor commissioner speaker \
general counsel chief lawmaker reporter correspondent candidate attorney deputy officer president-elect pope \
king queen prince princess councilman councilwoman sheriff",
    )
});

/// Korean titles that stand behind a name, alone or with 부- before them.
pub(in super::super) static KOREAN_TITLES: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "씨 양 군 선수 감독 코치 대통령 총리 장관 차관 의원 대표 대표이사 사장 회장 위원장 위원 시장 군수 구청장 도지사 지사 청장 처장 국장 과장 실장 팀장 단장 원장 총장 학장 교수 박사 연구원 판사 \
검사 변호사 재판장 대변인 대사 기자 앵커 서장 소방장 대장 소장 이사 이사장 본부장 센터장 교장 교사 작가 시인 배우 가수 할머니 할아버지 목사 신부 스님 이장 조합장 노조위원장 의장 부총리 주석 \
국무위원장 후보 수석 비서관 보좌관 행정관",
    )
});

/// The commonest family names as they are mostly spelt: what tells a Korean name without a hyphen from others.
pub(in super::super) static FAMILY_SPELLINGS: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "kim lee park choi jung jeong kang cho yoon yun jang chang lim im han oh seo suh shin sin kwon gwon hwang ahn an \
song ryu yoo yu hong jeon ko koh go moon mun yang son sohn bae baek paik heo hur nam shim sim noh roh ha kwak \
gwak sung seong cha joo ju woo koo gu min na ra jin ji um eom chae won cheon chun bang pang gong kong hyun hyeon \
ham byun byeon yeom yeo chu choo do so seok suk ma gil kil yeon wi pyo myung myeong ki ban pan wang geum keum ok \
yuk in maeng je mo tak guk kook eun jun pyeon yong ye bong sa bu ga bok tae mok hyeong gye kye pi du gam ho dong eo \
paek pak ri rim choe jon rhee yi bak hwangbo namgung",
    )
});

/// Given names and their short forms.
pub(super) const NICKNAMES: &[&[&str]] = &[
    &["michael", "mike", "mick"],
    &["william", "bill", "billy", "will"],
    &["robert", "bob", "bobby", "rob"],
    &["james", "jim", "jimmy", "jamie"],
    &["joseph", "joe", "joey"],
    &["thomas", "tom", "tommy"],
    &["edward", "ed", "eddie", "ted"],
    &["richard", "rick", "dick", "ricky"],
    &["charles", "charlie", "chuck"],
    &["daniel", "dan", "danny"],
    &["david", "dave"],
    &["donald", "don"],
    &["steven", "stephen", "steve"],
    &["christopher", "chris"],
    &["matthew", "matt"],
    &["timothy", "tim"],
    &["anthony", "tony"],
    &["benjamin", "ben"],
    &["samuel", "sam"],
    &["gregory", "greg"],
    &["ronald", "ron"],
    &["kenneth", "ken"],
    &["andrew", "andy"],
    &["alexander", "alex"],
    &["nicholas", "nick"],
    &["patrick", "pat"],
    &["elizabeth", "liz", "beth", "betsy"],
    &["katherine", "catherine", "kathy", "kate", "katie"],
    &["margaret", "maggie", "peggy"],
    &["susan", "sue"],
    &["jennifer", "jenny", "jen"],
    &["rebecca", "becky"],
];
