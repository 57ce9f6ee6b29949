//! Templates: dicts that are copied to make others with the same keys, faster than key by key.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::made;
use crate::raw::Lent;
use crate::tables::{self, Entry};

/// A dict that nobody else knows, whose values are lent to it for as long as it takes to copy it.
pub struct Template<'py> {
    dict: Bound<'py, PyDict>,
    entries: *mut Entry,
    count: usize,
}

impl<'py> Template<'py> {
    /// None where dicts are not laid out as expected.
    pub fn new(
        py: Python<'py>,
        keys: impl Iterator<Item = Bound<'py, PyString>>,
    ) -> Option<Template<'py>> {
        let grown = made::dict(py).ok()?;
        for key in keys {
            grown.set_item(key, py.None()).ok()?;
        }
        // With a table of the least size, which all further copies take over.
        let dict = grown.copy().ok()?;
        let found = tables::entries(&dict)?;
        let (entries, count) = (found.first(), found.count());
        if count == 0 || count != grown.len() {
            return None;
        }
        // SAFETY: a live dict that nobody else knows. The collector must not come by it, since it owns none of
        // its values; nobody can tell them from others before it is copied.
        unsafe {
            if ffi::PyObject_GC_IsTracked(dict.as_ptr()) != 0 {
                ffi::PyObject_GC_UnTrack(dict.as_ptr().cast());
            }
        }
        let template = Template {
            dict,
            entries,
            count,
        };
        for number in 0..count {
            // SAFETY: the dict owned this reference, which is taken over.
            unsafe {
                let value =
                    std::mem::replace(&mut (*entries.add(number)).value, std::ptr::null_mut());
                drop(Bound::from_owned_ptr_or_opt(py, value));
            }
        }
        Some(template)
    }

    /// How many keys it has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// A new dict with these values under the keys of the template. None if there are too few of them.
    #[inline(always)]
    pub fn copy<'a>(
        &self,
        values: impl Iterator<Item = Option<Lent<'a, 'py>>>,
    ) -> Option<Bound<'py, PyDict>>
    where
        'py: 'a,
    {
        let mut filled = 0;
        for value in values.take(self.count) {
            // SAFETY: `filled` is below `count`. The entries are those of the dict, which nobody changes.
            unsafe { (*self.entries.add(filled)).value = value?.as_ptr() };
            filled += 1;
        }
        if filled < self.count {
            return None;
        }
        // SAFETY: a dict all whose values are live. The copy takes references to them before anything else
        // happens; what they are in the template does not matter from then on.
        unsafe {
            let copy = ffi::PyDict_Copy(self.dict.as_ptr());
            if copy.is_null() {
                ffi::PyErr_Clear();
                return None;
            }
            Some(Bound::from_owned_ptr(self.dict.py(), copy).cast_into_unchecked())
        }
    }
}

impl Drop for Template<'_> {
    fn drop(&mut self) {
        for number in 0..self.count {
            // SAFETY: as above; the dict owns none of its values.
            unsafe { (*self.entries.add(number)).value = std::ptr::null_mut() };
        }
    }
}
