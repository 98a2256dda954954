//! Stories: which documents report one event, told independently or not.
//!
