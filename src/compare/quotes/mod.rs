//! Quotes: what a version lets somebody say in words of their own, and the same speech in two versions.
//!
//! A speech is a soundbite or what stands between quotation marks (`marks` tells which of that is speech,
//! `attribution` who says it). The same speech is found again through cuts, rewording and a second translation by
//! `matching`.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::speakers::Attribution;
    use crate::compare::version::{Sentence, Speaker};
    use crate::document::SectionKind;
    use crate::text::sentences::sentences;

    /// A version of paragraphs; one that begins with `Name / office: ` is a soundbite.
    fn version(paragraphs: &[&str]) -> Version {
        let mut cut = Vec::new();
        for (paragraph, text) in paragraphs.iter().enumerate() {
            let (speaker, text) =
                match text.split_once(" / ").and_then(|(name, rest)| Some((name, rest.split_once(": ")?))) {
                    Some((name, (role, said))) => {
                        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
                        (Some(Speaker { name: filled(name), role: filled(role), when: None }), said)
                    }
                    None => (None, *text),
                };
            cut.extend(sentences(text).into_iter().map(|range| Sentence {
                text: text[range].to_owned(),
                part: SectionKind::Body,
                paragraph,
                speaker: speaker.clone(),
            }));
        }
        Version { id: "one".to_owned(), title: None, language: None, day: None, sentences: cut }
    }

    fn said(version: &Version) -> Vec<(String, Option<String>)> {
        let text = |speech: &Speech| speech.spans.iter().map(|span| version.piece(*span)).collect::<Vec<_>>().join(" ");
        speeches(version).iter().map(|speech| (text(speech), speech.speaker.clone())).collect()
    }

    fn matches(first: &[&str], second: &[&str]) -> Vec<(Extent, Attribution)> {
        let (first, second) = (version(first), version(second));
        let (one, other) = (speeches(&first), speeches(&second));
        let found = match_speeches((&first, &one), (&second, &other));
        found.iter().map(|found| (found.extent, found.attribution)).collect()
    }

    #[test]
    fn soundbites_and_marked_words_are_speeches_with_their_speakers() {
        let version = version(&[
            "Oh Se-na / Skipper: The hull groaned. [Were you afraid?] Then we ran.",
            "\"We never saw it coming,\" said Ingrid Moe of the Bergen Fire Department. \"It was over in a minute.\"",
            "Mayor Holm called the vote “a slap in the face of the town.”",
            "국토교통부 김하늘 장관은 \"낡은 다리를 모두 점검하겠다\"고 말했습니다.",
        ]);
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(
            said(&version),
            [
                ("The hull groaned. Then we ran.".to_owned(), name("Oh Se-na")),
                ("We never saw it coming, It was over in a minute.".to_owned(), name("Ingrid Moe")),
                ("a slap in the face of the town.".to_owned(), name("Holm")),
                ("낡은 다리를 모두 점검하겠다".to_owned(), name("김하늘")),
            ]
        );
    }

    #[test]
    fn titles_labels_and_distant_words_are_no_speech() {
        for text in [
            "The \"Dear Mr. President\" letter was sold.",
            "The label on it read \"Corea, 1899.\" and nothing else.",
            "The so-called \"green line\" never opened.",
            "이른바 '묻지마 투자'라는 말이 유행했습니다.",
            "모니터에는 '안녕, 지구'였습니다.",
            "It isn't the firm's fault that 'tis late.",
        ] {
            assert!(said(&version(&[text])).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_speech_is_found_again_in_other_words() {
        for (first, second) in [
            ("We heard a boom and the windows shook.", "There was a loud bang, and all the windows were shaking."),
            ("The envoy remains receptive to correspondence.", "The envoy is still open to corresponding."),
            ("My grandmother sang it in the kitchen.", "It is what my grandmother used to sing in her kitchen."),
        ] {
            let first = format!("Oh Se-na / Skipper: {first}");
            let second = format!("OH SENA / Captain: {second}");
            assert_eq!(matches(&[&first], &[&second]), [(Extent::Equal, Attribution::Same)], "{first}");
        }
    }

    #[test]
    fn two_things_that_one_speaker_says_stay_two() {
        let first = ["Oh Se-na / Skipper: The hull groaned under the ice. I am sorry for what happened."];
        let second = ["Oh Se-na / Skipper: Nobody answered the radio. I will never forget what happened that night."];
        assert!(matches(&first, &second).is_empty());
        assert!(matches(&first, &[]).is_empty());
    }

    #[test]
    fn extent_says_who_has_more() {
        let short = "Oh Se-na / Skipper: The hull groaned under the ice.";
        let long = "Oh Se-na / Skipper: The hull groaned under the ice. Then the lanterns went out.";
        let other = "Oh Se-na / Skipper: The hull groaned under the ice. Nobody answered the radio.";
        let extents =
            |first: &str, second: &str| matches(&[first], &[second]).iter().map(|found| found.0).collect::<Vec<_>>();
        assert_eq!(extents(short, short), [Extent::Equal]);
        assert_eq!(extents(long, short), [Extent::FirstLonger]);
        assert_eq!(extents(short, long), [Extent::SecondLonger]);
        assert_eq!(extents(long, other), [Extent::Overlapping]);
    }

    #[test]
    fn another_speaker_is_told_and_asks_for_the_very_words() {
        let first = ["The deal was \"a lantern without any oil in it,\" said Marta Kowal."];
        let second = ["The deal was \"a lantern without any oil in it,\" said Henrik Lund."];
        assert_eq!(matches(&first, &second), [(Extent::Equal, Attribution::Different)]);
        let reworded = ["Henrik Lund / Baker: A lantern in which there is not any oil."];
        assert!(matches(&first, &reworded).is_empty());
    }

    #[test]
    fn the_only_speech_of_a_speaker_needs_little_in_common() {
        let first = ["Oh Se-na / Skipper: My sister blames the lantern. She paid for the oil."];
        let second = ["OH SENA / Captain: The lantern is to blame, as whoever sold us that oil will know."];
        assert_eq!(matches(&first, &second).iter().map(|found| found.1).collect::<Vec<_>>(), [Attribution::Same]);
        let other = ["Oh Se-na / Skipper: Nobody asked us whether we wanted to sail."];
        assert!(matches(&first, &other).is_empty());
    }

    #[test]
    fn one_striking_thing_may_be_said_by_two() {
        let first = ["Marta Kowal / Mayor: It was a paper anchor, and I will frame it."];
        let second = ["\"We do not call that an answer, we call it a paper anchor,\" said Henrik Lund."];
        assert_eq!(matches(&first, &second).iter().map(|found| found.1).collect::<Vec<_>>(), [Attribution::Different]);
    }

    #[test]
    fn a_korean_quotation_goes_on_in_its_sentence() {
        let version =
            version(&["익명을 요구한 보은군 간부는 \"낡은 다리를 고쳐야 한다\"이라면서도 돈이 없다고 전했습니다."]);
        assert_eq!(said(&version), [("낡은 다리를 고쳐야 한다".to_owned(), None)]);
    }

    #[test]
    fn hostile_marks_are_harmless() {
        for text in ["\"", "“", "\"\"\"\"", "'", "’’‘", "a\"b\"c", "\" said", "「」", "“”고", "said \"said\" said"]
        {
            let _ = said(&version(&[text, text]));
            let _ = matches(&[text], &[text]);
        }
    }
}
