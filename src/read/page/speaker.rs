//! Who speaks: the words before a soundbite taken apart into name, role and time.
//!
//! Broadcasters print `Name/Role/March`, `Name, Role`, `Role Name`, a role alone or a name alone. The separators are
//! sure; where there are none, Korean family names, words for offices and the shape of a name decide. Tags that only say
//! that a voice was altered are left out.

use super::vocabulary::{
    is_family_name, is_hangul, is_hangul_name, is_language_tag, is_name, is_role_word, is_title_word, is_voice_tag,
    is_when, starts_large,
};

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
        && !is_title_word(first)
    {
        return start_of(words.len() - 3);
    }
    if let ["Mr." | "Ms." | "Mrs." | "Miss", ..] = words.as_slice() {
        return capitalised.then_some(0);
    }
    if is_role_word(last) || is_title_word(last) {
        return None;
    }
    // A title, then a name with capitals up to the end.
    if let Some(title) = words.iter().rposition(|word| is_title_word(word.trim_end_matches(',')))
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
