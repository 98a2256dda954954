//! The words to write with: the shipped table of English for how often each is met in running text.

use std::io::Read;

use flate2::read::GzDecoder;
use unicode_normalization::is_nfkc;

use super::random::Random;

const ENGLISH: &[u8] = include_bytes!("../../src/text/frequencies/en.txt.gz");
/// How many of the most frequent words are used.
const WORDS: usize = 60_000;
/// First character behind the Latin, Greek and Cyrillic scripts, which all put spaces between words.
const SPACED_SCRIPTS_END: char = '\u{530}';

/// Words, the most frequent first, and how often each is met.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// For each word, the share of running words that it and those before it make up.
    cumulative: Vec<f64>,
}

impl Vocabulary {
    pub(crate) fn shipped() -> Self {
        let mut table = String::new();
        // The table is part of the program; a damaged one would show at once as a workload without words.
        if GzDecoder::new(ENGLISH).read_to_string(&mut table).is_err() {
            table.clear();
        }
        let mut vocabulary = Self { words: Vec::new(), cumulative: Vec::new() };
        let mut total = 0.0;
        for line in table.lines() {
            let mut fields = line.split(' ');
            let Some(Ok(centibels)) = fields.next().map(str::parse::<u32>) else { continue };
            for word in fields.filter(|word| is_plain(word)).take(WORDS - vocabulary.words.len()) {
                total += 10_f64.powf(-f64::from(centibels) / 100.0);
                vocabulary.words.push(word.to_owned());
                vocabulary.cumulative.push(total);
            }
        }
        vocabulary
    }

    pub(crate) fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// The number of a word, as often as it is met in running text.
    pub(crate) fn running(&self, random: &mut Random) -> u32 {
        let total = self.cumulative.last().copied().unwrap_or_default();
        let share = random.share() * total;
        let at = self.cumulative.partition_point(|&cumulative| cumulative <= share).min(self.words.len() - 1);
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// Whether every tool cuts and folds the word alike: letters of scripts with spaces, without apostrophe, point, hyphen
/// or digit, in Unicode's compatibility form, and the same again after its first letter was a capital.
fn is_plain(word: &str) -> bool {
    let is_lettered = word.chars().all(|character| character.is_alphabetic() && character < SPACED_SCRIPTS_END);
    is_lettered && is_nfkc(word) && capitalised(word).to_lowercase() == word
}

/// A word with a capital.
pub(crate) fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
