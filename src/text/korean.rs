//! Korean: the stem of an eojeol, that is of what stands between two spaces, with its particle taken off.
//!
//! Korean glues particles to nouns (`서울시가`, `서울시는`, `서울시에서도`), so that one name is written in many ways.
//! This is light stemming without a dictionary: one particle, or one of the usual chains of them, is taken off the end
//! when the sound before it allows (`은`, `이`, `을`, `과`, `으로` follow a final consonant; `는`, `가`, `를`, `와`
//! follow a vowel; `로` a vowel or `ㄹ`), so `전문가` and `마을` stay whole. Some frequent nouns that only look as if
//! they bore a particle (`경기도`, `고속도로`) are listed. Verb endings are left alone. What is taken for a particle may
//! still be part of a name now and then: compare stems with stems, never with printed forms.
//!
//! Input is expected in NFC, as the normal form of [`words`](crate::text::words) is.

/// What must stand before a particle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Anything,
    /// Anything but a digit: after one it is rather a unit (`30도`, `200만`).
    NoDigit,
    Consonant,
    Vowel,
    /// A vowel or the final consonant ㄹ.
    VowelOrRieul,
}

/// Particles and their usual chains, longest first: the first that fits is the one taken off.
const PARTICLES: &[(&str, Before)] = {
    use Before::{Anything, Consonant, NoDigit, Vowel, VowelOrRieul};
    &[
        ("으로부터", Consonant),
        ("에게서는", Anything),
        ("에서부터", Anything),
        ("에서는", Anything),
        ("에서도", Anything),
        ("에서의", Anything),
        ("에서만", Anything),
        ("에게는", Anything),
        ("에게도", Anything),
        ("에게만", Anything),
        ("에게서", Anything),
        ("께서는", Anything),
        ("께서도", Anything),
        ("까지는", Anything),
        ("까지도", Anything),
        ("까지만", Anything),
        ("까지의", Anything),
        ("부터는", Anything),
        ("부터도", Anything),
        ("부터의", Anything),
        ("으로는", Consonant),
        ("으로도", Consonant),
        ("으로만", Consonant),
        ("으로서", Consonant),
        ("으로써", Consonant),
        ("으로의", Consonant),
        ("로부터", VowelOrRieul),
        ("이라는", Consonant),
        ("이라고", Consonant),
        ("에는", Anything),
        ("에도", Anything),
        ("에만", Anything),
        ("에서", Anything),
        ("에게", Anything),
        ("께서", Anything),
        ("까지", Anything),
        ("부터", Anything),
        ("한테", Anything),
        ("처럼", Anything),
        ("보다", NoDigit),
        ("마다", NoDigit),
        ("조차", NoDigit),
        ("밖에", NoDigit),
        ("만은", NoDigit),
        ("만이", NoDigit),
        ("만을", NoDigit),
        ("과는", Consonant),
        ("과도", Consonant),
        ("과의", Consonant),
        ("와는", Vowel),
        ("와도", Vowel),
        ("와의", Vowel),
        ("로는", VowelOrRieul),
        ("로도", VowelOrRieul),
        ("로서", VowelOrRieul),
        ("로써", VowelOrRieul),
        ("로의", VowelOrRieul),
        ("라는", Vowel),
        ("라고", Vowel),
        ("이나", Consonant),
        ("으로", Consonant),
        ("은", Consonant),
        ("이", Consonant),
        ("을", Consonant),
        ("과", Consonant),
        ("는", Vowel),
        ("가", Vowel),
        ("를", Vowel),
        ("와", Vowel),
        ("로", VowelOrRieul),
        ("의", NoDigit),
        ("에", Anything),
        ("도", NoDigit),
        ("만", NoDigit),
    ]
};

/// Frequent nouns that end in what looks like a particle, alone or as the end of a compound.
const WHOLE_NOUNS: &[&str] = &[
    "한반도",
    "여의도",
    "제주도",
    "경기도",
    "강원도",
    "충청도",
    "전라도",
    "경상도",
    "황해도",
    "평안도",
    "함경도",
    "울릉도",
    "강화도",
    "거제도",
    "신뢰도",
    "만족도",
    "지지도",
    "인지도",
    "선호도",
    "난이도",
    "완성도",
    "고속도로",
    "을지로",
    "그대로",
    "제대로",
    "어린이",
    "젊은이",
    "고양이",
    "호랑이",
    "나들이",
    "민주주의",
    "사회주의",
    "자본주의",
    "국무회의",
    "정상회의",
    "본회의",
];

/// The eojeol without its particle; the eojeol itself if it bears none or fewer than two syllables would be left.
///
/// A letter or digit of another script counts as a syllable (`KBS는` gives `KBS`). One step, not repeated: the stem of
/// a stem may be shorter still. Linear in the length of the eojeol.
///
/// ```
/// use samestory::text::korean::stem;
///
/// assert_eq!(stem("서울시에서는"), "서울시");
/// assert_eq!(stem("전문가"), "전문가");
/// ```
#[must_use]
pub fn stem(eojeol: &str) -> &str {
    strip(eojeol, 2)
}

/// The noun of one syllable in an eojeol that is that syllable and a particle (`물을` gives `물`). [`stem`] leaves these
/// alone, since as many are nouns of two syllables (`정도`); good enough as one more way to find a text.
#[must_use]
pub fn lone_syllable(eojeol: &str) -> Option<&str> {
    let noun = strip(eojeol, 1);
    let mut characters = noun.chars();
    let is_one = characters.next().is_some_and(is_hangul) && characters.next().is_none();
    (is_one && noun.len() < eojeol.len()).then_some(noun)
}

