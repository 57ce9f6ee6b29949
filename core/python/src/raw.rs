//! Reads CPython containers without counting references: the few places where that pays.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::ask::{Ask, module};
use crate::{inside, tables};

/// A reference that its container owns. Nothing may run between its making and its use that could
/// change the container; whoever keeps one for longer takes a reference of his own.
pub type Lent<'a, 'py> = Borrowed<'a, 'py, PyAny>;

/// The class of a value, to be compared by address.
#[inline(always)]
pub fn class_of(value: Lent<'_, '_>) -> *mut ffi::PyTypeObject {
    // SAFETY: every object has a class, which lives as long as the object.
    unsafe { ffi::Py_TYPE(value.as_ptr()) }
}

/// The entry at the place `at` of a dict, or the first one behind it; `at` moves behind what is given.
#[inline(always)]
pub fn next_entry<'a, 'py>(
    dict: &'a Bound<'py, PyDict>,
    at: &mut isize,
) -> Option<(Lent<'a, 'py>, Lent<'a, 'py>)> {
    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
    // SAFETY: `dict` is a dict, and CPython checks every place against its size.
    unsafe {
        if ffi::PyDict_Next(dict.as_ptr(), at, &mut key, &mut value) == 0 {
            return None;
        }
        Some((
            Lent::from_ptr(dict.py(), key),
            Lent::from_ptr(dict.py(), value),
        ))
    }
}

/// The value under `key`, an exact str, in a dict whose keys are all exact str.
#[inline(always)]
pub fn entry<'a, 'py>(dict: &'a Bound<'py, PyDict>, key: Lent<'_, 'py>) -> Option<Lent<'a, 'py>> {
    // SAFETY: both are live; comparing exact str runs no code of a caller's and cannot fail.
    unsafe {
        let found = ffi::PyDict_GetItemWithError(dict.as_ptr(), key.as_ptr());
        if found.is_null() {
            if !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Clear();
            }
            return None;
        }
        Some(Lent::from_ptr(dict.py(), found))
    }
}

/// The element at `index` of a list, or None where it has become shorter.
#[inline(always)]
pub fn list_item<'a, 'py>(list: &'a Bound<'py, PyList>, index: usize) -> Option<Lent<'a, 'py>> {
    // SAFETY: `list` is a list, and CPython checks the index.
    unsafe {
        let item = ffi::PyList_GetItem(list.as_ptr(), index as ffi::Py_ssize_t);
        lent(list.py(), item)
    }
}

/// The element at `index` of a tuple, or None where there is none.
#[inline(always)]
pub fn tuple_item<'a, 'py>(tuple: &'a Bound<'py, PyTuple>, index: usize) -> Option<Lent<'a, 'py>> {
    // SAFETY: `tuple` is a tuple, and CPython checks the index.
    unsafe {
        let item = ffi::PyTuple_GetItem(tuple.as_ptr(), index as ffi::Py_ssize_t);
        lent(tuple.py(), item)
    }
}

/// # Safety
/// `item` is null, with an error set, or is owned by something that outlives the result.
#[inline(always)]
unsafe fn lent<'a, 'py>(py: Python<'py>, item: *mut ffi::PyObject) -> Option<Lent<'a, 'py>> {
    if item.is_null() {
        // SAFETY: the interpreter is attached, as `py` proves.
        unsafe { ffi::PyErr_Clear() };
        return None;
    }
    // SAFETY: as the caller promises.
    Some(unsafe { Lent::from_ptr(py, item) })
}

/// Whether all keys of a dict are exact str; most often told without looking at one of them.
#[inline(always)]
pub fn has_text_keys(dict: &Bound<'_, PyDict>) -> bool {
    if tables::is_of_texts(dict) {
        return true;
    }
    let mut at = 0;
    while let Some((key, _)) = next_entry(dict, &mut at) {
        if class_of(key) != &raw mut ffi::PyUnicode_Type {
            return false;
        }
    }
    true
}

/// Has the processor fetch what will be looked at soon.
#[inline(always)]
pub fn prefetch(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: fetching ahead has no effect that could be seen.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// The UTF-8 form of an exact str, None where surrogates in it have none.
#[inline(always)]
pub fn utf_8<'a>(text: Lent<'a, '_>) -> Option<&'a str> {
    inside::ascii(text).or_else(|| any_utf_8(text))
}

/// As `utf_8`, as CPython gives it.
pub fn any_utf_8<'a>(text: Lent<'a, '_>) -> Option<&'a str> {
    let mut size = 0;
    // SAFETY: `text` is an exact str, which keeps its UTF-8 form for as long as it lives.
    unsafe {
        let data = ffi::PyUnicode_AsUTF8AndSize(text.as_ptr(), &mut size);
        if data.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        let bytes = std::slice::from_raw_parts(data.cast::<u8>(), size as usize);
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// A value of which the class has been found to be just that of `T`.
///
/// # Safety
/// It has.
#[inline(always)]
pub unsafe fn known<T>(value: Bound<'_, PyAny>) -> Bound<'_, T> {
    // SAFETY: as the caller promises.
    unsafe { value.cast_into_unchecked() }
}

/// Whether this is CPython with a lock around its objects. Without one nothing may be borrowed from what
/// another thread can change, and objects are laid out otherwise.
pub fn is_plain_cpython(py: Python<'_>) -> PyResult<bool> {
    if cfg!(Py_GIL_DISABLED) {
        return Ok(false);
    }
    let sys = module(py, c"sys")?;
    let name = sys.attribute(c"implementation")?.attribute(c"name")?;
    // Debugging builds may lay objects out otherwise.
    let is_other = match sys.attribute_if_any(c"abiflags")? {
        Some(flags) => flags.extract::<&str>()?.contains('d'),
        None => false,
    };
    Ok(name.extract::<&str>()? == "cpython" && !is_other)
}
