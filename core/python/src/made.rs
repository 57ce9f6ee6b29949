//! Python objects made from parts of a text.

use std::ffi::{CStr, CString};

use pyo3::ffi;
use pyo3::prelude::*;

/// A new str.
#[inline(always)]
pub fn string_of<'py>(py: Python<'py>, text: &[u8], errors: &CStr) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: as many bytes are there; gives a new str, or NULL with an error.
    unsafe {
        let (start, length) = (text.as_ptr().cast(), text.len() as ffi::Py_ssize_t);
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyUnicode_DecodeUTF8(start, length, errors.as_ptr()),
        )
    }
}

/// A new dict.
pub fn new_object(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: gives a new dict, or NULL with an error.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDict_New()) }
}

/// Puts a value into a dict under a key.
#[inline(always)]
pub fn put(object: &Bound<PyAny>, key: &Bound<PyAny>, value: &Bound<PyAny>) -> PyResult<()> {
    // SAFETY: all three are objects, the first one a dict, which takes references of its own.
    match unsafe { ffi::PyDict_SetItem(object.as_ptr(), key.as_ptr(), value.as_ptr()) } {
        0 => Ok(()),
        _ => Err(PyErr::fetch(object.py())),
    }
}

/// A new list.
pub fn array_of<'py>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let count = items.len();
    // SAFETY: gives a new list, or NULL with an error; all its places are filled below.
    let array =
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyList_New(count as ffi::Py_ssize_t))? };
    for (index, item) in items.take(count).enumerate() {
        // SAFETY: the list has this place, and takes the reference.
        unsafe {
            ffi::PyList_SetItem(array.as_ptr(), index as ffi::Py_ssize_t, item.into_ptr());
        }
    }
    Ok(array)
}

/// A new int of any size.
pub fn big_int<'py>(py: Python<'py>, digits: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let digits = CString::new(digits)?;
    // SAFETY: text that ends in zero; gives a new int, or NULL with an error.
    unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyLong_FromString(digits.as_ptr(), std::ptr::null_mut(), 10),
        )
    }
}
