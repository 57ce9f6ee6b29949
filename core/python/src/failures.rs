//! Failures: the specification's errors, with their path and cause.

use std::ffi::CStr;

use pyo3::exceptions::{PyException, PyStopIteration};
use pyo3::ffi;
use pyo3::prelude::*;

use crate::ask::{Ask, module};
use crate::made::{self, array_of};

/// The path that leads down by `steps`: names, indexes, and None for a step not taken yet.
pub fn path<'py>(
    py: Python<'py>,
    steps: impl ExactSizeIterator<Item = Option<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyAny>> {
    let none = py.None().into_bound(py);
    let steps = array_of(py, steps.map(|step| step.unwrap_or_else(|| none.clone())))?;
    module(py, c"treequery.paths")?.method(c"path_text", [&steps])
}

/// The error of that class, made of its arguments.
pub fn failure<'py, const N: usize>(
    py: Python<'py>,
    class: &CStr,
    arguments: [&Bound<'py, PyAny>; N],
) -> PyErr {
    let made = module(py, c"treequery.errors").and_then(|all| all.method(class, arguments));
    made.map_or_else(|err| err, PyErr::from_value)
}

/// The error as Python has it when it is raised because of another one.
pub fn caused(py: Python<'_>, error: PyErr, cause: PyErr) -> PyErr {
    error.set_context(py, Some(cause.clone_ref(py)));
    error.set_cause(py, Some(cause));
    error
}

/// Whether an error is of those that the specification catches where a caller's code is called.
pub fn is_caught(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyException>(py)
}

/// An error as it leaves a generator, in which the specification calls this code.
pub fn from_generator(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyStopIteration>(py) {
        return error;
    }
    // SAFETY: the address of a class of the interpreter.
    let class = unsafe { ffi::PyExc_RuntimeError };
    let outer = made::error(py, class, c"generator raised StopIteration");
    caused(py, outer, error)
}
