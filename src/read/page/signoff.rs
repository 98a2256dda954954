//! Hand-overs and sign-offs: who reports from where.
//!
//! "Reporter NAME has the story." closes the anchor's part, "This is NAME reporting for KBS News from PLACE." the
//! report. Unrelated stories share them, so they are told from narration with grammars that must match the whole
//! sentence: a sentence with anything else to say stays narration.

/// Who reports, and from where, as far as the sentence says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Credit {
    /// The reporter's name.
    pub(super) reporter: Option<String>,
    /// Where he or she reports from.
    pub(super) place: Option<String>,
    /// The outlet that is named.
    pub(super) outlet: Option<&'static str>,
}

/// Names that sign a report, with the outlet that they stand for. Longer ones first.
const OUTLETS: [(&str, &str); 14] = [
    ("KBS World Radio News", "KBS World"),
    ("KBS World Radio", "KBS World"),
    ("KBS World News", "KBS World"),
    ("KBS World", "KBS World"),
    ("KBS News", "KBS"),
    ("KBS 뉴스", "KBS"),
    ("KBS뉴스", "KBS"),
    ("KBS NEWS", "KBS"),
    ("KBS", "KBS"),
    ("YTN", "YTN"),
    ("SBS News", "SBS"),
    ("SBS", "SBS"),
    ("MBC뉴스", "MBC"),
    ("MBC 뉴스", "MBC"),
];

/// Longest sentence looked at, in bytes.
const LONGEST: usize = 200;

/// Reads a sentence that closes a report.
pub(super) fn sign_off(sentence: &str) -> Option<Credit> {
    if sentence.len() > LONGEST {
        return None;
    }
    let sentence = sentence.trim();
    korean_sign_off(sentence).or_else(|| {
        let credit = english_credit(sentence)?;
        let says_so = credit.outlet.is_some() || credit.place.is_some() && sentence.starts_with("This ");
        says_so.then_some(credit)
    })
}

/// Reads a sentence that passes on to the reporter.
pub(super) fn hand_over(sentence: &str) -> Option<Credit> {
    if sentence.len() > LONGEST || split_last_sentence(sentence).is_some() {
        return None;
    }
    let sentence = sentence.trim();
    korean_hand_over(sentence)
        .or_else(|| english_credit(sentence).filter(|_| sentence.starts_with("This is ")))
        .or_else(|| english_hand_over(sentence))
}

/// The reporter whom a sentence of the anchor names while it tells something else too.
pub(super) fn mentioned_reporter(sentence: &str) -> Option<String> {
    let rest = sentence.strip_prefix("Reporter ").or_else(|| sentence.strip_prefix("Our reporter "))?;
    let (name, _) = leading_name(rest)?;
    name.contains(' ').then(|| name.to_owned())
}

