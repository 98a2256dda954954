//! What had to be mended before a feed could be read, and why one could not be.

use std::fmt;

/// One thing that was mended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// Line of the text, from 1.
    pub line: u64,
    /// What was mended.
    pub what: RepairKind,
    /// How often on this line, and, in the last of very many, on the lines after it.
    pub count: u32,
}

/// What can be mended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepairKind {
    /// The label of the text is not what the text is in.
    WrongEncoding {
        /// The label.
        stated: String,
        /// What it is in.
        used: &'static str,
    },
    /// Bytes that are no characters of the encoding became U+FFFD.
    BadBytes,
    /// Text before the beginning was left out.
    JunkBefore,
    /// Text after the end was left out.
    JunkAfter,
    /// The text ends before the feed does; what was whole is kept.
    CutOff,
    /// The item in which the text ends was left out.
    CutItem,
    /// A bare `&`.
    Ampersand,
    /// A name of HTML, as `&nbsp;`, which XML does not know, was written as a character.
    HtmlEntity,
    /// An entity that nothing defines, or a document type of its own, is left as the text that it is.
    UnknownEntity,
    /// A reference to a character that XML does not allow stands as U+FFFD.
    IllegalReference,
    /// A control character that XML does not allow was left out.
    ControlCharacter,
    /// A `<` that begins no tag.
    LessThan,
    /// `]]>` outside of a CDATA section.
    SectionEnd,
    /// A CDATA section, comment or instruction without its end, where it must not be, or with signs that it must not hold.
    BrokenSection,
    /// A missing end tag was put in.
    MissingEnd,
    /// An end tag of nothing was left out.
    StrayEnd,
    /// An attribute without quotes or value, given twice, or not parted from the one before.
    Attribute,
    /// A prefix that is bound to no namespace was bound.
    UnboundPrefix,
    /// Elements nested deeper than any feed needs became text; members of JSON were left out.
    TooDeep,
    /// Markup in a title was taken off.
    MarkupInTitle,
    /// Entities in a title were escaped twice.
    EscapedTwice,
    /// A relative link was made absolute.
    RelativeLink,
    /// A link that is relative, and nothing says to what.
    BaselessLink,
    /// A link that runs a program, as `javascript:`, is not followed or passed on.
    HarmfulLink,
    /// A date that could not be read, or that can be read in two ways.
    UnreadableDate,
    /// An item without an id got one, made of what it says.
    MissingId,
    /// The id is that of another item too.
    SharedId,
    /// A comma too many, or too few, in JSON.
    Comma,
    /// A member that JSON Feed does not know in this form was passed over.
    WrongType,
    /// An element of `items` that is no item was left out.
    NoItem,
    /// An item beyond the first 100,000 of a feed was left out.
    TooManyItems,
}

impl RepairKind {
    /// Whether something of the feed was lost by it.
    #[must_use]
    pub fn loses_input(&self) -> bool {
        matches!(self, Self::CutItem | Self::CutOff | Self::NoItem | Self::TooManyItems)
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::WrongEncoding { stated, used } => {
                return write!(formatter, "the text says that it is {stated}, and was read as {used}");
            }
            Self::BadBytes => "bytes that are no text stand as U+FFFD",
            Self::JunkBefore => "text before the feed begins was left out",
            Self::JunkAfter => "text after the feed ends was left out",
            Self::CutOff => "the feed breaks off: what is whole was read",
            Self::CutItem => "the feed breaks off in this item, which was left out",
            Self::Ampersand => "a bare & was escaped",
            Self::HtmlEntity => "an entity of HTML was written as the character it stands for",
            Self::UnknownEntity => "an entity that XML does not know was left as text",
            Self::IllegalReference => "a reference to a character that XML does not allow was put right",
            Self::ControlCharacter => "a control character was left out",
            Self::LessThan => "a bare < was escaped",
            Self::SectionEnd => "]]> outside of a CDATA section was escaped",
            Self::BrokenSection => "a CDATA section, comment or instruction was mended",
            Self::MissingEnd => "a missing end tag was put in",
            Self::StrayEnd => "an end tag of nothing was left out",
            Self::Attribute => "an attribute was mended",
            Self::UnboundPrefix => "a namespace prefix that nothing declares was declared",
            Self::TooDeep => "what is nested too deeply was left as text, or left out of JSON",
            Self::MarkupInTitle => "markup in a title was taken off",
            Self::EscapedTwice => "a title that was escaped twice was read as it was meant",
            Self::RelativeLink => "a relative link was made absolute",
            Self::BaselessLink => "a link is relative, and nothing says to what",
            Self::HarmfulLink => "a link that runs a program or holds data was left out",
            Self::UnreadableDate => "a date could not be read",
            Self::MissingId => "an item without an id got one from what it says",
            Self::SharedId => "the id is that of another item too",
            Self::Comma => "a comma was put right",
            Self::WrongType => "a value of another type than JSON Feed asks for was passed over",
            Self::TooManyItems => "an item beyond the first 100,000 of the feed was left out",
            Self::NoItem => "an element of the items that is no item was left out",
        })
    }
}

