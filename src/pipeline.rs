//! The whole job: documents to copies to stories.

use crate::copies::Copies;
use crate::document::Document;
use crate::record::DocumentRecord;

/// A clustered collection.
#[derive(Debug)]
pub struct Clustering {
    /// The documents, sorted by id.
    pub documents: Vec<Document>,
    /// Their copies; indexes are into `documents`.
    pub copies: Copies,
    /// For each document, the id of its group of copies.
    pub copies_ids: Vec<String>,
    /// The stories, those with most documents first, then the latest, then by id.
    pub stories: Vec<Story>,
}

/// The documents that report one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Derived from content: the same for the same founding document in any run.
    pub id: String,
    /// Indexes into [`Clustering::documents`], by time, then id.
    pub members: Vec<usize>,
}

impl Clustering {
    /// The published records of all documents, by document id.
    pub fn records(&self) -> impl Iterator<Item = DocumentRecord> {
        let mut story_of = vec![0; self.documents.len()];
        for (index, story) in self.stories.iter().enumerate() {
            for &member in &story.members {
                story_of[member] = index;
            }
        }
        self.documents.iter().enumerate().map(move |(index, document)| {
            DocumentRecord::new(document, &self.stories[story_of[index]].id, &self.copies_ids[index])
        })
    }
}
