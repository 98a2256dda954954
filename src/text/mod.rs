//! What a language does to text: words, names, light stemming, figures, named days, language detection, general word frequencies.
//!
//! Knows nothing of documents, copies or stories.

pub mod days;
pub mod figures;
pub mod frequency;
pub mod korean;
pub mod language;
pub mod names;
pub mod words;