/// The last sentence of a paragraph that may be a credit, with the text before it.
pub(super) fn split_last_sentence(paragraph: &str) -> Option<(&str, &str)> {
    let from = floor(paragraph, paragraph.len().saturating_sub(LONGEST));
    let tail = paragraph.get(from..)?;
    let starts = [
        " This is ",
        " This has been ",
        " KBS News, ",
        " First, we ",
        " Let's ",
        " Here's ",
        " Here is ",
        " Reporter ",
        " Our ",
    ];
    let by_start = starts.iter().filter_map(|start| tail.rfind(start)).max();
    let by_stop = tail
        .char_indices()
        .filter(|(at, character)| {
            matches!(character, '.' | '?' | '!')
                || super::marker::is_closing_quotation_mark(*character)
                    && tail.get(..*at).is_some_and(|before| before.ends_with(['.', '?', '!']))
        })
        .map(|(at, character)| at + character.len_utf8())
        .filter(|&end| tail.get(end..).is_some_and(|rest| rest.starts_with(' ') && rest.len() > 1))
        .max();
    let ends_before = |at: usize| {
        tail.get(..at).is_some_and(|before| before.trim_end().ends_with(['.', '?', '!', '"', '\u{201D}', '…']))
    };
    let cut = by_start.filter(|&at| ends_before(at)).or(by_stop)?;
    let (before, last) = paragraph.split_at_checked(from + cut)?;
    (!before.trim().is_empty() && !last.trim().is_empty()).then_some((before.trim(), last.trim()))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// `This is NAME reporting for KBS News from PLACE.` and its many cousins.
fn english_credit(sentence: &str) -> Option<Credit> {
    let mut text = sentence.trim_end_matches(['.', '!', ' ']);
    let mut credit = Credit::default();
    for opening in ["From ", "Reporting from ", "Reporting live from ", "In "] {
        if let Some(rest) = text.strip_prefix(opening)
            && let Some((place, rest)) = rest.split_once(", ")
            && let Some(rest) = rest.strip_prefix("this is ").or_else(|| rest.strip_prefix("I'm "))
        {
            credit.place = Some(place.to_owned());
            text = rest;
            break;
        }
    }
    let mut is_introduced = credit.place.is_some();
    for opening in ["This has been ", "This was ", "This is ", "I'm ", "I am "] {
        if let Some(rest) = text.strip_prefix(opening) {
            text = rest;
            is_introduced = true;
            break;
        }
    }
    if let Some((outlet, rest)) = strip_outlet(text) {
        credit.outlet = Some(outlet);
        text = rest.trim_start_matches("'s").trim_start_matches([',', ':', ' ']);
    }
    for role in ["reporter ", "Reporter ", "correspondent ", "our correspondent "] {
        text = text.strip_prefix(role).unwrap_or(text);
    }
    let (name, rest) = leading_name(text)?;
    if !is_introduced
        && credit.outlet.is_none()
        && !rest.trim_start_matches([',', ' ']).starts_with("KBS")
        && !rest.contains("KBS")
        && !rest.contains("YTN")
    {
        return None;
    }
    credit.reporter = Some(name.to_owned());
    let mut rest = rest.trim_start_matches([',', ' ']);
    while !rest.is_empty() {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some((outlet, after)) = strip_preposition(rest).and_then(strip_outlet).or_else(|| strip_outlet(rest)) {
            credit.outlet = Some(outlet);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("reporting").or_else(|| rest.strip_prefix("live")) {
            rest = after;
        } else if let Some(place) = strip_preposition(rest) {
            let end = [" for ", " with ", ", "].iter().filter_map(|end| place.find(end)).filter(|&at| {
                place.get(at..).is_some_and(|after| {
                    let after = after.trim_start_matches([',', ' ']);
                    strip_preposition(after).and_then(strip_outlet).or_else(|| strip_outlet(after)).is_some()
                })
            });
            let (place, after) = place.split_at(end.min().unwrap_or(place.len()));
            let is_place = place.split(' ').count() <= 8 && place.chars().any(char::is_uppercase);
            if !is_place || credit.place.is_some() {
                return None;
            }
            credit.place = Some(place.trim().to_owned());
            rest = after;
        } else {
            return None;
        }
    }
    Some(credit)
}

fn english_hand_over(sentence: &str) -> Option<Credit> {
    let text = sentence.trim_end_matches(['.', '!', ':', ' ']);
    let count = text.split_whitespace().count();
    if count > 16 {
        return None;
    }
    if matches!(
        text,
        "We have the details"
            | "We have more"
            | "We have the story"
            | "Here's more"
            | "Here are the details"
            | "Here's the story"
            | "Here is the story"
            | "Here's the report"
            | "We have this report"
            | "Let's take a look"
    ) {
        return Some(Credit::default());
    }
    let is_passing_on = [
        "First, we go",
        "First, ",
        "We go ",
        "We now go",
        "Let's go",
        "Let's turn",
        "Let's hear",
        "Let's connect",
        "Here's ",
        "Here is ",
        "Now, ",
        "For more",
    ]
    .iter()
    .any(|start| text.starts_with(start));
    for word in ["reporter ", "Reporter ", "correspondent ", "Correspondent "] {
        let Some(at) = text.find(word) else { continue };
        let Some((name, rest)) = leading_name(text.get(at + word.len()..)?) else { continue };
        let rest = rest.trim_start();
        let verb_is_generic = rest.is_empty()
            || [
                "in ", "from ", "has ", "reports", "brings ", "filed ", "joins ", "explains", "tells ", "is on ",
                "is at ", "with ",
            ]
            .iter()
            .any(|verb| rest.starts_with(verb));
        if verb_is_generic || is_passing_on {
            return Some(Credit { reporter: Some(name.to_owned()), place: place_in(rest), outlet: None });
        }
        return None;
    }
    if is_passing_on {
        let at = [" to ", " from ", " with ", "Here's ", "Here is "]
            .iter()
            .filter_map(|word| text.find(word).map(|at| at + word.len()))
            .min()?;
        let (name, rest) = leading_name(text.get(at..)?.trim_start_matches("our "))?;
        let closes = rest.trim().is_empty()
            || ["in ", "with ", "from ", "for ", "at "].iter().any(|word| rest.trim_start().starts_with(word));
        return (closes && name.contains(' ')).then(|| Credit {
            reporter: Some(name.to_owned()),
            place: place_in(rest),
            outlet: None,
        });
    }
    let text = text.strip_prefix("Our ").unwrap_or(text);
    let (name, rest) = leading_name(text)?;
    let rest = rest.trim_start();
    let has_surname = name.contains(' ');
    let is_report = ["reports", "explains", "tells us more", "filed this report", "brings us"].iter().any(|verb| {
        rest.strip_prefix(verb).is_some_and(|after| {
            after.is_empty() || after.starts_with(" from ") || after.starts_with(" in ") || verb.starts_with("brings")
        })
    });
    let has = rest
        .strip_prefix("has ")
        .or_else(|| rest.split_once(" has ").filter(|(before, _)| before.starts_with("in ")).map(|(_, after)| after));
    let has_more = has.is_some_and(|tail| {
        ["more", "story", "details", "report", "latest"].iter().any(|end| tail.ends_with(end))
            || ["more on ", "more details ", "more from ", "the details ", "the story ", "this report "]
                .iter()
                .any(|start| tail.starts_with(start))
                && count <= 9
    });
    (has_surname && (is_report || has_more)).then(|| Credit {
        reporter: Some(name.to_owned()),
        place: place_in(rest),
        outlet: None,
    })
}

/// `in PLACE` or `from PLACE` at the start or the end of what follows a reporter's name.
fn place_in(rest: &str) -> Option<String> {
    let rest = rest.trim().trim_end_matches('.');
    let after =
        ["reports from ", "reports live from ", "in ", "from "].iter().find_map(|start| rest.strip_prefix(start))?;
    let end = [" has ", " with ", " reports", " for "].iter().filter_map(|word| after.find(word)).min();
    let place = after.get(..end.unwrap_or(after.len()))?.trim();
    (place.starts_with(char::is_uppercase) && place.split(' ').count() <= 5).then(|| place.to_owned())
}

/// `지금까지 PLACE에서 KBS 뉴스 홍길동이었습니다.`
fn korean_sign_off(sentence: &str) -> Option<Credit> {
    let text = sentence.trim_end_matches(['.', ' ']);
    let (at, name, outlet) =
        OUTLETS.iter().find_map(|(name, outlet)| text.find(name).map(|at| (at, *name, *outlet)))?;
    let before = text.get(..at)?.trim();
    let after = text.get(at + name.len()..)?.trim();
    let reporter = ["이었습니다", "였습니다", "입니다"].iter().find_map(|end| after.strip_suffix(end))?;
    let reporter = reporter.trim().trim_end_matches("기자").trim();
    if !is_hangul_word(reporter) {
        return None;
    }
    let before = before.strip_prefix("지금까지").unwrap_or(before).trim();
    let place = match before {
        "" => None,
        other => Some(other.strip_suffix("에서")?.trim().to_owned()),
    };
    Some(Credit { reporter: Some(reporter.to_owned()), place, outlet: Some(outlet) })
}

/// `홍길동 기자가 취재했습니다.`
fn korean_hand_over(sentence: &str) -> Option<Credit> {
    let text = sentence.trim_end_matches(['.', ' ']);
    if !text.ends_with('다') && !text.ends_with('요') || text.chars().count() > 40 {
        return None;
    }
    let (at, role) = ["기자", "특파원"].iter().find_map(|role| {
        let at = text.find(&format!(" {role}"))?;
        Some((at, *role))
    })?;
    let before = text.get(..at)?.trim();
    let after = text.get(at + 1 + role.len()..)?;
    let follows =
        ["가 ", "이 ", "입니다", "의 ", "를 ", "와 ", "과 ", "께서 "].iter().any(|start| after.starts_with(start));
    let closes = [
        "취재",
        "보도",
        "전해",
        "전합",
        "입니다",
        "연결",
        "알아",
        "살펴",
        "짚어",
        "정리",
        "지켜",
        "다녀",
        "만나",
        "담았",
        "따라가",
        "들여다",
        "분석",
    ]
    .iter()
    .any(|word| after.contains(word));
    let (lead, reporter) = before.rsplit_once(' ').unwrap_or(("", before));
    if !follows || !closes || !is_hangul_word(reporter) {
        return None;
    }
    let place = lead.rsplit(' ').next().and_then(|word| word.strip_suffix("에서")).filter(|place| !place.is_empty());
    Some(Credit { reporter: Some(reporter.to_owned()), place: place.map(str::to_owned), outlet: None })
}

fn is_hangul_word(text: &str) -> bool {
    (2..=5).contains(&text.chars().count()) && text.chars().all(|character| matches!(character, '가'..='힣'))
}

fn strip_outlet(text: &str) -> Option<(&'static str, &str)> {
    OUTLETS.iter().find_map(|(name, outlet)| {
        let rest = text.strip_prefix(name)?;
        rest.chars().next().is_none_or(|next| !next.is_alphanumeric()).then_some((*outlet, rest))
    })
}

fn strip_preposition(text: &str) -> Option<&str> {
    ["for ", "from ", "with ", "of ", "in ", "at ", "outside ", "near "].iter().find_map(|word| text.strip_prefix(word))
}

/// The words with a capital that `text` starts with, up to five or a comma, and what follows them.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let mut end = 0;
    for word in text.split_inclusive(' ').take(5) {
        let bare = word.trim_end_matches([' ', ',', '.', ':']);
        let bare = bare.strip_suffix("'s").unwrap_or(bare);
        let is_name_word = bare.chars().next().is_some_and(char::is_uppercase)
            && bare
                .chars()
                .all(|character| character.is_alphabetic() || matches!(character, '-' | '\'' | '\u{2019}' | '.'))
            && strip_outlet(bare).is_none();
        if !is_name_word {
            break;
        }
        let is_last = bare.len() < word.trim_end().len();
        end += if is_last { bare.len() } else { word.trim_end().len() };
        if is_last {
            break;
        }
        end += word.len() - word.trim_end().len();
    }
    let name = text.get(..end)?.trim_end();
    let first = name.split(' ').next()?;
    let is_other = [
        "President",
        "Minister",
        "Chairman",
        "Mayor",
        "Governor",
        "The",
        "This",
        "That",
        "It",
        "He",
        "She",
        "They",
        "We",
        "A",
        "An",
        "In",
        "But",
        "And",
        "Police",
        "Officials",
        "Here",
    ];
    if name.is_empty() || is_other.contains(&first) {
        return None;
    }
    Some((name, text.get(name.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credit(credit: Option<Credit>) -> Option<(String, String)> {
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        credit.map(|credit| (part(credit.reporter), part(credit.place)))
    }

    fn named(reporter: &str, place: &str) -> (String, String) {
        (reporter.to_owned(), place.to_owned())
    }

    #[test]
    fn every_sign_off_names_its_reporter() {
        for (sentence, place) in [
            ("This is KBS News, Ha Yeo-reum.", "-"),
            ("This is Ha Yeo-reum reporting for KBS News from New Harbor.", "New Harbor"),
            ("This is Ha Yeo-reum from KBS News in Oslo.", "Oslo"),
            ("This is Ha Yeo-reum from KBS News.", "-"),
            ("KBS News, Ha Yeo-reum.", "-"),
            ("This has been Ha Yeo-reum reporting from Oslo for KBS News.", "Oslo"),
            ("Ha Yeo-reum, KBS World Radio News.", "-"),
            ("From Oslo, this is Ha Yeo-reum for KBS News.", "Oslo"),
            ("This is Ha Yeo-reum reporting from Oslo.", "Oslo"),
        ] {
            assert_eq!(credit(sign_off(sentence)), Some(named("Ha Yeo-reum", place)), "{sentence}");
        }
        assert_eq!(credit(sign_off("KBS 뉴스 하여름입니다.")), Some(named("하여름", "-")));
        assert_eq!(
            credit(sign_off("지금까지 부산 기장에서 KBS 뉴스 하여름이었습니다.")),
            Some(named("하여름", "부산 기장"))
        );
    }

    #[test]
    fn hand_overs_name_their_reporter() {
        for sentence in [
            "Ha Yeo-reum reports.",
            "Reporter Ha Yeo-reum has the story.",
            "Reporter Ha Yeo-reum brings us the details.",
            "This is reporter Ha Yeo-reum.",
            "First, we go to our correspondent Ha Yeo-reum.",
            "Here's the story from Reporter Ha Yeo-reum.",
            "Ha Yeo-reum has more on this.",
        ] {
            assert_eq!(credit(hand_over(sentence)), Some(named("Ha Yeo-reum", "-")), "{sentence}");
        }
        assert_eq!(credit(hand_over("Ha Yeo-reum reports from Oslo.")), Some(named("Ha Yeo-reum", "Oslo")));
        assert_eq!(credit(hand_over("This is Ha Yeo-reum reporting from Oslo.")), Some(named("Ha Yeo-reum", "Oslo")));
        assert_eq!(credit(hand_over("하여름 기자가 취재했습니다.")), Some(named("하여름", "-")));
        assert_eq!(credit(hand_over("보도에 하여름 기자입니다.")), Some(named("하여름", "-")));
    }

    #[test]
    fn sentences_with_something_to_tell_stay_narration() {
        for sentence in [
            "The ministry reports from the field were late.",
            "This is a blow for KBS News viewers who had hoped for more.",
            "President Ha has more to say.",
            "KBS News has obtained the letter.",
            "Police has the details.",
            "This is the third flood from the Han River.",
            "Reporter Ha Yeo-reum met the families who lost their homes.",
            "KBS 뉴스가 입수한 문건입니다.",
            "기자들이 몰렸습니다.",
        ] {
            assert_eq!(sign_off(sentence).or_else(|| hand_over(sentence)), None, "{sentence}");
        }
        assert_eq!(mentioned_reporter("Reporter Ha Yeo-reum met the families.").as_deref(), Some("Ha Yeo-reum"));
    }

    #[test]
    fn the_last_sentence_comes_off_at_its_start() {
        assert_eq!(
            split_last_sentence("It fell in the U.S. This is KBS News, Ha Yeo-reum."),
            Some(("It fell in the U.S.", "This is KBS News, Ha Yeo-reum."))
        );
        assert_eq!(split_last_sentence("It fell. Ha Yeo-reum reports."), Some(("It fell.", "Ha Yeo-reum reports.")));
        assert_eq!(split_last_sentence("It fell."), None);
        assert_eq!(split_last_sentence(&"가".repeat(100_000)), None);
    }
}
