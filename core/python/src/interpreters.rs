//! Interpreters: the core serves one of a process, since it remembers classes and functions of that one.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;

/// Serves this interpreter from now on. Raises ImportError in any other one.
pub fn claim(py: Python<'_>) -> PyResult<()> {
    // Each interpreter has its own; held, so that its address stays its own.
    static SYSTEM: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let system = py.import("sys")?;
    let served = SYSTEM.get_or_init(py, || system.clone().unbind());
    if served.is(&system) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "treequery._core serves one interpreter of a process, and another one has loaded it",
    ))
}
