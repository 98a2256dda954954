//! Errors as Python exceptions.

use pyo3::PyErr;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;

create_exception!(_samestory, SamestoryError, PyValueError, "Something that samestory was asked for cannot be done.");
create_exception!(
    _samestory,
    InputError,
    SamestoryError,
    "Input that cannot be read. The message names the file and the line, the record or the row."
);

/// What went wrong, in its own words.
pub(super) fn failed(error: impl std::fmt::Display) -> PyErr {
    SamestoryError::new_err(error.to_string())
}

/// What is wrong with the input, in its own words.
pub(super) fn unreadable(error: impl std::fmt::Display) -> PyErr {
    InputError::new_err(error.to_string())
}
