//! Sign-offs: how a report names its reporter and place.
//!
//! "This is NAME reporting for KBS News from PLACE." Unrelated stories share it, so it is told from narration with a
//! grammar that must match the whole sentence: a sentence with anything else to say stays narration.

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
pub(super) const LONGEST: usize = 200;

/// Reads a sentence that closes a report.
pub(super) fn sign_off(sentence: &str) -> Option<Credit> {
    if sentence.len() > LONGEST {
        return None;
    }
    let sentence = sentence.trim();
    korean_sign_off(sentence).or_else(|| byline(sentence)).or_else(|| {
        let credit = english_credit(sentence)?;
        let says_so = credit.outlet.is_some() || credit.place.is_some() && sentence.starts_with("This ");
        says_so.then_some(credit)
    })
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
pub(super) fn english_credit(sentence: &str) -> Option<Credit> {
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

/// `홍길동 기자 (name@example.com)`, `YTN NAME (name@example.com)`: the last line of a written story.
pub(super) fn byline(sentence: &str) -> Option<Credit> {
    if sentence.len() > LONGEST {
        return None;
    }
    let text = sentence.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')', '.']);
    let at = text.rfind([' ', '(', '[']).filter(|&at| text.get(at + 1..).is_some_and(is_address))?;
    let named = text.get(..at)?.trim_end_matches(['(', '[', ' ']);
    let (outlet, named) =
        strip_outlet(named).map_or((None, named), |(outlet, rest)| (Some(outlet), rest.trim_start_matches([',', ' '])));
    let roles = ["기자", "특파원", ", reporter", " reporter", " Reporter"];
    let bare = roles.iter().find_map(|role| named.strip_suffix(role)).map(str::trim_end);
    if bare.is_none() && outlet.is_none() {
        return None;
    }
    let name = bare.unwrap_or(named);
    let is_name = is_hangul_word(name)
        || leading_name(name).is_some_and(|(name, rest)| name.contains(' ') && rest.trim().is_empty());
    is_name.then(|| Credit { reporter: Some(name.to_owned()), place: None, outlet })
}

/// Whether a word is an e-mail address.
fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && word.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

/// Whether text is one word of Hangul, as long as a name.
pub(super) fn is_hangul_word(text: &str) -> bool {
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
pub(super) fn leading_name(text: &str) -> Option<(&str, &str)> {
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
    fn bylines_with_an_address_name_their_reporter() {
        for line in [
            "하여름 기자 (summer@kbs.example)",
            "하여름 기자 summer@kbs.example",
            "KBS 하여름 기자(summer@kbs.example)",
        ] {
            assert_eq!(credit(sign_off(line)), Some(named("하여름", "-")), "{line}");
        }
        let ytn = sign_off("YTN Ha Yeo-reum (h@ytn.example)").unwrap();
        assert_eq!((ytn.reporter.as_deref(), ytn.outlet), (Some("Ha Yeo-reum"), Some("YTN")));
        for line in [
            "Write to Ha Yeo-reum (h@ytn.example)",
            "하여름 기자",
            "기자 (summer@kbs.example)",
            "The weir (h@x.example)",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn sentences_with_something_to_tell_stay_narration() {
        for sentence in [
            "This is a blow for KBS News viewers who had hoped for more.",
            "KBS News has obtained the letter.",
            "This is the third flood from the Han River.",
            "KBS 뉴스가 입수한 문건입니다.",
        ] {
            assert_eq!(sign_off(sentence), None, "{sentence}");
        }
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
