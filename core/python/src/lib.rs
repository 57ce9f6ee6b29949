//! The core as a Python module: `treequery._core`.

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _core {}
