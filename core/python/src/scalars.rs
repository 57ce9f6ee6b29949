//! Scalars, told by their exact class, and their way to the sink.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::raw::{self, Lent, class_of};
use crate::reads::lend;
use crate::records::{CLASS_KEY, class_key};
use crate::sink::{Scalar, Sink, Unfit, Walked};

/// The class attribute of a mapping, for sinks that have those. Unfit where it may be text of another
/// class than str.
pub fn class_name<'py>(dict: &Bound<'py, PyDict>) -> Walked<Option<Bound<'py, PyString>>> {
    let key = class_key(dict.py())?;
    let Some(value) = raw::entry(dict, lend(key.as_any())) else {
        return Ok(None);
    };
    let class = class_of(value);
    if class == &raw mut ffi::PyUnicode_Type {
        // SAFETY: its class is str.
        return Ok(Some(unsafe { raw::known(value.to_owned()) }));
    }
    let is_other = kind_of_scalar(value).is_some()
        || class == &raw mut ffi::PyDict_Type
        || class == &raw mut ffi::PyList_Type
        || class == &raw mut ffi::PyTuple_Type;
    if is_other { Ok(None) } else { Err(Unfit) }
}

/// Hands a member to the sink: all of it where it is a scalar, else only its name.
#[inline(always)]
pub fn scalar_member<'py, S: Sink<'py>>(
    sink: &mut S,
    key: &S::Key,
    value: Lent<'_, 'py>,
) -> Walked<bool> {
    match kind_of_scalar(value) {
        Some(kind) => sink.scalar_member(key, value, kind).map(|()| true),
        None => sink.member(key).map(|()| false),
    }
}

/// Hands a scalar of an exact class to the sink; false for any other value.
#[inline(always)]
pub fn scalar<'py, S: Sink<'py>>(sink: &mut S, value: Lent<'_, 'py>) -> Walked<bool> {
    match kind_of_scalar(value) {
        Some(kind) => sink.scalar(value, kind).map(|()| true),
        None => Ok(false),
    }
}

#[inline(always)]
pub fn kind_of_scalar(value: Lent<'_, '_>) -> Option<Scalar> {
    let class = class_of(value);
    if class == &raw mut ffi::PyUnicode_Type {
        Some(Scalar::Text)
    } else if class == &raw mut ffi::PyLong_Type {
        Some(Scalar::Int)
    } else if class == &raw mut ffi::PyDict_Type || class == &raw mut ffi::PyList_Type {
        None
    } else if class == &raw mut ffi::PyBool_Type {
        // SAFETY: the address of a constant of the interpreter.
        Some(Scalar::Bool(value.as_ptr() == unsafe { ffi::Py_True() }))
    } else if value.is_none() {
        Some(Scalar::Null)
    } else if class == &raw mut ffi::PyFloat_Type {
        Some(Scalar::Float)
    } else {
        None
    }
}

/// Whether a key, an exact str, is the one under which the class of an object stands.
#[inline]
pub fn is_class_key(key: Lent<'_, '_>) -> bool {
    raw::utf_8(key) == Some(CLASS_KEY)
}

/// Whether a value is of just a builtin class that cannot carry a model or a hook.
pub fn is_builtin(value: &Bound<'_, PyAny>) -> bool {
    let class = class_of(lend(value));
    class == &raw mut ffi::PyUnicode_Type
        || class == &raw mut ffi::PyDict_Type
        || class == &raw mut ffi::PyList_Type
        || class == &raw mut ffi::PyLong_Type
        || class == &raw mut ffi::PyTuple_Type
        || class == &raw mut ffi::PyFloat_Type
        || class == &raw mut ffi::PyBool_Type
        || value.is_none()
}

/// Whether a value is a scalar of a builtin class.
pub fn is_plain_scalar(value: &Bound<'_, PyAny>) -> bool {
    let class = class_of(lend(value));
    is_builtin(value)
        && class != &raw mut ffi::PyDict_Type
        && class != &raw mut ffi::PyList_Type
        && class != &raw mut ffi::PyTuple_Type
}
