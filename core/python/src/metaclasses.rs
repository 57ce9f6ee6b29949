//! Metaclasses: whether asking a class for an attribute runs a caller's code.

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyType};

use crate::classes::loaded;
use crate::made;
use crate::raw::class_of;
use crate::reads::{bases_of, lend, members_of};

/// Those whose `__getattr__` has nothing to say of names that are not their own.
const HARMLESS: [(&CStr, &CStr); 2] = [
    (c"pydantic._internal._model_construction", c"ModelMetaclass"),
    (c"enum", c"EnumType"),
];

/// Whether a class is asked for its attributes as `type` asks, with no code of a caller's.
pub fn is_asked_plainly(class: &Bound<'_, PyType>) -> PyResult<bool> {
    if class_of(lend(class.as_any())) == &raw mut ffi::PyType_Type {
        return Ok(true);
    }
    let py = class.py();
    let defines = |members: &Bound<'_, PyAny>, name| members.contains(made::interned(py, name)?);
    for base in bases_of(&class.get_type())?.iter() {
        if base.is(py.get_type::<PyType>()) || base.is(py.get_type::<PyAny>()) {
            continue;
        }
        let members = members_of(&base)?;
        if defines(&members, c"__getattribute__")?
            || defines(&members, c"__dict__")?
            || defines(&members, c"__mro__")?
            || (defines(&members, c"__getattr__")? && !is_harmless(&base)?)
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
