//! How a copy differs from its original: not at all, in single words all over, or in one block.
//!
//! The similarity aimed at is drawn evenly; what comes out is spread about it. Of a set of shingles of which the share
//! `kept` survives in a text of the same length, the Jaccard similarity is `kept / (2 - kept)`.

use super::random::Random;
use super::text::{LEAST_LENGTH, Mark, Text, Token, Writing};

/// Share of the copies that are exact.
const EXACT: f64 = 0.12;
/// Share of the other copies that are edited in one block.
const BLOCK: f64 = 0.25;
/// The lowest similarity aimed at.
const LEAST_SIMILARITY: f64 = 0.3;
/// Words in the shingles that the similarity is of.
const SHINGLE: f64 = 5.0;
/// A text that is longer gets no further block, so that chains do not grow without end.
const MOST_LENGTH: usize = 2000;

#[derive(Debug, Clone, Copy)]
enum Change {
    Replaced,
    Removed,
    Added,
}

pub(crate) fn edited(original: &Text, writing: &Writing, random: &mut Random) -> Text {
    if random.chance(EXACT) {
        return original.clone();
    }
    let similarity = LEAST_SIMILARITY + (1.0 - LEAST_SIMILARITY) * random.share();
    if random.chance(BLOCK) {
        with_block(original, similarity, writing, random)
    } else {
        with_words(original, similarity, writing, random)
    }
}

/// Words substituted, inserted and removed, each change as likely as the others.
fn with_words(original: &Text, similarity: f64, writing: &Writing, random: &mut Random) -> Text {
    let kept = 2.0 * similarity / (1.0 + similarity);
    let rate = 1.0 - kept.powf(1.0 / SHINGLE);
    let mut edited = Text::with_capacity(original.len() + original.len() / 4);
    for token in original {
        if !random.chance(rate) {
            edited.push(*token);
            continue;
        }
        match random.pick(&[Change::Replaced, Change::Removed, Change::Added]) {
            Change::Replaced => edited.push(Token { word: writing.running(random), mark: token.mark }),
            Change::Added => edited.extend([Token { word: writing.running(random), mark: Mark::None }, *token]),
            // The sentence still ends.
            Change::Removed => {
                if let Some(before) = edited.last_mut().filter(|_| token.mark == Mark::Stop) {
                    before.mark = Mark::Stop;
                }
            }
        }
    }
    edited
}

/// A run of words replaced by others, removed, or put in.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length is a length")]
fn with_block(original: &Text, similarity: f64, writing: &Writing, random: &mut Random) -> Text {
    let length = original.len() as f64;
    let replaced = (length * (1.0 - 2.0 * similarity / (1.0 + similarity))) as usize;
    let removed = (length * (1.0 - similarity)) as usize;
    let added = (length * (1.0 / similarity - 1.0)) as usize;
    let (out, put_in) = match random.pick(&[Change::Replaced, Change::Removed, Change::Added]) {
        Change::Removed if original.len() - removed >= LEAST_LENGTH => (removed, 0),
        Change::Added if original.len() + added <= MOST_LENGTH => (0, added),
        _ => (replaced, replaced),
    };
    let start = random.between(0, original.len() - out);
    let mut edited = original[..start].to_vec();
    edited.append(&mut writing.passage(put_in, random));
    edited.extend_from_slice(&original[start + out..]);
    edited
}
