//! What a language does to text: words, names, light Korean stemming, general word frequencies.
//!
//! Knows nothing of documents, copies or stories.

pub mod frequency;
pub mod korean;
pub mod names;
pub mod words;
