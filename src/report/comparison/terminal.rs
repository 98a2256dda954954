//! A comparison on a terminal: what differs, then the sentences beside each other, as far as they fit.
//!
//! Understandable without colour: marks are signs and brackets, styles repeat them. All text from outside passes [`Safe`].

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::facts::FigureRelation;
use super::glance::{self, glance};
use super::marks::Mark;
use super::view::{ShownRow, View, only_one};
use super::words::{self, Part, Phrase};
use super::{Report, StoryComparison};
use crate::report::terminal::{Safe, padded};

const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const PLAIN: Style = Style::new();
const CONFLICT: Style = AnsiColor::Red.on_default().bold();
const FINER: Style = AnsiColor::Cyan.on_default().bold();
const AGREEING: Style = AnsiColor::Green.on_default();
const OWN: Style = Style::new().underline();

/// Least columns of a cell; where versions would get less, they stand below each other.
const LEAST_CELL: usize = 34;
/// Columns of the number of a row.
const NUMBER: usize = 5;
/// Between two cells.
const GAP: &str = " │ ";
/// Most columns of running text.
const MOST_COLUMNS: usize = 200;

/// Text in a style.
type Segment = (String, Style);

/// Writes all comparisons, those that differ most first, `columns` wide.
///
/// # Errors
///
/// When `out` fails.
pub fn write_terminal(report: &Report, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns.clamp(40, MOST_COLUMNS);
    for (position, (story, difference)) in report.by_difference().into_iter().enumerate() {
        if position > 0 {
            writeln!(out, "\n{}\n", "═".repeat(columns))?;
        }
        write_story(&View::of(story, difference), story, columns, out)?;
    }
    Ok(())
}

fn write_story(view: &View<'_>, story: &StoryComparison, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let id = story.story.as_deref().unwrap_or_default();
    let opening = [(words::versions_of(story), HEADING), (format!(" {id}"), FAINT)];
    write_wrapped(&opening, "", columns, out)?;
    write_wrapped(&[(words::difference(&view.difference), PLAIN)], "", columns, out)?;
    writeln!(out)?;
    write_heads(view, columns, out)?;
    for glance in glance(view) {
        let heading = format!("{} {}", glance.kind.title(), glance.kind.sign());
        writeln!(out, "\n{HEADING}{}{HEADING:#}", heading.trim_end())?;
        for line in &glance.lines {
            write_wrapped(&segments(line), "  ", columns, out)?;
        }
    }
    write_rows(view, columns, out)?;
    write_figures(view, columns, out)?;
    write_names(view, columns, out)?;
    if !story.why.is_empty() {
        writeln!(out, "\n{HEADING}Why they are one story{HEADING:#}")?;
        for why in &story.why {
            if let Some(names) = view.names_of(why.versions) {
                write_wrapped(&segments(&words::why(why, names)), "  ", columns, out)?;
            }
        }
    }
    Ok(())
}

fn write_heads(view: &View<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    for (head, name) in view.comparison.heads.iter().zip(&view.names) {
        let title = vec![
            (format!("{}  ", name.mark), HEADING),
            (format!("{}: ", name.name), HEADING),
            (head.title.clone(), PLAIN),
        ];
        write_wrapped(&title, "", columns, out)?;
        let mut told = Vec::new();
        told.extend(head.published.map(|at| words::moment(at, true)));
        told.extend(head.updated.map(|at| format!("updated {}", words::moment(at, true))));
        told.extend(head.reporter.clone());
        told.extend(head.place.clone());
        told.push(words::length(head));
        write_wrapped(&[(told.join(" · "), FAINT)], "   ", columns, out)?;
    }
    Ok(())
}

fn write_rows(view: &View<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}Side by side{HEADING:#}")?;
    let legend = "≠ conflicting  ▲ finer  ▽ less fine  = agreeing  (Q) quote of several  {word for word}  _own words_";
    write_wrapped(&[(legend.to_owned(), FAINT)], "", columns, out)?;
    let count = view.versions().max(1);
    let cell = (columns - NUMBER).saturating_sub(GAP.chars().count() * (count - 1)) / count;
    let is_wide = cell >= LEAST_CELL;
    if is_wide {
        let names: Vec<String> =
            view.names.iter().map(|name| padded(&format!("{} {}", name.mark, name.name), cell)).collect();
        writeln!(out, "{:NUMBER$}{HEADING}{}{HEADING:#}", "", names.join(GAP))?;
    }
    for row in view.rows() {
        if is_wide {
            write_wide(view, &row, cell, out)?;
        } else {
            write_narrow(view, &row, columns, out)?;
        }
    }
    Ok(())
}

