//! Metaclasses: whether asking a class for an attribute runs a caller's code.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use crate::classes::loaded;
use crate::raw::class_of;
use crate::reads::{defined, lend};

/// Those whose `__getattr__` has nothing to say of names that are not their own.
const HARMLESS: [(&str, &str); 2] = [
    ("enum", "EnumType"),
    ("pydantic._internal._model_construction", "ModelMetaclass"),
];

/// Whether a class is asked for its attributes as `type` asks, with no code of a caller's.
pub fn is_asked_plainly(class: &Bound<'_, PyType>) -> PyResult<bool> {
    if class_of(lend(class.as_any())) == &raw mut ffi::PyType_Type {
        return Ok(true);
    }
    let (py, metaclass) = (class.py(), class.get_type());
    for name in ["__getattribute__", "__dict__", "__mro__"] {
        let found = defined(&metaclass, &PyString::intern(py, name))?;
        if !found.is_some_and(|(definer, _)| definer.is(py.get_type::<PyType>())) {
            return Ok(false);
        }
    }
    let Some((definer, _)) = defined(&metaclass, &PyString::intern(py, "__getattr__"))? else {
        return Ok(true);
    };
    for (module, name) in HARMLESS {
        if loaded(py, module, name)?.is_some_and(|found| found.is(&definer)) {
            return Ok(true);
        }
    }
    Ok(false)
}
