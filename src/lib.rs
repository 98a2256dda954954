//! samestory finds which news stories are the same: copies of one text, and one event told in other words.
//!
//! Two calls do the whole job: [`read::read`] makes [documents](document::Document) of files, folders or standard input
//! ([`read::read_bytes`] of bytes), and [`pipeline::cluster`] groups them. What comes out is a
//! [`Clustering`](pipeline::Clustering): groups of copies, stories with the joins that made them, and
//! [records](record::DocumentRecord) to pass on.
//!
//! ```
//! use samestory::pipeline::{self, ClusterSettings};
//! use samestory::read::{self, ReadSettings};
//!
//! let items = r#"
//! {"id": "noon", "text": "The ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard."}
//! {"id": "night", "text": "All 214 aboard the Haedoji were saved after the ferry struck the Gomsae reef near Geomundo."}
//! "#;
//! let collection = read::read_bytes("items.jsonl", items.trim().as_bytes().to_vec(), &ReadSettings::default())?;
//! let clustering = pipeline::cluster(collection.documents, &ClusterSettings::default(), &mut |_| ());
//!
//! let stories: Vec<String> = clustering.records().map(|record| record.story).collect();
//! assert_eq!(stories[0], stories[1], "one event, told twice");
//! # Ok::<(), samestory::read::ReadError>(())
//! ```
//!
//! The wings can be used alone: [`copies`] compares texts, [`story`] compares documents, [`index`] writes and searches
//! records, [`evaluate`] scores a clustering against labels. Everything is deterministic: the same documents give the same result for any number of threads and in any
//! order. Nothing here prints, exits, or reads the clock or the environment.

pub mod address;
pub mod archive;
pub mod compare;
pub mod copies;
pub mod deduplicate;
pub mod document;
pub mod evaluate;
pub mod feed;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod fold;
pub mod index;
pub mod moment;
pub mod overrides;
pub mod pipeline;
pub mod problem;
// Unit tests are programs, which have no Python to be linked with.
#[cfg(all(feature = "python", not(test)))]
mod python;
mod random_access;
pub mod read;
pub mod record;
pub mod report;
pub mod rounding;
#[cfg(feature = "serve")]
pub mod serve;
pub mod story;
pub mod text;
