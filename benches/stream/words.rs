//! Words to write with: the shipped table of English for how often each is met, and names that nobody bears.

use std::io::Read;

use flate2::read::GzDecoder;

use super::random::Random;

const ENGLISH: &[u8] = include_bytes!("../../src/text/frequencies/en.txt.gz");

/// Frequencies (in hundredths of a bel below 1) between which a word may belong to a topic or an event: neither words
/// of every text nor words of none.
const CONTENT: std::ops::Range<u32> = 380..620;

const OPENINGS: [&str; 24] = [
    "b", "br", "c", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v",
    "w", "z",
];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "ei", "ou", "ia"];
const ENDINGS: [&str; 14] = ["", "", "", "n", "r", "l", "s", "th", "nd", "rk", "m", "sk", "lt", "x"];

/// English words and how often each is met.
#[derive(Debug)]
pub(crate) struct Words {
    list: Vec<String>,
    /// For each word, the share of running words that it and those before it make up.
    cumulative: Vec<f64>,
    /// Positions of the words that carry meaning.
    content: std::ops::Range<usize>,
}

impl Words {
    pub(crate) fn shipped() -> Self {
        let mut table = String::new();
        // The table is part of the program; a damaged one would show at once as a stream without words.
        if GzDecoder::new(ENGLISH).read_to_string(&mut table).is_err() {
            table.clear();
        }
        let mut words = Self { list: Vec::new(), cumulative: Vec::new(), content: 0..0 };
        let mut total = 0.0;
        for line in table.lines() {
            let mut fields = line.split(' ');
            let Some(Ok(centibels)) = fields.next().map(str::parse::<u32>) else { continue };
            for word in fields.filter(|word| word.chars().all(|character| character.is_ascii_lowercase())) {
                if centibels < CONTENT.start {
                    words.content.start += 1;
                }
                if centibels < CONTENT.end {
                    words.content.end += 1;
                }
                total += 10_f64.powf(-f64::from(centibels) / 100.0);
                words.list.push(word.to_owned());
                words.cumulative.push(total);
            }
        }
        words
    }

    /// A word as often as it is met in running text.
    pub(crate) fn running(&self, random: &mut Random) -> &str {
        let total = self.cumulative.last().copied().unwrap_or_default();
        let share = random.share() * total;
        let at = self.cumulative.partition_point(|&cumulative| cumulative <= share);
        &self.list[at.min(self.list.len() - 1)]
    }

    /// A word that carries meaning, each as likely as the other.
    pub(crate) fn content(&self, random: &mut Random) -> &str {
        &self.list[random.between(self.content.start, self.content.end - 1)]
    }
}

/// An invented name of one word, capitalised.
pub(crate) fn name(random: &mut Random, syllables: usize) -> String {
    let mut name = String::new();
    for _ in 0..syllables {
        name.push_str(random.pick::<&str>(&OPENINGS));
        name.push_str(random.pick::<&str>(&VOWELS));
    }
    name.push_str(random.pick::<&str>(&ENDINGS));
    capitalised(&name)
}

/// A word with a capital.
pub(crate) fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}
