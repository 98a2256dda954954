//! The language of a text: by its script where the script settles it, else by letter statistics.
//!
//! Scripts are counted over the letters; whichlang (Quickwit's n-gram model) tells the languages written in plain Latin,
//! and letters that only one language uses correct it where it knows no better. A handful of words says too little: a
//! text of fewer than [`FEWEST_WORDS`] words has no language. Reads at most [`LONGEST`] characters; deterministic.

use whichlang::Lang;

use crate::text::words::{Unspaced, for_each_word};

/// Fewer words than this tell no language.
pub const FEWEST_WORDS: usize = 4;
/// Characters of a text that are looked at.
pub const LONGEST: usize = 2_000;

/// Bytes at the start of a text that nearly always hold as many words.
const HEAD: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hangul,
    Kana,
    Han,
    /// A script that one language settles.
    Settled(&'static str),
}

/// The primary language subtag (BCP 47) of a text; `None` if it is too short or in no script that is known.
#[must_use]
pub fn detect(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    if words(text.get(..HEAD).unwrap_or(text)) < FEWEST_WORDS && words(text) < FEWEST_WORDS {
        return None;
    }
    // A syllable block or an ideograph stands for two to three letters.
    let mut weights: Vec<(Script, u32)> = Vec::new();
    for script in text.chars().filter_map(script_of) {
        let weight = if matches!(script, Script::Hangul | Script::Kana | Script::Han) { 2 } else { 1 };
        match weights.iter_mut().find(|(known, _)| *known == script) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((script, weight)),
        }
    }
    let weight_of = |script| weights.iter().find(|(known, _)| *known == script).map_or(0, |(_, sum)| *sum);
    let (kana, han) = (weight_of(Script::Kana), weight_of(Script::Han));
    let east_asian = kana + han;
    let (script, heaviest) = weights.iter().copied().max_by_key(|&(script, sum)| (sum, script == Script::Hangul))?;
    if east_asian > 0 && (matches!(script, Script::Kana | Script::Han) || east_asian > heaviest) {
        return Some(if kana * 10 >= east_asian { "ja" } else { "zh" });
    }
    match script {
        Script::Hangul => Some("ko"),
        Script::Settled(language) => Some(language),
        Script::Latin => Some(latin(text)),
        Script::Cyrillic => Some(by_letters(text, CYRILLIC).unwrap_or("ru")),
        Script::Arabic => Some(by_letters(text, ARABIC).unwrap_or("ar")),
        Script::Kana | Script::Han => Some("zh"),
    }
}

fn words(text: &str) -> usize {
    let mut words = 0;
    for_each_word(text, Unspaced::Characters, |_| words += 1);
    words
}

/// The primary subtag of a language tag or an English language name (`en-GB`, `kor`, `Korean`); `None` if it is neither
/// or says nothing (`und`).
#[must_use]
pub fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ' ', ';', ',', '.']).next().unwrap_or_default().to_ascii_lowercase();
    if !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    if let Some((_, short)) = LONG_NAMES.iter().find(|(long, _)| long.split(' ').any(|name| name == primary)) {
        return Some((*short).to_owned());
    }
    match primary.as_str() {
        "und" | "mul" | "mis" | "zxx" | "nan" | "nil" => None,
        _ if matches!(primary.len(), 2 | 3) => Some(primary),
        _ => None,
    }
}

const LONG_NAMES: &[(&str, &str)] = &[
    ("ara arabic", "ar"),
    ("zho chi cmn chinese mandarin", "zh"),
    ("deu ger german", "de"),
    ("eng english", "en"),
    ("fra fre french", "fr"),
    ("hin hindi", "hi"),
    ("ita italian", "it"),
    ("jpn japanese", "ja"),
    ("kor korean", "ko"),
    ("nld dut dutch", "nl"),
    ("pol polish", "pl"),
    ("por portuguese", "pt"),
    ("rus russian", "ru"),
    ("spa spanish", "es"),
    ("swe swedish", "sv"),
    ("tur turkish", "tr"),
    ("ukr ukrainian", "uk"),
    ("vie vietnamese", "vi"),
];

fn latin(text: &str) -> &'static str {
    if let Some(language) = by_letters(text, LATIN) {
        return language;
    }
    match whichlang::detect_language(text) {
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
        // The model answers in another script's language only for text that is hardly letters at all.
        _ => "en",
    }
}

/// Letters that one language uses and its neighbours do not.
type Letters = &'static [(&'static str, &'static str)];

