//! Asks objects for their attributes and calls them: PyO3's own ways to do so panic where memory is refused.

use std::ffi::CStr;

use pyo3::exceptions::PyAttributeError;
use pyo3::ffi;
use pyo3::prelude::*;

/// What any object may be asked.
pub trait Ask<'py> {
    fn attribute(&self, name: &CStr) -> PyResult<Bound<'py, PyAny>>;
    /// None where there is no such attribute.
    fn attribute_if_any(&self, name: &CStr) -> PyResult<Option<Bound<'py, PyAny>>>;
    /// What is at that place of a sequence.
    fn item(&self, index: usize) -> PyResult<Bound<'py, PyAny>>;
    fn called<const N: usize>(
        &self,
        arguments: [&Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>>;
    fn method<const N: usize>(
        &self,
        name: &CStr,
        arguments: [&Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>>;
}

impl<'py, T> Ask<'py> for Bound<'py, T> {
    fn attribute(&self, name: &CStr) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: a live object and text that ends in zero; gives a new reference, or null with an error set.
        unsafe {
            let found = ffi::PyObject_GetAttrString(self.as_ptr(), name.as_ptr());
            Bound::from_owned_ptr_or_err(self.py(), found)
        }
    }

    fn attribute_if_any(&self, name: &CStr) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.attribute(name) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_instance_of::<PyAttributeError>(self.py()) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn item(&self, index: usize) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: a live object; gives a new reference, or null with an error set.
        unsafe {
            let item = ffi::PySequence_GetItem(self.as_ptr(), index as ffi::Py_ssize_t);
            Bound::from_owned_ptr_or_err(self.py(), item)
        }
    }

    fn called<const N: usize>(
        &self,
        arguments: [&Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        let arguments = tuple(self.py(), arguments)?;
        // SAFETY: two live objects, the second a tuple; gives a new reference, or null with an error set.
        unsafe {
            let result =
                ffi::PyObject_Call(self.as_ptr(), arguments.as_ptr(), std::ptr::null_mut());
            Bound::from_owned_ptr_or_err(self.py(), result)
        }
    }

    fn method<const N: usize>(
        &self,
        name: &CStr,
        arguments: [&Bound<'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>> {
        self.attribute(name)?.called(arguments)
    }
}

/// A new tuple.
pub fn tuple<'py, const N: usize>(
    py: Python<'py>,
    items: [&Bound<'py, PyAny>; N],
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: gives a new tuple, or null with an error set; all its places are filled below.
    let tuple =
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyTuple_New(N as ffi::Py_ssize_t))? };
    for (index, item) in items.into_iter().enumerate() {
        // SAFETY: the tuple is new and has this place, which takes the reference.
        unsafe {
            let item = item.clone().into_ptr();
            ffi::PyTuple_SetItem(tuple.as_ptr(), index as ffi::Py_ssize_t, item);
        }
    }
    Ok(tuple)
}

/// The module of that name, imported if nobody has done so.
pub fn module<'py>(py: Python<'py>, name: &CStr) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: text that ends in zero; gives a new reference, or null with an error set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyImport_ImportModule(name.as_ptr())) }
}