/// The sentences of a row beside each other.
fn write_wide(view: &View<'_>, row: &ShownRow<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<Vec<(String, usize)>> =
        (0..row.cells.len()).map(|version| wrapped(&cell(view, row, version), columns)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    for line in 0..height {
        let number = if line == 0 { row.number.to_string() } else { String::new() };
        let told = cells.iter().map(|cell| {
            let (text, width) = cell.get(line).map_or(("", 0), |(text, width)| (text.as_str(), *width));
            format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
        });
        let told = told.collect::<Vec<_>>().join(GAP);
        writeln!(out, "{FAINT}{number:>3}{FAINT:#}  {}", told.trim_end())?;
    }
    let rule = "─".repeat(columns);
    writeln!(out, "{FAINT}{:NUMBER$}{}{FAINT:#}", "", vec![rule; cells.len()].join("─┼─"))
}

/// The sentences of a row below each other.
fn write_narrow(view: &View<'_>, row: &ShownRow<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    for (version, name) in view.names.iter().enumerate() {
        let number = if version == 0 { row.number.to_string() } else { String::new() };
        let mut told = vec![(format!("{} ", name.mark), HEADING)];
        told.extend(cell(view, row, version));
        for (line, (text, _)) in wrapped(&told, columns - NUMBER).into_iter().enumerate() {
            let number = if line == 0 { number.as_str() } else { "" };
            writeln!(out, "{FAINT}{number:>3}{FAINT:#}  {text}")?;
        }
    }
    writeln!(out)
}

/// What a version says in a row.
fn cell(view: &View<'_>, row: &ShownRow<'_>, version: usize) -> Vec<Segment> {
    let sentences = row.cells.get(version).map_or(&[][..], Vec::as_slice);
    if sentences.is_empty() {
        return vec![("– not told".to_owned(), FAINT)];
    }
    let mut told: Vec<Segment> = Vec::new();
    for &(number, sentence) in sentences {
        if !told.is_empty() {
            told.push((" ".to_owned(), PLAIN));
        }
        let speaker = sentence.speaker.as_ref();
        if let Some(speaker) = speaker.and_then(|by| words::speaker(by.name.as_deref(), by.role.as_deref())) {
            told.extend(segments(&speaker.say(": ")).into_iter().map(|(text, _)| (text, HEADING)));
        }
        for piece in view.pieces(version, number) {
            let text = unforged(&Safe(piece.text).to_string());
            told.push(match piece.mark {
                None => (text, PLAIN),
                Some(mark) => {
                    let (before, after) = mark.brackets(piece.opens);
                    (format!("{before}{text}{after}"), style(mark))
                }
            });
        }
    }
    told
}

/// A text that cannot be taken for a mark: `[≠1 9 people]` in it is no figure of ours.
fn unforged(text: &str) -> String {
    let signs = ["≠", "▲", "▽", "="];
    signs.iter().fold(text.to_owned(), |text, sign| text.replace(&format!("[{sign}"), &format!("\\[{sign}")))
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::Conflicting(_) => CONFLICT,
        Mark::Finer(_) | Mark::Coarser(_) => FINER,
        Mark::Agreeing(_) => AGREEING,
        Mark::Own => OWN,
        Mark::Quote(_) | Mark::Copied => PLAIN,
    }
}

