//! Memory for results: used again where they are small, and the result's own where they are not.

use std::cell::Cell;
use std::mem::MaybeUninit;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::held::Held;
use crate::made::{bytes, refused};

/// So much that was written is held.
const MAX_HELD_BYTES: usize = 1 << 22;
/// And to so much room: what was not written takes no memory.
const MAX_HELD_ROOM: usize = 1 << 24;

// Part of the stable interface, which PyO3 does not show.
#[cfg_attr(windows, link(name = "python3", kind = "raw-dylib"))]
unsafe extern "C" {
    fn _PyBytes_Resize(bytes: *mut *mut ffi::PyObject, size: ffi::Py_ssize_t) -> std::ffi::c_int;
}

static HELD: Held = Held::new();

/// Room for a result, none of which is there until it is written.
pub enum Scratch<'py> {
    Held {
        memory: Vec<u8>,
        /// How many bytes of it may have been written.
        touched: Cell<usize>,
    },
    /// So many bytes of an object that nobody else knows.
    Own(Bound<'py, PyBytes>, usize),
}

impl<'py> Scratch<'py> {
    pub fn of(py: Python<'py>, size: usize) -> PyResult<Self> {
        if size > MAX_HELD_ROOM {
            let size = isize::try_from(size).map_err(|_| refused())?;
            // SAFETY: without a source there are new bytes, or NULL with an error.
            let bytes = unsafe {
                let bytes = ffi::PyBytes_FromStringAndSize(std::ptr::null(), size);
                Bound::from_owned_ptr_or_err(py, bytes)?.cast_into_unchecked()
            };
            return Ok(Self::Own(bytes, size as usize));
        }
        let mut memory = HELD.take();
        memory.clear();
        memory.try_reserve_exact(size).map_err(|_| refused())?;
        Ok(Self::Held {
            memory,
            touched: Cell::new(size),
        })
    }

    pub fn room(&mut self) -> &mut [MaybeUninit<u8>] {
        match self {
            Self::Held { memory, .. } => memory.spare_capacity_mut(),
            // SAFETY: the object has so many bytes, which nobody reads before they are written.
            Self::Own(bytes, size) => unsafe {
                let start = ffi::PyBytes_AsString(bytes.as_ptr());
                std::slice::from_raw_parts_mut(start.cast(), *size)
            },
        }
    }

    /// The first `length` bytes, which have been written.
    pub fn written(&self, length: usize) -> &[u8] {
        let (start, size) = match self {
            Self::Held { memory, touched } => {
                touched.set(length);
                (memory.as_ptr(), memory.capacity())
            }
            // SAFETY: they are bytes.
            Self::Own(bytes, size) => (
                unsafe { ffi::PyBytes_AsString(bytes.as_ptr()) }
                    .cast_const()
                    .cast(),
                *size,
            ),
        };
        assert!(length <= size);
        // SAFETY: the heart has written as many bytes as it says.
        unsafe { std::slice::from_raw_parts(start, length) }
    }

    /// The first `length` bytes, which have been written, as a Python object.
    pub fn into_bytes(mut self, py: Python<'py>, length: usize) -> PyResult<Bound<'py, PyBytes>> {
        let Self::Own(own, size) = &mut self else {
            return bytes(py, self.written(length));
        };
        assert!(length <= *size);
        let mut object = std::mem::replace(own, bytes(py, b"")?).into_ptr();
        // SAFETY: nobody else knows the object; another one takes its place, or NULL with an error.
        unsafe {
            _PyBytes_Resize(&raw mut object, length as ffi::Py_ssize_t);
            Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
        }
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        if let Self::Held { memory, touched } = self {
            if touched.get() <= MAX_HELD_BYTES {
                HELD.put(std::mem::take(memory));
            }
        }
    }
}
