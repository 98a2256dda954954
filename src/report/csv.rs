//! CSV: one row for each document, for spreadsheets.
//!
//! A spreadsheet runs a cell that begins like a formula, so a text that begins with `=`, `+`, `-`, `@`, a tab or a
//! carriage return gets an apostrophe before it (OWASP, CSV injection). Ids are escaped like everything else from
//! outside. Line breaks become spaces and invisible characters are shown as escapes, as on a terminal.

use std::borrow::Cow;
use std::io;

use super::terminal::Safe;
use crate::pipeline::Clustering;

const HEADER: [&str; 14] = [
    "story",
    "copies",
    "id",
    "published",
    "updated",
    "source",
    "programme",
    "title",
    "reporter",
    "place",
    "language",
    "url",
    "path",
    "ordinal",
];

/// Writes the header and one row for each document: stories in their order, documents by time within a story.
///
/// # Errors
///
/// When `out` fails.
pub fn write_clustering(clustering: &Clustering, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER).map_err(as_io)?;
    for story in &clustering.stories {
        for &index in &story.members {
            let document = &clustering.documents[index];
            let moment =
                |moment: Option<crate::moment::Moment>| Cow::Owned(moment.map(|at| at.to_string()).unwrap_or_default());
            let row = [
                Cow::Borrowed(story.id.as_str()),
                Cow::Borrowed(clustering.copies_ids[clustering.copies_group_of[index]].as_str()),
                cell(&document.id),
                moment(document.published),
                moment(document.updated),
                optional(document.source.as_ref()),
                optional(document.programme.as_ref()),
                optional(document.title.as_ref()),
                optional(document.reporter.as_ref()),
                optional(document.place.as_ref()),
                optional(document.language.as_ref()),
                optional(document.url.as_ref()),
                cell(&document.origin.path),
                document.origin.ordinal.to_string().into(),
            ];
            writer.write_record(row.iter().map(|cell| cell.as_bytes())).map_err(as_io)?;
        }
    }
    writer.flush()
}

/// The input or output error inside, so that a closed pipe is still known for one.
pub(super) fn as_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn optional(text: Option<&String>) -> Cow<'_, str> {
    cell(text.map_or("", String::as_str))
}

/// A text from outside, made safe for a cell.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let is_harmless = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(is_harmless) && !text.starts_with(['=', '+', '-', '@']) {
        return Cow::Borrowed(text);
    }
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    Cow::Owned(format!("{guard}{}", Safe(text)))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn formulas_are_defused_and_plain_text_is_left_alone() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("Ferry runs aground"), "Ferry runs aground");
        assert_eq!(cell("\t=1+1\u{1b}[2J"), r"' =1+1\u{1b}[2J");
    }
}
