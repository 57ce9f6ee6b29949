//! Nesting: walks within walks, of getters that apply plans, count as deep as the specification's.

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::prelude::*;

/// As many calls within one another as the specification makes more than the core. Counted as fewer, a getter
/// that never ends could go deeper than the stack, whose end CPython tells by them.
const CALLS: c_int = 7;

/// Calls that have been entered, and are left when this goes.
pub struct Nesting<'py> {
    _attached: Python<'py>,
    calls: c_int,
}

impl<'py> Nesting<'py> {
    /// Raises RecursionError where Python allows no more calls.
    pub fn enter(py: Python<'py>) -> PyResult<Self> {
        let mut entered = Nesting {
            _attached: py,
            calls: 0,
        };
        while entered.calls < CALLS {
            // SAFETY: the interpreter is attached; what is entered is left in `drop`.
            if unsafe { ffi::Py_EnterRecursiveCall(c" in a walk over objects".as_ptr()) } != 0 {
                return Err(PyErr::fetch(py));
            }
            entered.calls += 1;
        }
        Ok(entered)
    }
}

impl Drop for Nesting<'_> {
    fn drop(&mut self) {
        for _ in 0..self.calls {
            // SAFETY: the interpreter is attached, and so many calls have been entered.
            unsafe { ffi::Py_LeaveRecursiveCall() };
        }
    }
}
