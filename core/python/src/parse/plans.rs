//! Makes plans of `treequery.plan` for text that is parsed, as its `__init__` does.

use std::ffi::CStr;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

use crate::ask::{Ask, module};
use crate::made;
use crate::slots::{Slot, new_instance};

/// The settings of a plan, in the order of its fields, and between which of them the depth stands.
const SETTINGS: [&CStr; 5] = [c"always", c"leaves", c"dates", c"export", c"limits"];
const LEAVES: usize = 1;
const LIMITS: usize = 4;
const EXPRESSION_LIMITS: [&CStr; 3] = [
    c"expression_chars",
    c"expression_nesting",
    c"expression_names",
];

/// What plans are made of.
pub struct Plans {
    class: Py<PyType>,
    tree: Slot,
    keep: Slot,
    settings: [Slot; 5],
    /// What only a plan for a depth has.
    absent: [Slot; 2],
    limits: [Py<PyString>; 3],
}

impl Plans {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static PLANS: PyOnceLock<Plans> = PyOnceLock::new();
        PLANS.get_or_try_init(py, || Self::new(py))
    }

    fn new(py: Python) -> PyResult<Self> {
        let module = module(py, c"treequery.plan")?;
        let class = module.attribute(c"Plan")?.cast_into::<PyType>()?;
        let slot = |name| Slot::new(&class, name);
        let [always, leaves, dates, export, limits] = SETTINGS.map(slot);
        let interned = |name| made::interned(py, name).map(Bound::unbind);
        let [chars, nesting, names] = EXPRESSION_LIMITS.map(interned);
        Ok(Self {
            tree: slot(c"tree")?,
            keep: slot(c"keep")?,
            settings: [always?, leaves?, dates?, export?, limits?],
            absent: [slot(c"depth")?, slot(c"within")?],
            limits: [chars?, nesting?, names?],
            class: class.unbind(),
        })
    }

    /// The limits on characters, nesting and names of an expression.
    pub fn limits<'py>(
        &self,
        settings: &[Bound<'py, PyAny>; 5],
    ) -> PyResult<[Bound<'py, PyAny>; 3]> {
        let limits = &settings[LIMITS];
        let limit = |at: usize| limits.getattr(self.limits[at].bind(limits.py()));
        Ok([limit(0)?, limit(1)?, limit(2)?])
    }

    pub fn has_whole_leaves(&self, settings: &[Bound<PyAny>; 5]) -> PyResult<bool> {
        Ok(settings[LEAVES].extract::<&str>()? == "whole")
    }

    /// The plan for a tree, of which it is known what it keeps.
    pub fn plan<'py>(
        &self,
        py: Python<'py>,
        tree: &Bound<'py, PyAny>,
        keep: &Bound<'py, PyAny>,
        settings: &[Bound<'py, PyAny>; 5],
    ) -> PyResult<Bound<'py, PyAny>> {
        let instance = new_instance(self.class.bind(py))?;
        self.tree.set(&instance, tree)?;
        self.keep.set(&instance, keep)?;
        for (slot, setting) in self.settings.iter().zip(settings) {
            slot.set(&instance, setting)?;
        }
        for slot in &self.absent {
            slot.set(&instance, &py.None().into_bound(py))?;
        }
        Ok(instance)
    }
}
