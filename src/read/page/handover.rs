//! Hand-overs: how the anchor passes on to the reporter.
//!
//! "Reporter NAME has the story." tells nothing of the story, and unrelated stories share it; so the whole sentence must
//! be a hand-over. One that says more stays narration, though the reporter it names may serve where no sign-off does.

use super::signoff::{Credit, LONGEST, english_credit, is_hangul_word, leading_name, split_last_sentence};

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

/// The reporter whom the anchor names in passing: "Reporter NAME met the families."
pub(super) fn mentioned_reporter(paragraph: &str) -> Option<String> {
    let english = ["Reporter ", "reporter ", "correspondent "].iter().find_map(|word| {
        let (_, after) = paragraph.split_once(word)?;
        let (name, _) = leading_name(after)?;
        name.contains(' ').then_some(name)
    });
    let korean = || {
        let (before, _) = paragraph.split_once(" 기자 나")?;
        before.rsplit(' ').next().filter(|name| is_hangul_word(name))
    };
    english.or_else(korean).map(str::to_owned)
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
            "President Ha has more to say.",
            "Police has the details.",
            "Reporter Ha Yeo-reum met the families who lost their homes.",
            "The weir burst. This is reporter Ha Yeo-reum.",
            "기자들이 몰렸습니다.",
        ] {
            assert_eq!(hand_over(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn a_reporter_named_in_passing_is_found() {
        assert_eq!(mentioned_reporter("Reporter Ha Yeo-reum met the families.").as_deref(), Some("Ha Yeo-reum"));
        assert_eq!(mentioned_reporter("하여름 기자 나왔습니다. 왜 무너졌습니까?").as_deref(), Some("하여름"));
        assert_eq!(mentioned_reporter("The reporter was silent."), None);
    }
}