fn write_figures(view: &View<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    if view.figures.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{HEADING}Figures{HEADING:#}")?;
    for figure in &view.figures {
        let (sign, colour, told) = match figure.relation {
            FigureRelation::Conflicting => ("≠", CONFLICT, glance::conflict(view, figure)),
            FigureRelation::Finer => ("▲", FINER, glance::finer(view, figure)),
            FigureRelation::Agreeing => ("=", AGREEING, glance::conflict(view, figure)),
        };
        let mut line = vec![(format!("{sign}{} ", figure.number), colour)];
        line.extend(segments(&told));
        write_wrapped(&line, "  ", columns, out)?;
    }
    Ok(())
}

fn write_names(view: &View<'_>, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let shared = || view.comparison.names.iter().filter(|row| only_one(row.counts.iter().copied()).is_none());
    if shared().next().is_none() {
        return Ok(());
    }
    writeln!(out, "\n{HEADING}Names that several have{HEADING:#} (times mentioned)")?;
    let told = shared().map(|row| {
        let counts: Vec<String> = row.counts.iter().map(ToString::to_string).collect();
        format!("{} {}", Safe(&row.name), counts.join("/"))
    });
    write_wrapped(&[(told.collect::<Vec<_>>().join(", "), PLAIN)], "  ", columns, out)
}

fn segments(phrase: &Phrase) -> Vec<Segment> {
    let part = |part: &Part| match part {
        Part::Said(text) => (text.to_string(), PLAIN),
        Part::Outside(text) => (Safe(text).to_string(), PLAIN),
    };
    phrase.0.iter().map(part).collect()
}

fn write_wrapped(told: &[Segment], indent: &str, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    for (position, (line, _)) in wrapped(told, columns - indent.len() - 2).into_iter().enumerate() {
        let hanging = if position == 0 { "" } else { "  " };
        writeln!(out, "{indent}{hanging}{line}")?;
    }
    Ok(())
}

/// Text in lines of at most `columns`, each with its width; broken at spaces, words that are too wide between letters.
fn wrapped(told: &[Segment], columns: usize) -> Vec<(String, usize)> {
    let mut lines = vec![(String::new(), 0)];
    for word in split(told) {
        let width: usize = word.iter().map(|(text, _)| text.width()).sum();
        let used = lines.last().map_or(0, |(_, used)| *used);
        if used > 0 && used + 1 + width > columns {
            lines.push((String::new(), 0));
        } else if used > 0 {
            push(&mut lines, ' ', PLAIN);
        }
        for (text, style) in word {
            if width <= columns {
                if let Some((line, used)) = lines.last_mut() {
                    let _ = write!(line, "{style}{text}{style:#}");
                    *used += text.width();
                }
                continue;
            }
            for letter in text.chars() {
                let full = lines.last().is_some_and(|(_, used)| used + letter.width().unwrap_or(0) > columns);
                if full {
                    lines.push((String::new(), 0));
                }
                push(&mut lines, letter, style);
            }
        }
    }
    lines
}

fn push(lines: &mut [(String, usize)], letter: char, style: Style) {
    if let Some((line, used)) = lines.last_mut() {
        // Writing to a string cannot fail.
        let _ = write!(line, "{style}{letter}{style:#}");
        *used += letter.width().unwrap_or(0);
    }
}

/// The words of some segments; a word may be of several styles.
fn split(told: &[Segment]) -> Vec<Vec<Segment>> {
    let mut words: Vec<Vec<Segment>> = vec![Vec::new()];
    for (text, style) in told {
        let safe = Safe(text).to_string();
        for (position, part) in safe.split(' ').enumerate() {
            if position > 0 {
                words.push(Vec::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push((part.to_owned(), *style));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::super::tests::{HOSTILE, hostile, report, three, two};
    use super::*;
    use crate::report::terminal::is_dangerous;

    fn shown(report: &Report, columns: usize) -> String {
        let mut bytes = Vec::new();
        write_terminal(report, columns, &mut bytes).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(bytes).unwrap()).to_string()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in [60, 100, 160] {
            for line in shown(&report(vec![two(), three()]), columns).lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn marks_are_told_without_colour() {
        let shown = shown(&report(vec![two()]), 120);
        assert!(shown.contains("[≠1 ") && shown.contains("│") && shown.contains("– not told"), "{shown}");
    }

    #[test]
    fn nothing_dangerous_is_shown() {
        let shown = shown(&report(vec![hostile()]), 80);
        assert!(!shown.contains(HOSTILE) && shown.contains("u{202e}"));
        assert!(!shown.chars().any(|one| one != '\n' && is_dangerous(one)), "{shown:?}");
    }

    #[test]
    fn words_that_are_too_wide_are_broken_between_letters() {
        let lines = wrapped(&[("여객선이좌초했다 그리고 ab".to_owned(), PLAIN)], 8);
        let told: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(told, ["여객선이", "좌초했다", "그리고", "ab"]);
    }
}
