//! All that goes to standard error: progress on a terminal, problems with the input, errors with their cause and cure.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use samestory::problem::{Problem, Severity};
use samestory::read::ReadError;
use samestory::report::terminal::Safe;

use super::args::{Colour, Display};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTICE: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Most notices shown unless the user asks for more; errors are always shown.
const MOST_NOTICES: usize = 10;

/// Standard error and how much of it the user wants.
#[derive(Debug, Clone)]
pub(crate) struct Screen {
    colour: anstream::ColorChoice,
    quiet: u8,
    pub(crate) is_verbose: bool,
    shows_progress: bool,
}

impl Screen {
    pub(crate) fn new(display: &Display) -> Self {
        let colour = match display.color {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        };
        let shows_progress =
            io::stderr().is_terminal() && display.quiet == 0 && !display.verbose && !display.no_progress;
        Self { colour, quiet: display.quiet, is_verbose: display.verbose, shows_progress }
    }

    /// What colours the output that is written to standard output.
    pub(crate) fn colour(&self) -> anstream::ColorChoice {
        self.colour
    }

    /// [`progress`](Self::progress) of what cannot be counted.
    pub(crate) fn working(&self, message: &'static str) -> ProgressBar {
        self.display(message, "{spinner} {msg} [{elapsed}]")
    }

    /// A progress display that vanishes when it is done; hidden where nobody looks at it.
    pub(crate) fn progress(&self, message: &'static str) -> ProgressBar {
        self.display(message, "{spinner} {msg} {human_pos} [{elapsed}]")
    }

    fn display(&self, message: &'static str, template: &str) -> ProgressBar {
        let target = if self.shows_progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target).with_message(message);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// An error that ends the run: what, then its causes.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        if self.quiet > 1 {
            return;
        }
        if let Some(ReadError::Strict(problem)) = error.downcast_ref() {
            self.problem(problem);
            return;
        }
        let mut lines = format!("{ERROR}error{ERROR:#}: {}\n", Safe(&error.to_string()));
        let mut said = error.to_string();
        for cause in error.chain().skip(1).map(ToString::to_string) {
            // Messages that already tell their cause do not tell it twice.
            if !said.contains(&cause) {
                let _ = writeln!(lines, "  caused by: {}", Safe(&cause));
            }
            said = cause;
        }
        self.write(&lines);
    }

    /// What was wrong with the input: every error, and the first notices.
    pub(crate) fn problems(&self, problems: &[Problem]) {
        let is_error = |problem: &&Problem| problem.severity == Severity::Error;
        if self.quiet < 2 {
            for problem in problems.iter().filter(is_error) {
                self.problem(problem);
            }
        }
        if self.quiet == 0 {
            let notices: Vec<&Problem> = problems.iter().filter(|problem| !is_error(problem)).collect();
            let most = if self.is_verbose { notices.len() } else { MOST_NOTICES };
            for problem in notices.iter().take(most) {
                self.problem(problem);
            }
            if notices.len() > most {
                self.write(&format!("{} notices more; --verbose shows them\n", notices.len() - most));
            }
        }
    }

    /// A line about how the work went, for those who ask.
    pub(crate) fn detail(&self, line: &str) {
        if self.is_verbose && self.quiet == 0 {
            self.write(&format!("{}\n", Safe(line)));
        }
    }

    /// A line that the user can act on.
    pub(crate) fn notice(&self, line: &str) {
        if self.quiet == 0 {
            self.write(&format!("{NOTICE}notice{NOTICE:#}: {}\n", Safe(line)));
        }
    }

    /// The closing line of a run.
    pub(crate) fn summary(&self, line: &str) {
        if self.quiet == 0 {
            self.write(&format!("{}\n", Safe(line)));
        }
    }

    fn problem(&self, problem: &Problem) {
        let (style, word) = match problem.severity {
            Severity::Error => (ERROR, "error"),
            Severity::Notice => (NOTICE, "notice"),
        };
        let location = problem.location();
        let mut lines = format!("{style}{word}{style:#}: {}: {}\n", Safe(&location), Safe(&problem.message));
        if !problem.cure.is_empty() {
            let _ = writeln!(lines, "  {HINT}hint{HINT:#}: {}", Safe(&problem.cure));
        }
        self.write(&lines);
    }

    /// Writes in one piece, so that lines of several threads never mix. Nobody can be told when standard error fails.
    fn write(&self, lines: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.colour);
        let _ = stream.write_all(lines.as_bytes());
    }
}
