//! Settings: all that a walk must know of its plan.

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyType};

use crate::ask::{Ask, module};
use crate::made;
use crate::nodes::Nodes;
use crate::specification::Specification;

// The walks look for no model of these.
const BUILTINS: [&CStr; 8] = [
    c"dict", c"list", c"tuple", c"str", c"int", c"float", c"bool", c"object",
];

/// Fixed with a plan; holds no class of a caller's but through `export`.
pub struct Settings {
    pub nodes: Nodes,
    pub levels: usize,
    pub values: u64,
    pub output_bytes: usize,
    /// Which attribute of a model is written as `_class`, if any is.
    pub class_name_attribute: Option<&'static CStr>,
    /// Whether the fast walk can follow the plan.
    pub is_fast: bool,
    /// Whether classes are named where the declared type does not tell.
    pub names_if_needed: bool,
    pub skips_failures: bool,
    pub limits: Py<PyAny>,
    pub specification: &'static Specification,
    dates: Py<PyAny>,
    export_model_of: Py<PyAny>,
    pub export: Py<PyAny>,
}

impl Settings {
    /// Raises where the plan is none that the fast walk can follow.
    pub fn new(
        keep: &Bound<'_, PyAny>,
        always: &Bound<'_, PyFrozenSet>,
        dates: &Bound<'_, PyAny>,
        export: &Bound<'_, PyAny>,
        limits: &Bound<'_, PyAny>,
    ) -> PyResult<Settings> {
        let py = keep.py();
        if !crate::raw::is_plain_cpython(py)? {
            return Err(unfit(py, c"the interpreter"));
        }
        if !export.attribute(c"interceptor")?.is_none() {
            return Err(unfit(py, c"an interceptor"));
        }
        let class_attribute = export.attribute(c"class_attribute")?;
        let class_attribute: &str = class_attribute.extract()?;
        let is_simple = export.attribute(c"simple_names")?.is_truthy()?;
        let class_name_attribute = match class_attribute {
            "none" => None,
            "always" | "if_needed" if is_simple => Some(c"simple_name"),
            "always" | "if_needed" => Some(c"class_name"),
            _ => return Err(unfit(py, c"an unknown class attribute")),
        };
        let names_if_needed = class_attribute == "if_needed";
        let export_model_of = export.attribute(c"model_of")?;
        if export.attribute(c"models")?.is_truthy()? {
            let builtins = module(py, c"builtins")?;
            for name in BUILTINS {
                let class = builtins.attribute(name)?;
                if !made::called(&export_model_of, &class)?.is_none() {
                    return Err(unfit(py, c"a model of a builtin class"));
                }
            }
        }
        let levels = size(&limits.attribute(c"levels")?)?;
        Ok(Settings {
            nodes: Nodes::new(keep, always)?,
            levels,
            values: size(&limits.attribute(c"values")?)? as u64,
            output_bytes: size(&limits.attribute(c"output_bytes")?)?,
            class_name_attribute,
            is_fast: levels > 0 && !names_if_needed,
            names_if_needed,
            skips_failures: export.attribute(c"skip_if_fail")?.is_truthy()?,
            limits: limits.clone().unbind(),
            specification: Specification::get(py)?,
            dates: dates.clone().unbind(),
            export_model_of: export_model_of.unbind(),
            export: export.clone().unbind(),
        })
    }

    /// Shows the garbage collector what is held.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.limits)?;
        visit.call(&self.dates)?;
        visit.call(&self.export_model_of)?;
        visit.call(&self.export)?;
        self.nodes.traverse(visit)
    }

    /// The model of a class, or None.
    pub fn model_of<'py>(&self, class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
        made::called(self.export_model_of.bind(class.py()), class.as_any())
    }

    /// The plain scalar that a value is written as.
    pub fn plain<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = value.py();
        let plain = self.specification.plain.bind(py);
        plain.called([value, self.dates.bind(py)])
    }

    /// What an Enum or a model of one root stands for, and any other value as it is.
    pub fn meant<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        made::called(self.specification.meant.bind(value.py()), value)
    }

    /// Whether descriptors of `class` only read a place of their instance.
    pub fn is_slot(&self, class: &Bound<'_, PyType>) -> bool {
        self.specification.slots.iter().any(|slot| slot.is(class))
    }
}

fn size(limit: &Bound<'_, PyAny>) -> PyResult<usize> {
    let largest = isize::MAX as usize;
    if limit.gt(made::int(limit.py(), largest)?)? {
        return Ok(largest);
    }
    limit.extract()
}

/// What it is that only the specification follows.
fn unfit(py: Python<'_>, what: &CStr) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    made::error(py, unsafe { ffi::PyExc_TypeError }, what)
}
