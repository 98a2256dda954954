//! Web addresses: which of them are one page, and whose they are.
//!
//! One article has many addresses: with what a newsletter or a network adds to count clicks, for telephones, as AMP, with
//! http and https. [`canonical`] gives one text for all of them; the rules are data ([`rules`]) and are told in
//! `docs/feeds-addresses.md`. It errs on one side: what may be another page stays another page. [`owner`] tells the domain
//! that an address belongs to by the public suffix list, and [`Owners`] lets users say which domains and sources are one
//! owner's, so that mirrors of one owner count as one voice.
//!
//! Contract: functions of their arguments. Nothing here reaches the network; nothing panics, whatever the text; time is
//! linear in an address but for wrappers in wrappers, which the greatest length bounds.

mod amp;
mod canonical;
mod domain;
mod owners;
pub mod rules;

pub use canonical::{MOST_BYTES, canonical};
pub use domain::owner;
pub use owners::{Owner, Owners};
