//! A comparison as Markdown (`CommonMark` with the tables of GitHub), for wikis, mails and notes.
//!
//! Text from outside passes [`Literal`], so that nothing in it is markup, and every piece stays on one line, where no block
//! can begin. Marks are the signs and brackets of the terminal.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::facts::FigureRelation;
use super::glance::{self, glance};
use super::view::{ShownRow, View, only_one};
use super::words::{self, Part, Phrase};
use super::{Report, StoryComparison};
use crate::report::terminal::Safe;

/// Writes all comparisons, those that differ most first.
///
/// # Errors
///
/// When `out` fails.
pub fn write_markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let stories = report.by_difference();
    let is_collection = stories.len() != 1;
    if is_collection {
        let title = words::collection(&mut stories.iter().map(|(story, _)| &story.comparison));
        writeln!(out, "# {title}\n")?;
        for (story, difference) in &stories {
            let title = story.title();
            writeln!(out, "- {}: {}", Literal(title), Literal(&words::difference(difference)))?;
        }
        writeln!(out)?;
    }
    for (story, difference) in stories {
        write_story(&View::of(story, difference), story, if is_collection { "##" } else { "#" }, out)?;
    }
    Ok(())
}

fn write_story(view: &View<'_>, story: &StoryComparison, level: &str, out: &mut dyn Write) -> io::Result<()> {
    let title = view.story.title();
    writeln!(out, "{level} {}\n", Literal(title))?;
    writeln!(out, "{}: {}\n", words::versions_of(view.story), Literal(&words::difference(&view.difference)))?;
    writeln!(out, "{level}# At a glance\n")?;
    for glance in glance(view) {
        writeln!(out, "- {}", glance.kind.title())?;
        for line in &glance.lines {
            writeln!(out, "  - {}", Told(line))?;
        }
    }
    write_heads(view, level, out)?;
    write_rows(view, level, out)?;
    write_figures(view, level, out)?;
    write_names(view, level, out)?;
    if story.why.is_empty() {
        return Ok(());
    }
    writeln!(out, "{level}# Why they are one story\n")?;
    for why in &story.why {
        if let Some(names) = view.names_of(why.versions) {
            writeln!(out, "- {}", Told(&words::why(why, names)))?;
        }
    }
    writeln!(out)
}

fn write_table_head(view: &View<'_>, first: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "| {first} |")?;
    for name in &view.names {
        write!(out, " {} {} |", name.mark, Literal(&name.name))?;
    }
    writeln!(out, "\n|{}", " --- |".repeat(view.versions() + 1))
}

fn write_heads(view: &View<'_>, level: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{level}# Versions\n")?;
    write_table_head(view, "", out)?;
    let heads = &view.comparison.heads;
    let mut line = |name: &str, cells: Vec<String>| -> io::Result<()> {
        if cells.iter().all(String::is_empty) {
            return Ok(());
        }
        write!(out, "| {name} |")?;
        for cell in cells {
            write!(out, " {} |", Literal(&cell))?;
        }
        writeln!(out)
    };
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let moment = |at: Option<crate::moment::Moment>| at.map(|at| words::moment(at, true)).unwrap_or_default();
    line("title", heads.iter().map(|head| head.title.clone()).collect())?;
    line("id", heads.iter().map(|head| head.id.clone()).collect())?;
    line("source", heads.iter().map(|head| optional(&head.source)).collect())?;
    line("published", heads.iter().map(|head| moment(head.published)).collect())?;
    line("updated", heads.iter().map(|head| moment(head.updated)).collect())?;
    line("reporter", heads.iter().map(|head| optional(&head.reporter)).collect())?;
    line("place", heads.iter().map(|head| optional(&head.place)).collect())?;
    line("length", heads.iter().map(words::length).collect())?;
    line("sign-off", heads.iter().map(|head| head.sign_offs.join(" / ")).collect())
}

