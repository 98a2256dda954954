//! What a language does to text: words, names, light Korean stemming, language detection, general word frequencies.
//!
//! Knows nothing of documents, copies or stories.

pub mod frequency;
pub mod korean;
pub mod language;
pub mod names;
pub mod words;
