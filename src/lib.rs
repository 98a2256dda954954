//! samestory finds which news stories are the same.

pub mod copies;
pub mod document;
pub mod index;
pub mod moment;
pub mod pipeline;
pub mod problem;
pub mod read;
pub mod record;
pub mod report;
pub mod rounding;
pub mod story;
pub mod text;
