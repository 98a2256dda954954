//! Broadcast page dumps: the text of a news page as a browser shows it, furniture and all.
//!
//! The way of a page: `lines` cuts it into lines and `marker`s, `split` marks `furniture` and parts the documents
//! (`repeat` knows one that is printed twice),
//! `header` reads title, programme and times (`stamp`), `sections` the text with its soundbites (`soundbite`, `speaker`,
//! `vocabulary`) and credits (`handover`, `signoff`); `sister` knows other outlets' pages. Plain text without any of this
//! layout is a document too.
//!
//! Promises: every word of a document stands in the page; no word of a story is dropped but markers, tags and its title's
//! number; any input is read in time linear in its length, without panic.

use jiff::tz::Offset;

use crate::document::{Document, Origin};

mod furniture;
mod handover;
mod header;
mod lines;
mod marker;
mod repeat;
mod sections;
mod signoff;
mod sister;
mod soundbite;
mod speaker;
mod split;
mod stamp;
#[cfg(test)]
mod tests;
mod vocabulary;

use header::Head;
use lines::{Kind, Piece};
use marker::Mark;
use sections::Story;

/// What a page holds.
#[derive(Debug)]
pub enum PageOutcome {
    /// The documents, at least one, in page order. Their `id` is empty and their `origin.path` too: the caller, who
    /// knows the file, fills them.
    Documents(Vec<Document>),
    /// None, with the reason.
    Nothing(String),
}

/// Reads one page dump.
///
/// The bytes of each document's [`Origin`] are those of `text`: from its head or title line to its last line of text.
/// Documents of one page share the page's times and programme where they have none of their own.
#[must_use]
pub fn read_page(text: &str) -> PageOutcome {
    let is_radio = sister::is_radio(text);
    let mut pieces = lines::pieces(text, is_radio);
    if pieces.iter().all(|piece| piece.kind == Kind::Blank) {
        return PageOutcome::Nothing("the page is blank".to_owned());
    }
    let parts = split::parts(&mut pieces);
    let mut page_head: Option<Head<'_>> = None;
    let mut is_kbs = furniture::is_signed_by_kbs(text);
    let mut found: Vec<Found<'_>> = Vec::new();
    let has_marks = pieces.iter().any(|piece| matches!(piece.kind, Kind::Mark(_)));
    for part in parts {
        let mut own = &pieces[part.range];
        while let [blank, rest @ ..] = own
            && matches!(blank.kind, Kind::Blank)
        {
            own = rest;
        }
        let radio = if is_radio { sister::radio_head(own) } else { None };
        let (mut head, taken) = radio.unwrap_or_else(|| header::read_before_mark(own, part.elsewhere.title));
        head.fill_from(&part.elsewhere);
        is_kbs |= head.is_kbs;
        match &page_head {
            Some(page) if head.date.is_none() => head.fill_times_from(page),
            _ => page_head = Some(head),
        }
        let story = sections::read(own.get(taken..).unwrap_or_default(), !has_marks && !is_kbs);
        if story.sections.is_empty() {
            continue;
        }
        let is_text = |piece: &&Piece<'_>| matches!(piece.kind, Kind::Text | Kind::Mark(_));
        let start = own.iter().find(is_text).map_or(0, |piece| piece.start);
        let end = own.iter().rev().find(is_text).map_or(0, Piece::end);
        found.push(Found { head, story, start, end });
    }
    if found.is_empty() {
        let has_text = pieces.iter().any(|piece| piece.kind == Kind::Text);
        let reason = match (has_text, has_marks) {
            (true, _) => "only a page header, no article text",
            (false, true) => "only section markers, no article text",
            (false, false) => "only page furniture, no article text",
        };
        return PageOutcome::Nothing(reason.to_owned());
    }
    let signed = found.iter().find_map(|found| found.story.credit.outlet);
    let source = sister::outlet(text, &pieces, is_kbs, signed);
    let marks = Marks::of(&pieces);
    let documents = found.into_iter().enumerate().map(|(index, found)| found.document(index, source, marks)).collect();
    PageOutcome::Documents(documents)
}

/// A document before its outlet is known.
struct Found<'a> {
    head: Head<'a>,
    story: Story,
    start: usize,
    end: usize,
}

impl Found<'_> {
    fn document(self, index: usize, source: Option<&'static str>, marks: Marks) -> Document {
        let Self { head, story, start, end } = self;
        // A page that labels its times in Korean keeps Korean time, whosever it is.
        let zone: Option<Offset> = (source.is_some() || head.is_korean).then_some(stamp::KOREA);
        let stamped = head.published.and_then(|stamp| stamp.moment(zone));
        let programme = head.programme.map(str::to_owned).or_else(|| {
            (source == Some("KBS")).then(|| marks.programme(story.credit.outlet.is_some())).flatten().map(str::to_owned)
        });
        Document {
            id: String::new(),
            origin: Origin {
                path: String::new(),
                ordinal: u32::try_from(index + 1).unwrap_or(u32::MAX),
                start: start as u64,
                end: end as u64,
            },
            title: head.title.map(str::to_owned),
            source: source.map(str::to_owned),
            programme,
            published: stamped.or_else(|| head.date.and_then(|stamp| stamp.moment(zone))),
            updated: head.updated.and_then(|stamp| stamp.moment(zone)),
            language: None,
            reporter: story.credit.reporter,
            place: story.credit.place,
            url: None,
            sections: story.sections,
            extra: Vec::new(),
        }
    }
}

/// Which English markers a page uses: each programme has its own.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    has_lead: bool,
    has_anchor: bool,
    has_report: bool,
}

impl Marks {
    fn of(pieces: &[Piece<'_>]) -> Self {
        let mut marks = Self::default();
        for piece in pieces.iter().filter(|piece| piece.text.is_ascii()) {
            match piece.kind {
                Kind::Mark(Mark::Lead) => marks.has_lead = true,
                Kind::Mark(Mark::Anchor) => marks.has_anchor = true,
                Kind::Mark(Mark::Report) if piece.text.eq_ignore_ascii_case("[pkg]") => marks.has_lead = true,
                Kind::Mark(Mark::Report) => marks.has_report = true,
                _ => {}
            }
        }
        marks
    }

    /// The programme of a page that does not name it.
    fn programme(self, is_signed: bool) -> Option<&'static str> {
        if self.has_lead {
            Some("News Today")
        } else if self.has_anchor && (self.has_report || is_signed) || self.has_report && is_signed {
            Some("News 9")
        } else {
            None
        }
    }
}
