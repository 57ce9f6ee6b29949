//! Hooks: the `__export__` of classes, asked for with each value, since a caller's code may change it.

use std::collections::HashMap;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};

use crate::metaclasses::is_asked_plainly;
use crate::mixing::Mixed;
use crate::reads::members_of;

/// The classes that one walk has found to have no hook: not finding it is dear, seeing that nothing has
/// changed is not.
#[derive(Default)]
pub struct Hooks<'py> {
    absent: HashMap<usize, Absent<'py>, Mixed>,
}

/// What a class without a hook was made of.
struct Absent<'py> {
    /// Held, so that its address stays its own.
    class: Bound<'py, PyType>,
    bases: Bound<'py, PyTuple>,
    /// What each base defines; shows later changes too.
    members: Vec<Bound<'py, PyAny>>,
}

impl<'py> Hooks<'py> {
    /// The hook of a class, or None.
    pub fn of(&mut self, class: &Bound<'py, PyType>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let address = class.as_ptr() as usize;
        if let Some(absent) = self.absent.get(&address) {
            if absent.is_still()? {
                return Ok(None);
            }
        }
        let hook = class.getattr_opt(intern!(class.py(), "__export__"))?;
        if hook.is_none() && is_asked_plainly(class)? {
            self.absent.insert(address, Absent::new(class)?);
        }
        Ok(hook.filter(|hook| !hook.is_none()))
    }
}

impl<'py> Absent<'py> {
    fn new(class: &Bound<'py, PyType>) -> PyResult<Self> {
        let bases = class.mro();
        let members = bases.iter().map(|base| members_of(&base));
        Ok(Absent {
            class: class.clone(),
            members: members.collect::<PyResult<_>>()?,
            bases,
        })
    }

    fn is_still(&self) -> PyResult<bool> {
        let name = intern!(self.class.py(), "__export__");
        for members in &self.members {
            if members.contains(name)? {
                return Ok(false);
            }
        }
        Ok(self.class.mro().is(&self.bases))
    }
}
