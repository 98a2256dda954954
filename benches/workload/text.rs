//! Texts as words with marks, and how new ones are written: lengths, sentences, and the bank that all share.

use std::f64::consts::TAU;

use super::random::Random;
use super::vocabulary::{Vocabulary, capitalised};

/// Lengths in words are log-normal: the usual median, and the standard deviation of the logarithm. The mean is then 401.
pub(crate) const MEDIAN_LENGTH: f64 = 335.0;
const SIGMA: f64 = 0.6;
/// No text is shorter, so that an edit leaves some shingles of it.
pub(crate) const LEAST_LENGTH: usize = 30;
/// Words of a sentence.
const SENTENCE: (usize, usize) = (6, 28);
const COMMA: f64 = 0.06;
/// Share of the sentences that come from the bank, and how many it has; the first are the most frequent (Zipf).
const BOILERPLATE: f64 = 0.06;
const BANK: usize = 2000;

/// What follows a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    Comma,
    Stop,
}

/// A word by its number, and what follows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) word: u32,
    pub(crate) mark: Mark,
}

pub(crate) type Text = Vec<Token>;

/// All that texts are written with.
#[derive(Debug)]
pub(crate) struct Writing {
    vocabulary: Vocabulary,
    bank: Vec<Text>,
    median_length: f64,
}

impl Writing {
    pub(crate) fn new(median_length: f64, random: &mut Random) -> Self {
        let mut writing = Self { vocabulary: Vocabulary::shipped(), bank: Vec::new(), median_length };
        writing.bank = (0..BANK).map(|_| writing.sentence(random.between(SENTENCE.0, SENTENCE.1), random)).collect();
        writing
    }

    /// A text of its own.
    pub(crate) fn text(&self, random: &mut Random) -> Text {
        self.passage(length(self.median_length, random), random)
    }

    /// About so many words in sentences: a sentence of the bank is never cut.
    pub(crate) fn passage(&self, words: usize, random: &mut Random) -> Text {
        let mut text = Text::with_capacity(words + SENTENCE.1);
        while text.len() < words {
            if random.chance(BOILERPLATE) {
                text.extend_from_slice(&self.bank[random.ranked(self.bank.len())]);
            } else {
                let length = random.between(SENTENCE.0, SENTENCE.1).min(words - text.len());
                text.append(&mut self.sentence(length, random));
            }
        }
        text
    }

    pub(crate) fn running(&self, random: &mut Random) -> u32 {
        self.vocabulary.running(random)
    }

    fn sentence(&self, words: usize, random: &mut Random) -> Text {
        (1..=words)
            .map(|number| {
                let word = self.running(random);
                let mark = match () {
                    () if number == words => Mark::Stop,
                    () if random.chance(COMMA) => Mark::Comma,
                    () => Mark::None,
                };
                Token { word, mark }
            })
            .collect()
    }

    /// The text as published: a capital at the head of each sentence.
    pub(crate) fn render(&self, text: &Text) -> String {
        let mut rendered = String::with_capacity(text.len() * 7);
        let mut before = None;
        for token in text {
            if before.is_some() {
                rendered.push(' ');
            }
            let word = self.vocabulary.word(token.word);
            if before.is_none_or(|mark| mark == Mark::Stop) {
                rendered.push_str(&capitalised(word));
            } else {
                rendered.push_str(word);
            }
            match token.mark {
                Mark::None => {}
                Mark::Comma => rendered.push(','),
                Mark::Stop => rendered.push('.'),
            }
            before = Some(token.mark);
        }
        rendered
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length of some thousands at most")]
fn length(median: f64, random: &mut Random) -> usize {
    // Box and Muller's normal variate; 1 less the share is never 0.
    let normal = (-2.0 * (1.0 - random.share()).ln()).sqrt() * (TAU * random.share()).cos();
    ((median * (SIGMA * normal).exp()) as usize).max(LEAST_LENGTH)
}
