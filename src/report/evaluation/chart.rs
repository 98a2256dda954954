//! The chart of a sweep: precision, recall and F1 against strictness, as SVG inside a page.
//!
//! Readable without colour: each line has its own dashes, its own marks and its name beside it. Holds numbers only, no
//! text from outside. Strictness is on a logarithmic scale, because its points are factors; the vertical scale begins at
//! the tenth below the least value.

use std::fmt::Write;

use crate::evaluate::sweep::{Sweep, SweepPoint};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 340.0;
/// Least distance between the names of two lines.
const NAME_HEIGHT: f64 = 16.0;
/// Room for the name of a vertical line.
const NOTE_WIDTH: f64 = 90.0;
/// Labelled strictness.
const TICKS: [f64; 7] = [0.5, 0.6, 0.8, 1.0, 1.25, 1.6, 2.0];

/// A line of the chart.
struct Line {
    name: &'static str,
    class: &'static str,
    value: fn(&SweepPoint) -> f64,
    mark: Mark,
}

#[derive(Clone, Copy)]
enum Mark {
    Circle,
    Square,
    Triangle,
}

const LINES: [Line; 3] = [
    Line { name: "precision", class: "precision", value: |point| point.bcubed.precision, mark: Mark::Square },
    Line { name: "recall", class: "recall", value: |point| point.bcubed.recall, mark: Mark::Triangle },
    Line { name: "F1", class: "f1", value: |point| point.bcubed.f1, mark: Mark::Circle },
];

/// Where values stand on the page.
struct Scale {
    least: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(sweep: &Sweep) -> Self {
        let values = sweep.points.iter().flat_map(|point| LINES.iter().map(move |line| (line.value)(point)));
        let factors = sweep.points.iter().map(|point| point.strictness.max(f64::MIN_POSITIVE).ln());
        Self {
            least: (values.fold(0.9, f64::min) * 10.0).floor().max(0.0) / 10.0,
            low: factors.clone().fold(0.0, f64::min),
            high: factors.fold(0.0, f64::max),
        }
    }

    fn x(&self, strictness: f64) -> f64 {
        let span = (self.high - self.low).max(f64::MIN_POSITIVE);
        LEFT + (strictness.max(f64::MIN_POSITIVE).ln() - self.low) / span * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (value - self.least) / (1.0 - self.least) * (BOTTOM - TOP)
    }
}

/// The chart of a sweep.
pub(super) fn chart(sweep: &Sweep) -> String {
    let scale = Scale::of(sweep);
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = draw(sweep, &scale, &mut svg);
    svg
}

