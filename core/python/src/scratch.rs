//! Scratch memory for results: used again where they are small, given back bit by bit where they are not.

use std::cell::Cell;
use std::mem::MaybeUninit;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::made::{bytes, refused};

/// A thread holds on to so much: memory that is used again costs no page faults.
const MAX_HELD_BYTES: usize = 1 << 22;
/// How much of a large result is moved at once, and so held twice.
const MOVED_BYTES: usize = 1 << 18;

thread_local! {
    static HELD: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Room for a result, none of which is there until it is written.
pub struct Scratch(Vec<u8>);

impl Scratch {
    pub fn of(size: usize) -> PyResult<Self> {
        let mut memory = if size > MAX_HELD_BYTES {
            Vec::new()
        } else {
            HELD.take()
        };
        memory.clear();
        memory.try_reserve_exact(size).map_err(|_| refused())?;
        Ok(Self(memory))
    }

    pub fn room(&mut self) -> &mut [MaybeUninit<u8>] {
        self.0.spare_capacity_mut()
    }

    /// The first `length` bytes, which have been written.
    pub fn written(&self, length: usize) -> &[u8] {
        assert!(length <= self.0.capacity());
        // SAFETY: the heart has written as many bytes as it says.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr(), length) }
    }

    /// The first `length` bytes, which have been written, as a Python object.
    pub fn into_bytes(mut self, py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyBytes>> {
        if self.0.capacity() <= MAX_HELD_BYTES {
            return bytes(py, self.written(length));
        }
        assert!(length <= self.0.capacity());
        // SAFETY: the heart has written as many bytes as it says.
        unsafe { self.0.set_len(length) };
        // SAFETY: without a source there are new bytes that nobody else knows, to be written below.
        let bytes = unsafe {
            let bytes = ffi::PyBytes_FromStringAndSize(std::ptr::null(), length as ffi::Py_ssize_t);
            Bound::from_owned_ptr_or_err(py, bytes)?.cast_into_unchecked::<PyBytes>()
        };
        // SAFETY: they are bytes.
        let to = unsafe { ffi::PyBytes_AsString(bytes.as_ptr()) }.cast::<u8>();
        // From the end, so that what was moved can be given back and is not held twice.
        while !self.0.is_empty() {
            let start = self.0.len().saturating_sub(MOVED_BYTES);
            let part = &self.0[start..];
            // SAFETY: both have `length` bytes, and they do not overlap.
            unsafe {
                to.add(start)
                    .copy_from_nonoverlapping(part.as_ptr(), part.len())
            };
            self.0.truncate(start);
            self.0.shrink_to_fit();
        }
        Ok(bytes)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.0.capacity() <= MAX_HELD_BYTES {
            HELD.set(std::mem::take(&mut self.0));
        }
    }
}
