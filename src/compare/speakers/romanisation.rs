//! Korean names in Latin letters: whether two spellings can stand for one name.
//!
//! Nobody spells Korean names by one rule: 성 is `Seong`, `Sung` or `Song`, 이 is `Lee`, `Yi` or `Rhee`. A spelling is
//! read as every syllable it may stand for, as sets of sounds; two spellings agree if their sets meet in each part.
//! Sets, and not one folded form, because folding `eo`, `u` and `o` into one would make 수진 and 소진 one person.
//! The spellings are those of the Revised and the McCune-Reischauer romanisation and the customary ones of passports.

/// What a syllable may sound like: a bit for each beginning, vowel and ending it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Syllable {
    onset: u32,
    vowel: u32,
    coda: u32,
}

const N: u32 = 1 << 1;
const R: u32 = 1 << 3;
const SILENT: u32 = 1 << 9;

/// Romanisations do not keep plain, tense and aspirated sounds apart, so a class of them is one bit.
const ONSETS: &[(&str, u32)] = &[
    ("", SILENT),
    ("kk", 1),
    ("g", 1),
    ("k", 1),
    ("n", N),
    ("tt", 1 << 2),
    ("d", 1 << 2),
    ("t", 1 << 2),
    ("r", R),
    ("l", R),
    ("m", 1 << 4),
    ("pp", 1 << 5),
    ("b", 1 << 5),
    ("p", 1 << 5),
    ("f", 1 << 5),
    ("ss", 1 << 6),
    ("sh", 1 << 6),
    ("s", 1 << 6),
    ("jj", 1 << 7),
    ("ch", 1 << 7),
    ("j", 1 << 7),
    ("z", 1 << 7),
    ("h", 1 << 8),
];

const A: u32 = 1;
const EO: u32 = 1 << 1;
const O: u32 = 1 << 2;
const U: u32 = 1 << 3;
const EU: u32 = 1 << 4;
const I: u32 = 1 << 5;
const E: u32 = 1 << 6;
const YA: u32 = 1 << 7;
const YEO: u32 = 1 << 8;
const YO: u32 = 1 << 9;
const YU: u32 = 1 << 10;
const YE: u32 = 1 << 11;
const WA: u32 = 1 << 12;
const WO: u32 = 1 << 13;
const WE: u32 = 1 << 14;
const WI: u32 = 1 << 15;
const UI: u32 = 1 << 16;

/// Spelling of a vowel, what it may be in an open syllable, and in one with an ending.
const VOWELS: &[(&str, u32, u32)] = &[
    ("a", A, A),
    ("ah", A, A),
    ("eo", EO, EO),
    ("uh", EO, EO),
    ("eoh", EO, EO),
    ("ur", EO, EO),
    ("o", O, O | EO),
    ("oh", O, O),
    ("u", U | EU, U | EU | EO),
    ("oo", U | EU, U | EU),
    ("woo", U, U),
    ("wu", U, U),
    ("ou", U | O, U | O),
    ("eu", EU, EU),
    ("i", I, I),
    ("ee", I, I),
    ("yi", I, I),
    ("ae", E, E),
    ("ai", E, E),
    ("ay", E, E),
    ("e", E, E),
    ("ei", E, E),
    ("eh", E, E),
    ("ya", YA, YA),
    ("yeo", YEO, YEO),
    ("yuh", YEO, YEO),
    ("you", YEO | YU, YEO),
    ("yo", YO, YO | YEO),
    ("yoh", YO, YO),
    ("yu", YU, YU | YEO),
    ("yoo", YU, YU),
    ("ye", YE, YE),
    ("yae", YE, YE),
    ("wa", WA, WA),
    ("wo", WO, WO),
    ("weo", WO, WO),
    ("we", WE, WE),
    ("wae", WE, WE),
    ("oe", WE, WE),
    ("oi", WE, WE),
    ("wi", WI, WI),
    ("wee", WI, WI),
    ("ui", UI | I, UI | I),
    ("eui", UI | I, UI | I),
];

const CODAS: &[(&str, u32)] = &[
    ("", 1),
    ("k", 1 << 1),
    ("g", 1 << 1),
    ("ck", 1 << 1),
    ("n", 1 << 2),
    ("t", 1 << 3),
    ("d", 1 << 3),
    ("l", 1 << 4),
    ("r", 1 << 4),
    ("m", 1 << 5),
    ("p", 1 << 6),
    ("b", 1 << 6),
    ("ng", 1 << 7),
];

