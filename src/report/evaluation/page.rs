//! The evaluation as a page: one file that loads nothing and runs nothing, for light and dark screens and for paper.
//!
//! Every text from outside passes [`Escaped`] and stands between `<bdi>` and `</bdi>`, never in an attribute. A content
//! security policy forbids scripts and all that would be loaded, should an escape ever be forgotten.

use std::io::{self, Write};

use super::{chart, words};
use crate::evaluate::Evaluation;
use crate::evaluate::cause::Cause;
use crate::evaluate::comparison::Agreement;
use crate::evaluate::events::{ClassFigures, EventFigures};
use crate::evaluate::pairs::PairFigures;
use crate::evaluate::sweep::Sweep;
use crate::evaluate::worst::Mistake;
use crate::report::markup::Escaped;

/// Documents of a part of a mistake that are listed, and wrong pairs.
const MOST_LISTED: usize = 200;

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="samestory">
<title>Evaluation</title>
<style>
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #5c5c5c; --rule: #c8c8c8;
  --precision: #0b5cad; --recall: #b34700; --f1: #1b1b1b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --paper: #161616; --faint: #a8a8a8; --rule: #444444;
    --precision: #7db8f5; --recall: #ff9d5c; --f1: #ececec; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem;
  margin: 2rem auto; padding: 0 1rem; }
