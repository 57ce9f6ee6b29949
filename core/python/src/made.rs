//! Makes objects of Python's, or raises MemoryError: PyO3's own ways to these panic where memory is refused.

use std::ffi::CStr;
use std::rc::Rc;

use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PySet, PyString, PyTuple, PyType};

use crate::ask::{self, Ask};
use crate::reserve;
use crate::signals::Signals;

/// So much is copied between two looks for signals.
const PART_BYTES: usize = 1 << 20;

/// That memory was refused.
#[cold]
pub fn refused() -> PyErr {
    PyMemoryError::new_err(())
}

/// An error of a builtin class, of which `class` is the address.
#[cold]
pub fn error(py: Python<'_>, class: *mut ffi::PyObject, message: &CStr) -> PyErr {
    // SAFETY: a class that lives as long as the interpreter, and text that ends in zero.
    unsafe { ffi::PyErr_SetString(class, message.as_ptr()) };
    PyErr::fetch(py)
}

/// That somebody has changed what was being read.
#[cold]
pub fn changed(py: Python<'_>) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    let class = unsafe { ffi::PyExc_RuntimeError };
    error(py, class, c"the data was changed while it was read")
}

/// A value that is shared.
#[inline]
pub fn shared<T>(value: T) -> PyResult<Rc<T>> {
    reserve::look()?;
    Ok(Rc::new(value))
}

/// A value that stays where it is.
#[inline]
pub fn boxed<T>(value: T) -> PyResult<Box<T>> {
    reserve::look()?;
    Ok(Box::new(value))
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

/// A set of what an iterable gives, if there is one.
pub fn set<'py>(
    py: Python<'py>,
    iterable: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PySet>> {
    let iterable = iterable.map_or(std::ptr::null_mut(), |iterable| iterable.as_ptr());
    // SAFETY: a live object or null; gives a new set, or null with an error set.
    unsafe {
        let set = ffi::PySet_New(iterable);
        Ok(Bound::from_owned_ptr_or_err(py, set)?.cast_into_unchecked())
    }
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

/// The UTF-8 form of text, lone surrogates with their three bytes.
pub fn encoded<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: a live str, and texts that end in zero; gives new bytes, or null with an error set.
    unsafe {
        let (code, errors) = (c"utf-8".as_ptr(), c"surrogatepass".as_ptr());
        let bytes = ffi::PyUnicode_AsEncodedString(text.as_ptr(), code, errors);
        Ok(Bound::from_owned_ptr_or_err(text.py(), bytes)?.cast_into_unchecked())
    }
}

/// A new class of ours with these members, to see how such are made.
pub fn class<'py>(members: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    let py = members.py();
    let (name, bases) = (text(py, "Probe")?, ask::tuple(py, [])?);
    let class = py.get_type::<PyType>();
    class.called([name.as_any(), &bases, members.as_any()])
}

/// Makes room in a table for one thing more.
#[macro_export]
macro_rules! room_for_one {
    ($table:expr) => {
        $crate::reserve::look()
            .and_then(|()| $table.try_reserve(1).map_err(|_| $crate::made::refused()))
    };
}

/// Appends to what may grow with the caller's data.
#[inline(always)]
pub fn push<T>(list: &mut Vec<T>, item: T) -> PyResult<()> {
    if list.len() == list.capacity() {
        grow(list)?;
    }
    list.push(item);
    Ok(())
}

#[cold]
fn grow<T>(list: &mut Vec<T>) -> PyResult<()> {
    reserve::look()?;
    list.try_reserve(1).map_err(|_| refused())
}

/// A list with room for so many.
pub fn with_room<T>(count: usize) -> PyResult<Vec<T>> {
    let mut list = Vec::new();
    list.try_reserve_exact(count).map_err(|_| refused())?;
    Ok(list)
}

/// All that an iterator gives.
pub fn all<T>(items: impl Iterator<Item = PyResult<T>>) -> PyResult<Vec<T>> {
    let mut all = with_room(items.size_hint().0)?;
    for item in items {
        push(&mut all, item?)?;
    }
    Ok(all)
}

/// A new str.
pub fn text<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: so made it is a str.
    Ok(unsafe { string_of(py, text.as_bytes(), c"strict")?.cast_into_unchecked() })
}

/// The str of that text that Python holds just once.
pub fn interned<'py>(py: Python<'py>, text: &CStr) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: UTF-8 that ends in zero; gives a str, or null with an error set.
    unsafe {
        let text = ffi::PyUnicode_InternFromString(text.as_ptr());
        Ok(Bound::from_owned_ptr_or_err(py, text)?.cast_into_unchecked())
    }
}

/// A new str, of UTF-8.
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

/// As `bytes`, for many of them: signals are handled in between, and nobody knows the new object by then.
pub fn many_bytes<'py>(py: Python<'py>, all: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    if all.len() <= PART_BYTES {
        return bytes(py, all);
    }
    let mut signals = Signals::new();
    // SAFETY: without a source there are new bytes, or null with an error set; they have room for all.
    let (copy, start) = unsafe {
        let length = all.len() as ffi::Py_ssize_t;
        let copy = ffi::PyBytes_FromStringAndSize(std::ptr::null(), length);
        let copy: Bound<'py, PyBytes> =
            Bound::from_owned_ptr_or_err(py, copy)?.cast_into_unchecked();
        let start = ffi::PyBytes_AsString(copy.as_ptr()).cast::<u8>();
        (copy, start)
    };
    for (number, part) in all.chunks(PART_BYTES).enumerate() {
        // SAFETY: a part of what there is room for, in an object that nobody else knows.
        unsafe {
            let place = start.add(number * PART_BYTES);
            place.copy_from_nonoverlapping(part.as_ptr(), part.len());
        }
        signals.check(py)?;
    }
    Ok(copy)
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
    let digits = CStr::from_bytes_with_nul(&ended).map_err(|_| changed(py))?;
    // SAFETY: text that ends in zero; gives a new int, or NULL with an error.
    unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyLong_FromString(digits.as_ptr(), std::ptr::null_mut(), 10),
        )
    }
}
