//! Shingles, signatures, bands and exact similarity, of one text or of a column.

use std::sync::Arc;

use arrow_array::builder::{FixedSizeBinaryBuilder, UInt64Builder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, FixedSizeListArray, Float64Array, UInt64Array};
use arrow_pyarrow::ToPyArrow;
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use super::columns::{Texts, array};
use super::errors::{SamestoryError, failed};
use crate::copies::bands;
use crate::copies::shingle::{Shingler, Shingles};
use crate::copies::signature::{SLOTS, Signature};
use crate::copies::verify::Overlap;

/// Bytes of a signature: its slots in little-endian order.
const SIGNATURE_BYTES: usize = SLOTS * size_of::<u32>();

/// Words in a shingle, checked.
pub(super) fn checked(words: usize) -> PyResult<usize> {
    if words == 0 { Err(SamestoryError::new_err("a shingle has one word at least: words is 0")) } else { Ok(words) }
}

/// The hashes of the shingles of a text, ascending.
#[pyfunction]
#[pyo3(signature = (text, words=5))]
pub(super) fn shingles<'py>(py: Python<'py>, text: &str, words: usize) -> PyResult<Bound<'py, PyAny>> {
    let shingles = Shingles::of(text, checked(words)?);
    out(py, Arc::new(UInt64Array::from(shingles.hashes().to_vec())))
}

/// The signature of a text; none for a text without words.
#[pyfunction]
#[pyo3(signature = (text, words=5))]
pub(super) fn signature(text: &str, words: usize) -> PyResult<Option<Vec<u8>>> {
    let shingles = Shingles::of(text, checked(words)?);
    Ok(Signature::of(shingles.hashes()).map(|signature| bytes_of(&signature).to_vec()))
}

/// The signatures of a column of texts.
#[pyfunction]
#[pyo3(signature = (texts, words=5))]
pub(super) fn signatures(py: Python<'_>, texts: Texts, words: usize) -> PyResult<Bound<'_, PyAny>> {
    let words = checked(words)?;
    let signed = py.detach(|| {
        let of_row = |shingler: &mut Shingler, row: usize| {
            let signature = Signature::of(shingler.shingle(texts.get(row)?));
            signature.map(|signature| bytes_of(&signature))
        };
        let rows = (0..texts.len()).into_par_iter();
        let signed: Vec<Option<[u8; SIGNATURE_BYTES]>> = rows.map_init(|| Shingler::new(words), of_row).collect();
        let mut column = FixedSizeBinaryBuilder::with_capacity(signed.len(), width(SIGNATURE_BYTES));
        for signature in signed {
            match signature {
                Some(bytes) => column.append_value(bytes)?,
                None => column.append_null(),
            }
        }
        Ok::<_, arrow_schema::ArrowError>(column.finish())
    });
    out(py, Arc::new(signed.map_err(failed)?))
}

/// The estimated Jaccard similarities of two columns of signatures, row by row.
#[pyfunction]
pub(super) fn estimates<'py>(
    py: Python<'py>,
    first: &Bound<'py, PyAny>,
    second: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (first, second) = (Signatures::of(first)?, Signatures::of(second)?);
    if first.0.len() != second.0.len() {
        let lengths = format!("{} and {}", first.0.len(), second.0.len());
        return Err(SamestoryError::new_err(format!("the columns have {lengths} rows; they are compared row by row")));
    }
    let of_row = |row| Some(first.get(row)?.estimate(&second.get(row)?));
    let estimates: Float64Array = py.detach(|| (0..first.0.len()).map(of_row).collect());
    out(py, Arc::new(estimates))
}

/// How signatures are cut into bands.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Bands(bands::Bands);

#[pymethods]
impl Bands {
    /// So many bands of so many rows, of which a pair must share so many.
    #[new]
    #[pyo3(signature = (bands, rows, required=1))]
    fn new(bands: usize, rows: usize, required: usize) -> PyResult<Self> {
        bands::Bands::of(bands, rows, required).map(Self).ok_or_else(|| {
            let cut = format!("{bands} bands of {rows} rows, {required} required");
            SamestoryError::new_err(format!("{cut}: there are {SLOTS} rows, and one band at least is required"))
        })
    }