bdi, p { overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding-bottom: .3rem; }
th, td { text-align: right; padding: .2rem .8rem; border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
.faint { color: var(--faint); }
details { border-top: 1px solid var(--rule); padding: .4rem 0; break-inside: avoid; }
summary { cursor: pointer; }
svg { width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .axis { stroke: var(--ink); fill: none; }
svg .grid { stroke: var(--rule); }
svg .note { stroke: var(--faint); stroke-dasharray: 2 3; }
svg .line { fill: none; stroke-width: 2; }
svg .precision { stroke: var(--precision); stroke-dasharray: 8 4; }
svg .recall { stroke: var(--recall); stroke-dasharray: 2 4; }
svg .f1 { stroke: var(--f1); stroke-width: 3; }
svg .mark { fill: var(--paper); stroke: var(--ink); }
figure { margin: 1rem 0; overflow-x: auto; }
@media screen and (max-width: 40rem) {
  body { margin: 1rem auto; }
  th, td { padding: .2rem .25rem; font-size: .8rem; }
  th:first-child { min-width: 2.8rem; }
  table { width: 100%; }
  svg { min-width: 34rem; }
  ul ul { padding-left: 1.2rem; }
}
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #444; --precision: #000; --recall: #000; --f1: #000; color-scheme: light; }
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  table, figure { break-inside: avoid; }
  h2 { break-after: avoid; }
}
</style>
</head>
<body>
<main>
<h1>Evaluation</h1>
"#;

/// Writes an evaluation as a page.
///
/// # Errors
///
/// When `out` fails.
pub fn write_page(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    if let Some(events) = &evaluation.events {
        write_figures(events, out)?;
    }
    if let Some(sweep) = &evaluation.sweep {
        write_sweep(sweep, out)?;
    }
    if let Some(pairs) = &evaluation.pairs {
        write_pairs(pairs, out)?;
    }
    if let Some(completeness) = &evaluation.completeness {
        writeln!(out, "<h2>Candidates against all pairs</h2>\n<ul>")?;
        for line in words::completeness(completeness) {
            writeln!(out, "<li>{}</li>", Escaped(&line))?;
        }
        writeln!(out, "</ul>")?;
    }
    if let Some(events) = &evaluation.events {
        write_mistakes("Stories that mix events", "precision", &events.over_merged, words::why_joined, out)?;
        write_mistakes("Events in pieces", "recall", &events.over_split, words::why_apart, out)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_figures(events: &EventFigures, out: &mut dyn Write) -> io::Result<()> {
    let figures = &events.figures;
    writeln!(out, "<p>{}.</p>", Escaped(&words::compared(events)))?;
    write_head("All", None, out)?;
    write_row("B-cubed", None, &figures.bcubed, out)?;
    write_row("pairs of documents", None, &figures.pairwise, out)?;
    writeln!(
        out,
        "<tr><th scope=\"row\">adjusted Rand</th><td></td><td></td><td>{:.4}</td></tr>\n</table>",
        figures.adjusted_rand
    )?;
    write_classes("By language", &events.by_language, out)?;
    write_classes("By size of the gold story", &events.by_size, out)
}

fn write_head(caption: &str, counted: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let counted = counted.map(|counted| format!("<th scope=\"col\">{counted}</th>")).unwrap_or_default();
    writeln!(
        out,
        "<table>\n<caption>{caption}</caption>\n<tr><td></td>{counted}<th scope=\"col\">precision</th>\
         <th scope=\"col\">recall</th><th scope=\"col\">F1</th></tr>"
    )
}

fn write_row(name: &str, counted: Option<usize>, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    let counted = counted.map(|counted| format!("<td>{counted}</td>")).unwrap_or_default();
    let Agreement { precision, recall, f1 } = agreement;
    writeln!(
        out,
        "<tr><th scope=\"row\"><bdi>{}</bdi></th>{counted}<td>{precision:.4}</td><td>{recall:.4}</td><td>{f1:.4}</td></tr>",
        Escaped(name)
    )
}

fn write_classes(caption: &str, classes: &[ClassFigures], out: &mut dyn Write) -> io::Result<()> {
    write_head(caption, Some("documents"), out)?;
    for class in classes {
        write_row(class.class.as_deref().unwrap_or("unknown"), Some(class.documents), &class.bcubed, out)?;
    }
    writeln!(out, "</table>")
}

fn write_sweep(sweep: &Sweep, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Sweep of strictness</h2>\n<p>{}.</p>\n<figure>", Escaped(&words::best(sweep)))?;
    out.write_all(chart::chart(sweep).as_bytes())?;
    writeln!(out, "</figure>")?;
    write_head("B-cubed by strictness", Some("stories"), out)?;
    for point in &sweep.points {
        let name = format!("{:.3}", point.strictness);
        write_row(&name, Some(point.predicted_stories), &point.bcubed, out)?;
    }
    writeln!(out, "</table>")
}

fn write_pairs(pairs: &PairFigures, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Judged pairs</h2>\n<p>{}.</p>", Escaped(&words::pairs(&pairs.counts)))?;
    if let Some(line) = words::left_out(pairs) {
        writeln!(out, "<p>{}.</p>", Escaped(&line))?;
    }
    if !pairs.classes.is_empty() {
        writeln!(out, "<ul>")?;
        for class in &pairs.classes {
            let name = class.class.as_deref().unwrap_or("(none)");
            writeln!(out, "<li><bdi>{}</bdi>: {}</li>", Escaped(name), Escaped(&words::pairs(&class.counts)))?;
        }
        writeln!(out, "</ul>")?;
    }
    for pair in pairs.wrong.iter().take(MOST_LISTED) {
        let wrong = if pair.is_same { "same, kept apart" } else { "not the same, joined" };
        let [first, second] = pair.documents.each_ref().map(|id| Escaped(id));
        writeln!(out, "<details open>\n<summary>{wrong}: <bdi>{first}</bdi> and <bdi>{second}</bdi></summary>\n<ul>")?;
        for title in pair.titles.iter().flatten() {
            writeln!(out, "<li><bdi>{}</bdi></li>", Escaped(title))?;
        }
        writeln!(out, "</ul>")?;
        if let Some(cause) = &pair.cause {
            writeln!(out, "<p class=\"faint\">{}</p>", Escaped(&words::pair_cause(cause)))?;
        }
        writeln!(out, "</details>")?;
    }
    if pairs.wrong.len() > MOST_LISTED {
        writeln!(out, "<p>{} wrong pairs more.</p>", pairs.wrong.len() - MOST_LISTED)?;
    }
    Ok(())
}

fn write_mistakes(
    heading: &str,
    figure: &str,
    mistakes: &[Mistake],
    why: fn(&Cause) -> Vec<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{heading}</h2>\n<p>Those that cost most first.</p>")?;
    for mistake in mistakes {
        let documents = words::count(mistake.documents, "document");
        writeln!(
            out,
            "<details open>\n<summary><bdi>{}</bdi>: {documents}, {:.2} of {figure} lost</summary>\n<ul>",
            Escaped(&mistake.name),
            mistake.loss
        )?;
        for part in &mistake.parts {
            let name = part.name.as_deref().unwrap_or("(missing)");
            writeln!(out, "<li><bdi>{}</bdi> ({})\n<ul>", Escaped(name), part.documents.len())?;
            for document in part.documents.iter().take(MOST_LISTED) {
                let title = document.title.as_deref().unwrap_or_default();
                writeln!(
                    out,
                    "<li><bdi>{}</bdi> <span class=\"faint\"><bdi>{}</bdi></span></li>",
                    Escaped(title),
                    Escaped(&document.id)
                )?;
            }
            if part.documents.len() > MOST_LISTED {
                writeln!(out, "<li>{} more</li>", part.documents.len() - MOST_LISTED)?;
            }
            writeln!(out, "</ul>\n</li>")?;
        }
        writeln!(out, "</ul>")?;
        for line in mistake.cause.iter().flat_map(why) {
            writeln!(out, "<p class=\"faint\"><bdi>{}</bdi></p>", Escaped(&line))?;
        }
        writeln!(out, "</details>")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::chart::tests::sweep;
    use super::*;
    use crate::evaluate::comparison::Comparison;
    use crate::evaluate::worst::{Member, Part};

    const HOSTILE: &str = "</bdi><script>alert(1)</script><img src=x onerror='a()'>\u{202e}&";

    fn evaluation() -> Evaluation {
        let member = Member { id: HOSTILE.to_owned(), title: Some(HOSTILE.to_owned()) };
        let part = Part { name: Some(HOSTILE.to_owned()), documents: vec![member] };
        let mistake =
            Mistake { name: HOSTILE.to_owned(), documents: 2, loss: 1.0, parts: vec![part.clone(), part], cause: None };
        let bcubed = Agreement::of(0.5, 1.0);
        Evaluation {
            events: Some(EventFigures {
                figures: Comparison::of(&[0, 1], &[0, 0]).figures(),
                missing: 0,
                unlabelled: 1,
                by_language: vec![ClassFigures { class: Some(HOSTILE.to_owned()), documents: 2, bcubed }],
                by_size: Vec::new(),
                over_merged: vec![mistake],
                over_split: Vec::new(),
            }),
            pairs: None,
            sweep: Some(sweep(&[(0.5, 0.4, 1.0), (1.0, 0.9, 0.8)])),
            completeness: None,
        }
    }

    #[test]
    fn text_from_outside_is_text_wherever_it_stands() {
        let mut page = Vec::new();
        write_page(&evaluation(), &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{202e}'), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(1)").count(), 8);
        assert!(!page.contains("src=\"") && !page.contains("href=") && !page.contains("url("), "it loads nothing");
        assert_eq!(page.matches("<bdi>").count(), page.matches("</bdi>").count());
        assert!(page.contains("prefers-color-scheme: dark") && page.contains("<svg"));
    }
}
