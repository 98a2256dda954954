//! The archive: a collection that grows, keeps the ids of its stories, and answers while it does.
//!
//! A folder that holds one tantivy index. [`Archive`] is its only writer: [`add`](Archive::add) takes documents in order of
//! time, batch by batch, and groups each batch within its neighbourhood. A [`Snapshot`] is what readers see, the
//! archive as it was at one commit.
//!
//! What lives where: `entries` says what is stored, `columns` what is read of it at a glance, `folder`, `manifest` and
//! `writer` how it is kept whole, `arrivals` and
//! [`revision`] what a document is to those that are there, `neighbourhood` and `grouping` which story it comes into,
//! `reconcile` which id that story has, and [`event`] what is told of it.
//!
//! Promises: a commit moves everything or nothing, so whatever ends a process leaves the archive as the last commit left
//! it, and adding the same documents again completes it; the same documents in the same batches give the same ids and the
//! same exported bytes, for any number of threads; readers wait for nobody.

mod add;
mod arrivals;
mod columns;
mod days;
mod entries;
mod error;
pub mod event;
mod export;
mod folder;
mod grouping;
mod judging;
mod leads;
mod lookup;
mod manifest;
mod near;
mod neighbourhood;
mod rebuild;
mod reconcile;
mod remove;
pub mod revision;
mod similar;
mod snapshot;
mod verify;
mod writer;

pub use add::{AddProgress, AddSettings, Added};
pub use entries::Counters;
pub use error::ArchiveError;
pub use export::{ExportError, Statistics};
pub use folder::{check, is_archive};
pub use lookup::{ArchivedDocument, ArchivedStory, EarlierVersion, StoriesRequest, StoryLine, StoryList};
pub use manifest::{FORMAT, FORMAT_VERSION, MANIFEST_FILE, Manifest};
pub use rebuild::rebuild;
pub use remove::Removed;
pub use similar::{Relation, Similar, SimilarDocument};
pub use snapshot::Snapshot;
pub use verify::{Finding, Verification, verify};
pub use writer::Archive;
