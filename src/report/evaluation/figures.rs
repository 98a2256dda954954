//! The figures of an evaluation as CSV, one a row: `part`, `class`, `figure`, `value`. Mistakes are not in it.

use std::io;

use crate::evaluate::Evaluation;
use crate::evaluate::comparison::Agreement;
use crate::evaluate::events::{ClassFigures, EventFigures};
use crate::evaluate::pairs::PairCounts;
use crate::report::csv::{as_io, cell};

/// Writes the header and one row for each figure.
///
/// # Errors
///
/// When `out` fails.
pub fn write_figures(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Rows { writer: csv::Writer::from_writer(out) };
    rows.writer.write_record(["part", "class", "figure", "value"]).map_err(as_io)?;
    if let Some(events) = &evaluation.events {
        rows.events(events)?;
    }
    if let Some(pairs) = &evaluation.pairs {
        rows.pairs("pairs", "", &pairs.counts)?;
        rows.count("pairs", "", "left_out", pairs.left_out as u64)?;
        for class in &pairs.classes {
            rows.pairs("pairs", class.class.as_deref().unwrap_or("unknown"), &class.counts)?;
        }
    }
    if let Some(sweep) = &evaluation.sweep {
        for point in &sweep.points {
            let strictness = format!("{:.4}", point.strictness);
            rows.count("sweep", &strictness, "predicted_stories", point.predicted_stories as u64)?;
            rows.agreement("sweep", &strictness, "bcubed", &point.bcubed)?;
            rows.agreement("sweep", &strictness, "pairwise", &point.pairwise)?;
        }
    }
    if let Some(found) = &evaluation.completeness {
        for (name, value) in [
            ("texts", found.texts as u64),
            ("pairs", found.pairs),
            ("comparisons", found.comparisons),
            ("links", found.links as u64),
            ("links_found", found.links_found as u64),
            ("story_pairs", found.story_pairs),
            ("story_pairs_kept", found.story_pairs_kept),
            ("story_pairs_added", found.story_pairs_added),
        ] {
            rows.count("completeness", "", name, value)?;
        }
        rows.share("completeness", "", "link_recall", found.link_recall)?;
        rows.share("completeness", "", "story_pair_recall", found.story_pair_recall)?;
    }
    rows.writer.flush()
}

struct Rows<'a> {
    writer: csv::Writer<&'a mut dyn io::Write>,
}

impl Rows<'_> {
    fn events(&mut self, events: &EventFigures) -> io::Result<()> {
        let figures = &events.figures;
        for (name, value) in [
            ("documents", figures.documents),
            ("missing", events.missing),
            ("unlabelled", events.unlabelled),
            ("gold_stories", figures.gold_stories),
            ("predicted_stories", figures.predicted_stories),
        ] {
            self.count("all", "", name, value as u64)?;
        }
        self.agreement("all", "", "bcubed", &figures.bcubed)?;
        self.agreement("all", "", "pairwise", &figures.pairwise)?;
        self.share("all", "", "adjusted_rand", figures.adjusted_rand)?;
        self.classes("language", &events.by_language)?;
        self.classes("size", &events.by_size)
    }

    fn classes(&mut self, part: &str, classes: &[ClassFigures]) -> io::Result<()> {
        for class in classes {
            let name = class.class.as_deref().unwrap_or("unknown");
            self.count(part, name, "documents", class.documents as u64)?;
            self.agreement(part, name, "bcubed", &class.bcubed)?;
        }
        Ok(())
    }

    fn pairs(&mut self, part: &str, class: &str, counts: &PairCounts) -> io::Result<()> {
        for (name, value) in [
            ("pairs", counts.pairs),
            ("same", counts.same),
            ("same_together", counts.same_together),
            ("different", counts.different),
            ("different_apart", counts.different_apart),
        ] {
            self.count(part, class, name, value as u64)?;
        }
        Ok(())
    }

    fn agreement(&mut self, part: &str, class: &str, name: &str, agreement: &Agreement) -> io::Result<()> {
        self.share(part, class, &format!("{name}_precision"), agreement.precision)?;
        self.share(part, class, &format!("{name}_recall"), agreement.recall)?;
        self.share(part, class, &format!("{name}_f1"), agreement.f1)
    }

    fn count(&mut self, part: &str, class: &str, figure: &str, value: u64) -> io::Result<()> {
        self.row(part, class, figure, &value.to_string())
    }

    fn share(&mut self, part: &str, class: &str, figure: &str, value: f64) -> io::Result<()> {
        self.row(part, class, figure, &format!("{value:.9}"))
    }

    fn row(&mut self, part: &str, class: &str, figure: &str, value: &str) -> io::Result<()> {
        self.writer.write_record([part, &cell(class), figure, value]).map_err(as_io)
    }
}