fn write_rows(view: &View<'_>, level: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{level}# Side by side\n")?;
    writeln!(
        out,
        "≠ conflicting figure, ▲ finer, ▽ less fine, = agreeing, (Q) quote of several, {{word for word alike}}, \\_own words\\_\n"
    )?;
    write_table_head(view, "#", out)?;
    for row in view.rows() {
        write!(out, "| {} |", row.number)?;
        for version in 0..row.cells.len() {
            write!(out, " {} |", cell(view, &row, version))?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

fn cell(view: &View<'_>, row: &ShownRow<'_>, version: usize) -> String {
    let sentences = row.cells.get(version).map_or(&[][..], Vec::as_slice);
    if sentences.is_empty() {
        return "– not told".to_owned();
    }
    let mut told = String::new();
    for &(number, sentence) in sentences {
        if !told.is_empty() {
            told.push(' ');
        }
        let speaker = sentence.speaker.as_ref();
        if let Some(speaker) = speaker.and_then(|by| words::speaker(by.name.as_deref(), by.role.as_deref())) {
            told += &Told(&speaker.say(": ")).to_string();
        }
        for piece in view.pieces(version, number) {
            let (before, after) = piece.mark.map_or((String::new(), ""), |mark| mark.brackets(piece.opens));
            // Writing to a string cannot fail.
            let _ = write!(told, "{}{}{}", Literal(&before), Literal(piece.text), Literal(after));
        }
    }
    told
}

fn write_figures(view: &View<'_>, level: &str, out: &mut dyn Write) -> io::Result<()> {
    if view.figures.is_empty() {
        return Ok(());
    }
    writeln!(out, "{level}# Figures\n")?;
    for figure in &view.figures {
        let (sign, told) = match figure.relation {
            FigureRelation::Conflicting => ("≠", glance::conflict(view, figure)),
            FigureRelation::Finer => ("▲", glance::finer(view, figure)),
            FigureRelation::Agreeing => ("\\=", glance::conflict(view, figure)),
        };
        writeln!(out, "- {sign}{} {}", figure.number, Told(&told))?;
    }
    writeln!(out)
}

fn write_names(view: &View<'_>, level: &str, out: &mut dyn Write) -> io::Result<()> {
    if view.comparison.names.is_empty() {
        return Ok(());
    }
    writeln!(out, "{level}# Names and places\n")?;
    write_table_head(view, "times mentioned", out)?;
    for row in &view.comparison.names {
        let only = only_one(row.counts.iter().copied()).and_then(|version| view.names.get(version));
        let note = only.map(|name| Told(&words::only_in(name)).to_string()).unwrap_or_default();
        write!(out, "| {} ({})", Literal(&row.name), words::name_kind(row.kind))?;
        write!(out, "{}{note} |", if note.is_empty() { "" } else { ", " })?;
        for version in 0..view.versions() {
            write!(out, " {} |", row.counts.get(version).copied().unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// A phrase as Markdown.
struct Told<'a>(&'a Phrase);

impl fmt::Display for Told<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.iter().try_for_each(|part| match part {
            Part::Said(text) => write!(formatter, "{}", Literal(text)),
            Part::Outside(text) => write!(formatter, "{}", Literal(text)),
        })
    }
}

/// Displays a text on one line with no markup in it, as `CommonMark` and GitHub read it.
///
/// Always escaped are the letters of emphasis, code, links, tables, HTML, references, mathematics and addresses; those that
/// mean something only where a block begins (lists, headings, rules, setext lines, fences) are escaped where a piece
/// begins, for it may stand there; and the point and colon by which `www.` and `https:` would become links. Texts may be
/// put together piece by piece. White space at the ends goes, since four columns would be code and two a line break, but
/// one space of it stays, which between pieces means what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literal<'a>(pub(super) &'a str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let safe = Safe(self.0).to_string();
        let text = safe.trim();
        if safe.starts_with(' ') {
            formatter.write_str(" ")?;
        }
        let mut before = None;
        let mut is_start = true;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            let must_escape = match letter {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '@' | '{' | '}' | '^' => true,
                '#' | '+' | '-' | '=' => is_start,
                ':' => next == Some('/') || next.is_none() && !safe.ends_with(' '),
                '.' | ')' => is_start || matches!(before, Some('w' | 'W')) || is_number_before(text, letter),
                _ => false,
            };
            if must_escape {
                formatter.write_str("\\")?;
            }
            write!(formatter, "{letter}")?;
            before = Some(letter);
            is_start = false;
        }
        if safe.ends_with(' ') && !text.is_empty() { formatter.write_str(" ") } else { Ok(()) }
    }
}

/// Whether a text begins with a number and this letter, as an item of a list does.
fn is_number_before(text: &str, letter: char) -> bool {
    let rest = text.trim_start_matches(|one: char| one.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(letter)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, report, three, two};
    use super::*;
    use crate::report::terminal::is_dangerous;

    fn written(report: &Report) -> String {
        let mut bytes = Vec::new();
        write_markdown(report, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_letter_is_markup() {
        let told = |text: &str| Literal(text).to_string();
        assert_eq!(told("a | b\n# c"), r"a \| b # c");
        assert_eq!(told("# heading"), r"\# heading");
        assert_eq!(told("1. item"), r"1\. item");
        assert_eq!(told("12) item"), r"12\) item");
        assert_eq!(told("It was 3.5 m."), "It was 3.5 m.");
        assert_eq!(told("- item"), r"\- item");
        assert_eq!(told("    code"), " code");
        assert_eq!(told("===="), r"\====");
        assert_eq!(told("![x](http://a)"), r"!\[x\](http\://a)");
        assert_eq!(told("www.a.example"), r"www\.a.example");
        assert_eq!(told("<b>&amp;`c`*d*_e_~~f~~$g$@h"), r"\<b\>\&amp;\`c\`\*d\*\_e\_\~\~f\~\~\$g\$\@h");
        assert_eq!(told("end\\"), r"end\\");
        assert_eq!(told("서울시 “여객선”"), "서울시 “여객선”");
    }

    #[test]
    fn pieces_do_not_make_a_link_together() {
        let told: String =
            ["https", "://a.example ", "www", ".b.example"].map(|piece| Literal(piece).to_string()).concat();
        assert_eq!(told, r"https\://a.example www\.b.example");
        let told: String = ["https:", "//a.example"].map(|piece| Literal(piece).to_string()).concat();
        assert_eq!(told, r"https\://a.example");
    }

    #[test]
    fn every_row_of_a_table_has_its_cells() {
        let text = written(&report(vec![hostile(), two(), three()]));
        let bars = |line: &str| line.replace(r"\\", "").replace(r"\|", "").matches('|').count();
        let tables = text.lines().filter(|line| line.starts_with('|'));
        assert!(tables.clone().count() > 30);
        for line in tables {
            assert!([4, 5].contains(&bars(line)), "{line}");
        }
        assert!(!text.chars().any(|one| one != '\n' && is_dangerous(one)));
        assert!(!text.contains("![") && !text.contains("http://"), "{text}");
        let is_escaped = |(at, _): (usize, &str)| text[..at].ends_with('\\');
        assert!(text.match_indices(['<', '*', '`', '_']).all(is_escaped), "{text}");
    }
}
