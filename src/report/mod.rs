//! Records to bytes, one file a format: takes what the pipeline found and writes it, and decides nothing.
//!
//! Every format escapes text from outside for its own reader: [`terminal`] for people's screens, [`markup`] for pages, JSON
//! and CSV in their writers.

pub mod archive;
pub mod comparison;
pub mod copies;
pub mod counts;
pub mod csv;
pub mod evaluation;
pub mod explanation;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod fold;
pub mod json;
pub mod markup;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod table;
pub mod terminal;
