//! The evaluation for people: figures, classes, mistakes with what misled. All text from outside passes [`Safe`].

use std::io::{self, Write};

use anstyle::Style;

use super::words;
use crate::evaluate::Evaluation;
use crate::evaluate::comparison::Agreement;
use crate::evaluate::events::{ClassFigures, EventFigures};
use crate::evaluate::pairs::PairFigures;
use crate::evaluate::sweep::Sweep;
use crate::evaluate::worst::{Mistake, Part};
use crate::report::terminal::{Safe, fitted, padded};

const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Columns of the name of a class and of a title.
const CLASS_COLUMNS: usize = 16;
const TITLE_COLUMNS: usize = 80;
/// Parts of a mistake shown, and documents of a part.
const MOST_PARTS: usize = 5;
const MOST_DOCUMENTS: usize = 3;
/// Wrong pairs shown.
const MOST_PAIRS: usize = 30;

/// Writes an evaluation in words and figures.
///
/// # Errors
///
/// When `out` fails.
pub fn write_table(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    if let Some(events) = &evaluation.events {
        write_events(events, out)?;
    }
    if let Some(pairs) = &evaluation.pairs {
        write_pairs(pairs, out)?;
    }
    if let Some(sweep) = &evaluation.sweep {
        write_sweep(sweep, out)?;
    }
    if let Some(completeness) = &evaluation.completeness {
        writeln!(out, "{HEADING}Candidates against all pairs{HEADING:#}")?;
        for line in words::completeness(completeness) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_events(events: &EventFigures, out: &mut dyn Write) -> io::Result<()> {
    let figures = &events.figures;
    writeln!(out, "{}\n", words::compared(events))?;
    writeln!(out, "{HEADING}{:<28}  precision  recall      F1{HEADING:#}", "All")?;
    write_row("B-cubed", None, &figures.bcubed, out)?;
    write_row("pairs of documents", None, &figures.pairwise, out)?;
    writeln!(out, "  {:<26}  {:>9}  {:>6}  {:>6.4}\n", "adjusted Rand", "", "", figures.adjusted_rand)?;
    write_classes("By language", &events.by_language, out)?;
    write_classes("By size of the gold story", &events.by_size, out)?;
    write_mistakes("Stories that mix events", "precision", &events.over_merged, words::why_joined, out)?;
    write_mistakes("Events in pieces", "recall", &events.over_split, words::why_apart, out)
}

fn write_row(name: &str, documents: Option<usize>, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    let name = match documents {
        Some(documents) => format!("{}{documents:>10}", padded(name, CLASS_COLUMNS)),
        None => padded(name, CLASS_COLUMNS + 10),
    };
    let Agreement { precision, recall, f1 } = agreement;
    writeln!(out, "  {name}  {precision:>9.4}  {recall:>6.4}  {f1:>6.4}")
}

fn write_classes(name: &str, classes: &[ClassFigures], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{name:<28}  precision  recall      F1{HEADING:#}")?;
    for class in classes {
        write_row(class.class.as_deref().unwrap_or("unknown"), Some(class.documents), &class.bcubed, out)?;
    }
    writeln!(out)
}

fn write_mistakes(
    heading: &str,
    figure: &str,
    mistakes: &[Mistake],
    why: fn(&crate::evaluate::cause::Cause) -> Vec<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{HEADING}{heading}{HEADING:#}, those that cost most first")?;
    for mistake in mistakes {
        let documents = words::count(mistake.documents, "document");
        writeln!(
            out,
            "  {HEADING}{}{HEADING:#}  {documents}, {:.2} of {figure} lost",
            Safe(&mistake.name),
            mistake.loss
        )?;
        for part in mistake.parts.iter().take(MOST_PARTS) {
            write_part(part, out)?;
        }
        if mistake.parts.len() > MOST_PARTS {
            writeln!(out, "    {FAINT}… and {} parts more{FAINT:#}", mistake.parts.len() - MOST_PARTS)?;
        }
        for line in mistake.cause.iter().flat_map(why) {
            writeln!(out, "    {}", Safe(&line))?;
        }
    }
    writeln!(out)
}

fn write_part(part: &Part, out: &mut dyn Write) -> io::Result<()> {
    let name = part.name.as_deref().unwrap_or("(missing)");
    writeln!(out, "    {:>3}  {}", part.documents.len(), Safe(name))?;
    for document in part.documents.iter().take(MOST_DOCUMENTS) {
        let title = fitted(document.title.as_deref().unwrap_or_default(), TITLE_COLUMNS);
        writeln!(out, "         {FAINT}{}{FAINT:#}  {title}", Safe(&document.id))?;
    }
    if part.documents.len() > MOST_DOCUMENTS {
        writeln!(out, "         {FAINT}… and {} more{FAINT:#}", part.documents.len() - MOST_DOCUMENTS)?;
    }
    Ok(())
}

fn write_pairs(pairs: &PairFigures, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}Judged pairs{HEADING:#}\n  {}", words::pairs(&pairs.counts))?;
    if let Some(line) = words::left_out(pairs) {
        writeln!(out, "  {line}")?;
    }
    for class in &pairs.classes {
        let name = padded(class.class.as_deref().unwrap_or("(none)"), CLASS_COLUMNS);
        writeln!(out, "  {name}  {}", words::pairs(&class.counts))?;
    }
    for pair in pairs.wrong.iter().take(MOST_PAIRS) {
        let [first, second] = pair.documents.each_ref().map(|id| Safe(id));
        let wrong = if pair.is_same { "same, kept apart" } else { "not the same, joined" };
        writeln!(out, "  {wrong}: {first} and {second}")?;
        for title in pair.titles.iter().flatten() {
            writeln!(out, "    {FAINT}{}{FAINT:#}", fitted(title, TITLE_COLUMNS))?;
        }
        if let Some(cause) = &pair.cause {
            writeln!(out, "    {}", words::pair_cause(cause))?;
        }
    }
    if pairs.wrong.len() > MOST_PAIRS {
        writeln!(out, "  … and {} wrong pairs more; --format json has all", pairs.wrong.len() - MOST_PAIRS)?;
    }
    writeln!(out)
}

fn write_sweep(sweep: &Sweep, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}Sweep of strictness{HEADING:#}: the bars of a join times a factor")?;
    writeln!(out, "  {HEADING}factor  stories  precision  recall      F1{HEADING:#}  (B-cubed)")?;
    for point in &sweep.points {
        let note = match point {
            point if point == &sweep.best && point == &sweep.default => "  best, default",
            point if point == &sweep.best => "  best",
            point if point == &sweep.default => "  default",
            _ => "",
        };
        let Agreement { precision, recall, f1 } = point.bcubed;
        let (factor, stories) = (point.strictness, point.predicted_stories);
        writeln!(out, "  {factor:>6.3}  {stories:>7}  {precision:>9.4}  {recall:>6.4}  {f1:>6.4}{note}")?;
    }
    writeln!(out, "  {}\n", words::best(sweep))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::comparison::Comparison;
    use crate::evaluate::worst::Member;

    #[test]
    fn long_mistakes_are_cut_and_say_so_and_the_columns_stand_in_line() {
        let part = |name: usize| Part {
            name: Some(format!("event {name}")),
            documents: (0..5).map(|id| Member { id: format!("{name}-{id}"), title: None }).collect(),
        };
        let mistake = Mistake {
            name: "story\u{1b}[2J".to_owned(),
            documents: 40,
            loss: 35.0,
            parts: (0..8).map(part).collect(),
            cause: None,
        };
        let bcubed = Agreement::of(1.0, 0.5);
        let events = EventFigures {
            figures: Comparison::of(&[0, 0], &[0, 1]).figures(),
            missing: 1,
            unlabelled: 1,
            by_language: vec![ClassFigures { class: None, documents: 2, bcubed }],
            by_size: Vec::new(),
            over_merged: vec![mistake],
            over_split: Vec::new(),
        };
        let evaluation = Evaluation { events: Some(events), pairs: None, sweep: None, completeness: None };
        let mut out = Vec::new();
        write_table(&evaluation, &mut anstream::StripStream::new(&mut out)).unwrap();
        let told = String::from_utf8(out).unwrap();
        assert!(told.contains("… and 3 parts more") && told.contains("… and 2 more"), "{told}");
        assert!(told.contains(r"story\u{1b}[2J") && told.contains("1 document left out for want of a label"), "{told}");
        let ends = |start: &str| told.lines().find(|line| line.starts_with(start)).unwrap().chars().count();
        assert_eq!(
            [ends("All"), ends("  pairs"), ends("  adjusted"), ends("  unknown")],
            [ends("  B-cubed"); 4],
            "{told}"
        );
    }
}
