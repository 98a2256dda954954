//! What a language does to text: words, names, light stemming, figures, counted nouns, named days and how they are told, language detection, general word frequencies.
//!
//! Knows nothing of documents, copies or stories.

mod clauses;
pub mod counted;
pub mod days;
mod days_back;
pub mod figures;
pub mod frequency;
pub mod korean;
pub mod language;
pub mod names;
pub mod quantities;
pub mod sentences;
mod time_words;
pub mod told_days;
pub mod words;
