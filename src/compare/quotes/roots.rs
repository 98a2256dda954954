//! The root of a word, as two translators of one clip may share it.
//!
//! Forms of a word have one root (`broke`, `breaking`), and so have a few words among which translators choose as they
//! like (`kid` and `child`, `begin` and `start`). Numbers in words have the root of their figure. A root is no word of any
//! dictionary: compare roots with roots.

use std::sync::LazyLock;

use ahash::AHashMap;

use crate::text::korean::{stem, without_formal_ending};

/// Words that are one for our ends, the first of each giving its root.
const ALIKE: &[&[&str]] = &[
    &["say", "said", "says", "tell", "told", "tells", "saying", "telling"],
    &["be", "was", "were", "is", "are", "am", "been", "i'm", "it's", "being", "that's", "there's"],
    &["will", "won't", "would", "we'll", "i'll", "they'll", "shall"],
    &["have", "has", "had", "hasn't", "haven't", "hadn't", "i've", "we've"],
    &["can", "cannot", "can't", "could", "couldn't"],
    &["must", "should", "ought"],
    &["not", "don't", "doesn't", "didn't", "never", "isn't", "wasn't", "aren't", "no"],
    &["nobody", "none", "no-one"],
    &["everybody", "everyone", "all"],
    &["child", "children", "kid", "kids"],
    &["man", "men"],
    &["woman", "women"],
    &["foot", "feet"],
    &["life", "lives", "live", "living"],
    &["begin", "began", "begun", "start", "started", "starts", "begins", "starting", "beginning"],
    &["end", "ended", "finish", "finished", "ends"],
    &["house", "home", "houses", "homes"],
    &["big", "large", "huge"],
    &["small", "little", "tiny"],
    &["fast", "quickly", "quick", "rapidly"],
    &["stay", "stayed", "remain", "remains", "remained"],
    &["get", "got", "gotten", "receive", "received", "gets"],
    &["promise", "promised", "pledge", "pledged", "vow", "vowed"],
    &["afraid", "scared", "fear", "frightened", "fears"],
    &["ship", "boat", "vessel", "ships", "boats", "vessels"],
    &["car", "vehicle", "cars", "vehicles"],
    &["road", "street", "roads", "streets"],
    &["repair", "fix", "repaired", "fixed"],
    &["mistake", "error", "mistakes", "errors"],
    &["apologize", "sorry", "apology", "apologise", "apologies"],
    &["buy", "bought", "purchase", "purchased", "buys"],
    &["help", "aid", "helped", "assistance"],
    &["correct", "right", "true"],
    &["wrong", "false"],
    &["hear", "heard", "hears"],
    &["see", "saw", "seen", "sees"],
    &["shut", "close", "closed", "closes", "shuts", "closing"],
    &["keep", "kept", "keeps"],
    &["think", "thought", "thinks", "believe", "believed"],
    &["lose", "lost", "loses", "losing"],
    &["fight", "fought", "fights"],
    &["bring", "brought", "brings"],
    &["teach", "taught"],
    &["make", "made", "makes", "making"],
    &["give", "gave", "given", "gives", "giving"],
    &["go", "went", "gone", "goes", "going"],
    &["come", "came", "comes", "coming"],
    &["know", "knew", "known", "knows"],
    &["feel", "felt", "feels"],
    &["leave", "left", "leaves", "leaving"],
    &["pay", "paid", "pays"],
    &["grow", "grew", "grown", "grows"],
    &["take", "took", "taken", "takes", "taking"],
    &["shake", "shook", "shaken", "shaking"],
    &["fall", "fell", "fallen", "falls", "falling"],
    &["rise", "rose", "risen", "rises"],
    &["break", "broke", "broken", "breaks", "breaking"],
    &["speak", "spoke", "spoken", "talk", "talked", "talks", "speaks"],
    &["write", "wrote", "written", "writes"],
    &["stand", "stood", "stands"],
    &["drive", "drove", "driven", "drives"],
    &["run", "ran", "runs", "running"],
    &["sing", "sang", "sung"],
    &["sleep", "slept", "asleep"],
    &["find", "found", "finds"],
    &["hold", "held", "holds"],
    &["build", "built", "builds"],
    &["send", "sent", "sends"],
    &["spend", "spent", "spends"],
    &["meet", "met", "meets"],
    &["strike", "struck", "strikes", "hit", "hits"],
    &["throw", "threw", "thrown"],
    &["fly", "flew", "flown", "flies"],
    &["freeze", "froze", "frozen"],
    &["choose", "chose", "chosen", "choice"],
    &["wake", "woke", "woken", "awake"],
    &["catch", "caught"],
    &["sell", "sold", "sells"],
    &["steal", "stole", "stolen"],
    &["sink", "sank", "sunk", "sinking"],
    &["eat", "ate", "eaten", "eats"],
    &["sit", "sat", "sits"],
    &["understand", "understood"],
    &["forget", "forgot", "forgotten"],
    &["burn", "burnt", "burned", "burns"],
    &["die", "died", "dead", "death", "dies"],
    &["half", "fifty-percent"],
    &["exam", "examination", "exams", "test"],
    &["km", "kilometer", "kilometers", "kilometre", "kilometres"],
    &["metre", "meter", "meters", "metres"],
    &["percent", "per-cent", "percentage"],
    &["yes", "yeah"],
    &["mother", "mom", "mum", "mothers"],
    &["father", "dad", "fathers"],
    &["money", "cash"],
    &["whole", "entire"],
    &["often", "frequently"],
    &["sometimes", "occasionally"],
    &["happen", "happened", "occur", "occurred", "happens"],
    &["need", "needs", "needed", "require", "requires", "required"],
    &["want", "wanted", "wants", "wish", "wished", "wishes"],
    &["try", "tried", "tries", "attempt", "attempted"],
    &["allow", "allowed", "permit", "permitted"],
    &["answer", "answered", "reply", "replied", "response"],
    &["job", "jobs", "work", "worked", "works"],
    &["sea", "ocean"],
    &["stop", "stopped", "halt", "halted", "stops"],
    &["loud", "noisy"],
    &["bang", "boom", "explosion", "blast"],
    &["1", "one"],
    &["2", "two"],
    &["3", "three"],
    &["4", "four"],
    &["5", "five"],
    &["6", "six"],
    &["7", "seven"],
    &["8", "eight"],
    &["9", "nine"],
    &["10", "ten"],
    &["11", "eleven"],
    &["12", "twelve", "dozen"],
    &["13", "thirteen"],
    &["14", "fourteen"],
    &["15", "fifteen"],
    &["16", "sixteen"],
    &["17", "seventeen"],
    &["18", "eighteen"],
    &["19", "nineteen"],
    &["20", "twenty"],
    &["30", "thirty"],
    &["40", "forty"],
    &["50", "fifty"],
    &["60", "sixty"],
    &["70", "seventy"],
    &["80", "eighty"],
    &["90", "ninety"],
    &["100", "hundred"],
    &["1000", "thousand"],
];

