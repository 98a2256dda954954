//! The text of a story: marked sections, paragraphs, soundbites, hand-overs and sign-offs.
//!
//! Works on the pieces after the head. How pages space their lines decides where a soundbite ends that has no quotation
//! marks: at the next blank line where blank lines part paragraphs, after one line where nothing or everything is
//! parted.

use crate::document::{Paragraph, Section, SectionKind};

use super::handover;
use super::lines::{Kind, Piece};
use super::marker::Mark;
use super::signoff::{self, Credit};
use super::soundbite;

/// The text of a story and who reports it.
#[derive(Debug, Default)]
pub(super) struct Story {
    /// Its sections; none is empty.
    pub(super) sections: Vec<Section>,
    /// From the sign-off, else the hand-over.
    pub(super) credit: Credit,
}

/// How a page spaces its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// Blank lines part paragraphs of one or more lines.
    Paragraphs,
    /// No blank lines: every line is a paragraph.
    Dense,
    /// Blank lines after every line.
    Airy,
}

/// Reads the text of a story. Lines of plain text (`is_plain`) between blank lines are one paragraph; lines of a
/// broadcast page are paragraphs, unless a sentence runs on.
pub(super) fn read(pieces: &[Piece<'_>], is_plain: bool) -> Story {
    let mut story = Story::default();
    let spacing = spacing(pieces);
    // Programmes that bracket their soundbites print narration, not soundbites, in bare quotation marks.
    let brackets_bites = pieces.iter().any(|piece| piece.kind == Kind::Mark(Mark::Anchor));
    let mut reader = Reader { spacing, is_plain, brackets_bites, paragraphs: Vec::new() };
    let mut kind = SectionKind::Body;
    let mut label: Option<&str> = None;
    let mut has_anchor = false;
    let mut index = 0;
    while index < pieces.len() {
        match pieces[index].kind {
            Kind::Mark(mark) if mark.is_section() => {
                push_section(&mut story.sections, kind, label, std::mem::take(&mut reader.paragraphs));
                kind = match mark {
                    Mark::Anchor if has_anchor => SectionKind::Anchor,
                    Mark::Lead | Mark::Anchor => SectionKind::Lead,
                    Mark::Reporter => SectionKind::Reporter,
                    _ => SectionKind::Report,
                };
                has_anchor |= mark == Mark::Anchor;
                label = Some(pieces[index].text);
                index += 1;
            }
            Kind::Mark(mark) => index += reader.read_marked_bite(mark, &pieces[index..]),
            Kind::Text => index += reader.read_lines(&pieces[index..]),
            Kind::Blank | Kind::Furniture => index += 1,
        }
    }
    push_section(&mut story.sections, kind, label, reader.paragraphs);
    if !is_plain {
        find_credits(&mut story);
    } else if let Some(section) = story.sections.last_mut() {
        // Plain text may speak of sign-offs; a byline with an address is one wherever it stands.
        story.credit = take_credit(section, signoff::byline, Paragraph::SignOff, true).unwrap_or_default();
    }
    story
}

fn push_section(sections: &mut Vec<Section>, kind: SectionKind, label: Option<&str>, paragraphs: Vec<Paragraph>) {
    if !paragraphs.is_empty() {
        sections.push(Section { kind, label: label.map(str::to_owned), paragraphs });
    }
}

fn spacing(pieces: &[Piece<'_>]) -> Spacing {
    let (mut parted, mut joined) = (0_usize, 0_usize);
    let mut last_was_text = false;
    let mut seen_blank = false;
    for piece in pieces {
        match piece.kind {
            Kind::Text if last_was_text && seen_blank => parted += 1,
            Kind::Text if last_was_text => joined += 1,
            Kind::Blank => seen_blank = true,
            _ => {}
        }
        if piece.kind != Kind::Blank {
            last_was_text = piece.is_text();
            seen_blank = false;
        }
    }
    match (parted, joined) {
        (0, 2..) => Spacing::Dense,
        (1.., 0) => Spacing::Airy,
        _ => Spacing::Paragraphs,
    }
}

/// Turns lines into paragraphs.
struct Reader {
    spacing: Spacing,
    is_plain: bool,
    brackets_bites: bool,
    paragraphs: Vec<Paragraph>,
}

impl Reader {
    /// Reads the soundbite after its marker, which is the first piece; gives back how many pieces it takes.
    fn read_marked_bite(&mut self, mark: Mark<'_>, pieces: &[Piece<'_>]) -> usize {
        let Some(marker) = pieces.first() else { return 0 };
        let is_inline = !marker.is_line_start;
        let mut from = 1;
        let is_alone = pieces.get(1).is_none_or(|next| next.is_line_start);
        // A marker alone on its line is followed by its speaker, with blank lines between on some pages.
        if is_alone && (mark == Mark::Soundbite || self.spacing == Spacing::Airy) {
            while pieces.get(from).is_some_and(|piece| matches!(piece.kind, Kind::Blank | Kind::Furniture)) {
                from += 1;
            }
        }
        let lines = group(pieces.get(from..).unwrap_or_default());
        let bite = match mark {
            Mark::SoundbiteOf(name) => Some(soundbite::after_named_marker(name, &lines, is_inline)),
            _ => soundbite::after_marker(&lines, is_alone, is_inline),
        };
        let Some(bite) = bite else { return from };
        self.paragraphs.push(Paragraph::Quote(bite.quote));
        self.push_prose(bite.rest);
        from + bite.lines
    }

    /// Reads lines up to the next blank line or marker; gives back how many.
    fn read_lines(&mut self, pieces: &[Piece<'_>]) -> usize {
        let lines = group(pieces);
        if self.is_plain {
            return self.read_plain(pieces);
        }
        let Some(&first) = lines.first() else { return 1 };
        if let Some(bite) = soundbite::bracketed(&lines) {
            self.paragraphs.push(Paragraph::Quote(bite.quote));
            self.push_prose(bite.rest);
            return bite.lines;
        }
        if let Some(speaker) = soundbite::speaker_line(first)
            && let Some((words, taken)) = self.words_under_speaker(&lines, pieces)
        {
            self.paragraphs.push(Paragraph::Quote(soundbite::quote(speaker, soundbite::unquoted(&words))));
            return taken;
        }
        if let Some(quote) = soundbite::named_line(first) {
            self.paragraphs.push(Paragraph::Quote(quote));
            return 1;
        }
        if !self.brackets_bites
            && let Some(quote) = soundbite::quoted_line(first)
        {
            self.paragraphs.push(Paragraph::Quote(quote));
            return 1;
        }
        // A sentence that runs on to the next line was wrapped there.
        let wrapped = lines.iter().take_while(|line| !ends_paragraph(line)).count().min(lines.len().saturating_sub(1));
        let is_wrapped = (1..=wrapped).all(|at| {
            lines.get(at).is_some_and(|line| !line.starts_with('[') && soundbite::speaker_line(line).is_none())
        });
        let taken = if is_wrapped { wrapped + 1 } else { 1 };
        let text = lines.get(..taken).unwrap_or_default().join(" ");
        self.push_prose(&text);
        taken
    }

    /// Reads lines of plain text: one paragraph if they were wrapped, else one each.
    fn read_plain(&mut self, pieces: &[Piece<'_>]) -> usize {
        let lines: Vec<&str> = pieces.iter().take_while(|piece| piece.is_text()).map(|piece| piece.text).collect();
        let is_wrapped = lines.iter().rev().skip(1).any(|line| !ends_paragraph(line));
        if is_wrapped {
            self.push_prose(&lines.join(" "));
        } else {
            for line in &lines {
                self.push_prose(line);
            }
        }
        lines.len().max(1)
    }

    /// The words under a line `Name / Role`, and how many pieces the two take.
    fn words_under_speaker(&self, lines: &[&str], pieces: &[Piece<'_>]) -> Option<(String, usize)> {
        match self.spacing {
            Spacing::Paragraphs if lines.len() > 1 => {
                let end = (1..lines.len())
                    .find(|&at| at > 1 && lines.get(at).is_some_and(|line| soundbite::speaker_line(line).is_some()));
                let words = lines.get(1..end.unwrap_or(lines.len()))?;
                Some((words.join(" "), words.len() + 1))
            }
            Spacing::Dense => Some(((*lines.get(1)?).to_owned(), 2)),
            Spacing::Airy => {
                let next = pieces.iter().skip(1).position(|piece| piece.kind != Kind::Blank)? + 1;
                let piece = pieces.get(next).filter(|piece| piece.is_text())?;
                Some((piece.text.to_owned(), next + 1))
            }
            Spacing::Paragraphs => None,
        }
    }

    fn push_prose(&mut self, text: &str) {
        let mut rest = text.trim();
        if !self.is_plain {
            while let Some((before, bite)) = soundbite::inside(rest) {
                self.paragraphs.push(Paragraph::Prose(before.to_owned()));
                self.paragraphs.push(Paragraph::Quote(bite.quote));
                rest = bite.rest;
            }
        }
        if !rest.is_empty() {
            self.paragraphs.push(Paragraph::Prose(rest.to_owned()));
        }
    }
}

/// Most lines looked at together, so that pages without blank lines stay linear.
const LONGEST_GROUP: usize = 24;

/// The lines up to the next blank line or marker, but not endlessly many.
fn group<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    pieces.iter().take(LONGEST_GROUP).take_while(|piece| piece.is_text()).map(|piece| piece.text).collect()
}

/// Whether a line ends as a paragraph does.
fn ends_paragraph(line: &str) -> bool {
    line.ends_with(|last: char| {
        matches!(last, '.' | '?' | '!' | '…' | '"' | '\u{201D}' | '\'' | '\u{2019}' | ')' | ']' | ':' | '。')
    })
}

/// Finds hand-overs in the anchor's part and sign-offs after it.
fn find_credits(story: &mut Story) {
    let mut handed: Option<Credit> = None;
    let mut signed: Option<Credit> = None;
    let mut mentioned: Option<String> = None;
    let count = story.sections.len();
    let first_report = story
        .sections
        .iter()
        .position(|section| !matches!(section.kind, SectionKind::Lead | SectionKind::Body))
        .unwrap_or(count);
    let has_marks = story.sections.iter().any(|section| section.label.is_some());
    for (at, section) in story.sections.iter_mut().enumerate() {
        let is_anchor = at < first_report && has_marks;
        if is_anchor {
            for paragraph in &section.paragraphs {
                if let Paragraph::Prose(text) = paragraph
                    && mentioned.is_none()
                {
                    mentioned = handover::mentioned_reporter(text);
                }
            }
            handed = take_credit(section, handover::hand_over, Paragraph::HandOver, at + 1 == first_report).or(handed);
        }
        // A story without a report part is signed where the anchor's part ends.
        if !is_anchor || at + 1 == count {
            signed = take_credit(section, signoff::sign_off, Paragraph::SignOff, at + 1 == count).or(signed);
        }
    }
    story.sections.retain(|section| !section.paragraphs.is_empty());
    story.credit = match (signed, handed) {
        (Some(signed), _) if signed.reporter.is_some() => signed,
        (signed, Some(handed)) => {
            Credit { outlet: signed.and_then(|signed| signed.outlet).or(handed.outlet), ..handed }
        }
        (signed, None) => signed.unwrap_or_default(),
    };
    if story.credit.reporter.is_none() {
        story.credit.reporter = mentioned;
    }
}

/// Turns the paragraphs of a section that are credits into what they are, also a credit at the end of the last one.
fn take_credit(
    section: &mut Section,
    read: impl Fn(&str) -> Option<Credit>,
    make: impl Fn(String) -> Paragraph,
    is_last: bool,
) -> Option<Credit> {
    let mut found: Option<Credit> = None;
    let last_prose = section.paragraphs.iter().rposition(|paragraph| matches!(paragraph, Paragraph::Prose(_)))?;
    for (at, paragraph) in section.paragraphs.iter_mut().enumerate() {
        let Paragraph::Prose(text) = paragraph else { continue };
        // A credit opens nothing: before the last paragraphs only a whole sentence counts, and it names someone.
        let Some(credit) = read(text) else { continue };
        if at == last_prose || credit.reporter.is_some() {
            *paragraph = make(std::mem::take(text));
            found = Some(credit);
        }
    }
    if found.is_none()
        && is_last
        && let Some(Paragraph::Prose(text)) = section.paragraphs.get(last_prose)
        && let Some((before, last)) = signoff::split_last_sentence(text)
        && let Some(credit) = read(last)
    {
        let (before, last) = (before.to_owned(), last.to_owned());
        section.paragraphs.splice(last_prose..=last_prose, [Paragraph::Prose(before), make(last)]);
        found = Some(credit);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::lines::pieces;
    use super::*;

    fn outline(page: &str) -> Vec<String> {
        let story = read(&pieces(page, false), false);
        let mut lines = Vec::new();
        for section in story.sections {
            lines.push(format!("{:?} {}", section.kind, section.label.unwrap_or_default()));
            lines.extend(section.paragraphs.iter().map(|paragraph| match paragraph {
                Paragraph::Prose(text) => format!("p {text}"),
                Paragraph::HandOver(text) => format!("h {text}"),
                Paragraph::SignOff(text) => format!("s {text}"),
                Paragraph::Quote(quote) => format!("q {}: {}", quote.speaker.as_deref().unwrap_or("-"), quote.text),
            }));
        }
        lines
    }

    #[test]
    fn words_under_a_speaker_end_at_the_blank_line() {
        let page = "[REPORT]\nIt rained.\n\nHa Yeo-reum / Keeper\nIt rose.\nThen it fell.\n\nThe town slept.\n";
        assert_eq!(
            outline(page),
            ["Report [REPORT]", "p It rained.", "q Ha Yeo-reum: It rose. Then it fell.", "p The town slept."]
        );
    }

    #[test]
    fn without_blank_lines_one_line_is_spoken() {
        let page = "[REPORT]\nIt rained.\nHa Yeo-reum / Keeper\nIt rose.\nThe town slept.\nIt woke.\n";
        assert_eq!(outline(page)[2..], ["q Ha Yeo-reum: It rose.", "p The town slept.", "p It woke."]);
    }

    #[test]
    fn interviews_alternate() {
        let page = "[Anchor]\nWhat burst?\n[Reporter]\nThe weir.\n[Anchor]\nWho saw it?\n[Reporter]\nA heron.\n";
        let kinds: Vec<String> = outline(page).into_iter().filter(|line| line.contains('[')).collect();
        assert_eq!(kinds, ["Lead [Anchor]", "Reporter [Reporter]", "Anchor [Anchor]", "Reporter [Reporter]"]);
    }

    #[test]
    fn hand_over_and_sign_off_leave_the_evidence() {
        let page = "[Anchor]\n\nThe weir burst. Ha Yeo-reum reports.\n\n[Report]\n\nIt was old.\n\nThis is KBS News, Ha Yeo-reum.\n";
        assert_eq!(
            outline(page),
            [
                "Lead [Anchor]",
                "p The weir burst.",
                "h Ha Yeo-reum reports.",
                "Report [Report]",
                "p It was old.",
                "s This is KBS News, Ha Yeo-reum."
            ]
        );
    }

    #[test]
    fn a_byline_closes_plain_text() {
        let page = "둑이 무너졌다.\n\n낡은 둑이었다.\n하여름 기자 (summer@kbs.example)\n무단 전재-재배포 금지\n";
        let story = read(&pieces(page, false)[..4], true);
        assert_eq!(story.credit.reporter.as_deref(), Some("하여름"));
        let last = story.sections.last().and_then(|section| section.paragraphs.last());
        assert_eq!(last, Some(&Paragraph::SignOff("하여름 기자 (summer@kbs.example)".to_owned())));
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(
            outline("[REPORT]\nThe weir at\nSandol burst.\nIt was old.\n"),
            ["Report [REPORT]", "p The weir at Sandol burst.", "p It was old."]
        );
    }
}
