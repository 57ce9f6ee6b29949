//! Tells the compiler for which Python it compiles: `cfg(Py_GIL_DISABLED)` is for one without a global lock.

fn main() {
    pyo3_build_config::use_pyo3_cfgs();
}
