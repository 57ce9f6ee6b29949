//! Failures: the specification's errors, with their path and cause.

use pyo3::BoundObject;
use pyo3::exceptions::{PyException, PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

/// The path that leads down by `steps`: names, indexes, and None for a step not taken yet.
pub fn path<'py>(
    py: Python<'py>,
    steps: Vec<Option<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyAny>> {
    let steps = PyList::new(py, steps)?;
    py.import("treequery.paths")?
        .call_method1("path_text", (steps,))
}

/// The error of that class, made of its arguments.
pub fn failure<'py, A>(py: Python<'py>, class: &str, arguments: A) -> PyErr
where
    A: IntoPyObject<'py, Target = PyTuple>,
{
    let made = || -> PyResult<Bound<'py, PyAny>> {
        let arguments = arguments.into_pyobject(py).map_err(Into::into)?;
        py.import("treequery.errors")?
            .getattr(class)?
            .call1(arguments.into_bound())
    };
    made().map_or_else(|err| err, PyErr::from_value)
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
    caused(
        py,
        PyRuntimeError::new_err("generator raised StopIteration"),
        error,
    )
}