const LATIN: Letters = &[("łąęśćźż", "pl"), ("řěů", "cs"), ("őű", "hu"), ("țșţ", "ro")];
const CYRILLIC: Letters = &[("ў", "be"), ("іїєґ", "uk"), ("ђћј", "sr"), ("ѓќѕ", "mk"), ("әғқңөұү", "kk")];
const ARABIC: Letters = &[("ٹڈڑے", "ur"), ("پچژگ", "fa")];

/// The first language whose own letters make at least one in a hundred of the text's and are no accident of a name.
fn by_letters(text: &str, table: Letters) -> Option<&'static str> {
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    // None of the letters is ASCII, and most of most texts is.
    let unusual: Vec<char> = text.chars().filter(|character| !character.is_ascii()).collect();
    table.iter().find_map(|&(own, language)| {
        let count = unusual.iter().filter(|&&character| own.contains(character)).count();
        (count >= 3 && count * 100 >= letters).then_some(language)
    })
}

fn script_of(character: char) -> Option<Script> {
    if !character.is_alphabetic() {
        return None;
    }
    Some(match u32::from(character) {
        0x41..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Script::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Settled("el"),
        0x400..=0x52F => Script::Cyrillic,
        0x530..=0x58F => Script::Settled("hy"),
        0x590..=0x5FF => Script::Settled("he"),
        0x600..=0x6FF | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Script::Arabic,
        0x900..=0x97F => Script::Settled("hi"),
        0x980..=0x9FF => Script::Settled("bn"),
        0xB80..=0xBFF => Script::Settled("ta"),
        0xE00..=0xE7F => Script::Settled("th"),
        0x1000..=0x109F => Script::Settled("my"),
        0x10A0..=0x10FF => Script::Settled("ka"),
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x1780..=0x17FF => Script::Settled("km"),
        0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Script::Kana,
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3134F => Script::Han,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_settle_their_languages() {
        for (text, language) in [
            ("서울시가 새 버스 노선을 내년부터 운영한다고 밝혔습니다.", "ko"),
            ("KBS 뉴스 김하람입니다. LH SPC MOU 체결", "ko"),
            ("市議会は新しい橋の予算を可決した。", "ja"),
            ("市议会通过了新桥的预算。", "zh"),
            ("Городской совет одобрил бюджет нового моста.", "ru"),
            ("Міська рада схвалила бюджет на будівництво нового мосту, її підтримали всі.", "uk"),
            ("Το δημοτικό συμβούλιο ενέκρινε τη γέφυρα.", "el"),
            ("وافق مجلس المدينة على ميزانية الجسر الجديد.", "ar"),
        ] {
            assert_eq!(detect(text), Some(language), "{text}");
        }
    }

    #[test]
    fn latin_languages_are_told_by_their_letters() {
        for (text, language) in [
            ("The city council has approved the budget for the new bridge over the river.", "en"),
            ("Der Stadtrat hat den Haushalt für die neue Brücke über den Fluss gebilligt.", "de"),
            ("Le conseil municipal a approuvé le budget du nouveau pont sur la rivière.", "fr"),
            ("El ayuntamiento ha aprobado el presupuesto del nuevo puente sobre el río.", "es"),
            ("Rada miasta zatwierdziła budżet na budowę nowego mostu, który połączy obie części miasta.", "pl"),
        ] {
            assert_eq!(detect(text), Some(language), "{text}");
        }
    }

    #[test]
    fn a_foreign_name_does_not_change_the_language() {
        let text = "The festival on Noeul Island (노을도) drew forty thousand people, its organisers said on Monday.";
        assert_eq!(detect(text), Some("en"));
    }

    #[test]
    fn a_handful_of_words_tells_nothing() {
        assert_eq!(detect("Budget bill passes"), None);
        assert_eq!(detect("새 다리"), None);
        assert_eq!(detect(""), None);
        assert_eq!(detect("1 2 3 4 5 6"), None);
    }

    #[test]
    fn tags_are_reduced_to_their_primary_subtag() {
        for (tag, primary) in [
            ("en-GB", Some("en")),
            ("ko_KR", Some("ko")),
            ("kor", Some("ko")),
            ("English", Some("en")),
            (" JA ", Some("ja")),
        ] {
            assert_eq!(primary_subtag(tag).as_deref(), primary, "{tag}");
        }
        for tag in ["", "und", "unknown", "12", "x-klingon", "한국어"] {
            assert_eq!(primary_subtag(tag), None, "{tag}");
        }
    }
}