/// The part of a word (in its normal form) that its forms share.
pub(super) fn root(word: &str) -> String {
    const LETTERS: usize = 4;
    if word.contains(|one| matches!(one, '가'..='힣')) {
        let stem = stem(word);
        let short = without_formal_ending(stem);
        return if short.is_empty() { stem.to_owned() } else { short.to_owned() };
    }
    if let Some(alike) = alike(word) {
        return alike.to_owned();
    }
    if word.chars().all(char::is_numeric) {
        return word.to_owned();
    }
    let plain = word.strip_suffix("'s").unwrap_or(word);
    let plain = ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|ending| plain.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(plain);
    let root: String = plain.chars().take(LETTERS).collect();
    // Cut short, a word may fall among those above: "closet".
    if plain.chars().count() > LETTERS { root + "-" } else { root }
}

fn alike(word: &str) -> Option<&'static str> {
    FIRSTS.get(word).copied()
}

static FIRSTS: LazyLock<AHashMap<&'static str, &'static str>> =
    LazyLock::new(|| ALIKE.iter().flat_map(|alike| alike.iter().map(|word| (*word, alike[0]))).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_root() {
        for (one, other) in [
            ("exam", "examination"),
            ("corresponding", "correspondence"),
            ("broke", "breaking"),
            ("twelve", "12"),
            ("kids", "children"),
            ("colour", "color"),
        ] {
            assert_eq!(root(one), root(other));
        }
    }

    #[test]
    fn other_words_have_other_roots() {
        for (one, other) in [("ship", "shop"), ("close", "closet"), ("12", "20"), ("boat", "goat")] {
            assert_ne!(root(one), root(other));
        }
    }
}