/// Endings of the formal style in which broadcasters speak, longest first. Nearly every sentence ends with one.
const FORMAL_ENDINGS: [&str; 10] = [
    "하였습니다",
    "했습니다",
    "됐습니다",
    "였습니다",
    "었습니다",
    "았습니다",
    "겠습니다",
    "습니다",
    "합니다",
    "됩니다",
];

/// A verb in its formal style without that ending (`발견했습니다` is `발견`); any other word as it is. What is left may
/// be one syllable or none.
#[must_use]
pub fn without_formal_ending(word: &str) -> &str {
    FORMAL_ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// Whether a character is Hangul: a syllable or a letter of one.
#[must_use]
pub fn is_hangul(character: char) -> bool {
    matches!(u32::from(character),
        0xAC00..=0xD7A3          // syllables
        | 0x1100..=0x11FF | 0x3131..=0x318E | 0xA960..=0xA97F | 0xD7B0..=0xD7FF | 0xFFA1..=0xFFDC)
}

fn strip(eojeol: &str, least_syllables: usize) -> &str {
    if !eojeol.ends_with(is_hangul) || is_whole_noun(eojeol) {
        return eojeol;
    }
    let mut longest = None;
    for (particle, before) in PARTICLES {
        let Some(rest) = eojeol.strip_suffix(particle) else { continue };
        if rest.chars().take(least_syllables).count() < least_syllables || !fits(rest, particle, *before) {
            continue;
        }
        if is_whole_noun(rest) {
            return rest;
        }
        longest = longest.or(Some(rest));
    }
    longest.unwrap_or(eojeol)
}

fn is_whole_noun(text: &str) -> bool {
    WHOLE_NOUNS.iter().any(|noun| text.ends_with(noun))
}

fn fits(rest: &str, particle: &str, before: Before) -> bool {
    let Some(last) = rest.chars().next_back() else { return false };
    if last.is_numeric() {
        // How digits sound is not known here; what may be a unit or part of an address (`종로3가`) stays.
        return before == Before::Anything || matches!(particle, "은" | "는" | "을" | "를");
    }
    let Some(consonant) = final_consonant(last) else { return true };
    match before {
        Before::Anything | Before::NoDigit => true,
        Before::Consonant => consonant != 0,
        Before::Vowel => consonant == 0,
        Before::VowelOrRieul => consonant == 0 || consonant == RIEUL,
    }
}

/// Number of the final consonant ㄹ in Unicode's order.
const RIEUL: u32 = 8;

/// Number of the final consonant of a syllable, 0 for none (the Unicode Standard, section 3.12).
fn final_consonant(character: char) -> Option<u32> {
    let code = u32::from(character);
    (0xAC00..=0xD7A3).contains(&code).then(|| (code - 0xAC00) % 28)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_stem_whatever_particle_it_bears() {
        for eojeol in [
            "서울시가",
            "서울시는",
            "서울시를",
            "서울시의",
            "서울시에",
            "서울시에서",
            "서울시에서는",
            "서울시로",
            "서울시와",
            "서울시도",
            "서울시만",
            "서울시까지",
            "서울시부터",
            "서울시에게",
        ] {
            assert_eq!(stem(eojeol), "서울시", "{eojeol}");
        }
        for eojeol in ["대통령은", "대통령이", "대통령을", "대통령과", "대통령께서", "대통령으로", "대통령에게도"]
        {
            assert_eq!(stem(eojeol), "대통령", "{eojeol}");
        }
    }

    #[test]
    fn the_sound_before_decides() {
        for whole in ["전문가", "소비자물가", "시골마을", "치료효과", "음악가"] {
            assert_eq!(stem(whole), whole);
        }
        assert_eq!(stem("교실로"), "교실");
        assert_eq!(stem("병원으로"), "병원");
    }

    #[test]
    fn never_under_two_syllables() {
        for short in ["물을", "정도", "국가", "의", "", "A가", "가가"] {
            assert_eq!(stem(short), short);
        }
    }

    #[test]
    fn listed_nouns_stay_whole_under_any_particle() {
        for eojeol in ["경기도", "경기도가", "경기도는", "경기도에서도"] {
            assert_eq!(stem(eojeol), "경기도");
        }
        assert_eq!(stem("경부고속도로는"), "경부고속도로");
    }

    #[test]
    fn other_scripts_bear_particles_too_and_digits_keep_their_units() {
        assert_eq!(stem("kbs는"), "kbs");
        assert_eq!(stem("2025에"), "2025");
        for unit in ["30도", "200만", "종로3가"] {
            assert_eq!(stem(unit), unit);
        }
        assert_eq!(stem("seoul"), "seoul");
    }

    #[test]
    fn nouns_of_one_syllable_are_found_under_their_particle() {
        assert_eq!(lone_syllable("물을"), Some("물"));
        assert_eq!(lone_syllable("국가"), None);
        assert_eq!(lone_syllable("서울시가"), None);
        assert_eq!(lone_syllable("물"), None);
    }

    #[test]
    fn formal_endings_come_off_verbs_and_nothing_else() {
        assert_eq!(without_formal_ending("발견했습니다"), "발견");
        assert_eq!(without_formal_ending("밝혔습니다"), "밝혔");
        assert_eq!(without_formal_ending("합니다"), "");
        assert_eq!(without_formal_ending("여객선"), "여객선");
    }
}
