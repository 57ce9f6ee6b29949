//! Metaclasses: whether asking a class for an attribute runs a caller's code.

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyType};

use crate::classes::loaded;
use crate::raw::class_of;
use crate::reads::{lend, members_of};

/// Those whose `__getattr__` has nothing to say of names that are not their own.
const HARMLESS: [(&str, &str); 2] = [
    ("pydantic._internal._model_construction", "ModelMetaclass"),
    ("enum", "EnumType"),
];

/// Whether a class is asked for its attributes as `type` asks, with no code of a caller's.
pub fn is_asked_plainly(class: &Bound<'_, PyType>) -> PyResult<bool> {
    if class_of(lend(class.as_any())) == &raw mut ffi::PyType_Type {
        return Ok(true);
    }
    let py = class.py();
    for base in class.get_type().mro() {
        if base.is(py.get_type::<PyType>()) || base.is(py.get_type::<PyAny>()) {
            continue;
        }
        let members = members_of(&base)?;
        if members.contains(intern!(py, "__getattribute__"))?
            || members.contains(intern!(py, "__dict__"))?
            || members.contains(intern!(py, "__mro__"))?
            || (members.contains(intern!(py, "__getattr__"))? && !is_harmless(&base)?)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_harmless(metaclass: &Bound<'_, PyAny>) -> PyResult<bool> {
    for (module, name) in HARMLESS {
        if loaded(metaclass.py(), module, name)?.is_some_and(|found| found.is(metaclass)) {
            return Ok(true);
        }
    }
    Ok(false)
}