/// Why a feed could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}; {}", .line.map(|line| format!("line {line}: ")).unwrap_or_default(), .fault.cure())]
pub struct FeedError {
    /// The feed, as its reader names it.
    pub path: String,
    /// Line of the text, from 1, where one is to blame.
    pub line: Option<u64>,
    /// What is wrong.
    pub fault: FeedFault,
}

/// What can be wrong with a feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedFault {
    /// Nothing but white space.
    #[error("the feed is empty")]
    Empty,
    /// A web page.
    #[error("this is a web page, and no feed")]
    WebPage,
    /// Another kind of XML or JSON.
    #[error("this is no feed: neither RSS nor Atom nor JSON Feed")]
    Foreign,
    /// No list of feeds.
    #[error("this is no OPML")]
    NoList,
    /// Not well-formed, and beyond repair.
    #[error("the feed cannot be read: {reason}")]
    Malformed {
        /// What the parser says.
        reason: String,
    },
    /// No such encoding.
    #[error("unknown encoding `{label}`")]
    UnknownEncoding {
        /// The label as given.
        label: String,
    },
}

impl FeedFault {
    /// What the user can do about it.
    #[must_use]
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Empty => "fetch it again",
            Self::WebPage => "look in the page for the address of its feed, and name that",
            Self::Foreign => "name the address of a feed",
            Self::NoList => "export the subscriptions of a feed reader as OPML",
            Self::Malformed { .. } => "fetch it again, or tell its publisher",
            Self::UnknownEncoding { .. } => "use a label such as utf-8, euc-kr or windows-1252",
        }
    }
}

/// Most lines that are told of one kind of repair; the last of them counts the rest.
const MOST_LINES: u32 = 100;

/// Collects repairs; the same ones on one line become one.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    told: std::collections::BTreeMap<RepairKind, (u32, Vec<(u64, u32)>)>,
}

impl Repairs {
    pub(super) fn note(&mut self, line: u64, what: RepairKind) {
        let (lines, told) = self.told.entry(what).or_default();
        match told.last_mut() {
            Some((last, count)) if *last == line || *lines >= MOST_LINES => *count = count.saturating_add(1),
            _ => {
                *lines += 1;
                told.push((line, 1));
            }
        }
    }

    /// Takes over what another part of the reading has noted.
    pub(super) fn take(&mut self, other: Self) {
        for (what, (lines, told)) in other.told {
            let (all_lines, all) = self.told.entry(what).or_default();
            *all_lines += lines;
            all.extend(told);
        }
    }

    /// The repairs by line, then by kind.
    pub(super) fn finish(self) -> Vec<Repair> {
        let mut repairs: Vec<Repair> = self
            .told
            .into_iter()
            .flat_map(|(what, (_, told))| {
                told.into_iter().map(move |(line, count)| Repair { line, what: what.clone(), count })
            })
            .collect();
        repairs.sort();
        repairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_of_one_line_are_counted_and_of_very_many_lines_too() {
        let mut repairs = Repairs::default();
        for line in [3, 3, 1] {
            repairs.note(line, RepairKind::Ampersand);
        }
        for line in 1..=1_000 {
            repairs.note(line, RepairKind::LessThan);
        }
        let repairs = repairs.finish();
        assert!(repairs.is_sorted());
        assert_eq!(repairs.len(), 102);
        assert_eq!(
            repairs.iter().filter(|repair| repair.what == RepairKind::LessThan).map(|repair| repair.count).sum::<u32>(),
            1_000
        );
        assert_eq!(repairs.iter().find(|repair| repair.line == 3).map(|repair| repair.count), Some(2));
    }

    #[test]
    fn an_error_names_the_line_and_the_cure() {
        let fault = FeedFault::Malformed { reason: "bad".to_owned() };
        let error = FeedError { path: "a.xml".to_owned(), line: Some(4), fault };
        assert_eq!(error.to_string(), "line 4: the feed cannot be read: bad; fetch it again, or tell its publisher");
        let error = FeedError { path: "a.xml".to_owned(), line: None, fault: FeedFault::Empty };
        assert_eq!(error.to_string(), "the feed is empty; fetch it again");
    }
}
