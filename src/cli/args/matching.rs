//! When documents are the same: the options of all commands that group.

use std::path::PathBuf;

use clap::Args;

/// When documents are the same.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Matching")]
pub(crate) struct MatchingOptions {
    /// Jaccard similarity of word shingles from which two texts are copies, above 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share)]
    pub(crate) similarity: f64,

    /// Share of the shorter text found in the longer from which two texts are copies, above 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    pub(crate) containment: f64,

    /// When looking for copies, compare what a source repeats in many of its texts, such as disclaimers, like everything
    /// else
    #[arg(long)]
    pub(crate) keep_boilerplate: bool,

    /// Days apart beyond which two reports are never one event [default: as many as can matter, some six]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) window: Option<f64>,
}

/// What editors say of documents, whatever the scores.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Matching")]
pub(crate) struct OverrideOptions {
    /// Keep documents together or apart as this file says, whatever their scores (can be repeated)
    ///
    /// A TOML file of `[[same]]` and `[[different]]`, each with `documents = ["id", "id"]` and, if you like, `by`, `when`
    /// and `why`. Nothing is grouped if the files contradict themselves. docs/overrides.md tells more.
    #[arg(long, value_name = "FILE")]
    pub(crate) overrides: Vec<PathBuf>,
}

fn days(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if days >= 0.0 && days.is_finite() => Ok(days),
        _ => Err("write a number of days, for instance 3 or 0.5".to_owned()),
    }
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("write a number above 0 and up to 1, for instance 0.7".to_owned()),
    }
}
