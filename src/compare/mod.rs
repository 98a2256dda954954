//! Compare: what each version of a story says, and what it leaves out.
//!
//! A document becomes a [`Version`](version::Version): sentences in their places. What versions have in common and what
//! parts them is found facet by facet, each in a file of its own and each resting on sentences.

pub mod credits;
pub mod names;
pub mod quotes;
pub mod speakers;
pub mod version;
