//! What a language does to text: words, sentences, names, figures, general word frequencies.
//!
//! Knows nothing of documents, copies or stories.

pub mod language;
pub mod words;