fn draw(sweep: &Sweep, scale: &Scale, svg: &mut String) -> std::fmt::Result {
    writeln!(
        svg,
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"chart-title chart-description\">"
    )?;
    writeln!(svg, "<title id=\"chart-title\">B-cubed precision, recall and F1 against strictness</title>")?;
    writeln!(
        svg,
        "<desc id=\"chart-description\">{} points from strictness {:.2} to {:.2}. F1 is {:.4} at the default, strictness 1, \
         and highest at strictness {:.2}, where it is {:.4}. The table below has all values.</desc>",
        sweep.points.len(),
        scale.low.exp(),
        scale.high.exp(),
        sweep.default.bcubed.f1,
        sweep.best.strictness,
        sweep.best.bcubed.f1
    )?;
    draw_axes(scale, svg)?;
    draw_notes(sweep, scale, svg)?;
    for line in &LINES {
        let points: Vec<(f64, f64)> =
            sweep.points.iter().map(|point| (scale.x(point.strictness), scale.y((line.value)(point)))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        writeln!(svg, "<polyline class=\"line {}\" points=\"{}\"/>", line.class, path.join(" "))?;
        for &(x, y) in &points {
            draw_mark(line.mark, x, y, svg)?;
        }
    }
    draw_names(sweep, scale, svg)?;
    writeln!(svg, "</svg>")
}

fn draw_axes(scale: &Scale, svg: &mut String) -> std::fmt::Result {
    let mut tenth = (scale.least * 10.0).round();
    while tenth <= 10.0 {
        let (value, y) = (tenth / 10.0, scale.y(tenth / 10.0));
        writeln!(svg, "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>")?;
        writeln!(svg, "<text class=\"end\" x=\"{:.1}\" y=\"{:.1}\">{value:.1}</text>", LEFT - 8.0, y + 4.0)?;
        tenth += 1.0;
    }
    for tick in TICKS.iter().filter(|tick| (scale.low - 1e-9..=scale.high + 1e-9).contains(&tick.ln())) {
        let x = scale.x(*tick);
        writeln!(svg, "<line class=\"axis\" x1=\"{x:.1}\" y1=\"{BOTTOM}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>", BOTTOM + 6.0)?;
        writeln!(svg, "<text class=\"middle\" x=\"{x:.1}\" y=\"{:.1}\">{tick}</text>", BOTTOM + 22.0)?;
    }
    writeln!(svg, "<path class=\"axis\" d=\"M{LEFT},{TOP} V{BOTTOM} H{RIGHT}\"/>")?;
    writeln!(svg, "<text class=\"start\" x=\"4\" y=\"{:.1}\">share, B-cubed</text>", TOP - 14.0)?;
    let middle = f64::midpoint(LEFT, RIGHT);
    writeln!(
        svg,
        "<text class=\"middle\" x=\"{middle:.1}\" y=\"{:.1}\">strictness: factor on the bars of a join (1 is the default)</text>",
        BOTTOM + 46.0
    )
}

/// Vertical lines at the default and at the best point.
fn draw_notes(sweep: &Sweep, scale: &Scale, svg: &mut String) -> std::fmt::Result {
    let (default, best) = (sweep.default.strictness, sweep.best.strictness);
    let notes = if sweep.best == sweep.default {
        vec![(default, "default, best", false)]
    } else {
        vec![(default, "default", default < best), (best, "best", best < default)]
    };
    for (strictness, name, is_left) in notes {
        let x = scale.x(strictness);
        writeln!(svg, "<line class=\"note\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{BOTTOM}\"/>")?;
        // On the far side of the other line, unless the edge is too near.
        let is_left = (is_left || x > RIGHT - NOTE_WIDTH) && x > LEFT + NOTE_WIDTH;
        let (class, at) = if is_left { ("end", x - 5.0) } else { ("start", x + 5.0) };
        writeln!(svg, "<text class=\"{class}\" x=\"{at:.1}\" y=\"{:.1}\">{name}</text>", BOTTOM - 8.0)?;
    }
    Ok(())
}

fn draw_mark(mark: Mark, x: f64, y: f64, svg: &mut String) -> std::fmt::Result {
    match mark {
        Mark::Circle => writeln!(svg, "<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>"),
        Mark::Square => {
            writeln!(svg, "<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"5\" height=\"5\"/>", x - 2.5, y - 2.5)
        }
        Mark::Triangle => writeln!(
            svg,
            "<path class=\"mark\" d=\"M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z\"/>",
            x,
            y - 3.5,
            x + 3.5,
            y + 3.0,
            x - 3.5,
            y + 3.0
        ),
    }
}

/// The names of the lines at their right ends, pushed apart where the lines meet.
fn draw_names(sweep: &Sweep, scale: &Scale, svg: &mut String) -> std::fmt::Result {
    let Some(last) = sweep.points.last() else { return Ok(()) };
    let mut names: Vec<(f64, &Line)> = LINES.iter().map(|line| (scale.y((line.value)(last)), line)).collect();
    names.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = TOP;
    for (y, line) in names {
        let y = y.max(free);
        free = y + NAME_HEIGHT;
        draw_mark(line.mark, RIGHT + 14.0, y, svg)?;
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", RIGHT + 22.0, y + 4.0, line.name)?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::evaluate::comparison::Agreement;

    pub(crate) fn sweep(values: &[(f64, f64, f64)]) -> Sweep {
        let point = |&(strictness, precision, recall): &(f64, f64, f64)| SweepPoint {
            strictness,
            predicted_stories: 3,
            bcubed: Agreement::of(precision, recall),
            pairwise: Agreement::of(precision, recall),
        };
        let points: Vec<SweepPoint> = values.iter().map(point).collect();
        let default = points.iter().copied().find(|point| (point.strictness - 1.0).abs() < 1e-9).unwrap();
        let best = points.iter().copied().max_by(|one, other| one.bcubed.f1.total_cmp(&other.bcubed.f1)).unwrap();
        Sweep { points, best, default, default_loss: best.bcubed.f1 - default.bcubed.f1 }
    }

    #[test]
    fn the_chart_names_its_lines_and_axes_and_says_the_best_in_words() {
        let svg = chart(&sweep(&[(0.5, 0.41, 1.0), (1.0, 0.9, 0.8), (2.0, 1.0, 0.6)]));
        for words in [
            "<title id=\"chart-title\">",
            "F1 is 0.8471 at the default",
            ">precision</text>",
            ">recall</text>",
            ">F1</text>",
            ">0.4</text>",
            ">1.0</text>",
            ">1.25</text>",
            "default, best",
            "strictness: factor",
        ] {
            assert!(svg.contains(words), "`{words}`:\n{svg}");
        }
        assert_eq!(svg.matches("<polyline").count(), 3);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn names_of_lines_that_meet_are_apart() {
        let svg = chart(&sweep(&[(1.0, 1.0, 1.0)]));
        let ends: Vec<&str> = svg
            .lines()
            .filter(|line| [">precision<", ">recall<", ">F1<"].iter().any(|name| line.contains(name)))
            .collect();
        let heights: std::collections::BTreeSet<&str> =
            ends.iter().filter_map(|line| line.split("y=\"").nth(1)?.split('"').next()).collect();
        assert_eq!(heights.len(), 3, "{ends:?}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_outside_the_plot() {
        let svg = chart(&sweep(&[(0.5, 0.0, 1.0), (1.0, 0.5, 0.5), (2.0, 1.0, 0.0)]));
        for pair in svg.lines().filter(|line| line.contains("points=")).flat_map(|line| line.split(['"', ' '])) {
            if let Some((x, y)) = pair.split_once(',') {
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((LEFT..=RIGHT).contains(&x) && (TOP..=BOTTOM).contains(&y), "{pair}");
            }
        }
    }
}
