//! The name under which the class of an object is written.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::made;

pub const CLASS_KEY: &str = "_class";

static KEY: PyOnceLock<Py<PyString>> = PyOnceLock::new();

/// That name as the str that Python holds just once.
#[inline(always)]
pub fn class_key<'a, 'py>(py: Python<'py>) -> PyResult<&'a Bound<'py, PyString>> {
    match KEY.get(py) {
        Some(key) => Ok(key.bind(py)),
        None => first_class_key(py),
    }
}

#[cold]
fn first_class_key<'a, 'py>(py: Python<'py>) -> PyResult<&'a Bound<'py, PyString>> {
    let key = KEY.get_or_try_init(py, || made::interned(py, c"_class").map(Bound::unbind))?;
    Ok(key.bind(py))
}
