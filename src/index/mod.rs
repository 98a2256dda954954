//! The index: a tantivy folder in which clustered documents are looked up.