    /// The bands that find a pair of a similarity with a probability.
    #[staticmethod]
    #[pyo3(signature = (similarity=0.7, recall=0.995))]
    fn choose(similarity: f64, recall: f64) -> PyResult<Self> {
        if !(similarity > 0.0 && similarity <= 1.0 && recall > 0.0 && recall < 1.0) {
            return Err(SamestoryError::new_err("the similarity is above 0 to 1, the recall above 0 and below 1"));
        }
        Ok(Self(bands::Bands::choose(similarity, recall)))
    }

    #[getter]
    fn bands(&self) -> usize {
        self.0.bands()
    }

    #[getter]
    fn rows(&self) -> usize {
        self.0.rows()
    }

    #[getter]
    fn required(&self) -> usize {
        self.0.required()
    }

    /// Probability with which a pair of a similarity is found.
    fn recall_at(&self, jaccard: f64) -> f64 {
        self.0.recall_at(jaccard)
    }

    fn __repr__(&self) -> String {
        format!("Bands(bands={}, rows={}, required={})", self.0.bands(), self.0.rows(), self.0.required())
    }
}

/// The keys of the bands of a column of signatures, a list each. Keys are unsigned; a band's key is of that band alone.
#[pyfunction]
pub(super) fn band_keys<'py>(
    py: Python<'py>,
    signatures: &Bound<'py, PyAny>,
    bands: PyRef<'py, Bands>,
) -> PyResult<Bound<'py, PyAny>> {
    let (signatures, bands) = (Signatures::of(signatures)?, bands.0);
    let keys = py.detach(|| {
        let mut keys = UInt64Builder::with_capacity(signatures.0.len() * bands.bands());
        let mut is_there = Vec::with_capacity(signatures.0.len());
        for row in 0..signatures.0.len() {
            let signature = signatures.get(row);
            is_there.push(signature.is_some());
            for band in 0..bands.bands() {
                keys.append_value(signature.as_ref().map_or(0, |signature| bands.key(signature, band)));
            }
        }
        let field = Arc::new(Field::new("item", DataType::UInt64, false));
        let validity = Some(is_there.into());
        FixedSizeListArray::try_new(field, width(bands.bands()), Arc::new(keys.finish()), validity)
    });
    out(py, Arc::new(keys.map_err(failed)?))
}

/// The exact similarity of two texts.
#[pyfunction]
#[pyo3(signature = (first, second, words=5))]
pub(super) fn similarity<'py>(
    py: Python<'py>,
    first: &str,
    second: &str,
    words: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let words = checked(words)?;
    let overlap = py.detach(|| Overlap::of(&Shingles::of(first, words), &Shingles::of(second, words)));
    let told = PyDict::new(py);
    told.set_item("jaccard", overlap.jaccard())?;
    told.set_item("containment", overlap.containment())?;
    told.set_item("first_in_second", overlap.first_in_second())?;
    told.set_item("second_in_first", overlap.second_in_first())?;
    told.set_item("shared", overlap.shared)?;
    Ok(told)
}

/// A column of signatures.
struct Signatures(FixedSizeBinaryArray);

impl Signatures {
    fn of(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let column = array(column)?;
        match column.as_fixed_size_binary_opt() {
            Some(signatures) if signatures.value_length() == width(SIGNATURE_BYTES) => Ok(Self(signatures.clone())),
            _ => {
                let found = column.data_type();
                let message =
                    format!("signatures are FixedSizeBinary({SIGNATURE_BYTES}), and this column is of {found}");
                Err(SamestoryError::new_err(message))
            }
        }
    }

    fn get(&self, row: usize) -> Option<Signature> {
        let bytes = self.0.is_valid(row).then(|| self.0.value(row))?;
        let mut slots = [0; SLOTS];
        for (slot, bytes) in slots.iter_mut().zip(bytes.as_chunks().0) {
            *slot = u32::from_le_bytes(*bytes);
        }
        Some(Signature::from_slots(slots))
    }
}

fn bytes_of(signature: &Signature) -> [u8; SIGNATURE_BYTES] {
    let mut bytes = [0; SIGNATURE_BYTES];
    for (place, slot) in bytes.as_chunks_mut().0.iter_mut().zip(signature.slots()) {
        *place = slot.to_le_bytes();
    }
    bytes
}

/// A width as Arrow counts it.
fn width(bytes: usize) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

/// An array as one of pyarrow.
fn out(py: Python<'_>, array: ArrayRef) -> PyResult<Bound<'_, PyAny>> {
    array.to_data().to_pyarrow(py)
}
