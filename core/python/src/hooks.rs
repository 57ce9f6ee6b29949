//! Hooks: the `__export__` of classes, asked for with each value, since a caller's code may change it.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};

use crate::ask::Ask;
use crate::made;
use crate::metaclasses::is_asked_plainly;
use crate::mixing::Mixed;
use crate::reads::{bases_of, members_of};
use crate::room_for_one;

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
        let hook = class.attribute_if_any(c"__export__")?;
        if hook.is_none() && is_asked_plainly(class)? {
            let absent = Absent::new(class)?;
            room_for_one!(self.absent)?;
            self.absent.insert(address, absent);
        }
        Ok(hook.filter(|hook| !hook.is_none()))
    }
}

impl<'py> Absent<'py> {
    fn new(class: &Bound<'py, PyType>) -> PyResult<Self> {
        let bases = bases_of(class)?;
        Ok(Absent {
            class: class.clone(),
            members: made::all(bases.iter().map(|base| members_of(&base)))?,
            bases,
        })
    }

    fn is_still(&self) -> PyResult<bool> {
        let name = made::interned(self.class.py(), c"__export__")?;
        for members in &self.members {
            if members.contains(&name)? {
                return Ok(false);
            }
        }
        Ok(bases_of(&self.class)?.is(&self.bases))
    }
}
