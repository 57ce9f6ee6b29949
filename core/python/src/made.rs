//! Makes objects of Python's, or raises MemoryError: PyO3's own ways to these panic where memory is refused.

use std::ffi::CStr;

use pyo3::exceptions::{PyMemoryError, PyRuntimeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

/// That memory was refused.
#[cold]
pub fn refused() -> PyErr {
    PyMemoryError::new_err(())
}

#[inline]
pub fn bytes<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let (start, length) = (bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
    // SAFETY: as many bytes are there; gives new bytes, or null with an error set.
    unsafe {
        let bytes = ffi::PyBytes_FromStringAndSize(start, length);
        Ok(Bound::from_owned_ptr_or_err(py, bytes)?.cast_into_unchecked())
    }
}

#[inline]
pub fn dict(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    // SAFETY: gives a new dict, or null with an error set.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyDict_New())?.cast_into_unchecked()) }
}

#[inline]
pub fn list(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    // SAFETY: gives a new list, or null with an error set.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyList_New(0))?.cast_into_unchecked()) }
}

/// A list of what an iterable gives.
#[inline]
pub fn list_of<'py>(iterable: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    // SAFETY: gives a new list, or null with an error set.
    unsafe {
        let list = ffi::PySequence_List(iterable.as_ptr());
        Ok(Bound::from_owned_ptr_or_err(iterable.py(), list)?.cast_into_unchecked())
    }
}

#[inline]
pub fn pair<'py>(
    first: &Bound<'py, PyAny>,
    second: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: two live objects, of which the new tuple takes references of its own; null with an error set.
    unsafe {
        let pair = ffi::PyTuple_Pack(2, first.as_ptr(), second.as_ptr());
        Ok(Bound::from_owned_ptr_or_err(first.py(), pair)?.cast_into_unchecked())
    }
}

#[inline]
pub fn int(py: Python<'_>, number: usize) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: gives an int, or null with an error set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromSize_t(number)) }
}

#[inline]
pub fn float(py: Python<'_>, number: f64) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: gives a float, or null with an error set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyFloat_FromDouble(number)) }
}

/// What a callable gives for one argument.
pub fn called<'py>(
    callable: &Bound<'py, PyAny>,
    argument: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let end = std::ptr::null_mut::<ffi::PyObject>();
    // SAFETY: two live objects and the end of them; gives a new reference, or null with an error set.
    unsafe {
        let result = ffi::PyObject_CallFunctionObjArgs(callable.as_ptr(), argument.as_ptr(), end);
        Bound::from_owned_ptr_or_err(callable.py(), result)
    }
}

/// Appends to what may grow with the caller's data.
#[inline(always)]
pub fn push<T>(list: &mut Vec<T>, item: T) -> PyResult<()> {
    if list.len() == list.capacity() {
        list.try_reserve(1).map_err(|_| refused())?;
    }
    list.push(item);
    Ok(())
}

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

/// Puts a value into a dict under a key.
#[inline(always)]
pub fn put(object: &Bound<PyAny>, key: &Bound<PyAny>, value: &Bound<PyAny>) -> PyResult<()> {
    // SAFETY: all three are objects, the first one a dict, which takes references of its own.
    match unsafe { ffi::PyDict_SetItem(object.as_ptr(), key.as_ptr(), value.as_ptr()) } {
        0 => Ok(()),
        _ => Err(PyErr::fetch(object.py())),
    }
}

/// Shows a new dict that holds containers to the garbage collector.
pub fn track(object: &Bound<PyDict>) {
    // SAFETY: a live dict; one that is shown already must not be shown again.
    unsafe {
        if ffi::PyObject_GC_IsTracked(object.as_ptr()) == 0 {
            ffi::PyObject_GC_Track(object.as_ptr().cast());
        }
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
    let mut ended = Vec::new();
    ended
        .try_reserve_exact(digits.len() + 1)
        .map_err(|_| refused())?;
    ended.extend_from_slice(digits);
    ended.push(0);
    let digits = CStr::from_bytes_with_nul(&ended)
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    // SAFETY: text that ends in zero; gives a new int, or NULL with an error.
    unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyLong_FromString(digits.as_ptr(), std::ptr::null_mut(), 10),
        )
    }
}
