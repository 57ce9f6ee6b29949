//! Makes plans of `treequery.plan` for text that is parsed, as its `__init__` does.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

use crate::slots::{Slot, new_instance};

/// The settings of a plan, in the order of its fields, and between which of them the depth stands.
const SETTINGS: [&str; 5] = ["always", "leaves", "dates", "export", "limits"];
const LEAVES: usize = 1;
const LIMITS: usize = 4;
const EXPRESSION_LIMITS: [&str; 3] = ["expression_chars", "expression_nesting", "expression_names"];

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
        let module = py.import("treequery.plan")?;
        let class = module.getattr("Plan")?.cast_into::<PyType>()?;
        let slot = |name| Slot::new(&class, name);
        let [always, leaves, dates, export, limits] = SETTINGS.map(slot);
        Ok(Self {
            tree: slot("tree")?,
            keep: slot("keep")?,
            settings: [always?, leaves?, dates?, export?, limits?],
            absent: [slot("depth")?, slot("within")?],
            limits: EXPRESSION_LIMITS.map(|name| PyString::intern(py, name).unbind()),
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
