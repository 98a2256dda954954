//! Columns of Arrow, in and out.

use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray, make_array};
use arrow_data::ArrayData;
use arrow_pyarrow::FromPyArrow;
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::types::PyAnyMethods;

use super::errors::{InputError, SamestoryError};

/// A column of texts: of Arrow, without copying, or a sequence of Python.
#[derive(Debug)]
pub(super) enum Texts {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    Sequence(Vec<Option<String>>),
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Small(texts) => texts.len(),
            Self::Large(texts) => texts.len(),
            Self::View(texts) => texts.len(),
            Self::Sequence(texts) => texts.len(),
        }
    }

    /// The text of a row; none where there is none.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Small(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Large(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Sequence(texts) => texts[row].as_deref(),
        }
    }
}

impl FromPyObject<'_, '_> for Texts {
    type Error = PyErr;

    fn extract(column: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if column.hasattr("__arrow_c_array__")? {
            let array = array(&column)?;
            let wrong = || {
                let found = array.data_type();
                SamestoryError::new_err(format!("a column of texts is wanted, and this one is of {found}; cast it"))
            };
            let any = array.as_any();
            return match array.data_type() {
                DataType::Utf8 => any.downcast_ref::<StringArray>().cloned().map(Self::Small),
                DataType::LargeUtf8 => any.downcast_ref::<LargeStringArray>().cloned().map(Self::Large),
                DataType::Utf8View => any.downcast_ref::<StringViewArray>().cloned().map(Self::View),
                _ => None,
            }
            .ok_or_else(wrong);
        }
        let mut texts = Vec::with_capacity(column.len().unwrap_or(0));
        for (row, text) in column.try_iter()?.enumerate() {
            let wrong = |error: PyErr| InputError::new_err(format!("row {row} is no text: {error}"));
            texts.push(text?.extract::<Option<String>>().map_err(wrong)?);
        }
        Ok(Self::Sequence(texts))
    }
}

/// An array of Arrow, without copying.
pub(super) fn array(array: &Bound<'_, PyAny>) -> PyResult<ArrayRef> {
    Ok(make_array(ArrayData::from_pyarrow_bound(array)?))
}
