//! Settings: all that a walk must know of its plan.

use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyType};

use crate::made;
use crate::nodes::Nodes;
use crate::specification::Specification;

// The walks look for no model of these.
const BUILTINS: [&str; 8] = [
    "dict", "list", "tuple", "str", "int", "float", "bool", "object",
];

/// Fixed with a plan; holds no class of a caller's but through `export`.
pub struct Settings {
    pub nodes: Nodes,
    pub levels: usize,
    pub values: u64,
    pub output_bytes: usize,
    /// Which attribute of a model is written as `_class`, if any is.
    pub class_name_attribute: Option<&'static str>,
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
            return Err(unfit("the interpreter"));
        }
        if !export.getattr("interceptor")?.is_none() {
            return Err(unfit("an interceptor"));
        }
        let class_attribute: String = export.getattr("class_attribute")?.extract()?;
        let is_simple = export.getattr("simple_names")?.is_truthy()?;
        let class_name_attribute = match class_attribute.as_str() {
            "none" => None,
            "always" | "if_needed" if is_simple => Some("simple_name"),
            "always" | "if_needed" => Some("class_name"),
            _ => return Err(unfit("an unknown class attribute")),
        };
        let names_if_needed = class_attribute == "if_needed";
        let export_model_of = export.getattr("model_of")?;
        if export.getattr("models")?.is_truthy()? {
            let builtins = py.import("builtins")?;
            for name in BUILTINS {
                let class = builtins.getattr(name)?;
                if !export_model_of.call1((class,))?.is_none() {
                    return Err(unfit("a model of a builtin class"));
                }
            }
        }
        let levels = size(&limits.getattr("levels")?)?;
        Ok(Settings {
            nodes: Nodes::new(keep, always)?,
            levels,
            values: size(&limits.getattr("values")?)? as u64,
            output_bytes: size(&limits.getattr("output_bytes")?)?,
            class_name_attribute,
            is_fast: levels > 0 && !names_if_needed,
            names_if_needed,
            skips_failures: export.getattr("skip_if_fail")?.is_truthy()?,
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
        self.specification
            .plain
            .bind(py)
            .call1((value, &self.dates))
    }

    /// What an Enum or a model of one root stands for, and any other value as it is.
    pub fn meant<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.specification.meant.bind(value.py()).call1((value,))
    }

    /// Whether descriptors of `class` only read a place of their instance.
    pub fn is_slot(&self, class: &Bound<'_, PyType>) -> bool {
        self.specification.slots.iter().any(|slot| slot.is(class))
    }
}

fn size(limit: &Bound<'_, PyAny>) -> PyResult<usize> {
    if limit.gt(isize::MAX)? {
        return Ok(isize::MAX as usize);
    }
    limit.extract()
}

fn unfit(what: &str) -> PyErr {
    PyTypeError::new_err(format!("{what}: left to the specification"))
}
