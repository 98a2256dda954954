//! samestory in Python: the module `samestory._samestory`, which the package in `python/samestory` shows to its users.
//!
//! Every function here takes what Python holds, calls the library, and gives back what Python can hold; no rule is told a
//! second time. Records are the same objects as in the JSON of the command line. Long calls leave the interpreter to other
//! threads. Whatever is wrong with a row is told with its number. Told in `docs/python.md`.

// Arguments come from Python by value.
#![allow(clippy::needless_pass_by_value)]

mod collection;
mod columns;
mod comparison;
mod copies;
mod errors;
mod shards;
mod sketches;
mod stories;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;

#[pymodule]
mod _samestory {
    #[pymodule_export]
    use super::collection::{Collection, Document, read, read_bytes, read_table};
    #[pymodule_export]
    use super::comparison::{compare, compare_page};
    #[pymodule_export]
    use super::copies::{Copies, find_copies};
    #[pymodule_export]
    use super::errors::{InputError, SamestoryError};
    #[pymodule_export]
    use super::shards::{
        ProbeFilter, ShardSettings, shard_buckets, shard_compare, shard_is_contained, shard_name_holders,
        shard_pairs_in_buckets, shard_pairs_in_oversized_bucket, shard_sketch,
    };
    #[pymodule_export]
    use super::sketches::{Bands, band_keys, estimates, shingles, signature, signatures, similarity};
    #[pymodule_export]
    use super::stories::{Clustering, Scores, cluster, evidence, group};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("SIGNATURE_VERSION", crate::copies::signature::SIGNATURE_VERSION)?;
        module.add("SHINGLE_VERSION", crate::copies::shingle::SHINGLE_VERSION)
    }
}

/// What a value is as JSON, as Python objects.
fn as_object<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    from_json(py, &serde_json::to_vec(value).map_err(errors::failed)?)
}

/// What JSON says, as Python reads it: in its order, and with the numbers of Python.
fn from_json<'py>(py: Python<'py>, json: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (PyBytes::new(py, json),))
}
