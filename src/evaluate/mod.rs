//! Evaluation: how well a grouping into stories agrees with labels that people gave, and what went wrong where it does
//! not.
//!
//! Takes a grouping and labels and gives figures. [`comparison`] lays two groupings over each other, [`labels`] says where
//! they come from, [`events`] judges stories by gold events, [`pairs`] by judged pairs, [`worst`] and [`cause`] name the
//! errors that cost most and the evidence that misled, [`sweep`] repeats the grouping at other bars, and [`completeness`]
//! compares the candidates with all pairs. Decides nothing about showing and knows no terminal.
//!
//! Promises: the same figures for any order of documents and labels; every document and label is either scored or
//! counted among those that were not; nothing is quadratic but [`completeness`], which is asked for by name and bounded.

pub mod cause;
pub mod comparison;
pub mod comparisons;
pub mod completeness;
pub mod events;
pub mod golden;
pub mod labels;
pub mod pairs;
pub mod sweep;
pub mod worst;

use serde::Serialize;

use completeness::Completeness;
use events::EventFigures;
use pairs::PairFigures;
use sweep::Sweep;

/// All that was found out about a grouping; what was not asked for is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Stories against gold events.
    pub events: Option<EventFigures>,
    /// Stories against judged pairs.
    pub pairs: Option<PairFigures>,
    /// The figures at other strictness.
    pub sweep: Option<Sweep>,
    /// The candidates against all pairs.
    pub completeness: Option<Completeness>,
}
