//! General word frequencies: how often a word is met in the language at large, for English and Korean.
//!
//! A small collection has no document frequencies of its own: two documents alone must still be judged. The shipped
//! tables say which of the words they share are rare. Their source (wordfreq 3.1.1 by Robyn Speer) and their licence
//! (CC BY-SA 4.0) stand in `src/text/frequencies/README.md`.

use std::io::Read;
use std::sync::LazyLock;

use ahash::AHashMap;
use flate2::read::GzDecoder;
use xxhash_rust::xxh3::xxh3_64;

/// Letters of the beginning of a word that forms of it have in common.
pub const FORM_LETTERS: usize = 5;

const TABLES: [&[u8]; 2] = [include_bytes!("frequencies/en.txt.gz"), include_bytes!("frequencies/ko.txt.gz")];

/// How often words are met in general. Looking a word up is constant time.
#[derive(Debug)]
pub struct GeneralFrequencies {
    /// Hash of the normal form to the frequency in hundredths of a bel below 1.
    centibels: AHashMap<u64, u16>,
    /// Hash of the first letters of words to the sum of their frequencies.
    forms: AHashMap<u64, f64>,
    /// The frequency of so many hundredths of a bel below 1.
    frequencies: Vec<f64>,
}

static SHIPPED: LazyLock<GeneralFrequencies> = LazyLock::new(GeneralFrequencies::unpack);

impl GeneralFrequencies {
    /// The tables that ship with the crate, unpacked once a process (some 120,000 words).
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The share of running words that are `word` (in its normal form, see [`words`](super::words)), between 0 and 1;
    /// `None` for a word that the tables lack.
    #[must_use]
    pub fn frequency(&self, word: &str) -> Option<f64> {
        self.centibels
            .get(&xxh3_64(word.as_bytes()))
            .and_then(|&centibels| self.frequencies.get(usize::from(centibels)).copied())
    }

    /// The share of running words that begin with `form`, a beginning of [`FORM_LETTERS`] letters; 0 if the tables have none.
    #[must_use]
    pub fn frequency_of_form(&self, form: &str) -> f64 {
        self.forms.get(&xxh3_64(form.as_bytes())).copied().unwrap_or(0.0)
    }

    fn unpack() -> Self {
        let mut forms: AHashMap<u64, f64> = AHashMap::new();
        let mut centibels = AHashMap::with_capacity(130_000);
        for table in TABLES {
            let mut text = String::new();
            // The tables are part of the program: were one damaged, its words would merely count as unknown.
            if GzDecoder::new(table).read_to_string(&mut text).is_err() {
                continue;
            }
            for line in text.lines() {
                let mut fields = line.split(' ');
                let Some(Ok(value)) = fields.next().map(str::parse::<u16>) else { continue };
                for word in fields {
                    if let Some((at, letter)) = word.char_indices().nth(FORM_LETTERS - 1) {
                        let form = &word[..at + letter.len_utf8()];
                        *forms.entry(xxh3_64(form.as_bytes())).or_insert(0.0) += frequency(value);
                    }
                    centibels.entry(xxh3_64(word.as_bytes())).or_insert(value);
                }
            }
        }
        let most = centibels.values().copied().max().unwrap_or(0);
        Self { centibels, forms, frequencies: (0..=most).map(frequency).collect() }
    }
}

fn frequency(centibels: u16) -> f64 {
    10_f64.powf(-f64::from(centibels) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_more_frequent_than_rare_ones_in_both_languages() {
        let general = GeneralFrequencies::shipped();
        let frequency = |word| general.frequency(word).unwrap();
        assert!(frequency("the") > 0.03);
        assert!(frequency("the") > frequency("ferry") && frequency("ferry") > frequency("archipelago"));
        assert!(frequency("사람") > frequency("위성"));
        assert_eq!(general.frequency("qzxvkw"), None);
    }

    #[test]
    fn both_tables_are_whole() {
        assert!(GeneralFrequencies::shipped().centibels.len() > 110_000);
    }
}
