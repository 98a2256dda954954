//! Which text of a page is the page repeating itself.
//!
//! A page may print its story again: announced by a list item or a time stamp, then the share of word triples in common
//! decides; or without a word, run together after the sign-off, then only a run of lines that holds nothing new and has
//! nearly the whole body from its start is a repeat. Writers repeat a sentence, reports begin as their anchor did: such
//! a line is text. Linear in the length of what is looked at.

use ahash::{AHashMap, AHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::header;
use super::lines::Piece;
use crate::text::words::{Unspaced, for_each_word};

/// Share of its word triples that an announced part must have in common with earlier parts to be a repeat.
const ANNOUNCED: f64 = 0.6;

/// Share of a body's word triples that a run without announcement must have to be that body again.
const WHOLE_BODY: f64 = 0.75;

/// Words from which on a repeat may stand on a single line.
const FEWEST_WORDS_ON_ONE_LINE: usize = 40;

/// The word triples of the documents so far, by hash, with the document that had them first.
#[derive(Debug, Default)]
pub(super) struct Triples {
    owners: AHashMap<u64, usize>,
    /// Lines too short to have a triple.
    short_lines: AHashSet<u64>,
    /// How many triples each document was first to have.
    sizes: Vec<usize>,
}

/// Lines that hold nothing new.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The document that they repeat.
    pub(super) owner: usize,
    /// How many pieces they take.
    pub(super) length: usize,
}

impl Triples {
    /// Takes in the text of a document.
    pub(super) fn add(&mut self, pieces: &[Piece<'_>], owner: usize) {
        self.sizes.resize(self.sizes.len().max(owner + 1), 0);
        let Self { owners, short_lines, sizes } = self;
        for_each_triple(story_lines(pieces), |triple| {
            owners.entry(triple).or_insert_with(|| {
                if let Some(size) = sizes.get_mut(owner) {
                    *size += 1;
                }
                owner
            });
        });
        for piece in story_lines(pieces) {
            if let Some(line) = short_line(piece) {
                short_lines.insert(line);
            }
        }
    }

    /// The document that an announced part repeats: the owner of the first triple that is known, if enough are.
    pub(super) fn owner_of_repeat(&self, pieces: &[Piece<'_>]) -> Option<usize> {
        let (mut known, mut all, mut first) = (0_usize, 0_usize, None);
        for_each_triple(story_lines(pieces), |triple| {
            all += 1;
            if let Some(&owner) = self.owners.get(&triple) {
                known += 1;
                first = first.or(Some(owner));
            }
        });
        first.filter(|_| known as f64 >= ANNOUNCED * all as f64)
    }

    /// The lines at the start of `pieces` that are a whole body again.
    pub(super) fn run(&self, pieces: &[Piece<'_>]) -> Option<Run> {
        let mut covered: AHashSet<u64> = AHashSet::new();
        let mut owner = None;
        let (mut lines, mut words, mut length) = (0_usize, 0_usize, 0_usize);
        for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| is_story(piece)) {
            let mut is_known = true;
            if let Some(line) = short_line(piece) {
                is_known = self.short_lines.contains(&line);
            } else {
                for_each_triple([piece].into_iter(), |triple| match self.owners.get(&triple) {
                    Some(&known) => owner = owner.or(Some(known)),
                    None => is_known = false,
                });
            }
            if !is_known {
                break;
            }
            lines += 1;
            words += count_words(std::slice::from_ref(piece));
            length = at + 1;
        }
        let owner = owner?;
        for_each_triple(story_lines(pieces.get(..length)?), |triple| {
            if self.owners.get(&triple) == Some(&owner) {
                covered.insert(triple);
            }
        });
        let size = *self.sizes.get(owner)?;
        let is_body = covered.len() as f64 >= WHOLE_BODY * size as f64;
        (is_body && (lines >= 2 || words >= FEWEST_WORDS_ON_ONE_LINE)).then_some(Run { owner, length })
    }
}

/// How many words of text the pieces hold.
pub(super) fn count_words(pieces: &[Piece<'_>]) -> usize {
    let mut count = 0;
    for piece in pieces.iter().filter(|piece| piece.is_text()) {
        for_each_word(piece.text, Unspaced::Characters, |_| count += 1);
    }
    count
}

/// Lines of the head are alike in unrelated stories of one day.
fn is_story(piece: &Piece<'_>) -> bool {
    piece.is_text() && !header::read_line(piece.text).is_head_only()
}

fn story_lines<'p, 'a>(pieces: &'p [Piece<'a>]) -> impl Iterator<Item = &'p Piece<'a>> {
    pieces.iter().filter(|piece| is_story(piece))
}

/// The hash of a line of fewer than three words.
fn short_line(piece: &Piece<'_>) -> Option<u64> {
    let (mut count, mut hash) = (0_usize, 0_u64);
    for_each_word(piece.text, Unspaced::Characters, |word| {
        count += 1;
        hash = hash.rotate_left(21) ^ xxh3_64(word.normal.as_bytes());
    });
    (count < 3).then_some(hash)
}

fn for_each_triple<'p, 'a: 'p>(pieces: impl Iterator<Item = &'p Piece<'a>>, mut visit: impl FnMut(u64)) {
    let mut last = [0_u64; 3];
    let mut count = 0_usize;
    for piece in pieces {
        for_each_word(piece.text, Unspaced::Characters, |word| {
            last = [last[1], last[2], xxh3_64(word.normal.as_bytes())];
            count += 1;
            if count >= 3 {
                visit(last[0].rotate_left(42) ^ last[1].rotate_left(21) ^ last[2]);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::pieces;
    use super::*;

    const BODY: &str =
        "The weir at Sandol gave way before sunrise on Monday.\nBrown water poured into forty cellars.\n";

    fn run_of(page: &str) -> Option<usize> {
        let mut seen = Triples::default();
        seen.add(&pieces(BODY, false), 0);
        seen.run(&pieces(page, false)).map(|run| run.length)
    }

    #[test]
    fn a_run_ends_where_something_new_is_said() {
        assert_eq!(run_of(&format!("{BODY}A mule swam home.\n")), Some(2));
        assert_eq!(run_of(BODY), Some(2));
    }

    #[test]
    fn a_single_sentence_is_no_run_and_a_changed_line_ends_it() {
        assert_eq!(run_of("The weir at Sandol gave way before sunrise on Monday.\nA mule swam home.\n"), None);
        assert_eq!(run_of(&BODY.replace("forty", "fifty")), None);
        assert_eq!(run_of("A mule swam home.\n"), None);
        assert_eq!(run_of(""), None);
    }
}
