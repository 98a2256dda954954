//! Section markers: the bracketed words that part an anchor's lead, a report and its soundbites.
//!
//! Every generation of layout has its own (`[LEAD]`, `[Anchor Lead]`, `[Pkg]`, `[앵커]`, `<Reporter>`); this is the one
//! place that knows them all. A bracketed word that is not listed here is text, because titles (`[Exclusive]`) and
//! editors use brackets too. Recognition looks at a bounded number of bytes, whatever the input.

/// What a marker announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// `[LEAD]`, `[Anchor Lead]`: always begins a story.
    Lead,
    /// `[Anchor]`: begins a story, or a question in an interview.
    Anchor,
    /// `[REPORT]`, `[Pkg]`.
    Report,
    /// `[Reporter]`: an answer in an interview, or the report of a layout that has no `[Report]`.
    Reporter,
    /// `[Soundbite]`: the speaker and the words follow it.
    Soundbite,
    /// `[Sound bite: NAME (Korean-English)]`: the words follow it.
    SoundbiteOf(&'a str),
}

impl Mark<'_> {
    /// Whether the marker begins a section, as opposed to a soundbite within one.
    pub(super) fn is_section(self) -> bool {
        !matches!(self, Self::Soundbite | Self::SoundbiteOf(_))
    }
}

/// A marker at the start of some text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// What it announces.
    pub(super) mark: Mark<'a>,
    /// The marker as printed, brackets included.
    pub(super) label: &'a str,
    /// Whether no prose would hold such a bracketed word, so that it counts in the middle of a line too.
    pub(super) is_distinctive: bool,
}

const LEADS: [&str; 4] = ["lead", "anchor lead", "anchor's lead", "lead-in"];
const ANCHORS: [&str; 6] = ["anchor", "앵커", "앵커 멘트", "앵커멘트", "앵커리포트", "anchor comment"];
const REPORTS: [&str; 4] = ["report", "pkg", "package", "리포트"];
const REPORTERS: [&str; 2] = ["reporter", "기자"];
const SOUNDBITES: [&str; 6] = ["soundbite", "sound bite", "인터뷰", "녹취", "현장음", "씽크"];
const DISTINCTIVE: [&str; 5] = ["anchor lead", "pkg", "soundbite", "sound bite", "앵커 멘트"];

/// Longest marker looked for, in bytes; room for the speaker of a `[Sound bite: ...]`.
const LONGEST: usize = 240;

/// The marker that `text` starts with.
pub(super) fn at_start(text: &str) -> Option<Found<'_>> {
    let close = match text.as_bytes().first()? {
        b'[' => b']',
        b'<' => b'>',
        _ => return None,
    };
    let length = text.bytes().take(LONGEST).position(|byte| byte == close)? + 1;
    let label = text.get(..length)?;
    let name = label.get(1..length - 1)?.trim();
    if name.bytes().any(|byte| matches!(byte, b'[' | b'<')) {
        return None;
    }
    let found = |mark, is_distinctive| Some(Found { mark, label, is_distinctive });
    if let Some((word, speaker)) = name.split_once(':')
        && is_one_of(word.trim(), &SOUNDBITES)
        && !speaker.trim().is_empty()
        && !starts_with_quotation_mark(speaker.trim())
    {
        return found(Mark::SoundbiteOf(speaker.trim()), true);
    }
    let is_distinctive = is_one_of(name, &DISTINCTIVE);
    if is_one_of(name, &LEADS) {
        found(Mark::Lead, is_distinctive)
    } else if is_one_of(name, &ANCHORS) {
        found(Mark::Anchor, is_distinctive)
    } else if is_one_of(name, &REPORTS) {
        found(Mark::Report, is_distinctive)
    } else if is_one_of(name, &REPORTERS) {
        found(Mark::Reporter, is_distinctive)
    } else if is_one_of(name, &SOUNDBITES) {
        found(Mark::Soundbite, is_distinctive)
    } else {
        None
    }
}

/// The marker of a radio script that `text` starts with: `Anchor:`, `Report:`.
pub(super) fn spoken_at_start(text: &str) -> Option<Found<'_>> {
    let (label, mark) = [("Anchor:", Mark::Anchor), ("Report:", Mark::Report), ("Reporter:", Mark::Report)]
        .into_iter()
        .find(|(label, _)| text.starts_with(label))?;
    Some(Found { mark, label: text.get(..label.len())?, is_distinctive: false })
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|candidate| candidate.eq_ignore_ascii_case(name))
}

/// Whether `text` begins with a quotation mark of any shape.
pub(super) fn starts_with_quotation_mark(text: &str) -> bool {
    text.starts_with(is_opening_quotation_mark)
}

/// Whether a character opens a quotation: double marks of any shape.
pub(super) fn is_opening_quotation_mark(character: char) -> bool {
    matches!(character, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{FF02}')
}

/// Whether a character closes a quotation: double marks of any shape.
pub(super) fn is_closing_quotation_mark(character: char) -> bool {
    matches!(character, '"' | '\u{201C}' | '\u{201D}' | '\u{FF02}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str) -> Option<Mark<'_>> {
        at_start(text).map(|found| found.mark)
    }

    #[test]
    fn every_generation_is_known_in_any_case() {
        for text in ["[LEAD]", "[Anchor Lead] Snow fell", "[ANCHOR LEAD]", "[lead]"] {
            assert_eq!(mark(text), Some(Mark::Lead), "{text}");
        }
        for text in ["[REPORT]", "[Report]", "[Pkg]", "[PKG]", "[리포트]", "<리포트>"] {
            assert_eq!(mark(text), Some(Mark::Report), "{text}");
        }
        for text in ["[Anchor]", "[앵커]", "<앵커 멘트>", "<Anchor>"] {
            assert_eq!(mark(text), Some(Mark::Anchor), "{text}");
        }
        assert_eq!(mark("[기자]"), Some(Mark::Reporter));
        assert_eq!(mark("[Soundbite] HAN SO-RA"), Some(Mark::Soundbite));
        assert_eq!(mark("[Sound bite: Han So-ra (Korean)]"), Some(Mark::SoundbiteOf("Han So-ra (Korean)")));
    }

    #[test]
    fn other_brackets_are_text() {
        for text in
            ["[Exclusive] Bridge closed", "[Han So-ra/Nurse: \"No.\"]", "[Report", "[", "[]", "<br>", "[[Report]"]
        {
            assert_eq!(mark(text), None, "{text}");
        }
    }

    #[test]
    fn brackets_cut_inside_a_character_do_no_harm() {
        let text = format!("[{}", "가".repeat(200));
        assert_eq!(mark(&text), None);
    }
}
