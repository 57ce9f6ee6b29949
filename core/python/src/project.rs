//! Builds the graph of dict, list and scalars that a plan keeps.

use std::cell::OnceCell;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyNone, PyString};

use crate::made;
use crate::raw::Lent;
use crate::records::class_key;
use crate::scalars::kind_of_scalar;
use crate::shapes::Shape;
use crate::sink::{Scalar, Sink, Taken, Unfit, Walked};
use crate::tables::{self, Entries};
use crate::templates::Template;

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
    fn put(&mut self, value: Bound<'py, PyAny>) -> Walked<()> {
        match self.open.last_mut() {
            Some(Open::Object(object)) => {
                let name = self.name.as_ref().ok_or(Unfit)?;
                // SAFETY: a dict of our own, live objects.
                let result =
                    unsafe { ffi::PyDict_SetItem(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
                done(value.py(), result)
            }
            Some(Open::Array(array, next)) => {
                let (py, at) = (value.py(), *next as ffi::Py_ssize_t);
                *next += 1;
                // SAFETY: a list of our own, which takes over the reference; it checks the index.
                let result = unsafe { ffi::PyList_SetItem(array.as_ptr(), at, value.into_ptr()) };
                done(py, result)
            }
            None => {
                self.root = Some(value);
                Ok(())
            }
        }
    }

    /// A new dict with the scalars of a mapping whose shape is known, and whether there is more than those.
    #[inline(always)]
    fn copied(
        &self,
        dict: &Bound<'py, PyDict>,
        shape: &Shape<'py, Self>,
    ) -> Option<(Bound<'py, PyDict>, bool)> {
        if !shape.is_common.get() {
            return None;
        }
        let template = shape.row.get_or_init(|| template_of(self.py, shape));
        let entries = tables::entries(dict)?;
        let none = PyNone::get(self.py);
        let mut has_more = false;
        let values = shape.spots.iter().map(|spot| {
            let value = spot.value_in(entries)?;
            match kind_of_scalar(value) {
                Some(_) => Some(value),
                None => {
                    has_more = true;
                    Some(none.as_any().as_borrowed())
                }
            }
        });
        let copy = template.as_ref()?.copy(values)?;
        shape.is_flat.set(!has_more);
        Some((copy, has_more))
    }
}

fn template_of<'py>(py: Python<'py>, shape: &Shape<'py, Graph<'py>>) -> Option<Template<'py>> {
    let mut names = Vec::new();
    names.try_reserve_exact(shape.spots.len()).ok()?;
    for spot in &shape.spots {
        names.push(spot.name().ok()?);
    }
    Template::new(py, names.iter().map(|name| name.as_any()))
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
    type Row = OnceCell<Option<Template<'py>>>;

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
        self.put(value.to_owned())
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
        self.put(object.clone().into_any())?;
        if let Some(name) = class_name {
            object.set_item(class_key(self.py)?, name)?;
        }
        made::push(&mut self.open, Open::Object(object))?;
        Ok(())
    }

    #[inline(always)]
    fn open_mapping(
        &mut self,
        dict: &Bound<'py, PyDict>,
        shape: &Shape<'py, Self>,
        class_name: Option<&Bound<'py, PyString>>,
    ) -> Walked<Taken> {
        let Some((copy, has_more)) = self.copied(dict, shape) else {
            self.open_object(class_name)?;
            return Ok(Taken::Nothing);
        };
        if !has_more {
            self.put(copy.into_any())?;
            return Ok(Taken::All);
        }
        self.put(copy.clone().into_any())?;
        made::push(&mut self.open, Open::Object(copy))?;
        Ok(Taken::Scalars)
    }

    #[inline(always)]
    fn take_row(&mut self, entries: Entries<'_, 'py>, shape: &Shape<'py, Self>) -> Walked<bool> {
        let Some(Some(template)) = shape.row.get() else {
            return Ok(false);
        };
        let values = shape.spots.iter().map(|spot| {
            let value = spot.value_in(entries)?;
            kind_of_scalar(value).and(Some(value))
        });
        match template.copy(values) {
            Some(copy) => self.put(copy.into_any()).map(|()| true),
            None => Ok(false),
        }
    }

    fn open_array(&mut self, length: usize) -> Walked<()> {
        // SAFETY: gives a new list of empty places, or null with an error set. As every element that
        // is kept gives one value, all are filled when the walk ends well.
        let array = unsafe {
            Bound::from_owned_ptr_or_err(self.py, ffi::PyList_New(length as ffi::Py_ssize_t))?
        };
        let array = array.cast_into::<PyList>().map_err(|_| Unfit)?;
        self.put(array.clone().into_any())?;
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
