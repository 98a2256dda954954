//! The files of overrides that were typed: read before anything else, because nothing is grouped while they are wrong.

use samestory::overrides::{Applied, Overrides};

use super::args::OverrideOptions;
use super::screen::Screen;

/// Reads all files of overrides. What is wrong with them is shown, each with its line.
pub(crate) fn read(options: &OverrideOptions, screen: &Screen) -> anyhow::Result<Overrides> {
    Overrides::read(&options.overrides).map_err(|error| {
        screen.problems(&error.problems);
        error.into()
    })
}

/// Tells which documents are named and not there, and, to those who ask, how many overrides were applied.
pub(crate) fn tell(applied: &Applied, screen: &Screen) {
    let (entries, used) = (applied.entries().len(), applied.applied());
    if entries > 0 {
        screen.problems(applied.missing());
        screen.detail(&format!(
            "overrides: {used} applied, {} with fewer than two of their documents in the input",
            entries - used
        ));
    }
}
