//! Builds the graph of dict, list and scalars that a plan keeps.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::made;
use crate::raw::Lent;
use crate::records::CLASS_KEY;
use crate::sink::{Scalar, Sink, Unfit, Walked};

/// A graph being built. Each container is put in its place when it opens.
pub struct Graph<'py> {
    py: Python<'py>,
    pub root: Option<Bound<'py, PyAny>>,
    open: Vec<Open<'py>>,
    /// Where the next value belongs in the innermost object.
    name: Option<Bound<'py, PyString>>,
}

enum Open<'py> {
    Object(Bound<'py, PyDict>),
    Array(Bound<'py, PyList>, usize),
}

impl<'py> Graph<'py> {
    pub fn new(py: Python<'py>) -> Self {
        Graph {
            py,
            root: None,
            open: Vec::new(),
            name: None,
        }
    }

    #[inline(always)]
    fn put(&mut self, value: Lent<'_, 'py>) -> Walked<()> {
        match self.open.last_mut() {
            Some(Open::Object(object)) => {
                let name = self.name.as_ref().ok_or(Unfit)?;
                // SAFETY: a dict of our own, live objects.
                let result =
                    unsafe { ffi::PyDict_SetItem(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
                done(value.py(), result)
            }
            Some(Open::Array(array, next)) => {
                let at = *next;
                *next += 1;
                // SAFETY: a list of our own, which takes over the new reference; it checks the index.
                let result = unsafe {
                    ffi::PyList_SetItem(
                        array.as_ptr(),
                        at as ffi::Py_ssize_t,
                        value.to_owned().into_ptr(),
                    )
                };
                done(value.py(), result)
            }
            None => {
                self.root = Some(value.to_owned());
                Ok(())
            }
        }
    }
}

#[inline(always)]
fn done(py: Python<'_>, result: i32) -> Walked<()> {
    if result == 0 {
        return Ok(());
    }
    Err(PyErr::fetch(py).into())
}

impl<'py> Sink<'py> for Graph<'py> {
    type Key = Bound<'py, PyString>;

    fn key(&mut self, name: &Bound<'py, PyString>) -> Walked<Self::Key> {
        Ok(name.clone())
    }

    #[inline(always)]
    fn member(&mut self, key: &Self::Key) -> Walked<()> {
        self.name = Some(key.clone());
        Ok(())
    }

    #[inline(always)]
    fn rare_member(&mut self, name: &Bound<'py, PyString>) -> Walked<()> {
        self.name = Some(name.clone());
        Ok(())
    }

    #[inline(always)]
    fn element(&mut self) -> Walked<()> {
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self, value: Lent<'_, 'py>, _kind: Scalar) -> Walked<()> {
        self.put(value)
    }

    #[inline(always)]
    fn scalar_member(
        &mut self,
        key: &Self::Key,
        value: Lent<'_, 'py>,
        _kind: Scalar,
    ) -> Walked<()> {
        let Some(Open::Object(object)) = self.open.last() else {
            return Err(Unfit);
        };
        // SAFETY: a dict of our own, live objects.
        let result = unsafe { ffi::PyDict_SetItem(object.as_ptr(), key.as_ptr(), value.as_ptr()) };
        done(value.py(), result)
    }

    fn open_object(&mut self, class_name: Option<&Bound<'py, PyString>>) -> Walked<()> {
        let object = made::dict(self.py)?;
        self.put(object.as_any().as_borrowed())?;
        if let Some(name) = class_name {
            object.set_item(pyo3::intern!(self.py, CLASS_KEY), name)?;
        }
        made::push(&mut self.open, Open::Object(object))?;
        Ok(())
    }

    fn open_array(&mut self, length: usize) -> Walked<()> {
        // SAFETY: gives a new list of empty places, or null with an error set. As every element that
        // is kept gives one value, all are filled when the walk ends well.
        let array = unsafe {
            Bound::from_owned_ptr_or_err(self.py, ffi::PyList_New(length as ffi::Py_ssize_t))?
        };
        let array = array.cast_into::<PyList>().map_err(|_| Unfit)?;
        self.put(array.as_any().as_borrowed())?;
        made::push(&mut self.open, Open::Array(array, 0))?;
        Ok(())
    }

    fn close_object(&mut self) -> Walked<()> {
        self.open.pop();
        Ok(())
    }

    fn close_array(&mut self) -> Walked<()> {
        self.open.pop();
        Ok(())
    }

    fn is_over(&self) -> bool {
        false
    }
}
