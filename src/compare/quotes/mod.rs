//! Quotes: what a version lets somebody say in words of their own, and the same speech in two versions.
//!
//! A speech is a soundbite or what stands between quotation marks ([`marks`] tells which of that is speech,
//! [`attribution`] who says it). The same speech is found again through cuts, rewording and a second translation by
//! [`matching`].

mod attribution;
mod marks;
mod matching;
mod roots;

use serde::Serialize;

use super::version::{Span, Version};
pub use matching::{Extent, SpeechMatch, match_speeches};

/// What somebody says, in words of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speech {
    /// Whole sentences of a soundbite, or what stands between quotation marks; one speech may go over several sentences.
    pub spans: Vec<Span>,
    /// Who says it, as printed.
    pub speaker: Option<String>,
    /// The office, or how one who is not named is called.
    pub role: Option<String>,
    /// Whether it is a soundbite with a line for its speaker.
    pub is_soundbite: bool,
}

/// Whether a speech is the rest of the one before: *"It sank," the skipper said. "Nobody came."*
fn goes_on(version: &Version, last: &Speech, next: &Speech) -> bool {
    let (Some(end), Some(start)) = (last.spans.last(), next.spans.first()) else { return false };
    let (one, other) = (&version.sentences[end.sentence], &version.sentences[start.sentence]);
    let is_near = one.paragraph == other.paragraph && start.sentence - end.sentence <= 1;
    let opens = !other.text[..start.start].contains(char::is_alphanumeric);
    let is_same = match (&next.speaker, &next.role) {
        (None, None) => last.speaker.is_some() || last.role.is_some(),
        (Some(next), _) => last.speaker.as_ref().is_some_and(|last| super::speakers::same_person(last, next)),
        (None, Some(_)) => false,
    };
    is_near && start.sentence > end.sentence && opens && is_same
}

/// The speeches of a version in reading order. Linear in it.
#[must_use]
pub fn speeches(version: &Version) -> Vec<Speech> {
    let mut found: Vec<Speech> = Vec::new();
    let mut paragraph = None;
    for (number, sentence) in version.sentences.iter().enumerate() {
        let Some(speaker) = &sentence.speaker else { continue };
        // The reporter's question, in brackets.
        if sentence.text.starts_with('[') && sentence.text.ends_with(']') {
            continue;
        }
        let span = Span { sentence: number, start: 0, end: sentence.text.len() };
        match found.last_mut() {
            Some(last) if paragraph == Some(sentence.paragraph) => last.spans.push(span),
            _ => found.push(Speech {
                spans: vec![span],
                speaker: speaker.name.clone(),
                role: speaker.role.clone(),
                is_soundbite: true,
            }),
        }
        paragraph = Some(sentence.paragraph);
    }
    let mut last: Option<Speech> = None;
    for quotation in marks::quotations(version) {
        if !marks::is_speech(version, &quotation) {
            continue;
        }
        let attributed = attribution::attributed(version, &quotation);
        let speech =
            Speech { spans: quotation.spans, speaker: attributed.name, role: attributed.role, is_soundbite: false };
        match &mut last {
            Some(last) if goes_on(version, last, &speech) => last.spans.extend(speech.spans),
            _ => found.extend(last.replace(speech)),
        }
    }
    found.extend(last);
    found.sort_by_key(|speech| speech.spans.first().copied());
    found
}