/// Family names whose customary spellings follow no rule.
const FAMILIES: &[&[&str]] = &[
    &["lee", "yi", "i", "rhee", "ri", "li", "rhie", "yee"],
    &["park", "bak", "pak", "bahk", "pahk"],
    &["choi", "choe", "chwe", "chey"],
    &["noh", "roh", "no", "ro", "nho"],
    &["yoo", "yu", "ryu", "you", "ryoo", "lyu", "lew"],
    &["im", "lim", "rim", "yim", "leem"],
    &["na", "ra", "la", "rah", "nah"],
    &["yang", "ryang", "liang"],
    &["yeo", "ryeo", "yuh"],
    &["baek", "paek", "paik", "baik", "back"],
    &["jeon", "chun", "jun", "chon", "jeun"],
    &["heo", "hur", "huh", "her"],
    &["kang", "gang", "kahng"],
    &["moon", "mun"],
];

/// What a spelling of one syllable may stand for; `None` if it is no Korean syllable.
pub(super) fn syllable(spelling: &str) -> Option<Syllable> {
    const LONGEST: usize = 7;
    if spelling.len() > LONGEST || !spelling.is_ascii() {
        return None;
    }
    let mut read = Syllable { onset: 0, vowel: 0, coda: 0 };
    for (onset, onset_sound) in ONSETS {
        let Some(rest) = spelling.strip_prefix(onset) else { continue };
        for (vowel, open, closed) in VOWELS {
            let Some(ending) = rest.strip_prefix(vowel) else { continue };
            let Some((_, coda)) = CODAS.iter().find(|(coda, _)| *coda == ending) else { continue };
            read.onset |= onset_sound;
            read.vowel |= if ending.is_empty() { open } else { closed };
            read.coda |= coda;
        }
    }
    (read.onset != 0).then_some(read)
}

/// The syllables of a given name printed as one word (`Jaemyung`), two at most; all ways to cut it.
pub(super) fn cuts(word: &str) -> Vec<Vec<Syllable>> {
    let mut found: Vec<Vec<Syllable>> = syllable(word).map(|whole| vec![whole]).into_iter().collect();
    if !word.is_ascii() || word.len() > 14 {
        return found;
    }
    found.extend((1..word.len()).filter_map(|at| Some(vec![syllable(&word[..at])?, syllable(&word[at..])?])));
    found
}

impl Syllable {
    /// Whether two spellings may be one syllable. In the South a first ㄹ before `i` and `y` is silent or ㄴ.
    pub(super) fn meets(self, other: Self) -> bool {
        const SOFT: u32 = I | YA | YEO | YO | YU | YE;
        let vowel = self.vowel & other.vowel;
        let onsets = self.onset | other.onset;
        let is_dropped = vowel & SOFT != 0 && onsets & !(N | R | SILENT) == 0 && onsets & (R | N) != 0;
        vowel != 0 && self.coda & other.coda != 0 && (self.onset & other.onset != 0 || is_dropped)
    }
}

/// Whether two spellings may be one family name.
pub(super) fn same_family(one: &str, other: &str) -> bool {
    one == other
        || FAMILIES.iter().any(|family| family.contains(&one) && family.contains(&other))
        || matches!((syllable(one), syllable(other)), (Some(one), Some(other)) if one.meets(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, other: &str) -> bool {
        syllable(one).unwrap().meets(syllable(other).unwrap())
    }

    #[test]
    fn customary_spellings_of_one_syllable_meet() {
        for (one, other) in [
            ("seong", "sung"),
            ("jung", "jeong"),
            ("chung", "jeong"),
            ("hyuk", "hyeok"),
            ("young", "yeong"),
            ("soo", "su"),
            ("woo", "u"),
            ("ryul", "yul"),
            ("cheol", "chul"),
            ("hee", "hui"),
            ("ran", "lan"),
        ] {
            assert!(meet(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_syllables_stay_apart() {
        for (one, other) in
            [("su", "so"), ("min", "mi"), ("seung", "seong"), ("ha", "na"), ("jin", "jun"), ("na", "ra")]
        {
            assert!(!meet(one, other), "{one} {other}");
        }
        assert_eq!(syllable("smith"), None);
        assert_eq!(syllable(""), None);
    }

    #[test]
    fn families_have_spellings_of_their_own() {
        assert!(same_family("lee", "yi"));
        assert!(same_family("park", "bak"));
        assert!(same_family("kwon", "gwon"));
        assert!(!same_family("kim", "lee"));
    }
}
